//! Symbol files: the program's own, QGIS styles (QML) and styled layer descriptors (SLD).
//!
//! Meaning: [`read_symbols`] finds out from its first characters what a file is and yields a [`SymbolSet`]. What another
//! program can say and this one cannot draw is noted and drawn as near as can be; a rule whose condition is not
//! understood is left out and noted, never guessed. A new format is one module and one line in `read_text`.
//!
//! Input: a path. Output: a set, or a [`SymbolsError`] with a stable code and the facts of its sentence.
//!
//! Deliberately not here: writing styles of other programs (that of GeoPackage writes one for its layers); pictures,
//! fonts and web addresses that a style names, which are never fetched.

mod condition;
mod qml;
mod sld;

use std::path::{Path, PathBuf};

use super::encoding::decode_text;
use super::error::ReadErrorKind;
use super::tally::shorten;
use crate::layer::{Note, Place, Severity};
use crate::progress::Ticket;
use crate::symbols::own::{self, Notation, OwnError};
use crate::symbols::{Line, SymbolSet};

/// Largest file that is read, in MiB.
const LIMIT_MIB: u64 = 64;

/// Why a file did not become symbols.
#[derive(Debug, thiserror::Error)]
pub enum SymbolsError {
    /// It cannot be opened or read.
    #[error("{message} ({})", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the system says.
        message: String,
    },
    /// It is larger than any style.
    #[error("larger than {limit_mib} MiB ({})", .file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// The limit.
        limit_mib: u64,
    },
    /// It is in the program's own format and has a slip.
    #[error("{source} ({})", .file.display())]
    Own {
        /// The file.
        file: PathBuf,
        /// The slip.
        source: OwnError,
    },
    /// Its XML is broken or dangerous.
    #[error("{source} ({})", .file.display())]
    Xml {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        source: ReadErrorKind,
    },
    /// It is XML of some other kind.
    #[error("neither QML nor SLD but <{found}> ({})", .file.display())]
    NotRecognised {
        /// The file.
        file: PathBuf,
        /// Its outermost element.
        found: String,
    },
    /// Nothing in it can be drawn: `what` says what it has instead.
    #[error("nothing to draw: {what} ({})", .file.display())]
    Nothing {
        /// The file.
        file: PathBuf,
        /// A renderer or expression that is not understood; empty when there is no rule at all.
        what: String,
    },
    /// Somebody asked to stop.
    #[error("cancelled")]
    Cancelled,
}

impl SymbolsError {
    /// All codes, for the test that each has a text.
    pub const CODES: [&'static str; 10] = [
        "symbols-unreadable",
        "symbols-too-large",
        "symbols-syntax",
        "symbols-format",
        "symbols-value",
        "symbols-xml",
        "symbols-not-recognised",
        "symbols-nothing",
        "symbols-not-understood",
        "symbols-cancelled",
    ];

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "symbols-unreadable",
            Self::TooLarge { .. } => "symbols-too-large",
            Self::Own { source, .. } => match source {
                OwnError::Syntax { .. } => "symbols-syntax",
                OwnError::Format { .. } => "symbols-format",
                OwnError::Value { .. } => "symbols-value",
            },
            Self::Xml { .. } => "symbols-xml",
            Self::NotRecognised { .. } => "symbols-not-recognised",
            Self::Nothing { what, .. } if what.is_empty() => "symbols-nothing",
            Self::Nothing { .. } => "symbols-not-understood",
            Self::Cancelled => "symbols-cancelled",
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        let (file, mut args) = match self {
            Self::Unreadable { file, message } => (file, vec![("message", message.clone())]),
            Self::TooLarge { file, limit_mib } => (file, vec![("limit", limit_mib.to_string())]),
            Self::Own { file, source } => (file, own_args(source)),
            Self::Xml { file, source } => (file, vec![("line", line_of(source))]),
            Self::NotRecognised { file, found } => (file, vec![("found", found.clone())]),
            Self::Nothing { file, what } => (file, vec![("found", what.clone())]),
            Self::Cancelled => return Vec::new(),
        };
        args.push(("file", file.display().to_string()));
        args
    }
}

