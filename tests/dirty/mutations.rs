//! The ways in which files go wrong.

use super::random::Random;
use super::scene::{
    FARMLAND, Feature, LAT, LON, PARCELS, Polygon, REDLINE, Ring, Scene, Sheet, as_read, crs_member, degrees,
    reversed, sound_scene,
};

/// What a mutation leaves of the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// All of it: results must be equal to the last bit.
    Same,
    /// What was meant is as before, but the file does not say so properly.
    Meant,
    /// What the mutated coordinates enclose.
    AsWritten,
}

/// A set of files, and what is known of it.
pub struct Case {
    pub class: String,
    pub ground: Ground,
    pub files: [Vec<u8>; 3],
    /// Features as they must be taken to be.
    pub features: [Vec<Feature>; 3],
    /// A note that the result must hold.
    pub note: Option<&'static str>,
}

impl Case {
    fn of(class: impl Into<String>, ground: Ground, scene: &Scene) -> Self {
        let sound = sound_scene();
        let features = [PARCELS, REDLINE, FARMLAND].map(|file| match ground {
            Ground::Meant => sound[file].features.clone(),
            Ground::Same | Ground::AsWritten => scene[file].features.clone(),
        });
        Self {
            class: class.into(),
            ground,
            files: [PARCELS, REDLINE, FARMLAND].map(|file| scene[file].text().into_bytes()),
            features,
            note: None,
        }
    }
}

