//! `lachan site`: the pages that teach, as plain files.

use std::path::PathBuf;

use web::SiteError;

use crate::exit::{Exit, Failure, Outcome, tell};
use crate::language::say;
use crate::options::options;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[arg(
        long, value_name = "FOLDER", help_heading = options(),
        help = say(
            "Thư mục mới hoặc còn trống, để ghi các trang vào",
            "A new or empty folder to write the pages to",
        ),
    )]
    out: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let pages = web::write_site(&arguments.out).map_err(|error| match &error {
        SiteError::NotEmpty(path) => Failure::input_output(format!(
            "{}: {}",
            path.display(),
            say("thư mục này không trống", "this folder is not empty"),
        ))
        .advise(say("hãy chọn một thư mục mới", "choose a new one")),
        SiteError::Io { path, source } => Failure::io(path, source),
        SiteError::Page(_) => Failure::input_output(error.to_string()),
    })?;
    let page = arguments.out.join("index.html");
    tell(&format!(
        "{pages} {}: {}",
        say("trang; mở trang đầu ở đây", "pages; the first one is"),
        page.display()
    ));
    Ok(Exit::Done)
}
