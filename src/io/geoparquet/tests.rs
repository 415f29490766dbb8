//! Files are written here with this program and with the crate, whole and damaged.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::Type;

use super::super::error::{ReadErrorKind, WriteErrorKind};
use super::super::format::{Format as _, ReadOptions, WriteOptions, detect};
use super::super::geojson::GeoJson;
use super::GeoParquet;
use crate::crs::CrsId;
use crate::layer::{FeatureState, Notes, SourceLayer};
use crate::progress::Ticket;

fn read(path: &Path) -> Result<SourceLayer, ReadErrorKind> {
    let read = GeoParquet.read(path, &ReadOptions::default(), &Ticket::new());
    read.map(|mut layers| layers.pop().unwrap())
        .map_err(|error| error.kind)
}

fn read_bytes(bytes: &[u8]) -> Result<SourceLayer, ReadErrorKind> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.parquet");
    fs::write(&path, bytes).unwrap();
    read(&path)
}

fn refused(result: Result<SourceLayer, ReadErrorKind>) -> &'static str {
    match result {
        Err(ReadErrorKind::GeoParquet { what, .. }) => what,
        Err(other) => other.code(),
        Ok(_) => "read",
    }
}

fn layer_of(directory: &Path, geojson: &str) -> SourceLayer {
    let path = directory.join("a.geojson");
    fs::write(&path, geojson).unwrap();
    let mut layers = GeoJson
        .read(&path, &ReadOptions::default(), &Ticket::new())
        .unwrap();
    layers.pop().unwrap()
}

fn write(path: &Path, layer: &SourceLayer) -> Result<Notes, WriteErrorKind> {
    let written = GeoParquet.write(path, layer, &WriteOptions::default(), &Ticket::new());
    written.map_err(|error| error.kind)
}

fn codes(notes: &Notes) -> Vec<&'static str> {
    notes.counts().iter().map(|(code, _)| *code).collect()
}

fn states(layer: &SourceLayer) -> Vec<FeatureState> {
    let chunks = layer.chunks.iter();
    chunks.flat_map(|chunk| chunk.states.iter().copied()).collect()
}

const MIXED: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4527"}},"features":[
{"type":"Feature","id":"A-1","properties":{"MJ":12.5,"n":1,"名称":"甲\"乙","ok":true,"号":110101199003071234567},"geometry":{"type":"Polygon","coordinates":[[[39500001.1,3300000.2],[39500009.30000001,3300000.2],[39500004.2,3300009.4],[39500001.1,3300000.2]],[[39500004,3300001],[39500005,3300001],[39500005,3300002],[39500004,3300001]]]}},
{"type":"Feature","id":"A-2","properties":{"MJ":3,"n":-4,"名称":"","ok":false,"号":"x","geometry":"同名"},"geometry":{"type":"MultiPolygon","coordinates":[[[[1,1],[2,1],[2,2],[1,1]]],[[[5,5],[6,5],[6,6],[5,5]]]]}},
{"type":"Feature","properties":{"MJ":null},"geometry":null}]}"#;

// ---- written by this program

#[test]
fn what_is_written_reads_back() {
    let directory = tempfile::tempdir().unwrap();
    let layer = layer_of(directory.path(), MIXED);
    let path = directory.path().join("b.parquet");
    let notes = write(&path, &layer).unwrap();
    assert_eq!(codes(&notes), ["note-columns-as-text"]);
    assert_eq!(detect(&path).unwrap().name(), "GeoParquet");
    let back = read(&path).unwrap();
    assert_eq!(
        (back.name.as_str(), back.declared_crs),
        ("b", Some(CrsId::Epsg(4527)))
    );
    assert_eq!(back.chunks[0].geometry, layer.chunks[0].geometry);
    assert_eq!(back.chunks[0].states, layer.chunks[0].states);
    assert_eq!(codes(&back.notes), ["note-geometry-null"]);
    let table = &back.chunks[0].attributes;
    assert_eq!(
        table.row(0).collect::<Vec<_>>(),
        [
            ("id", "\"A-1\""),
            ("MJ", "12.5"),
            ("n", "1"),
            ("名称", "\"甲\\\"乙\""),
            ("ok", "true"),
            ("号", "\"110101199003071234567\""),
            ("geometry", "null")
        ]
    );
    assert_eq!(table.json(1, "MJ"), Some("3.0"));
    assert_eq!(table.json(2, "MJ"), Some("null"));
    // Written again nothing changes any more, not even a byte.
    let again = directory.path().join("c.parquet");
    write(&again, &back).unwrap();
    let twice = read(&again).unwrap();
    assert_eq!(twice.chunks, back.chunks);
    let third = directory.path().join("d.parquet");
    write(&third, &twice).unwrap();
    assert_eq!(fs::read(&again).unwrap(), fs::read(&third).unwrap());
}

