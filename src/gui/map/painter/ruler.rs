//! The line, ring or legs that are measured.

use egui::{Painter, Pos2, Shape, Stroke};

use super::Stage;
use crate::gui::map::Quantity;
use crate::gui::theme::faded;
use crate::gui::view_state::ToolKind;

/// Draws the points of the ruler.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>) {
    let ToolKind::Measure(quantity) = stage.scene.view.tool else {
        return;
    };
    let ruler = &stage.scene.view.ruler;
    let at = |point| stage.place.viewport.screen_from_plane(stage.place.rect, point);
    let mut points: Vec<Pos2> = ruler.points.iter().map(|point| at(*point)).collect();
    let n_set = points.len();
    if n_set > 0 && !ruler.is_done {
        points.extend(stage.pointer.map(at));
    }
    painter.add(Shape::line(points.clone(), Stroke::new(4.5, stage.colors.halo)));
    painter.add(Shape::line(points.clone(), Stroke::new(2.0, stage.colors.accent)));
    if let (Quantity::Area, [first, _, .., last]) = (quantity, points.as_slice()) {
        let closing = Stroke::new(1.5, faded(stage.colors.accent, 190));
        painter.extend(Shape::dashed_line(&[*last, *first], closing, 6.0, 4.0));
    }
    for point in &points[..n_set] {
        painter.circle(
            *point,
            3.5,
            stage.colors.halo,
            Stroke::new(1.6, stage.colors.accent),
        );
    }
}
