//! Files are made here, so that every fault can be put in on purpose.

use std::path::{Path, PathBuf};

use super::super::archive::tests::archive;
use super::super::encoding::Encoding;
use super::super::error::ReadErrorKind;
use super::super::format::{Confidence, Format as _, ReadOptions, WriteOptions, detect};
use super::super::geojson::GeoJson;
use super::Kml;
use crate::crs::{CrsId, SourceXy};
use crate::geometry::PolygonColumn;
use crate::layer::{FeatureState, SourceLayer};
use crate::progress::Ticket;

const RING: &str = "116,28 116.5,28 116.5,28.5 116,28";
const HOLE: &str = "116.3,28.1 116.4,28.1 116.4,28.2 116.3,28.1";

/// A file in a folder of its own.
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

fn try_read_with(path: &Path, options: &ReadOptions) -> Result<SourceLayer, ReadErrorKind> {
    match Kml.read(path, options, &Ticket::new()) {
        Ok(mut layers) => Ok(layers.remove(0)),
        Err(error) => Err(error.kind),
    }
}

fn try_read(bytes: &[u8]) -> Result<SourceLayer, ReadErrorKind> {
    try_read_with(&case("a.kml", bytes).path, &ReadOptions::default())
}

fn document(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>{inside}</Document></kml>"
    )
}

fn read(inside: &str) -> SourceLayer {
    try_read(document(inside).as_bytes()).unwrap()
}

fn placemark(inside: &str) -> String {
    format!("<Placemark>{inside}</Placemark>")
}

fn polygon(rings: &[&str]) -> String {
    let boundary = |(index, ring): (usize, &&str)| {
        let name = if index == 0 { "outer" } else { "inner" };
        format!(
            "<{name}BoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></{name}BoundaryIs>"
        )
    };
    let rings: String = rings.iter().enumerate().map(boundary).collect();
    format!("<Polygon>{rings}</Polygon>")
}

/// Rings of a feature as lists of positions.
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

fn text(layer: &SourceLayer, row: usize, name: &str) -> Option<String> {
    layer.chunks[0].attributes.text(row, name)
}

fn states(layer: &SourceLayer) -> Vec<FeatureState> {
    layer
        .chunks
        .iter()
        .flat_map(|chunk| chunk.states.clone())
        .collect()
}

// ---- geometry

#[test]
fn a_polygon_has_its_holes_and_the_shell_comes_first() {
    let layer = read(&placemark(&polygon(&[RING, HOLE])));
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    let found = rings(&layer, 0);
    assert_eq!((found[0][1], found[1][0]), ([116.5, 28.0], [116.3, 28.1]));
    assert_eq!(layer.declared_crs, Some(CrsId::Epsg(4326)));
    assert_eq!(layer.notes.counts(), [("note-kml-crs", 1)]);
    // The hole first, and two holes in one boundary.
    let odd = format!(
        "<Polygon><innerBoundaryIs><LinearRing><coordinates>{HOLE}</coordinates></LinearRing><LinearRing><coordinates>{HOLE}</coordinates></LinearRing></innerBoundaryIs><outerBoundaryIs><coordinates>{RING}</coordinates></outerBoundaryIs></Polygon>"
    );
    let layer = read(&placemark(&odd));
    let lengths: Vec<[f64; 2]> = rings(&layer, 0).iter().map(|ring| ring[0]).collect();
    assert_eq!(lengths, [[116.0, 28.0], [116.3, 28.1], [116.3, 28.1]]);
}

#[test]
fn collections_keep_polygons_and_count_the_rest() {
    let line = format!("<LineString><coordinates>{RING}</coordinates></LineString>");
    let ring = format!("<LinearRing><coordinates>{RING}</coordinates></LinearRing>");
    let point = "<Point><coordinates>116,28,5</coordinates></Point>";
    let track = "<gx:Track><when>x</when><gx:coord>116 28 1</gx:coord></gx:Track>";
    let one = polygon(&[RING]);
    let inside = format!(
        "<MultiGeometry>{one}<MultiGeometry>{line}{ring}{one}</MultiGeometry>{point}</MultiGeometry>{track}<Model/>"
    );
    let layer = read(&placemark(&inside));
    assert_eq!(rings(&layer, 0).len(), 2);
    let count = |code| {
        let note = layer.notes.iter().find(|note| note.code == code).expect(code);
        note.args[0].1.clone()
    };
    assert_eq!(count("note-points-ignored"), "2");
    assert_eq!(count("note-lines-ignored"), "3");
    assert_eq!(count("note-z-dropped"), "2");
    let layer = read(&[placemark(point), placemark(""), placemark("<Polygon/>")].concat());
    assert_eq!(
        states(&layer),
        [
            FeatureState::NotPolygon,
            FeatureState::NoGeometry,
            FeatureState::NoGeometry
        ]
    );
    assert_eq!(layer.notes.count("note-geometry-null"), 1);
    assert_eq!(layer.notes.count("note-geometry-empty"), 1);
}

