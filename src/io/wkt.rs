//! Well-known text of geometries (OGC 06-103r4, clause 7; ISO 13249-3), and the `SRID=…;` of PostGIS before it.
//!
//! Meaning: polygons are kept, points and lines counted, collections walked. Heights and measures are counted
//! and left out. Collections nest at most [`DEPTH_LIMIT`] deep; curves and surfaces are refused by name.
//!
//! Input: text. Output: rings in a [`LayerBuilder`], or the [`Fault`] of the feature.

use std::io::{self, Write};

use super::fault::Fault;
use super::layer_builder::LayerBuilder;
use super::tally::shorten;
use crate::crs::SourceXy;
use crate::geometry::MultiPolygonRef;

/// Deepest nesting of collections.
const DEPTH_LIMIT: u32 = 16;

/// Geometries that are read; a longer name stands before one that it begins with.
const KINDS: [(&str, Kind); 7] = [
    ("GEOMETRYCOLLECTION", Kind::Collection),
    ("MULTIPOLYGON", Kind::MultiPolygon),
    ("MULTILINESTRING", Kind::MultiLine),
    ("MULTIPOINT", Kind::MultiPoint),
    ("POLYGON", Kind::Polygon),
    ("LINESTRING", Kind::Line),
    ("POINT", Kind::Point),
];

/// Geometries that are known and not read.
const REFUSED: [&str; 10] = [
    "CIRCULARSTRING",
    "COMPOUNDCURVE",
    "CURVEPOLYGON",
    "MULTICURVE",
    "MULTISURFACE",
    "CURVE",
    "SURFACE",
    "POLYHEDRALSURFACE",
    "TIN",
    "TRIANGLE",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Point,
    Line,
    Polygon,
    MultiPoint,
    MultiLine,
    MultiPolygon,
    Collection,
}

/// Whether a text begins as a geometry does.
pub(super) fn is_wkt(text: &str) -> bool {
    let text = text.trim_start();
    let first = text.bytes().next().map(|byte| byte.to_ascii_uppercase());
    if !matches!(first, Some(b'C' | b'G' | b'L' | b'M' | b'P' | b'S' | b'T')) {
        return false;
    }
    let text = split_srid(text).map_or(text, |(_, rest)| rest.trim_start());
    let name: String = text
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let rest = text[name.len()..].trim_start();
    let is_known = kind_of(&name).is_some() || REFUSED.contains(&name.as_str());
    is_known
        && (rest.starts_with('(')
            || ["Z", "M", "EMPTY"].iter().any(|word| {
                rest.get(..word.len())
                    .is_some_and(|head| head.eq_ignore_ascii_case(word))
            }))
}

/// Reads one geometry into the present feature of `builder`; a fault is given to the builder too. Yields the
/// number of its reference system.
pub(super) fn read(text: &str, builder: &mut LayerBuilder<'_>) -> Option<u32> {
    let trimmed = text.trim_start();
    let (srid, rest) = match split_srid(trimmed) {
        Some((srid, rest)) => (Some(srid), rest),
        None => (None, trimmed),
    };
    let mut parser = Parser {
        text,
        at: text.len() - rest.len(),
        builder,
        rings: 0,
    };
    if let Err(fault) = parser.whole() {
        builder.fault(fault);
    }
    srid
}

/// Number and rest of `SRID=4490;POLYGON …`.
fn split_srid(text: &str) -> Option<(u32, &str)> {
    let head = text.get(..5)?;
    if !head.eq_ignore_ascii_case("SRID=") {
        return None;
    }
    let (number, rest) = text[5..].split_once(';')?;
    Some((number.trim().parse().ok()?, rest))
}

/// The kind of a name, with or without the letters of its ordinates behind it.
fn kind_of(name: &str) -> Option<Kind> {
    KINDS.iter().find_map(|(known, kind)| {
        let letters = name.strip_prefix(known)?;
        matches!(letters, "" | "Z" | "M" | "ZM").then_some(*kind)
    })
}

struct Parser<'a, 'b, 't> {
    text: &'a str,
    at: usize,
    builder: &'b mut LayerBuilder<'t>,
    rings: u32,
}

