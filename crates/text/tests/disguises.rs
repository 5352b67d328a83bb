//! The words of a message survive its disguises.
//!
//! `data/messages.txt` holds 300 lines from the training conversations, half of them
//! Vietnamese. `LACHAN_MESSAGES=FILE.jsonl` measures other conversations.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use std::sync::Arc;

use lachan_text::disguise::Disguise;
use lachan_text::{Normalised, Normaliser, Respelling, WordKey};

fn normaliser() -> Normaliser {
    let vi = include_str!("../../../packs/lexicon/respelling-vi.tsv");
    let en = include_str!("../../../packs/lexicon/respelling-en.tsv");
    Normaliser::new(Arc::new(Respelling::parse(vi, en).unwrap()))
}

fn messages() -> Vec<String> {
    let Some(path) = std::env::var_os("LACHAN_MESSAGES") else {
        return include_str!("data/messages.txt").lines().map(str::to_owned).collect();
    };
    let mut messages = Vec::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let conversation: serde_json::Value = serde_json::from_str(line).unwrap();
        for message in conversation["messages"].as_array().unwrap() {
            messages.push(message["text"].as_str().unwrap().to_owned());
        }
    }
    messages
}

#[test]
fn words_survive_their_disguises() {
    let mut normaliser = normaliser();
    let (mut plain, mut read) = (Normalised::default(), Normalised::default());
    let mut failures = Vec::new();
    for disguise in Disguise::ALL {
        let (mut words, mut kept, mut rewritten, mut lost) = (0, 0, 0, Vec::new());
        for (seed, message) in messages().iter().enumerate() {
            normaliser.read(message, &mut plain);
            let disguised = disguise.apply(message, seed as u64);
            normaliser.read(&disguised, &mut read);
            rewritten += usize::from(disguised != *message);
            let mut found: HashMap<WordKey, usize> = HashMap::new();
            for word in &read.words {
                *found.entry(word.bare).or_default() += 1;
            }
            for word in &plain.words {
                words += 1;
                match found.get_mut(&word.bare).filter(|left| **left > 0) {
                    Some(left) => {
                        *left -= 1;
                        kept += 1;
                    }
                    None => lost.push((plain.letters_of(word).to_owned(), disguised.clone())),
                }
            }
        }
        let share = 100.0 * f64::from(kept) / f64::from(words);
        println!("{:<20} {share:6.2} % of {words} words, {rewritten} messages", disguise.name());
        if std::env::var_os("LACHAN_LOST").is_some() {
            lost.iter().for_each(|(word, message)| println!("    {word}: {message}"));
        }
        if share < 97.0 || rewritten * 10 < messages().len() * 3 {
            failures.push(disguise);
        }
    }
    assert!(failures.is_empty(), "too many words lost, or too few disguised: {failures:?}");
}

#[test]
fn a_disguise_is_the_same_for_the_same_seed() {
    let message = "please send the pictures to my private account tonight";
    for disguise in Disguise::ALL {
        assert_eq!(disguise.apply(message, 7), disguise.apply(message, 7));
    }
    let seeds = (0..20).map(|seed| Disguise::Leet.apply(message, seed));
    assert!(seeds.collect::<std::collections::HashSet<_>>().len() > 10);
}

#[test]
fn links_and_numbers_stay() {
    let message = "https://example.com/login 0900000123 a.very.long@example.com 12a4";
    for disguise in Disguise::ALL {
        assert_eq!(disguise.apply(message, 1), message, "{}", disguise.name());
    }
}
