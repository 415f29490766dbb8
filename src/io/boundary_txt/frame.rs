//! What the numbers of a boundary file are, and which of the two comes first.
//!
//! Meaning: the ranges of northings, eastings and degrees in China do not meet, so a pair of numbers tells its kind
//! and its order (`domain.md` §2.4 of the specification: X is the northing, Y the easting, and several writers have
//! them the other way round). A point that is of another kind than its parcel, or a parcel of another kind than its
//! file, has a fault: it would land somewhere else.
//!
//! Input: parcels as they stand. Output: the frame of the file, and the order of each parcel.

use super::super::fault::Fault;
use super::super::format::AxisOrder;
use super::number::unpack;
use super::parse::{Point, Record};
use crate::crs::Zone;

/// What a pair of numbers is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frame {
    /// Longitude and latitude.
    Degrees,
    /// Metres, the easting without zone number.
    Plain,
    /// Metres, the easting with this zone number in front.
    Prefixed(u32),
}

/// Smallest number of different values from which packed degrees are told from decimal ones: of decimal values 36 %
/// look packed.
const PACKED_VALUES: usize = 8;

/// Decimals from which a value can be packed degrees.
const PACKED_DECIMALS: u8 = 4;

/// How degrees are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Degrees {
    /// As decimal numbers, or with marks.
    Decimal,
    /// As `ddd.mmss…`.
    Packed,
    /// As either: the values do not tell.
    Ambiguous,
}

impl Frame {
    /// Stable word for notes.
    pub fn code(self) -> String {
        match self {
            Self::Degrees => "degrees".to_owned(),
            Self::Plain => "metres-without-prefix".to_owned(),
            Self::Prefixed(number) => format!("zone-{number}"),
        }
    }
}

/// The kind and order of a point; `None` when the numbers do not say it.
pub(super) fn classify(point: &Point) -> Option<(Frame, AxisOrder)> {
    let [first, second] = point.ordinates;
    if let Some(order) = degrees_order(first, second, point.is_sexagesimal) {
        return Some((Frame::Degrees, order));
    }
    let metres = |north: f64, east: f64| match prefix(east) {
        Some(number) if is_northing_of_zone(north) => Some(Frame::Prefixed(number)),
        None if is_northing(north) && is_plain_easting(east) => Some(Frame::Plain),
        _ => None,
    };
    metres(first, second)
        .map(|frame| (frame, AxisOrder::NorthFirst))
        .or_else(|| metres(second, first).map(|frame| (frame, AxisOrder::EastFirst)))
}

fn degrees_order(first: f64, second: f64, is_sexagesimal: bool) -> Option<AxisOrder> {
    let is_latitude = |value: f64| (3.0..=54.0).contains(&value);
    let is_longitude = |value: f64| (73.0..=136.0).contains(&value);
    let is_beyond_pole = |value: f64| value.abs() > 90.0 && value.abs() <= 180.0;
    if is_latitude(first) && is_longitude(second) {
        Some(AxisOrder::NorthFirst)
    } else if is_longitude(first) && is_latitude(second) {
        Some(AxisOrder::EastFirst)
    } else if is_sexagesimal && first.abs() <= 90.0 && is_beyond_pole(second) {
        Some(AxisOrder::NorthFirst)
    } else if is_sexagesimal && second.abs() <= 90.0 && is_beyond_pole(first) {
        Some(AxisOrder::EastFirst)
    } else {
        None
    }
}

fn is_northing(value: f64) -> bool {
    (1.8e6..=6.0e6).contains(&value)
}

/// Northings down to the southernmost islands: beside a zone number they cannot be taken for eastings.
fn is_northing_of_zone(value: f64) -> bool {
    (3.0e5..=6.0e6).contains(&value)
}

fn is_plain_easting(value: f64) -> bool {
    (1.0e5..=9.0e5).contains(&value)
}

/// The zone number in front of an easting.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 13 and 46"
)]
fn prefix(value: f64) -> Option<u32> {
    if !(1.3e7..4.6e7).contains(&value) {
        return None;
    }
    let number = libm::floor(value / 1e6) as u32;
    Zone::of_prefix(number).map(|zone| zone.number)
}

/// The frame of most parcels of a file.
pub(super) fn frame_of_file(records: &[Record<'_>]) -> Option<Frame> {
    let mut votes: Vec<(Frame, usize)> = Vec::new();
    for frame in records.iter().filter_map(frame_of) {
        match votes.iter_mut().find(|(known, _)| *known == frame.0) {
            Some((_, count)) => *count += 1,
            None => votes.push((frame.0, 1)),
        }
    }
    // Of equal counts the first wins.
    votes
        .into_iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map(|(frame, _)| frame)
}

/// Frame and order of the first point that tells them.
pub(super) fn frame_of(record: &Record<'_>) -> Option<(Frame, AxisOrder)> {
    record.points.iter().find_map(classify)
}

/// The order of a parcel, or its fault when one of its points is not in the frame of the file and in the order of
/// the others.
pub(super) fn order_in(
    record: &Record<'_>,
    frame: Option<Frame>,
    given: Option<AxisOrder>,
) -> Result<AxisOrder, Fault> {
    let by_layout = given.unwrap_or(if record.is_survey {
        AxisOrder::EastFirst
    } else {
        AxisOrder::NorthFirst
    });
    let Some(frame) = frame else {
        return Ok(by_layout);
    };
    let mut order = None;
    let (mut ring, mut vertex) = (0, 0);
    for (index, point) in record.points.iter().enumerate() {
        if point.starts_ring && index > 0 {
            (ring, vertex) = (ring + 1, 0);
        }
        let found = classify(point);
        if found.is_none_or(|found| found.0 != frame || order.is_some_and(|order| order != found.1)) {
            let code = match found {
                Some((other, _)) if other != frame => "note-txt-frame-differs",
                Some(_) => "note-txt-order-differs",
                None => "note-txt-coordinate-odd",
            };
            let [first, second] = point.ordinates;
            let fault = Fault::new(code)
                .at_vertex(ring, vertex)
                .at_line(u64::from(point.line));
            return Err(fault
                .with("found", format!("{first}, {second}"))
                .with("frame", frame.code()));
        }
        order = found.map(|found| found.1);
        vertex += 1;
    }
    Ok(order.unwrap_or(by_layout))
}

/// How the degrees of a file are written. Values of less than four decimals cannot be packed.
pub(super) fn degrees_of_file(records: &[Record<'_>]) -> Degrees {
    let points = records.iter().flat_map(|record| &record.points);
    let mut values: Vec<u64> = Vec::new();
    for point in points.filter(|point| !point.is_sexagesimal) {
        for (value, decimals) in point.ordinates.into_iter().zip(point.decimals) {
            if decimals < PACKED_DECIMALS || unpack(value, decimals).is_none() {
                return Degrees::Decimal;
            }
            if values.len() < PACKED_VALUES && !values.contains(&value.to_bits()) {
                values.push(value.to_bits());
            }
        }
    }
    match values.len() {
        0 => Degrees::Decimal,
        PACKED_VALUES => Degrees::Packed,
        _ => Degrees::Ambiguous,
    }
}
