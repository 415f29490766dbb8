//! The small scene, how it is written, and what truly lies under each parcel.
//!
//! Truth comes from sampling: a grid of points over each parcel, each tested against rings by counting crossings
//! and turns. It shares no code and no idea with the program, and it is a lower bound: where it finds shared ground
//! there is some, whichever way a broken polygon is read.

use serde_json::Value;

/// South-western corner of the scene: in Jiangxi.
pub const LON: f64 = 115.6;
pub const LAT: f64 = 29.6;

/// Points of the grid over a parcel, in each direction.
const SAMPLES: u32 = 48;
/// So many of them must lie on shared ground before it counts: some 10 m² of a hectare.
const ENOUGH: usize = 2;

/// A ring in units of 0.001° (about 100 m) from the corner, as it is written: closed when it should be.
pub type Ring = Vec<[f64; 2]>;
pub type Polygon = Vec<Ring>;

#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    pub id: String,
    pub polygons: Vec<Polygon>,
}

/// One file: its features, and what is written otherwise than it should be.
#[derive(Debug, Clone)]
pub struct Sheet {
    pub features: Vec<Feature>,
    /// The `crs` member, or nothing.
    pub crs: String,
    /// Positions written as some text: feature, polygon, ring, vertex.
    pub position_texts: Vec<([usize; 4], String)>,
    /// Geometry members written as some text.
    pub geometry_texts: Vec<(usize, String)>,
    /// Whole features written as some text.
    pub feature_texts: Vec<(usize, String)>,
    /// How degrees are written.
    pub write: fn([f64; 2]) -> String,
}

pub const PARCELS: usize = 0;
pub const REDLINE: usize = 1;
pub const FARMLAND: usize = 2;

/// Parcels, red lines, farmland.
pub type Scene = [Sheet; 3];

pub fn crs_member(name: &str) -> String {
    format!("\"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"{name}\"}}}},")
}

pub fn degrees([lon, lat]: [f64; 2]) -> String {
    format!("[{lon},{lat}]")
}

pub fn to_degrees([x, y]: [f64; 2]) -> [f64; 2] {
    [LON + x / 1000.0, LAT + y / 1000.0]
}

fn of_degrees([lon, lat]: [f64; 2]) -> [f64; 2] {
    [(lon - LON) * 1000.0, (lat - LAT) * 1000.0]
}

/// A closed rectangle with four vertices on each side, counter-clockwise.
pub fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> Ring {
    let corners = [[x0, y0], [x1, y0], [x1, y1], [x0, y1], [x0, y0]];
    let mut ring = Vec::new();
    for side in corners.windows(2) {
        for step in 0..4 {
            let t = f64::from(step) / 4.0;
            let between = |axis: usize| side[0][axis] + (side[1][axis] - side[0][axis]) * t;
            ring.push([between(0), between(1)]);
        }
    }
    ring.push(corners[0]);
    ring
}

fn feature(id: &str, polygons: Vec<Polygon>) -> Feature {
    Feature {
        id: id.to_owned(),
        polygons,
    }
}

fn sheet(features: Vec<Feature>) -> Sheet {
    Sheet {
        features,
        crs: crs_member("urn:ogc:def:crs:EPSG::4490"),
        position_texts: Vec::new(),
        geometry_texts: Vec::new(),
        feature_texts: Vec::new(),
        write: degrees,
    }
}

