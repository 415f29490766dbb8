//! A few words beside a place: what is under the pointer, how long an edge is.

use egui::{Align2, FontId, Painter, Pos2, Stroke, StrokeKind, Vec2};

use super::Stage;
use crate::gui::theme::{SECONDARY, faded};

/// Writes beside `at`, on the side where there is room.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, at: Pos2, text: String) {
    let galley = painter.layout(text, FontId::proportional(SECONDARY), stage.colors.text, 320.0);
    let room = stage.place.rect;
    let size = galley.size();
    let mut corner = at + Vec2::new(16.0, 16.0);
    if corner.x + size.x + 16.0 > room.right() {
        corner.x = at.x - size.x - 24.0;
    }
    if corner.y + size.y + 16.0 > room.bottom() {
        corner.y = at.y - size.y - 24.0;
    }
    let rect = Align2::LEFT_TOP.anchor_size(corner, size);
    painter.rect(
        rect.expand(6.0),
        5.0,
        faded(stage.colors.raised, 238),
        Stroke::new(1.0, stage.colors.hairline),
        StrokeKind::Outside,
    );
    painter.galley(rect.min, galley, stage.colors.text);
}
