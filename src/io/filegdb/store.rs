//! Where the files of a geodatabase stand: in a directory, or in an archive.
//!
//! Meaning: tables are numbered; table 42 has the files `a0000002a.gdbtable` and `a0000002a.gdbtablx`, and
//! `a0000002a.cdf` where it is compressed. Nothing else is read: indexes would only hide rows where they lie.
//!
//! The fingerprint of a directory is the SHA-256 of a text with one line for each `.gdbtable` and `.gdbtablx` in it,
//! in the order of their names: the file's SHA-256, two spaces, its name, a line feed. That is what
//! `sha256sum *.gdbtable *.gdbtablx | LC_ALL=C sort -k2 | sha256sum` says in the directory. It covers all tables,
//! whichever are asked for. An archive has its own.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::super::archive::{Archive, Member};
use super::super::data::Data;
use super::super::error::ReadErrorKind;
use super::super::format::{MEMBER_LIMIT, check_plain_file};
use super::super::hash::{Sha256Sum, sha256_with_ticket};
use crate::progress::Ticket;

/// Extension of files with rows.
pub(super) const TABLE: &str = "gdbtable";
const INDEX: &str = "gdbtablx";
const COMPRESSED: &str = "cdf";

/// Number of the table that lists all others.
pub(super) const CATALOG: u32 = 1;

/// The bytes of one table.
#[derive(Debug)]
pub(super) struct Parts {
    /// The `.gdbtable`.
    pub table: Data,
    /// The `.gdbtablx`.
    pub index: Option<Data>,
}

/// The files of one geodatabase.
#[derive(Debug)]
pub(super) struct Store<F> {
    /// Name of the directory without its extension.
    pub name: String,
    files: BTreeMap<(u32, &'static str), F>,
}

/// A geodatabase on the disk, or one in an archive.
pub(super) type OnDisk = Store<PathBuf>;
pub(super) type InArchive = Store<Member>;

/// Number and kind of a file by its name.
pub(super) fn part_of(name: &str) -> Option<(u32, &'static str)> {
    let (stem, extension) = name.rsplit_once('.')?;
    let known = [TABLE, INDEX, COMPRESSED];
    let kind = known
        .into_iter()
        .find(|known| known.eq_ignore_ascii_case(extension))?;
    let digits = stem.strip_prefix(['a', 'A'])?;
    let is_number = digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    let number = u32::from_str_radix(digits, 16).ok().filter(|_| is_number)?;
    Some((number, kind))
}

impl<F> Store<F> {
    /// The file of a table.
    fn file(&self, number: u32, kind: &'static str) -> Option<&F> {
        self.files.get(&(number, kind))
    }

    /// Whether a table is there only in compressed form.
    pub fn is_compressed(&self, number: u32) -> bool {
        self.file(number, TABLE).is_none() && self.file(number, COMPRESSED).is_some()
    }
}

/// The files of a geodatabase as a reader needs them.
pub(super) trait Files {
    /// The bytes of a table; `None` when there is no such table.
    fn parts(&mut self, number: u32, ticket: &Ticket) -> Result<Option<Parts>, ReadErrorKind>;

    /// Whether a table is there only in compressed form.
    fn is_compressed(&self, number: u32) -> bool;
}

impl OnDisk {
    /// Lists a directory.
    pub fn open(directory: &Path) -> Result<Self, ReadErrorKind> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(directory)?.take(MEMBER_LIMIT) {
            let entry = entry?;
            if let Some(part) = entry.file_name().to_str().and_then(part_of) {
                files.insert(part, entry.path());
            }
        }
        Ok(Self {
            name: stem(&directory.to_string_lossy()).to_owned(),
            files,
        })
    }

    /// The files that the fingerprint covers, in the order of their names.
    fn hashed(&self) -> Vec<&PathBuf> {
        let rows = self.files.iter().filter(|((_, kind), _)| *kind != COMPRESSED);
        let mut paths: Vec<&PathBuf> = rows.map(|(_, path)| path).collect();
        paths.sort();
        paths
    }

