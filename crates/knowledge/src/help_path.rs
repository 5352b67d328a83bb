use risk::Trick;
use serde::Deserialize;
use signals::Signal;
use text::Localised;

/// The words of help that asks one question at a time. Its steps are those of
/// [`Knowledge::guidance`](crate::Knowledge::guidance).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HelpPath {
    /// What the reader may skip, and what becomes of the answers.
    pub lead: Localised,
    /// Asks what is happening.
    pub what: Localised,
    /// What may be happening.
    pub happening: Vec<Happening>,
    /// Asks whether someone is in danger at this moment.
    pub now: Localised,
    /// Asks what the other side got.
    pub got: Localised,
    /// What they may have got.
    pub given: Vec<Given>,
    /// Asks whether the other side knows where the child lives.
    pub knows: Localised,
    /// Asks whether home is a place to tell.
    pub home: Localised,
    /// What to expect later.
    pub afterwards: Vec<Afterwards>,
    /// Warns of those who promise to bring it all back.
    pub recovery: Localised,
    /// How proof is kept without keeping a picture.
    pub proof: Localised,
}

/// Something that may be happening to a child, in its words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Happening {
    /// The trick whose steps fit.
    pub trick: Trick,
    /// The words.
    #[serde(flatten)]
    pub text: Localised,
}

/// Something that the other side may have got.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Given {
    /// What the child did, in the engine's words.
    pub signal: Signal,
    /// The words.
    #[serde(flatten)]
    pub text: Localised,
}

/// What to expect in a time to come.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Afterwards {
    /// When.
    pub when: Localised,
    /// The words.
    #[serde(flatten)]
    pub text: Localised,
}
