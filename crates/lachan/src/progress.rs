//! A bar on standard error while the work is long and a person is watching.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::exit;
use crate::language::say;

/// Fewer messages than this are read before anyone could see a bar.
const LONG: u64 = 200;

/// How far the work is. Shows nothing where standard error is no terminal.
#[derive(Clone, Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Where none is to be shown.
    pub(crate) fn none() -> Progress {
        Progress(ProgressBar::hidden())
    }

    /// While files are read: of so many bytes, where that is known.
    pub(crate) fn reading(bytes: Option<u64>) -> Progress {
        let bar = Progress::bar(
            bytes,
            match bytes {
                Some(_) => say(
                    "{msg} {wide_bar} {bytes}/{total_bytes} · còn {left}",
                    "{msg} {wide_bar} {bytes}/{total_bytes} · {left} left",
                ),
                None => "{spinner} {msg} {bytes} · {elapsed}",
            },
        );
        bar.set_message(say("Đang đọc tệp…", "Reading…"));
        Progress(bar)
    }

    /// While messages are weighed.
    pub(crate) fn weighing(messages: u64) -> Progress {
        if messages < LONG {
            return Progress::none();
        }
        let bar = Progress::bar(
            Some(messages),
            say(
                "{msg} {wide_bar} {human_pos}/{human_len} · còn {left}",
                "{msg} {wide_bar} {human_pos}/{human_len} · {left} left",
            ),
        );
        bar.set_message(say("Đang xem tin nhắn", "Messages"));
        Progress(bar)
    }

    fn bar(length: Option<u64>, template: &str) -> ProgressBar {
        let target = ProgressDrawTarget::stderr_with_hz(8);
        let bar = ProgressBar::with_draw_target(length, target);
        bar.set_style(
            ProgressStyle::with_template(template)
                .unwrap_or_else(|_| ProgressStyle::default_spinner())
                .with_key("left", left),
        );
        // The time left goes on while a step takes long.
        bar.enable_steady_tick(Duration::from_millis(700));
        bar
    }

    /// So many more are done.
    pub(crate) fn advance(&self, more: u64) {
        self.0.inc(more);
    }

    /// What has been found so far.
    pub(crate) fn found(&self, level: &str) {
        self.0.set_message(format!("{} ({level})", say("Đang xem tin nhắn", "Messages")));
    }

    /// Says a line to the person, above the bar.
    pub(crate) fn tell(&self, line: &str) {
        self.0.suspend(|| exit::tell(line));
    }

    /// All is done: leaves no trace on the screen.
    pub(crate) fn end(self) {
        self.0.finish_and_clear();
    }
}

/// How long it will take, once there is something to tell it by.
fn left(state: &ProgressState, out: &mut dyn Write) {
    // A bar that cannot be drawn is no reason to stop.
    let _ = match state.pos() {
        0 => write!(out, "…"),
        _ => write!(out, "{:#}", HumanDuration(state.eta())),
    };
}
