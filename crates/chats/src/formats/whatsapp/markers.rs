//! What WhatsApp writes in the place of words: a picture left out, a message deleted, a call.
//!
//! The phrases are those of the app in the languages of `phrases.tsv`. Where a language or phrase
//! is missing, what the app wrote stays the words of whoever stands before it: a notice that is
//! read as a message does no harm, a message that is taken for a notice is never heard. The
//! invisible marks of iPhones prove nothing, as anybody can write them.

use crate::Kind;

pub(super) use super::header::is_mark;
use super::phrases::{PHRASES, Whole};

/// What a message is, by its first line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Marker<'a> {
    /// Written words.
    Words,
    /// It was deleted, by whoever.
    Deleted,
    /// A picture, video, sound or card, beside the export or left out of it, and what was written
    /// under it.
    Media { file: Option<&'a str>, caption: &'a str },
    /// A place, by its address.
    Place(&'a str),
    /// A call, taken or missed.
    Call(&'a str),
    /// The notice that messages are encrypted.
    Encrypted,
    /// Anything else that the app says.
    System(&'a str),
}

/// The marks that iPhones write before what is the app's: one for each direction of writing.
fn is_app_mark(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}')
}

/// What a message of this sender is. Only words that are known are the app's: whoever writes can
/// write its marks, too.
pub(super) fn marker<'a>(sender: &str, words: &'a str) -> Marker<'a> {
    let marked = words.starts_with(is_app_mark);
    let bare = words.trim_matches(|letter| is_mark(letter) || letter.is_whitespace());
    if let Some(media) = media(bare) {
        return media;
    }
    if let Some(address) = place(bare) {
        return Marker::Place(address);
    }
    if !marked && !PHRASES.may_begin(bare) {
        return Marker::Words;
    }
    match PHRASES.whole(bare) {
        Some(Whole::Deleted) => return Marker::Deleted,
        Some(Whole::Omitted | Whole::Document) => {
            return Marker::Media { file: None, caption: "" };
        }
        None => {}
    }
    match () {
        () if PHRASES.is_encrypted(bare) => Marker::Encrypted,
        () if marked && PHRASES.is_call(bare) => Marker::Call(bare),
        () if marked && PHRASES.is_timer(sender, bare) => Marker::System(bare),
        () => Marker::Words,
    }
}

/// What a line without a sender is: nearly always the app speaking, sometimes of a call.
pub(super) fn system_kind(line: &str) -> Kind {
    let is_call = PHRASES.begins_with_call(line.trim_start_matches(is_mark));
    if is_call { Kind::Call } else { Kind::System }
}

/// Whether what the app says is that messages vanish from now on.
pub(super) fn makes_vanish(line: &str) -> bool {
    PHRASES.is_vanishing(line)
}

/// Where the note that a message was edited begins, if it ends in one.
pub(super) fn edited_mark(text: &str) -> Option<usize> {
    let trimmed = text.trim_end_matches(|letter: char| is_mark(letter) || letter.is_whitespace());
    let (before, note) = trimmed.strip_suffix('>')?.rsplit_once('<')?;
    let words = before.trim_end_matches(|letter: char| is_mark(letter) || letter == ' ');
    PHRASES.is_edited(note).then_some(words.len())
}

/// A file beside the export, `<attached: name.jpg>` or `name.jpg (file attached)`, or one that was
/// left out of it, after what was written under it or a document's own name.
fn media(bare: &str) -> Option<Marker<'_>> {
    if let Some(file) = attached(bare) {
        return Some(Marker::Media { file: Some(file), caption: "" });
    }
    let (before, note) = around_last_mark(bare)?;
    let file = attached(note);
    let whole = PHRASES.whole(note);
    if file.is_none() && !matches!(whole, Some(Whole::Omitted | Whole::Document)) {
        return None;
    }
    let caption = before.trim_matches(|letter: char| is_mark(letter) || letter.is_whitespace());
    let named = document(caption).filter(|named| match file {
        Some(file) => file.ends_with(named),
        None => whole == Some(Whole::Document),
    });
    let caption = if named.is_some() { "" } else { caption };
    Some(Marker::Media { file: file.or(named), caption })
}

