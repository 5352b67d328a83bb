//! HTML as it streams by: tags and the words between them, in bounded memory.
//!
//! Exports are written by programs, so this is no browser: elements are matched by their names,
//! what is never closed is closed with what holds it, and scripts and styles are passed over.

use std::borrow::Cow;
use std::io::{self, BufRead};

use crate::{ReadError, entities, lines::LONGEST_LINE};

/// Tags and words of an HTML text, one after the other.
pub(crate) struct Html<R> {
    reader: R,
    line: u64,
    buffer: Vec<u8>,
    /// The name of the element, `script` or `style`, whose content is no HTML.
    raw: Option<&'static str>,
    cut: bool,
}

/// A piece of HTML.
#[derive(Debug, PartialEq)]
pub(crate) enum Token<'t> {
    Open(Tag<'t>),
    Close(&'t str),
    /// Words, with their character references replaced.
    Text(Cow<'t, str>),
}

/// The beginning of an element.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tag<'t> {
    name: &'t str,
    attributes: &'t str,
    self_closing: bool,
}

impl<'t> Tag<'t> {
    /// Its name as written; compare it without regard to case.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its name, to be closed by.
    pub(crate) fn name(&self) -> &'t str {
        self.name
    }

    /// Whether it has no content and is never closed.
    pub(crate) fn is_void(&self) -> bool {
        const VOID: &[&str] = &[
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
            "source", "track", "wbr",
        ];
        self.self_closing || VOID.iter().any(|name| self.is(name))
    }

    /// The value of an attribute, with its character references replaced.
    pub(crate) fn attribute(&self, wanted: &str) -> Option<Cow<'t, str>> {
        let mut rest = self.attributes.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|letter: char| letter == '=' || letter.is_ascii_whitespace());
            let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
            let after = after.trim_start();
            let Some(after) = after.strip_prefix('=').map(str::trim_start) else {
                // An attribute without a value.
                rest = if name.is_empty() { after.get(1..).unwrap_or_default() } else { after };
                continue;
            };
            let (value, after) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = after.get(1..).unwrap_or_default();
                    inside.split_once(quote).unwrap_or((inside, ""))
                }
                _ => {
                    let end = after.find(|letter: char| letter.is_ascii_whitespace());
                    after.split_at(end.unwrap_or(after.len()))
                }
            };
            if name.eq_ignore_ascii_case(wanted) {
                return Some(entities::decoded(value));
            }
            rest = after.trim_start();
        }
        None
    }

    /// Whether a class is among those of its `class` attribute.
    pub(crate) fn has_class(&self, class: &str) -> bool {
        self.attribute("class")
            .is_some_and(|classes| classes.split_ascii_whitespace().any(|one| one == class))
    }
}

impl<R: BufRead> Html<R> {
    pub(crate) fn new(reader: R) -> Html<R> {
        Html { reader, line: 1, buffer: Vec::new(), raw: None, cut: false }
    }

    /// The line, from 1, up to which the text has been read.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Whether the text ended within a tag.
    pub(crate) fn was_cut(&self) -> bool {
        self.cut
    }

