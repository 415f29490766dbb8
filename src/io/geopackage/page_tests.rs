//! Rows from the pages of a database against the same rows from SQLite, over databases of every shape.

use rusqlite::params;

use super::super::error::ReadErrorKind;
use super::super::format::ReadOptions;
use super::pages::{NotPlain, PageFile, PageReader};
use super::read::{Rows, read_from};
use super::tests::{LITTLE, Package, blob};
use crate::crs::SourceXy;
use crate::geometry::PolygonColumn;
use crate::layer::{FeatureState, SourceLayer};
use crate::progress::Ticket;

/// A geometry of `corners` corners.
fn polygon(corners: u32, at: f64) -> Vec<u8> {
    let corner = |index: u32| {
        let turn = std::f64::consts::TAU * f64::from(index % corners) / f64::from(corners);
        (at + libm::cos(turn), libm::sin(turn))
    };
    let ring: Vec<(f64, f64)> = (0..=corners).map(corner).collect();
    blob(&LITTLE.polygon(&[&ring]))
}

/// Everything about a feature, whatever chunk it stands in.
type Feature = (
    Option<String>,
    FeatureState,
    Vec<(String, String)>,
    PolygonColumn<SourceXy>,
);

fn features(layer: &SourceLayer) -> Vec<Feature> {
    let of_chunk = |chunk: &crate::layer::SourceChunk| {
        (0..chunk.states.len())
            .map(|row| {
                let attributes = chunk.attributes.row(row);
                (
                    chunk.ids.get(row).map(str::to_owned),
                    chunk.states[row],
                    attributes
                        .map(|(name, json)| (name.to_owned(), json.to_owned()))
                        .collect(),
                    chunk.geometry.feature(row).to_column(),
                )
            })
            .collect::<Vec<_>>()
    };
    layer.chunks.iter().flat_map(of_chunk).collect()
}

fn read(package: &Package, rows: Rows) -> Result<SourceLayer, ReadErrorKind> {
    let read = read_from(rows, &package.path(), &ReadOptions::default(), &Ticket::new());
    read.map(|mut layers| layers.remove(0))
}

/// Number of rows of `t` that the pages give, as far as they are plain.
fn rows_of_pages(package: &Package) -> Result<usize, NotPlain> {
    let sql = "SELECT rootpage FROM sqlite_master WHERE name = 't'";
    let root: u32 = package.database.query_row(sql, [], |row| row.get(0)).unwrap();
    let file = PageFile::open(&package.path())?;
    let mut pages = PageReader::new(&file);
    let mut count = 0;
    for leaf in file.leaves(root)? {
        pages.rows(leaf, |_, _| {
            count += 1;
            Ok::<(), NotPlain>(())
        })?;
    }
    Ok(count)
}

/// Both ways give the same layer; yields its features.
fn same(package: &Package) -> Vec<Feature> {
    let (pages, sqlite) = (
        read(package, Rows::FromPages).unwrap(),
        read(package, Rows::FromSqlite).unwrap(),
    );
    let (pages_features, sqlite_features) = (features(&pages), features(&sqlite));
    assert_eq!(pages_features.len(), sqlite_features.len());
    for (own, other) in pages_features.iter().zip(&sqlite_features) {
        assert_eq!(own, other);
    }
    let notes = |layer: &SourceLayer| layer.notes.iter().cloned().collect::<Vec<_>>();
    assert_eq!(notes(&pages), notes(&sqlite));
    pages_features
}

#[test]
fn rows_of_every_length_come_from_pages_of_every_size() {
    for page_bytes in [512, 1024, 4096, 65_536] {
        let package = Package::new();
        package.run(&format!("PRAGMA page_size = {page_bytes}; VACUUM"));
        package.run("CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT)");
        package.list("t", "geom", 4490);
        package.run("BEGIN");
        for index in 0..900_u32 {
            // From rows far below a page to rows of many, and every length around the limits between.
            let corners = if index % 60 == 59 {
                index * 20
            } else {
                3 + index % 45
            };
            let name = "名".repeat(index as usize % 23);
            let row = params![
                i64::from(index) * 7 - 400,
                polygon(corners, f64::from(index)),
                name
            ];
            package
                .database
                .execute("INSERT INTO t VALUES (?1, ?2, ?3)", row)
                .unwrap();
        }
        package.run("COMMIT");
        assert_eq!(rows_of_pages(&package), Ok(900), "{page_bytes}");
        assert_eq!(same(&package).len(), 900);
        // Holes in the tree, and pages out of order.
        package.run(
            "DELETE FROM t WHERE fid % 3 = 0; UPDATE t SET name = name || name || 'x' WHERE fid % 5 = 0",
        );
        let left = same(&package).len();
        assert_eq!(rows_of_pages(&package), Ok(left));
        package.run("VACUUM");
        assert_eq!(rows_of_pages(&package), Ok(left));
        assert_eq!(same(&package).len(), left);
    }
}

