//! What a long step shows: a line on standard error, only where a person is looking.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

/// A stage whose end is not known: its name, and how long it has taken.
const OPEN: &str = "{spinner} {msg} [{elapsed}]";
/// A stage that reads a known number of bytes.
const BYTES: &str = "{spinner} {msg} {bar:20} {percent} % of {decimal_total_bytes}, {decimal_bytes_per_sec}, {eta} left";
/// A stage that works through a known number of papers.
const PAPERS: &str =
    "{spinner} {msg} {bar:20} {percent} % of {human_len} papers, {per_sec:0}, {eta} left";

/// Shows the stages of a run, or nothing.
pub struct Progress {
    bar: Option<ProgressBar>,
    /// Who else is told of each stage as it begins.
    listener: Option<Mutex<Listener>>,
}

/// Is told what begins now.
type Listener = Box<dyn FnMut(&str) + Send>;

impl Progress {
    /// Progress on standard error where that is a terminal and `quiet` is not asked for.
    pub fn new(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Progress::silent();
        }
        let progress = Progress::on(ProgressDrawTarget::stderr());
        if let Some(bar) = &progress.bar {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        progress
    }

    /// Progress that shows nothing.
    pub fn silent() -> Self {
        Progress { bar: None, listener: None }
    }

    /// Progress that shows nothing, and tells `listener` of each stage as it begins.
    pub fn told_to(listener: impl FnMut(&str) + Send + 'static) -> Self {
        Progress { bar: None, listener: Some(Mutex::new(Box::new(listener))) }
    }

    fn on(target: ProgressDrawTarget) -> Self {
        Progress { bar: Some(ProgressBar::with_draw_target(None, target)), listener: None }
    }

    /// Says what is being done now, when it cannot be said how much of it there is.
    pub fn stage(&self, what: impl Into<String>) {
        self.begin(what.into(), OPEN, None);
    }

    /// Says that inputs are being read; [`Progress::at`] is told the bytes.
    pub fn reading(&self) {
        self.begin("reading".to_owned(), BYTES, Some(0));
    }

    /// Says what is being done to so many papers; [`Progress::at`] is told how many are done.
    pub fn papers(&self, what: &str, n_papers: usize) {
        self.begin(what.to_owned(), PAPERS, Some(n_papers as u64));
    }

    fn begin(&self, what: String, template: &str, length: Option<u64>) {
        if let Some(Ok(mut listener)) = self.listener.as_ref().map(Mutex::lock) {
            listener(&what);
        }
        let Some(bar) = &self.bar else { return };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("━╸─"));
        }
        match length {
            Some(length) => bar.set_length(length),
            None => bar.unset_length(),
        }
        bar.set_message(what);
        bar.reset();
    }

    /// Says how much of the stage is done.
    pub fn at(&self, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done.min(total));
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

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::TermLike;
    use std::io;
    use std::sync::{Arc, Mutex};

    /// A terminal of 80 columns that remembers all that was written to it.
    #[derive(Debug, Clone, Default)]
    struct Screen(Arc<Mutex<String>>);

    impl TermLike for Screen {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            self.0.lock().unwrap().push('\n');
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What is shown last of a stage.
    fn shown(stage: impl Fn(&Progress)) -> String {
        let screen = Screen::default();
        let target = ProgressDrawTarget::term_like_with_hz(Box::new(screen.clone()), 255);
        let progress = Progress::on(target);
        stage(&progress);
        std::thread::sleep(Duration::from_millis(20));
        progress.bar.as_ref().unwrap().tick();
        let text = screen.0.lock().unwrap().clone();
        text.lines().map(str::trim_end).rfind(|line| !line.is_empty()).unwrap().to_owned()
    }

    #[test]
    fn a_known_end_has_a_bar_a_rate_and_the_time_left() {
        let line = shown(|progress| {
            progress.reading();
            progress.at(21_000_000, 84_000_000);
        });
        for part in ["reading", "━━━━━", "25 % of 84.00 MB", "B/s", "left"] {
            assert!(line.contains(part), "{part:?} is not in {line:?}");
        }
        let line = shown(|progress| {
            progress.papers("tokenizing", 85_000);
            progress.at(42_500, 85_000);
        });
        for part in ["tokenizing", "50 % of 85,000 papers", "/s", "left"] {
            assert!(line.contains(part), "{part:?} is not in {line:?}");
        }
        assert!(line.chars().count() <= 80, "{line}");
    }

    #[test]
    fn an_open_end_has_the_time_so_far_and_no_bar() {
        let line = shown(|progress| {
            progress.papers("tokenizing", 10);
            progress.at(10, 10);
            progress.stage("clustering");
        });
        assert!(line.contains("clustering [0s]"), "{line:?}");
        assert!(!line.contains('%') && !line.contains("left"), "{line:?}");
    }

    #[test]
    fn silence_is_silent() {
        let progress = Progress::silent();
        progress.reading();
        progress.at(1, 0);
        progress.stage("clustering");
        assert!(progress.bar.is_none());
    }
}
