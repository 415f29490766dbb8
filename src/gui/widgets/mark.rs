//! Marks of verdicts: each has a shape of its own, so that no meaning hangs on a colour.

use egui::{Align2, FontId, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2};

use crate::check::Verdict;
use crate::gui::theme::{Palette, color_of};
use crate::rules::Outcome;
use crate::symbols::{Hatch, PIXELS_PER_MM, Pattern, Symbol};

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The verdict.
    pub verdict: Verdict,
    /// Worst outcome of a conflict.
    pub outcome: Option<Outcome>,
}

/// Draws a mark into a field of 14 by 14: ■ prohibited, ◆ restricted, ▲ conditional, ● notice, a hatched
/// square with a question mark for what could not be settled, an empty square for the boundary
/// error, ✓ for clear.
pub fn paint_mark(painter: &Painter, colors: &Palette, field: Rect, mark: Mark) {
    let c = field.center();
    let at = |x: f32, y: f32| c + Vec2::new(x, y);
    match (mark.verdict, mark.outcome.unwrap_or(Outcome::Notice)) {
        (Verdict::Conflict, outcome) => {
            let color = colors.outcome(outcome);
            let corners: Vec<Pos2> = match outcome {
                Outcome::Prohibited => vec![at(-5.0, -5.0), at(5.0, -5.0), at(5.0, 5.0), at(-5.0, 5.0)],
                Outcome::Restricted => vec![at(0.0, -6.5), at(6.5, 0.0), at(0.0, 6.5), at(-6.5, 0.0)],
                Outcome::Conditional => vec![at(0.0, -6.0), at(6.0, 5.0), at(-6.0, 5.0)],
                Outcome::Notice => {
                    painter.circle_filled(c, 4.5, color);
                    return;
                }
            };
            painter.add(Shape::convex_polygon(corners, color, Stroke::NONE));
        }
        (Verdict::Undetermined, _) => {
            let rect = Rect::from_center_size(c, Vec2::splat(13.0));
            let line = Stroke::new(1.2, colors.undetermined);
            painter.rect_stroke(rect, 2.0, line, egui::StrokeKind::Inside);
            painter.text(
                c,
                Align2::CENTER_CENTER,
                "?",
                FontId::proportional(11.0),
                colors.undetermined,
            );
        }
        (Verdict::WithinError, _) => {
            let rect = Rect::from_center_size(c, Vec2::splat(11.0));
            painter.rect_stroke(
                rect,
                1.0,
                Stroke::new(1.4, colors.secondary),
                egui::StrokeKind::Inside,
            );
        }
        (Verdict::Clear, _) => {
            let line = vec![at(-5.0, 0.0), at(-1.5, 4.0), at(5.5, -4.5)];
            painter.add(Shape::line(line, Stroke::new(1.8, colors.clear)));
        }
    }
}

/// Least and greatest distance of lines in a swatch, which is a few pixels high.
const SWATCH_STEPS: std::ops::RangeInclusive<f32> = 3.5..=6.0;

/// Draws how a symbol looks on the map, on the map's ground.
pub fn swatch(ui: &Ui, field: Rect, symbol: &Symbol) {
    let painter = ui.painter().with_clip_rect(field.intersect(ui.clip_rect()));
    painter.rect_filled(field, 2.0, Palette::of(ui.ctx()).paper);
    if let Some(fill) = symbol.fill {
        painter.rect_filled(field, 2.0, color_of(fill));
    }
    for hatch in &symbol.hatches {
        swatch_hatch(&painter, field, hatch);
    }
    let Some(line) = &symbol.line else { return };
    let stroke = Stroke::new(
        (line.width_mm * PIXELS_PER_MM).clamp(1.0, 2.0),
        color_of(line.color),
    );
    let inner = field.shrink(0.5 * stroke.width);
    let corners = [
        inner.left_top(),
        inner.right_top(),
        inner.right_bottom(),
        inner.left_bottom(),
        inner.left_top(),
    ];
    if line.dash_mm.is_empty() {
        painter.add(Shape::line(corners.to_vec(), stroke));
        return;
    }
    // A dash longer than the swatch would look like a line.
    let whole: f32 = line.dash_mm.iter().sum::<f32>() * PIXELS_PER_MM;
    let scale = PIXELS_PER_MM * (0.4 * field.width() / whole).min(1.0);
    let lengths = |first: usize| -> Vec<f32> {
        let every_other = line.dash_mm.iter().skip(first).step_by(2);
        every_other.map(|mm| (mm * scale).max(1.0)).collect()
    };
    painter.extend(Shape::dashed_line_with_offset(
        &corners,
        stroke,
        &lengths(0),
        &lengths(1),
        0.0,
    ));
}

fn swatch_hatch(painter: &Painter, field: Rect, hatch: &Hatch) {
    let step = (hatch.step_mm * PIXELS_PER_MM * 0.6).clamp(*SWATCH_STEPS.start(), *SWATCH_STEPS.end());
    let along = Vec2::angled(-hatch.degrees.to_radians());
    let across = along.rot90();
    let color = color_of(hatch.color);
    for row in -6_i8..=6 {
        let middle = field.center() + across * (step * f32::from(row));
        match hatch.pattern {
            Pattern::Lines => {
                let ends = [middle - along * 24.0, middle + along * 24.0];
                painter.line_segment(ends, Stroke::new(0.9, color));
            }
            Pattern::Dots => {
                for column in -6_i8..=6 {
                    let at = middle + along * (step * f32::from(column));
                    painter.circle_filled(at, 0.9, color);
                }
            }
        }
    }
}
