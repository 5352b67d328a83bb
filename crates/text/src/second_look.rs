//! A second look at a word that may be disguised or a typing leftover.
//!
//! What it makes of a word depends on nothing but the word, so a word in a lexicon and the same
//! word in a message always meet.

use std::ops::Range;

use crate::key::{Letter, Shape};
use crate::spelling::{self, Glyph, Sort};
use crate::syllable;
use crate::vocabulary::{self, Facts, Vocabulary};

/// The most ways of reading a word that are tried.
const READINGS: usize = 96;

/// What a reading of digits, signs and long runs has to be.
const ANY_WORD: Facts = Facts::WORD.with(Facts::SHORT);

/// Room to try readings in, kept from word to word.
#[derive(Debug, Default)]
pub(crate) struct SecondLook {
    /// The reading that was found.
    read: Vec<Glyph>,
    /// The part of the word that is read.
    piece: Vec<Glyph>,
    kept: Vec<Letter>,
    runs: Vec<Range<usize>>,
}

impl SecondLook {
    /// Hands on the words that the glyphs are a disguise or leftover of, each with whether it
    /// was disguised.
    pub(crate) fn read(
        &mut self,
        glyphs: &[Glyph],
        vocabulary: &Vocabulary,
        mut word: impl FnMut(&[Glyph], bool),
    ) {
        let signs = glyphs.iter().any(|glyph| !glyph.is_letter());
        if signs && self.read_leet(glyphs, vocabulary) {
            return word(&self.read, true);
        }
        // No reading makes a word of it: the signs are but signs.
        for piece in glyphs.split(|glyph| !glyph.is_letter()).filter(|piece| !piece.is_empty()) {
            let mut glyphs = std::mem::take(&mut self.piece);
            glyphs.clear();
            glyphs.extend_from_slice(piece);
            self.read_piece(&mut glyphs, vocabulary, &mut word);
            self.piece = glyphs;
        }
    }

    fn read_piece(
        &mut self,
        glyphs: &mut Vec<Glyph>,
        vocabulary: &Vocabulary,
        word: &mut impl FnMut(&[Glyph], bool),
    ) {
        let mut disguised = false;
        loop {
            let longest_run = longest_run(glyphs);
            let stretched = longest_run > 2;
            let digits = glyphs.iter().filter(|glyph| glyph.is_digit()).count();
            let known = vocabulary.get(spelling::bare_key(glyphs)) != Facts::NONE;
            let held = glyphs.len() == 2 && longest_run == 2;
            if known && !stretched || held || digits == glyphs.len() {
                return word(glyphs, disguised);
            }
            if digits > 0 {
                if self.read_leet(glyphs, vocabulary) || self.read_vni(glyphs).is_some() {
                    return word(&self.read, true);
                }
                if let Some(seam) = number_seam(glyphs, vocabulary) {
                    let (front, back) = glyphs.split_at(seam);
                    word(front, disguised);
                    return word(back, disguised);
                }
            } else if stretched
                && longest_run < glyphs.len()
                && self.read_choices(glyphs, vocabulary, ANY_WORD)
            {
                return word(&self.read, true);
            }
            if self.read_telex(glyphs).is_some() {
                return word(&self.read, disguised);
            }
            // What is left after a letter has gone or a digit become one is looked at anew.
            let before = glyphs.len();
            let woven = digits > 0 && is_woven(glyphs);
            if woven {
                for glyph in glyphs.iter_mut() {
                    let drawn = leet(glyph).first().copied();
                    replace(glyph, drawn);
                }
            }
            if longest_run > 1 {
                self.unstretch(glyphs, vocabulary);
            }
            disguised |= stretched || woven;
            if glyphs.len() == before && !woven {
                return word(glyphs, disguised);
            }
        }
    }

