//! What a report must never say, with the real packs: over every trick, level, reader and
//! language. The numbers are those of the list of what the product never does.

use knowledge::{Knowledge, Reader};
use report::{Assessed, Audience, EngineIdentity, Origin, Packs, Report, html, terminal};
use risk::{Assessment, FirstAlert, Level, Reason, Trick, TrickGuess};
use signals::{By, Confidence, Rules, Sign, Signal};
use text::{Language, Span};

use crate::sample::{conversation, everyday, one_sided};

/// A conversation in which every signal was heard.
fn everything_heard(trick: Trick, level: Level) -> (chats::Conversation, Assessment) {
    let conversation = conversation("all", &[("M", "xin chào"), ("Bống", "dạ chào ạ")]);
    let sign = |&signal: &Signal| Sign {
        signal,
        confidence: Confidence::new(0.8),
        by: By::Ear,
        spans: vec![Span { start: 0, end: 3 }],
    };
    let assessment = Assessment {
        level,
        tricks: vec![TrickGuess { trick, confidence: Confidence::new(0.9) }],
        first_alert: Some(FirstAlert { message: 0, at: None, level }),
        reasons: vec![Reason { message: 0, signs: Signal::ALL.iter().map(sign).collect() }],
        ..Assessment::default()
    };
    (conversation, assessment)
}

fn with_packs(
    (conversation, assessment): &(chats::Conversation, Assessment),
    language: Language,
    reader: Reader,
) -> Report {
    let packs = Packs {
        knowledge: Knowledge::bundled(),
        rules: Rules::bundled(),
        audience: Audience::new(language, reader),
    };
    let assessed = [Assessed { conversation, assessment }];
    Report::build(Origin::default(), &assessed, EngineIdentity::default(), &packs)
}

/// Every report there can be, as words on one line, with what it is about.
fn all_reports() -> Vec<(String, String)> {
    let mut reports = Vec::new();
    for language in Language::ALL {
        for reader in Reader::ALL {
            for trick in Trick::ALL {
                for level in Level::ALL {
                    let report = with_packs(&everything_heard(trick, level), language, reader);
                    // What does not depend on reader and trick is looked at once.
                    let text = match (reader, trick) {
                        (Reader::Parent, Trick::Grooming) => whole(&report),
                        _ => advice(&report),
                    };
                    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
                    let about = format!("{language:?} {reader:?} {trick:?} {level:?}");
                    reports.push((about, words.to_lowercase()));
                }
            }
        }
    }
    reports
}

fn whole(report: &Report) -> String {
    terminal::render(report, terminal::Style { colour: false, width: 100 })
}

fn advice(report: &Report) -> String {
    let said = |one: &report::ConversationReport| {
        let tricks = one.tricks.iter().map(|trick| format!("{}. {} ", trick.name, trick.what));
        let steps = one.guidance.iter().map(|step| format!("{} ", step.text));
        tricks.chain(steps).collect::<String>()
    };
    report.conversations.iter().map(said).collect()
}

fn never_says(phrases: &[&str]) {
    for (about, words) in all_reports() {
        for phrase in phrases {
            if let Some(at) = words.find(phrase) {
                let from = words.floor_char_boundary(at.saturating_sub(80));
                let to = words.ceil_char_boundary(at + 80);
                panic!("{about}: “{phrase}” in “…{}…”", &words[from..to]);
            }
        }
    }
}

#[test]
fn n3_calls_no_person_guilty() {
    never_says(&[
        "tội phạm",
        "thủ phạm",
        "kẻ xấu",
        "kẻ dụ dỗ",
        "có tội",
        "kẻ ấu dâm",
        "phạm tội",
        "guilty",
        "criminal",
        "perpetrator",
        "predator",
        "offender",
        "abuser",
        "paedophile",
    ]);
}

#[test]
fn n7_says_nothing_was_sent_or_reported_that_was_not() {
    never_says(&[
        "đã gửi cho công an",
        "đã báo công an",
        "đã báo cáo",
        "đã trình báo",
        "đã gửi tới 111",
        "has been reported",
        "was reported",
        "sent to the police",
        "have notified",
        "was notified",
    ]);
}

#[test]
fn n8_promises_no_secrecy_and_no_removal() {
    never_says(&[
        "giữ bí mật tuyệt đối",
        "bí mật hoàn toàn",
        "chắc chắn sẽ gỡ",
        "chắc chắn gỡ",
        "đảm bảo",
        "bảo đảm sẽ",
        "guarantee",
        "completely confidential",
        "absolutely confidential",
        "we promise",
        "will be removed",
    ]);
}

#[test]
fn n18_draws_no_legal_conclusion() {
    never_says(&[
        "vi phạm pháp luật",
        "bị tù",
        "đi tù",
        "phạt tù",
        "trái pháp luật",
        "bị khởi tố",
        "illegal",
        "against the law",
        "prison",
        "jail",
        "prosecut",
        "unlawful",
    ]);
}

#[test]
fn never_says_safe_nor_no_sign_of_a_chat_with_one_side_missing() {
    // "Is everyone safe right now?" is a question to the reader, not a verdict.
    let verdicts =
        ["cuộc trò chuyện này an toàn", "đoạn chat này an toàn", "is safe.", "all clear"];
    never_says(&verdicts);
    let read = one_sided();
    for language in Language::ALL {
        let report = with_packs(&read, language, Reader::Parent);
        let none = Knowledge::bundled().level(Level::None);
        for page in [whole(&report), html::fragment(&report)] {
            assert!(!page.contains(none.name.get(language)), "{page}");
            assert!(!page.contains(none.headline.get(language)), "{page}");
        }
    }
}

