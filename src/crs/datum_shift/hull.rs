//! The hull of control points, and how far a position lies outside it.

/// A convex polygon, counter-clockwise; of fewer than three corners when all points lie on a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hull {
    corners: Vec<[f64; 2]>,
}

impl Hull {
    /// The smallest convex polygon around some points (Andrew's chain).
    pub fn of(mut points: Vec<[f64; 2]>) -> Self {
        points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        points.dedup();
        let mut corners = chain(points.iter());
        let mut upper = chain(points.iter().rev());
        corners.pop();
        upper.pop();
        corners.append(&mut upper);
        if corners.is_empty() {
            corners = points;
        }
        Self { corners }
    }

    /// Distance to the hull from outside; 0 inside. Infinite for a hull of nothing.
    pub fn outside(&self, [x, y]: [f64; 2]) -> f64 {
        let n = self.corners.len();
        let mut inside = n > 2;
        let mut nearest = f64::INFINITY;
        for (at, a) in self.corners.iter().enumerate() {
            let b = self.corners[(at + 1) % n];
            let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
            let (px, py) = (x - a[0], y - a[1]);
            inside &= dx * py - dy * px >= 0.0;
            let length2 = dx * dx + dy * dy;
            let share = if length2 > 0.0 {
                ((px * dx + py * dy) / length2).clamp(0.0, 1.0)
            } else {
                0.0
            };
            nearest = nearest.min(libm::hypot(px - share * dx, py - share * dy));
        }
        if inside { 0.0 } else { nearest }
    }
}

fn chain<'a>(points: impl Iterator<Item = &'a [f64; 2]>) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::new();
    for point in points {
        while let [.., a, b] = kept.as_slice() {
            let turn = (b[0] - a[0]) * (point[1] - b[1]) - (b[1] - a[1]) * (point[0] - b[0]);
            if turn > 0.0 {
                break;
            }
            kept.pop();
        }
        kept.push(*point);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::Hull;

    #[test]
    fn distance_is_measured_from_outside_only() {
        let hull = Hull::of(vec![
            [0.0, 0.0],
            [10.0, 0.0],
            [10.0, 10.0],
            [0.0, 10.0],
            [5.0, 5.0],
            [5.0, 0.0],
        ]);
        assert_eq!(hull.outside([5.0, 5.0]), 0.0);
        assert_eq!(hull.outside([0.0, 3.0]), 0.0);
        assert_eq!(hull.outside([13.0, 14.0]), 5.0);
        assert_eq!(hull.outside([5.0, -2.0]), 2.0);
    }

    #[test]
    fn a_line_has_a_distance_too() {
        let line = Hull::of(vec![[0.0, 0.0], [10.0, 0.0]]);
        assert_eq!(line.outside([5.0, 3.0]), 3.0);
        assert!(Hull::of(Vec::new()).outside([0.0, 0.0]).is_infinite());
    }
}
