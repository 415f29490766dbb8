//! What the check must say, in scenes.

use super::scene::{check_scene, read_scene};
use super::*;
use crate::geometry::area_m2;
use crate::layer::{ConstraintLayer, ParcelId, Role};
use crate::progress::Ticket;

/// Lets the program fail inside the pair with a feature called `BANG`.
pub(super) fn fail_where_asked(layer: &ConstraintLayer, feature: u32) {
    assert_ne!(
        layer.feature_id(feature).as_deref(),
        Some("BANG"),
        "asked to fail"
    );
}

#[test]
fn a_failure_inside_one_pair_leaves_its_parcel_unsettled_and_the_run_alive() {
    let result = check_scene(
        "eco_redline BANG rect 0 0 10 10
         eco_redline R2 rect 100 0 110 10
         parcel P1 rect 5 5 20 20
         parcel P2 rect 105 5 120 20
         parcel P3 rect 5 5 105 9
         => P1 undetermined
         => P2 conflict
         => P3 conflict
         => P2 R2 overlap 25
         => P3 R2 overlap 20",
    );
    assert_eq!(result.parcels[0].reasons[0].code, "reason-pair-failed");
    assert_eq!(result.parcels[0].reasons[0].feature, Some(0));
}

#[test]
fn a_parcel_under_the_hand_gets_the_answer_of_a_full_check() {
    let (mut request, _, _) = read_scene(PATCHWORK);
    let id = ParcelId(1);
    let mut live = LiveCheck::new(request.clone(), id);
    for step in 0..60 {
        let mut moved = request.parcels.find(id).unwrap().as_ref().clone();
        let by = f64::from(step) * 3.0 - 60.0;
        let mut plane = crate::geometry::PolygonColumn::new();
        for point in moved.plane.positions() {
            plane.push(crate::geometry::Point::on_grid(point.x + by, point.y + by / 3.0).unwrap());
        }
        plane.end_ring();
        plane.end_polygon();
        plane.end_feature();
        moved.plane = plane;
        let answer = live.check(&moved);
        request.parcels.put(std::sync::Arc::new(moved));
        let full = run(&request, &Ticket::new()).unwrap();
        let findings: Vec<Finding> = full.findings_of(1).cloned().collect();
        assert_eq!(answer, (full.parcels[1].clone(), findings), "step {step}");
    }
}

#[test]
fn shared_ground_is_an_overlap_and_a_shared_boundary_is_not() {
    check_scene(
        "basic_farmland F1 rect 80 0 200 50
         basic_farmland F2 rect 100 50 200 90
         parcel P1 rect 0 0 100 50
         parcel P2 rect 0 200 10 210
         => P1 conflict
         => P2 clear
         => P1 F1 overlap 1000
         => P1 F2 touch",
    );
}

#[test]
fn narrow_ground_is_boundary_error_and_a_trace_is_noise() {
    let result = check_scene(
        "eco_redline R1 rect 0 0 1000 100
         parcel P1 rect 100 99.9 200 150
         parcel P2 rect 300 99.9995 400 150
         parcel P3 rect 500 99.8 600 150
         => P1 within_error
         => P2 clear
         => P3 conflict
         => P1 R1 within_error 10
         => P3 R1 overlap 20",
    );
    assert_eq!(result.parcels[1].noise.count, 1);
    assert!((result.parcels[1].noise.area_m2 - 0.05).abs() < 1e-6);
}

#[test]
fn a_narrow_parcel_or_feature_that_lies_inside_is_no_boundary_error() {
    check_scene(
        "eco_redline R1 rect 0 0 1000 1000
         eco_redline R2 rect 2000 0 2100 0.1
         parcel P1 rect 100 500 200 500.1
         parcel P2 rect 1990 -50 2200 50
         => P1 conflict
         => P2 conflict
         => P1 R1 overlap 10
         => P2 R2 overlap 10",
    );
}

#[test]
fn strips_side_by_side_are_no_boundary_error() {
    check_scene(
        "eco_redline R1 rect 0 0 100 0.1
         eco_redline R2 rect 0 0.1 100 0.2
         parcel P1 rect 10 -50 20 50
         => P1 conflict
         => P1 R1 within_error 1
         => P1 R2 within_error 1",
    );
}

