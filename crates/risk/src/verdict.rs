//! The verdict: a score over a view's measures, and the thresholds that make it a level.

use chats::ParticipantId;
use serde::{Deserialize, Serialize};
use signals::{Confidence, DRIFT_HEADS, Family, Signal};
use std::collections::{BTreeMap, VecDeque};
use text::Language;

use crate::summary::families;
use crate::view::{MEASURES, TRICK_MEASURES, View, measure_names};
use crate::{Level, READING_FILE, Reading, ReadingWeights, Summary, Told, Trick, TrickGuess};

/// The bundled verdict's file, `packs/verdict.toml`.
pub const VERDICT_FILE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/verdict.toml"));

/// What weighs measures: few numbers, made by `lachan train`, kept in `packs/verdict.toml`.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    bias: f32,
    weights: [f32; MEASURES],
    drift_bias: [f32; DRIFT_HEADS],
    tricks: [TrickWeights; Trick::COUNT],
    thresholds: BTreeMap<Language, Thresholds>,
    reading: Option<ReadingWeights>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct TrickWeights {
    bias: f32,
    weights: [f32; TRICK_MEASURES],
}

/// The scores (logits) from which on a level is reached: by what the ear heard, or by the harm that
/// the reader saw.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// From here on `watch`.
    pub watch: f32,
    /// From here on `concern`.
    pub concern: f32,
    /// From here on `high`, where two families of signs say so too.
    pub high: f32,
    /// From here on `high` whatever else is heard: a certainty whose error rate is published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certain: Option<f32>,
    /// Where harm is worth a look at least, from this logit of danger on, as the reader sees it,
    /// `emergency`. The ear has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<f32>,
}

impl Thresholds {
    /// Whether each level asks for more than the one below it, by numbers.
    pub(crate) fn rise(&self) -> bool {
        self.watch.is_finite()
            && self.watch <= self.concern
            && self.concern <= self.high
            && self.certain.is_none_or(|certain| self.concern <= certain)
    }

    /// The same for one message and no other among many such: it must be as clear as else for
    /// `high`. A family's SMS hold hundreds of threads of a single message, by strangers, banks and
    /// shops; one that somebody copied out because it worries them is another matter.
    fn of_one(self) -> Thresholds {
        Thresholds { concern: self.high, ..self }
    }

    /// The stricter of two, level by level.
    fn stricter(self, other: Thresholds) -> Thresholds {
        let of_both = |one: Option<f32>, other: Option<f32>| one.zip(other).map(|(a, b)| a.max(b));
        Thresholds {
            watch: self.watch.max(other.watch),
            concern: self.concern.max(other.concern),
            high: self.high.max(other.high),
            certain: of_both(self.certain, other.certain),
            emergency: of_both(self.emergency, other.emergency),
        }
    }

    /// The level of a score; whether two families of signs speak for it is only asked where it
    /// matters.
    fn level(&self, score: f32, two_families: impl FnOnce() -> bool) -> Level {
        let is_certain = self.certain.is_some_and(|certain| score >= certain);
        if is_certain || (score >= self.high && two_families()) {
            Level::High
        } else if score >= self.concern {
            Level::Concern
        } else if score >= self.watch {
            Level::Watch
        } else {
            Level::None
        }
    }
}

/// The verdict's file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerdictFile {
    /// The score of a window in which nothing was heard.
    pub bias: f32,
    /// By language: the thresholds.
    pub thresholds: BTreeMap<Language, Thresholds>,
    /// The ear's drift biases, copied here so that a view needs no ear.
    pub drift_bias: Vec<f32>,
    /// By measure: its weight. A measure that is not named weighs nothing.
    pub weights: BTreeMap<String, f32>,
    /// By trick: its bias and the weights of its measures.
    pub tricks: BTreeMap<Trick, Vec<f32>>,
}

/// Why a verdict's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VerdictError {
    /// It is not TOML of this form.
    #[error("the verdict's file cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// It names a measure there is none of, or the wrong number of weights.
    #[error("the verdict's file does not fit this version: {0}")]
    Fit(String),
    /// A weight has the sign that its measure must not have.
    #[error("the verdict's file lets {0} count the wrong way")]
    Sign(String),
}

/// What the asker already knows of a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// Who is to be protected, where it is known.
    pub child: Option<ParticipantId>,
    /// Who the other side is, where it is known: then what the ear and the rules hear of others is
    /// not weighed. The reader reads the conversation as one.
    pub contact: Option<ParticipantId>,
    /// Whether it is one of many in its source, as the threads of a family's SMS are.
    pub among_many: bool,
}

