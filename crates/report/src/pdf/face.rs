use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use unicode_segmentation::UnicodeSegmentation;

const REGULAR: &[u8] = include_bytes!("../../fonts/BeVietnamPro-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../fonts/BeVietnamPro-SemiBold.ttf");

/// The two weights that the document is set in.
pub(crate) struct Faces {
    pub(crate) regular: Face,
    pub(crate) semibold: Face,
}

impl Faces {
    /// Be Vietnam Pro; `None` only where the program's own bytes are damaged.
    pub(crate) fn bundled() -> Option<Faces> {
        Some(Faces { regular: Face::new(REGULAR)?, semibold: Face::new(SEMIBOLD)? })
    }
}

/// One weight. A letter takes its own width, whatever stands beside it, so that what was
/// measured is what is drawn.
pub(crate) struct Face {
    pub(crate) font: Font,
    metrics: FontRef<'static>,
    units_per_em: f32,
}

/// The glyph of a font for what it has no glyph for. In this one it is blank; the box is drawn.
const BOX: GlyphIndex = GlyphIndex(0);
/// How wide a box is with the blank around it, in parts of the font's size.
pub(crate) const BOX_WIDTH: f32 = 0.8;

#[derive(Clone, Copy)]
struct GlyphIndex(u32);

impl Face {
    fn new(bytes: &'static [u8]) -> Option<Face> {
        let font = Font::new(bytes.into(), 0)?;
        let units_per_em = font.units_per_em();
        Some(Face { font, metrics: FontRef::from_index(bytes, 0).ok()?, units_per_em })
    }

    /// How wide a text is, in parts of the font's size.
    pub(crate) fn width(&self, text: &str) -> f32 {
        text.graphemes(true).flat_map(|letter| self.letter(letter)).map(|(_, wide)| wide).sum()
    }

    /// Whether there is a glyph for every letter.
    pub(crate) fn draws_all(&self, text: &str) -> bool {
        text.graphemes(true)
            .filter(|letter| !letter.trim().is_empty())
            .all(|letter| self.letter(letter).iter().all(|(glyph, _)| glyph.0 != BOX.0))
    }

    /// Where the boxes of a text begin, in parts of the font's size.
    pub(crate) fn boxes(&self, text: &str) -> Vec<f32> {
        let mut left = 0.0;
        let mut boxes = Vec::new();
        for (glyph, wide) in text.graphemes(true).flat_map(|letter| self.letter(letter)) {
            if glyph.0 == BOX.0 {
                boxes.push(left);
            }
            left += wide;
        }
        boxes
    }

    /// The glyphs of a text, each with the bytes it stands for.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let letters = text.grapheme_indices(true).flat_map(|(start, letter)| {
            let range = start..start + letter.len();
            self.letter(letter).into_iter().map(move |(glyph, wide)| {
                let id = GlyphId::new(glyph.0);
                KrillaGlyph::new(id, wide, 0.0, 0.0, 0.0, range.clone(), None)
            })
        });
        letters.collect()
    }

    /// A letter's glyphs and their widths; one box where any of them is missing.
    fn letter(&self, letter: &str) -> Vec<(GlyphIndex, f32)> {
        let charmap = self.metrics.charmap();
        let shown = letter.chars().filter(|&part| !is_unseen(part));
        let parts: Option<Vec<_>> = shown
            .map(|part| {
                // Any blank is as wide as a space.
                let part = if part.is_whitespace() { ' ' } else { part };
                charmap.map(part).map(|glyph| GlyphIndex(glyph.to_u32()))
            })
            .collect();
        let parts = parts.unwrap_or_else(|| vec![BOX]);
        parts.into_iter().map(|glyph| (glyph, self.advance(glyph))).collect()
    }

    fn advance(&self, glyph: GlyphIndex) -> f32 {
        if glyph.0 == BOX.0 {
            return BOX_WIDTH;
        }
        let metrics = self.metrics.glyph_metrics(Size::unscaled(), LocationRef::default());
        metrics.advance_width(skrifa::GlyphId::new(glyph.0)).unwrap_or(0.0) / self.units_per_em
    }
}

/// Characters that only say how others are to be drawn.
fn is_unseen(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_vietnamese_and_boxes_what_it_lacks() {
        let faces = Faces::bundled().expect("the bundled fonts");
        for face in [&faces.regular, &faces.semibold] {
            assert!(face.draws_all("Ưỡn ẹo, ỷ lại… «đừng» — 5.000 ₫ •"));
            assert!(!face.draws_all("a😊"));
            assert_eq!(face.glyphs("👨‍👩‍👧").len(), 1, "one box for one emoji");
            assert_eq!(face.boxes("👨‍👩‍👧a😊"), [0.0, BOX_WIDTH + face.width("a")]);
            assert_eq!(face.glyphs("a\u{200b}b").len(), 2);
            assert!(face.width("iii") < face.width("mmm"));
        }
    }
}
