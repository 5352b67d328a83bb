//! Which letters make a Vietnamese syllable: an onset, a rime, and rules of what goes together.
//!
//! Loose on purpose: it accepts every syllable of the language and some that never were, and
//! refuses what no Vietnamese writer would spell.

use crate::WordKey;
use crate::key::{self, Letter, Roll};

const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";

const RIMES: &str = "\
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu \
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu \
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet \
    oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt \
    u ua uân uâng uât uây uê uênh uêch uơ uy uya uych uynh uyên uyêt uyt uyu uc ui um un ung \
    uôc uôi uôm uôn uông uôt up ut ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu \
    y yêm yên yêng yêt yêu";

const AFTER_QU: &str = "\
    a ac ach ai an ang anh ao at au ay ăc ăn ăng ăt ân âng ât ây e en eo et ê ên êt êch ơ \
    y yt ynh ych yên yêt it";

/// Every syllable without its tone, as letters with their shapes.
pub(crate) fn all() -> impl Iterator<Item = Vec<Letter>> {
    let onsets = ONSETS.split_whitespace().chain([""]);
    onsets.flat_map(|onset| {
        RIMES
            .split_whitespace()
            .filter(move |rime| fits(onset, rime))
            .map(move |rime| onset.chars().chain(rime.chars()).filter_map(shaped).collect())
    })
}

fn shaped(character: char) -> Option<Letter> {
    let (base, shape) = match character {
        'ă' => ('a', key::Shape::Breve),
        'â' => ('a', key::Shape::Circumflex),
        'ê' => ('e', key::Shape::Circumflex),
        'ô' => ('o', key::Shape::Circumflex),
        'ơ' => ('o', key::Shape::Horn),
        'ư' => ('u', key::Shape::Horn),
        'đ' => ('d', key::Shape::Stroke),
        plain => return Letter::plain(plain),
    };
    Letter::plain(base).map(|letter| letter.shaped(shape))
}

fn fits(onset: &str, rime: &str) -> bool {
    let first = rime.chars().next().unwrap_or(' ');
    let front = matches!(first, 'e' | 'ê' | 'i');
    match onset {
        "qu" => AFTER_QU.split_whitespace().any(|allowed| allowed == rime),
        "" => true,
        _ if first == 'y' => {
            rime == "y" && matches!(onset, "h" | "k" | "l" | "m" | "s" | "t" | "v")
        }
        "gi" => first != 'i' || rime == "iêng",
        "k" | "gh" | "ngh" => front,
        "c" | "ng" => !front,
        "g" => !front || matches!(rime, "i" | "in"),
        _ => true,
    }
}

/// The key of letters with their shapes, tones left out.
pub(crate) fn shaped_key(letters: impl Iterator<Item = Letter>) -> WordKey {
    let mut roll = Roll::default();
    letters.for_each(|letter| roll.push(letter.shaped));
    roll.key()
}

/// The key of letters without marks.
pub(crate) fn bare_key(letters: impl Iterator<Item = Letter>) -> WordKey {
    let mut roll = Roll::default();
    letters.for_each(|letter| roll.push(letter.base));
    roll.key()
}

/// Whether letters close with a stop (`c ch p t`), given the last two: then the syllable has the
/// tone sắc or nặng.
pub(crate) fn is_stopped(second_last: Option<Letter>, last: Option<Letter>) -> bool {
    let byte = |letter: Option<Letter>| letter.map(|letter| key::byte(letter.base));
    matches!(byte(last), Some(b'p' | b't' | b'c'))
        || (byte(last), byte(second_last)) == (Some(b'h'), Some(b'c'))
}
