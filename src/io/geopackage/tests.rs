//! GeoPackages are built here with SQLite itself, so that every fault can be put in on purpose.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, params};

use super::super::error::ReadErrorKind;
use super::super::format::{Format as _, ReadOptions, detect};
use super::super::geojson::GeoJson;
use super::GeoPackage;
use crate::crs::ffi::{WktDialect, wkt};
use crate::crs::{CrsId, SourceXy};
use crate::layer::{CHUNK_FEATURES, FeatureState, SourceLayer};
use crate::progress::Ticket;

const RING: &[(f64, f64)] = &[(0.0, 0.0), (4.0, 0.0), (4.0, 3.0), (0.0, 0.0)];
const HOLE: &[(f64, f64)] = &[(2.0, 0.5), (3.0, 0.5), (3.0, 1.0), (2.0, 0.5)];

// ---- building

/// Well-known binary in one byte order, with further ordinates behind x and y.
#[derive(Clone, Copy)]
pub(super) struct Wkb {
    little: bool,
    ordinates: usize,
    /// Added to the type: 1000, 2000, 3000 in ISO, high bits at PostGIS.
    flags: u32,
}

pub(super) const LITTLE: Wkb = Wkb {
    little: true,
    ordinates: 2,
    flags: 0,
};

impl Wkb {
    fn u32(self, value: u32) -> Vec<u8> {
        if self.little {
            value.to_le_bytes().to_vec()
        } else {
            value.to_be_bytes().to_vec()
        }
    }

    fn head(self, kind: u32) -> Vec<u8> {
        [vec![u8::from(self.little)], self.u32(kind + self.flags)].concat()
    }

    fn positions(self, positions: &[(f64, f64)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (x, y) in positions {
            for ordinate in [*x, *y, 7.0, 8.0].into_iter().take(self.ordinates) {
                bytes.extend(if self.little {
                    ordinate.to_le_bytes()
                } else {
                    ordinate.to_be_bytes()
                });
            }
        }
        bytes
    }

    fn line(self, positions: &[(f64, f64)]) -> Vec<u8> {
        [self.head(2), self.ring(positions)].concat()
    }

    fn point(self, x: f64, y: f64) -> Vec<u8> {
        [self.head(1), self.positions(&[(x, y)])].concat()
    }

    fn ring(self, positions: &[(f64, f64)]) -> Vec<u8> {
        [self.u32(count(positions.len())), self.positions(positions)].concat()
    }

    pub fn polygon(self, rings: &[&[(f64, f64)]]) -> Vec<u8> {
        let mut bytes = [self.head(3), self.u32(count(rings.len()))].concat();
        for ring in rings {
            bytes.extend(self.ring(ring));
        }
        bytes
    }

    fn many(self, kind: u32, members: &[Vec<u8>]) -> Vec<u8> {
        [self.head(kind), self.u32(count(members.len())), members.concat()].concat()
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}

/// A geometry blob of the reference system 4490 without an envelope.
pub(super) fn blob(wkb: &[u8]) -> Vec<u8> {
    blob_in(4490, wkb)
}

fn blob_in(srs: i32, wkb: &[u8]) -> Vec<u8> {
    [b"GP\0\x01".as_slice(), &srs.to_le_bytes(), wkb].concat()
}

const SCHEMA: &str = "
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
    CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '', last_change DATETIME, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name));
    INSERT INTO gpkg_spatial_ref_sys VALUES ('a', -1, 'NONE', -1, 'undefined', NULL), ('b', 0, 'NONE', 0, 'undefined', NULL),
        ('c', 4326, 'EPSG', 4326, 'GEOGCS[\"WGS 84\",AUTHORITY[\"EPSG\",\"4326\"]]', NULL),
        ('d', 4490, 'epsg', 4490, 'GEOGCS[\"CGCS2000\",AUTHORITY[\"EPSG\",\"4490\"]]', NULL);
";

/// A file being built.
pub(super) struct Package {
    directory: tempfile::TempDir,
    pub database: Connection,
}

impl Package {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = Connection::open(directory.path().join("a.gpkg")).unwrap();
        database
            .execute_batch("PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10400;")
            .unwrap();
        database.execute_batch(SCHEMA).unwrap();
        Self { directory, database }
    }

    /// With a table `t` of the columns `fid`, `geom` and what `columns` adds.
    pub fn with_table(columns: &str) -> Self {
        let package = Self::new();
        let table = format!("CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB {columns})");
        package.run(&table);
        package.list("t", "geom", 4490);
        package
    }

    pub fn path(&self) -> PathBuf {
        self.directory.path().join("a.gpkg")
    }

    pub fn run(&self, sql: &str) {
        self.database.execute_batch(sql).unwrap();
    }

    pub fn list(&self, table: &str, column: &str, srs: i64) {
        let contents = "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?1, 'features', 'title of ' || ?1, ?2)";
        self.database.execute(contents, params![table, srs]).unwrap();
        let geometry = "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, 'GEOMETRY', ?3, 2, 2)";
        self.database
            .execute(geometry, params![table, column, srs])
            .unwrap();
    }

    fn add(&self, geometry: &[u8]) {
        self.database
            .execute("INSERT INTO t (geom) VALUES (?1)", [geometry])
            .unwrap();
    }

    /// The only layer after adding one geometry.
    fn of(wkb: &[u8]) -> SourceLayer {
        let package = Self::with_table("");
        package.add(&blob(wkb));
        package.layer()
    }

    fn layer(&self) -> SourceLayer {
        let mut layers = self.layers(&ReadOptions::default()).unwrap();
        assert_eq!(layers.len(), 1);
        layers.remove(0)
    }

    fn layers(&self, options: &ReadOptions) -> Result<Vec<SourceLayer>, ReadErrorKind> {
        read(&self.path(), options)
    }

    fn code(&self) -> &'static str {
        self.layers(&ReadOptions::default())
            .map_or_else(|error| error.code(), |_| "read")
    }
}

