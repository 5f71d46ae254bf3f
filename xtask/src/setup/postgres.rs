//! PostgreSQL for the tests of the server: a cluster of their own in a temporary folder, on a socket there, and by
//! TLS on a port of this machine.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use super::debian;

/// Where Debian keeps the versions, none of them on the PATH.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Finds or installs the folder of its programs.
pub fn find() -> Result<PathBuf> {
    if cfg!(not(unix)) {
        bail!("PostgreSQL is started for the tests on Unix only");
    }
    if programs().is_none() && debian::may_install() {
        debian::install(&["postgresql"], "the tests run the server on it, too")?;
    }
    match programs() {
        Some(folder) => Ok(folder),
        None => bail!(
            "PostgreSQL was not found: install it (Debian: `apt-get install postgresql`), then run the command again"
        ),
    }
}

fn programs() -> Option<PathBuf> {
    let whole =
        |folder: &Path| ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).is_file());
    let on_path =
        env::var_os("PATH").and_then(|folders| env::split_paths(&folders).find(|folder| whole(folder)));
    on_path.or_else(|| {
        let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(DEBIAN)
            .ok()?
            .filter_map(|entry| {
                let entry = entry.ok()?;
                Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin")))
            })
            .filter(|(_, folder)| whole(folder))
            .collect();
        versions.sort();
        versions.pop().map(|(_, folder)| folder)
    })
}

/// A server that runs as long as this is kept.
#[cfg(unix)]
pub struct Cluster {
    folder: PathBuf,
    port: u16,
    server: std::process::Child,
}

#[cfg(unix)]
mod cluster {
    use std::fs::{self, File};
    use std::io::Write;
    use std::net::TcpListener;
    use std::os::unix::fs::{OpenOptionsExt, chown};
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::{Command, Stdio};
    use std::thread;
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use anyhow::{Context, Result, bail};
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

    use super::{Cluster, find};
    use crate::run;

    const USER: &str = "quotient";
    /// What the tests open at once, with room to spare.
    const SETTINGS: [&str; 7] = [
        "listen_addresses=127.0.0.1",
        "max_connections=300",
        "fsync=off",
        "full_page_writes=off",
        "ssl=on",
        "ssl_cert_file=../server.pem",
        "ssl_key_file=../server.key",
    ];
    /// Who signed the server's certificate.
    const AUTHORITY: &str = "authority.pem";

    impl Cluster {
        /// Makes a cluster and starts its server. It needs no password by its socket, and lets nobody in by its port
        /// who has none.
        pub fn start() -> Result<Cluster> {
            let programs = find()?;
            // One that ended by force may have left its folder, and the number of its process may come again.
            let now =
                SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() % 1_000_000;
            let name = format!("quotient-postgres-{}-{now}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
            let owner = owner()?;
            if let Some((user, group)) = owner {
                chown(&folder, Some(user), Some(group))?;
            }
            let log = File::create(folder.join("log"))?;
            let command = |name: &str| -> Result<Command> {
                let mut command = Command::new(programs.join(name));
                command.current_dir(&folder).stdin(Stdio::null());
                command.stdout(log.try_clone()?).stderr(log.try_clone()?);
                if let Some((user, group)) = owner {
                    command.uid(user).gid(group);
                }
                Ok(command)
            };
            certify(&folder, owner)?;
            let mut initdb = command("initdb")?;
            initdb.args(["--auth-local=trust", "--auth-host=scram-sha-256"]);
            initdb.args(["--encoding=UTF8", "--locale=C", "--no-sync"]);
            let made = initdb.args(["--username", USER, "--pgdata"]).arg(folder.join("data")).status()?;
            if !made.success() {
                bail!("PostgreSQL's initdb failed: {}", told(&folder));
            }
            let mut server = command("postgres")?;
            // Free a moment ago.
            let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
            server.arg("-D").arg(folder.join("data")).arg("-k").arg(&folder).args(["-p", &port.to_string()]);
            for setting in SETTINGS {
                server.args(["-c", setting]);
            }
            let mut cluster = Cluster { server: server.spawn()?, folder: folder.clone(), port };
            for _ in 0..1_200 {
                let mut ready = command("pg_isready")?;
                if ready.arg("-h").arg(&folder).args(["-p", &port.to_string()]).status()?.success() {
                    return Ok(cluster);
                }
                if cluster.server.try_wait()?.is_some() {
                    break;
                }
                thread::sleep(Duration::from_millis(100));
            }
            bail!("PostgreSQL did not start: {}", told(&folder))
        }

        /// The address of a database on which others may be made.
        pub fn address(&self) -> String {
            format!("postgres:///postgres?host={}&port={}&user={USER}", self.folder.display(), self.port)
        }

        /// The same by TLS, for users with a password.
        pub fn address_by_tls(&self) -> String {
            format!(
                "postgres://127.0.0.1:{}/postgres?sslmode=verify-full&sslrootcert={}",
                self.port,
                self.folder.join(AUTHORITY).display()
            )
        }
    }

    /// Whom the cluster belongs to, if not to who runs this: PostgreSQL refuses to run as root, and its package has
    /// made a user for it.
    fn owner() -> Result<Option<(u32, u32)>> {
        if id(&["--user"])? != 0 {
            return Ok(None);
        }
        Ok(Some((id(&["--user", "postgres"])?, id(&["--group", "postgres"])?)))
    }

    /// A certificate of the server for its address, by an authority that nobody else knows.
    fn certify(folder: &Path, owner: Option<(u32, u32)>) -> Result<()> {
        let (mut authority, key) = (CertificateParams::default(), KeyPair::generate()?);
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        fs::write(folder.join(AUTHORITY), authority.self_signed(&key)?.pem())?;
        let issuer = Issuer::new(authority, key);
        let key = KeyPair::generate()?;
        let server = CertificateParams::new(["127.0.0.1".to_owned()])?.signed_by(&key, &issuer)?;
        fs::write(folder.join("server.pem"), server.pem())?;
        let private = folder.join("server.key");
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(&private)?;
        file.write_all(key.serialize_pem().as_bytes())?;
        match owner {
            Some((user, group)) => Ok(chown(private, Some(user), Some(group))?),
            None => Ok(()),
        }
    }

    fn id(arguments: &[&str]) -> Result<u32> {
        let told = run::look(run::command("id").args(arguments));
        told.and_then(|id| id.parse().ok())
            .context("the user `postgres`, which PostgreSQL runs as, is not there")
    }

    fn told(folder: &Path) -> String {
        fs::read_to_string(folder.join("log")).unwrap_or_default()
    }

    impl Drop for Cluster {
        fn drop(&mut self) {
            // Nothing in it is needed any more.
            let _ = Command::new("kill").args(["-QUIT", &self.server.id().to_string()]).status();
            let _ = self.server.wait();
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}
