//! Messages rewritten as people write them who do not want to be read by a machine.
//!
//! For tests and for training: an engine that hears a message must hear its disguises too. Each
//! rewriting is the same for the same text and seed. Links and numbers stay as they are, and
//! most disguises take only a share of the longer words, as an evader does who still wants to be
//! read by a person.

use crate::fold::{Fold, Role};
use crate::key::{self, Letter};
use crate::{Language, normalise};

/// A way to disguise a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Disguise {
    /// Digits and signs for letters: `s3nd`, `p!c$`.
    Leet,
    /// Marks between letters: `s.e.n.d`.
    Dots,
    /// Spaces between letters: `s e n d`.
    Spaces,
    /// Letters of other scripts and alphabets that look alike.
    Homoglyphs,
    /// Characters that nobody sees.
    ZeroWidth,
    /// A letter held for long: `seeeend`.
    Stretched,
    /// Letters and diacritics apart, as some keyboards and systems store them.
    Nfd,
    /// Vietnamese without its diacritics.
    WithoutDiacritics,
    /// Chat shorthand.
    Teencode,
}

impl Disguise {
    /// Every disguise.
    pub const ALL: [Disguise; 9] = [
        Disguise::Leet,
        Disguise::Dots,
        Disguise::Spaces,
        Disguise::Homoglyphs,
        Disguise::ZeroWidth,
        Disguise::Stretched,
        Disguise::Nfd,
        Disguise::WithoutDiacritics,
        Disguise::Teencode,
    ];

    /// The message in this disguise.
    pub fn apply(self, message: &str, seed: u64) -> String {
        match self {
            Disguise::Leet => leet(message, seed),
            Disguise::Dots => dots(message, seed),
            Disguise::Spaces => spaces(message, seed),
            Disguise::Homoglyphs => homoglyphs(message, seed),
            Disguise::ZeroWidth => zero_width(message, seed),
            Disguise::Stretched => stretched(message, seed),
            Disguise::Nfd => nfd(message, seed),
            Disguise::WithoutDiacritics => without_diacritics(message, seed),
            Disguise::Teencode => teencode(message, seed),
        }
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Disguise::Leet => "leet",
            Disguise::Dots => "dots",
            Disguise::Spaces => "spaces",
            Disguise::Homoglyphs => "homoglyphs",
            Disguise::ZeroWidth => "zero-width",
            Disguise::Stretched => "stretched",
            Disguise::Nfd => "nfd",
            Disguise::WithoutDiacritics => "without-diacritics",
            Disguise::Teencode => "teencode",
        }
    }
}

/// Of the longer words, how many in a hundred are rewritten.
const SHARE: u64 = 45;
/// The fewest letters of a word that is worth a disguise.
const LONG: usize = 4;

/// Digits and signs for letters, in a share of the longer words.
pub fn leet(message: &str, seed: u64) -> String {
    rewrite(message, seed, |letters, dice| {
        let mut drawn: Vec<String> = letters.iter().map(|letter| letter.text.to_owned()).collect();
        let places: Vec<usize> =
            (0..letters.len()).filter(|at| drawn_like(letters, *at).is_some()).collect();
        let certain = dice.choose(&places).copied();
        for at in places {
            if (Some(at) == certain || dice.chance(40))
                && let Some(signs) = drawn_like(letters, at)
                && let Some(sign) = dice.choose(signs)
                && let Some(place) = drawn.get_mut(at)
            {
                *place = (*sign).to_string();
            }
        }
        drawn.concat()
    })
}

