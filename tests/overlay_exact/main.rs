//! The overlay against exact arithmetic, and against itself.
//!
//! The engine moves each cut point to the 2⁻³⁰ m grid. That is the only error it may make, and it has a bound: the
//! boundary of each polygon is replaced by one that runs within δ of it, so that the shared ground changes by no more
//! than δ times the length of both boundaries. A cut point is rounded once in each direction (√½ units), or drawn to an
//! end within the engine's snap radius (1 unit in the first round). An edge that is bent in this way may meet a further
//! one, but only within a unit of where both ran, so that later rounds add a few square units and not a strip along the
//! boundary. Hence δ = 1 unit (0.93 nm), or 0.93e-6 m² per kilometre of boundary; the largest share of it that any of
//! 240,000 pairs needed is 0.36. The product allows its own identity |A∩B| + |A∖B| = |A| four units.
//!
//! `REDLINE_OVERLAY_EFFORT` multiplies the number of pairs, for a night.

mod mutation;
mod oracle;
mod pairs;
mod soundness;

use oracle::{P, shared_m2};
use pairs::{Kind, METRE, Pair, Random, simple, units};
use redline::geometry::{GridPoint, Overlayer, Point, Region, Split, clipper_shared_m2};

/// How far a boundary may move, in grid units.
const SHIFT: f64 = 1.0;

/// How many pairs to try where `usual` are tried in every run.
fn effort(usual: usize) -> usize {
    let factor =
        std::env::var("REDLINE_OVERLAY_EFFORT").map_or(1, |factor| factor.parse().expect("a whole number"));
    usual * factor
}

fn grid(ring: &[P]) -> Vec<GridPoint> {
    ring.iter().map(|(x, y)| GridPoint::new(*x, *y)).collect()
}

fn split(engine: &mut Overlayer, a: &[P], b: &[P]) -> Split {
    split_regions(engine, &vec![grid(a)], &vec![grid(b)])
}

fn split_regions(engine: &mut Overlayer, a: &Region, b: &Region) -> Split {
    engine
        .split(a, b)
        .unwrap_or_else(|failure| panic!("{failure}: {a:?} and {b:?}"))
}

/// The most by which the shared area of two polygons may be wrong, in m².
#[expect(clippy::cast_precision_loss, reason = "a bound, not a measure")]
fn bound_m2(a: &[P], b: &[P]) -> f64 {
    let length = |ring: &[P]| {
        let next = ring.iter().cycle().skip(1);
        ring.iter()
            .zip(next)
            .map(|(p, q)| libm::hypot((q.0 - p.0) as f64, (q.1 - p.1) as f64) / METRE)
            .sum::<f64>()
    };
    SHIFT * (length(a) + length(b)) / METRE
}

/// Compares a pair with the exact answer; gives the share of the bound that the error takes.
fn compare(engine: &mut Overlayer, kind: &str, (a, b): &Pair) -> f64 {
    let exact = shared_m2(a, b);
    let found = split(engine, a, b).shared_m2;
    let (error, bound) = ((found - exact).abs(), bound_m2(a, b));
    assert!(
        error <= bound,
        "{kind}: {found} for {exact}, bound {bound}: {a:?} and {b:?}"
    );
    error / bound
}

