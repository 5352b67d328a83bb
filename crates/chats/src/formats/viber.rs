//! Viber on a computer: `viber.db`, with `Events` (when, in which chat, which way), `Messages`
//! and `Calls` that belong to them, `Contact`, `ChatInfo` and `ChatRelation`.
//!
//! Known from public readers of the file (ViberExtractor, promnesia). Viber says nothing of it;
//! kinds of messages that no reader knows are read as words where they have any.

#[cfg(feature = "sqlite")]
mod database;

use super::{Importer, Peek, Score};
#[cfg(feature = "sqlite")]
use crate::database::{Database, Schema};
use crate::{ReadError, ReadOptions, decode::Decoded, read::Found};

pub(super) struct Viber;

impl Importer for Viber {
    fn recognise(&self, _peek: &Peek<'_>) -> Score {
        Score::NO
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        _options: &ReadOptions,
        _found: &mut Found,
    ) -> Result<(), ReadError> {
        Err(ReadError::Unrecognised(Peek::new(text.peek(), name).looks_like()))
    }

    #[cfg(feature = "sqlite")]
    fn recognise_database(&self, schema: &Schema) -> bool {
        schema.has("Events", &["EventID", "TimeStamp", "ChatID"])
            && schema.has("Messages", &["EventID", "Body"])
    }

    #[cfg(feature = "sqlite")]
    fn read_database(
        &self,
        database: &Database,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        database::read(database, options, found);
        Ok(())
    }
}
