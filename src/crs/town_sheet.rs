//! Rectangular sheets of towns (矩形分幅): from the corner in kilometres to the ground.
//!
//! Meaning: plans at 1:500, 1:1000 and 1:2000 are cut along the kilometre grid into squares of 50 cm and named by their
//! south-western corner, north first: `3283.25-39369.50` at 1:500, `3283.5-39369.0` at 1:1000 and 1:2000. Towns often
//! leave the hundreds of kilometres out: `83.25-69.50`. What the name does not say is taken from the place that is looked
//! at, and [`TownSheet::assumed`] says so.
//!
//! Source: GB/T 20257.1, which numbers sheets by the corner's coordinates, with two decimals at 1:500 and one at 1:1000
//! and 1:2000. A name with one decimal and whole kilometres can mean either of the two scales; both are listed.
//!
//! Deliberately not here: sheets of 40 by 50 cm, and those that a town numbers in its own way.

use super::{EastNorth, Ellipsoid, GaussKruger, LonLat, Zone};
use crate::characters::half_width;

/// A sheet that a name can mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TownSheet {
    /// n of the scale 1 : n.
    pub denominator: u32,
    /// The zone; `None` for local coordinates.
    pub zone: Option<Zone>,
    /// The corner north of the equator, or of the local origin, in metres.
    pub north_m: f64,
    /// The corner to the east as it is written in the zone without its number, in metres.
    pub east_m: f64,
    /// Length of a side in metres.
    pub side_m: f64,
    /// Whether zone or hundreds of kilometres are those of the map, because the name does not say.
    pub assumed: bool,
}

/// Longest name that is looked at, in bytes.
const LONGEST: usize = 64;
/// Hundreds of kilometres, which towns leave out, in metres.
const HUNDRED_KM: f64 = 1e5;
/// From here on a northing is whole: no ground in China lies nearer to the equator, in metres.
const LEAST_NORTH_M: f64 = 3e5;
/// Farthest north that ground in China is, in metres, with room.
const MOST_NORTH_M: f64 = 6.2e6;

/// All sheets that a name can mean, likeliest first; none for anything else. `zones`: those of the place that is looked
/// at; `ellipsoid`: the plane's, `None` for local coordinates.
#[must_use]
pub fn town_sheets(text: &str, ellipsoid: Option<Ellipsoid>, near: LonLat, zones: &[Zone]) -> Vec<TownSheet> {
    let Some((north, east)) = corner(text) else {
        return Vec::new();
    };
    let (north_m, east_m) = (north.metres(), east.metres());
    let sides = sides(north, east);
    let places = match ellipsoid {
        None => vec![(None, north_m, east_m, false)],
        Some(ellipsoid) => places(north_m, east_m, ellipsoid, near, zones),
    };
    let sheets = places.into_iter().flat_map(|(zone, north_m, east_m, assumed)| {
        sides.iter().map(move |(denominator, side_m)| TownSheet {
            denominator: *denominator,
            zone,
            north_m,
            east_m,
            side_m: f64::from(*side_m),
            assumed,
        })
    });
    sheets.collect()
}

/// Where a corner can lie: zone, metres north and east, and whether something was taken from the map.
fn places(
    north_m: f64,
    east_m: f64,
    ellipsoid: Ellipsoid,
    near: LonLat,
    zones: &[Zone],
) -> Vec<(Option<Zone>, f64, f64, bool)> {
    let is_whole = (LEAST_NORTH_M..MOST_NORTH_M).contains(&north_m);
    if is_whole && east_m >= 1e6 {
        let prefix = (east_m / 1e6).floor();
        let number = (13..=45_u32).find(|number| f64::from(*number) == prefix);
        let zone = number.and_then(Zone::of_prefix);
        let place = |zone: Zone| (Some(zone), north_m, east_m - prefix * 1e6, false);
        return zone.map(place).into_iter().collect();
    }
    if is_whole && east_m >= HUNDRED_KM {
        return zones
            .iter()
            .map(|zone| (Some(*zone), north_m, east_m, true))
            .collect();
    }
    if north_m >= HUNDRED_KM || east_m >= HUNDRED_KM {
        return Vec::new();
    }
    let place = |zone: &Zone| {
        let middle = GaussKruger::new(ellipsoid, zone.central_meridian_deg).forward(near);
        let nearest = |part: f64, near: f64| part + HUNDRED_KM * ((near - part) / HUNDRED_KM).round();
        let north_m = nearest(north_m, middle.north);
        let east_m = nearest(east_m, middle.east + 5e5);
        (Some(*zone), north_m, east_m, true)
    };
    zones.iter().map(place).collect()
}

impl TownSheet {
    /// The corners in degrees; east and north for local coordinates, as a plane takes them.
    #[must_use]
    pub fn corners(&self, ellipsoid: Option<Ellipsoid>) -> [LonLat; 4] {
        let projection = self
            .zone
            .zip(ellipsoid)
            .map(|(zone, ellipsoid)| GaussKruger::new(ellipsoid, zone.central_meridian_deg));
        [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| {
            let (east, north) = (self.east_m + x * self.side_m, self.north_m + y * self.side_m);
            match &projection {
                Some(projection) => projection.inverse(EastNorth {
                    east: east - 5e5,
                    north,
                }),
                None => LonLat {
                    lon: east,
                    lat: north,
                },
            }
        })
    }
}

