//! Sheets to print: for a school, a ward, a family. Each is a page here and one page of A4.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use knowledge::{Knowledge, Sheet, SheetForm, SheetPlace};
use report::qr::QrCode;
use text::Language;

use crate::learn;
use crate::pages::{Frame, language};
use crate::trouble::Trouble;

/// The address of the page on which all are found.
pub(crate) const SHEETS: &str = "sheets";

#[derive(Template)]
#[template(path = "sheets.html")]
struct All {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct SheetPage {
    frame: Frame,
    sheet: &'static Sheet,
    code: Option<QrCode>,
}

/// The address of a sheet's page; with `.pdf` behind it, that of the sheet to print.
fn of_sheet(sheet: &Sheet) -> String {
    format!("{SHEETS}/{}", sheet.id)
}

/// Every page of these below `/{language}/`, by its address: see [`page`].
pub(crate) fn addresses() -> impl Iterator<Item = String> {
    let sheets = Knowledge::bundled().sheets().iter().map(of_sheet);
    [SHEETS.to_owned()].into_iter().chain(sheets)
}

/// The page at an address, in HTML; nothing where there is none.
pub(crate) fn page(address: &str, frame: Frame) -> Option<Result<String, askama::Error>> {
    if address == SHEETS {
        return Some(All { frame }.render());
    }
    let sheet = sheet(address.strip_prefix("sheets/")?)?;
    let number = Knowledge::bundled().hotline().number.as_deref();
    let code = number.and_then(QrCode::to_call);
    Some(SheetPage { frame, sheet, code }.render())
}

/// Every sheet to print below `/{language}/`: its address and what makes it.
pub(crate) fn to_print() -> impl Iterator<Item = (String, &'static Sheet)> {
    Knowledge::bundled().sheets().iter().map(|sheet| (format!("{}.pdf", of_sheet(sheet)), sheet))
}

fn sheet(name: &str) -> Option<&'static Sheet> {
    Knowledge::bundled().sheets().iter().find(|sheet| sheet.id == name)
}

/// A sheet's page, or the sheet to print.
pub(crate) async fn serve(
    Path((code, name)): Path<(String, String)>,
    uri: Uri,
) -> Result<Response, Trouble> {
    match name.strip_suffix(".pdf") {
        Some(name) => print(language(&code)?, sheet(name).ok_or(Trouble::NotFound)?),
        None => learn::serve(uri).await,
    }
}

fn print(language: Language, sheet: &Sheet) -> Result<Response, Trouble> {
    let pdf = report::pdf::sheet(sheet, language).map_err(|_| Trouble::Broken)?;
    let kept_as = format!("inline; filename=\"lachan-{}-{}.pdf\"", sheet.id, language.code());
    let kept_as = HeaderValue::try_from(kept_as).map_err(|_| Trouble::Broken)?;
    let kind = HeaderValue::from_static("application/pdf");
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, kept_as)], pdf)
        .into_response())
}

impl All {
    fn places(&self) -> [(SheetPlace, &'static str); 3] {
        let words = &self.frame.words.sheets;
        [
            (SheetPlace::School, words.school),
            (SheetPlace::Community, words.community),
            (SheetPlace::Home, words.home),
        ]
    }

    fn sheets(&self, place: &SheetPlace) -> impl Iterator<Item = &'static Sheet> {
        let place = *place;
        Knowledge::bundled().sheets().iter().filter(move |sheet| sheet.place == place)
    }
}

/// What the pages call a form.
fn called(form: &SheetForm, frame: &Frame) -> &'static str {
    let words = &frame.words.sheets;
    match form {
        SheetForm::Poster => words.poster,
        SheetForm::Leaflet => words.leaflet,
        SheetForm::Plan => words.plan,
        SheetForm::Agreement => words.agreement,
        SheetForm::Letter => words.letter,
        SheetForm::ReadAloud => words.read_aloud,
        SheetForm::Post => words.post,
    }
}
