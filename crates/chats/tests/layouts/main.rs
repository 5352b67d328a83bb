//! Layouts of messengers and games, read as their apps write them, damaged, and written afresh
//! and read back.

mod kakaotalk;
mod kit;
mod line;
mod minecraft;
mod roblox;
