//! What programs make of the messages of Signal and iMessage: text, Markdown, JSON and pages.
#![cfg(feature = "fs")]

mod own;

use chats::{Conversation, Format, Kind, ReadOptions, Source, WarningCode, read};
use own::{codes, lines, only, reading, times, vietnam};
use proptest::prelude::*;

fn kinds(conversation: &Conversation) -> Vec<Kind> {
    conversation.messages.iter().map(|message| message.kind).collect()
}

fn owner(conversation: &Conversation) -> Option<&str> {
    let owner = usize::from(conversation.owner?.0);
    conversation.participants.get(owner).map(|participant| participant.name.as_str())
}

#[test]
fn markdown_of_signal_export() {
    let conversation = only("signal/Minh/chat.md", Format::Signal);
    assert_eq!(conversation.title.as_deref(), Some("Minh"));
    assert_eq!(owner(&conversation), Some("bong03"));
    assert_eq!(
        lines(&conversation),
        [
            "Minh: Mai học nhóm không?",
            "bong03: Dạ có",
            "Minh: hay lắm\nmình chờ ở cổng",
            "bong03: ",
            "bong03: nè",
            "Minh: ",
            "Minh: ",
            "Minh: ",
            "bong03: ",
            "Minh: đẹp quá",
            "Minh: Incoming là gì vậy?",
        ]
    );
    use Kind::{Call, Media, Text};
    assert_eq!(
        kinds(&conversation),
        [Text, Text, Text, Media, Media, Media, Text, Call, Call, Media, Text]
    );
    let files: Vec<_> =
        conversation.messages.iter().filter_map(|one| one.attachment.as_deref()).collect();
    assert_eq!(files, ["bài [1].jpg", "de bai.pdf"]);
    assert!(conversation.messages[6].deleted);
    assert_eq!(times(&conversation)[0], "2024-06-03T15:02:07+07:00");
}

#[test]
fn json_of_signal_export_and_of_sigtop() {
    let conversation = only("signal/Minh/data.json", Format::Signal);
    assert_eq!(conversation.title.as_deref(), Some("Minh"));
    assert_eq!(
        lines(&conversation),
        ["Minh: Mai học nhóm không?", "bong03: Dạ có", "bong03: ", "Minh: ", "Minh: "]
    );
    assert_eq!(kinds(&conversation)[2..], [Kind::Media, Kind::Text, Kind::Call]);
    assert!(conversation.messages[3].deleted);
    assert_eq!(times(&conversation)[0], "2024-06-03T15:02:07.120+07:00");

    let conversation = only("signal/sigtop/Minh (+84900000001).json", Format::Signal);
    assert_eq!(conversation.title.as_deref(), Some("Minh"));
    assert_eq!(
        lines(&conversation),
        [
            "Minh: Mai học nhóm không?",
            "bong03: Dạ có",
            "bong03: ",
            "-: turned off disappearing messages"
        ]
    );
    assert_eq!(owner(&conversation), Some("bong03"));
    assert_eq!(conversation.messages[2].attachment.as_deref(), Some("bai.jpg"));
    assert_eq!(times(&conversation)[0], "2024-06-03T15:02:07+07:00");
}

#[test]
fn text_of_sigtop() {
    let conversation = only("signal/sigtop/Minh (+84900000001).txt", Format::Signal);
    assert_eq!(conversation.title.as_deref(), Some("Minh"));
    assert_eq!(owner(&conversation), Some("bong03"));
    assert_eq!(
        lines(&conversation),
        [
            "Minh: Mai học nhóm không?\n\nmình chờ ở cổng",
            "bong03: Dạ có\nFrom: mẹ con\nnhắn vậy",
            "bong03: nè",
            "Minh: đừng kể mẹ nha\nnhớ đó",
            "-: timer notification",
            "Minh: ",
        ]
    );
    use Kind::{Call, Media, System, Text};
    assert_eq!(kinds(&conversation), [Text, Text, Media, Text, System, Call]);
    assert_eq!(conversation.messages[2].attachment.as_deref(), Some("bai (1).jpg"));
    assert!(conversation.messages[3].edited);
    assert_eq!(times(&conversation)[0], "2024-06-03T15:02:07+07:00");

    let conversation = only("signal/sigtop/Minh (+84900000001) 2.txt", Format::Signal);
    assert_eq!(
        lines(&conversation),
        [
            "Minh: Mai học nhóm không?",
            "bong03: Dạ có\nmai gặp",
            "bong03: nè",
            "Minh: [hihi] vui ghê",
            "-: timer notification",
            "Minh: ",
        ]
    );
    assert_eq!(kinds(&conversation), [Text, Text, Media, Text, System, Call]);
    assert!(conversation.messages[1].edited);
}

