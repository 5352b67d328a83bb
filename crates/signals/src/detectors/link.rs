//! Links, and what is odd about them.

use text::Span;

use super::reading::is_unseen;
use super::tables::{Brand, Class, Tables, Web};
use super::{Finding, LinkOddity, Scan, Value};
use crate::{Confidence, DetectorKind};

/// The longest host name that the DNS allows.
const LONGEST_HOST: usize = 253;

pub(super) fn find(scan: &mut Scan<'_>) {
    let message = scan.reading.message;
    let bytes = message.as_bytes();
    let mut at = 0;
    let mut wrapped = false;
    // Only a stretch with a dot inside can be a link.
    for token in 0..scan.reading.len() {
        let Some(dot) = scan.reading.get(token).filter(|token| token.is_mark('.')) else {
            continue;
        };
        let dot = dot.span.start as usize;
        if dot < at {
            continue;
        }
        at = dot + 1;
        wrapped |= is_wrapped(bytes, dot);
        if !inside(message, dot) {
            continue;
        }
        let (start, end) = chunk_around(message, dot);
        at = end.max(at);
        wrapped |= (dot..at).any(|at| is_wrapped(bytes, at));
        let chunk = message.get(start..end).unwrap_or("");
        // An address with `@` before its path is mail.
        let name = chunk.find(['/', '?']).map_or(chunk, |path| &chunk[..path]);
        if name.contains('@') && !chunk.contains("://") {
            continue;
        }
        if let Some(seen) = Seen::read(chunk, &scan.tables.web) {
            let from = start + seen.offset;
            note(scan, from, from + seen.length, seen.host, seen.path, seen.oddities);
        }
    }
    if wrapped || scan.reading.present.meets(Class::MAIL_DOT) {
        spelled(scan);
    }
}

/// Whether `[.]` or `(.)` stands here.
fn is_wrapped(bytes: &[u8], dot: usize) -> bool {
    let around = dot.checked_sub(1).and_then(|before| bytes.get(before..dot + 2));
    matches!(around, Some(b"[.]" | b"(.)"))
}

/// Whether something that a name may go on with follows the dot.
fn inside(message: &str, dot: usize) -> bool {
    let after = message.get(dot + 1..).and_then(|rest| rest.chars().next());
    after.is_some_and(|after| after.is_alphanumeric() || is_unseen(after))
}

fn parts_links(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '<' | '>'
                | '"'
                | '“'
                | '”'
                | '«'
                | '»'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '|'
                | ','
                | ';'
                | '→'
                | '`'
                | '*'
                | '…'
        )
}

/// The stretch around a dot without spaces and without the marks that wrap links.
fn chunk_around(message: &str, dot: usize) -> (usize, usize) {
    let (before, after) = message.split_at(dot);
    let start = before
        .char_indices()
        .rev()
        .take(4 * LONGEST_HOST)
        .find(|(_, letter)| parts_links(*letter))
        .map(|(at, letter)| at + letter.len_utf8());
    let start = start.unwrap_or_else(|| {
        before.floor_char_boundary(before.len().saturating_sub(4 * LONGEST_HOST))
    });
    let end = after.find(parts_links).map_or(message.len(), |length| dot + length);
    (start, end)
}

struct Seen {
    offset: usize,
    length: usize,
    host: String,
    path: String,
    oddities: Vec<LinkOddity>,
}

