//! What of a mail its writer said, and what it only quotes or passes on.

use crate::html::{Html, OpenElements, Token, push_collapsed};

/// A mail's words, taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) said: String,
    /// What another wrote and this mail passes on.
    pub(super) passed_on: Option<String>,
    /// Whether it quotes the mail that it answers.
    pub(super) quotes: bool,
}

/// Takes plain text apart. `passes_on` says that the subject is of a mail that is passed on.
pub(super) fn of_plain(text: &str, passes_on: bool) -> Letter {
    let lines: Vec<&str> = text.lines().collect();
    let mut letter = Letter::default();
    let mut said: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let rest = lines.get(at..).unwrap_or_default();
        let original = is_original(line) || begins_header_block(rest);
        if is_forward(line) || original && passes_on {
            letter.passed_on = Some(of_forwarded(rest)).filter(|text| !text.is_empty());
            break;
        }
        if original {
            letter.quotes = true;
            break;
        }
        if line.starts_with('>') {
            // “Vào 3 thg 6, 2024, Mẹ đã viết:” stands before the first quoted line.
            if !letter.quotes || said.last().is_some_and(|line| !line.trim().is_empty()) {
                drop_attribution(&mut said);
            }
            letter.quotes = true;
            continue;
        }
        said.push(line);
    }
    if !letter.quotes && letter.passed_on.is_none() {
        // Some programs quote without marks after the line that says who wrote.
        if let Some(at) = said.iter().position(|line| is_attribution(line)) {
            let nothing_more = said.iter().skip(at + 1).all(|line| line.trim().is_empty());
            if nothing_more {
                said.truncate(at);
            }
        }
    }
    letter.said = squeezed(&said);
    letter
}

/// The words without blank lines around and more than one between.
fn squeezed(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut blank = false;
    for line in lines.iter().map(|line| line.trim_end()) {
        if line.is_empty() {
            blank = !text.is_empty();
            continue;
        }
        if !text.is_empty() {
            text.push_str(if blank { "\n\n" } else { "\n" });
        }
        blank = false;
        text.push_str(line);
    }
    text
}

/// What was passed on, without the headers that say whose it was.
fn of_forwarded(lines: &[&str]) -> String {
    let is_mark = |line: &str| {
        let line = line.trim();
        line.is_empty() || line.starts_with("___") || is_forward(line) || is_original(line)
    };
    let before =
        lines.iter().take_while(|line| is_mark(line) || header_name(line).is_some()).count();
    squeezed(lines.get(before..).unwrap_or_default())
}

/// Takes off the line, broken over up to three, that says who wrote what is quoted next.
fn drop_attribution(said: &mut Vec<&str>) {
    let end = said.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |at| at + 1);
    let whole = (1..=3.min(end)).map(|lines| end - lines).find(|from| {
        let lines = said.get(*from..end).unwrap_or_default();
        is_attribution(&lines.join(" "))
    });
    // “Mẹ <me@example.com> wrote:”, without a date.
    let bare = || {
        let last = said.get(end.checked_sub(1)?)?;
        (last.contains('@') && ends_with_wrote(last)).then_some(end - 1)
    };
    if let Some(from) = whole.or_else(bare) {
        said.truncate(from);
    }
}

/// “On Mon, 3 Jun 2024, Mum wrote:”, “Vào 15:02, Mẹ <me@example.com> đã viết:”.
fn is_attribution(line: &str) -> bool {
    const BEGINNINGS: &[&str] =
        &["on ", "vào ", "lúc ", "ngày ", "am ", "le ", "el ", "em ", "il ", "op "];
    let lower = line.trim().to_lowercase();
    let begins = BEGINNINGS.iter().any(|start| lower.starts_with(start));
    let dated = lower.contains(|letter: char| letter.is_ascii_digit()) || lower.contains('@');
    begins && dated && ends_with_wrote(line)
}

fn ends_with_wrote(line: &str) -> bool {
    const VERBS: &[&str] = &[
        "wrote:",
        "viết:",
        "viết như sau:",
        "schrieb:",
        "a écrit :",
        "a écrit:",
        "escribió:",
        "escreveu:",
        "ha scritto:",
        "schreef:",
    ];
    let lower = line.trim().to_lowercase();
    lower.len() < 400 && VERBS.iter().any(|verb| lower.ends_with(verb))
}

/// The line before a mail that is passed on.
fn is_forward(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "forwarded message",
        "begin forwarded message:",
        "thư đã chuyển tiếp",
        "thư được chuyển tiếp",
        "tin nhắn được chuyển tiếp",
        "bắt đầu thư được chuyển tiếp:",
        "weitergeleitete nachricht",
        "message transféré",
        "mensaje reenviado",
        "mensagem encaminhada",
    ];
    let bare = line.trim().trim_matches('-').trim().to_lowercase();
    let dashed = line.trim_start().starts_with("---");
    WORDS.contains(&bare.as_str()) && (dashed || bare.ends_with(':'))
}

