//! The import dossier in the window: what each file is, what is wrong with it, and what is taken for granted.
//!
//! Meaning: a list of layers at the left, the dossier of the selected one at the right ([`details`]). What is
//! certain is already chosen and can be added at once; what is likely is shown where it would lie and waits for one
//! click ([`system`], [`place`]); what is unknown is asked, and nothing is added before it is answered. A file that
//! cannot be read as it is can be read as the user says ([`otherwise`]).

mod catalog;
mod choice;
mod details;
mod otherwise;
mod place;
mod preview;
mod repairs;
mod row;
mod system;

pub use choice::ImportDialog;
pub use row::{ImportRow, RowKey, SystemChoice};

use egui::{Align, ComboBox, Layout, RichText, ScrollArea, Ui, Vec2};

use super::{dismiss_ui, verb_ui};
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::text::short_path;
use crate::gui::theme::{FAR, HEADING, Palette};
use crate::gui::widgets::secondary;
use crate::layer::NAMED_ROLES;
use crate::workspace::jobs::JobKind;
use crate::workspace::task::Part;

/// Width of the list, and of the whole, in logical pixels.
const LIST: f32 = 300.0;
/// Widest that the dialog becomes.
pub(super) const WIDTH: f32 = 960.0;
/// Height that the window leaves beside the dialog: title, buttons, margins.
const AROUND: f32 = 260.0;

pub(super) fn import_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &mut ImportDialog, out: &mut Vec<Action>) {
    ui.label(RichText::new(scene.text("add-title")).size(HEADING));
    secondary(ui, scene.text("add-hint"));
    ui.add_space(8.0);
    let height = (ui.ctx().content_rect().height() - AROUND).clamp(160.0, 520.0);
    let size = Vec2::new(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
        ui.set_height(height);
        ui.allocate_ui_with_layout(Vec2::new(LIST, height), Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical()
                .id_salt("import-list")
                .max_height(height)
                .show(ui, |ui| {
                    ui.set_width(LIST);
                    list_ui(ui, scene, dialog);
                });
        });
        ui.add_space(FAR);
        ui.separator();
        let room = Vec2::new(ui.available_width(), height);
        ui.allocate_ui_with_layout(room, Layout::top_down(Align::Min), |ui| {
            ScrollArea::vertical()
                .id_salt("import-details")
                .max_height(height)
                .show(ui, |ui| {
                    ui.set_min_width(ui.available_width());
                    details::details_ui(ui, scene, dialog, out);
                });
        });
    });
    what_follows_ui(ui, scene, dialog);
    ui.add_space(FAR);
    ui.horizontal(|ui| verbs_ui(ui, scene, dialog, out));
}

/// Adds all, or what is certain while something else is still open; not while files are being read, because what
/// comes back would be asked again.
fn verbs_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &ImportDialog, out: &mut Vec<Action>) {
    let jobs = &scene.workspace.jobs;
    let is_free = !jobs.has(JobKind::Import) && !jobs.has(JobKind::Inspect);
    let certain = dialog.certain();
    if !certain.is_empty() && !dialog.can_add() {
        let count = [("count", certain.len().to_string())];
        if verb_ui(ui, &scene.texts.get_with("add-certain", &count), is_free) {
            out.push(Action::Import(certain));
        }
    }
    if verb_ui(ui, &scene.text("add-verb"), is_free && dialog.can_add()) {
        out.push(Action::Import(dialog.additions()));
    }
    dismiss_ui(ui, scene, out);
}

/// What stands against adding, and what adding replaces.
fn what_follows_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &ImportDialog) {
    let n_parcels = dialog.n_parcels();
    let say = |ui: &mut Ui, id: &str, count: usize| {
        secondary(ui, scene.texts.get_with(id, &[("count", count.to_string())]));
    };
    let open = dialog.rows.iter().filter(|row| !row.is_settled()).count();
    for kind in [JobKind::Import, JobKind::Inspect] {
        if scene.workspace.jobs.has(kind) {
            secondary(ui, scene.text(&format!("add-wait-{}", kind.code())));
        }
    }
    if open > 0 {
        say(ui, "add-unsettled", open);
    }
    if n_parcels > 1 {
        say(ui, "add-one-parcel-file", n_parcels);
    }
    if n_parcels == 1 && scene.workspace.document.parcels.is_some() {
        say(ui, "add-replaces-parcels", 1);
    }
}

