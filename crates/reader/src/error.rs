use std::error::Error;

/// Why a file cannot be read with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReaderError {
    /// It is packed with gzip, and cannot be unpacked whole.
    #[error("the file is packed, and damaged")]
    Packed(#[source] std::io::Error),
    /// It is cut short, or something else.
    #[error("the file is not a whole safetensors file")]
    NotSafetensors(#[source] safetensors::SafeTensorError),
    /// It is of another kind or age than this program reads.
    #[error("the file is of the form {found:?}, and this program reads {wanted:?}")]
    Form {
        /// What the file calls itself.
        found: String,
        /// What it should.
        wanted: &'static str,
    },
    /// Its metadata lacks something.
    #[error("the file's metadata has no {0:?}")]
    Untold(&'static str),
    /// Its metadata says something impossible.
    #[error("the file's metadata says {key:?} is {value:?}, which should be {wanted}")]
    Senseless {
        /// The name in the metadata.
        key: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        wanted: String,
    },
    /// It was trained to say other things than this program understands.
    #[error(
        "the file's {kind} differ from this program's: its number {place} is {found:?}, not {wanted:?}"
    )]
    Names {
        /// Signals or tricks.
        kind: &'static str,
        /// The first that differs, counted from 1.
        place: usize,
        /// What the file calls it, if it has so many.
        found: Option<String>,
        /// What this program calls it, if it has so many.
        wanted: Option<&'static str>,
    },
    /// A part is missing.
    #[error("the file has no part {0:?}")]
    NoPart(&'static str),
    /// A part is not what it should be.
    #[error("the file's part {part:?} {fault}")]
    Part {
        /// Its name.
        part: &'static str,
        /// What is wrong with it.
        fault: String,
    },
    /// A graph cannot be loaded, or does not take and give what it should.
    #[error("the file's part {part:?} cannot be computed with")]
    Graph {
        /// Its name.
        part: &'static str,
        /// What is wrong with it.
        #[source]
        fault: Box<dyn Error + Send + Sync>,
    },
}

impl ReaderError {
    pub(crate) fn graph(
        part: &'static str,
        fault: impl Into<Box<dyn Error + Send + Sync>>,
    ) -> ReaderError {
        ReaderError::Graph { part, fault: fault.into() }
    }
}
