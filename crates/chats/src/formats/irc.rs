//! Logs of IRC clients, known from their documentation and from what their log writers print:
//!
//! - irssi: `--- Log opened Mon Jun 03 15:00:00 2024`, then `15:02 <@nick> words`,
//!   `15:03  * nick waves`, `15:04 -!- nick [user@host] has quit [why]`, and
//!   `--- Day changed Tue Jun 04 2024` at midnight;
//! - weechat: `2024-06-03 15:02:00⇥@nick⇥words`, where `-->`, `<--` and `--` stand for the server
//!   and ` *` for an action;
//! - hexchat and xchat: `**** BEGIN LOGGING AT Mon Jun  3 15:00:00 2024`, then
//!   `Jun 03 15:02:00 <nick>⇥words` without a year, and `*⇥nick waves` for actions and for the
//!   server alike;
//! - mIRC and ZNC: `Session Start: …`, `[15:02:00] <nick> words`, `*** Joins: nick (user@host)`.
//!
//! A line without a day is on the day that was named last, in the log or in the name of its file.

use std::borrow::Cow;

use super::{Importer, Peek, Score, times::written};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    lines::Lines,
    moment::{self, Civil},
    read::Found,
};

pub(super) struct Irc;

impl Importer for Irc {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        if peek.is_json() || peek.starts_like_xml() {
            return Score::NO;
        }
        let mut telling = false;
        let (mut lines, mut of_weechat, mut said, mut of_server) = (0, 0, 0, 0);
        for line in peek.lines().map(str::trim_end).filter(|line| !line.is_empty()).take(100) {
            lines += 1;
            let line = plain(line);
            telling |= matches!(Ruler::of(&line), Some(Ruler::Day(_) | Ruler::End));
            of_weechat += u32::from(weechat(&line).is_some());
            let rest = after_time(&line).map_or("", |(_, rest)| rest.trim_start());
            said += u32::from(spoken(rest).is_some() || rest.starts_with("* "));
            of_server += u32::from(is_server(rest));
        }
        let most = |count: u32| count >= 2 && count * 4 >= lines * 3;
        let log = said > 0 && of_server > 0 && most(said + of_server);
        Score::SURE.when(telling || most(of_weechat) || log)
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
            log.line(number, &plain(line), found);
        }
        log.finish(found);
        Ok(())
    }
}

