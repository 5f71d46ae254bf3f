//! PostgreSQL for the tests of the server: a cluster of their own in a temporary folder, on a socket there.

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
    server: std::process::Child,
}

#[cfg(unix)]
mod cluster {
    use std::fs::{self, File};
    use std::os::unix::process::CommandExt;
    use std::process::{Command, Stdio};
    use std::thread;
    use std::time::{Duration, SystemTime, UNIX_EPOCH};

    use anyhow::{Context, Result, bail};

    use super::{Cluster, find};
    use crate::run;

    const USER: &str = "quotient";
    /// What the tests open at once, with room to spare.
    const SETTINGS: [&str; 4] =
        ["listen_addresses=", "max_connections=300", "fsync=off", "full_page_writes=off"];

    impl Cluster {
        /// Makes a cluster and starts its server. It needs no password and listens on no port.
        pub fn start() -> Result<Cluster> {
            let programs = find()?;
            // One that ended by force may have left its folder, and the number of its process may come again.
            let now =
                SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis() % 1_000_000;
            let name = format!("quotient-postgres-{}-{now}", std::process::id());
            let folder = std::env::temp_dir().join(name);
            fs::create_dir(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
            let log = File::create(folder.join("log"))?;
            let command = |name: &str| -> Result<Command> {
                let mut command = Command::new(programs.join(name));
                command.current_dir(&folder).stdin(Stdio::null());
                command.stdout(log.try_clone()?).stderr(log.try_clone()?);
                // It refuses to run as root; its package has made a user for it.
                if id(&["--user"])? == 0 {
                    let (user, group) = (id(&["--user", "postgres"])?, id(&["--group", "postgres"])?);
                    std::os::unix::fs::chown(&folder, Some(user), Some(group))?;
                    command.uid(user).gid(group);
                }
                Ok(command)
            };
            let mut initdb = command("initdb")?;
            initdb.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
            let made = initdb.args(["--username", USER, "--pgdata"]).arg(folder.join("data")).status()?;
            if !made.success() {
                bail!("PostgreSQL's initdb failed: {}", told(&folder));
            }
            let mut server = command("postgres")?;
            server.arg("-D").arg(folder.join("data")).arg("-k").arg(&folder);
            for setting in SETTINGS {
                server.args(["-c", setting]);
            }
            let mut cluster = Cluster { server: server.spawn()?, folder: folder.clone() };
            for _ in 0..1_200 {
                if command("pg_isready")?.arg("-h").arg(&folder).status()?.success() {
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
            format!("postgres:///postgres?host={}&user={USER}", self.folder.display())
        }
    }

    fn id(arguments: &[&str]) -> Result<u32> {
        let told = run::look(run::command("id").args(arguments));
        told.and_then(|id| id.parse().ok())
            .context("the user `postgres`, which PostgreSQL runs as, is not there")
    }

    fn told(folder: &std::path::Path) -> String {
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
