//! The formats there are, and how the right one is found.
//!
//! Meaning: a [`Format`] turns a file into layers and a layer into a file. [`FORMATS`] is the
//! registry. [`detect`] asks all of them about the first bytes of a file; the extension only
//! decides where the content leaves it open, because files are renamed more often than rewritten.
//!
//! Input: a path. Output: layers with notes, or an error with a stable code.

use std::fmt;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use super::archive::{Archive, is_archive};
use super::boundary_txt::BoundaryTxt;
use super::decimals::rounded;
use super::dxf::Dxf;
use super::encoding::Encoding;
use super::error::{ReadError, ReadErrorKind, WriteError, WriteErrorKind};
use super::filegdb::FileGdb;
use super::flatgeobuf::FlatGeobuf;
use super::geojson::{GeoJson, GeoJsonSeq};
use super::geopackage::GeoPackage;
use super::geoparquet::GeoParquet;
use super::kml::Kml;
use super::looks;
use super::point_table::PointTable;
use super::shapefile::Shapefile;
use crate::layer::{Notes, Role, SourceLayer};
use crate::progress::Ticket;

/// All formats; a new one is one line here.
pub static FORMATS: &[&dyn Format] = &[
    &GeoJsonSeq,
    &GeoJson,
    &GeoPackage,
    &Shapefile,
    &FileGdb,
    &BoundaryTxt,
    &Dxf,
    &FlatGeobuf,
    &GeoParquet,
    &Kml,
    &PointTable,
];

/// Bytes at the start of a file that a format may look at.
const HEAD_BYTES: u64 = 8192;

/// Most files of a directory that are looked at.
pub(super) const MEMBER_LIMIT: usize = 200_000;

/// How sure a format is that a file is its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It cannot read this.
    No,
    /// The content does not speak against it.
    Possible,
    /// The content has the marks of the format.
    Certain,
}

/// What a reader is told beside the path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Read only the layer of this name.
    pub layer: Option<String>,
    /// Keep fields with personal data (证件号码, 电话, 住址 and the like), which are dropped otherwise.
    pub keep_personal: bool,
    /// The caller knows the coordinate reference system, so that a name in the file which nobody
    /// understands does not matter.
    pub crs_is_given: bool,
    /// The encoding of the file's text, chosen by hand; else it is detected.
    pub encoding: Option<Encoding>,
    /// Which of two columns of coordinates comes first, where names and numbers leave it open.
    pub axis_order: Option<AxisOrder>,
    /// Whether numbers in degrees are packed degrees, minutes and seconds (d.mmss), where the names leave it open.
    pub packed_degrees: Option<bool>,
}

/// What a writer is told beside the layer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Write features whose geometry is not known here (unreadable, points, lines) without
    /// geometry, with a note, instead of refusing.
    pub without_unknown_geometry: bool,
    /// The form of the file, by the name that the format gives it; else the format's usual one.
    pub profile: Option<String>,
    /// The encoding of text; else the format's usual one.
    pub encoding: Option<Encoding>,
    /// Decimals of coordinates, in formats that write them as text; else the format's usual number.
    pub decimals: Option<u8>,
    /// Whether eastings have the zone number in front (加大数/去大数); else they stay as they are.
    pub zone_prefix: Option<bool>,
    /// Which ordinate comes first, in formats that leave it open; else the format's usual one.
    pub axis_order: Option<AxisOrder>,
    /// Where rings begin and how they turn, in formats whose users care; else they stay as they are.
    pub ring_start: Option<RingStart>,
    /// What the layer means, for the symbol in formats that carry one.
    pub role: Option<Role>,
}

/// A setting of [`WriteOptions`] that not every format knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteSetting {
    /// [`WriteOptions::profile`].
    Profile,
    /// [`WriteOptions::encoding`].
    Encoding,
    /// [`WriteOptions::decimals`].
    Decimals,
    /// [`WriteOptions::zone_prefix`].
    ZonePrefix,
    /// [`WriteOptions::axis_order`].
    AxisOrder,
    /// [`WriteOptions::ring_start`].
    RingStart,
}

