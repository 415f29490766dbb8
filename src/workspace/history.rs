//! Undo and redo.
//!
//! Meaning: each entry holds the delta that takes a change back, what the change is called, and where
//! the user stood when it was made, so that undo leads back to the place. A gesture (a drag) shows a
//! provisional delta while the hand moves and becomes one entry on release.
//!
//! Deliberately not here: anything a screen would need to know; the label is a text id with its facts.

use super::delta::{Delta, Touched};
use super::document::Document;
use crate::layer::ParcelId;

/// What a change is called: a text id and the facts of its sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Text id.
    pub id: &'static str,
    /// Facts of the sentence, by argument name.
    pub args: Vec<(&'static str, String)>,
}

impl Label {
    /// A label without facts.
    #[must_use]
    pub fn new(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    /// The label with one more fact.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// Where the user stood: plain numbers, so that no screen type is needed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SavedView {
    /// Middle of the map on the plane, in metres.
    pub center: [f64; 2],
    /// Ground metres per logical pixel; 0 when there was no map.
    pub metres_per_pixel: f64,
    /// The selected parcel.
    pub parcel: Option<ParcelId>,
}

#[derive(Debug, Clone)]
struct Entry {
    label: Label,
    back: Delta,
    view: SavedView,
}

/// A change that was taken back or done again.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// What the change is called.
    pub label: Label,
    /// Where the user stood when it was made.
    pub view: SavedView,
    /// What it touched.
    pub touched: Touched,
}

/// The changes of a document that can be taken back.
#[derive(Debug, Default)]
pub struct History {
    done: Vec<Entry>,
    undone: Vec<Entry>,
    provisional: Option<Delta>,
}

impl History {
    /// Performs a delta and remembers how to take it back.
    pub fn perform(&mut self, document: &mut Document, delta: Delta, label: Label, view: SavedView) {
        self.abandon(document);
        let back = document.apply(delta);
        if !back.is_empty() {
            self.done.push(Entry { label, back, view });
            self.undone.clear();
        }
    }

    /// Shows a delta while a gesture lasts, in the place of the one shown before.
    pub fn preview(&mut self, document: &mut Document, delta: Delta) {
        self.abandon(document);
        self.provisional = Some(document.apply(delta));
    }

    /// Makes what is shown one entry.
    pub fn commit(&mut self, label: Label, view: SavedView) {
        if let Some(back) = self.provisional.take()
            && !back.is_empty()
        {
            self.done.push(Entry { label, back, view });
            self.undone.clear();
        }
    }

    /// Ends a gesture without a trace.
    pub fn abandon(&mut self, document: &mut Document) {
        if let Some(back) = self.provisional.take() {
            let _forward = document.apply(back);
        }
    }

    /// Takes the last change back.
    pub fn undo(&mut self, document: &mut Document) -> Option<Step> {
        self.abandon(document);
        let entry = self.done.pop()?;
        let (step, forward) = replay(document, entry);
        self.undone.push(forward);
        Some(step)
    }

    /// Does the last change that was taken back again.
    pub fn redo(&mut self, document: &mut Document) -> Option<Step> {
        self.abandon(document);
        let entry = self.undone.pop()?;
        let (step, back) = replay(document, entry);
        self.done.push(back);
        Some(step)
    }

    /// What undo would take back.
    #[must_use]
    pub fn next_undo(&self) -> Option<&Label> {
        self.done.last().map(|entry| &entry.label)
    }

    /// What redo would do.
    #[must_use]
    pub fn next_redo(&self) -> Option<&Label> {
        self.undone.last().map(|entry| &entry.label)
    }

    /// Forgets everything, for a document that was just opened.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

fn replay(document: &mut Document, entry: Entry) -> (Step, Entry) {
    let touched = entry.back.touched();
    let back = document.apply(entry.back);
    let step = Step {
        label: entry.label.clone(),
        view: entry.view,
        touched,
    };
    (
        step,
        Entry {
            label: entry.label,
            back,
            view: entry.view,
        },
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::workspace::command;
    use crate::workspace::delta::Change;
    use crate::workspace::scene;
    use proptest::prelude::*;

    fn names(document: &Document) -> Vec<(u64, String)> {
        let parcels = document.parcels.as_ref().expect("a parcel layer");
        parcels
            .parcels()
            .map(|parcel| (parcel.id.0, parcel.label()))
            .collect()
    }

    #[test]
    fn a_gesture_is_one_entry_and_escape_leaves_nothing() {
        let mut document = scene::document(3);
        let mut history = History::default();
        let before = names(&document);
        for name in ["a", "b", "c"] {
            let parcel = Arc::new(scene::named_parcel(1, name));
            history.preview(&mut document, Delta::one(Change::PutParcel(parcel)));
        }
        history.commit(Label::new("x"), SavedView::default());
        assert_eq!(names(&document)[1].1, "c");
        assert!(history.undo(&mut document).is_some());
        assert_eq!(names(&document), before);
        assert!(history.next_undo().is_none());
        history.preview(&mut document, Delta::one(Change::DropParcel(ParcelId(0))));
        history.abandon(&mut document);
        assert_eq!(names(&document), before);
        assert!(history.next_redo().is_some());
    }

    proptest! {
        #[test]
        fn undo_of_any_sequence_gives_the_first_state(steps in prop::collection::vec((0_u64..6, any::<bool>()), 1..40)) {
            let mut document = scene::document(4);
            let mut history = History::default();
            let first = names(&document);
            for (id, put) in steps {
                let delta = if put {
                    Delta::one(Change::PutParcel(Arc::new(scene::named_parcel(id, "new"))))
                } else {
                    command::delete_parcels(&document, &[ParcelId(id)]).0
                };
                history.perform(&mut document, delta, Label::new("x"), SavedView::default());
            }
            let last = names(&document);
            while history.undo(&mut document).is_some() {}
            prop_assert_eq!(names(&document), first);
            while history.redo(&mut document).is_some() {}
            prop_assert_eq!(names(&document), last);
        }
    }
}
