use serde::Deserialize;
use text::{Language, Localised};

use crate::Helpline;

/// The first steps for someone in fear.
#[derive(Clone, Debug, PartialEq)]
pub struct HelpNow<'a> {
    /// The first sentence of all: it is not your fault.
    pub comfort: &'a str,
    /// What to do, in order, a few words each.
    pub steps: Vec<&'a str>,
    /// Words to say aloud to someone trusted.
    pub say: &'a str,
    /// What happens when one calls.
    pub when_you_call: &'a str,
    /// What the code on a printed sheet is for.
    pub scan: &'a str,
    /// Whom to call.
    pub contact: &'a Helpline,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct HelpNowText {
    comfort: Localised,
    steps: Vec<Localised>,
    say: Localised,
    when_you_call: Localised,
    scan: Localised,
}

impl HelpNowText {
    pub(crate) fn get<'a>(&'a self, language: Language, contact: &'a Helpline) -> HelpNow<'a> {
        HelpNow {
            comfort: self.comfort.get(language),
            steps: self.steps.iter().map(|step| step.get(language)).collect(),
            say: self.say.get(language),
            when_you_call: self.when_you_call.get(language),
            scan: self.scan.get(language),
            contact,
        }
    }
}
