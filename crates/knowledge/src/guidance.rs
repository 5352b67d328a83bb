use risk::{Level, Trick};
use serde::{Deserialize, Serialize};
use signals::Signal;
use text::Language;

use crate::advice::{Block, Contact};
use crate::helpline::{Helpline, Helplines};

/// What someone needs guidance for.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// What the conversation is, where one trick stands out.
    pub trick: Option<Trick>,
    /// How much it calls for someone to act.
    pub level: Level,
    /// Who reads the steps.
    pub reader: Reader,
    /// Whether someone at home may be the one to fear: then help comes from outside first.
    pub home_may_be_unsafe: bool,
    /// Where the reader is, as ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// What was heard; some of it calls for a step of its own, such as a password given away.
    pub signals: &'a [Signal],
}

impl Situation<'_> {
    /// No trick, nothing heard, a home that helps, in Viet Nam.
    pub fn new(level: Level, reader: Reader) -> Situation<'static> {
        Situation {
            trick: None,
            level,
            reader,
            home_may_be_unsafe: false,
            country: "VN",
            signals: &[],
        }
    }
}

/// Who reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reader {
    /// The child itself.
    Child(AgeBand),
    /// A parent or carer.
    Parent,
    /// A teacher.
    Teacher,
}

impl Reader {
    /// Every reader, the youngest first.
    pub const ALL: [Reader; 6] = [
        Reader::Child(AgeBand::From5To8),
        Reader::Child(AgeBand::From9To12),
        Reader::Child(AgeBand::From13To15),
        Reader::Child(AgeBand::From16To17),
        Reader::Parent,
        Reader::Teacher,
    ];

    /// Its stable name, as in addresses: `child-9-12`, `parent`, `teacher`.
    pub fn name(self) -> &'static str {
        match self {
            Reader::Child(AgeBand::From5To8) => "child-5-8",
            Reader::Child(AgeBand::From9To12) => "child-9-12",
            Reader::Child(AgeBand::From13To15) => "child-13-15",
            Reader::Child(AgeBand::From16To17) => "child-16-17",
            Reader::Parent => "parent",
            Reader::Teacher => "teacher",
        }
    }

    /// The reader with this stable name.
    pub fn from_name(name: &str) -> Option<Reader> {
        Reader::ALL.into_iter().find(|reader| reader.name() == name)
    }
}

/// A child's age, as far as words depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgeBand {
    /// 5 to 8 years: read aloud by someone.
    From5To8,
    /// 9 to 12 years.
    From9To12,
    /// 13 to 15 years.
    From13To15,
    /// 16 and 17 years.
    From16To17,
}

impl AgeBand {
    /// Every band, the youngest first.
    pub const ALL: [AgeBand; 4] =
        [AgeBand::From5To8, AgeBand::From9To12, AgeBand::From13To15, AgeBand::From16To17];
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// What sort of thing.
    pub kind: StepKind,
    /// What to do, in a sentence or two.
    pub text: &'a str,
    /// Whom to turn to for it.
    pub contact: Option<&'a Helpline>,
}

/// What sort of thing a step is. Ordered as the steps are done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    /// Is someone in danger at this moment?
    SafeNow,
    /// Stop replying, paying, sending, going.
    Stop,
    /// Keep what shows it: never a picture.
    Keep,
    /// Report it where it happened.
    Report,
    /// Block, once it is kept and reported.
    Block,
    /// Tell someone trusted.
    Tell,
    /// Have a picture or a post taken down.
    TakeDown,
    /// Look again later.
    FollowUp,
}

impl StepKind {
    /// Every kind, in order.
    pub const ALL: [StepKind; 8] = [
        StepKind::SafeNow,
        StepKind::Stop,
        StepKind::Keep,
        StepKind::Report,
        StepKind::Block,
        StepKind::Tell,
        StepKind::TakeDown,
        StepKind::FollowUp,
    ];

