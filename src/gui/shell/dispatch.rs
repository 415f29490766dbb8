//! The one place that changes things: a table from actions to small functions.

use std::path::Path;

use egui::{Context, ViewportCommand};

use super::app::Services;
use super::judged::JudgedCache;
use super::picker::Pick;
use crate::geometry::Point;
use crate::gui::action::{Action, BackgroundStep, SymbolStep};
use crate::gui::derived::{Derived, extent};
use crate::gui::map::{Draft, DraftStep, MapAction, Ruler};
use crate::gui::theme;
use crate::gui::view_state::{BottomTab, Dialog, PathDialog, PathPurpose, Toast, ToolKind, ViewState};
use crate::io::reads_directory;
use crate::layer::ParcelId;
use crate::text::number::count;
use crate::text::{Language, Texts};
use crate::workspace::command;
use crate::workspace::history::{SavedView, Step};
use crate::workspace::jobs::JobKind;
use crate::workspace::message::Message;
use crate::workspace::names::Indexes;
use crate::workspace::problem::Problem;
use crate::workspace::settings::Settings;
use crate::workspace::state::{Event, Workspace};
use crate::workspace::trial::Trials;

/// Everything that actions may change.
pub(super) struct Desk {
    pub workspace: Workspace,
    pub view: ViewState,
    pub texts: Texts,
    pub settings: Settings,
    pub services: Services,
    /// Marks of windows that have not shown anything yet.
    pub trials: Trials,
    /// What the check said of each parcel, for the attribute table.
    pub judged: JudgedCache,
    /// The names in layers, once somebody looked for one.
    pub names: Indexes,
}

/// Seconds that a toast stays.
const TOAST: f64 = 3.0;

/// Performs one action, and keeps in mind where the map looked before.
pub(super) fn dispatch(ctx: &Context, desk: &mut Desk, derived: &Derived, action: Action, now: f64) {
    let before = desk.view.viewport;
    let along_the_trail = matches!(action, Action::Map(MapAction::PreviousView | MapAction::NextView));
    let by_hand = matches!(action, Action::View(_) | Action::ZoomIn | Action::ZoomOut);
    perform(ctx, desk, derived, action, now);
    if desk.view.viewport != before && !along_the_trail {
        desk.view.trail.note(before, by_hand, now);
    }
}

