//! Writes QUALITY.md: `cargo run --release -p lachan-train --example quality > QUALITY.md`, with the
//! labelled corpora at `../shared` or where `LACHAN_SHARED` says. Takes about ten minutes on two
//! processors.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};

use engine::Engine;
use train::{Measured, Set};

const BEFORE: &str = include_str!("quality/before.md");
const AFTER: &str = include_str!("quality/after.md");

/// Of the large corpora every eighth conversation: enough to know, in an eighth of the time.
fn some(mut set: Set) -> Set {
    const LARGE: usize = 10_000;
    let messages: usize = set.conversations.iter().map(|one| one.messages.len()).sum();
    if messages > LARGE {
        set.conversations = set.conversations.into_iter().step_by(8).collect();
    }
    set
}

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("LACHAN_SHARED").map_or(root.join("../shared"), PathBuf::from);
    let engine = Engine::bundled();
    let mut held_out = Vec::new();
    for (title, path) in train::HELD_OUT {
        let folder = if path.starts_with("packs/") { &root } else { &shared };
        held_out.push((title.to_owned(), Set::read(&folder.join(path))?));
    }
    let mut everyday = Vec::new();
    for corpus in train::EVERYDAY {
        let path = shared.join(format!("eval/everyday/{corpus}/conversations.jsonl"));
        everyday.push((corpus.to_owned(), some(Set::read(&path)?)));
    }
    let measured = Measured { held_out, everyday };
    let mut out = std::io::stdout().lock();
    let rounds = std::fs::read_to_string(root.join("training/ROUNDS.md"))?;
    write!(out, "{BEFORE}\n{}{rounds}\n{AFTER}", train::quality(&engine, &measured))?;
    Ok(())
}
