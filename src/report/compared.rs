//! A comparison of layers in files.
//!
//! Forms: `overlap.json` (schema `redline.overlap/1`: inputs, totals, doubts), `pairs.csv` (one line a pair, full
//! precision), `pieces.geojson` (the shared ground and the gaps in degrees, or in metres for engineering
//! coordinates). The same comparison gives the same bytes.
//!
//! Deliberately not here: sentences; the summary on the screen is made elsewhere.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use serde_json::json;

use super::ReportError;
use crate::check::{ClassTotal, FindingKind, Gaps, LayerOverlap, Tolerances, UnitTotal};
use crate::crs::Plane;
use crate::geometry::{PolygonColumn, area_m2};
use crate::io::write_atomically;
use crate::layer::ConstraintLayer;

/// Two layers, or one, and how their features lie to each other.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The plane on which all lie.
    pub plane: Plane,
    /// The first layer.
    pub a: Arc<ConstraintLayer>,
    /// The second; `None` when the first was compared with itself.
    pub b: Option<Arc<ConstraintLayer>>,
    /// The administrative units.
    pub unit_layer: Option<Arc<ConstraintLayer>>,
    /// The pairs.
    pub overlap: LayerOverlap,
    /// Totals by class.
    pub classes: Vec<ClassTotal>,
    /// Totals by administrative unit, where units were given.
    pub units: Option<Vec<UnitTotal>>,
    /// Gaps in the first layer, where they were asked for.
    pub gaps: Option<Gaps>,
    /// What counted as noise and as boundary error.
    pub tolerances: Tolerances,
}

impl Compared {
    /// The layer to which the second number of a pair belongs.
    #[must_use]
    pub fn second(&self) -> &ConstraintLayer {
        self.b.as_deref().unwrap_or(&self.a)
    }
}

/// Writes all three files and gives their paths.
///
/// # Errors
/// When the directory or a file cannot be written, or a file would replace an input.
pub fn write_compared(compared: &Compared, dir: &Path) -> Result<Vec<PathBuf>, ReportError> {
    let inputs = [
        Some(&compared.a),
        compared.b.as_ref(),
        compared.unit_layer.as_ref(),
    ];
    let targets = ["overlap.json", "pairs.csv", "pieces.geojson"].map(|name| dir.join(name));
    for target in &targets {
        let known = std::fs::canonicalize(target).ok();
        let is_input = |layer: &&Arc<ConstraintLayer>| {
            known.is_some() && std::fs::canonicalize(&layer.source.path).ok() == known
        };
        if inputs.iter().flatten().any(is_input) {
            return Err(ReportError::OntoInput { path: target.clone() });
        }
    }
    std::fs::create_dir_all(dir).map_err(|source| ReportError::Directory {
        path: dir.to_owned(),
        source,
    })?;
    let write = |target: &PathBuf, fill: &dyn Fn(&mut dyn Write) -> io::Result<()>| {
        write_atomically(target, |writer| fill(writer)).map_err(|source| ReportError::File {
            path: target.clone(),
            source,
        })
    };
    write(&targets[0], &|w| write_json(compared, w))?;
    write(&targets[1], &|w| write_pairs(compared, w))?;
    write(&targets[2], &|w| write_pieces(compared, w))?;
    Ok(targets.to_vec())
}

#[derive(Serialize)]
struct InputRow<'a> {
    path: String,
    layer: &'a str,
    crs: String,
    features: usize,
    unreadable: usize,
    sha256: &'a str,
    datum_shift: Option<super::shift::ShiftRow<'a>>,
}

impl<'a> InputRow<'a> {
    fn of(layer: &'a ConstraintLayer) -> Self {
        Self {
            path: layer.source.path.display().to_string(),
            layer: &layer.name,
            crs: layer.crs.id.to_string(),
            features: layer.n_features(),
            unreadable: layer.unreadable().len(),
            sha256: &layer.source.sha256,
            datum_shift: layer.crs.shift.as_deref().map(super::shift::ShiftRow::of),
        }
    }
}

