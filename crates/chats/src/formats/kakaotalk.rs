//! KakaoTalk's saved chats, in the layouts of its apps:
//!
//! - Android and iPhone, English: `Jun 3, 2024 at 3:02 PM, Minh : hello`, earlier without `at`;
//! - Android, Korean: `2024년 6월 3일 오후 3:02, 민호 : 안녕`;
//! - iPhone, Korean: `2024. 6. 3. 오후 3:02, 민호 : 안녕`;
//! - Windows: `[민호] [오후 3:02] 안녕` below a ruler for each day;
//! - Mac: a table `Date,User,Message`.
//!
//! The layouts and words are those that public readers of these files look for (see
//! `facts/chat-exports.md`). What people quote of another layout stays in the message that quotes
//! it.

mod entry;
mod markers;
mod table;

use entry::{Day, Entry};
use table::{Row, Rows};

use super::{Importer, Peek, Score, calendar::Time};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode, builder::Builder, decode::Decoded,
    lines::Lines, moment::Civil, read::Found,
};

pub(super) struct KakaoTalk;

impl Importer for KakaoTalk {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let lines = || peek.lines().filter(|line| !line.trim().is_empty()).take(60);
        if lines().next().is_some_and(table::is_heading) {
            return Score::SURE;
        }
        let named = lines().take(4).any(|line| title(line).is_some());
        let count =
            |is: fn(&Entry<'_>) -> bool| lines().filter_map(entry::parse).filter(is).count();
        let stamped = count(|entry| matches!(entry, Entry::Stamped { name: Some(_), .. }));
        let bracketed = count(|entry| matches!(entry, Entry::Bracketed { .. }));
        let rulers = count(|entry| matches!(entry, Entry::Ruler(_)));
        match () {
            () if named && stamped + bracketed + rulers > 0 => Score::SURE,
            () if stamped >= 2 || bracketed > 0 && rulers > 0 => Score::SURE,
            () => Score::LIKELY.when(stamped > 0 || bracketed >= 2),
        }
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let beginning = text.peek();
        let is_table =
            beginning.lines().find(|line| !line.trim().is_empty()).is_some_and(table::is_heading);
        let mut chat = Chat::new(beginning, options);
        let mut lines = Lines::new(text);
        if is_table {
            let mut rows = Rows::default();
            while let Some((number, line)) = lines.next()? {
                if chat.builder.conversation.messages.is_empty() && table::is_heading(line) {
                    continue;
                }
                if let Some(row) = rows.line(number, line, found) {
                    chat.row(row);
                }
            }
            rows.finish(found).into_iter().for_each(|row| chat.row(row));
        } else {
            while let Some((number, line)) = lines.next()? {
                chat.line(number, line);
            }
        }
        chat.finish(found);
        Ok(())
    }
}

/// Whom the first line says the chat is with.
fn title(line: &str) -> Option<&str> {
    const AFTER: &[&str] = &[
        " 님과 카카오톡 대화",
        "님과 카카오톡 대화",
        "님과의 카카오톡 대화",
        " 카카오톡 대화",
        " with KakaoTalk Chats",
        " KakaoTalk Chats",
    ];
    let line = line.trim();
    let name = line
        .strip_prefix("KakaoTalk Chats with ")
        .or_else(|| AFTER.iter().find_map(|after| line.strip_suffix(after)))?;
    Some(name.trim()).filter(|name| !name.is_empty() && name.len() <= 200)
}

/// Where the time of a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// Before the name, with its day.
    Stamped,
    /// After the name in brackets; rulers name the days.
    Bracketed,
}

struct Chat<'o> {
    builder: Builder,
    options: &'o ReadOptions,
    layout: Layout,
    day: Option<Day>,
    /// A line that is the day of the next message, or that somebody wrote.
    waiting: Option<(u64, String, Day)>,
    skipped: Option<(u64, u64)>,
    timed: bool,
}

