//! How much of each pixel lies inside rings.
//!
//! Meaning: every edge adds, to the pixels it passes, the area between itself and their right side, signed by whether
//! it runs down or up; the sums along a row are then the winding number, weighted by area. Neighbours that share an
//! edge cancel each other there, so land of many parcels has no seams.
//!
//! Source: R. Levien, *Inside the fastest font renderer in the world*, 2016: the accumulation buffer.

use super::Pixel;

/// Signed areas over a square of pixels.
#[derive(Debug)]
pub struct Fill {
    side: usize,
    /// Rows of `side` + 2 cells: the last two take what lies right of the square.
    cells: Vec<f32>,
    /// Whether a row holds anything.
    touched: Vec<bool>,
}

impl Fill {
    /// Nothing inside, over `side` × `side` pixels.
    pub fn new(side: usize) -> Self {
        Self {
            side,
            cells: vec![0.0; (side + 2) * side],
            touched: vec![false; side],
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        for (row, touched) in self.touched.iter_mut().enumerate() {
            if std::mem::take(touched) {
                self.cells[row * (self.side + 2)..(row + 1) * (self.side + 2)].fill(0.0);
            }
        }
    }

    /// Adds a closed ring, whose first and last corner are the same; `reversed` walks it the other way.
    pub fn ring(&mut self, ring: &[Pixel], reversed: bool) {
        let sign = if reversed { -1.0 } else { 1.0 };
        for pair in ring.windows(2) {
            self.edge(pair[0], pair[1], sign);
        }
    }

    /// The covered share of each pixel of a row, 0 to 1; `None` where nothing is covered.
    pub fn row(&self, row: usize, covered: &mut [f32]) -> Option<()> {
        if !self.touched[row] {
            return None;
        }
        let cells = &self.cells[row * (self.side + 2)..][..self.side];
        let mut sum = 0.0_f32;
        for (cell, covered) in cells.iter().zip(covered) {
            sum += cell;
            *covered = sum.abs().min(1.0);
        }
        Some(())
    }

    /// Adds an edge, cut where it passes the left and right side of the square.
    fn edge(&mut self, a: Pixel, b: Pixel, sign: f32) {
        let width = as_f32(self.side);
        if a[1] == b[1] || a[1].max(b[1]) <= 0.0 || a[1].min(b[1]) >= width || a[0].min(b[0]) >= width {
            return;
        }
        let mut cuts = [0.0, 1.0, 1.0, 1.0];
        let mut n_cuts = 1;
        let along = b[0] - a[0];
        for side in if along > 0.0 { [0.0, width] } else { [width, 0.0] } {
            let share = (side - a[0]) / along;
            if share > cuts[n_cuts - 1] && share < 1.0 {
                cuts[n_cuts] = share;
                n_cuts += 1;
            }
        }
        cuts[n_cuts] = 1.0;
        let at = |share: f32| {
            if share >= 1.0 {
                b
            } else {
                [a[0] + share * along, a[1] + share * (b[1] - a[1])]
            }
        };
        for pair in cuts[..=n_cuts].windows(2) {
            let (from, to) = (at(pair[0]), at(pair[1]));
            let clamped = |[x, y]: Pixel| [x.clamp(0.0, width), y];
            self.piece(clamped(from), clamped(to), sign);
        }
    }

    /// Adds an edge that lies between the left and the right side.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and the side of a tile"
    )]
    fn piece(&mut self, a: Pixel, b: Pixel, sign: f32) {
        let (sign, from, to) = if a[1] < b[1] { (sign, a, b) } else { (-sign, b, a) };
        if from[1] >= to[1] {
            return;
        }
        let slope = (to[0] - from[0]) / (to[1] - from[1]);
        let width = as_f32(self.side);
        let mut x = if from[1] < 0.0 {
            from[0] - from[1] * slope
        } else {
            from[0]
        };
        let first = from[1].max(0.0) as usize;
        let end = (to[1].ceil().max(0.0) as usize).min(self.side);
        for row in first..end {
            let top = as_f32(row);
            let height = (top + 1.0).min(to[1]) - top.max(from[1]);
            // The sum of many steps may leave the square by a hair.
            let next = (x + slope * height).clamp(0.0, width);
            let cells = &mut self.cells[row * (self.side + 2)..(row + 1) * (self.side + 2)];
            add(cells, x.min(next), x.max(next), height * sign);
            self.touched[row] = true;
            x = next;
        }
    }
}

/// Adds an edge piece that runs from `left` to `right` within a row and is `height` high.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and the side of a tile"
)]
fn add(cells: &mut [f32], left: f32, right: f32, height: f32) {
    let (first, last) = (left as usize, right.ceil() as usize);
    let start = as_f32(first);
    if last <= first + 1 {
        let middle = 0.5 * (left + right) - start;
        cells[first] += height * (1.0 - middle);
        cells[first + 1] += height * middle;
        return;
    }
    // The area right of the edge within each pixel that it passes.
    let per_pixel = 1.0 / (right - left);
    let mut before = 0.0;
    for (index, cell) in (first..).zip(&mut cells[first..last]) {
        let x = as_f32(index);
        let (enter, leave) = (left.max(x), right.min(x + 1.0));
        let part = (leave - enter) * per_pixel;
        let inside = part * (x + 1.0 - 0.5 * (enter + leave));
        *cell += height * (before + inside);
        before = part - inside;
    }
    cells[last] += height * before;
}

