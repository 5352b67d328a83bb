//! Mailboxes and single mails.

mod own;

use chats::{Format, Kind, Moment, Source, WarningCode, read, read_path};
use own::{codes, fixture, lines, only, reading, times, vietnam};
use proptest::prelude::*;

#[test]
fn a_mailbox_of_two_threads() {
    let reading = reading("email/thread.mbox");
    assert_eq!(reading.format, Format::Email);
    assert_eq!(codes(&reading), []);
    let [homework, passed_on] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(homework.title.as_deref(), Some("Bài tập"));
    assert_eq!(
        lines(homework),
        [
            "Cô Lan: Bài tập\nCon nhớ nộp bài nhé.\nFrom nay cô chỉ nhắn một lần.",
            "Bống: Dạ con nộp rồi ạ."
        ]
    );
    assert_eq!(homework.messages[0].kind, Kind::Media);
    assert_eq!(homework.messages[0].attachment.as_deref(), Some("bai.pdf"));
    assert_eq!(times(homework), ["2024-06-03T15:02:00+07:00", "2024-06-03T16:00:00+07:00"]);
    assert_eq!(homework.owner, homework.participant_named("Bống"));
    assert_eq!(lines(passed_on), ["la@example.com: Xem này", "la@example.com: Gửi ảnh đi"]);
    assert_eq!(
        passed_on.messages.iter().map(|one| one.forwarded).collect::<Vec<_>>(),
        [false, true]
    );
}

#[test]
fn an_answer_alone_says_that_something_is_missing() {
    let reading = reading("email/answer.eml");
    assert_eq!(reading.format, Format::Email);
    assert_eq!(codes(&reading), [WarningCode::MissingMessages]);
    let conversation = &reading.conversations[0];
    assert!(conversation.context.incomplete);
    assert_eq!(lines(conversation), ["Minh: Ba giờ nhé"]);
    assert_eq!(times(conversation), ["2024-06-03T08:02:00+00:00"]);
    assert_eq!(conversation.title.as_deref(), Some("hẹn"));
}

#[test]
fn mails_of_a_folder_become_threads() {
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("mails");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let mail = |id: u32, answers: &str, text: &str| {
        format!(
            "From: A <a@example.com>\r\nTo: b@example.com\r\nSubject: Re: x\r\nDate: Mon, 3 Jun 2024 15:0{id}:00 +0700\r\nMessage-ID: <{id}@x>\r\n{answers}\r\n{text}\r\n"
        )
    };
    std::fs::write(folder.join("1.eml"), mail(1, "", "một")).unwrap();
    std::fs::write(folder.join("2.eml"), mail(2, "References: <1@x>\r\n", "hai")).unwrap();
    std::fs::write(folder.join("3.eml"), mail(3, "", "khác")).unwrap();
    let readings = read_path(&folder, &vietnam()).unwrap();
    let all: Vec<_> = readings.iter().flat_map(|one| &one.conversations).map(lines).collect();
    assert_eq!(all, [vec!["A: một", "A: hai"], vec!["A: khác"]]);
}

#[test]
fn cut_and_broken_mails_keep_the_rest() {
    let whole = std::fs::read_to_string(fixture("email/thread.mbox")).unwrap();
    let cut = whole.split("application/pdf").next().unwrap().replace('\n', "\r\n");
    let source = Source::from_bytes(cut.as_bytes()).named("thư.txt");
    let reading = read(source, &vietnam()).unwrap();
    assert_eq!(reading.format, Format::Email);
    assert_eq!(reading.conversations[0].messages.len(), 1);
    assert!(codes(&reading).contains(&WarningCode::Truncated));

    let broken = whole.replace("From: Bống <bong@example.com>\n", "Từ đâu\n");
    let reading = read(Source::from_bytes(broken.as_bytes()), &vietnam()).unwrap();
    let messages: usize = reading.conversations.iter().map(|one| one.messages.len()).sum();
    assert_eq!(messages, 3);
    assert!(codes(&reading).contains(&WarningCode::LinesSkipped));
}

#[test]
fn words_with_colons_are_no_mail() {
    for text in ["From: Mẹ\nTo: Bống\nMẹ: a\nBống: b", "Mẹ: a\nDate: b\nMẹ: c\nDate: d"]
    {
        let reading = read(Source::from_bytes(text.as_bytes()), &vietnam()).unwrap();
        assert_eq!(reading.format, Format::Paste, "{text}");
    }
    assert_eq!(only("email/answer.eml", Format::Email).participants.len(), 2);
}

fn quoted_printable(text: &str) -> String {
    let mut coded = String::new();
    let mut width = 0;
    for byte in text.bytes() {
        let piece = match byte {
            b'\n' => "\n".to_owned(),
            b'!'..=b'~' if byte != b'=' && byte != b'.' => char::from(byte).to_string(),
            _ => format!("={byte:02X}"),
        };
        if width + piece.len() > 70 {
            coded.push_str("=\n");
            width = 0;
        }
        width = if byte == b'\n' { 0 } else { width + piece.len() };
        coded += &piece;
    }
    coded
}

proptest! {
    #[test]
    fn what_is_sent_reads_back(
        mails in proptest::collection::vec((any::<bool>(), 1i64..100_000, "[a-zA-Zạ-ỹ😀0-9,.?=_-]{1,30}( [a-zạ-ỹ😀]{1,9}){0,12}(\n[a-zạ-ỹ]{1,9}){0,2}", 0..4), 1..10),
    ) {
        let mut mailbox = String::new();
        let mut expected = Vec::new();
        let mut at = 1_717_401_720_000;
        for (number, (first, later, text, form)) in mails.iter().enumerate() {
            at += later * 1000;
            let moment = Moment { unix_ms: at, offset_minutes: 420 };
            let shown = moment.to_rfc3339();
            let month = ["Jun", "Jul", "Aug"][shown[5..7].parse::<usize>().unwrap() - 6];
            let date = format!("{} {month} {} {} +0700", &shown[8..10], &shown[..4], &shown[11..19]);
            let (name, address) = if *first { ("Mẹ", "me@example.com") } else { ("Bống", "bong@example.com") };
            mailbox += &format!("From {address} Mon Jun  3 15:02:00 2024\nMessage-ID: <{number}@x>\n");
            if number > 0 {
                mailbox += &format!("In-Reply-To: <{}@x>\n", number - 1);
            }
            mailbox += &format!("Date: {date}\nFrom: =?utf-8?Q?{}?= <{address}>\nSubject: Re: x\n", quoted_printable(name));
            mailbox += &match form {
                0 => format!("\n{text}\n"),
                1 => format!("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{}\n", quoted_printable(text)),
                2 => format!("Content-Type: multipart/alternative;\n boundary=\"b\"\n\n--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: text/html\n\n<p>khác</p>\n--b--\n"),
                _ => format!("Content-Type: text/html\n\n<html><body>{}<blockquote>cũ</blockquote></body></html>\n", text.replace('\n', "<br>")),
            };
            mailbox += "\n";
            expected.push((format!("{name}: {text}"), shown));
        }
        let reading = read(Source::from_bytes(mailbox.as_bytes()), &vietnam()).unwrap();
        prop_assert_eq!(reading.format, Format::Email);
        prop_assert_eq!(reading.conversations.len(), 1);
        let conversation = &reading.conversations[0];
        let read: Vec<_> = lines(conversation).into_iter().zip(times(conversation)).collect();
        prop_assert_eq!(read, expected);
    }
}
