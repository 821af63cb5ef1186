//! What a long step shows: a line on standard error, only where a person is looking.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Shows the stages of a run, or nothing.
pub struct Progress {
    bar: Option<ProgressBar>,
}

impl Progress {
    /// Progress on standard error where that is a terminal and `quiet` is not asked for.
    pub fn new(quiet: bool) -> Self {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} [{elapsed}]") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Progress { bar }
    }

    /// Progress that shows nothing.
    pub fn silent() -> Self {
        Progress { bar: None }
    }

    /// Says what is being done now.
    pub fn stage(&self, what: impl Into<String>) {
        if let Some(bar) = &self.bar {
            bar.set_message(what.into());
        }
    }

    /// Says how much of the input has been read, in bytes.
    pub fn read(&self, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            let percent = (100 * done).checked_div(total).unwrap_or(0).min(100);
            bar.set_message(format!("reading {percent} % of {} MB", total / 1_000_000));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
