use std::collections::BTreeSet;

use super::super::encoding::{Decoded, Encoding};
use super::super::error::{ReadErrorKind, WriteErrorKind};
use super::super::format::{AxisOrder, Confidence, Format as _, ReadOptions, RingStart, WriteOptions};
use super::read::{decode, read_text};
use super::{BoundaryProfile, BoundaryTxt};
use crate::crs::{CrsId, Ellipsoid, SourceXy, official_area_in_zone_m2, stored_planar_area_m2, zone_of_epsg};
use crate::geometry::PolygonColumn;
use crate::layer::{FeatureState, Note, Severity, Source, SourceLayer};
use crate::progress::Ticket;

const HEADER: &str = "[属性描述]
格式版本号=1.01
数据产生单位=测试
数据产生日期=2026-11-23
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=39
精度=0.001
转换参数=,,,,,,
[地块坐标]
";

const GOLDEN_POINTS: &str = "J1,1,3173210.987,39388123.456
J2,1,3173305.412,39388401.223
J3,1,3173011.004,39388533.870
J4,1,3172890.331,39388290.115
J5,1,3172999.750,39388100.002
J1,1,3173210.987,39388123.456
J6,2,3173100.000,39388250.000
J7,2,3173050.000,39388250.000
J8,2,3173050.000,39388310.000
J9,2,3173100.000,39388310.000
J6,2,3173100.000,39388250.000
";

/// A square of 100 m as X (north) and Y (east), open.
const SQUARE: [(f64, f64); 4] = [
    (3_173_000.0, 39_388_000.0),
    (3_173_100.0, 39_388_000.0),
    (3_173_100.0, 39_388_100.0),
    (3_173_000.0, 39_388_100.0),
];

fn golden() -> String {
    format!("{HEADER}11,11.4615,B1,测试地块,面,,,,@\n{GOLDEN_POINTS}")
}

/// Point lines of a closed square whose north and east are moved by some metres.
fn square(ring: &str, dn: f64, de: f64, size: f64) -> String {
    let corners = [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size), (0.0, 0.0)];
    let line = |(index, (n, e)): (usize, (f64, f64))| {
        let (north, east) = (3_173_000.0 + dn + n, 39_388_000.0 + de + e);
        format!("J{},{ring},{north:.3},{east:.3}\n", index % 4 + 1)
    };
    corners
        .into_iter()
        .enumerate()
        .map(line)
        .collect::<Vec<_>>()
        .concat()
}

fn source() -> (String, Source) {
    let source = Source {
        path: "a.txt".into(),
        layer: None,
        sha256: String::new(),
        bytes: 0,
        format: super::NAME,
    };
    ("a".to_owned(), source)
}

fn read_bytes(bytes: &[u8]) -> Result<SourceLayer, ReadErrorKind> {
    let options = ReadOptions::default();
    let decoded: Decoded = decode(bytes, &options);
    read_text(&decoded, source(), &options, &Ticket::new())
}

fn read(text: &str) -> SourceLayer {
    read_bytes(text.as_bytes()).unwrap()
}

fn crs(layer: &SourceLayer) -> Option<u32> {
    match layer.declared_crs {
        Some(CrsId::Epsg(code)) => Some(code),
        _ => None,
    }
}

fn geometry(layer: &SourceLayer, row: usize) -> PolygonColumn<SourceXy> {
    layer.chunks[0].geometry.feature(row).to_column()
}

/// Rings of each polygon of a feature.
fn shape(layer: &SourceLayer, row: usize) -> Vec<usize> {
    let column = geometry(layer, row);
    let polygons = column.feature(0);
    polygons
        .polygons()
        .map(|polygon| polygon.rings().count())
        .collect()
}

fn area(layer: &SourceLayer, row: usize) -> f64 {
    stored_planar_area_m2(&geometry(layer, row).feature(0))
}

fn first_position(layer: &SourceLayer) -> (f64, f64) {
    let column = geometry(layer, 0);
    (column.positions()[0].x, column.positions()[0].y)
}

fn states(layer: &SourceLayer) -> Vec<FeatureState> {
    layer
        .chunks
        .iter()
        .flat_map(|chunk| chunk.states.clone())
        .collect()
}

fn text(layer: &SourceLayer, row: usize, name: &str) -> Option<String> {
    layer.chunks[0].attributes.text(row, name)
}

fn note<'l>(layer: &'l SourceLayer, code: &str) -> &'l Note {
    let all: Vec<_> = layer.notes.iter().map(|note| note.code).collect();
    layer
        .notes
        .iter()
        .find(|note| note.code == code)
        .unwrap_or_else(|| panic!("{code} not in {all:?}"))
}

fn worst_codes(layer: &SourceLayer) -> Vec<&'static str> {
    let worse = layer.notes.iter().filter(|note| note.severity != Severity::Info);
    worse.map(|note| note.code).collect()
}

// ---- the reference

#[test]
fn the_golden_file_has_its_official_area() {
    let layer = read(&golden());
    assert_eq!((layer.n_features(), shape(&layer, 0)), (1, vec![2]));
    assert_eq!(crs(&layer), Some(4527));
    assert!(
        (area(&layer, 0) - 114_649.989).abs() < 0.001,
        "{}",
        area(&layer, 0)
    );
    let (_, zone) = zone_of_epsg(4527).unwrap();
    let column = geometry(&layer, 0);
    let official = official_area_in_zone_m2(&column.feature(0), Ellipsoid::Cgcs2000, zone);
    assert!((official - 114_614.71).abs() < 0.005, "{official}");
    assert_eq!(first_position(&layer), (39_388_123.456, 3_173_210.987));
    assert_eq!(worst_codes(&layer), [""; 0]);
    assert_eq!(text(&layer, 0, "地块名称").as_deref(), Some("测试地块"));
    assert_eq!(layer.chunks[0].attributes.json(0, "地块面积"), Some("11.4615"));
    assert_eq!(layer.chunks[0].ids.get(0), Some("\"B1\""));
    assert!(layer.foreign.as_deref().unwrap().contains("数据产生单位"));
}

#[test]
fn six_rings_become_polygons_by_their_nesting() {
    let rings: String = [
        ("1", 0.0, 0.0, 1000.0),
        ("2", 100.0, 100.0, 300.0),
        ("3", 150.0, 150.0, 100.0),
        ("4", 500.0, 500.0, 200.0),
        ("5", 0.0, 2000.0, 300.0),
        ("6", 50.0, 2050.0, 100.0),
    ]
    .map(|(ring, n, e, size)| square(ring, n, e, size))
    .concat();
    let layer = read(&format!("{HEADER}30,1,B1,甲,面,,,,@\n{rings}"));
    assert_eq!(shape(&layer, 0), [3, 1, 2]);
    let expected = 1e6 - 300.0 * 300.0 - 200.0 * 200.0 + 100.0 * 100.0 + 300.0 * 300.0 - 100.0 * 100.0;
    assert!((area(&layer, 0) - expected).abs() < 1e-3);
    assert_eq!(worst_codes(&layer), [""; 0]);
}

