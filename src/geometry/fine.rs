//! Places between the points of the grid, and how a ring winds around them.
//!
//! Meaning: whether ground lies left of an edge is asked at a place on the edge, which seldom is a point of the grid. A
//! [`Fine`] place is one in parts of a grid step. Heights are compared in whole steps, since the ends of an edge lie on
//! them; only the side of an edge whose height fits takes long products.
//!
//! Deliberately not here: which places are asked.

use super::GridPoint;

/// Parts of a grid step: 2¹⁰. Products of extents stay below 2¹²⁶.
pub(super) const PARTS: i64 = 1024;

/// A point in parts of a grid step, fine enough that every edge has one inside a window unless nearly all of
/// the edge lies outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fine {
    /// The grid point at or next below it in both axes.
    floor: GridPoint,
    /// What is missing in each axis, from 0 to below [`PARTS`].
    parts: [i64; 2],
}

impl Fine {
    pub fn of(point: GridPoint) -> Self {
        Self {
            floor: point,
            parts: [0, 0],
        }
    }

    /// The place that divides the line from `a` to `b` after `part` of [`PARTS`] equal parts.
    #[expect(clippy::cast_possible_truncation, reason = "between two grid coordinates")]
    pub fn between(a: GridPoint, b: GridPoint, part: i64) -> Self {
        let along = |from: i64, to: i64| {
            let beyond = i128::from(to - from) * i128::from(part);
            let steps = beyond.div_euclid(i128::from(PARTS)) as i64;
            (from + steps, beyond.rem_euclid(i128::from(PARTS)) as i64)
        };
        let ((x, part_x), (y, part_y)) = (along(a.x, b.x), along(a.y, b.y));
        Self {
            floor: GridPoint::new(x, y),
            parts: [part_x, part_y],
        }
    }

    /// The grid coordinate at or next above it in each axis.
    fn ceiling(self) -> GridPoint {
        GridPoint::new(
            self.floor.x + i64::from(self.parts[0] > 0),
            self.floor.y + i64::from(self.parts[1] > 0),
        )
    }

    /// Whether it lies in a box, its boundary included.
    pub fn is_within(self, min: GridPoint, max: GridPoint) -> bool {
        let ceiling = self.ceiling();
        min.x <= self.floor.x && ceiling.x <= max.x && min.y <= self.floor.y && ceiling.y <= max.y
    }

    /// Sign of the turn a → b → this place, exact.
    fn side_of(self, a: GridPoint, b: GridPoint) -> i32 {
        let (dx, dy) = (i128::from(b.x - a.x), i128::from(b.y - a.y));
        let (x, y) = (i128::from(self.floor.x - a.x), i128::from(self.floor.y - a.y));
        let mut cross = dx * y - dy * x;
        if self.parts != [0, 0] {
            let [part_x, part_y] = self.parts.map(i128::from);
            cross = cross * i128::from(PARTS) + dx * part_y - dy * part_x;
        }
        i32::from(cross > 0) - i32::from(cross < 0)
    }
}

/// What an edge from `a` to `b` adds to the winding number of a place by a ray to the east, which runs a hair above or
/// below the place; `None` when the place lies on the edge.
#[inline]
pub(super) fn crossing(a: GridPoint, b: GridPoint, place: Fine, above: bool) -> Option<i32> {
    let (floor, ceiling) = (place.floor, place.ceiling());
    let touches_height = a.y.min(b.y) <= floor.y && ceiling.y <= a.y.max(b.y);
    if !touches_height || a.x.max(b.x) < ceiling.x {
        return Some(0);
    }
    let side = place.side_of(a, b);
    if side == 0 && a.x.min(b.x) <= floor.x {
        return None;
    }
    let spans = |low: i64, high: i64| {
        if above {
            low <= floor.y && floor.y < high
        } else {
            low < ceiling.y && ceiling.y <= high
        }
    };
    if spans(a.y, b.y) {
        return Some(i32::from(side > 0));
    }
    if spans(b.y, a.y) {
        return Some(-i32::from(side < 0));
    }
    Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same in parts of a step throughout.
    fn crossing_in_parts(a: GridPoint, b: GridPoint, [x, y]: [i128; 2], above: bool) -> Option<i32> {
        let fine = |v: i64| i128::from(v) * i128::from(PARTS);
        let (ax, ay, bx, by) = (fine(a.x), fine(a.y), fine(b.x), fine(b.y));
        if y < ay.min(by) || ay.max(by) < y || ax.max(bx) < x {
            return Some(0);
        }
        let cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
        if cross == 0 && ax.min(bx) <= x {
            return None;
        }
        let spans = |low: i128, high: i128| {
            if above {
                low <= y && y < high
            } else {
                low < y && y <= high
            }
        };
        if spans(ay, by) {
            return Some(i32::from(cross > 0));
        }
        Some(if spans(by, ay) { -i32::from(cross < 0) } else { 0 })
    }

    fn grid() -> impl Strategy<Value = GridPoint> {
        (-4_i64..5, -4_i64..5, 0_u8..2).prop_map(|(x, y, far)| {
            let scale = if far == 1 { 1 << 46 } else { 1 };
            GridPoint::new(x * scale + i64::from(far), y * scale - i64::from(far))
        })
    }

    proptest! {
        #[test]
        fn a_place_is_where_it_is_in_parts(
            ends in (grid(), grid()),
            edge in (grid(), grid()),
            part in 0_i64..=PARTS,
            above in any::<bool>(),
        ) {
            let (from, to) = ends;
            let place = Fine::between(from, to, part);
            let along = |a: i64, b: i64| i128::from(a) * i128::from(PARTS) + i128::from(b - a) * i128::from(part);
            let parts = [along(from.x, to.x), along(from.y, to.y)];
            let whole = |v: i64, part: i64| i128::from(v) * i128::from(PARTS) + i128::from(part);
            prop_assert_eq!([whole(place.floor.x, place.parts[0]), whole(place.floor.y, place.parts[1])], parts);
            prop_assert_eq!(crossing(edge.0, edge.1, place, above), crossing_in_parts(edge.0, edge.1, parts, above));
            let (min, max) = (GridPoint::new(-2, -3), GridPoint::new(3, 1 << 45));
            let inside = whole(min.x, 0) <= parts[0] && parts[0] <= whole(max.x, 0)
                && whole(min.y, 0) <= parts[1] && parts[1] <= whole(max.y, 0);
            prop_assert_eq!(place.is_within(min, max), inside);
        }
    }
}
