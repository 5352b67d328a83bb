//! Times, weekdays and months as chat apps write them, in the languages that LINE and KakaoTalk
//! export in.

use crate::moment::Civil;

/// Hour, minute and second. The hour may be 24, as some phones write midnight.
pub(super) type Time = (u8, u8, u8);

/// The number that a text begins with, of at most so many digits, how many it has, and the rest.
pub(super) fn number(text: &str, longest: usize) -> Option<(u16, usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > longest {
        return None;
    }
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, digits, rest))
}

/// Without blanks at the start, of whatever width; tabs stay, for they divide columns.
pub(super) fn skip_blanks(text: &str) -> &str {
    text.trim_start_matches(|letter: char| letter != '\t' && letter.is_whitespace())
}

const HALVES: &[(&str, bool)] = &[
    ("AM", false),
    ("PM", true),
    ("am", false),
    ("pm", true),
    ("a.m.", false),
    ("p.m.", true),
    ("SA", false),
    ("CH", true),
    ("午前", false),
    ("午後", true),
    ("上午", false),
    ("下午", true),
    ("凌晨", false),
    ("早上", false),
    ("中午", true),
    ("晚上", true),
    ("오전", false),
    ("오후", true),
];

/// Whether a text begins with a word for the first or (true) second half of the day.
fn half(text: &str) -> Option<(bool, &str)> {
    HALVES.iter().find_map(|(word, second)| {
        let rest = text.strip_prefix(word)?;
        let ends = !word.is_ascii() || !rest.starts_with(char::is_alphanumeric);
        ends.then_some((*second, rest))
    })
}

/// The time that a text begins with: `15:02`, `9:30 PM`, `下午3:02`, `오후 3:02`, `15:02:07`.
pub(super) fn time(text: &str) -> Option<(Time, &str)> {
    let before = half(text);
    let rest = before.map_or(text, |(_, rest)| skip_blanks(rest));
    let (hour, _, rest) = number(rest, 2)?;
    let (minute, digits, mut rest) = number(rest.strip_prefix(':')?, 2)?;
    if digits != 2 || hour > 24 || minute > 59 {
        return None;
    }
    let mut second = 0;
    if let Some((seconds, 2, after)) = rest.strip_prefix(':').and_then(|rest| number(rest, 2))
        && seconds < 60
    {
        (second, rest) = (seconds, after);
    }
    let mut later = before.map(|(second, _)| second);
    if later.is_none()
        && let Some((second, after)) = half(skip_blanks(rest)).filter(|_| (1..=12).contains(&hour))
    {
        (later, rest) = (Some(second), after);
    }
    let hour = match later {
        Some(false) if hour == 12 => 0,
        Some(true) if hour < 12 => hour + 12,
        _ => hour,
    };
    let small = |number: u16| u8::try_from(number).ok();
    let ends = !rest.starts_with(|letter: char| letter.is_ascii_alphanumeric());
    ends.then_some(((small(hour)?, small(minute)?, small(second)?), rest))
}

/// Weekdays from Sunday. Chinese and Japanese ones stand alone or after and before other letters.
const WEEKDAYS: [&[&str]; 7] = [
    &["sun", "sunday", "日", "cn", "chủ nhật", "일", "일요일", "อา.", "อา", "อาทิตย์"],
    &["mon", "monday", "月", "一", "th 2", "thứ 2", "thứ hai", "월", "월요일", "จ.", "จันทร์"],
    &["tue", "tuesday", "火", "二", "th 3", "thứ 3", "thứ ba", "화", "화요일", "อ.", "อังคาร"],
    &["wed", "wednesday", "水", "三", "th 4", "thứ 4", "thứ tư", "수", "수요일", "พ.", "พุธ"],
    &["thu", "thursday", "木", "四", "th 5", "thứ 5", "thứ năm", "목", "목요일", "พฤ.", "พฤหัสบดี"],
    &["fri", "friday", "金", "五", "th 6", "thứ 6", "thứ sáu", "금", "금요일", "ศ.", "ศุกร์"],
    &["sat", "saturday", "土", "六", "th 7", "thứ 7", "thứ bảy", "토", "토요일", "ส.", "เสาร์"],
];

