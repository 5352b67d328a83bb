//! What holds for every text.

use std::sync::Arc;

use lachan_text::{Normalised, Normaliser, Respelling, WordKey, normalise};
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

/// Text as people and their adversaries write it, and now and then anything at all.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        6 => "[a-zA-Z]{1,8}",
        4 => prop::sample::select(WORDS).prop_map(str::to_owned),
        3 => "[ .,!?*_'@$|0-9\n-]{1,3}",
        3 => "[a-z][ .-]",
        2 => "[aeouăâêôơưđáàảãạấầẩẫậĐỤ]{1,3}",
        2 => "[\u{300}\u{301}\u{303}\u{309}\u{323}\u{302}\u{306}\u{31B}\u{308}]",
        1 => "[\u{200B}\u{200D}\u{FE0F}\u{AD}\u{202E}]",
        1 => "[😂📷❤👩💻🇻🇳]{1,3}",
        1 => "[а-яёѐΑ-ωａ-ｚ𝐚-𝐳ﬁ㎏⒜й각क़ো]{1,3}",
        1 => "\\PC{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(part, 0..14).prop_map(|parts| parts.concat())
}

const WORDS: &[&str] = &[
    "s3nd",
    "4nh",
    "p@ss",
    "$end",
    "seeeend",
    "nhaaaa",
    "anhr",
    "dduwngf",
    "d9i",
    "a3nh",
    "muwowif",
    "lop5",
    "12tuoi",
    "s.e.n.d",
    "s e c r e t",
    "b-í-m-ậ-t",
    "k",
    "ko",
    "bn",
    "u",
    "don't",
    "good",
    "bl4ckp1nk",
    "cứuuu",
    "xoong",
    "Hương",
    "5anh",
    "g0",
    "U.S.",
    "aaa",
    "ngườ1",
    "ok!em",
];

fn bare(read: &Normalised) -> Vec<WordKey> {
    read.words.iter().map(|word| word.bare).collect()
}

fn keys(read: &Normalised) -> Vec<(WordKey, WordKey)> {
    read.words.iter().map(|word| (word.bare, word.marked)).collect()
}

fn with_shorthand() -> Normaliser {
    let vi = include_str!("../../../packs/lexicon/respelling-vi.tsv");
    let en = include_str!("../../../packs/lexicon/respelling-en.tsv");
    Normaliser::new(Arc::new(Respelling::parse(vi, en).expect("the tables are valid")))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_valid_and_never_go_back(message in text()) {
        let mut read = Normalised::default();
        with_shorthand_once(|normaliser| normaliser.read(&message, &mut read));
        let mut letters = String::new();
        let mut before = lachan_text::Span { start: 0, end: 0 };
        for word in &read.words {
            let (start, end) = (word.span.start as usize, word.span.end as usize);
            prop_assert!(message.get(start..end).is_some(), "{:?} of {message:?}", word.span);
            let follows = word.span.start >= before.end;
            prop_assert!(follows || word.span == before, "{before:?} then {:?}", word.span);
            before = word.span;
            prop_assert!(!read.letters_of(word).is_empty());
            letters.push_str(read.letters_of(word));
            letters.push(' ');
        }
        prop_assert_eq!(letters, read.letters);
    }

    #[test]
    fn reading_the_letters_again_changes_nothing(message in text()) {
        let once = normalise(&message);
        let twice = normalise(&once.letters);
        prop_assert_eq!(bare(&once), bare(&twice), "{:?} then {:?}", once.letters, twice.letters);
    }

    #[test]
    fn composed_and_decomposed_read_the_same(message in text()) {
        // A word that is too long may be cut at another place.
        if normalise(&message).words.iter().any(|word| word.letters.end - word.letters.start > 14) {
            return Ok(());
        }
        let composed: String = message.nfc().collect();
        let decomposed: String = message.nfd().collect();
        let (composed, decomposed) = (normalise(&composed), normalise(&decomposed));
        prop_assert_eq!(&composed.letters, &decomposed.letters);
        prop_assert_eq!(keys(&composed), keys(&decomposed));
        prop_assert_eq!(composed.marked, decomposed.marked);
    }

    #[test]
    fn case_does_not_matter(words in prop::collection::vec(prop_oneof![
        "[a-zA-Z0-9.]{1,8}", "[ăâêôơưđáàảãạấậễỡụ]{1,3}[a-z]{0,2}",
        prop::sample::select(WORDS).prop_map(str::to_owned)], 0..8)) {
        let message = words.join(" ");
        let (lower, upper) = (normalise(&message.to_lowercase()), normalise(&message.to_uppercase()));
        prop_assert_eq!(keys(&lower), keys(&upper));
    }

    #[test]
    fn what_nobody_sees_does_not_matter(message in text(), places in prop::collection::vec(any::<prop::sample::Index>(), 1..6),
        unseen in prop::sample::select(&['\u{200B}', '\u{200C}', '\u{2060}', '\u{FEFF}', '\u{AD}', '\u{0}'][..])) {
        let mut characters: Vec<char> = message.chars().collect();
        for place in places {
            let place = place.index(characters.len() + 1);
            characters.insert(place, unseen);
        }
        let (plain, filled) = (normalise(&message), normalise(&characters.into_iter().collect::<String>()));
        prop_assert_eq!(&plain.letters, &filled.letters);
        prop_assert_eq!(keys(&plain), keys(&filled));
    }

    #[test]
    fn a_used_normaliser_reads_like_a_new_one(messages in prop::collection::vec(text(), 1..4)) {
        let mut used = Normaliser::new(Arc::new(Respelling::empty()));
        let mut read = Normalised::default();
        for message in &messages {
            used.read(message, &mut read);
            prop_assert_eq!(&read, &normalise(message));
        }
    }
}

