//! How the packs may and may not speak. Tests named `nXX` hold the rule of that number in what the
//! product never does.

use std::path::Path;

use knowledge::{
    AgeBand, Ages, Knowledge, Reader, SheetPlace, Situation, StepKind, Then, TryChoice,
};
use lachan_knowledge as knowledge;
use risk::{Level, Trick};
use signals::Signal;
use text::Language;

/// One text of the packs.
#[derive(Debug)]
struct Text {
    /// File and keys, such as `advice/limits.toml general`.
    at: String,
    language: Language,
    text: String,
    for_a_child: bool,
}

impl Text {
    /// Its sentences, lower case.
    fn sentences(&self) -> Vec<String> {
        self.text
            .to_lowercase()
            .split(['.', '?', '!'])
            .map(|sentence| sentence.trim().to_owned())
            .filter(|sentence| !sentence.is_empty())
            .collect()
    }

    /// Whether it tells someone what to do, rather than what a trick or a law is.
    fn advises(&self) -> bool {
        let tells = ["tricks/", "laws/", "helplines.csv"];
        !self.is_of_a_trick() && !tells.iter().any(|place| self.at.starts_with(place))
    }

    /// Whether it tells how a trick is played, in its own words even: no advice, and no voice of
    /// ours.
    fn is_of_a_trick(&self) -> bool {
        let library = [" says[", " sign[", " story", " want", " in-short", " name"];
        let practice = [" says[", " say", " note", " them", " title", " setting"];
        let lesson = [" hook", " trick", " asks", " says", " title"];
        let places = [
            ("library/", &library[..]),
            ("practice/", &practice[..]),
            ("lessons/", &lesson[..]),
            ("transfer/", &[" says[", " where", " because"]),
        ];
        places.into_iter().any(|(place, parts)| {
            self.at.starts_with(place) && parts.iter().any(|part| self.at.contains(part))
        })
    }
}

fn every_text() -> Vec<Text> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut texts = Vec::new();
    for place in [
        "levels.toml",
        "tricks",
        "guidelines",
        "advice",
        "advice/steps",
        "laws",
        "library",
        "platforms",
        "practice",
        "lessons",
        "sheets",
        "transfer",
    ] {
        let path = packs.join(place);
        let files = if path.is_dir() {
            let entries = std::fs::read_dir(path).expect("a folder");
            entries
                .map(|entry| entry.expect("an entry").path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
                .collect()
        } else {
            vec![path]
        };
        for file in files {
            let name = file.strip_prefix(&packs).expect("below packs").display().to_string();
            let source = std::fs::read_to_string(&file).expect("a text file");
            let table: toml::Table = source.parse().expect("TOML");
            let for_a_child = name == "advice/help-now.toml";
            walk(&name, &toml::Value::Table(table), for_a_child, &mut texts);
        }
    }
    for record in csv::Reader::from_path(packs.join("helplines.csv")).expect("a file").records() {
        let record = record.expect("a record");
        for (column, language) in [(11, Language::Vi), (12, Language::En)] {
            if &record[6] != "low" {
                texts.push(Text {
                    at: format!("helplines.csv {}", &record[1]),
                    language,
                    text: record[column].to_owned(),
                    for_a_child: false,
                });
            }
        }
    }
    assert!(texts.len() > 800, "only {} texts were found", texts.len());
    texts
}

fn walk(at: &str, value: &toml::Value, for_a_child: bool, texts: &mut Vec<Text>) {
    match value {
        toml::Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(&format!("{at}[{index}]"), item, for_a_child, texts);
            }
        }
        toml::Value::Table(table) => {
            let for_a_child = for_a_child
                || (at.starts_with("library/") && at.contains(" do["))
                || (at.starts_with("practice/") && at.ends_with(" ending"))
                || (at.starts_with("lessons/") && !at.contains("grown-up"))
                || (at.starts_with("guidelines/") && at.ends_with(" child"))
                || table
                    .get("reader")
                    .and_then(toml::Value::as_str)
                    .is_some_and(|reader| reader.starts_with("child"));
            for (key, value) in table {
                match (Language::from_code(key), value.as_str()) {
                    (Some(language), Some(text)) => texts.push(Text {
                        at: at.to_owned(),
                        language,
                        text: text.to_owned(),
                        for_a_child,
                    }),
                    _ => walk(&format!("{at} {key}"), value, for_a_child, texts),
                }
            }
        }
        _ => {}
    }
}

