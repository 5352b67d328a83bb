//! Shows how each line of standard input is read: `echo "s3nd" | cargo run --example read`.
#![allow(clippy::print_stdout)]

use std::io::BufRead;
use std::sync::Arc;

use lachan_text::{Normalised, Normaliser, Respelling};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let lexicon = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/lexicon");
    let table = |name: &str| std::fs::read_to_string(format!("{lexicon}/respelling-{name}.tsv"));
    let respelling = Arc::new(Respelling::parse(&table("vi")?, &table("en")?)?);
    let mut normaliser = Normaliser::new(respelling);
    let mut read = Normalised::default();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        normaliser.read(&line, &mut read);
        println!("{:?} marked {} | {}", read.language, read.marked, read.letters);
        for word in &read.words {
            let flags = word.flags.0;
            println!("  {:<14} {:<14} {flags:#b}", read.letters_of(word), word.span.of(&line));
        }
    }
    Ok(())
}
