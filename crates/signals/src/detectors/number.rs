//! What a run of digits is: a phone number, a one-time code, an account, a card, an ID.
//!
//! A run is taken whole, however its digits are parted; the nearest telling word before it (or
//! just after it) says what it may be, its own structure says the rest.

use super::reading::{Gap, Kind};
use super::tables::Class;
use super::{Scan, Value};
use crate::DetectorKind;

/// Groups and digits that any number here can have at most.
const MOST_GROUPS: usize = 12;
const MOST_DIGITS: usize = 34;

#[derive(Clone, Copy, Debug)]
struct Group {
    from: usize,
    to: usize,
    digits: usize,
    /// The mark before the group, a space, or nothing.
    separator: char,
}

/// Digits that stand together.
#[derive(Debug, Default)]
struct Run {
    digits: String,
    groups: Vec<Group>,
    plus: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Context {
    None,
    Phone,
    Code,
    WeakCode,
    OtherCode,
    Account,
    Bank,
    Card,
    TopUp,
    Identity,
    Passport,
}

pub(super) fn find(scan: &mut Scan<'_>) {
    if scan.reading.present.meets(Class::NUMBER) {
        spelled_phones(scan);
    }
    let mut at = 0;
    while at < scan.reading.len() {
        // Whatever is found here has digits in it or beside its first letters.
        let number = scan.reading.next_number(at.saturating_sub(1));
        if number > at + 1 {
            at = number - 1;
            continue;
        }
        if number >= scan.reading.len() {
            break;
        }
        if scan.reading.get(at).is_some_and(|token| token.claimed) {
            at += 1;
            continue;
        }
        if is_short(scan, at) {
            at += 1;
            continue;
        }
        match run(scan, at) {
            Some(run) => {
                let end = run.groups.last().map_or(at + 1, |group| group.to);
                name_parts(scan, &run);
                at = end.max(at + 1);
            }
            None => {
                lettered(scan, at);
                at += 1;
            }
        }
    }
}

/// A number of up to three digits with nothing after it that could go on: none of the kinds here.
fn is_short(scan: &Scan<'_>, at: usize) -> bool {
    let reading = &scan.reading;
    reading.digits(at).is_some_and(|digits| digits.len() < 4)
        && match reading.get(at + 1).map(|token| token.kind) {
            None => true,
            Some(Kind::Word) => !reading.folded(at + 1).starts_with('o'),
            Some(Kind::Mark(mark)) => {
                matches!(mark, ',' | '!' | '?' | ':' | '%' | ';' | '\'' | '"')
            }
            Some(Kind::Number) => false,
        }
}

/// Letters that people write for digits: `o` for 0.
fn letter_zeros(text: &str) -> bool {
    !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte == b'o')
}

fn is_digitlike(scan: &Scan<'_>, at: usize) -> bool {
    let reading = &scan.reading;
    match reading.get(at) {
        Some(token) if token.claimed => false,
        Some(token) => match token.kind {
            Kind::Number => true,
            Kind::Word => {
                let beside = reading.glued(at) && reading.digits(at - 1).is_some()
                    || reading.glued(at + 1) && reading.digits(at + 1).is_some();
                beside && letter_zeros(reading.folded(at))
            }
            Kind::Mark(_) => false,
        },
        None => false,
    }
}

