//! Appointments: a time and a place together, most of them with a word of coming or meeting.

use text::Span;

use super::reading::{Gap, Kind};
use super::tables::Class;
use super::{Finding, Scan, Value};
use crate::{Confidence, DetectorKind};

/// Time, place and word of meeting stand at most so many tokens apart.
const REACH: usize = 14;

#[derive(Clone, Copy)]
struct Part {
    from: usize,
    to: usize,
    /// A clock time rather than a day; a place beyond doubt.
    sure: bool,
}

pub(super) fn find(scan: &mut Scan<'_>) {
    let present = scan.reading.present;
    if !present.meets(Class::LANDMARK.or(Class::HOME).or(Class::HOTEL)) {
        return;
    }
    let (mut clock, mut day, mut place, mut meet) =
        (None::<Part>, None::<Part>, None::<Part>, None::<usize>);
    let mut at = 0;
    while at < scan.reading.len() {
        let reading = &scan.reading;
        if reading.get(at).is_some_and(|token| token.gap == Gap::Line) {
            (clock, day, place, meet) = (None, None, None, None);
        }
        if reading.is(at, Class::MEET) && !reading.get(at).is_some_and(|token| token.absorbed) {
            meet = Some(at);
        }
        let mut end = at + 1;
        if let Some(to) = clock_time(scan, at) {
            clock = Some(Part { from: at, to, sure: true });
            end = to;
        } else if let Some(to) = day_time(scan, at) {
            // «chiều nay tan học» is one time.
            let from = day.filter(|day| at <= day.to + 1).map_or(at, |day| day.from);
            day = Some(Part { from, to, sure: false });
            end = to;
        } else if let Some(part) = where_to(scan, at) {
            place = Some(part);
            end = part.to;
        }
        if let Some(found) = together(scan, at, clock, day, place, meet) {
            scan.found.push(found);
            (clock, day, place, meet) = (None, None, None, None);
        }
        at = end;
    }
}

fn together(
    scan: &Scan<'_>,
    at: usize,
    clock: Option<Part>,
    day: Option<Part>,
    place: Option<Part>,
    meet: Option<usize>,
) -> Option<Finding> {
    let reading = &scan.reading;
    let near = |part: &Part| at < part.from + REACH;
    let place = place.filter(near)?;
    let clock = clock.filter(near);
    let day = day.filter(near);
    let time = clock.or(day)?;
    let meet = meet.filter(|meet| at < meet + REACH);
    // The word of meeting may still come: wait for it while the sentence goes on.
    let apart = if time.from < place.from {
        place.from.saturating_sub(time.to)
    } else {
        time.from.saturating_sub(place.to)
    };
    let sure = match (clock.is_some(), meet.is_some()) {
        (true, true) => 0.88,
        (false, true) if apart <= 8 => 0.75,
        (true, false) if apart <= 3 && place.sure => 0.6,
        _ => return None,
    };
    let (mut from, mut to) = (time.from.min(place.from), time.to.max(place.to));
    if let Some(day) = day {
        from = from.min(day.from);
        to = to.max(day.to);
    }
    let span = |part: Part| -> Span { reading.span(part.from, part.to) };
    Some(Finding {
        kind: DetectorKind::Appointment,
        span: reading.span(from, to),
        confidence: Confidence::new(sure),
        value: Value::Appointment { time: span(time), place: span(place) },
    })
}

