//! A page of Zalo that a person saved from the browser, chat.zalo.me. Zalo has no export.
//!
//! The names of classes are those that several readers of the page found in 2018, 2024 and 2026.
//! A message is an element whose id is `bb_msg_id_` and the moment in milliseconds at which it was
//! written; before 2024 it had no id, and its day is that of the ruler above. Who wrote it stands
//! above the first of a run, in groups alone; the owner's have the class `me`. What is not the
//! message itself (what it answers, reactions, times) lies within it and is passed over.

use super::{Importer, Peek, Score, paste, times::Times};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    html::{Html, Tag, Visit, push_collapsed},
    read::Found,
};

pub(super) struct Zalo;

impl Importer for Zalo {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        const SIGNS: &[&str] =
            &["id=\"bb_msg_id_", "id=\"messageViewScroll\"", "card-send-time__sendTime"];
        // An address alone is in any chat that somebody pasted it into; a browser's own line is not.
        let saved = || {
            peek.lines().take(5).any(|line| {
                line.trim_start().strip_prefix("<!-- saved from url=").is_some_and(|from| {
                    from.split_once(')')
                        .is_some_and(|(_, url)| url.starts_with("https://chat.zalo.me/"))
                })
            })
        };
        let page =
            peek.starts_like_xml() && (SIGNS.iter().any(|sign| peek.contains(sign)) || saved());
        Score::SURE.when(page)
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut page = Page::new(options);
        let mut html = Html::new(text);
        html.walk(&mut page)?;
        if html.was_cut() || page.bubble.is_some() {
            found.warn(Warning::new(WarningCode::Truncated).at_line(html.line()));
        }
        page.finish(found);
        Ok(())
    }
}

/// What an element is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    #[default]
    Frame,
    /// The name of the chat.
    Title,
    /// Where the page says that the other is no friend.
    Relation,
    /// A day between messages.
    Ruler,
    /// Messages of one person, and whether that is the owner.
    Item {
        mine: bool,
    },
    Bubble {
        mine: bool,
    },
    Sender {
        mine: bool,
    },
    /// Words, or the caption of a picture.
    Words {
        mine: bool,
    },
    Time {
        mine: bool,
    },
    /// The name of a file.
    FileName {
        mine: bool,
    },
    /// Reactions, buttons, what is answered.
    Passed,
}

impl Role {
    /// Whether an element lies within a message, and whether that is the owner's.
    fn mine(self) -> Option<bool> {
        match self {
            Role::Item { mine }
            | Role::Bubble { mine }
            | Role::Sender { mine }
            | Role::Words { mine }
            | Role::Time { mine }
            | Role::FileName { mine } => Some(mine),
            Role::Frame | Role::Title | Role::Relation | Role::Ruler | Role::Passed => None,
        }
    }
}

/// What of a tag tells what an element is for.
struct Marks<'t> {
    classes: std::borrow::Cow<'t, str>,
    /// `data-id` and `data-component`, which outlive redesigns.
    data: [std::borrow::Cow<'t, str>; 2],
    id: std::borrow::Cow<'t, str>,
}

