//! The ruler: points that were set to measure a length, an area or an angle.
//!
//! Deliberately not here: the figures (`crs::measure`), and how they are shown.

use crate::crs::Plane;
use crate::crs::measure::{self, Measured};
use crate::geometry::Point;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// The length of a line.
    Length,
    /// The area of a ring, and its length.
    Area,
    /// The angle at the second of three points, clockwise.
    Angle,
}

/// One step of measuring.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RulerStep {
    /// Sets a point; after a finished measurement the first of the next.
    Add(Point),
    /// Takes the last point back.
    RemoveLast,
    /// Keeps the figures.
    Finish,
}

/// Points that were set.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ruler {
    /// The points.
    pub points: Vec<Point>,
    /// Whether the measurement is finished.
    pub is_done: bool,
}

/// What the points measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// The quantity itself.
    pub value: Measured,
    /// The last edge of a line of several, or the length around an area.
    pub edge: Option<Measured>,
}

impl Ruler {
    /// Does one step.
    pub fn step(&mut self, step: RulerStep, quantity: Quantity) {
        match step {
            RulerStep::Add(point) => {
                if self.is_done {
                    *self = Self::default();
                }
                self.points.push(point);
                self.is_done = quantity == Quantity::Angle && self.points.len() == 3;
            }
            RulerStep::RemoveLast => {
                self.points.pop();
                self.is_done = false;
            }
            RulerStep::Finish => self.is_done = self.points.len() >= least(quantity),
        }
    }

    /// What the points measure with the point that still moves; `None` while there are too few.
    #[must_use]
    pub fn figures(&self, moving: Option<Point>, quantity: Quantity, plane: &Plane) -> Option<Figures> {
        let moving = moving.filter(|_| !self.is_done && !self.points.is_empty());
        let points: Vec<Point> = self.points.iter().copied().chain(moving).collect();
        if points.len() < least(quantity) {
            return None;
        }
        let figures = match (quantity, points.as_slice()) {
            (Quantity::Angle, [from, apex, to, ..]) => Figures {
                value: measure::angle(*from, *apex, *to, plane),
                edge: None,
            },
            (Quantity::Area, _) => {
                let around: Vec<Point> = points.iter().chain(points.first()).copied().collect();
                Figures {
                    value: measure::area(&points, plane),
                    edge: Some(measure::length(&around, plane)),
                }
            }
            _ => Figures {
                value: measure::length(&points, plane),
                edge: (points.len() > 2).then(|| measure::length(&points[points.len() - 2..], plane)),
            },
        };
        Some(figures)
    }
}

/// Points without which there is nothing to measure.
fn least(quantity: Quantity) -> usize {
    match quantity {
        Quantity::Length => 2,
        Quantity::Area | Quantity::Angle => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_measurement_is_finished_and_the_next_point_begins_another() {
        let mut ruler = Ruler::default();
        for point in [at(0.0, 0.0), at(3.0, 4.0)] {
            ruler.step(RulerStep::Add(point), Quantity::Length);
        }
        let figures = ruler
            .figures(Some(at(3.0, 10.0)), Quantity::Length, &Plane::local())
            .unwrap();
        assert_eq!(
            (figures.value.plane, figures.edge.map(|edge| edge.plane)),
            (11.0, Some(6.0))
        );
        ruler.step(RulerStep::Finish, Quantity::Length);
        let figures = ruler
            .figures(Some(at(3.0, 10.0)), Quantity::Length, &Plane::local())
            .unwrap();
        assert_eq!(figures.value.plane, 5.0);
        ruler.step(RulerStep::Add(at(9.0, 9.0)), Quantity::Length);
        assert_eq!(ruler.points, [at(9.0, 9.0)]);
        ruler.step(RulerStep::RemoveLast, Quantity::Length);
        ruler.step(RulerStep::Finish, Quantity::Length);
        assert!(!ruler.is_done && ruler.figures(None, Quantity::Length, &Plane::local()).is_none());
    }

    #[test]
    fn the_third_point_finishes_an_angle() {
        let mut ruler = Ruler::default();
        for point in [at(0.0, 5.0), at(0.0, 0.0), at(5.0, 0.0)] {
            assert!(!ruler.is_done);
            ruler.step(RulerStep::Add(point), Quantity::Angle);
        }
        assert!(ruler.is_done);
        let angle = ruler.figures(None, Quantity::Angle, &Plane::local()).unwrap();
        assert!((angle.value.plane - 90.0).abs() < 1e-12);
    }
}
