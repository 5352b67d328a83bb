//! WhatsApp's text in every language, clock, layout and order of dates that phones write.

mod own;

use std::collections::BTreeSet;
use std::fs;

use chats::{Conversation, Format, Kind, ReadOptions, Reading, Source, WarningCode, read};
use own::{codes, fixture, reading, times, vietnam};
use proptest::prelude::*;

/// What `EXPECTED.txt` says of each file: its name, whether messages vanish, and its messages.
fn expected() -> Vec<(String, bool, Vec<String>)> {
    let text = fs::read_to_string(fixture("whatsapp/EXPECTED.txt")).expect("the expected file");
    let mut files: Vec<(String, bool, Vec<String>)> = Vec::new();
    for line in text.lines().skip(1) {
        match (line.split_once(".txt"), files.last_mut()) {
            (Some((name, rest)), _) => {
                files.push((format!("{name}.txt"), rest == " vanishing", Vec::new()));
            }
            (None, Some((_, _, messages))) => messages.push(line.to_owned()),
            (None, None) => panic!("{line}"),
        }
    }
    files
}

/// A message as `EXPECTED.txt` has it.
fn shown(conversation: &Conversation) -> Vec<String> {
    let messages = conversation.messages.iter().zip(times(conversation));
    messages
        .map(|(message, at)| {
            let kind = match message.kind {
                Kind::Text => "",
                Kind::Media => "[media] ",
                Kind::Call => "[call] ",
                Kind::System => "[system] ",
            };
            let (deleted, edited) =
                (if message.deleted { "! " } else { "" }, if message.edited { "~ " } else { "" });
            let who =
                conversation.name_of(message).map_or(String::new(), |name| format!("{name} "));
            let file =
                message.attachment.as_ref().map_or(String::new(), |file| format!("({file})"));
            let date = at.strip_prefix("2024-06-13T").unwrap_or(&at);
            let time = date.strip_suffix("+07:00").unwrap_or(date);
            let said = [time, message.text.as_str(), file.as_str()].join(" ");
            let said = said.replace("  ", " ");
            format!("{deleted}{edited}{kind}{who}| {}", said.trim_end())
        })
        .collect()
}

#[test]
fn every_locale_reads_as_expected() {
    for (file, vanishing, expected) in expected() {
        let reading = reading(&format!("whatsapp/{file}"));
        assert_eq!(reading.format, Format::WhatsApp, "{file}");
        assert_eq!(codes(&reading), [WarningCode::TimeZoneUnknown], "{file}");
        let conversation = &reading.conversations[0];
        assert_eq!(shown(conversation), expected, "{file}");
        assert_eq!(conversation.context.vanishing, vanishing, "{file}");
    }
}

#[test]
fn every_fixture_is_expected() {
    let expected: BTreeSet<_> = expected().into_iter().map(|(file, ..)| file).collect();
    let folder = fs::read_dir(fixture("whatsapp")).expect("the fixtures");
    let files = folder.map(|entry| entry.expect("an entry").file_name().into_string().unwrap());
    let files: BTreeSet<_> = files.filter(|name| name != "EXPECTED.txt").collect();
    assert_eq!(files, expected);
    assert!(files.len() >= 15);
}

/// The messages of a chat that Minh writes, with this as its second.
fn with_words(words: &str) -> Conversation {
    let text = format!(
        "03/06/2024, 15:04 - Minh: chào em\n15/06/2024, 15:05 - Minh: {words}\n15/06/2024, 15:06 - Bống: dạ\n"
    );
    let mut reading = read(Source::from_bytes(text.as_bytes()), &vietnam()).expect("a chat reads");
    reading.conversations.remove(0)
}