fn read(path: &Path, options: &ReadOptions) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    GeoPackage
        .read(path, options, &Ticket::new())
        .map_err(|error| error.kind)
}

fn rings(layer: &SourceLayer, feature: usize) -> Vec<Vec<(f64, f64)>> {
    let column = layer.chunks[0].geometry.unpack::<SourceXy>();
    let plain = |ring: &[SourceXy]| ring.iter().map(|p| (p.x, p.y)).collect();
    column.feature(feature).rings().map(plain).collect()
}

fn codes(layer: &SourceLayer) -> Vec<&'static str> {
    layer.notes.iter().map(|note| note.code).collect()
}

// ---- geometry

#[test]
fn both_byte_orders_and_all_dimensions_give_the_same_rings() {
    for little in [true, false] {
        for (ordinates, flags) in [
            (2, 0),
            (3, 1000),
            (3, 2000),
            (4, 3000),
            (3, 0x8000_0000),
            (3, 0x4000_0000),
            (4, 0xC000_0000),
        ] {
            let wkb = Wkb {
                little,
                ordinates,
                flags,
            };
            for bytes in [
                wkb.polygon(&[RING, HOLE]),
                wkb.many(6, &[wkb.polygon(&[RING, HOLE])]),
                wkb.many(7, &[wkb.many(6, &[LITTLE.polygon(&[RING, HOLE])])]),
            ] {
                let layer = Package::of(&bytes);
                assert_eq!(rings(&layer, 0), [RING, HOLE]);
                assert_eq!(layer.chunks[0].states, [FeatureState::Polygon]);
                let is_flat = ordinates == 2 || bytes[1..5] == wkb.head(7)[1..];
                assert_eq!(layer.notes.count("note-z-dropped") == 0, is_flat);
            }
        }
    }
}

#[test]
fn a_reference_system_inside_the_geometry_is_stepped_over() {
    let mut wkb = vec![1];
    wkb.extend(0x2000_0003_u32.to_le_bytes());
    wkb.extend(4490_u32.to_le_bytes());
    wkb.extend(&LITTLE.polygon(&[RING])[5..]);
    assert_eq!(rings(&Package::of(&wkb), 0), [RING]);
}

#[test]
fn points_and_lines_are_counted() {
    let nan = f64::NAN;
    let members = [
        LITTLE.point(1.0, 2.0),
        LITTLE.many(4, &[LITTLE.point(1.0, 2.0), LITTLE.point(nan, nan)]),
        LITTLE.line(RING),
        LITTLE.line(&[]),
        LITTLE.many(5, &[LITTLE.line(RING), LITTLE.line(HOLE)]),
    ];
    let only = Package::of(&LITTLE.many(7, &members));
    assert_eq!(only.chunks[0].states, [FeatureState::NotPolygon]);
    let args: Vec<_> = only.notes.iter().flat_map(|note| note.args.clone()).collect();
    assert_eq!(args, [("count", "2".to_owned()), ("count", "3".to_owned())]);
    let mixed = [members.concat(), LITTLE.polygon(&[RING])].concat();
    let mixed = [LITTLE.head(7), LITTLE.u32(6), mixed].concat();
    assert_eq!(rings(&Package::of(&mixed), 0), [RING]);
}

#[test]
fn what_holds_nothing_is_no_geometry() {
    let package = Package::with_table("");
    package.run("INSERT INTO t (geom) VALUES (NULL)");
    for wkb in [
        LITTLE.polygon(&[]),
        LITTLE.many(6, &[]),
        LITTLE.many(7, &[]),
        LITTLE.many(6, &[LITTLE.polygon(&[])]),
    ] {
        package.add(&blob(&wkb));
    }
    let mut empty = blob(&[]);
    empty[3] = 0b0001_0001;
    package.add(&empty);
    let layer = package.layer();
    assert_eq!(layer.n_in_state(FeatureState::NoGeometry), 6);
    assert_eq!(layer.notes.count("note-geometry-null"), 1);
    assert_eq!(layer.notes.count("note-geometry-empty"), 5);
}

