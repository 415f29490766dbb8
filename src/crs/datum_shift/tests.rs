use std::sync::Arc;

use super::*;
use crate::crs::ffi::Transformation;
use crate::crs::{CrsError, Ellipsoid, Plane, Projector};
use crate::geometry::{Point, PolygonColumn};

/// A small generator of numbers from 0 to 1 that are always the same.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        #[expect(clippy::cast_precision_loss, reason = "53 bits")]
        let share = (self.0 >> 11) as f64 / (1u64 << 53) as f64;
        share
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }
}

fn crs(epsg: u32) -> Crs {
    Crs::resolve(CrsId::Epsg(epsg)).expect("known")
}

fn at(x: f64, y: f64) -> SourceXy {
    SourceXy { x, y }
}

fn shift(source: ShiftSource, target: u32, transform: ShiftTransform) -> DatumShift {
    DatumShift {
        source,
        target: ShiftTarget::of_crs(&crs(target)).expect("CGCS2000"),
        transform,
        accuracy: ShiftAccuracy::stated(0.03),
        provenance: ShiftProvenance::default(),
    }
}

fn plane_shift(source: u32) -> DatumShift {
    let similarity = Similarity::new(112.34, -5.67, 2.5e-6, 1.000_001_3);
    shift(
        ShiftSource::of_crs(&crs(source), None),
        4527,
        ShiftTransform::Plane(similarity),
    )
}

fn space_shift(source: u32) -> DatumShift {
    let source = ShiftSource::of_crs(&crs(source), None);
    let spheroid = source.frame.spheroid().expect("a named datum");
    let model = BursaWolf::new(
        spheroid,
        [15.8, -154.4, -82.3],
        [0.12, -0.33, 0.45],
        -1.9,
        RotationConvention::CoordinateFrame,
    );
    shift(source, 4490, ShiftTransform::Geocentric(model))
}

fn points(pairs: &[(SourceXy, SourceXy)]) -> Vec<ControlPoint> {
    (1..)
        .zip(pairs)
        .map(|(number, (source, target))| ControlPoint {
            name: format!("K{number}"),
            source: *source,
            target: *target,
        })
        .collect()
}

#[test]
fn rotation_turns_east_to_north() {
    let quarter = Similarity::new(10.0, 20.0, std::f64::consts::FRAC_PI_2, 2.0);
    let moved = quarter.forward(at(1.0, 0.0));
    assert!(
        (moved.x - 10.0).abs() < 1e-12 && (moved.y - 22.0).abs() < 1e-12,
        "{moved:?}"
    );
    let back = quarter.inverse(moved);
    assert!((back.x - 1.0).abs() < 1e-12 && back.y.abs() < 1e-12, "{back:?}");
    let told = quarter.parameters();
    assert_eq!(
        told.map(|(name, _)| name),
        ["d_east_m", "d_north_m", "rotation_ccw_sec", "scale_ppm"]
    );
    assert!((told[2].1 - 324_000.0).abs() < 1e-6 && (told[3].1 - 1e6).abs() < 1e-6);
}

#[test]
fn four_parameters_are_found_again_from_exact_pairs() {
    let known = Similarity::new(123.456, -78.9, 0.0123, 1.000_25);
    let sources = [at(0.0, 0.0), at(900.0, 50.0), at(400.0, 800.0), at(-300.0, 500.0)];
    let found = estimate_similarity(&points(&sources.map(|source| (source, known.forward(source)))));
    let found = found.expect("enough points").parameters();
    for ((name, found), (_, known)) in found.into_iter().zip(known.parameters()) {
        // A second of arc is 5e-6 radians: 1e-9 of a radian is 2e-4 seconds.
        assert!(
            (found - known).abs() < 1e-9 * known.abs().max(1.0),
            "{name}: {found} {known}"
        );
    }
}

