//! The state of a conversation: small, of bounded size, and mergeable.
//!
//! `merge` is associative and commutative with the empty summary as identity: tallies add, the
//! window unites and keeps the newest, the level reached keeps the highest. So one message at a
//! time, a whole export at once, shards in any order: the same summary.

use std::collections::{BTreeMap, VecDeque};
use std::sync::LazyLock;

use chats::ParticipantId;
use signals::{DRIFT_HEADS, Family, Signal, Tones, probability};
use text::Language;

use crate::{Level, Mitigation, Reading};

/// How many of the newest messages a summary keeps in detail.
pub const WINDOW: usize = 48;

/// How sure a rule or detector must be for its word to stand by itself.
pub const SHARP: f32 = 0.8;

/// What is kept of a conversation between messages.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many messages were heard.
    pub messages: u64,
    /// What rules and detectors heard, by who said it. Never shrinks.
    pub tallies: BTreeMap<(ParticipantId, Signal), Tally>,
    /// The newest [`WINDOW`] messages, oldest first.
    pub window: VecDeque<Told>,
    /// The highest level reached, and with which message first.
    pub reached: Option<Reached>,
}

/// What rules and detectors heard of one signal from one speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// In how many messages.
    pub count: u32,
    /// The first message's place.
    pub first: u64,
    /// The last message's place.
    pub last: u64,
    /// The surest one's confidence, in 255ths.
    pub strongest: u8,
    /// The surest one's place (the first of equals).
    pub strongest_at: u64,
}

/// What is kept of one message.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Its number in the conversation, given by whoever feeds it; orders the window.
    pub place: u64,
    /// Who wrote it.
    pub speaker: ParticipantId,
    /// The language it looks like.
    pub language: Option<Language>,
    /// How likely each signal is, in 255ths, the ear's word raised to a rule's where one hit.
    pub signals: [u8; Signal::COUNT],
    /// How likely it takes part in a harm, in 255ths.
    pub harm: u8,
    /// The ear's drift sums, in 64ths.
    pub drift: [i16; DRIFT_HEADS],
    /// How many words it has.
    pub words: u16,
    /// The signals that a sharp rule or detector heard in it, by their numbers.
    pub sharp: u32,
    /// The mitigations it bears, by their numbers.
    pub mitigations: u8,
    /// What the careful reader made of it, where it was read.
    pub reading: Option<Reading>,
}

/// The highest level reached, and the first message that reached it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The level.
    pub level: Level,
    /// The place of the first message that reached it.
    pub place: u64,
    /// The place and level of the first message that reached `concern`, where one did.
    pub alert: Option<(u64, Level)>,
}

impl Told {
    /// Who "wrote" what nobody wrote: notices of the app.
    pub const NOBODY: ParticipantId = ParticipantId(u16::MAX);

    /// A message of which the ear heard `tones`; rules and mitigations are added with
    /// [`Told::rule`] and [`Told::mitigate`].
    pub fn new(
        place: u64,
        speaker: ParticipantId,
        language: Option<Language>,
        tones: &Tones,
    ) -> Told {
        let table: &[u8; LIKELY] = &TABLE;
        let mut signals = [0; Signal::COUNT];
        for (signal, &logit) in signals.iter_mut().zip(&tones.signals) {
            *signal = likely(table, logit);
        }
        let mut drift = [0; DRIFT_HEADS];
        for (kept, sum) in drift.iter_mut().zip(&tones.drift) {
            // A float beyond the range becomes the nearest whole number in it.
            *kept = (sum * 64.0) as i16;
        }
        Told {
            place,
            speaker,
            language,
            signals,
            harm: likely(table, tones.harm),
            drift,
            words: tones.words,
            sharp: 0,
            mitigations: 0,
            reading: None,
        }
    }

    /// Adds what a rule or detector heard, `confidence` in 0–1.
    pub fn rule(&mut self, signal: Signal, confidence: f32) {
        let heard = &mut self.signals[signal.index()];
        *heard = (*heard).max(byte(confidence));
        if confidence >= SHARP {
            self.sharp |= 1 << signal.index();
        }
    }

    /// Adds a mitigation that the message bears.
    pub fn mitigate(&mut self, mitigation: Mitigation) {
        self.mitigations |= 1 << mitigation as u8;
    }

    /// How likely a signal is, 0–1: the reader's word where the message was read, the ear's where
    /// not, and never less than a sharp rule's.
    pub fn likely(&self, signal: Signal) -> f32 {
        let heard = f32::from(self.signals[signal.index()]) / 255.0;
        match &self.reading {
            Some(reading) if self.is_sharp(signal) => reading.likely(signal).max(heard),
            Some(reading) => reading.likely(signal),
            None => heard,
        }
    }

    /// Whether a sharp rule or detector heard this signal.
    pub fn is_sharp(&self, signal: Signal) -> bool {
        self.sharp & (1 << signal.index()) != 0
    }

