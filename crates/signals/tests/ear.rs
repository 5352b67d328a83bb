//! The ear's file, and what the bundled ear does with text.

use proptest::prelude::*;
use signals::{Ear, EarError, HEADS, Head, Hearing, Lexicon, Row, Signal, Weights};

fn weights() -> Weights {
    let row = |weight: i8| Row([weight; HEADS]);
    Weights {
        heads: (0..HEADS).map(|head| (0.01, -(head as f32) / 10.0)).collect(),
        concepts: vec!["parent".to_owned(), "no-longer-a-concept".to_owned()],
        tables: [vec![(3, row(5)), (9, row(-7))], vec![(4, row(1))], Vec::new()],
        letters: vec![row(2); 8],
    }
}

#[test]
fn the_same_weights_give_the_same_bytes_and_read_back() {
    let bytes = weights().to_bytes();
    assert_eq!(bytes, weights().to_bytes());
    assert!(Ear::from_bytes(&bytes, Lexicon::bundled()).is_ok());
}

#[test]
fn a_file_cut_anywhere_is_refused_without_a_panic() {
    let bytes = weights().to_bytes();
    for length in 0..bytes.len() {
        let error = Ear::from_bytes(&bytes[..length], Lexicon::bundled()).unwrap_err();
        assert!(matches!(error, EarError::NotAnEar | EarError::Damaged(_)), "{length}: {error}");
    }
}

#[test]
fn a_file_of_something_else_is_refused() {
    let error = Ear::from_bytes(b"PK\x03\x04 not an ear at all", Lexicon::bundled()).unwrap_err();
    assert_eq!(error, EarError::NotAnEar);
}

#[test]
fn the_bundled_ear_hears_an_ask_and_shows_the_words_that_counted() {
    let hearing = Hearing::bundled();
    let mut scanner = hearing.scanner();
    for text in ["send me a pic of you right now", "gửi anh xem ảnh của em đi"] {
        let heard = scanner.hear(text).tones.signals;
        let of = |signal: Signal| heard[signal.index()];
        assert!(
            of(Signal::ImageAsk) > of(Signal::Refusal) && of(Signal::ImageAsk) > -1.0,
            "{text}: {}",
            of(Signal::ImageAsk)
        );
        let spans = hearing.ear().words_that_counted(
            scanner.normalised(),
            scanner.mentions(),
            hearing.lexicon(),
            Head::Signal(Signal::ImageAsk),
            3,
        );
        assert!(!spans.is_empty() && spans.len() <= 3);
        assert!(spans.iter().all(|span| !span.of(text).is_empty()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn hearing_never_panics_and_every_span_fits(text in "\\PC{0,120}") {
        let hearing = Hearing::bundled();
        let mut scanner = hearing.scanner();
        let heard = scanner.hear(&text);
        prop_assert!(heard.tones.signals.iter().all(|tone| tone.is_finite()));
        for sign in scanner.signs(0.0) {
            for span in sign.spans {
                prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut file = b"LCEAR\0\0\x01".to_vec();
        file.extend(bytes);
        let _ = Ear::from_bytes(&file, Lexicon::bundled());
    }
}
