//! Which coordinate reference system a layer is in: said by the file, proposed, or asked; and the datum shift.

use egui::{Grid, Id, Key, Label, RichText, TextEdit, Ui};

use super::catalog::{name_of, suggestions};
use super::choice::ImportDialog;
use super::details::problem_ui;
use super::place::{has_context, place_ui};
use super::row::{ImportRow, SystemChoice};
use crate::crs::{BoundShift, CrsId};
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::text::degrees_minutes_seconds;
use crate::gui::theme::{NEAR, Palette};
use crate::gui::widgets::{fact, one_line, secondary};
use crate::report::shift::shift_facts;
use crate::text::number;
use crate::workspace::dossier::Dossier;
use crate::workspace::dossier::outline::Outline;
use crate::workspace::dossier::system::{Candidate, SystemProposal, Whereabouts};
use crate::workspace::frame::CrsBasis;

/// Control points that are listed; the report has all of them.
const MOST_POINTS: usize = 50;
/// Width of the field for a code, in logical pixels.
const CODE_WIDTH: f32 = 220.0;

pub(super) fn system_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    dialog: &mut ImportDialog,
    dossier: &Dossier,
    out: &mut Vec<Action>,
) {
    ui.horizontal_top(|ui| {
        let is_certain = matches!(dossier.system, SystemProposal::Certain(_));
        if !is_certain || has_context(dialog) {
            place_ui(ui, scene, dialog, seen(ui, dialog, dossier));
        }
        ui.vertical(|ui| {
            let no_picker = dialog.no_picker;
            if let Some(row) = dialog.rows.get_mut(dialog.selected) {
                proposal_ui(ui, scene, row, dossier, out);
                shift_ui(ui, scene, row, no_picker, out);
            }
        });
    });
    if let SystemProposal::Certain(decided) = &dossier.system
        && let Some(bound) = &decided.crs.shift
    {
        shift_summary_ui(ui, scene, bound);
    }
}

/// Where the layer lies by the proposal under the pointer, else by what is chosen.
fn seen<'a>(ui: &Ui, dialog: &ImportDialog, dossier: &'a Dossier) -> Option<&'a Outline> {
    let row = dialog.rows.get(dialog.selected)?;
    match &dossier.system {
        SystemProposal::Certain(_) => dossier.outline.as_ref(),
        SystemProposal::Likely(candidates) => {
            let hovered: Option<usize> = ui.data(|data| data.get_temp(hover_id()));
            let chosen = || {
                let is_chosen = |known: &Candidate| row.system == SystemChoice::of(known);
                candidates.iter().position(is_chosen)
            };
            let number = hovered.or_else(chosen).unwrap_or(0);
            candidates.get(number)?.outline.as_ref()
        }
        SystemProposal::Unknown(_) => None,
    }
}

/// Where it is kept which proposal is under the pointer.
fn hover_id() -> Id {
    Id::unique("import-hovered-candidate")
}

fn proposal_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    row: &mut ImportRow,
    dossier: &Dossier,
    out: &mut Vec<Action>,
) {
    match &dossier.system {
        SystemProposal::Certain(decided) => {
            let why = scene.text(&format!("crs-basis-{}", decided.basis.code()));
            ui.add(Label::new(format!("{} {}", decided.crs.id, decided.crs.name)).wrap());
            secondary(ui, why);
            if decided.basis == CrsBasis::ByHand && ui.button(scene.text("dossier-system-as-file")).clicked()
            {
                row.say(SystemChoice::AsFile);
                row.shift.clear();
                let mut spec = row.spec.clone();
                (spec.crs, spec.shift, spec.swap_axes) = (None, None, false);
                out.push(Action::Inspect(vec![spec]));
            }
        }
        SystemProposal::Likely(candidates) => {
            secondary(ui, scene.text("dossier-system-choose"));
            let mut hovered = None;
            for (number, candidate) in candidates.iter().enumerate() {
                if candidate_ui(ui, scene, row, number, candidate) {
                    hovered = Some(number);
                }
            }
            ui.data_mut(|data| match hovered {
                Some(number) => {
                    data.insert_temp(hover_id(), number);
                }
                None => data.remove::<usize>(hover_id()),
            });
        }
        SystemProposal::Unknown(problem) => problem_ui(ui, scene, problem),
    }
    typed_ui(ui, scene, row, out);
}

