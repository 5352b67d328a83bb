use serde::{Deserialize, Serialize};
use text::Span;

use crate::Signal;

/// How sure a part is that a message bears a signal: a calibrated probability in 0–1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Confidence(f32);

impl Confidence {
    /// Takes any number; clamps into 0–1 (not-a-number becomes 0).
    pub fn new(probability: f32) -> Confidence {
        Confidence(if probability.is_nan() { 0.0 } else { probability.clamp(0.0, 1.0) })
    }

    /// The probability, 0–1.
    pub fn get(self) -> f32 {
        self.0
    }
}

/// A rule's number in the compiled rules it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RuleId(pub u16);

/// What a detector found in the text itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DetectorKind {
    /// A phone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A street address or a named place where someone can be found.
    Place,
    /// A link, with nothing odd about it.
    Link,
    /// A link that hides where it leads: look-alike domain, shortener, raw address, dangerous file.
    OddLink,
    /// A one-time code.
    OneTimeCode,
    /// A password.
    Password,
    /// A bank account number.
    BankAccount,
    /// A payment card number (Luhn-valid) or a top-up card code.
    Card,
    /// A Vietnamese citizen ID number (12 digits) or the older 9-digit one.
    IdNumber,
    /// A stated age.
    Age,
    /// A birth date or birth year.
    BirthDate,
    /// An amount of money.
    Money,
    /// A time and place to meet.
    Appointment,
}

/// Which part heard it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    /// A rule of the packs.
    Rule(RuleId),
    /// A detector.
    Detector(DetectorKind),
    /// The quick ear.
    Ear,
    /// The careful reader.
    Reader,
}

/// One signal heard in a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// What the message does.
    pub signal: Signal,
    /// How sure.
    pub confidence: Confidence,
    /// Which part heard it.
    pub by: By,
    /// The words that counted, in bytes of the message.
    pub spans: Vec<Span>,
}

/// The probability that a logit stands for: the logistic function.
pub fn probability(logit: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-logit))
}
