//! Typed, checked access to what the packs know: tricks, guidelines, guidance, helplines.
//!
//! Everything a person reads lies in `packs/`, in every language; this crate holds no sentence of
//! its own. [`Knowledge::bundled`] is what was compiled in.
//!
//! ```
//! # use lachan_knowledge as knowledge;
//! use knowledge::{AgeBand, Knowledge, Reader, Situation};
//! use risk::{Level, Trick};
//! use text::Language;
//!
//! let knowledge = Knowledge::bundled();
//! let situation = Situation {
//!     trick: Some(Trick::Sextortion),
//!     ..Situation::new(Level::High, Reader::Child(AgeBand::From13To15))
//! };
//! for step in knowledge.guidance(&situation, Language::En) {
//!     println!("{}: {}", step.kind.name(), step.text);
//! }
//! assert_eq!(knowledge.hotline().number.as_deref(), Some("111"));
//! ```

mod advice;
mod ages;
mod guidance;
mod guideline;
mod help_now;
mod help_path;
mod helpline;
mod law;
mod lesson;
mod level;
mod library;
mod limits;
mod mitigation;
mod pack;
mod platform;
mod practice;
mod sheet;
mod transfer;
mod trick;

use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use risk::{Level, Trick};
use text::{Language, Localised};

pub use ages::Ages;
pub use guidance::{AgeBand, Reader, Situation, Step, StepKind};
pub use guideline::{ByAge, Guideline};
pub use help_now::HelpNow;
pub use help_path::{Afterwards, Given, Happening, HelpPath};
pub use helpline::{Certainty, Helpline};
pub use law::LawCard;
pub use lesson::{Lesson, Try, TryChoice};
pub use level::LevelText;
pub use library::{Bubble, LibraryEntry, Parts, Side};
pub use limits::Limits;
pub use mitigation::MitigationText;
pub use pack::PackError;
pub use platform::PlatformCard;
pub use practice::{Choice, End, Line, Played, Practice, Then, Turn, Written};
pub use sheet::{Sheet, SheetForm, SheetPart, SheetPlace};
pub use transfer::{TransferChat, TransferTest};
pub use trick::TrickPage;

static TRICKS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/tricks");
static GUIDELINES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/guidelines");
static LAWS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/laws");
static LESSONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/lessons");
static LIBRARY: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/library");
static PLATFORMS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/platforms");
static PRACTICE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/practice");
static SHEETS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/sheets");
static TRANSFER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/transfer");
static STEPS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/advice/steps");

static BUNDLED: LazyLock<Knowledge> = LazyLock::new(|| match Knowledge::load() {
    Ok(knowledge) => knowledge,
    // The packs are part of the program and a test loads them; no input can bring us here.
    Err(error) => unreachable!("a pack compiled into the program does not load: {error}"),
});

/// All packs for people, parsed and checked.
#[derive(Debug)]
pub struct Knowledge {
    levels: level::Levels,
    laws: Vec<LawCard>,
    tricks: [TrickPage; Trick::COUNT],
    library: Vec<LibraryEntry>,
    platforms: Vec<PlatformCard>,
    practice: Vec<Practice>,
    lessons: Vec<Lesson>,
    sheets: Vec<Sheet>,
    transfer_tests: Vec<TransferTest>,
    guidelines: Vec<Guideline>,
    steps: Vec<advice::Block>,
    help_now: help_now::HelpNowText,
    help_path: HelpPath,
    mitigations: Vec<(String, MitigationText)>,
    limits: Limits,
    helplines: helpline::Helplines,
}

