use std::collections::HashMap;

use serde::Deserialize;

use super::reading::{Letters, Reading, Room};

/// A set of word classes; a word may be in several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class(pub(super) u64);

impl Class {
    pub(super) const NONE: Class = Class(0);

    pub(super) const fn or(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    pub(super) const fn meets(self, other: Class) -> bool {
        self.0 & other.0 != 0
    }
}

macro_rules! classes {
    ($($name:ident $key:literal;)*) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
        #[repr(u8)]
        enum Bit { $($name,)* }

        impl Class {
            $(pub(super) const $name: Class = Class(1 << Bit::$name as u8);)*

            fn from_key(key: &str) -> Option<Class> {
                match key { $($key => Some(Class::$name),)* _ => None }
            }
        }
    };
}

classes! {
    NUMBER "(numbers)"; MULTIPLIER "(multipliers)"; MONEY "(money)";
    PHONE "phone"; CODE "code"; CODE_WEAK "code-weak"; CODE_OTHER "code-other";
    PASSWORD "password"; IS "is"; NOT_A_PASSWORD "not-a-password";
    ACCOUNT "account"; BANK "bank"; CARD "card"; TOP_UP "top-up"; IDENTITY "identity"; PASSPORT "passport";
    AGE "age"; AGE_BEFORE "age-before"; SELF_VI "self-vi"; SELF_EN "self-en"; PARTICLE "particle"; MEASURE "measure";
    BIRTH "birth"; GRADE_BEFORE "grade-before"; GRADE_AFTER "grade-after"; GRADE_OTHER "grade-other";
    LANE "lane"; HOUSE_NUMBER "house-number"; NUMBER_WORD "number-word"; DISTRICT "district"; VILLAGE "village";
    STREET_BEFORE "street-before"; BUILDING "building"; FLOOR "floor"; ROOM "room"; HOTEL "hotel";
    SCHOOL_BEFORE "school-before"; SCHOOL_STRONG "school-strong"; SCHOOL_AFTER "school-after"; SCHOOL_CLASS "school-class";
    STREET_AFTER "street-after"; STREET_AFTER_WEAK "street-after-weak"; UNIT "unit"; POSTCODE "postcode"; NOT_A_STREET "not-a-street";
    NEAR "near"; LIVE "live"; LIVE_AT "live-at"; LANDMARK "landmark"; HOME "home"; AT "at";
    MEET "meet"; DAY "day"; DAY_PART "day-part"; CLOCK "clock";
    TOP_UP_AMOUNT "top-up-amount"; PAY "pay"; COUNTED "counted";
    MAIL_AT "mail-at"; MAIL_DOT "mail-dot"; MAIL_PROVIDER "mail-provider"; MAIL_WORD "mail-word"; DOMAIN_END "domain-end";
}

/// A unit of money: what one of it is worth, in which currency.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MoneyUnit {
    pub(super) worth: f64,
    pub(super) currency: String,
}

/// What is known about one word or phrase.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Entry {
    pub(super) classes: Class,
    /// The value of a number word or multiplier; the place in `Tables::money` of a unit.
    pub(super) number: u16,
    pub(super) money: u16,
    /// How many words the longest phrase has that begins with this word; 0 where none does.
    pub(super) longest: u8,
}

/// The words of the detectors, by the hash of their letters with and without marks.
#[derive(Debug, Default)]
pub(super) struct Words {
    entries: [HashMap<u64, Entry, ByHash>; 2],
    sieves: [Sieve; 2],
}

/// A set that may say yes in vain, never no: most words of a message end here.
#[derive(Debug)]
pub(super) struct Sieve(Box<[u64; 1 << (Sieve::BITS - 6)]>);

impl Default for Sieve {
    fn default() -> Sieve {
        Sieve(Box::new([0; 1 << (Sieve::BITS - 6)]))
    }
}

impl Sieve {
    const BITS: u32 = 16;

    /// Keys are spread by the caller: the high bits count.
    pub(super) fn insert(&mut self, key: u64) {
        let bit = key >> (64 - Sieve::BITS);
        if let Some(bits) = self.0.get_mut((bit >> 6) as usize) {
            *bits |= 1 << (bit & 63);
        }
    }

    #[inline]
    pub(super) fn may_hold(&self, key: u64) -> bool {
        let bit = key >> (64 - Sieve::BITS);
        self.0.get((bit >> 6) as usize).is_some_and(|bits| bits >> (bit & 63) & 1 == 1)
    }
}

/// The keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ByHash(u64);

impl std::hash::BuildHasher for ByHash {
    type Hasher = ByHash;
    fn build_hasher(&self) -> ByHash {
        ByHash(0)
    }
}

impl std::hash::Hasher for ByHash {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

impl Words {
    /// What is known of a word or phrase, by its [`Reading::phrase_hash`].
    #[inline]
    pub(super) fn entry(&self, hash: u64, marked: bool) -> Option<&Entry> {
        let side = usize::from(marked);
        if self.sieves[side].may_hold(hash) { self.entries[side].get(&hash) } else { None }
    }

