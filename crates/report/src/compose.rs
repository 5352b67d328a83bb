use chats::{Conversation, Format, Kind, ParticipantId, Reading, Warning, WarningCode};
use risk::{Assessment, Level, Reason};
use signals::{By, Sign};
use text::{Language, WordCount, WordCounter};

use crate::texts::{LevelText, Limit, Texts};
use crate::words::Words;
use crate::{
    CharSpan, ConversationReport, EngineIdentity, FirstAlertReport, Gaps, Hearing,
    MitigationReport, ReasonReport, Report, SCHEMA, SignalReport, SourceReport, TrickReport,
    WarningReport,
};

/// Where conversations came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The formats, as recognised.
    pub formats: Vec<Format>,
    /// Where they came from, as the asker named it; `None` for pasted text.
    pub path: Option<String>,
    /// What could not be read, what was assumed, and what the source hides.
    pub warnings: Vec<Warning>,
}

impl Origin {
    /// Where the conversations of these readings came from.
    pub fn of(readings: &[Reading]) -> Origin {
        let mut formats: Vec<Format> = readings.iter().map(|reading| reading.format).collect();
        formats.sort_unstable();
        formats.dedup();
        let paths: Vec<&str> =
            readings.iter().filter_map(|reading| reading.path.as_deref()).collect();
        Origin {
            formats,
            path: (!paths.is_empty()).then(|| paths.join(", ")),
            warnings: readings.iter().flat_map(|reading| reading.warnings.clone()).collect(),
        }
    }
}

/// A conversation with what the engine made of it.
#[derive(Clone, Copy, Debug)]
pub struct Assessed<'a> {
    /// As it was read.
    pub conversation: &'a Conversation,
    /// What it is.
    pub assessment: &'a Assessment,
}

