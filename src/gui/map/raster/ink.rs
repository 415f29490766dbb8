//! Coverage to colours: tints, hatches and lines over what is already there.
//!
//! A hatch is fixed to the ground: it does not swim when the map moves, and it runs on from tile to tile.

use egui::Color32;

use super::fill::Fill;
use super::line::Lines;
use crate::symbols::Pattern;

/// A pattern in the inside of polygons, in pixels of the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HatchLines {
    /// Lines, or dots where lines of two directions would cross.
    pub pattern: Pattern,
    /// Direction, counter-clockwise from east.
    pub degrees: f32,
    /// Distance of two lines.
    pub step: f32,
    /// Width of a line, diameter of a dot.
    pub width: f32,
    /// Their colour.
    pub color: Color32,
}

/// A tile that is being painted: premultiplied colours, row by row from the upper left.
#[derive(Debug)]
pub struct Sheet {
    side: usize,
    pixels: Vec<Color32>,
    covered: Vec<f32>,
}

impl Sheet {
    /// A transparent tile of `side` × `side` pixels.
    pub fn new(side: usize) -> Self {
        Self {
            side,
            pixels: vec![Color32::TRANSPARENT; side * side],
            covered: vec![0.0; side],
        }
    }

    /// The colours; the tile is transparent again.
    pub fn take(&mut self) -> Vec<Color32> {
        let blank = vec![Color32::TRANSPARENT; self.side * self.side];
        std::mem::replace(&mut self.pixels, blank)
    }

    /// Paints the inside in one colour and with hatches; `origin` is the upper left corner in pixels from the point
    /// to which hatches are fixed.
    pub fn fill(&mut self, fill: &Fill, tint: Color32, hatches: &[HatchLines], origin: [f64; 2]) {
        let hatches: Vec<View> = hatches.iter().map(|hatch| View::new(hatch, origin)).collect();
        for row in 0..self.side {
            if fill.row(row, &mut self.covered).is_none() {
                continue;
            }
            let pixels = &mut self.pixels[row * self.side..(row + 1) * self.side];
            if tint.a() > 0 {
                for (pixel, covered) in pixels.iter_mut().zip(&self.covered) {
                    *pixel = over(*pixel, tint, *covered);
                }
            }
            for pattern in &hatches {
                pattern.paint(row, pixels, &self.covered);
            }
        }
    }

    /// Paints colours pixel by pixel, this share of them.
    pub fn colors(&mut self, colors: &[[u8; 4]], share: f32) {
        for (pixel, [red, green, blue, alpha]) in self.pixels.iter_mut().zip(colors) {
            if *alpha > 0 {
                let color = Color32::from_rgba_premultiplied(*red, *green, *blue, *alpha);
                *pixel = over(*pixel, color, share);
            }
        }
    }

    /// Paints lines in one colour.
    pub fn lines(&mut self, lines: &Lines, color: Color32) {
        for row in 0..self.side {
            let Some(shares) = lines.row(row) else { continue };
            let pixels = &mut self.pixels[row * self.side..(row + 1) * self.side];
            for (pixel, share) in pixels.iter_mut().zip(shares) {
                if *share > 0.0 {
                    *pixel = over(*pixel, color, *share);
                }
            }
        }
    }
}

/// A hatch as seen from one tile.
struct View {
    /// Across the lines and, for dots, along them too.
    across: Ruler,
    along: Option<Ruler>,
    step: f32,
    half: f32,
    color: Color32,
}

/// Distances in one direction, in steps.
#[derive(Clone, Copy)]
struct Ruler {
    /// At the upper left corner, from the line before it.
    start: f32,
    /// What one pixel to the right and one down add to it.
    right: f32,
    down: f32,
}

impl Ruler {
    #[expect(clippy::cast_possible_truncation, reason = "between 0 and 1")]
    fn new(degrees: f32, step: f64, [x, y]: [f64; 2]) -> Self {
        let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
        Self {
            start: ((x * sin + y * cos) / step).rem_euclid(1.0) as f32,
            right: (sin / step) as f32,
            down: (cos / step) as f32,
        }
    }

    /// Steps from the nearest line at a pixel.
    fn offset(&self, [column, row]: [f32; 2]) -> f32 {
        let place = self.start + self.down * (row + 0.5) + self.right * (column + 0.5);
        (place - place.round()).abs()
    }
}

