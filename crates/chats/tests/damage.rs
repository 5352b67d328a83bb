//! What people really have: half files, wrong files, old encodings, and what attackers send.

use std::io::{self, Cursor, Read, Write};

use chats::{
    Format, ReadError, ReadOptions, Reading, Source, WarningCode, read, read_all, write_jsonl,
};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;

fn read_bytes(bytes: &[u8]) -> Result<Reading, ReadError> {
    read(Source::from_bytes(bytes), &ReadOptions::default())
}

fn code(bytes: &[u8]) -> &'static str {
    read_bytes(bytes).expect_err("must be refused").code()
}

fn warning(reading: &Reading, code: WarningCode) -> Option<(Option<u64>, Option<u64>)> {
    let found = reading.warnings.iter().find(|warning| warning.code == code)?;
    Some((found.line, found.count))
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a new entry");
        zip.write_all(content).expect("room in memory");
    }
    zip.finish().expect("room in memory").into_inner()
}

const WHATSAPP: &str =
    "03/06/2024, 15:05 - Mẹ: Con tan học chưa?\n03/06/2024, 15:06 - Bống: Dạ rồi ạ\n";

#[test]
fn nothing_is_said_to_be_nothing() {
    assert_eq!(code(b""), "empty");
    assert_eq!(code(b" \n\n\t"), "empty");
    assert_eq!(code("\u{feff}".as_bytes()), "empty");
}

