//! Makes `src/fold/table.rs` from its sources and fails when the file is stale.
//!
//! The rules, in order, for every character beyond ASCII:
//! 1. Take it apart canonically (NFD), else for compatibility (NFKD). If each part is an ASCII
//!    letter or digit, or looks like one, the character reads as those (`ấ` `a^'`, `ﬁ` `fi`).
//! 2. "Looks like one" is what Unicode's confusables say (`data/confusables.tsv`), and what
//!    [`DRAWN`] adds: letters that writers use for their shape and Unicode does not list.
//! 3. A letter of another script is the sequence of its canonical parts without marks.
//! 4. A character of a non-zero combining class is a mark.
//!
//! `LACHAN_WRITE=1 cargo test -p lachan-text --test fold_table` rewrites the table.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Each letter, followed by characters drawn like it that Unicode does not call confusable or
/// takes for several letters.
const DRAWN: [&str; 26] = [
    "aᴀⱥəɐ",
    "bʙβвƀɓƃ",
    "cᴄƈȼ",
    "dᴅɖɗƌđðÐĐƉ",
    "eᴇɛεєэɘҿ",
    "fꜰƒ",
    "gɢǥɠ",
    "hʜħɦн",
    "iıɨⅰї",
    "jᴊɉʝ",
    "kᴋκкƙҝқ",
    "lʟłƚɭ",
    "mᴍмɱ",
    "nɴηпŋƞɲ",
    "oøɵθ",
    "pᴘƥþ",
    "qǫɋ",
    "rʀɍя",
    "sꜱςʂ",
    "tᴛτтŧƭ",
    "uᴜμʉц",
    "vᴠʌ",
    "wᴡωшщ",
    "xхжχ",
    "yʏƴɏ",
    "zᴢƶȥʐ",
];

/// Two-letter ligatures without a decomposition.
const LIGATURES: [(char, &str); 6] =
    [('æ', "ae"), ('Æ', "ae"), ('œ', "oe"), ('Œ', "oe"), ('ß', "ss"), ('ẞ', "ss")];

/// Letters in filled or dashed boxes and circles, each the first of an alphabet.
const ALPHABETS: [u32; 3] = [0x1F150, 0x1F170, 0x1F1E6];

#[test]
fn the_table_is_what_the_rules_make() {
    let made = table();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/src/fold/table.rs");
    if std::env::var_os("LACHAN_WRITE").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(kept == made, "src/fold/table.rs is stale: run with LACHAN_WRITE=1");
}

fn table() -> String {
    let looks = look_alikes();
    let mut letters = String::new();
    let mut marks: Vec<(u32, u32)> = Vec::new();
    // Hangul syllables come apart by rule, and planes 3 to 13 hold nothing that comes apart.
    let skipped = ['\u{AC00}'..='\u{D7A3}', '\u{30000}'..='\u{DFFFF}'];
    let characters = '\u{80}'..='\u{EFFFF}';
    for character in characters.filter(|c| !skipped.iter().any(|range| range.contains(c))) {
        let point = character as u32;
        if is_mark(character) || character.nfd().all(is_mark) {
            match marks.last_mut() {
                Some((_, last)) if *last + 1 == point => *last = point,
                _ => marks.push((point, point)),
            }
        } else if let Some(reading) = reading(character, &looks) {
            writeln!(letters, "    ('\\u{{{point:X}}}', {reading:?}),").unwrap();
        }
    }
    let mut text = String::from(
        "// Made by `tests/fold_table.rs` from the Unicode data: do not edit.\n\n\
         /// Characters that read as other ones, in code point order. `=` opens what only looks\n\
         /// like its reading; after a letter stand its shape `^ ( + -` and its tone `' ` ? ~ .`.\n\
         #[rustfmt::skip]\n\
         pub(super) static READINGS: &[(char, &str)] = &[\n",
    );
    text.push_str(&letters);
    text.push_str(
        "];\n\n/// Combining marks, first and last of each stretch.\n\
         #[rustfmt::skip]\npub(super) static MARKS: &[(u32, u32)] = &[\n",
    );
    for (first, last) in marks {
        writeln!(text, "    (0x{first:X}, 0x{last:X}),").unwrap();
    }
    text.push_str("];\n");
    text
}

fn is_mark(character: char) -> bool {
    canonical_combining_class(character) != 0
}