/// What weighing a summary gave.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weighed {
    /// The level of the summary as it now stands, what was reached before included.
    pub level: Level,
    /// The level of the last messages by themselves.
    pub here: Level,
    /// The score of the conversation so far, a logit: how far harm has come for the reader, and
    /// minus infinity where it read nothing; without a reader what the ear heard.
    pub score: f32,
    /// Who was taken for the child.
    pub child: Option<ParticipantId>,
    /// The tricks, most likely first; sums to 1.
    pub tricks: Vec<TrickGuess>,
}

impl Verdict {
    /// The verdict that was compiled into the program.
    pub fn bundled() -> &'static Verdict {
        static VERDICT: std::sync::LazyLock<Verdict> = std::sync::LazyLock::new(|| {
            // A program without them would warn too late and say nothing of it. A test holds that
            // both can be taken in.
            let reading = ReadingWeights::from_toml(READING_FILE).expect("the program's own file");
            let verdict = Verdict::from_toml(VERDICT_FILE).expect("the program's own file");
            verdict.reading(Some(reading))
        });
        &VERDICT
    }

    /// A verdict that trusts sharp rules alone.
    pub fn mute() -> Verdict {
        Verdict {
            bias: -20.0,
            weights: [0.0; MEASURES],
            drift_bias: [0.0; DRIFT_HEADS],
            tricks: [TrickWeights { bias: 0.0, weights: [0.0; TRICK_MEASURES] }; Trick::COUNT],
            thresholds: BTreeMap::new(),
            reading: None,
        }
    }

    /// The same verdict with a reader's word to weigh, or with none.
    pub fn reading(self, reading: Option<ReadingWeights>) -> Verdict {
        Verdict { reading, ..self }
    }

    /// How a reader's word counts, where there is a reader.
    pub fn reading_weights(&self) -> Option<&ReadingWeights> {
        self.reading.as_ref()
    }

    /// Reads the verdict's file.
    ///
    /// # Errors
    /// [`VerdictError`] where it is not one, or would let more evidence lower a level.
    pub fn from_toml(file: &str) -> Result<Verdict, VerdictError> {
        Verdict::from_file(toml::from_str(file)?)
    }

    /// Takes over the numbers of a file.
    ///
    /// # Errors
    /// [`VerdictError`] where they do not fit.
    pub fn from_file(mut file: VerdictFile) -> Result<Verdict, VerdictError> {
        let mut verdict = Verdict::mute();
        verdict.bias = file.bias;
        verdict.thresholds = file.thresholds;
        verdict.drift_bias =
            file.drift_bias.try_into().map_err(|_| VerdictError::Fit("drift_bias".to_owned()))?;
        for (place, (name, sign)) in measure_names().into_iter().enumerate() {
            let Some(weight) = file.weights.remove(&name) else { continue };
            let wrong = match sign {
                crate::view::Sign::Raises => weight < 0.0,
                crate::view::Sign::Lowers => weight > 0.0,
                crate::view::Sign::Either => false,
            };
            if wrong {
                return Err(VerdictError::Sign(name));
            }
            verdict.weights[place] = weight;
        }
        if let Some(unknown) = file.weights.into_keys().next() {
            return Err(VerdictError::Fit(unknown));
        }
        for (trick, numbers) in file.tricks {
            let fit = || VerdictError::Fit(trick.name().to_owned());
            let (bias, weights) = numbers.split_first().ok_or_else(fit)?;
            verdict.tricks[trick.index()] =
                TrickWeights { bias: *bias, weights: weights.try_into().map_err(|_| fit())? };
        }
        Ok(verdict)
    }

    /// Weighs a summary. Pure: the same summary and context give the same answer.
    pub fn weigh(&self, summary: &Summary, context: Context) -> Weighed {
        let best = self.best_view(&summary.window, context);
        let (score, view) = match &best {
            Some((score, view)) => (*score, Some(view)),
            None => (self.bias, None),
        };
        let asserted = level_asserted(summary, context);
        let Some(weights) = &self.reading else {
            let here = self.level_heard(summary, score, view).max(asserted);
            let level = here.max(summary.level());
            let tricks = view.filter(|_| level >= Level::Concern);
            let tricks = tricks.map(|view| self.tricks(view, &summary.window)).unwrap_or_default();
            return Weighed { level, here, score, child: view.map(|view| view.child), tricks };
        };
        let of_late = level_asserted_of_late(summary, context);
        // Where there is a reader, what the ear alone heard only says where to read.
        let Some(reading) = furthest(&summary.window) else {
            let here = in_view_of(Level::None, asserted, of_late);
            let level = here.max(summary.level());
            let child = view.map(|view| view.child);
            return Weighed { level, here, score: f32::NEG_INFINITY, child, tricks: Vec::new() };
        };
        let read = level_read(summary, context, weights, reading.harm());
        let here = read.max(in_view_of(read, asserted, of_late));
        let level = here.max(summary.level());
        let known = level >= Level::Concern;
        Weighed {
            level,
            here,
            score: reading.harm(),
            child: likely_child(&summary.window, context),
            tricks: if known { read_tricks(&summary.window) } else { Vec::new() },
        }
    }

    /// Whether the newest of these messages, which stand in their order, is reason enough to read on
    /// carefully: the gate of long conversations. A sharp rule opens it at once, and the ear long
    /// before it alone would warn.
    pub fn pricks_up<'a>(&self, told: impl DoubleEndedIterator<Item = &'a Told>) -> bool {
        // Over many messages of any talk a little of everything adds up: only the last ones count.
        let mut newest_first = told.rev().take(NEAR).peekable();
        let Some(newest) = newest_first.peek() else { return false };
        if newest.sharp != 0 || !newest.is_telling() {
            return newest.sharp != 0;
        }
        let mut near: VecDeque<Told> = VecDeque::with_capacity(NEAR);
        newest_first.for_each(|told| near.push_front(told.clone()));
        let score = self.best_view(&near, Context::default()).map(|(score, _)| score);
        let thresholds = by_language(&near, &self.thresholds);
        let gate = thresholds.map(|thresholds| thresholds.watch - GATE);
        score.zip(gate).is_some_and(|(score, gate)| score >= gate)
    }

    /// The score of a window read with one speaker as the child.
    pub fn score(&self, view: &View) -> f32 {
        let weighed = self.weights.iter().zip(view.measures).map(|(weight, it)| weight * it);
        self.bias + weighed.sum::<f32>()
    }

    /// The view of a window with `child` as the child.
    pub fn view<'a>(
        &self,
        window: impl Iterator<Item = &'a Told> + Clone,
        child: ParticipantId,
    ) -> View {
        View::of(window, child, &self.drift_bias)
    }

    /// How much each message of the window adds to the score: by its surest signal and by how far
    /// harm came with it where it was read, and else by leaving it out of what the ear heard.
    pub fn shares(&self, window: &VecDeque<Told>, child: ParticipantId) -> Vec<f32> {
        if self.reading.is_some() {
            return read_shares(window, child);
        }
        let whole = self.score(&self.view(window.iter(), child));
        (0..window.len())
            .map(|left_out| {
                let rest = window
                    .iter()
                    .enumerate()
                    .filter(move |&(index, _)| index != left_out)
                    .map(|(_, told)| told);
                whole - self.score(&self.view(rest, child))
            })
            .collect()
    }

    fn best_view(&self, window: &VecDeque<Told>, context: Context) -> Option<(f32, View)> {
        let mut best: Option<(f32, View)> = None;
        for child in candidates(window, context) {
            let view = match context.contact {
                Some(contact) => self.view(
                    window
                        .iter()
                        .filter(move |told| told.speaker == contact || told.speaker == child),
                    child,
                ),
                None => self.view(window.iter(), child),
            };
            let score = self.score(&view);
            if best.as_ref().is_none_or(|(highest, _)| score > *highest) {
                best = Some((score, view));
            }
        }
        best
    }

    fn level_heard(&self, summary: &Summary, score: f32, view: Option<&View>) -> Level {
        let thresholds = by_language(&summary.window, &self.thresholds);
        let is_said = |view: &View, signal: Signal| view.measures[signal.index()] >= 0.5;
        let two = || view.is_some_and(|view| two_families(|signal| is_said(view, signal)));
        thresholds.map_or(Level::None, |thresholds| thresholds.level(score, two))
    }

    /// What the tricks of a window with this view are told by.
    pub fn trick_measures<'a>(
        &self,
        view: &View,
        window: impl Iterator<Item = &'a Told>,
    ) -> [f32; TRICK_MEASURES] {
        view.trick_measures(window, &self.drift_bias)
    }

    fn tricks(&self, view: &View, window: &VecDeque<Told>) -> Vec<TrickGuess> {
        let measures = self.trick_measures(view, window.iter());
        let logits = self.tricks.map(|trick| {
            let weighed = trick.weights.iter().zip(measures).map(|(w, it)| w * it);
            trick.bias + weighed.sum::<f32>()
        });
        let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let shares = logits.map(|logit| libm::expf(logit - highest));
        ranked(shares)
    }
}