#[test]
fn a_wrong_flag_for_empty_does_not_hide_ground() {
    let package = Package::with_table("");
    let mut full = blob(&LITTLE.polygon(&[RING]));
    full[3] = 0b0001_0001;
    package.add(&full);
    assert_eq!(rings(&package.layer(), 0), [RING]);
}

#[test]
fn rings_are_closed_and_flat_ones_left_out() {
    let flat = &[(0.0, 0.0), (1.0, 0.0), (0.0, 0.0)];
    let layer = Package::of(&LITTLE.polygon(&[&RING[..3], flat]));
    assert_eq!(rings(&layer, 0), [RING]);
    assert_eq!(
        codes(&layer),
        [
            "note-altered-features",
            "note-ring-closed",
            "note-ring-degenerate"
        ]
    );
    assert_eq!(layer.notes.iter().nth(2).unwrap().place.ring, Some(1));
    let lost = Package::of(&LITTLE.polygon(&[flat]));
    assert_eq!(codes(&lost), ["note-ring-degenerate", "note-ground-lost"]);
    let hole = Package::of(&LITTLE.polygon(&[flat, HOLE]));
    assert_eq!(codes(&hole), ["note-shell-degenerate"]);
    assert_eq!(hole.chunks[0].states, [FeatureState::Unreadable]);
}

#[test]
fn a_broken_geometry_is_set_aside_and_named() {
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    let polygon = LITTLE.polygon(&[RING]);
    let mut lying_rings = polygon.clone();
    lying_rings[5..9].copy_from_slice(&u32::MAX.to_le_bytes());
    let mut lying_positions = polygon.clone();
    lying_positions[9..13].copy_from_slice(&0x1000_0000_u32.to_le_bytes());
    let mut few_positions = polygon.clone();
    few_positions[9..13].copy_from_slice(&3_u32.to_le_bytes());
    let two = LITTLE.many(6, &[polygon.clone(), polygon.clone()]);
    let mut one_of_two = two.clone();
    one_of_two[5..9].copy_from_slice(&1_u32.to_le_bytes());
    let deep = |depth| (0..depth).fold(polygon.clone(), |inner, _| LITTLE.many(7, &[inner]));
    for (wkb, code) in [
        (
            LITTLE.polygon(&[RING, &[(0.0, 0.0), (1.0, nan), (1.0, 1.0)]]),
            "note-ordinate-not-finite",
        ),
        (
            LITTLE.polygon(&[&[(infinite, 0.0), (1.0, 0.0), (1.0, 1.0)]]),
            "note-ordinate-not-finite",
        ),
        (
            LITTLE.line(&[(0.0, 0.0), (-infinite, 1.0)]),
            "note-ordinate-not-finite",
        ),
        (LITTLE.point(nan, 1.0), "note-ordinate-not-finite"),
        (polygon[..polygon.len() - 1].to_vec(), "note-wkb-truncated"),
        (polygon[..4].to_vec(), "note-wkb-truncated"),
        (Vec::new(), "note-wkb-truncated"),
        (lying_rings, "note-wkb-truncated"),
        (lying_positions, "note-wkb-truncated"),
        (few_positions, "note-wkb-trailing"),
        (one_of_two, "note-wkb-trailing"),
        (deep(17), "note-wkb-too-deep"),
        (deep(100_000), "note-wkb-too-deep"),
        (LITTLE.many(6, &[LITTLE.line(RING)]), "note-wkb-member"),
        (LITTLE.head(0), "note-wkb-type"),
        (LITTLE.head(999_999), "note-wkb-type"),
        ([vec![2], polygon[1..].to_vec()].concat(), "note-wkb-byte-order"),
        (LITTLE.many(12, std::slice::from_ref(&polygon)), "note-curve"),
        (LITTLE.many(10, &[LITTLE.line(RING)]), "note-curve"),
        (LITTLE.many(7, &[LITTLE.many(1016, &[])]), "note-curve"),
    ] {
        let layer = Package::of(&wkb);
        assert_eq!(codes(&layer), [code]);
        assert_eq!(layer.chunks[0].states, [FeatureState::Unreadable], "{code}");
        assert!(layer.chunks[0].geometry.feature(0).is_empty());
        let note = layer.notes.iter().next().unwrap();
        assert_eq!(
            (note.place.feature, note.place.feature_id.as_deref()),
            (Some(0), Some("1"))
        );
    }
    let fits = Package::of(&deep(16));
    assert_eq!(rings(&fits, 0), [RING]);
}

#[test]
fn the_place_of_a_bad_ordinate_is_told_and_curves_by_name() {
    let bad = Package::of(&LITTLE.polygon(&[RING, &[(0.0, 0.0), (1.0, f64::NAN), (1.0, 1.0)]]));
    let place = &bad.notes.iter().next().unwrap().place;
    assert_eq!((place.ring, place.vertex), (Some(1), Some(1)));
    for (kind, name) in [
        (8, "CIRCULARSTRING"),
        (9, "COMPOUNDCURVE"),
        (10, "CURVEPOLYGON"),
        (11, "MULTICURVE"),
        (12, "MULTISURFACE"),
        (15, "POLYHEDRALSURFACE"),
        (3016, "TIN"),
        (17, "TRIANGLE"),
    ] {
        let layer = Package::of(&LITTLE.many(kind, &[]));
        assert_eq!(
            layer.notes.iter().next().unwrap().args,
            [("found", name.to_owned())]
        );
    }
}