impl Seen {
    /// Reads one chunk as a link; `None` where it is none.
    fn read(chunk: &str, web: &Web) -> Option<Seen> {
        let mut oddities = Vec::new();
        // «hxxp», and words glued before the scheme.
        let (offset, scheme, rest) = match chunk.find("://") {
            Some(colon) => {
                let before = &chunk[..colon];
                let word = before.rfind(|letter: char| !letter.is_ascii_alphanumeric());
                let start =
                    word.map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
                let scheme = before[start..].to_ascii_lowercase();
                if scheme.is_empty() || scheme.len() > 12 {
                    return None;
                }
                (start, Some(scheme), &chunk[colon + 3..])
            }
            None => {
                let start = chunk.find(char::is_alphanumeric)?;
                // «link:abc.com», «=>abc.com»: the name begins after the last mark that no host holds.
                let head = &chunk[start..];
                let authority = head.find(['/', '?', '#']).unwrap_or(head.len());
                let inner = head[..authority]
                    .rfind(['=', '➡', '👉', '!', '\''])
                    .map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
                let inner = match head[inner..authority].find(':') {
                    Some(colon)
                        if !head[inner + colon + 1..]
                            .starts_with(|letter: char| letter.is_ascii_digit()) =>
                    {
                        inner + colon + 1
                    }
                    _ => inner,
                };
                (start + inner, None, &head[inner..])
            }
        };
        if let Some(scheme) = &scheme {
            if !matches!(scheme.as_str(), "http" | "https" | "hxxp" | "hxxps" | "ftp") {
                return None;
            }
            if scheme.starts_with("hxx") {
                oddities.push(LinkOddity::Obfuscated);
            }
        }
        let trimmed =
            rest.trim_end_matches(['.', '!', '?', ':', '\'', '’', '~', '-', '_', '。', '^']);
        let authority_end = trimmed.find(['/', '?', '#', '\\']).unwrap_or(trimmed.len());
        let (authority, path) = trimmed.split_at(authority_end);
        let host = match authority.rfind('@') {
            Some(at) => {
                oddities.push(LinkOddity::UserInfo);
                &authority[at + 1..]
            }
            None => authority,
        };
        let (host, port) = match host.rfind(':') {
            Some(colon) => (&host[..colon], Some(&host[colon + 1..])),
            None => (host, None),
        };
        if let Some(port) = port
            && (port.is_empty() || !port.bytes().all(|byte| byte.is_ascii_digit()))
        {
            return None;
        }
        if host.len() > LONGEST_HOST {
            return None;
        }
        let host: String =
            host.chars().filter(|letter| !is_unseen(*letter)).collect::<String>().to_lowercase();
        let host = host.trim_end_matches('.').to_owned();
        let length = trimmed.len() + (chunk.len() - offset - rest.len());
        let done = |oddities| {
            Some(Seen { offset, length, host: host.clone(), path: path.to_owned(), oddities })
        };

        if is_address(&host) {
            if scheme.is_none() && path.len() < 2 && port.is_none() {
                return None;
            }
            // At home behind the router: nobody's disguise.
            let own = ["192.168.", "10.", "127.", "0."].iter().any(|range| host.starts_with(range));
            if !own {
                oddities.push(LinkOddity::RawAddress);
            }
            return done(oddities);
        }
        let labels: Vec<&str> = host.split('.').collect();
        let sound = labels.iter().all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && label
                    .chars()
                    .all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_'))
        });
        if !sound {
            return None;
        }
        if scheme.is_some() {
            // A scheme makes any dotted name a link.
            return if labels.len() >= 2 { done(oddities) } else { None };
        }
        if labels.len() < 2 {
            return None;
        }
        let ending = labels.last()?;
        if path.is_empty() && web.dangerous_files.iter().any(|file| file == ending) {
            return done(oddities);
        }
        if !web.endings.iter().any(|known| known == ending) {
            return None;
        }
        let name = labels[labels.len() - 2];
        if name.len() < 2 && labels.len() == 2 && path.len() < 2 {
            return None;
        }
        let ordinary = web.wordlike.iter().any(|known| known == ending);
        if ordinary && path.len() < 2 && labels[0] != "www" {
            let telling = labels.len() >= 3 && labels.iter().all(|label| label.len() >= 2)
                || name.contains('-')
                || name.len() >= 4 && web.spoken.iter().any(|known| known == ending);
            let plain = host.is_ascii()
                && chunk[offset..].starts_with(|letter: char| !letter.is_uppercase());
            if !(telling && plain) {
                return None;
            }
        }
        if !host.is_ascii()
            && path.is_empty()
            && labels.len() == 2
            && host.chars().any(is_vietnamese_only)
        {
            // «rồi.com» is more likely a missing space.
            return None;
        }
        done(oddities)
    }
}

