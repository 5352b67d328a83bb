//! The phrases of `phrases.tsv`, found by how a line begins.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::markers::is_mark;

/// What a phrase says of the message that it is the whole of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// It was deleted, by whoever.
    Deleted,
    /// A picture, video, sound or card is not in the export.
    Omitted,
    /// A document is not in the export.
    Document,
}

/// Everything that WhatsApp writes of its own accord, in the languages that are known.
#[derive(Default)]
pub(super) struct Phrases {
    whole: HashMap<&'static str, Whole>,
    edited: HashSet<&'static str>,
    attached: HashSet<&'static str>,
    places: HashSet<&'static str>,
    calls: HashSet<&'static str>,
    call_endings: HashSet<&'static str>,
    encrypted: HashSet<&'static str>,
    vanishing: HashSet<&'static str>,
    lasting: HashSet<&'static str>,
    /// What follows the first sentence of a notice.
    more: HashSet<&'static str>,
    /// Which four bytes, hashed to a bit, any phrase begins with: nearly every message that
    /// somebody wrote is known by it at once to be none.
    beginnings: Vec<u64>,
    /// The most bytes that the phrase of a whole message has.
    longest: usize,
}

pub(super) static PHRASES: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(include_str!("phrases.tsv")));

/// No notice is longer.
const LONGEST_NOTICE: usize = 600;

impl Phrases {
    fn new(table: &'static str) -> Phrases {
        let mut phrases = Phrases { beginnings: vec![0; 1024], ..Phrases::default() };
        for (_, what, phrase) in rows(table) {
            let list = match what {
                "deleted" => {
                    phrases.add_whole(phrase, Whole::Deleted);
                    continue;
                }
                "omitted" => {
                    phrases.add_whole(phrase, Whole::Omitted);
                    continue;
                }
                "document" => {
                    phrases.add_whole(phrase, Whole::Document);
                    continue;
                }
                "encrypted" => {
                    phrases.add_beginning(phrase);
                    &mut phrases.encrypted
                }
                "edited" => &mut phrases.edited,
                "attached" => &mut phrases.attached,
                "place" => &mut phrases.places,
                "call" => &mut phrases.calls,
                "ending" => &mut phrases.call_endings,
                "vanishing" => &mut phrases.vanishing,
                "lasting" => &mut phrases.lasting,
                _ => &mut phrases.more,
            };
            list.insert(phrase);
        }
        phrases
    }

    fn add_whole(&mut self, phrase: &'static str, what: Whole) {
        self.whole.entry(phrase).or_insert(what);
        self.longest = self.longest.max(phrase.len());
        self.add_beginning(phrase);
    }

    fn add_beginning(&mut self, phrase: &str) {
        for spelling in [phrase, &capitalised(phrase)] {
            if let Some((word, bit)) = beginning(spelling)
                && let Some(word) = self.beginnings.get_mut(word)
            {
                *word |= bit;
            }
        }
    }

    /// Whether a text may be, or begin with, what the app writes without a mark; `false` is certain.
    pub(super) fn may_begin(&self, text: &str) -> bool {
        beginning(text).is_some_and(|(word, bit)| {
            self.beginnings.get(word).is_some_and(|bits| bits & bit != 0)
        })
    }

    /// What a text, without marks at its ends, is as a whole.
    pub(super) fn whole(&self, bare: &str) -> Option<Whole> {
        if bare.len() > self.longest + "。".len() {
            return None;
        }
        self.whole.get(plain(bare).as_str()).copied()
    }

    /// Whether the words in angle brackets at the end of a message say that it was edited.
    pub(super) fn is_edited(&self, note: &str) -> bool {
        self.edited.contains(plain(note).as_str())
    }

    /// Whether a note says of the name beside it that it is that of a file.
    pub(super) fn is_attached(&self, note: &str) -> bool {
        self.attached.contains(plain(note).as_str())
    }

    /// Whether words say of the map after them that it shows where somebody is.
    pub(super) fn is_place(&self, words: &str) -> bool {
        self.places.contains(plain(words).as_str())
    }

