use std::path::Path;

use super::super::encoding::Encoding;
use super::super::error::ReadErrorKind;
use super::super::format::{Confidence, Format as _, ReadOptions, WriteOptions, detect};
use super::Dxf;
use crate::crs::SourceXy;
use crate::layer::{FeatureState, SourceLayer};
use crate::progress::Ticket;

// ---- drawings as text

fn groups(pairs: &[(i32, &str)]) -> String {
    let group = |(code, value): &(i32, &str)| format!("{code:>3}\r\n{value}\r\n");
    pairs.iter().map(group).collect::<Vec<_>>().concat()
}

fn section(name: &str, content: &str) -> String {
    groups(&[(0, "SECTION"), (2, name)]) + content + &groups(&[(0, "ENDSEC")])
}

fn drawing(blocks: &str, entities: &str) -> String {
    let header = groups(&[
        (9, "$ACADVER"),
        (1, "AC1015"),
        (9, "$DWGCODEPAGE"),
        (3, "ANSI_936"),
        (9, "$INSUNITS"),
        (70, "6"),
    ]);
    let tables = groups(&[
        (0, "TABLE"),
        (2, "LAYER"),
        (70, "2"),
        (0, "LAYER"),
        (2, "JZD"),
        (70, "0"),
        (62, "1"),
        (6, "Continuous"),
        (0, "LAYER"),
        (2, "frozen"),
        (70, "1"),
        (62, "3"),
        (6, "DASHED"),
        (0, "ENDTAB"),
    ]);
    let end = groups(&[(0, "EOF")]);
    section("HEADER", &header)
        + &section("TABLES", &tables)
        + &section("BLOCKS", blocks)
        + &section("ENTITIES", entities)
        + &section("OBJECTS", &groups(&[(0, "DICTIONARY"), (5, "C")]))
        + &end
}

fn entity(kind: &str, handle: &str, layer: &str, rest: &[(i32, &str)]) -> String {
    groups(&[(0, kind), (5, handle), (100, "AcDbEntity"), (8, layer)]) + &groups(rest)
}

/// A light polyline; vertices are x, y and bulge.
fn polyline(handle: &str, layer: &str, closed: bool, vertices: &[(f64, f64, f64)]) -> String {
    let mut text = entity("LWPOLYLINE", handle, layer, &[(100, "AcDbPolyline")]);
    text += &groups(&[
        (90, &vertices.len().to_string()),
        (70, if closed { "1" } else { "0" }),
    ]);
    for (x, y, bulge) in vertices {
        text += &groups(&[(10, &x.to_string()), (20, &y.to_string())]);
        if *bulge != 0.0 {
            text += &groups(&[(42, &bulge.to_string())]);
        }
    }
    text
}

const SQUARE: [(f64, f64, f64); 4] = [(0.0, 0.0, 0.0), (9.0, 0.0, 0.0), (9.0, 9.0, 0.0), (0.0, 9.0, 0.0)];

fn read_bytes_with(bytes: &[u8], options: &ReadOptions) -> Result<SourceLayer, ReadErrorKind> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.dxf");
    std::fs::write(&path, bytes).unwrap();
    let read = Dxf.read(&path, options, &Ticket::new());
    read.map(|mut layers| layers.pop().unwrap())
        .map_err(|error| error.kind)
}

fn read_bytes(bytes: &[u8]) -> Result<SourceLayer, ReadErrorKind> {
    read_bytes_with(bytes, &ReadOptions::default())
}

fn read(blocks: &str, entities: &str) -> SourceLayer {
    read_bytes(drawing(blocks, entities).as_bytes()).unwrap()
}

fn broken(result: Result<SourceLayer, ReadErrorKind>) -> &'static str {
    match result {
        Err(ReadErrorKind::DxfBroken { what, .. }) => what,
        Err(other) => other.code(),
        Ok(_) => "read",
    }
}

fn states(layer: &SourceLayer) -> Vec<FeatureState> {
    layer
        .chunks
        .iter()
        .flat_map(|chunk| chunk.states.iter().copied())
        .collect()
}

fn field(layer: &SourceLayer, row: usize, name: &str) -> Option<String> {
    layer.chunks[0].attributes.text(row, name)
}

fn rings(layer: &SourceLayer, row: usize) -> Vec<Vec<Vec<(f64, f64)>>> {
    let column = layer.chunks[0].geometry.feature(row).to_column::<SourceXy>();
    let polygons = column.feature(0);
    let ring = |ring: &[SourceXy]| ring.iter().map(|at| (at.x, at.y)).collect();
    polygons
        .polygons()
        .map(|polygon| polygon.rings().map(ring).collect())
        .collect()
}

/// Area of all polygons, holes taken away.
fn area(layer: &SourceLayer, row: usize) -> f64 {
    let of_ring = |ring: &Vec<(f64, f64)>| {
        let cross = |pair: &[(f64, f64)]| pair[0].0 * pair[1].1 - pair[1].0 * pair[0].1;
        (ring.windows(2).map(cross).sum::<f64>() / 2.0).abs()
    };
    let of_polygon =
        |polygon: &Vec<Vec<(f64, f64)>>| of_ring(&polygon[0]) - polygon[1..].iter().map(of_ring).sum::<f64>();
    rings(layer, row).iter().map(of_polygon).sum()
}

