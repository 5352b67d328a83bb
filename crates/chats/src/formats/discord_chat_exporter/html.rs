//! The HTML: groups of messages of one person, each message in an element of its own whose id is
//! Discord's number of the message. As that number holds the instant at which it was sent, the
//! dates, which follow the writer's language, are only asked where it is missing.
//!
//! Since 2022 a message is a `chatlog__message-container`, before it was a `chatlog__message`
//! after the group's `chatlog__author-name`.

use super::{file_name, notice, title, warn_of_missing};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    formats::times::Times,
    html::{Html, Tag, Visit},
    read::Found,
};

/// What an element is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    #[default]
    Frame,
    /// The server and channel, above the chat.
    Preamble,
    /// How many messages there are and on which clock, below it.
    Postamble,
    Group,
    Message,
    Author,
    Time,
    Words,
    /// A block within words, after which a line ends.
    Line,
    Quote,
    PassedOn,
    FileName,
    /// What nobody wrote here: what is replied to, previews, reactions, marks.
    Passed,
}

pub(super) fn read(
    text: &mut Decoded<'_>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    let mut export = Export::new();
    let mut html = Html::new(text);
    html.walk(&mut export)?;
    let line = html.line();
    export.finish(line, options, found);
    Ok(())
}

struct Export {
    builder: Builder,
    times: Times,
    /// What is written above the chat.
    heads: Vec<String>,
    foot: String,
    /// Who wrote the group of messages: number and name.
    author: (Option<String>, String),
    /// When its first message was sent, as written.
    time: String,
    open: Option<Open>,
}

/// A message whose elements are being read.
#[derive(Default)]
struct Open {
    id: Option<String>,
    time: String,
    text: String,
    passed_on: String,
    attachment: Option<String>,
    media: bool,
    edited: bool,
    forwarded: bool,
    notice: bool,
    quoting: bool,
}

impl Visit for Export {
    type Role = Role;

    fn open(&mut self, tag: &Tag<'_>, outer: Role) -> Role {
        let role = self.role(tag, outer);
        self.begin(tag, role, outer);
        role
    }

