//! LINE's saved chats: the file a phone sends (“Export chat history”), and the one a PC saves.
//!
//! A phone writes a heading of two lines, `[LINE] …` and when it was saved, then a ruler for each
//! day and lines of a time, a name and words with tabs between. The app's own lines have no name.
//! Records end in `\r\n`; a message of several lines stands in quotes with a bare `\n` between
//! them, so that what looks like a record in it is none. A PC writes no heading and blanks in the
//! place of tabs, so that names must be told from what repeats. Layouts and words are those that
//! public readers of these files know (meyfa/line-chat-parser, pullriku/line-history-rs and
//! others, see `facts/chat-exports.md`), in Japanese, Chinese, English, Vietnamese and Thai.

mod days;
mod markers;
mod names;

use days::{Order, Ruler};
use markers::TakenBack;
use names::Names;

use super::{
    Importer, Peek, Score,
    calendar::{self, Time},
};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode, builder::Builder,
    decode::Decoded, lines::Lines, moment::Civil, read::Found,
};

pub(super) struct Line;

impl Importer for Line {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let lines = || peek.lines().filter(|line| !line.trim().is_empty()).take(60);
        let heading = lines().next().is_some_and(|line| line.starts_with("[LINE]"));
        let rulers = lines().filter(|line| Ruler::parse(line).is_some()).count();
        let tabs = lines().filter(|line| record(line, Columns::Tabs).is_some()).count();
        let blanks = lines().filter(|line| record(line, Columns::Blanks).is_some()).count();
        let begins = lines().next().is_some_and(|line| Ruler::parse(line).is_some());
        match (heading, rulers > 0) {
            (true, _) if rulers + tabs + blanks > 0 => Score::SURE,
            (false, true) if tabs > 0 => Score::SURE,
            (false, true) if begins && blanks > 0 => Score::LIKELY,
            _ => Score::LIKELY.when(tabs >= 3),
        }
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut chat = Chat::new(text.peek(), name, options);
        let mut lines = Lines::new(text);
        let mut last = 1;
        while let Some((number, line, crlf)) = lines.next_with_end()? {
            chat.line(number, line, crlf, found);
            last = number;
        }
        chat.finish(last, found);
        Ok(())
    }
}

/// What stands between time, name and words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Columns {
    Tabs,
    Blanks,
}

/// The time of a line and what follows it; `None` where the line goes on with the message before.
fn record(line: &str, columns: Columns) -> Option<(Time, &str)> {
    let (time, rest) = calendar::time(line)?;
    let rest = rest.strip_prefix(match columns {
        Columns::Tabs => '\t',
        Columns::Blanks => ' ',
    })?;
    Some((time, rest))
}

/// Whom a heading or a file name says the chat is with.
fn title(heading: &str) -> Option<&str> {
    const BEFORE: &[&str] = &[
        "Chat history with ",
        "Chat history in ",
        "Chat with ",
        "Chat in ",
        "Lịch sử trò chuyện với nhóm ",
        "Lịch sử trò chuyện trong nhóm ",
        "Lịch sử trò chuyện trong ",
        "Lịch sử trò chuyện với ",
        "Trò chuyện với ",
        "ประวัติการสนทนากับ ",
        "ประวัติการแชทกับ ",
    ];
    const AFTER: &[&str] = &[
        "とのトーク履歴",
        "のトーク履歴",
        "とのトーク",
        "のトーク",
        "的聊天記錄",
        "的聊天记录",
        "的聊天",
    ];
    let bare = heading.trim().strip_prefix("[LINE]")?.trim();
    let name = BEFORE.iter().find_map(|before| bare.strip_prefix(before)).or_else(|| {
        let name = AFTER.iter().find_map(|after| bare.strip_suffix(after))?;
        Some(name.strip_prefix(['與', '与', '和']).unwrap_or(name))
    });
    Some(name.unwrap_or(bare).trim()).filter(|name| !name.is_empty())
}

struct Chat<'o> {
    builder: Builder,
    options: &'o ReadOptions,
    columns: Columns,
    /// How the rulers at the beginning of the file write a date, where one shows it.
    order: Option<Order>,
    ambiguous: bool,
    day: Option<days::Day>,
    /// The latest time of the day so far, in minutes.
    latest: u16,
    /// Whether the line before ended in `\r\n`.
    after_crlf: bool,
    /// Within the quotes of a message of several lines, in a file whose records end in `\r\n`.
    quoted: bool,
    names: Names,
    skipped: Option<(u64, u64)>,
}

