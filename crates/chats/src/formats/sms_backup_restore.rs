//! The XML of the Android app SMS Backup & Restore: text messages, multimedia messages, calls.
//!
//! Files reach gigabytes, nearly all of it pictures: their data is passed over before the XML is
//! even parsed.

use std::collections::HashMap;
use std::io::{self, BufRead, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::QName;

use super::{Importer, Peek, Score};
use crate::{
    Kind, Message, Moment, ParticipantId, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder, decode::Decoded, entities, lines::LONGEST_LINE, read::Found,
};

pub(super) struct SmsBackupRestore;

impl Importer for SmsBackupRestore {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        let elements = ["<smses", "<calls", "<sms ", "<mms ", "<call "];
        Score::SURE
            .when(elements.iter().any(|element| peek.contains(element)) && peek.starts_like_xml())
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut backup =
            Backup { options, chats: Vec::new(), by_key: HashMap::new(), promised: None };
        let mut reader = Reader::from_reader(WithoutData::new(text));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.check_comments = false;
        config.allow_unmatched_ends = true;

        let mut buffer = Vec::new();
        let mut line = 1;
        let mut open: Option<Multimedia> = None;
        let mut whole = true;
        let mut root_is_open = false;
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer);
            let lines = newlines(&event);
            match &event {
                Ok(Event::Start(element)) => root_is_open |= is_root(element.name()),
                Ok(Event::End(element)) => root_is_open &= !is_root(element.name()),
                _ => {}
            }
            match event {
                Ok(Event::Start(element)) if is_multimedia(element.name()) => {
                    backup.close(open.take(), found);
                    open = Some(Multimedia::new(&element, line));
                }
                Ok(Event::End(element)) if is_multimedia(element.name()) => {
                    backup.close(open.take(), found);
                }
                Ok(Event::Start(element) | Event::Empty(element)) => {
                    backup.element(&element, &mut open, line, found);
                }
                Ok(Event::DocType(declaration)) if declaration.contains("<!ENTITY") => {
                    return Err(ReadError::EntityExpansion { line });
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(error) => {
                    if reader.get_ref().too_long {
                        return Err(ReadError::LineTooLong { line, limit: LONGEST_LINE });
                    }
                    whole = false;
                    let cut = reader.get_ref().ended;
                    let code = if cut { WarningCode::Truncated } else { WarningCode::Damaged };
                    if let quick_xml::Error::Io(error) = &error
                        && error.kind() != io::ErrorKind::InvalidData
                    {
                        return Err(io::Error::from(error.kind()).into());
                    }
                    found.warn(Warning::new(code).at_line(line));
                    break;
                }
            }
            line += lines;
        }
        if whole && (open.is_some() || root_is_open) {
            found.warn(Warning::new(WarningCode::Truncated).at_line(line));
        }
        backup.close(open, found);
        backup.finish(whole, found);
        Ok(())
    }
}

fn is_root(name: QName<'_>) -> bool {
    ["smses", "calls"].contains(&AsRef::<str>::as_ref(&name))
}

fn is_multimedia(name: QName<'_>) -> bool {
    AsRef::<str>::as_ref(&name) == "mms"
}

fn newlines(event: &Result<Event<'_>, quick_xml::Error>) -> u64 {
    let content: &str = match event {
        Ok(Event::Start(element) | Event::Empty(element)) => element,
        Ok(Event::Text(text)) => text,
        Ok(Event::Comment(text)) => text,
        Ok(Event::CData(text)) => text,
        _ => return 0,
    };
    memchr::memchr_iter(b'\n', content.as_bytes()).count() as u64
}

/// The attributes of an element that anything is made of.
#[derive(Default)]
struct Attributes {
    by_name: HashMap<String, String>,
    /// Whether a reference stood for no letter: half of one without the other half.
    broken: bool,
}

