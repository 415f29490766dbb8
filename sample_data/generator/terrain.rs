//! Hills under the red line, the river, protected areas and the urban boundary.

use super::feature::{Feature, Fields, Layer, area, counter_clockwise, text};
use super::ground::{Metres, Point, Polygon, Ring, polygon_area, ring_at, sine};
use super::outline::{Blob, cut_east_of, reversed};
use super::random::Random;

/// Code of the county: not in use, so that nobody takes the sample for a real place.
pub(crate) const COUNTY: &str = "360499";

/// A unit of the ecological red line.
pub(crate) struct Hill {
    /// Outline in county metres.
    pub(crate) outline: Vec<Metres>,
    /// Its polygon.
    pub(crate) polygon: Polygon,
    words: HillWords,
}

/// What the fields of a unit say.
#[derive(Clone, Copy)]
struct HillWords {
    name: &'static str,
    kind: &'static str,
    kind_code: &'static str,
    reserve: &'static str,
    reserve_grade: &'static str,
    reserve_kind: &'static str,
    zone: &'static str,
}

/// Numbers of the units that parcels refer to, in file order.
pub(crate) mod hill {
    pub(crate) const CORE: usize = 0;
    pub(crate) const CORE_RIM: usize = 1;
    pub(crate) const NORTH: usize = 2;
    pub(crate) const ENCLAVE: usize = 3;
    pub(crate) const APPROVED: usize = 6;
    pub(crate) const WETLAND: usize = 8;
    pub(crate) const GROVE: usize = 10;
    pub(crate) const INVALID: usize = 11;
}

const WATER: (&str, &str) = ("水源涵养", "11");
const SPECIES: (&str, &str) = ("生物多样性维护", "12");
const SOIL: (&str, &str) = ("水土保持", "13");

/// Where the straight western edge of the grove runs, in county metres.
pub(crate) const GROVE_EDGE: f64 = 3010.0;

/// The units of the red line.
pub(crate) fn hills(random: &mut Random) -> Vec<Hill> {
    let mut blob = |centre, axes, turn, vertices| {
        Blob {
            centre,
            axes,
            turn,
            vertices,
        }
        .outline(random)
    };
    let core = blob((-3300.0, 5500.0), (1350.0, 850.0), 0.04, 280);
    let rim = blob((-3300.0, 5450.0), (2450.0, 1650.0), 0.03, 420);
    let north = blob((1900.0, 6350.0), (1550.0, 850.0), 0.02, 320);
    let enclave = blob((5000.0, 4700.0), (1400.0, 1150.0), 0.1, 320);
    let west = blob((-5100.0, -5100.0), (1550.0, 1250.0), 0.07, 360);
    let west_holes = [
        blob((-5450.0, -4850.0), (230.0, 150.0), 0.1, 36),
        blob((-4650.0, -5500.0), (170.0, 210.0), 0.0, 36),
    ];
    let south = blob((-1400.0, -5900.0), (1800.0, 900.0), -0.03, 320);
    let approved = blob((2600.0, -5300.0), (1450.0, 1150.0), 0.05, 320);
    let east = blob((5800.0, -5900.0), (900.0, 1450.0), 0.02, 300);
    let wetland = blob((-5900.0, 450.0), (800.0, 260.0), 0.02, 200);
    let knoll = blob((0.0, -2500.0), (560.0, 380.0), 0.03, 180);
    let grove = cut_east_of(&blob((3550.0, 1600.0), (650.0, 480.0), 0.0, 180), GROVE_EDGE);
    vec![
        unit(core.clone(), &[], words("示例岭", SPECIES, "核心保护区")),
        unit(rim, &[core], words("示例岭外围", SPECIES, "一般控制区")),
        unit(north, &[], words("北山", WATER, "")),
        unit(enclave, &[enclave_hole()], words("东岭", WATER, "")),
        unit(west, &west_holes, words("西南丘陵", SOIL, "")),
        unit(south, &[], words("南坪", SOIL, "")),
        unit(approved, &[], words("南岭", WATER, "")),
        unit(east, &[], words("东南山", SPECIES, "")),
        unit(wetland, &[], words("长滩", SPECIES, "一般控制区")),
        unit(knoll, &[], words("独山", SOIL, "")),
        unit(grove, &[], words("鹭林", SPECIES, "核心保护区")),
        unit(wound_twice(), &[], words("东北界山", SOIL, "")),
    ]
}

