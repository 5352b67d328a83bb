use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::PackFile;

/// What can be wrong with a pack. Each fault has a fixed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// The file is not TOML, or has a field missing, unknown or of another kind.
    Form,
    /// The file's name says nothing that is known: no language, no signal.
    UnknownFile,
    /// A list of the lexicon holds a phrase without a single word.
    EmptyPhrase,
    /// A concept has no words in one of the languages.
    WordlessConcept,
    /// A pattern cannot be read.
    Pattern,
    /// A pattern names a concept that no lexicon lists.
    UnknownConcept,
    /// A pattern has nothing rare that it could be looked for by.
    Anchorless,
    /// A rule lacks examples or near-misses in one of the languages.
    Unproven,
    /// Two rules of one file have the same name.
    DuplicateRule,
    /// A number is outside its range.
    OutOfRange,
    /// There are more rules or concepts than can be numbered.
    TooMany,
}

impl Fault {
    /// Its code, `LC001`…
    pub fn code(self) -> &'static str {
        match self {
            Fault::Form => "LC001",
            Fault::UnknownFile => "LC002",
            Fault::EmptyPhrase => "LC003",
            Fault::WordlessConcept => "LC004",
            Fault::Pattern => "LC005",
            Fault::UnknownConcept => "LC006",
            Fault::Anchorless => "LC007",
            Fault::Unproven => "LC008",
            Fault::DuplicateRule => "LC009",
            Fault::OutOfRange => "LC010",
            Fault::TooMany => "LC011",
        }
    }

    /// What it is, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Fault::Form => "this file does not have the form of its kind",
            Fault::UnknownFile => "nothing is known by this file name",
            Fault::EmptyPhrase => "a phrase without words",
            Fault::WordlessConcept => "a concept without words in a language",
            Fault::Pattern => "this pattern cannot be read",
            Fault::UnknownConcept => "an unknown concept",
            Fault::Anchorless => "this pattern has nothing to be found by",
            Fault::Unproven => "a rule that does not prove itself",
            Fault::DuplicateRule => "two rules with one name",
            Fault::OutOfRange => "a number outside its range",
            Fault::TooMany => "more than can be numbered",
        }
    }
}

/// One fault, and where in which file it stands.
#[derive(Clone, Debug)]
pub struct PackError {
    fault: Fault,
    file: Arc<str>,
    text: Arc<str>,
    span: Range<usize>,
    label: String,
    help: Option<String>,
}

impl PackError {
    pub(crate) fn new(
        fault: Fault,
        file: &PackFile,
        span: Range<usize>,
        label: impl Into<String>,
    ) -> PackError {
        let end = span.end.min(file.text.len());
        PackError {
            fault,
            file: file.name.clone(),
            text: Arc::from(&*file.text),
            span: span.start.min(end)..end,
            label: label.into(),
            help: None,
        }
    }

    /// A fault that the TOML reader found.
    pub(crate) fn from_toml(file: &PackFile, error: &toml::de::Error) -> PackError {
        PackError::new(Fault::Form, file, error.span().unwrap_or(0..0), error.message())
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> PackError {
        self.help = Some(help.into());
        self
    }

    /// What is wrong.
    pub fn fault(&self) -> Fault {
        self.fault
    }

    /// The name of the file it stands in.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Where it stands: line and column, both from 1, the column in characters.
    pub fn position(&self) -> (usize, usize) {
        let before = self.text.get(..self.span.start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let column = before.get(line_start..).unwrap_or("").chars().count() + 1;
        (before.matches('\n').count() + 1, column)
    }
}

impl fmt::Display for PackError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let snippet = Snippet::source(&*self.text)
            .path(&*self.file)
            .annotation(AnnotationKind::Primary.span(self.span.clone()).label(&self.label));
        let title = Level::ERROR.primary_title(self.fault.title()).id(self.fault.code());
        let mut group = title.element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help));
        }
        f.write_str(&Renderer::plain().render(&[group]))
    }
}

impl std::error::Error for PackError {}

/// Every fault found in the packs; never empty.
#[derive(Clone, Debug)]
pub struct PackErrors(pub(crate) Vec<PackError>);

impl PackErrors {
    /// The faults, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &PackError> {
        self.0.iter()
    }
}

impl fmt::Display for PackErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for PackErrors {}
