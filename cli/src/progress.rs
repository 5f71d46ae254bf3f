//! A progress bar on standard error where a person watches it.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How far it is, on a terminal; nothing elsewhere.
pub struct Progress(ProgressBar);

impl Progress {
    /// For an input of so many bytes, if that is known. `beside_data`: lines go to standard
    /// output all the while, and a bar between them on one terminal would be a mess.
    pub fn new(length: Option<u64>, quiet: bool, beside_data: bool) -> Self {
        let watched = io::stderr().is_terminal()
            && std::env::var_os("TERM").is_some_and(|term| term != "dumb")
            && !(beside_data && io::stdout().is_terminal());
        let bar = match length {
            Some(length) => ProgressBar::new(length),
            None => ProgressBar::no_length(),
        };
        let known = "{percent:>3}% {bar:30} {msg}, {elapsed}, {eta} left";
        let unknown = "{bytes} read, {msg}, {elapsed}";
        // No colour is ever used, so that `NO_COLOR` has nothing to turn off.
        if let Ok(style) = ProgressStyle::with_template(if length.is_some() { known } else { unknown }) {
            bar.set_style(style);
        }
        if quiet || !watched {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        Progress(bar)
    }

    /// So many lines and bytes are done.
    pub fn at(&self, lines: u64, bytes: u64) {
        if !self.0.is_hidden() {
            self.0.set_message(format!("{lines} lines"));
            self.0.set_position(bytes);
        }
    }

    /// Takes it off the terminal.
    pub fn clear(&self) {
        self.0.finish_and_clear();
    }
}
