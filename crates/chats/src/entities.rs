//! Character references of XML and HTML, and the mistakes that apps make with them.

use std::borrow::Cow;

/// Replaces `&amp;`, `&#39;`, `&#x1F30D;` and their like. A letter beyond the first plane that was
/// written as two references, one for each half of its UTF-16, is put together again. What is no
/// reference stays as it stands.
pub(crate) fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        decoded.push_str(before);
        match reference(from) {
            Some((letter, after)) => {
                decoded.push(letter);
                rest = after;
            }
            None => {
                decoded.push('&');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    decoded.push_str(rest);
    Cow::Owned(decoded)
}

/// The letter of the reference that a text begins with, and what follows.
fn reference(text: &str) -> Option<(char, &str)> {
    let (code, after) = number(text).map_or_else(|| named(text), Some)?;
    if let Some(letter) = char::from_u32(code) {
        return Some((letter, after));
    }
    // Half a letter: the other half must follow.
    let halves = number(after).filter(|_| (0xd800..0xdc00).contains(&code));
    match halves {
        Some((low, after)) if (0xdc00..0xe000).contains(&low) => {
            let letter = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
            Some((char::from_u32(letter)?, after))
        }
        _ => Some((char::REPLACEMENT_CHARACTER, after)),
    }
}

fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.strip_prefix("&#")?;
    let end = digits.bytes().take(10).position(|byte| byte == b';')?;
    let (digits, after) = (digits.get(..end)?, digits.get(end + 1..)?);
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u32::from_str_radix(digits, 16).ok()?,
        None => digits.parse().ok()?,
    };
    Some((code, after))
}

fn named(text: &str) -> Option<(u32, &str)> {
    const NAMED: &[(&str, char)] = &[
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
        ("&nbsp;", '\u{a0}'),
    ];
    NAMED.iter().find_map(|(name, letter)| Some((u32::from(*letter), text.strip_prefix(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_their_mistakes() {
        for (text, expected) in [
            ("nhé &#128512; &amp; sách", "nhé 😀 & sách"),
            ("&#55357;&#56832; ok", "😀 ok"),
            ("&#x1F30D;&#xAB;", "🌍«"),
            ("it&#39;s &lt;3", "it's <3"),
            ("&#55357; half", "\u{fffd} half"),
            ("&amp;lt;", "&lt;"),
            ("a & b &unknown; &# &#; &#99999999999;", "a & b &unknown; &# &#; &#99999999999;"),
        ] {
            assert_eq!(decoded(text), expected);
        }
    }
}
