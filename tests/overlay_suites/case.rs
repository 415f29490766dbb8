//! The published cases as geometry on the grid: inputs, and the area each operation must give.

use std::path::{Path, PathBuf};

use redline::geometry::{
    GRID_PER_METRE, GridPoint, OrientedRing, Overlayer, Point, PolygonColumn, Reading, Region, area_m2,
    column_region, is_sound, oriented_rings,
};
use serde_json::Value;

/// Polygons, their rings, their positions; as published.
pub type Polygons = Vec<Vec<Vec<[f64; 2]>>>;

/// One case of a suite.
pub struct Case {
    pub name: String,
    pub inputs: Vec<Polygons>,
    /// Operation and its published result.
    pub published: Vec<(String, Polygons)>,
}

pub fn suites() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/overlay-suites")
}

/// Coordinates are taken as metres after multiplication by this power of two.
///
/// The largest coordinate of a case comes to lie just below 2²² m. There the steps of a double are as wide as
/// those of the grid, so that rounding to the grid costs no more than rounding the published result to a double
/// did.
pub fn scale(case: &Case) -> f64 {
    let results = case.published.iter().map(|(_, result)| result);
    let largest = case
        .inputs
        .iter()
        .chain(results)
        .flatten()
        .flatten()
        .flatten()
        .flatten()
        .fold(f64::MIN_POSITIVE, |largest, ordinate| largest.max(ordinate.abs()));
    libm::exp2(21.0 - libm::floor(libm::log2(largest)))
}

pub fn column(polygons: &Polygons, scale: f64) -> PolygonColumn {
    let point = |[x, y]: &[f64; 2]| Point::on_grid(x * scale, y * scale).expect("scaled to fit");
    let rings = |rings: &Vec<Vec<[f64; 2]>>| {
        rings
            .iter()
            .map(|ring| ring.iter().map(point).collect())
            .collect()
    };
    let polygons: Vec<Vec<Vec<Point>>> = polygons.iter().map(rings).collect();
    PolygonColumn::from_polygons(&polygons)
}

/// Shells less holes, in m² after scaling.
pub fn published_area(polygons: &Polygons, scale: f64) -> f64 {
    area_m2(&column(polygons, scale).feature(0))
}

/// The ground of an input: as it stands when it is sound, else by a reading.
pub fn region(engine: &mut Overlayer, column: &PolygonColumn, reading: Reading) -> Region {
    let feature = column.feature(0);
    if is_sound(&feature) {
        column_region(column)
    } else {
        engine
            .read(&oriented_rings(&feature), reading)
            .expect("the engine reads every ring")
    }
}

/// Length of all rings of a region in metres, by absolute differences.
#[expect(clippy::cast_precision_loss, reason = "a bound, not a measure")]
pub fn perimeter(region: &Region) -> f64 {
    let length = |ring: &Vec<_>| {
        let next = ring.iter().cycle().skip(1);
        let edge = |(a, b): (&GridPoint, &GridPoint)| (a.x.abs_diff(b.x) + a.y.abs_diff(b.y)) as f64;
        ring.iter().zip(next).map(edge).sum::<f64>()
    };
    region.iter().map(length).sum::<f64>() / GRID_PER_METRE
}

/// The area that an operation leaves of some inputs; `None` for an operation that is not ours to give.
///
/// Everything is made of splits: a union is the sum of what each input adds to those before it.
pub fn area(engine: &mut Overlayer, operation: &str, inputs: &[Region]) -> Option<f64> {
    let mut split = |a: &Region, b: &Region| engine.split(a, b).expect("two engines agree");
    let (first, others) = inputs.split_first()?;
    let mut left = first.clone();
    match operation {
        "all" => {
            assert!(others.is_empty(), "one input, one result for all operations");
            Some(split(first, first).shared_m2)
        }
        "intersection" | "jsts" => {
            let mut area = split(first, first).shared_m2;
            for other in others {
                let met = split(&left, other);
                area = met.shared_m2;
                left = column_region(&met.shared);
            }
            Some(area)
        }
        "difference" | "diff" => {
            let mut area = split(first, first).shared_m2;
            for other in others {
                let met = split(&left, other);
                area = met.rest_m2;
                left = column_region(&met.rest());
            }
            Some(area)
        }
        "diff_ba" => {
            let [other] = others else { return None };
            Some(split(other, first).rest_m2)
        }
        "union" => {
            let mut area = 0.0;
            for (index, input) in inputs.iter().enumerate() {
                let mut left = input.clone();
                let mut added = split(input, input).shared_m2;
                for earlier in &inputs[..index] {
                    let met = split(&left, earlier);
                    added = met.rest_m2;
                    left = column_region(&met.rest());
                }
                area += added;
            }
            Some(area)
        }
        "xor" => {
            // Under the even-odd rule the rings of all inputs together are their symmetric difference.
            let rings: Vec<_> = inputs.concat().into_iter().map(as_it_turns).collect();
            let apart = engine
                .read(&rings, Reading::EvenOdd)
                .expect("the engine reads every ring");
            Some(engine.split(&apart, &apart).expect("two engines agree").shared_m2)
        }
        _ => None,
    }
}