fn is_vietnamese_only(letter: char) -> bool {
    matches!(letter, '\u{1EA0}'..='\u{1EF9}' | 'đ' | 'ă' | 'ơ' | 'ư')
}

/// Four numbers, or one long one: an address without a name.
fn is_address(host: &str) -> bool {
    let parts: Vec<&str> = host.split('.').collect();
    parts.len() == 4 && parts.iter().all(|part| part.len() <= 3 && part.parse::<u8>().is_ok())
}

/// «roblox chấm com», "free-robux dot xyz", "site[.]com".
fn spelled(scan: &mut Scan<'_>) {
    let mut at = 1;
    while at < scan.reading.len() {
        let dot = if scan.reading.is(at, Class::MAIL_DOT) && scan.reading.is_word(at) {
            Some((at, at + 1))
        } else if (scan.reading.is_mark(at, '[') || scan.reading.is_mark(at, '('))
            && (scan.reading.is_mark(at + 1, '.') || scan.reading.is(at + 1, Class::MAIL_DOT))
            && (scan.reading.is_mark(at + 2, ']') || scan.reading.is_mark(at + 2, ')'))
        {
            Some((at, at + 3))
        } else {
            None
        };
        let Some((before, after)) = dot else {
            at += 1;
            continue;
        };
        let ends = scan.reading.is(after, Class::DOMAIN_END) && scan.reading.is_word(after);
        // An address in words belongs to the e-mail scanner.
        let name = name_before(scan, before);
        let mail = name.is_some_and(|name| {
            name > 0 && scan.reading.is(name - 1, Class::MAIL_AT) || is_mail_at(scan, name)
        });
        match name {
            Some(name) if ends && !mail && scan.reading.is_free(name, after + 1) => {
                let host = format!(
                    "{}.{}",
                    scan.reading.written(name, before).to_lowercase(),
                    scan.reading.folded(after)
                );
                let span = scan.reading.span(name, after + 1);
                note(
                    scan,
                    span.start as usize,
                    span.end as usize,
                    host,
                    String::new(),
                    vec![LinkOddity::Obfuscated],
                );
                at = after + 1;
            }
            _ => at += 1,
        }
    }
}

fn is_mail_at(scan: &Scan<'_>, name: usize) -> bool {
    name > 1 && scan.reading.is(name - 2, Class::MAIL_AT) && !scan.reading.is_word(name - 1)
}

/// The first token of the name that ends before `end`: words and digits joined without spaces.
fn name_before(scan: &Scan<'_>, end: usize) -> Option<usize> {
    let mut start = end.checked_sub(1)?;
    let token = scan.reading.get(start)?;
    if matches!(token.kind, super::reading::Kind::Mark(_)) || scan.reading.folded(start).len() < 2 {
        return None;
    }
    for _ in 0..8 {
        if start > 0 && scan.reading.glued(start) {
            let joins = match scan.reading.get(start - 1).map(|token| token.kind) {
                Some(super::reading::Kind::Mark(mark)) => matches!(mark, '-' | '_' | '.'),
                Some(_) => true,
                None => false,
            };
            if joins {
                start -= 1;
                continue;
            }
        }
        break;
    }
    Some(start)
}

