//! Discord's own data package: `messages.json` or, earlier, `messages.csv` of one channel.
//!
//! It holds only what the owner wrote. The other side is invisible, and that is said.

use super::{Importer, Peek, Score, folder_of};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose},
    moment,
    read::Found,
    rows::Rows,
};

pub(super) struct DiscordPackage;

impl Importer for DiscordPackage {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let columns = ["ID", "Timestamp", "Contents", "Attachments"];
        let json = peek.is_json() && columns.iter().all(|column| peek.has_key(column));
        Score::SURE.when(json || is_csv(peek))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut channel = Channel::new(name, options);
        if is_csv(&Peek::new(text.peek(), name)) {
            channel.read_csv(text, found)?;
        } else {
            JsonText::new(text).read_value(Each::new(|line| channel.push(line)), found)?;
        }
        found.warn(Warning::new(WarningCode::OneSideOnly));
        channel.builder.sort();
        found.conversations.push(channel.builder.conversation);
        Ok(())
    }
}

fn is_csv(peek: &Peek<'_>) -> bool {
    peek.lines().next().is_some_and(|line| {
        line.trim_end().eq_ignore_ascii_case("ID,Timestamp,Contents,Attachments")
    })
}

struct Channel<'o> {
    builder: Builder,
    options: &'o ReadOptions,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Line {
    #[serde(rename = "Timestamp")]
    timestamp: Loose,
    #[serde(rename = "Contents")]
    contents: Loose,
    #[serde(rename = "Attachments")]
    attachments: Loose,
}

impl<'o> Channel<'o> {
    fn new(name: Option<&str>, options: &'o ReadOptions) -> Channel<'o> {
        // `messages/c100/messages.json`: the folder is the channel.
        let mut builder = Builder::new(folder_of(name).unwrap_or("channel"));
        builder.conversation.context.one_sided = true;
        let owner = builder.participant(&options.owner_name);
        builder.conversation.owner = Some(owner);
        Channel { builder, options }
    }

    fn push(&mut self, line: Line) {
        let attachments = line.attachments.text().unwrap_or_default();
        let contents = line.contents.text().unwrap_or_default();
        self.say(line.timestamp.as_text().unwrap_or_default(), contents, &attachments);
    }

    fn say(&mut self, timestamp: &str, text: String, attachments: &str) {
        // Times without a zone are UTC here, as all of Discord's are.
        let instant = Moment::parse_rfc3339(timestamp)
            .or_else(|| moment::parse_civil(timestamp).map(|civil| civil.at_offset(0)));
        let at = instant
            .map(|instant| Moment { offset_minutes: self.options.local_offset_minutes, ..instant });
        let first = attachments.split_whitespace().next();
        let attachment = first.and_then(|address| {
            let path = address.split(['?', '#']).next()?;
            path.rsplit('/').next().map(str::to_owned)
        });
        let kind = if first.is_some() { Kind::Media } else { Kind::Text };
        let from = self.builder.conversation.owner;
        self.builder.push(Message { from, at, text, kind, attachment, ..Message::default() });
    }

    fn read_csv(&mut self, text: &mut Decoded<'_>, found: &mut Found) -> Result<(), ReadError> {
        let mut rows = Rows::new(text, b',');
        // The first names the columns.
        rows.next(found)?;
        while let Some((line, row)) = rows.next(found)? {
            match (row.get(1), row.get(2)) {
                (Some(timestamp), Some(contents)) => {
                    self.say(timestamp, contents.to_owned(), row.get(3).unwrap_or_default());
                }
                _ => found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(1)),
            }
        }
        Ok(())
    }
}
