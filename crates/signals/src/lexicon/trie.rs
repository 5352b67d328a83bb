use text::WordKey;

use super::{ConceptId, Guard};

/// Phrases over word keys. Built once, then only read: one flat table of edges, open addressing.
#[derive(Debug)]
pub(super) struct Trie {
    /// One bit for each hash of a first word: most words begin nothing, and this settles it
    /// without leaving the innermost cache.
    first_words: Box<[u64]>,
    edges: Box<[Edge]>,
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

#[derive(Clone, Copy, Debug, Default)]
struct Edge {
    key: u64,
    from: u32,
    /// The node it leads to; 0 (the root, where nothing leads) marks an empty slot.
    to: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Node {
    first_end: u32,
    ends: u16,
    is_leaf: bool,
}

const FILTER_BITS: u32 = 16;

fn hash(from: u32, key: u64) -> u64 {
    (key ^ u64::from(from).wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xF135_7AEA_2E62_A9C5)
}

impl Trie {
    pub(super) const ROOT: u32 = 0;

    pub(super) fn build(mut phrases: Vec<(Vec<WordKey>, End)>) -> Trie {
        phrases.sort();
        phrases.dedup();
        let mut edges: Vec<Edge> = Vec::new();
        let mut ends_of: Vec<Vec<End>> = vec![Vec::new()];
        let mut is_leaf = vec![true];
        // The phrases are sorted, so a shared beginning is that of the phrase before.
        let mut path: Vec<(WordKey, u32)> = Vec::new();
        for (words, end) in phrases {
            let shared = path.iter().zip(&words).take_while(|((key, _), word)| key == *word).count();
            path.truncate(shared);
            for word in words.into_iter().skip(shared) {
                let from = path.last().map_or(Trie::ROOT, |(_, node)| *node);
                let to = ends_of.len() as u32;
                ends_of.push(Vec::new());
                is_leaf.push(true);
                if let Some(leaf) = is_leaf.get_mut(from as usize) {
                    *leaf = false;
                }
                edges.push(Edge { key: word.0, from, to });
                path.push((word, to));
            }
            if let Some(ends) =
                path.last().and_then(|(_, node)| ends_of.get_mut(*node as usize))
            {
                ends.push(end);
            }
        }

        let mut nodes = Vec::with_capacity(ends_of.len());
        let mut ends = Vec::new();
        for (of_node, is_leaf) in ends_of.into_iter().zip(is_leaf) {
            let count = of_node.len().min(usize::from(u16::MAX));
            nodes.push(Node { first_end: ends.len() as u32, ends: count as u16, is_leaf });
            ends.extend(of_node.into_iter().take(count));
        }

        let bits = (edges.len().max(8) * 2).next_power_of_two().trailing_zeros();
        let shift = 64 - bits;
        let mut table = vec![Edge::default(); 1 << bits].into_boxed_slice();
        let mut first_words = vec![0u64; 1 << (FILTER_BITS - 6)].into_boxed_slice();
        let mask = table.len() - 1;
        for edge in edges {
            let hash = hash(edge.from, edge.key);
            if edge.from == Trie::ROOT {
                let bit = hash >> (64 - FILTER_BITS);
                first_words[(bit >> 6) as usize] |= 1 << (bit & 63);
            }
            let mut slot = (hash >> shift) as usize;
            while table[slot].to != 0 {
                slot = (slot + 1) & mask;
            }
            table[slot] = edge;
        }
        Trie {
            first_words,
            edges: table,
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
        let mask = self.edges.len() - 1;
        let mut slot = (hash >> self.shift) as usize;
        // At most half the slots are taken, so an empty one ends every search.
        loop {
            let edge = &self.edges[slot & mask];
            if edge.to == 0 {
                return None;
            }
            if edge.key == word.0 && edge.from == from {
                return Some(edge.to);
            }
            slot += 1;
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