#[test]
fn pictures_go_no_further() {
    assert_eq!(code(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "picture");
    assert_eq!(code(b"\0\0\0\x18ftypmp42\0\0\0\0"), "video");
    let error = read_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF").unwrap_err();
    assert!(error.text(text::Language::Vi).contains("không bao giờ nhận hình ảnh"));
    assert!(error.text(text::Language::En).contains("never takes pictures"));
}

#[test]
fn noise_is_said_to_be_no_text() {
    let mut state = 1u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(10_000)
    .collect();
    assert_eq!(code(&noise), "binary");
}

#[test]
fn noise_in_the_middle_is_passed_with_a_warning() {
    let mut bytes = WHATSAPP.repeat(2_000).into_bytes();
    bytes.extend(b"\0\0\0\n");
    bytes.extend(WHATSAPP.as_bytes());
    let reading = read_bytes(&bytes).unwrap();
    assert_eq!(reading.conversations[0].messages.len(), 4_002);
    assert_eq!(warning(&reading, WarningCode::Binary), Some((Some(4_001), None)));
}

#[test]
fn encodings() {
    let utf_16: Vec<u8> = WHATSAPP.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [&[0xff, 0xfe][..], &utf_16].concat();
    let big: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(WHATSAPP.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    for bytes in [utf_16, marked, big, format!("\u{feff}{WHATSAPP}").into_bytes()] {
        let reading = read_bytes(&bytes).unwrap();
        assert_eq!(reading.conversations[0].messages[0].text, "Con tan học chưa?");
        assert_eq!(warning(&reading, WarningCode::Encoding), None);
    }
    // “Mẹ: Con đi học chưa?” and “Mẹ: Dạ, vẫn ổn.”
    let windows_1258 = b"03/06/2024, 15:05 - Me\xf2: Con \xf0i ho\xf2c ch\xfda?\n03/06/2024, 15:06 - Me\xf2: Da\xf2, v\xe2\xden \xf4\xd2n.\n";
    let reading = read_bytes(windows_1258).unwrap();
    let conversation = &reading.conversations[0];
    assert_eq!(conversation.participants[0].name, "Mẹ");
    assert_eq!(conversation.messages[0].text, "Con đi học chưa?");
    assert_eq!(conversation.messages[1].text, "Dạ, vẫn ổn.");
    assert!(warning(&reading, WarningCode::Encoding).is_some());
}

#[test]
fn json_cut_in_half_keeps_what_was_whole() {
    let json = r#"{"participants":[{"name":"A"}],"messages":[
{"sender_name":"A","timestamp_ms":1717401720000,"content":"một"},
{"sender_name":"A","timestamp_ms":1717401780000,"content":"hai"},
{"sender_name":"A","timest"#;
    let reading = read_bytes(json.as_bytes()).unwrap();
    assert_eq!(reading.format, Format::Messenger);
    assert_eq!(reading.conversations[0].messages.len(), 2);
    assert_eq!(warning(&reading, WarningCode::Truncated), Some((Some(4), None)));

    let broken = json.replace("hai\"}", "hai\"]");
    let reading = read_bytes(broken.as_bytes()).unwrap();
    assert_eq!(reading.conversations[0].messages.len(), 1);
    assert_eq!(warning(&reading, WarningCode::Damaged), Some((Some(3), None)));

    let nothing_whole =
        r#"{"participants":[],"messages":[{"sender_name":"A","timestamp_ms":1,"cont"#;
    assert_eq!(code(nothing_whole.as_bytes()), "damaged");
    assert_eq!(code(br#"{"a":1}"#), "unrecognised");
}

#[test]
fn wrong_types_in_json_do_not_stop_the_rest() {
    let json = r#"{"participants":7,"title":[],"messages":[null,3,"x",[1],
        {"sender_name":null,"timestamp_ms":"1717401720000","content":{"a":[]}},
        {"sender_name":"A","timestamp_ms":1.7e12,"content":5,"photos":"no","share":[]}]}"#;
    let reading = read_bytes(json.as_bytes()).unwrap();
    assert_eq!(reading.conversations[0].messages.len(), 2);
}

#[test]
fn a_broken_line_of_jsonl_does_not_stop_the_next() {
    let text = "{\"id\":\"1\",\"messages\":[{\"from\":\"A\",\"at\":\"2024-06-03T15:02:00+07:00\",\"text\":\"a\"}]}\n\
        {\"id\":\"2\",\"messages\":[{\"from\":\"A\",\"at\":null,\"te}\n\
        {\"id\":\"3\",\"messages\":[{\"from\":\"A\",\"at\":null,\"text\":\"c\"}]}\n";
    let reading = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(reading.format, Format::Jsonl);
    let ids: Vec<_> = reading.conversations.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["1", "3"]);
    assert_eq!(warning(&reading, WarningCode::Damaged), Some((Some(2), None)));
}

#[test]
fn xml_cut_in_half_keeps_what_was_whole() {
    let xml = "<?xml version='1.0'?>\n<smses count=\"3\">\n<sms address=\"1\" date=\"1\" type=\"1\" body=\"a\"/>\n<sms address=\"1\" date=\"bad\" type=\"1\" body=\"b\"/>\n<sms address=\"1\" date=\"2\" type=\"2\" bo";
    let reading = read_bytes(xml.as_bytes()).unwrap();
    assert_eq!(reading.conversations[0].messages.len(), 1);
    assert_eq!(warning(&reading, WarningCode::LinesSkipped), Some((Some(4), Some(1))));
    assert_eq!(warning(&reading, WarningCode::Truncated).map(|(line, _)| line), Some(Some(5)));
}

#[test]
fn promised_messages_that_are_not_there_are_missed() {
    let xml = "<?xml version='1.0'?><smses count=\"3\"><sms address=\"1\" date=\"1\" type=\"1\" body=\"a\"/></smses>";
    let reading = read_bytes(xml.as_bytes()).unwrap();
    assert_eq!(warning(&reading, WarningCode::MissingMessages), Some((None, Some(2))));
}

/// A stream of one byte, for ever, after a beginning.
struct Endless<'a>(&'a [u8], u8, u64);

impl Read for Endless<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() {
            buffer.fill(self.1);
            self.2 += buffer.len() as u64;
            assert!(self.2 < 64 << 20, "reads on although no message is this long");
            return Ok(buffer.len());
        }
        self.0.read(buffer)
    }
}

#[test]
fn lines_without_end_are_refused_early() {
    for (begin, byte) in [
        ("", b'a'),
        ("03/06/2024, 15:05 - A: ", b'a'),
        ("{\"messages\":[{\"sender_name\":\"A\",\"timestamp_ms\":1,\"content\":\"", b'a'),
        ("{\"messages\":[{\"sender_name\":\"A\",\"timestamp_ms\":", b'1'),
        ("<?xml version='1.0'?><smses count='1'><sms body=\"", b'a'),
        ("ID,Timestamp,Contents,Attachments\n1,2023-01-06 16:11:26,\"", b'a'),
        ("Date,From,Text\n2024-06-03 15:02,A,\"", b'a'),
        ("AuthorID,Author,Date,Content,Attachments,Reactions\n\"1\",\"", b'a'),
        ("<html><body><div class=\"chatlog__message-container\">", b'a'),
        ("<html><body><div class=\"_a6-g _a6-o\" title=\"", b'a'),
        ("<html><body class=\"chatlog__x\"><script>", b'a'),
        ("From a@b Mon Jun  3 15:02:00 2024\nFrom: a\nSubject: ", b'a'),
        ("--- Log opened Mon Jun 03 15:00:00 2024\n15:02 <a> ", b'a'),
        ("[2024-06-03, 15:02] Minh: ", b'a'),
        ("Conversation: A\n\nFrom: A\nType: incoming\n\n", b'a'),
        ("Jun 03, 2024  3:02:00 PM\nMe\n", b'a'),
    ] {
        let source = Source::from_reader(Endless(begin.as_bytes(), byte, 0));
        let error = read(source, &ReadOptions::default()).unwrap_err();
        assert_eq!(error.code(), "line-too-long", "{begin}");
    }
}

