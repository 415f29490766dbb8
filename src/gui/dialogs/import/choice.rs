//! What the user has chosen in the import dialog so far.

use crate::crs::CrsId;
use crate::gui::view_state::own_name;
use crate::layer::Role;
use crate::workspace::dossier::SharedDossier;
use crate::workspace::dossier::system::SystemProposal;
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
    pub fn new(inspected: Vec<Inspected>, has_parcels: bool) -> Self {
        let mut dialog = Self {
            rows: inspected.into_iter().flat_map(rows_of).collect(),
            selected: 0,
        };
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
            known: Ok(dossier),
        };
        row.part = part.unwrap_or_else(|| Part::Layer(row.own_role()));
        row
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

    /// The input with what the user has said; `None` while its system is open.
    #[must_use]
    pub fn settled_spec(&self) -> Option<InputSpec> {
        let dossier = self.known.as_ref().ok()?;
        let mut spec = self.spec.clone();
        match (&self.system, &dossier.system) {
            (SystemChoice::AsFile, SystemProposal::Certain(_)) => {}
            (SystemChoice::Candidate(number), SystemProposal::Likely(candidates)) => {
                let candidate = candidates.get(*number)?;
                spec.crs = Some(candidate.crs.id);
                spec.swap_axes = candidate.swap_axes != spec.swap_axes;
            }
            (SystemChoice::Typed(text), _) => spec.crs = Some(CrsId::parse(text)?),
            _ => return None,
        }
        Some(spec)
    }
}
