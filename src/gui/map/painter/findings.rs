//! Conflicts: each outcome in its mark; what lies within the boundary error is a dashed outline only.

use std::sync::Arc;

use egui::{Painter, Shape};

use super::Stage;
use crate::check::{Finding, FindingKind};
use crate::gui::map::cache::{MapCache, Share};
use crate::gui::map::ink::{Frame, Ink};
use crate::gui::map::tiles::Style;
use crate::gui::theme::{mark_of, paper_of};
use crate::gui::view_state::LayerKey;
use crate::symbols::marks::Mark;

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
    if let Some(mark) = mark_of_ground(finding) {
        let style = Style::of(mark.symbol(paper_of(stage.theme)));
        ink.styled(frame, &frame.rings(&finding.pieces.feature(0)), &style, weight);
    }
}

/// The mark of the ground of a finding; `None` for one without ground.
pub(super) fn mark_of_ground(finding: &Finding) -> Option<Mark> {
    if finding.pieces.is_empty() {
        return None;
    }
    match finding.kind {
        FindingKind::Overlap | FindingKind::Outside => Some(mark_of(finding.outcome())),
        FindingKind::WithinError => Some(Mark::WithinError),
        FindingKind::Touch | FindingKind::Near => None,
    }
}