impl Attributes {
    fn of(element: &BytesStart<'_>) -> Attributes {
        const NEEDED: &[&str] = &[
            "address",
            "date",
            "type",
            "subject",
            "sub",
            "body",
            "contact_name",
            "msg_box",
            "number",
            "duration",
            "ct",
            "name",
            "cl",
            "text",
            "count",
            "fn",
        ];
        let (mut by_name, mut broken) = (HashMap::new(), false);
        for attribute in element.attributes().with_checks(false).flatten() {
            let name = AsRef::<str>::as_ref(&attribute.key);
            if NEEDED.contains(&name) {
                let value = entities::decoded(&attribute.value).into_owned();
                broken |= value.contains('\u{fffd}') && !attribute.value.contains('\u{fffd}');
                by_name.insert(name.to_owned(), value);
            }
        }
        Attributes { by_name, broken }
    }

    /// The value, unless it is the app's word for nothing.
    fn get(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str).filter(|value| *value != "null")
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.trim().parse().ok()
    }

    fn contact_name(&self) -> Option<&str> {
        self.get("contact_name").filter(|name| !name.is_empty() && *name != "(Unknown)")
    }
}

/// A multimedia message whose parts are being read.
struct Multimedia {
    attributes: Attributes,
    line: u64,
    texts: Vec<String>,
    attachment: Option<String>,
    has_media: bool,
    sender: Option<String>,
}

impl Multimedia {
    fn new(element: &BytesStart<'_>, line: u64) -> Multimedia {
        Multimedia {
            attributes: Attributes::of(element),
            line,
            texts: Vec::new(),
            attachment: None,
            has_media: false,
            sender: None,
        }
    }

    fn part(&mut self, part: &Attributes) {
        match part.get("ct") {
            Some("text/plain") => self.texts.extend(part.get("text").map(str::to_owned)),
            // How the parts are laid out.
            Some("application/smil") | None => {}
            Some(_) => {
                self.has_media = true;
                let name = part.get("cl").or_else(|| part.get("fn")).or_else(|| part.get("name"));
                self.attachment = self.attachment.take().or_else(|| name.map(str::to_owned));
            }
        }
    }
}

struct Backup<'o> {
    options: &'o ReadOptions,
    chats: Vec<Chat>,
    by_key: HashMap<String, usize>,
    promised: Option<u64>,
}

struct Chat {
    builder: Builder,
    owner: Option<ParticipantId>,
    /// The other side; `None` in a group.
    contact: Option<ParticipantId>,
}

/// A message as it was sent or got.
struct Sent<'a> {
    address: &'a str,
    contact_name: Option<&'a str>,
    outgoing: bool,
    /// The one of several addresses that it came from.
    sender: Option<&'a str>,
}

