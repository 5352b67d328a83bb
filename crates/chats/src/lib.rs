//! Reads the chat exports that families really have.
//!
//! [`read`] takes a [`Source`] — bytes or a reader, of any supported [`Format`] and encoding —
//! recognises it and gives a [`Reading`]: the conversations and, as [`Warning`]s, everything that
//! could not be read or that the source itself hides. `read_path` (feature `fs`) does the same
//! for a file, an archive (zip, tar, gzip) or a whole folder. Databases of apps are read with the
//! feature `sqlite`.
//!
//! ```
//! use chats::{Format, ReadOptions, Source, read};
//!
//! let export = "03/06/2024, 15:05 - Mẹ: Con tan học chưa?\n03/06/2024, 15:06 - Bống: Dạ rồi ạ\n";
//! let reading = read(Source::from_bytes(export.as_bytes()), &ReadOptions::default())?;
//!
//! assert_eq!(reading.format, Format::WhatsApp);
//! let conversation = &reading.conversations[0];
//! assert_eq!(conversation.messages[1].text, "Dạ rồi ạ");
//! assert_eq!(conversation.name_of(&conversation.messages[1]), Some("Bống"));
//! # Ok::<(), chats::ReadError>(())
//! ```
//!
//! Memory is bounded by the messages that are kept, not by the source: everything streams, and a
//! line or value longer than any message is refused. Pictures, sounds and videos are recognised
//! by their first bytes and refused; those inside an export are never unpacked. Nothing here
//! decides what a message means.
//!
//! # Adding a format
//!
//! One file in `src/formats`, with a type that implements `Importer`, and one line in the table
//! of `src/formats/mod.rs`.

mod archive;
mod beside;
mod builder;
mod conversation;
#[cfg(feature = "sqlite")]
mod database;
mod decode;
mod entities;
mod error;
mod formats;
mod gzip;
mod html;
mod json;
mod lines;
mod markup;
mod moment;
#[cfg(feature = "fs")]
mod path;
mod read;
mod rows;
mod source;
mod tar;
mod warning;
mod write;

pub use conversation::{Context, Conversation, Kind, Message, Moment, Participant, ParticipantId};
pub use error::{ArchiveLimit, DatabaseTrouble, MediaKind, ReadError};
pub use formats::Format;
#[cfg(feature = "fs")]
pub use path::{ReadPathError, read_path};
pub use read::{ReadOptions, Reading, Sides, read, read_all};
pub use source::{Source, Watch};
pub use warning::{Warning, WarningCode};
pub use write::write_jsonl;