/// «7h», «7h30 tối», "5pm", "at 5", "18:30", "6.15".
fn clock_time(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let reading = &scan.reading;
    let token = reading.get(at)?;
    if token.claimed {
        return None;
    }
    let small = |at: usize, most: u8| {
        reading
            .digits(at)
            .filter(|digits| digits.len() <= 2)?
            .parse::<u8>()
            .ok()
            .filter(|value| *value <= most)
    };
    let part_of_day = |next: usize| {
        if reading.is(next, Class::DAY_PART) && !reading.breaks(next) { next + 1 } else { next }
    };
    // "at five"
    if token.kind == Kind::Word {
        let spelled = token.classes.meets(Class::NUMBER) && (2..=12).contains(&token.number);
        let announced =
            at > 0 && matches!(reading.folded(at - 1), "at" | "luc" | "by") && !reading.breaks(at);
        let clock = reading.is(at + 1, Class::CLOCK) && reading.folded(at + 1) == "gio"
            || matches!(reading.folded(at + 1), "pm" | "am" | "oclock");
        let clock = clock && !matches!(reading.folded(at + 2), "truoc" | "nua" | "sau" | "dong");
        return (spelled
            && (clock || announced && !reading.is(at + 1, Class::MEASURE.or(Class::MULTIPLIER))))
        .then(|| part_of_day(at + 1 + usize::from(clock)));
    }
    let hour = small(at, 24)?;
    let next = at + 1;
    if reading.glued(at)
        && at > 0
        && matches!(
            reading.get(at - 1).map(|token| token.kind),
            Some(Kind::Word | Kind::Mark('$' | '.' | ',' | ':' | '/' | '-' | '+'))
        )
    {
        return None;
    }
    // «7h30»
    if reading.is(next, Class::CLOCK) && (reading.glued(next) || reading.folded(next) == "gio") {
        let minutes = small(next + 1, 59).is_some()
            && (reading.glued(next + 1) || reading.folded(next) == "gio");
        let end = next + 1 + usize::from(minutes);
        // «2 giờ nữa», «2h đồng hồ».
        let lasts = matches!(reading.folded(end), "nua" | "dong" | "lien" | "roi" | "truoc");
        // «2g» is a time only in Vietnamese.
        if reading.folded(next) == "g" && !reading.marked {
            return None;
        }
        return (!lasts).then(|| part_of_day(end));
    }
    // "18:30", "6.15 pm"
    let mut end = next;
    let mut minutes = false;
    if matches!(reading.get(next).map(|token| token.kind), Some(Kind::Mark(':' | '.' | 'h')))
        && reading.glued(next)
        && reading.glued(next + 1)
        && reading.digits(next + 1).is_some_and(|digits| digits.len() == 2)
        && small(next + 1, 59).is_some()
    {
        minutes = true;
        end = next + 2;
    }
    let colon = minutes && reading.is_mark(next, ':');
    let after = part_of_day(end);
    let announced = at > 0
        && !reading.breaks(at)
        && (matches!(reading.folded(at - 1), "at" | "luc" | "after" | "by" | "around")
            || minutes && reading.is(at - 1, Class::MEET.or(Class::DAY)));
    let measured = reading.is(end, Class::MEASURE.or(Class::MONEY).or(Class::AGE))
        || reading.is_mark(end, '%')
        || reading.is_mark(end, '/');
    if after > end
        || colon && !reading.is_mark(end, ':')
        || announced && hour <= 24 && !measured && !(reading.glued(end) && reading.is_word(end))
    {
        return Some(after);
    }
    None
}

fn day_time(scan: &Scan<'_>, at: usize) -> Option<usize> {
    let reading = &scan.reading;
    let token = reading.get(at)?;
    if token.absorbed {
        return None;
    }
    let after = reading.after(at, Class::DAY, scan.tables)?;
    // «Mai» in the middle of a sentence is a name.
    let name =
        after == at + 1 && reading.folded(at) == "mai" && token.capital && !reading.breaks(at);
    (!name).then_some(after)
}

/// «ở công viên», "by the back gate", «cổng trường», «nhà anh».
fn where_to(scan: &Scan<'_>, at: usize) -> Option<Part> {
    let reading = &scan.reading;
    let tables = scan.tables;
    let places = Class::LANDMARK.or(Class::HOME).or(Class::HOTEL);
    if let Some(after) = reading
        .after(at, Class::AT, tables)
        .filter(|_| !reading.get(at).is_some_and(|token| token.absorbed))
    {
        // "by the back gate": English puts words between, Vietnamese does not.
        let english = matches!(
            reading.folded(at),
            "at" | "by"
                | "near"
                | "behind"
                | "outside"
                | "inside"
                | "under"
                | "beside"
                | "in"
                | "on"
                | "to"
                | "around"
                | "next"
                | "across"
        );
        for filler in 0..if english { 4 } else { 1 } {
            let next = after + filler;
            if reading.breaks(next) || reading.digits(next).is_some() {
                break;
            }
            if let Some(to) = reading.after(next, places, tables) {
                // «đến trường», "to school": everybody does every day.
                let daily = to == next + 1
                    && matches!(reading.folded(next), "truong" | "school")
                    && !matches!(reading.folded(at), "behind" | "outside" | "sau" | "truoc");
                return (!daily).then_some(Part { from: at, to, sure: true });
            }
            if !reading.is_word(next)
                || reading.is(next, Class::AT.or(Class::DAY).or(Class::SELF_EN).or(Class::SELF_VI))
            {
                break;
            }
        }
    }
    // Without a word of place only what says it by two words.
    let to = reading.after(at, places, tables)?;
    (to > at + 1).then_some(Part { from: at, to, sure: true })
}
