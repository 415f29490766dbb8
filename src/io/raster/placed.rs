//! A background on a plane: any window of the plane as pixels.
//!
//! Meaning: for the middle of each pixel of the window the place in the picture is found, and the colours around it are
//! mixed. The way from the plane into the picture's system is walked exactly at the nodes of a grid and straight between
//! them; the grid is made finer until, in the middle of each of its cells, straight and exact differ by no more than
//! [`TOLERANCE`] of a pixel of the window. So nothing is turned or stretched beyond what a person can see.
//!
//! The level is taken whose pixels are nearest in size to those of the window; beyond the finest, its pixels are
//! stretched.

use std::collections::HashMap;
use std::sync::Arc;

use super::cache::Held;
use super::pixels::{Pixels, Rgba};
use super::{Affine, Raster, RasterError, View};
use crate::crs::{Plane, WayBack};
use crate::geometry::{Bounds, Point};

/// How far a place in the picture may be off, in pixels of the window.
const TOLERANCE: f64 = 1.0 / 16.0;
/// Pixels between nodes of the first grid.
const COARSEST_STEP: usize = 32;
/// Nodes along each side by which the extent of a picture on the plane is found.
const OUTLINE: u32 = 24;

/// A background on a plane.
#[derive(Debug)]
pub struct PlacedRaster {
    raster: Arc<Raster>,
    way: WayBack,
    pixel_of_position: Affine,
    bounds: Bounds,
    finest_m: f64,
}

/// A window of the plane: its upper left corner, pixels per metre along x and y, and pixels along a side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RasterWindow {
    /// The upper left corner.
    pub origin: Point,
    /// Pixels per metre of the plane.
    pub scale: [f64; 2],
    /// Pixels along each side.
    pub side: usize,
}

impl PlacedRaster {
    /// Puts a background onto a plane.
    ///
    /// # Errors
    /// When its system has no way onto the plane that is better than a guess, or nothing of it lies there.
    pub fn new(raster: Arc<Raster>, plane: &Plane) -> Result<Self, RasterError> {
        let way = WayBack::new(raster.crs(), plane)?;
        let pixel_of_position = raster.place().inverse()?;
        let bounds = extent_on_plane(&raster, &way);
        if bounds.is_empty() {
            return Err(RasterError::BadPlace {
                reason: "it lies outside its coordinate reference system".to_owned(),
            });
        }
        let mut placed = Self {
            raster,
            way,
            pixel_of_position,
            bounds,
            finest_m: 1.0,
        };
        placed.finest_m = placed.finest_pixel();
        Ok(placed)
    }

    /// The background itself.
    #[must_use]
    pub fn raster(&self) -> &Arc<Raster> {
        &self.raster
    }

    /// The plane.
    #[must_use]
    pub fn plane(&self) -> &Plane {
        self.way.plane()
    }

    /// Where it has something to show on the plane.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// Metres of the plane in a pixel of a window beyond which nothing is drawn, near the middle of the picture: its
    /// coarsest pixels would have to be read by the thousand.
    #[must_use]
    pub fn coarsest_m(&self) -> f64 {
        self.finest_m * self.raster.most_per_pixel()
    }

    /// The colours of a window, row by row from the upper left.
    #[must_use]
    pub fn draw(&self, window: &RasterWindow) -> Vec<Rgba> {
        let side = window.side;
        let blank = || vec![[0; 4]; side * side];
        let reach = Bounds::of([window.origin, window.point([cast(side), cast(side)])]);
        if self.raster.ends_there && !self.bounds.intersects(reach) {
            return blank();
        }
        let Some(grid) = Grid::fine_enough(self, window) else {
            return blank();
        };
        let Some(footprint) = grid.footprint() else {
            return blank();
        };
        let Some(view) = self.raster.view_for(footprint) else {
            return blank();
        };
        let mut sampler = Sampler::new(&self.raster, view);
        let mut colors = Vec::with_capacity(side * side);
        for row in 0..side {
            for column in 0..side {
                let place = grid.place([cast(column) + 0.5, cast(row) + 0.5]);
                colors.push(place.map_or([0; 4], |place| sampler.color(place)));
            }
        }
        colors
    }