#[test]
fn eastings_with_a_zone_number_cost_no_digits() {
    let known = Similarity::about(
        [39_400_000.0, 3_170_000.0],
        [39_400_117.25, 3_169_994.5],
        1.000_001,
        2e-6,
    );
    let mut numbers = Numbers(7);
    let sources: Vec<SourceXy> = (0..8)
        .map(|_| {
            at(
                numbers.between(39_380_000.0, 39_420_000.0),
                numbers.between(3.15e6, 3.19e6),
            )
        })
        .collect();
    let pairs: Vec<_> = sources
        .iter()
        .map(|source| (*source, known.forward(*source)))
        .collect();
    let found = estimate_similarity(&points(&pairs)).expect("enough points");
    for _ in 0..100 {
        let source = at(
            numbers.between(39_370_000.0, 39_430_000.0),
            numbers.between(3.14e6, 3.2e6),
        );
        let (a, b) = (found.forward(source), known.forward(source));
        // One unit in the last place of 39 million metres is 7e-9 m.
        assert!(
            (a.x - b.x).abs() < 2e-8 && (a.y - b.y).abs() < 2e-8,
            "{a:?} {b:?}"
        );
    }
}

/// Four corners of a square moved east and west by turns: no similarity follows that, so all of it is left.
#[test]
fn residuals_and_their_mean_are_those_of_the_hand_computation() {
    let corners = [
        (39_400_000.0, 3_170_000.0, 0.02),
        (39_401_000.0, 3_170_000.0, -0.02),
        (39_401_000.0, 3_171_000.0, 0.02),
        (39_400_000.0, 3_171_000.0, -0.02),
    ];
    let pairs = corners.map(|(x, y, east)| (at(x, y), at(x + east, y)));
    let points = points(&pairs);
    let mut found = plane_shift(2363);
    found.transform = ShiftTransform::Plane(estimate_similarity(&points).expect("enough"));
    let left = residuals_of(&found, &points).expect("in range");
    let accuracy = ShiftAccuracy::of_points(left, (2, 4), None);
    for (point, (.., east)) in accuracy.points.iter().zip(corners) {
        assert!(
            (point.east_m + east).abs() < 2e-8 && point.north_m.abs() < 2e-8,
            "{point:?}"
        );
        assert!(!point.is_suspect);
    }
    assert!((accuracy.rms_m - 0.02).abs() < 2e-8, "{}", accuracy.rms_m);
    // Eight equations, four parameters: √(8/4).
    assert!((accuracy.sigma_m - 0.02 * std::f64::consts::SQRT_2).abs() < 4e-8);
    assert!((accuracy.greatest().expect("points").length_m() - 0.02).abs() < 2e-8);
}

#[test]
fn a_point_that_sticks_out_is_marked() {
    let residual = |name: &str, east_m: f64| PointResidual {
        name: name.to_owned(),
        source: at(0.0, 0.0),
        target: at(0.0, 0.0),
        east_m,
        north_m: 0.0,
        is_suspect: false,
    };
    let of = |last: f64| {
        let points = vec![
            residual("A", 0.01),
            residual("B", -0.01),
            residual("C", 0.01),
            residual("D", last),
        ];
        let marked = ShiftAccuracy::of_points(points, (2, 0), None).points;
        marked.iter().map(|point| point.is_suspect).collect::<Vec<_>>()
    };
    assert_eq!(of(0.031), [false, false, false, true]);
    assert_eq!(of(0.029), [false; 4]);
    let exact = vec![residual("A", 0.0), residual("B", 0.0), residual("C", 1e-9)];
    assert!(!ShiftAccuracy::of_points(exact, (2, 4), None).points[2].is_suspect);
}

#[test]
fn sigma_is_no_better_than_stated_and_three_points_are_not_exact_by_chance() {
    let exact = |stated| ShiftAccuracy::of_points(Vec::new(), (2, 0), stated).sigma_m;
    assert!(exact(None).is_infinite(), "no point, no accuracy");
    let points = vec![
        PointResidual {
            name: String::new(),
            source: at(0.0, 0.0),
            target: at(0.0, 0.0),
            east_m: 0.01,
            north_m: 0.0,
            is_suspect: false,
        };
        3
    ];
    let accuracy = ShiftAccuracy::of_points(points.clone(), (2, 4), None);
    assert!((accuracy.sigma_m - 0.01 * libm::sqrt(3.0)).abs() < 1e-12);
    assert_eq!(ShiftAccuracy::of_points(points, (2, 4), Some(0.05)).sigma_m, 0.05);
}

