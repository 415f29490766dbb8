//! Parcels and conflicts: a few are drawn anew as they change, thousands lie in tiles that threads draw.

use std::sync::Arc;

use egui::Painter;

use super::{Stage, findings, parcels};
use crate::check::CheckResult;
use crate::geometry::{Bounds, MultiPolygonRef};
use crate::gui::map::cache::MapCache;
use crate::gui::map::tiles::{Picture, PictureLayer, Pieces, Source, Style};
use crate::gui::theme::paper_of;
use crate::gui::view_state::LayerKey;
use crate::layer::{ParcelId, ProposalLayer};
use crate::symbols::marks::Mark;

/// Up to so many shapes a frame draws them itself: an edit then shows at once.
const FEW: usize = 600;

/// Draws all parcels and the shared ground of all findings.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>, cache: &mut MapCache) {
    let derived = stage.scene.derived;
    if derived.parcels.len() + derived.findings.len() <= FEW {
        cache.subjects().clear();
        parcels::paint(painter, stage, cache);
        findings::paint(painter, stage, cache);
        return;
    }
    let workspace = stage.scene.workspace;
    let shows = [LayerKey::Parcels, LayerKey::Findings].map(|key| stage.scene.shows(key));
    let result = workspace.result().map(|result| Arc::as_ptr(result) as usize);
    let revision = workspace.document.revision();
    let identity = stage.identity((revision, result, shows, stage.place.pixels_per_point.to_bits()));
    let make = || Picture {
        identity,
        layers: shows[0]
            .then(|| of_parcels(stage))
            .into_iter()
            .chain(shows[1].then(|| of_findings(stage)))
            .flatten()
            .collect(),
    };
    cache.subjects().paint(painter, &stage.place, identity, make);
}

fn of_parcels(stage: &Stage<'_>) -> Vec<PictureLayer> {
    let Some(parcels) = &stage.scene.workspace.document.parcels else {
        return Vec::new();
    };
    let theme = paper_of(stage.theme);
    let layer = |only: Option<Vec<ParcelId>>, mark: Mark| {
        let source = Source::Pieces(Arc::new(Parcels {
            layer: parcels.clone(),
            boxes: Arc::clone(&stage.scene.derived.parcels),
            only,
        }));
        PictureLayer::new(source, Style::of(mark.symbol(theme)))
    };
    let some = |ids: &Vec<ParcelId>, mark| (!ids.is_empty()).then(|| layer(Some(ids.clone()), mark));
    let derived = stage.scene.derived;
    let open = some(&derived.undetermined, Mark::Undetermined);
    let touching = some(&derived.touching, Mark::Touch);
    open.into_iter()
        .chain([layer(None, Mark::Parcel)])
        .chain(touching)
        .collect()
}

struct Parcels {
    layer: ProposalLayer,
    boxes: Arc<Vec<(ParcelId, Bounds)>>,
    /// Only these, in order; `None` for all.
    only: Option<Vec<ParcelId>>,
}

impl Pieces for Parcels {
    fn each(&self, window: Bounds, visit: &mut dyn FnMut(&MultiPolygonRef<'_>)) {
        let wanted = |id: &ParcelId| {
            self.only
                .as_ref()
                .is_none_or(|only| only.binary_search(id).is_ok())
        };
        for (id, bounds) in self.boxes.iter() {
            if bounds.intersects(window)
                && wanted(id)
                && let Some(parcel) = self.layer.find(*id)
            {
                visit(&parcel.geometry());
            }
        }
    }
}

fn of_findings(stage: &Stage<'_>) -> Vec<PictureLayer> {
    let Some(result) = stage.scene.workspace.result() else {
        return Vec::new();
    };
    // One layer for each mark, in the order in which marks first occur.
    let mut marks: Vec<(Mark, Vec<u32>)> = Vec::new();
    for (number, finding) in (0..).zip(&result.findings) {
        let Some(mark) = findings::mark_of_ground(finding) else {
            continue;
        };
        match marks.iter_mut().find(|(known, _)| *known == mark) {
            Some((_, numbers)) => numbers.push(number),
            None => marks.push((mark, vec![number])),
        }
    }
    let theme = paper_of(stage.theme);
    let layer = |(mark, numbers): (Mark, Vec<u32>)| {
        let source = Source::Pieces(Arc::new(Findings {
            result: Arc::clone(result),
            boxes: Arc::clone(&stage.scene.derived.findings),
            numbers,
        }));
        PictureLayer::new(source, Style::of(mark.symbol(theme)))
    };
    marks.into_iter().map(layer).collect()
}

struct Findings {
    result: Arc<CheckResult>,
    /// By number in the result.
    boxes: Arc<Vec<Bounds>>,
    numbers: Vec<u32>,
}

impl Pieces for Findings {
    fn each(&self, window: Bounds, visit: &mut dyn FnMut(&MultiPolygonRef<'_>)) {
        for number in &self.numbers {
            let number = *number as usize;
            if self
                .boxes
                .get(number)
                .is_some_and(|bounds| bounds.intersects(window))
            {
                visit(&self.result.findings[number].pieces.feature(0));
            }
        }
    }
}