impl WriteSetting {
    /// All settings.
    pub const ALL: [Self; 6] = [
        Self::Profile,
        Self::Encoding,
        Self::Decimals,
        Self::ZonePrefix,
        Self::AxisOrder,
        Self::RingStart,
    ];

    /// Stable code, also the name of the option on the command line.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Encoding => "encoding",
            Self::Decimals => "decimals",
            Self::ZonePrefix => "zone-prefix",
            Self::AxisOrder => "axes",
            Self::RingStart => "ring-start",
        }
    }
}

impl WriteOptions {
    /// The first setting that is asked for and makes no difference to files of a format: what somebody asks for
    /// is never passed over.
    #[must_use]
    pub fn unknown_to(&self, format: &dyn Format) -> Option<WriteSetting> {
        let known = format.settings();
        let is_asked_for = |setting: &WriteSetting| match setting {
            WriteSetting::Profile => self.profile.is_some(),
            WriteSetting::Encoding => self.encoding.is_some(),
            WriteSetting::Decimals => self.decimals.is_some(),
            WriteSetting::ZonePrefix => self.zone_prefix.is_some(),
            WriteSetting::AxisOrder => self.axis_order.is_some(),
            WriteSetting::RingStart => self.ring_start.is_some(),
        };
        WriteSetting::ALL
            .into_iter()
            .filter(is_asked_for)
            .find(|setting| !known.contains(setting))
    }
}

/// Which ordinate comes first in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AxisOrder {
    /// Northing or latitude, as surveyors write (X 北, Y 东).
    #[default]
    NorthFirst,
    /// Easting or longitude, as GIS files have it.
    EastFirst,
}

/// Where the points of a ring are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RingStart {
    /// From where they are in the layer, as they turn there.
    #[default]
    AsStored,
    /// From the north-west corner, shells clockwise and holes the other way, as surveyors number boundary points
    /// (界址点从西北角起顺时针编号).
    NorthWest,
}

/// A file format.
pub trait Format: fmt::Debug + Sync {
    /// Name for people, the same in all languages.
    fn name(&self) -> &'static str;

    /// File extensions in lower case, without the dot, the usual one first.
    fn extensions(&self) -> &'static [&'static str];

    /// Signatures of other formats that its files may begin with, by their codes in `looks`.
    fn signatures(&self) -> &'static [&'static str] {
        &[]
    }

    /// Names of the forms in which files are written, the usual one first; none where there is only one.
    fn profiles(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// The settings that make a difference to files of the format.
    fn settings(&self) -> &'static [WriteSetting] {
        &[]
    }

    /// How sure the format is that a file which begins with `head` is its own.
    fn sniff(&self, head: &[u8]) -> Confidence;

    /// How sure the format is that a directory or an archive with files of these names, folders before them, is its
    /// own. Formats whose files do not come in directories never are; those that are read out of archives by
    /// [`Self::sniff`] need not be.
    fn sniff_members(&self, _names: &[&str]) -> Confidence {
        Confidence::No
    }

    /// Reads all layers, or the one that `options` names.
    ///
    /// # Errors
    /// When the file cannot be read as a whole; see [`ReadErrorKind`].
    fn read(
        &self,
        path: &Path,
        options: &ReadOptions,
        ticket: &Ticket,
    ) -> Result<Vec<SourceLayer>, ReadError>;

    /// Writes a layer atomically; the notes say what the format could not hold.
    ///
    /// # Errors
    /// When it was not written; what stood at the path before is whole then.
    fn write(
        &self,
        path: &Path,
        layer: &SourceLayer,
        options: &WriteOptions,
        ticket: &Ticket,
    ) -> Result<Notes, WriteError>;
}

/// Reads a file: all its layers, or only the one that is named.
///
/// # Errors
/// See [`ReadErrorKind`].
pub fn read(path: &Path, layer: Option<&str>, ticket: &Ticket) -> Result<Vec<SourceLayer>, ReadError> {
    let options = ReadOptions {
        layer: layer.map(str::to_owned),
        ..ReadOptions::default()
    };
    read_with(path, &options, ticket)
}

