use serde::Deserialize;

use crate::guidance::AgeBand;

/// Whom something to learn from is written for, the youngest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(try_from = "String")]
pub enum Ages {
    /// Children of an age.
    Child(AgeBand),
    /// Parents and teachers.
    Adults,
}

impl Ages {
    /// Everybody, the youngest first.
    pub const ALL: [Ages; 5] = [
        Ages::Child(AgeBand::From5To8),
        Ages::Child(AgeBand::From9To12),
        Ages::Child(AgeBand::From13To15),
        Ages::Child(AgeBand::From16To17),
        Ages::Adults,
    ];

    /// Its stable name, as in packs and addresses: `5-8` … `16-17`, `adults`.
    pub fn name(self) -> &'static str {
        match self {
            Ages::Child(AgeBand::From5To8) => "5-8",
            Ages::Child(AgeBand::From9To12) => "9-12",
            Ages::Child(AgeBand::From13To15) => "13-15",
            Ages::Child(AgeBand::From16To17) => "16-17",
            Ages::Adults => "adults",
        }
    }
}

impl TryFrom<String> for Ages {
    type Error = String;

    fn try_from(name: String) -> Result<Ages, String> {
        let known = Ages::ALL.into_iter().find(|ages| ages.name() == name);
        known.ok_or_else(|| format!("`{name}` are no ages"))
    }
}
