//! What a browser keeps so that the pages that teach, and help, can be read where there is no
//! network any more.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use text::Language;

use crate::assets::{NAMES, address_of};
use crate::learn;
use crate::pages::{Frame, language};
use crate::trouble::Trouble;

/// Its address below `/{language}/`; it has a say over the pages of that language only.
pub(crate) const OFFLINE: &str = "offline.js";

const SCRIPT: &str = include_str!("../assets/offline.js");

/// The pages that hold nothing of anybody and are not among those that teach.
const BESIDES: [&str; 3] = ["./", "help", "helplines"];

/// The worker of a language for pages that are served.
fn served(language: Language) -> &'static str {
    static VI: LazyLock<String> = LazyLock::new(|| of_served(Language::Vi));
    static EN: LazyLock<String> = LazyLock::new(|| of_served(Language::En));
    match language {
        Language::Vi => &VI,
        Language::En => &EN,
    }
}

fn of_served(language: Language) -> String {
    let pages = BESIDES.map(str::to_owned).into_iter().chain(learn::addresses());
    let assets = kept_assets().map(address_of);
    worker(language, Frame::new(language), pages.chain(assets).collect())
}

/// The worker of a language for pages in plain files; `pages` are the files' names.
pub(crate) fn in_files(language: Language, pages: Vec<String>) -> String {
    let assets = kept_assets().map(|name| format!("../assets/{name}"));
    worker(language, Frame::new(language).in_files(), pages.into_iter().chain(assets).collect())
}

fn kept_assets() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().filter(|name| !name.ends_with(".txt"))
}

fn worker(language: Language, frame: Frame, kept: Vec<String>) -> String {
    let mut content = Sha256::new();
    for address in &kept {
        content.update(address);
    }
    for address in learn::addresses() {
        if let Some(Ok(page)) = learn::page(&address, frame.clone().at(&address)) {
            content.update(page);
        }
    }
    let version: String = content.finalize().iter().take(6).map(|it| format!("{it:02x}")).collect();
    let kept = serde_json::Value::from(kept);
    let code = language.code();
    format!(
        "\"use strict\";\nconst NAME = \"lachan-{code}-{version}\";\nconst KEPT = {kept};\n{SCRIPT}"
    )
}

pub(crate) async fn serve(Path(code): Path<String>) -> Result<Response, Trouble> {
    let worker = served(language(&code)?);
    let policy = "default-src 'none'; connect-src 'self'";
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
    ];
    Ok((headers, worker).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_keeps_its_own_pages_and_nothing_of_anybody() {
        for language in Language::ALL {
            let worker = served(language);
            assert!(worker.contains(&format!("lachan-{}-", language.code())));
            for page in ["\"help/steps\"", "\"learn\"", "\"./\"", "\"lessons\""] {
                assert!(worker.contains(page), "{page}");
            }
            assert!(!worker.contains("check"));
        }
        assert_ne!(served(Language::Vi), served(Language::En));
    }
}
