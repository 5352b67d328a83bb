//! A message as the detectors read it: words, runs of digits and marks, with what is known about
//! each word.

use text::Span;

use super::tables::{Class, Tables};

/// How a token stands to the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    None,
    Space,
    Line,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Mark(char),
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
    pub(super) gap: Gap,
    /// Where its folded letters or digits stand in `Reading::folded`.
    folded: (u32, u32),
    bare: u64,
    marked: u64,
    /// Begins with a capital letter.
    pub(super) capital: bool,
    /// Has a letter with a Vietnamese mark.
    pub(super) accented: bool,
    /// What the word is by itself.
    pub(super) classes: Class,
    /// What the phrases that begin here are.
    pub(super) phrases: Class,
    /// Stands inside a phrase that began before.
    pub(super) absorbed: bool,
    /// Belongs to a find already.
    pub(super) claimed: bool,
    pub(super) number: u16,
    pub(super) money: u16,
    /// How many words the longest phrase has that may begin here.
    longest: u8,
}

impl Token {
    pub(super) fn hash(&self, marked: bool) -> u64 {
        if marked { self.marked } else { self.bare }
    }

    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;
/// Carries every bit of a hash into its high ones.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(hash: u64, symbol: u32) -> u64 {
    (hash ^ u64::from(symbol)).wrapping_mul(PRIME)
}

#[inline]
fn add_to_phrase(hash: u64, token: &Token, marked: bool) -> u64 {
    let mixed = (hash ^ token.hash(marked)).wrapping_mul(SPREAD);
    mixed ^ (mixed >> 32)
}

/// The hash of a phrase that is one word.
#[inline]
fn phrase_of_one(token: &Token, marked: bool) -> u64 {
    add_to_phrase(SEED, token, marked).wrapping_mul(SPREAD)
}

/// A letter as its base, the mark of its shape and its tone: `ậ` is `a`, circumflex, heavy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Letter {
    base: u8,
    shape: u8,
    tone: u8,
}

const CIRCUMFLEX: u8 = 1;
const BREVE: u8 = 2;
const HORN: u8 = 3;
const STROKE: u8 = 4;

/// Takes letters of the Latin script apart.
#[derive(Debug, Default)]
pub(super) struct Letters {
    /// U+00C0–U+01FF, then U+1E00–U+1EFF.
    table: Vec<Letter>,
}

impl Letters {
    pub(super) fn new() -> Letters {
        const ROWS: [(&str, u8, u8); 13] = [
            ("aàảãáạ", b'a', 0),
            ("ăằẳẵắặ", b'a', BREVE),
            ("âầẩẫấậ", b'a', CIRCUMFLEX),
            ("eèẻẽéẹ", b'e', 0),
            ("êềểễếệ", b'e', CIRCUMFLEX),
            ("iìỉĩíị", b'i', 0),
            ("oòỏõóọ", b'o', 0),
            ("ôồổỗốộ", b'o', CIRCUMFLEX),
            ("ơờởỡớợ", b'o', HORN),
            ("uùủũúụ", b'u', 0),
            ("ưừửữứự", b'u', HORN),
            ("yỳỷỹýỵ", b'y', 0),
            ("đ", b'd', STROKE),
        ];
        // Letters of neighbouring languages lose their mark: a name stays a name.
        const OTHERS: [(&str, u8); 10] = [
            ("äåā", b'a'),
            ("çćč", b'c'),
            ("ëēėę", b'e'),
            ("ïīî", b'i'),
            ("ñńň", b'n'),
            ("öøō", b'o'),
            ("šśş", b's'),
            ("üūů", b'u'),
            ("žźż", b'z'),
            ("ýÿ", b'y'),
        ];
        let mut letters = Letters { table: vec![Letter::default(); 0x140 + 0x100] };
        for (row, base) in OTHERS {
            for letter in row.chars() {
                letters.put(letter, Letter { base, shape: 0, tone: 0 });
            }
        }
        for (row, base, shape) in ROWS {
            for (tone, letter) in (0u8..).zip(row.chars()) {
                letters.put(letter, Letter { base, shape, tone });
            }
        }
        letters
    }

    fn place(letter: char) -> Option<usize> {
        match u32::from(letter) {
            code @ 0xC0..=0x1FF => Some((code - 0xC0) as usize),
            code @ 0x1E00..=0x1EFF => Some((code - 0x1E00) as usize + 0x140),
            _ => None,
        }
    }