#[test]
fn point_sets_that_settle_nothing_are_refused() {
    let same = |sources: &[SourceXy]| {
        let pairs: Vec<_> = sources.iter().map(|source| (*source, *source)).collect();
        estimate_similarity(&points(&pairs)).map_err(|fault| fault.code())
    };
    let far = [at(0.0, 0.0), at(1000.0, 0.0), at(500.0, 800.0)];
    assert!(same(&far).is_ok());
    assert_eq!(same(&far[..2]), Err("shift-points-too-few"));
    assert_eq!(same(&[]), Err("shift-points-too-few"));
    assert_eq!(
        same(&[at(0.0, 0.0), at(1000.0, 1.0), at(2000.0, -1.0)]),
        Err("shift-points-collinear")
    );
    assert_eq!(
        same(&[at(0.0, 0.0), at(30.0, 0.0), at(15.0, 25.0)]),
        Err("shift-points-too-near")
    );
    assert_eq!(
        same(&[at(0.0, 0.0), at(1000.0, 0.0), at(500.0, 800.0), at(0.5, 0.0)]),
        Err("shift-points-coincide")
    );
    assert_eq!(
        same(&[at(0.0, 0.0), at(1000.0, f64::NAN), at(500.0, 800.0)]),
        Err("shift-point-out-of-range")
    );
    let mirrored: Vec<_> = far.iter().map(|p| (*p, at(p.y + 3.0, p.x))).collect();
    assert_eq!(
        estimate_similarity(&points(&mirrored)).map_err(|fault| fault.code()),
        Err("shift-points-mirrored")
    );
    let frame = PointFrame::of_crs(&crs(2363), Some(Spheroid::IAG_1975));
    let target = PointFrame::of_crs(&crs(4527), Some(Spheroid::CGCS2000));
    let line = [0.0, 1000.0, 5000.0].map(|x| {
        let position = at(39_400_000.0 + x, 3_170_000.0 + x);
        (position, position)
    });
    assert_eq!(
        estimate_bursa_wolf(&points(&line), &frame, &target).map_err(|fault| fault.code()),
        Err("shift-points-collinear")
    );
}

/// IOGP Geomatics Guidance Note 7-2, example of method 9606: WGS 72 to WGS 84.
#[test]
fn the_published_example_of_seven_parameters_comes_out() {
    let example = |seconds: f64, convention| {
        let model = BursaWolf::new(
            Spheroid::CGCS2000,
            [0.0, 0.0, 4.5],
            [0.0, 0.0, seconds],
            0.219,
            convention,
        );
        model.space([3_657_660.66, 255_768.55, 5_201_382.11])
    };
    let expected = [3_657_660.78, 255_778.43, 5_201_387.75];
    for found in [
        example(0.554, RotationConvention::PositionVector),
        example(-0.554, RotationConvention::CoordinateFrame),
    ] {
        for axis in 0..3 {
            assert!((found[axis] - expected[axis]).abs() < 0.006, "{found:?}");
        }
    }
}

/// PROJ as a second computation: what `+towgs84` stands for, written out as a pipeline.
#[test]
fn seven_parameters_agree_with_proj() {
    let mut numbers = Numbers(42);
    for (spheroid, convention) in [
        (Spheroid::KRASSOWSKY, RotationConvention::PositionVector),
        (Spheroid::IAG_1975, RotationConvention::CoordinateFrame),
    ] {
        let t: [f64; 3] = std::array::from_fn(|_| numbers.between(-200.0, 200.0));
        let r: [f64; 3] = std::array::from_fn(|_| numbers.between(-5.0, 5.0));
        let s = numbers.between(-10.0, 10.0);
        let model = BursaWolf::new(spheroid, t, r, s, convention);
        let reference = Transformation::from_pipeline(&format!(
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad \
             +step +proj=cart +a={} +rf={} \
             +step +proj=helmert +x={} +y={} +z={} +rx={} +ry={} +rz={} +s={} +convention={} \
             +step +inv +proj=cart +a=6378137 +rf=298.257222101 \
             +step +proj=unitconvert +xy_in=rad +xy_out=deg",
            spheroid.semi_major_m,
            spheroid.inverse_flattening,
            t[0],
            t[1],
            t[2],
            r[0],
            r[1],
            r[2],
            s,
            convention.code(),
        ))
        .expect("a pipeline");
        for _ in 0..2000 {
            let position = LonLat {
                lon: numbers.between(73.0, 136.0),
                lat: numbers.between(3.0, 54.0),
            };
            let mut expected = [[position.lon, position.lat]];
            reference.forward(&mut expected);
            let found = model.forward(position);
            let [east, north] = Spheroid::CGCS2000.metres_per_degree(position.lat);
            let off = libm::hypot(
                (found.lon - expected[0][0]) * east,
                (found.lat - expected[0][1]) * north,
            );
            assert!(off < 1e-6, "{position:?}: {off} m");
        }
    }
}

