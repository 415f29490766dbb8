//! A file that cannot be read as it is: what the user may say, and another try.

use egui::{ComboBox, Grid, Ui};

use super::row::{ImportRow, SystemChoice};
use super::system::typed_field_ui;
use crate::crs::CrsId;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::theme::NEAR;
use crate::gui::widgets::{one_line, secondary};
use crate::io::{AxisOrder, Encoding};
use crate::workspace::jobs::JobKind;

pub(super) fn otherwise_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow, out: &mut Vec<Action>) {
    ui.add_space(NEAR);
    secondary(ui, scene.text("otherwise-hint"));
    Grid::new("otherwise").spacing([12.0, 6.0]).show(ui, |ui| {
        let encodings = std::iter::once(None).chain(Encoding::CHOICES.map(Some));
        let name = |encoding: &Option<Encoding>| match encoding {
            None => scene.text("otherwise-auto"),
            Some(encoding) => encoding.name().to_owned(),
        };
        let title = scene.text("dossier-encoding");
        choice_ui(ui, &title, &mut row.spec.encoding, encodings, name);
        let orders = [None, Some(AxisOrder::EastFirst), Some(AxisOrder::NorthFirst)];
        let name = |order: &Option<AxisOrder>| match order {
            None => scene.text("otherwise-auto"),
            Some(AxisOrder::EastFirst) => scene.text("export-axes-east-first"),
            Some(AxisOrder::NorthFirst) => scene.text("export-axes-north-first"),
        };
        let title = scene.text("export-axes");
        choice_ui(ui, &title, &mut row.spec.axis_order, orders, name);
        let packings = [None, Some(false), Some(true)];
        let name = |is_packed: &Option<bool>| match is_packed {
            None => scene.text("otherwise-auto"),
            Some(false) => scene.text("otherwise-decimal"),
            Some(true) => scene.text("otherwise-packed"),
        };
        let title = scene.text("otherwise-degrees");
        choice_ui(ui, &title, &mut row.spec.packed_degrees, packings, name);
    });
    let entered = typed_field_ui(ui, scene, row);
    ui.add_space(NEAR);
    let is_free = !scene.workspace.jobs.has(JobKind::Inspect);
    let again = ui.add_enabled(is_free, egui::Button::new(scene.text("otherwise-again")));
    if again.clicked() || (entered && is_free) {
        let mut spec = row.spec.clone();
        if let SystemChoice::Typed(text) = &row.system {
            spec.crs = CrsId::parse(text);
        }
        out.push(Action::Inspect(vec![spec]));
    }
}

/// A line of the form: what it is, and a choice.
fn choice_ui<T: PartialEq + Clone>(
    ui: &mut Ui,
    title: &str,
    chosen: &mut T,
    options: impl IntoIterator<Item = T>,
    name: impl Fn(&T) -> String,
) {
    one_line(ui, title);
    let combo = ComboBox::from_id_salt(title)
        .width(200.0)
        .selected_text(name(chosen))
        .show_ui(ui, |ui| {
            for option in options {
                let text = name(&option);
                ui.selectable_value(chosen, option, text);
            }
        });
    combo.response.accessible_name(title);
    ui.end_row();
}
