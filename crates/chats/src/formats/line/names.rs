//! Who wrote the lines of a PC's export, which puts name and words side by side with a blank
//! between: `15:02 Minh Tran see you`.
//!
//! A name that stands before a mark of the app (`[Photo]`), in a line of the app or in the file's
//! name is certain. Others are told from what repeats: the words with which many lines begin and
//! after which they differ.

use std::collections::{BTreeMap, HashSet};

/// The names of a chat.
#[derive(Debug, Default)]
pub(super) struct Names {
    certain: HashSet<String>,
    guessed: HashSet<String>,
    most_words: usize,
}

/// No name has more words.
const MOST_WORDS: usize = 6;

impl Names {
    /// Takes a name that is certain.
    pub(super) fn add(&mut self, name: &str) {
        let words = name.split(' ').count();
        if !name.is_empty() && words <= MOST_WORDS {
            self.most_words = self.most_words.max(words);
            self.certain.insert(name.to_owned());
        }
    }

    /// Finds the names of the lines that begin with none that is certain.
    pub(super) fn guess<'l>(&mut self, lines: impl Iterator<Item = &'l str>) {
        let open: Vec<&str> = lines.filter(|line| self.split(line).is_none()).collect();
        let mut found = Vec::new();
        grow(open, 0, 0, &mut found);
        for name in found {
            self.most_words = self.most_words.max(name.split(' ').count());
            self.guessed.insert(name);
        }
    }

    /// Whether any name was told from what repeats.
    pub(super) fn any_guessed(&self) -> bool {
        !self.guessed.is_empty()
    }

    /// The longest name that a line begins with, and the words after it.
    pub(super) fn split<'l>(&self, line: &'l str) -> Option<(&'l str, &'l str)> {
        let blanks = line.match_indices(' ').map(|(at, _)| at).chain([line.len()]);
        let starts = blanks.take(self.most_words).filter_map(|at| line.split_at_checked(at));
        let known = |name: &str| self.certain.contains(name) || self.guessed.contains(name);
        let (name, rest) = starts.filter(|(name, _)| known(name)).last()?;
        Some((name, rest.strip_prefix(' ').unwrap_or(rest)))
    }
}

/// Follows lines that begin with the same `words` words, `at` bytes in all, for as long as the
/// next word still belongs to a name.
fn grow(lines: Vec<&str>, at: usize, words: usize, found: &mut Vec<String>) {
    let Some(first) = lines.first() else {
        return;
    };
    let name = first.get(..at).unwrap_or_default().trim_end().to_owned();
    let many = lines.len();
    // The lines by their next word, and those that have none or nothing behind it.
    let mut next: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut ends = 0;
    for line in lines {
        match line.get(at..).and_then(|rest| rest.split_once(' ')) {
            Some((word, after)) if !word.is_empty() && !after.is_empty() => {
                next.entry(word).or_default().push(line);
            }
            _ if words == 0 => found.push(line.trim().to_owned()),
            _ => ends += 1,
        }
    }
    // Every line begins with a name of at least one word.
    if words == 0 {
        for (word, lines) in next {
            grow(lines, word.len() + 1, 1, found);
        }
        return;
    }
    let capitalised = next.keys().all(|word| word.starts_with(char::is_uppercase));
    let goes_on = words < MOST_WORDS
        && ends == 0
        && match next.len() {
            0 => false,
            1 => capitalised || many >= 5,
            // Several people of the same first name; words that only begin alike are more.
            branches => {
                capitalised
                    && branches <= 1 + many / 8
                    && next.values().all(|lines| lines.len() >= 2)
            }
        };
    if goes_on {
        for (word, lines) in next {
            grow(lines, at + word.len() + 1, words + 1, found);
        }
    } else {
        found.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split<'l>(lines: &[&'l str]) -> Vec<(&'l str, &'l str)> {
        let mut names = Names::default();
        names.guess(lines.iter().copied());
        lines.iter().map(|line| names.split(line).unwrap()).collect()
    }

    #[test]
    fn names_are_what_repeats() {
        assert_eq!(
            split(&["Minh Tran see you", "Bống ok"]),
            [("Minh Tran", "see you"), ("Bống", "ok")]
        );
        assert_eq!(
            split(&["Minh Tran a b", "Minh Tran c", "Bống ok", "Bống dạ rồi"])[1..3],
            [("Minh Tran", "c"), ("Bống", "ok")]
        );
        let many: Vec<String> = (0..40)
            .map(|at| {
                let name = ["Nguyễn Thị Bống", "Nguyễn Văn Minh", "jelly cat"][at % 3];
                format!("{name} {} câu", ["Dạ", "ok", "Mai", "ừ", "Con", "Hôm", "em"][at % 7])
            })
            .collect();
        let lines: Vec<&str> = many.iter().map(String::as_str).collect();
        let names: HashSet<&str> = split(&lines).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, HashSet::from(["Nguyễn Thị Bống", "Nguyễn Văn Minh", "jelly cat"]));
    }

    #[test]
    fn certain_names_come_first() {
        let mut names = Names::default();
        names.add("Cô Lan 6B");
        names.add("Cô");
        assert_eq!(names.split("Cô Lan 6B mai nộp bài"), Some(("Cô Lan 6B", "mai nộp bài")));
        assert_eq!(names.split("Cô Lan ơi"), Some(("Cô", "Lan ơi")));
        assert_eq!(names.split("Cô"), Some(("Cô", "")));
        assert_eq!(names.split("Bống ơi"), None);
    }
}
