use include_dir::Dir;
use risk::Trick;
use serde::Deserialize;
use text::{Language, Localised};

use crate::law::{self, LawCard};
use crate::pack::{self, PackError};

/// One trick as the library tells it: to know it again, and to know what to do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LibraryEntry {
    /// Its stable name, and its address: that of its file, such as `online-kidnapping`.
    #[serde(skip)]
    pub id: String,
    /// Its place in the library, from 1.
    pub number: usize,
    /// What the engine calls it.
    pub trick: Trick,
    /// A few words, as a heading.
    pub name: Localised,
    /// One sentence: what it looks like.
    pub in_short: Localised,
    /// How it goes, step by step.
    pub story: Localised,
    /// What it is done for.
    pub want: Localised,
    /// What they say: invented messages, in order.
    pub says: Vec<Bubble>,
    /// What shows it early, one sentence each.
    #[serde(rename = "sign")]
    pub signs: Vec<Localised>,
    /// What the child does, in order.
    #[serde(rename = "do")]
    pub steps: Vec<Localised>,
    /// What parents and teachers do.
    pub adults: Vec<Localised>,
    /// The names of the cards that say what the law of Viet Nam says; see
    /// [`Knowledge::law`](crate::Knowledge::law).
    pub laws: Vec<String>,
    /// Other words that people look for it by, in either language.
    pub search: Vec<String>,
}

/// An invented message.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Bubble {
    /// Who writes it.
    pub from: Side,
    /// The whole message.
    #[serde(flatten)]
    pub text: Localised,
    /// The words in it that give the trick away.
    marked: Option<Localised>,
    /// What these words do.
    why: Option<Localised>,
}

/// One side of an invented chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// Who plays the trick.
    Them,
    /// The child.
    Me,
}

/// What a bubble says: before the words that give the trick away, these, and what follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts<'b> {
    /// What comes before.
    pub before: &'b str,
    /// The words, and what they do; nothing where the whole stands in `before`.
    pub marked: Option<(&'b str, &'b str)>,
    /// What comes after.
    pub after: &'b str,
}

impl Bubble {
    /// The message in parts, for a page that marks words.
    pub fn parts(&self, language: Language) -> Parts<'_> {
        let text = self.text.get(language);
        let marked = self.marked.as_ref().zip(self.why.as_ref());
        let found = marked.and_then(|(marked, why)| {
            let (before, after) = text.split_once(marked.get(language))?;
            Some(Parts { before, marked: Some((marked.get(language), why.get(language))), after })
        });
        found.unwrap_or(Parts { before: text, marked: None, after: "" })
    }
}

/// All entries, in the order of their numbers, which leave none out.
pub(crate) fn load(folder: &Dir<'_>, cards: &[LawCard]) -> Result<Vec<LibraryEntry>, PackError> {
    let mut all = pack::load_folder(folder, "library", |id, entry: LibraryEntry| {
        check(&entry.says)?;
        law::are_there(cards, &entry.laws)?;
        Ok(LibraryEntry { id: id.to_owned(), ..entry })
    })?;
    all.sort_by_key(|entry| entry.number);
    pack::are_numbered("library", &all, |entry| (&entry.id, entry.number))?;
    Ok(all)
}

/// Where words are marked, they are there, and it is said why.
fn check(says: &[Bubble]) -> Result<(), String> {
    for bubble in says {
        let Some(marked) = &bubble.marked else {
            if bubble.why.is_some() {
                return Err(format!("«{}» says why, and marks nothing", bubble.text.en));
            }
            continue;
        };
        if bubble.why.is_none() {
            return Err(format!("«{}» is marked, and it is not said why", marked.en));
        }
        let missing = Language::ALL
            .into_iter()
            .find(|language| !bubble.text.get(*language).contains(marked.get(*language)));
        if let Some(language) = missing {
            let (marked, text) = (marked.get(language), bubble.text.get(language));
            return Err(format!("«{marked}» does not stand in «{text}»"));
        }
    }
    if says.iter().filter(|bubble| bubble.marked.is_some()).count() < 2 {
        return Err("fewer than two messages have marked words".to_owned());
    }
    Ok(())
}