    /// Finds the first reading of digits and signs as letters that makes a known word.
    fn read_leet(&mut self, glyphs: &[Glyph], vocabulary: &Vocabulary) -> bool {
        let wanted = match numeral(glyphs, vocabulary) {
            Numeral::No => ANY_WORD,
            Numeral::UnlessEnglish => Facts::ENGLISH,
            Numeral::UnlessSyllable => Facts::SYLLABLE,
            Numeral::Certain => return false,
        };
        self.read_choices(glyphs, vocabulary, wanted)
    }

    /// Tries each way to read digits and signs as letters and long runs as two letters or one,
    /// and takes the first that makes a word of the wanted kind.
    fn read_choices(&mut self, glyphs: &[Glyph], vocabulary: &Vocabulary, wanted: Facts) -> bool {
        // `cứuuu`: letters of another shape are no part of the stretch, unless that makes no word.
        self.find_runs(glyphs, Glyph::is_same_vowel);
        if self.try_choices(glyphs, vocabulary, wanted) {
            return true;
        }
        self.find_runs(glyphs, Glyph::is_like);
        self.try_choices(glyphs, vocabulary, wanted)
    }

    fn try_choices(&mut self, glyphs: &[Glyph], vocabulary: &Vocabulary, wanted: Facts) -> bool {
        let ways = self.runs.iter().filter_map(|run| Some(choices(glyphs.get(run.clone())?)));
        let ways = ways.fold(1_usize, usize::saturating_mul);
        let mut doubled_syllable = None;
        for way in 0..ways.min(READINGS) {
            let doubled = self.read_way(glyphs, way);
            let facts = vocabulary.get(spelling::bare_key(&self.read));
            let all_letters = self.read.iter().all(|glyph| glyph.is_letter() && !glyph.is_digit());
            if !all_letters || !facts.any(wanted) {
                continue;
            }
            // English has doubles, Vietnamese hardly any: `khooong` is no `khoong`.
            if !doubled || facts.any(Facts::ENGLISH.with(Facts::SHORT)) {
                return true;
            }
            doubled_syllable = doubled_syllable.or(Some(way));
        }
        if let Some(way) = doubled_syllable {
            self.read_way(glyphs, way);
        }
        doubled_syllable.is_some()
    }

    /// Reads each run as the `way`th combination of choices has it; says whether a long run
    /// stays double.
    fn read_way(&mut self, glyphs: &[Glyph], mut way: usize) -> bool {
        let mut any_doubled = false;
        self.read.clear();
        for run in &self.runs {
            let run = glyphs.get(run.clone()).unwrap_or(&[]);
            let choices = choices(run);
            let choice = way % choices;
            way /= choices;
            let long = run.len() > 2;
            let (keep, letter) = match (long, choice % 2) {
                (false, _) => (run.len(), choice),
                (true, 0) => (2, choice / 2),
                (true, _) => (1, choice / 2),
            };
            any_doubled |= long && keep == 2;
            read_run(run, keep, Some(letter), &mut self.read);
        }
        any_doubled
    }

    /// Makes one letter of each run of a word that is not known with its doubles; a word of one
    /// letter over and over keeps two.
    fn unstretch(&mut self, glyphs: &mut Vec<Glyph>, vocabulary: &Vocabulary) {
        self.find_runs(glyphs, Glyph::is_like);
        if self.runs.len() == glyphs.len() {
            return;
        }
        let keep = if self.runs.len() == 1 { 2 } else { 1 };
        self.read.clear();
        for run in &self.runs {
            read_run(glyphs.get(run.clone()).unwrap_or(&[]), keep, None, &mut self.read);
        }
        let digits = glyphs.iter().any(Glyph::is_digit);
        let known = || vocabulary.get(spelling::bare_key(&self.read)) != Facts::NONE;
        if !digits || longest_run(glyphs) > 2 || known() {
            std::mem::swap(glyphs, &mut self.read);
        }
    }

