//! Parts of a table put together in the order of its rows.
//!
//! Meaning: a part that is a whole chunk is taken as it is; the others are copied, column by column and
//! chunk by chunk on all threads, until every chunk but the last is full. So the layer does not depend
//! on how the rows were cut.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::super::error::ReadErrorKind;
use super::rows::{Counts, GEOMETRY_BYTES_LIMIT, Part, SIDE_BYTES_LIMIT, shrink_to_fit, too_large};
use super::schema::FeatureTable;
use crate::layer::{CHUNK_FEATURES, Notes, SourceChunk};

/// A table as it was read.
pub(super) struct Assembled {
    /// Features in the order of the table.
    pub chunks: Vec<SourceChunk>,
    /// Notes on features.
    pub notes: Notes,
    /// What was counted.
    pub counts: Counts,
}

/// Rows of one part that go into one chunk.
struct Piece {
    part: Arc<SourceChunk>,
    rows: Range<usize>,
}

/// The pieces of one chunk, and what the parts that they come from hold in all.
#[derive(Default)]
struct Plan {
    pieces: Vec<Piece>,
    rows: usize,
    side_bytes: u64,
    geometry_bytes: u64,
}

/// Puts parts together.
pub(super) fn assemble(parts: Vec<Part>, table: &FeatureTable) -> Result<Assembled, ReadErrorKind> {
    let mut notes = Notes::default();
    let mut counts = Counts::default();
    let mut plans: Vec<Plan> = Vec::new();
    let mut first = 0;
    for mut part in parts {
        let n_rows = part.chunk.states.len();
        part.notes.shift_features(first);
        first += n_rows as u64;
        notes.append(part.notes);
        deal(&mut plans, part.chunk, &part.counts);
        counts.add(part.counts);
    }
    let is_too_large =
        |plan: &Plan| plan.side_bytes > SIDE_BYTES_LIMIT || plan.geometry_bytes > GEOMETRY_BYTES_LIMIT;
    if plans.iter().any(is_too_large) {
        return Err(too_large(table));
    }
    let chunks = plans.into_par_iter().map(join).collect();
    Ok(Assembled {
        chunks,
        notes,
        counts,
    })
}

/// Deals the rows of the next part out to chunks.
fn deal(plans: &mut Vec<Plan>, chunk: SourceChunk, counts: &Counts) {
    let n_rows = chunk.states.len();
    let part = Arc::new(chunk);
    let mut next = 0;
    while next < n_rows {
        if plans.last().is_none_or(|plan| plan.rows == CHUNK_FEATURES) {
            plans.push(Plan::default());
        }
        let Some(plan) = plans.last_mut() else { return };
        let end = n_rows.min(next + CHUNK_FEATURES - plan.rows);
        plan.pieces.push(Piece {
            part: Arc::clone(&part),
            rows: next..end,
        });
        plan.rows += end - next;
        plan.side_bytes += counts.side_bytes;
        plan.geometry_bytes += counts.geometry_bytes;
        next = end;
    }
}

fn join(plan: Plan) -> SourceChunk {
    let mut pieces = plan.pieces.into_iter();
    let mut chunk = match pieces.next() {
        Some(first) if first.rows.len() == first.part.states.len() => {
            Arc::try_unwrap(first.part).unwrap_or_else(|shared| (*shared).clone())
        }
        Some(first) => {
            let mut chunk = SourceChunk::default();
            append(&mut chunk, &first);
            chunk
        }
        None => return SourceChunk::default(),
    };
    let mut is_whole = true;
    for piece in pieces {
        append(&mut chunk, &piece);
        is_whole = false;
    }
    if !is_whole {
        shrink_to_fit(&mut chunk);
    }
    chunk
}

fn append(chunk: &mut SourceChunk, piece: &Piece) {
    let (part, rows) = (&piece.part, piece.rows.clone());
    chunk.geometry.append(&part.geometry, rows.clone());
    chunk.states.extend_from_slice(&part.states[rows.clone()]);
    chunk.ids.append(&part.ids, rows.clone());
    chunk.attributes.append(&part.attributes, rows.clone());
    chunk.foreign.append(&part.foreign, rows);
}
