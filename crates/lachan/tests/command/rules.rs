//! `lachan rules`, and packs of one's own.

use crate::kit::{BLACKMAIL, Scratch, assert_is_report, lachan, lachan_given, lachan_vi};

#[test]
fn every_rule_proves_itself() {
    let run = lachan(&["rules", "test"]).expect(0);
    assert!(run.text().contains("all as they must be"), "{}", run.text());
}

#[test]
fn what_is_listed_can_be_shown() {
    let list = lachan(&["rules", "list"]).expect(0);
    let names: Vec<&str> =
        list.text().lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in [names[0], names[names.len() / 2]] {
        let page = lachan(&["rules", "show", name]).expect(0);
        assert!(page.text().contains("Must fire") && page.text().contains("Must not fire"));
        let page = lachan_vi(&["rules", "show", name]).expect(0);
        assert!(page.text().contains("Phải báo"), "{}", page.text());
    }
}

#[test]
fn a_sentence_is_explained_word_by_word() {
    let run =
        lachan(&["rules", "explain", "don't", "tell", "your", "mom", "about", "us"]).expect(0);
    assert!(run.text().contains("→ parent") || run.text().contains("parent"), "{}", run.text());
    assert!(run.text().contains("(secrecy)"), "{}", run.text());
}

/// The rule that the guide shows.
fn rule_of_the_guide() -> String {
    let guide = include_str!("../../../../CONTRIBUTING.md");
    let rule = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    rule.expect("the guide shows a rule").to_owned()
}

#[test]
fn the_rule_of_the_guide_proves_itself_and_is_used() {
    let scratch = Scratch::new();
    scratch.file("signals/secrecy.toml", rule_of_the_guide());
    let folder = scratch.path().to_string_lossy().into_owned();
    lachan(&["rules", "check", &folder]).expect(0);
    let list = lachan(&["rules", "list", "--packs", &folder]).expect(0);
    assert!(list.text().contains("secrecy/cover-with-homework"), "{}", list.text());

    let chat = scratch.file("chat.txt", BLACKMAIL);
    let check = |arguments: &[&str]| {
        let report = lachan(&[&["check", &chat, "--format", "json"], arguments].concat());
        let report = report.expect(0).json();
        assert_is_report(&report);
        report["engine"]["packs"].as_str().expect("a digest").to_owned()
    };
    assert_ne!(check(&[]), check(&["--packs", &folder]), "a report says which packs judged");
}

#[test]
fn a_pack_that_does_not_prove_itself_is_refused_with_the_place() {
    let scratch = Scratch::new();
    let folder = scratch.path().to_string_lossy().into_owned();
    for (rule, said) in [
        (rule_of_the_guide().replace("{school}", "{schol}"), "signals/secrecy.toml:3:"),
        (rule_of_the_guide().replace("{school}", "{police}"), "must fire, does not"),
        (rule_of_the_guide().replace("near_misses.en", "near_misses.fr"), "signals/secrecy.toml:"),
    ] {
        scratch.file("signals/secrecy.toml", rule);
        for arguments in [&["rules", "check", &folder][..], &["check", "-", "--packs", &folder]] {
            let run = lachan_given(arguments, BLACKMAIL.as_bytes()).expect(65);
            assert!(run.err.contains(said), "{}", run.err);
        }
    }
    let empty = Scratch::new();
    let run = lachan(&["rules", "check", &empty.path().to_string_lossy()]).expect(65);
    assert!(run.err.contains("no packs"), "{}", run.err);
}