#[test]
fn what_cannot_be_read_is_set_aside_with_its_place() {
    let bad = polygon(&[RING, "116,28\n116,x 116,29"]);
    let two = "<Polygon><outerBoundaryIs><LinearRing><coordinates>1,2</coordinates></LinearRing></outerBoundaryIs><outerBoundaryIs><LinearRing/></outerBoundaryIs></Polygon>";
    let none = format!(
        "<Polygon><innerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></innerBoundaryIs></Polygon>"
    );
    let naked = format!("<Polygon><LinearRing><coordinates>{RING}</coordinates></LinearRing></Polygon>");
    let inside = [
        placemark(&format!("<name>甲</name>{bad}{}", polygon(&[RING]))),
        placemark(two),
        placemark(&none),
        placemark(&naked),
        placemark(&polygon(&["116,28 116,28"])),
        placemark(&polygon(&[RING])),
    ];
    let layer = read(&inside.concat());
    let mut expected = vec![FeatureState::Unreadable; 5];
    expected.push(FeatureState::Polygon);
    assert_eq!(states(&layer), expected);
    assert_eq!(text(&layer, 0, "name").as_deref(), Some("甲"));
    let first = layer
        .notes
        .iter()
        .find(|note| note.code == "note-ordinate-not-number")
        .unwrap();
    assert_eq!(
        (first.place.feature, first.place.ring, first.place.vertex),
        (Some(0), Some(1), Some(1))
    );
    assert_eq!(first.place.line, Some(3));
    assert_eq!(layer.notes.count("note-kml-geometry"), 3);
    assert_eq!(layer.notes.count("note-ground-lost"), 1);
}

#[test]
fn loose_coordinates_are_read_and_noted() {
    let layer = read(&placemark(&polygon(&["116, 28, 0 116.5, 28, 0 116.5, 28.5, 0"])));
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    assert_eq!(layer.notes.count("note-kml-coordinates-loose"), 1);
    assert_eq!(layer.notes.count("note-ring-closed"), 1);
}

// ---- features and attributes

#[test]
fn attributes_have_the_kinds_of_their_schema() {
    let inside = format!(
        r##"<name>保护区</name>
        <Schema name="S" id="s"><SimpleField type="double" name="面积"/><SimpleField type="bool" name="ok"/><SimpleField type="string" name="code"/></Schema>
        <Folder><name>南昌</name><Folder><name>一期</name>
        <Placemark id="p1"><name> 地块&amp;1 </name><description><![CDATA[<b>x</b>]]></description>
          <TimeStamp><when>2025-06-15</when></TimeStamp>
          <Style><LineStyle><color>ff0000ff</color></LineStyle></Style>
          <ExtendedData>
            <Data name="备注"><displayName>不是值</displayName><value>值 </value></Data>
            <SchemaData schemaUrl="#s"><SimpleData name="面积">12.50</SimpleData><SimpleData name="ok">1</SimpleData><SimpleData name="code">007</SimpleData></SchemaData>
            <camp:number xmlns:camp="x">14</camp:number>
          </ExtendedData>{}</Placemark></Folder></Folder>
        <Placemark><ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="面积">约十二</SimpleData><SimpleData name="ok"/></SchemaData></ExtendedData></Placemark>"##,
        polygon(&[RING])
    );
    let layer = read(&inside);
    assert_eq!(layer.name, "保护区");
    let table = &layer.chunks[0].attributes;
    let row: Vec<(&str, &str)> = table.row(0).collect();
    assert_eq!(
        row,
        [
            ("folder", "\"南昌/一期\""),
            ("name", "\"地块&1\""),
            ("description", "\"<b>x</b>\""),
            ("when", "\"2025-06-15\""),
            ("备注", "\"值 \""),
            ("面积", "12.50"),
            ("ok", "true"),
            ("code", "\"007\""),
            ("number", "\"14\""),
        ]
    );
    assert_eq!(table.row(1).collect::<Vec<_>>(), [("面积", "\"约十二\"")]);
    assert_eq!(layer.chunks[0].ids.get(0), Some("\"p1\""));
}

