//! Instagram's download: JSON, which has the form of Messenger's classic download, or HTML.

mod html;

use super::{Importer, Peek, Score, messenger};
use crate::{ReadError, ReadOptions, decode::Decoded, read::Found};

pub(super) struct Instagram;

impl Importer for Instagram {
    fn recognise(&self, peek: &Peek<'_>) -> Score {
        if peek.starts_like_xml() {
            return Score::SURE.when(html::begins(peek));
        }
        let named = peek.name_contains("instagram")
            || peek.contains("instagram")
            || peek.contains("\"Liked a message\"")
            || peek.has_key("original_content_owner");
        Score::SURE.when(messenger::is_classic(peek) && named)
    }

    fn read(
        &self,
        text: &mut Decoded<'_>,
        name: Option<&str>,
        options: &ReadOptions,
        found: &mut Found,
    ) -> Result<(), ReadError> {
        if Peek::new(text.peek(), name).starts_like_xml() {
            html::read(text, name, options, found)
        } else {
            messenger::read_thread(text, name, options, found)
        }
    }
}
