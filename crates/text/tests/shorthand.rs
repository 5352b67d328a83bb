//! The tables of chat shorthand, and how they are used.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::Arc;

use lachan_text::{
    Language, Normalised, Normaliser, Respelling, RespellingError, RespellingProblem, WordFlags,
    WordKey, normalise,
};

const VI: &str = include_str!("../../../packs/lexicon/respelling-vi.tsv");
const EN: &str = include_str!("../../../packs/lexicon/respelling-en.tsv");

fn read(message: &str) -> Normalised {
    let mut read = Normalised::default();
    Normaliser::new(Arc::new(Respelling::parse(VI, EN).unwrap())).read(message, &mut read);
    read
}

fn rows(table: &str) -> impl Iterator<Item = (&str, &str)> {
    table.lines().skip(1).filter(|line| !line.starts_with('#')).map(|line| {
        let mut columns = line.split('\t');
        (columns.next().unwrap(), columns.next().unwrap())
    })
}

#[test]
fn messages_in_shorthand_read_as_their_words() {
    let cases = [
        ("e k bt a oi", "em khong biet anh oi"),
        ("bn tuổi vậy bn", "bao nhieu tuoi vay ban"),
        ("ck tiền qua stk này", "chuyen khoan tien qua so tai khoan nay"),
        ("ck vk đi đâu đó", "chong vo di dau do"),
        ("cho mình mk acc đi", "cho minh mat khau tai khoan di"),
        ("mk thích bn lắm", "minh thich ban lam"),
        ("ny e đâu r", "nguoi yeu em dau roi"),
        ("đừng ns ai nha, ib zl", "dung noi ai nha inbox zalo"),
        ("hông dc đâu", "khong duoc dau"),
        ("hoa hồng đẹp lắm", "hoa hong dep lam"),
        (
            "wyd rn, send me ur pics pls",
            "what are you doing right now send me your pictures please",
        ),
        ("ur so pretty", "you are so pretty"),
        ("dont tell ur mom", "dont tell your mom"),
        ("see u 2moro b4 school", "see you tomorrow before school"),
        ("i like the letter a", "i like the letter a"),
        ("thanks k", "thanks ok"),
        ("U.S. law", "u s law"),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .map(|(message, words)| (message, words, read(message).letters))
        .filter(|(_, words, letters)| letters.trim_end() != **words)
        .map(|(message, words, letters)| format!("{message}: expected {words}, read {letters}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn respelt_words_share_the_span_of_the_shorthand() {
    let message = "sợ ny biết";
    let read = read(message);
    let spans: Vec<&str> = read.words.iter().map(|word| word.span.of(message)).collect();
    assert_eq!(spans, ["sợ", "ny", "ny", "biết"]);
    assert!(
        read.words[1].flags.has(WordFlags::RESPELT) && !read.words[0].flags.has(WordFlags::RESPELT)
    );
    assert_eq!(read.words[1].marked, normalise("người").words[0].marked);
}

#[test]
fn the_tables_are_large_and_their_words_are_words() {
    assert!(rows(VI).count() >= 150 && rows(EN).count() >= 120);
    for (short, words) in rows(VI).chain(rows(EN)) {
        let read = normalise(words);
        let expected = words.split_whitespace().count();
        assert_eq!(read.words.len(), expected, "{short} stands for {words}, read {}", read.letters);
        let letters: String = words.chars().filter(|c| *c != ' ').collect();
        assert_eq!(
            read.letters.replace(' ', "").len(),
            letters.chars().count(),
            "{short}: {words}"
        );
    }
}

#[test]
fn a_language_can_be_said() {
    let mut normaliser = Normaliser::new(Arc::new(Respelling::parse(VI, EN).unwrap()));
    let mut read = Normalised::default();
    for (language, letters) in [(Language::Vi, "khong "), (Language::En, "ok ")] {
        normaliser.read_as(language, "k", &mut read);
        assert_eq!((read.letters.as_str(), read.language), (letters, Some(language)));
    }
}

#[test]
fn faults_in_a_table_name_their_line() {
    let cases = [
        ("ko", RespellingProblem::Columns),
        ("a b\tanh", RespellingProblem::Shorthand),
        ("ko\t ", RespellingProblem::Words),
        ("ko\tkhông\tafter: x", RespellingProblem::Place),
        ("ko\tkhông\tnext:", RespellingProblem::Place),
        ("k\tkhông\nk\tok", RespellingProblem::Unreachable),
    ];
    for (rows, problem) in cases {
        let table = format!("shorthand\twords\tplace\n# a comment\n{rows}\n");
        let line = table.lines().count();
        let error = Respelling::parse(&table, "").unwrap_err();
        assert_eq!(error, RespellingError { language: Language::Vi, line, problem });
    }
}

#[test]
fn no_two_words_have_one_key() {
    let mut words: HashMap<WordKey, String> = HashMap::new();
    let lexicon = [
        include_str!("../data/english.txt"),
        include_str!("../../../packs/lexicon/vi.toml"),
        include_str!("../../../packs/lexicon/en.toml"),
    ];
    for line in lexicon.iter().flat_map(|text| text.lines()) {
        let read = normalise(line);
        for word in &read.words {
            let letters = read.letters_of(word);
            let known = words.entry(word.bare).or_insert_with(|| letters.to_owned());
            assert_eq!(known, letters);
        }
    }
    assert!(words.len() > 10_000);
}
