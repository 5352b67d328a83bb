//! Every fixture: read, or refused with a reason.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::kit::{assert_is_report, fixture, fixtures, lachan};

/// Exports of the formats that can be read today.
const READABLE: [&str; 30] = [
    "constructed/whatsapp/vi_ios_datefirst.txt",
    "constructed/whatsapp/vi_android_timefirst.txt",
    "constructed/whatsapp/en_us_nnbsp.txt",
    "constructed/whatsapp/es_ampm.txt",
    "constructed/telegram/single_chat_result.json",
    "constructed/telegram/full_export_result.json",
    "constructed/messenger/message_1.json",
    "constructed/messenger/message_1.bom.json",
    "constructed/messenger/already_fixed.json",
    "constructed/messenger/e2ee_thread.json",
    "constructed/instagram/message_requests_message_1.json",
    "constructed/instagram/message_1.html",
    "constructed/google_chat/messages.json",
    "constructed/irc/irssi.log",
    "constructed/kakaotalk/android_en.txt",
    "constructed/kakaotalk/mac.csv",
    "constructed/kakaotalk/pc_ko.txt",
    "constructed/line/en_pc.txt",
    "constructed/line/ja_mobile.txt",
    "constructed/matrix_element/export.json",
    "constructed/minecraft/latest.log",
    "constructed/skype/messages.json",
    "constructed/sms/sms-vi.xml",
    "constructed/tiktok/user_data_tiktok.json",
    "chat-miner/test/whatsapp/test_ddmmyy_24hrs.txt",
    "chat-miner/test/telegram/test_single_export.json",
    "chat-miner/test/telegram/test_batch_export.json",
    "chat-miner/test/instagram/test_export.json",
    "sms-backup-restore/tests/fixtures/minimal_sms.xml",
    "sms-backup-restore/tests/fixtures/mixed.xml",
];

#[test]
fn the_formats_of_today_are_read_and_reported() {
    for name in READABLE {
        let run = lachan(&["check", &fixture(name), "--format", "json"]).expect(0);
        let report = run.json();
        assert_is_report(&report);
        assert!(report["source"]["messages"].as_u64() > Some(0), "{name}");
        assert_ne!(report["source"]["format"], "paste", "{name} is recognised");
    }
}

#[test]
fn every_fixture_is_read_or_refused_with_a_reason() {
    let files = files(&fixtures());
    assert!(files.len() > 30, "the fixtures are there");
    for file in files {
        let name = file.to_string_lossy();
        let run = lachan(&["check", &name, "--format", "json"]);
        assert!(!run.err.contains("panicked"), "{name}: {}", run.err);
        match run.code {
            0 => assert_is_report(&run.json()),
            65 => assert!(run.err.contains(&*name), "{name}: {}", run.err),
            other => panic!("{name}: exit code {other}: {}", run.err),
        }
    }
}

#[test]
fn what_is_read_is_written_as_lines_that_read_back_the_same() {
    for name in READABLE {
        let first = lachan(&["read", &fixture(name)]).expect(0);
        let scratch = crate::kit::Scratch::new();
        let copy = scratch.file("copy.jsonl", &first.out);
        let second = lachan(&["read", &copy]).expect(0);
        assert_eq!(first.text(), second.text(), "{name}");
        for line in first.text().lines() {
            let conversation: Value = serde_json::from_str(line).unwrap();
            for message in conversation["messages"].as_array().unwrap() {
                assert!(message["text"].is_string(), "{name}");
                assert!(message["from"].is_string() || message["from"].is_null(), "{name}");
                let kind = message["kind"].as_str().unwrap_or_default();
                assert!(["text", "media", "call", "system"].contains(&kind), "{name}: {kind}");
            }
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the fixtures are there").filter_map(Result::ok) {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
