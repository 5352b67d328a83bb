//! How much a database may give and how long that may take, by the size of its file: a few
//! megabytes can be made to say the same words a hundred thousand times.

use std::cell::Cell;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, Row, types::ValueRef};

/// What reading of one database may cost.
pub(super) struct Bounds {
    /// The bytes of words that it may still give.
    bytes: Cell<u64>,
    pub(super) time: Duration,
}

impl Bounds {
    /// No honest file gives more than it holds, but words of two bytes a letter may become three.
    pub(super) fn of(size: u64) -> Bounds {
        const AT_LEAST: u64 = 1024 * 1024;
        const SECONDS_AT_LEAST: u64 = 20;
        // Even an old disk reads a megabyte a second.
        let seconds = SECONDS_AT_LEAST + size / (1024 * 1024);
        Bounds {
            bytes: Cell::new(size.saturating_mul(2).saturating_add(AT_LEAST)),
            time: Duration::from_secs(seconds),
        }
    }

    /// Lets nothing that SQLite does go on once the time is over.
    pub(super) fn end_what_is_slow(
        &self,
        connection: &mut Connection,
    ) -> Result<(), rusqlite::Error> {
        const STEPS_BETWEEN: i32 = 1_000;
        let (begun, time) = (Instant::now(), self.time);
        connection.progress_handler(STEPS_BETWEEN, Some(move || begun.elapsed() > time))
    }

    /// Counts what a row gives.
    ///
    /// # Errors
    ///
    /// Where it is more than the file may give.
    pub(super) fn take(&self, row: &Row<'_>) -> Result<(), rusqlite::Error> {
        let mut bytes = 0u64;
        for column in 0..row.as_ref().column_count() {
            if let ValueRef::Text(value) | ValueRef::Blob(value) = row.get_ref(column)? {
                bytes = bytes.saturating_add(value.len() as u64);
            }
        }
        let left = self.bytes.get().checked_sub(bytes);
        self.bytes.set(left.unwrap_or_default());
        left.map(|_| ()).ok_or_else(super::looped)
    }

    /// Whether reading ended because it would have cost too much, so that trying on is no use.
    pub(super) fn are_reached_by(&self, error: &rusqlite::Error) -> bool {
        self.bytes.get() == 0 || error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted)
    }
}
