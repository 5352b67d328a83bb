//! Addresses and places where someone can be found.

use super::reading::{Gap, Kind};
use super::tables::Class;
use super::{Scan, Value};
use crate::DetectorKind;

const ANY: Class = Class::LANE
    .or(Class::HOUSE_NUMBER)
    .or(Class::DISTRICT)
    .or(Class::VILLAGE)
    .or(Class::STREET_BEFORE)
    .or(Class::BUILDING)
    .or(Class::FLOOR)
    .or(Class::ROOM)
    .or(Class::HOTEL)
    .or(Class::SCHOOL_BEFORE)
    .or(Class::SCHOOL_AFTER)
    .or(Class::SCHOOL_CLASS)
    .or(Class::STREET_AFTER)
    .or(Class::STREET_AFTER_WEAK)
    .or(Class::UNIT)
    .or(Class::POSTCODE)
    .or(Class::LIVE)
    .or(Class::LIVE_AT)
    .or(Class::SELF_EN)
    .or(Class::NUMBER_WORD);

pub(super) fn find(scan: &mut Scan<'_>) {
    let mut at = 0;
    while at < scan.reading.len() {
        let Some(token) = scan.reading.get(at) else { break };
        let begins = token.classes.or(token.phrases).meets(ANY);
        let place = if token.claimed {
            None
        } else if begins || token.kind == Kind::Number {
            chain(scan, at)
                .or_else(|| school(scan, at))
                .or_else(|| hotel(scan, at))
                .or_else(|| street(scan, at))
                .or_else(|| unit(scan, at))
                .or_else(|| lives(scan, at))
                .or_else(|| postcode(scan, at))
        } else if token.capital {
            postcode(scan, at)
        } else {
            None
        };
        match place {
            Some(Place { from, to, sure }) if to > from && scan.reading.is_free(from, to) => {
                let text = scan.reading.written(from, to).to_owned();
                scan.found(DetectorKind::Place, from, to, sure, Value::Place(text));
                at = to.max(at + 1);
            }
            _ => at += 1,
        }
    }
}

#[derive(Clone, Copy)]
struct Place {
    from: usize,
    to: usize,
    sure: f32,
}

fn place(from: usize, to: usize, sure: f32) -> Option<Place> {
    Some(Place { from, to, sure })
}

/// The place after a name in capitals that begins at `at`: one to five words, numbers allowed
/// after the first.
fn name(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let reading = &scan.reading;
    let mut next = at;
    while let Some(token) = reading.get(next) {
        let fits = match token.kind {
            Kind::Word => token.capital,
            Kind::Number => next > at && reading.folded(next).len() <= 2,
            Kind::Mark(_) => false,
        };
        if !fits
            || token.claimed
            || next - at == 5
            || next > at && (token.gap == Gap::Line || reading.breaks(next))
        {
            break;
        }
        next += 1;
    }
    // «I» alone is the one who speaks.
    let speaker = next == at + 1 && reading.folded(at) == "i";
    (next > at && !speaker && !reading.breaks(at)).then_some(next)
}

/// Up to three words in small letters, for messages written without capitals.
fn small_name(scan: &Scan<'_>, at: usize, most: usize) -> Option<usize> {
    let reading = &scan.reading;
    let stops = Class::PARTICLE
        .or(Class::AT)
        .or(Class::IS)
        .or(Class::MEET)
        .or(Class::NUMBER)
        .or(Class::SELF_VI)
        .or(Class::DAY)
        .or(Class::NOT_A_PASSWORD);
    let mut next = at;
    while next - at < most
        && reading.is_word(next)
        && !reading.breaks(next)
        && !reading.is(next, stops)
        && reading.folded(next).len() >= 2
        && !matches!(
            reading.folded(next),
            "nao"
                | "gi"
                | "dau"
                | "nay"
                | "do"
                | "kia"
                | "may"
                | "minh"
                | "khac"
                | "cu"
                | "moi"
                | "cung"
                | "ma"
                | "thi"
        )
    {
        next += 1;
    }
    (next > at).then_some(next)
}

