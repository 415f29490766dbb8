//! From the frame of a file onto the plane: source layers become constraint and proposal layers.
//!
//! Meaning: chunk by chunk, in parallel, each chunk of the source is projected and then dropped, so
//! that a layer is held once and not twice. What cannot be projected becomes
//! [`FeatureState::Unreadable`] with a note that names feature, ring and vertex; the feature keeps
//! its number, and the check treats the ground near it as unsettled.
//!
//! Input: a source layer with its system, and the plane. Output: a layer on the plane; the result
//! does not depend on the number of threads.
//!
//! Deliberately not here: deciding about the system ([`super::frame`]), and any repair of rings.

use rayon::prelude::*;

use std::sync::Arc;

use crate::crs::{Crs, CrsError, Plane, Projector, RejectReason, Rejected};
use crate::geometry::PolygonColumn;
use crate::layer::{
    AttributeTable, ChunkGeometry, ConstraintLayer, FeatureChunk, FeatureState, JsonColumn, LandMode, Note,
    Notes, Parcel, ParcelId, Place, ProposalLayer, Role, Severity, SourceChunk, SourceLayer, plain_text,
};
use crate::progress::{Cancelled, Ticket};

/// Fields that hold a parcel's name, most specific first.
pub(super) const NAME_FIELDS: [&str; 10] = [
    "DKMC",
    "地块名称",
    "XMMC",
    "项目名称",
    "name",
    "名称",
    "DKM",
    "MC",
    "title",
    "label",
];

/// Fields that hold a parcel's identifier where the format has none, most specific first.
const ID_FIELDS: [&str; 9] = [
    "DKBH",
    "地块编号",
    "ZDDM",
    "宗地代码",
    "BH",
    "编号",
    "BSM",
    "id",
    "fid",
];

/// The way onto the plane: which plane, and how far a chord may lie from the true edge, in metres.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The plane.
    pub plane: &'a Plane,
    /// Greatest distance between a true edge and its chords, in metres.
    pub tolerance_m: f64,
}

/// Why a layer could not be placed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Its system does not lead onto the plane.
    #[error(transparent)]
    Crs(#[from] CrsError),
    /// Somebody asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Places protected land on the plane and builds its index.
///
/// # Errors
/// When the layer's system does not lead onto the plane, or when the ticket is cancelled.
pub fn place_constraint(
    role: Role,
    layer: SourceLayer,
    crs: &Crs,
    target: Target<'_>,
    ticket: &Ticket,
) -> Result<ConstraintLayer, PlaceError> {
    let SourceLayer {
        name,
        source,
        chunks,
        mut notes,
        ..
    } = layer;
    let projector = Arc::new(Projector::new(crs, target.plane, target.tolerance_m)?);
    let place = |first: usize, chunk: SourceChunk| place_chunk(first, chunk, &projector);
    let placed = each_chunk(chunks, ticket, place)?;
    let mut features = Vec::with_capacity(placed.len());
    for (chunk, rejections) in placed {
        append(&mut notes, rejections);
        features.push(chunk);
    }
    Ok(ConstraintLayer::new(
        name,
        role,
        source,
        crs.clone(),
        notes,
        features,
    ))
}

/// Places parcels on the plane; each keeps its coordinates as stored and all its attributes.
///
/// # Errors
/// As [`place_constraint`].
pub fn place_parcels(
    layer: SourceLayer,
    crs: &Crs,
    target: Target<'_>,
    ticket: &Ticket,
) -> Result<ProposalLayer, PlaceError> {
    let SourceLayer {
        name,
        source,
        chunks,
        mut notes,
        foreign,
        ..
    } = layer;
    let projector = Projector::new(crs, target.plane, target.tolerance_m)?;
    let placed = each_chunk(chunks, ticket, |first, chunk| {
        let (on_plane, rejections) = projected(first, &chunk, &projector);
        let mut notes = Notes::default();
        let parcels = parcels_of(first, &chunk, &on_plane, &mut notes);
        ((parcels, notes), rejections)
    })?;
    let mut parcels = Vec::new();
    for ((of_chunk, chunk_notes), rejections) in placed {
        append(&mut notes, rejections);
        notes.append(chunk_notes);
        parcels.extend(of_chunk);
    }
    let mut placed = ProposalLayer::new(name, Some(source), crs.clone(), notes, parcels);
    placed.foreign = foreign;
    Ok(placed)
}

/// The projected side of a chunk.
pub(super) struct OnPlane {
    /// The polygons; those left out are empty.
    pub geometry: PolygonColumn,
    /// What became of each feature.
    pub states: Vec<FeatureState>,
}

/// A chunk of protected land, on the plane or waiting in degrees where that gives the same points.
fn place_chunk(first: usize, chunk: SourceChunk, projector: &Arc<Projector>) -> (FeatureChunk, Notes) {
    if projector.can_wait(&chunk.geometry) {
        let waiting = FeatureChunk {
            geometry: ChunkGeometry::waiting(chunk.geometry, Arc::clone(projector)),
            states: chunk.states,
            ids: chunk.ids,
            attributes: chunk.attributes,
        };
        return (waiting, Notes::default());
    }
    let (on_plane, notes) = projected(first, &chunk, projector);
    let placed = FeatureChunk {
        geometry: ChunkGeometry::on_plane(&on_plane.geometry),
        states: on_plane.states,
        ids: chunk.ids,
        attributes: chunk.attributes,
    };
    (placed, notes)
}

/// Hands every chunk, with the number of its first feature, to `place`, in parallel; each is dropped when it
/// is done. The results are in file order.
fn each_chunk<T: Send>(
    chunks: Vec<SourceChunk>,
    ticket: &Ticket,
    place: impl Fn(usize, SourceChunk) -> (T, Notes) + Sync,
) -> Result<Vec<(T, Notes)>, PlaceError> {
    let mut next = 0;
    let numbered: Vec<(usize, SourceChunk)> = chunks
        .into_iter()
        .map(|chunk| {
            let first = next;
            next += chunk.states.len();
            (first, chunk)
        })
        .collect();
    let placed = numbered.into_par_iter().map(|(first, chunk)| {
        ticket.check()?;
        ticket.advance(chunk.states.len() as u64);
        Ok(place(first, chunk))
    });
    placed.collect()
}

/// The polygons of a chunk on the plane, with the state of each feature and a note on each left out.
pub(super) fn projected(first: usize, chunk: &SourceChunk, projector: &Projector) -> (OnPlane, Notes) {
    let (geometry, rejected) = projector.column(&chunk.geometry.unpack());
    let mut states = chunk.states.clone();
    let mut notes = Notes::default();
    for rejection in &rejected {
        if let Some(state) = states.get_mut(rejection.feature) {
            *state = FeatureState::Unreadable;
        }
        notes.push(rejection_note(first, chunk, *rejection));
    }
    (OnPlane { geometry, states }, notes)
}

fn append(notes: &mut Notes, later: Notes) {
    if !later.is_empty() {
        notes.append(later);
    }
}

fn rejection_note(first: usize, chunk: &SourceChunk, rejected: Rejected) -> Note {
    let place = Place {
        feature_id: chunk.ids.get(rejected.feature).and_then(plain_text),
        ring: Some(rejected.ring),
        vertex: Some(rejected.vertex),
        ..Place::feature((first + rejected.feature) as u64)
    };
    let note = Note::new(rejection_code(rejected.reason), Severity::Quarantined, place);
    match vertex_of(chunk, rejected) {
        Some((x, y)) => note.with("x", x).with("y", y),
        None => note.with("x", "?").with("y", "?"),
    }
}

/// Text id of what is wrong with a feature that cannot be placed.
#[must_use]
pub fn rejection_code(reason: RejectReason) -> &'static str {
    match reason {
        RejectReason::NotFinite => "note-place-not-finite",
        RejectReason::OutOfRange => "note-place-out-of-range",
        RejectReason::Antimeridian => "note-place-antimeridian",
        RejectReason::NotTransformable => "note-place-not-transformable",
    }
}

