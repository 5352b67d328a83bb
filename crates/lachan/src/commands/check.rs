//! `lachan check`: reads any export, or pasted text, and reports.

use std::path::PathBuf;

use chats::{Conversation, Reading};
use engine::{Engine, MANY, Request};
use knowledge::{Knowledge, Reader};
use report::terminal::Style;
use report::{Assessed, Audience, EngineIdentity, Origin, Report, Texts, WarningReport};
use risk::Level;
use text::Language;

use crate::assessing::{Known, assess};
use crate::exit::{Exit, Failure, Outcome};
use crate::gather::{Gathered, gather};
use crate::language::{say, spoken};
use crate::names::{Name, NotFound};
use crate::options::{self, Input, Packs, options};
use crate::output::Target;
use crate::period::{Boundary, Period};

/// As typed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    input: Input,

    #[arg(
        long, value_name = "FORMAT", hide_possible_values = true, help_heading = options(),
        help = say(
            "Dạng báo cáo: text, json, html hoặc pdf (mặc định: text)",
            "The report's form: text, json, html or pdf (default: text)",
        ),
    )]
    format: Option<Form>,

    #[arg(
        long, value_name = "FILE", help_heading = options(),
        help = say("Ghi báo cáo vào tệp này", "Write the report to this file"),
    )]
    out: Option<PathBuf>,

    #[arg(
        long, value_name = "NAME", help_heading = options(),
        help = say(
            "Tên của trẻ trong cuộc trò chuyện (không cần dấu; mặc định: xét cả hai phía)",
            "The child's name in the chat (case and accents do not matter; default: either side)",
        ),
    )]
    child: Option<String>,

    #[arg(
        long, value_name = "NAME", help_heading = options(),
        help = say("Tên của người bên kia", "The other side's name"),
    )]
    contact: Option<String>,

    #[arg(
        long, value_name = "READER", value_parser = options::reader(), hide_possible_values = true,
        help_heading = options(),
        help = say(
            "Lời khuyên viết cho ai: parent, teacher, hoặc trẻ theo tuổi: child-5-8, child-9-12, \
             child-13-15, child-16-17 (mặc định: parent)",
            "Whom the advice is for: parent, teacher, or the child by age: child-5-8, child-9-12, \
             child-13-15, child-16-17 (default: parent)",
        ),
    )]
    reader: Option<Reader>,

    #[arg(
        long, value_name = "COUNTRY", default_value = "VN", value_parser = options::country,
        hide_default_value = true, help_heading = options(),
        help = say(
            "Nước của người đọc, để đưa đúng số điện thoại (mặc định: VN)",
            "The reader's country, for the numbers to call (default: VN)",
        ),
    )]
    country: String,

    #[arg(
        long, value_name = "TIME", value_parser = options::since, help_heading = options(),
        help = say(
            "Chỉ xem từ lúc này, như 2026-03-02 hoặc 2026-03-02T20:00",
            "Only from this time on, such as 2026-03-02 or 2026-03-02T20:00",
        ),
    )]
    since: Option<Boundary>,

    #[arg(
        long, value_name = "TIME", value_parser = options::until, help_heading = options(),
        help = say("Chỉ xem đến hết lúc này", "Only up to this time"),
    )]
    until: Option<Boundary>,

    #[arg(
        long, value_name = "LEVEL", value_parser = options::level(), hide_possible_values = true,
        help_heading = options(),
        help = say(
            "Chỉ in những cuộc trò chuyện từ mức này trở lên: none, watch, concern, high, emergency",
            "Only report conversations of this level or above: none, watch, concern, high, emergency",
        ),
    )]
    only_level: Option<Level>,

    #[arg(
        long, value_name = "LEVEL", value_parser = options::level(), hide_possible_values = true,
        help_heading = options(),
        help = say(
            "Kết thúc với mã 10 nếu có cuộc trò chuyện tới mức này",
            "Exit with code 10 if a conversation reaches this level",
        ),
    )]
    fail_at: Option<Level>,

    #[command(flatten)]
    packs: Packs,
}

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Text,
    Json,
    Html,
    Pdf,
}

