//! The database of a GeoPackage, opened so that reading it is all that can happen.
//!
//! Meaning: the file is opened read-only and, where nothing else is pending, `immutable`: no lock, no
//! file beside it. A GeoPackage comes from others, so its schema is not trusted: functions with side
//! effects are refused in views, triggers and extensions are off, and no value can be larger than the
//! file. Every statement stops when the ticket is cancelled.
//!
//! A database may keep its latest changes in a file beside it. A write-ahead log (`-wal`) is read with
//! it, in one transaction on one connection; a rollback journal (`-journal`) means that a change was
//! broken off or is going on, and the file is refused: its pages do not belong together.
//!
//! Input: a path. Output: connections, one per thread that asks for one at the same time.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::super::error::ReadErrorKind;
use crate::progress::Ticket;

/// First bytes of a rollback journal that holds something.
const JOURNAL_MAGIC: [u8; 8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7];

/// Steps of SQLite's virtual machine between two looks at the ticket.
const STEPS_PER_LOOK: i32 = 10_000;

/// A database that can be read on several threads.
pub(in super::super) struct Database {
    uri: String,
    bytes: u64,
    ticket: Ticket,
    /// Whether there is a write-ahead log with content; then all is read in one transaction.
    pub has_wal: bool,
    /// Connections that nobody uses.
    spare: Mutex<Vec<Connection>>,
}

impl Database {
    /// Opens a database of `bytes` bytes.
    pub fn open(path: &Path, bytes: u64, ticket: &Ticket) -> Result<Self, ReadErrorKind> {
        let target = fs::canonicalize(path)?;
        let has_wal = has_wal(&target);
        if is_hot_journal(&beside(&target, "-journal")) {
            return Err(ReadErrorKind::PendingChanges {
                file: "journal",
                reason: String::new(),
            });
        }
        let mode = if has_wal { "mode=ro" } else { "mode=ro&immutable=1" };
        let database = Self {
            uri: format!("{}?{mode}", file_uri(&target)),
            bytes,
            ticket: ticket.clone(),
            has_wal,
            spare: Mutex::new(Vec::new()),
        };
        let connection = database.connect().map_err(|error| match error {
            ReadErrorKind::Database { reason } if has_wal => {
                ReadErrorKind::PendingChanges { file: "wal", reason }
            }
            other => other,
        })?;
        database.spare().push(connection);
        Ok(database)
    }

    /// Runs `work` with a connection that nobody else uses meanwhile.
    pub fn with<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, ReadErrorKind>,
    ) -> Result<T, ReadErrorKind> {
        if self.has_wal {
            // Other connections might see other changes.
            let held = self.spare();
            let connection = held.first().ok_or_else(Self::lost)?;
            return work(connection);
        }
        let spare = self.spare().pop();
        let connection = match spare {
            Some(connection) => connection,
            None => self.connect()?,
        };
        let result = work(&connection);
        self.spare().push(connection);
        result
    }

    /// The error kind of an error of SQLite.
    pub fn error(&self, error: &rusqlite::Error) -> ReadErrorKind {
        match error.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) if self.ticket.is_cancelled() => ReadErrorKind::Cancelled,
            Some(ErrorCode::NotADatabase) => ReadErrorKind::NotGeoPackage {
                what: "not-a-database",
            },
            _ => ReadErrorKind::Database {
                reason: error.to_string(),
            },
        }
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.spare.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lost() -> ReadErrorKind {
        ReadErrorKind::Database {
            reason: "no connection".to_owned(),
        }
    }

    fn connect(&self) -> Result<Connection, ReadErrorKind> {
        self.ticket.check()?;
        self.connect_hardened().map_err(|error| self.error(&error))
    }

    fn connect_hardened(&self) -> rusqlite::Result<Connection> {
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.uri, flags)?;
        for (config, value) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
            // A name in quotes that no column has is a mistake and not a text.
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
            // The log beside the file belongs to its writer.
            (DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true),
        ] {
            connection.set_db_config(config, value)?;
        }
        let largest = self.bytes.saturating_mul(2).saturating_add(1 << 20);
        let largest = i32::try_from(largest).unwrap_or(i32::MAX);
        connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, largest)?;
        let ticket = self.ticket.clone();
        connection.progress_handler(STEPS_PER_LOOK, Some(move || ticket.is_cancelled()));
        // Reads the head of the file, so that what is no database is known here.
        connection.query_row("SELECT count(*) FROM sqlite_master", [], |_| Ok(()))?;
        if self.has_wal {
            connection.execute_batch("BEGIN")?;
        }
        Ok(connection)
    }
}

/// An identifier for use in a statement.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// Whether changes of a database stand in a file beside it, so that the file alone does not say what it holds.
#[must_use]
pub fn has_pending_changes(path: &Path) -> bool {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    has_wal(&target) || is_hot_journal(&beside(&target, "-journal"))
}

fn has_wal(path: &Path) -> bool {
    fs::metadata(beside(path, "-wal")).is_ok_and(|wal| wal.len() > 0)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

/// Whether a rollback journal is there and holds something: a kept one has its head cleared.
fn is_hot_journal(path: &Path) -> bool {
    let mut head = [0; JOURNAL_MAGIC.len()];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok()) && head == JOURNAL_MAGIC
}

/// The path as a `file:` URI; everything that could be meant as a part of a URI is percent-encoded.
fn file_uri(path: &Path) -> String {
    let text = path.as_os_str().as_encoded_bytes();
    // Windows: `\\?\C:\a` is `/C:/a` in a URI.
    let text = text.strip_prefix(br"\\?\").unwrap_or(text);
    let mut uri = String::from("file://");
    if !text.starts_with(b"/") {
        uri.push('/');
    }
    for byte in text {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(*byte));
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            b':' if cfg!(windows) => uri.push(':'),
            _ => {
                // Writing into a `String` cannot fail.
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_names_cannot_break_out() {
        assert_eq!(quoted(r#"a"; DROP TABLE x"#), r#""a""; DROP TABLE x""#);
        if cfg!(unix) {
            assert_eq!(
                file_uri(Path::new("/a b/甲?mode=rwc#x%41.gpkg")),
                "file:///a%20b/%E7%94%B2%3Fmode%3Drwc%23x%2541.gpkg"
            );
        }
    }
}
