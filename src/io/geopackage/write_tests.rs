//! Writing, held against reading and against what SQLite itself says of the file.

use std::fs;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::super::error::WriteErrorKind;
use super::super::format::{Format as _, ReadOptions, WriteOptions};
use super::super::geojson::GeoJson;
use super::GeoPackage;
use crate::crs::{CrsId, SourceXy};
use crate::geometry::{PackedColumn, PolygonColumn};
use crate::layer::{FeatureState, Notes, Role, SourceLayer};
use crate::progress::Ticket;

fn layer_of(directory: &Path, geojson: &str) -> SourceLayer {
    let path = directory.join("红线.geojson");
    fs::write(&path, geojson).unwrap();
    let mut layers = GeoJson
        .read(&path, &ReadOptions::default(), &Ticket::new())
        .unwrap();
    layers.pop().unwrap()
}

fn read(path: &Path) -> SourceLayer {
    let mut layers = GeoPackage
        .read(path, &ReadOptions::default(), &Ticket::new())
        .unwrap();
    layers.pop().unwrap()
}

fn write(path: &Path, layer: &SourceLayer, options: &WriteOptions) -> Result<Notes, WriteErrorKind> {
    let written = GeoPackage.write(path, layer, options, &Ticket::new());
    written.map_err(|error| error.kind)
}

fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()
}

fn text(database: &Connection, sql: &str) -> String {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

fn number(database: &Connection, sql: &str) -> f64 {
    database.query_row(sql, [], |row| row.get(0)).unwrap()
}

const MIXED: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}},"features":[
{"type":"Feature","id":"A-1","properties":{"MJ":12.5,"mj":1,"名称":"甲\"乙","ok":true,"fid":7,"号":110101199003071234567,"n":null},"geometry":{"type":"Polygon","coordinates":[[[117.1,30.2],[117.30000000000001,30.2],[117.2,30.4],[117.1,30.2]],[[117.19,30.22],[117.2,30.22],[117.2,30.23],[117.19,30.22]]]}},
{"type":"Feature","id":3,"properties":{"MJ":3,"mj":-4,"名称":"","ok":false,"fid":8,"号":"x"},"geometry":{"type":"MultiPolygon","coordinates":[[[[1,1],[2,1],[2,2],[1,1]]],[[[5,5],[6,5],[6,6],[5,5]]]]}},
{"type":"Feature","properties":{"MJ":null},"geometry":null}]}"#;

#[test]
fn what_is_written_reads_back() {
    let directory = tempfile::tempdir().unwrap();
    let layer = layer_of(directory.path(), MIXED);
    let path = directory.path().join("b.gpkg");
    let notes = write(&path, &layer, &WriteOptions::default()).unwrap();
    let codes: Vec<_> = notes.counts().iter().map(|(code, _)| *code).collect();
    assert_eq!(codes, ["note-columns-as-text", "note-column-renamed"]);
    assert!(codes.iter().all(|code| GeoPackage::NOTE_CODES.contains(code)));
    let back = read(&path);
    assert_eq!(back.name, "红线");
    assert_eq!(back.declared_crs, Some(CrsId::Epsg(4490)));
    assert_eq!(back.chunks[0].geometry, layer.chunks[0].geometry);
    assert_eq!(back.chunks[0].states, layer.chunks[0].states);
    let table = &back.chunks[0].attributes;
    let rows: Vec<Vec<(&str, &str)>> = (0..3).map(|row| table.row(row).collect()).collect();
    assert_eq!(
        rows[0],
        [
            ("id", "\"A-1\""),
            ("MJ", "12.5"),
            ("mj_2", "1"),
            ("名称", "\"甲\\\"乙\""),
            ("ok", "true"),
            ("fid", "7"),
            ("号", "\"110101199003071234567\""),
            ("n", "null")
        ]
    );
    assert_eq!(rows[1][..3], [("id", "\"3\""), ("MJ", "3.0"), ("mj_2", "-4")]);
    assert!(rows[2].iter().all(|(_, json)| *json == "null"));
    assert_eq!(back.chunks[0].ids.get(1), Some("2"));
    assert_eq!(back.notes.count("note-geometry-null"), 1);
}

