use serde::{Deserialize, Serialize};

macro_rules! tricks {
    ($($variant:ident $name:literal $doc:literal;)*) => {
        /// What a conversation is. "This conversation is …".
        ///
        /// That nothing was found is the absence of a trick, not a trick.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[repr(u8)]
        pub enum Trick { $(#[doc = $doc] $variant,)* }

        impl Trick {
            /// Every trick, in the order of their numbers.
            pub const ALL: [Trick; Trick::COUNT] = [$(Trick::$variant,)*];
            /// How many there are.
            pub const COUNT: usize = [$($name,)*].len();

            /// Its stable name, as in files and JSON.
            pub fn name(self) -> &'static str {
                match self { $(Trick::$variant => $name,)* }
            }
        }
    };
}

tricks! {
    Grooming "grooming" "Winning a child's trust to abuse it.";
    Sextortion "sextortion" "Money, more images or obedience for not sharing an image.";
    ImageAbuse "image-abuse" "Sharing or faking pictures of someone.";
    RomanceFraud "romance-fraud" "False love for money, codes or pictures.";
    AuthorityScam "authority-scam" "False police, school or bank; the \"online kidnapping\".";
    AccountTheft "account-theft" "Taking over an account.";
    GameScam "game-scam" "Cheating over game items, accounts, top-ups.";
    FakeOffer "fake-offer" "A job, scholarship, contest, camp or modelling that is none.";
    MalwareLure "malware-lure" "Getting something harmful installed, scanned or clicked.";
    RecoveryScam "recovery-scam" "Taking money to bring back what was lost.";
    Bullying "bullying" "Hurting someone again and again, often as a group.";
    CoerciveGroup "coercive-group" "Dares, self-harm, cruelty, recruiting.";
    Oversharing "oversharing" "The child gives away too much; nobody plays a trick.";
}

impl Trick {
    /// The trick with this stable name.
    pub fn from_name(name: &str) -> Option<Trick> {
        Trick::ALL.into_iter().find(|trick| trick.name() == name)
    }

    /// Its number: its place in [`Trick::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}
