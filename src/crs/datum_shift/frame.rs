//! How the numbers of a system lie on its ellipsoid.

use super::super::{Crs, CrsKind, EastNorth, GaussKruger, LonLat, SourceXy};
use super::Spheroid;

/// Farthest that a position may be from the central meridian, in metres, and from the equator.
const REACH_M: f64 = 1.7e6;
const MAX_NORTHING_M: f64 = 1.001e7;

/// How the numbers of a system lie on its ellipsoid.
#[derive(Debug, Clone, PartialEq)]
pub enum PointFrame {
    /// Degrees.
    Degrees(Spheroid),
    /// Gauss-Krüger coordinates about a meridian.
    Meridian(Box<MeridianFrame>),
    /// Plane coordinates of which nothing more is known.
    Plain,
}

/// Gauss-Krüger coordinates about a meridian.
#[derive(Debug, Clone, PartialEq)]
pub struct MeridianFrame {
    projection: GaussKruger,
    spheroid: Spheroid,
    false_easting_m: f64,
    false_northing_m: f64,
}

impl PointFrame {
    /// Gauss-Krüger coordinates on an ellipsoid about a meridian in degrees, with what is added to the metres east
    /// of it and north of the equator.
    #[must_use]
    pub fn meridian(
        spheroid: Spheroid,
        central_meridian_deg: f64,
        false_easting_m: f64,
        false_northing_m: f64,
    ) -> Self {
        Self::Meridian(Box::new(MeridianFrame {
            projection: GaussKruger::of_axes(
                spheroid.semi_major_m,
                spheroid.inverse_flattening,
                central_meridian_deg,
            ),
            spheroid,
            false_easting_m,
            false_northing_m,
        }))
    }

    /// The frame of a system of the EPSG data on an ellipsoid.
    pub(super) fn of_crs(crs: &Crs, spheroid: Option<Spheroid>) -> Self {
        match (crs.kind, crs.zone, spheroid) {
            (CrsKind::Geographic, _, Some(spheroid)) => Self::Degrees(spheroid),
            (CrsKind::Projected, Some(zone), Some(spheroid)) => {
                Self::meridian(spheroid, zone.central_meridian_deg, zone.false_easting_m, 0.0)
            }
            _ => Self::Plain,
        }
    }

    /// Degrees on the system's own ellipsoid; `None` where the numbers have no meaning or nothing is known.
    #[must_use]
    pub fn degrees(&self, position: SourceXy) -> Option<LonLat> {
        match self {
            Self::Degrees(_) => {
                let on_earth = position.x.abs() <= 360.0 && position.y.abs() <= 90.0;
                on_earth.then_some(LonLat {
                    lon: position.x,
                    lat: position.y,
                })
            }
            Self::Meridian(frame) => {
                let (east, north) = (
                    position.x - frame.false_easting_m,
                    position.y - frame.false_northing_m,
                );
                let in_reach = east.abs() <= REACH_M && north.abs() <= MAX_NORTHING_M;
                in_reach.then(|| frame.projection.inverse(EastNorth { east, north }))
            }
            Self::Plain => None,
        }
    }

    /// Numbers of a position given in degrees on the system's own ellipsoid; `None` where nothing is known.
    #[must_use]
    pub fn of_degrees(&self, position: LonLat) -> Option<SourceXy> {
        match self {
            Self::Degrees(_) => Some(position.into()),
            Self::Meridian(frame) => {
                let at = frame.projection.forward(position);
                Some(SourceXy {
                    x: at.east + frame.false_easting_m,
                    y: at.north + frame.false_northing_m,
                })
            }
            Self::Plain => None,
        }
    }

    /// The ellipsoid, where it is known.
    #[must_use]
    pub fn spheroid(&self) -> Option<Spheroid> {
        match self {
            Self::Degrees(spheroid) => Some(*spheroid),
            Self::Meridian(frame) => Some(frame.spheroid),
            Self::Plain => None,
        }
    }

    /// Central meridian in degrees and easting on it in metres, for Gauss-Krüger coordinates.
    #[must_use]
    pub fn central_meridian(&self) -> Option<(f64, f64)> {
        match self {
            Self::Meridian(frame) => Some((frame.projection.central_meridian(), frame.false_easting_m)),
            Self::Degrees(_) | Self::Plain => None,
        }
    }

    /// Metres on the ground, about, per unit of the two numbers near a position.
    pub(super) fn metres_per_unit(&self, position: SourceXy) -> [f64; 2] {
        match self {
            Self::Degrees(spheroid) => spheroid.metres_per_degree(position.y),
            Self::Meridian(_) | Self::Plain => [1.0, 1.0],
        }
    }
}
