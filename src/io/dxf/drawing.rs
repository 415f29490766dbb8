//! What is counted over a drawing and told once.

use std::collections::BTreeMap;

use super::super::tally::shorten;
use super::arc::Arcs;
use crate::layer::{Note, Place, Severity};

/// Names that one note lists.
const NAMES_LISTED: usize = 10;

/// Entities that nobody draws boundaries with.
const NEVER_GROUND: [&str; 13] = [
    "ATTDEF",
    "DIMENSION",
    "IMAGE",
    "INSERT",
    "LEADER",
    "MLEADER",
    "MTEXT",
    "MULTILEADER",
    "POINT",
    "SHAPE",
    "TEXT",
    "TOLERANCE",
    "VIEWPORT",
];

/// Counts over a drawing.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Entities that are no ground, by name.
    pub not_ground: BTreeMap<&'static str, u64>,
    /// Entities on sheets (paper space).
    pub paper: u64,
    /// Features on layers that are off or frozen, by layer.
    pub hidden: BTreeMap<String, u64>,
    /// Features on other layers than the one that was asked for.
    pub other_layers: u64,
    /// What approximating arcs came to.
    pub arcs: Arcs,
    /// Features with arcs.
    pub with_arcs: u64,
    /// Features that are tilted against the plan.
    pub tilted: u64,
    /// Outlines of hatches round texts.
    pub text_boxes: u64,
    /// Copies of blocks that hold features.
    pub copies: u64,
    /// Features in these copies.
    pub copied: u64,
    /// Values of extended data that were left out.
    pub extended_dropped: u64,
    /// Features that this program had written in several outlines, some of which are missing.
    pub split_features: u64,
}

impl Counts {
    /// One note for each count that is not zero.
    pub fn notes(&self) -> Vec<Note> {
        let note = |code, severity| Note::new(code, severity, Place::default());
        let mut notes = Vec::new();
        for (kind, count) in &self.not_ground {
            let severity = if NEVER_GROUND.contains(kind) {
                Severity::Info
            } else {
                Severity::Warning
            };
            let ignored = note("note-dxf-ignored", severity);
            notes.push(ignored.with("kind", kind).with("count", count));
        }
        let plain = [
            ("note-dxf-paper", Severity::Warning, self.paper),
            ("note-dxf-other-layers", Severity::Info, self.other_layers),
            ("note-dxf-tilted", Severity::Warning, self.tilted),
            ("note-dxf-text-box", Severity::Warning, self.text_boxes),
            (
                "note-dxf-extended-dropped",
                Severity::Warning,
                self.extended_dropped,
            ),
            ("note-dxf-split", Severity::Warning, self.split_features),
        ];
        for (code, severity, count) in plain {
            if count > 0 {
                notes.push(note(code, severity).with("count", count));
            }
        }
        if self.copies > 0 {
            let copied = note("note-dxf-blocks", Severity::Info).with("copies", self.copies);
            notes.push(copied.with("count", self.copied));
        }
        if !self.hidden.is_empty() {
            notes.push(self.hidden_note());
        }
        if self.arcs.count > 0 {
            let arcs = note("note-dxf-arcs", Severity::Warning).with("count", self.arcs.count);
            let greatest = format!("{:.6}", self.arcs.greatest);
            notes.push(arcs.with("features", self.with_arcs).with("error", greatest));
        }
        notes
    }

    fn hidden_note(&self) -> Note {
        let names: Vec<String> = self
            .hidden
            .keys()
            .take(NAMES_LISTED)
            .map(|name| shorten(name))
            .collect();
        let mut names = names.join(", ");
        if self.hidden.len() > NAMES_LISTED {
            names.push_str(", …");
        }
        let count: u64 = self.hidden.values().sum();
        let note = Note::new("note-dxf-hidden", Severity::Warning, Place::default());
        note.with("count", count).with("layers", names)
    }
}
