//! Texts as the careful reader sees them, for `training/`: reads lines of
//! `{"text":"…","disguise":"leet","seed":1}` (the last two may be missing) and writes for each the
//! text in plain spelling as a JSON string, disguised before if that was asked.

use std::io::{BufRead, BufWriter, Write};

use serde::Deserialize;
use signals::Hearing;
use text::disguise::Disguise;
use text::{Accents, Normalised, Plain};

#[derive(Deserialize)]
struct Line {
    text: String,
    disguise: Option<String>,
    #[serde(default)]
    seed: u64,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut normaliser = Hearing::bundled().normaliser().restoring(Accents::bundled());
    let (mut words, mut plain) = (Normalised::default(), Plain::default());
    let mut out = BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let Line { mut text, disguise, seed } = serde_json::from_str(&line?)?;
        if let Some(name) = disguise {
            let known = Disguise::ALL.into_iter().find(|disguise| disguise.name() == name);
            text = known.ok_or(format!("no disguise is called {name}"))?.apply(&text, seed);
        }
        normaliser.read(&text, &mut words);
        normaliser.plain(&text, &words, &mut plain);
        serde_json::to_writer(&mut out, &plain.text)?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(())
}