    /// Finds the stretches of the same letter.
    fn find_runs(&mut self, glyphs: &[Glyph], same: fn(&Glyph, &Glyph) -> bool) {
        self.runs.clear();
        for (at, glyph) in glyphs.iter().enumerate() {
            let goes_on = at > 0 && !glyph.is_digit();
            let before = glyphs.get(at.wrapping_sub(1)).filter(|_| goes_on);
            match self.runs.last_mut() {
                Some(run) if before.is_some_and(|before| same(before, glyph)) => run.end = at + 1,
                _ => self.runs.push(at..at + 1),
            }
        }
    }

    /// VNI keys left in the word: `d9i`, `a3nh`, `mu7o7i2`. A number behind a word is a number,
    /// so one key has a letter after it.
    fn read_vni(&mut self, glyphs: &[Glyph]) -> Option<()> {
        let within = glyphs.iter().position(Glyph::is_digit)?;
        if within == 0 || glyphs.len() > KEYS || glyphs.iter().skip(within).all(Glyph::is_digit) {
            return None;
        }
        self.read.clear();
        self.kept.clear();
        let read = &mut self.read;
        for glyph in glyphs {
            if !glyph.is_digit() {
                self.kept.push(glyph.latin()?);
                read.push(without_marks(glyph)?);
                continue;
            }
            match glyph.byte() {
                b'6' => shape_last(read, b"aeo", Shape::Circumflex)?,
                b'7' => put_horn(read)?,
                b'8' => shape_last(read, b"a", Shape::Breve)?,
                b'9' => shape_last(read, b"d", Shape::Stroke)?,
                tone @ b'1'..=b'5' => put_tone(read, tone - b'0')?,
                _ => return None,
            }
            read.last_mut()?.span.end = glyph.span.end;
        }
        self.accept_keys()
    }

    /// Telex keys left in the word: `anhr`, `dduwngf`, `muwowif`.
    ///
    /// Marks that the word has already say nothing here, so that it reads the same without them.
    fn read_telex(&mut self, glyphs: &[Glyph]) -> Option<()> {
        if glyphs.len() > KEYS {
            return None;
        }
        self.read.clear();
        self.kept.clear();
        let read = &mut self.read;
        let (mut keys, mut has_vowel) = (0, false);
        for glyph in glyphs {
            let byte = glyph.byte();
            let last = read.last().map_or(0, Glyph::byte);
            let shaped = match byte {
                b'w' => put_horn(read).or_else(|| shape_last(read, b"a", Shape::Breve)),
                b'a' | b'e' | b'o' if last == byte => shape_last(read, &[byte], Shape::Circumflex),
                b'd' if read.len() == 1 => shape_last(read, b"d", Shape::Stroke),
                _ => None,
            };
            if shaped.is_none() {
                let tone = if has_vowel { tone_key(byte) } else { None };
                let Some(tone) = tone else {
                    has_vowel |= is_vowel(byte);
                    self.kept.push(glyph.latin()?);
                    read.push(without_marks(glyph)?);
                    continue;
                };
                put_tone(read, tone)?;
            }
            keys += 1;
            read.last_mut()?.span.end = glyph.span.end;
        }
        if keys == 0 { None } else { self.accept_keys() }
    }

    /// Accepts what keys have made if it is a syllable, with the marks that the letters had.
    fn accept_keys(&mut self) -> Option<()> {
        if !is_syllable(&self.read) {
            return None;
        }
        for (glyph, kept) in self.read.iter_mut().zip(&self.kept) {
            if let Sort::Latin(letter) = &mut glyph.sort {
                letter.tone = if kept.tone > 0 { kept.tone } else { letter.tone };
                letter.shaped = if kept.shaped != kept.base { kept.shaped } else { letter.shaped };
            }
        }
        Some(())
    }

    /// Whether digits among letters stand for letters of a known word.
    pub(crate) fn is_leet(&mut self, glyphs: &[Glyph], vocabulary: &Vocabulary) -> bool {
        self.read_leet(glyphs, vocabulary)
    }
}