    fn words(&mut self, words: &str, role: Role) {
        match (role, &mut self.open) {
            (Role::Preamble, _) => {
                if let Some(head) = self.heads.last_mut() {
                    head.push_str(words);
                }
            }
            (Role::Postamble, _) => self.foot.push_str(words),
            (Role::Author, _) => self.author.1.push_str(words),
            (Role::Time, Some(open)) => open.time.push_str(words),
            (Role::Time, None) => self.time.push_str(words),
            (Role::Words | Role::Line | Role::Quote, Some(open)) => {
                // A template's line break between elements is none of the message's.
                if open.text.is_empty() && words.trim().is_empty() {
                    return;
                }
                if role == Role::Quote && std::mem::take(&mut open.quoting) {
                    open.text.push_str("> ");
                }
                if role == Role::Quote {
                    open.text.push_str(&words.replace('\n', "\n> "));
                } else {
                    open.text.push_str(words);
                }
            }
            (Role::PassedOn, Some(open)) => open.passed_on.push_str(words),
            (Role::FileName, Some(open)) => {
                let name = words.trim();
                if !name.is_empty() && open.attachment.is_none() {
                    open.attachment = Some(name.to_owned());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, role: Role, outer: Role) {
        match role {
            Role::Message if outer != Role::Message => self.push(),
            Role::Line => {
                if let Some(open) = &mut self.open {
                    end_line(&mut open.text);
                }
            }
            Role::Quote if outer != Role::Quote => {
                if let Some(open) = &mut self.open {
                    open.quoting = false;
                    end_line(&mut open.text);
                }
            }
            Role::Postamble => self.foot.push('\n'),
            _ => {}
        }
    }
}

impl Export {
    fn new() -> Export {
        Export {
            builder: Builder::new("channel"),
            times: Times::default(),
            heads: Vec::new(),
            foot: String::new(),
            author: (None, String::new()),
            time: String::new(),
            open: None,
        }
    }

    /// What an element is for, by its classes and by what it stands in.
    fn role(&self, tag: &Tag<'_>, outer: Role) -> Role {
        if outer == Role::Passed {
            return Role::Passed;
        }
        let classes = tag.attribute("class").unwrap_or_default();
        let role = classes.split_ascii_whitespace().find_map(|class| {
            Some(match class {
                "preamble__entry" => Role::Preamble,
                "postamble__entry" => Role::Postamble,
                "chatlog__message-group" => Role::Group,
                "chatlog__message-container" => Role::Message,
                "chatlog__message" if self.open.is_none() => Role::Message,
                "chatlog__author"
                | "chatlog__author-name"
                | "chatlog__system-notification-author" => Role::Author,
                "chatlog__timestamp"
                | "chatlog__short-timestamp"
                | "chatlog__system-notification-timestamp" => Role::Time,
                "chatlog__content" | "chatlog__system-notification-content" => Role::Words,
                "chatlog__forwarded-content" => Role::PassedOn,
                "chatlog__attachment-generic-name" => Role::FileName,
                "chatlog__markdown-quote" | "quote" => Role::Quote,
                "chatlog__reply"
                | "chatlog__reference"
                | "chatlog__embed"
                | "chatlog__reactions"
                | "chatlog__reaction"
                | "chatlog__edited-timestamp"
                | "chatlog__forwarded-timestamp"
                | "chatlog__forwarded-header"
                | "chatlog__author-tag"
                | "chatlog__bot-tag"
                | "chatlog__attachment-generic-size"
                | "chatlog__attachment-spoiler-caption" => Role::Passed,
                _ => return None,
            })
        });
        let inside_words = matches!(outer, Role::Words | Role::Line);
        role.unwrap_or_else(|| {
            let is_block =
                ["div", "p", "li", "h1", "h2", "h3", "ul"].iter().any(|name| tag.is(name));
            if inside_words && is_block { Role::Line } else { outer_role(outer) }
        })
    }

    fn begin(&mut self, tag: &Tag<'_>, role: Role, outer: Role) {
        match role {
            Role::Group => self.author = (None, String::new()),
            Role::Message if outer != Role::Message => {
                self.push();
                let id = tag.attribute("data-message-id").map(|id| id.into_owned());
                self.open = Some(Open { id, ..Open::default() });
            }
            Role::Author if outer != Role::Author => {
                let id = tag.attribute("data-user-id").map(|id| id.into_owned());
                self.author = (id, String::new());
                let notice = tag.has_class("chatlog__system-notification-author");
                if let Some(open) = &mut self.open {
                    open.notice = notice;
                }
            }
            Role::Time if outer != Role::Time && self.open.is_none() => self.time.clear(),
            Role::Preamble if outer != Role::Preamble => self.heads.push(String::new()),
            _ => {}
        }
        let Some(open) = &mut self.open else {
            return;
        };
        if role == Role::Quote && outer != Role::Quote {
            end_line(&mut open.text);
            open.quoting = true;
        }
        open.edited |= tag.has_class("chatlog__edited-timestamp") && outer != Role::Passed;
        if role == Role::Passed {
            return;
        }
        open.forwarded |= tag.has_class("chatlog__forwarded");
        let class = tag.attribute("class").unwrap_or_default();
        open.media |= ["chatlog__attachment", "chatlog__sticker", "chatlog__forwarded-attachments"]
            .iter()
            .any(|media| class.split_ascii_whitespace().any(|one| one == *media));
        if tag.is("br") && role == Role::Words {
            open.text.push('\n');
        }
        if class.contains("chatlog__emoji") || class.split_ascii_whitespace().any(|c| c == "emoji")
        {
            let alt = tag.attribute("alt").unwrap_or_default();
            let named = alt.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let shown = if named { format!(":{alt}:") } else { alt.into_owned() };
            self.words(&shown, role);
            return;
        }
        let shows_file = ["img", "source"].iter().any(|name| tag.is(name));
        if open.media && shows_file && open.attachment.is_none() {
            // `title="Image: a.png (12 KB)"`.
            let title = tag.attribute("title").unwrap_or_default();
            let named = title.split_once(": ").and_then(|(_, rest)| rest.rsplit_once(" ("));
            let address = tag.attribute("src").unwrap_or_default();
            open.attachment = match named {
                Some((file, _)) => Some(file.to_owned()),
                None if class.contains("attachment") => file_name(&address),
                None => None,
            };
        }
    }

    fn push(&mut self) {
        let Some(open) = self.open.take() else {
            return;
        };
        let (id, name) = &self.author;
        let name = Some(name.trim()).filter(|name| !name.is_empty()).or(id.as_deref());
        let from =
            name.map(|name| self.builder.participant_with_key(id.as_deref().unwrap_or(name), name));
        let sent = open.id.as_deref().and_then(instant_of);
        let at = match sent {
            Some(instant) => self.times.hold_instant(instant),
            None => self.times.hold(&open.time).or_else(|| self.times.hold(&self.time)),
        };
        let text = if open.text.trim().is_empty() { open.passed_on } else { open.text };
        let text = text.trim().to_owned();
        let said = if open.media { Kind::Media } else { Kind::Text };
        let kind = if open.notice { notice(&text).unwrap_or(Kind::System) } else { said };
        self.builder.push(Message {
            from: from.filter(|_| kind != Kind::System),
            at,
            text,
            kind,
            edited: open.edited,
            deleted: false,
            forwarded: open.forwarded,
            attachment: open.attachment,
        });
    }

    fn finish(mut self, line: u64, options: &ReadOptions, found: &mut Found) {
        self.push();
        let mut heads = self.heads.iter().map(|head| head.trim());
        let (guild, channel) = (heads.next(), heads.next());
        self.builder.conversation.title = channel.and_then(|channel| title(guild, channel));
        let read = self.builder.conversation.messages.len() as u64;
        match promised(&self.foot) {
            Some(promised) => warn_of_missing(Some(promised), read, found),
            None => found.warn(Warning::new(WarningCode::Truncated).at_line(line)),
        }
        if let Some(clock) = clock(&self.foot) {
            self.times.on_clock(clock);
        }
        let Export { mut builder, times, .. } = self;
        times.settle(builder.conversation.messages.iter_mut(), options, found);
        builder.sort();
        builder.guess_owner_from_title();
        found.take(builder);
    }
}

/// What an element without a class of its own is for: the same as what holds it, save that a
/// group or line begins and ends with its own element.
fn outer_role(outer: Role) -> Role {
    match outer {
        Role::Group => Role::Frame,
        Role::Line => Role::Words,
        other => other,
    }
}

fn end_line(text: &mut String) {
    let length = text.trim_end_matches(' ').len();
    text.truncate(length);
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

/// Milliseconds since 1970 at which a message with this number was sent, as Discord's reference
/// says of its “snowflakes”.
fn instant_of(id: &str) -> Option<i64> {
    const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;
    let id: i64 = id.trim().parse().ok()?;
    // Numbers of the first years have 17 digits; shorter ones are made up.
    (id >= 10_000_000_000_000_000).then_some((id >> 22) + DISCORD_EPOCH_MS)
}

/// The count in `Exported 1,234 message(s)`.
fn promised(foot: &str) -> Option<u64> {
    let line = foot.lines().find_map(|line| line.trim().strip_prefix("Exported "))?;
    let digits: String = line.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// The offset in `Timezone: UTC+7` or `UTC+5.5`, in minutes.
fn clock(foot: &str) -> Option<i16> {
    let zone = foot.lines().find_map(|line| line.trim().strip_prefix("Timezone: UTC"))?;
    let hours: f64 = zone.trim().replace(',', ".").replace('\u{2212}', "-").parse().ok()?;
    let minutes = (hours * 60.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "checked to be a day at most")]
    (minutes.abs() <= 24.0 * 60.0).then_some(minutes as i16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_messages_tell_their_time() {
        // The example of Discord's reference.
        assert_eq!(instant_of("175928847299117063"), Some(1_462_015_105_796));
        assert_eq!(instant_of("12"), None);
        assert_eq!(instant_of("x"), None);
    }

    #[test]
    fn the_foot_tells_count_and_clock() {
        let foot = "Exported 1,234 message(s)\nTimezone: UTC+7\n";
        assert_eq!((promised(foot), clock(foot)), (Some(1234), Some(420)));
        assert_eq!(clock("Timezone: UTC-3.5"), Some(-210));
        assert_eq!(clock("Timezone: UTC+0"), Some(0));
        assert_eq!(clock("Timezone: UTC+nan"), None);
    }
}
