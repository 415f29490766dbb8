//! Where tiles lie: the plane cut into squares of pixels at one scale.
//!
//! Meaning: at a scale every place of the plane has a number of pixels from the plane's origin, x to the right and y
//! down; tile (column, row) holds `TILE` of them each way. All of it is `f64` and whole numbers, so a tile far from the
//! origin is as exact as one near it. On the screen tiles are moved to whole pixels, so that their pixels are the
//! screen's.

use egui::{Pos2, Rect, pos2};

use super::super::cache::Place;
use crate::geometry::{Bounds, Point};

/// Pixels along the side of a tile.
pub(in super::super) const TILE: usize = 256;
const SIDE: f64 = 256.0;

/// Tiles in sight at once beyond which something is wrong with the size of the window.
const MOST_IN_SIGHT: i64 = 4096;

/// A tile: the bits of its scale along x and y, and its place in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in super::super) struct TileAt {
    scale: [u64; 2],
    pub column: i64,
    pub row: i64,
}

impl TileAt {
    pub fn is_of(&self, grid: &Grid) -> bool {
        self.scale == grid.scale.map(f64::to_bits)
    }
}

/// Tiles of one scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Grid {
    /// Pixels of the screen per metre of the plane along x and y.
    pub scale: [f64; 2],
}

impl Grid {
    /// The grid in which a place is drawn pixel by pixel.
    pub fn of(place: &Place) -> Self {
        let per_point = f64::from(place.pixels_per_point);
        Self {
            scale: place
                .viewport
                .pixels_per_plane_metre()
                .map(|scale| scale * per_point),
        }
    }

    /// The plane at the upper left corner of a tile.
    pub fn origin(&self, at: TileAt) -> Point {
        Point {
            x: as_f64(at.column) * SIDE / self.scale[0],
            y: -as_f64(at.row) * SIDE / self.scale[1],
        }
    }

    /// The same in pixels from the origin of the plane, y down.
    pub fn origin_pixels(at: TileAt) -> [f64; 2] {
        [as_f64(at.column) * SIDE, as_f64(at.row) * SIDE]
    }

    /// The part of the plane that a tile shows, `margin` pixels wider.
    pub fn window(&self, at: TileAt, margin: f64) -> Bounds {
        let Point { x, y } = self.origin(at);
        Bounds {
            min_x: x,
            min_y: y - SIDE / self.scale[1],
            max_x: x + SIDE / self.scale[0],
            max_y: y,
        }
        .grown(margin / self.scale[0], margin / self.scale[1])
    }

    /// The tiles that a place shows, those in the middle first.
    pub fn in_sight(&self, place: &Place) -> Vec<TileAt> {
        self.covering(place.rect, place)
    }

    /// The ring of tiles around those.
    pub fn around_sight(&self, place: &Place) -> impl Iterator<Item = TileAt> + use<> {
        let inside: Vec<TileAt> = self.in_sight(place);
        let side = narrow(SIDE) / place.pixels_per_point;
        let wider = self.covering(place.rect.expand(side), place);
        wider.into_iter().filter(move |at| !inside.contains(at))
    }

    /// The tiles that cover a part of the screen, those in the middle first.
    pub fn covering(&self, rect: Rect, place: &Place) -> Vec<TileAt> {
        let [x, y] = self.corner(place);
        let side = self.side_on(place);
        let per_point = f64::from(place.pixels_per_point);
        let index = |at: f32, corner: f64, side: f64| whole((f64::from(at) * per_point - corner) / side);
        let (first, last) = (rect.min, rect.max - egui::Vec2::splat(1e-3));
        let columns = [index(first.x, x, side[0]), index(last.x, x, side[0])];
        let rows = [index(first.y, y, side[1]), index(last.y, y, side[1])];
        let count = |[from, to]: [i64; 2]| to.saturating_sub(from).saturating_add(1).max(0);
        if count(columns).saturating_mul(count(rows)) > MOST_IN_SIGHT {
            return Vec::new();
        }
        let scale = self.scale.map(f64::to_bits);
        let mut tiles: Vec<TileAt> = (rows[0]..=rows[1])
            .flat_map(|row| (columns[0]..=columns[1]).map(move |column| TileAt { scale, column, row }))
            .collect();
        let from_middle = |at: &TileAt| {
            let across = 2 * at.column - columns[0] - columns[1];
            let down = 2 * at.row - rows[0] - rows[1];
            across * across + down * down
        };
        tiles.sort_by_key(from_middle);
        tiles
    }

    /// Where a tile lies on the screen of a place, in logical pixels.
    pub fn rect(&self, at: TileAt, place: &Place) -> Rect {
        let [x, y] = self.corner(place);
        let [width, height] = self.side_on(place);
        let per_point = f64::from(place.pixels_per_point);
        let corner = |column: i64, row: i64| -> Pos2 {
            pos2(
                narrow((x + as_f64(column) * width) / per_point),
                narrow((y + as_f64(row) * height) / per_point),
            )
        };
        Rect::from_min_max(corner(at.column, at.row), corner(at.column + 1, at.row + 1))
    }

