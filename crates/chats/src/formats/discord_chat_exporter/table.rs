//! The CSV: `AuthorID,Author,Date,Content,Attachments,Reactions`, every value in quotes. It says
//! neither which channel it is, save in its file name, nor what was edited.

use super::{DIRECT, file_name, notice};
use crate::{
    Kind, Message, ReadError, ReadOptions, Warning, WarningCode,
    builder::Builder,
    decode::Decoded,
    formats::{Peek, times::Times},
    read::Found,
    rows::Rows,
};

/// Whether a text begins with the program's headings.
pub(super) fn begins(peek: &Peek<'_>) -> bool {
    const HEADINGS: &str = "AuthorID,Author,Date,Content,Attachments,Reactions";
    peek.lines().next().is_some_and(|line| line.replace('"', "").trim_end() == HEADINGS)
}

pub(super) fn read(
    text: &mut Decoded<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    found: &mut Found,
) -> Result<(), ReadError> {
    const COLUMNS: usize = 6;
    let (id, title) = channel_in_name(name);
    let mut builder = Builder::new(id.as_deref().unwrap_or("channel"));
    builder.conversation.title = title;
    let mut times = Times::default();
    let mut rows = Rows::new(text, b',');
    let mut last_was_short = false;
    rows.next(found)?;
    while let Some((line, row)) = rows.next(found)? {
        last_was_short = row.len() < COLUMNS;
        let (Some(id), Some(author), Some(date), Some(content)) =
            (row.get(0), row.get(1), row.get(2), row.get(3))
        else {
            found.warn(Warning::new(WarningCode::LinesSkipped).at_line(line).counting(1));
            continue;
        };
        let from = builder.participant_with_key(id, author);
        let first = row.get(4).and_then(|files| files.split(',').next());
        let attachment = first.and_then(file_name);
        let media = if attachment.is_some() { Kind::Media } else { Kind::Text };
        let kind = notice(content).filter(|_| attachment.is_none()).unwrap_or(media);
        builder.push(Message {
            from: Some(from).filter(|_| kind != Kind::System),
            at: times.hold(date),
            text: content.to_owned(),
            kind,
            attachment,
            ..Message::default()
        });
    }
    if rows.seems_cut(last_was_short) {
        found.warn(Warning::new(WarningCode::Truncated).at_line(rows.line()));
    }
    times.settle(builder.conversation.messages.iter_mut(), options, found);
    builder.sort();
    builder.guess_owner_from_title();
    found.take(builder);
    Ok(())
}

/// The id and title in `Server - Category - channel [123].csv`, as the program names its files.
fn channel_in_name(name: Option<&str>) -> (Option<String>, Option<String>) {
    let file = name.and_then(|name| name.rsplit(['/', '\\']).next()).unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let Some((names, after)) = stem.rsplit_once(" [") else {
        return (None, None);
    };
    // `[123] (after 2024-01-01)` and `[123] [part 2]` follow where they were asked for.
    let id = after.split(']').next().unwrap_or_default();
    let (names, id) = match id.strip_prefix("part ") {
        Some(_) => names.trim_end_matches(']').rsplit_once(" [").unwrap_or((names, "")),
        None => (names, id),
    };
    if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
        return (None, None);
    }
    let guild = names.split(" - ").next().filter(|guild| *guild != DIRECT && names.contains(" - "));
    let channel = names.rsplit(" - ").next().unwrap_or(names);
    (Some(id.to_owned()), super::title(guild, channel))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_tell_the_channel() {
        for (name, id, title) in [
            ("x/Direct Messages - Private - minh06 [123].csv", "123", "minh06"),
            ("Lớp 6A - Chung - bài-tập [77] [part 2].csv", "77", "Lớp 6A #bài-tập"),
            ("Lớp 6A - bài-tập [77] (after 2024-01-01).csv", "77", "Lớp 6A #bài-tập"),
        ] {
            let expected = (Some(id.to_owned()), Some(title.to_owned()));
            assert_eq!(channel_in_name(Some(name)), expected, "{name}");
        }
        assert_eq!(channel_in_name(Some("chat.csv")), (None, None));
        assert_eq!(channel_in_name(Some("chat [cũ].csv")), (None, None));
    }
}
