use chats::{Moment, ParticipantId};
use signals::{Confidence, Sign};

use crate::{Level, Trick};

/// What a conversation is, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assessment {
    /// The highest level reached.
    pub level: Level,
    /// What it looks like, most likely first; empty below `concern`.
    pub tricks: Vec<TrickGuess>,
    /// The first message at which `concern` or more was reached.
    pub first_alert: Option<FirstAlert>,
    /// Who was taken for the child, where one was named or found.
    pub child: Option<ParticipantId>,
    /// Who was taken for the other side; `None` where nobody plays a trick (oversharing) or a
    /// group does (bullying).
    pub contact: Option<ParticipantId>,
    /// The messages that say so, in the order of the conversation.
    pub reasons: Vec<Reason>,
    /// What speaks against it, or weakened it.
    pub mitigations: Vec<Mitigated>,
}

/// A trick and how sure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrickGuess {
    /// The trick.
    pub trick: Trick,
    /// How sure, among the tricks.
    pub confidence: Confidence,
}

/// When a warning was first due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FirstAlert {
    /// The message's index in the conversation.
    pub message: usize,
    /// When it was written.
    pub at: Option<Moment>,
    /// The level reached with it.
    pub level: Level,
}

/// A message that moved the verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The message's index in the conversation.
    pub message: usize,
    /// Its signs, surest first.
    pub signs: Vec<Sign>,
}

/// A named thing that spoke against an alarm.
#[derive(Clone, Debug, PartialEq)]
pub struct Mitigated {
    /// Its stable name, such as `family-talk`.
    pub mitigation: String,
    /// The message's index in the conversation.
    pub message: usize,
}
