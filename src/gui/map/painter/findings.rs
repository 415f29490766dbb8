//! Conflicts: hatched in the colour of their outcome, with a casing; what lies within the boundary
//! error is an outline only.

use std::sync::Arc;

use egui::{Painter, Shape, Stroke};

use super::Stage;
use crate::check::{Finding, FindingKind};
use crate::gui::map::cache::{MapCache, Share};
use crate::gui::map::ink::{Frame, Ink};
use crate::gui::map::tiles::{Style, hatches};
use crate::gui::theme::{Hatch, Palette, TRANSPARENT, faded};
use crate::gui::view_state::LayerKey;
use crate::rules::Outcome;

/// Draws the shared ground of all findings.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let Some(result) = stage.scene.workspace.result() else {
        return;
    };
    if !stage.scene.shows(LayerKey::Findings) {
        return;
    }
    let identity = stage.identity((
        Arc::as_ptr(result) as usize,
        stage.scene.workspace.document.revision(),
    ));
    let boxes = &stage.scene.derived.findings;
    let key = (LayerKey::Findings, Share::Whole);
    painter.add(cache.shape(key, identity, &stage.place, |frame, ink| {
        for (finding, bounds) in result.findings.iter().zip(boxes.iter()) {
            if bounds.intersects(frame.bounds) {
                draw(stage, frame, ink, finding, 1.0);
            }
        }
    }));
}

/// Draws the findings of the selected parcel over everything else.
pub(super) fn paint_selected(painter: &Painter, stage: &Stage<'_>) {
    let view = stage.scene.view;
    let (Some(result), Some(id)) = (stage.scene.workspace.result(), view.parcel) else {
        return;
    };
    let frame = Frame::new(stage.place.viewport, stage.half());
    let mut ink = Ink::new(stage.place.pixels_per_point);
    let role = view.item.as_ref().and_then(|item| item.role.as_ref());
    let concerned =
        |finding: &&Finding| finding.parcel_id == id && role.is_none_or(|role| *role == finding.role);
    for finding in result.findings.iter().filter(concerned) {
        let is_focus = view.focus.as_deref() == Some(finding.id.as_str());
        draw(stage, &frame, &mut ink, finding, if is_focus { 1.5 } else { 1.0 });
    }
    let mut mesh = ink.finish();
    mesh.translate(stage.place.rect.center().to_vec2());
    painter.add(Shape::mesh(mesh));
}

fn draw(stage: &Stage<'_>, frame: &Frame, ink: &mut Ink, finding: &Finding, weight: f32) {
    let Some(look) = Look::of(finding).filter(|_| !finding.pieces.is_empty()) else {
        return;
    };
    let rings = frame.rings(&finding.pieces.feature(0));
    let style = style(look, stage.colors);
    let heavier = |stroke: Stroke| Stroke::new(stroke.width * weight, stroke.color);
    ink.outline(frame, &rings, heavier(style.casing));
    if style.tint != TRANSPARENT {
        ink.tint(frame, &rings, style.tint);
    }
    for (degrees, step, stroke) in style.hatches {
        ink.hatch(frame, &rings, Hatch::Lines { degrees, step }, heavier(stroke));
    }
    ink.outline(frame, &rings, heavier(style.line));
}

/// What decides how shared ground looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A conflict with an outcome.
    Conflict(Outcome),
    /// Within the boundary error.
    WithinError,
}

impl Look {
    /// The look of a finding; `None` for one without ground.
    pub fn of(finding: &Finding) -> Option<Self> {
        match finding.kind {
            FindingKind::Overlap | FindingKind::Outside => Some(Self::Conflict(finding.outcome())),
            FindingKind::WithinError => Some(Self::WithinError),
            FindingKind::Touch | FindingKind::Near => None,
        }
    }
}

/// How a look is drawn.
pub(super) fn style(look: Look, colors: &Palette) -> Style {
    match look {
        Look::Conflict(outcome) => {
            let color = colors.outcome(outcome);
            let hatch = Hatch::Lines {
                degrees: 60.0,
                step: 6.0,
            };
            Style {
                casing: Stroke::new(4.0, colors.halo),
                tint: faded(color, 46),
                hatches: hatches(hatch, Stroke::new(1.1, color)),
                line: Stroke::new(1.6, color),
            }
        }
        Look::WithinError => Style {
            casing: Stroke::new(3.0, colors.halo),
            line: Stroke::new(1.2, colors.undetermined),
            ..Style::default()
        },
    }
}
