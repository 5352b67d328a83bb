//! The pass over a message.

use std::cmp::Ordering;
use std::sync::Arc;

use crate::accents::Accents;
use crate::eight::Eight;
use crate::fold::{Fold, Folded, Role};
use crate::key::{self, Roll};
use crate::letter_split;
use crate::respelling::{Canonical, Respelling};
use crate::second_look::SecondLook;
use crate::spelling::{self, Glyph};
use crate::vocabulary::{Facts, Vocabulary};
use crate::{Language, Normalised, Span, Word, WordFlags, WordKey};

/// The most letters of a word; a longer one is cut into words of so many. A letter of another
/// script counts as four.
pub(crate) const LONGEST: usize = 64;

/// Reads messages as words: cheap to make, one for each thread.
#[derive(Debug)]
pub struct Normaliser {
    respelling: Arc<Respelling>,
    pub(crate) accents: Option<Arc<Accents>>,
    tokens: Vec<Token>,
    other_tokens: Vec<Token>,
    other_letters: String,
    glyphs: Vec<Glyph>,
    second_look: SecondLook,
}

/// A word with what the later steps ask about it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) word: Word,
    pub(crate) facts: Facts,
    /// How many letters it has.
    pub(crate) size: u32,
    /// What stands before it.
    pub(crate) gap: Gap,
    /// Begins with a capital and goes on without.
    pub(crate) is_titled: bool,
}

/// What stands between a word and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gap {
    /// Nothing at all.
    None,
    /// One space.
    Space,
    /// Several spaces.
    Wide,
    /// One mark that may split a word, and nothing else.
    Joiner(char),
    /// Anything else.
    Other,
}

impl Normaliser {
    /// A normaliser that respells chat shorthand by these tables.
    pub fn new(respelling: Arc<Respelling>) -> Normaliser {
        Normaliser {
            respelling,
            accents: None,
            tokens: Vec::new(),
            other_tokens: Vec::new(),
            other_letters: String::new(),
            glyphs: Vec::new(),
            second_look: SecondLook::default(),
        }
    }

    /// The same normaliser, which in [`Normaliser::plain`] gives Vietnamese without its marks them
    /// back. What it reads as words stays as it was written.
    pub fn restoring(self, accents: Arc<Accents>) -> Normaliser {
        Normaliser { accents: Some(accents), ..self }
    }

    /// What is known of a word by its bare key.
    pub(crate) fn facts(&self, bare: WordKey) -> Facts {
        self.respelling.vocabulary.get(bare)
    }

    /// Reads a message into `into`, whatever stood there before. Once its buffers have grown to
    /// the usual length, an ordinary message allocates nothing.
    pub fn read(&mut self, message: &str, into: &mut Normalised) {
        self.read_in(message, None, into);
    }

    /// The same for a message known to be of a language: so shorthand of a single word is
    /// respelt too, as the words of a lexicon must be.
    pub fn read_as(&mut self, language: Language, message: &str, into: &mut Normalised) {
        self.read_in(message, Some(language), into);
    }

    fn read_in(&mut self, message: &str, language: Option<Language>, into: &mut Normalised) {
        let Normaliser {
            respelling,
            accents: _,
            tokens,
            other_tokens,
            other_letters,
            glyphs,
            second_look,
        } = self;
        let vocabulary = &*respelling.vocabulary;
        tokens.clear();
        let mut letters = std::mem::take(&mut into.letters);
        letters.clear();
        let mut pass = Pass {
            message,
            fold: Fold::table(),
            vocabulary,
            tokens,
            glyphs,
            second_look,
            letters: letters.into_bytes(),
            open: Open::default(),
            gap: Gap::Other,
            emoji: None,
        };
        pass.run();
        into.letters = String::from_utf8(pass.letters).unwrap_or_default();
        let mut tally = Tally::of(tokens);
        if tally.most_single_letters >= letter_split::LEAST {
            let letters = &mut into.letters;
            letter_split::join(message, vocabulary, tokens, other_tokens, second_look, letters);
            tally = Tally::of(tokens);
        }
        into.marked = tally.marked > tally.stripped;
        into.language = language.or(tally.language());
        into.words.clear();
        let is_short = |(at, token): (usize, &Token)| {
            token.facts.any(Facts::SHORT)
                && respelt(respelling, tokens, at, into.language).is_some()
        };
        if tally.facts.any(Facts::SHORT) && tokens.iter().enumerate().any(is_short) {
            std::mem::swap(&mut into.letters, other_letters);
            write_respelt(respelling, tokens, other_letters, into);
        } else {
            into.words.extend(tokens.iter().map(|token| token.word));
        }
        if let Some(last) = into.words.last_mut() {
            last.flags = last.flags.with(WordFlags::STOP);
        }
    }
}

