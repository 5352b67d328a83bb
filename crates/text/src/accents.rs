//! Vietnamese written without its marks (`me oi con ve roi`) gets them back (`mẹ ơi con về rồi`).
//!
//! Most syllables could bear other marks, and which they bear shows only beside their neighbours.
//! So the likeliest sequence is taken under a model of pairs of syllables, counted in the training
//! conversations: the Viterbi path over a bigram with the Witten–Bell kind of backing off (Witten
//! and Bell 1991), as in the first diacritic restorers for Vietnamese.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use crate::key;
use crate::respelling::folded_words;
use crate::{Normalised, Word, WordFlags, WordKey};

/// The bundled table, `packs/accents.tsv`.
pub const ACCENTS_FILE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/accents.tsv"));

/// How likely a word is that the table does not know, as a natural logarithm.
const UNKNOWN: f32 = -14.0;

/// How much the variety of what follows a syllable counts against what was seen to follow it.
const VARIETY: f32 = 1.5;

/// Which syllables, with their marks, follow which.
#[derive(Clone, Debug, Default)]
pub struct Accents {
    /// The marked key of each syllable; the first stands for the beginning and end of
    /// a message.
    syllables: Vec<Syllable>,
    by_marked: HashMap<WordKey, u32>,
    /// What bare letters may stand for.
    by_bare: HashMap<WordKey, Vec<u32>>,
    /// (syllable, its share) of those that follow a syllable, by syllable.
    following: Vec<(u32, f32)>,
}

#[derive(Clone, Copy, Debug)]
struct Syllable {
    marked: WordKey,
    /// The logarithm of its share among all.
    alone: f32,
    /// The logarithm of what is left for followers that were never seen.
    rest: f32,
    /// Where its followers stand.
    from: u32,
    to: u32,
}

/// A table that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("table of accents, line {line}: {problem}")]
pub struct AccentsError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// A way to read a message up to one of its words.
#[derive(Clone, Copy, Debug)]
struct Step {
    syllable: Option<u32>,
    /// How likely it is, as a natural logarithm.
    likelihood: f32,
    /// Which way to read the word before it led here.
    came_from: usize,
}

impl Accents {
    /// The table that was compiled into the program, taken in when it is first asked for.
    pub fn bundled() -> Arc<Accents> {
        static ACCENTS: LazyLock<Arc<Accents>> = LazyLock::new(|| {
            // A test holds that it can be taken in.
            Arc::new(
                Accents::parse(ACCENTS_FILE).expect("the table that this program was built with"),
            )
        });
        ACCENTS.clone()
    }

    /// Reads a table: a line a syllable, tab-separated: the syllable with its marks, how often it
    /// was met, and what followed it as `place:times` with spaces between, places being those of
    /// the lines from 0. The first line is the beginning and the end of a message and has no
    /// syllable.
    ///
    /// # Errors
    /// The first line that is not of this form.
    pub fn parse(table: &str) -> Result<Accents, AccentsError> {
        let mut accents = Accents::default();
        let mut counts: Vec<f32> = Vec::new();
        for (at, line) in table.lines().enumerate() {
            let wrong = |problem| AccentsError { line: at + 1, problem };
            let mut columns = line.split('\t');
            let (Some(written), Some(met), Some(followers), None) =
                (columns.next(), columns.next(), columns.next(), columns.next())
            else {
                return Err(wrong("expected a syllable, its count and its followers"));
            };
            counts.push(times(met).ok_or_else(|| wrong("the count is no number above 0"))?);
            let from = accents.following.len() as u32;
            for follower in followers.split_ascii_whitespace() {
                let (place, met) = follower.split_once(':').unwrap_or_default();
                let (Ok(place), Some(times)) = (place.parse(), times(met)) else {
                    return Err(wrong("a follower is a place, a colon and a count"));
                };
                accents.following.push((place, times));
            }
            let id = at as u32;
            let mut marked = WordKey::default();
            if at > 0 {
                let [word] = &folded_words(written)[..] else {
                    return Err(wrong("the syllable is not one word"));
                };
                marked = word.marked;
                if accents.by_marked.insert(word.marked, id).is_some() {
                    return Err(wrong("the syllable stands on an earlier line too"));
                }
                accents.by_bare.entry(word.bare).or_default().push(id);
            }
            let to = accents.following.len() as u32;
            accents.syllables.push(Syllable { marked, alone: 0.0, rest: 0.0, from, to });
        }
        let all: f32 = counts.iter().sum();
        let last = accents.syllables.len() as u32;
        for (at, (syllable, count)) in accents.syllables.iter_mut().zip(&counts).enumerate() {
            let wrong = |problem| AccentsError { line: at + 1, problem };
            syllable.alone = ((count + 0.5) / (all + 1.0)).ln();
            let own = syllable.from as usize..syllable.to as usize;
            let followers = accents.following.get_mut(own).unwrap_or_default();
            let times: f32 = followers.iter().map(|(_, times)| times).sum();
            let variety = followers.len() as f32 * VARIETY;
            let seen = if times > 0.0 { times / (times + variety) } else { 0.0 };
            syllable.rest = (1.0 - seen).ln();
            for (place, share) in followers.iter_mut() {
                if *place >= last {
                    return Err(wrong("a follower has no line"));
                }
                *share *= seen / times;
            }
            followers.sort_by_key(|(place, _)| *place);
        }
        Ok(accents)
    }