fn note<'n>(layer: &'n SourceLayer, code: &str) -> &'n [(&'static str, String)] {
    let found = layer.notes.iter().find(|note| note.code == code);
    &found
        .unwrap_or_else(|| panic!("no {code} in {:?}", layer.notes))
        .args
}

fn argument(layer: &SourceLayer, code: &str, name: &str) -> String {
    let found = note(layer, code).iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.clone()).unwrap()
}

// ---- polylines

#[test]
fn a_closed_polyline_is_a_feature_with_its_layer_and_extended_data() {
    let text = entity("LWPOLYLINE", "2A", "界址线", &[])
        + &groups(&[
            (90, "3"),
            (70, "129"),
            (38, "12.5"),
            (10, "40500000.123456789"),
            (20, "3000000.000000001"),
            (10, "40500100.5"),
            (20, "3000000.25"),
            (10, "40500000.5"),
            (20, "3000100.75"),
            (1001, "SOUTH"),
            (1000, "300000"),
            (1000, "0001"),
            (1070, "7"),
            (1040, "12.25"),
            (1001, "ACAD"),
            (1000, "x"),
        ]);
    let (gbk, _) = Encoding::GBK.encode(&drawing("", &text));
    let layer = read_bytes(&gbk).unwrap();
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    assert_eq!(
        rings(&layer, 0),
        [[[
            (40_500_000.123_456_79, 3_000_000.000_000_001),
            (40_500_100.5, 3_000_000.25),
            (40_500_000.5, 3_000_100.75),
            (40_500_000.123_456_79, 3_000_000.000_000_001),
        ]]]
    );
    let values = [
        ("图层", "界址线"),
        ("句柄", "2A"),
        ("实体类型", "LWPOLYLINE"),
        ("标高", "12.5"),
        ("SOUTH", "300000"),
        ("SOUTH_2", "0001"),
        ("SOUTH_3", "7"),
        ("SOUTH_4", "12.25"),
    ];
    for (name, value) in values {
        assert_eq!(field(&layer, 0, name).as_deref(), Some(value), "{name}");
    }
    assert_eq!(field(&layer, 0, "ACAD"), None);
    assert!(layer.notes.is_empty(), "{:?}", layer.notes);
    assert_eq!(layer.declared_crs, None);
    assert_eq!(layer.source.sha256.len(), 64);
}

#[test]
fn a_polyline_that_repeats_its_first_point_is_closed_and_others_are_not() {
    let open = [(0.0, 0.0, 0.0), (9.0, 0.0, 0.0), (9.0, 9.0, 0.0), (3.0, 4.0, 0.0)];
    let repeated = [(0.0, 0.0, 0.0), (9.0, 0.0, 0.0), (9.0, 9.0, 0.0), (0.0, 0.0, 0.0)];
    let nearly = [
        (0.0, 0.0, 0.0),
        (9.0, 0.0, 0.0),
        (9.0, 9.0, 0.0),
        (0.0, 0.002, 0.0),
    ];
    let text = polyline("1", "JZD", false, &repeated)
        + &polyline("2", "JZD", false, &open)
        + &polyline("3", "JZD", false, &nearly)
        + &polyline("4", "JZD", true, &repeated);
    let layer = read("", &text);
    assert_eq!(
        states(&layer),
        [
            FeatureState::Polygon,
            FeatureState::NotPolygon,
            FeatureState::Unreadable,
            FeatureState::Polygon
        ]
    );
    assert_eq!(area(&layer, 0), 40.5);
    let open = layer
        .notes
        .iter()
        .find(|note| note.code == "note-dxf-open")
        .unwrap();
    assert!(open.place.line.is_some() && open.place.feature == Some(1));
    assert_eq!(argument(&layer, "note-dxf-open", "gap"), "5.000");
    assert_eq!(argument(&layer, "note-dxf-open", "layer"), "JZD");
    assert_eq!(argument(&layer, "note-dxf-open", "handle"), "2");
    assert_eq!(argument(&layer, "note-dxf-nearly-closed", "gap"), "0.002");
}