/// The name of a document, alone or before how many pages it has: `Bài tập.pdf • 2 trang`.
fn document(caption: &str) -> Option<&str> {
    let Some((name, pages)) = caption.split_once(" • ") else {
        return is_file_name(caption).then_some(caption);
    };
    let mut words = pages.trim_start_matches(is_mark).split_whitespace();
    let number = words.next()?;
    let unit = words.next()?;
    let counts = number.bytes().all(|byte| byte.is_ascii_digit())
        && unit.chars().count() <= 10
        && words.next().is_none();
    (counts && is_file_name(name)).then_some(name)
}

/// What stands before and after the last mark of the app.
fn around_last_mark(text: &str) -> Option<(&str, &str)> {
    // Both marks are three bytes, of which the last is rare in other letters.
    let mut end = text.len();
    while let Some(at) = memchr::memrchr2(0x8e, 0x8f, text.as_bytes().get(..end)?) {
        let around =
            at.checked_sub(2).and_then(|start| Some((text.get(..start)?, text.get(start..=at)?)));
        if let Some((before, mark)) = around
            && mark.starts_with(is_app_mark)
        {
            return Some((before, text.get(at + 1..)?));
        }
        end = at;
    }
    None
}

/// The name of an attached file.
fn attached(bare: &str) -> Option<&str> {
    if let Some(inside) = bare.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        let (word, file) = inside.split_once(':')?;
        let file = file.trim_matches(|letter: char| is_mark(letter) || letter.is_whitespace());
        let known = is_file_name(file) && PHRASES.is_attached(word);
        return known.then_some(file);
    }
    let (file, note) = bare.strip_suffix(')')?.rsplit_once(" (")?;
    let file = file.trim_matches(is_mark);
    (is_file_name(file) && PHRASES.is_attached(note)).then_some(file)
}

/// `IMG-20240603-WA0001.jpg`, `Bài tập 5.pdf`: an ending of letters and digits after the last dot.
fn is_file_name(name: &str) -> bool {
    let Some((stem, ending)) = name.rsplit_once('.') else {
        return false;
    };
    let letters = ending.len();
    (2..=5).contains(&letters)
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && ending.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !stem.is_empty()
        && name.len() <= 200
        && !name.contains(['/', '\n', '?', '!', ','])
}

