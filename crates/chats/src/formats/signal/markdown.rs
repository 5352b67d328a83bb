//! `chat.md` of signal-export: `[2019-12-24, 12:23] Name: words`, since 2023
//! `[2019-12-24 12:23:45] Name: words`, and blank lines between.
//!
//! What is answered stands first, as `> words`; reactions as `(- Name: 👍 -)`, stickers as
//! `(( 👍 ))`, files as `![name](./media/name)` or `[name](./media/name)`. The words end in two
//! blanks.

use super::{begun, finish};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    formats::{Peek, Score, times::Times},
    lines::Lines,
    read::Found,
};

/// What the program calls the one whose messages they are.
pub(super) const OWNER: &str = "Me";

/// How much a text looks like it. WhatsApp writes such a header on some phones, too.
pub(super) fn likeness(peek: &Peek<'_>) -> Score {
    let mut lines = peek.lines().filter(|line| !line.trim().is_empty());
    let Some(first) = lines.next().and_then(Header::of) else {
        return Score::NO;
    };
    let marks = peek.contains("](./media/")
        || peek.contains("\n(- ")
        || peek.lines().take(40).any(|line| Header::of(line).is_some() && line.ends_with("  "));
    let named = [".md", "/index.md", "/chat.md"].iter().any(|end| peek.name_contains(end));
    if first.old || marks || named { Score::SURE } else { Score::NO }
}

struct Header<'l> {
    /// Without seconds.
    old: bool,
    time: &'l str,
    sender: &'l str,
    words: &'l str,
}

impl<'l> Header<'l> {
    fn of(line: &'l str) -> Option<Header<'l>> {
        let (time, rest) = line.strip_prefix('[')?.split_once("] ")?;
        let shape: Vec<u8> =
            time.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte }).collect();
        let old = match shape.as_slice() {
            b"0000-00-00, 00:00" => true,
            b"0000-00-00 00:00:00" => false,
            _ => return None,
        };
        let (sender, words) = rest.split_once(':')?;
        let sender = sender.trim();
        let words = words.strip_prefix(' ').unwrap_or(words);
        (!sender.is_empty()).then_some(Header { old, time, sender, words })
    }
}

pub(super) fn read(
    text: &mut Decoded<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    let mut export = Export {
        builder: begun(name),
        times: Times::default(),
        open: None,
        words: Vec::new(),
        skipped: None,
    };
    let mut lines = Lines::new(text);
    while let Some((number, line)) = lines.next()? {
        export.line(number, line);
    }
    export.close();
    if let Some((line, count)) = export.skipped {
        found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(count));
    }
    let Export { mut builder, times, .. } = export;
    times.settle(builder.conversation.messages.iter_mut(), options, found);
    finish(builder, OWNER, options, found);
    Ok(())
}

struct Export {
    builder: Builder,
    times: Times,
    open: Option<Message>,
    words: Vec<String>,
    skipped: Option<(u64, u64)>,
}

impl Export {
    fn line(&mut self, number: u64, line: &str) {
        if let Some(header) = Header::of(line) {
            self.close();
            let at = self.times.hold(&header.time.replace(',', ""));
            let from =
                (header.sender != "No-Sender").then(|| self.builder.participant(header.sender));
            self.open = Some(Message { from, at, ..Message::default() });
            self.words.push(header.words.to_owned());
        } else if self.open.is_some() {
            self.words.push(line.to_owned());
        } else if !line.trim().is_empty() {
            let (_, count) = self.skipped.get_or_insert((number, 0));
            *count += 1;
        }
    }

    fn close(&mut self) {
        let lines = std::mem::take(&mut self.words);
        let Some(mut message) = self.open.take() else {
            return;
        };
        let mut words: Vec<String> = Vec::with_capacity(lines.len());
        let mut lines = lines.into_iter().peekable();
        // What is answered stands after an empty line, and another follows it.
        if lines.next_if(|line| line.trim().is_empty()).is_some() {
            while lines.next_if(|line| line.trim().is_empty()).is_some() {}
            while lines.next_if(|line| line.starts_with('>')).is_some() {}
        }
        for line in lines {
            let line = line.trim_end();
            let within = |open, close| line.strip_prefix(open)?.strip_suffix(close);
            if within("(- ", " -)").is_some() {
                continue;
            }
            if within("(( ", " ))").is_some() {
                message.kind = Kind::Media;
                continue;
            }
            words.push(without_files(line, &mut message));
        }
        let text = words.join("\n");
        let (kind, text) = call_or_words(text.trim());
        if text == "(This message was deleted)" {
            message.deleted = true;
        } else if kind == Kind::Call {
            message.kind = kind;
        } else {
            text.clone_into(&mut message.text);
        }
        if message.from.is_none() && message.kind == Kind::Text {
            message.kind = Kind::System;
        }
        self.builder.push(message);
    }
}

/// Takes the files out of a line and notes them.
fn without_files(line: &str, message: &mut Message) -> String {
    const FOLDERS: &[&str] = &["](./media/", "](media/", "](../exported_stickers/"];
    const MISSING: &[&str] = &["(media not exported)", "(attachment not exported)"];
    let mut words = line.to_owned();
    for missing in MISSING {
        if words.contains(missing) {
            message.kind = Kind::Media;
            words = words.replace(missing, "");
        }
    }
    while let Some(at) = FOLDERS.iter().find_map(|folder| words.find(folder)) {
        let before = words.get(..at).unwrap_or_default();
        let Some(open) = opening_bracket(before) else {
            break;
        };
        let after = words.get(at..).unwrap_or_default();
        let end = after.find(')').map_or(words.len(), |end| at + end + 1);
        let name = before.get(open + 1..).unwrap_or_default().to_owned();
        let is_sticker = after.starts_with("](../");
        message.kind = Kind::Media;
        if !is_sticker && !name.is_empty() {
            message.attachment.get_or_insert(name);
        }
        let start = if before.get(..open).is_some_and(|text| text.ends_with('!')) {
            open - 1
        } else {
            open
        };
        let kept = words.get(..start).unwrap_or_default().trim_end();
        words = format!("{kept}{}", words.get(end..).unwrap_or_default());
    }
    words.trim_end().to_owned()
}

/// Where the bracket opens that is still open at the end of a text.
fn opening_bracket(text: &str) -> Option<usize> {
    let mut closed = 0;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ']' => closed += 1,
            '[' if closed == 0 => return Some(at),
            '[' => closed -= 1,
            _ => {}
        }
    }
    None
}

/// Whether words are what the program writes for a call, and the words.
pub(super) fn call_or_words(words: &str) -> (Kind, &str) {
    let rest = ["Incoming ", "Outgoing ", "Missed "].iter().find_map(|way| words.strip_prefix(way));
    let rest = rest.map(|rest| {
        ["voice ", "video ", "group ", "adhoc "]
            .iter()
            .find_map(|kind| rest.strip_prefix(kind))
            .unwrap_or(rest)
    });
    match rest.and_then(|rest| rest.strip_prefix("call")) {
        Some("") => (Kind::Call, ""),
        Some(detail)
            if detail.starts_with(" (") && detail.ends_with(')') && !detail.contains('\n') =>
        {
            (Kind::Call, "")
        }
        _ => (Kind::Text, words),
    }
}
