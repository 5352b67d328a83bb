//! Whatever the file, no importer panics, hangs or gives a conversation that contradicts itself. A few
//! thousand files here; for long runs see `docs/fuzzing.md`.

#![allow(clippy::print_stderr)]

mod mutation;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chats::{Format, ReadOptions, Reading, Source, read_all, write_jsonl};
use mutation::{Damage, Seed, damage_all, seeds};

/// So many files where nobody asks for more.
const RUNS: u64 = 20_000;

#[test]
fn no_file_is_too_strange() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders: [PathBuf; 3] =
        [here.join("tests/fixtures"), here.join("tests/exports"), here.join("../../fixtures")];
    let seeds = seeds(&folders);
    let by_format = sorted(&seeds);
    let every: Vec<&Seed> = seeds.iter().collect();
    // The same number, the same file: a fixture of a format, damaged, to be read as that format or as
    // what it looks like; now and then a fixture of any other.
    let made = |number| {
        let mut damage = Damage::number(number);
        let format = Format::ALL[damage.below(Format::ALL.len())];
        let known = by_format.get(&format).filter(|_| damage.below(8) > 0);
        let bytes = damage.of(known.unwrap_or(&every));
        ((damage.below(2) == 0).then_some(format), bytes)
    };
    let read = |format, bytes: &[u8]| {
        let options = ReadOptions { format, ..ReadOptions::default() };
        let readings = read_all(Source::from_bytes(bytes), &options).unwrap_or_default();
        readings.iter().map(agrees_with_itself).sum()
    };
    let conversations = damage_all(RUNS, made, read);
    assert!(conversations > 0, "nothing was read");
}

/// The fuzzers that are guided by coverage.
#[test]
fn every_importer_has_a_target() {
    let manifest = include_str!("../../../fuzz/Cargo.toml");
    for format in Format::ALL {
        assert!(
            manifest.contains(&format!("name = \"{format}\"\n")),
            "fuzz/Cargo.toml lacks {format}"
        );
    }
}

/// The seeds by what they are recognised as.
fn sorted(seeds: &[Seed]) -> BTreeMap<Format, Vec<&Seed>> {
    let mut by_format: BTreeMap<Format, Vec<&Seed>> = BTreeMap::new();
    for seed in seeds {
        let (path, bytes) = seed;
        let source = Source::from_bytes(bytes).named(path.to_string_lossy());
        for reading in read_all(source, &ReadOptions::default()).into_iter().flatten() {
            by_format.entry(reading.format).or_default().push(seed);
        }
    }
    by_format
}

/// Everyone who says something is there, and it can be written. Gives how many conversations.
fn agrees_with_itself(reading: &Reading) -> u64 {
    for conversation in &reading.conversations {
        for message in &conversation.messages {
            let known = message
                .from
                .is_none_or(|from| usize::from(from.0) < conversation.participants.len());
            assert!(known, "{:?} says something and is nobody", message.from);
        }
        let mut written = Vec::new();
        write_jsonl(conversation, &mut written).expect("memory takes everything");
    }
    reading.conversations.len() as u64
}
