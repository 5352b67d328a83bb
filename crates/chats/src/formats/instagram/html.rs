//! The HTML of the download, `message_1.html` in a folder a thread, newest message first.
//!
//! A message is a `div.pam` with the sender (an `h2` since 2023, a `div` before, class `_a6-h`),
//! the body (`_a6-p`) and the time (`_a6-o`), as several readers of the download describe it. The
//! body holds, one `div` each, the words, what was shared, and pictures; reactions are a list.
//! Messenger's HTML has the same form. Names of classes come from Meta's page builder, so a page
//! of other things (likes, followers) has them too, but no sender beside a time.

use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    formats::{
        Peek,
        messenger::{is_filler, repaired},
        times::Times,
    },
    html::{Html, Tag, Visit, push_collapsed},
    read::Found,
};

/// Whether it looks like a thread of the download.
pub(super) fn begins(peek: &Peek<'_>) -> bool {
    let blocks = peek.contains("uiBoxWhite") || peek.contains("_a6-g");
    let of_messages = peek.contains("_a6-o") || peek.name_contains("message_");
    // In the folder of a download everything else has folders of its own.
    let elsewhere = peek.name_contains("your_instagram_activity/")
        && !peek.name_contains("your_instagram_activity/messages/");
    blocks && of_messages && !elsewhere
}

/// What an element is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    #[default]
    Frame,
    Title,
    Block,
    Sender,
    Body,
    Time,
    /// Reactions.
    Passed,
}

pub(super) fn read(
    text: &mut Decoded<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    // The folder is the thread: `inbox/minh_123/message_1.html`.
    let folder = name.and_then(|name| name.rsplit(['/', '\\']).nth(1)).unwrap_or("thread");
    let mut thread = Thread {
        builder: Builder::new(folder),
        times: Times::default(),
        title: String::new(),
        open: None,
    };
    let mut html = Html::new(text);
    html.walk(&mut thread)?;
    if html.was_cut() || thread.open.is_some() {
        found.warn(Warning::new(WarningCode::Truncated).at_line(html.line()));
    }
    thread.push();

    let Thread { mut builder, times, title, .. } = thread;
    times.settle(builder.conversation.messages.iter_mut(), options, found);
    let title = repaired(title.trim().to_owned());
    builder.conversation.title = Some(title).filter(|title| !title.is_empty());
    let from_stranger =
        |path: &str| path.contains("message_requests") || path.contains("filtered_threads");
    builder.conversation.context.stranger_request = name.is_some_and(from_stranger);
    if builder.overflowed() {
        found.warn(Warning::new(WarningCode::TooManyParticipants));
    }
    builder.sort();
    builder.guess_owner_from_title();
    // A page of likes or followers has no messages, and is no chat.
    if !builder.conversation.messages.is_empty() {
        found.conversations.push(builder.conversation);
    }
    Ok(())
}

fn role(tag: &Tag<'_>, outer: Role) -> Role {
    if outer == Role::Passed {
        return Role::Passed;
    }
    let classes = tag.attribute("class").unwrap_or_default();
    let has = |class: &str| classes.split_ascii_whitespace().any(|one| one == class);
    match outer {
        Role::Body if tag.is("ul") => Role::Passed,
        Role::Frame | Role::Block if has("uiBoxWhite") || has("_a6-g") => Role::Block,
        Role::Block if has("_a6-h") => Role::Sender,
        Role::Block if has("_a6-p") => Role::Body,
        Role::Block if has("_a6-o") => Role::Time,
        Role::Frame if tag.is("title") => Role::Title,
        outer => outer,
    }
}

struct Thread {
    builder: Builder,
    times: Times,
    title: String,
    open: Option<Block>,
}

/// A message whose elements are being read.
#[derive(Default)]
struct Block {
    sender: String,
    time: String,
    /// The blocks of the body that hold words.
    parts: Vec<String>,
    attachment: Option<String>,
    media: bool,
}

impl Visit for Thread {
    type Role = Role;

    fn open(&mut self, tag: &Tag<'_>, outer: Role) -> Role {
        let role = role(tag, outer);
        self.begin(tag, role, outer);
        role
    }

