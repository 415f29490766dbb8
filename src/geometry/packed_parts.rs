//! A packed column taken apart, to be kept in a file, and put together again.
//!
//! Input: a column, or bytes that hold its arrays. Output: the arrays, or the column when they fit together.
//!
//! Deliberately not here: files.

use super::cells::{Cells, SharedBytes};
use super::packed::{PackedColumn, Units, Vertices};
use super::runs::{Ordinate, Runs};

/// Number of arrays in a [`PackedColumn`].
pub const PACKED_ARRAYS: usize = 7;

/// How the coordinates of a [`PackedColumn`] are to be read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PackedForm {
    /// Decimals of the unit; `None` for coordinates in doubles.
    pub decimals: Option<u8>,
    /// The whole number that is added to each.
    pub origin: [i64; 2],
    /// Greatest extent of one edge in x and in y, in the unit of the frame.
    pub longest_edge: [f64; 2],
}

/// A [`PackedColumn`] taken apart.
#[derive(Debug, Clone)]
pub struct PackedParts<'a> {
    /// How to read the coordinates.
    pub form: PackedForm,
    /// Vertices, ends of rings, boxes, ends of rings in the boxes, turns, ends of polygons and of features, in
    /// the byte order of this machine.
    pub arrays: [&'a [u8]; PACKED_ARRAYS],
}

fn run_parts<T: Ordinate>(runs: &Runs<T>) -> [&[u8]; 4] {
    [
        runs.vertices.as_bytes(),
        runs.ring_ends.as_bytes(),
        runs.boxes.as_bytes(),
        runs.box_ends.as_bytes(),
    ]
}

fn borrowed_runs<T: Ordinate>(
    bytes: &SharedBytes,
    arrays: &[std::ops::Range<usize>; PACKED_ARRAYS],
) -> Option<Runs<T>> {
    Some(Runs {
        vertices: Cells::borrowed(bytes, arrays[0].clone())?,
        ring_ends: Cells::borrowed(bytes, arrays[1].clone())?,
        boxes: Cells::borrowed(bytes, arrays[2].clone())?,
        box_ends: Cells::borrowed(bytes, arrays[3].clone())?,
    })
}

impl PackedColumn {
    /// What the column is made of, to be kept in a file.
    #[must_use]
    pub fn parts(&self) -> PackedParts<'_> {
        let (units, runs) = match &self.vertices {
            Vertices::Units(units, runs) => (Some(*units), run_parts(runs)),
            Vertices::Doubles(runs) => (None, run_parts(runs)),
        };
        let [vertices, ring_ends, boxes, box_ends] = runs;
        PackedParts {
            form: PackedForm {
                decimals: units.map(|units| units.decimals),
                origin: units.map_or([0; 2], |units| units.origin),
                longest_edge: self.longest_edge,
            },
            arrays: [
                vertices,
                ring_ends,
                boxes,
                box_ends,
                self.turns.as_bytes(),
                self.polygon_ends.as_bytes(),
                self.feature_ends.as_bytes(),
            ],
        }
    }

    /// The column that was taken apart by [`Self::parts`], its arrays lying in shared bytes; `None` when they do
    /// not fit together.
    #[must_use]
    pub fn borrowed(
        form: &PackedForm,
        bytes: &SharedBytes,
        arrays: &[std::ops::Range<usize>; PACKED_ARRAYS],
    ) -> Option<Self> {
        let vertices = match form.decimals {
            Some(decimals) => {
                let units = Units {
                    decimals,
                    origin: form.origin,
                };
                Vertices::Units(units, borrowed_runs(bytes, arrays)?)
            }
            None => Vertices::Doubles(borrowed_runs(bytes, arrays)?),
        };
        let column = Self {
            vertices,
            turns: Cells::borrowed(bytes, arrays[4].clone())?,
            polygon_ends: Cells::borrowed(bytes, arrays[5].clone())?,
            feature_ends: Cells::borrowed(bytes, arrays[6].clone())?,
            longest_edge: form.longest_edge,
        };
        column.is_consistent().then_some(column)
    }
}