#[test]
fn placemarks_are_found_wherever_they_stand() {
    let one = polygon(&[RING]);
    let inside = format!(
        "<Unknown><Deeper>{}</Deeper></Unknown>{one}<Placemark><odd><er>{one}</er></odd></Placemark><GroundOverlay><LatLonBox/></GroundOverlay><gx:Tour/>",
        placemark(&one)
    );
    let layer = read(&inside);
    assert_eq!(states(&layer), [FeatureState::Polygon; 3]);
    assert_eq!(layer.notes.count("note-kml-overlays"), 1);
    let old = format!(
        "<Schema parent=\"Placemark\" name=\"宗地\"><SimpleField type=\"int\" name=\"n\"/></Schema><宗地><name>甲</name><n>5</n>{one}</宗地>"
    );
    let layer = read(&old);
    assert_eq!(states(&layer), [FeatureState::Polygon]);
    assert_eq!(layer.chunks[0].attributes.json(0, "n"), Some("5"));
    // Two files, one behind the other.
    let twice = [document(&placemark(&one)), document(&placemark(&one))].concat();
    assert_eq!(try_read(twice.as_bytes()).unwrap().n_features(), 2);
}

#[test]
fn a_placemark_in_a_placemark_is_a_fault_and_a_link_an_unread_feature() {
    let one = polygon(&[RING]);
    let inside = format!(
        "<Placemark>{one}{}</Placemark><NetworkLink><name>外部</name><Link><href>http://a/b.kml</href></Link></NetworkLink>",
        placemark(&one)
    );
    let layer = read(&inside);
    assert_eq!(states(&layer), [FeatureState::Unreadable; 2]);
    let link = layer
        .notes
        .iter()
        .find(|note| note.code == "note-kml-network-link")
        .unwrap();
    assert_eq!(link.args, [("href", "http://a/b.kml".to_owned())]);
    assert_eq!(text(&layer, 1, "name").as_deref(), Some("外部"));
}

#[test]
fn repeated_and_personal_fields_are_noted() {
    let data = "<ExtendedData><Data name=\"a\"><value>1</value></Data><Data name=\"a\"><value>2</value></Data><Data name=\"电话\"><value>1</value></Data></ExtendedData>";
    let layer = read(&placemark(data));
    assert_eq!(text(&layer, 0, "a").as_deref(), Some("1"));
    assert_eq!(layer.notes.count("note-duplicate-key"), 1);
    assert_eq!(layer.notes.count("note-personal-dropped"), 1);
}

// ---- files

#[test]
fn broken_and_hostile_files_are_refused() {
    let code = |text: &str| try_read(text.as_bytes()).unwrap_err().code();
    let whole = document(&placemark(&polygon(&[RING])));
    assert_eq!(code(&whole[..whole.len() - 30]), "read-truncated");
    assert_eq!(code("<gpx><trk/></gpx>"), "read-not-kml");
    assert_eq!(code("plain text"), "read-not-kml");
    assert_eq!(code("<!DOCTYPE kml SYSTEM \"http://a/b.dtd\"><kml/>"), "read-xml");
    assert_eq!(code(&format!("<kml>{}", "<Folder>".repeat(100_000))), "read-xml");
    assert_eq!(code("<kml><Document></kml>"), "read-xml");
    let ticket = Ticket::new();
    ticket.cancel();
    let case = case("a.kml", whole.as_bytes());
    let error = Kml
        .read(&case.path, &ReadOptions::default(), &ticket)
        .unwrap_err();
    assert_eq!(error.code(), "read-cancelled");
}

#[test]
fn text_in_gbk_is_read_by_its_declaration() {
    let text = document(&placemark("<name>永久基本农田</name>")).replace("UTF-8", "gb2312");
    let (bytes, lost) = Encoding::GBK.encode(&text);
    assert!(lost.is_empty());
    let layer = try_read(&bytes).unwrap();
    assert_eq!(self::text(&layer, 0, "name").as_deref(), Some("永久基本农田"));
}

#[test]
fn content_is_recognised() {
    let one = document("");
    assert_eq!(Kml.sniff(one.as_bytes()), Confidence::Certain);
    assert_eq!(
        Kml.sniff(b"\xEF\xBB\xBF\n<kml:kml xmlns:kml='x'>"),
        Confidence::Certain
    );
    let wide: Vec<u8> = "\u{FEFF}<kml>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(Kml.sniff(&wide), Confidence::Certain);
    assert_eq!(Kml.sniff(b"<gpx>"), Confidence::No);
    assert_eq!(Kml.sniff(b"{\"a\":\"<kml\"}"), Confidence::No);
    let packed = archive(&[("files/a.png", b"x"), ("doc.kml", one.as_bytes())]);
    assert_eq!(Kml.sniff(&packed), Confidence::No);
    let first = archive(&[("doc.kml", one.as_bytes())]);
    assert_eq!(Kml.sniff(&first), Confidence::Certain);
    let case = case("a.kmz", &packed);
    assert_eq!(detect(&case.path).unwrap().name(), "KML");
}

