//! The labelled material: conversations and single lines, in the form of `eval/README.md`.

use std::path::{Path, PathBuf};

use risk::{Level, Trick};
use serde::Deserialize;
use signals::Signal;
use text::Language;
use text::disguise::{Disguise, without_diacritics};

/// A labelled conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct Labelled {
    /// Its id.
    pub id: String,
    /// `en`, `vi` or `mix`.
    #[serde(default)]
    pub lang: String,
    /// Whether a caring adult would want the child warned; `None` where nobody said (then it
    /// counts as harmless).
    #[serde(default)]
    pub kind: Option<Kind>,
    /// The trick's name, or `none`.
    #[serde(default)]
    pub trick: String,
    /// Of a risk: the least level a good system ends on. Of a harmless one: the highest it may show.
    #[serde(default)]
    pub level: Level,
    /// The participant to be protected, where the reader would know.
    #[serde(default)]
    pub child: Option<String>,
    /// Who plays the trick.
    #[serde(default)]
    pub suspect: Option<String>,
    /// The last message at which a warning is in time.
    #[serde(default)]
    pub alert_by: Option<usize>,
    /// Twins bear the same pair.
    #[serde(default)]
    pub pair: Option<serde_json::Value>,
    /// The messages.
    pub messages: Vec<LabelledMessage>,
    /// Which message does what.
    #[serde(default)]
    pub labels: Vec<Label>,
}

/// Harmful or harmless.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Something a caring adult would want the child warned of.
    Risk,
    /// Ordinary talk.
    Benign,
}

/// One message of a labelled conversation.
#[derive(Clone, Debug, Deserialize)]
pub struct LabelledMessage {
    /// Who wrote it.
    pub from: String,
    /// When, RFC 3339.
    #[serde(default)]
    pub at: Option<String>,
    /// What.
    pub text: String,
}

/// That a message bears a signal.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Label {
    /// The message's index.
    pub m: usize,
    /// The signal.
    pub signal: Signal,
}

/// A single labelled message.
#[derive(Clone, Debug, Deserialize)]
pub struct Line {
    /// `en` or `vi`.
    pub lang: String,
    /// The signal that it has, or is a near-miss of.
    pub signal: Signal,
    /// 1: has it; 0: does not, though it sounds alike.
    pub label: u8,
    /// What was written.
    pub text: String,
    /// Other signals it has (not all of them).
    #[serde(default)]
    pub also: Vec<Signal>,
}

/// A file of labelled conversations.
#[derive(Clone, Debug)]
pub struct Set {
    /// Where it was read from.
    pub path: PathBuf,
    /// The conversations.
    pub conversations: Vec<Labelled>,
}

/// Everything `lachan train` learns from.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Files of conversations to learn from, in the order of their names.
    pub sets: Vec<Set>,
    /// Harmless files kept apart for choosing thresholds.
    pub calibration: Vec<Set>,
    /// Ordinary talk in which there is nothing to hear.
    pub everyday: Vec<Set>,
    /// Single lines.
    pub lines: Vec<Line>,
}

/// Why material could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MaterialError {
    /// A file or folder could not be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A line is not of the form.
    #[error("{path}, line {line}: not a labelled conversation: {source}")]
    Form {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// Why.
        source: serde_json::Error,
    },
}

impl Labelled {
    /// Whether it is a risk.
    pub fn is_risk(&self) -> bool {
        self.kind == Some(Kind::Risk)
    }

    /// The labelled trick, where it is one.
    pub fn trick(&self) -> Option<Trick> {
        Trick::from_name(&self.trick)
    }

    /// The language; `None` for mixed or unsaid.
    pub fn language(&self) -> Option<Language> {
        Language::from_code(&self.lang)
    }

    /// The same Vietnamese conversation written without its marks; `None` where there are none.
    pub fn without_marks(&self) -> Option<Labelled> {
        let mut bare = self.clone();
        let mut changed = false;
        for message in &mut bare.messages {
            let text = without_diacritics(&message.text, 0);
            changed |= text != message.text;
            message.text = text;
        }
        (changed && self.lang == "vi").then_some(bare)
    }

    /// The same with every message in a disguise.
    pub fn disguised(&self, disguise: Disguise, seed: usize) -> Labelled {
        let mut disguised = self.clone();
        for message in &mut disguised.messages {
            message.text = disguise.apply(&message.text, seed as u64);
        }
        disguised
    }

    /// The same conversation as the importers give it.
    pub fn conversation(&self) -> chats::Conversation {
        let mut conversation =
            chats::Conversation { id: self.id.clone(), ..chats::Conversation::default() };
        for message in &self.messages {
            let from = Some(conversation.participant(&message.from));
            conversation.messages.push(chats::Message {
                from,
                at: message.at.as_deref().and_then(chats::Moment::parse_rfc3339),
                text: message.text.clone(),
                ..chats::Message::default()
            });
        }
        conversation
    }
}

impl Set {
    /// Reads a file of labelled conversations, one a line.
    ///
    /// # Errors
    /// [`MaterialError`], with the line.
    pub fn read(path: &Path) -> Result<Set, MaterialError> {
        Ok(Set { path: path.to_owned(), conversations: read_lines(path)? })
    }

    /// Its Vietnamese conversations, written without marks.
    pub(crate) fn without_marks(&self) -> Vec<Labelled> {
        self.conversations.iter().filter_map(Labelled::without_marks).collect()
    }
}

impl Material {
    /// Reads a folder such as `packs/training`.
    ///
    /// # Errors
    /// [`MaterialError`], with file and line.
    pub fn read(folder: &Path) -> Result<Material, MaterialError> {
        let mut material = Material::default();
        for path in files(folder)? {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() && name == "everyday" {
                for corpus in files(&path)? {
                    material.everyday.push(Set::read(&corpus.join("conversations.jsonl"))?);
                }
            } else if name.starts_with("lines-") {
                material.lines.extend(read_lines::<Line>(&path)?);
            } else if name.starts_with("calibration-") {
                material.calibration.push(Set::read(&path)?);
            } else if name.ends_with(".jsonl") {
                material.sets.push(Set::read(&path)?);
            }
        }
        Ok(material)
    }
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, MaterialError> {
    let io = |source| MaterialError::Io { path: folder.to_owned(), source };
    let mut paths = std::fs::read_dir(folder)
        .map_err(io)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(io)?;
    paths.sort();
    Ok(paths)
}

fn read_lines<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Vec<T>, MaterialError> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| MaterialError::Io { path: path.to_owned(), source })?;
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| {
            serde_json::from_str(line).map_err(|source| MaterialError::Form {
                path: path.to_owned(),
                line: index + 1,
                source,
            })
        })
        .collect()
}
