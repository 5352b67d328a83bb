use std::sync::Arc;

use rten::{Model, ModelOptions, ThreadPool};

use crate::conversation::Conversation;
use crate::encoder::{Encoder, Threads};
use crate::file::{CONVERSATION, Cutting, ENCODER, Parts, unpacked};
use crate::sequence::Sequence;
use crate::vocabulary::Vocabulary;
use crate::{ReaderError, Reading};

/// The careful reader. Immutable; cheap to clone; shared by threads.
#[derive(Clone, Debug)]
pub struct Reader {
    pub(crate) models: Arc<Models>,
    pub(crate) threads: Threads,
}

/// What the file holds, ready for work.
#[derive(Debug)]
pub(crate) struct Models {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) encoder: Encoder,
    pub(crate) conversation: Conversation,
    pub(crate) cutting: Cutting,
}

impl Reader {
    /// Takes in a file that `training/` made, packed with gzip or not.
    ///
    /// # Errors
    /// [`ReaderError`] where it is damaged, or was made for another version of this program.
    pub fn load(file: &[u8]) -> Result<Reader, ReaderError> {
        let file = unpacked(file)?;
        Reader::of(Parts::read(&file)?, |graph| options().load(graph.to_vec()))
    }

    fn of<'f>(
        parts: Parts<'f>,
        open: impl Fn(&'f [u8]) -> Result<Model, rten::LoadError>,
    ) -> Result<Reader, ReaderError> {
        let open = |part, graph| open(graph).map_err(|fault| ReaderError::graph(part, fault));
        let encoder = Encoder::new(open(ENCODER, parts.encoder)?, &parts.vocabulary)?;
        // Each message is read twice, alone and in its context.
        let features = 2 * encoder.width();
        let conversation = open(CONVERSATION, parts.conversation)?;
        let conversation = Conversation::new(conversation, parts.shape, features)?;
        let models =
            Models { vocabulary: parts.vocabulary, encoder, conversation, cutting: parts.cutting };
        Ok(Reader { models: Arc::new(models), threads: None })
    }

    /// The same reader with threads of its own, so many; without this, all readers share as many
    /// threads as the machine has cores.
    pub fn with_threads(self, count: usize) -> Reader {
        Reader { threads: Some(Arc::new(ThreadPool::with_num_threads(count.max(1)))), ..self }
    }

    /// Encodes so many messages of so many pieces, marks among them, each alone; for measuring.
    #[doc(hidden)]
    pub fn encode_alone(&self, messages: usize, pieces: usize) -> usize {
        let Models { vocabulary, encoder, cutting, .. } = &*self.models;
        let message = |message: usize| {
            let id = |piece| (message * 7919 + piece * 104_729) as i32 % vocabulary.last();
            let ids: Vec<i32> = (2..pieces).map(id).collect();
            Sequence::alone(&ids, *cutting, vocabulary.marks())
        };
        let sequences: Vec<Sequence> = (0..messages).map(message).collect();
        encoder.vectors(&sequences.iter().collect::<Vec<_>>(), &self.threads).len()
    }

    /// Begins to read a conversation, or a stretch of one.
    pub fn begin(&self) -> Reading {
        Reading::new(self.clone())
    }
}

fn options() -> ModelOptions {
    // Not `op_registry!` with those the graphs use: it knows no `Attention`.
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    options
}
