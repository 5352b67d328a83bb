//! WhatsApp's “Export chat”: a text of lines `3/6/24, 15:05 - Name: words`, in the order, digits
//! and words of the phone's language.
//!
//! Whether the day or the month comes first cannot be told from a line. Headers are therefore
//! read as numbers, and once all of them are known the order is chosen in which every day exists,
//! time goes forwards and the chat spans the fewest days.

pub(super) mod dates;
pub(super) mod header;
mod markers;
mod phrases;

use dates::Stamp;
use header::{Header, Style};
use markers::Marker;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ParticipantId, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder, decode::Decoded, lines::Lines, read::Found,
};

pub(super) struct WhatsApp;

impl Importer for WhatsApp {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let lines = || peek.lines().filter(|line| !line.trim().is_empty()).take(50);
        let headers = lines().filter(|line| header::parse(line).is_some()).count();
        let begins = lines().take(3).any(|line| header::parse(line).is_some());
        match (begins, headers) {
            (true, 2..) => Score::SURE,
            (true, _) | (_, 5..) => Score::LIKELY,
            _ => Score::NO,
        }
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let title = name.and_then(title_from_name);
        let mut chat = Chat::new(title.as_deref().unwrap_or("whatsapp"));
        chat.builder.conversation.title = title;
        let mut lines = Lines::new(text);
        while let Some((number, line)) = lines.next()? {
            match header::parse(line) {
                Some(header) => chat.begin(&header, line),
                None => chat.go_on(number, line),
            }
        }
        chat.finish(options, found);
        Ok(())
    }
}

/// What an export is called after: `WhatsApp Chat with Mẹ.txt`, `WhatsApp Chat - Mẹ.zip/_chat.txt`.
fn title_from_name(name: &str) -> Option<String> {
    const BEFORE: &[&str] = &[
        "WhatsApp Chat with ",
        "WhatsApp Chat - ",
        "Đoạn chat WhatsApp với ",
        "Cuộc trò chuyện WhatsApp với ",
        "Trò chuyện WhatsApp với ",
        "Chat de WhatsApp con ",
        "Conversación de WhatsApp con ",
        "WhatsApp-Chat mit ",
        "WhatsApp Chat mit ",
        "Discussion WhatsApp avec ",
        "Conversa do WhatsApp com ",
        "Chat WhatsApp dengan ",
        "Sembang WhatsApp dengan ",
        "Chat WhatsApp con ",
        "WhatsApp-chat met ",
        "WhatsApp-chat med ",
        "WhatsApp-chatt med ",
        "Chat WhatsApp s uživatelem ",
        "Czat WhatsApp z ",
        "Чат WhatsApp с контактом ",
        "Чат WhatsApp с ",
        "Чат WhatsApp з ",
        "WhatsApp 대화 - ",
        "דו-שיח WhatsApp עם ",
        "صيغة محادثة واتساب مع ",
        "دردشة واتساب مع ",
    ];
    const AFTER: &[&str] = &[
        " ile WhatsApp Sohbeti",
        " के साथ WhatsApp चैट",
        "とのWhatsAppトーク",
        "とのWhatsAppチャット",
        "님과의 WhatsApp 대화",
        "的 WhatsApp 聊天",
        "的 WhatsApp 對話",
    ];
    name.rsplit(['/', '\\']).find_map(|part| {
        // Names of files have blanks that do not break.
        let part = part.replace('\u{a0}', " ");
        let stem = [".txt", ".zip"].iter().find_map(|end| part.strip_suffix(end)).unwrap_or(&part);
        let with = BEFORE
            .iter()
            .find_map(|before| stem.strip_prefix(before))
            .or_else(|| AFTER.iter().find_map(|after| stem.strip_suffix(after)))?;
        Some(with.trim_start_matches(['与', '與']).trim().to_owned())
            .filter(|title| !title.is_empty())
    })
}

