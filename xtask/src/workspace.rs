//! Where things are.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The checkout.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        // At run time first: the checkout may have been moved since this was compiled.
        let member = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        member.parent().map_or(member.clone(), Path::to_path_buf)
    })
}

/// Cargo's target folder, wherever the user's configuration puts it: this program is in its `debug`.
pub fn target() -> &'static Path {
    static TARGET: OnceLock<PathBuf> = OnceLock::new();
    TARGET.get_or_init(|| {
        let here = env::current_exe().ok();
        here.as_deref()
            .and_then(|exe| exe.parent()?.parent())
            .map_or_else(|| root().join("target"), Path::to_path_buf)
    })
}

/// Tools that are installed for this checkout alone.
pub fn tools() -> PathBuf {
    root().join("target/tools")
}

/// Logs of long steps and marks of what is up to date.
pub fn state() -> PathBuf {
    target().join("xtask")
}
