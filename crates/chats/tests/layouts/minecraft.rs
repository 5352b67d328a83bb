//! Minecraft: logs of players and servers.

use chats::{Format, Kind, WarningCode};
use proptest::prelude::*;

use crate::kit::{
    assert_recognised, assert_sound, fixture, read_named, read_text, said, times, warned,
    with_mixed_line_ends,
};

#[test]
fn its_fixtures_and_no_others_are_recognised() {
    assert_recognised(Format::Minecraft, &["/minecraft/"]);
}

#[test]
fn the_fixtures() {
    let reading = fixture("constructed/minecraft/latest.log");
    let conversation = &reading.conversations[0];
    assert_eq!(
        said(conversation),
        [
            "-: minh06 joined the game",
            "minh06: ai xây nhà chung không",
            "bong03: mình",
            "-: minh06 has made the advancement [Stone Age]",
            "minh06: ok",
        ]
    );
    // Only Forge's header says the day.
    let dated: Vec<bool> =
        conversation.messages.iter().map(|message| message.at.is_some()).collect();
    assert_eq!(dated, [false, false, false, false, true]);
    assert_eq!(times(conversation)[4], "2024-06-03T15:02:20+07:00");

    let server =
        fixture("minecraft/test/data/Vanilla/Bukkit/Folia/folia-1-19-4-unsupported-plugin.log");
    let conversation = &server.conversations[0];
    let talk: Vec<_> =
        conversation.messages.iter().filter(|message| message.kind == Kind::Text).collect();
    assert_eq!(talk.len(), 1);
    assert_eq!(talk[0].text, "Hi, I'm Jamic from the Atrenso Team");
    assert_eq!(conversation.messages.len(), 3);

    for log in ["Forge/forge-26-1-client.log", "Forge/forge-log-crash-report.log"] {
        let client = fixture(&format!("minecraft/test/data/Vanilla/{log}"));
        let conversation = &client.conversations[0];
        assert!(conversation.messages.iter().all(|message| message.kind == Kind::System));
        assert_eq!(conversation.owner, conversation.participant_named("NutellaGolem"));
        assert!(conversation.messages.iter().all(|message| message.at.is_some()));
    }
}

#[test]
fn whispers_are_conversations_of_their_own() {
    let text = "[23:58:00] [Server thread/INFO]: minh06 joined the game\n\
        [23:58:10] [Async Chat Thread - #0/INFO]: <minh06> chào cả nhà\n\
        [23:59:00] [Server thread/INFO]: minh06 issued server command: /msg bong03 em mấy tuổi\n\
        java.lang.NullPointerException: x\n\
        [23:59:30] [Server thread/INFO]: bong03 issued server command: /r 11\n\
        [23:59:40] [Server thread/INFO]: bong03 issued server command: /login matkhau\n\
        [00:00:10] [Server thread/INFO]: minh06 issued server command: /w bong03 đừng kể ai nha\n\
        [00:01:00] [Async Chat Thread - #0/INFO]: <lan> ngủ thôi\n";
    let reading = read_named(text, "logs/2024-06-03-2.log");
    let [public, private] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(said(public), ["-: minh06 joined the game", "minh06: chào cả nhà", "lan: ngủ thôi"]);
    assert_eq!(said(private), ["minh06: em mấy tuổi", "bong03: 11", "minh06: đừng kể ai nha"]);
    assert_eq!(
        times(private),
        ["2024-06-03T23:59:00+07:00", "2024-06-03T23:59:30+07:00", "2024-06-04T00:00:10+07:00"]
    );
    assert_eq!(private.title.as_deref(), Some("bong03, minh06"));
    assert!(warned(&reading, WarningCode::TimeZoneUnknown).is_some());

    let lost = "[10:00:00] [Server thread/INFO]: Done\n\
        [10:00:01] [Server thread/INFO]: bong03 issued server command: /r dạ\n";
    let reading = read_text(lost);
    assert_eq!(said(&reading.conversations[0]), ["bong03: dạ"]);
    assert_eq!(warned(&reading, WarningCode::MissingMessages), Some((Some(2), Some(1))));
}

