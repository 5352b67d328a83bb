//! One reading of a window: who is taken for the child, and what then was done to it.
//!
//! Nobody tells the engine who is child and who plays a trick. So the window is read once for each
//! speaker as the child, everyone else as the other side; the reading with the highest score
//! counts. Oversharing has no suspect and bullying is a group's: both fall out of it.

use chats::ParticipantId;
use signals::{DRIFT_HEADS, Family, Signal, Speaker};

use crate::{Mitigation, Told, Trick};

const SIGNALS: usize = Signal::COUNT;
const FAMILIES: usize = 8;
const PRODUCTS: usize = FAMILIES * (FAMILIES - 1) / 2;

/// Where each group of measures begins.
const MOST: usize = 0;
const AGAIN: usize = MOST + SIGNALS;
const HARM: usize = AGAIN + SIGNALS;
const DRIFT: usize = HARM + 4;
const TOGETHER: usize = DRIFT + 2;
const SHARP: usize = TOGETHER + PRODUCTS;
const WEAKENED: usize = SHARP + 2;
/// How many measures a view has.
pub const MEASURES: usize = WEAKENED + Mitigation::COUNT;

/// How many measures the trick is told by: the signals and the ear's own trick heads.
pub const TRICK_MEASURES: usize = SIGNALS + Trick::COUNT;

/// The measures of a window with one speaker as the child.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// Who is taken for the child.
    pub child: ParticipantId,
    /// The measures, in the order of [`measure_names`].
    pub measures: [f32; MEASURES],
}

/// How a measure may count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// More of it never lowers the score.
    Raises,
    /// More of it never raises the score.
    Lowers,
    /// Either way: the ear's drift, which is evidence for and against.
    Either,
}

/// The stable name of each measure, as in `packs/verdict.toml`, and how it may count.
pub fn measure_names() -> Vec<(String, Sign)> {
    let mut names = Vec::with_capacity(MEASURES);
    for group in ["most", "again"] {
        names.extend(Signal::ALL.map(|signal| {
            // A child's refusal speaks for a harm as for none; the rest only for one.
            let sign = if signal == Signal::Refusal { Sign::Either } else { Sign::Raises };
            (format!("{group}.{}", signal.name()), sign)
        }));
    }
    for name in ["harm.most", "harm.next", "harm.third", "harm.child"] {
        names.push((name.to_owned(), Sign::Raises));
    }
    for name in ["drift.contact", "drift.child"] {
        names.push((name.to_owned(), Sign::Either));
    }
    for (place, (left, _)) in FAMILY.iter().enumerate() {
        for (right, _) in &FAMILY[place + 1..] {
            names.push((format!("together.{left}+{right}"), Sign::Raises));
        }
    }
    for name in ["sharp.one", "sharp.families"] {
        names.push((name.to_owned(), Sign::Raises));
    }
    for mitigation in Mitigation::ALL {
        names.push((format!("weakened.{}", mitigation.name()), Sign::Lowers));
    }
    names
}

/// The families' names, in the order of their numbers.
const FAMILY: [(&str, Family); FAMILIES] = [
    ("bond", Family::Bond),
    ("probe", Family::Probe),
    ("hide", Family::Hide),
    ("ask", Family::Ask),
    ("force", Family::Force),
    ("hurt", Family::Hurt),
    ("guise", Family::Guise),
    ("child", Family::Child),
];