fn perform(ctx: &Context, desk: &mut Desk, derived: &Derived, action: Action, now: f64) {
    match action {
        Action::Open | Action::AddData => desk.pick_files(),
        Action::OpenPaths(paths) => desk.open_paths(&paths),
        Action::OpenSample => desk.open_sample(),
        Action::TypePath => desk.ask_path(PathPurpose::Open, false),
        Action::Inspect(specs) => desk.inspect(specs),
        Action::Import(additions) => desk.import(additions),
        Action::PickShift(key) => desk.pick_shift(key),
        Action::Export => desk.pick_directory(),
        Action::ExportTo(directory) => desk.export(directory),
        Action::ExportLayer(key) => desk.pick_layer_file(key),
        Action::ExportLayerAs(key, path) => desk.ask_how_to_export(key, path),
        Action::ExportLayerTo { layer, path, options } => desk.export_layer(layer, path, options),
        Action::CloseProject => desk.close_project(),
        Action::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
        Action::Undo => desk.undo(now),
        Action::Redo => desk.redo(now),
        Action::DeleteParcel => desk.delete_parcel(now),
        Action::Repair(id, repair) => desk.repair(id, repair, now),
        Action::Table(step) => desk.table(step, derived),
        Action::SelectFeature(layer, feature) => desk.select_feature(Some((layer, feature))),
        Action::Draft(step) => desk.draft(step, now),
        Action::Tool(tool) => desk.take_tool(tool),
        Action::Fit => desk.show(extent(&desk.workspace, derived)),
        Action::ZoomIn => desk.zoom(1.5),
        Action::ZoomOut => desk.zoom(1.0 / 1.5),
        Action::ZoomToSelection => desk.zoom_to_selection(derived),
        Action::ZoomTo(bounds) => desk.show(bounds),
        Action::View(viewport) => {
            desk.view.viewport = viewport;
            desk.view.inbox_active = false;
            desk.view.table.active = false;
        }
        Action::ToggleFrameTimes => desk.view.frame_times = !desk.view.frame_times,
        Action::Renderer(choice) => desk.draw_anew_by(choice),
        Action::Map(MapAction::AskHere(at)) => {
            desk.ask_here(at.unwrap_or_else(|| desk.pointed_at(ctx)), derived);
        }
        Action::Map(action) => desk.map(action, derived, now),
        Action::ToggleLeft => desk.view.left = !desk.view.left,
        Action::ToggleRight => desk.view.right = !desk.view.right,
        Action::ToggleBottom(tab) => {
            desk.view.bottom = if desk.view.bottom == Some(tab) {
                None
            } else {
                Some(tab)
            }
        }
        Action::Theme(choice) => {
            desk.settings.theme = choice;
            theme::apply_choice(ctx, choice);
            desk.save_settings();
        }
        Action::Language(language) => desk.speak(language),
        Action::ToggleLayer(key) => toggle(&mut desk.view.hidden, key),
        Action::SoloLayer(key) => desk.solo(key),
        Action::ZoomToLayer(key) => desk.zoom_to_layer(key, derived),
        Action::RemoveLayer(id) => {
            let planned = command::remove_layer(&desk.workspace.document, id);
            desk.perform(planned, now);
        }
        Action::Background(step) => desk.background(step),
        Action::Symbols(step) => desk.symbols(step),
        Action::Check => desk.workspace.check_all(),
        Action::CompareLayers => desk.compare_layers(),
        Action::Cancel(id) => desk.workspace.jobs.cancel(id),
        Action::Activity(activity) => {
            let mut question = desk.workspace.document.question.clone();
            question.activity = activity;
            desk.workspace.ask(question, desk.view.saved());
        }
        Action::NextItem => desk.step_item(derived, 1),
        Action::PreviousItem => desk.step_item(derived, -1),
        Action::FirstItem => desk.first_item(derived),
        Action::SelectItem(key) => desk.go_to_item(Some(key), derived),
        Action::SelectParcel(parcel) => desk.select_parcel(parcel, derived),
        Action::Focus(finding) => desk.focus(finding, derived),
        Action::ToggleFilter(filter) => toggle(&mut desk.view.filters, filter),
        Action::Copy(text) => ctx.copy_text(text),
        Action::Palette => desk.view.dialog = Some(Dialog::Palette(String::new())),
        Action::About => desk.view.dialog = Some(Dialog::About),
        Action::Escape => desk.escape(now),
        Action::DismissToast => desk.view.toast = None,
    }
}

/// Follows what a job did.
pub(super) fn follow(desk: &mut Desk, derived: &Derived, event: Event, now: f64, out: &mut Vec<Action>) {
    match event {
        Event::Opened => {
            desk.view.forget_project();
            desk.view.fit_pending = true;
            desk.after_opening();
            desk.recall_symbols();
        }
        Event::Imported(imported) => {
            if imported.opens {
                desk.view.forget_project();
            }
            if !imported.taken.is_empty() {
                desk.view.fit_pending = imported.opens || derived.parcels.is_empty();
            }
            desk.imported(&imported, now);
            desk.recall_symbols();
        }
        Event::NotImported(problem) => {
            if desk.view.importing.is_empty() {
                desk.view.bottom = Some(BottomTab::Messages);
            }
            desk.not_imported(&problem);
        }
        Event::Checked => desk.keep_selection(derived),
        Event::SymbolsRead => {}
        Event::BackgroundPlaced(is_first) => desk.view.fit_pending |= is_first,
        Event::Compared => desk.view.bottom = Some(BottomTab::Consistency),
        Event::Arranged(arranged) => desk.view.table.take(arranged),
        Event::FeaturesFound(layer, features) => desk.take_chosen_rows(layer, &features),
        Event::NamesIndexed(indexes) => desk.take_indexes(indexes),
        Event::NamesFound(found) => desk.take_found(found),
        Event::Measured(areas) => desk.take_areas(areas),
        Event::RowsCopied(copied) => {
            let args = [("count", count(copied.n_rows))];
            desk.toast(desk.texts.get_with("toast-rows-copied", &args), now);
            out.push(Action::Copy(copied.text));
        }
        Event::Exported(_) | Event::LayerExported(_) | Event::BackgroundFailed => {
            desk.view.bottom = Some(BottomTab::Messages);
        }
        Event::Failed => {
            desk.view.bottom = Some(BottomTab::Messages);
            if !desk.workspace.jobs.has(JobKind::Open) {
                desk.look_at_rest();
            }
        }
        Event::Picked(paths) if paths.is_empty() => {}
        Event::Picked(paths) => match (desk.view.pending_purpose, paths.as_slice()) {
            (PathPurpose::Shift, [path]) => desk.shift_picked(path),
            (PathPurpose::Symbols(layer), [path]) => {
                out.push(Action::Symbols(SymbolStep::Read(layer, path.clone())));
            }
            (PathPurpose::Background, _) => out.push(Action::Background(BackgroundStep::Add(paths))),
            (PathPurpose::Layer(key), [path]) => out.push(Action::ExportLayerAs(key, path.clone())),
            (_, [directory]) if directory.is_dir() && !reads_directory(directory) => {
                out.push(Action::ExportTo(directory.clone()));
            }
            _ => out.push(Action::OpenPaths(paths)),
        },
        Event::NoPicker if desk.view.pending_purpose == PathPurpose::Shift => desk.no_shift_picker(),
        Event::NoPicker => desk.ask_path(desk.view.pending_purpose, true),
        Event::Inspected(looked) => desk.inspected(looked),
    }
}

