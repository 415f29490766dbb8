//! Tables as surveyors hand them over, made here.

use std::path::PathBuf;

use super::super::encoding::Encoding;
use super::super::error::ReadErrorKind;
use super::super::format::{AxisOrder, Confidence, Format as _, ReadOptions, WriteOptions, detect};
use super::PointTable;
use crate::crs::{CrsId, SourceXy};
use crate::geometry::PolygonColumn;
use crate::layer::{FeatureState, Note, SourceLayer};
use crate::progress::Ticket;

struct Case {
    _directory: tempfile::TempDir,
    path: PathBuf,
}

fn case(name: &str, bytes: &[u8]) -> Case {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Case {
        _directory: directory,
        path,
    }
}

fn try_with(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<SourceLayer, ReadErrorKind> {
    let case = case(name, bytes);
    match PointTable.read(&case.path, options, &Ticket::new()) {
        Ok(mut layers) => Ok(layers.remove(0)),
        Err(error) => Err(error.kind),
    }
}

fn read(text: &str) -> SourceLayer {
    try_with("a.csv", text.as_bytes(), &ReadOptions::default()).expect(text)
}

fn refused(text: &str) -> &'static str {
    match try_with("a.csv", text.as_bytes(), &ReadOptions::default()) {
        Err(ReadErrorKind::Table { what, .. }) => what,
        other => panic!("{other:?}"),
    }
}

fn rings(layer: &SourceLayer, row: usize) -> Vec<Vec<[f64; 2]>> {
    let column: PolygonColumn<SourceXy> = layer.chunks[0].geometry.feature(row).to_column();
    let polygons = column.feature(0);
    let rings = polygons
        .polygons()
        .flat_map(|polygon| polygon.rings().collect::<Vec<_>>());
    rings
        .map(|ring| ring.iter().map(|position| [position.x, position.y]).collect())
        .collect()
}

fn n_polygons(layer: &SourceLayer, row: usize) -> usize {
    let column: PolygonColumn<SourceXy> = layer.chunks[0].geometry.feature(row).to_column();
    column.feature(0).polygons().count()
}

fn states(layer: &SourceLayer) -> Vec<FeatureState> {
    layer
        .chunks
        .iter()
        .flat_map(|chunk| chunk.states.clone())
        .collect()
}

fn row(layer: &SourceLayer, number: usize) -> Vec<(&str, &str)> {
    layer.chunks[0].attributes.row(number).collect()
}

fn note<'a>(layer: &'a SourceLayer, code: &str) -> &'a Note {
    layer.notes.iter().find(|note| note.code == code).expect(code)
}

fn arg<'a>(layer: &'a SourceLayer, code: &str, name: &str) -> &'a str {
    let found = note(layer, code).args.iter().find(|(known, _)| *known == name);
    &found.expect(name).1
}

const FIRST: [f64; 2] = [39_388_123.456, 3_173_210.987];

/// A closed ring of three points near Nanchang, northing first.
const RING: &str = "J1,3173210.987,39388123.456\nJ2,3173305.412,39388401.223\nJ3,3173011.004,39388533.870\nJ1,3173210.987,39388123.456\n";

// ---- axes

#[test]
fn names_decide_where_they_say_it() {
    for header in [
        "点号,北坐标,东坐标",
        "点号,纵坐标,横坐标",
        "点号,N,E",
        "point,Northing (m),Easting (m)",
        "点号,X(北),Y(东)",
        "\u{FEFF}点号,X坐标（北）,Y坐标（东）",
    ] {
        let layer = read(&format!("{header}\n{RING}"));
        assert_eq!(rings(&layer, 0)[0][0], FIRST, "{header}");
        assert_eq!(arg(&layer, "note-table-columns", "why"), "names", "{header}");
    }
}

#[test]
fn x_and_y_are_decided_by_the_numbers() {
    let layer = read(&format!("点号,X,Y\n{RING}"));
    assert_eq!(rings(&layer, 0)[0][0], FIRST);
    assert_eq!(arg(&layer, "note-table-columns", "why"), "numbers");
    // Programs count X to the east.
    let swapped = "id,x,y\n1,388123.456,3173210.987\n2,388401.2,3173305.4\n3,388533.8,3173011\n4,388123.456,3173210.987\n";
    assert_eq!(rings(&read(swapped), 0)[0][0], [388_123.456, 3_173_210.987]);
    let without_names = RING;
    assert_eq!(rings(&read(without_names), 0)[0][0], FIRST);
    let degrees = "x,y\n116.71,28.65\n116.72,28.65\n116.72,28.66\n116.71,28.65\n";
    assert_eq!(rings(&read(degrees), 0)[0][0], [116.71, 28.65]);
}

