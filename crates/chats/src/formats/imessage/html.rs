//! The pages of imessage-exporter: a `div.message` each, within it `div.sent` or `div.received`
//! with `span.timestamp`, `span.sender` and a `span.bubble` for each part.

use super::{OWNER, THEY, YOU, begun, finish, taken_back_by};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    formats::{Peek, times::Times},
    html::{Html, Tag, Visit, push_collapsed},
    read::Found,
};

/// Whether it looks like a page of the program.
pub(super) fn begins(peek: &Peek<'_>) -> bool {
    let sides = peek.contains("<div class=\"received\">") || peek.contains("<div class=\"sent ");
    sides && peek.contains("<span class=\"timestamp\">") && peek.contains("<span class=\"sender\">")
}

/// What an element is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    #[default]
    Frame,
    Message,
    Event,
    Time,
    Sender,
    Words,
    /// A form that a changed message had.
    Edit,
    File,
    /// Reactions, remarks, and answers that stand by themselves elsewhere.
    Passed,
}

pub(super) fn read(
    text: &mut Decoded<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    let mut page = Page { builder: begun(name), times: Times::default(), open: None };
    let mut html = Html::new(text);
    html.walk(&mut page)?;
    if html.was_cut() || page.open.is_some() {
        found.warn(Warning::new(WarningCode::Truncated).at_line(html.line()));
    }
    page.push();
    finish(page.builder, page.times, options, found);
    Ok(())
}

fn role(tag: &Tag<'_>, outer: Role) -> Role {
    const PASSED: &[&str] = &[
        "reactions",
        "replies",
        "reply_context",
        "reply_anchor",
        "expressive",
        "deleted",
        "sticker_effect",
        "app_error",
    ];
    if outer == Role::Passed || PASSED.iter().any(|class| tag.has_class(class)) {
        return Role::Passed;
    }
    match outer {
        // In the pages the class and its sign stand apart: `<div class ="announcement">`.
        _ if tag.has_class("announcement") => Role::Event,
        Role::Frame if tag.has_class("message") => Role::Message,
        Role::Message | Role::Event if tag.has_class("timestamp") => Role::Time,
        Role::Edit if tag.has_class("timestamp") => Role::Passed,
        Role::Message if tag.has_class("sender") => Role::Sender,
        Role::Message if tag.has_class("bubble") || tag.has_class("subject") => Role::Words,
        Role::Message if tag.has_class("app") || tag.has_class("shareplay") => Role::Words,
        Role::Message if tag.has_class("edited") => Role::Edit,
        Role::Message
            if ["attachment", "attachment_error", "sticker"]
                .iter()
                .any(|one| tag.has_class(one)) =>
        {
            Role::File
        }
        outer => outer,
    }
}

struct Page {
    builder: Builder,
    times: Times,
    open: Option<Block>,
}

/// A message whose elements are being read.
#[derive(Default)]
struct Block {
    sender: String,
    time: String,
    parts: Vec<String>,
    event: String,
    edited: bool,
    media: bool,
    attachment: Option<String>,
}

impl Visit for Page {
    type Role = Role;

    fn open(&mut self, tag: &Tag<'_>, outer: Role) -> Role {
        let role = role(tag, outer);
        self.begin(tag, role, outer);
        role
    }

    fn words(&mut self, words: &str, role: Role) {
        let Some(block) = &mut self.open else {
            return;
        };
        match role {
            Role::Time => block.time.push_str(words),
            Role::Sender => block.sender.push_str(words),
            Role::Event => push_collapsed(&mut block.event, words),
            Role::Words | Role::Edit => {
                if let Some(part) = block.parts.last_mut() {
                    push_lines(part, words);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, role: Role, outer: Role) {
        let ends = role == Role::Message || role == Role::Event;
        if ends && outer == Role::Frame {
            self.push();
        }
    }
}

impl Page {
    fn begin(&mut self, tag: &Tag<'_>, role: Role, outer: Role) {
        let begins = |kind| role == kind && outer != kind;
        if begins(Role::Message) || begins(Role::Event) && outer == Role::Frame {
            self.push();
            self.open = Some(Block::default());
        }
        let Some(block) = &mut self.open else {
            return;
        };
        if begins(Role::Words) || begins(Role::Edit) {
            block.parts.push(String::new());
        }
        match role {
            Role::Words | Role::Edit if tag.is("br") => {
                block.parts.last_mut().into_iter().for_each(|part| part.push('\n'));
            }
            // Each form that a changed message had is a row; the last is the one it has.
            Role::Edit if tag.is("tr") => {
                block.parts.last_mut().into_iter().for_each(String::clear);
            }
            Role::Passed if outer == Role::Edit => block.edited = true,
            Role::File => {
                block.media = true;
                let path = tag.attribute("src").or_else(|| tag.attribute("href"));
                let name = path.and_then(|path| path.rsplit('/').next().map(str::to_owned));
                block.attachment = block.attachment.take().or(name);
            }
            _ => {}
        }
    }

    fn push(&mut self) {
        let Some(block) = self.open.take() else {
            return;
        };
        // When it was read stands behind the time.
        let time = block.time.split('(').next().unwrap_or_default();
        let at = self.times.hold(&time.split_whitespace().collect::<Vec<_>>().join(" "));
        let message = Message { at, ..Message::default() };
        let sender = block.sender.trim();
        let event = block.event.trim();
        if sender.is_empty() {
            if let Some(who) = taken_back_by(event) {
                let who = if who == YOU { OWNER } else { who };
                let from = (who != THEY).then(|| self.builder.participant(who));
                self.builder.push(Message { from, deleted: true, ..message });
            } else if !event.is_empty() {
                let text = event.to_owned();
                self.builder.push(Message { text, kind: Kind::System, ..message });
            }
            return;
        }
        let from = Some(self.builder.participant(sender));
        let parts = block.parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty());
        let text = parts.collect::<Vec<_>>().join("\n");
        self.builder.push(Message {
            from,
            deleted: taken_back_by(event).is_some() && text.is_empty(),
            text,
            kind: if block.media { Kind::Media } else { Kind::Text },
            edited: block.edited,
            attachment: block.attachment,
            ..message
        });
    }
}

/// Adds words with their line ends, which the page shows as they are.
fn push_lines(to: &mut String, words: &str) {
    for (at, line) in words.split('\n').enumerate() {
        if at > 0 {
            to.push('\n');
        }
        to.push_str(line.trim_end_matches('\r'));
    }
}
