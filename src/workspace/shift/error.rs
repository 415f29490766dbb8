//! Why a shift file could not be used.

use std::fmt;
use std::path::PathBuf;

use super::SHIFT_FORMAT;
use crate::crs::CrsError;
use crate::crs::datum_shift::PointFault;

/// Why a shift file could not be used; lines count from 1.
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftFileError {
    /// The shift file, or that of its control points.
    pub file: PathBuf,
    /// The line, where there is one.
    pub line: Option<usize>,
    /// What is wrong.
    pub kind: ShiftFileErrorKind,
}

/// What is wrong with a shift file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ShiftFileErrorKind {
    /// The file cannot be opened or read.
    #[error("{message}")]
    Unreadable {
        /// What the system says.
        message: String,
    },
    /// The file is larger than any shift file.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// The text is not TOML, or has a field that a shift file does not have.
    #[error("{message}")]
    Syntax {
        /// The parser's sentence.
        message: String,
    },
    /// The file says that it follows another format.
    #[error("format {found:?} is not {SHIFT_FORMAT}")]
    Format {
        /// What the file says; empty when it says nothing.
        found: String,
    },
    /// A value that its field does not take.
    #[error("{field} = {value:?}")]
    Value {
        /// Field.
        field: &'static str,
        /// The value as written.
        value: String,
    },
    /// A field without which the shift means nothing.
    #[error("{field} is missing")]
    Missing {
        /// Field, or fields of which one is needed.
        field: &'static str,
    },
    /// Two fields that cannot both be given, or a field that does not belong to the method.
    #[error("{field} cannot be given beside {other}")]
    Clash {
        /// Field.
        field: &'static str,
        /// What it cannot stand beside.
        other: String,
    },
    /// The source is a system from which no such shift leads.
    #[error("no such shift leads from {crs}")]
    Source {
        /// The system.
        crs: String,
    },
    /// The target is not CGCS2000 in the form that the method needs.
    #[error("no such shift leads to {crs}")]
    Target {
        /// The system.
        crs: String,
    },
    /// A system does not exist.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// A line of the control points is none.
    #[error("not a control point: {text:?}")]
    PointLine {
        /// The line as written, its beginning.
        text: String,
    },
    /// The control points settle nothing.
    #[error(transparent)]
    Points(#[from] PointFault),
    /// Neither control points nor their giver say how accurate the parameters are.
    #[error("nothing says how accurate the parameters are")]
    NoAccuracy,
    /// The parameters fit too badly to be used.
    #[error("the standard error of {sigma_m} m is too large")]
    TooInaccurate {
        /// Standard error in metres.
        sigma_m: f64,
        /// The greatest that is taken.
        limit_m: f64,
    },
}

impl fmt::Display for ShiftFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        write!(f, "{} ({})", self.kind, self.file.display())
    }
}

impl std::error::Error for ShiftFileError {}

impl ShiftFileErrorKind {
    /// All codes of its own, for the test that each has a text; those of [`CrsError`] and [`PointFault`] come on
    /// top.
    pub const CODES: [&'static str; 12] = [
        "shift-unreadable",
        "shift-too-large",
        "shift-syntax",
        "shift-format",
        "shift-value",
        "shift-missing",
        "shift-clash",
        "shift-source",
        "shift-target",
        "shift-point-line",
        "shift-no-accuracy",
        "shift-too-inaccurate",
    ];

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "shift-unreadable",
            Self::TooLarge { .. } => "shift-too-large",
            Self::Syntax { .. } => "shift-syntax",
            Self::Format { .. } => "shift-format",
            Self::Value { .. } => "shift-value",
            Self::Missing { .. } => "shift-missing",
            Self::Clash { .. } => "shift-clash",
            Self::Source { .. } => "shift-source",
            Self::Target { .. } => "shift-target",
            Self::Crs(error) => error.code(),
            Self::PointLine { .. } => "shift-point-line",
            Self::Points(fault) => fault.code(),
            Self::NoAccuracy => "shift-no-accuracy",
            Self::TooInaccurate { .. } => "shift-too-inaccurate",
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable { message } | Self::Syntax { message } => vec![("message", message.clone())],
            Self::TooLarge { limit } => vec![("limit", limit.to_string())],
            Self::Format { found } => {
                vec![("found", found.clone()), ("expected", SHIFT_FORMAT.to_owned())]
            }
            Self::Value { field, value } => {
                vec![("field", (*field).to_owned()), ("value", value.clone())]
            }
            Self::Missing { field } => vec![("field", (*field).to_owned())],
            Self::Clash { field, other } => {
                vec![("field", (*field).to_owned()), ("other", other.clone())]
            }
            Self::Source { crs } | Self::Target { crs } => vec![("crs", crs.clone())],
            Self::Crs(error) => error.args(),
            Self::PointLine { text } => vec![("text", text.clone())],
            Self::Points(fault) => fault.args(),
            Self::NoAccuracy => Vec::new(),
            Self::TooInaccurate { sigma_m, limit_m } => vec![
                ("sigma_m", format!("{sigma_m:.3}")),
                ("limit_m", limit_m.to_string()),
            ],
        }
    }
}
