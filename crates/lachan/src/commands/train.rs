//! `lachan train`: makes the quick ear and the verdict anew from the material.

use std::path::{Path, PathBuf};

use engine::Engine;
use train::{Aims, Material, Progress};

use crate::commands::eval::unreadable;
use crate::exit::{Exit, Failure, Outcome, tell};
use crate::language::say;
use crate::options::options;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[arg(
        long, value_name = "FOLDER", default_value = "packs", help_heading = options(),
        help = say(
            "Thư mục gói, có «training» bên trong; kết quả ghi vào đây (mặc định: packs)",
            "The packs' folder, with `training` in it; what is made is written here (default: packs)",
        ),
    )]
    folder: PathBuf,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    let material = Material::read(&arguments.folder.join("training")).map_err(unreadable)?;
    let engine = Engine::bundled();
    let made = train::make(&material, &engine, Aims::default(), |progress| match progress {
        Progress::Fold(fold, of) => tell(&format!("fold {fold}/{of}")),
        Progress::Ear => tell("ear"),
        Progress::Verdict => tell("verdict"),
    })
    .map_err(|error| Failure::input_output(error.to_string()))?;
    write(&arguments.folder.join("ear.bin"), &made.ear)?;
    write(&arguments.folder.join("verdict.toml"), made.verdict.as_bytes())?;
    tell(say(
        "Đã ghi xong. Dựng lại chương trình để dùng.",
        "Written. Build the program again to use it.",
    ));
    Ok(Exit::Done)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, bytes).map_err(|error| Failure::io(path, &error))
}
