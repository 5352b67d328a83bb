//! Measures the engine on labelled conversations: `lachan eval`.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Engine, MANY, Request};
use risk::{Level, Trick};
use serde::Serialize;
use signals::Signal;

use crate::ear::signals_of;
use crate::material::{Labelled, Set};

/// From this confidence on a signal counts as heard.
const HEARD: f32 = 0.5;

/// The figures of several sets, as `lachan eval --format json` prints them.
#[derive(Clone, Debug, Serialize)]
pub struct Evaluation {
    /// `lachan.eval/1`.
    pub schema: &'static str,
    /// Which engine was measured.
    pub engine: EngineIdentity,
    /// One a file.
    pub sets: Vec<SetFigures>,
}

/// Which engine gave a figure.
#[derive(Clone, Debug, Serialize)]
pub struct EngineIdentity {
    /// The program's version.
    pub version: String,
    /// The packs' SHA-256.
    pub packs: String,
}

/// The figures of one set. Shares are 0–1; `null` where there was nothing to take a share of.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SetFigures {
    /// The file.
    pub path: String,
    /// How many conversations it has.
    pub conversations: usize,
    /// How many messages.
    pub messages: usize,
    /// How many of the conversations are risks.
    pub risk: usize,
    /// How many are harmless.
    pub benign: usize,
    /// Share of the risks warned of by the message at which it is due.
    pub in_time: Option<f64>,
    /// Ids of the risks warned of only afterwards.
    pub late: Vec<String>,
    /// Ids of the risks never warned of.
    pub missed: Vec<String>,
    /// Of those warned of at all, the share that ends with the labelled trick first.
    pub trick_named: Option<f64>,
    /// Share of the harmless that ever reach `concern`.
    pub benign_alarmed: Option<f64>,
    /// Their ids.
    pub false_alarms: Vec<String>,
    /// In harmless conversations: how often a level rises to `concern` or more, per 10,000
    /// messages.
    pub alarms_per_10k_messages: Option<f64>,
    /// How well single signals are heard; absent where nothing is labelled.
    pub signals: Option<SignalFigures>,
    /// By trick.
    pub by_trick: BTreeMap<String, TrickFigures>,
    /// By the labelled level of the risks.
    pub by_level: BTreeMap<String, LevelFigures>,
}

/// How well signals are heard, over pairs of message and signal.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SignalFigures {
    /// Of those heard, the share that is labelled.
    pub precision: f64,
    /// Of those labelled, the share that was heard.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Each signal by itself.
    pub by_signal: BTreeMap<String, OneSignalFigures>,
}

/// How well one signal is heard.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OneSignalFigures {
    /// Of those heard, the share that is labelled.
    pub precision: f64,
    /// Of those labelled, the share that was heard.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// How many are labelled.
    pub support: usize,
}

/// Figures of one trick.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TrickFigures {
    /// How many risks are labelled with it.
    pub risk: usize,
    /// Share of them warned of in time.
    pub in_time: f64,
}

/// Figures of the risks labelled with one level.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LevelFigures {
    /// Share that ends on that level or higher.
    pub reached: f64,
}

/// One message of a conversation, explained.
#[derive(Clone, Debug)]
pub struct Step {
    /// Who wrote it.
    pub from: String,
    /// What.
    pub text: String,
    /// The level reached with it.
    pub level: Level,
    /// The score after it (a logit).
    pub score: f32,
    /// The signals heard, with confidence.
    pub heard: Vec<(Signal, f32)>,
    /// The signals labelled.
    pub labelled: BTreeSet<Signal>,
}

/// How one conversation went.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// After each message the level reached.
    pub levels: Vec<Level>,
    /// After each message the score of the conversation (a logit).
    pub scores: Vec<f32>,
    /// The signals heard in each message.
    pub heard: Vec<Vec<Signal>>,
    /// The trick named first at the end.
    pub trick: Option<Trick>,
}

impl Course {
    /// The first message at which `concern` or more was reached.
    pub fn alert(&self) -> Option<usize> {
        self.levels.iter().position(|&level| level >= Level::Concern)
    }

    /// The highest score up to and with a message, or of all.
    pub fn highest(&self, up_to: Option<usize>) -> f32 {
        let messages = up_to.map_or(self.scores.len(), |last| last + 1);
        self.scores.iter().take(messages).copied().fold(f32::NEG_INFINITY, f32::max)
    }
}

/// Measures the engine on one set.
pub fn evaluate(engine: &Engine, set: &Set) -> SetFigures {
    figures(set, &courses(engine, &set.conversations))
}

