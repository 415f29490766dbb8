use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::super::archive::tests::archive;
use super::super::data::Data;
use super::super::encoding::Encoding;
use super::super::error::ReadErrorKind;
use super::super::format::read_with;
use super::bundle::Bundle;
use super::read::{Content, read_bundle};
use super::*;
use crate::crs::{CrsId, SourceXy};
use crate::geometry::{PackedColumn, PolygonColumn};
use crate::layer::{AttributeTable, FeatureState, JsonColumn, Severity, Source, SourceChunk};

type Ring = Vec<(f64, f64)>;

// ---- files made by hand

fn square(x: f64, y: f64, size: f64) -> Ring {
    [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (0.0, 0.0)]
        .map(|(dx, dy)| (x + dx * size, y + dy * size))
        .to_vec()
}

fn reversed(mut ring: Ring) -> Ring {
    ring.reverse();
    ring
}

/// Content of a record with parts; `behind` is appended.
fn shape(code: u32, parts: &[Ring], behind: &[f64]) -> Vec<u8> {
    let mut bytes = code.to_le_bytes().to_vec();
    bytes.extend([0; 32]);
    let points: usize = parts.iter().map(Vec::len).sum();
    bytes.extend(u32::try_from(parts.len()).unwrap().to_le_bytes());
    bytes.extend(u32::try_from(points).unwrap().to_le_bytes());
    let mut start = 0_u32;
    for part in parts {
        bytes.extend(start.to_le_bytes());
        start += u32::try_from(part.len()).unwrap();
    }
    for (x, y) in parts.iter().flatten() {
        bytes.extend(x.to_le_bytes());
        bytes.extend(y.to_le_bytes());
    }
    bytes.extend(behind.iter().flat_map(|number| number.to_le_bytes()));
    bytes
}

fn polygon(rings: &[Ring]) -> Vec<u8> {
    shape(5, rings, &[])
}

fn header(bytes: usize) -> Vec<u8> {
    let mut header = 9994_u32.to_be_bytes().to_vec();
    header.resize(24, 0);
    header.extend(u32::try_from(bytes / 2).unwrap().to_be_bytes());
    header.extend(1000_u32.to_le_bytes());
    header.extend(5_u32.to_le_bytes());
    header.resize(100, 0);
    header
}

fn record(number: usize, content: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(number).unwrap().to_be_bytes().to_vec();
    bytes.extend(u32::try_from(content.len() / 2).unwrap().to_be_bytes());
    bytes.extend(content);
    bytes
}

/// A `.shp` and its `.shx`.
fn shapes(contents: &[Vec<u8>]) -> (Vec<u8>, Vec<u8>) {
    let (mut shp, mut shx) = (vec![0; 100], vec![0; 100]);
    for (index, content) in contents.iter().enumerate() {
        shx.extend(entry(shp.len(), content.len()));
        shp.extend(record(index + 1, content));
    }
    let (shp_header, shx_header) = (header(shp.len()), header(shx.len()));
    shp[..100].copy_from_slice(&shp_header);
    shx[..100].copy_from_slice(&shx_header);
    (shp, shx)
}

fn entry(at: usize, bytes: usize) -> Vec<u8> {
    [at, bytes]
        .iter()
        .flat_map(|n| u32::try_from(n / 2).unwrap().to_be_bytes())
        .collect()
}

/// A table; fields are name, type, length and decimals.
fn table(language: u8, fields: &[(&[u8], u8, u8, u8)], rows: &[&[u8]]) -> Vec<u8> {
    let row_bytes: u16 = 1 + fields
        .iter()
        .map(|(_, _, length, _)| u16::from(*length))
        .sum::<u16>();
    let mut bytes = vec![3, 95, 7, 26];
    bytes.extend(u32::try_from(rows.len()).unwrap().to_le_bytes());
    bytes.extend(u16::try_from(33 + 32 * fields.len()).unwrap().to_le_bytes());
    bytes.extend(row_bytes.to_le_bytes());
    bytes.resize(29, 0);
    bytes.extend([language, 0, 0]);
    for (name, code, length, decimals) in fields {
        let start = bytes.len();
        bytes.extend_from_slice(name);
        bytes.resize(start + 11, 0);
        bytes.extend([*code, 0, 0, 0, 0, *length, *decimals]);
        bytes.resize(start + 32, 0);
    }
    bytes.push(0x0D);
    for row in rows {
        let start = bytes.len();
        bytes.extend_from_slice(row);
        bytes.resize(start + usize::from(row_bytes), b' ');
    }
    bytes.push(0x1A);
    bytes
}

fn three() -> Vec<Vec<u8>> {
    (0..3)
        .map(|n| polygon(&[square(f64::from(n) * 20.0, 0.0, 9.0)]))
        .collect()
}

fn names(rows: &[&[u8]]) -> Vec<u8> {
    table(0, &[(b"NAME", b'C', 8, 0)], rows)
}

struct Dir(TempDir);

impl Dir {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(dir.path().join(name), bytes).unwrap();
        }
        Self(dir)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn read(&self, name: &str) -> SourceLayer {
        read(&self.path(name)).unwrap().remove(0)
    }

    fn error(&self, name: &str) -> ReadErrorKind {
        read(&self.path(name)).unwrap_err().kind
    }
}

fn read(path: &Path) -> Result<Vec<SourceLayer>, ReadError> {
    read_with(path, &ReadOptions::default(), &Ticket::new())
}

fn states(layer: &SourceLayer) -> String {
    let states = layer.chunks.iter().flat_map(|chunk| &chunk.states);
    let letter = |state: &FeatureState| match state {
        FeatureState::Polygon => 'P',
        FeatureState::NoGeometry => '-',
        FeatureState::NotPolygon => 'n',
        FeatureState::Unreadable => 'U',
    };
    states.map(letter).collect()
}

