//! What programs ask for.

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chats::Format;
use serde::Deserialize;
use serde::de::IgnoredAny;
use text::Language;

use crate::app::App;
use crate::language::preferred;
use crate::reading::{self, Sent};
use crate::trouble::Trouble;

pub(crate) const OPENAPI: &str = include_str!("../assets/openapi.json");

/// What the address may ask for besides.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    lang: Option<String>,
    reader: Option<String>,
    child: Option<String>,
}

/// The parts of a conversation in JSON that the importer leaves to the asker; `messages` is only
/// seen to be there.
#[derive(Debug, Deserialize)]
struct Named {
    child: Option<String>,
    suspect: Option<String>,
    #[serde(rename = "messages")]
    _messages: Vec<IgnoredAny>,
}

pub(crate) async fn check(
    State(app): State<App>,
    asked: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Trouble> {
    let _upload = app.upload().await?;
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Trouble::TooLarge,
        _ => Trouble::Broken,
    })?;
    let Query(asked) = asked.map_err(|_| Trouble::Broken)?;
    let language = match asked.lang.as_deref().and_then(Language::from_code) {
        Some(language) => language,
        None => preferred(&headers),
    };
    let mut sent = Sent {
        bytes: body,
        child: asked.child,
        reader: reading::reader(asked.reader.as_deref()),
        ..Sent::new(language)
    };
    match content_type(&headers) {
        "application/json" => {
            let named: Named =
                serde_json::from_slice(&sent.bytes).map_err(|_| Trouble::NotAConversation)?;
            sent.format = Some(Format::Jsonl);
            sent.child = sent.child.or(named.child);
            sent.contact = named.suspect;
        }
        "text/plain" => {}
        _ => return Err(Trouble::UnsupportedType),
    }
    let reads = app.reads();
    let report = app.read(move || reading::read(&reads, &sent)).await??;
    let body = serde_json::to_vec(&report).map_err(|_| Trouble::Broken)?;
    Ok(json(body))
}

pub(crate) async fn openapi() -> Response {
    json(OPENAPI)
}

/// Whether it answers at all.
pub(crate) async fn health() -> Response {
    json(r#"{"status":"ok"}"#)
}

fn json(body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

/// The type without its parameters, in lower case as all clients write it.
fn content_type(headers: &HeaderMap) -> &str {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.and_then(|value| value.split(';').next()).unwrap_or_default().trim()
}
