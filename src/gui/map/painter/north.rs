//! The north arrow. Meridians are the upright lines of the plane, so true north is always up.

use egui::{Align2, FontId, Painter, Pos2, Shape, Stroke, Vec2};

use super::Stage;
use crate::gui::theme::{SECONDARY, faded};

/// Draws the arrow in the upper right corner.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>) {
    let middle = stage.place.rect.right_top() + Vec2::new(-26.0, 34.0);
    painter.circle_filled(middle, 20.0, faded(stage.colors.halo, 190));
    let at = |x: f32, y: f32| -> Pos2 { middle + Vec2::new(x, y) };
    let (tip, notch) = (at(0.0, -8.0), at(0.0, 10.0));
    let stroke = Stroke::new(1.2, stage.colors.text);
    painter.add(Shape::convex_polygon(
        vec![tip, at(-6.0, 14.0), notch],
        stage.colors.text,
        Stroke::NONE,
    ));
    painter.add(Shape::closed_line(
        vec![tip, at(-6.0, 14.0), notch, at(6.0, 14.0)],
        stroke,
    ));
    painter.text(
        at(0.0, -6.0),
        Align2::CENTER_BOTTOM,
        stage.scene.text("map-north"),
        FontId::proportional(SECONDARY),
        stage.colors.text,
    );
}
