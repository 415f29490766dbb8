//! The parcel being drawn: its edges, its corners, and its length and area beside the pointer.

use egui::{Painter, Pos2, Shape, Stroke};

use super::{Stage, tag};
use crate::gui::theme::faded;
use crate::gui::view_state::ToolKind;
use crate::text::Amount;
use crate::text::number::metres;

/// Draws the draft.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>) {
    let view = stage.scene.view;
    if view.tool != ToolKind::Draw || view.draft.corners.is_empty() {
        return;
    }
    let at = |point| stage.place.viewport.screen_from_plane(stage.place.rect, point);
    let mut corners: Vec<Pos2> = view.draft.corners.iter().map(|corner| at(*corner)).collect();
    let set = corners.len();
    corners.extend(stage.pointer.map(at));
    painter.add(Shape::line(corners.clone(), Stroke::new(4.5, stage.colors.halo)));
    painter.add(Shape::line(
        corners.clone(),
        Stroke::new(2.0, stage.colors.accent),
    ));
    if let (Some(first), Some(last)) = (corners.first(), corners.last())
        && corners.len() > 2
    {
        let closing = Stroke::new(1.2, faded(stage.colors.accent, 160));
        painter.extend(Shape::dashed_line(&[*last, *first], closing, 6.0, 4.0));
    }
    for corner in &corners[..set] {
        painter.circle(
            *corner,
            3.5,
            stage.colors.halo,
            Stroke::new(1.6, stage.colors.accent),
        );
    }
    if let Some(pointer) = stage.pointer {
        write_measure(painter, stage, at(pointer));
    }
}

fn write_measure(painter: &Painter, stage: &Stage<'_>, at: Pos2) {
    let plane = stage.scene.workspace.document.plane.as_ref();
    let measure = stage.scene.view.draft.measure(stage.pointer, plane);
    let [m2, hectare, mu] = Amount(measure.area_m2).args();
    let args = [
        ("edge", metres(measure.edge_m)),
        ("perimeter", metres(measure.perimeter_m)),
        m2,
        hectare,
        mu,
    ];
    let text = stage.scene.texts.get_with("draft-measure", &args);
    tag::paint(painter, stage, at, text);
}
