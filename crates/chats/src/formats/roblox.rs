//! Chat of Roblox and games like it, as people copy it from the game's window or a logger writes
//! it. Roblox itself gives nobody a file.
//!
//! - the window: `[Nick]: words`, behind a team in braces, a rank in brackets or a time;
//! - loggers with the player's number: `[12:00:00] Nick (123456789): words`;
//! - loggers of events: `[ 03/06/2024-15:02:05 ] - MESSAGEEVENT # Nick (@Name)-123 said 'words'`.
//!
//! A whisper, `{From Nick} [Nick]: words` or `[To Nick]: words`, is part of a conversation of two.
//! The layouts are those of the game's window and of public loggers
//! (PrintedScript/RobloxChatLogger and others).

use super::{
    Importer, Peek, Score,
    calendar::{self, Time, number, skip_blanks},
    rooms::Rooms,
};
use crate::{
    Message, Moment, ReadError, ReadOptions, Warning, WarningCode, decode::Decoded, lines::Lines,
    moment::Civil, read::Found,
};

pub(super) struct Roblox;

impl Importer for Roblox {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let lines = || peek.lines().filter(|line| !line.trim().is_empty()).take(60);
        let events = lines().filter(|line| event(line).is_some()).count();
        let windows = lines().filter(|line| parse(line).is_some()).count();
        if events > 0 {
            return Score::SURE;
        }
        Score::LIKELY.when(windows >= 2 && windows * 2 >= lines().count())
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut log =
            Log { options, rooms: Rooms::new("roblox"), open: None, owner: None, timed: false };
        let mut lines = Lines::new(text);
        while let Some((number, line)) = lines.next()? {
            match event(line).or_else(|| parse(line)) {
                Some(entry) => log.begin(&entry),
                None => log.go_on(number, line, found),
            }
        }
        log.finish(found);
        Ok(())
    }
}

