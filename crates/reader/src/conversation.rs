//! The conversation model: from message vectors to what the conversation is doing.

use std::fmt;
use std::sync::Arc;

use rten::{Model, NodeId, RunOptions, Value};

use crate::encoder::{Ran, Threads};
use crate::file::{CONVERSATION, Shape};
use crate::{ReaderError, SIGNALS, Said, TRICKS};

/// What is added where a message may not be seen.
const HIDDEN: f32 = -1e9;

/// What is remembered of one message: for each layer and net its keys and values.
pub(crate) type Memory = Arc<[f32]>;

/// How new messages stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// One after another, each seeing those before it.
    InTurn,
    /// Each in the place of the others, seeing only those remembered.
    InsteadOf,
}

/// A remembered message: who said it, and what it left.
pub(crate) struct Past<'m> {
    pub(crate) speaker: i32,
    pub(crate) memory: &'m [f32],
}

/// The graph and the names of what goes in and comes out.
pub(crate) struct Conversation {
    model: Model,
    inputs: [NodeId; 6],
    outputs: [NodeId; 5],
    shape: Shape,
    features: usize,
}

impl Conversation {
    /// Takes the graph in, and runs it so that what is wrong with it shows now.
    pub(crate) fn new(
        model: Model,
        shape: Shape,
        features: usize,
    ) -> Result<Conversation, ReaderError> {
        let node =
            |name| model.node_id(name).map_err(|fault| ReaderError::graph(CONVERSATION, fault));
        let conversation = Conversation {
            inputs: [
                node("features")?,
                node("speakers")?,
                node("far")?,
                node("same")?,
                node("hidden")?,
                node("past")?,
            ],
            outputs: [
                node("harm")?,
                node("signals")?,
                node("tricks")?,
                node("danger")?,
                node("present")?,
            ],
            shape,
            features,
            model,
        };
        conversation.try_out().map_err(|fault| ReaderError::graph(CONVERSATION, fault))?;
        Ok(conversation)
    }

    /// Begins a conversation, then goes on with the last speaker and as far back as it reaches.
    fn try_out(&self) -> Ran<()> {
        let last = self.shape.speakers as i32 - 1;
        let features = vec![0.0; 2 * self.features];
        let (_, memories) = self.run(features.clone(), &[0, last], &[], Order::InTurn, &None)?;
        let memory = memories.last().ok_or("it remembers nothing")?;
        let past = || Past { speaker: last, memory };
        let past: Vec<Past<'_>> = (1..self.shape.reach).map(|_| past()).collect();
        self.run(features, &[last, 0], &past, Order::InTurn, &None)?;
        Ok(())
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// What new messages say after those remembered, and what to remember of each.
    pub(crate) fn hear(
        &self,
        features: Vec<f32>,
        speakers: &[i32],
        past: &[Past<'_>],
        order: Order,
        threads: &Threads,
    ) -> (Vec<Said>, Vec<Memory>) {
        self.run(features, speakers, past, order, threads)
            // The graph was run when it was loaded, and only the number of messages varies.
            .expect("a conversation model that has run before")
    }

    fn run(
        &self,
        features: Vec<f32>,
        speakers: &[i32],
        past: &[Past<'_>],
        order: Order,
        threads: &Threads,
    ) -> Ran<(Vec<Said>, Vec<Memory>)> {
        let (new, seen) = (speakers.len(), past.len() + speakers.len());
        let Shape { layers, nets, width, .. } = self.shape;
        let relations = self.relations(speakers, past, order);
        let values = [
            Value::from_shape([new, self.features], features)?,
            Value::from_shape([new], speakers.to_vec())?,
            Value::from_shape([new, seen], relations.far)?,
            Value::from_shape([new, seen], relations.same)?,
            Value::from_shape([new, seen], relations.hidden)?,
            Value::from_shape([layers, nets, past.len(), 2 * width], self.layered(past))?,
        ];
        let inputs = self.inputs.into_iter().zip(values.into_iter().map(Into::into)).collect();
        let options = RunOptions::default().with_thread_pool(threads.clone());
        let [harm, signals, tricks, danger, present] =
            self.model.run_n(inputs, self.outputs, Some(options))?;
        let (_, harm) = harm.into_shape_vec::<f32, 1>()?;
        let (_, signals) = signals.into_shape_vec::<f32, 2>()?;
        let (_, tricks) = tricks.into_shape_vec::<f32, 2>()?;
        let (_, danger) = danger.into_shape_vec::<f32, 1>()?;
        let (given, present) = present.into_shape_vec::<f32, 4>()?;
        let fits = harm.len() == new
            && signals.len() == new * SIGNALS.len()
            && tricks.len() == new * TRICKS.len()
            && danger.len() == new
            && given == [layers, nets, new, 2 * width];
        if !fits {
            return Err(format!("for {new} messages it gave {given:?} numbers to remember").into());
        }
        let (signals, tricks) = (signals.as_chunks().0, tricks.as_chunks().0);
        let said = harm.into_iter().zip(signals).zip(tricks).zip(danger);
        let said = said
            .map(|(((harm, signals), tricks), danger)| Said {
                harm,
                signals: *signals,
                tricks: *tricks,
                danger,
            })
            .collect();
        Ok((said, self.by_message(&present, new)))
    }

    /// Memories message by message, laid out layer by layer.
    fn layered(&self, past: &[Past<'_>]) -> Vec<f32> {
        let size = 2 * self.shape.width;
        let mut all = Vec::with_capacity(past.len() * self.shape.layers * self.shape.nets * size);
        for part in 0..self.shape.layers * self.shape.nets {
            for one in past {
                all.extend(one.memory.get(part * size..(part + 1) * size).unwrap_or_default());
            }
        }
        all
    }

    /// The way back.
    fn by_message(&self, present: &[f32], new: usize) -> Vec<Memory> {
        let size = 2 * self.shape.width;
        let of = |message: usize| {
            present.chunks(size).skip(message).step_by(new).flatten().copied().collect()
        };
        (0..new).map(of).collect()
    }

    fn relations(&self, speakers: &[i32], past: &[Past<'_>], order: Order) -> Relations {
        let mut relations = Relations::default();
        for (place, speaker) in speakers.iter().enumerate() {
            let turns = if order == Order::InTurn { place } else { 0 };
            for (older, one) in past.iter().enumerate() {
                let back = past.len() - older + turns;
                relations.add(Some(back), one.speaker == *speaker, self.shape.reach);
            }
            for (other, who) in speakers.iter().enumerate() {
                let back = match order {
                    Order::InTurn => place.checked_sub(other),
                    Order::InsteadOf => (place == other).then_some(0),
                };
                relations.add(back, who == speaker, self.shape.reach);
            }
        }
        relations
    }
}

/// How each new message stands to each it may see.
#[derive(Default)]
struct Relations {
    far: Vec<i32>,
    same: Vec<f32>,
    hidden: Vec<f32>,
}

impl Relations {
    /// `back` is how many messages back it is, if it is not ahead.
    fn add(&mut self, back: Option<usize>, same: bool, reach: usize) {
        self.far.push(back.unwrap_or(0).min(reach - 1) as i32);
        self.same.push(if same { 1.0 } else { 0.0 });
        self.hidden.push(if back.is_some_and(|back| back < reach) { 0.0 } else { HIDDEN });
    }
}

impl fmt::Debug for Conversation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Conversation model, {:?}", self.shape)
    }
}
