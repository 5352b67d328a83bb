use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use text::Language;

use crate::pages;
use crate::words::words;

/// Why a request is not answered as it wished. Never holds a word of what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    NothingSent,
    TooLarge,
    Picture,
    Unreadable(Option<String>),
    NotAConversation,
    UnsupportedType,
    Foreign,
    Misdirected,
    NotFound,
    WrongMethod,
    Broken,
    Busy,
    TooSlow,
}

impl Trouble {
    /// Its stable name for programs.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Trouble::NothingSent => "nothing-sent",
            Trouble::TooLarge => "too-large",
            Trouble::Picture => "picture",
            Trouble::Unreadable(_) => "unreadable",
            Trouble::NotAConversation => "not-a-conversation",
            Trouble::UnsupportedType => "unsupported-type",
            Trouble::Foreign => "foreign",
            Trouble::Misdirected => "misdirected",
            Trouble::NotFound => "not-found",
            Trouble::WrongMethod => "wrong-method",
            Trouble::Broken => "broken",
            Trouble::Busy => "busy",
            Trouble::TooSlow => "too-slow",
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Trouble::NothingSent | Trouble::Broken => StatusCode::BAD_REQUEST,
            Trouble::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Trouble::Picture | Trouble::UnsupportedType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Trouble::Unreadable(_) | Trouble::NotAConversation => StatusCode::UNPROCESSABLE_ENTITY,
            Trouble::Foreign => StatusCode::FORBIDDEN,
            Trouble::Misdirected => StatusCode::MISDIRECTED_REQUEST,
            Trouble::NotFound => StatusCode::NOT_FOUND,
            Trouble::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Trouble::Busy | Trouble::TooSlow => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What happened and what to do now, for people.
    pub(crate) fn text(&self, language: Language) -> String {
        let words = words(language);
        match self {
            Trouble::NothingSent => words.nothing_sent,
            Trouble::TooLarge => words.too_large,
            Trouble::Picture => words.picture,
            Trouble::Unreadable(Some(why)) => why,
            Trouble::Unreadable(None) => words.unreadable,
            Trouble::NotAConversation => words.not_a_conversation,
            Trouble::UnsupportedType => words.unsupported_type,
            Trouble::Foreign | Trouble::Misdirected => words.foreign,
            Trouble::NotFound | Trouble::WrongMethod => words.not_found,
            Trouble::Broken => words.broken,
            Trouble::Busy => words.busy,
            Trouble::TooSlow => words.too_slow,
        }
        .to_owned()
    }
}

/// Where and in which language a request wants its answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Asked {
    /// A page, as people read it.
    Page(Language),
    /// A document, as programs read it.
    Document(Language),
}

/// The answer that says so: a page, or `application/problem+json`.
pub(crate) fn answer(trouble: &Trouble, asked: Asked) -> Response {
    let mut response = match asked {
        Asked::Page(language) => pages::trouble(language, trouble),
        Asked::Document(language) => problem(trouble, language),
    };
    *response.status_mut() = trouble.status();
    if matches!(trouble, Trouble::Busy | Trouble::TooSlow) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

/// A problem as RFC 9457 has it; `code` is the stable name.
fn problem(trouble: &Trouble, language: Language) -> Response {
    let status = trouble.status();
    let body = serde_json::json!({
        "type": "about:blank",
        "title": status.canonical_reason(),
        "status": status.as_u16(),
        "detail": trouble.text(language),
        "code": trouble.code(),
    });
    let content_type = HeaderValue::from_static("application/problem+json");
    ([(header::CONTENT_TYPE, content_type)], body.to_string()).into_response()
}

impl IntoResponse for Trouble {
    /// Says it as the address and the language of the request ask for, once `guard` sees it.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
