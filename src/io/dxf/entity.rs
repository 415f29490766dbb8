//! What an entity of a drawing is to this program: ground, an insertion of a block, or something to be counted.
//!
//! Meaning: closed polylines, circles, whole ellipses and hatches are ground. An open polyline is a feature without
//! ground. Regions, closed splines and entities that nobody here knows may be ground: they become features that
//! could not be read. Lines, texts, dimensions and the like are no ground whatever they hold, and are counted by
//! name.

use std::io::BufRead;

use super::super::error::ReadErrorKind;
use super::super::fault::Fault;
use super::super::tally::shorten;
use super::arc::{Outline, Vertex};
use super::block::Insert;
use super::common::Common;
use super::groups::Groups;
use super::hatch::{self, Hatch};
use super::record::{Group, Record};
use super::transform::{Affine, cross, unit};

/// Entities that are no ground.
const COUNTED: [&str; 56] = [
    "3DFACE",
    "3DSOLID",
    "ACAD_TABLE",
    "ARC",
    "ARCALIGNEDTEXT",
    "ARC_DIMENSION",
    "ATTDEF",
    "ATTRIB",
    "BODY",
    "CAMERA",
    "COORDINATION_MODEL",
    "DGNUNDERLAY",
    "DIMENSION",
    "DWFUNDERLAY",
    "EXTRUDEDSURFACE",
    "GEOMAPIMAGE",
    "GEOPOSITIONMARKER",
    "HELIX",
    "IMAGE",
    "LARGE_RADIAL_DIMENSION",
    "LEADER",
    "LIGHT",
    "LINE",
    "LOAD",
    "LOFTEDSURFACE",
    "MESH",
    "MLEADER",
    "MLINE",
    "MTEXT",
    "MULTILEADER",
    "NURBSURFACE",
    "OLE2FRAME",
    "OLEFRAME",
    "PDFUNDERLAY",
    "PLANESURFACE",
    "POINT",
    "POINTCLOUD",
    "POINTCLOUDEX",
    "RAY",
    "REVOLVEDSURFACE",
    "RTEXT",
    "SECTIONOBJECT",
    "SEQEND",
    "SHAPE",
    "SOLID",
    "SUN",
    "SURFACE",
    "SWEPTSURFACE",
    "TABLE",
    "TEXT",
    "TOLERANCE",
    "TRACE",
    "UNDERLAY",
    "VIEWPORT",
    "WIPEOUT",
    "XLINE",
];