/// The most keys of a syllable, tone and shapes typed as letters of their own.
const KEYS: usize = 10;

/// In how many ways a run may be read.
fn choices(run: &[Glyph]) -> usize {
    let letters = run.first().map_or(1, |glyph| leet(glyph).len().max(1));
    if run.len() > 2 { letters * 2 } else { letters }
}

fn tone_key(byte: u8) -> Option<u8> {
    b"sfrxj".iter().position(|key| *key == byte).map(|place| place as u8 + 1)
}

fn without_marks(glyph: &Glyph) -> Option<Glyph> {
    let letter = glyph.latin()?;
    Some(Glyph { sort: Sort::Latin(Letter { shaped: letter.base, tone: 0, ..letter }), ..*glyph })
}

/// The letters that a digit or sign is drawn like, the likeliest first.
fn leet(glyph: &Glyph) -> &'static [u8] {
    match (glyph.byte(), glyph.sort) {
        (b'0', _) => b"o",
        (b'1' | b'!', _) => b"il",
        (b'3', _) | (_, Sort::Sign('€')) => b"e",
        (b'4' | b'@', _) => b"a",
        (b'5' | b'$', _) => b"s",
        (b'6', _) => b"gb",
        (b'7' | b'+', _) => b"t",
        (b'8', _) => b"b",
        (b'9', _) => b"g",
        (b'|', _) | (_, Sort::Sign('£')) => b"li",
        (_, Sort::Sign('¢')) => b"c",
        (_, Sort::Sign('¥')) => b"y",
        _ => b"",
    }
}

fn replace(glyph: &mut Glyph, letter: Option<u8>) {
    if let Some(letter) = letter.and_then(|byte| Letter::plain(char::from(byte))) {
        glyph.sort = Sort::Latin(letter);
    }
}

/// Whether digits in a word are a number there: `3h`, `12a4`, `2k9`, `lop5`, `8am`, `1lan`.
///
/// Where the number would be all but sure, only a reading of one kind is let through, and
/// `Numeral` says which.
fn numeral(glyphs: &[Glyph], vocabulary: &Vocabulary) -> Numeral {
    let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else {
        return Numeral::Certain;
    };
    let known = |glyphs: &[Glyph]| {
        let facts = vocabulary.get(spelling::bare_key(glyphs));
        let toned = glyphs.iter().filter_map(Glyph::latin).any(|l| l.shaped != l.base);
        let syllable = facts.any(Facts::SYLLABLE) && (!toned || is_shaped_syllable(glyphs));
        syllable || facts.any(Facts::ENGLISH.with(Facts::UNIT))
    };
    if glyphs.iter().all(|glyph| glyph.is_digit() || !glyph.is_letter()) {
        return Numeral::Certain;
    }
    if glyphs.len() < 3 {
        // Of words of two, only `g0` and `n0` are read.
        let nought = glyphs.len() == 2 && last.byte() == b'0' && !first.is_digit();
        let sign = glyphs.iter().any(|glyph| !glyph.is_letter());
        return if nought || sign { Numeral::No } else { Numeral::Certain };
    }
    let letters = glyphs.iter().filter(|glyph| !glyph.is_digit()).count();
    if first.is_digit() && last.is_digit() {
        return if letters <= 2 { Numeral::Certain } else { Numeral::No };
    }
    if first.is_digit() || first.byte() == b'@' {
        let digits =
            glyphs.iter().take_while(|glyph| glyph.is_digit() || glyph.byte() == b'@').count();
        let rest = glyphs.get(digits..).unwrap_or(&[]);
        let unit = vocabulary.get(spelling::bare_key(rest)).any(Facts::UNIT);
        return match digits {
            1 | 2 if !known(rest) => Numeral::No,
            1 if !unit && glyphs.len() > 3 => Numeral::UnlessEnglish,
            _ => Numeral::Certain,
        };
    }
    if last.is_digit() {
        let digits = glyphs.iter().rev().take_while(|glyph| glyph.is_digit()).count();
        let (stem, number) = glyphs.split_at(glyphs.len() - digits);
        let plain = stem.iter().all(|glyph| glyph.latin().is_some() && !glyph.is_digit());
        let ends_in_i = matches!(number, [one] if one.byte() == b'1')
            || matches!(number, [nought, one] if nought.byte() == b'0' && one.byte() == b'1');
        let voiced = stem.iter().any(|glyph| is_vowel(glyph.byte()));
        let short = !voiced && stem.len() < 3 && !is_pair(stem);
        return match plain && (known(stem) || short) {
            false => Numeral::No,
            true if ends_in_i && glyphs.len() > 3 => Numeral::UnlessSyllable,
            true if is_open_syllable_before_a(stem, number) => Numeral::UnlessSyllable,
            true if short && glyphs.len() > 3 => Numeral::UnlessEnglish,
            true => Numeral::Certain,
        };
    }
    Numeral::No
}

