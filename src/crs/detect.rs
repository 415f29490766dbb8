//! What coordinates look like, from their size alone.
//!
//! Meaning: the ranges of Chinese coordinates hardly overlap, so bounds tell degrees from metres,
//! eastings with a zone prefix from those without, and swapped axes. The look is an observation: it
//! refuses or confirms what a file declares, and is never taken in place of a declaration.
//!
//! Input: bounds of coordinates as stored, x first. Output: a [`CoordinateLook`].
//!
//! Deliberately not here: single bad vertices (they are rejected where they are projected), and any
//! change to coordinates.

use super::{Crs, CrsKind, Zone};

/// What the bounds of a data set look like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CoordinateLook {
    /// Longitude and latitude.
    Degrees,
    /// Latitude and longitude, in this order.
    DegreesSwapped,
    /// Easting with a zone number in front, and northing.
    MetresWithPrefix {
        /// The zone that the prefix names.
        zone: Zone,
    },
    /// Easting without zone number, and northing.
    MetresWithoutPrefix,
    /// Northing and easting, in this order.
    MetresSwapped,
    /// No opinion.
    Unclear,
}

impl CoordinateLook {
    /// Stable code for notes.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Degrees => "degrees",
            Self::DegreesSwapped => "degrees-swapped",
            Self::MetresWithPrefix { .. } => "metres-with-prefix",
            Self::MetresWithoutPrefix => "metres-without-prefix",
            Self::MetresSwapped => "metres-swapped",
            Self::Unclear => "unclear",
        }
    }

    /// Whether coordinates that look like this cannot be meant in the declared CRS.
    #[must_use]
    pub fn contradicts(self, declared: &Crs) -> bool {
        if declared.kind == CrsKind::Local {
            return false;
        }
        match self {
            Self::Degrees => declared.kind == CrsKind::Projected,
            Self::DegreesSwapped | Self::MetresSwapped => true,
            Self::MetresWithPrefix { zone } => {
                declared.kind == CrsKind::Geographic || declared.zone.is_some_and(|declared| declared != zone)
            }
            Self::MetresWithoutPrefix => {
                declared.kind == CrsKind::Geographic || declared.zone.is_some_and(|zone| zone.prefixed)
            }
            Self::Unclear => false,
        }
    }
}

/// Latitudes and longitudes of China, in degrees.
const CHINA_LAT: Range = Range { min: 3.0, max: 54.0 };
const CHINA_LON: Range = Range {
    min: 73.0,
    max: 136.0,
};

/// Northings of China in metres.
const NORTHING: Range = Range {
    min: 1.8e6,
    max: 6.0e6,
};

/// Eastings of a zone in metres, without prefix.
const PLAIN_EASTING: Range = Range {
    min: 2.0e5,
    max: 8.0e5,
};

/// Smallest easting in metres that carries a zone number.
const FIRST_PREFIXED_EASTING: f64 = 1.3e7;

/// Farthest that eastings are from the central meridian, in metres: layers of a whole province are often
/// forced into one zone.
const REACH: f64 = 4.5e5;

#[derive(Clone, Copy)]
struct Range {
    min: f64,
    max: f64,
}

impl Range {
    fn holds(self, other: Self) -> bool {
        self.min <= other.min && other.max <= self.max
    }

    fn magnitude(self) -> f64 {
        self.min.abs().max(self.max.abs())
    }
}

/// Judges bounds `[min_x, min_y, max_x, max_y]` as stored, x first. The declared CRS only keeps
/// systems outside the Chinese ones from being measured by Chinese ranges.
#[must_use]
pub fn judge(bounds: [f64; 4], declared: Option<&Crs>) -> CoordinateLook {
    let x = Range {
        min: bounds[0],
        max: bounds[2],
    };
    let y = Range {
        min: bounds[1],
        max: bounds[3],
    };
    let usable = bounds.iter().all(|value| value.is_finite()) && x.min <= x.max && y.min <= y.max;
    let nothing = x.magnitude() == 0.0 && y.magnitude() == 0.0;
    if !usable || nothing || declared.is_some_and(|crs| crs.kind == CrsKind::Local) {
        return CoordinateLook::Unclear;
    }
    if x.magnitude() <= 360.0 && y.magnitude() <= 360.0 {
        return judge_degrees(x, y);
    }
    if declared.is_some_and(|crs| crs.kind == CrsKind::Projected && crs.zone.is_none()) {
        return CoordinateLook::Unclear;
    }
    judge_metres(x, y)
}

fn judge_degrees(x: Range, y: Range) -> CoordinateLook {
    let beyond_poles = y.min > 90.0 || y.max < -90.0;
    if (CHINA_LAT.holds(x) && CHINA_LON.holds(y)) || (x.magnitude() <= 90.0 && beyond_poles) {
        CoordinateLook::DegreesSwapped
    } else if y.magnitude() <= 90.0 {
        CoordinateLook::Degrees
    } else {
        CoordinateLook::Unclear
    }
}

fn judge_metres(x: Range, y: Range) -> CoordinateLook {
    if NORTHING.holds(y) {
        if let Some(zone) = prefix(x) {
            return CoordinateLook::MetresWithPrefix { zone };
        }
        if PLAIN_EASTING.holds(x) {
            return CoordinateLook::MetresWithoutPrefix;
        }
    }
    if NORTHING.holds(x) && (prefix(y).is_some() || PLAIN_EASTING.holds(y)) {
        return CoordinateLook::MetresSwapped;
    }
    CoordinateLook::Unclear
}

