use chats::Moment;
use text::Language;

/// The day as people write it: `2/3/2026`, `2 Mar 2026`.
pub(crate) fn day(moment: Moment, language: Language) -> String {
    let written = moment.to_rfc3339();
    let part = |from, to| written.get(from..to).unwrap_or("");
    let bare = |number: &str| number.trim_start_matches('0').to_owned();
    let (year, month, day) = (part(0, 4), bare(part(5, 7)), bare(part(8, 10)));
    match language {
        Language::Vi => format!("{day}/{month}/{year}"),
        Language::En => format!("{day} {} {year}", english_month(&month)),
    }
}

/// The minute and the day: `20:14, 2/3/2026`.
pub(crate) fn minute(moment: Moment, language: Language) -> String {
    let written = moment.to_rfc3339();
    format!("{}, {}", written.get(11..16).unwrap_or(""), day(moment, language))
}

fn english_month(number: &str) -> &'static str {
    match number {
        "1" => "Jan",
        "2" => "Feb",
        "3" => "Mar",
        "4" => "Apr",
        "5" => "May",
        "6" => "Jun",
        "7" => "Jul",
        "8" => "Aug",
        "9" => "Sep",
        "10" => "Oct",
        "11" => "Nov",
        _ => "Dec",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_the_clock_on_the_wall() {
        let evening = Moment { unix_ms: 1_772_457_240_000, offset_minutes: 420 };
        assert_eq!(minute(evening, Language::Vi), "20:14, 2/3/2026");
        assert_eq!(minute(evening, Language::En), "20:14, 2 Mar 2026");
        let west = Moment { offset_minutes: -210, ..evening };
        assert_eq!(minute(west, Language::En), "09:44, 2 Mar 2026");
    }
}
