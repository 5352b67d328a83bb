//! Times as files for people write them: in numbers whose order is open, in words, or with a zone.

mod written;

pub(super) use written::{Written, written};

use super::whatsapp::{
    dates::{Order, Stamp, choose},
    header,
};
use crate::{
    Message, Moment, ReadOptions, Warning, WarningCode,
    moment::{self, Civil},
    read::Found,
};

/// The times of one file. Which number is the day is known only when all have been seen, so each
/// message holds a place in this list until then.
#[derive(Default)]
pub(super) struct Times {
    held: Vec<Held>,
    /// How many are written as only America does, less those that are not.
    american: i64,
    /// The clock of the file, where it says which, in minutes east of UTC.
    clock: Option<i16>,
}

enum Held {
    /// With a zone of its own.
    Moment(Moment),
    /// Milliseconds since 1970, to be shown on the file's clock.
    Instant(i64),
    Wall(Civil),
    Numbers(Stamp),
}

impl Times {
    /// Holds a time; `None` where the text is none.
    pub(super) fn hold(&mut self, text: &str) -> Option<Moment> {
        let text = text.trim();
        let held = Moment::parse_rfc3339(text)
            .map(Held::Moment)
            .or_else(|| instant(text).map(Held::Instant))
            .or_else(|| moment::parse_civil(text).map(Held::Wall))
            .or_else(|| self.numbers(text))
            .or_else(|| {
                let Written { civil, offset } = written(text)?;
                Some(offset.map_or(Held::Wall(civil), |east| Held::Moment(civil.at_offset(east))))
            })?;
        self.add(held)
    }

    /// Holds an instant, in milliseconds since 1970.
    pub(super) fn hold_instant(&mut self, unix_ms: i64) -> Option<Moment> {
        self.add(Held::Instant(unix_ms))
    }

    /// Says on which clock the file's times are.
    pub(super) fn on_clock(&mut self, offset_minutes: i16) {
        self.clock = Some(offset_minutes);
    }

    fn add(&mut self, held: Held) -> Option<Moment> {
        let unix_ms = i64::try_from(self.held.len()).ok()?;
        self.held.push(held);
        Some(Moment { unix_ms, offset_minutes: 0 })
    }

    fn numbers(&mut self, text: &str) -> Option<Held> {
        let first = text.chars().next()?;
        if first.is_ascii_alphabetic() {
            return None;
        }
        // The dates of WhatsApp are those of every phone and language.
        let bracketed = format!("[{text}] ");
        let without_time = format!("[{text} 00:00] ");
        let header = header::parse(&bracketed).or_else(|| header::parse(&without_time))?;
        self.american += if header.american { 1 } else { -1 };
        Some(Held::Numbers(header.stamp))
    }

    /// Gives messages the times they hold, and says what had to be assumed.
    pub(super) fn settle<'m>(
        self,
        messages: impl Iterator<Item = &'m mut Message>,
        options: &ReadOptions,
        found: &mut Found,
    ) {
        let stamps = || {
            self.held.iter().filter_map(|held| match held {
                Held::Numbers(stamp) => Some(*stamp),
                _ => None,
            })
        };
        let numbered = stamps().next().is_some();
        let chosen = choose(self.american > 0, stamps);
        let clock = self.clock.unwrap_or(options.local_offset_minutes);
        for message in messages {
            let held = message.at.and_then(|at| usize::try_from(at.unix_ms).ok());
            message.at = held.and_then(|at| self.held.get(at)).and_then(|held| match held {
                Held::Moment(moment) => Some(*moment),
                Held::Instant(unix_ms) => Some(Moment { unix_ms: *unix_ms, offset_minutes: clock }),
                Held::Wall(civil) => Some(civil.at_offset(clock)),
                Held::Numbers(stamp) => in_order(*stamp, chosen.order).map(|c| c.at_offset(clock)),
            });
        }
        let on_a_wall =
            self.held.iter().any(|held| matches!(held, Held::Wall(_) | Held::Numbers(_)));
        if on_a_wall && self.clock.is_none() {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        if numbered && chosen.ambiguous {
            found.warn(Warning::new(WarningCode::OrderAmbiguous));
        }
    }
}

/// A line or two of a file may have been written on a phone of another country.
fn in_order(stamp: Stamp, order: Order) -> Option<Civil> {
    let other = match order {
        Order::DayMonthYear => Order::MonthDayYear,
        Order::MonthDayYear | Order::YearMonthDay => Order::DayMonthYear,
    };
    stamp.civil(order).or_else(|| stamp.civil(other))
}

/// Seconds, milliseconds or microseconds since 1970, as a whole number.
fn instant(text: &str) -> Option<i64> {
    let digits = text.split_once('.').map_or(text, |(whole, _)| whole);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    match digits.len() {
        9 | 10 => Some(number * 1000),
        12 | 13 => Some(number),
        15 | 16 => Some(number / 1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(texts: &[&str]) -> (Vec<Option<String>>, Vec<WarningCode>) {
        let mut times = Times::default();
        let mut messages: Vec<Message> = texts
            .iter()
            .map(|text| Message { at: times.hold(text), ..Message::default() })
            .collect();
        let mut found = Found::default();
        let options = ReadOptions { local_offset_minutes: 420, ..ReadOptions::default() };
        times.settle(messages.iter_mut(), &options, &mut found);
        let read = messages.into_iter().map(|message| message.at.map(Moment::to_rfc3339));
        (read.collect(), found.warnings.into_iter().map(|warning| warning.code).collect())
    }

    #[test]
    fn every_way_to_write_a_time() {
        let expected = Moment::parse_rfc3339("2024-06-13T15:02:00+07:00").unwrap();
        for text in [
            "2024-06-13 15:02:00",
            "2024-06-13T15:02",
            "13/06/2024 15:02",
            "6/13/24, 3:02 PM",
            "13-06-2024 15:02:00",
            "15:02 13/06/2024",
            "Jun 13, 2024 3:02:00 PM",
            "13 thg 6, 2024 15:02",
            "1718265720000",
            "1718265720",
            "2024-06-13T08:02:00.0000000+00:00",
        ] {
            let (read, _) = settled(&[text]);
            let read = read[0].as_deref().and_then(Moment::parse_rfc3339);
            assert_eq!(read.map(|at| at.unix_ms), Some(expected.unix_ms), "{text}");
        }
        assert_eq!(settled(&["hôm qua", "", "12"]).0, [None, None, None]);
    }

    #[test]
    fn the_order_is_that_of_the_whole_file() {
        let (read, codes) = settled(&["03/06/2024 15:02", "13/06/2024 15:03"]);
        assert_eq!(read[0].as_deref(), Some("2024-06-03T15:02:00+07:00"));
        assert_eq!(codes, [WarningCode::TimeZoneUnknown]);
        let (_, codes) = settled(&["03/06/2024 15:02"]);
        assert_eq!(codes, [WarningCode::TimeZoneUnknown, WarningCode::OrderAmbiguous]);
        let (_, codes) = settled(&["1718265720000"]);
        assert_eq!(codes, []);
    }
}