fn run(scan: &Scan<'_>, start: usize) -> Option<Run> {
    let reading = &scan.reading;
    if !is_digitlike(scan, start) {
        return None;
    }
    // «abc123» is a name, unless the word announces a number: «sđt0900…».
    if reading.glued(start)
        && reading.is_word(start - 1)
        && !is_digitlike(scan, start - 1)
        && !reading.is(start - 1, TELLING)
    {
        return None;
    }
    let mut run =
        Run { plus: reading.glued(start) && reading.is_mark(start - 1, '+'), ..Run::default() };
    let mut at = start;
    let mut separator = '\0';
    loop {
        let from = at;
        let before = run.digits.len();
        while (is_digitlike(scan, at) || at == from && letter_zeros(reading.folded(at)))
            && (at == from || reading.glued(at))
        {
            match reading.digits(at) {
                Some(digits) => run.digits.push_str(digits),
                None => run.digits.extend(reading.folded(at).chars().map(|_| '0')),
            }
            at += 1;
        }
        run.groups.push(Group { from, to: at, digits: run.digits.len() - before, separator });
        if run.groups.len() >= MOST_GROUPS || run.digits.len() >= MOST_DIGITS {
            break;
        }
        let Some(token) = reading.get(at) else { break };
        separator = match token.kind {
            _ if token.gap == Gap::Line => break,
            Kind::Mark(mark @ ('.' | '-' | '–' | '—' | '_' | '(' | ')' | '·' | '/')) => {
                let mut next = at + 1;
                if matches!(mark, ')' | '(') && reading.is_mark(next, '-') {
                    next += 1;
                }
                // "1. 2": a dot before a space ends a sentence.
                let ends =
                    mark == '.' && reading.get(next).is_some_and(|token| token.gap != Gap::None);
                if ends
                    || !is_digitlike(scan, next)
                    || reading.get(next).is_some_and(|token| token.gap == Gap::Line)
                {
                    break;
                }
                at = next;
                mark
            }
            Kind::Number if token.gap == Gap::Space => ' ',
            Kind::Word
                if token.gap == Gap::Space
                    && (is_digitlike(scan, at)
                        // «0900 ooo 123»: between digits on both sides.
                        || letter_zeros(reading.folded(at)) && reading.folded(at).len() >= 2 && reading.digits(at + 1).is_some()) =>
            {
                ' '
            }
            _ => break,
        };
    }
    Some(run)
}

const TELLING: Class = Class::PHONE
    .or(Class::CODE)
    .or(Class::CODE_WEAK)
    .or(Class::CODE_OTHER)
    .or(Class::ACCOUNT)
    .or(Class::BANK)
    .or(Class::CARD)
    .or(Class::TOP_UP)
    .or(Class::IDENTITY)
    .or(Class::PASSPORT);

fn context_of(class: Class) -> Context {
    let order = [
        (Class::CODE_OTHER, Context::OtherCode),
        (Class::CODE, Context::Code),
        (Class::TOP_UP, Context::TopUp),
        (Class::ACCOUNT, Context::Account),
        (Class::IDENTITY, Context::Identity),
        (Class::PASSPORT, Context::Passport),
        (Class::BANK, Context::Bank),
        (Class::PHONE, Context::Phone),
        (Class::CARD, Context::Card),
        (Class::CODE_WEAK, Context::WeakCode),
    ];
    order
        .into_iter()
        .find(|(known, _)| class.meets(*known))
        .map_or(Context::None, |(_, context)| context)
}

/// The nearest telling word before the run, else just after it; and how far it stands.
fn context(scan: &Scan<'_>, from: usize, to: usize) -> (Context, usize) {
    let reading = &scan.reading;
    if !reading.present.meets(TELLING) {
        return (Context::None, usize::MAX);
    }
    let mut bank = None;
    for back in 1..=9 {
        let Some(at) = from.checked_sub(back) else { break };
        if reading.breaks(at + 1) && back > 1 && !reading.is_mark(at, '?') {
            break;
        }
        let Some(token) = reading.get(at) else { break };
        if token.absorbed {
            continue;
        }
        let classes = if token.phrases.meets(TELLING) { token.phrases } else { token.classes };
        match context_of(classes) {
            Context::None => {}
            Context::Bank => bank = bank.or(Some((Context::Bank, back))),
            found => return (found, back),
        }
    }
    if let Some(bank) = bank {
        return bank;
    }
    for ahead in 0..7 {
        let at = to + ahead;
        if reading.breaks(at) {
            break;
        }
        let Some(token) = reading.get(at) else { break };
        if token.kind == Kind::Number {
            break;
        }
        let classes = if token.phrases.meets(TELLING) { token.phrases } else { token.classes };
        let found = context_of(classes);
        if found != Context::None {
            return (found, ahead + 10);
        }
    }
    (Context::None, usize::MAX)
}

