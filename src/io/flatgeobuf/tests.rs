use std::path::Path;

use flatbuffers::{FlatBufferBuilder, WIPOffset};
use flatgeobuf::{
    Crs, CrsArgs, FallibleStreamingIterator as _, Feature, FeatureArgs, FgbReader, Geometry, GeometryArgs,
    GeometryType, Header, HeaderArgs,
};

use super::super::error::ReadErrorKind;
use super::super::format::{Confidence, Format as _, ReadOptions, WriteOptions};
use super::{FlatGeobuf, MAGIC, index_bytes};
use crate::crs::{CrsId, SourceXy};
use crate::layer::{FeatureState, SourceLayer};
use crate::progress::Ticket;

fn read(path: &Path) -> Result<SourceLayer, ReadErrorKind> {
    let read = FlatGeobuf.read(path, &ReadOptions::default(), &Ticket::new());
    read.map(|mut layers| layers.pop().unwrap())
        .map_err(|error| error.kind)
}

fn read_bytes(bytes: &[u8]) -> Result<SourceLayer, ReadErrorKind> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fgb");
    std::fs::write(&path, bytes).unwrap();
    read(&path)
}

fn broken(result: Result<SourceLayer, ReadErrorKind>) -> &'static str {
    match result {
        Err(ReadErrorKind::FlatGeobufBroken { what, .. }) => what,
        Err(other) => other.code(),
        Ok(_) => "read",
    }
}

fn codes(layer: &SourceLayer) -> Vec<&'static str> {
    layer.notes.counts().iter().map(|(code, _)| *code).collect()
}

fn states(layer: &SourceLayer) -> Vec<FeatureState> {
    layer
        .chunks
        .iter()
        .flat_map(|chunk| chunk.states.iter().copied())
        .collect()
}

// ---- files built by hand

struct Part {
    kind: GeometryType,
    ends: Vec<u32>,
    xy: Vec<f64>,
    parts: Vec<Part>,
}

fn polygon(ends: &[u32], xy: &[f64]) -> Part {
    Part {
        kind: GeometryType::Unknown,
        ends: ends.to_vec(),
        xy: xy.to_vec(),
        parts: Vec::new(),
    }
}

fn of_kind(kind: GeometryType, parts: Vec<Part>) -> Part {
    Part {
        kind,
        parts,
        ..polygon(&[], &[])
    }
}

fn geometry<'f>(builder: &mut FlatBufferBuilder<'f>, part: &Part) -> WIPOffset<Geometry<'f>> {
    let parts: Vec<_> = part.parts.iter().map(|part| geometry(builder, part)).collect();
    let args = GeometryArgs {
        ends: (!part.ends.is_empty()).then(|| builder.create_vector(&part.ends)),
        xy: (!part.xy.is_empty()).then(|| builder.create_vector(&part.xy)),
        type_: part.kind,
        parts: (!parts.is_empty()).then(|| builder.create_vector(&parts)),
        ..GeometryArgs::default()
    };
    Geometry::create(builder, &args)
}

fn header(kind: GeometryType, count: u64, crs: Option<(&str, i32, &str)>) -> Vec<u8> {
    let mut builder = FlatBufferBuilder::new();
    let crs = crs.map(|(org, code, wkt)| {
        let args = CrsArgs {
            org: Some(builder.create_string(org)),
            code,
            wkt: (!wkt.is_empty()).then(|| builder.create_string(wkt)),
            ..CrsArgs::default()
        };
        Crs::create(&mut builder, &args)
    });
    let args = HeaderArgs {
        geometry_type: kind,
        features_count: count,
        index_node_size: 0,
        crs,
        ..HeaderArgs::default()
    };
    let header = Header::create(&mut builder, &args);
    builder.finish_size_prefixed(header, None);
    [&MAGIC[..], builder.finished_data()].concat()
}

fn feature(part: Option<&Part>) -> Vec<u8> {
    let mut builder = FlatBufferBuilder::new();
    let args = FeatureArgs {
        geometry: part.map(|part| geometry(&mut builder, part)),
        ..FeatureArgs::default()
    };
    let feature = Feature::create(&mut builder, &args);
    builder.finish_size_prefixed(feature, None);
    builder.finished_data().to_vec()
}

