//! What WhatsApp writes in the place of words: a picture left out, a message deleted, a call.
//!
//! The phrases are those of the app in several languages. Where a language is missing, shapes that
//! all of them share are still understood: a file name in angle brackets or before a note in
//! parentheses, and, on iPhones, an invisible mark before everything that the app itself wrote.

use std::sync::LazyLock;

use crate::Kind;

pub(super) use super::header::is_mark;

/// What a message is, by its first line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Marker<'a> {
    /// Written words.
    Words,
    /// It was deleted, by whoever.
    Deleted,
    /// A picture, video, sound or card that is not in the export.
    Omitted,
    /// A file that is beside the export.
    Attached(&'a str),
    /// A place or a poll.
    Place(&'a str),
    /// A call, taken or missed.
    Call(&'a str),
    /// The notice that messages are encrypted.
    Encrypted,
    /// Anything else that the app says.
    System(&'a str),
}

const DELETED: &[&str] = &[
    "this message was deleted",
    "you deleted this message",
    "this message was deleted by admin",
    "bạn đã xóa tin nhắn này",
    "bạn đã xoá tin nhắn này",
    "tin nhắn này đã bị xóa",
    "tin nhắn này đã bị xoá",
    "tin nhắn này đã được xóa",
    "tin nhắn đã bị xóa",
    "se eliminó este mensaje",
    "este mensaje fue eliminado",
    "eliminaste este mensaje",
    "diese nachricht wurde gelöscht",
    "du hast diese nachricht gelöscht",
    "ce message a été supprimé",
    "vous avez supprimé ce message",
    "mensagem apagada",
    "esta mensagem foi apagada",
    "essa mensagem foi apagada",
    "você apagou esta mensagem",
    "apagou esta mensagem",
    "pesan ini telah dihapus",
    "pesan ini dihapus",
    "anda telah menghapus pesan ini",
    "anda menghapus pesan ini",
    "questo messaggio è stato eliminato",
    "hai eliminato questo messaggio",
    "dit bericht is verwijderd",
    "u hebt dit bericht verwijderd",
    "данное сообщение удалено",
    "вы удалили данное сообщение",
    "bu mesaj silindi",
    "bu mesajı sildiniz",
    "ข้อความนี้ถูกลบแล้ว",
    "此消息已删除",
    "此訊息已刪除",
    "このメッセージは削除されました",
    "삭제된 메시지입니다",
];

const OMITTED: &[&str] = &[
    "<media omitted>",
    "image omitted",
    "video omitted",
    "audio omitted",
    "sticker omitted",
    "gif omitted",
    "document omitted",
    "contact card omitted",
    "video note omitted",
    "view once message omitted",
    "<view once voice message omitted>",
    "null",
    "<bỏ qua media>",
    "<đã bỏ qua media>",
    "<media bị bỏ qua>",
    "đã bỏ qua hình ảnh",
    "đã bỏ qua ảnh",
    "đã bỏ video",
    "đã bỏ qua video",
    "bỏ qua tệp âm thanh",
    "đã bỏ qua tệp âm thanh",
    "đã bỏ sticker",
    "đã bỏ qua sticker",
    "đã bỏ qua nhãn dán",
    "đã bỏ qua ảnh gif",
    "bỏ qua thẻ liên lạc",
    "đã bỏ qua thẻ liên lạc",
    "đã bỏ qua tài liệu",
    "<multimedia omitido>",
    "<archivo omitido>",
    "imagen omitida",
    "video omitido",
    "audio omitido",
    "sticker omitido",
    "gif omitido",
    "documento omitido",
    "tarjeta de contacto omitida",
    "<medien ausgeschlossen>",
    "<medien weggelassen>",
    "bild weggelassen",
    "video weggelassen",
    "audio weggelassen",
    "sticker weggelassen",
    "gif weggelassen",
    "dokument weggelassen",
    "kontaktkarte ausgelassen",
    "<médias omis>",
    "<fichier omis>",
    "image absente",
    "vidéo absente",
    "audio omis",
    "sticker omis",
    "gif retiré",
    "document omis",
    "fiche contact omise",
    "<mídia oculta>",
    "<arquivo de mídia oculto>",
    "<ficheiro não revelado>",
    "imagem ocultada",
    "imagem omitida",
    "vídeo omitido",
    "áudio ocultado",
    "áudio omitido",
    "figurinha omitida",
    "gif omitido",
    "documento omitido",
    "<media tidak disertakan>",
    "gambar tidak disertakan",
    "video tidak disertakan",
    "audio tidak disertakan",
    "stiker tidak disertakan",
    "gif tidak disertakan",
    "dokumen tidak disertakan",
    "<media omessi>",
    "immagine omessa",
    "video omesso",
    "audio omesso",
    "<media weggelaten>",
    "afbeelding weggelaten",
    "video weggelaten",
    "audio weggelaten",
    "<без медиафайлов>",
    "<medya dahil edilmedi>",
    "görüntü dahil edilmedi",
    "<ไม่รวมสื่อ>",
    "<省略多媒体文件>",
    "<已忽略多媒體檔案>",
    "<メディアは含まれていません>",
    "<미디어 파일 제외됨>",
    "사진 생략",
];

const EDITED: &[&str] = &[
    "<this message was edited>",
    "<tin nhắn này đã được chỉnh sửa>",
    "<tin nhắn đã được chỉnh sửa>",
    "<tin nhắn này đã chỉnh sửa>",
    "<đã chỉnh sửa tin nhắn này>",
    "<se editó este mensaje>",
    "<este mensaje fue editado>",
    "<diese nachricht wurde bearbeitet>",
    "<ce message a été modifié>",
    "<mensagem editada>",
    "<esta mensagem foi editada>",
    "<essa mensagem foi editada>",
    "<pesan ini diedit>",
    "<pesan ini telah diedit>",
    "<questo messaggio è stato modificato>",
    "<dit bericht is bewerkt>",
    "<сообщение изменено>",
    "<bu mesaj düzenlendi>",
];

const PLACES: &[&str] = &[
    "location:",
    "live location shared",
    "vị trí:",
    "vị trí hiện thời được chia sẻ",
    "ubicación:",
    "ubicación en tiempo real compartida",
    "standort:",
    "live-standort wird geteilt",
    "emplacement :",
    "emplacement:",
    "localisation :",
    "localização:",
    "localização em tempo real",
    "lokasi:",
    "lokasi terkini dibagikan",
    "posizione:",
    "locatie:",
];

const CALLS: &[&str] = &[
    "missed voice call",
    "missed video call",
    "missed group",
    "voice call",
    "video call",
    "cuộc gọi thoại",
    "cuộc gọi video",
    "cuộc gọi nhỡ",
    "gọi thoại",
    "gọi video",
    "llamada perdida",
    "llamada de voz",
    "videollamada",
    "verpasster",
    "sprachanruf",
    "videoanruf",
    "verpasste",
    "appel vocal",
    "appel vidéo",
    "appel manqué",
    "chamada de voz",
    "chamada de vídeo",
    "ligação",
    "panggilan suara",
    "panggilan video",
    "panggilan tak terjawab",
    "chiamata vocale",
    "videochiamata",
    "gemiste",
];

const ENCRYPTED: &[&str] = &[
    "messages and calls are end-to-end encrypted",
    "messages to this chat and calls are now secured",
    "messages to this group are now secured",
    "tin nhắn và cuộc gọi được mã hóa đầu cuối",
    "tin nhắn và cuộc gọi được mã hoá đầu cuối",
    "los mensajes y las llamadas están cifrados",
    "nachrichten und anrufe sind ende-zu-ende",
    "les messages et les appels sont chiffrés",
    "as mensagens e as chamadas são protegidas",
    "as mensagens e ligações são protegidas",
    "as mensagens e chamadas são protegidas",
    "pesan dan panggilan terenkripsi",
    "i messaggi e le chiamate sono crittografati",
    "berichten en gesprekken zijn",
];

/// What the app says in a person's name when messages are set to vanish.
const VANISHING: &[&str] = &[
    "turned on disappearing messages",
    "turned off disappearing messages",
    "updated the message timer",
    "disappearing messages were turned",
    "đã bật tin nhắn tự hủy",
    "đã bật tin nhắn tự huỷ",
    "đã tắt tin nhắn tự hủy",
    "đã bật tin nhắn tạm thời",
    "đã tắt tin nhắn tạm thời",
    "activó los mensajes temporales",
    "desactivó los mensajes temporales",
    "hat selbstlöschende nachrichten",
    "a activé les messages éphémères",
    "ativou as mensagens temporárias",
    "mengaktifkan pesan sementara",
];

/// Which four first letters, as bytes hashed to a bit, any phrase begins with: nearly every message
/// that somebody wrote is known by it at once to be none.
static BEGINNINGS: LazyLock<[u64; 1024]> = LazyLock::new(|| {
    let mut bits = [0; 1024];
    for phrase in [DELETED, OMITTED, PLACES, CALLS, ENCRYPTED].into_iter().flatten() {
        let mut letters = phrase.chars();
        let first = letters.next().into_iter().flat_map(char::to_uppercase);
        let capitalised: String = first.chain(letters).collect();
        for spelling in [phrase, capitalised.as_str()] {
            if let Some((word, bit)) = beginning(spelling)
                && let Some(word) = bits.get_mut(word)
            {
                *word |= bit;
            }
        }
    }
    bits
});

fn beginning(text: &str) -> Option<(usize, u64)> {
    let first = text.as_bytes().first_chunk::<4>()?.map(|byte| byte.to_ascii_lowercase());
    let hash = u32::from_le_bytes(first).wrapping_mul(0x9e37_79b1) >> 16;
    Some((usize::try_from(hash >> 6).ok()?, 1 << (hash & 63)))
}

fn may_begin_phrase(text: &str) -> bool {
    beginning(text)
        .is_some_and(|(word, bit)| BEGINNINGS.get(word).is_some_and(|bits| bits & bit != 0))
}

/// The longest phrase of the tables has fewer bytes.
const LONGEST_PHRASE: usize = 160;

/// What a message of this sender is.
pub(super) fn marker<'a>(sender: &str, words: &'a str) -> Marker<'a> {
    let marked = words.starts_with(is_mark);
    let bare = words.trim_matches(|letter| is_mark(letter) || letter.is_whitespace());
    if let Some(file) = attached(bare) {
        return Marker::Attached(file);
    }
    if !marked && !may_begin_phrase(bare) {
        return Marker::Words;
    }
    // Words without the mark of an iPhone are compared only if they are as short as a phrase.
    if !marked && bare.len() > LONGEST_PHRASE {
        let begins_encrypted = starts_with_any(bare, ENCRYPTED);
        return if begins_encrypted { Marker::Encrypted } else { Marker::Words };
    }
    let phrase = bare.trim_end_matches('.').to_lowercase();
    if DELETED.contains(&phrase.as_str()) {
        return Marker::Deleted;
    }
    let whole_in_brackets = phrase.starts_with('<') && phrase.ends_with('>');
    if (marked || whole_in_brackets || phrase == "null" || bare.chars().count() < 40)
        && OMITTED.contains(&phrase.as_str())
    {
        return Marker::Omitted;
    }
    if starts_with_any(&phrase, ENCRYPTED) {
        return Marker::Encrypted;
    }
    let begins = |phrases: &[&str]| phrases.iter().any(|begin| phrase.starts_with(begin));
    let has_map =
        || bare.contains("https://maps.google.") || bare.contains("https://www.google.com/maps");
    if begins(PLACES) && (marked || has_map()) {
        return Marker::Place(after_colon(bare));
    }
    if !marked {
        return Marker::Words;
    }
    if begins(CALLS) {
        return Marker::Call(bare);
    }
    if bare.contains('\u{200e}') && edited_mark(bare).is_some() {
        return Marker::Words;
    }
    // A poll is somebody's words: `POLL:`, `BÌNH CHỌN:`.
    let is_poll = bare.split_once(':').is_some_and(|(word, _)| {
        word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase)
    });
    let speaks_of_sender = bare.starts_with(sender) || starts_with_any(&phrase, &["you ", "bạn "]);
    let vanishing = VANISHING.iter().any(|words| phrase.contains(words));
    if !is_poll && (speaks_of_sender || vanishing || !bare.is_empty()) {
        return Marker::System(bare);
    }
    Marker::Words
}

