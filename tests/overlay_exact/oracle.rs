//! The area that two polygons share, in exact arithmetic and by a way of its own.
//!
//! The boundary of A∩B consists of the stretches of A's boundary that lie inside B, those of B's that lie inside A,
//! and those common to both that have both interiors on the same side. A stretch of the edge p→q from parameter t₀ to
//! t₁ adds (t₁ − t₀)·(p × q) to twice the area. So it is enough to cut each edge where the other polygon meets it and
//! to ask for each stretch where it lies. Nothing is rounded on the way: parameters are fractions of integers, a place
//! inside a stretch is the mediant of its ends, and only the terms of the sum are rounded, to 2⁻⁶⁴ of a square grid
//! unit each.
//!
//! Shares no code with the product, and no method with its engines, which move cut points to the grid.

use bnum::cast::As;
use bnum::types::I512;

/// A point in grid units.
pub type P = (i64, i64);

/// Binary places kept behind a square grid unit in each term of a sum.
const PLACES: u32 = 64;

/// A parameter along an edge, 0 ≤ n/d ≤ 1, d > 0.
#[derive(Debug, Clone, Copy)]
struct Fraction {
    n: i128,
    d: i128,
}

impl Fraction {
    const START: Self = Self { n: 0, d: 1 };
    const END: Self = Self { n: 1, d: 1 };

    fn new(n: i128, d: i128) -> Self {
        if d < 0 {
            Self { n: -n, d: -d }
        } else {
            Self { n, d }
        }
    }

    fn compare(self, other: Self) -> std::cmp::Ordering {
        (wide(self.n) * wide(other.d)).cmp(&(wide(other.n) * wide(self.d)))
    }

    /// A fraction strictly between two others.
    fn mediant(self, other: Self) -> Self {
        Self {
            n: self.n + other.n,
            d: self.d + other.d,
        }
    }
}

/// Wide enough for every product below: coordinates of the plane differ by less than 2⁵⁸ units, so parameters are
/// below 2¹¹⁸ and the largest term is below 2³⁰⁰. Overflow would be told, not wrapped.
fn wide(value: i128) -> I512 {
    I512::from(value)
}

fn minus(a: P, b: P) -> (i128, i128) {
    (
        i128::from(a.0) - i128::from(b.0),
        i128::from(a.1) - i128::from(b.1),
    )
}

fn cross(a: (i128, i128), b: (i128, i128)) -> i128 {
    a.0 * b.1 - a.1 * b.0
}

fn dot(a: (i128, i128), b: (i128, i128)) -> i128 {
    a.0 * b.0 + a.1 * b.1
}

/// Positive when a→b→c turns left.
fn turn(a: P, b: P, c: P) -> i128 {
    cross(minus(b, a), minus(c, a))
}

/// The edges of a ring, each with its ends.
fn edges(ring: &[P]) -> impl Iterator<Item = (P, P)> + '_ {
    let next = ring.iter().copied().cycle().skip(1);
    ring.iter().copied().zip(next).filter(|(a, b)| a != b)
}

fn all_edges(rings: &[Vec<P>]) -> impl Iterator<Item = (P, P)> + '_ {
    rings.iter().flat_map(|ring| edges(ring))
}

/// Twice the signed area of a ring, counter-clockwise positive.
pub fn doubled_area(ring: &[P]) -> i128 {
    edges(ring)
        .map(|(a, b)| cross(minus(a, ring[0]), minus(b, ring[0])))
        .sum()
}

/// Whether no two edges of a ring meet but in the vertex that neighbours share, and it encloses ground.
pub fn is_simple(ring: &[P]) -> bool {
    let edges: Vec<(P, P)> = edges(ring).collect();
    if edges.len() < 3 {
        return false;
    }
    let last = edges.len() - 1;
    let pairs = (0..last).flat_map(|i| (i + 1..=last).map(move |j| (i, j)));
    let apart = |(i, j): (usize, usize)| {
        let ((a, b), (c, d)) = (edges[i], edges[j]);
        if j == i + 1 {
            // Neighbours in sequence: d must not lie back along a–b.
            turn(a, b, d) != 0 || dot(minus(b, a), minus(d, c)) > 0
        } else if i == 0 && j == last {
            turn(a, b, c) != 0 || dot(minus(b, a), minus(d, c)) > 0
        } else {
            !segments_meet(a, b, c, d)
        }
    };
    doubled_area(ring) != 0 && pairs.into_iter().all(apart)
}

