//! Says what each file is before it is added: a guess by name and fields, confirmed by the user.

use egui::{ComboBox, Grid, RichText, Ui};

use super::buttons_ui;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::text::short_path;
use crate::gui::theme::HEADING;
use crate::gui::view_state::ImportRow;
use crate::gui::widgets::secondary;
use crate::layer::{NAMED_ROLES, Role};
use crate::workspace::task::Part;

pub(super) fn import_ui(ui: &mut Ui, scene: &Scene<'_>, rows: &mut [ImportRow], out: &mut Vec<Action>) {
    ui.label(RichText::new(scene.text("add-title")).size(HEADING));
    secondary(ui, scene.text("add-hint"));
    ui.add_space(8.0);
    Grid::new("import-rows")
        .num_columns(2)
        .spacing([16.0, 8.0])
        .show(ui, |ui| {
            for (number, row) in rows.iter_mut().enumerate() {
                let name = row
                    .path
                    .file_name()
                    .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
                ui.label(short_path(std::path::Path::new(&name), 40))
                    .on_hover_text(row.path.display().to_string());
                ui.horizontal(|ui| {
                    part_ui(ui, scene, number, row, &name);
                    if row.guessed {
                        secondary(ui, scene.text("add-guessed"));
                    }
                });
                ui.end_row();
            }
        });
    let n_parcels = rows.iter().filter(|row| row.part == Part::Parcels).count();
    if n_parcels > 1 {
        secondary(ui, scene.text("add-one-parcel-file"));
    }
    let replaces = n_parcels == 1 && scene.workspace.document.parcels.is_some();
    if replaces {
        secondary(ui, scene.text("add-replaces-parcels"));
    }
    let any = rows.iter().any(|row| row.part != Part::Skip);
    if buttons_ui(ui, scene, &scene.text("add-verb"), any && n_parcels <= 1, out) {
        out.push(Action::Import(
            rows.iter()
                .map(|row| (row.path.clone(), row.part.clone()))
                .collect(),
        ));
    }
}

fn part_ui(ui: &mut Ui, scene: &Scene<'_>, number: usize, row: &mut ImportRow, name: &str) {
    let word = |part: &Part| match part {
        Part::Parcels => scene.text("role-parcels"),
        Part::Layer(role) => scene.texts.role(role),
        Part::Skip => scene.text("add-skip"),
    };
    let before = row.part.clone();
    let own = Role::Other(
        row.path
            .file_stem()
            .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned()),
    );
    let roles = NAMED_ROLES.into_iter().chain([own]).map(Part::Layer);
    let options = std::iter::once(Part::Parcels).chain(roles).chain([Part::Skip]);
    let combo = ComboBox::from_id_salt(("part", number))
        .width(200.0)
        .selected_text(word(&row.part))
        .show_ui(ui, |ui| {
            for option in options {
                let text = word(&option);
                ui.selectable_value(&mut row.part, option, text);
            }
        });
    combo
        .response
        .accessible_name(scene.texts.get_with("add-part-of", &[("name", name.to_owned())]));
    if row.part != before {
        row.guessed = false;
    }
}
