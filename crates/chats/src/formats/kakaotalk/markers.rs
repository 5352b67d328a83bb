//! What KakaoTalk writes in the place of words, in Korean and English.

use crate::{Kind, Message};

const MEDIA: &[&str] = &[
    "사진",
    "동영상",
    "이모티콘",
    "음성메시지",
    "음성 메시지",
    "연락처",
    "지도",
    "선물",
    "카카오톡 프로필",
    "photo",
    "photos",
    "video",
    "videos",
    "emoticon",
    "emoticons",
    "voice note",
    "voice message",
    "contact",
    "map",
    "(이모티콘)",
    "(emoticon)",
    "<사진 읽지 않음>",
    "<동영상 읽지 않음>",
];

const DELETED: &[&str] = &[
    "삭제된 메시지입니다",
    "메시지가 삭제되었습니다",
    "this message was deleted",
    "the message has been deleted",
    "this message has been deleted",
];

const CALLS: &[&str] = &[
    "보이스톡",
    "페이스톡",
    "라이브톡",
    "그룹콜",
    "voice call",
    "video call",
    "live talk",
    "group call",
];

/// The message with what its text stands for.
pub(super) fn understood(message: Message) -> Message {
    // Nearly everything that people write is longer than any marker.
    if message.text.len() > 300 || message.text.contains('\n') {
        return message;
    }
    let text = message.text.trim();
    let lower = text.to_lowercase();
    let phrase = lower.trim_end_matches('.');
    if DELETED.contains(&phrase) {
        return Message { text: String::new(), deleted: true, ..message };
    }
    if MEDIA.contains(&phrase) || is_counted(phrase) {
        return Message { text: String::new(), kind: Kind::Media, ..message };
    }
    if let Some(file) = file_name(text) {
        let attachment = Some(file.to_owned());
        return Message { text: String::new(), kind: Kind::Media, attachment, ..message };
    }
    if is_call(phrase) {
        return Message { kind: Kind::Call, ..message };
    }
    message
}

/// `사진 3장`, `동영상 2개`, `3 photos`.
fn is_counted(phrase: &str) -> bool {
    let count = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((first, second)) = phrase.split_once(' ') else {
        return false;
    };
    matches!(first, "사진" | "동영상") && second.strip_suffix(['장', '개']).is_some_and(count)
        || count(first) && matches!(second, "photos" | "videos" | "photo" | "video")
}

/// `파일: bai-tap.pdf`, `File: bai-tap.pdf`, and the bare name of a picture, as exports with
/// pictures beside them have it.
fn file_name(text: &str) -> Option<&str> {
    const PICTURES: &[&str] = &["jpg", "jpeg", "png", "gif", "webp", "mp4", "mov", "m4a", "heic"];
    if let Some(name) = text.strip_prefix("파일: ").or_else(|| text.strip_prefix("File: ")) {
        return Some(name.trim()).filter(|name| !name.is_empty());
    }
    let (stem, ending) = text.rsplit_once('.')?;
    let is_picture = PICTURES.contains(&ending.to_ascii_lowercase().as_str())
        && stem.len() >= 8
        && stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    is_picture.then_some(text)
}

/// `보이스톡 해요`, `보이스톡 0:17`, `Voice Call 0:17`; not a sentence that begins so.
fn is_call(phrase: &str) -> bool {
    const AFTER: &[&str] = &[
        "",
        "해요",
        "취소",
        "부재중",
        "응답 없음",
        "종료",
        "시작",
        "ended",
        "started",
        "canceled",
        "cancelled",
        "missed",
        "no answer",
        "invited",
    ];
    CALLS.iter().any(|call| {
        phrase.strip_prefix(call).is_some_and(|rest| {
            let rest =
                rest.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ':');
            AFTER.contains(&rest.trim())
        })
    })
}

/// Whether a line that bears no name is the app's: somebody came, went, or was asked in.
pub(super) fn is_notice(line: &str) -> bool {
    const KOREAN: &[&str] = &[
        "님이 나갔습니다",
        "님이 들어왔습니다",
        "님을 내보냈습니다",
        "님을 초대했습니다",
        "님을 초대하였습니다",
        "님이 방장이 되었습니다",
        "님이 부방장이 되었습니다",
        "관리자가 메시지를 가렸습니다",
        "메시지를 가렸습니다",
        "채팅방을 나갔습니다",
    ];
    const ENGLISH: &[&str] = &[
        " left this chatroom",
        " left the chatroom",
        " joined this chatroom",
        " joined the chatroom",
        " has left",
        " has joined",
        " was removed from this chatroom",
        " to this chatroom",
        " to the chatroom",
    ];
    let line = line.trim().trim_end_matches('.');
    let line = line.split(" 운영정책을").next().unwrap_or(line);
    line.len() <= 400 && KOREAN.iter().chain(ENGLISH).any(|end| line.ends_with(end))
}

/// `Minh left.`, `Minh joined.`, `Minh invited Bống.`: the app's only where the name is known.
pub(super) fn is_short_notice(line: &str, is_known: impl Fn(&str) -> bool) -> bool {
    let Some(line) = line.trim().strip_suffix('.') else {
        return false;
    };
    let gone = line.strip_suffix(" left").or_else(|| line.strip_suffix(" joined"));
    let inviting = line.split_once(" invited ").map(|(name, _)| name);
    gone.or(inviting).is_some_and(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(text: &str) -> (Kind, bool) {
        let message = understood(Message { text: text.to_owned(), ..Message::default() });
        (message.kind, message.deleted)
    }

    #[test]
    fn markers_of_both_languages() {
        for text in [
            "사진",
            "사진 3장",
            "Photo",
            "3 photos",
            "이모티콘",
            "동영상",
            "File: a b.pdf",
            "파일: x.hwp",
        ] {
            assert_eq!(kind(text), (Kind::Media, false), "{text}");
        }
        for text in [
            "보이스톡 해요",
            "보이스톡 해요.",
            "보이스톡 0:17",
            "Voice Call 1:00:17",
            "Live Talk ended 0:10",
        ] {
            assert_eq!(kind(text), (Kind::Call, false), "{text}");
        }
        for text in ["삭제된 메시지입니다.", "This message was deleted."] {
            assert_eq!(kind(text), (Kind::Text, true), "{text}");
        }
        for text in
            ["사진 보내줘", "photo of you?", "보이스톡 하자", "video call me", "a.jpg?", "3", ""]
        {
            assert_eq!(kind(text), (Kind::Text, false), "{text}");
        }
        let file = understood(Message { text: "0a1b2c3d4e.jpg".into(), ..Message::default() });
        assert_eq!(file.attachment.as_deref(), Some("0a1b2c3d4e.jpg"));
    }

    #[test]
    fn notices_of_both_languages() {
        for line in [
            "민호님이 나갔습니다.",
            "채팅방 관리자가 메시지를 가렸습니다.",
            "Minh left this chatroom.",
        ] {
            assert!(is_notice(line), "{line}");
        }
        assert!(!is_notice("he left me."));
        assert!(is_short_notice("Minh invited Bống.", |name| name == "Minh"));
        assert!(!is_short_notice("he left.", |name| name == "Minh"));
    }
}
