//! A sheet that teaches as one page of A4, as large as it fits.

use knowledge::{Knowledge, Sheet, SheetForm};
use text::Language;

use super::draw::{self, Titled};
use super::layout::{Area, BOTTOM, Group, Lead, MARGIN, Page, Placed, Role, pages};
use super::{ACCENT, ASIDE, BODY, Faces, INK, Look, PdfError, Run, Setter, TITLE};
use crate::qr::QrCode;
use crate::words::Words;

/// How high the foot is, with the number to call and its code.
const FOOT: f32 = 84.0;
/// Between the text and the foot: with a line in its middle, and still enough blank above the code
/// for a camera.
const BETWEEN: f32 = 34.0;
/// The smallest letters that can still be read, next to the usual ones.
const SMALLEST: f32 = 0.75;

/// A sheet as one page of A4.
///
/// # Errors
/// Where the bundled font or the document is refused, or where the sheet's text does not fit on
/// one page in letters that can be read.
pub fn sheet(sheet: &Sheet, language: Language) -> Result<Vec<u8>, PdfError> {
    let faces = Faces::bundled().ok_or(PdfError::Font)?;
    let mut size = largest(sheet.form);
    let mut page = loop {
        let mut set = pages(groups(sheet, language, size, &faces));
        let page = set.pop().unwrap_or_default();
        let end = page.lines.last().map_or(0.0, |placed| placed.top + placed.line.height);
        if set.is_empty() && end <= BOTTOM - FOOT - BETWEEN {
            break page;
        }
        size *= 0.97;
        if size < SMALLEST {
            return Err(PdfError::Write(format!("{} is longer than a page", sheet.id)));
        }
    };
    foot(&mut page, language, &faces);
    let title = sheet.title.get(language).to_owned();
    draw::document(&[page], &faces, &Titled { title, language, numbered: false })
}

/// How large letters become where there is room, next to those of a report: read from afar, read
/// out standing, or read in the hand.
fn largest(form: SheetForm) -> f32 {
    match form {
        SheetForm::Poster => 3.0,
        SheetForm::ReadAloud | SheetForm::Post => 1.5,
        SheetForm::Leaflet | SheetForm::Plan | SheetForm::Agreement | SheetForm::Letter => 1.15,
    }
}

fn groups(sheet: &Sheet, language: Language, size: f32, faces: &Faces) -> Vec<Group> {
    let mut setter = Setter { faces, groups: Vec::new(), boxed: false };
    let scaled = |look: Look, most: f32| Look { size: (look.size * size).min(most), ..look };
    let body = scaled(BODY, 30.0);
    let title = scaled(Look { colour: ACCENT, ..TITLE }, 46.0);
    let heading = Look { size: body.size * 1.15, bold: true, colour: INK };
    setter.heading(1, sheet.title.get(language), title, 0.0);
    for part in &sheet.parts {
        if let Some(text) = &part.heading {
            setter.heading(2, text.get(language), heading, body.size);
        }
        for text in &part.text {
            let indent = if part.listed { body.size * 1.3 } else { 0.0 };
            let mut lines = setter.set(&[Run::plain(text.get(language))], body, indent);
            if let Some(first) = lines.first_mut().filter(|_| part.listed) {
                first.lead = Some(Lead { text: "•".to_owned(), colour: ACCENT });
            }
            setter.group(Role::Text, body.size * 0.45, lines);
        }
    }
    setter.groups
}

/// The number to call and a code that calls it, at the bottom of the page.
fn foot(page: &mut Page, language: Language, faces: &Faces) {
    let hotline = Knowledge::bundled().hotline();
    let Some(number) = hotline.number.as_deref() else { return };
    let top = BOTTOM - FOOT;
    page.areas.push(Area {
        left: MARGIN,
        top: top - BETWEEN / 2.0,
        width: super::WIDTH,
        height: 1.0,
        colour: super::LINE,
    });
    let mut indent = 0.0;
    if let Some(code) = QrCode::to_call(number) {
        let square = FOOT / code.side() as f32;
        page.areas.extend(code.squares().map(|(column, row)| Area {
            left: MARGIN + column as f32 * square,
            top: top + row as f32 * square,
            // A hair more, so that neighbours show no seam.
            width: square + 0.05,
            height: square + 0.05,
            colour: INK,
        }));
        indent = FOOT + QrCode::QUIET as f32 * square;
    }
    let mut setter = Setter { faces, groups: Vec::new(), boxed: false };
    let large = Look { size: 34.0, bold: true, colour: ACCENT };
    let mut lines = setter.set(&[Run::plain(number)], large, indent);
    let scan = Knowledge::bundled().help_now(language).scan;
    lines.extend(setter.set(&[Run::plain(scan)], Look { size: 9.5, ..BODY }, indent));
    lines.extend(setter.set(&[Run::plain(Words(language).product())], ASIDE, indent));
    let group = page.lines.last().map_or(0, |placed| placed.group + 1);
    let mut y = top - 6.0;
    for line in lines {
        let height = line.height;
        page.lines.push(Placed { top: y, group, role: Role::Text, line });
        y += height;
    }
}

#[cfg(test)]
mod tests {
    use knowledge::SheetPart;
    use text::Localised;

    use super::*;

    #[test]
    fn what_does_not_fit_is_refused_and_what_does_is_the_same_twice() {
        let some = &Knowledge::bundled().sheets()[0];
        assert_eq!(sheet(some, Language::Vi).unwrap(), sheet(some, Language::Vi).unwrap());
        let word = Localised { vi: "chữ ".repeat(400), en: "word ".repeat(400) };
        let part = SheetPart { heading: None, text: vec![word; 4], listed: false };
        let long = Sheet { parts: vec![part], ..some.clone() };
        assert!(matches!(sheet(&long, Language::Vi), Err(PdfError::Write(_))));
    }
}
