//! Instagram's HTML, and the HTML, CSV and text of DiscordChatExporter.

mod own;

use chats::{Conversation, Format, Kind, Message, ReadOptions, Source, WarningCode, read};
use own::{codes, fixture, lines, only, reading, times, vietnam};
use proptest::prelude::*;

fn kinds(conversation: &Conversation) -> Vec<Kind> {
    conversation.messages.iter().map(|message| message.kind).collect()
}

#[test]
fn instagram_request_from_a_stranger() {
    let reading = reading("instagram/message_requests/la_77/message_1.html");
    assert_eq!(reading.format, Format::Instagram);
    assert_eq!(codes(&reading), [WarningCode::TimeZoneUnknown]);
    let conversation = &reading.conversations[0];
    assert!(conversation.context.stranger_request);
    assert_eq!((conversation.id.as_str(), conversation.title.as_deref()), ("la_77", Some("la.77")));
    assert_eq!(
        lines(conversation),
        [
            "la.77: chào em <3\nem học lớp mấy?",
            "la.77: ",
            "la.77: la.77 sent an attachment.\nhttps://example.org/reel/1",
            "bống_03: Liked a message"
        ]
    );
    let [words, photo, shared, liked] = conversation.messages.as_slice() else {
        panic!("{conversation:?}");
    };
    assert_eq!((words.kind, photo.kind, shared.kind), (Kind::Text, Kind::Media, Kind::Text));
    assert_eq!(liked.kind, Kind::System);
    assert_eq!(photo.attachment.as_deref(), Some("1.jpg"));
    assert_eq!(times(conversation)[0], "2024-06-03T15:02:00+07:00");
    assert_eq!(conversation.owner, conversation.participant_named("bống_03"));
}

#[test]
fn pages_of_other_things_are_no_chats() {
    let followers = r#"<html><body><div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><h2 class="_a6-h">a.b</h2><div class="_a6-p"><div>x</div><div>Jun 03, 2024 3:02 pm</div></div></div></body></html>"#;
    let error = read(Source::from_bytes(followers.as_bytes()), &vietnam()).unwrap_err();
    assert_eq!(error.code(), "unrecognised");
    let liked = r#"<html><body><div class="_a6-g"><div class="_a6-p">x</div><div class="_a6-o">Jun 03, 2024 3:02 pm</div></div></body></html>"#;
    let error = read(Source::from_bytes(liked.as_bytes()), &vietnam()).unwrap_err();
    assert_eq!(error.code(), "empty");
}

#[test]
fn discord_html_of_today() {
    let reading = reading("discord/dm.html");
    assert_eq!(reading.format, Format::DiscordChatExporter);
    assert_eq!(codes(&reading), []);
    let conversation = &reading.conversations[0];
    assert_eq!(conversation.title.as_deref(), Some("minh06"));
    assert_eq!(
        lines(conversation),
        [
            "minh06: mai học nhóm không? 😀 <3",
            "minh06: ",
            "Bống: > mai\nmấy giờ\nvậy?",
            "minh06: started a call that lasted 3 minutes",
            "-: pinned a message to this channel.",
            "minh06: thông báo lớp",
        ]
    );
    assert_eq!(
        kinds(conversation),
        [Kind::Text, Kind::Media, Kind::Text, Kind::Call, Kind::System, Kind::Text]
    );
    let flags = |message: &Message| (message.edited, message.forwarded);
    assert_eq!(flags(&conversation.messages[2]), (true, false));
    assert_eq!(flags(&conversation.messages[5]), (false, true));
    assert_eq!(conversation.messages[1].attachment.as_deref(), Some("bai-tap.png"));
    assert_eq!(times(conversation)[0], "2024-06-03T15:02:00+07:00");
    assert_eq!(conversation.owner, conversation.participant_named("Bống"));
}

#[test]
fn discord_html_of_2020() {
    let conversation = only("discord/2020.html", Format::DiscordChatExporter);
    assert_eq!(conversation.title.as_deref(), Some("Lớp 6A #bài-tập"));
    assert_eq!(lines(&conversation), ["minh: mai học nhóm không?", "minh: alo"]);
    assert!(conversation.messages[1].edited);
    assert_eq!(times(&conversation)[1], "2020-06-03T15:02:00+07:00");
}

