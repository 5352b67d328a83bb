use serde::Deserialize;
use text::{Language, Localised};
use toml::Spanned;

use super::{Samples, SignalPage};
use crate::lexicon::Lexicon;
use crate::pack::{Fault, PackError, PackFile};
use crate::pattern::{Matcher, Pattern, PatternErrorKind};

/// The least examples and near-misses of a rule in each language.
const LEAST_SAMPLES: usize = 3;

/// A file of `signals/` or `mitigations/`, as written.
pub(super) struct SignalFile {
    /// What the signal is; a file that adds rules to a known signal may leave it out.
    pub(super) page: Option<SignalPage>,
    pub(super) rules: Vec<FileRule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    name: Option<Localised>,
    what: Option<Localised>,
    why: Option<Localised>,
    #[serde(default, rename = "rule")]
    rules: Vec<FileRule>,
}

/// A rule, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileRule {
    pub(super) id: Spanned<String>,
    pub(super) patterns: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) unless: Vec<Spanned<String>>,
    pub(super) speaker: Option<FileSpeaker>,
    pub(super) confidence: Spanned<f32>,
    pub(super) explanation: Option<Localised>,
    pub(super) examples: Samples,
    pub(super) near_misses: Samples,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum FileSpeaker {
    Contact,
    Child,
    Anyone,
}

impl SignalFile {
    pub(super) fn read(file: &PackFile, errors: &mut Vec<PackError>) -> Option<SignalFile> {
        match toml::from_str::<Form>(&file.text) {
            Ok(Form { name: Some(name), what: Some(what), why: Some(why), rules }) => {
                Some(SignalFile { page: Some(SignalPage { name, what, why }), rules })
            }
            Ok(Form { name: None, what: None, why: None, rules }) => {
                Some(SignalFile { page: None, rules })
            }
            Ok(_) => {
                let error =
                    PackError::new(Fault::Form, file, 0..0, "only some of the page is here");
                errors.push(error.help("`name`, `what` and `why` go together"));
                None
            }
            Err(error) => {
                errors.push(PackError::from_toml(file, &error));
                None
            }
        }
    }
}

impl FileRule {
    /// Whether the rule can be believed: it proves itself in every language.
    pub(super) fn check(&self, file: &PackFile, errors: &mut Vec<PackError>) {
        if !(0.0..=1.0).contains(self.confidence.get_ref()) {
            let label = "a confidence is a probability from 0 to 1";
            errors.push(PackError::new(Fault::OutOfRange, file, self.confidence.span(), label));
        }
        if self.patterns.is_empty() {
            let label = "this rule has no pattern";
            errors.push(PackError::new(Fault::Pattern, file, self.id.span(), label));
        }
        for (samples, kind) in [(&self.examples, "examples"), (&self.near_misses, "near_misses")] {
            for language in Language::ALL {
                let count = samples.get(language).len();
                if count < LEAST_SAMPLES {
                    let code = language.code();
                    let label = format!("{count} of {LEAST_SAMPLES} {kind} in `{code}`");
                    let error = PackError::new(Fault::Unproven, file, self.id.span(), label);
                    errors.push(
                        error.help(
                            "a rule shows in every language what it finds and what it does not",
                        ),
                    );
                }
            }
        }
    }
}

/// What a pattern is for.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Purpose {
    /// Every message is searched for it.
    Finds,
    /// Only a message in which a rule was found is searched for it.
    Prevents,
}

/// Compiles one pattern of the file; a fault is shown at its place within the pattern.
pub(super) fn compile(
    file: &PackFile,
    pattern: &Spanned<String>,
    purpose: Purpose,
    lexicon: &Lexicon,
) -> Result<Matcher, PackError> {
    let compiled = Pattern::parse(pattern.get_ref()).and_then(|parsed| match purpose {
        Purpose::Finds => Matcher::compile_anchored(&parsed, lexicon),
        Purpose::Prevents => Matcher::compile(&parsed, lexicon),
    });
    compiled.map_err(|error| {
        let quoted = pattern.span();
        // Only in a string without escapes is a place in the value a place in the file.
        let inner = quoted.start + 1..quoted.end.saturating_sub(1);
        let span = if file.text.get(inner.clone()) == Some(pattern.get_ref().as_str()) {
            inner.start + error.span.start..inner.start + error.span.end
        } else {
            quoted
        };
        let (fault, help) = match error.kind {
            PatternErrorKind::Syntax => (Fault::Pattern, None),
            PatternErrorKind::UnknownConcept => {
                (Fault::UnknownConcept, Some("concepts are listed in `lexicon/`; words stand in \"quotes\""))
            }
            PatternErrorKind::Anchorless => (
                Fault::Anchorless,
                Some("each way through a pattern needs a concept outside the lexicon's `grammar` section"),
            ),
        };
        let shown = PackError::new(fault, file, span, error.label);
        match help {
            Some(help) => shown.help(help),
            None => shown,
        }
    })
}
