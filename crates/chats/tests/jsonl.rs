//! What `write_jsonl` writes reads back the same, and the labelled conversations read.

use chats::{
    Context, Conversation, Format, Kind, Message, Moment, Participant, ParticipantId, ReadOptions,
    Source, read, write_jsonl,
};
use proptest::prelude::*;

fn message(people: u16) -> impl Strategy<Value = Message> {
    let kind =
        prop_oneof![Just(Kind::Text), Just(Kind::Media), Just(Kind::Call), Just(Kind::System)];
    let at = (-1_000_000_000_000i64..4_000_000_000_000, -720i16..=840)
        .prop_map(|(unix_ms, offset_minutes)| Moment { unix_ms, offset_minutes });
    (
        proptest::option::of((0..people).prop_map(ParticipantId)),
        proptest::option::of(at),
        any::<String>(),
        kind,
        any::<[bool; 3]>(),
        proptest::option::of(any::<String>()),
    )
        .prop_map(|(from, at, text, kind, [edited, deleted, forwarded], attachment)| Message {
            from,
            at,
            text: if deleted { String::new() } else { text },
            kind,
            edited,
            deleted,
            forwarded,
            attachment,
        })
}

fn conversation() -> impl Strategy<Value = Conversation> {
    let names = proptest::collection::hash_set("\\PC{1,12}", 1..5);
    names.prop_flat_map(|names| {
        let people = names.len() as u16;
        let participants: Vec<_> = names.into_iter().map(|name| Participant { name }).collect();
        (
            any::<String>(),
            proptest::option::of(any::<String>()),
            Just(participants),
            proptest::option::of((0..people).prop_map(ParticipantId)),
            any::<[bool; 4]>(),
            proptest::collection::vec(message(people), 1..12),
        )
            .prop_map(|(id, title, participants, owner, context, messages)| Conversation {
                id,
                title,
                participants,
                owner,
                context: Context {
                    stranger_request: context[0],
                    one_sided: context[1],
                    incomplete: context[2],
                    vanishing: context[3],
                },
                messages,
            })
    })
}

proptest! {
    #[test]
    fn written_conversations_read_back_equal(conversations in proptest::collection::vec(conversation(), 1..4)) {
        let mut written = Vec::new();
        for conversation in &conversations {
            write_jsonl(conversation, &mut written).unwrap();
        }
        prop_assert_eq!(written.iter().filter(|byte| **byte == b'\n').count(), conversations.len());
        let reading = read(Source::from_bytes(&written), &ReadOptions::default()).unwrap();
        prop_assert_eq!(reading.format, Format::Jsonl);
        prop_assert_eq!(reading.warnings, vec![]);
        prop_assert_eq!(reading.conversations, conversations);
    }
}

#[test]
fn labelled_conversations_read_without_their_labels() {
    let line = r#"{"id": "en-1", "lang": "en", "kind": "risk", "child": null, "messages": [{"from": "A", "at": "2026-03-02T20:14:00+07:00", "text": "hi"}, {"from": "B", "at": "2026-03-02T20:15:00+07:00", "text": "yo"}], "labels": [{"m": 0, "signal": "offer"}], "note": "why"}"#;
    let reading = read(Source::from_bytes(line.as_bytes()), &ReadOptions::default()).unwrap();
    assert_eq!(reading.format, Format::Jsonl);
    let conversation = &reading.conversations[0];
    assert_eq!((conversation.id.as_str(), conversation.messages.len()), ("en-1", 2));
    assert_eq!(conversation.messages[0].at.unwrap().to_rfc3339(), "2026-03-02T20:14:00+07:00");
    assert_eq!(conversation.name_of(&conversation.messages[1]), Some("B"));
}

#[test]
fn a_conversation_laid_out_over_lines_reads() {
    let text = "{\n  \"id\": \"1\",\n  \"messages\": [\n    {\"from\": \"A\", \"at\": null, \"text\": \"hi\"}\n  ]\n}\n";
    let reading = read(Source::from_bytes(text.as_bytes()), &ReadOptions::default()).unwrap();
    assert_eq!(reading.warnings, []);
    assert_eq!(reading.conversations[0].messages[0].text, "hi");
}

#[test]
fn conversations_without_times_read() {
    let text = "{\"id\": \"1\", \"messages\": [{\"from\": \"A\", \"text\": \"hi\"}]}\n";
    let reading = read(Source::from_bytes(text.as_bytes()), &ReadOptions::default()).unwrap();
    assert_eq!(reading.format, Format::Jsonl);
    assert_eq!(reading.conversations[0].messages[0].at, None);
}
