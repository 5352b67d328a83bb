//! Ctrl-C while a long chat is checked.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::kit::{BLACKMAIL, Run, Scratch, assert_is_report, command, run_with};

/// Blackmail, then so much talk at which the reader must look that checking it takes minutes.
fn long_chat(scratch: &Scratch) -> String {
    const TALK: [&str; 4] = [
        "can you send me your address and phone number",
        "sure, what is your room number",
        "send me the code you got, do not tell anyone",
        "pay me back tomorrow or I will be angry",
    ];
    let mut chat = BLACKMAIL.to_owned();
    for at in 0..60_000 {
        let (day, hour, minute) = (at / 1440 % 28 + 1, at / 60 % 24, at % 60);
        let (name, text) = (["Mai", "Ben"][at % 2], TALK[at % TALK.len()]);
        chat.push_str(&format!("{day:02}/07/2024, {hour:02}:{minute:02} - {name}: {text} {at}\n"));
    }
    scratch.file("chat.txt", chat)
}

/// Presses Ctrl-C.
fn interrupt(process: u32) {
    let sent = Command::new("kill").args(["-INT", &process.to_string()]).status();
    assert!(sent.expect("kill runs").success());
}

/// Waits until the command listens for Ctrl-C.
fn wait_for_ears(process: u32) {
    const INTERRUPT: u64 = 1 << 1;
    let started = Instant::now();
    let listens = || {
        let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
        let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"))?;
        Some(u64::from_str_radix(caught.trim(), 16).ok()? & INTERRUPT != 0)
    };
    // Where the system does not say it, half a minute is long enough.
    while listens() != Some(true) && started.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn check(chat: &str, language: &str, meanwhile: impl FnOnce(u32)) -> Run {
    let arguments = ["check", chat, "--format", "json", "--lang", language];
    run_with(command(&arguments), b"", |process| {
        wait_for_ears(process);
        meanwhile(process);
    })
}

/// The numbers in a sentence.
fn numbers(text: &str) -> Vec<u64> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

#[test]
fn ctrl_c_gives_what_is_known_so_far_and_says_so() {
    let scratch = Scratch::new();
    let chat = long_chat(&scratch);
    for (language, said) in [("en", "Stopped early"), ("vi", "Đã dừng giữa chừng")] {
        // On a busy machine nothing may be known yet.
        let report = [2, 10, 30].into_iter().find_map(|seconds| {
            let run = check(&chat, language, |process| {
                std::thread::sleep(Duration::from_secs(seconds));
                interrupt(process);
            });
            let report = run.expect(130).json();
            assert_is_report(&report);
            let warning = &report["source"]["warnings"][0];
            assert_eq!(warning["code"], "stopped-early", "{report:#}");
            let text = warning["text"].as_str().unwrap();
            assert!(text.contains(said), "{text}");
            let seen = report["source"]["messages"].as_u64().unwrap();
            assert_eq!(numbers(text), [seen, 60_007], "{text}");
            (seen > 0).then_some(report)
        });
        let report = report.expect("something is known after half a minute");
        assert!(report["source"]["messages"].as_u64() < Some(60_007));
        let conversation = &report["conversations"][0];
        assert!(
            ["concern", "high", "emergency"].contains(&conversation["level"].as_str().unwrap())
        );
        assert!(!conversation["reasons"].as_array().unwrap().is_empty());
    }
}

#[test]
fn before_anything_is_known_there_is_no_conversation_in_the_report() {
    let scratch = Scratch::new();
    let chat = long_chat(&scratch);
    let report = check(&chat, "en", interrupt).expect(130).json();
    if report["source"]["messages"] == 0 {
        assert_eq!(report["conversations"].as_array().map(Vec::len), Some(0));
    }
    assert_eq!(report["source"]["warnings"][0]["code"], "stopped-early");
}

#[test]
fn a_second_ctrl_c_ends_it_at_once() {
    let scratch = Scratch::new();
    let chat = long_chat(&scratch);
    // The report may come between the two.
    let ended = (0..5).any(|_| {
        let run = check(&chat, "en", |process| {
            std::thread::sleep(Duration::from_secs(2));
            interrupt(process);
            std::thread::sleep(Duration::from_millis(20));
            interrupt(process);
        });
        run.expect(130).out.is_empty()
    });
    assert!(ended);
}