fn list_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &mut ImportDialog) {
    let selected = dialog.selected;
    for (number, row) in dialog.rows.iter_mut().enumerate() {
        let mut is_chosen = number == selected;
        ui.push_id(number, |ui| {
            let name = row.name();
            let response = ui
                .selectable_label(
                    is_chosen,
                    RichText::new(short_path(std::path::Path::new(&name), 34)).strong(),
                )
                .on_hover_text(row.spec.path.display().to_string());
            is_chosen = response.clicked();
            ui.horizontal(|ui| {
                part_ui(ui, scene, number, row, &name);
            });
            state_ui(ui, scene, row);
            is_chosen |= take_likely_ui(ui, scene, row);
            ui.add_space(6.0);
        });
        if is_chosen {
            dialog.selected = number;
        }
    }
}

/// In one line what has to be known before the dossier is read.
fn state_ui(ui: &mut Ui, scene: &Scene<'_>, row: &ImportRow) {
    let colors = Palette::of(ui.ctx());
    let Ok(dossier) = &row.known else {
        let id = if row.refused.is_some() {
            "add-refused"
        } else {
            "add-unreadable"
        };
        ui.label(RichText::new(scene.text(id)).color(colors.problem));
        return;
    };
    if row.refused.is_some() {
        ui.label(RichText::new(scene.text("add-refused")).color(colors.problem));
    } else if !row.is_settled() {
        ui.label(RichText::new(scene.text("add-system-open")).color(colors.problem));
    } else if dossier.counts.quarantined > 0 {
        let count = [("count", dossier.counts.quarantined.to_string())];
        ui.label(RichText::new(scene.texts.get_with("add-set-aside", &count)).color(colors.problem));
    } else {
        let count = [("count", dossier.counts.read.to_string())];
        secondary(ui, scene.texts.get_with("add-features", &count));
    }
}

/// The likeliest system at one click, without a look at the others; gives whether it was taken. Not offered where it
/// would need a datum shift.
fn take_likely_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow) -> bool {
    let likely = row.likely().filter(|_| !row.is_settled());
    let Some((choice, name)) = likely else {
        return false;
    };
    let verb = scene.texts.get_with("add-take-likely", &[("crs", name)]);
    let button = ui.button(&verb);
    let is_taken = button.clicked();
    button.accessible_name(format!("{verb} · {}", row.name()));
    if is_taken {
        row.say(choice);
    }
    is_taken
}

fn part_ui(ui: &mut Ui, scene: &Scene<'_>, number: usize, row: &mut ImportRow, name: &str) {
    let word = |part: &Part| match part {
        Part::Parcels => scene.text("role-parcels"),
        Part::Layer(role) => scene.texts.role(role),
        Part::Skip => scene.text("add-skip"),
    };
    let before = row.part.clone();
    let roles = NAMED_ROLES.into_iter().chain([row.own_role()]).map(Part::Layer);
    let options = std::iter::once(Part::Parcels).chain(roles).chain([Part::Skip]);
    let combo = ui
        .add_enabled_ui(row.known.is_ok(), |ui| {
            ComboBox::from_id_salt(("part", number))
                .width(200.0)
                .selected_text(word(&row.part))
                .show_ui(ui, |ui| {
                    for option in options {
                        let text = word(&option);
                        ui.selectable_value(&mut row.part, option, text);
                    }
                })
                .response
        })
        .inner;
    combo.accessible_name(scene.texts.get_with("add-part-of", &[("name", name.to_owned())]));
    if row.is_remembered {
        secondary(ui, scene.text("add-remembered"));
    } else if row.guessed {
        secondary(ui, scene.text("add-guessed"));
    }
    if row.part != before {
        row.guessed = false;
        row.is_said = true;
    }
}
