use chats::Moment;
use risk::{Level, Trick};
use serde::{Serialize, Serializer};
use signals::Signal;
use text::Language;

/// What was read and what it means, for people and for programs.
///
/// Serialises to the document `lachan.report/1`. Fields left out of it are what the other
/// renderings say in addition.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The form of the document: [`SCHEMA`].
    pub schema: &'static str,
    /// Which engine and which packs read it.
    pub engine: EngineIdentity,
    /// What was read.
    pub source: SourceReport,
    /// Every conversation, highest level first.
    pub conversations: Vec<ConversationReport>,
    /// What this reading cannot know; one sentence or a few each.
    #[serde(serialize_with = "as_one_text")]
    pub limits: Vec<String>,
    /// How many conversations were read but left out of `conversations`.
    #[serde(skip)]
    pub left_out: usize,
    /// The language of all its texts.
    #[serde(skip)]
    pub language: Language,
    /// The number that is always in view.
    #[serde(skip)]
    pub hotline: Contact,
}

/// The form of the document that [`Report`] serialises to.
pub const SCHEMA: &str = "lachan.report/1";

/// Which engine read it, so that a reading can be repeated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EngineIdentity {
    /// The program's version.
    pub version: String,
    /// SHA-256 over the packs, in hexadecimal.
    pub packs: String,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SourceReport {
    /// The name of the format, such as `whatsapp`; several are divided by commas.
    pub format: String,
    /// The format as people call it.
    #[serde(skip)]
    pub format_title: String,
    /// Where it came from, as the asker named it; `None` for pasted text.
    pub path: Option<String>,
    /// How many messages, over all conversations.
    pub messages: usize,
    /// Everyone who takes part, in the order in which they appear.
    pub participants: Vec<String>,
    /// The time of the oldest message.
    #[serde(serialize_with = "as_rfc3339")]
    pub first: Option<Moment>,
    /// The time of the newest message.
    #[serde(serialize_with = "as_rfc3339")]
    pub last: Option<Moment>,
    /// What could not be read, or is missing.
    pub warnings: Vec<WarningReport>,
}

/// Something that could not be read, or is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WarningReport {
    /// Its stable name, such as `one-side-only`.
    pub code: String,
    /// The line of the source, from 1, where there is one.
    pub line: Option<u64>,
    /// What to know about it.
    pub text: String,
}

/// One conversation and what it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConversationReport {
    /// The source's own id, or one made from its place in the source.
    pub id: String,
    /// The name of the chat or group.
    pub title: Option<String>,
    /// Who was taken for the child.
    pub child: Option<String>,
    /// Who was taken for the other side.
    pub contact: Option<String>,
    /// The highest level reached.
    pub level: Level,
    /// What it looks like, most likely first.
    pub tricks: Vec<TrickReport>,
    /// The first message at which a warning was due.
    pub first_alert: Option<FirstAlertReport>,
    /// The messages that say so, in the order of the conversation.
    pub reasons: Vec<ReasonReport>,
    /// What speaks against it.
    pub mitigations: Vec<MitigationReport>,
    /// What to do, in order.
    pub guidance: Vec<StepReport>,
    /// The level in a few words, never "no sign" where not all could be read.
    #[serde(skip)]
    pub level_name: String,
    /// The level in a sentence.
    #[serde(skip)]
    pub headline: String,
    /// What the level means, and what it does not, in two or three sentences.
    #[serde(skip)]
    pub meaning: String,
    /// How much of the conversation could be read.
    #[serde(skip)]
    pub hearing: Hearing,
    /// What is not there to be read.
    #[serde(skip)]
    pub gaps: Gaps,
    /// Everyone who takes part.
    #[serde(skip)]
    pub participants: Vec<String>,
    /// How many messages.
    #[serde(skip)]
    pub messages: usize,
    /// The time of its oldest message.
    #[serde(skip)]
    pub first: Option<Moment>,
    /// The time of its newest message.
    #[serde(skip)]
    pub last: Option<Moment>,
}

