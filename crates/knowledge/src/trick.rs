use include_dir::Dir;
use risk::Trick;
use serde::Deserialize;
use text::Localised;

use crate::law::{self, LawCard};
use crate::pack::{self, PackError};

/// A trick explained.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// What the law of Viet Nam says about it.
    pub laws: Vec<LawCard>,
}

/// A trick as its file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    name: Localised,
    in_short: Localised,
    what_they_do: Localised,
    what_they_want: Localised,
    harmless_if: Localised,
    early_signs: Vec<Localised>,
    #[serde(default)]
    laws: Vec<String>,
}

pub(crate) fn load(
    folder: &Dir<'_>,
    cards: &[LawCard],
) -> Result<[TrickPage; Trick::COUNT], PackError> {
    let pages = Trick::ALL
        .into_iter()
        .map(|trick| {
            let name = format!("{}.toml", trick.name());
            let path = format!("tricks/{name}");
            let file = folder
                .get_file(&name)
                .ok_or_else(|| PackError::whole_file(&path, "this trick has no page"))?;
            let File {
                name,
                in_short,
                what_they_do,
                what_they_want,
                harmless_if,
                early_signs,
                laws,
            } = pack::parse(&path, pack::text_of(file, &path)?)?;
            let laws = law::chosen(cards, laws, &path)?;
            Ok(TrickPage {
                name,
                in_short,
                what_they_do,
                what_they_want,
                harmless_if,
                early_signs,
                laws,
            })
        })
        .collect::<Result<Vec<TrickPage>, PackError>>()?;
    pages.try_into().map_err(|_| PackError::whole_file("tricks", "not one page a trick"))
}