// Ways to go wrong, each with its name.
type Reshape = (&'static str, fn(&Polygon) -> Polygon);
type WritePosition = (&'static str, fn([f64; 2]) -> String);
type RewriteText = (&'static str, fn(&str) -> String);
type RewriteBytes = (&'static str, fn(Vec<u8>) -> Vec<u8>);

/// All cases, from one seed.
pub fn all() -> Vec<Case> {
    let mut random = Random(20_261_125);
    let mut cases = Vec::new();
    harmless(&mut random, &mut cases);
    for (class, mutate) in SHAPES {
        for file in [PARCELS, REDLINE, FARMLAND] {
            for _ in 0..2 {
                shaped(class, mutate, file, &mut random, &mut cases);
            }
        }
    }
    lost_rings(&mut cases);
    positions(&mut random, &mut cases);
    geometries(&mut cases);
    systems(&mut cases);
    placings(&mut cases);
    documents(&mut cases);
    bytes(&mut random, &mut cases);
    several(&mut random, &mut cases);
    cases
}

// What changes nothing.

fn every_ring(sheet: &mut Sheet, mut change: impl FnMut(&mut Ring)) {
    let features = sheet.features.iter_mut();
    features
        .flat_map(|feature| feature.polygons.iter_mut().flatten())
        .for_each(&mut change);
}

fn rotate(ring: &mut Ring, by: usize) {
    ring.pop();
    let by = by % ring.len();
    ring.rotate_left(by);
    ring.push(ring[0]);
}

fn harmless(random: &mut Random, cases: &mut Vec<Case>) {
    let mut add = |class: &str, file: usize, change: &mut dyn FnMut(&mut Sheet)| {
        let mut scene = sound_scene();
        change(&mut scene[file]);
        cases.push(Case::of(class, Ground::Same, &scene));
    };
    for file in [PARCELS, REDLINE, FARMLAND] {
        for _ in 0..3 {
            let by = 1 + random.below(14);
            add("ring start", file, &mut |sheet| {
                every_ring(sheet, |ring| rotate(ring, by));
            });
        }
        add("ring reversed", file, &mut |sheet| {
            every_ring(sheet, |ring| ring.reverse());
        });
        add("vertex twice", file, &mut |sheet| {
            every_ring(sheet, |ring| {
                let at = random.below(ring.len());
                ring.insert(at, ring[at]);
            });
        });
        add("every vertex three times", file, &mut |sheet| {
            every_ring(sheet, |ring| {
                *ring = ring.iter().flat_map(|at| [*at; 3]).collect();
            });
        });
        add("ring unclosed", file, &mut |sheet| {
            every_ring(sheet, |ring| {
                ring.pop();
            });
        });
        add("ring closed twice", file, &mut |sheet| {
            every_ring(sheet, |ring| ring.push(ring[0]));
        });
        for _ in 0..2 {
            add("feature order", file, &mut |sheet| {
                random.shuffle(&mut sheet.features);
            });
        }
        add("height", file, &mut |sheet| {
            sheet.write = |[lon, lat]| format!("[{lon},{lat},17.5]");
        });
        add("more digits", file, &mut |sheet| {
            sheet.write = |[lon, lat]| format!("[{lon}00000,{lat}00000]");
        });
        add("exponents", file, &mut |sheet| {
            sheet.write = |[lon, lat]| format!("[{lon:e},{lat:E}]");
        });
    }
    for file in [PARCELS, REDLINE, FARMLAND] {
        let mut add = |class: &str, change: &dyn Fn(Vec<u8>) -> Vec<u8>| {
            let mut case = Case::of(class, Ground::Same, &sound_scene());
            case.files[file] = change(std::mem::take(&mut case.files[file]));
            cases.push(case);
        };
        add("BOM", &|text| [b"\xEF\xBB\xBF".to_vec(), text].concat());
        add("CRLF", &|text| replaced(&text, "\n", "\r\n"));
        add("spaces", &|text| replaced(&text, ",", " ,\t\n "));
        add("space after the end", &|text| {
            [text, b" \n\n\t ".to_vec()].concat()
        });
        add("noise in properties", &|text| {
            let noise = "\"n\":{\"geometry\":null,\"coordinates\":[[1e999]]},\"a\":\"]}\\\"\\u0000\",\"b\":-0.0,\"c\":";
            replaced(&text, "\"n\":", noise)
        });
        add("members of their own", &|text| {
            replaced(
                &text,
                "\"type\":\"Feature\",",
                "\"bbox\":[0,0,1,1],\"x\":[{}],\"type\":\"Feature\",",
            )
        });
    }
}

pub fn replaced(text: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(text.to_vec()).expect("written here");
    assert!(text.contains(from), "{from}");
    text.replace(from, to).into_bytes()
}

// Shapes.

type Mutate = fn(&mut Feature, &mut Random);

const SHAPES: [(&str, Mutate); 27] = [
    ("vertex dropped", |f, r| {
        with_ring(f, r, |ring, r| {
            ring.remove(r.below(ring.len()));
        });
    }),
    ("several vertices dropped", |f, r| {
        with_ring(f, r, |ring, r| {
            (0..6).for_each(|_| {
                ring.remove(r.below(ring.len()));
            });
        });
    }),
    ("neighbours exchanged", |f, r| {
        with_ring(f, r, |ring, r| {
            let at = r.below(ring.len() - 1);
            ring.swap(at, at + 1);
        });
    }),
    ("two vertices exchanged", |f, r| {
        with_ring(f, r, |ring, r| {
            let two = [r.below(ring.len()), r.below(ring.len())];
            ring.swap(two[0], two[1]);
        });
    }),
    ("ring shuffled", |f, r| with_ring(f, r, |ring, r| r.shuffle(ring))),
    ("run of vertices turned", |f, r| {
        with_ring(f, r, |ring, r| {
            let (a, b) = (r.below(ring.len()), r.below(ring.len()));
            ring[a.min(b)..=a.max(b)].reverse();
        });
    }),
    ("bow-tie", |f, r| with_ring(f, r, |ring, _| ring.swap(4, 8))),
    ("wound twice", |f, r| {
        with_ring(f, r, |ring, _| ring.extend(ring.clone()));
    }),
    ("wound there and back", |f, r| {
        with_ring(f, r, |ring, _| ring.extend(reversed(ring.clone())));
    }),
    ("wound three times", |f, r| {
        with_ring(f, r, |ring, _| *ring = ring.repeat(3));
    }),
    ("spike", |f, r| {
        with_ring(f, r, |ring, r| {
            let at = r.below(ring.len());
            let tip = [ring[at][0] + r.within(3.0), ring[at][1] + r.within(3.0)];
            ring.insert(at + 1, ring[at]);
            ring.insert(at + 1, tip);
        });
    }),
    ("thin spike", |f, r| {
        with_ring(f, r, |ring, r| {
            let at = r.below(ring.len());
            let tip = [ring[at][0] + r.within(3.0), ring[at][1] + r.within(3.0)];
            ring.insert(at + 1, [ring[at][0] + 1e-9, ring[at][1]]);
            ring.insert(at + 1, tip);
        });
    }),
    ("vertex far away", |f, r| {
        with_ring(f, r, |ring, r| {
            let at = r.below(ring.len());
            ring[at] = [r.within(5000.0), r.within(5000.0)];
        });
    }),
    ("vertices jittered", |f, r| {
        with_ring(f, r, |ring, r| {
            for at in ring.iter_mut() {
                *at = [at[0] + r.within(0.3), at[1] + r.within(0.3)];
            }
        });
    }),
    ("near-duplicate vertices", |f, r| {
        with_ring(f, r, |ring, r| {
            let twice = ring
                .iter()
                .flat_map(|at| [*at, [at[0] + r.within(1e-8), at[1] + r.within(1e-8)]]);
            *ring = twice.collect();
        });
    }),
    ("hole outside", |f, r| {
        let shift = [r.within(9.0), 7.0];
        let hole = moved(&first(f), shift);
        f.polygons[0].push(hole);
    }),
    ("hole over the edge", |f, _| {
        let hole = moved(&first(f), [0.5, 0.5]);
        f.polygons[0].push(hole);
    }),
    ("holes that overlap", |f, _| {
        let hole = scaled(&first(f), 0.4);
        f.polygons[0].push(moved(&hole, [0.1, 0.1]));
        f.polygons[0].push(hole);
    }),
    ("hole along the edge", |f, _| {
        let shell = first(f);
        f.polygons[0].push(vec![shell[0], shell[2], shell[6], shell[0]]);
    }),
    ("nested shells", |f, _| {
        let inner = scaled(&first(f), 0.5);
        f.polygons.push(vec![inner]);
    }),
    ("polygon twice", |f, _| f.polygons.push(f.polygons[0].clone())),
    ("polygon twice, one turned", |f, _| {
        let turned = f.polygons[0].iter().cloned().map(reversed).collect();
        f.polygons.push(turned);
    }),
    ("polygons that overlap", |f, _| {
        let other = moved(&first(f), [0.5, 0.25]);
        f.polygons.push(vec![other]);
    }),
    ("polygons that cross in shared vertices", |f, _| {
        // Corners of the one are vertices of the other, and their edges change sides there.
        let shell = first(f);
        f.polygons
            .push(vec![vec![shell[2], shell[6], shell[10], shell[14], shell[2]]]);
        f.polygons
            .push(vec![vec![shell[0], shell[6], shell[8], shell[14], shell[0]]]);
    }),
    ("shells turned differently", |f, _| {
        let shell = reversed(first(f));
        f.polygons[0][0] = shell;
    }),
    ("ring touches itself", |f, _| {
        let shell = first(f);
        f.polygons[0][0] = [&shell[..6], &[shell[12]], &shell[6..]].concat();
    }),
    ("two rings in one", |f, _| {
        let shell = first(f);
        let other = moved(&shell, [0.25, 0.5]);
        f.polygons[0][0] = [shell, other].concat();
    }),
];

fn first(feature: &Feature) -> Ring {
    feature.polygons[0][0].clone()
}

fn with_ring(feature: &mut Feature, random: &mut Random, change: impl Fn(&mut Ring, &mut Random)) {
    let polygon = random.below(feature.polygons.len());
    let ring = random.below(feature.polygons[polygon].len());
    change(&mut feature.polygons[polygon][ring], random);
}

fn moved(ring: &Ring, by: [f64; 2]) -> Ring {
    ring.iter().map(|at| [at[0] + by[0], at[1] + by[1]]).collect()
}

fn scaled(ring: &Ring, by: f64) -> Ring {
    let middle = [
        f64::midpoint(ring[0][0], ring[8][0]),
        f64::midpoint(ring[0][1], ring[8][1]),
    ];
    let towards = |at: f64, middle: f64| middle + (at - middle) * by;
    ring.iter()
        .map(|at| [towards(at[0], middle[0]), towards(at[1], middle[1])])
        .collect()
}

fn shaped(class: &str, mutate: Mutate, file: usize, random: &mut Random, cases: &mut Vec<Case>) {
    let mut scene = sound_scene();
    let sheet = &mut scene[file];
    let feature = random.below(sheet.features.len());
    mutate(&mut sheet.features[feature], random);
    cases.push(Case::of(class, Ground::AsWritten, &scene));
}

/// Rings that enclose nothing any more: what they enclosed is not known, and not nothing. They collapse along their
/// diagonal: a feature without ground is in doubt as far as it reaches.
fn lost_rings(cases: &mut Vec<Case>) {
    let ways: [Reshape; 6] = [
        ("ring collapsed to a line", |p| {
            let (from, to) = (p[0][0], p[0][8]);
            let slope = (to[1] - from[1]) / (to[0] - from[0]);
            vec![
                p[0].iter()
                    .map(|at| [at[0], from[1] + (at[0] - from[0]) * slope])
                    .collect(),
            ]
        }),
        ("ring collapsed to a point", |p| vec![vec![p[0][0]; p[0].len()]]),
        ("ring of two vertices", |p| vec![p[0][..2].to_vec()]),
        ("ring of one vertex", |p| vec![p[0][..1].to_vec()]),
        ("shell without vertices, then a ring", |p| {
            vec![Vec::new(), p[0].clone()]
        }),
        ("ring there and back", |p| {
            vec![p[0][..9].iter().chain(p[0][..8].iter().rev()).copied().collect()]
        }),
    ];
    for (class, way) in ways {
        for (file, feature) in ALONE {
            let mut scene = sound_scene();
            let polygons = &mut scene[file].features[feature].polygons;
            polygons[0] = way(&polygons[0]);
            cases.push(Case::of(class, Ground::Meant, &scene));
        }
    }
    let empty: [Reshape; 2] = [
        ("ring without vertices", |_| vec![Vec::new()]),
        ("polygon without rings", |_| Vec::new()),
    ];
    for (class, way) in empty {
        for (file, feature) in ALONE {
            let mut scene = sound_scene();
            let polygons = &mut scene[file].features[feature].polygons;
            polygons[0] = way(&polygons[0]);
            // RFC 7946 takes empty coordinates for a geometry that is null: said, but settling nothing.
            let mut case = Case::of(class, Ground::AsWritten, &scene);
            case.note = Some("note-geometry-empty");
            cases.push(case);
        }
    }
}

/// Features of one polygon each, with parcels on all of them. A polygon without ground beside others of its feature
/// is not tried: the reader leaves it out with a note, and the others settle what they settle.
const ALONE: [(usize, usize); 5] = [
    (PARCELS, 0),
    (REDLINE, 0),
    (REDLINE, 1),
    (FARMLAND, 0),
    (FARMLAND, 3),
];

// Positions.

fn positions(random: &mut Random, cases: &mut Vec<Case>) {
    for (class, write) in POSITIONS {
        for file in [PARCELS, REDLINE, FARMLAND] {
            let mut scene = sound_scene();
            let place = vertex_of(&scene[file], random);
            let at = super::scene::to_degrees(vertex_at(&scene[file], place));
            scene[file].position_texts.push((place, write(at)));
            let mut case = Case::of(class, Ground::Meant, &scene);
            // Where it is a position after all, that is what the file says.
            let sound = sound_scene();
            case.features[file] = as_read(&case.files[file], &sound[file].features);
            cases.push(case);
        }
    }
}

fn vertex_of(sheet: &Sheet, random: &mut Random) -> [usize; 4] {
    let feature = random.below(sheet.features.len());
    let polygon = random.below(sheet.features[feature].polygons.len());
    let ring = random.below(sheet.features[feature].polygons[polygon].len());
    let vertex = random.below(sheet.features[feature].polygons[polygon][ring].len());
    [feature, polygon, ring, vertex]
}

fn vertex_at(sheet: &Sheet, [feature, polygon, ring, vertex]: [usize; 4]) -> [f64; 2] {
    sheet.features[feature].polygons[polygon][ring][vertex]
}

const POSITIONS: [WritePosition; 46] = [
    ("position NaN", |[_, y]| format!("[NaN,{y}]")),
    ("position nan", |[x, _]| format!("[{x},nan]")),
    ("position Infinity", |[_, y]| format!("[Infinity,{y}]")),
    ("position -Infinity", |[x, _]| format!("[{x},-Infinity]")),
    ("position -1.#IND", |[_, y]| format!("[-1.#IND,{y}]")),
    ("position text", |[x, y]| format!("[\"{x}\",\"{y}\"]")),
    ("position text NaN", |[_, y]| format!("[\"NaN\",{y}]")),
    ("position true", |[_, y]| format!("[true,{y}]")),
    ("position null, y", |[_, y]| format!("[null,{y}]")),
    ("position x, null", |[x, _]| format!("[{x},null]")),
    ("position nulls", |_| "[null,null]".to_owned()),
    ("position x alone", |[x, _]| format!("[{x}]")),
    ("position empty", |_| "[]".to_owned()),
    ("position null itself", |_| "null".to_owned()),
    ("position number", |[x, _]| format!("{x}")),
    ("position object", |[x, y]| format!("{{\"x\":{x},\"y\":{y}}}")),
    ("position text itself", |[x, y]| format!("\"{x},{y}\"")),
    ("position nested", |[x, y]| format!("[[{x},{y}]]")),
    ("position nested twice", |[x, y]| format!("[[[{x},{y}]]]")),
    ("position without comma", |[x, y]| format!("[{x} {y}]")),
    ("position with two commas", |[x, y]| format!("[{x},,{y}]")),
    ("position open", |[x, y]| format!("[{x},{y}")),
    ("position with comma at its end", |[x, y]| format!("[{x},{y},]")),
    ("position height null", |[x, y]| format!("[{x},{y},null]")),
    ("position height text", |[x, y]| format!("[{x},{y},\"a\"]")),
    ("position height NaN", |[x, y]| format!("[{x},{y},NaN]")),
    ("position height huge", |[x, y]| format!("[{x},{y},1e999]")),
    ("position of five numbers", |[x, y]| format!("[{x},{y},1,2,3]")),
    ("position 1e308", |[_, y]| format!("[1e308,{y}]")),
    ("position -1e308", |[x, _]| format!("[{x},-1e308]")),
    ("position 1e999", |[_, y]| format!("[1e999,{y}]")),
    ("position exponent of 20 digits", |[_, y]| {
        format!("[1e99999999999999999999,{y}]")
    }),
    ("position 1e-999", |[x, _]| format!("[{x},1e-999]")),
    ("position -0.0", |[x, _]| format!("[{x},-0.0]")),
    ("position -0.0, -0.0", |_| "[-0.0,-0.0]".to_owned()),
    ("position latitude 91", |[x, _]| format!("[{x},91]")),
    ("position longitude 475", |[x, y]| format!("[{},{y}]", x + 360.0)),
    ("position longitude -244", |[x, y]| format!("[{},{y}]", x - 360.0)),
    ("position longitude 400", |[_, y]| format!("[400,{y}]")),
    ("position with plus", |[x, y]| format!("[+{x},{y}]")),
    ("position with leading zero", |[x, y]| format!("[0{x},{y}]")),
    ("position in metres", |_| "[39557000.5,3275000.25]".to_owned()),
    ("position swapped", |[x, y]| format!("[{y},{x}]")),
    ("position with decimal commas", |[x, y]| {
        format!("[{x},{y}]").replace('.', ",")
    }),
    ("position with degree sign", |[x, y]| format!("[{x}°,{y}°]")),
    ("position full-width", |[_, y]| format!("[１１５．６,{y}]")),
];

// Geometries and features.

fn geometries(cases: &mut Vec<Case>) {
    let places = [
        (PARCELS, 0),
        (PARCELS, 2),
        (REDLINE, 0),
        (REDLINE, 1),
        (REDLINE, 2),
        (FARMLAND, 0),
        (FARMLAND, 1),
    ];
    for (number, (class, change)) in GEOMETRIES.iter().enumerate() {
        // Three places each, another three for the next.
        for step in 0..3 {
            let (file, feature) = places[(number * 3 + step) % places.len()];
            let mut scene = sound_scene();
            let sheet = &mut scene[file];
            let text = change(&sheet.geometry(feature));
            sheet.geometry_texts.push((feature, text));
            cases.push(Case::of(*class, Ground::Meant, &scene));
        }
    }
    let features: [(&str, &str); 9] = [
        ("feature null", "null"),
        ("feature number", "17"),
        ("feature text", "\"Feature\""),
        ("feature list", "[]"),
        ("feature empty", "{}"),
        (
            "feature of another type",
            "{\"type\":\"feature\",\"properties\":{},\"geometry\":null}",
        ),
        (
            "feature without geometry",
            "{\"type\":\"Feature\",\"properties\":{}}",
        ),
        (
            "feature open",
            "{\"type\":\"Feature\",\"properties\":{},\"geometry\":",
        ),
        (
            "feature is a collection",
            "{\"type\":\"FeatureCollection\",\"features\":[]}",
        ),
    ];
    for (number, (class, text)) in features.into_iter().enumerate() {
        for step in 0..3 {
            let (file, feature) = places[(number * 3 + step) % places.len()];
            let mut scene = sound_scene();
            scene[file].feature_texts.push((feature, text.to_owned()));
            cases.push(Case::of(class, Ground::Meant, &scene));
        }
    }
}

const GEOMETRIES: [RewriteText; 29] = [
    ("geometry missing", |_| String::new()),
    ("geometry misspelt", |text| {
        text.replace("\"geometry\"", "\"geometery\"")
    }),
    ("geometry in capitals", |text| {
        text.replace("\"geometry\"", "\"Geometry\"")
    }),
    ("geometry number", |_| "\"geometry\":7".to_owned()),
    ("geometry text", |_| {
        "\"geometry\":\"POLYGON((0 0,1 0,1 1,0 0))\"".to_owned()
    }),
    ("geometry list", |_| "\"geometry\":[]".to_owned()),
    ("geometry empty", |_| "\"geometry\":{}".to_owned()),
    ("geometry without type", |text| {
        text.replace("\"type\":", "\"typ\":")
    }),
    ("geometry type null", |text| typed(text, "null")),
    ("geometry type in lower case", |text| {
        text.replace("\"P", "\"p").replace("\"M", "\"m")
    }),
    ("geometry type misspelt", |text| {
        text.replace("olygon\"", "oligon\"")
    }),
    ("geometry type with space", |text| {
        text.replace("olygon\"", "olygon \"")
    }),
    ("geometry type of the other kind", |text| {
        let other = if text.contains("Multi") {
            "\"Polygon\""
        } else {
            "\"MultiPolygon\""
        };
        typed(text, other)
    }),
    ("geometry type curve", |text| typed(text, "\"CurvePolygon\"")),
    ("geometry type TIN", |text| typed(text, "\"TIN\"")),
    ("coordinates missing", |text| {
        text.replace("\"coordinates\"", "\"x\"")
    }),
    ("coordinates misspelt", |text| {
        text.replace("\"coordinates\"", "\"coordinate\"")
    }),
    ("coordinates null", |text| coordinates(text, "null")),
    ("coordinates text", |text| coordinates(text, "\"115.6,29.6\"")),
    ("coordinates numbers", |text| coordinates(text, "[115.6,29.6]")),
    ("coordinates object", |text| coordinates(text, "{\"0\":[]}")),
    ("coordinates nested too deep", |text| {
        coordinates(text, &format!("{}{}", "[".repeat(40), "]".repeat(40)))
    }),
    ("coordinates nested a million deep", |text| {
        coordinates(text, &"[".repeat(1_000_000))
    }),
    ("coordinates twice", |text| {
        text.replace(
            "\"coordinates\":",
            "\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]],\"coordinates\":",
        )
    }),
    ("type twice", |text| {
        text.replace("\"coordinates\":", "\"type\":\"Point\",\"coordinates\":")
    }),
    ("geometry twice, then null", |text| {
        format!("{text},\"geometry\":null")
    }),
    ("geometry twice, null first", |text| {
        format!("\"geometry\":null,{text}")
    }),
    ("collection nested a thousand deep", |text| {
        let open = "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(1000);
        let inner = text.trim_start_matches("\"geometry\":");
        format!("\"geometry\":{open}{inner}{}", "]}".repeat(1000))
    }),
    ("members of TopoJSON", |text| {
        text.replace("\"coordinates\"", "\"arcs\"")
    }),
];

fn typed(text: &str, kind: &str) -> String {
    text.replace("\"MultiPolygon\"", kind)
        .replace("\"Polygon\"", kind)
}

fn coordinates(text: &str, value: &str) -> String {
    let at = text.find("\"coordinates\":").expect("written here");
    format!("{}\"coordinates\":{value}}}", &text[..at])
}

// Coordinate systems and places.

fn systems(cases: &mut Vec<Case>) {
    let named = |code: &str| crs_member(&format!("urn:ogc:def:crs:EPSG::{code}"));
    let members = [
        ("crs missing", String::new()),
        ("crs null", "\"crs\":null,".to_owned()),
        ("crs empty", "\"crs\":{},".to_owned()),
        ("crs text", "\"crs\":\"EPSG:4490\",".to_owned()),
        (
            "crs without name",
            "\"crs\":{\"type\":\"name\",\"properties\":{}},".to_owned(),
        ),
        (
            "crs name null",
            "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":null}},".to_owned(),
        ),
        (
            "crs link",
            "\"crs\":{\"type\":\"link\",\"properties\":{\"href\":\"http://a.invalid/4490\"}},".to_owned(),
        ),
        ("crs nonsense", crs_member("CGCS 2000")),
        ("crs WKT", crs_member("GEOGCS[\\\"x\\\"]")),
        ("crs unknown code", named("999999")),
        ("crs code of 30 digits", named("449044904490449044904490449044")),
        ("crs projected", named("4527")),
        ("crs Mercator", named("3857")),
        ("crs UTM", named("32650")),
        ("crs geocentric", named("4479")),
        ("crs Xi'an 1980", named("4610")),
        ("crs Beijing 1954", named("4214")),
        ("crs three-dimensional", named("4480")),
        ("crs twice", named("4490") + &named("4527")),
        ("crs twice, null second", named("4490") + "\"crs\":null,"),
        ("crs in small letters", crs_member("epsg:4490")),
        ("crs WGS 84", named("4326")),
        ("crs CRS84", crs_member("urn:ogc:def:crs:OGC:1.3:CRS84")),
    ];
    for (class, member) in members {
        for file in [PARCELS, REDLINE, FARMLAND] {
            let mut scene = sound_scene();
            scene[file].crs.clone_from(&member);
            cases.push(Case::of(class, Ground::Meant, &scene));
        }
    }
    for file in [PARCELS, REDLINE, FARMLAND] {
        let mut case = Case::of("crs of another zone in a feature", Ground::Meant, &sound_scene());
        let inner = format!("\"type\":\"Feature\",{}", named("4527"));
        case.files[file] = replaced(&case.files[file], "\"type\":\"Feature\",", &inner);
        cases.push(case);
    }
}

fn placings(cases: &mut Vec<Case>) {
    let ways: [WritePosition; 12] = [
        ("axes swapped", |[lon, lat]| degrees([lat, lon])),
        ("longitudes from 360", |[lon, lat]| degrees([lon + 360.0, lat])),
        ("longitudes down from 360", |[lon, lat]| {
            degrees([lon - 360.0, lat])
        }),
        ("longitudes west", |[lon, lat]| degrees([-lon, lat])),
        ("latitudes south", |[lon, lat]| degrees([lon, -lat])),
        ("radians", |[lon, lat]| {
            degrees([lon.to_radians(), lat.to_radians()])
        }),
        ("degrees × 10⁶", |[lon, lat]| {
            format!("[{:.0},{:.0}]", lon * 1e6, lat * 1e6)
        }),
        ("degrees × 3600", |[lon, lat]| {
            degrees([lon * 3600.0, lat * 3600.0])
        }),
        ("metres under degrees", |[lon, lat]| degrees(metres([lon, lat]))),
        ("metres with zone under degrees", |[lon, lat]| {
            let [x, y] = metres([lon, lat]);
            degrees([x + 39e6, y])
        }),
        ("decimal commas", |[lon, lat]| {
            degrees([lon, lat]).replace('.', ",")
        }),
        ("all zero", |_| "[0,0]".to_owned()),
    ];
    for (class, write) in ways {
        for file in [PARCELS, REDLINE, FARMLAND] {
            let mut scene = sound_scene();
            scene[file].write = write;
            cases.push(Case::of(class, Ground::Meant, &scene));
        }
    }
    // One layer in metres, said to be in a zone that is not its own.
    for code in [
        "4526", "4528", "4525", "4531", "4547", "4546", "4508", "32649", "3857", "4490", "2362", "2433",
    ] {
        for file in [PARCELS, REDLINE] {
            let mut scene = sound_scene();
            scene[file].crs = crs_member(&format!("urn:ogc:def:crs:EPSG::{code}"));
            scene[file].write = |at| {
                let [x, y] = metres(at);
                degrees([x + 39e6, y])
            };
            cases.push(Case::of(
                format!("zone 39 said to be EPSG:{code}"),
                Ground::Meant,
                &scene,
            ));
        }
    }
    across_the_date_line(cases);
}

/// About what Gauss-Krüger gives at 117° E; a metre does not matter here.
fn metres([lon, lat]: [f64; 2]) -> [f64; 2] {
    [
        500_000.0 + (lon - 117.0) * 96_800.0,
        3_275_900.0 + (lat - LAT) * 110_850.0,
    ]
}

fn across_the_date_line(cases: &mut Vec<Case>) {
    let text = |ring: &[[f64; 2]]| {
        let positions: Vec<String> = ring.iter().copied().map(degrees).collect();
        format!(
            "\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}",
            positions.join(",")
        )
    };
    let rings: [(&str, Vec<[f64; 2]>); 4] = [
        (
            "ring across the date line",
            vec![
                [179.5, 0.0],
                [-179.5, 0.0],
                [-179.5, 1.0],
                [179.5, 1.0],
                [179.5, 0.0],
            ],
        ),
        (
            "ring around the earth",
            vec![
                [-180.0, -80.0],
                [180.0, -80.0],
                [180.0, 80.0],
                [-180.0, 80.0],
                [-180.0, -80.0],
            ],
        ),
        (
            "ring at a pole",
            vec![[0.0, 90.0], [120.0, 89.0], [-120.0, 89.0], [0.0, 90.0]],
        ),
        (
            "ring the long way round",
            vec![
                [LON, LAT],
                [LON - 359.0, LAT],
                [LON - 359.0, LAT + 1.0],
                [LON, LAT + 1.0],
                [LON, LAT],
            ],
        ),
    ];
    for (class, ring) in rings {
        for (file, feature) in [(PARCELS, 0), (REDLINE, 0), (REDLINE, 3), (FARMLAND, 0)] {
            let mut scene = sound_scene();
            scene[file].geometry_texts.push((feature, text(&ring)));
            let mut case = Case::of(class, Ground::Meant, &scene);
            // The feature has gone elsewhere; what remains must still be found.
            case.features[file][feature].polygons.clear();
            cases.push(case);
        }
    }
}

// Documents.

const DOCUMENTS: [RewriteBytes; 38] = [
    ("file empty", |_| Vec::new()),
    ("file of spaces", |_| b"  \n ".to_vec()),
    ("no features", |_| {
        b"{\"type\":\"FeatureCollection\",\"features\":[]}".to_vec()
    }),
    ("features null", |_| {
        b"{\"type\":\"FeatureCollection\",\"features\":null}".to_vec()
    }),
    ("features missing", |_| {
        b"{\"type\":\"FeatureCollection\"}".to_vec()
    }),
    ("features misspelt", |text| {
        replaced(&text, "\"features\"", "\"feature\"")
    }),
    ("features an object", |text| {
        replaced(&replaced(&text, "[\n", "{\"0\":"), "\n]}", "}}")
    }),
    ("features twice", |text| {
        replaced(&text, "\"features\":", "\"features\":[],\"features\":")
    }),
    ("features twice, empty second", |text| {
        replaced(&text, "\n]}", "\n],\"features\":[]}")
    }),
    ("collection without type", |text| {
        replaced(&text, "\"type\":\"FeatureCollection\",", "")
    }),
    ("collection of another type", |text| {
        replaced(&text, "FeatureCollection", "FeatureColection")
    }),
    ("features in a member", |text| {
        replaced(
            &replaced(&text, "\"features\":", "\"data\":{\"features\":"),
            "\n]}",
            "\n]}}",
        )
    }),
    ("comma after the last", |text| replaced(&text, "\n]}", ",\n]}")),
    ("comma before the first", |text| replaced(&text, "[\n", "[,")),
    ("comma missing between features", |text| {
        replaced(&text, "},\n{", "}\n{")
    }),
    ("features one a line", |text| replaced(&text, "},\n{", "}\n\x1e{")),
    ("single quotes", |text| replaced(&text, "\"", "'")),
    ("comment", |text| replaced(&text, "[\n", "[ /* layer */\n")),
    ("comment to the end of a line", |text| {
        replaced(&text, "},\n{", "},// x\n{")
    }),
    ("names without quotes", |text| {
        replaced(&text, "\"coordinates\"", "coordinates")
    }),
    ("garbage at the end", |text| [text, b"garbage".to_vec()].concat()),
    ("bracket at the end", |text| [text, b"}".to_vec()].concat()),
    ("NUL at the end", |text| [text, vec![0]].concat()),
    ("NULs at the end", |text| [text, vec![0; 4096]].concat()),
    ("document twice", |text| [text.clone(), text].concat()),
    ("BOM twice", |text| {
        [b"\xEF\xBB\xBF\xEF\xBB\xBF".to_vec(), text].concat()
    }),
    ("UTF-16 LE", |text| utf16(&text, u16::to_le_bytes, &[0xFF, 0xFE])),
    ("UTF-16 BE", |text| utf16(&text, u16::to_be_bytes, &[0xFE, 0xFF])),
    ("UTF-16 without BOM", |text| utf16(&text, u16::to_le_bytes, &[])),
    ("not UTF-8 in a name", |text| {
        bytes_for(&text, "地块", b"\xFF\xFE")
    }),
    ("GBK in a name", |text| {
        bytes_for(&text, "地块", b"\xB5\xD8\xBF\xE9")
    }),
    ("GBK whose last byte is a backslash", |text| {
        bytes_for(&text, "地块", b"\x81\x5C")
    }),
    ("half a character", |text| bytes_for(&text, "地块", b"\xE5\x9C")),
    ("surrogate alone", |text| replaced(&text, "地块", "\\ud800")),
    ("control character in a name", |text| {
        replaced(&text, "地块", "\u{1}\u{7f}")
    }),
    ("line break in a name", |text| replaced(&text, "地块", "\n")),
    ("ids all the same", |text| {
        replaced(
            &replaced(&text, "\"id\":\"", "\"id\":\"1\",\"y\":\""),
            "\"n\":",
            "\"BSM\":",
        )
    }),
    ("ids of every kind", |text| {
        replaced(&text, "\"id\":", "\"id\":[{\"a\":1e400}],\"y\":")
    }),
];

fn documents(cases: &mut Vec<Case>) {
    for (class, way) in DOCUMENTS {
        for file in [PARCELS, REDLINE, FARMLAND] {
            let mut case = Case::of(class, Ground::Meant, &sound_scene());
            case.files[file] = way(std::mem::take(&mut case.files[file]));
            cases.push(case);
        }
    }
}

fn utf16(text: &[u8], bytes: fn(u16) -> [u8; 2], mark: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(text.to_vec()).expect("written here");
    let units = text.encode_utf16().flat_map(bytes);
    mark.iter().copied().chain(units).collect()
}

fn bytes_for(text: &[u8], from: &str, to: &[u8]) -> Vec<u8> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest
        .windows(from.len())
        .position(|window| window == from.as_bytes())
    {
        parts.extend_from_slice(&rest[..at]);
        parts.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    parts.extend_from_slice(rest);
    parts
}

/// Files cut off, and files with a byte changed among the features.
fn bytes(random: &mut Random, cases: &mut Vec<Case>) {
    for file in [PARCELS, REDLINE, FARMLAND] {
        for _ in 0..10 {
            let mut case = Case::of("truncated", Ground::Meant, &sound_scene());
            // The last two bytes are the closing bracket and the end of the line.
            let end = random.below(case.files[file].len() - 2);
            case.files[file].truncate(end);
            cases.push(case);
        }
        for _ in 0..40 {
            let mut case = Case::of("byte changed", Ground::Meant, &sound_scene());
            let text = &mut case.files[file];
            let from = text
                .windows(2)
                .position(|two| two == b"[\n")
                .expect("the features");
            let at = from + 2 + random.below(text.len() - from - 4);
            text[at] = b"0123456789.-,[]{}\"eE x\\:n\0\xFF"[random.below(27)];
            let sound = sound_scene();
            case.features[file] = as_read(&case.files[file], &sound[file].features);
            cases.push(case);
        }
        for _ in 0..8 {
            let mut case = Case::of("bytes cut out", Ground::Meant, &sound_scene());
            let text = &mut case.files[file];
            let from = text
                .windows(2)
                .position(|two| two == b"[\n")
                .expect("the features");
            let at = from + 2 + random.below(text.len() - from - 40);
            text.drain(at..at + 1 + random.below(20));
            let sound = sound_scene();
            case.features[file] = as_read(&case.files[file], &sound[file].features);
            cases.push(case);
        }
    }
}

/// A bad shape in one file, and a bad position or geometry in another.
fn several(random: &mut Random, cases: &mut Vec<Case>) {
    for _ in 0..80 {
        let mut scene = sound_scene();
        let one = random.below(3);
        let other = (one + 1 + random.below(2)) % 3;
        for _ in 0..=random.below(2) {
            let feature = random.below(scene[one].features.len());
            let (_, mutate) = SHAPES[random.below(SHAPES.len())];
            // Some shapes need the vertices that another one took.
            let mut mutated = scene[one].features[feature].clone();
            if mutated.polygons.iter().flatten().all(|ring| ring.len() > 16) {
                mutate(&mut mutated, random);
                scene[one].features[feature] = mutated;
            }
        }
        let sound = sound_scene();
        if random.below(2) == 0 {
            let place = vertex_of(&scene[other], random);
            let at = super::scene::to_degrees(vertex_at(&scene[other], place));
            let text = POSITIONS[random.below(POSITIONS.len())].1(at);
            scene[other].position_texts.push((place, text));
        } else {
            let feature = random.below(scene[other].features.len());
            let text = GEOMETRIES[random.below(GEOMETRIES.len())].1(&scene[other].geometry(feature));
            scene[other].geometry_texts.push((feature, text));
        }
        let mut case = Case::of("several", Ground::AsWritten, &scene);
        case.features[other] = as_read(&case.files[other], &sound[other].features);
        cases.push(case);
    }
}
