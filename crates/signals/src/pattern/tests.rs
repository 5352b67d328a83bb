use super::*;
use crate::lexicon::Lexicon;
use crate::pack::Pack;

fn lexicon() -> Lexicon {
    let vi = "[x]\ntell = ['kể', 'nói']\nparent = ['mẹ', 'ba mẹ']\nsecret = ['bí mật']\nmoney = ['tiền']\n[grammar]\nno = ['đừng']";
    let en = "[x]\ntell = ['tell']\nparent = ['mum', 'dad']\nsecret = ['secret', 'our secret']\nmoney = ['money']\n[grammar]\nno = ['dont']";
    Lexicon::compile(&[Pack::from_files([("lexicon/vi.toml", vi), ("lexicon/en.toml", en)])])
        .unwrap()
}

/// The words found, as the message has them; `None` where the pattern is not in it.
fn find<'a>(pattern: &str, message: &'a str) -> Option<Vec<&'a str>> {
    let lexicon = lexicon();
    let pattern = Pattern::parse(pattern).unwrap();
    let matcher = Matcher::compile(&pattern, &lexicon).unwrap();
    let mut normalised = text::Normalised::default();
    crate::lexicon::normaliser().read(message, &mut normalised);
    let mut mentions = Vec::new();
    lexicon.find(&normalised, &mut mentions);
    let mut scratch = Scratch::default();
    let looked_at = Message::new(&normalised, &mentions, &mut scratch);
    let spans = matcher.find(looked_at, &mut scratch)?;
    Some(spans.into_iter().map(|span| span.of(message)).collect())
}

fn fault(pattern: &str) -> (PatternErrorKind, String) {
    let parsed = Pattern::parse(pattern);
    let error =
        parsed.and_then(|parsed| Matcher::compile_anchored(&parsed, &lexicon())).unwrap_err();
    (error.kind, pattern.get(error.span).unwrap().to_owned())
}

#[test]
fn concepts_stand_for_their_words_in_every_language() {
    let pattern = "{no} ..1 {tell} ..2 {parent}";
    assert_eq!(find(pattern, "Please dont tell your mum").unwrap(), ["dont tell", "mum"]);
    assert_eq!(find(pattern, "đừng kể ba mẹ nha").unwrap(), ["đừng kể ba mẹ"]);
    assert_eq!(find(pattern, "dung ke cho me nghe").unwrap(), ["dung ke", "me"]);
    assert_eq!(find(pattern, "tell mum i dont care"), None);
}

#[test]
fn a_gap_is_bounded_and_crosses_one_sentence_end() {
    assert!(find("{tell} ..2 {parent}", "tell one two mum").is_some());
    assert!(find("{tell} ..2 {parent}", "tell one two three mum").is_none());
    assert!(find("{tell} ..3 {parent}", "tell them. then mum").is_some());
    assert!(find("{tell} ..3 {parent}", "tell them. no. mum").is_none());
    assert!(find("{tell} ..3! {parent}", "tell them. no. mum").is_some());
}

#[test]
fn choices_options_and_words() {
    let pattern = "({tell} | \"let know\" ..1)? {secret} (\"please\" | {money})";
    assert!(find(pattern, "secret please").is_some());
    assert!(find(pattern, "secret money").is_some());
    assert_eq!(find(pattern, "let know a secret money").unwrap(), ["let know", "secret money"]);
    assert!(find(pattern, "secret then").is_none());
}

#[test]
fn an_absence_looks_before_after_and_between() {
    assert!(find("not {no} ..2 {tell} ..1 {parent}", "tell mum").is_some());
    assert!(find("not {no} ..2 {tell} ..1 {parent}", "dont you tell mum").is_none());
    assert!(find("{tell} ..2 not {secret} ", "tell me a story").is_some());
    assert!(find("{tell} ..2 not {secret}", "tell me a secret").is_none());
    assert!(find("{tell} ..3 not {money} {parent}", "tell my mum").is_some());
    assert!(find("{tell} not \"my\" ..1 {parent}", "tell my mum").is_some());
}

#[test]
fn parts_are_found_in_any_order_near_each_other() {
    let pattern = "{secret} & {money}";
    assert_eq!(find(pattern, "money is our secret").unwrap(), ["money", "our secret"]);
    assert!(find(pattern, "a secret").is_none());
    let far = format!("secret {} money", "word ".repeat(80));
    assert!(find(pattern, &far).is_none());
}

#[test]
fn a_number_is_a_word_with_a_digit_of_that_length() {
    assert_eq!(find("{money} #", "money 50k").unwrap(), ["money 50k"]);
    assert!(find("{secret} #4-8", "secret 482913").is_some());
    assert!(find("{secret} #4-8", "secret 48").is_none());
}

#[test]
fn faults_are_shown_where_they_are() {
    use PatternErrorKind::{Anchorless, Syntax, UnknownConcept};
    assert_eq!(fault("{tell} {parnt}"), (UnknownConcept, "{parnt}".into()));
    assert_eq!(fault("{tell} mum"), (Syntax, "mum".into()));
    assert_eq!(fault("{tell"), (Syntax, "{tell".into()));
    assert_eq!(fault("{tell} ..99 {parent}"), (Syntax, "..99".into()));
    assert_eq!(fault("{tell} ..3"), (Syntax, "{tell} ..3".into()));
    assert_eq!(fault("({tell} | {no})"), (Anchorless, "({tell} | {no})".into()));
    assert_eq!(fault("{no} \"words\""), (Anchorless, "{no} \"words\"".into()));
    assert_eq!(fault("{tell})"), (Syntax, ")".into()));
    assert_eq!(fault(""), (Syntax, "".into()));
}

#[test]
fn a_long_hostile_message_takes_linear_time() {
    let message = "dont tell ".repeat(20_000);
    assert!(
        find("{no} ..9 {tell} ..9 {tell} ..9 {no} ..9 {tell} ..9 {parent}", &message).is_none()
    );
    let started = std::time::Instant::now();
    assert!(find("{no} ..9 {tell} ..9 {tell} ..9 {parent}", &format!("{message} mum")).is_some());
    assert!(started.elapsed().as_secs() < 5);
}
