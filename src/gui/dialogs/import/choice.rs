//! What the user has chosen in the import dialog so far.

use crate::crs::{CrsId, Datum, zone_of_epsg};
use crate::gui::view_state::own_name;
use crate::layer::Role;
use crate::workspace::dossier::SharedDossier;
use crate::workspace::dossier::system::{Candidate, SystemProposal};
use crate::workspace::habit::Habits;
use crate::workspace::input::InputSpec;
use crate::workspace::problem::Problem;
use crate::workspace::task::{Addition, Inspected, Part};

/// The open import dialog.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportDialog {
    /// One row per layer; a file that cannot be read has one row too.
    pub rows: Vec<ImportRow>,
    /// The row whose dossier is shown.
    pub selected: usize,
}

/// One layer of the import dialog.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRow {
    /// What was looked at.
    pub spec: InputSpec,
    /// What is known of it, or why it cannot be read.
    pub known: Result<SharedDossier, Problem>,
    /// What it is taken for.
    pub part: Part,
    /// Whether names or fields say so.
    pub guessed: bool,
    /// Its coordinate reference system, as far as the user says it.
    pub system: SystemChoice,
    /// Whether it is filled in with what was said last time.
    pub is_remembered: bool,
    /// The path of the file with the datum shift, as typed.
    pub shift: String,
}

/// What the user says about a coordinate reference system.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum SystemChoice {
    /// Nothing: as the file says.
    #[default]
    AsFile,
    /// One of the candidates of the dossier, by its number.
    Candidate(usize),
    /// A typed code.
    Typed(String),
}

impl ImportDialog {
    /// The dialog on files that were looked at; `has_parcels` says that the project has parcels already.
    #[must_use]
    pub fn new(inspected: Vec<Inspected>, has_parcels: bool, habits: &Habits) -> Self {
        let mut dialog = Self {
            rows: inspected.into_iter().flat_map(rows_of).collect(),
            selected: 0,
        };
        dialog.rows.iter_mut().for_each(|row| row.follow(habits));
        // What the user brought is never left out by default: without a sign it is a layer of its own.
        let mut taken = has_parcels || dialog.rows.iter().any(|row| row.part == Part::Parcels);
        for row in dialog
            .rows
            .iter_mut()
            .filter(|row| row.known.is_ok() && !row.guessed)
        {
            if !taken {
                row.part = Part::Parcels;
                taken = true;
            }
        }
        dialog
    }

    /// Takes in a file that was looked at once more; gives it back when it does not stand in the dialog.
    pub fn replace(&mut self, inspected: Inspected) -> Option<Inspected> {
        let path = inspected.spec.path.clone();
        let Some(at) = self.rows.iter().position(|row| row.spec.path == path) else {
            return Some(inspected);
        };
        let parts: Vec<Part> = self
            .rows
            .iter()
            .filter(|row| row.spec.path == path)
            .map(|row| row.part.clone())
            .collect();
        self.rows.retain(|row| row.spec.path != path);
        let mut rows = rows_of(inspected);
        for (row, part) in rows.iter_mut().zip(parts).filter(|(row, _)| row.known.is_ok()) {
            row.part = part;
        }
        self.rows.splice(at..at, rows);
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
        None
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
        let rows = self.rows.iter().filter(|row| row.part != Part::Skip);
        rows.filter_map(|row| {
            Some(Addition {
                spec: row.settled_spec()?,
                part: row.part.clone(),
                known: row.known.as_ref().ok().cloned(),
            })
        })
        .collect()
    }
}

fn rows_of(inspected: Inspected) -> Vec<ImportRow> {
    let Inspected { spec, end } = inspected;
    match end {
        Err(problem) => vec![ImportRow {
            spec,
            known: Err(problem),
            part: Part::Skip,
            guessed: false,
            system: SystemChoice::AsFile,
            is_remembered: false,
            shift: String::new(),
        }],
        Ok(dossiers) => dossiers.into_iter().map(ImportRow::of).collect(),
    }
}

