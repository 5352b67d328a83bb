//! Dates with the month in words: `Jun 03, 2024 3:02 pm`, `Mon Jun  3 15:00:00 2024`,
//! `Mon, 3 Jun 2024 15:02:00 +0700`, `3 thg 6, 2024 15:02`, `03-Jun-24 03:02 PM`.

use crate::moment::Civil;

/// A day and time, and its zone where one is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Written {
    pub(in crate::formats) civil: Civil,
    /// Minutes east of UTC.
    pub(in crate::formats) offset: Option<i16>,
}

/// Longer than any date is written.
const LONGEST: usize = 100;

/// Reads a date with its month in words, and a time where there is one.
pub(in crate::formats) fn written(text: &str) -> Option<Written> {
    if text.len() > LONGEST {
        return None;
    }
    let mut parts = Parts::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = if first.is_ascii_digit() {
            parts.number(rest)?
        } else if first.is_alphabetic() {
            parts.word(rest)
        } else if matches!(first, '+' | '-') && parts.time.is_some() && parts.offset.is_none() {
            parts.zone(rest)
        } else {
            rest.get(first.len_utf8()..)?
        };
    }
    parts.finish()
}

#[derive(Default)]
struct Parts {
    /// The numbers that are not of the time, and how many digits they have.
    numbers: Vec<(u16, usize)>,
    month: Option<u8>,
    /// A word for "month" was the last: what follows is the month's number.
    month_follows: bool,
    time: Option<(u8, u8, u8)>,
    later_half: Option<bool>,
    offset: Option<i16>,
}

impl Parts {
    fn number<'a>(&mut self, text: &'a str) -> Option<&'a str> {
        let (number, digits, rest) = digits(text)?;
        if let Some(after) = rest.strip_prefix(':').filter(|_| self.time.is_none()) {
            let (minute, _, rest) = digits_or_none(after)?;
            let (second, rest) = match rest.strip_prefix(':').and_then(digits_or_none) {
                Some((second, _, rest)) => (second, rest),
                None => (0, rest),
            };
            let small = |number: u16| u8::try_from(number).ok();
            self.time = Some((small(number)?, small(minute)?, small(second)?));
            return Some(rest);
        }
        if std::mem::take(&mut self.month_follows) {
            self.month = u8::try_from(number).ok();
        } else {
            self.numbers.push((number, digits));
        }
        Some(rest)
    }

    fn word<'a>(&mut self, text: &'a str) -> &'a str {
        let end = text.find(|letter: char| !letter.is_alphabetic() && letter != '.');
        let (word, rest) = text.split_at(end.unwrap_or(text.len()));
        let word = word.replace('.', "").to_lowercase();
        if std::mem::take(&mut self.month_follows) {
            self.month = vietnamese_month(&word).or(self.month);
            return rest;
        }
        match word.as_str() {
            "thg" | "tháng" => self.month_follows = true,
            "am" | "sa" | "sáng" | "a" if self.time.is_some() => self.later_half = Some(false),
            "pm" | "ch" | "chiều" | "tối" | "p" if self.time.is_some() => {
                self.later_half = Some(true);
            }
            // “Tháng mười một”, “tháng mười hai”.
            "một" if self.month == Some(10) => self.month = Some(11),
            "hai" if self.month == Some(10) => self.month = Some(12),
            _ => {
                if let Some(offset) = zone_name(&word).filter(|_| self.time.is_some()) {
                    self.offset = self.offset.or(Some(offset));
                } else if let Some(month) = month(&word) {
                    self.month = Some(month);
                }
            }
        }
        rest
    }

    /// `+0700`, `-05:00`. A minus before anything else is a dash.
    fn zone<'a>(&mut self, text: &'a str) -> &'a str {
        let after = text.get(1..).unwrap_or_default();
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let written = match digits(after) {
            Some((number, 4, rest)) => Some((number / 100, number % 100, rest)),
            Some((hours, 2, rest)) => match rest.strip_prefix(':').and_then(digits) {
                Some((minutes, 2, rest)) => Some((hours, minutes, rest)),
                _ => None,
            },
            _ => None,
        };
        match written {
            Some((hours @ 0..24, minutes @ 0..60, rest)) => {
                let east = i16::try_from(hours * 60 + minutes).unwrap_or_default();
                self.offset = Some(sign * east);
                rest
            }
            _ => after,
        }
    }

    fn finish(self) -> Option<Written> {
        let (day, year) = match self.numbers.as_slice() {
            // `2024 Jun 03`
            [(year, 4), (day, 1 | 2)] | [(day, 1 | 2), (year, 4)] => (*day, i32::from(*year)),
            // Mails and old exports write two digits of the year, always last.
            [(day, 1 | 2), (year, 2)] => (*day, 2000 + i32::from(*year)),
            _ => return None,
        };
        let (hour, minute, second) = self.time.unwrap_or_default();
        let hour = match self.later_half {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let day = u8::try_from(day).ok()?;
        let civil = Civil::new(year, self.month?, day, (hour, minute, second))?;
        Some(Written { civil, offset: self.offset })
    }
}