impl Parser<'_, '_, '_> {
    fn whole(&mut self) -> Result<(), Fault> {
        self.geometry(0)?;
        self.blanks();
        if self
            .rest()
            .trim_matches(|c: char| c == ';' || c.is_whitespace())
            .is_empty()
        {
            Ok(())
        } else {
            Err(self.syntax("end"))
        }
    }

    fn geometry(&mut self, depth: u32) -> Result<(), Fault> {
        if depth > DEPTH_LIMIT {
            return Err(Fault::new("note-wkb-too-deep").with("limit", DEPTH_LIMIT));
        }
        let name = self.word();
        let Some(kind) = kind_of(&name) else {
            return Err(if REFUSED.iter().any(|known| name.starts_with(known)) {
                Fault::new("note-curve").with("found", name)
            } else if name.is_empty() {
                self.syntax("name")
            } else {
                Fault::new("note-wkb-type").with("found", shorten(&name))
            });
        };
        let before = self.at;
        if !matches!(self.word().as_str(), "Z" | "M" | "ZM") {
            self.at = before;
        }
        if self.is_empty() {
            return Ok(());
        }
        match kind {
            Kind::Point => self.parts(|parser| parser.counted_position(1, 0)),
            Kind::Line => self.line(),
            Kind::Polygon => self.polygon(),
            Kind::MultiPoint => self.parts(|parser| {
                if parser.peek() == Some('(') {
                    parser.parts(|parser| parser.counted_position(1, 0))
                } else if parser.is_empty() {
                    Ok(())
                } else {
                    parser.counted_position(1, 0)
                }
            }),
            Kind::MultiLine => self.parts(|parser| if parser.is_empty() { Ok(()) } else { parser.line() }),
            Kind::MultiPolygon => self.parts(|parser| {
                if parser.is_empty() {
                    Ok(())
                } else {
                    parser.polygon()
                }
            }),
            Kind::Collection => self.parts(|parser| parser.geometry(depth + 1)),
        }
    }

    /// Parts between brackets, with commas between them.
    fn parts(&mut self, mut part: impl FnMut(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        self.expect('(', "opening-bracket")?;
        loop {
            part(self)?;
            match self.peek() {
                Some(',') => self.at += 1,
                Some(')') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.syntax("comma-or-bracket")),
            }
        }
    }

    fn line(&mut self) -> Result<(), Fault> {
        self.builder.count(0, 1, 0);
        self.parts(|parser| parser.counted_position(0, 0))
    }

    fn polygon(&mut self) -> Result<(), Fault> {
        self.parts(|parser| {
            if parser.is_empty() {
                return Ok(());
            }
            let ring = parser.rings;
            let mut vertex = 0;
            parser.rings += 1;
            parser.parts(|parser| {
                let placed = |fault: Fault| fault.at_vertex(ring, vertex);
                let (position, has_more) = parser.position().map_err(placed)?;
                parser.builder.position(position);
                parser.builder.count(0, 0, u64::from(has_more));
                vertex += 1;
                Ok(())
            })?;
            parser.builder.end_ring();
            Ok(())
        })?;
        self.builder.end_polygon();
        Ok(())
    }

    /// A position of which only the place is checked.
    fn counted_position(&mut self, points: u64, lines: u64) -> Result<(), Fault> {
        let (_, has_more) = self.position()?;
        self.builder.count(points, lines, u64::from(has_more));
        Ok(())
    }

    /// A position, and whether it has more than two ordinates.
    fn position(&mut self) -> Result<(SourceXy, bool), Fault> {
        let mut ordinates = [0.0; 4];
        let mut count = 0;
        while !matches!(self.peek(), None | Some(',' | ')' | '(')) {
            let ordinate = self.ordinate(count < 2)?;
            match ordinates.get_mut(count) {
                Some(slot) => *slot = ordinate,
                None => return Err(self.syntax("comma-or-bracket")),
            }
            count += 1;
        }
        if count < 2 {
            return Err(if count == 0 {
                self.syntax("number")
            } else {
                Fault::new("note-position-short").with("count", count)
            });
        }
        let [x, y, ..] = ordinates;
        Ok((SourceXy { x, y }, count > 2))
    }

    /// A number; heights and measures may be without a value.
    fn ordinate(&mut self, must_be_finite: bool) -> Result<f64, Fault> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')'))
            .unwrap_or(rest.len());
        let word = &rest[..end];
        let fault = |code| Fault::new(code).with("found", shorten(word));
        let value: f64 = word.parse().map_err(|_| fault("note-ordinate-not-number"))?;
        if must_be_finite && !value.is_finite() {
            return Err(fault("note-ordinate-not-finite"));
        }
        self.at += end;
        Ok(value)
    }

    fn is_empty(&mut self) -> bool {
        let before = self.at;
        let is_empty = self.word() == "EMPTY";
        if !is_empty {
            self.at = before;
        }
        is_empty
    }

    /// The next word in capitals.
    fn word(&mut self) -> String {
        self.blanks();
        let word: String = self
            .rest()
            .chars()
            .take_while(char::is_ascii_alphabetic)
            .collect();
        self.at += word.len();
        word.to_ascii_uppercase()
    }

    fn expect(&mut self, wanted: char, code: &'static str) -> Result<(), Fault> {
        if self.peek() == Some(wanted) {
            self.at += wanted.len_utf8();
            Ok(())
        } else {
            Err(self.syntax(code))
        }
    }

    fn peek(&mut self) -> Option<char> {
        self.blanks();
        self.rest().chars().next()
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn syntax(&self, expected: &'static str) -> Fault {
        let found: String = self.rest().chars().take(12).collect();
        Fault::new("note-wkt-syntax")
            .with("expected", expected)
            .with("found", found)
            .with("column", self.text[..self.at].chars().count() + 1)
    }
}

