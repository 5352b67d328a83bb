//! The order of making: folds, ears, verdict.

use std::sync::Arc;

use engine::Engine;
use risk::Verdict;
use signals::{Ear, EarError, Weights};

use crate::ear::{self, EarMaterial};
use crate::material::{Labelled, Material, Set};
use crate::verdict::{self, Aims, Overheard};

/// How many parts the material is cut into, over whole files, so that the verdict learns from what
/// an ear says of conversations that it never heard.
const FOLDS: usize = 5;

/// What making gave.
#[derive(Clone, Debug)]
pub struct Made {
    /// The bytes of `packs/ear.bin`.
    pub ear: Vec<u8>,
    /// The text of `packs/verdict.toml`.
    pub verdict: String,
}

/// Told as making goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The ear of this fold is being made, of so many.
    Fold(usize, usize),
    /// The whole ear is being made.
    Ear,
    /// The verdict is being made.
    Verdict,
}

/// Makes the ear and the verdict.
///
/// # Errors
/// [`EarError`] where the fresh ear cannot be read back: a fault of this program.
pub fn make(
    material: &Material,
    engine: &Engine,
    aims: Aims,
    mut progress: impl FnMut(Progress),
) -> Result<Made, EarError> {
    // Many write Vietnamese without its marks: the verdict hears each conversation both ways.
    let bare: Vec<Vec<Labelled>> = material.sets.iter().map(Set::without_marks).collect();
    let mut overheard = Vec::new();
    for fold in 0..FOLDS {
        progress(Progress::Fold(fold + 1, FOLDS));
        let deaf_to = |set: usize| set % FOLDS == fold;
        let mut train = EarMaterial {
            conversations: Vec::new(),
            everyday: Vec::new(),
            lines: material.lines.iter().collect(),
        };
        let mut held: Vec<(&Labelled, bool)> = Vec::new();
        for (number, set) in material.sets.iter().enumerate() {
            if deaf_to(number) {
                let both = set.conversations.iter().chain(&bare[number]);
                held.extend(both.map(|it| (it, false)));
            } else {
                train.conversations.extend(&set.conversations);
            }
        }
        for set in &material.everyday {
            for (number, conversation) in set.conversations.iter().enumerate() {
                if deaf_to(number) {
                    held.push((conversation, true));
                } else {
                    train.everyday.push(conversation);
                }
            }
        }
        let weights = make_ear(&train, engine);
        overheard.extend(overhear(&weights, engine, held)?);
    }
    progress(Progress::Ear);
    let whole = EarMaterial {
        conversations: material.sets.iter().flat_map(|set| &set.conversations).collect(),
        everyday: material.everyday.iter().flat_map(|set| &set.conversations).collect(),
        lines: material.lines.iter().collect(),
    };
    let weights = make_ear(&whole, engine);
    progress(Progress::Verdict);
    let apart = material.calibration.iter().flat_map(|set| &set.conversations);
    let kept_apart = overhear(&weights, engine, apart.map(|it| (it, false)).collect())?;
    let ear = Ear::from_bytes(&weights.to_bytes(), engine.lexicon())?;
    let drift_bias = (0..signals::DRIFT_HEADS).map(|index| ear.drift_bias(index)).collect();
    let verdict = verdict::make(&overheard, &kept_apart, drift_bias, aims);
    let text = toml::to_string(&verdict).unwrap_or_default();
    let header = "# Made by `lachan train`; do not edit by hand. What each part means: crates/risk/src/verdict.rs.\n";
    Ok(Made { ear: weights.to_bytes(), verdict: format!("{header}{text}") })
}

fn make_ear(material: &EarMaterial<'_>, engine: &Engine) -> Weights {
    ear::make(material, engine.lexicon(), &mut engine.normaliser())
}

fn overhear<'a>(
    weights: &Weights,
    engine: &Engine,
    conversations: Vec<(&'a Labelled, bool)>,
) -> Result<Vec<Overheard<'a>>, EarError> {
    let ear = Ear::from_bytes(&weights.to_bytes(), engine.lexicon())?;
    let listening = engine
        .clone()
        .without_reader()
        .with_ear(Arc::new(ear))
        .with_verdict(Arc::new(Verdict::mute()));
    Ok(conversations
        .into_iter()
        .map(|(labelled, everyday)| {
            let conversation = labelled.conversation();
            let told = listening.tell(&conversation);
            Overheard { labelled, conversation, told, everyday }
        })
        .collect())
}