/// Tries to name the run, or the parts of it that are numbers by themselves.
fn name_parts(scan: &mut Scan<'_>, run: &Run) {
    let mut first = 0;
    let mut offset = 0;
    while first < run.groups.len() {
        let mut named = 0;
        for last in (first..run.groups.len()).rev() {
            let length: usize = run.groups[first..=last].iter().map(|group| group.digits).sum();
            if !(4..=19).contains(&length) {
                continue;
            }
            let Some(digits) = run.digits.get(offset..offset + length) else { continue };
            let part = Part {
                digits,
                groups: &run.groups[first..=last],
                plus: run.plus && first == 0,
                whole: first == 0 && last + 1 == run.groups.len(),
            };
            if let Some((kind, sure, value)) = name(scan, &part) {
                let from = run.groups[first].from - usize::from(part.plus);
                scan.found(kind, from, run.groups[last].to, sure, value);
                named = last + 1 - first;
                break;
            }
        }
        let step = named.max(1);
        offset += run.groups[first..first + step].iter().map(|group| group.digits).sum::<usize>();
        first += step;
    }
}

struct Part<'r> {
    digits: &'r str,
    groups: &'r [Group],
    plus: bool,
    /// Nothing of the run is left over.
    whole: bool,
}

impl Part<'_> {
    fn shape(&self) -> Vec<usize> {
        self.groups.iter().map(|group| group.digits).collect()
    }

    fn separated_by(&self, marks: &[char]) -> bool {
        self.groups.iter().skip(1).all(|group| marks.contains(&group.separator))
    }
}

fn name(scan: &Scan<'_>, part: &Part<'_>) -> Option<(DetectorKind, f32, Value)> {
    let reading = &scan.reading;
    let from = part.groups.first()?.from;
    let to = part.groups.last()?.to;
    // A unit glued or next to the digits: an amount, a time, a measure.
    let glued_word = reading.glued(to) && reading.is_word(to);
    let measured = glued_word && !reading.is(to, TELLING)
        || reading.is(to, Class::MONEY.or(Class::AGE).or(Class::COUNTED)) && !reading.is_mark(to, '.')
        || reading.is_mark(to, '%')
        || reading.is_mark(to, '$')
        || reading.is_mark(to, '₫')
        || from > 0 && reading.glued(from) && (reading.is_mark(from - 1, '$') || reading.is_mark(from - 1, '£') || reading.is_mark(from - 1, '€'))
        // «3.14», «1.2.3»: cut out of a longer number.
        || reading.glued(from) && from > 1 && reading.is_mark(from - 1, ',') && reading.digits(from - 2).is_some() && reading.glued(from - 1)
        || reading.glued(to) && reading.is_mark(to, ',') && reading.glued(to + 1) && reading.digits(to + 1).is_some_and(|digits| digits.len() == 3);
    // «0900 000 xxx» hides its end.
    let hidden = reading.is_word(to) && reading.folded(to).bytes().all(|byte| byte == b'x');
    if measured || hidden {
        return None;
    }
    let (context, distance) = context(scan, from, to);
    let digits = part.digits;
    let length = digits.len();
    let secret = || Value::Secret(digits.to_owned());
    let spaced = part.separated_by(&[' ', '-', '.', '–', '_', '·']);
    let dated = is_date(part);

    // Nobody's key: order numbers, discount codes.
    if context == Context::OtherCode && distance <= 4 {
        return None;
    }
    if let Some(found) = identity(part, context, distance) {
        return Some(found);
    }
    let vietnamese = vietnamese_phone(part);
    // A PIN is often called «mã» beside its serial number.
    let pin = context == Context::WeakCode && reading.present.meets(Class::TOP_UP);
    if (context == Context::TopUp || pin) && (11..=16).contains(&length) && spaced && part.whole {
        return Some((DetectorKind::Card, 0.9, secret()));
    }
    if is_card(digits) && spaced {
        let sure = if context == Context::Card { 0.98 } else { 0.9 };
        let plain = part.groups.len() == 1 || part.groups.iter().all(|group| group.digits >= 3);
        let announced = context == Context::Card || reading.present.meets(Class::CARD);
        if plain && (announced || matches!(length, 15 | 16)) {
            return Some((DetectorKind::Card, sure, secret()));
        }
    }
    if context == Context::Card && part.whole && spaced {
        if length == 16 && matches!(part.groups.len(), 1 | 4) {
            return Some((DetectorKind::Card, 0.75, secret()));
        }
        if (12..=19).contains(&length) && luhn(digits) {
            return Some((DetectorKind::Card, 0.85, secret()));
        }
    }
    if (6..=19).contains(&length) && spaced && part.whole && !dated {
        match context {
            Context::Account => return Some((DetectorKind::BankAccount, 0.93, secret())),
            // «vcb 200000» is an amount sent to it.
            Context::Bank
                if vietnamese.is_none()
                    && length >= 8
                    && !digits.ends_with("0000")
                    && distance != usize::MAX =>
            {
                return Some((DetectorKind::BankAccount, 0.8, secret()));
            }
            _ => {}
        }
    }
    if (4..=8).contains(&length) && part.whole && !dated && part.separated_by(&[' ', '-']) {
        let code = || Value::Code(digits.to_owned());
        let near = distance <= 4 || (10..13).contains(&distance);
        let year = length == 4 && (digits.starts_with("19") || digits.starts_with("20"));
        let single = part.groups.len() == 1
            || part.shape().iter().all(|group| *group <= 4)
                && part.groups.iter().all(|group| group.digits == part.groups[0].digits);
        match context {
            Context::Code if single && !(year && distance > 2) => {
                return Some((DetectorKind::OneTimeCode, 0.93, code()));
            }
            // «HN-00412» is an order's number.
            Context::WeakCode
                if near
                    && single
                    && !year
                    && !rounded(digits)
                    && !(reading.glued(from) && from > 0 && reading.is_mark(from - 1, '-')) =>
            {
                return Some((DetectorKind::OneTimeCode, 0.78, code()));
            }
            _ => {}
        }
    }
    // "G-123456".
    if length == 6
        && part.groups.len() == 1
        && from >= 2
        && reading.glued(from)
        && reading.is_mark(from - 1, '-')
        && reading.folded(from - 2) == "g"
    {
        return Some((DetectorKind::OneTimeCode, 0.95, Value::Code(digits.to_owned())));
    }
    phone(part, context, distance, vietnamese, dated)
}