/// The word that is being read.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    bare: Roll,
    marked: Roll,
    tones: [u8; 3],
    size: u32,
    start: u32,
    end: u32,
    letters_start: u32,
    last: u8,
    run: u32,
    traits: u16,
    capitals: u32,
    letters: u32,
}

/// The most letters of a syllable with its Telex keys.
const LONGEST_TELEX: usize = 10;
/// Needs a second look, whatever it is.
const HARD: u16 = 1;
/// Needs a second look if it is not known: holds a letter twice.
const DOUBLE: u16 = 1 << 1;
/// The same: holds a letter that may be a Telex key.
const TELEX: u16 = 1 << 6;
const DIGIT: u16 = 1 << 2;
const LOOK_ALIKE: u16 = 1 << 3;
const MARKED: u16 = 1 << 4;
const FOREIGN: u16 = 1 << 5;

/// The vowels, by their codes.
const VOWELS: u64 = 1 << 1 | 1 << 5 | 1 << 9 | 1 << 15 | 1 << 21 | 1 << 25;

/// The letters that Telex uses as keys for tones and horns, by their codes.
const TELEX_KEYS: u64 = 1 << 6 | 1 << 10 | 1 << 18 | 1 << 19 | 1 << 23 | 1 << 24;

struct Pass<'a> {
    message: &'a str,
    fold: &'static Fold,
    vocabulary: &'a Vocabulary,
    tokens: &'a mut Vec<Token>,
    glyphs: &'a mut Vec<Glyph>,
    second_look: &'a mut SecondLook,
    letters: Vec<u8>,
    open: Open,
    gap: Gap,
    emoji: Option<(char, bool)>,
}

