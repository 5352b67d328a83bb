use report::terminal::{Style, render};
use text::Language;

use crate::sample::{one_sided, report, several, sextortion};

const PLAIN: Style = Style { colour: false, width: 80 };

#[test]
fn a_high_one_in_vietnamese() {
    insta::assert_snapshot!(render(&report(&[sextortion()], Language::Vi), PLAIN));
}

#[test]
fn a_high_one_on_a_narrow_window() {
    let narrow = Style { width: 40, ..PLAIN };
    insta::assert_snapshot!(render(&report(&[sextortion()], Language::Vi), narrow));
}

#[test]
fn a_high_one_in_english_and_colour() {
    let colour = Style { colour: true, ..PLAIN };
    insta::assert_snapshot!(render(&report(&[sextortion()], Language::En), colour));
}

#[test]
fn no_sign_on_one_side() {
    insta::assert_snapshot!(render(&report(&[one_sided()], Language::Vi), PLAIN));
}

#[test]
fn several_conversations() {
    insta::assert_snapshot!(render(&report(&several(), Language::En), PLAIN));
}

#[test]
fn what_is_below_the_chosen_level_is_counted() {
    let mut report = report(&several(), Language::Vi);
    report.retain_from(risk::Level::Emergency);
    let text = render(&report, PLAIN);
    assert!(text.contains("Đã đọc 5 cuộc trò chuyện, 30 tin nhắn."), "{text}");
    assert!(text.contains("5 cuộc trò chuyện: dưới mức được chọn nên không hiện ở đây."), "{text}");
}

#[test]
fn nothing_at_all() {
    insta::assert_snapshot!(render(&report(&[], Language::Vi), PLAIN));
}

#[test]
fn keeps_to_the_window_and_shows_no_colour_unasked() {
    use unicode_width::UnicodeWidthStr;
    for language in Language::ALL {
        for width in [0, 40, 57, 80, 100, 400] {
            let text = render(&report(&several(), language), Style { colour: false, width });
            assert!(!text.contains('\u{1b}'));
            let widest = text.lines().map(UnicodeWidthStr::width).max();
            assert!(widest <= Some(width.clamp(40, 100)), "{widest:?} in {width}\n{text}");
        }
    }
}

#[test]
fn nothing_in_a_message_or_name_steers_the_terminal() {
    let (mut conversation, assessment) = sextortion();
    conversation.title = Some("\u{1b}]0;title\u{7}".to_owned());
    conversation.participants[0].name = "M\u{1b}[2J".to_owned();
    conversation.messages[2].text.push_str("\u{1b}[31m\u{202e}\r");
    let text = render(&report(&[(conversation, assessment)], Language::En), PLAIN);
    let steering = |letter: char| letter.is_control() && letter != '\n' || letter == '\u{202e}';
    assert!(!text.contains(steering), "{text:?}");
}
