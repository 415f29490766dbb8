//! The scale bar.

use egui::{Align2, FontId, Painter, Pos2, Rect, Stroke, Vec2};

use super::Stage;
use crate::gui::map::viewport::narrow;
use crate::gui::theme::{SECONDARY, faded};

/// Longest bar in pixels.
const LONGEST: f64 = 140.0;

/// Draws the bar in the lower left corner: a round length, so that nobody has to reckon.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>) {
    let metres = round_length(stage.place.viewport.metres_per_pixel * LONGEST);
    let width = narrow(metres / stage.place.viewport.metres_per_pixel);
    let origin = stage.place.rect.left_bottom() + Vec2::new(16.0, -16.0);
    let ground = Rect::from_min_max(
        origin + Vec2::new(-8.0, -24.0),
        origin + Vec2::new(width + 72.0, 8.0),
    );
    painter.rect_filled(ground, 5.0, faded(stage.colors.halo, 190));
    let ends = [origin, origin + Vec2::new(width, 0.0)];
    let stroke = Stroke::new(1.6, stage.colors.text);
    painter.line_segment(ends, stroke);
    for end in ends {
        painter.line_segment([end, end - Vec2::new(0.0, 6.0)], stroke);
    }
    let text = length_text(metres);
    let at = Pos2::new(origin.x + width + 8.0, origin.y + 2.0);
    painter.text(
        at,
        Align2::LEFT_BOTTOM,
        text,
        FontId::proportional(SECONDARY),
        stage.colors.text,
    );
}

/// The largest 1, 2 or 5 times a power of ten that is not above `most`.
fn round_length(most: f64) -> f64 {
    let power = 10_f64.powf(most.log10().floor());
    [5.0, 2.0, 1.0]
        .into_iter()
        .map(|step| step * power)
        .find(|length| *length <= most)
        .unwrap_or(power)
}

fn length_text(metres: f64) -> String {
    if metres >= 1000.0 {
        format!("{} km", metres / 1000.0)
    } else if metres >= 1.0 {
        format!("{metres} m")
    } else {
        format!("{} mm", (metres * 1000.0).round())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_round() {
        for (most, length, text) in [
            (740.0, 500.0, "500 m"),
            (2600.0, 2000.0, "2 km"),
            (0.19, 0.1, "100 mm"),
        ] {
            assert!((round_length(most) - length).abs() < 1e-9 * length);
            assert_eq!(length_text(round_length(most)), text);
        }
    }
}
