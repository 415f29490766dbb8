//! From polygons to triangles: outlines, tints and hatches in pixels around the middle of the map.
//!
//! Meaning: rings come in as `f64` pixel offsets, so a polygon of a thousand kilometres keeps its shape
//! at any zoom; what lies outside the window is cut here. Insides are filled by scan lines under the
//! even-odd rule, so concave and even invalid rings are drawn as they are.
//!
//! Deliberately not here: which polygon gets which symbol (`painter`), and how long the triangles
//! are kept ([`super::cache`]).

use egui::epaint::{PathShape, PathStroke, TessellationOptions, Tessellator, Vertex};
use egui::{Color32, Mesh, Pos2, Shape, Stroke};

use super::tiles::{HatchStyle, Style};
use super::viewport::{Viewport, narrow};
use crate::geometry::{Bounds, MultiPolygonRef, Point};
use crate::gui::theme::TRANSPARENT;
use crate::symbols::Pattern;

/// A ring in pixels to the right of and below the middle of the map.
pub(super) type PixelRing = Vec<[f64; 2]>;

/// Corners closer than this to the one before are left out, in pixels.
const SAME_PIXEL: f64 = 0.5;
/// Height of a tinted strip in pixels.
const STRIP: f64 = 2.0;

/// What part of the plane is drawn, and how.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    /// Where the map looks.
    pub viewport: Viewport,
    /// Half the width and height that is drawn, in pixels.
    pub half: [f64; 2],
    /// The same on the plane.
    pub bounds: Bounds,
}

impl Frame {
    pub(super) fn new(viewport: Viewport, half: [f64; 2]) -> Self {
        let [sx, sy] = viewport.pixels_per_plane_metre();
        let bounds = Bounds {
            min_x: viewport.center.x,
            max_x: viewport.center.x,
            min_y: viewport.center.y,
            max_y: viewport.center.y,
        };
        Self {
            viewport,
            half,
            bounds: bounds.grown(half[0] / sx, half[1] / sy),
        }
    }

    /// The rings of a polygon in pixels, without corners that nobody can tell apart.
    pub(super) fn rings(&self, geometry: &MultiPolygonRef<'_>) -> Vec<PixelRing> {
        geometry.rings().map(|ring| self.ring(ring)).collect()
    }

    /// The ring around a box of the plane.
    pub(super) fn box_ring(&self, bounds: Bounds) -> PixelRing {
        let Bounds {
            min_x,
            min_y,
            max_x,
            max_y,
        } = bounds;
        let corners = [
            (min_x, min_y),
            (max_x, min_y),
            (max_x, max_y),
            (min_x, max_y),
            (min_x, min_y),
        ];
        self.ring(&corners.map(|(x, y)| Point { x, y }))
    }

    fn ring(&self, ring: &[Point]) -> PixelRing {
        let mut pixels = PixelRing::with_capacity(ring.len().min(256));
        for (index, point) in ring.iter().enumerate() {
            let at = self.viewport.offset(*point);
            let near = |last: &[f64; 2]| {
                (last[0] - at[0]).abs() < SAME_PIXEL && (last[1] - at[1]).abs() < SAME_PIXEL
            };
            if index + 1 == ring.len() || !pixels.last().is_some_and(near) {
                pixels.push(at);
            }
        }
        pixels
    }

    fn reaches_far(&self, ring: &[[f64; 2]]) -> bool {
        let limit = 4.0 * self.half[0].max(self.half[1]) + 2000.0;
        ring.iter().any(|[x, y]| x.abs() > limit || y.abs() > limit)
    }
}

/// Collects triangles.
pub(super) struct Ink {
    mesh: Mesh,
    tessellator: Tessellator,
    feather: f32,
}

impl Ink {
    pub(super) fn new(pixels_per_point: f32) -> Self {
        let options = TessellationOptions {
            coarse_tessellation_culling: false,
            ..TessellationOptions::default()
        };
        let tessellator = Tessellator::new(pixels_per_point, options, [1, 1], Vec::new());
        Self {
            mesh: Mesh::default(),
            tessellator,
            feather: 1.0 / pixels_per_point,
        }
    }

    pub(super) fn finish(self) -> Mesh {
        self.mesh
    }

    /// The boundary of a polygon.
    pub(super) fn outline(&mut self, frame: &Frame, rings: &[PixelRing], stroke: Stroke) {
        for ring in rings {
            if frame.reaches_far(ring) {
                self.cut_outline(frame, ring, stroke);
            } else {
                self.closed(ring.iter().map(pixel).collect(), stroke);
            }
        }
    }

