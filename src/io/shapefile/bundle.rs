//! The files that make up one shapefile.
//!
//! Meaning: they stand beside each other, have the same stem and differ in the extension, all in any letter case,
//! because they come from file systems that have none. Any of them may be missing.
//!
//! Input: a path, or the members of an archive. Output: a [`Bundle`].

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::archive::{Archive, Member, refused};
use super::super::data::Data;
use super::super::error::ReadErrorKind;
use super::super::format::check_plain_file;
use crate::progress::Ticket;

/// Extensions of the parts that are read, by their place in [`Paths::parts`].
pub(super) const EXTENSIONS: [&str; 5] = ["shp", "shx", "dbf", "prj", "cpg"];
const SHP: usize = 0;
const SHX: usize = 1;
const DBF: usize = 2;
const PRJ: usize = 3;
const CPG: usize = 4;

/// Longest `.prj` and `.cpg`.
const TEXT_LIMIT: usize = 64 << 10;

/// The bytes of one shapefile.
#[derive(Debug, Default)]
pub(super) struct Bundle {
    /// The stem.
    pub name: String,
    /// Shapes.
    pub shp: Option<Data>,
    /// Index of the shapes.
    pub shx: Option<Data>,
    /// Attributes.
    pub dbf: Option<Data>,
    /// Coordinate reference system as WKT.
    pub prj: Option<Vec<u8>>,
    /// Encoding of the attributes.
    pub cpg: Option<Vec<u8>>,
}

/// The files of one shapefile on the disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Paths {
    parts: [Option<PathBuf>; 5],
}

impl Paths {
    /// Finds the files that belong to one of them.
    pub fn beside(path: &Path) -> io::Result<Self> {
        let mut paths = Self::default();
        let own = part_of(path);
        if own.is_none() {
            // A shapefile under another extension has no other files.
            paths.parts[SHP] = Some(path.to_owned());
            return Ok(paths);
        }
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        let stem = path.file_stem().unwrap_or_default();
        // The spelling of the file that was named comes first, then the order of the alphabet.
        let is_upper = |path: &Path| {
            let extension = path.extension().unwrap_or_default();
            extension.as_encoded_bytes().iter().all(u8::is_ascii_uppercase)
        };
        let rank = |found: &Path| {
            let spelling = (found.file_stem() != Some(stem), is_upper(found) != is_upper(path));
            (spelling, found.as_os_str().to_owned())
        };
        for entry in fs::read_dir(directory)? {
            let found = path.with_file_name(entry?.file_name());
            let same_stem = found
                .file_stem()
                .is_some_and(|other| other.eq_ignore_ascii_case(stem));
            let Some(part) = part_of(&found).filter(|_| same_stem) else {
                continue;
            };
            let known = &mut paths.parts[part];
            if known.as_ref().is_none_or(|known| rank(&found) < rank(known)) {
                *known = Some(found);
            }
        }
        if let Some(own) = own {
            paths.parts[own] = Some(path.to_owned());
        }
        Ok(paths)
    }

    /// The file with the shapes, else the one with the attributes.
    pub fn main(&self) -> Option<&Path> {
        self.parts[SHP].as_deref().or(self.parts[DBF].as_deref())
    }

    /// The others that are read with it.
    pub fn companions(&self) -> impl Iterator<Item = &Path> {
        let main = self.main();
        let present = self.parts.iter().filter_map(Option::as_deref);
        present.filter(move |path| Some(*path) != main)
    }

