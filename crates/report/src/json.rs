//! The report as the JSON document `lachan.report/1`.

use crate::Report;

/// One JSON document, on several lines, ending with a line break.
///
/// # Errors
/// Only if serde_json cannot write a field, which no value of [`Report`] brings about.
pub fn render(report: &Report) -> Result<String, serde_json::Error> {
    let mut document = serde_json::to_string_pretty(report)?;
    document.push('\n');
    Ok(document)
}
