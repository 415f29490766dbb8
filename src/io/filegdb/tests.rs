use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::super::archive::tests::archive;
use super::super::data::Data;
use super::super::error::ReadErrorKind;
use super::super::format::{Confidence, Format as _, ReadOptions, detect, read_with, reads_directory};
use super::super::hash::{Sha256Sum, sha256_of_file};
use super::super::layer_builder::LayerBuilder;
use super::FileGdb;
use super::cursor::Cursor;
use super::fields::{Field, Fields, Grid, Kind};
use super::geometry::GeometryReader;
use super::read::read_files;
use super::store::{Files, Parts, part_of};
use super::value::{Value, Values};
use crate::crs::{CrsId, SourceXy};
use crate::geometry::PolygonColumn;
use crate::layer::{FeatureState, Source, SourceLayer};
use crate::progress::Ticket;

const KINDS: &[u8] = include_bytes!("../../../tests/data/filegdb/kinds.gdb.zip");

/// Number of the table `DLTB`.
const DLTB: u32 = 9;

/// Members of the archive by their names without folders.
fn members() -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(KINDS)).unwrap();
    let mut all = BTreeMap::new();
    for index in 0..zip.len() {
        let mut member = zip.by_index(index).unwrap();
        if member.is_file() {
            let name = member.name().unwrap().rsplit('/').next().unwrap().to_owned();
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).unwrap();
            all.insert(name, bytes);
        }
    }
    all
}

/// The same as a directory.
fn unpacked() -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("kinds.gdb");
    fs::create_dir(&path).unwrap();
    for (name, bytes) in members() {
        fs::write(path.join(name), bytes).unwrap();
    }
    (directory, path)
}

fn zipped(bytes: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("kinds.gdb.zip");
    fs::write(&path, bytes).unwrap();
    (directory, path)
}

fn options(layer: Option<&str>) -> ReadOptions {
    ReadOptions {
        layer: layer.map(str::to_owned),
        ..ReadOptions::default()
    }
}

fn read(path: &Path, layer: Option<&str>) -> Result<Vec<SourceLayer>, ReadErrorKind> {
    read_with(path, &options(layer), &Ticket::new()).map_err(|error| error.kind)
}

fn what(result: Result<Vec<SourceLayer>, ReadErrorKind>) -> &'static str {
    match result {
        Err(ReadErrorKind::FileGdb { what, .. }) => what,
        Err(other) => other.code(),
        Ok(_) => "read",
    }
}

fn states(layer: &SourceLayer) -> Vec<FeatureState> {
    let chunks = layer.chunks.iter();
    chunks.flat_map(|chunk| chunk.states.clone()).collect()
}

fn codes(layer: &SourceLayer) -> Vec<&'static str> {
    layer.notes.counts().iter().map(|(code, _)| *code).collect()
}

fn ids(layer: &SourceLayer) -> Vec<&str> {
    let ids = &layer.chunks[0].ids;
    (0..ids.len()).filter_map(|row| ids.get(row)).collect()
}

/// Polygons of a feature as lists of rings.
fn polygons(layer: &SourceLayer, row: usize) -> Vec<Vec<Vec<[f64; 2]>>> {
    let column: PolygonColumn<SourceXy> = layer.chunks[0].geometry.feature(row).to_column();
    let feature = column.feature(0);
    let ring = |ring: &[SourceXy]| ring.iter().map(|at| [at.x, at.y]).collect();
    feature
        .polygons()
        .map(|polygon| polygon.rings().map(ring).collect())
        .collect()
}

// ---- whole geodatabases

#[test]
fn every_table_with_geometry_is_a_layer() {
    let (_kept, path) = zipped(KINDS);
    let layers = read(&path, None).unwrap();
    let names: Vec<&str> = layers.iter().map(|layer| layer.name.as_str()).collect();
    assert_eq!(
        names,
        ["DLTB", "生态保护红线", "points", "lines", "pro32", "nocrs"]
    );
    let systems: Vec<_> = layers.iter().map(|layer| layer.declared_crs).collect();
    let [zone, degrees] = [4527, 4490].map(|code| Some(CrsId::Epsg(code)));
    assert_eq!(systems, [zone, degrees, degrees, degrees, degrees, None]);
    assert!(codes(&layers[5]).contains(&"note-gdb-crs-missing"));
    assert_eq!(states(&layers[2]), [FeatureState::NotPolygon; 2]);
    assert_eq!(states(&layers[3]), [FeatureState::NotPolygon]);
    assert_eq!(layers[1].notes.count("note-z-dropped"), 1);
    for layer in &layers {
        assert_eq!(layer.notes.count("note-gdb-tables"), 1);
        assert_eq!(layer.source.sha256, sha256_of_file(&path).unwrap());
        assert_eq!(layer.source.layer.as_deref(), Some(layer.name.as_str()));
        for code in codes(layer) {
            assert!(FileGdb::NOTE_CODES.contains(&code), "{code}");
        }
    }
}

