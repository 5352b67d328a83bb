use proptest::prelude::*;
use report::html::{document, fragment};
use risk::{Level, Reason};
use signals::{By, Confidence, Sign, Signal};
use text::{Language, Span};

use crate::sample::{conversation, one_sided, report, several, sextortion};

#[test]
fn a_high_one_in_vietnamese() {
    insta::assert_snapshot!(fragment(&report(&[sextortion()], Language::Vi)));
}

#[test]
fn no_sign_on_one_side() {
    insta::assert_snapshot!(fragment(&report(&[one_sided()], Language::En)));
}

#[test]
fn several_conversations() {
    insta::assert_snapshot!(fragment(&report(&several(), Language::En)));
}

#[test]
fn the_saved_page_asks_for_nothing_and_names_nobody_in_its_title() {
    let page = document(&report(&several(), Language::Vi));
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"vi\">"));
    assert!(page.contains("<title>Báo cáo đọc trò chuyện – Lá Chắn</title>"));
    for request in ["<script", "<img", "<link", "src=", "url(", "@import", "<iframe", "<form"] {
        assert!(!page.contains(request), "{request}");
    }
}

/// What a browser would take for markup: every `<…` and its name.
fn tags(page: &str) -> Vec<&str> {
    let end =
        |rest: &str| rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '/');
    page.split('<').skip(1).map(|rest| &rest[..end(rest).unwrap_or(rest.len())]).collect()
}

fn with_message(name: &str, text: &str, marked: Option<(u32, u32)>) -> String {
    let mut conversation = conversation(text, &[(name, text)]);
    conversation.title = Some(name.to_owned());
    let spans = marked.map(|(start, end)| Span { start, end }).into_iter().collect();
    let sign =
        Sign { signal: Signal::Secrecy, confidence: Confidence::new(0.5), by: By::Ear, spans };
    let assessment = risk::Assessment {
        level: Level::Concern,
        reasons: vec![Reason { message: 0, signs: vec![sign] }],
        ..risk::Assessment::default()
    };
    fragment(&report(&[(conversation, assessment)], Language::En))
}

#[test]
fn markup_in_a_message_is_shown_as_it_was_written() {
    let text = "</blockquote><script>alert('x')</script><img src=x onerror=\"y\">&amp;";
    let page = with_message("<b>M</b>", text, Some((2, 9)));
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b>"));
    assert!(page.contains("&#38;amp;"), "{page}");
    assert_eq!(page.matches("</blockquote>").count(), 1);
}

proptest! {
    #[test]
    fn no_message_or_name_breaks_out(
        text in r#"[<>&"'/a-z=\u{0}\u{202e} \n]{0,40}"#,
        name in r#"[<>&"'/a-z=`]{0,12}"#,
        marked in proptest::option::of((0u32..50, 0u32..50)),
    ) {
        let harmless = with_message("M", "x", Some((0, 1)));
        let page = with_message(&name, &text, marked);
        let mut allowed = tags(&harmless);
        allowed.sort_unstable();
        allowed.dedup();
        for tag in tags(&page) {
            prop_assert!(allowed.contains(&tag), "{} in {}", tag, page);
        }
        prop_assert_eq!(page.matches("<blockquote").count(), 1);
        prop_assert_eq!(page.matches("</article>").count(), 1);
    }
}

/// The relative luminance of a colour such as `#0b5f5c`, as WCAG 2.2 defines it.
fn luminance(colour: &str) -> f64 {
    let part = |from: usize| {
        let value = u8::from_str_radix(&colour[from..from + 2], 16).expect("two hex digits");
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

#[test]
fn all_text_has_the_contrast_of_wcag_aa() {
    // The light colours, the dark ones, those on paper.
    let themes: Vec<&str> = report::html::CSS.split(":where(:root)").skip(1).collect();
    assert_eq!(themes.len(), 3);
    for theme in themes {
        let colour = |name: &str| {
            let rest = theme.split(&format!("--{name}: ")).nth(1).expect("the theme sets it");
            rest[..7].to_owned()
        };
        let levels = Level::ALL.map(|level| (format!("level-{}", level.name()), "card"));
        let texts = ["ink", "quiet", "accent"].map(|text| (text.to_owned(), "paper"));
        let boxes = ["ink", "quiet", "accent"].map(|text| (text.to_owned(), "accent-soft"));
        let others = [
            ("on-accent", "accent"),
            ("ink", "mark"),
            ("ink", "soft"),
            ("ink", "card"),
            ("quiet", "card"),
        ]
        .map(|(text, ground)| (text.to_owned(), ground));
        for (text, ground) in levels.into_iter().chain(texts).chain(boxes).chain(others) {
            let (one, other) = (luminance(&colour(&text)), luminance(&colour(ground)));
            let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
            assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.2}");
        }
    }
}
