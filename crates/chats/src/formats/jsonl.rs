//! This project's own JSON Lines: one conversation a line, as `write_jsonl` writes it and as the
//! labelled conversations are kept. Labels are passed over.

use serde::de::MapAccess;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose, Strings, pass_over, take_fields},
    moment,
    read::Found,
};

pub(super) struct Jsonl;

impl Importer for Jsonl {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let worded = peek.has_key("from") && peek.has_key("text");
        match peek.is_json() && peek.has_key("messages") && worded {
            true if peek.has_key("at") => Score::SURE,
            true => Score::LIKELY,
            false => Score::NO,
        }
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        // A conversation that a person has laid out over many lines reads too.
        let first_line = text.peek().trim_start().lines().next().unwrap_or_default();
        let laid_out = first_line.trim_end().ends_with(['{', '[', ',']);
        let mut json = if laid_out { JsonText::new(text) } else { JsonText::by_line(text) };
        while json.has_more()? {
            let line = json.line();
            let mut reading = ConversationReading {
                builder: Builder::new(format!("line-{line}")),
                options,
                zoneless: false,
            };
            let whole = json.read_value(&mut reading, found)?;
            if reading.zoneless {
                found.warn(Warning::new(WarningCode::TimeZoneUnknown));
            }
            if reading.builder.overflowed() {
                found.warn(Warning::new(WarningCode::TooManyParticipants));
            }
            let conversation = reading.builder.conversation;
            if !conversation.messages.is_empty() || whole {
                found.conversations.push(conversation);
            }
            if !whole {
                json.skip_line()?;
            }
        }
        Ok(())
    }
}

struct ConversationReading<'o> {
    builder: Builder,
    options: &'o ReadOptions,
    zoneless: bool,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    from: Loose,
    at: Loose,
    text: Loose,
    kind: Loose,
    edited: Loose,
    deleted: Loose,
    forwarded: Loose,
    attachment: Loose,
}

impl ConversationReading<'_> {
    fn push(&mut self, line: Line) {
        let from = line.from.text().map(|name| self.builder.participant(&name));
        let kind = match line.kind.as_text() {
            Some("media") => Kind::Media,
            Some("call") => Kind::Call,
            Some("system") => Kind::System,
            _ => Kind::Text,
        };
        let at = line.at.as_text().and_then(|at| self.moment(at));
        self.builder.push(Message {
            from,
            at,
            text: line.text.text().unwrap_or_default(),
            kind,
            edited: line.edited.is_true(),
            deleted: line.deleted.is_true(),
            forwarded: line.forwarded.is_true(),
            attachment: line.attachment.text(),
        });
    }

    fn moment(&mut self, text: &str) -> Option<Moment> {
        Moment::parse_rfc3339(text).or_else(|| {
            let civil = moment::parse_civil(text)?;
            self.zoneless = true;
            Some(civil.at_offset(self.options.local_offset_minutes))
        })
    }
}

take_fields!(&mut ConversationReading<'_>);

impl ConversationReading<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, object: &mut A) -> Result<(), A::Error> {
        match key {
            "id" => {
                if let Some(id) = object.next_value::<Loose>()?.text() {
                    self.builder.conversation.id = id;
                }
            }
            "title" => self.builder.conversation.title = object.next_value::<Loose>()?.text(),
            "participants" => {
                for name in object.next_value::<Strings>()?.0 {
                    self.builder.participant(&name);
                }
            }
            "owner" => {
                let owner = object.next_value::<Loose>()?.text();
                let owner = owner.map(|name| self.builder.participant(&name));
                self.builder.conversation.owner = owner;
            }
            "stranger_request" => {
                let flag = object.next_value::<Loose>()?.is_true();
                self.builder.conversation.context.stranger_request = flag;
            }
            "one_sided" => {
                let flag = object.next_value::<Loose>()?.is_true();
                self.builder.conversation.context.one_sided = flag;
            }
            "incomplete" => {
                let flag = object.next_value::<Loose>()?.is_true();
                self.builder.conversation.context.incomplete = flag;
            }
            "vanishing" => {
                let flag = object.next_value::<Loose>()?.is_true();
                self.builder.conversation.context.vanishing = flag;
            }
            "messages" => object.next_value_seed(Each::new(|line| self.push(line)))?,
            _ => pass_over(object)?,
        }
        Ok(())
    }
}