fn segments_meet(a: P, b: P, c: P, d: P) -> bool {
    let (abc, abd) = (turn(a, b, c).signum(), turn(a, b, d).signum());
    let (cda, cdb) = (turn(c, d, a).signum(), turn(c, d, b).signum());
    let inside = |p: P, a: P, b: P| {
        a.0.min(b.0) <= p.0 && p.0 <= a.0.max(b.0) && a.1.min(b.1) <= p.1 && p.1 <= a.1.max(b.1)
    };
    (abc * abd < 0 && cda * cdb < 0)
        || (abc == 0 && inside(c, a, b))
        || (abd == 0 && inside(d, a, b))
        || (cda == 0 && inside(a, c, d))
        || (cdb == 0 && inside(b, c, d))
}

/// |A∩B| in m² of the 2⁻³⁰ m grid, rounded once, for two simple polygons whatever their direction.
pub fn shared_m2(a: &[P], b: &[P]) -> f64 {
    shared_by_regions_m2(&[counter_clockwise(a)], &[counter_clockwise(b)])
}

/// The same for rings that do not cross, shells counter-clockwise and holes clockwise.
pub fn shared_by_regions_m2(a: &[Vec<P>], b: &[Vec<P>]) -> f64 {
    let Some(&origin) = a.first().and_then(|ring| ring.first()) else {
        return 0.0;
    };
    let sum = shared_boundary(a, b, origin, true) + shared_boundary(b, a, origin, false);
    // Twice the area, square units of 2⁻⁶⁰ m², PLACES.
    sum.as_::<f64>() * libm::exp2(-61.0 - f64::from(PLACES))
}

fn counter_clockwise(ring: &[P]) -> Vec<P> {
    let mut ring = ring.to_vec();
    if doubled_area(&ring) < 0 {
        ring.reverse();
    }
    ring
}

/// What the boundary of `own` adds to twice the area of the shared ground; `with_common` says whether stretches that
/// both boundaries have in common are counted here.
fn shared_boundary(own: &[Vec<P>], other: &[Vec<P>], origin: P, with_common: bool) -> I512 {
    let mut sum = I512::ZERO;
    for (p, q) in all_edges(own) {
        let weight = wide(cross(minus(p, origin), minus(q, origin))) << PLACES;
        let reached = |t: Fraction| (weight * wide(t.n)).div_floor(wide(t.d));
        let mut from = Fraction::START;
        for to in cuts(p, q, other) {
            let counted = match place(p, q, from.mediant(to), other) {
                Place::Inside => true,
                Place::AlongSameWay => with_common,
                Place::AlongOtherWay | Place::Outside => false,
            };
            if counted {
                sum += reached(to) - reached(from);
            }
            from = to;
        }
    }
    sum
}

/// Where a polygon meets the edge p→q, strictly between its ends, in order; and its end.
fn cuts(p: P, q: P, other: &[Vec<P>]) -> Vec<Fraction> {
    let along = minus(q, p);
    let mut cuts = Vec::new();
    for (r, s) in all_edges(other) {
        let (pqr, pqs) = (turn(p, q, r), turn(p, q, s));
        if pqr == 0 && pqs == 0 {
            cuts.extend([r, s].map(|end| Fraction::new(dot(minus(end, p), along), dot(along, along))));
        } else if pqr.signum() * pqs.signum() <= 0 {
            let across = minus(s, r);
            cuts.push(Fraction::new(cross(minus(r, p), across), cross(along, across)));
        }
    }
    cuts.retain(|t| t.n > 0 && t.n < t.d);
    cuts.push(Fraction::END);
    cuts.sort_by(|a, b| a.compare(*b));
    cuts.dedup_by(|a, b| a.compare(*b).is_eq());
    cuts
}

