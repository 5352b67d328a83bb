//! Measures the detectors on sentences written for them, and holds their invariants.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;
use signals::{Detectors, Finding, Value};
use text::Normalised;

fn find(message: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    Detectors::bundled().find(message, &text::normalise(message), &mut found);
    found
}

fn kind(finding: &Finding) -> String {
    serde_json::to_value(finding.kind).unwrap().as_str().unwrap().to_owned()
}

fn value(message: &str, finding: &Finding) -> String {
    match &finding.value {
        Value::Phone(text)
        | Value::Email(text)
        | Value::Place(text)
        | Value::Code(text)
        | Value::Secret(text) => text.clone(),
        Value::Link { host, .. } => host.clone(),
        Value::Age(years) => years.to_string(),
        Value::Grade(year) => format!("grade {year}"),
        Value::Birth { year, month, day } => {
            let parts = [year.map(u32::from), month.map(u32::from), day.map(u32::from)];
            let parts: Vec<_> = parts.into_iter().flatten().map(|part| part.to_string()).collect();
            parts.join("-")
        }
        Value::Money { amount, currency } => format!("{amount} {currency}"),
        Value::Appointment { time, place } => format!("{}|{}", time.of(message), place.of(message)),
    }
}

/// Right, wrong and missed finds of one kind.
#[derive(Default)]
struct Count {
    right: usize,
    wrong: usize,
    missed: usize,
}

impl Count {
    fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }
}

#[derive(Default)]
struct Tally(BTreeMap<String, Count>);

impl Tally {
    /// A place may be cut a word longer or shorter; every other value must be exact.
    fn same(kind: &str, expected: &str, found: &str) -> bool {
        expected == found
            || kind == "place" && (expected.contains(found) || found.contains(expected))
    }

    fn add(&mut self, text: &str, expected: &[(String, String)], show: bool) {
        let found: Vec<_> =
            find(text).iter().map(|finding| (kind(finding), value(text, finding))).collect();
        let mut open: Vec<_> = found.iter().collect();
        for (kind, value) in expected {
            let count = self.0.entry(kind.clone()).or_default();
            match open.iter().position(|(k, v)| k == kind && Tally::same(kind, value, v)) {
                Some(at) => {
                    open.remove(at);
                    count.right += 1;
                }
                None => {
                    count.missed += 1;
                    if show {
                        println!("missed {kind}={value}  in: {text}  found: {found:?}");
                    }
                }
            }
        }
        for (kind, value) in open {
            self.0.entry(kind.clone()).or_default().wrong += 1;
            if show {
                println!("wrong  {kind}={value}  in: {text}");
            }
        }
    }

    fn total(&self) -> Count {
        self.0.values().fold(Count::default(), |sum, count| Count {
            right: sum.right + count.right,
            wrong: sum.wrong + count.wrong,
            missed: sum.missed + count.missed,
        })
    }

    fn print(&self, title: &str) {
        println!("{title:<16} precision recall  right wrong missed");
        for (kind, count) in &self.0 {
            let (precision, recall) = (count.precision(), count.recall());
            println!(
                "{kind:<16} {precision:>9.3} {recall:>6.3}  {:>5} {:>5} {:>6}",
                count.right, count.wrong, count.missed
            );
        }
        let total = self.total();
        println!("{:<16} {:>9.3} {:>6.3}", "all", total.precision(), total.recall());
    }
}

fn cases(text: &str) -> Vec<(&str, Vec<(String, String)>)> {
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let (message, expected) = line.split_once('\t').unwrap_or((line, "-"));
            let expected =
                expected.split(" ; ").filter(|expected| *expected != "-").map(|expected| {
                    let (kind, value) = expected.split_once('=').expect("kind=value");
                    (kind.to_owned(), value.to_owned())
                });
            (message, expected.collect())
        })
        .collect()
}

fn measure(title: &str, files: &[&str]) -> Tally {
    let mut tally = Tally::default();
    for (message, expected) in files.iter().flat_map(|file| cases(file)) {
        tally.add(message, &expected, true);
    }
    tally.print(title);
    tally
}

const NEAR_MISSES: &str = include_str!("detectors/near-misses.tsv");

#[test]
fn vietnamese_cases() {
    let tally = measure("vi", &[include_str!("detectors/vi.tsv"), NEAR_MISSES]);
    let total = tally.total();
    assert!(total.precision() >= 0.95, "precision {}", total.precision());
    assert!(total.recall() >= 0.9, "recall {}", total.recall());
}

/// Sentences by an author who had not seen the detectors: nothing is ever changed to please them.
#[test]
fn vietnamese_cases_by_another_author() {
    let tally = measure("vi, independent", &[include_str!("detectors/vi-independent.tsv")]);
    let total = tally.total();
    assert!(total.precision() >= 0.8, "precision {}", total.precision());
    assert!(total.recall() >= 0.7, "recall {}", total.recall());
}

