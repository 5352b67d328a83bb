//! The same material gives the same bytes, and they are an ear and a verdict.

use engine::Engine;
use risk::Verdict;
use signals::Ear;
use std::path::PathBuf;
use train::{Aims, Labelled, Material, Set, make};

fn set(name: &str, lines: &[&str]) -> Set {
    let conversations = lines
        .iter()
        .map(|line| serde_json::from_str::<Labelled>(line).expect("a labelled conversation"))
        .collect();
    Set { path: PathBuf::from(name), conversations }
}

fn material() -> Material {
    const RISK: &str = r#"{"id":"r","lang":"vi","kind":"risk","trick":"sextortion","level":"high",
        "child":"B","suspect":"A","alert_by":1,"messages":[
        {"from":"A","text":"gửi ảnh của em cho anh"},
        {"from":"A","text":"không gửi thì anh đăng lên lớp"},
        {"from":"B","text":"em sợ lắm"}],
        "labels":[{"m":0,"signal":"image-ask"},{"m":1,"signal":"exposure-threat"},
        {"m":2,"signal":"distress"}]}"#;
    const BENIGN: &str = r#"{"id":"b","lang":"en","kind":"benign","trick":"none","level":"none",
        "messages":[{"from":"A","text":"did you do the maths homework"},
        {"from":"B","text":"yes, send you the page later"}]}"#;
    let each = |name: &str| set(name, &[RISK, BENIGN]);
    Material {
        sets: ["a", "b", "c", "d", "e"].map(each).to_vec(),
        calibration: vec![set("calibration", &[BENIGN])],
        everyday: vec![set("everyday", &[BENIGN, BENIGN])],
        lines: Vec::new(),
    }
}

#[test]
fn the_same_material_gives_the_same_bytes() {
    let engine = Engine::bundled();
    let one = make(&material(), &engine, Aims::default(), |_| {}).expect("an ear");
    let other = make(&material(), &engine, Aims::default(), |_| {}).expect("an ear");
    assert!(one.ear == other.ear && one.verdict == other.verdict);
    assert!(Ear::from_bytes(&one.ear, engine.lexicon()).is_ok());
    assert!(Verdict::from_toml(&one.verdict).is_ok());
}

#[test]
fn a_line_that_is_no_conversation_is_named_by_its_number() {
    let folder = std::env::temp_dir().join(format!("lachan-material-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join("broken.jsonl");
    std::fs::write(&path, "{\"id\":\"a\",\"messages\":[]}\n{\"id\":").expect("a file");
    let error = Set::read(&path).expect_err("a fault").to_string();
    std::fs::remove_dir_all(&folder).expect("the folder gone");
    assert!(error.contains("broken.jsonl, line 2"), "{error}");
}

/// A verdict's file that would let more evidence lower the score is refused.
#[test]
fn a_weight_of_the_wrong_sign_is_refused() {
    let drift = vec!["0.0"; signals::DRIFT_HEADS].join(", ");
    let file = |weight: &str| {
        format!("bias = 0.0\ndrift_bias = [{drift}]\n[thresholds]\n[weights]\n{weight}\n[tricks]\n")
    };
    assert!(Verdict::from_toml(&file("\"most.secrecy\" = 0.5")).is_ok());
    assert!(Verdict::from_toml(&file("\"most.secrecy\" = -0.5")).is_err());
    assert!(Verdict::from_toml(&file("\"weakened.banter\" = 0.5")).is_err());
    assert!(Verdict::from_toml(&file("\"most.no-such-signal\" = 0.5")).is_err());
}