#[test]
fn rows_keep_their_numbers_values_and_rings() {
    let (_kept, path) = zipped(KINDS);
    let layer = read(&path, Some("DLTB")).unwrap().remove(0);
    assert_eq!(
        states(&layer),
        [
            FeatureState::Polygon,
            FeatureState::Polygon,
            FeatureState::NoGeometry,
            FeatureState::NoGeometry
        ]
    );
    // Row 4 was deleted.
    assert_eq!(ids(&layer), ["1", "2", "3", "5"]);
    let attributes = &layer.chunks[0].attributes;
    let row = |row| -> BTreeMap<String, String> {
        let row = attributes.row(row);
        row.map(|(name, json)| (name.to_owned(), json.to_owned()))
            .collect()
    };
    let values = |wanted: usize, names: [&str; 7]| names.map(|name| row(wanted)[name].clone());
    let names = ["DLBM", "DLMC", "n16", "n32", "f32", "f64", "when"];
    assert_eq!(
        values(0, names),
        [
            "\"0101\"",
            "\"水田\"",
            "1",
            "1",
            "0.1",
            "0.1",
            "\"2020-01-01T12:34:56\""
        ]
    );
    assert_eq!(
        values(1, names),
        [
            "\"0301\"",
            "\"乔木林地\"",
            "-2",
            "null",
            "null",
            "0.3333333333333333",
            "\"1899-12-29T00:00:00\""
        ]
    );
    assert_eq!(
        values(2, names),
        ["null", "\"\"", "null", "3", "1e20", "null", "null"]
    );
    assert_eq!(values(3, names)[5], "5e-324");
    assert!(!row(0).contains_key("电话"));
    for code in ["note-personal-dropped", "note-gdb-alias", "note-geometry-null"] {
        assert!(codes(&layer).contains(&code), "{code}");
    }
    let first = polygons(&layer, 0);
    let lengths = |polygons: &[Vec<Vec<[f64; 2]>>]| -> Vec<Vec<usize>> {
        polygons
            .iter()
            .map(|rings| rings.iter().map(Vec::len).collect())
            .collect()
    };
    assert_eq!(lengths(&first), [[5, 5, 4]]);
    assert_eq!(first[0][0][0], [39_500_000.123_000_145, 3_400_000.455_999_851]);
    assert_eq!(lengths(&polygons(&layer, 1)), [vec![5, 5, 4], vec![5], vec![5]]);
}

#[test]
fn whole_numbers_of_64_bits_and_dates_are_exact() {
    let (_kept, path) = zipped(KINDS);
    let layer = read(&path, Some("pro32")).unwrap().remove(0);
    let json = |row, name| layer.chunks[0].attributes.json(row, name).unwrap();
    assert_eq!(
        [0, 1, 2, 3].map(|row| json(row, "n64")),
        ["1", "null", "9007199254740993", "-5"]
    );
    assert_eq!(
        [0, 1, 2, 3].map(|row| json(row, "d")),
        ["\"2020-01-01\"", "null", "\"1899-12-29\"", "\"2199-01-01\""]
    );
}

