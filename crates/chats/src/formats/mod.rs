//! The table of formats, and what a format must be able to do.

mod calendar;
mod discord_chat_exporter;
mod discord_package;
mod email;
mod google_chat;
mod hangouts;
mod imessage;
mod instagram;
mod irc;
mod jsonl;
mod kakaotalk;
mod line;
mod matrix;
mod messenger;
mod minecraft;
#[cfg(feature = "sqlite")]
mod mixed;
mod paste;
mod roblox;
mod rooms;
mod signal;
mod skype;
mod slack;
mod sms_backup_restore;
mod sms_csv;
mod snapchat;
mod teams;
mod telegram;
mod tiktok;
mod times;
mod viber;
mod whatsapp;
mod zalo;

use text::{Language, Localised};

#[cfg(feature = "sqlite")]
use crate::database::{Database, Schema};
use crate::{ReadError, ReadOptions, decode::Decoded, json::DEEPEST, read::Found};

/// Makes [`Format`] and its importers from the table below: variant, importer, name, what it is.
macro_rules! formats {
    ($($variant:ident = $importer:path, $name:literal, $vi:literal, $en:literal;)+) => {
        /// A form in which conversations are kept.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Format {
            $(#[doc = $en] $variant,)+
        }

        impl Format {
            /// Every format, the surest to recognise first.
            pub const ALL: &'static [Format] = &[$(Format::$variant),+];

            /// The stable name for programs and for `--from`.
            pub fn name(self) -> &'static str {
                match self {
                    $(Format::$variant => $name,)+
                }
            }

            /// What it is, in a line for people.
            pub fn description(self) -> Localised {
                let (vi, en) = match self {
                    $(Format::$variant => ($vi, $en),)+
                };
                Localised { vi: vi.to_owned(), en: en.to_owned() }
            }

            pub(crate) fn importer(self) -> &'static dyn Importer {
                match self {
                    $(Format::$variant => &$importer,)+
                }
            }
        }
    };
}

