//! Where the user stands in the attribute table: which layer, what is wished for, which rows are picked, how far it
//! is scrolled.
//!
//! Input: steps of the hand, and rows that a job put in order. Output: what the panel draws.
//!
//! Deliberately not here: finding rows ([`crate::layer::table`]) and drawing them (`gui::panels`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::map::Choice;
use super::view_state::LayerKey;
use crate::layer::table::{Arranged, ColumnId, Direction, Rows, Wish};
use crate::workspace::document::LayerId;

/// One step of the hand in the table.
#[derive(Debug, Clone, PartialEq)]
pub enum TableStep {
    /// Shows the table of a layer.
    Show(LayerKey),
    /// Shows only rows that match.
    Filter(String),
    /// Sorts by a column: upwards, then downwards, then in file order again.
    Sort(ColumnId),
    /// Shows or hides a column.
    ToggleColumn(ColumnId),
    /// Shows all columns.
    ShowAllColumns,
    /// Gives a column this width in logical pixels.
    Widen(ColumnId, f32),
    /// Moves to where this row, with its fraction, is the first in sight.
    Scroll(f64),
    /// Picks the row at a place.
    Pick(usize, Picking),
    /// Goes so many rows down or up.
    Step(isize, Picking),
    /// Picks all rows that are shown.
    PickAll,
    /// Copies the picked rows.
    Copy,
    /// Stops looking for rows.
    Stop,
    /// Looks for them again.
    Again,
}

/// What becomes of the rows that were picked before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picking {
    /// They are not any more.
    Only,
    /// They stay; the row is picked, or no more if it was.
    Toggle,
    /// All rows from the last one on are picked.
    Through,
}

/// Rows that are picked, by their number in the layer.
#[derive(Debug, Default, Clone, PartialEq, Eq, Hash)]
pub struct Picked {
    words: Vec<u64>,
    n_rows: usize,
}

impl Picked {
    /// Whether a row is picked.
    #[must_use]
    pub fn contains(&self, row: u32) -> bool {
        let (word, bit) = place(row);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    /// Number of picked rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.n_rows
    }

    /// Whether no row is picked.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.n_rows == 0
    }

    /// The picked rows in ascending order.
    pub fn rows(&self) -> impl Iterator<Item = u32> {
        let of_word = |(at, word): (u32, &u64)| {
            let word = *word;
            (0..64)
                .filter(move |bit| word & (1 << bit) != 0)
                .map(move |bit| 64 * at + bit)
        };
        (0..)
            .zip(&self.words)
            .filter(|(_, word)| **word != 0)
            .flat_map(of_word)
    }

    fn insert(&mut self, row: u32) {
        let (word, bit) = place(row);
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        self.n_rows += usize::from(self.words[word] & bit == 0);
        self.words[word] |= bit;
    }

    fn remove(&mut self, row: u32) {
        let (word, bit) = place(row);
        if self.contains(row) {
            self.words[word] &= !bit;
            self.n_rows -= 1;
        }
    }

    fn clear(&mut self) {
        self.words.clear();
        self.n_rows = 0;
    }
}

fn place(row: u32) -> (usize, u64) {
    ((row / 64) as usize, 1 << (row % 64))
}

/// What is selected elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Elsewhere {
    /// How many times parcels were selected or not any more: another number, another selection.
    pub selections: u64,
    /// The feature.
    pub feature: Option<(LayerId, u32)>,
    /// The finding that is looked at.
    pub focus: Option<String>,
}

/// Where the user stands in the table.
#[derive(Debug, Default)]
pub struct TableState {
    /// The layer that is shown; before anybody chose one, the first there is.
    pub layer: Option<LayerKey>,
    /// The rows in order, as the last job found them.
    pub arranged: Option<Arc<Arranged>>,
    /// The rows that are picked.
    pub picked: Picked,
    /// The row that is selected on the map too.
    pub current: Option<u32>,
    /// The first row in sight, with the fraction of it that is out of sight.
    pub top: f64,
    /// The place of a row that has to come into sight.
    pub reveal: Option<usize>,
    /// Whether keys belong to the table, because it was touched last.
    pub active: bool,
    /// What becomes of the picked rows when a box on the map has found its own.
    pub choice: Choice,
    wishes: BTreeMap<LayerKey, Wish>,
    widths: BTreeMap<(LayerKey, ColumnId), f32>,
    asked: Option<(Rows, Wish)>,
    anchor: Option<u32>,
    followed: Option<Elsewhere>,
}