/// A rectangle and a square that it enters by `depth` over `length`, beside an edge `side` long, turned about a place
/// with zone-prefixed coordinates and rounded as a file would have them.
fn sliver(side: f64, depth: f64, length: f64, angle: f64) -> Pair {
    let place = |(x, y): (f64, f64)| {
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let point = Point::on_grid(
            39_438_683.652 + x * cos - y * sin,
            3_751_508.512 + x * sin + y * cos,
        );
        let point = point.expect("in range").to_grid();
        (point.x, point.y)
    };
    let rectangle = |x: f64, y: f64, width: f64, height: f64| {
        [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
            .map(place)
            .to_vec()
    };
    (
        rectangle(0.0, depth - 100.0, length, 100.0),
        rectangle(-0.5 * side, 0.0, side, side),
    )
}

#[test]
fn slivers_beside_long_edges_are_found() {
    let mut engine = Overlayer::new();
    for (side, depth, length) in [
        (1e3, 0.01, 100.0),
        (1e4, 0.01, 100.0),
        (1e5, 0.01, 100.0),
        (4e5, 0.01, 100.0),
        (4e5, 0.001, 1000.0),
        (4e5, 0.0005, 1000.0),
    ] {
        for step in 0..400 {
            let (a, b) = sliver(
                side,
                depth,
                length,
                f64::from(step) * (std::f64::consts::TAU / 400.0),
            );
            let exact = shared_m2(&a, &b);
            let found = split(&mut engine, &a, &b).shared_m2;
            let case = format!("{side} m, {depth} m by {length} m, turn {step}: {found} for {exact}");
            // A double has steps of 7.5e-9 m here: the sliver drawn is not quite the one meant.
            assert!((exact - depth * length).abs() < 2e-8 * length, "{case}");
            assert!(found > 0.0, "{case}");
            assert!((found - exact).abs() <= 1e-6, "{case}");
        }
    }
}

#[test]
fn adversarial_pairs_stay_within_the_grid_bound() {
    let kinds: [(&str, Kind); 6] = [
        ("near copies", pairs::near_copies),
        ("shared vertices", pairs::shared_vertices),
        ("along edges", pairs::along_edges),
        ("spikes", pairs::spikes),
        ("nearly parallel", pairs::nearly_parallel),
        ("small beside large", pairs::small_beside_large),
    ];
    let mut engine = Overlayer::new();
    for (seed, (name, kind)) in (1..).zip(kinds) {
        let mut random = Random(seed);
        let (mut worst, mut shared) = (0.0_f64, 0);
        let pairs = effort(1000);
        for _ in 0..pairs {
            let pair = simple(&mut random, kind);
            worst = worst.max(compare(&mut engine, name, &pair));
            shared += usize::from(shared_m2(&pair.0, &pair.1) > 0.0);
        }
        println!("{name}: at most {worst:.3} of the bound, {shared} of {pairs} share ground");
        assert!(shared > pairs / 2, "{name}: most pairs must be worth the test");
    }
}

#[test]
fn star_pairs_stay_within_the_grid_bound() {
    let mut engine = Overlayer::new();
    let mut random = Random(7);
    let mut worst = 0.0_f64;
    for _ in 0..effort(2000) {
        let pair = simple(&mut random, pairs::stars);
        worst = worst.max(compare(&mut engine, "stars", &pair));
    }
    println!("stars: at most {worst:.3} of the bound");
}

/// Up to 2,000 edges the engine compares them in a list, then through a tree, and above 32,000 in fragments.
#[test]
fn rings_of_many_vertices_stay_within_the_grid_bound() {
    let mut engine = Overlayer::new();
    let mut random = Random(14);
    let mut coasts = |n| {
        let mut coast = |middle| pairs::ragged_circle(&mut random, n, (1980.0, 2000.0), middle, 1);
        (coast((0.0, 0.0)), coast((5.0, -3.0)))
    };
    let pair = coasts(1100);
    assert!(oracle::is_simple(&pair.0) && oracle::is_simple(&pair.1));
    let worst = compare(&mut engine, "1,100 vertices", &pair);
    println!("1,100 vertices: {worst:.3} of the bound");
    // Too many for an oracle that compares each edge with each: here the second engine is asked.
    let (a, b) = coasts(17_000);
    let found = split(&mut engine, &a, &b);
    let second = clipper_shared_m2(&vec![grid(&a)], &vec![grid(&b)]);
    let bound = bound_m2(&a, &b);
    assert!(found.shared_m2 > 1e6);
    assert!(
        (found.shared_m2 - second).abs() <= 2.0 * bound,
        "{} and {second}",
        found.shared_m2
    );
    assert!(found.residual_m2.abs() <= bound, "{}", found.residual_m2);
}

#[test]
fn neighbours_share_exactly_nothing() {
    let mut engine = Overlayer::new();
    let mut random = Random(8);
    for _ in 0..effort(1000) {
        let (a, b) = simple(&mut random, pairs::neighbours);
        assert_eq!(shared_m2(&a, &b), 0.0);
        assert_eq!(split(&mut engine, &a, &b).shared_m2, 0.0, "{a:?} and {b:?}");
    }
}

/// All kinds of pairs in turn.
fn mixed(random: &mut Random, index: usize) -> Pair {
    let kinds: [Kind; 8] = [
        pairs::stars,
        pairs::near_copies,
        pairs::shared_vertices,
        pairs::along_edges,
        pairs::spikes,
        pairs::nearly_parallel,
        pairs::small_beside_large,
        pairs::neighbours,
    ];
    simple(random, kinds[index % kinds.len()])
}

#[test]
fn how_a_ring_is_written_does_not_matter_to_the_last_bit() {
    let mut engine = Overlayer::new();
    let mut random = Random(9);
    for index in 0..effort(2400) {
        let (a, b) = mixed(&mut random, index);
        let plain = split(&mut engine, &a, &b);
        let mut same = |what: &str, a: &[P], b: &[P]| {
            let other = split(&mut engine, a, b);
            assert_eq!(
                other.shared_m2.to_bits(),
                plain.shared_m2.to_bits(),
                "{what}: {a:?} and {b:?}"
            );
            assert_eq!(
                other.rest_m2.to_bits(),
                plain.rest_m2.to_bits(),
                "{what}: {a:?} and {b:?}"
            );
        };
        let mut turned = a.clone();
        turned.rotate_left(1 + index % (a.len() - 1));
        same("another first vertex", &turned, &b);
        let mut reversed = b.clone();
        reversed.reverse();
        same("the other direction", &a, &reversed);
        same("both", &turned, &reversed);
        let doubled: Vec<P> = a
            .iter()
            .flat_map(|p| std::iter::repeat_n(*p, 1 + usize::from(random.chance(40))))
            .collect();
        same("vertices twice", &doubled, &b);
        let (dx, dy) = (
            random.whole(-(1 << 55), 1 << 55),
            random.whole(-(1 << 55), 1 << 55),
        );
        let moved = |ring: &[P]| ring.iter().map(|p| (p.0 + dx, p.1 + dy)).collect::<Vec<P>>();
        same("moved by whole grid units", &moved(&a), &moved(&b));
    }
}

#[test]
fn either_side_may_come_first() {
    let mut engine = Overlayer::new();
    let mut random = Random(10);
    for index in 0..effort(2400) {
        let (a, b) = mixed(&mut random, index);
        let (forth, back) = (split(&mut engine, &a, &b), split(&mut engine, &b, &a));
        assert_eq!(
            forth.shared_m2.to_bits(),
            back.shared_m2.to_bits(),
            "{a:?} and {b:?}"
        );
    }
}

/// The square that contains a star, with that star and a small square in a corner as holes.
fn with_holes(star: &[P]) -> Region {
    let square = |low: f64, high: f64| {
        [(low, low), (high, low), (high, high), (low, high)].map(|(x, y)| (units(x), units(y)))
    };
    vec![
        grid(&square(-500.0, 500.0)),
        grid(star),
        grid(&square(-490.0, -450.0)),
    ]
}

#[test]
fn the_order_of_rings_does_not_matter_to_the_last_bit() {
    let mut engine = Overlayer::new();
    let mut random = Random(11);
    for index in 0..effort(600) {
        let (hole, other) = simple(&mut random, pairs::stars);
        let a = with_holes(&hole);
        let plain = split_regions(&mut engine, &a, &vec![grid(&other)]);
        let inside = split(&mut engine, &other, &hole);
        // The other star lies within the square and away from the small hole, unless it reaches far out.
        let bound = bound_m2(&other, &hole) + 1e-9;
        let covered = split_regions(&mut engine, &vec![grid(&other)], &vec![a[0].clone()]).shared_m2;
        let in_corner = split_regions(&mut engine, &vec![grid(&other)], &vec![a[2].clone()]).shared_m2;
        let expected = covered - inside.shared_m2 - in_corner;
        assert!(
            (plain.shared_m2 - expected).abs() <= bound,
            "{} for {expected}",
            plain.shared_m2
        );
        let mut rings = a.clone();
        rings.rotate_left(1 + index % 2);
        rings[index % 3].reverse();
        let again = split_regions(&mut engine, &rings, &vec![grid(&other)]);
        assert_eq!(again.shared_m2.to_bits(), plain.shared_m2.to_bits());
        assert_eq!(again.rest_m2.to_bits(), plain.rest_m2.to_bits());
    }
}

#[test]
fn parts_add_up_to_the_whole() {
    let mut engine = Overlayer::new();
    let mut random = Random(12);
    for _ in 0..effort(600) {
        let n = random.whole(3, 20);
        let a = pairs::star_around(&mut random, n, 200.0, (0.0, 0.0), 1);
        let (b, _) = simple(&mut random, pairs::stars);
        // Triangles from the middle tile the star: its vertices are seen from there in order.
        let next = a.iter().cycle().skip(1);
        let tiles: Vec<[P; 3]> = a.iter().zip(next).map(|(p, q)| [(0, 0), *p, *q]).collect();
        if tiles.iter().any(|tile| oracle::doubled_area(tile) <= 0) || !oracle::is_simple(&a) {
            continue;
        }
        let whole = split(&mut engine, &a, &b).shared_m2;
        let mut sum = 0.0;
        let mut bound = bound_m2(&a, &b);
        for tile in &tiles {
            sum += split(&mut engine, tile, &b).shared_m2;
            bound += bound_m2(tile, &b);
        }
        assert!((sum - whole).abs() <= bound, "{sum} for {whole}: {a:?} and {b:?}");
    }
}
