//! A message as Signal keeps it: JSON, in a column of its database and in what sigtop makes of it.

use std::collections::HashMap;

use crate::{
    Kind, Message,
    json::{Loose, Object, Objects},
};

/// The fields of which a message is made.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
pub(super) struct Record {
    #[serde(rename = "type")]
    pub(super) kind: Loose,
    pub(super) body: Loose,
    pub(super) sent_at: Loose,
    pub(super) timestamp: Loose,
    #[serde(rename = "conversationId")]
    pub(super) conversation: Loose,
    pub(super) source: Loose,
    #[serde(rename = "sourceUuid")]
    pub(super) source_uuid: Loose,
    #[serde(rename = "sourceServiceId")]
    pub(super) source_service_id: Loose,
    #[serde(rename = "deletedForEveryone")]
    deleted_for_everyone: Loose,
    #[serde(rename = "isErased")]
    pub(super) is_erased: Loose,
    #[serde(rename = "isViewOnce")]
    pub(super) is_view_once: Loose,
    #[serde(rename = "editHistory")]
    edits: Objects<Anything>,
    attachments: Objects<Attachment>,
    contact: Objects<Anything>,
    sticker: Object<Anything>,
    #[serde(rename = "bodyRanges")]
    ranges: Objects<Range>,
    #[serde(rename = "expirationTimerUpdate")]
    timer: Object<Timer>,
}

/// Something that is there.
#[derive(serde::Deserialize, Default)]
pub(super) struct Anything {}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Attachment {
    #[serde(rename = "fileName")]
    file_name: Loose,
    #[serde(rename = "contentType")]
    content_type: Loose,
}

/// A part of the words: only mentions matter.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Range {
    start: Loose,
    #[serde(rename = "mentionAci")]
    account: Loose,
    #[serde(rename = "mentionUuid")]
    older_account: Loose,
    #[serde(rename = "replacementText")]
    name: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Timer {
    #[serde(rename = "expireTimer")]
    seconds: Loose,
}

impl Record {
    /// The account or number of who sent it, in lower case.
    pub(super) fn source(&self) -> Option<String> {
        let accounts = [&self.source_service_id, &self.source_uuid, &self.source];
        accounts
            .into_iter()
            .find_map(|account| account.clone().text())
            .map(|one| one.to_lowercase())
    }

    /// When it was sent, in milliseconds since 1970.
    pub(super) fn sent(&self) -> Option<i64> {
        self.sent_at.number().or_else(|| self.timestamp.number())
    }

    /// The message, but for who wrote it and when. What it answers is not said again.
    pub(super) fn message(self, names: &HashMap<String, String>) -> Message {
        let kind = self.kind.as_text().unwrap_or("incoming");
        match kind {
            "incoming" | "outgoing" => {}
            "call-history" => return Message { kind: Kind::Call, ..Message::default() },
            kind => {
                let text = match self.timer.0 {
                    Some(timer) if timer.seconds.number().is_some_and(|seconds| seconds > 0) => {
                        "turned on disappearing messages".to_owned()
                    }
                    Some(_) => "turned off disappearing messages".to_owned(),
                    None => kind.replace('-', " "),
                };
                return Message { text, kind: Kind::System, ..Message::default() };
            }
        }
        let is_set = |flag: &Loose| flag.is_true() || flag.number().is_some_and(|one| one != 0);
        // What could be seen once only is erased by being seen: nobody took it back.
        let was_seen_once = is_set(&self.is_view_once) && is_set(&self.is_erased);
        let was_erased = is_set(&self.is_erased) && !was_seen_once;
        if is_set(&self.deleted_for_everyone) || was_erased {
            return Message { deleted: true, ..Message::default() };
        }
        // Words beyond the first two thousand letters are an attachment, too.
        const LONG_WORDS: &str = "text/x-signal-plain";
        let mut files = self.attachments.0.into_iter();
        let file = files.find(|file| file.content_type.as_text() != Some(LONG_WORDS));
        let is_media = file.is_some()
            || is_set(&self.is_view_once)
            || self.sticker.0.is_some()
            || !self.contact.0.is_empty();
        let body = self.body.text().unwrap_or_default();
        Message {
            text: with_names(&body, self.ranges.0, names),
            kind: if is_media { Kind::Media } else { Kind::Text },
            edited: !self.edits.0.is_empty(),
            attachment: file.and_then(|file| file.file_name.text()),
            ..Message::default()
        }
    }
}

/// Puts the names of those whom the words mention where a sign stands for each.
fn with_names(body: &str, ranges: Vec<Range>, names: &HashMap<String, String>) -> String {
    const SIGN: char = '\u{fffc}';
    if !body.contains(SIGN) {
        return body.to_owned();
    }
    let mut mentions: Vec<(i64, String)> = Vec::new();
    for range in ranges {
        let account = range.account.text().or_else(|| range.older_account.text());
        if let Some(account) = account {
            let known = names.get(&account.to_lowercase()).cloned();
            let name = known.or_else(|| range.name.text()).unwrap_or_default();
            mentions.push((range.start.number().unwrap_or_default(), name));
        }
    }
    mentions.sort_by_key(|(start, _)| *start);
    let mut mentions = mentions.into_iter();
    let mut text = String::with_capacity(body.len());
    for letter in body.chars() {
        if letter == SIGN {
            text.push('@');
            text.push_str(&mentions.next().map(|(_, name)| name).unwrap_or_default());
        } else {
            text.push(letter);
        }
    }
    text
}
