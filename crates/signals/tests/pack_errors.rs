//! Every fault of a pack is shown with its code, its place and what to do about it.
//!
//! Each `errors/<fault>.toml` begins with the name it has in its pack; what is shown stands in
//! `errors/<fault>.txt`. `UPDATE_ERRORS=1` writes the texts anew.

use std::fs;
use std::path::{Path, PathBuf};

use signals::{Pack, Rules};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

#[test]
fn every_fault_is_shown_as_it_should_be() {
    let update = std::env::var_os("UPDATE_ERRORS").is_some();
    let mut wrong = Vec::new();
    for path in fixtures() {
        let text = fs::read_to_string(&path).unwrap();
        let name = text.lines().next().unwrap().trim_start_matches("# ").to_owned();
        let errors = Rules::compile(&[Pack::bundled(), Pack::from_files([(name, text)])])
            .expect_err(&format!("{} compiles", path.display()));
        let shown = format!("{errors}\n");
        let expected = path.with_extension("txt");
        if update {
            fs::write(&expected, &shown).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != shown {
            wrong.push(format!("{}:\n{shown}", expected.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_fault_stands_in_the_file_it_was_made_in() {
    for path in fixtures() {
        let text = fs::read_to_string(&path).unwrap();
        let name = text.lines().next().unwrap().trim_start_matches("# ").to_owned();
        let lines = text.lines().count();
        let added = Pack::from_files([(name.clone(), text)]);
        let errors = Rules::compile(&[Pack::bundled(), added]).unwrap_err();
        for error in errors.iter() {
            assert_eq!(error.file(), name, "{}", path.display());
            let (line, column) = error.position();
            assert!(line <= lines + 1 && column >= 1, "{}", path.display());
            assert!(error.fault().code().starts_with("LC"));
        }
    }
}

#[test]
fn rules_of_a_folder_join_the_bundled_ones() {
    let own = r#"
[[rule]]
id = "cookie-jar"
patterns = ['{secret-between} ..4 "cookie jar"']
confidence = 0.4
examples.vi = ["bí mật của mình ở cookie jar", "bí mật giữa cookie jar", "giữ kín cookie jar"]
examples.en = ["our secret cookie jar", "between us the cookie jar", "keep it secret in the cookie jar"]
near_misses.vi = ["cookie jar", "bí mật của mình", "hộp bánh"]
near_misses.en = ["the cookie jar", "our secret", "cookies"]
"#;
    let added = Pack::from_files([("signals/secrecy.toml", own)]);
    let rules =
        Rules::compile(&[Pack::bundled(), added]).unwrap_or_else(|errors| panic!("{errors}"));
    let bundled = Rules::bundled();
    assert_eq!(rules.iter().count(), bundled.iter().count() + 1);
    assert!(rules.by_name("secrecy/cookie-jar").is_some());
    assert_ne!(rules.digest(), bundled.digest());
    assert!(rules.test().failed.is_empty(), "{:?}", rules.test().failed);
}
