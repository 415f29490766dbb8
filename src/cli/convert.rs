//! `redline convert`: a file in another format or in another frame.
//!
//! Meaning: attributes, identifiers and members that the format does not know are kept. With `--to`
//! the vertices are transformed one by one and edges are not split: an edge that is straight in the
//! old frame is bent in the new one, by what a note says. Transformations that are only a guess are
//! refused.
//!
//! Deliberately not here: repair, generalising, choosing a frame for the user.

use std::path::Path;
use std::sync::Arc;

use super::args::ConvertArgs;
use super::console::Console;
use super::exit::Exit;
use super::notes::note_lines;
use super::plan::input;
use crate::crs::ffi::Transformation;
use crate::crs::{BoundShift, Crs, CrsError, CrsId, CrsKind, SourceXy};
use crate::geometry::{PackedColumn, PolygonColumn};
use crate::io::{self, AxisOrder, Encoding, Format, RingStart, WriteErrorKind, WriteOptions, WriteSetting};
use crate::layer::{Notes, SourceLayer};
use crate::progress::Ticket;
use crate::text::{number, visible};
use crate::workspace::frame::decide;
use crate::workspace::import::read_layer;
use crate::workspace::input::InputSpec;
use crate::workspace::problem::Problem;
use crate::workspace::shift::shift_of;

/// Degrees on CGCS2000.
const CGCS2000: CrsId = CrsId::Epsg(4490);

/// Reads, transforms and writes; nothing is written when anything before it fails.
pub fn run(args: &ConvertArgs, console: &Console) -> Exit {
    match convert(args) {
        Ok(converted) => {
            for line in converted
                .notes
                .iter()
                .flat_map(|notes| note_lines(notes, console.texts()))
            {
                console.remark(&line);
            }
            if converted.transformed {
                console.remark(&console.texts().get("convert-vertices-only"));
            }
            let facts = [
                ("features", number::count(converted.features)),
                ("file", visible(&args.output.display().to_string()).into_owned()),
            ];
            let line = format!("{}\n", console.texts().get_with("convert-written", &facts));
            console.result(line.as_bytes(), Exit::Done)
        }
        Err(problem) => {
            console.problem(&problem);
            Exit::NotDone
        }
    }
}

struct Converted {
    features: usize,
    transformed: bool,
    notes: [Notes; 2],
}

fn convert(args: &ConvertArgs) -> Result<Converted, Problem> {
    let spec = InputSpec {
        shift: args.shift.clone(),
        ..input(&args.input)?
    };
    shift_of(&spec)?;
    refuse_onto_itself(&spec.path, &args.output)?;
    let format = io::format_for_writing(&args.output).map_err(|error| Problem {
        code: error.code().to_owned(),
        args: error.args(),
    })?;
    let options = options(args)?;
    refuse_without_effect(format, &options)?;
    let ticket = Ticket::new();
    let mut layer = read_layer(&spec, &ticket)?;
    if spec.crs.is_some() {
        layer.declared_crs = Some(decide(&spec, &layer)?.crs.id);
    }
    let transformed = args
        .to
        .as_deref()
        .map(|to| transform(&spec, &mut layer, to))
        .transpose()?;
    let written = io::write(&args.output, &layer, &options, &ticket);
    let notes = written.map_err(|error| match error.kind {
        WriteErrorKind::Cancelled => Problem::new("import-cancelled"),
        _ => Problem {
            code: error.code().to_owned(),
            args: error.args(),
        },
    })?;
    let features = layer.n_features();
    Ok(Converted {
        features,
        transformed: transformed.unwrap_or(false),
        notes: [layer.notes, notes],
    })
}

fn options(args: &ConvertArgs) -> Result<WriteOptions, Problem> {
    let encoding = args
        .encoding
        .as_deref()
        .map(|label| {
            Encoding::of_label(label).ok_or_else(|| Problem::new("cli-encoding").with("value", label))
        })
        .transpose()?;
    Ok(WriteOptions {
        without_unknown_geometry: args.without_unknown_geometry,
        profile: args.profile.clone(),
        encoding,
        decimals: args.decimals,
        zone_prefix: args.zone_prefix.as_deref().map(|word| word == "yes"),
        axis_order: args.axes.as_deref().map(|word| match word {
            "east-first" => AxisOrder::EastFirst,
            _ => AxisOrder::NorthFirst,
        }),
        ring_start: args.ring_start.as_deref().map(|word| match word {
            "north-west" => RingStart::NorthWest,
            _ => RingStart::AsStored,
        }),
        ..WriteOptions::default()
    })
}

/// An option that makes no difference to the format is a mistake, and is said before anything is written.
fn refuse_without_effect(format: &dyn Format, options: &WriteOptions) -> Result<(), Problem> {
    match (options.unknown_to(format), &options.profile) {
        (None, _) => Ok(()),
        (Some(WriteSetting::Profile), Some(profile)) => {
            Err(Problem::new("cli-profile").with("value", profile))
        }
        (Some(setting), _) => Err(Problem::new("cli-write-option")
            .with("option", setting.code())
            .with("format", format.name())),
    }
}