    /// A ring as an open line that begins in the middle of an edge: the tessellator cuts off the sharp
    /// corners of open lines only, and a sliver would otherwise grow spikes across the window.
    fn closed(&mut self, mut points: Vec<Pos2>, stroke: Stroke) {
        points.dedup();
        if let [first, second, ..] = points[..] {
            let middle = first.lerp(second, 0.5);
            if points.last() != Some(&first) {
                points.push(first);
            }
            points[0] = middle;
            points.push(middle);
            self.path(points, stroke);
        }
    }

    fn path(&mut self, points: Vec<Pos2>, stroke: Stroke) {
        if points.len() < 2 || stroke.width <= 0.0 {
            return;
        }
        let stroke = PathStroke::new(stroke.width, stroke.color);
        let shape = PathShape {
            points,
            closed: false,
            fill: TRANSPARENT,
            stroke,
        };
        self.tessellator
            .tessellate_shape(Shape::Path(shape), &mut self.mesh);
    }

    /// Only the parts of a far-reaching ring that are near the window.
    fn cut_outline(&mut self, frame: &Frame, ring: &[[f64; 2]], stroke: Stroke) {
        let half = [frame.half[0] + 64.0, frame.half[1] + 64.0];
        let mut piece: Vec<Pos2> = Vec::new();
        for pair in ring.windows(2) {
            let Some([from, to]) = cut_segment(pair[0], pair[1], half) else {
                continue;
            };
            if piece.last() != Some(&pixel(&from)) {
                self.path(std::mem::take(&mut piece), stroke);
                piece.push(pixel(&from));
            }
            piece.push(pixel(&to));
        }
        self.path(piece, stroke);
    }

    /// The inside in one colour.
    pub(super) fn tint(&mut self, frame: &Frame, rings: &[PixelRing], color: Color32) {
        let half = narrow(0.5 * STRIP);
        for [from, to] in scan(frame, rings, 0.0, STRIP) {
            let first = self.next_vertex();
            for (x, y) in [
                (from.x, from.y - half),
                (to.x, from.y - half),
                (to.x, from.y + half),
                (from.x, from.y + half),
            ] {
                self.mesh
                    .vertices
                    .push(Vertex::untextured(Pos2::new(x, y), color));
            }
            self.mesh.add_triangle(first, first + 1, first + 2);
            self.mesh.add_triangle(first, first + 2, first + 3);
        }
    }

    /// A polygon in a look, from the bottom up; its lines `weight` times as wide.
    pub(super) fn styled(&mut self, frame: &Frame, rings: &[PixelRing], style: &Style, weight: f32) {
        let heavier = |stroke: Stroke| Stroke::new(stroke.width * weight, stroke.color);
        self.outline(frame, rings, heavier(style.casing));
        if style.tint != TRANSPARENT {
            self.tint(frame, rings, style.tint);
        }
        for hatch in &style.hatches {
            let stroke = heavier(hatch.stroke);
            self.hatch(frame, rings, &HatchStyle { stroke, ..*hatch });
        }
        if style.dash.is_empty() {
            self.outline(frame, rings, heavier(style.line));
        } else {
            self.dashed(frame, rings, heavier(style.line), &style.dash);
        }
    }

    /// The inside in lines or dots.
    pub(super) fn hatch(&mut self, frame: &Frame, rings: &[PixelRing], hatch: &HatchStyle) {
        let dot = [hatch.stroke.width, (hatch.step - hatch.stroke.width).max(0.1)];
        for [from, to] in scan(frame, rings, f64::from(hatch.degrees), f64::from(hatch.step)) {
            match hatch.pattern {
                Pattern::Lines => self.soft_segment(from, to, hatch.stroke),
                Pattern::Dots => self.strokes(frame, [from, to], hatch.stroke, &dot),
            }
        }
    }

    /// The boundary in strokes and gaps.
    fn dashed(&mut self, frame: &Frame, rings: &[PixelRing], stroke: Stroke, dash: &[f32]) {
        let half = [frame.half[0] + 64.0, frame.half[1] + 64.0];
        for pair in rings.iter().flat_map(|ring| ring.windows(2)) {
            if let Some([from, to]) = cut_segment(pair[0], pair[1], half) {
                self.strokes(frame, [pixel(&from), pixel(&to)], stroke, dash);
            }
        }
    }

    /// The strokes of an edge. Where it lies decides about them (see [`super::raster::line::Dash`]).
    fn strokes(&mut self, frame: &Frame, [from, to]: [Pos2; 2], stroke: Stroke, dash: &[f32]) {
        let whole: f64 = dash.iter().map(|length| f64::from(*length)).sum();
        let (dx, dy) = (f64::from(to.x - from.x), f64::from(to.y - from.y));
        let [sx, sy] = frame.viewport.pixels_per_plane_metre();
        let (anchor, start, end) = if dy.abs() > dx.abs() {
            (-frame.viewport.center.y * sy, f64::from(from.y), f64::from(to.y))
        } else {
            (frame.viewport.center.x * sx, f64::from(from.x), f64::from(to.x))
        };
        let (low, high) = (start.min(end), start.max(end));
        if whole <= 1.0 || high <= low {
            return;
        }
        let place = |at: f64| from.lerp(to, narrow((at - start) / (end - start)));
        let mut turn = low - (low + anchor).rem_euclid(whole);
        while turn < high {
            let mut at = turn;
            for pair in dash.chunks(2) {
                let stop = at + f64::from(pair[0]);
                let (a, b) = (at.max(low), stop.min(high));
                if a < b {
                    self.soft_segment(place(a), place(b), stroke);
                }
                at = stop + pair.get(1).map_or(0.0, |gap| f64::from(*gap));
            }
            turn += whole;
        }
    }

