use text::{Normalised, Span, Word, WordFlags};

use super::compile::{Absence, Atom, Branch, Matcher, Part};
use crate::lexicon::{ConceptId, Mention};

/// Parts joined by `&` must lie within this many words of each other.
const NEAR: usize = 60;

/// The most matches of one part that are tried against the other parts.
const MOST_MATCHES: usize = 8;

/// A message being looked at: its words and the concepts found in them.
#[derive(Clone, Copy)]
pub(crate) struct Message<'a> {
    normalised: &'a Normalised,
    mentions: &'a [Mention],
}

/// Room for the work on one message, kept from message to message.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// One bit for each concept that the message bears.
    present: Vec<u64>,
    /// For each word, where its mentions begin.
    mentions_from: Vec<u32>,
    indexed: bool,
    reached: Vec<Reached>,
    /// For each end, the layer that reached it last.
    seen: Vec<u32>,
    layer: u32,
}

/// A step that matched, and the one before it.
#[derive(Clone, Copy, Debug)]
struct Reached {
    first: u16,
    end: u16,
    previous: u32,
}

const NONE: u32 = u32::MAX;

/// The words of one match, step by step: `[first, end)`.
type Found = Vec<(u16, u16)>;

impl<'a> Message<'a> {
    /// Takes the message in and notes which concepts it bears.
    pub(crate) fn new(
        normalised: &'a Normalised,
        mentions: &'a [Mention],
        scratch: &mut Scratch,
    ) -> Message<'a> {
        scratch.present.iter_mut().for_each(|bits| *bits = 0);
        for mention in mentions {
            let (index, bit) = (usize::from(mention.concept.0 >> 6), mention.concept.0 & 63);
            if index >= scratch.present.len() {
                scratch.present.resize(index + 1, 0);
            }
            if let Some(bits) = scratch.present.get_mut(index) {
                *bits |= 1 << bit;
            }
        }
        scratch.indexed = false;
        Message { normalised, mentions }
    }

    fn words(&self) -> &'a [Word] {
        let words = &self.normalised.words;
        words.get(..usize::from(u16::MAX)).unwrap_or(words)
    }

    fn mentions_at(&self, word: usize, scratch: &Scratch) -> &'a [Mention] {
        let from = scratch.mentions_from.get(word).map_or(0, |from| *from as usize);
        let to = scratch.mentions_from.get(word + 1).map_or(from, |to| *to as usize);
        self.mentions.get(from..to).unwrap_or(&[])
    }

    /// Notes where the mentions of each word begin; done only once something is worth looking for.
    fn index(&self, scratch: &mut Scratch) {
        if scratch.indexed {
            return;
        }
        scratch.indexed = true;
        let words = self.words().len();
        scratch.mentions_from.clear();
        let mut mention = 0;
        for word in 0..=words {
            while self.mentions.get(mention).is_some_and(|m| usize::from(m.first) < word) {
                mention += 1;
            }
            scratch.mentions_from.push(mention as u32);
        }
        scratch.seen.clear();
        scratch.seen.resize(words + 1, 0);
        scratch.layer = 0;
    }

    /// The bytes of the message that these words take.
    fn span(&self, first: u16, end: u16) -> Option<Span> {
        let words = self.words().get(usize::from(first)..usize::from(end))?;
        Some(words.first()?.span.join(words.last()?.span))
    }
}

impl Scratch {
    pub(crate) fn has(&self, concept: ConceptId) -> bool {
        let bits = self.present.get(usize::from(concept.0 >> 6)).copied().unwrap_or(0);
        bits >> (concept.0 & 63) & 1 == 1
    }
}