/// What a letter is drawn as; a `!` or `@` only within a word, and no digit for a word's last
/// letter where it would read as a number behind the word.
fn drawn_like(letters: &[Piece<'_>], at: usize) -> Option<&'static [char]> {
    let within = at > 0 && at + 1 < letters.len();
    let signs: &[char] = match letters.get(at)?.byte() {
        b'a' if within => &['4', '@'],
        b'a' => &['4'],
        b'e' => &['3'],
        b'i' if within => &['1', '!'],
        b'i' => &['1'],
        b'o' => &['0'],
        b's' if at + 1 < letters.len() => &['5', '$'],
        b's' => &['$'],
        b't' if within => &['7'],
        _ => return None,
    };
    Some(signs)
}

/// One mark between all letters, in a share of the longer words.
pub fn dots(message: &str, seed: u64) -> String {
    let mark = Dice::new(message, seed).choose(&[".", ".", ".", "-", "*", "_", "·"]).copied();
    rewrite(message, seed, |letters, _| spread(letters, mark.unwrap_or(".")))
}

/// A space between all letters, in a share of the longer words.
pub fn spaces(message: &str, seed: u64) -> String {
    rewrite(message, seed, |letters, _| spread(letters, " "))
}

fn spread(letters: &[Piece<'_>], mark: &str) -> String {
    let letters: Vec<&str> = letters.iter().map(|letter| letter.text).collect();
    letters.join(mark)
}

/// Letters that look alike, in a share of the longer words: most of another script here and
/// there, some in a whole other alphabet.
pub fn homoglyphs(message: &str, seed: u64) -> String {
    rewrite(message, seed, |letters, dice| {
        let alphabet = dice.chance(30).then(|| dice.choose(&[0x1D41A, 0x1D5EE, 0xFF41]).copied());
        let mut text = String::new();
        for letter in letters {
            let byte = letter.byte();
            let twin = match alphabet.flatten() {
                Some(first) if byte.is_ascii_lowercase() => {
                    char::from_u32(first + u32::from(byte - b'a'))
                }
                Some(_) => None,
                None if dice.chance(60) => twin(byte),
                None => None,
            };
            match twin {
                Some(twin) => {
                    text.push(twin);
                    text.extend(letter.letter.iter().flat_map(|letter| combining(*letter)));
                }
                None => text.push_str(letter.text),
            }
        }
        text
    })
}

/// The Cyrillic, Greek or Armenian letter that looks like a Latin one.
fn twin(byte: u8) -> Option<char> {
    Some(match byte {
        b'a' => 'а',
        b'c' => 'с',
        b'd' => 'ԁ',
        b'e' => 'е',
        b'h' => 'һ',
        b'i' => 'і',
        b'j' => 'ј',
        b'k' => 'κ',
        b'n' => 'ո',
        b'o' => 'ο',
        b'p' => 'р',
        b's' => 'ѕ',
        b'u' => 'υ',
        b'v' => 'ν',
        b'w' => 'ѡ',
        b'x' => 'х',
        b'y' => 'у',
        _ => return None,
    })
}

/// Characters that nobody sees, within a share of the longer words.
pub fn zero_width(message: &str, seed: u64) -> String {
    rewrite(message, seed, |letters, dice| {
        let mut text = String::new();
        for (at, letter) in letters.iter().enumerate() {
            if at > 0 && (at == 1 || dice.chance(50)) {
                let unseen = ['\u{200B}', '\u{200C}', '\u{2060}', '\u{FEFF}', '\u{AD}', '\u{202A}'];
                text.extend(dice.choose(&unseen));
            }
            text.push_str(letter.text);
        }
        text
    })
}

/// A vowel or the last letter held for long, in a share of the longer words.
pub fn stretched(message: &str, seed: u64) -> String {
    rewrite(message, seed, |letters, dice| {
        let places: Vec<usize> = (0..letters.len())
            .filter(|at| {
                let vowel =
                    letters.get(*at).is_some_and(|letter| b"aeiouy".contains(&letter.byte()));
                vowel || at + 1 == letters.len()
            })
            .collect();
        let place = dice.choose(&places).copied().unwrap_or(0);
        let times = 3 + dice.below(4) as usize;
        let held = |(at, letter): (usize, &Piece<'_>)| {
            letter.text.repeat(if at == place { times } else { 1 })
        };
        letters.iter().enumerate().map(held).collect()
    })
}

/// All Vietnamese letters apart from their diacritics.
pub fn nfd(message: &str, _seed: u64) -> String {
    let mut text = String::with_capacity(message.len() * 2);
    for character in message.chars() {
        match plain_letter(character) {
            Some(letter) if !character.is_ascii() && !is_stroked(letter) => {
                text.push(cased(letter, character));
                text.extend(combining(letter));
            }
            _ => text.push(character),
        }
    }
    text
}

/// All Vietnamese letters without their diacritics.
pub fn without_diacritics(message: &str, _seed: u64) -> String {
    let bare = |character: char| match plain_letter(character) {
        Some(letter) if !character.is_ascii() => cased(letter, character),
        _ => character,
    };
    message.chars().filter(|character| !is_combining(*character)).map(bare).collect()
}

/// Shorthand for a share of the words that have one.
pub fn teencode(message: &str, seed: u64) -> String {
    let language = normalise(message).language;
    let mut dice = Dice::new(message, seed);
    let shorten = |word: &str| -> Option<&'static str> {
        let (_, _, short) = SHORTHAND
            .iter()
            .find(|(of, long, _)| Some(*of) == language && is_same_word(long, word))?;
        dice.chance(SHARE).then(|| dice.choose(short).copied()).flatten()
    };
    rewrite_words(message, shorten)
}

fn is_same_word(long: &str, word: &str) -> bool {
    let lower = word.to_lowercase();
    lower == long || (word.is_ascii() && lower == without_diacritics(long, 0))
}

/// Words and their shorthand.
const SHORTHAND: &[(Language, &str, &[&str])] = &[
    (Language::Vi, "không", &["k", "ko", "hok", "kg"]),
    (Language::Vi, "được", &["đc", "dc"]),
    (Language::Vi, "gì", &["j"]),
    (Language::Vi, "rồi", &["r", "rùi"]),
    (Language::Vi, "vậy", &["z", "v"]),
    (Language::Vi, "với", &["vs"]),
    (Language::Vi, "biết", &["bt", "bít"]),
    (Language::Vi, "cũng", &["cx", "cg"]),
    (Language::Vi, "nhiều", &["nhìu"]),
    (Language::Vi, "thôi", &["thoy", "hoy"]),
    (Language::Vi, "luôn", &["lun"]),
    (Language::Vi, "mình", &["mk", "mik"]),
    (Language::Vi, "anh", &["a"]),
    (Language::Vi, "em", &["e"]),
    (Language::Vi, "mày", &["m"]),
    (Language::Vi, "chị", &["c"]),
    (Language::Vi, "nói", &["ns"]),
    (Language::Vi, "trước", &["trc"]),
    (Language::Vi, "làm", &["lm"]),
    (Language::Vi, "người", &["ng"]),
    (Language::Vi, "muốn", &["mún"]),
    (Language::Vi, "thích", &["thik"]),
    (Language::Vi, "yêu", &["iu"]),
    (Language::Vi, "nữa", &["nx"]),
    (Language::Vi, "quá", &["wá"]),
    (Language::En, "you", &["u"]),
    (Language::En, "your", &["ur"]),
    (Language::En, "are", &["r"]),
    (Language::En, "please", &["pls", "plz"]),
    (Language::En, "thanks", &["thx"]),
    (Language::En, "because", &["cuz", "bc"]),
    (Language::En, "tomorrow", &["tmrw", "2moro"]),
    (Language::En, "tonight", &["2nite", "tn"]),
    (Language::En, "about", &["abt"]),
    (Language::En, "people", &["ppl"]),
    (Language::En, "message", &["msg"]),
    (Language::En, "picture", &["pic"]),
    (Language::En, "pictures", &["pics"]),
    (Language::En, "video", &["vid"]),
    (Language::En, "something", &["smth"]),
    (Language::En, "really", &["rly"]),
    (Language::En, "before", &["b4"]),
    (Language::En, "want", &["wnt"]),
    (Language::En, "love", &["luv"]),
    (Language::En, "good", &["gud"]),
    (Language::En, "what", &["wat"]),
    (Language::En, "school", &["skool"]),
    (Language::En, "password", &["pw"]),
    (Language::En, "account", &["acc"]),
];

/// One letter as it stands, with the marks that follow it.
struct Piece<'a> {
    text: &'a str,
    letter: Option<Letter>,
}

impl Piece<'_> {
    /// The ASCII letter that it is without marks, in lower case; 0 for none.
    fn byte(&self) -> u8 {
        self.letter.map_or(0, |letter| key::byte(letter.base))
    }
}

