//! The careful reader: reads a conversation as it grows and says, after every message, how far
//! harm has come, which signals the message bears, which trick the conversation is, and whether
//! someone may come to harm today.
//!
//! Two models work together, both in one file that `training/reader/` makes. A small message
//! *encoder*, pretrained on a hundred languages, turns each message into a vector: once alone, once
//! seeing a few messages before it. Our own *conversation* model then looks from each message back
//! over those before it, knowing who speaks. Neither ever looks ahead, so a conversation may be
//! read whole, in parts or message by message, with the same result.
//!
//! ```no_run
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use reader::Reader;
//!
//! let reader = Reader::load(&std::fs::read("packs/reader.bin")?)?;
//! let mut reading = reader.begin();
//! let said = reading.read(&[(0, "are you home alone?"), (1, "yes why")]);
//! println!("{:?}", said.last().map(|said| said.harm));
//! let without = reading.without(0, "are you home alone?", &[13..18]);
//! println!("without “alone”: {:?}", without.first().map(|said| said.harm));
//! # Ok(())
//! # }
//! ```
//!
//! Nothing here does I/O, knows a clock or decides anything: what is said are logits, and `risk`
//! weighs them with all else that was heard.

mod bundled;
mod conversation;
mod encoder;
mod error;
mod file;
mod names;
mod reader;
mod reading;
mod sequence;
mod vocabulary;
mod without;

#[cfg(test)]
mod example;

pub use bundled::READER_FILE;
pub use error::ReaderError;
pub use names::{SIGNALS, TRICKS};
pub use reader::Reader;
pub use reading::{Next, Reading, Said};