    fn put(&mut self, letter: char, parts: Letter) {
        for letter in [Some(letter), letter.to_uppercase().next()].into_iter().flatten() {
            if let Some(slot) = Letters::place(letter).and_then(|at| self.table.get_mut(at)) {
                *slot = parts;
            }
        }
    }

    fn take_apart(&self, letter: char) -> Option<Letter> {
        let known = self.table.get(Letters::place(letter)?)?;
        (known.base != 0).then_some(*known)
    }
}

/// The digit a character stands for, in any width or style that chats use.
pub(super) fn digit(letter: char) -> Option<u8> {
    let value = match letter {
        '0'..='9' => letter as u32 - '0' as u32,
        '０'..='９' => letter as u32 - '０' as u32,
        '①'..='⑨' => letter as u32 - '①' as u32 + 1,
        '⓪' => 0,
        '\u{1D7CE}'..='\u{1D7FF}' => (letter as u32 - 0x1D7CE) % 10,
        '\u{0660}'..='\u{0669}' => letter as u32 - 0x660,
        _ => return None,
    };
    u8::try_from(value).ok()
}

/// Characters that are not seen: they neither part words nor join them.
pub(super) fn is_unseen(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{20E3}')
}

enum Combining {
    Shape(u8),
    Tone(u8),
}

fn combining(letter: char) -> Option<Combining> {
    Some(match letter {
        '\u{300}' => Combining::Tone(1),
        '\u{309}' => Combining::Tone(2),
        '\u{303}' => Combining::Tone(3),
        '\u{301}' => Combining::Tone(4),
        '\u{323}' => Combining::Tone(5),
        '\u{302}' => Combining::Shape(CIRCUMFLEX),
        '\u{306}' => Combining::Shape(BREVE),
        '\u{31B}' => Combining::Shape(HORN),
        _ => return None,
    })
}

/// The letters or digits of ASCII at the beginning of `rest`: how many, and the hash that they
/// make of `hash`.
#[inline]
fn ascii_run(kind: Kind, rest: &[u8], mut hash: u64) -> (usize, u64) {
    let (first, many) = if kind == Kind::Word { (b'a', 26) } else { (b'0', 10) };
    let mut length = 0;
    for byte in rest {
        // In lower case; digits have this bit already, and no mark becomes a digit by it but
        // those below the space.
        let lower = byte | 0x20;
        if lower.wrapping_sub(first) >= many || *byte < b'0' {
            break;
        }
        hash = mix(hash, u32::from(lower));
        length += 1;
    }
    (length, hash)
}

/// Room for a reading, kept from message to message.
#[derive(Debug, Default)]
pub(super) struct Room {
    tokens: Vec<Token>,
    folded: Vec<u8>,
}

impl Room {
    /// More tokens than this are given back.
    const MOST: usize = 4096;
}

/// A message in tokens.
#[derive(Debug)]
pub(super) struct Reading<'m> {
    pub(super) message: &'m str,
    pub(super) tokens: Vec<Token>,
    folded: String,
    /// The writer uses Vietnamese marks: then «xa» is not «xã».
    pub(super) marked: bool,
    /// All classes that occur.
    pub(super) present: Class,
}

