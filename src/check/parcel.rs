//! One parcel against all layers: its findings and its verdict.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::geometry::{
    Bounds, Overlayer, PolygonColumn, Reading, Stretch, area_m2, centroid, is_tangled, oriented_rings, widths,
};
use crate::layer::{ConstraintLayer, FeatureState, NAMED_ROLES, Parcel, Role, Sense};
use crate::rules::{Outcome, Resolution, Side};

use super::areas::{ParcelAreas, areas_of, share};
use super::chord::explaining_bow_m;
use super::ground::{Ground, Meeting, PreparedParcel, failure_reason, has_part_without_ground, meet};
use super::run::{Surroundings, apart};
use super::verdict::RoleTally;
use super::{
    Areas, CheckRequest, Finding, FindingKind, Noise, ParcelResult, Reason, Remembered, RoleResult,
    RoleStatus, Verdict,
};

/// Fields in which the standards keep a feature's name.
pub(super) const NAME_FIELDS: [&str; 10] = [
    "HXMC", "MC", "BHQMC", "ZRBHDMC", "GHFQMC", "DLMC", "XZQMC", "名称", "name", "NAME",
];
/// Fields in which the standards keep a feature's zone or class.
pub(super) const CATEGORY_FIELDS: [&str; 9] = [
    "ZRBHDFQ",
    "GNFQ",
    "功能分区",
    "HXLX",
    "LHLX",
    "GHFQMC",
    "DLBM",
    "类型",
    "zone",
];

/// The result of one parcel with its findings in order of input and feature.
pub(super) type ParcelOutcome = (ParcelResult, Vec<Finding>);

/// Checks one parcel; `index` is its number in file order.
pub(super) fn check_parcel(
    request: &CheckRequest,
    surroundings: &Surroundings,
    index: u32,
    parcel: &Arc<Parcel>,
    engine: &mut Overlayer,
) -> ParcelOutcome {
    let mut bench = Bench::new(request, surroundings, index, parcel);
    if parcel.state == FeatureState::Polygon {
        bench.check_layers(engine);
    } else {
        bench.unmeasurable();
    }
    bench.finish(engine)
}

/// The work on one parcel.
pub(super) struct Bench<'a> {
    pub request: &'a CheckRequest,
    pub surroundings: &'a Surroundings,
    index: u32,
    pub parcel: &'a Parcel,
    bounds: Bounds,
    areas: ParcelAreas,
    /// Areas of the parcel's polygons on the plane, once a finding is all of them.
    whole_areas: OnceCell<Areas>,
    pub stretch: Stretch,
    pub findings: Vec<Finding>,
    pub reasons: Vec<Reason>,
    pub noise: Noise,
    tallies: Vec<(Role, RoleTally)>,
}

impl<'a> Bench<'a> {
    fn new(
        request: &'a CheckRequest,
        surroundings: &'a Surroundings,
        index: u32,
        parcel: &'a Arc<Parcel>,
    ) -> Self {
        let bounds = parcel.bounds();
        let stretch = if bounds.is_empty() {
            Stretch::NONE
        } else {
            request.plane.stretch_at(bounds.center())
        };
        Self {
            request,
            surroundings,
            index,
            parcel,
            bounds,
            areas: ParcelAreas::of(parcel, &surroundings.survey_frame),
            whole_areas: OnceCell::new(),
            stretch,
            findings: Vec::new(),
            reasons: Vec::new(),
            noise: Noise::default(),
            tallies: Vec::new(),
        }
    }

    /// A parcel without readable polygons settles nothing about any layer.
    fn unmeasurable(&mut self) {
        let code = match self.parcel.state {
            FeatureState::Unreadable => "reason-parcel-unreadable",
            _ => "reason-no-geometry",
        };
        self.unsettled(Reason::new(code));
    }

    /// Nothing about the parcel is settled, for one reason.
    fn unsettled(&mut self, reason: Reason) {
        self.reasons.push(reason);
        for role in &self.surroundings.checked_roles {
            self.tally(role).doubt();
        }
    }

    fn check_layers(&mut self, engine: &mut Overlayer) {
        let prepared = PreparedParcel::new(&self.parcel.plane, self.bounds, self.stretch);
        if !prepared.is_sound() {
            if is_tangled(&self.parcel.geometry()) {
                return self.unsettled(Reason::new("reason-too-tangled"));
            }
            self.examine_readings(&prepared, engine);
        }
        for (input, layer) in (0..).zip(&self.request.layers) {
            match layer.role.sense() {
                Sense::Describe => continue,
                Sense::Avoid => self.check_avoided(input, layer, &prepared, engine),
                Sense::StayInside => self.check_listed_inside(input, layer, &prepared, engine),
            }
            self.doubt_layer(input, layer);
        }
        self.check_outside(&prepared, engine);
        self.measure_approved(engine);
    }