fn codes(layer: &SourceLayer) -> Vec<&'static str> {
    let skipped = [
        "note-companions",
        "note-prj-missing",
        "note-dbf-missing",
        "note-encoding-found",
    ];
    let codes = layer.notes.counts().iter().map(|(code, _)| *code);
    let codes: Vec<&str> = codes.filter(|code| !skipped.contains(code)).collect();
    for code in &codes {
        assert!(Shapefile::NOTE_CODES.contains(code), "{code}");
    }
    codes
}

fn column(layer: &SourceLayer, name: &str) -> Vec<String> {
    let rows = layer.chunks.iter().flat_map(|chunk| {
        (0..chunk.states.len()).map(|row| chunk.attributes.json(row, name).unwrap_or_default().to_owned())
    });
    rows.collect()
}

/// West edges of all features with ground.
fn west(layer: &SourceLayer) -> Vec<f64> {
    let features = layer.chunks.iter().flat_map(|chunk| chunk.geometry.features());
    features
        .filter_map(|feature| feature.bounds())
        .map(|bounds| bounds[0])
        .collect()
}

/// Rings of each polygon of the only feature, by their number of vertices.
fn rings(layer: &SourceLayer) -> Vec<Vec<usize>> {
    let column: PolygonColumn<SourceXy> = layer.chunks[0].geometry.unpack();
    let polygons = column.feature(0).polygons();
    polygons
        .map(|polygon| polygon.rings().map(<[_]>::len).collect())
        .collect()
}

// ---- files beside each other

#[test]
fn the_shapes_alone_are_a_layer_and_the_rest_is_found_in_any_letter_case() {
    let (shp, shx) = shapes(&three());
    let alone = Dir::new(&[("a.shp", &shp)]).read("a.shp");
    assert_eq!((states(&alone).as_str(), alone.declared_crs), ("PPP", None));
    assert_eq!((alone.name.as_str(), alone.source.format), ("a", "Shapefile"));
    assert_eq!(
        alone.notes.count("note-dbf-missing") + alone.notes.count("note-prj-missing"),
        2
    );
    let prj = crate::crs::ffi::wkt(4527, crate::crs::ffi::WktDialect::Esri).unwrap();
    let dir = Dir::new(&[
        ("Red.SHP", &shp),
        ("red.shx", &shx),
        ("RED.Dbf", &names(&[b" A", b" B", b" C"])),
        ("Red.PRJ", prj.as_bytes()),
        ("other.dbf", b"rubbish"),
    ]);
    for named in ["Red.SHP", "red.shx", "RED.Dbf"] {
        let layer = dir.read(named);
        assert_eq!(layer.declared_crs, Some(CrsId::Epsg(4527)));
        assert_eq!(column(&layer, "NAME"), ["\"A\"", "\"B\"", "\"C\""]);
        assert_eq!(codes(&layer), [""; 0]);
        assert_eq!(west(&layer), [0.0, 20.0, 40.0]);
    }
}

#[test]
fn a_table_without_shapes_is_ground_that_nobody_knows() {
    let dir = Dir::new(&[("a.dbf", &names(&[b" A", b" B"]))]);
    let layer = dir.read("a.dbf");
    assert_eq!((states(&layer).as_str(), column(&layer, "NAME").len()), ("UU", 2));
    assert_eq!(layer.notes.count("note-shp-missing"), 2);
    let dir = Dir::new(&[("a.dbf", b"no table at all, only text")]);
    assert!(matches!(
        dir.error("a.dbf"),
        ReadErrorKind::Shapefile { what: "dbf", .. }
    ));
    let dir = Dir::new(&[("a.shx", &shapes(&three()).1)]);
    assert!(matches!(dir.error("a.shx"), ReadErrorKind::Shapefile { .. }));
}

#[test]
fn an_index_may_be_missing_cut_off_wrong_or_rubbish() {
    let (shp, shx) = shapes(&three());
    let mut moved = shx.clone();
    moved[103] += 2;
    let mut longer = shx.clone();
    longer.extend(entry(9000, 50));
    let without_second = [&shx[..108], &shx[116..]].concat();
    let mut zeros = shx.clone();
    zeros[100..].fill(0);
    let mut empty_entry = shx.clone();
    empty_entry[108..116].fill(0);
    for (shx, expected, features) in [
        (shx.clone(), vec![], 3),
        (shx[..100].to_vec(), vec!["note-shx-contradicts"], 3),
        (shx[..116].to_vec(), vec!["note-shx-short"], 3),
        (shx[..60].to_vec(), vec!["note-shx-unreadable"], 3),
        (b"rubbish".to_vec(), vec!["note-shx-unreadable"], 3),
        (moved, vec!["note-shx-contradicts"], 3),
        (longer, vec!["note-shx-contradicts"], 3),
        (without_second, vec!["note-shx-contradicts"], 3),
        (empty_entry, vec!["note-shx-contradicts"], 3),
        (zeros, vec!["note-shx-contradicts"], 3),
    ] {
        let layer = Dir::new(&[("a.shp", &shp), ("a.shx", &shx)]).read("a.shp");
        assert_eq!(codes(&layer), expected);
        assert_eq!(layer.n_features(), features, "{expected:?}");
    }
}

