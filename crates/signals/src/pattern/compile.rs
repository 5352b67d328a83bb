use std::ops::Range;

use text::{Normalised, WordKey};

use super::{Gap, Item, Kind, Pattern, PatternError, PatternErrorKind, Sequence};
use crate::lexicon::{self, ConceptId, Lexicon};

/// The most step sequences that one pattern may expand to.
const MOST_BRANCHES: usize = 256;

/// A pattern ready to be looked for.
#[derive(Debug)]
pub(crate) struct Matcher {
    /// All of these must be found.
    pub(super) parts: Vec<Part>,
    /// No match is without one of these.
    anchors: Vec<ConceptId>,
}

/// One of these branches must be found.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) branches: Vec<Branch>,
}

/// Steps one after the other, without choices.
#[derive(Debug)]
pub(super) struct Branch {
    pub(super) before: Vec<Absence>,
    pub(super) steps: Vec<Step>,
    pub(super) after: Vec<Absence>,
}

/// None of the atoms within this many words.
#[derive(Clone, Debug)]
pub(super) struct Absence {
    pub(super) atoms: Vec<Atom>,
    pub(super) within: u8,
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Words that may be skipped before it.
    pub(super) gap: Gap,
    /// What must not begin where it begins.
    pub(super) absent: Vec<Atom>,
    pub(super) atoms: Vec<Atom>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Atom {
    Concept(ConceptId),
    /// Each word without and with its diacritics.
    Words(Vec<(WordKey, WordKey)>),
    Number {
        least: u8,
        most: u8,
    },
}

/// A sequence with its choices already made.
#[derive(Clone, Debug)]
enum Flat {
    Gap(Gap),
    Step(Vec<Atom>),
    Absent(Vec<Atom>),
}

impl Matcher {
    /// Resolves the concepts, makes every choice, and finds what to look for first.
    pub(crate) fn compile(pattern: &Pattern, lexicon: &Lexicon) -> Result<Matcher, PatternError> {
        let mut parts = Vec::new();
        let mut best: Option<(usize, Vec<ConceptId>)> = None;
        for sequence in &pattern.parts {
            let span = span_of(sequence);
            let flat = expand(sequence, lexicon)?;
            let branches = flat.into_iter().map(|flat| branch(flat, &span));
            let branches = branches.collect::<Result<Vec<_>, _>>()?;
            if let Some((cost, anchors)) = anchors(&branches, lexicon)
                && best.as_ref().is_none_or(|(least, _)| cost < *least)
            {
                best = Some((cost, anchors));
            }
            parts.push(Part { branches });
        }
        Ok(Matcher { parts, anchors: best.map(|(_, anchors)| anchors).unwrap_or_default() })
    }

    /// The same, for a pattern that every message is searched for: it must have anchors.
    pub(crate) fn compile_anchored(
        pattern: &Pattern,
        lexicon: &Lexicon,
    ) -> Result<Matcher, PatternError> {
        let matcher = Matcher::compile(pattern, lexicon)?;
        if matcher.anchors.is_empty() {
            return Err(PatternError {
                kind: PatternErrorKind::Anchorless,
                span: pattern.parts.first().map_or(0..0, |sequence| span_of(sequence)),
                label: "a way through this has no concept but small words".into(),
            });
        }
        Ok(matcher)
    }