    /// For each word of a message that its writer left bare, the marked word it most likely is;
    /// nothing where it has no marks or is not known. In a message with marks only words in
    /// disguise may lack them: `kh0ng` stands for `không`, `đư0c` for `được`.
    pub(crate) fn restore(&self, message: &Normalised) -> Vec<Option<WordKey>> {
        let lacks_marks = |word: &Word| !message.marked || word.flags.has(WordFlags::DISGUISED);
        if !message.words.iter().any(lacks_marks) {
            return Vec::new();
        }
        let mut ways: Vec<Vec<Step>> = Vec::with_capacity(message.words.len());
        let start = vec![Step { syllable: Some(0), likelihood: 0.0, came_from: 0 }];
        for word in &message.words {
            let before = ways.last().unwrap_or(&start);
            let readings = self.readings(word, lacks_marks(word));
            let steps = readings.into_iter().filter_map(|syllable| {
                let ways = before.iter().enumerate().map(|(came_from, step)| Step {
                    syllable,
                    likelihood: step.likelihood + self.after(step.syllable, syllable),
                    came_from,
                });
                ways.max_by(|a, b| a.likelihood.total_cmp(&b.likelihood))
            });
            let steps = steps.collect();
            ways.push(steps);
        }
        let ended = |step: &Step| step.likelihood + self.after(step.syllable, Some(0));
        let mut best = ways.last().map_or(0, |last| {
            let ends = last.iter().map(ended).enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
            ends.map_or(0, |(at, _)| at)
        });
        let mut restored = vec![None; message.words.len()];
        for ((steps, word), restored) in ways.iter().zip(&message.words).zip(&mut restored).rev() {
            let Some(step) = steps.get(best) else { continue };
            let marked = step.syllable.and_then(|id| self.syllables.get(id as usize));
            *restored = marked.map(|it| it.marked).filter(|marked| *marked != word.marked);
            best = step.came_from;
        }
        restored
    }

    /// What a word may be: itself where it lacks no marks or was respelt, for then it is known.
    fn readings(&self, word: &Word, lacks_marks: bool) -> Vec<Option<u32>> {
        let disguised = word.flags.has(WordFlags::DISGUISED);
        if lacks_marks
            && (word.bare == word.marked || disguised)
            && !word.flags.has(WordFlags::RESPELT)
            && let Some(ids) = self.by_bare.get(&word.bare)
        {
            let fits = |id: &&u32| {
                let syllable = self.syllables.get(**id as usize);
                syllable.is_some_and(|it| key::keeps_marks(word.marked, it.marked))
            };
            let readings: Vec<Option<u32>> = ids.iter().filter(fits).map(|id| Some(*id)).collect();
            if !readings.is_empty() {
                return readings;
            }
        }
        vec![self.by_marked.get(&word.marked).copied()]
    }

