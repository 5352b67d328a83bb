//! E-mail: single messages (`.eml`, RFC 5322) and mailboxes (`mbox`, RFC 4155) as Thunderbird,
//! Apple Mail and Google Takeout write them, each thread a conversation.
//!
//! Only words are kept: `text/plain` parts, or `text/html` where there are none; of an attachment
//! its name. What an answer quotes is not said again, and where the quoted mail itself is not in
//! the file, that is said. Parts in old encodings are decoded as they declare, save where they
//! stand in the file as they are: those have been decoded with the file.

mod headers;
mod quotes;
mod transfer;

use std::collections::{HashMap, HashSet};

use headers::{Address, Field};

use super::{
    Importer, Peek, Score,
    times::{Written, written},
};
use crate::{
    Kind, Message, Moment, ParticipantId, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder, decode::Decoded, lines::Lines, read::Found,
};

pub(super) struct Email;

impl Importer for Email {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        if peek.is_json() || peek.starts_like_xml() {
            return Score::NO;
        }
        let mut lines = peek.lines().peekable();
        let mailbox = lines.next_if(|line| is_envelope(line)).is_some();
        const TELLING: &[&str] = &[
            "message-id",
            "mime-version",
            "received",
            "return-path",
            "delivered-to",
            "x-gm-thrid",
        ];
        const COMMON: &[&str] = &["from", "date", "subject", "to"];
        let (mut telling, mut common) = (0, 0);
        for line in lines.take_while(|line| !line.trim().is_empty()) {
            if line.starts_with([' ', '\t']) {
                continue;
            }
            let Some(field) = Field::of(line) else {
                return Score::NO;
            };
            telling += u32::from(TELLING.iter().any(|name| field.is(name)));
            common += u32::from(COMMON.iter().any(|name| field.is(name)));
        }
        match (mailbox, telling, common) {
            (true, _, 1..) | (_, 1.., 2..) => Score::SURE,
            (_, _, 3..) => Score::LIKELY,
            _ => Score::NO,
        }
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        _name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        let mut mailbox = Mailbox::new(options);
        let mut lines = Lines::new(text);
        let mut mail = Mail::default();
        let (mut blank_before, mut in_mailbox, mut last) = (true, false, 0);
        while let Some((number, line)) = lines.next()? {
            last = number;
            if blank_before && is_envelope(line) {
                in_mailbox = true;
                mailbox.add(std::mem::take(&mut mail), number, found);
                continue;
            }
            blank_before = line.is_empty();
            // A mailbox marks lines that would begin a mail.
            let unmarked = line
                .strip_prefix('>')
                .filter(|rest| in_mailbox && rest.trim_start_matches('>').starts_with("From "));
            mail.line(unmarked.unwrap_or(line));
        }
        if mail.is_cut() {
            found.warn(Warning::new(WarningCode::Truncated).at_line(last));
        }
        mailbox.add(mail, last, found);
        mailbox.finish(found);
        Ok(())
    }
}

/// `From bong@example.com Mon Jun  3 15:02:00 2024`: what stands between the mails of a mailbox.
fn is_envelope(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("From ").filter(|_| line.len() < 200) else {
        return false;
    };
    let date = rest.split_once(' ').map_or("", |(_, date)| date);
    written(date).is_some()
}

/// The most words of one mail that are kept: more is no letter.
const LONGEST_PART: usize = 1024 * 1024;

/// A mail whose lines are being read.
#[derive(Default)]
struct Mail {
    head: Head,
    /// The multiparts that are open, innermost last.
    boundaries: Vec<String>,
    part: Part,
    plain: Vec<String>,
    html: Vec<String>,
    attachment: Option<String>,
    media: bool,
    too_long: bool,
    started: bool,
}

/// What the headers of a mail say.
#[derive(Default)]
struct Head {
    from: Option<Address>,
    others: Vec<Address>,
    delivered_to: Option<String>,
    subject: Option<String>,
    date: Option<Written>,
    id: Option<String>,
    references: Vec<String>,
    referred: bool,
    answers: bool,
    thread: Option<String>,
}