impl<'o> Chat<'o> {
    fn new(beginning: &str, options: &'o ReadOptions) -> Chat<'o> {
        let entries = || beginning.lines().filter_map(entry::parse);
        let stamped = entries().filter(|entry| matches!(entry, Entry::Stamped { .. })).count();
        let bracketed = entries().filter(|entry| matches!(entry, Entry::Bracketed { .. })).count();
        let mut builder = Builder::new("kakaotalk");
        let mut heading = beginning.lines().filter(|line| !line.trim().is_empty()).take(4);
        builder.conversation.title = heading.find_map(title).map(str::to_owned);
        Chat {
            builder,
            options,
            layout: if stamped >= bracketed { Layout::Stamped } else { Layout::Bracketed },
            day: None,
            waiting: None,
            skipped: None,
            timed: false,
        }
    }

    fn line(&mut self, number: u64, line: &str) {
        match (self.layout, entry::parse(line)) {
            (Layout::Stamped, Some(Entry::Stamped { day, time, name, text })) => {
                if let Some((number, line, _)) = self.waiting.take_if(|waiting| waiting.2 != day) {
                    self.go_on(number, &line);
                }
                self.waiting = None;
                self.day = Some(day);
                self.say(name, time, text);
            }
            (Layout::Stamped, Some(Entry::BareDay(day))) => {
                if let Some((number, line, _)) =
                    self.waiting.replace((number, line.to_owned(), day))
                {
                    self.go_on(number, &line);
                }
            }
            (Layout::Bracketed, Some(Entry::Ruler(day))) => {
                self.end_message();
                self.day = Some(day);
            }
            (Layout::Bracketed, Some(Entry::Bracketed { name, time, text })) => {
                self.say(Some(name), time, text);
            }
            _ if self.layout == Layout::Bracketed && self.is_notice(line) => {
                self.end_message();
                self.builder.push(Message {
                    text: line.trim().to_owned(),
                    kind: Kind::System,
                    ..Message::default()
                });
            }
            _ => {
                if let Some((number, line, _)) = self.waiting.take() {
                    self.go_on(number, &line);
                }
                self.go_on(number, line);
            }
        }
    }

    fn is_notice(&self, line: &str) -> bool {
        let known = |name: &str| self.builder.known(name).is_some();
        markers::is_notice(line) || markers::is_short_notice(line, known)
    }

    fn say(&mut self, name: Option<&str>, (hour, minute, second): Time, text: &str) {
        self.end_message();
        let civil = self.day.and_then(|(year, month, day)| {
            Civil::new(year, month, day, (hour % 24, minute, second))
        });
        self.timed |= civil.is_some();
        let at = civil.map(|civil| civil.at_offset(self.options.local_offset_minutes));
        let plain = Message { at, text: text.to_owned(), ..Message::default() };
        self.builder.push(plain);
        let from = name.map(|name| self.builder.participant(name.trim()));
        if let Some(message) = self.builder.conversation.messages.last_mut() {
            message.from = from;
            message.kind = if from.is_some() { Kind::Text } else { Kind::System };
        }
    }

    fn row(&mut self, Row { at, user, text }: Row) {
        self.timed = true;
        let at = Some(at.at_offset(self.options.local_offset_minutes));
        let plain = Message { at, text, ..Message::default() };
        let is_system = matches!(user.as_str(), "" | "시스템" | "System")
            || markers::is_notice(&plain.text)
            || markers::is_short_notice(&plain.text, |name| name == user);
        let message = if is_system {
            Message { kind: Kind::System, ..plain }
        } else {
            let from = Some(self.builder.participant(&user));
            markers::understood(Message { from, ..plain })
        };
        self.builder.push(message);
    }

    fn go_on(&mut self, number: u64, line: &str) {
        /// The heading is a line or two, when it was saved another.
        const HEADING: u64 = 5;
        let saved = ["저장한 날짜", "Date Saved", "Saved Date", "Saved on"];
        match self.builder.conversation.messages.last_mut() {
            Some(message) => {
                message.text.push('\n');
                message.text.push_str(line);
            }
            None if line.trim().is_empty() => {}
            None if number <= HEADING
                && (title(line).is_some()
                    || number == 1
                    || saved.iter().any(|saved| line.starts_with(saved))) => {}
            None => {
                let (_, count) = self.skipped.get_or_insert((number, 0));
                *count += 1;
            }
        }
    }

    /// What can be said of a message only when its last line is known.
    fn end_message(&mut self) {
        if let Some(message) = self.builder.conversation.messages.last_mut() {
            message.text.truncate(message.text.trim_end().len());
            if message.kind == Kind::Text {
                *message = markers::understood(std::mem::take(message));
            }
        }
    }

    fn finish(mut self, found: &mut Found) {
        // A day on which nothing was said any more stands alone at the end.
        let later = |day: Day| self.day.is_none_or(|last| last < day);
        if let Some((number, line, _)) = self.waiting.take_if(|waiting| !later(waiting.2)) {
            self.go_on(number, &line);
        }
        self.end_message();
        if let Some((line, count)) = self.skipped {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(count));
        }
        if self.timed {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        if self.builder.overflowed() {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        self.builder.guess_owner_from_title();
        // What Android calls the owner of the phone.
        if self.builder.conversation.owner.is_none() {
            self.builder.conversation.owner = self.builder.known("회원님");
        }
        found.conversations.push(self.builder.conversation);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_every_app() {
        for (line, expected) in [
            ("KakaoTalk Chats with Minh", "Minh"),
            ("Room 6A with KakaoTalk Chats", "Room 6A"),
            ("민호 님과 카카오톡 대화", "민호"),
            ("6학년 12 님과 카카오톡 대화", "6학년 12"),
            ("민호님과의 카카오톡 대화", "민호"),
            ("우리반 카카오톡 대화", "우리반"),
        ] {
            assert_eq!(title(line), Some(expected), "{line}");
        }
        assert_eq!(title("카카오톡 대화"), None);
        assert_eq!(title("hello"), None);
    }
}
