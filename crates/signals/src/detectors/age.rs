//! Ages, school years, birth years and dates.

use super::reading::{Gap, Kind};
use super::tables::Class;
use super::{Scan, Value};
use crate::DetectorKind;

pub(super) fn find(scan: &mut Scan<'_>) {
    let present = scan.reading.present;
    for at in 0..scan.reading.len() {
        let Some(token) = scan.reading.get(at) else { break };
        if token.claimed {
            continue;
        }
        match token.kind {
            Kind::Number => {
                let _ = birth(scan, at) || grade(scan, at) || age(scan, at);
            }
            Kind::Word
                if token.classes.meets(Class::NUMBER)
                    && present.meets(Class::AGE.or(Class::SELF_EN)) =>
            {
                spelled_age(scan, at);
            }
            _ => {}
        }
    }
}

fn value(digits: &str) -> Option<u16> {
    if digits.len() <= 4 { digits.parse().ok() } else { None }
}

/// Whether the token before `at`, or the phrase that ends there, is in a class.
fn preceded(scan: &Scan<'_>, at: usize, class: Class) -> bool {
    (1..=3).any(|back| {
        at >= back
            && scan.reading.after(at - back, class, scan.tables).is_some_and(|after| after == at)
    })
}

/// Part of a longer number, a fraction, a score, a time: no age.
fn is_part(scan: &Scan<'_>, at: usize) -> bool {
    let reading = &scan.reading;
    let joins = |mark: usize, other: Option<usize>| {
        matches!(
            reading.get(mark).map(|token| token.kind),
            Some(Kind::Mark('.' | ',' | '-' | ':' | '/' | '+' | '*' | 'x' | '#' | '$' | '£' | '='))
        ) && other.is_some_and(|other| reading.digits(other).is_some())
    };
    at > 0 && reading.glued(at) && joins(at - 1, at.checked_sub(2))
        || at > 0
            && reading.glued(at)
            && matches!(
                reading.get(at - 1).map(|token| token.kind),
                Some(Kind::Mark('$' | '£' | '€' | '#'))
            )
        || reading.glued(at + 1) && joins(at + 1, Some(at + 2)) && reading.glued(at + 2)
        || reading.glued(at + 1)
            && matches!(
                reading.get(at + 1).map(|token| token.kind),
                Some(Kind::Mark('%' | '$' | '€'))
            )
        || at > 0 && reading.digits(at - 1).is_some()
}