/// A house or lane number: «12», «12A», «12/5/3», «A5».
fn house(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let reading = &scan.reading;
    let mut next = at;
    if reading.is_word(at)
        && reading.folded(at).len() == 1
        && reading.glued(at + 1)
        && reading.digits(at + 1).is_some()
    {
        next += 1;
    }
    if reading.digits(next).is_none_or(|digits| digits.len() > 5)
        || reading.breaks(at)
        || reading.get(next).is_some_and(|token| token.claimed)
    {
        return None;
    }
    next += 1;
    if reading.glued(next) && reading.is_word(next) {
        if reading.folded(next).len() > 3 || reading.is(next, Class::CLOCK) {
            return None;
        }
        next += 1;
        if reading.glued(next) && reading.digits(next).is_some() {
            next += 1;
        }
    }
    for _ in 0..4 {
        let joined =
            matches!(reading.get(next).map(|token| token.kind), Some(Kind::Mark('/' | '-')))
                && reading.glued(next)
                && reading.glued(next + 1)
                && reading.digits(next + 1).is_some();
        if !joined {
            break;
        }
        next += 2;
        if reading.glued(next) && reading.is_word(next) && reading.folded(next).len() <= 2 {
            next += 1;
        }
    }
    // «bản 1.21.4» is a version.
    let version = reading.is_mark(next, '.')
        && reading.glued(next)
        && reading.glued(next + 1)
        && reading.digits(next + 1).is_some();
    (!version).then_some(next)
}

/// One part of a Vietnamese address: the place after it and how telling it is, of 10.
fn part(scan: &Scan<'_>, at: usize, inside: bool) -> Option<(usize, u32)> {
    let reading = &scan.reading;
    let tables = scan.tables;
    if let Some(after) = reading.after(at, Class::HOUSE_NUMBER, tables)
        && let Some(end) = house(scan, after)
        && !reading.is(end, Class::MEASURE)
    {
        return Some((end, 10));
    }
    // «số 12 ngõ 34», «12/5 hẻm Hoa Mai», «7 hẻm 113».
    let numbered = reading.after(at, Class::NUMBER_WORD, tables).unwrap_or(at);
    if let Some(end) = house(scan, numbered) {
        let begin = end + usize::from(reading.is_mark(end, ','));
        if reading.is(begin, Class::LANE.or(Class::STREET_BEFORE))
            && !reading.breaks(begin)
            && let Some((end, _)) = part(scan, begin, true)
        {
            return Some((end, 10));
        }
        if inside && numbered > at {
            return Some((end, 3));
        }
        // «12 Nguyễn Trãi, quận 1»: a number and a name in capitals, before another part.
        if begin == end
            && let Some(after) = name(scan, end).filter(|after| after - end >= 2)
        {
            let next = after + usize::from(reading.is_mark(after, ','));
            if reading.is(next, Class::DISTRICT.or(Class::VILLAGE))
                && part(scan, next, true).is_some()
            {
                return Some((after, 7));
            }
        }
    }
    let named = |after: usize, small: usize| {
        name(scan, after).or_else(|| {
            if inside && !reading.marked { small_name(scan, after, small) } else { None }
        })
    };
    if let Some(after) = reading.after(at, Class::LANE, tables) {
        if let Some(end) = house(scan, after) {
            return (!reading.is(end, Class::MEASURE) || reading.is(end, Class::STREET_BEFORE))
                .then_some((end, 10));
        }
        // "NGO" is no «ngõ».
        let foreign = !reading.marked && reading.get(at).is_some_and(|token| token.capital);
        return if foreign { None } else { named(after, 2).map(|end| (end, 9)) };
    }
    if let Some(after) = reading.after(at, Class::STREET_BEFORE, tables) {
        if let Some(end) = named(after, 2) {
            return Some((end, 8));
        }
        let highway = matches!(reading.folded(at), "ql" | "quoc" | "tinh" | "duong");
        if highway
            && let Some(end) = house(scan, after)
            && !reading.is(end, Class::MEASURE.or(Class::MONEY))
        {
            return Some((end, 6));
        }
        return None;
    }
    if let Some(after) = reading.after(at, Class::VILLAGE, tables) {
        let exact = if reading.digits(after).is_some() { house(scan, after) } else { None };
        if let Some(end) = exact.or_else(|| name(scan, after)) {
            return (!reading.is(end, Class::MEASURE)).then_some((end, 8));
        }
    }
    if let Some(after) = reading.after(at, Class::DISTRICT, tables) {
        let short = after == at + 1 && reading.folded(at).len() == 1;
        // «Q.12», «p5».
        let dot = usize::from(reading.is_mark(after, '.') && reading.glued(after));
        let start = after + dot;
        if short
            && !(reading.glued(start)
                && (dot == 1 || reading.get(at).is_some_and(|token| token.capital || inside)))
        {
            return None;
        }
        if let Some(end) = house(scan, start).filter(|end| *end == start + 1) {
            let big = reading.digits(start).is_some_and(|digits| digits.len() > 2);
            return (!big && !reading.is(end, Class::MEASURE))
                .then_some((end, if short { 4 } else { 5 }));
        }
        if !short && let Some(end) = name(scan, after) {
            return Some((end, 5));
        }
        return None;
    }
    if let Some(after) = reading.after(at, Class::BUILDING, tables) {
        let weak =
            matches!(reading.folded(at), "lo" | "block" | "blk" | "toa" | "tda") && after == at + 1;
        let exact = house(scan, after);
        let lettered = reading.is_word(after)
            && reading.folded(after).len() == 1
            && !reading.breaks(after)
            && !reading.is(after, Class::SELF_VI);
        if let Some(end) = exact.or_else(|| named(after, 2)).or(lettered.then_some(after + 1)) {
            return (!reading.is(end, Class::MEASURE)).then_some((end, if weak { 4 } else { 8 }));
        }
        return None;
    }
    if let Some(after) = reading.after(at, Class::FLOOR, tables) {
        return house(scan, after)
            .filter(|end| !reading.is(*end, Class::MEASURE))
            .map(|end| (end, 4));
    }
    if let Some(after) = reading.after(at, Class::ROOM, tables)
        && let Some(end) = house(scan, after)
        && !reading.is(end, Class::MEASURE.or(Class::MONEY))
    {
        let long = reading.digits(after).is_some_and(|digits| digits.len() >= 3) || end > after + 1;
        return Some((end, if long { 8 } else { 4 }));
    }
    None
}

