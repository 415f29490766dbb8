//! How a parcel and one feature meet: the geometry of a pair, without rules.
//!
//! Input: a parcel prepared once and a feature of a constraint layer. Output: a [`Meeting`], or the reason
//! why the pair cannot be settled. Only the part of the feature in the parcel's window takes part. When one
//! of the two is invalid the pair is computed under three readings; where they differ it is unsure, never
//! apart.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::geometry::{
    Bounds, MultiPolygonRef, Nearby, OrientedRing, Outline, OverlayFailure, Overlayer, PolygonColumn,
    Position, Reading, Region, Split, Stretch, Traced, area_m2, boundary_distance_m, doubled_ring_area,
    is_as_wide_as, is_collapsed, is_sound, is_tangled, oriented_rings, ring_in_window, square_metres, trace,
};
use crate::layer::ConstraintLayer;

use super::{FindingKind, Reason, Tolerances};

/// Boundaries closer than this are one boundary: 1 mm, the noise width.
const TOUCH_M: f64 = 0.001;
/// Shared area below this is none: what rounding to the grid can leave along 100 km.
const NO_AREA_M2: f64 = 1e-6;

/// A parcel, or one feature in its place, prepared for its pairs.
pub(super) struct PreparedParcel<'a> {
    /// Its polygons on the plane: one feature.
    column: &'a PolygonColumn,
    pub bounds: Bounds,
    pub stretch: Stretch,
    sound: bool,
    /// Its rings when it is sound, ground on the left.
    region: Region,
    outline: Outline,
    /// Its rings when it is not.
    rings: Vec<OrientedRing>,
}

impl<'a> PreparedParcel<'a> {
    pub fn new(column: &'a PolygonColumn, bounds: Bounds, stretch: Stretch) -> Self {
        let geometry = column.feature(0);
        let sound = is_sound(&geometry);
        let rings = oriented_rings(&geometry);
        let (region, rings): (Region, _) = if sound {
            (
                rings.into_iter().map(OrientedRing::into_region).collect(),
                Vec::new(),
            )
        } else {
            (Region::new(), rings)
        };
        Self {
            outline: Outline::new(&region),
            column,
            bounds,
            stretch,
            sound,
            region,
            rings,
        }
    }

    /// Whether the parcel's own polygons make sense.
    pub fn is_sound(&self) -> bool {
        self.sound
    }

    /// The parcel's ground under a reading.
    pub fn region(&self, reading: Reading, engine: &mut Overlayer) -> Result<Region, OverlayFailure> {
        if self.sound {
            Ok(self.region.clone())
        } else {
            engine.read(&self.rings, reading)
        }
    }

    /// The window in which a feature matters, `reach_m` wider than the parcel.
    fn window(&self, reach_m: f64) -> Bounds {
        self.bounds
            .grown(reach_m / self.stretch.x, reach_m / self.stretch.y)
    }

    /// Greatest difference between the parcel's areas by the three readings, in m².
    pub fn reading_spread_m2(&self, engine: &mut Overlayer) -> Result<f64, OverlayFailure> {
        let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
        for reading in Reading::ALL {
            let area = region_area_m2(&self.region(reading, engine)?);
            least = least.min(area);
            most = most.max(area);
        }
        Ok(most - least)
    }
}

fn region_area_m2(region: &Region) -> f64 {
    square_metres(
        region
            .iter()
            .map(|ring| crate::geometry::doubled_grid_area(ring))
            .sum::<i128>()
            .abs(),
    )
}

/// Shared ground that is more than noise.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ground {
    pub kind: FindingKind,
    pub area_m2: f64,
    pub pieces: PolygonColumn,
    pub from_invalid: bool,
    /// Whether the pieces are the parcel's own polygons.
    pub is_whole_parcel: bool,
}

/// How a parcel and a feature meet.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Meeting {
    /// Further apart than anything asks for.
    Apart,
    /// Within the rule's distance, in ground metres.
    Near(f64),
    /// A shared boundary without area.
    Touch,
    /// Shared ground too small to mean anything, in m².
    Noise(f64),
    /// Shared ground.
    Ground(Ground),
}

