//! Layouts of messengers and games, read as their apps write them, damaged, and written afresh
//! and read back.

#[path = "../files/mod.rs"]
mod files;
mod kakaotalk;
mod kit;
mod line;
mod minecraft;
mod roblox;
