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

/// Rewrites the glyphs as the word that they are a disguise or leftover of, and says where its
/// words stand, each with whether it was disguised.
pub(crate) fn read(
    glyphs: &mut Vec<Glyph>,
    vocabulary: &Vocabulary,
    mut word: impl FnMut(&[Glyph], bool),
) {
    if glyphs.iter().all(Glyph::is_letter) {
        return read_piece(glyphs, vocabulary, &mut word);
    }
    if let Some(read) = read_leet(glyphs, vocabulary) {
        return word(&read, true);
    }
    // No reading makes a word of it: the signs are but signs.
    for mut piece in glyphs.split(|glyph| !glyph.is_letter()).map(<[Glyph]>::to_vec) {
        if !piece.is_empty() {
            read_piece(&mut piece, vocabulary, &mut word);
        }
    }
}

fn read_piece(
    glyphs: &mut Vec<Glyph>,
    vocabulary: &Vocabulary,
    word: &mut impl FnMut(&[Glyph], bool),
) {
    let known = |glyphs: &[Glyph]| vocabulary.get(spelling::bare_key(glyphs));
    if known(glyphs) != Facts::NONE && longest_run(glyphs) < 3 {
        return word(glyphs, false);
    }
    let digits = glyphs.iter().filter(|glyph| glyph.is_digit()).count();
    if digits == glyphs.len() {
        return word(glyphs, false);
    }
    if digits > 0 {
        if let Some(read) = read_leet(glyphs, vocabulary).or_else(|| read_vni(glyphs)) {
            return word(&read, true);
        }
        if let Some(seam) = number_seam(glyphs, vocabulary) {
            let (front, back) = glyphs.split_at(seam);
            word(front, false);
            return word(back, false);
        }
        if is_woven(glyphs) {
            for glyph in glyphs.iter_mut() {
                let drawn = leet(glyph).first().copied();
                replace(glyph, drawn);
            }
            unstretch(glyphs, vocabulary);
            return word(glyphs, true);
        }
    }
    let stretched = longest_run(glyphs) > 2;
    if stretched
        && let Some(read) = read_choices(glyphs, vocabulary, Facts::WORD.with(Facts::SHORT))
    {
        return word(&read, true);
    }
    if let Some(read) = read_telex(glyphs) {
        return word(&read, false);
    }
    unstretch(glyphs, vocabulary);
    word(glyphs, stretched);
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

/// The first reading of digits and signs as letters that makes a known word.
fn read_leet(glyphs: &[Glyph], vocabulary: &Vocabulary) -> Option<Vec<Glyph>> {
    let letters = glyphs.iter().filter(|glyph| glyph.is_letter() && !glyph.is_digit()).count();
    if letters == 0 {
        return None;
    }
    let wanted = match numeral(glyphs, vocabulary) {
        Numeral::No => Facts::WORD.with(Facts::SHORT),
        Numeral::UnlessEnglish => Facts::ENGLISH,
        Numeral::UnlessSyllable => Facts::SYLLABLE,
        Numeral::Certain => return None,
    };
    read_choices(glyphs, vocabulary, wanted)
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
            true if short && glyphs.len() > 3 => Numeral::UnlessEnglish,
            true => Numeral::Certain,
        };
    }
    Numeral::No
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

/// Tries each way to read digits and signs as letters and long runs as two letters or one, and
/// takes the first that makes a word of the wanted kind.
fn read_choices(glyphs: &[Glyph], vocabulary: &Vocabulary, wanted: Facts) -> Option<Vec<Glyph>> {
    // `cứuuu`: letters of another shape are no part of the stretch, unless that makes no word.
    try_choices(glyphs, &runs(glyphs, Glyph::is_same_vowel), vocabulary, wanted)
        .or_else(|| try_choices(glyphs, &runs(glyphs, Glyph::is_like), vocabulary, wanted))
}

