//! Random chats, written as each app writes them by the generators below and read back equal: the
//! layouts whose own test files have no such test.

mod own;

use chats::{Format, Moment, ReadOptions, Reading, Sides, Source, read};
use own::{lines, times, vietnam};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Who of several, when, and what.
#[derive(Clone, Debug)]
struct Said {
    who: usize,
    /// Milliseconds since 1970, whole minutes.
    at: i64,
    text: String,
}

impl Said {
    fn moment(&self, offset_minutes: i16) -> String {
        Moment { unix_ms: self.at, offset_minutes }.to_rfc3339()
    }
}

/// A chat and the two names in it.
fn chat(text: &'static str) -> impl Strategy<Value = ([String; 2], Vec<Said>)> {
    let names =
        ("[\\p{L}🐟][\\p{L}\\p{N}🙂'.-]{0,6}( [\\p{L}]{1,5}){0,2}", "[\\p{L}]{1,6}[0-9]{1,3}")
            .prop_filter("two names", |(first, second)| first != second)
            .prop_map(|(first, second)| [first, second]);
    let said = proptest::collection::vec((0usize..2, 1i64..3_000, text), 1..15).prop_map(|said| {
        let mut at = 1_717_401_720_000;
        said.into_iter()
            .map(|(who, later, text)| {
                at += later * 60_000;
                Said { who, at, text }
            })
            .collect()
    });
    (names, said)
}

/// Words, emoji of several parts, signs of every notation, line breaks.
const ANY_WORDS: &str = "[\\p{L}😀&<>\"'\\\\{}\\[\\]%;,.:/_*~=-]{1,10}( [\\p{L}🙂\\p{N}<&]{1,6}){0,3}(\n[\\p{L}👍🏽\u{200d}]{1,9}){0,2}";
/// Words that no layout of pasted text takes for a name, a time or a dash.
const PLAIN_WORDS: &str = "[a-zà-ýạ-ỹ😀][a-zà-ýạ-ỹ🙂]{0,8}( [a-zà-ýạ-ỹ?]{1,6}){0,4}";

fn read_as(bytes: &[u8], name: &str, format: Format) -> Reading {
    let source = Source::from_bytes(bytes).named(name);
    let reading = read(source, &vietnam()).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(bytes));
    });
    assert_eq!(reading.format, format, "{}", String::from_utf8_lossy(bytes));
    reading
}

/// What was said, as it must be read: whole messages with their moments on Vietnam's clock.
fn expected(names: &[String; 2], said: &[Said]) -> Vec<(String, String)> {
    let line = |one: &Said| (format!("{}: {}", names[one.who], one.text), one.moment(420));
    said.iter().map(line).collect()
}

fn found(reading: &Reading) -> Vec<(String, String)> {
    assert_eq!(reading.conversations.len(), 1);
    let conversation = &reading.conversations[0];
    lines(conversation).into_iter().zip(times(conversation)).collect()
}

fn objects(said: &[Said], of: impl Fn(&Said) -> Value) -> Vec<Value> {
    said.iter().map(of).collect()
}

