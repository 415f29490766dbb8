//! The dossier of one layer.

use egui::{CollapsingHeader, ComboBox, Grid, RichText, ScrollArea, Ui};

use super::choice::ImportDialog;
use super::otherwise::otherwise_ui;
use super::preview::preview_ui;
use super::repairs::repairs_ui;
use super::row::ImportRow;
use super::system::system_ui;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::theme::{NEAR, Palette};
use crate::gui::widgets::{NAME_WIDTH, fact, group_heading, one_line, secondary};
use crate::io::Encoding;
use crate::layer::{Notes, Severity, plain_text};
use crate::report::place_words;
use crate::text::{Amount, number, visible};
use crate::workspace::dossier::areas::AreaReport;
use crate::workspace::dossier::{Dossier, EncodingBasis};
use crate::workspace::input::InputSpec;
use crate::workspace::problem::Problem;

/// Rows of attributes that are shown.
const ROWS: usize = 20;
/// Columns of attributes that are shown.
const COLUMNS: usize = 12;
/// Characters of a cell that are shown.
const CELL: usize = 24;
/// Notes of one kind that are shown.
const NOTES: usize = 50;

pub(super) fn details_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &mut ImportDialog, out: &mut Vec<Action>) {
    let Some(row) = dialog.rows.get(dialog.selected) else {
        return;
    };
    if let Some(problem) = &row.refused {
        problem_ui(ui, scene, problem);
        secondary(ui, scene.text("add-refused-hint"));
        ui.add_space(NEAR);
    }
    let dossier = match &row.known {
        Ok(dossier) => dossier.clone(),
        Err(problem) => {
            if row.refused.is_none() {
                problem_ui(ui, scene, problem);
            }
            if let Some(row) = dialog.rows.get_mut(dialog.selected) {
                otherwise_ui(ui, scene, row, out);
            }
            return;
        }
    };
    ui.horizontal_top(|ui| {
        preview_ui(ui, scene, &dossier.sketch);
        ui.vertical(|ui| facts_ui(ui, scene, row, &dossier, out));
    });
    group_heading(ui, &scene.text("dossier-system"));
    system_ui(ui, scene, dialog, &dossier, out);
    if let Some(row) = dialog.rows.get_mut(dialog.selected) {
        repairs_ui(ui, scene, row, &dossier);
    }
    notes_ui(ui, scene, &dossier.notes);
    rows_ui(ui, scene, &dossier);
}

/// A problem in words that wrap.
pub(super) fn problem_ui(ui: &mut Ui, scene: &Scene<'_>, problem: &Problem) {
    let color = Palette::of(ui.ctx()).problem;
    let text = scene.texts.coded(&problem.code, &problem.args);
    let text = visible(&text).into_owned();
    ui.add(egui::Label::new(RichText::new(text).color(color)).wrap());
}

fn facts_ui(ui: &mut Ui, scene: &Scene<'_>, row: &ImportRow, dossier: &Dossier, out: &mut Vec<Action>) {
    let source = &dossier.layer.source;
    let size = usize::try_from(source.bytes).map_or_else(|_| source.bytes.to_string(), number::count);
    let format = scene.texts.get_with(
        "dossier-format-value",
        &[("format", source.format.to_owned()), ("bytes", size)],
    );
    fact(ui, &scene.text("dossier-format"), &format);
    encoding_ui(ui, scene, row, dossier, out);
    let evidence = &dossier.role.evidence;
    let why = scene
        .texts
        .get_with(&format!("role-evidence-{}", evidence.code()), &evidence.args());
    fact(ui, &scene.text("dossier-role"), &why);
    fact(ui, &scene.text("dossier-counts"), &counts_text(scene, dossier));
    if let Some(areas) = &dossier.areas {
        fact(ui, &scene.text("dossier-areas"), &areas_text(scene, areas));
    }
}

fn encoding_ui(ui: &mut Ui, scene: &Scene<'_>, row: &ImportRow, dossier: &Dossier, out: &mut Vec<Action>) {
    let fact_name = scene.text("dossier-encoding");
    let basis = dossier.encoding.basis;
    if basis == EncodingBasis::Format {
        fact(ui, &fact_name, &dossier.encoding.name);
        return;
    }
    ui.horizontal(|ui| {
        ui.allocate_ui(egui::Vec2::new(NAME_WIDTH, 18.0), |ui| {
            ui.set_min_width(NAME_WIDTH);
            secondary(ui, fact_name.clone());
        });
        let mut chosen = None;
        let combo = ComboBox::from_id_salt("encoding")
            .selected_text(&dossier.encoding.name)
            .show_ui(ui, |ui| {
                for encoding in Encoding::CHOICES {
                    let is_this = encoding.name() == dossier.encoding.name;
                    if ui.selectable_label(is_this, encoding.name()).clicked() {
                        chosen = Some(encoding);
                    }
                }
            });
        combo.response.accessible_name(fact_name);
        secondary(ui, scene.text(&format!("encoding-basis-{}", basis.code())));
        if let Some(encoding) = chosen {
            // The whole file is looked at anew, all its layers.
            let spec = InputSpec {
                encoding: Some(encoding),
                ..row.spec_of_file()
            };
            out.push(Action::Inspect(vec![spec]));
        }
    });
}

