//! Problems with coordinate reference systems.
//!
//! Meaning: each variant is something that was asked for and not done. The sentence a user reads is
//! found by [`CrsError::code`] and filled from [`CrsError::args`]; the English text here is for logs.

use super::CrsId;

/// Why a CRS could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CrsError {
    /// The code does not exist in the EPSG data.
    #[error("{id} is not a known coordinate reference system")]
    Unknown {
        /// What was asked for.
        id: CrsId,
    },
    /// The CRS exists, but positions in it are not plane coordinates this program can use.
    #[error("{id} ({name}) is of a kind that is not supported: {kind}")]
    Unsupported {
        /// What was asked for.
        id: CrsId,
        /// Its name in the EPSG data.
        name: String,
        /// Stable word for its kind, such as `geographic-3d`.
        kind: &'static str,
    },
    /// Engineering coordinates and georeferenced ones were to be used together.
    #[error("{id} cannot be combined with the plane: local and georeferenced coordinates do not mix")]
    LocalMix {
        /// The CRS of the source.
        id: CrsId,
    },
    /// No transformation between the datums is known that is better than a guess.
    #[error("no reliable transformation from {from} to {to}")]
    NoTransformation {
        /// The CRS of the source.
        from: CrsId,
        /// The geographic CRS of the plane.
        to: CrsId,
    },
    /// The coordinate library or its database does not work at all.
    #[error("the coordinate library cannot read its database")]
    Library,
}

impl CrsError {
    /// Stable code, under which the texts are kept.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "crs-unknown",
            Self::Unsupported { .. } => "crs-unsupported",
            Self::LocalMix { .. } => "crs-local-mix",
            Self::NoTransformation { .. } => "crs-no-transformation",
            Self::Library => "crs-library",
        }
    }

    /// The facts of the sentence, by name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unknown { id } | Self::LocalMix { id } => vec![("crs", id.to_string())],
            Self::Unsupported { id, name, kind } => {
                vec![
                    ("crs", id.to_string()),
                    ("name", name.clone()),
                    ("kind", (*kind).to_owned()),
                ]
            }
            Self::NoTransformation { from, to } => vec![("from", from.to_string()), ("to", to.to_string())],
            Self::Library => Vec::new(),
        }
    }
}
