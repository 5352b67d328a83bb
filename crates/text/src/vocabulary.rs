//! What is known of a word by its bare key, in one look-up.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::WordKey;
use crate::key;
use crate::syllable;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts(u8);

impl Facts {
    pub(crate) const NONE: Facts = Facts(0);
    /// An English word.
    pub(crate) const ENGLISH: Facts = Facts(1);
    /// The bare letters of a Vietnamese syllable.
    pub(crate) const SYLLABLE: Facts = Facts(1 << 1);
    /// An everyday word of English that no Vietnamese message has.
    pub(crate) const SPEAKS_ENGLISH: Facts = Facts(1 << 2);
    /// The same for Vietnamese.
    pub(crate) const SPEAKS_VIETNAMESE: Facts = Facts(1 << 3);
    /// A syllable that with its diacritics would hardly ever look like this.
    pub(crate) const STRIPPED: Facts = Facts(1 << 4);
    /// Chat shorthand of English.
    pub(crate) const SHORT_ENGLISH: Facts = Facts(1 << 5);
    /// Chat shorthand of Vietnamese.
    pub(crate) const SHORT_VIETNAMESE: Facts = Facts(1 << 6);
    /// Stands behind a number without a space.
    pub(crate) const UNIT: Facts = Facts(1 << 7);

    /// A word of a language, not shorthand.
    pub(crate) const WORD: Facts = Facts(1 | 1 << 1);
    /// Chat shorthand of any language.
    pub(crate) const SHORT: Facts = Facts(1 << 5 | 1 << 6);

    /// Whether any of `other` holds.
    pub(crate) fn any(self, other: Facts) -> bool {
        self.0 & other.0 != 0
    }

    /// Both together.
    pub(crate) const fn with(self, other: Facts) -> Facts {
        Facts(self.0 | other.0)
    }
}

/// What a word without diacritics says about the language of its message.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Leaning {
    pub(crate) vietnamese: u32,
    pub(crate) english: u32,
    /// 1 for a syllable that lacks its diacritics.
    pub(crate) stripped: u32,
}

impl Facts {
    /// What the word says about the language of its message.
    #[inline]
    pub(crate) fn leaning(self) -> Leaning {
        static LEANINGS: [Leaning; 256] = {
            let mut leanings = [Leaning { vietnamese: 0, english: 0, stripped: 0 }; 256];
            let mut bits = 0;
            while bits < 256 {
                leanings[bits] = Facts(bits as u8).weigh();
                bits += 1;
            }
            leanings
        };
        LEANINGS[self.0 as usize]
    }

    const fn weigh(self) -> Leaning {
        let english = self.0 & Facts::ENGLISH.0 != 0;
        let syllable = self.0 & Facts::SYLLABLE.0 != 0;
        let short_english = self.0 & Facts::SHORT_ENGLISH.0 != 0;
        let short_vietnamese = self.0 & Facts::SHORT_VIETNAMESE.0 != 0;
        let stripped = self.0 & Facts::STRIPPED.0 != 0;
        let mut leaning = Leaning { vietnamese: 0, english: 0, stripped: stripped as u32 };
        leaning.vietnamese += (stripped && !english) as u32;
        leaning.vietnamese += (self.0 & Facts::SPEAKS_VIETNAMESE.0 != 0) as u32;
        leaning.vietnamese += (short_vietnamese && !english && !short_english) as u32;
        leaning.english += 2 * (self.0 & Facts::SPEAKS_ENGLISH.0 != 0) as u32;
        leaning.english += (english && !syllable) as u32;
        leaning.english += (short_english && !syllable && !short_vietnamese) as u32;
        leaning
    }
}

/// Bare keys and their facts: open addressing, half empty. A slot holds the facts in its low
/// byte and above it what tells keys apart: the key, mixed so that none are lost but by the
/// lowest of odds (2⁻⁵⁶).
#[derive(Clone, Debug)]
pub(crate) struct Vocabulary {
    slots: Vec<u64>,
    used: usize,
}

impl Vocabulary {
    /// English words, Vietnamese syllables and units; made on first use.
    pub(crate) fn base() -> Arc<Vocabulary> {
        static BASE: OnceLock<Arc<Vocabulary>> = OnceLock::new();
        BASE.get_or_init(|| Arc::new(Vocabulary::make())).clone()
    }

    /// What is known of the word.
    #[inline]
    pub(crate) fn get(&self, word: WordKey) -> Facts {
        let mixed = mix(word);
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = (mixed >> 32) as usize & mask;
        while let Some(slot) = self.slots.get(at).filter(|slot| **slot != 0) {
            if (slot ^ mixed) & !FACTS == 0 {
                return Facts((slot & FACTS) as u8);
            }
            at = (at + 1) & mask;
        }
        Facts::NONE
    }