#[test]
fn no_mark_and_no_borrowed_sentence_hides_words() {
    for (written, words) in [
        ("\u{200e}đừng kể mẹ nha", "đừng kể mẹ nha"),
        ("\u{200f}đừng kể mẹ nha", "đừng kể mẹ nha"),
        ("chào em \u{200e}<gửi ảnh cho anh xem>", "chào em \u{200e}<gửi ảnh cho anh xem>"),
        ("vào abc.com (đừng kể mẹ nha)", "vào abc.com (đừng kể mẹ nha)"),
        (
            "đừng kể mẹ: https://maps.google.com/?q=21.0,105.8",
            "đừng kể mẹ: https://maps.google.com/?q=21.0,105.8",
        ),
        ("Tin nhắn này đã bị xóa\nđừng kể mẹ nha", "\nđừng kể mẹ nha"),
        (
            "Messages and calls are end-to-end encrypted.\nđừng kể mẹ nha",
            "Messages and calls are end-to-end encrypted.\nđừng kể mẹ nha",
        ),
        ("\u{200e}Missed voice call\nđừng kể mẹ nha", "Missed voice call\nđừng kể mẹ nha"),
        (
            "\u{200e}Minh turned on disappearing messages.\nđừng kể mẹ nha",
            "Minh turned on disappearing messages.\nđừng kể mẹ nha",
        ),
    ] {
        let conversation = with_words(written);
        let message = &conversation.messages[1];
        assert_eq!(message.text, words, "{written}");
        assert_eq!((message.kind, message.deleted), (Kind::Text, false), "{written}");
        assert_eq!(conversation.name_of(message), Some("Minh"), "{written}");
    }
    assert!(with_words("\u{200e}Minh turned on disappearing messages. Và").context.vanishing);
}

#[test]
fn a_clock_in_unknown_words_is_told() {
    let text = "3/6/2024, 15:04 - Ana: a\n13/6/2024, 1:05 de la siesta - Luis: b\n13/6/2024, 15:06 - Ana: c\n";
    let reading = read(Source::from_bytes(text.as_bytes()), &vietnam()).unwrap();
    let skipped = reading.warnings.iter().find(|one| one.code == WarningCode::LinesSkipped);
    assert_eq!(skipped.map(|one| (one.line, one.count)), Some((Some(2), Some(1))));
    // The words are not lost.
    assert!(reading.conversations[0].messages[0].text.contains("Luis: b"));
}

#[test]
fn one_day_beyond_twelve_orders_the_dates_of_the_whole_file() {
    let mut chat = String::new();
    for (month, day) in [(3, 4), (3, 5), (4, 6), (4, 7), (5, 8)] {
        chat += &format!("{day}/{month}/24, 3:0{day} PM - Ann: day {day}\n");
    }
    let read = |text: &str| {
        let reading = read(Source::from_bytes(text.as_bytes()), &vietnam()).unwrap();
        (times(&reading.conversations[0]), codes(&reading))
    };
    let (first, _) = read(&format!("{chat}31/5/24, 3:00 PM - Ann: last\n"));
    assert_eq!(first[0], "2024-03-04T15:04:00+07:00");
    let american: String =
        (1..9).map(|day| format!("6/{day}/24, 3:0{day} PM - Ann: x\n")).collect();
    let (first, _) = read(&format!("{american}6/13/24, 3:00 PM - Ann: last\n"));
    assert_eq!(first[1], "2024-06-02T15:02:00+07:00");
    // Where nothing tells, that is said.
    let (_, warned) = read("3/4/24, 15:00 - Ann: a\n3/4/24, 15:01 - Ben: b\n");
    assert!(warned.contains(&WarningCode::OrderAmbiguous));
}

#[test]
fn years_of_other_calendars_are_ours_or_none() {
    let text =
        "[6/13/2567 BE, 15:05:10] Nid: a\n[6/13/R6, 15:06:10] Nid: b\n۱۴۰۳/۳/۲۴، ۱۵:۰۷ - Nid: c\n";
    let reading = read(Source::from_bytes(text.as_bytes()), &vietnam()).unwrap();
    let at: Vec<_> = reading.conversations[0].messages.iter().map(|one| one.at).collect();
    assert_eq!(
        times(&reading.conversations[0])[..2].join(" "),
        "2024-06-13T15:05:10+07:00 2024-06-13T15:06:10+07:00"
    );
    assert_eq!(at[2], None);
}

