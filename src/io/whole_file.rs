//! Small files, read in one piece.
//!
//! Meaning: text formats whose files are small by nature are held in memory as a whole, up to
//! [`LIMIT_MIB`]. The fingerprint is taken on the way, so that it is that of the bytes which were read.
//!
//! Input: a path. Output: the bytes, or why they could not be had.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use super::error::ReadErrorKind;
use super::format::check_plain_file;
use super::hash::Sha256Sum;
use crate::layer::{Note, Place, Severity, Source};
use crate::progress::Ticket;

/// Largest file that is read in one piece.
pub(super) const LIMIT_MIB: u64 = 512;

/// Bytes read between two looks at the ticket.
const BLOCK: u64 = 1 << 20;

/// A file in memory.
#[derive(Debug)]
pub(super) struct WholeFile {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// What is worth knowing about the path.
    pub note: Option<Note>,
}

impl WholeFile {
    /// Reads a plain file that is not empty.
    pub fn read(path: &Path, ticket: &Ticket) -> Result<Self, ReadErrorKind> {
        let metadata = check_plain_file(path)?;
        let limit = LIMIT_MIB << 20;
        if metadata.len() > limit {
            return Err(too_large());
        }
        ticket.expect(metadata.len());
        let mut file = File::open(path)?;
        let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
        let mut sum = Sha256Sum::new();
        loop {
            ticket.check()?;
            let start = bytes.len();
            let read = file.by_ref().take(BLOCK).read_to_end(&mut bytes)?;
            if read == 0 {
                break;
            }
            sum.update(&bytes[start..]);
            ticket.advance(read as u64);
            // The file may have grown since its size was asked for.
            if bytes.len() as u64 > limit {
                return Err(too_large());
            }
        }
        if bytes.is_empty() {
            return Err(ReadErrorKind::Empty);
        }
        let is_link = fs::symlink_metadata(path).is_ok_and(|link| link.is_symlink());
        Ok(Self {
            bytes,
            sha256: sum.finish(),
            note: is_link.then(|| Note::new("note-symlink", Severity::Info, Place::default())),
        })
    }

    /// Where a layer that was read from the file came from.
    pub fn source(&self, path: &Path, format: &'static str) -> Source {
        Source {
            path: path.to_owned(),
            layer: None,
            sha256: self.sha256.clone(),
            bytes: self.bytes.len() as u64,
            format,
        }
    }
}

/// The name of a file without its extension.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn too_large() -> ReadErrorKind {
    ReadErrorKind::TooLarge {
        limit_mib: LIMIT_MIB,
        line: 1,
        column: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_that_of_the_bytes() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.kml");
        fs::write(&path, b"abc").unwrap();
        let file = WholeFile::read(&path, &Ticket::new()).unwrap();
        assert_eq!(file.bytes, b"abc");
        assert_eq!(file.sha256, super::super::hash::sha256_of_file(&path).unwrap());
        fs::write(&path, b"").unwrap();
        let error = WholeFile::read(&path, &Ticket::new()).unwrap_err();
        assert_eq!(error.code(), "read-empty");
        let cancelled = Ticket::new();
        cancelled.cancel();
        let error = WholeFile::read(&path, &cancelled).unwrap_err();
        assert_eq!(error.code(), "read-cancelled");
    }
}
