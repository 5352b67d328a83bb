//! The report as text for a terminal or a file.

use anstyle::{AnsiColor, Color, Style as Ansi};
use risk::Level;
use unicode_width::UnicodeWidthStr;

use crate::Report;
use crate::outline::{Block, Extent, Note, outline};
use crate::passage::{Passage, Run, plain};
use crate::wrap::wrap;

/// How the text is to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour it; only where it is read on a terminal.
    pub colour: bool,
    /// How many columns wide; kept within 40–100.
    pub width: usize,
}

const NARROWEST: usize = 40;
const WIDEST: usize = 100;
const EXTENT: Extent = Extent { reasons: 12, letters: 400 };

/// The report as text, ending with a line break.
///
/// Marked words stand between « and » where there is no colour.
pub fn render(report: &Report, style: Style) -> String {
    let style = Style { width: style.width.clamp(NARROWEST, WIDEST), ..style };
    let mut page = Page { text: String::new(), style };
    for block in outline(report, EXTENT) {
        page.block(&block);
    }
    page.text
}

struct Page {
    text: String,
    style: Style,
}

impl Page {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(title) => self.paragraph("", "", title, BOLD),
            Block::Conversation(title) => {
                self.blank();
                self.paragraph("━━ ", "━━ ", title, BOLD);
            }
            Block::Heading(heading) => {
                self.blank();
                self.paragraph("", "", heading, BOLD);
            }
            Block::Verdict { level, name, headline, meaning } => {
                self.blank();
                let colour = level_style(*level);
                self.rule(colour);
                self.paragraph("  ", "  ", name, colour.bold());
                self.paragraph("  ", "  ", headline, BOLD);
                self.paragraph("  ", "  ", meaning, PLAIN);
                self.rule(colour);
            }
            Block::Colophon(text) => {
                self.blank();
                self.paragraph("  ", "  ", text, DIM);
            }
            Block::Text(text) => self.paragraph("  ", "  ", text, PLAIN),
            Block::Aside(text) => self.paragraph("  ", "  ", text, DIM),
            Block::Item { name, detail } => {
                self.paragraph("  ", "  ", name, BOLD);
                self.paragraph("  ", "  ", detail, PLAIN);
            }
            Block::Overview { level, title, name } => {
                self.paragraph("  • ", "    ", title, BOLD);
                self.paragraph("    ", "    ", name, level_style(*level));
            }
            Block::Message { which, passage, notes } => self.message(which, passage, notes),
            Block::Step { number, text, contact } => {
                let number = format!("{number:>3}. ");
                self.paragraph(&number, "     ", text, PLAIN);
                if let Some((reach, name)) = contact {
                    self.paragraph("     → ", "       ", &format!("{reach} — {name}"), BOLD);
                }
            }
            Block::Contact { reach, name, source } => {
                self.paragraph("  ", "    ", &format!("{reach} — {name}"), BOLD);
                self.paragraph("    ", "    ", source, DIM);
            }
        }
    }

    fn message(&mut self, which: &str, passage: &Passage, notes: &[Note]) {
        if !self.text.ends_with(HEADED) {
            self.blank();
        }
        self.paragraph("  ", "  ", which, DIM);
        for line in &passage.lines {
            let runs = self.visibly_marked(line);
            self.lines("  │ ", "  │ ", &runs, PLAIN);
        }
        for note in notes {
            let text = match &note.explanation {
                Some(explanation) => format!("{}: {explanation}", note.name),
                None => note.name.clone(),
            };
            self.paragraph("    → ", "      ", &text, PLAIN);
        }
    }

    fn visibly_marked(&self, line: &[Run]) -> Vec<Run> {
        line.iter()
            .map(|run| match run.marked && !self.style.colour {
                true => Run { text: format!("«{}»", run.text), marked: true },
                false => run.clone(),
            })
            .collect()
    }

    /// Names, titles and paths come from the source too: nothing in them may steer the terminal.
    fn paragraph(&mut self, first: &str, further: &str, text: &str, style: Ansi) {
        for (place, line) in text.lines().enumerate() {
            let first = if place == 0 { first } else { further };
            self.lines(first, further, &[Run::plain(plain(line))], style);
        }
    }

    /// Sets runs as lines, the first after `first`, those that follow after `further`.
    fn lines(&mut self, first: &str, further: &str, runs: &[Run], style: Ansi) {
        let width = self.style.width.saturating_sub(first.width().max(further.width()));
        let lines = wrap(runs, width as f32, |letter, _| letter.width() as f32);
        for (place, line) in lines.into_iter().enumerate() {
            let before = if place == 0 { first } else { further };
            let mut set = String::from(before);
            for run in line {
                set.push_str(&self.painted(&run.text, if run.marked { MARK } else { style }));
            }
            self.text.push_str(set.trim_end());
            self.text.push('\n');
        }
    }

    fn rule(&mut self, style: Ansi) {
        let rule = self.painted(&"─".repeat(self.style.width), style);
        self.text.push_str(&rule);
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    fn painted(&self, text: &str, style: Ansi) -> String {
        match self.style.colour && !style.is_plain() && !text.is_empty() {
            true => format!("{style}{text}{style:#}"),
            false => text.to_owned(),
        }
    }
}

/// What the text ends with right after a heading: nothing to set apart from.
const HEADED: &str = "\n\n";
const PLAIN: Ansi = Ansi::new();
const BOLD: Ansi = Ansi::new().bold();
const DIM: Ansi = Ansi::new().dimmed();
const MARK: Ansi = Ansi::new().bold().underline().fg_color(Some(Color::Ansi(AnsiColor::Yellow)));

/// Calm colours; the words beside them say the same.
fn level_style(level: Level) -> Ansi {
    let colour = match level {
        Level::None => AnsiColor::Cyan,
        Level::Watch => AnsiColor::Blue,
        Level::Concern => AnsiColor::Yellow,
        Level::High => AnsiColor::Magenta,
        Level::Emergency => AnsiColor::Red,
    };
    Ansi::new().fg_color(Some(Color::Ansi(colour)))
}