#[test]
fn every_kind_of_value_is_that_of_sqlite() {
    let package = Package::with_table(
        ", a REAL, b DOUBLE PRECISION, c NUMERIC, d TEXT, e BOOLEAN, f, g INTEGER, h FLOATING POINT",
    );
    let values = [
        "NULL",
        "0",
        "1",
        "-1",
        "127",
        "-128",
        "32767",
        "-32769",
        "8388607",
        "-8388608",
        "2147483647",
        "-2147483649",
        "140737488355327",
        "-140737488355329",
        "9223372036854775807",
        "-9223372036854775808",
        "0.5",
        "-1e300",
        "1e999",
        "3.0",
        "'12'",
        "'水田'",
        "''",
        "CAST(x'FF' AS TEXT)",
        "x''",
        "x'0102'",
    ];
    for value in values {
        package.run(&format!(
            "INSERT INTO t (a, b, c, d, e, f, g, h) VALUES ({value}, {value}, {value}, {value}, {value}, {value}, {value}, {value})"
        ));
    }
    assert_eq!(rows_of_pages(&package), Ok(values.len()));
    let features = same(&package);
    let three = &features[19].2;
    assert_eq!(
        three[0],
        ("a".to_owned(), "3.0".to_owned()),
        "a whole number in a column of doubles"
    );
    assert_eq!(three[5], ("f".to_owned(), "3.0".to_owned()));
    assert_eq!(features[2].2[0].1, "1.0");
}

#[test]
fn tables_that_the_pages_do_not_tell_are_read_by_sqlite() {
    for make in [
        // Rows that were written before a column was added have its default, which stands in the schema.
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB); INSERT INTO t VALUES (1, NULL), (2, NULL);
          ALTER TABLE t ADD COLUMN kind TEXT DEFAULT '甲'; INSERT INTO t VALUES (3, NULL, '乙')",
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, n INTEGER, twice INTEGER AS (n * 2), kept INTEGER AS (n + 1) STORED);
          INSERT INTO t (geom, n) VALUES (NULL, 4), (NULL, 5)",
        "CREATE TABLE t (code TEXT PRIMARY KEY, geom BLOB, n INT); INSERT INTO t VALUES ('b', NULL, 1), ('a', NULL, 2)",
        "CREATE TABLE t (fid INT PRIMARY KEY, geom BLOB); INSERT INTO t VALUES (7, NULL), (NULL, NULL)",
        "CREATE TABLE t (fid INTEGER PRIMARY KEY DESC, geom BLOB); INSERT INTO t VALUES (9, NULL), (3, NULL)",
        "CREATE TABLE t (a INTEGER, b INTEGER, geom BLOB, PRIMARY KEY (a, b)); INSERT INTO t VALUES (1, 2, NULL)",
        "CREATE TABLE t (geom BLOB, fid INTEGER PRIMARY KEY); INSERT INTO t VALUES (NULL, 4)",
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB)",
        "CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB, n INT); INSERT INTO t VALUES (1, NULL, 5), (2, NULL, 6);
          ALTER TABLE t DROP COLUMN n",
    ] {
        let package = Package::new();
        package.run(make);
        package.list("t", "geom", 4490);
        same(&package);
        assert!(rows_of_pages(&package).is_ok(), "{make}");
    }
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("utf16.gpkg");
    let database = rusqlite::Connection::open(&path).unwrap();
    database
        .execute_batch("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t (a TEXT)")
        .unwrap();
    assert_eq!(PageFile::open(&path).err(), Some(NotPlain));
}

/// Whatever bytes of the file are lost, nothing is read that SQLite would not read, unless it reads nothing at all.
#[test]
fn a_damaged_tree_is_left_to_sqlite() {
    let package = Package::with_table(", name TEXT");
    package.run("BEGIN");
    for index in 0..300_u32 {
        let row = params![polygon(3 + index % 400, f64::from(index)), format!("n{index}")];
        package
            .database
            .execute("INSERT INTO t (geom, name) VALUES (?1, ?2)", row)
            .unwrap();
    }
    package.run("COMMIT");
    let path = package.path();
    let whole = std::fs::read(&path).unwrap();
    let mut told = 0;
    // The first bytes of every page are its kind, its number of cells and where they begin, or the next page.
    for (page, at) in (1..whole.len() / 4096).flat_map(|page| [0, 1, 3, 4, 9, 13].map(|at| (page, at))) {
        for flip in [0x01, 0xFF] {
            let mut broken = whole.clone();
            broken[page * 4096 + at] ^= flip;
            std::fs::write(&path, &broken).unwrap();
            let (pages, sqlite) = (read(&package, Rows::FromPages), read(&package, Rows::FromSqlite));
            match (pages, sqlite) {
                (Ok(pages), Ok(sqlite)) => assert_eq!(features(&pages), features(&sqlite), "{page} {at}"),
                (Err(pages), Err(sqlite)) => {
                    assert_eq!(pages.code(), sqlite.code());
                    told += 1;
                }
                // SQLite checks more than it needs to read the rows.
                (Ok(pages), Err(_)) => assert_eq!(pages.n_features(), 300, "{page} {at}"),
                (Err(error), Ok(_)) => panic!("{page} {at}: {error:?}"),
            }
        }
    }
    assert!(told > 0);
}
