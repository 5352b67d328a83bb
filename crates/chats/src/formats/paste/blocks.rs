//! Blocks of a name, texts and a time, each on a line of its own, as windows of Zalo, Messenger
//! and Discord are copied.

use std::collections::{HashMap, HashSet};

use super::{
    Pasted,
    line::{Stamp, date_alone, is_name, time_alone},
};

/// Lines that Messenger and Zalo put between messages and that nobody wrote.
const NOT_WORDS: &[&str] =
    &["Enter", "Seen", "Sent", "Đã xem", "Đã gửi", "Đã nhận", "Đang gửi", "Gọi lại", "—"];
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

/// Whether the app and nobody else wrote a line between messages.
pub(super) fn is_not_words(line: &str) -> bool {
    NOT_WORDS.contains(&line)
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
            || lines.get(at).is_some_and(|line| is_not_words(line) || EDITED.contains(line))
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
        if date.is_some() || is_not_words(line) {
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
