//! Messenger's JSON: the classic download, newest first and with letters torn into bytes, and the
//! one of end-to-end encrypted chats. Instagram's download has the classic form.

use serde::de::MapAccess;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose, Object, Objects, Strings, pass_over, take_fields},
    read::Found,
};

pub(super) struct Messenger;

impl Importer for Messenger {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let classic = is_classic(peek);
        let encrypted =
            peek.has_key("senderName") && (peek.has_key("threadName") || peek.has_key("isUnsent"));
        Score::LIKELY.when(peek.is_json() && (classic || encrypted))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        read_thread(text, name, options, found)
    }
}

/// Whether it has the keys of a classic download.
pub(super) fn is_classic(peek: &Peek<'_>) -> bool {
    let message = peek.has_key("sender_name") && peek.has_key("timestamp_ms");
    let empty = peek.has_key("participants") && peek.has_key("thread_path");
    peek.is_json() && (message || empty)
}

/// Reads one thread of Messenger or Instagram.
pub(super) fn read_thread(
    text: &mut Decoded<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    let mut thread = Thread { builder: Builder::new("thread"), options };
    JsonText::new(text).read_value(&mut thread, found)?;
    let mut builder = thread.builder;
    let from_stranger =
        |path: &str| path.contains("message_requests") || path.contains("filtered_threads");
    builder.conversation.context.stranger_request |=
        from_stranger(&builder.conversation.id) || name.is_some_and(from_stranger);
    builder.sort();
    builder.guess_owner_from_title();
    found.take(builder);
    Ok(())
}

struct Thread<'o> {
    builder: Builder,
    options: &'o ReadOptions,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    sender_name: Loose,
    #[serde(rename = "senderName")]
    sender: Loose,
    timestamp_ms: Loose,
    timestamp: Loose,
    content: Loose,
    text: Loose,
    r#type: Loose,
    share: Object<Share>,
    photos: Objects<File>,
    videos: Objects<File>,
    audio_files: Objects<File>,
    gifs: Objects<File>,
    files: Objects<File>,
    media: Objects<File>,
    sticker: Object<File>,
    call_duration: Loose,
    is_unsent: Loose,
    #[serde(rename = "isUnsent")]
    unsent: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Share {
    link: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct File {
    uri: Loose,
}

impl Thread<'_> {
    fn push(&mut self, line: Line) {
        let sender = line.sender_name.text().or_else(|| line.sender.text()).map(repaired);
        let from = sender.as_deref().map(|name| self.builder.participant(name));
        let stamp = line.timestamp_ms.number().or_else(|| line.timestamp.number());
        let at = stamp.map(|stamp| Moment {
            unix_ms: milliseconds(stamp),
            offset_minutes: self.options.local_offset_minutes,
        });
        let message = Message { from, at, ..Message::default() };
        if line.is_unsent.is_true() || line.unsent.is_true() {
            self.builder.push(Message { deleted: true, ..message });
            return;
        }

        let mut text =
            line.content.text().or_else(|| line.text.text()).map_or_else(String::new, repaired);
        let filler = is_filler(&text, sender.as_deref());
        let placeholder = line.r#type.as_text() == Some("placeholder");
        let lists = [line.photos, line.videos, line.audio_files, line.gifs, line.files, line.media];
        let mut files = lists.into_iter().flat_map(|list| list.0).chain(line.sticker.0).peekable();
        let is_media = files.peek().is_some();
        let attachment = files
            .find_map(|file| file.uri.text())
            .and_then(|uri| uri.rsplit('/').next().map(str::to_owned))
            .filter(|file| !file.is_empty());

        let kind = if line.call_duration.is_there() || line.r#type.as_text() == Some("Call") {
            Kind::Call
        } else if is_media {
            if filler {
                text.clear();
            }
            Kind::Media
        } else if filler || placeholder {
            Kind::System
        } else {
            Kind::Text
        };
        // A link that was shared is part of what was said.
        if let Some(link) = line.share.0.and_then(|share| share.link.text()).map(repaired)
            && !text.contains(&link)
        {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&link);
        }
        self.builder.push(Message { text, kind, attachment, ..message });
    }
}

