//! The report as a PDF on A4, to be printed or handed over. Its text can be searched and read
//! aloud; what its font lacks (emoji, other scripts) is drawn as a box, and the report says so.

mod draw;
mod face;
mod layout;
mod sheet;

use risk::Level;
use unicode_normalization::UnicodeNormalization;

use crate::Report;
use crate::outline::{Block, Extent, outline};
use crate::passage::{Passage, Run, plain};
use crate::words::Words;
use crate::wrap::wrap;
use draw::Titled;
use face::{Face, Faces};
use layout::{Colour, Group, Lead, Line, Marks, Role, WIDTH, pages};

pub use sheet::sheet;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The bundled font cannot be read: the program itself is damaged.
    #[error("the bundled font cannot be read")]
    Font,
    /// The document could not be written.
    #[error("the PDF could not be written: {0}")]
    Write(String),
}

const EXTENT: Extent = Extent { reasons: 60, letters: 1200 };

/// One PDF. The same report gives the same bytes: no date and no chance in it.
///
/// # Errors
/// Where the bundled font or the document as a whole is refused; no text of a report brings that
/// about.
pub fn render(report: &Report) -> Result<Vec<u8>, PdfError> {
    let faces = Faces::bundled().ok_or(PdfError::Font)?;
    let mut setter = Setter { faces: &faces, groups: Vec::new(), boxed: false };
    for block in outline(report, EXTENT) {
        setter.block(block);
    }
    if setter.boxed {
        setter.text(Words(report.language).boxed(), SMALL, 8.0);
    }
    let title = Words(report.language).title().to_owned();
    let titled = Titled { title, language: report.language, numbered: true };
    draw::document(&pages(setter.groups), &faces, &titled)
}

/// How a stretch of text looks.
#[derive(Clone, Copy)]
struct Look {
    size: f32,
    bold: bool,
    colour: Colour,
}

const INK: Colour = Colour(0x20, 0x30, 0x2f);
const QUIET: Colour = Colour(0x51, 0x60, 0x5d);
const ACCENT: Colour = Colour(0x0b, 0x5f, 0x5c);
const SOFT: Colour = Colour(0xf6, 0xf1, 0xe8);
const LINE: Colour = Colour(0xdd, 0xd4, 0xc4);

const BODY: Look = Look { size: 10.5, bold: false, colour: INK };
const STRONG: Look = Look { bold: true, ..BODY };
const ASIDE: Look = Look { size: 9.0, bold: false, colour: QUIET };
const SMALL: Look = Look { size: 8.5, ..ASIDE };
const TITLE: Look = Look { size: 18.0, bold: true, colour: INK };
const CONVERSATION: Look = Look { size: 15.0, bold: true, colour: INK };
const HEADING: Look = Look { size: 12.0, bold: true, colour: INK };

/// A level's colour, and a tint of it to stand behind text.
fn level_colours(level: Level) -> (Colour, Colour) {
    match level {
        Level::None => (Colour(0x3f, 0x5d, 0x7a), Colour(0xf3, 0xf5, 0xf8)),
        Level::Watch => (Colour(0x76, 0x58, 0x00), Colour(0xf9, 0xf6, 0xec)),
        Level::Concern => (Colour(0x96, 0x48, 0x00), Colour(0xfb, 0xf5, 0xee)),
        Level::High => (Colour(0xa8, 0x28, 0x1e), Colour(0xfb, 0xf3, 0xf1)),
        Level::Emergency => (Colour(0x8a, 0x0f, 0x33), Colour(0xfa, 0xf0, 0xf3)),
    }
}

/// Sets blocks as groups of lines.
struct Setter<'a> {
    faces: &'a Faces,
    groups: Vec<Group>,
    /// Whether a character was drawn as a box.
    boxed: bool,
}