#[test]
fn records_that_were_edited_in_place_follow_the_index() {
    // The second was made larger and moved to the end, the third smaller in its place.
    let contents = three();
    let (mut shp, mut shx) = shapes(&contents);
    let larger = polygon(&[square(100.0, 0.0, 9.0), square(120.0, 0.0, 9.0)]);
    let at = shp.len();
    shp.extend(record(2, &larger));
    shx[108..116].copy_from_slice(&entry(at, larger.len()));
    let third = 100 + 2 * (8 + contents[2].len());
    let triangle = polygon(&[vec![(40.0, 0.0), (40.0, 9.0), (49.0, 0.0), (40.0, 0.0)]]);
    shp[third..third + 8 + triangle.len()].copy_from_slice(&record(3, &triangle));
    shx[116..124].copy_from_slice(&entry(third, triangle.len()));
    let length = header(shp.len());
    shp[..100].copy_from_slice(&length);
    let dir = Dir::new(&[
        ("a.shp", &shp),
        ("a.shx", &shx),
        ("a.dbf", &names(&[b" A", b" B", b" C"])),
    ]);
    let layer = dir.read("a.shp");
    assert_eq!(codes(&layer), ["note-records-replaced", "note-shp-gaps"]);
    assert_eq!(west(&layer), [0.0, 100.0, 40.0]);
    assert_eq!(column(&layer, "NAME"), ["\"A\"", "\"B\"", "\"C\""]);
}

#[test]
fn lengths_that_lie_lose_no_feature_without_a_word() {
    let contents = three();
    let (shp, shx) = shapes(&contents);
    let dbf = names(&[b" A", b" B", b" C"]);
    let second = 100 + 8 + contents[0].len();
    let with = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut shp = shp.clone();
        change(&mut shp);
        shp
    };
    let too_long = with(&|shp| shp[second + 4..second + 8].copy_from_slice(&0x7FFF_FFFF_u32.to_be_bytes()));
    let too_short = with(&|shp| shp[second + 7] -= 4);
    let swallows = with(&|shp| {
        let words = u32::try_from(contents[1].len() + 4).unwrap();
        shp[second + 4..second + 8].copy_from_slice(&words.to_be_bytes());
    });
    let negative = with(&|shp| shp[second + 4..second + 8].fill(0xFF));
    let cut = with(&|shp| shp.truncate(second + 50));
    let cut_between = with(&|shp| shp.truncate(second));
    let file_longer = with(&|shp| shp[24..28].copy_from_slice(&99_999_u32.to_be_bytes()));
    let file_shorter = with(&|shp| shp[24..28].fill(0));
    let trailing = with(&|shp| shp.extend([0; 30]));
    for (name, shp, alone, with_table, with_index) in [
        ("too long", too_long, "broken-off", "PUU", "PUP"),
        ("too short", too_short, "broken-off", "PUU", "PUP"),
        ("swallows", swallows, "PU", "PU", "PU"),
        ("negative", negative, "broken-off", "PUU", "PUP"),
        ("cut", cut, "broken-off", "PUU", "PUU"),
        ("cut between", cut_between, "broken-off", "PUU", "PUU"),
        ("file longer", file_longer, "broken-off", "PPP", "PPP"),
        ("file shorter", file_shorter, "PPP", "PPP", "PPP"),
        ("trailing", trailing, "PPP", "PPP", "PPP"),
    ] {
        for (files, expected) in [
            (vec![("a.shp", &shp)], alone),
            (vec![("a.shp", &shp), ("a.dbf", &dbf)], with_table),
            (vec![("a.shp", &shp), ("a.shx", &shx)], with_index),
        ] {
            let files: Vec<(&str, &[u8])> = files
                .into_iter()
                .map(|(name, bytes)| (name, &bytes[..]))
                .collect();
            let found = match read(&Dir::new(&files).path("a.shp")) {
                Ok(layers) => {
                    assert!(!codes(&layers[0]).is_empty(), "{name}: without a note");
                    states(&layers[0])
                }
                Err(error) => match error.kind {
                    ReadErrorKind::Shapefile { what, .. } => what.to_owned(),
                    other => panic!("{other}"),
                },
            };
            assert_eq!(found, expected, "{name} {}", files.len());
        }
    }
}

// ---- shapes

#[test]
fn every_shape_type_becomes_what_it_is() {
    let ring = square(0.0, 0.0, 9.0);
    let (z, m) = ([0.0; 7], [1.0; 7]);
    let point = |code: u32, ordinates: &[f64]| {
        let mut bytes = code.to_le_bytes().to_vec();
        bytes.extend(ordinates.iter().flat_map(|number| number.to_le_bytes()));
        bytes
    };
    let mut multi_point = 8_u32.to_le_bytes().to_vec();
    multi_point.extend([0; 32]);
    multi_point.extend(1_u32.to_le_bytes());
    multi_point.extend([0; 16]);
    for (content, state, expected) in [
        (0_u32.to_le_bytes().to_vec(), "-", "note-geometry-null"),
        (point(1, &[1.0, 2.0]), "n", "note-points-ignored"),
        (point(11, &[1.0, 2.0, 3.0]), "n", "note-points-ignored"),
        (point(21, &[1.0, 2.0, 3.0]), "n", "note-points-ignored"),
        (multi_point, "n", "note-points-ignored"),
        (
            shape(3, std::slice::from_ref(&ring), &[]),
            "n",
            "note-lines-ignored",
        ),
        (shape(15, std::slice::from_ref(&ring), &z), "P", "note-z-dropped"),
        (
            shape(15, std::slice::from_ref(&ring), &[z, m].concat()),
            "P",
            "note-z-dropped",
        ),
        (shape(25, std::slice::from_ref(&ring), &m), "P", "note-z-dropped"),
        (shape(25, std::slice::from_ref(&ring), &[]), "P", "note-z-dropped"),
        (
            shape(31, std::slice::from_ref(&ring), &[]),
            "U",
            "note-multipatch",
        ),
        (
            shape(99, std::slice::from_ref(&ring), &[]),
            "U",
            "note-shape-type",
        ),
        (shape(5, &[], &[]), "-", "note-geometry-empty"),
        (
            shape(5, std::slice::from_ref(&ring), &[0.0]),
            "U",
            "note-shape-surplus",
        ),
        (
            polygon(&[vec![(0.0, 0.0), (f64::NAN, 1.0), (1.0, 1.0)]]),
            "U",
            "note-ordinate-not-finite",
        ),
        (polygon(&[ring[..3].to_vec()]), "P", "note-ring-closed"),
        (polygon(&[ring[..2].to_vec()]), "U", "note-ring-degenerate"),
        (polygon(&[reversed(ring.clone())]), "P", "note-rings-turned"),
    ] {
        let (shp, shx) = shapes(&[content]);
        for files in [
            vec![("a.shp", &shp[..])],
            vec![("a.shp", &shp[..]), ("a.shx", &shx[..])],
        ] {
            let layer = Dir::new(&files).read("a.shp");
            assert_eq!(states(&layer), state, "{expected}");
            assert!(
                codes(&layer).contains(&expected),
                "{expected}: {:?}",
                codes(&layer)
            );
        }
    }
}

