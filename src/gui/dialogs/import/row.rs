//! One layer of the import dialog: what is known of it, and what the user says.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::crs::{CrsId, Datum, zone_of_epsg};
use crate::geometry::Repair;
use crate::gui::view_state::own_name;
use crate::layer::Role;
use crate::workspace::dossier::SharedDossier;
use crate::workspace::dossier::outline::Outline;
use crate::workspace::dossier::system::{Candidate, SystemProposal};
use crate::workspace::habit::Habits;
use crate::workspace::input::InputSpec;
use crate::workspace::problem::Problem;
use crate::workspace::task::{Addition, Part};

/// Which layer of which file: stays the same while the dialog is open.
pub type RowKey = (PathBuf, Option<String>);

/// One layer of the import dialog.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportRow {
    /// What was looked at.
    pub spec: InputSpec,
    /// The file itself, by whatever path it was named.
    pub file: PathBuf,
    /// What is known of it, or why it cannot be read.
    pub known: Result<SharedDossier, Problem>,
    /// Why it was not added, or not read as it was asked.
    pub refused: Option<Problem>,
    /// What it is taken for.
    pub part: Part,
    /// Whether names or fields say so.
    pub guessed: bool,
    /// Whether the user says so.
    pub is_said: bool,
    /// Its coordinate reference system, as far as the user says it.
    pub system: SystemChoice,
    /// Whether it is filled in with what was said last time.
    pub is_remembered: bool,
    /// Whether its system is only what was said last time.
    pub(super) is_system_remembered: bool,
    /// The path of the file with the datum shift, as typed.
    pub shift: String,
    /// Repairs of features by their number in the file, to be done when they are parcels of the project.
    pub repairs: BTreeMap<u64, Repair>,
    /// Whether it has just come in, and what it is by default is still to be said.
    pub(super) is_new: bool,
}

/// What the user says about a coordinate reference system.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum SystemChoice {
    /// Nothing: as the file says.
    #[default]
    AsFile,
    /// One of the candidates of the dossier.
    Candidate {
        /// Its system.
        crs: CrsId,
        /// Whether the axes are swapped.
        swap_axes: bool,
    },
    /// A typed code.
    Typed(String),
}

impl SystemChoice {
    /// The choice of a candidate.
    #[must_use]
    pub fn of(candidate: &Candidate) -> Self {
        Self::Candidate {
            crs: candidate.crs.id,
            swap_axes: candidate.swap_axes,
        }
    }
}

impl ImportRow {
    /// A layer with what is known of it; filled in with what was said last time.
    pub(super) fn new(file: PathBuf, dossier: SharedDossier, habits: &Habits) -> Self {
        let part = dossier.role.part.clone();
        let mut row = Self {
            spec: dossier.spec.clone(),
            guessed: part.is_some(),
            ..Self::unreadable(file, dossier.spec.clone(), Problem::new("import-cancelled"))
        };
        row.known = Ok(dossier);
        row.part = part.unwrap_or_else(|| Part::Layer(row.own_role()));
        row.is_new = true;
        row.follow(habits);
        row
    }

    /// A file that cannot be read, or not yet.
    pub(super) fn unreadable(file: PathBuf, spec: InputSpec, problem: Problem) -> Self {
        Self {
            spec,
            file,
            known: Err(problem),
            refused: None,
            part: Part::Skip,
            guessed: false,
            is_said: false,
            system: SystemChoice::AsFile,
            is_remembered: false,
            is_system_remembered: false,
            shift: String::new(),
            repairs: BTreeMap::new(),
            is_new: false,
        }
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
        let (Some((crs, swap_axes)), SystemProposal::Likely(candidates)) = (habit.system(), &dossier.system)
        else {
            // A certain system needs no habit; and where nothing in the file speaks for last time's, it is not taken
            // without the user.
            return;
        };
        let same = |known: &Candidate| known.crs.id == crs && known.swap_axes == swap_axes;
        // Only where the numbers say the same: names with other digits are often of another zone.
        self.system = match candidates.iter().position(same) {
            Some(number) if number == 0 || candidates[number].names_zone() => {
                SystemChoice::of(&candidates[number])
            }
            _ => SystemChoice::AsFile,
        };
        self.is_system_remembered = self.system != SystemChoice::AsFile;
    }

    /// Whether the user may have said something that must not get lost.
    pub(super) fn has_choices(&self) -> bool {
        self.known.is_ok() || self.refused.is_some()
    }

    /// Takes over what was said of the same layer before it was looked at once more. When the whole of a file
    /// with several layers was, what was given by hand for this layer alone is said again for it.
    pub(super) fn keep(&mut self, before: &Self, is_whole_file: bool) {
        self.is_new = false;
        let was_own = before.part == Part::Layer(before.own_role());
        self.part = if was_own {
            Part::Layer(self.own_role())
        } else {
            before.part.clone()
        };
        self.guessed = before.guessed;
        self.is_said = before.is_said;
        self.is_remembered = before.is_remembered;
        self.is_system_remembered = before.is_system_remembered;
        self.shift.clone_from(&before.shift);
        if before.known.is_err() {
            self.refused.clone_from(&before.refused);
        }
        let Ok(dossier) = &self.known else { return };
        let can_be_repaired = |feature: &u64| dossier.crossings.iter().any(|known| known.feature == *feature);
        self.repairs = before.repairs.clone();
        self.repairs.retain(|feature, _| can_be_repaired(feature));
        self.system = match (&before.system, before.spec.crs) {
            _ if self.spec.crs.is_some() => SystemChoice::AsFile,
            (SystemChoice::AsFile, Some(crs)) if is_whole_file => SystemChoice::Typed(crs.to_string()),
            (SystemChoice::Candidate { crs, swap_axes }, _) if !self.offers(*crs, *swap_axes) => {
                SystemChoice::AsFile
            }
            (choice, _) => choice.clone(),
        };
        if self.shift.is_empty()
            && self.spec.shift.is_none()
            && let Some(shift) = before.spec.shift.as_ref().filter(|_| is_whole_file)
        {
            self.shift = shift.display().to_string();
        }
    }

