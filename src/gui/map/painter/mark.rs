//! The place that was gone to: a cross on a point, an outline around a sheet.

use egui::{Painter, Rect, Stroke, StrokeKind, Vec2};

use super::Stage;
use crate::geometry::Point;

/// Half the length of the arms of the cross, and the gap in the middle, in pixels.
const ARM: f32 = 14.0;
const GAP: f32 = 3.0;

/// Draws the mark.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>) {
    let Some(bounds) = stage.scene.view.mark else {
        return;
    };
    let at = |x, y| {
        let point = Point { x, y };
        stage.place.viewport.screen_from_plane(stage.place.rect, point)
    };
    let rect = Rect::from_two_pos(at(bounds.min_x, bounds.min_y), at(bounds.max_x, bounds.max_y));
    let strokes = [
        Stroke::new(4.0, stage.colors.halo),
        Stroke::new(2.0, stage.colors.accent),
    ];
    for stroke in strokes {
        if rect.width() > 4.0 {
            painter.rect_stroke(rect, 0.0, stroke, StrokeKind::Middle);
            continue;
        }
        for arm in [Vec2::X, -Vec2::X, Vec2::Y, -Vec2::Y] {
            painter.line_segment([rect.center() + GAP * arm, rect.center() + ARM * arm], stroke);
        }
    }
}