    /// The area of an invalid parcel is that of the even-odd reading, and where its area depends on the reading
    /// it is not settled by any layer.
    fn examine_readings(&mut self, prepared: &PreparedParcel<'_>, engine: &mut Overlayer) {
        if let Ok(cleaned) = engine.read_polygons(&oriented_rings(&self.parcel.geometry()), Reading::EvenOdd)
        {
            let ground = cleaned.feature(0);
            self.areas = areas_of(&ground, area_m2(&ground), &self.request.plane).into();
        }
        let doubt = match prepared.reading_spread_m2(engine) {
            Ok(_) if has_part_without_ground(&self.parcel.geometry()) => {
                Reason::new("reason-parcel-without-ground")
            }
            Ok(spread) if spread <= self.request.tolerances.noise_area_m2 => return,
            Ok(spread) => {
                Reason::new("reason-parcel-readings-differ").with("spread_m2", format!("{spread:.2}"))
            }
            Err(failure) => failure_reason(&failure),
        };
        self.unsettled(doubt);
    }

    /// Reasons that a layer as a whole gives against calling anything clear.
    fn doubt_layer(&mut self, input: u32, layer: &ConstraintLayer) {
        let role = layer.role.clone();
        self.tally(&role);
        let surroundings = self.surroundings;
        let mut doubts = surroundings.layer_doubts[input as usize].clone();
        if doubts.is_empty() {
            doubts.extend(apart(layer, self.bounds).map(|reason| reason.at(input, None)));
        }
        for reason in doubts {
            self.tally(&role).doubt();
            self.reasons.push(reason);
        }
    }

    fn check_avoided(
        &mut self,
        input: u32,
        layer: &ConstraintLayer,
        prepared: &PreparedParcel<'_>,
        engine: &mut Overlayer,
    ) {
        let near_m = self.surroundings.near_m[input as usize];
        let reach = near_m.max(0.001);
        let around = prepared
            .bounds
            .grown(reach / self.stretch.x, reach / self.stretch.y);
        let tolerances = self.request.tolerances_against(layer);
        for feature in layer.candidates(around) {
            let met = meet(prepared, layer, feature, near_m, &tolerances, engine);
            let certain = met.doubt.is_none();
            self.note_doubt(input, layer, feature, met.doubt);
            self.record(input, layer, feature, met.meeting, certain);
        }
    }

    fn note_doubt(&mut self, input: u32, layer: &ConstraintLayer, feature: u32, doubt: Option<Reason>) {
        if let Some(doubt) = doubt {
            self.reasons.push(doubt.at(input, Some(feature)));
            self.tally(&layer.role).doubt();
        }
    }

    /// Zones inside a boundary to stay inside matter only where a rule speaks of them.
    fn check_listed_inside(
        &mut self,
        input: u32,
        layer: &ConstraintLayer,
        prepared: &PreparedParcel<'_>,
        engine: &mut Overlayer,
    ) {
        let tolerances = self.request.tolerances_against(layer);
        for feature in layer.candidates(prepared.bounds) {
            if self
                .resolve(input, layer, Some(feature), Side::Inside)
                .deciding
                .is_some()
            {
                let met = meet(prepared, layer, feature, 0.0, &tolerances, engine);
                let certain = met.doubt.is_none();
                self.note_doubt(input, layer, feature, met.doubt);
                if let Meeting::Ground(_) = met.meeting {
                    self.record(input, layer, feature, met.meeting, certain);
                }
            }
        }
    }

    /// Records a meeting; ground whose extent is in doubt is listed but is no certain conflict.
    fn record(&mut self, input: u32, layer: &ConstraintLayer, feature: u32, meeting: Meeting, certain: bool) {
        match meeting {
            Meeting::Apart => {}
            Meeting::Noise(area_m2) => {
                self.noise.count += 1;
                self.noise.area_m2 += area_m2;
            }
            Meeting::Touch => {
                let touch = self.contact(input, layer, feature, FindingKind::Touch);
                self.findings.push(touch);
            }
            Meeting::Near(distance_m) => self.push_near(input, layer, feature, distance_m),
            Meeting::Ground(ground) => self.push_ground(input, layer, Some(feature), ground, certain),
        }
    }

