//! What the command must never do. The numbers are those of the project's list of promises.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::kit::{
    BLACKMAIL, HOMEWORK, Run, Scratch, command, fixture, lachan, lachan_given, lachan_vi, run,
};

/// Reports, in both languages and for every reader, on a chat with signs and one without.
fn reports() -> Vec<Run> {
    let scratch = Scratch::new();
    let risky = scratch.file("risky.txt", BLACKMAIL);
    let harmless = scratch.file("harmless.txt", HOMEWORK);
    let mut runs = Vec::new();
    for speak in [lachan, lachan_vi] {
        for reader in ["child-9-12", "child-13-15", "parent", "teacher"] {
            runs.push(speak(&["check", &risky, "--reader", reader]));
            runs.push(speak(&["check", &harmless, "--reader", reader]));
        }
    }
    runs.into_iter().map(|run| run.expect(0)).collect()
}

#[test]
fn n01_no_picture_is_taken_in() {
    let scratch = Scratch::new();
    for (name, bytes) in [
        ("a.png", &b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
        ("a.txt", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
        ("a.mp4", b"\0\0\0\x18ftypisom\0\0\0\0"),
    ] {
        let path = scratch.file(name, bytes);
        for given in [lachan(&["check", &path]), lachan_given(&["check", "-"], bytes)] {
            let refused = given.expect(65);
            assert!(refused.out.is_empty());
            assert!(refused.err.contains("never takes"), "{}", refused.err);
        }
    }
}

#[test]
fn n03_n18_nobody_is_called_guilty() {
    for run in reports() {
        let text = run.text().to_lowercase();
        for word in
            ["guilty", "criminal", "paedophile", "phạm tội", "tội phạm", "thủ phạm", "bị tù"]
        {
            assert!(!text.contains(word), "«{word}» in:\n{text}");
        }
    }
}

#[test]
fn n05_evidence_is_left_as_it_is() {
    let scratch = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    let before = std::fs::metadata(&chat).unwrap().modified().unwrap();
    lachan(&["check", &chat]).expect(0);
    lachan(&["read", &chat]).expect(0);
    assert_eq!(std::fs::read_to_string(&chat).unwrap(), BLACKMAIL);
    assert_eq!(std::fs::metadata(&chat).unwrap().modified().unwrap(), before);
}

#[test]
fn n07_nothing_claims_to_have_been_sent() {
    let help = [lachan(&["help-now"]), lachan_vi(&["help-now"])];
    for run in reports().into_iter().chain(help) {
        let text = run.text().to_lowercase();
        for claim in
            ["has been sent", "was sent to", "we have reported", "đã gửi báo cáo", "đã báo công an"]
        {
            assert!(!text.contains(claim), "«{claim}» in:\n{text}");
        }
    }
}

#[test]
fn n08_no_chat_is_called_safe() {
    let scratch = Scratch::new();
    let harmless = scratch.file("harmless.txt", HOMEWORK);
    for run in [lachan(&["check", &harmless]), lachan_vi(&["check", &harmless])] {
        let text = run.expect(0).text().to_lowercase();
        for promise in ["is safe", "an toàn", "no risk", "nothing to worry", "không có nguy cơ"]
        {
            assert!(!text.contains(promise), "«{promise}» in:\n{text}");
        }
    }
}

#[test]
fn n13_the_command_has_nothing_to_send_with() {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--edges", "normal", "--prefix", "none"])
        .args(["--package", "lachan", "--format", "{p}"])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"lachan-chats"), "{names:?}");
    for client in [
        "reqwest",
        "ureq",
        "curl",
        "isahc",
        "attohttpc",
        "minreq",
        "surf",
        "rustls",
        "native-tls",
        "openssl",
        "hickory-resolver",
        "sentry",
        "opentelemetry",
    ] {
        assert!(!names.contains(&client), "{client} can talk to others");
    }
}

#[test]
fn n15_nothing_is_left_behind() {
    let scratch = Scratch::new();
    let home = Scratch::new();
    let chat = scratch.file("chat.txt", BLACKMAIL);
    for arguments in [&["check", &chat][..], &["read", &chat], &["help-now"], &["rules", "test"]] {
        let mut command = command(arguments);
        command.current_dir(home.path());
        for variable in ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env(variable, home.path());
        }
        run(command, b"").expect(0);
    }
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

#[test]
fn n19_every_number_was_looked_up() {
    let pack =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/helplines.csv"))
            .unwrap();
    let known = digits_only(&pack);
    for speak in [lachan, lachan_vi] {
        for arguments in [&["helpline", "all"][..], &["help-now"]] {
            let run = speak(arguments).expect(0);
            for number in numbers(run.text()) {
                assert!(known.contains(&number), "{number} is not in the pack");
            }
        }
    }
}

/// Runs of at least three digits, separators between them taken out.
fn numbers(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || "-. ".contains(c)));
    words.map(digits_only).filter(|digits| digits.len() >= 3).collect()
}

fn digits_only(text: impl AsRef<str>) -> String {
    text.as_ref().chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn n20_help_needs_nothing_but_the_program() {
    for arguments in [&["help-now"][..], &["helpline"], &["--help"]] {
        let mut alone = command(arguments);
        alone.env_clear().current_dir("/");
        let started = Instant::now();
        let help = run(alone, b"").expect(0);
        assert!(help.text().contains("111"), "{}", help.text());
        assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    }
}

#[test]
fn n20_the_way_to_111_stands_in_every_report() {
    let scratch = Scratch::new();
    let mut chats = vec![
        scratch.file("risky.txt", BLACKMAIL),
        scratch.file("harmless.txt", HOMEWORK),
        fixture("constructed/sms/sms-vi.xml"),
    ];
    for chat in chats.drain(..) {
        for language in ["vi", "en"] {
            let run = lachan(&["check", &chat, "--lang", language]).expect(0);
            assert!(run.text().contains("111"), "{}", run.text());
        }
    }
}
