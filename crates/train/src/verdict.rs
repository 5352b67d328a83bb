//! How the verdict is made: weights fitted on conversations that the ear had not heard, thresholds
//! chosen on harmless ones kept apart.

use std::collections::BTreeMap;

use chats::ParticipantId;
use libm::expf;
use risk::{
    MEASURES, Sign, Summary, TRICK_MEASURES, Thresholds, Told, Trick, Verdict, VerdictFile,
    measure_names,
};
use text::Language;

use crate::material::Labelled;

/// A conversation as an ear heard it that had not learned from it.
pub(crate) struct Overheard<'a> {
    pub(crate) labelled: &'a Labelled,
    pub(crate) conversation: chats::Conversation,
    pub(crate) told: Vec<Told>,
    /// Whether it is ordinary talk, in which there is nothing to hear.
    pub(crate) everyday: bool,
}

/// How many hard harmless conversations in a hundred may reach each level.
#[derive(Clone, Copy, Debug)]
pub struct Aims {
    /// `watch`.
    pub watch: f32,
    /// `concern`: one false alarm in about thirty hard harmless conversations.
    pub concern: f32,
    /// `high`.
    pub high: f32,
    /// How often `concern` may be reached in 10,000 messages of everyday talk.
    pub everyday: f32,
}

impl Default for Aims {
    fn default() -> Aims {
        Aims { watch: 15.0, concern: 6.0, high: 1.2, everyday: 3.0 }
    }
}

struct Weighted {
    measures: [f32; MEASURES],
    truth: f32,
    weight: f32,
}

