//! How fast the reader reads, on one thread and on all, and in how much memory.
//!
//! `cargo run --release -p lachan-reader --example speed [FILE.jsonl]`
//!
//! Times on one thread are this program's own on the processor, so that a busy machine counts
//! less. The file has one chat a line, as `eval/dev/en.jsonl` does.

#![expect(clippy::print_stdout, reason = "a program")]

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use reader::{Reader, Reading};

const HERE: &str = env!("CARGO_MANIFEST_DIR");
/// As many pieces as most chat messages have, with the marks before and after them.
const PIECES: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let chats = match std::env::args().nth(1) {
        Some(path) => chats(Path::new(&path))?,
        None => chats(&Path::new(HERE).join("../../../shared/eval/dev/en.jsonl"))?,
    };
    let file = std::fs::read(Path::new(HERE).join("../../packs/reader.bin"))?;
    let start = Instant::now();
    let reader = Reader::load(&file)?;
    println!("loads in {:.0} ms; {:?} MB resident then", milliseconds(start), resident("VmRSS:"));

    let one = reader.clone().with_threads(1);
    for batch in [1, 8, 32, 48] {
        let encodings = encodings(&one, batch);
        println!(
            "one thread, {batch} messages of {PIECES} pieces a pass: {encodings:.0} encodings/s"
        );
    }
    let some = chats.get(..20).unwrap_or(&chats);
    println!(
        "one thread, chats whole: {:.0} messages/s",
        rate(&chats, Clock::busy(), |chat| {
            one.begin().read(&lent(chat));
        })
    );
    println!(
        "one thread, message by message: {:.0} messages/s",
        rate(some, Clock::busy(), |chat| {
            let mut reading: Reading = one.begin();
            for message in lent(chat) {
                reading.read(&[message]);
            }
        })
    );
    println!(
        "all threads, chats whole: {:.0} messages/s on the wall",
        rate(&chats, Clock::wall(), |chat| {
            reader.begin().read(&lent(chat));
        })
    );
    println!("peak resident {:?} MB", resident("VmHWM:"));
    Ok(())
}

type Chat = Vec<(u16, String)>;

fn chats(path: &Path) -> Result<Vec<Chat>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    text.lines().map(chat).collect()
}

fn chat(line: &str) -> Result<Chat, Box<dyn Error>> {
    let data: serde_json::Value = serde_json::from_str(line)?;
    let mut seen = HashMap::new();
    let messages = data["messages"].as_array().ok_or("a chat without messages")?;
    let message = |message: &serde_json::Value| {
        let next = seen.len() as u16;
        let from = message["from"].as_str().unwrap_or_default().to_owned();
        let speaker = *seen.entry(from).or_insert(next);
        (speaker, message["text"].as_str().unwrap_or_default().to_owned())
    };
    Ok(messages.iter().map(message).collect())
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}

/// The best of several tries, so that a busy machine counts less.
fn encodings(reader: &Reader, batch: usize) -> f64 {
    let tries = (0..40).map(|_| {
        let start = Instant::now();
        reader.encode_alone(batch, PIECES);
        batch as f64 / start.elapsed().as_secs_f64()
    });
    tries.fold(0.0, f64::max)
}

fn lent(chat: &Chat) -> Vec<(u16, &str)> {
    chat.iter().map(|(speaker, text)| (*speaker, text.as_str())).collect()
}

fn rate(chats: &[Chat], clock: Clock, read: impl FnMut(&Chat)) -> f64 {
    let messages: usize = chats.iter().map(Vec::len).sum();
    chats.iter().for_each(read);
    messages as f64 / clock.seconds()
}

/// The time on the wall, or that this program itself has run where the system says it.
struct Clock {
    wall: Instant,
    ticks: Option<u64>,
}

impl Clock {
    fn wall() -> Clock {
        Clock { wall: Instant::now(), ticks: None }
    }

    fn busy() -> Clock {
        Clock { ticks: Clock::ticks(), ..Clock::wall() }
    }

    /// Hundredths of a second of work, by Linux's account.
    fn ticks() -> Option<u64> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        let fields = stat.rsplit_once(") ")?.1.split(' ').skip(11).take(2);
        Some(fields.filter_map(|ticks| ticks.parse::<u64>().ok()).sum())
    }

    fn seconds(&self) -> f64 {
        match self.ticks.zip(Clock::ticks()) {
            Some((start, end)) => (end - start) as f64 / 100.0,
            None => self.wall.elapsed().as_secs_f64(),
        }
    }
}

/// A line of what Linux knows of this program's memory, in megabytes.
fn resident(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let found = status.lines().find_map(|one| one.strip_prefix(line))?;
    found.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kilobytes| kilobytes / 1000)
}
