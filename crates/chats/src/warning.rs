use text::Language;

/// Something a reader of the result must know: what could not be read, what was assumed, what the
/// source hides. [`Warning::text`] says it to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is.
    pub code: WarningCode,
    /// The first line, from 1, that it concerns.
    pub line: Option<u64>,
    /// How many lines, messages, entries or files it concerns.
    pub count: Option<u64>,
    /// The conversation, file or encoding it concerns.
    pub name: Option<String>,
}

/// What a [`Warning`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum WarningCode {
    /// Only one side's messages are in the source.
    OneSideOnly,
    /// The source is known to leave messages out, or says it holds more than it does.
    MissingMessages,
    /// The source ends in the middle.
    Truncated,
    /// A part in the middle could not be read.
    Damaged,
    /// Lines, records or entries were passed over.
    LinesSkipped,
    /// Files in a folder or zip were passed over.
    FilesSkipped,
    /// Some bytes are no text of the encoding, or the encoding had to be guessed.
    Encoding,
    /// Some bytes are not text at all.
    Binary,
    /// The source does not say on which clock its times are.
    TimeZoneUnknown,
    /// Day and month could be the other way round.
    OrderAmbiguous,
    /// Who wrote what was not in the text; two sides were assumed to take turns.
    SidesAlternated,
    /// Where a name ends and the words begin is not marked, and was told from what repeats.
    NamesGuessed,
    /// More people take part than are told apart.
    TooManyParticipants,
}

impl WarningCode {
    /// Every code.
    pub const ALL: [WarningCode; 13] = [
        WarningCode::OneSideOnly,
        WarningCode::MissingMessages,
        WarningCode::Truncated,
        WarningCode::Damaged,
        WarningCode::LinesSkipped,
        WarningCode::FilesSkipped,
        WarningCode::Encoding,
        WarningCode::Binary,
        WarningCode::TimeZoneUnknown,
        WarningCode::OrderAmbiguous,
        WarningCode::SidesAlternated,
        WarningCode::NamesGuessed,
        WarningCode::TooManyParticipants,
    ];

    /// The stable name for programs, in kebab case.
    pub fn as_str(self) -> &'static str {
        match self {
            WarningCode::OneSideOnly => "one-side-only",
            WarningCode::MissingMessages => "missing-messages",
            WarningCode::Truncated => "truncated",
            WarningCode::Damaged => "damaged",
            WarningCode::LinesSkipped => "lines-skipped",
            WarningCode::FilesSkipped => "files-skipped",
            WarningCode::Encoding => "encoding",
            WarningCode::Binary => "binary",
            WarningCode::TimeZoneUnknown => "time-zone-unknown",
            WarningCode::OrderAmbiguous => "order-ambiguous",
            WarningCode::SidesAlternated => "sides-alternated",
            WarningCode::NamesGuessed => "names-guessed",
            WarningCode::TooManyParticipants => "too-many-participants",
        }
    }
}

impl std::fmt::Display for WarningCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Warning {
    /// A warning that concerns the source as a whole.
    pub fn new(code: WarningCode) -> Warning {
        Warning { code, line: None, count: None, name: None }
    }

    pub(crate) fn at_line(self, line: u64) -> Warning {
        Warning { line: Some(line), ..self }
    }

    pub(crate) fn counting(self, count: u64) -> Warning {
        Warning { count: Some(count), ..self }
    }

    pub(crate) fn about(self, name: impl Into<String>) -> Warning {
        Warning { name: Some(name.into()), ..self }
    }

    /// One or two plain sentences for people.
    pub fn text(&self, language: Language) -> String {
        let sentence = match language {
            Language::Vi => self.vietnamese(),
            Language::En => self.english(),
        };
        match (language, self.line) {
            (_, None) => sentence,
            (Language::Vi, Some(line)) => format!("{sentence} (từ dòng {line})"),
            (Language::En, Some(line)) => format!("{sentence} (from line {line})"),
        }
    }

