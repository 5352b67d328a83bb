//! The text: between two rulers of 62 `=` the server and channel, then blocks of
//! `[6/3/2024 3:02 PM] name`, words, and sections such as `{Attachments}`, with blank lines
//! between, and at the end how many messages were written. It does not say what was edited.

use super::{file_name, notice, title, warn_of_missing};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    formats::{Peek, times::Times},
    lines::Lines,
    read::Found,
};

/// Whether a text begins with the program's ruler and the name of a server.
pub(super) fn begins(peek: &Peek<'_>) -> bool {
    let mut lines = peek.lines();
    let ruler = lines.next().is_some_and(is_ruler);
    ruler && lines.next().is_some_and(|line| line.starts_with("Guild: "))
}

fn is_ruler(line: &str) -> bool {
    let line = line.trim_end();
    line.len() == 62 && line.bytes().all(|byte| byte == b'=')
}

pub(super) fn read(
    text: &mut Decoded<'_>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    let mut export = Export::new();
    let mut lines = Lines::new(text);
    let mut last = 0;
    while let Some((number, line)) = lines.next()? {
        export.line(line);
        last = number;
    }
    export.finish(last, options, found);
    Ok(())
}

/// Where in the text a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first ruler.
    Start,
    /// Between the rulers at the beginning.
    Head,
    Between,
    Words,
    Attachments,
    Stickers,
    Forwarded,
    /// A section whose lines nobody wrote: previews and reactions.
    Passed,
    /// After the ruler at the end, where the count stands.
    End,
}

struct Export {
    builder: Builder,
    times: Times,
    place: Place,
    /// Blank lines since the last that was not.
    blanks: usize,
    guild: Option<String>,
    promised: Option<u64>,
    open: Option<Open>,
}

/// A message whose lines are being read.
struct Open {
    message: Message,
    media: bool,
    /// Words that were passed on.
    passed_on: String,
}

impl Export {
    fn new() -> Export {
        Export {
            builder: Builder::new("channel"),
            times: Times::default(),
            place: Place::Start,
            blanks: 0,
            guild: None,
            promised: None,
            open: None,
        }
    }

    fn line(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.blanks += 1;
            return;
        }
        let blanks = std::mem::take(&mut self.blanks);
        if is_ruler(line) {
            self.ruler(blanks, line);
            return;
        }
        if self.place == Place::Head {
            self.head(line);
            return;
        }
        if self.begins_message(line, blanks) {
            return;
        }
        match self.place {
            Place::End => {
                let count = line.strip_prefix("Exported ").and_then(|rest| rest.split(' ').next());
                let digits = count.map(|count| count.replace(|c: char| !c.is_ascii_digit(), ""));
                self.promised = digits.and_then(|digits| digits.parse().ok()).or(self.promised);
            }
            place => self.inside(place, line, blanks),
        }
    }

    fn ruler(&mut self, blanks: usize, line: &str) {
        self.place = match self.place {
            Place::Start => Place::Head,
            Place::Head => Place::Between,
            // A line of `=` that somebody wrote stands right after other words.
            Place::Words if blanks == 0 => {
                self.add_words(line, 0);
                Place::Words
            }
            _ => {
                self.close();
                Place::End
            }
        };
    }

    fn head(&mut self, line: &str) {
        if let Some(guild) = line.strip_prefix("Guild: ") {
            self.guild = Some(guild.to_owned());
        } else if let Some(channel) = line.strip_prefix("Channel: ") {
            self.builder.conversation.title = title(self.guild.as_deref(), channel);
        }
    }

    /// `[6/3/2024 3:02 PM] name`, after the blank lines that end the message before.
    fn begins_message(&mut self, line: &str, blanks: usize) -> bool {
        let enough = match self.place {
            Place::Between => 0,
            // Reactions end with one, all else with two.
            Place::Passed => 1,
            _ => 2,
        };
        let Some((time, name)) = line.strip_prefix('[').and_then(|rest| rest.split_once("] "))
        else {
            return false;
        };
        if blanks < enough || name.is_empty() {
            return false;
        }
        let Some(at) = self.times.hold(time) else {
            return false;
        };
        self.close();
        let name = name.strip_suffix(" (pinned)").unwrap_or(name).trim();
        let from = Some(self.builder.participant(name));
        let message = Message { from, at: Some(at), ..Message::default() };
        self.open = Some(Open { message, media: false, passed_on: String::new() });
        self.place = Place::Words;
        true
    }

    fn inside(&mut self, place: Place, line: &str, blanks: usize) {
        let section = match line.trim_end() {
            "{Attachments}" => Some(Place::Attachments),
            "{Stickers}" => Some(Place::Stickers),
            "{Forwarded Message}" => Some(Place::Forwarded),
            "{Embed}" | "{Reactions}" => Some(Place::Passed),
            _ => None,
        };
        if let Some(section) = section.filter(|_| blanks > 0 && self.open.is_some()) {
            self.place = section;
            if let Some(open) = &mut self.open {
                open.message.forwarded |= section == Place::Forwarded;
                open.media |= matches!(section, Place::Attachments | Place::Stickers);
            }
            return;
        }
        match place {
            Place::Words => self.add_words(line, blanks),
            Place::Attachments => {
                if let Some(open) = &mut self.open {
                    let attachment = &mut open.message.attachment;
                    *attachment = attachment.take().or_else(|| file_name(line.trim()));
                }
            }
            Place::Forwarded => {
                if let Some(open) = &mut self.open
                    && !line.starts_with("Originally sent: ")
                {
                    push_line(&mut open.passed_on, line, blanks);
                }
            }
            _ => {}
        }
    }

    fn add_words(&mut self, line: &str, blanks: usize) {
        if let Some(open) = &mut self.open {
            push_line(&mut open.message.text, line, blanks);
        }
    }

    fn close(&mut self) {
        let Some(Open { mut message, media, passed_on }) = self.open.take() else {
            return;
        };
        if message.text.is_empty() {
            message.text = passed_on;
        }
        let kind = if media { Kind::Media } else { Kind::Text };
        message.kind = notice(&message.text).filter(|_| !media).unwrap_or(kind);
        message.from = message.from.filter(|_| message.kind != Kind::System);
        self.builder.push(message);
    }

    fn finish(mut self, last: u64, options: &ReadOptions, found: &mut Found) {
        self.close();
        let Export { mut builder, times, promised, place, .. } = self;
        let read = builder.conversation.messages.len() as u64;
        if place == Place::End {
            warn_of_missing(promised, read, found);
        } else {
            found.warn(Warning::new(WarningCode::Truncated).at_line(last.max(1)));
        }
        if builder.overflowed() {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        times.settle(builder.conversation.messages.iter_mut(), options, found);
        builder.sort();
        builder.guess_owner_from_title();
        found.conversations.push(builder.conversation);
    }
}

/// Adds a line, and the blank ones before it where there are words already.
fn push_line(text: &mut String, line: &str, blanks: usize) {
    if !text.is_empty() {
        text.extend(std::iter::repeat_n('\n', blanks + 1));
    }
    text.push_str(line);
}