impl Marks<'_> {
    fn of<'t>(tag: &Tag<'t>) -> Marks<'t> {
        let value = |name| tag.attribute(name).unwrap_or_default();
        Marks {
            classes: value("class"),
            data: [value("data-id"), value("data-component")],
            id: value("id"),
        }
    }

    fn has(&self, class: &str) -> bool {
        self.classes.split_ascii_whitespace().any(|one| one == class)
    }

    fn has_any(&self, classes: &[&str]) -> bool {
        classes.iter().any(|class| self.has(class))
    }

    fn begins_any(&self, beginnings: &[&str]) -> bool {
        let mut classes = self.classes.split_ascii_whitespace();
        classes.any(|class| beginnings.iter().any(|beginning| class.starts_with(beginning)))
    }

    fn is_data(&self, values: &[&str]) -> bool {
        self.data.iter().any(|data| values.contains(&data.as_ref()))
    }

    /// Whether it says that what it holds is the owner's; `None` where it does not say.
    fn mine(&self) -> Option<bool> {
        let received = self.data.iter().any(|data| data.contains("ReceivedMsg"));
        match () {
            () if self.is_sent() || self.has_any(&["me", "message-wrapper--me"]) => Some(true),
            () if received => Some(false),
            () => None,
        }
    }

    /// Whether its data say that it is the owner's.
    fn is_sent(&self) -> bool {
        self.data.iter().any(|data| data.contains("SentMsg"))
    }

    fn is_passed_over(&self) -> bool {
        self.begins_any(&[
            "message-quote-fragment",
            "quote-banner",
            "message-reaction",
            "msg-reaction",
            "reaction-",
            "emoji-list",
            "chat-message__actionholder",
            "zavatar",
            "avatar",
        ]) || self.data.iter().any(|data| data.starts_with("btn_"))
    }

    fn role(&self, outer: Role) -> Role {
        if outer == Role::Passed || outer.mine().is_some() && self.is_passed_over() {
            return Role::Passed;
        }
        let Some(outer_mine) = outer.mine() else {
            let mine = self.mine().unwrap_or(false);
            return match outer {
                Role::Frame if self.is_bubble() => Role::Bubble { mine },
                Role::Frame if self.has("chat-item") => Role::Item { mine },
                Role::Frame if self.has_any(&["chat-date", "block-date__title"]) => Role::Ruler,
                Role::Frame if self.has("header-title") => Role::Title,
                Role::Frame if self.has("threadChat__btn-is-friend") => Role::Relation,
                outer => outer,
            };
        };
        // Within a message, what is called `me` may be a part of another's.
        let within = !matches!(outer, Role::Item { .. });
        let mine =
            outer_mine || !within && self.mine().unwrap_or(false) || within && self.is_sent();
        match outer {
            Role::Item { .. } if self.is_bubble() => Role::Bubble { mine },
            Role::Item { .. } if self.has("chat-date") => Role::Ruler,
            Role::Item { .. } | Role::Bubble { .. } | Role::Words { .. } if self.is_sender() => {
                Role::Sender { mine }
            }
            Role::Bubble { .. } | Role::Words { .. }
                if self.begins_any(&["card-send-time", "bubble-message-time"]) =>
            {
                Role::Time { mine }
            }
            Role::Bubble { .. } if self.begins_any(&["file-message__content-title"]) => {
                Role::FileName { mine }
            }
            Role::Bubble { .. } if self.holds_words() => Role::Words { mine },
            Role::Item { .. } => Role::Item { mine },
            Role::Bubble { .. } => Role::Bubble { mine },
            outer => outer,
        }
    }

    fn is_bubble(&self) -> bool {
        self.id.starts_with("bb_msg_id_") || self.has_any(&["chat-message", "chat-message-v2"])
    }

    fn is_sender(&self) -> bool {
        self.has_any(&[
            "card-sender-name",
            "message-sender-name-content",
            "message-sender-name-bubble",
        ])
    }

    fn holds_words(&self) -> bool {
        self.has_any(&["text", "text-message__container", "img-msg-v2__cap", "undo-message"])
            || self.is_data(&["message-text-content", "text-container"])
            || self.data.iter().any(|data| data.ends_with("Msg_Text"))
    }

    fn is_media(&self) -> bool {
        self.begins_any(&[
            "chatImageMessage",
            "img-msg",
            "photo-message",
            "card--group-photo",
            "card--picture",
            "card--sticker",
            "sticker-",
            "video-message",
            "voice-message",
            "card--voice",
            "file-message",
            "location-message",
        ])
    }
}

/// A message whose elements are being read.
#[derive(Default)]
struct Bubble {
    mine: bool,
    /// Milliseconds since 1970, from its id.
    at: Option<i64>,
    time: String,
    text: String,
    media: bool,
    call: bool,
    edited: bool,
    taken_back: bool,
    file: String,
}

struct Page<'o> {
    builder: Builder,
    options: &'o ReadOptions,
    times: Times,
    title: String,
    ruler: String,
    /// Who wrote the present run of messages, where it says so.
    sender: String,
    /// The name above the message that is being read, which begins a run.
    named: String,
    bubble: Option<Bubble>,
    /// How many messages were of a kind that is not known.
    unknown: u64,
}

impl Visit for Page<'_> {
    type Role = Role;

    fn open(&mut self, tag: &Tag<'_>, outer: Role) -> Role {
        let marks = Marks::of(tag);
        let role = match marks.role(outer) {
            // Panels beside the chat have titles of their own.
            Role::Title if outer != Role::Title && !self.title.is_empty() => Role::Frame,
            role => role,
        };
        let began = |wanted: fn(Role) -> bool| wanted(role) && !wanted(outer);
        if began(|role| matches!(role, Role::Bubble { .. })) && !self.is_within_bubble(outer) {
            self.push();
            let id = marks.id.strip_prefix("bb_msg_id_").unwrap_or_default();
            let digits = id.split('_').next().unwrap_or_default();
            let at = digits.parse().ok().filter(|_| digits.len() == 13);
            self.bubble = Some(Bubble { at, ..Bubble::default() });
        }
        if began(|role| role == Role::Ruler) {
            self.ruler.clear();
        }
        if role == Role::Relation {
            let said = tag.attribute("data-translate-inner");
            self.builder.conversation.context.stranger_request |=
                said.is_some_and(|key| key.starts_with("STR_STRANG"));
        }
        if let Some(bubble) = &mut self.bubble
            && let Some(mine) = role.mine()
        {
            bubble.mine |= mine;
            bubble.media |= marks.is_media();
            bubble.call |= marks.begins_any(&["call-message", "card--call"]);
            bubble.edited |= marks.begins_any(&["message-edited", "edited-message"]);
            bubble.taken_back |= marks.has("undo-message");
            if let Role::FileName { .. } = role
                && let Some(name) = tag.attribute("title")
            {
                bubble.file = name.into_owned();
            }
            let line = tag.is("br") || tag.is("div") || tag.is("p");
            if line && let Role::Words { .. } = role {
                end_line(&mut bubble.text);
            }
            // Signs drawn as pictures keep what they stand for.
            if let Role::Words { .. } = role
                && tag.is("img")
                && let Some(sign) = tag.attribute("alt")
            {
                bubble.text.push_str(&sign);
            }
        }
        role
    }

    fn words(&mut self, words: &str, role: Role) {
        match (role, &mut self.bubble) {
            (Role::Title, _) => push_collapsed(&mut self.title, words),
            (Role::Ruler, _) => push_collapsed(&mut self.ruler, words),
            (Role::Sender { .. }, _) => push_collapsed(&mut self.named, words),
            (Role::Words { .. }, Some(bubble)) => push_words(&mut bubble.text, words),
            (Role::Time { .. }, Some(bubble)) => push_collapsed(&mut bubble.time, words),
            (Role::FileName { .. }, Some(bubble)) if bubble.file.is_empty() => {
                push_collapsed(&mut bubble.file, words);
            }
            _ => {}
        }
    }

    fn close(&mut self, role: Role, outer: Role) {
        match role {
            Role::Bubble { .. } if !self.is_within_bubble(outer) => self.push(),
            Role::Words { .. } if !matches!(outer, Role::Words { .. }) => {
                if let Some(bubble) = &mut self.bubble {
                    end_line(&mut bubble.text);
                }
            }
            _ => {}
        }
    }
}