fn rounded(digits: &str) -> bool {
    digits.ends_with("000")
}

/// «12/3/2012», «2012-03-12», «12.03.2012», «12.03.12».
fn is_date(part: &Part<'_>) -> bool {
    let shape = part.shape();
    let one = part.groups.get(1).map(|group| group.separator);
    let alike = part.groups.iter().skip(1).all(|group| Some(group.separator) == one);
    let value = |at: usize| -> usize {
        let from: usize = shape[..at].iter().sum();
        part.digits.get(from..from + shape[at]).and_then(|digits| digits.parse().ok()).unwrap_or(0)
    };
    alike
        && match shape.as_slice() {
            [1 | 2, 1 | 2, 2 | 4] => value(0) <= 31 && value(1) <= 31,
            [4, 1 | 2, 1 | 2] => value(1) <= 12 && value(2) <= 31,
            [1 | 2, 4] => one != Some(' ') && value(0) <= 12,
            [4, 4] => {
                one == Some('-')
                    && (1900..2100).contains(&value(0))
                    && (1900..2100).contains(&value(1))
            }
            _ => false,
        }
}

fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, byte)| {
            let value = u32::from(byte.wrapping_sub(b'0'));
            match at % 2 {
                0 => value,
                _ if value >= 5 => value * 2 - 9,
                _ => value * 2,
            }
        })
        .sum();
    sum.is_multiple_of(10) && digits.bytes().any(|byte| byte != b'0')
}

