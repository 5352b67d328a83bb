//! What the text itself holds: numbers, names, addresses and values that a detector can state
//! exactly — phone numbers, links, codes, places, amounts.
//!
//! A message that cannot hold anything is let go after one look; any other is read once into
//! tokens ([`reading`]), over which each kind has a small scanner with bounded look-around.
//! Every scanner is linear and none can fail.

mod advice;
mod age;
mod appointment;
mod email;
mod gate;
mod link;
mod money;
mod number;
mod password;
mod place;
mod reading;
mod tables;

use std::cell::Cell;
use std::sync::LazyLock;

use text::{Normalised, Span};

use crate::pack::TABLES;
use crate::{Confidence, DetectorKind, Signal, Speaker};
use gate::Gate;
use reading::{Reading, Room};
use tables::Tables;

pub use advice::{Advice, advice};

/// Something a detector found in a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is.
    pub kind: DetectorKind,
    /// Where it stands, in bytes of the original message.
    pub span: Span,
    /// How sure.
    pub confidence: Confidence,
    /// What it says, in one form however it was written.
    pub value: Value,
}

/// What a finding says.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Digits without separators; an international number keeps its leading `+`.
    Phone(String),
    /// The address in lower case, spelled-out parts put together.
    Email(String),
    /// The place as it was written.
    Place(String),
    /// The host (or, for a bare file, its name) and what is odd about the link.
    Link {
        /// In lower case; look-alike letters are kept.
        host: String,
        /// Empty where nothing is odd.
        oddities: Vec<LinkOddity>,
    },
    /// A one-time code's digits.
    Code(String),
    /// A password, bank account, card or ID as written, without separators.
    Secret(String),
    /// An age in years.
    Age(u8),
    /// A school year, 1–13.
    Grade(u8),
    /// A birth year and, where stated, month and day.
    Birth {
        /// Four digits.
        year: Option<u16>,
        /// 1–12.
        month: Option<u8>,
        /// 1–31.
        day: Option<u8>,
    },
    /// An amount of money.
    Money {
        /// In whole units of the currency.
        amount: f64,
        /// The three-letter code, or the name of a coin.
        currency: &'static str,
    },
    /// When and where to meet.
    Appointment {
        /// The words of the time.
        time: Span,
        /// The words of the place.
        place: Span,
    },
}

/// What is odd about a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkOddity {
    /// The site's own name imitates a brand: swapped letters, a typing slip, a foreign ending.
    LookAlike {
        /// The imitated brand.
        brand: &'static str,
    },
    /// The site's own name holds a brand's name among other words.
    BrandInName {
        /// The borrowed brand.
        brand: &'static str,
    },
    /// A brand's name stands before another site's name.
    BrandInSubdomain {
        /// The borrowed brand.
        brand: &'static str,
    },
    /// A shortened link: where it leads cannot be seen.
    Shortener,
    /// A bare IP address.
    RawAddress,
    /// A file that runs when opened.
    DangerousFile,
    /// A name encoded in punycode (`xn--`).
    Punycode,
    /// Letters of several scripts in one name.
    MixedScripts,
    /// A name before `@` that hides the real host.
    UserInfo,
    /// A free host where anyone may put up a page.
    OpenHost,
    /// The name promises something for nothing.
    Lure,
    /// Spelled to slip past filters: «chấm com», "dot com", `[.]`.
    Obfuscated,
}

impl LinkOddity {
    /// Whether the link is bait by itself: it passes for another's, or opening it runs a file.
    fn is_bait(&self) -> bool {
        matches!(
            self,
            LinkOddity::LookAlike { .. }
                | LinkOddity::BrandInName { .. }
                | LinkOddity::BrandInSubdomain { .. }
                | LinkOddity::MixedScripts
                | LinkOddity::UserInfo
                | LinkOddity::DangerousFile
        )
    }

