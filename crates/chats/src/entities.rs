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
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("ndash", '–'),
        ("mdash", '—'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("bull", '•'),
        ("hellip", '…'),
        ("zwnj", '\u{200c}'),
        ("zwj", '\u{200d}'),
        ("trade", '™'),
        ("euro", '€'),
    ];
    const LONGEST: usize = 8;
    let name = text.strip_prefix('&')?;
    let end = name.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let (name, after) = (name.get(..end)?, name.get(end + 1..)?);
    if let Some((_, letter)) = NAMED.iter().find(|(known, _)| *known == name) {
        return Some((u32::from(*letter), after));
    }
    let at = LATIN.iter().position(|known| *known == name)?;
    Some((0xa0 + u32::try_from(at).ok()?, after))
}

/// HTML's names for the letters from U+00A0 on, in their order.
const LATIN: [&str; 96] = [
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf",
    "laquo", "not", "shy", "reg", "macr", "deg", "plusmn", "sup2", "sup3", "acute", "micro",
    "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34", "iquest",
    "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute",
    "Ecirc", "Euml", "Igrave", "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute",
    "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute", "Ucirc", "Uuml", "Yacute",
    "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil",
    "egrave", "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde",
    "ograve", "oacute", "ocirc", "otilde", "ouml", "divide", "oslash", "ugrave", "uacute", "ucirc",
    "uuml", "yacute", "thorn", "yuml",
];

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
            ("Ti&ecirc;n &yacute;&nbsp;&hellip; &Agrave;", "Tiên ý\u{a0}… À"),
            ("a & b &unknown; &# &#; &#99999999999;", "a & b &unknown; &# &#; &#99999999999;"),
        ] {
            assert_eq!(decoded(text), expected);
        }
    }
}
