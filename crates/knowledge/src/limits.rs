use serde::Deserialize;
use text::Localised;

/// What a reading cannot know.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
    /// Shown under every report.
    pub general: Localised,
    /// Only one side's messages are there.
    pub one_sided: Localised,
    /// Part of the conversation is not there: unread lines, deleted messages, pictures, calls.
    pub incomplete: Localised,
    /// Someone set messages to vanish by themselves.
    pub vanishing: Localised,
    /// There is too little to go by.
    pub short: Localised,
    /// Most of it is neither Vietnamese nor English.
    pub other_language: Localised,
    /// Who is who was guessed.
    pub sides_guessed: Localised,
    /// Said wherever no sign was found.
    pub no_sign: Localised,
    /// Said wherever a law is quoted.
    pub not_legal_advice: Localised,
}
