//! One report model and its renderings: terminal, page, JSON, PDF.
//!
//! [`Report::build`] arranges what the engine found into a [`Report`]; the sentences come from
//! the packs, through [`Texts`]. Then [`terminal::render`], [`json::render`]
//! or [`pdf::render`] shows it. No rendering decides anything: all say the same.

mod compose;
mod model;
mod outline;
mod packs;
mod passage;
mod texts;
mod when;
mod words;
mod wrap;

pub mod html;
pub mod json;
pub mod pdf;
pub mod qr;
pub mod terminal;

pub use compose::{Assessed, Origin};
pub use model::{
    CharSpan, Contact, ConversationReport, EngineIdentity, FirstAlertReport, Gaps, Hearing,
    MitigationReport, ReasonReport, Report, SCHEMA, SignalReport, SourceReport, StepReport,
    TrickReport, WarningReport,
};
pub use packs::{Audience, Packs};
pub use texts::{LevelText, Limit, MitigationText, RuleText, SignalText, Texts, TrickText};
