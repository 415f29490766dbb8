//! Hatches (填充): filled areas with any number of outlines.
//!
//! Meaning: a hatch lists boundary paths. A path is a polyline with bulges, or a row of edges: lines, arcs of
//! circles and of ellipses, splines. The outlines are nested by parity, as far as the style of the hatch says.
//!
//! Input: the record of a HATCH. Output: [`Hatch`], or the fault of the first path that is not understood: a hatch
//! without one of its outlines would be other ground.
//!
//! Deliberately not read: edges that are splines or parts of ellipses.

use super::super::fault::Fault;
use super::arc::{Outline, TOLERANCE, Vertex};
use super::record::{Group, Record};
use super::transform::{Affine, sin_cos_degrees};

/// Path types (group 92): the path is a polyline; it goes round a text.
const POLYLINE: i64 = 2;
const TEXT_BOX: i64 = 8;

/// The outlines of a hatch.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Hatch {
    /// The outlines.
    pub outlines: Vec<Outline>,
    /// Greatest nesting depth that is filled or left out: all, 1 (outer style) or 0 (islands ignored).
    pub deepest: usize,
    /// Outlines round texts, which cut no ground out.
    pub text_boxes: u64,
}

/// Reads the outlines of a hatch.
pub(super) fn read(record: &Record) -> Result<Hatch, Fault> {
    let groups: Vec<Group<'_>> = record.groups().collect();
    let mut reader = Reader {
        groups: &groups,
        at: 0,
        elevation: record.real(30)?.unwrap_or(0.0),
        frame: Affine::of_record(record)?,
    };
    let expected = reader.seek_count(91)?;
    let mut hatch = Hatch {
        outlines: Vec::new(),
        deepest: match record.whole(75) {
            Some(1) => 1,
            Some(2) => 0,
            _ => usize::MAX,
        },
        text_boxes: 0,
    };
    for _ in 0..expected {
        let outline = reader.path()?;
        match outline {
            (flags, _) if flags & TEXT_BOX != 0 => hatch.text_boxes += 1,
            (_, outline) => hatch.outlines.push(outline),
        }
    }
    Ok(hatch)
}

