//! Words written letter by letter: `s.e.n.d`, `s e c r e t`, `b-í-m-ậ-t`.
//!
//! Vietnamese chat is full of one-letter words (`e k bt a oi`), so letters between single spaces
//! are joined only into known words.

use crate::fold::Fold;
use crate::normaliser::{Gap, Token, push_word};
use crate::spelling::{self, Glyph};
use crate::vocabulary::{Facts, Vocabulary};
use crate::{Span, WordFlags};

/// The fewest letters that are joined where marks split them.
const MARKED_LEAST: usize = 3;
/// The fewest that are joined where spaces do.
const SPACED_LEAST: usize = 4;

/// Whether enough one-letter words stand together, or a mark splits a word in two.
pub(crate) fn may_be_split(tokens: &[Token]) -> bool {
    let mut run = 0;
    tokens.iter().any(|token| {
        run = if is_letter(token) { run + 1 } else { 0 };
        run >= MARKED_LEAST
    })
}

fn is_letter(token: &Token) -> bool {
    token.size == 1
}

/// Writes the tokens and their letters anew, with split words joined.
pub(crate) fn join(
    message: &str,
    vocabulary: &Vocabulary,
    tokens: &mut Vec<Token>,
    old: &mut Vec<Token>,
    glyphs: &mut Vec<Glyph>,
    letters: &mut String,
) {
    std::mem::swap(tokens, old);
    tokens.clear();
    let old_letters = std::mem::take(letters);
    let mut bytes = Vec::with_capacity(old_letters.len());
    let mut rest = old.as_slice();
    while let Some(first) = rest.first() {
        let run = rest.iter().take_while(|token| is_letter(token)).count();
        let (taken, joined) = if run < MARKED_LEAST {
            (1, false)
        } else {
            let run = rest.get(..run).unwrap_or(rest);
            first_word(message, run, vocabulary, glyphs)
        };
        if joined {
            let last = rest.get(taken - 1).unwrap_or(first);
            let kept = WordFlags::STOP.with(WordFlags::QUESTION).0 & last.word.flags.0;
            let flags = WordFlags(kept).with(WordFlags::DISGUISED);
            let mut start = 0;
            for size in syllables(glyphs, vocabulary) {
                let word = glyphs.get(start..start + size).unwrap_or(&[]);
                let gap = if start == 0 { first.gap } else { Gap::None };
                push_word(message, vocabulary, word, flags, gap, false, &mut bytes, tokens);
                start += size;
            }
        } else {
            for token in rest.iter().take(taken) {
                let start = bytes.len() as u32;
                bytes.extend_from_slice(token.word.letters.of(&old_letters).as_bytes());
                let end = bytes.len() as u32;
                bytes.push(b' ');
                let mut token = *token;
                token.word.letters = Span { start, end };
                tokens.push(token);
            }
        }
        rest = rest.get(taken..).unwrap_or(&[]);
    }
    *letters = String::from_utf8(bytes).unwrap_or_default();
}

/// How many letters of the run make its first word, spelt into `glyphs`, and whether they make
/// one at all.
fn first_word(
    message: &str,
    run: &[Token],
    vocabulary: &Vocabulary,
    glyphs: &mut Vec<Glyph>,
) -> (usize, bool) {
    let marks =
        same_gaps(run, |gap| matches!(gap, Gap::Joiner('.' | '-' | '*' | '_' | '·' | '•' | '~')));
    if marks >= MARKED_LEAST {
        spell(message, run, marks, glyphs);
        if marks > MARKED_LEAST || is_known(glyphs, vocabulary) {
            return (marks, true);
        }
    }
    let close = same_gaps(run, |gap| gap == Gap::Space);
    let set_off = |token: Option<&Token>| token.is_none_or(|token| token.gap == Gap::Wide);
    if close >= SPACED_LEAST && close < run.len() && set_off(run.get(close)) {
        spell(message, run, close, glyphs);
        if is_known(glyphs, vocabulary) {
            return (close, true);
        }
    }
    let longest = run.len().min(LONGEST_KNOWN);
    for size in (SPACED_LEAST..=longest).rev() {
        spell(message, run, size, glyphs);
        if is_known(glyphs, vocabulary) {
            return (size, true);
        }
    }
    (1, false)
}

/// No known word is longer.
const LONGEST_KNOWN: usize = 16;

/// How many letters from the first on have the same gap between them, one of these.
fn same_gaps(run: &[Token], fits: impl Fn(Gap) -> bool) -> usize {
    let Some(gap) = run.get(1).map(|token| token.gap).filter(|gap| fits(*gap)) else { return 0 };
    1 + run.iter().skip(1).take_while(|token| token.gap == gap).count()
}

fn spell(message: &str, run: &[Token], size: usize, glyphs: &mut Vec<Glyph>) {
    glyphs.clear();
    for token in run.iter().take(size) {
        spelling::spell(message, token.word.span, Fold::table(), glyphs);
    }
}

fn is_known(glyphs: &[Glyph], vocabulary: &Vocabulary) -> bool {
    let letters = glyphs.iter().all(|glyph| glyph.is_letter() && !glyph.is_digit());
    letters && vocabulary.get(spelling::bare_key(glyphs)).any(Facts::WORD)
}

/// The sizes of the words in joined letters: one, or the syllables of a Vietnamese word.
fn syllables(glyphs: &[Glyph], vocabulary: &Vocabulary) -> Vec<usize> {
    if is_known(glyphs, vocabulary) {
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