/// Kilometres as they are written: their hundredths, and how many decimals there are.
#[derive(Debug, Clone, Copy)]
struct Kilometres {
    hundredths: u32,
    n_decimals: usize,
}

impl Kilometres {
    fn of(text: &str) -> Option<Self> {
        let (whole, decimals) = text.split_once('.')?;
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(decimals) || whole.len() > 6 || decimals.len() > 2 {
            return None;
        }
        let parts: u32 = format!("{decimals:0<2}").parse().ok()?;
        Some(Self {
            hundredths: 100 * whole.parse::<u32>().ok()? + parts,
            n_decimals: decimals.len(),
        })
    }

    fn metres(self) -> f64 {
        10.0 * f64::from(self.hundredths)
    }
}

fn corner(text: &str) -> Option<(Kilometres, Kilometres)> {
    if text.len() > LONGEST {
        return None;
    }
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '–' | '—' | '‐' => '-',
            _ => half_width(c),
        })
        .collect();
    let (north, east) = plain.split_once('-')?;
    let (north, east) = (Kilometres::of(north)?, Kilometres::of(east)?);
    let is_name = north.n_decimals == east.n_decimals && !sides(north, east).is_empty();
    is_name.then_some((north, east))
}

/// Scales, and lengths of a side in metres, of the sheets that can have such a corner.
fn sides(north: Kilometres, east: Kilometres) -> Vec<(u32, u32)> {
    let on_grid = |step: u32| north.hundredths.is_multiple_of(step) && east.hundredths.is_multiple_of(step);
    let (scales, n_decimals): (&[(u32, u32)], _) = if north.n_decimals == 2 {
        (&[(500, 250)], 2)
    } else {
        (&[(1000, 500), (2000, 1000)], 1)
    };
    let fits = |(_, side): &&(u32, u32)| north.n_decimals == n_decimals && on_grid(side / 10);
    scales.iter().filter(fits).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::ZoneWidth;

    const NEAR: LonLat = LonLat {
        lon: 115.66,
        lat: 29.67,
    };

    fn zones() -> [Zone; 2] {
        [(ZoneWidth::Three, 39), (ZoneWidth::Six, 20)]
            .map(|(width, number)| Zone::new(width, number, false).unwrap())
    }

    fn sheets(text: &str) -> Vec<TownSheet> {
        town_sheets(text, Some(Ellipsoid::Cgcs2000), NEAR, &zones())
    }

    #[test]
    fn a_name_with_its_zone_means_one_place() {
        let [sheet] = sheets("3283.25-39369.50")[..] else {
            panic!("one sheet");
        };
        assert_eq!(
            (sheet.denominator, sheet.side_m, sheet.assumed),
            (500, 250.0, false)
        );
        assert_eq!((sheet.north_m, sheet.east_m), (3_283_250.0, 369_500.0));
        assert_eq!(sheet.zone.unwrap().number, 39);
        let corners = sheet.corners(Some(Ellipsoid::Cgcs2000));
        let back = GaussKruger::new(Ellipsoid::Cgcs2000, 117.0).forward(corners[2]);
        assert!((back.east + 5e5 - 369_750.0).abs() < 1e-6 && (back.north - 3_283_500.0).abs() < 1e-6);
        // Whole kilometres: either scale.
        let scales: Vec<u32> = sheets("３２８３.０—39369.0")
            .iter()
            .map(|sheet| sheet.denominator)
            .collect();
        assert_eq!(scales, [1000, 2000]);
        assert_eq!(sheets("3283.5-39369.0").len(), 1);
    }

    #[test]
    fn what_a_name_leaves_out_is_taken_from_the_map_and_said() {
        let found = sheets("3283.25-369.50");
        assert_eq!(found.len(), 2);
        assert!(
            found
                .iter()
                .all(|sheet| sheet.assumed && sheet.east_m == 369_500.0)
        );
        let short = sheets("83.25-69.50")[0];
        assert!(short.assumed);
        assert_eq!((short.north_m, short.east_m), (3_283_250.0, 369_500.0));
        let local = town_sheets("20.0-40.5", None, NEAR, &[]);
        assert_eq!(
            (local[0].north_m, local[0].east_m, local[0].zone),
            (20_000.0, 40_500.0, None)
        );
    }

    #[test]
    fn what_is_no_name_is_none() {
        for text in [
            "",
            "-",
            "20-40",
            "20.0",
            "20.0-40.00",
            "20.10-40.25",
            "20.3-40.5",
            "20.0-40.0-1",
            "20.000-40.000",
            "3283.5-46369.0",
            "1e3.0-2.0",
            "7000.0-39369.0",
            "3283.0-69.0",
            "B-17",
            "9999999.0-1.0",
        ] {
            assert!(sheets(text).is_empty(), "{text}");
        }
        assert!(sheets(&"2".repeat(1000)).is_empty());
    }
}
