//! SQLite databases in which apps keep their messages: only ever read, and never trusted.
//!
//! Rows stream one by one in the order of their numbers, from one table at a time: no join, no
//! sort, nothing that a database made to harm could blow up. Where a page is damaged, reading goes
//! on behind it. Nothing is written to the file, beside it, or to a temporary one.

mod bounds;
mod stamp;
mod write_ahead;

use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek, SeekFrom};

use bounds::Bounds;
use stamp::Stamp;

use rusqlite::{Connection, OpenFlags, Row, config::DbConfig, limits::Limit, types::ValueRef};

use crate::{DatabaseTrouble, ReadError, Warning, WarningCode, lines::LONGEST_LINE, read::Found};

/// The most of a database that is held in memory, where it does not lie in a file of its own.
pub(crate) const LARGEST_IN_MEMORY: u64 = 512 * 1024 * 1024;
/// More tables than any app has.
const MOST_TABLES: usize = 2_000;
/// How often reading of one table goes on behind a damaged place.
const MOST_DAMAGE: u32 = 10_000;
/// More bytes than any app needs to say what a table is.
const LONGEST_STATEMENT: i32 = 1024 * 1024;

/// An open database.
pub(crate) struct Database {
    connection: Connection,
    schema: Schema,
    bounds: Bounds,
    /// The file that pages still come from, and what it was like when reading began.
    file: Option<Stamp>,
    /// What was to be said about the file itself.
    warnings: Vec<Warning>,
}

/// The tables of a database and their columns, in lower case.
pub(crate) struct Schema(HashMap<String, HashSet<String>>);

impl Schema {
    /// Whether there is a table with all of these columns.
    pub(crate) fn has(&self, table: &str, columns: &[&str]) -> bool {
        let known = self.0.get(&table.to_ascii_lowercase());
        known.is_some_and(|known| {
            columns.iter().all(|column| known.contains(&column.to_ascii_lowercase()))
        })
    }
}

