use sha2::{Digest, Sha256};

use crate::Engine;

/// The SHA-256 over everything that decides a verdict: the rules' digest, and of what the program
/// was built with the tables, the ear, the verdict, the reader and what is made plain for it.
pub(crate) fn packs_digest(engine: &Engine) -> String {
    let mut hasher = Sha256::new();
    hasher.update(engine.rules().digest().as_bytes());
    let texts = signals::TABLES.into_iter().chain([risk::VERDICT_FILE, risk::READING_FILE]);
    let files = texts.chain([text::ACCENTS_FILE]).map(str::as_bytes);
    for file in files.chain([signals::EAR_FILE, reader::READER_FILE]) {
        // With its length, so that no two sets of files run together to the same bytes.
        hasher.update((file.len() as u64).to_le_bytes());
        hasher.update(file);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
