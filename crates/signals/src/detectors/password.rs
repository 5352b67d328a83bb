//! Passwords: the value after a word that announces one.

use super::reading::Kind;
use super::tables::Class;
use super::{Scan, Value};
use crate::DetectorKind;

pub(super) fn find(scan: &mut Scan<'_>) {
    if !scan.reading.present.meets(Class::PASSWORD) {
        return;
    }
    let mut at = 0;
    while at < scan.reading.len() {
        match scan.reading.after(at, Class::PASSWORD, scan.tables) {
            Some(after) if !scan.reading.get(at).is_some_and(|token| token.absorbed) => {
                value(scan, after);
                at = after;
            }
            _ => at += 1,
        }
    }
}

/// The bytes in which a password must end.
const LONGEST: usize = 160;

/// How the value was announced.
#[derive(Clone, Copy, PartialEq)]
enum Announced {
    /// «mk: …», «pass = …».
    Mark,
    /// «mk là …», "the password is …".
    Is,
    /// «pass …».
    Bare,
}

fn value(scan: &mut Scan<'_>, after: usize) {
    let reading = &scan.reading;
    // Words may stand between: «mk face của em là …». Four at most, in the same clause.
    let mut at = after;
    let mut announced = Announced::Bare;
    let mut begin = after;
    for words in 0..=5 {
        if reading.breaks(at) {
            break;
        }
        match reading.get(at).map(|token| token.kind) {
            Some(Kind::Mark('>' | '→' | '➡')) if words > 1 => break,
            Some(Kind::Mark(':' | '=' | '>' | '→' | '➡')) => {
                announced = Announced::Mark;
                begin = at + 1;
                if reading.is_mark(begin, '>') {
                    begin += 1;
                }
                if reading.is(begin, Class::IS) {
                    begin += 1;
                }
                break;
            }
            Some(Kind::Mark('-' | '–' | '/')) if words == 0 => begin = at + 1,
            Some(Kind::Mark(_)) | None => break,
            Some(_) if reading.is(at, Class::IS) => {
                announced = Announced::Is;
                begin = at + 1;
                if reading.is_mark(begin, ':') {
                    begin += 1;
                }
                break;
            }
            Some(Kind::Number) => break,
            Some(Kind::Word) => {}
        }
        at += 1;
    }
    let direct = begin == after || announced == Announced::Mark || at <= after + 1;
    let Some(token) = reading.get(begin) else { return };
    if reading.get(begin).is_some_and(|token| token.gap == super::reading::Gap::Line)
        || token.claimed
    {
        return;
    }
    let start = token.span.start as usize;
    let rest = reading.message.get(start..).unwrap_or("");
    // Longer is no password, and looking further for each word would not be linear.
    let rest = &rest[..rest.floor_char_boundary(LONGEST)];
    let end = rest
        .find(|letter: char| {
            letter.is_whitespace() || matches!(letter, ',' | ';' | ')' | '"' | '”' | '»')
        })
        .unwrap_or(rest.len());
    let text = rest[..end].trim_end_matches(['.', '…', '?', ':', '\'', '’']);
    let text = text.trim_start_matches(['"', '\'', '“', '‘', '«']);
    let asks = rest[..end].ends_with('?')
        || text.starts_with(['<', '[', '{', '*', '/', '\\', '$', '%', '#']);
    let shape = Shape::of(text);
    let last = reading.tokens_in(start, start + end).1;
    let ends_clause = reading.breaks(last)
        || matches!(reading.get(last).map(|token| token.kind), Some(Kind::Mark(_)))
        || reading.is(last, Class::PARTICLE)
        || last == reading.len();
    let said_of_it = Class::NOT_A_PASSWORD.or(Class::MEASURE).or(Class::PASSWORD);
    let ordinary = shape.letters_only && reading.is(begin, said_of_it);
    let strong = shape.digits > 0 && shape.letters > 0
        || shape.marks > 0 && shape.digits + shape.letters >= 3 && !shape.joined_words;
    // «password_free.patch» is a name; «cannot pass 65535» a verb.
    let glued = announced == Announced::Bare && reading.glued(after);
    const BEFORE_A_VERB: [&str; 10] =
        ["cannot", "cant", "shouldnt", "to", "can", "not", "will", "dont", "didnt", "must"];
    let verb = announced == Announced::Bare
        && after >= 2
        && BEFORE_A_VERB.contains(&reading.folded(after - 2));
    let sure = if asks
        || ordinary
        || glued
        || verb
        || !(3..=64).contains(&shape.length)
        || !text.is_ascii()
    {
        return;
    } else if strong && shape.length >= 4 && (direct || announced == Announced::Is) {
        if announced == Announced::Bare { 0.85 } else { 0.95 }
    } else if shape.digits == shape.length {
        // Digits alone: a PIN, but not «pass 3 môn».
        match announced {
            Announced::Bare if direct && shape.length >= 6 => 0.8,
            Announced::Bare if direct && shape.length >= 4 && ends_clause => 0.75,
            Announced::Bare => return,
            _ if shape.length >= 4 => 0.92,
            _ => return,
        }
    } else if shape.letters_only {
        match announced {
            Announced::Mark if shape.length >= 4 => 0.85,
            Announced::Is
                if shape.length >= 6
                    && ends_clause
                    && at <= after + 2
                    && !describes(text)
                    && !text.starts_with(|letter: char| {
                        letter.is_ascii_uppercase() && last - begin > 1
                    }) =>
            {
                0.7
            }
            _ => return,
        }
    } else {
        return;
    };
    // «pass 12345678» grouped by spaces stays with its first group.
    let text = text.to_owned();
    let from = reading.tokens_in(start, start + 1).0;
    let to = reading.tokens_in(start, start + text.len()).1.max(from + 1);
    scan.found(DetectorKind::Password, from, to, sure, Value::Secret(text));
}

/// English words that say how a password is, not what.
fn describes(text: &str) -> bool {
    const ENDINGS: [&str; 12] =
        ["ing", "ed", "ly", "able", "ible", "al", "ive", "ous", "ful", "ent", "some", "less"];
    let text = text.to_ascii_lowercase();
    ENDINGS.iter().any(|ending| text.ends_with(ending))
}

struct Shape {
    length: usize,
    letters: usize,
    digits: usize,
    marks: usize,
    letters_only: bool,
    /// Words with a dash or slash between: «on/off», «e-mail».
    joined_words: bool,
}

impl Shape {
    fn of(text: &str) -> Shape {
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let length = text.chars().count();
        let joined = text.chars().all(|letter| {
            letter.is_alphabetic() || matches!(letter, '-' | '/' | '\'' | '’' | '.' | '!')
        });
        Shape {
            length,
            letters,
            digits,
            marks: length - letters - digits,
            letters_only: letters == length,
            joined_words: joined,
        }
    }
}