impl<'m> Reading<'m> {
    /// Tokens and what the tables know about them.
    pub(super) fn new(message: &'m str, tables: &Tables, room: Room) -> Reading<'m> {
        let mut reading = Reading::tokenise(message, &tables.letters, room);
        reading.classify(tables);
        reading
    }

    /// The room, for the next message.
    pub(super) fn into_room(self) -> Room {
        if self.tokens.capacity() > Room::MOST {
            return Room::default();
        }
        Room { tokens: self.tokens, folded: self.folded.into_bytes() }
    }

    /// Tokens alone. Linear; messages beyond 4 GB are cut.
    pub(super) fn tokenise(message: &'m str, letters: &Letters, room: Room) -> Reading<'m> {
        let Room { mut tokens, mut folded } = room;
        tokens.clear();
        folded.clear();
        let message = if u32::try_from(message.len()).is_ok() { message } else { "" };
        let mut reading =
            Reading { message, tokens, folded: String::new(), marked: false, present: Class::NONE };
        let bytes = message.as_bytes();
        // Plain words stand in the message in lower case; what any other word is follows behind.
        folded.extend_from_slice(bytes);
        folded.make_ascii_lowercase();
        let mut gap = Gap::None;
        let mut open: Option<Open> = None;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            // Plain letters and digits go by the run.
            let kind = if byte.is_ascii_alphabetic() {
                Some(Kind::Word)
            } else if byte.is_ascii_digit() {
                Some(Kind::Number)
            } else {
                None
            };
            if let Some(kind) = kind {
                let from = at;
                let (length, hash) = ascii_run(kind, bytes.get(at..).unwrap_or_default(), SEED);
                at += length;
                if open.as_ref().is_some_and(|open| open.kind != kind) {
                    reading.close(&mut open, &folded);
                }
                let capital = byte.is_ascii_uppercase();
                // Only an apostrophe or what is not ASCII can go on with a word.
                let ends = bytes.get(at).is_none_or(|next| next.is_ascii() && *next != b'\'');
                if open.is_none() && ends {
                    reading.push_plain(kind, from, at, gap, hash, capital);
                    gap = Gap::None;
                    if bytes.get(at) == Some(&b' ') {
                        gap = Gap::Space;
                        at += 1;
                    }
                    continue;
                }
                let word = open.get_or_insert_with(|| {
                    let gap = std::mem::replace(&mut gap, Gap::None);
                    Open::new(kind, from, gap, capital, folded.len())
                });
                word.end = at;
                word.plain(bytes.get(from..at).unwrap_or_default());
                folded.extend_from_within(from..at);
                continue;
            }
            if byte == b' ' {
                reading.close(&mut open, &folded);
                gap = if gap == Gap::Line { Gap::Line } else { Gap::Space };
                at += 1;
                continue;
            }
            if byte.is_ascii_punctuation()
                && (byte != b'\'' || open.as_ref().is_none_or(|open| open.kind != Kind::Word))
            {
                reading.close(&mut open, &folded);
                let hash = mix(SEED, u32::from(byte));
                reading.push_plain(Kind::Mark(char::from(byte)), at, at + 1, gap, hash, false);
                gap = Gap::None;
                at += 1;
                continue;
            }
            let Some(letter) = message.get(at..).and_then(|rest| rest.chars().next()) else {
                break;
            };
            let from = at;
            at += letter.len_utf8();
            let end = at;
            let part = if matches!(letter, '\'' | '’' | '‘')
                && open.as_ref().is_some_and(|open| open.kind == Kind::Word)
            {
                // «i'm» and «im» are one word.
                continue;
            } else if is_unseen(letter) {
                continue;
            } else if letter.is_whitespace() {
                reading.close(&mut open, &folded);
                let line = matches!(letter, '\n' | '\r' | '\u{2028}' | '\u{2029}');
                gap = if line || gap == Gap::Line { Gap::Line } else { Gap::Space };
                continue;
            } else if letter.is_ascii() {
                Part::Mark(letter)
            } else if let Some(value) = digit(letter) {
                Part::Digit(value)
            } else if let Some(parts) = letters.take_apart(letter) {
                Part::Letter(parts)
            } else if let Some(mark) = combining(letter) {
                if let Some(open) = open.as_mut().filter(|open| open.kind == Kind::Word) {
                    open.combine(mark, end);
                }
                continue;
            } else if letter.is_alphabetic() {
                Part::Foreign(letter)
            } else {
                Part::Mark(letter)
            };
            let kind = match part {
                Part::Digit(_) => Kind::Number,
                Part::Letter(_) | Part::Foreign(_) => Kind::Word,
                Part::Mark(mark) => Kind::Mark(mark),
            };
            if open.as_ref().is_some_and(|open| open.kind != kind || matches!(kind, Kind::Mark(_)))
            {
                reading.close(&mut open, &folded);
            }
            let word = open.get_or_insert_with(|| {
                let gap = std::mem::replace(&mut gap, Gap::None);
                let capital = letter.is_uppercase();
                Open::new(kind, from, gap, capital, folded.len())
            });
            word.end = end;
            match part {
                Part::Digit(value) => {
                    folded.push(b'0' + value);
                    word.bare = mix(word.bare, u32::from(b'0' + value));
                    word.marked = word.bare;
                }
                Part::Letter(parts) => {
                    folded.push(parts.base);
                    word.letter(parts);
                }
                Part::Foreign(letter) | Part::Mark(letter) => {
                    letter.to_lowercase().for_each(|letter| {
                        folded.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    });
                    word.bare = mix(word.bare, u32::from(letter));
                    word.marked = mix(word.marked, u32::from(letter));
                }
            }
        }
        reading.close(&mut open, &folded);
        reading.folded = String::from_utf8(folded).unwrap_or_default();
        let words = reading.tokens.iter().filter(|token| token.kind == Kind::Word);
        let (words, accented) = words.fold((0usize, 0usize), |(words, accented), word| {
            (words + 1, accented + usize::from(word.accented))
        });
        reading.marked = accented >= 2 || (accented > 0 && accented * 3 >= words);
        reading
    }

    /// Ends the token that is open, if one is.
    fn close(&mut self, open: &mut Option<Open>, folded: &[u8]) {
        if let Some(done) = open.take() {
            self.push(&done, folded.len());
        }
    }

    /// Adds a token that stands in the message as it is read, but for the case of its letters.
    #[inline]
    fn push_plain(
        &mut self,
        kind: Kind,
        start: usize,
        end: usize,
        gap: Gap,
        hash: u64,
        capital: bool,
    ) {
        let span = Span { start: start as u32, end: end as u32 };
        let folded = (span.start, span.end);
        self.tokens.push(Token {
            kind,
            span,
            gap,
            folded,
            bare: hash,
            marked: mix(hash, 0),
            capital,
            accented: false,
            classes: Class::NONE,
            phrases: Class::NONE,
            absorbed: false,
            claimed: false,
            number: 0,
            money: 0,
            longest: 0,
        });
    }

    fn push(&mut self, open: &Open, folded_end: usize) {
        self.tokens.push(Token {
            kind: open.kind,
            span: Span { start: open.start as u32, end: open.end as u32 },
            gap: open.gap,
            folded: (open.folded as u32, folded_end as u32),
            bare: open.bare,
            marked: mix(open.marked, u32::from(open.tone)),
            capital: open.capital,
            accented: open.accented,
            classes: Class::NONE,
            phrases: Class::NONE,
            absorbed: false,
            claimed: false,
            number: 0,
            money: 0,
            longest: 0,
        });
    }

    fn classify(&mut self, tables: &Tables) {
        let marked = self.marked;
        for at in 0..self.tokens.len() {
            let Some(token) = self.tokens.get(at) else { break };
            let Some(entry) = tables.words.entry(phrase_of_one(token, marked), marked) else {
                continue;
            };
            let longest = usize::from(entry.longest);
            if let Some(token) = self.tokens.get_mut(at) {
                token.classes = entry.classes;
                token.number = entry.number;
                token.money = entry.money;
                token.longest = entry.longest;
                self.present = self.present.or(entry.classes);
            }
            let mut absorbs = 0;
            let mut phrases = Class::NONE;
            for count in 2..=longest.min(self.tokens.len() - at) {
                if self.tokens.get(at + count - 1).is_none_or(|token| token.gap == Gap::Line) {
                    break;
                }
                if let Some(entry) = tables.words.entry(self.phrase_hash(at, count, marked), marked)
                    && entry.classes != Class::NONE
                {
                    phrases = phrases.or(entry.classes);
                    absorbs = count;
                }
            }
            if absorbs > 0 {
                self.present = self.present.or(phrases);
                for (inner, token) in self.tokens.iter_mut().skip(at).take(absorbs).enumerate() {
                    if inner == 0 {
                        token.phrases = phrases;
                    } else {
                        token.absorbed = true;
                    }
                }
            }
        }
    }

    pub(super) fn phrase_hash(&self, at: usize, count: usize, marked: bool) -> u64 {
        let tokens = self.tokens.iter().skip(at).take(count);
        tokens.fold(SEED, |hash, token| add_to_phrase(hash, token, marked)).wrapping_mul(SPREAD)
    }

    pub(super) fn has_marks(&self) -> bool {
        self.tokens.iter().any(|token| token.accented)
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at)
    }

