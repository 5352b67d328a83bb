//! Words written letter by letter: `s.e.n.d`, `s e c r e t`, `b-í-m-ậ-t`.
//!
//! Vietnamese chat is full of one-letter words (`e k bt a oi`), so letters between single spaces
//! are joined only into known words.

use crate::fold::Fold;
use crate::key::{self, Letter, Roll};
use crate::normaliser::{Gap, Token, push_word};
use crate::second_look::SecondLook;
use crate::spelling::{self, Glyph};
use crate::vocabulary::{Facts, Vocabulary};
use crate::{Span, WordFlags};

/// The fewest letters that are joined: where marks split them.
pub(crate) const LEAST: u32 = 3;
const MARKED_LEAST: usize = LEAST as usize;
/// The fewest that are joined where spaces do.
const SPACED_LEAST: usize = 4;

fn is_letter(token: &Token) -> bool {
    token.size == 1
}

/// Writes the tokens and their letters anew, with split words joined.
pub(crate) fn join(
    message: &str,
    vocabulary: &Vocabulary,
    tokens: &mut Vec<Token>,
    old: &mut Vec<Token>,
    second_look: &mut SecondLook,
    letters: &mut String,
) {
    std::mem::swap(tokens, old);
    tokens.clear();
    let old_letters = std::mem::take(letters);
    let mut join = Join { message, vocabulary, tokens, second_look, bytes: Vec::new() };
    join.bytes.reserve(old_letters.len());
    let mut rest = old.as_slice();
    while !rest.is_empty() {
        let run = rest.iter().take_while(|token| is_letter(token)).count();
        let (run, after) = rest.split_at(run.max(1));
        if run.len() < MARKED_LEAST {
            run.iter().for_each(|token| join.keep(token, &old_letters));
        } else {
            join.read_run(run, &old_letters);
        }
        rest = after;
    }
    *letters = String::from_utf8(join.bytes).unwrap_or_default();
}

struct Join<'a> {
    message: &'a str,
    vocabulary: &'a Vocabulary,
    tokens: &'a mut Vec<Token>,
    second_look: &'a mut SecondLook,
    bytes: Vec<u8>,
}