#[test]
fn in_an_archive_the_document_is_read_and_others_are_named() {
    let named = |name: &str| document(&format!("<name>{name}</name>{}", placemark(&polygon(&[RING]))));
    let (first, second) = (named("a"), named("b"));
    let packed = archive(&[
        ("files/other.kml", second.as_bytes()),
        ("__MACOSX/._doc.kml", b"x"),
        ("doc.kml", first.as_bytes()),
    ]);
    let case = case("x.kmz", &packed);
    let layer = try_read_with(&case.path, &ReadOptions::default()).unwrap();
    assert_eq!((layer.name.as_str(), layer.n_features()), ("a", 1));
    assert_eq!(layer.source.bytes, packed.len() as u64);
    assert_eq!(layer.notes.count("note-kmz-others"), 1);
    let options = ReadOptions {
        layer: Some("other".to_owned()),
        ..ReadOptions::default()
    };
    assert_eq!(try_read_with(&case.path, &options).unwrap().name, "b");
    let options = ReadOptions {
        layer: Some("none".to_owned()),
        ..ReadOptions::default()
    };
    let error = try_read_with(&case.path, &options).unwrap_err();
    assert_eq!(error.code(), "read-layer-not-found");
    let empty = self::case("y.kmz", &archive(&[("a.txt", b"x")]));
    let error = try_read_with(&empty.path, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.code(), "read-not-kml");
}

// ---- writing

fn written(layer: &SourceLayer, name: &str) -> (Case, crate::layer::Notes) {
    let case = case(name, b"");
    let notes = Kml
        .write(&case.path, layer, &WriteOptions::default(), &Ticket::new())
        .unwrap();
    (case, notes)
}

fn geojson(text: &str) -> SourceLayer {
    let case = case("a.geojson", text.as_bytes());
    GeoJson
        .read(&case.path, &ReadOptions::default(), &Ticket::new())
        .unwrap()
        .remove(0)
}

#[test]
fn what_is_written_is_read_back() {
    let layer = geojson(
        r#"{"type":"FeatureCollection","name":"层 <1>","features":[
        {"type":"Feature","id":"B-1","properties":{"name":"甲&\"乙\"","面积":12.50,"标记":true,"空":null,"混":1,"文":" a\nb "},
         "geometry":{"type":"MultiPolygon","coordinates":[[[[116.123456789012345,28.1],[116.5,28.1],[116.5,28.5],[116.123456789012345,28.1]],[[116.4,28.2],[116.45,28.2],[116.45,28.25],[116.4,28.2]]],[[[117,29],[117.1,29],[117.1,29.1],[117,29]]]]}},
        {"type":"Feature","id":7,"properties":{"混":"x","文":""},"geometry":null}]}"#,
    );
    for name in ["b.kml", "b.kmz"] {
        let (case, notes) = written(&layer, name);
        assert!(notes.is_empty());
        let back = try_read_with(&case.path, &ReadOptions::default()).unwrap();
        assert_eq!(back.name, "层 <1>");
        assert_eq!(rings(&back, 0), rings(&layer, 0));
        assert_eq!(states(&back), states(&layer));
        let mut first: Vec<(&str, &str)> = back.chunks[0].attributes.row(0).collect();
        first.sort_unstable();
        assert_eq!(
            first,
            [
                ("name", "\"甲&\\\"乙\\\"\""),
                ("文", "\" a\\nb \""),
                ("标记", "true"),
                ("混", "\"1\""),
                ("面积", "12.50")
            ]
        );
        assert_eq!(back.chunks[0].ids.get(0), Some("\"B-1\""));
        assert_eq!(
            back.chunks[0].attributes.row(1).collect::<Vec<_>>(),
            [("混", "\"x\""), ("文", "\"\"")]
        );
        // The same layer gives the same bytes.
        let (again, _) = written(&layer, name);
        assert_eq!(
            std::fs::read(&case.path).unwrap(),
            std::fs::read(&again.path).unwrap()
        );
    }
}

#[test]
fn only_degrees_are_written() {
    let mut layer = read(&placemark(&polygon(&[RING])));
    layer.declared_crs = Some(CrsId::Epsg(4490));
    let (_, notes) = written(&layer, "b.kml");
    assert_eq!(notes.count("note-written-as-wgs84"), 1);
    for crs in [Some(CrsId::Epsg(4527)), Some(CrsId::Local), None] {
        layer.declared_crs = crs;
        let case = case("c.kml", b"old");
        let error = Kml
            .write(&case.path, &layer, &WriteOptions::default(), &Ticket::new())
            .unwrap_err();
        assert_eq!(error.code(), "write-needs-degrees");
        assert_eq!(std::fs::read(&case.path).unwrap(), b"old");
    }
}