    /// The folded letters or the plain digits of a token; empty beyond the end.
    pub(super) fn folded(&self, at: usize) -> &str {
        let Some(token) = self.tokens.get(at) else { return "" };
        self.folded.get(token.folded.0 as usize..token.folded.1 as usize).unwrap_or("")
    }

    /// The digits, where the token is a number.
    pub(super) fn digits(&self, at: usize) -> Option<&str> {
        let token = self.tokens.get(at)?;
        (token.kind == Kind::Number).then(|| self.folded(at))
    }

    /// The first number from this token on; the end of the message where there is none.
    pub(super) fn next_number(&self, at: usize) -> usize {
        let rest = self.tokens.get(at..).unwrap_or_default();
        let number = rest.iter().position(|token| token.kind == Kind::Number);
        number.map_or(self.tokens.len(), |number| at + number)
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == Kind::Word)
    }

    pub(super) fn is_mark(&self, at: usize, mark: char) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is_mark(mark))
    }

    /// Whether nothing seen stands between this token and the one before.
    pub(super) fn glued(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| token.gap == Gap::None)
    }

    /// Whether the word here, or a phrase that begins here, is in one of these classes.
    #[inline]
    pub(super) fn is(&self, at: usize, class: Class) -> bool {
        self.tokens.get(at).is_some_and(|token| token.classes.or(token.phrases).meets(class))
    }

    /// The place after the longest word or phrase of these classes that begins here.
    #[inline]
    pub(super) fn after(&self, at: usize, class: Class, tables: &Tables) -> Option<usize> {
        // Nearly always not.
        if self.is(at, class) { self.longest_after(at, class, tables) } else { None }
    }

    fn longest_after(&self, at: usize, class: Class, tables: &Tables) -> Option<usize> {
        let token = self.tokens.get(at)?;
        if token.phrases.meets(class) {
            for count in (2..=usize::from(token.longest).min(self.tokens.len() - at)).rev() {
                let hash = self.phrase_hash(at, count, self.marked);
                let entry = tables.words.entry(hash, self.marked);
                if entry.is_some_and(|entry| entry.classes.meets(class)) {
                    return Some(at + count);
                }
            }
        }
        token.classes.meets(class).then_some(at + 1)
    }

    /// Whether a sentence or line ends between the token before and this one.
    pub(super) fn breaks(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return true };
        if token.gap == Gap::Line {
            return true;
        }
        let Some(before) = at.checked_sub(1).and_then(|before| self.tokens.get(before)) else {
            return true;
        };
        match before.kind {
            Kind::Mark('.' | '…') => token.gap != Gap::None,
            Kind::Mark('!' | '?' | ';') => true,
            _ => false,
        }
    }

    /// From the first of these tokens to the last, in bytes of the message.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let start = self.tokens.get(from).map_or(0, |token| token.span.start);
        let last = to.checked_sub(1).and_then(|last| self.tokens.get(last));
        let end = last.map_or(start, |token| token.span.end);
        Span { start, end: end.max(start) }
    }

    /// The message as written between two tokens.
    pub(super) fn written(&self, from: usize, to: usize) -> &'m str {
        let span = self.span(from, to);
        self.message.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    pub(super) fn is_free(&self, from: usize, to: usize) -> bool {
        self.tokens.get(from..to).is_some_and(|tokens| tokens.iter().all(|token| !token.claimed))
    }

    pub(super) fn claim(&mut self, from: usize, to: usize) {
        for token in self.tokens.iter_mut().take(to).skip(from) {
            token.claimed = true;
        }
    }

    /// The tokens that touch a stretch of bytes.
    pub(super) fn tokens_in(&self, start: usize, end: usize) -> (usize, usize) {
        let from = self.tokens.partition_point(|token| (token.span.end as usize) <= start);
        let to = self.tokens.partition_point(|token| (token.span.start as usize) < end);
        (from, to.max(from))
    }

    /// A number written in digits, with its fraction or thousands: its value and the place after.
    pub(super) fn amount(&self, at: usize) -> Option<Amount> {
        let first = self.digits(at).filter(|digits| digits.len() <= 15)?;
        let mut whole: f64 = first.parse().ok()?;
        let mut next = at + 1;
        let mut groups = 0;
        // 1.200.000, 1,200,000: each further group has three digits.
        if first.len() <= 3 {
            while let Some(group) =
                self.group_after(next, &['.', ',']).filter(|group| group.len() == 3)
            {
                whole = whole * 1000.0 + group.parse::<f64>().ok()?;
                next += 2;
                groups += 1;
                if groups == 4 {
                    break;
                }
            }
        }
        if groups <= 1 {
            // 0.1, 2,5, and 1,200.50.
            let one = groups == 0;
            if let Some(group) =
                self.group_after(next, &['.', ',']).filter(|group| group.len() != 3 || !one)
            {
                let fraction: f64 = format!("0.{group}").parse().ok()?;
                return Some(Amount {
                    value: whole + fraction,
                    next: next + 2,
                    groups,
                    fraction: true,
                });
            }
        }
        Some(Amount { value: whole, next, groups, fraction: false })
    }

    fn group_after(&self, at: usize, marks: &[char]) -> Option<&str> {
        let mark = self.tokens.get(at)?;
        let joined = matches!(mark.kind, Kind::Mark(mark) if marks.contains(&mark))
            && self.glued(at)
            && self.glued(at + 1);
        if joined { self.digits(at + 1).filter(|digits| digits.len() <= 9) } else { None }
    }

    /// A number spelled out («mười ba», «hai trăm», "twenty five"): its value and the place after.
    pub(super) fn spelled(&self, at: usize) -> Option<(f64, usize)> {
        let (mut total, mut current, mut next) = (0.0f64, None::<f64>, at);
        let mut steps = 0;
        while let Some(token) = self.tokens.get(next) {
            if steps > 0 && (token.gap == Gap::Line || token.gap == Gap::None) || steps == 8 {
                break;
            }
            if token.classes.meets(Class::MULTIPLIER) {
                let Some(value) = current else { break };
                let factor = f64::from(token.number);
                if factor == 1000.0 {
                    total = (total + value) * factor;
                    current = Some(0.0);
                } else {
                    total += value * factor;
                    current = Some(0.0);
                }
            } else if token.classes.meets(Class::NUMBER) {
                let value = f64::from(token.number);
                match current {
                    None => current = Some(value),
                    // «mười ba», "twenty five", and what follows a multiplier.
                    Some(ten) if ten >= 10.0 && ten % 10.0 == 0.0 && value < 10.0 => {
                        current = Some(ten + value)
                    }
                    Some(0.0) if steps > 0 => current = Some(value),
                    Some(_) => break,
                }
            } else {
                break;
            }
            steps += 1;
            next += 1;
        }
        current.filter(|_| steps > 0).map(|value| (total + value, next))
    }
}

