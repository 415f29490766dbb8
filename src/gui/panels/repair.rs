//! Repairs of the selected parcel: what each would give, before it is chosen.

use egui::Ui;

use crate::check::ParcelResult;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::widgets::{fact, group_heading, secondary};
use crate::text::Amount;

/// Reasons that a repair would settle.
const REASONS: [&str; 2] = ["reason-parcel-readings-differ", "reason-parcel-without-ground"];

/// Draws the repairs, where there are any.
pub(super) fn repairs_ui(ui: &mut Ui, scene: &Scene<'_>, parcel: &ParcelResult, out: &mut Vec<Action>) {
    let is_asked = parcel.reasons.iter().any(|reason| REASONS.contains(&reason.code));
    let offers = scene.derived.repairs_of(parcel.parcel_id);
    if !is_asked || offers.is_empty() {
        return;
    }
    group_heading(ui, &scene.text("card-repairs"));
    secondary(ui, scene.text("card-repairs-hint"));
    for offer in offers {
        let facts = [
            ("before", Amount(offer.before_m2).m2()),
            ("after", Amount(offer.after_m2).m2()),
        ];
        let name = scene.text(&format!("repair-{}", offer.repair.code()));
        if ui.button(name).clicked() {
            out.push(Action::Repair(parcel.parcel_id, offer.repair));
        }
        fact(ui, "", &scene.texts.get_with("card-repair-areas", &facts));
    }
}