/// What a line without a sender is: nearly always the app speaking, sometimes of a call.
pub(super) fn system_kind(line: &str) -> Kind {
    let phrase = line.trim_start_matches(is_mark).to_lowercase();
    let is_call = CALLS.iter().any(|begin| phrase.starts_with(begin));
    if is_call { Kind::Call } else { Kind::System }
}

/// Where the note that a message was edited begins, if it ends in one.
pub(super) fn edited_mark(text: &str) -> Option<usize> {
    let trimmed = text.trim_end_matches(|letter: char| is_mark(letter) || letter.is_whitespace());
    if !trimmed.ends_with('>') {
        return None;
    }
    let at = trimmed.rfind('<')?;
    let note = trimmed.get(at..)?.to_lowercase().replace(".>", ">");
    let before = trimmed.get(..at)?;
    let start = before.trim_end_matches(|letter: char| is_mark(letter) || letter == ' ').len();
    EDITED.contains(&note.as_str()).then_some(start)
}

/// The name of an attached file: `<attached: name.jpg>`, `name.jpg (file attached)`.
fn attached(bare: &str) -> Option<&str> {
    if let Some(inside) = bare.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
        let (word, file) = inside.split_once(':')?;
        let file = file.trim();
        let plausible = is_file_name(file) && word.split_whitespace().count() <= 2;
        return plausible.then_some(file);
    }
    let (file, note) = bare.strip_suffix(')')?.rsplit_once(" (")?;
    let file = file.trim_matches(is_mark);
    let plausible = is_file_name(file) && note.chars().count() <= 30 && !note.contains('.');
    plausible.then_some(file)
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

