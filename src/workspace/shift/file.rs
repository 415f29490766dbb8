//! A datum shift as a file.
//!
//! Meaning: TOML, `format = "redline.shift/1"`; units stand in the names. Everything is checked before anything is
//! used, and a field that a shift file does not have is refused: a slip in a name must not leave out a rotation.
//!
//! ```toml
//! format = "redline.shift/1"
//! method = "plane_4"                  # or "geocentric_7"
//! source = "EPSG:2363"                # or "local", with source_name
//! target = "EPSG:4527"                # CGCS2000: a zone, or EPSG:4490 with geocentric_7
//! point_order = "north_east"          # what x and y of the control points are; or "east_north"
//! control_points = "points.csv"       # name,x1,y1,x2,y2; or [[control_point]] tables
//!
//! [provenance]
//! given_by = "示例县自然资源局"
//! given_on = 2019-05-20
//! document = "赣测〔2019〕5 号"        # may be left out
//! rms_m = 0.03                        # needed where no control points are given
//!
//! [parameters]                        # left out where they are computed from the control points
//! d_east_m = 117.342
//! d_north_m = -5.871
//! rotation_ccw_sec = 0.41             # or rotation_ccw_rad, rotation_cw_sec, rotation_cw_rad
//! scale_ppm = 1.25                    # or scale_factor
//! ```
//!
//! With `geocentric_7` the parameters are `dx_m`, `dy_m`, `dz_m`, `rx_sec`, `ry_sec`, `rz_sec`, `scale_ppm` and
//! `convention`; an independent system then needs `source_ellipsoid` and a table `[source_projection]` with
//! `central_meridian_deg`, `false_easting_m` and `false_northing_m`.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;
use toml::value::Value;

use super::error::{ShiftFileError, ShiftFileErrorKind as Kind};
use super::parameters::{Method, ParametersEntry};
use super::points::{self, MOST_POINTS, PointOrder};
use crate::crs::datum_shift::{
    ControlPoint, PointFault, PointFrame, ShiftAccuracy, ShiftProvenance, ShiftSource, ShiftTarget,
    ShiftTransform, Spheroid, estimate_bursa_wolf, estimate_similarity, residuals_of,
};
use crate::crs::{Crs, CrsId, CrsKind, DatumShift, SourceXy};
use crate::io::Sha256Sum;
use crate::lines::line_of;

/// The format that shift files name.
pub const SHIFT_FORMAT: &str = "redline.shift/1";

/// Largest file in bytes.
const MOST_BYTES: u64 = 4 << 20;

/// Greatest standard error in metres that is taken, as for boundaries.
const MOST_SIGMA_M: f64 = 10.0;

/// Farthest that a control point lies from its central meridian, in metres.
const MOST_EAST_M: f64 = 5e5;