impl Setter<'_> {
    fn block(&mut self, block: Block) {
        match block {
            Block::Title(title) => self.heading(1, &title, TITLE, 0.0),
            Block::Conversation(title) => self.heading(2, &title, CONVERSATION, 26.0),
            Block::Heading(heading) => self.heading(3, heading, HEADING, 15.0),
            Block::Verdict { level, name, headline, meaning } => {
                let (colour, tint) = level_colours(level);
                let mut lines = vec![Line::space(8.0)];
                let named = Look { size: 11.0, bold: true, colour };
                lines.extend(self.set(&[Run::plain(name)], named, 14.0));
                let headlined = Look { size: 12.5, ..STRONG };
                lines.extend(self.set(&[Run::plain(headline)], headlined, 14.0));
                lines.push(Line::space(3.0));
                lines.extend(self.set(&[Run::plain(meaning)], BODY, 14.0));
                lines.push(Line::space(8.0));
                for line in &mut lines {
                    line.back = Some(tint);
                    line.bar = Some(colour);
                }
                self.group(Role::Text, 12.0, lines);
            }
            Block::Text(text) => self.text(&text, BODY, 4.0),
            Block::Aside(text) => self.text(&text, ASIDE, 3.0),
            Block::Colophon(text) => self.text(&text, SMALL, 16.0),
            Block::Item { name, detail } => {
                let runs = [marked(&name), Run::plain(format!(". {detail}"))];
                self.bold_marks(&runs, BODY, 4.0);
            }
            Block::Overview { level, title, name } => {
                let (colour, _) = level_colours(level);
                let mut lines = self.set(&[Run::plain(title)], STRONG, 12.0);
                lines.extend(self.set(&[Run::plain(name)], Look { colour, ..BODY }, 12.0));
                lines.iter_mut().for_each(|line| line.bar = Some(colour));
                self.group(Role::Text, 5.0, lines);
            }
            Block::Message { which, passage, notes } => {
                self.text(&which, ASIDE, 9.0);
                let mut lines = self.passage(&passage);
                for line in &mut lines {
                    line.back = Some(SOFT);
                    line.bar = Some(LINE);
                }
                self.group(Role::Quote, 2.0, lines);
                for note in notes {
                    let runs = match note.explanation {
                        Some(why) => vec![marked(&note.name), Run::plain(format!(": {why}"))],
                        None => vec![marked(&note.name)],
                    };
                    let mut lines = self.set(&runs, BODY, 14.0);
                    lines.iter_mut().for_each(|line| line.marks = Marks::Bold);
                    self.group(Role::Text, 3.0, lines);
                }
                self.keep_last(3);
            }
            Block::Step { number, text, contact } => {
                let mut lines = self.set(&[Run::plain(text)], BODY, 22.0);
                if let Some(first) = lines.first_mut() {
                    first.lead = Some(Lead { text: format!("{number}."), colour: ACCENT });
                }
                if let Some((reach, name)) = contact {
                    let runs = [marked(&reach), Run::plain(format!("  {name}"))];
                    lines.extend(self.set(&runs, BODY, 22.0));
                }
                self.group(Role::Text, 5.0, lines);
            }
            Block::Contact { reach, name, source } => {
                let runs = [marked(&reach), Run::plain(format!("  {name}"))];
                let look = Look { size: 11.5, ..BODY };
                let mut lines = self.set(&runs, look, 0.0);
                lines.iter_mut().for_each(|line| line.marks = Marks::Bold);
                lines.extend(self.set(&[Run::plain(source)], SMALL, 0.0));
                self.group(Role::Text, 6.0, lines);
            }
        }
    }

    fn heading(&mut self, level: u16, text: &str, look: Look, before: f32) {
        let lines = self.set(&[Run::plain(text)], look, 0.0);
        self.groups.push(Group { role: Role::Heading(level), before, with_next: true, lines });
    }

    fn text(&mut self, text: &str, look: Look, before: f32) {
        let lines = self.set(&[Run::plain(text)], look, 0.0);
        self.group(Role::Text, before, lines);
    }

    fn bold_marks(&mut self, runs: &[Run], look: Look, before: f32) {
        let mut lines = self.set(runs, look, 0.0);
        lines.iter_mut().for_each(|line| line.marks = Marks::Bold);
        self.group(Role::Text, before, lines);
    }

    fn group(&mut self, role: Role, before: f32, lines: Vec<Line>) {
        self.groups.push(Group { role, before, with_next: false, lines });
    }

    /// Who wrote a message, the message and its first note stay together.
    fn keep_last(&mut self, most: usize) {
        let notes = self.groups.iter().rev().take_while(|group| group.role == Role::Text).count();
        let message = notes + 2;
        let from = self.groups.len().saturating_sub(message);
        for group in self.groups.iter_mut().skip(from).take(most.min(message) - 1) {
            group.with_next = true;
        }
    }

    fn passage(&mut self, passage: &Passage) -> Vec<Line> {
        let mut lines = vec![Line::space(4.0)];
        for line in &passage.lines {
            let mut set = self.set(line, BODY, 12.0);
            set.iter_mut().for_each(|line| line.marks = Marks::Highlighted);
            lines.append(&mut set);
        }
        lines.push(Line::space(4.0));
        lines
    }

    /// Breaks runs into lines, `indent` from the left.
    fn set(&mut self, runs: &[Run], look: Look, indent: f32) -> Vec<Line> {
        // Names and titles come from the source; composed letters are the ones fonts draw best.
        let runs: Vec<Run> = runs
            .iter()
            .map(|run| Run { text: plain(&run.text).nfc().collect(), marked: run.marked })
            .collect();
        self.boxed |= runs.iter().any(|run| !self.faces.regular.draws_all(&run.text));
        let width = WIDTH - indent - if indent > 0.0 { 10.0 } else { 0.0 };
        let face = |marked| self.faces.face(look.bold || marked);
        wrap(&runs, width, |letter, marked| face(marked).width(letter) * look.size)
            .into_iter()
            .map(|runs| Line {
                indent,
                height: look.size * 1.42,
                size: look.size,
                bold: look.bold,
                colour: look.colour,
                runs,
                ..Line::space(0.0)
            })
            .collect()
    }
}

fn marked(text: &str) -> Run {
    Run { text: text.to_owned(), marked: true }
}

impl Faces {
    fn face(&self, bold: bool) -> &Face {
        if bold { &self.semibold } else { &self.regular }
    }
}
