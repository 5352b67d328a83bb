use report::json::render;
use serde_json::Value;
use signals::{By, Signal};
use text::Language;

use crate::sample::{conversation, one_sided, report, several, sextortion, sign};

fn document(read: &[(chats::Conversation, risk::Assessment)]) -> Value {
    let written = render(&report(read, Language::Vi)).expect("it is written");
    serde_json::from_str(&written).expect("one JSON document")
}

#[test]
fn a_high_one_in_vietnamese() {
    insta::assert_snapshot!(render(&report(&[sextortion()], Language::Vi)).expect("written"));
}

#[test]
fn no_sign_on_one_side_says_its_limits() {
    insta::assert_snapshot!(render(&report(&[one_sided()], Language::En)).expect("written"));
}

#[test]
fn the_highest_level_comes_first_and_the_order_of_the_source_after_it() {
    let document = document(&several());
    let ids: Vec<&str> = document["conversations"]
        .as_array()
        .expect("conversations")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert_eq!(ids, ["m-bong", "team", "toán", "dm-7", "văn"]);
    assert_eq!(document["source"]["messages"], 30);
}

#[test]
fn spans_count_scalar_values_through_emoji_and_combining_marks() {
    // A family emoji of five scalar values, then `đừng` with its marks apart.
    let text = "👨‍👩‍👧 đu\u{31b}\u{300}ng kể mẹ";
    let words = "đu\u{31b}\u{300}ng kể";
    let (_, mut assessment) = sextortion();
    assessment.reasons = vec![risk::Reason {
        message: 0,
        signs: vec![sign(Signal::Secrecy, 0.5, By::Ear, text, words)],
    }];
    let document = document(&[(conversation("x", &[("M", text)]), assessment)]);
    let span = &document["conversations"][0]["reasons"][0]["signals"][0]["spans"][0];
    assert_eq!(span, &serde_json::json!([6, 15]));
    let shown: String = text.chars().skip(6).take(15 - 6).collect();
    assert_eq!(shown, words);
}

#[test]
fn a_span_that_does_not_fit_the_message_is_cut_to_it() {
    use report::CharSpan;
    use text::Span;
    let of = |start, end| CharSpan::of("ă😊", Span { start, end });
    assert_eq!(of(1, 3), CharSpan { start: 0, end: 2 });
    assert_eq!(of(2, 999), CharSpan { start: 1, end: 2 });
    assert_eq!(of(u32::MAX, 3), CharSpan { start: 2, end: 2 });
}
