//! Tests of reading and writing GeoJSON as a whole.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;

use super::super::boundary_txt::BoundaryTxt;
use super::super::dxf::Dxf;
use super::super::encoding::Encoding;
use super::super::error::{ReadErrorKind, WriteErrorKind};
use super::super::filegdb::FileGdb;
use super::super::flatgeobuf::FlatGeobuf;
use super::super::format::{Format as _, ReadOptions, WriteOptions};
use super::super::geopackage::GeoPackage;
use super::super::geoparquet::GeoParquet;
use super::super::kml::Kml;
use super::super::point_table::PointTable;
use super::super::shapefile::Shapefile;
use super::position::Position;
use super::read::Cutter;
use super::write::{write_file, write_layer};
use super::{GeoJson, GeoJsonSeq};
use crate::crs::{CrsId, SourceXy};
use crate::geometry::{PackedColumn, PolygonColumn};
use crate::layer::{CHUNK_FEATURES, FeatureState, Note, Severity, SourceChunk, SourceLayer};
use crate::progress::Ticket;

const RING: &str = "[[0,0],[4,0],[4,4],[0,0]]";

fn read_bytes(bytes: &[u8]) -> Result<SourceLayer, ReadErrorKind> {
    read_layer(
        Path::new("some/parcels.geojson"),
        bytes,
        &ReadOptions::default(),
        &Ticket::new(),
    )
}

fn read_layer(
    path: &Path,
    reader: impl std::io::Read + Send,
    options: &ReadOptions,
    ticket: &Ticket,
) -> Result<SourceLayer, ReadErrorKind> {
    super::read::read_layer(path, reader, Cutter::document(), options, ticket)
}

fn read(text: &str) -> SourceLayer {
    read_bytes(text.as_bytes()).unwrap_or_else(|error| panic!("{error}: {text:.200}"))
}

fn error(text: &str) -> ReadErrorKind {
    read_bytes(text.as_bytes()).map(|layer| layer.notes).unwrap_err()
}

fn collection(features: &[String]) -> String {
    format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}",
        features.join(",\n")
    )
}

fn feature(geometry: &str) -> String {
    format!("{{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{{\"n\":1}},\"geometry\":{geometry}}}")
}

fn polygon(rings: &str) -> String {
    feature(&format!("{{\"type\":\"Polygon\",\"coordinates\":[{rings}]}}"))
}

/// Reads one feature between two good ones, and yields what became of it with its notes.
fn between_good_ones(middle: &str) -> (FeatureState, Vec<Note>) {
    let layer = read(&collection(&[polygon(RING), middle.to_owned(), polygon(RING)]));
    let states = &layer.chunks[0].states;
    assert_eq!(states.len(), 3, "{middle}");
    assert_eq!(
        (states[0], states[2]),
        (FeatureState::Polygon, FeatureState::Polygon),
        "{middle}"
    );
    assert_eq!(layer.chunks[0].attributes.json(2, "n"), Some("1"), "{middle}");
    let notes = layer
        .notes
        .iter()
        .filter(|note| note.place.feature == Some(1) && note.code != "note-duplicate-id");
    (states[1], notes.cloned().collect())
}

fn quarantined(middle: &str) -> Note {
    let (state, notes) = between_good_ones(middle);
    assert_eq!(state, FeatureState::Unreadable, "{middle}");
    let mut faults = notes
        .into_iter()
        .filter(|note| note.severity == Severity::Quarantined);
    let fault = faults.next().unwrap_or_else(|| panic!("no note: {middle}"));
    assert_eq!(faults.next(), None, "{middle}");
    fault
}

fn rings(chunk: &SourceChunk, row: usize) -> Vec<Vec<(f64, f64)>> {
    chunk
        .geometry
        .feature(row)
        .rings()
        .map(|ring| (0..ring.len()).map(|at| ring.vertex(at).into()).collect())
        .collect()
}

fn written(layer: &SourceLayer) -> String {
    let mut bytes = Vec::new();
    write_layer(&mut bytes, layer, &Ticket::new()).unwrap();
    String::from_utf8(bytes).unwrap()
}

// ---- what a layer is