impl Pass<'_> {
    fn run(&mut self) {
        let message = self.message;
        let mut at = 0;
        while let Some(byte) = message.as_bytes().get(at) {
            if byte.is_ascii_alphabetic() {
                at = match self.plain_word(at) {
                    Some(end) => end,
                    None => self.ascii_letters(at),
                };
                continue;
            }
            if *byte == b' ' {
                self.space();
                at += 1;
                continue;
            }
            let rest = message.get(at..).unwrap_or("");
            let Some(character) = rest.chars().next() else { break };
            let folded = self.fold.get(character);
            let role = folded.role();
            match role {
                Role::Letter => self.letter(at, character, folded),
                Role::Digit => self.digit(at, character, folded),
                Role::Mark => {
                    if self.open.size > 0 {
                        self.open.traits |= HARD;
                        self.open.end = (at + character.len_utf8()) as u32;
                    }
                }
                Role::Ignored => {
                    if let Some((_, joined)) = &mut self.emoji {
                        *joined |= character == '\u{200D}';
                    }
                }
                Role::Spelt => self.foreign(at, character),
                Role::Unlisted if character.is_alphanumeric() => self.foreign(at, character),
                Role::Apostrophe => {
                    if self.open.size == 0 || !self.letter_follows(at, character) {
                        self.close(Gap::Other);
                    }
                }
                Role::Sign => self.sign(at, character),
                Role::Emoji => self.picture(at, character),
                Role::Space => self.space(),
                Role::Joiner => self.joiner(character),
                Role::Stop => self.stop(at, character),
                Role::Question => {
                    self.close(Gap::Other);
                    self.flag_last(WordFlags::QUESTION.with(WordFlags::STOP));
                }
                Role::Line => {
                    self.close(Gap::Other);
                    self.flag_last(WordFlags::STOP);
                }
                Role::Other | Role::Unlisted => self.close(Gap::Other),
            }
            at += character.len_utf8();
        }
        self.finish();
    }

    /// Reads a whole word at once, and a space after it, if it is a known one of few plain letters
    /// as most words are; returns where it ends. Any other word is left untouched.
    #[inline]
    fn plain_word(&mut self, at: usize) -> Option<usize> {
        if self.open.size > 0 {
            return None;
        }
        let rest = self.message.as_bytes().get(at..)?;
        let first = Eight::of(rest);
        let mut size = first.size;
        let (mut bits, mut capitals, mut letters) = (first.codes(), first.capitals(), None);
        if size == Eight::SIZE {
            let more = Eight::of(rest.get(Eight::SIZE..)?);
            if size + more.size > key::EXACT as usize {
                return None;
            }
            size += more.size;
            bits = bits << (6 * more.size) | more.codes();
            capitals += more.capitals();
            letters = Some(more.lower);
        }
        let next = rest.get(size);
        if !ends_word(next, rest.get(size + 1)) || key::has_triple(bits, size) {
            return None;
        }
        let bare = WordKey(bits);
        let facts = self.vocabulary.get(bare);
        if facts == Facts::NONE {
            return None;
        }
        let start = self.letters.len();
        self.letters.extend_from_slice(&first.lower);
        if let Some(letters) = letters {
            self.letters.extend_from_slice(&letters);
        }
        self.letters.truncate(start + size);
        self.letters.push(b' ');
        let mut flags = WordFlags::default();
        if capitals > 1 && capitals as usize == size {
            flags = WordFlags::CAPITALS;
        }
        let is_titled = capitals == 1 && rest.first().is_some_and(u8::is_ascii_uppercase);
        let span = Span { start: at as u32, end: (at + size) as u32 };
        let letters = Span { start: start as u32, end: (start + size) as u32 };
        let word = Word { bare, marked: bare, span, letters, flags };
        let (gap, after, taken) = match next {
            Some(b' ') => (self.gap, Gap::Space, size + 1),
            _ => (self.gap, Gap::None, size),
        };
        self.gap = after;
        self.emoji = None;
        self.tokens.push(Token { word, facts, size: size as u32, gap, is_titled });
        Some(at + taken)
    }

    /// Reads the plain letters from here on, in a loop of its own for they are most of any text;
    /// returns where they end.
    #[inline]
    fn ascii_letters(&mut self, at: usize) -> usize {
        self.begin(at);
        let Open { mut bare, mut marked, mut size, mut last, mut run, mut traits, .. } = self.open;
        // Which letters stand behind a vowel; before these letters there may have been one.
        let (mut capitals, mut taken, mut behind, mut vowel) = (0, 0, 0_u64, u64::from(size > 0));
        let rest = self.message.as_bytes().get(at..).unwrap_or(&[]);
        for byte in rest {
            let code = (byte | 0x20).wrapping_sub(b'a' - 1);
            if !(1..=26).contains(&code) || size as usize >= LONGEST {
                break;
            }
            taken += 1;
            capitals += u32::from(byte & 0x20 == 0);
            run = if code == last { run + 1 } else { 1 };
            last = code;
            if run > 1 {
                traits |= if run > 2 { HARD } else { DOUBLE };
                if run > 2 {
                    continue;
                }
            }
            bare.push(code);
            if traits & MARKED != 0 {
                marked.push(code);
            }
            self.letters.push(byte | 0x20);
            behind |= vowel << code;
            vowel |= VOWELS >> code & 1;
            size += 1;
        }
        if behind & TELEX_KEYS != 0 {
            traits |= TELEX;
        }
        let open = &mut self.open;
        (open.bare, open.marked, open.size, open.last) = (bare, marked, size, last);
        (open.run, open.traits) = (run, traits);
        open.capitals += capitals;
        open.letters += taken as u32;
        open.end = (at + taken) as u32;
        at + taken
    }

    fn letter(&mut self, at: usize, character: char, folded: Folded) {
        self.begin(at);
        let letter = folded.as_letter();
        let open = &mut self.open;
        open.end = (at + character.len_utf8()) as u32;
        open.capitals += u32::from(folded.is_capital());
        open.letters += 1;
        if letter.base == open.last {
            open.run += 1;
            open.traits |= DOUBLE;
            if open.run > 2 {
                open.traits |= HARD;
                return;
            }
        } else {
            open.run = 1;
            open.last = letter.base;
        }
        if letter.tone > 0 || letter.shaped != letter.base {
            if open.traits & MARKED == 0 {
                open.marked = open.bare;
                open.traits |= MARKED;
            }
            if letter.tone > 0 {
                match open.tones.iter_mut().find(|tone| **tone == 0) {
                    Some(free) => *free = letter.tone,
                    None => open.traits |= HARD,
                }
            }
        }
        open.bare.push(letter.base);
        if open.traits & MARKED != 0 {
            open.marked.push(letter.shaped);
        }
        if open.size > 0 && TELEX_KEYS >> letter.base & 1 == 1 {
            open.traits |= TELEX;
        }
        if folded.is_look_alike() {
            open.traits |= LOOK_ALIKE;
        }
        open.size += 1;
        self.letters.push(key::byte(letter.base));
    }

    fn digit(&mut self, at: usize, character: char, folded: Folded) {
        self.begin(at);
        let letter = folded.as_letter();
        let open = &mut self.open;
        open.end = (at + character.len_utf8()) as u32;
        open.bare.push(letter.base);
        if open.traits & MARKED != 0 {
            open.marked.push(letter.base);
        }
        open.traits |= DIGIT;
        open.last = 0;
        open.run = 0;
        open.size += 1;
        self.letters.push(key::byte(letter.base));
    }

    /// A character of several letters or of another script: left to the second look.
    fn foreign(&mut self, at: usize, character: char) {
        let end = (at + character.len_utf8()) as u32;
        self.glyphs.clear();
        spelling::spell(self.message, Span { start: at as u32, end }, self.fold, self.glyphs);
        let sizes = self.glyphs.iter().map(|glyph| if glyph.latin().is_some() { 1 } else { 4 });
        let size: u32 = sizes.sum();
        if self.open.size + size > LONGEST as u32 {
            self.finish();
        }
        self.begin(at);
        let open = &mut self.open;
        open.end = end;
        open.traits |= HARD | FOREIGN;
        open.last = 0;
        open.run = 0;
        open.letters += 1;
        open.size += size;
    }

    fn sign(&mut self, at: usize, character: char) {
        let follows = self.letter_follows(at, character);
        let opens = self.open.size == 0 && matches!(character, '@' | '$' | '€' | '£');
        let closes = self.open.size > 0 && character == '$';
        if follows && (opens || self.open.size > 0) || closes {
            self.begin(at);
            self.open.traits |= HARD;
            self.open.last = 0;
            self.open.size += 1;
            self.open.end = (at + character.len_utf8()) as u32;
        } else {
            self.close(Gap::Other);
        }
    }

    fn picture(&mut self, at: usize, character: char) {
        let before = self.emoji;
        self.finish();
        let span = Span { start: at as u32, end: (at + character.len_utf8()) as u32 };
        if self.gap == Gap::None
            && let Some((last, joined)) = before
            && (joined || last == character)
        {
            if let Some(token) = self.tokens.last_mut() {
                token.word.span.end = span.end;
            }
            self.emoji = Some((last, false));
            return;
        }
        let mut roll = Roll::default();
        roll.push_foreign(character);
        let start = self.letters.len() as u32;
        self.letters.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        let word = Word {
            bare: roll.key(),
            marked: roll.key(),
            span,
            letters: Span { start, end: self.letters.len() as u32 },
            flags: WordFlags::EMOJI,
        };
        self.letters.push(b' ');
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        self.tokens.push(Token { word, facts: Facts::NONE, size: 0, gap, is_titled: false });
        self.emoji = Some((character, false));
    }

    fn space(&mut self) {
        self.finish();
        self.emoji = None;
        self.gap = match self.gap {
            Gap::None => Gap::Space,
            Gap::Space | Gap::Wide => Gap::Wide,
            _ => Gap::Other,
        };
    }

    fn joiner(&mut self, character: char) {
        self.finish();
        self.emoji = None;
        self.gap = if self.gap == Gap::None { Gap::Joiner(character) } else { Gap::Other };
    }

    fn stop(&mut self, at: usize, character: char) {
        let follows = self.letter_follows(at, character);
        if character == '!' && follows && self.open.size > 0 {
            return self.sign_within(at);
        }
        if character == '.' && follows {
            return self.joiner(character);
        }
        self.close(Gap::Other);
        self.flag_last(WordFlags::STOP);
    }

    fn sign_within(&mut self, at: usize) {
        self.open.traits |= HARD;
        self.open.last = 0;
        self.open.size += 1;
        self.open.end = at as u32 + 1;
    }

    /// Whether a letter or digit is the next thing a reader sees.
    fn letter_follows(&self, at: usize, character: char) -> bool {
        let rest = self.message.get(at + character.len_utf8()..).unwrap_or("");
        for next in rest.chars() {
            match self.fold.get(next).role() {
                Role::Letter | Role::Digit | Role::Spelt => return true,
                Role::Unlisted => return next.is_alphanumeric(),
                Role::Ignored | Role::Mark => {}
                _ => return false,
            }
        }
        false
    }

    #[inline]
    fn begin(&mut self, at: usize) {
        if self.open.size as usize >= LONGEST {
            self.finish();
        }
        if self.open.size == 0 {
            self.open = Open {
                start: at as u32,
                end: at as u32,
                letters_start: self.letters.len() as u32,
                ..Open::default()
            };
            self.emoji = None;
        }
    }

    fn close(&mut self, gap: Gap) {
        self.finish();
        self.emoji = None;
        self.gap = gap;
    }

    fn flag_last(&mut self, flags: WordFlags) {
        if let Some(token) = self.tokens.last_mut() {
            token.word.flags = token.word.flags.with(flags);
        }
    }

    /// Ends the word that is being read, if there is one.
    #[inline]
    fn finish(&mut self) {
        if self.open.size == 0 {
            return;
        }
        let open = &mut self.open;
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        let mut flags = WordFlags::default();
        if open.capitals > 1 && open.capitals == open.letters {
            flags = flags.with(WordFlags::CAPITALS);
        }
        let span = Span { start: open.start, end: open.end };
        let is_titled = open.capitals == 1 && span.of(self.message).starts_with(char::is_uppercase);
        let bare = open.bare.key();
        let mixed = open.traits & DIGIT != 0 && open.letters > 0;
        if open.traits & HARD == 0 {
            let facts = self.vocabulary.get(bare);
            let suspect = mixed
                || open.traits & DOUBLE != 0
                || open.traits & TELEX != 0 && open.size as usize <= LONGEST_TELEX;
            if facts != Facts::NONE || !suspect {
                let marked = if open.traits & MARKED == 0 {
                    bare
                } else {
                    for tone in open.tones.into_iter().filter(|tone| *tone > 0) {
                        open.marked.push_tone(tone);
                    }
                    open.marked.key()
                };
                if open.traits & DIGIT != 0 {
                    flags = flags.with(WordFlags::DIGIT);
                }
                if open.traits & LOOK_ALIKE != 0 {
                    flags = flags.with(WordFlags::DISGUISED);
                }
                let letters = Span { start: open.letters_start, end: self.letters.len() as u32 };
                self.letters.push(b' ');
                let word = Word { bare, marked, span, letters, flags };
                let size = std::mem::take(&mut open.size);
                self.tokens.push(Token { word, facts, size, gap, is_titled });
                return;
            }
        }
        let open = std::mem::take(open);
        self.look_again(&open, span, gap, flags, is_titled);
    }

    fn look_again(&mut self, open: &Open, span: Span, gap: Gap, flags: WordFlags, is_titled: bool) {
        self.letters.truncate(open.letters_start as usize);
        self.glyphs.clear();
        spelling::spell(self.message, span, self.fold, self.glyphs);
        let foreign = self.glyphs.iter().any(|g| matches!(g.sort, spelling::Sort::Foreign(_)));
        let look_alike = open.traits & (LOOK_ALIKE | FOREIGN) != 0 && !foreign;
        let Pass { message, vocabulary, tokens, glyphs, letters, second_look, .. } = self;
        let mut gap = gap;
        second_look.read(glyphs, vocabulary, |glyphs, disguised| {
            let mut flags = flags;
            if disguised || look_alike {
                flags = flags.with(WordFlags::DISGUISED);
            }
            push_word(message, vocabulary, glyphs, flags, gap, is_titled, letters, tokens);
            gap = Gap::None;
        });
    }
}

