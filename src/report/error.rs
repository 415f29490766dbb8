//! Problems with writing reports.

use std::io;
use std::path::PathBuf;

/// Why a report was not written.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// No form has this name.
    #[error("there is no report form named {name:?}")]
    UnknownForm {
        /// The name asked for.
        name: String,
    },
    /// A report would take the place of a file that was checked.
    #[error("a report would replace an input: {}", .path.display())]
    OntoInput {
        /// The file.
        path: PathBuf,
    },
    /// The output directory cannot be made or written to.
    #[error("cannot write into the report directory: {source}: {}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A document could not be stored; the one that stood there before is whole.
    #[error("cannot write the report: {source}: {}", path.display())]
    File {
        /// The document.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The stream given to a form refused the bytes.
    #[error("cannot write the report: {0}")]
    Stream(#[from] io::Error),
    /// The workbook could not be put together.
    #[error("cannot build the workbook: {message}")]
    Workbook {
        /// What the library said.
        message: String,
    },
}

impl ReportError {
    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownForm { .. } => "report-unknown-form",
            Self::OntoInput { .. } => "report-onto-input",
            Self::Directory { .. } => "report-directory",
            Self::File { .. } => "report-file",
            Self::Stream(_) => "report-stream",
            Self::Workbook { .. } => "report-workbook",
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::UnknownForm { name } => vec![("name", name.clone())],
            Self::OntoInput { path } => vec![("path", path.display().to_string())],
            Self::Directory { path, source } | Self::File { path, source } => {
                vec![
                    ("message", source.to_string()),
                    ("path", path.display().to_string()),
                ]
            }
            Self::Stream(source) => vec![("message", source.to_string())],
            Self::Workbook { message } => vec![("message", message.clone())],
        }
    }
}

impl From<serde_json::Error> for ReportError {
    fn from(error: serde_json::Error) -> Self {
        Self::Stream(error.into())
    }
}

impl From<rust_xlsxwriter::XlsxError> for ReportError {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        match error {
            rust_xlsxwriter::XlsxError::IoError(error) => Self::Stream(error),
            other => Self::Workbook {
                message: other.to_string(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, Texts};

    #[test]
    fn every_problem_has_a_sentence_in_both_languages() {
        let refused = || io::Error::from(io::ErrorKind::PermissionDenied);
        let problems = [
            ReportError::UnknownForm { name: "pdf".into() },
            ReportError::Directory {
                path: "out".into(),
                source: refused(),
            },
            ReportError::File {
                path: "out/a.json".into(),
                source: refused(),
            },
            ReportError::Stream(refused()),
            ReportError::Workbook {
                message: "too wide".into(),
            },
        ];
        for language in Language::ALL {
            let texts = Texts::new(language);
            for problem in &problems {
                let sentence = texts.find(problem.code(), &problem.args()).unwrap();
                assert!(!sentence.contains('$'), "{sentence}");
            }
        }
    }
}
