//! How a layer is written: what the format named by the path leaves open.
//!
//! Only what makes a difference to the format is asked; everything has a usual answer.

use std::path::PathBuf;

use egui::{ComboBox, RichText, Ui};

use super::buttons_ui;
use crate::crs::CrsKind;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::theme::{HEADING, NEAR, Palette};
use crate::gui::view_state::LayerKey;
use crate::gui::widgets::{fact, secondary};
use crate::io::{self, AxisOrder, BoundaryProfile, Encoding, Format, RingStart, WriteOptions, WriteSetting};
use crate::workspace::export::Exportable;

/// Extension of a path that is typed without one.
const USUAL_EXTENSION: &str = "geojson";
/// Encodings in which bureaus want files.
const ENCODINGS: [Encoding; 3] = [Encoding::GBK, Encoding::UTF_8, Encoding::GB18030];
/// Most decimals that can be chosen.
const MOST_DECIMALS: u8 = 12;

/// The open dialog for writing a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportDialog {
    /// The layer.
    pub layer: LayerKey,
    /// Its name.
    pub name: String,
    /// The file that is to be written.
    pub path: PathBuf,
    /// How.
    pub options: WriteOptions,
    /// Whether a file stands at the path and will be replaced.
    pub replaces: bool,
    /// Number of features whose geometry is not known.
    pub n_unknown: usize,
}

impl ExportDialog {
    /// The dialog with the usual answers for a layer and a path.
    #[must_use]
    pub fn new(key: LayerKey, layer: &Exportable, mut path: PathBuf) -> Self {
        if path.extension().is_none() {
            path.set_extension(USUAL_EXTENSION);
        }
        let mut options = WriteOptions {
            role: layer.role(),
            ..WriteOptions::default()
        };
        let has_profiles = io::format_for_writing(&path).is_ok_and(|format| !format.profiles().is_empty());
        // The usual profile holds metres.
        if has_profiles && layer.crs().kind == CrsKind::Geographic {
            options.profile = Some(BoundaryProfile::Degrees.name().to_owned());
        }
        Self {
            layer: key,
            name: layer.name().to_owned(),
            replaces: path.exists(),
            n_unknown: layer.n_unknown(),
            path,
            options,
        }
    }
}

pub(super) fn export_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &mut ExportDialog, out: &mut Vec<Action>) {
    let title = [("name", dialog.name.clone())];
    ui.label(RichText::new(scene.texts.get_with("export-layer-title", &title)).size(HEADING));
    ui.add_space(NEAR);
    fact(ui, &scene.text("export-file"), &dialog.path.display().to_string());
    let format = io::format_for_writing(&dialog.path);
    match &format {
        Ok(format) => {
            fact(ui, &scene.text("dossier-format"), format.name());
            settings_ui(ui, scene, *format, &mut dialog.options);
        }
        Err(error) => {
            let problem = Palette::of(ui.ctx()).problem;
            let text = scene.texts.coded(error.code(), &error.args());
            ui.add(egui::Label::new(RichText::new(text).color(problem)).wrap());
        }
    }
    if dialog.n_unknown > 0 {
        let count = [("count", dialog.n_unknown.to_string())];
        let text = scene.texts.get_with("export-without-unknown", &count);
        ui.checkbox(&mut dialog.options.without_unknown_geometry, text);
    }
    if dialog.replaces {
        secondary(ui, scene.text("export-replaces"));
    }
    let is_possible = format.is_ok();
    if buttons_ui(ui, scene, &scene.text("export-verb"), is_possible, out) {
        out.push(Action::ExportLayerTo {
            layer: dialog.layer,
            path: dialog.path.clone(),
            options: dialog.options.clone(),
        });
    }
}

fn settings_ui(ui: &mut Ui, scene: &Scene<'_>, format: &dyn Format, options: &mut WriteOptions) {
    let usual = scene.text("export-usual");
    let word = |id: &str| scene.text(id);
    for setting in format.settings() {
        match setting {
            WriteSetting::Profile => {
                let profiles = format.profiles().into_iter();
                let answers = profiles.map(|name| (Some(name.to_owned()), name.to_owned()));
                // The first profile is the usual one.
                if options.profile.is_none() {
                    options.profile = format.profiles().first().map(|name| (*name).to_owned());
                }
                choice_ui(ui, &word("export-profile"), &mut options.profile, answers);
            }
            WriteSetting::Encoding => {
                let answers = ENCODINGS.map(|encoding| (Some(encoding), encoding.to_string()));
                let answers = std::iter::once((None, usual.clone())).chain(answers);
                choice_ui(ui, &word("export-encoding"), &mut options.encoding, answers);
            }
            WriteSetting::Decimals => {
                let answers = (0..=MOST_DECIMALS).map(|decimals| (Some(decimals), decimals.to_string()));
                let answers = std::iter::once((None, usual.clone())).chain(answers);
                choice_ui(ui, &word("export-decimals"), &mut options.decimals, answers);
            }
            WriteSetting::ZonePrefix => {
                let answers = [
                    (None, usual.clone()),
                    (Some(true), word("export-zone-prefix-yes")),
                    (Some(false), word("export-zone-prefix-no")),
                ];
                choice_ui(ui, &word("export-zone-prefix"), &mut options.zone_prefix, answers);
            }
            WriteSetting::AxisOrder => {
                let answers = [
                    (None, usual.clone()),
                    (Some(AxisOrder::NorthFirst), word("export-axes-north-first")),
                    (Some(AxisOrder::EastFirst), word("export-axes-east-first")),
                ];
                choice_ui(ui, &word("export-axes"), &mut options.axis_order, answers);
            }
            WriteSetting::RingStart => {
                let answers = [
                    (None, word("export-ring-start-as-stored")),
                    (Some(RingStart::NorthWest), word("export-ring-start-north-west")),
                ];
                choice_ui(ui, &word("export-ring-start"), &mut options.ring_start, answers);
            }
        }
    }
}

/// A question with a few answers.
fn choice_ui<T: Clone + PartialEq>(
    ui: &mut Ui,
    name: &str,
    chosen: &mut T,
    answers: impl IntoIterator<Item = (T, String)>,
) {
    let answers: Vec<(T, String)> = answers.into_iter().collect();
    let shown = answers
        .iter()
        .find(|(answer, _)| answer == chosen)
        .map_or_else(String::new, |(_, text)| text.clone());
    ui.horizontal(|ui| {
        let combo = ComboBox::from_id_salt(name)
            .selected_text(shown)
            .width(240.0)
            .show_ui(ui, |ui| {
                for (answer, text) in answers {
                    ui.selectable_value(chosen, answer, text);
                }
            });
        combo.response.accessible_name(name);
        ui.label(name);
    });
}