impl Database {
    /// Opens a database in a file, with what an app that still runs has written beside it.
    ///
    /// # Errors
    ///
    /// Where it cannot be opened.
    pub(crate) fn open_file(
        path: &std::path::Path,
        mut file: std::fs::File,
    ) -> Result<Database, ReadError> {
        let size = file.seek(SeekFrom::End(0))?;
        let mut warnings: Vec<Warning> = cut(&mut file, size)?.into_iter().collect();
        if stamp::is_in_the_middle_of_a_change(&beside(path, "-journal")) {
            warnings.push(Warning::new(WarningCode::Damaged));
        }
        let log_path = beside(path, "-wal");
        // An app that runs may lay its log's pages into the file while both are copied.
        const ATTEMPTS: usize = 2;
        for attempt in 1..=ATTEMPTS {
            let Ok(mut log) = std::fs::File::open(&log_path) else {
                break;
            };
            let stamp = Stamp::of(&file, Some(&log))?;
            let Some(pages) = write_ahead::Log::read(&mut io::BufReader::new(&mut log))? else {
                break;
            };
            let whole = u64::from(pages.page_count) * u64::from(pages.page_size);
            if whole > LARGEST_IN_MEMORY {
                let name = log_path.file_name().unwrap_or_default();
                let warning = Warning::new(WarningCode::MissingMessages);
                warnings.push(warning.about(name.to_string_lossy()));
                break;
            }
            let overlaid = write_ahead::Overlaid::new(&file, &log, pages);
            let mut database = Database::from_memory(overlaid, whole, Vec::new());
            if stamp.has_changed() {
                if attempt < ATTEMPTS {
                    continue;
                }
                if let Ok(database) = &mut database {
                    database.warnings.push(Warning::new(WarningCode::Damaged));
                }
            }
            return database;
        }
        // “Immutable” keeps SQLite from locking the file and from looking for logs to play back.
        let address = address(path.as_os_str().as_encoded_bytes(), cfg!(windows));
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let stamp = Stamp::of(&file, None)?;
        let connection = Connection::open_with_flags(address, flags).map_err(|error| {
            // Its own words may name the file.
            match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::CannotOpen) => {
                    ReadError::Io(io::Error::other("SQLite cannot open it"))
                }
                _ => damaged(error),
            }
        })?;
        let mut database = Database::new(connection, Bounds::of(size), warnings)?;
        database.file = Some(stamp);
        Ok(database)
    }

    /// Opens a database from a reader that can seek, by taking it into memory.
    ///
    /// # Errors
    ///
    /// Where it is too large or cannot be opened.
    pub(crate) fn open(mut reader: impl Read + Seek) -> Result<Database, ReadError> {
        let size = reader.seek(SeekFrom::End(0))?;
        let warnings = cut(&mut reader, size)?.into_iter().collect();
        reader.rewind()?;
        Database::from_memory(reader, size, warnings)
    }

    fn from_memory(
        reader: impl Read,
        size: u64,
        warnings: Vec<Warning>,
    ) -> Result<Database, ReadError> {
        let fits = usize::try_from(size).ok().filter(|_| size <= LARGEST_IN_MEMORY);
        let fits = fits.ok_or(ReadError::Database(DatabaseTrouble::TooLarge))?;
        let mut connection = Connection::open_in_memory().map_err(damaged)?;
        let reader = WithoutLog { reader, at: 0 };
        connection.deserialize_read_exact("main", reader, fits, true).map_err(damaged)?;
        Database::new(connection, Bounds::of(size), warnings)
    }

    fn new(
        mut connection: Connection,
        bounds: Bounds,
        mut warnings: Vec<Warning>,
    ) -> Result<Database, ReadError> {
        bounds.end_what_is_slow(&mut connection).map_err(damaged)?;
        prepare(&connection).map_err(damaged)?;
        let (schema, whole) = tables(&connection).map_err(damaged)?;
        if !whole {
            warnings.push(Warning::new(WarningCode::Damaged));
        }
        // A value longer than any message is not taken into memory.
        let longest = i32::try_from(LONGEST_LINE).unwrap_or(i32::MAX);
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest).map_err(damaged)?;
        Ok(Database { connection, schema, bounds, file: None, warnings })
    }

    pub(crate) fn schema(&self) -> &Schema {
        &self.schema
    }

    pub(crate) fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Whether the file changed since it was opened, so that what was read may be of two times.
    pub(crate) fn has_changed(&self) -> bool {
        self.file.as_ref().is_some_and(Stamp::has_changed)
    }

    /// Calls a function for each row of a table, in the order of their numbers. A table or column
    /// that this version of the app does not have is as one that is empty.
    pub(crate) fn each_row(
        &self,
        table: &str,
        columns: &[&str],
        found: &mut Found,
        mut call: impl FnMut(&Cells<'_, '_>, &mut Found),
    ) {
        if !self.schema.has(table, &[]) {
            return;
        }
        let chosen: Vec<String> = columns
            .iter()
            .map(|column| match self.schema.has(table, &[column]) {
                true => quoted(column),
                false => "NULL".to_owned(),
            })
            .collect();
        let all = std::iter::once("rowid").chain(chosen.iter().map(String::as_str));
        let chosen = all.collect::<Vec<_>>().join(", ");
        let table = quoted(table);
        let rows =
            format!("SELECT {chosen} FROM {table} NOT INDEXED WHERE rowid > ?1 ORDER BY rowid");
        if self.is_made_up(&rows) {
            found.warn(Warning::new(WarningCode::Damaged));
            return;
        }
        let mut after = i64::MIN;
        for _ in 0..MOST_DAMAGE {
            let read = self.rows_after(&rows, &mut after, |row| {
                call(&Cells { row, columns }, &mut *found);
            });
            let Err(error) = read else {
                return;
            };
            found.warn(Warning::new(WarningCode::Damaged));
            if self.bounds.are_reached_by(&error) {
                return;
            }
            let probe = format!(
                "SELECT rowid FROM {table} NOT INDEXED WHERE rowid > ?1 ORDER BY rowid LIMIT 1"
            );
            match self.behind_damage(&probe, after) {
                Some(behind) => after = behind,
                None => return,
            }
        }
    }

    /// Whether a query asks a table that code makes up as it is read. What the list of tables says
    /// of one need not be true.
    fn is_made_up(&self, query: &str) -> bool {
        let opens_one = || -> Result<bool, rusqlite::Error> {
            let mut steps = self.connection.prepare(&format!("EXPLAIN {query}"))?;
            let mut steps = steps.query([0])?;
            while let Some(step) = steps.next()? {
                if step.get_ref("opcode")?.as_str() == Ok("VOpen") {
                    return Ok(true);
                }
            }
            Ok(false)
        };
        opens_one().unwrap_or_default()
    }

    /// Gives the rows whose numbers are greater than `after`, which follows along.
    fn rows_after(
        &self,
        query: &str,
        after: &mut i64,
        mut call: impl FnMut(&Row<'_>),
    ) -> Result<(), rusqlite::Error> {
        let mut statement = self.connection.prepare(query)?;
        let mut rows = statement.query([*after])?;
        while let Some(row) = rows.next()? {
            let number: i64 = row.get(0)?;
            // Pages that lead to themselves would give the same rows for ever.
            if number <= *after {
                return Err(looped());
            }
            *after = number;
            self.bounds.take(row)?;
            call(row);
        }
        Ok(())
    }

    /// The number behind which rows can be read again, after a row that was the last before a
    /// damaged place; `None` where there are none.
    fn behind_damage(&self, probe: &str, last: i64) -> Option<i64> {
        let next = |after: i64| -> Result<Option<i64>, rusqlite::Error> {
            let mut statement = self.connection.prepare(probe)?;
            let mut rows = statement.query([after])?;
            let number = rows.next()?.map(|row| row.get(0)).transpose()?;
            number.is_none_or(|number: i64| number > after).then_some(number).ok_or_else(looped)
        };
        // Where the next row's number can be read, it is that row's words that cannot.
        if let Ok(next) = next(last) {
            return next;
        }
        // Numbers of rows begin at 1; a page that cannot be read holds hundreds of them.
        let start = last.max(0);
        let (mut bad, mut step) = (start, 1i64);
        let mut good = loop {
            let after = start.checked_add(step)?;
            // Behind the last row there is none, and yet some may be before.
            if next(after).is_ok() {
                break after;
            }
            bad = after;
            step = step.checked_mul(2)?;
        };
        while good - bad > 1 {
            let middle = bad + (good - bad) / 2;
            match next(middle) {
                Ok(_) => good = middle,
                Err(_) => bad = middle,
            }
        }
        Some(good)
    }
}

