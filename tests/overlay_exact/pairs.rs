//! Pairs of polygons that are hard to overlay, from a seed.

use std::f64::consts::TAU;

use crate::oracle::{P, is_simple};

/// Grid units in a metre.
pub const METRE: f64 = 1_073_741_824.0;

/// SplitMix64: the same numbers on every machine and in every version.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A whole number from `low` to `high`, both included.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low) + 1;
        low.wrapping_add_unsigned(self.next() % span)
    }

    /// A place in a list of some length.
    pub fn index(&mut self, length: usize) -> usize {
        usize::try_from(self.next() % length as u64).expect("below a usize")
    }

    #[expect(clippy::cast_precision_loss, reason = "53 bits are kept")]
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.next() >> 11) as f64 / 9_007_199_254_740_992.0)
    }

    pub fn chance(&mut self, percent: i64) -> bool {
        self.whole(1, 100) <= percent
    }
}

#[expect(clippy::cast_possible_truncation, reason = "metres of a test, far below 2^33")]
pub fn units(metres: f64) -> i64 {
    libm::round(metres * METRE) as i64
}

pub type Pair = (Vec<P>, Vec<P>);

/// A way of making pairs.
pub type Kind = fn(&mut Random) -> Pair;

/// A polygon of which each vertex is seen from the middle, in whole metres × `unit`.
fn star_on(random: &mut Random, n: i64, radius_m: f64, unit: i64) -> Vec<P> {
    let middle = (
        random.between(-radius_m, radius_m),
        random.between(-radius_m, radius_m),
    );
    star_around(random, n, radius_m, middle, unit)
}

pub fn star_around(random: &mut Random, n: i64, radius_m: f64, middle: (f64, f64), unit: i64) -> Vec<P> {
    ragged_circle(random, n, (0.15 * radius_m, radius_m), middle, unit)
}

pub fn ragged_circle(
    random: &mut Random,
    n: i64,
    (least_m, most_m): (f64, f64),
    middle: (f64, f64),
    unit: i64,
) -> Vec<P> {
    let turn = random.between(0.0, TAU);
    let round = |metres: f64| units(metres) / unit * unit;
    (0..n)
        .map(|i| {
            #[expect(clippy::cast_precision_loss, reason = "a few dozen")]
            let angle = turn + (i as f64 + random.between(0.0, 0.9)) / n as f64 * TAU;
            let radius = random.between(least_m, most_m);
            (
                round(middle.0 + radius * libm::cos(angle)),
                round(middle.1 + radius * libm::sin(angle)),
            )
        })
        .collect()
}

/// Two stars that may lie apart, touch or cross many times.
pub fn stars(random: &mut Random) -> Pair {
    let (n, m) = (random.whole(3, 40), random.whole(3, 40));
    (star_on(random, n, 200.0, 1), star_on(random, m, 200.0, 1))
}

fn jitter(random: &mut Random, p: P, by: i64) -> P {
    (p.0 + random.whole(-by, by), p.1 + random.whole(-by, by))
}

/// A polygon and a copy of which each vertex lies up to three grid units off.
pub fn near_copies(random: &mut Random) -> Pair {
    let radius = [5.0, 200.0, 200.0, 20_000.0][random.index(4)];
    let n = random.whole(3, 14);
    let a = star_on(random, n, radius, 1);
    let by = random.whole(1, 3);
    let b = a.iter().map(|p| jitter(random, *p, by)).collect();
    (a, b)
}

/// A polygon and one that shares some of its vertices, others being pulled in or pushed out.
pub fn shared_vertices(random: &mut Random) -> Pair {
    let n = random.whole(4, 14);
    let middle = (random.between(-50.0, 50.0), random.between(-50.0, 50.0));
    let a = star_around(random, n, 200.0, middle, 1);
    let b = a
        .iter()
        .map(|p| {
            if random.chance(50) {
                return *p;
            }
            let factor = random.between(0.5, 1.5);
            let pull = |p: i64, middle: f64| {
                #[expect(clippy::cast_precision_loss, reason = "the result need not be exact")]
                let from_middle = p as f64 / METRE - middle;
                units(middle + from_middle * factor)
            };
            (pull(p.0, middle.0), pull(p.1, middle.1))
        })
        .collect();
    (a, b)
}

