//! The pages that teach, as plain files for any web space.

use std::io;
use std::path::{Path, PathBuf};

use text::Language;

use crate::assets::{NAMES, asset};
use crate::learn;
use crate::offline::{self, OFFLINE};
use crate::pages::{self, Frame, HELPLINES, file};
use crate::sheets;

/// Why the pages were not written.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The folder holds something already, and nothing of it is to be lost.
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    /// A file or folder could not be made.
    #[error("{}: {source}", path.display())]
    Io {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A page could not be put together: a fault of this program.
    #[error("the page {0} could not be made")]
    Page(String),
}

/// Writes every page that holds nothing of anybody into a new or empty folder: they open from a
/// disk as well as from any web server, and load nothing from anywhere else. Gives how many pages
/// there are.
///
/// # Errors
/// Where the folder is not empty, or cannot be written to.
pub fn write_site(folder: &Path) -> Result<usize, SiteError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| SiteError::Io { path, source }
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    if std::fs::read_dir(folder).map_err(failed(folder))?.next().is_some() {
        return Err(SiteError::NotEmpty(folder.to_owned()));
    }
    let write = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(failed(parent))?;
        }
        std::fs::write(&path, content).map_err(failed(&path))
    };
    for name in NAMES {
        let content = asset(name).ok_or_else(|| SiteError::Page(name.to_owned()))?.1;
        write(&format!("assets/{name}"), content)?;
    }
    let mut pages = 0;
    for language in Language::ALL {
        let addresses = learn::addresses();
        for address in addresses.iter().map(String::as_str).chain([HELPLINES]) {
            let frame = Frame::new(language).at(address).in_files();
            let page = match address {
                HELPLINES => pages::helplines_page(frame, &near(language)).ok(),
                address => learn::page(address, frame).and_then(Result::ok),
            };
            let page = page.ok_or_else(|| SiteError::Page(address.to_owned()))?;
            write(&format!("{}/{}", language.code(), file(address)), page.as_bytes())?;
            pages += 1;
        }
    }
    for (address, sheet) in sheets::to_print() {
        for language in Language::ALL {
            let pdf = report::pdf::sheet(sheet, language);
            let pdf = pdf.map_err(|_| SiteError::Page(address.clone()))?;
            write(&format!("{}/{address}", language.code()), &pdf)?;
        }
    }
    for language in Language::ALL {
        let addresses = learn::addresses();
        let names = addresses.iter().map(String::as_str).chain([HELPLINES]).map(file).collect();
        let worker = offline::in_files(language, names);
        write(&format!("{}/{OFFLINE}", language.code()), worker.as_bytes())?;
    }
    write("index.html", FIRST.as_bytes())?;
    Ok(pages + 1)
}

/// Where someone who reads this language most likely is, when nobody can be asked.
fn near(language: Language) -> Vec<String> {
    match language {
        Language::Vi => vec!["VN".to_owned()],
        Language::En => Vec::new(),
    }
}

/// Leads to the languages: plain files cannot ask the browser for its own.
const FIRST: &str = "<!doctype html>
<html lang=\"vi\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta name=\"color-scheme\" content=\"light dark\">
<title>Lá Chắn</title>
<link rel=\"icon\" href=\"assets/shield.svg\" type=\"image/svg+xml\">
<link rel=\"stylesheet\" href=\"assets/style.css\">
</head>
<body>
<main class=\"result\">
<h1>Lá Chắn</h1>
<p><a class=\"small-button\" href=\"vi/index.html\">Tiếng Việt</a></p>
<p lang=\"en\"><a class=\"small-button\" href=\"en/index.html\">English</a></p>
</main>
</body>
</html>
";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every file below a folder.
    fn files(folder: &Path, into: &mut BTreeSet<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                files(&path, into);
            } else {
                into.insert(path);
            }
        }
    }

    /// What the attributes of a page point to.
    fn links(page: &str) -> impl Iterator<Item = &str> {
        [" href=\"", " src=\"", " action=\""].into_iter().flat_map(|attribute| {
            page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next())
        })
    }

    #[test]
    fn every_link_leads_to_a_file_that_is_there() {
        let folder = std::env::temp_dir().join(format!("lachan-site-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        let pages = write_site(&folder).unwrap();
        assert!(matches!(write_site(&folder), Err(SiteError::NotEmpty(_))));
        let mut all = BTreeSet::new();
        files(&folder, &mut all);
        let html: Vec<&PathBuf> =
            all.iter().filter(|path| path.extension().is_some_and(|it| it == "html")).collect();
        assert_eq!(html.len(), pages);
        for path in html {
            let page = std::fs::read_to_string(path).unwrap();
            for link in links(&page) {
                if ["tel:", "https://", "http://"]
                    .iter()
                    .any(|elsewhere| link.starts_with(elsewhere))
                {
                    continue;
                }
                let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
                let target = match file {
                    "" => path.clone(),
                    file => path.parent().unwrap().join(file),
                };
                assert!(target.is_file(), "{}: {link}", path.display());
                let there = std::fs::read_to_string(target).unwrap_or_default();
                assert!(
                    anchor.is_empty() || there.contains(&format!("id=\"{anchor}\"")),
                    "{}: {link}",
                    path.display()
                );
            }
        }
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