/// A part of a mail: a body, or one of several.
#[derive(Default)]
struct Part {
    in_body: bool,
    /// The header that goes on over several lines.
    header: String,
    content: headers::Content,
    body: String,
}

impl Mail {
    fn line(&mut self, line: &str) {
        if self.part.in_body {
            self.body_line(line);
            return;
        }
        if line.starts_with([' ', '\t']) && !self.part.header.is_empty() {
            if self.part.header.len() < LONGEST_PART {
                self.part.header.push_str(line);
            }
            return;
        }
        self.end_header();
        if line.is_empty() {
            // Blank lines before the first header are no end of headers.
            if self.started {
                self.begin_body();
            }
        } else {
            self.started = true;
            line.clone_into(&mut self.part.header);
        }
    }

    fn end_header(&mut self) {
        let header = std::mem::take(&mut self.part.header);
        let Some(field) = Field::of(&header) else {
            return;
        };
        self.part.content.take(&field);
        // Only the headers of the mail itself say who wrote it.
        if self.boundaries.is_empty() {
            self.head.take(&field);
        }
    }

    fn begin_body(&mut self) {
        self.part.in_body = true;
        let content = &self.part.content;
        match content.boundary() {
            Some(boundary) if self.boundaries.len() < 16 => {
                self.boundaries.push(boundary.to_owned());
            }
            _ if content.is_attachment() => {
                self.media = true;
                let name = content.file_name();
                self.attachment = self.attachment.take().or(name);
            }
            _ => {}
        }
    }

    fn body_line(&mut self, line: &str) {
        if let Some(after) = line.strip_prefix("--") {
            // A boundary of an outer multipart ends the inner ones too.
            let after = after.trim_end();
            let open = self.boundaries.iter().rposition(|boundary| {
                after == boundary || after.strip_suffix("--") == Some(boundary.as_str())
            });
            if let Some(at) = open {
                let ends = self.boundaries.get(at).is_some_and(|boundary| after != boundary);
                self.end_part();
                self.boundaries.truncate(if ends { at } else { at + 1 });
                // After the end of a multipart comes nothing that anybody wrote.
                self.part.in_body = ends;
                self.part.content =
                    if ends { headers::Content::none() } else { headers::Content::default() };
                return;
            }
        }
        if !self.part.content.is_text() {
            return;
        }
        if self.part.body.len() + line.len() > LONGEST_PART {
            self.too_long = true;
            return;
        }
        self.part.body.push_str(line);
        self.part.body.push('\n');
    }

    fn end_part(&mut self) {
        let part = std::mem::take(&mut self.part);
        if !part.in_body || !part.content.is_text() || part.content.is_attachment() {
            return;
        }
        let text = transfer::decoded(&part.body, part.content.encoding(), part.content.charset());
        if part.content.is_html() {
            self.html.push(text);
        } else if part.content.is_flowed() {
            self.plain.push(transfer::unflowed(&text));
        } else {
            self.plain.push(text);
        }
    }

    /// Whether the file ended within it: in its headers, or before a multipart was closed.
    fn is_cut(&self) -> bool {
        self.started && (!self.part.in_body || !self.boundaries.is_empty())
    }
}

impl Head {
    fn take(&mut self, field: &Field<'_>) {
        match () {
            () if field.is("from") => self.from = field.addresses().into_iter().next(),
            () if field.is("to") || field.is("cc") => self.others.extend(field.addresses()),
            () if field.is("delivered-to") || field.is("x-original-to") => {
                let to = field.addresses().into_iter().next();
                self.delivered_to = self.delivered_to.take().or(to.map(|to| to.key()));
            }
            () if field.is("subject") => self.subject = Some(field.words()),
            () if field.is("date") => self.date = written(field.value),
            () if field.is("message-id") => self.id = field.ids().into_iter().next(),
            () if field.is("references") && !self.referred => {
                self.referred = true;
                // The mail that is answered stands last, also where it came first.
                let answered = std::mem::replace(&mut self.references, field.ids());
                self.references.extend(answered);
            }
            () if field.is("in-reply-to") => {
                self.answers = true;
                self.references.extend(field.ids());
            }
            () if field.is("x-gm-thrid") => self.thread = Some(field.value.trim().to_owned()),
            () => {}
        }
    }
}

