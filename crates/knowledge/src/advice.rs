use include_dir::Dir;
use risk::{Level, Trick};
use serde::Deserialize;
use signals::Signal;
use text::Localised;

use crate::guidance::{AgeBand, Reader, Situation, StepKind};
use crate::pack::{self, PackError};

/// One step of advice and when it fits. Whatever is left out fits always.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Block {
    pub(crate) kind: StepKind,
    level: Vec<Level>,
    reader: Audience,
    #[serde(default)]
    trick: Vec<Trick>,
    /// An additional step, for when one of these signals was heard.
    #[serde(default)]
    pub(crate) signal: Vec<Signal>,
    /// Only where home may be unsafe.
    #[serde(default)]
    home_may_be_unsafe: bool,
    country: Option<String>,
    pub(crate) contact: Option<Contact>,
    /// Absent where this kind of step does not belong in this situation.
    pub(crate) text: Option<Localised>,
}

/// Who a block is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum Audience {
    #[serde(rename = "child")]
    Child,
    #[serde(rename = "child-5-8")]
    From5To8,
    #[serde(rename = "child-9-12")]
    From9To12,
    #[serde(rename = "child-9-17")]
    From9To17,
    #[serde(rename = "child-13-17")]
    From13To17,
    #[serde(rename = "child-16-17")]
    From16To17,
    #[serde(rename = "parent")]
    Parent,
    #[serde(rename = "teacher")]
    Teacher,
    #[serde(rename = "adult")]
    Adult,
}

impl Audience {
    fn includes(self, reader: Reader) -> bool {
        use AgeBand as Band;
        match (self, reader) {
            (Audience::Child, Reader::Child(_)) => true,
            (Audience::From5To8, Reader::Child(band)) => band == Band::From5To8,
            (Audience::From9To12, Reader::Child(band)) => band == Band::From9To12,
            (Audience::From9To17, Reader::Child(band)) => band >= Band::From9To12,
            (Audience::From13To17, Reader::Child(band)) => band >= Band::From13To15,
            (Audience::From16To17, Reader::Child(band)) => band == Band::From16To17,
            (Audience::Parent | Audience::Adult, Reader::Parent) => true,
            (Audience::Teacher | Audience::Adult, Reader::Teacher) => true,
            _ => false,
        }
    }

    /// How few it is written for: the more, the better it fits those.
    fn precision(self) -> u8 {
        match self {
            Audience::Child | Audience::Adult => 0,
            Audience::From9To17 => 1,
            Audience::From13To17 => 2,
            _ => 3,
        }
    }
}

/// Whom a step points to; the line itself is looked up for the reader's country.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Contact {
    /// The country's child helpline; in Viet Nam 111.
    ChildHelpline,
    /// The police, where their number is known.
    Police,
    /// Taking down a picture of someone under 18.
    TakeItDown,
}

impl Block {
    pub(crate) fn fits(&self, situation: &Situation<'_>) -> bool {
        self.level.contains(&situation.level)
            && self.reader.includes(situation.reader)
            && (self.trick.is_empty() || situation.trick.is_some_and(|t| self.trick.contains(&t)))
            && (self.signal.is_empty() || self.signal.iter().any(|s| situation.signals.contains(s)))
            && (!self.home_may_be_unsafe || situation.home_may_be_unsafe)
            && self.country.as_deref().is_none_or(|c| c.eq_ignore_ascii_case(situation.country))
    }

    /// Whether it fits every trick.
    pub(crate) fn is_common(&self) -> bool {
        self.trick.is_empty()
    }

    /// Which of two blocks that fit fits better: the one with more said about it. The home comes
    /// first, because there a wrong step does harm; then the trick, then the reader.
    pub(crate) fn precision(&self) -> (bool, bool, u8, bool, usize) {
        (
            self.home_may_be_unsafe,
            !self.trick.is_empty(),
            self.reader.precision(),
            self.country.is_some(),
            Level::ALL.len().saturating_sub(self.level.len()),
        )
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Blocks {
    step: Vec<Block>,
}

pub(crate) fn load(folder: &Dir<'_>) -> Result<Vec<Block>, PackError> {
    let mut blocks = Vec::new();
    for file in folder.files() {
        let path = format!("advice/steps/{}", file.path().display());
        let pack: Blocks = pack::parse(&path, pack::text_of(file, &path)?)?;
        blocks.extend(pack.step);
    }
    Ok(blocks)
}