impl TableState {
    /// What is wished of the layer that is shown.
    #[must_use]
    pub fn wish(&self) -> Wish {
        let wish = self.layer.and_then(|layer| self.wishes.get(&layer));
        wish.cloned().unwrap_or_default()
    }

    /// Whether a layer was shown before.
    #[must_use]
    pub fn knows(&self, layer: LayerKey) -> bool {
        self.wishes.contains_key(&layer)
    }

    /// Hides and widens columns of a layer as they were in an earlier run.
    pub fn recall(&mut self, layer: LayerKey, hidden: BTreeSet<ColumnId>, widths: Vec<(ColumnId, f32)>) {
        let wish = Wish {
            hidden,
            ..Wish::default()
        };
        self.wishes.insert(layer, wish);
        let widths = widths.into_iter().map(|(column, width)| ((layer, column), width));
        self.widths.extend(widths);
    }

    /// The width that a column was given by hand.
    #[must_use]
    pub fn width(&self, column: &ColumnId) -> Option<f32> {
        self.widths.get(&(self.layer?, column.clone())).copied()
    }

    /// Shows another layer.
    pub fn show(&mut self, layer: LayerKey) {
        if self.layer != Some(layer) {
            self.forget_rows();
            self.layer = Some(layer);
        }
    }

    /// Forgets rows and whatever belongs to them, so that no layer is kept longer than it is looked at.
    pub fn forget_rows(&mut self) {
        self.arranged = None;
        self.asked = None;
        self.picked.clear();
        self.current = None;
        self.anchor = None;
        self.top = 0.0;
        self.reveal = None;
        self.active = false;
        self.followed = None;
    }

    /// Says whether these rows have to be put in order anew, and remembers that they were asked for.
    pub fn asks_for(&mut self, rows: &Rows) -> Option<Wish> {
        let wish = self.wish();
        let is_asked = |of: &Rows, wished: &Wish| of.is_same(rows) && wished.asks_the_same(&wish);
        if self
            .asked
            .as_ref()
            .is_some_and(|(of, wished)| is_asked(of, wished))
        {
            return None;
        }
        self.asked = Some((rows.clone(), wish.clone()));
        Some(wish)
    }

    /// Asks again for what was stopped.
    pub fn ask_again(&mut self) {
        self.asked = None;
    }

    /// Whether what is shown is what is wished for.
    #[must_use]
    pub fn is_current(&self) -> bool {
        let arranged = self.arranged.as_ref().zip(self.asked.as_ref());
        arranged.is_some_and(|(arranged, (rows, wish))| {
            arranged.rows.is_same(rows) && arranged.wish.asks_the_same(wish)
        })
    }

    /// Takes the rows that a job put in order.
    pub fn take(&mut self, arranged: Arc<Arranged>) {
        let is_same = |old: &Arc<Arranged>| old.rows.has_same_rows(&arranged.rows);
        if !self.arranged.as_ref().is_some_and(is_same) {
            self.picked.clear();
            self.current = None;
            self.anchor = None;
            self.followed = None;
        } else if let Some(row) = self.current {
            self.reveal = arranged.place_of(row);
        }
        self.arranged = Some(arranged);
    }

    /// Changes what is wished for.
    pub fn change(&mut self, change: impl FnOnce(&mut Wish)) {
        if let Some(layer) = self.layer {
            change(self.wishes.entry(layer).or_default());
        }
    }

    /// Gives a column a width.
    pub fn widen(&mut self, column: ColumnId, width: f32) {
        if let Some(layer) = self.layer {
            self.widths.insert((layer, column), width);
        }
    }

    /// Picks a row; yields the row that is the selected one then.
    pub fn pick(&mut self, place: usize, picking: Picking) -> Option<u32> {
        let table = self.arranged.clone()?;
        let row = table.row_at(place)?;
        match picking {
            Picking::Toggle if self.picked.contains(row) => {
                self.picked.remove(row);
                self.current = self.current.filter(|current| *current != row);
                return self.current;
            }
            Picking::Toggle => {}
            Picking::Only => self.picked.clear(),
            Picking::Through => {
                let from = self.anchor.and_then(|row| table.place_of(row)).unwrap_or(place);
                self.picked.clear();
                let rows = (from.min(place)..=from.max(place)).filter_map(|place| table.row_at(place));
                rows.for_each(|row| self.picked.insert(row));
            }
        }
        self.picked.insert(row);
        if picking != Picking::Through || self.anchor.is_none() {
            self.anchor = Some(row);
        }
        self.current = Some(row);
        self.current
    }

