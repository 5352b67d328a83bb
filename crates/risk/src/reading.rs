//! What the careful reader made of a message, and how much its word counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use signals::{Confidence, Signal, probability};
use text::Language;

use crate::summary::byte;
use crate::{Thresholds, Trick, TrickGuess, VerdictError};

/// The bundled weights' file, `packs/reading.toml`.
pub const READING_FILE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/reading.toml"));

/// What the careful reader made of a message and all that came before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// How far harm has come: a logit, in 128ths.
    harm: i16,
    /// How much it looks as if someone may come to harm today: a logit, in 128ths.
    danger: i16,
    /// How likely the message bears each signal, in 255ths.
    signals: [u8; Signal::COUNT],
    /// How likely the conversation is each trick, if it is one, in 255ths.
    tricks: [u8; Trick::COUNT],
}

impl Reading {
    /// How far harm has come: a logit.
    pub fn harm(&self) -> f32 {
        f32::from(self.harm) / 128.0
    }

    /// How much it looks as if someone may come to harm today: a logit.
    pub fn danger(&self) -> f32 {
        f32::from(self.danger) / 128.0
    }

    /// How likely the message bears a signal, 0–1.
    pub fn likely(&self, signal: Signal) -> f32 {
        f32::from(self.signals[signal.index()]) / 255.0
    }

    /// How likely each trick is, if the conversation is one; sums to about 1.
    pub fn tricks(&self) -> impl Iterator<Item = TrickGuess> {
        Trick::ALL.into_iter().zip(self.tricks).map(|(trick, share)| TrickGuess {
            trick,
            confidence: Confidence::new(f32::from(share) / 255.0),
        })
    }
}

/// How the reader's word counts: few numbers, made by `training/` on conversations that the reader
/// had not learned from, kept in `packs/reading.toml`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadingWeights {
    /// By language: from which harm on which level is reached.
    pub thresholds: BTreeMap<Language, Thresholds>,
    /// What makes a probability of the logit of harm.
    pub harm: Line,
    /// By signal: what makes a probability of its logit.
    pub signals: BTreeMap<Signal, Line>,
}

/// A straight line through logits (Platt 1999): what makes a calibrated logit of a raw one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What the raw logit is multiplied with; above 0.
    pub scale: f32,
    /// What is added then.
    pub shift: f32,
}

impl Line {
    /// The probability that a raw logit stands for.
    pub fn probability(self, logit: f32) -> f32 {
        probability(self.scale * logit + self.shift)
    }
}

impl ReadingWeights {
    /// Reads the file.
    ///
    /// # Errors
    /// [`VerdictError`] where it is not one, or a signal or language is missing in it.
    pub fn from_toml(file: &str) -> Result<ReadingWeights, VerdictError> {
        let weights: ReadingWeights = toml::from_str(file)?;
        let missing = |what: &str| VerdictError::Fit(what.to_owned());
        for signal in Signal::ALL {
            weights.signals.get(&signal).ok_or_else(|| missing(signal.name()))?;
        }
        let lines = weights.signals.values().chain([&weights.harm]);
        if lines.into_iter().any(|line| !(line.scale > 0.0 && line.shift.is_finite())) {
            return Err(missing("a line that rises"));
        }
        for language in Language::ALL {
            let known = weights.thresholds.get(&language);
            let thresholds = known.ok_or_else(|| missing(language.code()))?;
            if !thresholds.rise() || thresholds.emergency.is_none_or(|at| !at.is_finite()) {
                return Err(missing("thresholds that rise from level to level"));
            }
        }
        Ok(weights)
    }

    /// Keeps what the reader said: logits of harm, of danger, of the signals and of the tricks.
    pub fn keep(
        &self,
        harm: f32,
        danger: f32,
        signals: &[f32; Signal::COUNT],
        tricks: &[f32; Trick::COUNT],
    ) -> Reading {
        let mut likely = [0; Signal::COUNT];
        for (signal, (likely, logit)) in Signal::ALL.into_iter().zip(likely.iter_mut().zip(signals))
        {
            let line = self.signals.get(&signal);
            *likely = byte(line.map_or(0.0, |line| line.probability(*logit)));
        }
        let highest = tricks.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let shares = tricks.map(|logit| libm::expf(logit - highest));
        let whole: f32 = shares.iter().sum();
        // A float beyond the range becomes the nearest whole number in it.
        Reading {
            harm: (harm * 128.0) as i16,
            danger: (danger * 128.0) as i16,
            signals: likely,
            tricks: shares.map(|share| byte(share / whole)),
        }
    }
}