// ---- dialects

#[test]
fn v1_reference_in_gbk_with_a_lone_carriage_return_at_the_end() {
    let rings = square("1", 0.0, 0.0, 100.0) + &square("2", 10.0, 10.0, 10.0);
    let text =
        format!("{HEADER}10,0.99,B1,测试地块,面,H50G002051,住宅用地,0701,@\n{rings}").replace('\n', "\r\n");
    let text = format!("{}\r", text.trim_end());
    let (bytes, missing) = Encoding::GBK.encode(&text);
    assert!(missing.is_empty());
    let layer = read_bytes(&bytes).unwrap();
    assert_eq!((shape(&layer, 0), crs(&layer)), (vec![2], Some(4527)));
    assert_eq!(self::text(&layer, 0, "图幅号").as_deref(), Some("H50G002051"));
    assert_eq!(self::text(&layer, 0, "地类编码").as_deref(), Some("0701"));
    assert_eq!(note(&layer, "note-encoding-found").args[0].1, "GBK");
    assert_eq!(worst_codes(&layer), [""; 0]);
}

#[test]
fn v2_seven_keys_in_utf_8() {
    let header = HEADER
        .lines()
        .filter(|line| !line.starts_with("格式") && !line.starts_with("数据"));
    let header: Vec<&str> = header.collect();
    let layer = read(&format!(
        "\u{feff}{}\n5,1,1,甲,面,,,,@\n{}",
        header.join("\n"),
        square("1", 0.0, 0.0, 100.0)
    ));
    assert_eq!(
        (states(&layer), crs(&layer)),
        (vec![FeatureState::Polygon], Some(4527))
    );
    assert_eq!(layer.notes.count("note-bom"), 1);
}

#[test]
fn v3_points_without_letter_and_precision_as_decimals() {
    let rings =
        square("1", 0.0, 0.0, 100.0) + &square("2", 10.0, 10.0, 10.0) + &square("3", 0.0, 500.0, 10.0);
    let text = format!(
        "{}15,1,1,甲,面,,,,@\n{}",
        HEADER.replace("0.001", "3"),
        rings.replace('J', "")
    );
    assert_eq!(shape(&read(&text), 0), [2, 1]);
}

#[test]
fn v4_a_section_on_the_project_comes_first() {
    let text = format!("[项目信息]\n项目名称=某项目\n项目代码=2026-1\n {}", golden());
    let layer = read(&text);
    assert_eq!((shape(&layer, 0), crs(&layer)), (vec![2], Some(4527)));
    assert!(layer.foreign.as_deref().unwrap().contains("2026-1"));
}

#[test]
fn v5_v6_thirteen_twelve_and_ten_fields() {
    for (head, name, value) in [
        ("5,1,B1,甲,面,,,0101,水田,0101,8,7,已改造,@", "改造后等别", "7"),
        ("5,1,B1,甲,面,,,0101,x,y,z,@", "附加3", "z"),
        ("5,1,B1,甲,面,,,0101,说明,@", "描述", "说明"),
    ] {
        let layer = read(&format!("{HEADER}{head}\n{}", square("1", 0.0, 0.0, 100.0)));
        assert_eq!(text(&layer, 0, name).as_deref(), Some(value));
        assert_eq!(text(&layer, 0, "地类编码").as_deref(), Some("0101"));
        assert_eq!(worst_codes(&layer), [""; 0]);
    }
}

#[test]
fn v7_v8_eight_fields_and_a_missing_first_field() {
    let layer = read(&format!(
        "{HEADER}5,1,B1,甲,面,,,@\n{}",
        square("1", 0.0, 0.0, 100.0)
    ));
    assert_eq!(
        (states(&layer)[0], text(&layer, 0, "地块名称").as_deref()),
        (FeatureState::Polygon, Some("甲"))
    );
    let layer = read(&format!(
        "0.7655公顷,,地块1,面,,,,@\n{}",
        square("1", 0.0, 0.0, 100.0)
    ));
    assert_eq!(text(&layer, 0, "地块面积").as_deref(), Some("0.7655公顷"));
    assert_eq!(text(&layer, 0, "地块名称").as_deref(), Some("地块1"));
    assert_eq!((states(&layer)[0], crs(&layer)), (FeatureState::Polygon, None));
    assert_eq!(worst_codes(&layer), ["note-txt-datum-missing"]);
}

#[test]
fn v9_coordinates_only() {
    let pairs: String = SQUARE
        .iter()
        .map(|(n, e)| format!("{n:.3},{e:.3}\n"))
        .collect::<Vec<_>>()
        .concat();
    let named: String = SQUARE
        .iter()
        .map(|(n, e)| format!("J1 {n:.3} {e:.3}\r\n"))
        .collect::<Vec<_>>()
        .concat();
    for points in [pairs, named, square("1", 0.0, 0.0, 100.0)] {
        let layer = read(&points);
        assert_eq!((states(&layer), crs(&layer)), (vec![FeatureState::Polygon], None));
        assert!((area(&layer, 0) - 1e4).abs() < 1e-3);
        assert_eq!(first_position(&layer), (39_388_000.0, 3_173_000.0));
        assert_eq!(layer.notes.count("note-txt-headless"), 1);
    }
}

#[test]
fn v10_survey_lists_have_the_easting_first() {
    let plain: String = SQUARE
        .iter()
        .map(|(n, e)| format!("P1,,{:.3},{n:.3},45.210\n", e - 39e6))
        .collect::<Vec<_>>()
        .concat();
    let coded = plain.replace(",,", ",K2,");
    for points in [plain, coded] {
        let layer = read(&points);
        assert_eq!(first_position(&layer), (388_000.0, 3_173_000.0));
        assert_eq!(layer.notes.count("note-txt-axes-swapped"), 0);
    }
    let local = "1,,100.5,200.5,1.0\n2,,300.5,200.5,1.0\n3,,300.5,900.5,1.0\n";
    let layer = read(local);
    assert_eq!(first_position(&layer), (100.5, 200.5));
    assert_eq!(layer.notes.count("note-txt-frame-unclear"), 1);
}