formats! {
    Signal = signal::Signal, "signal", "Signal: tệp chat.md hoặc data.json của signal-export, tệp .txt hoặc .json của sigtop, cơ sở dữ liệu đã giải mã", "Signal: the chat.md or data.json of signal-export, the .txt or .json of sigtop, a decrypted database";
    WhatsApp = whatsapp::WhatsApp, "whatsapp", "WhatsApp: tệp .txt hoặc .zip từ “Xuất đoạn chat”", "WhatsApp: the .txt or .zip file of “Export chat”";
    Zalo = zalo::Zalo, "zalo", "Zalo: trang chat.zalo.me lưu từ trình duyệt (.html); Zalo không có cách xuất tin nhắn", "Zalo: a page of chat.zalo.me saved from the browser (.html); Zalo exports nothing itself";
    Telegram = telegram::Telegram, "telegram", "Telegram: result.json xuất từ Telegram Desktop", "Telegram: the result.json that Telegram Desktop exports";
    Instagram = instagram::Instagram, "instagram", "Instagram: message_1.json trong bản tải thông tin về", "Instagram: message_1.json from the download of one's information";
    Messenger = messenger::Messenger, "messenger", "Messenger: message_1.json trong bản tải về, hoặc tệp của đoạn chat mã hóa", "Messenger: message_1.json from the download, or the file of an encrypted chat";
    SmsBackupRestore = sms_backup_restore::SmsBackupRestore, "sms-backup-restore", "SMS và cuộc gọi: tệp .xml của ứng dụng SMS Backup & Restore", "SMS and calls: the .xml file of the app SMS Backup & Restore";
    DiscordChatExporter = discord_chat_exporter::DiscordChatExporter, "discord-chat-exporter", "Discord: tệp .json, .html, .csv hoặc .txt của DiscordChatExporter", "Discord: the .json, .html, .csv or .txt file of DiscordChatExporter";
    DiscordPackage = discord_package::DiscordPackage, "discord-package", "Discord: gói dữ liệu cá nhân (chỉ có tin của chủ tài khoản)", "Discord: the personal data package (the owner's messages only)";
    Snapchat = snapchat::Snapchat, "snapchat", "Snapchat: chat_history.json (chỉ có tin đã lưu)", "Snapchat: chat_history.json (saved messages only)";
    IMessage = imessage::IMessage, "imessage", "iMessage và SMS của iPhone, Mac: chat.db, sms.db, hoặc tệp .txt, .html của imessage-exporter", "iMessage and SMS of an iPhone or Mac: chat.db, sms.db, or the .txt or .html of imessage-exporter";
    Viber = viber::Viber, "viber", "Viber trên máy tính: tệp viber.db", "Viber on a computer: the file viber.db";
    Line = line::Line, "line", "LINE: tệp .txt xuất từ điện thoại hoặc lưu từ máy tính", "LINE: the .txt file that a phone exports or a PC saves";
    KakaoTalk = kakaotalk::KakaoTalk, "kakaotalk", "KakaoTalk: tệp .txt xuất từ điện thoại hoặc Windows, tệp .csv từ máy Mac", "KakaoTalk: the .txt file of a phone or Windows, the .csv file of a Mac";
    Minecraft = minecraft::Minecraft, "minecraft", "Minecraft: latest.log và các tệp trong thư mục logs", "Minecraft: latest.log and the files of the folder logs";
    Roblox = roblox::Roblox, "roblox", "Roblox và trò chơi tương tự: phần chat chép hoặc ghi lại từ cửa sổ trò chơi", "Roblox and games like it: chat copied or logged from the game's window";
    TikTok = tiktok::TikTok, "tiktok", "TikTok: user_data_tiktok.json trong bản tải dữ liệu về (chọn JSON)", "TikTok: user_data_tiktok.json from the download of one's data (choose JSON)";
    GoogleChat = google_chat::GoogleChat, "google-chat", "Google Chat: thư mục Google Chat hoặc messages.json từ Google Takeout", "Google Chat: the Google Chat folder or messages.json from Google Takeout";
    Hangouts = hangouts::Hangouts, "hangouts", "Google Hangouts: Hangouts.json từ Google Takeout", "Google Hangouts: Hangouts.json from Google Takeout";
    Teams = teams::Teams, "teams", "Microsoft Teams: messages.json của tài khoản cá nhân, hoặc tin nhắn xuất qua Microsoft Graph", "Microsoft Teams: the messages.json of a personal account, or messages exported through Microsoft Graph";
    Skype = skype::Skype, "skype", "Skype: messages.json trong bản tải dữ liệu về", "Skype: messages.json from the download of one's data";
    Matrix = matrix::Matrix, "matrix", "Matrix: tệp .json từ “Xuất cuộc trò chuyện” của Element", "Matrix: the .json file of “Export chat” in Element";
    Slack = slack::Slack, "slack", "Slack: tệp .zip hoặc thư mục xuất ra (mỗi kênh một thư mục, mỗi ngày một tệp)", "Slack: the exported .zip or folder (a folder for each channel, a file for each day)";
    Irc = irc::Irc, "irc", "IRC: tệp nhật ký của irssi, weechat, hexchat, mIRC hoặc ZNC", "IRC: a log of irssi, weechat, hexchat, mIRC or ZNC";
    SmsCsv = sms_csv::SmsCsv, "sms-csv", "SMS, iMessage: bảng .csv có dòng tiêu đề (ngày, người gửi, nội dung…)", "SMS, iMessage: a .csv table with a line of headings (date, sender, text, …)";
    Email = email::Email, "email", "Thư điện tử: tệp .eml hoặc hộp thư .mbox", "E-mail: an .eml file or an .mbox mailbox";
    Jsonl = jsonl::Jsonl, "jsonl", "JSON Lines của Lá Chắn, mỗi dòng một đoạn chat", "JSON Lines of this project, one conversation a line";
    Paste = paste::Paste, "paste", "Tin nhắn được sao chép và dán vào (Zalo, Messenger, trò chơi…)", "Messages copied and pasted (Zalo, Messenger, a game, …)";
}