/// How far below the ear's threshold for `watch`, as a logit, the gate to the reader opens: so far
/// that of a hundred risks warned of in time no more than one is lost (QUALITY.md, «The gate»).
const GATE: f32 = 2.25;

/// Over how many messages the gate listens.
const NEAR: usize = 12;

/// The reading after which harm had come furthest.
fn furthest(window: &VecDeque<Told>) -> Option<&Reading> {
    window
        .iter()
        .filter_map(|told| told.reading.as_ref())
        .max_by(|a, b| a.harm().total_cmp(&b.harm()))
}

/// What the reader's word comes to.
fn level_read(summary: &Summary, context: Context, weights: &ReadingWeights, harm: f32) -> Level {
    let Some(thresholds) = by_language(&summary.window, &weights.thresholds) else {
        return Level::None;
    };
    let is_said = |signal| summary.window.iter().any(|told| told.likely(signal) >= 0.5);
    let is_one_of_many = context.among_many && summary.messages == 1;
    let thresholds = if is_one_of_many { thresholds.of_one() } else { thresholds };
    let readings = summary.window.iter().filter_map(|told| told.reading.as_ref());
    let danger = readings.map(Reading::danger).fold(f32::NEG_INFINITY, f32::max);
    let level = thresholds.level(harm, || two_families(is_said));
    let is_urgent = thresholds.emergency.is_some_and(|emergency| danger >= emergency);
    if level > Level::None && is_urgent { Level::Emergency } else { level }
}

