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
    /// An archive that is cut off or damaged.
    #[error("the archive is damaged or incomplete")]
    ArchiveDamaged,
    /// An archive that unpacks to far more than it holds, or that is locked by a password.
    #[error("the archive is refused: {0}")]
    ArchiveRefused(ArchiveLimit),
    /// A database that cannot be read.
    #[error("the database cannot be read: {0}")]
    Database(DatabaseTrouble),
    /// An archive or folder in which no chat was found.
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

/// Why an archive is refused.
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

/// Why a database cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatabaseTrouble {
    /// This build of the program reads no databases: the one in a browser does not.
    Unsupported,
    /// It is encrypted, as far as can be told.
    Encrypted,
    /// It is damaged or not whole, and no message could be read.
    Damaged,
    /// It is larger than what is taken into memory.
    TooLarge,
}

impl DatabaseTrouble {
    fn vietnamese(self) -> &'static str {
        match self {
            DatabaseTrouble::Unsupported => {
                "Đây là cơ sở dữ liệu của một ứng dụng nhắn tin. Bản Lá Chắn này không đọc được loại tệp đó. Hãy dùng lệnh “lachan check” trên máy tính, hoặc sao chép rồi dán tin nhắn vào."
            }
            DatabaseTrouble::Encrypted => {
                "Đây có vẻ là cơ sở dữ liệu đã mã hóa, như tệp db.sqlite của Signal trên máy tính. Lá Chắn không mở khóa tệp. Với Signal: trên chính máy đang dùng Signal, hãy chạy chương trình signal-export hoặc sigtop để xuất đoạn chat ra tệp chữ, rồi chọn tệp đó. Với ứng dụng khác: hãy sao chép rồi dán tin nhắn vào."
            }
            DatabaseTrouble::Damaged => {
                "Cơ sở dữ liệu này bị hỏng hoặc chưa được chép đủ, chưa đọc được tin nhắn nào. Hãy tắt ứng dụng nhắn tin, chép lại tệp (cùng các tệp có đuôi -wal và -shm nằm cạnh nó), rồi thử lại."
            }
            DatabaseTrouble::TooLarge => {
                "Cơ sở dữ liệu này quá lớn để đọc theo cách này. Hãy lưu nó thành một tệp riêng trên máy rồi dùng lệnh “lachan check” với tệp đó."
            }
        }
    }

    fn english(self) -> &'static str {
        match self {
            DatabaseTrouble::Unsupported => {
                "This is the database of a messaging app, which this edition of Lá Chắn does not read. Use the command “lachan check” on a computer, or copy and paste the messages."
            }
            DatabaseTrouble::Encrypted => {
                "This looks like an encrypted database, such as db.sqlite of Signal on a computer. Lá Chắn does not unlock files. For Signal: on the computer where Signal runs, let the program signal-export or sigtop export the chat to a text file, and choose that. For another app: copy and paste the messages."
            }
            DatabaseTrouble::Damaged => {
                "This database is damaged or was not copied whole, and no message could be read. Close the messaging app, copy the file again (with the files beside it that end in -wal and -shm), and try again."
            }
            DatabaseTrouble::TooLarge => {
                "This database is too large to be read this way. Save it as a file of its own and use the command “lachan check” on that file."
            }
        }
    }
}

impl std::fmt::Display for DatabaseTrouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            DatabaseTrouble::Unsupported => "this build reads none",
            DatabaseTrouble::Encrypted => "it is encrypted",
            DatabaseTrouble::Damaged => "it is damaged",
            DatabaseTrouble::TooLarge => "it is too large",
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
            ReadError::Database(DatabaseTrouble::Unsupported) => "database-unsupported",
            ReadError::Database(DatabaseTrouble::Encrypted) => "database-encrypted",
            ReadError::Database(DatabaseTrouble::Damaged) => "database-damaged",
            ReadError::Database(DatabaseTrouble::TooLarge) => "database-too-large",
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
            ReadError::ArchiveDamaged => "Tệp nén bị hỏng hoặc chưa tải xong. Hãy tải lại, hoặc mở tệp nén và chọn tệp chữ bên trong.".into(),
            ReadError::ArchiveRefused(ArchiveLimit::Password) => "Tệp zip có mật khẩu. Hãy tự mở tệp zip và chọn tệp chữ bên trong.".into(),
            ReadError::ArchiveRefused(_) => "Tệp nén này khi mở ra lớn bất thường nên không được mở. Hãy tự mở tệp nén và chọn tệp chữ của đoạn chat.".into(),
            ReadError::Database(trouble) => trouble.vietnamese().into(),
            ReadError::NothingInside => "Không tìm thấy đoạn chat nào bên trong. Hãy chọn đúng tệp nén hoặc thư mục mà ứng dụng nhắn tin đã xuất ra.".into(),
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
            ReadError::ArchiveDamaged => "The compressed file is damaged or was not fully downloaded. Download it again, or open it and choose the text file inside.".into(),
            ReadError::ArchiveRefused(ArchiveLimit::Password) => "The zip file is locked by a password. Open it yourself and choose the text file inside.".into(),
            ReadError::ArchiveRefused(_) => "This compressed file would unpack to an unusual size, so it was not opened. Open it yourself and choose the chat's text file.".into(),
            ReadError::Database(trouble) => trouble.english().into(),
            ReadError::NothingInside => "No chat was found inside. Choose the compressed file or folder that the messaging app exported.".into(),
            ReadError::Io(error) => format!("The file could not be opened or read ({error}). Check its name and that you may read it."),
        }
    }
}
