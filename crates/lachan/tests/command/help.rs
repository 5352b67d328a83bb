//! The grammar as a person meets it.

use crate::kit::{lachan, lachan_vi};

const COMMANDS: [&[&str]; 16] = [
    &[],
    &["check"],
    &["serve"],
    &["guard"],
    &["help-now"],
    &["helpline"],
    &["read"],
    &["rules"],
    &["rules", "test"],
    &["rules", "list"],
    &["rules", "show"],
    &["rules", "explain"],
    &["rules", "check"],
    &["eval"],
    &["train"],
    &["bench"],
];

#[test]
fn help_says_what_there_is_in_english() {
    insta::assert_snapshot!("help-en", help(lachan));
}

#[test]
fn help_says_what_there_is_in_vietnamese() {
    insta::assert_snapshot!("help-vi", help(lachan_vi));
}

fn help(speak: fn(&[&str]) -> crate::kit::Run) -> String {
    let page = |command: &&[&str]| {
        let run = speak(&[*command, &["--help"]].concat()).expect(0);
        assert_eq!(run.err, "", "help is the document");
        format!("$ lachan {}\n{}", [*command, &["--help"]].concat().join(" "), run.text())
    };
    COMMANDS.iter().map(page).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_wrong_line_ends_with_2_and_says_what_to_do() {
    for (line, hint) in [
        (&["check", "-", "--xyzzy"][..], "lachan --help"),
        (&["check", "-", "--forma", "json"], "--format"),
        (&["chekc", "a.txt"], "Did you mean"),
        (&["check"], "PATH"),
        (&["check", "-", "--format", "word"], "Choose one of: text, json, html, pdf"),
        (
            &["check", "-", "--fail-at", "bad"],
            "Choose one of: none, watch, concern, high, emergency",
        ),
        (&["check", "-", "--from", "fax"], "Choose one of"),
        (&["check", "-", "--since", "yesterday"], "2026-03-02"),
        (&["check", "-", "--child"], "missing"),
        (&["helpline", "Vietnam"], "VN"),
        (&["serve", "--bind", "everywhere"], ""),
        (&["rules", "show", "no/such-rule"], "lachan rules list"),
        (&[], "lachan --help"),
    ] {
        let run = lachan(line).expect(2);
        assert!(run.err.contains(hint), "{line:?}: {}", run.err);
        assert!(run.out.is_empty(), "{line:?}: standard output is for documents");
    }
}

#[test]
fn refusals_speak_the_users_language() {
    let refused = lachan_vi(&["check", "--colour"]).expect(2);
    assert!(refused.err.contains("không có tuỳ chọn"), "{}", refused.err);
    let overruled = lachan_vi(&["check", "--colour", "--lang", "en"]).expect(2);
    assert!(overruled.err.contains("there is no option"), "{}", overruled.err);
}

#[test]
fn the_version_is_one_line() {
    let run = lachan(&["--version"]).expect(0);
    assert_eq!(run.text(), format!("lachan {}\n", env!("CARGO_PKG_VERSION")));
}