fn age(scan: &mut Scan<'_>, at: usize) -> bool {
    let tables = scan.tables;
    let reading = &scan.reading;
    let Some(years) = reading.digits(at).and_then(value).filter(|years| (3..=99).contains(years))
    else {
        return false;
    };
    let young = (6..=25).contains(&years);
    if is_part(scan, at) {
        return false;
    }
    let years = years as u8;
    let next = at + 1;
    // "13-year-old".
    let dash = usize::from(reading.is_mark(next, '-'));
    if let Some(after) = reading.after(next + dash, Class::AGE, tables) {
        if !reading.breaks(next) {
            scan.found(DetectorKind::Age, at, after, 0.95, Value::Age(years));
        }
        return false;
    }
    if reading.is(next, Class::AGE)
        || dash == 1 && (reading.folded(next + 1) == "year" || reading.folded(next + 1) == "yr")
    {
        let end = next + if dash == 1 { 2 } else { 1 };
        if dash == 1 && reading.is_mark(end, '-') && reading.folded(end + 1) == "old" {
            scan.found(DetectorKind::Age, at, end + 2, 0.95, Value::Age(years));
        }
        return false;
    }
    // «13t», «13tuoi».
    if reading.glued(next) && reading.is_word(next) {
        let unit = reading.folded(next);
        if matches!(unit, "t" | "tu" | "tuoi" | "yo")
            && !reading.glued(at)
            && (young || unit != "t")
        {
            scan.found(DetectorKind::Age, at, next + 1, 0.85, Value::Age(years));
        }
        return false;
    }
    if reading.glued(at)
        && at > 0
        && reading.is_word(at - 1)
        && !(reading.folded(at - 1).len() >= 2
            && reading.is(at - 1, Class::SELF_EN.or(Class::SELF_VI).or(Class::AGE_BEFORE)))
    {
        return false;
    }
    // «tuổi: 13», «m bn tuổi – 13», "age 13", "aged 13".
    let asked = (1..=4).any(|back| {
        at >= back
            && reading.after(at - back, Class::AGE_BEFORE, tables).is_some_and(|after| {
                after <= at
                    && (after..at).all(|between| {
                        !reading.is_word(between)
                            || reading.is(between, Class::IS.or(Class::SELF_VI))
                            || matches!(
                                reading.folded(between),
                                "r" | "dạ" | "da" | "roi" | "vay" | "the" | "v" | "z"
                            )
                    })
            })
    });
    let measured = reading
        .is(next, Class::MEASURE.or(Class::MONEY).or(Class::COUNTED).or(Class::CLOCK))
        && !reading.breaks(next)
        && !reading.is(next, Class::PARTICLE);
    if asked && !measured {
        scan.found(DetectorKind::Age, at, next, 0.85, Value::Age(years));
        return false;
    }
    if measured {
        return false;
    }
    let ends = reading.breaks(next)
        || next >= reading.len()
        || matches!(reading.get(next).map(|token| token.kind), Some(Kind::Mark(mark)) if mark != '(' && mark != '\'')
        || reading.is(next, Class::PARTICLE);
    if (young || ends) && preceded(scan, at, Class::SELF_EN) && !reading.breaks(at) {
        let sure = if ends { 0.85 } else { 0.65 };
        let other =
            reading.is(next, Class::MONEY.or(Class::DAY_PART)) || reading.digits(next).is_some();
        let word_after = reading.is_word(next) && !ends;
        if !other
            && (!word_after
                || matches!(
                    reading.folded(next),
                    "thats" | "this" | "as" | "not" | "turning" | "years" | "just" | "still"
                ))
        {
            scan.found(DetectorKind::Age, at, next, sure, Value::Age(years));
        }
        return false;
    }
    // «em 13», «năm nay em 13 ạ»: nothing else may follow.
    if (8..=18).contains(&years)
        && ends
        && preceded(scan, at, Class::SELF_VI)
        && !reading.breaks(at)
    {
        let pronoun = at - 1;
        // «gửi cho em 13», «lớp em 13»: something counted.
        let begins = pronoun == 0
            || reading.breaks(pronoun)
            || matches!(reading.get(pronoun - 1).map(|token| token.kind), Some(Kind::Mark(_)))
            || reading.is(pronoun - 1, Class::PARTICLE)
            || matches!(
                reading.folded(pronoun - 1),
                "nay" | "moi" | "thi" | "vang" | "uh" | "u" | "a" | "la" | "con"
            );
        if begins && !reading.is_mark(next, '?') {
            scan.found(DetectorKind::Age, at - 1, next, 0.75, Value::Age(years));
        }
    }
    false
}

fn spelled_age(scan: &mut Scan<'_>, at: usize) {
    let reading = &scan.reading;
    if at > 0 && reading.is(at - 1, Class::NUMBER.or(Class::MULTIPLIER)) {
        return;
    }
    let Some((years, next)) = reading.spelled(at) else { return };
    if !(4.0..=99.0).contains(&years)
        || years.fract() != 0.0
        || reading.breaks(next) && next < reading.len() && !preceded(scan, at, Class::SELF_EN)
    {
        return;
    }
    let years = years as u8;
    let dash = usize::from(reading.is_mark(next, '-'));
    if let Some(after) = reading.after(next + dash, Class::AGE, scan.tables) {
        scan.found(DetectorKind::Age, at, after, 0.92, Value::Age(years));
    } else if (8..=19).contains(&years)
        && preceded(scan, at, Class::SELF_EN)
        && (next >= reading.len()
            || reading.breaks(next)
            || matches!(reading.get(next).map(|token| token.kind), Some(Kind::Mark(_)))
            || reading.is(next, Class::PARTICLE))
    {
        scan.found(DetectorKind::Age, at, next, 0.85, Value::Age(years));
    }
}

