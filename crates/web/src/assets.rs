//! What the pages load: all from here, nothing from anywhere else.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::trouble::Trouble;

const SCRIPT: &str = include_str!("../assets/app.js");
const LEARN: &str = include_str!("../assets/learn.js");
const TEACHING: &str = include_str!("../assets/learn.css");
const DESIGN: &str = include_str!("../assets/design.css");
const SHIELD: &str = include_str!("../assets/shield.svg");
const STYLE: &str = include_str!("../assets/style.css");

const CSS: &str = "text/css; charset=utf-8";
const WOFF2: &str = "font/woff2";
const PLAIN: &str = "text/plain; charset=utf-8";

/// What the pages load, by its name below `/assets/`.
pub(crate) static NAMES: [&str; 12] = [
    "learn.css",
    "design.css",
    "report.css",
    "style.css",
    "app.js",
    "learn.js",
    "shield.svg",
    "fonts/be-vietnam-pro-latin-400-normal.woff2",
    "fonts/be-vietnam-pro-latin-600-normal.woff2",
    "fonts/be-vietnam-pro-vietnamese-400-normal.woff2",
    "fonts/be-vietnam-pro-vietnamese-600-normal.woff2",
    "fonts/OFL.txt",
];

/// Its type and what is in it; nothing where there is none of this name.
pub(crate) fn asset(name: &str) -> Option<(&'static str, &'static [u8])> {
    Some(match name {
        "report.css" => (CSS, report::html::CSS.as_bytes()),
        "learn.css" => (CSS, TEACHING.as_bytes()),
        "design.css" => (CSS, DESIGN.as_bytes()),
        "style.css" => (CSS, STYLE.as_bytes()),
        "app.js" => ("text/javascript; charset=utf-8", SCRIPT.as_bytes()),
        "learn.js" => ("text/javascript; charset=utf-8", LEARN.as_bytes()),
        "shield.svg" => ("image/svg+xml", SHIELD.as_bytes()),
        "fonts/be-vietnam-pro-latin-400-normal.woff2" => {
            (WOFF2, include_bytes!("../assets/fonts/be-vietnam-pro-latin-400-normal.woff2"))
        }
        "fonts/be-vietnam-pro-latin-600-normal.woff2" => {
            (WOFF2, include_bytes!("../assets/fonts/be-vietnam-pro-latin-600-normal.woff2"))
        }
        "fonts/be-vietnam-pro-vietnamese-400-normal.woff2" => {
            (WOFF2, include_bytes!("../assets/fonts/be-vietnam-pro-vietnamese-400-normal.woff2"))
        }
        "fonts/be-vietnam-pro-vietnamese-600-normal.woff2" => {
            (WOFF2, include_bytes!("../assets/fonts/be-vietnam-pro-vietnamese-600-normal.woff2"))
        }
        "fonts/OFL.txt" => (PLAIN, include_bytes!("../assets/fonts/OFL.txt")),
        _ => return None,
    })
}

/// The address at which the program serves it. What changes from version to version bears the
/// version in it, so that browsers may keep it for good.
pub(crate) fn address_of(name: &str) -> String {
    static VERSIONS: LazyLock<HashMap<&'static str, String>> = LazyLock::new(|| {
        let known = NAMES.into_iter().filter(|name| !name.starts_with("fonts/"));
        known.filter_map(|name| Some((name, version(asset(name)?.1)))).collect()
    });
    match VERSIONS.get(name) {
        Some(version) => format!("/assets/{name}?v={version}"),
        None => format!("/assets/{name}"),
    }
}

fn version(content: &[u8]) -> String {
    Sha256::digest(content).iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Trouble> {
    let (content_type, content) = asset(&name).ok_or(Trouble::NotFound)?;
    let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
    Ok((
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
            (header::CACHE_CONTROL, keep),
        ],
        content,
    )
        .into_response())
}