fn try_choices(
    glyphs: &[Glyph],
    runs: &[Range<usize>],
    vocabulary: &Vocabulary,
    wanted: Facts,
) -> Option<Vec<Glyph>> {
    let mut choices: Vec<usize> = Vec::with_capacity(runs.len());
    for run in runs {
        let letters = leet(glyphs.get(run.start)?).len().max(1);
        choices.push(if run.len() > 2 { letters * 2 } else { letters });
    }
    let ways = choices.iter().fold(1_usize, |ways, choices| ways.saturating_mul(*choices));
    let mut read = Vec::with_capacity(glyphs.len());
    let mut doubled_syllable = None;
    for way in 0..ways.min(READINGS) {
        let mut rest = way;
        let mut doubled = false;
        read.clear();
        for (run, choices) in runs.iter().zip(&choices) {
            let choice = rest % choices;
            rest /= choices;
            let long = run.len() > 2;
            let keep = match (long, choice % 2) {
                (false, _) => run.len(),
                (true, 0) => 2,
                (true, _) => 1,
            };
            doubled |= long && keep == 2;
            let letter = if long { choice / 2 } else { choice };
            read_run(glyphs.get(run.clone())?, keep, Some(letter), &mut read);
        }
        let facts = vocabulary.get(spelling::bare_key(&read));
        let all_letters = read.iter().all(|glyph| glyph.is_letter() && !glyph.is_digit());
        if !all_letters || !facts.any(wanted) {
            continue;
        }
        // English has doubles, Vietnamese hardly any: `khooong` is no `khoong`.
        if doubled && !facts.any(Facts::ENGLISH.with(Facts::SHORT)) {
            doubled_syllable.get_or_insert_with(|| read.clone());
        } else {
            return Some(read);
        }
    }
    doubled_syllable
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

/// Stretches of the same letter.
fn runs(glyphs: &[Glyph], same: fn(&Glyph, &Glyph) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, glyph) in glyphs.iter().enumerate() {
        match runs.last_mut() {
            Some(run)
                if !glyph.is_digit()
                    && glyphs.get(at - 1).is_some_and(|before| same(before, glyph)) =>
            {
                run.end = at + 1;
            }
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

fn longest_run(glyphs: &[Glyph]) -> usize {
    runs(glyphs, Glyph::is_like).into_iter().map(|run| run.len()).max().unwrap_or(0)
}

/// Makes one letter of each run of a word that is not known with its doubles; a word of one
/// letter over and over keeps two.
fn unstretch(glyphs: &mut Vec<Glyph>, vocabulary: &Vocabulary) {
    let runs = runs(glyphs, Glyph::is_like);
    if runs.iter().all(|run| run.len() == 1) {
        return;
    }
    let keep = if runs.len() == 1 { 2 } else { 1 };
    let mut read = Vec::with_capacity(glyphs.len());
    for run in runs {
        read_run(glyphs.get(run).unwrap_or(&[]), keep, None, &mut read);
    }
    let digits = glyphs.iter().any(Glyph::is_digit);
    if longest_run(glyphs) > 2
        || !digits
        || vocabulary.get(spelling::bare_key(&read)) != Facts::NONE
    {
        *glyphs = read;
    }
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

/// VNI keys left in the word: `d9i`, `a3nh`, `mu7o7i2`. A number behind a word is a number, so
/// one key has a letter after it.
fn read_vni(glyphs: &[Glyph]) -> Option<Vec<Glyph>> {
    let within = glyphs.iter().position(Glyph::is_digit)?;
    if within == 0 || glyphs.iter().skip(within).all(Glyph::is_digit) {
        return None;
    }
    let mut read: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        if !glyph.is_digit() {
            glyph.latin()?;
            read.push(*glyph);
            continue;
        }
        match glyph.byte() {
            b'6' => shape_last(&mut read, b"aeo", Shape::Circumflex)?,
            b'7' => put_horn(&mut read)?,
            b'8' => shape_last(&mut read, b"a", Shape::Breve)?,
            b'9' => shape_last(&mut read, b"d", Shape::Stroke)?,
            tone @ b'1'..=b'5' => put_tone(&mut read, tone - b'0')?,
            _ => return None,
        }
        read.last_mut()?.span.end = glyph.span.end;
    }
    is_syllable(&read).then_some(read)
}

/// Telex keys left in the word: `anhr`, `dduwngf`, `muwowif`.
fn read_telex(glyphs: &[Glyph]) -> Option<Vec<Glyph>> {
    let mut read: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    let mut keys = 0;
    for glyph in glyphs {
        let letter = glyph.latin().filter(|letter| letter.base == letter.shaped)?;
        let byte = glyph.byte();
        let last = read.last().map_or(0, Glyph::byte);
        let shaped = match byte {
            b'w' => put_horn(&mut read).or_else(|| shape_last(&mut read, b"a", Shape::Breve)),
            b'a' | b'e' | b'o' if last == byte => shape_last(&mut read, &[byte], Shape::Circumflex),
            b'd' if read.len() == 1 => shape_last(&mut read, b"d", Shape::Stroke),
            _ => None,
        };
        let tone = "sfrxj".find(char::from(byte)).map(|place| place as u8 + 1);
        let toned = tone.filter(|_| read.iter().any(|glyph| is_vowel(glyph.byte())));
        if shaped.is_some() {
            keys += 1;
        } else if let Some(tone) = toned {
            put_tone(&mut read, tone)?;
            keys += 1;
        } else if letter.tone == 0 {
            read.push(*glyph);
            continue;
        } else {
            return None;
        }
        read.last_mut()?.span.end = glyph.span.end;
    }
    (keys > 0 && is_syllable(&read)).then_some(read)
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
    let letters: Option<Vec<Letter>> = glyphs.iter().map(Glyph::latin).collect();
    letters.is_some_and(|letters| {
        vocabulary::shaped_syllables().contains(&syllable::shaped_key(&letters))
    })
}

/// Whether letters with their marks are a Vietnamese syllable whose tone fits its end.
fn is_syllable(glyphs: &[Glyph]) -> bool {
    let letters: Option<Vec<Letter>> = glyphs.iter().map(Glyph::latin).collect();
    let Some(letters) = letters else { return false };
    let tone = letters.iter().map(|letter| letter.tone).max().unwrap_or(0);
    let fits = !syllable::is_stopped(&letters) || matches!(tone, 1 | 5);
    fits && vocabulary::shaped_syllables().contains(&syllable::shaped_key(&letters))
}
