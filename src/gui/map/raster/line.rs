//! How strongly each pixel shows a line.
//!
//! Meaning: a line of a width is everything within half of it from the middle; at the rim a pixel takes its share by
//! the distance of its middle. Where lines meet or run over each other the stronger share counts, so a boundary that
//! two neighbours have is one line, and corners are round.

use super::Pixel;

/// Strokes and gaps of a line. Where a line lies decides about them and not how long it already is, so they run on
/// from tile to tile and from one short edge of a curve to the next: they are laid off along x where an edge is flat and
/// along y where it is steep.
#[derive(Debug, Clone, PartialEq)]
pub struct Dash {
    /// Where strokes and gaps end in turn, in pixels; the last is the length of the whole.
    ends: Vec<f32>,
    /// Place of the tile's upper left corner in the whole.
    origin: [f32; 2],
}

impl Dash {
    /// Lengths of strokes and gaps in turn, in logical pixels; `origin` is the upper left corner in pixels from the point
    /// to which patterns are fixed. `None` for an unbroken line.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "between 0 and the length of the whole"
    )]
    pub fn new(lengths: &[f32], per_point: f32, origin: [f64; 2]) -> Option<Self> {
        let mut ends = Vec::with_capacity(lengths.len());
        let mut end = 0.0;
        for length in lengths {
            end += length * per_point;
            ends.push(end);
        }
        (end > 1.0 && lengths.len() > 1).then(|| Self {
            ends,
            origin: origin.map(|at| at.rem_euclid(f64::from(end)) as f32),
        })
    }

    /// Share of a pixel at `place` along an axis that a stroke covers.
    fn share(&self, axis: usize, place: f32) -> f32 {
        let Some(whole) = self.ends.last() else { return 1.0 };
        let at = (self.origin[axis] + place).rem_euclid(*whole);
        let (mut start, mut covered) = (0.0, 0.0);
        for (index, end) in self.ends.iter().enumerate() {
            if index % 2 == 0 {
                // The first stroke begins again where the whole ends.
                for turn in [-whole, 0.0, *whole] {
                    let (from, to) = (start + turn, end + turn);
                    covered += (to.min(at + 0.5) - from.max(at - 0.5)).max(0.0);
                }
            }
            start = *end;
        }
        covered.min(1.0)
    }
}

/// Shares over a square of pixels.
#[derive(Debug)]
pub struct Lines {
    side: usize,
    shares: Vec<f32>,
    touched: Vec<bool>,
}