fn toggle<T: Ord>(set: &mut std::collections::BTreeSet<T>, key: T) {
    if !set.remove(&key) {
        set.insert(key);
    }
}

/// Files.
impl Desk {
    /// Asks through the system's dialog, one at a time.
    pub(super) fn pick(&mut self, pick: Pick, purpose: PathPurpose) {
        if !self.workspace.jobs.has(JobKind::Pick) {
            self.view.pending_purpose = purpose;
            let work = self.services.picker.pick(pick);
            self.workspace
                .jobs
                .start(JobKind::Pick, self.workspace.document.revision(), work);
        }
    }

    pub(super) fn ask_path(&mut self, purpose: PathPurpose, no_system_dialog: bool) {
        let text = self.suggested_path(purpose);
        self.view.dialog = Some(Dialog::Path(PathDialog {
            text,
            purpose,
            no_system_dialog,
        }));
    }

    fn open_sample(&mut self) {
        match self.services.sample.clone() {
            Some(path) => self.open_paths(&[path]),
            None => self.problem(Problem::new("problem-no-sample")),
        }
    }

    fn compare_layers(&mut self) {
        self.workspace.compare_layers();
        self.view.bottom = Some(BottomTab::Consistency);
    }

    fn close_project(&mut self) {
        self.workspace.close();
        self.workspace.jobs.forget_kind(JobKind::Open);
        self.view.importing.clear();
        self.view.after_plan.clear();
        self.view.forget_project();
    }

    pub(super) fn remember(&mut self, path: &Path) {
        self.settings.remember(path);
        self.save_settings();
    }

    /// Writes the settings; a failure is no reason to stop anybody.
    pub(super) fn save_settings(&mut self) {
        if let Some(path) = &self.services.settings_path
            && let Err(error) = self.settings.write(path)
        {
            let problem = Problem::new("problem-settings").with("reason", error);
            self.workspace.messages.push(Message::problem(problem));
        }
    }

    /// Says that broken settings were kept aside.
    pub(super) fn say_kept_aside(&mut self, path: &Path) {
        self.workspace
            .messages
            .push(Message::info("message-settings-broken").with("path", path.display()));
    }

    pub(super) fn problem(&mut self, problem: Problem) {
        self.workspace.messages.push(Message::problem(problem));
        self.view.bottom = Some(BottomTab::Messages);
    }

    fn speak(&mut self, language: Language) {
        self.texts = Texts::new(language);
        self.settings.language = Some(language.code().to_owned());
        self.view.toast = None;
        self.save_settings();
    }
}

/// Changes of the document.
impl Desk {
    pub(super) fn perform(&mut self, planned: command::Planned, now: f64) {
        let said = self.texts.coded(planned.1.id, &planned.1.args);
        self.workspace.perform(planned, self.view.saved());
        self.toast(said, now);
    }

    pub(super) fn toast(&mut self, text: String, now: f64) {
        self.view.toast = Some(Toast {
            text,
            until: now + TOAST,
        });
    }

