//! A conversation read whole gives what it gives message by message, and what a report needs.

use std::sync::LazyLock;

use chats::{Conversation, Kind, Message, Participant, ParticipantId};
use engine::{Engine, READ_WHOLE, Request};
use proptest::prelude::*;
use risk::{Level, Told, Trick};
use signals::{By, Family};

static ENGINE: LazyLock<Engine> = LazyLock::new(Engine::bundled);

fn conversation(lines: &[(u16, &str)]) -> Conversation {
    Conversation {
        id: "test".to_owned(),
        participants: ["Bống", "Minh", "Lan"]
            .map(|name| Participant { name: name.to_owned() })
            .to_vec(),
        messages: lines
            .iter()
            .map(|&(from, text)| Message {
                from: Some(ParticipantId(from)),
                text: text.to_owned(),
                ..Message::default()
            })
            .collect(),
        ..Conversation::default()
    }
}

/// The level that these lines reach.
fn level(lines: &[(u16, &str)]) -> Level {
    ENGINE.assess(&conversation(lines), Request::default()).level
}

const BLACKMAIL: [(u16, &str); 6] = [
    (1, "anh có ảnh của em rồi nhé"),
    (0, "sao anh lại làm vậy"),
    (1, "chuyển cho anh 500k nếu không anh đăng ảnh lên lớp em"),
    (0, "em không có tiền, em sợ lắm"),
    (1, "30 phút nữa không chuyển thì cả trường sẽ thấy"),
    (0, "em xin anh"),
];

#[test]
fn blackmail_is_high_and_says_who_when_and_why() {
    let assessment = ENGINE.assess(&conversation(&BLACKMAIL), Request::default());
    assert!(assessment.level >= Level::High, "{:?}", assessment.level);
    assert_eq!(assessment.child, Some(ParticipantId(0)));
    assert_eq!(assessment.contact, Some(ParticipantId(1)));
    assert_eq!(assessment.tricks.first().map(|guess| guess.trick), Some(Trick::Sextortion));
    let alert = assessment.first_alert.expect("an alert");
    assert!(alert.message <= 2, "{alert:?}");
    assert!(assessment.reasons.iter().any(|reason| reason.message == 2));
    for reason in &assessment.reasons {
        let text = BLACKMAIL[reason.message].1;
        for span in reason.signs.iter().flat_map(|sign| &sign.spans) {
            assert!(!span.of(text).is_empty());
        }
    }
}

/// What a worried person copies is often just the last lines, however they are typed.
#[test]
fn a_few_lines_are_enough() {
    let asked = [
        (1, "mẹ em có ở nhà không"),
        (0, "dạ không, mẹ em đi làm"),
        (1, "vậy em bật camera lên cho anh xem phòng em đi, mà đừng kể với ai nha"),
    ];
    let english = [
        (1, "is your mum home right now"),
        (0, "no shes at work"),
        (1, "turn your cam on then, show me your room. dont tell anyone ok"),
    ];
    for lines in [asked, english] {
        assert!(level(&lines) >= Level::Concern, "{:?} of {lines:?}", level(&lines));
    }
    // Clipped, as it is typed in the south, it is at least worth a look.
    let clipped = [
        (1, "mẹ em có nhà không"),
        (0, "dạ mẹ đi làm"),
        (1, "bật cam lên cho anh coi phòng đi, đừng kể ai nha"),
    ];
    assert!(level(&clipped) >= Level::Watch);
    let family = [
        (1, "con ơi ba có nhà không"),
        (0, "dạ ba đi làm rồi mẹ"),
        (1, "bật cam lên mẹ coi em ngủ chưa, nói nhỏ thôi kẻo em dậy"),
    ];
    assert!(level(&family) <= Level::Watch);
}

/// A message from a stranger and no answer: the one who writes is not taken for the child.
#[test]
fn who_alone_speaks_may_be_the_other_side() {
    let bank = "Ngan hang ABC: tai khoan cua quy khach bi khoa. Dang nhap \
                http://abc-bank-vn.example.com xac minh ngay trong 24h";
    let assessment = ENGINE.assess(&conversation(&[(1, bank)]), Request::default());
    assert!(assessment.level >= Level::Concern);
    assert_eq!((assessment.child, assessment.contact), (None, Some(ParticipantId(1))));
    let signs = assessment.reasons.iter().flat_map(|reason| &reason.signs);
    assert!(signs.clone().count() > 0);
    assert!(signs.into_iter().all(|sign| sign.signal.family() != Family::Child));
    let told =
        "em 11 tuổi, học 6A2 trường Hoa Sen, nhà 12 ngõ 5, tối nay em ở nhà một mình ai chơi không";
    let assessment = ENGINE.assess(&conversation(&[(0, told)]), Request::default());
    assert!(assessment.level >= Level::Watch);
    assert_eq!(assessment.child, Some(ParticipantId(0)));
}