/// Reads a file with options.
///
/// # Errors
/// See [`ReadErrorKind`].
pub fn read_with(path: &Path, options: &ReadOptions, ticket: &Ticket) -> Result<Vec<SourceLayer>, ReadError> {
    detect(path)?.read(path, options, ticket)
}

/// Writes a layer in the format that the extension of the path names, with coordinates rounded to the decimals
/// that `options` ask for.
///
/// # Errors
/// See [`WriteErrorKind`].
pub fn write(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteError> {
    let format = format_for_writing(path)?;
    let decimals = options
        .decimals
        .filter(|_| format.settings().contains(&WriteSetting::Decimals));
    let Some(decimals) = decimals else {
        return format.write(path, layer, options, ticket);
    };
    let layer =
        rounded(layer, decimals, format.name(), ticket).map_err(|kind| WriteError::new(path, kind))?;
    format.write(path, &layer, options, ticket)
}

/// The format that the extension of a path names.
///
/// # Errors
/// When no format has the extension.
pub fn format_for_writing(path: &Path) -> Result<&'static dyn Format, WriteError> {
    by_extension(path).ok_or_else(|| {
        let extension = path
            .extension()
            .map(|text| text.to_string_lossy().into_owned())
            .unwrap_or_default();
        WriteError::new(path, WriteErrorKind::UnknownExtension { extension })
    })
}

/// Finds the format of a file, by content first, then by extension.
///
/// # Errors
/// When there is no such file, it is neither a plain file nor a directory that a format reads as a whole, it is empty,
/// or no format fits.
pub fn detect(path: &Path) -> Result<&'static dyn Format, ReadError> {
    if let Some(format) = of_directory(path) {
        return Ok(format);
    }
    let head = read_head(path).map_err(|kind| ReadError::new(path, kind))?;
    if is_archive(&head)
        && let Some(format) = of_archive(path)
    {
        return Ok(format);
    }
    let sure = |wanted| {
        FORMATS
            .iter()
            .copied()
            .find(|format| format.sniff(&head) == wanted)
    };
    if let Some(format) = sure(Confidence::Certain) {
        return Ok(format);
    }
    // A file that carries another format's signature is not what its name says.
    let signature = looks::signature(&head);
    let named = by_extension(path).filter(|named| {
        signature.is_none_or(|code| named.signatures().contains(&code)) || named.sniff(&head) > Confidence::No
    });
    let not_recognised = || ReadErrorKind::NotRecognised {
        looks_like: looks::looks_like(&head),
    };
    named
        .or_else(|| sure(Confidence::Possible))
        .ok_or_else(|| ReadError::new(path, not_recognised()))
}

/// Whether a path is a directory that is read as one file.
#[must_use]
pub fn reads_directory(path: &Path) -> bool {
    of_directory(path).is_some()
}

/// The format that reads a directory as a whole.
fn of_directory(path: &Path) -> Option<&'static dyn Format> {
    if !path.is_dir() {
        return None;
    }
    let entries = fs::read_dir(path).ok()?.take(MEMBER_LIMIT);
    let names: Vec<String> = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let best = FORMATS
        .iter()
        .copied()
        .max_by_key(|format| format.sniff_members(&names));
    best.filter(|format| format.sniff_members(&names) > Confidence::No)
}

/// The format that certainly made the files in an archive.
fn of_archive(path: &Path) -> Option<&'static dyn Format> {
    let archive = Archive::open(path).ok()?;
    let names: Vec<&str> = archive
        .members()
        .iter()
        .map(|member| member.name.as_str())
        .collect();
    let formats = FORMATS.iter().copied();
    formats
        .into_iter()
        .find(|format| format.sniff_members(&names) == Confidence::Certain)
}