/// Parcels of 1 × 1 units that overlap in every way, one that touches, one in a hole, one far from everything.
pub fn sound_scene() -> Scene {
    let square = |x: f64, y: f64| vec![vec![rectangle(x, y, x + 1.0, y + 1.0)]];
    let parcels = vec![
        feature("half", square(0.0, 0.0)),
        feature("touch", square(2.0, 0.0)),
        feature("whole", square(10.25, 0.25)),
        feature("corner", square(10.75, 2.5)),
        feature("hole", square(6.0, 1.0)),
        feature("rim", square(4.5, 1.25)),
        feature("second", square(15.0, -0.5)),
        feature(
            "around",
            vec![vec![
                rectangle(19.0, 0.0, 21.0, 2.0),
                reversed(rectangle(19.75, 0.75, 20.25, 1.25)),
            ]],
        ),
        feature("clear", square(5.0, 8.0)),
    ];
    let redline = vec![
        feature("R0", vec![vec![rectangle(0.5, -1.0, 2.0, 2.0)]]),
        feature(
            "R1",
            vec![vec![
                rectangle(4.0, -1.0, 9.0, 4.0),
                reversed(rectangle(5.0, 0.5, 8.0, 2.5)),
            ]],
        ),
        feature(
            "R2",
            vec![
                vec![rectangle(10.0, 3.0, 12.0, 4.0)],
                vec![rectangle(14.0, -2.0, 15.5, 1.0)],
            ],
        ),
        feature("R3", vec![vec![rectangle(-3.0, -3.0, -2.0, -2.0)]]),
    ];
    let farmland = vec![
        feature("F0", vec![vec![rectangle(10.0, 0.0, 12.0, 3.0)]]),
        feature("F1", vec![vec![rectangle(19.5, 0.5, 20.5, 1.5)]]),
        feature("F2", vec![vec![rectangle(0.0, 0.75, 0.5, 3.0)]]),
        feature("F3", vec![vec![rectangle(15.25, -1.0, 17.0, 0.0)]]),
    ];
    [sheet(parcels), sheet(redline), sheet(farmland)]
}

pub fn reversed(mut ring: Ring) -> Ring {
    ring.reverse();
    ring
}

impl Sheet {
    pub fn text(&self) -> String {
        let features: Vec<String> = (0..self.features.len())
            .map(|index| self.feature(index))
            .collect();
        format!(
            "{{\"type\":\"FeatureCollection\",{}\"features\":[\n{}\n]}}\n",
            self.crs,
            features.join(",\n")
        )
    }

    fn feature(&self, index: usize) -> String {
        let written = |texts: &[(usize, String)]| {
            let text = texts.iter().find(|(feature, _)| *feature == index);
            text.map(|(_, text)| text.clone())
        };
        if let Some(text) = written(&self.feature_texts) {
            return text;
        }
        let id = &self.features[index].id;
        let geometry = written(&self.geometry_texts).unwrap_or_else(|| self.geometry(index));
        let comma = if geometry.is_empty() { "" } else { "," };
        format!(
            "{{\"type\":\"Feature\",\"id\":\"{id}\",\"properties\":{{\"name\":\"地块{id}\",\"n\":{index}}}{comma}{geometry}}}"
        )
    }

    /// The geometry member of a feature as it should be.
    pub fn geometry(&self, index: usize) -> String {
        let polygons: Vec<String> = (0..self.features[index].polygons.len())
            .map(|polygon| self.polygon(index, polygon))
            .collect();
        let (kind, coordinates) = match polygons.as_slice() {
            [one] => ("Polygon", one.clone()),
            all => ("MultiPolygon", format!("[{}]", all.join(","))),
        };
        format!("\"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}")
    }

    fn polygon(&self, index: usize, polygon: usize) -> String {
        let rings = self.features[index].polygons[polygon].iter().enumerate();
        let rings: Vec<String> = rings
            .map(|(ring, vertices)| {
                let vertices = vertices.iter().enumerate();
                let positions: Vec<String> = vertices
                    .map(|(vertex, at)| self.position([index, polygon, ring, vertex], *at))
                    .collect();
                format!("[{}]", positions.join(","))
            })
            .collect();
        format!("[{}]", rings.join(","))
    }

    fn position(&self, place: [usize; 4], at: [f64; 2]) -> String {
        let text = self.position_texts.iter().find(|(known, _)| *known == place);
        text.map_or_else(|| (self.write)(to_degrees(at)), |(_, text)| text.clone())
    }
}