    /// Its stable name.
    pub fn name(&self) -> &'static str {
        match self {
            LinkOddity::LookAlike { .. } => "look-alike",
            LinkOddity::BrandInName { .. } => "brand-in-name",
            LinkOddity::BrandInSubdomain { .. } => "brand-in-subdomain",
            LinkOddity::Shortener => "shortener",
            LinkOddity::RawAddress => "raw-address",
            LinkOddity::DangerousFile => "dangerous-file",
            LinkOddity::Punycode => "punycode",
            LinkOddity::MixedScripts => "mixed-scripts",
            LinkOddity::UserInfo => "user-info",
            LinkOddity::OpenHost => "open-host",
            LinkOddity::Lure => "lure",
            LinkOddity::Obfuscated => "obfuscated",
        }
    }
}

impl Finding {
    /// What the finding means by itself when this side says it; most things a contact may say
    /// mean nothing without their context.
    pub fn signal_as(&self, speaker: Speaker) -> Option<Signal> {
        match (speaker, self.kind) {
            (
                Speaker::Child,
                DetectorKind::Phone
                | DetectorKind::Email
                | DetectorKind::Place
                | DetectorKind::Age
                | DetectorKind::BirthDate,
            ) => Some(Signal::DisclosesInfo),
            (
                Speaker::Child,
                DetectorKind::OneTimeCode
                | DetectorKind::Password
                | DetectorKind::Card
                | DetectorKind::BankAccount
                | DetectorKind::IdNumber,
            ) => Some(Signal::DisclosesCredential),
            (Speaker::Contact, DetectorKind::OddLink) => match &self.value {
                Value::Link { oddities, .. } if oddities.iter().any(LinkOddity::is_bait) => {
                    Some(Signal::InstallLure)
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// The detectors, with their words and domains compiled.
#[derive(Debug)]
pub struct Detectors {
    tables: Tables,
    gate: Gate,
}

static BUNDLED: LazyLock<Detectors> = LazyLock::new(|| {
    let [_, _, words, brands, links] = TABLES;
    let tables = Tables::parse(words, brands, links);
    // A fault in the bundled files fails the test below, so it never ships.
    let tables = tables.unwrap_or_default();
    let gate = Gate::new(&tables);
    Detectors { tables, gate }
});

thread_local! {
    static ROOM: Cell<Room> = Cell::default();
}

impl Detectors {
    /// The detectors that come with the program.
    pub fn bundled() -> &'static Detectors {
        &BUNDLED
    }

    /// Adds what `message` holds to `into`, in the order of the text. `normalised` must come from
    /// the same message; it only decides what can be skipped.
    pub fn find(&'static self, message: &str, normalised: &Normalised, into: &mut Vec<Finding>) {
        if !self.gate.lets_through(message, normalised) {
            return;
        }
        let mut scan = Scan {
            reading: Reading::new(message, &self.tables, ROOM.take()),
            tables: &self.tables,
            found: Vec::new(),
        };
        link::find(&mut scan);
        email::find(&mut scan);
        password::find(&mut scan);
        number::find(&mut scan);
        age::find(&mut scan);
        money::find(&mut scan);
        place::find(&mut scan);
        appointment::find(&mut scan);
        scan.found.sort_by_key(|finding| (finding.span.start, finding.span.end));
        into.append(&mut scan.found);
        ROOM.set(scan.reading.into_room());
    }
}

/// One message under the scanners' eyes.
struct Scan<'m> {
    reading: Reading<'m>,
    tables: &'static Tables,
    found: Vec<Finding>,
}

impl Scan<'_> {
    /// Notes a find over whole tokens and takes them from the scanners after.
    fn found(&mut self, kind: DetectorKind, from: usize, to: usize, sure: f32, value: Value) {
        let span = self.reading.span(from, to);
        self.reading.claim(from, to);
        self.found.push(Finding { kind, span, confidence: Confidence::new(sure), value });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_files_are_sound() {
        let [_, _, words, brands, links] = TABLES;
        let tables = Tables::parse(words, brands, links);
        if let Err(error) = tables {
            panic!("{error}");
        }
        assert!(Detectors::bundled().tables.brands.len() >= 60);
    }
}