#[test]
fn the_tables_say_what_the_standard_asks() {
    let directory = tempfile::tempdir().unwrap();
    let layer = layer_of(directory.path(), MIXED);
    let path = directory.path().join("b.gpkg");
    let options = WriteOptions {
        role: Some(Role::EcoRedline),
        ..WriteOptions::default()
    };
    write(&path, &layer, &options).unwrap();
    let database = open(&path);
    for (sql, expected) in [
        ("PRAGMA integrity_check", "ok"),
        (
            "SELECT printf('%X', application_id) FROM pragma_application_id",
            "47504B47",
        ),
        (
            "SELECT CAST(user_version AS TEXT) FROM pragma_user_version",
            "10300",
        ),
        (
            "SELECT group_concat(srs_id) FROM (SELECT srs_id FROM gpkg_spatial_ref_sys ORDER BY 1)",
            "-1,0,4326,4490",
        ),
        (
            "SELECT geometry_type_name || column_name || srs_id || z || m FROM gpkg_geometry_columns",
            "MULTIPOLYGONgeom449000",
        ),
        (
            "SELECT identifier || '|' || data_type || '|' || last_change FROM gpkg_contents WHERE srs_id = 4490",
            "红线|features|2000-01-01T00:00:00.000Z",
        ),
        (
            "SELECT group_concat(type) FROM pragma_table_info('红线')",
            "INTEGER,MULTIPOLYGON,TEXT,REAL,INTEGER,TEXT,BOOLEAN,INTEGER,TEXT,TEXT",
        ),
        ("SELECT name FROM pragma_table_info('红线') WHERE pk", "ogc_fid"),
        (
            "SELECT styleName FROM layer_styles WHERE f_table_name = '红线' AND useAsDefault",
            "eco_redline",
        ),
        (
            "SELECT extension_name || scope FROM gpkg_extensions",
            "gpkg_rtree_indexwrite-only",
        ),
        ("SELECT group_concat(id) FROM \"rtree_红线_geom\"", "1,2"),
        (
            "SELECT CAST(count(*) AS TEXT) FROM sqlite_master WHERE type = 'trigger'",
            "7",
        ),
        ("SELECT CAST(count(*) AS TEXT) FROM pragma_foreign_key_check", "0"),
    ] {
        assert_eq!(text(&database, sql), expected, "{sql}");
    }
    let definition = text(
        &database,
        "SELECT definition FROM gpkg_spatial_ref_sys WHERE srs_id = 4490",
    );
    assert!(definition.starts_with("GEOGCS[") && definition.contains("AUTHORITY[\"EPSG\",\"4490\"]"));
    assert!(number(&database, "SELECT max_x FROM gpkg_contents") - 117.300_000_000_000_01 == 0.0);
    let covers = "SELECT CAST(minx <= 117.1 AND maxx >= 117.30000000000001 AND miny <= 30.2 AND maxy >= 30.4 AS REAL) FROM \"rtree_红线_geom\" WHERE id = 1";
    assert_eq!(number(&database, covers), 1.0);
}

#[test]
fn the_same_layer_gives_the_same_bytes_and_nothing_beside_them() {
    let directory = tempfile::tempdir().unwrap();
    let layer = layer_of(directory.path(), MIXED);
    let paths = ["a.gpkg", "b.gpkg"].map(|name| directory.path().join(name));
    for path in &paths {
        fs::write(path, b"old").unwrap();
        write(path, &layer, &WriteOptions::default()).unwrap();
    }
    assert_eq!(fs::read(&paths[0]).unwrap(), fs::read(&paths[1]).unwrap());
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 3);
}

#[test]
fn identifiers_that_are_the_numbers_of_features_need_no_column() {
    let directory = tempfile::tempdir().unwrap();
    let layer = layer_of(directory.path(), MIXED);
    let [first, second] = ["a.gpkg", "b.gpkg"].map(|name| directory.path().join(name));
    write(&first, &layer, &WriteOptions::default()).unwrap();
    let layer = read(&first);
    write(&second, &layer, &WriteOptions::default()).unwrap();
    let back = read(&second);
    assert_eq!(back.chunks, layer.chunks);
}

#[test]
fn a_system_without_a_code_is_undefined_and_one_polygon_each_is_declared() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.gpkg");
    for (crs, at, expected, code) in [
        (None, "1", 0.0, "note-srs-undefined"),
        (None, "400000", -1.0, "note-srs-undefined"),
        (Some(CrsId::Local), "1", -1.0, "note-srs-undefined"),
        (Some(CrsId::Epsg(4527)), "1", 4527.0, "note-ring-closed"),
    ] {
        let geojson = format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[[0,0],[{at},0],[1,1],[0,0]]]}}}}]}}"#
        );
        let mut layer = layer_of(directory.path(), &geojson);
        layer.declared_crs = crs;
        let notes = write(&path, &layer, &WriteOptions::default()).unwrap();
        assert_eq!(notes.count("note-written-without-crs"), u64::from(crs.is_none()));
        let back = read(&path);
        let database = open(&path);
        assert_eq!(
            number(
                &database,
                "SELECT CAST(srs_id AS REAL) FROM gpkg_geometry_columns"
            ),
            expected
        );
        assert_eq!(
            text(&database, "SELECT geometry_type_name FROM gpkg_geometry_columns"),
            "POLYGON"
        );
        assert_eq!(back.notes.count(code), u64::from(code == "note-srs-undefined"));
        assert_eq!(back.chunks[0].geometry, layer.chunks[0].geometry);
    }
}

