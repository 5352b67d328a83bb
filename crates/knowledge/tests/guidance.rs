//! What a reader is told to do, over every situation there is.

use knowledge::{AgeBand, Knowledge, Reader, Situation, Step, StepKind};
use lachan_knowledge as knowledge;
use risk::{Level, Trick};
use signals::Signal;
use text::Language;

const HEARD: [&[Signal]; 8] = [
    &[],
    &[Signal::Crisis],
    &[Signal::AgreesMeet],
    &[Signal::Pays],
    &[Signal::DisclosesCredential],
    &[Signal::SharesImage],
    &[Signal::DisclosesInfo],
    &[
        Signal::Crisis,
        Signal::AgreesMeet,
        Signal::Pays,
        Signal::DisclosesCredential,
        Signal::SharesImage,
        Signal::DisclosesInfo,
    ],
];

/// Every situation, in every language, with its steps.
fn every_situation(mut look: impl FnMut(&Situation<'_>, Language, &[Step<'_>])) {
    let tricks = std::iter::once(None).chain(Trick::ALL.into_iter().map(Some));
    for trick in tricks {
        for level in Level::ALL {
            for reader in Reader::ALL {
                for home_may_be_unsafe in [false, true] {
                    for country in ["VN", "us", "XX"] {
                        for signals in HEARD {
                            let situation = Situation {
                                trick,
                                level,
                                reader,
                                home_may_be_unsafe,
                                country,
                                signals,
                            };
                            for language in Language::ALL {
                                let steps = Knowledge::bundled().guidance(&situation, language);
                                look(&situation, language, &steps);
                            }
                        }
                    }
                }
            }
        }
    }
}

fn steps<'a>(situation: &Situation<'_>) -> Vec<Step<'a>> {
    Knowledge::bundled().guidance(situation, Language::En)
}

fn kinds(steps: &[Step<'_>]) -> Vec<StepKind> {
    steps.iter().map(|step| step.kind).collect()
}

#[test]
fn steps_come_in_order_and_are_few() {
    every_situation(|situation, _, steps| {
        assert!(steps.is_sorted_by_key(|step| step.kind), "{situation:?}");
        let most = match situation.level {
            Level::None | Level::Watch => 3,
            _ => 8,
        };
        assert!((2..=most).contains(&steps.len()), "{situation:?}: {}", steps.len());
        assert!(steps.iter().all(|step| !step.text.trim().is_empty()), "{situation:?}");
    });
}

#[test]
fn at_most_seven_steps_when_nothing_particular_was_heard() {
    every_situation(|situation, _, steps| {
        if situation.signals.is_empty() {
            assert!(steps.len() <= 7, "{situation:?}: {}", steps.len());
        }
    });
}

#[test]
fn stop_keep_report_block_tell_are_all_there_from_concern_on() {
    use StepKind::{Block, Keep, Report, Stop, Tell};
    every_situation(|situation, _, steps| {
        let needed: &[StepKind] = match (situation.level, situation.trick) {
            (Level::None | Level::Watch, _) => &[Tell],
            (Level::Emergency, _) => &[StepKind::SafeNow, Stop, Keep, Tell],
            // Nobody plays a trick: there is nobody to report or to block.
            (_, Some(Trick::Oversharing)) => &[Stop, Tell],
            _ => &[Stop, Keep, Report, Block, Tell],
        };
        for kind in needed {
            assert!(steps.iter().any(|step| step.kind == *kind), "{kind:?} in {situation:?}");
        }
    });
}

#[test]
fn telling_always_has_someone_to_call() {
    every_situation(|situation, _, steps| {
        let tell: Vec<_> = steps.iter().filter(|step| step.kind == StepKind::Tell).collect();
        assert_eq!(tell.len(), 1, "{situation:?}");
        let contact = tell[0].contact.expect("a contact");
        match situation.country {
            "VN" => assert_eq!(contact.number.as_deref(), Some("111")),
            "us" => assert_eq!(contact.number.as_deref(), Some("1-800-422-4453")),
            _ => assert!(contact.url.is_some()),
        }
    });
}

#[test]
fn numbers_of_viet_nam_are_named_only_there() {
    every_situation(|situation, _, steps| {
        if situation.country != "VN" {
            for step in steps {
                for number in ["111", "113", "115"] {
                    assert!(!step.text.contains(number), "{situation:?}: {}", step.text);
                    let contact = step.contact.and_then(|contact| contact.number.as_deref());
                    assert_ne!(contact, Some(number), "{situation:?}");
                }
            }
        }
    });
}

#[test]
fn a_child_first_reads_that_it_is_not_to_blame() {
    every_situation(|situation, language, steps| {
        if matches!(situation.reader, Reader::Child(_)) && situation.level >= Level::Concern {
            let first = steps[0].text;
            let comforting = match language {
                Language::Vi => ["không phải lỗi", "không có lỗi", "không làm gì sai"],
                Language::En => ["not your fault", "nothing wrong", "no fault"],
            };
            let first = first.to_lowercase();
            assert!(comforting.iter().any(|words| first.contains(words)), "{situation:?} {first}");
        }
    });
}

#[test]
fn an_emergency_begins_with_people_and_a_number() {
    every_situation(|situation, _, steps| {
        if situation.level == Level::Emergency {
            assert_eq!(steps[0].kind, StepKind::SafeNow, "{situation:?}");
            if situation.country == "VN" {
                assert!(steps[0].contact.is_some(), "{situation:?}");
            }
        }
    });
}

#[test]
fn low_levels_never_alarm() {
    every_situation(|situation, _, steps| {
        if situation.level <= Level::Watch {
            assert!(
                steps.iter().all(|step| matches!(
                    step.kind,
                    StepKind::Stop | StepKind::Tell | StepKind::FollowUp
                )),
                "{situation:?}"
            );
            for word in ["113", "115", "công an", "police", "khẩn cấp", "emergency"] {
                assert!(steps.iter().all(|step| !step.text.contains(word)), "{situation:?}");
            }
        }
    });
}

#[test]
fn what_was_heard_brings_its_own_step() {
    let teenager = Reader::Child(AgeBand::From13To15);
    let of = |signals: &'static [Signal]| {
        let situation = Situation {
            trick: Some(Trick::MalwareLure),
            signals,
            ..Situation::new(Level::High, teenager)
        };
        steps(&situation).iter().map(|step| step.text).collect::<Vec<_>>().join("\n")
    };
    for (signals, words) in [
        (&[Signal::Pays][..], "call the bank"),
        (&[Signal::DisclosesCredential], "log out everywhere"),
        (&[Signal::AgreesMeet], "even if you said yes"),
        (&[Signal::SharesImage], "Take It Down"),
        (&[Signal::Crisis], "someone who will listen"),
        (&[Signal::DisclosesInfo], "what they know about you"),
    ] {
        assert!(of(signals).contains(words), "{words}");
        assert!(!of(&[]).contains(words), "{words}");
    }
}

