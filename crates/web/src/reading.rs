//! From what was sent to the report on it. All in memory, and forgotten with the answer.

use axum::body::Bytes;
use chats::{Conversation, Format, ParticipantId, ReadError, ReadOptions, Sides, Source};
use engine::{MANY, Request};
use knowledge::{AgeBand, Knowledge, Reader};
use report::{Assessed, Audience, Origin, Packs, Report, WarningReport};
use text::Language;

use crate::app::Reads;
use crate::trouble::Trouble;
use crate::words::words;

/// A chat as it was sent, and what the sender says about it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) bytes: Bytes,
    pub(crate) format: Option<Format>,
    /// Who the child is, as typed.
    pub(crate) child: Option<String>,
    /// Who the other side is, as typed.
    pub(crate) contact: Option<String>,
    /// Where the text names nobody: the other side wrote all of it.
    pub(crate) all_received: bool,
    /// There was pasted text too, which is not read.
    pub(crate) paste_unread: bool,
    pub(crate) reader: Reader,
    pub(crate) home_may_be_unsafe: bool,
    pub(crate) language: Language,
}

impl Sent {
    pub(crate) fn new(language: Language) -> Sent {
        Sent {
            bytes: Bytes::new(),
            format: None,
            child: None,
            contact: None,
            all_received: false,
            paste_unread: false,
            reader: reader(None),
            home_may_be_unsafe: false,
            language,
        }
    }
}

/// The reader by its name in the form or the address; a child where nothing is said, for its
/// steps do no harm to anyone.
pub(crate) fn reader(name: Option<&str>) -> Reader {
    let child = Reader::Child(AgeBand::From13To15);
    match name {
        Some("child") | None => child,
        Some(name) => Reader::from_name(name).unwrap_or(child),
    }
}

/// Reads a chat and reports on it. Takes as long as it takes: not for the threads that answer.
pub(crate) fn read(with: &Reads, sent: &Sent) -> Result<Report, Trouble> {
    let words = words(sent.language);
    let options = ReadOptions {
        format: sent.format,
        owner_name: words.me.to_owned(),
        sides: sent.all_received.then(|| Sides::One(words.the_other.to_owned())),
        ..ReadOptions::default()
    };
    let reading =
        chats::read(Source::from_bytes(&sent.bytes), &options).map_err(|error| match error {
            ReadError::Empty => Trouble::NothingSent,
            ReadError::Media(_) => Trouble::Picture,
            error => Trouble::Unreadable(Some(error.text(sent.language))),
        })?;
    if reading.conversations.iter().all(|conversation| conversation.messages.is_empty()) {
        return Err(Trouble::Unreadable(None));
    }
    if reading.conversations.iter().any(holds_a_picture) {
        return Err(Trouble::Picture);
    }

    let mut named = Named { asked: false, found: false };
    let assessments: Vec<_> = reading
        .conversations
        .iter()
        .map(|conversation| {
            let request = Request {
                child: named.find(with, conversation, sent.child.as_deref()),
                contact: named.find(with, conversation, sent.contact.as_deref()),
                among_many: reading.conversations.len() >= MANY,
            };
            with.engine.assess(conversation, request)
        })
        .collect();
    let assessed: Vec<_> = reading
        .conversations
        .iter()
        .zip(&assessments)
        .map(|(conversation, assessment)| Assessed { conversation, assessment })
        .collect();

    let audience = Audience {
        home_may_be_unsafe: sent.home_may_be_unsafe,
        ..Audience::new(sent.language, sent.reader)
    };
    let packs = Packs { knowledge: Knowledge::bundled(), rules: with.engine.rules(), audience };
    let origin = Origin::of(std::slice::from_ref(&reading));
    let mut report = Report::build(origin, &assessed, with.identity.clone(), &packs);
    let remarks = [
        ("name-unknown", named.asked && !named.found, words.name_unknown),
        ("paste-unread", sent.paste_unread, words.paste_unread),
    ];
    for (code, _, text) in remarks.into_iter().filter(|(_, holds, _)| *holds) {
        let (code, text) = (code.to_owned(), text.to_owned());
        report.source.warnings.push(WarningReport { code, line: None, text });
    }
    Ok(report)
}

/// A picture written as text is a picture all the same.
fn holds_a_picture(conversation: &Conversation) -> bool {
    let picture = |text: &str| text.contains("data:image/") || text.contains("data:video/");
    conversation.messages.iter().any(|message| picture(&message.text))
}

/// Whether a name was given, and whether anybody in any conversation has it.
struct Named {
    asked: bool,
    found: bool,
}

impl Named {
    /// The one participant of this name, whatever its case and diacritics («bong» finds «Bống»),
    /// but the exactly written one where there are several.
    fn find(
        &mut self,
        with: &Reads,
        conversation: &Conversation,
        name: Option<&str>,
    ) -> Option<ParticipantId> {
        let name = name.map(str::trim).filter(|name| !name.is_empty())?;
        self.asked = true;
        let found = conversation.participant_named(name).or_else(|| {
            let wanted = with.folded(name);
            let mut alike = (0u16..)
                .zip(&conversation.participants)
                .filter(|(_, participant)| with.folded(&participant.name) == wanted);
            match (alike.next(), alike.next()) {
                (Some((index, _)), None) => Some(ParticipantId(index)),
                _ => None,
            }
        });
        self.found |= found.is_some();
        found
    }
}
