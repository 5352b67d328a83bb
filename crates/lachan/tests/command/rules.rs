//! `lachan rules`, and packs of one's own.

use crate::kit::{lachan, lachan_vi};

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
