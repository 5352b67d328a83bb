//! Headers of mails: fields, addresses, encoded words, and what they say about a part.

use encoding_rs::Encoding;

use super::transfer;

/// A header, over however many lines it went.
pub(super) struct Field<'l> {
    name: &'l str,
    pub(super) value: &'l str,
}

impl<'l> Field<'l> {
    pub(super) fn of(line: &'l str) -> Option<Field<'l>> {
        let (name, value) = line.split_once(':')?;
        let name = name.trim_end();
        let real =
            !name.is_empty() && name.len() <= 80 && name.bytes().all(|b| b.is_ascii_graphic());
        real.then_some(Field { name, value: value.trim() })
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The words, with encoded ones decoded.
    pub(super) fn words(&self) -> String {
        decoded_words(self.value).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What stands in angle brackets, as ids of mails do.
    pub(super) fn ids(&self) -> Vec<String> {
        let parts = self.value.split('<').skip(1);
        let inside = parts.filter_map(|part| part.split_once('>')).map(|(id, _)| id.trim());
        inside.filter(|id| !id.is_empty()).map(str::to_owned).collect()
    }

    pub(super) fn addresses(&self) -> Vec<Address> {
        split_outside_quotes(self.value, ',').into_iter().filter_map(Address::of).collect()
    }
}

/// Someone who writes or gets a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    name: String,
    address: String,
}

impl Address {
    /// `"Cô Lan" <lan@example.com>`, `lan@example.com (Cô Lan)`, `lan@example.com`. A group,
    /// `Lớp 6A: a@example.com;`, is its first member.
    fn of(text: &str) -> Option<Address> {
        let text = text.trim().trim_end_matches(';');
        let (name, address) = match text.rsplit_once('<') {
            Some((name, rest)) => (name, rest.split('>').next().unwrap_or(rest)),
            None => match text.split_once('(') {
                Some((address, name)) => (name.trim_end_matches(')'), address),
                None => ("", text.rsplit(": ").next().unwrap_or(text)),
            },
        };
        let name = name.trim().trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\");
        let name = decoded_words(&name).trim().trim_matches(['"', '\'']).to_owned();
        let address = address.trim().to_owned();
        let there = !address.is_empty() || !name.is_empty();
        there.then_some(Address { name, address })
    }

    /// What tells them from others.
    pub(super) fn key(&self) -> String {
        let one = if self.address.is_empty() { &self.name } else { &self.address };
        one.to_lowercase()
    }

    /// What to call them.
    pub(super) fn shown(&self) -> &str {
        if self.name.is_empty() { &self.address } else { &self.name }
    }
}

/// Parts between separators that stand neither in quotes nor in comments.
fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut from) = (Vec::new(), 0);
    let (mut quoted, mut escaped, mut comments) = (false, false, 0u32);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => comments += 1,
            ')' if !quoted => comments = comments.saturating_sub(1),
            _ if letter == separator && !quoted && comments == 0 => {
                parts.extend(text.get(from..at));
                from = at + letter.len_utf8();
            }
            _ => {}
        }
    }
    parts.extend(text.get(from..));
    parts
}

/// Replaces `=?utf-8?Q?B=E1=BB=91ng?=` and its like (RFC 2047). Blanks between two of them belong
/// to neither.
pub(super) fn decoded_words(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    let mut after_word = false;
    while let Some(at) = rest.find("=?") {
        let (before, from) = rest.split_at(at);
        let Some((word, after)) = encoded_word(from) else {
            decoded.push_str(before);
            decoded.push_str("=?");
            rest = from.get(2..).unwrap_or_default();
            after_word = false;
            continue;
        };
        if !(after_word && before.trim().is_empty()) {
            decoded.push_str(before);
        }
        decoded.push_str(&word);
        rest = after;
        after_word = true;
    }
    decoded.push_str(rest);
    decoded
}

fn encoded_word(text: &str) -> Option<(String, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (encoding, rest) = rest.split_once('?')?;
    // The standard allows 75 bytes; nobody writes far more.
    let near = rest.as_bytes().get(..4096).unwrap_or(rest.as_bytes());
    let end = memchr::memmem::find(near, b"?=")?;
    let (word, after) = (rest.get(..end)?, rest.get(end + 2..)?);
    let bytes = match encoding {
        "Q" | "q" => transfer::from_quoted_printable(&word.replace('_', " ")),
        "B" | "b" => transfer::from_base64(word),
        _ => return None,
    };
    // A language may follow the charset, after a star.
    let charset = charset.split('*').next().unwrap_or(charset);
    let encoding = Encoding::for_label(charset.as_bytes())?;
    Some((transfer::from_charset(&bytes, Some(encoding)), after))
}

