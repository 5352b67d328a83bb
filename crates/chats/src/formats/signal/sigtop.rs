//! The text of sigtop: `Conversation: Name (number)`, then a block a message of fields (`From`,
//! `Type`, `Sent`, `Received`, `Attachment`, `Reaction`, `Edited`), an empty line, and the words.
//!
//! What is answered stands between, its lines after `>`. A changed message stands in every form
//! that it had, the newest first, each after `|`.

use super::{begun, finish};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    formats::{Peek, times::Times},
    lines::Lines,
    read::Found,
};

/// What the program calls the one whose messages they are.
const OWNER: &str = "You";

/// Whether a text begins as this.
pub(super) fn begins(peek: &Peek<'_>) -> bool {
    let mut lines = peek.lines();
    let first = lines.next().is_some_and(|line| line.starts_with("Conversation: "));
    let blank = lines.next().is_some_and(|line| line.trim().is_empty());
    let field = lines.next();
    first
        && blank
        && field.is_none_or(|line| line.starts_with("From: ") || line.starts_with("Type: "))
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
        place: Place::Between,
        blanks: 0,
        sender: None,
        open: None,
    };
    let mut lines = Lines::new(text);
    let mut last = 0;
    while let Some((number, line)) = lines.next()? {
        export.line(line);
        last = number;
    }
    // An empty line follows every message, the last one too.
    if export.blanks == 0 {
        found.warn(Warning::new(WarningCode::Truncated).at_line(last));
        if export.place == Place::Fields {
            export.open = None;
        }
    }
    export.close();
    let Export { mut builder, times, .. } = export;
    times.settle(builder.conversation.messages.iter_mut(), options, found);
    finish(builder, OWNER, options, found);
    Ok(())
}

/// Where in a message a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Between,
    Fields,
    Words,
    /// What is answered.
    Quote,
    /// The newest form of a changed message: its fields, its words.
    EditFields,
    EditWords,
    /// Older forms.
    Passed,
}

struct Export {
    builder: Builder,
    times: Times,
    place: Place,
    /// Empty lines since the last that was not.
    blanks: usize,
    /// A `From` line, which begins a message if `Type` follows.
    sender: Option<String>,
    open: Option<Message>,
}

impl Export {
    fn line(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.blank();
            return;
        }
        let blanks = std::mem::take(&mut self.blanks);
        if let Some(sender) = self.sender.take() {
            if let Some(kind) = line.strip_prefix("Type: ") {
                self.begin(Some(&sender), kind);
                return;
            }
            // Somebody wrote a line that only looks like a field.
            self.words(&format!("From: {sender}"), 1);
        }
        if blanks > 0 || self.open.is_none() {
            if let Some(sender) = line.strip_prefix("From: ") {
                self.sender = Some(sender.to_owned());
                return;
            }
            // What the app tells has no sender.
            if let Some(kind) = line.strip_prefix("Type: ").filter(|kind| is_kind(kind)) {
                self.begin(None, kind);
                return;
            }
        }
        if self.open.is_none() {
            if let Some(name) = line.strip_prefix("Conversation: ") {
                self.builder.conversation.title = Some(without_detail(name).to_owned());
            }
            return;
        }
        match self.place {
            Place::Fields => self.field(line),
            Place::Words => {
                let begins = self.open.as_ref().is_some_and(|open| open.text.is_empty());
                let changed = self.open.as_ref().is_some_and(|open| open.edited);
                if begins && line.starts_with("> From: ") {
                    self.place = Place::Quote;
                } else if begins && changed && line.starts_with("| Version: ") {
                    self.place = Place::EditFields;
                } else {
                    self.words(line, blanks);
                }
            }
            Place::EditFields | Place::EditWords => self.edit(line),
            Place::Quote | Place::Passed | Place::Between => {}
        }
    }

    fn blank(&mut self) {
        self.blanks += 1;
        if matches!(self.place, Place::Fields | Place::Quote) {
            self.place = Place::Words;
        }
    }

    fn begin(&mut self, sender: Option<&str>, kind: &str) {
        self.close();
        let from = sender.map(|sender| self.builder.participant(without_detail(sender)));
        let mut message = Message { from, ..Message::default() };
        match kind {
            "incoming" | "outgoing" => {}
            "call-history" => message.kind = Kind::Call,
            kind => {
                message.kind = Kind::System;
                message.from = None;
                message.text = kind.replace('-', " ");
            }
        }
        self.open = Some(message);
        self.place = Place::Fields;
    }

    fn field(&mut self, line: &str) {
        let (Some(open), Some((name, value))) = (&mut self.open, line.split_once(": ")) else {
            return;
        };
        match name {
            "Sent" => open.at = self.times.hold(value),
            "Received" => open.at = open.at.or_else(|| self.times.hold(value)),
            "Attachment" => {
                open.kind = Kind::Media;
                let file = value.rsplit_once(" (").map_or(value, |(file, _)| file);
                if file != "no filename" {
                    open.attachment.get_or_insert(file.to_owned());
                }
            }
            "Edited" => open.edited = true,
            _ => {}
        }
    }

    /// A line of a changed message, after `|`.
    fn edit(&mut self, line: &str) {
        let Some(line) = line.strip_prefix('|').map(|rest| rest.strip_prefix(' ').unwrap_or(rest))
        else {
            self.place = Place::Passed;
            return;
        };
        let older = line
            .strip_prefix("Version: ")
            .is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
        match self.place {
            _ if older => self.place = Place::Passed,
            // What is answered stands here, too.
            _ if line.starts_with('>') => self.place = Place::EditFields,
            Place::EditFields if line.is_empty() => self.place = Place::EditWords,
            Place::EditWords => self.words(line, 0),
            _ => {}
        }
    }

    fn words(&mut self, line: &str, blanks: usize) {
        let Some(open) = self.open.as_mut().filter(|open| open.kind != Kind::System) else {
            return;
        };
        if !open.text.is_empty() {
            open.text.extend(std::iter::repeat_n('\n', blanks + 1));
        }
        open.text.push_str(line);
    }

    fn close(&mut self) {
        if let Some(mut message) = self.open.take() {
            message.text.truncate(message.text.trim_end().len());
            self.builder.push(message);
        }
    }
}

fn is_kind(kind: &str) -> bool {
    !kind.is_empty()
        && kind
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The name, without the number or account that stands behind it.
fn without_detail(name: &str) -> &str {
    let name = name.trim();
    name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")).map_or(name, |(name, _)| name)
}