struct Reader<'g> {
    groups: &'g [Group<'g>],
    at: usize,
    elevation: f64,
    frame: Affine,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Group<'_>> {
        self.groups.get(self.at)
    }

    /// Goes on behind the next group with this code; counts that the groups cannot hold are refused.
    fn seek_count(&mut self, code: i32) -> Result<usize, Fault> {
        let found = self.groups[self.at..].iter().position(|group| group.code == code);
        let Some(ahead) = found else {
            return Err(hatch_fault("short"));
        };
        self.at += ahead + 1;
        let value = self.groups[self.at - 1].value.whole();
        let count = value.and_then(|count| usize::try_from(count).ok());
        count
            .filter(|count| *count <= self.groups.len() - self.at)
            .ok_or_else(|| hatch_fault("count"))
    }

    /// The next group, which must have this code.
    fn real(&mut self, code: i32) -> Result<f64, Fault> {
        let group = self.groups.get(self.at).filter(|group| group.code == code);
        let group = group.ok_or_else(|| hatch_fault("short"))?;
        self.at += 1;
        group.real()
    }

    fn whole(&mut self, code: i32) -> Result<i64, Fault> {
        let group = self.groups.get(self.at).filter(|group| group.code == code);
        let whole = group.and_then(|group| group.value.whole());
        self.at += 1;
        whole.ok_or_else(|| hatch_fault("short"))
    }

    fn path(&mut self) -> Result<(i64, Outline), Fault> {
        let found = self.groups[self.at..].iter().position(|group| group.code == 92);
        self.at += found.ok_or_else(|| hatch_fault("short"))?;
        let flags = self.whole(92)?;
        let vertices = if flags & POLYLINE != 0 {
            self.polyline()?
        } else {
            let count = self.seek_count(93)?;
            if let Some(outline) = self.full_ellipse(count)? {
                return Ok((flags, outline));
            }
            self.edges(count)?
        };
        let frame = self.frame;
        Ok((flags, Outline { vertices, frame }))
    }

    fn polyline(&mut self) -> Result<Vec<Vertex>, Fault> {
        let has_bulge = self.whole(72)? != 0;
        // A boundary is closed whatever its flag says.
        self.whole(73)?;
        let count = self.seek_count(93)?;
        let mut vertices = Vec::with_capacity(count);
        for _ in 0..count {
            let (x, y) = (self.real(10)?, self.real(20)?);
            let bends = has_bulge && self.peek().is_some_and(|group| group.code == 42);
            let bulge = if bends { self.real(42)? } else { 0.0 };
            vertices.push(self.vertex(x, y, bulge));
        }
        Ok(vertices)
    }

    fn vertex(&self, x: f64, y: f64, bulge: f64) -> Vertex {
        Vertex {
            at: [x, y, self.elevation],
            bulge,
        }
    }

    /// A path that is one whole ellipse.
    fn full_ellipse(&mut self, count: usize) -> Result<Option<Outline>, Fault> {
        let is_ellipse = self.peek().and_then(|group| group.value.whole()) == Some(3);
        if !is_ellipse || count != 1 {
            return Ok(None);
        }
        self.whole(72)?;
        let centre = [self.real(10)?, self.real(20)?, self.elevation];
        let major = [self.real(11)?, self.real(21)?, 0.0];
        let ratio = self.real(40)?;
        let angles = (self.real(50)?, self.real(51)?);
        if (angles.1 - angles.0).abs() < 360.0 - 1e-6 {
            return Err(hatch_fault("ellipse"));
        }
        let minor = [-major[1] * ratio, major[0] * ratio, 0.0];
        let ellipse = Affine::new([major, minor, [0.0, 0.0, 1.0]], centre);
        let frame = self.frame.after(&ellipse);
        Ok(Some(Outline::circle([0.0; 3], 1.0, frame)))
    }

    /// Edges one after the other; each must begin where the one before ends.
    fn edges(&mut self, count: usize) -> Result<Vec<Vertex>, Fault> {
        let mut vertices: Vec<Vertex> = Vec::with_capacity(count);
        let mut first = None;
        let mut last_end: Option<[f64; 2]> = None;
        for _ in 0..count {
            let (edge, end) = match self.whole(72)? {
                1 => self.line()?,
                2 => self.arc()?,
                3 => return Err(hatch_fault("ellipse")),
                4 => return Err(hatch_fault("spline")),
                _ => return Err(hatch_fault("edge")),
            };
            let Some(start) = edge.first().map(|vertex| [vertex.at[0], vertex.at[1]]) else {
                continue;
            };
            if last_end.is_some_and(|last| distance(last, start) > TOLERANCE) {
                return Err(hatch_fault("gap"));
            }
            first.get_or_insert(start);
            last_end = Some(end);
            vertices.extend(edge);
        }
        match first.zip(last_end) {
            Some((first, last)) if distance(first, last) > TOLERANCE => Err(hatch_fault("gap")),
            _ => Ok(vertices),
        }
    }

    fn line(&mut self) -> Result<(Vec<Vertex>, [f64; 2]), Fault> {
        let start = (self.real(10)?, self.real(20)?);
        let end = [self.real(11)?, self.real(21)?];
        Ok((vec![self.vertex(start.0, start.1, 0.0)], end))
    }

    fn arc(&mut self) -> Result<(Vec<Vertex>, [f64; 2]), Fault> {
        let (x, y, radius) = (self.real(10)?, self.real(20)?, self.real(40)?);
        let (from, to) = (self.real(50)?, self.real(51)?);
        let turns_left = self.whole(73)? != 0;
        let mut sweep = to - from;
        if sweep < 0.0 {
            sweep += 360.0;
        }
        if sweep.abs() > 360.0 + 1e-6 || radius <= 0.0 {
            return Err(hatch_fault("edge"));
        }
        // Arcs that turn right are stored mirrored.
        let sign = if turns_left { 1.0 } else { -1.0 };
        let on_circle = |degrees: f64| {
            let (sin, cos) = sin_cos_degrees(sign * degrees);
            (x + radius * cos, y + radius * sin)
        };
        let parts: u8 = if sweep > 180.0 { 4 } else { 1 };
        let step = sweep / f64::from(parts);
        let bulge = sign * libm::tan(step.to_radians() / 4.0);
        let vertices = (0..parts).map(|part| {
            let (x, y) = on_circle(from + step * f64::from(part));
            self.vertex(x, y, bulge)
        });
        let end = on_circle(to);
        Ok((vertices.collect(), [end.0, end.1]))
    }
}

fn hatch_fault(what: &'static str) -> Fault {
    Fault::new("note-dxf-hatch").with("what", what)
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    libm::hypot(a[0] - b[0], a[1] - b[1])
}
