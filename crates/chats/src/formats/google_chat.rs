//! Google Chat in Google Takeout: `Groups/DM …/messages.json` and `Groups/Space …/messages.json`,
//! with `group_info.json` beside each, and `Users/User …/user_info.json` for whose it is.
//!
//! Each message has a `creator`, a `created_date` in English prose of either order, and, where it
//! had any, `text` and `attached_files`. A changed one has an `updated_date` and its
//! `previous_message_versions`; a deleted one `message_state` and `deletion_metadata`; what it
//! answers is in `quoted_message_metadata` and is not said again. Known from the public parsers
//! of Takeout and the schema that the Memoria project wrote down.

use serde::de::MapAccess;

use super::{Importer, Peek, Score, folder_of};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions,
    beside::Chat,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose, Object, Objects, pass_over, take_fields},
    moment::Civil,
    read::Found,
};

pub(super) struct GoogleChat;

impl Importer for GoogleChat {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let messages = peek.has_key("messages")
            && peek.has_key("creator")
            && (peek.has_key("created_date") || peek.has_key("topic_id"));
        let group = peek.has_key("members") && peek.has_key("user_type");
        let owner = peek.has_key("user") && peek.has_key("membership_info");
        Score::SURE.when(peek.is_json() && (messages || group || owner))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let folder = folder_of(name).unwrap_or("chat");
        let mut file =
            File { builder: Builder::new(folder), options, info: Chat::default(), owner: None };
        JsonText::new(text).read_value(&mut file, found)?;
        let File { mut builder, info, owner, .. } = file;
        found.beside.owners.extend(owner);
        if info.title.is_some() || !info.members.is_empty() {
            found.beside.chats.insert(folder.to_owned(), info);
        }
        builder.sort();
        found.take(builder);
        Ok(())
    }
}