fn file(kind: GeometryType, parts: &[Option<Part>]) -> Vec<u8> {
    let features = parts.iter().map(|part| feature(part.as_ref()));
    let header = header(kind, parts.len() as u64, None);
    std::iter::once(header)
        .chain(features)
        .collect::<Vec<_>>()
        .concat()
}

const RING: [f64; 8] = [0.0, 0.0, 4.0, 0.0, 4.0, 4.0, 0.0, 0.0];

#[test]
fn types_nested_parts_and_what_is_no_ground() {
    let line = Part {
        kind: GeometryType::LineString,
        ..polygon(&[], &RING)
    };
    let polygon_part = || Part {
        kind: GeometryType::Polygon,
        ..polygon(&[], &RING)
    };
    let two = of_kind(
        GeometryType::MultiPolygon,
        vec![polygon(&[4, 8], &[RING, RING].concat()), polygon(&[], &RING)],
    );
    let curve = of_kind(GeometryType::CurvePolygon, Vec::new());
    let collection = of_kind(GeometryType::GeometryCollection, vec![line, polygon_part()]);
    let empty = of_kind(GeometryType::Polygon, Vec::new());
    let all = [Some(two), Some(collection), Some(curve), None, Some(empty)];
    let layer = read_bytes(&file(GeometryType::Unknown, &all)).unwrap();
    assert_eq!(
        states(&layer),
        [
            FeatureState::Polygon,
            FeatureState::Polygon,
            FeatureState::Unreadable,
            FeatureState::NoGeometry,
            FeatureState::NoGeometry
        ]
    );
    assert_eq!(
        codes(&layer),
        [
            "note-lines-ignored",
            "note-curve",
            "note-geometry-null",
            "note-geometry-empty"
        ]
    );
    assert_eq!(layer.chunks[0].geometry.feature(0).rings().count(), 3);
}

#[test]
fn damaged_geometries_are_set_aside_with_the_reason() {
    let nested = (0..80).fold(polygon(&[], &RING), |inner, _| {
        of_kind(GeometryType::GeometryCollection, vec![inner])
    });
    let cases = [
        (polygon(&[3], &RING), "note-flatgeobuf-geometry"),
        (polygon(&[5, 4], &RING), "note-flatgeobuf-geometry"),
        (polygon(&[], &RING[..7]), "note-flatgeobuf-geometry"),
        (
            of_kind(GeometryType::MultiPolygon, Vec::new()),
            "note-flatgeobuf-geometry",
        ),
        (
            of_kind(GeometryType::Unknown, vec![polygon(&[], &RING)]),
            "note-flatgeobuf-geometry",
        ),
        (
            polygon(&[], &[0.0, 0.0, 1.0, f64::NAN, 1.0, 1.0]),
            "note-ordinate-not-finite",
        ),
        (polygon(&[], &RING[..4]), "note-ground-lost"),
    ];
    for (part, code) in cases {
        let good = || Some(polygon(&[], &RING));
        let layer = read_bytes(&file(GeometryType::Polygon, &[good(), Some(part), good()])).unwrap();
        assert_eq!(states(&layer)[1], FeatureState::Unreadable, "{code}");
        assert_eq!(layer.n_in_state(FeatureState::Polygon), 2);
        assert!(
            layer
                .notes
                .iter()
                .any(|note| note.code == code && note.place.feature == Some(1)),
            "{code}"
        );
    }
    let layer = read_bytes(&file(GeometryType::Unknown, &[Some(nested)])).unwrap();
    assert_eq!(states(&layer), [FeatureState::Unreadable]);
}

