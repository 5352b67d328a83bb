//! From what was heard to what the conversation is.

mod assessment;
mod level;
mod trick;

pub use assessment::{Assessment, FirstAlert, Mitigated, Reason, TrickGuess};
pub use level::Level;
pub use trick::Trick;