    /// Points of the plane become places in pixels of the finest level.
    fn places(&self, points: &mut [[f64; 2]]) {
        self.way.to_system(points);
        for point in points {
            *point = self.pixel_of_position.apply(*point);
        }
    }

    /// Side of a pixel of the finest level on the plane, in metres, in the middle of the extent.
    fn finest_pixel(&self) -> f64 {
        let [left, top, right, bottom] = self.raster.extent;
        let (column, row) = (f64::midpoint(left, right), f64::midpoint(top, bottom));
        let place = self.raster.place();
        let mut corners = [[column, row], [column + 1.0, row], [column, row + 1.0]].map(|at| place.apply(at));
        self.way.to_plane(&mut corners);
        let [one, right, down] = corners;
        let area = (right[0] - one[0]) * (down[1] - one[1]) - (right[1] - one[1]) * (down[0] - one[0]);
        let side = libm::sqrt(area.abs());
        if side.is_normal() { side } else { 1.0 }
    }
}

impl RasterWindow {
    /// The point of the plane at a place in pixels of the window.
    fn point(&self, [column, row]: [f64; 2]) -> Point {
        Point {
            x: self.origin.x + column / self.scale[0],
            y: self.origin.y - row / self.scale[1],
        }
    }
}

/// The box around what a picture shows, on the plane.
fn extent_on_plane(raster: &Raster, way: &WayBack) -> Bounds {
    let [left, top, right, bottom] = raster.extent;
    let share = |number: u32| f64::from(number) / f64::from(OUTLINE);
    let mut points: Vec<[f64; 2]> = (0..=OUTLINE)
        .flat_map(|row| (0..=OUTLINE).map(move |column| [share(column), share(row)]))
        .map(|[x, y]| {
            raster
                .place()
                .apply([left + x * (right - left), top + y * (bottom - top)])
        })
        .collect();
    way.to_plane(&mut points);
    let on_plane = points
        .into_iter()
        .filter(|point| point.iter().all(|number| number.is_finite()));
    Bounds::of(on_plane.map(|[x, y]| Point { x, y }))
}

/// Places in the picture at nodes of a window, every `step` pixels.
struct Grid {
    step: usize,
    nodes: usize,
    places: Vec<[f64; 2]>,
}

impl Grid {
    /// The coarsest grid that is fine enough; `None` when no node lies in the picture's system.
    fn fine_enough(placed: &PlacedRaster, window: &RasterWindow) -> Option<Self> {
        let mut step = COARSEST_STEP.min(window.side.max(1));
        loop {
            let grid = Self::new(placed, window, step);
            if step == 1 || grid.is_fine_enough(placed, window) {
                return grid.places.iter().any(|place| is_finite(*place)).then_some(grid);
            }
            step = step.div_ceil(2);
        }
    }

    fn new(placed: &PlacedRaster, window: &RasterWindow, step: usize) -> Self {
        let nodes = window.side.div_ceil(step) + 1;
        let mut places: Vec<[f64; 2]> = (0..nodes)
            .flat_map(|row| (0..nodes).map(move |column| [cast(column * step), cast(row * step)]))
            .map(|at| {
                let Point { x, y } = window.point(at);
                [x, y]
            })
            .collect();
        placed.places(&mut places);
        Self { step, nodes, places }
    }

