//! Messages as a table with headings.

mod own;

use chats::{Format, Kind, ReadOptions, Source, WarningCode, read};
use own::{codes, lines, reading, times, vietnam};
use proptest::prelude::*;

#[test]
fn imazing() {
    let reading = reading("sms_csv/imazing.csv");
    assert_eq!(reading.format, Format::SmsCsv);
    assert_eq!(codes(&reading), [WarningCode::TimeZoneUnknown]);
    let [minh, class] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(lines(minh), ["Minh: Mai đi thư viện nhé, 😀", "bong03: ok\nmấy giờ?"]);
    assert_eq!(minh.title.as_deref(), Some("Minh"));
    assert_eq!(minh.owner, minh.messages[1].from);
    assert_eq!(minh.messages.iter().map(|one| one.edited).collect::<Vec<_>>(), [false, true]);
    assert_eq!(times(minh)[0], "2024-06-03T15:02:00+07:00");
    assert_eq!(
        lines(class),
        ["-: Minh named the conversation “Lớp 6A”.", "Lan: ", "Minh: đẹp quá"]
    );
    let kinds: Vec<Kind> = class.messages.iter().map(|message| message.kind).collect();
    assert_eq!(kinds, [Kind::System, Kind::Media, Kind::Text]);
    assert_eq!(class.messages[1].attachment.as_deref(), Some("IMG_0001.jpg"));
}

#[test]
fn vietnamese_headings_and_semicolons() {
    let reading = reading("sms_csv/vi.csv");
    assert_eq!(reading.format, Format::SmsCsv);
    // The thirteenth of a month tells the order.
    assert_eq!(codes(&reading), [WarningCode::TimeZoneUnknown]);
    let [mum, viettel] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(lines(mum), ["Mẹ: Con tan học chưa; mẹ đón nhé", "bong03: Dạ rồi ạ"]);
    assert_eq!(times(mum)[0], "2024-06-03T15:02:00+07:00");
    assert_eq!(lines(viettel), ["VIETTEL: Quý khách còn \"5.000đ\""]);
}

#[test]
fn senders_and_recipients_between_tabs() {
    let reading = reading("sms_csv/en.tsv");
    assert_eq!(reading.format, Format::SmsCsv);
    let [conversation] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(lines(conversation), ["+1 (555) 010-0142: hi there", "bong03: hello, you"]);
    assert_eq!(times(conversation)[1], "2024-06-13T15:03:00+07:00");
}

#[test]
fn directions_in_every_word() {
    for (incoming, outgoing) in [
        ("Received", "Sent"),
        ("1", "2"),
        ("inbox", "OUTBOX"),
        ("Tin đến", "Tin đi"),
        ("nhận", "gửi"),
    ] {
        let table = format!(
            "sep=,\nDate,Type,Phone number,Body\n2024-06-03 15:02,{incoming},0900 000 111,a\n2024-06-03 15:03,{outgoing},+84900000111,b\n"
        );
        let reading = read(Source::from_bytes(table.as_bytes()), &vietnam()).unwrap();
        let [conversation] = reading.conversations.as_slice() else {
            panic!("{incoming}: {reading:?}");
        };
        assert_eq!(lines(conversation), ["0900 000 111: a", "bong03: b"], "{incoming}");
    }
    let flags =
        "is_from_me,date,handle,text\n0,1717401720000,0900000111,a\n1,1717401780000,0900000111,b\n";
    let reading = read(Source::from_bytes(flags.as_bytes()), &vietnam()).unwrap();
    assert_eq!(lines(&reading.conversations[0]), ["0900000111: a", "bong03: b"]);
    assert_eq!(codes(&reading), []);
}

#[test]
fn names_and_words_alone_are_one_conversation() {
    let table = "Thời gian;Tên;Tin nhắn\n2024-06-03 15:02;Mẹ;a\n2024-06-03 15:03;Bống;b\n";
    let reading = read(Source::from_bytes(table.as_bytes()), &vietnam()).unwrap();
    assert_eq!(lines(&reading.conversations[0]), ["Mẹ: a", "Bống: b"]);
}