    fn entry_mut(&mut self, hash: u64, marked: bool) -> &mut Entry {
        let side = usize::from(marked);
        self.sieves[side].insert(hash);
        self.entries[side].entry(hash).or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    numbers: HashMap<String, u16>,
    multipliers: HashMap<String, u16>,
    money: HashMap<String, MoneyUnit>,
    classes: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BrandFile {
    brands: HashMap<String, Vec<String>>,
    innocent: Innocent,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Innocent {
    labels: Vec<String>,
}

/// What is known about addresses on the web.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Web {
    pub(super) endings: Vec<String>,
    pub(super) wordlike: Vec<String>,
    pub(super) spoken: Vec<String>,
    pub(super) second_level: Vec<String>,
    pub(super) shorteners: Vec<String>,
    pub(super) open_hosts: Vec<String>,
    pub(super) lures: Vec<String>,
    pub(super) companions: Vec<String>,
    pub(super) dangerous_files: Vec<String>,
}

/// A name that look-alike links borrow.
#[derive(Debug)]
pub(super) struct Brand {
    pub(super) name: String,
    pub(super) domains: Vec<String>,
}

/// A word or phrase as the file has it.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) text: String,
    pub(super) classes: Class,
    /// Not to be known without its marks.
    pub(super) only_marked: bool,
}

/// Everything the detectors know, compiled from `packs/detectors`.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) letters: Letters,
    pub(super) words: Words,
    pub(super) money: Vec<MoneyUnit>,
    pub(super) brands: Vec<Brand>,
    pub(super) innocent: Vec<String>,
    pub(super) web: Web,
    /// Every word and phrase as written, for the gate.
    pub(super) openers: Vec<Written>,
}

/// A fault in a detector file.
#[derive(Debug, thiserror::Error)]
pub(super) enum TableError {
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    #[error("`{0}` is no class of words")]
    UnknownClass(String),
    #[error("`{0}` holds no word")]
    Empty(String),
}

impl Tables {
    pub(super) fn parse(words: &str, brands: &str, links: &str) -> Result<Tables, TableError> {
        let file: WordFile = toml::from_str(words)?;
        let brands: BrandFile = toml::from_str(brands)?;
        let mut tables = Tables {
            letters: Letters::new(),
            web: toml::from_str(links)?,
            innocent: brands.innocent.labels,
            ..Tables::default()
        };
        tables.brands =
            brands.brands.into_iter().map(|(name, domains)| Brand { name, domains }).collect();
        tables.brands.sort_by(|a, b| a.name.cmp(&b.name));

        for (word, number) in file.numbers {
            tables.add(&word, Entry { classes: Class::NUMBER, number, ..Entry::default() })?;
        }
        for (word, number) in file.multipliers {
            tables.add(&word, Entry { classes: Class::MULTIPLIER, number, ..Entry::default() })?;
        }
        let mut units: Vec<_> = file.money.into_iter().collect();
        units.sort_by(|a, b| a.0.cmp(&b.0));
        for (word, unit) in units {
            let money = u16::try_from(tables.money.len()).unwrap_or(u16::MAX);
            tables.add(&word, Entry { classes: Class::MONEY, money, ..Entry::default() })?;
            tables.money.push(unit);
        }
        for (key, words) in file.classes {
            if key == "months" {
                continue;
            }
            let classes =
                Class::from_key(&key).ok_or_else(|| TableError::UnknownClass(key.clone()))?;
            for word in words {
                tables.add(&word, Entry { classes, ..Entry::default() })?;
            }
        }
        Ok(tables)
    }

    fn add(&mut self, text: &str, entry: Entry) -> Result<(), TableError> {
        let (text, only_marked) = match text.strip_suffix('!') {
            Some(text) => (text, true),
            None => (text, false),
        };
        let reading = Reading::tokenise(text, &self.letters, Room::default());
        let count = reading.tokens.len();
        let accented = reading.has_marks();
        if count == 0 {
            return Err(TableError::Empty(text.to_owned()));
        }
        for marked in [false, true] {
            if only_marked && !marked && accented {
                continue;
            }
            let known = self.words.entry_mut(reading.phrase_hash(0, count, marked), marked);
            known.classes = known.classes.or(entry.classes);
            if entry.classes.meets(Class::NUMBER.or(Class::MULTIPLIER)) {
                known.number = entry.number;
            }
            if entry.classes.meets(Class::MONEY) {
                known.money = entry.money;
            }
            if count > 1 {
                let first = self.words.entry_mut(reading.phrase_hash(0, 1, marked), marked);
                first.longest = first.longest.max(u8::try_from(count).unwrap_or(u8::MAX));
            }
        }
        let (text, classes) = (text.to_owned(), entry.classes);
        self.openers.push(Written { text, classes, only_marked: only_marked && accented });
        Ok(())
    }
}