#[test]
fn characters_that_xml_cannot_hold_are_told() {
    let layer = geojson(r#"{"type":"Feature","properties":{"a":"x\u0001y","电\u0002":"z"},"geometry":null}"#);
    let (case, notes) = written(&layer, "b.kml");
    assert_eq!(notes.count("note-written-characters"), 1);
    let back = try_read_with(&case.path, &ReadOptions::default()).unwrap();
    assert_eq!(text(&back, 0, "a").as_deref(), Some("x\u{FFFD}y"));
}

#[test]
fn random_coordinates_come_back_bit_for_bit() {
    let mut random = Random(7);
    for _ in 0..50 {
        let mut ring: Vec<String> = (0..5)
            .map(|_| format!("[{:?},{:?}]", random.unit() * 180.0, random.unit() * 90.0))
            .collect();
        ring.push(ring[0].clone());
        let layer = geojson(&format!(
            r#"{{"type":"Feature","properties":{{}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            ring.join(",")
        ));
        let (case, _) = written(&layer, "b.kml");
        let back = try_read_with(&case.path, &ReadOptions::default()).unwrap();
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
        f64::from(u32::try_from(self.next() >> 32).unwrap()) / f64::from(u32::MAX) * 2.0 - 1.0
    }
}

fn mutated(seed: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        match random.below(5) {
            0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            1 => bytes.truncate(at.max(1)),
            2 => {
                let end = (at + random.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + random.below(60)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => bytes[at] = b"<>&;/\"', x"[random.below(10)],
        }
        if bytes.is_empty() {
            bytes.push(b'<');
        }
    }
    bytes
}

#[test]
fn mutated_files_neither_panic_nor_lose_placemarks() {
    let seeds = [
        document(&[placemark(&polygon(&[RING, HOLE])), placemark("<name>甲</name>")].concat()),
        document(&format!(
            "<Schema id='s'><SimpleField name='a' type='int'/></Schema><Folder><name>f</name>{}</Folder><NetworkLink><href>x</href></NetworkLink>",
            placemark(
                "<ExtendedData><Data name='b'><value>1</value></Data><SchemaData schemaUrl='#s'><SimpleData name='a'>1</SimpleData></SchemaData></ExtendedData><MultiGeometry><Point><coordinates>1,2</coordinates></Point></MultiGeometry>"
            )
        )),
    ];
    let mut random = Random(42);
    let mut n_read = 0;
    for seed in &seeds {
        for _ in 0..2000 {
            let bytes = mutated(seed.as_bytes(), &mut random);
            let (text, _) = super::text::decode(&bytes, None);
            let ticket = Ticket::new();
            if let Ok(read) = super::read::read(&text, &ReadOptions::default(), &ticket) {
                let features = read.builder.n_features();
                n_read += 1;
                // Whatever begins as a placemark at a place where one may stand is a row; comments and
                // placemarks inside placemarks are not.
                if !text.contains("<!") && !text.contains("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document></") {
                    let begun = text.matches("<Placemark>").count() as u64;
                    assert!(
                        features + nested(&text) >= begun,
                        "{features} of {begun}: {text}"
                    );
                }
            }
        }
    }
    assert!(n_read > 100, "{n_read}");
    let packed = archive(&[("doc.kml", seeds[0].as_bytes())]);
    let case = case("a.kmz", &packed);
    for _ in 0..200 {
        std::fs::write(&case.path, mutated(&packed, &mut random)).unwrap();
        let _ = try_read_with(&case.path, &ReadOptions::default());
    }
}

/// Placemarks that begin before the one before them has ended, or inside what is stepped over.
fn nested(text: &str) -> u64 {
    let mut open: Vec<&str> = Vec::new();
    let mut nested = 0;
    for tag in text.split('<').skip(1) {
        let name = tag.split([' ', '>', '\n']).next().unwrap_or_default();
        if let Some(name) = name.strip_prefix('/') {
            if open.last() == Some(&name) {
                open.pop();
            }
        } else if !tag.split('>').next().unwrap_or_default().ends_with('/') {
            if name == "Placemark"
                && open
                    .iter()
                    .any(|outer| !["kml", "Document", "Folder"].contains(outer))
            {
                nested += 1;
            }
            open.push(name);
        }
    }
    nested
}