#[test]
fn parts_that_do_not_fit_are_faults_with_their_ring() {
    let good = polygon(&[square(0.0, 0.0, 9.0), square(20.0, 0.0, 9.0)]);
    for (at, value) in [
        (44, 1_u32),
        (48, 11),
        (48, u32::MAX),
        (36, 1 << 30),
        (40, 1 << 28),
    ] {
        let mut content = good.clone();
        content[at..at + 4].copy_from_slice(&value.to_le_bytes());
        let layer = Dir::new(&[("a.shp", &shapes(&[content]).0)]).read("a.shp");
        assert_eq!(states(&layer), "U", "{at}");
        let quarantined = layer
            .notes
            .iter()
            .filter(|note| note.severity == Severity::Quarantined);
        assert_eq!(quarantined.count(), 1);
    }
}

#[test]
fn a_small_file_that_asks_for_gigabytes_gets_nothing() {
    // 191 bytes: a header, and a polygon of 2^28 parts and points.
    let mut content = 5_u32.to_le_bytes().to_vec();
    content.extend([0; 32]);
    content.extend([0, 0, 0, 0x10, 0, 0, 0, 0x10]);
    content.resize(83, 0);
    for words in [41_u32, 42, 0x0FFF_FFFF, 0x7FFF_FFFF, u32::MAX] {
        let mut shp = header(191);
        shp.extend(1_u32.to_be_bytes());
        shp.extend(words.to_be_bytes());
        shp.extend(&content);
        assert_eq!(shp.len(), 191);
        let mut shx = header(108);
        shx.extend(entry(100, 83));
        for files in [
            vec![("a.shp", &shp[..])],
            vec![("a.shp", &shp[..]), ("a.shx", &shx[..])],
        ] {
            match read(&Dir::new(&files).path("a.shp")) {
                Ok(layers) => assert_eq!(states(&layers[0]), "U"),
                Err(error) => assert_eq!(error.code(), "read-shapefile"),
            }
        }
    }
}

#[test]
fn rings_become_polygons_by_turn_and_nesting() {
    let (shell, hole) = (square(0.0, 0.0, 90.0), reversed(square(10.0, 10.0, 9.0)));
    let island = square(12.0, 12.0, 3.0)[..].to_vec();
    let one = |rings: &[Ring]| Dir::new(&[("a.shp", &shapes(&[polygon(rings)]).0)]).read("a.shp");
    let layer = one(&[hole.clone(), shell.clone(), island.clone()]);
    assert_eq!(
        (rings(&layer), codes(&layer)),
        (vec![vec![5, 5], vec![5]], vec![])
    );
    let layer = one(&[reversed(shell.clone()), reversed(hole.clone())]);
    assert_eq!(
        (rings(&layer), codes(&layer)),
        (vec![vec![5, 5]], vec!["note-rings-turned"])
    );
    let layer = one(&[shell.clone(), reversed(hole.clone())]);
    assert_eq!(codes(&layer), ["note-shell-in-shell"]);
    assert_eq!(rings(&layer), [[5], [5]]);
    let layer = one(&[shell, vec![(20.0, 20.0); 4], hole]);
    assert_eq!(
        (rings(&layer), codes(&layer)),
        (vec![vec![5, 5]], vec!["note-ring-degenerate"])
    );
}

// ---- attributes

#[test]
fn rows_may_be_deleted_missing_or_too_many() {
    let (shp, shx) = shapes(&three());
    let layer = |dbf: &[u8]| Dir::new(&[("a.shp", &shp), ("a.shx", &shx), ("a.dbf", dbf)]).read("a.shp");
    let deleted = layer(&names(&[b" A", b"*B", b" C"]));
    assert_eq!(
        (states(&deleted).as_str(), codes(&deleted)),
        ("P-P", vec!["note-row-deleted"])
    );
    assert_eq!(column(&deleted, "NAME")[1], "\"B\"");
    let short = layer(&names(&[b" A"]));
    assert_eq!(
        (states(&short).as_str(), codes(&short)),
        ("PPP", vec!["note-dbf-short"])
    );
    let long = layer(&names(&[b" A", b" B", b" C", b" D"]));
    assert_eq!(
        (states(&long).as_str(), codes(&long)),
        ("PPP", vec!["note-dbf-long"])
    );
    let broken = layer(b"rubbish");
    assert_eq!(
        (states(&broken).as_str(), codes(&broken)),
        ("PPP", vec!["note-dbf-unreadable"])
    );
    let mut lies = names(&[b" A", b" B", b" C"]);
    lies[4..8].fill(0xFF);
    assert_eq!(codes(&layer(&lies)), ["note-dbf-rows"]);
    let mut lies = names(&[b" A", b" B", b" C"]);
    lies[10] = 200;
    let lies = layer(&lies);
    assert_eq!(codes(&lies), ["note-dbf-row-length"]);
    assert_eq!(column(&lies, "NAME")[2], "\"C\"");
}