take_fields!(&mut Thread<'_>);

impl Thread<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            "participants" => {
                for name in object.next_value::<Strings>()?.0 {
                    self.builder.participant(&repaired(name));
                }
            }
            "title" => {
                let title = object.next_value::<Loose>()?.text();
                self.builder.conversation.title = title.map(repaired);
            }
            "thread_path" => {
                if let Some(path) = object.next_value::<Loose>()?.text() {
                    self.builder.conversation.id = repaired(path);
                }
            }
            "threadName" => {
                if let Some(name) = object.next_value::<Loose>()?.text() {
                    self.builder.conversation.title = Some(without_number(&name).to_owned());
                    self.builder.conversation.id = name;
                }
            }
            "messages" => object.next_value_seed(Each::new(|line| self.push(line)))?,
            _ => pass_over(object)?,
        }
        Ok(())
    }
}

/// `Bống_40`: the number keeps threads of one name apart.
fn without_number(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((before, number))
            if !before.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
        {
            before
        }
        _ => name,
    }
}

/// Puts letters together again that the classic download tears into bytes, each written as a
/// letter of its own. Text that is not torn stays as it is.
pub(super) fn repaired(text: String) -> String {
    if text.is_ascii() {
        return text;
    }
    let bytes: Result<Vec<u8>, _> =
        text.chars().map(|letter| u8::try_from(u32::from(letter))).collect();
    match bytes.map(String::from_utf8) {
        Ok(Ok(whole)) => whole,
        _ => text,
    }
}

/// Milliseconds, where a source may have written seconds or microseconds.
fn milliseconds(stamp: i64) -> i64 {
    match stamp.unsigned_abs() {
        0..100_000_000_000 => stamp * 1000,
        100_000_000_000_000.. => stamp / 1000,
        _ => stamp,
    }
}

/// What the platform writes in a person's name: nobody typed it.
pub(super) fn is_filler(text: &str, sender: Option<&str>) -> bool {
    const WHOLE: &[&str] = &[
        "liked a message",
        "đã thích một tin nhắn",
        "đã thích tin nhắn",
        "this message is no longer available because it was unsent by the sender.",
        "sent an attachment.",
        "đã gửi một file đính kèm.",
        "đã gửi một tệp đính kèm.",
    ];
    const ENDINGS: &[&str] = &[
        " sent an attachment.",
        " sent a photo.",
        " sent a video.",
        " sent a voice message.",
        " sent a live location.",
        " sent a link.",
        " liked a message",
        " shared a story.",
        " missed your call.",
        " missed a call from you.",
        " đã gửi một file đính kèm.",
        " đã gửi một tệp đính kèm.",
        " đã gửi file đính kèm.",
        " đã gửi một ảnh.",
        " đã gửi một video.",
        " đã gửi một liên kết.",
        " đã thích một tin nhắn",
    ];
    let lower = text.trim().to_lowercase();
    if WHOLE.contains(&lower.as_str()) {
        return true;
    }
    let reaction = lower.starts_with("reacted ") && lower.ends_with(" to your message")
        || lower.starts_with("đã bày tỏ cảm xúc ") && lower.contains(" tin nhắn của bạn");
    if reaction {
        return true;
    }
    // "He sent an attachment." is what a person may say; the platform says it of the sender.
    let who = ENDINGS.iter().find_map(|ending| lower.strip_suffix(ending));
    who.is_some_and(|who| {
        matches!(who, "you" | "bạn") || sender.is_some_and(|sender| sender.to_lowercase() == who)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_torn_letters_are_joined() {
        for (text, expected) in [
            ("nh\u{c3}\u{a9}", "nhé"),
            ("\u{f0}\u{9f}\u{98}\u{80}", "😀"),
            ("Mai đi nhé 😀", "Mai đi nhé 😀"),
            ("caf\u{e9}", "café"),
            ("plain", "plain"),
        ] {
            assert_eq!(repaired(text.to_owned()), expected);
        }
    }

    #[test]
    fn fillers_are_told_from_words() {
        for filler in [
            "Liked a message",
            "minh.06 sent an attachment.",
            "Reacted ❤ to your message",
            "You sent a photo.",
        ] {
            assert!(is_filler(filler, Some("minh.06")), "{filler}");
        }
        for words in ["he sent an attachment.", "I liked a message of yours", "", "ok"] {
            assert!(!is_filler(words, Some("minh.06")), "{words}");
        }
    }

    #[test]
    fn stamps_of_any_unit() {
        for stamp in [1_717_401_720, 1_717_401_720_000, 1_717_401_720_000_000] {
            assert_eq!(milliseconds(stamp), 1_717_401_720_000);
        }
    }
}