#[test]
fn many_features_fill_several_row_groups() {
    let directory = tempfile::tempdir().unwrap();
    let features: Vec<String> = (0..70_000)
        .map(|at| {
            format!(
                r#"{{"type":"Feature","properties":{{"n":{at}}},"geometry":{{"type":"Polygon","coordinates":[[[{at},0],[{at}.5,0],[{at}.25,1],[{at},0]]]}}}}"#
            )
        })
        .collect();
    let geojson = format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",")
    );
    let layer = layer_of(directory.path(), &geojson);
    let path = directory.path().join("b.parquet");
    let notes = write(&path, &layer).unwrap();
    assert_eq!(codes(&notes), ["note-written-without-crs"]);
    let back = read(&path).unwrap();
    assert_eq!(back.declared_crs, None);
    assert_eq!(codes(&back.notes), ["note-crs-null"]);
    assert_eq!(back.n_features(), 70_000);
    let numbers = |layer: &SourceLayer| -> Vec<String> {
        let rows = layer.chunks.iter().flat_map(|chunk| {
            let rows = 0..chunk.states.len();
            rows.map(|row| chunk.attributes.json(row, "n").unwrap_or_default().to_owned())
        });
        rows.collect()
    };
    assert_eq!(numbers(&back), numbers(&layer));
    let boxes = |layer: &SourceLayer| -> Vec<Option<[f64; 4]>> {
        let features = layer.chunks.iter().flat_map(|chunk| chunk.geometry.features());
        features.map(|feature| feature.bounds()).collect()
    };
    assert_eq!(boxes(&back), boxes(&layer));
}

#[test]
fn an_empty_layer_and_refusals() {
    let directory = tempfile::tempdir().unwrap();
    let mut layer = layer_of(directory.path(), r#"{"type":"FeatureCollection","features":[]}"#);
    let path = directory.path().join("b.parquet");
    write(&path, &layer).unwrap();
    assert_eq!(read(&path).unwrap().n_features(), 0);
    let before = fs::read(&path).unwrap();
    layer = layer_of(directory.path(), MIXED);
    let cancelled = Ticket::new();
    cancelled.cancel();
    let error = GeoParquet.write(&path, &layer, &WriteOptions::default(), &cancelled);
    assert_eq!(error.unwrap_err().code(), "write-cancelled");
    let error = GeoParquet.read(&path, &ReadOptions::default(), &cancelled);
    assert_eq!(error.unwrap_err().code(), "read-cancelled");
    layer.chunks[0].states[2] = FeatureState::NotPolygon;
    assert_eq!(write(&path, &layer).unwrap_err().code(), "write-would-lose");
    assert_eq!(fs::read(&path).unwrap(), before);
}

// ---- written by the crate

fn geo(encoding: &str) -> String {
    format!(
        r#"{{"version":"1.1.0","primary_column":"g","columns":{{"g":{{"encoding":"{encoding}","crs":null}}}}}}"#
    )
}

/// Writes one row group; `columns` writes the columns in their order.
fn file(
    schema: &str,
    geo: Option<String>,
    version: WriterVersion,
    columns: impl FnOnce(&mut dyn FnMut(Values)),
) -> Vec<u8> {
    let schema = parse_message_type(schema).unwrap();
    file_of(Arc::new(schema), geo, version, columns)
}

enum Values {
    Doubles(Vec<f64>, Vec<i16>, Vec<i16>),
    Ints(Vec<i32>, Vec<i16>, Vec<i16>),
    Bytes(Vec<Vec<u8>>, Vec<i16>, Vec<i16>),
}

fn file_of(
    schema: Arc<Type>,
    geo: Option<String>,
    version: WriterVersion,
    columns: impl FnOnce(&mut dyn FnMut(Values)),
) -> Vec<u8> {
    let geo = geo.map(|geo| vec![KeyValue::new("geo".to_owned(), geo)]);
    let properties = WriterProperties::builder()
        .set_writer_version(version)
        .set_key_value_metadata(geo)
        .build();
    let mut bytes = Vec::new();
    let mut file = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
    let mut group = file.next_row_group().unwrap();
    let some = |levels: Vec<i16>| (!levels.is_empty()).then_some(levels);
    columns(&mut |values| {
        let mut column = group.next_column().unwrap().unwrap();
        match values {
            Values::Doubles(values, definition, repetition) => column
                .typed::<DoubleType>()
                .write_batch(&values, some(definition).as_deref(), some(repetition).as_deref())
                .unwrap(),
            Values::Ints(values, definition, repetition) => column
                .typed::<Int32Type>()
                .write_batch(&values, some(definition).as_deref(), some(repetition).as_deref())
                .unwrap(),
            Values::Bytes(values, definition, repetition) => {
                let values: Vec<ByteArray> = values.into_iter().map(ByteArray::from).collect();
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&values, some(definition).as_deref(), some(repetition).as_deref())
                    .unwrap()
            }
        };
        column.close().unwrap();
    });
    group.close().unwrap();
    file.close().unwrap();
    bytes
}

