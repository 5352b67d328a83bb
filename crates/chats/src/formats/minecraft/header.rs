//! What stands before the words of a line: when, and who of the program speaks.

use crate::{
    formats::calendar::{Time, month, number, skip_blanks, time},
    moment::Civil,
};

/// A year, month and day.
pub(super) type Day = (i32, u8, u8);

/// The beginning of a line of a log.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) day: Option<Day>,
    pub(super) time: Time,
    /// `Render thread`, `Async Chat Thread - #0`; empty where the line does not say.
    pub(super) thread: &'a str,
    /// Whether it tells of what happens, not of a mistake.
    pub(super) informs: bool,
    pub(super) text: &'a str,
}

/// Reads the header of a line.
pub(super) fn parse(line: &str) -> Option<Header<'_>> {
    let line = line.trim_start_matches(['\u{feff}', '\u{200e}']);
    match line.strip_prefix('[') {
        Some(inside) => bracketed(inside),
        None => old(line),
    }
}

/// `[15:02:05] [thread/INFO]: x`, `[03Jun2024 15:02:20.771] [thread/INFO] [logger/]: x`,
/// `[15:02:05 INFO]: x`, `[2024-06-03 15:02:05:123 INFO] x`.
fn bracketed(inside: &str) -> Option<Header<'_>> {
    let (stamp, rest) = inside.split_once(']')?;
    let (day, stamp) = match day_and_rest(stamp) {
        Some((day, rest)) => (Some(day), rest),
        None => (None, stamp),
    };
    let (time, level) = time(stamp)?;
    // Milliseconds, after a dot or a colon.
    let level =
        level.trim_start_matches(|letter: char| ".:,".contains(letter) || letter.is_ascii_digit());
    let level = level.trim();
    if !level.is_empty() {
        let known = is_level(level);
        let text = rest.strip_prefix(':').unwrap_or(rest).trim_start();
        return known.then_some(Header { day, time, thread: "", informs: level == "INFO", text });
    }
    let inside = skip_blanks(rest).strip_prefix('[')?;
    // A thread's name may hold brackets: its level ends it.
    let (thread, level, rest) = inside.match_indices('/').find_map(|(at, _)| {
        let (level, rest) = inside.get(at + 1..)?.split_once(']')?;
        is_level(level).then_some((inside.get(..at)?, level, rest))
    })?;
    let text = after_logger(rest)?;
    Some(Header { day, time, thread, informs: level == "INFO", text })
}

/// The words after the names of what logs, `[logger/MARKER]` or `(Logger)`, and the colon.
fn after_logger(rest: &str) -> Option<&str> {
    let mut rest = rest;
    if let Some(text) = rest.strip_prefix(':') {
        return Some(text.trim_start());
    }
    rest = skip_blanks(rest);
    while let Some(inside) = rest.strip_prefix('[') {
        let (_, after) = inside.split_once(']')?;
        if let Some(text) = after.strip_prefix(':') {
            return Some(text.trim_start());
        }
        rest = skip_blanks(after);
    }
    let (_, text) = rest.strip_prefix('(')?.split_once(')')?;
    Some(text.strip_prefix(':').unwrap_or(text).trim_start())
}

/// `2012-06-03 15:02:05 [INFO] x`
fn old(line: &str) -> Option<Header<'_>> {
    let (day, rest) = iso_day(line)?;
    let (time, rest) = time(rest.strip_prefix(' ')?)?;
    let (level, text) = rest.strip_prefix(" [")?.split_once(']')?;
    let informs = level == "INFO";
    is_level(level).then_some(Header {
        day: Some(day),
        time,
        thread: "",
        informs,
        text: text.trim_start(),
    })
}

fn is_level(word: &str) -> bool {
    const LEVELS: &[&str] = &[
        "INFO", "WARN", "WARNING", "ERROR", "DEBUG", "TRACE", "FATAL", "SEVERE", "STDOUT", "STDERR",
    ];
    LEVELS.contains(&word)
}