    /// The logarithm of how likely a syllable follows another.
    fn after(&self, before: Option<u32>, this: Option<u32>) -> f32 {
        let Some(id) = this else { return UNKNOWN };
        let alone = self.syllables.get(id as usize).map_or(UNKNOWN, |it| it.alone);
        let Some(before) = before.and_then(|id| self.syllables.get(id as usize)) else {
            return alone;
        };
        let backed_off = before.rest + alone;
        let followers = self.following.get(before.from as usize..before.to as usize);
        let followers = followers.unwrap_or_default();
        match followers.binary_search_by_key(&id, |(place, _)| *place) {
            Ok(at) => {
                let seen = followers.get(at).map_or(0.0, |(_, share)| *share);
                (seen + backed_off.exp()).ln()
            }
            Err(_) => backed_off,
        }
    }
}

/// How often something was met.
fn times(text: &str) -> Option<f32> {
    text.parse::<u32>().ok().filter(|times| *times > 0).map(|times| times as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Normaliser, Plain, Respelling};

    const SMALL: &str =
        "\t4\t1:3 4:1\nmẹ\t5\t3:4\nme\t1\t\nơi\t4\t5:3\ncon\t4\t5:2\nvề\t5\t\nvẽ\t1\t\n";

    fn plain(accents: &Arc<Accents>, message: &str) -> String {
        let vi = "shorthand\twords\nk\tkhông\n";
        let respelling = Respelling::parse(vi, "shorthand\twords\nu\tyou\n").unwrap();
        let mut normaliser = Normaliser::new(Arc::new(respelling)).restoring(accents.clone());
        let (mut words, mut plain) = (Normalised::default(), Plain::default());
        normaliser.read(message, &mut words);
        normaliser.plain(message, &words, &mut plain);
        for (stretch, span) in &plain.words {
            assert!(!stretch.of(&plain.text).is_empty() && !span.of(message).is_empty());
        }
        plain.text
    }

    #[test]
    fn the_neighbours_decide() {
        let small = Arc::new(Accents::parse(SMALL).unwrap());
        assert_eq!(plain(&small, "Me oi, CON ve khong"), "Mẹ ơi, CON về khong");
        assert_eq!(plain(&small, "con ve xe may khong"), "con về xe may khong");
    }

    #[test]
    fn the_table_of_the_program_knows_everyday_vietnamese() {
        let accents = Accents::bundled();
        for (bare, marked) in [
            ("me oi con ve roi", "mẹ ơi con về rồi"),
            ("hom nay em co di hoc khong", "hôm nay em có đi học không"),
            ("Dung noi voi ai het nha", "Đừng nói với ai hết nha"),
            ("Mẹ oi, con ve roi ma", "Mẹ ơi, con về rồi mà"),
            // Of a disguised word the digit had its marks; others keep what they have.
            ("Mẹ kh0ng cho em đi chơi một m1nh", "Mẹ không cho em đi chơi một mình"),
            ("em đư0c nghỉ học rồi ma", "em được nghỉ học rồi ma"),
        ] {
            assert_eq!(plain(&accents, bare), marked);
        }
    }

    #[test]
    fn what_is_english_or_bears_marks_stays() {
        let accents = Accents::bundled();
        for message in [
            "",
            "me and my mom can do that, no?",
            "Mẹ ơi, con về rồi ma",
            "see you at the game tonight",
            "ok",
        ] {
            assert_eq!(plain(&accents, message), message);
        }
    }

    #[test]
    fn a_broken_table_says_where() {
        for (table, line) in [
            ("\t1\t1:0\nmẹ\t1\t", 1),
            ("\t1\t\nhòa\t2\t\nhoà\t1\t", 3),
            ("mẹ", 1),
            ("\t1\t\nmẹ\tfive\t", 2),
            ("\t1\t\nmẹ\t5\t9:1", 2),
            ("\t1\t\na b\t1\t", 2),
        ] {
            assert_eq!(Accents::parse(table).unwrap_err().line, line, "{table:?}");
        }
    }
}
