//! Shapes: natural outlines, clipping at convex windows, distances.

use super::ground::{Metres, Point, Polygon, Ring, cosine, signed_area, sine};
use super::random::Random;

/// A natural, star-shaped outline around a centre.
#[derive(Clone, Copy)]
pub(crate) struct Blob {
    /// Centre in county metres.
    pub(crate) centre: Metres,
    /// Half axes in metres.
    pub(crate) axes: Metres,
    /// Direction of the first axis in turns, counter-clockwise from east.
    pub(crate) turn: f64,
    /// Number of vertices.
    pub(crate) vertices: u16,
}

/// Highest wave on an outline.
const WAVES: u8 = 40;

impl Blob {
    /// Its vertices in county metres, counter-clockwise.
    pub(crate) fn outline(&self, random: &mut Random) -> Vec<Metres> {
        let waves: Vec<(f64, f64, f64)> = (2..=WAVES)
            .map(|k| {
                let k = f64::from(k);
                (k, random.between(0.3, 1.0) * 0.27 / k, random.between(0.0, 1.0))
            })
            .collect();
        (0..self.vertices)
            .map(|i| self.vertex(f64::from(i) / f64::from(self.vertices), &waves))
            .collect()
    }

    fn vertex(&self, t: f64, waves: &[(f64, f64, f64)]) -> Metres {
        let swell: f64 = waves
            .iter()
            .map(|(k, height, phase)| height * sine(k * t + phase))
            .sum();
        let reach = (1.0 + swell).clamp(0.74, 1.25);
        let (along, across) = (self.axes.0 * reach * cosine(t), self.axes.1 * reach * sine(t));
        let (cos, sin) = (cosine(self.turn), sine(self.turn));
        swayed((
            self.centre.0 + along * cos - across * sin,
            self.centre.1 + along * sin + across * cos,
        ))
    }
}

/// Moves a place by a field of gentle waves, so that outlines follow ridges and not ellipses. Its slopes
/// stay below 1: what was apart stays apart, what lay inside stays inside.
pub(crate) fn swayed((east, north): Metres) -> Metres {
    let wave = |along: f64, across: f64| 120.0 * sine(along / 2600.0) + 40.0 * sine(across / 850.0 + 0.2);
    (
        east + wave(north + 0.4 * east, north),
        north + wave(east - 0.3 * north, east),
    )
}

/// Where a ring crosses the meridian at `east`: the northings in ascending order.
pub(crate) fn crossings(ring: &[Metres], east: f64) -> Vec<f64> {
    let mut found: Vec<f64> = edges(ring)
        .filter(|(from, to)| (from.0 <= east) != (to.0 <= east))
        .map(|(from, to)| from.1 + (east - from.0) / (to.0 - from.0) * (to.1 - from.1))
        .collect();
    found.sort_by(f64::total_cmp);
    found
}

/// The part of a ring east of a meridian; cut where it crosses.
pub(crate) fn cut_east_of(ring: &[Metres], east: f64) -> Vec<Metres> {
    half_plane(ring, (east, 1.0), (east, 0.0))
}

/// Area in m² that polygons share with a convex window, holes taken off.
pub(crate) fn shared_area(polygons: &[Polygon], windows: &[&[Point]]) -> f64 {
    polygons
        .iter()
        .map(|polygon| {
            let parts = polygon.iter().map(|ring| clipped_area(ring, windows));
            parts
                .enumerate()
                .map(|(i, area)| if i == 0 { area } else { -area })
                .sum::<f64>()
        })
        .sum()
}

/// Area in m² of a ring inside all convex windows (Sutherland and Hodgman): the edges that it runs
/// back and forth on a window's border cancel in the sum, so the ring need not be convex.
fn clipped_area(ring: &[Point], windows: &[&[Point]]) -> f64 {
    let base = windows[0][0];
    let mut subject: Vec<(f64, f64)> = ring.iter().map(|point| point.relative_to(base)).collect();
    for window in windows {
        let mut window: Vec<(f64, f64)> = window.iter().map(|point| point.relative_to(base)).collect();
        if planar(&window) < 0.0 {
            window.reverse();
        }
        for (from, to) in edges(&window) {
            subject = half_plane(&subject, from, to);
        }
    }
    if subject.is_empty() {
        0.0
    } else {
        signed_area(&subject, base).abs()
    }
}

/// The part of a ring to the left of a line.
fn half_plane(ring: &[(f64, f64)], from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
    let side = |p: (f64, f64)| (to.0 - from.0) * (p.1 - from.1) - (to.1 - from.1) * (p.0 - from.0);
    let mut kept = Vec::new();
    for (p, q) in edges(ring) {
        let (a, b) = (side(p), side(q));
        if a >= 0.0 {
            kept.push(p);
        }
        if (a > 0.0 && b < 0.0) || (a < 0.0 && b > 0.0) {
            let t = a / (a - b);
            kept.push((p.0 + t * (q.0 - p.0), p.1 + t * (q.1 - p.1)));
        }
    }
    kept
}

/// How far a point lies outside a ring, in metres; 0 inside.
pub(crate) fn clearance(point: Metres, ring: &[Metres]) -> f64 {
    let mut inside = false;
    let mut nearest = f64::INFINITY;
    for (p, q) in edges(ring) {
        if (p.1 <= point.1) != (q.1 <= point.1) && point.0 < p.0 + (point.1 - p.1) / (q.1 - p.1) * (q.0 - p.0)
        {
            inside = !inside;
        }
        nearest = nearest.min(distance(point, p, q));
    }
    if inside { 0.0 } else { nearest }
}

fn distance(point: Metres, p: Metres, q: Metres) -> f64 {
    let (dx, dy) = (q.0 - p.0, q.1 - p.1);
    let length2 = dx * dx + dy * dy;
    let t = if length2 > 0.0 {
        ((point.0 - p.0) * dx + (point.1 - p.1) * dy) / length2
    } else {
        0.0
    };
    let t = t.clamp(0.0, 1.0);
    let (ex, ey) = (p.0 + t * dx - point.0, p.1 + t * dy - point.1);
    (ex * ex + ey * ey).sqrt()
}

fn planar(ring: &[(f64, f64)]) -> f64 {
    edges(ring).map(|(p, q)| p.0 * q.1 - q.0 * p.1).sum::<f64>() / 2.0
}

fn edges(ring: &[(f64, f64)]) -> impl Iterator<Item = ((f64, f64), (f64, f64))> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// A quadrilateral along a line: what a road, a tunnel or a wire takes.
pub(crate) fn corridor(from: Metres, to: Metres, width_m: f64) -> Vec<Metres> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let scale = width_m / 2.0 / (dx * dx + dy * dy).sqrt();
    let (nx, ny) = (-dy * scale, dx * scale);
    vec![
        (from.0 - nx, from.1 - ny),
        (to.0 - nx, to.1 - ny),
        (to.0 + nx, to.1 + ny),
        (from.0 + nx, from.1 + ny),
    ]
}

/// The ring the other way round, as GeoJSON asks of holes.
pub(crate) fn reversed(ring: &[Point]) -> Ring {
    ring.iter().rev().copied().collect()
}
