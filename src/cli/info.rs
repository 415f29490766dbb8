//! `redline info`: what a file is, and why the program thinks so.
//!
//! Meaning: format, layers, coordinate reference system and encoding with the reason for each, counts
//! that add up, bounds, SHA-256, and every note with its place. A layer whose system is known is also
//! placed on a plane, so that features which a check would set aside are listed here already.
//!
//! Output: text, or JSON with the schema [`SCHEMA`].

use std::ffi::OsString;
use std::path::Path;

use serde::Serialize;

use super::args::InfoArgs;
use super::console::Console;
use super::exit::Exit;
use super::notes::note_lines;
use super::plan::input;
use crate::check::Tolerances;
use crate::io;
use crate::layer::{FeatureState, Note, Notes, Role, Source, SourceLayer};
use crate::progress::Ticket;
use crate::report::shift::{ShiftRow, shift_facts};
use crate::text::{Texts, number, visible};
use crate::workspace::frame::{DecidedCrs, Extent, PlaneInput, choose_plane, decide};
use crate::workspace::import::ImportError;
use crate::workspace::input::InputSpec;
use crate::workspace::place::{Target, place_constraint};
use crate::workspace::problem::Problem;
use crate::workspace::shift::shift_of;

/// The name of the JSON schema; its number changes when a field does.
pub const SCHEMA: &str = "redline.info/1";

/// Describes files; each is described or told as a problem, and one problem does not stop the others.
pub fn run(args: &InfoArgs, console: &Console) -> Exit {
    let mut exit = Exit::Done;
    let mut files = Vec::new();
    for text in &args.files {
        match describe(text, args.shift.as_deref()) {
            Ok(layers) => files.push(layers),
            Err(problem) => {
                console.problem(&problem);
                exit = Exit::NotDone;
            }
        }
    }
    let layers: Vec<Described> = files.into_iter().flatten().collect();
    let printed = if args.json {
        as_json(&layers, console.texts())
    } else {
        Ok(as_text(&layers, console.texts()))
    };
    match printed {
        Ok(bytes) => console.result(&bytes, exit),
        Err(error) => {
            console.problem(&Problem::new("cli-stdout").with("message", error));
            Exit::NotDone
        }
    }
}

/// What is known of a layer.
struct Described {
    name: String,
    source: Source,
    counts: Counts,
    bounds: Option<[f64; 4]>,
    /// Its system; the problem why none could be taken.
    crs: Result<DecidedCrs, Problem>,
    notes: Notes,
}

/// What became of the features; the four parts add up to the whole.
#[derive(Debug, Clone, Copy, Serialize)]
struct Counts {
    features: usize,
    polygons: usize,
    no_geometry: usize,
    not_polygon: usize,
    unreadable: usize,
}

impl Counts {
    fn of(count: impl Fn(FeatureState) -> usize) -> Self {
        let [polygons, no_geometry, not_polygon, unreadable] = [
            FeatureState::Polygon,
            FeatureState::NoGeometry,
            FeatureState::NotPolygon,
            FeatureState::Unreadable,
        ]
        .map(count);
        let features = polygons + no_geometry + not_polygon + unreadable;
        Self {
            features,
            polygons,
            no_geometry,
            not_polygon,
            unreadable,
        }
    }
}

fn describe(text: &OsString, shift: Option<&Path>) -> Result<Vec<Described>, Problem> {
    let spec = InputSpec {
        shift: shift.map(Path::to_owned),
        ..input(text)?
    };
    shift_of(&spec)?;
    let ticket = Ticket::new();
    let layers = io::read(&spec.path, spec.layer.as_deref(), &ticket).map_err(ImportError::from)?;
    Ok(layers
        .into_iter()
        .map(|layer| describe_layer(&spec, layer, &ticket))
        .collect())
}

