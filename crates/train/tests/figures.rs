//! The figures that the product claims, measured anew: on the dev conversations, which training
//! never sees, and on everyday talk. They lie in `../shared` beside the repository (or where
//! `LACHAN_SHARED` says); without them these tests say so and pass.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use engine::Engine;
use text::disguise::Disguise;
use train::{Set, evaluate};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::bundled);

fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("LACHAN_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let path = root.join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    }
    Some(path)
}

fn set(path: &str) -> Option<Set> {
    Some(Set::read(&shared(path)?).expect("a readable set"))
}

/// At most 5 % of hard harmless conversations alarmed: with the careful reader, and by ear and rules
/// alone.
#[test]
fn dev_conversations_are_warned_of_in_time() {
    let (reading, hearing) = (ENGINE.clone(), ENGINE.clone().without_reader());
    for (engine, path, floor) in [
        (&reading, "eval/dev/en.jsonl", 0.75),
        (&reading, "eval/dev/vi.jsonl", 0.75),
        (&hearing, "eval/dev/en.jsonl", 0.40),
        (&hearing, "eval/dev/vi.jsonl", 0.50),
    ] {
        let Some(set) = set(path) else { return };
        let figures = evaluate(engine, &set);
        let (in_time, alarmed) =
            (figures.in_time.expect("risks"), figures.benign_alarmed.expect("harmless ones"));
        println!("{path}: in time {in_time:.3}, harmless alarmed {alarmed:.3}");
        assert!(in_time >= floor, "{path}: {in_time} in time");
        assert!(alarmed <= 0.05, "{path}: {alarmed} of the harmless alarmed");
    }
}

/// Whatever way a message is disguised, what it says is heard: the risks of both languages
/// together lose at most four points.
#[test]
fn disguises_cost_few_points_in_time() {
    let mut risks = Vec::new();
    for path in ["eval/dev/en.jsonl", "eval/dev/vi.jsonl"] {
        let Some(set) = set(path) else { return };
        risks.extend(set.conversations.into_iter().filter(|labelled| labelled.is_risk()));
    }
    let set = Set { path: PathBuf::from("dev risks"), conversations: risks };
    let plain = evaluate(&ENGINE, &set).in_time.expect("risks");
    for disguise in Disguise::ALL {
        let mut disguised = set.clone();
        for (seed, message) in
            disguised.conversations.iter_mut().flat_map(|it| &mut it.messages).enumerate()
        {
            message.text = disguise.apply(&message.text, seed as u64);
        }
        let in_time = evaluate(&ENGINE, &disguised).in_time.expect("risks");
        println!("{disguise:?}: {:.1} points lost", (plain - in_time) * 100.0);
        assert!(plain - in_time <= 0.04 + 1e-9, "{disguise:?}: {plain} to {in_time}");
    }
}

/// At most five alarms in 10,000 messages of everyday talk; people who ask for donations apart.
#[test]
fn everyday_talk_hardly_ever_alarms() {
    let (mut alarms, mut messages) = (0.0, 0.0);
    for corpus in ["chat-vi", "sentences-vi", "sms", "topical-chat", "service-dialogues", "irc"] {
        let Some(mut set) = set(&format!("eval/everyday/{corpus}/conversations.jsonl")) else {
            return;
        };
        // Every twentieth is enough for a test; QUALITY.md is made from more.
        let mut number = 0;
        set.conversations.retain(|_| {
            number += 1;
            number % 20 == 0
        });
        let figures = evaluate(&ENGINE, &set);
        let rate = figures.alarms_per_10k_messages.expect("messages");
        println!("{corpus}: {rate:.1} alarms per 10,000 messages of {}", figures.messages);
        alarms += rate * figures.messages as f64;
        messages += figures.messages as f64;
    }
    let rate = alarms / messages;
    println!("all: {rate:.2}");
    assert!(rate <= 5.0, "{rate} alarms per 10,000 messages");
}