#[test]
fn deep_nesting_and_entities_are_refused() {
    for open in ["[", "{\"a\":"] {
        let deep =
            format!("{{\"sender_name\":1,\"timestamp_ms\":1,\"x\":{}", open.repeat(1_000_000));
        assert_eq!(code(deep.as_bytes()), "too-deep");
    }
    let laughs = "<?xml version='1.0'?>\n<!DOCTYPE smses [\n<!ENTITY a \"ha\">\n<!ENTITY b \"&a;&a;&a;\">\n]>\n<smses><sms address='1' date='1' type='1' body='&b;'/></smses>";
    assert_eq!(code(laughs.as_bytes()), "entity-expansion");
}

#[test]
fn zips_are_looked_into() {
    let zip =
        zipped(&[("_chat.txt", WHATSAPP.as_bytes()), ("00000042-PHOTO.jpg", b"\xff\xd8\xff")]);
    let source = Source::from_bytes(&zip).named("WhatsApp Chat - Mẹ.zip");
    let reading = read(source, &ReadOptions::default()).unwrap();
    assert_eq!(reading.format, Format::WhatsApp);
    assert_eq!(reading.conversations[0].title.as_deref(), Some("Mẹ"));
    assert_eq!(warning(&reading, WarningCode::FilesSkipped), None);

    // The same from a stream that cannot seek.
    let reading = read(Source::from_reader(&zip[..]), &ReadOptions::default()).unwrap();
    assert_eq!(reading.conversations[0].messages.len(), 2);

    let android =
        zipped(&[("WhatsApp Chat with Bố.txt", WHATSAPP.as_bytes()), ("other.json", b"{\"a\":1}")]);
    let readings = read_all(Source::from_bytes(&android), &ReadOptions::default()).unwrap();
    assert_eq!(readings[0].conversations[0].title.as_deref(), Some("Bố"));
    assert_eq!(warning(&readings[0], WarningCode::FilesSkipped), Some((None, Some(1))));
}

#[test]
fn zips_that_are_broken_or_bombs_are_refused() {
    let zip = zipped(&[("_chat.txt", WHATSAPP.as_bytes())]);
    assert_eq!(code(&zip[..20]), "archive-damaged");
    assert_eq!(code(b"PK\x03\x04 and then words"), "archive-damaged");
    assert_eq!(code(&zipped(&[("photo.jpg", b"\xff\xd8\xff")])), "nothing-inside");

    let line = "03/06/2024, 15:05 - A: a\n".repeat(1_000_000);
    assert_eq!(code(&zipped(&[("_chat.txt", line.as_bytes())])), "archive-refused");
    let nested = zipped(&[("inner.txt", &zip)]);
    assert_eq!(code(&nested), "binary");
}

#[test]
fn a_zip_cut_in_half_keeps_what_was_whole() {
    let mut chat = String::new();
    for number in 0..20_000u32 {
        let word = number.wrapping_mul(2_654_435_761);
        chat +=
            &format!("03/06/2024, {:02}:{:02} - Mẹ: câu {word}\n", number / 60 % 24, number % 60);
    }
    let zip = zipped(&[("_chat.txt", chat.as_bytes()), ("photo.jpg", b"\xff\xd8\xff")]);
    let reading = read_bytes(&zip[..zip.len() / 2]).unwrap();
    let messages = reading.conversations[0].messages.len();
    assert!((5_000..15_000).contains(&messages), "{messages}");
    assert!(warning(&reading, WarningCode::Truncated).is_some());
}

