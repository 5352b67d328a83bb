//! From any chat text to matchable words, with spans back to the original.
//!
//! Give a [`Normaliser`] a message as it was written — in any case, width,
//! Unicode form, with look-alike letters, digits for letters, stretched or
//! split words, with or without Vietnamese diacritics — and it yields its
//! [`Normalised`] words. Two messages that a reader would call the same words
//! yield the same [`WordKey`]s; every word keeps the bytes it came from.

mod language;
mod word;

pub use language::{Language, Localised};
pub use word::{Normalised, Span, Word, WordFlags, WordKey};