/// «lớp 7», "year 8", "7th grade": where it is said of someone, not of a book.
fn grade(scan: &mut Scan<'_>, at: usize) -> bool {
    let tables = scan.tables;
    let reading = &scan.reading;
    if !reading.present.meets(Class::GRADE_BEFORE.or(Class::GRADE_AFTER)) {
        return false;
    }
    let Some(year) = reading.digits(at).and_then(value).filter(|year| (1..=13).contains(year))
    else {
        return false;
    };
    if is_part(scan, at) {
        return false;
    }
    let year = year as u8;
    if let Some(after) = reading.after(at + 1, Class::GRADE_AFTER, tables) {
        let before = at.checked_sub(1);
        let own = preceded(scan, at, Class::SELF_EN)
            || before.is_none()
            || before
                .is_some_and(|before| matches!(reading.folded(before), "in" | "a" | "into" | "im"))
                && near_self(scan, at);
        if own && reading.glued(at + 1) {
            scan.found(DetectorKind::Age, at, after, 0.8, Value::Grade(year));
            return true;
        }
        return false;
    }
    let Some(begin) = (1..=3).filter_map(|back| at.checked_sub(back)).find(|begin| {
        reading.after(*begin, Class::GRADE_BEFORE, tables).is_some_and(|after| after == at)
    }) else {
        return false;
    };
    // «lớp 7A2» is a place; «lớp 7.1» too.
    if reading.glued(at + 1) && reading.is_word(at + 1) {
        return false;
    }
    let english = matches!(reading.folded(begin), "year" | "grade" | "form" | "yr");
    let other = begin > 0 && reading.is(begin - 1, Class::GRADE_OTHER) && !reading.breaks(begin);
    let first = begin == 0
        || reading.breaks(begin)
        || begin == 1 && matches!(reading.folded(0), "da" | "vang" | "uh" | "u" | "uhm");
    let ends = at + 1 >= reading.len()
        || reading.breaks(at + 1)
        || matches!(reading.get(at + 1).map(|token| token.kind), Some(Kind::Mark(_)))
        || reading.is(at + 1, Class::PARTICLE);
    if !other
        && (near_self(scan, begin) && !(english && !ends && !near_self_tight(scan, begin))
            || first && ends)
    {
        scan.found(DetectorKind::Age, begin, at + 1, 0.8, Value::Grade(year));
        return true;
    }
    false
}

/// The one who speaks stands within four words before.
fn near_self(scan: &Scan<'_>, at: usize) -> bool {
    let reading = &scan.reading;
    for back in 1..=4 {
        let Some(before) = at.checked_sub(back) else { return false };
        if reading.breaks(before + 1) && back > 1 {
            return false;
        }
        if matches!(
            reading.get(before).map(|token| token.kind),
            Some(Kind::Mark('?' | '.' | '!' | ':'))
        ) {
            return false;
        }
        if reading.is(before, Class::SELF_EN.or(Class::SELF_VI)) {
            return !reading.breaks(at);
        }
    }
    false
}

fn near_self_tight(scan: &Scan<'_>, at: usize) -> bool {
    (1..=2).any(|back| at >= back && scan.reading.is(at - back, Class::SELF_EN))
}

/// «sn 2012», «2k12», "born in 2012", «sinh ngày 12/3/2012».
fn birth(scan: &mut Scan<'_>, at: usize) -> bool {
    let reading = &scan.reading;
    let Some(digits) = reading.digits(at) else { return false };
    // «2k12»: this century.
    if digits == "2"
        && reading.glued(at + 1)
        && reading.folded(at + 1) == "k"
        && reading.glued(at + 2)
    {
        if let Some(year) =
            reading.digits(at + 2).filter(|digits| digits.len() <= 2).and_then(value)
            && year <= 25
            && !(reading.glued(at) && at > 0)
            // «thiếu 2k5» is money.
            && !(at > 0 && (matches!(reading.folded(at - 1), "thieu" | "con" | "them" | "het" | "du") || reading.is(at - 1, Class::PAY)))
            && !(reading.glued(at + 3) && reading.is_word(at + 3))
        {
            let value = Value::Birth { year: Some(2000 + year), month: None, day: None };
            scan.found(DetectorKind::BirthDate, at, at + 3, 0.9, value);
            return true;
        }
        return false;
    }
    // The announcing word, with a few words between.
    let mut announced = false;
    let farthest = if reading.present.meets(Class::BIRTH) { 5 } else { 0 };
    for back in 1..=farthest {
        let Some(before) = at.checked_sub(back) else { break };
        if reading.breaks(before + 1) && back > 1 {
            break;
        }
        if let Some(after) = reading.after(before, Class::BIRTH, scan.tables) {
            let between = (after..at).filter(|between| reading.is_word(*between)).count();
            announced = after <= at && between <= 3;
            break;
        }
    }
    let glued_birth =
        at > 0 && reading.glued(at) && matches!(reading.folded(at - 1), "sn" | "sinhnam" | "dob");
    if !announced && !glued_birth {
        return own_year(scan, at, digits.len());
    }
    if let Some((value, next)) = date(scan, at) {
        scan.found(DetectorKind::BirthDate, at, next, 0.93, value);
        return true;
    }
    match value(digits) {
        Some(year @ 1930..=2026) if !is_part(scan, at) => {
            let value = Value::Birth { year: Some(year), month: None, day: None };
            scan.found(DetectorKind::BirthDate, at, at + 1, 0.93, value);
            true
        }
        // «sn 12», «sn 09».
        Some(year)
            if digits.len() == 2 && (glued_birth || at > 0 && reading.folded(at - 1) == "sn") =>
        {
            let year = if year <= 26 { 2000 + year } else { 1900 + year };
            let value = Value::Birth { year: Some(year), month: None, day: None };
            scan.found(DetectorKind::BirthDate, at, at + 1, 0.8, value);
            true
        }
        _ => false,
    }
}

