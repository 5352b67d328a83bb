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

/// How much a text looks like it. WhatsApp writes such a header on some phones, too, and there a
/// person may end a message in blanks; here the program ends nearly all of them so.
pub(super) fn likeness(peek: &Peek<'_>) -> Score {
    let mut lines = peek.lines().filter(|line| !line.trim().is_empty());
    let Some(first) = lines.next().and_then(Header::of) else {
        return Score::NO;
    };
    let marks = peek.contains("](./media/") || most_end_in_blanks(peek);
    let named = [".md", "/index.md", "/chat.md"].iter().any(|end| peek.name_contains(end));
    if first.old || marks || named { Score::SURE } else { Score::NO }
}

/// Whether most messages end in two blanks, and none begins with WhatsApp's own mark.
fn most_end_in_blanks(peek: &Peek<'_>) -> bool {
    const WHATSAPPS_MARK: char = '\u{200e}';
    let (mut messages, mut ended, mut open) = (0u64, 0u64, false);
    for line in peek.lines() {
        let header = Header::of(line);
        if header.as_ref().is_some_and(|header| header.words.starts_with(WHATSAPPS_MARK)) {
            return false;
        }
        open |= header.is_some();
        messages += u64::from(header.is_some());
        // Blanks count once a message, on whichever of its lines.
        if open && line.ends_with("  ") {
            ended += 1;
            open = false;
        }
    }
    ended * 2 > messages
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
    let mut kept = String::with_capacity(words.len());
    // Where the brackets stand that are still open.
    let mut open = Vec::new();
    let mut rest = words.as_str();
    let mut may_close = true;
    while let Some(letter) = rest.chars().next() {
        let folder = FOLDERS.iter().find(|folder| letter == ']' && rest.starts_with(**folder));
        let file = folder.filter(|_| may_close && !open.is_empty()).and_then(|folder| {
            let end = rest.find(')');
            may_close = end.is_some();
            Some((*folder, end?))
        });
        if let Some((folder, end)) = file {
            let mut start = open.pop().unwrap_or_default();
            let name = kept.get(start + 1..).unwrap_or_default();
            message.kind = Kind::Media;
            if !folder.starts_with("](../") && !name.is_empty() && message.attachment.is_none() {
                message.attachment = Some(name.to_owned());
            }
            if kept.get(..start).is_some_and(|text| text.ends_with('!')) {
                start -= 1;
            }
            kept.truncate(start);
            kept.truncate(kept.trim_end().len());
            rest = rest.get(end + 1..).unwrap_or_default();
            continue;
        }
        match letter {
            '[' => open.push(kept.len()),
            ']' => drop(open.pop()),
            _ => {}
        }
        kept.push(letter);
        rest = rest.get(letter.len_utf8()..).unwrap_or_default();
    }
    kept.truncate(kept.trim_end().len());
    kept
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