/// A payment card: Luhn-valid, with a prefix that a network issues.
fn is_card(digits: &str) -> bool {
    let prefix = |length: usize| {
        digits.get(..length).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0)
    };
    let issued = match digits.len() {
        13 => prefix(1) == 4,
        14 => matches!(prefix(2), 30 | 36 | 38 | 39),
        15 => matches!(prefix(2), 34 | 37) || matches!(prefix(4), 1800 | 2131 | 2014 | 2149),
        16 => {
            matches!(prefix(1), 4..=6)
                || (2221..=2720).contains(&prefix(4))
                || prefix(2) == 35
                || (9704..=9704).contains(&prefix(4))
        }
        17..=19 => matches!(prefix(1), 4..=6) || prefix(2) == 35 || prefix(4) == 9704,
        _ => false,
    };
    issued && luhn(digits)
}

/// Province codes of the citizen ID: all of 2004–2025.
const PROVINCES: [u8; 63] = [
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37,
    38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77,
    79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
];

/// Twelve digits: province, century and sex, year of birth, serial number.
fn is_citizen_id(digits: &str) -> bool {
    let number =
        |from: usize, to: usize| digits.get(from..to).and_then(|digits| digits.parse::<u32>().ok());
    let (Some(province), Some(century), Some(year)) = (number(0, 3), number(3, 4), number(4, 6))
    else {
        return false;
    };
    let born = match century {
        0 | 1 => (20..=99).contains(&year),
        2 | 3 => year <= 40,
        _ => false,
    };
    digits.len() == 12 && born && PROVINCES.iter().any(|known| u32::from(*known) == province)
}

fn identity(
    part: &Part<'_>,
    context: Context,
    distance: usize,
) -> Option<(DetectorKind, f32, Value)> {
    let found = |sure| Some((DetectorKind::IdNumber, sure, Value::Secret(part.digits.to_owned())));
    let spaced = part.separated_by(&[' ', '-', '.']);
    match (part.digits.len(), context) {
        (12, Context::Identity) if spaced => found(0.97),
        (9, Context::Identity) if spaced => found(0.93),
        (6..=10, Context::Passport) if spaced && distance <= 5 => found(0.85),
        (8..=12, Context::Identity) if spaced && part.whole && distance <= 5 => found(0.75),
        (12, Context::None | Context::WeakCode)
            if part.groups.len() == 1 && is_citizen_id(part.digits) =>
        {
            found(0.82)
        }
        // The form of a US social security number.
        (9, _)
            if part.shape() == [3, 2, 4]
                && part.separated_by(&['-'])
                && !part.digits.starts_with('9') =>
        {
            found(0.85)
        }
        _ => None,
    }
}

/// The number in one form, and how sure its own structure makes it.
fn vietnamese_phone(part: &Part<'_>) -> Option<(String, f32)> {
    let digits = part.digits;
    let national = |rest: &str| format!("+84{rest}");
    let mobile = |rest: &str| rest.len() == 9 && rest.starts_with(['3', '5', '7', '8', '9']);
    let landline = |rest: &str| rest.len() == 10 && rest.starts_with('2');
    let grouped = part.groups.len() <= 6 || part.groups.iter().all(|group| group.digits == 1);
    // «0.0 255.255…»: a lone zero with a dot is no dialling code.
    let lone_zero = part.groups.len() > 1
        && part.groups[0].digits == 1
        && part.groups[1].separator == '.'
        && part.groups.iter().any(|group| group.digits > 1);
    if !grouped || lone_zero || !part.separated_by(&[' ', '.', '-', '–', '_', '(', ')', '·', '/'])
    {
        return None;
    }
    if let Some(rest) = digits.strip_prefix("0084").or_else(|| digits.strip_prefix("84")) {
        // «+84 (0) 900 …» keeps its zero sometimes.
        let rest = rest.strip_prefix('0').unwrap_or(rest);
        if mobile(rest) || landline(rest) {
            return Some((national(rest), if part.plus { 0.98 } else { 0.85 }));
        }
    }
    if let Some(rest) = digits.strip_prefix('0') {
        if mobile(rest) {
            return Some((national(rest), 0.95));
        }
        if landline(rest) {
            return Some((national(rest), 0.9));
        }
    }
    let hotline = (digits.starts_with("1900") || digits.starts_with("1800"))
        && matches!(digits.len(), 8 | 10);
    if hotline && !(digits.len() == 8 && part.shape() == [4, 4] && part.separated_by(&['-', '/'])) {
        return Some((digits.to_owned(), 0.85));
    }
    None
}