/// The zone whose number stands in front of all eastings.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "below 46 by the zone ranges"
)]
fn prefix(easting: Range) -> Option<Zone> {
    if easting.min < FIRST_PREFIXED_EASTING {
        return None;
    }
    let number = libm::floor(easting.min / 1e6);
    let zone = Zone::of_prefix(number as u32)?;
    let around = Range {
        min: zone.false_easting_m - REACH,
        max: zone.false_easting_m + REACH,
    };
    around.holds(easting).then_some(zone)
}

#[cfg(test)]
mod tests {
    use super::super::{CrsId, ZoneWidth};
    use super::*;

    fn crs(epsg: u32) -> Crs {
        Crs::resolve(CrsId::Epsg(epsg)).expect("known")
    }

    fn zone_39() -> Zone {
        Zone::new(ZoneWidth::Three, 39, true).expect("exists")
    }

    #[test]
    fn chinese_coordinates_are_recognised() {
        let cases = [
            ([113.5, 24.5, 118.5, 30.1], CoordinateLook::Degrees),
            ([24.5, 113.5, 30.1, 118.5], CoordinateLook::DegreesSwapped),
            (
                [39_388_100.0, 3_172_890.0, 39_388_533.0, 3_173_305.0],
                CoordinateLook::MetresWithPrefix { zone: zone_39() },
            ),
            (
                [388_100.0, 3_172_890.0, 388_533.0, 3_173_305.0],
                CoordinateLook::MetresWithoutPrefix,
            ),
            (
                [3_172_890.0, 388_100.0, 3_173_305.0, 388_533.0],
                CoordinateLook::MetresSwapped,
            ),
            (
                [3_172_890.0, 39_388_100.0, 3_173_305.0, 39_388_533.0],
                CoordinateLook::MetresSwapped,
            ),
        ];
        for (bounds, look) in cases {
            assert_eq!(judge(bounds, None), look, "{bounds:?}");
        }
        let six = judge([20_388_100.0, 3_172_890.0, 20_388_533.0, 3_173_305.0], None);
        assert!(
            matches!(six, CoordinateLook::MetresWithPrefix { zone } if zone.width == ZoneWidth::Six && zone.number == 20)
        );
    }

    #[test]
    fn degrees_elsewhere_are_plain_degrees() {
        for bounds in [
            [-124.0, 44.0, -122.0, 46.0],
            [-2.4, 53.3, -2.2, 53.5],
            [5.0, 50.0, 6.0, 51.0],
            [149.0, -36.0, 151.0, -33.0],
            [-180.0, -90.0, 180.0, 90.0],
            [0.0, 0.0, 116.0, 28.0],
            [179.0, -19.0, 181.0, -17.0],
        ] {
            assert_eq!(judge(bounds, None), CoordinateLook::Degrees, "{bounds:?}");
        }
        assert_eq!(
            judge([44.0, -124.0, 46.0, -122.0], None),
            CoordinateLook::DegreesSwapped
        );
    }

    #[test]
    fn without_a_reason_there_is_no_opinion() {
        assert_eq!(
            judge([f64::INFINITY, 0.0, f64::NEG_INFINITY, 0.0], None),
            CoordinateLook::Unclear
        );
        assert_eq!(judge([0.0; 4], None), CoordinateLook::Unclear);
        assert_eq!(judge([115.0, 28.0, 117.0, 95.0], None), CoordinateLook::Unclear);
        assert_eq!(
            judge([1000.0, 2000.0, 1100.0, 2100.0], None),
            CoordinateLook::Unclear
        );
        assert_eq!(
            judge([113.5, 24.5, 118.5, 30.1], Some(&Crs::local())),
            CoordinateLook::Unclear
        );
        let state_plane = [2_000_000.0, 600_000.0, 2_001_000.0, 601_000.0];
        assert_eq!(judge(state_plane, Some(&crs(2248))), CoordinateLook::Unclear);
    }

    #[test]
    fn looks_contradict_what_cannot_be_meant() {
        let degrees = [113.5, 24.5, 118.5, 30.1];
        let prefixed = [39_388_100.0, 3_172_890.0, 39_388_533.0, 3_173_305.0];
        let plain = [388_100.0, 3_172_890.0, 388_533.0, 3_173_305.0];
        let swapped = [24.5, 113.5, 30.1, 118.5];
        let cases = [
            (degrees, 4490, false),
            (degrees, 4527, true),
            (degrees, 3857, true),
            (swapped, 4490, true),
            (prefixed, 4527, false),
            (prefixed, 4526, true),
            (prefixed, 4548, true),
            (prefixed, 4490, true),
            (plain, 4548, false),
            (plain, 4527, true),
            (plain, 32650, false),
            (plain, 4326, true),
        ];
        for (bounds, epsg, expected) in cases {
            let declared = crs(epsg);
            let look = judge(bounds, Some(&declared));
            assert_eq!(look.contradicts(&declared), expected, "{look:?} in {epsg}");
        }
        assert!(!CoordinateLook::Degrees.contradicts(&Crs::local()));
    }
}
