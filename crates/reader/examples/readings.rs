//! What the reader of the product says of chats, for `training/`: thresholds are read off what
//! ships where that has not learned from the chats.
//!
//!     cargo run --release -p lachan-reader --example readings packs/reader.bin < chats.jsonl
//!
//! Takes lines of `{"speakers":[0,1,0],"texts":["…","…","…"]}` in plain spelling and writes for each
//! the logits after every message: `{"harm":[…],"signals":[[…]],"tricks":[[…]],"danger":[…]}`.

use std::io::{BufRead, BufWriter, Write};

use reader::{Reader, Said};
use serde_json::{Value, json};

/// Chats of all lengths side by side: enough to fill the reader's batches.
const TOGETHER: usize = 32;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("which file is the reader's?")?;
    let reader = Reader::load(&std::fs::read(path)?)?;
    let lines = std::io::stdin().lock().lines().collect::<Result<Vec<String>, _>>()?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for group in lines.chunks(TOGETHER) {
        let chats = group.iter().map(|line| chat(line)).collect::<Result<Vec<_>, _>>()?;
        let lent: Vec<Vec<(u16, &str)>> = chats
            .iter()
            .map(|chat| chat.iter().map(|(speaker, text)| (*speaker, text.as_str())).collect())
            .collect();
        let mut readings: Vec<_> = chats.iter().map(|_| reader.begin()).collect();
        let mut parts: Vec<_> = readings.iter_mut().zip(lent.iter().map(Vec::as_slice)).collect();
        for said in reader.read_together(&mut parts) {
            serde_json::to_writer(&mut out, &logits(&said))?;
            out.write_all(b"\n")?;
        }
    }
    Ok(out.flush()?)
}

fn chat(line: &str) -> Result<Vec<(u16, String)>, Box<dyn std::error::Error>> {
    let value: Value = serde_json::from_str(line)?;
    let speakers: Vec<u16> = serde_json::from_value(value["speakers"].clone())?;
    let texts: Vec<String> = serde_json::from_value(value["texts"].clone())?;
    Ok(speakers.into_iter().zip(texts).collect())
}

fn logits(said: &[Said]) -> Value {
    json!({
        "harm": said.iter().map(|it| it.harm).collect::<Vec<_>>(),
        "signals": said.iter().map(|it| it.signals).collect::<Vec<_>>(),
        "tricks": said.iter().map(|it| it.tricks).collect::<Vec<_>>(),
        "danger": said.iter().map(|it| it.danger).collect::<Vec<_>>(),
    })
}