/// How a phone writes the beginning of a message.
#[derive(Clone, Debug)]
struct Layout {
    bracket: bool,
    time_first: bool,
    order: [char; 3],
    separator: &'static str,
    short_year: bool,
    padded: bool,
    seconds: bool,
    halves: Option<(&'static str, &'static str, bool)>,
    digits: char,
    comma: &'static str,
}

fn layout() -> impl Strategy<Value = Layout> {
    let order = proptest::sample::select(vec![['D', 'M', 'Y'], ['M', 'D', 'Y'], ['Y', 'M', 'D']]);
    let separator = proptest::sample::select(vec!["/", ".", "-", ". ", " / "]);
    // The words for the halves of the day, and whether they stand before the hour.
    let halves = proptest::option::of(proptest::sample::select(vec![
        ("AM", "PM", false),
        ("a.\u{a0}m.", "p.\u{a0}m.", false),
        ("SA", "CH", false),
        ("上午", "下午", true),
        ("午前", "午後", true),
        ("오전", "오후", true),
        ("ص", "م", false),
        ("पूर्वाह्न", "अपराह्न", false),
        ("π.μ.", "μ.μ.", false),
        ("ÖÖ", "ÖS", true),
        ("PG", "PTG", false),
    ]));
    let digits = proptest::sample::select(vec!['0', '٠', '۰', '०', '০']);
    let comma = proptest::sample::select(vec![", ", " ", "، ", ",\u{202f}"]);
    (order, separator, halves, digits, comma, any::<[bool; 5]>()).prop_map(
        |(
            order,
            separator,
            halves,
            digits,
            comma,
            [bracket, time_first, short, padded, seconds],
        )| {
            // A year of two digits that comes first is taken for a day, as it nearly always is.
            let short_year = short && order[0] != 'Y';
            Layout {
                bracket,
                time_first,
                order,
                separator,
                short_year,
                padded,
                seconds,
                halves,
                digits,
                comma,
            }
        },
    )
}

impl Layout {
    /// The beginning of a message of this moment, `2024-06-03T15:02:10+07:00`.
    fn header(&self, at: &str) -> String {
        let number = |range: std::ops::Range<usize>| at[range].parse::<u32>().expect("digits");
        let plain =
            |number: u32| if self.padded { format!("{number:02}") } else { number.to_string() };
        let date = self.order.map(|part| match part {
            'D' => plain(number(8..10)),
            'M' => plain(number(5..7)),
            _ if self.short_year => at[2..4].to_owned(),
            _ => at[..4].to_owned(),
        });
        let hour = number(11..13);
        let mut time = match self.halves {
            Some(_) => plain((hour + 11) % 12 + 1),
            None => plain(hour),
        };
        time += &at[13..if self.seconds { 19 } else { 16 }];
        if let Some((first, second, before)) = self.halves {
            let half = if hour < 12 { first } else { second };
            time = if before { format!("{half}{time}") } else { format!("{time}\u{202f}{half}") };
        }
        let date = date.join(self.separator);
        let (one, two) = if self.time_first { (time, date) } else { (date, time) };
        let whole = format!("{one}{}{two}", self.comma);
        let zero = u32::from(self.digits);
        let digit =
            |letter: char| letter.to_digit(10).and_then(|digit| char::from_u32(zero + digit));
        let whole: String = whole.chars().map(|letter| digit(letter).unwrap_or(letter)).collect();
        if self.bracket { format!("\u{200e}[{whole}] ") } else { format!("{whole} - ") }
    }
}

