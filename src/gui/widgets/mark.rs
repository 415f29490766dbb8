//! Marks of verdicts: each has a shape of its own, so that no meaning hangs on a colour.

use egui::{Align2, FontId, Painter, Pos2, Rect, Shape, Stroke, Ui, Vec2};

use crate::check::Verdict;
use crate::gui::theme::{Palette, Symbol};
use crate::rules::Outcome;

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

/// Draws how a layer looks on the map.
pub fn swatch(ui: &Ui, field: Rect, symbol: &Symbol) {
    let painter = ui.painter().with_clip_rect(field.intersect(ui.clip_rect()));
    painter.rect_filled(field, 2.0, symbol.tint);
    let lines: &[f32] = match symbol.hatch {
        crate::gui::theme::Hatch::None => &[],
        crate::gui::theme::Hatch::Lines { ref degrees, .. }
        | crate::gui::theme::Hatch::Cross { ref degrees, .. } => std::slice::from_ref(degrees),
    };
    for degrees in lines {
        let along = Vec2::angled(-degrees.to_radians());
        let across = along.rot90();
        for row in -3_i8..=3 {
            let middle = field.center() + across * (5.0 * f32::from(row));
            painter.line_segment(
                [middle - along * 20.0, middle + along * 20.0],
                Stroke::new(0.9, symbol.hatch_color),
            );
        }
    }
    painter.rect_stroke(
        field,
        2.0,
        Stroke::new(symbol.width.max(1.0), symbol.line),
        egui::StrokeKind::Inside,
    );
}
