//! Files and folders by their paths.
#![cfg(feature = "fs")]

use std::fs;
use std::path::PathBuf;

use chats::{Format, ReadOptions, WarningCode, read_path};

/// A new folder with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for (file, content) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a new folder");
        fs::write(path, content).expect("a new file");
    }
    folder
}

fn messenger(path: &str, stamp: u64, words: &str) -> String {
    format!(
        "{{\"participants\":[{{\"name\":\"A\"}},{{\"name\":\"B\"}}],\"messages\":[{{\"sender_name\":\"A\",\"timestamp_ms\":{stamp},\"content\":\"{words}\"}}],\"title\":\"A\",\"thread_path\":\"{path}\"}}"
    )
}

#[test]
fn parts_of_one_thread_become_one_conversation() {
    let folder = folder(
        "parts",
        &[
            ("inbox/a_1/message_1.json", &messenger("inbox/a_1", 1_717_401_800_000, "sau")),
            ("inbox/a_1/message_2.json", &messenger("inbox/a_1", 1_717_401_700_000, "trước")),
            ("message_requests/b_2/message_1.json", &messenger("message_requests/b_2", 1, "lạ")),
            ("inbox/a_1/photos/1.jpg", "not opened"),
            ("profile.json", "{\"profile\":{}}"),
        ],
    );
    let readings = read_path(&folder, &ReadOptions::default()).unwrap();
    assert_eq!(readings.len(), 2);
    let thread = &readings[0].conversations[0];
    let texts: Vec<_> = thread.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["trước", "sau"]);
    assert!(readings[1].conversations[0].context.stranger_request);
    let skipped = readings[0].warnings.iter().find(|one| one.code == WarningCode::FilesSkipped);
    let skipped = skipped.unwrap();
    assert_eq!(skipped.count, Some(1));
    assert!(skipped.name.as_deref().unwrap().ends_with("profile.json"));
}

#[test]
fn words_beside_an_export_are_passed_over_and_alone_are_read() {
    let chat = "03/06/2024, 15:05 - Mẹ: a\n03/06/2024, 15:06 - Bố: b\n";
    let beside =
        folder("beside", &[("WhatsApp Chat with Mẹ.txt", chat), ("readme.txt", "xin chào")]);
    let readings = read_path(&beside, &ReadOptions::default()).unwrap();
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].conversations[0].title.as_deref(), Some("Mẹ"));
    assert_eq!(readings[0].warnings.last().unwrap().code, WarningCode::FilesSkipped);

    let alone = folder("alone", &[("zalo.txt", "Mẹ: a\nBống: b\nMẹ: c")]);
    let readings = read_path(&alone, &ReadOptions::default()).unwrap();
    assert_eq!(readings[0].format, Format::Paste);
}

#[test]
fn what_is_not_there_is_said() {
    let error = read_path(&PathBuf::from("no/such/file.txt"), &ReadOptions::default()).unwrap_err();
    assert_eq!(error.error.code(), "io");
    assert!(error.to_string().starts_with("no/such/file.txt"));
    let empty = folder("empty", &[("photo.jpg", "x")]);
    let error = read_path(&empty, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.error.code(), "nothing-inside");
}