enum Place {
    Inside,
    Outside,
    AlongSameWay,
    AlongOtherWay,
}

/// Where the point of p→q at `t` lies, given that no edge of `other` meets p→q there but along it.
fn place(p: P, q: P, t: Fraction, other: &[Vec<P>]) -> Place {
    let along = minus(q, p);
    for (r, s) in all_edges(other) {
        if turn(p, q, r) == 0 && turn(p, q, s) == 0 {
            let at = |end: P| Fraction::new(dot(minus(end, p), along), dot(along, along)).compare(t);
            if at(r).is_lt() && at(s).is_gt() {
                return Place::AlongSameWay;
            }
            if at(r).is_gt() && at(s).is_lt() {
                return Place::AlongOtherWay;
            }
        }
    }
    // Relative to p, and times t.d.
    let here = (wide(along.0) * wide(t.n), wide(along.1) * wide(t.n));
    let scaled = |v: i128| wide(v) * wide(t.d);
    let mut inside = false;
    for (r, s) in all_edges(other) {
        let ((rx, ry), (sx, sy)) = (minus(r, p), minus(s, p));
        let (r_above, s_above) = (scaled(ry) > here.1, scaled(sy) > here.1);
        if r_above != s_above {
            let side = (here.1 - scaled(ry)) * wide(sx - rx) - (here.0 - scaled(rx)) * wide(sy - ry);
            // The edge passes right of the point.
            inside ^= side.is_positive() == s_above;
        }
    }
    if inside { Place::Inside } else { Place::Outside }
}

#[test]
fn areas_known_by_hand() {
    let m = |x: i64, y: i64| (x << 30, y << 30);
    let square = [m(0, 0), m(3, 0), m(3, 3), m(0, 3)];
    // y ≤ x/3 leaves a triangle with legs 3 and 1.
    let wedge = [m(0, 0), m(9, 3), m(9, -3), m(0, -3)];
    assert_eq!(shared_m2(&square, &wedge), 1.5);
    let beside = [m(3, 0), m(5, 0), m(5, 3), m(3, 3)];
    assert_eq!(shared_m2(&square, &beside), 0.0);
    let inside = [m(1, 1), m(1, 2), m(2, 2), m(2, 1)];
    assert_eq!(shared_m2(&square, &inside), 1.0);
    assert_eq!(shared_m2(&inside, &square), 1.0);
    assert_eq!(shared_m2(&square, &square), 9.0);
    let along = [m(0, 0), m(2, 0), m(2, 1), m(0, 1)];
    assert_eq!(shared_m2(&square, &along), 2.0);
    let away = [m(7, 7), m(8, 7), m(8, 8)];
    assert_eq!(shared_m2(&square, &away), 0.0);
    let ring = [m(0, 0), m(9, 0), m(9, 9), m(0, 9)].to_vec();
    let hole = [m(1, 1), m(1, 8), m(8, 8), m(8, 1)].to_vec();
    assert_eq!(shared_by_regions_m2(&[ring, hole], &[square.to_vec()]), 5.0);
    // x/7 + y/3 = 1 and x/2 + y/5 = 1 meet in (28/29, 75/29): 1/2·(2·75/29 + 3·28/29) = 117/29.
    let (flat, steep) = ([m(0, 0), m(7, 0), m(0, 3)], [m(0, 0), m(2, 0), m(0, 5)]);
    assert_eq!(shared_m2(&flat, &steep), 117.0 / 29.0);
}

#[test]
fn rings_that_are_not_simple_are_told() {
    assert!(is_simple(&[(0, 0), (4, 0), (4, 4), (0, 4)]));
    assert!(!is_simple(&[(0, 0), (4, 4), (4, 0), (0, 4)]), "a bow-tie");
    assert!(!is_simple(&[(0, 0), (4, 0), (2, 0), (2, 4)]), "a spike");
    assert!(
        !is_simple(&[(0, 0), (4, 0), (4, 4), (2, 0), (0, 4)]),
        "a vertex on an edge"
    );
    assert!(!is_simple(&[(0, 0), (4, 0), (8, 0)]), "no ground");
}