fn note(
    scan: &mut Scan<'_>,
    start: usize,
    end: usize,
    host: String,
    path: String,
    mut oddities: Vec<LinkOddity>,
) {
    judge(&host, &path, scan.tables, &mut oddities);
    let (from, to) = scan.reading.tokens_in(start, end);
    if !scan.reading.is_free(from, to) {
        return;
    }
    scan.reading.claim(from, to);
    let kind = if oddities.is_empty() { DetectorKind::Link } else { DetectorKind::OddLink };
    let bare_file = path.is_empty() && oddities == [LinkOddity::DangerousFile];
    let sure = if oddities == [LinkOddity::Obfuscated] || bare_file { 0.75 } else { 0.95 };
    scan.found.push(Finding {
        kind,
        span: Span { start: start as u32, end: end as u32 },
        confidence: Confidence::new(sure),
        value: Value::Link { host, oddities },
    });
}

/// Adds what is odd about a host and path.
fn judge(host: &str, path: &str, tables: &'static Tables, oddities: &mut Vec<LinkOddity>) {
    let web = &tables.web;
    let labels: Vec<&str> = host.split('.').collect();
    let file = path.split(['?', '#']).next().unwrap_or("").rsplit('/').next().unwrap_or("");
    let extension = file.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let bare_file = path.is_empty()
        && labels
            .last()
            .is_some_and(|ending| web.dangerous_files.iter().any(|file| file == ending));
    if bare_file || extension.is_some_and(|extension| web.dangerous_files.contains(&extension)) {
        oddities.push(LinkOddity::DangerousFile);
    }
    if bare_file || is_address(host) {
        return;
    }
    let owner = owner_label(&labels, web);
    let domain = labels.get(owner..).map(|labels| labels.join(".")).unwrap_or_default();
    if web.shorteners.contains(&domain) || web.shorteners.iter().any(|known| known == host) {
        oddities.push(LinkOddity::Shortener);
        return;
    }
    let official = tables.brands.iter().any(|brand| {
        brand.domains.iter().any(|own| {
            host == own || host.strip_suffix(own).is_some_and(|before| before.ends_with('.'))
        })
    });
    if official
        || domain.ends_with(".gov.vn")
        || domain.ends_with(".edu.vn")
        || domain.ends_with(".gov")
    {
        return;
    }
    if labels.iter().any(|label| label.starts_with("xn--")) {
        oddities.push(LinkOddity::Punycode);
    }
    let open_host = web
        .open_hosts
        .iter()
        .any(|open| host.strip_suffix(open.as_str()).is_some_and(|before| before.ends_with('.')));
    let own_name = labels.get(owner).copied().unwrap_or("");
    let decoded = own_name.strip_prefix("xn--").and_then(punycode);
    let own_name = decoded.as_deref().unwrap_or(own_name);
    if mixes_scripts(own_name) {
        oddities.push(LinkOddity::MixedScripts);
    }
    if let Some(brand) = imitated(own_name, tables) {
        oddities.push(LinkOddity::LookAlike { brand: &brand.name });
    } else if let Some(brand) = borrowed(own_name, tables, true) {
        oddities.push(LinkOddity::BrandInName { brand: &brand.name });
    } else if let Some(brand) = labels
        .iter()
        .take(owner)
        .find_map(|label| borrowed(label, tables, false).or_else(|| imitated(label, tables)))
    {
        oddities.push(LinkOddity::BrandInSubdomain { brand: &brand.name });
    }
    let lure = labels.iter().take(owner + 1).any(|label| {
        web.lures.iter().any(|lure| {
            label == lure
                || label.split('-').any(|part| part == lure)
                || label.starts_with(&format!("{lure}-"))
        })
    });
    if lure {
        oddities.push(LinkOddity::Lure);
    }
    // Most pages there are honest: it counts only beside something else.
    if open_host && !oddities.is_empty() {
        oddities.push(LinkOddity::OpenHost);
    }
}

/// Which label is the owner's own name: the one before the ending, or before `com.vn`.
fn owner_label(labels: &[&str], web: &Web) -> usize {
    let count = labels.len();
    if count >= 3
        && labels[count - 1].len() == 2
        && web.second_level.iter().any(|known| known == labels[count - 2])
    {
        count - 3
    } else {
        count.saturating_sub(2)
    }
}

