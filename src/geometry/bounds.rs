//! Axis-parallel boxes.

use super::Point;

/// A closed axis-parallel box in the plane, in metres. An empty box has `min > max`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Western edge.
    pub min_x: f64,
    /// Southern edge.
    pub min_y: f64,
    /// Eastern edge.
    pub max_x: f64,
    /// Northern edge.
    pub max_y: f64,
}

impl Bounds {
    /// The box that holds nothing.
    pub const EMPTY: Self = Self {
        min_x: f64::INFINITY,
        min_y: f64::INFINITY,
        max_x: f64::NEG_INFINITY,
        max_y: f64::NEG_INFINITY,
    };

    /// Smallest box around the points.
    #[must_use]
    pub fn of(points: impl IntoIterator<Item = Point>) -> Self {
        let mut bounds = Self::EMPTY;
        for point in points {
            bounds.include(point);
        }
        bounds
    }

    /// Grows to hold `point`.
    pub fn include(&mut self, point: Point) {
        self.min_x = self.min_x.min(point.x);
        self.min_y = self.min_y.min(point.y);
        self.max_x = self.max_x.max(point.x);
        self.max_y = self.max_y.max(point.y);
    }

    /// Smallest box around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            min_x: self.min_x.min(other.min_x),
            min_y: self.min_y.min(other.min_y),
            max_x: self.max_x.max(other.max_x),
            max_y: self.max_y.max(other.max_y),
        }
    }

    /// The box moved outward by `x` and `y` metres.
    #[must_use]
    pub fn grown(self, x: f64, y: f64) -> Self {
        Self {
            min_x: self.min_x - x,
            min_y: self.min_y - y,
            max_x: self.max_x + x,
            max_y: self.max_y + y,
        }
    }

    /// Whether the boxes share at least a point.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.min_x <= other.max_x
            && other.min_x <= self.max_x
            && self.min_y <= other.max_y
            && other.min_y <= self.max_y
    }

    /// Whether `point` lies in the box or on its edge.
    #[must_use]
    pub fn contains(self, point: Point) -> bool {
        self.min_x <= point.x && point.x <= self.max_x && self.min_y <= point.y && point.y <= self.max_y
    }

    /// Whether the box holds no point.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.min_x > self.max_x || self.min_y > self.max_y
    }

    /// Width in metres, 0 when empty.
    #[must_use]
    pub fn width(self) -> f64 {
        (self.max_x - self.min_x).max(0.0)
    }

    /// Height in metres, 0 when empty.
    #[must_use]
    pub fn height(self) -> f64 {
        (self.max_y - self.min_y).max(0.0)
    }

    /// Middle of the box.
    #[must_use]
    pub fn center(self) -> Point {
        Point {
            x: f64::midpoint(self.min_x, self.max_x),
            y: f64::midpoint(self.min_y, self.max_y),
        }
    }

    /// Gap between the boxes in metres, 0 when they touch.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        let dx = (self.min_x - other.max_x).max(other.min_x - self.max_x).max(0.0);
        let dy = (self.min_y - other.max_y).max(other.min_y - self.max_y).max(0.0);
        libm::hypot(dx, dy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_box_meets_nothing() {
        let unit = Bounds {
            min_x: 0.0,
            min_y: 0.0,
            max_x: 1.0,
            max_y: 1.0,
        };
        assert!(Bounds::EMPTY.is_empty());
        assert!(!Bounds::EMPTY.intersects(unit));
        assert_eq!(Bounds::EMPTY.union(unit), unit);
        assert_eq!(unit.distance(unit.grown(-0.25, -0.25)), 0.0);
    }
}
