use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

/// A fault in a pack, and where it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("packs/{file}:{line}:{column}: {message}")]
pub struct PackError {
    /// The file, below `packs/`.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl PackError {
    pub(crate) fn whole_file(file: &str, message: impl Into<String>) -> PackError {
        PackError { file: file.to_owned(), line: 1, column: 1, message: message.into() }
    }

    fn at(file: &str, source: &str, offset: usize, message: impl Into<String>) -> PackError {
        let before = source.get(..offset).unwrap_or(source);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        PackError {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
        }
    }
}

/// Reads one pack file in TOML. A blank text anywhere in it is a fault.
pub(crate) fn parse<T: DeserializeOwned>(file: &str, source: &str) -> Result<T, PackError> {
    let fault = |error: toml::de::Error| {
        let offset = error.span().map_or(0, |span| span.start);
        PackError::at(file, source, offset, error.message())
    };
    let document = DeTable::parse(source).map_err(fault)?;
    if let Some(offset) = document.get_ref().values().find_map(blank_text) {
        return Err(PackError::at(file, source, offset, "this text is blank"));
    }
    toml::from_str(source).map_err(fault)
}

/// Where the first blank text begins, in bytes.
fn blank_text(value: &toml::Spanned<DeValue<'_>>) -> Option<usize> {
    match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => Some(value.span().start),
        DeValue::Array(items) => items.iter().find_map(blank_text),
        DeValue::Table(table) => table.values().find_map(blank_text),
        _ => None,
    }
}

/// The UTF-8 text of a pack file.
pub(crate) fn text_of<'a>(
    file: &'a include_dir::File<'a>,
    name: &str,
) -> Result<&'a str, PackError> {
    file.contents_utf8().ok_or_else(|| PackError::whole_file(name, "this file is not UTF-8"))
}

/// Reads every pack file of a folder, in the order of their names. `made` gets the name before
/// `.toml` and what the file holds, and says what is wrong with it.
pub(crate) fn load_folder<F: DeserializeOwned, T>(
    folder: &include_dir::Dir<'_>,
    place: &str,
    made: impl Fn(&str, F) -> Result<T, String>,
) -> Result<Vec<T>, PackError> {
    let mut files: Vec<_> = folder
        .files()
        .filter(|file| file.path().extension().is_some_and(|extension| extension == "toml"))
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file)))
        .collect();
    files.sort_by_key(|(name, _)| *name);
    let load = |(id, file)| {
        let path = format!("{place}/{id}.toml");
        let read = parse(&path, text_of(file, &path)?)?;
        made(id, read).map_err(|fault| PackError::whole_file(&path, fault))
    };
    files.into_iter().map(load).collect()
}

/// Whether the numbers of files go on from 1 and leave none out. `named` gives a file's name and its
/// number.
pub(crate) fn are_numbered<T>(
    place: &str,
    files: &[T],
    named: impl Fn(&T) -> (&str, usize),
) -> Result<(), PackError> {
    let wrong = (1..).zip(files).find(|(number, file)| named(file).1 != *number);
    wrong.map_or(Ok(()), |(number, file)| {
        let path = format!("{place}/{}.toml", named(file).0);
        Err(PackError::whole_file(&path, format!("the number {number} before it is missing")))
    })
}

/// Whether a text is a date as `YYYY-MM-DD`, which sorts as time goes.
pub(crate) fn is_date(text: &str) -> bool {
    let is_number = |part: &str, from: u32, to: u32| {
        part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse().is_ok_and(|number: u32| (from..=to).contains(&number))
    };
    match text.split('-').collect::<Vec<_>>()[..] {
        [year, month, day] => {
            [year.len(), month.len(), day.len()] == [4, 2, 2]
                && is_number(year, 1900, 2999)
                && is_number(month, 1, 12)
                && is_number(day, 1, 31)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use text::Localised;

    #[test]
    fn a_fault_is_shown_with_file_line_and_column() {
        let missing = parse::<Localised>("x.toml", "vi = \"một\"\nenglish = \"one\"\n");
        assert_eq!(
            missing.map_err(|error| error.to_string()),
            Err("packs/x.toml:2:1: unknown field `english`, expected `vi` or `en`".to_owned()),
        );
        let broken = parse::<Localised>("x.toml", "vi = \"một\"\nen = \n");
        assert!(broken.is_err_and(|error| error.line == 2));
    }

    #[test]
    fn a_blank_text_does_not_load() {
        let blank = parse::<Localised>("x.toml", "vi = \"một\"\nen = \"  \"\n");
        assert_eq!(
            blank.map_err(|error| (error.line, error.column, error.message)),
            Err((2, 6, "this text is blank".to_owned())),
        );
    }

    #[test]
    fn dates_are_told_from_other_texts() {
        assert!(is_date("2026-07-01") && is_date("2019-12-31"));
        for wrong in ["2026-7-1", "2026-13-01", "1-7-2026", "2026-07-01 ", "2026-+7-01", ""] {
            assert!(!is_date(wrong), "{wrong}");
        }
    }
}