#[test]
fn what_is_no_geometry_blob_is_set_aside() {
    let package = Package::with_table("");
    package.run("INSERT INTO t (geom) VALUES ('POLYGON EMPTY'), (7), (x'')");
    package.add(&LITTLE.polygon(&[RING]));
    package.add(&blob(&LITTLE.polygon(&[RING])));
    let layer = package.layer();
    assert_eq!(layer.n_in_state(FeatureState::Unreadable), 4);
    assert_eq!(layer.notes.count("note-geometry-not-blob"), 2);
    assert_eq!(layer.notes.count("note-gpkg-header"), 2);
    assert_eq!(layer.n_in_state(FeatureState::Polygon), 1);
}

// ---- attributes

#[test]
fn attributes_keep_their_kind_and_blobs_and_personal_fields_are_left_out() {
    let package = Package::with_table(", a INTEGER, b REAL, c TEXT, d BLOB, 电话 TEXT");
    let sql = "INSERT INTO t VALUES (7, NULL, -5, 1e300, 'x\"甲', x'00', '139'), (9, NULL, NULL, 9e999, CAST(x'D6D0' AS TEXT), NULL, '138')";
    package.run(sql);
    let layer = package.layer();
    let table = &layer.chunks[0].attributes;
    let first: Vec<_> = table.row(0).collect();
    assert_eq!(first, [("a", "-5"), ("b", "1e+300"), ("c", "\"x\\\"甲\"")]);
    let second: Vec<_> = table.row(1).collect();
    assert_eq!(
        second,
        [("a", "null"), ("b", "null"), ("c", "null"), ("d", "null")]
    );
    assert_eq!(layer.chunks[0].ids.get(1), Some("9"));
    for code in [
        "note-blob-dropped",
        "note-personal-dropped",
        "note-value-not-finite",
        "note-value-not-utf8",
    ] {
        assert_eq!(layer.notes.count(code), 1, "{code}");
    }
    let keep = ReadOptions {
        keep_personal: true,
        ..ReadOptions::default()
    };
    let kept = package.layers(&keep).unwrap();
    assert_eq!(
        kept[0].chunks[0].attributes.text(0, "电话").as_deref(),
        Some("139")
    );
}

#[test]
fn keys_of_other_kinds_are_identifiers_too() {
    for (columns, id) in [
        ("k TEXT PRIMARY KEY, geom BLOB", Some("\"A\"")),
        ("k TEXT, geom BLOB", None),
        ("k TEXT, l INTEGER, geom BLOB, PRIMARY KEY (k, l)", None),
    ] {
        let package = Package::new();
        package.run(&format!(
            "CREATE TABLE t ({columns}); INSERT INTO t (k) VALUES ('A')"
        ));
        package.list("t", "geom", 4490);
        let layer = package.layer();
        assert_eq!(layer.chunks[0].ids.get(0), id);
        assert_eq!(layer.chunks[0].attributes.json(0, "k").is_none(), id.is_some());
    }
}

#[test]
fn equal_features_give_equal_chunks_as_geojson() {
    let package = Package::with_table(", \"名称\" TEXT, n INTEGER, r REAL");
    let mut features = Vec::new();
    for index in 0..2500_u32 {
        let x = f64::from(index);
        let ring = [(x, 0.1), (x + 0.5, 0.0), (x + 0.25, 1.0), (x, 0.1)];
        let mut row = package
            .database
            .prepare_cached("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)")
            .unwrap();
        let name = format!("块 {index}");
        row.execute(params![
            index,
            blob(&LITTLE.polygon(&[&ring])),
            name,
            index % 7,
            x / 8.0
        ])
        .unwrap();
        let text: Vec<String> = ring.iter().map(|(x, y)| format!("[{x:?},{y:?}]")).collect();
        features.push(format!(
            r#"{{"type":"Feature","id":{index},"properties":{{"名称":"{name}","n":{},"r":{:?}}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            index % 7, x / 8.0, text.join(",")
        ));
    }
    let json = package.directory.path().join("a.geojson");
    std::fs::write(
        &json,
        format!(
            r#"{{"type":"FeatureCollection","features":[{}]}}"#,
            features.join(",")
        ),
    )
    .unwrap();
    let from_json = GeoJson
        .read(&json, &ReadOptions::default(), &Ticket::new())
        .unwrap();
    assert_eq!(package.layer().chunks, from_json[0].chunks);
}

