//! Which column is east and which is north, and in which unit.
//!
//! Meaning: nothing is guessed. Names of columns decide where they say it; `X` and `Y`, and columns without
//! names, are decided by the size of all their numbers: northings of China lie between 1,800,000 m and
//! 6,000,000 m, eastings between 200,000 m and 800,000 m or carry the number of a zone in front; longitudes lie
//! between 73° and 136°, latitudes between 3° and 54°. Files of CASS without names have a fixed order. Where
//! nothing decides, the error says what to give.
//!
//! The ranges are those of `crs::detect`, which judges the layer again when it is brought into the plane.

use super::super::error::ReadErrorKind;
use super::super::format::{AxisOrder, ReadOptions};
use super::header::{Notation, Role};
use super::layout::{Layout, Measure, Survey};
use crate::crs::Zone;

/// Columns of the position, and how to read them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Axes {
    /// Column of the easting or longitude.
    pub east: usize,
    /// Column of the northing or latitude.
    pub north: usize,
    /// What the numbers are.
    pub unit: Unit,
    /// What decided, as a code.
    pub why: &'static str,
    /// The degrees are taken as decimal by their name, and could be packed as well.
    pub may_be_packed: bool,
}

/// What the numbers of a position are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Metres.
    Metres,
    /// Decimal degrees.
    Decimal,
    /// Degrees, minutes and seconds, with marks.
    Marked,
    /// Packed degrees, d.mmss.
    Packed,
}

impl Unit {
    /// The code in notes.
    pub fn code(self) -> &'static str {
        match self {
            Self::Metres => "metres",
            Self::Decimal => "degrees",
            Self::Marked => "marked",
            Self::Packed => "packed",
        }
    }
}

/// Two columns, and whether they hold degrees.
#[derive(Debug, Clone, Copy)]
struct Pair {
    east: usize,
    north: usize,
    is_degrees: bool,
    why: &'static str,
    /// The names say that these are degrees as programs write them.
    is_named_degrees: bool,
}

/// Decides for a table; `is_dat` says that the file has the extension of CASS.
pub(super) fn decide(
    layout: &Layout<'_>,
    survey: &Survey,
    options: &ReadOptions,
    is_dat: bool,
) -> Result<Axes, ReadErrorKind> {
    let pair = by_names(layout, survey, options)
        .or_else(|| without_names(layout, survey, options, is_dat))
        .ok_or_else(|| refused("axes", survey))?;
    let unit = if pair.is_degrees {
        angle_unit(layout, survey, options, &pair)?
    } else {
        (Unit::Metres, false)
    };
    Ok(Axes {
        east: pair.east,
        north: pair.north,
        unit: unit.0,
        why: pair.why,
        may_be_packed: unit.1,
    })
}

fn refused(what: &'static str, survey: &Survey) -> ReadErrorKind {
    let range = |measure: &Measure| format!("{} … {}", measure.min, measure.max);
    let ranges: Vec<String> = survey
        .columns
        .iter()
        .filter(|measure| measure.numbers > 0)
        .take(4)
        .map(range)
        .collect();
    ReadErrorKind::Table {
        line: 1,
        what,
        found: ranges.join("; "),
    }
}

fn by_names(layout: &Layout<'_>, survey: &Survey, options: &ReadOptions) -> Option<Pair> {
    let pair = |east, north| Some((layout.column(east)?, layout.column(north)?));
    if let Some((east, north)) = pair(Role::East, Role::North) {
        return Some(named(east, north, false, false));
    }
    if let Some((east, north)) = pair(Role::Lon, Role::Lat) {
        return Some(named(east, north, true, true));
    }
    if let Some((x, y)) = pair(Role::X, Role::Y) {
        return by_numbers(survey, x, y).or_else(|| given(survey, options, x, y));
    }
    let (east, north) = pair(Role::GeodeticLon, Role::GeodeticLat)?;
    Some(named(east, north, true, false))
}

fn named(east: usize, north: usize, is_degrees: bool, is_named_degrees: bool) -> Pair {
    Pair {
        east,
        north,
        is_degrees,
        why: "names",
        is_named_degrees,
    }
}

/// The order that a person gives for two columns.
fn given(survey: &Survey, options: &ReadOptions, a: usize, b: usize) -> Option<Pair> {
    let (east, north) = match options.axis_order? {
        AxisOrder::EastFirst => (a, b),
        AxisOrder::NorthFirst => (b, a),
    };
    let lon = survey.columns.get(east)?;
    let lat = survey.columns.get(north)?;
    let is_degrees = lon.angles > 0 || (lon.is_within(-180.0, 180.0) && lat.is_within(-90.0, 90.0));
    Some(Pair {
        east,
        north,
        is_degrees,
        why: "given",
        is_named_degrees: false,
    })
}