#[test]
fn english_cases() {
    let tally = measure("en", &[include_str!("detectors/en.tsv"), NEAR_MISSES]);
    let total = tally.total();
    assert!(total.precision() >= 0.95, "precision {}", total.precision());
    assert!(total.recall() >= 0.9, "recall {}", total.recall());
}

/// The shared corpora are not part of the repository: without them there is nothing to measure.
fn shared(path: &str) -> Option<String> {
    std::fs::read_to_string(Path::new("/work/shared").join(path)).ok()
}

/// Run with `--ignored --nocapture`: finds per 10,000 everyday messages, and a sample.
#[test]
#[ignore = "a measurement on corpora outside the repository"]
fn everyday_finds() {
    for name in
        ["chat-vi", "sentences-vi", "sms", "irc", "topical-chat", "service-dialogues", "persuasion"]
    {
        let Some(file) = shared(&format!("eval/everyday/{name}/conversations.jsonl")) else {
            continue;
        };
        let mut messages = 0usize;
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in file.lines() {
            let conversation: serde_json::Value = serde_json::from_str(line).unwrap();
            for message in conversation["messages"].as_array().unwrap() {
                let text = message["text"].as_str().unwrap();
                messages += 1;
                let gated = find(text);
                let mut ungated = Vec::new();
                Detectors::bundled().find(text, &Normalised::default(), &mut ungated);
                assert_eq!(gated, ungated, "the gate loses a find in {text}");
                for finding in gated {
                    let short: String = text.chars().take(120).collect();
                    found
                        .entry(kind(&finding))
                        .or_default()
                        .push(format!("{} <- {short}", value(text, &finding)));
                }
            }
        }
        println!("== {name}: {messages} messages");
        for (kind, samples) in found {
            println!(
                "{kind:<16} {:>8.1} per 10,000",
                samples.len() as f64 * 10_000.0 / messages as f64
            );
            if std::env::var("SHOW").is_ok_and(|show| show == "all" || show == kind) {
                let step = (samples.len() / 25).max(1);
                samples.iter().step_by(step).for_each(|sample| println!("    {sample}"));
            }
        }
    }
}

/// Run with `--ignored --nocapture`: recall on the synthetic sentences of presidio-research (MIT),
/// and what is found in sentences that hold nothing of the kind.
#[test]
#[ignore = "a measurement on data outside the repository"]
fn pii_sentences() {
    let kinds: &[(&str, &[&str])] = &[
        ("PHONE_NUMBER", &["phone"]),
        ("EMAIL_ADDRESS", &["email"]),
        ("CREDIT_CARD", &["card"]),
        ("IBAN_CODE", &["bank-account"]),
        ("US_SSN", &["id-number"]),
        ("DOMAIN_NAME", &["link", "odd-link"]),
        ("AGE", &["age"]),
        ("STREET_ADDRESS", &["place"]),
    ];
    let Some(file) = shared("data/pii-sentences/synth_dataset_v2.json") else { return };
    let sentences: serde_json::Value = serde_json::from_str(&file).unwrap();
    let show = std::env::var("SHOW").unwrap_or_default();
    let mut tally = Tally::default();
    for sentence in sentences.as_array().unwrap() {
        let text = sentence["full_text"].as_str().unwrap();
        let found = find(text);
        let spans: Vec<(&str, usize, usize)> = sentence["spans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| {
                let place = |key: &str| {
                    let characters = span[key].as_u64().unwrap() as usize;
                    text.char_indices().nth(characters).map_or(text.len(), |(at, _)| at)
                };
                (
                    span["entity_type"].as_str().unwrap(),
                    place("start_position"),
                    place("end_position"),
                )
            })
            .collect();
        let meets = |finding: &Finding, start: usize, end: usize| {
            (finding.span.start as usize) < end && start < finding.span.end as usize
        };
        for (entity, ours) in kinds {
            let count = tally.0.entry((*entity).to_owned()).or_default();
            for (_, start, end) in spans.iter().filter(|span| span.0 == *entity) {
                if found.iter().any(|finding| {
                    ours.contains(&kind(finding).as_str()) && meets(finding, *start, *end)
                }) {
                    count.right += 1;
                } else {
                    count.missed += 1;
                    if show == *entity {
                        println!("missed {} in: {text}", &text[*start..*end]);
                    }
                }
            }
            for finding in found.iter().filter(|finding| ours.contains(&kind(finding).as_str())) {
                // Places of every sort count as places; towns and postcodes are places too.
                let same = |entity_found: &str| {
                    entity_found == *entity
                        || ours[0] == "place"
                            && matches!(entity_found, "GPE" | "ZIP_CODE" | "ORGANIZATION")
                };
                if !spans.iter().any(|(entity_found, start, end)| {
                    same(entity_found) && meets(finding, *start, *end)
                }) {
                    count.wrong += 1;
                    if show == *entity {
                        println!("wrong {} in: {text}", finding.span.of(text));
                    }
                }
            }
        }
    }
    tally.print("pii-sentences");
}

