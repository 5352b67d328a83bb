//! The markup that Skype and Teams put into messages, as plain words.

use crate::entities;

/// What stood in a message with markup.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    /// The words, without those that it quotes.
    pub(crate) text: String,
    /// It bears the mark of a message that was changed.
    pub(crate) edited: bool,
    /// It passes on another message.
    pub(crate) forwarded: bool,
    /// It holds a picture, a sound, a file.
    pub(crate) media: bool,
    /// The name of a file in it.
    pub(crate) file: Option<String>,
}

/// How line ends in the markup itself are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnds {
    /// As line ends: Skype's rich text.
    Kept,
    /// As blanks, as in HTML, where `<br>` and `<p>` end a line.
    Blank,
}

/// Elements whose content is not what the person says: what is quoted, the words for apps that
/// cannot show a file, and the code of a page.
const UNSAID: &[&str] =
    &["quote", "legacyquote", "uriobject", "attachment", "style", "script", "title", "files"];

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] =
    &["p", "div", "li", "ul", "ol", "tr", "blockquote", "h1", "h2", "h3", "pre"];

/// The plain words of a message with markup. What is no tag stays as it stands: "i <3 u".
pub(crate) fn plain(markup: &str, lines: LineEnds) -> Plain {
    let mut reader = Reader { lines, plain: Plain::default(), unsaid: Vec::new(), link: None };
    // Beyond the last `>` nothing is a tag: looked for once, so that no text takes long.
    let (mut rest, last) = markup.split_at(markup.rfind('>').map_or(0, |at| at + 1));
    while let Some(at) = rest.find('<') {
        let (words, from) = rest.split_at(at);
        reader.words(words);
        if let Some((tag, after)) = Tag::at_start(from) {
            reader.tag(&tag);
            rest = after;
        } else {
            reader.words("<");
            rest = from.get(1..).unwrap_or_default();
        }
    }
    reader.words(rest);
    reader.words(last);
    reader.finish()
}

/// A link's words, and its address where the words do not say it: what it shows and where it
/// leads may be two things.
pub(crate) fn link(words: &str, address: &str) -> String {
    let bare = |text: &str| {
        let text = text.trim().trim_end_matches('/');
        let schemes = ["https://", "http://", "mailto:", "tel:"];
        let text = schemes.iter().find_map(|scheme| text.strip_prefix(scheme)).unwrap_or(text);
        text.strip_prefix("www.").unwrap_or(text).to_lowercase()
    };
    match (words.trim().is_empty(), bare(words) == bare(address) || address.trim().is_empty()) {
        (true, _) => address.trim().to_owned(),
        (false, true) => words.to_owned(),
        (false, false) => format!("{words} ({})", address.trim()),
    }
}

struct Reader {
    lines: LineEnds,
    plain: Plain,
    /// The open elements whose content is left out, from the outermost.
    unsaid: Vec<String>,
    /// Where the words of the open link begin, and where it leads.
    link: Option<(usize, String)>,
}

impl Reader {
    fn words(&mut self, words: &str) {
        if !self.unsaid.is_empty() || words.is_empty() {
            return;
        }
        let html = self.lines == LineEnds::Blank;
        // Blanks between two tags on lines of their own are the page's, not the writer's.
        if html && words.contains('\n') && words.trim().is_empty() {
            return;
        }
        let unbroken = html.then(|| words.replace(['\r', '\n'], " "));
        let decoded = entities::decoded(unbroken.as_deref().unwrap_or(words));
        let plain = decoded.chars().map(|letter| if letter == '\u{a0}' { ' ' } else { letter });
        self.plain.text.extend(plain);
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "e_m" => self.plain.edited = true,
            "uriobject" | "file" | "files" => self.plain.media = true,
            _ => {}
        }
        if tag.name == "originalname" {
            let name = tag.attribute("v").filter(|name| !name.is_empty());
            self.plain.file = name.or(self.plain.file.take());
        }
        if let Some(open) = self.unsaid.last() {
            if tag.closes && *open == tag.name {
                self.unsaid.pop();
            } else if tag.opens && *open == tag.name {
                self.unsaid.push(tag.name.clone());
            }
            return;
        }
        let kind = tag.attribute("itemtype").unwrap_or_default();
        let is_reply = tag.name == "blockquote" && kind.ends_with("/Reply");
        self.plain.forwarded |= tag.opens && kind.ends_with("/Forward");
        if tag.opens && (is_reply || UNSAID.contains(&tag.name.as_str())) {
            self.unsaid.push(tag.name.clone());
            return;
        }
        match tag.name.as_str() {
            "br" => self.plain.text.push('\n'),
            "a" if tag.opens => {
                let address = tag.attribute("href").unwrap_or_default();
                self.link = Some((self.plain.text.len(), address));
            }
            "a" if tag.closes => self.end_link(),
            "img" | "emoji" => match tag.attribute("alt") {
                Some(emoji) if tag.name == "emoji" || kind.ends_with("/Emoji") => {
                    self.plain.text.push_str(&emoji);
                }
                _ => self.plain.media = true,
            },
            "video" | "audio" => self.plain.media = true,
            name if BLOCKS.contains(&name) && self.lines == LineEnds::Blank => self.end_line(),
            _ => {}
        }
    }

    fn end_link(&mut self) {
        if let Some((start, address)) = self.link.take() {
            let words = self.plain.text.split_off(start.min(self.plain.text.len()));
            self.plain.text.push_str(&link(&words, &address));
        }
    }

    /// Begins a new line, unless one has just begun.
    fn end_line(&mut self) {
        let text = &mut self.plain.text;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }

    fn finish(mut self) -> Plain {
        self.end_link();
        let trimmed = self.plain.text.trim();
        if trimmed.len() < self.plain.text.len() {
            self.plain.text = trimmed.to_owned();
        }
        self.plain
    }
}

