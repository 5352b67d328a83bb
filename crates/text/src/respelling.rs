//! Chat shorthand and teencode, and the words that they stand for.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use crate::fold::Fold;
use crate::spelling::{self, Glyph};
use crate::vocabulary::{Facts, Vocabulary};
use crate::{Language, Span, WordKey};

/// The shorthand of each language, compiled from its table.
///
/// A table is tab-separated text with a heading line and `#` comments. Its columns are the
/// shorthand, the word or words it stands for, and where: nothing for everywhere; `next: …`,
/// `previous: …` or `near: …` with words between `|`, compared without diacritics; or `inside`,
/// where its sentence goes on. The first row of a shorthand whose place is right counts. A shorthand that is also a word or shorthand of
/// another language is respelt only in a message of its own.
#[derive(Clone, Debug)]
pub struct Respelling {
    pub(crate) vocabulary: Arc<Vocabulary>,
    rows: Vec<Row>,
    /// Vietnamese, English: where a shorthand's rows stand.
    stretches: [HashMap<WordKey, (usize, usize), BuildHasherDefault<KeyHasher>>; 2],
}

/// A table of shorthand that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("respelling table {}, line {line}: {problem}", language.code())]
pub struct RespellingError {
    /// The table's language.
    pub language: Language,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: RespellingProblem,
}

/// What is wrong with a line of a table of shorthand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RespellingProblem {
    /// There are two columns, or three.
    #[error("expected a shorthand, its words and perhaps a place, with tabs between")]
    Columns,
    /// A shorthand is letters and digits without a space.
    #[error("the shorthand is not one word")]
    Shorthand,
    /// It stands for at least one word.
    #[error("the shorthand stands for no word")]
    Words,
    /// A place is `inside`, or `next:`, `previous:` or `near:` and words.
    #[error("the place is neither `inside` nor `next:`, `previous:` or `near:` with words")]
    Place,
    /// A row after one without a place is never reached.
    #[error("an earlier row already respells this everywhere")]
    Unreachable,
}

/// A word that a shorthand stands for.
#[derive(Clone, Debug)]
pub(crate) struct Canonical {
    pub(crate) bare: WordKey,
    pub(crate) marked: WordKey,
    pub(crate) letters: String,
    pub(crate) facts: Facts,
}

#[derive(Clone, Debug)]
struct Row {
    language: Language,
    /// Whether the shorthand means something in another language too.
    ambiguous: bool,
    words: Vec<Canonical>,
    place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Anywhere,
    Next(Vec<WordKey>),
    Previous(Vec<WordKey>),
    Near(Vec<WordKey>),
    Inside,
}

/// How many words to either side are near.
const NEAR: usize = 4;

impl Respelling {
    /// No shorthand: every word stands for itself.
    pub fn empty() -> Respelling {
        Respelling {
            vocabulary: Vocabulary::base(),
            rows: Vec::new(),
            stretches: Default::default(),
        }
    }

    /// Compiles the tables of Vietnamese and of English.
    ///
    /// # Errors
    /// The first line that is not a row of a table.
    pub fn parse(vi_tsv: &str, en_tsv: &str) -> Result<Respelling, RespellingError> {
        let mut respelling = Respelling::empty();
        let mut vocabulary = Vocabulary::clone(&respelling.vocabulary);
        let mut lines = Vec::new();
        for (language, table) in [(Language::Vi, vi_tsv), (Language::En, en_tsv)] {
            for (at, line) in table.lines().enumerate().skip(1) {
                if line.trim().is_empty() || line.starts_with('#') {
                    continue;
                }
                let row = Line::parse(line).map_err(|problem| RespellingError {
                    language,
                    line: at + 1,
                    problem,
                })?;
                let short = match language {
                    Language::Vi => Facts::SHORT_VIETNAMESE,
                    Language::En => Facts::SHORT_ENGLISH,
                };
                vocabulary.learn(row.bare, short);
                lines.push((language, at + 1, row));
            }
        }
        // A shorthand's rows stand together in their order.
        lines.sort_by_key(|(language, line, row)| (*language, row.marked, *line));
        for (language, line, row) in lines {
            let others = match language {
                Language::Vi => Facts::ENGLISH.with(Facts::SHORT_ENGLISH),
                Language::En => Facts::SYLLABLE.with(Facts::SHORT_VIETNAMESE),
            };
            let ambiguous = row.letters < 2 || vocabulary.get(row.bare).any(others);
            let place = respelling.rows.len();
            let [of_vi, of_en] = &mut respelling.stretches;
            let stretches = if language == Language::Vi { of_vi } else { of_en };
            let stretch = stretches.entry(row.marked).or_insert((place, place));
            let last = respelling.rows.get(stretch.0..stretch.1).and_then(<[Row]>::last);
            if last.is_some_and(|row| row.place == Place::Anywhere) {
                let problem = RespellingProblem::Unreachable;
                return Err(RespellingError { language, line, problem });
            }
            stretch.1 = place + 1;
            respelling.rows.push(Row { language, ambiguous, words: row.words, place: row.place });
        }
        for row in &mut respelling.rows {
            for word in &mut row.words {
                word.facts = vocabulary.get(word.bare);
            }
        }
        respelling.vocabulary = Arc::new(vocabulary);
        Ok(respelling)
    }