/// As meant.
struct Check {
    input: Input,
    form: Form,
    target: Target,
    child: Option<Name>,
    contact: Option<Name>,
    reader: Reader,
    country: String,
    period: Period,
    least_shown: Level,
    fail_at: Option<Level>,
    packs: Packs,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    Check::resolve(arguments)?.run()
}

impl Check {
    fn resolve(arguments: Arguments) -> Result<Check, Failure> {
        let form = arguments.format.unwrap_or(Form::Text);
        let target = Target::from_option(arguments.out);
        if form == Form::Pdf && target.is_terminal() {
            return Err(Failure::usage(say(
                "không in được PDF ra cửa sổ lệnh",
                "a PDF cannot be shown in a terminal",
            ))
            .advise(say("Thêm: --out bao-cao.pdf", "Add: --out report.pdf")));
        }
        Ok(Check {
            input: arguments.input,
            form,
            target,
            child: arguments.child.map(Name::new),
            contact: arguments.contact.map(Name::new),
            reader: arguments.reader.unwrap_or(Reader::Parent),
            country: arguments.country,
            period: Period { since: arguments.since, until: arguments.until },
            least_shown: arguments.only_level.unwrap_or(Level::None),
            fail_at: arguments.fail_at,
            packs: arguments.packs,
        })
    }

    fn run(self) -> Outcome {
        let Gathered { mut readings, some_unreadable } = gather(&self.input)?;
        let left_out = self.narrow(&mut readings);
        let origin = Origin::of(&readings);
        let mut conversations: Vec<Conversation> =
            readings.into_iter().flat_map(|reading| reading.conversations).collect();
        let requests = self.requests(&conversations)?;

        let engine = self.packs.engine()?;
        let texts = report::Packs {
            knowledge: Knowledge::bundled(),
            rules: engine.rules(),
            audience: Audience { country: &self.country, ..Audience::new(spoken(), self.reader) },
        };
        let known = assess(&engine, &conversations, &requests, |level| texts.level(level).name);
        let stopped = leave_out_unknown(&mut conversations, &known);
        let assessed: Vec<Assessed<'_>> = conversations
            .iter()
            .zip(&known)
            .filter(|(_, known)| stopped.is_none() || known.messages > 0)
            .map(|(conversation, known)| Assessed { conversation, assessment: &known.assessment })
            .collect();
        let mut report = Report::build(origin, &assessed, identity(&engine), &texts);
        if let Some(stopped) = stopped {
            report.source.warnings.insert(0, stopped.warning());
        }
        if left_out > 0 {
            report.source.warnings.push(outside_the_period(left_out));
        }
        let reached = report.level();
        report.retain_from(self.least_shown);
        self.target.write(&self.render(&report)?)?;

        Ok(match self.fail_at {
            Some(level) if reached >= level => Exit::LevelReached,
            _ if stopped.is_some() => Exit::Stopped,
            _ if some_unreadable => Exit::Unreadable,
            _ => Exit::Done,
        })
    }

    fn render(&self, report: &Report) -> Result<Vec<u8>, Failure> {
        let broken = |error: &dyn std::error::Error| Failure::input_output(error.to_string());
        Ok(match self.form {
            Form::Text => {
                let style =
                    Style { colour: self.target.wants_colour(), width: self.target.columns() };
                report::terminal::render(report, style).into_bytes()
            }
            Form::Json => {
                report::json::render(report).map_err(|error| broken(&error))?.into_bytes()
            }
            Form::Html => report::html::document(report).into_bytes(),
            Form::Pdf => report::pdf::render(report).map_err(|error| broken(&error))?,
        })
    }

    /// Leaves out what lies outside the period; says how many messages that were.
    fn narrow(&self, readings: &mut [Reading]) -> usize {
        let conversations = readings.iter_mut().flat_map(|reading| &mut reading.conversations);
        conversations.map(|conversation| self.period.narrow(conversation)).sum()
    }

