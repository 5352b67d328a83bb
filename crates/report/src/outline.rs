//! A report as a row of blocks, for the renderings that set it line by line: terminal and PDF.

use chats::Moment;
use risk::Level;

use crate::passage::Passage;
use crate::words::Words;
use crate::{Contact, ConversationReport, Hearing, ReasonReport, Report, WarningReport, when};

/// One piece of a report, in reading order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Block {
    /// What this is.
    Title(String),
    /// A conversation begins.
    Conversation(String),
    /// A part begins.
    Heading(&'static str),
    /// The level in words and what it means.
    Verdict { level: Level, name: String, headline: String, meaning: String },
    /// A sentence or a few.
    Text(String),
    /// Something said in passing.
    Aside(String),
    /// One of several, with what it is.
    Item { name: String, detail: String },
    /// A line of the overview.
    Overview { level: Level, title: String, name: String },
    /// A message that says so, and why it matters.
    Message { which: String, passage: Passage, notes: Vec<Note> },
    /// A step of what to do, `number` from 1, and whom to call for it.
    Step { number: usize, text: String, contact: Option<(String, String)> },
    /// Which engine read it.
    Colophon(String),
    /// Whom to call.
    Contact { reach: String, name: String, source: String },
}

/// What a message does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Note {
    pub(crate) name: String,
    /// Why it matters; said once in a conversation.
    pub(crate) explanation: Option<String>,
}

/// How much of it all is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// The most messages shown for one conversation.
    pub(crate) reasons: usize,
    /// The most characters shown of one message.
    pub(crate) letters: usize,
}

pub(crate) fn outline(report: &Report, extent: Extent) -> Vec<Block> {
    let words = Words(report.language);
    let mut blocks = vec![Block::Title(format!("{} · {}", words.product(), words.title()))];
    let read = [Some(words.read(&report.source)), report.source.path.clone()];
    blocks.extend(read.into_iter().flatten().map(Block::Aside));

    match report.conversations.as_slice() {
        [] if report.left_out == 0 => blocks.push(Block::Text(words.nothing_read().to_owned())),
        [one] if report.is_of_one() => conversation(one, report, extent, &mut blocks),
        several => {
            overview(several, report, &mut blocks);
            for one in several.iter().filter(|one| one.level >= Level::Watch) {
                blocks.push(Block::Conversation(words.title_of(one)));
                conversation(one, report, extent, &mut blocks);
            }
        }
    }
    ending(report, &mut blocks);
    blocks
}

fn overview(several: &[ConversationReport], report: &Report, blocks: &mut Vec<Block>) {
    let words = Words(report.language);
    blocks.push(Block::Heading(words.overview()));
    blocks.push(Block::Text(words.all_read(report)));
    blocks.extend(several.iter().filter(|one| one.level >= Level::Watch).map(|one| {
        Block::Overview {
            level: one.level,
            title: words.title_of(one),
            name: one.level_name.clone(),
        }
    }));
    let (whole, unheard) = counted(several);
    blocks.extend(words.rest(whole, unheard, report.left_out).into_iter().map(Block::Text));
}

/// How many conversations without a sign could be read whole, and how many not.
pub(crate) fn counted(several: &[ConversationReport]) -> (usize, usize) {
    let without = several.iter().filter(|one| one.level == Level::None);
    let (whole, unheard): (Vec<_>, Vec<_>) = without.partition(|one| one.hearing == Hearing::Whole);
    (whole.len(), unheard.len())
}

fn conversation(
    one: &ConversationReport,
    report: &Report,
    extent: Extent,
    blocks: &mut Vec<Block>,
) {
    let words = Words(report.language);
    blocks.push(Block::Verdict {
        level: one.level,
        name: one.level_name.clone(),
        headline: one.headline.clone(),
        meaning: one.meaning.clone(),
    });
    if report.is_of_one() {
        blocks.extend(one.title.clone().map(Block::Aside));
    } else {
        blocks.push(Block::Aside(words.extent(one)));
    }
    blocks.extend(words.sides(one).map(Block::Aside));

    if let [first, others @ ..] = one.tricks.as_slice() {
        blocks.push(Block::Heading(words.looks_like()));
        blocks.push(Block::Item { name: first.name.clone(), detail: first.what.clone() });
        if !others.is_empty() {
            let names: Vec<&str> = others.iter().map(|trick| trick.name.as_str()).collect();
            blocks.push(Block::Aside(format!("{}: {}", words.may_also_be(), names.join(", "))));
        }
    }
    if !one.reasons.is_empty() {
        blocks.push(Block::Heading(words.reasons()));
        let telling = telling(&one.reasons, extent.reasons);
        let more = one.reasons.len() - telling.len();
        let mut explained = Explained::default();
        blocks.extend(telling.into_iter().map(|reason| Block::Message {
            which: words.which(reason.message, reason.from.as_deref(), reason.at),
            passage: Passage::of(reason, extent.letters),
            notes: explained.notes(reason),
        }));
        if more > 0 {
            blocks.push(Block::Aside(words.more_reasons(more)));
        }
    }
    if let Some(alert) = &one.first_alert {
        blocks.push(Block::Heading(words.first_alert()));
        blocks.push(Block::Text(words.warned(alert, one.messages)));
    }
    if !one.mitigations.is_empty() {
        blocks.push(Block::Heading(words.mitigations()));
        blocks.extend(
            one.mitigations
                .iter()
                .map(|one| Block::Item { name: one.name.clone(), detail: one.explanation.clone() }),
        );
    }
    if !one.guidance.is_empty() {
        blocks.push(Block::Heading(words.guidance()));
        blocks.extend(one.guidance.iter().enumerate().map(|(place, step)| Block::Step {
            number: place + 1,
            text: step.text.clone(),
            contact: step.contact.as_ref().map(|contact| (reach(contact), contact.name.clone())),
        }));
    }
}

