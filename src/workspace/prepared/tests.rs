use std::io::Write as _;

use super::*;
use crate::check;
use crate::progress::Ticket;
use crate::workspace::layer_input::keep as keep_all;
use crate::workspace::plan::CheckPlan;
use crate::workspace::session::prepare_with;

const SQUARE: &str = "[[[115.6,29.5],[115.61,29.5],[115.61,29.7],[115.6,29.7],[115.6,29.5]]]";

fn file(path: &Path, crs: &str, shift: f64, n: usize) {
    let features: Vec<String> = (0..n)
        .map(|i| {
            let x = 115.6 + shift + f64::from(u32::try_from(i).unwrap()) * 0.01;
            let coordinates = if crs == "4527" {
                let e = 39_364_000.0 + f64::from(u32::try_from(i).unwrap()) * 100.0;
                format!("[[[{e},3275000],[{},3275000],[{},3276000.5],[{e},3276000.5],[{e},3275000]]]", e + 90.0, e + 90.0)
            } else {
                format!("[[[{x},29.6],[{},29.6],[{},29.61],[{x},29.61],[{x},29.6]]]", x + 0.009, x + 0.009)
            };
            let geometry = if i == 3 { "null".to_owned() } else { format!(r#"{{"type":"Polygon","coordinates":{coordinates}}}"#) };
            format!(r#"{{"type":"Feature","id":{i},"properties":{{"name":"图斑{i}","MJ":{i}.50}},"geometry":{geometry}}}"#)
        })
        .collect();
    let text = format!(
        r#"{{"type":"FeatureCollection","crs":{{"type":"name","properties":{{"name":"EPSG:{crs}"}}}},"features":[{}]}}"#,
        features.join(",")
    );
    fs::write(path, text).unwrap();
}

struct Bench {
    dir: tempfile::TempDir,
    cache: Cache,
    plan: CheckPlan,
}

impl Bench {
    fn new(crs: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (parcels, layer) = (dir.path().join("p.geojson"), dir.path().join("l.geojson"));
        fs::write(
            &parcels,
            format!(r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":{SQUARE}}}}}"#),
        )
        .unwrap();
        file(&layer, crs, 0.0, 40);
        let mut plan = CheckPlan::new(InputSpec::of_path(parcels));
        plan.layers = vec![(Role::EcoRedline, InputSpec::of_path(layer))];
        let cache = Cache::at(dir.path().join("cache"), Cache::DEFAULT_LIMIT).from_bytes(0);
        Self { dir, cache, plan }
    }

    /// Checks; says whether the layer was read from its file.
    fn run(&self) -> (check::CheckResult, bool) {
        let (request, fresh) = prepare_with(&self.plan, Some(&self.cache), &Ticket::new()).unwrap();
        let result = check::run(&request, &Ticket::new()).unwrap();
        keep_all(&self.cache, &fresh, &request.plane, self.plan.edge_tolerance_m);
        (result, !fresh.is_empty())
    }

    fn plain(&self) -> check::CheckResult {
        let (request, _) = prepare_with(&self.plan, None, &Ticket::new()).unwrap();
        check::run(&request, &Ticket::new()).unwrap()
    }

    fn layer_file(&self) -> PathBuf {
        self.kept("layer").pop().expect("a kept layer")
    }

    fn kept(&self, extension: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.cache.dir()).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|path| path.extension().is_some_and(|known| known == extension))
            .collect()
    }

    fn source(&self) -> PathBuf {
        self.dir.path().join("l.geojson")
    }
}

#[test]
fn the_second_time_nothing_is_read_and_the_answer_is_the_same() {
    for crs in ["4490", "4326", "4527"] {
        let bench = Bench::new(crs);
        let (first, was_read) = bench.run();
        assert!(was_read && !first.findings.is_empty(), "{crs}");
        let (second, was_read) = bench.run();
        assert!(!was_read, "{crs}");
        assert_eq!(first, second);
        assert_eq!(bench.plain(), second);
    }
}

#[test]
fn a_changed_source_is_never_answered_from_what_was_kept() {
    let bench = Bench::new("4490");
    let (before, _) = bench.run();
    bench.run();
    // The same size and the same time of modification, other ground.
    let modified = fs::metadata(bench.source()).unwrap().modified().unwrap();
    let size = fs::metadata(bench.source()).unwrap().len();
    let text = fs::read_to_string(bench.source())
        .unwrap()
        .replace("29.61]", "29.62]");
    fs::write(bench.source(), text).unwrap();
    fs::File::options()
        .append(true)
        .open(bench.source())
        .unwrap()
        .set_modified(modified)
        .unwrap();
    assert_eq!(fs::metadata(bench.source()).unwrap().len(), size);
    let (after, was_read) = bench.run();
    assert!(was_read);
    assert_ne!(before.findings[0].areas, after.findings[0].areas);
    assert_eq!(after, bench.plain());
    // And back: the kept layer of the old content serves again.
    file(&bench.source(), "4490", 0.0, 40);
    assert_eq!(bench.run().0, before);
}

#[test]
fn a_source_replaced_between_reading_and_keeping_is_never_answered_from_what_was_read() {
    let bench = Bench::new("4490");
    let (request, fresh) = prepare_with(&bench.plan, Some(&bench.cache), &Ticket::new()).unwrap();
    let text = fs::read_to_string(bench.source()).unwrap();
    fs::write(bench.source(), text.replace("29.61]", "29.62]")).unwrap();
    // Long enough at rest for a stamp taken now to count.
    std::thread::sleep(std::time::Duration::from_millis(2100));
    keep_all(&bench.cache, &fresh, &request.plane, bench.plan.edge_tolerance_m);
    let (result, was_read) = bench.run();
    assert!(was_read);
    assert_eq!(result, bench.plain());
}

#[test]
fn a_directory_is_the_same_as_long_as_all_its_files_are() {
    let mut bench = Bench::new("4490");
    let directory = bench.dir.path().join("kinds.gdb");
    fs::create_dir(&directory).unwrap();
    let packed = include_bytes!("../../../tests/data/filegdb/kinds.gdb.zip");
    let mut zip = zip::ZipArchive::new(io::Cursor::new(packed)).unwrap();
    for index in 0..zip.len() {
        let mut member = zip.by_index(index).unwrap();
        if member.is_file() {
            let name = member.name().unwrap().rsplit('/').next().unwrap().to_owned();
            io::copy(&mut member, &mut fs::File::create(directory.join(name)).unwrap()).unwrap();
        }
    }
    let spec = InputSpec {
        layer: Some("DLTB".to_owned()),
        ..InputSpec::of_path(&directory)
    };
    bench.plan.layers = vec![(Role::EcoRedline, spec)];
    let (first, was_read) = bench.run();
    assert!(was_read);
    assert_eq!(bench.run(), (first, false));
    let other = directory.join("a00000003.gdbtable");
    fs::File::options()
        .append(true)
        .open(other)
        .unwrap()
        .write_all(&[0])
        .unwrap();
    assert!(bench.run().1);
    assert!(!bench.run().1);
}

#[test]
fn a_touched_source_with_the_same_content_is_not_read_again() {
    let bench = Bench::new("4490");
    bench.run();
    let later = std::time::SystemTime::now() - std::time::Duration::from_secs(1000);
    fs::File::options()
        .append(true)
        .open(bench.source())
        .unwrap()
        .set_modified(later)
        .unwrap();
    assert!(!bench.run().1);
}

#[test]
fn another_tolerance_or_plane_is_another_layer() {
    let mut bench = Bench::new("4490");
    bench.run();
    bench.plan.edge_tolerance_m = 1e-6;
    assert!(bench.run().1);
    assert!(!bench.run().1);
    assert_eq!(bench.kept("layer").len(), 2);
}

/// Every single damaged byte, and every length: the answer is that of the source.
#[test]
fn a_damaged_file_is_never_believed() {
    let bench = Bench::new("4490");
    let (expected, _) = bench.run();
    let path = bench.layer_file();
    let whole = fs::read(&path).unwrap();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for round in 0..300 {
        let mut damaged = whole.clone();
        let at = usize::try_from(next() % damaged.len() as u64).unwrap();
        if round % 5 == 0 {
            damaged.truncate(at);
        } else {
            damaged[at] ^= 1 << (next() % 8);
        }
        let other = bench.dir.path().join("other.layer");
        fs::write(&other, &damaged).unwrap();
        fs::rename(&other, &path).unwrap();
        // Bytes between the arrays carry nothing; all others are covered.
        let (result, _) = bench.run();
        assert_eq!(result, expected);
        if !path.exists() {
            fs::write(&path, &whole).unwrap();
        }
    }
    let card = bench.kept("card").pop().unwrap();
    for text in ["", "{}", "null", "[1]"] {
        fs::write(&card, text).unwrap();
        assert_eq!(bench.run().0, expected);
    }
}

#[test]
fn an_altered_card_is_never_believed() {
    let bench = Bench::new("4490");
    let (first, _) = bench.run();
    let card = bench.kept("card").pop().unwrap();
    let whole = fs::read_to_string(&card).unwrap();
    assert!(whole.contains("EPSG:4490"));
    for (from, to) in [
        ("EPSG:4490", "EPSG:4214"),
        ("EPSG:4490", "EPSG:4326"),
        ("\"extent\":[", "\"extent\":[1"),
    ] {
        fs::write(&card, whole.replacen(from, to, 1)).unwrap();
        let (result, was_read) = bench.run();
        assert!(was_read, "{to}");
        assert_eq!(result, first);
    }
}

#[test]
fn everything_may_be_deleted_and_the_oldest_goes_first() {
    let bench = Bench::new("4490");
    bench.run();
    assert!(bench.cache.n_bytes() > 0);
    assert!(bench.cache.clear().unwrap() > 0);
    assert_eq!(bench.cache.n_bytes(), 0);
    assert!(bench.run().1);
    let kept = bench.cache.n_bytes();
    let small = Cache::at(bench.cache.dir().to_owned(), kept - 1).from_bytes(0);
    small.prune().unwrap();
    assert!(bench.cache.n_bytes() < kept);
    assert_eq!(bench.run().0, bench.plain());
}

#[test]
fn changes_in_a_log_beside_a_database_are_seen() {
    let mut bench = Bench::new("4490");
    let path = bench.dir.path().join("l.gpkg");
    let add = |database: &rusqlite::Connection, west: f64| {
        let mut blob = b"GP\0\x01\x8A\x11\0\0\x01\x03\0\0\0\x01\0\0\0\x04\0\0\0".to_vec();
        for (x, y) in [(west, 29.6), (west + 0.004, 29.6), (west, 29.61), (west, 29.6)] {
            blob.extend(f64::to_le_bytes(x).into_iter().chain(f64::to_le_bytes(y)));
        }
        database
            .execute("INSERT INTO t (geom) VALUES (?1)", [blob])
            .unwrap();
    };
    let schema = "PRAGMA journal_mode = WAL;
        CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER PRIMARY KEY, organization, organization_coordsys_id);
        CREATE TABLE gpkg_contents (table_name, data_type, identifier);
        CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id);
        INSERT INTO gpkg_spatial_ref_sys VALUES (4490, 'EPSG', 4490);
        INSERT INTO gpkg_contents VALUES ('t', 'features', 't');
        INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 4490);
        CREATE TABLE t (fid INTEGER PRIMARY KEY, geom BLOB);";
    let writer = rusqlite::Connection::open(&path).unwrap();
    writer.execute_batch(schema).unwrap();
    add(&writer, 115.6);
    writer.close().unwrap();
    bench.plan.layers[0].1.path.clone_from(&path);
    assert_eq!((bench.run().0.findings.len(), bench.run().1), (1, false));

    let writer = rusqlite::Connection::open(&path).unwrap();
    writer.execute_batch("PRAGMA wal_autocheckpoint = 0").unwrap();
    add(&writer, 115.605);
    for _ in 0..2 {
        let (result, was_read) = bench.run();
        assert_eq!((result.findings.len(), was_read), (2, true));
    }
    // Once the log is in the file, the file has changed.
    writer.close().unwrap();
    assert_eq!(bench.run().0.findings.len(), 2);
}