#[test]
fn a_player_s_log_says_whose_it_is() {
    let text = "[15:00:00] [Render thread/INFO]: Setting user: bong03\n\
        [15:02:00] [Render thread/INFO]: [CHAT] <bong03> hi\n\
        [15:02:05] [Render thread/INFO]: [CHAT] [VIP] minh06: nhà ở đâu\n\
        [15:02:10] [Render thread/INFO]: [CHAT] minh06 whispers to you: có zalo không\n\
        [15:02:20] [Render thread/INFO]: [CHAT] You whisper to minh06: có ạ\n";
    let reading = read_text(text);
    let [public, private] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(said(public), ["bong03: hi", "minh06: nhà ở đâu"]);
    assert_eq!(said(private), ["minh06: có zalo không", "bong03: có ạ"]);
    assert_eq!(private.owner, private.participant_named("bong03"));
    assert_eq!(public.owner, public.participant_named("bong03"));
    assert_eq!(warned(&reading, WarningCode::TimeZoneUnknown), None);
}

const LOG: &str = "[15:02:00] [Server thread/INFO]: minh06 joined the game\n\
    [15:02:05] [Async Chat Thread - #0/INFO]: <minh06> ai xây nhà\n\
    [15:02:09] [Async Chat Thread - #0/INFO]: <bong03> mình\n";

#[test]
fn damage_is_read_over() {
    for text in [format!("\u{feff}{LOG}"), with_mixed_line_ends(LOG), LOG.replace('\n', "\r\n")] {
        for name in ["latest.txt", "a.json"] {
            let reading = read_named(&text, name);
            assert_eq!(reading.format, Format::Minecraft);
            assert_eq!(
                said(&reading.conversations[0])[1..],
                ["minh06: ai xây nhà", "bong03: mình"]
            );
        }
    }
    let begun_in_the_middle = LOG.get(20..).unwrap_or_default();
    let reading = read_text(begun_in_the_middle);
    assert_eq!(said(&reading.conversations[0]), ["minh06: ai xây nhà", "bong03: mình"]);
}

proptest! {
    #[test]
    fn what_a_server_logs_reads_back(
        talk in proptest::collection::vec(
            (proptest::sample::select(vec!["minh06", "bong_03", "Lan"]), 0..86_400u32, "[\\PC&&[^ §]][\\PC&&[^§]]{0,30}"),
            1..30,
        ),
        layout in 0..5usize,
    ) {
        let mut talk = talk;
        talk.sort_by_key(|(_, second, _)| *second);
        let mut text = String::new();
        for (nick, second, words) in &talk {
            let clock = format!("{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60);
            text += &match layout {
                0 => format!("[{clock}] [Server thread/INFO]: <{nick}> {words}\n[{clock}] [main/WARN]: x\n"),
                1 => format!("[{clock}] [Async Chat Thread - #1/INFO]: [Not Secure] <{nick}> {words}\n"),
                2 => format!("[03Jun2024 {clock}.123] [Render thread/INFO] [net.x.Chat/]: [CHAT] <{nick}> {words}\n"),
                3 => format!("[{clock} INFO]: <{nick}> {words}\n\tat x.y.Z(Z.java:1)\n"),
                _ => format!("2024-06-03 {clock} [INFO] <{nick}> {words}\n"),
            };
        }
        let reading = read_named(&text, "2024-06-03-1.log");
        prop_assert_eq!(reading.format, Format::Minecraft);
        let expected: Vec<String> = talk.iter().map(|(nick, _, words)| format!("{nick}: {}", words.trim())).collect();
        prop_assert_eq!(said(&reading.conversations[0]), expected);
        let at = |message: &chats::Message| (message.at.unwrap().unix_ms - 1_717_347_600_000) / 1000;
        let seconds: Vec<i64> = reading.conversations[0].messages.iter().map(at).collect();
        let written: Vec<i64> = talk.iter().map(|(_, second, _)| i64::from(*second)).collect();
        prop_assert_eq!(seconds, written);
    }

    #[test]
    fn no_bytes_panic(text in "(\\[15:02:05\\]|\\[15:02:05 INFO\\]: | \\[Server thread/INFO\\]: |\\[CHAT\\] |<|>|\\[|\\]|: | -> |a |me|§a| issued server command: /|msg |r |\u{1b}\\[|\\n|é){0,40}") {
        assert_sound(&text, Format::Minecraft);
    }
}
