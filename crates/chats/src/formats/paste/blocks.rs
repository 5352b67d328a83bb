//! Blocks of a name, texts and a time, each on a line of its own, as windows of Zalo, Messenger
//! and Discord are copied.

use std::collections::{HashMap, HashSet};

use super::{
    Pasted,
    line::{Stamp, date_alone, is_call, is_name, time_alone},
};

/// Lines that Messenger and Zalo put between messages and that nobody wrote.
const NOT_WORDS: &[&str] = &["Enter", "—"];
/// What they write under the last message of a block. It is also what people answer, so it is
/// theirs wherever it could be.
const RECEIPTS: &[&str] = &["Seen", "Sent", "Đã xem", "Đã gửi", "Đã nhận", "Đang gửi"];
/// The button under a call.
const CALL_BACK: &[&str] = &["Gọi lại"];
/// What they write under a message that was changed.
const EDITED: &[&str] = &["Đã chỉnh sửa", "Edited"];
/// What Messenger calls the owner of the window, and the name to give them.
const OWNER_LINES: &[(&str, &str)] = &[("You sent", "You"), ("Bạn đã gửi", "Bạn")];

/// Whether the lines, none of them blank, are blocks.
pub(super) fn fits(lines: &[&str]) -> bool {
    let times = lines.iter().filter(|line| header_time(line).is_some()).count();
    let owner_lines = lines.iter().filter(|line| owner_line(line).is_some()).count();
    let marks = times + owner_lines;
    marks > 0 && marks * 12 >= lines.len() && !names(lines, order(lines)).is_empty()
}

/// Where the time of a block stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// Name, texts, time.
    TimeLast,
    /// Name, time, texts.
    TimeSecond,
}

/// A time alone, or with a name before it: `Name — 10:32` as Discord copies it, `Name, [3.6.2024
/// 10:32]` as Telegram does, `Name  10:32 AM` as Slack does.
fn header_time<'a>(line: &&'a str) -> Option<(Option<&'a str>, Stamp)> {
    if let Some(stamp) = time_alone(line) {
        return Some((None, stamp));
    }
    let bracketed = || line.trim_end_matches(':').strip_suffix(']')?.rsplit_once(", [");
    let (name, time) =
        line.split_once(" — ").or_else(bracketed).or_else(|| line.rsplit_once("  "))?;
    let stamp = time_alone(time)?;
    is_name(name).then_some((Some(name.trim()), stamp))
}

/// Whether the app and nobody else wrote a line between messages, after this one.
pub(super) fn is_not_words(before: Option<&str>, line: &str) -> bool {
    NOT_WORDS.contains(&line) || CALL_BACK.contains(&line) && before.is_some_and(is_call)
}

/// Whether a line is a receipt and no answer: it stands after a time or another receipt, where a
/// block has ended, and a new block, a day or nothing comes next.
fn is_receipt(lines: &[&str], at: usize, order: Order, begins: impl Fn(&str) -> bool) -> bool {
    let is = |at: usize| lines.get(at).is_some_and(|line| RECEIPTS.contains(line));
    let mut first = at;
    while first > 0 && is(first - 1) {
        first -= 1;
    }
    let mut next = at + 1;
    while is(next) {
        next += 1;
    }
    let before = first.checked_sub(1).and_then(|before| lines.get(before));
    let ended = before.is_some_and(|line| {
        time_alone(line).is_some() || EDITED.contains(line) || NOT_WORDS.contains(line)
    });
    // A time with its day, where times have none, is that of a new day and not of these words.
    let has_day = |line: &&str| time_alone(line).is_some_and(|stamp| stamp.date().is_some());
    let begins_anew = lines.get(next).is_none_or(|line| {
        date_alone(line).is_some()
            || has_day(line) && !before.is_some_and(has_day)
            || NOT_WORDS.contains(line)
            || begins(line)
    });
    is(at) && order == Order::TimeLast && ended && begins_anew
}

/// Whether the app wrote this one of the lines, whatever comes next.
fn is_button(lines: &[&str], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| lines.get(before)).copied();
    lines.get(at).is_some_and(|line| is_not_words(before, line))
}