    /// Whether a notice, in all its sentences, says that messages are encrypted.
    pub(super) fn is_encrypted(&self, notice: &str) -> bool {
        self.is_notice(notice, |first| self.encrypted.contains(first))
    }

    /// Whether a notice, in all its sentences, says after the name of this person or after “you”
    /// whether messages vanish.
    pub(super) fn is_timer(&self, sender: &str, notice: &str) -> bool {
        let lower = notice.to_lowercase();
        let sender = sender.to_lowercase();
        let rest = [sender.as_str(), "you", "bạn"].iter().find_map(|name| {
            lower.strip_prefix(name).filter(|rest| rest.starts_with(char::is_whitespace))
        });
        rest.is_some_and(|rest| {
            self.is_notice(rest, |first| {
                self.vanishing.contains(first) || self.lasting.contains(first)
            })
        })
    }

    fn is_notice(&self, notice: &str, begins: impl Fn(&str) -> bool) -> bool {
        if notice.len() > LONGEST_NOTICE {
            return false;
        }
        let notice = plain(notice);
        let mut sentences = notice.split(['.', '。', '।']).map(str::trim);
        sentences.next().is_some_and(begins)
            && sentences
                .all(|more| more.is_empty() || self.more.contains(numberless(more).as_str()))
    }

    /// Whether a line says nothing but that there was a call, or was none, and how long it took.
    pub(super) fn is_call(&self, notice: &str) -> bool {
        if notice.len() > LONGEST_NOTICE {
            return false;
        }
        let notice: String = plain(notice).chars().filter(|letter| !is_mark(*letter)).collect();
        match notice.split_once(',') {
            None => self.calls.contains(notice.as_str()),
            Some((call, ending)) => {
                let ending = ending.trim();
                self.calls.contains(call)
                    && (self.call_endings.contains(ending) || is_duration(ending))
            }
        }
    }

    /// Whether the app's own line, which no person wrote, begins with a call.
    pub(super) fn begins_with_call(&self, notice: &str) -> bool {
        let notice = plain(notice);
        self.calls.iter().any(|call| notice.starts_with(call))
    }

    /// Whether a notice says that messages vanish from now on.
    pub(super) fn is_vanishing(&self, notice: &str) -> bool {
        if notice.len() > LONGEST_NOTICE {
            return false;
        }
        let notice = notice.to_lowercase();
        let has = |phrases: &HashSet<&str>| phrases.iter().any(|phrase| notice.contains(phrase));
        has(&self.vanishing) && !has(&self.lasting)
    }
}

/// The language, the kind and the words of every row.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (language, rest) = line.split_once('\t')?;
        let (what, phrase) = rest.split_once('\t')?;
        Some((language, what, phrase))
    })
}

/// The words as the table has them. Blanks that do not break stand in some languages, on some
/// phones, as do curly apostrophes.
fn plain(text: &str) -> String {
    without_stop(text.trim()).to_lowercase().replace(['\u{a0}', '\u{202f}'], " ").replace('’', "'")
}

/// The words with `#` for every number.
fn numberless(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '0'..='9' if plain.ends_with('#') => {}
            '0'..='9' => plain.push('#'),
            _ => plain.push(letter),
        }
    }
    plain
}

/// `2 min`, `1 hr 5 min`, `12 giây`.
fn is_duration(text: &str) -> bool {
    const UNITS: &[&str] = &[
        "s", "sec", "seconds", "second", "min", "minute", "minutes", "h", "hr", "hrs", "hour",
        "hours", "giây", "phút", "giờ", "seg", "sek", "std",
    ];
    let words: Vec<&str> = text.split_whitespace().collect();
    (2..=6).contains(&words.len())
        && words.chunks(2).all(|pair| match pair {
            [number, unit] => {
                number.bytes().all(|byte| byte.is_ascii_digit())
                    && UNITS.contains(&unit.trim_end_matches('.'))
            }
            _ => false,
        })
}

fn beginning(text: &str) -> Option<(usize, u64)> {
    let first = text.as_bytes().first_chunk::<4>()?.map(|byte| byte.to_ascii_lowercase());
    let hash = u32::from_le_bytes(first).wrapping_mul(0x9e37_79b1) >> 16;
    Some((usize::try_from(hash >> 6).ok()?, 1 << (hash & 63)))
}

