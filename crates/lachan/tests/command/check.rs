//! `lachan check` over chats that can be read.

use serde_json::Value;

use crate::kit::{
    BLACKMAIL, HOMEWORK, Scratch, assert_is_report, fixture, lachan, lachan_given, lachan_vi,
};

fn level(report: &Value) -> &str {
    report["conversations"][0]["level"].as_str().expect("a level")
}

#[test]
fn blackmail_is_reported_with_its_messages_and_whom_to_call() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let report = lachan(&["check", &chat, "--format", "json"]).expect(0).json();
    assert_is_report(&report);
    assert_eq!(report["source"]["format"], "whatsapp");
    assert_eq!(report["source"]["messages"], 7);
    let conversation = &report["conversations"][0];
    assert!(["concern", "high", "emergency"].contains(&level(&report)), "{}", level(&report));
    assert!(!conversation["tricks"].as_array().unwrap().is_empty());
    assert!(!conversation["reasons"].as_array().unwrap().is_empty());
    let steps = conversation["guidance"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["contact"]["number"] == "111"), "{steps:#?}");
}

#[test]
fn everyday_talk_raises_nothing_and_is_not_called_safe() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", HOMEWORK);
    let report = lachan(&["check", &chat, "--format", "json"]).expect(0).json();
    assert_is_report(&report);
    assert_eq!(level(&report), "none");
    assert_eq!(report["conversations"][0]["guidance"].as_array().map(Vec::is_empty), Some(false));
}

#[test]
fn pasted_text_comes_from_standard_input() {
    let report = lachan_given(&["check", "-", "--format", "json"], BLACKMAIL.as_bytes());
    let report = report.expect(0).json();
    assert_is_report(&report);
    assert_eq!(report["source"]["path"], Value::Null);
    let lines = "are you home alone\nyes\ndont tell your mom we talk ok\n";
    let report =
        lachan_given(&["check", "-", "--format", "json"], lines.as_bytes()).expect(0).json();
    assert_eq!(report["source"]["messages"], 3);
    let warnings = report["source"]["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|one| one["code"] == "sides-alternated"), "{warnings:?}");
}

#[test]
fn the_report_speaks_the_language_that_was_asked_for() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let english = lachan(&["check", &chat]).expect(0);
    let vietnamese = lachan_vi(&["check", &chat]).expect(0);
    assert!(vietnamese.text().contains("Tổng đài"), "{}", vietnamese.text());
    assert!(!english.text().contains("Nên làm"), "{}", english.text());
    let asked = lachan(&["check", &chat, "--lang", "vi"]).expect(0);
    assert_eq!(asked.text(), vietnamese.text());
}

#[test]
fn a_file_or_a_pipe_gets_no_colour() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let run = lachan(&["check", &chat]).expect(0);
    assert!(!run.text().contains('\u{1b}'));
    assert!(run.text().contains("gift"), "the telling words are shown");
    assert_eq!(run.err, "", "nothing to say beside the report");
}

#[test]
fn fail_at_ends_with_10_when_the_level_is_reached() {
    let scratch = Scratch::new();
    let risky = scratch.file("risky.txt", BLACKMAIL);
    let harmless = scratch.file("harmless.txt", HOMEWORK);
    let run = lachan(&["check", &risky, "--fail-at", "concern"]).expect(10);
    assert!(run.text().contains("111"), "the report is printed all the same");
    lachan(&["check", &harmless, "--fail-at", "concern"]).expect(0);
    lachan(&["check", &harmless, "--fail-at", "none"]).expect(10);
}

#[test]
fn only_level_leaves_the_lower_ones_out_of_the_report_alone() {
    let scratch = Scratch::new();
    let risky = scratch.file("risky.txt", BLACKMAIL);
    let harmless = scratch.file("harmless.txt", HOMEWORK);
    let arguments = ["check", &risky, &harmless, "--format", "json", "--only-level", "concern"];
    let report = lachan(&arguments).expect(0).json();
    assert_is_report(&report);
    assert_eq!(report["conversations"].as_array().map(Vec::len), Some(1));
    assert_eq!(report["source"]["messages"], 10, "the source still speaks of all that was read");
}

