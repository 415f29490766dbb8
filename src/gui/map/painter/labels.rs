//! Names of parcels and areas of conflicts, where there is room; a label never covers another.

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Vec2};

use super::Stage;
use crate::geometry::Bounds;
use crate::gui::theme::{SECONDARY, color_of, faded, paper_of};
use crate::gui::view_state::LayerKey;
use crate::symbols::marks::Mark;
use crate::text::Amount;

/// A parcel gets its name from this width on, in pixels.
const NAMED: f32 = 34.0;
/// A conflict gets its area from this width on, in pixels.
const MEASURED: f32 = 30.0;
/// No more labels than this.
const MOST: usize = 160;

struct Labels<'a> {
    painter: &'a Painter,
    taken: Vec<Rect>,
    halo: Color32,
}

impl Labels<'_> {
    fn is_full(&self) -> bool {
        self.taken.len() >= MOST
    }

    /// Writes a text with a casing when its place is free.
    fn write(&mut self, at: Pos2, text: String, color: Color32) {
        if self.is_full() {
            return;
        }
        let galley = self
            .painter
            .layout_no_wrap(text, FontId::proportional(SECONDARY), color);
        let rect = Align2::CENTER_CENTER.anchor_size(at, galley.size());
        if !self.painter.clip_rect().intersects(rect) || self.taken.iter().any(|other| other.intersects(rect))
        {
            return;
        }
        self.taken.push(rect.expand(2.0));
        self.painter
            .rect_filled(rect.expand2(Vec2::new(3.0, 0.0)), 3.0, faded(self.halo, 200));
        self.painter.galley(rect.min, galley, color);
    }
}

/// Writes the labels: the selected parcel's first.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>) {
    let mut labels = Labels {
        painter,
        taken: Vec::new(),
        halo: stage.colors.halo,
    };
    write_areas(stage, &mut labels);
    write_names(stage, &mut labels);
}

fn on_screen(stage: &Stage<'_>, bounds: Bounds) -> Rect {
    let view = &stage.place.viewport;
    let corner = |x, y| view.screen_from_plane(stage.place.rect, crate::geometry::Point { x, y });
    Rect::from_two_pos(
        corner(bounds.min_x, bounds.max_y),
        corner(bounds.max_x, bounds.min_y),
    )
}

fn write_areas(stage: &Stage<'_>, labels: &mut Labels<'_>) {
    let Some(result) = stage.scene.workspace.result() else {
        return;
    };
    if !stage.scene.shows(LayerKey::Findings) {
        return;
    }
    let mark = Mark::Prohibited.symbol(paper_of(stage.theme)).line.as_ref();
    let conflict = mark.map_or(stage.colors.text, |line| color_of(line.color));
    let selected = stage.scene.view.parcel;
    let role = stage.scene.view.item.as_ref().and_then(|item| item.role.clone());
    for wanted in [true, false] {
        for (finding, bounds) in result.findings.iter().zip(stage.scene.derived.findings.iter()) {
            if !finding.kind.is_conflict()
                || (selected == Some(finding.parcel_id)) != wanted
                || bounds.is_empty()
            {
                continue;
            }
            if wanted && role.as_ref().is_some_and(|role| *role != finding.role) {
                continue;
            }
            if labels.is_full() {
                return;
            }
            let rect = on_screen(stage, *bounds);
            if rect.width().max(rect.height()) >= MEASURED && rect.intersects(stage.place.rect) {
                let text = stage
                    .scene
                    .texts
                    .get_with("amount-m2", &[("m2", Amount(finding.areas.plane_m2).m2())]);
                let dim = selected.is_some() && !wanted;
                let color = conflict;
                let at = Pos2::new(rect.center().x, rect.center().y);
                labels.write(at, text, if dim { faded(color, 120) } else { color });
            }
        }
        if selected.is_none() {
            break;
        }
    }
}

fn write_names(stage: &Stage<'_>, labels: &mut Labels<'_>) {
    let Some(parcels) = stage.scene.workspace.document.parcels.as_ref() else {
        return;
    };
    if !stage.scene.shows(LayerKey::Parcels) {
        return;
    }
    for (id, bounds) in stage.scene.derived.parcels.iter() {
        if labels.is_full() {
            return;
        }
        if bounds.is_empty() {
            continue;
        }
        let rect = on_screen(stage, *bounds);
        if rect.width() < NAMED || !rect.intersects(stage.place.rect) {
            continue;
        }
        if let Some(parcel) = parcels.find(*id) {
            let dim = stage.scene.view.parcel.is_some_and(|selected| selected != *id);
            let color = if dim {
                faded(stage.colors.parcel, 120)
            } else {
                stage.colors.parcel
            };
            labels.write(rect.center_top() + Vec2::new(0.0, 10.0), parcel.label(), color);
        }
    }
}
