//! What people and programs get to see, over conversations made by hand.

extern crate lachan_report as report;

mod html;
mod json;
mod never;
mod pdf;
mod sample;
mod terminal;
