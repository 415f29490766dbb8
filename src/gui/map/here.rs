//! What lies here (此处有): everything at one place, listed at the pointer to choose from.
//!
//! Input: what the place holds, found when the list was asked for. Output: the entry under the hand, which the map then
//! outlines, and the one that was chosen.

use egui::containers::menu::menu_style;
use egui::{Align, Button, Id, Layout, Popup, PopupKind, Rect, ScrollArea, Ui};

use super::act::MapAction;
use super::stack::Hit;
use crate::geometry::Point;
use crate::gui::action::Action;
use crate::gui::scene::Scene;
use crate::gui::text::feature_label;
use crate::gui::widgets::secondary;
use crate::text::number::count;
use crate::text::{Amount, visible};
use crate::workspace::document::Revision;

/// Entries that are listed; nobody reads more.
const MOST: usize = 200;
/// Height of the list before it scrolls, in logical pixels.
const HEIGHT: f32 = 360.0;
/// Width of the list, in logical pixels.
const WIDTH: f32 = 500.0;
/// Characters of a name that are shown.
const NAME: usize = 40;

/// How much ground something covers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Extent {
    /// So many m².
    Known(f64),
    /// A job still measures it.
    Open,
    /// Its boundary makes no sense, so it has no area.
    None,
}

/// What lies at one place.
#[derive(Debug, Clone, PartialEq)]
pub struct Here {
    /// The place.
    pub at: Point,
    /// What lies there, in the order in which clicks go through it.
    pub hits: Vec<Hit>,
    /// How much ground each of them covers.
    pub extents: Vec<Extent>,
    /// The state of the document that was looked at.
    pub revision: Revision,
}

/// What something is called, and where it belongs; `None` when it is gone.
#[must_use]
pub fn hit_words(scene: &Scene<'_>, hit: &Hit) -> Option<[String; 2]> {
    let document = &scene.workspace.document;
    let parcel_label = |id| Some(document.parcels.as_ref()?.find(id)?.label());
    let [name, place] = match hit {
        Hit::Parcel(id) => [parcel_label(*id)?, scene.text("role-parcels")],
        Hit::Finding(id) => {
            let result = scene.workspace.result()?;
            let finding = result.findings.iter().find(|finding| finding.id == *id)?;
            let parcel = parcel_label(finding.parcel_id)?;
            let kind = scene.texts.kind(finding.kind);
            [format!("{kind} · {parcel}"), scene.texts.role(&finding.role)]
        }
        Hit::Feature(id, feature) => {
            let layer = &document.layer(*id)?.layer;
            let exists = (*feature as usize) < layer.n_features();
            [
                exists.then(|| feature_label(layer, *feature))?,
                layer.name.clone(),
            ]
        }
    };
    Some([shown(&name), shown(&place)])
}

fn shown(text: &str) -> String {
    let text = visible(text);
    match text.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.into_owned(),
    }
}

/// Draws the list, when it is open; gives the entry under the hand.
pub(super) fn here_ui(ui: &Ui, scene: &Scene<'_>, rect: Rect, out: &mut Vec<Action>) -> Option<Hit> {
    let here = scene.view.here.as_ref()?;
    let is_current = here.revision == scene.workspace.document.revision();
    let mut open = is_current;
    let mut lit = None;
    let at = scene.view.viewport.screen_from_plane(rect, here.at);
    Popup::new(Id::unique("here"), ui.ctx().clone(), at, ui.layer_id())
        .kind(PopupKind::Menu)
        .layout(Layout::top_down_justified(Align::Min))
        .style(menu_style)
        .accessible_name(scene.text("here-title"))
        .open_bool(&mut open)
        .show(|ui| lit = list_ui(ui, scene, here, out));
    if !open {
        out.push(Action::Map(MapAction::CloseHere));
    }
    lit
}

fn list_ui(ui: &mut Ui, scene: &Scene<'_>, here: &Here, out: &mut Vec<Action>) -> Option<Hit> {
    if here.hits.is_empty() {
        ui.label(scene.text("here-nothing"));
        return None;
    }
    let args = [("count", count(here.hits.len()))];
    secondary(ui, scene.texts.get_with("here-count", &args));
    ui.set_width(WIDTH);
    let mut lit = None;
    let selected = Hit::selected(scene.view);
    let list = ScrollArea::vertical()
        .max_height(HEIGHT)
        .min_scrolled_height(HEIGHT);
    list.show(ui, |ui| {
        for (hit, extent) in here.hits.iter().zip(&here.extents).take(MOST) {
            let Some([name, place]) = hit_words(scene, hit) else {
                continue;
            };
            let area = match extent {
                Extent::Known(m2) => scene.texts.get_with("amount-m2", &[("m2", Amount(*m2).m2())]),
                Extent::Open => "…".to_owned(),
                Extent::None => scene.text("here-no-area"),
            };
            let entry = Button::selectable(selected.as_ref() == Some(hit), format!("{name}  ·  {place}"));
            let response = ui.add(entry.shortcut_text(area).truncate());
            if response.hovered() || response.has_focus() {
                lit = Some(hit.clone());
            }
            if response.clicked() {
                out.push(Action::Map(MapAction::Pick(hit.clone(), Some(here.at))));
            }
        }
    });
    if let Some(more) = here.hits.len().checked_sub(MOST).filter(|more| *more > 0) {
        secondary(ui, scene.texts.get_with("here-more", &[("count", count(more))]));
    }
    lit
}
