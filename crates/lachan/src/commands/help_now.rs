//! `lachan help-now`: the first steps, readable in ten seconds. Loads no model, asks no network.

use std::fmt::Write;

use knowledge::{HelpNow, Knowledge};
use text::Language;

use crate::exit::{Exit, Outcome};
use crate::language::spoken;
use crate::output;

pub(crate) fn run() -> Outcome {
    let language = spoken();
    let help = Knowledge::bundled().help_now(language);
    output::print(page(&help, language).as_bytes())?;
    Ok(Exit::Done)
}

fn page(help: &HelpNow<'_>, language: Language) -> String {
    let mut page = format!("{}\n\n", help.comfort);
    for (number, step) in (1..).zip(&help.steps) {
        let _ = writeln!(page, " {number}. {step}");
    }
    let name = help.contact.name.get(language);
    let number = help.contact.number.as_deref().unwrap_or_default();
    let _ = write!(page, "\n{number} · {name}\n{}\n\n«{}»\n", help.when_you_call, help.say);
    page
}
