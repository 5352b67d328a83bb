//! The pages that teach: tricks, guidelines, law, platforms. They hold nothing of anybody, so they
//! are the same for all and can be written to plain files.

use askama::Template;
use axum::http::Uri;
use axum::response::Response;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use knowledge::{
    AgeBand, Ages, Bubble, Guideline, Knowledge, LawCard, LibraryEntry, Parts, PlatformCard, Side,
};
use text::{Language, Localised};

use crate::design;
use crate::help;
use crate::lessons;
use crate::pages::{Frame, language, render};
use crate::sheets;
use crate::transfer;
use crate::trouble::Trouble;
use crate::words::Words;

/// The page on which all others of these are found.
#[derive(Template)]
#[template(path = "learn.html")]
struct Learn {
    frame: Frame,
    library: &'static [LibraryEntry],
    guidelines: &'static [Guideline],
}

#[derive(Template)]
#[template(path = "trick.html")]
struct TrickPage {
    frame: Frame,
    entry: &'static LibraryEntry,
    /// Where one reads on.
    following: &'static LibraryEntry,
}

#[derive(Template)]
#[template(path = "guidelines.html")]
struct Guidelines {
    frame: Frame,
    guidelines: &'static [Guideline],
}

#[derive(Template)]
#[template(path = "laws.html")]
struct Laws {
    frame: Frame,
    /// The cards of each instrument together.
    instruments: Vec<&'static [LawCard]>,
}

#[derive(Template)]
#[template(path = "platforms.html")]
struct Platforms {
    frame: Frame,
    platforms: &'static [PlatformCard],
    /// Today as `YYYY-MM-DD`; where a card is due, the page says that menus may have moved.
    today: String,
}

/// Every page of these below `/{language}/`, by its address: see [`page`].
pub(crate) fn addresses() -> Vec<String> {
    let fixed = ["learn", "guidelines", "laws", "platforms", help::STEPS, design::DESIGN];
    let fixed = fixed.map(str::to_owned);
    let library = Knowledge::bundled().library().iter();
    let tricks = fixed.into_iter().chain(library.map(of_trick));
    tricks
        .chain(lessons::addresses())
        .chain(sheets::addresses())
        .chain(transfer::addresses())
        .collect()
}

/// The address of a trick's page.
pub(crate) fn of_trick(entry: &LibraryEntry) -> String {
    format!("tricks/{}", entry.id)
}

/// The page at an address, in HTML; nothing where there is none.
pub(crate) fn page(address: &str, frame: Frame) -> Option<Result<String, askama::Error>> {
    let knowledge = Knowledge::bundled();
    Some(match address {
        "learn" => {
            let (library, guidelines) = (knowledge.library(), knowledge.guidelines());
            Learn { frame, library, guidelines }.render()
        }
        "guidelines" => Guidelines { frame, guidelines: knowledge.guidelines() }.render(),
        "laws" => {
            let same = |a: &LawCard, b: &LawCard| a.instrument == b.instrument;
            Laws { frame, instruments: knowledge.laws().chunk_by(same).collect() }.render()
        }
        help::STEPS => help::steps_page(frame),
        design::DESIGN => design::page(frame),
        "platforms" => {
            let today = TimeZone::system().to_datetime(Timestamp::now()).date().to_string();
            Platforms { frame, platforms: knowledge.platforms(), today }.render()
        }
        _ => match address.split('/').next()? {
            "tricks" => trick(address, frame)?,
            sheets::SHEETS => sheets::page(address, frame)?,
            transfer::TRANSFER => transfer::page(address, frame)?,
            _ => lessons::page(address, frame)?,
        },
    })
}

fn trick(address: &str, frame: Frame) -> Option<Result<String, askama::Error>> {
    let library = Knowledge::bundled().library();
    let place = library.iter().position(|entry| of_trick(entry) == address)?;
    let entry = library.get(place)?;
    let following = library.get((place + 1) % library.len())?;
    Some(TrickPage { frame, entry, following }.render())
}

/// The page at the address that was asked for.
pub(crate) async fn serve(uri: Uri) -> Result<Response, Trouble> {
    let path = uri.path().trim_start_matches('/');
    let (code, address) = path.split_once('/').ok_or(Trouble::NotFound)?;
    let frame = Frame::new(language(code)?).at(address);
    page(address, frame).map(render).ok_or(Trouble::NotFound)
}

impl Learn {
    /// The ages of children.
    fn ages(&self) -> [Ages; 4] {
        AgeBand::ALL.map(Ages::Child)
    }

    /// By what words the search finds an entry.
    fn found_by(&self, entry: &LibraryEntry) -> String {
        let frame = &self.frame;
        let own = [frame.text(&entry.name), frame.text(&entry.in_short), entry.trick.name()];
        let words = own.into_iter().chain(entry.search.iter().map(String::as_str));
        words.collect::<Vec<_>>().join(" ")
    }
}

impl TrickPage {
    fn is_me(&self, bubble: &Bubble) -> bool {
        bubble.from == Side::Me
    }

    fn parts(&self, bubble: &'static Bubble) -> Parts<'static> {
        bubble.parts(self.frame.language)
    }

    /// What the law says of it.
    fn laws(&self) -> impl Iterator<Item = &'static LawCard> {
        self.entry.laws.iter().filter_map(|name| Knowledge::bundled().law(name))
    }
}

/// What the pages call an age.
pub(crate) fn band(band: AgeBand, words: &'static Words) -> &'static str {
    match band {
        AgeBand::From5To8 => words.learn.from_5_to_8,
        AgeBand::From9To12 => words.learn.from_9_to_12,
        AgeBand::From13To15 => words.learn.from_13_to_15,
        AgeBand::From16To17 => words.learn.from_16_to_17,
    }
}

impl Guidelines {
    /// Every age band with what the page calls it.
    fn bands(&self) -> [(AgeBand, &'static str); 4] {
        AgeBand::ALL.map(|age| (age, band(age, self.frame.words)))
    }

    /// What a guideline says to a child of an age.
    fn child<'g>(&self, guideline: &'g Guideline, band: &AgeBand) -> &'g Localised {
        guideline.child.get(*band)
    }
}

impl Platforms {
    fn is_due(&self, card: &PlatformCard) -> bool {
        card.due <= self.today
    }
}

/// The number of a law card's article as people read it, or nothing.
pub(crate) fn article(card: &LawCard, frame: &Frame) -> String {
    match (&card.article, frame.language) {
        (Some(article), Language::Vi) => format!("Điều {article}"),
        (Some(article), Language::En) => format!("Article {article}"),
        (None, _) => String::new(),
    }
}