#[test]
fn v11_degrees_in_either_order() {
    let corners = [
        (115.871_25, 28.661_75),
        (115.889_25, 28.661_75),
        (115.889_25, 28.679_85),
    ];
    let lon_first: String = corners
        .iter()
        .map(|(lon, lat)| format!("{lon:.6},{lat:.6}\n"))
        .collect::<Vec<_>>()
        .concat();
    let lat_first: String = corners
        .iter()
        .map(|(lon, lat)| format!("{lat:.6},{lon:.6}\n"))
        .collect::<Vec<_>>()
        .concat();
    let header = HEADER.replace("计量单位=米", "计量单位=度");
    let with_header = format!(
        "{header}3,1,B1,甲,面,,,,@\n{}",
        lat_first.replace("28.6", "J1,1,28.6")
    );
    for (points, declared) in [(lon_first, None), (lat_first, None), (with_header, Some(4490))] {
        let layer = read(&points);
        assert_eq!(first_position(&layer), (115.871_25, 28.661_75));
        assert_eq!(
            (states(&layer), crs(&layer)),
            (vec![FeatureState::Polygon], declared)
        );
        assert_eq!(layer.notes.count("note-txt-axes-swapped"), 0);
    }
}

#[test]
fn v12_degrees_minutes_and_seconds_packed_and_with_marks() {
    let marked = "J1,1,28°40′12.5″,115°51′30″\nJ2,1,28°40′12.5″,115°52′30″\nJ3,1,28°41′12.5″,115°52′30″\n";
    let layer = read(marked);
    assert_eq!(
        first_position(&layer),
        (115.0 + 51.5 / 60.0, 28.0 + 40.0 / 60.0 + 12.5 / 3600.0)
    );
    let packed = "1,28.40125,115.5130\n2,28.40135,115.5230\n3,28.41145,115.5240\n4,28.42155,115.5155\n";
    let layer = read(packed);
    let (lon, lat) = first_position(&layer);
    assert!(
        (lon - (115.0 + 51.5 / 60.0)).abs() < 1e-12
            && (lat - (28.0 + 40.0 / 60.0 + 12.5 / 3600.0)).abs() < 1e-12
    );
    assert_eq!(layer.notes.count("note-txt-packed"), 1);
    // Six values may as well be decimal degrees: nobody may call that clear.
    let short: String = packed
        .lines()
        .take(3)
        .map(|line| format!("{line}\n"))
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(
        worst_codes(&read(&short)),
        [
            "note-txt-datum-missing",
            "note-txt-headless",
            "note-txt-degrees-ambiguous"
        ]
    );
    let said = format!(
        "{}3,,B1,甲,面,,,,@\n{short}",
        HEADER.replace("单位=米", "单位=度分秒")
    );
    assert!((first_position(&read(&said)).0 - lon).abs() < 1e-12);
    let decimal = format!(
        "{}3,,B1,甲,面,,,,@\n{short}",
        HEADER.replace("单位=米", "单位=度")
    );
    assert_eq!(first_position(&read(&decimal)), (115.5130, 28.40125));
}

#[test]
fn v13_open_rings_are_closed_and_told() {
    let open = |ring, e| {
        square(ring, 0.0, e, 50.0)
            .lines()
            .take(4)
            .map(|line| format!("{line}\n"))
            .collect::<Vec<_>>()
            .concat()
    };
    let layer = read(&format!(
        "{HEADER}8,1,B1,甲,面,,,,@\n{}{}",
        open("1", 0.0),
        open("2", 100.0)
    ));
    assert_eq!(shape(&layer, 0), [1, 1]);
    assert_eq!(worst_codes(&layer), ["note-ring-closed", "note-ring-closed"]);
}

#[test]
fn v14_swapped_axes_are_seen_by_their_size() {
    let swapped: String = SQUARE
        .iter()
        .map(|(n, e)| format!("J1,1,{e:.3},{n:.3}\n"))
        .collect::<Vec<_>>()
        .concat();
    let layer = read(&format!("{HEADER}4,1,B1,甲,面,,,,@\n{swapped}"));
    assert_eq!(
        (first_position(&layer), crs(&layer)),
        ((39_388_000.0, 3_173_000.0), Some(4527))
    );
    assert_eq!(layer.notes.count("note-txt-axes-swapped"), 1);
}

#[test]
fn v15_several_parcels_and_files_put_together() {
    let parcel = |id: &str, e| format!("5,1,{id},甲,面,,,,@\n{}", square("1", 0.0, e, 100.0));
    let layer = read(&format!("{HEADER}{}{}", parcel("B1", 0.0), parcel("B1", 500.0)));
    assert_eq!(states(&layer), [FeatureState::Polygon; 2]);
    let repeated = note(&layer, "note-txt-id-repeated");
    assert_eq!((repeated.place.feature, repeated.place.line), (Some(1), Some(19)));
    let merged = format!("{HEADER}{}{HEADER}{}", parcel("B1", 0.0), parcel("B2", 500.0));
    assert_eq!(states(&read(&merged)), [FeatureState::Polygon; 2]);
    let other = HEADER.replace("带号=39", "带号=38");
    let layer = read(&format!(
        "{HEADER}{}{other}{}{HEADER}{}",
        parcel("B1", 0.0),
        parcel("B2", 500.0),
        parcel("B3", 900.0)
    ));
    assert_eq!(
        states(&layer),
        [
            FeatureState::Polygon,
            FeatureState::Unreadable,
            FeatureState::Polygon
        ]
    );
    assert_eq!(note(&layer, "note-txt-header-differs").place.feature, Some(1));
}

#[test]
fn v16_lines_and_points_are_counted() {
    let points = square("1", 0.0, 0.0, 100.0);
    let layer = read(&format!(
        "{HEADER}5,,L1,线路,线,,,,@\n{points}5,,P1,桩,点,,,,@\n{points}"
    ));
    assert_eq!(states(&layer), [FeatureState::NotPolygon; 2]);
    assert_eq!(
        (
            note(&layer, "note-lines-ignored").args[0].1.as_str(),
            note(&layer, "note-points-ignored").args[0].1.as_str()
        ),
        ("1", "5")
    );
}

// ---- slips of writers