/// A source file is never replaced, not even by its own conversion.
fn refuse_onto_itself(from: &Path, to: &Path) -> Result<(), Problem> {
    let same = std::fs::canonicalize(from)
        .ok()
        .zip(std::fs::canonicalize(to).ok());
    if same.is_some_and(|(from, to)| from == to) {
        return Err(Problem::new("convert-onto-itself").with("file", to.display()));
    }
    Ok(())
}

/// Brings all vertices into another system; `false` when they are in it already.
fn transform(spec: &InputSpec, layer: &mut SourceLayer, to: &str) -> Result<bool, Problem> {
    let refused = |error: CrsError| {
        Problem {
            code: error.code().to_owned(),
            args: error.args(),
        }
        .with("file", spec.path.display())
    };
    let id = CrsId::parse(to).ok_or_else(|| Problem::new("cli-crs").with("value", to))?;
    let target = Crs::resolve(id).map_err(refused)?;
    let decided = decide(spec, layer)?;
    for note in decided.shift_notes() {
        layer.notes.push(note);
    }
    let source = decided.crs;
    layer.declared_crs = Some(target.id);
    if source.id == target.id {
        return Ok(false);
    }
    let transformation = VertexWay::between(&source, &target).map_err(refused)?;
    let mut first = 0;
    for chunk in &mut layer.chunks {
        let column = transformed(&chunk.geometry.unpack(), &transformation).map_err(|row| {
            let feature = first + row;
            Problem::new("convert-not-transformable")
                .with("feature", feature)
                .with("file", spec.path.display())
        })?;
        chunk.geometry = PackedColumn::pack(&column);
        first += chunk.states.len();
    }
    Ok(true)
}

/// How a vertex goes from one system to another.
struct VertexWay {
    /// By a shift to degrees on CGCS2000 first.
    shift: Option<Arc<BoundShift>>,
    /// By PROJ; not at all where degrees on CGCS2000 are wanted of a shift.
    library: Option<Transformation>,
}

impl VertexWay {
    fn between(source: &Crs, target: &Crs) -> Result<Self, CrsError> {
        let Some(shift) = &source.shift else {
            return Ok(Self {
                shift: None,
                library: Some(between(source, target)?),
            });
        };
        let degrees = Crs::resolve(CGCS2000)?;
        let is_wanted = target.kind == CrsKind::Geographic && target.datum.is_modern();
        let library = (!is_wanted).then(|| between(&degrees, target)).transpose()?;
        Ok(Self {
            shift: Some(Arc::clone(shift)),
            library,
        })
    }

    /// Transforms positions in place; one without an image becomes infinite.
    fn forward(&self, points: &mut [[f64; 2]]) {
        if let Some(shift) = &self.shift {
            for point in &mut *points {
                let [x, y] = *point;
                let degrees = shift.degrees(SourceXy { x, y });
                *point = degrees.map_or([f64::INFINITY; 2], |at| [at.lon, at.lat]);
            }
        }
        if let Some(library) = &self.library {
            library.forward(points);
        }
    }
}

fn between(source: &Crs, target: &Crs) -> Result<Transformation, CrsError> {
    let (CrsId::Epsg(from), CrsId::Epsg(to)) = (source.id, target.id) else {
        return Err(CrsError::LocalMix { id: source.id });
    };
    let refusal = CrsError::NoTransformation {
        from: source.id,
        to: target.id,
    };
    let historic = source.datum.is_historic_chinese() || target.datum.is_historic_chinese();
    if historic && source.datum != target.datum {
        return Err(refusal);
    }
    // WGS 84 and CGCS2000 are equal here, and PROJ knows only a guess between them: degrees on the one are read as
    // degrees on the other.
    let equal = source.kind == CrsKind::Geographic && source.datum.is_modern() && target.datum.is_modern();
    let from = target.datum.geographic_epsg().filter(|_| equal).unwrap_or(from);
    Transformation::between_epsg(from, to).ok_or(refusal)
}

/// The column with every vertex transformed, or the first row that has a vertex without an image.
fn transformed(column: &PolygonColumn<SourceXy>, way: &VertexWay) -> Result<PolygonColumn<SourceXy>, usize> {
    let mut result = PolygonColumn::new();
    for (row, feature) in column.features().enumerate() {
        for polygon in feature.polygons() {
            for ring in polygon.rings() {
                let mut points: Vec<[f64; 2]> =
                    ring.iter().map(|position| [position.x, position.y]).collect();
                way.forward(&mut points);
                let ring: Vec<SourceXy> = points.iter().map(|[x, y]| SourceXy { x: *x, y: *y }).collect();
                if ring
                    .iter()
                    .any(|position| !(position.x.is_finite() && position.y.is_finite()))
                {
                    return Err(row);
                }
                result.push_ring(&ring);
            }
            result.end_polygon();
        }
        result.end_feature();
    }
    Ok(result)
}