#[test]
fn the_advice_of_a_trick_is_not_lost_to_what_was_heard() {
    let situation = Situation {
        trick: Some(Trick::Sextortion),
        signals: &[Signal::SharesImage, Signal::Pays],
        ..Situation::new(Level::High, Reader::Child(AgeBand::From13To15))
    };
    let steps = steps(&situation);
    assert!(steps.iter().any(|step| step.text.contains("Don't pay")));
    let take_down: Vec<_> = steps.iter().filter(|step| step.kind == StepKind::TakeDown).collect();
    assert!(take_down.len() == 1 && take_down[0].text.contains("is a scam"));
    assert_eq!(
        take_down[0].contact.and_then(|contact| contact.url.as_deref()),
        Some("https://takeitdown.ncmec.org")
    );
}

#[test]
fn a_trick_has_advice_of_its_own_for_every_older_reader() {
    for trick in Trick::ALL {
        for reader in [
            Reader::Child(AgeBand::From9To12),
            Reader::Child(AgeBand::From16To17),
            Reader::Parent,
            Reader::Teacher,
        ] {
            let common = Situation::new(Level::High, reader);
            let particular = Situation { trick: Some(trick), ..common };
            let stop = |situation: &Situation<'_>| {
                steps(situation)
                    .iter()
                    .find(|step| step.kind == StepKind::Stop)
                    .map(|step| step.text)
            };
            assert_ne!(stop(&common), stop(&particular), "{trick:?} {reader:?}");
        }
    }
}

#[test]
fn the_youngest_and_the_oldest_read_different_words() {
    let of = |band| steps(&Situation::new(Level::High, Reader::Child(band)));
    assert_ne!(of(AgeBand::From5To8)[0].text, of(AgeBand::From16To17)[0].text);
    assert_eq!(kinds(&of(AgeBand::From9To12)), kinds(&of(AgeBand::From16To17)));
    assert_ne!(of(AgeBand::From9To12), of(AgeBand::From16To17));
}

#[test]
fn reader_names_lead_back() {
    for reader in Reader::ALL {
        assert_eq!(Reader::from_name(reader.name()), Some(reader));
    }
    assert_eq!(Reader::from_name("officer"), None);
}