impl Meeting {
    /// Shared area in m², and what kind of ground.
    fn essence(&self) -> (f64, Option<FindingKind>) {
        match self {
            Self::Ground(ground) => (ground.area_m2, Some(ground.kind)),
            Self::Noise(area) => (*area, None),
            _ => (0.0, None),
        }
    }
}

/// A meeting and what keeps it from being certain.
pub(super) struct Met {
    pub meeting: Meeting,
    pub doubt: Option<Reason>,
}

impl Met {
    fn failed(failure: &OverlayFailure) -> Self {
        Self {
            meeting: Meeting::Apart,
            doubt: Some(failure_reason(failure)),
        }
    }
}

/// How a parcel meets a feature. `near_m` is the rule's distance, 0 for none. Should the program fail inside,
/// the pair is not settled, and the run goes on.
pub(super) fn meet(
    prepared: &PreparedParcel<'_>,
    layer: &ConstraintLayer,
    feature: u32,
    near_m: f64,
    tolerances: &Tolerances,
    engine: &mut Overlayer,
) -> Met {
    let pair = AssertUnwindSafe(|| {
        #[cfg(test)]
        super::tests::fail_where_asked(layer, feature);
        meet_unguarded(prepared, layer, feature, near_m, tolerances, engine)
    });
    catch_unwind(pair).unwrap_or_else(|_| {
        *engine = Overlayer::new();
        Met {
            meeting: Meeting::Apart,
            doubt: Some(Reason::new("reason-pair-failed")),
        }
    })
}

fn meet_unguarded(
    prepared: &PreparedParcel<'_>,
    layer: &ConstraintLayer,
    feature: u32,
    near_m: f64,
    tolerances: &Tolerances,
    engine: &mut Overlayer,
) -> Met {
    let met = meet_sound_or_not(prepared, layer, feature, near_m, tolerances, engine);
    // Whatever is found beside it, what a collapsed shell was meant to cover is unknown.
    if met.doubt.is_none() && layer.has_collapsed_shell(feature, &prepared.window(TOUCH_M)) {
        let meeting = match met.meeting {
            ground @ Meeting::Ground(_) => ground,
            _ => Meeting::Apart,
        };
        return Met {
            meeting,
            doubt: Some(Reason::new("reason-feature-without-ground")),
        };
    }
    met
}

fn meet_sound_or_not(
    prepared: &PreparedParcel<'_>,
    layer: &ConstraintLayer,
    feature: u32,
    near_m: f64,
    tolerances: &Tolerances,
    engine: &mut Overlayer,
) -> Met {
    let window = prepared.window(near_m.max(TOUCH_M));
    let rings = layer.rings_in_window(feature, &window);
    if rings.is_empty() {
        return Met {
            meeting: Meeting::Apart,
            doubt: None,
        };
    }
    // What the rings do away from the parcel does not matter here; only where they, or a hole around it, are
    // not plainly sound is the whole feature examined.
    let near = Nearby::new(&rings, &prepared.bounds);
    let near = near.filter(|near| near.is_sound() && layer.has_proper_holes(feature, &rings));
    let feature_sound = near.is_some() || layer.is_sound(feature);
    let position = match &near {
        Some(near) if prepared.is_sound() => near.position_of(&prepared.outline),
        _ => Position::Mixed,
    };
    let traced = match (&near, position) {
        (Some(near), Position::Mixed) if prepared.is_sound() => trace(&prepared.outline, near),
        _ => None,
    };
    let pair = Pair {
        prepared,
        layer,
        feature,
        window,
        rings: rings.into_iter().map(|ring| ring.points).collect(),
        feature_sound,
        near_m,
        tolerances,
    };
    if prepared.is_sound() && feature_sound {
        match traced {
            Some(traced) => pair.met_traced(traced),
            None => pair.meet_sound(position, engine),
        }
    } else {
        pair.meet_by_readings(engine)
    }
}

