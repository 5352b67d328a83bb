//! The reader that is part of the program.

use std::sync::LazyLock;

use crate::Reader;

/// The bundled reader's file, `packs/reader.bin`.
pub static READER_FILE: &[u8] =
    include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/reader.bin"));

impl Reader {
    /// The reader that was compiled into the program, taken in when it is first asked for.
    pub fn bundled() -> &'static Reader {
        static READER: LazyLock<Reader> = LazyLock::new(|| {
            // A program without it would warn too late and say nothing of it. A test holds that it
            // can be taken in.
            Reader::load(READER_FILE).expect("the reader that this program was built with")
        });
        &READER
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_was_made_for_this_version() {
        assert_eq!(Reader::load(READER_FILE).map(|_| ()).map_err(|it| it.to_string()), Ok(()));
    }
}