/// The part that says how to read the rest.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShiftFile {
    #[serde(rename = "format")]
    _format: String,
    method: Spanned<String>,
    source: Spanned<String>,
    source_name: Option<String>,
    source_ellipsoid: Option<Spanned<String>>,
    target: Spanned<String>,
    point_order: Option<Spanned<String>>,
    control_points: Option<Spanned<String>>,
    #[serde(default)]
    provenance: ProvenanceEntry,
    parameters: Option<ParametersEntry>,
    source_projection: Option<ProjectionEntry>,
    #[serde(default)]
    control_point: Vec<PointEntry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct ProvenanceEntry {
    given_by: Option<String>,
    given_on: Option<Value>,
    document: Option<String>,
    rms_m: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectionEntry {
    central_meridian_deg: Spanned<f64>,
    false_easting_m: Spanned<f64>,
    false_northing_m: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PointEntry {
    name: String,
    x1: Spanned<f64>,
    y1: Spanned<f64>,
    x2: Spanned<f64>,
    y2: Spanned<f64>,
}

/// Reads a shift file.
pub(super) fn read(path: &Path) -> Result<DatumShift, ShiftFileError> {
    let bytes = bytes_of(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| ShiftFileError {
        file: path.to_owned(),
        line: Some(line_of(&bytes, error.valid_up_to())),
        kind: Kind::Syntax {
            message: "the text is not UTF-8".to_owned(),
        },
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let reader = Reader { text, path };
    let head: Head = toml::from_str(text).map_err(|error| reader.syntax(&error))?;
    if head.format != SHIFT_FORMAT {
        return Err(reader.fault(None, Kind::Format { found: head.format }));
    }
    let file: ShiftFile = toml::from_str(text).map_err(|error| reader.syntax(&error))?;
    reader.shift(&file, hash_of(&bytes))
}

fn bytes_of(path: &Path) -> Result<Vec<u8>, ShiftFileError> {
    let fault = |kind| ShiftFileError {
        file: path.to_owned(),
        line: None,
        kind,
    };
    let unreadable = |error: std::io::Error| {
        fault(Kind::Unreadable {
            message: error.to_string(),
        })
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(fault(Kind::TooLarge { limit: MOST_BYTES }));
    }
    Ok(bytes)
}

fn hash_of(bytes: &[u8]) -> String {
    let mut sum = Sha256Sum::new();
    sum.update(bytes);
    sum.finish()
}

/// Control points with the file in which they stand, where it is one of their own.
struct Points {
    points: Vec<ControlPoint>,
    file: Option<(PathBuf, String)>,
}

/// A shift file being read.
pub(super) struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
}

pub(super) type Read<T> = Result<T, ShiftFileError>;

impl Reader<'_> {
    fn shift(&self, file: &ShiftFile, sha256: String) -> Read<DatumShift> {
        let method = Method::parse(file.method.get_ref())
            .ok_or_else(|| self.refused("method", &file.method, file.method.get_ref()))?;
        let source = self.source(file, method)?;
        let target = self.target(&file.target, method)?;
        let stated_rms_m = self.stated_rms(&file.provenance)?;
        let points = self.points(file)?;
        self.check_range(&points.points, &source.frame, &target.frame)?;
        let transform = match &file.parameters {
            Some(entry) => self.given(entry, method, &source)?,
            None if points.points.is_empty() => {
                return Err(self.fault(
                    None,
                    Kind::Missing {
                        field: "[parameters], control_points",
                    },
                ));
            }
            None => self.estimated(&points.points, method, &source, &target)?,
        };
        let is_estimated = file.parameters.is_none();
        let mut shift = DatumShift {
            source,
            target,
            transform,
            accuracy: ShiftAccuracy::default(),
            provenance: self.provenance(file, sha256, is_estimated)?,
        };
        shift.provenance.points_file = points.file;
        let (n_per_point, n_unknowns) = method.equations();
        shift.accuracy = match (points.points.as_slice(), stated_rms_m) {
            ([], None) => return Err(self.fault(None, Kind::NoAccuracy)),
            ([], Some(rms_m)) => ShiftAccuracy::stated(rms_m),
            (points, stated) => {
                let left = residuals_of(&shift, points).map_err(|fault| self.fault(None, fault.into()))?;
                let settled = if is_estimated { n_unknowns } else { 0 };
                ShiftAccuracy::of_points(left, (n_per_point, settled), stated)
            }
        };
        let sigma_m = shift.accuracy.sigma_m;
        if sigma_m <= MOST_SIGMA_M {
            Ok(shift)
        } else {
            let limit_m = MOST_SIGMA_M;
            Err(self.fault(None, Kind::TooInaccurate { sigma_m, limit_m }))
        }
    }

    fn source(&self, file: &ShiftFile, method: Method) -> Read<ShiftSource> {
        let crs = self.crs("source", &file.source)?;
        let line = self.line(&file.source);
        let no_source = || {
            let crs = file.source.get_ref().clone();
            self.fault(Some(line), Kind::Source { crs })
        };
        let spheroid = self.spheroid(file, &crs)?;
        if crs.kind == CrsKind::Local {
            let name = file.source_name.clone().filter(|name| !name.trim().is_empty());
            let name = name.ok_or_else(|| self.missing("source_name"))?;
            return Ok(ShiftSource::local(
                name,
                self.local_frame(file, method, spheroid)?,
            ));
        }
        if file.source_projection.is_some() {
            return Err(self.clash("[source_projection]", &crs.id.to_string()));
        }
        let source = ShiftSource::of_crs(&crs, spheroid);
        let is_fitting = match method {
            Method::Plane => crs.kind == CrsKind::Projected,
            Method::Geocentric => source.frame.spheroid().is_some(),
        };
        if crs.datum.is_modern() || !is_fitting {
            return Err(no_source());
        }
        Ok(source)
    }

    fn spheroid(&self, file: &ShiftFile, crs: &Crs) -> Read<Option<Spheroid>> {
        let known = Spheroid::of_datum(&crs.datum);
        let Some(named) = &file.source_ellipsoid else {
            return Ok(known);
        };
        let spheroid = match named.get_ref().as_str() {
            "krassowsky" => Spheroid::KRASSOWSKY,
            "iag75" => Spheroid::IAG_1975,
            other => return Err(self.refused("source_ellipsoid", named, other)),
        };
        if known.is_some_and(|known| known != spheroid) {
            return Err(self.clash("source_ellipsoid", &crs.id.to_string()));
        }
        Ok(Some(spheroid))
    }

    fn local_frame(&self, file: &ShiftFile, method: Method, spheroid: Option<Spheroid>) -> Read<PointFrame> {
        let Some(entry) = &file.source_projection else {
            return match method {
                Method::Plane => Ok(PointFrame::Plain),
                Method::Geocentric => Err(self.missing("[source_projection]")),
            };
        };
        let spheroid = spheroid.ok_or_else(|| self.missing("source_ellipsoid"))?;
        let meridian = self.within(
            "central_meridian_deg",
            &entry.central_meridian_deg,
            -180.0..=180.0,
        )?;
        let east = self.within("false_easting_m", &entry.false_easting_m, -1e8..=1e8)?;
        let north = entry.false_northing_m.as_ref();
        let north = north.map(|north| self.within("false_northing_m", north, -1e8..=1e8));
        Ok(PointFrame::meridian(
            spheroid,
            meridian,
            east,
            north.transpose()?.unwrap_or(0.0),
        ))
    }

    fn target(&self, text: &Spanned<String>, method: Method) -> Read<ShiftTarget> {
        let crs = self.crs("target", text)?;
        let target = ShiftTarget::of_crs(&crs)
            .filter(|target| method == Method::Geocentric || target.central_meridian_deg.is_some());
        target.ok_or_else(|| {
            let crs = text.get_ref().clone();
            self.fault(Some(self.line(text)), Kind::Target { crs })
        })
    }

    fn crs(&self, field: &'static str, text: &Spanned<String>) -> Read<Crs> {
        let id = CrsId::parse(text.get_ref()).ok_or_else(|| self.refused(field, text, text.get_ref()))?;
        Crs::resolve(id).map_err(|error| self.fault(Some(self.line(text)), error.into()))
    }

    fn stated_rms(&self, entry: &ProvenanceEntry) -> Read<Option<f64>> {
        let Some(value) = &entry.rms_m else {
            return Ok(None);
        };
        let metres = *value.get_ref();
        if metres > 0.0 && metres <= MOST_SIGMA_M {
            Ok(Some(metres))
        } else {
            Err(self.refused("rms_m", value, &metres.to_string()))
        }
    }

    fn provenance(&self, file: &ShiftFile, sha256: String, is_estimated: bool) -> Read<ShiftProvenance> {
        let entry = &file.provenance;
        let given_on = match &entry.given_on {
            Some(Value::Datetime(day)) => Some(day.to_string()),
            Some(Value::String(day)) => Some(day.clone()),
            _ => None,
        };
        let told = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        Ok(ShiftProvenance {
            given_by: told(&entry.given_by).ok_or_else(|| self.missing("given_by"))?,
            given_on: told(&given_on).ok_or_else(|| self.missing("given_on"))?,
            document: told(&entry.document),
            is_estimated,
            file: self.path.to_owned(),
            sha256,
            points_file: None,
        })
    }

    fn points(&self, file: &ShiftFile) -> Read<Points> {
        if file.control_points.is_none() && file.control_point.is_empty() {
            return Ok(Points {
                points: Vec::new(),
                file: None,
            });
        }
        let Some(order) = &file.point_order else {
            return Err(self.missing("point_order"));
        };
        let parsed = PointOrder::parse(order.get_ref());
        let order = parsed.ok_or_else(|| self.refused("point_order", order, order.get_ref()))?;
        let Some(table) = &file.control_points else {
            return self.own_points(&file.control_point, order);
        };
        if !file.control_point.is_empty() {
            return Err(self.clash("[[control_point]]", "control_points"));
        }
        let path = self.path.parent().unwrap_or(Path::new("")).join(table.get_ref());
        let bytes = bytes_of(&path)?;
        Ok(Points {
            points: points::read(&bytes, &path, order)?,
            file: Some((path, hash_of(&bytes))),
        })
    }

    fn own_points(&self, entries: &[PointEntry], order: PointOrder) -> Read<Points> {
        let number = |field, value: &Spanned<f64>| self.within(field, value, -1e9..=1e9);
        let read = |entry: &PointEntry| {
            Ok(ControlPoint {
                name: entry.name.clone(),
                source: order.position(number("x1", &entry.x1)?, number("y1", &entry.y1)?),
                target: order.position(number("x2", &entry.x2)?, number("y2", &entry.y2)?),
            })
        };
        if let Some(entry) = entries.get(MOST_POINTS) {
            return Err(self.refused("x1", &entry.x1, &entry.name));
        }
        Ok(Points {
            points: entries.iter().map(read).collect::<Read<_>>()?,
            file: None,
        })
    }

    /// Every control point lies where both systems have a meaning; swapped axes are found here.
    fn check_range(&self, points: &[ControlPoint], source: &PointFrame, target: &PointFrame) -> Read<()> {
        let fits = |frame: &PointFrame, at: SourceXy| {
            let near = frame
                .central_meridian()
                .is_none_or(|(_, east)| (at.x - east).abs() <= MOST_EAST_M);
            *frame == PointFrame::Plain || (near && frame.degrees(at).is_some())
        };
        let odd = points
            .iter()
            .find(|point| !(fits(source, point.source) && fits(target, point.target)));
        odd.map_or(Ok(()), |point| {
            let name = point.name.clone();
            Err(self.fault(None, PointFault::OutOfRange { name }.into()))
        })
    }

    fn estimated(
        &self,
        points: &[ControlPoint],
        method: Method,
        source: &ShiftSource,
        target: &ShiftTarget,
    ) -> Read<ShiftTransform> {
        let transform = match method {
            Method::Plane => estimate_similarity(points).map(ShiftTransform::Plane),
            Method::Geocentric => {
                estimate_bursa_wolf(points, &source.frame, &target.frame).map(ShiftTransform::Geocentric)
            }
        };
        transform.map_err(|fault| self.fault(None, fault.into()))
    }

    pub(super) fn within(
        &self,
        field: &'static str,
        value: &Spanned<f64>,
        range: std::ops::RangeInclusive<f64>,
    ) -> Read<f64> {
        let number = *value.get_ref();
        if range.contains(&number) {
            Ok(number)
        } else {
            Err(self.refused(field, value, &number.to_string()))
        }
    }

    pub(super) fn refused<T>(&self, field: &'static str, at: &Spanned<T>, value: &str) -> ShiftFileError {
        let value = value.to_owned();
        self.fault(Some(self.line(at)), Kind::Value { field, value })
    }

    pub(super) fn missing(&self, field: &'static str) -> ShiftFileError {
        self.fault(None, Kind::Missing { field })
    }

    pub(super) fn clash(&self, field: &'static str, other: &str) -> ShiftFileError {
        let other = other.to_owned();
        self.fault(None, Kind::Clash { field, other })
    }

    fn syntax(&self, error: &toml::de::Error) -> ShiftFileError {
        let line = error.span().map(|span| line_of(self.text.as_bytes(), span.start));
        let message = error.message().to_owned();
        self.fault(line, Kind::Syntax { message })
    }

    fn fault(&self, line: Option<usize>, kind: Kind) -> ShiftFileError {
        ShiftFileError {
            file: self.path.to_owned(),
            line,
            kind,
        }
    }

    fn line<T>(&self, at: &Spanned<T>) -> usize {
        line_of(self.text.as_bytes(), at.span().start)
    }
}