    /// Concepts of which every match holds at least one; none where there is no such.
    pub(crate) fn anchors(&self) -> &[ConceptId] {
        &self.anchors
    }
}

fn span_of(sequence: &[Item]) -> Range<usize> {
    let start = sequence.first().map_or(0, |item| item.span.start);
    start..sequence.last().map_or(start, |item| item.span.end)
}

/// Every way through a sequence.
fn expand(sequence: &Sequence, lexicon: &Lexicon) -> Result<Vec<Vec<Flat>>, PatternError> {
    let mut ways: Vec<Vec<Flat>> = vec![Vec::new()];
    for item in sequence {
        let mut choices = match &item.kind {
            Kind::Gap(gap) => vec![vec![Flat::Gap(*gap)]],
            Kind::Not(inner) => match atoms(inner, lexicon)? {
                Some(atoms) => vec![vec![Flat::Absent(atoms)]],
                None => {
                    let label = "`not` takes a word, a concept, or a group of such";
                    return Err(PatternError::syntax(item.span.clone(), label));
                }
            },
            Kind::Either(sequences) => match atoms(item, lexicon)? {
                Some(atoms) => vec![vec![Flat::Step(atoms)]],
                None => {
                    let mut choices = Vec::new();
                    for sequence in sequences {
                        choices.append(&mut expand(sequence, lexicon)?);
                    }
                    choices
                }
            },
            _ => atoms(item, lexicon)?.into_iter().map(|atoms| vec![Flat::Step(atoms)]).collect(),
        };
        if item.optional {
            choices.push(Vec::new());
        }
        if ways.len() * choices.len() > MOST_BRANCHES {
            let label = format!("up to here there are more than {MOST_BRANCHES} ways through");
            return Err(PatternError::syntax(item.span.clone(), label));
        }
        let longer = ways.iter().flat_map(|way| {
            choices.iter().map(move |choice| way.iter().chain(choice).cloned().collect())
        });
        ways = longer.collect();
    }
    Ok(ways)
}

/// What an item stands for where it is one step: itself, or a group of single words and concepts.
fn atoms(item: &Item, lexicon: &Lexicon) -> Result<Option<Vec<Atom>>, PatternError> {
    Ok(match &item.kind {
        Kind::Concept(name) => match lexicon.concept(name) {
            Some(concept) => Some(vec![Atom::Concept(concept)]),
            None => {
                return Err(PatternError {
                    kind: PatternErrorKind::UnknownConcept,
                    span: item.span.clone(),
                    label: match lexicon.nearest(name) {
                        Some(near) => format!("no lexicon lists this; is `{near}` meant?"),
                        None => "no lexicon lists this".into(),
                    },
                });
            }
        },
        Kind::Words(words) => {
            let mut normalised = Normalised::default();
            lexicon::normaliser().read(words, &mut normalised);
            if normalised.words.is_empty() {
                let label = "nothing here is a word";
                return Err(PatternError::syntax(item.span.clone(), label));
            }
            let keys = normalised.words.iter().map(|word| (word.bare, word.marked)).collect();
            Some(vec![Atom::Words(keys)])
        }
        Kind::Number { least, most } => Some(vec![Atom::Number { least: *least, most: *most }]),
        Kind::Either(sequences) => {
            let mut all = Vec::new();
            for sequence in sequences {
                let [only] = sequence.as_slice() else { return Ok(None) };
                if only.optional {
                    return Ok(None);
                }
                let Some(mut atoms) = atoms(only, lexicon)? else { return Ok(None) };
                all.append(&mut atoms);
            }
            Some(all)
        }
        Kind::Gap(_) | Kind::Not(_) => None,
    })
}

/// Takes absences at the edges apart from the steps and joins gaps.
fn branch(flat: Vec<Flat>, span: &Range<usize>) -> Result<Branch, PatternError> {
    let (mut before, mut after, mut steps) = (Vec::new(), Vec::new(), Vec::<Step>::new());
    let mut gap = Gap::default();
    let mut absent: Vec<(Gap, Vec<Atom>)> = Vec::new();
    for item in flat {
        match item {
            Flat::Gap(more) => {
                gap.words = gap.words.saturating_add(more.words);
                gap.any_sentences |= more.any_sentences;
            }
            Flat::Absent(atoms) => absent.push((gap, atoms)),
            Flat::Step(atoms) if steps.is_empty() => {
                let edge = absent.drain(..);
                before.extend(edge.map(|(_, atoms)| Absence { atoms, within: gap.words }));
                if before.is_empty() && gap.words > 0 {
                    return Err(PatternError::syntax(span.clone(), "a gap begins this"));
                }
                steps.push(Step { gap: Gap::default(), absent: Vec::new(), atoms });
                gap = Gap::default();
            }
            Flat::Step(atoms) => {
                let absent = absent.drain(..).flat_map(|(_, atoms)| atoms).collect();
                steps.push(Step { gap, absent, atoms });
                gap = Gap::default();
            }
        }
    }
    let has_edge_gap = absent.is_empty() && gap.words > 0;
    after.extend(absent.into_iter().map(|(gap, atoms)| Absence { atoms, within: gap.words }));
    if steps.is_empty() || has_edge_gap {
        let label = if steps.is_empty() { "all of this may be absent" } else { "a gap ends this" };
        return Err(PatternError::syntax(span.clone(), label));
    }
    Ok(Branch { before, steps, after })
}

/// For each branch the step least likely to be met by chance; `None` where a branch has none.
fn anchors(branches: &[Branch], lexicon: &Lexicon) -> Option<(usize, Vec<ConceptId>)> {
    let mut all = Vec::new();
    let mut cost = 0;
    for branch in branches {
        let candidates = branch.steps.iter().filter_map(|step| {
            let mut concepts = Vec::new();
            for atom in &step.atoms {
                match atom {
                    Atom::Concept(concept) if !lexicon.is_grammar(*concept) => {
                        concepts.push(*concept);
                    }
                    _ => return None,
                }
            }
            let cost: usize =
                concepts.iter().map(|concept| lexicon.one_word_phrases(*concept)).sum();
            Some((cost, concepts))
        });
        let (least, mut concepts) = candidates.min_by_key(|(cost, _)| *cost)?;
        cost += least;
        all.append(&mut concepts);
    }
    all.sort_unstable();
    all.dedup();
    Some((cost, all))
}