impl Report {
    /// Arranges what was read and what it means into a report, in the language of `texts`.
    pub fn build(
        origin: Origin,
        assessed: &[Assessed<'_>],
        engine: EngineIdentity,
        texts: &impl Texts,
    ) -> Report {
        let words = Words(texts.language());
        let mut conversations: Vec<_> =
            assessed.iter().map(|one| conversation_report(one, texts, words)).collect();
        // A stable sort: within a level the order of the source stays.
        conversations.sort_by_key(|conversation| std::cmp::Reverse(conversation.level));

        let mut participants: Vec<String> = Vec::new();
        for name in assessed.iter().flat_map(|one| &one.conversation.participants) {
            if !participants.contains(&name.name) {
                participants.push(name.name.clone());
            }
        }
        Report {
            schema: SCHEMA,
            engine,
            source: SourceReport {
                format: joined(origin.formats.iter().map(|format| format.name().to_owned())),
                format_title: joined(
                    origin.formats.iter().map(|format| title(*format, texts.language())),
                ),
                path: origin.path,
                messages: conversations.iter().map(|one| one.messages).sum(),
                participants,
                first: conversations.iter().filter_map(|one| one.first).min(),
                last: conversations.iter().filter_map(|one| one.last).max(),
                warnings: origin.warnings.iter().map(|one| warning_report(one, texts)).collect(),
            },
            limits: limits(&conversations, &origin.warnings, texts, words),
            conversations,
            left_out: 0,
            language: texts.language(),
            hotline: texts.hotline(),
        }
    }

    /// The highest level in it.
    pub fn level(&self) -> Level {
        self.conversations.iter().map(|one| one.level).max().unwrap_or_default()
    }

    /// Leaves out the conversations below a level. The limits and the source still speak of all
    /// that was read.
    pub fn retain_from(&mut self, least: Level) {
        let all = self.conversations.len();
        self.conversations.retain(|one| one.level >= least);
        self.left_out += all - self.conversations.len();
    }

    /// Whether there was one conversation only, so that no overview is needed.
    pub(crate) fn is_of_one(&self) -> bool {
        self.conversations.len() + self.left_out == 1
    }
}

fn conversation_report(one: &Assessed<'_>, texts: &impl Texts, words: Words) -> ConversationReport {
    let Assessed { conversation, assessment } = *one;
    let hearing = hearing(conversation);
    let level = level_text(assessment.level, hearing, texts, words);
    let times = || conversation.messages.iter().filter_map(|message| message.at);
    ConversationReport {
        id: conversation.id.clone(),
        title: conversation.title.clone(),
        child: name_of(conversation, assessment.child),
        contact: name_of(conversation, assessment.contact),
        level: assessment.level,
        tricks: assessment
            .tricks
            .iter()
            .map(|guess| {
                let text = texts.trick(guess.trick);
                TrickReport {
                    trick: guess.trick,
                    confidence: two_decimals(guess.confidence.get()),
                    name: text.name,
                    what: text.what,
                }
            })
            .collect(),
        first_alert: assessment.first_alert.map(|alert| FirstAlertReport {
            message: alert.message,
            at: alert.at,
            level: alert.level,
        }),
        reasons: assessment
            .reasons
            .iter()
            .filter_map(|reason| reason_report(conversation, reason, texts))
            .collect(),
        mitigations: assessment
            .mitigations
            .iter()
            .map(|one| {
                let text = texts.mitigation(&one.mitigation).unwrap_or_default();
                MitigationReport {
                    mitigation: one.mitigation.clone(),
                    message: one.message,
                    explanation: text.explanation,
                    name: text.name,
                }
            })
            .collect(),
        guidance: texts.guidance(assessment),
        level_name: level.name,
        headline: level.headline,
        meaning: level.meaning,
        hearing,
        gaps: Gaps {
            one_sided: conversation.context.one_sided,
            incomplete: conversation.context.incomplete,
            vanishing: conversation.context.vanishing,
        },
        participants: conversation.participants.iter().map(|one| one.name.clone()).collect(),
        messages: conversation.messages.len(),
        first: times().min(),
        last: times().max(),
    }
}

/// A reason that points beyond the conversation is left out: there is nothing to show.
fn reason_report(
    conversation: &Conversation,
    reason: &Reason,
    texts: &impl Texts,
) -> Option<ReasonReport> {
    let message = conversation.messages.get(reason.message)?;
    Some(ReasonReport {
        message: reason.message,
        from: name_of(conversation, message.from),
        at: message.at,
        text: message.text.clone(),
        signals: reason
            .signs
            .iter()
            .map(|sign| signal_report(&message.text, sign, texts))
            .collect(),
    })
}

fn signal_report(message: &str, sign: &Sign, texts: &impl Texts) -> SignalReport {
    let text = texts.signal(sign.signal);
    let rule = match sign.by {
        By::Rule(id) => texts.rule(id),
        By::Detector(_) | By::Ear | By::Reader => None,
    };
    let (rule, own_words) = rule.map_or((None, None), |rule| (Some(rule.name), rule.explanation));
    SignalReport {
        signal: sign.signal,
        confidence: two_decimals(sign.confidence.get()),
        by: match sign.by {
            By::Rule(_) => "rule",
            By::Detector(_) => "detector",
            By::Ear => "ear",
            By::Reader => "reader",
        },
        rule,
        spans: sign.spans.iter().map(|&span| CharSpan::of(message, span)).collect(),
        explanation: own_words.unwrap_or(text.why),
        name: text.name,
    }
}

fn hearing(conversation: &Conversation) -> Hearing {
    let written = |message: &chats::Message| {
        !matches!(message.kind, Kind::System) && message.text.contains(char::is_alphanumeric)
    };
    if !conversation.messages.iter().any(written) {
        Hearing::Silent
    } else if is_in_other_language(conversation.messages.iter().filter(|it| written(it))) {
        Hearing::OtherLanguage
    } else if conversation.context.one_sided {
        Hearing::OneSided
    } else if conversation.context.incomplete {
        Hearing::Incomplete
    } else if conversation.context.vanishing {
        Hearing::Vanishing
    } else {
        Hearing::Whole
    }
}

/// Whether most of it is neither Vietnamese nor English, by its letters or by its words.
fn is_in_other_language<'m>(messages: impl Iterator<Item = &'m chats::Message> + Clone) -> bool {
    is_in_other_script(messages.clone()) || is_of_other_words(messages)
}

/// Whether so many words are of no language that is read here that it is not one of them.
fn is_of_other_words<'m>(messages: impl Iterator<Item = &'m chats::Message>) -> bool {
    /// A smaller share of known words than this. `words_tell_the_language` measures both sides.
    const KNOWN: f64 = 0.6;
    /// Fewer words may be names and cries alone.
    const LEAST: usize = 12;
    /// What so many messages are written in, the others are.
    const MOST: usize = 2_000;
    let mut counter = WordCounter::new(signals::Hearing::bundled().normaliser());
    let mut count = WordCount::default();
    for message in messages.take(MOST) {
        let more = counter.count(&message.text);
        count = WordCount { all: count.all + more.all, known: count.known + more.known };
    }
    count.all >= LEAST && (count.known as f64) < KNOWN * count.all as f64
}