/// The bytes of each letter as letters of their own, as Meta's downloads have them.
fn torn(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

/// As the app writes values: quotes and line breaks as references, letters beyond the first plane
/// as two, one for each half.
fn attribute(text: &str, halves: bool) -> String {
    let mut written = String::new();
    for letter in text.chars() {
        match letter {
            '&' => written += "&amp;",
            '<' => written += "&lt;",
            '>' => written += "&gt;",
            '"' => written += "&quot;",
            '\n' => written += "&#10;",
            letter if halves && letter.len_utf16() == 2 => {
                for half in letter.encode_utf16(&mut [0; 2]) {
                    written += &format!("&#{half};");
                }
            }
            letter => written.push(letter),
        }
    }
    written
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn telegram((names, said) in chat(ANY_WORDS), pieces in any::<bool>(), account in any::<bool>()) {
        let messages = objects(&said, |one| {
            let shown = one.moment(420);
            // Words with a link or bold in them come in pieces.
            let text = match one.text.split_once(' ') {
                Some((first, rest)) if pieces => json!([first, {"type": "bold", "text": " "}, rest]),
                _ => json!(one.text),
            };
            json!({"id": 1, "type": "message", "date": &shown[..19], "date_unixtime": (one.at / 1000).to_string(),
                "from": names[one.who], "from_id": format!("user{}", one.who), "text": text})
        });
        let chat = json!({"name": names[0], "type": "personal_chat", "id": 77, "messages": messages});
        let file = if account { json!({"about": "x", "chats": {"about": "y", "list": [chat]}}) } else { chat };
        let reading = read_as(file.to_string().as_bytes(), "result.json", Format::Telegram);
        prop_assert_eq!(found(&reading), expected(&names, &said));
    }

    #[test]
    fn messenger_and_instagram((names, said) in chat(ANY_WORDS), instagram in any::<bool>()) {
        let mut messages = objects(&said, |one| json!({
            "sender_name": torn(&names[one.who]), "timestamp_ms": one.at, "content": torn(&one.text),
        }));
        messages.reverse();
        let people = names.each_ref().map(|name| json!({"name": torn(name)}));
        let file = json!({"participants": people, "messages": messages, "title": torn(&names[0]), "thread_path": "inbox/a_1"});
        let (name, format) = if instagram {
            ("instagram/messages/inbox/a_1/message_1.json", Format::Instagram)
        } else {
            ("messages/inbox/a_1/message_1.json", Format::Messenger)
        };
        let reading = read_as(file.to_string().as_bytes(), name, format);
        prop_assert_eq!(found(&reading), expected(&names, &said));
    }

    #[test]
    fn messenger_of_encrypted_chats((names, said) in chat(ANY_WORDS)) {
        let messages = objects(&said, |one| json!({
            "isUnsent": false, "media": [], "reactions": [], "senderName": names[one.who],
            "text": one.text, "timestamp": one.at, "type": "text",
        }));
        let file = json!({"participants": names, "threadName": format!("{}_12", names[0]), "messages": messages});
        let reading = read_as(file.to_string().as_bytes(), "minh_12.json", Format::Messenger);
        prop_assert_eq!(found(&reading), expected(&names, &said));
    }

    #[test]
    fn sms_backup((names, said) in chat(ANY_WORDS), halves in any::<bool>(), multimedia in any::<bool>()) {
        let names = [names[0].clone(), "bong03".to_owned()];
        let mut file = format!("<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<smses count=\"{}\">\n", said.len());
        for one in &said {
            let (kind, text, name) = (one.who + 1, attribute(&one.text, halves), attribute(&names[0], halves));
            file += &if multimedia && one.who == 1 {
                format!("<mms address=\"+84900000123\" date=\"{}\" msg_box=\"{kind}\" contact_name=\"{name}\"><parts><part ct=\"text/plain\" text=\"{text}\"/></parts></mms>\n", one.at)
            } else {
                format!("<sms address=\"+84900000123\" date=\"{}\" type=\"{kind}\" body=\"{text}\" contact_name=\"{name}\"/>\n", one.at)
            };
        }
        let reading = read_as(format!("{file}</smses>").as_bytes(), "sms.xml", Format::SmsBackupRestore);
        prop_assert_eq!(&reading.warnings, &[]);
        prop_assert_eq!(found(&reading), expected(&names, &said));
    }

    #[test]
    fn discord_chat_exporter((names, said) in chat(ANY_WORDS)) {
        let messages = objects(&said, |one| json!({
            "id": "1", "type": "Default", "timestamp": one.moment(420), "timestampEdited": null,
            "content": one.text, "attachments": [], "embeds": [],
            "author": {"id": one.who.to_string(), "name": names[one.who], "nickname": null},
        }));
        let file = json!({"guild": {"id": "0", "name": "Direct Messages"}, "channel": {"id": "5", "type": "DirectTextChat", "name": names[0]},
            "messages": messages, "messageCount": said.len()});
        let reading = read_as(file.to_string().as_bytes(), "dm.json", Format::DiscordChatExporter);
        prop_assert_eq!(found(&reading), expected(&names, &said));
    }

    #[test]
    fn discord_package((_, said) in chat(ANY_WORDS), table in any::<bool>()) {
        let names = ["bong03".to_owned(), "bong03".to_owned()];
        let stamp = |one: &Said| one.moment(0)[..19].replace('T', " ");
        // Newest first, as Discord writes them.
        let backwards = || said.iter().rev();
        let file = if table {
            let rows = backwards().map(|one| format!("1,{}+00:00,{},\r\n", stamp(one), quoted(&one.text)));
            format!("ID,Timestamp,Contents,Attachments\r\n{}", rows.collect::<String>())
        } else {
            Value::from_iter(backwards().map(|one| json!({"ID": 1, "Timestamp": stamp(one), "Contents": one.text, "Attachments": ""}))).to_string()
        };
        let name = if table { "messages/c1/messages.csv" } else { "messages/c1/messages.json" };
        let reading = read_as(file.as_bytes(), name, Format::DiscordPackage);
        prop_assert_eq!(found(&reading), expected(&names, &said));
    }

    #[test]
    fn snapchat((names, said) in chat(ANY_WORDS), legacy in any::<bool>()) {
        let names = [names[0].clone(), "bong03".to_owned()];
        let stamp = |one: &Said| format!("{} UTC", one.moment(0)[..19].replace('T', " "));
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('\'', "&#39;");
        let file = if legacy {
            let side = |who: usize, key: &str| objects(&said, |one| {
                json!({key: names[0], "Media Type": "TEXT", "Created": stamp(one), "Text": escaped(&one.text), "who": one.who})
            }).into_iter().filter(|one| one["who"] == who).rev().collect::<Vec<_>>();
            json!({"Received Saved Chat History": side(0, "From"), "Sent Saved Chat History": side(1, "To")})
        } else {
            let mut messages = objects(&said, |one| json!({
                "From": names[one.who], "Media Type": "TEXT", "Created": stamp(one), "Content": escaped(&one.text),
                "Conversation Title": null, "IsSender": one.who == 1, "Created(microseconds)": one.at,
            }));
            messages.reverse();
            json!({&names[0]: messages})
        };
        let reading = read_as(file.to_string().as_bytes(), "json/chat_history.json", Format::Snapchat);
        prop_assert_eq!(found(&reading), expected(&names, &said));
    }

    #[test]
    fn pasted_lines_with_names(
        (_, said) in chat(PLAIN_WORDS),
        other in "[A-ZĐ][a-zà-ýạ-ỹ]{2,6}( [A-ZĐ][a-zà-ýạ-ỹ]{1,4})?",
        layout in 0..5usize,
    ) {
        // Of a name on a line of its own, capitals tell that it is one.
        let names = ["Mẹ".to_owned(), other];
        let mut text = String::new();
        for one in &said {
            let (name, shown) = (&names[one.who], one.moment(420));
            let (day, time) = (format!("{}/{}/{}", &shown[8..10], &shown[5..7], &shown[..4]), &shown[11..16]);
            text += &match layout {
                0 => format!("{day} {time} {name}: {}\n", one.text),
                1 => format!("[{day} {time}] {name}: {}\r\n", one.text),
                2 => format!("{name} [{time} {day}]: {}\n\n", one.text),
                3 => format!("{name}, [{}.{}.{} {time}]\n{}\n\n", &shown[8..10], &shown[5..7], &shown[..4], one.text),
                _ => format!("{name}\n{}\n{time} {day}\n", one.text),
            };
        }
        // A single short line or two need not look like a chat.
        prop_assume!(said.len() > 2 && said.iter().any(|one| one.who == 0) && said.iter().any(|one| one.who == 1));
        let options = ReadOptions { format: Some(Format::Paste), ..vietnam() };
        let reading = read(Source::from_bytes(text.as_bytes()), &options).unwrap();
        prop_assert_eq!(found(&reading), expected(&names, &said), "{}", text);
    }

    #[test]
    fn pasted_lines_without_times_or_names((names, said) in chat(PLAIN_WORDS), layout in 0..3usize) {
        prop_assume!(said.len() > 3);
        let nick = names[1].as_str();
        let sides = Some(Sides::TakeTurns { first: "Mẹ".to_owned(), second: nick.to_owned() });
        let mut text = String::new();
        let mut expected = Vec::new();
        for (at, one) in said.iter().enumerate() {
            // Two take turns.
            let name = if at % 2 == 0 { "Mẹ" } else { nick };
            expected.push(format!("{name}: {}", one.text));
            text += &match layout {
                0 => format!("<{name}> {}\n", one.text),
                1 => format!("- {}\n", one.text),
                _ => format!("{}\n\n", one.text),
            };
        }
        let options = ReadOptions { format: Some(Format::Paste), sides, ..vietnam() };
        let reading = read(Source::from_bytes(text.as_bytes()), &options).unwrap();
        prop_assert_eq!(lines(&reading.conversations[0]), expected, "{}", text);
    }
}