#[test]
fn text_of_imessage_exporter() {
    let reading = reading("imessage/+84900000001.txt");
    assert_eq!(reading.format, Format::IMessage);
    assert_eq!(codes(&reading), [WarningCode::TimeZoneUnknown]);
    let conversation = &reading.conversations[0];
    assert_eq!(conversation.title.as_deref(), Some("+84900000001"));
    assert_eq!(owner(conversation), Some("bong03"));
    assert_eq!(
        lines(conversation),
        [
            "bong03: Edited tối qua, xong later: chưa\n1/2 bài",
            "+84900000001: Mai học nhóm không?\n\nmình chờ ở cổng",
            "bong03: Dạ có",
            "+84900000001: hay lắm",
            "bong03: ảnh đây",
            "+84900000001: ",
            "+84900000001: đừng kể mẹ nha",
            "-: +84900000001 renamed the conversation to Bí mật",
        ]
    );
    let photo = &conversation.messages[4];
    assert_eq!((photo.kind, photo.attachment.as_deref()), (Kind::Media, Some("IMG_0001.HEIC")));
    assert!(conversation.messages[5].deleted && conversation.messages[6].edited);
    assert_eq!(times(conversation)[1], "2024-06-03T15:02:00+07:00");
}

#[test]
fn pages_of_imessage_exporter() {
    let conversation = only("imessage/Lớp 6A - 12.html", Format::IMessage);
    assert_eq!(conversation.title.as_deref(), Some("Lớp 6A"));
    assert_eq!(owner(&conversation), Some("bong03"));
    assert_eq!(
        lines(&conversation),
        [
            "+84900000001: Mai <học> nhóm\nkhông?",
            "bong03: Dạ có",
            "bong03: ảnh đây",
            "-: ",
            "+84900000001: đừng kể mẹ nha",
            "-: +84900000001 named the conversation Lớp 6A",
        ]
    );
    let photo = &conversation.messages[2];
    assert_eq!((photo.kind, photo.attachment.as_deref()), (Kind::Media, Some("IMG_0001.jpeg")));
    assert!(conversation.messages[3].deleted && conversation.messages[4].edited);
}

#[test]
fn half_a_file_keeps_what_was_whole() {
    let cut = |text: &str| read(Source::from_bytes(text.as_bytes()), &vietnam()).unwrap();
    let page = std::fs::read_to_string(own::fixture("imessage/Lớp 6A - 12.html")).unwrap();
    let reading = cut(page
        .split("<hr><div class=\"message_part\">\n<div class=\"attachment\">")
        .next()
        .unwrap());
    assert!(codes(&reading).contains(&WarningCode::Truncated));
    assert_eq!(lines(&reading.conversations[0])[1], "bong03: Dạ có");

    let text = std::fs::read_to_string(own::fixture("imessage/+84900000001.txt")).unwrap();
    let reading = cut(text.split("hay lắm").next().unwrap());
    assert_eq!(reading.conversations[0].messages.len(), 2);
    let reading = cut(text.split(" ở cổng").next().unwrap());
    assert!(codes(&reading).contains(&WarningCode::Truncated));
    assert_eq!(lines(&reading.conversations[0]), ["+84900000001: Mai học nhóm không?\n\nmình chờ"]);

    let fields = "Conversation: Minh (+84900000001)\n\nFrom: Minh\nType: incoming\nSent: Mon, 3 Jun 2024 15:02:07 +0700\n\na\n\nFrom: You\nType: outgoing\nSent: Mon, 3";
    let reading = cut(fields);
    assert_eq!(codes(&reading), [WarningCode::Truncated]);
    assert_eq!(reading.warnings[0].line, Some(11));
    assert_eq!(lines(&reading.conversations[0])[0], "Minh: a");

    let line = std::fs::read_to_string(own::fixture("signal/Minh/data.json")).unwrap();
    let reading = cut(line.split("\"Me\", \"body\": \"  \"").next().unwrap());
    assert_eq!(codes(&reading), [WarningCode::Truncated]);
    assert_eq!(reading.conversations[0].messages.len(), 2);
}