/// Whether a word ends before `next`, whatever follows; for an exclamation mark, `second` does.
#[inline]
fn ends_word(next: Option<&u8>, second: Option<&u8>) -> bool {
    match next {
        None
        | Some(b' ' | b'\n' | b',' | b'.' | b'?' | b'-' | b':' | b';' | b'"' | b'(' | b')') => true,
        Some(b'!') => matches!(second, None | Some(b' ' | b'\n' | b'!')),
        _ => false,
    }
}

/// Appends a word of these letters.
#[expect(clippy::too_many_arguments)]
pub(crate) fn push_word(
    message: &str,
    vocabulary: &Vocabulary,
    glyphs: &[Glyph],
    mut flags: WordFlags,
    gap: Gap,
    is_titled: bool,
    letters: &mut Vec<u8>,
    tokens: &mut Vec<Token>,
) {
    let (Some(first), Some(last)) = (glyphs.first(), glyphs.last()) else { return };
    let mut span = first.span.join(last.span);
    // Two words may come out of one character: the second takes none of its bytes.
    if let Some(before) = tokens.last() {
        span.start = span.start.max(before.word.span.end);
        span.end = span.end.max(span.start);
    }
    debug_assert!(message.get(span.start as usize..span.end as usize).is_some());
    let start = letters.len() as u32;
    let (bare, marked) = spelling::keys(glyphs, |character| {
        letters.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    });
    let word_letters = Span { start, end: letters.len() as u32 };
    letters.push(b' ');
    if glyphs.iter().any(Glyph::is_digit) {
        flags = flags.with(WordFlags::DIGIT);
    }
    let facts = vocabulary.get(bare);
    let word = Word { bare, marked, span, letters: word_letters, flags };
    tokens.push(Token { word, facts, size: glyphs.len() as u32, gap, is_titled });
}