#[test]
fn the_encoding_comes_from_the_label_the_byte_or_the_text() {
    let gbk: [&[u8]; 3] = [b" \xBA\xEC\xCF\xDF", b" \xCB\xAE\xCC\xEF", b" \xC5\xA9\xB4\xE5"];
    let utf8: [&[u8]; 3] = [" 红线".as_bytes(), " 水田".as_bytes(), " 农村".as_bytes()];
    let (shp, _) = shapes(&three());
    let field: &[(&[u8], u8, u8, u8)] = &[(b"\xC3\xFB\xB3\xC6", b'C', 8, 0)];
    for (language, rows, cpg, expected) in [
        (0, gbk, None, vec![]),
        (0x4D, gbk, None, vec![]),
        (0, gbk, Some("GBK"), vec![]),
        (0, gbk, Some("936"), vec![]),
        (0, gbk, Some("UTF-8"), vec!["note-encoding-contradicts"]),
        (0x03, gbk, None, vec!["note-encoding-contradicts"]),
        (0x4D, gbk, Some("no such thing"), vec!["note-cpg-unknown"]),
    ] {
        let dbf = table(language, field, &rows);
        let mut files: Vec<(&str, &[u8])> = vec![("a.shp", &shp), ("a.dbf", &dbf)];
        files.extend(cpg.map(|label| ("a.cpg", label.as_bytes())));
        let layer = Dir::new(&files).read("a.shp");
        assert_eq!(
            column(&layer, "名称"),
            ["\"红线\"", "\"水田\"", "\"农村\""],
            "{language} {cpg:?}"
        );
        assert_eq!(codes(&layer), expected, "{language} {cpg:?}");
    }
    for (language, cpg) in [(0, None), (0, Some("UTF-8")), (0x57, None)] {
        let dbf = table(language, &[("名称".as_bytes(), b'C', 8, 0)], &utf8);
        let mut files: Vec<(&str, &[u8])> = vec![("a.shp", &shp), ("a.dbf", &dbf)];
        files.extend(cpg.map(|label: &str| ("a.cpg", label.as_bytes())));
        let layer = Dir::new(&files).read("a.shp");
        assert_eq!(
            (column(&layer, "名称")[0].as_str(), codes(&layer)),
            ("\"红线\"", vec![])
        );
    }
    let big5 = table(0, &[(b"NAME", b'C', 8, 0)], &[b" \xACO"]);
    let dir = Dir::new(&[("a.shp", &shp), ("a.dbf", &big5)]);
    let options = ReadOptions {
        encoding: Some(Encoding::BIG5),
        ..ReadOptions::default()
    };
    let layer = read_with(&dir.path("a.shp"), &options, &Ticket::new())
        .unwrap()
        .remove(0);
    assert_eq!(column(&layer, "NAME")[0], "\"是\"");
}

#[test]
fn fields_are_counted_renamed_and_left_out() {
    let (shp, _) = shapes(&three());
    let fields: &[(&[u8], u8, u8, u8)] = &[
        (b"A", b'N', 4, 1),
        (b"A", b'N', 4, 1),
        (b"LXDH", b'C', 4, 0),
        (b"NOTE", b'M', 10, 0),
        (b"LONG", b'C', 4, 1),
    ];
    let row = [b" 1.50****1234         1".to_vec(), vec![b'x'; 260]].concat();
    let mut dbf = table(0, fields, &[&row, &row, &row]);
    assert_eq!(
        codes(&Dir::new(&[("a.shp", &shp), ("a.dbf", &dbf)]).read("a.shp"))[0],
        "note-field-renamed"
    );
    // The length of a row says that the decimals of the last field are part of its length.
    let row_bytes = 1 + 4 + 4 + 4 + 10 + 4 + 256;
    let start = 33 + 32 * fields.len();
    dbf.truncate(start);
    dbf[10..12].copy_from_slice(&u16::try_from(row_bytes).unwrap().to_le_bytes());
    for _ in 0..3 {
        dbf.extend(&row);
        dbf.resize(dbf.len() + row_bytes - row.len(), b' ');
    }
    let layer = Dir::new(&[("a.shp", &shp), ("a.dbf", &dbf)]).read("a.shp");
    assert_eq!(layer.chunks[0].attributes.names(), ["A", "A_2", "NOTE", "LONG"]);
    assert_eq!(
        (column(&layer, "A")[0].as_str(), column(&layer, "A_2")[0].as_str()),
        ("1.50", "null")
    );
    assert_eq!(column(&layer, "LONG")[2].len(), 262);
    let found = codes(&layer);
    for code in [
        "note-field-renamed",
        "note-personal-dropped",
        "note-value-overflow",
        "note-memo-dropped",
    ] {
        assert!(found.contains(&code), "{code}: {found:?}");
    }
}

// ---- archives

