//! What readers count over a whole file instead of noting it feature by feature.

use crate::layer::{Note, Place, Severity};

/// Code of the note that counts the features of which something was altered; each alteration has a note of its own.
pub const ALTERED_FEATURES: &str = "note-altered-features";

/// Counts over a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// Points.
    pub points: u64,
    /// Lines.
    pub lines: u64,
    /// Positions with more than two ordinates.
    pub with_height: u64,
    /// Features with ground of which a ring was closed or kept out.
    pub altered: u64,
    /// Values of personal fields that were left out.
    pub personal: u64,
    /// The names of these fields, in order of first occurrence.
    pub personal_fields: Vec<String>,
}

impl Tally {
    /// Adds the counts of a later part.
    pub fn add(&mut self, later: Self) {
        self.points += later.points;
        self.lines += later.lines;
        self.with_height += later.with_height;
        self.altered += later.altered;
        self.personal += later.personal;
        for field in later.personal_fields {
            self.note_personal(&field);
        }
    }

    /// Remembers the name of a personal field.
    pub fn note_personal(&mut self, field: &str) {
        if !self.personal_fields.iter().any(|known| known == field) {
            self.personal_fields.push(field.to_owned());
        }
    }

    /// One note for each count that is not zero.
    pub fn notes(&self) -> Vec<Note> {
        let counts = [
            ("note-points-ignored", self.points),
            ("note-lines-ignored", self.lines),
            ("note-z-dropped", self.with_height),
        ];
        let note = |code, severity| Note::new(code, severity, Place::default());
        let mut notes: Vec<Note> = counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| note(code, Severity::Warning).with("count", count))
            .collect();
        if self.altered > 0 {
            notes.push(note(ALTERED_FEATURES, Severity::Info).with("count", self.altered));
        }
        if self.personal > 0 {
            let personal = note("note-personal-dropped", Severity::Info).with("count", self.personal);
            notes.push(personal.with("fields", self.personal_fields.join(", ")));
        }
        notes
    }
}

/// At most 40 characters of a text, for messages.
pub(super) fn shorten(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
