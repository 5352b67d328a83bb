use crate::Moment;

/// A day and time of day on a wall clock, as exports without a zone write it.
///
/// Only [`Civil::new`] makes one, so the fields always name a day that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Civil {
    days: i64,
    seconds: u32,
}

impl Civil {
    /// A day of the Gregorian calendar; `None` where there is no such day or time.
    pub(crate) fn new(year: i32, month: u8, day: u8, time: (u8, u8, u8)) -> Option<Civil> {
        let (hour, minute, second) = time;
        let real = (0..=9999).contains(&year)
            && (1..=12).contains(&month)
            && day >= 1
            && day <= days_in_month(year, month)
            && hour < 24
            && minute < 60
            && second < 61;
        real.then(|| Civil {
            days: days_from_civil(year, month, day),
            seconds: u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second.min(59)),
        })
    }

    /// The moment at which a clock `offset_minutes` east of UTC showed this.
    pub(crate) fn at_offset(self, offset_minutes: i16) -> Moment {
        let local = self.days * DAY_MS + i64::from(self.seconds) * 1000;
        Moment { unix_ms: local - i64::from(offset_minutes) * MINUTE_MS, offset_minutes }
    }

    /// Its year, month and day.
    pub(crate) fn date(self) -> (i32, u8, u8) {
        let (year, month, day) = civil_from_days(self.days);
        let small = |number: i64| u8::try_from(number).unwrap_or_default();
        (i32::try_from(year).unwrap_or_default(), small(month), small(day))
    }

    /// Seconds on the wall clock since 1970-01-01T00:00:00 on that same clock.
    pub(crate) fn wall_seconds(self) -> i64 {
        self.days * 86_400 + i64::from(self.seconds)
    }
}

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 86_400_000;
/// Half-open range of milliseconds that RFC 3339 can write: the years 0 to 9999.
const WRITABLE_MS: (i64, i64) = (-62_167_219_200_000, 253_402_300_800_000);
const LARGEST_OFFSET: i16 = 24 * 60 - 1;

impl Moment {
    /// Reads a time of RFC 3339, such as `2026-03-02T20:14:00+07:00`.
    ///
    /// Also takes what exports make of it: a blank instead of `T`, an offset without a colon, a
    /// fraction of any length (kept to the millisecond), lower case. `None` for anything else.
    pub fn parse_rfc3339(text: &str) -> Option<Moment> {
        let (civil, milliseconds, rest) = parse_date_time(text.trim())?;
        let offset_minutes = parse_offset(rest.trim_start())?;
        let mut moment = civil.at_offset(offset_minutes);
        moment.unix_ms += i64::from(milliseconds);
        Some(moment)
    }

    /// Writes the time as RFC 3339 on the clock it was shown on, with milliseconds only where
    /// there are any. A moment outside the years 0 to 9999 is written as the nearest one inside.
    pub fn to_rfc3339(self) -> String {
        let offset = self.offset_minutes.clamp(-LARGEST_OFFSET, LARGEST_OFFSET);
        let local = self
            .unix_ms
            .saturating_add(i64::from(offset) * MINUTE_MS)
            .clamp(WRITABLE_MS.0, WRITABLE_MS.1 - 1);
        let (year, month, day) = civil_from_days(local.div_euclid(DAY_MS));
        let within = local.rem_euclid(DAY_MS);
        let (hour, minute) = (within / 3_600_000, within / MINUTE_MS % 60);
        let (second, milliseconds) = (within / 1000 % 60, within % 1000);
        let fraction =
            if milliseconds == 0 { String::new() } else { format!(".{milliseconds:03}") };
        let sign = if offset < 0 { '-' } else { '+' };
        let (east, minutes) = (offset.abs() / 60, offset.abs() % 60);
        format!(
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{sign}{east:02}:{minutes:02}"
        )
    }
}

/// Reads `2024-06-03T15:02:00` with an optional fraction, without a zone.
pub(crate) fn parse_civil(text: &str) -> Option<Civil> {
    parse_date_time(text.trim()).map(|(civil, _, _)| civil)
}