#[test]
fn parts_that_share_their_coordinates_cannot_fill_the_memory() {
    let mut builder = FlatBufferBuilder::new();
    let xy: Vec<f64> = (0..100_000).map(f64::from).collect();
    let xy = builder.create_vector(&xy);
    let args = GeometryArgs {
        xy: Some(xy),
        type_: GeometryType::Polygon,
        ..GeometryArgs::default()
    };
    let part = Geometry::create(&mut builder, &args);
    let args = GeometryArgs {
        type_: GeometryType::MultiPolygon,
        parts: Some(builder.create_vector(&vec![part; 50_000])),
        ..GeometryArgs::default()
    };
    let geometry = Some(Geometry::create(&mut builder, &args));
    let feature = Feature::create(
        &mut builder,
        &FeatureArgs {
            geometry,
            ..FeatureArgs::default()
        },
    );
    builder.finish_size_prefixed(feature, None);
    let bytes = [
        header(GeometryType::MultiPolygon, 1, None),
        builder.finished_data().to_vec(),
    ]
    .concat();
    let layer = read_bytes(&bytes).unwrap();
    assert_eq!(codes(&layer), ["note-flatgeobuf-buffer"]);
    assert_eq!(states(&layer), [FeatureState::Unreadable]);
}

#[test]
fn the_reference_system_is_what_the_header_says_for_certain() {
    let crs = |crs: Option<(&str, i32, &str)>| {
        let layer = read_bytes(&header(GeometryType::Polygon, 0, crs)).unwrap();
        (layer.declared_crs, codes(&layer))
    };
    let wkt = r#"PROJCS["x",AUTHORITY["EPSG","4527"]]"#;
    assert_eq!(crs(None), (None, vec![]));
    assert_eq!(crs(Some(("", 0, ""))), (None, vec![]));
    assert_eq!(crs(Some(("EPSG", 4490, ""))), (Some(CrsId::Epsg(4490)), vec![]));
    assert_eq!(crs(Some(("", 4527, wkt))), (Some(CrsId::Epsg(4527)), vec![]));
    assert_eq!(
        crs(Some(("EPSG", 4490, wkt))),
        (None, vec!["note-srs-contradiction"])
    );
    assert_eq!(crs(Some(("ESRI", 4490, ""))), (None, vec!["note-srs-unknown"]));
    assert_eq!(
        crs(Some(("", 0, wkt))),
        (Some(CrsId::Epsg(4527)), vec!["note-srs-by-definition"])
    );
}

#[test]
fn lengths_that_no_file_has_are_refused() {
    assert_eq!(index_bytes(0, 16), Some(0));
    assert_eq!(index_bytes(1, 16), Some(80));
    assert_eq!(index_bytes(17, 16), Some(17 * 40 + 3 * 40));
    assert_eq!(index_bytes(u64::MAX, 2), None);
    let one = file(GeometryType::Polygon, &[Some(polygon(&[], &RING))]);
    for cut in 0..one.len() {
        assert!(read_bytes(&one[..cut]).is_err(), "{cut}");
    }
    let many = header(GeometryType::Polygon, 1 << 60, None);
    assert_eq!(broken(read_bytes(&many)), "truncated");
    let mut other = one.clone();
    other[3] = 2;
    assert_eq!(broken(read_bytes(&other)), "version");
    let mut long = one.clone();
    let at = long.len() - feature(Some(&polygon(&[], &RING))).len();
    long[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(broken(read_bytes(&long)), "truncated");
    let more = [one.clone(), feature(None)].concat();
    let layer = read_bytes(&more).unwrap();
    assert_eq!(
        (layer.n_features(), layer.notes.count("note-feature-count")),
        (2, 1)
    );
    assert_eq!(read_bytes(&[one, vec![0; 3]].concat()).unwrap().n_features(), 1);
    assert_eq!(FlatGeobuf.sniff(b"fgb\x03fgb\x01rest"), Confidence::Certain);
    assert_eq!(FlatGeobuf.sniff(b"fgb\x03xxx\x01"), Confidence::No);
}

// ---- writing

struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn number(&mut self, below: usize) -> f64 {
        f64::from(u32::try_from(self.next(below)).unwrap())
    }
}

fn layer_of(directory: &Path, geojson: &str) -> SourceLayer {
    let path = directory.join("source.geojson");
    std::fs::write(&path, geojson).unwrap();
    super::super::read(&path, None, &Ticket::new())
        .unwrap()
        .pop()
        .unwrap()
}

