//! Ground outside of what a parcel should stay inside, and ground inside what was already approved.
//!
//! Meaning: both are asked of all features of a role together, because neighbours hold the ground between them.
//!
//! Deliberately not here: pairs with single features ([`super::ground`]).

use super::ground::{Meeting, PreparedParcel, classify, failure_reason, oriented_rings_in_window};
use super::parcel::Bench;
use super::{Approved, FindingKind, Reason};
use crate::geometry::{Bounds, OverlayFailure, Overlayer, PolygonColumn, Reading, Region, column_region};
use crate::layer::{ConstraintLayer, Role, Sense};

impl Bench<'_> {
    /// Ground outside the layers to stay inside, per role, over all layers of the role together.
    pub(super) fn check_outside(&mut self, prepared: &PreparedParcel<'_>, engine: &mut Overlayer) {
        let roles = self.surroundings.checked_roles.iter();
        for role in roles.filter(|role| role.sense() == Sense::StayInside) {
            let Some((input, layer)) = self.request.layers_with(role).next() else {
                continue;
            };
            match self.outside(role, prepared, engine) {
                Ok((outside, split_m2)) => {
                    self.doubt_outside(role, input, prepared, engine);
                    self.tally(role).outside_m2 = Some(split_m2);
                    let tolerances = self.request.tolerances_against_role(role);
                    let classified = classify(outside, split_m2, self.stretch, &tolerances, false);
                    self.record_outside(input, layer, classified);
                }
                Err(failure) => {
                    self.reasons.push(failure_reason(&failure).at(input, None));
                    self.tally(role).doubt();
                }
            }
        }
    }

    /// Ground to stay inside that is drawn invalidly near the parcel is not settled.
    fn doubt_outside(
        &mut self,
        role: &Role,
        input: u32,
        prepared: &PreparedParcel<'_>,
        engine: &mut Overlayer,
    ) {
        let unsound = self.request.layers_with(role).find_map(|(_, layer)| {
            let candidates = layer.candidates(prepared.bounds);
            candidates.into_iter().find(|feature| !layer.is_sound(*feature))
        });
        let Some(feature) = unsound else { return };
        let measured = Reading::ALL.map(|reading| self.outside_by(reading, role, prepared, engine));
        let areas: Vec<f64> = measured.iter().flatten().map(|(_, area)| *area).collect();
        let (least, most) = (
            areas.iter().copied().fold(f64::INFINITY, f64::min),
            areas.iter().copied().fold(0.0, f64::max),
        );
        if areas.len() < Reading::ALL.len() || most - least > self.request.tolerances.noise_area_m2 {
            let doubt = Reason::new("reason-readings-differ")
                .with("least_m2", format!("{least:.2}"))
                .with("most_m2", format!("{most:.2}"));
            self.reasons.push(doubt.at(input, Some(feature)));
            self.tally(role).doubt();
        }
    }

    fn record_outside(&mut self, input: u32, layer: &ConstraintLayer, meeting: Meeting) {
        match meeting {
            Meeting::Noise(area_m2) if area_m2 > 0.0 => {
                self.noise.count += 1;
                self.noise.area_m2 += area_m2;
            }
            Meeting::Ground(mut ground) => {
                if ground.kind == FindingKind::Overlap {
                    ground.kind = FindingKind::Outside;
                }
                self.push_ground(input, layer, None, ground, true);
            }
            _ => {}
        }
    }

    fn outside(
        &self,
        role: &Role,
        prepared: &PreparedParcel<'_>,
        engine: &mut Overlayer,
    ) -> Result<(PolygonColumn, f64), OverlayFailure> {
        self.outside_by(Reading::EvenOdd, role, prepared, engine)
    }

    fn outside_by(
        &self,
        reading: Reading,
        role: &Role,
        prepared: &PreparedParcel<'_>,
        engine: &mut Overlayer,
    ) -> Result<(PolygonColumn, f64), OverlayFailure> {
        let parcel = prepared.region(reading, engine)?;
        let inside = self.union_of(role, prepared.bounds, reading, engine)?;
        let split = engine.split(&parcel, &inside)?;
        Ok((split.rest(), split.rest_m2))
    }

    /// Union of all features of a role in a window.
    fn union_of(
        &self,
        role: &Role,
        window: Bounds,
        reading: Reading,
        engine: &mut Overlayer,
    ) -> Result<Region, OverlayFailure> {
        let mut regions = Vec::new();
        for (_, layer) in self.request.layers_with(role) {
            for feature in layer.candidates(window) {
                let geometry = layer.geometry(feature);
                let rings = oriented_rings_in_window(&geometry.feature(0), &window);
                // The holes of a sound feature are holes in every reading.
                let reading = if layer.is_sound(feature) {
                    Reading::EvenOdd
                } else {
                    reading
                };
                regions.push(engine.read(&rings, reading)?);
            }
        }
        engine.union(&regions)
    }

    /// How much of each conflict an approved extent covers.
    pub(super) fn measure_approved(&mut self, engine: &mut Overlayer) {
        if self.request.layers_with(&Role::ApprovalExtent).next().is_none() {
            return;
        }
        for at in 0..self.findings.len() {
            if !self.findings[at].kind.is_conflict() {
                continue;
            }
            let pieces = column_region(&self.findings[at].pieces);
            let bounds = self.findings[at].pieces.feature(0).bounds();
            let split = self
                .union_of(&Role::ApprovalExtent, bounds, Reading::EvenOdd, engine)
                .and_then(|extent| engine.split(&pieces, &extent));
            match split {
                Ok(split) => {
                    let approved = Approved {
                        inside_m2: split.shared_m2,
                        outside_m2: split.rest_m2,
                    };
                    self.findings[at].approved = Some(approved);
                }
                Err(failure) => self
                    .reasons
                    .push(failure_reason(&failure).at(self.findings[at].input, None)),
            }
        }
    }
}
