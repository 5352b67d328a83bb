//! One importer, told by the name of the program: `cargo +nightly fuzz run whatsapp`. `any` reads the
//! bytes as what they look like.

#![no_main]

use std::sync::LazyLock;

use chats::{Format, ReadOptions, Source, read_all, write_jsonl};
use libfuzzer_sys::fuzz_target;

static OPTIONS: LazyLock<ReadOptions> = LazyLock::new(|| {
    let program = std::env::current_exe().ok();
    let name = program.as_deref().and_then(|path| path.file_name()).and_then(|name| name.to_str());
    let format = match name.expect("a program with a name") {
        "any" => None,
        name => Some(*Format::ALL.iter().find(|format| format.name() == name).expect("a format")),
    };
    ReadOptions { format, ..ReadOptions::default() }
});

fuzz_target!(|bytes: &[u8]| {
    for reading in read_all(Source::from_bytes(bytes), &OPTIONS).into_iter().flatten() {
        for conversation in &reading.conversations {
            write_jsonl(conversation, &mut Vec::new()).expect("memory takes everything");
        }
    }
});
