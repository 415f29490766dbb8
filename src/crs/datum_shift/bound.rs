//! A shift bound to the system of one layer.
//!
//! Meaning: parameters hold between two systems, and a layer may be in another zone, or in degrees, on the same
//! datum. Such a layer is brought to the shift's own source system first, on its own ellipsoid and without loss.

use std::sync::Arc;

use super::hull::Hull;
use super::{DatumShift, PointFrame, ShiftTransform, Spheroid};
use crate::crs::{Crs, CrsId, CrsKind, Datum, LonLat, SourceXy};

/// Farthest that a shift between datums may move a position, in metres. Xi'an 1980 and Beijing 1954 lie some 100 m
/// from CGCS2000; a kilometre comes from a wrong sign or unit.
const FARTHEST_MOVE_M: f64 = 1000.0;

/// How often the way back is corrected; each step leaves less than a thousandth of the error before.
const CORRECTIONS: usize = 6;

/// Why a shift cannot be used for a layer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ShiftRefusal {
    /// It leads from another system than the layer's.
    #[error("the shift leads from {source_system}, the layer is in {crs}")]
    OtherSource {
        /// The layer's system.
        crs: CrsId,
        /// Name of the layer's system.
        name: String,
        /// The shift's source system.
        source_system: String,
    },
    /// It moves positions farther than any two datums lie apart.
    #[error("the shift moves positions by {distance_m} m")]
    Implausible {
        /// How far, in metres.
        distance_m: f64,
    },
}

impl ShiftRefusal {
    /// All codes, for the test that each has a text.
    pub const CODES: [&'static str; 2] = ["shift-other-source", "shift-implausible"];

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::OtherSource { .. } => "shift-other-source",
            Self::Implausible { .. } => "shift-implausible",
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OtherSource {
                crs,
                name,
                source_system,
            } => vec![
                ("crs", crs.to_string()),
                ("name", name.clone()),
                ("source", source_system.clone()),
            ],
            Self::Implausible { distance_m } => vec![("distance_m", format!("{distance_m:.0}"))],
        }
    }
}

/// How a layer's numbers become those of the shift's source system.
#[derive(Debug, Clone, PartialEq)]
enum Entry {
    /// They are the same, but for what is added to eastings.
    Plane { add_east_m: f64 },
    /// By way of degrees on the source's ellipsoid.
    Degrees,
}

/// A shift bound to the system of one layer.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundShift {
    /// The shift.
    pub shift: Arc<DatumShift>,
    /// How far the layer reaches beyond the hull of the control points, in metres; `None` without control points.
    pub outside_m: Option<f64>,
    frame: PointFrame,
    entry: Entry,
}

impl BoundShift {
    fn new(shift: Arc<DatumShift>, crs: &Crs) -> Result<Self, ShiftRefusal> {
        let source = &shift.source;
        let refusal = || ShiftRefusal::OtherSource {
            crs: crs.id,
            name: crs.name.clone(),
            source_system: format!("{} {}", source.id, source.name),
        };
        let is_local = crs.kind == CrsKind::Local;
        let same_datum = is_local == (source.id == CrsId::Local) && crs.datum == source.datum;
        if !same_datum || crs.datum.is_modern() {
            return Err(refusal());
        }
        let frame = if is_local {
            source.frame.clone()
        } else {
            let spheroid = Spheroid::of_datum(&crs.datum).or_else(|| source.frame.spheroid());
            PointFrame::of_crs(crs, spheroid)
        };
        let known = |frame: &PointFrame| frame.spheroid().is_some();
        let entry = match &shift.transform {
            ShiftTransform::Plane(_) if crs.id == source.id => Entry::Plane { add_east_m: 0.0 },
            ShiftTransform::Plane(_) => match (frame.central_meridian(), source.frame.central_meridian()) {
                (Some((own, own_east)), Some((other, other_east))) if own == other => Entry::Plane {
                    add_east_m: other_east - own_east,
                },
                _ if known(&frame) && known(&source.frame) => Entry::Degrees,
                _ => return Err(refusal()),
            },
            ShiftTransform::Geocentric(_) if known(&frame) => Entry::Degrees,
            ShiftTransform::Geocentric(_) => return Err(refusal()),
        };
        Ok(Self {
            shift,
            outside_m: None,
            frame,
            entry,
        })
    }

    /// Degrees on CGCS2000 of a position of the layer; `None` where that has no meaning.
    #[must_use]
    pub fn degrees(&self, position: SourceXy) -> Option<LonLat> {
        if let ShiftTransform::Geocentric(bursa_wolf) = &self.shift.transform {
            return self.frame.degrees(position).map(|own| bursa_wolf.forward(own));
        }
        self.shift.degrees(self.enter(position)?)
    }

    /// A position of the layer in the shift's source system.
    fn enter(&self, position: SourceXy) -> Option<SourceXy> {
        match self.entry {
            Entry::Plane { add_east_m } => Some(SourceXy {
                x: position.x + add_east_m,
                ..position
            }),
            Entry::Degrees => self.shift.source.frame.of_degrees(self.frame.degrees(position)?),
        }
    }

    /// A position in the shift's source system in the layer's own; the way back of [`Self::enter`].
    fn leave(&self, position: SourceXy) -> Option<SourceXy> {
        match self.entry {
            Entry::Plane { add_east_m } => Some(SourceXy {
                x: position.x - add_east_m,
                ..position
            }),
            Entry::Degrees if self.frame == self.shift.source.frame => Some(position),
            Entry::Degrees => self.frame.of_degrees(self.shift.source.frame.degrees(position)?),
        }
    }