/// Whether the owner wrote it, minutes since the one before, and the words.
fn said() -> impl Strategy<Value = (bool, u32, String)> {
    (
        any::<bool>(),
        1u32..300,
        "[a-zạ-ỹ😀][a-zạ-ỹ😀0-9:<>&|\\[\\]. -]{0,30}[a-zạ-ỹ😀](\n[a-zạ-ỹ😀]{1,9}){0,2}",
    )
}

proptest! {
    #[test]
    fn what_is_exported_reads_back(said in proptest::collection::vec(said(), 2..20), layout in 0..5) {
        // Each program has words of its own that cannot be told from a person's.
        prop_assume!(layout != 3 || said.iter().any(|(mine, ..)| *mine));
        let mut minutes = 15 * 60;
        let (mut export, mut expected) = (String::new(), Vec::new());
        if layout == 2 {
            export += "Conversation: Minh (+84900000001)\n\n";
        }
        for (mine, later, words) in &said {
            minutes += later;
            let (day, hour, minute) = (minutes / 1440 + 1, minutes / 60 % 24, minutes % 60);
            let (half, of_twelve) = (if hour < 12 { "AM" } else { "PM" }, (hour + 11) % 12 + 1);
            let me = |name: &'static str| if *mine { name } else { "Minh" };
            export += &match layout {
                0 => format!("[2024-06-{day:02}, {hour:02}:{minute:02}] {}: {words}  \n\n", me("Me")),
                1 => format!(
                    "{{\"date\":\"2024-06-{day:02}T{hour:02}:{minute:02}:00+07:00\",\"sender\":\"{}\",\"body\":{},\"quote\":\"\",\"sticker\":null,\"reactions\":[],\"attachments\":[]}}\n",
                    me("Me"),
                    serde_json::Value::from(format!("{words}  "))
                ),
                2 => format!(
                    "From: {}\nType: {}\nSent: Mon, {day} Jun 2024 {hour:02}:{minute:02}:00 +0700\n\n{words}\n\n",
                    me("You"),
                    if *mine { "outgoing" } else { "incoming" }
                ),
                3 => format!("2024-06-{day:02} {hour:02}:{minute:02} {}: {words}\n", me("You")),
                _ => format!("Jun {day:02}, 2024 {of_twelve:>2}:{minute:02}:00 {half}\n{}\n{words}\n\n", me("Me")),
            };
            let from = if *mine { "bong03" } else { "Minh" };
            expected.push((format!("{from}: {words}"), format!("2024-06-{day:02}T{hour:02}:{minute:02}:00+07:00")));
        }
        let reading = read(Source::from_bytes(export.as_bytes()).named("Minh.txt"), &vietnam());
        let reading = reading.map_err(|error| TestCaseError::fail(error.to_string()))?;
        prop_assert_eq!(reading.format, if layout == 4 { Format::IMessage } else { Format::Signal });
        let conversation = &reading.conversations[0];
        let read: Vec<_> = lines(conversation).into_iter().zip(times(conversation)).collect();
        prop_assert_eq!(read, expected);
    }
}

