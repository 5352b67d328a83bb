//! A bar on standard error while the work is long and a person is watching.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::language::say;

/// Fewer messages than this are read before anyone could see a bar.
const LONG: u64 = 20_000;

/// How far the work is. Shows nothing where standard error is no terminal.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Where none is to be shown.
    pub(crate) fn none() -> Progress {
        Progress(ProgressBar::hidden())
    }

    /// While files are read, whose length in messages is not known yet.
    pub(crate) fn reading() -> Progress {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
        bar.set_style(
            ProgressStyle::with_template("{spinner} {msg} {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        bar.set_message(say("Đang đọc tệp…", "Reading…"));
        bar.enable_steady_tick(Duration::from_millis(700));
        Progress(bar)
    }

    /// While messages are weighed.
    pub(crate) fn weighing(messages: u64) -> Progress {
        if messages < LONG {
            return Progress::none();
        }
        let bar = ProgressBar::new(messages);
        bar.set_style(
            ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} · {eta}")
                .unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_message(say("Đang xem tin nhắn", "Messages"));
        Progress(bar)
    }

    /// So many more are done.
    pub(crate) fn advance(&self, messages: u64) {
        self.0.inc(messages);
    }

    /// All is done: leaves no trace on the screen.
    pub(crate) fn end(self) {
        self.0.finish_and_clear();
    }
}
