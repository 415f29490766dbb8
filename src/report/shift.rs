//! Datum shifts as every report tells them: method, parameters, who gave them, how well they fit.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::check::{CheckResult, InputRecord};
use crate::crs::BoundShift;
use crate::crs::datum_shift::{PointResidual, ShiftTransform};
use crate::text::Texts;
use crate::text::number;

/// A row of facts: text id of the heading, and the value.
pub type Fact = (&'static str, String);

/// What is to be told of a shift, in the language of the texts.
#[must_use]
pub fn shift_facts(texts: &Texts, bound: &BoundShift) -> Vec<Fact> {
    vec![
        ("shift-fact-method", method(texts, bound)),
        ("shift-fact-systems", systems(texts, bound)),
        ("shift-fact-parameters", parameters(bound)),
        ("shift-fact-given", given(texts, bound)),
        ("shift-fact-file", files(texts, bound)),
        ("shift-fact-accuracy", accuracy(texts, bound)),
        ("shift-fact-reach", reach(texts, bound)),
    ]
}

fn method(texts: &Texts, bound: &BoundShift) -> String {
    let id = format!("shift-method-{}", bound.shift.transform.code());
    match &bound.shift.transform {
        ShiftTransform::Plane(_) => texts.get(&id),
        ShiftTransform::Geocentric(model) => {
            let convention = texts.get(&format!("shift-convention-{}", model.convention().code()));
            let args = [
                ("ellipsoid", model.spheroid().name.to_owned()),
                ("convention", convention),
            ];
            texts.get_with(&id, &args)
        }
    }
}

fn systems(texts: &Texts, bound: &BoundShift) -> String {
    let (source, target) = (&bound.shift.source, &bound.shift.target);
    let args = [
        ("source", format!("{} {}", source.id, source.name)),
        ("target", format!("{} {}", target.id, target.name)),
    ];
    texts.get_with("shift-text-systems", &args)
}

/// Parameters with their names: metres to a tenth of a millimetre, seconds and parts per million to six digits.
fn parameters(bound: &BoundShift) -> String {
    let told = bound
        .shift
        .transform
        .parameters()
        .into_iter()
        .map(|(name, value)| {
            if name.ends_with("_m") {
                format!("{name} = {value:.4}")
            } else {
                format!("{name} = {value:.6}")
            }
        });
    told.collect::<Vec<_>>().join("; ")
}

fn given(texts: &Texts, bound: &BoundShift) -> String {
    let provenance = &bound.shift.provenance;
    let id = if provenance.is_estimated {
        "shift-text-points-given"
    } else {
        "shift-text-parameters-given"
    };
    let args = [
        ("by", provenance.given_by.clone()),
        ("on", provenance.given_on.clone()),
        (
            "document",
            provenance
                .document
                .clone()
                .unwrap_or_else(|| texts.get("word-none")),
        ),
    ];
    texts.get_with(id, &args)
}

fn files(texts: &Texts, bound: &BoundShift) -> String {
    let provenance = &bound.shift.provenance;
    let own = (&provenance.file, &provenance.sha256);
    let points = provenance
        .points_file
        .as_ref()
        .map(|(file, sha256)| (file, sha256));
    let told = std::iter::once(own).chain(points).map(|(file, sha256)| {
        let args = [("file", file.display().to_string()), ("sha256", sha256.clone())];
        texts.get_with("shift-text-file", &args)
    });
    told.collect::<Vec<_>>().join(&texts.get("list-separator"))
}

fn accuracy(texts: &Texts, bound: &BoundShift) -> String {
    let accuracy = &bound.shift.accuracy;
    let sigma = ("sigma", number::metres(accuracy.sigma_m));
    let rms = ("rms", number::metres(accuracy.rms_m));
    match accuracy.greatest() {
        None => texts.get_with("shift-text-accuracy-stated", &[rms, sigma]),
        Some(greatest) => texts.get_with(
            "shift-text-accuracy-points",
            &[
                rms,
                sigma,
                ("count", accuracy.points.len().to_string()),
                ("greatest", number::metres(greatest.length_m())),
                ("point", greatest.name.clone()),
            ],
        ),
    }
}

fn reach(texts: &Texts, bound: &BoundShift) -> String {
    match bound.outside_m {
        None => texts.get("shift-text-reach-unknown"),
        Some(metres) if metres < 1.0 => texts.get("shift-text-reach-inside"),
        Some(metres) => texts.get_with(
            "shift-text-reach-outside",
            &[("distance", format!("{metres:.0}"))],
        ),
    }
}

/// The inputs of a result that a shift led onto the plane, with τ against them: the parcels first.
pub fn shifted_inputs(result: &CheckResult) -> impl Iterator<Item = (&InputRecord, &BoundShift, f64)> {
    let parcels = result
        .parcel_input
        .iter()
        .map(|record| (record, tau_of_parcels(result)));
    let layers = (0..)
        .zip(&result.inputs)
        .map(|(input, record)| (record, result.tolerances_against(input).combined_error_m()));
    parcels
        .chain(layers)
        .filter_map(|(record, tau)| Some((record, record.shift.as_deref()?, tau)))
}

/// τ of the parcels against layers that no shift moved.
fn tau_of_parcels(result: &CheckResult) -> f64 {
    let shift = result
        .parcel_input
        .as_ref()
        .and_then(|record| record.shift.as_deref());
    result.tolerances.with_shifts(shift, None).combined_error_m()
}

/// A shift for programs.
#[derive(Debug, Serialize)]
pub struct ShiftRow<'a> {
    method: &'static str,
    source: String,
    source_name: &'a str,
    source_ellipsoid: Option<&'static str>,
    target: String,
    target_name: &'a str,
    parameters: Parameters,
    convention: Option<&'static str>,
    estimated: bool,
    given_by: &'a str,
    given_on: &'a str,
    document: Option<&'a str>,
    file: String,
    sha256: &'a str,
    points_file: Option<String>,
    points_sha256: Option<&'a str>,
    control_points: usize,
    rms_m: f64,
    stated_rms_m: Option<f64>,
    sigma_m: f64,
    greatest_residual_m: Option<f64>,
    outside_control_points_m: Option<f64>,
    residuals: Vec<ResidualRow<'a>>,
}

