//! Going somewhere: one field for parcels, places, coordinates and sheet numbers; below it what was typed can mean. Names
//! are looked for by a job.

use egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui, Vec2};

use crate::crs::TownSheet;
use crate::crs::locate::{Meaning, Reading};
use crate::gui::action::Action;
use crate::gui::map::MapAction;
use crate::gui::scene::Scene;
use crate::gui::text::{degrees_text, spaced};
use crate::gui::theme::HEADING;
use crate::gui::widgets::secondary;
use crate::text::visible;
use crate::workspace::find::{LONGEST, Target, places};

/// Width of the field and of the rows, in logical pixels.
const WIDTH: f32 = 520.0;

/// So long nothing may be typed before names are looked for, in seconds of the window's clock.
const PAUSE: f64 = 0.08;
/// Rows that are listed at most.
const MOST: usize = 50;

/// What is typed, and what it can mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GoToDialog {
    text: String,
    /// The text and its coordinates and sheets; so that they are read once for each text.
    places: Option<(String, Vec<Target>)>,
    /// When the text last changed.
    typed_at: f64,
    /// The text whose names were asked for.
    asked: String,
    /// Whether the best of what is found shall be gone to.
    entered: bool,
}

pub(super) fn go_to_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &mut GoToDialog, out: &mut Vec<Action>) {
    let title = scene.text("go-to-title");
    ui.label(RichText::new(&title).size(HEADING));
    let field = TextEdit::singleline(&mut dialog.text)
        .desired_width(WIDTH)
        .hint_text(scene.text("go-to-hint"));
    let response = ui.add(field).accessible_name(&title);
    if !response.has_focus() && !response.lost_focus() {
        response.request_focus();
    }
    dialog.entered |= response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let typed = dialog.text.trim().to_owned();
    look(ui, scene, dialog, &typed, out);
    let places = dialog.places.iter().flat_map(|(_, places)| places);
    let found = scene.view.found.as_ref().filter(|found| found.text == typed);
    let names = found.into_iter().flat_map(|found| &found.targets);
    let targets: Vec<&Target> = places.chain(names).take(MOST).collect();
    let is_done = typed.is_empty() || found.is_some_and(|found| found.is_complete);
    if dialog.entered {
        let coordinates = dialog
            .places
            .as_ref()
            .is_some_and(|(_, places)| !places.is_empty());
        if let Some(first) = targets.first().filter(|_| is_done || coordinates) {
            choose(first, &typed, out);
        }
        // Whoever presses Enter before the names are found gets what is found then.
        dialog.entered = !is_done && !coordinates;
    }
    let mut again = None;
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for target in &targets {
            if row_ui(ui, &target_text(scene, target)) {
                choose(target, &typed, out);
            }
        }
        if typed.is_empty() {
            for text in &scene.view.went {
                if row_ui(ui, text) {
                    again = Some(text.clone());
                }
            }
        } else if !is_done {
            ui.label(scene.text("go-to-searching"));
        } else if targets.is_empty() {
            ui.label(scene.text("go-to-nothing"));
        }
    });
    dialog.text = again.unwrap_or(std::mem::take(&mut dialog.text));
    secondary(ui, scene.text("go-to-what"));
}

/// Reads coordinates and sheets at once; names are asked for when the hand rests, or wants to go.
fn look(ui: &Ui, scene: &Scene<'_>, dialog: &mut GoToDialog, typed: &str, out: &mut Vec<Action>) {
    let now = ui.input(|input| input.time);
    let is_read = matches!(&dialog.places, Some((text, _)) if text == typed);
    if !is_read {
        let found = places(typed, &scene.workspace.document, scene.view.viewport.center);
        dialog.places = Some((typed.to_owned(), found));
        dialog.typed_at = now;
    }
    if typed.is_empty() || dialog.asked == typed || typed.len() > LONGEST {
        return;
    }
    let rest = dialog.typed_at + PAUSE - now;
    if rest <= 0.0 || dialog.entered {
        typed.clone_into(&mut dialog.asked);
        out.push(Action::Map(MapAction::FindNames(typed.to_owned())));
    } else {
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_secs_f64(rest));
    }
}

