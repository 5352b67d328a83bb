//! The table `cases.tsv`: what each text reads as, shorthand left alone.

#![allow(clippy::unwrap_used)]

use lachan_text::{Language, WordFlags, WordKey, normalise};

fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        plain.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        plain.push_str(rest);
    }
    plain
}

#[test]
fn texts_read_as_the_table_says() {
    let mut wrong = Vec::new();
    for line in include_str!("cases.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut columns = line.split('\t');
        let (text, words) = (unescape(columns.next().unwrap()), columns.next().unwrap());
        let read = normalise(&text);
        if read.letters.trim_end() != words {
            wrong.push(format!("{text}\n  expected {words}\n  read     {}", read.letters));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn key_of(word: &str) -> (WordKey, WordKey) {
    let read = normalise(word);
    assert_eq!(read.words.len(), 1, "{word}");
    (read.words[0].bare, read.words[0].marked)
}

#[test]
fn the_tone_may_stand_on_either_vowel() {
    for (old, new) in [("hòa", "hoà"), ("thúy", "thuý"), ("khỏe", "khoẻ"), ("tòan", "toàn")]
    {
        assert_eq!(key_of(old), key_of(new));
    }
}

#[test]
fn marked_keys_tell_words_apart_and_bare_keys_do_not() {
    let words = ["ma", "má", "mà", "mả", "mã", "mạ", "mâ", "mă"].map(key_of);
    for (at, (bare, marked)) in words.iter().enumerate() {
        assert_eq!(*bare, words[0].0);
        assert!(words[..at].iter().all(|(_, other)| other != marked));
    }
    assert_eq!(words[0].0, words[0].1);
    assert_ne!(key_of("đi").1, key_of("di").1);
}

#[test]
fn leftover_keys_give_the_marked_word() {
    for (typed, word) in
        [("anhr", "ảnh"), ("dduwngf", "đừng"), ("d9i", "đi"), ("a3nh", "ảnh"), ("muwowif", "mười")]
    {
        assert_eq!(key_of(typed), key_of(word), "{typed}");
    }
}

#[test]
fn a_writer_uses_diacritics_or_does_not() {
    let marked = ["đừng kể ba mẹ nghe nha", "anh gửi em xem", "ok để mai", "Được rồi"];
    let unmarked = [
        "dung ke ba me nghe nha",
        "send a pic",
        "hôm nay khong di hoc duoc vi bi om",
        "hey Hương wyd",
        "a café near the beach",
        "anh ok",
        "",
    ];
    for message in marked {
        assert!(normalise(message).marked, "{message}");
    }
    for message in unmarked {
        assert!(!normalise(message).marked, "{message}");
    }
}

#[test]
fn the_language_is_told_where_the_words_tell_it() {
    let (vi, en) = (Some(Language::Vi), Some(Language::En));
    let cases = [
        ("đừng kể ai nghe nha", vi),
        ("dung ke ai nghe nha", vi),
        ("e oi toi nay onl k", vi),
        ("send me a pic", en),
        ("what are u doing", en),
        ("mai anh chuyen khoan cho em nhe ok", vi),
        ("0900 000 123", None),
        ("😂😂", None),
    ];
    for (message, language) in cases {
        assert_eq!(normalise(message).language, language, "{message}");
    }
}

#[test]
fn flags_say_how_a_word_was_written() {
    let flags =
        |message: &str| normalise(message).words.iter().map(|w| w.flags).collect::<Vec<_>>();
    let read = flags("SEND it NOW ?! s3nd 12 😂\nok");
    assert!(read[0].has(WordFlags::CAPITALS) && !read[1].has(WordFlags::CAPITALS));
    assert!(
        read[2].has(WordFlags::QUESTION.with(WordFlags::STOP)) && !read[1].has(WordFlags::STOP)
    );
    assert!(read[3].has(WordFlags::DISGUISED) && !read[3].has(WordFlags::DIGIT));
    assert!(read[4].has(WordFlags::DIGIT) && !read[4].has(WordFlags::DISGUISED));
    assert!(read[5].has(WordFlags::EMOJI.with(WordFlags::STOP)));
    assert!(read[6].has(WordFlags::STOP));
    assert!(!flags("example.com is 3.5")[0].has(WordFlags::STOP));
    assert!(flags("ѕеnd")[0].has(WordFlags::DISGUISED));
    assert!(!flags("привет")[0].has(WordFlags::DISGUISED));
}

#[test]
fn a_word_that_is_too_long_is_cut() {
    let read = normalise(&"ab".repeat(100));
    let sizes: Vec<u32> = read.words.iter().map(|w| w.letters.end - w.letters.start).collect();
    assert_eq!(sizes, [64, 64, 64, 8]);
}