fn square(at: f64) -> Vec<u8> {
    let mut wkb = vec![1, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0];
    for (x, y) in [(at, 0.0), (at + 1.0, 0.0), (at + 1.0, 1.0), (at, 0.0)] {
        wkb.extend(f64::to_le_bytes(x));
        wkb.extend(f64::to_le_bytes(y));
    }
    wkb
}

#[test]
fn columns_of_all_kinds_are_read_or_told() {
    let schema = "message s { required binary g; optional int32 day (DATE); required binary raw; \
        optional group box { required double xmin; } optional group list (LIST) { repeated group l { optional int32 e; } } }";
    let geo = r#"{"version":"1.0.0","primary_column":"g","columns":{"g":{"encoding":"WKB","covering":{"bbox":{"xmin":["box","xmin"]}}}}}"#;
    let bytes = file(schema, Some(geo.to_owned()), WriterVersion::PARQUET_1_0, |add| {
        add(Values::Bytes(vec![square(1.0), vec![1, 2]], vec![], vec![]));
        add(Values::Ints(vec![19_000], vec![1, 0], vec![]));
        add(Values::Bytes(vec![vec![0], vec![1]], vec![], vec![]));
        add(Values::Doubles(vec![1.0], vec![1, 0], vec![]));
        add(Values::Ints(vec![7, 8], vec![3, 3, 1], vec![0, 1, 0]));
    });
    let layer = read_bytes(&bytes).unwrap();
    assert_eq!(states(&layer), [FeatureState::Polygon, FeatureState::Unreadable]);
    assert_eq!(layer.declared_crs, Some(CrsId::Epsg(4326)));
    let found = codes(&layer.notes);
    assert_eq!(
        found,
        ["note-wkb-truncated", "note-nested-dropped", "note-blob-dropped"]
    );
    assert!(found.iter().all(|code| GeoParquet::NOTE_CODES.contains(code)));
    let table = &layer.chunks[0].attributes;
    assert_eq!(table.row(0).collect::<Vec<_>>(), [("day", "\"2022-01-08\"")]);
    assert_eq!(table.json(1, "day"), Some("null"));
}

const POLYGON: &str = "message s { optional group g (LIST) { repeated group list { optional group element (LIST) \
    { repeated group list { required group element { required double x; required double y; } } } } } }";

#[test]
fn lists_of_coordinates_are_polygons() {
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        // A ring with a hole, null, no rings, a ring.
        let definition = [vec![4; 8], vec![0, 1], vec![4; 4]].concat();
        let repetition = [vec![0, 2, 2, 2, 1, 2, 2, 2], vec![0, 0], vec![0, 2, 2, 2]].concat();
        let x = vec![0.0, 9.0, 9.0, 0.0, 4.0, 5.0, 5.0, 4.0, 20.0, 21.0, 21.0, 20.0];
        let y = vec![0.0, 0.0, 9.0, 0.0, 1.0, 1.0, 2.0, 1.0, 0.0, 0.0, 1.0, 0.0];
        let bytes = file(POLYGON, Some(geo("polygon")), version, |add| {
            add(Values::Doubles(x, definition.clone(), repetition.clone()));
            add(Values::Doubles(y, definition, repetition));
        });
        let layer = read_bytes(&bytes).unwrap();
        assert_eq!(
            states(&layer),
            [
                FeatureState::Polygon,
                FeatureState::NoGeometry,
                FeatureState::NoGeometry,
                FeatureState::Polygon
            ]
        );
        let rings: Vec<usize> = layer.chunks[0]
            .geometry
            .features()
            .map(|feature| feature.rings().count())
            .collect();
        assert_eq!(rings, [2, 0, 0, 1]);
        assert_eq!(layer.bounds(), Some([0.0, 0.0, 21.0, 9.0]));
    }
}