/// One of the three files.
struct File<'o> {
    builder: Builder,
    options: &'o ReadOptions,
    /// What `group_info.json` says.
    info: Chat,
    /// What `user_info.json` says.
    owner: Option<String>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Person {
    name: Loose,
    email: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    creator: Object<Person>,
    created_date: Loose,
    updated_date: Loose,
    text: Loose,
    attached_files: Objects<Attachment>,
    annotations: Objects<Annotation>,
    previous_message_versions: Objects<Version>,
    message_state: Loose,
    deletion_metadata: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Attachment {
    original_name: Loose,
    export_name: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Annotation {
    video_call_metadata: Loose,
    gsuite_integration_metadata: Object<Integration>,
    url_metadata: Object<Link>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Integration {
    call_data: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Link {
    url: Object<Address>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Address {
    #[serde(rename = "private_do_not_access_or_else_safe_url_wrapped_value")]
    value: Loose,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Version {
    created_date: Loose,
    text: Loose,
}

impl Person {
    /// The name that is shown; a deleted account has none, only its address.
    fn name(&self) -> Option<&str> {
        let given = |field: &'_ Loose| field.as_text().is_some_and(|text| !text.is_empty());
        [&self.name, &self.email].into_iter().find(|field| given(field))?.as_text()
    }
}

impl File<'_> {
    fn push(&mut self, line: Line) {
        let creator = line.creator.0.unwrap_or_default();
        let key = creator.email.as_text().filter(|email| !email.is_empty());
        let from =
            creator.name().map(|name| self.builder.participant_with_key(key.unwrap_or(name), name));
        let versions = line.previous_message_versions.0;
        // A video that was sent while it was still being made has its first date there.
        let dates = versions.iter().map(|version| &version.created_date);
        let at = [&line.created_date]
            .into_iter()
            .chain(dates)
            .chain([&line.updated_date])
            .find_map(|date| parse_date(date.as_text()?))
            .map(|at| self.options.moment(at.unix_ms));
        let reworded = versions.iter().any(|version| version.text.is_there());
        let edited = line.updated_date.is_there() && (versions.is_empty() || reworded);
        if line.message_state.as_text() == Some("DELETED") || line.deletion_metadata.is_there() {
            self.builder.push(Message { from, at, deleted: true, ..Message::default() });
            return;
        }

        let mut text = line.text.text().unwrap_or_default();
        let mut is_call = false;
        for annotation in line.annotations.0 {
            let integration = annotation.gsuite_integration_metadata.0.unwrap_or_default();
            is_call |=
                annotation.video_call_metadata.is_there() || integration.call_data.is_there();
            let address = annotation.url_metadata.0.and_then(|link| link.url.0?.value.text());
            if let (true, Some(address)) = (text.is_empty(), address) {
                text = address;
            }
        }
        let file = line.attached_files.0.into_iter().next();
        let kind = match &file {
            Some(_) => Kind::Media,
            None if is_call && text.is_empty() => Kind::Call,
            None => Kind::Text,
        };
        // On the disk the name is another: `_account_id=` for `?account_id=`.
        let attachment = file
            .and_then(|file| file.export_name.text().or_else(|| file.original_name.text()))
            .map(|name| name.replace('?', "_"));
        self.builder.push(Message {
            from,
            at,
            text,
            kind,
            edited,
            attachment,
            ..Message::default()
        });
    }
}

/// Reads `Monday, June 3, 2024 at 8:02:00 PM UTC`, `Monday, 3 June 2024 at 20:02:00 UTC`, and the
/// same with Vietnamese words (`Thứ Hai, 3 tháng 6, 2024 lúc 20:02:00 UTC`).
fn parse_date(text: &str) -> Option<Moment> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    if let Some(moment) = Moment::parse_rfc3339(text) {
        return Some(moment);
    }
    let (mut year, mut month, mut day, mut time) = (None, None, None, None);
    let (mut half, mut month_follows) = (None, false);
    let words = text.split(|letter: char| letter.is_whitespace() || letter == ',');
    for word in words.filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let number = word.parse::<u16>().ok();
        match number {
            _ if word.contains(':') => time = Some(word),
            Some(number) if month_follows => month = u8::try_from(number).ok(),
            Some(number) if number > 31 => year = Some(i32::from(number)),
            Some(number) => day = u8::try_from(number).ok(),
            None => match lower.as_str() {
                "am" | "sa" => half = Some(0),
                "pm" | "ch" => half = Some(12),
                _ => {
                    let start = lower.get(..3);
                    let named = MONTHS.iter().zip(1u8..).find(|(name, _)| Some(**name) == start);
                    // The day of the week comes first: “Monday” is no month.
                    month = month.or(named.map(|(_, month)| month));
                }
            },
        }
        month_follows = lower == "tháng";
    }
    let mut parts = time?.split(':').map(|part| part.parse::<u8>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(noon) => hour % 12 + noon,
        None => hour,
    };
    Some(Civil::new(year?, month?, day?, (hour, minute, second))?.at_offset(0))
}

take_fields!(&mut File<'_>);

impl File<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            "messages" => object.next_value_seed(Each::new(|line| self.push(line)))?,
            "name" => self.info.title = object.next_value::<Loose>()?.text(),
            "members" => {
                let members = object.next_value::<Objects<Person>>()?.0;
                let names = members.iter().filter_map(Person::name).map(str::to_owned);
                self.info.members = names.collect();
            }
            "user" => {
                let user = object.next_value::<Object<Person>>()?.0;
                self.owner = user.and_then(|user| user.name().map(str::to_owned));
            }
            _ => pass_over(object)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_either_order() {
        let expected = Moment::parse_rfc3339("2024-06-03T20:02:07Z");
        for date in [
            "Monday, June 3, 2024 at 8:02:07 PM UTC",
            "Monday, June 3, 2024 at 8:02:07\u{202f}PM UTC",
            "Monday, 3 June 2024 at 20:02:07 UTC",
            "Thứ Hai, 3 tháng 6, 2024 lúc 20:02:07 UTC",
            "2024-06-03T20:02:07Z",
        ] {
            assert_eq!(parse_date(date), expected, "{date}");
        }
        let noon = parse_date("Saturday, March 2, 2024 at 12:00:00 AM UTC").unwrap();
        assert_eq!(noon.to_rfc3339(), "2024-03-02T00:00:00+00:00");
        for date in ["", "June", "June 3, 2024", "13:00 PM June 3, 2024", "Monday, 35 2024 1:1"] {
            assert_eq!(parse_date(date), None, "{date}");
        }
    }
}
