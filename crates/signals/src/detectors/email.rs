//! E-mail addresses, plain and spelled out.

use text::Span;

use super::reading::Kind;
use super::tables::Class;
use super::{Finding, Scan, Value};
use crate::DetectorKind;

pub(super) fn find(scan: &mut Scan<'_>) {
    let message = scan.reading.message.as_bytes();
    let present = scan.reading.present;
    let dotted = || present.meets(Class::MAIL_DOT) || message.contains(&b'.');
    let spelled = present.meets(Class::MAIL_AT) && dotted();
    if !spelled && !message.contains(&b'@') {
        return;
    }
    for at in 1..scan.reading.len() {
        if scan.reading.is_mark(at, '@') || spelled && scan.reading.is(at, Class::MAIL_AT) {
            address(scan, at);
        }
    }
    drop_hosts(scan);
}

/// The host of a spelled address was read as a link before: it is part of the address.
fn drop_hosts(scan: &mut Scan<'_>) {
    let is_mail = |finding: &Finding| finding.kind == DetectorKind::Email;
    let mails: Vec<Span> =
        scan.found.iter().filter(|finding| is_mail(finding)).map(|finding| finding.span).collect();
    if mails.is_empty() {
        return;
    }
    scan.found.retain(|finding| {
        let next = mails.partition_point(|mail| mail.end < finding.span.end);
        is_mail(finding) || mails.get(next).is_none_or(|mail| mail.start > finding.span.start)
    });
}

fn address(scan: &mut Scan<'_>, at: usize) {
    let tables = scan.tables;
    let reading = &scan.reading;
    let sign = reading.is_mark(at, '@');
    // «(at)», «[at]».
    let wrapped =
        matches!(reading.get(at - 1).map(|token| token.kind), Some(Kind::Mark('[' | '(')));
    let mut after =
        if sign { at + 1 } else { reading.after(at, Class::MAIL_AT, tables).unwrap_or(at + 1) };
    if wrapped {
        after += 1;
    }
    let end = if wrapped { at - 1 } else { at };
    let Some(local) = end.checked_sub(1).and_then(|last| local_part(scan, last)) else { return };
    let provider = reading.is(after, Class::MAIL_PROVIDER);
    let Some((domain, next, spelled)) = domain(scan, after) else {
        // «bena@gmail», without its ending.
        if sign && provider && reading.glued(at) && reading.is_free(local, after + 1) {
            let value = format!("{}@{}", written(scan, local, end), reading.folded(after));
            scan.found(DetectorKind::Email, local, after + 1, 0.85, Value::Email(value));
        }
        return;
    };
    // «before the @gmail.com» names nobody.
    if sign && !reading.glued(at) && reading.glued(at + 1) {
        return;
    }
    if !sign && !reading.is(next - 1, Class::DOMAIN_END) {
        return;
    }
    let named = (1..=6).any(|back| local >= back && reading.is(local - back, Class::MAIL_WORD));
    let odd_local = reading
        .written(local, end)
        .contains(|letter: char| letter.is_ascii_digit() || matches!(letter, '.' | '_'));
    // «look at example.com» is no address.
    let sure = match (sign, provider) {
        (true, _) => 0.98,
        (false, true) => 0.92,
        (false, false) if named || odd_local || wrapped => 0.8,
        (false, false) if spelled && reading.is_word(at) => 0.7,
        _ => return,
    };
    if !reading.is_free(local, after) {
        return;
    }
    let value = format!("{}@{domain}", written(scan, local, end));
    scan.found(DetectorKind::Email, local, next, sure, Value::Email(value));
}

fn written(scan: &Scan<'_>, from: usize, to: usize) -> String {
    let text = scan.reading.written(from, to);
    text.chars()
        .filter(|letter| !super::reading::is_unseen(*letter))
        .collect::<String>()
        .to_lowercase()
}

/// The first token of the local part that ends with token `last`.
fn local_part(scan: &Scan<'_>, last: usize) -> Option<usize> {
    let reading = &scan.reading;
    if matches!(reading.get(last)?.kind, Kind::Mark(_)) {
        return None;
    }
    let mut start = last;
    for _ in 0..16 {
        if start == 0 || !reading.glued(start) {
            break;
        }
        match reading.get(start - 1)?.kind {
            Kind::Mark('.' | '_' | '-' | '+') if start >= 2 && reading.glued(start - 1) => {
                start -= 1
            }
            Kind::Word | Kind::Number => start -= 1,
            Kind::Mark(_) => break,
        }
    }
    while matches!(reading.get(start)?.kind, Kind::Mark(_)) && start < last {
        start += 1;
    }
    Some(start)
}

/// «gmail dot com», «gmail . com», "example.com": the domain, the place after it, and whether a
/// dot was spelled out.
fn domain(scan: &Scan<'_>, at: usize) -> Option<(String, usize, bool)> {
    let reading = &scan.reading;
    let mut domain = String::new();
    let mut next = at;
    let mut spelled = false;
    for part in 0..5 {
        // One label: words, digits and dashes without spaces.
        let begin = next;
        while let Some(token) = reading.get(next) {
            let label = match token.kind {
                Kind::Word | Kind::Number => true,
                Kind::Mark('-') => next > begin && reading.glued(next + 1),
                Kind::Mark(_) => false,
            };
            if !label || next > begin && !reading.glued(next) || next - begin > 12 {
                break;
            }
            if token.is_mark('-') {
                domain.push('-')
            } else {
                domain.push_str(reading.folded(next))
            }
            next += 1;
        }
        if next == begin {
            return None;
        }
        let known = part > 0 && reading.is(next - 1, Class::DOMAIN_END);
        let dot = if reading.is_mark(next, '.') {
            // «gmail. com» only before an ending that domains have.
            let joined = reading.glued(next) && reading.glued(next + 1);
            let spaced = !known && reading.is(next + 1, Class::DOMAIN_END);
            (joined && reading.is_word(next + 1) || spaced).then_some(next + 1)
        } else if reading.is(next, Class::MAIL_DOT) && reading.is_word(next + 1) {
            spelled = true;
            Some(next + 1)
        } else {
            None
        };
        match dot {
            Some(after) => {
                domain.push('.');
                next = after;
            }
            None if part > 0 && reading.folded(next - 1).len() >= 2 => {
                return Some((domain, next, spelled));
            }
            None => return None,
        }
    }
    None
}
