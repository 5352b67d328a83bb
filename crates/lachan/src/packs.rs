//! `--packs`: rules of one's own, checked before they are used.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::Engine;
use signals::{Pack, Rules};
use text::Language;

use crate::exit::Failure;
use crate::language::{say, spoken};
use crate::options::Packs;

/// What belongs to a pack, and so is looked for in a folder.
const FOLDERS: [&str; 3] = ["lexicon", "signals", "mitigations"];

impl Packs {
    /// The engine with the bundled rules and, where a folder was named, its own on top.
    pub(crate) fn engine(&self) -> Result<Engine, Failure> {
        Ok(match &self.packs {
            None => Engine::bundled(),
            Some(folder) => Engine::bundled().with_rules(Arc::new(rules_with(folder)?)),
        })
    }
}

/// The bundled rules and those of a folder.
///
/// The folder must prove itself as the bundled rules do: every example fires, no near-miss does.
pub(crate) fn rules_with(folder: &Path) -> Result<Rules, Failure> {
    let own = read(folder)?;
    let rules = Rules::compile(&[Pack::bundled(), own])
        .map_err(|errors| Failure::unreadable(format!("{}\n{errors}", faults(folder))))?;
    let report = rules.test();
    if report.failed.is_empty() {
        return Ok(rules);
    }
    let failed = crate::commands::rules::failures(&rules, &report);
    Err(Failure::unreadable(format!("{}\n{failed}", faults(folder))))
}

fn faults(folder: &Path) -> String {
    let folder = folder.display();
    match spoken() {
        Language::Vi => format!("bộ quy tắc trong «{folder}» chưa dùng được:"),
        Language::En => format!("the packs in {folder} cannot be used yet:"),
    }
}

/// The pack files of a folder.
fn read(folder: &Path) -> Result<Pack, Failure> {
    let mut files = Vec::new();
    for below in FOLDERS {
        let path = folder.join(below);
        let names = match toml_files(&path) {
            Ok(names) => names,
            Err(error) if error.kind() == io::ErrorKind::NotFound && folder.is_dir() => continue,
            Err(error) => return Err(Failure::io(&path, &error)),
        };
        for name in names {
            let text = fs::read_to_string(&name).map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData => Failure::unreadable(format!(
                    "{}: {}",
                    name.display(),
                    say("tệp này không phải văn bản UTF-8", "this file is not UTF-8 text")
                )),
                _ => Failure::io(&name, &error),
            })?;
            let file = name.file_name().unwrap_or_default().to_string_lossy();
            files.push((format!("{below}/{file}"), text));
        }
    }
    if files.is_empty() {
        let happened = match spoken() {
            Language::Vi => format!("không thấy bộ quy tắc nào trong «{}»", folder.display()),
            Language::En => format!("there are no packs in {}", folder.display()),
        };
        return Err(Failure::unreadable(happened).advise(say(
            "Thư mục cần có ít nhất một tệp .toml trong signals/, mitigations/ hoặc lexicon/.",
            "A folder of packs holds .toml files in signals/, mitigations/ or lexicon/.",
        )));
    }
    Ok(Pack::from_files(files))
}

fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    names.retain(|name| name.extension().is_some_and(|extension| extension == "toml"));
    names.sort();
    Ok(names)
}
