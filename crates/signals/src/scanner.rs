//! One message through every part that hears: normaliser, lexicon, rules, detectors, ear.

use std::ops::Deref;
use std::sync::Arc;

use text::{Language, Normalised, Normaliser, Respelling};

use crate::ear::Head;
use crate::pack::bundled_respelling;
use crate::{
    Asserts, By, Confidence, Detectors, Ear, Finding, Lexicon, Mention, RuleHit, RuleScratch,
    Rules, Sign, Signal, Speaker, Tones, probability,
};

/// How many words are shown as those that counted for a signal of the ear.
const MOST_WORDS: usize = 4;

/// Everything that hears, compiled. Immutable; cheap to clone; shared by threads.
#[derive(Clone, Debug)]
pub struct Hearing {
    respelling: Arc<Respelling>,
    rules: Shared<Rules>,
    ear: Shared<Ear>,
    detectors: &'static Detectors,
}

/// Hears messages one after another; keeps its room for work between them, so have one a thread.
#[derive(Debug)]
pub struct Scanner<'h> {
    hearing: &'h Hearing,
    normaliser: Normaliser,
    normalised: Normalised,
    mentions: Vec<Mention>,
    rule_scratch: RuleScratch,
    heard: Heard,
}

/// All that was heard in one message.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// What the ear heard.
    pub tones: Tones,
    /// The language the message looks like.
    pub language: Option<Language>,
    /// The rules that hit, mitigations among them.
    pub hits: Vec<RuleHit>,
    /// What the detectors found.
    pub findings: Vec<Finding>,
}

impl Hearing {
    /// What the program was built with.
    pub fn bundled() -> Hearing {
        Hearing {
            respelling: bundled_respelling(),
            rules: Shared::Bundled(Rules::bundled()),
            ear: Shared::Bundled(Ear::bundled()),
            detectors: Detectors::bundled(),
        }
    }

    /// The same with other rules (and their lexicon).
    pub fn with_rules(self, rules: Arc<Rules>) -> Hearing {
        Hearing { rules: Shared::Own(rules), ..self }
    }

    /// The same with another ear.
    pub fn with_ear(self, ear: Arc<Ear>) -> Hearing {
        Hearing { ear: Shared::Own(ear), ..self }
    }

    /// A scanner with room of its own.
    pub fn scanner(&self) -> Scanner<'_> {
        Scanner {
            hearing: self,
            normaliser: self.normaliser(),
            normalised: Normalised::default(),
            mentions: Vec::new(),
            rule_scratch: RuleScratch::default(),
            heard: Heard::default(),
        }
    }

    /// A normaliser that knows the packs' shorthand.
    pub fn normaliser(&self) -> Normaliser {
        Normaliser::new(Arc::clone(&self.respelling))
    }

    /// The words it knows.
    pub fn lexicon(&self) -> &Lexicon {
        self.rules.lexicon()
    }

    /// The rules it follows.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The ear.
    pub fn ear(&self) -> &Ear {
        &self.ear
    }
}

impl Scanner<'_> {
    /// Hears one message.
    pub fn hear(&mut self, message: &str) -> &Heard {
        let hearing = self.hearing;
        self.normaliser.read(message, &mut self.normalised);
        self.mentions.clear();
        hearing.lexicon().find(&self.normalised, &mut self.mentions);
        let heard = &mut self.heard;
        heard.language = self.normalised.language;
        heard.hits.clear();
        hearing.rules.scan(
            &self.normalised,
            &self.mentions,
            &mut self.rule_scratch,
            &mut heard.hits,
        );
        heard.findings.clear();
        hearing.detectors.find(message, &self.normalised, &mut heard.findings);
        heard.tones = hearing.ear.listen(&self.normalised, &self.mentions);
        heard
    }

    /// What was last heard.
    pub fn heard(&self) -> &Heard {
        &self.heard
    }

    /// The words of the message last heard.
    pub fn normalised(&self) -> &Normalised {
        &self.normalised
    }

    /// The concepts of the message last heard.
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The signals of the message last heard, of at least this confidence, each with the words
    /// that counted: of several parts that heard the same signal, the surest, and a rule before
    /// the ear. In the order of the signals.
    pub fn signs(&self, least: f32) -> Vec<Sign> {
        let mut signs: Vec<Sign> = Vec::new();
        let mut add = |sign: Sign| {
            if sign.confidence.get() < least {
                return;
            }
            match signs.iter_mut().find(|known| known.signal == sign.signal) {
                Some(known)
                    if known.confidence.get() < sign.confidence.get() && sign.by != By::Ear =>
                {
                    *known = sign;
                }
                Some(_) => {}
                None => signs.push(sign),
            }
        };
        for hit in &self.heard.hits {
            let rule = self.hearing.rules.rule(hit.rule);
            if let Asserts::Signal(signal) = rule.asserts() {
                add(Sign {
                    signal,
                    confidence: rule.confidence(),
                    by: By::Rule(hit.rule),
                    spans: hit.spans.clone(),
                });
            }
        }
        for finding in &self.heard.findings {
            for side in [Speaker::Child, Speaker::Contact] {
                if let Some(signal) = finding.signal_as(side) {
                    add(Sign {
                        signal,
                        confidence: finding.confidence,
                        by: By::Detector(finding.kind),
                        spans: vec![finding.span],
                    });
                }
            }
        }
        for (signal, logit) in Signal::ALL.into_iter().zip(self.heard.tones.signals) {
            let confidence = probability(logit);
            if confidence >= least {
                let spans = self.hearing.ear.words_that_counted(
                    &self.normalised,
                    &self.mentions,
                    self.hearing.lexicon(),
                    Head::Signal(signal),
                    MOST_WORDS,
                );
                add(Sign { signal, confidence: Confidence::new(confidence), by: By::Ear, spans });
            }
        }
        signs.sort_by_key(|sign| sign.signal);
        for sign in &mut signs {
            sign.spans.sort();
        }
        signs
    }
}

/// Something compiled that is either the program's own or somebody's.
#[derive(Debug)]
enum Shared<T: 'static> {
    Bundled(&'static T),
    Own(Arc<T>),
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        match self {
            Shared::Bundled(it) => Shared::Bundled(it),
            Shared::Own(it) => Shared::Own(Arc::clone(it)),
        }
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Shared::Bundled(it) => it,
            Shared::Own(it) => it,
        }
    }
}
