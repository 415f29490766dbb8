//! Declared areas against computed ones.
//!
//! Meaning: files declare areas in square metres, hectares, mu or square kilometres and seldom say which. The unit
//! follows from the geometry: it is the one in which nearly all declared areas come near the computed ones. What
//! differs then is listed, because a difference of half a percent is an area of another kind (net of field ridges,
//! planar for ellipsoidal), and one of twenty percent is another parcel.
//!
//! Input: attributes and geometry of a layer. Output: an [`AreaReport`].
//!
//! Source of the fields: TD/T 1057—2020, standards for permanent basic farmland and plan databases, 界址点 files.
//! Source of the limits: 0.1 % or 1 m², whichever is greater.

use super::role::is_same_field;
use crate::crs::{Crs, Plane, ZoneWidth, official_area_in_zone_m2, stored_planar_area_m2, survey_areas};
use crate::geometry::{PolygonColumn, area_m2};
use crate::layer::{FeatureState, Note, Place, Severity, SourceChunk, SourceLayer, plain_text};

/// Fields in which the standards and common files declare the area of a feature, the most telling first.
const FIELDS: [&str; 18] = [
    "地块面积",
    "DKMJ",
    "YDMJ",
    "YJJBNTTBMJ",
    "YJJBNTMJ",
    "JBNTMJ",
    "TBMJ",
    "BHQMJ",
    "QYMJ",
    "CZKFMJ",
    "JSMJ",
    "MJ",
    "面积",
    "用地面积",
    "图斑面积",
    "area",
    "Shape_Area",
    "AREA_M2",
];

/// Features that are measured by the official series at most; beyond, only the plane's area is compared.
const SURVEYED_POSITIONS: usize = 200_000;
/// Share of a computed area that a declared one may differ by, and least difference in m² that counts.
const SHARE_LIMIT: f64 = 0.001;
const LEAST_M2: f64 = 1.0;
/// A declared area is in a unit when it is at most so many times the computed one, or the computed one it. Units
/// differ by a factor of 15 at least, so that even a wrong area tells its unit.
const UNIT_FACTOR: f64 = 2.0;
/// Of so many features this share has to fit a unit.
const UNIT_VOTES: f64 = 0.8;
/// Difference in percent beyond which only that is told.
const MOST_PERCENT: f64 = 1000.0;
/// Features that are listed by themselves.
const LISTED: usize = 100;

/// A unit of area in which files declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaUnit {
    /// Square metre (平方米).
    SquareMetre,
    /// Mu (亩): 2000/3 m².
    Mu,
    /// Hectare (公顷).
    Hectare,
    /// Square kilometre (平方千米).
    SquareKilometre,
}

impl AreaUnit {
    /// All units.
    pub const ALL: [Self; 4] = [Self::SquareMetre, Self::Mu, Self::Hectare, Self::SquareKilometre];

    /// Its size in m².
    #[must_use]
    pub fn in_m2(self) -> f64 {
        match self {
            Self::SquareMetre => 1.0,
            Self::Mu => 2000.0 / 3.0,
            Self::Hectare => 1e4,
            Self::SquareKilometre => 1e6,
        }
    }

    /// Stable code; text id `area-unit-` and the code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::SquareMetre => "m2",
            Self::Mu => "mu",
            Self::Hectare => "hectare",
            Self::SquareKilometre => "km2",
        }
    }

    /// The unit that a text names behind its number.
    fn of_suffix(text: &str) -> Option<Self> {
        match text.trim().to_lowercase().as_str() {
            "平方米" | "㎡" | "m2" | "m²" | "平米" => Some(Self::SquareMetre),
            "亩" | "mu" => Some(Self::Mu),
            "公顷" | "ha" | "hm2" | "hm²" => Some(Self::Hectare),
            "平方公里" | "平方千米" | "km2" | "km²" => Some(Self::SquareKilometre),
            _ => None,
        }
    }
}

/// Areas of one feature.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// On the plane, in m².
    pub plane_m2: f64,
    /// By the official series and planar in the zone, in m², where they were computed.
    pub survey: Option<[f64; 2]>,
}

/// Declared against computed areas of a layer.
#[derive(Debug, Clone, PartialEq)]
pub struct AreaReport {
    /// The field in which areas are declared.
    pub field: String,
    /// In which unit; `None` when the numbers fit none.
    pub unit: Option<AreaUnit>,
    /// The unit stands in the file, behind the numbers.
    pub is_unit_declared: bool,
    /// Features with a declared and a computed area.
    pub compared: usize,
    /// Their sums in m²: declared, on the plane.
    pub sums_m2: [f64; 2],
    /// Sums in m² by the official series and planar in the zone, where all were computed.
    pub survey_sums_m2: Option<[f64; 2]>,
    /// Features that differ by more than 0.1 % and 1 m² from all computed areas.
    pub differing: usize,
    /// The first of them.
    pub listed: Vec<AreaDifference>,
}