/// The mails of a file, and which belong together.
struct Mailbox<'o> {
    options: &'o ReadOptions,
    mails: Vec<Read>,
    /// The thread of each id that any mail has or refers to.
    threads: Threads,
    /// Ids of the mails that are here.
    ids: HashSet<String>,
    delivered: HashMap<String, u32>,
}

/// A mail that has been read.
struct Read {
    thread: usize,
    from: Address,
    others: Vec<Address>,
    subject: String,
    said: Vec<Message>,
    /// What it answers, where it quotes that.
    quoted: Option<String>,
}

impl<'o> Mailbox<'o> {
    fn new(options: &'o ReadOptions) -> Mailbox<'o> {
        Mailbox {
            options,
            mails: Vec::new(),
            threads: Threads::default(),
            ids: HashSet::new(),
            delivered: HashMap::new(),
        }
    }

    fn add(&mut self, mut mail: Mail, line: u64, found: &mut Found) {
        if !mail.started {
            return;
        }
        mail.end_header();
        mail.end_part();
        let Mail { head, plain, html, attachment, media, too_long, .. } = mail;
        let Some(from) = head.from else {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(1));
            return;
        };
        if too_long {
            found.warn(Warning::new(WarningCode::Damaged).at_line(line));
        }
        if let Some(to) = head.delivered_to {
            *self.delivered.entry(to).or_default() += 1;
        }
        let subject = head.subject.unwrap_or_default();
        let subject = quotes::subject(&subject);
        let letter = if plain.iter().any(|text| !text.trim().is_empty()) {
            quotes::of_plain(&plain.join("\n"), subject.passes_on)
        } else {
            quotes::of_html(&html.join("\n"), subject.passes_on)
        };
        // A subject that is no answer's was written like the words below it.
        let is_new = !subject.answers && !subject.passes_on && !head.answers;
        let text = match (is_new && !subject.bare.is_empty(), letter.said.is_empty()) {
            (false, _) => letter.said,
            (true, true) => subject.bare.to_owned(),
            (true, false) => format!("{}\n{}", subject.bare, letter.said),
        };
        let at = head.date.map(|date| {
            date.civil.at_offset(date.offset.unwrap_or(self.options.local_offset_minutes))
        });
        if head.date.is_some_and(|date| date.offset.is_none()) {
            found.warn(Warning::new(WarningCode::TimeZoneUnknown));
        }
        let kind = if media { Kind::Media } else { Kind::Text };
        let mut said = Vec::with_capacity(1);
        let has_more = letter.passed_on.is_some();
        if !(text.is_empty() && has_more && attachment.is_none()) {
            said.push(Message { at, text, kind, attachment, ..Message::default() });
        }
        if let Some(text) = letter.passed_on {
            said.push(Message { at, text, forwarded: true, ..Message::default() });
        }

        let id = head.id.unwrap_or_default();
        let quoted = head.references.last().filter(|_| letter.quotes).cloned();
        let thread = match &head.thread {
            Some(thread) => self.threads.of(&format!("thread {thread}")),
            None if id.is_empty() && head.references.is_empty() => {
                self.threads.of(&format!("subject {}", subject.bare.to_lowercase()))
            }
            None => self
                .threads
                .unite(head.references.iter().chain(Some(&id)).filter(|id| !id.is_empty())),
        };
        self.ids.insert(id);
        let subject = subject.bare.to_owned();
        self.mails.push(Read { thread, from, others: head.others, subject, said, quoted });
    }

