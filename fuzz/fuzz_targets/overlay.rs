//! Two regions from bytes: the shared ground must be that of exact arithmetic, and inside + outside the whole.
//!
//! The first byte says how far the lattice is spread, from one grid unit to half a kilometre, so that the same rings
//! also occur where every cut point must be rounded. Each further pair of bytes is a vertex; a pair of equal bytes 0x80
//! ends a ring, a pair 0x81 begins the second region.
#![no_main]

#[path = "../../tests/overlay_exact/oracle.rs"]
#[allow(dead_code)] // The tests use more of it.
mod oracle;

use libfuzzer_sys::fuzz_target;
use redline::geometry::{GRID_PER_METRE, GridPoint, OrientedRing, Overlayer, Reading, Region};

/// More vertices than this make an input slow and no harder.
const MOST_VERTICES: usize = 120;

fn sides(bytes: &[u8]) -> Option<[Vec<OrientedRing>; 2]> {
    let (first, rest) = bytes.split_first()?;
    let spread = i64::from(first % 33);
    let mut sides = [Vec::new(), Vec::new()];
    let mut side = 0;
    let mut points = Vec::new();
    for [x, y] in rest.as_chunks::<2>().0.iter().take(MOST_VERTICES) {
        match (x, y) {
            (0x80 | 0x81, same) if same == x => {
                close(&mut points, &mut sides[side]);
                side |= usize::from(*x == 0x81);
            }
            _ => points.push(GridPoint::new(
                i64::from(x.cast_signed()) << spread,
                i64::from(y.cast_signed()) << spread,
            )),
        }
    }
    close(&mut points, &mut sides[side]);
    Some(sides)
}

fn close(points: &mut Vec<GridPoint>, rings: &mut Vec<OrientedRing>) {
    if points.len() >= 3 {
        rings.push(OrientedRing {
            points: std::mem::take(points),
            counter_clockwise: true,
            shell: true,
        });
    }
    points.clear();
}

fn exact_m2(a: &Region, b: &Region) -> f64 {
    let rings = |region: &Region| -> Vec<Vec<oracle::P>> {
        let ring = |ring: &Vec<GridPoint>| ring.iter().map(|point| (point.x, point.y)).collect();
        region.iter().map(ring).collect()
    };
    oracle::shared_by_regions_m2(&rings(a), &rings(b))
}

/// The engine may move a boundary by some grid units; reading has moved cut points once already.
#[expect(clippy::cast_precision_loss, reason = "a bound, not a measure")]
fn bound_m2(a: &Region, b: &Region) -> f64 {
    let length = |ring: &Vec<GridPoint>| {
        let next = ring.iter().cycle().skip(1);
        let edge = |(p, q): (&GridPoint, &GridPoint)| (p.x.abs_diff(q.x) + p.y.abs_diff(q.y)) as f64;
        ring.iter().zip(next).map(edge).sum::<f64>()
    };
    let total = a.iter().chain(b).map(length).sum::<f64>();
    8.0 * total / (GRID_PER_METRE * GRID_PER_METRE) + 1e-9
}

fuzz_target!(|bytes: &[u8]| {
    let Some([a, b]) = sides(bytes) else { return };
    let mut engine = Overlayer::new();
    let a = engine
        .read(&a, Reading::EvenOdd)
        .expect("the engine reads every ring");
    let b = engine
        .read(&b, Reading::EvenOdd)
        .expect("the engine reads every ring");
    let split = engine.split(&a, &b).expect("the identity holds");
    let mirrored = engine.split(&b, &a).expect("the identity holds");
    let bound = bound_m2(&a, &b);
    let exact = exact_m2(&a, &b);
    assert!(
        (split.shared_m2 - exact).abs() < bound,
        "{} for {exact}",
        split.shared_m2
    );
    assert!((split.shared_m2 - mirrored.shared_m2).abs() < bound);
    assert!(split.residual_m2.abs() < bound);
});