    /// The words that a shorthand stands for in a message of a language, given the bare keys of
    /// the words around it.
    pub(crate) fn respell(
        &self,
        marked: WordKey,
        message: Option<Language>,
        goes_on: bool,
        around: impl Fn(isize) -> Option<WordKey>,
    ) -> Option<&[Canonical]> {
        let first_choice = message.unwrap_or(Language::Vi);
        let second_choice = if first_choice == Language::Vi { Language::En } else { Language::Vi };
        [first_choice, second_choice].into_iter().find_map(|language| {
            let [of_vi, of_en] = &self.stretches;
            let stretches = if language == Language::Vi { of_vi } else { of_en };
            let (from, to) = *stretches.get(&marked)?;
            let rows = self.rows.get(from..to)?;
            let row = rows.iter().find(|row| row.place.is_right(goes_on, &around))?;
            let allowed = !row.ambiguous || message == Some(row.language);
            allowed.then_some(row.words.as_slice())
        })
    }
}

/// A key is nearly a hash already.
#[derive(Default)]
struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, key: u64) {
        let mixed = (self.0 ^ key).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ mixed >> 32;
    }
}

impl Place {
    fn is_right(&self, goes_on: bool, around: &impl Fn(isize) -> Option<WordKey>) -> bool {
        let is_at =
            |words: &[WordKey], offset| around(offset).is_some_and(|key| words.contains(&key));
        match self {
            Place::Anywhere => true,
            Place::Inside => goes_on,
            Place::Next(words) => is_at(words, 1),
            Place::Previous(words) => is_at(words, -1),
            Place::Near(words) => {
                let near = NEAR as isize;
                (-near..=near).any(|offset| offset != 0 && is_at(words, offset))
            }
        }
    }
}

/// A row as it stands in the table.
struct Line {
    bare: WordKey,
    marked: WordKey,
    letters: usize,
    words: Vec<Canonical>,
    place: Place,
}

impl Line {
    fn parse(line: &str) -> Result<Line, RespellingProblem> {
        let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
        let (short, words, place) = match columns[..] {
            [short, words] => (short, words, ""),
            [short, words, place] => (short, words, place),
            _ => return Err(RespellingProblem::Columns),
        };
        let [short] = &folded_words(short)[..] else { return Err(RespellingProblem::Shorthand) };
        let words = folded_words(words);
        if words.is_empty() {
            return Err(RespellingProblem::Words);
        }
        Ok(Line {
            bare: short.bare,
            marked: short.marked,
            letters: short.letters.len(),
            words,
            place: Line::place(place)?,
        })
    }

    fn place(text: &str) -> Result<Place, RespellingProblem> {
        if text.is_empty() {
            return Ok(Place::Anywhere);
        }
        if text == "inside" {
            return Ok(Place::Inside);
        }
        let (kind, words) = text.split_once(':').ok_or(RespellingProblem::Place)?;
        let words: Vec<WordKey> =
            words.split('|').flat_map(folded_words).map(|word| word.bare).collect();
        match kind {
            _ if words.is_empty() => Err(RespellingProblem::Place),
            "next" => Ok(Place::Next(words)),
            "previous" => Ok(Place::Previous(words)),
            "near" => Ok(Place::Near(words)),
            _ => Err(RespellingProblem::Place),
        }
    }
}

/// The words between spaces, folded letter by letter and never looked at twice: a shorthand is
/// what it is.
pub(crate) fn folded_words(text: &str) -> Vec<Canonical> {
    let mut glyphs: Vec<Glyph> = Vec::new();
    text.split_whitespace()
        .filter_map(|word| {
            glyphs.clear();
            let span = Span { start: 0, end: word.len() as u32 };
            spelling::spell(word, span, Fold::table(), &mut glyphs);
            glyphs.retain(Glyph::is_letter);
            let mut letters = String::new();
            let (bare, marked) = spelling::keys(&glyphs, |character| letters.push(character));
            let facts = Facts::NONE;
            (!letters.is_empty()).then_some(Canonical { bare, marked, letters, facts })
        })
        .collect()
}
