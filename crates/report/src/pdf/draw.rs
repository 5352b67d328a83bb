//! From pages to the bytes of a PDF, tagged so that it can be read aloud in order.

use std::num::NonZeroU16;

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree,
};
use text::Language;

use super::face::{BOX_WIDTH, Face, Faces};
use super::layout::{Area, Colour, Line, MARGIN, Marks, PAGE, Page, Placed, Role};
use super::{ASIDE, PdfError};
use crate::words::Words;

const MARK: Colour = Colour(0xff, 0xe5, 0x9a);
const FOOT: f32 = PAGE.1 - 36.0;

/// What a document says of itself.
pub(crate) struct Titled {
    pub(crate) title: String,
    pub(crate) language: Language,
    /// Whether its pages bear their numbers, so that one sees when some are missing.
    pub(crate) numbered: bool,
}

pub(crate) fn document(
    pages: &[Page],
    faces: &Faces,
    titled: &Titled,
) -> Result<Vec<u8>, PdfError> {
    let words = Words(titled.language);
    let mut document = Document::new();
    document.set_metadata(
        Metadata::new()
            .title(titled.title.clone())
            .language(titled.language.code().to_owned())
            .creator(words.product().to_owned()),
    );
    let mut tags = Tags::default();
    for (page, number) in pages.iter().zip(1..) {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1)
            .ok_or_else(|| PdfError::Write("A4 is refused".to_owned()))?;
        let mut sheet = document.start_page_with(settings);
        let foot = titled.numbered.then(|| format!("{} {number}/{}", words.page(), pages.len()));
        Pen { surface: sheet.surface(), faces }.page(page, foot.as_deref(), &mut tags);
        sheet.finish();
    }
    document.set_tag_tree(tags.tree(titled.language));
    document.finish().map_err(|error| PdfError::Write(format!("{error:?}")))
}

struct Pen<'a> {
    surface: Surface<'a>,
    faces: &'a Faces,
}

impl Pen<'_> {
    fn page(mut self, page: &Page, foot: Option<&str>, tags: &mut Tags) {
        self.background(page);
        for placed in &page.lines {
            if let Some(identifier) = self.line(placed) {
                tags.add(placed, identifier);
            }
        }
        if let Some(foot) = foot {
            self.foot(foot);
        }
        self.surface.finish();
    }

    /// All that is only to be seen: tints, bars and what lies behind marked words.
    fn background(&mut self, page: &Page) {
        self.surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout)));
        for area in &page.areas {
            self.area(*area);
        }
        for Placed { top, line, .. } in &page.lines {
            if line.marks == Marks::Highlighted {
                self.highlights(*top, line);
            }
        }
        self.surface.end_tagged();
    }

    fn highlights(&mut self, top: f32, line: &Line) {
        let mut left = MARGIN + line.indent;
        for run in &line.runs {
            let width = self.face(line, run.marked).width(&run.text) * line.size;
            if run.marked {
                self.area(Area {
                    left,
                    top: top + 1.0,
                    width,
                    height: line.height - 2.0,
                    colour: MARK,
                });
                // Seen on paper without colour too.
                let under = top + line.height - 2.6;
                self.area(Area { left, top: under, width, height: 0.7, colour: line.colour });
            }
            left += width;
        }
    }

    /// Draws a line; `None` where there is nothing on it.
    fn line(&mut self, Placed { top, line, .. }: &Placed) -> Option<Identifier> {
        if line.runs.iter().all(|run| run.text.is_empty()) {
            return None;
        }
        let identifier = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        let base = top + line.height * 0.5 + line.size * 0.36;
        if let Some(lead) = &line.lead {
            self.text(MARGIN, base, &lead.text, true, line.size, lead.colour);
        }
        let mut left = MARGIN + line.indent;
        for run in &line.runs {
            let bold = line.bold || run.marked && line.marks == Marks::Bold;
            self.text(left, base, &run.text, bold, line.size, line.colour);
            left += self.face(line, run.marked).width(&run.text) * line.size;
        }
        self.surface.end_tagged();
        Some(identifier)
    }

    fn foot(&mut self, text: &str) {
        self.surface
            .start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::PageNumber)));
        let width = self.faces.regular.width(text) * ASIDE.size;
        self.text(PAGE.0 - MARGIN - width, FOOT, text, false, ASIDE.size, ASIDE.colour);
        self.surface.end_tagged();
    }

    fn face(&self, line: &Line, marked: bool) -> &Face {
        self.faces.face(line.bold || marked && line.marks == Marks::Bold)
    }

    fn text(&mut self, left: f32, base: f32, text: &str, bold: bool, size: f32, colour: Colour) {
        self.fill(colour);
        let face = self.faces.face(bold);
        let glyphs = face.glyphs(text);
        let start = Point::from_xy(left, base);
        self.surface.draw_glyphs(start, &glyphs, face.font.clone(), text, size, false);
        for place in face.boxes(text) {
            self.frame(left + place * size, base, size, colour);
        }
    }

    /// The box in place of what the font lacks.
    fn frame(&mut self, left: f32, base: f32, size: f32, colour: Colour) {
        let (left, wide, thin) = (left + 0.1 * size, (BOX_WIDTH - 0.2) * size, 0.06 * size);
        let top = base - 0.65 * size;
        let upright = |left| Area { left, top, width: thin, height: 0.7 * size, colour };
        let level = |top| Area { left, top, width: wide, height: thin, colour };
        let sides =
            [upright(left), upright(left + wide - thin), level(top), level(top + 0.64 * size)];
        for side in sides {
            self.area(side);
        }
    }

    fn area(&mut self, area: Area) {
        let Some(rect) = Rect::from_xywh(area.left, area.top, area.width, area.height) else {
            return;
        };
        let mut path = PathBuilder::new();
        path.push_rect(rect);
        if let Some(path) = path.finish() {
            self.fill(area.colour);
            self.surface.draw_path(&path);
        }
    }

    fn fill(&mut self, Colour(red, green, blue): Colour) {
        let paint = rgb::Color::new(red, green, blue).into();
        self.surface.set_fill(Some(Fill { paint, ..Fill::default() }));
    }
}

/// Which lines make which heading, paragraph or quote.
#[derive(Default)]
struct Tags {
    groups: Vec<(usize, TagGroup)>,
}

impl Tags {
    fn add(&mut self, placed: &Placed, identifier: Identifier) {
        match self.groups.last_mut() {
            Some((group, tag)) if *group == placed.group => tag.push(identifier),
            _ => {
                let mut tag = TagGroup::new(kind(placed.role));
                tag.push(identifier);
                self.groups.push((placed.group, tag));
            }
        }
    }

    fn tree(self, language: Language) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.code().to_owned()));
        for (_, group) in self.groups {
            tree.push(group);
        }
        tree
    }
}

fn kind(role: Role) -> TagKind {
    match role {
        Role::Heading(level) => {
            Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), None).into()
        }
        Role::Text => Tag::P.into(),
        Role::Quote => Tag::BlockQuote.into(),
    }
}