#[test]
fn other_tables_are_not_taken() {
    for table in ["Name,Age\nA,1\n", "Date,Amount\n2024-06-03,5\n", "Date,Text\n2024-06-03,a\n"] {
        let reading = read(Source::from_bytes(table.as_bytes()), &vietnam()).unwrap();
        assert_eq!(reading.format, Format::Paste, "{table}");
    }
}

#[test]
fn cut_and_broken_tables_keep_the_rest() {
    let table = "Date,From,Text\r\n2024-06-03 15:02,A,a\n2024-06-03\r\n\n2024-06-03 15:03,B,b\r2024-06-03 15:04,A,\"cắ";
    let reading = read(Source::from_bytes(table.as_bytes()), &vietnam()).unwrap();
    assert_eq!(lines(&reading.conversations[0]), ["A: a", "B: b", "A: cắ"]);
    let skipped = reading.warnings.iter().find(|one| one.code == WarningCode::LinesSkipped);
    assert_eq!(skipped.map(|one| (one.line, one.count)), Some((Some(3), Some(1))));
    assert!(codes(&reading).contains(&WarningCode::Truncated));

    let marked = "\u{feff}Date;From;Text\n2024-06-03 15:02;A;a\n";
    let source = Source::from_bytes(marked.as_bytes()).named("bảng.txt");
    assert_eq!(read(source, &ReadOptions::default()).unwrap().format, Format::SmsCsv);
}

proptest! {
    #[test]
    fn what_is_written_reads_back(
        rows in proptest::collection::vec((any::<bool>(), 0u32..50_000_000, "[ -~ạ-ỹ😀\n\"]{0,20}"), 1..20),
        separator in proptest::sample::select(vec![b',', b';', b'\t']),
        quoted in any::<bool>(),
        order in 0..3,
    ) {
        let mut writer = csv::WriterBuilder::new()
            .delimiter(separator)
            .quote_style(if quoted { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
            .from_writer(Vec::new());
        writer.write_record(["Nội dung", "Ngày giờ", "Loại", "Số điện thoại"]).unwrap();
        // The last day of a year tells which number is the day.
        let mut seconds: Vec<u32> = rows.iter().map(|(_, at, _)| *at - *at % 60).collect();
        seconds.sort_unstable();
        let mut expected = Vec::new();
        for ((sent, _, text), at) in rows.iter().zip(seconds.iter().copied().chain(None)) {
            let moment = chats::Moment { unix_ms: (1_704_067_200 + i64::from(at)) * 1000 - 420 * 60_000, offset_minutes: 420 };
            let shown = moment.to_rfc3339();
            let (day, month, year, time) = (&shown[8..10], &shown[5..7], &shown[..4], &shown[11..16]);
            let date = match order {
                0 => format!("{year}-{month}-{day} {time}"),
                1 => format!("{time} {day}.{month}.{year}"),
                _ => moment.unix_ms.to_string(),
            };
            writer.write_record([text.as_str(), &date, if *sent { "Gửi" } else { "Nhận" }, "0900 000 111"]).unwrap();
            let who = if *sent { "bong03" } else { "0900 000 111" };
            expected.push((format!("{who}: {}", text.trim()), shown));
        }
        let table = writer.into_inner().unwrap();
        let reading = read(Source::from_bytes(&table), &vietnam()).unwrap();
        prop_assert_eq!(reading.format, Format::SmsCsv);
        let conversation = &reading.conversations[0];
        let read: Vec<_> = lines(conversation).into_iter().zip(times(conversation)).collect();
        // Day and month of one early day can be either way round, and that is said.
        if !codes(&reading).contains(&WarningCode::OrderAmbiguous) {
            prop_assert_eq!(read, expected);
        }
    }
}
