use text::WordKey;

use super::{ConceptId, Guard};

/// Phrases over word keys. Built once, then only read: a table of edges with open addressing.
///
/// Most lookups find nothing, so what they touch is small: a bit for each first word, then a tag
/// of two bytes for each edge. Only where a tag fits is the edge itself looked at.
#[derive(Debug)]
pub(super) struct Trie {
    /// One bit for each hash of a first word.
    first_words: Box<[u64]>,
    /// For each slot some bits of the edge's hash, never zero; zero where the slot is empty.
    tags: Box<[u16]>,
    /// For each slot the node its edge leads to.
    targets: Box<[u32]>,
    shift: u32,
    nodes: Box<[Node]>,
    ends: Box<[End]>,
}

/// A phrase that ends at a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct End {
    pub(super) concept: ConceptId,
    pub(super) guard: Guard,
}

/// A node and the one edge that leads to it.
#[derive(Clone, Copy, Debug, Default)]
struct Node {
    key: u64,
    from: u32,
    first_end: u32,
    ends: u16,
    is_leaf: bool,
}

const FILTER_BITS: u32 = 16;

fn hash(from: u32, key: u64) -> u64 {
    (key ^ u64::from(from).wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xF135_7AEA_2E62_A9C5)
}

fn tag(hash: u64) -> u16 {
    (hash >> 24) as u16 | 1
}

impl Trie {
    pub(super) const ROOT: u32 = 0;

    pub(super) fn build(mut phrases: Vec<(Vec<WordKey>, End)>) -> Trie {
        phrases.sort();
        phrases.dedup();
        let mut nodes = vec![Node { is_leaf: true, ..Node::default() }];
        let mut ends_of: Vec<Vec<End>> = vec![Vec::new()];
        // The phrases are sorted, so a shared beginning is that of the phrase before.
        let mut path: Vec<(WordKey, u32)> = Vec::new();
        for (words, end) in phrases {
            let shared =
                path.iter().zip(&words).take_while(|((key, _), word)| key == *word).count();
            path.truncate(shared);
            for word in words.into_iter().skip(shared) {
                let from = path.last().map_or(Trie::ROOT, |(_, node)| *node);
                if let Some(parent) = nodes.get_mut(from as usize) {
                    parent.is_leaf = false;
                }
                path.push((word, nodes.len() as u32));
                nodes.push(Node { key: word.0, from, is_leaf: true, ..Node::default() });
                ends_of.push(Vec::new());
            }
            if let Some(ends) = path.last().and_then(|(_, node)| ends_of.get_mut(*node as usize)) {
                ends.push(end);
            }
        }

        let mut ends = Vec::new();
        for (node, of_node) in nodes.iter_mut().zip(ends_of) {
            node.first_end = ends.len() as u32;
            node.ends = of_node.len().min(usize::from(u16::MAX)) as u16;
            ends.extend(of_node.into_iter().take(usize::from(node.ends)));
        }

        // At most half the slots are taken, so an empty one ends every search.
        let bits = (nodes.len().max(8) * 2).next_power_of_two().trailing_zeros();
        let shift = 64 - bits;
        let mut tags = vec![0u16; 1 << bits].into_boxed_slice();
        let mut targets = vec![0u32; 1 << bits].into_boxed_slice();
        let mut first_words = vec![0u64; 1 << (FILTER_BITS - 6)].into_boxed_slice();
        let mask = tags.len() - 1;
        for (target, node) in nodes.iter().enumerate().skip(1) {
            let hash = hash(node.from, node.key);
            if node.from == Trie::ROOT {
                let bit = hash >> (64 - FILTER_BITS);
                first_words[(bit >> 6) as usize] |= 1 << (bit & 63);
            }
            let mut slot = (hash >> shift) as usize;
            while tags[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            tags[slot] = tag(hash);
            targets[slot] = target as u32;
        }
        Trie {
            first_words,
            tags,
            targets,
            shift,
            nodes: nodes.into_boxed_slice(),
            ends: ends.into_boxed_slice(),
        }
    }

    /// The node that the first word of a phrase leads to.
    #[inline]
    pub(super) fn begin(&self, word: WordKey) -> Option<u32> {
        let hash = hash(Trie::ROOT, word.0);
        let bit = hash >> (64 - FILTER_BITS);
        if self.first_words[(bit >> 6) as usize] & (1 << (bit & 63)) == 0 {
            return None;
        }
        self.find(hash, Trie::ROOT, word)
    }

    /// The node that one more word leads to.
    #[inline]
    pub(super) fn step(&self, node: u32, word: WordKey) -> Option<u32> {
        if self.nodes.get(node as usize).is_none_or(|node| node.is_leaf) {
            return None;
        }
        self.find(hash(node, word.0), node, word)
    }

    #[inline]
    fn find(&self, hash: u64, from: u32, word: WordKey) -> Option<u32> {
        let mask = self.tags.len() - 1;
        let tag = tag(hash);
        let mut slot = (hash >> self.shift) as usize & mask;
        loop {
            let found = self.tags[slot];
            if found == 0 {
                return None;
            }
            if found == tag {
                let target = self.targets[slot];
                let node = &self.nodes[target as usize];
                if node.key == word.0 && node.from == from {
                    return Some(target);
                }
            }
            slot = (slot + 1) & mask;
        }
    }

    /// The phrases that end at this node.
    #[inline]
    pub(super) fn ends(&self, node: u32) -> &[End] {
        let Some(node) = self.nodes.get(node as usize) else { return &[] };
        let first = node.first_end as usize;
        self.ends.get(first..first + usize::from(node.ends)).unwrap_or(&[])
    }
}
