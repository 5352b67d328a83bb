use report::pdf::render;
use text::Language;

use crate::sample::{conversation, report, several, sextortion};

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = report(&several(), Language::Vi);
    let pdf = render(&report).expect("a PDF");
    assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF"));
    assert_eq!(pdf, render(&report).expect("a PDF"));
}

#[test]
fn nothing_in_a_message_is_too_much_for_it() {
    let long = "dài ".repeat(20_000);
    let odd = [
        "",
        " ",
        "\n\n\n",
        "😊👨‍👩‍👧🇻🇳",
        "日本語 العربية ภาษาไทย",
        "\u{0}\u{7}\u{1b}[0m",
        "e\u{301}\u{302}\u{323}",
        "\u{200d}\u{fe0f}",
        "\u{301}",
        "\u{10ffff}",
        long.as_str(),
    ];
    for text in odd {
        let (_, mut assessment) = sextortion();
        assessment.reasons.truncate(1);
        assessment.reasons[0].signs[0].spans = vec![text::Span { start: 0, end: u32::MAX }];
        let read = [(conversation("x", &[(text, text)]), assessment)];
        assert!(render(&report(&read, Language::En)).is_ok(), "{text:?}");
    }
}
