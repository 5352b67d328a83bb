//! Finding a participant by the name that a person typed.

use chats::{Conversation, ParticipantId};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A name as typed, to be found among participants: as written first, then whatever its case, then
/// whatever its diacritics («Bong» finds «Bống»).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    typed: String,
}

/// Why a name leads to nobody in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotFound {
    /// Nobody is called so.
    Nobody,
    /// Several are.
    Several,
}

impl Name {
    pub(crate) fn new(typed: String) -> Name {
        Name { typed }
    }

    pub(crate) fn as_typed(&self) -> &str {
        &self.typed
    }

    /// The one participant of this name.
    pub(crate) fn find(&self, conversation: &Conversation) -> Result<ParticipantId, NotFound> {
        let ways: [fn(&str) -> String; 3] = [composed, lower, bare];
        for folded in ways {
            let wanted = folded(&self.typed);
            let mut alike = (0..)
                .zip(&conversation.participants)
                .filter(|(_, participant)| folded(&participant.name) == wanted)
                .map(|(index, _)| ParticipantId(index));
            match (alike.next(), alike.next()) {
                (Some(only), None) => return Ok(only),
                (Some(_), Some(_)) => return Err(NotFound::Several),
                (None, _) => {}
            }
        }
        Err(NotFound::Nobody)
    }
}

/// One Unicode form, without blanks around or characters that cannot be seen.
fn composed(name: &str) -> String {
    let seen = |c: &char| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    name.trim().nfc().filter(seen).collect()
}

fn lower(name: &str) -> String {
    composed(name).to_lowercase()
}

/// Without diacritics.
fn bare(name: &str) -> String {
    let letters = lower(name).nfd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    letters.replace('đ', "d")
}

#[cfg(test)]
mod tests {
    use chats::Participant;

    use super::*;

    fn find(typed: &str, names: &[&str]) -> Result<u16, NotFound> {
        let participants = names.iter().map(|name| Participant { name: (*name).to_owned() });
        let conversation =
            Conversation { participants: participants.collect(), ..Conversation::default() };
        Name::new(typed.to_owned()).find(&conversation).map(|found| found.0)
    }

    #[test]
    fn case_diacritics_and_unicode_form_do_not_matter() {
        let names = ["Mẹ", "Bống 🐟", "Đạt"];
        for (typed, index) in
            [("Mẹ", 0), ("me", 0), ("MẸ", 0), ("bong 🐟", 1), ("dat", 2), ("Me\u{323}", 0)]
        {
            assert_eq!(find(typed, &names), Ok(index), "{typed}");
        }
        assert_eq!(find("Bố", &names), Err(NotFound::Nobody));
    }

    #[test]
    fn the_closest_spelling_wins_and_a_tie_is_said() {
        assert_eq!(find("Lan", &["Lân", "Lan"]), Ok(1));
        assert_eq!(find("lan", &["Lân", "Lan"]), Ok(1));
        assert_eq!(find("lan", &["Lân", "Lần"]), Err(NotFound::Several));
    }
}
