//! The command line: its grammar, and its refusals in the user's language.

use std::ffi::OsString;

use clap::builder::styling::{AnsiColor, Styles};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches, Parser};
use text::Language;

use crate::commands::Command;
use crate::exit::Failure;
use crate::language::{say, spoken};
use crate::options::Common;
use crate::output::Target;

/// The command line as typed.
#[derive(Debug, Parser)]
#[command(
    name = "lachan",
    version,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true,
    styles = Styles::styled()
        .header(AnsiColor::Green.on_default().bold())
        .usage(AnsiColor::Green.on_default().bold())
        .literal(AnsiColor::Cyan.on_default()),
    about = say(
        "Lá Chắn nhận ra sớm những chiêu trò nhắm vào trẻ em trong một cuộc trò chuyện, \
         ngay trên máy của gia đình, không gửi gì ra ngoài.",
        "Lá Chắn recognises in time the tricks used against children in a conversation, \
         on the family's own machine. Nothing is sent anywhere.",
    ),
    after_help = say(
        "Cần giúp ngay: lachan help-now · Tổng đài quốc gia bảo vệ trẻ em 111 (miễn phí, 24/7)",
        "Need help now: lachan help-now · In Viet Nam, call 111, the national child helpline (free, day and night)",
    ),
    subcommand_help_heading = say("Các lệnh", "Commands"),
    subcommand_value_name = say("LỆNH", "COMMAND"),
)]
struct CommandLine {
    #[arg(
        short = 'V', long, action = clap::ArgAction::Version, display_order = 902,
        help_heading = crate::options::general(),
        help = say("In số phiên bản", "Print the version"),
    )]
    version: Option<bool>,

    #[command(flatten)]
    common: Common,

    #[command(subcommand)]
    command: Command,
}

/// What a command line asks for.
#[derive(Debug)]
pub(crate) enum Asked {
    /// To do something.
    Command(Command),
    /// To read the help or the version.
    Page(String),
}

/// Parses the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, Failure> {
    let parsed = grammar()
        .try_get_matches_from(arguments)
        .and_then(|matches| CommandLine::from_arg_matches(&matches));
    match parsed {
        Ok(line) => Ok(Asked::Command(line.command)),
        Err(error) if error.use_stderr() => Err(refusal(&error)),
        Err(error) => Ok(Asked::Page(page(&error))),
    }
}

/// The grammar, with headings in the spoken language throughout.
fn grammar() -> clap::Command {
    in_spoken_language(CommandLine::command())
}

fn in_spoken_language(command: clap::Command) -> clap::Command {
    let template = say(
        "{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}",
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
    );
    command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .help_template(template)
        .mut_subcommands(in_spoken_language)
}

/// Help or version, as it is shown.
fn page(shown: &clap::Error) -> String {
    let page = shown.render();
    let page = match Target::Standard.wants_colour() {
        true => page.ansi().to_string(),
        false => page.to_string(),
    };
    // The one word of a usage line that the parser does not let us choose.
    page.replace("[OPTIONS]", say("[TUỲ CHỌN]", "[OPTIONS]"))
}

/// What is wrong with the line, and what to do.
fn refusal(error: &clap::Error) -> Failure {
    let given = |kind| error.get(kind).map(shown).unwrap_or_default();
    let argument = given(ContextKind::InvalidArg);
    let value = given(ContextKind::InvalidValue);
    let choices = given(ContextKind::ValidValue);
    let happened = match (error.kind(), spoken()) {
        (ErrorKind::UnknownArgument, Language::Vi) => format!("không có tuỳ chọn «{argument}»"),
        (ErrorKind::UnknownArgument, Language::En) => format!("there is no option {argument}"),
        (ErrorKind::InvalidSubcommand, Language::Vi) => {
            format!("không có lệnh «{}»", given(ContextKind::InvalidSubcommand))
        }
        (ErrorKind::InvalidSubcommand, Language::En) => {
            format!("there is no command {}", given(ContextKind::InvalidSubcommand))
        }
        (ErrorKind::InvalidValue, Language::Vi) if value.is_empty() => {
            format!("thiếu giá trị sau «{argument}»")
        }
        (ErrorKind::InvalidValue, Language::En) if value.is_empty() => {
            format!("a value is missing after {argument}")
        }
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Language::Vi) => {
            format!("«{value}» không dùng được cho «{argument}»")
        }
        (ErrorKind::InvalidValue | ErrorKind::ValueValidation, Language::En) => {
            format!("{value} does not fit {argument}")
        }
        (ErrorKind::MissingRequiredArgument, Language::Vi) => format!("còn thiếu: {argument}"),
        (ErrorKind::MissingRequiredArgument, Language::En) => format!("missing: {argument}"),
        (ErrorKind::ArgumentConflict, Language::Vi) => {
            let other = given(ContextKind::PriorArg);
            format!("«{argument}» không dùng chung với «{other}» (hoặc bị lặp lại)")
        }
        (ErrorKind::ArgumentConflict, Language::En) => {
            let other = given(ContextKind::PriorArg);
            format!("{argument} cannot be used together with {other} (or twice)")
        }
        (
            ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
            language,
        ) => match language {
            Language::Vi => "còn thiếu tên lệnh".into(),
            Language::En => "the name of a command is missing".into(),
        },
        // The parser's own words, which are English, less its "error: ".
        _ => {
            let words = error.render().to_string();
            let first = words.lines().next().unwrap_or_default();
            first.trim_start_matches("error: ").into()
        }
    };
    // What our own parsers say of a value is already advice.
    if error.kind() == ErrorKind::ValueValidation
        && let Some(source) = std::error::Error::source(error)
    {
        return Failure::usage(happened).advise(source.to_string());
    }
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .into_iter()
        .find_map(|kind| error.get(kind))
        .map(shown);
    let advice = match (suggested, choices.is_empty()) {
        (Some(name), _) => format!("{} {name}", say("Có phải anh/chị muốn gõ:", "Did you mean:")),
        (None, false) => format!("{} {choices}", say("Chọn một trong:", "Choose one of:")),
        (None, true) => say(
            "Gõ «lachan --help» để xem cách dùng.",
            "Type `lachan --help` to see how it is used.",
        )
        .into(),
    };
    Failure::usage(happened).advise(advice)
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_holds_together() {
        grammar().debug_assert();
    }

    #[test]
    fn every_option_is_explained() {
        fn visit(command: &clap::Command) {
            assert!(command.get_about().is_some(), "{} is not explained", command.get_name());
            for argument in command.get_arguments() {
                assert!(
                    argument.get_help().is_some(),
                    "{} of {} is not explained",
                    argument.get_id(),
                    command.get_name()
                );
            }
            command.get_subcommands().for_each(visit);
        }
        visit(&grammar());
    }
}