/// A ring whose direction is its own: no reading turns it.
pub fn as_it_turns(points: Vec<GridPoint>) -> OrientedRing {
    OrientedRing {
        points,
        counter_clockwise: true,
        shell: true,
    }
}

fn read_json(path: &Path) -> Value {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The features of a document, be it a collection or a single one.
fn features(document: &Value) -> Vec<&Value> {
    match document["features"].as_array() {
        Some(features) => features.iter().collect(),
        None => vec![document],
    }
}

/// The polygons of a feature; none for lines, points and a null geometry.
fn polygons(feature: &Value) -> Polygons {
    let coordinates = &feature["geometry"]["coordinates"];
    match feature["geometry"]["type"].as_str() {
        Some("Polygon") => vec![polygon(coordinates)],
        Some("MultiPolygon") => list(coordinates).iter().map(polygon).collect(),
        _ => Vec::new(),
    }
}

fn polygon(coordinates: &Value) -> Vec<Vec<[f64; 2]>> {
    let position = |position: &Value| [0, 1].map(|axis| position[axis].as_f64().expect("a number"));
    let ring = |ring: &Value| list(ring).iter().map(position).collect();
    list(coordinates).iter().map(ring).collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap_or_else(|error| panic!("{}: {error}", dir.display()))
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

/// martinez: each file holds the inputs and, marked with `operation`, their results.
pub fn martinez() -> Vec<Case> {
    let mut cases = Vec::new();
    for folder in ["genericTestCases", "fixtures"] {
        let dir = suites().join("martinez").join(folder);
        for name in names(&dir) {
            let document = read_json(&dir.join(&name));
            let (results, inputs): (Vec<&Value>, Vec<&Value>) = features(&document)
                .into_iter()
                .partition(|feature| feature["properties"]["operation"].is_string());
            let result = |feature: &&Value| {
                let operation = feature["properties"]["operation"].as_str().expect("partitioned");
                (operation.to_owned(), polygons(feature))
            };
            cases.push(Case {
                name: format!("{folder}/{}", name.trim_end_matches(".geojson")),
                inputs: inputs.into_iter().map(polygons).collect(),
                published: results.iter().map(result).collect(),
            });
        }
    }
    let dir = suites().join("martinez/featureTypes");
    for kind in ["poly", "polyWithHole", "multiPoly", "multiPolyWithHole"] {
        let feature = |path: String| polygons(&read_json(&dir.join(path)));
        cases.push(Case {
            name: format!("featureTypes/{kind}"),
            inputs: vec![
                feature(format!("{kind}.geojson")),
                feature("clippingPoly.geojson".to_owned()),
            ],
            published: ["intersection", "difference", "union", "xor"]
                .map(|operation| {
                    let path = format!("out/{operation}/{kind}ToClipping.geojson");
                    (operation.to_owned(), feature(path))
                })
                .to_vec(),
        });
    }
    cases
}

/// polygon-clipping: a folder per case, a file per operation.
pub fn polygon_clipping() -> Vec<Case> {
    let root = suites().join("polygon-clipping/end-to-end");
    let case = |name: String| {
        let dir = root.join(&name);
        let arguments = read_json(&dir.join("args.geojson"));
        let results = names(&dir).into_iter().filter_map(|file| {
            let operation = file.strip_suffix(".geojson").filter(|name| *name != "args")?;
            let result = read_json(&dir.join(&file));
            Some((operation.to_owned(), polygons(&result)))
        });
        Case {
            inputs: features(&arguments).into_iter().map(polygons).collect(),
            published: results.collect(),
            name,
        }
    };
    names(&root).into_iter().map(case).collect()
}

/// turf: `in` holds two polygons, `out` the same two and what they share; `out/jsts` what turf's earlier engine found,
/// called operation `jsts` here.
pub fn turf() -> Vec<Case> {
    let dir = suites().join("turf/intersect");
    let inputs = names(&dir.join("in"));
    let case = |name: String| {
        let arguments = read_json(&dir.join("in").join(&name));
        let inputs: Vec<Polygons> = features(&arguments).into_iter().map(polygons).collect();
        let mut published = Vec::new();
        let out = dir.join("out").join(&name);
        if out.exists() {
            let document = read_json(&out);
            let shared = features(&document).get(2).map(|feature| polygons(feature));
            published.push(("intersection".to_owned(), shared.unwrap_or_default()));
        }
        let other = dir.join("out/jsts").join(&name);
        if other.exists() {
            let shared = polygons(features(&read_json(&other))[0]);
            published.push(("jsts".to_owned(), shared));
        }
        Case {
            name: name.trim_end_matches(".geojson").to_owned(),
            inputs,
            published,
        }
    };
    inputs.into_iter().map(case).collect()
}

/// Ground by a fourth reading, that of polygon-clipping: what each shell encloses, less what its holes enclose, and
/// all polygons together.
pub fn shells_less_holes(engine: &mut Overlayer, column: &PolygonColumn) -> Region {
    let mut polygons: Vec<(Region, Vec<Region>)> = Vec::new();
    for ring in oriented_rings(&column.feature(0)) {
        let enclosed = engine
            .read(&[as_it_turns(ring.points)], Reading::NonZero)
            .expect("the engine reads every ring");
        match polygons.last_mut().filter(|_| !ring.shell) {
            Some((_, holes)) => holes.push(enclosed),
            None => polygons.push((enclosed, Vec::new())),
        }
    }
    let mut ground = Vec::new();
    for (shell, holes) in polygons {
        let holes = engine.union(&holes).expect("the engine unites every ring");
        let polygon = engine.split(&shell, &holes).expect("two engines agree");
        ground.push(column_region(&polygon.rest()));
    }
    engine.union(&ground).expect("the engine unites every ring")
}

/// A case of Clipper2: whole numbers, an operation, a fill rule, an area cut to whole numbers.
pub struct ClipperCase {
    pub number: u32,
    pub operation: String,
    pub fill_rule: String,
    pub area: i64,
    pub sides: [Vec<OrientedRing>; 2],
}

pub fn clipper() -> Vec<ClipperCase> {
    let text = std::fs::read_to_string(suites().join("clipper2/Polygons.txt")).expect("Polygons.txt");
    text.split("CAPTION:").skip(1).map(clipper_case).collect()
}

fn clipper_case(block: &str) -> ClipperCase {
    let field = |key: &str| {
        let mut values = block.lines().filter_map(|line| line.strip_prefix(key));
        values.next().expect("a field").trim().to_owned()
    };
    let number = block.trim_start().split('.').next().expect("a caption");
    let (subjects, clips) = block.split_once("CLIPS").unwrap_or((block, ""));
    let (_, subjects) = subjects.split_once("SUBJECTS").expect("subjects");
    let rings = |lines: &str| {
        lines
            .lines()
            .filter(|line| line.contains(','))
            .map(clipper_ring)
            .collect()
    };
    ClipperCase {
        number: number.parse().expect("a number"),
        operation: field("CLIPTYPE:").to_lowercase(),
        fill_rule: field("FILLRULE:"),
        area: field("SOL_AREA:").parse().expect("an area"),
        sides: [rings(subjects), rings(clips)],
    }
}

/// One line of `x,y x,y …` in metres.
fn clipper_ring(line: &str) -> OrientedRing {
    let numbers: Vec<i64> = line
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|word| !word.is_empty())
        .map(|word| word.parse().expect("a whole number"))
        .collect();
    let (points, []) = numbers.as_chunks::<2>() else {
        panic!("an odd number of ordinates: {line}");
    };
    as_it_turns(
        points
            .iter()
            .map(|[x, y]| GridPoint::new(x << 30, y << 30))
            .collect(),
    )
}

/// Areas computed by GEOS, in the units of the case: (suite, case, operation, area).
pub fn reference_areas() -> Vec<(String, String, String, f64)> {
    let text = std::fs::read_to_string(suites().join("expected-areas.csv")).expect("expected-areas.csv");
    let line = |line: &str| {
        let mut fields = line.split(',').map(str::to_owned);
        let mut next = || fields.next().expect("four fields");
        (next(), next(), next(), next().parse().expect("an area"))
    };
    text.lines().skip(1).map(line).collect()
}
