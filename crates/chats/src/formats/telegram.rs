//! Telegram Desktop's JSON: the export of one chat, or of an account with all its chats.

use serde::de::MapAccess;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, EachInto, JsonText, Loose, Object, Strings, pass_over, take_fields},
    moment,
    read::Found,
};

pub(super) struct Telegram;

impl Importer for Telegram {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let chat =
            peek.has_key("messages") && (peek.has_key("from_id") || peek.has_key("date_unixtime"));
        let account = peek.has_key("personal_information") || peek.has_key("frequent_contacts");
        let older = peek.has_key("messages") && peek.has_key("date") && peek.has_key("type");
        let empty = peek.has_key("messages") && peek.has_key("type") && peek.contains("_chat\"");
        match peek.is_json() {
            true if chat || account => Score::SURE,
            true if older || empty => Score::LIKELY,
            _ => Score::NO,
        }
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut account = Account {
            options,
            owner: None,
            current: Builder::new("chat-1"),
            done: Vec::new(),
            zoneless: false,
        };
        JsonText::new(text).read_value(&mut account, found)?;
        if account.zoneless {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        account.done.push(account.current);
        for mut chat in account.done {
            if chat.overflowed() {
                found.warn(Warning::new(WarningCode::TooManyParticipants));
            }
            let owner = account.owner.as_deref().and_then(|key| chat.known(key));
            chat.conversation.owner = owner;
            chat.guess_owner_from_title();
            chat.sort();
            found.conversations.push(chat.conversation);
        }
        Ok(())
    }
}

/// What has been read of an export so far.
struct Account<'o> {
    options: &'o ReadOptions,
    /// The key of the account's owner, where the export says it.
    owner: Option<String>,
    /// The chat being read: the only one, or the latest of an account's list.
    current: Builder,
    done: Vec<Builder>,
    zoneless: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    r#type: Loose,
    date: Loose,
    date_unixtime: Loose,
    edited: Loose,
    from: Loose,
    from_id: Loose,
    actor: Loose,
    actor_id: Loose,
    action: Loose,
    text: Strings,
    forwarded_from: Loose,
    photo: Loose,
    file: Loose,
    file_name: Loose,
    media_type: Loose,
    contact_information: Loose,
    location_information: Loose,
    poll: Object<Poll>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Poll {
    question: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Owner {
    user_id: Loose,
}

impl Account<'_> {
    fn begin_chat(&mut self) {
        let next = Builder::new(format!("chat-{}", self.done.len() + 2));
        self.done.push(std::mem::replace(&mut self.current, next));
    }

    fn push(&mut self, line: Line) {
        let at = self.moment(&line);
        let chat = &mut self.current;
        let service = line.r#type.as_text() == Some("service");
        let (name, key) =
            if service { (line.actor, line.actor_id) } else { (line.from, line.from_id) };
        let key = key.text();
        // A deleted account has lost its name, not its number.
        let name = name.text().or_else(|| key.clone());
        let from = name.map(|name| chat.participant_with_key(key.as_ref().unwrap_or(&name), &name));
        let text = line.text.0.concat();
        let edited = line.edited.is_there();
        let forwarded = line.forwarded_from.is_there();

        if service {
            let action = line.action.text().unwrap_or_default();
            let message = if matches!(action.as_str(), "phone_call" | "group_call") {
                Message { from, at, text, kind: Kind::Call, ..Message::default() }
            } else {
                let words = action.replace('_', " ");
                let text = if text.is_empty() { words } else { format!("{words}: {text}") };
                Message { at, text, kind: Kind::System, ..Message::default() }
            };
            chat.push(message);
            return;
        }

        let attachment = [&line.file_name, &line.file, &line.photo]
            .into_iter()
            .filter_map(|file| file.as_text())
            .find(|file| !file.starts_with('('))
            .and_then(|file| file.rsplit('/').next())
            .map(str::to_owned);
        let poll = line.poll.0.and_then(|poll| poll.question.text());
        let is_media = [
            &line.photo,
            &line.file,
            &line.media_type,
            &line.contact_information,
            &line.location_information,
        ]
        .iter()
        .any(|field| field.is_there());
        let text = if text.is_empty() { poll.unwrap_or_default() } else { text };
        let kind = if is_media { Kind::Media } else { Kind::Text };
        chat.push(Message { from, at, text, kind, edited, forwarded, attachment, deleted: false });
    }

    /// The instant is `date_unixtime`; the clock it was shown on is `date`, which has no zone.
    fn moment(&mut self, line: &Line) -> Option<Moment> {
        let civil = line.date.as_text().and_then(moment::parse_civil);
        let instant = line.date_unixtime.number();
        match (instant, civil) {
            (Some(instant), Some(civil)) => {
                let minutes = civil.wall_seconds().saturating_sub(instant).div_euclid(60);
                let within_a_day = minutes.unsigned_abs() < 24 * 60;
                let offset = i16::try_from(minutes).ok().filter(|_| within_a_day);
                let offset_minutes = offset.unwrap_or(self.options.local_offset_minutes);
                Some(Moment { unix_ms: instant.saturating_mul(1000), offset_minutes })
            }
            (Some(instant), None) => Some(Moment {
                unix_ms: instant.saturating_mul(1000),
                offset_minutes: self.options.local_offset_minutes,
            }),
            (None, Some(civil)) => {
                self.zoneless = true;
                Some(civil.at_offset(self.options.local_offset_minutes))
            }
            (None, None) => None,
        }
    }
}

// The export as a whole, and the `chats` in it: the keys of either never clash.
take_fields!(&mut Account<'_>);

impl Account<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            "chats" | "left_chats" => object.next_value_seed(&mut *self)?,
            "list" => object.next_value_seed(EachInto(&mut Chats(&mut *self)))?,
            "personal_information" => {
                let owner = object.next_value::<Object<Owner>>()?.0;
                let number = owner.and_then(|owner| owner.user_id.text());
                self.owner = number.map(|number| format!("user{number}"));
            }
            _ => self.chat_field(key, object)?,
        }
        Ok(())
    }

    fn chat_field<'de, A: MapAccess<'de>>(
        &mut self,
        key: &str,
        object: &mut A,
    ) -> Result<(), A::Error> {
        match key {
            "name" => self.current.conversation.title = object.next_value::<Loose>()?.text(),
            "id" => {
                if let Some(id) = object.next_value::<Loose>()?.text() {
                    self.current.conversation.id = id;
                }
            }
            "messages" => object.next_value_seed(Each::new(|line| self.push(line)))?,
            _ => pass_over(object)?,
        }
        Ok(())
    }
}

/// The chats of an account, each begun anew.
struct Chats<'c, 'o>(&'c mut Account<'o>);

take_fields!(&mut Chats<'_, '_>, begin);

impl Chats<'_, '_> {
    fn begin(&mut self) {
        self.0.begin_chat();
    }

    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        self.0.chat_field(key, object)
    }
}
