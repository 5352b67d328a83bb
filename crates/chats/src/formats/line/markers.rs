//! What LINE writes in the place of words: a sticker, a picture, a call, a message taken back.
//!
//! The words are those that public readers of such files look for, in Japanese, Chinese, English,
//! Vietnamese and Thai.

use crate::{Kind, Message};

/// What a message is, by its text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Marker<'a> {
    /// Written words.
    Words,
    /// A sticker, picture, sound, card or place; words may stand beside it.
    Media(&'a str),
    /// A file and its name.
    File(&'a str),
    /// A call, taken or missed.
    Call(&'a str),
}

const MEDIA: &[&str] = &[
    "photo",
    "photos",
    "video",
    "videos",
    "sticker",
    "stickers",
    "voice message",
    "audio",
    "location",
    "contact",
    "gift",
    "gif",
    "album",
    "albums",
    "note",
    "notes",
    "poll",
    "music",
    "写真",
    "動画",
    "スタンプ",
    "ボイスメッセージ",
    "位置情報",
    "連絡先",
    "プレゼント",
    "アルバム",
    "ノート",
    "投票",
    "照片",
    "影片",
    "视频",
    "貼圖",
    "贴图",
    "語音訊息",
    "语音信息",
    "语音消息",
    "位置",
    "位置訊息",
    "聯絡資訊",
    "联系人信息",
    "禮物",
    "相簿",
    "相册",
    "記事本",
    "记事本",
    "投票活動",
    "ảnh",
    "hình ảnh",
    "hình",
    "sticker động",
    "nhãn dán",
    "tin nhắn thoại",
    "vị trí",
    "liên hệ",
    "danh bạ",
    "quà tặng",
    "quà",
    "bình chọn",
    "ภาพ",
    "รูป",
    "รูปภาพ",
    "วิดีโอ",
    "สติกเกอร์",
    "ข้อความเสียง",
    "ตำแหน่ง",
    "ตำแหน่งที่ตั้ง",
];

const FILES: &[&str] =
    &["file", "files", "ファイル", "檔案", "文件", "tệp", "tệp tin", "tập tin", "ไฟล์"];

/// Without brackets, as a PC writes it in English.
const BARE: &[&str] = &["Photos", "Stickers", "Videos", "Audio"];

/// What stands in the place of `text`.
pub(super) fn marker(text: &str) -> Marker<'_> {
    if let Some(call) = text.strip_prefix('☎') {
        return Marker::Call(call.trim());
    }
    if BARE.contains(&text) {
        return Marker::Media("");
    }
    let Some((word, beside)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
        return Marker::Words;
    };
    // No marker is longer; most brackets are somebody's.
    if word.len() > 60 || beside.starts_with(']') {
        return Marker::Words;
    }
    let (word, beside) = (word.to_lowercase(), beside.trim());
    if FILES.contains(&word.as_str()) {
        return Marker::File(beside);
    }
    let is_map = word == "null" && beside.contains("maps.google");
    if MEDIA.contains(&word.as_str()) || is_map { Marker::Media(beside) } else { Marker::Words }
}

/// The message with what its text stands for.
pub(super) fn understood(message: Message) -> Message {
    match marker(&message.text) {
        Marker::Words => message,
        Marker::Media(beside) => Message { text: beside.to_owned(), kind: Kind::Media, ..message },
        Marker::File(name) => {
            let attachment = Some(name.to_owned()).filter(|name| !name.is_empty());
            Message { text: String::new(), kind: Kind::Media, attachment, ..message }
        }
        Marker::Call(text) => Message { text: text.to_owned(), kind: Kind::Call, ..message },
    }
}

/// Who took a message back, in a line of the app that says so.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TakenBack<'a> {
    /// The owner of the phone.
    ByOwner,
    /// Somebody else, by name.
    By(&'a str),
}

/// Reads `みなとがメッセージの送信を取り消しました`, `Minh đã thu hồi tin nhắn`, `You unsent a message.`
pub(super) fn taken_back(line: &str) -> Option<TakenBack<'_>> {
    const AFTER: &[&str] = &[
        "がメッセージの送信を取り消しました",
        "已收回訊息",
        "已收回了訊息",
        "已收回消息",
        "撤回了一条消息",
        "已撤回消息",
        " unsent a message",
        " recalled a message",
        " đã thu hồi tin nhắn",
        " đã thu hồi một tin nhắn",
        " đã gỡ tin nhắn",
        " ยกเลิกข้อความ",
        "ยกเลิกการส่งข้อความ",
    ];
    const OWNER: &[&str] = &["you", "您", "你", "bạn", "あなた", "คุณ"];
    const ALONE: &[&str] =
        &["メッセージの送信を取り消しました", "message unsent", "tin nhắn đã được thu hồi"];

    let line = line.trim().trim_end_matches(['.', '。']);
    if ALONE.iter().any(|phrase| line.eq_ignore_ascii_case(phrase)) {
        return Some(TakenBack::ByOwner);
    }
    let who = AFTER.iter().find_map(|after| line.strip_suffix(after))?.trim();
    match () {
        () if OWNER.contains(&who.to_lowercase().as_str()) => Some(TakenBack::ByOwner),
        () if (1..=200).contains(&who.len()) => Some(TakenBack::By(who)),
        () => None,
    }
}

