//! Two numbers that somebody typed or pasted: every place that they can mean.
//!
//! Meaning: degrees (decimal, or degrees, minutes and seconds with any of the usual signs) or metres in a Gauss-Krüger
//! zone, in either order, with labels (X, Y, B, L, N, E, S, W, 北纬, 东经 and so on) or without. What a pair can mean
//! is listed with the likeliest reading first, and the reader chooses: nothing is guessed silently.
//!
//! - An easting of eight digits names its zone: 25–45 are 3° zones, 13–23 are 6° zones. One without is read in the
//!   zone of the place that is looked at, and [`Reading::assumed`] says so.
//! - Without labels, degrees are read longitude first where the other order leaves China as well; metres are read
//!   north first (X 北, Y 东), as surveyors write them.
//!
//! Input: a text, the plane's ellipsoid, and where the map looks. Output: [`Reading`]s, empty for anything else.
//!
//! Deliberately not here: other reference systems by their code (see [`split_system`]), packed degrees such as 28.3931,
//! which cannot be told from decimal ones, and commas for thousands, which part numbers here.

mod typed;

use super::{CrsId, EastNorth, Ellipsoid, GaussKruger, LonLat, Zone, ZoneWidth};
use typed::{Axis, values};

/// What a pair of numbers was taken for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Meaning {
    /// Longitude and latitude on the plane's datum.
    Degrees,
    /// Metres in a zone.
    Zone(Zone),
    /// Engineering coordinates of the local plane.
    Local,
}

/// One place that the numbers can mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// What they were taken for.
    pub meaning: Meaning,
    /// Whether the zone is that of the map, because the numbers name none.
    pub assumed: bool,
    /// The place, in degrees on the plane's datum; east and north for the local plane, as
    /// [`super::Plane::forward`] takes them.
    pub position: LonLat,
}

/// Farthest north that ground in China is, in metres from the equator, with room.
const NORTHERNMOST_M: f64 = 6.2e6;

/// Everything that `text` can mean, likeliest first. `near`: where the map looks, on the plane's datum; `ellipsoid`:
/// the plane's, `None` for the local plane.
#[must_use]
pub fn readings(text: &str, ellipsoid: Option<Ellipsoid>, near: LonLat) -> Vec<Reading> {
    let Some([first, second]) = values(text) else {
        return Vec::new();
    };
    let orders: Vec<[f64; 2]> = match (first.axis, second.axis) {
        (Some(Axis::North), Some(Axis::North)) | (Some(Axis::East), Some(Axis::East)) => Vec::new(),
        (Some(Axis::East), _) | (_, Some(Axis::North)) => vec![[second.number, first.number]],
        (Some(Axis::North), _) | (_, Some(Axis::East)) => vec![[first.number, second.number]],
        (None, None) => vec![[first.number, second.number], [second.number, first.number]],
    };
    let Some(ellipsoid) = ellipsoid else {
        return orders.into_iter().map(local).collect();
    };
    let mut found = degrees(&orders);
    if !first.in_degrees && !second.in_degrees {
        let metres = orders.iter().flat_map(|order| in_zones(*order, ellipsoid, near));
        found.extend(metres);
    }
    found
}

/// Parts a text into numbers and the system that stands behind `@`, such as `@EPSG:4527`.
#[must_use]
pub fn split_system(text: &str) -> Option<(&str, CrsId)> {
    let (numbers, system) = text.rsplit_once('@')?;
    Some((numbers, CrsId::parse(system.trim())?))
}

/// The two numbers of a text as they stand, without any meaning; `None` when there are not two.
#[must_use]
pub fn two_numbers(text: &str) -> Option<[f64; 2]> {
    values(text).map(|values| values.map(|value| value.number))
}

fn local([north, east]: [f64; 2]) -> Reading {
    Reading {
        meaning: Meaning::Local,
        assumed: false,
        position: LonLat {
            lon: east,
            lat: north,
        },
    }
}

fn degrees(orders: &[[f64; 2]]) -> Vec<Reading> {
    let in_china = |at: &LonLat| (73.0..=136.0).contains(&at.lon) && (3.0..=54.0).contains(&at.lat);
    let places = orders
        .iter()
        // Longitude first, where both orders will do.
        .rev()
        .map(|[lat, lon]| LonLat { lon: *lon, lat: *lat })
        .filter(|at| at.lat.abs() <= 90.0 && at.lon.abs() <= 180.0);
    let mut places: Vec<LonLat> = places.collect();
    places.sort_by_key(|at| !in_china(at));
    let reading = |position| Reading {
        meaning: Meaning::Degrees,
        assumed: false,
        position,
    };
    places.into_iter().map(reading).collect()
}

