//! The import dossier as JSON, schema [`SCHEMA`].
//!
//! Input: dossiers. Output: bytes, the same for the same files.

use serde::Serialize;

use crate::layer::Note;
use crate::report::shift::ShiftRow;
use crate::text::Texts;
use crate::workspace::command::RepairOffer;
use crate::workspace::dossier::Dossier;
use crate::workspace::dossier::areas::{AreaReport, AreaUnit};
use crate::workspace::dossier::crossing::Crossing;
use crate::workspace::dossier::system::{Candidate, SystemProposal};
use crate::workspace::task::Part;

/// The name of the JSON schema; its number changes when a field changes its meaning.
pub const SCHEMA: &str = "redline.info/1";

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
    encoding: &'a str,
    encoding_basis: &'static str,
    role: Option<String>,
    role_evidence: &'static str,
    crs: Option<CrsRow<'a>>,
    crs_candidates: Vec<CandidateRow>,
    crs_problem: Option<ProblemRow<'a>>,
    features: usize,
    /// Features with polygons: `kept` and `altered` together.
    polygons: usize,
    kept: usize,
    altered: usize,
    no_geometry: usize,
    not_polygon: usize,
    unreadable: usize,
    positions: usize,
    bounds: Option<[f64; 4]>,
    areas: Option<AreasRow<'a>>,
    /// Features whose boundary crosses itself, with what each repair would give; the first of them.
    crossings: Vec<CrossingRow<'a>>,
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
struct CandidateRow {
    id: String,
    name: String,
    swap_axes: bool,
    evidence: Vec<&'static str>,
    /// West, south, east, north, in degrees.
    place: Option<[f64; 4]>,
}

#[derive(Serialize)]
struct AreasRow<'a> {
    field: &'a str,
    unit: Option<&'static str>,
    unit_declared: bool,
    compared: usize,
    declared_m2: f64,
    area_m2: f64,
    official_area_m2: Option<f64>,
    planar_area_m2: Option<f64>,
    differing: usize,
}

#[derive(Serialize)]
struct CrossingRow<'a> {
    feature: u64,
    feature_id: Option<&'a str>,
    repairs: Vec<RepairRow>,
}

#[derive(Serialize)]
struct RepairRow {
    repair: &'static str,
    before_m2: f64,
    after_m2: f64,
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

/// All dossiers as one document.
pub(super) fn as_json(dossiers: &[Dossier], texts: &Texts) -> serde_json::Result<Vec<u8>> {
    let layers = dossiers.iter().map(|dossier| layer_row(dossier, texts)).collect();
    let mut bytes = serde_json::to_vec_pretty(&InfoFile {
        schema: SCHEMA,
        layers,
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn layer_row<'a>(dossier: &'a Dossier, texts: &Texts) -> LayerRow<'a> {
    let (layer, counts) = (&dossier.layer, dossier.counts);
    let (crs, candidates, problem) = match &dossier.system {
        SystemProposal::Certain(decided) => {
            let row = CrsRow {
                id: decided.crs.id.to_string(),
                name: decided.crs.name.clone(),
                basis: decided.basis.code(),
                datum_shift: decided.crs.shift.as_deref().map(ShiftRow::of),
            };
            (Some(row), Vec::new(), None)
        }
        SystemProposal::Likely(candidates) => (None, candidates.iter().map(candidate_row).collect(), None),
        SystemProposal::Unknown(problem) => {
            let row = ProblemRow {
                code: &problem.code,
                text: texts.coded(&problem.code, &problem.args),
            };
            (None, Vec::new(), Some(row))
        }
    };
    LayerRow {
        path: layer.source.path.display().to_string(),
        layer: &layer.name,
        format: layer.source.format,
        bytes: layer.source.bytes,
        sha256: &layer.source.sha256,
        encoding: &dossier.encoding.name,
        encoding_basis: dossier.encoding.basis.code(),
        role: dossier.role.part.as_ref().and_then(role_code),
        role_evidence: dossier.role.evidence.code(),
        crs,
        crs_candidates: candidates,
        crs_problem: problem,
        features: counts.read,
        polygons: counts.polygons(),
        kept: counts.kept,
        altered: counts.altered,
        no_geometry: counts.no_geometry,
        not_polygon: counts.not_polygon,
        unreadable: counts.quarantined,
        positions: layer
            .chunks
            .iter()
            .map(|chunk| chunk.geometry.n_positions())
            .sum(),
        bounds: layer.bounds(),
        areas: dossier.areas.as_ref().map(areas_row),
        crossings: dossier.crossings.iter().map(crossing_row).collect(),
        note_counts: dossier
            .notes
            .counts()
            .iter()
            .map(|(code, count)| NoteCount { code, count: *count })
            .collect(),
        notes: dossier.notes.iter().map(|note| note_row(note, texts)).collect(),
    }
}

fn crossing_row(crossing: &Crossing) -> CrossingRow<'_> {
    let repair = |offer: &RepairOffer| RepairRow {
        repair: offer.repair.code(),
        before_m2: offer.before_m2,
        after_m2: offer.after_m2,
    };
    CrossingRow {
        feature: crossing.feature,
        feature_id: crossing.id.as_deref(),
        repairs: crossing.offers.iter().map(repair).collect(),
    }
}

fn role_code(part: &Part) -> Option<String> {
    match part {
        Part::Parcels => Some("parcels".to_owned()),
        Part::Layer(role) => Some(role.code()),
        Part::Skip => None,
    }
}

fn candidate_row(candidate: &Candidate) -> CandidateRow {
    CandidateRow {
        id: candidate.crs.id.to_string(),
        name: candidate.crs.name.clone(),
        swap_axes: candidate.swap_axes,
        evidence: candidate
            .evidence
            .iter()
            .map(|evidence| evidence.code())
            .collect(),
        place: candidate.place.map(|place| place.degrees),
    }
}

fn areas_row(areas: &AreaReport) -> AreasRow<'_> {
    AreasRow {
        field: &areas.field,
        unit: areas.unit.map(AreaUnit::code),
        unit_declared: areas.is_unit_declared,
        compared: areas.compared,
        declared_m2: areas.sums_m2[0],
        area_m2: areas.sums_m2[1],
        official_area_m2: areas.survey_sums_m2.map(|sums| sums[0]),
        planar_area_m2: areas.survey_sums_m2.map(|sums| sums[1]),
        differing: areas.differing,
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