struct Chat {
    builder: Builder,
    /// How many headers are written as only America does, less those that are not.
    american: i64,
    /// How many messages began in each style of header.
    styles: Vec<(Style, u64)>,
    /// Messages that began in another style than most, with their line as it stood: in bulk they
    /// are messages, alone they are quoted in a message.
    outsiders: Vec<(usize, Style, String)>,
    last_sender: Option<(String, ParticipantId)>,
    /// Who would have written the last message, had the app not: a second line says that they did.
    doubted: Option<String>,
    skipped: Option<(u64, u64)>,
}

/// What the app itself says.
fn notice(text: &str) -> Message {
    Message { text: text.to_owned(), kind: Kind::System, ..Message::default() }
}

/// More messages of another style than this are surely not quotes.
const MOST_OUTSIDERS: usize = 10_000;

impl Chat {
    fn new(id: &str) -> Chat {
        Chat {
            builder: Builder::new(id),
            american: 0,
            styles: Vec::new(),
            outsiders: Vec::new(),
            last_sender: None,
            doubted: None,
            skipped: None,
        }
    }

    fn begin(&mut self, header: &Header<'_>, line: &str) {
        self.end_message();
        self.count_style(header.style, line);
        self.american += if header.american { 1 } else { -1 };
        let at = Some(header.stamp.pack());
        self.doubted = None;
        let message = match header.split_sender() {
            Some((sender, words)) => self.said(sender, words),
            None => Message { kind: markers::system_kind(header.rest), ..notice(header.rest) },
        };
        let marked =
            header.split_sender().is_some_and(|(_, words)| words.starts_with(markers::is_mark));
        if (marked || message.kind == Kind::System) && markers::makes_vanish(&message.text) {
            self.builder.conversation.context.vanishing = true;
        }
        self.builder.push(Message { at, ..message });
    }

    fn said(&mut self, sender: &str, words: &str) -> Message {
        // “Ann changed the subject to "a: b"” is no sender called “Ann changed the subject to "a”.
        let quotes = |text: &str| text.contains(['"', '“', '”', '«']);
        let mut blanks = sender.match_indices(' ').filter_map(|(at, _)| sender.get(..at));
        if quotes(sender) && blanks.any(|start| self.builder.known(start).is_some()) {
            return notice(&format!("{sender}: {words}"));
        }
        let marker = markers::marker(sender, words);
        if let Marker::Encrypted | Marker::System(_) | Marker::Call(_) | Marker::Deleted = marker {
            self.doubted = Some(sender.to_owned());
        }
        match marker {
            Marker::Encrypted => {
                // iPhones write this notice in the name of the chat, which need not be a person.
                let title = &mut self.builder.conversation.title;
                title.get_or_insert_with(|| sender.to_owned());
                notice(words.trim_start_matches(markers::is_mark))
            }
            Marker::System(text) => notice(text),
            marker => {
                let from = Some(self.sender(sender));
                let plain = Message { from, ..Message::default() };
                match marker {
                    Marker::Deleted => Message { deleted: true, ..plain },
                    Marker::Media { file, caption } => Message {
                        kind: Kind::Media,
                        text: caption.to_owned(),
                        attachment: file.map(str::to_owned),
                        ..plain
                    },
                    Marker::Place(text) => {
                        Message { kind: Kind::Media, text: text.to_owned(), ..plain }
                    }
                    Marker::Call(text) => {
                        Message { kind: Kind::Call, text: text.to_owned(), ..plain }
                    }
                    _ => Message {
                        text: words.trim_start_matches(markers::is_mark).to_owned(),
                        ..plain
                    },
                }
            }
        }
    }

    fn sender(&mut self, name: &str) -> ParticipantId {
        match &self.last_sender {
            Some((last, id)) if last == name => *id,
            _ => {
                let id = self.builder.participant(name);
                self.last_sender = Some((name.to_owned(), id));
                id
            }
        }
    }