fn counts_text(scene: &Scene<'_>, dossier: &Dossier) -> String {
    let counts = dossier.counts;
    let parts = [
        ("kept", counts.kept),
        ("altered", counts.altered),
        ("no_geometry", counts.no_geometry),
        ("not_polygon", counts.not_polygon),
        ("quarantined", counts.quarantined),
    ];
    let said = parts
        .into_iter()
        .filter(|(name, count)| *count > 0 || *name == "kept")
        .map(|(name, count)| {
            let args = [("count", number::count(count))];
            scene
                .texts
                .get_with(&format!("dossier-count-{}", name.replace('_', "-")), &args)
        });
    let all: Vec<String> = said.collect();
    let read = [("count", number::count(counts.read))];
    let read = scene.texts.get_with("dossier-count-read", &read);
    format!("{read} = {}", all.join(" + "))
}

/// Declared less computed in percent; nothing is nothing, without a sign.
fn percent_text(declared: f64, computed: f64) -> String {
    let text = format!("{:+.3}", (declared / computed - 1.0) * 100.0);
    text.replace("-0.000", "0.000").replace("+0.000", "0.000")
}

fn areas_text(scene: &Scene<'_>, areas: &AreaReport) -> String {
    let m2 = |value: f64| Amount(value).m2();
    let Some(unit) = areas.unit else {
        let field = [("field", areas.field.clone())];
        return scene.texts.get_with("dossier-areas-unclear", &field);
    };
    let computed = areas.survey_sums_m2.map_or(areas.sums_m2[1], |sums| sums[0]);
    let facts = [
        ("field", areas.field.clone()),
        ("unit", scene.text(&format!("area-unit-{}", unit.code()))),
        ("declared", m2(areas.sums_m2[0])),
        ("computed", m2(computed)),
        ("percent", percent_text(areas.sums_m2[0], computed)),
        ("differing", number::count(areas.differing)),
    ];
    scene.texts.get_with("dossier-areas-value", &facts)
}

fn notes_ui(ui: &mut Ui, scene: &Scene<'_>, notes: &Notes) {
    if notes.is_empty() {
        return;
    }
    group_heading(ui, &scene.text("dossier-notes"));
    for (code, count) in notes.counts() {
        let of_code: Vec<_> = notes
            .iter()
            .filter(|note| note.code == *code)
            .take(NOTES)
            .collect();
        let Some(first) = of_code.first() else { continue };
        let colors = Palette::of(ui.ctx());
        let color = match first.severity {
            Severity::Quarantined => colors.problem,
            Severity::Warning => colors.text,
            Severity::Info => colors.secondary,
        };
        let sentence = visible(&scene.texts.note(first)).into_owned();
        if *count == 1 {
            let place = place_words(scene.texts, &first.place);
            let line = [sentence, place, (*code).to_owned()];
            let line: Vec<String> = line.into_iter().filter(|part| !part.is_empty()).collect();
            ui.add(egui::Label::new(RichText::new(line.join(" · ")).color(color)).wrap());
            continue;
        }
        let title = format!("{count} × {sentence} · {code}");
        CollapsingHeader::new(RichText::new(title).color(color))
            .id_salt(*code)
            .show(ui, |ui| {
                for note in &of_code {
                    let place = place_words(scene.texts, &note.place);
                    let line = format!("{place}: {}", scene.texts.note(note));
                    secondary(ui, visible(&line).into_owned());
                }
                let more = *count - of_code.len() as u64;
                if more > 0 {
                    secondary(
                        ui,
                        scene
                            .texts
                            .get_with("messages-more", &[("count", more.to_string())]),
                    );
                }
            });
    }
}

/// The first rows of the attributes: whether the text reads well is seen here.
fn rows_ui(ui: &mut Ui, scene: &Scene<'_>, dossier: &Dossier) {
    let Some(chunk) = dossier.layer.chunks.first() else {
        return;
    };
    let names = &chunk.attributes.names()[..chunk.attributes.names().len().min(COLUMNS)];
    if names.is_empty() {
        return;
    }
    ui.add_space(NEAR);
    group_heading(ui, &scene.text("dossier-rows"));
    ScrollArea::horizontal().id_salt("dossier-rows").show(ui, |ui| {
        Grid::new("dossier-rows")
            .striped(true)
            .spacing([12.0, 4.0])
            .show(ui, |ui| {
                for name in names {
                    one_line(ui, &short_text(name));
                }
                ui.end_row();
                for row in 0..chunk.states.len().min(ROWS) {
                    for name in names {
                        let value = chunk.attributes.json(row, name).map(cell_text);
                        one_line(ui, &value.unwrap_or_default());
                    }
                    ui.end_row();
                }
            });
    });
}

fn cell_text(json: &str) -> String {
    short_text(&plain_text(json).unwrap_or_default())
}

/// At most so much of a text as a cell shows; the rest is not even looked at.
fn short_text(text: &str) -> String {
    let head: String = text.chars().take(CELL).collect();
    let mut short = visible(&head).into_owned();
    if head.len() < text.len() {
        short.push('…');
    }
    short
}
