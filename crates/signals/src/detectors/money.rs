//! Amounts of money, in digits and in words.

use super::reading::Kind;
use super::tables::{Class, Tables};
use super::{Scan, Value};
use crate::DetectorKind;

pub(super) fn find(scan: &mut Scan<'_>) {
    let units = scan.reading.present.meets(Class::MONEY);
    let mut at = 0;
    while at < scan.reading.len() {
        if !units {
            at = scan.reading.next_number(at);
        }
        let Some(token) = scan.reading.get(at) else { break };
        let end = match token.kind {
            _ if token.claimed => None,
            Kind::Number => written(scan, at),
            Kind::Word if units && token.classes.meets(Class::NUMBER) => spelled(scan, at),
            _ => None,
        };
        at = end.unwrap_or(at + 1).max(at + 1);
    }
}

fn currency_of(mark: char) -> Option<&'static str> {
    Some(match mark {
        '$' => "USD",
        '£' => "GBP",
        '€' => "EUR",
        '¥' => "JPY",
        '₹' => "INR",
        '₱' => "PHP",
        '₦' => "NGN",
        '₫' => "VND",
        '₩' => "KRW",
        _ => return None,
    })
}

fn mark_at(scan: &Scan<'_>, at: usize) -> Option<&'static str> {
    match scan.reading.get(at)?.kind {
        Kind::Mark(mark) => currency_of(mark),
        _ => None,
    }
}

fn found(
    scan: &mut Scan<'_>,
    from: usize,
    to: usize,
    amount: f64,
    currency: &'static str,
    sure: f32,
) -> Option<usize> {
    if amount > 0.0 && scan.reading.is_free(from, to) {
        scan.found(DetectorKind::Money, from, to, sure, Value::Money { amount, currency });
        Some(to)
    } else {
        None
    }
}

/// Whether `at` begins a counted thing: then the number before was no money.
fn counts(scan: &Scan<'_>, at: usize) -> bool {
    !scan.reading.breaks(at) && scan.reading.is(at, Class::COUNTED)
}

fn unit(scan: &Scan<'_>, at: usize) -> Option<(f64, &'static str, usize)> {
    let tables: &'static Tables = scan.tables;
    let after = scan.reading.after(at, Class::MONEY, tables)?;
    let index = if after > at + 1 {
        let hash = scan.reading.phrase_hash(at, after - at, scan.reading.marked);
        tables.words.entry(hash, scan.reading.marked)?.money
    } else {
        scan.reading.get(at)?.money
    };
    let unit = tables.money.get(usize::from(index))?;
    Some((unit.worth, &unit.currency, after))
}

fn written(scan: &mut Scan<'_>, at: usize) -> Option<usize> {
    let reading = &scan.reading;
    let amount = reading.amount(at)?;
    let (mut value, mut next) = (amount.value, amount.next);
    // Letters glued before a number make a name («mk500», «R20» apart).
    let glued_letters = reading.glued(at) && at > 0 && reading.is_word(at - 1);
    // $300, £20, «$ 300».
    if at > 0
        && let Some(currency) = mark_at(scan, at - 1)
    {
        let scale = match reading.folded(next) {
            "k" if reading.glued(next) => 1e3,
            "m" | "mil" if reading.glued(next) => 1e6,
            "b" | "bn" if reading.glued(next) => 1e9,
            "thousand" => 1e3,
            "million" => 1e6,
            "billion" => 1e9,
            _ => 1.0,
        };
        value *= scale;
        next += usize::from(scale > 1.0);
        return found(scan, at - 1, next, value, currency, 0.97);
    }
    if glued_letters {
        let rand =
            reading.folded(at - 1) == "r" && reading.get(at - 1).is_some_and(|token| token.capital);
        let paid = at == 1 || (2..=4).any(|back| at >= back && reading.is(at - back, Class::PAY));
        if rand && paid && value >= 5.0 && !(reading.glued(next) && reading.is_word(next)) {
            return found(scan, at - 1, next, value, "ZAR", 0.6);
        }
        return None;
    }
    // 300$, 500₫.
    if reading.glued(next)
        && let Some(currency) = mark_at(scan, next)
    {
        return found(scan, at, next + 1, value, currency, 0.95);
    }
    // A range or list names its unit once: «50-100k».
    let unit = unit(scan, next).filter(|_| !reading.breaks(next));
    if let Some((worth, currency, after)) = unit {
        return with_unit(scan, at, value, next, worth, currency, after);
    }
    if reading.glued(next) && reading.is_word(next) {
        return None;
    }
    bare(scan, at, value, next, amount.groups)
}

fn with_unit(
    scan: &mut Scan<'_>,
    at: usize,
    value: f64,
    next: usize,
    worth: f64,
    currency: &'static str,
    after: usize,
) -> Option<usize> {
    let reading = &scan.reading;
    let glued = reading.glued(next);
    let unit = reading.folded(next);
    let (mut value, mut after) = (value * worth, after);
    let (mut currency, mut sure) = (currency, 0.95);
    match unit {
        "k" | "ka" => {
            // «2k12» is a year, «5k sub» are followers, «4k» a picture.
            if !glued && unit == "k" && !reading.breaks(after) && reading.is_word(after)
                || reading.glued(after)
                    && !matches!(reading.get(after).map(|token| token.kind), Some(Kind::Mark(_)))
            {
                return None;
            }
            let memory = value > 99_999_000.0;
            if memory || counts(scan, after) || counts(scan, after + 1) && reading.is_word(after) {
                return None;
            }
            // «video 4k», «chạy 5k».
            let paid = (1..=3).any(|back| {
                at >= back && reading.is(at - back, Class::PAY.or(Class::TOP_UP_AMOUNT))
            });
            if !paid && matches!(value, 2000.0 | 4000.0 | 8000.0) {
                return None;
            }
            if at > 0
                && matches!(reading.folded(at - 1), "chay" | "run" | "ran" | "cach" | "bo" | "a")
                && value < 50_000.0
            {
                return None;
            }
            // «500k usd».
            if let Some((1.0, other, end)) = self::unit(scan, after) {
                currency = other;
                after = end;
            } else if reading.glued(after)
                && let Some(other) = mark_at(scan, after)
            {
                currency = other;
                after += 1;
            }
        }
        "tr" | "trieu" | "cu" | "ty" | "ti" => {
            if counts(scan, after) {
                return None;
            }
            if unit == "tr"
                && !glued
                && reading.is_word(after)
                && !reading.is(after, Class::PARTICLE.or(Class::MONEY))
                && !reading.breaks(after)
            {
                sure = 0.75;
            }
            // «2tr5», «1 triệu 2», «2 triệu rưỡi», «2tr500».
            if let Some(rest) = reading.digits(after) {
                let tail = reading.glued(after) || unit != "tr";
                let fraction: Option<f64> = match rest.len() {
                    1 => rest.parse::<f64>().ok().map(|digit| digit / 10.0),
                    2 if reading.glued(after) => {
                        rest.parse::<f64>().ok().map(|digits| digits / 100.0)
                    }
                    3 => rest.parse::<f64>().ok().map(|digits| digits / 1000.0),
                    _ => None,
                };
                let end = after + 1;
                let counted =
                    counts(scan, end) || reading.is(end, Class::MEASURE) && !reading.breaks(end);
                if tail
                    && !counted
                    && let Some(fraction) = fraction
                {
                    value += fraction * worth;
                    after = end;
                    if reading.glued(after) && reading.folded(after) == "k" {
                        after += 1;
                    }
                }
            } else if reading.folded(after) == "ruoi" {
                value += worth / 2.0;
                after += 1;
            }
            if let Some((1.0, other, end)) = self::unit(scan, after)
                && !reading.breaks(after)
            {
                currency = other;
                after = end;
            }
        }
        "lit" | "xi" | "canh" | "loet" => {
            if counts(scan, after) || glued {
                return None;
            }
            sure = 0.6;
        }
        "d" => {
            // «5 đ» stands for points as often as for money.
            if value < 500.0 || !glued && reading.is_word(after) {
                return None;
            }
            sure = 0.85;
        }
        // «5 đồng nghiệp», «2 do»: small and bare, it is another word.
        "dong" if value < 100.0 => return None,
        "do" if !reading.marked
            && !(1..=3).any(|back| at >= back && reading.is(at - back, Class::PAY)) =>
        {
            return None;
        }
        "pound" | "pounds" => {
            let weighs = (1..=4).any(|back| {
                at >= back
                    && matches!(
                        reading.folded(at - back),
                        "lost"
                            | "lose"
                            | "losing"
                            | "weigh"
                            | "weighs"
                            | "weighed"
                            | "gain"
                            | "gained"
                            | "only"
                    )
            });
            if counts(scan, after) || weighs {
                return None;
            }
            sure = 0.75;
        }
        "grand" | "cake" => {
            if !reading.breaks(after)
                && reading.is_word(after)
                && !reading.is(after, Class::PARTICLE)
            {
                return None;
            }
            sure = 0.7;
        }
        "nghin" | "ngan" | "nghen"
            if counts(scan, after)
                || reading.is(after, Class::MEASURE) && !reading.breaks(after) =>
        {
            return None;
        }
        _ => {}
    }
    found(scan, at, after, value, currency, sure)
}

/// «thẻ 100», «nạp 200», «chuyển 1.200.000»: what is paid says what the number is.
fn bare(scan: &mut Scan<'_>, at: usize, value: f64, next: usize, groups: usize) -> Option<usize> {
    let reading = &scan.reading;
    let follows = !reading.breaks(next) && reading.is_word(next);
    if reading.is_mark(next, '/')
        || reading.is_mark(next, ':')
        || reading.is_mark(next, '%')
        || reading.is_mark(next, '-')
    {
        return None;
    }
    let before = |class: Class, most: usize| {
        (1..=most).any(|back| {
            at >= back
                && (1..back).all(|between| !reading.breaks(at - between + 1))
                && reading.is(at - back, class)
        }) && !reading.breaks(at)
    };
    if groups >= 2 || groups == 1 && value >= 10_000.0 {
        if before(Class::PAY, 4) && !counts(scan, next) {
            return found(scan, at, next, value, "VND", 0.75);
        }
        return None;
    }
    let face = [10.0, 20.0, 30.0, 50.0, 100.0, 200.0, 300.0, 500.0, 1000.0].contains(&value);
    let stops = !follows
        || reading.is(next, Class::PARTICLE)
        || matches!(
            reading.folded(next),
            "truoc"
                | "cho"
                | "di"
                | "nua"
                | "vo"
                | "vao"
                | "garena"
                | "viettel"
                | "mobi"
                | "vina"
                | "dc"
                | "duoc"
                | "roi"
                | "thi"
        );
    if face
        && stops
        && (1..=3).any(|back| {
            at >= back && reading.after(at - back, Class::TOP_UP_AMOUNT, scan.tables) == Some(at)
        })
        && !reading.breaks(at)
    {
        let english = at > 0 && reading.folded(at - 1) == "card";
        let (amount, currency, sure) =
            if english { (value, "USD", 0.5) } else { (value * 1000.0, "VND", 0.75) };
        return found(scan, at, next, amount, currency, sure);
    }
    None
}

/// «hai triệu», «năm trăm nghìn», "fifty bucks".
fn spelled(scan: &mut Scan<'_>, at: usize) -> Option<usize> {
    let reading = &scan.reading;
    if at > 0 && reading.is(at - 1, Class::NUMBER.or(Class::MULTIPLIER)) && !reading.breaks(at) {
        return None;
    }
    let (value, next) = reading.spelled(at)?;
    if reading.breaks(next) {
        return None;
    }
    let (worth, mut currency, after) = unit(scan, next)?;
    let (mut amount, mut after) = (value * worth, after);
    let unit = reading.folded(next);
    if unit == "do" && !reading.marked {
        return None;
    }
    if value == 0.0
        || counts(scan, after)
        || matches!(unit, "d" | "k" | "ka" | "canh" | "nghen")
        || amount < 100.0 && currency == "VND"
    {
        return None;
    }
    if matches!(
        unit,
        "cu" | "lit" | "xi" | "dong" | "pound" | "grand" | "ty" | "ti" | "tr" | "nghen"
    ) {
        let stops = reading.breaks(after)
            || after >= reading.len()
            || !reading.is_word(after)
            || reading.is(after, Class::PARTICLE);
        if matches!(unit, "lit" | "cu") && !stops || unit == "ty" && !reading.marked {
            return None;
        }
    }
    if reading.is(after, Class::MEASURE)
        && !reading.breaks(after)
        && !reading.is(after, Class::PARTICLE)
    {
        return None;
    }
    if matches!(unit, "trieu") {
        if let Some((1.0, other, end)) = self::unit(scan, after).filter(|_| !reading.breaks(after))
        {
            currency = other;
            after = end;
        } else if reading.folded(after) == "ruoi" {
            amount += worth / 2.0;
            after += 1;
        } else if let Some((rest, end)) = reading.spelled(after).filter(|_| !reading.breaks(after))
        {
            if let Some((smaller, _, end)) =
                self::unit(scan, end).filter(|(smaller, ..)| *smaller < worth)
            {
                amount += rest * smaller;
                after = end;
            } else if rest < 10.0 {
                amount += rest * worth / 10.0;
                after = end;
            }
        }
    }
    found(scan, at, after, amount, currency, 0.85)
}
