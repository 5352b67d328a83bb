use include_dir::Dir;
use serde::Deserialize;
use text::Localised;

use crate::ages::Ages;
use crate::guideline::Guideline;
use crate::library::LibraryEntry;
use crate::pack::{self, PackError};

/// A lesson of one printed page, for one child or a class. Its parts stand in the order in which
/// they are taught.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Lesson {
    /// Its stable name, and its address: that of its file.
    #[serde(skip)]
    pub id: String,
    /// Whom it is for.
    pub ages: Ages,
    /// Its place among the lessons of these ages, from 1.
    pub number: usize,
    /// How long it takes.
    pub minutes: u8,
    /// The tricks of the library that it is about, by name.
    pub tricks: Vec<String>,
    /// The guidelines that it practises, such as `G3`.
    pub guidelines: Vec<String>,
    /// A few words, as a heading.
    pub title: Localised,
    /// What one can do afterwards.
    pub aim: Localised,
    /// A story to begin with; it does not give the answer.
    pub hook: Localised,
    /// What this is called, and how it works.
    pub trick: Localised,
    /// What to think through, one by one.
    #[serde(rename = "try")]
    pub tries: Vec<Try>,
    /// The rule, in the child's words.
    pub rule: Localised,
    /// A sentence to say aloud.
    pub aloud: Localised,
    /// One thing to do for real.
    pub task: Localised,
    /// The question to leave with, and to be asked again later.
    pub leave: Localised,
    /// For who does the lesson with the child.
    pub grown_up: Vec<Localised>,
}

/// A situation to think through.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Try {
    /// What happens, and what is asked.
    pub asks: Localised,
    /// What could be done or thought.
    pub choices: Vec<TryChoice>,
}

/// Something that could be done or thought.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TryChoice {
    /// What.
    pub says: Localised,
    /// Which sign is at work, whether it was a good choice or not.
    pub because: Localised,
    /// Whether it is a good one.
    #[serde(default)]
    pub good: bool,
}

/// All lessons, the youngest readers' first, then by number, which leave none out.
pub(crate) fn load(
    folder: &Dir<'_>,
    library: &[LibraryEntry],
    guidelines: &[Guideline],
) -> Result<Vec<Lesson>, PackError> {
    let mut all = pack::load_folder(folder, "lessons", |id, lesson: Lesson| {
        check(&lesson, library, guidelines)?;
        Ok(Lesson { id: id.to_owned(), ..lesson })
    })?;
    all.sort_by_key(|lesson| (lesson.ages, lesson.number));
    for lessons in all.chunk_by(|a, b| a.ages == b.ages) {
        pack::are_numbered("lessons", lessons, |lesson| (&lesson.id, lesson.number))?;
    }
    Ok(all)
}

/// What is named is there, and every question has a good answer and another.
fn check(
    lesson: &Lesson,
    library: &[LibraryEntry],
    guidelines: &[Guideline],
) -> Result<(), String> {
    let is_known = |name: &&String| library.iter().any(|entry| entry.id == **name);
    if let Some(name) = lesson.tricks.iter().find(|name| !is_known(name)) {
        return Err(format!("there is no trick `{name}` in the library"));
    }
    let is_known = |id: &&String| guidelines.iter().any(|guideline| guideline.id == **id);
    if let Some(id) = lesson.guidelines.iter().find(|id| !is_known(id)) {
        return Err(format!("there is no guideline `{id}`"));
    }
    if lesson.guidelines.is_empty() || !(2..=3).contains(&lesson.tries.len()) {
        return Err("a guideline and two or three questions are wanted".to_owned());
    }
    for Try { asks, choices } in &lesson.tries {
        let good = choices.iter().filter(|choice| choice.good).count();
        if !(2..=3).contains(&choices.len()) || good == 0 || good == choices.len() {
            let asks = &asks.en;
            return Err(format!("«{asks}» wants two or three answers, good ones and others"));
        }
    }
    Ok(())
}