#[test]
fn old_polylines_are_read_with_their_vertices() {
    let vertex = |x: &str, y: &str, z: &str, flags: &str| {
        groups(&[(0, "VERTEX"), (8, "JZD"), (10, x), (20, y), (30, z), (70, flags)])
    };
    let flat = entity(
        "POLYLINE",
        "1",
        "JZD",
        &[(66, "1"), (10, "0"), (20, "0"), (30, "5"), (70, "1")],
    ) + &vertex("0", "0", "5", "0")
        + &vertex("7", "7", "5", "16")
        + &vertex("4", "0", "5", "0")
        + &vertex("4", "4", "5", "0")
        + &groups(&[(0, "SEQEND"), (8, "JZD")]);
    let solid = entity("POLYLINE", "2", "JZD", &[(70, "9"), (230, "-1")])
        + &vertex("0", "0", "1", "32")
        + &vertex("4", "0", "2", "32")
        + &vertex("4", "4", "3", "32")
        + &groups(&[(0, "SEQEND")]);
    let mesh = entity("POLYLINE", "3", "JZD", &[(70, "64")])
        + &vertex("0", "0", "1", "192")
        + &groups(&[(0, "SEQEND")]);
    let cut = entity("POLYLINE", "4", "JZD", &[(70, "1")]) + &vertex("0", "0", "0", "0");
    let layer = read(
        "",
        &(flat + &solid + &mesh + &cut + &polyline("5", "JZD", true, &SQUARE)),
    );
    assert_eq!(
        states(&layer),
        [
            FeatureState::Polygon,
            FeatureState::Polygon,
            FeatureState::Unreadable,
            FeatureState::Polygon
        ]
    );
    assert_eq!((area(&layer, 0), area(&layer, 1)), (8.0, 8.0));
    assert_eq!(field(&layer, 0, "标高").as_deref(), Some("5.0"));
    assert_eq!(argument(&layer, "note-z-dropped", "count"), "3");
    assert_eq!(argument(&layer, "note-dxf-ignored", "kind"), "POLYLINE (mesh)");
    assert_eq!(layer.notes.count("note-dxf-polyline-cut"), 1);
}

#[test]
fn bulges_become_arcs_and_are_noted_with_the_greatest_error() {
    let disc = [(-10.0, 0.0, 1.0), (10.0, 0.0, 1.0)];
    let bite = [(0.0, 0.0, 0.0), (20.0, 0.0, -1.0), (0.0, 0.0, 0.0)];
    let layer = read(
        "",
        &(polyline("1", "JZD", true, &disc)
            + &polyline("2", "JZD", true, &bite)
            + &entity(
                "CIRCLE",
                "3",
                "JZD",
                &[(10, "5"), (20, "5"), (30, "0"), (40, "10")],
            )
            + &entity(
                "ELLIPSE",
                "4",
                "JZD",
                &[
                    (10, "0"),
                    (20, "0"),
                    (11, "20"),
                    (21, "0"),
                    (40, "0.5"),
                    (41, "0"),
                    (42, "6.283185307179586"),
                ],
            )),
    );
    let pi = std::f64::consts::PI;
    for (row, expected, boundary) in [
        (0, 100.0 * pi, 63.0),
        (1, 50.0 * pi, 32.0),
        (2, 100.0 * pi, 63.0),
        (3, 200.0 * pi, 97.0),
    ] {
        let error = (area(&layer, row) - expected).abs();
        assert!(error < 0.001 * boundary, "row {row}: {error}");
    }
    assert_eq!(argument(&layer, "note-dxf-arcs", "count"), "11");
    assert_eq!(argument(&layer, "note-dxf-arcs", "features"), "4");
    let error: f64 = argument(&layer, "note-dxf-arcs", "error").parse().unwrap();
    assert!(error <= 0.001 && error > 0.0005, "{error}");
}

#[test]
fn a_mirrored_entity_lies_where_the_drawing_shows_it() {
    let mirrored = polyline(
        "1",
        "JZD",
        true,
        &[(-9.0, 1.0, 0.0), (-3.0, 1.0, 0.0), (-3.0, 5.0, 0.0)],
    ) + &groups(&[(210, "0"), (220, "0"), (230, "-1")]);
    let layer = read("", &mirrored);
    assert_eq!(
        rings(&layer, 0),
        [[[(9.0, 1.0), (3.0, 1.0), (3.0, 5.0), (9.0, 1.0)]]]
    );
}

#[test]
fn what_is_wrong_with_one_entity_does_not_touch_the_others() {
    let of = |extra: &[(i32, &str)]| entity("LWPOLYLINE", "9", "JZD", extra);
    let cases = [
        (
            of(&[(70, "1"), (10, "0"), (20, "x"), (10, "1"), (20, "1")]),
            "note-ordinate-not-number",
        ),
        (
            of(&[(70, "1"), (10, "0"), (20, "nan")]),
            "note-ordinate-not-finite",
        ),
        (
            of(&[(70, "1"), (10, "0"), (20, "1e999")]),
            "note-ordinate-not-finite",
        ),
        (
            of(&[(70, "1"), (10, "0"), (10, "1"), (20, "1")]),
            "note-position-short",
        ),
        (
            of(&[(70, "1"), (90, "3"), (10, "0"), (20, "0")]),
            "note-dxf-vertex-count",
        ),
        (of(&[(70, "1"), (10, "0"), (20, "0")]), "note-ground-lost"),
        (
            of(&[
                (70, "1"),
                (10, "0"),
                (20, "0"),
                (42, "1"),
                (10, "1e300"),
                (20, "0"),
            ]),
            "note-dxf-arc-too-large",
        ),
        (entity("REGION", "9", "JZD", &[]), "note-dxf-not-read"),
        (entity("TCH_WALL", "9", "JZD", &[]), "note-dxf-not-read"),
        (
            entity("VERTEX", "9", "JZD", &[(10, "0"), (20, "0")]),
            "note-dxf-not-read",
        ),
        (entity("SPLINE", "9", "JZD", &[(70, "1")]), "note-dxf-not-read"),
        (
            entity("CIRCLE", "9", "JZD", &[(10, "0"), (40, "1")]),
            "note-position-short",
        ),
        (
            entity("INSERT", "9", "JZD", &[(2, "none"), (10, "0"), (20, "0")]),
            "note-dxf-block",
        ),
        (
            entity(
                "HATCH",
                "9",
                "JZD",
                &[(91, "1"), (92, "2"), (72, "0"), (73, "1"), (93, "9")],
            ),
            "note-dxf-hatch",
        ),
    ];
    for (text, code) in cases {
        let square = polyline("A", "JZD", true, &SQUARE);
        let layer = read("", &(square.clone() + &text + &square));
        let expected = [
            FeatureState::Polygon,
            FeatureState::Unreadable,
            FeatureState::Polygon,
        ];
        assert_eq!(states(&layer), expected, "{code}");
        let note = layer
            .notes
            .iter()
            .find(|note| note.code == code)
            .unwrap_or_else(|| panic!("{code}"));
        assert!(note.place.line.is_some(), "{code}");
        assert_eq!(note.place.feature, Some(1));
    }
}

