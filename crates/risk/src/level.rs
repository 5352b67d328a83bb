use serde::{Deserialize, Serialize};

/// How much a conversation calls for someone to act. Ordered, least first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// No sign seen. Never called "safe".
    #[default]
    None,
    /// One mild sign, worth knowing.
    Watch,
    /// A pattern: talk to someone you trust.
    Concern,
    /// Act today: keep, report, block, tell.
    High,
    /// Now: someone may come to harm.
    Emergency,
}

impl Level {
    /// Every level, least first.
    pub const ALL: [Level; 5] =
        [Level::None, Level::Watch, Level::Concern, Level::High, Level::Emergency];

    /// Its stable name, as in files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Watch => "watch",
            Level::Concern => "concern",
            Level::High => "high",
            Level::Emergency => "emergency",
        }
    }

    /// The level with this stable name.
    pub fn from_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }
}
