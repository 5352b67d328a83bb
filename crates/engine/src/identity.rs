use sha2::{Digest, Sha256};

use crate::Engine;

/// The SHA-256 over everything that decides a verdict: the packs' digest, the ear, the verdict.
pub(crate) fn packs_digest(engine: &Engine) -> String {
    let mut hasher = Sha256::new();
    hasher.update(engine.rules().digest().as_bytes());
    hasher.update(signals::EAR_FILE);
    hasher.update(risk::VERDICT_FILE.as_bytes());
    hasher.update(risk::READING_FILE.as_bytes());
    hasher.update(reader::READER_FILE);
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
