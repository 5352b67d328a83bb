use std::io;

use text::Language;

/// Why nothing could be read. [`ReadError::text`] says it to people: what happened, where, and
/// what to do. No variant holds a word of the conversation.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is nothing in the input.
    #[error("the input is empty")]
    Empty,
    /// A picture, a sound or a video. These are recognised by their first bytes and go no further.
    #[error("the input is a {}, not a chat", .0.english())]
    Media(MediaKind),
    /// Something else that is not text: a document, a database, a program, noise.
    #[error("the input is not text")]
    Binary,
    /// Text of a form that no importer knows.
    #[error("the input is {0}, but of no known chat export")]
    Unrecognised(&'static str),
    /// It began like an export, but not one message could be read.
    #[error("the export is damaged (line {line})")]
    Damaged {
        /// The line, from 1, at which reading stopped.
        line: u64,
    },
    /// A line or a single value is longer than any message.
    #[error("line {line} is longer than {limit} bytes")]
    LineTooLong {
        /// The line, from 1.
        line: u64,
        /// The most bytes that are taken.
        limit: usize,
    },
    /// Values nested deeper than any export does, as only an attack has them.
    #[error("nested too deeply (line {line})")]
    TooDeep {
        /// The line, from 1.
        line: u64,
    },
    /// An XML file that defines entities of its own, as only an attack does.
    #[error("the XML defines its own entities (line {line})")]
    EntityExpansion {
        /// The line, from 1.
        line: u64,
    },
    /// A zip file that is cut off or damaged.
    #[error("the zip file is damaged or incomplete")]
    ArchiveDamaged,
    /// A zip file that unpacks to far more than it holds, or that is locked by a password.
    #[error("the zip file is refused: {0}")]
    ArchiveRefused(ArchiveLimit),
    /// A zip file or folder in which no chat was found.
    #[error("no chat was found inside")]
    NothingInside,
    /// The input could not be read at all.
    #[error("the input could not be read: {0}")]
    Io(#[from] io::Error),
}

/// What a picture, sound or video is, told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// PNG, JPEG, GIF, WebP, HEIC, AVIF, TIFF, BMP.
    Picture,
    /// MP3, Ogg, WAV, FLAC, AMR, M4A.
    Sound,
    /// MP4, QuickTime, Matroska, WebM, AVI, 3GP.
    Video,
}

impl MediaKind {
    fn english(self) -> &'static str {
        match self {
            MediaKind::Picture => "picture",
            MediaKind::Sound => "sound recording",
            MediaKind::Video => "video",
        }
    }

    fn vietnamese(self) -> &'static str {
        match self {
            MediaKind::Picture => "hình ảnh",
            MediaKind::Sound => "bản ghi âm",
            MediaKind::Video => "video",
        }
    }
}

/// Why a zip file is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchiveLimit {
    /// It unpacks to more than a hundred times its size.
    Ratio,
    /// It unpacks to more than is ever taken.
    Size,
    /// It has more entries than are ever taken.
    Entries,
    /// It is locked by a password.
    Password,
}

impl std::fmt::Display for ArchiveLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            ArchiveLimit::Ratio => "it unpacks to far more than it holds",
            ArchiveLimit::Size => "it unpacks to too much",
            ArchiveLimit::Entries => "it has too many entries",
            ArchiveLimit::Password => "it is locked by a password",
        })
    }
}

