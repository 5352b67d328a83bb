//! How the quick ear is made: features counted, heads learned, rows folded together and rounded.

use std::collections::{BTreeMap, BTreeSet};

use risk::Trick;
use signals::{
    ConceptId, DRIFT_HEADS, Feature, FeatureKind, Features, HEADS, LETTER_BUCKETS, Lexicon,
    Mention, Row, SIGNAL_HEADS, Signal, Speaker, Weights,
};
use text::disguise::without_diacritics;
use text::{Normalised, Normaliser};

use crate::linear::{Course, Example, Linear, learn};
use crate::material::{Labelled, Line};

const MESSAGE_HEADS: usize = SIGNAL_HEADS + 1;

/// A word must be met this often to have a row of its own; a pair or concept pair, that often.
const LEAST_WORD: u32 = 2;
const LEAST_PAIR: u32 = 6;
/// Rows that move no head by this many 127ths of its largest weight are left out: a small model
/// stays in the cache.
const LEAST_PUSH: u8 = 20;

/// What one message gives to learn from.
struct Lesson {
    features: Features,
    speaker: usize,
}

/// What an ear is made from.
pub(crate) struct EarMaterial<'a> {
    pub(crate) conversations: Vec<&'a Labelled>,
    pub(crate) everyday: Vec<&'a Labelled>,
    pub(crate) lines: Vec<&'a Line>,
}

/// Makes an ear. The same material gives the same bytes.
pub(crate) fn make(
    material: &EarMaterial<'_>,
    lexicon: &Lexicon,
    normaliser: &mut Normaliser,
) -> Weights {
    let mut reader = FeatureReader {
        lexicon,
        normaliser,
        normalised: Normalised::default(),
        mentions: Vec::new(),
    };
    let read = |conversation: &Labelled, reader: &mut FeatureReader<'_>| -> Vec<Lesson> {
        let mut names: Vec<&str> = Vec::new();
        conversation
            .messages
            .iter()
            .map(|message| {
                let speaker = names.iter().position(|&name| name == message.from);
                let speaker = speaker.unwrap_or_else(|| {
                    names.push(&message.from);
                    names.len() - 1
                });
                Lesson { features: reader.read(&message.text), speaker }
            })
            .collect()
    };
    // Many write Vietnamese without its marks: each conversation and line is heard both ways.
    let bare_conversations: Vec<Labelled> =
        material.conversations.iter().filter_map(|it| it.without_marks()).collect();
    let bare_lines: Vec<Line> = material
        .lines
        .iter()
        .filter(|line| line.lang == "vi")
        .map(|line| Line { text: without_diacritics(&line.text, 0), ..(*line).clone() })
        .collect();
    let conversations: Vec<(&Labelled, Vec<Lesson>)> = material
        .conversations
        .iter()
        .copied()
        .chain(&bare_conversations)
        .map(|it| (it, read(it, &mut reader)))
        .collect();
    let everyday: Vec<(&Labelled, Vec<Lesson>)> =
        material.everyday.iter().map(|it| (*it, read(it, &mut reader))).collect();
    let lines: Vec<(&Line, Features)> = material
        .lines
        .iter()
        .copied()
        .chain(&bare_lines)
        .map(|it| (it, reader.read(&it.text)))
        .collect();

    let all = conversations
        .iter()
        .chain(&everyday)
        .flat_map(|(_, lessons)| lessons.iter().map(|lesson| &lesson.features))
        .chain(lines.iter().map(|(_, features)| features));
    let places = Places::count(all);

    let mut messages = Vec::new();
    let mut stretches = Vec::new();
    for (labelled, lessons) in &conversations {
        message_examples(labelled, lessons, &places, &mut messages);
        stretch_examples(labelled, lessons, &places, &mut stretches);
    }
    for (labelled, lessons) in &everyday {
        message_examples(labelled, lessons, &places, &mut messages);
        stretch_examples(labelled, lessons, &places, &mut stretches);
    }
    for (line, features) in &lines {
        messages.push(line_example(line, features, &places));
    }
    let heard = learn::<MESSAGE_HEADS>(
        &messages,
        places.rows(),
        Course { epochs: 8, rate: 0.15, decay: 2e-4, seed: 0x6c61_6368_616e },
    );
    drop(messages);
    let drifts = learn::<DRIFT_HEADS>(
        &stretches,
        places.rows(),
        Course { epochs: 10, rate: 0.06, decay: 1e-3, seed: 0x7368_6965_6c64 },
    );
    round(&places, &heard, &drifts, lexicon)
}

