//! `--since` and `--until`: which messages are looked at, by the clock that the chat shows.

use chats::{Conversation, Message, Moment};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// A stretch of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Period {
    /// The first moment that belongs to it.
    pub(crate) since: Option<Boundary>,
    /// The last one.
    pub(crate) until: Option<Boundary>,
}

/// One end of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Boundary {
    /// On the clock that each message was shown on: no time zone was typed, so none is assumed.
    Shown(DateTime),
    /// An instant.
    Instant(Timestamp),
}

impl Boundary {
    /// The beginning of a day (`2026-03-02`), a time of day (`2026-03-02T20:14`), or an instant
    /// (`2026-03-02T20:14:00+07:00`).
    pub(crate) fn since(typed: &str) -> Result<Boundary, jiff::Error> {
        parse(typed, Time::midnight())
    }

    /// As [`Boundary::since`]; a day means its end.
    pub(crate) fn until(typed: &str) -> Result<Boundary, jiff::Error> {
        parse(typed, Time::MAX)
    }

    /// Where a moment lies from here.
    fn compare(self, moment: Moment) -> std::cmp::Ordering {
        match self {
            Boundary::Instant(instant) => moment.unix_ms.cmp(&instant.as_millisecond()),
            Boundary::Shown(boundary) => {
                let shown = moment.unix_ms + i64::from(moment.offset_minutes) * 60_000;
                let boundary = Offset::UTC.to_timestamp(boundary);
                // A day beyond what a timestamp holds is beyond every message too.
                let boundary = boundary.map_or(i64::MAX, Timestamp::as_millisecond);
                shown.cmp(&boundary)
            }
        }
    }
}

fn parse(typed: &str, time: Time) -> Result<Boundary, jiff::Error> {
    if let Ok(instant) = typed.parse::<Timestamp>() {
        return Ok(Boundary::Instant(instant));
    }
    if let Ok(date) = typed.parse::<Date>()
        && !typed.contains(['T', 't', ' '])
    {
        return Ok(Boundary::Shown(date.to_datetime(time)));
    }
    typed.parse::<DateTime>().map(Boundary::Shown)
}

impl Period {
    /// Whether a message belongs to it. One that bears no time always does: it could.
    fn holds(self, message: &Message) -> bool {
        let Some(at) = message.at else { return true };
        self.since.is_none_or(|since| since.compare(at).is_ge())
            && self.until.is_none_or(|until| until.compare(at).is_le())
    }

    /// Takes from a conversation what does not belong to it, and says how many messages that were.
    pub(crate) fn narrow(self, conversation: &mut Conversation) -> usize {
        let before = conversation.messages.len();
        conversation.messages.retain(|message| self.holds(message));
        before - conversation.messages.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-02, 20:14 in Ha Noi.
    const EVENING: Moment = Moment { unix_ms: 1_772_457_240_000, offset_minutes: 420 };

    fn kept(since: Option<&str>, until: Option<&str>) -> bool {
        let period = Period {
            since: since.map(|typed| Boundary::since(typed).unwrap()),
            until: until.map(|typed| Boundary::until(typed).unwrap()),
        };
        period.holds(&Message { at: Some(EVENING), ..Message::default() })
    }

    #[test]
    fn a_day_is_whole_on_the_clock_of_the_chat() {
        assert!(kept(Some("2026-03-02"), Some("2026-03-02")));
        assert!(!kept(Some("2026-03-03"), None));
        assert!(!kept(None, Some("2026-03-01")));
    }

    #[test]
    fn times_and_instants_are_exact() {
        assert!(kept(Some("2026-03-02T20:14"), Some("2026-03-02T20:14")));
        assert!(!kept(Some("2026-03-02T20:15"), None));
        assert!(kept(Some("2026-03-02T13:14:00Z"), Some("2026-03-02T20:14:00+07:00")));
        assert!(!kept(Some("2026-03-02T13:14:01Z"), None));
    }

    #[test]
    fn what_bears_no_time_stays_and_what_is_no_time_is_refused() {
        let never = Period { since: Boundary::since("2999-01-01").ok(), until: None };
        assert!(never.holds(&Message::default()));
        for typed in ["yesterday", "02/03/2026", "2026-13-01", ""] {
            assert!(Boundary::since(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn narrowing_counts_what_it_takes() {
        let message = |unix_ms| Message {
            at: Some(Moment { unix_ms, offset_minutes: 420 }),
            ..Message::default()
        };
        let mut conversation = Conversation {
            messages: vec![message(0), message(EVENING.unix_ms)],
            ..Conversation::default()
        };
        let period = Period { since: Boundary::since("2026-01-01").ok(), until: None };
        assert_eq!(period.narrow(&mut conversation), 1);
        assert_eq!(conversation.messages.len(), 1);
    }
}