/// Parts of an address one after another.
fn chain(scan: &Scan<'_>, at: usize) -> Option<Place> {
    let reading = &scan.reading;
    // «phố» in «thành phố» is no street.
    if reading.get(at)?.absorbed && !reading.is(at, Class::LANE) {
        return None;
    }
    let (mut end, mut weight) = part(scan, at, false)?;
    for _ in 0..6 {
        let mut next = end;
        if matches!(
            reading.get(next).map(|token| token.kind),
            Some(Kind::Mark(',' | '-' | '–' | '.'))
        ) {
            next += 1;
        }
        if reading.folded(next) == "o"
            || reading.folded(next) == "thuoc"
            || reading.folded(next) == "cua"
        {
            next += 1;
        }
        if reading.get(next).is_none_or(|token| token.gap == Gap::Line) {
            break;
        }
        match part(scan, next, true) {
            Some((after, more)) => {
                end = after;
                weight += more;
            }
            None => break,
        }
    }
    let home = (1..=4).any(|back| {
        at >= back
            && reading.is(at - back, Class::LIVE.or(Class::LIVE_AT))
            && !reading.breaks(at - back + 1)
    });
    let sure = match weight {
        10.. => 0.92,
        8..=9 => 0.8,
        7 => 0.7,
        _ if home => 0.75,
        _ => return None,
    };
    place(at, end, sure)
}