/// Rewrites a share of the longer words.
fn rewrite(
    message: &str,
    seed: u64,
    disguise: impl Fn(&[Piece<'_>], &mut Dice) -> String,
) -> String {
    let mut dice = Dice::new(message, seed);
    rewrite_words(message, |word| {
        let letters = pieces(word);
        (letters.len() >= LONG && dice.chance(SHARE)).then(|| disguise(&letters, &mut dice))
    })
}

/// Rewrites the words between spaces, but for links, numbers and what stands around a word.
fn rewrite_words<T: AsRef<str>>(
    message: &str,
    mut disguise: impl FnMut(&str) -> Option<T>,
) -> String {
    let mut text = String::with_capacity(message.len() * 2);
    for chunk in message.split_inclusive(char::is_whitespace) {
        let is_part = |character: char| character.is_alphanumeric() || is_combining(character);
        let word = chunk.trim_matches(|character| !is_part(character));
        let is_word = word.chars().all(|c| c.is_alphabetic() || is_combining(c));
        let rewritten = if is_word && !word.is_empty() { disguise(word) } else { None };
        match (rewritten, chunk.split_once(word)) {
            (Some(rewritten), Some((before, after))) => {
                text.push_str(before);
                text.push_str(rewritten.as_ref());
                text.push_str(after);
            }
            _ => text.push_str(chunk),
        }
    }
    text
}

/// The letters of a word, each with its combining marks.
fn pieces(word: &str) -> Vec<Piece<'_>> {
    let mut starts: Vec<usize> =
        word.char_indices().filter(|(_, c)| !is_combining(*c)).map(|(at, _)| at).collect();
    starts.push(word.len());
    starts
        .windows(2)
        .filter_map(|ends| {
            let text = word.get(*ends.first()?..*ends.last()?)?;
            let mut rest = text.chars();
            let letter = rest.next().and_then(plain_letter);
            Some(Piece { text, letter: letter.map(|letter| rest.fold(letter, Letter::marked)) })
        })
        .collect()
}

fn is_combining(character: char) -> bool {
    Fold::table().get(character).role() == Role::Mark
}

/// The letter that a character is, not one that it looks like.
fn plain_letter(character: char) -> Option<Letter> {
    let folded = Fold::table().get(character);
    (folded.role() == Role::Letter && !folded.is_look_alike()).then(|| folded.as_letter())
}

fn is_stroked(letter: Letter) -> bool {
    combining(letter).is_empty()
}

fn cased(letter: Letter, like: char) -> char {
    let byte = key::byte(letter.base);
    char::from(if like.is_uppercase() { byte.to_ascii_uppercase() } else { byte })
}

/// The combining marks of a letter in canonical order.
fn combining(letter: Letter) -> Vec<char> {
    let plain = Letter { shaped: letter.base, tone: 0, ..letter };
    let mark = |mark: char, wanted: bool| wanted.then_some(mark);
    let shape = |shape: char| {
        (letter.shaped != letter.base && plain.marked(shape).shaped == letter.shaped)
            .then_some(shape)
    };
    [
        shape('\u{31B}'),
        mark('\u{323}', letter.tone == 5),
        shape('\u{302}'),
        shape('\u{306}'),
        mark('\u{301}', letter.tone == 1),
        mark('\u{300}', letter.tone == 2),
        mark('\u{309}', letter.tone == 3),
        mark('\u{303}', letter.tone == 4),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// SplitMix64, begun from the text and the seed.
struct Dice(u64);

impl Dice {
    fn new(text: &str, seed: u64) -> Dice {
        let mix = |state: u64, byte: u8| (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        Dice(text.bytes().fold(seed ^ 0xCBF2_9CE4_8422_2325, mix))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ bits >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ bits >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ bits >> 31
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    /// True so many times in a hundred.
    fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn choose<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let place = self.below(from.len() as u64) as usize;
        from.get(place)
    }
}