#[test]
fn discord_csv() {
    let reading = reading("discord/Direct Messages - Private - minh06 [123].csv");
    assert_eq!(reading.format, Format::DiscordChatExporter);
    assert_eq!(codes(&reading), []);
    let conversation = &reading.conversations[0];
    assert_eq!((conversation.id.as_str(), conversation.title.as_deref()), ("123", Some("minh06")));
    assert_eq!(
        lines(conversation),
        [
            "minh06: mai học nhóm không? \"😀\"",
            "bong03: mấy giờ\nvậy?",
            "minh06: ",
            "minh06: Started a call that lasted 3 minutes.",
            "-: Pinned a message.",
        ]
    );
    assert_eq!(
        kinds(conversation),
        [Kind::Text, Kind::Text, Kind::Media, Kind::Call, Kind::System]
    );
    assert_eq!(conversation.messages[2].attachment.as_deref(), Some("bai-tap.png"));
    assert_eq!(times(conversation)[0], "2024-06-03T15:02:00.123+07:00");
}

#[test]
fn discord_text() {
    let reading = reading("discord/dm.txt");
    assert_eq!(reading.format, Format::DiscordChatExporter);
    assert_eq!(codes(&reading), [WarningCode::TimeZoneUnknown]);
    let conversation = &reading.conversations[0];
    assert_eq!(conversation.title.as_deref(), Some("minh06"));
    assert_eq!(
        lines(conversation),
        [
            "minh06: mai học nhóm không? 😀",
            "bong03: mấy giờ\n\n[6/13/2024 3:00 PM] vậy?",
            "minh06: ",
            "minh06: Started a call that lasted 3 minutes.",
            "minh06: thông báo lớp",
            "minh06: xem https://example.com",
        ]
    );
    assert_eq!(
        kinds(conversation),
        [Kind::Text, Kind::Text, Kind::Media, Kind::Call, Kind::Text, Kind::Text]
    );
    assert!(conversation.messages[4].forwarded);
    assert_eq!(conversation.messages[2].attachment.as_deref(), Some("bai-tap.png"));
    assert_eq!(times(conversation)[0], "2024-06-13T15:02:00+07:00");
}

#[test]
fn cut_in_the_middle_keeps_what_was_whole() {
    for (file, kept) in [
        ("discord/dm.html", 3),
        ("discord/dm.txt", 3),
        ("discord/Direct Messages - Private - minh06 [123].csv", 2),
        ("instagram/message_requests/la_77/message_1.html", 1),
    ] {
        let whole = std::fs::read(fixture(file)).unwrap();
        let half = &whole[..whole.len() * 6 / 10];
        // A wrong ending does not matter.
        let source = Source::from_bytes(half).named("x.bin");
        let reading = read(source, &vietnam()).unwrap();
        let messages = reading.conversations[0].messages.len();
        assert!((kept..6).contains(&messages), "{file}: {messages}");
        assert!(codes(&reading).contains(&WarningCode::Truncated), "{file}: {reading:?}");
    }
}

#[test]
fn promised_messages_that_are_not_there_are_missed() {
    for file in ["discord/dm.html", "discord/dm.txt"] {
        let whole = std::fs::read_to_string(fixture(file)).unwrap();
        let more = whole.replace("Exported 6 ", "Exported 1,006 ").replace('\n', "\r\n");
        let reading = read(Source::from_bytes(more.as_bytes()), &vietnam()).unwrap();
        let missing =
            reading.warnings.iter().find(|one| one.code == WarningCode::MissingMessages).unwrap();
        assert_eq!(missing.count, Some(1000), "{file}");
        assert_eq!(reading.conversations[0].messages.len(), 6);
    }
}

/// Words of any kind, without blanks at the ends.
fn words() -> impl Strategy<Value = String> {
    "[a-zA-Zạ-ỹ😀0-9<>&;'\".,:@#{}\\[\\]-]{1,12}( [a-zạ-ỹ<&]{1,6}){0,3}"
}

