//! Words become concepts: every phrase of every language, found in one pass over the words.

mod trie;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use text::{Language, Normalised, Normaliser, WordKey};
use toml::Spanned;

use crate::pack::{Fault, Pack, PackError, PackErrors, PackFile, bundled_respelling};
use trie::{End, Trie};

/// A concept's number in the lexicon it belongs to.
///
/// Concepts of the first pack come first, in the order of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConceptId(pub u16);

/// A concept found in a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mention {
    /// What is meant.
    pub concept: ConceptId,
    /// Index of its first word in [`Normalised::words`].
    pub first: u16,
    /// How many words it takes, at least one.
    pub words: u16,
}

impl Mention {
    /// The index after its last word.
    pub fn end(self) -> u16 {
        self.first + self.words
    }
}

/// Named groups of words that mean the same in every language, ready to be found.
///
/// Where a message is written with Vietnamese diacritics, a phrase must bear the same ones; where
/// it is not, `anh` may be `ảnh`.
#[derive(Debug)]
pub struct Lexicon {
    concepts: Vec<Concept>,
    by_name: HashMap<Box<str>, ConceptId>,
    phrases: Vec<(ConceptId, Language, Box<str>)>,
    marked: Trie,
    bare: Trie,
    longest: u16,
}

#[derive(Debug)]
struct Concept {
    name: Box<str>,
    is_grammar: bool,
    one_word_phrases: usize,
}

/// When a phrase must not match, because another language has the same words: unmarked, `số thẻ`
/// is `so the`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Guard {
    Always,
    /// Not in a message that reads as English.
    NotInEnglish,
    /// Not in a message that reads as Vietnamese.
    NotInVietnamese,
}

impl Guard {
    #[inline]
    fn allows(self, language: Option<Language>) -> bool {
        match self {
            Guard::Always => true,
            Guard::NotInEnglish => language != Some(Language::En),
            Guard::NotInVietnamese => language != Some(Language::Vi),
        }
    }
}

