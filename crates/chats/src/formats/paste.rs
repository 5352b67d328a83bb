//! Text as a person pastes it: from Zalo, Messenger, Discord or a game, or typed by hand.
//!
//! The layouts, tried on the whole text, most telling first:
//!
//! - `<Nick> text`, as games and IRC log it, with or without a time before it;
//! - `Name: text`, with or without a time before or after the name;
//! - blocks of a name, texts and a time, each on a line of its own (Zalo, Messenger, Discord);
//! - lines that begin with a dash;
//! - nothing: each line is a message.
//!
//! The last two do not say who wrote what: the sides take turns, and a warning says so.

mod blocks;
mod line;

use line::{Line, split_named};
pub(super) use line::{is_taken_back, makes_vanish};

use super::{Importer, Peek, Score};
use crate::{
    Conversation, Kind, Message, ReadError, ReadOptions, Sides, Warning, WarningCode,
    builder::Builder, decode::Decoded, lines::Lines, read::Found,
};

pub(super) struct Paste;

impl Importer for Paste {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        Score::LAST_RESORT.when(!peek.is_json() && !peek.is_xml() && !peek.contains("<html"))
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut whole = String::new();
        let mut lines = Lines::new(text);
        while let Some((_, line)) = lines.next()? {
            whole.push_str(line.trim_matches(is_invisible));
            whole.push('\n');
        }
        let lines: Vec<&str> = whole.lines().collect();
        if lines.iter().all(|line| line.is_empty()) {
            return Ok(());
        }

        let mut pasted = Pasted::new(options);
        match layout(&lines) {
            Layout::Angled => pasted.read_log(&lines),
            Layout::Named => pasted.read_marked(&lines, Line::named),
            Layout::Blocks => blocks::read(&lines, &mut pasted),
            Layout::Dashed => pasted.read_dashed(&lines),
            Layout::Bare => pasted.read_bare(&lines),
        }
        pasted.finish(found);
        Ok(())
    }
}

enum Layout {
    Angled,
    Named,
    Blocks,
    Dashed,
    Bare,
}

/// The layout that most lines have.
fn layout(lines: &[&str]) -> Layout {
    let written: Vec<&str> = lines.iter().copied().filter(|line| !line.is_empty()).collect();
    let count = |has: &dyn Fn(&str) -> bool| written.iter().filter(|line| has(line)).count();
    let share = |count: usize, percent: usize| count > 0 && count * 100 >= written.len() * percent;

    let angled = count(&|line| Line::angled(line).is_some());
    let logged = count(&|line| Line::angled(line).is_none() && Line::logged(line).is_some());
    let others = written.len().saturating_sub(logged);
    if angled > 0 && angled * 100 >= others * 40 || share(logged, 30) {
        return Layout::Angled;
    }
    if share(count(&|line| Line::named(line).is_some_and(|line| line.timed)), 30) {
        return Layout::Named;
    }
    if blocks::fits(&written) {
        return Layout::Blocks;
    }
    if names_repeat(&written) && share(count(&|line| Line::named(line).is_some()), 50) {
        return Layout::Named;
    }
    if share(count(&|line| dashed(line).is_some()), 60) {
        return Layout::Dashed;
    }
    Layout::Bare
}

/// Whether what stands before the colons looks like the few names of a chat and not like the
/// many headings of other text.
fn names_repeat(written: &[&str]) -> bool {
    let named = || written.iter().filter_map(|line| split_named(line)).map(|(name, _)| name);
    let mut names: Vec<&str> = named().collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    all > names.len() || (1..=3).contains(&all) && all == written.len()
}

/// The text after a dash or bullet.
fn dashed(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '–', '—', '•', '*', '+'])?;
    let text = rest.trim_start();
    (!text.is_empty() && !text.starts_with(['-', '–', '—', '*'])).then_some(text)
}

fn is_invisible(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The conversation that is being read from pasted text.
struct Pasted<'o> {
    builder: Builder,
    options: &'o ReadOptions,
    turn: usize,
    alternated: bool,
    zoneless: bool,
    /// The day that a line between messages named last.
    date: Option<line::Date>,
    /// Where the last message is what an app writes above one that is passed on, unless somebody
    /// wrote it: that shows when the same person's next words follow at once.
    label: Option<usize>,
}

impl<'o> Pasted<'o> {
    fn new(options: &'o ReadOptions) -> Pasted<'o> {
        Pasted {
            builder: Builder::new("paste"),
            options,
            turn: 0,
            alternated: false,
            zoneless: false,
            date: None,
            label: None,
        }
    }

    /// Lines that say who wrote them. Others go on with the message before, or, before the first,
    /// are messages of nobody named.
    fn read_marked<'l>(&mut self, lines: &[&'l str], parse: impl Fn(&'l str) -> Option<Line<'l>>) {
        for line in lines {
            match parse(line) {
                Some(line) => {
                    let from = line.name.map(|name| self.builder.participant(name));
                    self.say(from, line.text, line.stamp);
                }
                None => self.continue_with(line),
            }
        }
    }

    /// A log: what has a nick was said, all else is the server's.
    fn read_log(&mut self, lines: &[&str]) {
        let is_log = lines.iter().any(|line| Line::logged(line).is_some());
        for line in lines {
            if let Some(said) = Line::angled(line) {
                let from = said.name.map(|name| self.builder.participant(name));
                self.say(from, said.text, said.stamp);
            } else if let Some(logged) = Line::logged(line) {
                self.say(None, logged.text, logged.stamp);
            } else if is_log && !line.is_empty() {
                self.say(None, line, None);
            } else {
                self.continue_with(line);
            }
        }
    }