/// The figures of a set whose conversations went so.
pub fn figures(set: &Set, courses: &[Course]) -> SetFigures {
    let mut figures = SetFigures {
        path: set.path.display().to_string(),
        conversations: set.conversations.len(),
        ..SetFigures::default()
    };
    let (mut in_time, mut warned, mut named, mut rises, mut benign_messages) = (0, 0, 0, 0, 0);
    let mut counts = BTreeMap::<Signal, Counts>::new();
    let mut tricks = BTreeMap::<String, (usize, usize)>::new();
    let mut levels = BTreeMap::<Level, (usize, usize)>::new();
    for (labelled, course) in set.conversations.iter().zip(courses) {
        figures.messages += labelled.messages.len();
        if labelled.is_risk() || !labelled.labels.is_empty() {
            count(labelled, course, &mut counts);
        }
        let alert = course.alert();
        if labelled.is_risk() {
            figures.risk += 1;
            let due = labelled.alert_by.unwrap_or(labelled.messages.len());
            let timely = alert.is_some_and(|alert| alert <= due);
            match alert {
                Some(_) if timely => in_time += 1,
                Some(_) => figures.late.push(labelled.id.clone()),
                None => figures.missed.push(labelled.id.clone()),
            }
            if alert.is_some() {
                warned += 1;
                named += usize::from(course.trick.is_some() && course.trick == labelled.trick());
            }
            let trick = tricks.entry(labelled.trick.clone()).or_default();
            *trick = (trick.0 + 1, trick.1 + usize::from(timely));
            let level = levels.entry(labelled.level).or_default();
            let reached = course.levels.last().is_some_and(|&last| last >= labelled.level);
            *level = (level.0 + 1, level.1 + usize::from(reached));
        } else {
            figures.benign += 1;
            benign_messages += labelled.messages.len();
            if alert.is_some() {
                figures.false_alarms.push(labelled.id.clone());
            }
            let before = std::iter::once(&Level::None).chain(&course.levels);
            rises += before
                .zip(&course.levels)
                .filter(|(before, now)| now > before && **now >= Level::Concern)
                .count();
        }
    }
    figures.in_time = share(in_time, figures.risk);
    figures.trick_named = share(named, warned);
    figures.benign_alarmed = share(figures.false_alarms.len(), figures.benign);
    figures.alarms_per_10k_messages = share(rises, benign_messages).map(|it| it * 10_000.0);
    figures.signals = (!counts.is_empty()).then(|| signal_figures(&counts));
    figures.by_trick = tricks
        .into_iter()
        .map(|(name, (risk, timely))| {
            (name, TrickFigures { risk, in_time: timely as f64 / risk as f64 })
        })
        .collect();
    figures.by_level = levels
        .into_iter()
        .map(|(level, (risk, reached))| {
            (level.name().to_owned(), LevelFigures { reached: reached as f64 / risk as f64 })
        })
        .collect();
    figures
}

/// Shows one conversation message by message.
pub fn explain(engine: &Engine, labelled: &Labelled) -> Vec<Step> {
    let conversation = labelled.conversation();
    let mut listener = engine.listener(Request::default());
    labelled
        .messages
        .iter()
        .zip(engine.tell(&conversation))
        .enumerate()
        .map(|(index, (message, told))| Step {
            from: message.from.clone(),
            text: message.text.clone(),
            heard: Signal::ALL
                .into_iter()
                .map(|signal| (signal, told.likely(signal)))
                .filter(|&(_, likely)| likely >= 0.3)
                .collect(),
            level: listener.take(told),
            score: listener.weigh().score,
            labelled: signals_of(labelled, index),
        })
        .collect()
}

/// Every conversation's course, on all processors.
pub fn courses(engine: &Engine, conversations: &[Labelled]) -> Vec<Course> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = conversations.len().div_ceil(threads).max(1);
    let request = Request { among_many: is_one_source(conversations), ..Request::default() };
    std::thread::scope(|scope| {
        let work = |part| {
            move || -> Vec<Course> {
                <[Labelled]>::iter(part).map(|labelled| run(engine, labelled, request)).collect()
            }
        };
        let parts: Vec<_> =
            conversations.chunks(share).map(|part| scope.spawn(work(part))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap_or_default()).collect()
    })
}

/// Whether these are one source's own conversations: everyday talk bears no label. Those that are
/// labelled stand for chats of many families, each of which would come by itself.
fn is_one_source(conversations: &[Labelled]) -> bool {
    conversations.len() >= MANY
        && conversations.iter().all(|it| !it.is_risk() && it.labels.is_empty())
}

fn run(engine: &Engine, labelled: &Labelled, request: Request) -> Course {
    let conversation = labelled.conversation();
    let mut listener = engine.listener(request);
    let mut course =
        Course { levels: Vec::new(), scores: Vec::new(), heard: Vec::new(), trick: None };
    for told in engine.tell(&conversation) {
        let heard = Signal::ALL.into_iter().filter(|&signal| told.likely(signal) >= HEARD);
        course.heard.push(heard.collect());
        course.levels.push(listener.take(told));
        course.scores.push(listener.weigh().score);
    }
    course.trick = listener.weigh().tricks.first().map(|guess| guess.trick);
    course
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    right: usize,
    heard: usize,
    labelled: usize,
}

fn count(labelled: &Labelled, course: &Course, counts: &mut BTreeMap<Signal, Counts>) {
    for (index, heard) in course.heard.iter().enumerate() {
        let truth = signals_of(labelled, index);
        for &signal in heard {
            let counts = counts.entry(signal).or_default();
            counts.heard += 1;
            counts.right += usize::from(truth.contains(&signal));
        }
        for signal in truth {
            counts.entry(signal).or_default().labelled += 1;
        }
    }
}

fn signal_figures(counts: &BTreeMap<Signal, Counts>) -> SignalFigures {
    let figures = |counts: Counts| {
        let precision = counts.right as f64 / counts.heard.max(1) as f64;
        let recall = counts.right as f64 / counts.labelled.max(1) as f64;
        let f1 = 2.0 * counts.right as f64 / (counts.heard + counts.labelled).max(1) as f64;
        OneSignalFigures { precision, recall, f1, support: counts.labelled }
    };
    let all = counts.values().fold(Counts::default(), |sum, it| Counts {
        right: sum.right + it.right,
        heard: sum.heard + it.heard,
        labelled: sum.labelled + it.labelled,
    });
    let all = figures(all);
    SignalFigures {
        precision: all.precision,
        recall: all.recall,
        f1: all.f1,
        by_signal: counts
            .iter()
            .map(|(signal, &counts)| (signal.name().to_owned(), figures(counts)))
            .collect(),
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