/// Writes polygons as `POLYGON` or `MULTIPOLYGON`, each ordinate as the shortest text that gives the same double;
/// false when one is not finite. Without polygons nothing is written.
pub(super) fn write(w: &mut impl Write, polygons: &MultiPolygonRef<'_, SourceXy>) -> io::Result<bool> {
    let count = polygons.polygons().count();
    let (before, after) = match count {
        0 => return Ok(true),
        1 => ("POLYGON ", ""),
        _ => ("MULTIPOLYGON (", ")"),
    };
    w.write_all(before.as_bytes())?;
    let mut is_finite = true;
    for (index, polygon) in polygons.polygons().enumerate() {
        w.write_all(if index == 0 { b"(" } else { b",(" })?;
        for (index, ring) in polygon.rings().enumerate() {
            w.write_all(if index == 0 { b"(" } else { b",(" })?;
            for (vertex, SourceXy { x, y }) in ring.iter().enumerate() {
                is_finite &= x.is_finite() && y.is_finite();
                let comma = if vertex == 0 { "" } else { "," };
                write!(w, "{comma}{x} {y}")?;
            }
            w.write_all(b")")?;
        }
        w.write_all(b")")?;
    }
    w.write_all(after.as_bytes())?;
    Ok(is_finite)
}

#[cfg(test)]
mod tests {
    use super::super::format::ReadOptions;
    use super::*;
    use crate::layer::{FeatureState, Source, SourceLayer};
    use crate::progress::Ticket;

    fn layer(text: &str) -> (SourceLayer, Option<u32>) {
        let ticket = Ticket::new();
        let mut builder = LayerBuilder::new(&ReadOptions::default(), &ticket);
        builder.begin(None).unwrap();
        let srid = read(text, &mut builder);
        builder.end(false);
        let source = Source {
            path: "a.csv".into(),
            layer: None,
            sha256: String::new(),
            bytes: 0,
            format: "CSV",
        };
        (builder.finish(String::new(), source, None), srid)
    }

    fn state(text: &str) -> (FeatureState, Vec<&'static str>) {
        let (layer, _) = layer(text);
        let codes = layer.notes.iter().map(|note| note.code).collect();
        (layer.chunks[0].states[0], codes)
    }