/// That a table gives its rows in another order than that of their numbers.
fn looped() -> rusqlite::Error {
    rusqlite::Error::InvalidQuery
}

/// A row: its values by the names of the columns that were asked for.
pub(crate) struct Cells<'r, 's> {
    row: &'r Row<'s>,
    columns: &'r [&'r str],
}

impl Cells<'_, '_> {
    /// The row's number.
    pub(crate) fn number_of_row(&self) -> i64 {
        self.row.get(0).unwrap_or_default()
    }

    fn value(&self, column: &str) -> ValueRef<'_> {
        let at = self.columns.iter().position(|known| *known == column);
        debug_assert!(at.is_some(), "{column} was not asked for");
        at.and_then(|at| self.row.get_ref(at + 1).ok()).unwrap_or(ValueRef::Null)
    }

    /// The words, or the number as words; `None` where there are none.
    pub(crate) fn text(&self, column: &str) -> Option<String> {
        match self.value(column) {
            ValueRef::Text(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
            ValueRef::Integer(number) => Some(number.to_string()),
            _ => None,
        }
        .filter(|text| !text.is_empty())
    }

    /// The number, also where it is written as words.
    #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
    pub(crate) fn number(&self, column: &str) -> Option<i64> {
        match self.value(column) {
            ValueRef::Integer(number) => Some(number),
            ValueRef::Real(number) => Some(number as i64),
            ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok()?.trim().parse().ok(),
            _ => None,
        }
    }

    /// Whether there is a number other than 0.
    pub(crate) fn is_set(&self, column: &str) -> bool {
        self.number(column).is_some_and(|number| number != 0)
    }

    /// The bytes, where there are any.
    pub(crate) fn bytes(&self, column: &str) -> Option<&[u8]> {
        match self.value(column) {
            ValueRef::Blob(bytes) => Some(bytes).filter(|bytes| !bytes.is_empty()),
            _ => None,
        }
    }
}