#[test]
fn mixed_line_ends_and_quotes_of_chats() {
    let text = WHATSAPP.replace('\n', "\r\n");
    assert_eq!(
        read_bytes(text.as_bytes()).unwrap().conversations[0].messages[0].text,
        "Con tan học chưa?"
    );

    let mut text = String::from("chuyện hôm trước\n");
    for minute in 10..59 {
        text += &format!("03/06/2024, 15:{minute} - Mẹ: câu {minute}\n");
    }
    text += "[14:00, 02/06/2024] Người lạ: gửi ảnh đi\nnhanh lên\n03/06/2024, 16:00 - Bống: con kể mẹ nghe\n";
    let reading = read_bytes(text.as_bytes()).unwrap();
    let conversation = &reading.conversations[0];
    assert_eq!(warning(&reading, WarningCode::LinesSkipped), Some((Some(1), Some(1))));
    assert_eq!(conversation.messages.len(), 50);
    assert_eq!(
        conversation.messages[48].text,
        "câu 58\n[14:00, 02/06/2024] Người lạ: gửi ảnh đi\nnhanh lên"
    );
    assert_eq!(conversation.name_of(&conversation.messages[49]), Some("Bống"));
}

#[test]
fn names_cut_at_a_colon_are_joined_again() {
    let mut text = String::new();
    for minute in 10..20 {
        text += &format!(
            "03/06/2024, 15:{minute} - Cô Lan: 6B: câu {minute}\n03/06/2024, 15:{minute} - Bống: dạ\n"
        );
    }
    let conversation = &read_bytes(text.as_bytes()).unwrap().conversations[0];
    let names: Vec<_> = conversation.participants.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Cô Lan: 6B", "Bống"]);
    assert_eq!(conversation.messages[0].text, "câu 10");
}

/// The beginnings by which formats are recognised, for bytes that go wrong later.
const BEGINNINGS: &[&str] = &[
    "",
    "03/06/2024, 15:05 - Mẹ: a\n",
    "[3/6/24, 3:05:01 PM] A: b\n",
    "{\"messages\":[{\"sender_name\":\"A\",\"timestamp_ms\":1,",
    "{\"name\":\"A\",\"type\":\"personal_chat\",\"messages\":[{\"from_id\":\"user1\",",
    "{\"guild\":{},\"channel\":{},\"messages\":[{\"type\":\"Default\",",
    "[{\"ID\":1,\"Timestamp\":\"2024-06-03 15:02:00\",\"Contents\":\"a\",\"Attachments\":\"\"},",
    "ID,Timestamp,Contents,Attachments\n1,2023-01-06 16:11:26,",
    "{\"a\":[{\"From\":\"a\",\"Media Type\":\"TEXT\",\"Created\":\"2024\",",
    "{\"messages\":[{\"from\":\"A\",\"at\":\"2024\",",
    "<?xml version='1.0'?><smses><sms address='1' date='1' type='1' ",
    "<?xml version='1.0'?><smses><mms address='1~2' date='1'><parts><part ct='text/plain' ",
    "Minh\nalo\n10:32\n",
    "<minh> a\n",
    "{\"messages\":[{\"creator\":{\"name\":\"A\"},\"created_date\":\"Monday, June 3, 2024 at 8:02:00 PM UTC\",",
    "{\"conversations\":[{\"conversation\":{\"conversation\":{\"participant_data\":[]}},\"events\":[{\"timestamp\":\"1\",",
    "{\"conversations\":[{\"id\":\"8:a\",\"MessageList\":[{\"from\":\"8:a\",\"content\":\"<quote>",
    "{\"value\":[{\"messageType\":\"message\",\"createdDateTime\":\"2024\",\"body\":{\"contentType\":\"html\",\"content\":\"<p>",
    "{\"Direct Messages\":{\"ChatHistory\":{\"Chat History with a:\":[{\"Date\":\"2024\",\"From\":\"a\",",
    "{\"room_name\":\"a\",\"exported_by\":\"a\",\"messages\":[{\"type\":\"m.room.message\",\"content\":{",
    "[{\"type\":\"message\",\"user\":\"U1\",\"ts\":\"1.0\",\"text\":\"<@U1>",
    "--- Log opened Mon Jun 03 15:00:00 2024\n15:02 <@a> b\n15:03  * a c\n15:04 -!- a has quit\n",
    "**** BEGIN LOGGING AT Mon Jun  3 15:00:00 2024\nJun 03 15:02:00 <a>\tb\nJun 03 15:02:00 *\ta b\n",
    "2024-06-03 15:02:00\ta\tb\n2024-06-03 15:02:00\t-->\tb\n",
    "Date,From,Text\n2024-06-03 15:02,A,b\n",
    "AuthorID,Author,Date,Content,Attachments,Reactions\n\"1\",\"A\",\"2024-06-03T15:02:00+07:00\",\"b\",\"\",\"\"\n",
    "==============================================================\nGuild: A\nChannel: b\n==============================================================\n\n[6/3/2024 3:02 PM] A\nb\n\n\n",
    "<html><div class=\"chatlog__message-group\"><div class=\"chatlog__message-container\"><span class=\"chatlog__author\">A</span><div class=\"chatlog__content\">",
    "<html><div class=\"pam _a6-g uiBoxWhite\"><h2 class=\"_a6-h\">A</h2><div class=\"_a6-p\">b</div><div class=\"_a6-o\">Jun 03, 2024 3:02 pm</div></div><div class=\"_a6-g\">",
    "From a@b Mon Jun  3 15:02:00 2024\nFrom: a\nMessage-ID: <1>\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nb\n",
    "[2024-06-03, 15:02] Minh: a  \n",
    "{\"date\": \"2024-06-03T15:02:07+07:00\", \"sender\": \"A\", \"body\": \"a\", \"quote\": \"\", \"sticker\": null, \"reactions\": [",
    "[\n{\"conversationId\":\"a\",\"sent_at\":1,\"type\":\"incoming\",\"bodyRanges\":[{\"start\":",
    "Conversation: A (1)\n\nFrom: A\nType: incoming\nSent: Mon, 3 Jun 2024 15:02:07 +0700\nEdited: 2 versions\n\n| Version: 2\n|\n",
    "2024-06-03 15:02 You: [2 attachments] a\n",
    "Jun 03, 2024  3:02:00 PM\nMe\na\n",
    "<html><div class=\"message\"><div class=\"received\"><p><span class=\"timestamp\">Jun 03, 2024  3:02:00 PM</span><span class=\"sender\">A</span></p><span class=\"bubble\">",
    "PK\x03\x04",
];