/// A layer of triangles, some with a hole, some with two parts.
fn triangles(directory: &Path, count: usize) -> SourceLayer {
    let mut random = Random(3);
    let ring =
        |x: f64, y: f64, size: f64| format!("[[{x},{y}],[{},{y}],[{x},{}],[{x},{y}]]", x + size, y + size);
    let features: Vec<String> = (0..count)
        .map(|number| {
            let x = random.number(1 << 30) / 1000.0 + 1e-9;
            let y = random.number(1 << 30) / 997.0;
            let polygon = format!("[{},{}]", ring(x, y, 50.0), ring(x + 1.0, y + 1.0, 3.0));
            let other = format!("[{}]", ring(x + 100.0, y, 7.0));
            let coordinates = if number % 3 == 0 { format!("{polygon},{other}") } else { polygon };
            format!(
                r#"{{"type":"Feature","id":{number},"properties":{{"名称":"地块{number}","面积":{}.5,"层":{},"x":[1]}},
                "geometry":{{"type":"MultiPolygon","coordinates":[{coordinates}]}}}}"#,
                number, number % 7
            )
        })
        .collect();
    layer_of(
        directory,
        &format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        ),
    )
}

fn write(layer: &SourceLayer, path: &Path) -> (SourceLayer, Vec<&'static str>) {
    #[allow(clippy::needless_update, reason = "options are added as formats need them")]
    let options = WriteOptions {
        without_unknown_geometry: true,
        ..WriteOptions::default()
    };
    let notes = FlatGeobuf.write(path, layer, &options, &Ticket::new()).unwrap();
    (read(path).unwrap(), notes.iter().map(|note| note.code).collect())
}

type Flat = (Option<String>, Vec<Vec<[u64; 2]>>, Vec<Option<String>>);

/// Everything about the features, in the order of their ids.
fn flat(layer: &SourceLayer) -> Vec<Flat> {
    let mut all = Vec::new();
    for chunk in &layer.chunks {
        for row in 0..chunk.states.len() {
            let column = chunk.geometry.feature(row).to_column::<SourceXy>();
            let polygons = column.feature(0);
            let bits = |at: &SourceXy| [at.x.to_bits(), at.y.to_bits()];
            let rings = polygons
                .rings()
                .map(|ring| ring.iter().map(bits).collect())
                .collect();
            let id = chunk
                .ids
                .get(row)
                .or(chunk.attributes.json(row, "id"))
                .map(str::to_owned);
            let names = ["名称", "面积", "层", "x"];
            let values = names.map(|name| chunk.attributes.text(row, name)).to_vec();
            all.push((id, rings, values));
        }
    }
    all.sort();
    all
}

#[test]
fn what_is_written_is_read_back_to_the_bit_and_the_tree_finds_it() {
    let directory = tempfile::tempdir().unwrap();
    let layer = triangles(directory.path(), 300);
    let path = directory.path().join("b.fgb");
    let (back, notes) = write(&layer, &path);
    assert_eq!(notes, ["note-flatgeobuf-order"]);
    assert_eq!(back.declared_crs, None);
    assert_eq!(back.notes.counts(), []);
    assert_eq!(flat(&back), flat(&layer));
    // Written again, nothing moves.
    let (again, notes) = write(&back, &directory.path().join("c.fgb"));
    assert!(notes.is_empty());
    assert_eq!(again.chunks, back.chunks);

    // Another reader finds by the tree what lies in a window.
    let window = [200_000.0, 200_000.0, 700_000.0, 900_000.0];
    let expected = layer
        .chunks
        .iter()
        .flat_map(|chunk| chunk.geometry.features())
        .filter(|feature| {
            let b = feature.bounds().unwrap();
            b[0] <= window[2] && b[2] >= window[0] && b[1] <= window[3] && b[3] >= window[1]
        });
    let expected = expected.count();
    let input = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
    let reader = FgbReader::open(input).unwrap();
    assert_eq!(reader.header().features_count(), 300);
    let mut found = reader
        .select_bbox(window[0], window[1], window[2], window[3])
        .unwrap();
    let mut count = 0;
    while let Some(feature) = found.next().unwrap() {
        assert!(feature.geometry().is_some());
        count += 1;
    }
    assert!(count == expected && count > 50, "{count} of {expected}");
}