    /// Who is who in each conversation. A name must be somebody's in one of them at least.
    fn requests(&self, conversations: &[Conversation]) -> Result<Vec<Request>, Failure> {
        let find = |name: &Option<Name>| -> Result<Vec<_>, Failure> {
            let Some(name) = name else { return Ok(vec![None; conversations.len()]) };
            let found: Vec<_> = conversations.iter().map(|one| name.find(one)).collect();
            if found.iter().all(Result::is_err) {
                return Err(unknown_name(name, &found, conversations));
            }
            Ok(found.into_iter().map(Result::ok).collect())
        };
        let children = find(&self.child)?;
        let contacts = find(&self.contact)?;
        let pairs = children.into_iter().zip(contacts);
        let among_many = conversations.len() >= MANY;
        Ok(pairs.map(|(child, contact)| Request { child, contact, among_many }).collect())
    }
}

/// How far it came when it was stopped.
#[derive(Clone, Copy, Debug)]
struct Stopped {
    seen: usize,
    all: usize,
}

/// Where not all was looked at, leaves what was not out of the conversations, which then are not
/// whole.
fn leave_out_unknown(conversations: &mut [Conversation], known: &[Known]) -> Option<Stopped> {
    let all = conversations.iter().map(|one| one.messages.len()).sum();
    let seen = known.iter().map(|known| known.messages).sum();
    for (conversation, known) in conversations.iter_mut().zip(known) {
        if known.messages < conversation.messages.len() {
            conversation.messages.truncate(known.messages);
            conversation.context.incomplete = true;
        }
    }
    (seen < all).then_some(Stopped { seen, all })
}

impl Stopped {
    fn warning(self) -> WarningReport {
        let Stopped { seen, all } = self;
        let text = match spoken() {
            Language::Vi => format!(
                "Đã dừng giữa chừng: chỉ {seen} trong {all} tin nhắn được xem, từ tin đầu tiên. \
                 Phần còn lại chưa được xem và có thể có điều quan trọng."
            ),
            Language::En => format!(
                "Stopped early: only {seen} of {all} messages were looked at, from the first on. \
                 What matters may be in the rest, which was not."
            ),
        };
        WarningReport { code: "stopped-early".to_owned(), line: None, text }
    }
}

fn identity(engine: &Engine) -> EngineIdentity {
    EngineIdentity { version: Engine::version().to_owned(), packs: engine.packs_digest() }
}

fn outside_the_period(messages: usize) -> WarningReport {
    let text = match spoken() {
        Language::Vi => format!(
            "{messages} tin nhắn nằm ngoài khoảng thời gian anh/chị chọn nên không được xem; số thứ \
             tự tin nhắn tính từ tin đầu tiên được xem."
        ),
        Language::En => format!(
            "{messages} messages lie outside the period you chose and were not looked at; messages \
             are numbered from the first that was."
        ),
    };
    WarningReport { code: "outside-period".to_owned(), line: None, text }
}

/// How many names an error lists.
const MOST_NAMES: usize = 20;

fn unknown_name<T>(
    name: &Name,
    found: &[Result<T, NotFound>],
    conversations: &[Conversation],
) -> Failure {
    let typed = name.as_typed();
    let several = found.iter().any(|one| matches!(one, Err(NotFound::Several)));
    let happened = match (spoken(), several) {
        (Language::Vi, false) => format!("không ai tên «{typed}» trong cuộc trò chuyện này"),
        (Language::En, false) => format!("nobody is called {typed} in this chat"),
        (Language::Vi, true) => format!("có nhiều người tên giống «{typed}», hãy gõ đủ dấu"),
        (Language::En, true) => format!("several people are called {typed}; type it exactly"),
    };
    let mut names: Vec<&str> = Vec::new();
    for participant in conversations.iter().flat_map(|one| &one.participants) {
        if !names.contains(&participant.name.as_str()) {
            names.push(&participant.name);
        }
    }
    let more = names.len().saturating_sub(MOST_NAMES);
    names.truncate(MOST_NAMES);
    let mut advice = format!("{} {}", say("Các tên có ở đây:", "Names found:"), names.join(", "));
    if more > 0 {
        advice.push_str(&format!(" (+{more})"));
    }
    Failure::usage(happened).advise(advice)
}