/// An entity as it was read.
#[derive(Debug, Clone)]
pub(super) enum Entity {
    /// A feature.
    Area(Box<Area>),
    /// An insertion of a block.
    Insert(Box<Insert>),
    /// Something that is no ground, by name.
    Counted(&'static str),
}

/// A feature in the system of its block or of the drawing.
#[derive(Debug, Clone)]
pub(super) struct Area {
    /// Type of the entity.
    pub kind: String,
    /// What all entities have.
    pub common: Common,
    /// Its ground.
    pub body: Body,
    /// Positions with a height of their own.
    pub with_height: u64,
}

/// The ground of a feature.
#[derive(Debug, Clone)]
pub(super) enum Body {
    /// One closed outline.
    Closed(Outline),
    /// A polyline that is not closed.
    Open(Outline),
    /// Polygons that this program wrote as closed outlines, shell first.
    Polygons(Vec<Vec<Outline>>),
    /// Outlines of a hatch.
    Hatch(Hatch),
    /// It could not be read.
    Fault(Fault),
}

/// Reads the entity at the present group, with all that belongs to it.
pub(super) fn read<R: BufRead>(
    record: &mut Record,
    groups: &mut Groups<'_, R>,
) -> Result<Entity, ReadErrorKind> {
    record.read(groups)?;
    match record.kind.as_slice() {
        b"LWPOLYLINE" => Ok(area(record, "LWPOLYLINE", light_polyline(record))),
        b"POLYLINE" => polyline(record, groups),
        b"CIRCLE" => Ok(area(record, "CIRCLE", circle(record))),
        b"HATCH" => Ok(area(record, "HATCH", hatch::read(record).map(Body::Hatch))),
        b"INSERT" => Ok(insert(record)),
        b"ELLIPSE" => Ok(ellipse(record)),
        b"SPLINE" => Ok(spline(record)),
        _ => Ok(other(record)),
    }
}

fn area(record: &Record, kind: &str, body: Result<Body, Fault>) -> Entity {
    Entity::Area(Box::new(Area {
        kind: kind.to_owned(),
        common: Common::of_record(record),
        body: body.unwrap_or_else(Body::Fault),
        with_height: 0,
    }))
}

fn other(record: &Record) -> Entity {
    let known = COUNTED.iter().find(|name| name.as_bytes() == record.kind);
    if let Some(name) = known {
        return Entity::Counted(name);
    }
    let kind = shorten(&String::from_utf8_lossy(&record.kind));
    let fault = Fault::new("note-dxf-not-read").with("kind", &kind);
    area(record, &kind, Err(fault))
}

fn insert(record: &Record) -> Entity {
    match Insert::of_record(record) {
        Ok(insert) => Entity::Insert(Box::new(insert)),
        Err(fault) => area(record, "INSERT", Err(fault)),
    }
}

/// The vertices of an outline while they are read.
#[derive(Default)]
struct Vertices {
    list: Vec<Vertex>,
    has_y: bool,
}

impl Vertices {
    fn add(&mut self, group: &Group<'_>, elevation: f64) -> Result<(), Fault> {
        let number = self.list.len();
        match (group.code, self.list.last_mut()) {
            (10, _) => {
                self.complete()?;
                self.has_y = false;
                let x = group.real().map_err(|fault| at_vertex(fault, number))?;
                self.list.push(Vertex {
                    at: [x, 0.0, elevation],
                    bulge: 0.0,
                });
            }
            (20, Some(vertex)) => {
                vertex.at[1] = group.real().map_err(|fault| at_vertex(fault, number - 1))?;
                self.has_y = true;
            }
            (42, Some(vertex)) => {
                vertex.bulge = group.real().map_err(|fault| at_vertex(fault, number - 1))?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The last vertex must have both ordinates.
    fn complete(&self) -> Result<(), Fault> {
        if self.list.is_empty() || self.has_y {
            return Ok(());
        }
        let fault = Fault::new("note-position-short").with("count", 1);
        Err(at_vertex(fault, self.list.len() - 1))
    }
}

fn at_vertex(fault: Fault, vertex: usize) -> Fault {
    fault.at_vertex(0, u32::try_from(vertex).unwrap_or(u32::MAX))
}

/// An outline is closed by its flag, or because its last vertex repeats its first.
fn body(outline: Outline, is_closed: bool) -> Body {
    if is_closed || outline.repeats_first() {
        Body::Closed(outline)
    } else {
        Body::Open(outline)
    }
}

fn light_polyline(record: &Record) -> Result<Body, Fault> {
    let elevation = record.real(38)?.unwrap_or(0.0);
    let mut vertices = Vertices::default();
    for group in record.groups() {
        vertices.add(&group, elevation)?;
    }
    vertices.complete()?;
    let found = vertices.list.len();
    if let Some(expected) = record.whole(90)
        && usize::try_from(expected) != Ok(found)
    {
        let fault = Fault::new("note-dxf-vertex-count").with("found", found);
        return Err(fault.with("expected", expected));
    }
    let outline = Outline {
        vertices: vertices.list,
        frame: Affine::of_record(record)?,
    };
    Ok(body(outline, record.whole(70).unwrap_or(0) & 1 != 0))
}

/// Flags of a POLYLINE (group 70): closed; in three dimensions; a mesh of faces, of either kind.
const CLOSED: i64 = 1;
const THREE_DIMENSIONS: i64 = 8;
const MESH: i64 = 16 | 64;

/// Flag of a VERTEX (group 70): it steers a spline and is not part of the line.
const CONTROL_POINT: i64 = 16;

fn polyline<R: BufRead>(record: &mut Record, groups: &mut Groups<'_, R>) -> Result<Entity, ReadErrorKind> {
    let flags = record.whole(70).unwrap_or(0);
    let is_mesh = flags & MESH != 0;
    let common = Common::of_record(record);
    let elevation = record.real(30).map(|z| z.unwrap_or(0.0));
    let frame = if flags & THREE_DIMENSIONS != 0 {
        Ok(Affine::IDENTITY)
    } else {
        Affine::of_record(record)
    };
    let mut vertices = Vec::new();
    let mut fault = elevation.clone().err().or_else(|| frame.clone().err());
    while groups.begins(b"VERTEX") {
        record.read(groups)?;
        if is_mesh || fault.is_some() || record.whole(70).unwrap_or(0) & CONTROL_POINT != 0 {
            continue;
        }
        match vertex(record, elevation.clone().unwrap_or(0.0)) {
            Ok(vertex) => vertices.push(vertex),
            Err(new) => fault = Some(at_vertex(new, vertices.len())),
        }
    }
    if groups.begins(b"SEQEND") {
        record.read(groups)?;
    } else {
        fault.get_or_insert_with(|| Fault::new("note-dxf-polyline-cut").at_line(groups.line()));
    }
    if is_mesh {
        return Ok(Entity::Counted("POLYLINE (mesh)"));
    }
    let is_solid = flags & THREE_DIMENSIONS != 0;
    let with_height = vertices
        .iter()
        .filter(|vertex| is_solid && vertex.at[2] != 0.0)
        .count();
    let read = match fault {
        Some(fault) => Body::Fault(fault),
        None => body(
            Outline {
                vertices,
                frame: frame.unwrap_or(Affine::IDENTITY),
            },
            flags & CLOSED != 0,
        ),
    };
    Ok(Entity::Area(Box::new(Area {
        kind: "POLYLINE".to_owned(),
        common,
        body: read,
        with_height: with_height as u64,
    })))
}

fn vertex(record: &Record, elevation: f64) -> Result<Vertex, Fault> {
    let x = record.real(10)?;
    let y = record.real(20)?;
    let (Some(x), Some(y)) = (x, y) else {
        let fault = Fault::new("note-position-short").with("count", u8::from(x.is_some() || y.is_some()));
        return Err(fault.at_line(record.line));
    };
    Ok(Vertex {
        at: [x, y, record.real(30)?.unwrap_or(elevation)],
        bulge: record.real(42)?.unwrap_or(0.0),
    })
}

fn circle(record: &Record) -> Result<Body, Fault> {
    let centre = place(record)?;
    let radius = record.real(40)?.unwrap_or(0.0).abs();
    let frame = Affine::of_record(record)?;
    Ok(Body::Closed(Outline::circle(centre, radius, frame)))
}

/// The point of an entity, which must have x and y.
fn place(record: &Record) -> Result<[f64; 3], Fault> {
    let n_ordinates = [10, 20]
        .into_iter()
        .filter(|code| record.first(*code).is_some())
        .count();
    if n_ordinates < 2 {
        let fault = Fault::new("note-position-short").with("count", n_ordinates);
        return Err(fault.at_line(record.line));
    }
    record.point(10, [0.0; 3])
}

/// A whole ellipse is ground, a part of one is a line. Everything about it is in world coordinates.
fn ellipse(record: &Record) -> Entity {
    let angle = |code, or| record.real(code).map(|angle| angle.unwrap_or(or));
    let whole = std::f64::consts::TAU;
    match (angle(41, 0.0), angle(42, whole)) {
        (Ok(from), Ok(to)) if (to - from).abs() < whole - 1e-6 => Entity::Counted("ELLIPSE (arc)"),
        (Err(fault), _) | (_, Err(fault)) => area(record, "ELLIPSE", Err(fault)),
        _ => area(record, "ELLIPSE", whole_ellipse(record)),
    }
}

fn whole_ellipse(record: &Record) -> Result<Body, Fault> {
    let centre = place(record)?;
    let major = record.point(11, [0.0; 3])?;
    let ratio = record.real(40)?.unwrap_or(1.0);
    let z = unit(record.point(210, super::transform::UP)?).unwrap_or(super::transform::UP);
    let minor = cross(z, major).map(|part| part * ratio);
    let frame = Affine::new([major, minor, z], centre);
    Ok(Body::Closed(Outline::circle([0.0; 3], 1.0, frame)))
}

/// A closed spline has ground that is not known here; an open one is a line.
fn spline(record: &Record) -> Entity {
    let is_flagged = record.whole(70).unwrap_or(0) & CLOSED != 0;
    let ends_meet = |code: i32| {
        let of = |code: i32| record.groups().filter(move |group| group.code == code);
        let meets = |code| {
            let first = of(code).next().and_then(|group| group.real().ok());
            first.is_some() && first == of(code).last().and_then(|group| group.real().ok())
        };
        of(code).count() > 2 && meets(code) && meets(code + 10)
    };
    if is_flagged || ends_meet(10) || ends_meet(11) {
        let fault = Fault::new("note-dxf-not-read").with("kind", "SPLINE");
        area(record, "SPLINE", Err(fault))
    } else {
        Entity::Counted("SPLINE (open)")
    }
}
