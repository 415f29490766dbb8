//! Sentences that only the window says: coordinates, scales, short hashes, paths.

use std::path::Path;

use egui::{KeyboardShortcut, ModifierNames};

use crate::characters::half_width;
use crate::check::{CheckResult, Verdict};
use crate::crs::{Crs, CrsKind, Datum, EastNorth, GaussKruger, LonLat, Plane, ZoneWidth};
use crate::geometry::Point;
use crate::layer::table::ColumnId;
use crate::layer::{ConstraintLayer, NAME_FIELDS};
use crate::rules::Outcome;
use crate::text::{Texts, visible};
use crate::workspace::message::Message;

/// Degrees, minutes and seconds with one decimal: `28°39′31.2″`.
#[must_use]
pub fn degrees_minutes_seconds(degrees: f64) -> String {
    if !degrees.is_finite() {
        return "?".to_owned();
    }
    let sign = if degrees < 0.0 { "-" } else { "" };
    // Tenths of a second; a coordinate on Earth is far below 2^53 of them.
    let tenths = (degrees.abs() * 36_000.0).round();
    let (whole, rest) = ((tenths / 36_000.0).floor(), tenths % 36_000.0);
    let (minutes, seconds) = ((rest / 600.0).floor(), (rest % 600.0) / 10.0);
    format!("{sign}{whole:.0}°{minutes:02.0}′{seconds:04.1}″")
}

/// Decimal degrees to a centimetre, or degrees, minutes and seconds.
#[must_use]
pub fn degrees_text(degrees: f64, decimal: bool) -> String {
    if decimal && degrees.is_finite() {
        format!("{degrees:.7}°")
    } else {
        degrees_minutes_seconds(degrees)
    }
}

/// A number with thin spaces between thousands.
#[must_use]
pub fn spaced(value: f64, decimals: usize) -> String {
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, rest) = plain
        .split_once('.')
        .map_or((plain.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut text = String::new();
    if value < 0.0 {
        text.push('-');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    if !rest.is_empty() {
        text.push('.');
        text.push_str(rest);
    }
    text
}

/// The scale `1:5 000`, to three digits.
#[must_use]
pub fn scale(denominator: f64) -> String {
    let step = 10_f64.powf((denominator.log10().floor() - 2.0).max(0.0));
    format!("1:{}", spaced((denominator / step).round() * step, 0))
}

/// The n of a scale as it is typed: `1:5000`, `1：5 000`, `5000`; `None` for anything else.
#[must_use]
pub fn typed_scale(text: &str) -> Option<f64> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，'))
        .map(half_width)
        .collect();
    let digits = match text.split_once([':', '/']) {
        Some(("1", digits)) => digits,
        Some(_) => return None,
        None => &text,
    };
    let is_number = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    let denominator: f64 = digits.parse().ok().filter(|_| is_number)?;
    (denominator.is_finite() && denominator > 0.0).then_some(denominator)
}

/// Where a point is, in the zone of the middle of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct PointText {
    /// North, as surveyors write it (X).
    pub north: String,
    /// East with the number of the zone in front (Y).
    pub east: String,
    /// Latitude.
    pub latitude: String,
    /// Longitude.
    pub longitude: String,
}

/// The 3° Gauss-Krüger zone of a point: its number, or nothing for local coordinates and outside the
/// zones that China numbers.
#[must_use]
pub fn zone(plane: &Plane, center: Point) -> Option<i32> {
    plane.ellipsoid()?;
    let number = GaussKruger::zone_of(plane.inverse(center).lon);
    let (first, last) = ZoneWidth::Three.numbers();
    u32::try_from(number)
        .is_ok_and(|number| (first..=last).contains(&number))
        .then_some(number)
}

