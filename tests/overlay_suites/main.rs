//! The overlay against the published suites of other engines: martinez, polygon-clipping, turf, Clipper2.
//!
//! The cases lie in `tests/cases/overlay-suites` with their licences. Their coordinates are taken as metres of an
//! engineering frame (`local`), multiplied by a power of two so that the grid is as fine as the doubles in which the
//! results are published (see [`case::scale`]). Compared is the area of each result.
//!
//! Allowed is 1e-9 of the area or one grid unit (2⁻³⁰ m) along all boundaries of the inputs, whichever is larger: the
//! second is what rounding cut points to the grid and to doubles may come to, and about 1e-15 of the square of a
//! case's extent. What deviates from a published result is listed in [`DEVIATIONS`] with the reason, and the reason is
//! tested as well.

mod case;

use case::{
    Case, area, clipper, column, martinez, perimeter, polygon_clipping, published_area, region, turf,
};
use redline::geometry::{
    GRID_PER_METRE, Overlayer, PolygonColumn, Reading, Region, clipper_shared_m2, first_fault,
};

/// Why a published result is not ours.
#[derive(Debug, Clone, Copy)]
enum Why {
    /// An input is invalid, and the result is that of another reading than even-odd.
    Reads(Reading),
    /// An input is invalid, and the result is that of [`case::shells_less_holes`], which is none of our readings.
    ReadsShellsLessHoles,
    /// The result is wrong, or of inputs with fewer digits. The area is that of GEOS 3.14.1, in units of the case.
    Wrong(f64),
}
use Reading::NonZero;
use Why::{Reads, ReadsShellsLessHoles, Wrong};

/// Suite, case, operation, why.
const DEVIATIONS: &[(&str, &str, &str, Why)] = &[
    // The files say so themselves: "currently has a wrong result", "for union it is broken".
    (
        "martinez",
        "genericTestCases/fatal3",
        "intersection",
        Wrong(2_558.719_545_433_21),
    ),
    (
        "martinez",
        "genericTestCases/fatal3",
        "union",
        Wrong(59_279.793_638_160_55),
    ),
    (
        "martinez",
        "genericTestCases/fatal4",
        "union",
        Wrong(578.385_131_835_937_6),
    ),
    (
        "martinez",
        "genericTestCases/fatal4",
        "intersection",
        Wrong(39.999_999_999_999_99),
    ),
    (
        "martinez",
        "genericTestCases/issue76",
        "union",
        Wrong(16_052.781_25),
    ),
    (
        "martinez",
        "genericTestCases/issue76",
        "diff",
        Wrong(13_962.187_5),
    ),
    // Polygons of one multipolygon, or a ring with itself, cover ground twice: the suite unites them.
    (
        "polygon-clipping",
        "clean-multipoly-with-polys-overlapping",
        "all",
        Reads(NonZero),
    ),
    ("polygon-clipping", "issue-60-6", "union", Reads(NonZero)),
    ("polygon-clipping", "issue-61", "union", Reads(NonZero)),
    ("polygon-clipping", "issue-61-2", "union", Reads(NonZero)),
    ("polygon-clipping", "issue-62", "union", Reads(NonZero)),
    ("polygon-clipping", "issue-62-2", "union", Reads(NonZero)),
    ("polygon-clipping", "issue-68", "union", Reads(NonZero)),
    (
        "polygon-clipping",
        "non-zero-rule-not-even-odd",
        "all",
        Reads(NonZero),
    ),
    (
        "polygon-clipping",
        "parallel-lines-with-crossing",
        "union",
        Reads(NonZero),
    ),
    (
        "polygon-clipping",
        "split-almost-vertical-segment",
        "union",
        Reads(NonZero),
    ),
    (
        "polygon-clipping",
        "subtract-same-shape-multiple-times",
        "difference",
        Reads(NonZero),
    ),
    (
        "polygon-clipping",
        "union-same-shape-multiple-times",
        "union",
        Reads(NonZero),
    ),
    // A hole reaches out of its shell, runs along it, or overlaps another hole: the suite only takes it off, and for us
    // what lies outside is ground by every reading. In `rings-with-no-area` the shell is a line with a hole around it.
    (
        "polygon-clipping",
        "clean-poly-with-interior-ring-overlapping-exterior",
        "all",
        ReadsShellsLessHoles,
    ),
    (
        "polygon-clipping",
        "clean-poly-with-interior-ring-splitting-exterior",
        "all",
        ReadsShellsLessHoles,
    ),
    (
        "polygon-clipping",
        "clean-poly-with-interior-ring-touching-exterior",
        "all",
        ReadsShellsLessHoles,
    ),
    (
        "polygon-clipping",
        "clean-poly-with-interior-rings-overlapping",
        "all",
        ReadsShellsLessHoles,
    ),
    (
        "polygon-clipping",
        "coincident-with-invalid-segments",
        "intersection",
        ReadsShellsLessHoles,
    ),
    (
        "polygon-clipping",
        "coincident-with-invalid-segments",
        "xor",
        ReadsShellsLessHoles,
    ),
    (
        "polygon-clipping",
        "multipoly-with-self-crossing-rings",
        "all",
        ReadsShellsLessHoles,
    ),
    (
        "polygon-clipping",
        "rings-with-no-area",
        "union",
        ReadsShellsLessHoles,
    ),
    // The earlier engine's results come from inputs rounded to six decimals, and for `armenia` are the first input
    // whole. The results in `out` itself, of the present engine, agree.
    ("turf", "Intersect1", "jsts", Wrong(0.011_055_856_506_984_945)),
    ("turf", "Intersect2", "jsts", Wrong(0.002_642_474_111_733_85)),
    ("turf", "armenia", "jsts", Wrong(0.347_496_823_778_595_75)),
    ("turf", "issue-1004", "jsts", Wrong(4.586_666_683_568_994e-10)),
    ("turf", "issue-412", "jsts", Wrong(0.000_134_874_597_163_014_4)),
];

