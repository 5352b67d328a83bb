use include_dir::Dir;
use serde::Deserialize;
use text::Localised;

use crate::guidance::AgeBand;
use crate::pack::{self, PackError};

/// One of the seven guidelines, or `tell`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guideline {
    /// `G1` … `G7`, `tell`.
    pub id: String,
    /// The rule in a few words.
    pub title: Localised,
    /// Why it helps.
    pub why: Localised,
    /// The rule in a child's words, by age.
    pub child: ByAge,
    /// Something to try today.
    pub practice: Localised,
    /// What the parent does.
    pub parent: Localised,
}

/// A text for each age band.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ByAge {
    #[serde(rename = "5-8")]
    from_5_to_8: Localised,
    #[serde(rename = "9-12")]
    from_9_to_12: Localised,
    #[serde(rename = "13-15")]
    from_13_to_15: Localised,
    #[serde(rename = "16-17")]
    from_16_to_17: Localised,
}

impl ByAge {
    /// The text for one age band.
    pub fn get(&self, band: AgeBand) -> &Localised {
        match band {
            AgeBand::From5To8 => &self.from_5_to_8,
            AgeBand::From9To12 => &self.from_9_to_12,
            AgeBand::From13To15 => &self.from_13_to_15,
            AgeBand::From16To17 => &self.from_16_to_17,
        }
    }
}

/// The guidelines are a fixed list: their files' names are their order.
const ORDER: [&str; 8] = ["G1", "G2", "G3", "G4", "G5", "G6", "G7", "tell"];

pub(crate) fn load(folder: &Dir<'_>) -> Result<Vec<Guideline>, PackError> {
    ORDER
        .into_iter()
        .map(|id| {
            let name = format!("{}.toml", id.to_lowercase());
            let path = format!("guidelines/{name}");
            let file = folder
                .get_file(&name)
                .ok_or_else(|| PackError::whole_file(&path, "this guideline is missing"))?;
            let guideline: Guideline = pack::parse(&path, pack::text_of(file, &path)?)?;
            if guideline.id == id {
                Ok(guideline)
            } else {
                Err(PackError::whole_file(&path, format!("the id must be `{id}`")))
            }
        })
        .collect()
}
