//! What one message does: the rules, the detectors and the quick ear.

mod detectors;
mod ear;
mod heard;
mod lexicon;
mod pack;
mod pattern;
mod rules;
mod scanner;
mod signal;

pub use detectors::{Advice, Detectors, Finding, LinkOddity, Value, advice};
pub use ear::{
    DRIFT_HEADS, EAR_FILE, Ear, EarError, Feature, FeatureKind, Features, HEADS, Head,
    LETTER_BUCKETS, Row, SIGNAL_HEADS, Tones, Weights,
};
pub use heard::{By, Confidence, DetectorKind, RuleId, Sign, probability};
pub use lexicon::{ConceptId, Lexicon, Mention};
pub use pack::{Fault, Pack, PackError, PackErrors, TABLES};
pub use rules::{
    Asserts, MitigationId, MitigationPage, Rule, RuleHit, RuleScratch, Rules, Samples, SignalPage,
    TestCase, TestReport,
};
pub use scanner::{Heard, Hearing, Scanner};
pub use signal::{Family, Signal, Speaker};
