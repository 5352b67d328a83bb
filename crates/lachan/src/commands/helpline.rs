//! `lachan helpline`: whom one can call, only as looked up, with source and date.

use std::fmt::Write;

use knowledge::{Certainty, Helpline, Knowledge};
use text::Language;

use crate::exit::{Exit, Outcome};
use crate::language::{say, spoken};
use crate::options::{self, arguments};
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[arg(
        value_name = "COUNTRY", default_value = "VN", value_parser = country,
        hide_default_value = true, help_heading = arguments(),
        help = say(
            "Mã nước hai chữ cái, như VN, US (mặc định: VN); «all» in ra mọi nước",
            "Two-letter country code such as VN or US (default: VN); `all` prints every country",
        ),
    )]
    country: Country,
}

#[derive(Clone, Debug)]
enum Country {
    All,
    One(String),
}

fn country(typed: &str) -> Result<Country, String> {
    match typed {
        "all" => Ok(Country::All),
        _ => options::country(typed).map(Country::One),
    }
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    let knowledge = Knowledge::bundled();
    let countries = match &arguments.country {
        Country::All => knowledge.countries(),
        Country::One(code) => vec![code.as_str()],
    };
    let language = spoken();
    let mut page = String::new();
    for country in countries {
        let (worldwide, own): (Vec<_>, Vec<_>) =
            knowledge.helplines(country).into_iter().partition(|line| line.country != country);
        if own.is_empty() {
            let _ = writeln!(page, "{}\n", none_of_its_own(country, language));
            list(&mut page, &worldwide, language);
        } else {
            list(&mut page, &own, language);
        }
    }
    output::print(page.as_bytes())?;
    Ok(Exit::Done)
}

fn list(page: &mut String, lines: &[&Helpline], language: Language) {
    for line in lines {
        let reach = [line.number.as_deref(), line.url.as_deref()];
        let reach: Vec<&str> = reach.into_iter().flatten().collect();
        let _ = writeln!(page, "{} · {}", line.country, line.name.get(language));
        let _ = writeln!(page, "   {}", reach.join(" · "));
        let _ = writeln!(page, "   {}", line.purpose.get(language));
        let _ = writeln!(page, "   {}\n", provenance(line));
    }
}

/// Where a number comes from, when that was checked, and what is uncertain about it.
fn provenance(line: &Helpline) -> String {
    let source = format!("{}: {}", say("Nguồn", "Source"), line.source);
    let checked = match &line.checked {
        Some(date) => format!("{} {date}", say("kiểm tra", "checked")),
        None => say("nguồn không ghi ngày", "the source bears no date").into(),
    };
    let doubt = match line.confidence {
        Certainty::High => "",
        Certainty::Medium | Certainty::Low => say(
            " · một nguồn, nên gọi thử trước khi cần",
            " · one source only: try it before you need it",
        ),
    };
    format!("{source} · {checked}{doubt}")
}

fn none_of_its_own(country: &str, language: Language) -> String {
    match language {
        Language::Vi => format!(
            "Lá Chắn chưa có số nào của nước {country} đủ tin cậy để đưa ra. Có thể tìm ở đây:"
        ),
        Language::En => {
            format!("No number of {country} is well enough supported to be shown. Look here:")
        }
    }
}
