//! From tokens to ground: polygons, and what is counted beside them.
//!
//! Meaning: polygons are read, those of a collection together. Lines, rings that are not the boundary of a
//! polygon, tracks, points and models are counted. The outer boundary is the shell wherever it stands among
//! the boundaries.

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::xml::Token;
use super::coordinates::{self, Flaw, Parsed};
use super::read::Reading;
use crate::crs::SourceXy;

/// The geometries of KML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Polygon,
    /// A line, or a ring outside any polygon.
    Line,
    Point,
    Model,
    Track,
    /// Geometries, or tracks.
    Many,
}

/// The boundaries of a polygon.
#[derive(Debug, Default)]
struct Boundaries {
    outer: Vec<Vec<SourceXy>>,
    inner: Vec<Vec<SourceXy>>,
}

impl Shape {
    /// The geometry of an element's name.
    pub fn of(name: &str) -> Option<Self> {
        Some(match name {
            "Polygon" => Self::Polygon,
            "LineString" | "LinearRing" => Self::Line,
            "Point" => Self::Point,
            "Model" => Self::Model,
            "Track" => Self::Track,
            // `GeometryCollection` is the name of KML 2.0.
            "MultiGeometry" | "MultiTrack" | "GeometryCollection" => Self::Many,
            _ => return None,
        })
    }
}

impl Reading<'_> {
    /// Reads the geometry whose element has just begun.
    pub(super) fn geometry(&mut self, shape: Shape) -> Result<(), ReadErrorKind> {
        match shape {
            Shape::Polygon => self.polygon(),
            Shape::Line => {
                let read = self.coordinates_inside(None)?;
                let lines = u64::from(!read.positions.is_empty());
                self.builder.count(0, lines, read.with_height);
                Ok(())
            }
            Shape::Point => {
                let read = self.coordinates_inside(None)?;
                let points = read.positions.len() as u64;
                self.builder.count(points, 0, read.with_height);
                Ok(())
            }
            Shape::Model => {
                self.builder.count(1, 0, 0);
                self.xml.skip()
            }
            Shape::Track => self.track(),
            Shape::Many => self.collection(),
        }
    }

    fn collection(&mut self) -> Result<(), ReadErrorKind> {
        loop {
            match self.xml.next()? {
                Token::Start(element) => match Shape::of(element.name()) {
                    Some(shape) => self.geometry(shape)?,
                    // An element that is not known may hold geometries.
                    None => self.collection()?,
                },
                Token::End | Token::Eof => return Ok(()),
                Token::Text(_) => {}
            }
        }
    }

    fn track(&mut self) -> Result<(), ReadErrorKind> {
        let mut positions = 0;
        loop {
            match self.xml.next()? {
                Token::Start(element) => {
                    positions += u64::from(element.name() == "coord");
                    self.xml.skip()?;
                }
                Token::End | Token::Eof => break,
                Token::Text(_) => {}
            }
        }
        self.builder.count(0, u64::from(positions > 0), positions);
        Ok(())
    }

    fn polygon(&mut self) -> Result<(), ReadErrorKind> {
        let mut found = Boundaries::default();
        loop {
            let element = match self.xml.next()? {
                Token::Start(element) => element,
                Token::End | Token::Eof => break,
                Token::Text(_) => continue,
            };
            match element.name() {
                "outerBoundaryIs" => self.boundary(&mut found.outer, self.rings)?,
                "innerBoundaryIs" => self.boundary(&mut found.inner, self.rings + 1)?,
                // Without the element around it, nobody knows on which side of the ring the ground is.
                "LinearRing" | "coordinates" => {
                    self.fault("no-outer");
                    self.xml.skip()?;
                }
                _ => self.xml.skip()?,
            }
        }
        if found.outer.len() > 1 {
            self.fault("several-outer");
        } else if found.outer.is_empty() && !found.inner.is_empty() {
            self.fault("no-outer");
        } else if !found.outer.is_empty() {
            self.rings += u32::try_from(1 + found.inner.len()).unwrap_or(u32::MAX);
            let rings = found.outer.iter().chain(&found.inner);
            self.builder.polygon(rings.map(Vec::as_slice));
        }
        Ok(())
    }

    /// Reads the rings of a boundary, of which the first has the number `first` within the feature; files with
    /// several holes in one boundary are common.
    fn boundary(&mut self, rings: &mut Vec<Vec<SourceXy>>, first: u32) -> Result<(), ReadErrorKind> {
        loop {
            let number = u32::try_from(rings.len())
                .ok()
                .map(|before| first.saturating_add(before));
            let element = match self.xml.next()? {
                Token::Start(element) => element,
                Token::End | Token::Eof => return Ok(()),
                Token::Text(_) => continue,
            };
            let read = match element.name() {
                "LinearRing" => self.coordinates_inside(number)?,
                "coordinates" => self.coordinates(number)?,
                _ => {
                    self.xml.skip()?;
                    continue;
                }
            };
            self.builder.count(0, 0, read.with_height);
            rings.push(read.positions);
        }
    }

    /// The positions of the `coordinates` inside the element that has just begun.
    fn coordinates_inside(&mut self, ring: Option<u32>) -> Result<Parsed, ReadErrorKind> {
        let mut read: Option<Parsed> = None;
        loop {
            match self.xml.next()? {
                Token::Start(element) if element.name() == "coordinates" => {
                    let positions = self.coordinates(ring)?;
                    if read.replace(positions).is_some() {
                        self.fault("several-coordinates");
                    }
                }
                Token::Start(_) => self.xml.skip()?,
                Token::End | Token::Eof => return Ok(read.unwrap_or_default()),
                Token::Text(_) => {}
            }
        }
    }

    /// The positions of the element that has just begun; `ring` is the number for a fault.
    fn coordinates(&mut self, ring: Option<u32>) -> Result<Parsed, ReadErrorKind> {
        let line = self.xml.line();
        let ticket = self.xml.ticket();
        let text = self.xml.text()?;
        match coordinates::parse(&text, ticket) {
            Ok(read) => {
                self.is_loose |= read.is_loose;
                Ok(read)
            }
            Err(Flaw::Bad { mut fault, lines }) => {
                fault.line = Some(line + lines);
                fault.ring = ring;
                self.builder.fault(fault);
                Ok(Parsed::default())
            }
            Err(Flaw::Cancelled(cancelled)) => Err(cancelled.into()),
        }
    }

    fn fault(&mut self, what: &'static str) {
        let line = self.xml.line();
        let fault = Fault::new("note-kml-geometry").with("what", what);
        self.builder.fault(fault.at_line(line));
    }
}
