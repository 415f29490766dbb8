//! How the loaded layers lie to each other: one line for each pair of layers, its largest pairs of features beneath.

use egui::{CollapsingHeader, RichText, Ui};

use crate::check::FindingKind;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::theme::{NEAR, Palette};
use crate::gui::widgets::secondary;
use crate::text::Amount;
use crate::text::number::count;
use crate::workspace::consistency::{Comparison, NamedPair, Side};
use crate::workspace::jobs::JobKind;

/// Draws the tab; outdated figures stay, and are said to be.
pub fn consistency_ui(ui: &mut Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let workspace = scene.workspace;
    let runs = workspace
        .jobs
        .running()
        .iter()
        .any(|job| job.kind == JobKind::Compare);
    ui.horizontal(|ui| {
        let can = !runs && !workspace.document.is_empty();
        let label = scene.text("action-compare-layers");
        if ui.add_enabled(can, egui::Button::new(label)).clicked() {
            out.push(Action::CompareLayers);
        }
        let state = match workspace.consistency() {
            _ if runs => "consistency-runs",
            None => "consistency-none",
            Some(known) if known.comparisons.is_empty() => "consistency-nothing",
            Some(known) if known.revision == workspace.document.revision() => "consistency-what",
            Some(_) => "consistency-outdated",
        };
        secondary(ui, scene.text(state));
    });
    ui.add_space(NEAR);
    let comparisons = workspace
        .consistency()
        .map_or(&[][..], |known| &known.comparisons);
    // What somebody has to look at comes first.
    let (fine, odd): (Vec<_>, Vec<_>) = comparisons
        .iter()
        .enumerate()
        .partition(|(_, comparison)| comparison.is_consistent());
    for (at, comparison) in odd.into_iter().chain(fine) {
        ui.push_id(at, |ui| comparison_ui(ui, scene, comparison, out));
    }
}

fn comparison_ui(ui: &mut Ui, scene: &Scene<'_>, comparison: &Comparison, out: &mut Vec<Action>) {
    let colors = Palette::of(ui.ctx());
    let title = title(scene, comparison);
    if comparison.is_consistent() {
        ui.horizontal(|ui| {
            ui.label(title);
            secondary(ui, scene.text("consistency-fine"));
        });
        return;
    }
    let line = format!("{title} — {}", figures(scene, comparison).join(" · "));
    let text = if comparison.n_doubts > 0 {
        RichText::new(line).color(colors.problem)
    } else {
        RichText::new(line)
    };
    CollapsingHeader::new(text).show(ui, |ui| {
        for pair in &comparison.largest {
            pair_ui(ui, scene, pair, out);
        }
        let more = comparison.n_pairs() - comparison.largest.len();
        if more > 0 {
            secondary(
                ui,
                scene
                    .texts
                    .get_with("messages-more", &[("count", more.to_string())]),
            );
        }
        if comparison.n_doubts > 0 {
            secondary(ui, scene.text("consistency-doubts-why"));
        }
    });
}

fn pair_ui(ui: &mut Ui, scene: &Scene<'_>, pair: &NamedPair, out: &mut Vec<Action>) {
    ui.horizontal(|ui| {
        let names = format!("{} × {}", pair.names[0], pair.names[1]);
        let hint = scene.text("consistency-zoom");
        if ui.link(names).on_hover_text(hint).clicked() {
            let room = 0.6 * pair.bounds.width().max(pair.bounds.height());
            out.push(Action::ZoomTo(pair.bounds.grown(room, room)));
        }
        secondary(ui, format!("{} m²", Amount(pair.area_m2).m2()));
        if pair.is_duplicate {
            secondary(ui, scene.text("consistency-duplicate"));
        } else if pair.kind == FindingKind::WithinError {
            secondary(ui, scene.text("consistency-within-error"));
        }
    });
}

fn title(scene: &Scene<'_>, comparison: &Comparison) -> String {
    let [a, b] = comparison.sides.map(|side| side_name(scene, side));
    if comparison.is_self() {
        scene.texts.get_with("consistency-self", &[("layer", a)])
    } else {
        format!("{a} × {b}")
    }
}

/// The name of a layer; it may have been taken out since.
fn side_name(scene: &Scene<'_>, side: Side) -> String {
    match side {
        Side::Parcels => scene.text("role-parcels"),
        Side::Layer(id) => scene.workspace.document.layer(id).map_or_else(
            || scene.text("consistency-gone"),
            |entry| entry.layer.name.clone(),
        ),
    }
}

fn figures(scene: &Scene<'_>, comparison: &Comparison) -> Vec<String> {
    let said = |id: &str, number: usize, area: f64| {
        let args = [("count", count(number)), ("area", Amount(area).m2())];
        scene.texts.get_with(id, &args)
    };
    let mut figures = Vec::new();
    let (pairs, ground) = comparison.overlap;
    figures.push(said("consistency-overlaps", pairs, ground));
    let (narrow, sliver) = comparison.within_error;
    if narrow > 0 {
        figures.push(said("consistency-narrow", narrow, sliver));
    }
    if comparison.n_duplicates > 0 {
        figures.push(said("consistency-duplicates", comparison.n_duplicates, 0.0));
    }
    if comparison.n_doubts > 0 {
        figures.push(said("consistency-doubts", comparison.n_doubts, 0.0));
    }
    figures
}