/// Makes a connection safe to use on a file of anyone.
fn prepare(connection: &Connection) -> Result<(), rusqlite::Error> {
    // All tables are taken in on opening: one that takes megabytes to describe is not.
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_STATEMENT)?;
    connection.set_limit(Limit::SQLITE_LIMIT_SQL_LENGTH, LONGEST_STATEMENT)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // In spite of its name nothing becomes writable: a file that is cut off opens, though.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
    connection.execute_batch(
        "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; \
         PRAGMA cache_size = -4096; PRAGMA cell_size_check = ON;",
    )
}

/// The tables and their columns, but those that are made up as they are read, and whether all of
/// them could be listed.
fn tables(connection: &Connection) -> Result<(Schema, bool), rusqlite::Error> {
    let mut listed = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'",
    )?;
    let mut names: Vec<String> = Vec::new();
    let mut rows = listed.query([])?;
    let whole = loop {
        match rows.next() {
            Ok(Some(row)) if names.len() < MOST_TABLES => {
                names.extend(row.get::<_, String>(0).ok());
            }
            Ok(end) => break end.is_none(),
            Err(_) => break false,
        }
    };
    let mut schema = HashMap::new();
    let mut columns =
        connection.prepare("SELECT lower(name), type, pk FROM pragma_table_info(?1) LIMIT 2000")?;
    for name in names {
        let mut known = HashSet::new();
        let mut rows = columns.query([&name])?;
        // Rows go by their numbers: a table whose “rowid” is anything else is none of an app's.
        let mut numbered = true;
        while let Ok(Some(row)) = rows.next() {
            let Ok(column) = row.get::<_, String>(0) else {
                continue;
            };
            let kind: String = row.get(1).unwrap_or_default();
            let is_key = row.get::<_, i64>(2) == Ok(1) && kind.eq_ignore_ascii_case("integer");
            numbered &= column != "rowid" || is_key;
            known.insert(column);
        }
        if numbered {
            schema.insert(name.to_ascii_lowercase(), known);
        }
    }
    Ok((Schema(schema), whole))
}

/// A name as SQL takes it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The path of a file that an app keeps beside a database.
fn beside(path: &std::path::Path, ending: &str) -> std::path::PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(ending);
    beside.into()
}

/// The address of a file, for SQLite to open without touching anything beside it.
fn address(path: &[u8], is_windows: bool) -> String {
    use std::fmt::Write;

    // `\\?\C:\…` and `\\?\UNC\server\…` are long ways to write `C:\…` and `\\server\…`.
    let path = match path.strip_prefix(br"\\?\") {
        Some(rest) if is_windows => match rest.strip_prefix(br"UNC\") {
            Some(share) => [br"\\", share].concat(),
            None => rest.to_vec(),
        },
        _ => path.to_vec(),
    };
    let has_drive = is_windows && path.get(1) == Some(&b':');
    let is_absolute = path.first() == Some(&b'/') || is_windows && path.first() == Some(&b'\\');
    let mut address = "file:".to_owned();
    // What stands between the second and the third slash would be a machine.
    match (is_absolute, has_drive) {
        (true, _) => address.push_str("//"),
        (false, true) => address.push_str("///"),
        (false, false) => {}
    }
    for byte in path {
        match byte {
            b'\\' if is_windows => address.push('/'),
            b'/' | b'.' | b'-' | b'_' | b':' => address.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => address.push(char::from(byte)),
            byte => {
                let _ = write!(address, "%{byte:02X}");
            }
        }
    }
    address.push_str("?immutable=1");
    address
}

fn damaged(_: rusqlite::Error) -> ReadError {
    ReadError::Database(DatabaseTrouble::Damaged)
}

/// A warning where a database is shorter than it says it is.
fn cut(reader: &mut (impl Read + Seek), size: u64) -> Result<Option<Warning>, ReadError> {
    let mut header = [0; 100];
    reader.rewind()?;
    if !write_ahead::fill(reader, &mut header)? {
        return Err(ReadError::Database(DatabaseTrouble::Damaged));
    }
    let number = |at| u64::from(write_ahead::number(&header, at));
    // 65,536 does not fit into the two bytes, and is written as 1.
    let page_size = match number(16) >> 16 {
        1 => 65_536,
        size => size,
    };
    // Programs of long ago did not keep the number of pages: it counts where both counters agree.
    let counted = number(24) == number(92);
    let whole = number(28).saturating_mul(page_size);
    Ok((counted && whole > size).then(|| Warning::new(WarningCode::Truncated)))
}

