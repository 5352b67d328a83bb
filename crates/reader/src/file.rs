//! The file: a safetensors file with two graphs, the vocabulary and the numbers to use them.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Display;
use std::io::Read;
use std::ops::RangeInclusive;
use std::str::FromStr;

use flate2::bufread::GzDecoder;
use safetensors::{Dtype, SafeTensors};

use crate::vocabulary::{Marks, Vocabulary};
use crate::{ReaderError, SIGNALS, TRICKS};

const FORM: &str = "lachan.reader/2";

pub(crate) const ENCODER: &str = "encoder.onnx";
pub(crate) const CONVERSATION: &str = "conversation.onnx";
const PIECES: &str = "vocabulary.pieces";
const SCORES: &str = "vocabulary.scores";
const CHARACTERS: &str = "vocabulary.characters";

/// At most so much is taken out of a packed file.
const LARGEST: u64 = 256 << 20;

/// The file without its packing: gzip where it begins so, else as it is.
pub(crate) fn unpacked(file: &[u8]) -> Result<Cow<'_, [u8]>, ReaderError> {
    const GZIP: [u8; 2] = [0x1f, 0x8b];
    if !file.starts_with(&GZIP) {
        return Ok(Cow::Borrowed(file));
    }
    // The last four bytes of gzip are the length of what is packed.
    let told = file.last_chunk().map_or(0, |told| u32::from_le_bytes(*told));
    let mut unpacked = Vec::with_capacity(u64::from(told).min(LARGEST) as usize);
    GzDecoder::new(file).take(LARGEST).read_to_end(&mut unpacked).map_err(ReaderError::Packed)?;
    Ok(Cow::Owned(unpacked))
}

/// What the file holds, checked as far as it can be without running the graphs.
#[derive(Debug)]
pub(crate) struct Parts<'f> {
    pub(crate) encoder: &'f [u8],
    pub(crate) conversation: &'f [u8],
    pub(crate) vocabulary: Vocabulary,
    pub(crate) cutting: Cutting,
    pub(crate) shape: Shape,
}

/// How much of which messages one pass of the encoder reads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cutting {
    /// Of a message that is asked about at most so many pieces are read.
    pub(crate) longest: usize,
    /// A pass in context asks about so many messages, counted from the beginning of the reading.
    pub(crate) stride: usize,
    /// It sees so many messages before them.
    pub(crate) before: usize,
    /// Of those at most so many pieces are read.
    pub(crate) before_longest: usize,
}

/// What the conversation model takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// Speakers are told apart by order of appearance; the later ones share the last place.
    pub(crate) speakers: usize,
    /// A message looks back over so many messages, itself among them.
    pub(crate) reach: usize,
    pub(crate) layers: usize,
    /// How many models stand side by side; what they say is their mean.
    pub(crate) nets: usize,
    pub(crate) width: usize,
}

impl<'f> Parts<'f> {
    pub(crate) fn read(file: &'f [u8]) -> Result<Parts<'f>, ReaderError> {
        let tensors = SafeTensors::deserialize(file).map_err(ReaderError::NotSafetensors)?;
        let told = Told::read(file)?;
        told.expect_form()?;
        told.expect_names("signals", &SIGNALS)?;
        told.expect_names("tricks", &TRICKS)?;
        Ok(Parts {
            encoder: bytes(&tensors, ENCODER)?,
            conversation: bytes(&tensors, CONVERSATION)?,
            vocabulary: vocabulary(&tensors, &told)?,
            cutting: told.cutting()?,
            shape: told.shape()?,
        })
    }
}

/// The file's metadata.
struct Told(HashMap<String, String>);

impl Told {
    fn read(file: &[u8]) -> Result<Told, ReaderError> {
        let (_, header) = SafeTensors::read_metadata(file).map_err(ReaderError::NotSafetensors)?;
        Ok(Told(header.metadata().clone().unwrap_or_default()))
    }

    fn get(&self, key: &'static str) -> Result<&str, ReaderError> {
        self.0.get(key).map(String::as_str).ok_or(ReaderError::Untold(key))
    }

