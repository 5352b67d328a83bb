use std::io::{self, Write};

use serde::Serialize;

use crate::{Conversation, Kind, Message};

/// Writes a conversation as one line of this project's JSON Lines, which the `jsonl` format reads
/// back: `id`, `title`, `participants`, `owner`, and `messages` with `from`, `at`, `text`, `kind`,
/// and `edited`, `deleted`, `forwarded`, `attachment` where the source knew them.
///
/// Participants go by their names, so those of the same name become one.
///
/// # Errors
///
/// What the writer gives.
pub fn write_jsonl(conversation: &Conversation, writer: &mut impl Write) -> io::Result<()> {
    let line = Line {
        id: &conversation.id,
        title: conversation.title.as_deref(),
        participants: conversation.participants.iter().map(|one| one.name.as_str()).collect(),
        owner: conversation
            .owner
            .and_then(|owner| conversation.participants.get(usize::from(owner.0)))
            .map(|owner| owner.name.as_str()),
        stranger_request: conversation.context.stranger_request,
        one_sided: conversation.context.one_sided,
        incomplete: conversation.context.incomplete,
        vanishing: conversation.context.vanishing,
        messages: Messages(conversation),
    };
    serde_json::to_writer(&mut *writer, &line)?;
    writer.write_all(b"\n")
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    participants: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    stranger_request: bool,
    #[serde(skip_serializing_if = "is_false")]
    one_sided: bool,
    #[serde(skip_serializing_if = "is_false")]
    incomplete: bool,
    #[serde(skip_serializing_if = "is_false")]
    vanishing: bool,
    messages: Messages<'a>,
}

/// Written one by one, so that a long conversation is not held twice.
struct Messages<'a>(&'a Conversation);

impl Serialize for Messages<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer
            .collect_seq(self.0.messages.iter().map(|message| MessageLine::new(self.0, message)))
    }
}

#[derive(Serialize)]
struct MessageLine<'a> {
    from: Option<&'a str>,
    at: Option<String>,
    text: &'a str,
    kind: Kind,
    #[serde(skip_serializing_if = "is_false")]
    edited: bool,
    #[serde(skip_serializing_if = "is_false")]
    deleted: bool,
    #[serde(skip_serializing_if = "is_false")]
    forwarded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachment: Option<&'a str>,
}

impl<'a> MessageLine<'a> {
    fn new(conversation: &'a Conversation, message: &'a Message) -> MessageLine<'a> {
        MessageLine {
            from: conversation.name_of(message),
            at: message.at.map(crate::Moment::to_rfc3339),
            text: &message.text,
            kind: message.kind,
            edited: message.edited,
            deleted: message.deleted,
            forwarded: message.forwarded,
            attachment: message.attachment.as_deref(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}
