//! Builds again when a pack is added, renamed or taken away; the compiler itself only notices
//! changes inside the packs that were there before.

fn main() {
    for folder in ["tricks", "guidelines", "advice/steps"] {
        println!("cargo::rerun-if-changed=../../packs/{folder}");
    }
}