fn phone(
    part: &Part<'_>,
    context: Context,
    distance: usize,
    vietnamese: Option<(String, f32)>,
    dated: bool,
) -> Option<(DetectorKind, f32, Value)> {
    let found = |value: String, sure| Some((DetectorKind::Phone, sure, Value::Phone(value)));
    if dated {
        return None;
    }
    if let Some((value, sure)) = vietnamese {
        return found(value, sure);
    }
    let digits = part.digits;
    let length = digits.len();
    let shape = part.shape();
    // Four short groups with dots are an IP address.
    if shape.len() == 4 && part.separated_by(&['.']) && shape.iter().all(|group| *group <= 3) {
        return None;
    }
    let near = context == Context::Phone && distance <= 16;
    if part.plus && (8..=15).contains(&length) && part.separated_by(&[' ', '.', '-', '(', ')']) {
        return found(format!("+{digits}"), 0.95);
    }
    let north_american = match shape.as_slice() {
        [3, 3, 4] => digits.starts_with(['2', '3', '4', '5', '6', '7', '8', '9']),
        [1, 3, 3, 4] => digits.starts_with('1'),
        _ => false,
    };
    if north_american && part.separated_by(&['-', '.', ')', '(', ' ']) {
        let bare = part.separated_by(&[' ']) && !near;
        return found(digits.to_owned(), if bare { 0.7 } else { 0.9 });
    }
    if length == 11 && (digits.starts_with("07") || near && digits.starts_with('0')) {
        return found(digits.to_owned(), 0.85);
    }
    // "555-0123": the block kept for invented numbers, or any with the word beside it.
    if shape == [3, 4] && part.separated_by(&['-']) && (near || digits.starts_with("55501")) {
        return found(digits.to_owned(), 0.75);
    }
    // «001-541-714-1388x201» and its like.
    if digits.starts_with("001")
        && shape.first() == Some(&3)
        && shape.len() >= 3
        && (12..=13).contains(&length)
        && part.separated_by(&['-', '.', ' '])
    {
        return found(format!("+{}", &digits[2..]), 0.85);
    }
    if near && part.whole && (7..=14).contains(&length) && part.groups.len() <= 6 {
        // A round number beside «gọi» is an amount.
        if rounded(digits) && part.groups.len() == 1 && !digits.starts_with('0') {
            return None;
        }
        return found(digits.to_owned(), 0.75);
    }
    None
}

/// A number that begins with letters: an IBAN, a passport.
fn lettered(scan: &mut Scan<'_>, at: usize) {
    let reading = &scan.reading;
    if reading.digits(at + 1).is_none() || !reading.glued(at + 1) {
        return;
    }
    if !reading.is_word(at)
        || !reading.folded(at).is_ascii()
        || !(1..=2).contains(&reading.folded(at).len())
        || reading.glued(at)
            && at > 0
            && !matches!(reading.get(at - 1).map(|token| token.kind), Some(Kind::Mark(_)))
    {
        return;
    }
    let mut next = at + 1;
    let mut text = reading.folded(at).to_owned();
    while text.len() <= MOST_DIGITS
        && reading.glued(next)
        && reading.folded(next).is_ascii()
        && !matches!(reading.get(next).map(|token| token.kind), None | Some(Kind::Mark(_)))
    {
        text.push_str(reading.folded(next));
        next += 1;
    }
    // IBANs are printed in groups of four.
    let mut grouped = next;
    let mut long = text.clone();
    if long.len() == 4 {
        while long.len() < MOST_DIGITS {
            let begin = grouped;
            let mut group = 0;
            while !matches!(
                reading.get(grouped).map(|token| token.kind),
                None | Some(Kind::Mark(_))
            ) && (grouped == begin || reading.glued(grouped))
                && reading.folded(grouped).is_ascii()
                && group < 5
            {
                group += reading.folded(grouped).len();
                long.push_str(reading.folded(grouped));
                grouped += 1;
            }
            if group != 4 {
                if group > 4 || group == 0 {
                    long.truncate(long.len() - group.min(long.len()));
                    grouped = begin;
                }
                break;
            }
        }
    }
    if is_iban(&text) {
        scan.found(
            DetectorKind::BankAccount,
            at,
            next,
            0.97,
            Value::Secret(text.to_ascii_uppercase()),
        );
    } else if is_iban(&long) {
        scan.found(
            DetectorKind::BankAccount,
            at,
            grouped,
            0.95,
            Value::Secret(long.to_ascii_uppercase()),
        );
    } else if (7..=9).contains(&text.len())
        && text[1..].bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
        && text.bytes().filter(u8::is_ascii_digit).count() >= 6
    {
        let (context, distance) = context(scan, at, next);
        if context == Context::Passport && distance <= 14 {
            scan.found(
                DetectorKind::IdNumber,
                at,
                next,
                0.92,
                Value::Secret(text.to_ascii_uppercase()),
            );
        }
    }
}