/// The part that lies in the red line as a whole must not be lost because the first one lies outside.
#[test]
fn every_part_of_a_parcel_and_of_a_feature_counts() {
    check_scene(
        "eco_redline R1 rect 0 0 100 100
         part 300 0 400 0 400 100 300 100
         parcel P1 rect 200 10 210 20
         part 10 10 20 10 20 20 10 20
         parcel P2 rect 200 40 210 50
         part 310 40 320 40 320 50 310 50
         parcel P3 rect 200 60 210 70
         part 220 60 230 60 230 70 220 70
         => P1 conflict
         => P2 conflict
         => P3 clear
         => P1 R1 overlap 100
         => P2 R1 overlap 100",
    );
}

#[test]
fn a_parcel_in_a_hole_only_touches() {
    check_scene(
        "eco_redline R1 rect 0 0 100 100
         hole 20 20 80 20 80 80 20 80
         parcel P1 rect 20 20 80 80
         parcel P2 rect 30 30 50 50
         => P1 clear
         => P2 clear
         => P1 R1 touch",
    );
}

#[test]
fn a_bow_tie_in_a_protected_layer_is_found() {
    let result = check_scene(
        "eco_redline R1 ring 0 0 100 100 100 0 0 100
         parcel P1 rect 60 0 100 100
         => P1 conflict
         => P1 R1 overlap 2400",
    );
    assert!(result.findings[0].from_invalid);
}