// ---- hatches

fn path(flags: &str, vertices: &[(f64, f64)]) -> String {
    let mut text = groups(&[
        (92, flags),
        (72, "0"),
        (73, "1"),
        (93, &vertices.len().to_string()),
    ]);
    for (x, y) in vertices {
        text += &groups(&[(10, &x.to_string()), (20, &y.to_string())]);
    }
    text + &groups(&[(97, "0")])
}

fn square_path(flags: &str, at: f64, size: f64) -> String {
    path(
        flags,
        &[(at, at), (at + size, at), (at + size, at + size), (at, at + size)],
    )
}

fn hatch(style: &str, paths: &[String]) -> String {
    let head = [
        (10, "0"),
        (20, "0"),
        (30, "0"),
        (230, "1"),
        (2, "SOLID"),
        (70, "1"),
        (71, "0"),
    ];
    entity("HATCH", "1", "JZD", &head)
        + &groups(&[(91, &paths.len().to_string())])
        + &paths.concat()
        + &groups(&[(75, style), (76, "1"), (98, "1"), (10, "1"), (20, "1")])
}

#[test]
fn outlines_of_a_hatch_are_nested_by_parity() {
    let paths = [
        square_path("3", 0.0, 10.0),
        square_path("2", 2.0, 6.0),
        square_path("2", 4.0, 2.0),
    ];
    let layer = read(
        "",
        &(hatch("0", &paths) + &hatch("1", &paths) + &hatch("2", &paths)),
    );
    let areas: Vec<f64> = (0..3).map(|row| area(&layer, row)).collect();
    assert_eq!(areas, [68.0, 64.0, 100.0]);
    assert_eq!(rings(&layer, 0).len(), 2);
}

#[test]
fn edges_of_a_hatch_join_and_turn_either_way() {
    let line = |from: (&str, &str), to: (&str, &str)| {
        groups(&[(72, "1"), (10, from.0), (20, from.1), (11, to.0), (21, to.1)])
    };
    let arc = |centre: (&str, &str), radius: &str, angles: (&str, &str), left: &str| {
        groups(&[
            (72, "2"),
            (10, centre.0),
            (20, centre.1),
            (40, radius),
            (50, angles.0),
            (51, angles.1),
            (73, left),
        ])
    };
    let edges = |count: &str, edges: &str| groups(&[(92, "1"), (93, count)]) + edges + &groups(&[(97, "0")]);
    // A half disc above the x axis, its arc run through to the left, and to the right.
    let left = edges(
        "2",
        &(line(("-5", "0"), ("5", "0")) + &arc(("0", "0"), "5", ("0", "180"), "1")),
    );
    let right = edges(
        "2",
        &(line(("5", "0"), ("-5", "0")) + &arc(("0", "0"), "5", ("180", "360"), "0")),
    );
    let disc = edges("1", &arc(("0", "0"), "5", ("0", "360"), "1"));
    let gap = edges(
        "2",
        &(line(("-5", "0"), ("4", "0")) + &arc(("0", "0"), "5", ("0", "180"), "1")),
    );
    let text: String = [left, right, disc, gap]
        .into_iter()
        .map(|path| hatch("0", &[path]))
        .collect();
    let layer = read("", &text);
    let half = std::f64::consts::PI * 12.5;
    assert!((area(&layer, 0) - half).abs() < 0.02);
    assert!((area(&layer, 1) - half).abs() < 0.02);
    assert!((area(&layer, 2) - 2.0 * half).abs() < 0.04);
    assert!(rings(&layer, 1)[0][0].iter().all(|(_, y)| *y >= -1e-9));
    assert_eq!(states(&layer)[3], FeatureState::Unreadable);
    assert_eq!(argument(&layer, "note-dxf-hatch", "what"), "gap");
}

// ---- blocks

