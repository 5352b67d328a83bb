//! The whole way of a message in one call: the only door to the engine for the command, the
//! pages and all later parts.

use chats::{Conversation, ParticipantId};
use risk::Assessment;

/// All that is needed to assess conversations: compiled packs and models. Immutable, shared by
/// threads.
#[derive(Debug)]
pub struct Engine {}

/// What the asker already knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Who is to be protected, where the asker said so.
    pub child: Option<ParticipantId>,
    /// Who the other side is, where the asker said so.
    pub contact: Option<ParticipantId>,
}

impl Engine {
    /// The engine with the packs that were compiled into the program.
    pub fn bundled() -> Engine {
        Engine {}
    }

    /// Assesses a whole conversation.
    pub fn assess(&self, _conversation: &Conversation, _request: Request) -> Assessment {
        Assessment::default()
    }
}