fn school(scan: &Scan<'_>, at: usize) -> Option<Place> {
    let reading = &scan.reading;
    let tables = scan.tables;
    let token = reading.get(at)?;
    // «Trường Sơn» is a name.
    let opens = at == 0
        || reading.breaks(at)
        || !token.capital
        || reading
            .get(at + 1)
            .is_some_and(|token| token.capital && reading.is(at + 1, Class::SCHOOL_STRONG));
    if let Some(after) = reading.after(at, Class::SCHOOL_BEFORE, tables) {
        let strong = reading.after(at, Class::SCHOOL_STRONG, tables).is_some();
        if (opens || strong)
            && let Some(end) = name(scan, after)
        {
            return place(at, end, if strong { 0.92 } else { 0.8 });
        }
        if strong
            && !reading.marked
            && let Some(end) = small_name(scan, after, 3)
        {
            return place(at, end, 0.7);
        }
    }
    // «lớp 7A2», "class 7B", «lớp 7/2».
    if let Some(after) = reading.after(at, Class::SCHOOL_CLASS, tables)
        && reading.digits(after).is_some_and(|digits| {
            digits.len() <= 2 && digits.parse::<u8>().is_ok_and(|year| (1..=13).contains(&year))
        })
        && !reading.breaks(after)
    {
        let lettered = reading.glued(after + 1)
            && reading.is_word(after + 1)
            && reading.folded(after + 1).len() == 1;
        let streamed = reading.is_word(after + 1)
            && reading.get(after + 1).is_some_and(|token| token.capital && token.gap == Gap::Space)
            && reading.folded(after + 1).len() <= 4
            && !reading.breaks(after + 1);
        let slashed = reading.is_mark(after + 1, '/')
            && reading.glued(after + 1)
            && reading.digits(after + 2).is_some_and(|digits| digits.len() <= 2)
            && reading.glued(after + 2);
        if lettered && !reading.is(after + 1, Class::CLOCK) {
            let more = usize::from(reading.glued(after + 2) && reading.digits(after + 2).is_some());
            return place(at, after + 2 + more, 0.85);
        }
        if slashed {
            return place(at, after + 3, 0.85);
        }
        if streamed
            && reading
                .get(after + 1)
                .is_some_and(|token| token.accented || reading.folded(after + 1).len() <= 4)
            && reading.folded(at) != "class"
        {
            return place(at, after + 2, 0.7);
        }
    }
    // "Lincoln Middle School", "i go to lincoln elementary".
    let after = reading.after(at, Class::SCHOOL_AFTER, tables)?;
    if token.absorbed {
        return None;
    }
    let mut from = at;
    while from > 0
        && at - from < 4
        && !reading.breaks(from)
        && reading.get(from - 1).is_some_and(|token| token.kind == Kind::Word && token.capital)
        && !matches!(
            reading.folded(from - 1),
            "the"
                | "my"
                | "a"
                | "in"
                | "i"
                | "our"
                | "at"
                | "is"
                | "im"
                | "and"
                | "what"
                | "senior"
                | "junior"
                | "local"
        )
    {
        from -= 1;
    }
    // «Even high school …»: a capital that only opens a sentence.
    let opens = from < at && (reading.breaks(from) || from == 0) && at - from == 1;
    let titled =
        token.capital && reading.written(at, at + 1).chars().nth(1).is_some_and(char::is_lowercase);
    let alone = opens && (after == at + 1 || !titled) || after == at + 1 && !titled;
    if from < at && !alone {
        return place(from, after, 0.8);
    }
    for words in 1..=2 {
        let Some(start) = at.checked_sub(words) else { break };
        let attends = start >= 2
            && reading.folded(start - 1) == "to"
            && matches!(reading.folded(start - 2), "go" | "goes" | "going")
            || start >= 1 && matches!(reading.folded(start - 1), "attend" | "attends");
        let plain = (start..at).all(|word| {
            reading.is_word(word)
                && !matches!(
                    reading.folded(word),
                    "a" | "the"
                        | "my"
                        | "an"
                        | "in"
                        | "public"
                        | "private"
                        | "same"
                        | "your"
                        | "local"
                        | "our"
                        | "his"
                        | "her"
                        | "their"
                        | "different"
                )
        });
        if attends && plain {
            return place(start, after, 0.7);
        }
    }
    None
}

fn hotel(scan: &Scan<'_>, at: usize) -> Option<Place> {
    let reading = &scan.reading;
    let after = reading.after(at, Class::HOTEL, scan.tables)?;
    if reading.get(at)?.absorbed {
        return None;
    }
    let room = |end: usize| {
        let next = end + usize::from(reading.is_mark(end, ','));
        part(scan, next, true)
            .filter(|_| reading.is(next, Class::ROOM))
            .map_or(end, |(after, _)| after)
    };
    if let Some(end) = name(scan, after) {
        return place(at, room(end), 0.85);
    }
    // "Sunrise Hotel".
    let capital = reading.get(at)?.capital;
    if capital
        && at > 0
        && !reading.breaks(at)
        && reading.get(at - 1).is_some_and(|token| {
            token.capital
                && token.kind == Kind::Word
                && !token.claimed
                && token.span.end - token.span.start > 2
        })
        && reading.folded(at - 1) != "the"
    {
        return place(at - 1, room(after), 0.8);
    }
    let end = room(after);
    if end > after {
        return place(at, end, 0.85);
    }
    // «nhà nghỉ hoa mai», in small letters.
    if !reading.marked
        && matches!(reading.folded(at), "khach" | "nha")
        && after > at + 1
        && let Some(end) = small_name(scan, after, 2)
    {
        return place(at, end, 0.65);
    }
    None
}

