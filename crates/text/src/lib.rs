//! From any chat text to matchable words, with spans back to the original.
//!
//! Give a [`Normaliser`] a message as it was written — in any case, width,
//! Unicode form, with look-alike letters, digits for letters, stretched or
//! split words, with or without Vietnamese diacritics — and it yields its
//! [`Normalised`] words. Two messages that a reader would call the same words
//! yield the same [`WordKey`]s; every word keeps the bytes it came from.
//!
//! ```
//! let plain = lachan_text::normalise("send the secret");
//! let evasive = lachan_text::normalise("$3nd t\u{200b}he s.e.c.r.e.t");
//! assert_eq!(plain.letters, evasive.letters);
//! ```
//!
//! What a lexicon holds must be read as messages are: with the same
//! [`Respelling`], by [`Normaliser::read_as`] in the lexicon's language.

mod accents;
pub mod disguise;
mod eight;
mod fold;
mod key;
mod language;
mod letter_split;
mod normaliser;
mod plain;
mod respelling;
mod second_look;
mod spelling;
mod syllable;
mod vocabulary;
mod word;
mod word_counter;

use std::sync::Arc;

pub use accents::{ACCENTS_FILE, Accents, AccentsError};
pub use language::{Language, Localised};
pub use normaliser::Normaliser;
pub use plain::Plain;
pub use respelling::{Respelling, RespellingError, RespellingProblem};
pub use word::{Normalised, Span, Word, WordFlags, WordKey};
pub use word_counter::{WordCount, WordCounter};

/// Reads one message, chat shorthand left as it is. For many messages keep a [`Normaliser`].
pub fn normalise(message: &str) -> Normalised {
    let mut into = Normalised::default();
    Normaliser::new(Arc::new(Respelling::empty())).read(message, &mut into);
    into
}