/// Whether a part of a parcel has a shell and yet covers nothing, however it is read: what it was meant to cover
/// is unknown, whatever the other parts meet.
pub(super) fn has_part_without_ground(geometry: &MultiPolygonRef<'_>) -> bool {
    let mut shells = geometry.polygons().filter_map(|polygon| polygon.rings().next());
    shells.any(is_collapsed)
}

/// The rings of a feature that matter in a window, with the direction each has as a whole.
pub(super) fn oriented_rings_in_window(geometry: &MultiPolygonRef<'_>, window: &Bounds) -> Vec<OrientedRing> {
    let mut oriented = Vec::new();
    for polygon in geometry.polygons() {
        for (index, ring) in polygon.rings().enumerate() {
            let points = ring_in_window(ring, window);
            if !points.is_empty() {
                let counter_clockwise = doubled_ring_area(ring) > 0;
                oriented.push(OrientedRing {
                    points,
                    counter_clockwise,
                    shell: index == 0,
                });
            }
        }
    }
    oriented
}

struct Pair<'a> {
    prepared: &'a PreparedParcel<'a>,
    layer: &'a ConstraintLayer,
    feature: u32,
    window: Bounds,
    rings: Region,
    feature_sound: bool,
    near_m: f64,
    tolerances: &'a Tolerances,
}

impl Pair<'_> {
    fn meet_sound(&self, position: Position, engine: &mut Overlayer) -> Met {
        let meeting = match position {
            Position::Inside => self.whole_parcel(),
            Position::Outside => self.boundary_contact(),
            Position::Mixed => return self.meet_overlaid(engine),
        };
        Met { meeting, doubt: None }
    }

    /// All of the parcel is shared ground, and its own polygons are the pieces.
    fn whole_parcel(&self) -> Meeting {
        let column = self.prepared.column;
        let area = area_m2(&column.feature(0));
        let stretch = self.prepared.stretch;
        let met = classify(column.clone(), area, stretch, self.tolerances, false);
        match self.wholly_shared(met, true) {
            Meeting::Ground(ground) => Meeting::Ground(Ground {
                is_whole_parcel: true,
                ..ground
            }),
            other => other,
        }
    }

    fn meet_overlaid(&self, engine: &mut Overlayer) -> Met {
        match engine.split(&self.prepared.region, &self.rings) {
            Ok(split) => Met {
                meeting: self.classified(split, false),
                doubt: None,
            },
            Err(failure) => Met::failed(&failure),
        }
    }

    fn meet_by_readings(&self, engine: &mut Overlayer) -> Met {
        let geometry = self.layer.geometry(self.feature);
        let geometry = geometry.feature(0);
        if !self.feature_sound && is_tangled(&geometry) {
            return Met {
                meeting: Meeting::Apart,
                doubt: Some(Reason::new("reason-too-tangled")),
            };
        }
        let mut meetings = Vec::with_capacity(Reading::ALL.len());
        for reading in Reading::ALL {
            match self.meet_read(&geometry, reading, engine) {
                Ok(meeting) => meetings.push(meeting),
                Err(failure) => return Met::failed(&failure),
            }
        }
        let areas = || meetings.iter().map(|meeting| meeting.essence().0);
        let (least, most) = (areas().fold(f64::INFINITY, f64::min), areas().fold(0.0, f64::max));
        let same_kind = meetings
            .windows(2)
            .all(|two| two[0].essence().1 == two[1].essence().1);
        if same_kind && most - least <= self.tolerances.noise_area_m2 {
            return Met {
                meeting: meetings.swap_remove(0),
                doubt: None,
            };
        }
        let doubt = Reason::new("reason-readings-differ")
            .with("least_m2", format!("{least:.2}"))
            .with("most_m2", format!("{most:.2}"));
        let widest = meetings
            .into_iter()
            .max_by(|a, b| a.essence().0.total_cmp(&b.essence().0));
        Met {
            meeting: widest.unwrap_or(Meeting::Apart),
            doubt: Some(doubt),
        }
    }

    fn meet_read(
        &self,
        geometry: &MultiPolygonRef<'_>,
        reading: Reading,
        engine: &mut Overlayer,
    ) -> Result<Meeting, OverlayFailure> {
        let parcel = self.prepared.region(reading, engine)?;
        let feature = if self.feature_sound {
            self.rings.clone()
        } else {
            engine.read(&oriented_rings_in_window(geometry, &self.window), reading)?
        };
        Ok(self.classified(engine.split(&parcel, &feature)?, true))
    }

    fn met_traced(&self, traced: Traced) -> Met {
        let areas = [traced.shared_m2, traced.rest_m2];
        Met {
            meeting: self.classified_areas(traced.shared, areas, false),
            doubt: None,
        }
    }

    fn classified(&self, split: Split, from_invalid: bool) -> Meeting {
        let areas = [split.shared_m2, split.rest_m2];
        self.classified_areas(split.shared, areas, from_invalid)
    }

    fn classified_areas(
        &self,
        shared: PolygonColumn,
        [shared_m2, rest_m2]: [f64; 2],
        from_invalid: bool,
    ) -> Meeting {
        if shared_m2 < NO_AREA_M2 {
            return self.boundary_contact();
        }
        let stretch = self.prepared.stretch;
        let met = classify(shared, shared_m2, stretch, self.tolerances, from_invalid);
        self.wholly_shared(met, rest_m2 < NO_AREA_M2)
    }

    /// Ground is narrow because of boundary error only where boundaries run beside each other. A narrow parcel that
    /// lies in the feature as a whole, or a narrow feature that lies in the parcel, is an overlap.
    fn wholly_shared(&self, met: Meeting, whole_parcel: bool) -> Meeting {
        match met {
            Meeting::Ground(mut ground) if ground.kind == FindingKind::WithinError => {
                let is_whole_feature =
                    || (self.layer.area_m2(self.feature) - ground.area_m2).abs() < NO_AREA_M2;
                if whole_parcel || (self.feature_sound && is_whole_feature()) {
                    ground.kind = FindingKind::Overlap;
                }
                Meeting::Ground(ground)
            }
            other => other,
        }
    }

    fn boundary_contact(&self) -> Meeting {
        let limit = self.near_m.max(TOUCH_M);
        let own = self.prepared.column.feature(0);
        match boundary_distance_m(&own, &self.rings, self.prepared.stretch, limit) {
            Some(distance) if distance <= TOUCH_M => Meeting::Touch,
            Some(distance) => Meeting::Near(distance),
            None => Meeting::Apart,
        }
    }
}

