//! Packs are compiled in: build again when one is changed, added or taken away.

fn main() {
    for folder in ["lexicon", "signals", "mitigations"] {
        println!("cargo::rerun-if-changed=../../packs/{folder}");
    }
}