#[test]
fn published_files_give_the_chunks_of_their_geojson() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/case-belgium");
    for name in ["polygon-parcel", "polygon-zone"] {
        let package = read(&cases.join(name).with_extension("gpkg"), &ReadOptions::default()).unwrap();
        let json = cases.join(name).with_extension("geojson");
        let json = GeoJson
            .read(&json, &ReadOptions::default(), &Ticket::new())
            .unwrap();
        assert_eq!(package[0].declared_crs, json[0].declared_crs);
        assert_eq!(package[0].chunks, json[0].chunks);
    }
}

// ---- tables

#[test]
fn hostile_names_are_names() {
    let package = Package::new();
    let names = [
        "\"; DROP TABLE gpkg_contents; --",
        "图 层'[",
        &"x".repeat(128),
        "select",
    ];
    for (index, name) in names.iter().enumerate() {
        let quoted = super::database::quoted(name);
        package.run(&format!(
            "CREATE TABLE {quoted} (rowid INTEGER, {quoted} BLOB, \"a\"\"b\" INTEGER, oid TEXT)"
        ));
        package.list(name, name, 4490);
        let row = format!("INSERT INTO {quoted} VALUES (5, ?1, {index}, 'o')");
        package
            .database
            .execute(&row, [blob(&LITTLE.polygon(&[RING]))])
            .unwrap();
    }
    let layers = package.layers(&ReadOptions::default()).unwrap();
    for (index, (layer, name)) in layers.iter().zip(names).enumerate() {
        assert_eq!(
            (layer.name.as_str(), rings(layer, 0)),
            (name, vec![RING.to_vec()])
        );
        assert_eq!(layer.source.layer.as_deref(), Some(name));
        let number = index.to_string();
        let row: Vec<_> = layer.chunks[0].attributes.row(0).collect();
        assert_eq!(row, [("rowid", "5"), ("a\"b", number.as_str()), ("oid", "\"o\"")]);
    }
    assert_eq!(layers.len(), 4);
}

#[test]
fn a_layer_is_found_by_name_or_title() {
    let package = Package::with_table("");
    package.run("CREATE TABLE u (fid INTEGER PRIMARY KEY, geom BLOB)");
    package.list("u", "geom", 4326);
    package.run("INSERT INTO gpkg_contents (table_name, data_type) VALUES ('tiles', 'tiles'), ('plain', 'attributes')");
    let named = |layer: &str| ReadOptions {
        layer: Some(layer.to_owned()),
        ..ReadOptions::default()
    };
    assert_eq!(package.layers(&ReadOptions::default()).unwrap().len(), 2);
    for name in ["u", "title of u"] {
        let layers = package.layers(&named(name)).unwrap();
        assert_eq!((layers.len(), layers[0].name.as_str()), (1, "u"));
        assert_eq!(layers[0].declared_crs, Some(CrsId::Epsg(4326)));
        assert!(layers[0].chunks.is_empty());
    }
    let missing = package.layers(&named("plain")).unwrap_err();
    assert_eq!(
        missing.args(),
        [("layer", "plain".to_owned()), ("known", "t, u".to_owned())]
    );
}

#[test]
fn a_listed_layer_that_cannot_be_read_is_an_error() {
    for (sql, expected) in [
        ("DROP TABLE t", "no-table"),
        ("DELETE FROM gpkg_geometry_columns", "no-geometry-column"),
        (
            "UPDATE gpkg_geometry_columns SET column_name = 'other'",
            "no-geometry-column",
        ),
        (
            "INSERT INTO gpkg_geometry_columns VALUES ('T', 'fid', 'POINT', 0, 0, 0)",
            "several-geometry-columns",
        ),
        (
            "DROP TABLE t; CREATE VIRTUAL TABLE t USING fts5(geom)",
            "virtual-table",
        ),
    ] {
        let package = Package::with_table("");
        package.run(sql);
        match package.layers(&ReadOptions::default()) {
            Err(ReadErrorKind::LayerBroken { layer, what }) => {
                assert_eq!((layer.as_str(), what), ("t", expected));
            }
            other => panic!("{expected}: {other:?}"),
        }
    }
}

#[test]
fn views_are_read_and_cannot_do_anything() {
    let package = Package::with_table(", a INTEGER");
    for index in 0..1500 {
        let row = "INSERT INTO t VALUES (?1, ?2, ?1)";
        package
            .database
            .execute(row, params![index * 2, blob(&LITTLE.polygon(&[RING]))])
            .unwrap();
    }
    package.run("CREATE VIEW v AS SELECT fid AS k, geom AS g, a + 1 AS b FROM t ORDER BY fid DESC");
    package.run("DELETE FROM gpkg_contents; DELETE FROM gpkg_geometry_columns");
    package.list("v", "g", 4490);
    let layer = package.layer();
    assert_eq!(layer.n_features(), 1500);
    assert_eq!(layer.chunks[0].ids.get(0), Some("2998"));
    assert_eq!(layer.chunks[0].attributes.json(0, "b"), Some("2999"));
    for unsafe_part in [
        "load_extension('x')",
        "fts3_tokenizer('x')",
        "(SELECT name FROM dbstat)",
    ] {
        package.run(&format!(
            "DROP VIEW v; CREATE VIEW v AS SELECT fid AS k, geom AS g, {unsafe_part} AS b FROM t"
        ));
        assert_eq!(package.code(), "read-database", "{unsafe_part}");
    }
}

