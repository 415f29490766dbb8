//! ZIP archives that others made: named members into memory, and nothing onto the disk.
//!
//! Meaning: a member is read by its number and counted while it is inflated, so that no size that the archive
//! claims is believed. Names only tell members apart; no path is ever made of them. They are UTF-8 where they can
//! be, else GB18030 (Chinese Windows writes them so without saying it), else the code page 437 of the standard.
//!
//! Limits: [`MEMBER_LIMIT`] members, [`TOTAL_LIMIT`] bytes in all, and beyond [`FREE_BYTES`] not more than
//! [`RATIO_LIMIT`] times the archive's own size. An archive in an archive is not opened; encrypted members, names
//! that stand twice and members that share their bytes are refused.
//!
//! Input: a path. Output: members, and the bytes of one.
//!
//! Source: PKWARE APPNOTE 6.3.10.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use zip::ZipArchive;
use zip::result::ZipError;

use super::error::ReadErrorKind;
use crate::progress::Ticket;

/// Most members of an archive.
pub(super) const MEMBER_LIMIT: usize = 10_000;
/// Most bytes that are inflated from one archive.
pub(super) const TOTAL_LIMIT: u64 = 1 << 30;
/// Most bytes inflated for one byte of the archive.
pub(super) const RATIO_LIMIT: u64 = 200;
/// Bytes that may be inflated whatever the ratio: tables padded with blanks shrink a thousandfold.
pub(super) const FREE_BYTES: u64 = 64 << 20;

/// Bytes inflated between two looks at the ticket.
const BLOCK: u64 = 1 << 20;

/// First bytes of an archive with and without members.
const MAGICS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// One file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// Its number in the archive.
    pub index: usize,
    /// Its name with folders, separated by `/`.
    pub name: String,
}

/// An open archive.
#[derive(Debug)]
pub(super) struct Archive {
    zip: ZipArchive<File>,
    bytes: u64,
    inflated: u64,
    members: Vec<Member>,
}

/// Whether a file that begins like this is an archive.
pub(super) fn is_archive(head: &[u8]) -> bool {
    MAGICS.iter().any(|magic| head.starts_with(magic))
}

impl Archive {
    /// Opens an archive and lists its files, folders left out, in the order of its directory.
    pub fn open(path: &Path) -> Result<Self, ReadErrorKind> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let mut zip = ZipArchive::new(file).map_err(refusal)?;
        if zip.len() > MEMBER_LIMIT {
            return Err(refused("too-many-members"));
        }
        if zip.has_duplicate_names() {
            return Err(refused("duplicate-names"));
        }
        if zip.has_overlapping_files().map_err(refusal)? {
            return Err(refused("overlapping-members"));
        }
        let mut members = Vec::new();
        for index in 0..zip.len() {
            let member = zip.by_index_raw(index).map_err(refusal)?;
            if member.is_file() {
                let name = name_of(member.name_raw());
                members.push(Member { index, name });
            }
        }
        Ok(Self {
            zip,
            bytes,
            inflated: 0,
            members,
        })
    }

    /// The files in the archive.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The bytes of a member.
    pub fn read(&mut self, member: &Member, ticket: &Ticket) -> Result<Vec<u8>, ReadErrorKind> {
        let mut source = self.zip.by_index(member.index).map_err(refusal)?;
        if source.encrypted() {
            return Err(refused("encrypted"));
        }
        let mut bytes = Vec::new();
        loop {
            ticket.check()?;
            let read = source.by_ref().take(BLOCK).read_to_end(&mut bytes);
            let read = read.map_err(|_broken| refused("broken"))?;
            if read == 0 {
                return Ok(bytes);
            }
            self.inflated += read as u64;
            if self.inflated > TOTAL_LIMIT {
                return Err(refused("too-large"));
            }
            if self.inflated > FREE_BYTES && self.inflated / RATIO_LIMIT > self.bytes {
                return Err(refused("bomb"));
            }
        }
    }
}

