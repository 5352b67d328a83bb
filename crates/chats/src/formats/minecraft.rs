//! Minecraft's logs, `latest.log` and `2024-06-03-1.log`, of a player's game or of a server.
//!
//! Lines begin with a time and the thread that speaks, in the ways of the game itself
//! (`[15:02:05] [Server thread/INFO]: `), of Forge and NeoForge (`[03Jun2024 15:02:20.771] [Render
//! thread/INFO] [….ChatComponent/]: `), of a server's console (`[15:02:05 INFO]: `) and of old
//! versions (`2012-06-03 15:02:05 [INFO] `). Chat is `<Nick> words`; behind `[CHAT]` in a player's
//! log, and from the chat thread of a server, also what plug-ins make of it: `[Rank] Nick: words`.
//! Whispers, also those that a server logs as commands (`Nick issued server command: /msg …`), are
//! conversations of their own: they are said to one person, out of everyone's sight. The layouts
//! are those of aternosorg/codex-minecraft's logs.
//!
//! The day stands only in Forge's headers or the file's name. Everything that is no talk is passed
//! over, but who came and went.

mod header;
mod speech;

use std::collections::HashMap;

use header::{Day, Header};
use speech::Speech;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ReadError, ReadOptions, Warning, WarningCode, builder::Builder,
    decode::Decoded, lines::Lines, moment::Civil, read::Found,
};

pub(super) struct Minecraft;

impl Importer for Minecraft {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let lines = || peek.lines().filter(|line| !line.trim().is_empty()).take(60);
        let headers = lines().filter(|line| header::parse(line).is_some()).count();
        let begins = lines().take(3).any(|line| header::parse(line).is_some());
        match (begins, headers) {
            (true, 2..) | (_, 10..) => Score::SURE,
            _ => Score::LIKELY.when(headers > 0),
        }
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut log = Log::new(name, options);
        let mut lines = Lines::new(text);
        while let Some((number, line)) = lines.next()? {
            // Lines without a header are what a program says of its mistakes.
            if let Some(header) = header::parse(line) {
                log.take(number, &header, found);
            }
        }
        log.finish(found);
        Ok(())
    }
}

struct Log<'o> {
    options: &'o ReadOptions,
    /// The conversations: what all see, then the whispers.
    chats: Vec<Builder>,
    /// Where the whispers of two people are.
    whispers: HashMap<(String, String), usize>,
    /// With whom each last whispered, for `/r`.
    partners: HashMap<String, String>,
    /// Whose game it is.
    owner: Option<String>,
    day: Option<Day>,
    /// The time of the line before, in seconds of its day.
    latest: u32,
    timed: bool,
}

/// More than an hour back is midnight, not a clock put right.
const BACKWARDS: u32 = 3600;

impl<'o> Log<'o> {
    fn new(name: Option<&str>, options: &'o ReadOptions) -> Log<'o> {
        Log {
            options,
            chats: vec![Builder::new("minecraft")],
            whispers: HashMap::new(),
            partners: HashMap::new(),
            owner: None,
            day: name.and_then(header::day_in_name),
            latest: 0,
            timed: false,
        }
    }

    fn take(&mut self, number: u64, header: &Header<'_>, found: &mut Found) {
        let at = self.moment(header);
        if let Some(owner) = speech::owner(header.text) {
            self.owner.get_or_insert_with(|| owner.to_owned());
        }
        let message = Message { at, ..Message::default() };
        match speech::parse(header) {
            Some(Speech::Said { nick, text }) => self.say(0, nick, text, message),
            Some(Speech::Whispered { from, to, text }) => {
                let me = || self.owner.clone().unwrap_or_else(|| self.options.owner_name.clone());
                let (from, to) =
                    (from.map_or_else(me, str::to_owned), to.map_or_else(me, str::to_owned));
                self.whisper(&from, &to, text, message);
            }
            Some(Speech::Answered { from, text }) => match self.partners.get(from).cloned() {
                Some(to) => self.whisper(from, &to, text, message),
                None => {
                    // To whom is in an earlier log; the words are still theirs.
                    found.warn(
                        Warning::new(WarningCode::MissingMessages).at_line(number).counting(1),
                    );
                    self.say(0, from, text, message);
                }
            },
            Some(Speech::Notice(text)) => {
                let message = Message { text: text.to_owned(), kind: Kind::System, ..message };
                if let Some(chat) = self.chats.first_mut() {
                    chat.push(message);
                }
            }
            None => {}
        }
    }

    fn say(&mut self, chat: usize, nick: &str, text: &str, message: Message) {
        if let Some(chat) = self.chats.get_mut(chat) {
            let from = Some(chat.participant(nick));
            chat.push(Message { from, text: text.trim().to_owned(), ..message });
        }
    }

    fn whisper(&mut self, from: &str, to: &str, text: &str, message: Message) {
        self.partners.insert(from.to_owned(), to.to_owned());
        self.partners.insert(to.to_owned(), from.to_owned());
        let mut pair = (from.to_owned(), to.to_owned());
        if pair.0 > pair.1 {
            pair = (pair.1, pair.0);
        }
        let chats = &mut self.chats;
        let at = *self.whispers.entry(pair).or_insert_with_key(|(one, other)| {
            let mut chat = Builder::new(format!("minecraft:{one}:{other}"));
            chat.conversation.title = Some(format!("{one}, {other}"));
            chats.push(chat);
            chats.len() - 1
        });
        if let Some(chat) = self.chats.get_mut(at) {
            // The one who never answers takes part too.
            chat.participant(from);
            chat.participant(to);
        }
        self.say(at, from, text, message);
    }

    fn moment(&mut self, header: &Header<'_>) -> Option<Moment> {
        let (hour, minute, second) = header.time;
        let seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
        match (header.day, self.day) {
            (Some(day), _) => self.day = Some(day),
            (None, Some(day)) if seconds + BACKWARDS < self.latest => {
                self.day = header::next_day(day);
            }
            _ => {}
        }
        self.latest = seconds;
        let (year, month, day) = self.day?;
        let civil = Civil::new(year, month, day, header.time)?;
        self.timed = true;
        Some(civil.at_offset(self.options.local_offset_minutes))
    }

    fn finish(mut self, found: &mut Found) {
        if let Some(owner) = &self.owner {
            for (at, chat) in self.chats.iter_mut().enumerate() {
                // A server's owner takes no part in what others whisper.
                let owner =
                    chat.known(owner).or_else(|| (at == 0).then(|| chat.participant(owner)));
                chat.conversation.owner = owner;
            }
        }
        if self.timed {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        if self.chats.iter().any(Builder::overflowed) {
            found.warn(Warning::new(WarningCode::TooManyParticipants));
        }
        found.conversations.extend(self.chats.into_iter().map(|chat| chat.conversation));
    }
}
