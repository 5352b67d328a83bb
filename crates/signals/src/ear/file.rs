//! The ear's file, `packs/ear.bin`: little-endian, written and read here alone.
//!
//! ```text
//! magic "LCEAR\0\0\1" · heads u32 · per head: scale f32, bias f32
//! concepts u32 · per concept: length u16, name (in the order of their numbers)
//! words u32 · per word: key u64, row    (sorted by key; pairs and concepts alike)
//! pairs u32 · …
//! concepts and concept pairs u32 · …
//! letters u32 · per bucket: row
//! ```

use super::{Ear, HEADS, HeadScale, Row, RowTable};
use crate::Lexicon;

const MAGIC: &[u8; 8] = b"LCEAR\0\0\x01";

/// Why a file is not an ear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EarError {
    /// It does not begin as one, or is of another version.
    #[error("this file is not an ear of this version; make it anew with `lachan train`")]
    NotAnEar,
    /// It ends too early or holds impossible numbers.
    #[error("the ear's file is damaged at byte {0}; make it anew with `lachan train`")]
    Damaged(usize),
}

/// An ear as training leaves it: what the file holds.
#[derive(Clone, Debug, Default)]
pub struct Weights {
    /// For each head: scale and bias.
    pub heads: Vec<(f32, f32)>,
    /// The names of the concepts, in the order of the numbers that the keys were made with.
    pub concepts: Vec<String>,
    /// Rows of words, of pairs, of concepts, each sorted by key.
    pub tables: [Vec<(u64, Row)>; 3],
    /// Rows of the letter buckets.
    pub letters: Vec<Row>,
}

impl Weights {
    /// The bytes of the file: the same weights give the same bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        put_count(&mut bytes, self.heads.len());
        for (scale, bias) in &self.heads {
            bytes.extend(scale.to_le_bytes());
            bytes.extend(bias.to_le_bytes());
        }
        put_count(&mut bytes, self.concepts.len());
        for name in &self.concepts {
            bytes.extend((name.len() as u16).to_le_bytes());
            bytes.extend(name.as_bytes());
        }
        for table in &self.tables {
            put_count(&mut bytes, table.len());
            for (key, row) in table {
                bytes.extend(key.to_le_bytes());
                put_row(&mut bytes, row);
            }
        }
        put_count(&mut bytes, self.letters.len());
        for row in &self.letters {
            put_row(&mut bytes, row);
        }
        bytes
    }
}

impl Ear {
    /// Reads an ear from the bytes of its file.
    ///
    /// # Errors
    /// [`EarError`] where they are not one, or damaged.
    pub fn from_bytes(bytes: &[u8], lexicon: &Lexicon) -> Result<Ear, EarError> {
        let mut reader = Reader { bytes, at: 0 };
        if reader.take(MAGIC.len()).map_err(|_| EarError::NotAnEar)? != MAGIC
            || reader.count()? != HEADS
        {
            return Err(EarError::NotAnEar);
        }
        let mut heads = [HeadScale::default(); HEADS];
        for head in &mut heads {
            *head = HeadScale { scale: reader.number()?, bias: reader.number()? };
        }
        let mut concept_numbers = vec![u16::MAX; lexicon.concept_count()];
        for number in 0..reader.count()? {
            let length = u16::from_le_bytes(reader.array()?) as usize;
            let name = std::str::from_utf8(reader.take(length)?).map_err(|_| reader.damaged())?;
            if let Some(concept) = lexicon.concept(name)
                && let Some(place) = concept_numbers.get_mut(concept.0 as usize)
            {
                *place = number as u16;
            }
        }
        let mut table = || -> Result<RowTable, EarError> {
            let count = reader.count()?;
            let mut keyed = Vec::with_capacity(count.min(bytes.len() / HEADS));
            for _ in 0..count {
                keyed.push((u64::from_le_bytes(reader.array()?), reader.row()?));
            }
            Ok(RowTable::new(&keyed))
        };
        let (words, pairs, concepts) = (table()?, table()?, table()?);
        let buckets = reader.count()?;
        let mut letters = Vec::with_capacity(buckets.min(bytes.len() / HEADS));
        for _ in 0..buckets {
            letters.push(reader.row()?);
        }
        Ok(Ear { heads, words, pairs, concepts, letters, concept_numbers })
    }
}

fn put_count(bytes: &mut Vec<u8>, count: usize) {
    bytes.extend((count as u32).to_le_bytes());
}

fn put_row(bytes: &mut Vec<u8>, row: &Row) {
    bytes.extend(row.0.map(|weight| weight as u8));
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn damaged(&self) -> EarError {
        EarError::Damaged(self.at)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], EarError> {
        let taken = self
            .at
            .checked_add(length)
            .and_then(|end| self.bytes.get(self.at..end))
            .ok_or(EarError::Damaged(self.at))?;
        self.at += length;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], EarError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn count(&mut self) -> Result<usize, EarError> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    fn number(&mut self) -> Result<f32, EarError> {
        let number = f32::from_le_bytes(self.array()?);
        if number.is_finite() { Ok(number) } else { Err(self.damaged()) }
    }

    fn row(&mut self) -> Result<Row, EarError> {
        Ok(Row(self.array::<HEADS>()?.map(|byte| byte as i8)))
    }
}
