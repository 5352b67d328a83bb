//! How many messages a second one core reads: `cargo run --release --example speed FILE.jsonl…`
//!
//! Each line of a file is a conversation `{"messages":[{"text":"…"}]}`.
#![allow(clippy::print_stdout)]

use std::sync::Arc;
use std::time::Instant;

use lachan_text::{Normalised, Normaliser, Respelling};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lexicon = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/lexicon");
    let table = |name: &str| std::fs::read_to_string(format!("{lexicon}/respelling-{name}.tsv"));
    let started = Instant::now();
    let respelling = Arc::new(Respelling::parse(&table("vi")?, &table("en")?)?);
    let mut normaliser = Normaliser::new(respelling);
    let mut read = Normalised::default();
    normaliser.read("a", &mut read);
    println!("ready in {:.1} ms", started.elapsed().as_secs_f64() * 1e3);
    for path in std::env::args().skip(1) {
        let mut messages = Vec::new();
        for line in std::fs::read_to_string(&path)?.lines() {
            let conversation: serde_json::Value = serde_json::from_str(line)?;
            let texts = conversation["messages"].as_array().into_iter().flatten();
            messages
                .extend(texts.filter_map(|message| message["text"].as_str()).map(str::to_owned));
        }
        let bytes: usize = messages.iter().map(String::len).sum();
        // In small stretches, and of each the least of several times: other work on the machine
        // only ever adds.
        let (mut words, mut seconds) = (0, 0.0);
        for messages in messages.chunks(256) {
            let times = (0..15).map(|pass| {
                let started = Instant::now();
                for message in messages {
                    normaliser.read(message, &mut read);
                    words += if pass == 0 { read.words.len() } else { 0 };
                }
                started.elapsed().as_secs_f64()
            });
            seconds += times.fold(f64::INFINITY, f64::min);
        }
        println!(
            "{:.2} M messages/s, {:.0} MB/s: {} messages of {} bytes, {words} words, {path}",
            messages.len() as f64 / seconds / 1e6,
            bytes as f64 / seconds / 1e6,
            messages.len(),
            bytes / messages.len().max(1),
        );
    }
    Ok(())
}