#[test]
fn whatsapp_and_mail_stay_what_they_are() {
    for (text, format) in [
        (
            "[2024-06-03, 15:02:11] Mẹ: Con tan học chưa?\n[2024-06-03, 15:03:11] Bống: Dạ rồi ạ\n",
            Format::WhatsApp,
        ),
        (
            "[2024-06-03 15:02:11] Mẹ: Con tan học chưa?\n[2024-06-03 15:03:11] Bống: Dạ rồi ạ\n",
            Format::WhatsApp,
        ),
        (
            "From: mẹ <a@example.org>\nTo: b@example.org\nDate: Mon, 3 Jun 2024 15:02:00 +0700\nSubject: a\nMessage-ID: <1>\n\nchào\n",
            Format::Email,
        ),
    ] {
        let reading = read(Source::from_bytes(text.as_bytes()), &ReadOptions::default()).unwrap();
        assert_eq!(reading.format, format, "{text}");
    }
}

#[test]
fn a_swedish_whatsapp_chat_with_a_trailing_blank_is_not_of_signal() {
    let text = "[2024-06-03 15:02:11] Anna: Hej\n[2024-06-03 15:03:11] Bo: Hej hej  \n(- inte nu\n[2024-06-03 15:04:11] Anna: Va?\n[2024-06-03 15:05:11] Bo: \u{200e}bild utesluten\n";
    for text in [text.to_owned(), text.replace('\u{200e}', "")] {
        let reading = read(Source::from_bytes(text.as_bytes()), &ReadOptions::default()).unwrap();
        assert_eq!(reading.format, Format::WhatsApp, "{text}");
    }
}

#[test]
fn many_files_on_one_line_of_markdown_take_no_longer_than_words() {
    let options = ReadOptions { format: Some(Format::Signal), ..vietnam() };
    for (piece, media) in [("[](./media/)", true), ("[](./media/", false), ("[", false)] {
        let line = piece.repeat(12_000_000 / piece.len());
        let text = format!("[2024-06-03, 15:02] A: {line}  \n");
        let begun = std::time::Instant::now();
        let reading = read(Source::from_bytes(text.as_bytes()).named("A.md"), &options).unwrap();
        assert!(begun.elapsed().as_secs() < 20, "{piece}");
        let message = &reading.conversations[0].messages[0];
        assert_eq!(message.kind == Kind::Media, media, "{piece}");
        // What never closes is no file, but words.
        assert_eq!(message.text.is_empty(), media, "{piece}");
    }
}

#[test]
fn what_imessage_exporter_says_was_unsent_is_and_what_people_say_of_it_is_not() {
    let text = "May 17, 2022  5:29:42 PM You unsent a message!\n\n\
        May 17, 2022  5:30:42 PM Minh unsent a message!\n\n\
        May 17, 2022  5:31:42 PM\nMinh\nhôm qua you unsent a message.\nđừng kể mẹ nha\n\n\
        May 17, 2022  5:32:42 PM\nMinh\nLan unsent a message.\n\n\
        May 17, 2022  5:33:42 PM\nMinh\nYou unsent a message.\nđừng kể ai\n\n\
        May 17, 2022  5:34:42 PM\nMinh\nMinh unsent this message part!\n\n";
    let reading = read(Source::from_bytes(text.as_bytes()), &vietnam()).unwrap();
    assert_eq!(reading.format, Format::IMessage);
    let conversation = &reading.conversations[0];
    assert_eq!(
        lines(conversation),
        [
            "bong03: ",
            "Minh: ",
            "Minh: hôm qua you unsent a message.\nđừng kể mẹ nha",
            "Minh: Lan unsent a message.",
            "Minh: You unsent a message.\nđừng kể ai",
            "Minh: ",
        ]
    );
    let deleted: Vec<_> = conversation.messages.iter().map(|message| message.deleted).collect();
    assert_eq!(deleted, [true, true, false, false, false, true]);

    let page = std::fs::read_to_string(own::fixture("imessage/Lớp 6A - 12.html")).unwrap();
    let page = page.replace("They deleted a message.", "You unsent a message!");
    let reading = read(Source::from_bytes(page.as_bytes()), &vietnam()).unwrap();
    assert_eq!(lines(&reading.conversations[0])[3], "bong03: ");
    assert!(reading.conversations[0].messages[3].deleted);
}
