//! Slack's export: a folder for each channel or chat, in it a file for each day, and beside them
//! `users.json`, `channels.json`, `groups.json`, `dms.json` and `mpims.json`.
//!
//! A day is a list of messages with `user`, `ts` (seconds, with a fraction), `text` in Slack's own
//! markup (`<@U012AB3CD>`, `<https://example.com|words>`, `&amp;`), and `subtype` for everything
//! but a plain message. People go by their numbers; their names are in `users.json`, and mostly
//! in each message's `user_profile` too. Known from Slack's help pages on exports and its
//! documentation of messages.

use super::{Importer, Peek, Score, folder_of};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    beside::{Beside, Chat},
    builder::Builder,
    decode::Decoded,
    entities,
    json::{Each, JsonText, Loose, Object, Objects, Strings},
    markup,
    read::Found,
};

pub(super) struct Slack;

impl Importer for Slack {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let said = ["user", "bot_id", "username", "subtype"];
        let day = peek.has_key("ts")
            && peek.has_key("type")
            && peek.contains("\"message\"")
            && said.iter().any(|key| peek.has_key(key));
        let people =
            peek.has_key("profile") && peek.has_key("team_id") && peek.has_key("real_name");
        let chats = peek.has_key("members") && peek.has_key("created") && peek.has_key("id");
        Score::SURE.when(peek.is_json_list() && (day || people || chats))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let folder = folder_of(name).unwrap_or("channel");
        let mut file = File { options, builder: Builder::new(folder), beside: Beside::default() };
        JsonText::new(text).read_value(Each::new(|entry| file.push(entry)), found)?;
        let File { mut builder, beside, .. } = file;
        if builder.overflowed() {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        builder.conversation.title = Some(folder.to_owned());
        builder.sort();
        found.beside = beside;
        found.conversations.push(builder.conversation);
        Ok(())
    }
}

/// A day, or one of the files beside the channels.
struct File<'o> {
    options: &'o ReadOptions,
    builder: Builder,
    beside: Beside,
}

/// A message, a person or a chat: which of them, the fields say.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Entry {
    // A message.
    subtype: Loose,
    user: Loose,
    bot_id: Loose,
    username: Loose,
    text: Loose,
    ts: Loose,
    edited: Loose,
    user_profile: Object<Profile>,
    bot_profile: Object<Profile>,
    files: Objects<Attached>,
    attachments: Objects<Shared>,
    // A person or a chat.
    id: Loose,
    name: Loose,
    real_name: Loose,
    profile: Object<Profile>,
    members: Option<Strings>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Profile {
    display_name: Loose,
    real_name: Loose,
    name: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Attached {
    name: Loose,
}

/// Something from elsewhere: another message that is passed on, or the preview of a link.
#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Shared {
    text: Loose,
    fallback: Loose,
    is_share: Loose,
    is_msg_unfurl: Loose,
}

impl Profile {
    /// The name as Slack shows it.
    fn shown(self) -> Option<String> {
        [self.display_name, self.real_name, self.name].into_iter().find_map(worded)
    }
}

fn worded(field: Loose) -> Option<String> {
    field.text().filter(|text| !text.is_empty())
}

