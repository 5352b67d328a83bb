//! Files and folders by their paths.
#![cfg(feature = "fs")]

use std::fs;
use std::path::PathBuf;

use chats::{Format, ReadOptions, WarningCode, read_path};

/// A new folder with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    folder_of_bytes(name, &files)
}

fn folder_of_bytes(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
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
fn parts_of_one_thread_in_several_archives_become_one_conversation() {
    let zipped = |file: &str, json: &str| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        zip.start_file(file, zip::write::SimpleFileOptions::default()).expect("a new entry");
        std::io::Write::write_all(&mut zip, json.as_bytes()).expect("room in memory");
        zip.finish().expect("room in memory").into_inner()
    };
    let part = |number: u64| {
        let file = format!("your_facebook_activity/messages/inbox/a_1/message_{number}.json");
        let stamp = 1_717_401_800_000 - number * 1000;
        zipped(&file, &messenger("inbox/a_1", stamp, &number.to_string()))
    };
    let folder = folder_of_bytes(
        "several",
        &[
            ("fb-1.zip", &part(1)),
            ("fb-2.zip", &part(2)),
            ("fb-3.zip", &part(3)),
            ("other/fb-1.zip", &part(1)),
        ],
    );
    let readings = read_path(&folder, &ReadOptions::default()).unwrap();
    let texts = |at: usize| -> Vec<&str> {
        let messages = readings[at].conversations[0].messages.iter();
        messages.map(|message| message.text.as_str()).collect()
    };
    assert_eq!(readings.len(), 2);
    assert_eq!((texts(0), texts(1)), (vec!["3", "2", "1"], vec!["1"]));
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
    let empty = folder("nothing", &[("photo.jpg", "x")]);
    let error = read_path(&empty, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.error.code(), "nothing-inside");
}

#[test]
fn a_folder_of_many_conversations_and_archives_reads_whole() {
    let chat = "13/06/2024, 15:05 - Mẹ: a\n13/06/2024, 15:06 - Bống: b\n";
    let packed = |content: &str| {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut gzip, content.as_bytes()).expect("room in memory");
        gzip.finish().expect("room in memory")
    };
    let mut files: Vec<(String, Vec<u8>)> = (0..300)
        .map(|at| (format!("{}/WhatsApp Chat with {at}.txt", at % 7), chat.as_bytes().to_vec()))
        .collect();
    files.push(("WhatsApp Chat with packed.txt.gz".into(), packed(chat)));
    files.push(("broken.tar.gz".into(), packed(chat)[..9].to_vec()));
    files.push(("photo.jpg".into(), b"not opened".to_vec()));
    let files: Vec<_> =
        files.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect();
    let readings = read_path(&folder_of_bytes("many", &files), &ReadOptions::default()).unwrap();
    let titles: std::collections::BTreeSet<_> = readings
        .iter()
        .flat_map(|reading| &reading.conversations)
        .filter_map(|conversation| conversation.title.clone())
        .collect();
    assert_eq!(titles.len(), 301);
    assert!(titles.contains("packed") && titles.contains("299"));
    let skipped = readings[0].warnings.iter().find(|one| one.code == WarningCode::FilesSkipped);
    let skipped = skipped.unwrap();
    assert_eq!(skipped.count, Some(1));
    assert!(skipped.name.as_deref().unwrap().ends_with("broken.tar.gz"));
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    let chat = "13/06/2024, 15:05 - Mẹ: a\n";
    let elsewhere = folder("elsewhere", &[("WhatsApp Chat with Lạ.txt", chat)]);
    let here = folder("links", &[("WhatsApp Chat with Mẹ.txt", chat)]);
    std::os::unix::fs::symlink(&elsewhere, here.join("out")).expect("a link");
    std::os::unix::fs::symlink(&here, here.join("round")).expect("a link");
    let readings = read_path(&here, &ReadOptions::default()).unwrap();
    assert_eq!(readings.len(), 1);
}
