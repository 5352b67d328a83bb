//! What the pages load: all from here, nothing from anywhere else.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

use crate::trouble::Trouble;

const SCRIPT: &str = include_str!("../assets/app.js");
const SHIELD: &str = include_str!("../assets/shield.svg");
/// The pages' own rules come last: they set what the report's only fall back on.
static STYLE: LazyLock<String> =
    LazyLock::new(|| format!("{}\n{}", report::html::CSS, include_str!("../assets/style.css")));

const WOFF2: &str = "font/woff2";
const PLAIN: &str = "text/plain; charset=utf-8";

/// The addresses of the assets that change from version to version; the version is in them, so
/// that browsers may keep them for good.
pub(crate) struct Assets {
    pub(crate) style: String,
    pub(crate) script: String,
    pub(crate) shield: String,
}

pub(crate) fn assets() -> &'static Assets {
    static ASSETS: LazyLock<Assets> = LazyLock::new(|| Assets {
        style: versioned("style.css", &STYLE),
        script: versioned("app.js", SCRIPT),
        shield: versioned("shield.svg", SHIELD),
    });
    &ASSETS
}

fn versioned(name: &str, content: &str) -> String {
    let version = Sha256::digest(content.as_bytes())
        .iter()
        .take(6)
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    format!("/assets/{name}?v={version}")
}

pub(crate) async fn serve(Path(name): Path<String>) -> Result<Response, Trouble> {
    let (content_type, content): (&'static str, &'static [u8]) = match name.as_str() {
        "style.css" => ("text/css; charset=utf-8", STYLE.as_bytes()),
        "app.js" => ("text/javascript; charset=utf-8", SCRIPT.as_bytes()),
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
        _ => return Err(Trouble::NotFound),
    };
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