fn owner_line(line: &str) -> Option<&'static str> {
    OWNER_LINES.iter().find(|(shown, _)| *shown == line).map(|(_, name)| *name)
}

fn order(lines: &[&str]) -> Order {
    let last_is_time = lines.last().is_some_and(|line| time_alone(line).is_some());
    let second_is_time = lines.get(1).is_some_and(|line| time_alone(line).is_some());
    if second_is_time && !last_is_time { Order::TimeSecond } else { Order::TimeLast }
}

/// The lines that are names: those that stand where names stand, and either come again or could
/// hardly be anything else.
fn names<'a>(lines: &[&'a str], order: Order) -> HashSet<&'a str> {
    let is_time = |at: usize| lines.get(at).is_some_and(|line| time_alone(line).is_some());
    let is_mark = |at: usize| {
        is_time(at)
            || lines.get(at).is_some_and(|line| date_alone(line).is_some())
            || lines.get(at).is_some_and(|line| EDITED.contains(line))
            || is_button(lines, at)
            || is_receipt(lines, at, order, |_| true)
    };
    let mut candidates: Vec<&'a str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let stands_right = match order {
            Order::TimeSecond => is_time(at + 1),
            Order::TimeLast => at == 0 || is_mark(at.wrapping_sub(1)),
        };
        let has_text = order == Order::TimeSecond || !is_time(at + 1);
        if stands_right && has_text && is_name(line) && time_alone(line).is_none() {
            candidates.push(line);
        }
    }
    let mut counts: HashMap<&'a str, u32> = HashMap::new();
    for name in candidates {
        *counts.entry(name).or_default() += 1;
    }
    let mut names: HashSet<&'a str> = counts
        .into_iter()
        .filter(|(name, count)| *count > 1 || is_capitalised(name))
        .map(|(name, _)| name)
        .collect();
    names.extend(lines.iter().copied().filter(|line| owner_line(line).is_some()));
    names.extend(lines.iter().filter_map(|line| header_time(line)?.0));
    names
}

/// Whether every word begins with a capital letter, a digit or a sign, as names do.
fn is_capitalised(name: &str) -> bool {
    name.split_whitespace().count() <= 5
        && name
            .split_whitespace()
            .all(|word| word.chars().next().is_some_and(|letter| !letter.is_lowercase()))
        && name.chars().any(char::is_uppercase)
}

pub(super) fn read(lines: &[&str], pasted: &mut Pasted<'_>) {
    let written: Vec<&str> = lines.iter().copied().filter(|line| !line.is_empty()).collect();
    let order = order(&written);
    let names = names(&written, order);
    let mut from = None;
    let mut stamp = None;
    let mut begun = 0;
    let mut after_mark = true;

    for (at, line) in written.iter().enumerate() {
        if EDITED.contains(line) {
            pasted.mark_edited();
            after_mark = true;
            continue;
        }
        if let Some((name, time)) = header_time(line) {
            pasted.date = time.date().or(pasted.date);
            if let Some(name) = name {
                pasted.end_label();
                from = Some(pasted.builder.participant(name));
                stamp = Some(time);
            } else if order == Order::TimeLast {
                pasted.stamp_from(begun, time);
                begun = pasted.builder.conversation.messages.len();
            } else {
                stamp = Some(time);
            }
            after_mark = true;
            continue;
        }
        let date = date_alone(line);
        let begins = |next: &str| names.contains(next) || owner_line(next).is_some();
        if date.is_some() || is_button(&written, at) || is_receipt(&written, at, order, begins) {
            pasted.date = date.or(pasted.date);
            after_mark = true;
            continue;
        }
        let before_time = written.get(at + 1).is_some_and(|next| time_alone(next).is_some());
        let stands_right = match order {
            Order::TimeLast => after_mark && !before_time,
            Order::TimeSecond => before_time,
        };
        let owner = owner_line(line);
        if owner.is_some() || stands_right && names.contains(line) {
            pasted.end_label();
            from = Some(pasted.builder.participant(owner.unwrap_or(line)));
            stamp = None;
            after_mark = false;
            continue;
        }
        after_mark = false;
        match from {
            Some(from) => pasted.say(Some(from), line, stamp),
            None => pasted.say_in_turn(line),
        }
    }
}
