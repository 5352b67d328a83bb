use super::*;

fn read(message: &str) -> Normalised {
    let mut normalised = Normalised::default();
    normaliser().read(message, &mut normalised);
    normalised
}

fn lexicon(vi: &str, en: &str) -> Lexicon {
    let pack = Pack::from_files([("lexicon/vi.toml", vi), ("lexicon/en.toml", en)]);
    Lexicon::compile(&[pack]).unwrap()
}

fn found<'a>(lexicon: &'a Lexicon, message: &str) -> Vec<(&'a str, u16, u16)> {
    let mut mentions = Vec::new();
    lexicon.find(&read(message), &mut mentions);
    mentions.iter().map(|m| (lexicon.name(m.concept), m.first, m.words)).collect()
}

fn names<'a>(lexicon: &'a Lexicon, message: &str) -> Vec<&'a str> {
    found(lexicon, message).into_iter().map(|(name, ..)| name).collect()
}

#[test]
fn every_bundled_concept_has_words_in_both_languages() {
    let lexicon = Lexicon::compile(&[Pack::bundled()]).unwrap_or_else(|errors| panic!("{errors}"));
    assert!(lexicon.concept_count() >= 192);
    let said: BTreeSet<_> = lexicon.phrases().map(|(c, language, _)| (c, language)).collect();
    assert_eq!(said.len(), 2 * lexicon.concept_count());
}

#[test]
fn every_bundled_phrase_is_found_where_it_is_written() {
    let lexicon = Lexicon::bundled();
    assert!(lexicon.concept_count() > 0);
    let mut lost = Vec::new();
    for (concept, language, phrase) in lexicon.phrases() {
        let (mut words, mut mentions) = (Normalised::default(), Vec::new());
        normaliser().read_as(language, phrase, &mut words);
        lexicon.find(&words, &mut mentions);
        if !mentions.iter().any(|mention| mention.concept == concept) {
            lost.push(phrase);
        }
    }
    assert!(lost.is_empty(), "{} lost: {lost:?}", lost.len());
}

#[test]
fn a_phrase_hides_the_shorter_ones_of_its_concept_only() {
    let lexicon = lexicon(
        "[x]\nparent = ['mẹ']\ntell = ['kể']\nlong = ['mẹ']",
        "[x]\nparent = ['your old man', 'man', 'old']\ntell = ['man']\nlong = ['zz']",
    );
    assert_eq!(found(&lexicon, "ask your old man"), [("parent", 1, 3), ("tell", 3, 1)],);
}

#[test]
fn diacritics_count_where_the_writer_uses_them() {
    let lexicon = lexicon(
        "[x]\npicture = ['ảnh']\nbrother = ['anh']",
        "[x]\npicture = ['photo']\nbrother = ['brother']",
    );
    assert_eq!(names(&lexicon, "gửi ảnh cho tớ"), ["picture"]);
    assert_eq!(names(&lexicon, "gửi cho anh nhé"), ["brother"]);
    let mut unmarked = names(&lexicon, "gui anh cho minh xem");
    unmarked.sort();
    assert_eq!(unmarked, ["brother", "picture"]);
    assert_eq!(names(&lexicon, "gửi photo nhé"), ["picture"]);
}

#[test]
fn a_word_of_the_other_language_is_not_mistaken() {
    let lexicon = lexicon(
        "[x]\nparent = ['mẹ']\nsmall = ['to']",
        "[x]\nparent = ['mum']\nsmall = ['me', 'will', 'you', 'call', 'when', 'get', 'home']",
    );
    assert!(!names(&lexicon, "will you call me when you get home").contains(&"parent"));
    assert_eq!(names(&lexicon, "dung noi voi me em nha"), ["parent"]);
}

#[test]
fn a_later_pack_adds_words_and_concepts() {
    let first = Pack::from_files([
        ("lexicon/vi.toml", "[x]\nb = ['bê']"),
        ("lexicon/en.toml", "[x]\nb = ['bee']"),
    ]);
    let second = Pack::from_files([
        ("lexicon/vi.toml", "[x]\na = ['á']"),
        ("lexicon/en.toml", "[x]\na = ['ay']\nb = ['bumble']"),
    ]);
    let lexicon = Lexicon::compile(&[first, second]).unwrap();
    assert_eq!(lexicon.concept("b"), Some(ConceptId(0)));
    assert_eq!(lexicon.concept("a"), Some(ConceptId(1)));
    assert_eq!(names(&lexicon, "bumble"), ["b"]);
}

#[test]
fn a_message_of_many_words_is_read_to_the_last_that_can_be_numbered() {
    let lexicon = lexicon("[x]\nparent = ['mẹ']", "[x]\nparent = ['mum', 'mum mum']");
    let message = "mum ".repeat(70_000);
    let mut mentions = Vec::new();
    lexicon.find(&read(&message), &mut mentions);
    assert!(mentions.iter().all(|mention| mention.end() < u16::MAX || mention.words <= 2));
}
