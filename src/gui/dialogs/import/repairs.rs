//! Features whose boundary crosses itself: what each repair would give, to be chosen before they are added.
//!
//! What is chosen becomes a change of its own after the layer is there: it can be undone, and the file stays.

use egui::{ComboBox, Ui};

use super::row::ImportRow;
use crate::geometry::Repair;
use crate::gui::scene::Scene;
use crate::gui::widgets::{group_heading, secondary};
use crate::layer::Place;
use crate::report::place_words;
use crate::text::{Amount, visible};
use crate::workspace::command::RepairOffer;
use crate::workspace::dossier::Dossier;
use crate::workspace::dossier::crossing::Crossing;
use crate::workspace::task::Part;

pub(super) fn repairs_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow, dossier: &Dossier) {
    if dossier.crossings.is_empty() {
        return;
    }
    let count = [("count", dossier.crossings.len().to_string())];
    group_heading(ui, &scene.texts.get_with("dossier-crossings", &count));
    if row.part != Part::Parcels {
        secondary(ui, scene.text("dossier-crossings-layer"));
        return;
    }
    secondary(ui, scene.text("card-repairs-hint"));
    for crossing in &dossier.crossings {
        crossing_ui(ui, scene, row, crossing);
    }
}

fn crossing_ui(ui: &mut Ui, scene: &Scene<'_>, row: &mut ImportRow, crossing: &Crossing) {
    let before = crossing.offers.first().map_or(0.0, |offer| offer.before_m2);
    let place = Place {
        feature_id: crossing.id.clone(),
        ..Place::feature(crossing.feature)
    };
    let name = scene.texts.get_with(
        "dossier-crossing",
        &[
            ("place", visible(&place_words(scene.texts, &place)).into_owned()),
            ("before", Amount(before).m2()),
        ],
    );
    let as_it_is = scene.text("dossier-crossing-keep");
    let told = |offer: &RepairOffer| {
        let repair = scene.text(&format!("repair-{}", offer.repair.code()));
        let facts = [("repair", repair), ("after", Amount(offer.after_m2).m2())];
        scene.texts.get_with("dossier-crossing-repair", &facts)
    };
    let chosen: Option<Repair> = row.repairs.get(&crossing.feature).copied();
    let chosen_offer = crossing.offers.iter().find(|offer| Some(offer.repair) == chosen);
    let mut wanted = chosen;
    ui.horizontal_wrapped(|ui| {
        ui.label(&name);
        let combo = ComboBox::from_id_salt(("repair", crossing.feature))
            .width(260.0)
            .selected_text(chosen_offer.map_or_else(|| as_it_is.clone(), told))
            .show_ui(ui, |ui| {
                ui.selectable_value(&mut wanted, None, &as_it_is);
                for offer in &crossing.offers {
                    ui.selectable_value(&mut wanted, Some(offer.repair), told(offer));
                }
            });
        combo.response.accessible_name(name.clone());
    });
    if wanted != chosen {
        match wanted {
            Some(repair) => row.repairs.insert(crossing.feature, repair),
            None => row.repairs.remove(&crossing.feature),
        };
    }
}