#[test]
fn a_directory_gives_the_same_layers_and_any_table_file_changes_its_fingerprint() {
    let (_packed, archive) = zipped(KINDS);
    let (_kept, path) = unpacked();
    let [from_archive, from_directory] = [&archive, &path].map(|path| read(path, None).unwrap());
    for (a, b) in from_archive.iter().zip(&from_directory) {
        assert_eq!((&a.name, states(a), ids(a)), (&b.name, states(b), ids(b)));
        assert_eq!(codes(a), codes(b));
        for row in 0..a.n_features() {
            assert_eq!(polygons(a, row), polygons(b, row));
            let row_of = |layer: &SourceLayer| {
                format!("{:?}", layer.chunks[0].attributes.row(row).collect::<Vec<_>>())
            };
            assert_eq!(row_of(a), row_of(b));
        }
    }
    let mut sum = Sha256Sum::new();
    let mut bytes = 0;
    for (name, content) in members() {
        if name.ends_with(".gdbtable") || name.ends_with(".gdbtablx") {
            let of_file = sha256_of_file(&path.join(&name)).unwrap();
            sum.update(format!("{of_file}  {name}\n").as_bytes());
            bytes += content.len() as u64;
        }
    }
    let source = &from_directory[0].source;
    assert_eq!(
        (source.sha256.as_str(), source.bytes),
        (sum.finish().as_str(), bytes)
    );
    // The file of one table stands for the whole.
    let chosen = read(&path.join("a00000001.gdbtable"), None).unwrap();
    assert_eq!(chosen[0].source.sha256, source.sha256);
    let other = path.join("a00000003.gdbtable");
    let mut content = fs::read(&other).unwrap();
    content.push(0);
    fs::write(&other, content).unwrap();
    assert_ne!(read(&path, Some("DLTB")).unwrap()[0].source.sha256, source.sha256);
}

#[test]
fn a_layer_is_found_by_its_name_or_alias() {
    let (_kept, path) = zipped(KINDS);
    assert_eq!(read(&path, Some("地类图斑")).unwrap()[0].name, "DLTB");
    assert_eq!(read(&path, Some("生态保护红线")).unwrap().len(), 1);
    assert_eq!(what(read(&path, Some("DLTBX"))), "read-layer-not-found");
    assert_eq!(what(read(&path, Some("table_"))), "no-geometry");
}

#[test]
fn only_directories_with_a_catalog_are_read_as_a_whole() {
    let (kept, path) = unpacked();
    assert!(reads_directory(&path) && !reads_directory(kept.path()));
    assert_eq!(detect(&path).unwrap().name(), "FileGDB");
    assert_eq!(what(read(kept.path(), None)), "read-not-a-file");
    fs::remove_file(path.join("a00000001.gdbtable")).unwrap();
    assert_eq!(what(read(&path, None)), "no-table");
    let sniff = |names: &[&str]| FileGdb.sniff_members(names);
    assert_eq!(sniff(&["x.gdb/A00000001.GDBTABLE"]), Confidence::Certain);
    assert_eq!(sniff(&["a00000002.gdbtable"]), Confidence::Possible);
    assert_eq!(sniff(&["__MACOSX/a00000001.gdbtable", "a.shp"]), Confidence::No);
    assert_eq!(part_of("a0000000ff.gdbtable"), None);
    assert_eq!(part_of("a0000000é.gdbtable"), None);
}

#[test]
fn what_is_missing_compressed_or_elsewhere_is_said() {
    let (_kept, path) = unpacked();
    let file = |extension: &str| path.join(format!("a{DLTB:08x}.{extension}"));
    fs::rename(file("gdbtable"), file("cdf")).unwrap();
    assert_eq!(what(read(&path, Some("DLTB"))), "compressed");
    assert_eq!(what(read(&path, Some("points"))), "read");
    fs::rename(file("cdf"), file("gdbtable")).unwrap();
    fs::remove_file(file("gdbtablx")).unwrap();
    assert_eq!(what(read(&path, None)), "no-index");
    fs::write(file("gdbtable"), b"encrypted, or something else of forty bytes").unwrap();
    assert_eq!(what(read(&path, None)), "version");
    fs::remove_file(file("gdbtable")).unwrap();
    assert_eq!(what(read(&path, None)), "no-table");
}

#[test]
fn several_geodatabases_in_an_archive_keep_their_names_and_other_layers_are_told() {
    let all = members();
    let mut names = Vec::new();
    for folder in ["a.gdb", "县/b.gdb"] {
        names.extend(
            all.iter()
                .map(|(name, bytes)| (format!("{folder}/{name}"), bytes.as_slice())),
        );
    }
    names.push(("县/red.shp".to_owned(), b"x"));
    let members: Vec<(&str, &[u8])> = names
        .iter()
        .map(|(name, bytes)| (name.as_str(), *bytes))
        .collect();
    let (_kept, path) = zipped(&archive(&members));
    let layers = read(&path, None).unwrap();
    assert_eq!((layers.len(), layers[6].name.as_str()), (12, "b/DLTB"));
    assert_eq!(layers[0].notes.count("note-gdb-archive-others"), 1);
    assert_eq!(read(&path, Some("b/points")).unwrap().len(), 1);
}

