//! Reads this crate's own fixtures, and shows what was read.
#![allow(dead_code, reason = "not every test asks everything")]

use std::path::{Path, PathBuf};

use chats::{Conversation, Format, Moment, ReadOptions, Reading, WarningCode, read_path};

pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// Vietnam's clock, and an owner with a name.
pub(crate) fn vietnam() -> ReadOptions {
    ReadOptions { local_offset_minutes: 420, owner_name: "bong03".into(), ..ReadOptions::default() }
}

pub(crate) fn reading(path: &str) -> Reading {
    let mut readings =
        read_path(&fixture(path), &vietnam()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(readings.len(), 1, "{path}");
    readings.remove(0)
}

pub(crate) fn only(path: &str, format: Format) -> Conversation {
    let mut reading = reading(path);
    assert_eq!(reading.format, format, "{path}");
    assert_eq!(reading.conversations.len(), 1, "{path}");
    reading.conversations.remove(0)
}

/// `Name: words` of each message; `-` where the app speaks.
pub(crate) fn lines(conversation: &Conversation) -> Vec<String> {
    let line = |message| {
        let name = conversation.name_of(message).unwrap_or("-");
        format!("{name}: {}", message.text)
    };
    conversation.messages.iter().map(line).collect()
}

pub(crate) fn times(conversation: &Conversation) -> Vec<String> {
    conversation.messages.iter().filter_map(|message| message.at.map(Moment::to_rfc3339)).collect()
}

pub(crate) fn codes(reading: &Reading) -> Vec<WarningCode> {
    reading.warnings.iter().map(|warning| warning.code).collect()
}
