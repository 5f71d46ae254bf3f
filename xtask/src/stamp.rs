//! Is what was made still what its inputs would make? By content, not by time: a checkout, a
//! branch switched to and back, or a touched file builds nothing anew.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace;

/// Folders that hold what is made, not what it is made from.
const MADE: [&str; 4] = ["node_modules", "dist", "build", "target"];

/// The contents that something is made from.
pub struct Stamp {
    name: &'static str,
    hasher: DefaultHasher,
}

impl Stamp {
    /// Of the thing `name`.
    pub fn new(name: &'static str) -> Self {
        Stamp { name, hasher: DefaultHasher::new() }
    }

    /// A text that matters: a version, a flag.
    pub fn text(mut self, text: &str) -> Self {
        text.hash(&mut self.hasher);
        self
    }

    /// A file or a whole folder, relative to the checkout; names count as well as contents.
    pub fn path(mut self, path: &str) -> Result<Self> {
        let mut files = BTreeSet::new();
        collect(&workspace::root().join(path), &mut files)?;
        for file in files {
            let name = file.strip_prefix(workspace::root()).unwrap_or(&file);
            name.hash(&mut self.hasher);
            read(&file)?.hash(&mut self.hasher);
        }
        Ok(self)
    }

    /// One file anywhere, by its contents alone.
    pub fn content(mut self, file: &Path) -> Result<Self> {
        read(file)?.hash(&mut self.hasher);
        Ok(self)
    }

    /// Makes it with `make`, unless `products` are there and were made from the same contents.
    pub fn unless_current(self, products: &[PathBuf], make: impl FnOnce() -> Result<()>) -> Result<()> {
        let mark = workspace::state().join(self.name);
        let now = format!("{:016x}\n", self.hasher.finish());
        let made = fs::read_to_string(&mark).is_ok_and(|before| before == now);
        if made && products.iter().all(|product| product.exists()) {
            return Ok(());
        }
        // A run that is broken off leaves nothing that looks finished.
        let _ = fs::remove_file(&mark);
        make()?;
        fs::create_dir_all(workspace::state())?;
        fs::write(&mark, now).with_context(|| format!("{} cannot be written", mark.display()))
    }
}

/// Is a file or folder of this name made, or none of ours?
pub fn is_made(name: &OsStr) -> bool {
    MADE.iter().any(|made| name == *made) || name.to_string_lossy().starts_with('.')
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn collect(path: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.insert(path.to_path_buf());
        return Ok(());
    }
    let entries = fs::read_dir(path).with_context(|| format!("{} cannot be read", path.display()))?;
    for entry in entries {
        let entry = entry?;
        if !is_made(&entry.file_name()) {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}