/// How far an area may be from a published one, given the inputs.
fn allowed(published: f64, inputs: &[Region]) -> f64 {
    let boundaries: f64 = inputs.iter().map(perimeter).sum();
    (1e-9 * published).max(boundaries / GRID_PER_METRE)
}

/// A case with its inputs on the grid.
struct Prepared {
    suite: &'static str,
    case: Case,
    scale: f64,
    columns: Vec<PolygonColumn>,
}

impl Prepared {
    fn inputs(&self, engine: &mut Overlayer, reading: Reading) -> Vec<Region> {
        let input = |column| region(engine, column, reading);
        self.columns.iter().map(input).collect()
    }
}

fn all_cases() -> Vec<Prepared> {
    let suites = [
        ("martinez", martinez()),
        ("polygon-clipping", polygon_clipping()),
        ("turf", turf()),
    ];
    let prepare = |suite: &'static str, case: Case| {
        let scale = case::scale(&case);
        let columns = case.inputs.iter().map(|input| column(input, scale)).collect();
        Prepared {
            suite,
            case,
            scale,
            columns,
        }
    };
    suites
        .into_iter()
        .flat_map(|(suite, cases)| cases.into_iter().map(move |case| prepare(suite, case)))
        .collect()
}

/// Whether an operation on some inputs gives an area; on the scale of the case.
fn gives(engine: &mut Overlayer, operation: &str, inputs: &[Region], expected: f64) -> bool {
    let found = area(engine, operation, inputs).expect("an operation of ours");
    (found - expected).abs() <= allowed(expected, inputs)
}