fn after_colon(text: &str) -> &str {
    match text.split_once(':') {
        Some((_, rest)) => rest.trim(),
        None => text,
    }
}

/// Whether a text begins with one of the phrases, which are in lower case.
fn starts_with_any(text: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let mut letters = text.chars().flat_map(char::to_lowercase);
        phrase.chars().all(|wanted| letters.next() == Some(wanted))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_several_languages() {
        for (words, expected) in [
            ("Dạ rồi ạ", Marker::Words),
            ("\u{200e}<đính kèm: 00000042-PHOTO.jpg>", Marker::Attached("00000042-PHOTO.jpg")),
            ("IMG-20240603-WA0001.jpg (tệp đính kèm)", Marker::Attached("IMG-20240603-WA0001.jpg")),
            ("\u{200e}IMG-1.jpg (archivo adjunto)", Marker::Attached("IMG-1.jpg")),
            ("<pièce jointe : a b.opus>", Marker::Attached("a b.opus")),
            ("<Bỏ qua Media>", Marker::Omitted),
            ("<Media omitted>", Marker::Omitted),
            ("\u{200e}đã bỏ qua hình ảnh", Marker::Omitted),
            ("\u{200e}Bild weggelassen", Marker::Omitted),
            ("null", Marker::Omitted),
            ("\u{200e}Bạn đã xóa tin nhắn này.", Marker::Deleted),
            ("Essa mensagem foi apagada", Marker::Deleted),
            (
                "vị trí: https://maps.google.com/?q=21.0,105.8",
                Marker::Place("https://maps.google.com/?q=21.0,105.8"),
            ),
            ("\u{200e}Missed voice call", Marker::Call("Missed voice call")),
            ("\u{200e}Messages and calls are end-to-end encrypted. No one…", Marker::Encrypted),
            (
                "\u{200e}Mẹ turned on disappearing messages.",
                Marker::System("Mẹ turned on disappearing messages."),
            ),
            ("\u{200e}BÌNH CHỌN: đi đâu?", Marker::Words),
            ("video call nha", Marker::Words),
            ("<3", Marker::Words),
            ("xem bài (trang 5)", Marker::Words),
            ("<b: c>", Marker::Words),
            ("ok (v2.0)", Marker::Words),
        ] {
            assert_eq!(marker("Mẹ", words), expected, "{words}");
        }
    }

    #[test]
    fn every_phrase_passes_the_first_look() {
        for phrase in [DELETED, OMITTED, PLACES, CALLS, ENCRYPTED].into_iter().flatten() {
            assert!(may_begin_phrase(phrase), "{phrase}");
            assert!(may_begin_phrase(&phrase.to_uppercase()) || !phrase.is_ascii(), "{phrase}");
        }
        assert!(may_begin_phrase("Đã bỏ qua hình ảnh"));
        assert!(!may_begin_phrase("Con tan học chưa?"));
    }

    #[test]
    fn edited_notes_are_cut_off() {
        assert_eq!(edited_mark("Ok \u{200e}<This message was edited>"), Some(2));
        assert_eq!(edited_mark("Ok <Se editó este mensaje.>"), Some(2));
        assert_eq!(edited_mark("a <b>"), None);
        assert_eq!(edited_mark("Ok"), None);
    }
}