#[test]
fn a_cancelled_reading_ends() {
    let (_kept, path) = unpacked();
    let ticket = Ticket::new();
    ticket.cancel();
    let error = FileGdb.read(&path, &ReadOptions::default(), &ticket).unwrap_err();
    assert_eq!(error.code(), "read-cancelled");
}

// ---- damage

/// Files in memory.
#[derive(Clone)]
struct Memory(BTreeMap<(u32, &'static str), Vec<u8>>);

impl Memory {
    fn kinds() -> Self {
        let parts = members();
        let numbered = parts
            .into_iter()
            .filter_map(|(name, bytes)| Some((part_of(&name)?, bytes)));
        Self(
            numbered
                .filter(|((number, _), _)| [1, 4, DLTB].contains(number))
                .collect(),
        )
    }

    fn edit(&mut self, kind: &'static str, edit: impl FnOnce(&mut Vec<u8>)) {
        edit(self.0.get_mut(&(DLTB, kind)).unwrap());
    }

    fn read(&mut self) -> Result<Vec<SourceLayer>, ReadErrorKind> {
        read_files(self, &options(Some("DLTB")), &Ticket::new())
    }
}

impl Files for Memory {
    fn parts(&mut self, number: u32, _: &Ticket) -> Result<Option<Parts>, ReadErrorKind> {
        let data = |kind| self.0.get(&(number, kind)).cloned().map(Data::Memory);
        let index = data("gdbtablx");
        Ok(data("gdbtable").map(|table| Parts { table, index }))
    }

    fn is_compressed(&self, _: u32) -> bool {
        false
    }
}

fn place(slot: usize) -> std::ops::Range<usize> {
    16 + slot * 5..16 + slot * 5 + 5
}

#[test]
fn a_row_that_no_place_names_is_a_feature_that_cannot_be_read() {
    let mut files = Memory::kinds();
    files.edit("gdbtablx", |bytes| bytes[place(0)].fill(0));
    let layer = files.read().unwrap().remove(0);
    assert_eq!(layer.n_features(), 4);
    assert_eq!(states(&layer)[3], FeatureState::Unreadable);
    assert!(codes(&layer).contains(&"note-gdb-row-missing") && codes(&layer).contains(&"note-feature-count"));
}

#[test]
fn a_place_without_a_row_is_a_feature_that_cannot_be_read() {
    for wrong in [[1, 0, 0, 0, 0], [0xFF; 5], [0, 0, 0, 0, 1]] {
        let mut files = Memory::kinds();
        files.edit("gdbtablx", |bytes| bytes[place(1)].copy_from_slice(&wrong));
        let layer = files.read().unwrap().remove(0);
        assert_eq!(
            (layer.n_features(), states(&layer)[1]),
            (4, FeatureState::Unreadable)
        );
        assert_eq!(ids(&layer)[1], "2");
    }
}

#[test]
fn rows_that_share_their_bytes_are_refused() {
    let mut files = Memory::kinds();
    files.edit("gdbtablx", |bytes| {
        let first: [u8; 5] = bytes[place(1)].try_into().unwrap();
        for slot in 0..1024 {
            bytes[place(slot)].copy_from_slice(&first);
        }
        bytes[8..12].copy_from_slice(&1024_u32.to_le_bytes());
    });
    assert_eq!(what(files.read()), "rows-overlap");
}

#[test]
fn a_claimed_number_of_rows_is_held_against_the_file() {
    let mut files = Memory::kinds();
    files.edit("gdbtable", |bytes| bytes[4..8].fill(0xFF));
    assert_eq!(what(files.read()), "row-count");
    let mut files = Memory::kinds();
    files.edit("gdbtablx", |bytes| bytes[4..8].fill(0xFF));
    assert_eq!(what(files.read()), "index");
}

#[test]
fn blocks_that_are_left_out_keep_the_numbers_behind_them() {
    let mut files = Memory::kinds();
    files.edit("gdbtablx", |bytes| {
        // The only block is the third of three.
        bytes[8..12].copy_from_slice(&2053_u32.to_le_bytes());
        bytes.truncate(16 + 1024 * 5);
        for word in [1_u32, 3, 1, 0] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.push(0b100);
    });
    let layer = files.read().unwrap().remove(0);
    assert_eq!(ids(&layer), ["2049", "2050", "2051", "2053"]);
}

#[test]
fn many_mutations_never_panic_and_lose_no_feature() {
    let good = Memory::kinds();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % below
    };
    let system = [1, 4].map(|number| [(number, "gdbtable"), (number, "gdbtablx")]);
    let keys = [(DLTB, "gdbtable"), (DLTB, "gdbtablx")];
    for key in keys.into_iter().chain(system.into_iter().flatten()) {
        let mut read = 0;
        for _ in 0..2000 {
            let mut files = good.clone();
            let bytes = files.0.get_mut(&key).unwrap();
            // Where it matters: the beginning, and the trailer of an index.
            let reach = if next(2) == 0 {
                bytes.len().min(400)
            } else {
                bytes.len()
            };
            for _ in 0..=next(3) {
                match next(8) {
                    0 => bytes.truncate(next(bytes.len()).max(1)),
                    1 => bytes.extend([low(next(256) as u64); 9]),
                    _ => {
                        let at = next(reach) % bytes.len();
                        bytes[at] = [low(next(256) as u64), 0, 0xFF][next(3)];
                    }
                }
            }
            let counted = files.0[&(DLTB, "gdbtable")]
                .get(4..8)
                .map(|n| u32::from_le_bytes(n.try_into().unwrap()));
            let is_narrow = files.0[&(DLTB, "gdbtable")].first() == Some(&3);
            let Ok(layers) = files.read() else { continue };
            read += 1;
            for layer in layers {
                assert_eq!(states(&layer).len(), layer.n_features());
                if layer.name == "DLTB" && is_narrow && key.0 == DLTB {
                    assert!(layer.n_features() >= counted.unwrap() as usize);
                }
            }
        }
        assert!(read > 0, "{key:?}");
    }
}

// ---- parts

/// The lowest byte of a number.
fn low(value: u64) -> u8 {
    value.to_le_bytes()[0]
}

fn varuint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(low(value) | 0x80);
        value >>= 7;
    }
    out.push(low(value));
}