/// What the words of a message say together.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    /// Vietnamese words with diacritics that are no names, and words that lack theirs.
    marked: u32,
    stripped: u32,
    vietnamese: u32,
    english: u32,
    /// All that is known of any word.
    facts: Facts,
    /// The most words of one letter in a row.
    most_single_letters: u32,
}

impl Tally {
    fn of(tokens: &[Token]) -> Tally {
        let mut tally = Tally::default();
        let (mut starts, mut single_letters) = (true, 0);
        for token in tokens {
            let leaning = token.facts.leaning();
            tally.facts = tally.facts.with(token.facts);
            if token.word.bare == token.word.marked {
                tally.vietnamese += leaning.vietnamese;
                tally.english += leaning.english;
                tally.stripped += leaning.stripped;
            } else if token.facts.any(Facts::SYLLABLE) {
                tally.vietnamese += 2;
                // A name, or a word borrowed with its accent, is no habit.
                tally.marked += u32::from(!token.is_titled || starts);
            }
            single_letters = if token.size == 1 { single_letters + 1 } else { 0 };
            tally.most_single_letters = tally.most_single_letters.max(single_letters);
            starts = token.word.flags.has(WordFlags::STOP);
        }
        tally
    }

    fn language(&self) -> Option<Language> {
        match self.vietnamese.cmp(&self.english) {
            Ordering::Greater => Some(Language::Vi),
            Ordering::Less => Some(Language::En),
            Ordering::Equal => None,
        }
    }
}