#[test]
fn a_folder_is_read_whole() {
    let scratch = Scratch::new();
    scratch.file("a/WhatsApp Chat with Mai.txt", BLACKMAIL);
    scratch.file("b/WhatsApp Chat with An.txt", HOMEWORK);
    scratch.file("b/holiday.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0");
    let folder = scratch.path().to_string_lossy().into_owned();
    let report = lachan(&["check", &folder, "--format", "json"]).expect(0).json();
    assert_is_report(&report);
    assert_eq!(report["conversations"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_report_can_go_to_a_file_in_every_form() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    for (format, begins) in
        [("text", &b""[..]), ("json", b"{"), ("html", b"<!doctype html"), ("pdf", b"%PDF-")]
    {
        let out = scratch.path().join(format!("report.{format}"));
        let out = out.to_string_lossy();
        let run = lachan(&["check", &chat, "--format", format, "--out", &out]).expect(0);
        assert!(run.out.is_empty());
        let written = std::fs::read(&*out).unwrap();
        assert!(written.len() > 200, "{format}");
        let head = written.get(..begins.len()).unwrap().to_ascii_lowercase();
        assert_eq!(head, begins.to_ascii_lowercase(), "{format}");
    }
    let parts = std::fs::read_dir(scratch.path()).unwrap().filter_map(Result::ok);
    let leftover = parts.filter(|file| file.path().extension().is_some_and(|end| end == "part"));
    assert_eq!(leftover.count(), 0);
}

#[test]
fn a_name_is_found_whatever_its_case_and_accents() {
    let scratch = Scratch::new();
    let chat = scratch.file(
        "chat.txt",
        "23/06/2024, 15:05 - Mẹ: Con tan học chưa?\n23/06/2024, 15:06 - Bống 🐟: Dạ rồi ạ\n",
    );
    for typed in ["Bống 🐟", "bong 🐟", "BỐNG 🐟"] {
        let arguments = ["check", &chat, "--format", "json", "--child", typed, "--contact", "me"];
        let report = lachan(&arguments).expect(0).json();
        assert_eq!(report["conversations"][0]["child"], "Bống 🐟", "{typed}");
        assert_eq!(report["conversations"][0]["contact"], "Mẹ");
    }
}

#[test]
fn an_unknown_name_is_refused_with_the_names_that_are_there() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let run = lachan(&["check", &chat, "--child", "Nobody"]).expect(2);
    assert!(run.err.contains("Mai, Ben"), "{}", run.err);
    assert!(run.out.is_empty());
}

#[test]
fn a_period_is_kept_to_and_said() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let check = |period: &[&str]| {
        let arguments = [&["check", &chat, "--format", "json"], period].concat();
        lachan(&arguments).expect(0).json()
    };
    let whole = check(&["--since", "2024-06-23", "--until", "2024-06-23"]);
    assert_eq!(whole["source"]["messages"], 7);
    assert!(!is_narrowed(&whole), "nothing lies outside");
    let late = check(&["--since", "2024-06-23T21:15"]);
    assert_is_report(&late);
    assert_eq!(late["source"]["messages"], 3);
    assert!(is_narrowed(&late), "what was left out is said");
}

fn is_narrowed(report: &Value) -> bool {
    let warnings = report["source"]["warnings"].as_array().expect("a list");
    warnings.iter().any(|warning| warning["code"] == "outside-period")
}

/// The lines of the report that people read.
fn lines(chat: &str, language: &str) -> Vec<String> {
    let run = lachan(&["check", chat, "--lang", language]).expect(0);
    run.text().lines().map(|line| line.trim().to_owned()).collect()
}

#[track_caller]
fn assert_never_reads_as_no_sign(chat: &str) {
    let scratch = Scratch::new();
    let harmless = scratch.file("harmless.txt", HOMEWORK);
    for language in ["vi", "en"] {
        let no_sign = lines(&harmless, language);
        // The verdict stands first in its frame.
        let frame = no_sign.iter().position(|line| line.starts_with('─')).expect("a frame");
        let headline = &no_sign[frame + 1];
        let report = lines(chat, language);
        assert!(!report.contains(headline), "«{headline}» in:\n{}", report.join("\n"));
    }
    let report = lachan(&["check", chat, "--format", "json"]).expect(0).json();
    assert_is_report(&report);
    let limits = report["limits"].as_str().unwrap_or_default();
    assert!(limits.contains("one side"), "{limits}");
}

#[test]
fn a_discord_data_package_never_reads_as_no_sign() {
    let package = fixture("constructed/discord_package");
    for part in ["", "/messages/c100/messages.json", "/messages/c200/messages.csv"] {
        assert_never_reads_as_no_sign(&format!("{package}{part}"));
    }
    let report = lachan(&["check", &package, "--format", "json"]).expect(0).json();
    let warnings = report["source"]["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|one| one["code"] == "one-side-only"), "{warnings:?}");
}

#[test]
fn one_side_alone_never_reads_as_no_sign() {
    let scratch = Scratch::new();
    assert_never_reads_as_no_sign(&scratch.file(
        "chat.jsonl",
        r#"{"id":"a","one_sided":true,"messages":[{"from":"Ben","at":"2026-03-02T20:14:00+07:00","text":"ok see you tomorrow"}]}"#,
    ));
}

#[test]
fn the_same_chat_gives_the_same_report() {
    let scratch = Scratch::new();
    let files: Vec<String> = (0..8)
        .map(|number| {
            let chat = if number % 2 == 0 { BLACKMAIL } else { HOMEWORK };
            scratch.file(&format!("chat-{number}.txt"), chat)
        })
        .collect();
    let mut arguments = vec!["check", "--format", "json"];
    arguments.extend(files.iter().map(String::as_str));
    let first = lachan(&arguments).expect(0);
    let second = lachan(&arguments).expect(0);
    assert_eq!(first.text(), second.text());
}
