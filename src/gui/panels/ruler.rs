//! The figures of the ruler over the map: on the ground, in the Gauss-Krüger plane and along geodesics side by side.

use egui::{Frame, Grid, Id, RichText, Ui, Vec2};

use crate::crs::measure::Measured;
use crate::gui::action::Action;
use crate::gui::map::{Figures, Quantity};
use crate::gui::scene::Scene;
use crate::gui::text::degrees_minutes_seconds;
use crate::gui::theme::Palette;
use crate::gui::view_state::ToolKind;
use crate::gui::widgets::secondary;
use crate::text::Amount;
use crate::text::number::metres;

/// Shows the figures while the ruler is in the hand.
pub fn ruler_ui(ui: &Ui, scene: &Scene<'_>, out: &mut Vec<Action>) {
    let ToolKind::Measure(quantity) = scene.view.tool else {
        return;
    };
    let Some(plane) = scene.workspace.document.plane.as_ref() else {
        return;
    };
    let view = scene.view;
    let moving = ui
        .ctx()
        .pointer_hover_pos()
        .filter(|position| view.map_rect.contains(*position))
        .map(|position| view.viewport.plane_from_screen(view.map_rect, position));
    let figures = view.ruler.figures(moving, quantity, plane);
    egui::Area::new(Id::unique("ruler"))
        .fixed_pos(view.map_rect.left_top() + Vec2::splat(12.0))
        .show(ui.ctx(), |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                let Some(figures) = figures else {
                    secondary(ui, scene.text(hint(quantity)));
                    return;
                };
                let rows = rows(scene, quantity, &figures);
                rows_ui(ui, &rows);
                if ui.button(scene.text("ruler-copy")).clicked() {
                    let lines: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
                    out.push(Action::Copy(lines.join("\n")));
                }
            });
        });
}

fn hint(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Length => "ruler-hint-length",
        Quantity::Area => "ruler-hint-area",
        Quantity::Angle => "ruler-hint-angle",
    }
}

fn rows_ui(ui: &mut Ui, rows: &[[String; 2]]) {
    let colors = Palette::of(ui.ctx());
    Grid::new("ruler-rows").num_columns(2).show(ui, |ui| {
        for [name, value] in rows {
            ui.label(RichText::new(name).color(colors.secondary));
            ui.label(value);
            ui.end_row();
        }
    });
}

/// Names and values, in the order in which they are shown and copied.
fn rows(scene: &Scene<'_>, quantity: Quantity, figures: &Figures) -> Vec<[String; 2]> {
    let m = |value: f64| format!("{} m", metres(value));
    let m2 = |value: f64| scene.texts.get_with("amount-m2", &[("m2", Amount(value).m2())]);
    let mut rows = Vec::new();
    let mut three = |word: &str, measured: &Measured, write: &dyn Fn(f64) -> String| {
        let ways = [
            ("ruler-plane", Some(measured.plane)),
            ("ruler-zone", measured.gauss_kruger),
            ("ruler-geodesic", measured.geodesic),
        ];
        let word = scene.text(word);
        for (way, value) in ways {
            let row = value.map(|value| [format!("{word} · {}", scene.text(way)), write(value)]);
            rows.extend(row);
        }
    };
    match quantity {
        Quantity::Length => {
            three("ruler-length", &figures.value, &m);
            if let Some(edge) = &figures.edge {
                three("ruler-edge", edge, &m);
            }
        }
        Quantity::Area => {
            three("ruler-area", &figures.value, &m2);
            if let Some(around) = &figures.edge {
                three("ruler-around", around, &m);
            }
            let [_, hectare, mu] = Amount(figures.value.plane).args();
            let units = scene.texts.get_with("ruler-units", &[hectare, mu]);
            rows.insert(1, [String::new(), units]);
        }
        Quantity::Angle => three("ruler-angle", &figures.value, &degrees_minutes_seconds),
    }
    rows
}