/// What looks like an ASCII letter, and which.
fn look_alikes() -> BTreeMap<char, String> {
    let mut looks = BTreeMap::new();
    for line in include_str!("data/confusables.tsv").lines().filter(|l| !l.starts_with('#')) {
        let mut fields = line.split('\t').skip(1);
        let (character, letter) = (fields.next().unwrap(), fields.next().unwrap());
        looks.insert(character.chars().next().unwrap(), letter.to_owned());
    }
    for drawn in DRAWN {
        let letter = drawn.chars().next().unwrap();
        for character in drawn.chars().skip(1) {
            looks.insert(character, letter.to_string());
            // A capital is drawn like the same letter only where Unicode does not know better.
            let capital = character.to_uppercase().next().unwrap();
            looks.entry(capital).or_insert_with(|| letter.to_string());
        }
    }
    for stroke in "đðÐĐƉ".chars() {
        looks.insert(stroke, "d-".to_owned());
    }
    for first in ALPHABETS {
        for (offset, letter) in ('a'..='z').enumerate() {
            let character = char::from_u32(first + offset as u32).unwrap();
            looks.insert(character, letter.to_string());
        }
    }
    for (ligature, letters) in LIGATURES {
        looks.insert(ligature, letters.to_owned());
    }
    looks
}

fn reading(character: char, looks: &BTreeMap<char, String>) -> Option<String> {
    if matches!(character, '™' | '℠') {
        return None;
    }
    let canonical: Vec<char> = character.nfd().collect();
    let latin = latin_reading(&canonical, looks).or_else(|| {
        let bracketed = ('\u{2474}'..='\u{249B}').contains(&character);
        let parts: Vec<char> =
            character.nfkd().filter(|c| !(bracketed && matches!(c, '(' | ')' | '.'))).collect();
        latin_reading(&parts, looks)
    });
    if let Some(letters) = latin {
        let plain = canonical.iter().all(|c| c.is_ascii() || is_mark(*c) || is_plain(*c))
            || ('\u{FF01}'..='\u{FF5E}').contains(&character);
        return Some(if plain { letters } else { format!("={letters}") });
    }
    let changed = canonical != [character];
    (changed && character.is_alphanumeric()).then(|| parts_reading(&canonical, looks))
}

/// Letters that are no disguise: they are how Vietnamese and its neighbours are written.
fn is_plain(character: char) -> bool {
    matches!(character, 'đ' | 'Đ' | 'Ð' | 'ð' | 'æ' | 'Æ' | 'œ' | 'Œ' | 'ø' | 'Ø' | 'ß' | 'ł' | 'Ł')
}

fn latin_reading(parts: &[char], looks: &BTreeMap<char, String>) -> Option<String> {
    let letters = parts.iter().filter(|c| !is_mark(**c)).count();
    let latin = parts.iter().all(|c| is_mark(*c) || latin_letter(*c, looks).is_some());
    (latin && (1..=4).contains(&letters)).then(|| parts_reading(parts, looks))
}

fn latin_letter(character: char, looks: &BTreeMap<char, String>) -> Option<String> {
    if character.is_ascii_alphanumeric() {
        return Some(character.to_ascii_lowercase().to_string());
    }
    let lower = character.to_lowercase().next().unwrap_or(character);
    looks.get(&character).or_else(|| looks.get(&lower)).cloned().or_else(|| decimal(character))
}

/// The value of a decimal digit of any script whose compatibility form says so.
fn decimal(character: char) -> Option<String> {
    let parts: Vec<char> = character.nfkd().collect();
    let digit = *parts.first().filter(|d| d.is_ascii_digit())?;
    (parts.len() == 1).then(|| digit.to_string())
}

/// The parts one after the other, marks behind their letter.
fn parts_reading(parts: &[char], looks: &BTreeMap<char, String>) -> String {
    let mut text = String::new();
    let mut rest = parts.iter().copied().peekable();
    while let Some(part) = rest.next() {
        let mut marks = Vec::new();
        while let Some(mark) = rest.next_if(|c| is_mark(*c)) {
            marks.push(mark);
        }
        match latin_letter(part, looks) {
            Some(letters) => {
                text.push_str(&letters);
                let base = letters.trim_end_matches('-').chars().last().unwrap_or(' ');
                if !letters.ends_with('-') {
                    text.extend(shape(base, &marks));
                }
                text.extend(tone(&marks).filter(|_| base.is_ascii_alphabetic()));
            }
            None => text.extend(part.to_lowercase().next().filter(|_| !is_mark(part))),
        }
    }
    text
}

/// The mark that shapes a vowel; a horn stands before the others, as in canonical order.
fn shape(base: char, marks: &[char]) -> Option<char> {
    let horn = marks.contains(&'\u{31B}') && matches!(base, 'o' | 'u');
    let first = marks.iter().find_map(|mark| match mark {
        '\u{302}' if matches!(base, 'a' | 'e' | 'o') => Some('^'),
        '\u{306}' if base == 'a' => Some('('),
        _ => None,
    });
    if horn { Some('+') } else { first }
}

/// The tone; the dot below stands before the others, as in canonical order.
fn tone(marks: &[char]) -> Option<char> {
    let first = marks.iter().find_map(|mark| match mark {
        '\u{301}' => Some('\''),
        '\u{300}' => Some('`'),
        '\u{309}' => Some('?'),
        '\u{303}' => Some('~'),
        _ => None,
    });
    if marks.contains(&'\u{323}') { Some('.') } else { first }
}