/// A line that begins something said.
#[derive(Debug, PartialEq, Eq)]
struct Entry<'a> {
    stamp: Option<Stamp>,
    what: What<'a>,
    text: &'a str,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What<'a> {
    Said(&'a str),
    /// Said, with a quote behind it.
    SaidInQuotes(&'a str),
    WhisperedBy(&'a str),
    /// By the owner of the window.
    WhisperedTo(&'a str),
    /// The game speaks, or somebody came or went.
    Notice,
    /// The logger says whose account it runs on.
    Owner(&'a str),
    /// The logger speaks of itself.
    Nothing,
}

/// A time, and the day where the line names one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    day: Option<(i32, u8, u8)>,
    time: Time,
}

impl Stamp {
    fn moment(self, offset_minutes: i16) -> Option<Moment> {
        let ((year, month, day), (hour, minute, second)) = (self.day?, self.time);
        let civil = Civil::new(year, month, day, (hour % 24, minute, second))?;
        Some(civil.at_offset(offset_minutes))
    }
}

struct Log<'o> {
    options: &'o ReadOptions,
    rooms: Rooms,
    /// What is being said, until its last line is known.
    open: Option<(Speaker, Message)>,
    owner: Option<String>,
    timed: bool,
}

/// Who says what is being said, kept beyond its line.
enum Speaker {
    Said { name: String, quoted: bool },
    WhisperedBy(String),
    WhisperedTo(String),
    Notice,
}

impl Log<'_> {
    fn begin(&mut self, entry: &Entry<'_>) {
        self.end();
        let speaker = match entry.what {
            What::Said(name) => Speaker::Said { name: name.to_owned(), quoted: false },
            What::SaidInQuotes(name) => Speaker::Said { name: name.to_owned(), quoted: true },
            What::WhisperedBy(name) => Speaker::WhisperedBy(name.to_owned()),
            What::WhisperedTo(name) => Speaker::WhisperedTo(name.to_owned()),
            What::Notice => Speaker::Notice,
            What::Owner(name) => {
                self.owner = Some(name.to_owned());
                return;
            }
            What::Nothing => return,
        };
        let at = entry.stamp.and_then(|stamp| stamp.moment(self.options.local_offset_minutes));
        self.timed |= at.is_some();
        self.open =
            Some((speaker, Message { at, text: entry.text.to_owned(), ..Message::default() }));
    }

    fn go_on(&mut self, number: u64, line: &str, found: &mut Found) {
        match &mut self.open {
            Some((_, message)) => {
                message.text.push('\n');
                message.text.push_str(line);
            }
            None if line.trim().is_empty() => {}
            None => found.warn(Warning::new(WarningCode::LinesSkipped).at_line(number).counting(1)),
        }
    }

    fn end(&mut self) {
        let Some((speaker, mut message)) = self.open.take() else {
            return;
        };
        message.text.truncate(message.text.trim_end().len());
        let me = self.owner.as_ref().unwrap_or(&self.options.owner_name);
        match speaker {
            Speaker::Said { name, quoted } => {
                if quoted && message.text.ends_with('\'') {
                    message.text.pop();
                }
                self.rooms.say(&name, message);
            }
            Speaker::WhisperedBy(name) => self.rooms.whisper(&name, me, message),
            Speaker::WhisperedTo(name) => self.rooms.whisper(me, &name, message),
            Speaker::Notice => self.rooms.notice(message),
        }
    }

    fn finish(mut self, found: &mut Found) {
        self.end();
        if self.timed {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        self.rooms.finish(self.owner.as_deref(), found);
    }
}

/// `[Nick]: words` and `[12:00:00] Nick (123456789): words`, with what may stand before them.
fn parse(line: &str) -> Option<Entry<'_>> {
    let line = line.trim_start();
    let (stamp, rest) = match stamp(line) {
        Some((stamp, rest)) => (Some(stamp), skip_blanks(rest)),
        None => (None, line),
    };
    // `{Team}`, or `{From Nick}` before a whisper.
    let mut whisper = None;
    let mut rest = rest;
    if let Some((inside, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
        whisper = whispered(inside);
        rest = skip_blanks(after);
    }
    let bracketed = in_brackets(rest);
    let (name, text) = bracketed.or_else(|| stamp.and_then(|_| with_number(rest)))?;
    let what = match whisper.or_else(|| whispered(name)) {
        Some(what) => what,
        None if is_game(name) => What::Notice,
        None if is_nick(name) => What::Said(name),
        None => return None,
    };
    Some(Entry { stamp, what, text })
}

/// The name in the last of the brackets before a colon, and the words: `[Rank] [Nick]: words`.
fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let mut rest = text;
    // No game puts more before a name.
    for _ in 0..4 {
        let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
        match after.strip_prefix(':') {
            Some(words) => return Some((inside.trim(), words.strip_prefix(' ').unwrap_or(words))),
            None => rest = skip_blanks(after),
        }
    }
    None
}

/// `Nick (123456789): words`
fn with_number(text: &str) -> Option<(&str, &str)> {
    let (before, words) = text.split_once("):")?;
    let (name, account) = before.rsplit_once(" (")?;
    let digits = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    digits.then_some((name.trim(), words.strip_prefix(' ').unwrap_or(words)))
}

fn whispered(inside: &str) -> Option<What<'_>> {
    let nick = |name: &str| is_nick(name);
    let by = inside.strip_prefix("From ").filter(|name| nick(name)).map(What::WhisperedBy);
    by.or_else(|| inside.strip_prefix("To ").filter(|name| nick(name)).map(What::WhisperedTo))
}

fn is_game(name: &str) -> bool {
    ["System", "Server", "SYSTEM", "SERVER", "Hệ thống"].contains(&name)
}

/// Letters, digits, `_` and blanks, at most as many as the game takes; a number is no nick.
fn is_nick(name: &str) -> bool {
    (1..=20).contains(&name.chars().count())
        && !name.starts_with(' ')
        && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | ' ' | '.'))
        && name.chars().any(char::is_alphabetic)
}

/// `[ 03/06/2024-15:02:05 ] - MESSAGEEVENT # …`
fn event(line: &str) -> Option<Entry<'_>> {
    let (stamp, rest) = stamp(line.trim_start())?;
    let (subject, rest) = rest.strip_prefix(" - ")?.split_once(" # ")?;
    let entry = |what, text| Some(Entry { stamp: Some(stamp), what, text });
    match subject {
        "MESSAGEEVENT" => {
            let (player, words) = rest.split_once(" said '")?;
            entry(What::SaidInQuotes(player_name(player)), words)
        }
        "PLAYEREVENT" => entry(What::Notice, rest),
        "RBXLOGGER" => match rest.strip_prefix("Roblox User Logged in as ") {
            Some(player) => entry(What::Owner(player_name(player)), ""),
            None => entry(What::Nothing, ""),
        },
        _ => None,
    }
}

