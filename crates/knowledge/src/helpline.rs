use serde::Deserialize;
use text::Localised;

use crate::pack::PackError;

/// The code under which worldwide services are listed.
const WORLDWIDE: &str = "ZZ";

/// How well a source supports a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Not enough to be shown.
    Low,
    /// One decent source.
    Medium,
    /// Well supported.
    High,
}

/// Someone to call or write to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helpline {
    /// ISO 3166-1 alpha-2; `ZZ` for a worldwide service.
    pub country: String,
    /// What it is called.
    pub name: Localised,
    /// Its number as its callers know it; several are divided by `/` or `;`.
    pub number: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// What it is for.
    pub purpose: Localised,
    /// Where the number was found.
    pub source: String,
    /// When the source was checked, as the source gives it; `None` where it bears no date.
    pub checked: Option<String>,
    /// How well the source supports it; never [`Certainty::Low`].
    pub confidence: Certainty,
}

impl Helpline {
    /// Each number apart.
    pub fn numbers(&self) -> impl Iterator<Item = &str> {
        self.number
            .iter()
            .flat_map(|number| number.split(['/', ';']))
            .map(str::trim)
            .filter(|number| !number.is_empty())
    }
}

/// A line of `helplines.csv`.
#[derive(Debug, Deserialize)]
struct Row {
    country_iso2: String,
    name: String,
    number: Option<String>,
    url: Option<String>,
    confidence: Certainty,
    checked: Option<String>,
    source_shown: String,
    name_vi: Option<String>,
    name_en: Option<String>,
    for_vi: String,
    for_en: String,
}

/// The lines that may be shown, in the order of the file.
#[derive(Debug)]
pub(crate) struct Helplines {
    lines: Vec<Helpline>,
    hotline: usize,
}

impl Helplines {
    pub(crate) fn of_country(&self, country: &str) -> Vec<&Helpline> {
        let own = self
            .lines
            .iter()
            .filter(|line| line.country != WORLDWIDE && line.country.eq_ignore_ascii_case(country));
        own.chain(self.lines.iter().filter(|line| line.country == WORLDWIDE)).collect()
    }

    pub(crate) fn countries(&self) -> Vec<&str> {
        let mut countries: Vec<&str> = self
            .lines
            .iter()
            .map(|line| line.country.as_str())
            .filter(|country| *country != WORLDWIDE)
            .collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }

    pub(crate) fn hotline(&self) -> &Helpline {
        &self.lines[self.hotline]
    }

    /// Whom a child calls: the first line of its country, else the directory of all child
    /// helplines.
    pub(crate) fn for_children(&self, country: &str) -> &Helpline {
        self.lines
            .iter()
            .find(|line| line.country.eq_ignore_ascii_case(country) && line.number.is_some())
            .or_else(|| self.worldwide("https://childhelplineinternational.org/helplines/"))
            .unwrap_or_else(|| self.hotline())
    }

    /// The police of the countries whose number the file has.
    pub(crate) fn police(&self, country: &str) -> Option<&Helpline> {
        let number = if country.eq_ignore_ascii_case("VN") { "113" } else { return None };
        self.lines.iter().find(|line| {
            line.country.eq_ignore_ascii_case(country) && line.number.as_deref() == Some(number)
        })
    }

    pub(crate) fn take_it_down(&self) -> Option<&Helpline> {
        self.worldwide("https://takeitdown.ncmec.org")
    }

    fn worldwide(&self, url: &str) -> Option<&Helpline> {
        self.lines.iter().find(|line| line.country == WORLDWIDE && line.url.as_deref() == Some(url))
    }
}

pub(crate) fn load(file: &str, source: &str) -> Result<Helplines, PackError> {
    let mut lines = Vec::new();
    for row in csv::Reader::from_reader(source.as_bytes()).into_deserialize::<Row>() {
        let row = row.map_err(|error| PackError {
            line: error.position().map_or(1, |position| position.line() as usize),
            ..PackError::whole_file(file, error.to_string())
        })?;
        if row.confidence == Certainty::Low {
            continue;
        }
        let line = Helpline::from(row);
        if line.purpose.vi.is_empty() || line.purpose.en.is_empty() {
            let name = &line.name.vi;
            return Err(PackError::whole_file(file, format!("{name}: what for, in vi and en?")));
        }
        lines.push(line);
    }
    let hotline = lines
        .iter()
        .position(|line| line.country == "VN" && line.number.as_deref() == Some("111"))
        .ok_or_else(|| PackError::whole_file(file, "the hotline 111 is missing"))?;
    Ok(Helplines { lines, hotline })
}

impl From<Row> for Helpline {
    fn from(row: Row) -> Helpline {
        Helpline {
            name: Localised {
                vi: row.name_vi.unwrap_or_else(|| row.name.clone()),
                en: row.name_en.unwrap_or(row.name),
            },
            country: row.country_iso2,
            number: row.number,
            url: row.url,
            purpose: Localised { vi: row.for_vi, en: row.for_en },
            source: row.source_shown,
            checked: row.checked,
            confidence: row.confidence,
        }
    }
}
