//! The strip at the bottom: the attribute table, messages and import notes, and the jobs that run. Closed by default.

use std::sync::Arc;

use egui::{RichText, ScrollArea, Ui};

use super::consistency::consistency_ui;
use super::table::table_ui;
use crate::check::sensitivity;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::text::{message, short_path};
use crate::gui::theme::{NEAR, Palette};
use crate::gui::view_state::BottomTab;
use crate::gui::widgets::{Icon, icon_button, secondary};
use crate::layer::{Notes, Severity, Source};
use crate::text::Amount;
use crate::text::number::{count, metres};
use crate::workspace::jobs::Job;
use crate::workspace::message::Weight;

/// Notes of one layer that are listed.
const LISTED: usize = 40;

/// Draws the open tab.
pub fn bottom_ui(ui: &mut Ui, scene: &Scene<'_>, tab: BottomTab, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        for (kind, id) in [
            (BottomTab::Table, "panel-table"),
            (BottomTab::Messages, "panel-messages"),
            (BottomTab::Jobs, "panel-jobs"),
            (BottomTab::Sensitivity, "panel-sensitivity"),
            (BottomTab::Consistency, "panel-consistency"),
        ] {
            if ui.selectable_label(tab == kind, scene.text(id)).clicked() && tab != kind {
                out.push(Action::ToggleBottom(kind));
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Close, &scene.text("panel-close")).clicked() {
                out.push(Action::ToggleBottom(tab));
            }
        });
    });
    ui.separator();
    if tab == BottomTab::Table {
        table_ui(ui, scene, out);
        return;
    }
    ScrollArea::vertical()
        .auto_shrink(false)
        .id_salt("bottom")
        .show(ui, |ui| match tab {
            BottomTab::Table => {}
            BottomTab::Messages => messages_ui(ui, scene),
            BottomTab::Jobs => jobs_ui(ui, scene, out),
            BottomTab::Sensitivity => sensitivity_ui(ui, scene),
            BottomTab::Consistency => consistency_ui(ui, scene, out),
        });
}

/// One row per tolerance: what would be in conflict if everything narrower were boundary error.
fn sensitivity_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let Some(result) = scene.workspace.result() else {
        secondary(ui, scene.text("sensitivity-none"));
        return;
    };
    let entries = &scene.workspace.document.layers;
    let layers: Vec<_> = entries.iter().map(|entry| Arc::clone(&entry.layer)).collect();
    secondary(ui, scene.text("sensitivity-what"));
    ui.add_space(NEAR);
    let steps = sensitivity(result, &layers);
    let most = steps.first().map_or(0, |step| step.pairs).max(1);
    egui::Grid::new("sensitivity")
        .num_columns(5)
        .spacing([24.0, 4.0])
        .striped(true)
        .show(ui, |ui| {
            for id in ["tolerance", "pairs", "parcels", "area"] {
                secondary(ui, scene.text(&format!("sensitivity-{id}")));
            }
            ui.end_row();
            for step in steps {
                let cells = [
                    format!("{} m", metres(step.tolerance_m)),
                    count(step.pairs),
                    count(step.parcels),
                    format!("{} m²", Amount(step.area_m2).m2()),
                ];
                for cell in cells {
                    let text = RichText::new(cell);
                    ui.label(if step.is_own { text.strong() } else { text });
                }
                share_bar(ui, step.pairs, most);
                if step.is_own {
                    secondary(ui, scene.text("sensitivity-own"));
                }
                ui.end_row();
            }
        });
}

/// A bar as long as the share of pairs that still stand.
fn share_bar(ui: &mut Ui, pairs: usize, most: usize) {
    #[expect(clippy::cast_precision_loss, reason = "the length of a bar")]
    let share = pairs as f32 / most as f32;
    let (rect, _) = ui.allocate_exact_size(egui::vec2(160.0, 12.0), egui::Sense::hover());
    let mut bar = rect;
    bar.set_width(rect.width() * share);
    ui.painter().rect_filled(bar, 2.0, Palette::of(ui.ctx()).accent);
}

fn messages_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let colors = Palette::of(ui.ctx());
    for said in scene.workspace.messages.list().iter().rev() {
        let (mark, color) = match said.weight {
            Weight::Problem => ("×", colors.problem),
            Weight::Info => ("·", colors.text),
        };
        let text = RichText::new(format!("{mark} {}", message(scene.texts, said))).color(color);
        ui.add(egui::Label::new(text).wrap().selectable(true));
    }
    let document = &scene.workspace.document;
    if let Some(parcels) = &document.parcels {
        notes_ui(ui, scene, &parcels.name, parcels.source.as_ref(), &parcels.notes);
    }
    for entry in &document.layers {
        notes_ui(
            ui,
            scene,
            &entry.layer.name,
            Some(&entry.layer.source),
            &entry.layer.notes,
        );
    }
}

/// What the import of a layer had to say, counts first.
fn notes_ui(ui: &mut Ui, scene: &Scene<'_>, name: &str, source: Option<&Source>, notes: &Notes) {
    if notes.is_empty() {
        return;
    }
    ui.add_space(NEAR);
    let total: u64 = notes.counts().iter().map(|(_, number)| number).sum();
    let path = source.map_or_else(String::new, |source| short_path(&source.path, 60));
    let said = scene
        .texts
        .get_with("layer-notes", &[("count", total.to_string())]);
    ui.label(format!("{name} — {said}")).on_hover_text(path);
    for note in notes.iter().take(LISTED) {
        let severity = scene.text(&format!("severity-{}", note.severity.code()));
        let place = note.place.to_string();
        let mark = if note.severity > Severity::Info {
            "⚠"
        } else {
            "·"
        };
        secondary(
            ui,
            format!("{mark} {severity} · {} {place}", scene.texts.note(note)),
        );
    }
    let listed = notes.iter().count().min(LISTED) as u64;
    if total > listed {
        secondary(
            ui,
            scene
                .texts
                .get_with("messages-more", &[("count", (total - listed).to_string())]),
        );
    }
}

fn jobs_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let jobs: Vec<&Job> = scene
        .workspace
        .jobs
        .running()
        .iter()
        .filter(|job| job.kind.is_listed())
        .collect();
    if jobs.is_empty() {
        secondary(ui, scene.text("jobs-none"));
    }
    for job in jobs {
        ui.horizontal(|ui| {
            ui.label(job_line(scene, job));
            if ui.button(scene.text("job-cancel")).clicked() {
                out.push(Action::Cancel(job.id));
            }
        });
    }
}

/// Title, n of m, and after two seconds the time that is left.
#[must_use]
pub fn job_line(scene: &Scene<'_>, job: &Job) -> String {
    let title = scene.text(&format!("job-{}", job.kind.code()));
    let (done, total) = job.ticket.progress();
    if total == 0 {
        return title;
    }
    let n = |number: u64| count(usize::try_from(number).unwrap_or(usize::MAX));
    let progress = scene
        .texts
        .get_with("job-progress", &[("done", n(done)), ("total", n(total))]);
    let elapsed = job.started.elapsed().as_secs_f64();
    if elapsed < 2.0 || done == 0 || done > total {
        return format!("{title} {progress}");
    }
    let left = elapsed * (1.0 / job.share() - 1.0);
    let seconds = [("seconds", format!("{:.0}", left.ceil()))];
    format!(
        "{title} {progress} · {}",
        scene.texts.get_with("job-left", &seconds)
    )
}