/// How much of a conversation could be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hearing {
    /// All that was written, as far as the source tells.
    #[default]
    Whole,
    /// The source leaves messages out.
    Incomplete,
    /// Someone set messages to vanish by themselves, so some may be gone.
    Vanishing,
    /// Only one side is in the source.
    OneSided,
    /// Most of it is neither Vietnamese nor English.
    OtherLanguage,
    /// Not one written word.
    Silent,
}

/// What of a conversation is not in its source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// One side's messages.
    pub one_sided: bool,
    /// Some messages.
    pub incomplete: bool,
    /// What vanished by itself, for someone set it so.
    pub vanishing: bool,
}

/// A trick that the conversation looks like.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TrickReport {
    /// The trick.
    pub trick: Trick,
    /// How sure, among the tricks: 0–1, to two decimals.
    pub confidence: f64,
    /// Its name in the report's language.
    pub name: String,
    /// What it is, in a sentence or two.
    #[serde(skip)]
    pub what: String,
}

/// When a warning was first due.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FirstAlertReport {
    /// The message's index in the conversation.
    pub message: usize,
    /// When it was written.
    #[serde(serialize_with = "as_rfc3339")]
    pub at: Option<Moment>,
    /// The level reached with it.
    pub level: Level,
}

/// A message that moved the verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReasonReport {
    /// Its index in the conversation.
    pub message: usize,
    /// Who wrote it.
    pub from: Option<String>,
    /// When it was written.
    #[serde(serialize_with = "as_rfc3339")]
    pub at: Option<Moment>,
    /// What was written, as in the source.
    pub text: String,
    /// What it does, surest first.
    pub signals: Vec<SignalReport>,
}

/// What a message does, and the words that say so.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SignalReport {
    /// The signal.
    pub signal: Signal,
    /// How sure: 0–1, to two decimals.
    pub confidence: f64,
    /// Which part heard it: `rule`, `detector`, `ear` or `reader`.
    pub by: &'static str,
    /// The rule's name, where a rule heard it.
    pub rule: Option<String>,
    /// The words that counted, in Unicode scalar values of the message.
    pub spans: Vec<CharSpan>,
    /// Why it matters.
    pub explanation: String,
    /// The signal's name in the report's language.
    #[serde(skip)]
    pub name: String,
}

/// What spoke against an alarm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MitigationReport {
    /// Its stable name, such as `family-talk`.
    pub mitigation: String,
    /// The message's index in the conversation.
    pub message: usize,
    /// Why it counts.
    pub explanation: String,
    /// What to call it, in the report's language.
    #[serde(skip)]
    pub name: String,
}

/// One step of what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StepReport {
    /// Its stable name, such as `stop` or `tell`.
    pub step: String,
    /// What to do.
    pub text: String,
    /// Whom to call for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
}

/// Someone to call, with where the number is from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// The name of the service.
    pub name: String,
    /// The number to call.
    pub number: Option<String>,
    /// Its page, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where the number is from.
    pub source: String,
    /// The day on which the number was last checked, where known.
    pub checked: Option<String>,
}

/// A stretch of a text: `[start, end)` in Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CharSpan {
    /// First scalar value.
    pub start: usize,
    /// The one after the last.
    pub end: usize,
}

impl CharSpan {
    /// The same stretch of `text` counted in scalar values; a span that splits a character
    /// takes it in whole, one that reaches beyond the text ends with it.
    pub fn of(text: &str, bytes: text::Span) -> CharSpan {
        let start = text.floor_char_boundary(bytes.start as usize);
        let end = text.ceil_char_boundary(bytes.end as usize).max(start);
        let count = |stretch: Option<&str>| stretch.map_or(0, |stretch| stretch.chars().count());
        let first = count(text.get(..start));
        CharSpan { start: first, end: first + count(text.get(start..end)) }
    }
}

impl Serialize for CharSpan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        [self.start, self.end].serialize(serializer)
    }
}

fn as_one_text<S: Serializer>(sentences: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&sentences.join(" "))
}

fn as_rfc3339<S: Serializer>(at: &Option<Moment>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(Moment::to_rfc3339).serialize(serializer)
}
