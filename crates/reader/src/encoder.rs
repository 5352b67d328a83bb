//! The message encoder: from sequences of pieces to message vectors.

use std::fmt;
use std::sync::Arc;

use rayon::prelude::*;
use rten::{Model, NodeId, RunOptions, ThreadPool, Value};

use crate::ReaderError;
use crate::file::ENCODER;
use crate::sequence::Sequence;
use crate::vocabulary::{Marks, Vocabulary};

/// The segment of what fills a short sequence up: later than all, so nothing sees it.
const PADDING: i32 = 127;
/// A batch holds about so many pieces: what passes through the layers then stays in the cache of
/// one core. (Batches of 512 read whole chats a quarter slower, of 2,048 three times slower.)
const BUDGET: usize = 128;

/// Where graphs are computed: on threads of their own, or on those all share.
pub(crate) type Threads = Option<Arc<ThreadPool>>;

/// What one run gives, or why it gave nothing.
pub(crate) type Ran<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The graph and the names of what goes in and comes out.
pub(crate) struct Encoder {
    model: Model,
    ids: NodeId,
    positions: NodeId,
    segment: NodeId,
    pool: NodeId,
    vectors: NodeId,
    marks: Marks,
    /// How many positions the graph knows; those beyond share the last.
    places: usize,
    width: usize,
}

impl Encoder {
    /// Takes the graph in, and runs it once so that what is wrong with it shows now.
    pub(crate) fn new(model: Model, vocabulary: &Vocabulary) -> Result<Encoder, ReaderError> {
        let node = |name| model.node_id(name).map_err(|fault| ReaderError::graph(ENCODER, fault));
        let mut encoder = Encoder {
            ids: node("ids")?,
            positions: node("positions")?,
            segment: node("segment")?,
            pool: node("pool")?,
            vectors: node("vectors")?,
            marks: vocabulary.marks(),
            places: places(&model)?,
            width: 0,
            model,
        };
        let marks = encoder.marks;
        let ids = vec![vocabulary.last(), marks.pad, marks.begin, marks.end, marks.unknown];
        let trial = Sequence { segments: vec![0; ids.len()], asked: vec![0], ids };
        let width = encoder
            .run(&[&trial], &None)
            .map_err(|fault| ReaderError::graph(ENCODER, fault))?
            .concat()
            .len();
        encoder.width = width;
        Ok(encoder)
    }

    /// How long a message's vector is.
    pub(crate) fn width(&self) -> usize {
        self.width
    }

    /// For each sequence the vectors of the messages it asks about, one after another.
    pub(crate) fn vectors(&self, sequences: &[&Sequence], threads: &Threads) -> Vec<Vec<f32>> {
        let batches = batches(sequences);
        let pool = threads.as_deref().unwrap_or_else(|| rten::thread_pool());
        let read = |batch: &Vec<usize>| {
            let chosen: Vec<&Sequence> =
                batch.iter().filter_map(|place| sequences.get(*place).copied()).collect();
            // The graph was run when it was loaded, and every sequence has the same form.
            self.run(&chosen, threads).expect("an encoder that has run before")
        };
        let found: Vec<Vec<Vec<f32>>> = pool.run(|| {
            // One share a thread, and no more: a thread that waits within a batch may begin with
            // another share, and so would pile up batch upon batch.
            let share = batches.len().div_ceil(rayon::current_num_threads()).max(1);
            let shares: Vec<&[Vec<usize>]> = batches.chunks(share).collect();
            shares
                .par_iter()
                .with_max_len(1)
                .flat_map_iter(|share| share.iter().map(read))
                .collect()
        });
        let mut results = vec![Vec::new(); sequences.len()];
        for (place, vectors) in batches.iter().flatten().zip(found.into_iter().flatten()) {
            if let Some(result) = results.get_mut(*place) {
                *result = vectors;
            }
        }
        results
    }

    fn run(&self, batch: &[&Sequence], threads: &Threads) -> Ran<Vec<Vec<f32>>> {
        let longest = batch.iter().map(|sequence| sequence.ids.len()).max().unwrap_or(0);
        let most = batch.iter().map(|sequence| sequence.asked.len()).max().unwrap_or(0);
        let (pieces, weights) = (batch.len() * longest, batch.len() * most * longest);
        let mut ids = Vec::with_capacity(pieces);
        let mut positions = Vec::with_capacity(pieces);
        let mut segments = Vec::with_capacity(pieces);
        let mut pool = Vec::with_capacity(weights);
        for (row, sequence) in (1..).zip(batch) {
            ids.extend(&sequence.ids);
            ids.resize(row * longest, self.marks.pad);
            segments.extend(&sequence.segments);
            segments.resize(row * longest, PADDING);
            positions.extend((0..longest).map(|place| place.min(self.places - 1) as i32));
            for (column, place) in (1..).zip(&sequence.asked) {
                pool.extend(sequence.weights(*place, self.marks));
                pool.resize(((row - 1) * most + column) * longest, 0.0);
            }
            pool.resize(row * most * longest, 0.0);
        }
        let square = [batch.len(), longest];
        let inputs = vec![
            (self.ids, Value::from_shape(square, ids)?.into()),
            (self.positions, Value::from_shape(square, positions)?.into()),
            (self.segment, Value::from_shape(square, segments)?.into()),
            (self.pool, Value::from_shape([batch.len(), most, longest], pool)?.into()),
        ];
        let options = RunOptions::default().with_thread_pool(threads.clone());
        let [vectors] = self.model.run_n(inputs, [self.vectors], Some(options))?;
        let ([rows, columns, width], vectors) = vectors.into_shape_vec::<f32, 3>()?;
        let fits = [rows, columns] == [batch.len(), most] && width > 0;
        if !fits || (self.width > 0 && self.width != width) {
            return Err(format!("it gave {rows} × {columns} × {width} numbers").into());
        }
        let of_row = |(row, sequence): (&[f32], &&Sequence)| {
            row.get(..sequence.asked.len() * width).map(<[f32]>::to_vec).unwrap_or_default()
        };
        Ok(vectors.chunks(most * width).zip(batch).map(of_row).collect())
    }
}

/// How many positions the graph knows.
fn places(model: &Model) -> Result<usize, ReaderError> {
    const PLACES: &str = "emb.place";
    let node = model.find_node(PLACES).and_then(|id| model.node_info(id));
    let shape = node.and_then(|node| node.shape()).unwrap_or_default();
    match shape.first() {
        Some(rten::Dimension::Fixed(places)) if *places > 0 => Ok(*places),
        _ => Err(ReaderError::graph(ENCODER, format!("it has no table {PLACES:?}"))),
    }
}

/// Sequences of like lengths together, so that little is filled up.
fn batches(sequences: &[&Sequence]) -> Vec<Vec<usize>> {
    let length = |place: &usize| sequences.get(*place).map_or(0, |one| one.ids.len());
    let mut order: Vec<usize> = (0..sequences.len()).collect();
    order.sort_by_key(length);
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for place in order {
        match batches.last_mut() {
            Some(batch) if (batch.len() + 1) * length(&place) <= BUDGET => batch.push(place),
            _ => batches.push(vec![place]),
        }
    }
    batches
}

impl fmt::Debug for Encoder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Encoder to vectors of {} numbers", self.width)
    }
}