fn varint(value: i64, out: &mut Vec<u8>) {
    let sign = if value < 0 { 0x40 } else { 0 };
    let size = value.unsigned_abs();
    if size < 0x40 {
        out.push(low(size) | sign);
    } else {
        out.push(low(size & 0x3F) | 0x80 | sign);
        varuint(size >> 6, out);
    }
}

/// A polygon of rings of whole numbers.
fn blob(code: u64, curves: Option<u64>, rings: &[&[[i64; 2]]]) -> Vec<u8> {
    let mut out = Vec::new();
    let points: usize = rings.iter().map(|ring| ring.len()).sum();
    for number in [code, points as u64, rings.len() as u64]
        .into_iter()
        .chain(curves)
    {
        varuint(number, &mut out);
    }
    (0..4).for_each(|_| varuint(0, &mut out));
    for ring in &rings[..rings.len() - 1] {
        varuint(ring.len() as u64, &mut out);
    }
    let mut last = [0; 2];
    for position in rings.iter().copied().flatten() {
        for axis in 0..2 {
            varint(position[axis] - last[axis], &mut out);
        }
        last = *position;
    }
    out
}

fn geometry(bytes: &[u8]) -> (FeatureState, Vec<&'static str>, SourceLayer) {
    let ticket = Ticket::new();
    let mut builder = LayerBuilder::new(&ReadOptions::default(), &ticket);
    builder.begin(None).unwrap();
    let grid = Grid {
        x_origin: -400.0,
        y_origin: -500.0,
        scale: 10.0,
        wkt: String::new(),
    };
    let mut reader = GeometryReader::default();
    if let Err(fault) = reader.read(bytes, &grid, &mut builder, &ticket) {
        builder.fault(fault);
    }
    let state = builder.end(false);
    let source = Source {
        path: "a.gdb".into(),
        layer: None,
        sha256: String::new(),
        bytes: 0,
        format: "FileGDB",
    };
    let layer = builder.finish("a".to_owned(), source, None);
    (state, codes(&layer), layer)
}

const SHELL: &[[i64; 2]] = &[[0, 0], [0, 900], [900, 900], [900, 0], [0, 0]];
const HOLE: &[[i64; 2]] = &[[100, 100], [200, 100], [200, 200], [100, 100]];