/// The date and time at the start of a text, its milliseconds, and what follows.
fn parse_date_time(text: &str) -> Option<(Civil, u16, &str)> {
    let number = |from: usize, to: usize| -> Option<u32> {
        let digits = text.get(from..to)?;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let mark =
        |at: usize, allowed: &[u8]| text.as_bytes().get(at).is_some_and(|b| allowed.contains(b));
    let separated = mark(4, b"-") && mark(7, b"-") && mark(10, b"Tt ") && mark(13, b":");
    if !separated {
        return None;
    }
    let (second, end) = if mark(16, b":") { (number(17, 19)?, 19) } else { (0, 16) };
    let small = |value: u32| u8::try_from(value).ok();
    let time = (small(number(11, 13)?)?, small(number(14, 16)?)?, small(second)?);
    let year = i32::try_from(number(0, 4)?).ok()?;
    let civil = Civil::new(year, small(number(5, 7)?)?, small(number(8, 10)?)?, time)?;

    let rest = text.get(end..)?;
    let Some(fraction) = rest.strip_prefix('.') else {
        return Some((civil, 0, rest));
    };
    let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let milliseconds = fraction
        .bytes()
        .take(digits)
        .chain([b'0'; 3])
        .take(3)
        .fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    Some((civil, milliseconds, fraction.get(digits..)?))
}

/// `Z`, `+07:00`, `+0700` or `+07` as minutes east of UTC.
fn parse_offset(text: &str) -> Option<i16> {
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") {
        return Some(0);
    }
    let east = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: Vec<u8> = text.bytes().skip(1).filter(|byte| *byte != b':').collect();
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |at: usize| digits.get(at).map_or(0, |byte| i16::from(byte - b'0'));
    if digits.len() != 2 && digits.len() != 4 {
        return None;
    }
    let (hours, minutes) = (digit(0) * 10 + digit(1), digit(2) * 10 + digit(3));
    (hours < 24 && minutes < 60).then_some(east * (hours * 60 + minutes))
}

fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a day of the Gregorian calendar.
///
/// The year is counted from March, so that the leap day is its last (H. Hinnant's method).
fn days_from_civil(year: i32, month: u8, day: u8) -> i64 {
    let year = i64::from(year) - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (i64::from(month) + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_exports_write() {
        let eight = 1_717_401_720_000;
        for (text, unix_ms, offset_minutes) in [
            ("2024-06-03T15:02:00+07:00", eight, 420),
            ("2024-06-03T08:02:00Z", eight, 0),
            ("2024-06-03 08:02:00 UTC", eight, 0),
            ("2024-06-03T08:02:00.1239999+00:00", eight + 123, 0),
            ("2024-06-03T04:32:00.5-0330", eight + 500, -210),
        ] {
            assert_eq!(
                Moment::parse_rfc3339(text),
                Some(Moment { unix_ms, offset_minutes }),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for text in [
            "2023-02-29T00:00:00Z",
            "2024-13-01T00:00:00Z",
            "2024-06-03T24:00:00Z",
            "2024-06-03T15:02:00",
            "2024-06-03T15:02:00.Z",
            "2024-06-03T15:02:00+7",
            "hôm qua",
            "",
        ] {
            assert_eq!(Moment::parse_rfc3339(text), None, "{text}");
        }
    }

    #[test]
    fn writes_moments_outside_the_calendar_as_the_nearest_inside() {
        let far = Moment { unix_ms: i64::MAX, offset_minutes: i16::MAX };
        assert_eq!(far.to_rfc3339(), "9999-12-31T23:59:59.999+23:59");
        let long_ago = Moment { unix_ms: i64::MIN, offset_minutes: i16::MIN };
        assert_eq!(long_ago.to_rfc3339(), "0000-01-01T00:00:00-23:59");
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(unix_ms in -60_000_000_000_000i64..250_000_000_000_000, offset_minutes in -1439i16..=1439) {
            let moment = Moment { unix_ms, offset_minutes };
            prop_assert_eq!(Moment::parse_rfc3339(&moment.to_rfc3339()), Some(moment));
        }

        #[test]
        fn agrees_with_jiff(unix_ms in -60_000_000_000_000i64..250_000_000_000_000) {
            let written = Moment { unix_ms, offset_minutes: 0 }.to_rfc3339();
            let read: jiff::Timestamp = written.parse().unwrap();
            prop_assert_eq!(read.as_millisecond(), unix_ms);
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = Moment::parse_rfc3339(&text);
        }
    }
}