    fn finish(mut self, found: &mut Found) {
        let owner =
            self.delivered.iter().max_by_key(|(to, count)| (**count, std::cmp::Reverse(*to)));
        let owner = owner.map(|(to, _)| to.clone());
        let mut conversations: Vec<Conversation> = Vec::new();
        let mut by_thread: HashMap<usize, usize> = HashMap::new();
        let mut missing = 0;
        for mail in std::mem::take(&mut self.mails) {
            let thread = self.threads.root(mail.thread);
            let at = *by_thread.entry(thread).or_insert_with(|| {
                let id = self.threads.name(thread).to_owned();
                conversations.push(Conversation { builder: Builder::new(id), titled: None });
                conversations.len() - 1
            });
            let Some(Conversation { builder, titled }) = conversations.get_mut(at) else {
                continue;
            };
            let from = Some(participant(builder, &mail.from));
            for other in &mail.others {
                participant(builder, other);
            }
            if mail.quoted.is_some_and(|quoted| !self.ids.contains(&quoted)) {
                missing += 1;
                builder.conversation.context.incomplete = true;
            }
            let sent = mail.said.first().and_then(|message| message.at);
            // The thread is called what its first mail was.
            let earlier = titled.is_none_or(|titled: Option<Moment>| sent < titled);
            if earlier && !mail.subject.is_empty() {
                *titled = Some(sent);
                builder.conversation.title = Some(mail.subject);
            }
            for message in mail.said {
                builder.push(Message { from, ..message });
            }
        }
        if missing > 0 {
            found.warn(Warning::new(WarningCode::MissingMessages).counting(missing));
        }
        for Conversation { mut builder, .. } in conversations {
            builder.conversation.owner = owner.as_deref().and_then(|owner| builder.known(owner));
            builder.sort();
            found.take(builder);
        }
    }
}

struct Conversation {
    builder: Builder,
    /// When the mail was sent that gave the title.
    titled: Option<Option<Moment>>,
}

fn participant(builder: &mut Builder, address: &Address) -> ParticipantId {
    builder.participant_with_key(&address.key(), address.shown())
}

/// Ids that belong to the same thread.
#[derive(Default)]
struct Threads {
    by_id: HashMap<String, usize>,
    names: Vec<String>,
    parents: Vec<usize>,
}

impl Threads {
    fn of(&mut self, id: &str) -> usize {
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        let at = self.parents.len();
        self.parents.push(at);
        self.names.push(id.to_owned());
        self.by_id.insert(id.to_owned(), at);
        at
    }

    /// The one thread of all these ids.
    fn unite<'i>(&mut self, ids: impl Iterator<Item = &'i String>) -> usize {
        let mut first = None;
        for id in ids {
            let here = self.of(id);
            let here = self.root(here);
            match first {
                None => first = Some(here),
                Some(first) => {
                    if let Some(parent) = self.parents.get_mut(here) {
                        *parent = first;
                    }
                }
            }
        }
        first.unwrap_or_else(|| self.of(""))
    }

    fn root(&mut self, thread: usize) -> usize {
        let mut at = thread;
        while let Some(parent) = self.parents.get(at).copied().filter(|parent| *parent != at) {
            // Halves the way for the next time.
            let grandparent = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(here) = self.parents.get_mut(at) {
                *here = grandparent;
            }
            at = grandparent;
        }
        at
    }

    /// The id that the thread began with, as far as the file says.
    fn name(&self, thread: usize) -> &str {
        self.names.get(thread).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn envelopes_are_told_from_words() {
        for line in [
            "From bong@example.com Mon Jun  3 15:02:00 2024",
            "From - Mon Jun 03 15:02:00 2024",
            "From 1234@xxx Mon Jun 03 08:02:00 +0000 2024",
        ] {
            assert!(is_envelope(line), "{line}");
        }
        for line in ["From now on I write every day", "From: a@example.com", "From June to 2024 I"]
        {
            assert!(!is_envelope(line), "{line}");
        }
    }

    #[test]
    fn threads_unite_in_any_order() {
        let mut threads = Threads::default();
        let ids = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let late = threads.unite(ids("b c").iter());
        let other = threads.unite(ids("x").iter());
        let early = threads.unite(ids("a b").iter());
        let (late, other, early) = (threads.root(late), threads.root(other), threads.root(early));
        assert_eq!(late, early);
        assert_ne!(late, other);
    }
}
