//! Makes `packs/ear.bin` and `packs/verdict.toml` from the labelled material, and measures the
//! engine on labelled conversations.
//!
//! The same material gives the same bytes: one thread a model, a fixed order, no clock, no
//! download.

mod ear;
mod evaluation;
mod linear;
mod making;
mod material;
mod quality;
mod verdict;

pub use evaluation::{
    Course, EngineIdentity, Evaluation, SetFigures, Step, courses, evaluate, explain, figures,
};
pub use making::{Made, Progress, make};
pub use material::{Kind, Label, Labelled, LabelledMessage, Line, Material, MaterialError, Set};
pub use quality::{EVERYDAY, HELD_OUT, Measured, held_out_rows, quality};
pub use verdict::Aims;