    /// The position in the layer's system that lies at degrees on CGCS2000; `None` where there is none.
    #[must_use]
    pub fn source_of(&self, wanted: LonLat) -> Option<SourceXy> {
        match &self.shift.transform {
            ShiftTransform::Plane(similarity) => {
                self.leave(similarity.inverse(self.shift.target.frame.of_degrees(wanted)?))
            }
            ShiftTransform::Geocentric(bursa_wolf) => {
                let mut own = wanted;
                for _ in 0..CORRECTIONS {
                    let found = bursa_wolf.forward(own);
                    own = LonLat {
                        lon: own.lon + (wanted.lon - found.lon),
                        lat: own.lat + (wanted.lat - found.lat),
                    };
                }
                self.frame.of_degrees(own)
            }
        }
    }

    /// Central meridian in degrees and easting on it in metres by which the bow of straight edges can be bounded, and
    /// the factor by which lengths grow; `None` where edges have to be probed.
    pub(in crate::crs) fn meridian(&self) -> Option<Meridian> {
        match (&self.shift.transform, &self.entry) {
            // A similarity keeps straight edges straight: they are bent as edges of the target's zone are.
            (ShiftTransform::Plane(similarity), Entry::Plane { .. }) => {
                let deg = self.shift.target.central_meridian_deg?;
                Some(Meridian {
                    deg,
                    factor: similarity.factor(),
                })
            }
            _ => self
                .frame
                .central_meridian()
                .map(|(deg, _)| Meridian { deg, factor: 1.001 }),
        }
    }

    /// How far a position of the source datum moves, in metres, as if degrees on both ellipsoids were the same.
    fn move_m(&self, position: SourceXy) -> Option<f64> {
        let own = self.frame.degrees(position)?;
        let moved = self.degrees(position)?;
        let [east, north] = Spheroid::CGCS2000.metres_per_degree(moved.lat);
        Some(libm::hypot(
            (moved.lon - own.lon) * east,
            (moved.lat - own.lat) * north,
        ))
    }

    /// Refuses a shift that moves a layer between datums farther than datums lie apart.
    fn check_move(&self, bounds: Option<[f64; 4]>) -> Result<(), ShiftRefusal> {
        if self.shift.source.id == CrsId::Local {
            return Ok(());
        }
        let center = bounds.map(|[west, south, east, north]| SourceXy {
            x: f64::midpoint(west, east),
            y: f64::midpoint(south, north),
        });
        match center.and_then(|center| self.move_m(center)) {
            Some(distance_m) if distance_m > FARTHEST_MOVE_M => Err(ShiftRefusal::Implausible { distance_m }),
            _ => Ok(()),
        }
    }

    /// A measure of how far positions of the layer lie outside the hull of the control points, in metres; `None`
    /// without control points.
    #[must_use]
    pub fn reach(&self) -> Option<Reach> {
        let corners: Option<Vec<SourceXy>> = self
            .shift
            .accuracy
            .points
            .iter()
            .map(|point| self.leave(point.source))
            .collect();
        let corners = corners?;
        let origin = *corners.first()?;
        let scale = self.frame.metres_per_unit(origin);
        let in_metres = |at: &SourceXy| [(at.x - origin.x) * scale[0], (at.y - origin.y) * scale[1]];
        Some(Reach {
            origin,
            scale,
            hull: Hull::of(corners.iter().map(in_metres).collect()),
        })
    }
}

/// By what the bow of a straight edge can be bounded.
#[derive(Debug, Clone, Copy)]
pub(in crate::crs) struct Meridian {
    /// Central meridian in degrees.
    pub deg: f64,
    /// By how much lengths in the source grow on the way to the zone of that meridian, at most.
    pub factor: f64,
}

/// The ground that control points surround, in the numbers of a layer.
#[derive(Debug, Clone)]
pub struct Reach {
    origin: SourceXy,
    scale: [f64; 2],
    hull: Hull,
}

impl Reach {
    /// How far a position lies outside, in metres; 0 inside, and for what is no position.
    #[must_use]
    pub fn outside_m(&self, position: SourceXy) -> f64 {
        let at = [
            (position.x - self.origin.x) * self.scale[0],
            (position.y - self.origin.y) * self.scale[1],
        ];
        if at.iter().all(|value| value.is_finite()) {
            self.hull.outside(at)
        } else {
            0.0
        }
    }
}

impl Crs {
    /// The same system with a shift that leads from it to CGCS2000. `bounds` is where a layer lies in it.
    ///
    /// # Errors
    /// When the shift leads from another system, or moves the layer farther than datums lie apart.
    pub fn bound_to(
        mut self,
        shift: &Arc<DatumShift>,
        bounds: Option<[f64; 4]>,
    ) -> Result<Self, ShiftRefusal> {
        let bound = BoundShift::new(Arc::clone(shift), &self)?;
        bound.check_move(bounds)?;
        self.shift = Some(Arc::new(bound));
        Ok(self)
    }

    /// The same with what is known of how far the layer reaches beyond the control points.
    #[must_use]
    pub fn reaching(mut self, outside_m: Option<f64>) -> Self {
        self.shift = self.shift.map(|bound| {
            Arc::new(BoundShift {
                outside_m,
                ..(*bound).clone()
            })
        });
        self
    }

    /// The datum on which positions lie once they are on the plane: CGCS2000 where a shift leads there.
    #[must_use]
    pub fn datum_on_plane(&self) -> &Datum {
        if self.shift.is_some() {
            &Datum::Cgcs2000
        } else {
            &self.datum
        }
    }

    /// Whether the numbers are engineering coordinates that no shift ties to the Earth.
    #[must_use]
    pub fn is_unbound_local(&self) -> bool {
        self.kind == CrsKind::Local && self.shift.is_none()
    }
}
