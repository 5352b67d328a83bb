//! One line of a KakaoTalk text: a day, or a message with its time and name.

use crate::{
    formats::calendar::{Time, full_year, month, number, skip_blanks, time, weekday},
    moment::Civil,
};

/// A year, month and day.
pub(super) type Day = (i32, u8, u8);

/// A line that is not the rest of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry<'a> {
    /// `--------------- 2024년 6월 3일 월요일 ---------------`
    Ruler(Day),
    /// `June 3, 2024`, `2024년 6월 3일 월요일`, `2024년 6월 3일 오후 3:02`: phones write a day without a
    /// rule around it, and so may people.
    BareDay(Day),
    /// `[민호] [오후 3:02] 안녕`
    Bracketed { name: &'a str, time: Time, text: &'a str },
    /// `2024. 6. 3. 오후 3:02, 민호 : 안녕`; without a name where the app speaks.
    Stamped { day: Day, time: Time, name: Option<&'a str>, text: &'a str },
}

/// Reads a line; `None` where it goes on with the message before.
pub(super) fn parse(line: &str) -> Option<Entry<'_>> {
    match line.chars().next()? {
        '[' => bracketed(line),
        '-' => ruler(line),
        first if first.is_ascii_digit() || first.is_ascii_uppercase() => stamped(line),
        _ => None,
    }
}

fn bracketed(line: &str) -> Option<Entry<'_>> {
    let inside = line.strip_prefix('[')?;
    // A name may hold brackets: the first `] [` before a time ends it.
    inside.match_indices("] [").find_map(|(at, between)| {
        let name = inside.get(..at)?;
        let (time, rest) = time(inside.get(at + between.len()..)?)?;
        let rest = rest.strip_prefix(']')?;
        let text = rest.strip_prefix(' ').unwrap_or(rest);
        let plausible = !name.trim().is_empty() && name.len() <= 200;
        plausible.then_some(Entry::Bracketed { name, time, text })
    })
}

fn ruler(line: &str) -> Option<Entry<'_>> {
    let inside = line.trim_end().trim_matches('-');
    let dashes = line.len().saturating_sub(inside.len());
    let inside = inside.trim();
    if dashes < 10 || inside.is_empty() {
        return None;
    }
    // `Monday, June 3, 2024`
    let date = match inside.split_once(", ") {
        Some((name, date)) if weekday(name).is_some() => date,
        _ => inside,
    };
    let (day, _) = date_at(date)?;
    Some(Entry::Ruler(day))
}

fn stamped(line: &str) -> Option<Entry<'_>> {
    let (day, time, rest) = date_then_time(line).or_else(|| time_then_date(line))?;
    let Some(time) = time else {
        let rest = rest.trim();
        let ends = rest.is_empty() || weekday(rest.trim_start_matches(',')).is_some();
        return ends.then_some(Entry::BareDay(day));
    };
    if rest.trim().is_empty() {
        return Some(Entry::BareDay(day));
    }
    if let Some(said) = rest.strip_prefix(", ") {
        let (name, text) = match said.split_once(" : ") {
            Some((name, text)) => (Some(name), text),
            // An empty message loses the blank at its end in some editors.
            None => match said.strip_suffix(" :") {
                Some(name) => (Some(name), ""),
                None => (None, said),
            },
        };
        let plausible = name.is_none_or(|name| !name.trim().is_empty() && name.len() <= 200);
        return plausible.then_some(Entry::Stamped { day, time, name, text });
    }
    // `2018. 11. 1. 오후 6:39: 민호님을 내보냈습니다.`
    let text = rest.strip_prefix(": ")?;
    Some(Entry::Stamped { day, time, name: None, text })
}

fn date_then_time(line: &str) -> Option<(Day, Option<Time>, &str)> {
    let (day, rest) = date_at(line)?;
    let after = skip_blanks(rest);
    let after = after.strip_prefix("at ").or_else(|| after.strip_prefix(", ")).unwrap_or(after);
    match time(skip_blanks(after)) {
        Some((time, rest)) => Some((day, Some(time), rest)),
        None => Some((day, None, rest)),
    }
}

/// `3:02PM, June 3, 2024, Minh : hello`, as phones once wrote in English.
fn time_then_date(line: &str) -> Option<(Day, Option<Time>, &str)> {
    let (time, rest) = time(line)?;
    let (day, rest) = date_at(rest.strip_prefix(", ")?)?;
    Some((day, Some(time), rest))
}