    /// The next tag or words; `None` at the end.
    ///
    /// # Errors
    ///
    /// Where a tag or text is longer than any message, or the reader fails.
    pub(crate) fn next(&mut self) -> Result<Option<Token<'_>>, ReadError> {
        if let Some(name) = self.raw.take() {
            self.skip_raw(name)?;
        }
        loop {
            self.buffer.clear();
            let Some(first) = self.peek()? else {
                return Ok(None);
            };
            if first != b'<' {
                self.read_text()?;
                return Ok(Some(Token::Text(entities::decoded(self.words()))));
            }
            self.take_byte();
            match self.peek()? {
                Some(letter) if letter.is_ascii_alphabetic() || letter == b'/' => {
                    self.read_tag()?;
                    if self.cut {
                        return Ok(None);
                    }
                    if is_tag(&self.buffer) {
                        break;
                    }
                    // `<https://…>` in a message that was not escaped.
                    return Ok(Some(Token::Text(entities::decoded(self.words()))));
                }
                Some(b'!') => self.skip_declaration()?,
                Some(b'?') => self.read_tag()?,
                // `<3` in a message that was not escaped.
                _ => {
                    self.read_text()?;
                    return Ok(Some(Token::Text(entities::decoded(self.words()))));
                }
            }
        }
        let raw = ["script", "style"].into_iter().find(|raw| {
            let name = self.buffer.get(1..=raw.len()).unwrap_or_default();
            let after = self.buffer.get(raw.len() + 1).copied().unwrap_or(b'>');
            name.eq_ignore_ascii_case(raw.as_bytes()) && !after.is_ascii_alphanumeric()
        });
        let self_closing = self.buffer.ends_with(b"/>");
        if !self_closing {
            self.raw = raw;
        }
        let tag = self.words();
        let inside =
            tag.strip_prefix('<').and_then(|tag| tag.strip_suffix('>')).unwrap_or_default();
        if let Some(name) = inside.strip_prefix('/') {
            return Ok(Some(Token::Close(name.trim())));
        }
        let inside = inside.strip_suffix('/').unwrap_or(inside);
        let end = inside.find(|letter: char| letter.is_ascii_whitespace() || letter == '/');
        let (name, attributes) = inside.split_at(end.unwrap_or(inside.len()));
        Ok(Some(Token::Open(Tag { name, attributes, self_closing })))
    }

    fn words(&self) -> &str {
        // Decoded text is valid UTF-8, and `<` and `>` never lie within a letter.
        std::str::from_utf8(&self.buffer).unwrap_or_default()
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.reader.fill_buf()?.first().copied())
    }

    /// Takes the byte that was looked at.
    fn take_byte(&mut self) {
        if let Some(byte) = self.reader.fill_buf().ok().and_then(|rest| rest.first().copied()) {
            self.buffer.push(byte);
            self.line += u64::from(byte == b'\n');
            self.reader.consume(1);
        }
    }

    /// Takes bytes up to and with `end`, or up to it; whether it was there.
    fn take_until(&mut self, end: u8, with_it: bool) -> Result<bool, ReadError> {
        loop {
            let rest = self.reader.fill_buf()?;
            if rest.is_empty() {
                return Ok(false);
            }
            let found = memchr::memchr(end, rest);
            let length = found.map_or(rest.len(), |at| at + usize::from(with_it));
            let taken = rest.get(..length).unwrap_or_default();
            self.line += memchr::memchr_iter(b'\n', taken).count() as u64;
            self.buffer.extend_from_slice(taken);
            self.reader.consume(length);
            if self.buffer.len() > LONGEST_LINE {
                return Err(ReadError::LineTooLong { line: self.line, limit: LONGEST_LINE });
            }
            if found.is_some() {
                return Ok(true);
            }
        }
    }

    fn read_text(&mut self) -> Result<(), ReadError> {
        self.take_until(b'<', false).map(|_| ())
    }

    /// Reads to the end of a tag: a `>` within quotes does not end it.
    fn read_tag(&mut self) -> Result<(), ReadError> {
        let (mut looked, mut quote) = (0, None);
        loop {
            if !self.take_until(b'>', true)? {
                self.cut = true;
                return Ok(());
            }
            let mut before = b' ';
            for byte in self.buffer.get(looked..).unwrap_or_default() {
                match (quote, *byte) {
                    (None, b'"' | b'\'') if before == b'=' || before == b' ' => quote = Some(*byte),
                    (Some(open), byte) if open == byte => quote = None,
                    _ => {}
                }
                before = *byte;
            }
            looked = self.buffer.len();
            if quote.is_none() {
                return Ok(());
            }
        }
    }

    /// Passes over a comment or `<!DOCTYPE …>`.
    fn skip_declaration(&mut self) -> Result<(), ReadError> {
        loop {
            if !self.take_until(b'>', true)? {
                self.cut = true;
                return Ok(());
            }
            let comment = self.buffer.starts_with(b"<!--");
            if !comment || self.buffer.ends_with(b"-->") && self.buffer.len() >= 7 {
                return Ok(());
            }
        }
    }

    /// Passes over a script or style.
    fn skip_raw(&mut self, name: &str) -> Result<(), ReadError> {
        let end = format!("</{name}>");
        loop {
            self.buffer.clear();
            if !self.take_until(b'>', true)? {
                self.cut = true;
                return Ok(());
            }
            let tail = self.buffer.len().checked_sub(end.len());
            let tail = tail.and_then(|from| self.buffer.get(from..)).unwrap_or_default();
            if tail.eq_ignore_ascii_case(end.as_bytes()) {
                return Ok(());
            }
        }
    }
}

/// Whether what stands between `<` and `>` begins with the name of an element.
fn is_tag(tag: &[u8]) -> bool {
    let name = tag.strip_prefix(b"</").or_else(|| tag.strip_prefix(b"<")).unwrap_or_default();
    let end = name.iter().position(|byte| !(byte.is_ascii_alphanumeric() || *byte == b'-'));
    let after = end.and_then(|at| name.get(at));
    end != Some(0) && after.is_some_and(|byte| byte.is_ascii_whitespace() || b"/>".contains(byte))
}

/// What an importer makes of a page, as [`Html::walk`] goes through it.
pub(crate) trait Visit {
    /// What an element is for.
    type Role: Copy + Default;