/// The address of a place: `vị trí: https://maps.google.com/?q=21.0,105.8`.
fn place(bare: &str) -> Option<&str> {
    const MAPS: &[&str] =
        &["https://maps.google.", "https://www.google.com/maps", "https://foursquare.com/"];
    const LONGEST_WORD: usize = 60;

    let colon = memchr::memchr(b':', bare.as_bytes()).filter(|at| *at <= LONGEST_WORD)?;
    let (word, address) = bare.split_at_checked(colon)?;
    let address = address.get(1..)?.trim_start();
    let is_map = MAPS.iter().any(|map| address.starts_with(map));
    (is_map && PHRASES.is_place(word) && !address.contains(' ')).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attached(file: &str) -> Marker<'_> {
        Marker::Media { file: Some(file), caption: "" }
    }

    const OMITTED: Marker<'_> = Marker::Media { file: None, caption: "" };

    #[test]
    fn markers_of_several_languages() {
        for (words, expected) in [
            ("Dạ rồi ạ", Marker::Words),
            ("\u{200e}<đính kèm: 00000042-PHOTO.jpg>", attached("00000042-PHOTO.jpg")),
            ("IMG-20240603-WA0001.jpg (tệp đính kèm)", attached("IMG-20240603-WA0001.jpg")),
            ("\u{200e}IMG-1.jpg (archivo adjunto)", attached("IMG-1.jpg")),
            ("<pièce jointe : a b.opus>", attached("a b.opus")),
            ("Bài 5.pdf • \u{200e}2 trang \u{200e}đã bỏ qua tài liệu", attached("Bài 5.pdf")),
            (
                "Bài 5.pdf • \u{200e}2 trang \u{200e}<đính kèm: 047-Bài 5.pdf>",
                attached("047-Bài 5.pdf"),
            ),
            ("xem nè \u{200e}image omitted", Marker::Media { file: None, caption: "xem nè" }),
            (
                "xem nè \u{200e}<attached: 1.jpg>",
                Marker::Media { file: Some("1.jpg"), caption: "xem nè" },
            ),
            ("<Bỏ qua Media>", OMITTED),
            ("<Media omitted>", OMITTED),
            ("\u{200e}đã bỏ qua hình ảnh", OMITTED),
            ("\u{200e}Bild weggelassen", OMITTED),
            ("null", OMITTED),
            ("\u{200e}Bạn đã xóa tin nhắn này.", Marker::Deleted),
            ("Essa mensagem foi apagada", Marker::Deleted),
            ("\u{200e}このメッセージは削除されました。", Marker::Deleted),
            (
                "vị trí: https://maps.google.com/?q=21.0,105.8",
                Marker::Place("https://maps.google.com/?q=21.0,105.8"),
            ),
            (
                "\u{200e}位置情報: https://maps.google.com/?q=21.0,105.8",
                Marker::Place("https://maps.google.com/?q=21.0,105.8"),
            ),
            ("\u{200e}Missed voice call", Marker::Call("Missed voice call")),
            ("\u{200e}Voice call, \u{200e}2 min", Marker::Call("Voice call, \u{200e}2 min")),
            ("\u{200e}Messages and calls are end-to-end encrypted. Learn more.", Marker::Encrypted),
            (
                "\u{200e}Mẹ turned on disappearing messages.",
                Marker::System("Mẹ turned on disappearing messages."),
            ),
            ("\u{200e}BÌNH CHỌN: đi đâu?", Marker::Words),
            ("\u{2068}@Mẹ\u{2069} ơi", Marker::Words),
            ("video call nha", Marker::Words),
            ("image omitted by mistake, sending again", Marker::Words),
            ("ở đây nè https://maps.google.com/?q=21.0,105.8 nha", Marker::Words),
            ("<3", Marker::Words),
            ("xem bài (trang 5)", Marker::Words),
            ("<b: c>", Marker::Words),
            ("\u{200e}đừng kể mẹ nha", Marker::Words),
            ("\u{200f}bạn đừng kể mẹ", Marker::Words),
            ("\u{200e}Mẹ đừng kể bố", Marker::Words),
            ("\u{200e}Video call, đừng kể mẹ", Marker::Words),
            ("\u{200e}turned on disappearing messages, đừng kể mẹ", Marker::Words),
            ("Messages and calls are end-to-end encrypted. Đừng kể mẹ", Marker::Words),
            ("vào abc.com (đừng kể mẹ nha)", Marker::Words),
            ("IMG-20240603-WA0001.jpg (đừng kể mẹ)", Marker::Words),
            ("<đừng kể mẹ: a.jpg>", Marker::Words),
            ("\u{200e}<đừng kể mẹ: a.jpg>", Marker::Words),
            ("đừng kể mẹ: https://maps.google.com/?q=21.0,105.8", Marker::Words),
            (
                "a.pdf • đừng kể mẹ \u{200e}document omitted",
                Marker::Media { file: None, caption: "a.pdf • đừng kể mẹ" },
            ),
            (
                "vào abc.com \u{200e}image omitted",
                Marker::Media { file: None, caption: "vào abc.com" },
            ),
            ("ok (v2.0)", Marker::Words),
        ] {
            assert_eq!(marker("Mẹ", words), expected, "{words}");
        }
    }

    #[test]
    fn messages_that_vanish_are_told_from_those_that_stay() {
        for (notice, vanishes) in [
            ("Mẹ turned on disappearing messages. New messages will disappear…", true),
            ("Mẹ turned off disappearing messages.", false),
            ("Minh đã bật tin nhắn tạm thời. Tin nhắn mới sẽ biến mất…", true),
            ("Minh đã tắt tin nhắn tạm thời.", false),
            ("Ana activó los mensajes temporales.", true),
            ("Ana desactivó los mensajes temporales.", false),
            ("Ann added Ben", false),
        ] {
            assert_eq!(makes_vanish(notice), vanishes, "{notice}");
        }
    }

    #[test]
    fn edited_notes_are_cut_off() {
        assert_eq!(edited_mark("Ok \u{200e}<This message was edited>"), Some(2));
        assert_eq!(edited_mark("Ok <Se editó este mensaje.>"), Some(2));
        // Whoever writes can write the mark, too.
        assert_eq!(edited_mark("chào em \u{200e}<gửi ảnh cho anh xem>"), None);
        assert_eq!(edited_mark("xem \u{200e}<attached: 1.jpg>"), None);
        assert_eq!(edited_mark("a <b>"), None);
        assert_eq!(edited_mark("Ok"), None);
    }
}