#[test]
fn published_results_are_ours_but_for_known_deviations() {
    let mut engine = Overlayer::new();
    let mut faults = Vec::new();
    let mut open: Vec<_> = DEVIATIONS.iter().collect();
    let mut compared = 0;
    for prepared in all_cases() {
        let inputs = prepared.inputs(&mut engine, Reading::EvenOdd);
        for (operation, result) in &prepared.case.published {
            let expected = published_area(result, prepared.scale);
            let agrees = gives(&mut engine, operation, &inputs, expected);
            compared += 1;
            let (suite, name) = (prepared.suite, prepared.case.name.as_str());
            let known = open
                .iter()
                .position(|known| (known.0, known.1, known.2) == (suite, name, operation));
            let label = format!("{suite}/{name} {operation}");
            match (agrees, known.map(|at| open.swap_remove(at).3)) {
                (true, None) => {}
                (true, Some(_)) => faults.push(format!("{label}: listed as a deviation, but agrees")),
                (false, None) => {
                    let found = area(&mut engine, operation, &inputs).expect("an operation of ours");
                    let unit = prepared.scale * prepared.scale;
                    faults.push(format!("{label}: {} for {}", found / unit, expected / unit));
                }
                (false, Some(why)) => {
                    if !explains(&mut engine, why, &prepared, operation, expected) {
                        faults.push(format!("{label}: {why:?} does not explain the deviation"));
                    }
                }
            }
        }
    }
    faults.extend(open.iter().map(|known| format!("{known:?}: no such result")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert_eq!(compared, 239, "results in the files");
}

/// Whether the reason for a deviation holds.
fn explains(engine: &mut Overlayer, why: Why, prepared: &Prepared, operation: &str, expected: f64) -> bool {
    let sound = prepared
        .columns
        .iter()
        .all(|column| first_fault(&column.feature(0)).is_none());
    match why {
        Reads(reading) => {
            let inputs = prepared.inputs(engine, reading);
            !sound && gives(engine, operation, &inputs, expected)
        }
        ReadsShellsLessHoles => {
            let ground = |column| case::shells_less_holes(engine, column);
            let inputs: Vec<Region> = prepared.columns.iter().map(ground).collect();
            let ours = Reading::ALL.map(|reading| prepared.inputs(engine, reading));
            let no_reading = ours
                .iter()
                .all(|inputs| !gives(engine, operation, inputs, expected));
            !sound && no_reading && gives(engine, operation, &inputs, expected)
        }
        Wrong(area) => {
            let inputs = prepared.inputs(engine, Reading::EvenOdd);
            gives(engine, operation, &inputs, area * prepared.scale * prepared.scale)
        }
    }
}

#[test]
fn identities_hold_for_every_pair_in_the_suites() {
    let mut engine = Overlayer::new();
    let mut pairs = 0;
    for prepared in all_cases() {
        for reading in Reading::ALL {
            let inputs = prepared.inputs(&mut engine, reading);
            let [a, b] = inputs.as_slice() else { continue };
            let mut give = |operation: &str| area(&mut engine, operation, &inputs).expect("ours");
            let (shared, union, xor) = (give("intersection"), give("union"), give("xor"));
            let (only_a, only_b) = (give("difference"), give("diff_ba"));
            let [area_a, area_b] =
                [a, b].map(|side| engine.split(side, side).expect("two engines agree").shared_m2);
            let label = format!("{}/{} {reading:?}", prepared.suite, prepared.case.name);
            let bound = allowed(0.0, &inputs);
            for (what, left, right) in [
                ("A\\B", only_a, area_a - shared),
                ("B\\A", only_b, area_b - shared),
                ("A or B", union, area_a + area_b - shared),
                ("either", xor, area_a + area_b - 2.0 * shared),
                ("second engine", clipper_shared_m2(a, b), shared),
                (
                    "B first",
                    engine.split(b, a).expect("two engines agree").shared_m2,
                    shared,
                ),
            ] {
                // Four areas, each of them within the bound.
                assert!(
                    (left - right).abs() <= 4.0 * bound,
                    "{label}: {what} is {left}, not {right}"
                );
            }
            pairs += 1;
        }
    }
    assert!(pairs > 300, "{pairs} pairs");
}

/// Cases without a published result, and all of Clipper2's at full precision.
#[test]
fn areas_computed_by_geos_are_ours() {
    let mut engine = Overlayer::new();
    let references = case::reference_areas();
    let mut compared = 0;
    for prepared in all_cases() {
        let inputs = prepared.inputs(&mut engine, Reading::EvenOdd);
        for (suite, name, operation, area) in &references {
            if suite == prepared.suite && *name == prepared.case.name {
                let expected = area * prepared.scale * prepared.scale;
                assert!(
                    gives(&mut engine, operation, &inputs, expected),
                    "{suite}/{name} {operation}: not {area}"
                );
                compared += 1;
            }
        }
    }
    for case in clipper() {
        for (suite, name, operation, area) in &references {
            if suite == "clipper2" && *name == case.number.to_string() {
                let inputs = clipper_inputs(&mut engine, &case).expect("a rule of ours");
                assert_eq!(*operation, case.operation);
                assert!(
                    gives(&mut engine, operation, &inputs, *area),
                    "Clipper2 {name}: not {area}"
                );
                compared += 1;
            }
        }
    }
    assert_eq!(compared, references.len(), "every reference has its case");
}

/// The two sides of a case of Clipper2; `None` for the rules that ask for positive or negative winding.
fn clipper_inputs(engine: &mut Overlayer, case: &case::ClipperCase) -> Option<Vec<Region>> {
    let reading = match case.fill_rule.as_str() {
        "EVENODD" => Reading::EvenOdd,
        "NONZERO" => NonZero,
        _ => return None,
    };
    let read = |side: &Vec<_>| engine.read(side, reading).expect("the engine reads every ring");
    Some(case.sides.iter().map(read).collect())
}

/// Cases in which Clipper2's result is off by more than 1 %, because it moves each cut point to whole numbers and the
/// result is a few of them wide; its own test allows for these 2 % to 50 %, or skips them (an area of 0). Ours at full
/// precision are held against GEOS above.
const ROUNDED_AWAY: [u32; 9] = [15, 19, 23, 24, 26, 44, 63, 184, 193];

/// Cases of Clipper2 that are not ours: winding above or below zero is no reading of a boundary.
const SIGNED_WINDING: [u32; 6] = [188, 189, 190, 191, 192, 195];

#[test]
fn clipper_areas_are_ours_up_to_its_whole_numbers() {
    let mut engine = Overlayer::new();
    let (mut off, mut left_out, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    let cases = clipper();
    assert_eq!(cases.len(), 195);
    for case in cases {
        let Some(inputs) = clipper_inputs(&mut engine, &case) else {
            left_out.push(case.number);
            continue;
        };
        if case.area < 0 {
            unknown.push(case.number);
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        let published = case.area as f64;
        let found = area(&mut engine, &case.operation, &inputs).expect("an operation of ours");
        if (found - published).abs() > (0.01 * published).max(1.0) {
            off.push(case.number);
        }
        // A cut point moves by at most half a unit in each direction.
        let boundaries: f64 = inputs.iter().map(perimeter).sum();
        let bound = std::f64::consts::FRAC_1_SQRT_2 * boundaries + 1.0;
        assert!(
            (found - published).abs() <= bound,
            "Clipper2 {}: {found} for {published}",
            case.number
        );
    }
    assert_eq!(off, ROUNDED_AWAY);
    assert_eq!(left_out, SIGNED_WINDING);
    assert_eq!(unknown, [114], "no area is published");
}