/// Whether signals of two families are said.
fn two_families(is_said: impl Fn(Signal) -> bool) -> bool {
    let said = Signal::ALL.into_iter().filter(|signal| is_said(*signal));
    families(said.fold(0, |bits, signal| bits | 1 << signal.index())).nth(1).is_some()
}

/// What rules assert of a conversation that was read. A threat with a demand near it, a push to
/// self-harm and a crisis stand. But where the reader sees nothing at all, as in a story told or a
/// song quoted, any other pattern is worth a look and no more; so are a threat and a demand that
/// lie hundreds of messages apart, for in a long talk about anything both come up some day.
fn in_view_of(read: Level, asserted: Level, of_late: Level) -> Level {
    let is_doubtful = read < Level::Watch && of_late < Level::High;
    if is_doubtful { asserted.min(Level::Watch) } else { asserted }
}

/// The tricks, by the readings after which harm had come nearly furthest.
fn read_tricks(window: &VecDeque<Told>) -> Vec<TrickGuess> {
    /// How far below the furthest, in logits, a reading still has a say.
    const NEARLY: f32 = 1.0;
    let least = furthest(window).map_or(0.0, Reading::harm) - NEARLY;
    let mut shares = [0.0f32; Trick::COUNT];
    let readings = window.iter().filter_map(|told| told.reading.as_ref());
    for guess in readings.filter(|it| it.harm() >= least).flat_map(Reading::tricks) {
        shares[guess.trick.index()] += guess.confidence.get();
    }
    ranked(shares)
}

/// The tricks with their shares of the whole, most likely first.
fn ranked(shares: [f32; Trick::COUNT]) -> Vec<TrickGuess> {
    let whole: f32 = shares.iter().sum();
    let mut guesses: Vec<TrickGuess> = Trick::ALL
        .into_iter()
        .zip(shares)
        .map(|(trick, share)| TrickGuess { trick, confidence: Confidence::new(share / whole) })
        .collect();
    guesses.sort_by(|a, b| b.confidence.get().total_cmp(&a.confidence.get()));
    guesses
}

/// The thresholds of the language that most of the window is in; the stricter ones where that is
/// unclear.
fn by_language(
    window: &VecDeque<Told>,
    thresholds: &BTreeMap<Language, Thresholds>,
) -> Option<Thresholds> {
    let count = |language| window.iter().filter(|told| told.language == Some(language)).count();
    let vietnamese = thresholds.get(&Language::Vi).copied();
    let english = thresholds.get(&Language::En).copied();
    match count(Language::Vi).cmp(&count(Language::En)) {
        std::cmp::Ordering::Greater => vietnamese,
        std::cmp::Ordering::Less => english,
        std::cmp::Ordering::Equal => Some(vietnamese?.stricter(english?)),
    }
}