/// The error of an archive that is not read; `what` is the code of the reason.
pub(super) fn refused(what: &'static str) -> ReadErrorKind {
    ReadErrorKind::Archive { what }
}

fn refusal(error: ZipError) -> ReadErrorKind {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => ReadErrorKind::Io(error),
        ZipError::UnsupportedArchive(reason) if reason == ZipError::PASSWORD_REQUIRED => refused("encrypted"),
        ZipError::UnsupportedArchive(_) => refused("unsupported"),
        _ => refused("broken"),
    }
}

/// The text of a member's name; backslashes, which some Chinese programs write, separate folders too.
fn name_of(raw: &[u8]) -> String {
    let text = std::str::from_utf8(raw).map_or_else(
        |_not_utf8| {
            let (text, is_damaged) = encoding_rs::GB18030.decode_without_bom_handling(raw);
            if is_damaged {
                raw.iter().map(|byte| char::from(*byte)).collect()
            } else {
                text.into_owned()
            }
        },
        str::to_owned,
    );
    text.replace('\\', "/")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};
    use zip::CompressionMethod;
    use zip::write::SimpleFileOptions;

    /// An archive with these members; names are written as the bytes they are.
    pub(in super::super) fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in members {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn open(bytes: &[u8]) -> Result<Archive, ReadErrorKind> {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.zip");
        std::fs::write(&path, bytes).unwrap();
        Archive::open(&path)
    }

    fn what<T>(result: &Result<T, ReadErrorKind>) -> &'static str {
        match result {
            Err(ReadErrorKind::Archive { what }) => what,
            Err(_) => "other",
            Ok(_) => "read",
        }
    }

    #[test]
    fn members_come_back_and_paths_are_only_names() {
        let mut found = open(&archive(&[
            ("../a/b.txt", b"one"),
            ("folder/", b""),
            ("c", b"two"),
        ]))
        .unwrap();
        let names: Vec<&str> = found.members().iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["../a/b.txt", "c"]);
        let member = found.members()[1].clone();
        assert_eq!(found.read(&member, &Ticket::new()).unwrap(), b"two");
    }

    #[test]
    fn names_without_a_mark_are_read_as_gbk() {
        let mut bytes = archive(&[("AAAA.shp", b"x")]);
        let gbk = b"\xBA\xEC\xCF\xDF.shp";
        for at in memchr::memmem::find_iter(&bytes.clone(), b"AAAA.shp") {
            bytes[at..at + gbk.len()].copy_from_slice(gbk);
        }
        assert_eq!(open(&bytes).unwrap().members()[0].name, "红线.shp");
        assert_eq!(name_of(b"a\\\xFF\xFF"), "a/ÿÿ");
    }

    #[test]
    fn bombs_and_broken_archives_are_refused() {
        let zeros = vec![0; 80 << 20];
        let mut bomb = open(&archive(&[("a.dbf", &zeros)])).unwrap();
        let member = bomb.members()[0].clone();
        assert_eq!(what(&bomb.read(&member, &Ticket::new())), "bomb");
        let good = archive(&[("a", b"some text that is long enough"), ("b", b"more")]);
        for end in 0..good.len() {
            let result = open(&good[..end]);
            assert_ne!(what(&result), "read", "{end}");
        }
        assert_eq!(what(&open(b"PK\x03\x04zip")), "broken");
    }

    #[test]
    fn many_mutations_of_an_archive_never_panic() {
        let good = archive(&[("a.shp", b"some text that is long enough"), ("b.dbf", b"more")]);
        let mut state = 0x2545_F491_4F6C_DD1D_u64;
        let mut next = move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state >> 33).unwrap()
        };
        for _ in 0..300 {
            let mut bytes = good.clone();
            for _ in 0..=next() % 3 {
                let at = next() % bytes.len();
                bytes[at] = u8::try_from(next() % 256).unwrap();
            }
            if let Ok(mut archive) = open(&bytes) {
                for member in archive.members().to_vec() {
                    let _ = archive.read(&member, &Ticket::new());
                }
            }
        }
    }
}
