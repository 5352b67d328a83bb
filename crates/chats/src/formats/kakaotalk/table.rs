//! The table `Date,User,Message` that a Mac saves.
//!
//! It is read line by line and not by the rules of CSV alone: names and words stand in quotes or
//! not, and a quote that is never closed must not take in the rest of the chat.

use crate::{
    Warning, WarningCode,
    moment::{self, Civil},
    read::Found,
};

/// Whether a line is the heading of the table.
pub(super) fn is_heading(line: &str) -> bool {
    let bare: String = line.chars().filter(|letter| !matches!(letter, '"' | ' ')).collect();
    bare.trim().eq_ignore_ascii_case("Date,User,Message")
}

/// A row of the table.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) at: Civil,
    pub(super) user: String,
    pub(super) text: String,
}

/// Rows as their lines come in.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The lines of the row that is being read, with their numbers.
    lines: Vec<(u64, String)>,
    /// Whether a quote is open at the end of them.
    open: bool,
    /// Whether the quotes so far are odd in number.
    odd: bool,
    /// A quote was found that nothing closes: from here on no row lies within quotes.
    unclosed: bool,
}

impl Rows {
    /// Takes the next line; gives the row before where this one ends it.
    pub(super) fn line(&mut self, number: u64, line: &str, found: &mut Found) -> Option<Row> {
        let begins = match beginning(line) {
            // Within quotes a row that somebody copied has its own quotes doubled.
            Some((_, rest)) if self.open && !self.unclosed => {
                let alone = is_quoted_row(rest);
                if alone {
                    found.warn(Warning::new(WarningCode::Damaged).at_line(number));
                }
                alone
            }
            beginning => beginning.is_some(),
        };
        let row = if begins { self.take() } else { None };
        if begins || !self.lines.is_empty() {
            self.lines.push((number, line.to_owned()));
            self.open = self.is_open(begins, line);
        } else if !line.trim().is_empty() {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(number).counting(1));
        }
        row
    }

    /// Whether a quote is open after a line of a row.
    fn is_open(&mut self, begins: bool, line: &str) -> bool {
        let text = match beginning(line).filter(|_| begins).and_then(|(_, rest)| user(rest)) {
            Some((_, text)) if !text.starts_with('"') => return false,
            Some((_, text)) => text,
            None if self.open => line,
            None => return false,
        };
        // The words are the last column: the quote that closes them ends a line.
        let even = text.bytes().filter(|byte| *byte == b'"').count() % 2 == 0;
        let odd = if begins { !even } else { self.odd == even };
        self.odd = odd;
        odd || !text.trim_end().ends_with('"')
    }

    /// The last rows, after the last line.
    pub(super) fn finish(mut self, found: &mut Found) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.open
            && let Some((number, _)) = self.lines.first()
        {
            found.warn(Warning::new(WarningCode::Damaged).at_line(*number));
            // What the open quote took in is read again, without it.
            self.unclosed = true;
            for (number, line) in std::mem::take(&mut self.lines) {
                rows.extend(self.line(number, &line, found));
            }
        }
        rows.extend(self.take());
        rows
    }

    fn take(&mut self) -> Option<Row> {
        self.open = false;
        let mut lines = self.lines.drain(..).map(|(_, line)| line);
        let first = lines.next()?;
        let (at, rest) = beginning(&first)?;
        let (user, text) = user(rest)?;
        let mut text = text.to_owned();
        for line in lines {
            text.push('\n');
            text.push_str(&line);
        }
        text.truncate(text.trim_end().len());
        let inside = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if let Some(inside) = inside {
            text = inside.replace("\"\"", "\"");
        }
        Some(Row { at, user, text })
    }
}

/// The moment with which a row begins, and what follows its comma.
fn beginning(line: &str) -> Option<(Civil, &str)> {
    let bare = line.strip_prefix('"').unwrap_or(line);
    let (stamp, rest) = bare.split_at_checked(19)?;
    let rest = rest.strip_prefix('"').unwrap_or(rest).strip_prefix(',')?;
    Some((moment::parse_civil(stamp)?, rest))
}

/// The name, in quotes or not, and the words after it.
fn user(rest: &str) -> Option<(String, &str)> {
    let Some(quoted) = rest.strip_prefix('"') else {
        return rest.split_once(',').map(|(user, text)| (user.trim().to_owned(), text));
    };
    let mut quotes = quoted.match_indices('"').map(|(at, _)| at).peekable();
    while let Some(at) = quotes.next() {
        if quotes.next_if_eq(&(at + 1)).is_none() {
            let text = quoted.get(at + 1..)?.strip_prefix(',')?;
            return Some((quoted.get(..at)?.replace("\"\"", "\""), text));
        }
    }
    None
}

/// Whether name and words stand in quotes that are not doubled.
fn is_quoted_row(rest: &str) -> bool {
    let single = |text: &str| text.starts_with('"') && !text.starts_with("\"\"");
    single(rest) && user(rest).is_some_and(|(_, text)| text.starts_with('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<(String, String)>, Vec<Warning>) {
        let (mut rows, mut found) = (Rows::default(), Found::default());
        let mut read = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            read.extend(rows.line(number, line, &mut found));
        }
        read.extend(rows.finish(&mut found));
        let pairs = read.into_iter().map(|row| (row.user, row.text)).collect();
        (pairs, found.warnings)
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(user, text)| ((*user).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn quotes_or_none() {
        let (read, warnings) = rows(
            "2024-06-03 15:02:00,\"민호\",\"안녕\"\n2024-06-03 15:03:00,Bob,a, b\nc\n\
             2024-06-03 15:04:00,\"B \"\"b\"\"\",\"nói \"\"x\"\"\n2024-06-03 15:05:00,\"\"A\"\",\"\"y\"\"\nhết\"\n\
             2024-06-03 15:06:00,\"A\",\"\"\n",
        );
        let expected = [
            ("민호", "안녕"),
            ("Bob", "a, b\nc"),
            ("B \"b\"", "nói \"x\"\n2024-06-03 15:05:00,\"A\",\"y\"\nhết"),
            ("A", ""),
        ];
        assert_eq!(read, pairs(&expected));
        assert!(warnings.is_empty(), "{warnings:?}");
    }

    #[test]
    fn a_quote_that_nothing_closes_takes_in_no_row() {
        let (read, warnings) = rows(
            "2024-06-03 15:02:00,\"A\",\"một\n2024-06-03 15:03:00,\"B\",\"hai\"\n2024-06-03 15:04:00,C,\"ba\n\
             2024-06-03 15:05:00,D,bốn\n",
        );
        let expected = [("A", "\"một"), ("B", "hai"), ("C", "\"ba"), ("D", "bốn")];
        assert_eq!(read, pairs(&expected));
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].line, Some(2));
    }

    #[test]
    fn broken_rows_after_each_other_stay_rows() {
        let broken = "2024-06-03 15:02:00,A,\"x\n".repeat(4);
        let (read, warnings) = rows(&broken);
        assert_eq!(read, pairs(&[("A", "\"x"); 4]));
        assert_eq!(warnings.len(), 1);
    }
}
