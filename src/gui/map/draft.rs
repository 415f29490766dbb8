//! The parcel that is being drawn.

use crate::crs::Plane;
use crate::crs::measure::ground_distance;
use crate::geometry::Point;

/// One step of drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DraftStep {
    /// Sets a corner.
    Add(Point),
    /// Takes the last corner back.
    RemoveLast,
    /// Makes it a parcel.
    Finish,
}

/// Corners that were set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    /// The corners.
    pub corners: Vec<Point>,
    /// Whether Escape was pressed once and the next one discards the corners.
    pub escape_armed: bool,
}

/// Length and area of a draft with its moving corner, on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct DraftMeasure {
    /// Length of the last edge, in metres.
    pub edge_m: f64,
    /// Length around, in metres.
    pub perimeter_m: f64,
    /// Area, in m².
    pub area_m2: f64,
}

impl Draft {
    /// Measures the corners and, when there is one, the corner that still moves.
    #[must_use]
    pub fn measure(&self, moving: Option<Point>, plane: Option<&Plane>) -> DraftMeasure {
        let corners: Vec<Point> = self.corners.iter().copied().chain(moving).collect();
        let (Some(first), Some(last)) = (corners.first(), corners.last()) else {
            return DraftMeasure::default();
        };
        let local = Plane::local();
        let distance = |a, b| ground_distance(a, b, plane.unwrap_or(&local));
        let edges: Vec<f64> = corners
            .windows(2)
            .map(|pair| distance(pair[0], pair[1]))
            .collect();
        let closing = distance(*last, *first);
        let doubled: f64 = corners
            .iter()
            .zip(corners.iter().skip(1).chain([first]))
            .map(|(a, b)| (a.x - first.x) * (b.y - first.y) - (b.x - first.x) * (a.y - first.y))
            .sum();
        DraftMeasure {
            edge_m: edges.last().copied().unwrap_or(0.0),
            perimeter_m: edges.iter().sum::<f64>() + closing,
            area_m2: doubled.abs() / 2.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_measures_right() {
        let at = |x, y| Point { x, y };
        let draft = Draft {
            corners: vec![at(0.0, 0.0), at(10.0, 0.0), at(10.0, 10.0)],
            escape_armed: false,
        };
        let measure = draft.measure(Some(at(0.0, 10.0)), None);
        assert_eq!(
            measure,
            DraftMeasure {
                edge_m: 10.0,
                perimeter_m: 40.0,
                area_m2: 100.0
            }
        );
        assert_eq!(Draft::default().measure(None, None), DraftMeasure::default());
    }
}
