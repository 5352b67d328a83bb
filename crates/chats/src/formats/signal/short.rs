//! The short text of sigtop: `2024-06-03 15:02 Name: [2 attachments] words` a message.

use super::{begun, finish};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    decode::Decoded,
    formats::{Peek, times::Times},
    lines::Lines,
    read::Found,
};

/// What the program calls the one whose messages they are.
const OWNER: &str = "You";

/// Whether a text begins as this. Other programs write such lines, too, but not after a `You`.
pub(super) fn begins(peek: &Peek<'_>) -> bool {
    let lines = || peek.lines().filter(|line| !line.trim().is_empty()).take(200);
    let first = lines().next().is_some_and(|line| header(line).is_some());
    first && lines().filter_map(header).any(|(_, sender, _)| sender == OWNER)
}

/// The time, the sender and the rest.
fn header(line: &str) -> Option<(&str, &str, &str)> {
    let (time, rest) = line.split_at_checked(16)?;
    let shape: Vec<u8> =
        time.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte }).collect();
    if shape != b"0000-00-00 00:00" {
        return None;
    }
    let (sender, words) = rest.strip_prefix(' ')?.split_once(':')?;
    let words = if words.is_empty() { words } else { words.strip_prefix(' ')? };
    (!sender.trim().is_empty()).then_some((time, sender.trim(), words))
}

pub(super) fn read(
    text: &mut Decoded<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    let mut builder = begun(name);
    let mut times = Times::default();
    let mut skipped: Option<(u64, u64)> = None;
    let mut lines = Lines::new(text);
    while let Some((number, line)) = lines.next()? {
        if let Some((time, sender, words)) = header(line) {
            let at = times.hold(time);
            let from = Some(builder.participant(sender));
            builder.push(message(words, Message { from, at, ..Message::default() }));
        } else if let Some(last) = builder.conversation.messages.last_mut() {
            last.text.push('\n');
            last.text.push_str(line);
        } else if !line.trim().is_empty() {
            let (_, count) = skipped.get_or_insert((number, 0));
            *count += 1;
        }
    }
    for message in &mut builder.conversation.messages {
        message.text.truncate(message.text.trim_end().len());
    }
    if let Some((line, count)) = skipped {
        found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(count));
    }
    times.settle(builder.conversation.messages.iter_mut(), options, found);
    finish(builder, OWNER, options, found);
    Ok(())
}

/// What a message is, from what stands in brackets before the words.
fn message(words: &str, message: Message) -> Message {
    let bracket = words.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let Some((details, rest)) = bracket else {
        return Message { text: words.to_owned(), ..message };
    };
    match details.strip_suffix(" message") {
        Some("call-history") => return Message { kind: Kind::Call, ..message },
        Some(kind) if !kind.contains(' ') => {
            let text = kind.replace('-', " ");
            return Message { from: None, text, kind: Kind::System, ..message };
        }
        _ => {}
    }
    let is_count = |detail: &str| {
        detail
            .strip_suffix(" attachment")
            .or(detail.strip_suffix(" attachments"))
            .is_some_and(|count| count.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let known =
        |detail: &str| detail == "edited" || is_count(detail) || detail.starts_with("reply to ");
    let details: Vec<&str> = details.split(", ").collect();
    if !details.iter().copied().all(known) {
        return Message { text: words.to_owned(), ..message };
    }
    Message {
        text: rest.trim_start().to_owned(),
        kind: if details.iter().copied().any(is_count) { Kind::Media } else { Kind::Text },
        edited: details.contains(&"edited"),
        ..message
    }
}