/// «em 2012», "im 2009".
fn own_year(scan: &mut Scan<'_>, at: usize, length: usize) -> bool {
    let reading = &scan.reading;
    if length != 4 || is_part(scan, at) || reading.glued(at) {
        return false;
    }
    let Some(year @ 1995..=2022) = reading.digits(at).and_then(value) else { return false };
    let next = at + 1;
    let ends = next >= reading.len()
        || reading.breaks(next)
        || reading.is(next, Class::PARTICLE)
        || matches!(
            reading.get(next).map(|token| token.kind),
            Some(Kind::Mark(',' | '.' | '…' | '='))
        );
    let opens = at >= 1
        && (at == 1
            || reading.breaks(at - 1)
            || matches!(reading.get(at - 2).map(|token| token.kind), Some(Kind::Mark(_))));
    if ends && opens && !reading.breaks(at) && preceded(scan, at, Class::SELF_VI) {
        let value = Value::Birth { year: Some(year), month: None, day: None };
        scan.found(DetectorKind::BirthDate, at, next, 0.7, value);
        return true;
    }
    false
}

/// «12/3/2012», «12-03», "2012-03-12", «12 tháng 3 năm 2012», "may 9", "9 may 2012".
fn date(scan: &Scan<'_>, at: usize) -> Option<(Value, usize)> {
    let reading = &scan.reading;
    let first = reading.digits(at).and_then(value)?;
    let joined = |mark: usize| {
        matches!(reading.get(mark).map(|token| token.kind), Some(Kind::Mark('/' | '-' | '.')))
            && reading.get(mark + 1).is_some_and(|token| token.gap != Gap::Line)
    };
    let number = |at: usize| reading.digits(at).and_then(value);
    let birth = |year: Option<u16>, month: u16, day: u16| {
        let month = u8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
        let day = u8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
        Some(Value::Birth { year, month: Some(month), day: Some(day) })
    };
    if joined(at + 1)
        && let Some(second) = number(at + 2)
    {
        if joined(at + 3)
            && let Some(third) = number(at + 4)
        {
            let full = |year: u16| match year {
                0..=26 => 2000 + year,
                27..=99 => 1900 + year,
                _ => year,
            };
            let value = if first > 31 {
                birth(Some(full(first)), second, third)
            } else {
                birth(Some(full(third)), second, first)
                    .or_else(|| birth(Some(full(third)), first, second))
            };
            return value.map(|value| (value, at + 5));
        }
        if first <= 31 && second <= 31 {
            return birth(None, second, first)
                .or_else(|| birth(None, first, second))
                .map(|value| (value, at + 3));
        }
    }
    // «12 tháng 3 (năm 2012)».
    if reading.folded(at + 1) == "thang"
        && let Some(month) = number(at + 2)
    {
        let year = (reading.folded(at + 3) == "nam")
            .then(|| number(at + 4))
            .flatten()
            .filter(|year| *year > 1900);
        let next = if year.is_some() { at + 5 } else { at + 3 };
        return birth(year, month, first).map(|value| (value, next));
    }
    // "9 may 2012", "may 9".
    let month = |at: usize| {
        const MONTHS: [&str; 12] =
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let word = reading.folded(at);
        let number = MONTHS.iter().position(|month| word.starts_with(month))?;
        u16::try_from(number + 1).ok()
    };
    let ordinal = |at: usize| {
        usize::from(reading.glued(at) && matches!(reading.folded(at), "st" | "nd" | "rd" | "th"))
    };
    let next = at + 1 + ordinal(at + 1);
    if let Some(found) = month(next) {
        let year = number(next + 1).filter(|year| (1930..=2026).contains(year));
        return birth(year, found, first)
            .map(|value| (value, next + 1 + usize::from(year.is_some())));
    }
    if let Some(found) = at.checked_sub(1).and_then(month) {
        let comma = usize::from(reading.is_mark(next, ','));
        let year = number(next + comma).filter(|year| (1930..=2026).contains(year));
        let end = if year.is_some() { next + comma + 1 } else { next };
        return birth(year, found, first).map(|value| (value, end));
    }
    None
}
