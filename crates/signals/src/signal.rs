use serde::{Deserialize, Serialize};

/// Who does what a signal names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Speaker {
    /// The other side: whoever may play the trick.
    Contact,
    /// The one to be protected.
    Child,
}

/// Kinds of signals that mean the same sort of step; `high` needs two different ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Binds: praise, love, gifts.
    Bond,
    /// Probes: age, place, who is near.
    Probe,
    /// Hides: secrecy, isolation, another channel.
    Hide,
    /// Asks: pictures, camera, money, codes, a meeting, an installation, talk of the body.
    Ask,
    /// Forces: pressure, threat, exposure, demand.
    Force,
    /// Hurts: insult, exclusion, pushing to self-harm.
    Hurt,
    /// Wears a guise: police, bank, school, staff.
    Guise,
    /// What the child does or feels.
    Child,
}

macro_rules! signals {
    ($($variant:ident $name:literal $speaker:ident $family:ident $doc:literal;)*) => {
        /// What one message does. "This message is a …".
        ///
        /// Names and meanings are those of the labelled conversations' form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[repr(u8)]
        pub enum Signal { $(#[doc = $doc] $variant,)* }

        impl Signal {
            /// Every signal, in the order of their numbers.
            pub const ALL: [Signal; Signal::COUNT] = [$(Signal::$variant,)*];
            /// How many there are.
            pub const COUNT: usize = [$($name,)*].len();

            /// Its stable name, as in files and JSON.
            pub fn name(self) -> &'static str {
                match self { $(Signal::$variant => $name,)* }
            }

            /// Who does it.
            pub const fn speaker(self) -> Speaker {
                match self { $(Signal::$variant => Speaker::$speaker,)* }
            }

            /// The sort of step it is.
            pub const fn family(self) -> Family {
                match self { $(Signal::$variant => Family::$family,)* }
            }
        }
    };
}

signals! {
    Flattery "flattery" Contact Bond "Excessive praise, love-bombing.";
    Love "love" Contact Bond "Declares love, a relationship, marriage, early.";
    Offer "offer" Contact Bond "A gift, money, game items, fame, a job.";
    AgeProbe "age-probe" Contact Probe "Asks age, grade or gender.";
    InfoProbe "info-probe" Contact Probe "Asks name, school, address, phone, place, timetable, family.";
    GuardianProbe "guardian-probe" Contact Probe "Asks who is at home, who sees the phone.";
    Secrecy "secrecy" Contact Hide "Keep it secret, hide, delete.";
    Isolation "isolation" Contact Hide "Sets the child against family or friends.";
    ChannelShift "channel-shift" Contact Hide "Move to another app, a private or vanishing chat, a second account.";
    ImageAsk "image-ask" Contact Ask "Asks for a photo or video of the child.";
    CameraAsk "camera-ask" Contact Ask "Turn on the webcam, video call, go live.";
    SexualTalk "sexual-talk" Contact Ask "Steers to body, kissing, experience.";
    Pressure "pressure" Contact Force "Insists after a no, guilt, dares, hurry, ultimatum.";
    Threat "threat" Contact Force "Harm, arrest, police, doxxing.";
    ExposureThreat "exposure-threat" Contact Force "Will share pictures, secrets, chats.";
    Demand "demand" Contact Force "Orders given under a threat.";
    MoneyAsk "money-ask" Contact Ask "Money, transfer, card codes, crypto, fees.";
    CredentialAsk "credential-ask" Contact Ask "Password, one-time code, account, ID or bank data.";
    MeetAsk "meet-ask" Contact Ask "Meet in person, pick up, come over.";
    InstallLure "install-lure" Contact Ask "Install, click, scan, give remote control.";
    AuthorityClaim "authority-claim" Contact Guise "Says to be police, bank, school, game staff, support.";
    Insult "insult" Contact Hurt "Insult, humiliation.";
    Exclusion "exclusion" Contact Hurt "Shut out, gang up, spread rumours.";
    SelfHarmPush "self-harm-push" Contact Hurt "Urges self-harm or a dangerous dare.";
    DisclosesInfo "discloses-info" Child Child "The child gives away who and where it is.";
    DisclosesCredential "discloses-credential" Child Child "The child gives away a password, a code, account or ID data.";
    SharesImage "shares-image" Child Child "The child sends a picture of itself.";
    Pays "pays" Child Child "The child pays.";
    AgreesMeet "agrees-meet" Child Child "The child agrees to meet.";
    Refusal "refusal" Child Child "The child says no or is uneasy.";
    Distress "distress" Child Child "The child shows fear, shame, hopelessness.";
    Crisis "crisis" Child Child "Talk of suicide or self-harm, or immediate danger.";
}

impl Signal {
    /// The signal with this stable name.
    pub fn from_name(name: &str) -> Option<Signal> {
        Signal::ALL.into_iter().find(|signal| signal.name() == name)
    }

    /// Its number: its place in [`Signal::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}