/// Writes a point of the plane in the zone of `center`; latitude and longitude as decimals where they are asked for.
#[must_use]
pub fn point_text(plane: &Plane, center: Point, point: Point, decimal: bool) -> PointText {
    let Some((ellipsoid, zone)) = plane.ellipsoid().zip(zone(plane, center)) else {
        let dash = || "—".to_owned();
        if plane.is_local() {
            let (north, east) = (spaced(point.y, 3), spaced(point.x, 3));
            return PointText {
                north,
                east,
                latitude: dash(),
                longitude: dash(),
            };
        }
        let LonLat { lon, lat } = plane.inverse(point);
        return PointText {
            north: dash(),
            east: dash(),
            latitude: degrees_text(lat, decimal),
            longitude: degrees_text(lon, decimal),
        };
    };
    let position: LonLat = plane.inverse(point);
    let projection = GaussKruger::new(ellipsoid, 3.0 * f64::from(zone));
    let EastNorth { east, north } = projection.forward(position);
    PointText {
        north: spaced(north, 3),
        east: spaced(f64::from(zone) * 1e6 + 500_000.0 + east, 3),
        latitude: degrees_text(position.lat, decimal),
        longitude: degrees_text(position.lon, decimal),
    }
}

/// A coordinate system in a few words: `CGCS2000`, `CGCS2000 3° 39 带`, else code and name.
#[must_use]
pub fn system_words(texts: &Texts, crs: &Crs) -> String {
    let datum = match crs.datum {
        Datum::Cgcs2000 => "CGCS2000",
        Datum::Wgs84 => "WGS 84",
        _ if crs.kind == CrsKind::Local => return texts.get("status-local"),
        _ => return format!("{} {}", crs.id, crs.name),
    };
    match (crs.kind, crs.zone) {
        (CrsKind::Geographic, _) => texts.get_with("system-geographic", &[("datum", datum.to_owned())]),
        (_, Some(zone)) => {
            let degrees = format!("{:.0}", zone.width.degrees());
            texts.get_with(
                "system-zone",
                &[
                    ("datum", datum.to_owned()),
                    ("degrees", degrees),
                    ("zone", zone.number.to_string()),
                ],
            )
        }
        _ => format!("{} {}", crs.id, crs.name),
    }
}

/// The name of a column of the attribute table.
#[must_use]
pub fn column_name(texts: &Texts, column: &ColumnId) -> String {
    match column {
        ColumnId::Number => "#".to_owned(),
        ColumnId::Identifier => texts.get("table-identifier"),
        ColumnId::Verdict => texts.get("table-verdict"),
        ColumnId::ConflictArea => texts.get("table-conflict-area"),
        ColumnId::Field(name) => visible(name).into_owned(),
    }
}

/// What a feature of a constraint layer is called: name and identifier, else its number counted from 1.
#[must_use]
pub fn feature_label(layer: &ConstraintLayer, feature: u32) -> String {
    let name = layer.attribute(feature, &NAME_FIELDS);
    match (name, layer.feature_id(feature)) {
        (Some(name), Some(id)) if name != id => format!("{name} ({id})"),
        (Some(one), _) | (None, Some(one)) => one,
        (None, None) => format!("#{}", u64::from(feature) + 1),
    }
}

/// The keys of a shortcut as they are printed.
#[must_use]
pub fn keys(shortcut: &KeyboardShortcut) -> String {
    shortcut.format(&ModifierNames::NAMES, cfg!(target_os = "macos"))
}

/// A path with its middle left out when it is long; the end is what tells files apart.
#[must_use]
pub fn short_path(path: &Path, most: usize) -> String {
    let text = path.display().to_string();
    let length = text.chars().count();
    if length <= most {
        return text;
    }
    let head: String = text.chars().take(most / 3).collect();
    let tail: String = text.chars().skip(length - (most - most / 3 - 1)).collect();
    format!("{head}…{tail}")
}