/// Who may be the child: the one named, else everyone who spoke but the contact (the six who spoke
/// most, in a large group).
fn candidates(window: &VecDeque<Told>, context: Context) -> Vec<ParticipantId> {
    const MOST: usize = 6;
    if let Some(child) = context.child {
        return vec![child];
    }
    let mut spoken: Vec<(ParticipantId, usize)> = Vec::new();
    let may_be =
        |told: &&Told| told.speaker != Told::NOBODY && context.contact != Some(told.speaker);
    for told in window.iter().filter(may_be) {
        match spoken.iter_mut().find(|(speaker, _)| *speaker == told.speaker) {
            Some((_, count)) => *count += 1,
            None => spoken.push((told.speaker, 1)),
        }
    }
    spoken.sort_by_key(|&(speaker, count)| (std::cmp::Reverse(count), speaker));
    spoken.truncate(MOST);
    spoken.into_iter().map(|(speaker, _)| speaker).collect()
}

/// Of those who may be the child the one to whom most was done, and who answered most like one. Where
/// a single person speaks, nobody, if they sound less like a child than like the other side.
fn likely_child(window: &VecDeque<Told>, context: Context) -> Option<ParticipantId> {
    let done_to = |child: ParticipantId| -> f32 {
        let telling = window.iter().filter(|told| told.reading.is_some());
        telling.map(|told| surest(told, told.speaker == child)).sum()
    };
    let candidates = candidates(window, context);
    let is_anyone_named = context.child.is_some() || context.contact.is_some();
    if let [one] = *candidates
        && !is_anyone_named
        && done_to(Told::NOBODY) > done_to(one)
    {
        return None;
    }
    candidates.into_iter().max_by(|a, b| done_to(*a).total_cmp(&done_to(*b)))
}

/// How likely the likeliest signal is that this side may bear.
fn surest(told: &Told, of_child: bool) -> f32 {
    Signal::ALL
        .into_iter()
        .filter(|signal| (signal.family() == Family::Child) == of_child)
        .map(|signal| told.likely(signal))
        .fold(0.0, f32::max)
}

/// How much each message that was read counts: its surest signal, and how far harm and danger came
/// with it.
fn read_shares(window: &VecDeque<Told>, child: ParticipantId) -> Vec<f32> {
    /// What a rise of harm or danger by one logit counts beside a signal that is certain.
    const RISE: f32 = 0.2;
    let mut before = None;
    window
        .iter()
        .map(|told| {
            let Some(reading) = &told.reading else { return 0.0 };
            let now = [reading.harm(), reading.danger()];
            let rises = before.map_or([0.0; 2], |before: [f32; 2]| {
                std::array::from_fn(|part| (now[part] - before[part]).max(0.0))
            });
            before = Some(now);
            surest(told, told.speaker == child) + RISE * rises.iter().sum::<f32>()
        })
        .collect()
}

/// What sharp rules and detectors assert by themselves, whatever the ear hears, of all that was said.
/// Read off the tallies, which only grow: more evidence never lowers it.
fn level_asserted(summary: &Summary, context: Context) -> Level {
    let said = summary.tallies.keys().map(|(speaker, signal)| (*speaker, 1 << signal.index()));
    asserted(said, context)
}

/// The same of the last messages alone.
fn level_asserted_of_late(summary: &Summary, context: Context) -> Level {
    asserted(summary.window.iter().map(|told| (told.speaker, told.sharp)), context)
}

/// What these signals, each by its number a bit, assert of those who bore them.
fn asserted(said: impl Iterator<Item = (ParticipantId, u32)>, context: Context) -> Level {
    let mut level = Level::None;
    let mut by_speaker: BTreeMap<ParticipantId, u32> = BTreeMap::new();
    for (speaker, signals) in said {
        *by_speaker.entry(speaker).or_default() |= signals;
    }
    for (&speaker, &said) in &by_speaker {
        let says = |signal: Signal| said & (1 << signal.index()) != 0;
        if says(Signal::Crisis) {
            level = level.max(Level::Emergency);
        }
        if context.child == Some(speaker) || context.contact.is_some_and(|it| it != speaker) {
            continue;
        }
        if says(Signal::SelfHarmPush) {
            level = level.max(Level::High);
        }
        let threatens = says(Signal::Threat) || says(Signal::ExposureThreat);
        let demands = says(Signal::Demand)
            || says(Signal::MoneyAsk)
            || says(Signal::ImageAsk)
            || says(Signal::CameraAsk)
            || says(Signal::CredentialAsk);
        if threatens && demands {
            level = level.max(Level::High);
        }
        let sides = families(said).count();
        let asks =
            Signal::ALL.into_iter().any(|signal| signal.family() == Family::Ask && says(signal));
        if threatens || (sides >= 2 && asks) {
            level = level.max(Level::Concern);
        } else if sides >= 1 {
            level = level.max(Level::Watch);
        }
    }
    level
}
