//! `lachan read`.

use crate::kit::{BLACKMAIL, Scratch, lachan, lachan_given};

#[test]
fn conversations_go_to_standard_output_and_the_summary_beside_it() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let run = lachan(&["read", &chat]).expect(0);
    let conversation = run.json();
    assert_eq!(conversation["messages"].as_array().map(Vec::len), Some(7));
    assert_eq!(conversation["messages"][0]["from"], "Mai");
    assert!(run.err.contains("whatsapp, 1 conversation(s), 7 message(s)"), "{}", run.err);
}

#[test]
fn a_format_can_be_insisted_on() {
    let run = lachan_given(&["read", "-", "--from", "paste"], BLACKMAIL.as_bytes()).expect(0);
    assert!(run.err.contains("paste"), "{}", run.err);
}

#[test]
fn the_formats_are_named() {
    let run = lachan(&["read", "--list-formats"]).expect(0);
    for format in ["whatsapp", "telegram", "jsonl", "paste"] {
        assert!(run.text().lines().any(|line| line.starts_with(format)), "{}", run.text());
    }
}
