use include_dir::Dir;
use serde::Deserialize;
use text::Localised;

use crate::helpline::Certainty;
use crate::pack::{self, PackError};

/// Where a platform keeps its privacy, blocking and reporting. Menus move, so each card has a date.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PlatformCard {
    /// Its stable name: that of its file, such as `zalo`.
    #[serde(skip)]
    pub id: String,
    /// What the platform calls itself.
    pub name: String,
    /// When the sources were read, as `YYYY-MM-DD`.
    pub checked: String,
    /// When they are to be read again: after this the page says that menus may have moved.
    pub due: String,
    /// Where it was read; nothing where it is known to us and was found in no source yet.
    pub source: Option<String>,
    /// How well that supports it; never [`Certainty::Low`].
    pub confidence: Certainty,
    /// What to set, one setting each.
    pub privacy: Vec<Localised>,
    /// How to block someone.
    pub block: Localised,
    /// How to report someone or something.
    pub report: Localised,
}

/// All cards, ordered by their names.
pub(crate) fn load(folder: &Dir<'_>) -> Result<Vec<PlatformCard>, PackError> {
    pack::load_folder(folder, "platforms", |id, card: PlatformCard| {
        if card.confidence == Certainty::Low {
            return Err("a card of low confidence".to_owned());
        }
        if ![&card.checked, &card.due].into_iter().all(|date| pack::is_date(date)) {
            return Err("dates must be YYYY-MM-DD".to_owned());
        }
        if card.due <= card.checked {
            return Err("`due` must come after `checked`".to_owned());
        }
        Ok(PlatformCard { id: id.to_owned(), ..card })
    })
}
