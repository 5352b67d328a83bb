use include_dir::Dir;
use risk::Trick;
use serde::Deserialize;
use text::Localised;

use crate::ages::Ages;
use crate::library::Bubble;
use crate::pack::{self, PackError};

/// Chats that show whether somebody can tell a trick that no lesson has told of, and whether the
/// lessons made them afraid of chats with nothing behind them (delayed transfer test, `facts/
/// education.md` 6.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferTest {
    /// Its stable name, and its address: that of its file.
    #[serde(skip)]
    pub id: String,
    /// Whom it is for.
    pub ages: Ages,
    /// Its place among the tests for these ages, from 1: to be taken before lessons, after them,
    /// and some months later.
    #[serde(rename = "set")]
    pub number: usize,
    /// The chats.
    #[serde(rename = "chat")]
    pub chats: Vec<TransferChat>,
}

/// One of these chats.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransferChat {
    /// What is tried; nothing where there is nothing behind it.
    pub trick: Option<Trick>,
    /// Where this is, and who writes.
    #[serde(rename = "where")]
    pub place: Localised,
    /// The messages.
    pub says: Vec<Bubble>,
    /// What shows it, or why there is nothing behind it.
    pub because: Localised,
}

/// All tests, the youngest readers' first, then by number, which leave none out.
pub(crate) fn load(folder: &Dir<'_>) -> Result<Vec<TransferTest>, PackError> {
    let mut all = pack::load_folder(folder, "transfer", |id, test: TransferTest| {
        check(&test.chats)?;
        Ok(TransferTest { id: id.to_owned(), ..test })
    })?;
    all.sort_by_key(|test| (test.ages, test.number));
    for tests in all.chunk_by(|a, b| a.ages == b.ages) {
        pack::are_numbered("transfer", tests, |test| (&test.id, test.number))?;
    }
    Ok(all)
}

/// There is something to find, and something not to be afraid of.
fn check(chats: &[TransferChat]) -> Result<(), String> {
    let tricks = chats.iter().filter(|chat| chat.trick.is_some()).count();
    if tricks < 2 || chats.len() - tricks < 2 {
        return Err("two chats with a trick at least and two without are wanted".to_owned());
    }
    Ok(())
}
