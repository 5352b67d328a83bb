use include_dir::Dir;
use risk::Trick;
use serde::Deserialize;
use text::Localised;

use crate::helpline::Certainty;
use crate::pack::{self, PackError};

/// A trick explained.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TrickPage {
    /// A few words, as a heading.
    pub name: Localised,
    /// One sentence: what it looks like.
    pub in_short: Localised,
    /// How it is done, step by step.
    pub what_they_do: Localised,
    /// What it is done for.
    pub what_they_want: Localised,
    /// One sentence: what would show that it is none after all.
    pub harmless_if: Localised,
    /// What shows it early, one sentence each.
    pub early_signs: Vec<Localised>,
    /// What the law of Viet Nam says about it; shown with [`crate::Knowledge::not_legal_advice`].
    #[serde(default)]
    pub law: Vec<LawNote>,
}

/// One rule of law, in plain words. Never a verdict about anyone's case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LawNote {
    /// What the rule says.
    pub says: Localised,
    /// The law, with its number where it has one.
    pub instrument: Localised,
    /// The article, such as `170` or `36`.
    pub article: Option<String>,
    /// Since when it is in force, as `YYYY-MM-DD`, where the source says so.
    pub in_force: Option<String>,
    /// Where it was read.
    pub source: String,
    /// How well that supports it.
    pub confidence: Certainty,
}

pub(crate) fn load(folder: &Dir<'_>) -> Result<[TrickPage; Trick::COUNT], PackError> {
    let pages = Trick::ALL
        .into_iter()
        .map(|trick| {
            let name = format!("{}.toml", trick.name());
            let path = format!("tricks/{name}");
            let file = folder
                .get_file(&name)
                .ok_or_else(|| PackError::whole_file(&path, "this trick has no page"))?;
            let page: TrickPage = pack::parse(&path, pack::text_of(file, &path)?)?;
            if page.law.iter().any(|note| note.confidence == Certainty::Low) {
                return Err(PackError::whole_file(&path, "a law note of low confidence"));
            }
            Ok(page)
        })
        .collect::<Result<Vec<TrickPage>, PackError>>()?;
    pages.try_into().map_err(|_| PackError::whole_file("tricks", "not one page a trick"))
}