#[test]
fn known_slips_of_writers_are_survived_or_named() {
    let points = square("1", 0.0, 0.0, 100.0);
    let doubled = points.replacen("J1,1,3173000.000,39388000.000", "first", 1);
    let doubled = doubled.replace("J1,1,3173000.000,39388000.000", "J1,1,3173000.000,3173000.000");
    let doubled = doubled.replace("first", "J1,1,3173000.000,39388000.000");
    let layer = read(&format!("{HEADER}5,1,B1,甲,面,,,,@\n{doubled}"));
    assert_eq!(
        (shape(&layer, 0), worst_codes(&layer)),
        (vec![1], vec!["note-txt-closing-doubled"])
    );
    let spaced = format!(
        "{HEADER}5,1,B1,甲,面,,,,@\r\r\n{}",
        points.replace('\n', "\r\n\r\n")
    );
    assert_eq!(worst_codes(&read(&spaced)), [""; 0]);
    let width = format!(
        "{}5,1,B1,甲,面,,,,@\n{points}",
        HEADER.replace("带号=39", "带号=3")
    );
    let layer = read(&width);
    assert_eq!(
        (crs(&layer), worst_codes(&layer)),
        (Some(4527), vec!["note-txt-zone-is-width"])
    );
    let full_width = golden()
        .replace("坐标系=", "坐标系＝")
        .replace("J1,1,", "J1，1，")
        .replace("3173210.987", "３１７３２１０．９８７");
    let layer = read(&full_width.replace(",@", ",＠"));
    assert_eq!((shape(&layer, 0), crs(&layer)), (vec![2], Some(4527)));
    assert_eq!(note(&layer, "note-txt-marks").args[0].1, "1");
    let markless = golden().replace(",@", "");
    assert_eq!(worst_codes(&read(&markless)), ["note-txt-head-mark"]);
    let sectionless = golden().replace("[地块坐标]\n", "");
    assert_eq!(worst_codes(&read(&sectionless)), ["note-txt-no-section"]);
    let counted = golden().replace("\n11,", "\n9,");
    assert_eq!(
        worst_codes(&read(&counted)),
        [""; 0],
        "counted without closing points"
    );
    let counted = golden().replace("\n11,", "\n12,");
    assert_eq!(worst_codes(&read(&counted)), ["note-txt-count"]);
}

#[test]
fn rings_with_the_same_number_part_where_they_close() {
    let rings = square("1", 0.0, 0.0, 100.0) + &square("1", 10.0, 10.0, 10.0);
    let layer = read(&format!("{HEADER}10,1,B1,甲,面,,,,@\n{rings}"));
    assert_eq!(shape(&layer, 0), [2]);
    assert_eq!(note(&layer, "note-txt-ring-shares-number").place.line, Some(19));
}

#[test]
fn comments_and_end_marks_neither_lose_nor_invent_points() {
    let good = |id: &str| format!("5,1,{id},甲,面,,,,@\n{}", square("1", 0.0, 0.0, 100.0));
    let off: String = good("B2")
        .lines()
        .map(|line| format!("//{line}\n"))
        .collect::<Vec<_>>()
        .concat();
    let layer = read(&format!(
        "{HEADER}# 说明，2026\n{}{off}{}",
        good("B1"),
        good("B3")
    ));
    assert_eq!(states(&layer), [FeatureState::Polygon; 2]);
    assert_eq!(note(&layer, "note-txt-comments").args[0].1, "7");
    let one = good("B1").replacen("J2,", "#J2,", 1);
    let layer = read(&format!("{HEADER}{one}{}", good("B3")));
    assert_eq!(states(&layer), [FeatureState::Unreadable, FeatureState::Polygon]);
    assert_eq!(note(&layer, "note-txt-point-commented").place.line, Some(15));
    let marked = good("B1").replace("000\n", "000,@\n");
    let layer = read(&format!("{HEADER}{marked}"));
    assert_eq!(
        (states(&layer), worst_codes(&layer)),
        (vec![FeatureState::Polygon], vec![])
    );
    let sections = format!(
        "{HEADER}{}[地块坐标]\n{}",
        square("1", 0.0, 0.0, 10.0),
        square("1", 0.0, 50.0, 10.0)
    );
    assert_eq!(states(&read(&sections)), [FeatureState::Polygon; 2]);
}

// ---- what the coordinates are

/// What is replaced in the header by what, points, the declared system, and the notes.
type Case<'a> = (&'a str, &'a str, &'a str, Option<u32>, &'a [&'a str]);

#[test]
fn the_system_is_declared_only_when_nothing_contradicts_it() {
    let points = square("1", 0.0, 0.0, 100.0);
    let plain = points.replace(",39388", ",388");
    let cases: [Case<'_>; 12] = [
        ("", "", &points, Some(4527), &[]),
        ("", "", &plain, Some(4548), &[]),
        ("带号=39", "带号=", &plain, None, &["note-txt-zone-missing"]),
        ("带号=39", "中央子午线=117", &plain, Some(4548), &[]),
        ("带号=39", "带号=38", &points, None, &["note-txt-zone-conflict"]),
        (
            "几度分带=3",
            "几度分带=6",
            &points,
            None,
            &["note-txt-zone-conflict"],
        ),
        ("几度分带=3", "分带=3度带", &plain, Some(4548), &[]),
        ("2000国家大地坐标系", "1980西安坐标系", &points, Some(2363), &[]),
        (
            "2000国家大地坐标系",
            "",
            &points,
            None,
            &["note-txt-datum-missing"],
        ),
        (
            "2000国家大地坐标系",
            "城市独立坐标系",
            &points,
            None,
            &["note-txt-datum-unknown"],
        ),
        ("高斯克吕格", "UTM", &points, None, &["note-txt-projection"]),
        ("计量单位=米", "计量单位=毫米", &points, None, &["note-txt-unit"]),
    ];
    for (from, to, points, declared, codes) in cases {
        let layer = read(&format!(
            "{}5,1,B1,甲,面,,,,@\n{points}",
            HEADER.replace(from, to)
        ));
        assert_eq!(
            (crs(&layer), worst_codes(&layer)),
            (declared, codes.to_vec()),
            "{from} -> {to}"
        );
        assert_eq!(states(&layer), [FeatureState::Polygon]);
    }
    let far = points.replace(",39388", ",39700");
    assert_eq!(
        worst_codes(&read(&format!("{HEADER}5,1,B1,甲,面,,,,@\n{far}"))),
        ["note-txt-outside-zone"]
    );
    let coarse = format!("{HEADER}5,1,B1,甲,面,,,,@\n{}", points.replace(".000", ".0"));
    assert_eq!(worst_codes(&read(&coarse)), ["note-txt-precision"]);
}

#[test]
fn a_parcel_or_point_in_another_frame_is_set_aside() {
    let good = format!("5,1,B1,甲,面,,,,@\n{}", square("1", 0.0, 0.0, 100.0));
    let cases = [
        ("39388100.000", "38388100.000", "note-txt-frame-differs"),
        ("39388100.000", "388100.000", "note-txt-frame-differs"),
        (
            "3173100.000,39388100.000",
            "39388100.000,3173100.000",
            "note-txt-order-differs",
        ),
        ("3173100.000", "31731000.000", "note-txt-coordinate-odd"),
        ("3173100.000", "3173l00.000", "note-txt-number"),
        ("3173100.000,", "", "note-txt-columns"),
        ("39388100.000", "", "note-txt-columns"),
        ("39388100.000", "NaN", "note-txt-number"),
    ];
    for (from, to, code) in cases {
        let bad = good.replacen(from, to, 1).replace("B1", "B2");
        let layer = read(&format!("{HEADER}{good}{bad}{}", good.replace("B1", "B3")));
        let all = [
            FeatureState::Polygon,
            FeatureState::Unreadable,
            FeatureState::Polygon,
        ];
        assert_eq!(states(&layer), all, "{to}");
        let place = &note(&layer, code).place;
        assert_eq!(
            (place.feature, place.feature_id.as_deref()),
            (Some(1), Some("B2")),
            "{to}"
        );
        assert!((21..=23).contains(&place.line.unwrap()), "{to}: {place}");
    }
}