fn ending(report: &Report, blocks: &mut Vec<Block>) {
    let words = Words(report.language);
    blocks.push(Block::Heading(words.call()));
    blocks.extend(contacts(report).into_iter().map(|contact| Block::Contact {
        reach: reach(contact),
        name: contact.name.clone(),
        source: source_of(contact, words),
    }));
    blocks.push(Block::Heading(words.limits()));
    blocks.extend(report.limits.iter().cloned().map(Block::Text));
    let warnings = file_notes(report);
    if !warnings.is_empty() {
        blocks.push(Block::Heading(words.file_notes()));
        blocks.extend(warnings.into_iter().map(|warning| Block::Text(warning.text.clone())));
    }
    blocks.push(Block::Colophon(made_by(report)));
}

/// The warnings that the limits do not already speak of.
pub(crate) fn file_notes(report: &Report) -> Vec<&WarningReport> {
    let said =
        |code: &str| ["one-side-only", "missing-messages", "sides-alternated"].contains(&code);
    report.source.warnings.iter().filter(|warning| !said(&warning.code)).collect()
}

/// How to reach someone: the number, else the page.
pub(crate) fn reach(contact: &Contact) -> String {
    contact.number.clone().or_else(|| contact.url.clone()).unwrap_or_default()
}

/// Everyone to call, once each: the number that is always in view first.
pub(crate) fn contacts(report: &Report) -> Vec<&Contact> {
    let steps = report.conversations.iter().flat_map(|one| &one.guidance);
    let mut contacts = vec![&report.hotline];
    for contact in steps.filter_map(|step| step.contact.as_ref()) {
        if !contacts.iter().any(|known| reach(known) == reach(contact)) {
            contacts.push(contact);
        }
    }
    contacts
}

/// Where a number is from and when it was checked.
pub(crate) fn source_of(contact: &Contact, words: Words) -> String {
    let source = format!("{}: {}", words.source(), contact.source);
    match &contact.checked {
        Some(day) => {
            let midnight = Moment::parse_rfc3339(&format!("{day}T00:00:00Z"));
            let day = midnight.map_or_else(|| day.clone(), |day| when::day(day, words.0));
            format!("{source}, {} {day}", words.checked())
        }
        None => source,
    }
}

/// Which engine and which packs, short enough for a person to compare.
pub(crate) fn made_by(report: &Report) -> String {
    let words = Words(report.language);
    let engine = &report.engine;
    let program = format!("{} {} {}", words.made_by(), words.product(), engine.version);
    match engine.packs.get(..12).unwrap_or(&engine.packs) {
        "" => program,
        packs => format!("{program} · {} {packs}", words.packs()),
    }
}

/// The messages that tell most, at most `most`, in the order of the conversation.
pub(crate) fn telling(reasons: &[ReasonReport], most: usize) -> Vec<&ReasonReport> {
    let surest = |reason: &ReasonReport| {
        reason.signals.iter().map(|signal| signal.confidence).fold(0.0, f64::max)
    };
    let mut telling: Vec<&ReasonReport> = reasons.iter().collect();
    telling.sort_by(|one, other| surest(other).total_cmp(&surest(one)));
    telling.truncate(most);
    telling.sort_by_key(|reason| reason.message);
    telling
}

/// Remembers what was already explained, so that no sentence is said twice.
#[derive(Default)]
pub(crate) struct Explained<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Explained<'a> {
    pub(crate) fn notes(&mut self, reason: &'a ReasonReport) -> Vec<Note> {
        let mut notes: Vec<Note> = Vec::new();
        for signal in &reason.signals {
            if notes.iter().any(|note| note.name == signal.name) {
                continue;
            }
            let key = (signal.name.as_str(), signal.explanation.as_str());
            let new = !self.0.contains(&key);
            if new {
                self.0.push(key);
            }
            notes.push(Note {
                name: signal.name.clone(),
                explanation: new.then(|| signal.explanation.clone()),
            });
        }
        notes
    }
}