fn without_names(layout: &Layout<'_>, survey: &Survey, options: &ReadOptions, is_dat: bool) -> Option<Pair> {
    let width = survey.columns.len();
    let neighbours = || (1..width).map(|column| (column - 1, column));
    // Two columns of whole numbers are names and numbers of points, not positions.
    let measured = |column: usize| survey.columns[column].numbers > 0 && !survey.columns[column].is_whole;
    if let Some(pair) = neighbours()
        .filter(|(a, b)| measured(*a) || measured(*b))
        .find_map(|(a, b)| by_numbers(survey, a, b))
    {
        return Some(pair);
    }
    let by_hand = neighbours()
        .find(|(a, b)| measured(*a) && measured(*b))
        .and_then(|(a, b)| given(survey, options, a, b));
    if by_hand.is_some() {
        return by_hand;
    }
    // 点号,编码,东,北,高程: the second cell is a code or empty.
    let has_code = survey.columns.get(1).is_some_and(|code| code.numbers == 0);
    let is_cass = !layout.has_names && width == 5 && has_code && (is_dat || survey.columns[1].others == 0);
    (is_cass && measured(2) && measured(3)).then_some(Pair {
        east: 2,
        north: 3,
        is_degrees: false,
        why: "cass",
        is_named_degrees: false,
    })
}

/// Decides between two columns by the size of their numbers; one order must fit and the other must not.
fn by_numbers(survey: &Survey, a: usize, b: usize) -> Option<Pair> {
    let (first, second) = (survey.columns.get(a)?, survey.columns.get(b)?);
    let pair = |east, north, is_degrees| Pair {
        east,
        north,
        is_degrees,
        why: "numbers",
        is_named_degrees: false,
    };
    if is_northing(first) && is_easting(second) {
        Some(pair(b, a, false))
    } else if is_easting(first) && is_northing(second) {
        Some(pair(a, b, false))
    } else if is_longitude(first) && is_latitude(second) {
        Some(pair(a, b, true))
    } else if is_latitude(first) && is_longitude(second) {
        Some(pair(b, a, true))
    } else {
        None
    }
}

fn is_northing(measure: &Measure) -> bool {
    measure.angles == 0 && measure.is_within(1.8e6, 6.0e6)
}

fn is_easting(measure: &Measure) -> bool {
    let has_zone = |value: f64| {
        let number = (value / 1e6).floor();
        let rest = value - number * 1e6;
        let zone = (13..=45).find(|zone| f64::from(*zone) == number);
        zone.is_some_and(|zone| Zone::of_prefix(zone).is_some()) && (5e4..9.5e5).contains(&rest)
    };
    let is_plain = measure.is_within(2.0e5, 8.0e5);
    measure.angles == 0
        && (is_plain || (measure.is_within(1.3e7, 4.6e7) && has_zone(measure.min) && has_zone(measure.max)))
}

fn is_longitude(measure: &Measure) -> bool {
    measure.is_within(73.0, 136.0) && !measure.is_whole
}

fn is_latitude(measure: &Measure) -> bool {
    measure.is_within(3.0, 54.0) && !measure.is_whole
}

/// How the degrees are written, and whether they could be packed although they are not taken so.
fn angle_unit(
    layout: &Layout<'_>,
    survey: &Survey,
    options: &ReadOptions,
    pair: &Pair,
) -> Result<(Unit, bool), ReadErrorKind> {
    let columns = [pair.east, pair.north].map(|column| survey.columns.get(column));
    let [Some(lon), Some(lat)] = columns else {
        return Ok((Unit::Decimal, false));
    };
    let is_packed = options.packed_degrees.or_else(|| {
        let said = [pair.east, pair.north]
            .iter()
            .find_map(|column| layout.roles.get(*column)?.1);
        said.map(|notation| notation == Notation::Packed)
    });
    if lon.angles + lat.angles > 0 {
        return Ok((Unit::Marked, false));
    }
    match is_packed {
        Some(true) => return Ok((Unit::Packed, false)),
        Some(false) => return Ok((Unit::Decimal, false)),
        None => {}
    }
    let may_be_packed = lon.numbers > 0 && lon.may_be_packed && lat.may_be_packed;
    if may_be_packed && !pair.is_named_degrees {
        return Err(refused("angle", survey));
    }
    Ok((Unit::Decimal, may_be_packed))
}