/// What a part is, as its headers say.
#[derive(Debug, Default)]
pub(super) struct Content {
    /// In lower case; `text/plain` where nothing is said.
    kind: String,
    parameters: Vec<(String, String)>,
    attached: bool,
    encoding: transfer::Transfer,
}

impl Content {
    /// Of no part: what stands after the last.
    pub(super) fn none() -> Content {
        Content { kind: "none".to_owned(), ..Content::default() }
    }

    pub(super) fn take(&mut self, field: &Field<'_>) {
        if field.is("content-transfer-encoding") {
            self.encoding = transfer::Transfer::of(field.value);
            return;
        }
        let disposition = field.is("content-disposition");
        if !disposition && !field.is("content-type") {
            return;
        }
        let mut parts = split_outside_quotes(field.value, ';').into_iter();
        let first = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        if disposition {
            self.attached = first == "attachment";
        } else {
            self.kind = first;
        }
        let parameters = parts.filter_map(|part| part.split_once('='));
        self.parameters.extend(parameters.map(|(name, value)| {
            (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned())
        }));
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn boundary(&self) -> Option<&str> {
        let boundary = self.parameter("boundary").filter(|boundary| !boundary.is_empty());
        boundary.filter(|_| self.kind.starts_with("multipart/"))
    }

    pub(super) fn is_html(&self) -> bool {
        self.kind == "text/html"
    }

    /// Whether it holds words of the mail.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.kind.as_str(), "" | "text" | "text/plain" | "text/html")
            && !self.is_attachment()
    }

    pub(super) fn is_attachment(&self) -> bool {
        let words = matches!(self.kind.as_str(), "" | "text" | "text/plain" | "text/html");
        let holds_parts = self.kind.starts_with("multipart/") || self.kind == "none";
        self.attached || !words && !holds_parts
    }

    pub(super) fn is_flowed(&self) -> bool {
        self.parameter("format").is_some_and(|format| format.eq_ignore_ascii_case("flowed"))
    }

    pub(super) fn charset(&self) -> Option<&'static Encoding> {
        Encoding::for_label(self.parameter("charset")?.as_bytes())
    }

    pub(super) fn encoding(&self) -> transfer::Transfer {
        self.encoding
    }

    /// The name of an attached file.
    pub(super) fn file_name(&self) -> Option<String> {
        let plain = self.parameter("filename").or_else(|| self.parameter("name"));
        if let Some(name) = plain {
            return Some(decoded_words(name));
        }
        // `filename*=utf-8''b%C3%A0i.pdf`, whole or in pieces `*0*`, `*1*` (RFC 2231).
        let pieces = ["filename*", "name*", "filename*0*", "filename*0", "name*0*", "name*0"];
        let first = pieces.iter().find_map(|name| self.parameter(name))?;
        let encoded = first.splitn(3, '\'').nth(2).unwrap_or(first);
        Some(String::from_utf8_lossy(&transfer::from_percents(encoded)).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_words_are_decoded() {
        for (text, expected) in [
            ("=?UTF-8?Q?B=E1=BB=91ng_nh=E1=BB=8F?=", "Bống nhỏ"),
            ("=?utf-8?B?QuG7kW5n?= =?utf-8?B?IG5o4buP?=", "Bống nhỏ"),
            ("Re: =?windows-1258?Q?Me=F2?= ok", "Re: Mẹ ok"),
            ("=?iso-8859-1*fr?q?caf=e9?=", "café"),
            ("1 =? 2 =?x?", "1 =? 2 =?x?"),
            ("=?nope?Q?a?=", "=?nope?Q?a?="),
        ] {
            assert_eq!(decoded_words(text), expected);
        }
    }

    #[test]
    fn addresses_in_every_form() {
        let field = Field {
            name: "To",
            value: "\"Lan, cô\" <Lan@Example.com>, bong@example.com (Bống), <x@example.com>, =?utf-8?Q?M=E1=BA=B9?= <me@example.com>",
        };
        let shown: Vec<_> =
            field.addresses().iter().map(|one| (one.shown().to_owned(), one.key())).collect();
        let pair = |name: &str, key: &str| (name.to_owned(), key.to_owned());
        assert_eq!(
            shown,
            [
                pair("Lan, cô", "lan@example.com"),
                pair("Bống", "bong@example.com"),
                pair("x@example.com", "x@example.com"),
                pair("Mẹ", "me@example.com")
            ]
        );
    }

    #[test]
    fn names_of_files() {
        let mut content = Content::default();
        content.take(&Field { name: "Content-Type", value: "application/pdf" });
        content.take(&Field {
            name: "Content-Disposition",
            value: "attachment; filename*=utf-8''b%C3%A0i%20t%E1%BA%ADp.pdf",
        });
        assert!(content.is_attachment());
        assert_eq!(content.file_name().as_deref(), Some("bài tập.pdf"));
    }
}