struct FeatureReader<'a> {
    lexicon: &'a Lexicon,
    normaliser: &'a mut Normaliser,
    normalised: Normalised,
    mentions: Vec<Mention>,
}

impl FeatureReader<'_> {
    fn read(&mut self, text: &str) -> Features {
        self.normaliser.read(text, &mut self.normalised);
        self.mentions.clear();
        self.lexicon.find(&self.normalised, &mut self.mentions);
        Features::of(&self.normalised, &self.mentions)
    }
}

/// Which features have rows, and which.
struct Places {
    numbers: BTreeMap<Feature, u32>,
    /// The letter buckets of each word that has a row, in the order of the rows' keys.
    spelling: BTreeMap<u64, Vec<u32>>,
}

impl Places {
    fn count<'a>(all: impl Iterator<Item = &'a Features>) -> Places {
        let mut counts: BTreeMap<Feature, u32> = BTreeMap::new();
        let mut spelling: BTreeMap<u64, Vec<u32>> = BTreeMap::new();
        for features in all {
            let distinct: BTreeSet<Feature> = features.features.iter().copied().collect();
            for feature in distinct {
                *counts.entry(feature).or_default() += 1;
            }
            let words = features.features.iter().filter(|it| it.kind == FeatureKind::Word);
            for (word, letters) in words.zip(&features.letters) {
                spelling.entry(word.key).or_insert_with(|| letters.clone());
            }
        }
        counts.retain(|feature, count| {
            *count >= if feature.kind == FeatureKind::Word { LEAST_WORD } else { LEAST_PAIR }
        });
        let numbers: BTreeMap<Feature, u32> = counts.into_keys().zip(LETTER_BUCKETS..).collect();
        spelling.retain(|&key, _| numbers.contains_key(&Feature { kind: FeatureKind::Word, key }));
        Places { numbers, spelling }
    }

    /// Letter buckets come first, then the counted features.
    fn rows(&self) -> usize {
        LETTER_BUCKETS as usize + self.numbers.len()
    }

    /// Adds a message's features to a bag, each with `coefficient`.
    fn add(&self, features: &Features, coefficient: f32, bag: &mut BTreeMap<u32, f32>) {
        for feature in &features.features {
            if let Some(&row) = self.numbers.get(feature) {
                *bag.entry(row).or_default() += coefficient;
            }
        }
        for letters in &features.letters {
            let share = coefficient / letters.len().max(1) as f32;
            for &bucket in letters {
                *bag.entry(bucket).or_default() += share;
            }
        }
    }

    fn bag(&self, features: &Features) -> Vec<(u32, f32)> {
        let mut bag = BTreeMap::new();
        let share = 1.0 / (features.words.max(1) as f32).sqrt();
        self.add(features, share, &mut bag);
        bag.into_iter().collect()
    }
}

/// How much more a signal that is there counts than one that is not.
const PRESENT: f32 = 3.0;
/// How much the signals of a harmless conversation without labels count as absent.
const UNLABELLED: f32 = 0.1;

