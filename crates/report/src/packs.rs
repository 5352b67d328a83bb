use knowledge::{Helpline, Knowledge, Reader, Situation, StepKind};
use risk::{Assessment, Level, Trick};
use signals::{RuleId, Rules, Signal};
use text::Language;

use crate::texts::{LevelText, Limit, MitigationText, RuleText, SignalText, Texts, TrickText};
use crate::{Contact, StepReport};

/// Who a report is for.
#[derive(Clone, Copy, Debug)]
pub struct Audience<'a> {
    /// The language of all texts.
    pub language: Language,
    /// Who reads it: the steps are meant for them.
    pub reader: Reader,
    /// Where they are, as ISO 3166-1 alpha-2: whom they can call.
    pub country: &'a str,
    /// Whether someone at home may be the one to fear.
    pub home_may_be_unsafe: bool,
}

impl Audience<'_> {
    /// A reader in Viet Nam, with a home that helps.
    pub fn new(language: Language, reader: Reader) -> Audience<'static> {
        Audience { language, reader, country: "VN", home_may_be_unsafe: false }
    }
}

/// The texts of the packs, for one audience.
#[derive(Clone, Copy, Debug)]
pub struct Packs<'a> {
    /// Levels, tricks, steps, helplines, limits.
    pub knowledge: &'a Knowledge,
    /// The rules that the engine assessed with: signals and their reasons.
    pub rules: &'a Rules,
    /// Who it is for.
    pub audience: Audience<'a>,
}

impl Packs<'_> {
    fn contact(&self, helpline: &Helpline) -> Contact {
        Contact {
            name: helpline.name.get(self.audience.language).to_owned(),
            number: helpline.number.clone(),
            url: helpline.url.clone(),
            source: helpline.source.clone(),
            checked: helpline.checked.clone(),
        }
    }
}

impl Texts for Packs<'_> {
    fn language(&self) -> Language {
        self.audience.language
    }

    fn level(&self, level: Level) -> LevelText {
        let text = self.knowledge.level(level);
        let language = self.audience.language;
        LevelText {
            name: text.name.get(language).to_owned(),
            headline: text.headline.get(language).to_owned(),
            meaning: text.meaning.get(language).to_owned(),
        }
    }

    fn trick(&self, trick: Trick) -> TrickText {
        let page = self.knowledge.trick(trick);
        TrickText {
            name: page.name.get(self.audience.language).to_owned(),
            what: page.in_short.get(self.audience.language).to_owned(),
            harmless_if: page.harmless_if.get(self.audience.language).to_owned(),
        }
    }

    fn signal(&self, signal: Signal) -> SignalText {
        let page = self.rules.page(signal);
        SignalText {
            name: page.name.get(self.audience.language).to_owned(),
            why: page.why.get(self.audience.language).to_owned(),
        }
    }

    fn rule(&self, rule: RuleId) -> Option<RuleText> {
        let (_, rule) = self.rules.iter().find(|(id, _)| *id == rule)?;
        Some(RuleText {
            name: rule.name().to_owned(),
            explanation: rule
                .explanation()
                .map(|explanation| explanation.get(self.audience.language).to_owned()),
        })
    }

    fn mitigation(&self, name: &str) -> Option<MitigationText> {
        let language = self.audience.language;
        if let Some(text) = self.knowledge.mitigation(name) {
            return Some(MitigationText {
                name: text.name.get(language).to_owned(),
                explanation: text.explanation.get(language).to_owned(),
            });
        }
        let (_, page) = self.rules.mitigations().find(|(_, page)| page.id == name)?;
        Some(MitigationText {
            name: page.name.get(language).to_owned(),
            explanation: page.why.get(language).to_owned(),
        })
    }

    fn guidance(&self, assessment: &Assessment) -> Vec<StepReport> {
        let heard: Vec<Signal> = assessment
            .reasons
            .iter()
            .flat_map(|reason| &reason.signs)
            .map(|sign| sign.signal)
            .collect();
        let situation = Situation {
            trick: assessment.tricks.first().map(|guess| guess.trick),
            level: assessment.level,
            reader: self.audience.reader,
            home_may_be_unsafe: self.audience.home_may_be_unsafe,
            country: self.audience.country,
            signals: &heard,
        };
        let steps = self.knowledge.guidance(&situation, self.audience.language);
        steps
            .into_iter()
            .map(|step| StepReport {
                step: step.kind.name().to_owned(),
                text: step.text.to_owned(),
                contact: step.contact.map(|helpline| self.contact(helpline)),
            })
            .collect()
    }

    fn limit(&self, limit: Limit) -> String {
        let limits = self.knowledge.limits();
        let text = match limit {
            Limit::General => &limits.general,
            Limit::OneSided => &limits.one_sided,
            Limit::Incomplete => &limits.incomplete,
            Limit::Vanishing => &limits.vanishing,
            Limit::Short => &limits.short,
            Limit::OtherLanguage => &limits.other_language,
            Limit::SidesGuessed => &limits.sides_guessed,
            Limit::NoSign => &limits.no_sign,
        };
        text.get(self.audience.language).to_owned()
    }

    /// Whom the step "tell" names in the reader's country; where there is none, 111.
    fn hotline(&self) -> Contact {
        let situation = Situation {
            country: self.audience.country,
            ..Situation::new(Level::None, self.audience.reader)
        };
        let steps = self.knowledge.guidance(&situation, self.audience.language);
        let told = steps.iter().find(|step| step.kind == StepKind::Tell);
        let numbered =
            told.and_then(|step| step.contact).filter(|helpline| helpline.number.is_some());
        self.contact(numbered.unwrap_or_else(|| self.knowledge.hotline()))
    }
}
