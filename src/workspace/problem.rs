//! A problem as it is shown: what was asked for and not done.
//!
//! Meaning: every module has its own error type; at the edge they all become a [`Problem`], a stable
//! code with the facts of its sentence. The sentence stands in `assets/texts`, once per language,
//! under the code.

use std::fmt;

/// Something that was asked for and not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Stable code, also the text id.
    pub code: String,
    /// The facts of the sentence, by argument name.
    pub args: Vec<(&'static str, String)>,
}

impl Problem {
    /// A problem without facts.
    #[must_use]
    pub fn new(code: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            args: Vec::new(),
        }
    }

    /// The program itself failed in a job.
    #[must_use]
    pub fn fault(job: &str, text: &str) -> Self {
        Self::new("problem-fault").with("job", job).with("text", text)
    }

    /// The problem with one more fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}