/// The lobes of an hourglass cancel, and so does a hole beside its shell: no centre must come from that.
#[test]
fn shapes_whose_signed_areas_cancel_are_measured_where_they_lie() {
    let result = check_scene(
        "eco_redline R1 rect -500 -500 500 500
         parcel P1 ring -100 -50 100 50 -100 50 100 -50.01
         => P1 conflict
         => P1 R1 overlap 10000.499975",
    );
    let place = crate::geometry::centroid(&result.findings[0].pieces.feature(0)).unwrap();
    assert!(place.x.abs() < 100.0 && place.y.abs() < 50.1);
    let column = crate::geometry::PolygonColumn::from_polygons(&[vec![
        [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
            .map(|(x, y)| crate::geometry::Point { x, y })
            .to_vec(),
        [(0.0, 20.0), (9.99, 20.0), (9.99, 30.0), (0.0, 30.0)]
            .map(|(x, y)| crate::geometry::Point { x, y })
            .to_vec(),
    ]]);
    let center = crate::geometry::centroid(&column.feature(0)).unwrap();
    assert!(column.feature(0).bounds().contains(center));
}

#[test]
fn one_parcel_far_from_the_layer_is_not_settled_by_it() {
    check_scene(
        "eco_redline R1 rect 0 0 10 10
         parcel P1 rect 20 0 30 10
         parcel P2 rect 60100 0 60110 10
         => P1 clear
         => P2 undetermined",
    );
}

#[test]
fn a_ring_wound_twice_is_undetermined_and_never_zero() {
    let result = check_scene(
        "eco_redline R1 ring 0 0 100 0 100 100 0 100 0 0 100 0 100 100 0 100
         parcel P1 rect 10 10 20 20
         parcel P2 rect 200 10 220 20
         => P1 undetermined
         => P2 clear
         => P1 R1 overlap 100",
    );
    assert_eq!(result.parcels[0].reasons[0].code, "reason-readings-differ");
    assert_eq!(result.parcels[0].reasons[0].feature, Some(0));
}

#[test]
fn a_parcel_in_a_hole_that_is_no_hole_is_undetermined() {
    check_scene(
        "eco_redline R1 rect 0 0 100 100
         hole 80 0 120 0 120 100 80 100
         parcel P1 rect 85 10 95 20
         parcel P2 rect 105 10 115 20
         parcel P3 rect 10 10 20 20
         => P1 undetermined
         => P2 conflict
         => P3 conflict
         => P1 R1 overlap 100
         => P2 R1 overlap 100
         => P3 R1 overlap 100",
    );
}

#[test]
fn rings_that_cover_nothing_settle_nothing() {
    let result = check_scene(
        "eco_redline R1 ring 0 0 100 0 50 0
         eco_redline R2 ring 0 0 100 0 100 50 100 0
         eco_redline R3 rect 500 500 600 600
         parcel P1 rect 10 -10 20 10
         parcel P2 rect 200 200 210 210
         parcel P3 ring 300 300 310 300 305 300
         => P1 undetermined
         => P2 clear
         => P3 undetermined",
    );
    assert_eq!(result.parcels[0].reasons[0].code, "reason-feature-without-ground");
    assert_eq!(result.parcels[2].reasons[0].code, "reason-parcel-without-ground");
}

#[test]
fn a_parcel_with_a_part_that_covers_nothing_is_not_settled_by_its_other_parts() {
    let result = check_scene(
        "eco_redline R1 rect 0 0 100 100
         parcel P1 rect 200 200 210 210
         part 40 40 60 40 50 40
         parcel P2 rect 200 200 210 210
         part 230 230 240 230 240 240 240 230
         parcel P3 rect 90 90 110 110
         part 40 40 60 40 50 40
         => P1 undetermined
         => P2 undetermined
         => P3 conflict
         => P3 R1 overlap 100",
    );
    for parcel in &result.parcels {
        assert_eq!(parcel.reasons[0].code, "reason-parcel-without-ground");
    }
}

#[test]
fn an_unreadable_feature_leaves_nothing_clear() {
    let result = check_scene(
        "basic_farmland F1 unreadable
         basic_farmland F2 rect 0 0 10 10
         parcel P1 rect 5 5 20 20
         parcel P2 rect 50 50 60 60
         => P1 conflict
         => P2 undetermined
         => P1 F2 overlap 25",
    );
    assert_eq!(result.parcels[1].reasons[0].code, "reason-unreadable-feature");
}

#[test]
fn a_null_feature_settles_nothing_and_an_empty_layer_is_no_all_clear() {
    check_scene(
        "basic_farmland F1 null
         parcel P1 rect 5 5 20 20
         => P1 undetermined",
    );
    check_scene(
        "basic_farmland F1 null
         basic_farmland F2 rect 0 0 1 1
         parcel P1 rect 5 5 20 20
         parcel P2 null
         parcel P3 unreadable
         => P1 clear
         => P2 undetermined
         => P3 undetermined",
    );
}

#[test]
fn layers_far_apart_do_not_answer() {
    let result = check_scene(
        "eco_redline R1 rect 1000000 0 1000100 100
         parcel P1 rect 0 0 10 10
         => P1 undetermined",
    );
    assert_eq!(result.parcels[0].reasons[0].code, "reason-layers-apart");
}

#[test]
fn without_a_layer_nothing_is_clear() {
    check_scene("parcel P1 rect 0 0 10 10\n=> P1 undetermined");
}

#[test]
fn ground_covered_twice_is_counted_once_in_the_total() {
    let result = check_scene(
        "basic_farmland F1 rect 0 0 10 10
         basic_farmland F2 rect 5 0 15 10
         parcel P1 rect 0 0 20 10
         => P1 conflict
         => P1 F1 overlap 100
         => P1 F2 overlap 100",
    );
    let role = result.parcels[0]
        .roles
        .iter()
        .find(|role| role.role == Role::BasicFarmland)
        .expect("checked");
    assert_eq!(
        (role.dissolved_m2, role.pair_sum_m2, role.counted_twice_m2()),
        (150.0, 200.0, 50.0)
    );
    let missing = result.parcels[0]
        .roles
        .iter()
        .find(|role| role.role == Role::EcoRedline)
        .expect("listed");
    assert_eq!(missing.status, RoleStatus::NotChecked);
}

#[test]
fn ground_outside_the_urban_boundary_is_measured_over_all_its_parts() {
    check_scene(
        "urban_boundary U1 rect 0 0 50 100
         urban_boundary U2 rect 50 0 100 100
         parcel P1 rect 40 40 60 60
         parcel P2 rect 90 40 130 60
         => P1 clear
         => P2 conflict
         => P2 - outside 600",
    );
}

#[test]
fn an_invalid_urban_boundary_does_not_clear_what_it_may_not_hold() {
    check_scene(
        "urban_boundary U1 rect 0 0 100 100
         hole 200 0 300 0 300 100 200 100
         parcel P1 rect 10 10 20 20
         parcel P2 rect 40 40 200 41
         hole 60 40.2 190 40.2 190 40.8 60 40.8
         urban_boundary U2 ring 400 0 500 0 500 100 400 100 400 0 500 0 500 100 400 100
         parcel P3 rect 410 10 420 20
         => P1 clear
         => P2 conflict
         => P3 conflict
         => P2 - outside 46
         => P3 - outside 100",
    );
}

#[test]
fn an_approved_extent_answers_the_official_question() {
    let result = check_scene(
        "eco_redline R1 rect 0 0 100 100
         approval_extent A1 rect 0 0 20 100
         parcel P1 rect 0 0 10 10
         parcel P2 rect 15 0 25 10
         => P1 conflict
         => P2 conflict
         => P1 R1 overlap 100
         => P2 R1 overlap 100",
    );
    let approved: Vec<_> = result
        .findings
        .iter()
        .filter_map(|f| f.approved)
        .map(|a| (a.inside_m2, a.outside_m2))
        .collect();
    assert_eq!(approved, [(100.0, 0.0), (50.0, 50.0)]);
}

#[test]
fn an_invalid_parcel_stands_where_the_readings_agree() {
    let result = check_scene(
        "eco_redline R1 rect 0 0 100 100
         parcel P1 ring 10 10 20 20 20 10 10 20
         parcel P2 ring 10 10 20 10 20 20 10 20 10 10 20 10 20 20 10 20
         => P1 conflict
         => P2 undetermined
         => P1 R1 overlap 50
         => P2 R1 overlap 100",
    );
    assert!(result.findings[0].from_invalid);
    assert_eq!(result.parcels[0].areas.plane_m2, 50.0);
    assert_eq!(result.findings[0].share_of_parcel, 1.0);
}

const PATCHWORK: &str = "basic_farmland F1 rect 0 0 40 40
    basic_farmland F2 rect 40 0 80 40
    basic_farmland F3 rect 40 40 80 80
    eco_redline R1 ring 0 0 90 10 70 90 -10 60
    hole 20 20 30 20 30 30 20 30
    parcel P1 ring 5 5 60 10 50 70 -20 40
    parcel P2 rect 35 35 45 45
    parcel P3 rect 200 200 210 210
    parcel P4 rect 22 22 28 28";

#[test]
fn inside_and_outside_add_up_to_the_parcel() {
    let (request, _, _) = read_scene(PATCHWORK);
    let mut engine = crate::geometry::Overlayer::new();
    for parcel in request.parcels.parcels() {
        for layer in &request.layers {
            for feature in 0..u32::try_from(layer.n_features()).unwrap() {
                let region = crate::geometry::column_region(&parcel.plane);
                let other = crate::geometry::column_region(&layer.geometry(feature));
                let split = engine.split(&region, &other).unwrap();
                let whole = area_m2(&parcel.geometry());
                assert!((split.shared_m2 + split.rest_m2 - whole).abs() < 1e-6);
            }
        }
    }
}

#[test]
fn rechecking_what_changed_equals_checking_all() {
    let (mut request, _, _) = read_scene(PATCHWORK);
    let ticket = Ticket::new();
    let before = run(&request, &ticket).unwrap();
    let mut moved = request.parcels.find(ParcelId(2)).unwrap().as_ref().clone();
    moved.plane = request.parcels.find(ParcelId(1)).unwrap().plane.clone();
    request.parcels.put(std::sync::Arc::new(moved));
    request.parcels.take(ParcelId(0));
    let changed = [ParcelId(0), ParcelId(2)];
    let after = recheck(&request, &before, &changed, &ticket).unwrap();
    assert_eq!(after, run(&request, &ticket).unwrap());
    assert_ne!(after, before);
}

#[test]
fn the_result_does_not_depend_on_the_number_of_threads() {
    let (request, _, _) = read_scene(PATCHWORK);
    let with_threads = |n| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
        pool.install(|| run(&request, &Ticket::new()).unwrap())
    };
    assert_eq!(with_threads(1), with_threads(8));
}

#[test]
fn a_cancelled_check_says_so() {
    let (request, _, _) = read_scene(PATCHWORK);
    let ticket = Ticket::new();
    ticket.cancel();
    assert!(run(&request, &ticket).is_err());
}