/// "4417 larch ct", "12 Maple Street, apt 5".
fn street(scan: &Scan<'_>, at: usize) -> Option<Place> {
    let reading = &scan.reading;
    let number = reading.digits(at).filter(|digits| digits.len() <= 5)?;
    if reading.glued(at)
        && at > 0
        && matches!(
            reading.get(at - 1).map(|token| token.kind),
            Some(Kind::Mark('$' | '.' | ',' | ':' | '/' | '£')) | Some(Kind::Word | Kind::Number)
        )
    {
        return None;
    }
    let long = number.len() >= 2;
    let mut next = at + 1;
    if reading.glued(next) && reading.is_word(next) {
        // "12b"
        if reading.folded(next).len() > 1 {
            return None;
        }
        next += 1;
    }
    let begin = next;
    let mut capitals = 0;
    while next - begin < 4 {
        if reading.breaks(next) && next > begin {
            return None;
        }
        let token = reading.get(next)?;
        if token.claimed {
            return None;
        }
        let street = reading.is(next, Class::STREET_AFTER);
        let weak = reading.is(next, Class::STREET_AFTER_WEAK);
        if next > begin
            && (street
                || weak && !reading.is(next + 1, Class::STREET_AFTER.or(Class::STREET_AFTER_WEAK)))
        {
            let sound = if street {
                long || capitals > 0
            } else {
                long && (capitals > 0 || number.len() >= 3 && next - begin <= 2)
            };
            if !sound {
                return None;
            }
            let end = extend(scan, next + 1);
            return place(at, end, if street { 0.9 } else { 0.75 });
        }
        match token.kind {
            Kind::Word if reading.is(next, Class::NOT_A_STREET) => return None,
            Kind::Word => capitals += usize::from(token.capital),
            Kind::Mark('.') if reading.glued(next) => {}
            Kind::Number if next == begin || reading.folded(next).len() > 3 => return None,
            Kind::Number => {}
            Kind::Mark(_) => return None,
        }
        next += 1;
    }
    None
}

/// What may follow a street: ", apt 5", " #03-01", ", Springfield, IL 62701".
fn extend(scan: &Scan<'_>, at: usize) -> usize {
    let reading = &scan.reading;
    let mut end = at;
    for _ in 0..4 {
        let mut next = end;
        while matches!(reading.get(next).map(|token| token.kind), Some(Kind::Mark(',' | '.' | '#')))
            && next < end + 2
        {
            next += 1;
        }
        let hash = reading.is_mark(next.wrapping_sub(1), '#');
        if let Some(after) =
            reading.after(next, Class::UNIT, scan.tables).filter(|_| next <= end + 1)
        {
            let after = after
                + usize::from(reading.is_mark(after, '.'))
                + usize::from(reading.is_mark(after, '#'));
            if let Some(after) = house(scan, after) {
                end = after;
                continue;
            }
        }
        if hash && let Some(after) = house(scan, next) {
            end = after;
            continue;
        }
        if next > end
            && reading.is_mark(end, ',')
            && let Some(after) = name(scan, next)
        {
            end = after;
            continue;
        }
        // "IL 62701"
        if reading.digits(next).is_some_and(|digits| digits.len() == 5)
            && reading.get(end.wrapping_sub(1)).is_some_and(|token| token.capital)
        {
            end = next + 1;
        }
        break;
    }
    end
}

/// "apt 5", "suite 501", "po box 12".
fn unit(scan: &Scan<'_>, at: usize) -> Option<Place> {
    let reading = &scan.reading;
    let after = reading.after(at, Class::UNIT, scan.tables)?;
    if reading.get(at)?.absorbed {
        return None;
    }
    let after = after + usize::from(reading.is_mark(after, '.'));
    let after = after + usize::from(reading.is_mark(after, '#'));
    let end = house(scan, after)?;
    let weak = matches!(reading.folded(at), "flat" | "unit" | "block" | "blk" | "house");
    let home =
        (1..=4).any(|back| at >= back && reading.is(at - back, Class::LIVE.or(Class::LIVE_AT)));
    if weak && !home || reading.is(end, Class::MEASURE) && !reading.breaks(end) {
        return None;
    }
    place(at, extend(scan, end), 0.85)
}