    /// Whether straight and exact agree in the middle of each cell.
    fn is_fine_enough(&self, placed: &PlacedRaster, window: &RasterWindow) -> bool {
        let cells = self.nodes - 1;
        let middles: Vec<[f64; 2]> = (0..cells)
            .flat_map(|row| (0..cells).map(move |column| [row, column]))
            .map(|[row, column]| {
                [
                    cast(column * self.step) + 0.5 * cast(self.step),
                    cast(row * self.step) + 0.5 * cast(self.step),
                ]
            })
            .collect();
        let mut exact: Vec<[f64; 2]> = middles
            .iter()
            .map(|at| {
                let Point { x, y } = window.point(*at);
                [x, y]
            })
            .collect();
        placed.places(&mut exact);
        middles.iter().zip(exact).all(|(at, exact)| {
            let corners = self.corners(*at);
            let n_finite = corners.iter().filter(|corner| is_finite(**corner)).count();
            match self.place(*at) {
                Some(straight) => {
                    let [slope_x, slope_y] = self.slopes(&corners);
                    (straight[0] - exact[0]).abs() <= TOLERANCE * slope_x
                        && (straight[1] - exact[1]).abs() <= TOLERANCE * slope_y
                }
                // Partly outside the system: as exact as can be. Wholly outside: a hole.
                None => n_finite == 0 && !is_finite(exact),
            }
        })
    }

    /// How much the two parts of a place change with a pixel of the window.
    fn slopes(&self, [one, right, down, _]: &[[f64; 2]; 4]) -> [f64; 2] {
        [0, 1].map(|axis| libm::hypot(right[axis] - one[axis], down[axis] - one[axis]) / cast(self.step))
    }

    /// The nodes around a place of the window.
    fn corners(&self, [column, row]: [f64; 2]) -> [[f64; 2]; 4] {
        let cell = |at: f64| floor(at / cast(self.step)).min(self.nodes - 2);
        let first = cell(row) * self.nodes + cell(column);
        [first, first + 1, first + self.nodes, first + self.nodes + 1].map(|number| self.places[number])
    }

    /// The place in the picture at a place of the window; `None` outside the picture's system.
    fn place(&self, at: [f64; 2]) -> Option<[f64; 2]> {
        let corners = self.corners(at);
        if !corners.iter().all(|corner| is_finite(*corner)) {
            return None;
        }
        let share = |at: f64| {
            let steps = at / cast(self.step);
            steps - cast(floor(steps).min(self.nodes - 2))
        };
        let (x, y) = (share(at[0]), share(at[1]));
        let [one, right, down, across] = corners;
        Some([0, 1].map(|axis| {
            let upper = one[axis] + x * (right[axis] - one[axis]);
            let lower = down[axis] + x * (across[axis] - down[axis]);
            upper + y * (lower - upper)
        }))
    }

    /// Pixels of the finest level along the side of one of the window: the median over the cells, so that a tear at the
    /// edge of the world does not count.
    fn footprint(&self) -> Option<f64> {
        let cells = self.nodes - 1;
        let mut sides: Vec<f64> = (0..cells)
            .flat_map(|row| (0..cells).map(move |column| row * self.nodes + column))
            .map(|first| {
                let [one, right, down] =
                    [first, first + 1, first + self.nodes].map(|number| self.places[number]);
                let area =
                    (right[0] - one[0]) * (down[1] - one[1]) - (right[1] - one[1]) * (down[0] - one[0]);
                libm::sqrt(area.abs()) / cast(self.step)
            })
            .filter(|side| side.is_normal())
            .collect();
        sides.sort_unstable_by(f64::total_cmp);
        sides.get(sides.len() / 2).copied()
    }
}

fn is_finite(place: [f64; 2]) -> bool {
    place.iter().all(|number| number.is_finite())
}

/// Block of a view: view, column, row.
type BlockAt = (usize, u64, u64);

/// Colours of one view, with the blocks that a window needs in hand.
struct Sampler<'a> {
    raster: &'a Raster,
    view: usize,
    in_hand: HashMap<BlockAt, Held>,
    last: Option<(BlockAt, Held)>,
}

