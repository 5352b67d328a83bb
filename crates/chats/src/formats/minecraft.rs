//! Minecraft's logs, `latest.log` and `2024-06-03-1.log`, of a player's game or of a server.
//!
//! Lines begin with a time and the thread that speaks, in the ways of the game itself
//! (`[15:02:05] [Server thread/INFO]: `), of Forge and NeoForge (`[03Jun2024 15:02:20.771] [Render
//! thread/INFO] [….ChatComponent/]: `), of a server's console (`[15:02:05 INFO]: `) and of old
//! versions (`2012-06-03 15:02:05 [INFO] `). Chat is `<Nick> words`; behind `[CHAT]` in a player's
//! log, and from the chat thread of a server, also what plug-ins make of it: `[Rank] Nick: words`.
//! Whispers, also those that a server logs as commands (`Nick issued server command: /msg …`), are
//! conversations of their own: they are said to one person, out of everyone's sight. The layouts
//! are those of aternosorg/codex-minecraft's logs.
//!
//! The day stands only in Forge's headers or the file's name. Everything that is no talk is passed
//! over, but who came and went.

mod header;
mod speech;

use std::borrow::Cow;

use header::{Day, Header};
use speech::Speech;

use super::{Importer, Peek, Score, rooms::Rooms};
use crate::{
    Message, Moment, ReadError, ReadOptions, Warning, WarningCode, decode::Decoded, lines::Lines,
    moment::Civil, read::Found,
};

pub(super) struct Minecraft;

impl Importer for Minecraft {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let lines = || peek.lines().filter(|line| !line.trim().is_empty()).take(60);
        let headers =
            lines().filter(|line| header::parse(&without_colours(line)).is_some()).count();
        let begins = lines().take(3).any(|line| header::parse(&without_colours(line)).is_some());
        match (begins, headers) {
            (true, 2..) | (_, 10..) => Score::SURE,
            _ => Score::LIKELY.when(headers > 0),
        }
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut log = Log::new(name, options);
        let mut lines = Lines::new(text);
        while let Some((number, line)) = lines.next()? {
            // Lines without a header are what a program says of its mistakes.
            if let Some(header) = header::parse(&without_colours(line)) {
                log.take(number, &header, found);
            }
        }
        log.finish(found);
        Ok(())
    }
}

struct Log<'o> {
    options: &'o ReadOptions,
    rooms: Rooms,
    /// Whose game it is.
    owner: Option<String>,
    day: Option<Day>,
    /// The time of the line before, in seconds of its day.
    latest: u32,
    timed: bool,
}

/// More than an hour back is midnight, not a clock put right.
const BACKWARDS: u32 = 3600;

impl<'o> Log<'o> {
    fn new(name: Option<&str>, options: &'o ReadOptions) -> Log<'o> {
        Log {
            options,
            rooms: Rooms::new("minecraft"),
            owner: None,
            day: name.and_then(header::day_in_name),
            latest: 0,
            timed: false,
        }
    }

    fn take(&mut self, number: u64, header: &Header<'_>, found: &mut Found) {
        let at = self.moment(header);
        if let Some(owner) = speech::owner(header.text) {
            self.owner.get_or_insert_with(|| owner.to_owned());
        }
        let message = |text: &str| Message { at, text: text.to_owned(), ..Message::default() };
        match speech::parse(header) {
            Some(Speech::Said { nick, text }) => self.rooms.say(nick, message(text)),
            Some(Speech::Whispered { from, to, text }) => {
                let me = || self.owner.clone().unwrap_or_else(|| self.options.owner_name.clone());
                let (from, to) =
                    (from.map_or_else(me, str::to_owned), to.map_or_else(me, str::to_owned));
                self.rooms.whisper(&from, &to, message(text));
            }
            Some(Speech::Answered { from, text }) => match self.rooms.partner(from) {
                Some(to) => self.rooms.whisper(from, &to, message(text)),
                None => {
                    // To whom is in an earlier log; the words are still theirs.
                    found.warn(
                        Warning::new(WarningCode::MissingMessages).at_line(number).counting(1),
                    );
                    self.rooms.say(from, message(text));
                }
            },
            Some(Speech::Notice(text)) => self.rooms.notice(message(text)),
            None => {}
        }
    }

    fn moment(&mut self, header: &Header<'_>) -> Option<Moment> {
        let (hour, minute, second) = header.time;
        let seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
        match (header.day, self.day) {
            (Some(day), _) => self.day = Some(day),
            (None, Some(day)) if seconds + BACKWARDS < self.latest => {
                self.day = header::next_day(day);
            }
            _ => {}
        }
        self.latest = seconds;
        let (year, month, day) = self.day?;
        let civil = Civil::new(year, month, day, header.time)?;
        self.timed = true;
        Some(civil.at_offset(self.options.local_offset_minutes))
    }

    fn finish(self, found: &mut Found) {
        if self.timed {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        self.rooms.finish(self.owner.as_deref(), found);
    }
}

/// Without the colours that plug-ins and consoles write: `§a`, `ESC [32m`.
fn without_colours(line: &str) -> Cow<'_, str> {
    if !line.contains(['§', '\u{1b}']) {
        return Cow::Borrowed(line);
    }
    let mut plain = String::with_capacity(line.len());
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '§' if letters.as_str().starts_with(is_colour) => {
                letters.next();
            }
            '\u{1b}' if letters.as_str().starts_with('[') => {
                letters.by_ref().skip(1).find(char::is_ascii_alphabetic);
            }
            letter => plain.push(letter),
        }
    }
    Cow::Owned(plain)
}

/// The letters of colours and styles, `x` before those that are written in full.
fn is_colour(letter: char) -> bool {
    letter.is_ascii_hexdigit() || matches!(letter.to_ascii_lowercase(), 'k'..='o' | 'r' | 'x')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_no_words() {
        assert_eq!(without_colours("<§aminh06§r> hi"), "<minh06> hi");
        assert_eq!(without_colours("\u{1b}[32;1m[15:02:05 INFO]: x\u{1b}[m"), "[15:02:05 INFO]: x");
        assert_eq!(without_colours("§ 5 a§"), "§ 5 a§");
        assert_eq!(without_colours("\u{1b}["), "");
    }
}
