//! The report as a page of its own, to be saved and printed, or as the part of a page.

use askama::Template;
use risk::Level;

use crate::outline::{Explained, Note, contacts, counted, file_notes, made_by, source_of, telling};
use crate::passage::{Passage, plain};
use crate::words::Words;
use crate::{
    Contact, ConversationReport, MitigationReport, ReasonReport, Report, TrickReport,
    WarningReport, when,
};

/// What the fragment's class names look like. It reads the custom properties `--ink`, `--paper`,
/// `--card`, `--soft`, `--line`, `--quiet`, `--accent`, `--accent-soft`, `--on-accent`, `--mark`
/// and `--level-none` to `--level-emergency`, and sets them where the page around it does not.
pub const CSS: &str = include_str!("../templates/report.css");

/// How the saved page looks around the fragment.
const SHEET: &str = include_str!("../templates/document.css");

/// The most messages shown at once for one conversation; the others can be unfolded.
const MOST_REASONS: usize = 12;
/// The most characters shown of one message.
const MOST_LETTERS: usize = 1200;

/// One HTML document that needs nothing else: no script, no request, its styles inside.
///
/// Its title names nobody, for it stays in the browser's history.
pub fn document(report: &Report) -> String {
    let document = Document {
        language: report.language.code(),
        words: Words(report.language),
        css: CSS,
        sheet: SHEET,
        fragment: fragment(report),
    };
    written(&document)
}

/// One `article` with class `report`, whose headings begin with `h2`. Every text in it is
/// escaped.
pub fn fragment(report: &Report) -> String {
    written(&Fragment::of(report))
}

/// A template fails only where writing to a string does: never.
fn written(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "document.html")]
struct Document {
    language: &'static str,
    words: Words,
    css: &'static str,
    sheet: &'static str,
    fragment: String,
}

#[derive(Template)]
#[template(path = "fragment.html")]
struct Fragment<'a> {
    language: &'static str,
    words: Words,
    read: String,
    path: Option<String>,
    overview: Option<Overview>,
    conversations: Vec<Section<'a>>,
    nothing_read: bool,
    /// How to call at once, where the number is one.
    call: Option<Way>,
    contacts: Vec<Reach>,
    limits: &'a [String],
    file_notes: Vec<&'a WarningReport>,
    made_by: String,
}

/// What comes before several conversations.
struct Overview {
    all_read: String,
    rest: Vec<String>,
}

/// A conversation.
struct Section<'a> {
    number: usize,
    level: &'static str,
    level_name: &'a str,
    title: String,
    extent: String,
    headline: &'a str,
    meaning: &'a str,
    sides: Option<String>,
    urgent: bool,
    trick: Option<&'a TrickReport>,
    others: Option<String>,
    messages: Vec<Message>,
    rest: Vec<Message>,
    warned: Option<String>,
    mitigations: &'a [MitigationReport],
    steps: Vec<Step<'a>>,
}

struct Message {
    side: &'static str,
    who: String,
    place: String,
    at: Option<Time>,
    passage: Passage,
    notes: Vec<Note>,
}

struct Time {
    exact: String,
    shown: String,
}

struct Step<'a> {
    text: &'a str,
    contact: Option<Reach>,
}

/// Someone to turn to. Where the number is from is said once, after the steps.
struct Reach {
    ways: Vec<Way>,
    name: String,
    source: Option<String>,
}

/// A number or a page, as an address to follow.
struct Way {
    address: String,
    shown: String,
}

