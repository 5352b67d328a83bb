//! `lachan bench`: the speed of one core, with a yardstick in the same run.

use std::path::PathBuf;
use std::time::Instant;

use chats::Conversation;
use daachorse::{DoubleArrayAhoCorasick, DoubleArrayAhoCorasickBuilder};
use engine::{Engine, Request};
use reader::Reader;
use risk::Summary;
use serde::Serialize;
use text::Normalised;
use train::Set;

use crate::commands::eval::unreadable;
use crate::exit::{Exit, Failure, Outcome};
use crate::language::say;
use crate::options::{arguments, options};
use crate::output;

/// Each stage is run until this long has passed, and the fastest pass counts: the others were
/// disturbed.
const SECONDS_A_STAGE: f64 = 2.0;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[arg(
        value_name = "FILE", required = true, help_heading = arguments(),
        help = say("Các tệp JSONL", "JSONL files of conversations"),
    )]
    files: Vec<PathBuf>,

    #[arg(
        long, help_heading = options(),
        help = say(
            "Người đọc kỹ đọc mọi tin nhắn, không qua cửa của tai nghe (lâu)",
            "The careful reader reads every message, without the ear's gate (slow)",
        ),
    )]
    whole: bool,
}

#[derive(Debug, Serialize)]
struct Figures {
    schema: &'static str,
    messages: usize,
    bytes: usize,
    /// Messages per second of each stage by itself.
    stages: Stages,
    messages_per_second: f64,
    bare_scan_messages_per_second: f64,
    ratio_to_bare_scan: f64,
    /// Messages of 16 pieces, 32 in a batch, one thread.
    reader_encodings_per_second: f64,
    /// The share of the messages that the ear or a rule lets through to the reader.
    share_read: f64,
    /// Median and largest size of a conversation's state.
    bytes_per_conversation_state: usize,
    start_ms: f64,
}

#[derive(Debug, Serialize)]
struct Stages {
    normalise: f64,
    signals: f64,
    /// Messages read carefully, alone and in context, on all threads: those of the first
    /// conversations, or with `--whole` all.
    reader: f64,
    risk: f64,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    let mut conversations: Vec<Conversation> = Vec::new();
    for path in &arguments.files {
        let set = Set::read(path).map_err(unreadable)?;
        conversations.extend(set.conversations.iter().map(|labelled| labelled.conversation()));
    }
    let texts: Vec<&str> = conversations
        .iter()
        .flat_map(|conversation| conversation.messages.iter().map(|message| &*message.text))
        .collect();
    if texts.is_empty() {
        return Err(Failure::unreadable(say("không có tin nhắn nào", "there are no messages")));
    }

    let begun = Instant::now();
    let reading = Engine::bundled();
    let start_ms = begun.elapsed().as_secs_f64() * 1e3;
    let engine = reading.clone().without_reader();
    let share_read = conversations.iter().map(|it| reading.opens_for(it)).sum::<usize>() as f64
        / texts.len() as f64;
    let read = read_carefully(&reading, &conversations, arguments.whole);
    let encodings = encodings_per_second();

    let per_second = |seconds: f64| texts.len() as f64 / seconds;
    let mut normaliser = engine.normaliser();
    let mut normalised = Normalised::default();
    let normalise = fastest(|| {
        texts
            .iter()
            .map(|text| {
                normaliser.read(text, &mut normalised);
                normalised.words.len()
            })
            .sum()
    });
    let mut scanner = engine.hearing().scanner();
    let hear = fastest(|| texts.iter().map(|text| scanner.hear(text).hits.len()).sum());
    let mut listener = engine.listener(Request::default());
    let whole = fastest(|| {
        conversations
            .iter()
            .map(|conversation| {
                listener.begin(Request::default());
                conversation.messages.iter().map(|it| listener.hear(it) as usize).sum::<usize>()
            })
            .sum()
    });