/// The hole that holds a small settlement; convex.
pub(crate) fn enclave_hole() -> Vec<Metres> {
    vec![
        (4880.0, 4640.0),
        (4990.0, 4600.0),
        (5110.0, 4650.0),
        (5140.0, 4760.0),
        (5030.0, 4830.0),
        (4900.0, 4780.0),
    ]
}

/// A ring digitised twice around: even-odd reads it as empty, non-zero as full.
fn wound_twice() -> Vec<Metres> {
    let once = [
        (6090.0, 7190.0),
        (6200.0, 7170.0),
        (6260.0, 7250.0),
        (6190.0, 7330.0),
        (6100.0, 7290.0),
    ];
    once.into_iter().chain(once).collect()
}

fn unit(outline: Vec<Metres>, holes: &[Vec<Metres>], words: HillWords) -> Hill {
    let mut polygon = vec![ring_at(&outline)];
    polygon.extend(holes.iter().map(|hole| reversed(&ring_at(hole))));
    Hill {
        outline,
        polygon,
        words,
    }
}

fn words(
    name: &'static str,
    (kind, kind_code): (&'static str, &'static str),
    zone: &'static str,
) -> HillWords {
    let (reserve, reserve_grade, reserve_kind) = match name {
        "示例岭" | "示例岭外围" => ("示例岭自然保护区", "省级", "自然保护区"),
        "长滩" => ("长滩湿地公园", "省级", "湿地公园"),
        "鹭林" => ("鹭林自然保护区", "县级", "自然保护区"),
        _ => ("", "", ""),
    };
    HillWords {
        name,
        kind,
        kind_code,
        reserve,
        reserve_grade,
        reserve_kind,
        zone,
    }
}

/// The layer 生态保护红线.
pub(crate) fn red_line(hills: &[Hill]) -> Layer {
    let features = hills
        .iter()
        .enumerate()
        .map(|(i, hill)| red_line_feature(i + 1, hill))
        .collect();
    Layer {
        role: "eco_redline",
        title: "生态保护红线",
        key: "HXBM",
        features,
    }
}

fn red_line_feature(number: usize, hill: &Hill) -> Feature {
    let words = hill.words;
    // The invalid unit is as large as one round.
    let measured = if number == hill::INVALID + 1 {
        vec![hill.polygon[0][..5].to_vec()]
    } else {
        hill.polygon.clone()
    };
    let fields = vec![
        text("BSM", format!("{COUNTY}2010{number:08}")),
        text("YSDM", "2010010100"),
        text("XZQDM", COUNTY),
        text("XZQMC", "示例县"),
        text("HXBM", format!("{COUNTY}-{}-{number:02}", words.kind_code)),
        text("HXMC", format!("{}{}生态保护红线", words.name, words.kind)),
        text("HXLX", words.kind),
        text("LXBM", words.kind_code),
        area("MJ", polygon_area(&measured)),
        text("ZRBHDMC", words.reserve),
        text("ZRBHDJB", words.reserve_grade),
        text("ZRBHDLX", words.reserve_kind),
        text("ZRBHDFQ", words.zone),
        text(
            "GKCS",
            if words.zone == "核心保护区" {
                "原则上禁止人为活动"
            } else {
                "仅允许有限人为活动"
            },
        ),
        text(
            "BZ",
            if number == hill::INVALID + 1 {
                "示例：边界重复采集两遍"
            } else {
                ""
            },
        ),
    ];
    Feature::new(fields, hill.polygon.clone())
}

/// Where the forest park lies inside the town.
pub(crate) const TOWN_PARK: Metres = (1700.0, 2150.0);
/// Where the scenic area lies.
pub(crate) const SCENIC: Metres = (4600.0, -3000.0);

