//! A WhatsApp text of so many messages, drawn from conversations in other files: what `lachan read`
//! and `lachan check` are measured on.
//!
//! `cargo run --release -p lachan-chats --example long_chat 1000000 FILE.jsonl… > long.txt`
//!
//! The same files and number give the same text: all conversations one after another in an order
//! drawn anew each time round, as if two people had written them.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use chats::{Conversation, Message, ReadOptions, read_path};

const NAMES: [&str; 2] = ["Lan", "Minh"];
/// Minutes from one message to the next.
const PAUSES: [u64; 6] = [0, 0, 1, 1, 2, 9];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let wanted: usize = arguments.next().ok_or("how many messages?")?.parse()?;
    let mut conversations: Vec<Conversation> = Vec::new();
    for path in arguments {
        for reading in read_path(Path::new(&path), &ReadOptions::default())? {
            conversations.extend(reading.conversations);
        }
    }
    if conversations.is_empty() {
        return Err("no conversations to draw from".into());
    }

    let mut output = BufWriter::new(io::stdout().lock());
    let mut dice = Dice(11);
    let (mut written, mut minutes) = (0, 0);
    while written < wanted {
        dice.shuffle(&mut conversations);
        let messages = conversations.iter().flat_map(|one| &one.messages);
        for message in messages.take(wanted - written) {
            minutes += PAUSES.get(dice.below(PAUSES.len())).copied().unwrap_or(1);
            write_message(&mut output, minutes, message)?;
            written += 1;
        }
    }
    output.flush()?;
    Ok(())
}

/// Every month has 28 days.
fn write_message(output: &mut impl Write, minutes: u64, message: &Message) -> io::Result<()> {
    let (days, months) = (minutes / 1440, minutes / 1440 / 28);
    let (day, month, year) = (days % 28 + 1, months % 12 + 1, 2015 + months / 12);
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    let name = NAMES[usize::from(message.from.is_none_or(|from| from.0 % 2 == 1))];
    let text = message.text.replace(['\n', '\r'], " ");
    writeln!(output, "{day:02}/{month:02}/{year}, {hour:02}:{minute:02} - {name}: {text}")
}

/// Numbers that look random and are the same every time (Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap_or_default()
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            let chosen = self.below(last + 1);
            things.swap(chosen, last);
        }
    }
}
