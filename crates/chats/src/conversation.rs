use serde::{Deserialize, Serialize};

/// A conversation as an export gave it: who took part and what was written, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversation {
    /// The source's own id where it has one, else made from its place in the source.
    pub id: String,
    /// The name of the chat or group, where the source says one.
    pub title: Option<String>,
    /// Everyone who wrote or is named as a member. [`ParticipantId`] indexes it.
    pub participants: Vec<Participant>,
    /// Whose export this is, where the source says so.
    pub owner: Option<ParticipantId>,
    /// What the source says about the conversation as a whole.
    pub context: Context,
    /// The messages, oldest first.
    pub messages: Vec<Message>,
}

/// Someone who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The name as shown in the source.
    pub name: String,
}

/// A participant's place in [`Conversation::participants`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ParticipantId(pub u16);

/// What a source says about a conversation as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Context {
    /// The platform kept it apart as a request from a stranger.
    pub stranger_request: bool,
    /// Only one side's messages are in the source (a Discord data package, say).
    pub one_sided: bool,
    /// The source is known to leave messages out (unsaved or vanished ones).
    pub incomplete: bool,
    /// Someone set messages to vanish by themselves.
    pub vanishing: bool,
}

/// One message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Who wrote it; `None` for what the platform itself says.
    pub from: Option<ParticipantId>,
    /// When, where the source says so.
    pub at: Option<Moment>,
    /// What was written; empty for media without a caption.
    pub text: String,
    /// What it is.
    pub kind: Kind,
    /// Was changed after it was sent.
    pub edited: bool,
    /// Was taken back or deleted; then `text` is empty.
    pub deleted: bool,
    /// Was passed on from elsewhere.
    pub forwarded: bool,
    /// The name of an attached file, never its content.
    pub attachment: Option<String>,
}

/// What a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Written words.
    #[default]
    Text,
    /// A picture, video, voice note, sticker, file, place or contact card.
    Media,
    /// A call, taken or missed.
    Call,
    /// The platform speaking: someone joined, the name changed, vanishing messages on.
    System,
}

/// A point in time as a chat shows it: an instant and the offset of the clock on the wall.
///
/// Ordered by instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub unix_ms: i64,
    /// Minutes east of UTC of the clock it was shown on.
    pub offset_minutes: i16,
}

impl Conversation {
    /// The name of who wrote a message; `None` for what the platform itself says.
    pub fn name_of(&self, message: &Message) -> Option<&str> {
        let participant = self.participants.get(usize::from(message.from?.0))?;
        Some(&participant.name)
    }

    /// The participant of this name, added where there is none yet. (Of more people than can be
    /// numbered the last ones share a number.)
    pub fn participant(&mut self, name: &str) -> ParticipantId {
        self.participant_named(name).unwrap_or_else(|| {
            self.participants.push(Participant { name: name.to_owned() });
            ParticipantId(u16::try_from(self.participants.len() - 1).unwrap_or(u16::MAX))
        })
    }

    /// The first participant of this name, letter for letter.
    pub fn participant_named(&self, name: &str) -> Option<ParticipantId> {
        let at = self.participants.iter().position(|participant| participant.name == name)?;
        u16::try_from(at).ok().map(ParticipantId)
    }
}