    /// Whether it is worth weighing the conversation anew after this message: something was heard
    /// in it.
    pub fn is_telling(&self) -> bool {
        /// A quarter and three tenths, in 255ths: below, a message moves no score that matters.
        const HARM: u8 = 64;
        const SIGNAL: u8 = 77;
        self.sharp != 0
            || self.harm >= HARM
            || self.signals.iter().fold(0, |most, &heard| most.max(heard)) >= SIGNAL
    }
}

impl Summary {
    /// The summary of one message.
    pub fn of(told: Told) -> Summary {
        let mut summary = Summary { messages: 1, ..Summary::default() };
        for signal in Signal::ALL {
            if told.is_sharp(signal) {
                summary.tallies.insert(
                    (told.speaker, signal),
                    Tally {
                        count: 1,
                        first: told.place,
                        last: told.place,
                        strongest: told.signals[signal.index()],
                        strongest_at: told.place,
                    },
                );
            }
        }
        summary.window.push_back(told);
        summary
    }

    /// Adds one message: the same as merging its summary, without the detour.
    pub fn hear(&mut self, told: Told) {
        if told.sharp != 0 {
            self.merge(&Summary::of(told));
            return;
        }
        self.messages += 1;
        if self.window.back().is_some_and(|last| last.place > told.place) {
            self.unite([told]);
            return;
        }
        if self.window.len() == WINDOW {
            self.window.pop_front();
        }
        self.window.push_back(told);
    }

    /// Unites two summaries of parts of the same conversation.
    pub fn merge(&mut self, other: &Summary) {
        self.messages += other.messages;
        for (&key, tally) in &other.tallies {
            self.tallies.entry(key).and_modify(|mine| mine.merge(tally)).or_insert(*tally);
        }
        self.unite(other.window.iter().cloned());
        self.reached = match (self.reached, other.reached) {
            (Some(mine), Some(theirs)) => Some(mine.merge(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
    }

    /// Records that weighing gave `level` after the message at `place`.
    pub fn reach(&mut self, level: Level, place: u64) {
        if level == Level::None {
            return;
        }
        let alert = (level >= Level::Concern).then_some((place, level));
        let now = Reached { level, place, alert };
        self.reached = Some(self.reached.map_or(now, |before| before.merge(now)));
    }

    /// The level reached so far.
    pub fn level(&self) -> Level {
        self.reached.map_or(Level::None, |reached| reached.level)
    }

    fn unite(&mut self, others: impl IntoIterator<Item = Told>) {
        self.window.extend(others);
        self.window.make_contiguous().sort_by_key(|told| (told.place, told.speaker));
        let surplus = self.window.len().saturating_sub(WINDOW);
        self.window.drain(..surplus);
    }
}

impl Tally {
    fn merge(&mut self, other: &Tally) {
        self.count = self.count.saturating_add(other.count);
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        let theirs = (other.strongest, std::cmp::Reverse(other.strongest_at));
        if theirs > (self.strongest, std::cmp::Reverse(self.strongest_at)) {
            self.strongest = other.strongest;
            self.strongest_at = other.strongest_at;
        }
    }
}

impl Reached {
    fn merge(self, other: Reached) -> Reached {
        let key = |reached: &Reached| (std::cmp::Reverse(reached.level), reached.place);
        let higher = if key(&other) < key(&self) { other } else { self };
        let alert = match (self.alert, other.alert) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        Reached { alert, ..higher }
    }
}

/// The families, other than the child's own, of the signals in a bit set.
pub(crate) fn families(signals: u32) -> impl Iterator<Item = Family> {
    const ALL: [Family; 7] = [
        Family::Bond,
        Family::Probe,
        Family::Hide,
        Family::Ask,
        Family::Force,
        Family::Hurt,
        Family::Guise,
    ];
    ALL.into_iter().filter(move |&family| {
        Signal::ALL
            .into_iter()
            .any(|signal| signals & (1 << signal.index()) != 0 && signal.family() == family)
    })
}

/// How likely a logit says a thing is, in 255ths: looked up, since every message asks for every
/// signal. The table holds logits of ±8 in 32nds.
static TABLE: LazyLock<[u8; LIKELY]> = LazyLock::new(|| {
    std::array::from_fn(|place| byte(probability((place as f32 - LIKELY as f32 / 2.0) / STEPS)))
});
const LIKELY: usize = 512;
const STEPS: f32 = 32.0;

fn likely(table: &[u8; LIKELY], logit: f32) -> u8 {
    // A float beyond the range, or none at all, becomes the nearest whole number in it, or 0.
    let place = (logit * STEPS) as i32 + LIKELY as i32 / 2;
    table[place.clamp(0, LIKELY as i32 - 1) as usize]
}

pub(crate) fn byte(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}