/// The account's name in `Nick (@Name shown)-123456789`.
fn player_name(player: &str) -> &str {
    player.split_once(" (@").map_or(player, |(name, _)| name).trim()
}

/// The time, with a day or not, in brackets or not, that a line begins with.
fn stamp(line: &str) -> Option<(Stamp, &str)> {
    match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, rest)) => {
            let (stamp, after) = day_and_time(inside.trim())?;
            after.trim().is_empty().then_some((stamp, rest))
        }
        None => day_and_time(line),
    }
}

fn day_and_time(text: &str) -> Option<(Stamp, &str)> {
    let (day, rest) = match day(text) {
        Some((day, rest)) => (Some(day), rest.trim_start_matches(['-', ',', ' '])),
        None => (None, text),
    };
    let (time, rest) = calendar::time(rest)?;
    Some((Stamp { day, time }, rest))
}

/// `03/06/2024`, the day first as loggers write it, and `2024-06-03`.
fn day(text: &str) -> Option<((i32, u8, u8), &str)> {
    let (first, digits, rest) = number(text, 4)?;
    let mark = rest.chars().next().filter(|letter| matches!(letter, '/' | '-' | '.'))?;
    let (second, _, rest) = number(rest.strip_prefix(mark)?, 2)?;
    let (third, _, rest) = number(rest.strip_prefix(mark)?, 4)?;
    let (year, day) = if digits == 4 { (first, third) } else { (third, first) };
    let small = |number: u16| u8::try_from(number).ok();
    let day = (i32::from(year), small(second)?, small(day)?);
    Civil::new(day.0, day.1, day.2, (0, 0, 0))?;
    Some((day, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_the_window_and_of_loggers() {
        let stamp = |day, time| Some(Stamp { day, time });
        let at = (15, 2, 5);
        for (line, stamp, what, text) in [
            ("[minh06]: hi [x]: y", None, What::Said("minh06"), "hi [x]: y"),
            ("{Red} [VIP] [minh06]: hi", None, What::Said("minh06"), "hi"),
            ("[15:02:05] [minh06]: hi", stamp(None, at), What::Said("minh06"), "hi"),
            ("15:02:05 [Bé Na]: hi", stamp(None, at), What::Said("Bé Na"), "hi"),
            ("[15:02:05] minh06 (123): hi", stamp(None, at), What::Said("minh06"), "hi"),
            ("[System]: Chat '/?' for help", None, What::Notice, "Chat '/?' for help"),
            ("{From minh06} [minh06]: hi", None, What::WhisperedBy("minh06"), "hi"),
            ("[To minh06]: hi", None, What::WhisperedTo("minh06"), "hi"),
        ] {
            assert_eq!(parse(line), Some(Entry { stamp, what, text }), "{line}");
        }
        let day = Some((2024, 6, 3));
        for (line, what, text) in [
            (
                "[ 03/06/2024-15:02:05 ] - MESSAGEEVENT # minh06 (@Minh)-12 said 'it's ok'",
                What::SaidInQuotes("minh06"),
                "it's ok'",
            ),
            (
                "[ 03/06/2024-15:02:05 ] - PLAYEREVENT # minh06 (@Minh)-12 joined the game",
                What::Notice,
                "minh06 (@Minh)-12 joined the game",
            ),
            (
                "[ 03/06/2024-15:02:05 ] - RBXLOGGER # Roblox User Logged in as bong03 (@Bong)-9",
                What::Owner("bong03"),
                "",
            ),
            ("[ 03/06/2024-15:02:05 ] - RBXLOGGER # Beginning logging session", What::Nothing, ""),
        ] {
            assert_eq!(event(line), Some(Entry { stamp: stamp(day, at), what, text }), "{line}");
        }
    }

    #[test]
    fn other_lines_are_none() {
        for line in [
            "",
            "[1]: https://example.com",
            "[minh06] hi",
            "minh06: hi",
            "minh06 (123): hi",
            "[15:02:05]: hi",
            "[15:02:05] minh06: hi",
            "[a, b]: c",
            "[",
            "{",
        ] {
            assert_eq!(parse(line), None, "{line}");
            assert_eq!(event(line), None, "{line}");
        }
    }
}