#[test]
fn all_shapefiles_of_an_archive_are_layers() {
    let (shp, shx) = shapes(&three());
    let dbf = names(&[b" A", b" B", b" C"]);
    let zip = archive(&[
        ("county/a.shp", &shp),
        ("county/a.shx", &shx),
        ("county/A.DBF", &dbf),
        ("b.shp", &shp),
        ("town/b.shp", &shp),
        ("__MACOSX/county/._a.shp", b"rubbish"),
        ("readme.txt", b"x"),
    ]);
    let dir = Dir::new(&[("all.zip", &zip)]);
    let layers = read(&dir.path("all.zip")).unwrap();
    let found: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(found, ["a", "b", "town/b"]);
    assert_eq!(column(&layers[0], "NAME")[1], "\"B\"");
    assert_eq!(layers[2].source.layer.as_deref(), Some("town/b"));
    let options = |layer: &str| ReadOptions {
        layer: Some(layer.to_owned()),
        ..ReadOptions::default()
    };
    let one = read_with(&dir.path("all.zip"), &options("town/b"), &Ticket::new()).unwrap();
    assert_eq!(one.len(), 1);
    let none = read_with(&dir.path("all.zip"), &options("c"), &Ticket::new()).unwrap_err();
    assert_eq!(none.code(), "read-layer-not-found");
    for (name, expected) in [
        ("inner.zip", "nested"),
        ("x.gdb/a00000002.gdbtable", "geodatabase"),
        ("a.txt", "no-layer"),
    ] {
        let dir = Dir::new(&[("a.zip", &archive(&[(name, b"x")]))]);
        assert!(matches!(dir.error("a.zip"), ReadErrorKind::Archive { what } if what == expected));
    }
}

// ---- writing

fn source() -> Source {
    Source {
        path: "a.txt".into(),
        layer: None,
        sha256: String::new(),
        bytes: 0,
        format: "TXT",
    }
}

/// A layer of one chunk; each feature is a list of polygons, each a list of rings.
fn layer(features: &[Vec<Vec<Ring>>], attributes: AttributeTable, crs: Option<u32>) -> SourceLayer {
    let mut column = PolygonColumn::new();
    let (mut states, mut empty) = (Vec::new(), JsonColumn::default());
    for polygons in features {
        for polygon in polygons {
            for ring in polygon {
                column.push_ring(
                    &ring
                        .iter()
                        .map(|(x, y)| SourceXy { x: *x, y: *y })
                        .collect::<Vec<_>>(),
                );
            }
            column.end_polygon();
        }
        column.end_feature();
        states.push(if polygons.is_empty() {
            FeatureState::NoGeometry
        } else {
            FeatureState::Polygon
        });
        empty.push("");
    }
    SourceLayer {
        name: "a".to_owned(),
        source: source(),
        declared_crs: crs.map(CrsId::Epsg),
        chunks: vec![SourceChunk {
            geometry: PackedColumn::pack(&column),
            states,
            ids: empty.clone(),
            attributes,
            foreign: empty,
        }],
        foreign: None,
        notes: Notes::default(),
    }
}

fn write(path: &Path, layer: &SourceLayer, encoding: Option<Encoding>) -> Result<Notes, WriteError> {
    let options = WriteOptions {
        encoding,
        ..WriteOptions::default()
    };
    Shapefile.write(path, layer, &options, &Ticket::new())
}

fn attributes(rows: &[&[(&str, &str)]]) -> AttributeTable {
    let mut table = AttributeTable::new();
    for row in rows {
        for (name, json) in *row {
            table.set(name, json);
        }
        table.end_row();
    }
    table
}