fn describe_layer(spec: &InputSpec, mut layer: SourceLayer, ticket: &Ticket) -> Described {
    let bounds = layer.bounds();
    let (name, source) = (layer.name.clone(), layer.source.clone());
    let decided = decide(spec, &layer).and_then(|decided| {
        if let Some(note) = decided.note(layer.declared_crs) {
            layer.notes.push(note);
        }
        for note in decided.shift_notes() {
            layer.notes.push(note);
        }
        let input = PlaneInput {
            spec,
            crs: &decided.crs,
            extent: &Extent::of(&layer, &decided.crs),
        };
        Ok((choose_plane(&[input])?, decided))
    });
    let read = Counts::of(|state| layer.n_in_state(state));
    let (plane, crs) = match decided {
        Ok(decided) => decided,
        Err(error) => {
            let (notes, crs) = (layer.notes, Err(error.into()));
            return Described {
                name,
                source,
                counts: read,
                bounds,
                crs,
                notes,
            };
        }
    };
    let target = Target {
        plane: &plane,
        tolerance_m: Tolerances::default().edge_tolerance_m,
    };
    let read_notes = layer.notes.clone();
    match place_constraint(Role::AdminUnit, layer, &crs.crs, target, ticket) {
        Ok(placed) => {
            let states = placed.chunks().iter().flat_map(|chunk| &chunk.states);
            let counts = Counts::of(|state| states.clone().filter(|known| **known == state).count());
            Described {
                name,
                source,
                counts,
                bounds,
                crs: Ok(crs),
                notes: placed.notes,
            }
        }
        Err(error) => {
            let crs = Err(ImportError::of_placing(spec, error).into());
            Described {
                name,
                source,
                counts: read,
                bounds,
                crs,
                notes: read_notes,
            }
        }
    }
}

fn as_text(layers: &[Described], texts: &Texts) -> Vec<u8> {
    let blocks: Vec<String> = layers.iter().map(|layer| text_of(layer, texts)).collect();
    blocks.join("\n").into_bytes()
}

fn text_of(layer: &Described, texts: &Texts) -> String {
    let row = |id: &str, args: &[(&str, String)]| format!("  {}\n", texts.get_with(id, args));
    let source = &layer.source;
    let count = |n: usize| number::count(n);
    let mut text = format!("{}\n", visible(&source.path.display().to_string()));
    let size = usize::try_from(source.bytes).map_or_else(|_| source.bytes.to_string(), number::count);
    text += &row(
        "info-format",
        &[("format", source.format.to_owned()), ("bytes", size)],
    );
    text += &row("info-sha256", &[("sha256", source.sha256.clone())]);
    let encoding = [
        ("encoding", ENCODING.to_owned()),
        ("format", source.format.to_owned()),
    ];
    text += &row("info-encoding", &encoding);
    text += &row("info-layer", &[("layer", visible(&layer.name).into_owned())]);
    text += &row("info-crs", &[("crs", crs_text(layer, texts))]);
    let shift = shift_lines(layer, texts)
        .into_iter()
        .map(|line| format!("    {line}\n"));
    text.extend(shift);
    let counts = [
        ("features", count(layer.counts.features)),
        ("polygons", count(layer.counts.polygons)),
        ("no_geometry", count(layer.counts.no_geometry)),
        ("not_polygon", count(layer.counts.not_polygon)),
        ("unreadable", count(layer.counts.unreadable)),
    ];
    text += &row("info-counts", &counts);
    let bounds = layer
        .bounds
        .map(|b| format!("x {} … {}, y {} … {}", b[0], b[2], b[1], b[3]));
    text += &row(
        "info-bounds",
        &[("bounds", bounds.unwrap_or_else(|| texts.get("word-none")))],
    );
    let notes = note_lines(&layer.notes, texts)
        .into_iter()
        .map(|line| format!("  {line}\n"));
    text.extend(notes);
    text
}

/// All formats there are hold UTF-8 and are refused otherwise.
const ENCODING: &str = "UTF-8";

fn crs_text(layer: &Described, texts: &Texts) -> String {
    match &layer.crs {
        Ok(decided) => {
            let why = texts.get(&format!("crs-basis-{}", decided.basis.code()));
            let facts = [
                ("crs", decided.crs.id.to_string()),
                ("name", decided.crs.name.clone()),
                ("why", why),
            ];
            texts.get_with("info-crs-known", &facts)
        }
        Err(problem) => texts.get_with(
            "info-crs-refused",
            &[("why", texts.coded(&problem.code, &problem.args))],
        ),
    }
}