#[test]
fn seven_parameters_are_found_again_from_exact_pairs() {
    let known = space_shift(4610);
    let ShiftTransform::Geocentric(model) = known.transform else {
        panic!("seven parameters")
    };
    let mut numbers = Numbers(3);
    let from: Vec<[f64; 3]> = (0..20)
        .map(|_| std::array::from_fn(|_| numbers.between(-4.5e6, 4.5e6)))
        .collect();
    let to: Vec<[f64; 3]> = from.iter().map(|position| model.space(*position)).collect();
    let found = estimate::fit_in_space(model.spheroid(), &from, &to).expect("enough");
    for ((name, found), (_, known)) in found.parameters().into_iter().zip(model.parameters()) {
        // Coordinates of six million metres hold a nanometre in their last place.
        assert!((found - known).abs() < 2e-9, "{name}: {found} {known}");
    }
    let (source, target) = (known.source.frame.clone(), known.target.frame.clone());
    // The heights that the model gives are dropped and taken as 0 again: that costs a millimetre over 60 km.
    let pairs: Vec<_> = (0..12)
        .map(|_| {
            let position = at(numbers.between(115.5, 116.1), numbers.between(28.5, 29.1));
            (position, known.target_position(position).expect("on Earth"))
        })
        .collect();
    let points = points(&pairs);
    let found = estimate_bursa_wolf(&points, &source, &target).expect("enough");
    let found = shift(known.source.clone(), 4490, ShiftTransform::Geocentric(found));
    let left = residuals_of(&found, &points).expect("on Earth");
    let accuracy = ShiftAccuracy::of_points(left, (3, 7), None);
    assert!(accuracy.rms_m < 2e-3, "{}", accuracy.rms_m);
}

fn bound(shift: DatumShift, epsg: u32) -> Arc<BoundShift> {
    let crs = crs(epsg)
        .bound_to(&Arc::new(shift), None)
        .expect("the same datum");
    crs.shift.expect("bound")
}

#[test]
fn a_layer_in_any_frame_of_the_datum_goes_the_same_way() {
    let shift = plane_shift(2363);
    let position = at(39_412_345.678, 3_171_234.567);
    let direct = bound(shift.clone(), 2363).degrees(position).expect("in range");
    // The same place in a zone without prefix, in the 6° zone of the same meridian, in the next zone, in degrees.
    let frame = |epsg| PointFrame::of_crs(&crs(epsg), Some(Spheroid::IAG_1975));
    let degrees = frame(2363).degrees(position).expect("in range");
    for epsg in [2384, 2334, 2362, 4610] {
        let own = frame(epsg).of_degrees(degrees).expect("known");
        let bound = bound(shift.clone(), epsg);
        let found = bound.degrees(own).expect("in range");
        assert!(
            (found.lon - direct.lon).abs() < 1e-13,
            "{epsg}: {found:?} {direct:?}"
        );
        assert!(
            (found.lat - direct.lat).abs() < 1e-13,
            "{epsg}: {found:?} {direct:?}"
        );
        let back = bound.source_of(found).expect("known");
        assert!(
            (back.x - own.x).abs() < 1e-7 && (back.y - own.y).abs() < 1e-7,
            "{epsg}"
        );
    }
    let space = bound_of_space(4610);
    let wanted = space.degrees(at(116.0, 29.0)).expect("on Earth");
    let back = space.source_of(wanted).expect("on Earth");
    assert!(
        (back.x - 116.0).abs() < 1e-13 && (back.y - 29.0).abs() < 1e-13,
        "{back:?}"
    );
}

fn bound_of_space(epsg: u32) -> Arc<BoundShift> {
    bound(space_shift(epsg), epsg)
}