#[test]
fn lists_of_coordinates_are_multipolygons_points_and_lines() {
    use FeatureState::{NoGeometry, NotPolygon, Unreadable};

    let schema = "message s { required group g (LIST) { repeated group list { required group element (LIST) { repeated group list { required group element (LIST) \
        { repeated group list { required group element { required double x; required double y; required double z; } } } } } } } }";
    let definition = vec![3_i16; 8];
    let repetition = vec![0_i16, 3, 3, 3, 1, 3, 3, 3];
    let x = vec![0.0, 9.0, 9.0, 0.0, 14.0, 15.0, 15.0, 14.0];
    let bytes = file(
        schema,
        Some(geo("multipolygon")),
        WriterVersion::PARQUET_1_0,
        |add| {
            add(Values::Doubles(x.clone(), definition.clone(), repetition.clone()));
            add(Values::Doubles(
                vec![0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0],
                definition.clone(),
                repetition.clone(),
            ));
            add(Values::Doubles(x, definition, repetition));
        },
    );
    let layer = read_bytes(&bytes).unwrap();
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    assert_eq!(
        layer.chunks[0]
            .geometry
            .feature(0)
            .rings()
            .last()
            .unwrap()
            .polygon,
        1
    );
    assert_eq!(
        layer.notes.iter().next().unwrap().args,
        [("count", "8".to_owned())]
    );
    assert_eq!(codes(&layer.notes), ["note-z-dropped", "note-crs-null"]);

    let point = "message s { optional group g { optional double x; optional double y; } }";
    let bytes = file(point, Some(geo("point")), WriterVersion::PARQUET_1_0, |add| {
        add(Values::Doubles(vec![1.0, f64::NAN], vec![2, 0, 2, 1], vec![]));
        add(Values::Doubles(vec![1.0, f64::NAN], vec![2, 0, 2, 1], vec![]));
    });
    let layer = read_bytes(&bytes).unwrap();
    assert_eq!(states(&layer), [NotPolygon, NoGeometry, NoGeometry, Unreadable]);

    let line = "message s { required group g (LIST) { repeated group list { required group element { required double x; required double y; } } } }";
    let bytes = file(line, Some(geo("linestring")), WriterVersion::PARQUET_1_0, |add| {
        add(Values::Doubles(vec![1.0, 2.0], vec![1, 1, 0], vec![0, 1, 0]));
        add(Values::Doubles(vec![1.0, 2.0], vec![1, 1, 0], vec![0, 1, 0]));
    });
    assert_eq!(states(&read_bytes(&bytes).unwrap()), [NotPolygon, NoGeometry]);
}

#[test]
fn bad_coordinates_set_the_feature_aside() {
    let row = (vec![4_i16; 4], vec![0_i16, 2, 2, 2]);
    let bytes = file(POLYGON, Some(geo("polygon")), WriterVersion::PARQUET_1_0, |add| {
        add(Values::Doubles(
            vec![0.0, 1.0, f64::INFINITY, 0.0],
            row.0.clone(),
            row.1.clone(),
        ));
        add(Values::Doubles(vec![0.0, 1.0, 1.0, 0.0], row.0, row.1));
    });
    let layer = read_bytes(&bytes).unwrap();
    assert_eq!(states(&layer), [FeatureState::Unreadable]);
    let note = layer.notes.iter().next().unwrap();
    assert_eq!(
        (note.code, note.place.vertex),
        ("note-ordinate-not-finite", Some(2))
    );
    // Columns that do not agree about their lists.
    let bytes = file(POLYGON, Some(geo("polygon")), WriterVersion::PARQUET_1_0, |add| {
        add(Values::Doubles(vec![0.0; 4], vec![4; 4], vec![0, 2, 2, 2]));
        add(Values::Doubles(vec![0.0; 4], vec![4; 4], vec![0, 2, 1, 2]));
    });
    assert_eq!(refused(read_bytes(&bytes)), "broken");
}

