//! What a line of a log tells of what people said.

use super::header::Header;

/// Something that somebody said, or that all were told.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Speech<'a> {
    /// To everyone.
    Said { nick: &'a str, text: &'a str },
    /// To one person; `None` is the owner of the log.
    Whispered { from: Option<&'a str>, to: Option<&'a str>, text: &'a str },
    /// To the one who was whispered with last.
    Answered { from: &'a str, text: &'a str },
    /// Somebody came or went, or the game said something in the chat.
    Notice(&'a str),
}

/// Reads the words of a line; `None` where they are no talk.
pub(super) fn parse<'a>(header: &Header<'a>) -> Option<Speech<'a>> {
    if !header.informs {
        return None;
    }
    let (text, in_chat) = without_marks(header);
    let text = text.trim();
    angled(text)
        .or_else(|| whispered(text))
        .or_else(|| command(text))
        .or_else(|| acted(text, in_chat))
        .or_else(|| if in_chat { plugin(text) } else { None })
        .or_else(|| {
            // What else stands in a player's chat was shown to all.
            let shown = header.thread.is_empty() || !header.thread.starts_with("Async Chat");
            (came_or_went(text) || in_chat && shown && !text.is_empty())
                .then_some(Speech::Notice(text))
        })
}

/// The words without `[CHAT]`, `[System]` and `[Not Secure]`, and whether they stood in the chat.
fn without_marks<'a>(header: &Header<'a>) -> (&'a str, bool) {
    let mut text = header.text;
    let mut in_chat = header.thread.starts_with("Async Chat Thread");
    loop {
        let rest = ["[CHAT]", "[System]", "[Not Secure]", "[Modified]"]
            .iter()
            .find_map(|mark| text.strip_prefix(mark).map(|rest| (*mark, rest)));
        match rest {
            Some((mark, rest)) => {
                in_chat |= mark == "[CHAT]";
                text = rest.trim_start();
            }
            None => return (text, in_chat),
        }
    }
}

/// `<Nick> words`, where plug-ins may put a rank before or into it: `[Admin] <Nick> words`.
fn angled(text: &str) -> Option<Speech<'_>> {
    let text = after_ranks(text);
    let (name, words) = text.strip_prefix('<')?.split_once('>')?;
    let nick = nick_in(name)?;
    Some(Speech::Said { nick, text: words.trim() })
}

/// `Nick whispers to you: words`, `You whisper to Nick: words`, `[Nick -> me] words`.
fn whispered(text: &str) -> Option<Speech<'_>> {
    if let Some((nick, words)) = text.split_once(" whispers to you: ") {
        return Some(Speech::Whispered { from: Some(nick_in(nick)?), to: None, text: words });
    }
    if let Some((nick, words)) =
        text.strip_prefix("You whisper to ").and_then(|rest| rest.split_once(": "))
    {
        return Some(Speech::Whispered { from: None, to: Some(nick_in(nick)?), text: words });
    }
    // Plug-ins' own ways, in brackets.
    let (pair, words) = text.strip_prefix('[')?.split_once(']')?;
    let (from, to) = pair.split_once(" -> ").or_else(|| pair.split_once(" » "))?;
    let side = |name: &'_ str| matches!(name.trim(), "me" | "you" | "You" | "Me" | "tôi" | "bạn");
    let from = if side(from) { None } else { Some(nick_in(from)?) };
    let to = if side(to) { None } else { Some(nick_in(to)?) };
    let words = words.trim_start_matches(':').trim();
    (from.is_some() || to.is_some()).then_some(Speech::Whispered { from, to, text: words })
}

/// `Nick issued server command: /msg Other words`
fn command(text: &str) -> Option<Speech<'_>> {
    const WHISPERS: &[&str] =
        &["msg", "tell", "w", "whisper", "m", "t", "pm", "dm", "emsg", "etell", "message", "pmsg"];
    const ANSWERS: &[&str] = &["r", "reply", "er", "ereply"];
    let (nick, command) = text.split_once(" issued server command: /")?;
    let from = nick_in(nick)?;
    let (word, rest) = command.split_once(' ')?;
    let word = word.to_ascii_lowercase();
    let word =
        word.strip_prefix("minecraft:").or(word.strip_prefix("essentials:")).unwrap_or(&word);
    if ANSWERS.contains(&word) {
        return Some(Speech::Answered { from, text: rest });
    }
    if word == "me" || word == "say" {
        return Some(Speech::Said { nick: from, text: rest });
    }
    let (to, words) = rest.split_once(' ')?;
    let to = nick_in(to).filter(|_| WHISPERS.contains(&word))?;
    Some(Speech::Whispered { from: Some(from), to: Some(to), text: words })
}

/// `* Nick dances`
fn acted(text: &str, in_chat: bool) -> Option<Speech<'_>> {
    let (name, text) = text.strip_prefix("* ")?.split_once(' ')?;
    let nick = nick_in(name).filter(|_| in_chat || is_nick(name))?;
    Some(Speech::Said { nick, text })
}

/// What plug-ins make of `<Nick> words`: `[Rank] Nick: words`, `Nick » words`, `Nick > words`.
fn plugin(text: &str) -> Option<Speech<'_>> {
    let text = after_ranks(text);
    let at = [": ", " » ", " > ", " >> ", " ➜ ", " → "]
        .iter()
        .filter_map(|mark| text.find(mark).map(|at| (at, mark.len())))
        .min()?;
    let (name, words) = (text.get(..at.0)?, text.get(at.0 + at.1..)?);
    // One word that could be a nick, or a title and a nick.
    let nick = nick_in(name).filter(|_| name.split_whitespace().count() <= 2)?;
    Some(Speech::Said { nick, text: words })
}

