//! What was said of each parcel, as columns beside its own fields.
//!
//! Meaning: the table does not know a check; whoever has a result gives for each parcel a word, how serious it is, and
//! how much ground is concerned. Sorted by the word, the most serious stand first.
//!
//! Deliberately not here: where the words come from.

use std::borrow::Cow;

use super::rows::ColumnId;
use super::value::Value;
use crate::layer::ParcelId;

/// What was said of a parcel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The parcel.
    pub parcel: ParcelId,
    /// How serious it is, 0 most.
    pub severity: u8,
    /// Number of the word.
    pub word: u8,
    /// Ground concerned, in m²; `None` where nobody knows.
    pub area_m2: Option<f64>,
}

/// What was said of all parcels.
#[derive(Debug, Default)]
pub struct Judged {
    /// What the two columns are called: the word, the ground.
    pub titles: [String; 2],
    /// The words.
    pub words: Vec<String>,
    /// What stands for parcels of which nothing was said.
    pub unsaid: String,
    rows: Vec<Judgement>,
}

impl Judged {
    /// Columns with these titles and words.
    #[must_use]
    pub fn new(titles: [String; 2], words: Vec<String>, unsaid: String, mut rows: Vec<Judgement>) -> Self {
        rows.sort_by_key(|row| row.parcel);
        Self {
            titles,
            words,
            unsaid,
            rows,
        }
    }

    /// The title of a column; `None` when it is none of these.
    #[must_use]
    pub(super) fn title(&self, column: &ColumnId) -> Option<&str> {
        match column {
            ColumnId::Verdict => Some(&self.titles[0]),
            ColumnId::ConflictArea => Some(&self.titles[1]),
            _ => None,
        }
    }

    pub(super) fn value(&self, parcel: ParcelId, column: &ColumnId) -> Value<'_> {
        let at = self.rows.binary_search_by_key(&parcel, |row| row.parcel);
        let row = at.ok().and_then(|at| self.rows.get(at));
        match column {
            ColumnId::Verdict => {
                let word = row.and_then(|row| self.words.get(usize::from(row.word)));
                let severity = row.map_or(u8::MAX, |row| row.severity);
                Value::of_text(Cow::Borrowed(word.unwrap_or(&self.unsaid))).ranked(severity)
            }
            ColumnId::ConflictArea => row
                .and_then(|row| row.area_m2)
                .map_or(Value::EMPTY, |area| Value::of_number(format!("{area:.2}"))),
            _ => Value::EMPTY,
        }
    }
}