impl Lexicon {
    /// The lexicon that the program was built with.
    pub fn bundled() -> &'static Lexicon {
        static BUNDLED: LazyLock<Lexicon> = LazyLock::new(|| {
            // A test compiles the bundled packs, so an empty lexicon is never shipped.
            Lexicon::compile(&[Pack::bundled()]).unwrap_or_else(|_| Lexicon::empty())
        });
        &BUNDLED
    }

    /// Reads the `lexicon/` files of the packs. A later pack adds words to the concepts of an
    /// earlier one, or concepts of its own.
    ///
    /// # Errors
    /// Every fault found: a file that is not a list of words by concept, a phrase without words,
    /// a concept without words in a language.
    pub fn compile(packs: &[Pack]) -> Result<Lexicon, PackErrors> {
        let mut errors = Vec::new();
        let mut entries = Vec::new();
        for pack in packs {
            read_pack(pack, &mut entries, &mut errors);
        }
        check_languages(&entries, &mut errors);
        if usize::from(u16::MAX) <= entries.len()
            && let Some(entry) = entries.last()
        {
            errors.push(PackError::new(
                Fault::TooMany,
                entry.file,
                entry.name.span(),
                "too many concepts up to here",
            ));
        }
        if errors.is_empty() { Ok(Lexicon::build(&entries)) } else { Err(PackErrors(errors)) }
    }

    pub(crate) fn empty() -> Lexicon {
        Lexicon::build(&[])
    }

    fn build(entries: &[Entry<'_>]) -> Lexicon {
        let mut concepts: Vec<Concept> = Vec::new();
        let mut by_name: HashMap<Box<str>, ConceptId> = HashMap::new();
        for entry in entries {
            let name = entry.name.get_ref().as_str();
            if !by_name.contains_key(name) {
                by_name.insert(name.into(), ConceptId(concepts.len() as u16));
                let is_grammar = entry.section == GRAMMAR;
                concepts.push(Concept { name: name.into(), is_grammar, one_word_phrases: 0 });
            }
        }

        let vocabulary =
            |language: Language, key: fn(&text::Word) -> WordKey| -> HashSet<WordKey> {
                let of_language = entries.iter().filter(|entry| entry.language == language);
                of_language
                    .flat_map(|entry| &entry.phrases)
                    .flat_map(|phrase| &phrase.words.words)
                    .map(key)
                    .collect()
            };
        let english = vocabulary(Language::En, |word| word.bare);
        let vietnamese_bare = vocabulary(Language::Vi, |word| word.bare);
        let vietnamese_marked = vocabulary(Language::Vi, |word| word.marked);
        let guard = |language: Language, words: &[WordKey], vietnamese: &HashSet<WordKey>| {
            let all_in =
                |vocabulary: &HashSet<WordKey>| words.iter().all(|w| vocabulary.contains(w));
            match language {
                Language::Vi if all_in(&english) => Guard::NotInEnglish,
                Language::En if words.len() == 1 && all_in(vietnamese) => Guard::NotInVietnamese,
                _ => Guard::Always,
            }
        };

        let mut phrases = Vec::new();
        let (mut marked, mut bare) = (Vec::new(), Vec::new());
        let mut longest = 0;
        for entry in entries {
            let Some(&concept) = by_name.get(entry.name.get_ref().as_str()) else { continue };
            for phrase in &entry.phrases {
                let words = &phrase.words.words;
                longest = longest.max(words.len() as u16);
                if words.len() == 1
                    && let Some(concept) = concepts.get_mut(usize::from(concept.0))
                {
                    concept.one_word_phrases += 1;
                }
                let marked_keys: Vec<WordKey> = words.iter().map(|word| word.marked).collect();
                let bare_keys: Vec<WordKey> = words.iter().map(|word| word.bare).collect();
                let marked_guard = guard(entry.language, &marked_keys, &vietnamese_marked);
                let bare_guard = guard(entry.language, &bare_keys, &vietnamese_bare);
                marked.push((marked_keys, End { concept, guard: marked_guard }));
                if !phrase.only_marked {
                    bare.push((bare_keys, End { concept, guard: bare_guard }));
                }
                phrases.push((concept, entry.language, phrase.text.as_str().into()));
            }
        }
        Lexicon {
            concepts,
            by_name,
            phrases,
            marked: Trie::build(marked),
            bare: Trie::build(bare),
            longest,
        }
    }

    /// How many concepts there are; their numbers are below this.
    pub fn concept_count(&self) -> usize {
        self.concepts.len()
    }

    /// The concept with this name.
    pub fn concept(&self, name: &str) -> Option<ConceptId> {
        self.by_name.get(name).copied()
    }

    /// The name of a concept; empty for a number that this lexicon did not give.
    pub fn name(&self, concept: ConceptId) -> &str {
        self.concepts.get(usize::from(concept.0)).map_or("", |concept| &*concept.name)
    }

    /// Whether it is one of the small words that nearly every message holds.
    pub(crate) fn is_grammar(&self, concept: ConceptId) -> bool {
        self.concepts.get(usize::from(concept.0)).is_some_and(|concept| concept.is_grammar)
    }

    /// How many single words mean this concept: a rough measure of how often it is met.
    pub(crate) fn one_word_phrases(&self, concept: ConceptId) -> usize {
        let concept = self.concepts.get(usize::from(concept.0));
        concept.map_or(0, |concept| concept.one_word_phrases)
    }

    /// The concept whose name is most like this one, where one is close enough to be meant.
    pub(crate) fn nearest(&self, name: &str) -> Option<&str> {
        let names = self.concepts.iter().map(|concept| &*concept.name);
        let (distance, nearest) = names.map(|other| (edits(name, other), other)).min()?;
        (distance <= 1 + name.len() / 4).then_some(nearest)
    }

    /// Every phrase with its concept and language, as written in the packs.
    pub fn phrases(&self) -> impl Iterator<Item = (ConceptId, Language, &str)> {
        self.phrases.iter().map(|(concept, language, text)| (*concept, *language, &**text))
    }

    /// Adds every concept that the words bear, ordered by first word, to `into`.
    ///
    /// A word may bear several concepts; a phrase hides the shorter phrases of the same concept
    /// within it. Of a message with more than 65,535 words only these are looked at.
    pub fn find(&self, normalised: &Normalised, into: &mut Vec<Mention>) {
        let begun = into.len();
        let words = &normalised.words;
        let words = words.get(..usize::from(u16::MAX)).unwrap_or(words);
        if normalised.marked {
            let language = Some(Language::Vi);
            self.walk(&self.marked, words, |word| word.marked, language, begun, into);
        } else {
            self.walk(&self.bare, words, |word| word.bare, normalised.language, begun, into);
        }
    }

    #[inline]
    fn walk(
        &self,
        trie: &Trie,
        words: &[text::Word],
        key: impl Fn(&text::Word) -> WordKey,
        language: Option<Language>,
        begun: usize,
        into: &mut Vec<Mention>,
    ) {
        for (first, word) in words.iter().enumerate() {
            let Some(mut node) = trie.begin(key(word)) else { continue };
            let mut length = 1;
            loop {
                for end in trie.ends(node) {
                    if end.guard.allows(language) {
                        let first = first as u16;
                        self.add(
                            Mention { concept: end.concept, first, words: length },
                            begun,
                            into,
                        );
                    }
                }
                let next = words.get(first + usize::from(length));
                let Some(next) = next.and_then(|word| trie.step(node, key(word))) else { break };
                node = next;
                length += 1;
            }
        }
    }

    /// Keeps the longest phrase of a concept in place of those within it.
    #[inline]
    fn add(&self, mention: Mention, begun: usize, into: &mut Vec<Mention>) {
        for index in (begun..into.len()).rev() {
            let Some(earlier) = into.get_mut(index) else { break };
            if earlier.first + self.longest <= mention.first {
                break;
            }
            if earlier.concept == mention.concept {
                if earlier.end() >= mention.end() {
                    return;
                }
                if earlier.first == mention.first {
                    *earlier = mention;
                    return;
                }
            }
        }
        into.push(mention);
    }
}