    /// A number within what makes sense, so that a broken file asks for no absurd amount of work.
    fn number<N>(&self, key: &'static str, sensible: RangeInclusive<N>) -> Result<N, ReaderError>
    where
        N: FromStr + PartialOrd + Display,
    {
        let value = self.get(key)?;
        value.parse().ok().filter(|number| sensible.contains(number)).ok_or_else(|| {
            let wanted = format!("a number from {} to {}", sensible.start(), sensible.end());
            ReaderError::Senseless { key, value: value.to_owned(), wanted }
        })
    }

    fn expect_form(&self) -> Result<(), ReaderError> {
        match self.get("form")? {
            FORM => Ok(()),
            found => Err(ReaderError::Form { found: found.to_owned(), wanted: FORM }),
        }
    }

    fn expect_names(&self, kind: &'static str, wanted: &[&'static str]) -> Result<(), ReaderError> {
        let found: Vec<&str> = self.get(kind)?.split(' ').collect();
        let differs = |place: &usize| found.get(*place) != wanted.get(*place);
        match (0..found.len().max(wanted.len())).find(differs) {
            None => Ok(()),
            Some(place) => Err(ReaderError::Names {
                kind,
                place: place + 1,
                found: found.get(place).map(|name| (*name).to_owned()),
                wanted: wanted.get(place).copied(),
            }),
        }
    }

    fn cutting(&self) -> Result<Cutting, ReaderError> {
        Ok(Cutting {
            longest: self.number("longest", 1..=512)?,
            stride: self.number("stride", 1..=64)?,
            before: self.number("before", 0..=64)?,
            before_longest: self.number("before_longest", 1..=512)?,
        })
    }

    fn shape(&self) -> Result<Shape, ReaderError> {
        Ok(Shape {
            speakers: self.number("speakers", 1..=64)?,
            reach: self.number("reach", 1..=4096)?,
            layers: self.number("layers", 1..=64)?,
            nets: self.number("nets", 1..=64)?,
            width: self.number("width", 1..=4096)?,
        })
    }

    fn marks(&self, pieces: usize) -> Result<Marks, ReaderError> {
        let last = i32::try_from(pieces).unwrap_or(i32::MAX) - 1;
        Ok(Marks {
            begin: self.number("begin", 0..=last)?,
            end: self.number("end", 0..=last)?,
            pad: self.number("pad", 0..=last)?,
            unknown: self.number("unknown", 0..=last)?,
        })
    }
}

fn vocabulary(tensors: &SafeTensors<'_>, told: &Told) -> Result<Vocabulary, ReaderError> {
    let text = std::str::from_utf8(bytes(tensors, PIECES)?).map_err(|fault| ReaderError::Part {
        part: PIECES,
        fault: format!("is no text: {fault}"),
    })?;
    let pieces: Vec<&str> = text.split_terminator('\n').collect();
    let scores = floats(tensors, SCORES)?;
    if scores.len() != pieces.len() {
        let fault = format!("has {} scores for {} pieces", scores.len(), pieces.len());
        return Err(ReaderError::Part { part: SCORES, fault });
    }
    let characters = serde_json::from_slice(bytes(tensors, CHARACTERS)?).map_err(|fault| {
        ReaderError::Part { part: CHARACTERS, fault: format!("maps no characters: {fault}") }
    })?;
    let marks = told.marks(pieces.len())?;
    let unknown_score = told.number("unknown_score", -1e6..=0.0)?;
    Ok(Vocabulary::new(&pieces, &scores, marks, unknown_score, characters))
}

/// A part that is bytes.
pub(crate) fn bytes<'f>(
    tensors: &SafeTensors<'f>,
    part: &'static str,
) -> Result<&'f [u8], ReaderError> {
    raw(tensors, part, Dtype::U8)
}

/// A part that is numbers.
pub(crate) fn floats(
    tensors: &SafeTensors<'_>,
    part: &'static str,
) -> Result<Vec<f32>, ReaderError> {
    let (whole, _) = raw(tensors, part, Dtype::F32)?.as_chunks();
    let numbers: Vec<f32> = whole.iter().map(|four| f32::from_le_bytes(*four)).collect();
    if numbers.iter().all(|number| number.is_finite()) {
        Ok(numbers)
    } else {
        Err(ReaderError::Part { part, fault: "holds what is no number".to_owned() })
    }
}