    /// Most parcels have one finding or none: there is no room for four from the start.
    pub(super) fn add(&mut self, finding: Finding) {
        if self.findings.is_empty() {
            self.findings.reserve_exact(1);
        }
        self.findings.push(finding);
    }

    fn contact(&self, input: u32, layer: &ConstraintLayer, feature: u32, kind: FindingKind) -> Finding {
        let mut finding = self.blank(input, layer, Some(feature), kind);
        finding.centroid_lonlat = self.lonlat(&self.parcel.plane);
        finding
    }

    /// A feature at a distance is a finding where a rule about its class asks for that distance.
    fn push_near(&mut self, input: u32, layer: &ConstraintLayer, feature: u32, distance_m: f64) {
        let attributes = |aliases: &[&str]| layer.attribute(feature, aliases);
        let rules = &self.surroundings.rules[input as usize];
        let asked = rules.resolve_near(&layer.role, &attributes, self.parcel.land_mode, distance_m);
        if asked.is_some() {
            let mut finding = self.contact(input, layer, feature, FindingKind::Near);
            finding.distance_m = distance_m;
            finding.resolution = asked;
            self.add(finding);
        }
    }

    pub(super) fn push_ground(
        &mut self,
        input: u32,
        layer: &ConstraintLayer,
        feature: Option<u32>,
        ground: Ground,
        certain: bool,
    ) {
        let side = if feature.is_some() {
            Side::Inside
        } else {
            Side::Outside
        };
        let resolution = self.resolve(input, layer, feature, side);
        let mut finding = self.blank(input, layer, feature, ground.kind);
        finding.areas = if ground.is_whole_parcel {
            let measure = || areas_of(&ground.pieces.feature(0), ground.area_m2, &self.request.plane);
            *self.whole_areas.get_or_init(measure)
        } else {
            areas_of(&ground.pieces.feature(0), ground.area_m2, &self.request.plane)
        };
        finding.share_of_parcel = share(ground.area_m2, self.areas.plane_m2);
        finding.from_invalid = ground.from_invalid;
        finding.centroid_lonlat = self.lonlat(&ground.pieces);
        // A land-use patch lies under every parcel; it is a conflict only where a rule speaks of its class.
        let concerns = layer.role != Role::LandUse || resolution.deciding.is_some();
        if concerns && certain {
            self.tally(&layer.role).add(ground.kind, resolution.outcome);
        }
        finding.resolution = Some(resolution);
        finding.chord_bow_m = feature.and_then(|feature| {
            explaining_bow_m(
                &ground.pieces,
                (self.parcel, self.request.parcels.crs.kind),
                (layer, feature),
                (&self.request.plane, self.stretch),
                &self.request.tolerances,
            )
        });
        finding.pieces = ground.pieces;
        self.add(finding);
    }

    fn blank(&self, input: u32, layer: &ConstraintLayer, feature: Option<u32>, kind: FindingKind) -> Finding {
        let number = feature.map_or_else(|| "outside".to_owned(), |feature| format!("f{feature}"));
        let attribute = |fields: &[&str]| feature.and_then(|feature| layer.attribute(feature, fields));
        Finding {
            id: format!("p{}-i{input}-{number}", self.parcel.id.0),
            parcel: self.index,
            parcel_id: self.parcel.id,
            input,
            role: layer.role.clone(),
            feature,
            feature_id: feature.and_then(|feature| layer.feature_id(feature)),
            feature_name: attribute(&NAME_FIELDS),
            category: attribute(&CATEGORY_FIELDS),
            kind,
            areas: Areas {
                plane_m2: 0.0,
                ..Areas::default()
            },
            share_of_parcel: 0.0,
            chord_bow_m: None,
            stretch: self.stretch,
            measured_widths: Remembered::default(),
            distance_m: 0.0,
            land_mode: self.parcel.land_mode,
            resolution: None,
            approved: None,
            from_invalid: false,
            pieces: empty_feature(),
            centroid_lonlat: None,
        }
    }

    fn resolve(
        &self,
        input: u32,
        layer: &ConstraintLayer,
        feature: Option<u32>,
        side: Side,
    ) -> Arc<Resolution> {
        let attributes = |aliases: &[&str]| feature.and_then(|feature| layer.attribute(feature, aliases));
        let rules = &self.surroundings.rules[input as usize];
        rules.resolve(&layer.role, &attributes, self.parcel.land_mode, side)
    }

