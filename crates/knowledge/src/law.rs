use include_dir::Dir;
use serde::Deserialize;
use text::Localised;

use crate::helpline::Certainty;
use crate::pack::{self, PackError};

/// One rule of law, in plain words, to be shown with
/// [`Knowledge::not_legal_advice`](crate::Knowledge::not_legal_advice). Never a verdict about
/// anyone's case.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LawCard {
    /// Its stable name: that of its file, such as `penal-170`.
    #[serde(skip)]
    pub id: String,
    /// What it is about, in a few words.
    pub title: Localised,
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
    /// How well that supports it; never [`Certainty::Low`].
    pub confidence: Certainty,
}

/// All cards, ordered by their names: those of one instrument stand together.
pub(crate) fn load(folder: &Dir<'_>) -> Result<Vec<LawCard>, PackError> {
    pack::load_folder(folder, "laws", |id, card: LawCard| {
        if card.confidence == Certainty::Low {
            return Err("a rule of law of low confidence".to_owned());
        }
        if card.in_force.as_deref().is_some_and(|date| !pack::is_date(date)) {
            return Err("`in-force` must be YYYY-MM-DD".to_owned());
        }
        Ok(LawCard { id: id.to_owned(), ..card })
    })
}

/// Whether every card that is named is there.
pub(crate) fn are_there(cards: &[LawCard], names: &[String]) -> Result<(), String> {
    let missing = names.iter().find(|name| !cards.iter().any(|card| card.id == **name));
    missing.map_or(Ok(()), |name| Err(format!("there is no law card `{name}`")))
}
