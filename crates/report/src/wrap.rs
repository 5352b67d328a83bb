use unicode_segmentation::UnicodeSegmentation;

use crate::passage::Run;

/// Breaks runs into lines no wider than `width`, between words; a word that is wider than a line
/// is broken between letters. `measure` gives the width of one letter, marked or not.
pub(crate) fn wrap(runs: &[Run], width: f32, measure: impl Fn(&str, bool) -> f32) -> Vec<Vec<Run>> {
    let mut lines = Lines { done: Vec::new(), current: Vec::new(), used: 0.0, width };
    let mut word: Vec<(&str, bool, f32)> = Vec::new();
    for run in runs {
        for letter in run.text.graphemes(true) {
            if letter.chars().all(|letter| letter.is_whitespace() && letter != '\u{a0}') {
                lines.place(&mut word);
                lines.space(run.marked, measure(" ", run.marked));
            } else {
                word.push((letter, run.marked, measure(letter, run.marked)));
            }
        }
    }
    lines.place(&mut word);
    lines.finish()
}

struct Lines {
    done: Vec<Vec<Run>>,
    current: Vec<Run>,
    used: f32,
    width: f32,
}

impl Lines {
    fn place(&mut self, word: &mut Vec<(&str, bool, f32)>) {
        let wide: f32 = word.iter().map(|(_, _, wide)| wide).sum();
        if self.used + wide > self.width && self.used > 0.0 {
            self.break_line();
        }
        for (letter, marked, wide) in word.drain(..) {
            if self.used + wide > self.width && self.used > 0.0 {
                self.break_line();
            }
            self.push(letter, marked);
            self.used += wide;
        }
    }

    fn space(&mut self, marked: bool, wide: f32) {
        // A line never begins with a space.
        if self.used > 0.0 {
            self.push(" ", marked);
            self.used += wide;
        }
    }

    fn push(&mut self, text: &str, marked: bool) {
        match self.current.last_mut() {
            Some(run) if run.marked == marked => run.text.push_str(text),
            _ => self.current.push(Run { text: text.to_owned(), marked }),
        }
    }

    fn break_line(&mut self) {
        let mut line = std::mem::take(&mut self.current);
        self.used = 0.0;
        while let Some(run) = line.last_mut() {
            run.text.truncate(run.text.trim_end().len());
            if !run.text.is_empty() {
                break;
            }
            line.pop();
        }
        self.done.push(line);
    }

    fn finish(mut self) -> Vec<Vec<Run>> {
        if !self.current.is_empty() || self.done.is_empty() {
            self.break_line();
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_width::UnicodeWidthStr;

    use super::*;

    fn wrapped(text: &str, width: f32) -> Vec<String> {
        wrap(&[Run::plain(text)], width, |letter, _| letter.width() as f32)
            .iter()
            .map(|line| line.iter().map(|run| run.text.as_str()).collect())
            .collect()
    }

    #[test]
    fn breaks_between_words() {
        assert_eq!(wrapped("không phải lỗi của em", 10.0), ["không phải", "lỗi của em"]);
        assert_eq!(wrapped("a  b", 10.0), ["a  b"]);
        assert_eq!(wrapped("", 10.0), [""]);
    }

    #[test]
    fn breaks_a_word_wider_than_the_line_between_letters() {
        assert_eq!(wrapped("xin abcdefgh", 4.0), ["xin", "abcd", "efgh"]);
        assert_eq!(wrapped("日本語文", 4.0), ["日本", "語文"]);
    }

    #[test]
    fn keeps_marks_across_lines() {
        let runs = [Run::plain("đừng "), Run { text: "kể với ai".to_owned(), marked: true }];
        let lines = wrap(&runs, 8.0, |letter, _| letter.width() as f32);
        assert_eq!(lines[0], [Run::plain("đừng "), Run { text: "kể".to_owned(), marked: true }]);
        assert_eq!(lines[1], [Run { text: "với ai".to_owned(), marked: true }]);
    }

    proptest! {
        #[test]
        fn loses_no_letter_and_keeps_to_the_width(text in any::<String>(), width in 2u8..60) {
            let lines = wrapped(&text, f32::from(width));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
            for line in lines {
                let wide: usize = line.graphemes(true).map(UnicodeWidthStr::width).sum();
                prop_assert!(wide <= usize::from(width) || line.graphemes(true).count() == 1, "{}", line);
            }
        }
    }
}
