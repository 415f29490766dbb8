//! Features near enough to be drawn: rings in pixels of a picture.
//!
//! Meaning: a picture asks for a place to a fraction of a pixel, and a province has 26 million vertices. So a column that
//! waits in degrees is not brought onto the plane vertex by vertex: x is linear in longitude, and y is read off a table
//! over the picture's latitudes. Only the part of a ring that matters in the picture is walked
//! ([`crate::geometry::ring_in_window`]). At a coarse scale vertices are moved to the corners of half pixels and repeats
//! left out: two neighbours that share an edge still share it.
//!
//! Input: a [`SketchView`] and a feature. Output: closed rings in pixels. At fine scales edges are drawn as they run
//! on the plane, with the points inserted in long ones.
//!
//! Deliberately not here: colours, and anything a check could take for the place of a boundary.

use super::{ChunkGeometry, ConstraintLayer};
use crate::crs::{LonLat, Projector};
use crate::geometry::{Bounds, PackedRing, Point, Turn};

/// Latitudes between which y is linear to a hundredth of a pixel of any picture of a few hundred pixels.
const TABLE_STEPS: u8 = 64;
/// Above so many pixels a metre the bow of a long edge could be seen.
const EXACT_PIXELS_PER_METRE: f64 = 4.0;
/// Below so many pixels a metre vertices are moved to half pixels.
const COARSE_PIXELS_PER_METRE: f64 = 0.05;

/// A ring of a feature in pixels.
#[derive(Debug, Clone, Copy)]
pub struct SketchRing<'a> {
    /// Its corners right of and below the picture's upper left corner; the last is the first.
    pub corners: &'a [[f32; 2]],
    /// Whether it runs the other way than its role asks for: a shell turned clockwise on the plane.
    pub is_turned: bool,
}

/// What a picture shows of the plane.
#[derive(Debug, Clone)]
pub struct SketchView {
    window: Bounds,
    origin: Point,
    scale: [f64; 2],
    degrees: Option<DegreesView>,
}

/// The same for columns in degrees.
#[derive(Debug, Clone)]
struct DegreesView {
    window: [f64; 4],
    west_px: f64,
    px_per_degree: f64,
    south: f64,
    steps_per_degree: f64,
    /// y in pixels at each step from the south of the window.
    table: Vec<f64>,
}

impl SketchView {
    /// A picture whose upper left corner lies at `origin`, with `scale` pixels a metre of the plane along x and y, that
    /// shows `window`.
    #[must_use]
    pub fn new(layer: &ConstraintLayer, window: Bounds, origin: Point, scale: [f64; 2]) -> Self {
        let projector = layer.chunks().iter().find_map(|chunk| chunk.geometry.projector());
        Self {
            window,
            origin,
            scale,
            degrees: projector.map(|projector| DegreesView::new(projector, &window, origin, scale)),
        }
    }

    fn is_exact(&self) -> bool {
        self.scale[0].max(self.scale[1]) > EXACT_PIXELS_PER_METRE
    }

    fn is_coarse(&self) -> bool {
        self.scale[0].max(self.scale[1]) < COARSE_PIXELS_PER_METRE
    }

    fn pixel_of_plane(&self, [x, y]: [f64; 2]) -> [f32; 2] {
        narrow([
            (x - self.origin.x) * self.scale[0],
            (self.origin.y - y) * self.scale[1],
        ])
    }
}

impl DegreesView {
    fn new(projector: &Projector, window: &Bounds, origin: Point, scale: [f64; 2]) -> Self {
        let [west, south, east, north] = projector.window(window);
        let place = |lon: f64, lat: f64| projector.plane().forward(LonLat { lon, lat });
        let x_px = |lon: f64| (place(lon, south).0 - origin.x) * scale[0];
        let step = (north - south) / f64::from(TABLE_STEPS);
        let y_px = |index: u8| (origin.y - place(west, south + f64::from(index) * step).1) * scale[1];
        Self {
            window: [west, south, east, north],
            west_px: x_px(west),
            px_per_degree: (x_px(east) - x_px(west)) / (east - west),
            south,
            steps_per_degree: 1.0 / step,
            table: (0..=TABLE_STEPS).map(y_px).collect(),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "clamped to the table"
    )]
    fn pixel(&self, [lon, lat]: [f64; 2]) -> [f32; 2] {
        let x = self.west_px + (lon - self.window[0]) * self.px_per_degree;
        let at = (lat - self.south) * self.steps_per_degree;
        // Beyond the window the line runs on straight: only that it leaves matters there.
        let step = at.clamp(0.0, f64::from(TABLE_STEPS) - 1.0) as usize;
        let (low, high) = (self.table[step], self.table[step + 1]);
        narrow([x, low + (at - step as f64) * (high - low)])
    }
}

