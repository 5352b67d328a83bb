//! `lachan read`: the same reading as `check`, without assessment.

use std::io::{self, BufWriter, Write};

use chats::{Format, Reading};
use text::Language;

use crate::exit::{Exit, Outcome, tell, tell_more};
use crate::gather::gather;
use crate::language::{say, spoken};
use crate::options::{Input, options};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[arg(
        long, exclusive = true, help_heading = options(),
        help = say("Kể ra mọi định dạng đọc được", "Name every format that can be read"),
    )]
    list_formats: bool,

    #[command(flatten)]
    input: Input,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    if arguments.list_formats {
        return list_formats();
    }
    let gathered = gather(&arguments.input)?;
    let mut output = BufWriter::new(io::stdout().lock());
    for conversation in gathered.readings.iter().flat_map(|reading| &reading.conversations) {
        chats::write_jsonl(conversation, &mut output)?;
    }
    output.flush()?;
    gathered.readings.iter().for_each(summarise);
    Ok(if gathered.some_unreadable { Exit::Unreadable } else { Exit::Done })
}

fn list_formats() -> Outcome {
    let width = Format::ALL.iter().map(|format| format.name().len()).max().unwrap_or_default();
    let mut output = io::stdout().lock();
    for format in Format::ALL {
        writeln!(output, "{:width$}  {}", format.name(), format.described_in(spoken()))?;
    }
    Ok(Exit::Done)
}

/// What was read from one source, and what was not, on standard error.
fn summarise(reading: &Reading) {
    let conversations = reading.conversations.len();
    let messages: usize = reading.conversations.iter().map(|one| one.messages.len()).sum();
    let path = reading.path.as_deref().unwrap_or(say("chữ đã dán", "pasted text"));
    let format = reading.format;
    tell(&match spoken() {
        Language::Vi => {
            format!("{path}: {format}, {conversations} cuộc trò chuyện, {messages} tin nhắn")
        }
        Language::En => {
            format!("{path}: {format}, {conversations} conversation(s), {messages} message(s)")
        }
    });
    for warning in &reading.warnings {
        tell_more(&warning.text(spoken()));
    }
}