    /// Adds to what is known of a word.
    pub(crate) fn learn(&mut self, word: WordKey, facts: Facts) {
        if self.used * 2 >= self.slots.len() {
            let slots = self.slots.iter().copied().filter(|slot| *slot != 0);
            let mut larger = Vocabulary { slots: vec![0; self.slots.len().max(64) * 2], used: 0 };
            slots.for_each(|slot| larger.put(slot));
            *self = larger;
        }
        self.put(mix(word) & !FACTS | u64::from(facts.0));
    }

    fn put(&mut self, new: u64) {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = (new >> 32) as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == 0 {
                self.used += 1;
            }
            if *slot == 0 || (*slot ^ new) & !FACTS == 0 {
                *slot |= new;
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn make() -> Vocabulary {
        let mut vocabulary = Vocabulary { slots: vec![0; 1 << 15], used: 0 };
        for word in ENGLISH.lines().filter(|line| !line.starts_with('#')) {
            vocabulary.learn(key::of_ascii(word), Facts::ENGLISH);
        }
        let mut plain: HashMap<WordKey, bool> = HashMap::new();
        for letters in syllable::all() {
            let bare = syllable::bare_key(letters.iter().copied());
            vocabulary.learn(bare, Facts::SYLLABLE);
            let mut ends = letters.iter().rev().copied();
            let (last, second_last) = (ends.next(), ends.next());
            let needs_marks = syllable::is_stopped(second_last, last)
                || syllable::shaped_key(letters.iter().copied()) != bare;
            let stripped = plain.entry(bare).or_insert(true);
            *stripped &= needs_marks;
        }
        for bare in plain.into_iter().filter(|(_, stripped)| *stripped).map(|(bare, _)| bare) {
            if !vocabulary.get(bare).any(Facts::ENGLISH) {
                vocabulary.learn(bare, Facts::STRIPPED);
            }
        }
        let lists = [
            (SPEAKS_ENGLISH, Facts::SPEAKS_ENGLISH.with(Facts::ENGLISH)),
            (SPEAKS_VIETNAMESE, Facts::SPEAKS_VIETNAMESE),
            (STRIPPED, Facts::STRIPPED),
            (UNITS, Facts::UNIT),
        ];
        for (words, facts) in lists {
            for word in words.split_whitespace() {
                vocabulary.learn(key::of_ascii(word), facts);
            }
        }
        vocabulary
    }
}

/// The syllables of Vietnamese with their shapes, to tell a Telex leftover from a word.
pub(crate) fn shaped_syllables() -> &'static HashSet<WordKey> {
    static SHAPED: OnceLock<HashSet<WordKey>> = OnceLock::new();
    SHAPED.get_or_init(|| {
        syllable::all().map(|letters| syllable::shaped_key(letters.into_iter())).collect()
    })
}

/// The facts of a slot.
const FACTS: u64 = 0xFF;

/// Spreads keys over the table; no two keys become one.
#[inline]
fn mix(word: WordKey) -> u64 {
    let mixed = word.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ mixed >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9)
}

const ENGLISH: &str = include_str!("../data/english.txt");

const SPEAKS_ENGLISH: &str = "\
    the and you your yours is are was were be been am im it its this that these those he she they \
    them him her his their my mine our we us of for with from at by if or but not dont doesnt didnt \
    cant wont isnt arent wasnt what when where who why how which will would could should have has \
    had did does done just only then than there here about after before because want wanna gonna \
    gotta know think tell told say said get got give gave send sent see saw come came going go \
    make made take took need like love please thanks thank yeah yes some any all every never ever \
    out up down off over into until still very really good great nice new now today tomorrow \
    tonight right let lets put keep call back home school mom mum dad too much more most other \
    something anything nothing someone anyone everyone okay hello hey sorry sure maybe work time \
    people friend friends things girl boy look stop start talk ask youre thats whats ive ill youll";

const SPEAKS_VIETNAMESE: &str = "\
    anh khong duoc nha nhe roi thoi cung nhung gi vay cua minh toi oi nua dang di voi lam nguoi \
    biet muon noi nhin xem gui cho mua tien nhieu nao sao vi cau chua thi tao tui chau bac ong \
    ngay hom tuoi truong hoc nghe nho dien thoai giup nhanh xong rui hong dung dau luon nhau neu \
    qua ngoan thich yeu thuong buon vui khoc dep xinh tra loi chuyen khoan mat nhan hinh chup gap \
    ghe vao ra len xuong trong ngoai truoc sau nhu nay kia ai cai nhat tot xin chao ngu choi moi \
    bao gio hay phai lai";

/// Bare forms that are words of their own and far more often stripped ones.
const STRIPPED: &str = "\
    khong la gi cai roi di voi noi lam thi ma de tien dau thoi minh nua da toi vay cung den gui \
    hoi tra loi lai vi tu moi nhe oi ngay du cau gai truoc ve chi biet nho tat gio dung bao ong \
    nay nhung nhan ngu dien chup";

/// What is written behind a number without a space, beside words.
const UNITS: &str = "\
    k h m g d p s x t y n kg km cm mm ml gb mb tb tr trieu vnd usd ng ngan nghin ph phut gio tieng \
    th st nd rd am pm min mins sec hr hrs ty dong";
