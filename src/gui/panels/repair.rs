//! Repairs of the selected parcel: what each would give, before it is chosen.
//!
//! They are offered for every boundary that crosses or overlaps itself, also where all readings of it agree and
//! nothing is left open: other programs may read it in another way.

use egui::Ui;

use crate::check::ParcelResult;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::widgets::{fact, group_heading, secondary};
use crate::text::Amount;

/// Draws the repairs, where there are any.
pub(super) fn repairs_ui(ui: &mut Ui, scene: &Scene<'_>, parcel: &ParcelResult, out: &mut Vec<Action>) {
    let offers = scene.derived.repairs_of(parcel.parcel_id);
    if offers.is_empty() {
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
