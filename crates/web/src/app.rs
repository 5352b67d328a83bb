use std::sync::Arc;
use std::time::Duration;

use engine::Engine;
use report::EngineIdentity;
use text::Normalised;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::trouble::Trouble;

/// How long a reading waits for its turn.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a reading may take.
const LONGEST_READING: Duration = Duration::from_secs(60);
/// How many bodies may be on their way in at once; each may take 32 MiB.
const UPLOADS: usize = 8;

/// What the pages and the API share. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    reads: Reads,
    hosts: Hosts,
    uploads: Arc<Semaphore>,
    readings: Arc<Semaphore>,
}

/// What reading a chat takes. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Reads {
    pub(crate) engine: Engine,
    pub(crate) identity: EngineIdentity,
}

impl Reads {
    fn bundled() -> Reads {
        let engine = Engine::bundled();
        let identity =
            EngineIdentity { version: Engine::version().to_owned(), packs: engine.packs_digest() };
        Reads { engine, identity }
    }

    /// A name as the engine reads words: without case, diacritics or disguise.
    pub(crate) fn folded(&self, name: &str) -> String {
        let mut read = Normalised::default();
        self.engine.normaliser().read(name, &mut read);
        read.letters
    }
}

/// Which names in an address are answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// Only this machine's own: otherwise a page elsewhere could point its own name at it and
    /// read what the family reads (DNS rebinding).
    Loopback,
    /// Any: for a server that others in the house or the school reach by its name.
    Any,
}

impl App {
    /// An application that answers to these names.
    pub fn new(hosts: Hosts) -> App {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        App {
            inner: Arc::new(Inner {
                reads: Reads::bundled(),
                hosts,
                uploads: Arc::new(Semaphore::new(UPLOADS)),
                readings: Arc::new(Semaphore::new(cores)),
            }),
        }
    }

    pub(crate) fn reads(&self) -> Reads {
        self.inner.reads.clone()
    }

    pub(crate) fn hosts(&self) -> Hosts {
        self.inner.hosts
    }

    /// A place among the bodies that are on their way in.
    pub(crate) async fn upload(&self) -> Result<OwnedSemaphorePermit, Trouble> {
        turn(&self.inner.uploads).await
    }

    /// Does slow work off the threads that answer requests, a few at a time.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Trouble> {
        let turn = turn(&self.inner.readings).await?;
        let reading = tokio::task::spawn_blocking(move || {
            // Held by the work itself: what is given up on still counts until it ends.
            let _turn = turn;
            work()
        });
        match timeout(LONGEST_READING, reading).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(_)) => Err(Trouble::Broken),
            Err(_) => Err(Trouble::TooSlow),
        }
    }
}

async fn turn(semaphore: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Trouble> {
    match timeout(PATIENCE, Arc::clone(semaphore).acquire_owned()).await {
        Ok(Ok(permit)) => Ok(permit),
        Ok(Err(_)) | Err(_) => Err(Trouble::Busy),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_finds_no_place_is_told_so_after_a_while() {
        let app = App::new(Hosts::Any);
        let mut places = Vec::new();
        for _ in 0..UPLOADS {
            places.push(app.upload().await.unwrap());
        }
        assert_eq!(app.upload().await.unwrap_err(), Trouble::Busy);
        places.pop();
        assert!(app.upload().await.is_ok());
    }
}