    /// A straight line with soft edges.
    fn soft_segment(&mut self, from: Pos2, to: Pos2, stroke: Stroke) {
        let along = (to - from).normalized();
        let across = along.rot90();
        let inner = across * (stroke.width * 0.5 - self.feather * 0.5).max(0.0);
        let outer = across * (stroke.width * 0.5 + self.feather * 0.5);
        let first = self.next_vertex();
        for (offset, color) in [
            (-outer, TRANSPARENT),
            (-inner, stroke.color),
            (inner, stroke.color),
            (outer, TRANSPARENT),
        ] {
            self.mesh.vertices.push(Vertex::untextured(from + offset, color));
            self.mesh.vertices.push(Vertex::untextured(to + offset, color));
        }
        for strip in 0..3 {
            let at = first + 2 * strip;
            self.mesh.add_triangle(at, at + 1, at + 2);
            self.mesh.add_triangle(at + 1, at + 2, at + 3);
        }
    }

    fn next_vertex(&self) -> u32 {
        u32::try_from(self.mesh.vertices.len()).unwrap_or(u32::MAX)
    }
}

fn pixel(at: &[f64; 2]) -> Pos2 {
    Pos2::new(narrow(at[0]), narrow(at[1]))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "rows are counted from the first one in sight: a few thousand"
)]
/// The inside of rings as parallel segments under the even-odd rule: `degrees` counter-clockwise from
/// east, `step` pixels apart, and fixed to the ground, so that a hatch does not swim when the map
/// moves.
fn scan(frame: &Frame, rings: &[PixelRing], degrees: f64, step: f64) -> Vec<[Pos2; 2]> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    // u along the lines, v across them; screen y points down.
    let turn = |[x, y]: [f64; 2]| [x * cos - y * sin, x * sin + y * cos];
    let back = |u: f64, v: f64| Pos2::new(narrow(u * cos + v * sin), narrow(v * cos - u * sin));
    let [sx, sy] = frame.viewport.pixels_per_plane_metre();
    let anchor = turn([-frame.viewport.center.x * sx, frame.viewport.center.y * sy])[1].rem_euclid(step);
    let reach = turn_extent(frame.half, sin.abs(), cos.abs());
    let turned: Vec<PixelRing> = rings
        .iter()
        .map(|ring| ring.iter().map(|at| turn(*at)).collect())
        .collect();
    let vs = turned.iter().flatten().map(|[_, v]| *v);
    let (low, high) = vs.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| {
        (low.min(v), high.max(v))
    });
    let (low, high) = (low.max(-reach[1]), high.min(reach[1]));
    if low > high {
        return Vec::new();
    }
    let row_of = |v: f64| ((v - anchor) / step).ceil();
    let first = row_of(low);
    let n_rows = (row_of(high) - first).max(0.0) as usize + 1;
    let mut rows: Vec<Vec<f64>> = vec![Vec::new(); n_rows];
    for pair in turned.iter().flat_map(|ring| ring.windows(2)) {
        let ([u0, v0], [u1, v1]) = (pair[0], pair[1]);
        let (from, to) = (
            row_of(v0.min(v1)).max(first),
            row_of(v0.max(v1)).min(first + n_rows as f64),
        );
        let slope = (u1 - u0) / (v1 - v0);
        let mut row = from;
        while row < to {
            let v = anchor + row * step;
            rows[(row - first) as usize].push(u0 + (v - v0) * slope);
            row += 1.0;
        }
    }
    let mut segments = Vec::new();
    for (number, row) in rows.iter_mut().enumerate() {
        row.sort_by(f64::total_cmp);
        let v = anchor + (first + number as f64) * step;
        for pair in row.chunks_exact(2) {
            let (from, to) = (pair[0].max(-reach[0]), pair[1].min(reach[0]));
            if from < to {
                segments.push([back(from, v), back(to, v)]);
            }
        }
    }
    segments
}

/// Half extents of the turned window.
fn turn_extent([x, y]: [f64; 2], sin: f64, cos: f64) -> [f64; 2] {
    [x * cos + y * sin, x * sin + y * cos]
}