fn row_ui(ui: &mut Ui, text: &str) -> bool {
    let button = Button::new(text)
        .frame_when_inactive(false)
        .min_size(Vec2::new(WIDTH, 26.0));
    ui.add(button).clicked()
}

fn choose(target: &Target, typed: &str, out: &mut Vec<Action>) {
    out.push(Action::Escape);
    out.push(Action::Map(MapAction::GoTo {
        target: target.clone(),
        typed: typed.to_owned(),
    }));
}

fn target_text(scene: &Scene<'_>, target: &Target) -> String {
    let texts = scene.texts;
    match target {
        Target::Parcel { label, .. } => texts.get_with("go-to-parcel", &[("label", label.clone())]),
        Target::Sheet { sheet, .. } => {
            let decimal = scene.settings.decimal_degrees;
            let edges = [
                ("west", sheet.west),
                ("south", sheet.south),
                ("east", sheet.east),
                ("north", sheet.north),
            ];
            let mut args = vec![("scale", spaced(f64::from(sheet.denominator), 0))];
            args.extend(edges.map(|(name, edge)| (name, degrees_text(edge, decimal))));
            texts.get_with("go-to-sheet", &args)
        }
        Target::TownSheet { sheet, .. } => town_sheet_text(scene, sheet),
        Target::Feature {
            label,
            layer_name,
            n_features,
            ..
        } => {
            let args = [
                ("label", visible(label).into_owned()),
                ("layer", visible(layer_name).into_owned()),
                ("count", n_features.to_string()),
            ];
            texts.get_with("go-to-feature", &args)
        }
        Target::Place { reading, .. } => reading_text(scene, reading),
        Target::InSystem {
            system,
            position: [x, y],
        } => {
            let args = [
                ("system", system.to_string()),
                ("x", x.to_string()),
                ("y", y.to_string()),
            ];
            texts.get_with("go-to-system", &args)
        }
    }
}

/// Scale, corner and zone; what was taken from the map is said.
fn town_sheet_text(scene: &Scene<'_>, sheet: &TownSheet) -> String {
    let mut args = vec![
        ("scale", spaced(f64::from(sheet.denominator), 0)),
        ("north", spaced(sheet.north_m, 0)),
        ("east", spaced(sheet.east_m, 0)),
    ];
    let Some(zone) = sheet.zone else {
        return scene.texts.get_with("go-to-town-local", &args);
    };
    args.push(("width", format!("{:.0}", zone.width.degrees())));
    args.push(("zone", zone.number.to_string()));
    let id = if sheet.assumed {
        "go-to-town-assumed"
    } else {
        "go-to-town"
    };
    scene.texts.get_with(id, &args)
}

fn reading_text(scene: &Scene<'_>, reading: &Reading) -> String {
    let decimal = scene.settings.decimal_degrees;
    let place = reading.position;
    match reading.meaning {
        Meaning::Local => {
            let args = [("north", spaced(place.lat, 3)), ("east", spaced(place.lon, 3))];
            scene.texts.get_with("go-to-local", &args)
        }
        Meaning::Degrees => {
            let args = [
                ("lat", degrees_text(place.lat, decimal)),
                ("lon", degrees_text(place.lon, decimal)),
            ];
            scene.texts.get_with("go-to-degrees", &args)
        }
        Meaning::Zone(zone) => {
            let id = if reading.assumed {
                "go-to-zone-assumed"
            } else {
                "go-to-zone"
            };
            let args = [
                ("width", format!("{:.0}", zone.width.degrees())),
                ("zone", zone.number.to_string()),
                ("lat", degrees_text(place.lat, decimal)),
                ("lon", degrees_text(place.lon, decimal)),
            ];
            scene.texts.get_with(id, &args)
        }
    }
}
