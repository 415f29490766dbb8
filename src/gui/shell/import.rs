//! Files on their way into the project: opened, looked at, added, and given back where they could not be.

use std::path::{Path, PathBuf};

use super::background::part_backgrounds;
use super::dispatch::Desk;
use super::picker::Pick;
use crate::gui::dialogs::{ImportDialog, ImportRow, RowKey};
use crate::gui::view_state::{Dialog, PathPurpose};
use crate::layer::ParcelId;
use crate::workspace::command;
use crate::workspace::habit::Habit;
use crate::workspace::input::InputSpec;
use crate::workspace::jobs::JobKind;
use crate::workspace::message::Message;
use crate::workspace::problem::Problem;
use crate::workspace::state::Imported;
use crate::workspace::task::{self, Addition, Looked, Part};

/// Endings of files that belong to a shapefile and are read with it.
const BESIDE_SHAPEFILE: [&str; 10] = [
    "shx", "dbf", "prj", "cpg", "qpj", "sbn", "sbx", "qix", "qmd", "xml",
];

impl Desk {
    pub(super) fn pick_files(&mut self) {
        let pick = Pick::Files {
            title: self.texts.get("pick-files"),
            filter: self.texts.get("pick-filter"),
        };
        self.pick(pick, PathPurpose::Open);
    }

