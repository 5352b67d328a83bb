use unicode_segmentation::UnicodeSegmentation;

use crate::{CharSpan, ReasonReport};

/// A message as it is shown: its lines, each in runs, with the words that counted marked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Passage {
    pub(crate) lines: Vec<Vec<Run>>,
}

/// A stretch of text that is marked, or not, as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) marked: bool,
}

impl Run {
    pub(crate) fn plain(text: impl Into<String>) -> Run {
        Run { text: text.into(), marked: false }
    }
}

/// How much is shown on each side of marked words in a message that is too long to show whole.
const AROUND: usize = 120;

impl Passage {
    /// A reason's message, shortened around the marked words to about `longest` characters.
    pub(crate) fn of(reason: &ReasonReport, longest: usize) -> Passage {
        let spans = reason.signals.iter().flat_map(|signal| signal.spans.iter().copied());
        Passage::marked(&reason.text, spans, longest)
    }

    fn marked(text: &str, spans: impl Iterator<Item = CharSpan>, longest: usize) -> Passage {
        let clusters = clusters(text, &merged(spans));
        let mut passage = Passage { lines: vec![Vec::new()] };
        let mut gap = false;
        for (cluster, shown) in clusters.iter().zip(shown(&clusters, longest)) {
            if !shown {
                gap = true;
                continue;
            }
            if std::mem::take(&mut gap) {
                passage.push(" … ", false);
            }
            match cluster.text {
                "\n" | "\r\n" | "\r" | "\u{2028}" | "\u{2029}" => passage.lines.push(Vec::new()),
                text => passage.push(text, cluster.marked),
            }
        }
        if gap {
            passage.push(" …", false);
        }
        passage
    }

    fn push(&mut self, text: &str, marked: bool) {
        let Some(line) = self.lines.last_mut() else { return };
        // Control characters steer terminals, bidirectional ones turn the text around them:
        // neither is part of what was said.
        let said = text.chars().filter(|&letter| !steers(letter));
        match line.last_mut() {
            Some(run) if run.marked == marked => run.text.extend(said),
            _ => {
                let text: String = said.collect();
                if !text.is_empty() {
                    line.push(Run { text, marked });
                }
            }
        }
    }
}

/// A name or a title as it is shown: without what steers a terminal or turns text around.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|&letter| !steers(letter)).collect()
}

/// What a person would call one letter, and whether it counted.
struct Cluster<'a> {
    text: &'a str,
    marked: bool,
}

fn clusters<'a>(text: &'a str, spans: &[CharSpan]) -> Vec<Cluster<'a>> {
    let mut spans = spans.iter().peekable();
    let mut start = 0;
    text.graphemes(true)
        .map(|cluster| {
            let end = start + cluster.chars().count();
            while spans.next_if(|span| span.end <= start).is_some() {}
            let marked = spans.peek().is_some_and(|span| span.start < end);
            start = end;
            Cluster { text: cluster, marked }
        })
        .collect()
}

/// The spans in order, without empty ones and overlaps.
fn merged(spans: impl Iterator<Item = CharSpan>) -> Vec<CharSpan> {
    let mut spans: Vec<CharSpan> = spans.filter(|span| span.start < span.end).collect();
    spans.sort_unstable();
    let mut merged: Vec<CharSpan> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}

/// Which clusters are shown: all of a short message; of a long one, those near marked words, or
/// its beginning where nothing is marked.
fn shown(clusters: &[Cluster<'_>], longest: usize) -> Vec<bool> {
    if clusters.len() <= longest {
        return vec![true; clusters.len()];
    }
    let mut near = vec![false; clusters.len()];
    for (place, _) in clusters.iter().enumerate().filter(|(_, cluster)| cluster.marked) {
        let around = place.saturating_sub(AROUND)..(place + AROUND + 1).min(clusters.len());
        // Marked words come in long rows; each needs only what the one before did not show.
        for place in around.rev() {
            if near[place] && place < clusters.len() {
                break;
            }
            near[place] = true;
        }
    }
    if !near.contains(&true) {
        near[..longest].fill(true);
    }
    let mut left = longest;
    for shown in near.iter_mut().filter(|shown| **shown) {
        *shown = left > 0;
        left = left.saturating_sub(1);
    }
    near
}

fn steers(letter: char) -> bool {
    letter.is_control() && letter != '\t'
        || matches!(letter,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn passage(text: &str, spans: &[(usize, usize)], longest: usize) -> Vec<String> {
        let spans = spans.iter().map(|&(start, end)| CharSpan { start, end });
        let passage = Passage::marked(text, spans, longest);
        let line = |line: &Vec<Run>| {
            line.iter().fold(String::new(), |line, run| match run.marked {
                true => format!("{line}[{}]", run.text),
                false => line + &run.text,
            })
        };
        passage.lines.iter().map(line).collect()
    }

    #[test]
    fn marks_the_words_that_counted() {
        assert_eq!(passage("đừng kể mẹ nha", &[(0, 7)], 99), ["[đừng kể] mẹ nha"]);
        assert_eq!(passage("a b c d", &[(4, 5), (0, 3), (2, 5)], 99), ["[a b c] d"]);
        assert_eq!(passage("ab", &[(1, 1), (1, 99)], 99), ["a[b]"]);
    }

    #[test]
    fn a_mark_never_splits_what_is_one_letter_to_people() {
        let family = "x👨‍👩‍👧y";
        assert_eq!(passage(family, &[(2, 3)], 99), ["x[👨‍👩‍👧]y"]);
        let decomposed = "me\u{323}\u{302} a";
        assert_eq!(passage(decomposed, &[(1, 2)], 99), ["m[e\u{323}\u{302}] a"]);
    }

    #[test]
    fn keeps_lines_and_drops_what_steers_a_terminal() {
        assert_eq!(passage("a\r\nb\nc", &[], 99), ["a", "b", "c"]);
        assert_eq!(passage("a\u{1b}[31m\u{202e}b\u{7}", &[], 99), ["a[31mb"]);
    }

    #[test]
    fn shortens_around_the_marked_words() {
        let long = format!("{} tell nobody {}", "x".repeat(900), "y".repeat(900));
        let shown = passage(&long, &[(901, 912)], 400).concat();
        assert!(shown.contains("[tell nobody]") && shown.starts_with(" … x"), "{shown}");
        assert!(shown.ends_with("y …") && shown.chars().count() < 400, "{shown}");
        assert_eq!(passage(&"x".repeat(500), &[], 400), [format!("{} …", "x".repeat(400))]);
    }

    proptest! {
        #[test]
        fn any_spans_fit_any_text(
            text in any::<String>(),
            spans in proptest::collection::vec((0usize..80, 0usize..80), 0..6),
            longest in 0usize..40,
        ) {
            let whole = passage(&text, &spans, usize::MAX).concat();
            prop_assert!(passage(&text, &spans, longest).concat().chars().count() <= whole.chars().count() * 4 + 2);
        }
    }
}