/// The word for what is said: `涉及 · 禁止`.
#[must_use]
pub fn verdict_words(texts: &Texts, verdict: Verdict, outcome: Option<Outcome>) -> String {
    match outcome.filter(|_| verdict == Verdict::Conflict) {
        Some(outcome) => format!("{} · {}", texts.verdict(verdict), texts.outcome(outcome)),
        None => texts.verdict(verdict),
    }
}

/// The sentence of a message, with file and line where it has them and does not say them itself.
#[must_use]
pub fn message(texts: &Texts, message: &Message) -> String {
    let sentence = visible(&texts.coded(&message.id, &message.args)).into_owned();
    let fact = |wanted: &str| {
        message
            .args
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| value.as_str())
    };
    match (fact("file"), fact("line")) {
        (Some(file), _) if sentence.contains(file) => sentence,
        (Some(file), Some(line)) => format!("{sentence} — {file}:{line}"),
        (Some(file), None) => format!("{sentence} — {file}"),
        (None, _) => sentence,
    }
}

/// Name of a constraint input of a result.
#[must_use]
pub fn input_name(result: &CheckResult, input: u32) -> String {
    result
        .inputs
        .get(input as usize)
        .map_or_else(String::new, |record| {
            let name = record.source.as_ref().and_then(|source| source.path.file_name());
            name.map_or_else(
                || record.layer.clone(),
                |name| name.to_string_lossy().into_owned(),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_typed_in_several_ways() {
        for text in [
            "1:5000",
            "5000",
            "1：5 000",
            "１:５０００",
            "1/5000",
            "1:5,000",
            " 5000 ",
        ] {
            assert_eq!(typed_scale(text), Some(5000.0), "{text}");
        }
        for text in [
            "", "1:", ":", "2:5000", "-5", "0", "1:0", "1:1:1", "nan", "inf", "1e9", "五千",
        ] {
            assert_eq!(typed_scale(text), None, "{text}");
        }
    }

    #[test]
    fn angles_and_numbers_print_as_surveyors_write_them() {
        assert_eq!(degrees_minutes_seconds(28.658_666_7), "28°39′31.2″");
        assert_eq!(degrees_minutes_seconds(115.999_999_9), "116°00′00.0″");
        assert_eq!(degrees_minutes_seconds(-0.5), "-0°30′00.0″");
        assert_eq!(degrees_text(28.658_666_7, true), "28.6586667°");
        assert_eq!(spaced(3_172_450.12, 3), "3\u{202f}172\u{202f}450.120");
        assert_eq!(spaced(-12.0, 0), "-12");
        assert_eq!(scale(5000.0), "1:5\u{202f}000");
        assert_eq!(scale(123_456.0), "1:123\u{202f}000");
    }

    #[test]
    fn a_place_is_told_in_its_zone_and_outside_china_in_degrees_only() {
        let plane = Plane::equal_area(crate::crs::Ellipsoid::Cgcs2000, 105.0, 30.0);
        let at = |lon, lat| {
            let (x, y) = plane.forward(LonLat { lon, lat });
            Point { x, y }
        };
        let center = at(115.855_556, 28.658_667);
        let told = point_text(&plane, center, center, false);
        assert_eq!(zone(&plane, center), Some(39));
        assert!(
            told.east.starts_with("39\u{202f}388") && told.north.starts_with("3\u{202f}17"),
            "{told:?}"
        );
        assert_eq!(told.latitude, "28°39′31.2″");
        let far = at(-2.3, 53.4);
        assert_eq!(
            (
                zone(&plane, far),
                point_text(&plane, far, far, false).north.as_str()
            ),
            (None, "—")
        );
    }

    #[test]
    fn a_long_path_keeps_its_end() {
        let path = Path::new("/a/very/long/directory/name/that/nobody/wants/永久基本农田.geojson");
        let short = short_path(path, 30);
        assert_eq!(short.chars().count(), 30);
        assert!(short.ends_with("永久基本农田.geojson") && short.contains('…'));
        assert_eq!(short_path(Path::new("a.geojson"), 30), "a.geojson");
    }
}
