//! Why a file was not read.

use std::io;
use std::path::{Path, PathBuf};

use crate::progress::Cancelled;

/// A file that was not read.
#[derive(Debug, thiserror::Error)]
#[error("{kind}: {}", path.display())]
pub struct ReadError {
    /// The file as it was named by the user.
    pub path: PathBuf,
    /// Why it was not read.
    pub kind: ReadErrorKind,
}

/// Why a file was not read. Lines and columns count from 1, bytes from 0.
#[derive(Debug, thiserror::Error)]
pub enum ReadErrorKind {
    /// There is no such file.
    #[error("no such file")]
    Missing,
    /// The path names a directory, or something that is no plain file (`kind` is `directory` or `special`).
    #[error("not a plain file but a {kind}")]
    NotAFile {
        /// `directory` or `special`.
        kind: &'static str,
    },
    /// The file has no content.
    #[error("the file is empty")]
    Empty,
    /// The system could not read it.
    #[error("cannot read ({0})")]
    Io(io::Error),
    /// No format fits.
    #[error("format not recognised; it looks like {looks_like}")]
    NotRecognised {
        /// What it looks like, as a code such as `zip`.
        looks_like: &'static str,
    },
    /// The text is in UTF-16.
    #[error("the text is in UTF-16, not UTF-8")]
    Utf16,
    /// The text is not in UTF-8.
    #[error("line {line}: not UTF-8 at byte {byte}")]
    NotUtf8 {
        /// Offset of the first byte that is not UTF-8.
        byte: u64,
        /// Its line.
        line: u64,
    },
    /// Arrays and objects are nested too deeply.
    #[error("line {line}:{column}: nested deeper than {limit}")]
    TooDeep {
        /// The deepest nesting that is read.
        limit: u32,
        /// Line of the bracket that is one too many.
        line: u64,
        /// Its column.
        column: u64,
    },
    /// One feature, or what stands around the features, is larger than any reader should hold.
    #[error("line {line}:{column}: one part is larger than {limit_mib} MiB")]
    TooLarge {
        /// The largest part that is read, in MiB.
        limit_mib: u64,
        /// Line where the part begins.
        line: u64,
        /// Its column.
        column: u64,
    },
    /// The structure of the text is broken.
    #[error("line {line}:{column}: expected {expected}, found {found}")]
    Syntax {
        /// Line of the fault.
        line: u64,
        /// Column of the fault.
        column: u64,
        /// What should stand there, as a code such as `comma-or-brace`.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// The text ends too early.
    #[error("line {line}:{column}: the file ends in the middle")]
    Truncated {
        /// Line of the end.
        line: u64,
        /// Column of the end.
        column: u64,
    },
    /// The text is JSON and not GeoJSON (`what` is a code such as `no-features`).
    #[error("not GeoJSON: {what}")]
    NotGeoJson {
        /// What is wrong, as a code.
        what: &'static str,
    },
    /// The text is no boundary point file (`what` is a code such as `no-coordinates`).
    #[error("not a boundary point file: {what}")]
    NotBoundaryTxt {
        /// What is wrong, as a code.
        what: &'static str,
    },
    /// The file names a coordinate reference system by a name that is not understood.
    #[error("unknown CRS name {name:?}")]
    UnknownCrsName {
        /// The name as it stands in the file.
        name: String,
    },
    /// A feature names another coordinate reference system than the file.
    #[error("line {line}: a feature names the CRS {name:?}, the file does not name the same")]
    CrsConflict {
        /// The name as it stands at the feature.
        name: String,
        /// Line of the feature.
        line: u64,
    },
    /// The file has no layer of that name.
    #[error("no layer {layer:?}; there are: {known}")]
    LayerNotFound {
        /// The layer that was asked for.
        layer: String,
        /// The layers that there are.
        known: String,
    },
    /// The database is broken or cannot be read.
    #[error("the database cannot be read ({reason})")]
    Database {
        /// What SQLite says.
        reason: String,
    },
    /// The file is a database and not a GeoPackage (`what` is a code such as `no-contents`).
    #[error("not a GeoPackage: {what}")]
    NotGeoPackage {
        /// What is wrong, as a code.
        what: &'static str,
    },
    /// The latest changes of a database stand in a file beside it that cannot be taken into account.
    #[error("changes are pending in the {file} beside it ({reason})")]
    PendingChanges {
        /// `journal` or `wal`.
        file: &'static str,
        /// What SQLite says; empty when it was not asked.
        reason: String,
    },
    /// A layer is listed and cannot be read (`what` is a code such as `no-table`).
    #[error("layer {layer:?} cannot be read: {what}")]
    LayerBroken {
        /// The layer.
        layer: String,
        /// What is wrong, as a code.
        what: &'static str,
    },
    /// The structure of an XML text is broken or dangerous (`what` is a code such as `doctype`).
    #[error("line {line}: the XML cannot be read: {what} {found:?}")]
    Xml {
        /// Line of the fault.
        line: u64,
        /// What is wrong, as a code.
        what: &'static str,
        /// What stands there.
        found: String,
    },
    /// The file is XML and not KML, or an archive without KML (`what` is a code such as `root`).
    #[error("not KML: {what} {found:?}")]
    NotKml {
        /// What is wrong, as a code.
        what: &'static str,
        /// What stands there.
        found: String,
    },
    /// A table of points or geometries that does not say what is needed to read it (`what` is a code such as
    /// `axes`).
    #[error("line {line}: the table cannot be read: {what} {found:?}")]
    Table {
        /// Line of the fault.
        line: u64,
        /// What is wrong or missing, as a code.
        what: &'static str,
        /// What stands there.
        found: String,
    },
    /// An archive that cannot be read, or has nothing in it that can (`what` is a code such as `bomb`).
    #[error("the archive cannot be read: {what}")]
    Archive {
        /// What is wrong, as a code.
        what: &'static str,
    },
    /// A shapefile whose structure is broken (`what` is a code such as `broken-off`).
    #[error("byte {byte}: the shapefile cannot be read after {features} features: {what}")]
    Shapefile {
        /// What is wrong, as a code.
        what: &'static str,
        /// Where it is wrong.
        byte: u64,
        /// Features that stand before that place.
        features: u64,
    },
    /// The structure of a drawing is broken, or it asks for more than any reader should hold (`what` is a code such
    /// as `group-code`).
    #[error("line {line}: the drawing is broken ({what}), found {found:?}")]
    DxfBroken {
        /// What is wrong, as a code.
        what: &'static str,
        /// Line of the fault; in a binary file that at which the group would stand as text.
        line: u64,
        /// What stands there.
        found: String,
    },
    /// The structure of a FlatGeobuf is broken (`what` is a code such as `truncated`).
    #[error("byte {byte}: the FlatGeobuf is broken ({what})")]
    FlatGeobufBroken {
        /// What is wrong, as a code.
        what: &'static str,
        /// Offset of the fault.
        byte: u64,
    },
    /// A geodatabase or one of its tables that cannot be read (`what` is a code such as `compressed`).
    #[error("table {table:?} of the geodatabase cannot be read: {what}")]
    FileGdb {
        /// What is wrong, as a code.
        what: &'static str,
        /// The table.
        table: String,
    },
    /// A file that is no GeoParquet, or a broken one, or one that uses what is not read (`what` is a code such as
    /// `compression`).
    #[error("the GeoParquet cannot be read: {what} {found:?}")]
    GeoParquet {
        /// What is wrong, as a code.
        what: &'static str,
        /// What stands there.
        found: String,
    },
    /// The file was changed while it was read.
    #[error("the file was changed while it was read")]
    Changed,
    /// Somebody asked the reading to stop.
    #[error("cancelled")]
    Cancelled,
}

impl ReadError {
    /// An error about a path.
    #[must_use]
    pub fn new(path: &Path, kind: ReadErrorKind) -> Self {
        Self {
            path: path.to_owned(),
            kind,
        }
    }