#[test]
fn a_shapefile_whose_other_files_changed_is_read_again() {
    use crate::crs::ffi::{WktDialect, wkt};
    let mut bench = Bench::new("4490");
    let original = crate::io::read(&bench.source(), None, &Ticket::new())
        .unwrap()
        .remove(0);
    let path = bench.dir.path().join("l.shp");
    crate::io::write(
        &path,
        &original,
        &crate::io::WriteOptions::default(),
        &Ticket::new(),
    )
    .unwrap();
    bench.plan.layers[0].1.path.clone_from(&path);
    let (first, was_read) = bench.run();
    assert!(was_read && !first.findings.is_empty());
    assert_eq!(bench.run(), (first.clone(), false));
    // The same shapes in another system lie elsewhere; the table alone changes no ground.
    let prj = path.with_extension("prj");
    let other = wkt(4326, WktDialect::Esri).unwrap();
    let before = fs::read(&prj).unwrap();
    fs::write(&prj, &other).unwrap();
    assert!(bench.run().1);
    assert!(!bench.run().1);
    fs::write(&prj, &before).unwrap();
    assert_eq!(bench.run(), (first, true));
    fs::remove_file(path.with_extension("dbf")).unwrap();
    let (without_table, was_read) = bench.run();
    assert!(was_read);
    assert_eq!(without_table.findings.len(), bench.plain().findings.len());
}