    /// Side of a tile on the screen of a place, in its pixels: `TILE` when the place has this scale.
    fn side_on(&self, place: &Place) -> [f64; 2] {
        let now = Self::of(place).scale;
        [SIDE * now[0] / self.scale[0], SIDE * now[1] / self.scale[1]]
    }

    /// Where the origin of the plane lies on the screen of a place, in pixels.
    fn corner(&self, place: &Place) -> [f64; 2] {
        let per_point = f64::from(place.pixels_per_point);
        let now = Self::of(place).scale;
        let middle = place.rect.center();
        let center = place.viewport.center;
        let x = f64::from(middle.x) * per_point - center.x * now[0];
        let y = f64::from(middle.y) * per_point + center.y * now[1];
        if now == self.scale {
            [libm::round(x), libm::round(y)]
        } else {
            [x, y]
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "the plane at the finest scale has fewer tiles than 2^53"
)]
fn as_f64(number: i64) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "saturates, and is then too many to show"
)]
fn whole(number: f64) -> i64 {
    libm::floor(number) as i64
}

#[expect(clippy::cast_possible_truncation, reason = "a place on a screen")]
fn narrow(pixels: f64) -> f32 {
    pixels.clamp(-1e6, 1e6) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gui::map::Viewport;
    use proptest::prelude::*;

    fn place(center: Point, metres_per_pixel: f64, pixels_per_point: f32) -> Place {
        Place {
            rect: Rect::from_min_size(pos2(240.0, 70.0), egui::vec2(1000.0, 700.0)),
            viewport: Viewport {
                center,
                metres_per_pixel,
                stretch: 1.01,
            },
            pixels_per_point,
        }
    }

    proptest! {
        /// The tiles in sight cover the map without a gap, and every place lies within half a pixel of where the
        /// viewport has it.
        #[test]
        fn tiles_cover_the_map(
            x in -2e7_f64..4e7, y in -5e6_f64..1e7, scale in -4.0_f64..4.0, dense in prop::bool::ANY,
        ) {
            let place = place(Point { x, y }, 10_f64.powf(scale), if dense { 2.0 } else { 1.0 });
            let grid = Grid::of(&place);
            let tiles = grid.in_sight(&place);
            let covered = tiles.iter().fold(Rect::NOTHING, |all, at| all.union(grid.rect(*at, &place)));
            prop_assert!(covered.contains_rect(place.rect.shrink(1e-3)), "{covered:?}");
            let half = 0.5 / f64::from(place.pixels_per_point) + 0.01;
            for at in &tiles {
                let rect = grid.rect(*at, &place);
                prop_assert!((rect.width() * place.pixels_per_point - 256.0).abs() < 0.01);
                let there = place.viewport.screen_from_plane(place.rect, grid.origin(*at));
                prop_assert!(f64::from((there - rect.min).abs().max_elem()) < half, "{there} {rect}");
                let pixels = rect.min.to_vec2() * place.pixels_per_point;
                prop_assert!((pixels - pixels.round()).abs().max_elem() < 0.02);
            }
            prop_assert_eq!(grid.around_sight(&place).filter(|at| tiles.contains(at)).count(), 0);
        }

        /// Tiles of another scale lie where their ground lies now.
        #[test]
        fn stand_ins_lie_on_their_ground(x in -2e6_f64..2e6, y in 2e6_f64..5e6, factor in 0.3_f64..3.0) {
            let before = Grid::of(&place(Point { x, y }, 20.0, 1.0));
            let now = place(Point { x: x + 500.0, y: y - 300.0 }, 20.0 * factor, 1.0);
            let tiles = before.covering(now.rect, &now);
            let covered = tiles.iter().fold(Rect::NOTHING, |all, at| all.union(before.rect(*at, &now)));
            prop_assert!(covered.contains_rect(now.rect.shrink(1e-2)));
            for at in tiles {
                let there = now.viewport.screen_from_plane(now.rect, before.origin(at));
                prop_assert!((there - before.rect(at, &now).min).abs().max_elem() < 0.05);
            }
        }
    }

    #[test]
    fn a_pan_moves_tiles_by_whole_pixels() {
        let start = Point {
            x: 38_500_000.0,
            y: 3_100_000.0,
        };
        for metres_per_pixel in [1e-4, 0.01, 3.7, 500.0] {
            let mut before = place(start, metres_per_pixel, 1.0);
            before.viewport.stretch = 1.0;
            let grid = Grid::of(&before);
            let at = grid.in_sight(&before)[0];
            let mut after = before;
            for step in 1_u8..40 {
                after.viewport.pan_pixels(egui::vec2(3.0, -2.0), None);
                let moved = grid.rect(at, &after).min - grid.rect(at, &before).min;
                let expected = egui::vec2(3.0, -2.0) * f32::from(step);
                assert!(
                    (moved - expected).abs().max_elem() <= 1.01,
                    "{metres_per_pixel} {step}: {moved}"
                );
            }
        }
    }
}
