//! Small broken rings on a coarse lattice, mutated from seeds: two engines must agree on all of them.

use redline::geometry::{GridPoint, OrientedRing, Overlayer, Reading, Region, clipper_shared_m2};

use crate::effort;
use crate::pairs::Random;

/// Rings to start from: a square, a bow-tie, a comb, a ring wound twice, a star of five, a spike.
const SEEDS: [&[(i64, i64)]; 6] = [
    &[(-8, -8), (8, -8), (8, 8), (-8, 8)],
    &[(-8, -8), (8, 8), (8, -8), (-8, 8)],
    &[
        (-9, -6),
        (9, -6),
        (9, 6),
        (6, 6),
        (6, 0),
        (3, 0),
        (3, 6),
        (0, 6),
        (0, 0),
        (-9, 0),
    ],
    &[(0, 0), (6, 0), (6, 6), (0, 6), (0, 0), (6, 0), (6, 6), (0, 6)],
    &[(0, 10), (6, -8), (-10, 3), (10, 3), (-6, -8)],
    &[(-5, -5), (5, -5), (5, 0), (15, 0), (5, 0), (5, 5), (-5, 5)],
];

/// Changes a ring in one place, as a fuzzer does.
fn mutate(random: &mut Random, ring: &mut Vec<(i64, i64)>) {
    let at = random.index(ring.len());
    let anywhere = (random.whole(-20, 20), random.whole(-20, 20));
    match random.whole(0, 6) {
        0 => ring[at] = anywhere,
        1 => ring[at].0 += random.whole(-2, 2),
        2 => ring[at].1 += random.whole(-2, 2),
        3 if ring.len() < 12 => ring.insert(at, anywhere),
        4 if ring.len() > 3 => drop(ring.remove(at)),
        5 if ring.len() < 12 => ring.insert(at, ring[at]),
        _ => {
            let other = random.index(ring.len());
            ring.swap(at, other);
        }
    }
}

/// Up to two mutated seeds as the ground that they enclose an odd number of times.
fn ground(random: &mut Random, engine: &mut Overlayer) -> Region {
    let mut rings = Vec::new();
    for _ in 0..random.whole(1, 2) {
        let mut ring = SEEDS[random.index(SEEDS.len())].to_vec();
        for _ in 0..random.whole(1, 8) {
            mutate(random, &mut ring);
        }
        rings.push(OrientedRing {
            points: ring
                .iter()
                .map(|(x, y)| GridPoint::new(x << 28, y << 28))
                .collect(),
            counter_clockwise: true,
            shell: true,
        });
    }
    engine
        .read(&rings, Reading::EvenOdd)
        .unwrap_or_else(|failure| panic!("{failure}: {rings:?}"))
}

#[test]
fn two_engines_agree_on_thirty_thousand_mutated_rings() {
    let mut engine = Overlayer::new();
    let mut random = Random(13);
    let (mut empty, mut shared) = (0_usize, 0_usize);
    let pairs = effort(30_000);
    for _ in 0..pairs {
        let a = ground(&mut random, &mut engine);
        let b = ground(&mut random, &mut engine);
        let split = engine
            .split(&a, &b)
            .unwrap_or_else(|failure| panic!("{failure}: {a:?} and {b:?}"));
        let second = clipper_shared_m2(&a, &b);
        // Rings of some hundred metres: the grid bound of both engines together is below 1e-5 m².
        assert!(
            (split.shared_m2 - second).abs() < 1e-6,
            "{} and {second}: {a:?} and {b:?}",
            split.shared_m2
        );
        assert!(
            split.residual_m2.abs() < 1e-6,
            "{}: {a:?} and {b:?}",
            split.residual_m2
        );
        empty += usize::from(a.is_empty());
        shared += usize::from(split.shared_m2 > 1e-6);
    }
    // The mutations must keep making rings that are worth overlaying.
    assert!(
        shared > pairs / 2 && empty < pairs / 20,
        "{shared} share ground, {empty} have none"
    );
}