#[derive(Debug)]
struct Parameters(Vec<(&'static str, f64)>);

impl Serialize for Parameters {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[derive(Debug, Serialize)]
struct ResidualRow<'a> {
    name: &'a str,
    source: [f64; 2],
    target: [f64; 2],
    east_m: f64,
    north_m: f64,
    suspect: bool,
}

impl<'a> ShiftRow<'a> {
    /// The row of a shift.
    #[must_use]
    pub fn of(bound: &'a BoundShift) -> Self {
        let shift = bound.shift.as_ref();
        let (provenance, accuracy) = (&shift.provenance, &shift.accuracy);
        let points_file = provenance.points_file.as_ref();
        let convention = match &shift.transform {
            ShiftTransform::Plane(_) => None,
            ShiftTransform::Geocentric(model) => Some(model.convention().code()),
        };
        let residual = |point: &'a PointResidual| ResidualRow {
            name: &point.name,
            source: [point.source.x, point.source.y],
            target: [point.target.x, point.target.y],
            east_m: point.east_m,
            north_m: point.north_m,
            suspect: point.is_suspect,
        };
        Self {
            method: shift.transform.code(),
            source: shift.source.id.to_string(),
            source_name: &shift.source.name,
            source_ellipsoid: shift.source.frame.spheroid().map(|spheroid| spheroid.name),
            target: shift.target.id.to_string(),
            target_name: &shift.target.name,
            parameters: Parameters(shift.transform.parameters()),
            convention,
            estimated: provenance.is_estimated,
            given_by: &provenance.given_by,
            given_on: &provenance.given_on,
            document: provenance.document.as_deref(),
            file: provenance.file.display().to_string(),
            sha256: &provenance.sha256,
            points_file: points_file.map(|(file, _)| file.display().to_string()),
            points_sha256: points_file.map(|(_, sha256)| sha256.as_str()),
            control_points: accuracy.points.len(),
            rms_m: accuracy.rms_m,
            stated_rms_m: accuracy.stated_rms_m,
            sigma_m: accuracy.sigma_m,
            greatest_residual_m: accuracy.greatest().map(PointResidual::length_m),
            outside_control_points_m: bound.outside_m,
            residuals: accuracy.points.iter().map(residual).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::fixture::Fixture;
    use super::super::{FindingsJson, Page, WorkbookForm};
    use super::*;
    use crate::crs::datum_shift::{
        DatumShift, PointFrame, ShiftAccuracy, ShiftProvenance, ShiftSource, ShiftTarget, Similarity,
    };
    use crate::crs::{Crs, CrsId, SourceXy};
    use crate::text::Language;

    /// The sample with parcels in a city's own system.
    fn shifted() -> Fixture {
        let point = |name: &str, east_m: f64| PointResidual {
            name: name.to_owned(),
            source: SourceXy { x: 1.0, y: 2.0 },
            target: SourceXy { x: 3.0, y: 4.0 },
            east_m,
            north_m: 0.0,
            is_suspect: false,
        };
        let points = vec![
            point("<b>K1", 0.01),
            point("K2", -0.01),
            point("K3", 0.01),
            point("K4", 0.0512),
        ];
        let shift = DatumShift {
            source: ShiftSource::local("某市独立坐标系".to_owned(), PointFrame::Plain),
            target: ShiftTarget::of_crs(&Crs::resolve(CrsId::Epsg(4527)).unwrap()).unwrap(),
            transform: ShiftTransform::Plane(Similarity::new(39_350_000.0, 3_110_000.0, 0.01, 1.0)),
            accuracy: ShiftAccuracy::of_points(points, (2, 4), None),
            provenance: ShiftProvenance {
                given_by: "某市测绘院".to_owned(),
                given_on: "2020-01-02".to_owned(),
                file: "city.shift.toml".into(),
                sha256: "cd".repeat(32),
                points_file: Some(("points.csv".into(), "ef".repeat(32))),
                is_estimated: true,
                document: None,
            },
        };
        let crs = Crs::local()
            .bound_to(&Arc::new(shift), None)
            .unwrap()
            .reaching(Some(321.0));
        let mut fixture = Fixture::sample();
        fixture.result.parcel_input.as_mut().unwrap().shift = crs.shift;
        fixture
    }

    #[test]
    fn every_form_tells_of_a_shift() {
        let fixture = shifted();
        for (language, words) in [
            (
                Language::ZhCn,
                ["坐标转换", "平面四参数", "外推", "可疑", "公共控制点 4 个"],
            ),
            (
                Language::En,
                [
                    "Datum shift",
                    "four parameters",
                    "EXTRAPOLATED",
                    "suspect",
                    "4 control points",
                ],
            ),
        ] {
            let page = String::from_utf8(fixture.bytes(&Page, language)).unwrap();
            let workbook = super::super::workbook::members(&fixture.bytes(&WorkbookForm, language));
            for text in [page, workbook] {
                let facts = [
                    "某市独立坐标系",
                    "某市测绘院",
                    "city.shift.toml",
                    "points.csv",
                    "321",
                    "0.051",
                    "K4",
                ];
                for word in words.iter().chain(&facts) {
                    assert!(text.contains(word), "{word}");
                }
                assert!(text.contains(&"cd".repeat(32)) && text.contains(&"ef".repeat(32)));
                assert!(!text.contains("<b>K1"));
            }
        }
        let json: serde_json::Value =
            serde_json::from_slice(&fixture.bytes(&FindingsJson, Language::En)).unwrap();
        let inputs = json["inputs"].as_array().unwrap();
        let told = &inputs.last().unwrap()["datum_shift"];
        assert_eq!(told["residuals"][3]["suspect"], true);
        assert_eq!(told["outside_control_points_m"], 321.0);
        assert!(
            inputs[0]["combined_error_m"].as_f64() > Some(0.15),
            "the error of the shift counts"
        );
        assert!(inputs[0]["datum_shift"].is_null());
    }

    #[test]
    fn without_a_shift_nothing_is_told() {
        let fixture = Fixture::sample();
        let page = String::from_utf8(fixture.bytes(&Page, Language::ZhCn)).unwrap();
        assert!(!page.contains("坐标转换"));
        assert_eq!(shifted_inputs(&fixture.result).count(), 0);
    }
}
