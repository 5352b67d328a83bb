//! What one pass of the encoder reads: one message alone, or several in a row.

use crate::file::Cutting;
use crate::vocabulary::Marks;

/// Pieces, which message each belongs to, and which messages are asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sequence {
    pub(crate) ids: Vec<i32>,
    /// For each piece the place of its message in this sequence: it sees its own message and those
    /// before it, never a later one.
    pub(crate) segments: Vec<i32>,
    /// The places of the messages that are asked about.
    pub(crate) asked: Vec<i32>,
}

impl Sequence {
    /// One message by itself.
    pub(crate) fn alone(pieces: &[i32], cutting: Cutting, marks: Marks) -> Sequence {
        Sequence::in_context([], [pieces], 0, cutting, marks)
    }

    /// A group of messages in order, with a few from before them, which are cut shorter. Those of
    /// the group are asked about from number `asked` on.
    pub(crate) fn in_context<'m>(
        before: impl IntoIterator<Item = &'m [i32]>,
        group: impl IntoIterator<Item = &'m [i32]>,
        asked: usize,
        cutting: Cutting,
        marks: Marks,
    ) -> Sequence {
        let mut made = Sequence { ids: vec![marks.begin], segments: vec![0], asked: Vec::new() };
        let mut place = 0;
        for pieces in before {
            made.push(cut(pieces, cutting.before_longest), place, marks);
            place += 1;
        }
        for (number, pieces) in group.into_iter().enumerate() {
            made.push(cut(pieces, cutting.longest), place, marks);
            if number >= asked {
                made.asked.push(place);
            }
            place += 1;
        }
        made
    }

    fn push(&mut self, (beginning, end): (&[i32], &[i32]), place: i32, marks: Marks) {
        self.ids.extend(beginning.iter().chain(end).chain([&marks.end]));
        self.segments.resize(self.ids.len(), place);
    }

    /// For one message the weight of each piece in its vector: all its pieces alike, its marks only
    /// where it has nothing else.
    pub(crate) fn weights(&self, place: i32, marks: Marks) -> impl Iterator<Item = f32> {
        let own = move |(id, segment): (&i32, &i32)| {
            *segment == place && *id != marks.begin && *id != marks.end
        };
        let pieces = || self.ids.iter().zip(&self.segments);
        let count = pieces().filter(|piece| own(*piece)).count();
        let empty = count == 0;
        let all = pieces().filter(|(_, segment)| **segment == place).count();
        let weight = 1.0 / if empty { all } else { count }.max(1) as f32;
        pieces().map(move |piece| {
            let counts = if empty { *piece.1 == place } else { own(piece) };
            if counts { weight } else { 0.0 }
        })
    }
}

/// The beginning and the end of what is too long.
pub(crate) fn cut(pieces: &[i32], longest: usize) -> (&[i32], &[i32]) {
    if pieces.len() <= longest {
        return (pieces, &[]);
    }
    let end = longest / 2;
    (pieces.get(..longest - end).unwrap_or_default(), {
        pieces.get(pieces.len() - end..).unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUTTING: Cutting = Cutting { longest: 5, stride: 2, before: 1, before_longest: 2 };
    const MARKS: Marks = Marks { begin: 0, end: 2, pad: 1, unknown: 3 };

    #[test]
    fn a_message_alone_stands_between_marks() {
        let made = Sequence::alone(&[7, 8], CUTTING, MARKS);
        assert_eq!((made.ids.as_slice(), made.asked.as_slice()), (&[0, 7, 8, 2][..], &[0][..]));
        assert_eq!(made.segments, [0, 0, 0, 0]);
        assert_eq!(made.weights(0, MARKS).collect::<Vec<_>>(), [0.0, 0.5, 0.5, 0.0]);
    }

    #[test]
    fn what_is_too_long_keeps_its_beginning_and_end() {
        let made = Sequence::alone(&[10, 11, 12, 13, 14, 15], CUTTING, MARKS);
        assert_eq!(made.ids, [0, 10, 11, 12, 14, 15, 2]);
        assert_eq!(cut(&[1, 2, 3], 1), (&[1][..], &[][..]));
    }

    #[test]
    fn messages_before_are_cut_shorter_and_not_asked_about() {
        let made = Sequence::in_context([&[7, 8, 9][..]], [&[10, 11, 12][..]], 0, CUTTING, MARKS);
        assert_eq!(made.ids, [0, 7, 9, 2, 10, 11, 12, 2]);
        assert_eq!(made.segments, [0, 0, 0, 0, 1, 1, 1, 1]);
        assert_eq!(made.asked, [1]);
        let third = 1.0 / 3.0;
        assert_eq!(
            made.weights(1, MARKS).collect::<Vec<_>>(),
            [0.0, 0.0, 0.0, 0.0, third, third, third, 0.0]
        );
    }

    #[test]
    fn of_a_group_those_already_read_are_not_asked_about_again() {
        let group = [&[7, 8, 9][..], &[10]];
        let made = Sequence::in_context([], group, 1, CUTTING, MARKS);
        assert_eq!(made.ids, [0, 7, 8, 9, 2, 10, 2]);
        assert_eq!(made.asked, [1]);
    }

    #[test]
    fn a_message_of_nothing_is_its_marks() {
        let made = Sequence::alone(&[], CUTTING, MARKS);
        assert_eq!(made.weights(0, MARKS).collect::<Vec<_>>(), [0.5, 0.5]);
    }
}
