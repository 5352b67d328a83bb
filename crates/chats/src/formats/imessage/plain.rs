//! The text of imessage-exporter: a block a message, with a blank line after it.
//!
//! `Jun 03, 2024  3:02:00 PM (Read by you after 5 seconds)`, the sender, the words, the paths of
//! files, then `Reactions:` and who reacted. Answers stand once more under what they answer, set
//! in by four blanks; what the app tells stands on the line of its time.

use super::{OWNER, THEY, YOU, begun, finish, is_remark, may_be, taken_back_by};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    formats::{
        Peek,
        calendar::{month, number, skip_blanks, time},
        times::Times,
    },
    lines::Lines,
    read::Found,
};

/// Whether a text begins with the time of a message and who sent it.
pub(super) fn begins(peek: &Peek<'_>) -> bool {
    let mut lines = peek.lines();
    let stamp = lines.next().and_then(stamp);
    let next = lines.next().map(str::trim);
    match stamp {
        Some((_, "")) => next.is_some_and(|sender| !sender.is_empty() && sender.len() < 100),
        Some((_, event)) => {
            event.ends_with('.')
                || event.contains(" the conversation to ")
                || taken_back_by(event).is_some()
        }
        None => false,
    }
}

/// The time that a line begins with, and what it says beside it, but for when it was read.
fn stamp(line: &str) -> Option<(&str, &str)> {
    let (_, rest) = month(line)?;
    let (_, _, rest) = number(rest.strip_prefix(' ')?, 2)?;
    let (_, digits, rest) = number(rest.strip_prefix(", ")?, 4)?;
    let (_, after) = time(skip_blanks(rest))?;
    let written = line.get(..line.len() - after.len())?;
    let has_seconds = written.matches(':').count() == 2;
    if digits != 4 || !has_seconds || !rest.starts_with(' ') {
        return None;
    }
    let after = after.trim();
    let receipt = after.starts_with("(Read by ") || after.starts_with("(Delivered ");
    Some((written, if receipt { "" } else { after }))
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
        open: None,
        skipped: None,
    };
    let mut lines = Lines::new(text);
    let mut last = 0;
    while let Some((number, line)) = lines.next()? {
        export.line(number, line);
        last = number;
    }
    // After the last message there is a blank line: without it, it may have been longer.
    if !matches!(export.place, Place::Between) && export.open.is_some() {
        found.warn(Warning::new(WarningCode::Truncated).at_line(last));
    }
    export.close();
    if let Some((line, count)) = export.skipped {
        found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(count));
    }
    finish(export.builder, export.times, options, found);
    Ok(())
}

/// Where in the text a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// After a blank line.
    Between,
    Sender,
    /// The first line under the sender.
    First,
    Words,
    /// Reactions, or an answer that stands by itself elsewhere.
    Passed,
}

struct Export {
    builder: Builder,
    times: Times,
    place: Place,
    open: Option<Message>,
    skipped: Option<(u64, u64)>,
}

impl Export {
    fn line(&mut self, line_number: u64, line: &str) {
        if line.trim().is_empty() {
            self.place = Place::Between;
            return;
        }
        match self.place {
            Place::Between => self.after_blank(line_number, line),
            Place::Sender => {
                let from = Some(self.builder.participant(line.trim()));
                if let Some(open) = &mut self.open {
                    open.from = from;
                }
                self.place = Place::First;
            }
            Place::First | Place::Words => self.words(line, 0),
            Place::Passed => {}
        }
    }

    fn after_blank(&mut self, line_number: u64, line: &str) {
        if line.trim_start().len() < line.len() && stamp(line.trim_start()).is_some() {
            self.place = Place::Passed;
            return;
        }
        let Some((written, event)) = stamp(line) else {
            // Somebody left a line free.
            if self.open.is_some() {
                self.words(line, 1);
            } else {
                let (_, count) = self.skipped.get_or_insert((line_number, 0));
                *count += 1;
            }
            return;
        };
        self.close();
        let at = self.times.hold(&written.split_whitespace().collect::<Vec<_>>().join(" "));
        let message = Message { at, ..Message::default() };
        if event.is_empty() {
            self.open = Some(message);
            self.place = Place::Sender;
        } else if let Some(who) = taken_back_by(event) {
            let who = if who == YOU { OWNER } else { who };
            let from = (who != THEY).then(|| self.builder.participant(who));
            self.builder.push(Message { from, deleted: true, ..message });
            self.place = Place::Passed;
        } else {
            let text = event.to_owned();
            self.builder.push(Message { text, kind: Kind::System, ..message });
            self.place = Place::Passed;
        }
    }

    fn words(&mut self, line: &str, blanks: usize) {
        let first = self.place == Place::First;
        self.place = Place::Words;
        let Some(open) = &mut self.open else {
            return;
        };
        if line == "Reactions:" || line.starts_with("    ") && stamp(line.trim_start()).is_some() {
            self.place = Place::Passed;
        } else if is_remark(line) {
        } else if let Some((_, written)) = stamp(line).filter(|_| first) {
            // A changed message stands in every form that it had.
            written.clone_into(&mut open.text);
        } else if let Some(last) = edit(line) {
            open.edited = true;
            last.clone_into(&mut open.text);
        } else if let Some(file) = file(line) {
            open.kind = Kind::Media;
            open.attachment = open.attachment.take().or(file);
        } else {
            if !open.text.is_empty() {
                open.text.extend(std::iter::repeat_n('\n', blanks + 1));
            }
            open.text.push_str(line);
        }
    }

    fn close(&mut self) {
        if let Some(mut message) = self.open.take() {
            // The sender of a message that was cut off is missing.
            if let Some(from) = message.from {
                // Beside other words it is a person's own sentence, or tells of a part.
                let names = &self.builder.conversation.participants;
                let sender = names.get(usize::from(from.0)).map_or("", |one| &one.name);
                if taken_back_by(&message.text).is_some_and(|who| may_be(who, sender)) {
                    message.deleted = message.kind == Kind::Text;
                    message.text.clear();
                }
                self.builder.push(message);
            }
        }
    }
}

/// The new words in `Edited 15 seconds later: words`.
fn edit(line: &str) -> Option<&str> {
    let (how_long, words) = line.strip_prefix("Edited ")?.split_once(" later: ")?;
    let begins = how_long.starts_with(|letter: char| letter.is_ascii_digit());
    (begins && how_long.len() < 60).then_some(words)
}

/// The name of a file by its path on a line of its own, where it is known.
fn file(line: &str) -> Option<Option<String>> {
    if matches!(line, "Attachment missing!" | "Attachment does not exist!") {
        return Some(None);
    }
    let sticker = line.split_once("Sticker from ").and_then(|(_, rest)| rest.split_once(": "));
    let path = sticker.map_or(line, |(_, path)| path);
    const FOLDERS: &[&str] = &["/", "~/Library/", "attachments/", "Attachments/"];
    let in_folder = FOLDERS.iter().any(|folder| path.starts_with(folder));
    let (folder, name) = path.rsplit_once('/')?;
    let has_ending = name.rsplit_once('.').is_some_and(|(stem, ending)| {
        !stem.is_empty() && (1..=8).contains(&ending.len()) && !ending.contains(' ')
    });
    let is_path = in_folder && has_ending && (folder.contains('/') || !path.starts_with('/'));
    is_path.then(|| Some(name.to_owned()))
}