/// "zip 53650", "SW1A 1AA", "CO 64677".
fn postcode(scan: &Scan<'_>, at: usize) -> Option<Place> {
    let reading = &scan.reading;
    if let Some(after) = reading.after(at, Class::POSTCODE, scan.tables) {
        let mut next = after;
        while next < after + 2 && (reading.is(next, Class::IS) || reading.is_mark(next, ':')) {
            next += 1;
        }
        let code = reading.digits(next).filter(|digits| (3..=6).contains(&digits.len()))?;
        let more = usize::from(
            code.len() == 3 && reading.digits(next + 1).is_some_and(|digits| digits.len() <= 3),
        );
        return place(at, next + 1 + more, 0.85);
    }
    let token = reading.get(at)?;
    if token.kind != Kind::Word || !token.capital || reading.folded(at).len() > 2 {
        return None;
    }
    let capitals =
        |at: usize| reading.written(at, at + 1).bytes().all(|byte| byte.is_ascii_uppercase());
    if !capitals(at) {
        return None;
    }
    // Outward code glued to the letters, inward code after a space.
    if reading.glued(at + 1)
        && reading.digits(at + 1).is_some_and(|digits| digits.len() <= 2)
        && !(reading.glued(at)
            && at > 0
            && !matches!(reading.get(at - 1).map(|token| token.kind), Some(Kind::Mark(_))))
    {
        let mut next = at + 2;
        if reading.glued(next)
            && reading.is_word(next)
            && reading.folded(next).len() == 1
            && capitals(next)
        {
            next += 1;
        }
        let inward = reading.digits(next).is_some_and(|digits| digits.len() == 1)
            && reading.glued(next + 1)
            && reading.is_word(next + 1)
            && reading.folded(next + 1).len() == 2
            && capitals(next + 1);
        return if inward { place(at, next + 2, 0.85) } else { None };
    }
    let after_place = at > 0
        && (reading.is_mark(at - 1, ',')
            || reading.get(at - 1).is_some_and(|token| token.capital && token.kind == Kind::Word));
    if after_place
        && reading.folded(at).len() == 2
        && reading.digits(at + 1).is_some_and(|digits| digits.len() == 5)
        && !reading.glued(at + 1)
        && !reading.breaks(at + 1)
    {
        let more = usize::from(
            reading.is_mark(at + 2, '-')
                && reading.glued(at + 3)
                && reading.digits(at + 3).is_some_and(|digits| digits.len() == 4),
        ) * 2;
        return place(at, at + 2 + more, 0.75);
    }
    None
}

/// «nhà em ở gần chợ», "i live near the old library", «em ở Đà Nẵng».
fn lives(scan: &Scan<'_>, at: usize) -> Option<Place> {
    let reading = &scan.reading;
    let tables = scan.tables;
    let token = reading.get(at)?;
    if token.absorbed {
        return None;
    }
    let own_near = reading.is(at, Class::SELF_EN) && reading.is(at + 1, Class::NEAR);
    let live =
        reading.after(at, Class::LIVE.or(Class::LIVE_AT), tables).or(own_near.then_some(at + 1))?;
    let subject = live > at + 1 || reading.folded(at) != "o";
    let located = reading.after(at, Class::LIVE_AT, tables).is_some();
    let said_near =
        matches!(reading.written(at, live).to_lowercase().as_str(), "ở gần" | "o gan" | "ở gan")
            || reading.folded(live.saturating_sub(1)) == "near";
    let near = if said_near {
        Some(live)
    } else {
        (live..live + 2).find_map(|next| {
            reading.after(next, Class::NEAR, tables).filter(|_| {
                !reading.breaks(next)
                    && (live..next).all(|between| {
                        matches!(
                            reading.folded(between),
                            "o" | "is" | "right" | "just" | "la" | "thi"
                        )
                    })
            })
        })
    };
    let Some(begin) = near else {
        // «em ở Đà Nẵng», "i live in Hanoi".
        let begin = (live..live + 2).find(|next| {
            reading.get(*next).is_some_and(|token| token.capital)
                && (live..*next).all(|between| reading.folded(between) == "o")
        });
        let end = begin.and_then(|begin| name(scan, begin));
        return match end {
            Some(end) if located && !matches!(reading.folded(end - 1), "i" | "im") => {
                place(at, end, 0.7)
            }
            _ => None,
        };
    };
    // The landmark: named, or of a kind where people can be found.
    for filler in 0..4 {
        let next = begin + filler;
        if reading.breaks(next) && filler > 0 || reading.get(next).is_none() {
            break;
        }
        if let Some(after) = reading.after(next, Class::LANDMARK, tables) {
            let end = name(scan, after).unwrap_or(after);
            let mut end = end;
            if !reading.marked && end == after && subject {
                end = small_name(scan, after, 2).unwrap_or(after);
            }
            return place(at, end, if subject { 0.85 } else { 0.75 });
        }
        if let Some(end) = name(scan, next).filter(|_| filler <= 1) {
            return place(at, end, if subject { 0.8 } else { 0.7 });
        }
        if !reading.is_word(next) || reading.is(next, Class::SELF_EN.or(Class::SELF_VI)) {
            break;
        }
    }
    None
}