impl View {
    /// Reads a window with `child` as the child. `drift_bias` is what an empty stretch sounds like.
    pub fn of<'a>(
        window: impl Iterator<Item = &'a Told> + Clone,
        child: ParticipantId,
        drift_bias: &[f32; DRIFT_HEADS],
    ) -> View {
        let mut most = [0u8; SIGNALS];
        let mut sums = [0f32; SIGNALS];
        let mut harm = [0u8; 3];
        let mut harm_child = 0u8;
        let mut drift = [0f32; 2];
        let mut words = [0f32; 2];
        let mut sharp = 0u32;
        let mut weakened = [0u8; 2];
        for told in window {
            let of_child = told.speaker == child;
            weakened[usize::from(of_child)] |= told.mitigations;
            // A message in which nothing was heard counts by its drift alone.
            if told.is_telling() {
                let heard = if of_child { CHILDS } else { CONTACTS };
                for index in heard {
                    most[index] = most[index].max(told.signals[index]);
                    let likely = f32::from(told.signals[index]) / 255.0;
                    sums[index] += likely * likely;
                }
            }
            sharp |= told.sharp & if of_child { CHILD_SIGNALS } else { !CHILD_SIGNALS };
            if of_child {
                harm_child = harm_child.max(told.harm);
                drift[1] += f32::from(told.drift[1]) / 64.0;
                words[1] += f32::from(told.words);
            } else {
                if let Some(place) = harm.iter().position(|&before| told.harm > before) {
                    harm[place..].rotate_right(1);
                    harm[place] = told.harm;
                }
                drift[0] += f32::from(told.drift[0]) / 64.0;
                words[0] += f32::from(told.words);
            }
        }
        let share = |byte: u8| f32::from(byte) / 255.0;

        let mut measures = [0f32; MEASURES];
        for index in 0..SIGNALS {
            measures[MOST + index] = share(most[index]);
            measures[AGAIN + index] = (sums[index] - share(most[index]).powi(2)).clamp(0.0, 2.0);
        }
        for (measure, harm) in measures[HARM..].iter_mut().zip(harm) {
            *measure = share(harm);
        }
        measures[HARM + 3] = share(harm_child);
        for side in 0..2 {
            measures[DRIFT + side] = drifted(drift_bias[side], drift[side], words[side]);
        }
        let mut family = [0f32; FAMILIES];
        for (signal, heard) in Signal::ALL.into_iter().zip(measures) {
            let loudest = &mut family[signal.family() as usize];
            *loudest = loudest.max(heard);
        }
        let mut place = TOGETHER;
        for left in 0..FAMILIES {
            for right in left + 1..FAMILIES {
                measures[place] = family[left] * family[right];
                place += 1;
            }
        }
        let sharp_families = crate::summary::families(sharp).count();
        measures[SHARP] = if sharp != 0 { 1.0 } else { 0.0 };
        measures[SHARP + 1] = sharp_families.min(3) as f32;
        for mitigation in Mitigation::ALL {
            let borne = weakened.map(|side| side & (1 << mitigation as u8) != 0);
            let borne =
                if mitigation.takes_both() { borne[0] && borne[1] } else { borne[0] || borne[1] };
            measures[WEAKENED + mitigation as usize] = if borne { 1.0 } else { 0.0 };
        }

        View { child, measures }
    }

    /// What the trick is told by: the signals of this view, and what the whole window drifts to.
    pub fn trick_measures<'a>(
        &self,
        window: impl Iterator<Item = &'a Told>,
        drift_bias: &[f32; DRIFT_HEADS],
    ) -> [f32; TRICK_MEASURES] {
        let mut measures = [0f32; TRICK_MEASURES];
        measures[..SIGNALS].copy_from_slice(&self.measures[MOST..MOST + SIGNALS]);
        let mut sums = [0f32; Trick::COUNT];
        let mut words = 0.0;
        for told in window {
            words += f32::from(told.words);
            for (sum, said) in sums.iter_mut().zip(&told.drift[2..]) {
                *sum += f32::from(*said) / 64.0;
            }
        }
        let biases = &drift_bias[2..];
        for ((measure, sum), bias) in measures[SIGNALS..].iter_mut().zip(sums).zip(biases) {
            *measure = drifted(*bias, sum, words) / DRIFTED_MOST;
        }
        measures
    }
}

/// A logit beyond this, either way, says no more than this does.
const DRIFTED_MOST: f32 = 6.0;

/// The logit of a drift head over a stretch of so many words.
fn drifted(bias: f32, sum: f32, words: f32) -> f32 {
    (bias + sum / words.max(1.0).sqrt()).clamp(-DRIFTED_MOST, DRIFTED_MOST)
}

/// The signals of the other side come first in their order, then the child's.
const CONTACTS: std::ops::Range<usize> = 0..FIRST_OF_CHILD;
const CHILDS: std::ops::Range<usize> = FIRST_OF_CHILD..SIGNALS;
const CHILD_SIGNALS: u32 = !0 << FIRST_OF_CHILD;

const FIRST_OF_CHILD: usize = {
    let mut index = 0;
    while !matches!(Signal::ALL[index].speaker(), Speaker::Child) {
        index += 1;
    }
    index
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signals_of_the_child_follow_those_of_the_other_side() {
        for (index, signal) in Signal::ALL.into_iter().enumerate() {
            assert_eq!(signal.speaker() == Speaker::Child, CHILDS.contains(&index));
        }
    }

    #[test]
    fn families_are_in_the_order_of_their_numbers() {
        for (place, (_, family)) in FAMILY.into_iter().enumerate() {
            assert_eq!(family as usize, place);
        }
    }

    #[test]
    fn every_measure_has_one_name() {
        let names = measure_names();
        assert_eq!(names.len(), MEASURES);
        let distinct: std::collections::BTreeSet<_> = names.iter().map(|(name, _)| name).collect();
        assert_eq!(distinct.len(), MEASURES);
    }
}