/// One proposal: a click takes it. Gives whether the pointer is on it.
fn candidate_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    row: &mut ImportRow,
    number: usize,
    candidate: &Candidate,
) -> bool {
    let choice = SystemChoice::of(candidate);
    let axes = if candidate.swap_axes {
        scene.text("dossier-axes-swapped")
    } else {
        String::new()
    };
    let label = format!("{} {} {axes}", candidate.crs.id, candidate.crs.name);
    let response = ui.radio(row.system == choice, label.trim_end());
    if response.clicked() {
        row.say(choice);
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
    response.hovered() || response.has_focus()
}

/// A box in degrees, minutes and seconds.
fn place_text(place: Whereabouts) -> String {
    let [west, south, east, north] = place.degrees.map(degrees_minutes_seconds);
    format!("{west} … {east}, {south} … {north}")
}

/// The system by its code, or found by words of its name. Taken at once; Enter or the button shows what it gives.
fn typed_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow, out: &mut Vec<Action>) {
    let mut look = typed_field_ui(ui, scene, row);
    let SystemChoice::Typed(text) = &row.system else {
        return;
    };
    if let Some(id) = CrsId::parse(text) {
        ui.horizontal(|ui| {
            if let Some(name) = name_of(scene.texts, id) {
                secondary(ui, name);
            }
            look |= ui.button(scene.text("dossier-system-look")).clicked();
        });
    }
    if look && let Some(spec) = row.said_spec() {
        out.push(Action::Inspect(vec![spec]));
    }
}

/// The field for a code, with suggestions under it; gives whether Enter was pressed in it.
pub(super) fn typed_field_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow) -> bool {
    let name = scene.text("dossier-system-type");
    let mut text = match &row.system {
        SystemChoice::Typed(text) => text.clone(),
        _ => String::new(),
    };
    let mut entered = false;
    ui.horizontal(|ui| {
        secondary(ui, name.clone());
        let hint = scene.text("dossier-system-hint");
        let field = ui.add(
            TextEdit::singleline(&mut text)
                .hint_text(hint)
                .desired_width(CODE_WIDTH),
        );
        entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let has_changed = field.changed();
        field.accessible_name(name);
        if has_changed {
            row.say(if text.trim().is_empty() {
                SystemChoice::AsFile
            } else {
                SystemChoice::Typed(text.clone())
            });
        }
    });
    if text.trim().is_empty() || CrsId::parse(&text).is_some() {
        return entered;
    }
    let found = suggestions(scene.texts, &text);
    if found.is_empty() {
        let color = Palette::of(ui.ctx()).problem;
        ui.label(RichText::new(scene.text("dossier-system-no-code")).color(color));
    }
    for (id, name) in found {
        if ui.selectable_label(false, format!("{id} {name}")).clicked() {
            row.say(SystemChoice::Typed(id.to_string()));
        }
    }
    false
}

/// Historic datums need a shift, engineering coordinates may have one.
fn shift_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow, no_picker: bool, out: &mut Vec<Action>) {
    let Some(is_needed) = row.asks_shift() else { return };
    let name = scene.text("dossier-shift");
    ui.add_space(NEAR);
    secondary(ui, name.clone());
    ui.horizontal(|ui| {
        if ui.button(scene.text("dossier-shift-pick")).clicked() {
            out.push(Action::PickShift(row.key()));
        }
        let field = TextEdit::singleline(&mut row.shift)
            .hint_text("*.shift.toml")
            .desired_width(ui.available_width() - NEAR);
        let field = ui.add(field);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        field.accessible_name(name);
        if entered
            && !row.shift.trim().is_empty()
            && let Some(spec) = row.said_spec()
        {
            out.push(Action::Inspect(vec![spec]));
        }
    });
    if no_picker {
        secondary(ui, scene.text("dossier-shift-no-picker"));
    }
    let is_given = row.spec.shift.is_some() || !row.shift.trim().is_empty();
    match (is_needed, is_given) {
        (_, true) => {}
        (true, false) => drop(secondary(ui, scene.text("dossier-shift-needed"))),
        (false, false) => drop(secondary(ui, scene.text("dossier-shift-optional"))),
    }
}

/// What the shift is, who says so, and what is left at each control point.
fn shift_summary_ui(ui: &mut Ui, scene: &Scene<'_>, bound: &BoundShift) {
    ui.add_space(NEAR);
    for (heading, value) in shift_facts(scene.texts, bound) {
        fact(ui, &scene.text(heading), &value);
    }
    let points = &bound.shift.accuracy.points;
    if points.is_empty() {
        return;
    }
    let columns = ["point", "east", "north", "length", "remark"];
    let problem = Palette::of(ui.ctx()).problem;
    Grid::new("shift-points")
        .striped(true)
        .spacing([16.0, 4.0])
        .show(ui, |ui| {
            for column in columns {
                one_line(ui, &scene.text(&format!("shift-col-{column}")));
            }
            ui.end_row();
            for point in points.iter().take(MOST_POINTS) {
                ui.label(&point.name);
                for metres in [point.east_m, point.north_m, point.length_m()] {
                    ui.label(number::metres(metres));
                }
                if point.is_suspect {
                    ui.label(RichText::new(scene.text("shift-text-suspect")).color(problem));
                }
                ui.end_row();
            }
        });
    if points.len() > MOST_POINTS {
        let count = [("count", (points.len() - MOST_POINTS).to_string())];
        secondary(ui, scene.texts.get_with("messages-more", &count));
    }
}