/// A line without the codes for colours and bold letters.
fn plain(line: &str) -> Cow<'_, str> {
    const BOLD_AND_THE_LIKE: &[char] =
        &['\u{2}', '\u{f}', '\u{11}', '\u{16}', '\u{1d}', '\u{1e}', '\u{1f}'];
    const COLOUR: char = '\u{3}';
    if !line.contains(COLOUR) && !line.contains(BOLD_AND_THE_LIKE) {
        return Cow::Borrowed(line);
    }
    let mut kept = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(|letter| letter == COLOUR || BOLD_AND_THE_LIKE.contains(&letter))
    {
        kept.push_str(rest.get(..at).unwrap_or_default());
        let is_colour = rest.get(at..).is_some_and(|rest| rest.starts_with(COLOUR));
        rest = rest.get(at + 1..).unwrap_or_default();
        if is_colour {
            // One or two digits, and after a comma one or two for what lies behind the letters.
            rest = without_digits(rest);
            let behind = rest
                .strip_prefix(',')
                .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            rest = behind.map_or(rest, without_digits);
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn without_digits(text: &str) -> &str {
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    text.get(digits..).unwrap_or_default()
}

/// A line that is about the log itself.
enum Ruler {
    /// The log goes on at this time.
    Day(Civil),
    /// The name of the channel.
    Channel(String),
    /// The log ends here for now.
    End,
}

impl Ruler {
    fn of(line: &str) -> Option<Ruler> {
        const BEGINNINGS: &[&str] = &[
            "--- Log opened ",
            "--- Day changed ",
            "**** BEGIN LOGGING AT ",
            "Session Start: ",
            "Session Time: ",
        ];
        const ENDS: &[&str] = &["--- Log closed ", "**** ENDING LOGGING AT ", "Session Close: "];
        if !line.starts_with(['-', '*', 'S']) {
            return None;
        }
        if let Some(channel) = line.strip_prefix("Session Ident: ") {
            return Some(Ruler::Channel(channel.trim().to_owned()));
        }
        if ENDS.iter().any(|end| line.starts_with(end)) {
            return Some(Ruler::End);
        }
        let time = BEGINNINGS.iter().find_map(|start| line.strip_prefix(start))?;
        written(time).map(|written| Ruler::Day(written.civil))
    }
}

/// What stands before a line's words.
#[derive(Clone, Copy)]
enum When {
    /// On the day named before.
    Time((u8, u8, u8)),
    /// A month and day, in a year named before.
    Day(u8, u8, (u8, u8, u8)),
    Whole(Civil),
}

/// The time a line begins with, and the rest of the line with its blanks.
fn after_time(line: &str) -> Option<(When, &str)> {
    if let Some(inside) = line.strip_prefix('[') {
        let (time, rest) = inside.split_once(']')?;
        let (clock, after) = clock(time.trim())?;
        return after.is_empty().then_some((When::Time(clock), rest));
    }
    if line.starts_with(|letter: char| letter.is_ascii_digit()) {
        if let Some(civil) = line.get(..19).and_then(moment::parse_civil) {
            return Some((When::Whole(civil), line.get(19..)?));
        }
        let (clock, rest) = clock(line)?;
        return rest.starts_with([' ', '\t']).then_some((When::Time(clock), rest));
    }
    // `Jun 03 15:02:00`, in hexchat.
    let (word, rest) = line.split_once(' ')?;
    let plausible = (3..=5).contains(&word.len()) && word.chars().all(char::is_alphabetic);
    let (day, rest) = rest.trim_start().split_once(' ').filter(|_| plausible)?;
    let (clock, rest) = clock(rest)?;
    // Any year of 366 days tells whether there is such a day.
    let civil = written(&format!("{word} {day} 2024"))?.civil;
    let (_, month, day) = civil.date();
    Some((When::Day(month, day, clock), rest))
}

/// `15:02` or `15:02:00`.
fn clock(text: &str) -> Option<((u8, u8, u8), &str)> {
    let two = |text: &str| -> Option<u8> {
        let digits = text.get(..2)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let hour = two(text)?;
    let minute = two(text.get(2..)?.strip_prefix(':')?)?;
    let rest = text.get(5..)?;
    let second = rest.strip_prefix(':').and_then(two);
    let rest = if second.is_some() { rest.get(3..)? } else { rest };
    let real = hour < 24 && minute < 60 && second.is_none_or(|second| second < 61);
    real.then_some(((hour, minute, second.unwrap_or(0)), rest))
}

/// Signs before a nick that say what its owner may do in the channel.
const RANKS: &[char] = &['@', '+', '%', '&', '~', '!'];

/// A nick without its rank; `None` where it could not be one.
fn nick(text: &str) -> Option<&str> {
    let nick = text.trim().trim_start_matches(RANKS);
    let plausible = !nick.is_empty()
        && nick.len() <= 64
        && !nick.contains(|letter: char| letter.is_whitespace() || "<>,:/".contains(letter));
    plausible.then_some(nick)
}

/// Whether a line is of the server, in words that no game or app writes.
fn is_server(rest: &str) -> bool {
    const SERVER: &[&str] = &["-!- ", "*** Joins: ", "*** Quits: ", "*** Parts: "];
    SERVER.iter().any(|start| rest.starts_with(start))
}

/// `<nick> words`.
fn spoken(rest: &str) -> Option<(&str, &str)> {
    let (name, words) = rest.strip_prefix('<')?.split_once('>')?;
    Some((nick(name)?, words.strip_prefix([' ', '\t']).unwrap_or(words)))
}

/// The prefix and words of a line of weechat.
fn weechat(line: &str) -> Option<(Civil, &str, &str)> {
    let mut columns = line.splitn(3, '\t');
    let civil = moment::parse_civil(columns.next().filter(|time| time.len() == 19)?)?;
    Some((civil, columns.next()?.trim(), columns.next()?))
}

struct Log<'o> {
    builder: Builder,
    options: &'o ReadOptions,
    /// Midnight of the day the log is at.
    day: Option<Civil>,
    /// The time of the line before, to notice midnight by.
    last: Option<(u8, u8, u8)>,
    /// Days that went by since a day was named.
    midnights: i64,
    timed: bool,
}

impl<'o> Log<'o> {
    fn new(name: Option<&str>, options: &'o ReadOptions) -> Log<'o> {
        let file = name.and_then(|name| name.rsplit(['/', '\\']).next()).unwrap_or_default();
        let mut log = Log {
            builder: Builder::new(if file.is_empty() { "irc" } else { file }),
            options,
            day: day_in_name(file),
            last: None,
            midnights: 0,
            timed: false,
        };
        log.builder.conversation.title = title_in_name(file);
        log
    }

    fn line(&mut self, number: u64, line: &str, found: &mut Found) {
        if line.trim().is_empty() {
            return;
        }
        match Ruler::of(line) {
            Some(Ruler::Day(day)) => {
                (self.day, self.last, self.midnights) = (Some(day), None, 0);
                return;
            }
            Some(Ruler::Channel(channel)) => {
                self.builder.conversation.title = Some(channel);
                return;
            }
            Some(Ruler::End) => return,
            None => {}
        }
        if let Some((civil, prefix, words)) = weechat(line) {
            let at = self.moment(When::Whole(civil));
            self.weechat(at, prefix, words);
            return;
        }
        let Some((when, rest)) = after_time(line) else {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(number).counting(1));
            return;
        };
        let at = self.moment(when);
        let spaces = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if let Some((nick, words)) = spoken(rest) {
            self.say(at, nick, words);
        } else if let Some(words) = rest.strip_prefix("*\t") {
            self.starred(at, words);
        } else if let Some(words) = rest.strip_prefix("* ") {
            // irssi sets actions off by two blanks and never the server's words.
            if spaces > 1 { self.act(at, words) } else { self.starred(at, words) }
        } else if let Some((nick, words)) = notice(rest) {
            self.say(at, nick, words);
        } else {
            const SIGNS: &[&str] =
                &["-!- ", "*** ", "-->\t", "<--\t", "---\t", "--> ", "<-- ", "--- "];
            let words = SIGNS.iter().find_map(|sign| rest.strip_prefix(sign)).unwrap_or(rest);
            self.server(at, words);
        }
    }

    fn weechat(&mut self, at: Option<Moment>, prefix: &str, words: &str) {
        match prefix {
            "*" => self.act(at, words),
            "" | "-->" | "<--" | "--" | "=!=" => self.server(at, words),
            _ => match nick(prefix) {
                Some(nick) => self.say(at, nick, words),
                None => self.server(at, words),
            },
        }
    }

    /// hexchat and mIRC begin actions and the server's words alike.
    fn starred(&mut self, at: Option<Moment>, words: &str) {
        const SERVER: &[&str] = &[
            " has joined",
            " has left",
            " has quit",
            " is now known as ",
            " are now known as ",
            " are now talking",
            " sets mode",
            " sets modes",
            " gives channel operator",
            " gives voice",
            " removes channel operator",
            " removes voice",
            " has changed the topic",
            " changes topic",
            " has kicked",
            " was kicked",
            " have been kicked",
            " set by ",
        ];
        const BEGINNINGS: &[&str] = &[
            "Now talking",
            "Topic for ",
            "Topic is ",
            "Joins: ",
            "Parts: ",
            "Quits: ",
            "Disconnected",
            "Looking up ",
            "Connecting to ",
            "Connected",
            "Connection ",
            "Channel ",
            "Users on ",
            "End of ",
            "No such ",
            "Attempting ",
            "Rejoined channel",
        ];
        let is_server = BEGINNINGS.iter().any(|start| words.starts_with(start))
            || words.starts_with('[')
            || words.split_once(' ').is_some_and(|(first, _)| {
                let rest = words.get(first.len()..).unwrap_or_default();
                SERVER
                    .iter()
                    .any(|end| rest.starts_with(end) || after_address(rest).starts_with(end))
            });
        if is_server { self.server(at, words) } else { self.act(at, words) }
    }

    fn act(&mut self, at: Option<Moment>, words: &str) {
        let (name, words) = words.trim_start().split_once([' ', '\t']).unwrap_or((words, ""));
        match nick(name) {
            Some(nick) => self.say(at, nick, words),
            None => self.server(at, words),
        }
    }

    fn say(&mut self, at: Option<Moment>, nick: &str, words: &str) {
        let from = Some(self.builder.participant(nick));
        let text = words.trim_end().to_owned();
        self.builder.push(Message { from, at, text, ..Message::default() });
    }

    fn server(&mut self, at: Option<Moment>, words: &str) {
        let text = words.trim().to_owned();
        self.builder.push(Message { at, text, kind: Kind::System, ..Message::default() });
    }

    fn moment(&mut self, when: When) -> Option<Moment> {
        const DAY_MS: i64 = 86_400_000;
        let day = self.day.map(Civil::date);
        let civil = match when {
            When::Whole(civil) => Some(civil),
            When::Time(time) => {
                // Without a ruler at midnight, a clock that leaps back half a day has passed it.
                let leaps = self.last.is_some_and(|last| last.0 >= time.0 + 12);
                self.midnights += i64::from(leaps);
                self.last = Some(time);
                day.and_then(|(year, month, day)| Civil::new(year, month, day, time))
            }
            When::Day(month, of_month, time) => {
                let (year, named, _) = day?;
                // December is before January: the year is over.
                let year = if named == 12 && month == 1 { year + 1 } else { year };
                let civil = Civil::new(year, month, of_month, time);
                self.day = civil.or(self.day);
                civil
            }
        };
        let mut at = civil?.at_offset(self.options.local_offset_minutes);
        if matches!(when, When::Time(_)) {
            at.unix_ms += self.midnights * DAY_MS;
        }
        self.timed = true;
        Some(at)
    }

    fn finish(self, found: &mut Found) {
        if self.timed {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        found.take(self.builder);
    }
}

/// What follows an address in brackets, as in ` (~m@example.org) has joined`.
fn after_address(rest: &str) -> &str {
    let inside = rest.strip_prefix(" (").and_then(|rest| rest.split_once(')'));
    inside.map_or("", |(_, after)| after)
}

/// `-nick- words`, `-nick(user@host)- words`: a notice, which a bot or a person sends.
fn notice(rest: &str) -> Option<(&str, &str)> {
    let (name, words) = rest.strip_prefix('-')?.split_once("- ")?;
    let name = name.split_once('(').map_or(name, |(name, _)| name);
    (!name.starts_with(['-', '!'])).then_some((nick(name)?, words))
}

/// The day in names such as `2024-06-03.log` and `#lop6a_20240603.log`.
fn day_in_name(file: &str) -> Option<Civil> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    file.char_indices().find_map(|(at, _)| {
        let rest = file.get(at..)?;
        if file.get(..at)?.ends_with(|letter: char| letter.is_ascii_digit()) {
            return None;
        }
        let (year, month, day, end) = match rest.get(..8) {
            Some(eight) if digits(eight) => (rest.get(..4)?, rest.get(4..6)?, rest.get(6..8)?, 8),
            _ => {
                let ten = rest.get(..10)?;
                let dashed = ten.get(4..5)? == "-" && ten.get(7..8)? == "-";
                let parts = (ten.get(..4)?, ten.get(5..7)?, ten.get(8..10)?);
                if !dashed || !digits(parts.0) || !digits(parts.1) || !digits(parts.2) {
                    return None;
                }
                (parts.0, parts.1, parts.2, 10)
            }
        };
        let ends = !rest.get(end..)?.starts_with(|letter: char| letter.is_ascii_digit());
        let civil =
            Civil::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?, (0, 0, 0));
        civil.filter(|_| ends)
    })
}

/// The channel in names such as `#lop6a.log` and `irc.example.#lop6a.weechatlog`.
fn title_in_name(file: &str) -> Option<String> {
    let at = file.find(['#', '&'])?;
    let channel = file.get(at..)?;
    let stem = channel.rsplit_once('.').map_or(channel, |(stem, _)| stem);
    let end = stem.find(|letter: char| letter.is_whitespace() || "._,".contains(letter));
    let channel = stem.get(..end.unwrap_or(stem.len()))?;
    (channel.len() > 1).then(|| channel.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_taken_off() {
        assert_eq!(plain("\u{3}04,12đỏ\u{3} và \u{2}đậm\u{f} \u{3}5,x"), "đỏ và đậm ,x");
        assert_eq!(plain("thường"), "thường");
    }

    #[test]
    fn names_of_files_tell_the_day_and_the_channel() {
        let day = Civil::new(2024, 6, 3, (0, 0, 0));
        for file in ["2024-06-03.log", "#lop6a_20240603.log", "#lop6a.2024-06-03.log"] {
            assert_eq!(day_in_name(file), day, "{file}");
        }
        for file in ["irssi.log", "20240631.log", "120240603.log", "x-é-2024-06.log"] {
            assert_eq!(day_in_name(file), None, "{file}");
        }
        for file in ["#lop6a.log", "irc.example.#lop6a.weechatlog", "#lop6a_20240603.log"] {
            assert_eq!(title_in_name(file).as_deref(), Some("#lop6a"), "{file}");
        }
    }
}