/// Pixels far outside any picture are cut, so that the rest holds to a hundredth.
#[expect(clippy::cast_possible_truncation, reason = "cut to a range that f32 holds")]
fn narrow(pixel: [f64; 2]) -> [f32; 2] {
    pixel.map(|at| at.clamp(-1e5, 1e5) as f32)
}

impl ConstraintLayer {
    /// Hands the rings of a feature that matter in a picture to `visit`; `corners` lends its memory.
    pub fn sketch(
        &self,
        feature: u32,
        view: &SketchView,
        corners: &mut Vec<[f32; 2]>,
        visit: impl FnMut(SketchRing<'_>),
    ) {
        let (chunk, row) = self.locate(feature);
        chunk.geometry.sketch(row, view, corners, visit);
    }
}

impl ChunkGeometry {
    fn sketch(
        &self,
        row: usize,
        view: &SketchView,
        corners: &mut Vec<[f32; 2]>,
        mut visit: impl FnMut(SketchRing<'_>),
    ) {
        if view.is_exact() {
            for ring in self.rings_in_window(row, &view.window) {
                corners.clear();
                let plane = |point: &crate::geometry::GridPoint| {
                    let Point { x, y } = Point::from_grid(*point);
                    view.pixel_of_plane([x, y])
                };
                corners.extend(ring.points.iter().map(plane));
                corners.extend(corners.first().copied());
                let is_turned = ring.is_turned();
                visit(SketchRing { corners, is_turned });
            }
            return;
        }
        let degrees = self.is_waiting().then_some(view.degrees.as_ref()).flatten();
        let w = &view.window;
        let window = degrees.map_or([w.min_x, w.min_y, w.max_x, w.max_y], |degrees| degrees.window);
        let mut kept = Vec::new();
        for ring in self.packed().feature(row).rings() {
            ring.in_window(&window, &mut kept);
            if kept.is_empty() {
                continue;
            }
            let pixel = |xy: [f64; 2]| match degrees {
                Some(degrees) => degrees.pixel(xy),
                None => view.pixel_of_plane(xy),
            };
            walk(&ring, &kept, view.is_coarse(), pixel, corners);
            let is_turned = (ring.turn() == Turn::CounterClockwise) != ring.is_shell;
            visit(SketchRing { corners, is_turned });
        }
    }
}

/// The nearest half pixel. Adding and taking away 1.5 · 2²³ rounds a small float to a whole number, without a call.
fn half_pixel(at: f32) -> f32 {
    const ROUNDER: f32 = 12_582_912.0;
    ((at * 2.0 + ROUNDER) - ROUNDER) * 0.5
}

fn walk(
    ring: &PackedRing<'_>,
    kept: &[u32],
    is_coarse: bool,
    pixel: impl Fn([f64; 2]) -> [f32; 2],
    corners: &mut Vec<[f32; 2]>,
) {
    corners.clear();
    for vertex in kept {
        let mut at = pixel(ring.vertex(*vertex as usize));
        if is_coarse {
            at = at.map(half_pixel);
            if corners.last() == Some(&at) {
                continue;
            }
        }
        corners.push(at);
    }
    if corners.len() > 1 && corners.first() != corners.last() {
        corners.extend(corners.first().copied());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::crs::{Crs, CrsId, Ellipsoid, Plane, SourceXy};
    use crate::geometry::{PackedColumn, PolygonColumn};
    use crate::layer::{FeatureChunk, FeatureState, Notes, Role, Source};

    /// One feature of a thousand corners in degrees, some of them far apart.
    fn layer() -> ConstraintLayer {
        let plane = Plane::equal_area(Ellipsoid::Cgcs2000, 116.0, 28.0);
        let crs = Crs::resolve(CrsId::Epsg(4490)).unwrap();
        let projector = Projector::new(&crs, &plane, 2e-5).unwrap();
        let corner = |index: u32| {
            let turn = std::f64::consts::TAU * f64::from(index % 1000) / 1000.0;
            let reach = 0.4 + 0.05 * libm::sin(23.0 * turn);
            SourceXy {
                x: 116.2 + reach * libm::cos(turn),
                y: 28.5 + reach * libm::sin(turn),
            }
        };
        let ring: Vec<SourceXy> = (0..=1000).map(corner).collect();
        let packed = PackedColumn::pack(&PolygonColumn::from_polygons(&[vec![ring]]));
        assert!(projector.can_wait(&packed));
        let chunk = FeatureChunk {
            geometry: ChunkGeometry::waiting(packed, Arc::new(projector)),
            states: vec![FeatureState::Polygon],
            ..FeatureChunk::default()
        };
        let source = Source {
            path: "a.gpkg".into(),
            layer: None,
            sha256: String::new(),
            bytes: 0,
            format: "GeoPackage",
        };
        ConstraintLayer::new(
            "a".into(),
            Role::EcoRedline,
            source,
            crs,
            Notes::default(),
            vec![chunk],
        )
    }

    #[test]
    fn a_sketch_lies_where_the_feature_does() {
        let layer = layer();
        let bounds = layer.bounds();
        let column = layer.geometry(0);
        for pixels_across in [300.0, 3.0e4, 3.0e7] {
            let scale = pixels_across / bounds.width();
            // Around one corner, so that the picture is a few hundred pixels wide at any scale.
            let middle = column.positions()[column.positions().len() / 3];
            let window = Bounds::of([middle]).grown(150.0 / scale, 150.0 / scale);
            let origin = Point {
                x: window.min_x,
                y: window.max_y,
            };
            let view = SketchView::new(&layer, window, origin, [scale, scale]);
            let mut seen: Vec<[f32; 2]> = Vec::new();
            layer.sketch(0, &view, &mut Vec::new(), |ring| {
                assert!(!ring.is_turned && ring.corners.first() == ring.corners.last());
                seen.extend_from_slice(ring.corners);
            });
            let inside = column.positions().iter().filter(|point| window.contains(**point));
            let mut compared = 0;
            for point in inside.filter(|_| pixels_across < 1e7) {
                let at = view.pixel_of_plane([point.x, point.y]);
                // Points inserted in an edge lie on it.
                let distance = |edge: &[[f32; 2]]| {
                    let (d, e) = (
                        [edge[1][0] - edge[0][0], edge[1][1] - edge[0][1]],
                        [at[0] - edge[0][0], at[1] - edge[0][1]],
                    );
                    let length = (d[0] * d[0] + d[1] * d[1]).max(1e-9);
                    let share = ((d[0] * e[0] + d[1] * e[1]) / length).clamp(0.0, 1.0);
                    (e[0] - share * d[0]).hypot(e[1] - share * d[1])
                };
                let nearest = seen.windows(2).map(distance).fold(f32::INFINITY, f32::min);
                assert!(nearest <= 0.36, "{pixels_across}: {nearest}");
                compared += 1;
            }
            assert!(compared > 0 || seen.len() > 2);
        }
    }

    #[test]
    fn at_a_coarse_scale_repeats_are_left_out_and_the_ring_stays_closed() {
        let layer = layer();
        let bounds = layer.bounds();
        let scale = 40.0 / bounds.width();
        let origin = Point {
            x: bounds.min_x,
            y: bounds.max_y,
        };
        let view = SketchView::new(&layer, bounds, origin, [scale, scale]);
        let mut n_corners = 0;
        layer.sketch(0, &view, &mut Vec::new(), |ring| {
            n_corners += ring.corners.len();
            assert_eq!(ring.corners.first(), ring.corners.last());
            assert!(ring.corners.iter().flatten().all(|at| (at * 2.0).fract() == 0.0));
        });
        assert!((100..700).contains(&n_corners), "{n_corners}");
    }
}
