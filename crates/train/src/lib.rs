//! Makes packs/ear.bin from the labelled material, deterministically.
