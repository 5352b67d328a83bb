//! `lachan eval`: how well the engine does on labelled conversations.

use std::fmt::Write;
use std::path::PathBuf;

use engine::Engine;
use train::{EngineIdentity, Evaluation, MaterialError, Set, SetFigures, Step};

use crate::exit::{Exit, Failure, Outcome};
use crate::language::say;
use crate::options::{arguments, options};
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[arg(
        value_name = "FILE", required = true, help_heading = arguments(),
        help = say("Các tệp JSONL có nhãn", "Labelled JSONL files"),
    )]
    files: Vec<PathBuf>,

    #[arg(
        long, value_name = "FORMAT", value_parser = ["text", "json"], default_value = "text",
        hide_default_value = true, help_heading = options(),
        help = say("text (mặc định) hoặc json", "text (default) or json"),
    )]
    format: String,

    #[arg(
        long, value_name = "ID", help_heading = options(),
        help = say(
            "Cho xem từng tin nhắn của cuộc trò chuyện này",
            "Show this conversation message by message",
        ),
    )]
    explain: Option<String>,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    let sets = arguments
        .files
        .iter()
        .map(|path| Set::read(path))
        .collect::<Result<Vec<Set>, _>>()
        .map_err(unreadable)?;
    let engine = Engine::bundled();
    if let Some(id) = &arguments.explain {
        return explain(&engine, &sets, id);
    }
    let evaluation = Evaluation {
        schema: "lachan.eval/1",
        engine: EngineIdentity {
            version: Engine::version().to_owned(),
            packs: engine.packs_digest(),
        },
        sets: sets.iter().map(|set| train::evaluate(&engine, set)).collect(),
    };
    let document = if arguments.format == "json" {
        output::json(&evaluation)?
    } else {
        evaluation.sets.iter().map(table).collect()
    };
    output::print(document.as_bytes())?;
    Ok(Exit::Done)
}

/// What to say of labelled material that cannot be read.
pub(crate) fn unreadable(error: MaterialError) -> Failure {
    match error {
        MaterialError::Io { path, source } => Failure::io(&path, &source),
        MaterialError::Form { path, line, source } => {
            Failure::unreadable(format!("{}:{line}: {source}", path.display())).advise(say(
                "Mỗi dòng phải là một cuộc trò chuyện có nhãn, dạng JSON.",
                "Each line must be one labelled conversation, as JSON.",
            ))
        }
    }
}

fn explain(engine: &Engine, sets: &[Set], id: &str) -> Outcome {
    let labelled = sets
        .iter()
        .flat_map(|set| &set.conversations)
        .find(|labelled| labelled.id == id)
        .ok_or_else(|| Failure::usage(format!("{}: {id}", say("không có id này", "no such id"))))?;
    let mut page = format!(
        "{id} · {} · {} · alert_by {:?}\n",
        labelled.trick,
        labelled.level.name(),
        labelled.alert_by
    );
    for (index, step) in train::explain(engine, labelled).iter().enumerate() {
        let _ = writeln!(page, "{}", line(index, step));
    }
    output::print(page.as_bytes())?;
    Ok(Exit::Done)
}

fn line(index: usize, step: &Step) -> String {
    let heard: Vec<String> = step
        .heard
        .iter()
        .map(|(signal, likely)| format!("{} {likely:.2}", signal.name()))
        .collect();
    let labelled: Vec<&str> = step.labelled.iter().map(|signal| signal.name()).collect();
    format!(
        "{index:>3} {:<9} {:>6.2}  {}: {}\n      heard [{}]  labelled [{}]",
        step.level.name(),
        step.score,
        step.from,
        step.text,
        heard.join(", "),
        labelled.join(", ")
    )
}

fn table(figures: &SetFigures) -> String {
    let percent = |share: Option<f64>| match share {
        Some(share) => format!("{:.1} %", share * 100.0),
        None => "–".to_owned(),
    };
    let mut page = String::new();
    let _ = writeln!(
        page,
        "{}\n  {} conversations, {} messages: {} risks, {} harmless",
        figures.path, figures.conversations, figures.messages, figures.risk, figures.benign
    );
    let _ = writeln!(
        page,
        "  in time {} ({} late, {} missed) · trick named {}",
        percent(figures.in_time),
        figures.late.len(),
        figures.missed.len(),
        percent(figures.trick_named)
    );
    let _ = writeln!(
        page,
        "  harmless alarmed {} ({}) · alarms per 10,000 harmless messages {}",
        percent(figures.benign_alarmed),
        figures.false_alarms.len(),
        figures.alarms_per_10k_messages.map_or_else(|| "–".to_owned(), |it| format!("{it:.1}"))
    );
    if let Some(signals) = &figures.signals {
        let _ = writeln!(
            page,
            "  signals: precision {:.2}, recall {:.2}, F1 {:.3}",
            signals.precision, signals.recall, signals.f1
        );
    }
    for (trick, it) in &figures.by_trick {
        let _ = writeln!(page, "    {trick:<16} {:>3} · {}", it.risk, percent(Some(it.in_time)));
    }
    page.push('\n');
    page
}
