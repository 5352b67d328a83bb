//! What every request passes before anything else looks at it, and what every answer carries.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use text::Language;

use crate::app::{App, Hosts};
use crate::language::preferred;
use crate::trouble::{Asked, Trouble, answer};

/// The most that is taken in one request, in bytes.
pub(crate) const MOST_BYTES: usize = 32 * 1024 * 1024;

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; \
     img-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// On every answer that does not say otherwise.
const HEADERS: [(HeaderName, &str); 8] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    ),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// Refuses what should not come in, unread, and dresses what goes out.
pub(crate) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = asked(&request);
    let mut response = match admit(&app, &request) {
        Ok(()) => next.run(request).await,
        Err(trouble) => trouble.into_response(),
    };
    if let Some(trouble) = response.extensions_mut().remove::<Trouble>() {
        response = answer(&trouble, asked);
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    // Nothing of a chat stays on a disk; what may be kept says so itself.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn asked(request: &Request) -> Asked {
    let first = request.uri().path().trim_start_matches('/').split('/').next();
    match first.and_then(Language::from_code) {
        Some(language) => Asked::Page(language),
        None => Asked::Document(preferred(request.headers())),
    }
}

fn admit(app: &App, request: &Request) -> Result<(), Trouble> {
    let host = host(request).ok_or(Trouble::Misdirected)?;
    if app.hosts() == Hosts::Loopback && !is_loopback(host) {
        return Err(Trouble::Misdirected);
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        && is_foreign(request.headers(), host)
    {
        return Err(Trouble::Foreign);
    }
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|bytes| bytes > MOST_BYTES as u64) {
        return Err(Trouble::TooLarge);
    }
    Ok(())
}

fn host(request: &Request) -> Option<&str> {
    match request.uri().authority() {
        Some(authority) => Some(authority.as_str()),
        None => request.headers().get(header::HOST)?.to_str().ok(),
    }
}

fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether another site makes the browser send this. Programs send neither header.
fn is_foreign(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text(HeaderName::from_static("sec-fetch-site")), text(header::ORIGIN)) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        // Our own forms in browsers that send no `Sec-Fetch-Site`: `no-referrer` makes it so.
        (None, Some("null")) => false,
        (None, Some(origin)) => {
            origin.split_once("://").is_none_or(|(_, from)| !from.eq_ignore_ascii_case(host))
        }
        (None, None) => false,
    }
}
