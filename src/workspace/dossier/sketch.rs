//! What a layer looks like, in a few thousand vertices.
//!
//! Input: a layer in the frame of its file. Output: its outlines in the unit square, y upwards; the same layer gives
//! the same sketch. Only to recognise it: a sketch never takes part in a check.

use crate::layer::SourceLayer;

/// Vertices of a sketch.
const MOST_VERTICES: usize = 6000;
/// Least vertices of a ring that is drawn.
const LEAST_OF_RING: usize = 4;

/// Outlines of a layer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sketch {
    /// Rings, each vertex within 0 to 1 on both axes.
    pub rings: Vec<Vec<[f32; 2]>>,
    /// Width over height of the layer's box, in the units of its file.
    pub aspect: f32,
    /// Whether features are left out.
    pub is_partial: bool,
}

impl Sketch {
    /// Sketches a layer.
    #[must_use]
    pub fn of(layer: &SourceLayer) -> Self {
        let Some([min_x, min_y, max_x, max_y]) = layer.bounds() else {
            return Self::default();
        };
        let (width, height) = (max_x - min_x, max_y - min_y);
        let size = width.max(height);
        if !(size.is_finite() && size > 0.0) {
            return Self::default();
        }
        let unit = |[x, y]: [f64; 2]| {
            [
                ratio(x - min_x, width.max(f64::MIN_POSITIVE)),
                ratio(y - min_y, height.max(f64::MIN_POSITIVE)),
            ]
        };
        let (rings, is_partial) = chosen_rings(layer, MOST_VERTICES);
        Self {
            rings: rings
                .into_iter()
                .map(|ring| ring.into_iter().map(unit).collect())
                .collect(),
            aspect: ratio(width, height),
            is_partial,
        }
    }
}

/// Rings of a layer with about so many vertices at most, and whether features are left out: whole features, evenly
/// over the file, and of each no more vertices than its share.
pub(super) fn chosen_rings(layer: &SourceLayer, most: usize) -> (Vec<Vec<[f64; 2]>>, bool) {
    let n_positions: usize = layer
        .chunks
        .iter()
        .map(|chunk| chunk.geometry.n_positions())
        .sum();
    let n_features = layer.n_features().max(1);
    let every = n_features.div_ceil((most / LEAST_OF_RING).max(1));
    let step = (n_positions / every).div_ceil(most).max(1);
    let mut rings = Vec::new();
    let features = layer.chunks.iter().flat_map(|chunk| chunk.geometry.features());
    for feature in features.step_by(every) {
        for ring in feature.rings() {
            let step = step.min(ring.len() / LEAST_OF_RING).max(1);
            rings.push(
                (0..ring.len())
                    .step_by(step)
                    .map(|index| ring.vertex(index))
                    .collect(),
            );
        }
    }
    (rings, every > 1)
}

#[expect(clippy::cast_possible_truncation, reason = "for drawing")]
fn ratio(part: f64, whole: f64) -> f32 {
    (part / whole) as f32
}
