//! One line of pasted text: a time, a name, words.

use crate::moment::Civil;

/// A line that says who wrote it.
pub(super) struct Line<'a> {
    /// `None` for what the game or app itself says.
    pub(super) name: Option<&'a str>,
    pub(super) text: &'a str,
    pub(super) stamp: Option<Stamp>,
    /// Whether a time stood on it, with or without a date.
    pub(super) timed: bool,
}

/// A date and time as people's screens show them; the date is often left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    date: Option<Date>,
    time: Option<(u8, u8, u8)>,
}

/// A year, month and day.
pub(super) type Date = (i32, u8, u8);

impl Stamp {
    /// The same time, on this day where it names none itself.
    pub(super) fn on(self, date: Option<Date>) -> Stamp {
        Stamp { date: self.date.or(date), ..self }
    }

    /// The day that it names itself.
    pub(super) fn date(self) -> Option<Date> {
        self.date
    }

    /// The day and time, where both are there.
    pub(super) fn civil(self) -> Option<Civil> {
        let (year, month, day) = self.date?;
        Civil::new(year, month, day, self.time?)
    }
}

impl<'a> Line<'a> {
    /// `<Nick> text`, after a time or the header of a log.
    pub(super) fn angled(line: &'a str) -> Option<Line<'a>> {
        let (stamp, rest) = leading_stamp(line);
        let rest = rest.trim_start_matches([' ', '-', ':']);
        let before = rest.find('<')?;
        // Only log headers, `[…]:`, may stand before the nick.
        let header = rest.get(..before)?.trim_end();
        let only_headers =
            header.is_empty() || header.starts_with('[') && header.ends_with([']', ':']);
        let (nick, text) = rest.get(before + 1..)?.split_once('>')?;
        let nick = nick.trim().trim_start_matches(['@', '+', '%', '&', '~']);
        let plausible = only_headers && is_name(nick) && !nick.contains('/') && !nick.contains('=');
        let text = text.strip_prefix(' ').unwrap_or(text);
        plausible.then_some(Line {
            name: Some(nick),
            text: text.trim(),
            timed: stamp.is_some(),
            stamp,
        })
    }

    /// What a game or chat server logs that nobody said: `[15:02:00] [Server thread/INFO]: …`,
    /// `15:04 -!- minh has quit`, `--- Day changed`.
    pub(super) fn logged(line: &'a str) -> Option<Line<'a>> {
        const LEVELS: &[&str] = &["/INFO]", "/WARN]", "/ERROR]", "/DEBUG]", "/FATAL]"];
        let (stamp, rest) = leading_stamp(line);
        let text = if line.starts_with('[') && LEVELS.iter().any(|level| line.contains(level)) {
            line.split_once("]: ").map_or(rest, |(_, text)| text)
        } else {
            rest.strip_prefix("-!- ").or_else(|| line.strip_prefix("--- "))?
        };
        Some(Line { name: None, text: text.trim(), timed: stamp.is_some(), stamp })
    }

    /// `Name: text`, `[10:32] Name: text`, `10:32 Name: text`, `Name [10:32]: text`.
    pub(super) fn named(line: &'a str) -> Option<Line<'a>> {
        let (stamp, rest) = leading_stamp(line);
        let rest = rest.trim_start_matches([' ', '-', '–', ',']);
        let (name, text) = split_named(rest)?;
        let (name, after_name) = trailing_stamp(name);
        let stamp = stamp.or(after_name);
        Some(Line { name: Some(name), text, timed: stamp.is_some(), stamp })
    }
}

/// A name and what follows its colon.
pub(super) fn split_named(line: &str) -> Option<(&str, &str)> {
    // A name may hold a colon, as in `Name (10:32): text`: a blank or the end must follow it.
    let at = line.match_indices(':').map(|(at, _)| at).find(|at| {
        let after = line.get(at + 1..).unwrap_or_default();
        let before = line.get(..*at).unwrap_or_default();
        let within_time = before.ends_with(|letter: char| letter.is_ascii_digit())
            && after.starts_with(|letter: char| letter.is_ascii_digit());
        !within_time
    })?;
    let (name, text) = (line.get(..at)?.trim(), line.get(at + 1..)?);
    let bare = trailing_stamp(name).0;
    let plausible = is_name(bare) && !is_reserved(bare) && !text.starts_with("//");
    plausible.then(|| (name, text.trim()))
}

/// Whether it could be what somebody is called: short, few words, not a sentence.
pub(super) fn is_name(name: &str) -> bool {
    let letters = name.chars().count();
    (1..=40).contains(&letters)
        && name.split_whitespace().count() <= 5
        && !name.ends_with(['.', '?', '!', ',', ';'])
        && !name.contains(['"', '“', '”', '{', '}', '\t'])
        && !name.contains(", ")
        && name.chars().any(|letter| !letter.is_ascii_punctuation() && !letter.is_whitespace())
}

/// Words before a colon that are never a name.
pub(super) fn is_reserved(name: &str) -> bool {
    const RESERVED: &[&str] = &["http", "https", "p.s", "ps", "note", "re", "fw", "link"];
    RESERVED.iter().any(|word| name.eq_ignore_ascii_case(word))
}

/// What apps show in the place of a message that was taken back.
pub(in crate::formats) fn is_taken_back(text: &str) -> bool {
    const TAKEN_BACK: &[&str] = &[
        "tin nhắn đã được thu hồi",
        "tin nhắn đã thu hồi",
        "đã thu hồi một tin nhắn",
        "bạn đã thu hồi một tin nhắn",
        "tin nhắn đã bị xóa",
        "bạn đã thu hồi tin nhắn",
        "message unsent",
        "you unsent a message",
        "unsent a message",
        "message recalled",
        "this message was deleted",
        "this message has been recalled",
    ];
    let text = text.trim_end_matches('.').to_lowercase();
    TAKEN_BACK.contains(&text.as_str())
}

/// What apps write above a message that was passed on.
pub(super) fn is_forwarded(text: &str) -> bool {
    const FORWARDED: &[&str] = &[
        "đã chuyển tiếp",
        "tin nhắn chuyển tiếp",
        "tin nhắn đã chuyển tiếp",
        "tin nhắn được chuyển tiếp",
        "[chuyển tiếp]",
        "bạn đã chuyển tiếp một tin nhắn",
        "forwarded message",
        "you forwarded a message",
    ];
    text.len() <= 60
        && FORWARDED.contains(&text.trim_end_matches([':', '.']).to_lowercase().as_str())
}

/// What apps write of a call.
pub(super) fn is_call(text: &str) -> bool {
    const CALLS: &[&str] = &[
        "cuộc gọi thoại",
        "cuộc gọi video",
        "cuộc gọi thoại đến",
        "cuộc gọi thoại đi",
        "cuộc gọi video đến",
        "cuộc gọi video đi",
        "cuộc gọi nhỡ",
        "cuộc gọi thoại bị nhỡ",
        "cuộc gọi video bị nhỡ",
        "bạn bị nhỡ",
        "người nhận từ chối",
        "missed voice call",
        "missed video call",
        "missed call",
    ];
    text.len() <= 60 && CALLS.contains(&text.to_lowercase().as_str())
}

/// Whether a line says that messages were set to vanish: the app's, or somebody's own words.
pub(in crate::formats) fn makes_vanish(text: &str) -> bool {
    const VANISHING: &[&str] =
        &["tin nhắn tự xóa", "tin nhắn tự xoá", "disappearing messages", "vanish mode"];
    const SWITCHED_ON: &[&str] = &["đã bật", "đã thiết lập", "đã cài đặt", "turned on"];
    if text.len() > 200 {
        return false;
    }
    let text = text.to_lowercase();
    let has = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    has(SWITCHED_ON) && has(VANISHING)
}

/// What apps copy in the place of a picture or sound.
pub(super) fn is_placeholder(text: &str) -> bool {
    const PLACEHOLDERS: &[&str] = &[
        "[hình ảnh]",
        "[ảnh]",
        "[video]",
        "[sticker]",
        "[nhãn dán]",
        "[file]",
        "[tệp]",
        "[gif]",
        "[tin nhắn thoại]",
        "[vị trí]",
        "[danh thiếp]",
        "[photo]",
        "[image]",
        "[picture]",
        "[voice message]",
        "[location]",
        "[link]",
    ];
    text.starts_with('[') && PLACEHOLDERS.contains(&text.to_lowercase().as_str())
}

/// A time that is all there is on a line: `10:32`, `10:32 SA Hôm qua`, `03/06/2024 10:32`,
/// `Today at 10:32 PM`. A time without a date is known to be one, though it names no moment.
pub(super) fn time_alone(line: &str) -> Option<Stamp> {
    if line.len() > 60 {
        return None;
    }
    let (stamp, rest) = leading_stamp(line);
    let mut rest =
        rest.trim_matches(|letter: char| letter.is_whitespace() || ",.·-–|".contains(letter));
    let mut stamp = stamp;
    if stamp.is_none_or(|stamp| stamp.time.is_none()) {
        rest = without_day_word(rest)?;
        let (more, after) = leading_stamp(rest);
        let more = more?;
        more.time?;
        stamp = Some(Stamp { date: stamp.and_then(|stamp| stamp.date), time: more.time });
        rest = after.trim();
    }
    let done =
        rest.is_empty() || without_day_word(rest).is_some_and(str::is_empty) || is_receipt(rest);
    stamp.filter(|_| done)
}

/// A date that is all there is on a line, as windows show it between days: `Thứ Hai, 03/06/2024`.
pub(super) fn date_alone(line: &str) -> Option<Date> {
    let (date, rest) = date(without_day_word(line).unwrap_or(line))?;
    rest.is_empty().then_some(date)
}

/// Takes off words for days, as screens show them before or after a time.
fn without_day_word(text: &str) -> Option<&str> {
    const DAY_WORDS: &[&str] = &[
        "hôm nay",
        "hôm qua",
        "hôm kia",
        "chủ nhật",
        "thứ hai",
        "thứ ba",
        "thứ tư",
        "thứ năm",
        "thứ sáu",
        "thứ bảy",
        "thứ 2",
        "thứ 3",
        "thứ 4",
        "thứ 5",
        "thứ 6",
        "thứ 7",
        "cn",
        "t2",
        "t3",
        "t4",
        "t5",
        "t6",
        "t7",
        "today",
        "yesterday",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
    ];
    let lower = text.to_lowercase();
    let word = DAY_WORDS.iter().find(|word| {
        lower.strip_prefix(**word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })?;
    // Lower case may change the length of other letters, never of these.
    let rest = text.get(word.len()..)?.trim_start_matches([' ', ',']);
    Some(rest.strip_prefix("at ").or(rest.strip_prefix("lúc ")).unwrap_or(rest))
}

/// `Đã xem`, `Seen`: what apps write beside a time.
fn is_receipt(text: &str) -> bool {
    const RECEIPTS: &[&str] =
        &["đã xem", "đã gửi", "đã nhận", "seen", "sent", "delivered", "edited", "đã chỉnh sửa"];
    RECEIPTS.contains(&text.to_lowercase().as_str())
}

/// The date, time or both at the start of a line, in brackets or bare, and what follows.
fn leading_stamp(line: &str) -> (Option<Stamp>, &str) {
    for (open, close) in [('[', ']'), ('(', ')')] {
        let Some((inside, after)) = line.strip_prefix(open).and_then(|rest| rest.split_once(close))
        else {
            continue;
        };
        if let (Some(stamp), "") = bare_stamp(inside.trim()) {
            return (Some(stamp), after.trim_start());
        }
    }
    bare_stamp(line)
}

/// `Name [10:32]`, `Name (10:32)`, `Name, 10:32`: the name, and the time after it.
fn trailing_stamp(name: &str) -> (&str, Option<Stamp>) {
    let inside = name.strip_suffix([']', ')']).and_then(|rest| rest.rsplit_once(['[', '(']));
    let Some((before, inside)) = inside.or_else(|| name.rsplit_once(", ")) else {
        return (name, None);
    };
    match bare_stamp(inside.trim()) {
        (Some(stamp), "") => (before.trim(), Some(stamp)),
        _ => (name, None),
    }
}

fn bare_stamp(text: &str) -> (Option<Stamp>, &str) {
    let mut stamp = Stamp::default();
    let mut rest = text;
    // At most one date and one time, in either order.
    for _ in 0..2 {
        let trimmed = rest.trim_start_matches([' ', ',', '\u{a0}', '\u{202f}']);
        if let Some((date, after)) = date(trimmed).filter(|_| stamp.date.is_none()) {
            stamp.date = Some(date);
            rest = after;
        } else if let Some((time, after)) = time(trimmed).filter(|_| stamp.time.is_none()) {
            stamp.time = Some(time);
            rest = after;
        } else {
            break;
        }
    }
    if stamp == Stamp::default() { (None, text) } else { (Some(stamp), rest.trim_start()) }
}

fn number(text: &str, longest: usize) -> Option<(u32, usize, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > longest {
        return None;
    }
    let (number, rest) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, digits, rest))
}

/// `3/6/2024`, `2024-06-03`, `03.06.24`. Vietnam writes the day first.
fn date(text: &str) -> Option<(Date, &str)> {
    let (first, first_digits, rest) = number(text, 4)?;
    let separator = rest.chars().next().filter(|letter| "/-.".contains(*letter))?;
    let (second, _, rest) = number(rest.strip_prefix(separator)?, 2)?;
    let (third, third_digits, rest) = number(rest.strip_prefix(separator)?, 4)?;
    if rest.starts_with(|letter: char| letter.is_alphanumeric()) {
        return None;
    }
    let (year, month, day) = match (first_digits, third_digits) {
        (4, 1 | 2) => (first, second, third),
        (1 | 2, 4) => (third, second, first),
        (1 | 2, 2) => (2000 + third, second, first),
        _ => return None,
    };
    // What cannot be a day first is a month first.
    let (month, day) = if month > 12 && first_digits < 4 { (day, month) } else { (month, day) };
    let small = |number: u32| u8::try_from(number).ok();
    let (year, month, day) = (i32::try_from(year).ok()?, small(month)?, small(day)?);
    Civil::new(year, month, day, (0, 0, 0))?;
    Some(((year, month, day), rest))
}

/// `10:32`, `10:32:05.771`, `10:32 PM`, `10:32 SA`, `10h32`.
fn time(text: &str) -> Option<((u8, u8, u8), &str)> {
    let (hour, _, rest) = number(text, 2)?;
    let (minute, digits, rest) = number(rest.strip_prefix([':', 'h'])?, 2)?;
    if digits != 2 || hour > 23 || minute > 59 {
        return None;
    }
    let (second, mut rest) = match rest.strip_prefix(':').and_then(|rest| number(rest, 2)) {
        Some((second, 2, rest)) if second < 60 => (second, rest),
        _ => (0, rest),
    };
    if let Some((_, _, after)) = rest.strip_prefix('.').and_then(|rest| number(rest, 6)) {
        rest = after;
    }
    let mut hour = hour;
    let after = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']);
    for (word, later) in [("am", 0), ("pm", 12), ("sa", 0), ("ch", 12), ("a.m.", 0), ("p.m.", 12)] {
        let (Some(start), Some(end)) = (after.get(..word.len()), after.get(word.len()..)) else {
            continue;
        };
        if start.eq_ignore_ascii_case(word) && !end.starts_with(char::is_alphanumeric) && hour <= 12
        {
            hour = hour % 12 + later;
            rest = end;
            break;
        }
    }
    if rest.starts_with(char::is_alphanumeric) {
        return None;
    }
    let small = |number: u32| u8::try_from(number).ok();
    Some(((small(hour)?, small(minute)?, small(second)?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_alone_are_told_from_words() {
        for line in [
            "10:32",
            "10:32 SA",
            "10:32 Hôm qua",
            "Hôm qua 10:32",
            "03/06/2024 10:32",
            "10:32, 3/6/2024",
            "Today at 10:32 PM",
            "Yesterday at 9:05 AM",
            "Thứ Hai 10:32",
            "10:32 Đã xem",
            "[10:32]",
            "22h15",
        ] {
            assert!(time_alone(line).is_some(), "{line}");
        }
        for line in [
            "10:32 gặp nhau nhé",
            "hẹn 10:32",
            "3/6/2024",
            "hôm qua",
            "hôm qua 10:32 em thấy anh",
            "25:10",
            "10",
            "",
            "10:5",
            "7h sáng",
        ] {
            assert!(time_alone(line).is_none(), "{line}");
        }
    }

    #[test]
    fn dates_alone_are_told_from_words() {
        for line in ["03/06/2024", "Thứ Hai, 03/06/2024", "Monday, 3/6/2024", "2024-06-03"] {
            assert_eq!(date_alone(line), Some((2024, 6, 3)), "{line}");
        }
        for line in ["03/06/2024 nhé", "hôm qua", "Hôm nay", "3/6", "10:32", ""] {
            assert_eq!(date_alone(line), None, "{line}");
        }
    }

    #[test]
    fn named_lines() {
        for (line, name, text, timed) in [
            ("Mẹ: con về chưa?", "Mẹ", "con về chưa?", false),
            ("[10:32] Minh: alo", "Minh", "alo", true),
            ("10:32 Minh: alo: nè", "Minh", "alo: nè", true),
            ("[10:32, 03/06/2024] Minh Trần: alo", "Minh Trần", "alo", true),
            ("Minh [10:32]: alo", "Minh", "alo", true),
            ("Minh (10:32 PM): alo", "Minh", "alo", true),
            ("Minh:alo", "Minh", "alo", false),
        ] {
            let read = Line::named(line).unwrap();
            assert_eq!((read.name, read.text, read.timed), (Some(name), text, timed), "{line}");
        }
        for line in [
            "https://example.com/a",
            "gặp lúc 10:32 nhé",
            "Hôm nay trời đẹp quá, mẹ nói: về đi con",
            ": a",
            "",
        ] {
            assert!(Line::named(line).is_none(), "{line}");
        }
    }

    #[test]
    fn angled_lines() {
        for (line, name, text) in [
            ("<minh06> ai xây nhà", "minh06", "ai xây nhà"),
            ("[15:02:05] [Async Chat Thread - #0/INFO]: <minh06> ai xây", "minh06", "ai xây"),
            (
                "[15:02:09] [Async Chat Thread - #0/INFO]: [Not Secure] <bong03> mình",
                "bong03",
                "mình",
            ),
            ("15:02 < minh> mai học", "minh", "mai học"),
            ("15:03 <@co_lan> nhớ nộp", "co_lan", "nhớ nộp"),
        ] {
            let read = Line::angled(line).unwrap();
            assert_eq!((read.name, read.text), (Some(name), text), "{line}");
        }
        for line in ["I <3 you > all", "<br/> x", "a <b> c", "3 < 5 and 7 > 2"] {
            assert!(Line::angled(line).is_none(), "{line}");
        }
    }
}
