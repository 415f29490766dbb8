//! Why a file cannot lie under the map.

use std::io;

/// Why a file was not opened as a background.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RasterError {
    /// There is no such file.
    #[error("no such file")]
    Missing,
    /// The path names no plain file.
    #[error("not a plain file")]
    NotAFile,
    /// The system could not read it.
    #[error("cannot read ({0})")]
    Io(String),
    /// It is of no kind that can lie under the map.
    #[error("not a picture or a set of tiles that can be read")]
    NotRecognised,
    /// The structure of the file is broken.
    #[error("the file is damaged: {reason}")]
    Damaged {
        /// What is wrong, for whoever looks at the bytes.
        reason: String,
    },
    /// It holds tiles with vectors, not pictures.
    #[error("vector tiles are not drawn")]
    VectorTiles,
    /// It uses something that is not read.
    #[error("not supported: {what}")]
    Unsupported {
        /// What, in the words of the format.
        what: String,
    },
    /// Part of it is larger than should be held in memory.
    #[error("{pixels} pixels have to be held at once, at most {limit} are")]
    TooLarge {
        /// Pixels that would have to be held.
        pixels: u64,
        /// The most that are.
        limit: u64,
    },
    /// Nothing says where it lies.
    #[error("nothing says where the picture lies")]
    NoPlace,
    /// What says where it lies makes no sense.
    #[error("the place of the picture makes no sense: {reason}")]
    BadPlace {
        /// What is wrong.
        reason: String,
    },
    /// Nothing says in which coordinate reference system it lies, or nobody understands what does.
    #[error("the coordinate reference system is unknown ({name})")]
    NoSystem {
        /// What the file calls it; empty when it says nothing.
        name: String,
    },
    /// The system exists and cannot be used.
    #[error("{code}")]
    System {
        /// Code of the reason ([`crate::crs::CrsError::code`]).
        code: &'static str,
        /// Its facts.
        args: Vec<(&'static str, String)>,
    },
    /// A description of a map service has a slip.
    #[error("the description of the service: {reason}")]
    Description {
        /// What is wrong, in the parser's words.
        reason: String,
    },
    /// The key for a map service is not there.
    #[error("no key {name} in {place}")]
    NoKey {
        /// Name of the key.
        name: String,
        /// The file in which it should stand.
        place: String,
    },
    /// This build does not touch the network.
    #[error("built without the network")]
    NoNetwork,
    /// Somebody asked it to stop.
    #[error("cancelled")]
    Cancelled,
}

impl RasterError {
    /// All codes of its own, for the test that each has a text.
    pub const CODES: [&'static str; 14] = [
        "background-missing",
        "background-not-a-file",
        "background-io",
        "background-not-recognised",
        "background-damaged",
        "background-vector-tiles",
        "background-unsupported",
        "background-too-large",
        "background-no-place",
        "background-bad-place",
        "background-no-system",
        "background-description",
        "background-no-key",
        "background-no-network",
    ];

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "background-missing",
            Self::NotAFile => "background-not-a-file",
            Self::Io(_) => "background-io",
            Self::NotRecognised => "background-not-recognised",
            Self::Damaged { .. } => "background-damaged",
            Self::VectorTiles => "background-vector-tiles",
            Self::Unsupported { .. } => "background-unsupported",
            Self::TooLarge { .. } => "background-too-large",
            Self::NoPlace => "background-no-place",
            Self::BadPlace { .. } => "background-bad-place",
            Self::NoSystem { .. } => "background-no-system",
            Self::Description { .. } => "background-description",
            Self::NoKey { .. } => "background-no-key",
            Self::NoNetwork => "background-no-network",
            Self::System { code, .. } => code,
            Self::Cancelled => "import-cancelled",
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Io(reason)
            | Self::Damaged { reason }
            | Self::Description { reason }
            | Self::BadPlace { reason } => {
                vec![("reason", reason.clone())]
            }
            Self::Unsupported { what } => vec![("what", what.clone())],
            Self::TooLarge { pixels, limit } => {
                vec![("pixels", pixels.to_string()), ("limit", limit.to_string())]
            }
            Self::NoSystem { name } if name.is_empty() => vec![("name", "–".to_owned())],
            Self::NoSystem { name } => vec![("name", name.clone())],
            Self::NoKey { name, place } => vec![("name", name.clone()), ("place", place.clone())],
            Self::System { args, .. } => args.clone(),
            _ => Vec::new(),
        }
    }

    /// A broken structure.
    pub(super) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged {
            reason: reason.into(),
        }
    }
}

impl From<io::Error> for RasterError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::UnexpectedEof => Self::damaged("the file ends too early"),
            _ => Self::Io(error.to_string()),
        }
    }
}

impl From<crate::crs::CrsError> for RasterError {
    fn from(error: crate::crs::CrsError) -> Self {
        Self::System {
            code: error.code(),
            args: error.args(),
        }
    }
}

impl From<crate::progress::Cancelled> for RasterError {
    fn from(_: crate::progress::Cancelled) -> Self {
        Self::Cancelled
    }
}
