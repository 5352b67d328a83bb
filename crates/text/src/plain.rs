//! The message as its writer would have written it without disguise or shorthand: for a reader
//! that knows words by their usual spelling.

use crate::fold::{Fold, Role};
use crate::key;
use crate::{Language, Normalised, Normaliser, Span, WordFlags, WordKey};

/// A message in plain spelling, with the way back to where its words stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plain {
    /// The text: disguised words undone, shorthand written out, Vietnamese without its marks
    /// given them back where the normaliser is [restoring](Normaliser::restoring), nothing unseen
    /// left; all else as it was written.
    pub text: String,
    /// For each word its stretch of `text` and its span in the message.
    pub words: Vec<(Span, Span)>,
}

impl Normaliser {
    /// Writes `message` in plain spelling into `into`, whatever stood there before. `words` are
    /// the message's words, as [`Normaliser::read`] gave them.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// use lachan_text::{Normalised, Normaliser, Plain, Respelling};
    ///
    /// let mut normaliser = Normaliser::new(Arc::new(Respelling::empty()));
    /// let (mut words, mut plain) = (Normalised::default(), Plain::default());
    /// let message = "S\u{200B}end the s.e.c.r.e.t, Bảo!";
    /// normaliser.read(message, &mut words);
    /// normaliser.plain(message, &words, &mut plain);
    /// assert_eq!(plain.text, "Send the secret, Bảo!");
    /// ```
    pub fn plain(&self, message: &str, words: &Normalised, into: &mut Plain) {
        let Plain { text, words: stretches } = into;
        text.clear();
        stretches.clear();
        let accents = self.accents.as_ref().filter(|_| words.language == Some(Language::Vi));
        let restored = accents.map(|accents| accents.restore(words)).unwrap_or_default();
        let restored = restored.into_iter().chain(std::iter::repeat(None));
        let mut taken = 0;
        for (word, restored) in words.words.iter().zip(restored) {
            let Span { start, end } = word.span;
            if start < taken {
                // A second word that stands for the same stretch.
                text.push(' ');
            } else {
                push_seen(text, Span { start: taken, end: start }.of(message));
                taken = end;
            }
            let begin = text.len() as u32;
            let undone = word.flags.has(WordFlags::DISGUISED) || word.flags.has(WordFlags::RESPELT);
            if let Some(marked) = restored
                && push_marked(text, marked)
            {
                capitalise(text, begin as usize, word.span.of(message), word.flags);
            } else if !undone {
                push_seen(text, word.span.of(message));
            } else if !push_marked(text, word.marked) {
                text.push_str(words.letters_of(word));
            }
            stretches.push((Span { start: begin, end: text.len() as u32 }, word.span));
        }
        push_seen(text, Span { start: taken, end: message.len() as u32 }.of(message));
    }
}

/// Copies what can be seen.
fn push_seen(text: &mut String, part: &str) {
    let fold = Fold::table();
    let is_seen = |character: &char| {
        character.is_ascii_graphic()
            || *character == ' '
            || fold.get(*character).role() != Role::Ignored
    };
    text.extend(part.chars().filter(is_seen));
}

/// Gives what stands in `text` from `begin` on the capitals of the word it was written as.
fn capitalise(text: &mut String, begin: usize, written: &str, flags: WordFlags) {
    let is_capital = written.chars().next().is_some_and(char::is_uppercase);
    if !is_capital {
        return;
    }
    let word = text.split_off(begin);
    let capitals = if flags.has(WordFlags::CAPITALS) { word.chars().count() } else { 1 };
    for (at, letter) in word.chars().enumerate() {
        if at < capitals {
            text.extend(letter.to_uppercase());
        } else {
            text.push(letter);
        }
    }
}

/// Writes a word from its key, its tone where Vietnamese puts it; says whether the key holds it.
fn push_marked(text: &mut String, key: WordKey) -> bool {
    let Some(codes) = key::codes(key) else { return false };
    let letters: Vec<char> = codes.iter().filter_map(|code| key::letter(*code)).collect();
    let tone = codes.iter().find_map(|code| key::tone(*code));
    let bearer = tone.and_then(|_| bearer(&letters));
    for (at, letter) in letters.iter().enumerate() {
        let toned = tone.filter(|_| bearer == Some(at)).and_then(|tone| key::toned(*letter, tone));
        text.push(toned.unwrap_or(*letter));
    }
    !letters.is_empty()
}

/// Which letter of a syllable bears its tone: the vowel with a mark of its own, the last of two;
/// else the last of the vowels before a final consonant; else the one before the last. The `u` of
/// `qu` and the `i` of `gi` belong to the consonant where another vowel follows.
fn bearer(letters: &[char]) -> Option<usize> {
    let is_vowel =
        |at: usize| letters.get(at).is_some_and(|letter| "aeiouyăâêôơư".contains(*letter));
    let marked = letters.iter().rposition(|letter| "ăâêôơư".contains(*letter));
    if marked.is_some() {
        return marked;
    }
    let mut first = (0..letters.len()).find(|at| is_vowel(*at))?;
    let glides = matches!(letters.get(..2), Some(['q', 'u'] | ['g', 'i']));
    if glides && is_vowel(2) {
        first = 2;
    }
    let last = (first..letters.len()).take_while(|at| is_vowel(*at)).last()?;
    let closed = last + 1 < letters.len();
    Some(if closed || last == first { last } else { last - 1 })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Respelling;

    fn plain(message: &str) -> String {
        let vi = "shorthand\twords\nny\tngười yêu\nwá\tquá\n";
        let mut normaliser =
            Normaliser::new(Arc::new(Respelling::parse(vi, "shorthand\twords\nu\tyou\n").unwrap()));
        let (mut words, mut plain) = (Normalised::default(), Plain::default());
        normaliser.read(message, &mut words);
        normaliser.plain(message, &words, &mut plain);
        for (stretch, span) in &plain.words {
            assert!(!stretch.of(&plain.text).is_empty() && !span.of(message).is_empty());
        }
        plain.text
    }

    #[test]
    fn what_is_plain_stays() {
        for message in
            ["", "Mai em có đi học không, Bảo?", "See you at 5pm — bring £20 🙂", "\n a  b"]
        {
            assert_eq!(plain(message), message);
        }
    }

    #[test]
    fn disguises_are_undone() {
        assert_eq!(plain("dont t3ll your p.a.r.e.n.t.s"), "dont tell your parents");
        assert_eq!(plain("gi\u{200B}ữ bí m\u{200D}ật"), "giữ bí mật");
    }

    #[test]
    fn shorthand_is_written_out_with_its_marks() {
        assert_eq!(plain("anh có ny chưa, đẹp wá"), "anh có người yêu chưa, đẹp quá");
    }

    #[test]
    fn tones_stand_where_vietnamese_puts_them() {
        for (letters, at) in [
            ("hoa", 1),
            ("hoan", 2),
            ("qua", 2),
            ("gia", 2),
            ("gi", 1),
            ("nguoi", 3),
            ("ngươi", 3),
            ("tiêng", 2),
            ("ngoai", 3),
            ("mua", 1),
            ("a", 0),
            ("khuya", 3),
        ] {
            let letters: Vec<char> = letters.chars().collect();
            assert_eq!(bearer(&letters), Some(at), "{letters:?}");
        }
        assert_eq!(bearer(&['n', 'g']), None);
    }
}
