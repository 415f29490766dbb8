//! Arcs as chords.
//!
//! Meaning: an edge of a polyline may be an arc, given by its bulge (凸度, group 42): the tangent of a quarter of
//! the angle it covers, positive when it turns left. It is split into chords none of which is farther than
//! [`TOLERANCE`] from the arc, in the plan, whatever maps lie between. The points do not depend on the direction in
//! which the arc is run through, so neighbours that share it still share it.
//!
//! A circle is four arcs. An ellipse is a circle behind a map.

use super::super::fault::Fault;
use super::transform::Affine;
use crate::crs::SourceXy;

/// Greatest distance between a chord and its arc, in units of the drawing (1 mm where they are metres).
pub(super) const TOLERANCE: f64 = 0.001;

/// Most chords of one arc.
const CHORDS_LIMIT: f64 = 1_048_576.0;

/// Widest angle of a chord: an eighth of a circle, so that small arcs keep their shape.
const WIDEST: f64 = std::f64::consts::FRAC_PI_4;

/// Bulge of a quarter of a circle.
const QUARTER: f64 = 0.414_213_562_373_095_03;

/// A vertex of an outline, and how the edge behind it bends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Vertex {
    /// Place in the system of the entity.
    pub at: [f64; 3],
    /// Bulge of the edge to the next vertex.
    pub bulge: f64,
}

/// An outline in the system of its entity.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outline {
    /// The vertices.
    pub vertices: Vec<Vertex>,
    /// From the entity's system to that around it.
    pub frame: Affine,
}

/// What approximating arcs came to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Arcs {
    /// Arcs.
    pub count: u64,
    /// Greatest distance between a chord and its arc.
    pub greatest: f64,
    /// Positions that stand for arcs and are not in the file.
    pub positions: u64,
}

impl Outline {
    /// A full circle.
    pub fn circle(centre: [f64; 3], radius: f64, frame: Affine) -> Self {
        let [x, y, z] = centre;
        let at = [(radius, 0.0), (0.0, radius), (-radius, 0.0), (0.0, -radius)];
        let vertices = at.map(|(dx, dy)| Vertex {
            at: [x + dx, y + dy, z],
            bulge: QUARTER,
        });
        Self {
            vertices: vertices.to_vec(),
            frame,
        }
    }

    /// Whether the last vertex repeats the first one in the plan of the entity.
    pub fn repeats_first(&self) -> bool {
        match (self.vertices.first(), self.vertices.last()) {
            (Some(first), Some(last)) => {
                self.vertices.len() > 2 && first.at[0] == last.at[0] && first.at[1] == last.at[1]
            }
            _ => false,
        }
    }

    /// The closed ring in the plan, its last position equal to its first.
    pub fn ring(&self, outer: &Affine, arcs: &mut Arcs) -> Result<Vec<SourceXy>, Fault> {
        let map = outer.after(&self.frame);
        let stretch = map.stretch();
        let mut ring = Vec::with_capacity(self.vertices.len() + 1);
        let n_vertices = self.vertices.len();
        for (index, vertex) in self.vertices.iter().enumerate() {
            let next = if index + 1 < n_vertices { index + 1 } else { 0 };
            push(&mut ring, &map, vertex.at, index)?;
            if vertex.bulge == 0.0 {
                continue;
            }
            let arc = Arc::new(vertex.at, self.vertices[next].at, vertex.bulge);
            for point in arc.points(stretch, arcs)? {
                push(&mut ring, &map, point, index)?;
            }
        }
        if let (Some(first), Some(last)) = (ring.first().copied(), ring.last().copied())
            && first != last
        {
            ring.push(first);
        }
        Ok(ring)
    }
}

/// Adds the plan of a point; zero is never negative.
fn push(ring: &mut Vec<SourceXy>, map: &Affine, point: [f64; 3], vertex: usize) -> Result<(), Fault> {
    let [x, y, _] = map.apply(point);
    let found = if x.is_finite() { y } else { x };
    if !found.is_finite() {
        let vertex = u32::try_from(vertex).unwrap_or(u32::MAX);
        let fault = Fault::new("note-ordinate-not-finite").with("found", found);
        return Err(fault.at_vertex(0, vertex));
    }
    ring.push(SourceXy {
        x: x + 0.0,
        y: y + 0.0,
    });
    Ok(())
}

/// An arc from its lower to its higher end.
struct Arc {
    start: [f64; 3],
    end: [f64; 3],
    bulge: f64,
    is_reversed: bool,
}

impl Arc {
    fn new(from: [f64; 3], to: [f64; 3], bulge: f64) -> Self {
        let is_reversed = (to[0], to[1]) < (from[0], from[1]);
        let (start, end, bulge) = if is_reversed {
            (to, from, -bulge)
        } else {
            (from, to, bulge)
        };
        Self {
            start,
            end,
            bulge,
            is_reversed,
        }
    }