/// The line at which XML is broken.
fn line_of(error: &ReadErrorKind) -> String {
    let args = error.args();
    let line = args.into_iter().find(|(name, _)| *name == "line");
    line.map_or_else(|| "?".to_owned(), |(_, line)| line)
}

fn own_args(error: &OwnError) -> Vec<(&'static str, String)> {
    match error {
        OwnError::Syntax { line, message } => vec![
            (
                "line",
                line.map_or_else(|| "?".to_owned(), |line| line.to_string()),
            ),
            ("message", message.clone()),
        ],
        OwnError::Format { found } => vec![
            ("found", shorten(found)),
            ("expected", own::SYMBOLS_FORMAT.to_owned()),
        ],
        OwnError::Value { symbol, field, value } => vec![
            ("symbol", symbol.to_string()),
            ("field", (*field).to_owned()),
            ("value", shorten(value)),
        ],
    }
}

/// Why the text of a style is none.
enum StyleError {
    Xml(ReadErrorKind),
    NotRecognised(String),
    Nothing(String),
}

impl From<ReadErrorKind> for StyleError {
    fn from(error: ReadErrorKind) -> Self {
        Self::Xml(error)
    }
}

/// Reads a symbol file.
///
/// # Errors
/// When it cannot be read, or nothing in it can be drawn.
pub fn read_symbols(path: &Path, ticket: &Ticket) -> Result<SymbolSet, SymbolsError> {
    let file = path.to_path_buf();
    let unreadable = |error: std::io::Error| SymbolsError::Unreadable {
        file: path.to_path_buf(),
        message: error.to_string(),
    };
    let metadata = std::fs::metadata(path).map_err(unreadable)?;
    if metadata.len() > LIMIT_MIB << 20 {
        return Err(SymbolsError::TooLarge {
            file,
            limit_mib: LIMIT_MIB,
        });
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let text = decode_text(&bytes, None).text;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    read_text(&text, &stem, ticket, file)
}

fn read_text(text: &str, name: &str, ticket: &Ticket, file: PathBuf) -> Result<SymbolSet, SymbolsError> {
    let text = text.trim_start_matches('\u{feff}');
    let style = match text.trim_start().chars().next() {
        Some('<') => style_of(text, name, ticket),
        first => {
            let notation = match first {
                Some('{') => Notation::Json,
                _ => Notation::Toml,
            };
            return own::read(text, notation, name).map_err(|source| SymbolsError::Own { file, source });
        }
    };
    style.map_err(|error| match error {
        StyleError::Xml(ReadErrorKind::Cancelled) => SymbolsError::Cancelled,
        StyleError::Xml(source) => SymbolsError::Xml { file, source },
        StyleError::NotRecognised(found) => SymbolsError::NotRecognised { file, found },
        StyleError::Nothing(what) => SymbolsError::Nothing { file, what },
    })
}

fn style_of(text: &str, name: &str, ticket: &Ticket) -> Result<SymbolSet, StyleError> {
    let mut xml = super::xml::Xml::with_doctype(text, ticket);
    loop {
        match xml.next()? {
            super::xml::Token::Start(root) => {
                return match root.name() {
                    "qgis" => qml::read(&root, &mut xml, name),
                    "StyledLayerDescriptor" => sld::read(&mut xml, name),
                    other => Err(StyleError::NotRecognised(shorten(other))),
                };
            }
            super::xml::Token::Eof => return Err(StyleError::NotRecognised(String::new())),
            _ => {}
        }
    }
}

/// A note of a style reader.
fn note(code: &'static str, found: &str) -> Note {
    Note::new(code, Severity::Warning, Place::default()).with("found", shorten(found))
}

/// Of several lines over each other the uppermost, and below it a wider one as its casing.
fn casing_and_line(lines: Vec<Line>) -> [Option<Line>; 2] {
    let mut from_the_top = lines.into_iter().rev();
    let line = from_the_top.next();
    let wider = |below: &Line| line.as_ref().is_some_and(|line| below.width_mm > line.width_mm);
    let casing = from_the_top.find(wider).map(|casing| Line {
        dash_mm: Vec::new(),
        ..casing
    });
    [casing, line]
}

#[cfg(test)]
mod tests;