/// A number written in digits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Amount {
    pub(super) value: f64,
    pub(super) next: usize,
    /// How many groups of thousands followed the first.
    pub(super) groups: usize,
    pub(super) fraction: bool,
}

enum Part {
    Digit(u8),
    Letter(Letter),
    Foreign(char),
    Mark(char),
}

struct Open {
    kind: Kind,
    start: usize,
    end: usize,
    gap: Gap,
    capital: bool,
    accented: bool,
    folded: usize,
    bare: u64,
    marked: u64,
    tone: u8,
}

impl Open {
    fn new(kind: Kind, start: usize, gap: Gap, capital: bool, folded: usize) -> Open {
        Open {
            kind,
            start,
            end: start,
            gap,
            capital,
            accented: false,
            folded,
            bare: SEED,
            marked: SEED,
            tone: 0,
        }
    }

    /// Letters or digits of ASCII.
    #[inline]
    fn plain(&mut self, run: &[u8]) {
        let add = |hash, byte: &u8| mix(hash, u32::from(byte | 0x20));
        if self.bare == self.marked {
            self.bare = run.iter().fold(self.bare, add);
            self.marked = self.bare;
        } else {
            self.bare = run.iter().fold(self.bare, add);
            self.marked = run.iter().fold(self.marked, add);
        }
    }

    fn letter(&mut self, letter: Letter) {
        self.bare = mix(self.bare, u32::from(letter.base));
        self.marked = mix(self.marked, u32::from(letter.base));
        if letter.shape != 0 {
            self.marked = mix(self.marked, u32::from(letter.shape) << 8);
            self.accented = true;
        }
        if letter.tone != 0 {
            self.tone = letter.tone;
            self.accented = true;
        }
    }

    fn combine(&mut self, mark: Combining, end: usize) {
        self.end = end;
        self.accented = true;
        match mark {
            Combining::Tone(tone) => self.tone = tone,
            Combining::Shape(shape) => self.marked = mix(self.marked, u32::from(shape) << 8),
        }
    }
}