/// The part of a segment inside a box around the origin.
fn cut_segment(from: [f64; 2], to: [f64; 2], half: [f64; 2]) -> Option<[[f64; 2]; 2]> {
    let (mut start, mut end) = (0.0_f64, 1.0_f64);
    for axis in 0..2 {
        let delta = to[axis] - from[axis];
        if delta == 0.0 {
            if from[axis].abs() > half[axis] {
                return None;
            }
            continue;
        }
        let (a, b) = (
            (-half[axis] - from[axis]) / delta,
            (half[axis] - from[axis]) / delta,
        );
        start = start.max(a.min(b));
        end = end.min(a.max(b));
    }
    let at = |share: f64| {
        [
            from[0] + share * (to[0] - from[0]),
            from[1] + share * (to[1] - from[1]),
        ]
    };
    (start <= end).then(|| {
        [
            if start == 0.0 { from } else { at(start) },
            if end == 1.0 { to } else { at(end) },
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        Frame::new(
            Viewport {
                metres_per_pixel: 1.0,
                ..Viewport::default()
            },
            [400.0, 300.0],
        )
    }

    fn ring(points: &[(f64, f64)]) -> PixelRing {
        points
            .iter()
            .chain(points.first())
            .map(|(x, y)| [*x, *y])
            .collect()
    }

    fn length(segments: &[[Pos2; 2]]) -> f64 {
        segments.iter().map(|[a, b]| f64::from(a.distance(*b))).sum()
    }

    #[test]
    fn scan_lines_cover_the_area_at_every_angle() {
        let shell = ring(&[
            (-100.0, -80.0),
            (120.0, -60.0),
            (90.0, 100.0),
            (0.0, 20.0),
            (-110.0, 90.0),
        ]);
        let hole = ring(&[(-20.0, -40.0), (20.0, -40.0), (20.0, -10.0), (-20.0, -10.0)]);
        let shoelace = |ring: &PixelRing| {
            ring.windows(2)
                .map(|p| p[0][0] * p[1][1] - p[1][0] * p[0][1])
                .sum::<f64>()
                .abs()
                / 2.0
        };
        let area = shoelace(&shell) - shoelace(&hole);
        for degrees in [0.0, 30.0, 45.0, 90.0, 135.0] {
            let covered = length(&scan(&frame(), &[shell.clone(), hole.clone()], degrees, 0.5)) * 0.5;
            assert!(
                (covered / area - 1.0).abs() < 0.01,
                "{degrees}: {covered} of {area}"
            );
        }
    }

    #[test]
    fn huge_rings_are_cut_and_keep_their_direction() {
        let huge = ring(&[(-3e9, -1e9), (3e9, 1e9), (3e9, -4e9)]);
        let mut ink = Ink::new(1.0);
        ink.outline(
            &frame(),
            std::slice::from_ref(&huge),
            Stroke::new(1.0, Color32::RED),
        );
        ink.hatch(
            &frame(),
            std::slice::from_ref(&huge),
            &HatchStyle {
                pattern: Pattern::Lines,
                degrees: 45.0,
                step: 8.0,
                stroke: Stroke::new(1.0, Color32::RED),
            },
        );
        ink.dashed(&frame(), &[huge], Stroke::new(1.0, Color32::RED), &[3.0, 2.0]);
        let mesh = ink.finish();
        assert!(!mesh.is_empty());
        assert!(
            mesh.vertices
                .iter()
                .all(|vertex| vertex.pos.x.abs() < 1200.0 && vertex.pos.y.abs() < 1200.0)
        );
        let cut = cut_segment([-3e9, -1e9], [3e9, 1e9], [300.0, 300.0]).unwrap();
        assert!((cut[1][1] / cut[1][0] - 1.0 / 3.0).abs() < 1e-6);
    }

    #[test]
    fn a_sliver_grows_no_spikes() {
        let mut ink = Ink::new(1.0);
        for thin in [1e-9, 1e-4, 0.02] {
            let sliver = ring(&[(-60.0, 0.0), (60.0, 0.0), (60.0, thin), (-60.0, thin)]);
            ink.outline(&frame(), &[sliver], Stroke::new(2.0, Color32::RED));
        }
        let mesh = ink.finish();
        assert!(!mesh.is_empty());
        assert!(
            mesh.vertices
                .iter()
                .all(|vertex| vertex.pos.x.abs() < 66.0 && vertex.pos.y.abs() < 6.0)
        );
    }

    #[test]
    fn a_bow_tie_is_hatched_by_the_even_odd_rule() {
        let bow = ring(&[(-50.0, -50.0), (50.0, 50.0), (50.0, -50.0), (-50.0, 50.0)]);
        let covered = length(&scan(&frame(), &[bow], 0.0, 1.0));
        assert!((covered - 5000.0).abs() < 150.0, "{covered}");
    }
}
