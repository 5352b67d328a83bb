//! Numbers are data: what is shown is what the file says.

use knowledge::{Certainty, Knowledge};
use lachan_knowledge as knowledge;

#[test]
fn hotline_111_is_there_with_source_and_date() {
    let hotline = Knowledge::bundled().hotline();
    assert_eq!(hotline.number.as_deref(), Some("111"));
    assert_eq!(hotline.country, "VN");
    assert_eq!(hotline.confidence, Certainty::High);
    assert_eq!(hotline.checked.as_deref(), Some("2025-09-24"));
    assert!(hotline.source.contains("tongdai111.vn"));
    assert_eq!(Knowledge::bundled().helplines("VN")[0], hotline);
}

#[test]
fn nothing_of_low_confidence_is_returned() {
    let knowledge = Knowledge::bundled();
    let shown: Vec<_> = knowledge
        .countries()
        .into_iter()
        .chain(["ZZ"])
        .flat_map(|country| knowledge.helplines(country))
        .collect();
    assert!(shown.iter().all(|line| line.confidence > Certainty::Low));
    // Doubtful in the file, or seen in no source.
    for number in ["0796863111", "156 / 5656", "1300", "1515"] {
        assert!(shown.iter().all(|line| line.number.as_deref() != Some(number)), "{number}");
    }
    assert!(!knowledge.countries().contains(&"GT"), "its only line is doubtful");
}

#[test]
fn own_lines_come_first_and_every_country_has_someone() {
    let knowledge = Knowledge::bundled();
    let british = knowledge.helplines("gb");
    assert_eq!(british[0].number.as_deref(), Some("0800 1111"));
    assert!(british.iter().any(|line| line.country == "ZZ"));
    assert!(knowledge.helplines("XX").iter().all(|line| line.country == "ZZ"));
    assert!(!knowledge.helplines("XX").is_empty());
    assert_eq!(knowledge.countries().len(), 108);
    assert!(knowledge.countries().is_sorted());
}

#[test]
fn each_line_can_be_reached_and_says_where_it_was_found() {
    let knowledge = Knowledge::bundled();
    for country in knowledge.countries() {
        for line in knowledge.helplines(country) {
            assert!(line.number.is_some() || line.url.is_some(), "{}", line.name.en);
            assert!(!line.source.is_empty(), "{}", line.name.en);
            assert!(!line.source.contains("GH"), "a note to ourselves: {}", line.source);
            // A date that is shown is a date of the source.
            let checked = line.checked.as_deref().unwrap_or_default();
            assert!(line.source.contains(checked), "{}: {checked}", line.name.en);
            assert_eq!(line.number.is_some(), line.numbers().next().is_some());
            assert!(
                line.numbers().all(|number| number.chars().any(|c| c.is_ascii_digit())),
                "{}",
                line.name.en
            );
        }
    }
    let ukraine = knowledge.helplines("UA");
    assert_eq!(ukraine[0].numbers().collect::<Vec<_>>(), ["0800 500 225", "116 111"]);
}

/// `gathered-helplines.tsv` is what the sources gave: country, name, number and page. A number that
/// changes in the packs changes there too, with its source.
#[test]
fn n19_no_number_was_invented_or_mistyped() {
    let mut bundled: Vec<String> = csv::Reader::from_path("../../packs/helplines.csv")
        .expect("the pack")
        .records()
        .map(|record| record.expect("a record").iter().take(4).collect::<Vec<_>>().join("\t"))
        .collect();
    bundled.sort();
    let gathered: Vec<&str> = include_str!("gathered-helplines.tsv").lines().collect();
    assert_eq!(bundled, gathered);
}