/// What the word at a place is shorthand for.
#[inline]
fn respelt<'a>(
    respelling: &'a Respelling,
    tokens: &[Token],
    at: usize,
    language: Option<Language>,
) -> Option<&'a [Canonical]> {
    let token = tokens.get(at).filter(|token| token.facts.any(Facts::SHORT))?;
    // `U.S.` is no shorthand.
    let is_initial = |token: &Token| token.size == 1 && matches!(token.gap, Gap::Joiner(_));
    if token.size == 1 && (is_initial(token) || tokens.get(at + 1).is_some_and(is_initial)) {
        return None;
    }
    let goes_on = at + 1 < tokens.len() && !token.word.flags.has(WordFlags::STOP);
    respelling.respell(token.word.marked, language, goes_on, |offset| {
        tokens.get(at.checked_add_signed(offset)?).map(|token| token.word.bare)
    })
}

/// Writes the words and their letters, shorthand as what it stands for.
fn write_respelt(
    respelling: &Respelling,
    tokens: &[Token],
    first_letters: &str,
    into: &mut Normalised,
) {
    into.letters.clear();
    for (at, token) in tokens.iter().enumerate() {
        let mut push = |letters: &str, bare: WordKey, marked: WordKey, flags: WordFlags| {
            let start = into.letters.len() as u32;
            into.letters.push_str(letters);
            let letters = Span { start, end: into.letters.len() as u32 };
            into.letters.push(' ');
            into.words.push(Word { bare, marked, span: token.word.span, letters, flags });
        };
        let Word { bare, marked, flags, .. } = token.word;
        let Some(words) = respelt(respelling, tokens, at, into.language) else {
            push(token.word.letters.of(first_letters), bare, marked, flags);
            continue;
        };
        let last = words.len().saturating_sub(1);
        for (place, word) in words.iter().enumerate() {
            let mut flags = flags.with(WordFlags::RESPELT);
            if place < last {
                flags.0 &= !(WordFlags::STOP.0 | WordFlags::QUESTION.0);
            }
            push(&word.letters, word.bare, word.marked, flags);
        }
    }
}
