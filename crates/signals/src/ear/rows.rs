use super::HEADS;

/// The weights of one feature for every head, in units of each head's scale. Aligned so that a row
/// is one line of the processor's cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(64))]
pub struct Row(pub [i8; HEADS]);

/// Rows by a 64-bit key, in open addressing over 32-bit tags.
///
/// Most keys that are asked for are not here, and most of those end at one bit of a small filter.
/// A key that is here costs its slot and its row, one cache line each; rows lie close together, so
/// that many of them stay near the processor. Two keys that share place and tag would share a row;
/// that happens to one unknown key in billions.
#[derive(Clone, Debug, Default)]
pub(super) struct RowTable {
    /// One bit of eight a slot.
    filter: Vec<u64>,
    slots: Vec<Slot>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    /// Some bits of the key's hash, never zero; zero where the slot is empty.
    tag: u32,
    /// Which row is the key's.
    row: u32,
}

impl RowTable {
    /// Builds the table. Of equal keys the last one wins.
    pub(super) fn new(keyed: &[(u64, Row)]) -> RowTable {
        if keyed.is_empty() {
            return RowTable::default();
        }
        // At most half the slots are taken, so an empty one ends every search.
        let size = (keyed.len() * 2).next_power_of_two().max(64);
        let mut table = RowTable {
            filter: vec![0; size / 8],
            slots: vec![Slot::default(); size],
            rows: Vec::with_capacity(keyed.len()),
        };
        for (key, row) in keyed {
            let mixed = scatter(*key);
            let (word, bit) = table.filter_place(mixed);
            table.filter[word] |= bit;
            let (mut place, tag) = table.place(mixed);
            while table.slots[place].tag != 0 && table.slots[place].tag != tag {
                place = (place + 1) & (size - 1);
            }
            table.slots[place] = Slot { tag, row: table.rows.len() as u32 };
            table.rows.push(*row);
        }
        table
    }

    /// The row of a key.
    #[inline]
    pub(super) fn find(&self, key: u64) -> Option<&Row> {
        if self.slots.is_empty() {
            return None;
        }
        let mixed = scatter(key);
        let (word, bit) = self.filter_place(mixed);
        if self.filter[word] & bit == 0 {
            return None;
        }
        let (mut place, tag) = self.place(mixed);
        loop {
            let found = self.slots[place];
            if found.tag == tag {
                return self.rows.get(found.row as usize);
            }
            if found.tag == 0 {
                return None;
            }
            place = (place + 1) & (self.slots.len() - 1);
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The filter has a power of two of words, so the mask keeps within it; the slots likewise.
    #[inline]
    fn filter_place(&self, mixed: u64) -> (usize, u64) {
        let place = (mixed >> 38) as usize;
        ((place >> 6) & (self.filter.len() - 1), 1 << (place & 63))
    }

    #[inline]
    fn place(&self, mixed: u64) -> (usize, u32) {
        ((mixed >> 20) as usize & (self.slots.len() - 1), (mixed >> 32) as u32 | 1)
    }
}

/// Spreads a key over the upper bits: one multiplication folded onto itself is enough for places.
#[inline]
fn scatter(key: u64) -> u64 {
    let spread = key.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    spread ^ (spread >> 29)
}

/// Spreads the bits of a key (the finaliser of MurmurHash3).
#[inline]
pub(super) fn mix(key: u64) -> u64 {
    let mut mixed = key;
    mixed ^= mixed >> 33;
    mixed = mixed.wrapping_mul(0xff51_afd7_ed55_8ccd);
    mixed ^= mixed >> 33;
    mixed = mixed.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^ (mixed >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_put_in_and_nothing_else() {
        let row = |weight| Row([weight; HEADS]);
        let keyed: Vec<(u64, Row)> =
            (0..1000u64).map(|key| (key * 7, row((key % 100) as i8))).collect();
        let table = RowTable::new(&keyed);
        assert_eq!(table.len(), 1000);
        for key in 0..1000u64 {
            assert_eq!(table.find(key * 7), Some(&row((key % 100) as i8)));
        }
        for key in (0..7000u64).filter(|key| key % 7 != 0) {
            assert_eq!(table.find(key), None);
        }
        assert_eq!(RowTable::default().find(3), None);
    }

    #[test]
    fn a_row_is_one_cache_line() {
        assert_eq!(size_of::<Row>(), 64);
    }
}
