use risk::Level;
use serde::Deserialize;
use text::Localised;

/// A level in words.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelText {
    /// A few words, for a badge or a table.
    pub name: Localised,
    /// One sentence for the top of a report.
    pub headline: Localised,
    /// What it means and what it does not mean, in two or three sentences.
    pub meaning: Localised,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Levels {
    none: LevelText,
    watch: LevelText,
    concern: LevelText,
    high: LevelText,
    emergency: LevelText,
}

impl Levels {
    pub(crate) fn get(&self, level: Level) -> &LevelText {
        match level {
            Level::None => &self.none,
            Level::Watch => &self.watch,
            Level::Concern => &self.concern,
            Level::High => &self.high,
            Level::Emergency => &self.emergency,
        }
    }
}