fn message_examples(
    labelled: &Labelled,
    lessons: &[Lesson],
    places: &Places,
    into: &mut Vec<Example<MESSAGE_HEADS>>,
) {
    let risk = labelled.is_risk();
    let known = risk || !labelled.labels.is_empty();
    let first_sign = labelled.labels.iter().map(|label| label.m).min();
    let suspect = labelled.suspect.as_deref();
    for (index, lesson) in lessons.iter().enumerate() {
        let mut truth = [0f32; MESSAGE_HEADS];
        let mut weight = [if known { 1.0 } else { UNLABELLED }; MESSAGE_HEADS];
        for label in labelled.labels.iter().filter(|label| label.m == index) {
            truth[label.signal.index()] = 1.0;
            weight[label.signal.index()] = PRESENT;
        }
        let bears_sign = truth[..SIGNAL_HEADS].contains(&1.0);
        let by_suspect = suspect.is_none_or(|suspect| {
            labelled.messages.get(index).is_some_and(|message| message.from == suspect)
        });
        let harm = MESSAGE_HEADS - 1;
        (truth[harm], weight[harm]) = match (risk, bears_sign) {
            (true, true) => (1.0, if by_suspect { 1.0 } else { 0.7 }),
            (true, false) if first_sign.is_some_and(|first| index > first) => (1.0, 0.15),
            (true, false) => (0.0, 0.3),
            (false, _) => (0.0, 1.0),
        };
        into.push(Example { rows: places.bag(&lesson.features), truth, weight });
    }
}

fn line_example(line: &Line, features: &Features, places: &Places) -> Example<MESSAGE_HEADS> {
    let mut truth = [0f32; MESSAGE_HEADS];
    let mut weight = [0f32; MESSAGE_HEADS];
    truth[line.signal.index()] = f32::from(line.label.min(1));
    weight[line.signal.index()] = if line.label == 1 { PRESENT } else { 1.5 };
    for signal in &line.also {
        truth[signal.index()] = 1.0;
        weight[signal.index()] = PRESENT;
    }
    let harm = MESSAGE_HEADS - 1;
    let by_contact = line.signal.speaker() == Speaker::Contact;
    truth[harm] = f32::from(line.label.min(1));
    weight[harm] = if by_contact { 0.4 } else { 0.0 };
    Example { rows: places.bag(features), truth, weight }
}

/// A stretch is what one side has said so far: at the first message by which a warning is due, at
/// the end, and half-way for harmless ones.
fn stretch_examples(
    labelled: &Labelled,
    lessons: &[Lesson],
    places: &Places,
    into: &mut Vec<Example<DRIFT_HEADS>>,
) {
    if lessons.is_empty() {
        return;
    }
    let last = lessons.len() - 1;
    let risk = labelled.is_risk();
    let mut ends: Vec<usize> = match labelled.alert_by {
        Some(due) if risk => vec![due.min(last), (due + last) / 2, last],
        _ => vec![last / 2, last * 3 / 4, last],
    };
    ends.dedup();
    let speakers = lessons.iter().map(|lesson| lesson.speaker).max().unwrap_or(0) + 1;
    let speaker_of = |name: Option<&str>| {
        let index =
            labelled.messages.iter().position(|message| Some(message.from.as_str()) == name);
        index.and_then(|index| lessons.get(index)).map(|lesson| lesson.speaker)
    };
    let child = speaker_of(labelled.child.as_deref());
    let suspect = speaker_of(labelled.suspect.as_deref());
    let trick = if risk { labelled.trick() } else { None };
    let share = 1.0 / ends.len() as f32;
    let stretch = |end: usize, chosen: &dyn Fn(usize) -> bool| {
        let chosen: Vec<&Lesson> =
            lessons[..=end].iter().filter(|lesson| chosen(lesson.speaker)).collect();
        let words: usize = chosen.iter().map(|lesson| lesson.features.words).sum();
        let coefficient = 1.0 / (words.max(1) as f32).sqrt();
        let mut bag = BTreeMap::new();
        for lesson in chosen {
            places.add(&lesson.features, coefficient, &mut bag);
        }
        bag.into_iter().collect::<Vec<_>>()
    };
    for &end in &ends {
        for view in 0..speakers.min(4) {
            // In a risk only the true child's view is known to be harmful.
            let is_child = child == Some(view)
                || (child.is_none() && suspect.is_some_and(|suspect| suspect != view));
            if risk && !is_child {
                continue;
            }
            let views = if risk { 1.0 } else { speakers.min(4) as f32 };
            let truth = if risk { 1.0 } else { 0.0 };
            for (head, rows) in [
                (0, stretch(end, &|speaker| speaker != view)),
                (1, stretch(end, &|speaker| speaker == view)),
            ] {
                if rows.is_empty() {
                    continue;
                }
                let mut example =
                    Example { rows, truth: [0f32; DRIFT_HEADS], weight: [0f32; DRIFT_HEADS] };
                example.truth[head] = truth;
                example.weight[head] = share / views;
                into.push(example);
            }
        }
        if let Some(trick) = trick {
            let mut example = Example {
                rows: stretch(end, &|_| true),
                truth: [0f32; DRIFT_HEADS],
                weight: [0f32; DRIFT_HEADS],
            };
            example.truth[2 + trick.index()] = 1.0;
            for other in 0..Trick::COUNT {
                example.weight[2 + other] =
                    if other == trick.index() { 3.0 * share } else { share };
            }
            into.push(example);
        }
    }
}