/// The layer 自然保护地, and the outlines of its areas that the red line does not hold.
pub(crate) fn reserves(hills: &[Hill], random: &mut Random) -> (Layer, Vec<Vec<Metres>>) {
    let scenic = Blob {
        centre: SCENIC,
        axes: (850.0, 520.0),
        turn: 0.05,
        vertices: 160,
    }
    .outline(random);
    let park = Blob {
        centre: TOWN_PARK,
        axes: (220.0, 170.0),
        turn: 0.0,
        vertices: 60,
    }
    .outline(random);
    let polygon = |i: usize| hills[i].polygon.clone();
    let parts = [
        (
            "示例岭自然保护区",
            "省级",
            "自然保护区",
            "核心保护区",
            polygon(hill::CORE),
        ),
        (
            "示例岭自然保护区",
            "省级",
            "自然保护区",
            "一般控制区",
            polygon(hill::CORE_RIM),
        ),
        (
            "长滩湿地公园",
            "省级",
            "湿地公园",
            "一般控制区",
            polygon(hill::WETLAND),
        ),
        (
            "鹭林自然保护区",
            "县级",
            "自然保护区",
            "核心保护区",
            polygon(hill::GROVE),
        ),
        (
            "南湖风景名胜区",
            "省级",
            "风景名胜区",
            "一般控制区",
            vec![ring_at(&scenic)],
        ),
        (
            "城郊森林公园",
            "县级",
            "森林公园",
            "一般控制区",
            vec![ring_at(&park)],
        ),
    ];
    let features = parts
        .into_iter()
        .enumerate()
        .map(|(i, (name, grade, kind, zone, polygon))| {
            let fields = vec![
                text("BSM", format!("{COUNTY}2020{:08}", i + 1)),
                text("BHQMC", name),
                text("BHQJB", grade),
                text("BHQLX", kind),
                text("功能分区", zone),
                area("BHQMJ", polygon_area(&polygon)),
            ];
            Feature::new(fields, polygon)
        });
    let layer = Layer {
        role: "nature_reserve",
        title: "自然保护地",
        key: "BSM",
        features: features.collect(),
    };
    (layer, vec![scenic, park])
}

/// Northing of the river's middle at an easting.
pub(crate) fn river(east: f64) -> f64 {
    -650.0 + 380.0 * sine(east / 11_000.0 + 0.05) + 150.0 * sine(east / 4300.0 + 0.3)
}

/// Half the river's width.
fn half_width(east: f64) -> f64 {
    44.0 + 12.0 * sine(east / 2600.0)
}

/// One of so many reaches of the river, from west to east; neighbours share their end exactly.
pub(crate) fn reach(number: u8, of: u8) -> Ring {
    const STEPS: u8 = 24;
    let bank = |side: f64| {
        (0..=STEPS).map(move |step| {
            let t = (f64::from(number) + f64::from(step) / f64::from(STEPS)) / f64::from(of);
            let east = -7050.0 + 14_100.0 * t;
            (east, river(east) + side * half_width(east))
        })
    };
    let mut north: Vec<Metres> = bank(1.0).collect();
    north.reverse();
    ring_at(&bank(-1.0).chain(north).collect::<Vec<_>>())
}

/// Numbers of the urban features that parcels refer to.
pub(crate) mod town {
    pub(crate) const SOUTH_WEST: usize = 4;
}

/// The layer 城镇开发边界.
pub(crate) fn urban() -> Layer {
    let places: [(&str, &str, Ring); 6] = [
        ("010", "城镇集中建设区", ring_at(&TOWN)),
        ("020", "城镇弹性发展区", ring_at(&TOWN_EAST)),
        ("030", "特别用途区", ring_at(&TOWN_RIVERSIDE)),
        (
            "010",
            "城镇集中建设区",
            square((5600.0, 6900.0), (6200.0, 7300.0)),
        ),
        (
            "010",
            "城镇集中建设区",
            square((-5900.0, -2800.0), (-5300.0, -2350.0)),
        ),
        ("010", "城镇集中建设区", ring_at(&enclave_hole())),
    ];
    let features = places.into_iter().enumerate().map(|(i, (code, name, ring))| {
        let polygon = vec![counter_clockwise(ring)];
        let fields = vec![
            text("BSM", format!("{COUNTY}2030{:08}", i + 1)),
            text("YSDM", "2030010100"),
            text("XZQDM", COUNTY),
            text("XZQMC", "示例县"),
            text("GHFQDM", code),
            text("GHFQMC", name),
            area("MJ", polygon_area(&polygon)),
        ];
        Feature::new(fields, polygon)
    });
    Layer {
        role: "urban_boundary",
        title: "城镇开发边界",
        key: "BSM",
        features: features.collect(),
    }
}

/// A rectangle between two corners in county metres.
pub(crate) fn square(low: Metres, high: Metres) -> Ring {
    ring_at(&[low, (high.0, low.1), high, (low.0, high.1)])
}

const TOWN: [Metres; 22] = [
    (-900.0, 300.0),
    (1400.0, 300.0),
    (1700.0, 340.0),
    (2050.0, 520.0),
    (2200.0, 900.0),
    (2200.0, 2200.0),
    (2080.0, 2480.0),
    (1700.0, 2640.0),
    (1350.0, 2580.0),
    (900.0, 2760.0),
    (420.0, 2700.0),
    (0.0, 2600.0),
    (-380.0, 2680.0),
    (-760.0, 2520.0),
    (-1000.0, 2300.0),
    (-1060.0, 1900.0),
    (-980.0, 1500.0),
    (-1100.0, 1100.0),
    (-1080.0, 900.0),
    (-1020.0, 650.0),
    (-1000.0, 500.0),
    (-960.0, 380.0),
];