// ---- broken parcels

#[test]
fn a_broken_parcel_never_blocks_the_others() {
    let good = |id: &str| format!("5,1,{id},甲,面,,,,@\n{}", square("1", 0.0, 0.0, 100.0));
    let cases = [
        ("5,1,X,甲,面,,,,@\n", "note-txt-no-points"),
        (
            "5,1,X,甲,面,,,,@\nJ1,1\nJ2,1,3173000.000,39388000.000\n",
            "note-txt-columns",
        ),
        (
            "9,1,X,甲,面,,,,@\nJ1,1,3173000.000,39388000.000\nJ2,1,3173100.000,39388000.000\nJ3,1,3173100.000,39388100.000\n",
            "note-txt-points-missing",
        ),
        (
            "2,1,X,甲,面,,,,@\nJ1,1,3173000.000,39388000.000\nJ2,1,3173100.000,39388000.000\n",
            "note-ground-lost",
        ),
        (
            "6,1,X,甲,面,,,,@\nJ1,1,3173000.000,39388000.000\nJ2,1,3173100.000,39388000.000\nJ3,2,3173100.000,39388100.000\nJ4,2,3173200.000,39388100.000\nJ5,1,3173200.000,39388000.000\nJ5,1,3173300.000,39388000.000\n",
            "note-txt-ring-interrupted",
        ),
    ];
    for (bad, code) in cases {
        let layer = read(&format!("{HEADER}{}{bad}{}", good("B1"), good("B2")));
        let all = [
            FeatureState::Polygon,
            FeatureState::Unreadable,
            FeatureState::Polygon,
        ];
        assert_eq!(states(&layer), all, "{code}");
        assert_eq!(note(&layer, code).place.feature, Some(1));
        assert_eq!(text(&layer, 1, "地块编号").as_deref(), Some("X"));
    }
}

#[test]
fn odd_geometry_is_kept_and_named_with_its_place() {
    let bow = "4,1,B1,甲,面,,,,@\nJ1,1,3173000.000,39388000.000\nJ2,1,3173100.000,39388100.000\nJ3,1,3173100.000,39388000.000\nJ4,1,3173000.000,39388100.000\nJ1,1,3173000.000,39388000.000\n";
    let layer = read(&format!("{HEADER}{bow}"));
    assert_eq!(
        (states(&layer)[0], worst_codes(&layer)),
        (FeatureState::Polygon, vec!["note-txt-self-crossing"])
    );
    assert_eq!(
        note(&layer, "note-txt-self-crossing").args[0].1,
        "3173050.0000, 39388050.0000"
    );
    let cross = square("1", 0.0, 0.0, 100.0) + &square("2", 50.0, 50.0, 100.0);
    let layer = read(&format!("{HEADER}10,1,B1,甲,面,,,,@\n{cross}"));
    assert_eq!(
        (shape(&layer, 0), worst_codes(&layer)),
        (vec![1, 1], vec!["note-txt-rings-cross"])
    );
    let repeated = golden().replace("J3,1,", "J2,1,3173305.412,39388401.223\nJ3,1,");
    let layer = read(&repeated.replace("\n11,", "\n12,"));
    let place = &note(&layer, "note-txt-point-repeated").place;
    assert_eq!(
        (place.ring, place.vertex, place.line),
        (Some(0), Some(2), Some(16))
    );
    let spike = golden().replace(
        "J3,1,",
        "J9,1,3173805.412,39388401.223\nJ9,1,3173305.412,39388402.223\nJ3,1,",
    );
    let layer = read(&spike.replace("\n11,", "\n13,"));
    assert_eq!(note(&layer, "note-txt-spike").place.vertex, Some(2));
}

#[test]
fn what_is_no_boundary_file_is_refused() {
    let code = |text: &str| read_bytes(text.as_bytes()).map_or_else(|error| error.code(), |_| "read");
    assert_eq!(code("hello"), "read-not-boundary-txt");
    assert_eq!(code(HEADER), "read-not-boundary-txt");
    assert_eq!(code(" \r\n\t"), "read-empty");
    assert_eq!(code("{\"a\":1}"), "read-not-boundary-txt");
}

#[test]
fn files_are_recognised_in_every_encoding() {
    for encoding in super::MARK_ENCODINGS {
        let bytes = encoding.encode(&golden()).0;
        assert_eq!(BoundaryTxt.sniff(&bytes), Confidence::Certain);
        let layer = read_bytes(&bytes).unwrap();
        assert_eq!(
            (shape(&layer, 0), crs(&layer)),
            (vec![2], Some(4527)),
            "{encoding}"
        );
        assert_eq!(text(&layer, 0, "地块名称").as_deref(), Some("测试地块"));
    }
    assert_eq!(BoundaryTxt.sniff(GOLDEN_POINTS.as_bytes()), Confidence::Possible);
    for other in [
        "{\"type\":\"Feature\"}",
        "a,b,c\nd,e,f\ng,h,i\n",
        "1 2 3\n4 5 6\n7 8 9\n",
        "PK\u{3}\u{4}",
    ] {
        assert_eq!(BoundaryTxt.sniff(other.as_bytes()), Confidence::No, "{other}");
    }
}

#[test]
fn a_cancelled_reading_stops() {
    let ticket = Ticket::new();
    ticket.cancel();
    let options = ReadOptions::default();
    let decoded = decode(golden().as_bytes(), &options);
    let stopped = read_text(&decoded, source(), &options, &ticket);
    assert!(matches!(stopped, Err(ReadErrorKind::Cancelled)));
}

// ---- writing

fn written(
    layer: &SourceLayer,
    options: &WriteOptions,
) -> Result<(Vec<u8>, Vec<&'static str>), WriteErrorKind> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.txt");
    match BoundaryTxt.write(&path, layer, options, &Ticket::new()) {
        Ok(notes) => Ok((
            std::fs::read(&path).unwrap(),
            notes.iter().map(|note| note.code).collect(),
        )),
        Err(error) => {
            assert!(!path.exists());
            Err(error.kind)
        }
    }
}