    fn go_on(&mut self, number: u64, line: &str) {
        // What the app writes has one line.
        if !line.trim().is_empty()
            && let Some(sender) = self.doubted.take()
        {
            let from = Some(self.sender(&sender));
            if let Some(message) = self.builder.conversation.messages.last_mut() {
                (message.from, message.kind, message.deleted) = (from, Kind::Text, false);
            }
        }
        if header::is_nearly(line) {
            let (_, count) = self.skipped.get_or_insert((number, 0));
            *count += 1;
        }
        match self.builder.conversation.messages.last_mut() {
            Some(message) if message.deleted => {}
            Some(message) => {
                // The first line under a picture is its caption.
                if !(message.text.is_empty() && message.kind == Kind::Media) {
                    message.text.push('\n');
                }
                message.text.push_str(line);
            }
            None if line.trim().is_empty() || header::is_nearly(line) => {}
            None => {
                let (_, count) = self.skipped.get_or_insert((number, 0));
                *count += 1;
            }
        }
    }

    /// What can be said of a message only when its last line is known.
    fn end_message(&mut self) {
        let Some(message) = self.builder.conversation.messages.last_mut() else {
            return;
        };
        if let Some(end) = markers::edited_mark(&message.text) {
            message.text.truncate(end);
            message.edited = true;
        }
        message.text.truncate(message.text.trim_end().len());
    }

    fn count_style(&mut self, style: Style, line: &str) {
        let is_first = self.styles.is_empty();
        match self.styles.iter_mut().find(|(known, _)| *known == style) {
            Some((_, count)) => *count += 1,
            None => self.styles.push((style, 1)),
        }
        let main = self.styles.iter().max_by_key(|(_, count)| *count).map(|(style, _)| *style);
        if !is_first && main != Some(style) && self.outsiders.len() < MOST_OUTSIDERS {
            let index = self.builder.conversation.messages.len();
            self.outsiders.push((index, style, line.to_owned()));
        }
    }

    /// Puts lines that only look like headers back into the message they stand in: a chat copied
    /// into a chat keeps its own times.
    fn take_back_quotes(&mut self) {
        let all: u64 = self.styles.iter().map(|(_, count)| count).sum();
        let is_rare = |style: &Style| {
            let count = self.styles.iter().find(|(known, _)| known == style).map_or(0, |(_, n)| *n);
            count * 20 <= all
        };
        let mut quoted = self.outsiders.iter().filter(|(_, style, _)| is_rare(style)).peekable();
        if quoted.peek().is_none() {
            return;
        }
        let mut kept: Vec<Message> = Vec::with_capacity(self.builder.conversation.messages.len());
        for (index, message) in self.builder.conversation.messages.drain(..).enumerate() {
            let quote = quoted.next_if(|(at, _, _)| *at == index);
            match (quote, kept.last_mut()) {
                (Some((_, _, line)), Some(before)) => {
                    before.text.push('\n');
                    before.text.push_str(line);
                    for more in message.text.split('\n').skip(1) {
                        before.text.push('\n');
                        before.text.push_str(more);
                    }
                }
                _ => kept.push(message),
            }
        }
        self.builder.conversation.messages = kept;
        self.forget_silent_participants();
    }

    /// Drops participants who, after all, said nothing.
    fn forget_silent_participants(&mut self) {
        let conversation = &mut self.builder.conversation;
        let mut speaks = vec![false; conversation.participants.len()];
        for from in conversation.messages.iter().filter_map(|message| message.from) {
            if let Some(speaks) = speaks.get_mut(usize::from(from.0)) {
                *speaks = true;
            }
        }
        let mut next = 0;
        let renumbered: Vec<u16> = speaks
            .iter()
            .map(|speaks| {
                let here = next;
                next += u16::from(*speaks);
                here
            })
            .collect();
        for message in &mut conversation.messages {
            message.from = message
                .from
                .and_then(|from| renumbered.get(usize::from(from.0)).copied().map(ParticipantId));
        }
        let mut speaks = speaks.into_iter();
        conversation.participants.retain(|_| speaks.next().unwrap_or(true));
    }

