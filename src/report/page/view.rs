//! From the plane to a sheet of paper: scale, position, clipping.
//!
//! Paper units are hundredths of a millimetre, y downward, whole numbers in the drawing. The plane
//! keeps areas and not shapes; a view undoes its local stretch, so that squares on the ground are
//! squares on paper and a scale bar holds in both directions.

use std::fmt::Write;

use crate::crs::Plane;
use crate::geometry::{Bounds, Point};

/// Scale denominators are these times a power of ten.
const STEPS: [f64; 9] = [1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0];
/// Share of the paper that what is to be seen may fill.
const FILL: f64 = 0.78;
/// Points of a line that are closer together on paper are drawn as one, in paper units.
const PAPER_GRAIN: i64 = 10;
/// How far outside the paper areas are cut, in paper units: wider than any line.
const BLEED: f64 = 200.0;
/// Paper units in a metre.
const UNITS_PER_METRE: f64 = 100_000.0;

/// A rectangle of paper that shows a piece of the plane.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    center: Point,
    stretch: f64,
    /// Scale denominator (比例尺分母).
    pub scale: f64,
    /// Width in paper units.
    pub width: f64,
    /// Height in paper units.
    pub height: f64,
}

/// A position on paper.
type Spot = (f64, f64);

impl View {
    /// The view of `bounds` at the largest round scale at which it fits.
    pub fn fit(bounds: Bounds, plane: &Plane, width: f64, height: f64) -> Self {
        let center = bounds.center();
        let stretch = plane.local_stretch(center);
        let wanted = (bounds.width() / stretch / width).max(bounds.height() * stretch / height);
        Self {
            center,
            stretch,
            scale: round_scale(wanted * UNITS_PER_METRE / FILL),
            width,
            height,
        }
    }

    /// Where a point of the plane lies on paper.
    pub fn spot(&self, point: Point) -> Spot {
        let units = UNITS_PER_METRE / self.scale;
        (
            self.width / 2.0 + (point.x - self.center.x) / self.stretch * units,
            self.height / 2.0 - (point.y - self.center.y) * self.stretch * units,
        )
    }

    /// The point of the plane at a place on paper.
    pub fn point(&self, (x, y): Spot) -> Point {
        let metres = self.scale / UNITS_PER_METRE;
        Point {
            x: self.center.x + (x - self.width / 2.0) * metres * self.stretch,
            y: self.center.y - (y - self.height / 2.0) * metres / self.stretch,
        }
    }

    /// The piece of the plane that is seen.
    pub fn bounds(&self) -> Bounds {
        Bounds::of([self.point((0.0, 0.0)), self.point((self.width, self.height))])
    }

    /// Length on paper of metres on the ground.
    pub fn length(&self, metres: f64) -> f64 {
        metres * UNITS_PER_METRE / self.scale
    }

    /// Path data of the ground inside rings, cut a little outside the paper, so that the cut itself is
    /// never seen.
    pub fn area_path<'a>(&self, rings: impl Iterator<Item = &'a [Point]>) -> String {
        let mut path = String::new();
        for ring in rings {
            let spots = self.clip_area(ring.iter().map(|point| self.spot(*point)).collect());
            if spots.len() > 2 {
                push_line(&mut path, &spots);
            }
        }
        path
    }

    /// Sutherland and Hodgman: against one edge of the paper after the other.
    fn clip_area(&self, mut spots: Vec<Spot>) -> Vec<Spot> {
        for (axis, limit, sign) in [
            (0, -BLEED, 1.0),
            (0, self.width + BLEED, -1.0),
            (1, -BLEED, 1.0),
            (1, self.height + BLEED, -1.0),
        ] {
            let depth = |spot: Spot| sign * (if axis == 0 { spot.0 } else { spot.1 } - limit);
            let mut kept = Vec::with_capacity(spots.len());
            for (index, to) in spots.iter().enumerate() {
                let from = spots[(index + spots.len() - 1) % spots.len()];
                let (a, b) = (depth(from), depth(*to));
                if (a >= 0.0) != (b >= 0.0) {
                    kept.push(between(from, *to, a / (a - b)));
                }
                if b >= 0.0 {
                    kept.push(*to);
                }
            }
            spots = kept;
        }
        spots
    }
}