#[test]
fn what_is_written_is_read_back() {
    let shell = square(39_500_000.123, 3_000_000.1, 90.0);
    let hole = square(39_500_010.123, 3_000_010.1, 9.0);
    let features = [
        vec![
            vec![reversed(shell.clone()), hole.clone()],
            vec![square(39_500_200.0, 3_000_000.0, 0.1)],
        ],
        vec![],
        vec![vec![shell, reversed(hole)]],
    ];
    let rows = attributes(&[
        &[
            ("名称", "\"甲\""),
            ("面积", "12.50"),
            ("序号", "1"),
            ("日期", "\"2024-01-31\""),
            ("是否", "true"),
            ("混", "1"),
        ],
        &[
            ("名称", "\"  a \\\"乙\""),
            ("面积", "-1.5e2"),
            ("序号", "null"),
            ("日期", "null"),
            ("是否", "false"),
        ],
        &[
            ("名称", "null"),
            ("面积", "0.001"),
            ("序号", "-30"),
            ("混", "\"x\""),
        ],
    ]);
    let original = layer(&features, rows, Some(4527));
    for encoding in [None, Some(Encoding::GBK)] {
        let dir = Dir::new(&[("a.qix", b"old"), ("a.sbn", b"old"), ("b.prj", b"other")]);
        let path = dir.path("a.shp");
        let notes = write(&path, &original, encoding).unwrap();
        assert!(notes.is_empty());
        let mut files: Vec<String> = fs::read_dir(dir.0.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        assert_eq!(files, ["a.cpg", "a.dbf", "a.prj", "a.shp", "a.shx", "b.prj"]);
        let back = dir.read("a.shp");
        assert_eq!(
            (back.declared_crs, codes(&back)),
            (Some(CrsId::Epsg(4527)), vec!["note-geometry-null"])
        );
        assert_eq!(column(&back, "名称"), ["\"甲\"", "\"  a \\\"乙\"", "null"]);
        assert_eq!(column(&back, "面积"), ["12.50", "-150", "0.001"]);
        assert_eq!(column(&back, "序号"), ["1", "null", "-30"]);
        assert_eq!(column(&back, "日期"), ["\"2024-01-31\"", "null", "null"]);
        assert_eq!(column(&back, "是否"), ["true", "false", "null"]);
        assert_eq!(column(&back, "混"), ["\"1\"", "null", "\"x\""]);
        assert_eq!(canonical(&back), canonical(&original));
        let again = dir.path("b.shp");
        write(&again, &back, encoding).unwrap();
        for extension in ["shp", "shx", "dbf", "cpg", "prj"] {
            let [a, b] = [&path, &again].map(|path| fs::read(path.with_extension(extension)).unwrap());
            assert!(a == b, "{extension}");
        }
    }
}

/// Rings of each polygon of each feature as bits, whatever they start with and however they turn.
fn canonical(layer: &SourceLayer) -> Vec<Vec<Vec<Vec<[u64; 2]>>>> {
    let ring = |positions: &[SourceXy]| {
        let mut bits: Vec<[u64; 2]> = positions[1..]
            .iter()
            .map(|p| [p.x.to_bits(), p.y.to_bits()])
            .collect();
        bits.sort_unstable();
        bits
    };
    let mut features = Vec::new();
    for chunk in &layer.chunks {
        let column: PolygonColumn<SourceXy> = chunk.geometry.unpack();
        for feature in column.features() {
            let mut polygons: Vec<Vec<Vec<[u64; 2]>>> = feature
                .polygons()
                .map(|polygon| polygon.rings().map(ring).collect())
                .collect();
            for rings in &mut polygons {
                rings[1..].sort_unstable();
            }
            polygons.sort_unstable();
            features.push(polygons);
        }
    }
    features
}

#[test]
fn any_sound_layer_survives_a_round_trip_bit_for_bit() {
    let mut random = Random(7);
    for round in 0..40 {
        let scale = [1.0, 1e-7, 1e6 / 3.0, 0.1][round % 4];
        let features: Vec<Vec<Vec<Ring>>> = (0..30)
            .map(|_| {
                let polygons = u32::try_from(random.below(4)).unwrap();
                (0..polygons)
                    .map(|n| {
                        let x = f64::from(n) * 100.0 + random.share();
                        let turn = |ring: Ring, way: usize| if way == 0 { ring } else { reversed(ring) };
                        let mut rings = vec![turn(
                            square(x * scale, 7.0 * scale, 50.0 * scale),
                            random.below(2),
                        )];
                        for hole in 0..u32::try_from(random.below(5)).unwrap() {
                            let (hx, hy) = (x + 1.0 + 9.0 * f64::from(hole), 8.0 + random.share() * 20.0);
                            let hole = square(hx * scale, hy * scale, (1.0 + random.share() * 7.0) * scale);
                            rings.push(turn(hole, random.below(2)));
                        }
                        rings
                    })
                    .collect()
            })
            .collect();
        let rows: Vec<[(&str, String); 1]> = (0..30)
            .map(|_| [("值", format!("{}", random.share() * 1e4))])
            .collect();
        let mut table = AttributeTable::new();
        for row in &rows {
            table.set(row[0].0, &row[0].1);
            table.end_row();
        }
        let original = layer(&features, table, None);
        let dir = Dir::new(&[]);
        write(&dir.path("a.shp"), &original, None).unwrap();
        let back = dir.read("a.shp");
        assert_eq!(canonical(&back), canonical(&original), "{round}");
        let values: Vec<f64> = column(&back, "值")
            .iter()
            .map(|json| json.parse().unwrap())
            .collect();
        let written: Vec<f64> = rows.iter().map(|row| row[0].1.parse().unwrap()).collect();
        assert_eq!(values, written);
    }
}

#[test]
fn what_does_not_fit_is_noted_or_refused() {
    let long = format!("\"{}\"", "长".repeat(200));
    let fields: Vec<String> = (0..300).map(|n| format!("field_{n:05}")).collect();
    let mut row: Vec<(&str, &str)> = vec![("很长的字段名称一", &long), ("很长的字段名称二", "\"😀\"")];
    row.extend(fields.iter().map(|name| (name.as_str(), "1")));
    let mut with_foreign = layer(&[vec![vec![square(0.0, 0.0, 1.0)]]], attributes(&[&row]), None);
    with_foreign.foreign = Some("{\"x\":1}".to_owned());
    let dir = Dir::new(&[("a.prj", b"of another"), ("a.cpg", b"Big5")]);
    let notes = write(&dir.path("a.shp"), &with_foreign, Some(Encoding::GBK)).unwrap();
    assert!(!dir.path("a.prj").exists());
    for (code, count) in [
        ("note-field-name-cut", 255),
        ("note-text-cut", 1),
        ("note-fields-left-out", 1),
        ("note-characters-lost", 1),
        ("note-foreign-dropped", 1),
        ("note-prj-not-written", 1),
    ] {
        assert!(Shapefile::NOTE_CODES.contains(&code));
        assert_eq!(notes.count(code), count, "{code}");
    }
    let back = dir.read("a.shp");
    assert_eq!(back.chunks[0].attributes.names().len(), 255);
    assert_eq!(column(&back, "很长的字段")[0].chars().count(), 129);
    let nothing = layer(&[vec![vec![square(0.0, 0.0, 1.0)]]], attributes(&[&[]]), None);
    write(&dir.path("n.shp"), &nothing, None).unwrap();
    assert_eq!(column(&dir.read("n.shp"), "FID"), ["0"]);
    let infinite = layer(
        &[vec![], vec![vec![square(f64::INFINITY, 0.0, 1.0)]]],
        AttributeTable::new(),
        None,
    );
    let error = write(&dir.path("i.shp"), &infinite, None).unwrap_err();
    assert!(matches!(error.kind, WriteErrorKind::NotFinite { feature: 1 }));
    assert_eq!(
        write(&dir.path("i.zip"), &nothing, None).unwrap_err().code(),
        "write-unknown-extension"
    );
    let unreadable = dir.read("n.shp");
    let mut unreadable = SourceLayer { ..unreadable };
    unreadable.chunks[0].states[0] = FeatureState::Unreadable;
    assert_eq!(
        write(&dir.path("u.shp"), &unreadable, None).unwrap_err().code(),
        "write-would-lose"
    );
}

// ---- hostile files

/// Xorshift; the same numbers each time.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % limit.max(1)
    }

    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.below(1 << 20)).unwrap()) / f64::from(1 << 20)
    }
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        match random.below(8) {
            0 => bytes.truncate(at),
            1 | 2 => {
                let end = (at + 4).min(bytes.len());
                bytes[at..end].fill([0, 0xFF][random.below(2)]);
            }
            3 => {
                let piece = bytes[at..].iter().take(16).copied().collect::<Vec<_>>();
                bytes.splice(at..at, piece);
            }
            4 => {
                bytes.drain(at..(at + random.below(20)).min(bytes.len()));
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
}

#[test]
fn mutated_files_never_panic_and_lose_no_feature_without_a_word() {
    let contents = vec![
        polygon(&[
            square(0.0, 0.0, 9.0),
            reversed(square(1.0, 1.0, 3.0)),
            square(20.0, 0.0, 9.0),
        ]),
        0_u32.to_le_bytes().to_vec(),
        shape(15, &[square(40.0, 0.0, 9.0)], &[0.0; 7]),
        polygon(&[square(60.0, 0.0, 9.0)]),
        shape(3, &[square(80.0, 0.0, 9.0)], &[]),
    ];
    let (shp, shx) = shapes(&contents);
    let fields: &[(&[u8], u8, u8, u8)] =
        &[(b"NAME", b'C', 6, 0), (b"AREA", b'N', 8, 2), (b"DAY", b'D', 8, 0)];
    let row: &[u8] = b" \xBA\xEC\xCF\xDF   123.5020240131";
    let dbf = table(0x4D, fields, &[row; 5]);
    let prj = crate::crs::ffi::wkt(4527, crate::crs::ffi::WktDialect::Esri)
        .unwrap()
        .into_bytes();
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let (mut read, mut refused) = (0, 0);
    for parts in 0..4 {
        for _ in 0..2500 {
            let [mut shp, mut shx, mut dbf] = [shp.clone(), shx.clone(), dbf.clone()];
            let target = random.below(4);
            if parts == 0 || target < 2 {
                mutate(&mut shp, &mut random);
            } else if target == 2 {
                mutate(&mut shx, &mut random);
            } else {
                mutate(&mut dbf, &mut random);
            }
            let bundle = Bundle {
                name: "a".to_owned(),
                shp: Some(Data::Memory(shp)),
                shx: (parts & 1 > 0).then_some(Data::Memory(shx)),
                dbf: (parts & 2 > 0).then_some(Data::Memory(dbf)),
                prj: random.below(50).eq(&0).then(|| prj.clone()),
                cpg: None,
            };
            match read_bundle(&bundle, &ReadOptions::default(), &Ticket::new()) {
                Ok(content) => {
                    read += 1;
                    check(&content);
                }
                Err(ReadErrorKind::Shapefile { .. }) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
    }
    assert!(read > 3000 && refused > 500, "{read} {refused}");
}

/// Five features, or a note why not; all that are unreadable are noted.
fn check(content: &Content) {
    let states: Vec<FeatureState> = content
        .chunks
        .iter()
        .flat_map(|chunk| chunk.states.clone())
        .collect();
    for chunk in &content.chunks {
        assert_eq!(chunk.geometry.len(), chunk.states.len());
        assert_eq!(chunk.attributes.len(), chunk.states.len());
        assert!(chunk.geometry.is_finite());
    }
    let unreadable = states
        .iter()
        .filter(|state| **state == FeatureState::Unreadable)
        .count();
    let quarantined = content
        .notes
        .iter()
        .filter(|note| note.severity == Severity::Quarantined)
        .count();
    assert!(quarantined >= unreadable.min(1000));
    let structural = [
        "note-shp-length",
        "note-shp-broken",
        "note-shp-trailing",
        "note-shp-gaps",
        "note-shx-short",
        "note-shx-contradicts",
        "note-dbf-long",
        "note-records-replaced",
        "note-record-numbers",
    ];
    let is_told = structural.iter().any(|code| content.notes.count(code) > 0);
    assert!(
        states.len() == 5 || unreadable > 0 || is_told,
        "{states:?} {:?}",
        content.notes.counts()
    );
}

#[test]
fn archives_and_texts_that_are_rubbish_are_refused() {
    let mut random = Random(3);
    let zip = archive(&[("a.shp", &shapes(&three()).0), ("a.dbf", &names(&[b" A"]))]);
    let dir = Dir::new(&[]);
    for _ in 0..300 {
        let mut bytes = zip.clone();
        mutate(&mut bytes, &mut random);
        let path = dir.path("a.zip");
        fs::write(&path, &bytes).unwrap();
        let _ = read(&path);
    }
}

#[test]
fn a_cancelled_reading_yields_nothing() {
    let dir = Dir::new(&[("a.shp", &shapes(&three()).0)]);
    let ticket = Ticket::new();
    ticket.cancel();
    let error = read_with(&dir.path("a.shp"), &ReadOptions::default(), &ticket).unwrap_err();
    assert_eq!(error.code(), "read-cancelled");
    let ticket = Ticket::new();
    dir.read("a.shp");
    read_with(&dir.path("a.shp"), &ReadOptions::default(), &ticket).unwrap();
    let (done, total) = ticket.progress();
    assert!(total > 0 && done == total);
}