#[test]
fn a_geometry_of_parquet_itself_needs_no_key() {
    let table = |logical: Option<LogicalType>, n_columns: usize| {
        let column = |name: &str| {
            let builder = Type::primitive_type_builder(name, Physical::BYTE_ARRAY);
            let builder = builder
                .with_repetition(Repetition::REQUIRED)
                .with_logical_type(logical.clone());
            Arc::new(builder.build().unwrap())
        };
        let fields = ["g", "h"][..n_columns].iter().map(|name| column(name)).collect();
        let schema = Type::group_type_builder("s").with_fields(fields).build().unwrap();
        let bytes = file_of(Arc::new(schema), None, WriterVersion::PARQUET_1_0, |add| {
            for _ in 0..n_columns {
                add(Values::Bytes(vec![square(0.0)], vec![], vec![]));
            }
        });
        read_bytes(&bytes)
    };
    let geometry = |crs: Option<&str>| Some(LogicalType::geometry(crs.map(str::to_owned)));
    assert_eq!(
        table(geometry(None), 1).unwrap().declared_crs,
        Some(CrsId::Epsg(4326))
    );
    assert_eq!(
        table(geometry(Some("srid:4490")), 1).unwrap().declared_crs,
        Some(CrsId::Epsg(4490))
    );
    let unknown = table(geometry(Some("projjson:key")), 1).unwrap();
    assert_eq!(codes(&unknown.notes), ["note-srs-unknown"]);
    assert_eq!(refused(table(geometry(None), 2)), "several-geometries");
    assert_eq!(refused(table(None, 1)), "no-geo");
}

// ---- damaged and hostile

#[test]
fn what_is_no_whole_file_is_refused_in_words() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("b.parquet");
    write(&path, &layer_of(directory.path(), MIXED)).unwrap();
    let whole = fs::read(&path).unwrap();
    for end in [4, 8, 11, whole.len() / 2, whole.len() - 1] {
        assert_eq!(refused(read_bytes(&whole[..end])), "truncated", "{end}");
    }
    let mut encrypted = whole.clone();
    let end = encrypted.len();
    encrypted[end - 1] = b'E';
    assert_eq!(refused(read_bytes(&encrypted)), "encrypted");
    let mut long = whole;
    long[end - 8..end - 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(refused(read_bytes(&long)), "broken");
    assert_eq!(refused(read_bytes(b"PAR1")), "truncated");
}

/// A small generator, the same everywhere (xorshift64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

#[test]
fn flipped_bytes_never_stop_the_program_nor_hide_a_feature() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("b.parquet");
    write(&path, &layer_of(directory.path(), MIXED)).unwrap();
    let wkb = (fs::read(&path).unwrap(), 3);
    let lists = |version| {
        let (definition, repetition) = ([4_i16; 8].to_vec(), [0_i16, 2, 2, 2, 0, 2, 2, 2].to_vec());
        let x = vec![0.0, 9.0, 9.0, 0.0, 4.0, 5.0, 5.0, 4.0];
        let bytes = file(POLYGON, Some(geo("polygon")), version, |add| {
            add(Values::Doubles(x.clone(), definition.clone(), repetition.clone()));
            add(Values::Doubles(x, definition, repetition));
        });
        (bytes, 2)
    };
    let seeds = [
        wkb,
        lists(WriterVersion::PARQUET_1_0),
        lists(WriterVersion::PARQUET_2_0),
    ];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut outcomes = [0_u32; 2];
    let mut faults = Vec::new();
    for (seed, n_features) in &seeds {
        for round in 0..2000 {
            let mut bytes = seed.clone();
            for _ in 0..=round % 6 {
                let at = random.below(bytes.len());
                bytes[at] ^= u8::try_from(1 + random.below(255)).unwrap();
            }
            fs::write(&path, &bytes).unwrap();
            match read(&path) {
                Ok(layer) => {
                    outcomes[0] += 1;
                    let finite = layer.chunks.iter().all(|chunk| chunk.geometry.is_finite());
                    if layer.n_features() != *n_features || !finite {
                        faults.push((round, layer.n_features()));
                    }
                }
                Err(error) => {
                    outcomes[1] += 1;
                    assert!(ReadErrorKind::CODES.contains(&error.code()));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
    assert!(outcomes.iter().all(|count| *count > 100), "{outcomes:?}");
}