/// Fails with every text in which `wrong` finds something.
fn none_of(texts: impl IntoIterator<Item = Text>, wrong: impl Fn(&Text) -> Option<String>) {
    let faults: Vec<String> = texts
        .into_iter()
        .filter_map(|text| Some(format!("{}: {} — «{}»", text.at, wrong(&text)?, text.text)))
        .collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Words as a reader counts them; in Vietnamese these are syllables.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

/// Whether `words` stand in the sentence as whole words.
fn says(sentence: &str, words: &str) -> bool {
    sentence.match_indices(words).any(|(start, found)| {
        let before = sentence[..start].chars().next_back();
        let after = sentence[start + found.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// The first of the forbidden words that the text says, outside the allowed phrases.
fn forbidden(text: &Text, forbidden: &[&str], allowed: &[&str]) -> Option<String> {
    let mut lowercase = text.text.to_lowercase();
    for phrase in allowed {
        lowercase = lowercase.replace(phrase, "·");
    }
    forbidden.iter().find(|words| says(&lowercase, words)).map(|words| format!("says «{words}»"))
}

/// A sentence that says one of `words` without one of `negations` before it.
fn unless_negated(text: &Text, words: &[&str]) -> Option<String> {
    const NEGATIONS: [&str; 12] = [
        "đừng", "không", "chưa", "chẳng", "don't", "not", "never", "no", "neither", "nor",
        "nobody", "needn't",
    ];
    text.sentences().into_iter().find_map(|sentence| {
        let at =
            words.iter().find_map(|word| says(&sentence, word).then(|| sentence.find(word))?)?;
        let negated = NEGATIONS.iter().any(|negation| says(&sentence[..at], negation));
        (!negated).then(|| format!("tells to in «{sentence}»"))
    })
}

#[test]
fn the_checks_find_what_they_look_for() {
    let of = |text: &str| Text {
        at: String::new(),
        language: Language::En,
        text: text.to_owned(),
        for_a_child: true,
    };
    let blamed = of("You should have known.");
    assert!(forbidden(&blamed, &["you should have"], &[]).is_some());
    assert!(forbidden(&of("Are you safe right now?"), &["safe"], &["safe right now"]).is_none());
    assert!(forbidden(&of("You are safe."), &["safe"], &["safe right now"]).is_some());
    assert!(forbidden(&of("Đây là sự ngưỡng mộ."), &["ngu"], &[]).is_none());
    assert!(unless_negated(&of("Em xoá đoạn chat nhé."), &["xoá"]).is_some());
    assert!(unless_negated(&of("Em đừng xoá đoạn chat nhé."), &["xoá"]).is_none());
    assert!(unless_negated(&of("Don't worry. Delete it."), &["delete"]).is_some());
    assert_eq!(words("Kể — ngay «bây giờ»!"), 4);
}

#[test]
fn both_languages_are_written_and_not_swapped() {
    const VIETNAMESE_ONLY: &str = "ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ";
    none_of(every_text(), |text| {
        let own = text.text.replace("Lá Chắn", "").to_lowercase();
        let own = own.replace("nghị định 56/2017/nđ-cp", "").replace("nđ-cp", "");
        let vietnamese = own.chars().any(|letter| VIETNAMESE_ONLY.contains(letter));
        match text.language {
            Language::En if vietnamese => Some("Vietnamese letters in an English text".into()),
            Language::Vi if !vietnamese && words(&own) > 3 => Some("no Vietnamese letters".into()),
            _ if text.text != text.text.trim() => Some("blanks around it".into()),
            _ => None,
        }
    });
}

#[test]
fn a_child_reads_short_sentences() {
    none_of(every_text().into_iter().filter(|text| text.for_a_child), |text| {
        let most = match text.language {
            Language::Vi => 30,
            Language::En => 25,
        };
        let longest = text.sentences().iter().map(|sentence| words(sentence)).max()?;
        (longest > most).then(|| format!("a sentence of {longest}"))
    });
}

#[test]
fn a_step_is_a_few_lines() {
    let steps = every_text().into_iter().filter(|text| text.at.starts_with("advice/steps/"));
    none_of(steps, |text| {
        let most = match (text.for_a_child, text.language) {
            (true, Language::En) => 35,
            (true, Language::Vi) => 45,
            (false, Language::En) => 40,
            (false, Language::Vi) => 55,
        };
        let length = words(&text.text);
        (length > most).then(|| format!("{length} words"))
    });
}

#[test]
fn help_now_is_read_in_ten_seconds() {
    for (language, most) in [(Language::Vi, 50), (Language::En, 45)] {
        let help = Knowledge::bundled().help_now(language);
        let length = words(help.comfort) + help.steps.iter().map(|step| words(step)).sum::<usize>();
        assert!(length <= most, "{language:?}: {length} words");
    }
    let help = |language| Knowledge::bundled().help_now(language).comfort;
    assert_eq!(help(Language::En), "It is not your fault.");
    assert_eq!(help(Language::Vi), "Không phải lỗi của em.");
}

#[test]
fn nobody_is_blamed() {
    // What the other side says in a story is what it is.
    let ours = every_text().into_iter().filter(|text| !text.at.contains(" says["));
    none_of(ours, |text| {
        forbidden(
            text,
            &[
                "sao em lại",
                "sao con lại",
                "sao bạn lại",
                "đáng lẽ",
                "lẽ ra",
                "tại em",
                "tại con",
                "do em",
                "dại dột",
                "lỗi của em",
                "lỗi của con",
                "ngu",
                "ngây thơ",
                "tự chuốc",
                "you should have",
                "why did you",
                "your fault",
                "your own fault",
                "naive",
                "stupid",
                "foolish",
                "you let",
                "should know better",
            ],
            &[
                "không phải lỗi của em",
                "không phải lỗi của con",
                "not your fault",
                "no fault of yours",
            ],
        )
    });
}

#[test]
fn never_safe_as_a_verdict() {
    none_of(every_text(), |text| {
        forbidden(
            text,
            &["an toàn", "safe", "safely", "harmless", "vô hại", "yên tâm"],
            &["có an toàn không", "are you safe right now"],
        )
    });
}

#[test]
fn words_that_hurt_are_not_used() {
    none_of(every_text(), |text| {
        forbidden(
            text,
            &[
                "child pornography",
                "child porn",
                "kiddie porn",
                "revenge porn",
                "sexting",
                "child prostitute",
                "khiêu dâm trẻ em",
                "nude",
                "nudes",
                "naked",
                "sex",
                "khoả thân",
                "khỏa thân",
                "lõa thể",
                "pervert",
                "biến thái",
                "yêu râu xanh",
                "pedophile",
                "monster",
                "ấu dâm",
                "commit suicide",
                "tự tử",
            ],
            &[],
        )
    });
}

#[test]
fn n01_no_text_asks_for_a_picture() {
    none_of(every_text().into_iter().filter(Text::advises), |text| {
        unless_negated(
            text,
            &[
                "upload",
                "attach",
                "send us",
                "send the picture",
                "save the picture",
                "tải ảnh lên",
                "đính kèm ảnh",
                "gửi ảnh",
                "gửi tấm ảnh",
                "lưu ảnh",
                "chụp lại ảnh",
            ],
        )
        // Said of what was already done, or of what others may ask.
        .filter(|_| !["Đã gửi ảnh", "đã gửi ảnh", "xin ảnh"].iter().any(|w| text.text.contains(w)))
    });
}

#[test]
fn n02_nobody_is_asked_to_describe_or_resend_a_picture() {
    none_of(every_text(), |text| {
        unless_negated(
            text,
            &[
                "describe the picture",
                "describe what",
                "send it again",
                "resend",
                "look at it",
                "mô tả ảnh",
                "tả lại ảnh",
                "gửi lại ảnh",
                "gửi lại tấm ảnh",
                "mở ảnh",
                "xem ảnh",
            ],
        )
        .filter(|_| !text.at.starts_with("levels") && !text.at.starts_with("advice/limits"))
    });
}

#[test]
fn n03_no_person_is_called_guilty() {
    none_of(every_text(), |text| {
        forbidden(
            text,
            &[
                "guilty",
                "criminal",
                "criminals",
                "perpetrator",
                "offender",
                "predator",
                "culprit",
                "phạm tội",
                "kẻ phạm tội",
                "tội phạm",
                "thủ phạm",
                "hung thủ",
                "có tội",
                "kẻ xấu",
                "kẻ ác",
            ],
            &["criminal law", "chống tội phạm mạng", "tội phạm mạng", "tội phạm trên mạng"],
        )
    });
}

#[test]
fn n04_nobody_writes_to_the_other_side() {
    none_of(every_text().into_iter().filter(Text::advises), |text| {
        unless_negated(
            text,
            &[
                "write to the other",
                "write to the blackmailer",
                "contact the person",
                "contact the other",
                "contact the blackmailer",
                "bargain",
                "negotiate",
                "confront",
                "nhắn cho người kia",
                "nhắn cho người doạ",
                "liên lạc với người",
                "gọi cho người kia",
                "mặc cả",
                "thương lượng",
                "đối chất",
            ],
        )
    });
}

#[test]
fn n05_nothing_is_deleted() {
    none_of(every_text().into_iter().filter(Text::advises), |text| {
        forbidden(
            text,
            &["delete the chat", "delete the account", "erase the chat", "delete your account"],
            &[],
        )
        .or_else(|| {
            unless_negated(
                text,
                &["xoá", "xóa", "delete", "erase", "gỡ ứng dụng", "reset", "cài lại máy"],
            )
            // What the other side promises or asks, and what a second scam sells.
            .filter(|_| {
                !["hứa sẽ xoá", "xoá ảnh", "promise to erase", "xoá gì"]
                    .iter()
                    .any(|words| text.text.contains(words))
            })
        })
    });
    let help = Knowledge::bundled().help_now(Language::Vi);
    assert!(help.steps.iter().any(|step| step.contains("đừng xoá")));
}

#[test]
fn n05_keep_comes_before_report_and_block() {
    for trick in Trick::ALL {
        for reader in Reader::ALL {
            let situation = Situation { trick: Some(trick), ..Situation::new(Level::High, reader) };
            let steps = Knowledge::bundled().guidance(&situation, Language::Vi);
            let place = |kind| steps.iter().position(|step| step.kind == kind);
            if let (Some(keep), Some(report), Some(block)) =
                (place(StepKind::Keep), place(StepKind::Report), place(StepKind::Block))
            {
                assert!(keep < report && report < block, "{trick:?} {reader:?}");
            } else {
                assert_eq!(trick, Trick::Oversharing);
            }
        }
    }
}

#[test]
fn n06_the_child_decides_who_is_told() {
    none_of(every_text().into_iter().filter(|text| text.for_a_child), |text| {
        forbidden(
            text,
            &[
                "your parents will be told",
                "we will tell",
                "will be informed",
                "will be notified",
                "bố mẹ sẽ được báo",
                "sẽ báo cho bố mẹ",
                "bố mẹ em sẽ biết",
                "sẽ báo về nhà",
            ],
            &[],
        )
    });
    // Where home may be unsafe, no step sends anyone home.
    for reader in Reader::ALL {
        for level in Level::ALL {
            let situation = Situation { home_may_be_unsafe: true, ..Situation::new(level, reader) };
            let steps = Knowledge::bundled().guidance(&situation, Language::Vi);
            let tell = steps.iter().find(|step| step.kind == StepKind::Tell).expect("a tell step");
            assert!(!tell.text.contains("bố mẹ"), "{situation:?}");
            assert_eq!(tell.contact, Some(Knowledge::bundled().hotline()));
        }
    }
}

#[test]
fn n07_nothing_claims_to_be_sent() {
    none_of(every_text(), |text| {
        forbidden(
            text,
            &[
                "report sent",
                "sent to the police",
                "sent to police",
                "has been reported",
                "we have informed",
                "đã báo công an",
                "đã gửi báo cáo",
                "đã được gửi tới",
                "đã chuyển cho công an",
            ],
            &[],
        )
    });
}

#[test]
fn n08_neither_secrecy_nor_removal_is_promised() {
    none_of(every_text().into_iter().filter(Text::advises), |text| {
        forbidden(
            text,
            &[
                "guarantee",
                "guaranteed",
                "we promise",
                "will be removed",
                "will be deleted",
                "stay secret",
                "completely anonymous",
                "100%",
                "bảo đảm",
                "cam kết",
                "chắc chắn",
                "sẽ được gỡ",
                "sẽ gỡ được",
                "sẽ bị gỡ",
                "tuyệt đối bí mật",
                "giữ kín tuyệt đối",
                "sẽ không ai biết",
                "nobody will know",
            ],
            &[],
        )
    });
}

#[test]
fn n09_a_crisis_leads_to_a_person() {
    let readers = Reader::ALL;
    for reader in readers {
        let situation =
            Situation { signals: &[Signal::Crisis], ..Situation::new(Level::Emergency, reader) };
        for language in Language::ALL {
            let steps = Knowledge::bundled().guidance(&situation, language);
            let now: Vec<_> = steps.iter().filter(|step| step.kind == StepKind::SafeNow).collect();
            assert!(now.len() == 2 && now.iter().all(|step| step.contact.is_some()), "{reader:?}");
        }
    }
    none_of(every_text(), |text| {
        let shown = text.at.starts_with("advice/steps/");
        shown
            .then(|| forbidden(text, &["depression", "diagnosis", "trầm cảm", "chẩn đoán"], &[]))?
    });
}

#[test]
fn n10_nobody_plays_detective() {
    none_of(every_text().into_iter().filter(Text::advises), |text| {
        unless_negated(
            text,
            &[
                "pretend",
                "bait",
                "set a trap for",
                "catch",
                "investigate",
                "giả vờ",
                "gài bẫy",
                "dò hỏi",
                "bắt người",
            ],
        )
    });
}

#[test]
fn n12_nobody_is_watched_in_secret() {
    none_of(every_text().into_iter().filter(Text::advises), |text| {
        unless_negated(
            text,
            &[
                "track",
                "spy",
                "monitor",
                "in secret",
                "secretly",
                "đọc lén",
                "xem lén",
                "theo dõi",
                "định vị",
            ],
        )
    });
}

#[test]
fn n17_nobody_is_nudged_to_pay_or_to_go() {
    for trick in [Trick::Sextortion, Trick::RecoveryScam, Trick::FakeOffer] {
        for reader in [Reader::Child(AgeBand::From13To15), Reader::Parent, Reader::Teacher] {
            let situation = Situation { trick: Some(trick), ..Situation::new(Level::High, reader) };
            let steps = Knowledge::bundled().guidance(&situation, Language::En);
            let stop = steps.iter().find(|step| step.kind == StepKind::Stop).expect("a stop step");
            let text = stop.text.to_lowercase();
            assert!(
                ["don't pay", "not to pay", "pay no", "pay nothing", "no fee", "neither to pay"]
                    .iter()
                    .any(|words| text.contains(words)),
                "{trick:?} {reader:?}: {text}"
            );
        }
    }
    none_of(every_text().into_iter().filter(Text::advises), |text| {
        unless_negated(text, &["trả tiền", "chuyển tiền", "đi gặp", "chuyển thêm", "nạp thêm"])
            .filter(|_| {
                !["đã trả tiền", "lỡ trả tiền", "từ chối"].iter().any(|w| text.text.contains(w))
            })
            .filter(|_| !text.at.starts_with("guidelines/"))
    });
}

#[test]
fn n18_the_law_is_quoted_and_nobody_is_judged() {
    let knowledge = Knowledge::bundled();
    none_of(every_text(), |text| {
        forbidden(
            text,
            &[
                "you broke the law",
                "you will go to prison",
                "is a crime",
                "committed",
                "em phạm",
                "chắc chắn bị",
                "sẽ bị tù",
                "sẽ đi tù",
                "vi phạm pháp luật",
            ],
            &[],
        )
    });
    assert!(knowledge.not_legal_advice().en.contains("not legal advice"));
    assert!(knowledge.not_legal_advice().vi.contains("không phải tư vấn pháp lý"));
    let mut notes = 0;
    for trick in Trick::ALL {
        notes += knowledge.trick(trick).laws.len();
    }
    assert!(notes >= Trick::COUNT, "every trick has its law");
    for note in knowledge.laws() {
        assert!(note.confidence >= knowledge::Certainty::Medium);
        assert!(!note.source.is_empty(), "{note:?}");
        // Nothing that the sources could not confirm, and nothing out of force.
        for stale in ["24/2018", "13/2023", "247", "130/2021", "own"] {
            assert!(!note.source.contains(stale) && !note.instrument.en.contains(stale));
        }
    }
}

#[test]
fn n19_texts_name_only_known_numbers() {
    none_of(every_text().into_iter().filter(Text::advises), |text| {
        text.text
            .split(|character: char| !character.is_ascii_digit())
            .filter(|digits| digits.len() > 2)
            .find(|digits| !["111", "113", "115"].contains(digits))
            .map(|digits| format!("names {digits}"))
    });
}

#[test]
fn n20_the_hotline_needs_nothing_but_the_program() {
    for language in Language::ALL {
        let help = Knowledge::bundled().help_now(language);
        assert_eq!(help.contact.number.as_deref(), Some("111"));
        assert!(help.steps.iter().any(|step| step.contains("111")));
    }
}

#[test]
fn no_sign_is_said_to_be_no_more_than_that() {
    let knowledge = Knowledge::bundled();
    let limits = knowledge.limits();
    assert!(limits.no_sign.en.contains("That is not the same as"));
    assert!(limits.no_sign.vi.contains("Điều đó không giống với"));
    assert_eq!(knowledge.level(Level::None).name.en, "No sign found");
}

#[test]
fn each_named_mitigation_has_its_words() {
    let knowledge = Knowledge::bundled();
    for name in [
        "family-talk",
        "banter",
        "official-context",
        "surprise-party",
        "warning-given",
        "quotes-or-news",
    ] {
        assert!(knowledge.mitigation(name).is_some(), "{name}");
    }
    assert_eq!(knowledge.mitigation("no-such"), None);
}

#[test]
fn guidelines_are_the_seven_and_tell() {
    let ids: Vec<&str> = Knowledge::bundled().guidelines().iter().map(|g| g.id.as_str()).collect();
    assert_eq!(ids, ["G1", "G2", "G3", "G4", "G5", "G6", "G7", "tell"]);
    for guideline in Knowledge::bundled().guidelines() {
        let bands = AgeBand::ALL.map(|band| guideline.child.get(band).vi.as_str());
        assert!(bands.iter().all(|text| bands.iter().filter(|t| *t == text).count() == 1));
    }
}

#[test]
fn the_library_holds_the_twenty_tricks_whole() {
    let knowledge = Knowledge::bundled();
    assert_eq!(knowledge.library().len(), 20);
    for entry in knowledge.library() {
        let id = &entry.id;
        assert!((4..=7).contains(&entry.says.len()), "{id}: {} messages", entry.says.len());
        assert!((4..=6).contains(&entry.signs.len()), "{id}: {} signs", entry.signs.len());
        assert!((4..=7).contains(&entry.steps.len()), "{id}: {} steps", entry.steps.len());
        assert!((3..=5).contains(&entry.adults.len()), "{id}: {} for adults", entry.adults.len());
        assert!(entry.search.len() >= 5, "{id}: is hardly found");
        // Whatever happened, someone is to be told.
        for (language, people) in [
            (Language::Vi, ["kể", "111", "người lớn", "nói với"]),
            (Language::En, ["tell", "111", "adult", "talk to"]),
        ] {
            let told = entry.steps.iter().map(|step| step.get(language).to_lowercase());
            assert!(told.into_iter().any(|it| people.iter().any(|one| it.contains(one))), "{id}");
        }
    }
    // What gets something installed is told where it happens: in games, accounts, offers.
    for trick in Trick::ALL.into_iter().filter(|trick| *trick != Trick::MalwareLure) {
        assert!(knowledge.library().iter().any(|entry| entry.trick == trick), "{}", trick.name());
    }
}

#[test]
fn the_platforms_are_the_twelve() {
    let names: Vec<&str> =
        Knowledge::bundled().platforms().iter().map(|card| card.id.as_str()).collect();
    assert_eq!(
        names,
        [
            "discord",
            "facebook",
            "instagram",
            "messenger",
            "minecraft",
            "roblox",
            "snapchat",
            "telegram",
            "tiktok",
            "whatsapp",
            "youtube",
            "zalo"
        ]
    );
}

/// Reporting first keeps the message reachable.
#[test]
fn n05_platforms_are_reported_to_before_anyone_is_blocked() {
    for card in Knowledge::bundled().platforms() {
        assert!(!card.privacy.is_empty(), "{}", card.id);
        for language in Language::ALL {
            let all =
                [card.block.get(language), card.report.get(language)].join(" ").to_lowercase();
            for wrong in ["delete the chat", "xoá đoạn chat", "xoá cuộc trò chuyện"] {
                assert!(!all.contains(wrong), "{}: {wrong}", card.id);
            }
        }
    }
}

#[test]
fn there_is_a_practice_for_every_age_and_nearly_every_trick() {
    let practice = Knowledge::bundled().practice();
    assert!(practice.len() >= 20, "{}", practice.len());
    for ages in Ages::ALL {
        assert!(practice.iter().any(|it| it.ages == ages), "{ages:?}");
    }
    for trick in Trick::ALL {
        assert!(practice.iter().any(|it| it.trick == Some(trick)), "{}", trick.name());
    }
    let talks = practice.iter().filter(|it| it.trick.is_none());
    assert!(talks.clone().count() >= 5 && talks.into_iter().all(|it| it.ages == Ages::Adults));
}

#[test]
fn there_are_six_lessons_for_every_age() {
    let lessons = Knowledge::bundled().lessons();
    for ages in Ages::ALL {
        assert!(lessons.iter().filter(|it| it.ages == ages).count() >= 6, "{ages:?}");
    }
    for guideline in Knowledge::bundled().guidelines() {
        assert!(lessons.iter().any(|it| it.guidelines.contains(&guideline.id)), "{}", guideline.id);
    }
    // Nobody is to learn that everything is a trick.
    for lesson in lessons {
        let (id, length) = (&lesson.id, lesson.tries.len());
        assert!(lesson.minutes <= 20 && lesson.grown_up.len() >= 2, "{id}");
        assert!(length >= 2, "{id}: {length} questions");
    }
}

/// Whoever only looks at how long the answers are learns nothing from that.
#[test]
fn the_longest_answer_of_a_lesson_is_as_often_a_good_one_as_not() {
    let lessons = Knowledge::bundled().lessons();
    for (ages, language) in Ages::ALL.into_iter().flat_map(|it| Language::ALL.map(|of| (it, of))) {
        let questions = lessons.iter().filter(|it| it.ages == ages).flat_map(|it| &it.tries);
        let (mut good, mut all) = (0, 0);
        for question in questions {
            let length = |choice: &&TryChoice| choice.says.get(language).chars().count();
            let longest = question.choices.iter().max_by_key(length).expect("answers");
            good += usize::from(longest.good);
            all += 1;
        }
        assert!(
            (all * 4..=all * 6).contains(&(good * 10)),
            "{ages:?} {language:?}: {good} of {all}"
        );
    }
}

#[test]
fn there_are_three_tests_for_everyone_who_reads() {
    let tests = Knowledge::bundled().transfer_tests();
    for ages in Ages::ALL.into_iter().skip(1) {
        assert_eq!(tests.iter().filter(|test| test.ages == ages).count(), 3, "{ages:?}");
    }
}

#[test]
fn there_are_sheets_for_schools_the_community_and_families() {
    let sheets = Knowledge::bundled().sheets();
    for (place, least) in
        [(SheetPlace::School, 8), (SheetPlace::Community, 6), (SheetPlace::Home, 3)]
    {
        let there = sheets.iter().filter(|sheet| sheet.place == place).count();
        assert!(there >= least, "{place:?}: {there}");
    }
}

/// However it goes, the last word is whom to turn to.
#[test]
fn every_practice_ends_with_someone_to_tell() {
    for practice in Knowledge::bundled().practice() {
        for way in practice.ways() {
            let played = practice.play(&way).expect("a way that was found");
            let Then::End { ending, .. } = &played.turn.then else { panic!("{way:?} goes on") };
            for (language, words) in [
                (Language::Vi, ["kể", "111", "người lớn", "nói với", "nói ra", "hỏi", "gọi"]),
                (Language::En, ["tell", "told", "111", "adult", "talk", "ask", "call"]),
            ] {
                let ending = ending.get(language).to_lowercase();
                let id = &practice.id;
                assert!(words.iter().any(|word| ending.contains(word)), "{id}: {ending}");
            }
        }
    }
}