/// Whether most letters are of a script that neither Vietnamese nor English is written in.
fn is_in_other_script<'m>(messages: impl Iterator<Item = &'m chats::Message>) -> bool {
    // Letters that look like Latin ones are how words are disguised; such messages are read.
    let is_latin = |letter: char| matches!(letter, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' | '\u{1d400}'..='\u{1d7ff}');
    let (mut latin, mut other) = (0usize, 0usize);
    for letter in messages.flat_map(|it| it.text.chars()).filter(|it| it.is_alphabetic()) {
        *(if is_latin(letter) { &mut latin } else { &mut other }) += 1;
    }
    other > latin
}

/// "No sign" is said only where all could be read: what is missing may be what matters.
fn level_text(level: Level, hearing: Hearing, texts: &impl Texts, words: Words) -> LevelText {
    if level > Level::None || hearing == Hearing::Whole {
        return texts.level(level);
    }
    LevelText {
        name: words.not_enough().to_owned(),
        headline: words.unheard(hearing).to_owned(),
        meaning: words.not_enough_means().to_owned(),
    }
}

/// Below so many messages, a reading is only a first guess.
const FEW: usize = 5;

fn limits(
    conversations: &[ConversationReport],
    warnings: &[Warning],
    texts: &impl Texts,
    words: Words,
) -> Vec<String> {
    let of_some = |limit, is: &dyn Fn(&ConversationReport) -> bool| {
        let count = conversations.iter().filter(|one| is(one)).count();
        (count > 0).then(|| match conversations.len() {
            1 => texts.limit(limit),
            _ => words.in_so_many(count, &texts.limit(limit)),
        })
    };
    let guessed = warnings.iter().any(|warning| warning.code == WarningCode::SidesAlternated);
    let found = conversations.iter().any(|one| one.level > Level::None);
    let heard = conversations.iter().any(|one| one.hearing == Hearing::Whole);
    let mut harmless_if: Vec<String> = conversations
        .iter()
        .filter(|one| one.level >= Level::Concern)
        .filter_map(|one| Some(texts.trick(one.tricks.first()?.trick).harmless_if))
        .collect();
    harmless_if.sort();
    harmless_if.dedup();
    let limits = [
        of_some(Limit::OneSided, &|one| one.gaps.one_sided),
        of_some(Limit::Incomplete, &|one| one.gaps.incomplete || one.hearing == Hearing::Silent),
        of_some(Limit::Vanishing, &|one| one.gaps.vanishing),
        of_some(Limit::OtherLanguage, &|one| one.hearing == Hearing::OtherLanguage),
        guessed.then(|| texts.limit(Limit::SidesGuessed)),
        of_some(Limit::Short, &|one| one.messages < FEW),
        (heard && !found).then(|| texts.limit(Limit::NoSign)),
        Some(texts.limit(Limit::General)),
    ];
    harmless_if.into_iter().chain(limits.into_iter().flatten()).collect()
}

fn warning_report(warning: &Warning, texts: &impl Texts) -> WarningReport {
    WarningReport {
        code: warning.code.as_str().to_owned(),
        line: warning.line,
        text: warning.text(texts.language()),
    }
}

fn joined(names: impl Iterator<Item = String>) -> String {
    names.collect::<Vec<_>>().join(", ")
}

/// A format's description begins with what people call it.
fn title(format: Format, language: Language) -> String {
    let description = format.described_in(language);
    let end = description.find([':', '(']).unwrap_or(description.len());
    description[..end].trim_end().to_owned()
}

fn name_of(conversation: &Conversation, id: Option<ParticipantId>) -> Option<String> {
    let participant = conversation.participants.get(usize::from(id?.0))?;
    Some(participant.name.clone())
}

fn two_decimals(probability: f32) -> f64 {
    (f64::from(probability) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn is_other(text: &str) -> bool {
        let message = chats::Message { text: text.to_owned(), ..chats::Message::default() };
        is_of_other_words([message].iter())
    }

    #[test]
    fn words_tell_the_language() {
        let samples = include_str!("../tests/data/other-languages.tsv");
        for line in samples.lines().filter(|line| !line.starts_with('#')) {
            let (language, text) = line.split_once('\t').expect("a language and a text");
            assert!(is_other(text), "{language}: {text}");
        }
        let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/training");
        let (mut all, mut taken_for_other) = (0, 0);
        for file in ["round14-vi-4", "round15-vi-4", "round14-en-4", "round15-en-4", "round9-vi-2"]
        {
            let lines = std::fs::read_to_string(packs.join(file).with_extension("jsonl"));
            for line in lines.expect("our own conversations").lines() {
                let chat: serde_json::Value = serde_json::from_str(line).expect("JSON");
                let messages = chat["messages"].as_array().expect("messages");
                let texts = messages.iter().filter_map(|message| message["text"].as_str());
                all += 1;
                taken_for_other += usize::from(is_other(&texts.collect::<Vec<_>>().join("\n")));
            }
        }
        assert!(taken_for_other * 500 <= all, "{taken_for_other} of {all}");
    }

    #[test]
    fn shorthand_is_no_other_language() {
        for text in [
            "mai m di hoc k, nho mang vo toan cho t muon voi nha, t quen o nha roi",
            "hok bik nx, ny t mk bít r mk hok dám ns lun, vs lại mai kt r",
            "k mún ns ch vs m nx, m ms lm j z, t bt hết r nha",
            "u comin 2moro or nah, bring ur book pls i left mine at home lol see ya there",
            "wyd rn bruh, ngl idc abt that tbh, hmu tmr b4 skl k thx",
        ] {
            assert!(!is_other(text), "{text}");
        }
    }
}