    fn undo(&mut self, now: f64) {
        if let Some(step) = self.workspace.undo() {
            self.stepped("toast-undone", &step, now);
        }
    }

    fn redo(&mut self, now: f64) {
        if let Some(step) = self.workspace.redo() {
            self.stepped("toast-redone", &step, now);
        }
    }

    /// Leads back to where the user stood, when the place is out of sight, and says what happened.
    fn stepped(&mut self, id: &str, step: &Step, now: f64) {
        let what = self.texts.coded(step.label.id, &step.label.args);
        let SavedView {
            center: [x, y],
            metres_per_pixel,
            parcel,
        } = step.view;
        let place = Point { x, y };
        let seen = self.view.viewport.visible(self.view.map_rect).contains(place);
        if metres_per_pixel > 0.0 && !seen {
            self.view.viewport.center = place;
            self.view.viewport.metres_per_pixel = metres_per_pixel;
            self.view
                .viewport
                .renew_stretch(self.workspace.document.plane.as_ref());
        }
        let exists = |id: &ParcelId| {
            self.workspace
                .document
                .parcels
                .as_ref()
                .is_some_and(|layer| layer.find(*id).is_some())
        };
        self.view.select(parcel.filter(exists));
        self.toast(self.texts.get_with(id, &[("what", what)]), now);
    }

    fn delete_parcel(&mut self, now: f64) {
        let exists = |id: &ParcelId| {
            let parcels = self.workspace.document.parcels.as_ref();
            parcels.is_some_and(|parcels| parcels.find(*id).is_some())
        };
        let ids: Vec<ParcelId> = self.view.selected().filter(exists).collect();
        if ids.is_empty() {
            return;
        }
        let planned = command::delete_parcels(&self.workspace.document, &ids);
        self.perform(planned, now);
        self.view.select(None);
        self.view.item = None;
    }

    fn take_tool(&mut self, tool: ToolKind) {
        self.view.tool = tool;
        if tool != ToolKind::Select {
            self.view.last_tool = Some(tool);
        }
        self.view.draft = Draft::default();
        self.view.ruler = Ruler::default();
    }

    fn draft(&mut self, step: DraftStep, now: f64) {
        self.view.draft.escape_armed = false;
        match step {
            DraftStep::Add(corner) => self.view.draft.corners.push(corner),
            DraftStep::RemoveLast => drop(self.view.draft.corners.pop()),
            DraftStep::Finish => self.finish_draft(now),
        }
    }

    fn finish_draft(&mut self, now: f64) {
        let corners = std::mem::take(&mut self.view.draft.corners);
        let next = self
            .workspace
            .document
            .parcels
            .as_ref()
            .map_or(0, |parcels| parcels.next_id().0);
        let name = self
            .texts
            .get_with("new-parcel-name", &[("number", (next + 1).to_string())]);
        let layer_name = self.texts.get("role-parcels");
        match command::draw_parcel(&self.workspace.document, &corners, name, &layer_name) {
            Ok((planned, id)) => {
                self.perform(planned, now);
                self.view.tool = ToolKind::Select;
                self.view.select(Some(id));
                self.view.item = None;
            }
            Err(problem) => {
                // The corners stay in the hand: nothing that was drawn gets lost.
                self.view.draft.corners = corners;
                let text = self.texts.coded(&problem.code, &problem.args);
                self.toast(text, now);
            }
        }
    }

    /// Closes what lies on top; a drawing of several corners only at the second time.
    fn escape(&mut self, now: f64) {
        if self.view.dialog.take().is_some() {
            return;
        }
        if self.view.tool == ToolKind::Draw {
            if self.view.draft.corners.len() > 3 && !self.view.draft.escape_armed {
                self.view.draft.escape_armed = true;
                self.toast(self.texts.get("toast-escape-again"), now);
            } else if self.view.draft.corners.is_empty() {
                self.view.tool = ToolKind::Select;
            } else {
                self.view.draft = Draft::default();
            }
            return;
        }
        if let ToolKind::Measure(_) = self.view.tool {
            if self.view.ruler.points.is_empty() {
                self.view.tool = ToolKind::Select;
            } else {
                self.view.ruler = Ruler::default();
            }
            return;
        }
        if self.view.mark.take().is_some() {
            return;
        }
        self.view.forget_selection();
    }
}
