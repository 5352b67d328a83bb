//! `lachan helpline`, `help-now` and `guard`: what is needed at once.

use crate::kit::{lachan, lachan_given, lachan_vi};

#[test]
fn the_helpline_of_viet_nam_comes_first_with_its_source() {
    for run in [lachan(&["helpline"]), lachan(&["helpline", "vn"]), lachan_vi(&["helpline", "VN"])]
    {
        let run = run.expect(0);
        let first: Vec<&str> = run.text().lines().take(4).collect();
        assert!(first[0].contains("111") && first[1].contains("111"), "{first:?}");
        assert!(first[3].contains("Source:") || first[3].contains("Nguồn:"), "{first:?}");
    }
}

#[test]
fn a_country_without_numbers_of_its_own_is_told_where_to_look() {
    let run = lachan(&["helpline", "AQ"]).expect(0);
    assert!(run.text().contains("https://"), "{}", run.text());
}

#[test]
fn help_now_is_short_enough_to_read_in_fear() {
    for run in [lachan(&["help-now"]), lachan_vi(&["help-now"])] {
        let run = run.expect(0);
        assert!(run.text().contains("111"), "{}", run.text());
        let words = run.text().split_whitespace().count();
        assert!(words <= 140, "{words} words");
    }
}

#[test]
fn guard_names_what_should_not_be_sent_and_why() {
    let draft = "hi, I'm Ben, my number is 0900 000 123, the login code is 482913";
    let run = lachan_given(&["guard"], draft.as_bytes()).expect(0);
    assert!(run.text().contains("0900 000 123"), "{}", run.text());
    assert!(run.text().contains("A phone number"), "{}", run.text());
    let harmless = lachan_given(&["guard"], b"see you at practice, bring water").expect(0);
    assert!(harmless.text().contains("No personal data was recognised"), "{}", harmless.text());
}