/// Pictures of tears are no words, and there may be much behind them.
#[test]
fn never_says_no_sign_of_a_chat_without_words() {
    let read =
        (conversation("zalo", &[("A", "😭😭"), ("B", "?"), ("A", "🙏")]), Assessment::default());
    for language in Language::ALL {
        let page = html::fragment(&with_packs(&read, language, Reader::Parent));
        let none = Knowledge::bundled().level(Level::None).headline.get(language);
        assert!(!page.contains(none), "{page}");
    }
}

/// What has vanished by itself cannot be read either.
#[test]
fn says_where_messages_were_set_to_vanish() {
    let (mut read, assessment) = everyday("toán");
    for vanishing in [false, true] {
        read.context.vanishing = vanishing;
        for language in Language::ALL {
            let report = with_packs(&(read.clone(), assessment.clone()), language, Reader::Parent);
            let said = Knowledge::bundled().limits().vanishing.get(language);
            let none = Knowledge::bundled().level(Level::None).headline.get(language);
            let page = html::fragment(&report);
            assert_eq!(page.contains(said), vanishing, "{page}");
            assert_eq!(page.contains(none), !vanishing, "{page}");
        }
    }
}

/// A chat that nobody here can read is not one in which nothing was found.
#[test]
fn never_says_no_sign_of_a_chat_in_another_language() {
    let japanese = [("あおい", "誰にも言わないでね"), ("みなと", "やだよ"), ("あおい", "ok, 明日")];
    let indonesian = [
        ("Rina", "jangan bilang siapa siapa ya ini rahasia kita"),
        ("Budi", "kenapa kak, mama aku nanti tanya"),
        ("Rina", "nyalakan kamera dulu, nanti aku kirim hadiahnya"),
    ];
    for lines in [japanese, indonesian] {
        let read = (conversation("line", &lines), Assessment::default());
        for language in Language::ALL {
            let report = with_packs(&read, language, Reader::Parent);
            let none = Knowledge::bundled().level(Level::None);
            let unread = Knowledge::bundled().limits().other_language.get(language);
            for page in [whole(&report), html::fragment(&report)] {
                assert!(!page.contains(none.name.get(language)), "{page}");
                assert!(!page.contains(none.headline.get(language)), "{page}");
            }
            assert!(report.limits.iter().any(|limit| limit == unread), "{:?}", report.limits);
        }
    }
}

#[test]
fn n19_n20_every_report_shows_111_and_only_numbers_that_were_looked_up() {
    let known: Vec<&str> = Knowledge::bundled()
        .helplines("VN")
        .into_iter()
        .filter_map(|helpline| helpline.number.as_deref())
        .collect();
    for trick in Trick::ALL {
        for level in Level::ALL {
            let report = with_packs(&everything_heard(trick, level), Language::Vi, Reader::Parent);
            let steps = report.conversations.iter().flat_map(|one| &one.guidance);
            let contacts = steps.filter_map(|step| step.contact.as_ref());
            for number in contacts.chain([&report.hotline]).filter_map(|one| one.number.as_deref())
            {
                assert!(known.contains(&number), "{number}");
            }
            assert!(html::fragment(&report).contains("href=\"tel:111\""));
        }
    }
}

#[test]
fn every_signal_trick_level_and_limit_has_its_words() {
    for (about, words) in all_reports() {
        assert!(!words.contains("→ :") && !words.contains("  "), "{about}: {words}");
    }
    for language in Language::ALL {
        let read = everything_heard(Trick::Sextortion, Level::High);
        let report = with_packs(&read, language, Reader::Parent);
        let one = &report.conversations[0];
        let said = [&one.level_name, &one.headline, &one.meaning, &one.tricks[0].what];
        assert!(said.iter().all(|text| !text.is_empty()));
        let signals = &one.reasons[0].signals;
        assert_eq!(signals.len(), Signal::COUNT);
        assert!(signals.iter().all(|one| !one.name.is_empty() && !one.explanation.is_empty()));
        assert!(report.limits.iter().all(|limit| !limit.is_empty()));
    }
}

#[test]
fn a_rules_own_words_come_before_those_of_its_signal() {
    let rules = Rules::bundled();
    let spoken = rules.iter().find_map(|(id, rule)| {
        let explanation = rule.explanation()?;
        match rule.asserts() {
            signals::Asserts::Signal(signal) => Some((id, rule.name(), signal, explanation)),
            signals::Asserts::Mitigation(_) => None,
        }
    });
    let Some((id, name, signal, explanation)) = spoken else { return };
    let (conversation, mut assessment) = everything_heard(Trick::Grooming, Level::Concern);
    assessment.reasons[0].signs.retain(|sign| sign.signal == signal);
    assessment.reasons[0].signs[0].by = By::Rule(id);
    let report = with_packs(&(conversation, assessment), Language::Vi, Reader::Parent);
    let signal = &report.conversations[0].reasons[0].signals[0];
    assert_eq!((signal.by, signal.rule.as_deref()), ("rule", Some(name)));
    assert_eq!(signal.explanation, explanation.vi);
}