    /// A name that holds `: ` was cut there; where everything a person says begins with the same
    /// words and a colon, those belong to the name.
    fn rejoin_cut_names(&mut self) {
        /// Fewer messages that begin alike may be chance.
        const ENOUGH: u32 = 5;
        const LONGEST_REST: usize = 40;

        let conversation = &mut self.builder.conversation;
        // For each participant, how all messages so far begin and how many there are.
        let mut beginnings: Vec<Option<(String, u32)>> = Vec::new();
        beginnings.resize(conversation.participants.len(), Some((String::new(), 0)));
        let said = |message: &Message| message.kind == Kind::Text && !message.deleted;
        for message in conversation.messages.iter().filter(|message| said(message)) {
            let at = message.from.map(|from| usize::from(from.0));
            let Some(slot) = at.and_then(|at| beginnings.get_mut(at)) else {
                continue;
            };
            match slot {
                Some((beginning, count @ 0)) => match message.text.split_once(": ") {
                    Some((rest, _)) if rest.len() <= LONGEST_REST => {
                        *beginning = format!("{rest}: ");
                        *count = 1;
                    }
                    _ => *slot = None,
                },
                Some((beginning, count)) if message.text.starts_with(beginning.as_str()) => {
                    *count += 1
                }
                _ => *slot = None,
            }
        }
        for (participant, beginning) in conversation.participants.iter_mut().zip(&mut beginnings) {
            *beginning = beginning.take().filter(|(_, count)| *count >= ENOUGH);
            if let Some((beginning, _)) = beginning {
                participant.name =
                    format!("{}: {}", participant.name, beginning.trim_end_matches(": "));
            }
        }
        for message in conversation.messages.iter_mut().filter(|message| said(message)) {
            let at = message.from.map(|from| usize::from(from.0));
            if let Some(Some((beginning, _))) = at.and_then(|at| beginnings.get(at)) {
                message.text.drain(..beginning.len());
            }
        }
    }

    fn finish(mut self, options: &ReadOptions, found: &mut Found) {
        self.end_message();
        self.take_back_quotes();
        self.rejoin_cut_names();
        let stamps = || {
            let messages = self.builder.conversation.messages.iter();
            messages.filter_map(|message| message.at).map(Stamp::unpack)
        };
        let order = dates::choose(self.american > 0, stamps);
        let mut impossible = 0;
        for message in &mut self.builder.conversation.messages {
            let civil = message.at.and_then(|packed| Stamp::unpack(packed).civil(order.order));
            impossible += u64::from(civil.is_none());
            message.at = civil.map(|civil| civil.at_offset(options.local_offset_minutes));
        }
        if let Some((line, count)) = self.skipped {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(count));
        }
        let timed = self.builder.conversation.messages.len() as u64 > impossible;
        if timed {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        if order.ambiguous && timed {
            found.warn(Warning::new(WarningCode::OrderAmbiguous));
        }
        self.builder.guess_owner_from_title();
        found.take(self.builder);
    }
}

impl Stamp {
    /// Keeps the numbers of a header in the place of its moment until the order is known, so that
    /// a million messages need no second list.
    fn pack(self) -> Moment {
        let fields = [
            (i64::from(self.first), 14),
            (i64::from(self.second), 14),
            (i64::from(self.third), 14),
            (i64::from(self.hour), 5),
            (i64::from(self.minute), 6),
            (i64::from(self.seconds), 6),
        ];
        let unix_ms = fields.iter().fold(0, |packed, (field, bits)| packed << bits | field);
        Moment { unix_ms, offset_minutes: 0 }
    }

    fn unpack(packed: Moment) -> Stamp {
        let mut rest = packed.unix_ms;
        let mut take = |bits: u32| {
            let field = rest & ((1 << bits) - 1);
            rest >>= bits;
            field
        };
        let (seconds, minute, hour) = (take(6), take(6), take(5));
        let (third, second, first) = (take(14), take(14), take(14));
        let small = |field: i64| u8::try_from(field).unwrap_or(u8::MAX);
        let number = |field: i64| u16::try_from(field).unwrap_or(u16::MAX);
        Stamp {
            first: number(first),
            second: number(second),
            third: number(third),
            hour: small(hour),
            minute: small(minute),
            seconds: small(seconds),
        }
    }
}