struct Tag<'m> {
    /// In lower case.
    name: String,
    attributes: &'m str,
    opens: bool,
    closes: bool,
}

impl<'m> Tag<'m> {
    /// The tag that a text begins with, and what follows it.
    fn at_start(text: &'m str) -> Option<(Tag<'m>, &'m str)> {
        let inner = text.strip_prefix('<')?;
        let (slash, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        if !inner.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
            return None;
        }
        let (tag, after) = inner.split_once('>')?;
        let end = tag.find(|letter: char| letter.is_whitespace() || letter == '/');
        let (name, attributes) = tag.split_at(end.unwrap_or(tag.len()));
        let is_whole = attributes.ends_with('/');
        let name = name.to_ascii_lowercase();
        let tag = Tag { name, attributes, opens: !slash && !is_whole, closes: slash };
        Some((tag, after))
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let found = self.attributes.match_indices(name).find_map(|(at, _)| {
            let before = self.attributes.get(..at)?;
            let after = self.attributes.get(at + name.len()..)?.trim_start().strip_prefix('=')?;
            let after = after.trim_start();
            let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            let value = after.get(1..)?.split(quote).next()?;
            before.ends_with(char::is_whitespace).then_some(value)
        })?;
        Some(entities::decoded(found).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text(markup: &str) -> String {
        plain(markup, LineEnds::Kept).text
    }

    #[test]
    fn rich_text_of_skype() {
        for (markup, expected) in [
            ("a &amp; b &lt;c&gt;", "a & b <c>"),
            ("haha <ss type=\"laugh\">:D</ss>", "haha :D"),
            ("<at id=\"8:minh\">Minh</at> ơi", "Minh ơi"),
            ("i <3 u > all", "i <3 u > all"),
            ("a < b", "a < b"),
            ("<b raw_pre=\"*\" raw_post=\"*\">nhớ</b> nha", "nhớ nha"),
            ("<a href=\"https://example.com/\">https://example.com</a>", "https://example.com"),
            ("<a href=\"https://example.com/x\">quà</a> nè", "quà (https://example.com/x) nè"),
            ("dòng 1\ndòng 2", "dòng 1\ndòng 2"),
            (
                "<quote author=\"minh\" timestamp=\"1\"><legacyquote>[1] Minh: </legacyquote>cũ\
                 <legacyquote>\n\n&lt;&lt;&lt; </legacyquote></quote>mới",
                "mới",
            ),
            ("<quote>a<quote>b</quote>c</quote>d", "d"),
            ("<quote>không đóng", ""),
        ] {
            assert_eq!(text(markup), expected, "{markup}");
        }
        let marked = plain("ok <e_m a=\"b\" ts=\"1\"></e_m>", LineEnds::Kept);
        assert_eq!(marked, Plain { text: "ok".into(), edited: true, ..Plain::default() });
        let file = plain(
            "<URIObject type=\"File.1\" uri=\"https://example.com\"><Title>x</Title>To view this \
             file, go to: <a href=\"https://example.com\">it</a><OriginalName v=\"bài &amp; tập.docx\"></OriginalName>\
             <FileSize v=\"1\"></FileSize></URIObject>",
            LineEnds::Kept,
        );
        assert_eq!((file.text.as_str(), file.media), ("", true));
        assert_eq!(file.file.as_deref(), Some("bài & tập.docx"));
    }

    #[test]
    fn html_of_teams() {
        for (markup, expected) in [
            ("<p>một<br>hai</p>\r\n<p>ba&nbsp;bốn</p>", "một\nhai\nba bốn"),
            ("<div><div>một</div><div>hai</div></div>", "một\nhai"),
            (
                "<blockquote itemscope itemtype=\"http://schema.skype.com/Reply\"><strong>Minh\
                 </strong><p>cũ</p></blockquote><p>mới</p>",
                "mới",
            ),
            ("<p>ok <img itemtype=\"http://schema.skype.com/Emoji\" alt=\"😀\"></p>", "ok 😀"),
            ("<p>ok <emoji alt=\"😀\"></emoji></p>", "ok 😀"),
            ("<attachment id=\"1\"></attachment>nè", "nè"),
        ] {
            assert_eq!(plain(markup, LineEnds::Blank).text, expected, "{markup}");
        }
        assert!(plain("<p><img src=\"a.png\" alt=\"image\"></p>", LineEnds::Blank).media);
    }

    proptest! {
        #[test]
        fn never_panics(markup in "(<|>|/|a|quote|=|\"|&amp;|href|é|\n|\\PC){0,60}") {
            plain(&markup, LineEnds::Kept);
            plain(&markup, LineEnds::Blank);
        }

        #[test]
        fn escaped_words_read_back(words in "[a-zà-ỹ <>&\"'/=😀]{0,40}") {
            let words = words.trim();
            let escaped = words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            prop_assert_eq!(text(&escaped), words);
        }
    }
}