/// Passes over `[Rank]`, `(World)` and the like before a name.
fn after_ranks(text: &str) -> &str {
    let mut rest = text;
    // No server puts more before a name.
    for _ in 0..4 {
        let close = match rest.chars().next() {
            Some('[') => ']',
            Some('(') => ')',
            Some('{') => '}',
            _ => break,
        };
        match rest.split_once(close) {
            Some((rank, after)) if rank.len() <= 40 && !after.trim().is_empty() => {
                rest = after.trim_start();
            }
            _ => break,
        }
    }
    rest
}

/// The nick in what stands for a name, without a rank before it and marks around it.
fn nick_in(name: &str) -> Option<&str> {
    let last = name.split_whitespace().next_back()?;
    let bare = last.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '_');
    // A rank may stand right before the nick, `[VIP]minh06`.
    let bare = bare.rsplit([']', ')', '}']).next().unwrap_or(bare);
    is_nick(bare).then_some(bare)
}

/// The game takes letters, digits and `_`; plug-ins let people choose any letters.
fn is_nick(word: &str) -> bool {
    let letters = word.chars().count();
    (1..=32).contains(&letters)
        && word.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && !word.bytes().all(|byte| byte.is_ascii_digit())
}

/// `Nick joined the game`, `Nick left the game`.
fn came_or_went(text: &str) -> bool {
    let name =
        text.strip_suffix(" joined the game").or_else(|| text.strip_suffix(" left the game"));
    name.is_some_and(|name| name.split_whitespace().count() == 1)
}

/// Whose game a player's log is, where a line says so.
pub(super) fn owner(text: &str) -> Option<&str> {
    let name = text.strip_prefix("Setting user: ").or_else(|| {
        let arguments = text.strip_prefix("ModLauncher running: args [")?;
        let (_, after) = arguments.split_once("--username, ")?;
        after.split([',', ']']).next()
    })?;
    let name = name.trim();
    is_nick(name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speech<'a>(thread: &'a str, text: &'a str) -> Option<Speech<'a>> {
        parse(&Header { day: None, time: (0, 0, 0), thread, informs: true, text })
    }

    #[test]
    fn what_is_said_to_all() {
        for (thread, text, nick, words) in [
            ("Async Chat Thread - #0", "<minh06> ai xây", "minh06", "ai xây"),
            ("Async Chat Thread - #0", "[Not Secure] <bong03> mình", "bong03", "mình"),
            ("Async Chat Thread - #0", "[VIP] minh06: ai xây: nào", "minh06", "ai xây: nào"),
            ("Async Chat Thread - #0", "minh06 » ai xây", "minh06", "ai xây"),
            ("Render thread", "[CHAT] <minh06> ok", "minh06", "ok"),
            ("Render thread", "[CHAT] [Thành viên] ★minh06: ok", "minh06", "ok"),
            ("Render thread", "[System] [CHAT] [Lobby] [VIP] minh06 > 3 < 5", "minh06", "3 < 5"),
            ("Server thread", "<[Admin]minh06> hi", "minh06", "hi"),
            ("Server thread", "* minh06 dances", "minh06", "dances"),
            ("", "<minh06> hi", "minh06", "hi"),
        ] {
            assert_eq!(speech(thread, text), Some(Speech::Said { nick, text: words }), "{text}");
        }
    }

    #[test]
    fn what_is_said_to_one() {
        for (text, from, to, words) in [
            ("[CHAT] minh06 whispers to you: mấy tuổi", Some("minh06"), None, "mấy tuổi"),
            ("[CHAT] You whisper to minh06: 11", None, Some("minh06"), "11"),
            ("[CHAT] [minh06 -> me] nhà ở đâu", Some("minh06"), None, "nhà ở đâu"),
            ("[CHAT] [me -> minh06] bí mật", None, Some("minh06"), "bí mật"),
            (
                "minh06 issued server command: /msg bong03 a b",
                Some("minh06"),
                Some("bong03"),
                "a b",
            ),
            (
                "minh06 issued server command: /minecraft:tell bong03 a",
                Some("minh06"),
                Some("bong03"),
                "a",
            ),
        ] {
            let expected = Speech::Whispered { from, to, text: words };
            assert_eq!(speech("Server thread", text), Some(expected), "{text}");
        }
        let answer = speech("Server thread", "bong03 issued server command: /r ok nha");
        assert_eq!(answer, Some(Speech::Answered { from: "bong03", text: "ok nha" }));
    }

    #[test]
    fn what_nobody_said() {
        for text in [
            "minh06 joined the game",
            "[System] [CHAT] minh06 has made the advancement [Stone Age]",
            "[CHAT] [Debug]: Reloading all chunks",
        ] {
            assert!(matches!(speech("Render thread", text), Some(Speech::Notice(_))), "{text}");
        }
        for text in [
            "Loaded 7 recipes",
            "minh06[/203.0.113.5:1234] logged in with entity id 5",
            "Saved 1880 block chunks: ok",
            "bong03 issued server command: /home",
            "bong03 issued server command: /login secret",
            "Environment: authHost='https://x'",
        ] {
            assert_eq!(speech("Server thread", text), None, "{text}");
        }
    }

    #[test]
    fn whose_game_it_is() {
        assert_eq!(owner("Setting user: bong03"), Some("bong03"));
        assert_eq!(
            owner("ModLauncher running: args [--username, bong03, --version, 1.21]"),
            Some("bong03")
        );
        assert_eq!(owner("<minh06> Setting user: bong03"), None);
    }
}
