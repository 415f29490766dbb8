//! The box that selects: a solid edge takes what lies inside, a dashed one what it crosses.

use egui::{Painter, Shape, Stroke, StrokeKind};

use super::Stage;
use crate::gui::theme::faded;

/// Draws the box.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>) {
    let Some(marquee) = stage.marquee else { return };
    let color = if marquee.crossing {
        stage.colors.clear
    } else {
        stage.colors.accent
    };
    painter.rect_filled(marquee.rect, 0.0, faded(color, 36));
    let stroke = Stroke::new(1.5, color);
    if marquee.crossing {
        let rect = marquee.rect;
        let corners = [
            rect.left_top(),
            rect.right_top(),
            rect.right_bottom(),
            rect.left_bottom(),
            rect.left_top(),
        ];
        painter.extend(Shape::dashed_line(&corners, stroke, 6.0, 4.0));
    } else {
        painter.rect_stroke(marquee.rect, 0.0, stroke, StrokeKind::Middle);
    }
}
