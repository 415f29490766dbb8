//! What the user has chosen in the import dialog so far.

use std::path::Path;

use super::row::{ImportRow, RowKey};
use crate::workspace::dossier::surroundings::Surroundings;
use crate::workspace::habit::Habits;
use crate::workspace::input::InputSpec;
use crate::workspace::task::{Addition, Inspected, Looked, Part};

/// The open import dialog.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ImportDialog {
    /// One row per layer; a file that cannot be read has one row too.
    pub rows: Vec<ImportRow>,
    /// The row whose dossier is shown.
    pub selected: usize,
    /// What the project holds around the files.
    pub surroundings: Surroundings,
    /// The row for which a datum shift is being picked.
    pub picking: Option<RowKey>,
    /// The system has no dialog to pick one with.
    pub no_picker: bool,
}

impl ImportDialog {
    /// Takes in files that were looked at, for the first time or once more; `has_parcels` says that the project has
    /// parcels already.
    pub fn take(&mut self, looked: Looked, has_parcels: bool, habits: &Habits) {
        self.surroundings = looked.surroundings;
        for inspected in looked.files {
            self.take_file(inspected, habits);
        }
        // What the user brought is never left out by default: without a sign it is a layer of its own.
        let mut taken = has_parcels || self.rows.iter().any(|row| row.part == Part::Parcels);
        for row in self.rows.iter_mut().filter(|row| row.is_new) {
            row.is_new = false;
            if !taken && row.known.is_ok() && !row.guessed {
                row.part = Part::Parcels;
                taken = true;
            }
        }
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
    }

    fn take_file(&mut self, inspected: Inspected, habits: &Habits) {
        let Inspected { spec, file, end } = inspected;
        let is_meant =
            |row: &ImportRow| row.file == file && (spec.layer.is_none() || row.spec.layer == spec.layer);
        let Some(at) = self.rows.iter().position(is_meant) else {
            self.rows.extend(match end {
                Err(problem) => vec![ImportRow::unreadable(file, spec, problem)],
                Ok(dossiers) => dossiers
                    .into_iter()
                    .map(|dossier| ImportRow::new(file.clone(), dossier, habits))
                    .collect(),
            });
            return;
        };
        let dossiers = match end {
            Ok(dossiers) => dossiers,
            Err(problem) => {
                for row in self.rows.iter_mut().filter(|row| is_meant(row)) {
                    row.not_read(&spec, &problem);
                }
                return;
            }
        };
        let (before, rest): (Vec<ImportRow>, Vec<ImportRow>) =
            std::mem::take(&mut self.rows).into_iter().partition(is_meant);
        self.rows = rest;
        // A layer is found again by its name; in another encoding its name reads differently, then by its place.
        let are_as_many = before.len() == dossiers.len();
        let again = |(number, dossier)| {
            let mut row = ImportRow::new(file.clone(), dossier, habits);
            let same_name = before.iter().find(|known| known.spec.layer == row.spec.layer);
            let same_place = before.get(number).filter(|_| are_as_many);
            if let Some(known) = same_name.or(same_place).filter(|known| known.has_choices()) {
                // What was given by hand for one of several layers does not hold for the whole file.
                row.keep(known, spec.layer.is_none() && known.spec.layer.is_some());
            }
            row
        };
        let rows: Vec<ImportRow> = dossiers.into_iter().enumerate().map(again).collect();
        self.rows.splice(at..at, rows);
    }

    /// The row of a layer.
    pub fn row_mut(&mut self, key: &RowKey) -> Option<&mut ImportRow> {
        self.rows.iter_mut().find(|row| row.key() == *key)
    }

    /// How a file was looked at that stands here already; the same file again is looked at the same way.
    #[must_use]
    pub fn known_spec(&self, path: &Path) -> Option<InputSpec> {
        let row = self
            .rows
            .iter()
            .find(|row| row.spec.path == path || row.file == path)?;
        Some(row.spec_of_file())
    }

    /// How many files are taken for the parcels.
    #[must_use]
    pub fn n_parcels(&self) -> usize {
        self.rows.iter().filter(|row| row.part == Part::Parcels).count()
    }

    /// Whether everything is said that has to be.
    #[must_use]
    pub fn can_add(&self) -> bool {
        let any = self.rows.iter().any(|row| row.part != Part::Skip);
        any && self.n_parcels() <= 1 && self.rows.iter().all(ImportRow::is_settled)
    }

    /// The layers as they are to be added.
    #[must_use]
    pub fn additions(&self) -> Vec<Addition> {
        self.rows.iter().filter_map(ImportRow::addition).collect()
    }

    /// The layers of which nothing is open or only guessed.
    #[must_use]
    pub fn certain(&self) -> Vec<Addition> {
        let is_clear = |row: &&ImportRow| row.part != Part::Parcels || self.n_parcels() == 1;
        let rows = self.rows.iter().filter(|row| row.is_certain()).filter(is_clear);
        rows.filter_map(ImportRow::addition).collect()
    }

    /// Takes the rows out that are being added; gives them with what was asked for. What is read of them goes with
    /// the additions alone, so that no layer is held twice.
    pub fn take_out(&mut self, additions: &[Addition]) -> Vec<(InputSpec, ImportRow)> {
        let is_added = |row: &ImportRow| {
            let own = row.addition();
            own.is_some_and(|own| {
                additions
                    .iter()
                    .any(|addition| addition.spec == own.spec && addition.part == own.part)
            })
        };
        let (out, rest): (Vec<ImportRow>, Vec<ImportRow>) =
            std::mem::take(&mut self.rows).into_iter().partition(is_added);
        self.rows = rest;
        self.selected = 0;
        let asked = |row: ImportRow| Some((row.settled_spec()?, row.set_down()));
        out.into_iter().filter_map(asked).collect()
    }

    /// Whether nothing is left to be said: what remains is left out by the user.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.rows
            .iter()
            .all(|row| row.part == Part::Skip && row.known.is_ok())
    }

    /// Puts rows back that were not added, and shows the first of them.
    pub fn give_back(&mut self, rows: Vec<ImportRow>) {
        self.selected = self.rows.len();
        self.rows.extend(rows);
    }

    /// Leads the rows that ask for a datum shift to a file; gives how they are to be looked at then.
    pub fn shift_all(&mut self, path: &Path) -> Vec<InputSpec> {
        let asks = |row: &&mut ImportRow| row.asks_shift().is_some() && row.part != Part::Skip;
        let rows = self.rows.iter_mut().filter(asks);
        rows.filter_map(|row| {
            row.shift = path.display().to_string();
            row.said_spec()
        })
        .collect()
    }
}
