use include_dir::Dir;
use risk::Trick;
use serde::Deserialize;
use text::Localised;

use crate::law::{self, LawCard};
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
    /// The names of the cards that say what the law of Viet Nam says about it; see
    /// [`Knowledge::law`](crate::Knowledge::law).
    #[serde(default)]
    pub laws: Vec<String>,
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
            let page: TrickPage = pack::parse(&path, pack::text_of(file, &path)?)?;
            law::are_there(cards, &page.laws)
                .map_err(|fault| PackError::whole_file(&path, fault))?;
            Ok(page)
        })
        .collect::<Result<Vec<TrickPage>, PackError>>()?;
    pages.try_into().map_err(|_| PackError::whole_file("tricks", "not one page a trick"))
}