/// The brand that a name imitates without being it, or is while the ending is not its owner's.
fn imitated(name: &str, tables: &'static Tables) -> Option<&'static Brand> {
    if name.len() < 4 || name.len() > 40 || tables.innocent.iter().any(|known| known == name) {
        return None;
    }
    let skeleton = skeleton(name);
    let exact = tables.brands.iter().find(|brand| {
        brand.name == skeleton
            || (brand.name.len() >= 5 && squeezed(&skeleton) == squeezed(&brand.name))
    });
    if exact.is_some() {
        return exact;
    }
    // A typing slip: one letter more, less, other, or two swapped. Short names are too near to
    // ordinary words.
    tables.brands.iter().find(|brand| {
        let length = brand.name.len();
        match length {
            0..=4 => false,
            5 => skeleton.len() == 5 && swapped(&skeleton, &brand.name),
            _ => {
                skeleton.as_bytes().first() == brand.name.as_bytes().first()
                    && one_slip(skeleton.as_bytes(), brand.name.as_bytes())
            }
        }
    })
}

/// The brand whose name stands inside a label, beside other words.
fn borrowed(label: &str, tables: &'static Tables, beside: bool) -> Option<&'static Brand> {
    if label.len() > 63 {
        return None;
    }
    let companions = &tables.web.companions;
    tables.brands.iter().filter(|brand| brand.name.len() >= 4).find(|brand| {
        let name = brand.name.as_str();
        let part = label
            .split(['-', '_'])
            .any(|part| part == name || (part.len() >= 5 && skeleton(part) == name));
        if part && (!beside || label != name) {
            return true;
        }
        let joined = |rest: &str| {
            !rest.is_empty()
                && companions.iter().any(|word| {
                    word == rest.trim_matches(['-', '_'])
                        || rest.len() >= 4
                            && rest
                                .trim_matches(['-', '_'])
                                .trim_end_matches(|digit: char| digit.is_ascii_digit())
                                == word
                })
        };
        label.strip_prefix(name).is_some_and(joined)
            || label.strip_suffix(name).is_some_and(joined)
            || name.len() >= 8 && label.len() > name.len() && label.contains(name)
    })
}

/// The name with letters and digits that look alike made one.
fn skeleton(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' => {}
            '0' => plain.push('o'),
            '1' | '|' | 'ı' | 'ⅼ' | 'ӏ' => plain.push('l'),
            '3' => plain.push('e'),
            '4' => plain.push('a'),
            '5' => plain.push('s'),
            '7' => plain.push('t'),
            '8' => plain.push('b'),
            'а' | 'α' | 'à' | 'á' | 'ạ' | 'ả' | 'ã' | 'â' | 'ă' | 'ä' => {
                plain.push('a')
            }
            'е' | 'ё' | 'ε' | 'è' | 'é' | 'ẹ' | 'ẻ' | 'ê' | 'ë' => plain.push('e'),
            'о' | 'ο' | 'ò' | 'ó' | 'ọ' | 'ỏ' | 'ô' | 'ơ' | 'ö' | 'σ' => {
                plain.push('o')
            }
            'і' | 'ї' | 'ι' | 'í' | 'ì' | 'ị' | 'î' | 'ï' => plain.push('i'),
            'с' | 'ϲ' | 'ç' => plain.push('c'),
            'р' | 'ρ' => plain.push('p'),
            'х' | 'χ' => plain.push('x'),
            'у' | 'ý' | 'ỳ' => plain.push('y'),
            'к' | 'κ' => plain.push('k'),
            'м' => plain.push('m'),
            'т' | 'τ' => plain.push('t'),
            'н' => plain.push('h'),
            'в' => plain.push('b'),
            'ѕ' => plain.push('s'),
            'ԁ' | 'đ' => plain.push('d'),
            'ɡ' | 'ġ' => plain.push('g'),
            'ո' | 'п' => plain.push('n'),
            'ν' => plain.push('v'),
            'υ' | 'ù' | 'ú' | 'ư' | 'ü' => plain.push('u'),
            'ѡ' | 'ω' => plain.push('w'),
            'ј' => plain.push('j'),
            'ḷ' | 'ł' => plain.push('l'),
            _ => plain.extend(letter.to_lowercase()),
        }
    }
    if plain.contains("rn") || plain.contains("vv") {
        let joined = plain.replace("rn", "m").replace("vv", "w");
        return joined;
    }
    plain
}