/// Per parcel: whether it truly shares ground with any feature.
pub fn shares_ground(parcels: &[Feature], layers: &[&[Feature]]) -> Vec<bool> {
    let shares = |parcel: &Feature| {
        let points = points_in(parcel);
        layers.iter().any(|layer| {
            let near = layer.iter().filter(|feature| !feature.polygons.is_empty());
            let mut common = near.map(|feature| points.iter().filter(|at| holds(feature, **at)).count());
            common.any(|count| count >= ENOUGH)
        })
    };
    parcels.iter().map(shares).collect()
}

/// Points of a grid that lie in a feature.
fn points_in(feature: &Feature) -> Vec<[f64; 2]> {
    let all = || feature.polygons.iter().flatten().flatten();
    let least = |axis: usize| all().map(|at| at[axis]).fold(f64::INFINITY, f64::min);
    let most = |axis: usize| all().map(|at| at[axis]).fold(f64::NEG_INFINITY, f64::max);
    let (low, high) = ([least(0), least(1)], [most(0), most(1)]);
    let mut points = Vec::new();
    for row in 0..SAMPLES {
        for column in 0..SAMPLES {
            // Beside the middle of the cell, so that neither an edge of the scene nor a diagonal runs through samples.
            let part = |n: u32, beside: f64| (f64::from(n) + beside) / f64::from(SAMPLES);
            let at = [
                low[0] + (high[0] - low[0]) * part(column, 0.4637),
                low[1] + (high[1] - low[1]) * part(row, 0.5719),
            ];
            if holds(feature, at) {
                points.push(at);
            }
        }
    }
    points
}

fn holds(feature: &Feature, at: [f64; 2]) -> bool {
    feature.polygons.iter().any(|polygon| {
        let is_odd = polygon.iter().map(|ring| crossings(ring, at).0).sum::<usize>() % 2 == 1;
        let Some((shell, holes)) = polygon.split_first() else {
            return false;
        };
        let in_hole = holes
            .iter()
            .any(|hole| crossings(hole, at) != (0, 0) && crossings(hole, at).0 % 2 == 1);
        is_odd || (crossings(shell, at).1 != 0 && !in_hole)
    })
}

/// How often a ray to the east crosses a ring, and how often the ring turns around the point.
fn crossings(ring: &Ring, [x, y]: [f64; 2]) -> (usize, i32) {
    let (mut count, mut turns) = (0, 0);
    for (index, b) in ring.iter().enumerate() {
        let a = ring[(index + ring.len() - 1) % ring.len()];
        if (a[1] > y) == (b[1] > y) {
            continue;
        }
        if x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) {
            count += 1;
            turns += if b[1] > a[1] { 1 } else { -1 };
        }
    }
    (count, turns)
}

/// The features of a text as another reader sees them; a feature that it cannot make out counts as it was meant.
pub fn as_read(text: &[u8], meant: &[Feature]) -> Vec<Feature> {
    let Ok(json) = serde_json::from_slice::<Value>(text) else {
        return meant.to_vec();
    };
    let read = |(index, meant): (usize, &Feature)| {
        polygons_of(&json["features"][index]["geometry"]).map_or_else(
            || meant.clone(),
            |polygons| Feature {
                id: meant.id.clone(),
                polygons,
            },
        )
    };
    meant.iter().enumerate().map(read).collect()
}

fn polygons_of(geometry: &Value) -> Option<Vec<Polygon>> {
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str()? {
        "Polygon" => Some(vec![polygon_of(coordinates)?]),
        "MultiPolygon" => coordinates.as_array()?.iter().map(polygon_of).collect(),
        _ => None,
    }
}

fn polygon_of(rings: &Value) -> Option<Polygon> {
    let ring_of = |ring: &Value| ring.as_array()?.iter().map(position_of).collect::<Option<Ring>>();
    rings.as_array()?.iter().map(ring_of).collect()
}

fn position_of(position: &Value) -> Option<[f64; 2]> {
    let [lon, lat, ..] = position.as_array()?.as_slice() else {
        return None;
    };
    let (lon, lat) = (lon.as_f64()?, lat.as_f64()?);
    // Off the earth: the program may not know either what was meant.
    (lon.abs() <= 360.0 && lat.abs() <= 90.0).then(|| of_degrees([lon, lat]))
}