impl Matcher {
    /// Looks for the pattern; the words of the first match, in bytes of the message.
    pub(crate) fn find(&self, message: Message<'_>, scratch: &mut Scratch) -> Option<Vec<Span>> {
        if !self.parts.iter().all(|part| part.is_possible(scratch)) {
            return None;
        }
        message.index(scratch);
        let mut all: Vec<Vec<Found>> = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let found = part.find(message, scratch);
            if found.is_empty() {
                return None;
            }
            all.push(found);
        }
        let mut chosen: Vec<(u16, u16)> = together(&all)?;
        chosen.sort_unstable();
        Some(join(&chosen).filter_map(|(first, end)| message.span(first, end)).collect())
    }

    /// Whether the pattern is in the message.
    pub(crate) fn is_in(&self, message: Message<'_>, scratch: &mut Scratch) -> bool {
        self.find(message, scratch).is_some()
    }
}

/// One match of each part, near each other.
fn together(all: &[Vec<Found>]) -> Option<Vec<(u16, u16)>> {
    let (firsts, others) = all.split_first()?;
    'first: for first in firsts {
        let from = first.iter().map(|step| usize::from(step.0)).min().unwrap_or(0);
        let to = first.iter().map(|step| usize::from(step.1)).max().unwrap_or(0);
        let mut chosen = first.clone();
        for other in others {
            let near = other.iter().find(|found| {
                found.iter().all(|step| {
                    usize::from(step.0) + NEAR >= from && usize::from(step.1) <= to + NEAR
                })
            });
            match near {
                Some(found) => chosen.extend(found),
                None => continue 'first,
            }
        }
        return Some(chosen);
    }
    None
}

/// Joins steps that touch, so that a reader sees one stretch.
fn join(steps: &[(u16, u16)]) -> impl Iterator<Item = (u16, u16)> {
    let mut joined: Vec<(u16, u16)> = Vec::new();
    for &(first, end) in steps {
        match joined.last_mut() {
            Some(last) if first <= last.1 => last.1 = last.1.max(end),
            _ => joined.push((first, end)),
        }
    }
    joined.into_iter()
}

impl Part {
    fn is_possible(&self, scratch: &Scratch) -> bool {
        self.branches.iter().any(|branch| branch.is_possible(scratch))
    }

    fn find(&self, message: Message<'_>, scratch: &mut Scratch) -> Vec<Found> {
        let mut found = Vec::new();
        for branch in &self.branches {
            if branch.is_possible(scratch) {
                branch.find(message, scratch, &mut found);
            }
        }
        found
    }
}

impl Branch {
    /// Whether every step that needs a concept can have one.
    fn is_possible(&self, scratch: &Scratch) -> bool {
        self.steps.iter().all(|step| {
            step.atoms.iter().any(|atom| match atom {
                Atom::Concept(concept) => scratch.has(*concept),
                Atom::Words(_) | Atom::Number { .. } => true,
            })
        })
    }

    /// Follows all steps at once, from every place where the first one matches. Of the ways to
    /// one end, the first is kept: so the work is bounded by words × gap for each step.
    fn find(&self, message: Message<'_>, scratch: &mut Scratch, into: &mut Vec<Found>) {
        let words = message.words();
        scratch.reached.clear();
        let mut layer = 0..0;
        for (index, step) in self.steps.iter().enumerate() {
            scratch.layer += 1;
            let begun = scratch.reached.len();
            if index == 0 {
                for first in 0..words.len() {
                    let absent = |absence| !is_near_before(absence, first, message, scratch);
                    if self.before.is_empty() || self.before.iter().all(absent) {
                        reach(&step.atoms, first, NONE, message, scratch);
                    }
                }
            } else {
                for previous in layer.clone() {
                    let Some(reached) = scratch.reached.get(previous).copied() else { break };
                    let mut stops = 0;
                    for skipped in 0..=usize::from(step.gap.words) {
                        let first = usize::from(reached.end) + skipped;
                        let Some(last) = first.checked_sub(1).and_then(|last| words.get(last))
                        else {
                            break;
                        };
                        stops += usize::from(last.flags.has(WordFlags::STOP));
                        if first >= words.len() || (stops > 1 && !step.gap.any_sentences) {
                            break;
                        }
                        let is_absent =
                            !step.absent.iter().any(|atom| begins(atom, first, message, scratch));
                        if is_absent {
                            reach(&step.atoms, first, previous as u32, message, scratch);
                        }
                    }
                }
            }
            layer = begun..scratch.reached.len();
            if layer.is_empty() {
                return;
            }
        }
        for last in layer {
            if into.len() >= MOST_MATCHES {
                return;
            }
            let Some(reached) = scratch.reached.get(last) else { return };
            let end = usize::from(reached.end);
            let clear = self.after.iter().all(|absence| {
                !(end..=end + usize::from(absence.within))
                    .any(|at| absence.atoms.iter().any(|atom| begins(atom, at, message, scratch)))
            });
            if clear {
                into.push(trace(last, scratch));
            }
        }
    }
}