#[test]
fn a_collection_is_read_in_columns() {
    let text = r#"{"type":"FeatureCollection","name":"红线","bbox":[0,0,9,9],"features":[
        {"type":"Feature","id":7,"properties":{"BSM":"01","TBMJ":12.340000000000000001,"x":{"y":[1, 2]}},
         "geometry":{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]},"extra":[true]},
        {"geometry":{"coordinates":[[[[5,5],[6,5],[6,6],[5,5]]],[[[7,7],[8,7],[8,8],[7,7]]]],"type":"MultiPolygon"},
         "properties":null,"type":"Feature"}],
        "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4527"}},"tool":{"v":1}}"#;
    let layer = read(text);
    let chunk = &layer.chunks[0];
    assert_eq!(
        (layer.name.as_str(), layer.declared_crs),
        ("红线", Some(CrsId::Epsg(4527)))
    );
    assert_eq!(layer.foreign.as_deref(), Some(r#"{"tool":{"v":1}}"#));
    assert_eq!(chunk.states, [FeatureState::Polygon; 2]);
    assert_eq!((chunk.ids.get(0), chunk.ids.get(1)), (Some("7"), None));
    let row: Vec<_> = chunk.attributes.row(0).collect();
    assert_eq!(
        row,
        [
            ("BSM", "\"01\""),
            ("TBMJ", "12.340000000000000001"),
            ("x", "{\"y\":[1, 2]}")
        ]
    );
    assert_eq!(chunk.foreign.get(0), Some(r#"{"extra":[true]}"#));
    let polygons: Vec<usize> = (0..2)
        .map(|row| {
            chunk
                .geometry
                .feature(row)
                .rings()
                .filter(|ring| ring.is_shell)
                .count()
        })
        .collect();
    assert_eq!(
        (polygons, rings(chunk, 0).len(), rings(chunk, 1).len()),
        (vec![1, 2], 2, 2)
    );
    assert_eq!(layer.source.bytes, text.len() as u64);
    assert_eq!(layer.source.sha256, {
        let mut sum = super::super::hash::Sha256Sum::new();
        sum.update(text.as_bytes());
        sum.finish()
    });
    assert!(layer.notes.is_empty(), "{:?}", layer.notes);
}

#[test]
fn the_order_of_members_does_not_matter() {
    let members = [
        r#""type":"Feature""#,
        r#""id":"k""#,
        r#""properties":{"a":1,"b":"x"}"#,
        r#""geometry":{"coordinates":[[[0,0],[4,0],[4,4]]],"type":"Polygon"}"#,
    ];
    let top = [
        r#""type":"FeatureCollection""#,
        r#""name":"n""#,
        r#""crs":{"type":"name","properties":{"name":"EPSG:4490"}}"#,
    ];
    let mut seen = None;
    for turn in 0..24 {
        let mut order: Vec<&str> = members.to_vec();
        order.swap(0, turn % 4);
        order.swap(1, 1 + turn % 3);
        order.rotate_left(turn % 4);
        let features = format!("\"features\":[{{{}}}]", order.join(","));
        let mut outer: Vec<&str> = top.to_vec();
        outer.insert(turn % 4, &features);
        let layer = read(&format!("{{{}}}", outer.join(",")));
        let found = (layer.chunks, layer.notes, layer.declared_crs, layer.name);
        assert_eq!(*seen.get_or_insert_with(|| found.clone()), found, "{outer:?}");
    }
}

#[test]
fn a_single_feature_or_geometry_is_a_layer_of_one() {
    for text in [
        polygon(RING),
        format!("{{\"coordinates\":[{RING}],\"type\":\"Polygon\"}}"),
    ] {
        let layer = read(&text);
        assert_eq!((layer.name.as_str(), layer.n_features()), ("parcels", 1));
        assert_eq!(layer.chunks[0].states, [FeatureState::Polygon]);
    }
    let named = r#"{"type":"Feature","crs":{"type":"name","properties":{"name":"EPSG:4527"}},"properties":{},"geometry":null}"#;
    assert_eq!(read(named).declared_crs, Some(CrsId::Epsg(4527)));
    let broken = read(r#"{"type":"Polygon","coordinates":[[[0,0],[1,NaN]]]}"#);
    assert_eq!(broken.chunks[0].states, [FeatureState::Unreadable]);
}

#[test]
fn an_empty_collection_is_a_layer_without_features() {
    let layer = read(r#"{"type":"FeatureCollection","features":[ ]}"#);
    assert_eq!((layer.n_features(), layer.chunks.len()), (0, 0));
}

#[test]
fn a_byte_order_mark_is_noted_and_counted() {
    let text = collection(&[polygon("[[0,0],[NaN,0]]")]);
    let layer = read_bytes(&[b"\xEF\xBB\xBF", text.as_bytes()].concat()).unwrap();
    assert_eq!(layer.notes.count("note-bom"), 1);
    let place = &layer.notes.iter().last().unwrap().place;
    let (fault, line) = (text.find("NaN").unwrap() as u64, text.find('\n').unwrap() as u64);
    assert_eq!(
        (place.line, place.column, place.byte),
        (Some(2), Some(fault - line), Some(fault + 3))
    );
}

#[test]
fn chunks_are_full_but_the_last_and_numbers_go_on() {
    let long = format!("[{}[0,0],[3,0],[3,3]]", "[0,0],".repeat(1500));
    for ring in [RING, long.as_str()] {
        let mut features: Vec<String> = (0..3000)
            .map(|index| {
                polygon(ring)
                    .replace("\"a\"", &index.to_string())
                    .replace("\"n\":1", &format!("\"n\":{index}"))
            })
            .collect();
        features[2500] = "{\"type\":\"Feature\"}".to_owned();
        let layer = read(&collection(&features));
        let mut first = 0;
        for chunk in &layer.chunks {
            let size = chunk.states.len();
            assert!((1..=CHUNK_FEATURES).contains(&size));
            assert_eq!(chunk.geometry.len(), size);
            assert_eq!(
                (chunk.ids.len(), chunk.foreign.len(), chunk.attributes.len()),
                (size, size, size)
            );
            let number = first.to_string();
            assert_eq!(
                (chunk.ids.get(0), chunk.attributes.json(0, "n")),
                (Some(&*number), Some(&*number))
            );
            first += size;
        }
        assert_eq!(first, 3000);
        let states: Vec<_> = layer.chunks.iter().flat_map(|chunk| &chunk.states).collect();
        assert_eq!(states[2500], &FeatureState::Unreadable);
        let fault = layer
            .notes
            .iter()
            .find(|note| note.severity == Severity::Quarantined)
            .unwrap();
        assert_eq!((fault.place.feature, fault.place.line), (Some(2500), Some(2502)));
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let ring = format!("[{}[0,0],[3,0],[3,NaN]]", "[0,0],".repeat(900));
    let features: Vec<String> = (0..2600)
        .map(|index| {
            polygon(if index % 7 == 0 { &ring } else { RING })
                .replace("\"n\"", &format!("\"n{}\"", index % 9))
        })
        .collect();
    let text = collection(&features);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        pool.install(|| read(&text))
    };
    let one = with(1);
    assert_eq!(one.n_in_state(FeatureState::Unreadable), 372);
    for threads in [2, 3, 8] {
        assert_eq!(with(threads), one, "{threads} threads");
    }
}

#[test]
fn lines_are_counted_alike_with_all_line_ends() {
    for end in ["\n", "\r\n", "\r"] {
        let text = collection(&[polygon(RING), polygon("\n[[0,0],\n [1,\"x\"]]")]).replace('\n', end);
        let layer = read(&text);
        let place = &layer
            .notes
            .iter()
            .find(|note| note.severity == Severity::Quarantined)
            .unwrap()
            .place;
        assert_eq!((place.line, place.column), (Some(5), Some(5)), "{end:?}");
        let cut = &text[..text.len() - 1];
        assert!(
            matches!(error(cut), ReadErrorKind::Truncated { line: 6, column: 2 }),
            "{end:?}"
        );
    }
}

// ---- bad features

#[test]
fn a_bad_ordinate_costs_only_its_feature_and_is_named_exactly() {
    for (bad, code) in [
        ("NaN", "note-ordinate-not-finite"),
        ("Infinity", "note-ordinate-not-finite"),
        ("-Infinity", "note-ordinate-not-finite"),
        ("1e999", "note-ordinate-not-finite"),
        ("\"4\"", "note-ordinate-not-number"),
        ("null", "note-ordinate-not-number"),
        ("0x10", "note-feature-syntax"),
    ] {
        let fault = quarantined(&polygon(&format!("{RING},[[1,1],[2,{bad}],[2,2],[1,1]]")));
        assert_eq!(fault.code, code, "{bad}");
        let place = &fault.place;
        assert_eq!((place.ring, place.vertex), (Some(1), Some(1)), "{bad}");
        assert_eq!(place.feature_id.as_deref(), Some("a"));
        assert_eq!(
            (place.line, place.column.is_some(), place.byte.is_some()),
            (Some(3), true, true)
        );
    }
    assert_eq!(
        quarantined(&polygon("[[0,0],[4],[4,4],[0,0]]")).code,
        "note-position-short"
    );
}

#[test]
fn an_identifier_behind_the_fault_is_named_too_and_attributes_stay() {
    let text = collection(&[
        r#"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,NaN]]]},"properties":{"n":"x"},"id":"late"}"#.to_owned(),
    ]);
    let layer = read(&text);
    let note = layer.notes.iter().next().unwrap();
    assert_eq!(note.place.feature_id.as_deref(), Some("late"));
    assert_eq!(layer.chunks[0].attributes.json(0, "n"), Some("\"x\""));
}

#[test]
fn what_is_not_a_feature_is_set_aside() {
    for (bad, code) in [
        ("null", "note-not-an-object"),
        ("[1,2]", "note-not-an-object"),
        ("\"x\"", "note-not-an-object"),
        ("{}", "note-not-a-feature"),
        (r#"{"type":"feature","geometry":null}"#, "note-not-a-feature"),
        (
            r#"{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}"#,
            "note-not-a-feature",
        ),
        (r#"{"type":"Feature","Geometry":null}"#, "note-geometry-missing"),
        (
            r#"{"type":"Feature","geometry":null,"geometry":{}}"#,
            "note-member-twice",
        ),
        (r#"{"type":"Feature","geometry":[]}"#, "note-geometry-not-object"),
        (r#"{"type":"Feature","geometry":{}}"#, "note-geometry-type"),
        (
            r#"{"type":"Feature","geometry":{"type":"polygon","coordinates":[]}}"#,
            "note-geometry-type",
        ),
        (
            r#"{"type":"Feature","geometry":{"type":"Polygon"}}"#,
            "note-coordinates-missing",
        ),
        (
            r#"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[0,0],[1,1]]}}"#,
            "note-coordinates-shape",
        ),
        (
            r#"{"type":"Feature","geometry":{"type":"Polygon","coordinates":null}}"#,
            "note-coordinates-shape",
        ),
        (
            r#"{"type":"Feature","geometry":{"type":"Polygon","coordinates":[],"coordinates":[]}}"#,
            "note-member-twice",
        ),
        (r#"{"type":"Feature" "geometry":null}"#, "note-feature-syntax"),
        (r#"{"type":"Feature","geometry":null,}"#, "note-feature-syntax"),
        (
            r#"{"type":"Feature","geometry":null,"properties":{"a":tru}}"#,
            "note-feature-syntax",
        ),
        (
            r#"{"type":"Feature","properties":{"a":[}},"geometry":null}"#,
            "note-feature-syntax",
        ),
    ] {
        assert_eq!(quarantined(bad).code, code, "{bad}");
    }
}

#[test]
fn no_geometry_is_told_from_points_and_lines() {
    let (state, notes) = between_good_ones(&feature("null"));
    assert_eq!(
        (state, notes[0].code),
        (FeatureState::NoGeometry, "note-geometry-null")
    );
    for empty in [
        r#"{"type":"Polygon","coordinates":[]}"#,
        r#"{"type":"GeometryCollection","geometries":[]}"#,
    ] {
        let (state, notes) = between_good_ones(&feature(empty));
        assert_eq!(
            (state, notes[0].code),
            (FeatureState::NoGeometry, "note-geometry-empty")
        );
    }
    let others = [
        r#"{"type":"Point","coordinates":[1,2]}"#,
        r#"{"type":"MultiPoint","coordinates":[[1,2],[3,4,5]]}"#,
        r#"{"type":"LineString","coordinates":[[1,2],[3,4]]}"#,
        r#"{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[1,2],[3,4]]]}"#,
    ];
    let layer = read(&collection(&others.map(feature)));
    assert_eq!(layer.chunks[0].states, [FeatureState::NotPolygon; 4]);
    let count = |code| {
        layer
            .notes
            .iter()
            .find(|note| note.code == code)
            .map(|note| note.args[0].1.clone())
    };
    assert_eq!(count("note-points-ignored").as_deref(), Some("3"));
    assert_eq!(count("note-lines-ignored").as_deref(), Some("3"));
    assert_eq!(count("note-z-dropped").as_deref(), Some("1"));
}

#[test]
fn polygons_of_collections_are_merged() {
    let nested = format!(
        r#"{{"geometries":[{{"type":"Point","coordinates":[1,1]}},{{"type":"GeometryCollection","geometries":[
            {{"coordinates":[{RING}],"type":"Polygon"}}]}},{{"type":"MultiPolygon","coordinates":[[{RING}],[{RING}]]}}],
            "type":"GeometryCollection"}}"#
    );
    let layer = read(&collection(&[feature(&nested)]));
    assert_eq!(layer.chunks[0].states, [FeatureState::Polygon]);
    assert_eq!(
        layer.chunks[0]
            .geometry
            .feature(0)
            .rings()
            .filter(|ring| ring.is_shell)
            .count(),
        3
    );
    assert_eq!(layer.notes.count("note-points-ignored"), 1);
    let bad = nested.replacen("[0,0]", "[0,NaN]", 1);
    assert_eq!(quarantined(&feature(&bad)).code, "note-ordinate-not-finite");
    assert_eq!(
        quarantined(&feature(r#"{"type":"GeometryCollection","geometries":[null]}"#)).code,
        "note-geometry-not-object"
    );
}

#[test]
fn rings_are_closed_and_degenerate_ones_kept_out_with_notes() {
    let (state, notes) = between_good_ones(&polygon("[[0,0],[4,0],[4,4]],[[1,1],[2,2],[1,1]]"));
    assert_eq!(state, FeatureState::Polygon);
    let found: Vec<_> = notes.iter().map(|note| (note.code, note.place.ring)).collect();
    assert_eq!(
        found,
        [("note-ring-closed", Some(0)), ("note-ring-degenerate", Some(1))]
    );

    let multi = format!(r#"{{"type":"MultiPolygon","coordinates":[[[[0,0],[1,1],[0,0]]],[{RING}]]}}"#);
    let (state, notes) = between_good_ones(&feature(&multi));
    assert_eq!(
        (state, notes.len(), notes[0].code),
        (FeatureState::Polygon, 1, "note-ring-degenerate")
    );

    assert_eq!(
        quarantined(&polygon("[[0,0],[1,1],[0,0]]")).code,
        "note-ground-lost"
    );
    assert_eq!(
        quarantined(&polygon("[[5,5],[5,5],[5,5],[5,5]]")).code,
        "note-ground-lost"
    );
    let fault = quarantined(&polygon(&format!("[[0,0],[1,1],[0,0]],{RING}")));
    assert_eq!((fault.code, fault.place.ring), ("note-shell-degenerate", Some(1)));

    let zero_area = between_good_ones(&polygon("[[0,0],[1,1],[2,2],[0,0]]"));
    assert_eq!(
        zero_area,
        (FeatureState::Polygon, Vec::new()),
        "judged by the geometry, not by the reader"
    );
}

// ---- attributes

#[test]
fn attributes_of_doubtful_value_never_cost_the_geometry() {
    let with = |properties: &str| {
        feature("null").replace("{\"n\":1}", properties).replace(
            "\"geometry\":null",
            &format!("\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{RING}]}}"),
        )
    };
    for (properties, code) in [
        (r#"{"a":NaN}"#, "note-value-not-finite"),
        (r#"{"a":1,"a":2}"#, "note-duplicate-key"),
        ("[1]", "note-properties-not-object"),
        ("7", "note-properties-not-object"),
    ] {
        let (state, notes) = between_good_ones(&with(properties));
        assert_eq!((state, notes.len()), (FeatureState::Polygon, 1), "{properties}");
        assert_eq!(notes[0].code, code);
    }
    let layer = read(&collection(&[with(r#"{"a":NaN,"b":1,"b":2}"#)]));
    let row: Vec<_> = layer.chunks[0].attributes.row(0).collect();
    assert_eq!(row, [("a", "null"), ("b", "1")]);
}

#[test]
fn personal_fields_are_dropped_and_counted_unless_asked_for() {
    let text =
        collection(&[feature("null").replace("\"n\":1", r#""ZRRZJHM":"36","DLMC":"水田","电话":"1""#)]);
    let layer = read(&text);
    assert_eq!(layer.chunks[0].attributes.names(), ["DLMC"]);
    let note = layer
        .notes
        .iter()
        .find(|note| note.code == "note-personal-dropped")
        .unwrap();
    assert_eq!(
        note.args,
        [("count", "2".to_owned()), ("fields", "ZRRZJHM, 电话".to_owned())]
    );
    assert!(!format!("{layer:?}").contains("\"36\""));
    let options = ReadOptions {
        keep_personal: true,
        ..ReadOptions::default()
    };
    let kept = read_layer(Path::new("x"), text.as_bytes(), &options, &Ticket::new()).unwrap();
    assert_eq!(kept.chunks[0].attributes.names(), ["ZRRZJHM", "DLMC", "电话"]);
}

#[test]
fn too_many_fields_cost_the_fields_beyond_the_limit() {
    let fields: Vec<String> = (0..super::feature::FIELD_LIMIT + 5)
        .map(|index| format!("\"f{index}\":{index}"))
        .collect();
    let layer = read(&collection(&[
        feature("null").replace("\"n\":1", &fields.join(","))
    ]));
    assert_eq!(
        layer.chunks[0].attributes.names().len(),
        super::feature::FIELD_LIMIT
    );
    assert_eq!(layer.notes.count("note-field-beyond-limit"), 5);

    let others = |prefix: &str| feature("null").replace("\"n\":1", &fields.join(",").replace("\"f", prefix));
    let big = format!("\"{}\"", "x".repeat(3 << 20));
    let features = [
        others("\"f"),
        others("\"g").replacen("\"id\":\"a\"", &format!("\"id\":{big}"), 1),
        others("\"h"),
    ];
    let layer = read(&collection(&features));
    assert_eq!(
        layer.chunks[0].attributes.names().len(),
        super::feature::FIELD_LIMIT,
        "in one chunk"
    );
    assert!(layer.notes.count("note-field-beyond-limit") > 10_000);
}

#[test]
fn equal_identifiers_are_noted_and_both_kept() {
    let ids = ["1", "\"1\"", "2", "null", "null", "\"\\u0031\""];
    let layer = read(&collection(&ids.map(|id| feature("null").replace("\"a\"", id))));
    assert_eq!(layer.n_features(), 6);
    let twice: Vec<_> = layer
        .notes
        .iter()
        .filter(|note| note.code == "note-duplicate-id")
        .collect();
    assert_eq!(
        twice.iter().map(|note| note.place.feature).collect::<Vec<_>>(),
        [Some(1), Some(5)]
    );
    assert_eq!(twice[0].args, [("first", "0".to_owned())]);
}

// ---- coordinate reference systems

#[test]
fn the_crs_member_is_obeyed_or_refused() {
    let with = |crs: &str| {
        read_bytes(format!("{{\"type\":\"FeatureCollection\",\"crs\":{crs},\"features\":[]}}").as_bytes())
    };
    for (crs, id) in [
        (
            r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}"#,
            CrsId::Epsg(4490),
        ),
        (
            r#"{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}}"#,
            CrsId::Epsg(4326),
        ),
        (r#"{"type":"name","properties":{"name":"local"}}"#, CrsId::Local),
        (r#"{"type":"EPSG","properties":{"code":4527}}"#, CrsId::Epsg(4527)),
        (r#""EPSG:4527""#, CrsId::Epsg(4527)),
    ] {
        assert_eq!(with(crs).unwrap().declared_crs, Some(id), "{crs}");
    }
    for crs in [
        r#"{"type":"name","properties":{"name":"北京54"}}"#,
        "{}",
        "7",
        r#"{"type":"link","properties":{"href":"http://x"}}"#,
    ] {
        assert!(
            matches!(with(crs), Err(ReadErrorKind::UnknownCrsName { .. })),
            "{crs}"
        );
    }
    let null = with("null").unwrap();
    assert_eq!((null.declared_crs, null.notes.count("note-crs-null")), (None, 1));
    let twice = r#"null,"crs":{"type":"name","properties":{"name":"EPSG:4490"}}"#;
    assert!(matches!(
        with(twice),
        Err(ReadErrorKind::NotGeoJson { what: "crs-twice" })
    ));
}

#[test]
fn a_crs_of_a_feature_must_be_that_of_the_file() {
    let own = |name: &str| format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}}"#);
    let geometry = format!(
        "{{\"type\":\"Polygon\",{},\"coordinates\":[{RING}]}}",
        own("EPSG:4527")
    );
    let features = format!("\"features\":[{}]", feature(&geometry));
    let alone = format!("{{\"type\":\"FeatureCollection\",{features}}}");
    assert!(matches!(
        error(&alone),
        ReadErrorKind::CrsConflict { line: 1, .. }
    ));
    let other = format!(
        "{{\"type\":\"FeatureCollection\",{},{features}}}",
        own("EPSG:4490")
    );
    assert!(matches!(error(&other), ReadErrorKind::CrsConflict { .. }));
    let same = format!(
        "{{\"type\":\"FeatureCollection\",{features},{}}}",
        own("urn:ogc:def:crs:EPSG::4527")
    );
    assert_eq!(read(&same).declared_crs, Some(CrsId::Epsg(4527)));
}

// ---- broken files

#[test]
fn a_truncated_file_is_an_error_wherever_it_is_cut() {
    let features: Vec<String> = (0..40)
        .map(|index| polygon(&format!("[[{index},0],[90,0],[90,9],[{index},0]]")))
        .collect();
    let text = collection(&features).replace("\"n\":1", "\"名称\":\"地块\"");
    let whole = read(&text);
    assert_eq!(whole.n_features(), 40);
    for cut in (0..64)
        .map(|part| part * text.len() / 64)
        .chain(text.len() - 40..text.len())
    {
        let broken = read_bytes(&text.as_bytes()[..cut]).unwrap_err();
        let fits = match broken {
            ReadErrorKind::Empty => cut == 0,
            ReadErrorKind::Truncated { line, column } => {
                let end = Position::START.after(&text.as_bytes()[..cut]);
                (line, column) == (end.line, end.column)
            }
            ReadErrorKind::NotUtf8 { .. } => !text.is_char_boundary(cut),
            _ => false,
        };
        assert!(fits, "cut at {cut}: {broken}");
    }
}

#[test]
fn broken_structure_is_an_error_with_its_place() {
    let good = polygon(RING);
    for (text, line, column, expected) in [
        (
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{good}x]}}"),
            1,
            41 + good.len(),
            "comma-or-bracket",
        ),
        (
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{good},]}}"),
            1,
            42 + good.len(),
            "value",
        ),
        (
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{good}}}"),
            1,
            41 + good.len(),
            "comma-or-bracket",
        ),
        (
            collection(std::slice::from_ref(&good)) + "\n{}",
            4,
            1,
            "end-of-file",
        ),
        (
            "{\"type\":\"FeatureCollection\"\n \"features\":[]}".to_owned(),
            2,
            2,
            "comma-or-brace",
        ),
        (
            "{\"type\":\"FeatureCollection\",\"features\":[],\n\"x\":NaN}".to_owned(),
            2,
            5,
            "value",
        ),
        ("{type:1}".to_owned(), 1, 2, "key"),
        ("hello".to_owned(), 1, 1, "object"),
        ("{\"a\" 1}".to_owned(), 1, 6, "colon"),
        ("{\"a\":}".to_owned(), 1, 6, "value"),
        (
            "{\"type\":\"MultiPoint\"\n    \"coordinates\": [[1,2]]}".to_owned(),
            2,
            5,
            "comma-or-brace",
        ),
    ] {
        match error(&text) {
            ReadErrorKind::Syntax {
                line: l,
                column: c,
                expected: e,
                ..
            } => {
                assert_eq!((l, c, e), (line, column as u64, expected), "{text}");
            }
            other => panic!("{other}: {text}"),
        }
    }
    let unclosed = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{},{good}]}}",
        &good[..good.len() - 1]
    );
    assert!(matches!(
        error(&unclosed),
        ReadErrorKind::Syntax {
            expected: "closing-bracket",
            ..
        }
    ));
}

#[test]
fn what_is_json_and_not_geojson_is_said_so() {
    for (text, what) in [
        ("[]", "array"),
        ("[{\"type\":\"Feature\"}]", "array"),
        ("{}", "type-missing"),
        (r#"{"type":{}}"#, "type-missing"),
        (r#"{"type":"FooBar"}"#, "type-unknown"),
        (r#"{"type":"featurecollection","features":[]}"#, "type-unknown"),
        (r#"{"type":"FeatureCollection"}"#, "features-missing"),
        (
            r#"{"type":"FeatureCollection","features":{}}"#,
            "features-missing",
        ),
        (
            r#"{"type":"FeatureCollection","features":null}"#,
            "features-missing",
        ),
        (
            r#"{"type":"FeatureCollection","features":[],"features":[]}"#,
            "features-twice",
        ),
        (
            r#"{"type":"FeatureCollection","features":[],"\u0066eatures":[{}]}"#,
            "features-twice",
        ),
        (
            r#"{"type":"FeatureCollection","features":[],"type":"Feature"}"#,
            "type-twice",
        ),
        (r#"{"type":"Topology","objects":{}}"#, "topojson"),
        (
            r#"{"geometryType":"esriGeometryPolygon","features":[{"attributes":{}}]}"#,
            "esri-json",
        ),
    ] {
        assert!(
            matches!(error(text), ReadErrorKind::NotGeoJson { what: found } if found == what),
            "{text}: {}",
            error(text)
        );
    }
}

#[test]
fn a_million_brackets_are_refused_and_nothing_overflows() {
    let deep = "[".repeat(1_000_000);
    for text in [
        deep.clone(),
        "{\"a\":".repeat(1_000_000),
        format!("{{\"type\":\"FeatureCollection\",\"features\":[{deep}"),
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{deep}"
        ),
        format!("{{\"x\":{deep}"),
        "{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(1_000_000),
    ] {
        assert!(
            matches!(
                error(&text),
                ReadErrorKind::TooDeep {
                    limit: 64,
                    line: 1,
                    ..
                }
            ),
            "{text:.80}"
        );
    }
}

#[test]
fn other_encodings_are_named() {
    let gbk = [
        b"{\"type\":\"FeatureCollection\",\n\"name\":\"".as_slice(),
        &[0xB5, 0xD8, 0xBF, 0xE9],
        b"\",\"features\":[]}",
    ]
    .concat();
    assert!(matches!(
        read_bytes(&gbk),
        Err(ReadErrorKind::NotUtf8 { byte: 37, line: 2 })
    ));
    for utf16 in [
        &[0xFF, 0xFE, b'{', 0][..],
        &[0xFE, 0xFF, 0, b'{'],
        &[b'{', 0, b'"', 0],
    ] {
        assert!(matches!(read_bytes(utf16), Err(ReadErrorKind::Utf16)));
    }
    assert!(matches!(
        read_bytes(b"{\"type\":\"\xE5"),
        Err(ReadErrorKind::NotUtf8 { byte: 9, line: 1 })
    ));
    let nul = format!("{}\0", collection(&[]));
    assert!(matches!(
        error(&nul),
        ReadErrorKind::Syntax {
            expected: "end-of-file",
            ..
        }
    ));
}

#[test]
fn characters_and_marks_across_blocks_stay_whole() {
    for shift in 0..4 {
        let padding = "x".repeat((1 << 20) - 60 - shift);
        let text = collection(&[feature("null").replace(
            "\"n\":1",
            &format!("\"p\":\"{padding}\",\"地块名称\":\"地块地块地块地块\""),
        )]);
        let layer = read(&text);
        assert_eq!(
            layer.chunks[0].attributes.text(0, "地块名称").as_deref(),
            Some("地块地块地块地块")
        );
    }
}

#[test]
fn a_cancelled_ticket_stops_the_reading() {
    let ticket = Ticket::new();
    ticket.cancel();
    let text = collection(&[polygon(RING)]);
    let stopped = read_layer(Path::new("x"), text.as_bytes(), &ReadOptions::default(), &ticket);
    assert!(matches!(stopped, Err(ReadErrorKind::Cancelled)));
}

#[test]
fn a_layer_is_found_by_its_name_or_the_file_name() {
    let text = r#"{"type":"FeatureCollection","name":"n","features":[]}"#;
    let find = |layer: &str| {
        let options = ReadOptions {
            layer: Some(layer.to_owned()),
            ..ReadOptions::default()
        };
        read_layer(
            Path::new("a/parcels.geojson"),
            text.as_bytes(),
            &options,
            &Ticket::new(),
        )
    };
    assert!(find("n").is_ok() && find("parcels").is_ok());
    assert!(matches!(find("x"), Err(ReadErrorKind::LayerNotFound { known, .. }) if known == "n"));
}

proptest! {
    /// Whatever single byte of a good file is replaced: an error, or all features are still there, and
    /// each either is as it was or may differ only with the byte.
    #[test]
    fn a_changed_byte_never_loses_a_feature(at in 0_usize..1200, byte in any::<u8>()) {
        let features: Vec<String> = (0..10).map(|index| polygon(&format!("[[{index},0],[90,0],[90,9],[{index},0]]"))).collect();
        let mut bytes = collection(&features).into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(layer) = read_bytes(&bytes) {
            let whole = layer.n_features() == 10;
            let noted = layer.notes.iter().any(|note| note.severity == Severity::Quarantined);
            prop_assert!(whole || noted, "{} features", layer.n_features());
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read_bytes(&bytes).is_err());
    }

    #[test]
    fn random_json_never_panics(text in r#"[\[\]{}",:0-9a \n\\.eN-]{0,60}"#) {
        let _ = read_bytes(text.as_bytes());
        let inside = read_bytes(format!("{{\"type\":\"FeatureCollection\",\"features\":[{text}]}}").as_bytes());
        if let Ok(layer) = inside {
            prop_assert_eq!(layer.n_in_state(FeatureState::Unreadable), layer.n_features());
        }
    }

    #[test]
    fn what_is_written_reads_back_bit_for_bit(
        rings in prop::collection::vec(prop::collection::vec((any::<f64>(), any::<f64>()), 3..9), 1..5),
        value in any::<f64>(),
        text in any::<String>(),
    ) {
        let finite = |v: f64| if v.is_finite() { v } else { 0.5 };
        let mut chunk = SourceChunk::default();
        let mut column = PolygonColumn::new();
        for ring in &rings {
            let mut positions: Vec<SourceXy> = ring.iter().map(|(x, y)| SourceXy { x: finite(*x), y: finite(*y) }).collect();
            positions.extend([SourceXy { x: 1.5, y: 2.5 }, SourceXy { x: 3.5, y: 2.5 }, SourceXy { x: 3.5, y: 7.25 }]);
            column.push_ring(&positions);
            column.end_polygon();
        }
        column.end_feature();
        chunk.geometry = PackedColumn::pack(&column);
        chunk.states.push(FeatureState::Polygon);
        let json = serde_json::to_string(&text).unwrap();
        chunk.ids.push(&json);
        chunk.attributes.set("数", &format!("{value:?}").replace("NaN", "null").replace("-inf", "null").replace("inf", "null"));
        chunk.attributes.set(&format!("k{text}"), &json);
        chunk.attributes.end_row();
        chunk.foreign.push(r#"{"f":[1.10,null]}"#);
        let mut layer = read(r#"{"type":"FeatureCollection","features":[],"tool":1.50}"#);
        layer.chunks.push(chunk);
        layer.declared_crs = Some(CrsId::Epsg(4527));
        let back = read(&written(&layer));
        let bits = |layer: &SourceLayer| -> Vec<(u64, u64)> {
            layer.chunks[0].geometry.unpack::<SourceXy>().positions().iter().map(|p| (p.x.to_bits(), p.y.to_bits())).collect()
        };
        prop_assert_eq!(bits(&back), bits(&layer));
        prop_assert_eq!(&back.chunks[0].attributes, &layer.chunks[0].attributes);
        prop_assert_eq!(&back.chunks[0].ids, &layer.chunks[0].ids);
        prop_assert_eq!(&back.chunks[0].foreign, &layer.chunks[0].foreign);
        prop_assert_eq!(&back.foreign, &layer.foreign);
        prop_assert_eq!(back.declared_crs, layer.declared_crs);
        prop_assert_eq!(written(&back), written(&layer));
    }
}

// ---- writing

#[test]
fn numbers_are_written_as_the_shortest_text_that_reads_back() {
    let layer = read(&collection(&[polygon(
        "[[39388500,0.1],[1e21,5e-7],[-0.0,3],[39388500,0.1]]",
    )]));
    let text = written(&layer);
    assert!(
        text.contains("[[[39388500.0,0.1],[1e+21,5e-7],[-0.0,3.0],[39388500.0,0.1]]]"),
        "{text}"
    );
    assert!(!text.contains("crs"));
}

#[test]
fn a_layer_with_unknown_geometry_is_written_only_on_demand() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("out.geojson");
    let layer = read(&collection(&[
        polygon("[[0,NaN]]"),
        feature(r#"{"type":"Point","coordinates":[1,2]}"#),
        polygon(RING),
    ]));
    let refused = write_file(&path, &layer, &WriteOptions::default(), &Ticket::new());
    assert!(matches!(
        refused,
        Err(WriteErrorKind::WouldLose {
            unreadable: 1,
            not_polygon: 1
        })
    ));
    assert!(!path.exists());
    let options = WriteOptions {
        without_unknown_geometry: true,
        ..WriteOptions::default()
    };
    let notes = write_file(&path, &layer, &options, &Ticket::new()).unwrap();
    assert_eq!(notes.count("note-written-without-geometry"), 1);
    let back = GeoJson
        .read(&path, &ReadOptions::default(), &Ticket::new())
        .unwrap();
    assert_eq!(
        back[0].chunks[0].states,
        [
            FeatureState::NoGeometry,
            FeatureState::NoGeometry,
            FeatureState::Polygon
        ]
    );
}

#[test]
fn a_coordinate_that_is_not_finite_is_never_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("out.geojson");
    std::fs::write(&path, "old").unwrap();
    let mut layer = read(&collection(&[polygon(RING)]));
    let mut column: PolygonColumn<SourceXy> = layer.chunks[0].geometry.unpack();
    column.push_ring(&[SourceXy { x: f64::NAN, y: 0.0 }, SourceXy { x: 1.0, y: 0.0 }]);
    column.end_polygon();
    column.end_feature();
    layer.chunks[0].geometry = PackedColumn::pack(&column);
    layer.chunks[0].states.push(FeatureState::Polygon);
    let error = GeoJson
        .write(&path, &layer, &WriteOptions::default(), &Ticket::new())
        .unwrap_err();
    assert_eq!(error.code(), "write-not-finite");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "old");
    let error = GeoJson
        .write(directory.path(), &layer, &WriteOptions::default(), &Ticket::new())
        .unwrap_err();
    assert_eq!(error.code(), "write-not-a-file");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_is_followed_with_a_note() {
    let directory = tempfile::tempdir().unwrap();
    let (file, link) = (
        directory.path().join("a.geojson"),
        directory.path().join("b.geojson"),
    );
    std::fs::write(&file, collection(&[polygon(RING)])).unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let layers = GeoJson
        .read(&link, &ReadOptions::default(), &Ticket::new())
        .unwrap();
    assert_eq!(layers[0].notes.count("note-symlink"), 1);
}

// ---- texts

#[test]
fn every_code_has_a_text_in_both_languages() {
    let texts = [
        include_str!("../../../assets/texts/zh-CN/io.ftl"),
        include_str!("../../../assets/texts/en/io.ftl"),
    ];
    let codes: BTreeSet<&str> = GeoJson::NOTE_CODES
        .into_iter()
        .chain(GeoPackage::NOTE_CODES)
        .chain(Encoding::NOTE_CODES)
        .chain(BoundaryTxt::NOTE_CODES)
        .chain(Shapefile::NOTE_CODES)
        .chain(Dxf::NOTE_CODES)
        .chain(FlatGeobuf::NOTE_CODES)
        .chain(FileGdb::NOTE_CODES)
        .chain(GeoParquet::NOTE_CODES)
        .chain(GeoJsonSeq::NOTE_CODES)
        .chain(Kml::NOTE_CODES)
        .chain(PointTable::NOTE_CODES)
        .chain(ReadErrorKind::CODES)
        .chain(WriteErrorKind::CODES)
        .collect();
    for code in &codes {
        for text in texts {
            let start = format!("{code} = ");
            assert_eq!(
                text.lines().filter(|line| line.starts_with(&start)).count(),
                1,
                "{code}"
            );
        }
    }
    let ids = |text: &str| {
        text.lines()
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .count()
    };
    assert_eq!(texts.map(ids), [codes.len(); 2]);
}
