//! The pages for people.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use text::Language;

use crate::assets::{Assets, assets};
use crate::language::preferred;
use crate::trouble::Trouble;
use crate::words::{Words, words};

/// Where "leave quickly" leads: a page that anybody may have open.
const AWAY: &str = "https://www.google.com/";

/// What every page needs.
struct Frame {
    language: Language,
    words: &'static Words,
    assets: &'static Assets,
    away: &'static str,
}

impl Frame {
    fn new(language: Language) -> Frame {
        Frame { language, words: words(language), assets: assets(), away: AWAY }
    }

    /// Every language: its code and what it calls itself.
    fn languages(&self) -> [(&'static str, &'static str); 2] {
        Language::ALL.map(|language| match language {
            Language::Vi => (language.code(), "Tiếng Việt"),
            Language::En => (language.code(), "English"),
        })
    }

    /// Who may be reading: what the form sends, and what the page says.
    fn readers(&self) -> [(&'static str, &'static str); 3] {
        [
            ("child", self.words.reader_child),
            ("parent", self.words.reader_parent),
            ("teacher", self.words.reader_teacher),
        ]
    }
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    form: Form,
    trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    frame: Frame,
    trouble: String,
}

/// What the form holds, besides a file.
#[derive(Debug, Default)]
struct Form {
    text: String,
    child: String,
    reader: String,
}

pub(crate) async fn by_language(headers: HeaderMap) -> Response {
    let to = format!("/{}/", preferred(&headers).code());
    ([(header::VARY, HeaderValue::from_static("accept-language"))], Redirect::to(&to))
        .into_response()
}

pub(crate) async fn with_slash(Path(code): Path<String>) -> Result<Redirect, Trouble> {
    Ok(Redirect::permanent(&format!("/{}/", language(&code)?.code())))
}

pub(crate) async fn home(Path(code): Path<String>) -> Result<Response, Trouble> {
    let language = language(&code)?;
    Ok(render(&Home { frame: Frame::new(language), form: Form::default(), trouble: None }))
}

/// The address of a result, asked for by itself: there is nothing kept to show.
pub(crate) async fn again(Path(code): Path<String>) -> Result<Redirect, Trouble> {
    Ok(Redirect::to(&format!("/{}/", language(&code)?.code())))
}

/// The page that says why there is no other.
pub(crate) fn trouble(language: Language, trouble: &Trouble) -> Response {
    render(&TroublePage { frame: Frame::new(language), trouble: trouble.text(language) })
}

fn language(code: &str) -> Result<Language, Trouble> {
    Language::ALL.into_iter().find(|language| language.code() == code).ok_or(Trouble::NotFound)
}

fn render(page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