fn block(name: &str, flags: &str, base: (&str, &str), content: &str) -> String {
    groups(&[
        (0, "BLOCK"),
        (8, "0"),
        (2, name),
        (70, flags),
        (10, base.0),
        (20, base.1),
        (30, "0"),
    ]) + content
        + &groups(&[(0, "ENDBLK"), (8, "0")])
}

#[test]
fn a_block_is_copied_scaled_turned_and_in_rows() {
    let unit = [(1.0, 1.0, 0.0), (2.0, 1.0, 0.0), (2.0, 2.0, 0.0)];
    let blocks = block(
        "Kuai",
        "0",
        ("1", "1"),
        &(polyline("B1", "0", true, &unit) + &polyline("B2", "own", true, &unit)),
    );
    let insert = entity(
        "INSERT",
        "7",
        "JZD",
        &[
            (2, "KUAI"),
            (10, "100"),
            (20, "200"),
            (41, "2"),
            (42, "3"),
            (50, "90"),
            (70, "2"),
            (71, "1"),
            (44, "10"),
            (1001, "SOUTH"),
            (1000, "code"),
        ],
    );
    let layer = read(&blocks, &insert);
    assert_eq!(layer.n_features(), 4);
    assert_eq!(
        rings(&layer, 0),
        [[[(100.0, 200.0), (100.0, 202.0), (97.0, 202.0), (100.0, 200.0)]]]
    );
    assert_eq!(
        rings(&layer, 2),
        [[[(100.0, 210.0), (100.0, 212.0), (97.0, 212.0), (100.0, 210.0)]]]
    );
    assert_eq!(field(&layer, 0, "图层").as_deref(), Some("JZD"));
    assert_eq!(field(&layer, 1, "图层").as_deref(), Some("own"));
    assert_eq!(field(&layer, 0, "块名").as_deref(), Some("Kuai"));
    assert_eq!(field(&layer, 0, "SOUTH").as_deref(), Some("code"));
    assert_eq!(layer.chunks[0].ids.get(0), Some("\"7/B1\""));
    assert_eq!(argument(&layer, "note-dxf-blocks", "count"), "4");
}

fn insert_of(name: &str, columns: &str) -> String {
    entity(
        "INSERT",
        "7",
        "JZD",
        &[(2, name), (10, "1"), (20, "1"), (70, columns), (71, columns)],
    )
}

#[test]
fn blocks_that_hold_themselves_end_and_bombs_are_refused() {
    let square = polyline("B", "0", true, &SQUARE);
    let circle = block("A", "0", ("0", "0"), &(square.clone() + &insert_of("B", "1")))
        + &block("B", "0", ("0", "0"), &insert_of("A", "1"))
        + &block("X", "4", ("0", "0"), "");
    let layer = read(
        &circle,
        &(insert_of("A", "1") + &insert_of("B", "1") + &insert_of("X", "1")),
    );
    let unreadable = layer.n_in_state(FeatureState::Unreadable);
    assert_eq!((layer.n_features(), unreadable), (4, 3));

    let mut bomb = block("N0", "0", ("0", "0"), &square);
    for level in 1..60 {
        let inner = insert_of(&format!("N{}", level - 1), "1000");
        bomb += &block(&format!("N{level}"), "0", ("0", "0"), &inner);
    }
    let refused = read_bytes(drawing(&bomb, &insert_of("N59", "1")).as_bytes());
    assert_eq!(broken(refused), "too-many-copies");

    let empty = bomb.replace("LWPOLYLINE", "LINE");
    let layer = read(&empty, &insert_of("N59", "30000"));
    assert_eq!(layer.n_features(), 0);
    assert_eq!(argument(&layer, "note-dxf-ignored", "kind"), "INSERT");

    let mut deep = block("D0", "0", ("0", "0"), &square);
    for level in 1..10_000 {
        let inner = insert_of(&format!("D{}", level - 1), "1");
        deep = block(&format!("D{level}"), "0", ("0", "0"), &inner) + &deep;
    }
    let layer = read(&deep, &(insert_of("D9999", "1") + &insert_of("D63", "1")));
    assert_eq!(states(&layer), [FeatureState::Unreadable, FeatureState::Polygon]);
    assert_eq!(argument(&layer, "note-dxf-block", "what"), "depth");
}

// ---- the file around the entities

#[test]
fn sheets_hidden_layers_units_and_entities_without_ground_are_noted() {
    let on_paper = entity(
        "LWPOLYLINE",
        "1",
        "JZD",
        &[(67, "1"), (70, "1"), (10, "0"), (20, "0")],
    );
    let text = on_paper
        + &entity("LINE", "2", "JZD", &[])
        + &entity("LINE", "3", "JZD", &[])
        + &entity("TEXT", "4", "JZD", &[(1, "宗地")])
        + &polyline("5", "FROZEN", true, &SQUARE);
    let text = drawing("", &text).replace(" 70\r\n6\r\n", " 70\r\n4\r\n");
    let layer = read_bytes(text.as_bytes()).unwrap();
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    assert_eq!(argument(&layer, "note-dxf-paper", "count"), "1");
    assert_eq!(argument(&layer, "note-dxf-hidden", "layers"), "FROZEN");
    assert_eq!(argument(&layer, "note-dxf-unit", "unit"), "mm");
    let ignored: Vec<_> = layer
        .notes
        .iter()
        .filter(|note| note.code == "note-dxf-ignored")
        .collect();
    assert_eq!(ignored.len(), 2);
    assert_eq!(field(&layer, 0, "线型").as_deref(), Some("DASHED"));
    assert_eq!(field(&layer, 0, "颜色").as_deref(), Some("3"));
}

