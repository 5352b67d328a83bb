//! `lachan guard`: what in a draft should not be sent, and why.

use std::fmt::Write;
use std::io::{self, IsTerminal, Read};

use signals::{DetectorKind, Detectors, Finding, Speaker, advice};
use text::Language;

use crate::exit::{Exit, Failure, Outcome, tell};
use crate::language::{say, spoken};
use crate::output;

/// A draft is a message, not a book.
const LONGEST_DRAFT: u64 = 1 << 20;

pub(crate) fn run() -> Outcome {
    if io::stdin().is_terminal() {
        tell(say(
            "Gõ tin định gửi, rồi nhấn Ctrl-D.",
            "Type what you mean to send, then press Ctrl-D.",
        ));
    }
    let draft = draft()?;
    let findings = findings(&draft);
    output::print(page(&draft, &findings, spoken()).as_bytes())?;
    Ok(Exit::Done)
}

fn draft() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    io::stdin().take(LONGEST_DRAFT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST_DRAFT {
        return Err(Failure::unreadable(say(
            "tin này dài hơn một mê-ga-byte",
            "this draft is longer than a megabyte",
        ))
        .advise(say(
            "Muốn xem cả cuộc trò chuyện: lachan check -",
            "For a whole chat: lachan check -",
        )));
    }
    String::from_utf8(bytes).map_err(|_| {
        Failure::unreadable(say("tin này không phải văn bản UTF-8", "this draft is not UTF-8 text"))
    })
}

/// What gives the writer away, or leads others astray.
fn findings(draft: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    Detectors::bundled().find(draft, &text::normalise(draft), &mut found);
    found.retain(|finding| {
        let gives_away = finding.signal_as(Speaker::Child).is_some();
        gives_away || matches!(finding.kind, DetectorKind::OddLink | DetectorKind::Appointment)
    });
    found
}

fn page(draft: &str, findings: &[Finding], language: Language) -> String {
    if findings.is_empty() {
        return format!(
            "{}\n",
            say(
                "Không thấy thông tin riêng nào mà Lá Chắn nhận ra. Ảnh và những điều nói vòng vo \
                 thì Lá Chắn không nhận ra được.",
                "No personal data was recognised. Pictures, and what is only hinted at, are not \
                 recognised.",
            )
        );
    }
    let mut page = format!(
        "{}\n",
        say(
            "Khoan gửi. Xem lại những chỗ này trước:",
            "Wait before you send. Look at these first:"
        )
    );
    for finding in findings {
        let words = advice(finding.kind);
        let _ = write!(
            page,
            "\n «{}» · {}\n   {}\n",
            finding.span.of(draft),
            words.what.get(language),
            words.advice.get(language)
        );
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(draft: &str) -> Vec<DetectorKind> {
        findings(draft).into_iter().map(|finding| finding.kind).collect()
    }

    #[test]
    fn what_gives_a_child_away_is_found() {
        assert!(kinds("số em là 0900 000 123 nha").contains(&DetectorKind::Phone));
        assert!(kinds("write me at bong@example.com").contains(&DetectorKind::Email));
    }

    #[test]
    fn everyday_words_pass() {
        assert_eq!(kinds("mai đi học nhớ mang vở toán nha"), []);
        assert_eq!(kinds("see you at practice, bring water"), []);
    }
}
