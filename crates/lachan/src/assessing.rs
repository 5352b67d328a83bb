//! Assessing conversations on all cores, in view of the person who waits, until all is done or
//! they ask to stop.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use chats::Conversation;
use engine::{Engine, Request};
use risk::{Assessment, Level};

use crate::interrupt::Interrupt;
use crate::language::say;
use crate::progress::Progress;

/// What is known of a conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) assessment: Assessment,
    /// How many of its messages, from the first on, it rests on.
    pub(crate) messages: usize,
}

/// Assesses every conversation, on as many threads as there are cores. `name` calls a level by its
/// name. Where Ctrl-C is pressed, gives what is known until then.
pub(crate) fn assess(
    engine: &Engine,
    conversations: &[Conversation],
    requests: &[Request],
    name: impl Fn(Level) -> String + Sync,
) -> Vec<Known> {
    let messages = conversations.iter().map(|one| one.messages.len() as u64).sum();
    let progress = Progress::weighing(messages);
    let interrupt = Interrupt::listen({
        let progress = progress.clone();
        move || {
            progress.tell(say(
                "Đang dừng để báo cáo những gì đã xem. Nhấn Ctrl-C lần nữa để thoát ngay.",
                "Stopping, to report what has been looked at. Press Ctrl-C again to quit at once.",
            ));
        }
    });
    let next = AtomicUsize::new(0);
    let highest = Mutex::new(Level::None);
    let known = Mutex::new(vec![Known::default(); conversations.len()]);
    let work = || {
        while interrupt.goes_on().is_continue()
            && let index = next.fetch_add(1, Ordering::Relaxed)
            && let Some((conversation, request)) = conversations.get(index).zip(requests.get(index))
        {
            let mut messages = 0;
            let assessment = engine.assess_watched(conversation, *request, &mut |come| {
                progress.advance((come.messages - messages) as u64);
                messages = come.messages;
                if let Ok(mut highest) = highest.lock()
                    && come.level > *highest
                {
                    *highest = come.level;
                    progress.found(&name(come.level));
                }
                interrupt.goes_on()
            });
            if let Ok(mut known) = known.lock()
                && let Some(known) = known.get_mut(index)
            {
                *known = Known { assessment, messages };
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 1..threads.min(conversations.len()) {
            scope.spawn(work);
        }
        work();
    });
    progress.end();
    known.into_inner().unwrap_or_default()
}