/// Pieces of which damaged exports are made.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let words = proptest::sample::select(vec![
        "\"text\":",
        "\"content\":\"",
        "\"}",
        "]",
        "[",
        "{",
        "}",
        ",",
        "\\u00c3",
        "\\ud83d",
        "null",
        "1e999",
        "\n",
        "\r",
        "03/06/24, ",
        "3:05\u{202f}PM",
        " - ",
        "[",
        "] ",
        ": ",
        "A",
        "Mẹ",
        "<",
        ">",
        "&#55357;",
        "&amp;",
        "data=\"",
        "/>",
        "10:32",
        "Hôm qua",
        "- ",
        "\u{200e}",
        "<đính kèm: a.jpg>",
        "\0",
        "é",
        "2024-06-03T15:02:00+07:00",
        "٣/٦/٢٠٢٤",
        "\"",
        "'",
        "</mms>",
        "<!--",
        "<![CDATA[",
        "<!DOCTYPE",
        "午後",
        "p. m.",
        "2567",
        "\t",
        "</div>",
        "<div class=\"_a6-p\">",
        "<br>",
        "\n\n",
        "> ",
        "--x--",
        "=C3=",
        "=?utf-8?Q?",
        "\nFrom a@b Mon Jun  3 15:02:00 2024\n",
        "{Attachments}\n",
        "--- Day changed Tue Jun 04 2024\n",
        "\u{3}04",
        "15:02 <a> ",
        "](./media/",
        "Reactions:\n",
        "    Jun 03, 2024  3:02:00 PM\n",
        "> From: A\n",
        "| ",
        "From: A\n",
        "Type: incoming\n",
        "<div class=\"edited\">",
        "<tr>",
        "[edited] ",
    ]);
    let part = prop_oneof![
        6 => words.prop_map(|word| word.as_bytes().to_vec()),
        1 => proptest::collection::vec(any::<u8>(), 0..8),
    ];
    proptest::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_bytes_panic_any_format(begin in proptest::sample::select(BEGINNINGS.to_vec()), rest in pieces()) {
        let bytes = [begin.as_bytes(), &rest].concat();
        let _ = read_bytes(&bytes);
        for format in Format::ALL {
            let options = ReadOptions { format: Some(*format), ..ReadOptions::default() };
            if let Ok(reading) = read(Source::from_bytes(&bytes), &options) {
                for conversation in &reading.conversations {
                    for message in &conversation.messages {
                        let known = |id: chats::ParticipantId| usize::from(id.0) < conversation.participants.len();
                        prop_assert!(message.from.is_none_or(known));
                        prop_assert!(!message.deleted || message.text.is_empty());
                    }
                    write_jsonl(conversation, &mut io::sink()).unwrap();
                }
            }
        }
    }

    #[test]
    fn any_bytes_at_all(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_bytes(&bytes);
    }
}