    /// A plan is opened, a datum shift given to the layers that ask for one; other files are looked at, and then the
    /// user says what they are. Files that come with a plan are looked at when it is open.
    pub(super) fn open_paths(&mut self, paths: &[PathBuf]) {
        if !matches!(self.view.dialog, Some(Dialog::Import(_))) {
            self.view.dialog = None;
        }
        let (below, paths) = part_backgrounds(paths);
        self.add_backgrounds(below);
        let (plans, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
            paths.iter().partition(|path| task::is_plan(path));
        let (shifts, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
            files.into_iter().partition(|path| task::is_shift(path));
        let files: Vec<PathBuf> = files
            .iter()
            .filter(|path| !lies_beside_shapefile(path, &files))
            .map(|path| (*path).clone())
            .collect();
        for path in shifts {
            self.shift_dropped(path);
        }
        let Some((plan, others)) = plans.split_first() else {
            self.look_at(&files);
            return;
        };
        for other in others {
            self.problem(Problem::new("problem-several-plans").with("path", other.display()));
        }
        self.remember(plan);
        self.view.after_plan = files;
        let revision = self.workspace.document.revision();
        // Of several that are opened in a row, the last one is meant.
        self.workspace.jobs.forget_kind(JobKind::Open);
        self.workspace
            .jobs
            .start(JobKind::Open, revision, task::open_plan((*plan).clone()));
    }

    fn look_at(&mut self, paths: &[PathBuf]) {
        let habits = &self.settings.habits;
        let standing = match &self.view.dialog {
            Some(Dialog::Import(dialog)) => Some(dialog),
            _ => None,
        };
        let mut specs: Vec<InputSpec> = Vec::new();
        for path in paths {
            let as_now = standing.and_then(|dialog| dialog.known_spec(path));
            let as_last_time = || InputSpec {
                encoding: habits.find(path, None).and_then(Habit::encoding),
                ..InputSpec::of_path(path)
            };
            let spec = as_now.unwrap_or_else(as_last_time);
            if !specs.contains(&spec) {
                specs.push(spec);
            }
        }
        self.inspect(specs);
    }

    pub(super) fn inspect(&mut self, specs: Vec<InputSpec>) {
        if !specs.is_empty() {
            self.look(specs);
        }
    }

    /// Looks at files, and at what the project holds around them.
    fn look(&mut self, specs: Vec<InputSpec>) {
        let document = &self.workspace.document;
        let work = task::inspect(specs, document.clone());
        self.workspace
            .jobs
            .start(JobKind::Inspect, document.revision(), work);
    }

    pub(super) fn inspected(&mut self, looked: Looked) {
        // A file that is not added must not be forgotten when the dialog is gone.
        for problem in looked.files.iter().filter_map(|one| one.end.as_ref().err()) {
            self.workspace.messages.push(Message::problem(problem.clone()));
        }
        let is_open = matches!(self.view.dialog, Some(Dialog::Import(_)));
        if looked.files.is_empty() && !is_open {
            return;
        }
        let has_parcels = self.workspace.document.parcels.is_some();
        let mut dialog = self.import_dialog();
        dialog.take(looked, has_parcels, &self.settings.habits);
        self.view.dialog = Some(Dialog::Import(dialog));
        self.view.toast = None;
    }

    /// The dialog that is open, or a new one.
    fn import_dialog(&mut self) -> ImportDialog {
        match self.view.dialog.take() {
            Some(Dialog::Import(dialog)) => dialog,
            _ => ImportDialog::default(),
        }
    }

    /// Adds layers. What was chosen for them is kept until it is known that they were added.
    pub(super) fn import(&mut self, additions: Vec<Addition>) {
        if self.workspace.jobs.has(JobKind::Import) {
            // Two at once might choose two planes. The dialog waits; the rows stay.
            return;
        }
        if let Some(Dialog::Import(dialog)) = &mut self.view.dialog {
            self.view.importing = dialog.take_out(&additions);
            if dialog.is_done() {
                self.view.dialog = None;
            }
        } else {
            self.view.dialog = None;
        }
        let document = &self.workspace.document;
        let plane = document.plane.clone().filter(|_| !document.is_empty());
        let tolerance = document.question.tolerances.edge_tolerance_m;
        let work = task::add_layers(additions, plane, tolerance);
        self.workspace
            .jobs
            .start(JobKind::Import, document.revision(), work);
    }

    /// Follows what was added: it is remembered how, and repairs are done that were asked for. What was not added
    /// stands in the dialog again, as it was chosen.
    pub(super) fn imported(&mut self, imported: &Imported, now: f64) {
        let importing = std::mem::take(&mut self.view.importing);
        let mut back = Vec::new();
        for (spec, row) in importing {
            if let Some(refused) = imported.refused.iter().find(|refused| refused.spec == spec) {
                back.push(row.not_added(refused.problem.clone()));
            } else if row.part == Part::Parcels {
                self.repair_imported(&row, now);
            }
        }
        for (spec, part) in &imported.taken {
            self.settings.habits.remember(spec, part);
        }
        if !imported.taken.is_empty() {
            self.save_settings();
        }
        if back.is_empty() && matches!(self.view.dialog, Some(Dialog::Import(_))) {
            // What waits is now shown beside what was added.
            self.look(Vec::new());
        }
        self.give_back(back);
        if !imported.refused.is_empty() && !matches!(self.view.dialog, Some(Dialog::Import(_))) {
            self.view.bottom = Some(crate::gui::view_state::BottomTab::Messages);
        }
    }

    /// Nothing was added: all that was to be stands in the dialog again.
    pub(super) fn not_imported(&mut self, problem: &Problem) {
        let rows = std::mem::take(&mut self.view.importing).into_iter();
        let rows = rows.map(|(_, row)| row.not_added(problem.clone())).collect();
        self.give_back(rows);
    }

    /// After a plan was opened: what was being added to the project before goes back, what came with the plan is
    /// looked at.
    pub(super) fn after_opening(&mut self) {
        self.not_imported(&Problem::new("problem-project-replaced"));
        self.look_at_rest();
    }

    /// Looks at the files that came with a plan.
    pub(super) fn look_at_rest(&mut self) {
        let files = std::mem::take(&mut self.view.after_plan);
        self.look_at(&files);
    }

    fn give_back(&mut self, rows: Vec<ImportRow>) {
        if rows.is_empty() {
            return;
        }
        // What was read of them went with the attempt; it is read again, as it was.
        let specs = rows.iter().map(|row| row.spec.clone()).collect();
        let mut dialog = self.import_dialog();
        dialog.give_back(rows);
        self.view.dialog = Some(Dialog::Import(dialog));
        self.inspect(specs);
    }

    /// Does the repairs that were chosen for parcels before they were added, as one change.
    fn repair_imported(&mut self, row: &ImportRow, now: f64) {
        if row.repairs.is_empty() {
            return;
        }
        let wanted = row
            .repairs
            .iter()
            .map(|(feature, repair)| (ParcelId(*feature), *repair));
        let (planned, problems) = command::repair_parcels(&self.workspace.document, wanted);
        if let Some(planned) = planned {
            self.perform(planned, now);
        }
        for problem in problems {
            self.problem(problem);
        }
    }

    /// Asks for the file with the datum shift of a layer.
    pub(super) fn pick_shift(&mut self, key: RowKey) {
        let Some(Dialog::Import(dialog)) = &mut self.view.dialog else {
            return;
        };
        dialog.picking = Some(key);
        let pick = Pick::Shift {
            title: self.texts.get("pick-shift"),
            filter: self.texts.get("pick-shift-filter"),
        };
        self.pick(pick, PathPurpose::Shift);
    }

    pub(super) fn shift_picked(&mut self, path: &Path) {
        let Some(Dialog::Import(dialog)) = &mut self.view.dialog else {
            return;
        };
        let row = dialog.picking.take().and_then(|key| dialog.row_mut(&key));
        let spec = row.and_then(|row| {
            row.shift = path.display().to_string();
            row.said_spec()
        });
        self.inspect(spec.into_iter().collect());
    }

    pub(super) fn no_shift_picker(&mut self) {
        if let Some(Dialog::Import(dialog)) = &mut self.view.dialog {
            dialog.no_picker = true;
        }
    }

    /// A dropped datum shift is for the layers in the dialog that ask for one.
    fn shift_dropped(&mut self, path: &Path) {
        let specs = match &mut self.view.dialog {
            Some(Dialog::Import(dialog)) => dialog.shift_all(path),
            _ => Vec::new(),
        };
        if specs.is_empty() {
            self.problem(Problem::new("problem-shift-alone").with("path", path.display()));
        }
        self.inspect(specs);
    }
}

/// Whether a file is one of those around a shapefile that comes with it.
fn lies_beside_shapefile(path: &Path, all: &[&PathBuf]) -> bool {
    let Some(ending) = path
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase())
    else {
        return false;
    };
    let stem = |path: &Path| path.with_extension("").as_os_str().to_ascii_lowercase();
    // `a.shp.xml` lies beside `a.shp`.
    let own = stem(path);
    let is_its_shapefile = |other: &&&PathBuf| {
        let is_shapefile = other
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("shp"));
        is_shapefile && (stem(other) == own || other.as_os_str().to_ascii_lowercase() == own)
    };
    BESIDE_SHAPEFILE.contains(&ending.as_str()) && all.iter().any(|other| is_its_shapefile(&other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_around_a_shapefile_are_read_with_it() {
        let paths: Vec<PathBuf> = [
            "d/甲.SHP",
            "d/甲.dbf",
            "d/甲.shp.xml",
            "d/乙.dbf",
            "e/甲.dbf",
            "d/甲.txt",
        ]
        .map(PathBuf::from)
        .to_vec();
        let all: Vec<&PathBuf> = paths.iter().collect();
        let beside: Vec<bool> = paths
            .iter()
            .map(|path| lies_beside_shapefile(path, &all))
            .collect();
        assert_eq!(beside, [false, true, true, false, false, false]);
    }
}
