//! Why a rule file could not be used.

use thiserror::Error;

/// A problem in a rule file; lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleError {
    /// The text is not TOML, or has fields that a rule file does not have.
    #[error("line {}: {message} ({file})", .line.unwrap_or(0))]
    Syntax {
        /// Name of the file.
        file: String,
        /// Line, where the parser gives one.
        line: Option<usize>,
        /// The parser's sentence.
        message: String,
    },
    /// The file says that it follows another schema.
    #[error("schema {found:?} is not {expected} ({file})", expected = super::SCHEMA)]
    Schema {
        /// Name of the file.
        file: String,
        /// What the file says; empty when it says nothing.
        found: String,
    },
    /// A value that its field does not take.
    #[error("line {line}: {rule}: {field} = {value:?} ({file})")]
    Value {
        /// Name of the file.
        file: String,
        /// Line of the rule.
        line: usize,
        /// Id of the rule; empty for the head of the file.
        rule: String,
        /// Field.
        field: &'static str,
        /// The value as written.
        value: String,
    },
    /// A rule names an instrument or a ground that the file does not list.
    #[error("line {line}: {rule}: the file has no {list} {name:?} ({file})")]
    Unlisted {
        /// Name of the file.
        file: String,
        /// Line of the rule.
        line: usize,
        /// Id of the rule.
        rule: String,
        /// The list: `instrument` or `ground`.
        list: &'static str,
        /// The unknown name.
        name: String,
    },
    /// Two rules have the same id.
    #[error("line {line}: {rule} is there twice ({file})")]
    Duplicate {
        /// Name of the file, or of the second rule set.
        file: String,
        /// Line of the second rule; 0 when rule sets are joined.
        line: usize,
        /// The id.
        rule: String,
    },
}

impl RuleError {
    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Syntax { .. } => "rule-file-syntax",
            Self::Schema { .. } => "rule-file-schema",
            Self::Value { .. } => "rule-file-value",
            Self::Unlisted { .. } => "rule-file-unlisted",
            Self::Duplicate { .. } => "rule-file-duplicate",
        }
    }

    /// All codes, for the test that each has a text.
    pub const CODES: [&'static str; 5] = [
        "rule-file-syntax",
        "rule-file-schema",
        "rule-file-value",
        "rule-file-unlisted",
        "rule-file-duplicate",
    ];

    /// The facts of its sentence, by argument name; the file comes last.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Syntax { file, line, message } => vec![
                (
                    "line",
                    line.map_or_else(|| "?".to_owned(), |line| line.to_string()),
                ),
                ("message", message.clone()),
                ("file", file.clone()),
            ],
            Self::Schema { file, found } => {
                vec![
                    ("found", found.clone()),
                    ("expected", super::SCHEMA.to_owned()),
                    ("file", file.clone()),
                ]
            }
            Self::Value {
                file,
                line,
                rule,
                field,
                value,
            } => vec![
                ("line", line.to_string()),
                ("rule", rule.clone()),
                ("field", (*field).to_owned()),
                ("value", value.clone()),
                ("file", file.clone()),
            ],
            Self::Unlisted {
                file,
                line,
                rule,
                list,
                name,
            } => vec![
                ("line", line.to_string()),
                ("rule", rule.clone()),
                ("list", (*list).to_owned()),
                ("name", name.clone()),
                ("file", file.clone()),
            ],
            Self::Duplicate { file, line, rule } => {
                vec![
                    ("line", line.to_string()),
                    ("rule", rule.clone()),
                    ("file", file.clone()),
                ]
            }
        }
    }

    /// Line of the file, where there is one.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Syntax { line, .. } => *line,
            Self::Schema { .. } => None,
            Self::Value { line, .. } | Self::Unlisted { line, .. } | Self::Duplicate { line, .. } => {
                (*line > 0).then_some(*line)
            }
        }
    }
}
