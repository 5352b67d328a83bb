//! Whether a file was written to while it was read.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::time::SystemTime;

/// What a database and the log beside it were like at one moment. Pages that are only added to the
/// log change nothing: what was listed before still stands where it did.
pub(super) struct Stamp {
    database: File,
    log: Option<File>,
    seen: Seen,
}

#[derive(PartialEq, Eq)]
struct Seen {
    size: u64,
    written: Option<SystemTime>,
    /// With the counter of changes.
    header: [u8; 100],
    /// With the numbers that a log draws when it begins anew.
    log_header: [u8; 32],
}

impl Stamp {
    /// # Errors
    ///
    /// Where the files cannot be read.
    pub(super) fn of(database: &File, log: Option<&File>) -> io::Result<Stamp> {
        let database = database.try_clone()?;
        let log = log.map(File::try_clone).transpose()?;
        let seen = Seen::now(&database, log.as_ref())?;
        Ok(Stamp { database, log, seen })
    }

    /// Whether one of the files was written to in a way that changes what was read.
    pub(super) fn has_changed(&self) -> bool {
        Seen::now(&self.database, self.log.as_ref()).ok().as_ref() != Some(&self.seen)
    }
}

impl Seen {
    /// Leaves both files at their beginning.
    fn now(mut database: &File, log: Option<&File>) -> io::Result<Seen> {
        let metadata = database.metadata()?;
        let (mut header, mut log_header) = ([0; 100], [0; 32]);
        database.rewind()?;
        super::write_ahead::fill(&mut database.take(100), &mut header)?;
        database.rewind()?;
        if let Some(mut log) = log {
            log.rewind()?;
            super::write_ahead::fill(&mut log.take(32), &mut log_header)?;
            log.rewind()?;
        }
        let (size, written) = (metadata.len(), metadata.modified().ok());
        Ok(Seen { size, written, header, log_header })
    }
}

/// Whether a file beside a database says that an app is about to take back what it began to write.
pub(super) fn is_in_the_middle_of_a_change(journal: &Path) -> bool {
    const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
    let mut head = [0; 8];
    let read = File::open(journal).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head == MAGIC
}