/// The steps that led here.
fn trace(last: usize, scratch: &Scratch) -> Found {
    let mut found = Vec::new();
    let mut at = last;
    while let Some(reached) = scratch.reached.get(at) {
        found.push((reached.first, reached.end));
        at = reached.previous as usize;
    }
    found.reverse();
    found
}

/// Whether something that must be absent ends at most so many words before `first`.
fn is_near_before(
    absence: &Absence,
    first: usize,
    message: Message<'_>,
    scratch: &Scratch,
) -> bool {
    // A phrase is a few words long: begin early enough for it to end within reach.
    let from = first.saturating_sub(usize::from(absence.within) + 6);
    (from..first).any(|at| {
        absence.atoms.iter().any(|atom| {
            let mut near = false;
            each_end(atom, at, message, scratch, |end| {
                near |= end <= first && first - end <= usize::from(absence.within);
            });
            near
        })
    })
}

fn begins(atom: &Atom, first: usize, message: Message<'_>, scratch: &Scratch) -> bool {
    let mut begins = false;
    each_end(atom, first, message, scratch, |_| begins = true);
    begins
}

/// Notes every end that one of the atoms reaches from `first`.
fn reach(atoms: &[Atom], first: usize, previous: u32, message: Message<'_>, scratch: &mut Scratch) {
    for atom in atoms {
        let mut ends = [0usize; 8];
        let mut count = 0;
        each_end(atom, first, message, scratch, |end| {
            if let Some(slot) = ends.get_mut(count) {
                *slot = end;
                count += 1;
            }
        });
        for &end in ends.iter().take(count) {
            let layer = scratch.layer;
            match scratch.seen.get_mut(end) {
                Some(seen) if *seen != layer => *seen = layer,
                _ => continue,
            }
            scratch.reached.push(Reached { first: first as u16, end: end as u16, previous });
        }
    }
}

/// Calls with every index after a match of the atom that begins at `first`.
fn each_end(
    atom: &Atom,
    first: usize,
    message: Message<'_>,
    scratch: &Scratch,
    mut found: impl FnMut(usize),
) {
    match atom {
        Atom::Concept(concept) => {
            for mention in message.mentions_at(first, scratch) {
                if mention.concept == *concept {
                    found(usize::from(mention.end()));
                }
            }
        }
        Atom::Words(keys) => {
            let end = first + keys.len();
            let Some(words) = message.words().get(first..end) else { return };
            let marked = message.normalised.marked;
            let equal = words.iter().zip(keys).all(|(word, (bare, with_marks))| {
                if marked { word.marked == *with_marks } else { word.bare == *bare }
            });
            if equal {
                found(end);
            }
        }
        Atom::Number { least, most } => {
            let Some(word) = message.words().get(first) else { return };
            let length = word.span.end.saturating_sub(word.span.start);
            if word.flags.has(WordFlags::DIGIT)
                && (u32::from(*least)..=u32::from(*most)).contains(&length)
            {
                found(first + 1);
            }
        }
    }
}
