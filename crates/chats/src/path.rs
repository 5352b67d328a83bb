use std::fs::{self, File};
#[cfg(feature = "sqlite")]
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use crate::{
    ReadError, ReadOptions, Reading, Source,
    archive::{Collected, is_archive, may_be_chat},
    beside::Part,
    read::read_parts,
};
#[cfg(feature = "sqlite")]
use crate::{database::Database, read::read_tables, source::is_database};

/// Why a path could not be read, and which.
#[derive(Debug, thiserror::Error)]
#[error("{}: {error}", path.display())]
pub struct ReadPathError {
    /// The file or folder.
    pub path: PathBuf,
    /// What happened.
    #[source]
    pub error: ReadError,
}

/// A folder nested deeper than this is no export.
const DEEPEST_FOLDER: usize = 12;

/// Reads a file, an archive, or every export in a folder.
///
/// # Errors
///
/// Where nothing could be read. Files in a folder that are no chat are counted in a warning.
pub fn read_path(path: &Path, options: &ReadOptions) -> Result<Vec<Reading>, ReadPathError> {
    let result = if path.is_dir() {
        read_folder(path, options)
    } else {
        read_file(path, options).and_then(|parts| parts.into_iter().map(Part::alone).collect())
    };
    result.map_err(|error| ReadPathError { path: path.to_owned(), error })
}

fn read_file(path: &Path, options: &ReadOptions) -> Result<Vec<Part>, ReadError> {
    let file = File::open(path)?;
    #[cfg(feature = "sqlite")]
    let file = {
        let mut file = file;
        let mut head = Vec::new();
        (&mut file).take(16).read_to_end(&mut head)?;
        if is_database(&head) {
            let database = Database::open_file(path, file)?;
            let name = Some(path.to_string_lossy().into_owned());
            return read_tables(&database, name, options).map(|one| vec![one]);
        }
        file.rewind()?;
        file
    };
    read_parts(Source::from_seekable(file).named(path.to_string_lossy()), options)
}

fn read_folder(folder: &Path, options: &ReadOptions) -> Result<Vec<Reading>, ReadError> {
    let mut files = Vec::new();
    list_files(folder, DEEPEST_FOLDER, &mut files)?;
    let mut collected = Collected::default();
    for file in files {
        let name = file.to_string_lossy();
        if !is_archive(&name) && !may_be_chat(&name) {
            continue;
        }
        match read_file(&file, options) {
            Ok(parts) => {
                for part in parts {
                    collected.add(&name, Ok(part), options)?;
                }
            }
            // One bad file does not keep the others from being read.
            Err(_) => collected.skip(&name),
        }
    }
    collected.finish()
}

/// The files in a folder and below, in the order of their names. Links are not followed.
fn list_files(folder: &Path, deeper: usize, files: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type()?;
        if kind.is_dir() && deeper > 0 {
            list_files(&entry.path(), deeper - 1, files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}