impl ImportRow {
    fn of(dossier: SharedDossier) -> Self {
        let part = dossier.role.part.clone();
        let mut row = Self {
            spec: dossier.spec.clone(),
            part: Part::Skip,
            guessed: part.is_some(),
            system: SystemChoice::AsFile,
            is_remembered: false,
            shift: String::new(),
            known: Ok(dossier),
        };
        row.part = part.unwrap_or_else(|| Part::Layer(row.own_role()));
        row
    }

    /// Fills in what was said of a file of this name last time.
    fn follow(&mut self, habits: &Habits) {
        let (Some(habit), Ok(dossier)) = (
            habits.find(&self.spec.path, self.spec.layer.as_deref()),
            &self.known,
        ) else {
            return;
        };
        self.is_remembered = true;
        if let Some(part) = habit.part() {
            self.part = match part {
                // The name of another file is no name for this one.
                Part::Layer(Role::Other(_)) => Part::Layer(self.own_role()),
                part => part,
            };
            self.guessed = true;
        }
        let Some((crs, swap_axes)) = habit.system() else {
            return;
        };
        self.system = match &dossier.system {
            SystemProposal::Likely(candidates) => {
                let same = |known: &Candidate| known.crs.id == crs && known.swap_axes == swap_axes;
                // Only where the numbers say the same: names with other digits are often of another zone.
                match candidates.iter().position(same) {
                    Some(number) if number == 0 || candidates[number].names_zone() => {
                        SystemChoice::Candidate(number)
                    }
                    _ => SystemChoice::AsFile,
                }
            }
            // A certain system needs no habit; and where nothing in the file speaks for last time's, it is not taken
            // without the user.
            SystemProposal::Certain(_) | SystemProposal::Unknown(_) => SystemChoice::AsFile,
        };
    }

    /// What it is called: the layer where the file holds several, else the file.
    #[must_use]
    pub fn name(&self) -> String {
        let file = self.spec.path.file_name().unwrap_or_default().to_string_lossy();
        match &self.spec.layer {
            Some(layer) => format!("{file} · {layer}"),
            None => file.into_owned(),
        }
    }

    /// The role of a layer of the user's own.
    #[must_use]
    pub fn own_role(&self) -> Role {
        let name = self.spec.layer.clone();
        Role::Other(name.unwrap_or_else(|| own_name(&self.spec.path)))
    }

    /// Whether its system is known, or it is left out.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.part == Part::Skip || self.settled_spec().is_some()
    }

    /// The system that is taken so far, and whether the axes are swapped.
    fn chosen(&self) -> Option<(CrsId, bool)> {
        let dossier = self.known.as_ref().ok()?;
        let swap_axes = self.spec.swap_axes;
        match (&self.system, &dossier.system) {
            (SystemChoice::AsFile, SystemProposal::Certain(decided)) => Some((decided.crs.id, swap_axes)),
            (SystemChoice::Candidate(number), SystemProposal::Likely(candidates)) => {
                let candidate = candidates.get(*number)?;
                Some((candidate.crs.id, candidate.swap_axes != swap_axes))
            }
            (SystemChoice::Typed(text), _) => Some((CrsId::parse(text)?, swap_axes)),
            _ => None,
        }
    }

    /// Whether a datum shift is asked for, and whether nothing goes without one.
    #[must_use]
    pub fn asks_shift(&self) -> Option<bool> {
        match self.chosen()?.0 {
            CrsId::Epsg(code) => {
                let datum = zone_of_epsg(code).map(|(datum, _)| datum);
                let datum = datum.or_else(|| Datum::of_geographic(code))?;
                datum.is_historic_chinese().then_some(true)
            }
            CrsId::Local => Some(false),
        }
    }

    /// The input with what the user has said; `None` while its system is open, or lacks its datum shift.
    #[must_use]
    pub fn settled_spec(&self) -> Option<InputSpec> {
        let (crs, swap_axes) = self.chosen()?;
        let mut spec = self.spec.clone();
        if self.system != SystemChoice::AsFile {
            spec.crs = Some(crs);
        }
        spec.swap_axes = swap_axes;
        let shift = self.shift.trim();
        match self.asks_shift() {
            Some(true) if shift.is_empty() && spec.shift.is_none() => return None,
            Some(_) if !shift.is_empty() => spec.shift = Some(shift.into()),
            _ => {}
        }
        Some(spec)
    }
}