#[test]
fn an_endless_view_can_be_cancelled() {
    let package = Package::new();
    package.run("CREATE VIEW v AS WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n) SELECT k, NULL AS g FROM n WHERE k < 0");
    package.list("v", "g", 4490);
    let ticket = Ticket::new();
    let stop = ticket.clone();
    let path = package.path();
    let result = std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(200));
            stop.cancel();
        });
        GeoPackage.read(&path, &ReadOptions::default(), &ticket)
    });
    assert_eq!(result.unwrap_err().code(), "read-cancelled");
}

#[test]
fn tables_without_row_numbers_and_with_gaps_keep_their_order() {
    let package = Package::new();
    package.run("CREATE TABLE t (k TEXT PRIMARY KEY, geom BLOB) WITHOUT ROWID; INSERT INTO t VALUES ('b', NULL), ('a', NULL)");
    package.list("t", "geom", 4490);
    let layer = package.layer();
    assert_eq!(
        (layer.chunks[0].ids.get(0), layer.chunks[0].ids.get(1)),
        (Some("\"a\""), Some("\"b\""))
    );

    // Near, far, negative and extreme numbers.
    for step in [1_i64, 3, 1_000_003, 9_000_000_000_000] {
        let package = Package::with_table("");
        let mut expected = vec![i64::MIN, -5];
        package.run("BEGIN");
        for index in 0..2600 {
            expected.push(index * step);
        }
        expected.push(i64::MAX);
        if step < 9 {
            expected.retain(|key| (0..100_000).contains(key));
        }
        for key in &expected {
            let geometry = if key % 2 == 0 {
                Some(blob(&LITTLE.polygon(&[RING])))
            } else {
                None
            };
            package
                .database
                .execute("INSERT INTO t VALUES (?1, ?2)", params![key, geometry])
                .unwrap();
        }
        package.run("COMMIT");
        let layer = package.layer();
        let keys: Vec<i64> = layer
            .chunks
            .iter()
            .flat_map(|chunk| (0..chunk.states.len()).map(|row| chunk.ids.get(row).unwrap().parse().unwrap()))
            .collect();
        assert_eq!(keys, expected, "{step}");
        let sizes = || layer.chunks.iter().map(|chunk| chunk.states.len());
        assert!(sizes().all(|rows| (1..=CHUNK_FEATURES).contains(&rows)));
        let odd = expected.iter().position(|key| key % 2 != 0).unwrap() as u64;
        assert_eq!(layer.notes.iter().next().unwrap().place.feature, Some(odd));
    }
}

#[test]
fn the_layer_does_not_depend_on_the_number_of_threads() {
    let package = Package::with_table(", name TEXT");
    package.run("BEGIN");
    for index in 0..5000_u32 {
        let x = f64::from(index);
        let ring = [
            (x, 0.0),
            (x + 1.0, 0.0),
            (if index % 700 == 0 { f64::NAN } else { x }, 1.0),
        ];
        let key = index + index / 900 * 50;
        let row = params![key, blob(&LITTLE.polygon(&[&ring])), format!("n{index}")];
        package
            .database
            .execute("INSERT INTO t VALUES (?1, ?2, ?3)", row)
            .unwrap();
    }
    package.run("COMMIT");
    let read_with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let path = package.path();
        pool.install(|| read(&path, &ReadOptions::default()).unwrap().remove(0))
    };
    let one = read_with(1);
    assert_eq!(one.n_in_state(FeatureState::Unreadable), 8);
    assert_eq!(one, read_with(2));
    assert_eq!(one, read_with(8));
}

#[test]
fn large_features_fill_chunks_sooner() {
    let package = Package::with_table("");
    let ring: Vec<(f64, f64)> = (0..20_000)
        .map(|index| (f64::from(index), f64::from(index * index)))
        .collect();
    for _ in 0..20 {
        package.add(&blob(&LITTLE.polygon(&[&ring])));
    }
    let layer = package.layer();
    let sizes: Vec<usize> = layer.chunks.iter().map(|chunk| chunk.states.len()).collect();
    assert_eq!(sizes, [4; 5]);
    // The same where nothing is known of the rows beforehand.
    package.run(
        "CREATE VIEW v AS SELECT * FROM t; DELETE FROM gpkg_contents; DELETE FROM gpkg_geometry_columns",
    );
    package.list("v", "geom", 4490);
    let sizes: Vec<usize> = package
        .layer()
        .chunks
        .iter()
        .map(|chunk| chunk.states.len())
        .collect();
    assert_eq!(sizes, [7, 7, 6]);
}

// ---- reference systems