fn between(from: Spot, to: Spot, share: f64) -> Spot {
    (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
}

/// The smallest round denominator that is not below the wanted one; 1:100 at most large.
fn round_scale(wanted: f64) -> f64 {
    let wanted = wanted.clamp(100.0, 1e9);
    let mut decade = 100.0;
    loop {
        if let Some(step) = STEPS.iter().find(|step| **step * decade >= wanted) {
            return step * decade;
        }
        decade *= 10.0;
    }
}

/// Adds a closed line as path data, in whole units and steps from point to point; points that fall
/// together on paper are drawn once.
fn push_line(path: &mut String, line: &[Spot]) {
    let mut last: Option<(i64, i64)> = None;
    for spot in line {
        let (x, y) = (whole(spot.0), whole(spot.1));
        // Writing to a string cannot fail.
        let _ = match last {
            None => write!(path, "M{x} {y}l"),
            Some((from_x, from_y)) if (x - from_x).abs().max((y - from_y).abs()) < PAPER_GRAIN => continue,
            Some((from_x, from_y)) => write!(path, "{} {} ", x - from_x, y - from_y),
        };
        last = Some((x, y));
    }
    path.push('z');
}

/// A paper coordinate as a whole number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "paper coordinates are small; beyond them the cast saturates"
)]
pub fn whole(units: f64) -> i64 {
    libm::round(units) as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{Ellipsoid, LonLat};

    fn view() -> View {
        let bounds = Bounds {
            min_x: 0.0,
            min_y: 0.0,
            max_x: 100.0,
            max_y: 50.0,
        };
        View::fit(bounds, &Plane::local(), 10_000.0, 8000.0)
    }

    fn ring(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|(x, y)| Point { x: *x, y: *y }).collect()
    }

    #[test]
    fn scales_are_round_and_everything_fits() {
        let view = view();
        assert_eq!(view.scale, 1500.0);
        let (x, y) = view.spot(Point { x: 0.0, y: 0.0 });
        assert!(x > 0.0 && y < view.height);
        assert_eq!(round_scale(3.0), 100.0);
        assert_eq!(round_scale(8001.0), 10_000.0);
        let back = view.point(view.spot(Point { x: 12.5, y: 33.0 }));
        assert!((back.x - 12.5).abs() < 1e-9 && (back.y - 33.0).abs() < 1e-9);
    }

    #[test]
    fn a_square_on_the_ground_is_a_square_on_paper() {
        let plane = Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0);
        let (x, y) = plane.forward(LonLat {
            lon: 128.0,
            lat: 47.0,
        });
        let k = plane.local_stretch(Point { x, y });
        assert!(
            (k - 1.0).abs() > 0.1,
            "the place is far from the latitude of true scale"
        );
        let (dx, dy) = (100.0 * k, 100.0 / k);
        let bounds = Bounds {
            min_x: x,
            min_y: y,
            max_x: x + dx,
            max_y: y + dy,
        };
        let view = View::fit(bounds, &plane, 10_000.0, 8000.0);
        let (west, south) = view.spot(Point { x, y });
        let (east, north) = view.spot(Point { x: x + dx, y: y + dy });
        assert!((east - west - (south - north)).abs() < 1.0);
        assert!((east - west - view.length(100.0)).abs() < 1.0);
    }

    #[test]
    fn what_lies_around_the_paper_fills_it_and_far_ground_vanishes() {
        let around = ring(&[(-1e6, -1e6), (1e6, -1e6), (1e6, 1e6), (-1e6, 1e6), (-1e6, -1e6)]);
        let view = view();
        let path = view.area_path([around.as_slice()].into_iter());
        assert!(path.contains("10400 0") && path.contains("0 8400"), "{path}");
        let far = ring(&[(1e5, 0.0), (2e5, 0.0), (2e5, 9.0), (1e5, 0.0)]);
        assert_eq!(view.area_path([far.as_slice()].into_iter()), "");
    }

    #[test]
    fn points_that_fall_together_on_paper_are_drawn_once() {
        let wavy: Vec<(f64, f64)> = (0..1000)
            .map(|i| (f64::from(i) * 0.1, f64::from(i % 2) * 0.001))
            .collect();
        let path = view().area_path([ring(&wavy).as_slice()].into_iter());
        assert!(path.matches(' ').count() < 1400, "{}", path.len());
    }
}
