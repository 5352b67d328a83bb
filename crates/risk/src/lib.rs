//! From what was heard to what the conversation is.
//!
//! [`Told`] is what is kept of a message, [`Summary`] what is kept of a conversation: small, of
//! bounded size, mergeable in any order. [`Verdict::weigh`] is a pure function from a summary to a
//! level. Nothing here reads text, a clock or a file.

mod assessment;
mod level;
mod mitigation;
mod reading;
mod summary;
mod trick;
mod verdict;
mod view;

pub use assessment::{Assessment, FirstAlert, Mitigated, Reason, TrickGuess};
pub use level::Level;
pub use mitigation::Mitigation;
pub use reading::{Line, READING_FILE, Reading, ReadingWeights};
pub use summary::{Reached, SHARP, Summary, Tally, Told, WINDOW};
pub use trick::Trick;
pub use verdict::{Context, Thresholds, VERDICT_FILE, Verdict, VerdictError, VerdictFile, Weighed};
pub use view::{MEASURES, Sign, TRICK_MEASURES, View, measure_names};