/// The words with their first letter, which may follow a bracket, in upper case.
fn capitalised(phrase: &str) -> String {
    let at = phrase.find(char::is_alphabetic).unwrap_or(0);
    let (before, rest) = phrase.split_at(at);
    let mut letters = rest.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    before.chars().chain(first).chain(letters).collect()
}

/// The words without the full stop of whatever script at their end.
fn without_stop(text: &str) -> &str {
    text.trim_end_matches(|letter: char| ".。।۔".contains(letter) || is_mark(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("phrases.tsv");

    #[test]
    fn every_row_is_whole_and_as_it_is_compared() {
        let kinds = [
            "encrypted",
            "more",
            "deleted",
            "edited",
            "omitted",
            "document",
            "attached",
            "place",
            "call",
            "ending",
            "vanishing",
            "lasting",
        ];
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(rows(TABLE).count(), lines);
        let mut seen = HashSet::new();
        for (language, what, phrase) in rows(TABLE) {
            assert!(kinds.contains(&what), "{what}");
            assert_eq!(phrase, plain(phrase), "{language}");
            assert!(!phrase.contains(['.', '。', '।']), "{language}: one sentence a row: {phrase}");
            assert!(seen.insert((what, phrase)), "{language} {what} {phrase} twice");
        }
    }

    #[test]
    fn phrases_are_found_in_either_case_and_with_a_stop() {
        for written in ["Image omitted", "image omitted", "Đã bỏ qua hình ảnh.", "<Médias omis>"]
        {
            assert!(PHRASES.may_begin(written), "{written}");
            assert_eq!(PHRASES.whole(written), Some(Whole::Omitted), "{written}");
        }
        assert_eq!(PHRASES.whole("<Без\u{a0}медиафайлов>"), Some(Whole::Omitted));
        assert!(!PHRASES.may_begin("Con tan học chưa?"));
        assert_eq!(PHRASES.whole("image omitted by mistake"), None);
    }

    #[test]
    fn notices_are_known_only_as_a_whole() {
        for notice in [
            "Messages and calls are end-to-end encrypted.",
            "Messages and calls are end-to-end encrypted. No one outside of this chat, not even WhatsApp, can read or listen to them. Tap to learn more.",
            "Tin nhắn và cuộc gọi được mã hóa đầu cuối. Những người bên ngoài cuộc trò chuyện này, kể cả WhatsApp, sẽ không đọc hoặc nghe được.",
        ] {
            assert!(PHRASES.is_encrypted(notice), "{notice}");
            assert!(!PHRASES.is_encrypted(&format!("{notice} Đừng kể mẹ nha")), "{notice}");
        }
        assert!(!PHRASES.is_encrypted("Learn more."));
        let timer = "Mẹ turned on disappearing messages. New messages will disappear from this chat 24 hours after they’re sent, except when kept.";
        assert!(PHRASES.is_timer("Mẹ", timer));
        assert!(PHRASES.is_timer("Bố", "You turned off disappearing messages."));
        for (sender, words) in [
            ("Bố", timer),
            ("Mẹ", "Mẹ turned on disappearing messages. Đừng kể mẹ."),
            ("Mẹ", "Mẹ nói turned on disappearing messages."),
        ] {
            assert!(!PHRASES.is_timer(sender, words), "{words}");
        }
    }

    #[test]
    fn calls_are_known_only_as_a_whole() {
        for call in [
            "Missed voice call",
            "Missed video call, \u{200e}Tap to call back",
            "Voice call, \u{200e}2 min",
            "Video call, 1 hr 5 min.",
            "Cuộc gọi thoại nhỡ",
            "Cuộc gọi video, 12 giây",
        ] {
            assert!(PHRASES.is_call(call), "{call}");
        }
        for words in [
            "Voice call, đừng kể mẹ",
            "Voice call, 2 giờ nha",
            "voice call me at 9",
            "Cuộc gọi video, 9 tối",
            "Video call,",
        ] {
            assert!(!PHRASES.is_call(words), "{words}");
        }
    }
}