#[test]
fn a_reference_system_is_named_or_none() {
    for (srs, row, expected, code) in [
        (4490, "", Some(4490), None),
        (-1, "", None, Some("note-srs-undefined")),
        (0, "", None, Some("note-srs-undefined")),
        (77, "", None, Some("note-srs-missing")),
        (
            77,
            "'x', 77, 'NONE', 77, 'undefined', NULL",
            None,
            Some("note-srs-unknown"),
        ),
        (
            77,
            "'x', 77, 'ESRI', 102, 'GEOGCS[\"a\",AUTHORITY[\"ESRI\",\"102\"]]', NULL",
            None,
            Some("note-srs-unknown"),
        ),
        (
            77,
            &format!(
                "'x', 77, 'local', 5, '{}', NULL",
                wkt(4527, WktDialect::Esri).unwrap()
            ),
            Some(4527),
            Some("note-srs-by-definition"),
        ),
        (
            77,
            &format!(
                "'x', 77, 'EPSG', 4526, '{}', NULL",
                wkt(4527, WktDialect::Esri).unwrap()
            ),
            None,
            Some("note-srs-contradiction"),
        ),
        // The parameters of a zone decide, and here there are none.
        (
            77,
            "'x', 77, 'local', 5, 'PROJCS[\"a\",AUTHORITY[\"EPSG\",\"4527\"]]', NULL",
            None,
            Some("note-srs-unknown"),
        ),
        (
            77,
            "'x', 77, 'EPSG', 4527, 'PROJCS[\"a\",AUTHORITY[\"EPSG\",\"4528\"]]', NULL",
            None,
            Some("note-srs-contradiction"),
        ),
        (
            77,
            "'x', 77, 'EPSG', -4, x'00', NULL",
            None,
            Some("note-srs-unknown"),
        ),
    ] {
        let package = Package::new();
        package.run("CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB)");
        package.list("t", "geom", srs);
        if !row.is_empty() {
            package.run(&format!("INSERT INTO gpkg_spatial_ref_sys VALUES ({row})"));
        }
        let layer = package.layer();
        assert_eq!(layer.declared_crs, expected.map(CrsId::Epsg), "{srs} {row}");
        assert_eq!(codes(&layer), code.into_iter().collect::<Vec<_>>());
    }
}

#[test]
fn a_geometry_in_another_known_system_lies_somewhere_else() {
    let package = Package::with_table("");
    for srs in [4490, 4326, 0, 99] {
        package.add(&blob_in(srs, &LITTLE.polygon(&[RING])));
    }
    let layer = package.layer();
    assert_eq!(codes(&layer), ["note-srs-differs", "note-srs-conflict"]);
    assert_eq!(layer.chunks[0].states[1], FeatureState::Unreadable);
    assert_eq!(layer.n_in_state(FeatureState::Polygon), 3);
    let given = ReadOptions {
        crs_is_given: true,
        ..ReadOptions::default()
    };
    let layer = &package.layers(&given).unwrap()[0];
    assert_eq!(
        (codes(layer), layer.n_in_state(FeatureState::Polygon)),
        (vec!["note-srs-differs"], 4)
    );
}

// ---- the file

#[test]
fn the_application_id_or_the_tables_make_a_geopackage() {
    for (id, notes) in [
        (0x4750_4B47, 0),
        (0x4750_3130, 0),
        (0x4750_3131, 0),
        (0, 1),
        (1, 1),
    ] {
        let package = Package::with_table("");
        package.run(&format!("PRAGMA application_id = {id}"));
        assert_eq!(detect(&package.path()).unwrap().name(), "GeoPackage");
        assert_eq!(package.layer().notes.count("note-application-id"), notes);
    }
}

#[test]
fn other_files_are_refused_by_name() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.gpkg");
    let code = || {
        super::super::format::read(&path, None, &Ticket::new()).map_or_else(|error| error.code(), |_| "read")
    };
    std::fs::write(&path, [7; 5000]).unwrap();
    assert_eq!(code(), "read-not-geopackage");
    std::fs::write(&path, b"SQLite format 3\0").unwrap();
    assert_eq!(code(), "read-not-geopackage");
    std::fs::remove_file(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch("CREATE TABLE x (a)")
        .unwrap();
    assert_eq!(code(), "read-not-geopackage");
    assert_eq!(Package::new().code(), "read-not-geopackage");
}

#[test]
fn names_of_files_cannot_become_options() {
    let package = Package::with_table("");
    package.add(&blob(&LITTLE.polygon(&[RING])));
    let odd = package.directory.path().join("a b?mode=memory&x#y%41 甲.gpkg");
    std::fs::copy(package.path(), &odd).unwrap();
    assert_eq!(read(&odd, &ReadOptions::default()).unwrap()[0].n_features(), 1);
}