fn options(profile: BoundaryProfile) -> WriteOptions {
    WriteOptions {
        profile: Some(profile.name().to_owned()),
        ..WriteOptions::default()
    }
}

fn same_ground(a: &SourceLayer, b: &SourceLayer) {
    assert_eq!((states(a), a.n_features()), (states(b), b.n_features()));
    for row in 0..a.n_features() {
        assert_eq!(geometry(a, row), geometry(b, row));
    }
}

#[test]
fn the_standard_profile_gives_the_golden_file_back() {
    let (bytes, codes) = written(&read(&golden()), &WriteOptions::default()).unwrap();
    let text = decode(&bytes, &ReadOptions::default());
    assert_eq!((text.text, codes), (golden().replace('\n', "\r\n"), vec![]));
    assert_eq!(text.encoding, Encoding::GBK);
}

#[test]
fn every_profile_is_read_back_as_it_was_written() {
    let rings =
        square("1", 0.0, 0.0, 1000.0) + &square("2", 100.0, 100.0, 300.0) + &square("3", 0.0, 2000.0, 300.0);
    let head = "15,99.1,B1,甲,面,H50,住,0701,耕地,0101,8,7,无,@";
    let one = read(&format!("{HEADER}{head}\n{rings}"));
    let mut degrees = read(
        "116.123456789,28.123456789\n116.223456789,28.123456789\n116.2234567,28.2\n116.123456789,28.123456789\n",
    );
    degrees.declared_crs = Some(CrsId::Epsg(4490));
    for profile in BoundaryProfile::ALL {
        let layer = if profile == BoundaryProfile::Degrees {
            &degrees
        } else {
            &one
        };
        for encoding in [Encoding::GBK, Encoding::UTF_8] {
            for axis_order in [AxisOrder::NorthFirst, AxisOrder::EastFirst] {
                let options = WriteOptions {
                    encoding: Some(encoding),
                    axis_order: Some(axis_order),
                    ..options(profile)
                };
                let (bytes, _) = written(layer, &options).unwrap();
                let back = read_bytes(&bytes).unwrap();
                same_ground(layer, &back);
                let loses_system = profile == BoundaryProfile::Plain;
                assert_eq!(
                    back.declared_crs,
                    layer.declared_crs.filter(|_| !loses_system),
                    "{profile:?}"
                );
                if profile == BoundaryProfile::Upgrade {
                    assert_eq!(back.chunks[0].attributes, one.chunks[0].attributes);
                }
            }
        }
        assert_eq!(BoundaryProfile::parse(profile.code()), Some(profile));
    }
}

#[test]
fn many_parcels_come_back_at_the_stated_decimals() {
    let mut dice = Dice(1);
    let mut next = |range: u32| {
        f64::from(u32::try_from(dice.below(1 << 30)).unwrap()) / f64::from(1 << 30) * f64::from(range)
    };
    let mut parcels = String::from(HEADER);
    for id in 0..200 {
        let (n, e, size) = (next(9000), next(9000), 20.0 + next(300));
        parcels += &["10,1,", &id.to_string(), ",甲,面,,,,@\n"].concat();
        parcels += &square("1", n, e, size);
        parcels += &square("2", n + size / 4.0, e + size / 4.0, size / 3.0);
    }
    let layer = read(&parcels);
    let (bytes, codes) = written(&layer, &WriteOptions::default()).unwrap();
    assert_eq!(codes, [""; 0]);
    same_ground(&layer, &read_bytes(&bytes).unwrap());
    let coarse = WriteOptions {
        decimals: Some(1),
        ..WriteOptions::default()
    };
    let back = read_bytes(&written(&layer, &coarse).unwrap().0).unwrap();
    for row in 0..layer.n_features() {
        for (a, b) in geometry(&layer, row)
            .positions()
            .iter()
            .zip(geometry(&back, row).positions())
        {
            assert!((a.x - b.x).abs() <= 0.050_000_1 && (a.y - b.y).abs() <= 0.050_000_1);
        }
    }
}

#[test]
fn rings_begin_at_the_north_west_on_demand() {
    let rings = square("1", 0.0, 0.0, 1000.0) + &square("2", 100.0, 100.0, 300.0);
    let layer = read(&format!("{HEADER}10,99.1,B1,甲,面,,,,@\n{rings}"));
    let options = WriteOptions {
        ring_start: Some(RingStart::NorthWest),
        ..WriteOptions::default()
    };
    let back = read_bytes(&written(&layer, &options).unwrap().0).unwrap();
    let column = geometry(&back, 0);
    let feature = column.feature(0);
    let rings: Vec<&[SourceXy]> = feature.rings().collect();
    assert_eq!(rings.len(), 2);
    for (number, ring) in rings.iter().enumerate() {
        let (first, second) = (ring[0], ring[1]);
        assert!(
            ring.iter()
                .all(|corner| corner.x >= first.x && corner.y <= first.y),
            "{ring:?}"
        );
        // A shell goes east first, a hole goes south.
        let goes_east = second.x > first.x && second.y == first.y;
        assert_eq!(goes_east, number == 0, "{ring:?}");
        assert_eq!(ring.first(), ring.last());
    }
    let area = |layer: &SourceLayer| stored_planar_area_m2(&geometry(layer, 0).feature(0));
    assert!((area(&layer) - area(&back)).abs() < 1e-6);
}

#[test]
fn the_zone_number_is_put_in_front_and_taken_away() {
    let layer = read(&golden());
    let without = WriteOptions {
        zone_prefix: Some(false),
        ..WriteOptions::default()
    };
    let plain = read_bytes(&written(&layer, &without).unwrap().0).unwrap();
    assert_eq!(
        (crs(&plain), first_position(&plain)),
        (Some(4548), (388_123.456, 3_173_210.987))
    );
    let with = WriteOptions {
        zone_prefix: Some(true),
        ..WriteOptions::default()
    };
    same_ground(&layer, &read_bytes(&written(&plain, &with).unwrap().0).unwrap());
}

#[test]
fn the_header_follows_the_system_and_keeps_what_it_does_not_know() {
    let mut layer = read(
        &golden()
            .replace("精度=0.001", "精度=3\n自有=值")
            .replace(",,,,,,\n", "1,2,3,4,5,6,7\n"),
    );
    layer.declared_crs = Some(CrsId::Epsg(2349 + 14));
    let (bytes, _) = written(&layer, &WriteOptions::default()).unwrap();
    let text = decode(&bytes, &ReadOptions::default()).text;
    for line in [
        "坐标系=1980西安坐标系",
        "自有=值",
        "精度=3",
        "转换参数=,,,,,,",
        "带号=39",
    ] {
        assert!(text.lines().any(|known| known == line), "{line} in {text}");
    }
    layer.declared_crs = None;
    let (bytes, codes) = written(&layer, &WriteOptions::default()).unwrap();
    assert_eq!(codes, ["note-txt-written-without-system"]);
    assert!(
        decode(&bytes, &ReadOptions::default())
            .text
            .contains("转换参数=1,2,3,4,5,6,7")
    );
}