/// Folds the letters of known words into their rows and rounds all to whole numbers.
fn round(
    places: &Places,
    heard: &Linear<MESSAGE_HEADS>,
    drifts: &Linear<DRIFT_HEADS>,
    lexicon: &Lexicon,
) -> Weights {
    let whole = |row: u32| -> [f32; HEADS] {
        let mut whole = [0f32; HEADS];
        whole[..MESSAGE_HEADS].copy_from_slice(&heard.rows[row as usize]);
        whole[MESSAGE_HEADS..].copy_from_slice(&drifts.rows[row as usize]);
        whole
    };
    let mut tables: [Vec<(u64, [f32; HEADS])>; 3] = Default::default();
    for (feature, &row) in &places.numbers {
        let mut weights = whole(row);
        if feature.kind == FeatureKind::Word
            && let Some(letters) = places.spelling.get(&feature.key)
        {
            for &bucket in letters {
                for (weight, letter) in weights.iter_mut().zip(whole(bucket)) {
                    *weight += letter / letters.len() as f32;
                }
            }
        }
        tables[feature.kind as usize].push((feature.key, weights));
    }
    let letters: Vec<[f32; HEADS]> = (0..LETTER_BUCKETS).map(whole).collect();

    let mut scales = [f32::MIN_POSITIVE; HEADS];
    for weights in tables.iter().flatten().map(|(_, weights)| weights).chain(&letters) {
        for (scale, weight) in scales.iter_mut().zip(weights) {
            *scale = scale.max(weight.abs() / 127.0);
        }
    }
    let rounded = |weights: &[f32; HEADS]| {
        let mut row = [0i8; HEADS];
        for ((rounded, weight), scale) in row.iter_mut().zip(weights).zip(scales) {
            *rounded = (weight / scale).round().clamp(-127.0, 127.0) as i8;
        }
        Row(row)
    };
    let biases = heard.bias.iter().chain(&drifts.bias);
    Weights {
        heads: scales.into_iter().zip(biases.copied()).collect(),
        concepts: (0..lexicon.concept_count())
            .map(|number| lexicon.name(ConceptId(number as u16)).to_owned())
            .collect(),
        tables: tables.map(|table| {
            table
                .iter()
                .map(|(key, weights)| (*key, rounded(weights)))
                .filter(|(_, row)| row.0.iter().any(|weight| weight.unsigned_abs() >= LEAST_PUSH))
                .collect()
        }),
        letters: letters.iter().map(rounded).collect(),
    }
}

/// The signals that a labelled message bears.
pub(crate) fn signals_of(labelled: &Labelled, message: usize) -> BTreeSet<Signal> {
    labelled.labels.iter().filter(|label| label.m == message).map(|label| label.signal).collect()
}