#[test]
fn polygons_of_all_types_are_read_and_curves_refused_by_name() {
    for code in [5, 15, 19, 25, 51, 0x8000_0033, 0xC000_0033] {
        let (state, _, layer) = geometry(&blob(code, None, &[HOLE, SHELL]));
        assert_eq!(state, FeatureState::Polygon, "{code}");
        let found = polygons(&layer, 0);
        assert_eq!((found.len(), found[0].len()), (1, 2));
        assert_eq!(found[0][0][2], [-310.0, -410.0]);
        assert_eq!(
            layer.notes.count("note-z-dropped"),
            u64::from(code != 5 && code != 25 && code != 51)
        );
    }
    let straight = blob(0x2000_0033, Some(0), &[SHELL]);
    assert_eq!(geometry(&straight).0, FeatureState::Polygon);
    let curved = blob(0x2000_0033, Some(1), &[SHELL]);
    assert_eq!(geometry(&curved).1, ["note-curve"]);
    assert_eq!(geometry(&[54]).1, ["note-multipatch"]);
    assert_eq!(geometry(&[77]).1, ["note-shape-type"]);
    assert_eq!(geometry(&[]).0, FeatureState::NoGeometry);
    assert_eq!(geometry(&[5, 0]).0, FeatureState::NoGeometry);
}

#[test]
fn a_broken_geometry_is_a_feature_that_cannot_be_read() {
    let whole = blob(5, None, &[SHELL, HOLE]);
    for end in 1..whole.len() {
        let (state, codes, _) = geometry(&whole[..end]);
        assert_eq!(
            (state, codes),
            (FeatureState::Unreadable, vec!["note-gdb-geometry-short"]),
            "{end}"
        );
    }
    // More positions in the parts than in all, no parts, and numbers beyond any.
    let mut wrong = whole.clone();
    wrong[1] = 4;
    assert_eq!(geometry(&wrong).1, ["note-shape-parts"]);
    wrong[2] = 0;
    assert_eq!(geometry(&wrong).1, ["note-shape-parts"]);
    let far = blob(5, None, &[&[[i64::MAX, 0], [i64::MAX, 1], [5, 5]]]);
    assert_eq!(geometry(&far).0, FeatureState::Polygon);
    let mut beyond = blob(5, None, &[&[[i64::MAX, 0]]]);
    beyond[1] = 2;
    varint(i64::MAX, &mut beyond);
    varint(1, &mut beyond);
    assert_eq!(geometry(&beyond).1, ["note-gdb-geometry-short"]);
    let mut many = vec![5];
    varuint(u64::MAX, &mut many);
    assert_eq!(geometry(&many).1, ["note-gdb-geometry-short"]);
}

#[test]
fn texts_of_version_9_are_in_utf16_and_a_cut_row_says_where() {
    let field = |kind, is_nullable| Field {
        name: "a".to_owned(),
        alias: String::new(),
        kind,
        is_nullable,
    };
    let fields = Fields {
        all: vec![
            field(Kind::Text, true),
            field(Kind::Int16, true),
            field(Kind::Xml, false),
        ],
        texts_are_utf8: false,
        grid: None,
        nullable: 2,
    };
    let row = [0b10, 2, 0x34, 0x6C, 1, 9];
    let mut values = Values::new(&row, &fields).unwrap();
    assert_eq!(values.next(&fields.all[0]), Some(Value::Text("水".into())));
    assert_eq!(values.next(&fields.all[1]), Some(Value::Null));
    assert_eq!(values.next(&fields.all[2]), Some(Value::NotText));
    let blob = Fields {
        all: vec![field(Kind::Binary, false), field(Kind::RasterNumber, false)],
        ..Fields::default()
    };
    let mut values = Values::new(&[2, 7, 7, 1, 0, 0, 0], &blob).unwrap();
    assert_eq!(values.next(&blob.all[0]), Some(Value::Blob));
    assert_eq!(values.next(&blob.all[1]), Some(Value::Blob));
    let mut cut = Values::new(&row[..3], &fields).unwrap();
    assert_eq!(cut.next(&fields.all[0]), None);
    assert_eq!(Cursor::new(&row).left(), 6);
}

#[test]
fn note_codes_are_sorted_and_unique() {
    assert!(FileGdb::NOTE_CODES.is_sorted_by(|a, b| a < b));
}