/// Compiling the tables for each case would take most of the time.
fn with_shorthand_once(read: impl FnOnce(&mut Normaliser)) {
    thread_local! {
        static NORMALISER: std::cell::RefCell<Normaliser> = std::cell::RefCell::new(with_shorthand());
    }
    NORMALISER.with_borrow_mut(read);
}

#[test]
fn any_character_reads_like_its_decomposition() {
    let mut normaliser = Normaliser::new(Arc::new(Respelling::empty()));
    let (mut composed, mut decomposed) = (Normalised::default(), Normalised::default());
    // Without what is all alike: ideographs, private use, planes that hold nothing.
    let alike = [
        '\u{3400}'..='\u{9FFF}',
        '\u{B000}'..='\u{F8FF}',
        '\u{17000}'..='\u{1AFFF}',
        '\u{20000}'..='\u{2F7FF}',
    ];
    let characters =
        ('\u{20}'..='\u{2FFFF}').filter(|c| !alike.iter().any(|range| range.contains(c)));
    for character in characters.chain('\u{E0000}'..='\u{E01FF}') {
        let message = format!("a{character}b {character}");
        normaliser.read(&message, &mut composed);
        normaliser.read(&message.nfd().collect::<String>(), &mut decomposed);
        assert_eq!(keys(&composed), keys(&decomposed), "U+{:04X}", character as u32);
    }
}

#[test]
fn long_texts_take_linear_time() {
    let parts = [
        "a",
        "ab",
        "a ",
        "a.",
        "1a",
        "@a",
        "'a",
        "á",
        "😂",
        "а",
        "e\u{301}",
        "\u{200B}",
        "$",
        "aaab",
        "s e n d  ",
        "1.",
        "k-",
    ];
    for part in parts {
        let time = |bytes: usize| {
            let message = part.repeat(bytes / part.len());
            let started = std::time::Instant::now();
            let read = normalise(&message);
            assert!(read.words.iter().all(|word| read.letters_of(word).chars().count() <= 64));
            started.elapsed().as_secs_f64()
        };
        let (short, long) = (time(20_000), time(160_000));
        assert!(
            long < 8.0 * 6.0 * short + 0.5,
            "{part:?}: {short} s, and {long} s for 8 times as much"
        );
    }
}