impl Join<'_> {
    /// First what marks hold together, then known words in what is left.
    fn read_run(&mut self, run: &[Token], letters: &str) {
        let mut loose = 0;
        let mut at = 0;
        while at < run.len() {
            let size = marked_together(run.get(at..).unwrap_or(&[]));
            let group = run.get(at..at + size).unwrap_or(&[]);
            if size >= MARKED_LEAST && self.is_word(group) {
                self.read_loose(run.get(loose..at).unwrap_or(&[]), letters);
                self.put(group);
                loose = at + size;
            }
            at += size.max(1);
        }
        self.read_loose(run.get(loose..).unwrap_or(&[]), letters);
    }

    /// Whether letters between marks are a word: three of them if it is known, more in any case,
    /// and digits among them only if they stand for letters.
    fn is_word(&mut self, group: &[Token]) -> bool {
        let glyphs = self.spell(group);
        if glyphs.iter().any(Glyph::is_digit) {
            return self.second_look.is_leet(&glyphs, self.vocabulary);
        }
        group.len() > MARKED_LEAST || is_known(&glyphs, self.vocabulary)
    }

    /// Joins known words so that the most letters find a word. What is left holds none, so
    /// reading the outcome again changes nothing.
    fn read_loose(&mut self, run: &[Token], letters: &str) {
        let words = match run.len() < SPACED_LEAST {
            true => Vec::new(),
            false => self.spaced_words(run).unwrap_or_else(|| self.known_words(run)),
        };
        let mut at = 0;
        while let Some(token) = run.get(at) {
            match words.get(at).copied().unwrap_or(0) {
                0 => {
                    self.keep(token, letters);
                    at += 1;
                }
                size => {
                    self.put(run.get(at..at + size).unwrap_or(&[]));
                    at += size;
                }
            }
        }
    }

    /// The same where wider spaces hold the words apart and all are known: `s e n d  m e`.
    fn spaced_words(&self, run: &[Token]) -> Option<Vec<usize>> {
        let mut words = vec![0; run.len()];
        let (mut at, mut longest, mut last_size) = (0, 0, 0);
        while at < run.len() {
            let rest = run.get(at + 1..)?;
            let size = 1 + rest.iter().take_while(|token| token.gap == Gap::Space).count();
            let wide = run.get(at + size).is_none_or(|token| token.gap == Gap::Wide);
            let word = run.get(at..at + size)?;
            // Single letters that are left side by side might make a word when read again.
            let two_alone = size == 1 && last_size == 1;
            let known = size == 1 || is_known(&self.spell(word), self.vocabulary);
            if !wide || two_alone || !known {
                return None;
            }
            *words.get_mut(at)? = if size > 1 { size } else { 0 };
            longest = longest.max(size);
            last_size = size;
            at += size;
        }
        (longest > 2 && longest < run.len()).then_some(words)
    }

    /// For each place the size of the known word that begins there, or 0, in the best reading.
    fn known_words(&self, run: &[Token]) -> Vec<usize> {
        let glyphs = self.spell(run);
        if glyphs.len() != run.len() {
            return Vec::new();
        }
        // From the back: letters in words, then as few words and words over wide gaps as can be.
        let mut best = vec![(0_usize, 0_usize); run.len() + 1];
        let mut words = vec![0; run.len()];
        for at in (0..run.len()).rev() {
            let mut choice = best.get(at + 1).copied().unwrap_or_default();
            let mut key = Roll::default();
            for size in 1..=LONGEST_KNOWN.min(run.len() - at) {
                match glyphs.get(at + size - 1).and_then(Glyph::latin) {
                    Some(letter) if !key::is_digit(letter.base) => key.push(letter.base),
                    _ => break,
                }
                let is_known = || self.vocabulary.get(key.key()).any(Facts::WORD);
                if size < SPACED_LEAST || !is_known() {
                    continue;
                }
                let gaps = run.get(at + 1..at + size).unwrap_or(&[]);
                let wide = gaps.iter().filter(|token| token.gap == Gap::Wide).count();
                let (covered, cost) = best.get(at + size).copied().unwrap_or_default();
                let (covered, cost) = (covered + size, cost + 1 + 2 * wide);
                if covered > choice.0 || covered == choice.0 && cost < choice.1 {
                    choice = (covered, cost);
                    if let Some(word) = words.get_mut(at) {
                        *word = size;
                    }
                }
            }
            if let Some(best) = best.get_mut(at) {
                *best = choice;
            }
        }
        words
    }

    /// One glyph a token: of a letter held or with signs around it (`aaa`, `t|`), the letter.
    fn spell(&self, run: &[Token]) -> Vec<Glyph> {
        let mut glyphs = Vec::with_capacity(run.len());
        for token in run {
            let begun = glyphs.len();
            spelling::spell(self.message, token.word.span, Fold::table(), &mut glyphs);
            let letter = glyphs.iter().skip(begun).position(Glyph::is_letter).unwrap_or(0);
            if glyphs.len() > begun + 1 {
                glyphs.swap(begun, begun + letter);
                glyphs.truncate(begun + 1);
            }
        }
        glyphs
    }

    /// The letters of the run as one word, or as the syllables of a Vietnamese one.
    fn put(&mut self, run: &[Token]) {
        let (Some(first), Some(last)) = (run.first(), run.last()) else { return };
        let kept = WordFlags::STOP.with(WordFlags::QUESTION).0 & last.word.flags.0;
        let flags = WordFlags(kept).with(WordFlags::DISGUISED);
        let glyphs = self.spell(run);
        let mut rest = glyphs.as_slice();
        let mut gap = first.gap;
        for size in syllables(&glyphs, self.vocabulary) {
            let (word, after) = rest.split_at(size.min(rest.len()));
            let (tokens, bytes) = (&mut *self.tokens, &mut self.bytes);
            self.second_look.read(word, self.vocabulary, |word, _| {
                push_word(self.message, self.vocabulary, word, flags, gap, false, bytes, tokens);
                gap = Gap::None;
            });
            rest = after;
        }
    }

    fn keep(&mut self, token: &Token, letters: &str) {
        let start = self.bytes.len() as u32;
        self.bytes.extend_from_slice(token.word.letters.of(letters).as_bytes());
        let mut token = *token;
        token.word.letters = Span { start, end: self.bytes.len() as u32 };
        self.bytes.push(b' ');
        self.tokens.push(token);
    }
}

/// No known word is longer.
const LONGEST_KNOWN: usize = 16;

/// How many letters from the first on have the same mark between them.
fn marked_together(run: &[Token]) -> usize {
    let gap = run.get(1).map(|token| token.gap);
    let Some(gap @ Gap::Joiner('.' | '-' | '*' | '_' | '·' | '•' | '~')) = gap else { return 1 };
    1 + run.iter().skip(1).take_while(|token| token.gap == gap).count()
}

fn is_known(glyphs: &[Glyph], vocabulary: &Vocabulary) -> bool {
    let letters = glyphs.iter().all(|glyph| glyph.is_letter() && !glyph.is_digit());
    letters && vocabulary.get(spelling::bare_key(glyphs)).any(Facts::WORD)
}

/// The sizes of the words in joined letters: one, or the syllables of a Vietnamese word that is
/// written with its diacritics.
fn syllables(glyphs: &[Glyph], vocabulary: &Vocabulary) -> Vec<usize> {
    let has_marks = |letter: Letter| letter.tone > 0 || letter.shaped != letter.base;
    if is_known(glyphs, vocabulary) || !glyphs.iter().filter_map(Glyph::latin).any(has_marks) {
        return vec![glyphs.len()];
    }
    // From the back, so that a consonant between vowels goes to the vowel after it.
    let mut sizes = Vec::new();
    let mut rest = glyphs;
    while !rest.is_empty() {
        let longest = rest.len().min(7);
        let size = (2..=longest).rev().find(|size| {
            let syllable = rest.get(rest.len() - size..).unwrap_or(&[]);
            let facts = vocabulary.get(spelling::bare_key(syllable));
            let tones = syllable.iter().filter_map(Glyph::latin).filter(|l| l.tone > 0).count();
            facts.any(Facts::SYLLABLE) && tones < 2 && (rest.len() - size) != 1
        });
        let Some(size) = size else { return vec![glyphs.len()] };
        sizes.push(size);
        rest = rest.get(..rest.len() - size).unwrap_or(&[]);
    }
    sizes.reverse();
    sizes
}