#[test]
fn changes_in_a_log_beside_the_file_are_read_and_left_alone() {
    let package = Package::with_table("");
    package.run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
    package.add(&blob(&LITTLE.polygon(&[RING])));
    let (file, wal) = (package.path(), package.directory.path().join("a.gpkg-wal"));
    let bytes = || (std::fs::read(&file).unwrap(), std::fs::read(&wal).unwrap());
    let before = bytes();
    assert!(!before.1.is_empty());
    let layer = package.layer();
    assert_eq!((layer.n_features(), layer.notes.count("note-wal")), (1, 1));
    assert!(bytes() == before);

    // The writer has gone and left its log.
    let other = tempfile::tempdir().unwrap();
    for name in ["a.gpkg", "a.gpkg-wal"] {
        std::fs::copy(package.directory.path().join(name), other.path().join(name)).unwrap();
    }
    let layers = read(&other.path().join("a.gpkg"), &ReadOptions::default()).unwrap();
    assert_eq!(layers[0].n_features(), 1);
    assert!(std::fs::read(other.path().join("a.gpkg-wal")).unwrap() == before.1);
    assert!(std::fs::read(other.path().join("a.gpkg")).unwrap() == before.0);
}

#[test]
fn a_broken_off_change_is_refused() {
    let package = Package::with_table("");
    package.add(&blob(&LITTLE.polygon(&[RING])));
    let journal = package.directory.path().join("a.gpkg-journal");
    std::fs::write(&journal, [0; 512]).unwrap();
    assert_eq!(package.code(), "read");
    std::fs::write(&journal, b"\xD9\xD5\x05\xF9\x20\xA1\x63\xD7 and more").unwrap();
    assert_eq!(package.code(), "read-pending-changes");
}

#[test]
fn reading_changes_nothing_beside_the_file() {
    let package = Package::with_table("");
    package.run("PRAGMA journal_mode = WAL");
    package.add(&blob(&LITTLE.polygon(&[RING])));
    let Package { directory, database } = package;
    database.close().unwrap();
    let names = || std::fs::read_dir(directory.path()).unwrap().count();
    assert_eq!(names(), 1);
    let layers = read(&directory.path().join("a.gpkg"), &ReadOptions::default()).unwrap();
    assert_eq!((layers[0].n_features(), names()), (1, 1));
}

#[test]
fn a_cancelled_reading_says_so() {
    let package = Package::with_table("");
    package.add(&blob(&LITTLE.polygon(&[RING])));
    let ticket = Ticket::new();
    ticket.cancel();
    let error = GeoPackage
        .read(&package.path(), &ReadOptions::default(), &ticket)
        .unwrap_err();
    assert_eq!(error.code(), "read-cancelled");
}

#[test]
fn a_count_that_is_not_kept_is_told() {
    let package = Package::with_table("");
    package.run("CREATE TABLE gpkg_ogr_contents (table_name TEXT PRIMARY KEY, feature_count INTEGER)");
    package.run("INSERT INTO gpkg_ogr_contents VALUES ('t', 2)");
    package.add(&blob(&LITTLE.polygon(&[RING])));
    assert_eq!(codes(&package.layer()), ["note-feature-count"]);
    package.add(&blob(&LITTLE.polygon(&[RING])));
    assert!(package.layer().notes.is_empty());
    package.run("UPDATE gpkg_ogr_contents SET feature_count = NULL");
    assert!(package.layer().notes.is_empty());
}

#[test]
fn flipped_bytes_never_stop_the_program() {
    let package = Package::with_table(", a TEXT, b REAL");
    for index in 0..40 {
        let geometry = if index % 5 == 0 {
            LITTLE.many(7, &[LITTLE.point(0.0, 1.0), LITTLE.polygon(&[RING, HOLE])])
        } else {
            LITTLE.many(
                6,
                &[LITTLE.polygon(&[RING, HOLE]), LITTLE.polygon(&[&RING.repeat(20)])],
            )
        };
        let row = params![index, blob(&geometry), "x".repeat(index * 7), 0.5];
        package
            .database
            .execute("INSERT INTO t VALUES (?1, ?2, ?3, ?4)", row)
            .unwrap();
    }
    let Package { directory, database } = package;
    database.close().unwrap();
    let whole = std::fs::read(directory.path().join("a.gpkg")).unwrap();
    let broken = directory.path().join("b.gpkg");
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    let mut outcomes = [0_u32; 2];
    for round in 0..2000 {
        let mut bytes = whole.clone();
        for _ in 0..=round % 16 {
            let at = random(bytes.len());
            bytes[at] ^= u8::try_from(1 + random(255)).unwrap();
        }
        if round % 50 == 0 {
            bytes.truncate(random(whole.len()));
        }
        std::fs::write(&broken, &bytes).unwrap();
        match read(&broken, &ReadOptions::default()) {
            Ok(layers) => {
                outcomes[0] += 1;
                for chunk in layers.iter().flat_map(|layer| &layer.chunks) {
                    assert_eq!(chunk.states.len(), chunk.geometry.len());
                    assert!(chunk.geometry.is_finite());
                }
            }
            Err(error) => {
                outcomes[1] += 1;
                assert!(ReadErrorKind::CODES.contains(&error.code()));
            }
        }
    }
    assert!(outcomes.iter().all(|count| *count > 100), "{outcomes:?}");
}
