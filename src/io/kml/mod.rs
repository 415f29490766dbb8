//! KML (OGC 12-007r2, KML 2.3, and the older versions back to 2.0) and KMZ, its archive.
//!
//! Meaning: the text is decoded by its declaration ([`text`]), cut into tokens within limits (`io::xml`), and its
//! placemarks become rows ([`mod@read`]) with the ground of their polygons ([`geometry`], [`coordinates`]). In an
//! archive `doc.kml` is read, else the first file at its top.
//!
//! Input: a file up to 512 MiB. Output: one [`SourceLayer`]. Positions are longitude and latitude on
//! WGS 84, says the standard (clause 7.1); whether a Chinese map service shifted them is not seen here.
//!
//! Deliberately not done: following links, styles, overlays, heights, models; document types and the entities
//! that come with them are refused.

mod coordinates;
mod geometry;
mod read;
mod text;
mod write;

#[cfg(test)]
mod tests;

use std::path::Path;

use super::archive::{Archive, Member, is_archive};
use super::error::{ReadError, ReadErrorKind, WriteError};
use super::format::{Confidence, Format, ReadOptions, WriteOptions, WriteSetting, read_head};
use super::tally::shorten;
use super::whole_file::{WholeFile, stem};
use crate::crs::CrsId;
use crate::layer::{Note, Notes, Place, Severity, SourceLayer};
use crate::progress::Ticket;

/// The KML format.
#[derive(Debug, Clone, Copy)]
pub struct Kml;

/// The system of all KML files.
const WGS_84: CrsId = CrsId::Epsg(4326);

/// Names of members that a message lists.
const LISTED: usize = 5;

impl Kml {
    /// Codes of all notes that reading and writing KML can give beside those on encodings; each has a text.
    pub const NOTE_CODES: [&'static str; 27] = [
        "note-bom",
        "note-duplicate-key",
        "note-field-beyond-limit",
        "note-geometry-empty",
        "note-geometry-null",
        "note-ground-lost",
        "note-kml-coordinates",
        "note-kml-coordinates-loose",
        "note-written-as-wgs84",
        "note-kml-crs",
        "note-kml-geometry",
        "note-kml-network-link",
        "note-kml-overlays",
        "note-kmz-others",
        "note-lines-ignored",
        "note-ordinate-not-finite",
        "note-ordinate-not-number",
        "note-personal-dropped",
        "note-points-ignored",
        "note-ring-closed",
        "note-ring-degenerate",
        "note-shell-degenerate",
        "note-symlink",
        "note-written-characters",
        "note-written-without-geometry",
        "note-xml-encoding",
        "note-z-dropped",
    ];

    fn read_file(path: &Path, options: &ReadOptions, ticket: &Ticket) -> Result<SourceLayer, ReadErrorKind> {
        let is_packed = is_archive(&read_head(path)?);
        let file = WholeFile::read(path, ticket)?;
        if is_packed {
            let mut archive = Archive::open(path)?;
            let chosen = Chosen::in_archive(&archive, options.layer.as_deref())?;
            let bytes = archive.read(&chosen.member, ticket)?;
            let mut layer = Self::layer(path, &file, &bytes, options, ticket, Some(&chosen.member))?;
            if let Some(note) = chosen.note {
                layer.notes.push(note);
            }
            Ok(layer)
        } else {
            Self::layer(path, &file, &file.bytes, options, ticket, None)
        }
    }

    fn layer(
        path: &Path,
        file: &WholeFile,
        bytes: &[u8],
        options: &ReadOptions,
        ticket: &Ticket,
        member: Option<&Member>,
    ) -> Result<SourceLayer, ReadErrorKind> {
        let (text, notes) = text::decode(bytes, options.encoding);
        let mut read = read::read(&text, options, ticket)?;
        let crs = Note::new("note-kml-crs", Severity::Info, Place::default());
        for note in notes.into_iter().chain(file.note.clone()).chain([crs]) {
            read.builder.file_note(note);
        }
        let stem = stem(path);
        let name = read.document.unwrap_or_else(|| stem.clone());
        let in_archive = member.map(|member| member.name.as_str());
        if let Some(wanted) = options.layer.as_deref() {
            let is_meant = wanted == name
                || wanted == stem
                || in_archive.is_some_and(|member| is_member(member, wanted));
            if !is_meant {
                return Err(ReadErrorKind::LayerNotFound {
                    layer: wanted.to_owned(),
                    known: name,
                });
            }
        }
        let mut source = file.source(path, "KML");
        source.layer = in_archive.filter(|name| *name != "doc.kml").map(str::to_owned);
        Ok(read.builder.finish(name, source, Some(WGS_84)))
    }
}