#[test]
fn a_shift_for_another_system_is_refused() {
    let refused = |shift: DatumShift, crs: Crs| {
        let bounds = Some([39_400_000.0, 3_170_000.0, 39_401_000.0, 3_171_000.0]);
        crs.bound_to(&Arc::new(shift), bounds)
            .map(|_| ())
            .map_err(|refusal| refusal.code())
    };
    assert_eq!(refused(plane_shift(2363), crs(2363)), Ok(()));
    for other in [crs(2415), crs(4527), crs(4490), Crs::local(), crs(31370)] {
        assert_eq!(refused(plane_shift(2363), other), Err("shift-other-source"));
    }
    let far = shift(
        ShiftSource::of_crs(&crs(2363), None),
        4527,
        ShiftTransform::Plane(Similarity::new(-5000.0, 0.0, 0.0, 1.0)),
    );
    assert_eq!(refused(far, crs(2363)), Err("shift-implausible"));
    // New Beijing has no ellipsoid that this program knows, but its zones have plane coordinates.
    let new_beijing = crs(4782);
    let of_zone = shift(
        ShiftSource::of_crs(&new_beijing, None),
        4527,
        ShiftTransform::Plane(Similarity::new(1.0, 2.0, 0.0, 1.0)),
    );
    assert_eq!(refused(of_zone.clone(), new_beijing), Ok(()));
    assert_eq!(refused(of_zone, crs(4783)), Err("shift-other-source"));
}

#[test]
fn how_far_a_layer_reaches_beyond_the_points_is_told_in_metres() {
    let mut shift = plane_shift(2363);
    let residual = |x: f64, y: f64| PointResidual {
        name: String::new(),
        source: at(39_400_000.0 + x, 3_170_000.0 + y),
        target: at(0.0, 0.0),
        east_m: 0.0,
        north_m: 0.0,
        is_suspect: false,
    };
    shift.accuracy.points = vec![residual(0.0, 0.0), residual(9000.0, 0.0), residual(0.0, 9000.0)];
    let reach = bound(shift.clone(), 2384).reach().expect("points");
    assert_eq!(reach.outside_m(at(401_000.0, 3_171_000.0)), 0.0);
    assert!((reach.outside_m(at(399_000.0, 3_171_000.0)) - 1000.0).abs() < 1e-6);
    assert_eq!(reach.outside_m(at(f64::NAN, 3_171_000.0)), 0.0);
    let degrees = bound(shift, 4610).reach().expect("points");
    let frame = PointFrame::of_crs(&crs(2363), Some(Spheroid::IAG_1975));
    let west = frame.degrees(at(39_399_000.0, 3_171_000.0)).expect("in range");
    assert!((degrees.outside_m(west.into()) - 1000.0).abs() < 10.0);
    assert!(bound(plane_shift(2363), 2363).reach().is_none());
}

fn square(x: f64, y: f64, size: f64) -> Vec<SourceXy> {
    vec![
        at(x, y),
        at(x + size, y),
        at(x + size, y + 0.7 * size),
        at(x, y + size),
    ]
}

fn on_plane(crs: &Crs, ring: &[SourceXy], tolerance_m: f64) -> Vec<Point> {
    let plane = Plane::choose(Ellipsoid::Cgcs2000, [113.0, 24.0, 119.0, 30.0]);
    let projector = Projector::new(crs, &plane, tolerance_m).expect("a shift");
    let (column, rejected) = projector.column(&PolygonColumn::from_polygons(&[vec![ring.to_vec()]]));
    assert!(rejected.is_empty(), "{rejected:?}");
    column.positions().to_vec()
}