#[test]
fn every_bit_of_a_coordinate_survives() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut column = PolygonColumn::new();
    for _ in 0..300 {
        for _ in 0..=state % 9 {
            let mut ordinate = || loop {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                let value = f64::from_bits(state);
                if value.is_finite() {
                    return value;
                }
            };
            let (x, y) = (ordinate(), ordinate());
            column.extend(
                [(x, y), (y, x), (1.0, 2.0), (x, y)]
                    .map(|(x, y)| SourceXy { x, y })
                    .into_iter(),
            );
            column.end_ring();
        }
        column.end_polygon();
        column.end_feature();
    }
    let directory = tempfile::tempdir().unwrap();
    let mut layer = layer_of(directory.path(), r#"{"type":"FeatureCollection","features":[]}"#);
    let mut chunk = crate::layer::SourceChunk {
        geometry: PackedColumn::pack(&column),
        states: vec![FeatureState::Polygon; 300],
        ..crate::layer::SourceChunk::default()
    };
    for _ in 0..300 {
        chunk.ids.push("");
        chunk.foreign.push("");
        chunk.attributes.end_row();
    }
    layer.chunks = vec![chunk];
    let path = directory.path().join("a.gpkg");
    write(&path, &layer, &WriteOptions::default()).unwrap();
    let back = read(&path);
    let mut found = back.chunks[0].geometry.unpack::<SourceXy>();
    for later in &back.chunks[1..] {
        for feature in later.geometry.unpack::<SourceXy>().features() {
            found.push_feature(&feature);
        }
    }
    assert_eq!(found, column);
}

#[test]
fn what_cannot_be_written_leaves_the_old_file() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.gpkg");
    let mut layer = layer_of(directory.path(), MIXED);
    write(&path, &layer, &WriteOptions::default()).unwrap();
    let before = fs::read(&path).unwrap();
    let wal = directory.path().join("a.gpkg-wal");
    fs::write(&wal, b"changes").unwrap();
    let error = write(&path, &layer, &WriteOptions::default()).unwrap_err();
    assert_eq!(error.code(), "write-pending-changes");
    fs::remove_file(&wal).unwrap();
    let cancelled = Ticket::new();
    cancelled.cancel();
    let error = GeoPackage.write(&path, &layer, &WriteOptions::default(), &cancelled);
    assert_eq!(error.unwrap_err().code(), "write-cancelled");
    let mut column = layer.chunks[0].geometry.unpack::<SourceXy>();
    column = PolygonColumn::from_polygons(&[vec![vec![
        SourceXy { x: f64::NAN, y: 0.0 },
        column.positions()[0],
        column.positions()[1],
    ]]]);
    let chunk = &mut layer.chunks[0];
    column.end_feature();
    column.end_feature();
    chunk.geometry = PackedColumn::pack(&column);
    let error = write(&path, &layer, &WriteOptions::default()).unwrap_err();
    assert!(
        matches!(error, WriteErrorKind::NotFinite { feature: 0 }),
        "{error}"
    );
    layer.chunks[0].states[2] = FeatureState::Unreadable;
    let error = write(&path, &layer, &WriteOptions::default()).unwrap_err();
    assert_eq!(error.code(), "write-would-lose");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 2);
}

#[test]
fn hostile_names_are_names() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.gpkg");
    let mut layer = layer_of(
        directory.path(),
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a\"; DROP TABLE x; --":1,"T":2,"R":3},"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}"#,
    );
    for name in [
        "x\"; DROP TABLE gpkg_contents; --",
        "",
        "gpkg_x",
        "layer_styles",
        "T",
        "a\0b",
    ] {
        layer.name = name.to_owned();
        write(&path, &layer, &WriteOptions::default()).unwrap();
        let back = read(&path);
        assert_eq!(back.n_features(), 1, "{name}");
        assert_eq!(
            back.chunks[0].attributes.names(),
            layer.chunks[0].attributes.names()
        );
        let database = Connection::open(&path).unwrap();
        let table = text(&database, "SELECT table_name FROM gpkg_geometry_columns");
        let table = super::database::quoted(&table);
        database.execute(&format!("DELETE FROM {table}"), []).unwrap();
        let index = text(
            &database,
            "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'",
        );
        let left = format!(
            "SELECT CAST(count(*) AS REAL) FROM {}",
            super::database::quoted(&index)
        );
        assert_eq!(number(&database, &left), 0.0);
    }
}
