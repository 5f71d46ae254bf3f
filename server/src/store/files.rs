//! The files of a database of SQLite, and those beside it.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{self, Path, PathBuf};

/// Makes a file if it is not there, for its own user alone: it holds secrets. What SQLite puts beside it takes its
/// permissions. One that is there is not touched: to open and close it here would end SQLite's locks of this program.
///
/// # Errors
/// It cannot be made.
pub fn make(file: &Path) -> io::Result<()> {
    match private().create_new(true).open(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// The file that keeps a second server from a database: one for each, whatever links lead to it. Not `shop.db.lock`,
/// which some programs that read SQLite take for a lock of their own.
///
/// # Errors
/// It cannot be made.
pub fn lock(database: &Path) -> io::Result<File> {
    private().create(true).truncate(false).open(beside(&itself(database), ".server.lock"))
}

/// Where the test provider keeps its log: `shop.provider.db` for `shop.db`, `shop.sqlite.provider.db` for another.
pub fn of_provider(database: &Path) -> PathBuf {
    let database = itself(database);
    if database.extension() == Some(OsStr::new("db")) {
        database.with_extension("provider.db")
    } else {
        beside(&database, ".provider.db")
    }
}

/// Is there nothing by this name?
pub fn is_absent(file: &Path) -> bool {
    fs::metadata(file).is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// May every user of the machine use it?
#[cfg(unix)]
pub fn is_open_to_others(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(file).is_ok_and(|about| about.permissions().mode() & 0o007 != 0)
}

/// Permissions are of another kind there.
#[cfg(not(unix))]
pub fn is_open_to_others(_: &Path) -> bool {
    false
}

fn private() -> OpenOptions {
    let mut options = File::options();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The path without links; of a file that is not there yet, its folder's is without.
fn itself(file: &Path) -> PathBuf {
    let in_folder = || {
        let absolute = path::absolute(file).ok()?;
        Some(fs::canonicalize(absolute.parent()?).ok()?.join(absolute.file_name()?))
    };
    fs::canonicalize(file).ok().or_else(in_folder).unwrap_or_else(|| file.to_owned())
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