    /// Points between the ends, in the direction of the edge.
    fn points(&self, stretch: f64, arcs: &mut Arcs) -> Result<Vec<[f64; 3]>, Fault> {
        let chord = [0, 1, 2].map(|axis| self.end[axis] - self.start[axis]);
        let length = libm::hypot(chord[0], chord[1]);
        if length == 0.0 {
            return Ok(Vec::new());
        }
        // Half the angle of the arc.
        let half = 2.0 * libm::atan(self.bulge.abs());
        let radius = length / (2.0 * libm::sin(half));
        let Some(n_chords) = n_chords(2.0 * half, radius * stretch) else {
            return Err(Fault::new("note-dxf-arc-too-large").with("radius", radius));
        };
        let quarter_step = half / (2.0 * f64::from(n_chords));
        let sine = libm::sin(quarter_step);
        arcs.count += 1;
        arcs.greatest = arcs.greatest.max(2.0 * radius * stretch * sine * sine);
        arcs.positions += u64::from(n_chords - 1);
        let point = |number: u32| {
            // Inscribed angles: the point is seen from the start at half the angle that it still has to go.
            let part = f64::from(number) / f64::from(n_chords);
            let share = libm::sin(half * part) / libm::sin(half);
            let turn = libm::copysign(half * (1.0 - part), -self.bulge);
            let (sin, cos) = (libm::sin(turn), libm::cos(turn));
            [
                self.start[0] + share * (chord[0] * cos - chord[1] * sin),
                self.start[1] + share * (chord[0] * sin + chord[1] * cos),
                self.start[2] + part * chord[2],
            ]
        };
        let mut points: Vec<[f64; 3]> = (1..n_chords).map(point).collect();
        if self.is_reversed {
            points.reverse();
        }
        Ok(points)
    }
}

/// Chords for an angle and a radius, both in the plan; `None` when there would be too many.
fn n_chords(angle: f64, radius: f64) -> Option<u32> {
    // 1 − cos a = 2 sin² (a / 2), which is exact for small angles too.
    let step = 4.0 * libm::asin(libm::sqrt((TOLERANCE / (2.0 * radius)).min(0.5)));
    let count = libm::ceil(angle / step.min(WIDEST));
    // Also false for what is no number.
    if (1.0..=CHORDS_LIMIT).contains(&count) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between one and the limit"
        )]
        return Some(count as u32);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(vertices: &[(f64, f64, f64)]) -> Outline {
        let vertex = |&(x, y, bulge): &(f64, f64, f64)| Vertex {
            at: [x, y, 0.0],
            bulge,
        };
        Outline {
            vertices: vertices.iter().map(vertex).collect(),
            frame: Affine::IDENTITY,
        }
    }

    #[test]
    fn chords_stay_within_the_tolerance_and_on_the_circle() {
        for radius in [0.01, 0.5, 12.5, 1000.0, 250_000.0] {
            let mut arcs = Arcs::default();
            let circle = Outline::circle([40_500_000.0, 3_000_000.0, 0.0], radius, Affine::IDENTITY);
            let ring = circle.ring(&Affine::IDENTITY, &mut arcs).unwrap();
            assert_eq!(arcs.count, 4);
            assert!(arcs.greatest <= TOLERANCE * 1.000_001, "{}", arcs.greatest);
            for pair in ring.windows(2) {
                let distance = |x: f64, y: f64| libm::hypot(x - 40_500_000.0, y - 3_000_000.0);
                assert!((distance(pair[0].x, pair[0].y) - radius).abs() < 1e-7);
                let middle = distance(
                    f64::midpoint(pair[0].x, pair[1].x),
                    f64::midpoint(pair[0].y, pair[1].y),
                );
                assert!(radius - middle <= TOLERANCE + 1e-7);
            }
        }
    }

    #[test]
    fn a_positive_bulge_turns_left_and_both_directions_give_the_same_points() {
        let mut arcs = Arcs::default();
        let there = outline(&[(0.0, 0.0, 1.0), (10.0, 0.0, 0.0)]);
        let back = outline(&[(10.0, 0.0, -1.0), (0.0, 0.0, 0.0)]);
        let there = there.ring(&Affine::IDENTITY, &mut arcs).unwrap();
        let mut back = back.ring(&Affine::IDENTITY, &mut arcs).unwrap();
        assert!(there.iter().all(|at| at.y <= 0.0) && there.iter().any(|at| at.y < -4.9));
        back.pop();
        back.reverse();
        assert_eq!(there[1..there.len() - 2], back[1..back.len() - 1]);
    }

    #[test]
    fn a_flat_arc_of_a_huge_circle_is_a_few_chords_and_a_huge_circle_is_refused() {
        let mut arcs = Arcs::default();
        let flat = outline(&[(0.0, 0.0, 1e-12), (100.0, 0.0, 0.0), (50.0, 50.0, 0.0)]);
        assert_eq!(flat.ring(&Affine::IDENTITY, &mut arcs).unwrap().len(), 4);
        let huge = Outline::circle([0.0; 3], 1e15, Affine::IDENTITY);
        let fault = huge.ring(&Affine::IDENTITY, &mut arcs).unwrap_err();
        assert_eq!(fault.code, "note-dxf-arc-too-large");
    }

    #[test]
    fn a_stretched_circle_is_split_finer() {
        let stretched = Affine::new([[1000.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], [0.0; 3]);
        let circle = Outline::circle([0.0; 3], 1.0, Affine::IDENTITY);
        let mut arcs = Arcs::default();
        let plain = circle.ring(&Affine::IDENTITY, &mut arcs).unwrap().len();
        assert!(circle.ring(&stretched, &mut arcs).unwrap().len() > plain * 10);
        assert!(arcs.greatest <= TOLERANCE * 1.000_001);
    }
}