fn vertex_of(chunk: &SourceChunk, rejected: Rejected) -> Option<(f64, f64)> {
    let ring = chunk
        .geometry
        .feature(rejected.feature)
        .rings()
        .nth(rejected.ring as usize)?;
    let vertex = rejected.vertex as usize;
    (vertex < ring.len()).then(|| ring.vertex(vertex).into())
}

fn parcels_of(first: usize, chunk: &SourceChunk, on_plane: &OnPlane, notes: &mut Notes) -> Vec<Arc<Parcel>> {
    let rows = 0..on_plane.states.len();
    rows.map(|row| {
        let mut parcel = parcel(first + row, row, chunk, on_plane);
        let mode = LandMode::of_attributes(|fields| chunk.attributes.text_of_any(row, fields));
        parcel.land_mode = mode.unwrap_or_else(|word| {
            let place = Place {
                feature_id: parcel.feature_id.clone(),
                ..Place::feature((first + row) as u64)
            };
            notes.push(Note::new("note-land-mode-unknown", Severity::Warning, place).with("word", word));
            LandMode::Occupy
        });
        Arc::new(parcel)
    })
    .collect()
}

fn parcel(number: usize, row: usize, chunk: &SourceChunk, on_plane: &OnPlane) -> Parcel {
    let text = |fields: &[&str]| chunk.attributes.text_of_any(row, fields);
    Parcel {
        id: ParcelId(number as u64),
        feature_id: chunk
            .ids
            .get(row)
            .and_then(plain_text)
            .or_else(|| text(&ID_FIELDS)),
        name: text(&NAME_FIELDS),
        land_mode: LandMode::Occupy,
        state: on_plane.states[row],
        source: chunk.geometry.feature(row).to_column(),
        plane: on_plane.geometry.feature(row).to_column(),
        attributes: owned(&chunk.attributes, row),
        verbatim_id: json(&chunk.ids, row),
        foreign: json(&chunk.foreign, row),
        edits: Vec::new(),
    }
}

fn owned(attributes: &AttributeTable, row: usize) -> Vec<(String, String)> {
    attributes
        .row(row)
        .map(|(name, json)| (name.to_owned(), json.to_owned()))
        .collect()
}

fn json(column: &JsonColumn, row: usize) -> Option<String> {
    column.get(row).map(str::to_owned)
}