/// `i` and `l` made one: "robiox" and "roblox" are one to a hurried eye.
fn squeezed(name: &str) -> String {
    name.replace('i', "l")
}

fn mixes_scripts(name: &str) -> bool {
    let latin = name.chars().any(|letter| letter.is_ascii_alphabetic());
    latin && name.chars().any(|letter| matches!(letter, '\u{370}'..='\u{58F}'))
}

fn swapped(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let Some(at) = a.iter().zip(b).position(|(a, b)| a != b) else { return false };
    a.len() == b.len()
        && at + 1 < a.len()
        && a[at] == b[at + 1]
        && a[at + 1] == b[at]
        && a[at + 2..] == b[at + 2..]
}

/// Whether one insertion, removal, change or swap turns `a` into `b`.
fn one_slip(a: &[u8], b: &[u8]) -> bool {
    if a == b || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Less => *a == b[1..],
        std::cmp::Ordering::Greater => a[1..] == *b,
        std::cmp::Ordering::Equal => {
            a[1..] == b[1..] || a.len() >= 2 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..]
        }
    }
}

/// Decodes a label's punycode (RFC 3492), without its `xn--`.
fn punycode(label: &str) -> Option<String> {
    let (mut output, encoded): (Vec<char>, &str) = match label.rfind('-') {
        Some(dash) => (label[..dash].chars().collect(), &label[dash + 1..]),
        None => (Vec::new(), label),
    };
    let (mut code, mut at, mut bias) = (128u32, 0u32, 72u32);
    let mut bytes = encoded.bytes();
    let mut first = true;
    while bytes.len() > 0 {
        let (old, mut weight, mut step) = (at, 1u32, 36u32);
        loop {
            let value = match bytes.next()? {
                byte @ b'a'..=b'z' => u32::from(byte - b'a'),
                byte @ b'0'..=b'9' => u32::from(byte - b'0') + 26,
                _ => return None,
            };
            at = at.checked_add(value.checked_mul(weight)?)?;
            let threshold = step.saturating_sub(bias).clamp(1, 26);
            if value < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
            step += 36;
        }
        let length = u32::try_from(output.len()).ok()? + 1;
        let mut delta = if first { (at - old) / 700 } else { (at - old) / 2 };
        first = false;
        delta += delta / length;
        let mut rounds = 0;
        while delta > 455 {
            delta /= 35;
            rounds += 36;
        }
        bias = rounds + 36 * delta / (delta + 38);
        code = code.checked_add(at / length)?;
        at %= length;
        output.insert(at as usize, char::from_u32(code)?);
        at += 1;
    }
    Some(output.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punycode_is_decoded() {
        // «rоblox» with a Cyrillic o.
        assert_eq!(punycode("rblox-jye").as_deref(), Some("rоblox"));
        assert_eq!(punycode("!"), None);
    }

    #[test]
    fn one_slip_is_one() {
        assert!(one_slip(b"faceboook", b"facebook"));
        assert!(one_slip(b"facebok", b"facebook"));
        assert!(one_slip(b"fcaebook", b"facebook"));
        assert!(!one_slip(b"facebook", b"facebook"));
        assert!(!one_slip(b"fakeb00k", b"facebook"));
    }
}