    fn lonlat(&self, column: &PolygonColumn) -> Option<crate::crs::LonLat> {
        if self.request.plane.is_local() || column.is_empty() {
            return None;
        }
        centroid(&column.feature(0)).map(|point| self.request.plane.inverse(point))
    }

    pub(super) fn tally(&mut self, role: &Role) -> &mut RoleTally {
        let at = self
            .tallies
            .iter()
            .position(|(known, _)| known == role)
            .unwrap_or_else(|| {
                self.tallies.push((role.clone(), RoleTally::default()));
                self.tallies.len() - 1
            });
        &mut self.tallies[at].1
    }

    fn finish(mut self, engine: &mut Overlayer) -> ParcelOutcome {
        self.reasons.extend(self.surroundings.run_doubts.iter().cloned());
        let roles = self.role_results(engine);
        let verdicts = roles.iter().filter_map(|role| match role.status {
            RoleStatus::Checked(verdict) => Some(verdict),
            RoleStatus::NotChecked => None,
        });
        let mut verdict = verdicts.max().unwrap_or(Verdict::Undetermined);
        if !self.surroundings.run_doubts.is_empty() || self.parcel.state != FeatureState::Polygon {
            verdict = verdict.max(Verdict::Undetermined);
        }
        let outcome = roles.iter().filter_map(|role| role.outcome).max();
        let centroid_lonlat = self.lonlat(&self.parcel.plane);
        let result = ParcelResult {
            index: self.index,
            parcel_id: self.parcel.id,
            id: self.parcel.feature_id.clone(),
            name: self.parcel.name.clone(),
            land_mode: self.parcel.land_mode,
            areas: self.areas,
            verdict,
            outcome,
            reasons: self.reasons,
            noise: self.noise,
            roles,
            centroid_lonlat,
        };
        (result, self.findings)
    }

    fn role_results(&mut self, engine: &mut Overlayer) -> Vec<RoleResult> {
        let mut shown: Vec<Role> = NAMED_ROLES
            .into_iter()
            .filter(|role| role.sense() != Sense::Describe)
            .collect();
        let checked = self.surroundings.checked_roles.iter();
        let mut own: Vec<Role> = checked.filter(|role| !shown.contains(role)).cloned().collect();
        own.sort();
        shown.extend(own);
        shown
            .into_iter()
            .map(|role| self.role_result(role, engine))
            .collect()
    }

    fn role_result(&mut self, role: Role, engine: &mut Overlayer) -> RoleResult {
        let Some(tally) = self
            .tallies
            .iter()
            .find(|(known, _)| *known == role)
            .map(|(_, tally)| tally.clone())
        else {
            return RoleResult {
                role,
                status: RoleStatus::NotChecked,
                outcome: None,
                dissolved_m2: 0.0,
                pair_sum_m2: 0.0,
                outside_m2: None,
            };
        };
        let of_role: Vec<&Finding> = self
            .findings
            .iter()
            .filter(|finding| {
                finding.role == role && finding.feature.is_some() && !finding.pieces.feature(0).is_empty()
            })
            .collect();
        let pair_sum_m2 = of_role
            .iter()
            .fold(0.0, |sum, finding| sum + finding.areas.plane_m2);
        let mut tally = tally;
        let dissolved_m2 = match of_role.as_slice() {
            [] => 0.0,
            [only] => only.areas.plane_m2,
            several => {
                let pieces: Vec<&PolygonColumn> = several.iter().map(|finding| &finding.pieces).collect();
                let union = engine.dissolved(&pieces);
                if let Some(union) = union.as_ref().filter(|_| tally.verdict() == Verdict::WithinError) {
                    // Strips that are each within the boundary error may lie side by side.
                    let width = widths(&union.feature(0), self.stretch).greatest_m;
                    if width >= self.request.tolerances_against_role(&role).combined_error_m() {
                        let worst = several.iter().map(|finding| finding.outcome()).max();
                        tally.add(FindingKind::Overlap, worst.unwrap_or(Outcome::Notice));
                    }
                }
                union.map_or(pair_sum_m2, |union| area_m2(&union.feature(0)))
            }
        };
        RoleResult {
            role,
            status: RoleStatus::Checked(tally.verdict()),
            outcome: tally.outcome,
            dissolved_m2,
            pair_sum_m2,
            outside_m2: tally.outside_m2,
        }
    }
}

fn empty_feature() -> PolygonColumn {
    let mut column = PolygonColumn::new();
    column.end_feature();
    column
}
