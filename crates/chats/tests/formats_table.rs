//! `docs/formats.md`: every layout of which there is a fixture, and how it reads. The page is made by
//! this test and holds it to what it says; `LACHAN_WRITE=1` writes it anew.

mod files;

use std::collections::BTreeSet;
use std::fmt::{Display, Write};
use std::path::{Path, PathBuf};

use chats::{Format, ReadOptions, Reading, read_path};
use files::files;

/// Exports that are a folder of files.
const FOLDERS: [&str; 4] = [
    "fixtures/constructed/discord_package",
    "crates/chats/tests/exports/google-chat/Takeout",
    "crates/chats/tests/exports/slack/Lop 6A Slack export",
    "crates/chats/tests/fixtures/signal/Minh",
];
/// What lies beside the exports.
const NO_EXPORTS: [&str; 7] = [
    "LICENSE",
    "SOURCE.txt",
    "README.txt",
    "EXPECTED.txt",
    "EXPECTED.json",
    "target.json",
    "xml-reference.md",
];

#[test]
fn the_page_says_how_every_fixture_reads() {
    let root =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the root");
    let mut exports: BTreeSet<PathBuf> = FOLDERS.iter().map(|folder| root.join(folder)).collect();
    for folder in ["crates/chats/tests/fixtures", "crates/chats/tests/exports", "fixtures"] {
        exports.extend(files(&root.join(folder)).into_iter().filter(|file| {
            let name = file.file_name().unwrap_or_default();
            let within = |folder: &&str| file.starts_with(root.join(folder));
            !NO_EXPORTS.iter().any(|other| name == *other) && !FOLDERS.iter().any(within)
        }));
    }
    let mut rows: Vec<(Option<Format>, String)> = Vec::new();
    for path in exports {
        let shown = path.strip_prefix(&root).expect("a file of ours").display();
        match read_path(&path, &ReadOptions::default()) {
            Ok(readings) => {
                rows.extend(readings.iter().map(|one| (Some(one.format), row(&shown, one))));
            }
            Err(fault) => {
                rows.push((None, format!("| refused | {shown} | | | | | {} |\n", fault.error)));
            }
        }
    }
    rows.sort();
    let mut page = BEGINNING.to_owned();
    for (_, row) in &rows {
        page.push_str(row);
    }
    let seen = |format: &&Format| rows.iter().any(|(one, _)| *one == Some(**format));
    let unseen: Vec<&str> =
        Format::ALL.iter().filter(|format| !seen(format)).map(|format| format.name()).collect();
    let _ = writeln!(page, "{ENDING}{}.", unseen.join(", "));
    let path = root.join("docs/formats.md");
    if std::env::var_os("LACHAN_WRITE").is_some() {
        std::fs::write(&path, &page).expect("docs/formats.md");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == page,
        "docs/formats.md is not what the fixtures read as; LACHAN_WRITE=1 writes it"
    );
}

const BEGINNING: &str = "\
# What is read, layout by layout

Made by `cargo test -p lachan-chats --features sqlite --test formats_table` from the fixtures, which
were written for this project or published by others (see the licences beside them). Each was told what
it is by nobody; senders, times and words are held to what they should be by the tests beside it. The
language is in the file's name where the layout depends on it.

| format | layout | conversations | messages | people | first – last | warnings |
|---|---|---|---|---|---|---|
";

const ENDING: &str = "
Databases (iMessage, Signal, Viber) are made by the tests themselves, in every layout known; so are
archives, and random conversations in every layout that can be written (`round_trips.rs`). Formats of
which no file lies here: ";

fn row(shown: &impl Display, reading: &Reading) -> String {
    let messages = || reading.conversations.iter().flat_map(|conversation| &conversation.messages);
    let people: usize = reading.conversations.iter().map(|one| one.participants.len()).sum();
    let mut days =
        messages().filter_map(|message| message.at).map(|at| at.to_rfc3339()).collect::<Vec<_>>();
    days.iter_mut().for_each(|day| day.truncate(10));
    days.sort();
    let span = match (days.first(), days.last()) {
        (Some(first), Some(last)) if first == last => first.clone(),
        (Some(first), Some(last)) => format!("{first} – {last}"),
        _ => "no times".to_owned(),
    };
    let warnings: BTreeSet<&str> =
        reading.warnings.iter().map(|warning| warning.code.as_str()).collect();
    format!(
        "| {} | {shown} | {} | {} | {people} | {span} | {} |\n",
        reading.format,
        reading.conversations.len(),
        messages().count(),
        warnings.into_iter().collect::<Vec<_>>().join(", "),
    )
}
