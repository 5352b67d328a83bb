//! Reads the chat exports that families really have.

mod conversation;

pub use conversation::{Context, Conversation, Kind, Message, Moment, Participant, ParticipantId};