impl<'a> Sampler<'a> {
    fn new(raster: &'a Raster, view: usize) -> Self {
        Self {
            raster,
            view,
            in_hand: HashMap::new(),
            last: None,
        }
    }

    /// The colour at a place in pixels of the finest level.
    fn color(&mut self, place: [f64; 2]) -> Rgba {
        let [width, height] = self.raster.size;
        // One pixel more, into which the last one fades.
        let margin = 1.0 / self.raster.views[self.view].scale[0].min(self.raster.views[self.view].scale[1]);
        let is_near = place[0] > -margin
            && place[1] > -margin
            && place[0] < width + margin
            && place[1] < height + margin;
        if !is_near {
            return [0; 4];
        }
        match self.view_with(place) {
            Some(view) => self.mixed(view, place),
            None => [0; 4],
        }
    }

    /// The view that shows a place: the one that is wanted, or a coarser level where the file has no block of it.
    fn view_with(&mut self, place: [f64; 2]) -> Option<usize> {
        let Some(wanted) = self.block_at(self.view, place) else {
            return Some(self.view);
        };
        match self.held(wanted) {
            Held::Pixels(_) => return Some(self.view),
            Held::Damaged => return None,
            Held::Missing => {}
        }
        let coarser = self.raster.views[self.view].scale[0];
        for view in 0..self.raster.views.len() {
            let View { scale, shift, .. } = self.raster.views[view];
            if shift > 0 || scale[0] >= coarser {
                continue;
            }
            if let Some(at) = self.block_at(view, place) {
                match self.held(at) {
                    Held::Pixels(_) => return Some(view),
                    Held::Damaged => return None,
                    Held::Missing => {}
                }
            }
        }
        self.raster.note_missing(wanted.0, wanted.1, wanted.2);
        None
    }

    /// The block in which a place lies; `None` outside the picture.
    fn block_at(&self, view: usize, place: [f64; 2]) -> Option<BlockAt> {
        let View {
            scale, block, size, ..
        } = self.raster.views[view];
        let at = |axis: usize| {
            let pixel = place[axis] * scale[axis];
            (0.0..size[axis])
                .contains(&pixel)
                .then(|| whole(pixel) / block[axis].max(1))
        };
        Some((view, at(0)?, at(1)?))
    }

    /// The four pixels around a place, by their distances.
    fn mixed(&mut self, view: usize, place: [f64; 2]) -> Rgba {
        let View { scale, .. } = self.raster.views[view];
        let [x, y] = [0, 1].map(|axis| place[axis] * scale[axis] - 0.5);
        let (left, top) = (libm::floor(x), libm::floor(y));
        let (right, lower) = (x - left, y - top);
        let shares = [
            (1.0 - right) * (1.0 - lower),
            right * (1.0 - lower),
            (1.0 - right) * lower,
            right * lower,
        ];
        let mut sum = [0.0; 4];
        for (number, share) in (0_u8..).zip(shares) {
            if share <= 0.0 {
                continue;
            }
            let (across, down) = (f64::from(number % 2), f64::from(number / 2));
            let color = self.pixel(view, left + across, top + down);
            for (sum, channel) in sum.iter_mut().zip(color) {
                *sum += share * f64::from(channel);
            }
        }
        sum.map(byte)
    }

    /// One pixel of a view; transparent outside and in holes.
    fn pixel(&mut self, view: usize, column: f64, row: f64) -> Rgba {
        let View { size, block, .. } = self.raster.views[view];
        // The last pixel of a reduction reaches beyond the edge.
        if column < 0.0 || row < 0.0 || column >= libm::ceil(size[0]) || row >= libm::ceil(size[1]) {
            return [0; 4];
        }
        let [column, row] = [whole(column), whole(row)];
        let at = (view, column / block[0], row / block[1]);
        match self.held(at) {
            Held::Pixels(pixels) => pixel_of(&pixels, [column % block[0], row % block[1]], block),
            Held::Missing | Held::Damaged => [0; 4],
        }
    }

