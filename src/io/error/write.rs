//! Why a file was not written.

use std::io;
use std::path::{Path, PathBuf};

use crate::progress::Cancelled;

/// A file that was not written. What stood at the path before is untouched.
#[derive(Debug, thiserror::Error)]
#[error("{kind}: {}", path.display())]
pub struct WriteError {
    /// The file as it was named by the user.
    pub path: PathBuf,
    /// Why it was not written.
    pub kind: WriteErrorKind,
}

/// Why a file was not written.
#[derive(Debug, thiserror::Error)]
pub enum WriteErrorKind {
    /// No format has this file extension.
    #[error("no format is written under the extension {extension:?}")]
    UnknownExtension {
        /// The extension, without the dot.
        extension: String,
    },
    /// The format can be read and not yet written.
    #[error("{format} cannot be written yet")]
    NotWritable {
        /// Name of the format.
        format: &'static str,
    },
    /// The path names a directory or something that is no plain file.
    #[error("the target is a {kind}")]
    NotAFile {
        /// `directory` or `special`.
        kind: &'static str,
    },
    /// The system could not write it.
    #[error("cannot write ({0})")]
    Io(io::Error),
    /// The layer holds features whose geometry is not known here, which would come out as features
    /// without geometry.
    #[error(
        "{unreadable} unreadable features and {not_polygon} points or lines would be written without geometry"
    )]
    WouldLose {
        /// Features whose geometry could not be read.
        unreadable: u64,
        /// Features with points or lines only.
        not_polygon: u64,
    },
    /// The format, in the form that was asked for, has no place for the layer (`what` is a code such as `crs`).
    #[error("{format} cannot hold this layer: {what} {value}")]
    NotExpressible {
        /// Name of the format.
        format: &'static str,
        /// What does not fit, as a code.
        what: &'static str,
        /// Its value, such as the name of a system or the number of a feature.
        value: String,
    },
    /// The format has no form of this name.
    #[error("no profile {profile:?}; there are: {known}")]
    UnknownProfile {
        /// The name that was asked for.
        profile: String,
        /// The names that there are.
        known: String,
    },
    /// A coordinate is not a finite number.
    #[error("feature {feature} has a coordinate that is not finite")]
    NotFinite {
        /// Number of the feature, from 0.
        feature: u64,
    },
    /// The format holds degrees only, and the layer is in another system or in none that is known.
    #[error("{format} holds longitude and latitude; the layer is in {crs}")]
    NeedsDegrees {
        /// Name of the format.
        format: &'static str,
        /// The layer's system; `none` when it is not known.
        crs: String,
    },
    /// The format cannot hold so much.
    #[error("the {part} would have {mib} MiB, and the format holds {limit_mib}")]
    TooLarge {
        /// Which file of several, such as `.shp`.
        part: &'static str,
        /// Size that it would have, in MiB.
        mib: u64,
        /// Size that the format allows, in MiB.
        limit_mib: u64,
    },
    /// Changes of the database that would be replaced stand in a file beside it; they would get into the new one.
    #[error("another program has changes pending beside the file")]
    PendingChanges,
    /// Somebody asked the writing to stop.
    #[error("cancelled")]
    Cancelled,
}

impl WriteError {
    /// An error about a path.
    #[must_use]
    pub fn new(path: &Path, kind: WriteErrorKind) -> Self {
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

impl WriteErrorKind {
    /// All codes, in the order of the variants.
    pub const CODES: [&'static str; 12] = [
        "write-unknown-extension",
        "write-not-writable",
        "write-not-a-file",
        "write-io",
        "write-would-lose",
        "write-not-expressible",
        "write-unknown-profile",
        "write-not-finite",
        "write-needs-degrees",
        "write-too-large",
        "write-pending-changes",
        "write-cancelled",
    ];

    /// The stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownExtension { .. } => "write-unknown-extension",
            Self::NotWritable { .. } => "write-not-writable",
            Self::NotAFile { .. } => "write-not-a-file",
            Self::Io(_) => "write-io",
            Self::WouldLose { .. } => "write-would-lose",
            Self::NotExpressible { .. } => "write-not-expressible",
            Self::UnknownProfile { .. } => "write-unknown-profile",
            Self::NotFinite { .. } => "write-not-finite",
            Self::NeedsDegrees { .. } => "write-needs-degrees",
            Self::TooLarge { .. } => "write-too-large",
            Self::PendingChanges => "write-pending-changes",
            Self::Cancelled => "write-cancelled",
        }
    }

    /// The facts of the sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnknownExtension { extension } => vec![("extension", extension.clone())],
            Self::NotWritable { format } => vec![("format", (*format).to_owned())],
            Self::NotAFile { kind } => vec![("kind", (*kind).to_owned())],
            Self::Io(error) => vec![("reason", error.to_string())],
            Self::WouldLose {
                unreadable,
                not_polygon,
            } => {
                vec![
                    ("unreadable", unreadable.to_string()),
                    ("not_polygon", not_polygon.to_string()),
                ]
            }
            Self::NeedsDegrees { format, crs } => {
                vec![("format", (*format).to_owned()), ("crs", crs.clone())]
            }
            Self::NotExpressible { format, what, value } => vec![
                ("format", (*format).to_owned()),
                ("what", (*what).to_owned()),
                ("value", value.clone()),
            ],
            Self::UnknownProfile { profile, known } => {
                vec![("profile", profile.clone()), ("known", known.clone())]
            }
            Self::NotFinite { feature } => vec![("feature", feature.to_string())],
            Self::TooLarge { part, mib, limit_mib } => vec![
                ("part", (*part).to_owned()),
                ("mib", mib.to_string()),
                ("limit_mib", limit_mib.to_string()),
            ],
            Self::PendingChanges | Self::Cancelled => Vec::new(),
        }
    }
}

impl From<io::Error> for WriteErrorKind {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Cancelled> for WriteErrorKind {
    fn from(_: Cancelled) -> Self {
        Self::Cancelled
    }
}
