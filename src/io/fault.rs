//! Why a single feature was not read.
//!
//! A fault puts one feature into quarantine (隔离): it stays in the layer as unreadable, with a note that names
//! ring and vertex, and the reading goes on.

use std::fmt::Display;

/// Why a geometry was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// Note code.
    pub code: &'static str,
    /// Ring number within the feature.
    pub ring: Option<u32>,
    /// Vertex number within the ring or line.
    pub vertex: Option<u32>,
    /// Line of the file, where it is made of lines.
    pub line: Option<u64>,
    /// Facts of the note's sentence.
    pub args: Vec<(&'static str, String)>,
}

impl Fault {
    /// A fault of the whole geometry.
    pub fn new(code: &'static str) -> Self {
        Self {
            code,
            ring: None,
            vertex: None,
            line: None,
            args: Vec::new(),
        }
    }

    /// The fault with one more fact.
    pub fn with(mut self, name: &'static str, value: impl Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// The fault at a line, counted from 1.
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The fault at a vertex of a ring, both counted from 0.
    pub fn at_vertex(mut self, ring: u32, vertex: u32) -> Self {
        self.ring = Some(ring);
        self.vertex = Some(vertex);
        self
    }
}