    fn held(&mut self, at: BlockAt) -> Held {
        if let Some((last, held)) = &self.last
            && *last == at
        {
            return held.clone();
        }
        let raster = self.raster;
        let held = self
            .in_hand
            .entry(at)
            .or_insert_with(|| raster.fetch(at.0, at.1, at.2))
            .clone();
        self.last = Some((at, held.clone()));
        held
    }
}

/// A pixel of a block, which may have been packed with more or fewer pixels than its place has.
fn pixel_of(pixels: &Pixels, [column, row]: [u64; 2], block: [u64; 2]) -> Rgba {
    let [width, height] = [u64::from(pixels.width), u64::from(pixels.height)];
    let (x, y) = (column * width / block[0], row * height / block[1]);
    let number = usize::try_from(y.min(height - 1) * width + x.min(width - 1)).unwrap_or(usize::MAX);
    pixels.colors.get(number).copied().unwrap_or([0; 4])
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "cut to 0..=255 before"
)]
fn byte(value: f64) -> u8 {
    value.clamp(0.0, 255.0).round() as u8
}

#[expect(clippy::cast_precision_loss, reason = "pixels of a window")]
fn cast(number: usize) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place of a window, from 0 on"
)]
fn floor(number: f64) -> usize {
    libm::floor(number.max(0.0)) as usize
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "inside a picture, from 0 on"
)]
fn whole(number: f64) -> u64 {
    libm::floor(number.max(0.0)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::{Crs, CrsId, Ellipsoid};
    use crate::io::raster::fixture::{Page, Probe, TagValue, TileFile, mbtiles, png, raw_tiff};
    use crate::io::raster::{BlockCache, Fault};

    fn plane() -> Plane {
        Plane::equal_area(Ellipsoid::Cgcs2000, 105.0, 30.0)
    }

    /// The plane at a place in a system.
    fn on_plane(epsg: u32, at: [f64; 2]) -> Point {
        let way = WayBack::new(&Crs::resolve(CrsId::Epsg(epsg)).unwrap(), &plane()).unwrap();
        let mut points = [at];
        way.to_plane(&mut points);
        Point {
            x: points[0][0],
            y: points[0][1],
        }
    }

    /// A window with a point of the plane at a place in its pixels.
    fn window(point: Point, at: [f64; 2], scale: f64) -> RasterWindow {
        // As the map stretches the plane at 30° N and a little beyond.
        let scale = [scale / 1.02, scale * 1.02];
        RasterWindow {
            origin: Point {
                x: point.x - at[0] / scale[0],
                y: point.y + at[1] / scale[1],
            },
            scale,
            side: 256,
        }
    }

    /// A GeoTIFF of 256 × 256 pixels in tiles: black but for the lower right quarter, which is white.
    fn corner_tiff(place: [f64; 4], epsg: u16, is_geographic: bool) -> Vec<u8> {
        let [x, y, width, height] = place;
        let own = if is_geographic { 2048 } else { 3072 };
        let model = if is_geographic { 2 } else { 1 };
        let tags = vec![
            (256, TagValue::Shorts(vec![256])),
            (257, TagValue::Shorts(vec![256])),
            (258, TagValue::Shorts(vec![8])),
            (262, TagValue::Shorts(vec![1])),
            (322, TagValue::Shorts(vec![128])),
            (323, TagValue::Shorts(vec![128])),
            (33_550, TagValue::Doubles(vec![width, height, 0.0])),
            (33_922, TagValue::Doubles(vec![0.0, 0.0, 0.0, x, y, 0.0])),
            (
                34_735,
                TagValue::Shorts(vec![1, 1, 0, 2, 1024, 0, 1, model, own, 0, 1, epsg]),
            ),
        ];
        let tile = |value: u8| vec![value; 128 * 128];
        let chunks = vec![tile(0), tile(0), tile(0), tile(255)];
        raw_tiff(&[Page { tags, chunks }], false, false)
    }

    /// Where the light quarter begins, along the row and the column `OFF` pixels further in, to a part of a pixel.
    fn edges(colors: &[Rgba], at: [f64; 2]) -> [f64; 2] {
        let [left, top] = at.map(floor);
        let light = |column: usize, row: usize| f64::from(colors[row * 256 + column][0]) / 255.0;
        let (column, row) = (left + OFF, top + OFF);
        let across: f64 = (left - OFF..column).map(|column| light(column, row)).sum();
        let down: f64 = (top - OFF..row).map(|row| light(column, row)).sum();
        [cast(column) - across, cast(row) - down]
    }

    const OFF: usize = 12;

    /// Where the edges that begin at `corner` and lead to `right` and `below` cross that row and that column.
    fn expected(window: &RasterWindow, corner: Point, right: Point, below: Point) -> [f64; 2] {
        let pixel = |point: Point| {
            [
                (point.x - window.origin.x) * window.scale[0],
                (window.origin.y - point.y) * window.scale[1],
            ]
        };
        let (corner, right, below) = (pixel(corner), pixel(right), pixel(below));
        let (column, row) = (
            cast(floor(corner[0]) + OFF) + 0.5,
            cast(floor(corner[1]) + OFF) + 0.5,
        );
        let u = corner[0] + (below[0] - corner[0]) * (row - corner[1]) / (below[1] - corner[1]);
        let v = corner[1] + (right[1] - corner[1]) * (column - corner[0]) / (right[0] - corner[0]);
        [u, v]
    }

    #[test]
    fn a_corner_lies_where_its_coordinates_say_in_every_system_at_every_scale() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.tif");
        for (epsg, is_geographic, x, y, pixel) in [
            (4527, false, 39_370_000.0, 3_284_000.0, [0.5, 0.5]),
            (4547, false, 690_000.0, 3_284_000.0, [20.0, 20.0]),
            (4490, true, 115.66, 29.67, [1e-5, 1e-5]),
            (4326, true, 97.5, 48.2, [0.01, 0.008]),
            (3857, false, 12_875_220.0, 3_459_000.0, [1000.0, 1000.0]),
            (32_650, false, 370_000.0, 3_284_000.0, [2.0, 2.0]),
        ] {
            let bytes = corner_tiff([x, y, pixel[0], pixel[1]], epsg, is_geographic);
            std::fs::write(&path, bytes).unwrap();
            let raster = Arc::new(Probe::open(&path).unwrap().raster);
            let placed = PlacedRaster::new(raster, &plane()).unwrap();
            let at = |column: f64, row: f64| {
                on_plane(u32::from(epsg), [x + column * pixel[0], y - row * pixel[1]])
            };
            let (truth, right, below) = (at(128.0, 128.0), at(158.0, 128.0), at(128.0, 158.0));
            let finest = 1.0 / placed.finest_m;
            for (zoom, place) in [
                (0.4, [128.3, 120.8]),
                (1.0, [100.0, 140.5]),
                (1.9, [60.25, 90.0]),
                (16.0, [131.0, 128.7]),
            ] {
                let window = window(truth, place, zoom * finest);
                let [u, v] = edges(&placed.draw(&window), place);
                let [column, row] = expected(&window, truth, right, below);
                assert!(
                    (u - column).abs() < 0.2 && (v - row).abs() < 0.2,
                    "EPSG:{epsg} × {zoom}: {u} {v} and {column} {row}"
                );
            }
        }
    }

    #[test]
    fn a_tile_lies_where_its_coordinates_say() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.mbtiles");
        // The corner that four tiles of zoom 12 share, far from where tile pixels and screen pixels agree.
        let (zoom, column, row) = (12, 3364, 1692);
        let tile = |column: u64, row: u64, value: u8| {
            (
                zoom,
                column,
                row,
                png(256, 256, |_, _| [value, value, value, 255]),
            )
        };
        let tiles = TileFile(vec![
            tile(column - 1, row - 1, 0),
            tile(column, row - 1, 0),
            tile(column - 1, row, 0),
            tile(column, row, 255),
        ]);
        mbtiles(&path, &tiles, &[]);
        let raster = Probe::open(&path).unwrap().raster;
        assert_corner_in_place(raster, 0.5);
    }

    #[cfg(feature = "online")]
    #[test]
    fn a_tile_of_a_service_lies_where_its_coordinates_say() {
        let dir = tempfile::tempdir().unwrap();
        let at = (12, 3364, 1692);
        let raster = crate::io::raster::online::tests::service_of_one_white_tile(dir.path(), at);
        // Half as fine is beyond what a service is asked for.
        assert_corner_in_place(raster, 0.6);
    }

    /// Draws around the corner at which the white tile 12/3364/1692 meets three black ones, from `from` pixels of the
    /// screen for one of the tile on.
    fn assert_corner_in_place(raster: Raster, from: f64) {
        let placed = PlacedRaster::new(Arc::new(raster), &plane()).unwrap();
        let side = 2.0 * 20_037_508.342_789_244 / 4096.0;
        let (x, y) = (
            3364.0 * side - 20_037_508.342_789_244,
            20_037_508.342_789_244 - 1692.0 * side,
        );
        let truth = on_plane(3857, [x, y]);
        for (zoom, [column, row]) in [
            (from, [128.0, 128.0]),
            (1.3, [101.4, 90.9]),
            (10.0, [128.5, 128.5]),
        ] {
            let colors = placed.draw(&window(truth, [column, row], zoom / placed.finest_m));
            let [u, v] = edges(&colors, [column, row]);
            assert!(
                (u - column).abs() < 0.2 && (v - row).abs() < 0.2,
                "× {zoom}: {u} {v} and {column} {row}"
            );
        }
        // Four tiles, and nothing is missing inside what they cover.
        assert!(placed.raster().take_faults().is_empty());
    }

    #[test]
    fn a_hole_stays_a_hole_and_a_coarser_level_stands_in_for_what_is_missing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.mbtiles");
        let mut tiles = TileFile::quarters(1..=2);
        let gone = (2, 3, 1);
        tiles
            .0
            .retain(|(zoom, column, row, _)| (*zoom, *column, *row) != gone);
        tiles.0.retain(|(zoom, column, row, _)| {
            (*zoom, *column, *row) != (2, 0, 0) && (*zoom, *column, *row) != (1, 0, 0)
        });
        for (zoom, column, row, data) in &mut tiles.0 {
            if (*zoom, *column, *row) == (2, 2, 1) {
                data.truncate(60);
            }
        }
        mbtiles(&path, &tiles, &[("bounds", "-180,-85,180,85")]);
        let raster = Arc::new(Probe::open(&path).unwrap().raster);
        let placed = PlacedRaster::new(raster, &plane()).unwrap();
        let at = |lon: f64, lat: f64| {
            let point = on_plane(4490, [lon, lat]);
            let window = RasterWindow {
                origin: point,
                scale: [1e-4, 1e-4],
                side: 1,
            };
            placed.draw(&window)[0]
        };
        assert_eq!(at(-45.0, 40.0), TileFile::color(2, 1, 1));
        assert_eq!(at(150.0, 40.0), TileFile::color(1, 1, 0), "the coarser level");
        assert_eq!(at(45.0, 40.0), [0; 4], "a damaged tile");
        assert_eq!(at(-150.0, 75.0), [0; 4], "neither level has it");
        let faults = placed.raster().take_faults();
        let blocks: Vec<&str> = faults
            .iter()
            .map(|fault| match fault {
                Fault::Missing { block } | Fault::Damaged { block, .. } => block.as_str(),
            })
            .collect();
        assert_eq!(blocks, ["2/2/1", "2/0/0"]);
        assert!(placed.raster().take_faults().is_empty());
    }

    #[test]
    fn from_afar_and_from_near_the_mean_colour_stays_and_memory_is_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.mbtiles");
        let board = png(256, 256, |x, y| {
            if (x + y) % 2 == 0 {
                [255; 4]
            } else {
                [0, 0, 0, 255]
            }
        });
        let all = (0..16).flat_map(|column| (0..16).map(move |row| (column, row)));
        mbtiles(
            &path,
            &TileFile(all.map(|(column, row)| (4, column, row, board.clone())).collect()),
            &[],
        );
        let cache = Arc::new(BlockCache::with_limit(4 << 20));
        let raster = crate::io::raster::open(&path, None, &cache, &crate::progress::Ticket::new()).unwrap();
        let placed = PlacedRaster::new(Arc::new(raster), &plane()).unwrap();
        let middle = on_plane(4490, [105.0, 30.0]);
        for factor in [1.0, 2.0, 4.0, 8.0, 16.0] {
            let colors = placed.draw(&window(middle, [128.0, 128.0], 1.0 / (factor * placed.finest_m)));
            // Beyond the poles there is nothing.
            let seen: Vec<f64> = colors
                .iter()
                .filter(|color| color[3] == 255)
                .map(|color| f64::from(color[0]))
                .collect();
            let mean = seen.iter().sum::<f64>() / cast(seen.len());
            assert!(seen.len() > 10_000, "{factor}");
            assert!((100.0..155.0).contains(&mean), "{factor}: {mean}");
            assert!(cache.bytes() <= 4 << 20);
        }
        let far = placed.draw(&window(middle, [128.0, 128.0], 0.4 / placed.coarsest_m()));
        assert!(far.iter().all(|color| color[3] == 0), "too many blocks to read");
    }

    #[test]
    fn a_picture_is_not_drawn_on_a_plane_to_which_nothing_leads() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.tif");
        std::fs::write(
            &path,
            corner_tiff([500_000.0, 3_000_000.0, 1.0, 1.0], 2359, false),
        )
        .unwrap();
        let raster = Arc::new(Probe::open(&path).unwrap().raster);
        let error = PlacedRaster::new(Arc::clone(&raster), &plane()).unwrap_err();
        assert_eq!(error.code(), "crs-no-transformation");
        assert_eq!(
            PlacedRaster::new(raster, &Plane::local()).unwrap_err().code(),
            "crs-local-mix"
        );
    }

    #[test]
    fn a_world_file_and_engineering_coordinates_go_together() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("plan.png");
        let light = |x: u32, y: u32| {
            if x >= 128 && y >= 128 {
                [255; 4]
            } else {
                [0, 0, 0, 255]
            }
        };
        std::fs::write(&path, png(301, 277, light)).unwrap();
        assert_eq!(Probe::open(&path).err(), Some(RasterError::NoPlace));
        std::fs::write(dir.path().join("plan.pgw"), "0.5 0 0 -0.5 1000.25 1999.75").unwrap();
        assert!(matches!(
            Probe::open(&path).err(),
            Some(RasterError::NoSystem { .. })
        ));
        let raster = Arc::new(Probe::open_in(&path, Some(&Crs::local())).unwrap().raster);
        let placed = PlacedRaster::new(raster, &Plane::local()).unwrap();
        let truth = Point { x: 1064.0, y: 1936.0 };
        for zoom in [0.5, 0.9, 2.0, 7.0] {
            let colors = placed.draw(&window(truth, [100.5, 110.25], zoom));
            let [u, v] = edges(&colors, [100.5, 110.25]);
            assert!(
                (u - 100.5).abs() < 0.2 && (v - 110.25).abs() < 0.2,
                "{zoom}: {u} {v}"
            );
        }
    }
}
