//! The numbers of a header, and the order in which they make dates.

use crate::moment::Civil;

/// The numbers of a header, as they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) struct Stamp {
    pub(super) first: u16,
    pub(super) second: u16,
    pub(super) third: u16,
    pub(super) hour: u8,
    pub(super) minute: u8,
    pub(super) seconds: u8,
}

/// Which number of a date is what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

/// The order chosen for a whole chat.
#[derive(Clone, Copy, Debug)]
pub(in crate::formats) struct Chosen {
    pub(in crate::formats) order: Order,
    /// Whether another would have done as well.
    pub(in crate::formats) ambiguous: bool,
}

impl Stamp {
    /// The day and time in this order; `None` where there is no such day.
    pub(in crate::formats) fn civil(self, order: Order) -> Option<Civil> {
        // A year written in full stands where it stands.
        let order = match order {
            _ if self.first > 99 => Order::YearMonthDay,
            Order::YearMonthDay if self.third > 99 => Order::DayMonthYear,
            order => order,
        };
        let (year, month, day) = match order {
            Order::DayMonthYear => (self.third, self.second, self.first),
            Order::MonthDayYear => (self.third, self.first, self.second),
            Order::YearMonthDay => (self.first, self.second, self.third),
        };
        let small = |number: u16| u8::try_from(number).ok();
        let time = (self.hour, self.minute, self.seconds);
        Civil::new(full_year(year)?, small(month)?, small(day)?, time)
    }
}

/// The year of our calendar. Thailand counts 543 years more, also in two digits: 67 is 2024. The
/// years of Persia and of Islam, 1403 and 1445, have other months: better no time than a wrong one.
fn full_year(year: u16) -> Option<i32> {
    let year = i32::from(year);
    match year {
        0..50 => Some(2000 + year),
        50..100 => Some(2500 + year - 543),
        1300..1500 => None,
        2400..2700 => Some(year - 543),
        _ => Some(year),
    }
}

/// How well an order fits.
#[derive(Clone, Copy, Debug, Default)]
struct Fit {
    /// Dates that do not exist, or are before WhatsApp did.
    impossible: u64,
    /// Steps back in time.
    backwards: u64,
    /// Days from the first to the last and all the way between.
    travelled: u64,
    /// How often the next message was on another day.
    new_days: u64,
}

/// WhatsApp began in 2009; no chat is older.
const BEGINNING: i64 = 1_230_768_000;

/// The order in which all stamps make most sense. Where nothing else tells, the day comes first,
/// unless the headers are written as only America does.
pub(in crate::formats) fn choose<I: Iterator<Item = Stamp>>(
    american: bool,
    stamps: impl Fn() -> I,
) -> Chosen {
    use Order::{DayMonthYear, MonthDayYear, YearMonthDay};
    let (likely, other) =
        if american { (MonthDayYear, DayMonthYear) } else { (DayMonthYear, MonthDayYear) };
    let fit_of = |order| fit(stamps(), order);
    let merit = |fit: &Fit| (fit.impossible, fit.backwards, fit.travelled);

    let (first, second) = ((fit_of(likely), likely), (fit_of(other), other));
    let ((best, order), (worse, _)) =
        if merit(&second.0) < merit(&first.0) { (second, first) } else { (first, second) };
    // A year of two digits that comes first is so rare that it is taken only where nothing else
    // makes dates.
    if best.impossible > 0 && fit_of(YearMonthDay).impossible < best.impossible {
        return Chosen { order: YearMonthDay, ambiguous: false };
    }
    // The other order does as well unless it makes impossible days or goes back in time, or
    // leaps over months where the best goes on from day to day.
    let as_possible = (worse.impossible, worse.backwards) == (best.impossible, best.backwards);
    let as_near = worse.travelled < 20 * best.travelled.max(1) || best.new_days < 5;
    let differs = || stamps().any(|stamp| stamp.civil(likely) != stamp.civil(other));
    Chosen { order, ambiguous: as_possible && as_near && differs() }
}

fn fit(stamps: impl Iterator<Item = Stamp>, order: Order) -> Fit {
    let mut fit = Fit::default();
    let mut before: Option<i64> = None;
    for stamp in stamps {
        let Some(now) = stamp.civil(order).map(Civil::wall_seconds) else {
            fit.impossible += 1;
            continue;
        };
        fit.impossible += u64::from(now < BEGINNING);
        if let Some(before) = before {
            let days = now.div_euclid(86_400).abs_diff(before.div_euclid(86_400));
            fit.backwards += u64::from(now < before);
            fit.travelled += days;
            fit.new_days += u64::from(days > 0);
        }
        before = Some(now);
    }
    fit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(american: bool, dates: &[(u16, u16, u16)]) -> (Order, bool) {
        let stamps = || {
            dates.iter().map(|&(first, second, third)| Stamp {
                first,
                second,
                third,
                hour: 12,
                minute: 0,
                seconds: 0,
            })
        };
        let Chosen { order, ambiguous } = choose(american, stamps);
        (order, ambiguous)
    }

    #[test]
    fn a_day_beyond_twelve_decides() {
        assert_eq!(chosen(false, &[(3, 6, 24), (13, 6, 24)]), (Order::DayMonthYear, false));
        assert_eq!(chosen(false, &[(6, 3, 24), (6, 13, 24)]), (Order::MonthDayYear, false));
        assert_eq!(chosen(false, &[(24, 6, 3), (24, 6, 13)]), (Order::YearMonthDay, false));
        assert_eq!(chosen(false, &[(2024, 6, 3)]), (Order::DayMonthYear, false));
    }

    #[test]
    fn time_that_goes_forwards_decides() {
        assert_eq!(chosen(true, &[(9, 6, 24), (2, 7, 24)]), (Order::DayMonthYear, false));
        assert_eq!(chosen(false, &[(6, 9, 24), (7, 2, 24)]), (Order::MonthDayYear, false));
    }

    #[test]
    fn days_that_follow_each_other_decide() {
        let days: Vec<_> = (1..8).map(|day| (6, day, 24)).collect();
        assert_eq!(chosen(false, &days), (Order::MonthDayYear, false));
        let days: Vec<_> = (1..8).map(|day| (day, 6, 24)).collect();
        assert_eq!(chosen(true, &days), (Order::DayMonthYear, false));
    }

    #[test]
    fn a_single_day_leaves_it_open_and_says_so() {
        assert_eq!(chosen(false, &[(3, 6, 24)]), (Order::DayMonthYear, true));
        assert_eq!(chosen(true, &[(3, 6, 24)]), (Order::MonthDayYear, true));
        assert_eq!(chosen(false, &[(6, 6, 24)]), (Order::DayMonthYear, false));
    }

    #[test]
    fn thai_years_are_ours() {
        let stamp = |third| Stamp { first: 3, second: 6, third, hour: 0, minute: 0, seconds: 0 };
        let day = Civil::new(2024, 6, 3, (0, 0, 0));
        for year in [2567, 67, 24, 2024] {
            assert_eq!(stamp(year).civil(Order::DayMonthYear), day, "{year}");
        }
    }
}