#[derive(Clone, Debug)]
enum Said {
    Words(String),
    Edited(String),
    Deleted(&'static str),
    Omitted(&'static str),
    Attached(String),
}

fn said() -> impl Strategy<Value = Said> {
    let line = "[\\p{L}😀&<\"'(*]{1,12}( [\\p{L}\\p{N}🙂:;,.!?)>/-]{1,10}){0,3}";
    // The second line of a message may look like the beginning of another.
    let more = prop_oneof![
        line.prop_map(|line| line),
        Just("16:00 mẹ đón con nhé".to_owned()),
        Just("2024-06-03 16:00:00 ở cổng B".to_owned()),
        Just(String::new()),
        Just("- Mẹ: a 👨‍👩‍👧".to_owned()),
    ];
    let words = (line, proptest::collection::vec(more, 0..3), "[\\p{L}🐟]{1,5}")
        .prop_map(|(first, more, last)| [&[first][..], &more, &[last]].concat().join("\n"));
    prop_oneof![
        6 => words.clone().prop_map(Said::Words),
        1 => words.prop_map(Said::Edited),
        1 => proptest::sample::select(vec!["Tin nhắn này đã bị xóa", "This message was deleted", "此訊息已刪除"]).prop_map(Said::Deleted),
        1 => proptest::sample::select(vec!["<Media omitted>", "<Bỏ qua Media>", "<Médias omis>", "<Без\u{a0}медиафайлов>"]).prop_map(Said::Omitted),
        1 => "[\\p{L}0-9][\\p{L}0-9 -]{0,12}\\.(jpg|opus|pdf)".prop_map(Said::Attached),
    ]
}

proptest! {
    #[test]
    fn what_a_phone_writes_reads_back(
        layout in layout(),
        names in proptest::collection::hash_set("[\\p{L}+🐟~][\\p{L}\\p{N}🙂'. ()-]{0,10}[\\p{L}\\p{N}🙂]", 2..5),
        said in proptest::collection::vec((0usize..5, 0i64..400_000, said()), 1..20),
    ) {
        let names: Vec<String> = names.into_iter().collect();
        let mut text = String::new();
        let mut expected = Vec::new();
        let mut at = 1_717_000_000_000;
        // The last day has a number that is no month.
        let last = (0, 0, Said::Words("hết".to_owned()));
        for (who, later, said) in said.iter().chain([&last]) {
            at = if *later == 0 && matches!(said, Said::Words(words) if words == "hết") {
                at.max(1_724_500_000_000)
            } else {
                at + later * 1000
            };
            let shown = chats::Moment { unix_ms: at, offset_minutes: 420 }.to_rfc3339();
            let shown = if layout.seconds { shown } else { format!("{}:00+07:00", &shown[..16]) };
            let name = &names[who % names.len()];
            let mark = if layout.bracket { "\u{200e}" } else { "" };
            let (written, line) = match said {
                Said::Words(words) => (words.clone(), (words.as_str(), Kind::Text, false, None)),
                Said::Edited(words) => (
                    format!("{words} {mark}<This message was edited>"),
                    (words.as_str(), Kind::Text, true, None),
                ),
                Said::Deleted(phrase) => (format!("{mark}{phrase}"), ("", Kind::Text, false, None)),
                Said::Omitted(phrase) => (format!("{mark}{phrase}"), ("", Kind::Media, false, None)),
                Said::Attached(file) if layout.bracket => (
                    format!("{mark}<đính kèm: {file}>"),
                    ("", Kind::Media, false, Some(file.as_str())),
                ),
                Said::Attached(file) => (
                    format!("{file} (file attached)"),
                    ("", Kind::Media, false, Some(file.as_str())),
                ),
            };
            text += &format!("{}{name}: {written}\n", layout.header(&shown));
            let deleted = matches!(said, Said::Deleted(_));
            expected.push((name.clone(), shown, line.0.to_owned(), line.1, line.2, deleted, line.3.map(str::to_owned)));
        }
        let options = ReadOptions { format: Some(Format::WhatsApp), ..vietnam() };
        let reading: Reading = read(Source::from_bytes(text.as_bytes()), &options).unwrap();
        let conversation = &reading.conversations[0];
        let read: Vec<_> = conversation.messages.iter().map(|message| (
            conversation.name_of(message).unwrap_or_default().to_owned(),
            message.at.map(chats::Moment::to_rfc3339).unwrap_or_default(),
            message.text.clone(),
            message.kind,
            message.edited,
            message.deleted,
            message.attachment.clone(),
        )).collect();
        prop_assert_eq!(read, expected, "{}", text);
    }
}