/// What no rule hears, the reader does: someone may come to harm before the day is out.
#[test]
fn danger_today_is_an_emergency() {
    let fetched = [
        (1, "anh tới đầu hẻm rồi, em ra chưa"),
        (0, "em đang xỏ dép, mẹ em ngủ rồi"),
        (1, "ra cửa sau nha, tắt điện thoại để ở nhà đi, tối nay mình đi luôn"),
        (0, "dạ em ra đây, em hơi sợ"),
    ];
    let in_english = [
        (1, "im outside ur house"),
        (0, "ok mum is asleep let me get my shoes"),
        (1, "leave your phone at home so nobody can find us, we drive tonight"),
        (0, "ok coming out the back now, kinda scared"),
    ];
    let by_rules = ENGINE.clone().without_reader();
    for lines in [fetched, in_english] {
        let conversation = conversation(&lines);
        let assessment = ENGINE.assess(&conversation, Request::default());
        assert_eq!(assessment.level, Level::Emergency, "{lines:?}");
        assert!(!assessment.reasons.is_empty(), "{lines:?}");
        assert!(by_rules.assess(&conversation, Request::default()).level < Level::Emergency);
    }
    let exam = [
        (0, "mai thi sử mà chưa học chữ nào, chết chắc"),
        (1, "tao cũng vậy, chết chùm cho vui"),
        (0, "thôi học đi, tối call ôn chung"),
    ];
    let lift = [
        (0, "coach im at the stop, is mum there yet"),
        (1, "She's parked by the gym, grey car. I can see her waving"),
        (0, "ok coming, leaving the back door open for kit"),
    ];
    for lines in [exam, lift] {
        assert!(level(&lines) <= Level::Watch, "{:?} of {lines:?}", level(&lines));
    }
}

#[test]
fn dull_talk_shows_no_sign_and_no_reasons() {
    let lines = [
        (0, "mai mấy giờ kiểm tra toán vậy"),
        (1, "tiết 2 á, ôn chương 3 thôi"),
        (0, "ok cảm ơn nha"),
        (1, "ừ mai gặp"),
    ];
    let assessment = ENGINE.assess(&conversation(&lines), Request::default());
    assert_eq!(assessment.level, Level::None);
    assert!(assessment.reasons.is_empty() && assessment.tricks.is_empty());
    assert!(assessment.first_alert.is_none());
}

#[test]
fn what_the_platform_says_and_what_was_taken_back_is_not_scored() {
    let mut whole = conversation(&BLACKMAIL);
    for (index, message) in whole.messages.iter_mut().enumerate() {
        match index % 3 {
            0 => message.from = None,
            1 => message.deleted = true,
            _ => message.kind = Kind::System,
        }
    }
    assert_eq!(ENGINE.assess(&whole, Request::default()).level, Level::None);
}

#[test]
fn an_empty_conversation_is_no_sign() {
    assert_eq!(ENGINE.assess(&Conversation::default(), Request::default()).level, Level::None);
}

#[test]
fn the_digest_names_what_decides() {
    let digest = ENGINE.packs_digest();
    assert_eq!(digest.len(), 64);
    assert_eq!(digest, Engine::bundled().packs_digest());
}

/// Who someone is, whom they love, what they believe or own is never a sign of anything.
#[test]
fn n11_who_a_child_is_counts_for_nothing() {
    const SAID: [(&str, &str); 12] = [
        ("em là người Hmông ở Hà Giang", "em là người Kinh ở Hà Nội"),
        ("nhà em nghèo, bố mẹ làm ruộng", "nhà em khá giả, bố mẹ làm bác sĩ"),
        ("em theo đạo Phật", "em theo đạo Thiên Chúa"),
        ("mình là con trai mà thích con trai", "mình là con trai mà thích con gái"),
        ("em bị khiếm thị từ nhỏ", "em bị cận từ nhỏ"),
        ("bạn ấy là người chuyển giới", "bạn ấy là người miền Trung"),
        ("i'm gay and my best friend knows", "i'm left-handed and my best friend knows"),
        ("my family is muslim", "my family is vegetarian"),
        ("i think i might be trans", "i think i might be tall"),
        ("we are from nigeria", "we are from norway"),
        ("she uses a wheelchair", "she uses a bicycle"),
        ("we don't have much money at home", "we don't have much space at home"),
    ];
    for (one, other) in SAID {
        for said in [one, other] {
            let lines = [(0, "how was your weekend / cuối tuần vui không"), (1, said)];
            let assessment = ENGINE.assess(&conversation(&lines), Request::default());
            assert_eq!(assessment.level, Level::None, "{said}");
        }
    }
}