impl View {
    fn new(hatch: &HatchLines, origin: [f64; 2]) -> Self {
        let step = f64::from(hatch.step.max(1.0));
        let along = || Ruler::new(hatch.degrees + 90.0, step, origin);
        Self {
            across: Ruler::new(hatch.degrees, step, origin),
            along: (hatch.pattern == Pattern::Dots).then(along),
            step: hatch.step.max(1.0),
            half: 0.5 * hatch.width,
            color: hatch.color,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "at most the side of a tile")]
    fn paint(&self, row: usize, pixels: &mut [Color32], covered: &[f32]) {
        for (column, (pixel, covered)) in pixels.iter_mut().zip(covered).enumerate() {
            if *covered <= 0.0 {
                continue;
            }
            let at = [column as f32, row as f32];
            let across = self.across.offset(at);
            let distance = match &self.along {
                None => across,
                Some(along) => across.hypot(along.offset(at)),
            };
            let share = (self.half + 0.5 - distance * self.step).clamp(0.0, 1.0);
            *pixel = over(*pixel, self.color, share * covered);
        }
    }
}

/// A colour over another, `share` of it.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between 0 and 255"
)]
fn over(below: Color32, color: Color32, share: f32) -> Color32 {
    if share <= 0.0 {
        return below;
    }
    let share = (share.min(1.0) * 256.0) as u32;
    let channels = color.to_array().map(|channel| (u32::from(channel) * share) >> 8);
    let rest = 255 - channels[3];
    let below = below.to_array();
    let mix = |index: usize| (channels[index] + (u32::from(below[index]) * rest + 127) / 255).min(255) as u8;
    Color32::from_rgba_premultiplied(mix(0), mix(1), mix(2), mix(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_lie_over_each_other() {
        let red = Color32::from_rgba_unmultiplied(200, 0, 0, 128);
        assert_eq!(over(Color32::TRANSPARENT, red, 1.0), red);
        assert_eq!(over(Color32::WHITE, red, 0.0), Color32::WHITE);
        assert_eq!(over(Color32::WHITE, Color32::BLACK, 1.0), Color32::BLACK);
        let grey = over(Color32::WHITE, Color32::BLACK, 0.5);
        assert!((i32::from(grey.r()) - 128).abs() <= 1 && grey.a() == 255);
    }

    #[test]
    fn a_hatch_runs_on_from_tile_to_tile() {
        let hatch = |pattern, degrees| HatchLines {
            pattern,
            degrees,
            step: 9.0,
            width: 1.0,
            color: Color32::BLACK,
        };
        let painted = |side: u8, origin: [f64; 2], (pattern, degrees): (Pattern, f32)| {
            let edge = f32::from(side);
            let side = usize::from(side);
            let mut fill = Fill::new(side);
            fill.ring(
                &[[0.0, 0.0], [edge, 0.0], [edge, edge], [0.0, edge], [0.0, 0.0]],
                false,
            );
            let mut sheet = Sheet::new(side);
            sheet.fill(&fill, Color32::TRANSPARENT, &[hatch(pattern, degrees)], origin);
            sheet.take()
        };
        // Far from the origin of the plane, as at the finest scale.
        for base in [[0.0, 0.0], [4.1e10, -3.3e10]] {
            let patterns = [Pattern::Lines, Pattern::Dots];
            for look in patterns
                .into_iter()
                .flat_map(|pattern| [0.0, 45.0, 90.0, 135.0].map(|at| (pattern, at)))
            {
                let whole = painted(64, base, look);
                for (dx, dy) in [(0_u8, 0_u8), (32, 0), (0, 32), (32, 32)] {
                    let origin = [base[0] + f64::from(dx), base[1] + f64::from(dy)];
                    let part = painted(32, origin, look);
                    for y in 0..32 {
                        for x in 0..32 {
                            let (dx, dy) = (usize::from(dx), usize::from(dy));
                            let (a, b) = (whole[(y + dy) * 64 + x + dx].a(), part[y * 32 + x].a());
                            assert!(a.abs_diff(b) <= 3, "{look:?} {x} {y}: {a} {b}");
                        }
                    }
                }
            }
        }
    }
}
