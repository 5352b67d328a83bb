use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;
use text::Localised;

use crate::DetectorKind;

/// What is said about one kind of find.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// What it is, in a line.
    pub what: Localised,
    /// What to say to someone about to send it.
    pub advice: Localised,
}

static ADVICE: LazyLock<HashMap<DetectorKind, Advice>> = LazyLock::new(|| {
    // A fault in the bundled file fails the test below, so it never ships.
    toml::from_str(include_str!("../../../../packs/detectors/advice.toml")).unwrap_or_default()
});

/// What a kind of find is and what to say to someone about to send it, in plain words.
pub fn advice(kind: DetectorKind) -> &'static Advice {
    static NOTHING: Advice = Advice {
        what: Localised { vi: String::new(), en: String::new() },
        advice: Localised { vi: String::new(), en: String::new() },
    };
    ADVICE.get(&kind).unwrap_or(&NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_words() {
        use DetectorKind::*;
        let kinds = [
            Phone,
            Email,
            Place,
            Link,
            OddLink,
            OneTimeCode,
            Password,
            BankAccount,
            Card,
            IdNumber,
            Age,
            BirthDate,
            Money,
            Appointment,
        ];
        for kind in kinds {
            let Advice { what, advice } = advice(kind);
            for text in [&what.vi, &what.en, &advice.vi, &advice.en] {
                assert!(!text.is_empty(), "{kind:?} has no text");
                assert!(!text.to_lowercase().contains("an toàn"), "{kind:?} promises safety");
            }
        }
        assert_eq!(ADVICE.len(), kinds.len());
    }
}