    /// The stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.kind.code()
    }

    /// The facts of the sentence, by argument name; the path last.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let mut args = self.kind.args();
        args.push(("path", self.path.display().to_string()));
        args
    }
}

impl ReadErrorKind {
    /// All codes, in the order of the variants.
    pub const CODES: [&'static str; 31] = [
        "read-missing",
        "read-not-a-file",
        "read-empty",
        "read-io",
        "read-not-recognised",
        "read-utf16",
        "read-not-utf8",
        "read-too-deep",
        "read-too-large",
        "read-syntax",
        "read-truncated",
        "read-not-geojson",
        "read-not-boundary-txt",
        "read-unknown-crs-name",
        "read-crs-conflict",
        "read-layer-not-found",
        "read-database",
        "read-not-geopackage",
        "read-pending-changes",
        "read-layer-broken",
        "read-xml",
        "read-not-kml",
        "read-table",
        "read-archive",
        "read-shapefile",
        "read-dxf-broken",
        "read-flatgeobuf-broken",
        "read-filegdb",
        "read-geoparquet",
        "read-changed",
        "read-cancelled",
    ];

    /// The stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "read-missing",
            Self::NotAFile { .. } => "read-not-a-file",
            Self::Empty => "read-empty",
            Self::Io(_) => "read-io",
            Self::NotRecognised { .. } => "read-not-recognised",
            Self::Utf16 => "read-utf16",
            Self::NotUtf8 { .. } => "read-not-utf8",
            Self::TooDeep { .. } => "read-too-deep",
            Self::TooLarge { .. } => "read-too-large",
            Self::Syntax { .. } => "read-syntax",
            Self::Truncated { .. } => "read-truncated",
            Self::NotGeoJson { .. } => "read-not-geojson",
            Self::NotBoundaryTxt { .. } => "read-not-boundary-txt",
            Self::UnknownCrsName { .. } => "read-unknown-crs-name",
            Self::CrsConflict { .. } => "read-crs-conflict",
            Self::LayerNotFound { .. } => "read-layer-not-found",
            Self::Database { .. } => "read-database",
            Self::NotGeoPackage { .. } => "read-not-geopackage",
            Self::PendingChanges { .. } => "read-pending-changes",
            Self::LayerBroken { .. } => "read-layer-broken",
            Self::Xml { .. } => "read-xml",
            Self::NotKml { .. } => "read-not-kml",
            Self::Table { .. } => "read-table",
            Self::Archive { .. } => "read-archive",
            Self::Shapefile { .. } => "read-shapefile",
            Self::DxfBroken { .. } => "read-dxf-broken",
            Self::FlatGeobufBroken { .. } => "read-flatgeobuf-broken",
            Self::FileGdb { .. } => "read-filegdb",
            Self::GeoParquet { .. } => "read-geoparquet",
            Self::Changed => "read-changed",
            Self::Cancelled => "read-cancelled",
        }
    }

    /// The facts of the sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Missing | Self::Empty | Self::Utf16 | Self::Changed | Self::Cancelled => Vec::new(),
            Self::NotAFile { kind } => vec![("kind", (*kind).to_owned())],
            Self::Io(error) => vec![("reason", error.to_string())],
            Self::NotRecognised { looks_like } => vec![("looks_like", (*looks_like).to_owned())],
            Self::NotUtf8 { byte, line } => vec![("byte", byte.to_string()), ("line", line.to_string())],
            Self::TooDeep { limit, line, column } => with_place("limit", limit.to_string(), *line, *column),
            Self::TooLarge {
                limit_mib,
                line,
                column,
            } => with_place("limit_mib", limit_mib.to_string(), *line, *column),
            Self::Syntax {
                line,
                column,
                expected,
                found,
            } => {
                let mut args = with_place("expected", (*expected).to_owned(), *line, *column);
                args.push(("found", found.clone()));
                args
            }
            Self::Truncated { line, column } => {
                vec![("line", line.to_string()), ("column", column.to_string())]
            }
            Self::NotGeoJson { what }
            | Self::NotGeoPackage { what }
            | Self::NotBoundaryTxt { what }
            | Self::Archive { what } => {
                vec![("what", (*what).to_owned())]
            }
            Self::Xml { line, what, found } | Self::Table { line, what, found } => vec![
                ("line", line.to_string()),
                ("what", (*what).to_owned()),
                ("found", found.clone()),
            ],
            Self::NotKml { what, found } | Self::GeoParquet { what, found } => {
                vec![("what", (*what).to_owned()), ("found", found.clone())]
            }
            Self::UnknownCrsName { name } => vec![("name", name.clone())],
            Self::CrsConflict { name, line } => vec![("name", name.clone()), ("line", line.to_string())],
            Self::LayerNotFound { layer, known } => {
                vec![("layer", layer.clone()), ("known", known.clone())]
            }
            Self::Database { reason } => vec![("reason", reason.clone())],
            Self::PendingChanges { file, reason } => {
                vec![("file", (*file).to_owned()), ("reason", reason.clone())]
            }
            Self::Shapefile { what, byte, features } => vec![
                ("what", (*what).to_owned()),
                ("byte", byte.to_string()),
                ("features", features.to_string()),
            ],
            Self::LayerBroken { layer, what } => {
                vec![("layer", layer.clone()), ("what", (*what).to_owned())]
            }
            Self::FileGdb { what, table } => {
                vec![("what", (*what).to_owned()), ("table", table.clone())]
            }
            Self::FlatGeobufBroken { what, byte } => {
                vec![("what", (*what).to_owned()), ("byte", byte.to_string())]
            }
            Self::DxfBroken { what, line, found } => vec![
                ("what", (*what).to_owned()),
                ("line", line.to_string()),
                ("found", found.clone()),
            ],
        }
    }
}

impl From<io::Error> for ReadErrorKind {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            Self::Missing
        } else {
            Self::Io(error)
        }
    }
}

impl From<Cancelled> for ReadErrorKind {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}

fn with_place(name: &'static str, value: String, line: u64, column: u64) -> Vec<(&'static str, String)> {
    vec![
        (name, value),
        ("line", line.to_string()),
        ("column", column.to_string()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_stands_last() {
        let error = ReadError::new(
            Path::new("a/b.geojson"),
            ReadErrorKind::Truncated { line: 3, column: 9 },
        );
        assert_eq!(
            error.to_string(),
            "line 3:9: the file ends in the middle: a/b.geojson"
        );
        assert_eq!(error.args().last(), Some(&("path", "a/b.geojson".to_owned())));
        assert!(ReadErrorKind::CODES.contains(&error.code()));
    }
}