impl Format {
    /// The format of this name, in any case; `None` for any other.
    pub fn from_name(name: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.name().eq_ignore_ascii_case(name))
    }

    /// What it is, in one language.
    pub fn described_in(self, language: Language) -> String {
        self.description().get(language).to_owned()
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// Reads one format.
pub(crate) trait Importer: Sync {
    /// How much the beginning of a text looks like this format.
    fn recognise(&self, peek: &Peek<'_>) -> Score;

    /// Reads the text to its end, adding to `found` as it goes, so that what was complete stays
    /// when the rest is broken.
    ///
    /// # Errors
    ///
    /// Only where reading must stop for safety or the input fails; damage is a warning.
    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError>;

    /// Whether a database is one of this format, by its tables.
    #[cfg(feature = "sqlite")]
    fn recognise_database(&self, _schema: &Schema) -> bool {
        false
    }

    /// Reads a database, as [`Importer::read`] does a text.
    ///
    /// # Errors
    ///
    /// Where no database has this format.
    #[cfg(feature = "sqlite")]
    fn read_database(
        &self,
        _database: &Database,
        _options: &ReadOptions,
        _found: &mut Found,
    ) -> Result<(), ReadError> {
        Err(ReadError::Unrecognised("SQLite"))
    }
}

/// How much a text looks like a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Score(u8);

impl Score {
    /// Not at all.
    pub(crate) const NO: Score = Score(0);
    /// It can be read as this when it is nothing else.
    pub(crate) const LAST_RESORT: Score = Score(1);
    /// It has the shape, which others may have too.
    pub(crate) const LIKELY: Score = Score(2);
    /// It has the shape and a name or word that only this has.
    pub(crate) const SURE: Score = Score(3);

    /// `self` where a condition holds, else [`Score::NO`].
    pub(crate) fn when(self, condition: bool) -> Score {
        if condition { self } else { Score::NO }
    }
}

/// The beginning of a text, to recognise it by.
pub(crate) struct Peek<'a> {
    text: &'a str,
    name: String,
}

impl<'a> Peek<'a> {
    pub(crate) fn new(text: &'a str, name: Option<&str>) -> Peek<'a> {
        let name = name.unwrap_or_default().to_lowercase().replace('\\', "/");
        Peek { text: text.trim_start(), name }
    }

    /// Whether it begins like a JSON array.
    pub(crate) fn is_json_list(&self) -> bool {
        self.is_json() && self.text.starts_with('[')
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.text.lines()
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it begins like a JSON object, or an array of objects or arrays.
    pub(crate) fn is_json(&self) -> bool {
        let after =
            |open| self.text.strip_prefix(open).map(|rest| rest.trim_start().chars().next());
        match (after('{'), after('[')) {
            (Some(next), _) => matches!(next, Some('"' | '}') | None),
            (_, Some(next)) => matches!(next, Some('{' | '[' | ']') | None),
            _ => false,
        }
    }

    /// Whether it declares itself XML or HTML.
    pub(crate) fn is_xml(&self) -> bool {
        self.text.starts_with("<?xml") || self.text.starts_with("<!DOCTYPE")
    }

    /// Whether it begins with a tag.
    pub(crate) fn starts_like_xml(&self) -> bool {
        self.text.starts_with('<')
    }

    /// Whether an object key, as `"key":`, stands anywhere in the beginning of a JSON text.
    pub(crate) fn has_key(&self, key: &str) -> bool {
        let quoted = format!("\"{key}\"");
        self.text.match_indices(&quoted).any(|(at, _)| {
            let rest = self.text.get(at + quoted.len()..).unwrap_or_default();
            rest.trim_start().starts_with(':')
        })
    }

    pub(crate) fn contains(&self, what: &str) -> bool {
        self.text.contains(what)
    }

    /// The line, from 1, on which this first stands.
    pub(crate) fn line_of(&self, what: &str) -> u64 {
        let before = self.text.split_once(what).map_or("", |(before, _)| before);
        before.matches('\n').count() as u64 + 1
    }

    /// Whether the file's name or a folder before it contains this, in lower case.
    pub(crate) fn name_contains(&self, what: &str) -> bool {
        self.name.contains(what)
    }

    /// Whether a JSON text begins with more opening brackets than any export nests.
    pub(crate) fn nests_too_deeply(&self) -> bool {
        let mut depth = 0u32;
        let opens = |byte: &u8| matches!(byte, b'[' | b'{');
        // What only an attack has needs no care about brackets in strings.
        for byte in self.text.bytes().filter(|byte| matches!(byte, b'[' | b'{' | b']' | b'}')) {
            depth = if opens(&byte) { depth + 1 } else { depth.saturating_sub(1) };
            if depth > DEEPEST {
                return self.is_json();
            }
        }
        false
    }

    /// What a text that no importer knows looks like, in a word that both languages use.
    pub(crate) fn looks_like(&self) -> &'static str {
        if self.is_json() {
            "JSON"
        } else if self.text.starts_with("<html") || self.text.starts_with("<!DOCTYPE html") {
            "HTML"
        } else {
            "XML"
        }
    }
}

/// The name of the folder that a file lies in: for some exports, the chat.
fn folder_of(name: Option<&str>) -> Option<&str> {
    name?.rsplit(['/', '\\']).nth(1).filter(|folder| !folder.is_empty())
}

/// The name of an event in plain words: `AddMember` is “add member”.
fn spaced(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut after_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && after_small {
            words.push(' ');
        }
        after_small = letter.is_lowercase();
        words.extend(letter.to_lowercase());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::from_name(format.name()), Some(*format));
            assert_eq!(Format::from_name(&format.name().to_uppercase()), Some(*format));
            for language in Language::ALL {
                assert!(!format.described_in(language).is_empty());
            }
        }
        assert_eq!(Format::from_name("fax"), None);
    }
}
