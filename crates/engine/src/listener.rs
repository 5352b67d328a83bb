use std::borrow::Cow;
use std::fmt;

use chats::{Kind, Message, ParticipantId};
use risk::{Context, Level, Mitigation, Summary, Told, Weighed};
use signals::{Asserts, Heard, Scanner, Speaker};

use crate::careful::{Careful, Following, Pace};
use crate::{Engine, Request};

/// How sure a detector's finding may make a signal by itself: people give each other numbers and
/// addresses all day.
const FINDING: f32 = 0.7;

/// Listens to one conversation, message by message.
pub struct Listener<'e> {
    engine: &'e Engine,
    scanner: Scanner<'e>,
    summary: Summary,
    context: Context,
    place: u64,
    weighed: Weighed,
    pace: Pace,
    /// Made when the first message is followed.
    careful: Option<(Careful<'e>, Following)>,
}

impl<'e> Listener<'e> {
    pub(crate) fn new(engine: &'e Engine, request: Request, pace: Pace) -> Listener<'e> {
        Listener {
            engine,
            pace,
            careful: None,
            scanner: engine.hearing.scanner(),
            summary: Summary::default(),
            context: context(request),
            place: 0,
            weighed: Weighed::default(),
        }
    }

    /// Begins another conversation, keeping the room for work: for one who reads many.
    pub fn begin(&mut self, request: Request) {
        self.summary = Summary::default();
        self.context = context(request);
        self.place = 0;
        self.weighed = Weighed::default();
        if let Some((_, following)) = &mut self.careful {
            *following = Following::new(self.pace);
        }
    }

    /// Hears the next message and reads it; gives the level that the conversation has now reached.
    pub fn hear(&mut self, message: &Message) -> Level {
        let mut told = self.tell(message);
        if self.careful.is_none() {
            self.careful = self.engine.careful().map(|it| (it, Following::new(self.pace)));
        }
        if let Some((careful, following)) = &mut self.careful {
            careful.follow(following, message, &mut told, &self.summary);
        }
        self.take(told)
    }

    /// Adds a message that was heard and read before, as [`Engine::tell`] gives them.
    pub fn take(&mut self, told: Told) -> Level {
        let telling = told.is_telling() || told.reading.is_some();
        let place = told.place;
        self.summary.hear(told);
        if telling {
            self.weighed = self.engine.verdict.weigh(&self.summary, self.context);
            self.summary.reach(self.weighed.level, place);
        }
        self.summary.level()
    }

    /// What is kept of the next message, without adding it.
    pub(crate) fn tell(&mut self, message: &Message) -> Told {
        let place = self.place;
        self.place += 1;
        let spoken = spoken(message);
        let speaker = message.from.unwrap_or(Told::NOBODY);
        let heard = self.scanner.hear(if message.from.is_some() { &spoken } else { "" });
        told(self.engine, heard, place, speaker)
    }

    /// The conversation's state.
    pub fn summary(&self) -> &Summary {
        &self.summary
    }

    /// What the last weighing gave.
    pub fn weigh(&self) -> &Weighed {
        &self.weighed
    }

    /// What is kept of the last message.
    pub fn last(&self) -> Option<&Told> {
        self.summary.window.back()
    }
}

/// Shows how far it has come, and nothing of what was said.
impl fmt::Debug for Listener<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Listener")
            .field("messages", &self.place)
            .field("level", &self.summary.level())
            .finish_non_exhaustive()
    }
}

fn context(request: Request) -> Context {
    let Request { child, contact, among_many } = request;
    Context { child, contact, among_many }
}

/// What one message's hearing leaves behind.
fn told(engine: &Engine, heard: &Heard, place: u64, speaker: ParticipantId) -> Told {
    let mut told = Told::new(place, speaker, heard.language, &heard.tones);
    let rules = engine.rules();
    for hit in &heard.hits {
        let rule = rules.rule(hit.rule);
        match rule.asserts() {
            Asserts::Signal(signal) => told.rule(signal, rule.confidence().get()),
            Asserts::Mitigation(id) => {
                let known = rules.mitigation(id).and_then(|page| Mitigation::from_name(&page.id));
                if let Some(mitigation) = known {
                    told.mitigate(mitigation);
                }
            }
        }
    }
    for finding in &heard.findings {
        for side in [Speaker::Child, Speaker::Contact] {
            if let Some(signal) = finding.signal_as(side) {
                told.rule(signal, finding.confidence.get().min(FINDING));
            }
        }
    }
    told
}

/// What a message says, where it is not said in words: a picture is sent without a caption.
pub(crate) fn spoken(message: &Message) -> Cow<'_, str> {
    if message.deleted {
        return Cow::Borrowed("");
    }
    match message.kind {
        Kind::Media if message.text.trim().is_empty() => {
            let name = message.attachment.as_deref().unwrap_or_default();
            let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            Cow::Borrowed(match ending.as_str() {
                "mp4" | "mov" | "3gp" | "webm" | "mkv" => "[video]",
                "opus" | "ogg" | "mp3" | "m4a" | "aac" | "amr" => "[voice message]",
                "jpg" | "jpeg" | "png" | "heic" | "webp" => "[photo]",
                _ => "[media]",
            })
        }
        Kind::Text | Kind::Media => Cow::Borrowed(&message.text),
        Kind::Call | Kind::System => Cow::Borrowed(""),
    }
}