    let lowered: Vec<String> = texts.iter().map(|text| text.to_lowercase()).collect();
    let yardstick = yardstick(&engine)?;
    let bare =
        fastest(|| lowered.iter().map(|text| yardstick.find_overlapping_iter(text).count()).sum());

    let mut states: Vec<usize> = conversations
        .iter()
        .map(|conversation| {
            let mut listener = engine.listener(Request::default());
            for message in &conversation.messages {
                listener.hear(message);
            }
            size(listener.summary())
        })
        .collect();
    states.sort_unstable();

    let figures = Figures {
        schema: "lachan.bench/1",
        messages: texts.len(),
        bytes: texts.iter().map(|text| text.len()).sum(),
        stages: Stages {
            normalise: per_second(normalise).round(),
            signals: per_second((hear - normalise).max(1e-9)).round(),
            reader: (read * 10.0).round() / 10.0,
            risk: per_second((whole - hear).max(1e-9)).round(),
        },
        messages_per_second: per_second(whole).round(),
        bare_scan_messages_per_second: per_second(bare).round(),
        ratio_to_bare_scan: (whole / bare * 100.0).round() / 100.0,
        reader_encodings_per_second: encodings.round(),
        share_read: (share_read * 1e4).round() / 1e4,
        bytes_per_conversation_state: states[states.len() / 2],
        start_ms: (start_ms * 10.0).round() / 10.0,
    };
    output::print(output::json(&figures)?.as_bytes())?;
    Ok(Exit::Done)
}

/// Messages a second through the careful reader.
fn read_carefully(engine: &Engine, conversations: &[Conversation], whole: bool) -> f64 {
    /// Without `--whole` so many messages are enough to know.
    const ENOUGH: usize = 600;
    let begun = Instant::now();
    let mut messages = 0;
    for conversation in conversations {
        if messages >= ENOUGH && !whole {
            break;
        }
        let part = if whole { conversation.messages.len() } else { ENOUGH - messages };
        let part = conversation.messages.iter().take(part).cloned().collect();
        let conversation = Conversation { messages: part, ..conversation.clone() };
        messages += std::hint::black_box(engine.tell(&conversation)).len();
    }
    messages as f64 / begun.elapsed().as_secs_f64()
}

/// How many messages of 16 pieces, 32 in a batch, one thread encodes in a second.
fn encodings_per_second() -> f64 {
    let one = Reader::bundled().clone().with_threads(1);
    const BATCH: usize = 32;
    BATCH as f64 / fastest(|| one.encode_alone(BATCH, 16))
}

/// Seconds of the fastest pass. The sum keeps the work from being optimised away.
fn fastest(mut pass: impl FnMut() -> usize) -> f64 {
    let begun = Instant::now();
    let mut fastest = f64::INFINITY;
    while begun.elapsed().as_secs_f64() < SECONDS_A_STAGE || fastest.is_infinite() {
        let pass_begun = Instant::now();
        std::hint::black_box(pass());
        fastest = fastest.min(pass_begun.elapsed().as_secs_f64());
    }
    fastest
}

/// A bare scan for as many patterns as the packs have words and phrases.
fn yardstick(engine: &Engine) -> Result<DoubleArrayAhoCorasick<u32>, Failure> {
    let mut patterns: Vec<String> =
        engine.lexicon().phrases().map(|(_, _, phrase)| phrase.to_lowercase()).collect();
    patterns.sort();
    patterns.dedup();
    DoubleArrayAhoCorasickBuilder::new()
        .build(&patterns)
        .map_err(|error| Failure::input_output(error.to_string()))
}

/// What a summary takes in memory, its heap included.
fn size(summary: &Summary) -> usize {
    use std::mem::size_of_val;
    let tally = size_of::<((chats::ParticipantId, signals::Signal), risk::Tally)>();
    size_of_val(summary)
        + summary.window.capacity() * size_of::<risk::Told>()
        + summary.tallies.len() * tally
}
