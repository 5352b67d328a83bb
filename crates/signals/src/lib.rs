//! What one message does: the rules, the detectors and the quick ear.

mod heard;
mod signal;

pub use heard::{By, Confidence, DetectorKind, RuleId, Sign};
pub use signal::{Family, Signal, Speaker};