/// A polygon and one that runs along its edges in part, beside them by a few grid units in part.
pub fn along_edges(random: &mut Random) -> Pair {
    const STEPS: i64 = 8;
    let n = random.whole(3, 8);
    let a = star_on(random, n, 200.0, STEPS);
    let next = a.iter().cycle().skip(1);
    let mut b = Vec::new();
    for (p, q) in a.iter().zip(next) {
        let at = |step: i64| (p.0 + (q.0 - p.0) / STEPS * step, p.1 + (q.1 - p.1) / STEPS * step);
        let first = random.whole(0, 3);
        let last = random.whole(4, 8);
        for step in [first, last] {
            let by = if random.chance(30) { random.whole(1, 3) } else { 0 };
            b.push(jitter(random, at(step), by));
        }
    }
    (a, b)
}

/// A polygon with a spike one grid unit wide, and one that lies across it.
pub fn spikes(random: &mut Random) -> Pair {
    let (corners, others) = (random.whole(3, 8), random.whole(3, 8));
    let mut a = star_around(random, corners, 50.0, (0.0, 0.0), 1);
    let reach = random.between(60.0, 600.0);
    let at = random.index(a.len());
    let (before, after) = (a[at], a[(at + 1) % a.len()]);
    let foot = (before.0.midpoint(after.0), before.1.midpoint(after.1));
    #[expect(clippy::cast_precision_loss, reason = "a direction")]
    let away = libm::atan2(foot.1 as f64, foot.0 as f64);
    let tip = (units(reach * libm::cos(away)), units(reach * libm::sin(away)));
    let beside = jitter(random, foot, 1);
    a.splice((at + 1)..=at, [foot, tip, beside]);
    let middle = (0.7 * reach * libm::cos(away), 0.7 * reach * libm::sin(away));
    let mut b = star_around(random, others, 0.4 * reach, middle, 1);
    if random.chance(30) {
        // The tip itself is a vertex of the other side, or one unit beside one.
        b[0] = jitter(random, tip, random.0.trailing_zeros().min(1).into());
    }
    (a, b)
}

/// Two strips a kilometre long whose long sides cross under an angle of some grid units in a kilometre.
pub fn nearly_parallel(random: &mut Random) -> Pair {
    let angle = random.between(0.0, TAU);
    let length = random.between(100.0, 1000.0);
    let place = |x: f64, y: f64| {
        (
            units(x * libm::cos(angle) - y * libm::sin(angle)),
            units(x * libm::sin(angle) + y * libm::cos(angle)),
        )
    };
    let a = vec![
        place(0.0, -20.0),
        place(length, -20.0),
        place(length, 0.0),
        place(0.0, 0.0),
    ];
    let width = random.between(1.0, 30.0);
    let b = vec![
        jitter(random, a[3], 3),
        jitter(random, a[2], 3),
        place(length * 0.9, width),
        place(length * 0.1, width),
    ];
    (a, b)
}

/// A parcel of 30 m on the edge of a ring that is 200 km wide.
pub fn small_beside_large(random: &mut Random) -> Pair {
    let a = star_around(random, 40, 100_000.0, (0.0, 0.0), 1);
    let at = random.index(a.len());
    let (p, q) = (a[at], a[(at + 1) % a.len()]);
    let share = random.whole(1, 15);
    #[expect(clippy::cast_precision_loss, reason = "a place, not a measure")]
    let metre = |from: i64, to: i64| (from + (to - from) / 16 * share) as f64 / METRE;
    let middle = (metre(p.0, q.0), metre(p.1, q.1));
    let n = random.whole(3, 8);
    (star_around(random, n, 15.0, middle, 1), a)
}

/// Two polygons on either side of a common line of many vertices: they share no ground.
pub fn neighbours(random: &mut Random) -> Pair {
    let n = random.whole(1, 12);
    let x = |i: i64| units(20.0) * i + units(1.0);
    let line: Vec<P> = (0..=n)
        .map(|i| {
            (
                x(i) + random.whole(-units(9.0), units(9.0)),
                random.whole(-units(50.0), units(50.0)),
            )
        })
        .collect();
    let (left, right) = (line[0].0, line[line.len() - 1].0);
    let closed = |y: i64| {
        let mut ring = line.clone();
        ring.extend([(right, y), (left, y)]);
        ring
    };
    (closed(units(80.0)), closed(units(-80.0)))
}

/// The next pair of a kind of which both polygons are simple.
pub fn simple(random: &mut Random, kind: Kind) -> Pair {
    loop {
        let (a, b) = kind(random);
        if is_simple(&a) && is_simple(&b) {
            return (a, b);
        }
    }
}