    /// Begins an element within one of this role; gives what it is for.
    fn open(&mut self, tag: &Tag<'_>, within: Self::Role) -> Self::Role;

    /// Ends an element that stood within one of this role.
    fn close(&mut self, role: Self::Role, within: Self::Role);

    /// Words that stand in an element of this role.
    fn words(&mut self, words: &str, role: Self::Role);
}

impl<R: BufRead> Html<R> {
    /// Goes through the whole page.
    ///
    /// # Errors
    /// What reading gives.
    pub(crate) fn walk<V: Visit>(&mut self, page: &mut V) -> Result<(), ReadError> {
        let mut elements = OpenElements::<V::Role>::new();
        while let Some(token) = self.next()? {
            match token {
                Token::Open(tag) => {
                    let role = page.open(&tag, elements.meaning());
                    if !tag.is_void() {
                        elements.open(&tag, role);
                    }
                }
                Token::Close(name) => {
                    for role in elements.close(name) {
                        page.close(role, elements.meaning());
                    }
                }
                Token::Text(words) => page.words(&words, elements.meaning()),
            }
        }
        Ok(())
    }
}

/// The elements that are open, each with what it means to an importer.
pub(crate) struct OpenElements<M> {
    elements: Vec<(String, M)>,
    /// How many more are open than are kept.
    beyond: usize,
}

/// No page of an export nests deeper than a few dozen.
const DEEPEST: usize = 512;

impl<M: Copy + Default> OpenElements<M> {
    pub(crate) fn new() -> OpenElements<M> {
        OpenElements { elements: Vec::new(), beyond: 0 }
    }

    /// What the innermost element means.
    pub(crate) fn meaning(&self) -> M {
        self.elements.last().map(|(_, meaning)| *meaning).unwrap_or_default()
    }

    pub(crate) fn open(&mut self, tag: &Tag<'_>, meaning: M) {
        if self.elements.len() < DEEPEST {
            self.elements.push((tag.name().to_ascii_lowercase(), meaning));
        } else {
            self.beyond += 1;
        }
    }

    /// Closes the innermost element of this name and all within it, innermost first. One that is
    /// not open closes nothing.
    pub(crate) fn close(&mut self, name: &str) -> Vec<M> {
        if self.beyond > 0 {
            self.beyond -= 1;
            return Vec::new();
        }
        let open = self.elements.iter().rposition(|(open, _)| open.eq_ignore_ascii_case(name));
        let Some(at) = open else {
            return Vec::new();
        };
        self.elements.drain(at..).rev().map(|(_, meaning)| meaning).collect()
    }
}

/// Adds words as a browser shows them: any white space is one blank, and none begins a line.
pub(crate) fn push_collapsed(to: &mut String, words: &str) {
    for letter in words.chars() {
        if letter.is_ascii_whitespace() {
            if !to.is_empty() && !to.ends_with([' ', '\n']) {
                to.push(' ');
            }
        } else {
            to.push(letter);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(html: &str) -> Vec<String> {
        let mut html = Html::new(html.as_bytes());
        let mut tokens = Vec::new();
        while let Some(token) = html.next().unwrap() {
            tokens.push(match token {
                Token::Open(tag) => {
                    let class = tag.attribute("class").unwrap_or_default().into_owned();
                    format!("<{} {class}>", tag.name())
                }
                Token::Close(name) => format!("</{name}>"),
                Token::Text(text) => text.into_owned(),
            });
        }
        tokens
    }

    #[test]
    fn tags_words_and_what_is_neither() {
        let html = "<!DOCTYPE html><!-- <b> --><p title='a > b' class=\"x &amp; y\">1 &lt; 2<br/>ok</p \n>\
            <script>if (a < b) { c > d; }</script><STYLE>p > a {}</STYLE><i class=z>3";
        assert_eq!(
            tokens(html),
            ["<p x & y>", "1 < 2", "<br >", "ok", "</p>", "<script >", "<STYLE >", "<i z>", "3"]
        );
    }

    #[test]
    fn words_with_brackets_stay_words() {
        assert_eq!(
            tokens("I <3 you <https://example.com> <@12>").concat(),
            "I <3 you <https://example.com> <@12>"
        );
    }

    #[test]
    fn a_cut_tag_is_noticed() {
        let mut html = Html::new(&b"a\nb<p class=\"x"[..]);
        assert_eq!(html.next().unwrap(), Some(Token::Text("a\nb".into())));
        assert_eq!(html.next().unwrap(), None);
        assert!(html.was_cut());
        assert_eq!(html.line(), 2);
    }

    #[test]
    fn elements_close_with_what_holds_them() {
        let mut open = OpenElements::new();
        let tag = |name| Tag { name, attributes: "", self_closing: false };
        open.open(&tag("div"), 1);
        open.open(&tag("P"), 2);
        open.open(&tag("b"), 3);
        assert!(open.close("i").is_empty());
        assert_eq!(open.close("p"), [3, 2]);
        assert_eq!(open.meaning(), 1);
        for _ in 0..2_000 {
            open.open(&tag("div"), 4);
        }
        for _ in 0..2_000 {
            open.close("div");
        }
        assert_eq!(open.meaning(), 1);
    }

    proptest! {
        #[test]
        fn any_text_ends(html in "[<>/!a-c=\"' \n&;-]{0,60}") {
            let mut html = Html::new(html.as_bytes());
            while let Some(token) = html.next().unwrap() {
                if let Token::Open(tag) = token {
                    let _ = tag.attribute("a");
                }
            }
        }
    }
}