impl<'a> Fragment<'a> {
    fn of(report: &'a Report) -> Fragment<'a> {
        let words = Words(report.language);
        let nothing_read = report.conversations.is_empty() && report.left_out == 0;
        let several = !nothing_read && !report.is_of_one();
        let shown = |one: &&ConversationReport| !several || one.level >= Level::Watch;
        let (whole, unheard) = counted(&report.conversations);
        let conversations: Vec<Section<'_>> = report
            .conversations
            .iter()
            .filter(shown)
            .zip(1..)
            .map(|(one, number)| Section::of(one, number, words))
            .collect();
        Fragment {
            language: report.language.code(),
            words,
            read: words.read(&report.source),
            path: report.source.path.as_deref().map(plain),
            overview: several.then(|| Overview {
                all_read: words.all_read(report),
                rest: words.rest(whole, unheard, report.left_out),
            }),
            conversations,
            nothing_read,
            call: Reach::of(&report.hotline).ways.into_iter().next(),
            contacts: contacts(report)
                .into_iter()
                .map(|contact| Reach {
                    source: Some(source_of(contact, words)),
                    ..Reach::of(contact)
                })
                .collect(),
            limits: &report.limits,
            file_notes: file_notes(report),
            made_by: made_by(report),
        }
    }
}

impl<'a> Section<'a> {
    fn of(one: &'a ConversationReport, number: usize, words: Words) -> Section<'a> {
        let others: Vec<&str> =
            one.tricks.iter().skip(1).map(|trick| trick.name.as_str()).collect();
        let mut explained = Explained::default();
        let telling = telling(&one.reasons, MOST_REASONS);
        let shown: Vec<usize> = telling.iter().map(|reason| reason.message).collect();
        let messages =
            telling.into_iter().map(|reason| Message::of(reason, one, &mut explained, words));
        let messages: Vec<Message> = messages.collect();
        let rest = one
            .reasons
            .iter()
            .filter(|reason| !shown.contains(&reason.message))
            .map(|reason| Message::of(reason, one, &mut explained, words))
            .collect();
        Section {
            number,
            level: one.level.name(),
            level_name: &one.level_name,
            title: plain(&words.title_of(one)),
            extent: words.extent(one),
            headline: &one.headline,
            meaning: &one.meaning,
            sides: words.sides(one).map(|sides| plain(&sides)),
            urgent: one.level >= Level::Concern,
            trick: one.tricks.first(),
            others: (!others.is_empty()).then(|| others.join(", ")),
            messages,
            rest,
            warned: one.first_alert.as_ref().map(|alert| words.warned(alert, one.messages)),
            mitigations: &one.mitigations,
            steps: one
                .guidance
                .iter()
                .map(|step| Step {
                    text: &step.text,
                    contact: step.contact.as_ref().map(Reach::of),
                })
                .collect(),
        }
    }
}

impl Message {
    fn of<'a>(
        reason: &'a ReasonReport,
        conversation: &ConversationReport,
        explained: &mut Explained<'a>,
        words: Words,
    ) -> Message {
        let is = |side: &Option<String>| side.is_some() && *side == reason.from;
        Message {
            side: match (is(&conversation.child), is(&conversation.contact)) {
                (true, _) => "child",
                (_, true) => "contact",
                _ => "other",
            },
            who: plain(reason.from.as_deref().unwrap_or(words.the_app())),
            place: words.place(reason.message),
            at: reason
                .at
                .map(|at| Time { exact: at.to_rfc3339(), shown: when::minute(at, words.0) }),
            passage: Passage::of(reason, MOST_LETTERS),
            notes: explained.notes(reason),
        }
    }
}

impl Reach {
    fn of(contact: &Contact) -> Reach {
        let numbers = contact.number.iter().flat_map(|number| number.split(['/', ';']));
        let pages = contact.url.iter().filter(|url| url.starts_with("https://"));
        Reach {
            ways: numbers
                .map(|number| Way { address: telephone(number), shown: number.trim().to_owned() })
                .chain(pages.map(|url| Way { address: url.clone(), shown: without_scheme(url) }))
                .collect(),
            name: contact.name.clone(),
            source: None,
        }
    }
}

fn telephone(number: &str) -> String {
    let dialled = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+');
    format!("tel:{}", dialled.collect::<String>())
}

fn without_scheme(url: &str) -> String {
    url.trim_start_matches("https://").trim_start_matches("www.").trim_end_matches('/').to_owned()
}