#[test]
fn a_strangers_header_cannot_add_lines() {
    let clean = read(&golden());
    let entry = |key: &str| {
        format!(
            "{{\"boundary_txt\":{{\"sections\":[{{\"name\":\"属性描述\",\"entries\":[[{key},null]]}}]}}}}"
        )
    };
    for key in [
        "\"[地块坐标]\"",
        "\"5,1,X,甲,面,,,,@\"",
        "\"a\\n[地块坐标]\"",
        "\"x\"",
        "1",
        "[]",
    ] {
        let mut layer = clean.clone();
        layer.foreign = Some(entry(key));
        let (bytes, _) = written(&layer, &WriteOptions::default()).unwrap();
        let back = read_bytes(&bytes).unwrap();
        same_ground(&clean, &back);
        assert_eq!((crs(&back), worst_codes(&back)), (Some(4527), vec![]), "{key}");
    }
}

#[test]
fn what_the_format_cannot_hold_is_refused_or_told() {
    let layer = read(&golden());
    let what = |layer: &SourceLayer, options: &WriteOptions| match written(layer, options) {
        Err(WriteErrorKind::NotExpressible { what, .. }) => what,
        Err(error) => error.code(),
        Ok(_) => "written",
    };
    let of = |code| {
        let mut layer = layer.clone();
        layer.declared_crs = code;
        layer
    };
    let usual = WriteOptions::default();
    assert_eq!(what(&of(Some(CrsId::Epsg(3857))), &usual), "crs");
    assert_eq!(what(&of(Some(CrsId::Epsg(4490))), &usual), "degrees");
    assert_eq!(what(&layer, &options(BoundaryProfile::Degrees)), "metres");
    assert_eq!(what(&of(Some(CrsId::Local)), &usual), "written");
    let prefix = WriteOptions {
        zone_prefix: Some(true),
        ..usual.clone()
    };
    assert_eq!(what(&of(None), &prefix), "no-zone");
    let big5 = WriteOptions {
        encoding: Some(Encoding::BIG5),
        ..usual.clone()
    };
    assert_eq!(what(&layer, &big5), "encoding");
    let unknown = WriteOptions {
        profile: Some("其他".to_owned()),
        ..usual.clone()
    };
    assert_eq!(what(&layer, &unknown), "write-unknown-profile");
    let two = read(&(golden() + "5,1,B2,甲,面,,,,@\n" + &square("1", 9000.0, 0.0, 100.0)));
    assert_eq!(what(&two, &options(BoundaryProfile::Plain)), "several");
    let tiny = read(&format!(
        "{HEADER}5,1,B1,甲,面,,,,@\n{}",
        square("1", 0.2, 0.2, 0.01)
    ));
    let coarse = WriteOptions {
        decimals: Some(0),
        ..usual.clone()
    };
    assert_eq!(what(&tiny, &coarse), "decimals");
    let nested = read(&format!(
        "{HEADER}10,1,B1,甲,面,,,,@\n{}",
        square("1", 0.0, 0.0, 100.0)
    ));
    let mut nested = nested;
    let column = PolygonColumn::from_polygons(&[
        vec![geometry(&nested, 0).positions().to_vec()],
        vec![
            geometry(&nested, 0)
                .positions()
                .iter()
                .map(|at| SourceXy {
                    x: 39_388_050.0 + (at.x - 39_388_000.0) / 10.0,
                    y: 3_173_050.0 + (at.y - 3_173_000.0) / 10.0,
                })
                .collect(),
        ],
    ]);
    nested.chunks[0].geometry = crate::geometry::PackedColumn::pack(&column);
    assert_eq!(what(&nested, &usual), "rings");
}

#[test]
fn unknown_ground_is_not_written_as_no_ground() {
    let layer = read(&(golden() + "5,1,B2,甲,面,,,,@\nJ1,1,x,y\n"));
    assert!(matches!(
        written(&layer, &WriteOptions::default()),
        Err(WriteErrorKind::WouldLose { unreadable: 1, .. })
    ));
    let asked = WriteOptions {
        without_unknown_geometry: true,
        ..WriteOptions::default()
    };
    let (bytes, codes) = written(&layer, &asked).unwrap();
    assert_eq!(
        codes,
        ["note-written-without-geometry", "note-written-without-points"]
    );
    assert_eq!(states(&read_bytes(&bytes).unwrap()), states(&layer));
}

#[test]
fn values_stay_in_their_columns_and_rare_characters_are_told() {
    let mut layer = read(&golden());
    layer.chunks[0].attributes = crate::layer::AttributeTable::default();
    layer.chunks[0].attributes.set("DKMC", "\"甲,乙@丙\\n丁䶮\"");
    layer.chunks[0].attributes.set("权利人", "\"某\"");
    layer.chunks[0].attributes.end_row();
    let (bytes, codes) = written(&layer, &WriteOptions::default()).unwrap();
    assert_eq!(
        codes,
        [
            "note-txt-outside-encoding",
            "note-txt-value-altered",
            "note-txt-fields-dropped"
        ]
    );
    let back = read_bytes(&bytes).unwrap();
    assert_eq!(text(&back, 0, "地块名称").as_deref(), Some("甲、乙＠丙 丁䶮"));
    assert_eq!(text(&back, 0, "地块编号").as_deref(), Some("B1"));
    assert_eq!(text(&back, 0, "地块面积").as_deref(), Some("11.4650"));
}

// ---- files