/// Fits the verdict. `kept_apart` is for the thresholds only.
pub(crate) fn make(
    learned: &[Overheard<'_>],
    kept_apart: &[Overheard<'_>],
    drift_bias: Vec<f32>,
    aims: Aims,
) -> VerdictFile {
    let mut file = VerdictFile {
        bias: 0.0,
        thresholds: BTreeMap::new(),
        drift_bias,
        weights: BTreeMap::new(),
        tricks: BTreeMap::new(),
    };
    let reader = verdict(&file);
    let mut examples = Vec::new();
    let mut tricks = Vec::new();
    for overheard in learned {
        weigh(overheard, &reader, &mut examples, &mut tricks);
    }
    let (bias, weights) = fit(&examples);
    file.bias = tidy(bias);
    for ((name, _), weight) in measure_names().into_iter().zip(weights) {
        if weight != 0.0 {
            file.weights.insert(name, tidy(weight));
        }
    }
    file.tricks = fit_tricks(&tricks);
    let fitted = verdict(&file);
    for language in Language::ALL {
        let in_language = |it: &&Overheard<'_>| it.labelled.language() == Some(language);
        // Twins are left out: they were written to differ from harm in as little as can be, which
        // says how finely the engine hears, not how often it cries wolf.
        let hard: Vec<&Overheard<'_>> = learned
            .iter()
            .chain(kept_apart)
            .filter(|it| !it.everyday && !it.labelled.is_risk() && it.labelled.pair.is_none())
            .filter(in_language)
            .collect();
        let everyday: Vec<&Overheard<'_>> =
            learned.iter().filter(|it| it.everyday).filter(in_language).collect();
        let messages: usize = everyday.iter().map(|it| it.told.len()).sum();
        let hard = highest_scores(&hard, &fitted);
        let everyday = highest_scores(&everyday, &fitted);
        let of_hard = |percent: f32| score_reached_by(&hard, hard.len() as f32 * percent / 100.0);
        // With less than a thousand messages a single one says nothing of the rate.
        let allowed = (messages as f32 / 10_000.0 * aims.everyday).max(1.0);
        let concern = of_hard(aims.concern).max(score_reached_by(&everyday, allowed));
        file.thresholds.insert(
            language,
            Thresholds {
                watch: tidy(of_hard(aims.watch).min(concern)),
                concern: tidy(concern),
                high: tidy(of_hard(aims.high).max(concern)),
                certain: None,
                emergency: None,
            },
        );
    }
    file
}

fn verdict(file: &VerdictFile) -> Verdict {
    Verdict::from_file(file.clone()).unwrap_or_else(|_| Verdict::mute())
}

/// Three decimals are enough for a file that people read.
fn tidy(number: f32) -> f32 {
    (number * 1000.0).round() / 1000.0
}

/// The highest score of each conversation, highest first.
fn highest_scores(overheard: &[&Overheard<'_>], verdict: &Verdict) -> Vec<f32> {
    let mut highest: Vec<f32> = overheard.iter().map(|it| highest_score(it, verdict)).collect();
    highest.sort_by(|a, b| b.total_cmp(a));
    highest
}

/// The least score that no more than `allowed` of these reach.
fn score_reached_by(highest: &[f32], allowed: f32) -> f32 {
    highest.get(allowed as usize).map_or(f32::NEG_INFINITY, |score| score + 0.001).max(-20.0)
}

fn highest_score(overheard: &Overheard<'_>, verdict: &Verdict) -> f32 {
    let mut highest = f32::NEG_INFINITY;
    let mut summary = Summary::default();
    for told in &overheard.told {
        let telling = told.is_telling();
        summary.hear(told.clone());
        if telling {
            highest = highest.max(verdict.weigh(&summary, risk::Context::default()).score);
        }
    }
    highest
}

fn weigh(
    overheard: &Overheard<'_>,
    reader: &Verdict,
    examples: &mut Vec<Weighted>,
    tricks: &mut Vec<(Trick, [f32; TRICK_MEASURES])>,
) {
    let labelled = overheard.labelled;
    let participant = |name: Option<&str>| {
        let place = overheard
            .conversation
            .participants
            .iter()
            .position(|it| Some(it.name.as_str()) == name)?;
        Some(ParticipantId(place as u16))
    };
    let (child, suspect) =
        (participant(labelled.child.as_deref()), participant(labelled.suspect.as_deref()));
    let first_sign = labelled.labels.iter().map(|label| label.m).min().unwrap_or(0);
    let mut summary = Summary::default();
    let mut found = Vec::new();
    for (index, told) in overheard.told.iter().enumerate() {
        let telling = told.is_telling();
        summary.hear(told.clone());
        let last = index + 1 == overheard.told.len();
        let (truth, weight) = match (labelled.is_risk(), labelled.alert_by) {
            (true, Some(due)) if index == due => (1.0, 2.0),
            (true, Some(due)) if index > due => (1.0, if last { 1.0 } else { 0.5 }),
            (true, _) if index < first_sign => (0.0, 0.3),
            (true, _) => continue,
            (false, _) => (0.0, 1.0),
        };
        if !telling && truth == 0.0 && !last {
            continue;
        }
        let mut speakers: Vec<ParticipantId> =
            summary.window.iter().map(|told| told.speaker).collect();
        speakers.sort();
        speakers.dedup();
        for &view in speakers.iter().take(6) {
            let is_child =
                child == Some(view) || (child.is_none() && suspect.is_some_and(|it| it != view));
            if labelled.is_risk() && !is_child {
                continue;
            }
            let view = reader.view(summary.window.iter(), view);
            if let Some(trick) = labelled.trick()
                && truth == 1.0
                && (weight == 2.0 || last)
            {
                tricks.push((trick, reader.trick_measures(&view, summary.window.iter())));
            }
            found.push(Weighted { measures: view.measures, truth, weight });
        }
    }
    // A harmless conversation counts as one, however long; a harmful one likewise.
    let whole: f32 = found.iter().map(|it| it.weight).sum();
    let share = if overheard.everyday { 0.5 } else { 1.0 } / whole.max(1e-6);
    for weighted in &mut found {
        weighted.weight *= share;
    }
    examples.append(&mut found);
}

/// Logistic regression with the signs that the measures may have: Adam over all examples at once,
/// each step projected back.
fn fit(examples: &[Weighted]) -> (f32, [f32; MEASURES]) {
    const STEPS: usize = 400;
    const PULL: f32 = 3e-4;
    let signs: Vec<Sign> = measure_names().into_iter().map(|(_, sign)| sign).collect();
    let total: f32 = examples.iter().map(|it| it.weight).sum::<f32>().max(1e-6);
    let mut weights = [0f32; MEASURES];
    let mut bias = 0f32;
    let mut adam = Adam::new(MEASURES + 1);
    for step in 0..STEPS {
        let mut slope = vec![0f32; MEASURES + 1];
        for example in examples {
            let score = bias
                + weights
                    .iter()
                    .zip(&example.measures)
                    .map(|(weight, it)| weight * it)
                    .sum::<f32>();
            let push = (1.0 / (1.0 + expf(-score)) - example.truth) * example.weight / total;
            for (slope, measure) in slope.iter_mut().zip(&example.measures) {
                *slope += push * measure;
            }
            slope[MEASURES] += push;
        }
        for (slope, weight) in slope.iter_mut().zip(&weights) {
            *slope += PULL * weight;
        }
        let rate = 0.05 * (1.0 - step as f32 / STEPS as f32);
        let moves = adam.step(&slope, rate);
        for ((weight, step), sign) in weights.iter_mut().zip(&moves).zip(&signs) {
            *weight -= step;
            *weight = match sign {
                Sign::Raises => weight.max(0.0),
                Sign::Lowers => weight.min(0.0),
                Sign::Either => *weight,
            };
        }
        bias -= moves[MEASURES];
    }
    (bias, weights)
}

fn fit_tricks(examples: &[(Trick, [f32; TRICK_MEASURES])]) -> BTreeMap<Trick, Vec<f32>> {
    const STEPS: usize = 300;
    const PULL: f32 = 1e-3;
    const WIDTH: usize = TRICK_MEASURES + 1;
    let mut weights = vec![0f32; Trick::COUNT * WIDTH];
    let mut adam = Adam::new(weights.len());
    for step in 0..STEPS {
        let mut slope = vec![0f32; weights.len()];
        for (trick, measures) in examples {
            let logits: Vec<f32> = weights
                .chunks_exact(WIDTH)
                .map(|row| {
                    row[0] + row[1..].iter().zip(measures).map(|(w, it)| w * it).sum::<f32>()
                })
                .collect();
            let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let shares: Vec<f32> = logits.iter().map(|logit| expf(logit - highest)).collect();
            let whole: f32 = shares.iter().sum();
            for (other, share) in shares.iter().enumerate() {
                let truth = if other == trick.index() { 1.0 } else { 0.0 };
                let push = (share / whole - truth) / examples.len() as f32;
                let row = &mut slope[other * WIDTH..(other + 1) * WIDTH];
                row[0] += push;
                for (slope, measure) in row[1..].iter_mut().zip(measures) {
                    *slope += push * measure;
                }
            }
        }
        for (slope, weight) in slope.iter_mut().zip(&weights) {
            *slope += PULL * weight;
        }
        let rate = 0.05 * (1.0 - step as f32 / STEPS as f32);
        for (weight, step) in weights.iter_mut().zip(adam.step(&slope, rate)) {
            *weight -= step;
        }
    }
    Trick::ALL
        .into_iter()
        .zip(weights.chunks_exact(WIDTH))
        .map(|(trick, row)| (trick, row.iter().map(|&weight| tidy(weight)).collect()))
        .collect()
}

/// Adam (Kingma and Ba 2015), with its usual constants.
struct Adam {
    mean: Vec<f32>,
    square: Vec<f32>,
    steps: i32,
}

impl Adam {
    fn new(size: usize) -> Adam {
        Adam { mean: vec![0.0; size], square: vec![0.0; size], steps: 0 }
    }

    fn step(&mut self, slope: &[f32], rate: f32) -> Vec<f32> {
        self.steps += 1;
        let (first, second) = (1.0 - 0.9f32.powi(self.steps), 1.0 - 0.999f32.powi(self.steps));
        let moments = self.mean.iter_mut().zip(&mut self.square);
        moments
            .zip(slope)
            .map(|((mean, square), slope)| {
                *mean = 0.9 * *mean + 0.1 * slope;
                *square = 0.999 * *square + 0.001 * slope * slope;
                rate * (*mean / first) / ((*square / second).sqrt() + 1e-8)
            })
            .collect()
    }
}