fn raw<'f>(
    tensors: &SafeTensors<'f>,
    part: &'static str,
    kind: Dtype,
) -> Result<&'f [u8], ReaderError> {
    let tensor = tensors.tensor(part).map_err(|_| ReaderError::NoPart(part))?;
    if tensor.dtype() == kind {
        Ok(tensor.data())
    } else {
        let fault = format!("is of the type {:?}, not {kind:?}", tensor.dtype());
        Err(ReaderError::Part { part, fault })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::Reader;
    use crate::example::file;

    /// The file with its metadata and parts changed.
    fn changed(
        change: impl FnOnce(&mut HashMap<String, String>, &mut HashMap<String, Vec<u8>>),
    ) -> Vec<u8> {
        let tensors = SafeTensors::deserialize(file()).unwrap();
        let mut told = Told::read(file()).unwrap().0;
        let mut parts = HashMap::new();
        for name in tensors.names() {
            parts.insert(name.to_string(), tensors.tensor(name).unwrap().data().to_vec());
        }
        change(&mut told, &mut parts);
        let views: HashMap<&str, _> = parts
            .iter()
            .map(|(name, data)| {
                let (kind, size) = match tensors.tensor(name).unwrap().dtype() {
                    Dtype::F32 => (Dtype::F32, 4),
                    kind => (kind, 1),
                };
                let shape = vec![data.len() / size];
                (name.as_str(), safetensors::tensor::TensorView::new(kind, shape, data).unwrap())
            })
            .collect();
        safetensors::serialize(views, Some(told)).unwrap()
    }

    fn fault(file: Vec<u8>) -> String {
        Reader::load(&file).unwrap_err().to_string()
    }

    fn told(key: &str, value: &str) -> String {
        fault(changed(|told, _| drop(told.insert(key.to_owned(), value.to_owned()))))
    }

    #[test]
    fn a_file_cut_short_is_none() {
        for size in [0, 1, 7, 8, 9, 200, 100_000, file().len() - 1] {
            let found = fault(file()[..size].to_vec());
            assert_eq!(found, "the file is not a whole safetensors file", "{size}");
        }
    }

    #[test]
    fn a_packed_file_that_is_damaged_is_none() {
        for file in [&[0x1f, 0x8b][..], &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6]] {
            assert_eq!(fault(file.to_vec()), "the file is packed, and damaged");
        }
    }

    #[test]
    fn what_the_metadata_lacks_is_named() {
        let found = fault(changed(|told, _| drop(told.remove("reach"))));
        assert_eq!(found, "the file's metadata has no \"reach\"");
    }

    #[test]
    fn impossible_numbers_are_named() {
        assert_eq!(
            told("stride", "0"),
            "the file's metadata says \"stride\" is \"0\", which should be a number from 1 to 64"
        );
        for (key, value) in [
            ("begin", "-1"),
            ("unknown", "999999999"),
            ("longest", "99999999999999999999"),
            ("unknown_score", "NaN"),
            ("reach", "many"),
        ] {
            assert!(told(key, value).contains(key), "{key}");
        }
    }

    #[test]
    fn another_form_is_refused() {
        assert_eq!(
            told("form", "lachan.reader/9"),
            format!(
                "the file is of the form \"lachan.reader/9\", and this program reads \"{FORM}\""
            )
        );
    }

    #[test]
    fn other_names_are_refused() {
        let found = told("tricks", "grooming bullying");
        assert!(
            found.contains("its number 2 is Some(\"bullying\"), not Some(\"sextortion\")"),
            "{found}"
        );
        assert!(told("signals", &format!("{} more", SIGNALS.join(" "))).contains("number 33"));
    }

    #[test]
    fn each_part_is_missed() {
        for part in [ENCODER, CONVERSATION, PIECES, SCORES, CHARACTERS] {
            let found = fault(changed(|_, parts| drop(parts.remove(part))));
            assert_eq!(found, format!("the file has no part {part:?}"));
        }
    }

    #[test]
    fn broken_parts_are_named() {
        for part in [ENCODER, CONVERSATION, PIECES, SCORES, CHARACTERS] {
            let broken = fault(changed(|_, parts| {
                let data = parts.get_mut(part).unwrap();
                data.truncate(data.len() / 8 * 4);
                data.extend([0xff; 8]);
            }));
            assert!(broken.contains(part), "{part}: {broken}");
        }
    }

    #[test]
    fn graphs_that_do_not_fit_the_numbers_are_refused() {
        for key in ["width", "nets", "layers", "reach"] {
            assert!(told(key, "50").contains(CONVERSATION), "{key}");
        }
    }
}
