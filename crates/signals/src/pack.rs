//! Packs: what the system knows, as text files, before it is compiled.

mod error;

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};
use text::Respelling;

pub use error::{Fault, PackError, PackErrors};

static LEXICON: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/lexicon");
static SIGNALS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/signals");
static MITIGATIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../packs/mitigations");

/// The packs' chat shorthand: `k` for `không`, `u` for `you`.
pub(crate) fn bundled_respelling() -> Arc<Respelling> {
    static BUNDLED: LazyLock<Arc<Respelling>> = LazyLock::new(|| {
        let [vi, en, ..] = TABLES;
        // A test reads the bundled tables, so an empty one is never shipped.
        Arc::new(Respelling::parse(vi, en).unwrap_or_else(|_| Respelling::empty()))
    });
    Arc::clone(&BUNDLED)
}

/// What the program was built with that decides what is heard and is no [`Pack`]: shorthand and the
/// detectors' tables.
pub const TABLES: [&str; 5] = [
    include_str!("../../../packs/lexicon/respelling-vi.tsv"),
    include_str!("../../../packs/lexicon/respelling-en.tsv"),
    include_str!("../../../packs/detectors/words.toml"),
    include_str!("../../../packs/detectors/brands.toml"),
    include_str!("../../../packs/detectors/links.toml"),
];

/// Pack files as they were written: names and texts, nothing read yet.
///
/// The first part of a name says what a file is: `lexicon/vi.toml` holds the words of a language,
/// `signals/secrecy.toml` the rules of a signal, `mitigations/banter.toml` those of a mitigation.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    files: Vec<PackFile>,
}

/// One file of a [`Pack`].
#[derive(Clone, Debug)]
pub(crate) struct PackFile {
    pub(crate) name: Arc<str>,
    pub(crate) text: Cow<'static, str>,
}

impl Pack {
    /// The packs that the program was built with.
    pub fn bundled() -> Pack {
        let folders = [("lexicon", &LEXICON), ("signals", &SIGNALS), ("mitigations", &MITIGATIONS)];
        let mut files = Vec::new();
        for (folder, dir) in folders {
            for file in dir.files() {
                if let (Some(name), Some(text)) = (file.path().to_str(), file.contents_utf8())
                    && name.ends_with(".toml")
                {
                    let name = Arc::from(format!("{folder}/{name}"));
                    files.push(PackFile { name, text: Cow::Borrowed(text) });
                }
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Pack { files }
    }

    /// Takes files by name, relative to the pack's folder, with `/` between the parts.
    pub fn from_files<N, T>(files: impl IntoIterator<Item = (N, T)>) -> Pack
    where
        N: Into<String>,
        T: Into<String>,
    {
        let mut files: Vec<PackFile> = files
            .into_iter()
            .map(|(name, text)| PackFile {
                name: Arc::from(name.into()),
                text: Cow::Owned(text.into()),
            })
            .collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Pack { files }
    }

    /// The names and texts of the files, ordered by name.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|file| (&*file.name, &*file.text))
    }

    /// The files in this folder, with the rest of their names, `.toml` taken off.
    pub(crate) fn folder<'a>(
        &'a self,
        folder: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a PackFile)> {
        self.files.iter().filter_map(move |file| {
            let stem = file.name.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".toml")?;
            Some((stem, file))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_shorthand_is_read() {
        let mut normaliser = text::Normaliser::new(bundled_respelling());
        let mut words = text::Normalised::default();
        normaliser.read_as(text::Language::En, "where r u", &mut words);
        assert_eq!(words.letters, "where are you ");
    }
}