impl ReadError {
    /// A stable name for programs, in kebab case.
    pub fn code(&self) -> &'static str {
        match self {
            ReadError::Empty => "empty",
            ReadError::Media(MediaKind::Picture) => "picture",
            ReadError::Media(MediaKind::Sound) => "sound",
            ReadError::Media(MediaKind::Video) => "video",
            ReadError::Binary => "binary",
            ReadError::Unrecognised(_) => "unrecognised",
            ReadError::Damaged { .. } => "damaged",
            ReadError::LineTooLong { .. } => "line-too-long",
            ReadError::TooDeep { .. } => "too-deep",
            ReadError::EntityExpansion { .. } => "entity-expansion",
            ReadError::ArchiveDamaged => "archive-damaged",
            ReadError::ArchiveRefused(_) => "archive-refused",
            ReadError::NothingInside => "nothing-inside",
            ReadError::Io(_) => "io",
        }
    }

    /// The line, from 1, at which it happened, where there is one.
    pub fn line(&self) -> Option<u64> {
        match self {
            ReadError::Damaged { line }
            | ReadError::LineTooLong { line, .. }
            | ReadError::TooDeep { line }
            | ReadError::EntityExpansion { line } => Some(*line),
            _ => None,
        }
    }

    /// What happened, where, and what to do now, for people.
    pub fn text(&self, language: Language) -> String {
        match language {
            Language::Vi => self.vietnamese(),
            Language::En => self.english(),
        }
    }

    fn vietnamese(&self) -> String {
        match self {
            ReadError::Empty => "Tệp này trống, không có tin nhắn nào. Hãy xuất lại đoạn chat từ ứng dụng, hoặc dán tin nhắn vào.".into(),
            ReadError::Media(kind) => format!(
                "Đây là {}. Lá Chắn không bao giờ nhận hình ảnh, âm thanh hay video. Hãy gửi phần chữ của đoạn chat: xuất đoạn chat ra tệp, hoặc sao chép rồi dán tin nhắn vào.",
                kind.vietnamese()
            ),
            ReadError::Binary => "Tệp này không phải là văn bản nên không đọc được. Hãy chọn tệp mà ứng dụng nhắn tin đã xuất ra, hoặc dán tin nhắn vào.".into(),
            ReadError::Unrecognised(what) => format!(
                "Đây là tệp {what}, nhưng không phải dạng xuất đoạn chat nào mà Lá Chắn biết. Hãy thử một tệp khác trong cùng thư mục, hoặc sao chép rồi dán tin nhắn vào."
            ),
            ReadError::Damaged { line } => format!(
                "Tệp bị hỏng hoặc bị cắt ngang ở dòng {line}, chưa đọc được tin nhắn nào. Hãy tải hoặc xuất lại tệp."
            ),
            ReadError::LineTooLong { line, limit } => format!(
                "Dòng {line} dài hơn {} MB, không tin nhắn nào dài như vậy. Hãy kiểm tra xem có chọn nhầm tệp không, rồi xuất lại đoạn chat.",
                limit / 1_048_576
            ),
            ReadError::TooDeep { line } => format!(
                "Tệp có cấu trúc lồng nhau quá sâu ở dòng {line}, không ứng dụng nào xuất ra như vậy. Vì an toàn, tệp không được đọc. Hãy xuất lại đoạn chat."
            ),
            ReadError::EntityExpansion { line } => format!(
                "Tệp XML tự định nghĩa ký hiệu riêng ở dòng {line}, không ứng dụng nào xuất ra như vậy. Vì an toàn, tệp không được đọc. Hãy xuất lại tin nhắn."
            ),
            ReadError::ArchiveDamaged => "Tệp zip bị hỏng hoặc chưa tải xong. Hãy tải lại, hoặc mở tệp zip và chọn tệp chữ bên trong.".into(),
            ReadError::ArchiveRefused(ArchiveLimit::Password) => "Tệp zip có mật khẩu. Hãy tự mở tệp zip và chọn tệp chữ bên trong.".into(),
            ReadError::ArchiveRefused(_) => "Tệp zip này khi mở ra lớn bất thường nên không được mở. Hãy tự mở tệp zip và chọn tệp chữ của đoạn chat.".into(),
            ReadError::NothingInside => "Không tìm thấy đoạn chat nào bên trong. Hãy chọn đúng tệp zip hoặc thư mục mà ứng dụng nhắn tin đã xuất ra.".into(),
            ReadError::Io(error) => format!("Không mở hoặc không đọc được tệp ({error}). Hãy kiểm tra tên tệp và quyền đọc tệp."),
        }
    }

    fn english(&self) -> String {
        match self {
            ReadError::Empty => "This file is empty; there are no messages in it. Export the chat from the app again, or paste the messages.".into(),
            ReadError::Media(kind) => format!(
                "This is a {}. Lá Chắn never takes pictures, sound or video. Give it the words of the chat: export the chat to a file, or copy and paste the messages.",
                kind.english()
            ),
            ReadError::Binary => "This file is not text, so it cannot be read. Choose the file that the messaging app exported, or paste the messages.".into(),
            ReadError::Unrecognised(what) => format!(
                "This is a {what} file, but not a chat export that Lá Chắn knows. Try another file from the same folder, or copy and paste the messages."
            ),
            ReadError::Damaged { line } => format!(
                "The file is damaged or cut off at line {line}, and no message could be read. Download or export it again."
            ),
            ReadError::LineTooLong { line, limit } => format!(
                "Line {line} is longer than {} MB, which no message is. Check that this is the right file, then export the chat again.",
                limit / 1_048_576
            ),
            ReadError::TooDeep { line } => format!(
                "The file is nested too deeply at line {line}; no app writes that, so it was not read. Export the chat again."
            ),
            ReadError::EntityExpansion { line } => format!(
                "The XML file defines its own entities at line {line}; no app writes that, so it was not read. Export the messages again."
            ),
            ReadError::ArchiveDamaged => "The zip file is damaged or was not fully downloaded. Download it again, or open it and choose the text file inside.".into(),
            ReadError::ArchiveRefused(ArchiveLimit::Password) => "The zip file is locked by a password. Open it yourself and choose the text file inside.".into(),
            ReadError::ArchiveRefused(_) => "This zip file would unpack to an unusual size, so it was not opened. Open it yourself and choose the chat's text file.".into(),
            ReadError::NothingInside => "No chat was found inside. Choose the zip file or folder that the messaging app exported.".into(),
            ReadError::Io(error) => format!("The file could not be opened or read ({error}). Check its name and that you may read it."),
        }
    }
}
