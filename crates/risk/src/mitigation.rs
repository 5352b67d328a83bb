macro_rules! mitigations {
    ($($variant:ident $name:literal $doc:literal;)*) => {
        /// A named thing that may lower what ear and reader heard. Nothing else may.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Mitigation { $(#[doc = $doc] $variant,)* }

        impl Mitigation {
            /// Every mitigation, in the order of their numbers.
            pub const ALL: [Mitigation; Mitigation::COUNT] = [$(Mitigation::$variant,)*];
            /// How many there are.
            pub const COUNT: usize = [$($name,)*].len();

            /// Its stable name, as in files and JSON.
            pub fn name(self) -> &'static str {
                match self { $(Mitigation::$variant => $name,)* }
            }
        }
    };
}

mitigations! {
    FamilyTalk "family-talk" "Someone of the family speaks of the family's own affairs.";
    Banter "banter" "Teasing that goes both ways.";
    OfficialContext "official-context" "A known office, shop or bank follows its public ways.";
    SurpriseParty "surprise-party" "A secret that ends in a treat.";
    WarningGiven "warning-given" "The message itself warns of a trick.";
    QuotesOrNews "quotes-or-news" "It tells of someone else, of news, a film, a game.";
}

impl Mitigation {
    /// Whether it takes both sides: who laughs alone laughs at someone.
    pub fn takes_both(self) -> bool {
        self == Mitigation::Banter
    }

    /// The mitigation with this stable name.
    pub fn from_name(name: &str) -> Option<Mitigation> {
        Mitigation::ALL.into_iter().find(|mitigation| mitigation.name() == name)
    }
}
