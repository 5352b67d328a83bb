//! What cannot be read, or only in part: said why and where, never a crash, never a hang.

use std::io::Write;

use crate::kit::{
    BLACKMAIL, Scratch, assert_is_report, command, lachan, lachan_given, lachan_vi, run,
};

fn utf16(text: &str) -> Vec<u8> {
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Bytes without pattern, the same on every run.
fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

#[test]
fn what_is_no_chat_is_refused_with_65_and_the_reason() {
    let scratch = Scratch::new();
    let whole = zip(&[("chat.txt", BLACKMAIL.repeat(50).as_bytes())]);
    for (name, content, reason) in [
        ("empty.txt", Vec::new(), "empty"),
        ("blank.txt", b"  \n\n \n".to_vec(), "empty"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".to_vec(), "picture"),
        ("called-text.txt", b"\xff\xd8\xff\xe0\0\x10JFIF\0".to_vec(), "picture"),
        ("cut.zip", whole[..40].to_vec(), "zip"),
        ("noise.txt", [&b"\0\x01\x02"[..], &noise(100_000)].concat(), "text"),
        ("other.json", br#"{"weather":{"today":"sun"}}"#.to_vec(), "JSON"),
    ] {
        let path = scratch.file(name, content);
        let run = lachan(&["check", &path, "--format", "json"]).expect(65);
        assert!(run.err.contains(reason), "{name}: {}", run.err);
        assert!(run.err.contains(&path), "{name} is named: {}", run.err);
        assert!(run.out.is_empty(), "{name}");
    }
}

#[test]
fn the_reason_is_said_in_vietnamese_too() {
    let scratch = Scratch::new();
    let picture = scratch.file("anh.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0");
    let run = lachan_vi(&["check", &picture]).expect(65);
    assert!(run.err.contains("hình ảnh"), "{}", run.err);
}

#[test]
fn a_file_that_is_not_there_is_an_io_error() {
    let scratch = Scratch::new();
    let path = scratch.path().join("not-there.txt");
    let run = lachan(&["check", &path.to_string_lossy()]).expect(74);
    assert!(run.err.contains("not-there.txt"), "{}", run.err);
}

#[test]
fn what_cannot_be_written_is_an_io_error() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let out = scratch.path().join("no-such-folder/report.html");
    let out = out.to_string_lossy();
    let run = lachan(&["check", &chat, "--format", "html", "--out", &out]).expect(74);
    assert!(run.err.contains("no-such-folder"), "{}", run.err);
}

#[test]
fn a_zip_cut_in_half_is_read_as_far_as_it_goes_and_the_loss_is_said() {
    let scratch = Scratch::new();
    let whole = zip(&[("chat.txt", BLACKMAIL.repeat(50).as_bytes())]);
    let cut = scratch.file("chat.zip", &whole[..whole.len() / 2]);
    let report = lachan(&["check", &cut, "--format", "json"]).expect(0).json();
    assert_is_report(&report);
    assert!(report["source"]["messages"].as_u64() < Some(350));
    let codes = warnings(&report);
    let said = codes.iter().any(|code| code == "truncated" || code == "damaged");
    assert!(said, "{codes:?}");
}

#[test]
fn a_json_cut_in_half_is_read_as_far_as_it_goes() {
    let scratch = Scratch::new();
    let whole =
        std::fs::read(crate::kit::fixture("constructed/telegram/single_chat_result.json")).unwrap();
    let cut = scratch.file("result.json", &whole[..whole.len() * 3 / 4]);
    let report = lachan(&["check", &cut, "--format", "json"]).expect(0).json();
    assert_is_report(&report);
    assert!(report["source"]["messages"].as_u64() > Some(0));
    let codes: Vec<_> = warnings(&report);
    assert!(codes.contains(&"truncated".to_owned()), "{codes:?}");
}

fn warnings(report: &serde_json::Value) -> Vec<String> {
    let warnings = report["source"]["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| warning["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn other_encodings_are_read() {
    let scratch = Scratch::new();
    let chat = "03/06/2024, 15:05 - Mẹ: Con tan học chưa?\n03/06/2024, 15:06 - Bống: Dạ rồi ạ\n";
    // Windows-1258 writes most tones as a sign of their own after the letter: M, e, U+0323 for ẹ.
    let windows_1258 = b"03/06/2024, 15:05 - Me\xf2: Con tan ho\xf2c ch\xfda?\n\
        03/06/2024, 15:06 - B\xf4\xecng: Da\xf2 r\xf4\xcci a\xf2, nh\xe0 \xf0ang ch\xf5i\n";
    for (name, content) in [("utf16.txt", utf16(chat)), ("windows-1258.txt", windows_1258.to_vec())]
    {
        let path = scratch.file(name, content);
        let run = lachan(&["read", &path]).expect(0);
        let conversation = run.json();
        let names: Vec<_> = conversation["participants"].as_array().unwrap().iter().collect();
        assert_eq!(names.len(), 2, "{name}: {names:?}");
        assert_eq!(conversation["messages"].as_array().unwrap().len(), 2, "{name}");
    }
}

#[test]
fn a_line_longer_than_any_message_is_no_trouble() {
    let scratch = Scratch::new();
    let long = "a".repeat(64 << 20);
    let path = scratch.file("long.txt", format!("03/06/2024, 15:05 - An: {long}\n{BLACKMAIL}"));
    let run = lachan(&["check", &path, "--format", "json"]);
    assert!(!run.err.contains("panicked"), "{}", run.err);
    match run.code {
        0 => assert!(!warnings(&run.json()).is_empty(), "a loss must be said"),
        65 => assert!(run.err.to_lowercase().contains("line"), "{}", run.err),
        other => panic!("exit code {other}: {}", run.err),
    }
}

#[test]
fn one_unreadable_input_does_not_hide_the_others() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let empty = scratch.file("empty.txt", "");
    let run = lachan(&["check", &empty, &chat, "--format", "json"]).expect(65);
    assert!(run.err.contains("empty.txt"), "{}", run.err);
    assert_is_report(&run.json());
}

#[test]
fn a_picture_inside_a_zip_is_passed_over() {
    let scratch = Scratch::new();
    let files: &[(&str, &[u8])] = &[
        ("WhatsApp Chat with Mai.txt", BLACKMAIL.as_bytes()),
        ("IMG-20240603-WA0001.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
    ];
    let path = scratch.file("chat.zip", zip(files));
    let report = lachan(&["check", &path, "--format", "json"]).expect(0).json();
    assert_is_report(&report);
    assert_eq!(report["source"]["messages"], 7);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let scratch = Scratch::new();
    let path = scratch.file("chat.txt", BLACKMAIL.repeat(3000));
    let mut reading = command(&["read", &path]);
    reading.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = reading.spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert!(!err.contains("panicked") && !err.contains("pipe"), "{err}");
}

#[test]
fn noise_on_standard_input_is_refused_or_read_but_never_breaks() {
    for length in [1, 10, 1000, 100_000] {
        for arguments in [&["check", "-"][..], &["read", "-"], &["guard"]] {
            let run = lachan_given(arguments, &noise(length));
            assert!(matches!(run.code, 0 | 65), "{arguments:?} {length}: {} {}", run.code, run.err);
            assert!(!run.err.contains("panicked"), "{}", run.err);
        }
    }
}

#[test]
fn the_words_of_a_chat_never_stand_in_an_error() {
    let scratch = Scratch::new();
    let secret = "bimatcuacon";
    let cut = scratch.file("cut.json", format!(r#"{{"messages":[{{"text":"{secret}"#));
    let mut reading = command(&["check", &cut]);
    reading.env("RUST_BACKTRACE", "1").env("RUST_LOG", "trace");
    let run = run(reading, b"");
    assert!(!run.err.contains(secret), "{}", run.err);
}
