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
        ("<html><div id=\"messageViewScroll\" class=\"", b'a'),
        ("<html><div id=\"messageViewScroll\"><span class=\"text\">", b'a'),
        ("2024/06/03(月)\n15:02\tA\t", b'a'),
        ("2024/06/03(月)\n15:02\tA\t\"", b'a'),
        ("[15:02:00] [Render thread/INFO]: [CHAT] <minh06> ", b'a'),
        ("Date,User,Message\n2024-06-03 15:02:00,\"A\",\"", b'a'),
        ("[6/3/24, 3:05\u{202f}PM] A: ", "\u{e1}".as_bytes()[0]),
        ("{\"messages\":[{\"sender_name\":\"A\",\"timestamp_ms\":1,\"content\":\"", b'\\'),
        ("\u{feff}", b'a'),
    ] {
        let source = Source::from_reader(Endless(begin.as_bytes(), byte, 0));
        let error = read(source, &ReadOptions::default()).unwrap_err();
        assert_eq!(error.code(), "line-too-long", "{begin}");
    }
}

/// A megabyte of UTF-16, over and over: a line of a gigabyte, of which only the beginning is made.
#[test]
fn a_gigabyte_in_one_line_is_refused_after_a_few_megabytes() {
    let begin: Vec<u8> =
        "\u{feff}03/06/2024, 15:05 - A: ".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut read_so_far = 0u64;
    let gigabyte = io::repeat(b'a').take(1 << 30);
    let counted = Counted { reader: begin.chain(gigabyte), read: &mut read_so_far };
    let error = read(Source::from_reader(counted), &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::LineTooLong { line: 1, .. }), "{error}");
    assert!(read_so_far < 64 << 20, "{read_so_far}");
    assert!(error.text(text::Language::Vi).contains("dài hơn 16 MB"));
    assert!(error.text(text::Language::En).contains("longer than 16 MB"));
}

struct Counted<'c, R> {
    reader: R,
    read: &'c mut u64,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        *self.read += read as u64;
        Ok(read)
    }
}

