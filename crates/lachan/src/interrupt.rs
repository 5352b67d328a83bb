//! Ctrl-C: the first asks the command to stop and say what it knows, the second ends it at once.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::exit::Exit;

/// Whether the person asked the command to stop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Waits for Ctrl-C, from now to the end of the program; `answer` is called at the first one.
    /// Before this, and where the system does not allow it, Ctrl-C ends the program as ever.
    pub(crate) fn listen(answer: impl Fn() + Send + 'static) -> Interrupt {
        let interrupt = Interrupt::default();
        let asked = interrupt.clone();
        let listening = ctrlc::set_handler(move || {
            if asked.0.swap(true, Ordering::Relaxed) {
                std::process::exit(i32::from(Exit::Stopped as u8));
            }
            answer();
        });
        // Nothing is lost where nobody listens: see above.
        drop(listening);
        interrupt
    }

    /// Breaks once the person asked.
    pub(crate) fn goes_on(&self) -> ControlFlow<()> {
        match self.0.load(Ordering::Relaxed) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}
