use risk::{Assessment, Level, Trick};
use signals::{RuleId, Signal};
use text::Language;

use crate::{Contact, StepReport};

/// What a report asks of the packs: every sentence about a level, a trick, a signal or a step,
/// already in the language and for the reader it is meant for.
///
/// The report itself knows no facts; it only arranges them.
pub trait Texts {
    /// The language of all these texts.
    fn language(&self) -> Language;
    /// A level in words.
    fn level(&self, level: Level) -> LevelText;
    /// A trick.
    fn trick(&self, trick: Trick) -> TrickText;
    /// A signal.
    fn signal(&self, signal: Signal) -> SignalText;
    /// A rule; `None` where it is not among the rules.
    fn rule(&self, rule: RuleId) -> Option<RuleText>;
    /// A mitigation; `None` where it is not known.
    fn mitigation(&self, name: &str) -> Option<MitigationText>;
    /// What to do now, in order.
    fn guidance(&self, assessment: &Assessment) -> Vec<StepReport>;
    /// What a reading cannot know.
    fn limit(&self, limit: Limit) -> String;
    /// The number that is always in view.
    fn hotline(&self) -> Contact;
}

/// A level in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelText {
    /// A few words.
    pub name: String,
    /// One sentence.
    pub headline: String,
    /// What it means, and what it does not, in two or three sentences.
    pub meaning: String,
}

/// A trick in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrickText {
    /// What to call it.
    pub name: String,
    /// What it is, in a sentence or two.
    pub what: String,
    /// What would show that it is none after all, in a sentence.
    pub harmless_if: String,
}

/// A signal in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignalText {
    /// What to call it.
    pub name: String,
    /// Why it matters, in a sentence.
    pub why: String,
}

/// A rule's name and its own words, where it has some.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleText {
    /// Its stable name, such as `secrecy/keep-between-us`.
    pub name: String,
    /// Why what it heard matters; where missing, the signal's reason holds.
    pub explanation: Option<String>,
}

/// What speaks against an alarm, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MitigationText {
    /// What to call it.
    pub name: String,
    /// Why it counts, in a sentence.
    pub explanation: String,
}

/// What a reading cannot know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// What no reading of messages can know.
    General,
    /// What the other side wrote.
    OneSided,
    /// What is not in the source, or is no writing.
    Incomplete,
    /// What has vanished by itself.
    Vanishing,
    /// What so few messages do not show.
    Short,
    /// What is written in any other language than Vietnamese and English.
    OtherLanguage,
    /// Who wrote what.
    SidesGuessed,
    /// That there is nothing to be found.
    NoSign,
}