#[expect(clippy::cast_precision_loss, reason = "at most the side of a tile")]
fn as_f32(pixels: usize) -> f32 {
    pixels as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SIDE: usize = 16;

    fn covered(rings: &[(Vec<Pixel>, bool)], at: Pixel) -> Vec<Vec<f32>> {
        let mut fill = Fill::new(SIDE);
        for (ring, reversed) in rings {
            let closed: Vec<Pixel> = ring
                .iter()
                .chain(ring.first())
                .map(|[x, y]| [x - at[0], y - at[1]])
                .collect();
            fill.ring(&closed, *reversed);
        }
        (0..SIDE)
            .map(|row| {
                let mut pixels = vec![0.0; SIDE];
                let _ = fill.row(row, &mut pixels);
                pixels
            })
            .collect()
    }

    /// The part of a convex polygon inside a box, by cutting it at each side.
    fn cut_area(polygon: &[[f64; 2]], [x0, y0]: [f64; 2]) -> f64 {
        let mut ring = polygon.to_vec();
        for (axis, limit, keep_low) in [
            (0, x0, false),
            (0, x0 + 1.0, true),
            (1, y0, false),
            (1, y0 + 1.0, true),
        ] {
            let mut kept: Vec<[f64; 2]> = Vec::new();
            for (index, here) in ring.iter().enumerate() {
                let last = ring[(index + ring.len() - 1) % ring.len()];
                let inside = |p: &[f64; 2]| {
                    if keep_low {
                        p[axis] <= limit
                    } else {
                        p[axis] >= limit
                    }
                };
                if inside(here) != inside(&last) {
                    let t = (limit - last[axis]) / (here[axis] - last[axis]);
                    kept.push([
                        last[0] + t * (here[0] - last[0]),
                        last[1] + t * (here[1] - last[1]),
                    ]);
                }
                if inside(here) {
                    kept.push(*here);
                }
            }
            ring = kept;
            if ring.is_empty() {
                return 0.0;
            }
        }
        let twice: f64 = (0..ring.len())
            .map(|i| {
                let (p, q) = (ring[i], ring[(i + 1) % ring.len()]);
                p[0] * q[1] - q[0] * p[1]
            })
            .sum();
        twice.abs() / 2.0
    }

    proptest! {
        /// The share of each pixel is the area of the polygon in it, wherever the polygon reaches.
        #[test]
        fn coverage_is_area(
            points in prop::collection::vec((-30.0_f32..46.0, -30.0_f32..46.0), 3),
        ) {
            let ring: Vec<Pixel> = points.iter().map(|(x, y)| [*x, *y]).collect();
            let exact: Vec<[f64; 2]> = ring.iter().map(|[x, y]| [f64::from(*x), f64::from(*y)]).collect();
            let pixels = covered(&[(ring, false)], [0.0, 0.0]);
            for (y, row) in (0_u8..).zip(&pixels) {
                for (x, share) in (0_u8..).zip(row) {
                    let area = cut_area(&exact, [f64::from(x), f64::from(y)]);
                    prop_assert!((f64::from(*share) - area).abs() < 2e-3, "{x} {y}: {share} {area}");
                }
            }
        }

        /// Four tiles show what one would: no seam, whatever crosses them.
        #[test]
        fn tiles_join_without_a_seam(
            points in prop::collection::vec((-20.0_f32..52.0, -20.0_f32..52.0), 3..9),
        ) {
            let ring: Vec<Pixel> = points.iter().map(|(x, y)| [*x, *y]).collect();
            let here = covered(&[(ring.clone(), false)], [4.0, 4.0]);
            for (dx, dy) in [(0_u8, 0_u8), (3, 0), (0, 5), (7, 2)] {
                let there = covered(&[(ring.clone(), false)], [4.0 + f32::from(dx), 4.0 + f32::from(dy)]);
                let (dx, dy) = (usize::from(dx), usize::from(dy));
                for y in 0..SIDE - dy {
                    for x in 0..SIDE - dx {
                        prop_assert!((here[y + dy][x + dx] - there[y][x]).abs() < 2e-3);
                    }
                }
            }
        }
    }

    #[test]
    fn neighbours_have_no_seam_and_holes_are_empty() {
        let square = |x0: f32, x1: f32| vec![[x0, 2.3], [x1, 2.3], [x1, 12.1], [x0, 12.1]];
        let pixels = covered(
            &[(square(1.0, 6.37), false), (square(6.37, 14.0), false)],
            [0.0, 0.0],
        );
        assert!(pixels[5][1..14].iter().all(|share| (share - 1.0).abs() < 1e-5));
        let hole = covered(
            &[(square(1.0, 14.0), false), (square(5.0, 9.0), true)],
            [0.0, 0.0],
        );
        assert!(hole[5][5..9].iter().all(|share| share.abs() < 1e-5));
        assert!((hole[5][3] - 1.0).abs() < 1e-5);
    }
}
