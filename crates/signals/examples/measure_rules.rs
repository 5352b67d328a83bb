//! Measures every rule on conversations: how often it fires where it should, and where not.
//!
//! `measure_rules FILE.jsonl…` reads files in the form of the labelled conversations (and single
//! labelled lines). `measure_rules --explain TEXT` shows what a message means to the rules.
//! `measure_rules --fired RULE FILE…` lists the messages in which a rule was found, and
//! `measure_rules --missed SIGNAL FILE…` those with the signal in which none of its rules was.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::time::{Duration, Instant};

use serde_json::Value;
use signals::{Asserts, Mention, RuleHit, RuleScratch, Rules, Speaker};
use text::{Normalised, Normaliser};

#[derive(Default)]
struct Tally {
    labelled: usize,
    unlabelled: usize,
    everyday: usize,
    benign: BTreeSet<String>,
    lines: usize,
    near: usize,
}

struct Reader<'r> {
    rules: &'r Rules,
    normaliser: Normaliser,
    normalised: Normalised,
    mentions: Vec<Mention>,
    scratch: RuleScratch,
    hits: Vec<RuleHit>,
    /// On normalising, on finding concepts, on scanning for rules.
    spent: [Duration; 3],
    mentioned: usize,
}

impl Reader<'_> {
    fn read(&mut self, message: &str) {
        let started = Instant::now();
        self.normaliser.read(message, &mut self.normalised);
        let normalised = Instant::now();
        self.mentions.clear();
        self.rules.lexicon().find(&self.normalised, &mut self.mentions);
        let found = Instant::now();
        self.hits.clear();
        self.rules.scan(&self.normalised, &self.mentions, &mut self.scratch, &mut self.hits);
        self.spent[0] += normalised - started;
        self.spent[1] += found - normalised;
        self.spent[2] += found.elapsed();
        self.mentioned += self.mentions.len();
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let started = Instant::now();
    let rules = Rules::compile(&[signals::Pack::bundled()])?;
    let loaded = started.elapsed();
    let mut reader = Reader {
        rules: &rules,
        normaliser: signals::Hearing::bundled().normaliser(),
        normalised: Normalised::default(),
        mentions: Vec::new(),
        scratch: RuleScratch::default(),
        hits: Vec::new(),
        spent: [Duration::ZERO; 3],
        mentioned: 0,
    };
    let mut arguments = std::env::args().skip(1).peekable();
    if arguments.next_if_eq("--explain").is_some() {
        for message in arguments {
            reader.read(&message);
            writeln!(
                out,
                "{message}\n  language {:?}, marked {}",
                reader.normalised.language, reader.normalised.marked
            )?;
            for mention in &reader.mentions {
                let words = &reader.normalised.words;
                let span = words[usize::from(mention.first)]
                    .span
                    .join(words[usize::from(mention.end()) - 1].span);
                writeln!(
                    out,
                    "  {:3} {:20} {}",
                    mention.first,
                    rules.lexicon().name(mention.concept),
                    span.of(&message)
                )?;
            }
            for hit in &reader.hits {
                let words: Vec<_> = hit.spans.iter().map(|span| span.of(&message)).collect();
                writeln!(out, "  => {} {words:?}", rules.rule(hit.rule).name())?;
            }
        }
        return Ok(());
    }
    let fired = arguments.next_if_eq("--fired").and_then(|_| arguments.next());
    let missed = arguments.next_if_eq("--missed").and_then(|_| arguments.next());
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let (mut everyday, mut benign, mut read) = (0usize, 0usize, 0usize);
    for path in arguments {
        let is_everyday = path.contains("everyday");
        for line in BufReader::new(std::fs::File::open(&path)?).lines() {
            let value: Value = serde_json::from_str(&line?)?;
            if let Some(text) = value["text"].as_str() {
                reader.read(text);
                for hit in &reader.hits {
                    let rule = rules.rule(hit.rule);
                    let Asserts::Signal(signal) = rule.asserts() else { continue };
                    let tally = tallies.entry(rule.name()).or_default();
                    let same = value["signal"] == signal.name();
                    let also = value["also"]
                        .as_array()
                        .is_some_and(|also| also.iter().any(|a| a == signal.name()));
                    let positive = (same && value["label"] == 1) || also;
                    tally.lines += usize::from(positive);
                    tally.near += usize::from(value["label"] == 0);
                    if fired.as_deref() == Some(rule.name()) {
                        writeln!(
                            out,
                            "{} {:18} {text}",
                            if positive {
                                "+"
                            } else if value["label"] == 0 {
                                "-"
                            } else {
                                "?"
                            },
                            value["signal"].as_str().unwrap_or("")
                        )?;
                    }
                }
                continue;
            }
            let is_benign = value["kind"] != "risk";
            let id = value["id"].as_str().unwrap_or("").to_owned();
            let messages = value["messages"].as_array().cloned().unwrap_or_default();
            benign += usize::from(is_benign && !is_everyday);
            for (index, message) in messages.iter().enumerate() {
                let text = message["text"].as_str().unwrap_or("");
                reader.read(text);
                read += 1;
                if let Some(signal) = &missed {
                    let bears = value["labels"].as_array().is_some_and(|labels| {
                        labels
                            .iter()
                            .any(|label| label["m"] == index && label["signal"] == **signal)
                    });
                    let prefix = format!("{signal}/");
                    if bears
                        && !reader
                            .hits
                            .iter()
                            .any(|hit| rules.rule(hit.rule).name().starts_with(&prefix))
                    {
                        writeln!(out, "{text}")?;
                    }
                }
                everyday += usize::from(is_everyday);
                for hit in &reader.hits {
                    let rule = rules.rule(hit.rule);
                    let by_child =
                        value["child"].is_string().then(|| value["child"] == message["from"]);
                    let applies = match (rule.speaker(), by_child) {
                        (Some(Speaker::Child), Some(by_child)) => by_child,
                        (Some(Speaker::Contact), Some(by_child)) => !by_child,
                        _ => true,
                    };
                    if !applies {
                        continue;
                    }
                    let tally = tallies.entry(rule.name()).or_default();
                    let name = match rule.asserts() {
                        Asserts::Signal(signal) => signal.name().to_owned(),
                        Asserts::Mitigation(_) => "mitigation".to_owned(),
                    };
                    let labelled = value["labels"].as_array().is_some_and(|labels| {
                        labels.iter().any(|label| label["m"] == index && label["signal"] == *name)
                    });
                    let mark = if is_everyday {
                        tally.everyday += 1;
                        "e"
                    } else if is_benign {
                        tally.benign.insert(id.clone());
                        "b"
                    } else if labelled {
                        tally.labelled += 1;
                        "+"
                    } else {
                        tally.unlabelled += 1;
                        "?"
                    };
                    if fired.as_deref() == Some(rule.name()) {
                        writeln!(out, "{mark} {id:14} {text}")?;
                    }
                }
            }
        }
    }
    if fired.is_none() && missed.is_none() {
        writeln!(
            out,
            "loaded in {loaded:?}; {read} messages ({everyday} everyday); {benign} benign conversations"
        )?;
        let each = reader.spent.map(|spent| spent.as_nanos() / read.max(1) as u128);
        writeln!(
            out,
            "ns a message: normalise {}, find {}, scan {}; {:.1} mentions",
            each[0],
            each[1],
            each[2],
            reader.mentioned as f64 / read.max(1) as f64
        )?;
        writeln!(out, "{:42} conf  lines near   risk+ risk?  benign   %  everyday /10k", "rule")?;
        for (_, rule) in rules.iter() {
            let tally = tallies.remove(rule.name()).unwrap_or_default();
            writeln!(
                out,
                "{:42} {:.2} {:5} {:5} {:6} {:5} {:6} {:5.2} {:6} {:5.2}",
                rule.name(),
                rule.confidence().get(),
                tally.lines,
                tally.near,
                tally.labelled,
                tally.unlabelled,
                tally.benign.len(),
                100.0 * tally.benign.len() as f64 / benign.max(1) as f64,
                tally.everyday,
                1e4 * tally.everyday as f64 / everyday.max(1) as f64,
            )?;
        }
    }
    Ok(())
}