/// Who of two, seconds since the one before, and what.
fn said() -> impl Strategy<Value = Vec<(bool, i64, String)>> {
    proptest::collection::vec((any::<bool>(), 60i64..200_000, words()), 1..15)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

proptest! {
    #[test]
    fn instagram_reads_back(said in said(), legacy in any::<bool>()) {
        let mut blocks = Vec::new();
        let mut expected = Vec::new();
        let mut at = 1_717_401_720_000 - 420 * 60_000;
        for (first, later, text) in &said {
            at += later / 60 * 60_000;
            let moment = chats::Moment { unix_ms: at, offset_minutes: 420 };
            let shown = moment.to_rfc3339();
            let hour: u32 = shown[11..13].parse().unwrap();
            let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
                [shown[5..7].parse::<usize>().unwrap() - 1];
            let (comma, am, pm, tag) = if legacy { (",", "AM", "PM", "div") } else { ("", "am", "pm", "h2") };
            let half = if hour < 12 { am } else { pm };
            let time = format!("{month} {}, {}{comma} {}:{} {half}", &shown[8..10], &shown[..4], (hour + 11) % 12 + 1, &shown[14..16]);
            let name = if *first { "minh.06" } else { "bống_03" };
            blocks.push(format!("<div class=\"pam _3-95 _a6-g uiBoxWhite noborder\"><{tag} class=\"_3-95 _a6-h\">{name}</{tag}><div class=\"_3-95 _a6-p\"><div><div></div><div>{}</div><div></div></div></div><div class=\"_3-94 _a6-o\">{time}</div></div>", escaped(text)));
            expected.push((format!("{name}: {text}"), shown));
        }
        blocks.reverse();
        let page = format!("<html><head><title>minh.06</title></head><body>{}</body></html>", blocks.concat());
        let reading = read(Source::from_bytes(page.as_bytes()), &vietnam()).unwrap();
        prop_assert_eq!(reading.format, Format::Instagram);
        let conversation = &reading.conversations[0];
        let read: Vec<_> = lines(conversation).into_iter().zip(times(conversation)).collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn discord_reads_back(said in said(), form in 0..3) {
        let mut file = match form {
            0 => "<!DOCTYPE html><html><head><style>.chatlog__x{}</style></head><body><div class=\"preamble__entry\">Lớp</div><div class=\"preamble__entry\">a / b</div><div class=\"chatlog\">".to_owned(),
            1 => "AuthorID,Author,Date,Content,Attachments,Reactions\r\n".to_owned(),
            _ => format!("{0}\nGuild: Lớp\nChannel: a / b\n{0}\n\n", "=".repeat(62)),
        };
        let mut expected = Vec::new();
        let mut at = 1_717_401_720_000;
        for (first, later, text) in &said {
            at += later / 60 * 60_000;
            let shown = chats::Moment { unix_ms: at, offset_minutes: 420 }.to_rfc3339();
            let (name, id) = if *first { ("minh06", 11) } else { ("Bống", 22) };
            file += &match form {
                0 => format!("<div class=\"chatlog__message-group\"><div class=\"chatlog__message-container\" data-message-id=\"{}\"><div class=\"chatlog__message\"><span class=\"chatlog__author\" data-user-id=\"{id}\">{name}</span><div class=\"chatlog__content\"><span>{}</span></div></div></div></div>\n", (at - 1_420_070_400_000) << 22, escaped(text)),
                1 => format!("\"{id}\",\"{name}\",\"{}.0000000+07:00\",\"{}\",\"\",\"\"\r\n", &shown[..19], text.replace('"', "\"\"")),
                _ => format!("[{}.{}.{} {}] {name}\n{text}\n\n\n", &shown[8..10], &shown[5..7], &shown[..4], &shown[11..16]),
            };
            expected.push((format!("{name}: {text}"), shown));
        }
        file += &match form {
            0 => format!("</div><div class=\"postamble__entry\">Exported {} message(s)</div><div class=\"postamble__entry\">Timezone: UTC+7</div></body></html>", said.len()),
            1 => String::new(),
            _ => format!("{0}\nExported {1} message(s)\n{0}\n", "=".repeat(62), said.len()),
        };
        let reading = read(Source::from_bytes(file.as_bytes()), &vietnam()).unwrap();
        prop_assert_eq!(reading.format, Format::DiscordChatExporter);
        prop_assert!(!codes(&reading).contains(&WarningCode::Truncated));
        prop_assert!(!codes(&reading).contains(&WarningCode::MissingMessages));
        let conversation = &reading.conversations[0];
        let read: Vec<_> = lines(conversation).into_iter().zip(times(conversation)).collect();
        if !codes(&reading).contains(&WarningCode::OrderAmbiguous) {
            prop_assert_eq!(read, expected);
        }
    }

    #[test]
    fn any_page_of_either_reads(
        rest in proptest::collection::vec(proptest::sample::select(vec![
            "<div class=\"chatlog__message-container\" data-message-id=\"1\">", "</div>", "<br>", "a", "&lt;",
            "<div class=\"chatlog__content\">", "<span class=\"chatlog__author\">", "</span>", "<", "<!--", "-->",
            "<div class=\"_a6-g\">", "<h2 class=\"_a6-h\">", "</h2>", "<div class=\"_a6-p\">", "<div class=\"_a6-o\">",
            "<script>", "<ul>", "<img src=\"a/b.c\">", "Jun 03, 2024 3:02 pm", "\"", "<div class=\"chatlog__markdown-quote\">",
        ]), 0..40),
        instagram in any::<bool>(),
    ) {
        let class = if instagram { "_a6-g _a6-o" } else { "chatlog__x" };
        let page = format!("<html><body><i class=\"{class}\"></i>{}", rest.concat());
        let _ = read(Source::from_bytes(page.as_bytes()), &ReadOptions::default());
    }
}
