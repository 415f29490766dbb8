//! Going somewhere: one field for parcels, coordinates and sheet numbers; below it what was typed can mean.

use egui::{Button, Key, RichText, ScrollArea, TextEdit, Ui, Vec2};

use crate::crs::locate::{Meaning, Reading};
use crate::gui::action::Action;
use crate::gui::map::MapAction;
use crate::gui::scene::Scene;
use crate::gui::text::{degrees_text, spaced};
use crate::gui::theme::HEADING;
use crate::gui::widgets::secondary;
use crate::workspace::find::{Target, targets};

/// Width of the field and of the rows, in logical pixels.
const WIDTH: f32 = 520.0;

/// What is typed, and what it can mean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GoToDialog {
    text: String,
    /// What was looked up, and what was found; so that a search is made once for each text.
    found: Option<(String, Vec<Target>)>,
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
    let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
    let is_known = matches!(&dialog.found, Some((text, _)) if *text == dialog.text);
    if !is_known {
        let found = targets(
            &dialog.text,
            &scene.workspace.document,
            scene.view.viewport.center,
        );
        dialog.found = Some((dialog.text.clone(), found));
    }
    let found = dialog
        .found
        .as_ref()
        .map_or(&[][..], |(_, found)| found.as_slice());
    let typed = dialog.text.trim().to_owned();
    if let Some(first) = found.first().filter(|_| entered) {
        choose(first, &typed, out);
    }
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for target in found {
            if row_ui(ui, &target_text(scene, target)) {
                choose(target, &typed, out);
            }
        }
        if typed.is_empty() {
            for text in &scene.view.went {
                if row_ui(ui, text) {
                    dialog.text.clone_from(text);
                }
            }
        } else if found.is_empty() {
            ui.label(scene.text("go-to-nothing"));
        }
    });
    secondary(ui, scene.text("go-to-what"));
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