/// Whether a line of a PC's export, in which the app's lines have no mark of their own, is the
/// app's.
pub(super) fn is_notice(line: &str) -> bool {
    const ENDS: &[&str] = &[
        " joined the group",
        " joined the chat",
        " left the group",
        " left the chat",
        " to the group",
        "がグループに参加しました",
        "がグループを退会しました",
        "をグループに追加しました",
        "をグループに招待しました",
        "が参加しました",
        "が退会しました",
        "已加入群組",
        "加入聊天",
        "已離開群組",
        "離開聊天",
        "已加入该群",
        "已退群",
        " đã tham gia nhóm",
        " đã rời nhóm",
        " đã rời khỏi nhóm",
    ];
    let line = line.trim_end_matches(['.', '。', '！', '!']);
    ENDS.iter().any(|end| line.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_every_language() {
        for (text, expected) in [
            ("[写真]", Marker::Media("")),
            ("[貼圖]", Marker::Media("")),
            ("[Photo]", Marker::Media("")),
            ("[Ảnh]", Marker::Media("")),
            ("[ภาพ]", Marker::Media("")),
            ("Stickers", Marker::Media("")),
            ("[File] bai-tap.pdf", Marker::File("bai-tap.pdf")),
            ("[位置情報] Ga Hà Nội", Marker::Media("Ga Hà Nội")),
            ("☎ 通話時間 5:32", Marker::Call("通話時間 5:32")),
            ("☎ Missed call", Marker::Call("Missed call")),
            ("[bài 5] xong chưa", Marker::Words),
            ("[[Photo]]", Marker::Words),
            ("photo", Marker::Words),
            ("", Marker::Words),
        ] {
            assert_eq!(marker(text), expected, "{text}");
        }
    }

    #[test]
    fn messages_taken_back() {
        for (line, expected) in [
            ("みなとがメッセージの送信を取り消しました", Some(TakenBack::By("みなと"))),
            ("メッセージの送信を取り消しました", Some(TakenBack::ByOwner)),
            ("小美已收回訊息", Some(TakenBack::By("小美"))),
            ("您已收回訊息", Some(TakenBack::ByOwner)),
            ("Minh Tran unsent a message.", Some(TakenBack::By("Minh Tran"))),
            ("You unsent a message.", Some(TakenBack::ByOwner)),
            ("Minh đã thu hồi tin nhắn", Some(TakenBack::By("Minh"))),
            ("Bạn đã thu hồi tin nhắn", Some(TakenBack::ByOwner)),
            ("Minh đã rời nhóm", None),
        ] {
            assert_eq!(taken_back(line), expected, "{line}");
        }
    }
}
