//! Why a single feature was not read.

use super::cursor::Broken;

/// A fault that puts one feature into quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Note code.
    pub code: &'static str,
    /// Byte in the feature's text.
    pub at: usize,
    /// Ring number within the feature.
    pub ring: Option<u32>,
    /// Vertex number within the ring.
    pub vertex: Option<u32>,
    /// Facts of the note's sentence.
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault at a byte of the feature's text.
    pub fn at(code: &'static str, at: usize) -> Self {
        Self {
            code,
            at,
            ring: None,
            vertex: None,
            args: Vec::new(),
        }
    }

    /// The fault with one more fact.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

impl From<Broken> for Fault {
    fn from(broken: Broken) -> Self {
        Self::at("note-feature-syntax", broken.at).with("expected", broken.expected)
    }
}