    /// Opens them.
    pub fn open(&self) -> Result<Bundle, ReadErrorKind> {
        let data = |part: usize| {
            let path = self.parts[part].as_deref();
            path.map(|path| {
                check_plain_file(path)?;
                Ok::<_, ReadErrorKind>(Data::open(path)?)
            })
            .transpose()
        };
        let text = |part: usize| {
            let head = data(part)?.map(|data| data.head(TEXT_LIMIT)).transpose()?;
            Ok::<_, ReadErrorKind>(head)
        };
        let stem = self.main().and_then(Path::file_stem).unwrap_or_default();
        Ok(Bundle {
            name: stem.to_string_lossy().into_owned(),
            shp: data(SHP)?,
            shx: data(SHX)?,
            dbf: data(DBF)?,
            prj: text(PRJ)?,
            cpg: text(CPG)?,
        })
    }
}

fn part_of(path: &Path) -> Option<usize> {
    let extension = path.extension().and_then(OsStr::to_str)?;
    EXTENSIONS
        .iter()
        .position(|known| known.eq_ignore_ascii_case(extension))
}

/// The members of one shapefile in an archive.
#[derive(Debug, Clone, Default)]
pub(super) struct Members {
    /// Name of the layer: the stem, with its folder where the stem alone stands for several.
    pub name: String,
    folder: String,
    stem: String,
    parts: [Option<Member>; 5],
}

impl Members {
    /// The shapefiles in an archive, in its order.
    pub fn of(archive: &Archive) -> Result<Vec<Self>, ReadErrorKind> {
        let mut all: Vec<Self> = Vec::new();
        let mut by_key = std::collections::HashMap::new();
        for member in archive.members() {
            let (folder, file) = member.name.rsplit_once('/').unwrap_or(("", &member.name));
            // What the finder of macOS leaves in archives.
            if file.starts_with("._") || folder.starts_with("__MACOSX") {
                continue;
            }
            let (Some((stem, _)), Some(part)) = (file.rsplit_once('.'), part_of(Path::new(file))) else {
                continue;
            };
            let key = format!("{folder}/{}", stem.to_ascii_lowercase());
            let at = *by_key.entry(key).or_insert_with(|| {
                all.push(Self {
                    folder: folder.to_owned(),
                    ..Self::default()
                });
                all.len() - 1
            });
            let members = &mut all[at];
            if part == SHP || members.stem.is_empty() {
                stem.clone_into(&mut members.stem);
            }
            members.parts[part].get_or_insert_with(|| member.clone());
        }
        all.retain(|members| members.parts[SHP].is_some());
        if all.is_empty() {
            return Err(refused(why_nothing(archive)));
        }
        let mut stems = std::collections::HashMap::new();
        for members in &all {
            *stems.entry(members.stem.clone()).or_insert(0) += 1;
        }
        for members in &mut all {
            let is_alone = stems.get(&members.stem) == Some(&1) || members.folder.is_empty();
            members.name = if is_alone {
                members.stem.clone()
            } else {
                format!("{}/{}", members.folder, members.stem)
            };
        }
        Ok(all)
    }

    /// Inflates them.
    pub fn open(&self, archive: &mut Archive, ticket: &Ticket) -> Result<Bundle, ReadErrorKind> {
        let mut bytes = |part: usize| {
            let member = self.parts[part].as_ref();
            member.map(|member| archive.read(member, ticket)).transpose()
        };
        Ok(Bundle {
            name: self.name.clone(),
            shp: bytes(SHP)?.map(Data::Memory),
            shx: bytes(SHX)?.map(Data::Memory),
            dbf: bytes(DBF)?.map(Data::Memory),
            prj: bytes(PRJ)?,
            cpg: bytes(CPG)?,
        })
    }
}

/// Why an archive has no shapefile.
fn why_nothing(archive: &Archive) -> &'static str {
    let has = |extension: &str| {
        let mut names = archive.members().iter().map(|member| Path::new(&member.name));
        names.any(|name| {
            name.extension()
                .is_some_and(|known| known.eq_ignore_ascii_case(extension))
        })
    };
    if has("gdbtable") {
        "geodatabase"
    } else if ["zip", "kmz", "rar", "7z", "gz", "tar"].into_iter().any(has) {
        "nested"
    } else {
        "no-layer"
    }
}
