//! Notes: what a reader altered, left out or wants known, with the place.
//!
//! A *note* (导入说明) means that work went on. What was asked for and not done is a *problem*, and
//! lives as an error type beside the code that could not do it; the subject matter is a *finding*.
//! A note names its place as exactly as the format allows and carries the facts of its sentence as
//! arguments; the sentence itself stands in `assets/texts`, once per language, under the code.

use std::fmt;

/// How much a note matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; nothing was changed.
    Info,
    /// Something was altered or assumed.
    Warning,
    /// A feature could not be read and was set aside (quarantined, 隔离).
    Quarantined,
}

impl Severity {
    /// The code used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Quarantined => "quarantined",
        }
    }
}

impl Severity {
    /// The severity that has a code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::Info, Self::Warning, Self::Quarantined]
            .into_iter()
            .find(|severity| severity.code() == code)
    }
}

/// Where in a file something is. Numbers of features, rings and vertices count from 0, lines and
/// columns from 1, bytes from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Feature number in file order.
    pub feature: Option<u64>,
    /// The feature's own identifier.
    pub feature_id: Option<String>,
    /// Ring number within the feature, over all its polygons.
    pub ring: Option<u32>,
    /// Vertex number within the ring.
    pub vertex: Option<u32>,
    /// Line of the file.
    pub line: Option<u64>,
    /// Column in the line, in characters of the format's reader.
    pub column: Option<u64>,
    /// Byte offset in the file.
    pub byte: Option<u64>,
}

impl Place {
    /// The place of a whole feature.
    #[must_use]
    pub fn feature(index: u64) -> Self {
        Self {
            feature: Some(index),
            ..Self::default()
        }
    }
}

impl fmt::Display for Place {
    /// `feature 3 (id B-7) ring 0 vertex 12 line 40:7`: numbers and field words only, so that it
    /// can stand in any language beside the sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if let Some(feature) = self.feature {
            parts.push(format!("feature {feature}"));
        }
        if let Some(id) = &self.feature_id {
            parts.push(format!("id {id}"));
        }
        if let Some(ring) = self.ring {
            parts.push(format!("ring {ring}"));
        }
        if let Some(vertex) = self.vertex {
            parts.push(format!("vertex {vertex}"));
        }
        match (self.line, self.column) {
            (Some(line), Some(column)) => parts.push(format!("line {line}:{column}")),
            (Some(line), None) => parts.push(format!("line {line}")),
            _ => {}
        }
        if let Some(byte) = self.byte {
            parts.push(format!("byte {byte}"));
        }
        f.write_str(&parts.join(", "))
    }
}

/// One note about a layer or a feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Stable code, also the text id, such as `note-ring-closed`.
    pub code: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// The facts of the sentence, by argument name.
    pub args: Vec<(&'static str, String)>,
}

impl Note {
    /// A note without arguments.
    #[must_use]
    pub fn new(code: &'static str, severity: Severity, place: Place) -> Self {
        Self {
            code,
            severity,
            place,
            args: Vec::new(),
        }
    }

    /// The note with one more argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// Notes gathered while reading: the first [`Notes::KEPT_PER_CODE`] of each code in full, all of
/// them counted, so that a file with a million equal faults stays readable.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    notes: Vec<Note>,
    counts: Vec<(&'static str, u64)>,
}

impl Notes {
    /// How many notes of one code are kept with their place.
    pub const KEPT_PER_CODE: u64 = 1000;

    /// Notes as they were kept: those with their place, and the counts of all.
    #[must_use]
    pub fn of_parts(notes: Vec<Note>, counts: Vec<(&'static str, u64)>) -> Self {
        Self { notes, counts }
    }

    /// Adds a note.
    pub fn push(&mut self, note: Note) {
        let count = self.count_mut(note.code);
        *count += 1;
        if *count <= Self::KEPT_PER_CODE {
            self.notes.push(note);
        }
    }

    /// Adds the notes of a later part of the same file.
    pub fn append(&mut self, later: Self) {
        for (code, later_count) in &later.counts {
            let kept = later.notes.iter().filter(|note| note.code == *code).count() as u64;
            *self.count_mut(code) += later_count - kept;
        }
        for note in later.notes {
            self.push(note);
        }
    }

    /// Moves the feature numbers of a part of a file that begins `by` features later than it counted.
    pub fn shift_features(&mut self, by: u64) {
        for note in &mut self.notes {
            if let Some(feature) = &mut note.place.feature {
                *feature += by;
            }
        }
    }

    /// The notes kept, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &Note> {
        self.notes.iter()
    }

    /// Number of notes per code, in order of first occurrence, those not kept included.
    #[must_use]
    pub fn counts(&self) -> &[(&'static str, u64)] {
        &self.counts
    }

    /// Number of notes with this code.
    #[must_use]
    pub fn count(&self, code: &str) -> u64 {
        self.counts
            .iter()
            .find(|(known, _)| *known == code)
            .map_or(0, |(_, count)| *count)
    }

    /// Whether there is no note.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    fn count_mut(&mut self, code: &'static str) -> &mut u64 {
        let index = self
            .counts
            .iter()
            .position(|(known, _)| *known == code)
            .unwrap_or_else(|| {
                self.counts.push((code, 0));
                self.counts.len() - 1
            });
        &mut self.counts[index].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_note_is_counted_and_the_first_ones_are_kept() {
        let mut first = Notes::default();
        let mut second = Notes::default();
        for index in 0..1500 {
            let note = Note::new("note-ring-closed", Severity::Warning, Place::feature(index));
            if index < 700 {
                first.push(note);
            } else {
                second.push(note);
            }
        }
        first.append(second);
        assert_eq!(first.count("note-ring-closed"), 1500);
        assert_eq!(first.iter().count(), 1000);
        assert_eq!(first.iter().last().and_then(|note| note.place.feature), Some(999));
    }
}
