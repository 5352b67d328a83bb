//! What the tests of every layout need.

use std::path::{Path, PathBuf};

use chats::{
    Conversation, Format, Message, Moment, ReadOptions, Reading, Source, WarningCode, read,
    read_path,
};

use crate::files::files;

/// Vietnam's clock, on which the constructed fixtures were written.
pub(crate) fn vietnam() -> ReadOptions {
    ReadOptions { local_offset_minutes: 420, ..ReadOptions::default() }
}

pub(crate) fn read_text(text: &str) -> Reading {
    read_named(text, "chat.txt")
}

pub(crate) fn read_named(text: &str, name: &str) -> Reading {
    read(Source::from_bytes(text.as_bytes()).named(name), &vietnam())
        .unwrap_or_else(|error| panic!("{error}: {text:?}"))
}

/// The reading of a text that is one conversation of this format.
pub(crate) fn only(text: &str, format: Format) -> Conversation {
    let mut reading = read_text(text);
    assert_eq!(reading.format, format, "{text:?}");
    assert_eq!(reading.conversations.len(), 1, "{text:?}");
    reading.conversations.remove(0)
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

pub(crate) fn fixture(path: &str) -> Reading {
    let mut readings = read_path(&fixtures().join(path), &vietnam()).expect("a fixture that reads");
    assert_eq!(readings.len(), 1, "{path}");
    readings.remove(0)
}

/// Reads text that may be anything as this format: nothing panics, every message is by one of the
/// participants, and what was taken back has no words.
pub(crate) fn assert_sound(text: &str, format: Format) {
    let options = ReadOptions { format: Some(format), ..vietnam() };
    for conversation in read(Source::from_bytes(text.as_bytes()), &options)
        .iter()
        .flat_map(|one| &one.conversations)
    {
        for message in &conversation.messages {
            let known = message.from.is_none() || conversation.name_of(message).is_some();
            assert!(known, "{text:?}");
            assert!(!message.deleted || message.text.is_empty(), "{text:?}");
        }
    }
}

/// Without every seventh letter from a place on, as a bad copy has it.
pub(crate) fn worn(text: &str, from: usize, seventh: usize) -> String {
    let kept = text.chars().enumerate().filter(|(at, _)| *at < from || *at % 7 != seventh % 7);
    kept.map(|(_, letter)| letter).collect()
}

/// Every fixture with this in its path is recognised as the format, and no other is.
pub(crate) fn assert_recognised(format: Format, folders: &[&str]) {
    let mut own = 0;
    for path in files(&fixtures()) {
        let name = path.to_string_lossy().replace('\\', "/");
        let text = ["LICENSE", "SOURCE.txt"].iter().any(|end| name.ends_with(end));
        let is_own = !text && folders.iter().any(|folder| name.contains(folder));
        own += u32::from(is_own);
        let found = read_path(&path, &vietnam()).ok().map(|readings| readings[0].format);
        assert_eq!(found == Some(format), is_own, "{name} is read as {found:?}");
    }
    assert_eq!(own > 0, !folders.is_empty(), "{folders:?}");
}

/// `Name: text` of each message; `-` where the app speaks, `(deleted)` for what was taken back.
pub(crate) fn said(conversation: &Conversation) -> Vec<String> {
    let line = |message: &Message| {
        let name = conversation.name_of(message).unwrap_or("-");
        let text = if message.deleted { "(deleted)" } else { message.text.as_str() };
        format!("{name}: {text}")
    };
    conversation.messages.iter().map(line).collect()
}

pub(crate) fn times(conversation: &Conversation) -> Vec<String> {
    let at = |message: &Message| message.at.map_or_else(|| "-".into(), Moment::to_rfc3339);
    conversation.messages.iter().map(at).collect()
}

pub(crate) fn warned(reading: &Reading, code: WarningCode) -> Option<(Option<u64>, Option<u64>)> {
    let found = reading.warnings.iter().find(|warning| warning.code == code)?;
    Some((found.line, found.count))
}

/// A text with every line end in turn `\n`, `\r\n` and `\r\n`, as editors leave it.
pub(crate) fn with_mixed_line_ends(text: &str) -> String {
    let lines = text.lines().enumerate();
    lines.map(|(at, line)| format!("{line}{}", if at % 3 == 0 { "\n" } else { "\r\n" })).collect()
}