#[test]
fn files_are_read_and_written_through_the_registry() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    std::fs::write(at("甲.txt"), Encoding::GBK.encode(&golden()).0).unwrap();
    std::fs::write(at("b.dat"), Encoding::GBK.encode(&golden()).0).unwrap();
    std::fs::write(at("points.txt"), GOLDEN_POINTS).unwrap();
    let ticket = Ticket::new();
    for name in ["甲.txt", "b.dat"] {
        let layer = &crate::io::read(&at(name), None, &ticket).unwrap()[0];
        assert_eq!((layer.source.format, crs(layer)), (super::NAME, Some(4527)));
        assert_eq!(layer.source.sha256, crate::io::sha256_of_file(&at(name)).unwrap());
        assert_eq!(format!("{}.txt", layer.name), name.replace("dat", "txt"));
    }
    assert_eq!(ticket.progress().0, ticket.progress().1);
    let layers = crate::io::read(&at("points.txt"), Some("points"), &ticket).unwrap();
    assert_eq!(shape(&layers[0], 0), [2]);
    let error = crate::io::read(&at("points.txt"), Some("other"), &ticket).unwrap_err();
    assert_eq!(error.code(), "read-layer-not-found");
    let by_hand = ReadOptions {
        encoding: Some(Encoding::BIG5),
        ..ReadOptions::default()
    };
    // An encoding given by hand is obeyed. Its names are garbled then; the rings are what they were, and a system that
    // nobody can read is not taken.
    let garbled = &crate::io::read_with(&at("甲.txt"), &by_hand, &ticket).unwrap()[0];
    assert_eq!((garbled.source.format, crs(garbled)), (super::NAME, None));
    assert_eq!((garbled.n_features(), shape(garbled, 0)), (1, vec![2]));
    let name = text(garbled, 0, "地块名称");
    assert!(name.is_some_and(|name| name != "测试地块"));
    // By way of GeoJSON the header comes back.
    let layer = &crate::io::read(&at("甲.txt"), None, &ticket).unwrap()[0];
    crate::io::write(&at("c.geojson"), layer, &WriteOptions::default(), &ticket).unwrap();
    let layer = &crate::io::read(&at("c.geojson"), None, &ticket).unwrap()[0];
    crate::io::write(&at("d.txt"), layer, &WriteOptions::default(), &ticket).unwrap();
    let text = decode(&std::fs::read(at("d.txt")).unwrap(), &ReadOptions::default()).text;
    assert_eq!(text, golden().replace('\n', "\r\n"));
}

// ---- hostile input

/// A small generator of numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    /// A text with one to four changes: a byte, a piece left out or doubled, something put in.
    fn mutated(&mut self, seed: &[u8]) -> Vec<u8> {
        let tokens: [&[u8]; 14] = [
            b",",
            b"@",
            b"\n",
            b"\r",
            b"[",
            b"]",
            b"=",
            b"1e999",
            b"-",
            b"J1,1,",
            b"\xA1\xA3",
            b"\0",
            b"9",
            "，".as_bytes(),
        ];
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let end = (at + 1 + self.below(50)).min(bytes.len());
            match self.below(4) {
                0 => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                1 => drop(bytes.drain(at..end)),
                2 => drop(bytes.splice(at..at, tokens[self.below(tokens.len())].iter().copied())),
                _ => {
                    let piece = bytes[at..end].to_vec();
                    drop(bytes.splice(at..at, piece));
                }
            }
            if bytes.is_empty() {
                bytes.push(b'1');
            }
        }
        bytes
    }
}

#[test]
fn mutated_files_never_panic_and_never_lose_a_parcel_silently() {
    let parcels: String = (0..3)
        .map(|id| {
            format!(
                "5,1,B{id},甲,面,,,,@\n{}",
                square("1", 0.0, 200.0 * f64::from(id), 100.0)
            )
        })
        .collect::<Vec<_>>()
        .concat();
    let seeds = [
        golden().into_bytes(),
        Encoding::GBK
            .encode(&format!("{HEADER}{parcels}").replace('\n', "\r\n"))
            .0,
        b"P1,,388000.0,3173000.0,4.5\nP2,K,388100.0,3173000.0,4.5\nP3,,388100.0,3173100.0,4\n".to_vec(),
        "28°40′12.5″,115°51′30″\n28°40′12.5″,115°52′30″\n28°41′12.5″,115°52′30″\n"
            .as_bytes()
            .to_vec(),
    ];
    let mut dice = Dice(42);
    for seed in &seeds {
        for _ in 0..2000 {
            let bytes = dice.mutated(seed);
            BoundaryTxt.sniff(&bytes);
            let Ok(layer) = read_bytes(&bytes) else { continue };
            let text = decode(&bytes, &ReadOptions::default()).text;
            let ends = |line: &str| {
                super::lines::trim(line)
                    .trim_end_matches([',', '，', ' ', '\t'])
                    .ends_with(['@', '＠'])
            };
            let is_head = |line: &str| {
                let has_shape = line
                    .split([',', '，'])
                    .any(|field| super::lines::trim(field) == "面");
                has_shape && ends(line) && !super::lines::trim(line).starts_with(['#', ';', '/'])
            };
            let heads = super::lines::Lines::new(&text)
                .filter(|(_, line)| is_head(line))
                .count();
            let n_in_states: usize = layer.chunks.iter().map(|chunk| chunk.states.len()).sum();
            assert_eq!(n_in_states, layer.n_features());
            assert!(layer.n_features() >= heads, "{text}");
            for (row, state) in states(&layer).into_iter().enumerate() {
                let is_empty = geometry(&layer, row).positions().is_empty();
                assert_eq!(is_empty, state != FeatureState::Polygon);
            }
            if dice.below(25) == 0 {
                let asked = WriteOptions {
                    without_unknown_geometry: true,
                    ..WriteOptions::default()
                };
                if let Ok((bytes, _)) = written(&layer, &asked) {
                    assert_eq!(
                        read_bytes(&bytes).unwrap().n_features(),
                        layer.n_features(),
                        "{text}"
                    );
                }
            }
        }
    }
}

#[test]
fn large_and_crafted_files_take_no_time_to_speak_of() {
    let started = std::time::Instant::now();
    let many_rings: String = (0..30_000)
        .map(|ring| format!("J1,{ring},3173000.000,39388000.000\n"))
        .collect::<Vec<_>>()
        .concat();
    let layer = read(&format!("{HEADER}1,1,B1,甲,面,,,,@\n{many_rings}"));
    assert_eq!(
        note(&layer, "note-txt-rings-too-many").severity,
        Severity::Quarantined
    );
    let headers = "[属性描述]\n带号=39\n1,,,,面,@\n".repeat(20_000);
    assert_eq!(read(&headers).n_features(), 20_000);
    let commas = format!("{HEADER}{}@\n", ",".repeat(1 << 20));
    assert_eq!(states(&read(&commas)), [FeatureState::Unreadable]);
    let fields = format!("{HEADER}{}@\n", "a,".repeat(1 << 18));
    assert_eq!(note(&read(&fields), "note-txt-columns").args[0].1, "262144");
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

#[test]
fn every_note_that_tests_see_is_listed() {
    let codes: BTreeSet<&str> = BoundaryTxt::NOTE_CODES.into_iter().collect();
    assert_eq!(codes.len(), BoundaryTxt::NOTE_CODES.len());
    let mut sorted = BoundaryTxt::NOTE_CODES;
    sorted.sort_unstable();
    assert_eq!(sorted, BoundaryTxt::NOTE_CODES);
}
