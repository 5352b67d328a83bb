use text::{Language, Normalised};

use super::{Rule, RuleScratch, Rules};
use crate::{RuleId, lexicon};

/// What came of running every example and near-miss.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestReport {
    /// How many sample messages were read.
    pub run: usize,
    /// Those that did not go as they must.
    pub failed: Vec<TestCase>,
}

/// One sample message of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestCase {
    /// The rule it belongs to.
    pub rule: RuleId,
    /// Its language.
    pub language: Language,
    /// The message.
    pub text: String,
    /// Whether the rule must be found in it (an example) or not (a near-miss).
    pub must_fire: bool,
}

impl Rules {
    /// Runs every example and near-miss of every rule.
    pub fn test(&self) -> TestReport {
        let mut report = TestReport::default();
        let mut scratch = RuleScratch::default();
        let (mut normaliser, mut normalised) = (lexicon::normaliser(), Normalised::default());
        let (mut mentions, mut hits) = (Vec::new(), Vec::new());
        for (id, rule) in self.iter() {
            for (language, text, must_fire) in samples(rule) {
                normaliser.read(text, &mut normalised);
                mentions.clear();
                hits.clear();
                self.lexicon.find(&normalised, &mut mentions);
                self.scan(&normalised, &mentions, &mut scratch, &mut hits);
                report.run += 1;
                if hits.iter().any(|hit| hit.rule == id) != must_fire {
                    let text = text.to_owned();
                    report.failed.push(TestCase { rule: id, language, text, must_fire });
                }
            }
        }
        report
    }
}

fn samples(rule: &Rule) -> impl Iterator<Item = (Language, &str, bool)> {
    [(rule.examples(), true), (rule.near_misses(), false)].into_iter().flat_map(
        |(samples, must_fire)| {
            Language::ALL.into_iter().flat_map(move |language| {
                samples.get(language).iter().map(move |text| (language, text.as_str(), must_fire))
            })
        },
    )
}