fn is_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !(15..=34).contains(&bytes.len())
        || !bytes.iter().all(u8::is_ascii_alphanumeric)
        || !bytes[..2].iter().all(u8::is_ascii_alphabetic)
        || !bytes[2..4].iter().all(u8::is_ascii_digit)
    {
        return false;
    }
    let rest = bytes[4..].iter().chain(&bytes[..4]).fold(0u32, |rest, byte| {
        if byte.is_ascii_digit() {
            (rest * 10 + u32::from(byte - b'0')) % 97
        } else {
            (rest * 100 + u32::from(byte.to_ascii_lowercase() - b'a') + 10) % 97
        }
    });
    rest == 1
}

/// «không chín không không…», "zero nine double zero": seven digits or more, most in words.
fn spelled_phones(scan: &mut Scan<'_>) {
    let mut at = 0;
    while at < scan.reading.len() {
        let reading = &scan.reading;
        let goes_on = |at: usize| {
            reading
                .get(at)
                .is_some_and(|token| token.classes.meets(Class::NUMBER) || !reading.is_word(at))
        };
        if !(goes_on(at) && goes_on(at + 1)) {
            at += 1;
            continue;
        }
        let (mut next, mut digits, mut words, mut end) = (at, String::new(), 0, at);
        while let Some(token) = reading.get(next) {
            if token.claimed || next > at && token.gap == Gap::Line || digits.len() > 20 {
                break;
            }
            match token.kind {
                Kind::Word if token.classes.meets(Class::NUMBER) && token.number < 10 => {
                    digits.push(char::from(b'0' + token.number as u8));
                    words += 1;
                }
                Kind::Number if reading.folded(next).len() <= 4 => {
                    digits.push_str(reading.folded(next))
                }
                Kind::Mark(',' | '-' | '.') if next > at => {
                    next += 1;
                    continue;
                }
                _ => break,
            }
            next += 1;
            end = next;
        }
        if (7..=15).contains(&digits.len()) && words >= 4 && words * 2 >= digits.len() {
            let groups = [Group { from: at, to: end, digits: digits.len(), separator: '\0' }];
            let part = Part { digits: &digits, groups: &groups, plus: false, whole: true };
            let (value, sure) = match vietnamese_phone(&part) {
                Some((value, _)) => (value, 0.95),
                None if varied(&digits) && !counts(&digits) => (digits.clone(), 0.7),
                None => (String::new(), 0.0),
            };
            if !value.is_empty() {
                scan.found(DetectorKind::Phone, at, end, sure, Value::Phone(value));
            }
        }
        at = end.max(at + 1);
    }
}

/// More than one digit said over and over («không không không…»).
fn varied(digits: &str) -> bool {
    let first = digits.as_bytes().first();
    digits.as_bytes().iter().filter(|digit| Some(*digit) != first).count() >= 2
}

/// Counting up or down: «một hai ba bốn năm sáu bảy».
fn counts(digits: &str) -> bool {
    let steps = |by: i16| {
        digits
            .as_bytes()
            .windows(2)
            .filter(|pair| i16::from(pair[1]) - i16::from(pair[0]) == by)
            .count()
    };
    steps(1).max(steps(-1)) + 2 >= digits.len()
}
