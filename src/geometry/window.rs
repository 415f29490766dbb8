//! The part of a ring that matters inside a window.
//!
//! Meaning: a parcel is small, a red line may have 200,000 vertices. [`ring_in_window`] yields a ring
//! that winds around every point of the window exactly as often as the whole ring does, but keeps
//! only the edges that may meet the window and a few turning points outside. No point is moved and
//! none is invented, so an overlay inside the window has the same bits as one with the whole ring,
//! for any fill rule and for broken rings too.
//!
//! Why it is right: a run of edges that all lie beyond one side of the window (they share a half-plane
//! that does not meet it) may be replaced by the straight line from its start to its end, because that
//! line lies in the same half-plane; the two paths can be deformed into each other without crossing the
//! window, so winding numbers inside do not change.

use super::{Bounds, GridPoint, OrientedRing, Point, Turn};

/// The part of a ring that matters in a window.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowRing {
    /// Open ring in grid units, as [`ring_in_window`] gives it.
    pub points: Vec<GridPoint>,
    /// Its number in the feature, over all polygons.
    pub number: u32,
    /// Number of its polygon in the feature.
    pub polygon: u32,
    /// Whether it is the shell of its polygon.
    pub is_shell: bool,
    /// How the whole ring turns.
    pub turn: Turn,
}

impl WindowRing {
    /// Whether the ring runs with its ground on the right: a shell turned clockwise, or a hole turned the other way.
    #[must_use]
    pub fn is_turned(&self) -> bool {
        (self.turn == Turn::CounterClockwise) != self.is_shell
    }

    /// The ring with its direction, for reading it in several ways; `None` where the direction is not certain.
    #[must_use]
    pub fn oriented(&self) -> Option<OrientedRing> {
        let counter_clockwise = match self.turn {
            Turn::CounterClockwise => true,
            Turn::Clockwise => false,
            Turn::Unclear => return None,
        };
        Some(OrientedRing {
            points: self.points.clone(),
            counter_clockwise,
            shell: self.is_shell,
        })
    }
}

const LEFT: u8 = 1;
const RIGHT: u8 = 2;
const BELOW: u8 = 4;
const ABOVE: u8 = 8;

/// The sides of the window beyond which a point lies; 0 inside or on the edge.
fn sides(window: &Bounds, point: Point) -> u8 {
    let mut sides = 0;
    if point.x < window.min_x {
        sides |= LEFT;
    }
    if point.x > window.max_x {
        sides |= RIGHT;
    }
    if point.y < window.min_y {
        sides |= BELOW;
    }
    if point.y > window.max_y {
        sides |= ABOVE;
    }
    sides
}

/// The part of a closed ring that matters inside `window`, as an open ring in grid units; empty when
/// the ring neither meets nor encloses the window.
#[must_use]
pub fn ring_in_window(ring: &[Point], window: &Bounds) -> Vec<GridPoint> {
    let mut kept: Vec<GridPoint> = Vec::new();
    let Some(&first) = ring.first() else { return kept };
    kept.push(first.to_grid());
    // Sides shared by the anchor (the last kept point) and everything after it.
    let mut common = sides(window, first);
    let mut previous = first;
    for &point in &ring[1..] {
        let here = sides(window, point);
        if common & here != 0 {
            common &= here;
        } else {
            let anchor = previous.to_grid();
            if kept.last() != Some(&anchor) {
                kept.push(anchor);
            }
            common = sides(window, previous) & here;
            if common == 0 {
                kept.push(point.to_grid());
                common = here;
            }
        }
        previous = point;
    }
    let last = previous.to_grid();
    if kept.last() != Some(&last) {
        kept.push(last);
    }
    if kept.len() > 1 && kept.first() == kept.last() {
        kept.pop();
    }
    if kept.len() < 3 {
        kept.clear();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn winding(ring: &[GridPoint], at: GridPoint) -> i32 {
        let mut winding = 0;
        for (index, a) in ring.iter().enumerate() {
            let b = &ring[(index + 1) % ring.len()];
            let cross = i128::from(b.x - a.x) * i128::from(at.y - a.y)
                - i128::from(at.x - a.x) * i128::from(b.y - a.y);
            if a.y <= at.y && b.y > at.y && cross > 0 {
                winding += 1;
            } else if a.y > at.y && b.y <= at.y && cross < 0 {
                winding -= 1;
            }
        }
        winding
    }

    proptest! {
        #[test]
        fn winding_inside_the_window_is_unchanged(
            points in prop::collection::vec((-50_i32..50, -50_i32..50), 3..60),
            probe in (0_i32..40, 0_i32..40),
        ) {
            let window = Bounds { min_x: -5.0, min_y: -5.0, max_x: 5.0, max_y: 5.0 };
            let mut ring: Vec<Point> = points.iter().map(|(x, y)| Point { x: f64::from(*x), y: f64::from(*y) }).collect();
            ring.push(ring[0]);
            // A probe off the lattice lies on no edge through two lattice points near the window.
            let at = Point::on_grid(
                -5.0 + f64::from(probe.0) * 0.25 + 0.013_671_875,
                -5.0 + f64::from(probe.1) * 0.249 + 0.007_812_5,
            ).unwrap();
            prop_assume!(window.contains(at));
            let whole: Vec<GridPoint> = ring[..ring.len() - 1].iter().map(|p| p.to_grid()).collect();
            let part = ring_in_window(&ring, &window);
            prop_assert_eq!(winding(&part, at.to_grid()), winding(&whole, at.to_grid()));
        }
    }

    #[test]
    fn a_far_coast_shrinks_to_its_turning_points() {
        let mut ring: Vec<Point> = (0..10_000)
            .map(|i| {
                let angle = f64::from(i) / 10_000.0 * std::f64::consts::TAU;
                Point::on_grid(1000.0 * libm::cos(angle), 1000.0 * libm::sin(angle)).unwrap()
            })
            .collect();
        ring.push(ring[0]);
        let inside = Bounds {
            min_x: -1.0,
            min_y: -1.0,
            max_x: 1.0,
            max_y: 1.0,
        };
        assert!(ring_in_window(&ring, &inside).len() <= 12);
        let beyond = Bounds {
            min_x: 2000.0,
            min_y: 0.0,
            max_x: 2001.0,
            max_y: 1.0,
        };
        assert!(ring_in_window(&ring, &beyond).is_empty());
    }
}