/// Reads words as messages are read: a phrase and its disguises must yield the same keys.
pub(crate) fn normaliser() -> Normaliser {
    Normaliser::new(bundled_respelling())
}

/// How many letters to put in, take out or change to get from one name to the other.
fn edits(from: &str, to: &str) -> usize {
    let mut row: Vec<usize> = (0..=to.chars().count()).collect();
    for (i, a) in from.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (above, b) in row.iter_mut().skip(1).zip(to.chars()) {
            let cell = (diagonal + usize::from(a != b)).min(left + 1).min(*above + 1);
            diagonal = std::mem::replace(above, cell);
            left = cell;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The section of concepts that are too common for a rule to start from.
const GRAMMAR: &str = "grammar";

/// Before a phrase that counts only where the writer uses diacritics: `=dì` is not `đi`.
const ONLY_MARKED: char = '=';

/// One concept's list in one file.
struct Entry<'a> {
    file: &'a PackFile,
    language: Language,
    section: String,
    name: Spanned<String>,
    phrases: Vec<Phrase>,
}

struct Phrase {
    text: String,
    /// Counts only where the writer uses diacritics.
    only_marked: bool,
    words: Normalised,
}

type Sections = BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, Vec<Spanned<String>>>>;

/// Reads the lists of one pack, ordered by concept.
fn read_pack<'a>(pack: &'a Pack, entries: &mut Vec<Entry<'a>>, errors: &mut Vec<PackError>) {
    let mut of_pack = Vec::new();
    let mut normaliser = normaliser();
    for (stem, file) in pack.folder("lexicon") {
        let Some(language) = Language::from_code(stem) else {
            let error = PackError::new(Fault::UnknownFile, file, 0..0, "no language has this code");
            errors.push(
                error.help(
                    "the words of a language stand in `lexicon/vi.toml` or `lexicon/en.toml`",
                ),
            );
            continue;
        };
        let sections: Sections = match toml::from_str(&file.text) {
            Ok(sections) => sections,
            Err(error) => {
                errors.push(PackError::from_toml(file, &error));
                continue;
            }
        };
        for (section, lists) in sections {
            for (name, list) in lists {
                let phrases = list.into_iter().filter_map(|phrase| {
                    let written = phrase.get_ref();
                    let only_marked = written.starts_with(ONLY_MARKED);
                    let text = written.trim_start_matches(ONLY_MARKED).to_owned();
                    let mut words = Normalised::default();
                    normaliser.read_as(language, &text, &mut words);
                    if words.words.is_empty() {
                        let label = "nothing here is a word";
                        errors.push(PackError::new(Fault::EmptyPhrase, file, phrase.span(), label));
                        return None;
                    }
                    Some(Phrase { text, only_marked, words })
                });
                let phrases = phrases.collect();
                let section = section.get_ref().clone();
                of_pack.push(Entry { file, language, section, name, phrases });
            }
        }
    }
    of_pack.sort_by(|a, b| a.name.get_ref().cmp(b.name.get_ref()));
    entries.append(&mut of_pack);
}

/// Every concept must be sayable in every language: what is understood once is understood in all.
fn check_languages(entries: &[Entry<'_>], errors: &mut Vec<PackError>) {
    let with_words = entries.iter().filter(|entry| !entry.phrases.is_empty());
    let said: BTreeSet<(&str, Language)> =
        with_words.map(|entry| (entry.name.get_ref().as_str(), entry.language)).collect();
    for language in Language::ALL {
        let mut known: HashSet<&str> = HashSet::new();
        for entry in entries {
            let name = entry.name.get_ref().as_str();
            if !said.contains(&(name, language)) && known.insert(name) {
                let label = format!("no words for this in `lexicon/{}.toml`", language.code());
                let error =
                    PackError::new(Fault::WordlessConcept, entry.file, entry.name.span(), label);
                errors.push(error.help("every concept needs words in every language"));
            }
        }
    }
}

#[cfg(test)]
mod tests;
