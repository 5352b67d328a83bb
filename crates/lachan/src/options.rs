//! Options that more than one command takes, as typed. Each is defined here and nowhere else.

use std::path::PathBuf;

use chats::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use knowledge::{Knowledge, Reader};
use risk::Level;
use text::Language;

use crate::language::say;
use crate::period::Boundary;

/// What every command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Common {
    #[arg(
        long, global = true, value_name = "LANG", value_parser = language(), hide_possible_values = true,
        display_order = 900,
        help_heading = general(),
        help = say(
            "Ngôn ngữ: vi hoặc en (mặc định: theo máy, nếu không rõ thì vi)",
            "Language: vi or en (default: your computer's, else vi)",
        ),
    )]
    pub(crate) lang: Option<Language>,

    #[arg(
        short, long, global = true, action = clap::ArgAction::Help, display_order = 901,
        help_heading = general(),
        help = say("In phần trợ giúp này", "Print this help"),
    )]
    help: Option<bool>,
}

/// What to read.
#[derive(Debug, clap::Args)]
pub(crate) struct Input {
    #[arg(
        value_name = "PATH", required = true, help_heading = arguments(),
        help = say(
            "Tệp trò chuyện đã xuất, tệp zip, thư mục, hoặc «-» để dán từ bàn phím",
            "An exported chat, a zip, a folder, or - to read pasted text from standard input",
        ),
    )]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) source: Source,
}

/// How to read it.
#[derive(Debug, clap::Args)]
pub(crate) struct Source {
    #[arg(
        long, value_name = "FORMAT", value_parser = format(), hide_possible_values = true,
        help_heading = options(),
        help = say(
            "Định dạng của tệp (mặc định: tự nhận ra; xem «lachan read --list-formats»)",
            "The file's format (default: recognised; see `lachan read --list-formats`)",
        ),
    )]
    pub(crate) from: Option<Format>,
}

/// Packs of one's own.
#[derive(Debug, clap::Args)]
pub(crate) struct Packs {
    #[arg(
        long, value_name = "FOLDER", help_heading = options(),
        help = say(
            "Thêm bộ quy tắc riêng trong thư mục này (kiểm tra trước: «lachan rules check»)",
            "Add the rule packs in this folder (check them first: `lachan rules check`)",
        ),
    )]
    pub(crate) packs: Option<PathBuf>,
}

/// The heading over a command's own options.
pub(crate) fn options() -> &'static str {
    say("Tuỳ chọn", "Options")
}

/// The heading over what is named without a dash.
pub(crate) fn arguments() -> &'static str {
    say("Cần đưa vào", "Arguments")
}

/// The heading over what every command takes.
pub(crate) fn general() -> &'static str {
    say("Chung", "General")
}

/// Parses a level by its stable name.
pub(crate) fn level() -> impl TypedValueParser<Value = Level> {
    PossibleValuesParser::new(Level::ALL.map(Level::name)).try_map(|name| {
        Level::ALL.into_iter().find(|level| level.name() == name).ok_or("unknown level")
    })
}

/// Parses whom advice is for.
pub(crate) fn reader() -> impl TypedValueParser<Value = Reader> {
    PossibleValuesParser::new(Reader::ALL.map(Reader::name))
        .try_map(|name| Reader::from_name(&name).ok_or("unknown reader"))
}

/// Parses a country, as ISO 3166-1 alpha-2.
pub(crate) fn country(typed: &str) -> Result<String, String> {
    let code = typed.to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(code);
    }
    Err(format!(
        "{} {}",
        say(
            "viết mã hai chữ cái. Các nước có số riêng:",
            "write two letters. Countries with numbers:"
        ),
        Knowledge::bundled().countries().join(", ")
    ))
}

/// Parses the beginning of a period.
pub(crate) fn since(typed: &str) -> Result<Boundary, String> {
    Boundary::since(typed).map_err(|_| how_to_write_a_time().to_owned())
}

/// Parses the end of a period.
pub(crate) fn until(typed: &str) -> Result<Boundary, String> {
    Boundary::until(typed).map_err(|_| how_to_write_a_time().to_owned())
}

fn how_to_write_a_time() -> &'static str {
    say(
        "viết năm-tháng-ngày, như 2026-03-02 hoặc 2026-03-02T20:00",
        "write year-month-day, such as 2026-03-02 or 2026-03-02T20:00",
    )
}

fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name()))
        .try_map(|name| Format::from_name(&name).ok_or("unknown format"))
}

fn language() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.map(Language::code))
        .try_map(|code| Language::from_code(&code).ok_or("unknown language"))
}
