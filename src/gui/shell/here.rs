//! What lies at a place: listed, measured and picked.

use std::sync::Arc;

use egui::Context;

use super::dispatch::Desk;
use crate::geometry::{Point, area_m2};
use crate::gui::derived::Derived;
use crate::gui::map::{Extent, Here, Hit, stack};
use crate::layer::ConstraintLayer;
use crate::workspace::jobs::{JobKind, Work};
use crate::workspace::task::Yield;

impl Desk {
    /// The place that the pointer is on, or else the middle of the map.
    pub(super) fn pointed_at(&self, ctx: &Context) -> Point {
        let view = &self.view;
        let pointer = ctx
            .pointer_hover_pos()
            .filter(|position| view.map_rect.contains(*position));
        pointer.map_or(view.viewport.center, |position| {
            view.viewport.plane_from_screen(view.map_rect, position)
        })
    }

    /// Lists what lies at a place. Features are measured by a job: whether a boundary makes sense takes a walk along
    /// all of it.
    pub(super) fn ask_here(&mut self, at: Point, derived: &Derived) {
        self.close_here();
        if self.workspace.document.plane.is_none() {
            return;
        }
        let hits = stack::stack_at(&self.workspace, derived, &self.view.hidden, at);
        let extents = hits.iter().map(|hit| self.extent_of(hit)).collect();
        let features: Vec<(Arc<ConstraintLayer>, u32)> = hits
            .iter()
            .filter_map(|hit| match hit {
                Hit::Feature(id, feature) => {
                    let entry = self.workspace.document.layer(*id)?;
                    Some((Arc::clone(&entry.layer), *feature))
                }
                _ => None,
            })
            .collect();
        let revision = self.workspace.document.revision();
        self.view.here = Some(Here {
            at,
            hits,
            extents,
            revision,
        });
        if !features.is_empty() {
            self.workspace
                .jobs
                .start(JobKind::Measure, revision, measure(features));
        }
    }

    pub(super) fn close_here(&mut self) {
        if self.view.here.take().is_some() {
            self.workspace.jobs.forget_kind(JobKind::Measure);
        }
    }

    fn extent_of(&self, hit: &Hit) -> Extent {
        match hit {
            Hit::Parcel(id) => {
                let parcels = self.workspace.document.parcels.as_ref();
                let parcel = parcels.and_then(|parcels| parcels.find(*id));
                parcel.map_or(Extent::None, |parcel| Extent::Known(area_m2(&parcel.geometry())))
            }
            Hit::Finding(id) => {
                let findings = self.workspace.result().into_iter();
                let mut findings = findings.flat_map(|result| &result.findings);
                let finding = findings.find(|finding| finding.id == *id);
                finding.map_or(Extent::None, |finding| Extent::Known(finding.areas.plane_m2))
            }
            Hit::Feature(..) => Extent::Open,
        }
    }

    /// Takes the areas of the listed features, in their order.
    pub(super) fn take_areas(&mut self, areas: Vec<Option<f64>>) {
        let Some(here) = &mut self.view.here else { return };
        let open = here.extents.iter_mut().filter(|extent| **extent == Extent::Open);
        for (extent, area) in open.zip(areas) {
            *extent = area.map_or(Extent::None, Extent::Known);
        }
    }

    /// Selects something on the map, without moving it. `at`: the place that was clicked for it.
    pub(super) fn pick_hit(&mut self, hit: &Hit, at: Option<Point>, derived: &Derived) {
        self.close_here();
        self.view.picked_at = at;
        match hit {
            Hit::Parcel(id) => self.select_parcel(Some(*id), derived),
            Hit::Feature(layer, feature) => self.select_feature(Some((*layer, *feature))),
            Hit::Finding(id) => {
                let Some(result) = self.workspace.result() else {
                    return;
                };
                let Some(number) = result.findings.iter().position(|finding| finding.id == *id) else {
                    return;
                };
                let parcel = result.findings[number].parcel_id;
                let mut items = derived.inbox.items.iter();
                match items.find(|item| item.findings.contains(&number)) {
                    Some(item) => self.select_item(item.key.clone()),
                    None => self.select_parcel(Some(parcel), derived),
                }
                self.view.reveal = true;
                self.view.focus = Some(id.clone());
            }
        }
    }
}

/// Finds the areas of features; of those whose boundary makes no sense, none.
fn measure(features: Vec<(Arc<ConstraintLayer>, u32)>) -> Work<Yield> {
    Box::new(move |ticket| {
        let mut areas = Vec::with_capacity(features.len());
        for (layer, feature) in features {
            ticket.check()?;
            areas.push(layer.is_sound(feature).then(|| layer.area_m2(feature)));
        }
        Ok(Yield::Measured(areas))
    })
}