    fn read_dashed(&mut self, lines: &[&str]) {
        for line in lines {
            match dashed(line) {
                Some(text) => self.say_in_turn(text),
                None => self.continue_with(line),
            }
        }
    }

    /// Lines that do not say who wrote them. Where times stand between them, as in a window of two
    /// people, each time ends what one of them wrote; else each line is a turn.
    fn read_bare(&mut self, lines: &[&str]) {
        let written = || lines.iter().filter(|line| !line.is_empty());
        let timed = written().filter(|line| line::time_alone(line).is_some()).count() > 1;
        let mut begun = 0;
        let mut before = None;
        for line in written() {
            let before = before.replace(*line);
            let stamp = line::time_alone(line);
            if let Some(stamp) = stamp
                && (timed || self.builder.conversation.messages.is_empty())
            {
                self.date = stamp.date().or(self.date);
                if self.builder.conversation.messages.len() > begun {
                    self.stamp_from(begun, stamp);
                    begun = self.builder.conversation.messages.len();
                    self.turn += 1;
                }
            } else if let Some(date) = line::date_alone(line).filter(|_| timed) {
                self.date = Some(date);
            } else if timed {
                if !blocks::is_not_words(before, line) {
                    self.say_as_turn(line);
                }
            } else {
                self.say_in_turn(line);
            }
        }
    }

    fn say(&mut self, from: Option<crate::ParticipantId>, text: &str, stamp: Option<line::Stamp>) {
        let at = stamp.and_then(|stamp| stamp.on(self.date).civil()).map(|civil| {
            self.zoneless = true;
            civil.at_offset(self.options.local_offset_minutes)
        });
        let forwarded = self.take_label(from);
        if line::is_forwarded(text) {
            self.label = Some(self.builder.conversation.messages.len());
        }
        let text = text.to_owned();
        self.builder.conversation.context.vanishing |= line::makes_vanish(&text);
        let mut message = Message { from, at, text, forwarded, ..Message::default() };
        let text = message.text.as_str();
        if line::is_taken_back(text) {
            message.deleted = true;
            message.text.clear();
        } else if line::is_placeholder(text) {
            message.kind = Kind::Media;
            message.text.clear();
        } else if line::is_call(text) {
            message.kind = Kind::Call;
        } else if from.is_none() {
            message.kind = Kind::System;
        }
        self.builder.push(message);
    }

    /// Takes the label above a message of this person back, and says whether there was one.
    fn take_label(&mut self, from: Option<crate::ParticipantId>) -> bool {
        let Some(at) = self.label.take() else {
            return false;
        };
        let messages = &mut self.builder.conversation.messages;
        let is_label =
            at + 1 == messages.len() && messages.last().is_some_and(|label| label.from == from);
        if is_label {
            messages.pop();
        }
        is_label
    }

    /// Says that the last message was ended: what stands in it is what its writer wrote.
    fn end_label(&mut self) {
        self.label = None;
    }

    /// Says of the last message that it was changed.
    fn mark_edited(&mut self) {
        if let Some(message) = self.builder.conversation.messages.last_mut() {
            message.edited = true;
        }
    }

    /// Gives a time to the messages from an index on.
    fn stamp_from(&mut self, first: usize, stamp: line::Stamp) {
        self.end_label();
        let Some(civil) = stamp.on(self.date).civil() else {
            return;
        };
        self.zoneless = true;
        let at = civil.at_offset(self.options.local_offset_minutes);
        for message in self.builder.conversation.messages.iter_mut().skip(first) {
            message.at = Some(at);
        }
    }

    fn say_in_turn(&mut self, text: &str) {
        self.say_as_turn(text);
        self.turn += 1;
    }

    /// What the one says whose turn it is, who may go on.
    fn say_as_turn(&mut self, text: &str) {
        let name = match (&self.options.sides, self.turn % 2) {
            (Some(Sides::One(name)), _) => name.as_str(),
            (Some(Sides::TakeTurns { first, .. }), 0) => first,
            (Some(Sides::TakeTurns { second, .. }), _) => second,
            (None, 0) => "A",
            (None, _) => "B",
        };
        let from = self.builder.participant(name);
        self.alternated |= !matches!(self.options.sides, Some(Sides::One(_)));
        self.say(Some(from), text, None);
    }

    fn continue_with(&mut self, line: &str) {
        match self.builder.conversation.messages.last_mut() {
            Some(message) if message.kind == Kind::Text && !message.deleted => {
                message.text.push('\n');
                message.text.push_str(line);
            }
            Some(_) | None if line.is_empty() => {}
            // Words before the first name or dash are somebody's: keep them to be looked at.
            Some(_) | None => self.say_in_turn(line),
        }
    }

    fn finish(self, found: &mut Found) {
        if self.zoneless {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        if self.alternated {
            found.warn(Warning::new(WarningCode::SidesAlternated));
        }
        if self.builder.overflowed() {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        let mut conversation: Conversation = self.builder.conversation;
        for message in &mut conversation.messages {
            message.text.truncate(message.text.trim_end().len());
        }
        found.conversations.push(conversation);
    }
}