/// A feature whose declared area is not the computed one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AreaDifference {
    /// Its number in the file, from 0.
    pub feature: u64,
    /// Declared, in m².
    pub declared_m2: f64,
    /// The computed area that comes nearest, in m².
    pub computed_m2: f64,
}

impl AreaDifference {
    /// Declared less computed, in percent of the computed area.
    #[must_use]
    pub fn percent(&self) -> f64 {
        (self.declared_m2 / self.computed_m2 - 1.0) * 100.0
    }
}

/// A difference in percent as it is told; beyond tenfold its digits mean nothing.
fn percent_text(percent: f64) -> String {
    if percent > MOST_PERCENT {
        format!("> +{MOST_PERCENT:.0}")
    } else {
        format!("{percent:+.2}")
    }
}

/// The field of a layer in which areas are declared.
fn field_of(layer: &SourceLayer) -> Option<&str> {
    let names = layer.chunks.first()?.attributes.names();
    FIELDS
        .iter()
        .find_map(|field| names.iter().find(|name| is_same_field(name, field)))
        .map(String::as_str)
}

/// Whether a layer declares areas at all.
pub(super) fn declares_areas(layer: &SourceLayer) -> bool {
    field_of(layer).is_some()
}

/// Measures the features of a chunk. What lies in a 3° zone is measured from its stored coordinates, to the digit
/// that other software gives.
pub(super) fn measure(
    chunk: &SourceChunk,
    on_plane: &PolygonColumn,
    crs: &Crs,
    plane: &Plane,
) -> Vec<Measured> {
    let zone = crs
        .zone
        .filter(|zone| zone.width == ZoneWidth::Three && crs.datum.is_modern());
    let is_surveyed = on_plane.positions().len() <= SURVEYED_POSITIONS;
    let stored = chunk.geometry.unpack();
    let survey = |row: usize| match (zone, plane.ellipsoid()) {
        (Some(zone), Some(ellipsoid)) => {
            let stored = stored.feature(row);
            let official = official_area_in_zone_m2(&stored, ellipsoid, zone);
            Some([official, stored_planar_area_m2(&stored)])
        }
        _ => survey_areas(&on_plane.feature(row), plane).map(|areas| [areas.official_m2, areas.planar_m2]),
    };
    (0..chunk.states.len())
        .map(|row| Measured {
            plane_m2: area_m2(&on_plane.feature(row)),
            survey: if is_surveyed { survey(row) } else { None },
        })
        .collect()
}

/// Compares; `None` when the layer declares nothing that can be compared.
pub(super) fn report(layer: &SourceLayer, measured: &[Measured]) -> Option<AreaReport> {
    let field = field_of(layer)?;
    let rows = declared_rows(layer, field, measured);
    if rows.is_empty() {
        return None;
    }
    let named = rows[0]
        .unit
        .filter(|unit| rows.iter().all(|row| row.unit == Some(*unit)));
    let unit = named.or_else(|| unit_by_ratio(&rows));
    let in_m2 = unit.map_or(1.0, AreaUnit::in_m2);
    let sum = |value: &dyn Fn(&Row) -> f64| rows.iter().map(value).sum::<f64>();
    let differences: Vec<AreaDifference> = rows.iter().filter_map(|row| row.difference(in_m2)).collect();
    let has_survey = rows.iter().all(|row| row.measured.survey.is_some());
    let survey_sum = |which: usize| sum(&|row| row.measured.survey.map_or(0.0, |survey| survey[which]));
    Some(AreaReport {
        field: field.to_owned(),
        unit,
        is_unit_declared: named.is_some(),
        compared: rows.len(),
        sums_m2: [
            sum(&|row| row.declared * in_m2),
            sum(&|row| row.measured.plane_m2),
        ],
        survey_sums_m2: has_survey.then(|| [survey_sum(0), survey_sum(1)]),
        differing: if unit.is_some() { differences.len() } else { 0 },
        listed: if unit.is_some() {
            differences.into_iter().take(LISTED).collect()
        } else {
            Vec::new()
        },
    })
}

struct Row {
    feature: u64,
    declared: f64,
    unit: Option<AreaUnit>,
    measured: Measured,
}

impl Row {
    /// The difference, when it is more than rounding in any of the computed areas.
    fn difference(&self, in_m2: f64) -> Option<AreaDifference> {
        let declared_m2 = self.declared * in_m2;
        let survey = self.measured.survey.into_iter().flatten();
        let computed = survey.chain([self.measured.plane_m2]);
        let computed_m2 =
            computed.min_by(|a, b| (a - declared_m2).abs().total_cmp(&(b - declared_m2).abs()))?;
        let off = (declared_m2 - computed_m2).abs();
        let counts = off > LEAST_M2.max(SHARE_LIMIT * computed_m2);
        counts.then_some(AreaDifference {
            feature: self.feature,
            declared_m2,
            computed_m2,
        })
    }
}