/// The comparison as one JSON document, without the pairs themselves.
///
/// # Errors
/// What the writer says.
pub fn write_json(compared: &Compared, w: &mut dyn Write) -> io::Result<()> {
    let overlap = &compared.overlap;
    let of_kind = |kind| {
        let (pairs, area_m2) = overlap.of_kind(kind);
        json!({"pairs": pairs, "area_m2": area_m2})
    };
    let class =
        |row: &ClassTotal| json!({"a": row.a, "b": row.b, "pairs": row.pairs, "area_m2": row.area_m2});
    let unit = |row: &UnitTotal| json!({"unit": row.unit, "name": row.name, "pairs": row.pairs, "area_m2": row.area_m2});
    let doubts: Vec<_> = overlap
        .doubts
        .iter()
        .map(|doubt| json!({"a": doubt.a, "b": doubt.b, "reason": doubt.reason.code}))
        .collect();
    let inputs = [
        Some(&compared.a),
        compared.b.as_ref(),
        compared.unit_layer.as_ref(),
    ];
    let plane = compared.plane.parameters();
    let document = json!({
        "schema": "redline.overlap/1",
        "plane": {"name": plane.name, "ellipsoid": plane.ellipsoid, "lon_0": plane.lon_0, "lat_ts": plane.lat_ts},
        "inputs": inputs.iter().flatten().map(|layer| InputRow::of(layer)).collect::<Vec<_>>(),
        "within_one_layer": compared.b.is_none(),
        "tolerances": {
            "combined_error_m": compared.tolerances.combined_error_m(),
            "noise_area_m2": compared.tolerances.noise_area_m2,
            "noise_width_m": compared.tolerances.noise_width_m,
            "edge_tolerance_m": compared.tolerances.edge_tolerance_m,
        },
        "overlap": of_kind(FindingKind::Overlap),
        "within_error": of_kind(FindingKind::WithinError),
        "duplicates": overlap.pairs.iter().filter(|pair| pair.is_duplicate).count(),
        "touching": overlap.n_touching,
        "noise": {"pairs": overlap.noise.0, "area_m2": overlap.noise.1},
        "classes": compared.classes.iter().map(class).collect::<Vec<_>>(),
        "units": compared.units.as_ref().map(|rows| rows.iter().map(unit).collect::<Vec<_>>()),
        "gaps": compared.gaps.as_ref().map(|gaps| json!({
            "count": gaps.gaps.len(),
            "area_m2": gaps.gaps.iter().map(|gap| gap.area_m2).sum::<f64>(),
            "unexamined_clusters_of": gaps.unexamined,
        })),
        "undetermined": doubts,
    });
    serde_json::to_writer_pretty(&mut *w, &document)?;
    w.write_all(b"\n")
}

/// One line a pair.
fn write_pairs(compared: &Compared, w: &mut dyn Write) -> io::Result<()> {
    w.write_all(b"a,b,kind,area_m2,share_of_a,share_of_b,duplicate\n")?;
    let share = |area: f64, layer: &ConstraintLayer, feature: u32| {
        let whole = layer.area_m2(feature);
        if whole > 0.0 { (area / whole).min(1.0) } else { 0.0 }
    };
    for pair in &compared.overlap.pairs {
        writeln!(
            w,
            "{},{},{},{},{},{},{}",
            pair.a,
            pair.b,
            pair.kind.code(),
            pair.area_m2,
            share(pair.area_m2, &compared.a, pair.a),
            share(pair.area_m2, compared.second(), pair.b),
            u8::from(pair.is_duplicate),
        )?;
    }
    Ok(())
}

/// The shared ground and the gaps as polygons.
fn write_pieces(compared: &Compared, w: &mut dyn Write) -> io::Result<()> {
    w.write_all(b"{\"type\":\"FeatureCollection\",\n")?;
    if compared.plane.ellipsoid() == Some(crate::crs::Ellipsoid::Cgcs2000) {
        w.write_all(
            b"\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4490\"}},\n",
        )?;
    }
    w.write_all(b"\"features\":[")?;
    let mut separator: &[u8] = b"\n";
    for pair in &compared.overlap.pairs {
        let properties = json!({
            "a": pair.a,
            "b": pair.b,
            "a_id": compared.a.feature_id(pair.a),
            "b_id": compared.second().feature_id(pair.b),
            "kind": pair.kind.code(),
            "area_m2": pair.area_m2,
            "duplicate": pair.is_duplicate,
        });
        write_feature(&compared.plane, &pair.pieces, &properties, separator, w)?;
        separator = b",\n";
    }
    for gap in compared.gaps.iter().flat_map(|gaps| &gaps.gaps) {
        let properties = json!({
            "a": gap.feature,
            "kind": "gap",
            "area_m2": area_m2(&gap.ground.feature(0)),
            "max_width_m": gap.widths.greatest_m,
        });
        write_feature(&compared.plane, &gap.ground, &properties, separator, w)?;
        separator = b",\n";
    }
    w.write_all(b"\n]}\n")
}

fn write_feature(
    plane: &Plane,
    ground: &PolygonColumn,
    properties: &serde_json::Value,
    separator: &[u8],
    w: &mut dyn Write,
) -> io::Result<()> {
    let polygons: Vec<Vec<Vec<[f64; 2]>>> = ground
        .feature(0)
        .polygons()
        .map(|polygon| {
            let position = |point: &crate::geometry::Point| {
                let place = plane.inverse(*point);
                [place.lon, place.lat]
            };
            polygon
                .rings()
                .map(|ring| ring.iter().map(position).collect())
                .collect()
        })
        .collect();
    w.write_all(separator)?;
    let feature = json!({
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    });
    serde_json::to_writer(w, &feature)?;
    Ok(())
}
