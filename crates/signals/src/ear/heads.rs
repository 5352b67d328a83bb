use crate::Signal;

/// How many heads listen for a signal of one message.
pub const SIGNAL_HEADS: usize = Signal::COUNT;
/// How many heads listen to a stretch: its drift towards harm as said by the other side, as said
/// by the child, and the thirteen tricks.
pub const DRIFT_HEADS: usize = 15;
/// All heads: the signals, one for harm, the drift heads.
pub const HEADS: usize = SIGNAL_HEADS + 1 + DRIFT_HEADS;

/// One thing the ear listens for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Head {
    /// A message bears this signal.
    Signal(Signal),
    /// A message takes part in a harm.
    Harm,
    /// A stretch of what the other side says drifts towards harm.
    DriftOfContact,
    /// A stretch of what the child says does.
    DriftOfChild,
    /// A stretch belongs to the trick with this number (of `risk`'s thirteen).
    Trick(u8),
}

impl Head {
    /// Its place in a row.
    pub fn index(self) -> usize {
        match self {
            Head::Signal(signal) => signal.index(),
            Head::Harm => SIGNAL_HEADS,
            Head::DriftOfContact => SIGNAL_HEADS + 1,
            Head::DriftOfChild => SIGNAL_HEADS + 2,
            Head::Trick(trick) => SIGNAL_HEADS + 3 + (trick as usize).min(12),
        }
    }
}