fn declared_rows(layer: &SourceLayer, field: &str, measured: &[Measured]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut feature = 0_u64;
    for chunk in &layer.chunks {
        for (row, state) in chunk.states.iter().enumerate() {
            let number = feature;
            feature += 1;
            let Some(measured) = usize::try_from(number).ok().and_then(|at| measured.get(at)) else {
                continue;
            };
            if *state != FeatureState::Polygon || measured.plane_m2 <= 0.0 {
                continue;
            }
            let text = chunk.attributes.json(row, field).and_then(plain_text);
            if let Some((declared, unit)) = text.as_deref().and_then(read_area) {
                rows.push(Row {
                    feature: number,
                    declared,
                    unit,
                    measured: *measured,
                });
            }
        }
    }
    rows
}

/// A declared area: a positive number, and the unit behind it if one stands there.
fn read_area(text: &str) -> Option<(f64, Option<AreaUnit>)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-')))
        .unwrap_or(text.len());
    let number: f64 = text[..end]
        .parse()
        .ok()
        .filter(|number: &f64| number.is_finite())?;
    let unit = AreaUnit::of_suffix(&text[end..]);
    (number > 0.0 && (unit.is_some() || text[end..].trim().is_empty())).then_some((number, unit))
}

/// The unit in which nearly all declared areas come near the computed ones.
fn unit_by_ratio(rows: &[Row]) -> Option<AreaUnit> {
    let fits = |unit: AreaUnit| {
        let near = rows.iter().filter(|row| {
            let ratio = row.declared * unit.in_m2() / row.measured.plane_m2;
            (1.0 / UNIT_FACTOR..=UNIT_FACTOR).contains(&ratio)
        });
        near.count()
    };
    let best = AreaUnit::ALL.into_iter().max_by_key(|unit| fits(*unit))?;
    #[expect(clippy::cast_precision_loss, reason = "numbers of features")]
    let share = fits(best) as f64 / rows.len() as f64;
    (share >= UNIT_VOTES).then_some(best)
}

impl AreaReport {
    /// Notes on what the comparison shows; one for each listed feature.
    pub(super) fn notes(&self) -> Vec<Note> {
        let mut notes = Vec::new();
        let of_field =
            |code, severity| Note::new(code, severity, Place::default()).with("field", &self.field);
        match self.unit {
            None => notes.push(of_field("note-area-unit-unclear", Severity::Warning)),
            Some(unit) if !self.is_unit_declared && unit != AreaUnit::SquareMetre => {
                notes.push(of_field("note-area-unit", Severity::Info).with("unit", unit.code()));
            }
            Some(_) => {}
        }
        notes.extend(self.listed.iter().map(|difference| {
            Note::new(
                "note-area-differs",
                Severity::Warning,
                Place::feature(difference.feature),
            )
            .with("declared", format!("{:.2}", difference.declared_m2))
            .with("computed", format!("{:.2}", difference.computed_m2))
            .with("percent", percent_text(difference.percent()))
        }));
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declared_areas_are_read_with_their_unit() {
        assert_eq!(read_area("0.7655公顷"), Some((0.7655, Some(AreaUnit::Hectare))));
        assert_eq!(read_area(" 12.5 亩 "), Some((12.5, Some(AreaUnit::Mu))));
        assert_eq!(read_area("1e4"), Some((1e4, None)));
        assert_eq!(read_area("12 x"), None);
        assert_eq!(read_area("-3"), None);
        assert_eq!(read_area("0"), None);
        assert_eq!(read_area("约12"), None);
    }

    fn row(declared: f64, plane_m2: f64) -> Row {
        Row {
            feature: 0,
            declared,
            unit: None,
            measured: Measured {
                plane_m2,
                survey: None,
            },
        }
    }

    #[test]
    fn the_unit_is_the_one_in_which_nearly_all_fit() {
        let of = |in_m2: f64, odd: f64| {
            let mut rows: Vec<Row> = (1..10)
                .map(|n| row(f64::from(n) * 1000.0 / in_m2, f64::from(n) * 1001.0))
                .collect();
            rows.push(row(odd, 1000.0));
            unit_by_ratio(&rows)
        };
        for unit in AreaUnit::ALL {
            assert_eq!(of(unit.in_m2(), 7.0), Some(unit));
        }
        assert_eq!(of(3.3, 7.0), None);
    }

    #[test]
    fn rounding_is_no_difference_and_one_percent_is() {
        assert_eq!(row(1000.9, 1000.0).difference(1.0), None);
        assert_eq!(row(100_050.0, 100_000.0).difference(1.0), None);
        let off = row(1.01, 10_000.0).difference(1e4).expect("a difference");
        assert!((off.percent() - 1.0).abs() < 1e-9);
        assert_eq!(percent_text(off.percent()), "+1.00");
        assert_eq!(
            [percent_text(4.5e8), percent_text(f64::INFINITY)],
            ["> +1000", "> +1000"]
        );
    }
}
