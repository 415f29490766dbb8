//! Natural ecological space (自然生态空间) outside the red line: river, ponds, grass, forest.

use super::feature::{Feature, Layer, area, text};
use super::ground::{Metres, Ring, metres_of, polygon_area, ring_at};
use super::outline::{Blob, clearance, swayed};
use super::random::Random;
use super::terrain::{COUNTY, reach, river};

/// Reaches into which the river is cut.
const REACHES: u8 = 8;
/// Features of the layer.
const FEATURES: usize = 60;

/// Numbers of the features that parcels refer to, in file order.
pub(crate) mod space {
    pub(crate) const POND: usize = 8;
    pub(crate) const GRASS: usize = 9;
}

/// What grows on a piece: 类型, DLBM, DLMC.
type Cover = (&'static str, &'static str, &'static str);

const RIVER: Cover = ("河流", "1101", "河流水面");
const POND: Cover = ("湿地", "1104", "坑塘水面");
const COVERS: [Cover; 6] = [
    ("森林", "0301", "乔木林地"),
    ("森林", "0301", "乔木林地"),
    ("森林", "0302", "竹林地"),
    ("森林", "0305", "灌木林地"),
    ("草地", "0404", "其他草地"),
    ("湿地", "1106", "内陆滩涂"),
];

/// The pieces that parcels refer to: the river's reaches, a pond, a meadow, a wood.
pub(crate) fn fixed_spaces(random: &mut Random) -> Vec<(Cover, Ring)> {
    let mut blob = |centre, axes| {
        ring_at(
            &Blob {
                centre,
                axes,
                turn: 0.0,
                vertices: 56,
            }
            .outline(random),
        )
    };
    let pond = blob((-700.0, 1200.0), (120.0, 90.0));
    let meadow = blob((-5200.0, 2400.0), (330.0, 240.0));
    let wood = blob((-60.0, -1830.0), (230.0, 110.0));
    let mut spaces: Vec<(Cover, Ring)> = (0..REACHES).map(|i| (RIVER, reach(i, REACHES))).collect();
    spaces.extend([(POND, pond), (COVERS[4], meadow), (COVERS[0], wood)]);
    spaces
}

/// The layer: the fixed pieces, and others scattered where they keep clear of everything.
pub(crate) fn eco_space(
    mut spaces: Vec<(Cover, Ring)>,
    mut obstacles: Vec<Vec<Metres>>,
    random: &mut Random,
) -> Layer {
    obstacles.extend(
        spaces
            .iter()
            .map(|(_, ring)| ring.iter().copied().map(metres_of).collect::<Vec<_>>()),
    );
    while spaces.len() < FEATURES {
        let (centre, room) = roomiest(&obstacles, random);
        // An outline reaches a quarter beyond its axes, and its sway stretches it further.
        let axis = random.between(0.8, 1.0) * ((room - 40.0) / 1.55).min(1100.0);
        let axes = (axis, axis * random.between(0.6, 0.95));
        let blob = Blob {
            centre,
            axes,
            turn: random.between(0.0, 0.5),
            vertices: 110,
        };
        let outline = blob.outline(random);
        spaces.push((cover(centre, spaces.len()), ring_at(&outline)));
        obstacles.push(outline);
    }
    let features = spaces
        .into_iter()
        .enumerate()
        .map(|(i, (cover, ring))| feature(i + 1, cover, ring));
    Layer {
        role: "eco_space",
        title: "自然生态空间",
        key: "BSM",
        features: features.collect(),
    }
}

/// The place with the most room of some tried at random, as it lies after the sway of outlines.
fn roomiest(obstacles: &[Vec<Metres>], random: &mut Random) -> (Metres, f64) {
    const TRIED: u8 = 40;
    let mut best = ((0.0, 0.0), 0.0);
    for _ in 0..TRIED {
        let centre = (random.between(-6600.0, 6600.0), random.between(-7600.0, 7600.0));
        let place = swayed(centre);
        let room = obstacles
            .iter()
            .map(|ring| clearance(place, ring))
            .fold(to_border(place), f64::min);
        if room > best.1 {
            best = (centre, room);
        }
    }
    best
}

/// Distance from the county's outline, roughly; it has round corners.
fn to_border((east, north): Metres) -> f64 {
    let corner = (13_300.0 - east.abs() - north.abs()) * 0.7;
    (6900.0 - east.abs()).min(7900.0 - north.abs()).min(corner)
}

/// Wetland near the river, forest and some grass on the hills.
fn cover(centre: Metres, number: usize) -> Cover {
    if (centre.1 - river(centre.0)).abs() < 1100.0 {
        COVERS[5]
    } else {
        COVERS[number % 5]
    }
}

fn feature(number: usize, (kind, code, name): Cover, ring: Ring) -> Feature {
    let polygon = vec![ring];
    let fields = vec![
        text("BSM", format!("{COUNTY}2050{number:08}")),
        text("XZQDM", COUNTY),
        text("DLBM", code),
        text("DLMC", name),
        text("类型", kind),
        area("MJ", polygon_area(&polygon)),
    ];
    Feature::new(fields, polygon)
}