impl Knowledge {
    /// What was compiled into the program.
    pub fn bundled() -> &'static Knowledge {
        &BUNDLED
    }

    /// Parses and checks the packs that were compiled in.
    ///
    /// # Errors
    /// The first fault, with file, line and column.
    fn load() -> Result<Knowledge, PackError> {
        let laws = law::load(&LAWS)?;
        let library = library::load(&LIBRARY, &laws)?;
        let guidelines = guideline::load(&GUIDELINES)?;
        Ok(Knowledge {
            levels: pack::parse("levels.toml", include_str!("../../../packs/levels.toml"))?,
            tricks: trick::load(&TRICKS, &laws)?,
            platforms: platform::load(&PLATFORMS)?,
            practice: practice::load(&PRACTICE)?,
            lessons: lesson::load(&LESSONS, &library, &guidelines)?,
            sheets: sheet::load(&SHEETS)?,
            transfer_tests: transfer::load(&TRANSFER)?,
            laws,
            library,
            guidelines,
            steps: advice::load(&STEPS)?,
            help_now: pack::parse(
                "advice/help-now.toml",
                include_str!("../../../packs/advice/help-now.toml"),
            )?,
            help_path: pack::parse(
                "advice/help-path.toml",
                include_str!("../../../packs/advice/help-path.toml"),
            )?,
            mitigations: mitigation::load(
                "advice/mitigations.toml",
                include_str!("../../../packs/advice/mitigations.toml"),
            )?,
            limits: pack::parse(
                "advice/limits.toml",
                include_str!("../../../packs/advice/limits.toml"),
            )?,
            helplines: helpline::load(
                "helplines.csv",
                include_str!("../../../packs/helplines.csv"),
            )?,
        })
    }

    /// What a level is called and means.
    pub fn level(&self, level: Level) -> &LevelText {
        self.levels.get(level)
    }

    /// What a trick looks like, what it wants, and how to notice it early.
    pub fn trick(&self, trick: Trick) -> &TrickPage {
        &self.tricks[trick.index()]
    }

    /// The tricks as the library tells them to people: more and finer than the engine's.
    pub fn library(&self) -> &[LibraryEntry] {
        &self.library
    }

    /// What the law says, card by card; those of one law stand together.
    pub fn laws(&self) -> &[LawCard] {
        &self.laws
    }

    /// The card of this name, such as `penal-170`.
    pub fn law(&self, name: &str) -> Option<&LawCard> {
        self.laws.iter().find(|card| card.id == name)
    }

    /// Where each platform keeps privacy, blocking and reporting.
    pub fn platforms(&self) -> &[PlatformCard] {
        &self.platforms
    }

    /// The chats and talks to practise on, the youngest readers' first.
    pub fn practice(&self) -> &[Practice] {
        &self.practice
    }

    /// The lessons, the youngest readers' first, in the order in which they are taught.
    pub fn lessons(&self) -> &[Lesson] {
        &self.lessons
    }

    /// The sheets to print: those for schools, for the community, for families.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The tests of whether what was learned carries over, the youngest readers' first.
    pub fn transfer_tests(&self) -> &[TransferTest] {
        &self.transfer_tests
    }

    /// The seven guidelines G1–G7 and, last, `tell`.
    pub fn guidelines(&self) -> &[Guideline] {
        &self.guidelines
    }

    /// What this reader does now, in order: at most eight short steps, always one of kind
    /// [`StepKind::Tell`] with a contact.
    pub fn guidance(&self, situation: &Situation<'_>, language: Language) -> Vec<Step<'_>> {
        guidance::compose(&self.steps, &self.helplines, situation, language)
    }

    /// Whom one can call or write to in a country (ISO 3166-1 alpha-2, either case), its own lines
    /// first, then the worldwide ones. A country without lines of its own has the worldwide ones.
    pub fn helplines(&self, country: &str) -> Vec<&Helpline> {
        self.helplines.of_country(country)
    }

    /// The countries with a line of their own, as ISO 3166-1 alpha-2, in alphabetical order.
    pub fn countries(&self) -> Vec<&str> {
        self.helplines.countries()
    }

    /// Viet Nam's national child protection hotline, 111.
    pub fn hotline(&self) -> &Helpline {
        self.helplines.hotline()
    }

    /// The first steps for someone in fear, readable in ten seconds.
    pub fn help_now(&self, language: Language) -> HelpNow<'_> {
        self.help_now.get(language, self.hotline())
    }

    /// The words of help that asks one question at a time.
    pub fn help_path(&self) -> &HelpPath {
        &self.help_path
    }

    /// What a named mitigation is and why it speaks against an alarm; `None` for an unknown name.
    pub fn mitigation(&self, name: &str) -> Option<&MitigationText> {
        self.mitigations.iter().find(|(known, _)| known == name).map(|(_, text)| text)
    }

    /// What a reading cannot know, in plain words.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// To be shown wherever a [`LawCard`] is.
    pub fn not_legal_advice(&self) -> &Localised {
        &self.limits.not_legal_advice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pack_loads() {
        if let Err(error) = Knowledge::load() {
            panic!("{error}");
        }
    }
}
