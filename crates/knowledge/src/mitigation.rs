use std::collections::BTreeMap;

use serde::Deserialize;
use text::Localised;

use crate::pack::{self, PackError};

/// Something that speaks against an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MitigationText {
    /// A few words.
    pub name: Localised,
    /// One sentence: why it speaks against it.
    pub explanation: Localised,
}

pub(crate) fn load(file: &str, source: &str) -> Result<Vec<(String, MitigationText)>, PackError> {
    let texts: BTreeMap<String, MitigationText> = pack::parse(file, source)?;
    Ok(texts.into_iter().collect())
}