/// The datum shift and what is left at its control points.
fn shift_lines(layer: &Described, texts: &Texts) -> Vec<String> {
    let Some(bound) = layer.crs.as_ref().ok().and_then(|known| known.crs.shift.as_ref()) else {
        return Vec::new();
    };
    let fact = |(heading, value): (&str, String)| {
        let args = [
            ("heading", texts.get(heading)),
            ("value", visible(&value).into_owned()),
        ];
        texts.get_with("info-fact", &args)
    };
    let mut lines: Vec<String> = shift_facts(texts, bound).into_iter().map(fact).collect();
    lines.extend(bound.shift.accuracy.points.iter().map(|point| {
        let args = [
            ("point", visible(&point.name).into_owned()),
            ("east", format!("{:+.4}", point.east_m)),
            ("north", format!("{:+.4}", point.north_m)),
            ("length", format!("{:.4}", point.length_m())),
        ];
        texts.get_with("info-residual", &args)
    }));
    lines
}

#[derive(Serialize)]
struct InfoFile<'a> {
    schema: &'static str,
    layers: Vec<LayerRow<'a>>,
}

#[derive(Serialize)]
struct LayerRow<'a> {
    path: String,
    layer: &'a str,
    format: &'static str,
    bytes: u64,
    sha256: &'a str,
    encoding: &'static str,
    crs: Option<CrsRow<'a>>,
    crs_problem: Option<ProblemRow<'a>>,
    #[serde(flatten)]
    counts: Counts,
    bounds: Option<[f64; 4]>,
    note_counts: Vec<NoteCount>,
    notes: Vec<NoteRow<'a>>,
}

#[derive(Serialize)]
struct CrsRow<'a> {
    id: String,
    name: String,
    basis: &'static str,
    datum_shift: Option<ShiftRow<'a>>,
}

#[derive(Serialize)]
struct ProblemRow<'a> {
    code: &'a str,
    text: String,
}

#[derive(Serialize)]
struct NoteCount {
    code: &'static str,
    count: u64,
}

#[derive(Serialize)]
struct NoteRow<'a> {
    code: &'static str,
    severity: &'static str,
    text: String,
    place: String,
    feature: Option<u64>,
    feature_id: Option<&'a str>,
    ring: Option<u32>,
    vertex: Option<u32>,
    line: Option<u64>,
    column: Option<u64>,
    byte: Option<u64>,
}

fn as_json(layers: &[Described], texts: &Texts) -> serde_json::Result<Vec<u8>> {
    let layers = layers.iter().map(|layer| layer_row(layer, texts)).collect();
    let mut bytes = serde_json::to_vec_pretty(&InfoFile {
        schema: SCHEMA,
        layers,
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn layer_row<'a>(layer: &'a Described, texts: &Texts) -> LayerRow<'a> {
    let crs = layer.crs.as_ref().ok().map(|decided| CrsRow {
        id: decided.crs.id.to_string(),
        name: decided.crs.name.clone(),
        basis: decided.basis.code(),
        datum_shift: decided.crs.shift.as_deref().map(ShiftRow::of),
    });
    let problem = layer.crs.as_ref().err();
    LayerRow {
        path: layer.source.path.display().to_string(),
        layer: &layer.name,
        format: layer.source.format,
        bytes: layer.source.bytes,
        sha256: &layer.source.sha256,
        encoding: ENCODING,
        crs,
        crs_problem: problem.map(|problem| ProblemRow {
            code: &problem.code,
            text: texts.coded(&problem.code, &problem.args),
        }),
        counts: layer.counts,
        bounds: layer.bounds,
        note_counts: layer
            .notes
            .counts()
            .iter()
            .map(|(code, count)| NoteCount { code, count: *count })
            .collect(),
        notes: layer.notes.iter().map(|note| note_row(note, texts)).collect(),
    }
}

fn note_row<'a>(note: &'a Note, texts: &Texts) -> NoteRow<'a> {
    let place = &note.place;
    NoteRow {
        code: note.code,
        severity: note.severity.code(),
        text: texts.note(note),
        place: place.to_string(),
        feature: place.feature,
        feature_id: place.feature_id.as_deref(),
        ring: place.ring,
        vertex: place.vertex,
        line: place.line,
        column: place.column,
        byte: place.byte,
    }
}
