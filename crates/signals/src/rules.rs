//! Rules assert what a person can state exactly and must never be missed.

mod file;
mod proof;

use std::sync::LazyLock;

use sha2::{Digest, Sha256};
use text::{Language, Localised, Normalised, Span};

use crate::lexicon::{Lexicon, Mention};
use crate::pack::{Fault, Pack, PackError, PackErrors, PackFile};
use file::Purpose;

use crate::pattern::{self, Matcher, Message};
use crate::{Confidence, RuleId, Signal, Speaker};

pub use proof::{TestCase, TestReport};

/// The rules of all packs, compiled together with their lexicon. Immutable, shared by threads.
///
/// ```
/// use signals::{RuleScratch, Rules};
///
/// let rules = Rules::bundled();
/// let words = text::normalise("what is the 6 digit code they just sent you? read me the code");
/// let mut mentions = Vec::new();
/// rules.lexicon().find(&words, &mut mentions);
/// let mut hits = Vec::new();
/// rules.scan(&words, &mentions, &mut RuleScratch::default(), &mut hits);
/// assert!(hits.iter().any(|hit| rules.rule(hit.rule).name().starts_with("credential-ask/")));
/// ```
#[derive(Debug)]
pub struct Rules {
    lexicon: Lexicon,
    rules: Vec<Rule>,
    matchers: Vec<RuleMatcher>,
    /// For each concept, the matchers that every match of which holds it.
    by_anchor: Vec<Vec<u32>>,
    /// For each signal, in the order of [`Signal::ALL`].
    pages: Vec<SignalPage>,
    mitigations: Vec<MitigationPage>,
    digest: String,
}

/// A mitigation's number in the compiled rules it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MitigationId(pub u16);

/// What a rule says of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asserts {
    /// It bears this signal.
    Signal(Signal),
    /// It speaks against an alarm.
    Mitigation(MitigationId),
}

/// One rule, with what proves it.
#[derive(Clone, Debug)]
pub struct Rule {
    name: String,
    asserts: Asserts,
    speaker: Option<Speaker>,
    confidence: Confidence,
    patterns: Vec<String>,
    explanation: Option<Localised>,
    examples: Samples,
    near_misses: Samples,
}

/// Sample messages in every language.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Samples {
    /// In Vietnamese.
    pub vi: Vec<String>,
    /// In English.
    pub en: Vec<String>,
}

impl Samples {
    /// Those of one language.
    pub fn get(&self, language: Language) -> &[String] {
        match language {
            Language::Vi => &self.vi,
            Language::En => &self.en,
        }
    }
}

impl Rule {
    /// Its stable name, such as `secrecy/keep-from-parents`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it says of a message in which it is found.
    pub fn asserts(&self) -> Asserts {
        self.asserts
    }

    /// Whose messages it applies to; `None` for everyone's.
    pub fn speaker(&self) -> Option<Speaker> {
        self.speaker
    }

    /// How sure it is.
    pub fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// Its patterns, as written.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// One sentence of its own for people, where its signal's does not say enough.
    pub fn explanation(&self) -> Option<&Localised> {
        self.explanation.as_ref()
    }

    /// Messages in which it must be found.
    pub fn examples(&self) -> &Samples {
        &self.examples
    }

    /// Messages like them in which it must not be found.
    pub fn near_misses(&self) -> &Samples {
        &self.near_misses
    }
}

/// What a signal is, for people.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalPage {
    /// A short noun phrase.
    pub name: Localised,
    /// One sentence: what such a message does.
    pub what: Localised,
    /// One sentence: why it matters; the reason shown in a report.
    pub why: Localised,
}

/// What a mitigation is, for people.
#[derive(Clone, Debug, PartialEq)]
pub struct MitigationPage {
    /// Its stable name, such as `family-talk`.
    pub id: String,
    /// A short noun phrase.
    pub name: Localised,
    /// One sentence: what such a message does.
    pub what: Localised,
    /// One sentence: why it speaks against an alarm.
    pub why: Localised,
}

/// A rule found in a message.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleHit {
    /// Which one.
    pub rule: RuleId,
    /// The words that counted, in bytes of the message.
    pub spans: Vec<Span>,
}

/// Room for the work on one message; keep one per thread.
#[derive(Debug, Default)]
pub struct RuleScratch {
    pattern: pattern::Scratch,
    /// For each matcher, the message it was last tried on.
    tried: Vec<u32>,
    message: u32,
}