/// The reason that tells of an overlay that cannot be trusted.
pub(super) fn failure_reason(failure: &OverlayFailure) -> Reason {
    match failure {
        OverlayFailure::Panicked => Reason::new("reason-overlay-failed"),
        OverlayFailure::Disagree {
            first_m2, second_m2, ..
        } => Reason::new("reason-engines-disagree")
            .with("first_m2", format!("{first_m2:.6}"))
            .with("second_m2", format!("{second_m2:.6}")),
    }
}

/// What kind of ground pieces of a given area are.
pub(super) fn classify(
    pieces: PolygonColumn,
    area_m2: f64,
    stretch: Stretch,
    tolerances: &Tolerances,
    from_invalid: bool,
) -> Meeting {
    if area_m2 < tolerances.noise_area_m2 {
        return Meeting::Noise(area_m2);
    }
    let is_as_wide_as = |width_m| is_as_wide_as(&pieces.feature(0), stretch, width_m);
    // Where the boundary error is smaller than what counts as noise, noise is noise all the same.
    let kind = if is_as_wide_as(tolerances.combined_error_m().max(tolerances.noise_width_m)) {
        FindingKind::Overlap
    } else if is_as_wide_as(tolerances.noise_width_m) {
        FindingKind::WithinError
    } else {
        return Meeting::Noise(area_m2);
    };
    Meeting::Ground(Ground {
        kind,
        area_m2,
        pieces,
        from_invalid,
        is_whole_parcel: false,
    })
}