/// A similarity keeps straight edges straight: the moved square in the target's zone has the same edges.
#[test]
fn edges_stay_straight_in_the_frame_of_the_file() {
    let shift = plane_shift(2363);
    let ring = square(39_400_000.0, 3_170_000.0, 3000.0);
    let moved: Vec<SourceXy> = ring
        .iter()
        .map(|position| shift.target_position(*position).expect("in range"))
        .collect();
    let bound = crs(2363).bound_to(&Arc::new(shift), None).expect("bound");
    let (own, direct) = (on_plane(&bound, &ring, 2e-5), on_plane(&crs(4527), &moved, 2e-5));
    assert_eq!(own.len(), direct.len());
    assert!(own.len() > 20, "long edges are split");
    for (a, b) in own.iter().zip(&direct) {
        assert!(a.distance(*b) < 2e-8, "{a:?} {b:?}");
    }
    // Seven parameters: chords from a loose tolerance lie within it of a fine one.
    for epsg in [2363, 4610] {
        let shift = Arc::new(space_shift(4610));
        let bound = crs(epsg).bound_to(&shift, None).expect("bound");
        let ring = if epsg == 4610 {
            square(115.9, 28.6, 0.03)
        } else {
            ring.clone()
        };
        let (fine, coarse) = (on_plane(&bound, &ring, 1e-7), on_plane(&bound, &ring, 1e-4));
        assert!(fine.len() > 2 * coarse.len(), "{epsg}");
        for point in &fine {
            let nearest = coarse
                .iter()
                .zip(coarse.iter().cycle().skip(1))
                .map(|(a, b)| to_segment(*a, *b, *point))
                .fold(f64::INFINITY, f64::min);
            assert!(nearest <= 1.01e-4, "{epsg}: {nearest}");
        }
    }
}

fn to_segment(a: Point, b: Point, p: Point) -> f64 {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let length2 = dx * dx + dy * dy;
    let share = if length2 > 0.0 {
        (((p.x - a.x) * dx + (p.y - a.y) * dy) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    libm::hypot(p.x - a.x - share * dx, p.y - a.y - share * dy)
}

#[test]
fn neighbours_share_every_inserted_point_and_threads_agree() {
    let bound = crs(2363)
        .bound_to(&Arc::new(plane_shift(2363)), None)
        .expect("bound");
    let ring = square(39_400_000.3, 3_170_000.7, 2500.0);
    let mut closed = ring.clone();
    closed.push(ring[0]);
    let there = on_plane(&bound, &closed, 2e-5);
    closed.reverse();
    let mut back = on_plane(&bound, &closed, 2e-5);
    back.reverse();
    assert_eq!(there, back);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert_eq!(on_plane(&bound, &ring, 2e-5), on_plane(&bound, &ring, 2e-5)));
        }
    });
}

#[test]
fn a_local_system_with_a_shift_is_on_the_earth_and_without_one_is_not() {
    let source = ShiftSource::local("市独立坐标系".to_owned(), PointFrame::Plain);
    let similarity = Similarity::about([50_000.0, 60_000.0], [39_400_000.0, 3_170_000.0], 0.999_9, 0.01);
    let shift = shift(source, 4527, ShiftTransform::Plane(similarity));
    let bound = Crs::local().bound_to(&Arc::new(shift), None).expect("bound");
    assert!(!bound.is_unbound_local() && *bound.datum_on_plane() == Datum::Cgcs2000);
    let ring = square(50_000.0, 60_000.0, 100.0);
    let first = on_plane(&bound, &ring, 2e-5)[0];
    let expected = on_plane(
        &crs(4527),
        &[
            at(39_400_000.0, 3_170_000.0),
            at(39_400_100.0, 3_170_000.0),
            at(39_400_100.0, 3_170_100.0),
        ],
        2e-5,
    )[0];
    assert!(first.distance(expected) < 1e-7);
    let refused = Projector::new(&bound, &Plane::local(), 1e-4).map(|_| ());
    assert_eq!(refused, Err(CrsError::LocalMix { id: CrsId::Local }));
}

#[test]
fn positions_without_meaning_are_rejected_with_their_vertex() {
    let bound = crs(2363)
        .bound_to(&Arc::new(plane_shift(2363)), None)
        .expect("bound");
    let plane = Plane::choose(Ellipsoid::Cgcs2000, [113.0, 24.0, 119.0, 30.0]);
    let projector = Projector::new(&bound, &plane, 1e-4).expect("bound");
    for bad in [
        at(f64::NAN, 0.0),
        at(1e300, 3.17e6),
        at(400_000.0, 3.17e6),
        at(39_400_000.0, 5e7),
    ] {
        let mut ring = square(39_400_000.0, 3_170_000.0, 100.0);
        ring[2] = bad;
        let (_, rejected) = projector.column(&PolygonColumn::from_polygons(&[vec![ring]]));
        assert_eq!(rejected.len(), 1, "{bad:?}");
        assert_eq!(rejected[0].vertex, 2, "{bad:?}");
    }
}