/// `03Jun2024 ` or `2024-06-03 `, and what follows.
fn day_and_rest(stamp: &str) -> Option<(Day, &str)> {
    if let Some((day, rest)) = iso_day(stamp) {
        return Some((day, rest.strip_prefix(' ')?));
    }
    let (day, _, rest) = number(stamp, 2)?;
    let (month, rest) = month(rest.get(..3)?).map(|(month, _)| (month, rest.get(3..)))?;
    let (year, 4, rest) = number(rest?, 4)? else {
        return None;
    };
    let day = exists(year, u16::from(month), day)?;
    Some((day, rest.strip_prefix(' ')?))
}

fn iso_day(text: &str) -> Option<(Day, &str)> {
    let (year, 4, rest) = number(text, 4)? else {
        return None;
    };
    let (month, 2, rest) = number(rest.strip_prefix('-')?, 2)? else {
        return None;
    };
    let (day, 2, rest) = number(rest.strip_prefix('-')?, 2)? else {
        return None;
    };
    Some((exists(year, month, day)?, rest))
}

fn exists(year: u16, month: u16, day: u16) -> Option<Day> {
    let small = |number: u16| u8::try_from(number).ok();
    let day = (i32::from(year), small(month)?, small(day)?);
    Civil::new(day.0, day.1, day.2, (0, 0, 0)).map(|_| day)
}

/// The day of a log that was put away: `logs/2024-06-03-1.log`.
pub(super) fn day_in_name(name: &str) -> Option<Day> {
    let file = name.rsplit(['/', '\\']).next()?;
    file.char_indices().find_map(|(at, _)| iso_day(file.get(at..)?)).map(|(day, _)| day)
}

/// The day after; `None` after the last that can be written.
pub(super) fn next_day((year, month, day): Day) -> Option<Day> {
    let exists =
        |year, month, day| Civil::new(year, month, day, (0, 0, 0)).map(|_| (year, month, day));
    exists(year, month, day + 1)
        .or_else(|| exists(year, month + 1, 1))
        .or_else(|| exists(year + 1, 1, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_every_program() {
        let day = Some((2024, 6, 3));
        for (line, day, thread) in [
            ("[15:02:05] [Server thread/INFO]: x", None, "Server thread"),
            ("[15:02:05] [Async Chat Thread - #0/INFO]: x", None, "Async Chat Thread - #0"),
            ("[15:02:05] [Render thread/INFO] [minecraft/ChatComponent]: x", None, "Render thread"),
            ("[15:02:05] [Server thread/INFO] (Minecraft) x", None, "Server thread"),
            (
                "[03Jun2024 15:02:05.771] [Render thread/INFO] [net.x.Chat/]: x",
                day,
                "Render thread",
            ),
            ("[15:02:05] [User Authenticator #1/INFO]: x", None, "User Authenticator #1"),
            ("[15:02:05 INFO]: x", None, ""),
            ("[2024-06-03 15:02:05:123 INFO] x", day, ""),
            ("2024-06-03 15:02:05 [INFO] x", day, ""),
        ] {
            let expected = Header { day, time: (15, 2, 5), thread, informs: true, text: "x" };
            assert_eq!(parse(line), Some(expected), "{line}");
        }
        assert!(!parse("[15:02:05] [main/ERROR]: x").unwrap().informs);
    }

    #[test]
    fn other_lines_have_none() {
        for line in [
            "",
            "[15:02] Minh: alo",
            "[15:02:05] Minh: alo",
            "[15:02, 3/6/2024] Minh: x",
            "[3/6/24, 3:05:01 PM] A: b",
            "<minh06> a",
            "\tat net.minecraft.Main.main(Main.java:1)",
            "2024-06-03 15:02:05 hello",
            "[15:02:05 HELLO]: x",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn days_follow_each_other() {
        assert_eq!(day_in_name("logs/2024-06-03-1.log"), Some((2024, 6, 3)));
        assert_eq!(day_in_name("latest.log"), None);
        assert_eq!(next_day((2024, 2, 28)), Some((2024, 2, 29)));
        assert_eq!(next_day((2023, 12, 31)), Some((2024, 1, 1)));
        assert_eq!(next_day((9999, 12, 31)), None);
    }
}