impl<'o> Page<'o> {
    fn new(options: &'o ReadOptions) -> Page<'o> {
        Page {
            builder: Builder::new("zalo"),
            options,
            times: Times::default(),
            title: String::new(),
            ruler: String::new(),
            sender: String::new(),
            named: String::new(),
            bubble: None,
            unknown: 0,
        }
    }

    fn is_within_bubble(&self, outer: Role) -> bool {
        let inside = matches!(
            outer,
            Role::Bubble { .. }
                | Role::Words { .. }
                | Role::Time { .. }
                | Role::Sender { .. }
                | Role::FileName { .. }
        );
        inside && self.bubble.is_some()
    }

    fn push(&mut self) {
        let Some(bubble) = self.bubble.take() else {
            return;
        };
        let text = bubble.text.trim();
        let deleted = bubble.taken_back || paste::is_taken_back(text);
        let file = bubble.file.trim();
        // Who is named above a bubble of an unknown kind is not part of the next one's name.
        let named = std::mem::take(&mut self.named);
        if bubble.mine {
            // The next run is another's, who is named again.
            self.sender.clear();
        } else if !named.trim().is_empty() {
            self.sender = named;
        }
        if text.is_empty() && !bubble.media && !bubble.call && !deleted && file.is_empty() {
            self.unknown += 1;
            return;
        }
        let sender = self.sender.trim();
        let name = match () {
            () if bubble.mine => self.options.owner_name.as_str(),
            () if !sender.is_empty() => sender,
            () if !self.title.trim().is_empty() => self.title.trim(),
            () => "?",
        };
        let from = self.builder.participant(name);
        if bubble.mine {
            self.builder.conversation.owner = Some(from);
        }
        let at = match bubble.at {
            Some(unix_ms) => self.times.hold_instant(unix_ms),
            // `09:26`, under a day such as `09:11 07/12/2018`.
            None => {
                let day = self.ruler.split_whitespace().find(|word| word.contains('/'));
                let day = day.filter(|_| !bubble.time.trim().is_empty());
                day.and_then(|day| self.times.hold(&format!("{day} {}", bubble.time.trim())))
            }
        };
        self.builder.conversation.context.vanishing |= paste::makes_vanish(text);
        self.builder.push(Message {
            from: Some(from),
            at,
            text: if deleted { String::new() } else { text.to_owned() },
            kind: match () {
                () if deleted => Kind::Text,
                () if bubble.call => Kind::Call,
                () if bubble.media || !file.is_empty() => Kind::Media,
                () => Kind::Text,
            },
            edited: bubble.edited,
            deleted,
            forwarded: false,
            attachment: Some(file.to_owned()).filter(|file| !file.is_empty()),
        });
    }

    fn finish(mut self, found: &mut Found) {
        self.push();
        let Page { mut builder, times, title, options, unknown, .. } = self;
        if builder.conversation.messages.is_empty() {
            return;
        }
        times.settle(builder.conversation.messages.iter_mut(), options, found);
        builder.conversation.title =
            Some(title.trim().to_owned()).filter(|title| !title.is_empty());
        // The page holds what had been scrolled to when it was saved.
        builder.conversation.context.incomplete = true;
        found.warn(Warning::new(WarningCode::MissingMessages));
        if unknown > 0 {
            found.warn(Warning::new(WarningCode::LinesSkipped).counting(unknown));
        }
        found.take(builder);
    }
}

/// Adds words as a browser shows them, but keeps the lines that a person wrote.
fn push_words(to: &mut String, words: &str) {
    for (at, line) in words.split('\n').enumerate() {
        if at > 0 {
            end_line(to);
        }
        push_collapsed(to, line);
    }
}

/// Begins a new line, where there is something before it.
fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}
