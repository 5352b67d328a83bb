//! TikTok's download of one's data: `user_data_tiktok.json`, and `user_data.json` before it.
//!
//! The direct messages are one section among many: `Direct Message` › `Direct Messages` (before:
//! `Direct Messages` › `Chat History`) › `ChatHistory` › `Chat History with minh06:`, each a list
//! of `Date`, `From`, `Content`. The zone of the dates is not said. Whose data it is stands under
//! `ProfileMap`. Who chose text instead of JSON has the same as `Direct Messages.txt`:
//!
//! ```text
//! >>> Chat History with minh06::
//!
//! 2024-06-03 08:02:00 UTC minh06: mai học nhóm không?
//! ```
//!
//! Known from the public parsers (RLEAPP, tiktok-userdata, and several of the text).

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose, pass_over, pass_over_scalars, take_fields},
    lines::Lines,
    moment,
    read::Found,
};

pub(super) struct TikTok;

impl Importer for TikTok {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let messages = peek.contains("\"Chat History with ") || peek.has_key("ChatHistory");
        // The messages may come long after the beginning.
        let sections = [
            "FavoriteEffectsList",
            "FavoriteSoundList",
            "FavoriteVideoList",
            "ItemFavoriteList",
            "FansList",
            "ProfileMap",
        ];
        let account = sections.iter().any(|section| peek.has_key(section))
            && (peek.contains("tiktok") || peek.has_key("Activity") || peek.has_key("Profile"));
        let named = peek.name_contains("user_data_tiktok.json");
        let json = peek.is_json() && (messages || account || named);
        Score::SURE.when(json || is_text(peek))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut data = Data { options, chats: Vec::new(), owner: None, zoneless: false };
        if is_text(&Peek::new(text.peek(), name)) {
            data.read_lines(text, found)?;
        } else {
            JsonText::new(text).read_value(&mut data, found)?;
        }
        if data.zoneless {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        for mut chat in data.chats {
            let owner = data.owner.as_deref();
            chat.conversation.owner = owner.and_then(|owner| chat.known(owner));
            chat.guess_owner_from_title();
            chat.sort();
            found.take(chat);
        }
        Ok(())
    }
}

/// Begins the messages of a chat in a text, and the name of one in JSON.
const CHAT: &str = "Chat History with ";

fn is_text(peek: &Peek<'_>) -> bool {
    let mut lines = peek.lines().filter(|line| !line.trim().is_empty());
    lines.next().is_some_and(|line| chat_of(line).is_some())
}

/// The chat that a line of a text begins.
fn chat_of(line: &str) -> Option<&str> {
    line.trim_start().strip_prefix(">>>")?.trim_start().strip_prefix(CHAT)
}

struct Data<'o> {
    options: &'o ReadOptions,
    chats: Vec<Builder>,
    owner: Option<String>,
    zoneless: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    #[serde(rename = "Date")]
    date: Loose,
    #[serde(rename = "From")]
    from: Loose,
    #[serde(rename = "Content")]
    content: Loose,
}

/// What stands for something that is not words.
const STAND_INS: &[&str] = &[
    "[sticker]",
    "[photo]",
    "[picture]",
    "[image]",
    "[video]",
    "[gif]",
    "[voice]",
    "[audio]",
    "[live photo]",
];

impl Data<'_> {
    fn begin(&mut self, chat: &str) {
        let contact = chat.trim().trim_end_matches(':').trim();
        let mut builder = Builder::new(contact);
        builder.conversation.title = Some(contact.to_owned());
        self.chats.push(builder);
    }

    fn push(&mut self, line: Line) {
        let at = line.date.as_text().and_then(|date| self.moment(date));
        self.say(at, line.from.as_text(), line.content.text().unwrap_or_default());
    }

    fn say(&mut self, at: Option<Moment>, from: Option<&str>, text: String) {
        let Some(chat) = self.chats.last_mut() else {
            return;
        };
        let from = from.map(|name| chat.participant(name));
        let is_media = STAND_INS.contains(&text.trim().to_lowercase().as_str());
        chat.push(match is_media {
            true => Message { from, at, kind: Kind::Media, ..Message::default() },
            false => Message { from, at, text, ..Message::default() },
        });
    }

    fn read_lines(&mut self, text: &mut Decoded<'_>, found: &mut Found) -> Result<(), ReadError> {
        let mut lines = Lines::new(text);
        // A message may go on after blank lines, which also stand between chats.
        let mut blank = 0;
        while let Some((number, line)) = lines.next()? {
            if line.trim().is_empty() {
                blank += 1;
                continue;
            }
            let before = std::mem::take(&mut blank);
            if let Some(chat) = chat_of(line) {
                self.begin(chat);
            } else if let Some((date, name, words)) = spoken(line) {
                let at = self.moment(date);
                self.say(at, Some(name), words.to_owned());
            } else {
                let chat = self.chats.last_mut();
                match chat.and_then(|chat| chat.conversation.messages.last_mut()) {
                    Some(message) => {
                        message.text.extend(std::iter::repeat_n('\n', before + 1));
                        message.text.push_str(line);
                    }
                    None => found
                        .warn(Warning::new(WarningCode::LinesSkipped).at_line(number).counting(1)),
                }
            }
        }
        Ok(())
    }

    fn moment(&mut self, date: &str) -> Option<Moment> {
        if let Some(instant) = Moment::parse_rfc3339(date) {
            return Some(self.options.moment(instant.unix_ms));
        }
        let civil = moment::parse_civil(date)?;
        self.zoneless = true;
        Some(civil.at_offset(self.options.local_offset_minutes))
    }
}

/// Time, name and words of a line that someone says; names have no blanks.
fn spoken(line: &str) -> Option<(&str, &str, &str)> {
    let (said, words) = line.split_once(": ").or_else(|| Some((line.strip_suffix(':')?, "")))?;
    let (date, name) = said.rsplit_once(' ')?;
    let day = date.strip_suffix("UTC").unwrap_or(date).trim_end();
    let whole = day.len() == "2024-06-03 08:02:00".len() && moment::parse_civil(day).is_some();
    (whole && !name.is_empty()).then_some((date, name, words))
}

take_fields!(&mut Data<'_>);

impl Data<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        if key.starts_with("Direct Message") {
            object.next_value_seed(Messages { data: &mut *self, chat: String::new() })?;
        } else if key.starts_with("Profile") {
            object.next_value_seed(&mut Profile(&mut self.owner))?;
        } else {
            pass_over(object)?;
        }
        Ok(())
    }
}

/// The direct messages, however deep: a list is a chat, and its key says with whom.
struct Messages<'d, 'o> {
    data: &'d mut Data<'o>,
    chat: String,
}

impl<'de> DeserializeSeed<'de> for Messages<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Messages<'_, '_> {
    type Value = ();

    pass_over_scalars!();

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while let Some(chat) = object.next_key::<String>()? {
            object.next_value_seed(Messages { data: &mut *self.data, chat })?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.data.begin(self.chat.strip_prefix(CHAT).unwrap_or(&self.chat));
        Each::new(|line| self.data.push(line)).visit_seq(list)
    }
}

/// The profile, of which only the account's own name is taken.
struct Profile<'p>(&'p mut Option<String>);

take_fields!(&mut Profile<'_>);

impl Profile<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        if key == "userName" {
            *self.0 = object.next_value::<Loose>()?.text();
        } else {
            object.next_value_seed(&mut *self)?;
        }
        Ok(())
    }
}