/// A database as if it had never had a log beside it: one in memory cannot have one.
struct WithoutLog<R> {
    reader: R,
    at: usize,
}

impl<R: Read> Read for WithoutLog<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        const WRITE_AND_READ_VERSION: [usize; 2] = [18, 19];
        let read = self.reader.read(buffer)?;
        for place in WRITE_AND_READ_VERSION {
            let here = place.checked_sub(self.at).filter(|here| *here < read);
            if let Some(version) = here.and_then(|here| buffer.get_mut(here))
                && *version == 2
            {
                *version = 1;
            }
        }
        self.at = self.at.saturating_add(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_every_kind_have_an_address() {
        for (path, is_windows, expected) in [
            ("/tmp/chat.db", false, "file:///tmp/chat.db"),
            ("//tmp/chat.db", false, "file:////tmp/chat.db"),
            ("chat #1?.db", false, "file:chat%20%231%3F.db"),
            (r"a\b.db", false, "file:a%5Cb.db"),
            (r"C:\Tin nhắn\viber.db", true, "file:///C:/Tin%20nh%E1%BA%AFn/viber.db"),
            (r"\\server\home\viber.db", true, "file:////server/home/viber.db"),
            (r"\\?\C:\a\viber.db", true, "file:///C:/a/viber.db"),
            (r"\\?\UNC\server\home\viber.db", true, "file:////server/home/viber.db"),
            (r"a\viber.db", true, "file:a/viber.db"),
        ] {
            let address = address(path.as_bytes(), is_windows);
            assert_eq!(address, format!("{expected}?immutable=1"), "{path}");
        }
    }

    #[test]
    fn what_takes_too_long_ends() {
        let connection = Connection::open_in_memory().unwrap();
        connection
            .execute_batch(
                "CREATE TABLE message (text TEXT);
                 WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 100000)
                 INSERT INTO message SELECT 'a' FROM n;",
            )
            .unwrap();
        let mut bounds = Bounds::of(1 << 20);
        bounds.time = std::time::Duration::ZERO;
        let database = Database::new(connection, bounds, Vec::new()).unwrap();
        let (mut rows, mut found) = (0, Found::default());
        database.each_row("message", &["text"], &mut found, |_, _| rows += 1);
        assert!(rows < 10_000, "{rows}");
        assert_eq!(found.warnings, [Warning::new(WarningCode::Damaged)]);
    }

    /// A database with one message and the log beside it, still open.
    fn live(name: &str) -> (std::path::PathBuf, Connection) {
        let folder = std::env::temp_dir().join(format!("lachan-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("chat.db");
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0;
                 CREATE TABLE message (text TEXT); INSERT INTO message VALUES ('a');",
            )
            .unwrap();
        (path, connection)
    }

    #[test]
    fn a_log_that_begins_anew_is_noticed_and_one_that_grows_is_not() {
        let (path, connection) = live("stamp");
        let file = std::fs::File::open(&path).unwrap();
        let log = std::fs::File::open(beside(&path, "-wal")).unwrap();
        let stamp = Stamp::of(&file, Some(&log)).unwrap();
        connection.execute_batch("INSERT INTO message VALUES ('b')").unwrap();
        assert!(!stamp.has_changed());
        connection
            .execute_batch("PRAGMA wal_checkpoint(RESTART); INSERT INTO message VALUES ('c')")
            .unwrap();
        assert!(stamp.has_changed());
    }

    #[test]
    fn a_file_that_changes_while_it_is_read_is_noticed() {
        let (path, connection) = live("changes");
        connection.execute_batch("PRAGMA journal_mode = DELETE").unwrap();
        let file = std::fs::File::open(&path).unwrap();
        let database = Database::open_file(&path, file).unwrap();
        assert!(!database.has_changed());
        connection.execute_batch("INSERT INTO message VALUES ('b')").unwrap();
        assert!(database.has_changed());
    }
}