/// The number at the start of a text, of at most nine digits.
fn digits(text: &str) -> Option<(u16, usize, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at_checked(length)?;
    Some((number.parse().ok()?, length, rest))
}

fn digits_or_none(text: &str) -> Option<(u16, usize, &str)> {
    digits(text).filter(|(number, length, _)| *length == 2 && *number < 61)
}

/// The month of a word in the languages of exports, by how it begins.
fn month(word: &str) -> Option<u8> {
    const BEGINNINGS: &[(&str, u8)] = &[
        ("jan", 1),
        ("jän", 1),
        ("ene", 1),
        ("gen", 1),
        ("feb", 2),
        ("fev", 2),
        ("fév", 2),
        ("mar", 3),
        ("mär", 3),
        ("maa", 3),
        ("apr", 4),
        ("abr", 4),
        ("avr", 4),
        ("may", 5),
        ("mai", 5),
        ("mei", 5),
        ("mag", 5),
        ("jun", 6),
        ("juin", 6),
        ("giu", 6),
        ("jul", 7),
        ("juil", 7),
        ("lug", 7),
        ("aug", 8),
        ("ago", 8),
        ("aoû", 8),
        ("agu", 8),
        ("sep", 9),
        ("set", 9),
        ("oct", 10),
        ("okt", 10),
        ("out", 10),
        ("ott", 10),
        ("nov", 11),
        ("dec", 12),
        ("dez", 12),
        ("des", 12),
        ("dic", 12),
        ("déc", 12),
    ];
    BEGINNINGS.iter().find(|(start, _)| word.starts_with(start)).map(|(_, month)| *month)
}

fn vietnamese_month(word: &str) -> Option<u8> {
    const MONTHS: &[(&str, u8)] = &[
        ("một", 1),
        ("giêng", 1),
        ("hai", 2),
        ("ba", 3),
        ("tư", 4),
        ("năm", 5),
        ("sáu", 6),
        ("bảy", 7),
        ("tám", 8),
        ("chín", 9),
        ("mười", 10),
        ("chạp", 12),
    ];
    MONTHS.iter().find(|(name, _)| *name == word).map(|(_, month)| *month)
}

/// Minutes east of UTC of the zones that old mails name.
fn zone_name(word: &str) -> Option<i16> {
    let hours = match word {
        "utc" | "gmt" | "ut" | "z" => 0,
        "edt" => -4,
        "est" | "cdt" => -5,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => return None,
    };
    Some(hours * 60)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_of_every_export() {
        let at = |hour, minute, second| Civil::new(2024, 6, 3, (hour, minute, second)).unwrap();
        for (text, civil, offset) in [
            ("Jun 03, 2024 3:02 pm", at(15, 2, 0), None),
            ("Jun 03, 2024, 3:02 PM", at(15, 2, 0), None),
            ("Monday, June 3, 2024 12:02 AM", at(0, 2, 0), None),
            ("03. Juni 2024, 3:02 p. m.", at(15, 2, 0), None),
            ("Mon Jun 03 15:00:00 2024", at(15, 0, 0), None),
            ("Mon Jun  3 15:00:00 2024", at(15, 0, 0), None),
            ("Tue Jun 03 2024", at(0, 0, 0), None),
            ("Mon, 3 Jun 2024 15:02:07 +0700", at(15, 2, 7), Some(420)),
            ("3 Jun 24 15:02 -0330 (NDT)", at(15, 2, 0), Some(-210)),
            ("Mon, 03 Jun 2024 15:02:07 GMT", at(15, 2, 7), Some(0)),
            ("03-Jun-24 03:02 PM", at(15, 2, 0), None),
            ("3 thg 6, 2024 15:02", at(15, 2, 0), None),
            ("Thứ Hai, 3 tháng 6, 2024 lúc 3:02 CH", at(15, 2, 0), None),
            ("03 Tháng Sáu 2024 15:02", at(15, 2, 0), None),
            ("3 juin 2024 à 15:02", at(15, 2, 0), None),
        ] {
            assert_eq!(written(text), Some(Written { civil, offset }), "{text}");
        }
        let civil = Civil::new(2024, 11, 3, (0, 0, 0)).unwrap();
        assert_eq!(written("3 tháng mười một 2024").map(|one| one.civil), Some(civil));
    }

    #[test]
    fn words_are_no_dates() {
        for text in ["", "june", "3 apples 2024", "Jun 31, 2024", "Jun 3", "99999999999 Jun"] {
            assert_eq!(written(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = written(&text);
        }
    }
}