/// `2024년 6월 3일`, `2024. 6. 3.`, `2024-06-03`, `Jun 3, 2024`, `June 3, 2024`.
fn date_at(text: &str) -> Option<(Day, &str)> {
    let (year, month, day, rest) = if let Some((month, rest)) = month(text) {
        let (day, _, rest) = number(rest.strip_prefix(' ')?, 2)?;
        let (year, 4, rest) = number(rest.strip_prefix(", ")?, 4)? else {
            return None;
        };
        (year, month, day, rest)
    } else {
        let (year, 4, rest) = number(text, 4)? else {
            return None;
        };
        let (mark, rest) = separator(rest, ['년', '.', '-'])?;
        let (month, _, rest) = number(rest, 2)?;
        let (_, rest) = separator(rest, ['월', mark, mark])?;
        let (day, _, rest) = number(rest, 2)?;
        let rest = match mark {
            '년' => rest.strip_prefix('일')?,
            '.' => rest.strip_prefix('.')?,
            _ => rest,
        };
        (year, u8::try_from(month).ok()?, day, rest)
    };
    let day = (full_year(year), month, u8::try_from(day).ok()?);
    Civil::new(day.0, day.1, day.2, (0, 0, 0))?;
    Some((day, rest))
}

fn separator(text: &str, marks: [char; 3]) -> Option<(char, &str)> {
    let mark = text.chars().next().filter(|letter| marks.contains(letter))?;
    Some((mark, skip_blanks(text.get(mark.len_utf8()..)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Day = (2024, 6, 3);

    #[test]
    fn stamps_of_every_phone() {
        for (line, name, text) in [
            ("Jun 3, 2024 at 3:02\u{202f}PM, Minh : hello", Some("Minh"), "hello"),
            ("Jun 3, 2024, 3:02 PM, Minh : a : b", Some("Minh"), "a : b"),
            ("June 3, 2024, 3:02 p.m., Minh : hello", Some("Minh"), "hello"),
            ("3:02PM, June 3, 2024, Minh : hello", Some("Minh"), "hello"),
            ("2024년 6월 3일 오후 3:02, 민호 : 안녕", Some("민호"), "안녕"),
            ("2024. 6. 3. 오후 3:02, 민호 : 안녕", Some("민호"), "안녕"),
            ("2024. 6. 3. 15:02, 민호 : 안녕", Some("민호"), "안녕"),
            ("2024. 6. 3. 오후 3:02, Cô Lan:6B : x", Some("Cô Lan:6B"), "x"),
            ("2024. 6. 3. 오후 3:02, 민호 :", Some("민호"), ""),
            ("2024. 6. 3. 오후 3:02: 민호님을 내보냈습니다.", None, "민호님을 내보냈습니다."),
            ("2024년 6월 3일 오후 3:02, 민호님이 나갔습니다.", None, "민호님이 나갔습니다."),
        ] {
            let expected = Entry::Stamped { day: DAY, time: (15, 2, 0), name, text };
            assert_eq!(parse(line), Some(expected), "{line}");
        }
    }

    #[test]
    fn brackets_and_days() {
        for (line, name, time, text) in [
            ("[민호] [오후 3:02] 안녕", "민호", (15, 2, 0), "안녕"),
            ("[John] [3:02 PM] hi [x] [y]", "John", (15, 2, 0), "hi [x] [y]"),
            ("[Alice] [AM 9:04] hi", "Alice", (9, 4, 0), "hi"),
            ("[Cô [6B]] [15:02] ", "Cô [6B]", (15, 2, 0), ""),
            (
                "[이태주] [오전 9:11] [이태주] [오전 9:12] x",
                "이태주",
                (9, 11, 0),
                "[이태주] [오전 9:12] x",
            ),
        ] {
            assert_eq!(parse(line), Some(Entry::Bracketed { name, time, text }), "{line}");
        }
        for line in [
            "--------------- 2024년 6월 3일 월요일 ---------------",
            "--------------- Monday, June 3, 2024 ---------------",
            "------------------------------ 2024. 6. 3. ------",
        ] {
            assert_eq!(parse(line), Some(Entry::Ruler(DAY)), "{line}");
        }
        for line in [
            "June 3, 2024",
            "2024년 6월 3일 월요일",
            "2024년 6월 3일 오후 3:02",
            "2024. 6. 3. 월요일",
        ] {
            assert_eq!(parse(line), Some(Entry::BareDay(DAY)), "{line}");
        }
    }

    #[test]
    fn other_lines_go_on() {
        for line in [
            "",
            "hello",
            "[bài 5] xong",
            "[민호] 안녕",
            "[a] [b] c",
            "---------------",
            "--------------- hết ---------------",
            "- 2024. 6. 3.",
            "2024. 6. 3. đi học",
            "2024. 13. 3. 오후 3:02, 민호 : 안녕",
            "June 3, 2024 we met",
            "Maybe 3, 2024",
            "15:02 nhé",
            "2024. 6. 3. 오후 3:02 - 민호: 안녕",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}