/// The line before a mail that is answered, in Outlook.
fn is_original(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "original message",
        "original appointment",
        "thư gốc",
        "tin nhắn gốc",
        "thông báo gốc",
        "ursprüngliche nachricht",
        "message d'origine",
        "mensaje original",
        "mensagem original",
    ];
    let line = line.trim();
    line.starts_with("---")
        && WORDS.contains(&line.trim_matches('-').trim().to_lowercase().as_str())
}

/// Whether the lines begin with headers of another mail, as Outlook quotes without any mark.
fn begins_header_block(lines: &[&str]) -> bool {
    let mut lines = lines.iter().copied();
    let first = lines.next().unwrap_or_default();
    let first = if first.trim_start().starts_with("_____") {
        lines.find(|line| !line.trim().is_empty()).unwrap_or_default()
    } else {
        first
    };
    let names: Vec<&str> =
        std::iter::once(first).chain(lines).take(5).map_while(header_name).collect();
    names.first() == Some(&"from") && names.contains(&"date") && names.len() >= 3
}

/// Which header a line of a quoted mail is.
fn header_name(line: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &[&str])] = &[
        ("from", &["from", "từ", "người gửi", "von", "de"]),
        (
            "date",
            &["sent", "date", "đã gửi", "ngày", "ngày gửi", "gửi", "gesendet", "envoyé", "enviado"],
        ),
        ("to", &["to", "đến", "tới", "người nhận", "an", "à", "para", "cc", "bcc", "reply-to"]),
        ("subject", &["subject", "chủ đề", "tiêu đề", "betreff", "objet", "asunto", "assunto"]),
    ];
    let (name, _) = line.trim().trim_matches('*').split_once(':')?;
    let name = name.trim().trim_matches('*').to_lowercase();
    NAMES.iter().find(|(_, words)| words.contains(&name.as_str())).map(|(name, _)| *name)
}

/// A subject taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Subject<'s> {
    /// Without `Re:`, `Fwd:`, `Trả lời:` and their like.
    pub(super) bare: &'s str,
    pub(super) answers: bool,
    pub(super) passes_on: bool,
}

pub(super) fn subject(text: &str) -> Subject<'_> {
    const ANSWERS: &[&str] = &["re", "aw", "sv", "res", "antw", "trả lời", "tl", "hồi âm"];
    const PASSES_ON: &[&str] = &["fwd", "fw", "wg", "tr", "rv", "enc", "chuyển tiếp", "ct"];
    let mut subject = Subject { bare: text.trim(), answers: false, passes_on: false };
    while let Some((mark, after)) = subject.bare.split_once(':') {
        // `Re[2]:`
        let mark = mark.split('[').next().unwrap_or(mark).trim().to_lowercase();
        match () {
            () if ANSWERS.contains(&mark.as_str()) => subject.answers = true,
            () if PASSES_ON.contains(&mark.as_str()) => subject.passes_on = true,
            () => break,
        }
        subject.bare = after.trim_start();
    }
    subject
}

/// What an element of an HTML mail is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Role {
    #[default]
    Words,
    /// A mail that is answered.
    Quoted,
    /// What is not shown.
    Hidden,
}

/// Takes HTML apart.
pub(super) fn of_html(html: &str, passes_on: bool) -> Letter {
    const BLOCKS: &[&str] = &[
        "div",
        "p",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "table",
        "ul",
        "ol",
        "blockquote",
        "pre",
        "hr",
    ];
    let mut tokens = Html::new(html.as_bytes());
    let mut elements = OpenElements::<Role>::new();
    let mut text = String::new();
    // Whether a mail is passed on, as far as the words have been looked at.
    let (mut forwards, mut looked) = (false, 0);
    // Reading from memory does not fail.
    while let Ok(Some(token)) = tokens.next() {
        match token {
            Token::Open(tag) => {
                let outer = elements.meaning();
                let classes = tag.attribute("class").unwrap_or_default();
                let quoting = tag.is("blockquote")
                    || classes
                        .split_ascii_whitespace()
                        .any(|class| matches!(class, "yahoo_quoted" | "protonmail_quote"));
                if quoting && outer == Role::Words {
                    end_line(&mut text);
                    forwards |= text.get(looked..).unwrap_or_default().lines().any(is_forward);
                    looked = text.len();
                }
                let role = match outer {
                    Role::Words if tag.is("head") || tag.is("title") => Role::Hidden,
                    // Apple Mail puts into the same element a mail that is passed on.
                    Role::Words if quoting && !forwards => {
                        text.push_str(">\n");
                        Role::Quoted
                    }
                    outer => outer,
                };
                if tag.is("br") && role == Role::Words {
                    text.push('\n');
                } else if role == Role::Words && BLOCKS.iter().any(|block| tag.is(block)) {
                    end_line(&mut text);
                }
                if !tag.is_void() {
                    elements.open(&tag, role);
                }
            }
            Token::Close(name) => {
                let is_block = BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block));
                elements.close(name);
                if elements.meaning() == Role::Words && is_block {
                    end_line(&mut text);
                }
            }
            Token::Text(words) => {
                if elements.meaning() == Role::Words {
                    push_collapsed(&mut text, &words);
                }
            }
        }
    }
    of_plain(&text, passes_on)
}