    /// Picks the rows that a box selected, as far as they are shown; yields the row that is the selected one then.
    pub fn choose(&mut self, rows: &[u32]) -> Option<u32> {
        let table = self.arranged.clone()?;
        let mut found = Picked::default();
        let shown = (0..table.len()).filter_map(|place| table.row_at(place));
        let shown = shown.filter(|row| rows.binary_search(row).is_ok());
        shown.for_each(|row| found.insert(row));
        if self.choice == Choice::Replace {
            self.picked.clear();
        }
        for row in found.rows() {
            if self.choice == Choice::Remove || self.choice == Choice::Toggle && self.picked.contains(row) {
                self.picked.remove(row);
            } else {
                self.picked.insert(row);
            }
        }
        let mut places = (0..table.len()).filter(|place| {
            let row = table.row_at(*place);
            row.is_some_and(|row| self.picked.contains(row))
        });
        let kept = self.current.filter(|row| self.picked.contains(*row));
        let first = places.next().and_then(|place| table.row_at(place));
        self.current = kept.or(first);
        self.anchor = self.current;
        self.reveal = self.current.and_then(|row| table.place_of(row));
        self.current
    }

    /// The place so many rows from the selected one.
    #[must_use]
    pub fn place_after(&self, by: isize) -> Option<usize> {
        let table = self.arranged.as_ref()?;
        let last = table.len().checked_sub(1)?;
        let at = self.current.and_then(|row| table.place_of(row));
        Some(at.map_or(0, |at| at.saturating_add_signed(by).min(last)))
    }

    /// Picks all rows that are shown.
    pub fn pick_all(&mut self) {
        if let Some(table) = &self.arranged {
            self.picked.clear();
            let rows = (0..table.len()).filter_map(|place| table.row_at(place));
            rows.for_each(|row| self.picked.insert(row));
        }
    }

    /// The places of the picked rows that are shown, in order.
    #[must_use]
    pub fn picked_places(&self) -> Vec<usize> {
        let Some(table) = &self.arranged else {
            return Vec::new();
        };
        let is_picked = |place: &usize| table.row_at(*place).is_some_and(|row| self.picked.contains(row));
        (0..table.len()).filter(is_picked).collect()
    }

    /// Whether something else was selected since the last time, outside of the table.
    pub(super) fn differs(&self, elsewhere: &Elsewhere) -> bool {
        self.arranged.is_some() && self.followed.as_ref() != Some(elsewhere)
    }

    /// Remembers what is selected elsewhere, as the table shows it already.
    pub(super) fn agree(&mut self, elsewhere: Elsewhere) {
        self.followed = Some(elsewhere);
    }

    /// Picks the row of what was selected elsewhere, and all of several, and brings it into sight.
    pub(super) fn follow(&mut self, row: Option<u32>, all: &[u32], selections: u64) {
        let followed = self.followed.as_ref().map(|elsewhere| elsewhere.selections);
        if row == self.current && followed == Some(selections) {
            return;
        }
        if row != self.current {
            self.reveal = row.and_then(|row| self.arranged.as_ref()?.place_of(row));
        }
        self.picked.clear();
        self.current = row;
        self.anchor = row;
        row.iter().chain(all).for_each(|row| self.picked.insert(*row));
    }
}

/// The next order of a column: upwards, downwards, as in the file.
#[must_use]
pub fn next_order(wish: &Wish, column: ColumnId) -> Option<(ColumnId, Direction)> {
    match &wish.sort {
        Some((known, Direction::Ascending)) if *known == column => Some((column, Direction::Descending)),
        Some((known, Direction::Descending)) if *known == column => None,
        _ => Some((column, Direction::Ascending)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn picked_rows_are_those_of_a_set(steps in prop::collection::vec((0_u32..300, any::<bool>()), 0..200)) {
            let (mut picked, mut model) = (Picked::default(), BTreeSet::new());
            for (row, insert) in steps {
                if insert {
                    picked.insert(row);
                    model.insert(row);
                } else {
                    picked.remove(row);
                    model.remove(&row);
                }
                prop_assert_eq!((picked.len(), picked.contains(row)), (model.len(), insert));
            }
            prop_assert!((0..320).all(|row| picked.contains(row) == model.contains(&row)));
        }
    }

    #[test]
    fn a_column_is_sorted_up_then_down_then_not() {
        let column = ColumnId::Number;
        let mut wish = Wish::default();
        let mut seen = Vec::new();
        for _ in 0..3 {
            wish.sort = next_order(&wish, column.clone());
            seen.push(wish.sort.clone().map(|(_, direction)| direction));
        }
        assert_eq!(
            seen,
            [Some(Direction::Ascending), Some(Direction::Descending), None]
        );
    }
}
