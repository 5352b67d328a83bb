//! The pattern language of rules: small and total, over concepts and words.
//!
//! | written | stands for |
//! |---|---|
//! | `{parent}` | a word or phrase of this concept |
//! | `"just us"` | these words, one after the other |
//! | `#`, `#4-8` | a word with a digit in it; one of 4 to 8 characters |
//! | `(a \| b)` | one of these |
//! | `a?` | it, or nothing |
//! | `..3` | up to three words of any kind, across one sentence end at most |
//! | `..3!` | the same, across any number of sentence ends |
//! | `not a` | not this: at the front or the back (with a gap between, not within that gap), or, in the middle, not as the next word |
//! | `a & b` | both, in any order, near each other |
//!
//! There is no unbounded repetition and no back-reference, so a pattern expands to a bounded
//! number of step sequences, and looking for one takes time linear in the message.

mod compile;
mod find;

use std::ops::Range;

pub(crate) use compile::Matcher;
pub(crate) use find::{Message, Scratch};

/// The longest gap that can be written.
const LONGEST_GAP: u8 = 20;

/// A pattern as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pattern {
    /// All of these must be found.
    parts: Vec<Sequence>,
}

type Sequence = Vec<Item>;

#[derive(Clone, Debug, PartialEq)]
struct Item {
    kind: Kind,
    optional: bool,
    /// In bytes of the pattern.
    span: Range<usize>,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Concept(String),
    Words(String),
    Number { least: u8, most: u8 },
    Either(Vec<Sequence>),
    Gap(Gap),
    Not(Box<Item>),
}

/// How many words may stand between two steps.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Gap {
    words: u8,
    any_sentences: bool,
}

/// Why a pattern cannot be used, and where in it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PatternError {
    pub(crate) kind: PatternErrorKind,
    pub(crate) span: Range<usize>,
    pub(crate) label: String,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum PatternErrorKind {
    Syntax,
    UnknownConcept,
    Anchorless,
}

impl PatternError {
    fn syntax(span: Range<usize>, label: impl Into<String>) -> PatternError {
        PatternError { kind: PatternErrorKind::Syntax, span, label: label.into() }
    }
}

impl Pattern {
    /// Reads a pattern.
    pub(crate) fn parse(source: &str) -> Result<Pattern, PatternError> {
        let mut parser = Parser { source, at: 0, depth: 0 };
        let mut parts = vec![parser.sequence()?];
        while parser.take('&') {
            parts.push(parser.sequence()?);
        }
        parser.skip_space();
        match parser.peek() {
            None => Ok(Pattern { parts }),
            Some(other) => {
                let span = parser.at..parser.at + other.len_utf8();
                Err(PatternError::syntax(span, "nothing opens what this closes"))
            }
        }
    }
}

struct Parser<'a> {
    source: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn skip_space(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn take(&mut self, wanted: char) -> bool {
        self.skip_space();
        let taken = self.rest().starts_with(wanted);
        if taken {
            self.at += wanted.len_utf8();
        }
        taken
    }

    /// Takes all up to `close`, and that too.
    fn until(&mut self, close: char, opened: usize) -> Result<String, PatternError> {
        let Some(length) = self.rest().find(close) else {
            let label = format!("`{close}` is missing after this");
            return Err(PatternError::syntax(opened..self.source.len(), label));
        };
        let inner = self.rest().get(..length).unwrap_or("").trim().to_owned();
        self.at += length + close.len_utf8();
        if inner.is_empty() {
            return Err(PatternError::syntax(opened..self.at, "nothing stands in here"));
        }
        Ok(inner)
    }

    fn number(&mut self) -> Option<u8> {
        let digits = self.rest().chars().take_while(char::is_ascii_digit).count();
        let number = self.rest().get(..digits)?.parse().ok()?;
        self.at += digits;
        Some(number)
    }

    fn sequence(&mut self) -> Result<Sequence, PatternError> {
        let begun = self.at;
        let mut items = Vec::new();
        loop {
            self.skip_space();
            match self.peek() {
                None | Some('|' | ')' | '&') => break,
                Some(_) => items.push(self.item()?),
            }
        }
        if items.is_empty() {
            let end = (self.at + 1).min(self.source.len()).max(begun);
            return Err(PatternError::syntax(begun..end, "a pattern is missing here"));
        }
        Ok(items)
    }

    fn item(&mut self) -> Result<Item, PatternError> {
        self.skip_space();
        let begun = self.at;
        let kind = if self.rest().starts_with("not ") {
            self.at += "not ".len();
            Kind::Not(Box::new(self.item()?))
        } else if self.take('{') {
            Kind::Concept(self.until('}', begun)?)
        } else if self.take('"') {
            Kind::Words(self.until('"', begun)?)
        } else if self.take('#') {
            self.number_of_characters(begun)?
        } else if self.take('(') {
            self.either(begun)?
        } else if self.rest().starts_with("..") {
            self.at += "..".len();
            let words = self.number().filter(|words| (1..=LONGEST_GAP).contains(words));
            let Some(words) = words else {
                let label = format!("a gap is `..1` to `..{LONGEST_GAP}`");
                return Err(PatternError::syntax(begun..self.at, label));
            };
            let any_sentences = self.rest().starts_with('!');
            self.at += usize::from(any_sentences);
            Kind::Gap(Gap { words, any_sentences })
        } else {
            let word = self.rest().find(char::is_whitespace).unwrap_or(self.rest().len());
            let label = "words stand in \"quotes\", concepts in {braces}";
            return Err(PatternError::syntax(begun..begun + word, label));
        };
        let optional = self.rest().starts_with('?');
        if optional && matches!(kind, Kind::Gap(_) | Kind::Not(_)) {
            let label = "only words, concepts and groups can be optional";
            return Err(PatternError::syntax(begun..self.at + 1, label));
        }
        self.at += usize::from(optional);
        Ok(Item { kind, optional, span: begun..self.at })
    }

    fn number_of_characters(&mut self, begun: usize) -> Result<Kind, PatternError> {
        let Some(least) = self.number() else {
            return Ok(Kind::Number { least: 1, most: u8::MAX });
        };
        let most = if self.rest().starts_with('-') {
            self.at += 1;
            self.number()
        } else {
            Some(least)
        };
        match most {
            Some(most) if least <= most => Ok(Kind::Number { least, most }),
            _ => Err(PatternError::syntax(begun..self.at, "a range goes up, as in `#4-8`")),
        }
    }

    fn either(&mut self, begun: usize) -> Result<Kind, PatternError> {
        self.depth += 1;
        if self.depth > 8 {
            return Err(PatternError::syntax(begun..self.at, "groups are nested too deep"));
        }
        let mut ways = vec![self.sequence()?];
        while self.take('|') {
            ways.push(self.sequence()?);
        }
        if !self.take(')') {
            return Err(PatternError::syntax(begun..self.at, "`)` is missing after this"));
        }
        self.depth -= 1;
        Ok(Kind::Either(ways))
    }
}

#[cfg(test)]
mod tests;