const TOWN_EAST: [Metres; 6] = [
    (2200.0, 900.0),
    (2600.0, 860.0),
    (3000.0, 900.0),
    (3000.0, 2200.0),
    (2600.0, 2280.0),
    (2200.0, 2200.0),
];

const TOWN_RIVERSIDE: [Metres; 7] = [
    (-900.0, 300.0),
    (-850.0, 60.0),
    (-300.0, -20.0),
    (400.0, -60.0),
    (1000.0, -40.0),
    (1350.0, 60.0),
    (1400.0, 300.0),
];

/// The four townships: sectors of the county's outline that share their borders.
pub(crate) fn townships(random: &mut Random) -> Layer {
    let outline = county_outline(random);
    let quarter = outline.len() / 4;
    let borders: Vec<Vec<Metres>> = (0..4)
        .map(|i| border(outline[i * quarter + quarter / 2], random))
        .collect();
    let names = [
        ("101", "示例镇"),
        ("201", "西湖乡"),
        ("202", "南坪乡"),
        ("203", "东岭乡"),
    ];
    let features = names.into_iter().enumerate().map(|(i, (code, name))| {
        let mut metres = borders[i].clone();
        let arc = (i * quarter + quarter / 2)..(i + 1) * quarter + quarter / 2;
        metres.extend(arc.clone().skip(1).map(|k| outline[k % outline.len()]));
        let next = &borders[(i + 1) % 4];
        metres.extend(next.iter().skip(1).rev());
        let polygon = vec![counter_clockwise(ring_at(&metres))];
        let fields = vec![
            text("BSM", format!("{COUNTY}1010{:08}", i + 1)),
            text("YSDM", "1000600100"),
            text("XZQDM", format!("{COUNTY}{code}")),
            text("XZQMC", name),
            area("DCMJ", polygon_area(&polygon)),
        ];
        Feature::new(fields, polygon)
    });
    Layer {
        role: "admin_unit",
        title: "行政区",
        key: "XZQDM",
        features: features.collect(),
    }
}

/// A square with round corners and a wavy edge.
fn county_outline(random: &mut Random) -> Vec<Metres> {
    const STEPS: u8 = 160;
    let phase = random.between(0.0, 1.0);
    (0..STEPS)
        .map(|i| {
            let t = f64::from(i) / f64::from(STEPS);
            let waves =
                0.012 * sine(5.0 * t + phase) + 0.010 * sine(11.0 * t) + 0.006 * sine(23.0 * t + phase);
            let swell = 1.0 + waves + random.between(-0.003, 0.003);
            let flat = |x: f64| x.abs().sqrt().sqrt() * x.signum();
            (
                7250.0 * flat(sine(t + 0.25)) * swell,
                8250.0 * flat(sine(t)) * swell,
            )
        })
        .collect()
}

/// A border from the middle of the county to a point of its outline, the outline's point included.
fn border(end: Metres, random: &mut Random) -> Vec<Metres> {
    const STEPS: u8 = 24;
    let middle = (-300.0, -150.0);
    (0..=STEPS)
        .map(|i| {
            let t = f64::from(i) / f64::from(STEPS);
            let bend = 0.05 * sine(t) + 0.02 * sine(3.0 * t);
            let sway = if i == 0 || i == STEPS {
                0.0
            } else {
                bend + random.between(-0.008, 0.008)
            };
            let (dx, dy) = (end.0 - middle.0, end.1 - middle.1);
            (middle.0 + t * dx - sway * dy, middle.1 + t * dy + sway * dx)
        })
        .collect()
}

/// What an approval (认定意见) already covers.
pub(crate) fn approval_layer(extent: Vec<Point>) -> Layer {
    let polygon: Polygon = vec![counter_clockwise(extent)];
    let fields: Fields = vec![
        text("BSM", format!("{COUNTY}904000000001")),
        text("YJMC", "有限人为活动认定意见范围（示例）"),
        text("YJWH", "示例认定〔2026〕1号"),
        area("MJ", polygon_area(&polygon)),
    ];
    let features = vec![Feature::new(fields, polygon)];
    Layer {
        role: "approval_extent",
        title: "认定意见范围",
        key: "BSM",
        features,
    }
}
