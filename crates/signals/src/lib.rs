//! What one message does: the rules, the detectors and the quick ear.

mod detectors;
mod heard;
mod signal;

pub use detectors::{Advice, Detectors, Finding, LinkOddity, Value, advice};
pub use heard::{By, Confidence, DetectorKind, RuleId, Sign};
pub use signal::{Family, Signal, Speaker};
