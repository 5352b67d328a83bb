//! Typed, checked access to what the packs know: tricks, guidelines, guidance, helplines.