/// The member of an archive that is read.
struct Chosen {
    member: Member,
    /// What is said about those that are not.
    note: Option<Note>,
}

impl Chosen {
    fn in_archive(archive: &Archive, wanted: Option<&str>) -> Result<Self, ReadErrorKind> {
        let members: Vec<&Member> = archive
            .members()
            .iter()
            .filter(|member| has_kml_name(&member.name))
            .collect();
        let named = wanted.and_then(|wanted| members.iter().find(|member| is_member(&member.name, wanted)));
        let main = || {
            let is_doc = |member: &&&Member| member.name.eq_ignore_ascii_case("doc.kml");
            let is_at_top = |member: &&&Member| !member.name.contains('/');
            let members = || members.iter();
            members()
                .find(is_doc)
                .or_else(|| members().find(is_at_top))
                .or_else(|| members().next())
        };
        let Some(chosen) = named.or_else(main) else {
            let found = archive.members().first();
            return Err(ReadErrorKind::NotKml {
                what: "archive",
                found: found.map(|member| shorten(&member.name)).unwrap_or_default(),
            });
        };
        let others: Vec<String> = members
            .iter()
            .filter(|member| member.index != chosen.index)
            .map(|member| shorten(&member.name))
            .collect();
        let note = (!others.is_empty()).then(|| {
            Note::new("note-kmz-others", Severity::Warning, Place::default())
                .with("read", shorten(&chosen.name))
                .with("count", others.len())
                .with("names", others[..others.len().min(LISTED)].join(", "))
        });
        Ok(Self {
            member: (*chosen).clone(),
            note,
        })
    }
}

fn has_kml_name(name: &str) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    // Archives from macOS have a shadow of each file.
    extension.is_some_and(|text| text.eq_ignore_ascii_case("kml")) && !name.starts_with("__MACOSX/")
}

/// Whether a person means this member: by its path, or its name without extension.
fn is_member(name: &str, wanted: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let stem = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    wanted == name || wanted == stem
}

impl Format for Kml {
    fn name(&self) -> &'static str {
        "KML"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["kml", "kmz"]
    }

    fn signatures(&self) -> &'static [&'static str] {
        &["zip"]
    }

    fn settings(&self) -> &'static [WriteSetting] {
        &[WriteSetting::Decimals]
    }

    fn sniff(&self, head: &[u8]) -> Confidence {
        if is_archive(head) {
            // The name of the first member; others may come before the one that matters.
            let name = head.get(30..).unwrap_or_default();
            let length = head
                .get(26..28)
                .and_then(<[u8]>::first_chunk)
                .map(|bytes| u16::from_le_bytes(*bytes));
            let name = name
                .get(..usize::from(length.unwrap_or_default()))
                .unwrap_or_default();
            return if has_kml_name(&String::from_utf8_lossy(name)) {
                Confidence::Certain
            } else {
                Confidence::No
            };
        }
        // UTF-16 has a zero in each of these characters.
        let text: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
        let text = text
            .strip_prefix(b"\xEF\xBB\xBF".as_slice())
            .or_else(|| text.strip_prefix(b"\xFF\xFE"))
            .or_else(|| text.strip_prefix(b"\xFE\xFF"))
            .unwrap_or(&text)
            .trim_ascii_start();
        let has = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
        if text.starts_with(b"<") && (has("<kml") || has(":kml ") || has("/kml/2.")) {
            Confidence::Certain
        } else {
            Confidence::No
        }
    }

    fn read(
        &self,
        path: &Path,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadError> {
        match Self::read_file(path, options, ticket) {
            Ok(layer) => Ok(vec![layer]),
            Err(kind) => Err(ReadError::new(path, kind)),
        }
    }

    fn write(
        &self,
        path: &Path,
        layer: &SourceLayer,
        options: &WriteOptions,
        ticket: &Ticket,
    ) -> Result<Notes, WriteError> {
        write::write_file(path, layer, options, ticket).map_err(|kind| WriteError::new(path, kind))
    }
}