    fn text_of(layer: &SourceLayer) -> String {
        let mut bytes = Vec::new();
        let column = layer.chunks[0].geometry.feature(0).to_column();
        assert!(write(&mut bytes, &column.feature(0)).unwrap());
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn polygons_of_all_dimensions_are_read() {
        let plain = "POLYGON ((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))";
        for text in [
            plain,
            "polygon((0 0, 4 0 ,4 4,0 0),(1 1,2 1,2 2,1 1));",
            "POLYGON Z ((0 0 1,4 0 1,4 4 1,0 0 1),(1 1 1,2 1 1,2 2 1,1 1 1))",
            "POLYGONZM((0 0 1 nan,4 0 1 2,4 4 1 2,0 0 1 2),(1 1 1 2,2 1 1 2,2 2 1 2,1 1 1 2))",
            "GEOMETRYCOLLECTION(POLYGON M ((0 0 1,4 0 1,4 4 1,0 0 1),(1 1 1,2 1 1,2 2 1,1 1 1)),POINT(1 1))",
        ] {
            assert_eq!(text_of(&layer(text).0), plain, "{text}");
        }
        let multi = "MULTIPOLYGON (((0 0,4 0,4 4,0 0)),((10.25 -1,11 0,12 5e2,10.25 -1)))";
        let (read, srid) = layer(&format!(" srid=4490; {multi}"));
        assert_eq!(text_of(&read), multi.replace("5e2", "500"));
        assert_eq!(srid, Some(4490));
        assert_eq!(
            text_of(&layer("MULTIPOLYGON(EMPTY,((0 0,4 0,4 4,0 0)))").0),
            "POLYGON ((0 0,4 0,4 4,0 0))"
        );
    }

    #[test]
    fn what_is_no_ground_is_counted_or_empty() {
        assert_eq!(state("POLYGON EMPTY").0, FeatureState::NoGeometry);
        assert_eq!(state("MULTIPOINT((1 2),3 4,EMPTY)").0, FeatureState::NotPolygon);
        assert_eq!(
            state("MULTILINESTRING((1 2,3 4),EMPTY)"),
            (FeatureState::NotPolygon, vec!["note-lines-ignored"])
        );
    }

    #[test]
    fn broken_texts_are_faults_with_their_place() {
        for (text, code) in [
            ("POLYGON((0 0,4 0,4 4,0 0)", "note-wkt-syntax"),
            ("POLYGON((0 0,4 0,4 4,0 0)) x", "note-wkt-syntax"),
            ("POLYGON(0 0,4 0,4 4)", "note-wkt-syntax"),
            ("POLYGON((0 0,4 0 1 2 3,4 4))", "note-wkt-syntax"),
            ("POLYGON((0 0,4 0,4 4,))", "note-wkt-syntax"),
            ("POLYGON((0 0,4,4 4))", "note-position-short"),
            ("POLYGON((0 0,4 x,4 4))", "note-ordinate-not-number"),
            ("POLYGON((0 0,inf 0,4 4))", "note-ordinate-not-finite"),
            ("CURVEPOLYGON((0 0,4 0,4 4))", "note-curve"),
            ("TIN Z (((0 0 0,4 0 0,4 4 0)))", "note-curve"),
            ("BALL(0 0)", "note-wkb-type"),
            ("", "note-wkt-syntax"),
            ("((((", "note-wkt-syntax"),
            ("多边形", "note-wkt-syntax"),
        ] {
            let (state, codes) = state(text);
            assert_eq!(
                (state, codes.as_slice()),
                (FeatureState::Unreadable, &[code][..]),
                "{text}"
            );
        }
        let deep = "GEOMETRYCOLLECTION(".repeat(1_000_000);
        assert_eq!(state(&deep).1, ["note-wkb-too-deep"]);
        let (bad, _) = layer("MULTIPOLYGON(((0 0,4 0,4 4)),((0 0,1 x)))");
        let place = &bad.notes.iter().next().unwrap().place;
        assert_eq!((place.ring, place.vertex), (Some(1), Some(1)));
    }

    #[test]
    fn geometries_are_told_from_other_texts() {
        for text in [
            " POLYGON((",
            "SRID=4490;multipolygon z (",
            "Point(",
            "POLYGON EMPTY",
            "TIN (",
        ] {
            assert!(is_wkt(text), "{text}");
        }
        for text in [
            "",
            "POINT",
            "POINTS OF INTEREST",
            "Polygon 1",
            "多边形(",
            "SRID=;(",
        ] {
            assert!(!is_wkt(text), "{text}");
        }
    }
}
