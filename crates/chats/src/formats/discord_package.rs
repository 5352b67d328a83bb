//! Discord's own data package: `messages.json` or, earlier, `messages.csv` of one channel.
//!
//! It holds only what the owner wrote. The other side is invisible, and that is said.

use std::io::{self, Read};

use super::{Importer, Peek, Score, folder_of};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    json::{Each, JsonText, Loose},
    lines::LONGEST_LINE,
    moment,
    read::Found,
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
        let bounded = Bounded { reader: text, left: LONGEST_LINE };
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bounded);
        let mut record = csv::StringRecord::new();
        loop {
            reader.get_mut().left = LONGEST_LINE;
            let line = reader.position().line();
            match reader.read_record(&mut record) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(_) if reader.get_ref().left == 0 => {
                    return Err(ReadError::LineTooLong { line, limit: LONGEST_LINE });
                }
                Err(error) => match error.into_kind() {
                    csv::ErrorKind::Io(error) => return Err(error.into()),
                    _ => {
                        found.warn(
                            Warning::new(WarningCode::LinesSkipped).at_line(line).counting(1),
                        );
                        continue;
                    }
                },
            }
            match (record.get(1), record.get(2)) {
                (Some(timestamp), Some(contents)) => {
                    self.say(timestamp, contents.to_owned(), record.get(3).unwrap_or_default());
                }
                _ => found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(1)),
            }
        }
    }
}

/// Keeps a quote that is never closed from taking in the whole file.
struct Bounded<R> {
    reader: R,
    left: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.left = self.left.saturating_sub(read);
        if self.left == 0 { Err(io::ErrorKind::InvalidData.into()) } else { Ok(read) }
    }
}