/// What was never said outright is understood, and the words it rests on are marked.
#[test]
fn the_reader_gives_reasons_that_people_can_check() {
    let lines = [
        (1, "ê hôm nay vẽ đẹp ghê á, nét này lớp 6 mà vẽ được chắc có một mình em"),
        (0, "hihi em cảm ơn anh"),
        (1, "mấy đứa kia anh nói chuyện cho có thôi, em thì khác"),
        (0, "khác sao ạ"),
        (1, "em hiểu chuyện hơn tuổi. mà mẹ em có hay coi điện thoại em không"),
        (0, "dạ thỉnh thoảng"),
        (1, "vậy mình qua bên app kia nhắn nha, tin tự mất, đỡ phiền mẹ"),
        (0, "app gì anh"),
        (1, "rồi tối mở cam cho anh coi em vẽ, chỉ anh với em thôi"),
    ];
    let assessment = ENGINE.assess(&conversation(&lines), Request::default());
    assert!(assessment.level >= Level::Concern, "{:?}", assessment.level);
    assert_eq!(assessment.tricks.first().map(|guess| guess.trick), Some(Trick::Grooming));
    assert_eq!(assessment.child, Some(ParticipantId(0)));
    let read: Vec<_> = assessment
        .reasons
        .iter()
        .flat_map(|reason| reason.signs.iter().map(move |sign| (reason.message, sign)))
        .filter(|(_, sign)| sign.by == By::Reader)
        .collect();
    assert!(read.iter().any(|(_, sign)| !sign.spans.is_empty()), "{read:?}");
    for (message, sign) in read {
        for span in &sign.spans {
            assert!(!span.of(lines[message].1).trim().is_empty(), "{sign:?}");
        }
    }
}

/// A long conversation is read only where something was heard, and the same in a stream.
#[test]
fn a_long_conversation_is_read_where_something_was_heard() {
    let dull = ["mai thi toán", "ok", "ăn cơm chưa", "rồi", "trời mưa quá", "ừ"];
    let mut lines: Vec<(u16, &str)> = (0..READ_WHOLE + 100)
        .map(|number| ((number % 2) as u16, dull[number % dull.len()]))
        .collect();
    // Far apart; so near that reading goes on from one to the next; and at the end.
    lines.splice(400..400, [BLACKMAIL[1]]);
    lines.splice(900..900, BLACKMAIL);
    lines.splice(925..925, BLACKMAIL);
    lines.push(BLACKMAIL[0]);
    let whole = conversation(&lines);
    let told = ENGINE.tell(&whole);
    let read = told.iter().filter(|told| told.reading.is_some()).count();
    assert!((1..150).contains(&read), "{read} read");
    assert!(ENGINE.opens_for(&whole) <= read);
    let assessment = ENGINE.assess(&whole, Request::default());
    assert!(assessment.level >= Level::High, "{:?}", assessment.level);
    let mut listener = ENGINE.listener_in_stream(Request::default());
    let mut levels: Vec<Level> = Vec::new();
    for (place, message) in whole.messages.iter().enumerate() {
        levels.push(listener.hear(message));
        let harm = |told: &Told| told.reading.as_ref().map(risk::Reading::harm);
        let last = listener.last().filter(|told| told.place == place as u64);
        match (last.and_then(harm), harm(&told[place])) {
            (None, None) => {}
            (Some(followed), Some(at_once)) => assert!((followed - at_once).abs() < 0.1),
            (followed, at_once) => panic!("message {place}: {followed:?}, {at_once:?}"),
        }
    }
    assert_eq!(levels.last(), Some(&assessment.level));
    assert_eq!(
        assessment.first_alert.map(|alert| alert.message),
        levels.iter().position(|&level| level >= Level::Concern)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn message_by_message_gives_what_the_whole_gives(
        picks in proptest::collection::vec((0u16..3, 0usize..BLACKMAIL.len(), ".{0,30}"), 0..40),
    ) {
        let lines: Vec<(u16, String)> = picks
            .iter()
            .map(|(from, index, more)| (*from, format!("{} {more}", BLACKMAIL[*index].1)))
            .collect();
        let lines: Vec<(u16, &str)> = lines.iter().map(|(from, text)| (*from, &**text)).collect();
        let whole = conversation(&lines);
        let assessment = ENGINE.assess(&whole, Request::default());
        let mut listener = ENGINE.listener(Request::default());
        let levels: Vec<Level> = whole.messages.iter().map(|it| listener.hear(it)).collect();
        prop_assert_eq!(assessment.level, levels.last().copied().unwrap_or_default());
        prop_assert_eq!(
            assessment.first_alert.map(|alert| alert.message),
            levels.iter().position(|&level| level >= Level::Concern)
        );
    }
}
