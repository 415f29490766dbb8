//! The dossier of one layer.

use egui::{CollapsingHeader, ComboBox, Grid, RichText, ScrollArea, TextEdit, Ui};

use super::choice::{ImportRow, SystemChoice};
use super::preview::preview_ui;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::text::degrees_minutes_seconds;
use crate::gui::theme::{FAR, NEAR, Palette};
use crate::gui::widgets::{NAME_WIDTH, fact, group_heading, secondary};
use crate::io::Encoding;
use crate::layer::{Notes, Severity, plain_text};
use crate::text::{Amount, number, visible};
use crate::workspace::dossier::areas::AreaReport;
use crate::workspace::dossier::system::{Candidate, SystemProposal, Whereabouts};
use crate::workspace::dossier::{Dossier, EncodingBasis};

/// Rows of attributes that are shown.
const ROWS: usize = 20;
/// Columns of attributes that are shown.
const COLUMNS: usize = 12;
/// Characters of a cell that are shown.
const CELL: usize = 24;
/// Notes of one kind that are shown.
const NOTES: usize = 50;

pub(super) fn details_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow, out: &mut Vec<Action>) {
    let dossier = match &row.known {
        Ok(dossier) => dossier.clone(),
        Err(problem) => {
            let colors = Palette::of(ui.ctx());
            let text = scene.texts.coded(&problem.code, &problem.args);
            ui.add(egui::Label::new(RichText::new(text).color(colors.problem)).wrap());
            return;
        }
    };
    ui.horizontal_top(|ui| {
        preview_ui(ui, scene, &dossier.sketch);
        ui.vertical(|ui| facts_ui(ui, scene, row, &dossier, out));
    });
    group_heading(ui, &scene.text("dossier-system"));
    system_ui(ui, scene, row, &dossier);
    shift_ui(ui, scene, row);
    notes_ui(ui, scene, &dossier.notes);
    rows_ui(ui, scene, &dossier);
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
            let mut spec = row.spec.clone();
            // The whole file is looked at anew, all its layers.
            spec.layer = None;
            spec.encoding = Some(encoding);
            out.push(Action::Inspect(spec));
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
    format!("{} = {}", number::count(counts.read), all.join(" + "))
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
        (
            "percent",
            format!("{:+.3}", (areas.sums_m2[0] / computed - 1.0) * 100.0),
        ),
        ("differing", number::count(areas.differing)),
    ];
    scene.texts.get_with("dossier-areas-value", &facts)
}

fn system_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow, dossier: &Dossier) {
    match &dossier.system {
        SystemProposal::Certain(decided) => {
            let why = scene.text(&format!("crs-basis-{}", decided.basis.code()));
            ui.add(egui::Label::new(format!("{} {}", decided.crs.id, decided.crs.name)).wrap());
            secondary(ui, why);
        }
        SystemProposal::Likely(candidates) => {
            secondary(ui, scene.text("dossier-system-choose"));
            for (number, candidate) in candidates.iter().enumerate() {
                candidate_ui(ui, scene, row, number, candidate);
            }
            typed_ui(ui, scene, row);
        }
        SystemProposal::Unknown(problem) => {
            let colors = Palette::of(ui.ctx());
            let text = scene.texts.coded(&problem.code, &problem.args);
            ui.add(egui::Label::new(RichText::new(text).color(colors.problem)).wrap());
            typed_ui(ui, scene, row);
        }
    }
}

/// Historic datums need a shift, engineering coordinates may have one.
fn shift_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow) {
    let Some(is_needed) = row.asks_shift() else { return };
    let name = scene.text("dossier-shift");
    ui.horizontal(|ui| {
        secondary(ui, name.clone());
        let field = TextEdit::singleline(&mut row.shift)
            .hint_text("*.shift.toml")
            .desired_width(ui.available_width() - FAR);
        ui.add(field).accessible_name(name);
    });
    let hint = if is_needed {
        "dossier-shift-needed"
    } else {
        "dossier-shift-optional"
    };
    secondary(ui, scene.text(hint));
}

fn candidate_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow, number: usize, candidate: &Candidate) {
    let chosen = row.system == SystemChoice::Candidate(number);
    let axes = if candidate.swap_axes {
        scene.text("dossier-axes-swapped")
    } else {
        String::new()
    };
    let label = format!("{} {} {axes}", candidate.crs.id, candidate.crs.name);
    if ui.radio(chosen, label.trim_end()).clicked() {
        row.system = SystemChoice::Candidate(number);
    }
    let evidence: Vec<String> = candidate
        .evidence
        .iter()
        .map(|evidence| {
            scene
                .texts
                .get_with(&format!("system-evidence-{}", evidence.code()), &evidence.args())
        })
        .chain(candidate.place.map(place_text))
        .collect();
    ui.indent(number, |ui| {
        secondary(ui, evidence.join(&scene.text("word-list-separator")))
    });
}

/// A box in degrees, minutes and seconds.
fn place_text(place: Whereabouts) -> String {
    let [west, south, east, north] = place.degrees.map(degrees_minutes_seconds);
    format!("{west} … {east}, {south} … {north}")
}

fn typed_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow) {
    ui.horizontal(|ui| {
        let name = scene.text("dossier-system-type");
        secondary(ui, name.clone());
        let mut text = match &row.system {
            SystemChoice::Typed(text) => text.clone(),
            _ => String::new(),
        };
        let field = ui.add(
            TextEdit::singleline(&mut text)
                .hint_text("EPSG:4548")
                .desired_width(140.0),
        );
        let has_changed = field.changed();
        field.accessible_name(name);
        if has_changed {
            row.system = SystemChoice::Typed(text);
        }
        if matches!(row.system, SystemChoice::Typed(_)) && row.settled_spec().is_none() {
            let colors = Palette::of(ui.ctx());
            ui.label(RichText::new(scene.text("dossier-system-no-code")).color(colors.problem));
        }
    });
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
            let line = format!("{sentence}  {}", first.place);
            ui.add(egui::Label::new(RichText::new(line.trim_end()).color(color)).wrap());
            continue;
        }
        let title = format!("{count} × {sentence}");
        CollapsingHeader::new(RichText::new(title).color(color))
            .id_salt(*code)
            .show(ui, |ui| {
                for note in &of_code {
                    let line = format!("{}: {}", note.place, scene.texts.note(note));
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
                    secondary_short(ui, &short_text(name));
                }
                ui.end_row();
                for row in 0..chunk.states.len().min(ROWS) {
                    for name in names {
                        let value = chunk.attributes.json(row, name).map(cell_text);
                        secondary_short(ui, &value.unwrap_or_default());
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

fn secondary_short(ui: &mut Ui, text: &str) {
    let color = Palette::of(ui.ctx()).secondary;
    let size = crate::gui::theme::SECONDARY;
    ui.add(egui::Label::new(RichText::new(text).size(size).color(color)).extend());
}