/// `phí4` for `phía`: a stem with marks to which an `a` drawn as a digit may belong. Of what is
/// counted, only `thứ4` ends so.
fn is_open_syllable_before_a(stem: &[Glyph], number: &[Glyph]) -> bool {
    let marked = stem.iter().filter_map(Glyph::latin).any(|l| l.tone > 0 || l.shaped != l.base);
    let open = stem.last().is_some_and(|glyph| matches!(glyph.byte(), b'i' | b'u'));
    let weekday = stem.iter().map(Glyph::byte).eq(*b"thu");
    marked && open && !weekday && matches!(number, [one] if one.byte() == b'4')
}

/// How sure it is that digits are a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Numeral {
    No,
    /// `fr33`, `4way`: a number unless its reading is an English word.
    UnlessEnglish,
    /// `tho1`: a number unless its reading is a Vietnamese syllable.
    UnlessSyllable,
    Certain,
}

/// The two-letter onsets that a vowel drawn as a digit may close: `nh4`.
fn is_pair(stem: &[Glyph]) -> bool {
    let [first, second] = stem else { return false };
    matches!(
        (first.byte(), second.byte()),
        (b'n', b'h' | b'g') | (b'k', b'h') | (b'c', b'h') | (b'g', b'h')
    )
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// Appends a run as `keep` letters; marks and spans of those left out go to the last one kept.
fn read_run(run: &[Glyph], keep: usize, letter: Option<usize>, read: &mut Vec<Glyph>) {
    let from = read.len();
    for (at, glyph) in run.iter().enumerate() {
        if at < keep {
            let mut glyph = *glyph;
            if let Some(letter) = letter {
                let drawn = leet(&glyph).get(letter).copied();
                replace(&mut glyph, drawn);
            }
            read.push(glyph);
        } else if let Some(last) = read.last_mut() {
            last.span = last.span.join(glyph.span);
            if let (Sort::Latin(kept), Some(dropped)) = (&mut last.sort, glyph.latin()) {
                kept.tone = if kept.tone == 0 { dropped.tone } else { kept.tone };
                kept.shaped = if kept.shaped == kept.base { dropped.shaped } else { kept.shaped };
            }
        }
    }
    // `đúúú`: one tone.
    let mut tone = 0;
    for glyph in read.iter_mut().skip(from).filter(|_| run.len() > 2) {
        if let Sort::Latin(kept) = &mut glyph.sort {
            kept.tone = if tone == 0 { kept.tone } else { 0 };
            tone = tone.max(kept.tone);
        }
    }
}

fn longest_run(glyphs: &[Glyph]) -> usize {
    let (mut longest, mut run) = (0, 0);
    let mut before: Option<&Glyph> = None;
    for glyph in glyphs {
        let same = !glyph.is_digit() && before.is_some_and(|before| before.is_like(glyph));
        run = if same { run + 1 } else { 1 };
        longest = longest.max(run);
        before = Some(glyph);
    }
    longest
}

/// Digits woven singly into letters, at least two of them: `bl4ckp1nk`.
fn is_woven(glyphs: &[Glyph]) -> bool {
    let digits = glyphs.iter().filter(|glyph| glyph.is_digit()).count();
    let ends =
        glyphs.first().is_some_and(Glyph::is_digit) || glyphs.last().is_some_and(Glyph::is_digit);
    let drawn = glyphs.iter().filter(|g| g.is_digit()).all(|g| !leet(g).is_empty());
    let single = !glyphs.windows(2).any(|pair| pair.iter().all(Glyph::is_digit));
    digits > 1 && !ends && single && drawn && glyphs.len() > digits * 2
}

/// Where a number and a word stand together: `12tuoi`, `lop5`.
fn number_seam(glyphs: &[Glyph], vocabulary: &Vocabulary) -> Option<usize> {
    let front = glyphs.first()?.is_digit();
    let seam = glyphs.iter().position(|glyph| glyph.is_digit() != front)?;
    let (one, other) = glyphs.split_at_checked(seam)?;
    if other.iter().any(|glyph| glyph.is_digit() == front) {
        return None;
    }
    let word = if front { other } else { one };
    let facts = vocabulary.get(spelling::bare_key(word));
    let apart = word.len() > 1 && facts.any(Facts::WORD) && !(front && facts.any(Facts::UNIT));
    apart.then_some(seam)
}

fn shape_last(read: &mut [Glyph], letters: &[u8], shape: Shape) -> Option<()> {
    let glyph = read.iter_mut().rev().find(|glyph| letters.contains(&glyph.byte()))?;
    let Sort::Latin(letter) = &mut glyph.sort else { return None };
    if letter.shaped != letter.base {
        return None;
    }
    *letter = letter.shaped(shape);
    Some(())
}

/// The horn goes to `u` and `o`, and to both where they stand together.
fn put_horn(read: &mut [Glyph]) -> Option<()> {
    let at = read.iter().rposition(|glyph| matches!(glyph.byte(), b'u' | b'o'))?;
    let both = read.get(at)?.byte() == b'o' && at > 0 && read.get(at - 1)?.byte() == b'u';
    let from = if both { at - 1 } else { at };
    let mut put = None;
    for glyph in read.get_mut(from..=at)? {
        if let Sort::Latin(letter) = &mut glyph.sort
            && letter.shaped == letter.base
        {
            *letter = letter.shaped(Shape::Horn);
            put = Some(());
        }
    }
    put
}

fn put_tone(read: &mut [Glyph], tone: u8) -> Option<()> {
    if read.iter().filter_map(Glyph::latin).any(|letter| letter.tone > 0) {
        return None;
    }
    let glyph = read.iter_mut().rev().find(|glyph| is_vowel(glyph.byte()))?;
    let Sort::Latin(letter) = &mut glyph.sort else { return None };
    letter.tone = tone;
    Some(())
}

fn is_shaped_syllable(glyphs: &[Glyph]) -> bool {
    glyphs.iter().all(|glyph| glyph.latin().is_some())
        && vocabulary::shaped_syllables()
            .contains(&syllable::shaped_key(glyphs.iter().filter_map(Glyph::latin)))
}

/// Whether letters with their marks are a Vietnamese syllable whose tone fits its end.
fn is_syllable(glyphs: &[Glyph]) -> bool {
    let mut last = glyphs.iter().rev().map(Glyph::latin);
    let (last, second_last) = (last.next().flatten(), last.next().flatten());
    let tone = glyphs.iter().filter_map(Glyph::latin).map(|letter| letter.tone).max();
    let fits = !syllable::is_stopped(second_last, last) || matches!(tone, Some(1 | 5));
    fits && is_shaped_syllable(glyphs)
}