/// One pattern of a rule.
#[derive(Debug)]
struct RuleMatcher {
    rule: RuleId,
    matcher: Matcher,
    /// Shared by the patterns of a rule: where one of these is found, the rule is not.
    unless: std::sync::Arc<[Matcher]>,
}

impl Rules {
    /// The rules that the program was built with.
    pub fn bundled() -> &'static Rules {
        static BUNDLED: LazyLock<Rules> = LazyLock::new(|| {
            // A test compiles the bundled packs, so this fallback is never shipped.
            Rules::compile(&[Pack::bundled()]).unwrap_or_else(|_| Rules::empty())
        });
        &BUNDLED
    }

    /// Compiles packs into one set of rules; later packs add to earlier ones.
    ///
    /// # Errors
    /// Every fault found in any file.
    pub fn compile(packs: &[Pack]) -> Result<Rules, PackErrors> {
        let mut errors = Vec::new();
        let lexicon = Lexicon::compile(packs)?;
        let mut rules = Rules { lexicon, digest: digest(packs), ..Rules::empty() };
        for pack in packs {
            for (stem, file) in pack.folder("signals") {
                let Some(signal) = Signal::from_name(stem) else {
                    let error =
                        PackError::new(Fault::UnknownFile, file, 0..0, "no signal has this name");
                    errors.push(
                        error.help("the rules of a signal stand in `signals/<its name>.toml`"),
                    );
                    continue;
                };
                let Some(read) = file::SignalFile::read(file, &mut errors) else { continue };
                let asserts = Asserts::Signal(signal);
                if let Some(page) = read.page
                    && let Some(slot) = rules.pages.get_mut(signal.index())
                {
                    *slot = page;
                }
                rules.add(file, stem, asserts, Some(signal.speaker()), read.rules, &mut errors);
            }
            for (stem, file) in pack.folder("mitigations") {
                let Some(read) = file::SignalFile::read(file, &mut errors) else { continue };
                let known = rules.mitigations.iter().position(|page| page.id == stem);
                let index =
                    match (known, read.page) {
                        (Some(known), _) => known,
                        (None, Some(SignalPage { name, what, why })) => {
                            rules.mitigations.push(MitigationPage {
                                id: stem.to_owned(),
                                name,
                                what,
                                why,
                            });
                            rules.mitigations.len() - 1
                        }
                        (None, None) => {
                            let label = "a new mitigation says what it is";
                            let error = PackError::new(Fault::Form, file, 0..0, label);
                            errors.push(error.help(
                                "begin with `name`, `what` and `why`, each { vi = …, en = … }",
                            ));
                            continue;
                        }
                    };
                let asserts = Asserts::Mitigation(MitigationId(index as u16));
                rules.add(file, stem, asserts, None, read.rules, &mut errors);
            }
        }
        rules.index_anchors();
        if errors.is_empty() { Ok(rules) } else { Err(PackErrors(errors)) }
    }

    fn empty() -> Rules {
        let nothing = || Localised { vi: String::new(), en: String::new() };
        let page = SignalPage { name: nothing(), what: nothing(), why: nothing() };
        Rules {
            lexicon: Lexicon::empty(),
            rules: Vec::new(),
            matchers: Vec::new(),
            by_anchor: Vec::new(),
            pages: vec![page; Signal::COUNT],
            mitigations: Vec::new(),
            digest: String::new(),
        }
    }

    /// Compiles the rules of one file.
    fn add(
        &mut self,
        file: &PackFile,
        stem: &str,
        asserts: Asserts,
        speaker: Option<Speaker>,
        rules: Vec<file::FileRule>,
        errors: &mut Vec<PackError>,
    ) {
        for read in rules {
            let name = format!("{stem}/{}", read.id.get_ref());
            if self.rules.iter().any(|rule| rule.name == name) {
                let label = "this name is taken";
                errors.push(PackError::new(Fault::DuplicateRule, file, read.id.span(), label));
                continue;
            }
            let Ok(number) = u16::try_from(self.rules.len()) else {
                let label = "more rules than can be numbered, from here on";
                errors.push(PackError::new(Fault::TooMany, file, read.id.span(), label));
                return;
            };
            read.check(file, errors);
            let mut compile = |patterns: &[toml::Spanned<String>], purpose| -> Vec<Matcher> {
                let compiled = patterns
                    .iter()
                    .map(|pattern| file::compile(file, pattern, purpose, &self.lexicon));
                compiled
                    .filter_map(|compiled| compiled.map_err(|error| errors.push(error)).ok())
                    .collect()
            };
            let unless: std::sync::Arc<[Matcher]> = compile(&read.unless, Purpose::Prevents).into();
            for matcher in compile(&read.patterns, Purpose::Finds) {
                self.matchers.push(RuleMatcher {
                    rule: RuleId(number),
                    matcher,
                    unless: unless.clone(),
                });
            }
            self.rules.push(Rule {
                name,
                asserts,
                speaker: match read.speaker {
                    None => speaker,
                    Some(file::FileSpeaker::Contact) => Some(Speaker::Contact),
                    Some(file::FileSpeaker::Child) => Some(Speaker::Child),
                    Some(file::FileSpeaker::Anyone) => None,
                },
                confidence: Confidence::new(*read.confidence.get_ref()),
                patterns: read.patterns.into_iter().map(toml::Spanned::into_inner).collect(),
                explanation: read.explanation,
                examples: read.examples,
                near_misses: read.near_misses,
            });
        }
    }

    fn index_anchors(&mut self) {
        self.by_anchor = vec![Vec::new(); self.lexicon.concept_count()];
        for (index, matcher) in self.matchers.iter().enumerate() {
            for anchor in matcher.matcher.anchors() {
                if let Some(of_concept) = self.by_anchor.get_mut(usize::from(anchor.0)) {
                    of_concept.push(index as u32);
                }
            }
        }
    }

    /// The lexicon the rules are written in; `mentions` for [`Rules::scan`] come from it.
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// Adds every rule found in the message to `into`, each once, whoever speaks: see
    /// [`Rule::speaker`].
    pub fn scan(
        &self,
        normalised: &Normalised,
        mentions: &[Mention],
        scratch: &mut RuleScratch,
        into: &mut Vec<RuleHit>,
    ) {
        if mentions.is_empty() {
            return;
        }
        let begun = into.len();
        let message = Message::new(normalised, mentions, &mut scratch.pattern);
        if scratch.tried.len() != self.matchers.len() || scratch.message == u32::MAX {
            scratch.tried.clear();
            scratch.tried.resize(self.matchers.len(), 0);
            scratch.message = 0;
        }
        scratch.message += 1;
        for mention in mentions {
            let Some(candidates) = self.by_anchor.get(usize::from(mention.concept.0)) else {
                continue;
            };
            for &candidate in candidates {
                let index = candidate as usize;
                let (Some(tried), Some(matcher)) =
                    (scratch.tried.get_mut(index), self.matchers.get(index))
                else {
                    continue;
                };
                if std::mem::replace(tried, scratch.message) == scratch.message {
                    continue;
                }
                if into.iter().skip(begun).any(|hit| hit.rule == matcher.rule) {
                    continue;
                }
                if let Some(spans) = matcher.matcher.find(message, &mut scratch.pattern)
                    && !matcher
                        .unless
                        .iter()
                        .any(|unless| unless.is_in(message, &mut scratch.pattern))
                {
                    into.push(RuleHit { rule: matcher.rule, spans });
                }
            }
        }
        if let Some(hits) = into.get_mut(begun..) {
            hits.sort_by_key(|hit| hit.rule);
        }
    }

    /// Every rule with its number, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.rules.iter().enumerate().map(|(index, rule)| (RuleId(index as u16), rule))
    }

    /// A rule by its number.
    ///
    /// # Panics
    /// For a number that other rules gave.
    pub fn rule(&self, id: RuleId) -> &Rule {
        &self.rules[usize::from(id.0)]
    }

    /// A rule by its stable name.
    pub fn by_name(&self, name: &str) -> Option<(RuleId, &Rule)> {
        self.iter().find(|(_, rule)| rule.name == name)
    }

    /// What a signal is, for people.
    pub fn page(&self, signal: Signal) -> &SignalPage {
        &self.pages[signal.index()]
    }

    /// What a mitigation is, for people; `None` for a number that these rules did not give.
    pub fn mitigation(&self, id: MitigationId) -> Option<&MitigationPage> {
        self.mitigations.get(usize::from(id.0))
    }

    /// Every mitigation with its number.
    pub fn mitigations(&self) -> impl Iterator<Item = (MitigationId, &MitigationPage)> {
        self.mitigations.iter().enumerate().map(|(index, page)| (MitigationId(index as u16), page))
    }

    /// The SHA-256 of all pack files, in hexadecimal: two reports with the same digest were made
    /// by the same knowledge.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

fn digest(packs: &[Pack]) -> String {
    use std::fmt::Write as _;
    let mut hasher = Sha256::new();
    for (name, text) in packs.iter().flat_map(Pack::files) {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    let mut hex = String::new();
    for byte in hasher.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

#[cfg(test)]
mod tests;
