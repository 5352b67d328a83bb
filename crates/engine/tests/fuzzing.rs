//! The whole way: whatever was read from whatever file is assessed without panic or hang, and what is
//! said of it points at what is there.
//!
//! A few thousand files here, every hundredth with the careful reader; for a long run see
//! `docs/fuzzing.md`.

#![allow(clippy::print_stderr)]

#[path = "../../chats/tests/mutation/mod.rs"]
mod mutation;

use std::path::Path;

use chats::{Conversation, ReadOptions, Source, read_all};
use engine::{Engine, Request};
use mutation::{Damage, Seed, damage_all, seeds};
use risk::Level;

/// So many files where nobody asks for more.
const RUNS: u64 = 3_000;
const READ_CAREFULLY: u64 = 100;

#[test]
fn whatever_was_read_is_assessed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let seeds = seeds(&[root.join("crates/chats/tests/fixtures"), root.join("fixtures")]);
    let seeds: Vec<&Seed> = seeds.iter().collect();
    let careful = Engine::bundled();
    let quick = careful.clone().without_reader();
    // Other damage than the importers' own test does.
    let made = |number| {
        let bytes = Damage::number(number ^ 0xA55E_55ED).of(&seeds);
        (number % READ_CAREFULLY == 0, bytes)
    };
    let assessed = damage_all(RUNS, made, |is_careful, bytes| {
        let engine = if is_careful { &careful } else { &quick };
        let readings = read_all(Source::from_bytes(bytes), &ReadOptions::default());
        let read = readings.into_iter().flatten().flat_map(|reading| reading.conversations);
        read.map(|conversation| assess(engine, is_careful, &conversation)).count() as u64
    });
    assert!(assessed > 0, "nothing was read");
}

fn assess(engine: &Engine, is_careful: bool, conversation: &Conversation) {
    let assessment = engine.assess(conversation, Request::default());
    for reason in &assessment.reasons {
        let message = &conversation.messages[reason.message];
        for span in reason.signs.iter().flat_map(|sign| &sign.spans) {
            assert!(message.text.get(span.start as usize..span.end as usize).is_some());
        }
    }
    // By the ear alone a window may be of concern for its drift, which no single message bears.
    if is_careful {
        assert!(assessment.level < Level::Concern || !assessment.reasons.is_empty());
    }
    if let Some(alert) = &assessment.first_alert {
        assert!(alert.message < conversation.messages.len());
    }
}