impl Backup<'_> {
    fn element(
        &mut self,
        element: &BytesStart<'_>,
        open: &mut Option<Multimedia>,
        line: u64,
        found: &mut Found,
    ) {
        let attributes = Attributes::of(element);
        if attributes.broken {
            found.warn(Warning::new(WarningCode::Encoding).at_line(line));
        }
        match AsRef::<str>::as_ref(&element.name()) {
            "smses" | "calls" => {
                self.promised =
                    attributes.number("count").and_then(|count| u64::try_from(count).ok());
            }
            "sms" => self.text_message(&attributes, line, found),
            "call" => self.call(&attributes, line, found),
            "mms" => self.close(Some(Multimedia::new(element, line)), found),
            "part" => {
                if let Some(open) = open {
                    open.part(&attributes);
                }
            }
            // 137 is the standard's number for "from".
            "addr" if attributes.number("type") == Some(137) => {
                if let Some(open) = open {
                    open.sender = attributes.get("address").map(str::to_owned);
                }
            }
            _ => {}
        }
    }

    fn text_message(&mut self, attributes: &Attributes, line: u64, found: &mut Found) {
        let (Some(address), Some(at)) = (attributes.get("address"), self.moment(attributes)) else {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(1));
            return;
        };
        // 1 is what came in; drafts and failed messages are the owner's words too.
        let outgoing = attributes.number("type") != Some(1);
        let contact_name = attributes.contact_name();
        let text = attributes.get("body").unwrap_or_default().to_owned();
        let sent = Sent { address, contact_name, outgoing, sender: None };
        self.push(&sent, Message { at: Some(at), text, ..Message::default() });
    }

    fn call(&mut self, attributes: &Attributes, line: u64, found: &mut Found) {
        let (Some(address), Some(at)) = (attributes.get("number"), self.moment(attributes)) else {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(1));
            return;
        };
        let outgoing = attributes.number("type") == Some(2);
        let sent =
            Sent { address, contact_name: attributes.contact_name(), outgoing, sender: None };
        self.push(&sent, Message { at: Some(at), kind: Kind::Call, ..Message::default() });
    }

    /// Adds a multimedia message whose parts are all read.
    fn close(&mut self, multimedia: Option<Multimedia>, found: &mut Found) {
        let Some(multimedia) = multimedia else {
            return;
        };
        let attributes = &multimedia.attributes;
        let (Some(address), Some(at)) = (attributes.get("address"), self.moment(attributes)) else {
            found
                .warn(Warning::new(WarningCode::LinesSkipped).at_line(multimedia.line).counting(1));
            return;
        };
        let subject = attributes.get("sub").filter(|subject| !subject.is_empty());
        let parts = subject.into_iter().chain(multimedia.texts.iter().map(String::as_str));
        let text = parts.collect::<Vec<_>>().join("\n");
        let kind = if multimedia.has_media || text.is_empty() { Kind::Media } else { Kind::Text };
        let sent = Sent {
            address,
            contact_name: attributes.contact_name(),
            outgoing: attributes.number("msg_box") != Some(1),
            sender: multimedia.sender.as_deref(),
        };
        let attachment = multimedia.attachment.clone();
        self.push(&sent, Message { at: Some(at), text, kind, attachment, ..Message::default() });
    }

    fn moment(&self, attributes: &Attributes) -> Option<Moment> {
        let unix_ms = attributes.number("date")?;
        Some(Moment { unix_ms, offset_minutes: self.options.local_offset_minutes })
    }

    fn push(&mut self, sent: &Sent<'_>, message: Message) {
        let addresses: Vec<&str> = sent.address.split('~').filter(|one| !one.is_empty()).collect();
        let key = addresses.iter().map(|address| number_key(address)).collect::<Vec<_>>().join("~");
        let is_group = addresses.len() > 1;
        let at = *self.by_key.entry(key.clone()).or_insert_with(|| {
            let mut builder = Builder::new(sent.address);
            // The contact takes part also where only the owner wrote.
            let contact = (!is_group).then(|| builder.participant_with_key(&key, sent.address));
            self.chats.push(Chat { builder, owner: None, contact });
            self.chats.len() - 1
        });
        let Some(chat) = self.chats.get_mut(at) else {
            return;
        };
        if let Some(name) = sent.contact_name
            && chat.builder.conversation.title.is_none()
        {
            chat.builder.conversation.title = Some(name.to_owned());
            if let Some(contact) = chat.contact {
                chat.builder.rename(contact, name);
            }
        }
        let from = match chat.contact {
            _ if sent.outgoing => {
                let owner = chat.owner.unwrap_or_else(|| {
                    chat.builder.participant_with_key("", &self.options.owner_name)
                });
                chat.owner = Some(owner);
                owner
            }
            Some(contact) => contact,
            None => {
                let sender = sent.sender.unwrap_or(sent.address);
                chat.builder.participant_with_key(&number_key(sender), sender)
            }
        };
        chat.builder.push(Message { from: Some(from), ..message });
    }

    fn finish(self, whole: bool, found: &mut Found) {
        let read: u64 =
            self.chats.iter().map(|chat| chat.builder.conversation.messages.len() as u64).sum();
        let skipped = found.warnings.iter().any(|known| known.code == WarningCode::LinesSkipped);
        if let Some(promised) =
            self.promised.filter(|promised| whole && !skipped && *promised > read)
        {
            found.warn(Warning::new(WarningCode::MissingMessages).counting(promised - read));
        }
        for mut chat in self.chats {
            chat.builder.conversation.owner = chat.owner;
            chat.builder.sort();
            found.take(chat.builder);
        }
    }
}

/// The same for all ways to write a number: `+84 900 000 000` and `0900000000` are one.
pub(super) fn number_key(address: &str) -> String {
    const TELLING_DIGITS: usize = 9;
    let digits: String = address.chars().filter(char::is_ascii_digit).collect();
    let is_number =
        address.chars().all(|letter| letter.is_ascii_digit() || " +-().".contains(letter));
    match digits.len().checked_sub(TELLING_DIGITS) {
        Some(from) if is_number => digits.get(from..).unwrap_or_default().to_owned(),
        _ => address.to_lowercase(),
    }
}