/// The places that metres to the north and to the east can mean.
fn in_zones([north, east]: [f64; 2], ellipsoid: Ellipsoid, near: LonLat) -> Vec<Reading> {
    if !(1000.0..NORTHERNMOST_M).contains(&north) {
        return Vec::new();
    }
    let zones: Vec<(Zone, bool)> = if (1e6..1e8).contains(&east) {
        Zone::of_prefix(whole_millions(east))
            .map(|zone| (zone, false))
            .into_iter()
            .collect()
    } else if (1000.0..1e6).contains(&east) {
        zones_of(near.lon).map(|zone| (zone, true)).collect()
    } else {
        Vec::new()
    };
    let reading = |(zone, assumed): (Zone, bool)| {
        let projection = GaussKruger::new(ellipsoid, zone.central_meridian_deg);
        let east = east - zone.false_easting_m;
        let position = projection.inverse(EastNorth { east, north });
        (position.lon.is_finite() && position.lat.is_finite()).then_some(Reading {
            meaning: Meaning::Zone(zone),
            assumed,
            position,
        })
    };
    zones.into_iter().filter_map(reading).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the caller has it between 1e6 and 1e8"
)]
fn whole_millions(east: f64) -> u32 {
    (east / 1e6) as u32
}

/// The 3° and the 6° zone of a longitude, without prefix.
pub fn zones_of(lon: f64) -> impl Iterator<Item = Zone> {
    let three = u32::try_from(GaussKruger::zone_of(lon)).ok();
    let six = (ZoneWidth::Six.numbers().0..=ZoneWidth::Six.numbers().1).find(|number| {
        let central = 6.0 * f64::from(*number) - 3.0;
        (central - 3.0..central + 3.0).contains(&lon)
    });
    let of = |width, number: Option<u32>| number.and_then(|number| Zone::new(width, number, false));
    [of(ZoneWidth::Three, three), of(ZoneWidth::Six, six)]
        .into_iter()
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NEAR: LonLat = LonLat {
        lon: 115.66,
        lat: 29.67,
    };
    const CGCS: Option<Ellipsoid> = Some(Ellipsoid::Cgcs2000);

    fn first(text: &str) -> Reading {
        *readings(text, CGCS, NEAR)
            .first()
            .unwrap_or_else(|| panic!("{text}"))
    }

    fn is_at(text: &str, lon: f64, lat: f64) {
        let LonLat { lon: x, lat: y } = first(text).position;
        assert!(
            (x - lon).abs() < 1e-9 && (y - lat).abs() < 1e-9,
            "{text}: {x} {y}"
        );
    }

    #[test]
    fn degrees_in_all_their_writings() {
        let (lon, lat) = (
            115.0 + 51.0 / 60.0 + 20.0 / 3600.0,
            28.0 + 39.0 / 60.0 + 31.2 / 3600.0,
        );
        for text in [
            "B 28°39′31.2″  L 115°51′20.0″",
            "115°51′20″ 28°39′31.2″",
            "115°51'20\"E, 28°39'31.2\"N",
            "28°39′31.2″N 115°51′20″E",
            "N28°39′31.2″ E115°51′20″",
            "北纬28度39分31.2秒，东经115度51分20秒",
            "东经115°51′20″ 北纬28°39′31.2″",
            "28:39:31.2, 115:51:20",
            "28d39m31.2s 115d51m20s",
            "28 39 31.2 115 51 20",
            "115 51 20，28 39 31.2",
            "Ｂ２８°３９′３１.２″ Ｌ１１５°５１′２０″",
        ] {
            is_at(text, lon, lat);
        }
        for text in [
            "115.5 28.25",
            "28.25,115.5",
            "lat 28.25 lon 115.5",
            "L=115.5 B=28.25",
            "115.5E 28.25N",
            "28°15′ 115°30′",
        ] {
            is_at(text, 115.5, 28.25);
        }
        is_at("W 71.5 N 42.25", -71.5, 42.25);
        is_at("33.9S 18.4E", 18.4, -33.9);
        is_at("-33.5 -70.5", -33.5, -70.5);
        // Either order lies outside China: both are offered, longitude first.
        assert_eq!(readings("10 20", CGCS, NEAR).len(), 2);
        assert_eq!(first("10 20").position, LonLat { lon: 10.0, lat: 20.0 });
    }

    #[test]
    fn metres_with_and_without_the_number_of_the_zone() {
        let zone = Zone::new(ZoneWidth::Three, 39, true).unwrap();
        let projection = GaussKruger::new(Ellipsoid::Cgcs2000, 117.0);
        let expected = projection.inverse(EastNorth {
            east: 388_512.334 - 500_000.0,
            north: 3_172_450.12,
        });
        for text in [
            "X 3\u{202f}172\u{202f}450.120  Y 39\u{202f}388\u{202f}512.334",
            "3172450.12 39388512.334",
            "39388512.334,3172450.12",
            "X=3172450.12，Y=39388512.334",
        ] {
            let reading = first(text);
            assert_eq!(
                (reading.meaning, reading.assumed),
                (Meaning::Zone(zone), false),
                "{text}"
            );
            is_at(text, expected.lon, expected.lat);
        }
        let six = first("3172450.12 20388512.334");
        assert!(
            matches!(six.meaning, Meaning::Zone(zone) if zone.width == ZoneWidth::Six && zone.number == 20)
        );
        // Without a prefix: the 3° zone of the map, and then the 6° zone.
        let both = readings(
            "3172450.12 388512.334",
            CGCS,
            LonLat {
                lon: 116.9,
                lat: 28.0,
            },
        );
        assert!(both.iter().all(|reading| reading.assumed) && both.len() == 2);
        assert!((both[0].position.lon - expected.lon).abs() < 1e-9);
        assert!(readings("3172450.12 46388512.3", CGCS, NEAR).is_empty());
    }

    #[test]
    fn local_coordinates_are_north_first_and_then_east_first() {
        let found = readings("120.5 80.25", None, NEAR);
        let places: Vec<LonLat> = found.iter().map(|reading| reading.position).collect();
        assert_eq!(
            places,
            [
                LonLat {
                    lon: 80.25,
                    lat: 120.5
                },
                LonLat {
                    lon: 120.5,
                    lat: 80.25
                }
            ]
        );
    }

    #[test]
    fn a_system_stands_behind_the_at_sign() {
        assert_eq!(split_system("1 2 @EPSG:4527"), Some(("1 2 ", CrsId::Epsg(4527))));
        assert_eq!(split_system("1 2"), None);
        assert_eq!(two_numbers("500000, 4649776.5"), Some([500_000.0, 4_649_776.5]));
    }

    #[test]
    fn what_is_no_coordinate_means_nothing() {
        for text in [
            "",
            "115",
            "B-017",
            "地块 3 4 号",
            "1 2 3",
            "28°61′ 115°",
            "28.5°30′ 115°",
            "N 28 N 115",
            "1e5 2",
            "nan 3",
            "inf inf",
            "°′″",
            "28 39 61 115 51 20",
            "- -",
            ". .",
            "1..2 3",
            "--3 4",
            "200 300",
            "::",
            "1:2:3:4:5",
            "N E",
        ] {
            assert!(readings(text, CGCS, NEAR).is_empty(), "{text}");
        }
        assert!(readings(&"1 ".repeat(100_000), CGCS, NEAR).is_empty());
    }

    proptest! {
        #[test]
        fn no_text_does_harm(text in "[0-9.,:;°′″dmsNSEWxyblXY@=+\\- 北纬东经]{0,60}") {
            for reading in readings(&text, CGCS, NEAR) {
                prop_assert!(reading.position.lon.is_finite() && reading.position.lat.is_finite());
            }
        }

        #[test]
        fn what_is_written_is_read(lon in 73.0_f64..136.0, lat in 3.0_f64..54.0) {
            let dms = |value: f64| {
                let (d, rest) = (value.floor(), value.fract() * 60.0);
                format!("{d}°{}′{:.7}″", rest.floor(), (rest.fract() * 60.0 - 5e-8).max(0.0))
            };
            let LonLat { lon: x, lat: y } = readings(&format!("{} {}", dms(lat), dms(lon)), CGCS, NEAR)[0].position;
            prop_assert!((x - lon).abs() < 1e-9 && (y - lat).abs() < 1e-9);
        }
    }
}