    /// The fingerprint.
    pub fn sha256(&self, ticket: &Ticket) -> Result<String, ReadErrorKind> {
        let line = |path: &&PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            Ok(format!("{}  {name}\n", sha256_with_ticket(path, ticket)?))
        };
        let lines: Vec<Result<String, ReadErrorKind>> = self.hashed().par_iter().map(line).collect();
        let mut sum = Sha256Sum::new();
        for line in lines {
            sum.update(line?.as_bytes());
        }
        Ok(sum.finish())
    }

    /// What shows that a file was written to, replaced, added or taken away meanwhile, and bytes of all files.
    pub fn state(&self) -> Result<(Vec<State>, u64), ReadErrorKind> {
        let mut states = Vec::new();
        let mut bytes = 0;
        for path in self.hashed() {
            let metadata = check_plain_file(path)?;
            bytes += metadata.len();
            states.push(state_of(&metadata));
        }
        Ok((states, bytes))
    }
}

impl Files for OnDisk {
    fn parts(&mut self, number: u32, _ticket: &Ticket) -> Result<Option<Parts>, ReadErrorKind> {
        let open = |kind| {
            let path = self.file(number, kind);
            path.map(|path| {
                check_plain_file(path)?;
                Ok::<_, ReadErrorKind>(Data::open(path)?)
            })
            .transpose()
        };
        let Some(table) = open(TABLE)? else {
            return Ok(None);
        };
        let index = open(INDEX)?;
        Ok(Some(Parts { table, index }))
    }

    fn is_compressed(&self, number: u32) -> bool {
        Self::is_compressed(self, number)
    }
}

impl InArchive {
    /// The geodatabases in an archive, in the order of their names.
    pub fn all(archive: &Archive) -> Vec<Self> {
        let mut by_folder: HashMap<&str, BTreeMap<(u32, &'static str), Member>> = HashMap::new();
        for member in archive.members() {
            let (folder, file) = member.name.rsplit_once('/').unwrap_or(("", &member.name));
            // What the finder of macOS leaves in archives.
            let is_shadow = folder.starts_with("__MACOSX");
            if let Some(part) = part_of(file).filter(|_| !is_shadow) {
                by_folder.entry(folder).or_default().insert(part, member.clone());
            }
        }
        let mut folders: Vec<_> = by_folder.into_iter().collect();
        folders.sort_by_key(|(folder, _)| *folder);
        let is_whole = |files: &BTreeMap<(u32, &'static str), Member>| files.contains_key(&(CATALOG, TABLE));
        folders
            .into_iter()
            .filter(|(_, files)| is_whole(files))
            .map(|(folder, files)| Self {
                name: stem(folder).to_owned(),
                files,
            })
            .collect()
    }
}

/// A geodatabase in an archive that is open.
pub(super) struct Opened<'a> {
    /// Its files.
    pub store: &'a InArchive,
    /// The archive.
    pub archive: &'a mut Archive,
}

impl Files for Opened<'_> {
    fn parts(&mut self, number: u32, ticket: &Ticket) -> Result<Option<Parts>, ReadErrorKind> {
        let mut read = |kind| {
            let member = self.store.file(number, kind);
            let bytes = member.map(|member| self.archive.read(member, ticket));
            Ok::<_, ReadErrorKind>(bytes.transpose()?.map(Data::Memory))
        };
        let Some(table) = read(TABLE)? else {
            return Ok(None);
        };
        let index = read(INDEX)?;
        Ok(Some(Parts { table, index }))
    }

    fn is_compressed(&self, number: u32) -> bool {
        self.store.is_compressed(number)
    }
}

/// The last name of a path without `.gdb`.
fn stem(path: &str) -> &str {
    let path = path.trim_end_matches(['/', '\\']);
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((stem, extension)) if extension.eq_ignore_ascii_case("gdb") => stem,
        _ => name,
    }
}

/// What shows that a file was written to or replaced.
pub(super) type State = (Option<SystemTime>, [i64; 2], u64, u64);

fn state_of(metadata: &Metadata) -> State {
    #[cfg(unix)]
    let (times, number) = {
        use std::os::unix::fs::MetadataExt as _;
        ([metadata.ctime(), metadata.ctime_nsec()], metadata.ino())
    };
    #[cfg(not(unix))]
    let (times, number) = ([0; 2], 0);
    (metadata.modified().ok(), times, number, metadata.len())
}
