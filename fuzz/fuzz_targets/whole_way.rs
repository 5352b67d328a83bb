//! From bytes to an assessment, without the careful reader: it would be run a few times a second.

#![no_main]

use std::sync::LazyLock;

use chats::{ReadOptions, Source, read_all};
use engine::{Engine, Request};
use libfuzzer_sys::fuzz_target;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::bundled().without_reader());

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions::default();
    for reading in read_all(Source::from_bytes(bytes), &options).into_iter().flatten() {
        for conversation in &reading.conversations {
            ENGINE.assess(conversation, Request::default());
        }
    }
});