impl Lines {
    /// No line, over `side` × `side` pixels.
    pub fn new(side: usize) -> Self {
        Self {
            side,
            shares: vec![0.0; side * side],
            touched: vec![false; side],
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        for (row, touched) in self.touched.iter_mut().enumerate() {
            if std::mem::take(touched) {
                self.shares[row * self.side..(row + 1) * self.side].fill(0.0);
            }
        }
    }

    /// Adds a line through corners, `width` pixels wide; `strength` is the share of its middle, 0 to 1.
    pub fn path(&mut self, corners: &[Pixel], width: f32, strength: f32) {
        self.dashed(corners, width, strength, None);
    }

    /// The same with strokes and gaps.
    pub fn dashed(&mut self, corners: &[Pixel], width: f32, strength: f32, dash: Option<&Dash>) {
        for pair in corners.windows(2) {
            self.segment([pair[0], pair[1]], 0.5 * width, strength, dash);
        }
    }

    /// Adds a dot in the pixel of a position, so that what is smaller than a pixel is seen.
    pub fn dot(&mut self, [x, y]: Pixel, strength: f32) {
        let (Some(column), Some(row)) = (self.index(x), self.index(y)) else {
            return;
        };
        let share = &mut self.shares[row * self.side + column];
        *share = share.max(strength);
        self.touched[row] = true;
    }

    /// The shares of a row; `None` where there is no line.
    pub fn row(&self, row: usize) -> Option<&[f32]> {
        self.touched[row].then(|| &self.shares[row * self.side..(row + 1) * self.side])
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and the side of a tile"
    )]
    fn index(&self, at: f32) -> Option<usize> {
        (at >= 0.0 && at < self.side as f32).then_some(at as usize)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "between 0 and the side of a tile"
    )]
    fn segment(&mut self, [a, b]: [Pixel; 2], half: f32, strength: f32, dash: Option<&Dash>) {
        let reach = half + 0.5;
        let limit = self.side as f32;
        let (top, bottom) = (a[1].min(b[1]) - reach, a[1].max(b[1]) + reach);
        let (left, right) = (a[0].min(b[0]) - reach, a[0].max(b[0]) + reach);
        if bottom <= 0.0 || top >= limit || right <= 0.0 || left >= limit {
            return;
        }
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let squared = dx * dx + dy * dy;
        let inverse = if squared > 0.0 { 1.0 / squared } else { 0.0 };
        // How far along a row the line reaches beside its middle; flat lines reach over all of it.
        let spread = if dy.abs() > 1e-3 * dx.abs() {
            reach * squared.sqrt() / dy.abs()
        } else {
            f32::INFINITY
        };
        for row in top.max(0.0) as usize..(bottom.ceil().max(0.0) as usize).min(self.side) {
            let y = row as f32 + 0.5 - a[1];
            let (mut from, mut to) = (left, right);
            if spread.is_finite() && dy != 0.0 {
                let middle = a[0] + y * dx / dy;
                // The round ends lie within reach of an end, whatever the middle of the row says.
                from = from.max((middle - spread).min(a[0].max(b[0]) - reach));
                to = to.min((middle + spread).max(a[0].min(b[0]) + reach));
            }
            let (from, to) = (
                from.max(0.0) as usize,
                (to.ceil().max(0.0) as usize).min(self.side),
            );
            if from >= to {
                continue;
            }
            self.touched[row] = true;
            let shares = &mut self.shares[row * self.side..(row + 1) * self.side];
            for (column, share) in (from..to).zip(&mut shares[from..to]) {
                let x = column as f32 + 0.5 - a[0];
                let along = ((x * dx + y * dy) * inverse).clamp(0.0, 1.0);
                let (ex, ey) = (x - along * dx, y - along * dy);
                let distance = (ex * ex + ey * ey).sqrt();
                let mut here = (reach - distance).clamp(0.0, 1.0) * strength;
                if let Some(dash) = dash.filter(|_| here > 0.0) {
                    let is_steep = dy.abs() > dx.abs();
                    here *= if is_steep {
                        dash.share(1, row as f32 + 0.5)
                    } else {
                        dash.share(0, column as f32 + 0.5)
                    };
                }
                *share = share.max(here);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIDE: usize = 32;

    fn shares(draw: impl FnOnce(&mut Lines)) -> Vec<Vec<f32>> {
        let mut lines = Lines::new(SIDE);
        draw(&mut lines);
        (0..SIDE)
            .map(|row| lines.row(row).map_or_else(|| vec![0.0; SIDE], <[f32]>::to_vec))
            .collect()
    }

    /// What a line is by its definition, pixel by pixel.
    fn plain([from, to]: [Pixel; 2], width: f32, middle: Pixel) -> f32 {
        let at = [middle[0] - from[0], middle[1] - from[1]];
        let along = [to[0] - from[0], to[1] - from[1]];
        let length = along[0] * along[0] + along[1] * along[1];
        let share = ((at[0] * along[0] + at[1] * along[1]) / length).clamp(0.0, 1.0);
        let distance = (at[0] - share * along[0]).hypot(at[1] - share * along[1]);
        (0.5 * width + 0.5 - distance).clamp(0.0, 1.0)
    }

    #[test]
    fn lines_of_every_direction_are_as_wide_everywhere() {
        for step in 0..48_u8 {
            let turn = f32::from(step) * std::f32::consts::TAU / 48.0;
            for length in [0.7, 5.0, 14.0, 60.0] {
                let (a, b) = (
                    [16.3, 15.8],
                    [16.3 + length * turn.cos(), 15.8 + length * turn.sin()],
                );
                for width in [1.0, 1.6, 4.0] {
                    let drawn = shares(|lines| lines.path(&[a, b], width, 1.0));
                    for (y, row) in (0_u8..).zip(&drawn) {
                        for (x, share) in (0_u8..).zip(row) {
                            let middle = [f32::from(x) + 0.5, f32::from(y) + 0.5];
                            let expected = plain([a, b], width, middle);
                            assert!(
                                (share - expected).abs() < 1e-3,
                                "{step} {length} {width}: {x} {y}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn strokes_and_gaps_have_their_lengths_and_run_on_from_tile_to_tile() {
        let drawn = |origin: f64| {
            let dash = Dash::new(&[6.0, 4.0], 1.0, [origin, 0.0]).unwrap();
            let rows = shares(|lines| lines.dashed(&[[-5.0, 8.5], [40.0, 8.5]], 1.0, 1.0, Some(&dash)));
            rows[8].clone()
        };
        let first = drawn(0.0);
        for (at, expected) in [(0, 1.0), (5, 1.0), (6, 0.0), (9, 0.0), (10, 1.0)] {
            assert!((first[at] - expected).abs() < 1e-3, "{at}: {}", first[at]);
        }
        // The next tile goes on where this one ends, also far from the origin.
        let ink: f32 = first.iter().sum();
        assert!((ink - 20.0).abs() < 1e-3, "{ink}");
        for base in [0.0, -7.0, 4.1e10] {
            let (one, two) = (drawn(base), drawn(base + 16.0));
            for at in 0..16 {
                assert!((one[at + 16] - two[at]).abs() < 1e-3, "{base} {at}");
            }
        }
        assert_eq!(Dash::new(&[], 1.0, [0.0; 2]), None);
        assert_eq!(Dash::new(&[3.0], 1.0, [0.0; 2]), None);
    }

    #[test]
    fn a_shared_boundary_is_one_line_and_a_dot_is_one_pixel() {
        let once = shares(|lines| lines.path(&[[2.0, 5.0], [28.0, 9.0]], 1.2, 0.5));
        let twice = shares(|lines| {
            lines.path(&[[2.0, 5.0], [28.0, 9.0]], 1.2, 0.5);
            lines.path(&[[28.0, 9.0], [2.0, 5.0]], 1.2, 0.5);
        });
        for (one, two) in once.iter().flatten().zip(twice.iter().flatten()) {
            assert!((one - two).abs() < 1e-5);
        }
        let dot = shares(|lines| {
            lines.dot([7.2, 9.9], 0.6);
            lines.dot([-0.1, 3.0], 0.6);
            lines.dot([3.0, 32.0], 0.6);
        });
        assert!((dot[9][7] - 0.6).abs() < 1e-6);
        assert!((dot.iter().flatten().sum::<f32>() - 0.6).abs() < 1e-6);
    }
}