    fn offers(&self, crs: CrsId, swap_axes: bool) -> bool {
        let same = |known: &Candidate| known.crs.id == crs && known.swap_axes == swap_axes;
        match self.known.as_ref().map(|dossier| &dossier.system) {
            Ok(SystemProposal::Likely(candidates)) => candidates.iter().any(same),
            _ => false,
        }
    }

    /// Takes in that it could not be read as it was asked: what was known before stays.
    pub(super) fn not_read(&mut self, spec: &InputSpec, problem: &Problem) {
        if self.known.is_ok() {
            self.refused = Some(problem.clone());
        } else {
            self.known = Err(problem.clone());
            self.spec = spec.clone();
        }
    }

    /// The row without what is read of it.
    pub(super) fn set_down(mut self) -> Self {
        self.known = Err(Problem::new("import-cancelled"));
        self
    }

    /// The row as it goes back into the dialog because it was not added.
    #[must_use]
    pub fn not_added(mut self, problem: Problem) -> Self {
        self.known = Err(problem.clone());
        self.refused = Some(problem);
        self
    }

    /// Which layer it is.
    #[must_use]
    pub fn key(&self) -> RowKey {
        (self.file.clone(), self.spec.layer.clone())
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

    /// Takes what the user says of its system.
    pub(super) fn say(&mut self, choice: SystemChoice) {
        self.system = choice;
        self.is_system_remembered = false;
    }

    /// Whether nothing about it is open or only guessed: the file or the user says where it lies, and what it is.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.part != Part::Skip
            && (self.guessed || self.is_said)
            && self.refused.is_none()
            && !self.is_system_remembered
            && self.settled_spec().is_some()
    }

    /// The system that is taken so far, and whether the axes are swapped.
    fn chosen(&self) -> Option<(CrsId, bool)> {
        let dossier = self.known.as_ref().ok()?;
        let is_swapped = self.spec.swap_axes;
        match (&self.system, &dossier.system) {
            (SystemChoice::AsFile, SystemProposal::Certain(decided)) => Some((decided.crs.id, is_swapped)),
            (SystemChoice::Candidate { crs, swap_axes }, _) => Some((*crs, *swap_axes != is_swapped)),
            (SystemChoice::Typed(text), _) => Some((CrsId::parse(text)?, is_swapped)),
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

    /// The input with what the user has said so far; `None` while its system is open.
    #[must_use]
    pub fn said_spec(&self) -> Option<InputSpec> {
        let (crs, swap_axes) = self.chosen()?;
        let mut spec = self.spec.clone();
        if self.system != SystemChoice::AsFile {
            spec.crs = Some(crs);
        }
        spec.swap_axes = swap_axes;
        let shift = self.shift.trim();
        if self.asks_shift().is_none() {
            spec.shift = None;
        } else if !shift.is_empty() {
            spec.shift = Some(shift.into());
        }
        Some(spec)
    }

    /// The input with what the user has said; `None` while its system is open, or lacks its datum shift.
    #[must_use]
    pub fn settled_spec(&self) -> Option<InputSpec> {
        let lacks_shift = |spec: &InputSpec| self.asks_shift() == Some(true) && spec.shift.is_none();
        self.said_spec().filter(|spec| !lacks_shift(spec))
    }

    /// The whole file as it was looked at: how its text is read stays, what is given for this layer alone does not
    /// hold for the others.
    #[must_use]
    pub fn spec_of_file(&self) -> InputSpec {
        if self.spec.layer.is_none() {
            return self.spec.clone();
        }
        InputSpec {
            encoding: self.spec.encoding,
            axis_order: self.spec.axis_order,
            packed_degrees: self.spec.packed_degrees,
            ..InputSpec::of_path(&self.spec.path)
        }
    }

    /// The layer as it is to be added; `None` when it is left out, or something is open.
    #[must_use]
    pub fn addition(&self) -> Option<Addition> {
        if self.part == Part::Skip {
            return None;
        }
        Some(Addition {
            spec: self.settled_spec()?,
            part: self.part.clone(),
            known: self.known.as_ref().ok().cloned(),
        })
    }

    /// The best proposal for its system and what it is called, where that needs no datum shift.
    #[must_use]
    pub fn likely(&self) -> Option<(SystemChoice, String)> {
        let Ok(SystemProposal::Likely(candidates)) = self.known.as_ref().map(|known| &known.system) else {
            return None;
        };
        let best = candidates.first().filter(|known| known.crs.datum.is_modern())?;
        Some((SystemChoice::of(best), best.crs.id.to_string()))
    }

    /// Where it lies as far as it is said, and else where the likeliest proposal puts it.
    #[must_use]
    pub fn outline(&self) -> Option<&Outline> {
        let dossier = self.known.as_ref().ok()?;
        match (&dossier.system, &self.system) {
            (SystemProposal::Certain(_), SystemChoice::AsFile) => dossier.outline.as_ref(),
            (SystemProposal::Likely(candidates), SystemChoice::Candidate { crs, swap_axes }) => candidates
                .iter()
                .find(|known| known.crs.id == *crs && known.swap_axes == *swap_axes)?
                .outline
                .as_ref(),
            (SystemProposal::Likely(candidates), SystemChoice::AsFile) => {
                candidates.first()?.outline.as_ref()
            }
            _ => None,
        }
    }
}