impl File<'_> {
    fn push(&mut self, entry: Entry) {
        if entry.ts.is_there() {
            self.say(entry);
            return;
        }
        let Some(id) = entry.id.text() else {
            return;
        };
        if let Some(members) = entry.members {
            // A channel lies in a folder of its name; a chat of two has none, only its number. A
            // chat of several has a name made for machines.
            let name = worded(entry.name);
            let title = name.clone().filter(|name| !name.starts_with("mpdm-"));
            let members = if title.is_some() { Vec::new() } else { members.0 };
            self.beside.chats.insert(name.unwrap_or(id), Chat { title, members });
        } else {
            let shown = entry.profile.0.and_then(Profile::shown);
            let name = shown.or_else(|| worded(entry.real_name)).or_else(|| worded(entry.name));
            if let Some(name) = name {
                self.beside.people.insert(id, name);
            }
        }
    }

    fn say(&mut self, entry: Entry) {
        let shown = entry.user_profile.0.and_then(Profile::shown);
        let bot = worded(entry.username).or_else(|| entry.bot_profile.0.and_then(Profile::shown));
        let user = worded(entry.user);
        if let (Some(user), Some(name)) = (&user, shown) {
            self.beside.people.entry(user.clone()).or_insert(name);
        }
        let key = user.or(bot).or_else(|| worded(entry.bot_id));
        let from = key.map(|key| self.builder.participant(&key));
        let at = moment(&entry.ts, self.options);
        let message = Message { from, at, ..Message::default() };
        let text = plain(entry.text.as_text().unwrap_or_default());

        self.builder.push(match entry.subtype.as_text().unwrap_or_default() {
            "tombstone" | "message_deleted" => Message { deleted: true, ..message },
            "huddle_thread" | "sh_room_created" => Message { kind: Kind::Call, ..message },
            "" | "me_message" | "thread_broadcast" | "reply_broadcast" | "bot_message"
            | "file_share" | "file_comment" | "file_mention" | "slackbot_response" => {
                let file = entry.files.0.into_iter().next();
                let shared = entry.attachments.0;
                let is_passed_on =
                    |one: &Shared| one.is_share.is_true() || one.is_msg_unfurl.is_true();
                let passed_on = shared.iter().any(is_passed_on);
                let elsewhere = || {
                    let mut words = shared.into_iter();
                    words.find_map(|one| worded(one.text).or_else(|| worded(one.fallback)))
                };
                Message {
                    forwarded: passed_on && text.is_empty(),
                    text: match text.is_empty() {
                        true => elsewhere().map(|words| plain(&words)).unwrap_or_default(),
                        false => text,
                    },
                    kind: if file.is_some() { Kind::Media } else { Kind::Text },
                    edited: entry.edited.is_there(),
                    attachment: file.and_then(|file| worded(file.name)),
                    ..message
                }
            }
            // “has joined the channel” and the like.
            _ => Message { from: None, kind: Kind::System, text, ..message },
        });
    }
}

/// `1717401720.000100`: seconds, and which of the messages of that time.
fn moment(ts: &Loose, options: &ReadOptions) -> Option<Moment> {
    if let Loose::Number(seconds) = ts {
        return Some(options.moment(seconds.saturating_mul(1000)));
    }
    let (seconds, fraction) = ts.as_text()?.split_once('.').unwrap_or((ts.as_text()?, ""));
    let seconds: i64 = seconds.parse().ok()?;
    let milliseconds: i64 = fraction.get(..3).and_then(|digits| digits.parse().ok()).unwrap_or(0);
    Some(options.moment(seconds.saturating_mul(1000).saturating_add(milliseconds)))
}

/// Slack's markup as plain words. People are mentioned by their numbers, until their names are
/// known.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        let Some((inside, following)) = after.split_once('>') else {
            break;
        };
        plain.push_str(&entities::decoded(before));
        let (target, label) = match inside.split_once('|') {
            Some((target, label)) => (target, Some(entities::decoded(label))),
            None => (inside, None),
        };
        let target = entities::decoded(target);
        match (target.chars().next(), label) {
            (Some('@'), _) => plain.push_str(&target),
            (Some('#'), Some(label)) => plain.extend(["#", &label]),
            (Some('#'), None) => plain.push_str(&target),
            (Some('!'), Some(label)) => plain.push_str(&label),
            (Some('!'), None) => plain.extend(["@", target.trim_start_matches('!')]),
            (_, Some(label)) => plain.push_str(&markup::link(&label, &target)),
            (_, None) => plain.push_str(&target),
        }
        rest = following;
    }
    plain.push_str(&entities::decoded(rest));
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_words() {
        for (text, expected) in [
            ("a &amp; b &lt;3", "a & b <3"),
            ("<@U012AB3CD> ơi, <!here>", "@U012AB3CD ơi, @here"),
            ("<@U012AB3CD|minh> vào <#C012|general>", "@U012AB3CD vào #general"),
            ("<https://example.com>", "https://example.com"),
            ("<https://example.com|example.com>", "example.com"),
            ("<https://example.com/?a=1&amp;b|quà>", "quà (https://example.com/?a=1&b)"),
            ("<mailto:a@example.com|a@example.com>", "a@example.com"),
            ("<!subteam^S1|@cô giáo> <!date^1^{date}|hôm qua>", "@cô giáo hôm qua"),
            ("không < đóng", "không < đóng"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }

    #[test]
    fn times_to_the_millisecond() {
        let options = ReadOptions::default();
        let at = |ts: &str| moment(&Loose::Text(ts.into()), &options).map(|at| at.unix_ms);
        assert_eq!(at("1717401720.123400"), Some(1_717_401_720_123));
        assert_eq!(at("1717401720"), Some(1_717_401_720_000));
        assert_eq!(at("hôm qua"), None);
        assert_eq!(at("99999999999999999999.1"), None);
    }
}