    fn vietnamese(&self) -> String {
        let count = self.count.map_or_else(|| "Một số".to_owned(), |count| count.to_string());
        let name = self.name.as_deref().map_or_else(String::new, |name| format!(" ({name})"));
        match self.code {
            WarningCode::OneSideOnly => format!("Tệp này chỉ có tin nhắn của một bên{name}. Không thấy được bên kia đã viết gì, nên không thể nói là không có dấu hiệu nào."),
            WarningCode::MissingMessages => format!("Tệp này không có đủ mọi tin nhắn{name}: tin không được lưu, đã tự xoá hoặc đã gỡ thì không nằm trong tệp."),
            WarningCode::Truncated => "Tệp bị cắt ngang. Phần đầu đã được đọc, phần sau bị thiếu. Hãy thử tải hoặc xuất lại tệp.".into(),
            WarningCode::Damaged => "Tệp có chỗ bị hỏng. Những gì đọc được đã được đọc, phần còn lại bị bỏ qua.".into(),
            WarningCode::LinesSkipped => format!("{count} dòng hoặc mục không đọc được nên đã bị bỏ qua."),
            WarningCode::FilesSkipped => format!("{count} tệp bên trong không phải đoạn chat đọc được nên đã bị bỏ qua{name}."),
            WarningCode::Encoding => format!("Tệp dùng bảng mã cũ hoặc có chỗ sai bảng mã{name}, vài chữ có thể hiện không đúng."),
            WarningCode::Binary => "Trong tệp có đoạn không phải là chữ. Phần chữ vẫn được đọc.".into(),
            WarningCode::TimeZoneUnknown => "Tệp không ghi múi giờ. Giờ được hiểu theo giờ của máy này.".into(),
            WarningCode::OrderAmbiguous => "Không biết chắc ngày và tháng đứng trước hay sau, nên ngày hiển thị có thể bị đảo.".into(),
            WarningCode::SidesAlternated => "Trong phần chữ này không ghi ai viết tin nào. Tạm coi như hai bên lần lượt nhắn, mỗi dòng một tin.".into(),
            WarningCode::NamesGuessed => "Tệp này viết tên và lời liền nhau, nên tên người gửi là do máy đoán. Hãy xem lại tên trước khi tin vào ai nói câu nào.".into(),
            WarningCode::TooManyParticipants => "Nhóm có quá nhiều người, một số người được gộp chung.".into(),
        }
    }

    fn english(&self) -> String {
        let count = self.count.map_or_else(|| "Some".to_owned(), |count| count.to_string());
        let name = self.name.as_deref().map_or_else(String::new, |name| format!(" ({name})"));
        match self.code {
            WarningCode::OneSideOnly => format!("This file holds only one side's messages{name}. What the other side wrote cannot be seen, so nobody can say that there is no sign."),
            WarningCode::MissingMessages => format!("This file does not hold every message{name}: messages that were not saved, vanished or were taken back are not in it."),
            WarningCode::Truncated => "The file is cut off. Its first part was read, the rest is missing. Try to download or export it again.".into(),
            WarningCode::Damaged => "Part of the file is damaged. What could be read was read, the rest was left out.".into(),
            WarningCode::LinesSkipped => format!("{count} lines or entries could not be read and were left out."),
            WarningCode::FilesSkipped => format!("{count} files inside are no readable chat and were left out{name}."),
            WarningCode::Encoding => format!("The file uses an old text encoding or has mistakes in it{name}; a few letters may look wrong."),
            WarningCode::Binary => "Some of the file is not text. The text in it was read.".into(),
            WarningCode::TimeZoneUnknown => "The file does not say its time zone. Times are taken as this computer's.".into(),
            WarningCode::OrderAmbiguous => "It is not certain which number is the day and which the month, so dates may be swapped.".into(),
            WarningCode::SidesAlternated => "The text does not say who wrote what. Two sides were assumed to take turns, one message a line.".into(),
            WarningCode::NamesGuessed => "This file does not mark where a name ends and the words begin, so the names were guessed. Look at them before relying on who said what.".into(),
            WarningCode::TooManyParticipants => "The group has so many people that some were counted as one.".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_speaks_both_languages_and_has_its_own_name() {
        let mut seen = std::collections::HashSet::new();
        for code in WarningCode::ALL {
            assert!(seen.insert(code.as_str()), "{code} twice");
            let warning = Warning::new(code).at_line(7);
            for language in Language::ALL {
                assert!(warning.text(language).contains('7'), "{code}");
            }
            assert_ne!(warning.text(Language::Vi), warning.text(Language::En));
        }
    }
}