    fn words(&mut self, words: &str, role: Role) {
        match (role, &mut self.open) {
            (Role::Title, _) => self.title.push_str(words),
            (Role::Sender, Some(block)) => block.sender.push_str(words),
            (Role::Time, Some(block)) => block.time.push_str(words),
            (Role::Body, Some(block)) => block.words(words),
            _ => {}
        }
    }

    fn close(&mut self, role: Role, outer: Role) {
        match role {
            Role::Block if outer != Role::Block => self.push(),
            Role::Body => {
                if let Some(block) = &mut self.open {
                    block.parts.push(String::new());
                }
            }
            _ => {}
        }
    }
}

impl Thread {
    fn begin(&mut self, tag: &Tag<'_>, role: Role, outer: Role) {
        if role == Role::Block && outer != Role::Block {
            self.push();
            self.open = Some(Block::default());
        }
        let Some(block) = self.open.as_mut().filter(|_| role == Role::Body) else {
            return;
        };
        if tag.is("br") {
            block.words("\n");
        } else if tag.is("div") || tag.is("p") {
            block.parts.push(String::new());
        }
        let shown = ["img", "video", "audio"].iter().any(|name| tag.is(name));
        let linked = tag.is("a").then(|| tag.attribute("href")).flatten();
        // What lies in the download beside the page, and not on the web.
        let file = tag.attribute("src").or(linked).filter(|address| {
            !address.contains("://") && address.contains('/') && address.contains('.')
        });
        block.media |= shown || file.is_some();
        let name = file.and_then(|file| file.rsplit('/').next().map(str::to_owned));
        block.attachment = block.attachment.take().or(name);
    }

    fn push(&mut self) {
        let Some(block) = self.open.take() else {
            return;
        };
        // Only a message has both; the list of who takes part has no time.
        let (sender, time) = (repaired(block.sender.trim().to_owned()), block.time.trim());
        if sender.is_empty() || time.is_empty() {
            return;
        }
        let at = self.times.hold(time);
        let from = Some(self.builder.participant(&sender));
        // A link that was shared stands there as words and as what was shared.
        const MOST_ALIKE: usize = 32;
        let mut lines: Vec<String> = Vec::new();
        for part in block.parts {
            let part = repaired(part.trim().to_owned());
            let few = lines.len() < MOST_ALIKE;
            if part.is_empty() || few && lines.iter().any(|known| known.contains(&part)) {
                continue;
            }
            if few {
                lines.retain(|known| !part.contains(known.as_str()));
            }
            lines.push(part);
        }
        let mut text = lines.join("\n");
        let filler = is_filler(&text, Some(&sender));
        let kind = match () {
            () if is_call(&lines) => Kind::Call,
            () if block.media => {
                if filler {
                    text.clear();
                }
                Kind::Media
            }
            () if filler => Kind::System,
            () => Kind::Text,
        };
        let attachment = block.attachment;
        self.builder.push(Message { from, at, text, kind, attachment, ..Message::default() });
    }
}

impl Block {
    fn words(&mut self, words: &str) {
        if self.parts.is_empty() {
            self.parts.push(String::new());
        }
        let Some(part) = self.parts.last_mut() else {
            return;
        };
        if words == "\n" {
            part.truncate(part.trim_end_matches(' ').len());
            part.push('\n');
        } else {
            push_collapsed(part, words);
        }
    }
}

/// “Minh started a video chat.”, with or without how long it took.
fn is_call(lines: &[String]) -> bool {
    const ENDS: &[&str] = &[
        "started an audio call.",
        "started a video chat.",
        "started a video call.",
        "audio call ended",
        "video chat ended",
        "missed an audio call",
        "missed a video chat",
    ];
    let is_duration = |line: &String| line.starts_with("Duration: ");
    let first = lines.first().map(|line| line.trim_end_matches('.').to_lowercase());
    let said = first.is_some_and(|line| {
        ENDS.iter().any(|end| line.ends_with(end.trim_end_matches('.')) && line.len() < 100)
    });
    said && lines.iter().skip(1).all(is_duration)
}