/// Run in release with `--ignored --nocapture`: nanoseconds a message, the normaliser apart.
#[test]
#[ignore = "a measurement on corpora outside the repository"]
fn speed() {
    for name in ["chat-vi", "sentences-vi", "sms", "topical-chat", "service-dialogues"] {
        let Some(file) = shared(&format!("eval/everyday/{name}/conversations.jsonl")) else {
            continue;
        };
        let mut messages: Vec<(String, Normalised)> = Vec::new();
        for line in file.lines() {
            let conversation: serde_json::Value = serde_json::from_str(line).unwrap();
            for message in conversation["messages"].as_array().unwrap() {
                let text = message["text"].as_str().unwrap();
                messages.push((text.to_owned(), text::normalise(text)));
            }
        }
        let detectors = Detectors::bundled();
        let mut found = Vec::new();
        let quiet: Vec<_> = messages
            .iter()
            .filter(|(text, normalised)| {
                found.clear();
                detectors.find(text, normalised, &mut found);
                found.is_empty()
                    && !text
                        .bytes()
                        .any(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'@')
            })
            .cloned()
            .collect();
        // Each batch counts with its best pass, its messages at hand as they are right after
        // normalising: other work on the machine falls out.
        let time = |messages: &[(String, Normalised)]| {
            let mut best = vec![f64::MAX; messages.len() / 100 + 1];
            let mut found = Vec::new();
            for (best, batch) in best.iter_mut().zip(messages.chunks(100)) {
                for _ in 0..15 {
                    let start = std::time::Instant::now();
                    for (text, normalised) in batch {
                        found.clear();
                        detectors.find(text, normalised, &mut found);
                        std::hint::black_box(&found);
                    }
                    *best = best.min(start.elapsed().as_nanos() as f64);
                }
            }
            best.iter().filter(|time| **time < f64::MAX).sum::<f64>() / messages.len().max(1) as f64
        };
        let bytes =
            messages.iter().map(|(text, _)| text.len()).sum::<usize>() / messages.len().max(1);
        println!(
            "{name:<18} {bytes:>4} bytes  all {:>6.0} ns  nothing to find {:>5.0} ns",
            time(&messages),
            time(&quiet)
        );
    }
}

/// What the gate holds back, no detector would have found: an empty reading lets all through.
#[test]
fn the_gate_loses_nothing() {
    let everything =
        [include_str!("detectors/vi.tsv"), include_str!("detectors/en.tsv"), NEAR_MISSES];
    for (message, _) in everything.iter().flat_map(|file| cases(file)) {
        let mut ungated = Vec::new();
        Detectors::bundled().find(message, &Normalised::default(), &mut ungated);
        assert_eq!(find(message), ungated, "{message}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_read_without_panic_and_spans_fit(message in "\\PC{0,80}") {
        for finding in find(&message) {
            prop_assert!(finding.span.start < finding.span.end);
            prop_assert!(message.get(finding.span.start as usize..finding.span.end as usize).is_some());
        }
    }

    #[test]
    fn telling_fragments_in_any_order(parts in prop::collection::vec(prop::sample::select(FRAGMENTS), 0..14)) {
        let message = parts.concat();
        for finding in find(&message) {
            prop_assert!(finding.span.start < finding.span.end);
            prop_assert!(message.get(finding.span.start as usize..finding.span.end as usize).is_some());
        }
    }
}

const FRAGMENTS: &[&str] = &[
    "0900 000 123",
    " ",
    "0",
    "k",
    "2",
    "tr",
    "5",
    "mật khẩu",
    " là ",
    ":",
    "@",
    "gmail",
    ".",
    "com",
    "://",
    "http",
    "a còng",
    "chấm",
    "ngõ",
    " 12",
    "/5",
    "đường",
    " Hoa",
    "\u{200b}",
    "ậ",
    "e\u{302}\u{323}",
    "$",
    ",000",
    "im ",
    "13",
    "t",
    "tuổi",
    "-",
    "G-",
    "sn ",
    "thẻ ",
    "mã ",
    "7h",
    "30",
    " ở công viên",
    "SW1A ",
    "1AA",
    "GB82",
    "WEST",
    "(",
    ")",
    "+84",
    "không chín ",
    "room ",
    "#03-01",
    "apt",
    "IL 62701",
    "xn--",
    "[",
    "]",
    "\n",
    "０",
    "1️⃣",
    "hai triệu ",
    "lớp 7",
    "A2",
    "%",
    "school",
    "Lincoln Middle ",
    "at ",
    "live ",
    "near ",
    "2k12",
    "1.2.3",
];
