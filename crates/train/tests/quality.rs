//! QUALITY.md says what this program does, and not what an older one did.

#![allow(clippy::print_stderr)]

use std::path::{Path, PathBuf};

use engine::Engine;
use train::{HELD_OUT, Set, held_out_rows};

#[test]
fn quality_md_is_current() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let shared = std::env::var_os("LACHAN_SHARED").map_or(root.join("../shared"), PathBuf::from);
    let page = std::fs::read_to_string(root.join("QUALITY.md")).expect("QUALITY.md");
    let engine = Engine::bundled();
    let digest = engine.packs_digest();
    assert!(page.contains(&digest), "QUALITY.md was made with other packs than {digest}");
    let mut held_out = Vec::new();
    for (title, path) in HELD_OUT {
        let folder = if path.starts_with("packs/") { &root } else { &shared };
        match Set::read(&folder.join(path)) {
            Ok(set) => held_out.push((title.to_owned(), set)),
            Err(_) => eprintln!("skipped: {path} is not here"),
        }
    }
    for row in held_out_rows(&engine, &held_out) {
        assert!(page.contains(&row), "QUALITY.md has no such row as now measured:\n{row}");
    }
}
