//! From text to pieces: the likeliest way to lay a text out of SentencePiece unigram pieces.

use std::collections::{HashMap, HashSet};
use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// What stands for a space, and in front of every text.
const SPACE: char = '\u{2581}';

/// The pieces that stand for something else than text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marks {
    pub(crate) begin: i32,
    pub(crate) end: i32,
    pub(crate) pad: i32,
    /// For a character that no piece holds.
    pub(crate) unknown: i32,
}

/// Pieces with the logarithms of their probabilities, in a tree of their characters.
pub(crate) struct Vocabulary {
    /// From a node of the tree over a character to the next; node 0 is the root.
    steps: HashMap<(u32, char), u32>,
    /// For each node the piece that ends there, with its score.
    ends: Vec<Option<(i32, f64)>>,
    /// What a character becomes before pieces are looked for; most stay as they are.
    characters: HashMap<char, Box<str>>,
    marks: Marks,
    unknown_score: f64,
    last: i32,
}

impl Vocabulary {
    pub(crate) fn new(
        pieces: &[&str],
        scores: &[f32],
        marks: Marks,
        unknown_score: f64,
        characters: HashMap<char, Box<str>>,
    ) -> Vocabulary {
        let mut vocabulary = Vocabulary {
            steps: HashMap::new(),
            ends: vec![None],
            characters,
            marks,
            unknown_score,
            last: -1,
        };
        // Text that looks like a mark is text.
        let marks = HashSet::from([marks.begin, marks.end, marks.pad, marks.unknown]);
        for ((piece, score), id) in pieces.iter().zip(scores).zip(0..) {
            vocabulary.last = id;
            if !marks.contains(&id) {
                vocabulary.add(piece, id, f64::from(*score));
            }
        }
        vocabulary
    }

    fn add(&mut self, piece: &str, id: i32, score: f64) {
        let mut node = 0;
        for character in piece.chars() {
            let next = self.ends.len() as u32;
            node = *self.steps.entry((node, character)).or_insert(next);
            if node == next {
                self.ends.push(None);
            }
        }
        if let Some(end) = self.ends.get_mut(node as usize) {
            *end = Some((id, score));
        }
    }

    pub(crate) fn marks(&self) -> Marks {
        self.marks
    }

    /// The greatest number of a piece.
    pub(crate) fn last(&self) -> i32 {
        self.last
    }

    /// The text as pieces see it: characters mapped, spaces single and marked, one in front.
    fn normalise(&self, text: &str) -> Vec<char> {
        let mut seen = vec![SPACE];
        let mut space = false;
        let mut see = |character: char| {
            if character == ' ' {
                space = seen.len() > 1;
                return;
            }
            if std::mem::take(&mut space) {
                seen.push(SPACE);
            }
            seen.push(character);
        };
        for character in text.nfc() {
            match self.characters.get(&character) {
                Some(other) => other.chars().for_each(&mut see),
                None => see(character),
            }
        }
        seen
    }

    /// The likeliest pieces, without the marks for begin and end.
    pub(crate) fn encode(&self, text: &str) -> Vec<i32> {
        let text = self.normalise(text);
        // For each place the best score of what stands before it, and the last piece of that way.
        let mut best = vec![f64::NEG_INFINITY; text.len() + 1];
        let mut back = vec![(0, self.marks.unknown); text.len() + 1];
        if let Some(first) = best.first_mut() {
            *first = 0.0;
        }
        for start in 0..text.len() {
            let score = best.get(start).copied().unwrap_or_default();
            let mut offer = |end: usize, id: i32, worth: f64| {
                if let (Some(best), Some(back)) = (best.get_mut(end), back.get_mut(end))
                    && score + worth > *best
                {
                    (*best, *back) = (score + worth, (start, id));
                }
            };
            let mut node = 0;
            for (character, end) in text.iter().skip(start).zip(start + 1..) {
                let Some(next) = self.steps.get(&(node, *character)) else { break };
                node = *next;
                if let Some(Some((id, worth))) = self.ends.get(node as usize) {
                    offer(end, *id, *worth);
                }
            }
            offer(start + 1, self.marks.unknown, self.unknown_score);
        }
        let mut pieces = Vec::new();
        let mut end = text.len();
        while let Some((start, id)) = back.get(end).filter(|_| end > 0) {
            pieces.push(*id);
            end = *start;
        }
        pieces.reverse();
        pieces
    }
}

impl fmt::Debug for Vocabulary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Vocabulary of {} pieces", self.last + 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::example::{file, reader};
    use crate::file::bytes;

    #[test]
    fn texts_fall_into_the_pieces_that_python_finds() {
        let reader = reader();
        let tensors = safetensors::SafeTensors::deserialize(file()).unwrap();
        let pieces = std::str::from_utf8(bytes(&tensors, "vocabulary.pieces").unwrap()).unwrap();
        let pieces: Vec<&str> = pieces.split('\n').collect();
        let cases = include_str!("../tests/data/pieces.jsonl");
        assert!(cases.lines().count() >= 60);
        for case in cases.lines() {
            let case: serde_json::Value = serde_json::from_str(case).unwrap();
            let text = case["text"].as_str().unwrap();
            let ids = reader.models.vocabulary.encode(text);
            let found: Vec<&str> = ids.iter().map(|id| pieces[*id as usize]).collect();
            let wanted: Vec<&str> = case["pieces"]
                .as_array()
                .unwrap()
                .iter()
                .map(|one| one.as_str().unwrap())
                .collect();
            assert_eq!(found, wanted, "{text:?}");
        }
    }

    fn small() -> Vocabulary {
        let pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "▁a", "ab", "b", "▁ab"];
        let scores = [0.0, 0.0, 0.0, 0.0, -3.0, -2.0, -2.5, -3.5, -2.0, -9.0];
        let marks = Marks { begin: 0, pad: 1, end: 2, unknown: 3 };
        Vocabulary::new(&pieces, &scores, marks, -20.0, HashMap::from([('\t', " ".into())]))
    }

    #[test]
    fn the_likeliest_pieces_are_taken() {
        assert_eq!(small().encode("ab"), [6, 8]);
        assert_eq!(small().encode("aab"), [6, 7]);
    }

    #[test]
    fn spaces_are_single_and_marked() {
        let seen = |text| String::from_iter(small().normalise(text));
        assert_eq!(seen("  a \t b "), "▁a▁b");
        assert_eq!(seen(""), "▁");
        assert_eq!(seen("e\u{301}"), "▁é");
    }

    #[test]
    fn what_no_piece_holds_is_unknown_and_marks_are_text() {
        assert_eq!(small().encode("a?b"), [6, 3, 8]);
        assert!(!small().encode("</s>").contains(&2));
    }

    proptest! {
        #[test]
        fn any_text_falls_into_pieces(text in any::<String>()) {
            let vocabulary = &reader().models.vocabulary;
            let pieces = vocabulary.encode(&text);
            prop_assert!(!pieces.is_empty());
            prop_assert!(pieces.iter().all(|id| (0..=vocabulary.last()).contains(id)));
        }

        #[test]
        fn anything_over_a_small_alphabet_is_laid_out_whole(text in "[ab ]{0,40}") {
            let lengths = [0, 0, 0, 0, 1, 1, 2, 2, 1, 3];
            let size: usize = small().encode(&text).iter().map(|id| lengths[*id as usize]).sum();
            prop_assert_eq!(size, small().normalise(&text).len());
        }
    }
}