fn end_line(text: &mut String) {
    text.truncate(text.trim_end_matches(' ').len());
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letter(said: &str, passed_on: Option<&str>, quotes: bool) -> Letter {
        Letter { said: said.to_owned(), passed_on: passed_on.map(str::to_owned), quotes }
    }

    #[test]
    fn what_is_quoted_is_not_said_again() {
        for text in [
            "Dạ con nhớ rồi\n\nVào 15:02, 3 thg 6, 2024, Mẹ <me@example.com> đã viết:\n> Nhớ bài\n> nhé\n",
            "Dạ con nhớ rồi\n\nOn Mon, 3 Jun 2024 at 15:02, Someone with a name\n<me@example.com> wrote:\n\n> Nhớ bài\n",
            "Dạ con nhớ rồi\n\n-----Original Message-----\nFrom: Mẹ\nSent: Monday\nNhớ bài\n",
            "Dạ con nhớ rồi\n\nTừ: Mẹ <me@example.com>\nĐã gửi: Thứ Hai\nĐến: Bống\nChủ đề: Bài\n\nNhớ bài\n",
            "Dạ con nhớ rồi\n________________________________\nFrom: Mẹ\nSent: Monday\nTo: Bống\n\nNhớ bài\n",
            "> Nhớ bài nhé\nDạ con nhớ rồi\n",
        ] {
            assert_eq!(of_plain(text, false), letter("Dạ con nhớ rồi", None, true), "{text}");
        }
        let between = "> đi không?\nđi\n\n> mấy giờ?\nba giờ\n";
        assert_eq!(of_plain(between, false).said, "đi\n\nba giờ");
    }

    #[test]
    fn words_that_only_look_like_quotes_stay() {
        for text in
            ["On Monday he wrote: hi", "From: here\nto there", "Hôm qua nó viết:\n- a", "3 > 2"]
        {
            assert_eq!(of_plain(text, false), letter(text, None, false), "{text}");
        }
    }

    #[test]
    fn what_is_passed_on_is_told_from_what_is_said() {
        let gmail = "Xem này\n\n---------- Forwarded message ---------\nFrom: Lạ <la@example.com>\nDate: Mon\nSubject: x\n\nGửi ảnh đi\n";
        assert_eq!(of_plain(gmail, true), letter("Xem này", Some("Gửi ảnh đi"), false));
        let outlook = "Xem này\n\nFrom: Lạ\nSent: Monday\nTo: Bống\nSubject: x\n\nGửi ảnh đi\n";
        assert_eq!(of_plain(outlook, true), letter("Xem này", Some("Gửi ảnh đi"), false));
        assert_eq!(of_plain(outlook, false), letter("Xem này", None, true));
        let apple = "<div>Xem này<br><blockquote type=\"cite\">Begin forwarded message:<br><b>From: </b>Lạ<br><br>Gửi ảnh đi</blockquote></div>";
        assert_eq!(of_html(apple, true).said, "Xem này");
    }

    #[test]
    fn html_is_read_as_it_is_shown() {
        let html = "<html><head><title>x</title><style>p{}</style></head><body><p>D&#7841; con\n nh&#7899;<br>r&#7891;i</p>\
            <div class=\"gmail_quote\"><div class=\"gmail_attr\">On Mon, 3 Jun 2024, Mum wrote:<br></div>\
            <blockquote class=\"gmail_quote\">Nh&#7899; b&agrave;i</blockquote></div><div>M&aacute;i</div></body></html>";
        assert_eq!(of_html(html, false), letter("Dạ con nhớ\nrồi\nMái", None, true));
    }

    #[test]
    fn subjects_lose_their_marks() {
        let of = |text| {
            let Subject { bare, answers, passes_on } = subject(text);
            (bare, answers, passes_on)
        };
        assert_eq!(of("Re: Fwd: Bài tập"), ("Bài tập", true, true));
        assert_eq!(of("Trả lời: RE[2]: Bài: số 3"), ("Bài: số 3", true, false));
        assert_eq!(of("Bài: số 3"), ("Bài: số 3", false, false));
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,60}", html in "[<>/a-z=\" ]{0,60}") {
            let _ = (of_plain(&text, true), of_html(&html, false), subject(&text));
        }
    }
}