/// Refuses what is no plain file before it is opened: opening a pipe would wait forever.
pub(super) fn check_plain_file(path: &Path) -> Result<fs::Metadata, ReadErrorKind> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        Err(ReadErrorKind::NotAFile { kind: "directory" })
    } else if metadata.is_file() {
        Ok(metadata)
    } else {
        Err(ReadErrorKind::NotAFile { kind: "special" })
    }
}

/// The first bytes of a plain file that is not empty.
pub(super) fn read_head(path: &Path) -> Result<Vec<u8>, ReadErrorKind> {
    check_plain_file(path)?;
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES).read_to_end(&mut head)?;
    if head.is_empty() {
        Err(ReadErrorKind::Empty)
    } else {
        Ok(head)
    }
}

fn by_extension(path: &Path) -> Option<&'static dyn Format> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    FORMATS
        .iter()
        .copied()
        .find(|format| format.extensions().contains(&extension.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn file(directory: &Path, name: &str, bytes: &[u8]) -> PathBuf {
        let path = directory.join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    fn code(path: &Path) -> &'static str {
        read(path, None, &Ticket::new()).map_or_else(|error| error.code(), |_| "read")
    }

    #[test]
    fn every_format_has_a_name_and_extensions_of_its_own() {
        let mut seen = Vec::new();
        for format in FORMATS {
            assert!(!format.name().is_empty());
            assert_eq!(format.sniff(b""), Confidence::No);
            for extension in format.extensions() {
                assert!(!seen.contains(extension), "{extension} is claimed twice");
                seen.push(extension);
                let path = PathBuf::from(format!("x.{}", extension.to_uppercase()));
                assert_eq!(by_extension(&path).unwrap().name(), format.name());
            }
        }
    }

    #[test]
    fn content_decides_before_the_name() {
        let directory = tempfile::tempdir().unwrap();
        let at = directory.path();
        let empty_collection = br#"{"type":"FeatureCollection","features":[]}"#;
        assert_eq!(code(&file(at, "a.txt", empty_collection)), "read");
        assert_eq!(code(&file(at, "b.geojson", b"PK\x03\x04zip")), "read-archive");
        assert_eq!(code(&file(at, "c.geojson", b"hello")), "read-syntax");
        assert_eq!(code(&file(at, "d.xyz", b"hello")), "read-not-recognised");
        assert_eq!(code(&file(at, "e.geojson", b"")), "read-empty");
        assert_eq!(code(&file(at, "f.geojson", b" \n ")), "read-empty");
        assert_eq!(code(&file(at, "g.geojson", &[0xFF, 0xFE, b'{', 0])), "read-utf16");
    }

    #[test]
    fn a_setting_that_a_format_does_not_know_is_told() {
        let of = |path: &str, options: &WriteOptions| {
            options.unknown_to(format_for_writing(Path::new(path)).unwrap())
        };
        let options = WriteOptions {
            decimals: Some(3),
            encoding: Some(Encoding::GBK),
            ..WriteOptions::default()
        };
        assert_eq!(of("a.txt", &options), None);
        assert_eq!(of("a.csv", &options), None);
        assert_eq!(of("a.shp", &options), Some(WriteSetting::Decimals));
        assert_eq!(of("a.geojson", &options), Some(WriteSetting::Encoding));
        assert_eq!(of("a.fgb", &WriteOptions::default()), None);
        for format in FORMATS {
            let has_profiles = !format.profiles().is_empty();
            assert_eq!(format.settings().contains(&WriteSetting::Profile), has_profiles);
        }
    }

    #[test]
    fn only_plain_files_are_opened() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(code(&directory.path().join("none.geojson")), "read-missing");
        assert_eq!(code(directory.path()), "read-not-a-file");
        if cfg!(unix) {
            assert_eq!(code(Path::new("/dev/null")), "read-not-a-file");
        }
    }

    #[test]
    fn a_format_to_write_is_found_by_the_extension() {
        assert_eq!(
            format_for_writing(Path::new("a.GeoJSON")).unwrap().name(),
            "GeoJSON"
        );
        let error = format_for_writing(Path::new("a.xyz")).unwrap_err();
        assert_eq!(error.code(), "write-unknown-extension");
    }
}