impl<'o> Chat<'o> {
    fn new(beginning: &str, name: Option<&str>, options: &'o ReadOptions) -> Chat<'o> {
        let lines = || beginning.lines();
        let tabs = lines().any(|line| record(line, Columns::Tabs).is_some());
        let heading = lines().map(str::trim).find(|line| !line.is_empty()).and_then(title);
        let file = name.and_then(|name| {
            let file = name.rsplit(['/', '\\']).next()?;
            title(file.strip_suffix(".txt").unwrap_or(file))
        });
        let mut orders = lines().filter_map(Ruler::parse).filter_map(Ruler::order);
        let mut builder = Builder::new("line");
        builder.conversation.title = heading.or(file).map(str::to_owned);
        Chat {
            builder,
            options,
            columns: if tabs { Columns::Tabs } else { Columns::Blanks },
            order: orders.next(),
            ambiguous: false,
            day: None,
            latest: 0,
            after_crlf: false,
            quoted: false,
            names: Names::default(),
            skipped: None,
        }
    }

    fn line(&mut self, number: u64, line: &str, crlf: bool, found: &mut Found) {
        // Inside of quotes a line break alone ends nothing.
        let within = self.quoted && !self.after_crlf;
        let ruler = if within { None } else { Ruler::parse(line) };
        let record = if within { None } else { record(line, self.columns) };
        if let Some((day, doubtful)) = ruler.and_then(|ruler| ruler.day(self.order)) {
            self.end_message();
            (self.day, self.latest) = (Some(day), 0);
            self.ambiguous |= doubtful;
        } else if let Some((time, rest)) = record.filter(|(time, _)| self.may_follow(*time)) {
            self.end_message();
            self.begin(time, rest);
            let text = rest.split_once('\t').map_or(rest, |(_, text)| text);
            let opens = text.starts_with('"');
            self.quoted = opens && self.after_crlf && !crlf;
        } else {
            self.go_on(number, line, found);
            self.quoted &= !(crlf && line.ends_with('"'));
        }
        self.after_crlf = crlf;
    }

    /// Where no tab marks a record, a time that goes backwards is one that somebody wrote.
    fn may_follow(&self, (hour, minute, _): Time) -> bool {
        self.columns == Columns::Tabs || u16::from(hour) * 60 + u16::from(minute) >= self.latest
    }

    fn begin(&mut self, time: Time, rest: &str) {
        let at = self.moment(time);
        let (name, text) = match (self.columns, rest.split_once('\t')) {
            (Columns::Tabs, Some((name, text))) => (Some(name.trim()), text),
            (Columns::Tabs, None) => (Some(""), rest),
            // Who wrote it is told when all of the chat is known.
            (Columns::Blanks, _) => (None, rest),
        };
        let plain = Message { at, text: text.to_owned(), ..Message::default() };
        let message = match name {
            Some("") => self.notice(plain),
            Some(name) => {
                let from = Some(self.builder.participant(name));
                markers::understood(Message { from, ..plain })
            }
            None if markers::taken_back(text).is_some() || markers::is_notice(text) => {
                self.notice(plain)
            }
            None => {
                if let Some(bracket) = text.rfind(" [")
                    && let Some((name, marker)) = text.split_at_checked(bracket)
                    && matches!(markers::marker(marker.trim_start()), markers::Marker::Media(""))
                {
                    self.names.add(name);
                }
                plain
            }
        };
        self.builder.push(message);
    }

    /// What the app itself says.
    fn notice(&mut self, message: Message) -> Message {
        match markers::taken_back(&message.text) {
            Some(TakenBack::By(name)) => {
                self.names.add(name);
                let from = Some(self.builder.participant(name));
                Message { from, text: String::new(), deleted: true, ..message }
            }
            // Whose phone it is may be known at the end.
            Some(TakenBack::ByOwner) => Message { text: String::new(), deleted: true, ..message },
            None => match markers::understood(message) {
                message @ Message { kind: Kind::Call, .. } => message,
                message => Message { kind: Kind::System, ..message },
            },
        }
    }

    fn moment(&mut self, (hour, minute, second): Time) -> Option<Moment> {
        let minutes = u16::from(hour % 24) * 60 + u16::from(minute);
        // Midnight is written as 24 by some phones, on the day that ends or on the one that begins.
        let next_day = hour == 24 && self.latest >= 60;
        if !next_day {
            self.latest = self.latest.max(minutes);
        }
        let (year, month, day) = self.day?;
        let civil = Civil::new(year, month, day, (hour % 24, minute, second))?;
        let mut at = civil.at_offset(self.options.local_offset_minutes);
        if next_day {
            at.unix_ms += 24 * 60 * 60 * 1000;
        }
        Some(at)
    }

    fn go_on(&mut self, number: u64, line: &str, found: &mut Found) {
        /// The heading is one line, when it was saved another.
        const HEADING: u64 = 3;
        let started = self.day.is_some();
        match self.builder.conversation.messages.last_mut() {
            Some(message) if message.deleted => {
                if !line.trim().is_empty() {
                    found.warn(Warning::new(WarningCode::LinesSkipped).at_line(number).counting(1));
                }
            }
            Some(message) => {
                if !message.text.is_empty() {
                    message.text.push('\n');
                }
                message.text.push_str(line);
            }
            None if line.trim().is_empty() || number <= HEADING && !started => {}
            None => {
                let (_, count) = self.skipped.get_or_insert((number, 0));
                *count += 1;
            }
        }
    }

    /// What can be said of a message only when its last line is known.
    fn end_message(&mut self) {
        self.quoted = false;
        let Some(message) = self.builder.conversation.messages.last_mut() else {
            return;
        };
        message.text.truncate(message.text.trim_end().len());
        // Only a message of several lines is put in quotes.
        let inside = message.text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if let Some(inside) = inside.filter(|inside| inside.contains('\n')) {
            message.text = inside.replace("\"\"", "\"").trim_end().to_owned();
        }
    }

    /// Tells names from words in a chat that a PC saved.
    fn find_names(&mut self) {
        let title = self.builder.conversation.title.clone();
        title.iter().for_each(|title| self.names.add(title));
        let mut messages = std::mem::take(&mut self.builder.conversation.messages);
        let open = |message: &Message| {
            message.from.is_none() && message.kind == Kind::Text && !message.deleted
        };
        let heads = messages.iter().filter(|message| open(message));
        self.names.guess(heads.map(|message| message.text.lines().next().unwrap_or_default()));
        for message in messages.iter_mut().filter(|message| open(message)) {
            // A message may begin with a line break, right behind the name.
            let (head, more) = match message.text.split_once('\n') {
                Some((head, more)) => (head, Some(more)),
                None => (message.text.as_str(), None),
            };
            let Some((name, words)) = self.names.split(head) else {
                continue;
            };
            message.from = Some(self.builder.participant(name));
            message.text = match more {
                Some(more) => format!("{words}\n{more}"),
                None => words.to_owned(),
            };
            *message = markers::understood(std::mem::take(message));
        }
        self.builder.conversation.messages = messages;
    }

    /// In `みなとのトーク履歴` the `と` is the name's or “with”: the name is the one that speaks.
    fn give_back_last_letter(&mut self) {
        let longer = self.builder.conversation.title.as_ref().map(|title| format!("{title}と"));
        if let Some(longer) = longer.filter(|longer| self.builder.known(longer).is_some()) {
            self.builder.conversation.title = Some(longer);
        }
    }

    fn finish(mut self, last_line: u64, found: &mut Found) {
        if self.quoted {
            found.warn(Warning::new(WarningCode::Truncated).at_line(last_line));
        }
        self.end_message();
        if self.columns == Columns::Blanks {
            self.find_names();
        }
        if let Some((line, count)) = self.skipped {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(count));
        }
        if self.day.is_some() {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        if self.ambiguous {
            found.warn(Warning::new(WarningCode::OrderAmbiguous));
        }
        if self.names.any_guessed() {
            found.warn(Warning::new(WarningCode::NamesGuessed));
        }
        if self.builder.overflowed() {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        self.give_back_last_letter();
        self.builder.guess_owner_from_title();
        let conversation = &mut self.builder.conversation;
        for message in &mut conversation.messages {
            if message.deleted && message.from.is_none() {
                message.from = conversation.owner;
            }
        }
        found.conversations.push(self.builder.conversation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_every_language() {
        for (heading, expected) in [
            ("[LINE] Chat history with Minh Tran", "Minh Tran"),
            ("[LINE] Chat history in Lớp 6A", "Lớp 6A"),
            ("[LINE] みなととのトーク履歴", "みなと"),
            ("[LINE] 広報チームのトーク", "広報チーム"),
            ("[LINE] 與小美的聊天記錄", "小美"),
            ("[LINE] 测试群的聊天记录", "测试群"),
            ("[LINE] 測試群組", "測試群組"),
            ("[LINE] Lịch sử trò chuyện với nhóm Lớp 6A", "Lớp 6A"),
            ("[LINE] Lịch sử trò chuyện với Minh", "Minh"),
            ("[LINE]Minh", "Minh"),
        ] {
            assert_eq!(title(heading), Some(expected), "{heading}");
        }
        assert_eq!(title("[LINE]"), None);
        assert_eq!(title("Minh"), None);
    }
}