#[test]
fn features_without_geometry_are_written_without_a_tree() {
    let directory = tempfile::tempdir().unwrap();
    let layer = layer_of(
        directory.path(),
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4527"}},"extra":1,"features":[
        {"type":"Feature","id":"b","properties":{"id":7,"n":null,"v":1},"geometry":null},
        {"type":"Feature","properties":{"v":"x","big":12345678901234567890},"geometry":{"type":"Polygon",
         "coordinates":[[[1,1],[2,1],[2,2],[1,1]]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,1]}}]}"#,
    );
    let (back, notes) = write(&layer, &directory.path().join("b.fgb"));
    assert_eq!(
        notes,
        [
            "note-written-without-geometry",
            "note-members-dropped",
            "note-flatgeobuf-no-index"
        ]
    );
    assert_eq!(
        states(&back),
        [
            FeatureState::NoGeometry,
            FeatureState::Polygon,
            FeatureState::NoGeometry
        ]
    );
    let text = |row, name| back.chunks[0].attributes.json(row, name).map(str::to_owned);
    assert_eq!(text(0, "id").as_deref(), Some("7"));
    assert_eq!(
        (text(0, "v").as_deref(), text(1, "v").as_deref()),
        (Some("1"), Some("\"x\""))
    );
    assert_eq!(text(1, "big").as_deref(), Some("12345678901234567890"));
    assert_eq!(back.declared_crs, Some(CrsId::Epsg(4527)));
    let empty = layer_of(directory.path(), r#"{"type":"FeatureCollection","features":[]}"#);
    assert_eq!(write(&empty, &directory.path().join("c.fgb")).0.n_features(), 0);
}

// ---- hostile files

#[test]
fn damaged_files_are_refused_or_read_with_every_feature_accounted_for() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.fgb");
    let (_, _) = write(&triangles(directory.path(), 20), &path);
    let by_hand = file(
        GeometryType::Unknown,
        &[
            Some(of_kind(
                GeometryType::MultiPolygon,
                vec![polygon(&[4, 8], &[RING, RING].concat())],
            )),
            None,
            Some(of_kind(GeometryType::GeometryCollection, vec![])),
        ],
    );
    let seeds = [std::fs::read(&path).unwrap(), by_hand];
    let mut random = Random(99);
    let (mut n_read, mut n_refused) = (0, 0);
    for seed in &seeds {
        for _ in 0..3000 {
            let mut bytes = seed.clone();
            for _ in 0..=random.next(3) {
                let at = random.next(bytes.len());
                match random.next(4) {
                    0 => bytes[at] = u8::try_from(random.next(256)).unwrap(),
                    1 => bytes[at] ^= 1 << random.next(8),
                    2 => bytes.truncate(at.max(1)),
                    _ => {
                        let end = (at + 1 + random.next(8)).min(bytes.len());
                        bytes[at..end].fill(0xFF);
                    }
                }
            }
            std::fs::write(&path, &bytes).unwrap();
            match read(&path) {
                Err(_) => n_refused += 1,
                Ok(layer) => {
                    n_read += 1;
                    for chunk in &layer.chunks {
                        let rows = chunk.states.len();
                        assert_eq!((chunk.geometry.len(), chunk.attributes.len()), (rows, rows));
                        assert!(chunk.geometry.is_finite());
                    }
                    let unreadable = layer.n_in_state(FeatureState::Unreadable);
                    let told = layer
                        .notes
                        .iter()
                        .filter(|note| note.severity.code() == "quarantined");
                    assert_eq!(told.count(), unreadable);
                }
            }
        }
    }
    assert!(
        n_read > 500 && n_refused > 500,
        "{n_read} read, {n_refused} refused"
    );
}

#[test]
fn reading_and_writing_stop_when_asked_to() {
    let directory = tempfile::tempdir().unwrap();
    let layer = triangles(directory.path(), 5);
    let path = directory.path().join("a.fgb");
    write(&layer, &path);
    let ticket = Ticket::new();
    ticket.cancel();
    let error = FlatGeobuf
        .read(&path, &ReadOptions::default(), &ticket)
        .unwrap_err();
    assert_eq!(error.code(), "read-cancelled");
    let target = directory.path().join("b.fgb");
    let error = FlatGeobuf
        .write(&target, &layer, &WriteOptions::default(), &ticket)
        .unwrap_err();
    assert_eq!(error.code(), "write-cancelled");
    assert!(!target.exists());
}