/// The weekday, from 0 for Sunday, that a text is, in brackets or not.
pub(super) fn weekday(text: &str) -> Option<u8> {
    let open = |letter: char| letter.is_whitespace() || "(（[".contains(letter);
    let close = |letter: char| letter.is_whitespace() || ")）]".contains(letter);
    let bare = text.trim_start_matches(open).trim_end_matches(close);
    // `T2` and `Th2` are `Th 2`, `Thứ2` is `Thứ 2`; `周五`, `週五`, `星期五` and `金曜日` are one letter.
    if bare.is_empty() || bare.len() > 40 {
        return None;
    }
    let lower = bare.to_lowercase();
    let cjk = ["星期", "礼拜", "禮拜", "周", "週"]
        .iter()
        .find_map(|before| lower.strip_prefix(before))
        .or_else(|| lower.strip_suffix("曜日"));
    let word = match (cjk, lower.strip_prefix('t')) {
        (Some("天"), _) => "日".to_owned(),
        (Some(letter), _) => letter.to_owned(),
        (None, Some(rest)) if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) => {
            format!("th {rest}")
        }
        (None, _) => lower,
    };
    let at = WEEKDAYS.iter().position(|words| words.contains(&word.as_str()))?;
    u8::try_from(at).ok()
}

/// The weekday on which a day falls, from 0 for Sunday.
pub(super) fn weekday_of(day: Civil) -> u8 {
    // 1970-01-01 was a Thursday.
    let days = day.wall_seconds().div_euclid(86_400);
    u8::try_from((days + 4).rem_euclid(7)).unwrap_or(0)
}

/// The month from 1 that a text begins with in English, in full or in three letters.
pub(super) fn month(text: &str) -> Option<(u8, &str)> {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = text.split_at_checked(letters)?;
    let short = |month: &str| month.get(..3) == Some(word);
    let at = MONTHS.iter().position(|month| *month == word || short(month))?;
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    u8::try_from(at + 1).ok().map(|month| (month, rest))
}

/// The year of our calendar. Thailand counts 543 years more.
pub(super) fn full_year(year: u16) -> i32 {
    let year = i32::from(year);
    if (2400..2700).contains(&year) { year - 543 } else { year }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_language() {
        for (text, expected) in [
            ("15:02\tx", ((15, 2, 0), "\tx")),
            ("9:30 PM\tx", ((21, 30, 0), "\tx")),
            ("09:30AM\tx", ((9, 30, 0), "\tx")),
            ("12:05 a.m., x", ((0, 5, 0), ", x")),
            ("3:02\u{202f}PM, x", ((15, 2, 0), ", x")),
            ("9:30 CH\tx", ((21, 30, 0), "\tx")),
            ("下午3:02\tx", ((15, 2, 0), "\tx")),
            ("午前12:02\tx", ((0, 2, 0), "\tx")),
            ("오후 3:02] x", ((15, 2, 0), "] x")),
            ("AM 9:04] x", ((9, 4, 0), "] x")),
            ("24:06\tx", ((24, 6, 0), "\tx")),
            ("15:02 Am Nguyen", ((15, 2, 0), " Am Nguyen")),
            ("15:02:07, x", ((15, 2, 7), ", x")),
        ] {
            assert_eq!(time(text), Some(expected), "{text}");
        }
        for text in ["25:02", "15:60", "15:2", "15", "오후", "", "15:021", "PM"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn weekdays_of_every_language() {
        for (text, expected) in [
            ("(月)", 1),
            ("（一）", 1),
            ("(Mon)", 1),
            (" Monday", 1),
            ("周五", 5),
            ("週日", 0),
            ("星期天", 0),
            (" 月曜日", 1),
            ("CN", 0),
            ("Th 2", 1),
            ("T7", 6),
            ("Thứ Bảy", 6),
            ("Thu", 4),
            ("월요일", 1),
        ] {
            assert_eq!(weekday(text), Some(expected), "{text}");
        }
        for text in ["", "x", "Monda", "T8", "9", "()"] {
            assert_eq!(weekday(text), None, "{text}");
        }
        let day = Civil::new(2024, 6, 3, (12, 0, 0)).unwrap();
        assert_eq!(weekday_of(day), 1);
    }
}