#[test]
fn one_layer_of_the_drawing_can_be_read_alone() {
    let text = drawing(
        "",
        &(polyline("1", "JZD", true, &SQUARE) + &polyline("2", "other", true, &SQUARE)),
    );
    let options = |layer: &str| ReadOptions {
        layer: Some(layer.to_owned()),
        ..ReadOptions::default()
    };
    let layer = read_bytes_with(text.as_bytes(), &options("jzd")).unwrap();
    assert_eq!(layer.n_features(), 1);
    assert_eq!(argument(&layer, "note-dxf-other-layers", "count"), "1");
    assert_eq!(
        read_bytes_with(text.as_bytes(), &options("frozen"))
            .unwrap()
            .n_features(),
        0
    );
    let missing = read_bytes_with(text.as_bytes(), &options("none")).unwrap_err();
    assert_eq!(missing.code(), "read-layer-not-found");
}

#[test]
fn drawings_are_recognised_and_dwg_is_refused_by_name() {
    let sniff = |bytes: &[u8]| Dxf.sniff(bytes);
    assert_eq!(sniff(drawing("", "").as_bytes()), Confidence::Certain);
    assert_eq!(sniff(b"999\nby x\n  0\nSECTION\n"), Confidence::Certain);
    assert_eq!(sniff(b"\xEF\xBB\xBF0\r\nsection\r\n"), Confidence::Certain);
    assert_eq!(sniff(b"0\rSECTION\r"), Confidence::Certain);
    assert_eq!(sniff(b"AutoCAD Binary DXF\r\n\x1a\0\0\0"), Confidence::Certain);
    assert_eq!(sniff(b"AC1015\0\0"), Confidence::No);
    assert_eq!(sniff(b"0,0\n1,1\n"), Confidence::No);
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.dxf");
    std::fs::write(&path, b"AC1032\0\0\0\0\0\x01\x02").unwrap();
    let ReadErrorKind::NotRecognised { looks_like } = detect(&path).unwrap_err().kind else {
        panic!("not refused");
    };
    assert_eq!(looks_like, "dwg");
}

#[test]
fn a_file_that_breaks_off_is_refused_wherever_it_does() {
    let text = drawing(
        "",
        &(polyline("1", "JZD", true, &SQUARE) + &polyline("2", "JZD", true, &SQUARE)),
    );
    let end = text[..text.find("OBJECTS").unwrap()].rfind("ENDSEC").unwrap() + 6;
    for cut in 1..end {
        let read = read_bytes(&text.as_bytes()[..cut]);
        assert!(read.is_err(), "cut at {cut}");
    }
    let without_end = text.replace("  0\r\nEOF\r\n", "");
    let layer = read_bytes(without_end.as_bytes()).unwrap();
    assert_eq!((layer.n_features(), layer.notes.count("note-dxf-no-end")), (2, 1));
    assert_eq!(broken(read_bytes(&text.as_bytes()[..end + 40])), "read-truncated");
    let no_code = text.replacen(" 10\r\n", " ab\r\n", 1);
    assert_eq!(broken(read_bytes(no_code.as_bytes())), "group-code");
    assert_eq!(
        broken(read_bytes(text.replace("ENTITIES", "ENTITIEZ").as_bytes())),
        "no-entities"
    );
    assert_eq!(broken(read_bytes(&[0xFF, 0xFE, b'0', 0])), "read-utf16");
    assert_eq!(
        broken(read_bytes(format!("0\n{}", "x".repeat(3 << 20)).as_bytes())),
        "read-too-large"
    );
}

#[test]
fn line_ends_and_blanks_do_not_matter() {
    let text = drawing("", &polyline("1", "JZD", true, &SQUARE));
    let expected = rings(&read_bytes(text.as_bytes()).unwrap(), 0);
    for other in [
        text.replace("\r\n", "\n"),
        text.replace("\r\n", "\r"),
        text.replace(' ', ""),
        format!("\u{feff}{text}"),
        format!("999\r\na comment\r\n{text}\r\n\r\n\x1a"),
    ] {
        assert_eq!(rings(&read_bytes(other.as_bytes()).unwrap(), 0), expected);
    }
}

// ---- the binary form

