//! Roblox and games like it: the chat window, and loggers.

use chats::{Format, Kind, WarningCode};
use proptest::prelude::*;

use crate::kit::{
    assert_recognised, assert_sound, only, read_named, read_text, said, times, warned,
    with_mixed_line_ends,
};

const WINDOW: &str = "[System]: Chat '/?' or '/help' for a list of chat commands.\n\
    [minh06]: ai chơi chung không\n{Red} [VIP] [Bé Na]: mình\nnhưng lát nữa\n\
    {From minh06} [minh06]: cho xin facebook\n[To minh06]: mẹ không cho\n";

#[test]
fn no_fixture_is_taken_for_it() {
    assert_recognised(Format::Roblox, &[]);
}

#[test]
fn the_window_and_its_whispers() {
    let reading = read_text(WINDOW);
    assert_eq!(reading.format, Format::Roblox);
    let [public, private] = reading.conversations.as_slice() else {
        panic!("{reading:?}");
    };
    assert_eq!(public.messages[0].kind, Kind::System);
    assert_eq!(said(public)[1..], ["minh06: ai chơi chung không", "Bé Na: mình\nnhưng lát nữa"]);
    assert_eq!(said(private), ["minh06: cho xin facebook", "Me: mẹ không cho"]);
    assert!(reading.warnings.is_empty());
}

#[test]
fn loggers() {
    let events = "\n[ 03/06/2024-15:00:00 ] - RBXLOGGER # Beginning logging session, placename-(X)\n\
        [ 03/06/2024-15:00:01 ] - RBXLOGGER # Roblox User Logged in as bong03 (@Bống)-900\n\
        [ 03/06/2024-15:01:00 ] - PLAYEREVENT # minh06 (@Minh)-901 joined the game\n\
        [ 03/06/2024-15:02:05 ] - MESSAGEEVENT # minh06 (@Minh)-901 said 'it's me'\n\
        [ 03/06/2024-15:02:09 ] - MESSAGEEVENT # bong03 (@Bống)-900 said 'hai\ndòng'\n";
    let reading = read_text(events);
    let conversation = &reading.conversations[0];
    assert_eq!(
        said(conversation),
        ["-: minh06 (@Minh)-901 joined the game", "minh06: it's me", "bong03: hai\ndòng"]
    );
    assert_eq!(conversation.owner, conversation.participant_named("bong03"));
    assert_eq!(times(conversation)[1], "2024-06-03T15:02:05+07:00");
    assert!(warned(&reading, WarningCode::TimeZoneUnknown).is_some());

    let numbers = "[12:00:00] Player1 (123456789): Hello!\n[12:00:01] Player2 (987654321): Hi!\n";
    let conversation = only(numbers, Format::Roblox);
    assert_eq!(said(&conversation), ["Player1: Hello!", "Player2: Hi!"]);
    assert_eq!(times(&conversation), ["-", "-"]);
}

#[test]
fn damage_is_said_and_the_rest_read() {
    for text in [format!("\u{feff}{WINDOW}"), with_mixed_line_ends(WINDOW)] {
        let reading = read_named(&text, "chat.json");
        assert_eq!(reading.format, Format::Roblox);
        assert_eq!(reading.conversations[0].messages.len(), 3);
    }
    let lost = format!("tay cụt đầu\n{WINDOW}");
    assert_eq!(warned(&read_text(&lost), WarningCode::LinesSkipped), Some((Some(1), Some(1))));
}

proptest! {
    #[test]
    fn what_a_window_shows_reads_back(
        talk in proptest::collection::vec(
            (proptest::sample::select(vec!["minh06", "Bé Na", "x_x"]), "[\\PC&&[^ ]]\\PC{0,30}"),
            2..30,
        ),
        layout in 0..3usize,
    ) {
        let mut text = String::new();
        for (nick, words) in &talk {
            text += &match layout {
                0 => format!("[{nick}]: {words}\n"),
                1 => format!("[15:02:05] {{Team}} [{nick}]: {words}\n"),
                _ => format!("[15:02:05] {nick} (12345): {words}\n"),
            };
        }
        let conversation = only(&text, Format::Roblox);
        let expected: Vec<String> = talk.iter().map(|(nick, words)| format!("{nick}: {}", words.trim())).collect();
        prop_assert_eq!(said(&conversation), expected);
    }

    #[test]
    fn no_bytes_panic(text in "(\\[|\\]|\\{|\\}|:| |From |To |15:02:05|a|\\(1\\)|\\n|-|#|'|é){0,60}") {
        assert_sound(&text, Format::Roblox);
    }
}