    /// Its stable name, as in files and JSON.
    pub fn name(self) -> &'static str {
        match self {
            StepKind::SafeNow => "safe-now",
            StepKind::Stop => "stop",
            StepKind::Keep => "keep",
            StepKind::Report => "report",
            StepKind::Block => "block",
            StepKind::Tell => "tell",
            StepKind::TakeDown => "take-down",
            StepKind::FollowUp => "follow-up",
        }
    }
}

/// How many steps a frightened person still reads; beyond them the last look later is left out.
const MOST_STEPS: usize = 7;
/// How many there may ever be, with steps for something particular that was heard.
const MOST_STEPS_EVER: usize = 8;
/// How many steps may answer to something particular that was heard.
const MOST_PARTICULAR: usize = 2;

/// For each kind of step, the block that fits best; and what fits to something heard.
pub(crate) fn compose<'a>(
    blocks: &'a [Block],
    helplines: &'a Helplines,
    situation: &Situation<'_>,
    language: Language,
) -> Vec<Step<'a>> {
    let fitting: Vec<&Block> = blocks.iter().filter(|block| block.fits(situation)).collect();
    let (particular, usual): (Vec<&Block>, Vec<&Block>) =
        fitting.into_iter().partition(|block| !block.signal.is_empty());

    let usual: Vec<&Block> = StepKind::ALL
        .into_iter()
        .filter_map(|kind| best(usual.iter().copied().filter(|block| block.kind == kind)))
        .filter(|block| block.text.is_some())
        .collect();
    let particular = best_for_each_thing_heard(&particular);

    // Danger and stopping come on top of the usual step; anything else takes the place of a step
    // that says nothing of the trick.
    let (on_top, instead): (Vec<&Block>, Vec<&Block>) =
        particular.into_iter().partition(|block| block.kind <= StepKind::Stop);
    let mut chosen = usual;
    for block in instead {
        match chosen.iter_mut().find(|other| other.kind == block.kind) {
            None => chosen.push(block),
            Some(other) if other.is_common() => *other = block,
            Some(_) => {}
        }
    }
    let with_follow_up = chosen.len() + on_top.len().min(MOST_PARTICULAR);
    if with_follow_up > MOST_STEPS {
        chosen.retain(|block| block.kind != StepKind::FollowUp);
    }
    let room = MOST_STEPS_EVER.saturating_sub(chosen.len()).min(MOST_PARTICULAR);
    chosen.extend(on_top.into_iter().take(room));
    // The sort is stable: what was heard adds to the usual step.
    chosen.sort_by_key(|block| block.kind);

    chosen
        .into_iter()
        .filter_map(|block| {
            let contact = block.contact.and_then(|contact| line(helplines, contact, situation));
            Some(Step { kind: block.kind, text: block.text.as_ref()?.get(language), contact })
        })
        .collect()
}

/// One block for each thing heard and kind of step, in the order of the packs: the most pressing
/// first.
fn best_for_each_thing_heard<'a>(blocks: &[&'a Block]) -> Vec<&'a Block> {
    let mut chosen: Vec<&Block> = Vec::new();
    for block in blocks.iter().copied() {
        let rival = chosen
            .iter_mut()
            .find(|other| other.kind == block.kind && other.signal == block.signal);
        match rival {
            None => chosen.push(block),
            Some(rival) if block.precision() > rival.precision() => *rival = block,
            Some(_) => {}
        }
    }
    chosen
}

fn best<'a>(blocks: impl Iterator<Item = &'a Block>) -> Option<&'a Block> {
    blocks.max_by_key(|block| block.precision())
}

fn line<'a>(
    helplines: &'a Helplines,
    contact: Contact,
    situation: &Situation<'_>,
) -> Option<&'a Helpline> {
    match contact {
        Contact::ChildHelpline => Some(helplines.for_children(situation.country)),
        Contact::Police => helplines.police(situation.country),
        Contact::TakeItDown => helplines.take_it_down(),
    }
}