/// The binary form of a drawing in text.
fn binary(text: &str, wide: bool) -> Vec<u8> {
    let mut bytes = super::groups::BINARY_MARK.to_vec();
    let lines: Vec<&str> = text.split("\r\n").collect();
    for pair in lines.chunks_exact(2) {
        let code: i16 = pair[0].trim().parse().unwrap();
        let value = pair[1];
        match u8::try_from(code) {
            _ if wide => bytes.extend(code.to_le_bytes()),
            Ok(code) if code < 255 => bytes.push(code),
            _ => {
                bytes.push(255);
                bytes.extend(code.to_le_bytes());
            }
        }
        match code {
            10..=59 | 210..=239 | 1010..=1059 => {
                bytes.extend(value.trim().parse::<f64>().unwrap().to_le_bytes());
            }
            60..=79 | 1060..=1070 => bytes.extend(value.trim().parse::<i16>().unwrap().to_le_bytes()),
            90..=99 | 1071 => bytes.extend(value.trim().parse::<i32>().unwrap().to_le_bytes()),
            _ => {
                bytes.extend(Encoding::GBK.encode(value).0);
                bytes.push(0);
            }
        }
    }
    bytes
}

fn sample() -> String {
    let unit = [(1.0, 1.0, 0.5), (2.0, 1.0, 0.0), (2.0, 2.0, 0.0)];
    let blocks = block("K", "0", ("0", "0"), &polyline("B1", "0", true, &unit));
    let text = polyline(
        "1",
        "界址线",
        true,
        &[(1.5, 2.25, 0.0), (9.0, 0.125, 1.0), (9.0, 9.0, 0.0)],
    ) + &groups(&[(1001, "SOUTH"), (1000, "宗地"), (1070, "7"), (1071, "70000")])
        + &polyline("2", "JZD", false, &SQUARE)
        + &hatch("0", &[square_path("3", 0.0, 10.0), square_path("2", 2.0, 6.0)])
        + &entity("LINE", "4", "JZD", &[(10, "0"), (20, "0"), (11, "1"), (21, "1")])
        + &insert_of("K", "2");
    drawing(&blocks, &text)
}

#[test]
fn both_binary_forms_say_the_same_as_the_text() {
    let text = read_bytes(&Encoding::GBK.encode(&sample()).0).unwrap();
    assert_eq!(text.n_features(), 7);
    for wide in [true, false] {
        let read = read_bytes(&binary(&sample(), wide)).unwrap();
        assert_eq!(read.chunks, text.chunks, "wide: {wide}");
        assert_eq!(read.notes, text.notes);
    }
}

// ---- hostile files

struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn number(&mut self, below: usize) -> f64 {
        f64::from(u32::try_from(self.next(below)).unwrap())
    }
}

fn mutated(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.next(4) {
        let at = random.next(bytes.len());
        match random.next(6) {
            0 => bytes[at] = u8::try_from(random.next(256)).unwrap(),
            1 => bytes[at] = b"0123456789.-eE\r\n "[random.next(17)],
            2 => bytes.truncate(at.max(1)),
            3 => {
                let end = (at + 1 + random.next(40)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                let to = random.next(bytes.len());
                bytes.splice(to..to, part);
            }
            4 => {
                let end = (at + 1 + random.next(40)).min(bytes.len());
                bytes.drain(at..end);
                if bytes.is_empty() {
                    bytes.push(b'0');
                }
            }
            _ => bytes[at] ^= 1 << random.next(8),
        }
    }
    bytes
}

#[test]
fn damaged_files_are_refused_or_read_with_every_feature_accounted_for() {
    let text = Encoding::GBK.encode(&sample()).0;
    let seeds = [text, binary(&sample(), true), binary(&sample(), false)];
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.dxf");
    let mut random = Random(20_261_126);
    let (mut n_read, mut n_refused) = (0, 0);
    for seed in &seeds {
        for _ in 0..2500 {
            std::fs::write(&path, mutated(seed, &mut random)).unwrap();
            match Dxf.read(&path, &ReadOptions::default(), &Ticket::new()) {
                Err(_) => n_refused += 1,
                Ok(layers) => {
                    let layer = &layers[0];
                    n_read += 1;
                    for chunk in &layer.chunks {
                        let rows = chunk.states.len();
                        assert_eq!((chunk.geometry.len(), chunk.attributes.len()), (rows, rows));
                        assert!(chunk.geometry.is_finite());
                    }
                    let unreadable = layer.n_in_state(FeatureState::Unreadable) as u64;
                    let told = layer
                        .notes
                        .iter()
                        .filter(|note| note.severity.code() == "quarantined")
                        .count();
                    assert_eq!(told as u64, unreadable.min(1000));
                }
            }
        }
    }
    assert!(
        n_read > 500 && n_refused > 500,
        "{n_read} read, {n_refused} refused"
    );
}

#[test]
fn reading_stops_when_asked_to() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.dxf");
    std::fs::write(&path, sample()).unwrap();
    let ticket = Ticket::new();
    ticket.cancel();
    let error = Dxf.read(&path, &ReadOptions::default(), &ticket).unwrap_err();
    assert_eq!(error.code(), "read-cancelled");
}

// ---- writing