/// The XML without the values of `data` attributes, which hold pictures and sounds, and with no
/// other value longer than any message.
struct WithoutData<'d, 'a> {
    decoded: &'d mut Decoded<'a>,
    state: State,
    /// The last letters outside values, to know an attribute's name by.
    name: [u8; 6],
    kept: Vec<u8>,
    position: usize,
    length: usize,
    too_long: bool,
    ended: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Outside,
    Tag,
    Value { quote: u8, dropped: bool },
}

impl<'d, 'a> WithoutData<'d, 'a> {
    fn new(decoded: &'d mut Decoded<'a>) -> WithoutData<'d, 'a> {
        WithoutData {
            decoded,
            state: State::Outside,
            name: [0; 6],
            kept: Vec::new(),
            position: 0,
            length: 0,
            too_long: false,
            ended: false,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.kept.clear();
        self.position = 0;
        while self.kept.is_empty() && !self.ended {
            let available = self.decoded.fill_buf()?;
            self.ended = available.is_empty();
            let mut rest = available;
            while let Some((byte, after)) = rest.split_first() {
                if let State::Value { quote, dropped: true } = self.state {
                    let end = memchr::memchr(quote, rest).unwrap_or(rest.len());
                    let (data, after) = rest.split_at_checked(end).unwrap_or((rest, &[]));
                    // Line ends stay, so that lines can still be counted.
                    self.kept.extend(data.iter().filter(|byte| **byte == b'\n'));
                    rest = after;
                    if !after.is_empty() {
                        self.kept.push(quote);
                        self.state = State::Tag;
                        rest = after.get(1..).unwrap_or_default();
                    }
                    continue;
                }
                rest = after;
                self.kept.push(*byte);
                self.length += 1;
                match (self.state, *byte) {
                    (State::Outside, b'<') => {
                        self.state = State::Tag;
                        self.length = 0;
                    }
                    (State::Tag, b'>') => {
                        self.state = State::Outside;
                        self.length = 0;
                    }
                    (State::Tag, quote @ (b'"' | b'\'')) => {
                        let dropped = matches!(
                            &self.name,
                            [b' ' | b'\n' | b'\t', b'd', b'a', b't', b'a', b'=']
                        );
                        self.state = State::Value { quote, dropped };
                    }
                    (State::Value { quote, .. }, byte) if byte == quote => self.state = State::Tag,
                    _ => {}
                }
                if self.state == State::Tag {
                    self.name.rotate_left(1);
                    self.name[5] = *byte;
                }
                if self.length > LONGEST_LINE {
                    self.too_long = true;
                    return Err(io::ErrorKind::InvalidData.into());
                }
            }
            let taken = available.len();
            self.decoded.consume(taken);
        }
        Ok(())
    }
}

impl Read for WithoutData<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for WithoutData<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position >= self.kept.len() {
            self.refill()?;
        }
        Ok(self.kept.get(self.position..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.position = (self.position + amount).min(self.kept.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn without_data(xml: &str) -> String {
        let head = xml.as_bytes().to_vec();
        let mut decoded = Decoded::new(head, Box::new(io::empty())).unwrap();
        let mut kept = String::new();
        WithoutData::new(&mut decoded).read_to_string(&mut kept).unwrap();
        kept
    }

    #[test]
    fn pictures_are_passed_over_and_nothing_else() {
        let xml = "<part ct=\"image/jpeg\" data=\"QUJD\nREVG\" text='a \"data=\" b'/><sms body=\" data=\"/>";
        let kept =
            "<part ct=\"image/jpeg\" data=\"\n\" text='a \"data=\" b'/><sms body=\" data=\"/>";
        assert_eq!(without_data(xml), kept);
        assert_eq!(
            without_data("<part metadata=\"x\" data='y'/>"),
            "<part metadata=\"x\" data=''/>"
        );
    }

    #[test]
    fn one_number_written_differently_is_one() {
        assert_eq!(number_key("+84 900 000 000"), number_key("0900000000"));
        assert_ne!(number_key("+84900000000"), number_key("+84900000001"));
        assert_eq!(number_key("VIETTEL"), "viettel");
        assert_ne!(number_key("111"), number_key("113"));
    }
}