#[test]
fn what_nothing_decides_is_refused_with_what_to_give() {
    let local = "x,y\n100.5,200.5\n150.5,200.5\n150.5,260.5\n100.5,200.5\n";
    assert_eq!(refused(local), "axes");
    let options = ReadOptions {
        axis_order: Some(AxisOrder::NorthFirst),
        ..ReadOptions::default()
    };
    let layer = try_with("a.csv", local.replace("0.5,", "999.5,").as_bytes(), &options).unwrap();
    assert_eq!(rings(&layer, 0)[0][0], [200.5, 10_999.5]);
    assert_eq!(arg(&layer, "note-table-columns", "why"), "given");
    assert_eq!(refused("a,b\nc,d\n"), "no-rows");
    assert_eq!(refused("x,y\n1,\"2\n"), "quote");
}

#[test]
fn cass_files_are_east_first() {
    let dat = "1,,53414.280,31421.880,39.555\n2,,53387.800,31425.020,38.877\n3,,53359.060,31426.620,31.225\n4,F0,53348.040,31425.530,27.416\n1,,53414.280,31421.880,39.555\n";
    let layer = try_with("a.dat", dat.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(rings(&layer, 0)[0][0], [53_414.28, 31_421.88]);
    assert_eq!(arg(&layer, "note-table-columns", "why"), "cass");
    // The size of the numbers counts more than the habit.
    let north_first = "1,,3173210.987,388123.456,39.5\n2,,3173305.412,388401.223,38.8\n3,,3173011.004,388533.870,31.2\n1,,3173210.987,388123.456,39.5\n";
    let layer = try_with("a.dat", north_first.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(rings(&layer, 0)[0][0], [388_123.456, 3_173_210.987]);
}

#[test]
fn every_delimiter_and_encoding_is_read() {
    for delimiter in ["\t", ";", "，", "；", "  ", "|", " , "] {
        let text = format!("点号,X,Y\n{RING}").replace(',', delimiter);
        assert_eq!(rings(&read(&text), 0)[0][0], FIRST, "{delimiter:?}");
    }
    let text = format!(
        "地块编号,点号,北坐标,东坐标\n{}",
        RING.replace('J', "南昌县一号地块,J")
    );
    let (bytes, _) = Encoding::GBK.encode(&text);
    let layer = try_with("a.csv", &bytes, &ReadOptions::default()).unwrap();
    assert_eq!(row(&layer, 0), [("地块编号", "\"南昌县一号地块\"")]);
}

// ---- angles

#[test]
fn angles_are_read_by_their_marks() {
    let text = "点号,经度,纬度\n1,116°42′36.00″,28°39′0″\n2,116度43分12秒,28度39分0秒\n3,116:43:12,28:39:36\n1,116°42′36.00″,28°39′0″\n";
    let layer = read(text);
    let [x, y] = rings(&layer, 0)[0][0];
    assert!((x - 116.71).abs() < 1e-9 && (y - 28.65).abs() < 1e-9);
    assert_eq!(arg(&layer, "note-table-columns", "unit"), "marked");
}

#[test]
fn packed_degrees_are_never_guessed() {
    let rows = "116.423600,28.390000\n116.431200,28.390000\n116.431200,28.393600\n116.423600,28.390000\n";
    let layer = read(&format!("经度(度分秒),纬度(度分秒)\n{rows}"));
    let [x, y] = rings(&layer, 0)[0][0];
    assert!((x - 116.71).abs() < 1e-9 && (y - 28.65).abs() < 1e-9, "{x} {y}");
    assert_eq!(arg(&layer, "note-table-columns", "unit"), "packed");
    assert_eq!(refused(&format!("L,B\n{rows}")), "angle");
    assert_eq!(refused(rows), "angle");
    let layer = read(&format!("经度,纬度\n{rows}"));
    assert_eq!(rings(&layer, 0)[0][0], [116.4236, 28.39]);
    assert_eq!(layer.notes.count("note-table-maybe-packed"), 1);
    let layer = read(&format!("lon(deg),lat(deg)\n{rows}"));
    assert_eq!(layer.notes.count("note-table-maybe-packed"), 0);
    // A number that cannot be packed speaks for all.
    let layer = read(&format!("L,B\n{}", rows.replace("116.431200", "116.71")));
    assert_eq!(rings(&layer, 0)[0][0], [116.4236, 28.39]);
    let bad = read(&format!(
        "lon_dms,lat_dms\n{}",
        rows.replace("116.431200", "116.71")
    ));
    assert_eq!(states(&bad), [FeatureState::Unreadable]);
    assert_eq!(bad.notes.count("note-table-packed"), 1);
    let options = ReadOptions {
        packed_degrees: Some(true),
        ..ReadOptions::default()
    };
    let layer = try_with("a.csv", format!("L,B\n{rows}").as_bytes(), &options).unwrap();
    assert!((rings(&layer, 0)[0][0][0] - 116.71).abs() < 1e-9);
}

// ---- grouping

fn square(x: f64, y: f64, size: f64) -> [[f64; 2]; 5] {
    [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
}

/// Rows `before,east,north` of a ring.
fn rows(before: &str, ring: &[[f64; 2]]) -> String {
    let line = |[x, y]: &[f64; 2]| format!("{before},{},{}\n", 500_000.0 + x, 3_000_000.0 + y);
    ring.iter().map(line).collect()
}

#[test]
fn rows_of_one_parcel_belong_together_and_rings_find_their_holes() {
    let text = [
        "地块编号,用途,圈号,点号,E,N\n".to_owned(),
        rows("B1,住宅,1,a", &square(0.0, 0.0, 100.0)),
        rows("B2,道路,1,b", &square(300.0, 0.0, 50.0)[..4]),
        rows("B1,住宅,2,c", &square(20.0, 20.0, 10.0)),
        rows("B1,住宅,3,d", &square(150.0, 0.0, 10.0)),
    ];
    let layer = read(&text.concat());
    assert_eq!(states(&layer), [FeatureState::Polygon; 2]);
    assert_eq!((rings(&layer, 0).len(), n_polygons(&layer, 0)), (3, 2));
    assert_eq!(row(&layer, 0), [("地块编号", "\"B1\""), ("用途", "\"住宅\"")]);
    assert_eq!(layer.chunks[0].ids.get(1), Some("\"B2\""));
    assert_eq!(layer.notes.count("note-ring-closed"), 1);
    assert_eq!(arg(&layer, "note-table-grouped", "how"), "column");
    assert_eq!(arg(&layer, "note-table-point-fields", "fields"), "点号");
}

#[test]
fn an_id_is_the_parcels_only_when_it_repeats() {
    let text = [
        "id,x,y\n".to_owned(),
        rows("7", &square(0.0, 0.0, 9.5)[..4]),
        rows("8", &square(50.0, 0.0, 9.5)[..4]),
    ];
    let layer = read(&text.concat());
    assert_eq!(states(&layer), [FeatureState::Polygon; 2]);
    assert_eq!(arg(&layer, "note-table-grouped", "how"), "column");
}

#[test]
fn rings_that_close_and_blank_lines_tell_parcels_apart() {
    let two = [
        "点号,E,N\n".to_owned(),
        rows("J1", &square(0.0, 0.0, 9.5)),
        rows("J2", &square(50.0, 0.0, 9.5)),
    ];
    let layer = read(&two.concat());
    assert_eq!(states(&layer), [FeatureState::Polygon; 2]);
    assert_eq!(arg(&layer, "note-table-grouped", "how"), "closing");
    let titled = format!(
        "某项目界址点成果\n一号地块\n{}\n\n二号地块\n{}",
        rows("J1", &square(0.0, 0.0, 9.5)[..4]),
        rows("J2", &square(50.0, 0.0, 9.5)[..4])
    );
    let layer = read(&titled);
    assert_eq!(states(&layer), [FeatureState::Polygon; 2]);
    assert_eq!(arg(&layer, "note-table-grouped", "how"), "blocks");
    let name = |row| layer.chunks[0].attributes.text(row, "name");
    assert_eq!(
        (name(0).as_deref(), name(1).as_deref()),
        (Some("一号地块"), Some("二号地块"))
    );
    // Blank lines after each point tell nothing.
    let spaced = two.concat().replace('\n', "\n\n");
    assert_eq!(states(&read(&spaced)), [FeatureState::Polygon; 2]);
}

#[test]
fn points_that_nothing_groups_are_one_ring_or_refused() {
    let layer = read(&format!("点号,E,N\n{}", rows("J", &square(0.0, 0.0, 9.5)[..4])));
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    assert_eq!(arg(&layer, "note-table-grouped", "how"), "lone");
    let crossed = [[0.0, 0.0], [9.0, 9.0], [9.0, 0.0], [0.0, 9.0]];
    assert_eq!(refused(&format!("点号,E,N\n{}", rows("J", &crossed))), "rings");
}

#[test]
fn a_bad_row_sets_its_parcel_aside_and_no_other() {
    let mut text = [
        "地块编号,点号,E,N\n".to_owned(),
        rows("B1,a", &square(0.0, 0.0, 10.0)),
        rows("B2,b", &square(20.0, 0.0, 10.0)),
        rows("B3,c", &square(40.0, 0.0, 10.0)),
    ]
    .concat();
    text = text.replacen("B1,a,500010,3000010", "B1,a,5000x,3000010", 1);
    text = text.replacen("B2,b,500030,3000010", "B2,b,,", 1);
    let layer = read(&text);
    assert_eq!(
        states(&layer),
        [
            FeatureState::Unreadable,
            FeatureState::Unreadable,
            FeatureState::Polygon
        ]
    );
    let place = &note(&layer, "note-ordinate-not-number").place;
    assert_eq!(
        (place.line, place.ring, place.vertex),
        (Some(4), Some(0), Some(2))
    );
    assert_eq!(layer.notes.count("note-table-row"), 1);
    assert_eq!(row(&layer, 0), [("地块编号", "\"B1\"")]);
}

#[test]
fn a_boundary_point_without_coordinates_is_a_fault_and_other_words_are_not() {
    let broken = RING.replace("J2,3173305.412,39388401.223", "J2");
    let layer = read(&format!("点号,X,Y\n{broken}"));
    assert_eq!(states(&layer), [FeatureState::Unreadable]);
    let signed = format!("点号,X,Y\n{RING}制表人 张某\n");
    let layer = read(&signed);
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    assert_eq!(arg(&layer, "note-table-lines", "count"), "1");
}

// ---- geometries in rows

#[test]
fn geometries_stand_in_rows_with_attributes() {
    let text = "id,WKT,编号,面积,BSM,电话\r\n1,\"POLYGON((0 0,4 0,4 3,0 0),(2 0.5,3 0.5,3 1,2 0.5))\",007,12.50,360121000000000001,1\r\n2,,008,3,360121000000000002,2\r\n3,POLYGON((0 0,4 x)),009,,3,\r\n4,\"POINT(1 2)\",010,1,4,\r\n";
    let layer = read(text);
    assert_eq!(
        states(&layer),
        [
            FeatureState::Polygon,
            FeatureState::NoGeometry,
            FeatureState::Unreadable,
            FeatureState::NotPolygon
        ]
    );
    assert_eq!(
        row(&layer, 0),
        [
            ("编号", "\"007\""),
            ("面积", "12.50"),
            ("BSM", "\"360121000000000001\"")
        ]
    );
    assert_eq!(layer.chunks[0].ids.get(3), Some("4"));
    assert_eq!(note(&layer, "note-ordinate-not-number").place.line, Some(4));
    assert_eq!(layer.notes.count("note-personal-dropped"), 1);
}

#[test]
fn systems_in_front_of_geometries_are_the_files() {
    let text = "geom;n\nSRID=4490;POLYGON((0 0,4 0,4 3,0 0));1\nSRID=4490;POLYGON((0 0,4 0,4 3,0 0));2\n";
    let layer = read(text);
    assert_eq!(layer.declared_crs, Some(CrsId::Epsg(4490)));
    assert_eq!(row(&layer, 1), [("n", "2")]);
    let mixed = read(&text.replacen("4490", "4527", 1));
    assert_eq!(states(&mixed), [FeatureState::Polygon, FeatureState::Unreadable]);
    assert_eq!(mixed.notes.count("note-srs-conflict"), 1);
    let partly = read(&text.replacen("SRID=4490;", "", 1));
    assert_eq!(partly.declared_crs, None);
    let bare = read("POLYGON((0 0,4 0,4 3,0 0))\nMULTIPOLYGON(((0 0,4 0,4 3,0 0)))\n");
    assert_eq!(states(&bare), [FeatureState::Polygon; 2]);
}

#[test]
fn hexadecimal_digits_are_binary_geometries() {
    let mut wkb = vec![1, 3, 0, 0, 0x20, 0x8A, 0x11, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0];
    for value in [0.0_f64, 0.0, 4.0, 0.0, 4.0, 3.0, 0.0, 0.0] {
        wkb.extend(value.to_le_bytes());
    }
    let hex: Vec<String> = wkb.iter().map(|byte| format!("{byte:02X}")).collect();
    let hex = hex.concat();
    let layer = read(&format!("fid,wkb_geometry\n1,{hex}\n"));
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    assert_eq!(layer.declared_crs, Some(CrsId::Epsg(4490)));
    let cut = read(&format!("fid,wkb_geometry\n1,{}\n", &hex[..hex.len() - 2]));
    assert_eq!(states(&cut), [FeatureState::Unreadable]);
}

// ---- recognition

#[test]
fn content_is_recognised_and_others_are_left_alone() {
    let named = format!("点号,北坐标,东坐标\n{RING}");
    assert_eq!(PointTable.sniff(named.as_bytes()), Confidence::Certain);
    assert_eq!(PointTable.sniff(RING.as_bytes()), Confidence::Possible);
    assert_eq!(
        PointTable.sniff(b"a;wkt\n1;POLYGON((0 0,1 0,1 1,0 0))\n"),
        Confidence::Certain
    );
    let boundary = format!("[属性描述]\n坐标系=2000\n[地块坐标]\n4,1,B1,,面,,,,@\n{RING}");
    assert_eq!(PointTable.sniff(boundary.as_bytes()), Confidence::No);
    let (gbk, _) = Encoding::GBK.encode(&boundary);
    assert_eq!(PointTable.sniff(&gbk), Confidence::No);
    for other in [
        &b"{\"type\":\"FeatureCollection\"}"[..],
        b"\x1E{\"type\":\"Feature\"}",
        b"<kml>",
        b"PK\x03\x04",
        b"0\nSECTION\n2\nHEADER\n",
        b"hello world",
        b"GEOGCS[\"a\",DATUM[\"b\",SPHEROID[\"c\",6378137,298.257]]]",
        b"",
    ] {
        assert_eq!(PointTable.sniff(other), Confidence::No, "{other:?}");
    }
    let case = case("points.txt", named.as_bytes());
    assert_eq!(detect(&case.path).unwrap().name(), "CSV");
}

// ---- writing

fn write_and_read(
    layer: &SourceLayer,
    options: &WriteOptions,
) -> (SourceLayer, Vec<u8>, crate::layer::Notes) {
    let case = case("b.csv", b"");
    let notes = PointTable
        .write(&case.path, layer, options, &Ticket::new())
        .unwrap();
    let bytes = std::fs::read(&case.path).unwrap();
    let back = try_with("b.csv", &bytes, &ReadOptions::default()).unwrap();
    (back, bytes, notes)
}

#[test]
fn what_is_written_is_read_back() {
    let text = "wkt;id;name;n;备注\n\"SRID=4527;MULTIPOLYGON(((39388123.456 3173210.987,39388401.1 3173305.4,39388533.87 3173011.004,39388123.456 3173210.987)),((0 0,1 0,1 0.30000000000000004,0 0)))\";B-1;甲,乙;1.50;\"a \"\"b\"\"\nc\"\n;B-2;丙; 2;=1+1\n";
    let layer = read(text);
    let (back, bytes, notes) = write_and_read(&layer, &WriteOptions::default());
    assert!(bytes.starts_with(b"\xEF\xBB\xBFWKT,id,name,n,"));
    assert_eq!(rings(&back, 0), rings(&layer, 0));
    assert_eq!(states(&back), states(&layer));
    assert_eq!(back.declared_crs, Some(CrsId::Epsg(4527)));
    assert_eq!((row(&back, 0), row(&back, 1)), (row(&layer, 0), row(&layer, 1)));
    assert_eq!(back.chunks[0].ids, layer.chunks[0].ids);
    assert_eq!(notes.count("note-written-formulas"), 1);
    let gbk = WriteOptions {
        encoding: Some(Encoding::GBK),
        ..WriteOptions::default()
    };
    let (back, bytes, _) = write_and_read(&layer, &gbk);
    assert!(bytes.starts_with(b"WKT,"));
    assert_eq!(row(&back, 1), row(&layer, 1));
}

#[test]
fn characters_that_an_encoding_lacks_are_told() {
    let layer = read("wkt;name\nPOLYGON((0 0,1 0,1 1,0 0));한글 이름\n");
    let gbk = WriteOptions {
        encoding: Some(Encoding::GBK),
        ..WriteOptions::default()
    };
    let (_, _, notes) = write_and_read(&layer, &gbk);
    assert_eq!(notes.count("note-written-encoding"), 1);
}

#[test]
fn random_coordinates_come_back_bit_for_bit() {
    let mut random = Random(3);
    for _ in 0..100 {
        let mut ring: Vec<String> = (0..4)
            .map(|_| format!("{:?} {:?}", random.unit() * 4e7, random.unit() * 6e6))
            .collect();
        ring.push(ring[0].clone());
        let layer = read(&format!("wkt;n\nPOLYGON(({}));1\n", ring.join(",")));
        let (back, ..) = write_and_read(&layer, &WriteOptions::default());
        assert_eq!(rings(&back, 0), rings(&layer, 0));
    }
}

// ---- mutations

/// A small generator, the same everywhere (xorshift64*).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

fn mutated(seed: &str, random: &mut Random) -> String {
    let mut bytes = seed.as_bytes().to_vec();
    for _ in 0..=random.below(3) {
        if bytes.is_empty() {
            break;
        }
        let at = random.below(bytes.len());
        let end = (at + random.below(40)).min(bytes.len());
        match random.below(5) {
            0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            1 => bytes.truncate(at),
            2 => {
                bytes.drain(at..end);
            }
            3 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => bytes[at] = b",;\t\n\"() x."[random.below(10)],
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn mutated_tables_neither_panic_nor_lose_rows() {
    let grouped = format!(
        "地块编号,圈号,点号,X,Y\n{}",
        RING.replace('J', "B1,1,J") + &RING.replace('J', "B2,1,J")
    );
    let geometries =
        "id,WKT,n\n1,\"POLYGON((0 0,4 0,4 3,0 0))\",x\n2,POLYGON((0 0,4 0,4 3,0 0)),y\n3,,z\n".to_owned();
    let angles = "经度,纬度\n116°42′36.00″,28°39′0″\n116°43′12″,28°39′0″\n116°43′12″,28°39′36″\n116°42′36.00″,28°39′0″\n".to_owned();
    let mut random = Random(11);
    let mut n_read = 0;
    for seed in [&grouped, &geometries, &angles, &RING.to_owned()] {
        for _ in 0..2000 {
            let text = mutated(seed, &mut random);
            let _ = PointTable.sniff(text.as_bytes());
            let ticket = Ticket::new();
            let options = ReadOptions::default();
            let mut builder = super::LayerBuilder::new(&options, &ticket);
            let Ok(mut layout) = super::Layout::of(&text) else {
                continue;
            };
            if let Some(column) = layout.geometry {
                let mut records = layout.records.clone();
                let mut cells = Vec::new();
                let mut count = 0;
                while let Some(Ok(_)) = records.next(&mut cells) {
                    count += u64::from(!cells.is_empty());
                }
                if super::rows::read(&mut layout, column, &mut builder, &ticket).is_ok() {
                    assert_eq!(builder.n_features(), count, "{text}");
                    n_read += 1;
                }
            } else {
                let survey = layout.survey(&ticket).unwrap_or_default();
                if let Ok(axes) = super::axes::decide(&layout, &survey, &options, false)
                    && super::points::read(&mut layout, &survey, axes, &mut builder, &ticket).is_ok()
                {
                    assert!(builder.n_features() > 0 || survey.rows == 0, "{text}");
                    n_read += 1;
                }
            }
        }
    }
    assert!(n_read > 2000, "{n_read}");
}