fn written(layer: &SourceLayer, path: &Path) -> (SourceLayer, Vec<&'static str>) {
    #[allow(clippy::needless_update, reason = "options are added as formats need them")]
    let options = WriteOptions {
        without_unknown_geometry: true,
        ..WriteOptions::default()
    };
    let notes = Dxf.write(path, layer, &options, &Ticket::new()).unwrap();
    let mut layers = Dxf.read(path, &ReadOptions::default(), &Ticket::new()).unwrap();
    (
        layers.pop().unwrap(),
        notes.iter().map(|note| note.code).collect(),
    )
}

#[test]
fn what_is_written_is_read_back_to_the_bit() {
    let directory = tempfile::tempdir().unwrap();
    let source = directory.path().join("地块.geojson");
    std::fs::write(
        &source,
        r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:4527"}},"features":[
        {"type":"Feature","properties":{"DKMC":"甲地块","面积":12.50,"n":null,"x":{"a":[1,"b"]},"note":"\\U+5B97 𠮷 ©"},
         "geometry":{"type":"Polygon","coordinates":[
          [[40500000.123456789,3000000.1],[40500010.1,3000000.3],[40500010.7,3000010.000000001],[40500000.123456789,3000000.1]],
          [[40500005,3000001],[40500006,3000002],[40500006,3000001],[40500005,3000001]]]}},
        {"type":"Feature","properties":{"图层":"界/址*线","颜色":3,"标高":7.5},
         "geometry":{"type":"MultiPolygon","coordinates":[
          [[[0,0],[1e-7,0],[0.1,0.30000000000000004],[0,0]]],
          [[[5,5],[6,5],[6,6],[5,5]],[[5.5,5.1],[5.6,5.1],[5.6,5.2],[5.5,5.1]]]]}},
        {"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[-1,-1],[-2,0],[-3,-3],[-1,-1]]]}},
        {"type":"Feature","properties":{},"geometry":null}]}"#,
    )
    .unwrap();
    let layer = &super::super::read(&source, None, &Ticket::new()).unwrap()[0];
    let (back, notes) = written(layer, &directory.path().join("b.dxf"));
    assert_eq!(
        notes,
        ["note-dxf-left-out", "note-dxf-rings-apart", "note-dxf-crs"]
    );
    assert_eq!(back.n_features(), 3);
    for row in 0..3 {
        assert_eq!(rings(&back, row), rings(layer, row), "row {row}");
    }
    for name in ["DKMC", "面积", "x", "note"] {
        let (old, new) = (layer.chunks[0].attributes.text(0, name), field(&back, 0, name));
        assert_eq!(old, new, "{name}");
    }
    assert_eq!(field(&back, 0, "图层").as_deref(), Some("地块"));
    assert_eq!(field(&back, 1, "图层").as_deref(), Some("界_址_线"));
    assert_eq!(
        (
            field(&back, 1, "颜色").as_deref(),
            field(&back, 1, "标高").as_deref()
        ),
        (Some("3"), Some("7.5"))
    );
    let again = written(&back, &directory.path().join("c.dxf")).0;
    assert_eq!(again.chunks[0].geometry, back.chunks[0].geometry);
    written(&again, &directory.path().join("d.dxf"));
    let bytes = |name: &str| std::fs::read(directory.path().join(name)).unwrap();
    assert_eq!(bytes("c.dxf"), bytes("d.dxf"));
}

#[test]
fn rings_of_an_incomplete_feature_stand_each_for_itself() {
    let marked = |numbers: [&str; 4], at: f64| {
        polyline(
            "1",
            "JZD",
            true,
            &[(at, 0.0, 0.0), (at + 1.0, 0.0, 0.0), (at, 1.0, 0.0)],
        ) + &groups(&[(1001, "REDLINE_RING")])
            + &numbers.map(|number| groups(&[(1071, number)])).concat()
    };
    let whole = marked(["5", "0", "0", "2"], 0.0) + &marked(["5", "1", "1", "2"], 2.0);
    let layer = read("", &(whole.clone() + &whole));
    assert_eq!(layer.n_features(), 2);
    assert!(layer.notes.is_empty());
    let half = marked(["5", "0", "0", "2"], 0.0) + &polyline("2", "JZD", true, &SQUARE);
    let layer = read(
        "",
        &(half + &marked(["6", "0", "1", "2"], 0.0) + &marked(["7", "0", "0", "3"], 0.0)),
    );
    assert_eq!(layer.n_features(), 4);
    assert_eq!(argument(&layer, "note-dxf-split", "count"), "2");
}

#[test]
fn random_coordinates_survive() {
    let mut random = Random(7);
    let mut text = String::new();
    for _ in 0..200 {
        let mut number = || {
            let digits = random.number(1 << 30) * 8.0 + random.number(8);
            digits * 10_f64.powi(-i32::try_from(random.next(12)).unwrap())
        };
        let vertices: Vec<_> = (0..5).map(|_| (number(), number(), 0.0)).collect();
        text += &polyline("1", "JZD", true, &vertices);
    }
    let layer = read("", &text);
    let directory = tempfile::tempdir().unwrap();
    let (back, _) = written(&layer, &directory.path().join("a.dxf"));
    assert_eq!(back.chunks[0].geometry, layer.chunks[0].geometry);
}