#[test]
fn a_million_brackets_are_refused_by_every_format_of_json() {
    for begin in [
        "",
        "{\"sender_name\":1,\"timestamp_ms\":1,\"x\":",
        "{\"messages\":[{\"sender_name\":\"A\",\"timestamp_ms\":1,\"content\":",
        "{\"name\":\"A\",\"type\":\"personal_chat\",\"messages\":[{\"from_id\":\"user1\",\"text\":",
        "{\"guild\":{},\"channel\":{},\"messages\":[{\"type\":\"Default\",\"content\":",
        "[{\"ID\":1,\"Timestamp\":\"2024-06-03 15:02:00\",\"Contents\":",
        "{\"a\":[{\"From\":\"a\",\"Media Type\":\"TEXT\",\"Created\":",
        "{\"messages\":[{\"from\":\"A\",\"at\":",
        "{\"Direct Messages\":{\"ChatHistory\":{\"Chat History with a:\":[{\"Date\":",
        "{\"room_name\":\"a\",\"exported_by\":\"a\",\"messages\":[{\"type\":\"m.room.message\",\"content\":",
        "[{\"type\":\"message\",\"user\":\"U1\",\"ts\":\"1.0\",\"text\":",
        "{\"conversations\":[{\"id\":\"8:a\",\"MessageList\":",
        "{\"value\":[{\"messageType\":\"message\",\"createdDateTime\":",
    ] {
        for open in ["[", "{\"a\":"] {
            let deep = format!("{begin}{}", open.repeat(1_000_000));
            let error = read_bytes(deep.as_bytes()).expect_err("must be refused");
            assert!(matches!(error, ReadError::TooDeep { line: 1 }), "{begin}: {error}");
            assert!(error.text(text::Language::Vi).contains("lồng nhau quá sâu"), "{error}");
        }
    }
    assert_eq!(code(br#"{"a":[[[[[[1]]]]]]}"#), "unrecognised");
}

#[test]
fn entities_that_a_file_defines_are_refused() {
    let sms = "<smses count='1'><sms address='1' date='1' type='1' body='&b;'/></smses>";
    let doubling: String =
        (1..64).map(|at| format!("<!ENTITY l{at} \"&l{0};&l{0};\">", at - 1)).collect();
    for inside in [
        "<!ENTITY a \"ha\">\n<!ENTITY b \"&a;&a;&a;\">".to_owned(),
        format!("<!ENTITY l0 \"ha\">{doubling}"),
        "<!ENTITY b SYSTEM \"file:///etc/passwd\">".to_owned(),
        "<!ENTITY % p SYSTEM \"http://example.com/x.dtd\"> %p;".to_owned(),
        format!("<!ENTITY b \"{}\">", "a".repeat(1_000_000)),
    ] {
        let xml = format!("<?xml version='1.0'?>\n<!DOCTYPE smses [\n{inside}\n]>\n{sms}");
        let error = read_bytes(xml.as_bytes()).expect_err("must be refused");
        assert!(matches!(error, ReadError::EntityExpansion { line: 2 }), "{error}");
        assert!(error.text(text::Language::En).contains("defines its own entities"));
    }
    // A declaration without entities is harmless, and entities that nobody defined stay as they are.
    let xml = format!("<?xml version='1.0'?>\n<!DOCTYPE smses SYSTEM \"sms.dtd\">\n{sms}");
    assert_eq!(read_bytes(xml.as_bytes()).unwrap().conversations[0].messages[0].text, "&b;");
}

/// Every damage: the bytes, what is said of it, from which line on, and how many messages are read.
#[test]
fn every_damage_is_said_with_its_line_and_the_rest_is_read() {
    use WarningCode::{Binary, Damaged, Encoding, LinesSkipped, MissingMessages, Truncated};
    let chat = "03/06/2024, 15:05 - Ana: xin\n13/06/2024, 15:06 - Bống: Dạ rồi ạ\n13/06/2024, 15:07 - Mẹ: được\n";
    let utf_16 = |text: &str, big: bool| -> Vec<u8> {
        let units = text.encode_utf16();
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let marked = |big: bool| utf_16(&format!("\u{feff}{chat}"), big);
    let cut = |bytes: Vec<u8>, less: usize| bytes[..bytes.len() - less].to_vec();
    let messenger = |first: &str, second: &str| {
        format!("{{\"participants\":[{{\"name\":\"A\"}}],\"messages\":[\n{{\"sender_name\":\"A\",\"timestamp_ms\":1717401720000,\"content\":\"{first}\"}},\n{{\"sender_name\":\"A\",\"timestamp_ms\":1717401780000,\"content\":\"{second}\"}}\n]}}").into_bytes()
    };
    let sms = |first: &str, second: &str| {
        format!("<?xml version='1.0'?>\n<smses count=\"2\">\n<sms address=\"1\" date=\"1\" type=\"1\" body=\"{first}\"/>\n<sms address=\"1\" date=\"2\" type=\"2\" body=\"{second}\"/>\n</smses>").into_bytes()
    };
    let windows_1252 =
        b"03/06/2024, 15:05 - Ana: hola\n13/06/2024, 15:06 - Jos\xe9: ma\xf1ana caf\xe9\n".to_vec();
    let windows_1258 =
        b"03/06/2024, 15:05 - Ana: xin\n13/06/2024, 15:06 - Me\xf2: \xd0i ho\xf2c \xf0i\n".to_vec();
    let bad_byte = [chat.as_bytes(), b"13/06/2024, 15:08 - Ana: \xff\n", chat.as_bytes()].concat();
    let zeros = [chat.repeat(2_000).as_bytes(), b"\0\0\n", chat.as_bytes()].concat();
    let table = "Date,From,Text\n2024-06-13 15:02,A,ok\n2024-06-13 15:03,A,\"không đóng".to_owned();
    let line = "[LINE] Chat history with A\r\nSaved on: 2024/06/03 15:00\r\n\r\n2024/06/03(Mon)\r\n15:02\tA\tone\r\n15:03\tB\t\"two\nthree".to_owned();
    type Case = (&'static str, Vec<u8>, Option<(WarningCode, Option<u64>)>, usize);
    let cases: Vec<Case> = vec![
        ("UTF-8", chat.into(), None, 3),
        ("UTF-8 with a mark", format!("\u{feff}{chat}").into(), None, 3),
        ("UTF-16 little", utf_16(chat, false), None, 3),
        ("UTF-16 big", utf_16(chat, true), None, 3),
        ("UTF-16 little with a mark", marked(false), None, 3),
        ("UTF-16 big with a mark", marked(true), None, 3),
        ("UTF-16 cut within a letter", cut(marked(false), 3), Some((Encoding, Some(3))), 3),
        ("UTF-16 big cut within a letter", cut(marked(true), 3), Some((Encoding, Some(3))), 3),
        ("Windows-1252", windows_1252, Some((Encoding, Some(2))), 2),
        ("Windows-1258", windows_1258, Some((Encoding, Some(2))), 2),
        ("UTF-8 cut within a letter", cut(chat.into(), 2), None, 3),
        ("UTF-8 cut within two bytes of a letter", cut(chat[..chat.len() - 14].into(), 0), None, 3),
        ("one byte that is none", bad_byte, Some((Encoding, Some(4))), 7),
        ("zeros", zeros, Some((Binary, Some(6_001))), 6_003),
        ("words before the first message", format!("a\nb\n{chat}").into(), Some((LinesSkipped, Some(1))), 3),
        ("half a letter in JSON", messenger("\\ud83d", "ok"), Some((Encoding, Some(2))), 2),
        ("the other half alone", messenger("ok", "a\\ude00b"), Some((Encoding, Some(3))), 2),
        ("both halves", messenger("\\ud83d\\ude00", "ok"), None, 2),
        ("half a letter before another", messenger("\\ud83d\\ud83d\\ude00", "ok"), Some((Encoding, Some(2))), 2),
        ("half a letter before a sign", messenger("\\ud83d\\n", "\\ud83d"), Some((Encoding, Some(2))), 2),
        ("a tab within JSON", messenger("a\tb", "ok"), Some((Encoding, Some(2))), 2),
        ("a line break within JSON", messenger("a\nb", "ok"), Some((Encoding, Some(2))), 2),
        ("cut JSON", cut(messenger("a", "b"), 9), Some((Truncated, Some(3))), 1),
        ("broken JSON", messenger("a\"]", "b"), Some((Damaged, Some(2))), 0),
        ("half a letter in XML", sms("&#55357;", "ok"), Some((Encoding, Some(3))), 2),
        ("both halves in XML", sms("&#55357;&#56832;", "ok"), None, 2),
        ("cut XML", cut(sms("a", "b"), 14), Some((Truncated, Some(4))), 1),
        ("XML that ends early",
            cut(sms("a", "b"), 8),
            Some((Truncated, Some(5))),
            2,
        ),
        (
            "XML without what it promises", String::from_utf8(sms("a", "b")).unwrap().replace("\"2\">", "\"9\">").into(), Some((MissingMessages, None)), 2),
        ("a cut table", table.into(), Some((Truncated, Some(3))), 2),
        ("cut within a quote of LINE", line.into(), Some((Truncated, Some(7))), 2),
        ("old Mac's line ends", chat.replace('\n', "\r").into(), None, 3),
        ("all line ends mixed", "03/06/2024, 15:05 - A: a\r\n13/06/2024, 15:06 - B: b\n13/06/2024, 15:07 - A: c\r13/06/2024, 15:08 - B: d\r\n".into(), None, 4),
    ];
    for (what, bytes, expected, messages) in cases {
        let reading = match read_bytes(&bytes) {
            Ok(reading) => reading,
            Err(ReadError::Damaged { line }) if messages == 0 => {
                assert_eq!(expected.map(|(_, line)| line), Some(Some(line)), "{what}");
                continue;
            }
            Err(error) => panic!("{what}: {error}"),
        };
        let found: usize = reading.conversations.iter().map(|one| one.messages.len()).sum();
        assert_eq!(found, messages, "{what}: {reading:?}");
        let damage = [Binary, Damaged, Encoding, LinesSkipped, MissingMessages, Truncated];
        let mut said = reading.warnings.iter().filter(|one| damage.contains(&one.code));
        assert_eq!(said.next().map(|one| (one.code, one.line)), expected, "{what}");
        assert!(said.next().is_none(), "{what}: {:?}", reading.warnings);
    }
}

#[test]
fn what_was_mended_reads_as_it_should() {
    let json = "{\"participants\":[{\"name\":\"A\"}],\"messages\":[{\"sender_name\":\"A\",\"timestamp_ms\":1,\"content\":\"x\\ud83d\\ud83d\\ude00\\n\\\\ud83d\ny\"}]}";
    let reading = read_bytes(json.as_bytes()).unwrap();
    assert_eq!(reading.conversations[0].messages[0].text, "x\u{fffd}😀\n\\ud83d\ny");
    // Of JSON Lines, a broken line spoils no other, also where it was looked ahead.
    let lines = "{\"id\":\"1\",\"messages\":[{\"from\":\"A\",\"text\":\"\\ud83d\"}]}\n{\"id\":\"2\",\"messages\":[{\"from\":\"A\",\"text\":\"\\ud8\n{\"id\":\"3\",\"messages\":[{\"from\":\"A\",\"text\":\"c\"}]}\n";
    let reading = read_bytes(lines.as_bytes()).unwrap();
    let ids: Vec<_> = reading.conversations.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids, ["1", "3"]);
    assert_eq!(warning(&reading, WarningCode::Encoding), Some((Some(1), None)));
    assert_eq!(warning(&reading, WarningCode::Damaged), Some((Some(2), None)));
}

#[test]
fn torn_letters_are_joined_only_where_the_whole_is_torn() {
    let text = |content: &str| {
        let json = format!(
            "{{\"participants\":[],\"messages\":[{{\"sender_name\":\"A\",\"timestamp_ms\":1,\"content\":\"{content}\"}}]}}"
        );
        read_bytes(json.as_bytes()).unwrap().conversations[0].messages[0].text.clone()
    };
    for (content, whole) in [
        ("D\\u00e1\\u00ba\\u00a1 r\\u00e1\\u00bb\\u0093i", "Dạ rồi"),
        ("\\u00f0\\u009f\\u0098\\u0080", "😀"),
        ("caf\\u00e9", "café"),
        ("Dạ rồi", "Dạ rồi"),
        ("Dạ caf\\u00c3\\u00a9", "Dạ caf\u{c3}\u{a9}"),
        ("caf\\u00c3\\u00a9 caf\\u00e9", "caf\u{c3}\u{a9} café"),
        ("plain", "plain"),
    ] {
        assert_eq!(text(content), whole, "{content}");
    }
}

#[test]
fn the_ending_of_a_name_does_not_matter() {
    let json = r#"{"participants":[{"name":"A"}],"messages":[{"sender_name":"A","timestamp_ms":1,"content":"a"}]}"#;
    let sms = "<?xml version='1.0'?><smses count='1'><sms address='1' date='1' type='1' body='a'/></smses>";
    let table = "Date,From,Text\n2024-06-13 15:02,A,ok\n2024-06-13 15:03,B,ok\n";
    let page = "<html><div id=\"messageViewScroll\" class=\"chat-message\" id=\"bb_msg_id_1709619682372\"><span class=\"text\">a</span></div></html>";
    let zip = zipped(&[("_chat.txt", WHATSAPP.as_bytes())]);
    for (bytes, format) in [
        (WHATSAPP.as_bytes(), Format::WhatsApp),
        (json.as_bytes(), Format::Messenger),
        (sms.as_bytes(), Format::SmsBackupRestore),
        (table.as_bytes(), Format::SmsCsv),
        (page.as_bytes(), Format::Zalo),
        (&zip, Format::WhatsApp),
    ] {
        for name in ["x.txt", "x.json", "x.xml", "x.html", "x.csv", "x.zip", "x.gz", "x.jpg", "x"] {
            let source = Source::from_bytes(bytes).named(name);
            let reading = read(source, &ReadOptions::default()).unwrap();
            assert_eq!(reading.format, format, "{name}");
        }
    }
    // Nor does a name make a chat of a picture.
    let picture = Source::from_bytes(b"\xff\xd8\xff\xe0\0\x10JFIF").named("chat.txt");
    assert_eq!(read(picture, &ReadOptions::default()).unwrap_err().code(), "picture");
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
