//! The lines between the days of a LINE export.

use crate::{
    formats::calendar::{full_year, number, weekday, weekday_of},
    moment::Civil,
};

/// A year, month and day that exist.
pub(super) type Day = (i32, u8, u8);

/// Which of the first two numbers of `Mon, 3/6/2024` is the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    DayMonth,
    MonthDay,
}

/// A line that begins a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ruler {
    /// `2024/06/03(月)`, `2024.06.03 Monday`: it can be read in one way only.
    Certain(Day),
    /// `Mon, 06/03/2024`, `Th 2, 03/06/2024`: the weekday mostly says which number is the month.
    Either { day_month: Option<Day>, month_day: Option<Day>, usual: Order },
}

impl Ruler {
    /// Reads a line; `None` where it is no ruler.
    pub(super) fn parse(line: &str) -> Option<Ruler> {
        let line = line.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{200e}');
        if line.len() > 60 {
            return None;
        }
        if line.starts_with(|letter: char| letter.is_ascii_digit()) {
            return year_first(line).map(Ruler::Certain);
        }
        let (name, date) = line.split_once(',').or_else(|| line.split_once(' '))?;
        let name_day = weekday(name)?;
        let (first, _, rest) = number(date.trim_start(), 2)?;
        let (second, _, rest) = number(rest.strip_prefix(['/', '.', '-'])?, 2)?;
        let (year, 4, "") = number(rest.strip_prefix(['/', '.', '-'])?, 4)? else {
            return None;
        };
        let falls_right = |month: u16, day: u16| {
            let day = exists(year, month, day)?;
            let (year, month, number) = day;
            let civil = Civil::new(year, month, number, (0, 0, 0))?;
            (weekday_of(civil) == name_day).then_some(day)
        };
        let (mut day_month, mut month_day) =
            (falls_right(second, first), falls_right(first, second));
        if day_month.is_none() && month_day.is_none() {
            // A weekday that fits neither is some other mistake; the day is still one.
            (day_month, month_day) = (exists(year, second, first), exists(year, first, second));
        }
        let usual = if weekday_is_english(name) { Order::MonthDay } else { Order::DayMonth };
        (day_month.is_some() || month_day.is_some()).then_some(Ruler::Either {
            day_month,
            month_day,
            usual,
        })
    }

    /// The order that this ruler alone shows.
    pub(super) fn order(self) -> Option<Order> {
        match self {
            Ruler::Either { day_month: Some(_), month_day: None, .. } => Some(Order::DayMonth),
            Ruler::Either { day_month: None, month_day: Some(_), .. } => Some(Order::MonthDay),
            _ => None,
        }
    }

    /// The day, read in the order of the other rulers where it says none itself, and whether
    /// even then it might be another.
    pub(super) fn day(self, order: Option<Order>) -> Option<(Day, bool)> {
        match self {
            Ruler::Certain(day) => Some((day, false)),
            Ruler::Either { day_month, month_day, usual } => {
                let chosen = match order.unwrap_or(usual) {
                    Order::DayMonth => day_month.or(month_day),
                    Order::MonthDay => month_day.or(day_month),
                };
                let same = day_month == month_day || day_month.is_none() || month_day.is_none();
                chosen.map(|day| (day, order.is_none() && !same))
            }
        }
    }
}

/// Whether it is an English weekday: America writes the month first.
fn weekday_is_english(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["sun", "mon", "tue", "wed", "thu", "fri", "sat"].iter().any(|day| lower.starts_with(day))
}

fn exists(year: u16, month: u16, day: u16) -> Option<Day> {
    let small = |number: u16| u8::try_from(number).ok();
    let day = (full_year(year), small(month)?, small(day)?);
    Civil::new(day.0, day.1, day.2, (0, 0, 0)).map(|_| day)
}

/// `2024/06/03(月)`, `2024/1/23（二）`, `2026/1/30周五`, `2024.06.03 Monday`, `2024年6月3日 星期一`.
fn year_first(line: &str) -> Option<Day> {
    let (year, 4, rest) = number(line, 4)? else {
        return None;
    };
    let (month, _, rest) = number(rest.trim_start_matches(['/', '.', '-', '年', ' ']), 2)?;
    let (day, _, rest) = number(rest.trim_start_matches(['/', '.', '-', '月', ' ']), 2)?;
    let rest = rest.trim_start_matches(['日', '.']);
    weekday(rest)?;
    exists(year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Day = (2024, 6, 3);

    #[test]
    fn rulers_of_every_language() {
        for line in [
            "2024/06/03(月)",
            "2024/06/03（一）",
            "2024/6/3(Mon)",
            "2024/06/03周一",
            "2024.06.03 Monday",
            "2024.06.03 月曜日",
            "2024.06.03 星期一",
            "2024年6月3日 星期一",
            "2024-06-03 Thứ Hai",
        ] {
            assert_eq!(Ruler::parse(line), Some(Ruler::Certain(DAY)), "{line}");
        }
        for (line, order) in [
            ("Mon, 06/03/2024", Order::MonthDay),
            ("Mon, 3/6/2024", Order::DayMonth),
            ("Th 2, 03/06/2024", Order::DayMonth),
            ("T2, 3/6/2024", Order::DayMonth),
            ("จ., 3/6/2567", Order::DayMonth),
        ] {
            let ruler = Ruler::parse(line).unwrap();
            assert_eq!(ruler.order(), Some(order), "{line}");
            assert_eq!(ruler.day(None), Some((DAY, false)), "{line}");
        }
    }

    #[test]
    fn days_that_fall_alike_follow_the_others() {
        // 5 September and 9 May 2023 were both Tuesdays.
        let ruler = Ruler::parse("Tue, 5/9/2023").unwrap();
        assert_eq!(ruler.order(), None);
        assert_eq!(ruler.day(Some(Order::DayMonth)), Some(((2023, 9, 5), false)));
        assert_eq!(ruler.day(None), Some(((2023, 5, 9), true)));
        let ruler = Ruler::parse("Th 3, 5/9/2023").unwrap();
        assert_eq!(ruler.day(None), Some(((2023, 9, 5), true)));
        let same = Ruler::parse("Sat, 07/07/2018").unwrap();
        assert_eq!(same.day(None), Some(((2018, 7, 7), false)));
    }

    #[test]
    fn other_lines_are_no_rulers() {
        for line in [
            "",
            "2024/06/03",
            "2024/06/03 đi học",
            "Mon",
            "Mon, 3/6",
            "Mon, 3/6/2024 đi học",
            "Tháng, 3/6/2024",
            "2024/13/03(月)",
            "15:02\tMinh\talo",
            "Sun is shining, 3/6/2024",
        ] {
            assert_eq!(Ruler::parse(line), None, "{line}");
        }
    }
}
