use super::HEADS;

/// The weights of one feature for every head, in units of each head's scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row(pub [i8; HEADS]);

/// Rows by a 64-bit key, in open addressing over 32-bit fingerprints.
///
/// Two keys that share bucket chain and fingerprint would share a row; with a hundred thousand
/// rows that happens to one unknown key in some tens of thousands, which a sum does not feel.
#[derive(Clone, Debug, Default)]
pub(super) struct RowTable {
    slots: Vec<Slot>,
    rows: Vec<Row>,
    mask: usize,
    /// One bit of eight a row, small enough to stay in the nearest cache: most keys asked for are
    /// not here, and most of those end at a bit that is not set.
    filter: Vec<u64>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    fingerprint: u32,
    /// Row number plus one; 0 is an empty slot.
    row: u32,
}

impl RowTable {
    /// Builds the table. Of equal keys the last one wins.
    pub(super) fn new(keyed: impl IntoIterator<Item = (u64, Row)>) -> RowTable {
        let keyed: Vec<(u64, Row)> = keyed.into_iter().collect();
        if keyed.is_empty() {
            return RowTable::default();
        }
        let size = (keyed.len() * 2).next_power_of_two().max(8);
        let mut table = RowTable {
            slots: vec![Slot::default(); size],
            rows: Vec::with_capacity(keyed.len()),
            mask: size - 1,
            filter: vec![0; (size / 16).max(1)],
        };
        for (key, row) in keyed {
            table.rows.push(row);
            let (word, bit) = table.filter_place(mix(key));
            table.filter[word] |= bit;
            let (mut place, fingerprint) = table.place(key);
            while table.slots[place].row != 0 && table.slots[place].fingerprint != fingerprint {
                place = (place + 1) & table.mask;
            }
            table.slots[place] = Slot { fingerprint, row: table.rows.len() as u32 };
        }
        table
    }

    /// The row of a key.
    pub(super) fn find(&self, key: u64) -> Option<&Row> {
        if self.slots.is_empty() {
            return None;
        }
        let (word, bit) = self.filter_place(mix(key));
        if self.filter[word] & bit == 0 {
            return None;
        }
        let (mut place, fingerprint) = self.place(key);
        loop {
            let slot = self.slots[place];
            if slot.row == 0 {
                return None;
            }
            if slot.fingerprint == fingerprint {
                return self.rows.get(slot.row as usize - 1);
            }
            place = (place + 1) & self.mask;
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    fn filter_place(&self, mixed: u64) -> (usize, u64) {
        // `filter` has a power of two of words, so the mask keeps within it.
        let place = (mixed >> 40) as usize;
        ((place >> 6) & (self.filter.len() - 1), 1 << (place & 63))
    }

    fn place(&self, key: u64) -> (usize, u32) {
        let mixed = mix(key);
        ((mixed as usize) & self.mask, (mixed >> 32) as u32)
    }
}

/// Spreads the bits of a key (the finaliser of MurmurHash3).
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
        let table = RowTable::new((0..1000u64).map(|key| (key * 7, row((key % 100) as i8))));
        for key in 0..1000u64 {
            assert_eq!(table.find(key * 7), Some(&row((key % 100) as i8)));
        }
        assert_eq!(table.find(3), None);
        assert_eq!(RowTable::default().find(3), None);
    }
}
