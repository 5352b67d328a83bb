//! What the tests read with: the file of the product, and the chat in it with what it must give.

use std::sync::{LazyLock, OnceLock};

use safetensors::SafeTensors;

use crate::file::{bytes, floats, unpacked};
use crate::{Reader, SIGNALS, Said, TRICKS};

static FILE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/reader.bin");
    unpacked(&std::fs::read(path).unwrap()).unwrap().into_owned()
});

/// The file without its packing.
pub(crate) fn file() -> &'static [u8] {
    &FILE
}

pub(crate) fn reader() -> Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| Reader::load(file()).unwrap()).clone()
}

/// The chat in the file, with what Python made of it.
pub(crate) struct Example {
    pub(crate) chat: Vec<(u16, String)>,
    pub(crate) vectors: Vec<f32>,
    pub(crate) said: Vec<Said>,
}

impl Example {
    pub(crate) fn read() -> Example {
        let tensors = SafeTensors::deserialize(file()).unwrap();
        let chat: Vec<serde_json::Value> =
            serde_json::from_slice(bytes(&tensors, "example.chat").unwrap()).unwrap();
        let mut seen: Vec<&str> = Vec::new();
        let chat = chat.iter().map(|message| {
            let from = message["from"].as_str().unwrap();
            let place = seen.iter().position(|one| *one == from).unwrap_or_else(|| {
                seen.push(from);
                seen.len() - 1
            });
            (place as u16, message["text"].as_str().unwrap().to_owned())
        });
        let signals = floats(&tensors, "example.signals").unwrap();
        let tricks = floats(&tensors, "example.tricks").unwrap();
        let said = floats(&tensors, "example.harm").unwrap().into_iter();
        let said = said.zip(signals.chunks(SIGNALS.len())).zip(tricks.chunks(TRICKS.len()));
        let danger = floats(&tensors, "example.danger").unwrap();
        let said = said.zip(danger).map(|(((harm, signals), tricks), danger)| Said {
            danger,
            harm,
            signals: signals.try_into().unwrap(),
            tricks: tricks.try_into().unwrap(),
        });
        Example {
            chat: chat.collect(),
            vectors: floats(&tensors, "example.vectors").unwrap(),
            said: said.collect(),
        }
    }
}

/// Messages as [`Reading::read`](crate::Reading::read) takes them.
pub(crate) fn lent(chat: &[(u16, String)]) -> Vec<(u16, &str)> {
    chat.iter().map(|(speaker, text)| (*speaker, text.as_str())).collect()
}

/// The greatest difference of two answers' logits.
pub(crate) fn difference(one: &[Said], other: &[Said]) -> f32 {
    assert_eq!(one.len(), other.len());
    let all = |said: &[Said]| -> Vec<f32> {
        said.iter()
            .flat_map(|said| {
                [said.harm, said.danger].into_iter().chain(said.signals).chain(said.tricks)
            })
            .collect()
    };
    all(one).iter().zip(all(other)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}
