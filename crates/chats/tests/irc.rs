//! Logs of IRC clients.

mod own;

use chats::{Conversation, Format, Kind, ReadOptions, Source, WarningCode, read};
use own::{lines, only, reading, times};
use proptest::prelude::*;

fn irc(text: &str, name: &str) -> Conversation {
    let options = ReadOptions { local_offset_minutes: 420, ..ReadOptions::default() };
    let reading = read(Source::from_bytes(text.as_bytes()).named(name), &options);
    let mut reading = reading.expect("a log always reads");
    assert_eq!(reading.format, Format::Irc, "{text}");
    reading.conversations.remove(0)
}

#[test]
fn weechat() {
    let conversation = only("irc/irc.example.#lop6a.weechatlog", Format::Irc);
    assert_eq!(conversation.title.as_deref(), Some("#lop6a"));
    assert_eq!(
        lines(&conversation),
        [
            "co_lan: nhớ nộp bài",
            "-: minh (~m@example.org) has joined #lop6a",
            "minh: mai học nhóm không?",
            "bong: vẫy tay",
            "-: Mode #lop6a [+o minh] by co_lan",
            "bong: ngủ ngon",
            "-: minh (~m@example.org) has quit (Ping timeout)",
        ]
    );
    assert_eq!(conversation.messages[1].kind, Kind::System);
    assert_eq!(times(&conversation)[5], "2024-06-04T00:01:00+07:00");
}

#[test]
fn hexchat_goes_over_new_year() {
    let reading = reading("irc/hexchat.log");
    let codes: Vec<_> = reading.warnings.iter().map(|warning| warning.code).collect();
    assert_eq!(codes, [WarningCode::TimeZoneUnknown]);
    let conversation = &reading.conversations[0];
    assert_eq!(
        lines(conversation),
        [
            "-: Now talking on #lop6a",
            "-: Topic for #lop6a is: bài tập",
            "minh: mai học nhóm không?",
            "-: bong (~b@example.org) has joined",
            "bong: vẫy tay",
            "bong: chúc mừng năm mới",
            "-: bong has quit (Ping timeout)",
        ]
    );
    assert_eq!(times(conversation)[0], "2024-12-31T23:50:00+07:00");
    assert_eq!(times(conversation)[5], "2025-01-01T00:01:00+07:00");
}

#[test]
fn znc_has_its_day_in_the_name_of_the_file() {
    let conversation = only("irc/2024-06-03.log", Format::Irc);
    assert_eq!(
        lines(&conversation),
        [
            "-: Joins: minh (~m@example.org)",
            "minh: mai học nhóm không?",
            "bong: vẫy tay",
            "bong: ngủ ngon",
            "-: Quits: minh (~m@example.org) (Ping timeout)",
        ]
    );
    let times = times(&conversation);
    assert_eq!([&times[2], &times[3]], ["2024-06-03T23:51:00+07:00", "2024-06-04T00:01:00+07:00"]);
}

#[test]
fn irssi_in_every_line_it_writes() {
    let log = "--- Log opened Mon Jun 03 15:00:00 2024\r\n\
        15:00 -!- bong [~b@example.org] has joined #lop6a\n\
        15:02 < minh> <3 mọi người\r\n\
        15:03 -co_lan(~l@example.org)- nhớ nộp bài\n\
        15:03  * bong vẫy tay\n\
        15:04 -!- mode/#lop6a [+o minh] by co_lan\n\
        rác\n\
        --- Log closed Mon Jun 03 15:05:00 2024\n\
        --- Log opened Wed Jun 05 07:00:00 2024\n\
        07:01 <@minh> chào\n";
    let reading = read(Source::from_bytes(log.as_bytes()), &ReadOptions::default()).unwrap();
    assert_eq!(
        lines(&reading.conversations[0]),
        [
            "-: bong [~b@example.org] has joined #lop6a",
            "minh: <3 mọi người",
            "co_lan: nhớ nộp bài",
            "bong: vẫy tay",
            "-: mode/#lop6a [+o minh] by co_lan",
            "minh: chào",
        ]
    );
    assert_eq!(times(&reading.conversations[0])[5], "2024-06-05T07:01:00+00:00");
    let skipped = reading.warnings.iter().find(|one| one.code == WarningCode::LinesSkipped);
    assert_eq!(skipped.map(|one| (one.line, one.count)), Some((Some(7), Some(1))));
}

#[test]
fn mirc_names_its_channel() {
    let log = "Session Start: Mon Jun 03 15:00:00 2024\nSession Ident: #lop6a\n[15:02] <minh> a\n[15:02] * bong b\nSession Close: Mon Jun 03 15:05:00 2024\n";
    let conversation = irc(log, "x.txt");
    assert_eq!(conversation.title.as_deref(), Some("#lop6a"));
    assert_eq!(lines(&conversation), ["minh: a", "bong: b"]);
}

/// Who, minutes since the one before, what, and whether as an action.
fn said() -> impl Strategy<Value = (String, u32, String, bool)> {
    let word = "[a-zạ-ỹ😀0-9<>*:@#-]{1,8}";
    let words = proptest::collection::vec(word, 1..5).prop_map(|words| words.join(" "));
    // An action on which hexchat could say of its own is none that it can be told from.
    ("[a-zA-Z_\\[\\]|^][a-zA-Z0-9_|-]{0,8}", 0u32..300, words, any::<bool>())
}

proptest! {
    #[test]
    fn what_is_logged_reads_back(said in proptest::collection::vec(said(), 2..20), client in 0..3) {
        let mut log = String::new();
        let mut minute = 23 * 60;
        let mut expected = Vec::new();
        let mut day_before = 0;
        match client {
            0 => log += "--- Log opened Sat Jun 01 23:00:00 2024\n",
            1 => log += "**** BEGIN LOGGING AT Sat Jun  1 23:00:00 2024\n\n",
            _ => {}
        }
        for (nick, later, words, action) in &said {
            minute += later;
            let (day, hour, minute) = (minute / 1440, minute / 60 % 24, minute % 60);
            if client == 0 && day > day_before {
                log += &format!("--- Day changed Sun Jun {:02} 2024\n", day + 1);
            }
            day_before = day;
            log += &match (client, action) {
                (0, false) => format!("{hour:02}:{minute:02} <@{nick}> {words}\n"),
                (0, true) => format!("{hour:02}:{minute:02}  * {nick} {words}\n"),
                (1, false) => format!("Jun {:02} {hour:02}:{minute:02}:00 <{nick}>\t{words}\n", day + 1),
                (1, true) => format!("Jun {:02} {hour:02}:{minute:02}:00 *\t{nick} {words}\n", day + 1),
                (_, false) => format!("2024-06-{:02} {hour:02}:{minute:02}:00\t+{nick}\t{words}\n", day + 1),
                (_, true) => format!("2024-06-{:02} {hour:02}:{minute:02}:00\t *\t{nick} {words}\n", day + 1),
            };
            expected.push((format!("{nick}: {words}"), format!("2024-06-{:02}T{hour:02}:{minute:02}:00+07:00", day + 1)));
        }
        // hexchat's own sentences about brackets and channels begin like actions of such nicks.
        prop_assume!(client != 1 || said.iter().all(|(nick, ..)| !nick.starts_with('[')));
        let conversation = irc(&log, "irc.log");
        let read: Vec<_> = lines(&conversation).into_iter().zip(times(&conversation)).collect();
        prop_assert_eq!(read, expected);
    }
}
