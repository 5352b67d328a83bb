use include_dir::Dir;
use serde::Deserialize;
use text::Localised;

use crate::pack::{self, PackError};

/// One page of A4 to hang up, hand out, sign or read aloud.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheet {
    /// Its stable name, and its address: that of its file.
    #[serde(skip)]
    pub id: String,
    /// Its place among those of the same [`SheetPlace`], from 1.
    pub number: usize,
    /// Where it is used.
    pub place: SheetPlace,
    /// What it is.
    pub form: SheetForm,
    /// Its heading.
    pub title: Localised,
    /// How an adult uses it; not printed.
    #[serde(rename = "use")]
    pub how_to_use: Localised,
    /// What stands on it.
    #[serde(rename = "part")]
    pub parts: Vec<SheetPart>,
}

/// Where a sheet is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetPlace {
    /// By a school.
    School,
    /// In a ward, by its loudspeaker, its chat groups, its unions.
    Community,
    /// By a family.
    Home,
}

/// What a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SheetForm {
    /// To be read from afar.
    Poster,
    /// To hand out.
    Leaflet,
    /// Who does what, and when.
    Plan,
    /// To be signed by all who agree.
    Agreement,
    /// To parents.
    Letter,
    /// For a loudspeaker or a meeting.
    ReadAloud,
    /// For a chat group.
    Post,
}

/// A part of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetPart {
    /// What it is about.
    pub heading: Option<Localised>,
    /// Its paragraphs.
    pub text: Vec<Localised>,
    /// Whether they are the points of a list.
    #[serde(default)]
    pub listed: bool,
}

/// All sheets, by place and number, which leave none out.
pub(crate) fn load(folder: &Dir<'_>) -> Result<Vec<Sheet>, PackError> {
    let mut all = pack::load_folder(folder, "sheets", |id, sheet: Sheet| {
        if sheet.parts.is_empty() || sheet.parts.iter().any(|part| part.text.is_empty()) {
            return Err("a part without a text".to_owned());
        }
        Ok(Sheet { id: id.to_owned(), ..sheet })
    })?;
    all.sort_by_key(|sheet| (sheet.place, sheet.number));
    for sheets in all.chunk_by(|a, b| a.place == b.place) {
        pack::are_numbered("sheets", sheets, |sheet| (&sheet.id, sheet.number))?;
    }
    Ok(all)
}
