//! From what somebody typed to the places that it can mean: map sheets and coordinates at once; parcels by name, number or
//! pinyin initials on a thread ([`super::names`]).
//!
//! Input: the text, the document, and where the map looks. Output: targets, the likeliest first. Nothing is chosen
//! here: two parcels of one name are two targets.
//!
//! Deliberately not here: moving the map.

use crate::crs::locate::{self, Meaning, Reading};
use crate::crs::{
    Crs, CrsError, CrsId, Ellipsoid, LonLat, MapSheet, Plane, Projector, SourceXy, TownSheet, Zone,
    map_sheet, town_sheets, zone_of_epsg,
};
use crate::geometry::{Bounds, Point, PolygonColumn};
use crate::layer::{ParcelId, ProposalLayer};
use crate::text::initials::Typed;
use crate::workspace::document::{Document, LayerId};

/// Parcels that are listed at most.
const MOST_PARCELS: usize = 30;
/// Longest text that is looked at, in bytes.
pub const LONGEST: usize = 200;
/// Alias fields of a parcel's number.
const NUMBER_FIELDS: [&str; 4] = ["地块编号", "DKBH", "PARCEL_NO", "BH"];

/// A place that a text can mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// A parcel.
    Parcel {
        /// Its id.
        id: ParcelId,
        /// What it is called.
        label: String,
    },
    /// A sheet of the national map series.
    Sheet {
        /// Its edges in degrees.
        sheet: MapSheet,
        /// The ground it covers on the plane.
        bounds: Bounds,
    },
    /// A rectangular sheet of a town.
    TownSheet {
        /// Scale, zone and corner.
        sheet: TownSheet,
        /// The ground it covers on the plane.
        bounds: Bounds,
    },
    /// Features of a constraint layer that have one name.
    Feature {
        /// The layer.
        layer: LayerId,
        /// The first of them.
        feature: u32,
        /// Their name.
        label: String,
        /// Name of the layer.
        layer_name: String,
        /// How many they are.
        n_features: u32,
        /// The ground around all of them.
        bounds: Bounds,
    },
    /// Coordinates.
    Place {
        /// What the numbers were taken for.
        reading: Reading,
        /// The place on the plane.
        point: Point,
    },
    /// Coordinates in a system that was named; PROJ carries them over when they are gone to.
    InSystem {
        /// The system.
        system: CrsId,
        /// The numbers as a file of that system stores them, x first.
        position: [f64; 2],
    },
}

/// Everything that `text` can mean beside names, likeliest first. `near`: where the map looks.
#[must_use]
pub fn places(text: &str, document: &Document, near: Point) -> Vec<Target> {
    let text = text.trim();
    let Some(plane) = document
        .plane
        .as_ref()
        .filter(|_| !text.is_empty() && text.len() <= LONGEST)
    else {
        return Vec::new();
    };
    if let Some((numbers, system)) = locate::split_system(text) {
        let position = in_system(numbers, system, plane.inverse(near));
        return position
            .map(|position| Target::InSystem { system, position })
            .into_iter()
            .collect();
    }
    let in_china = |at: LonLat| (73.0..=136.0).contains(&at.lon) && (3.0..=54.0).contains(&at.lat);
    let mut found = Vec::new();
    for reading in locate::readings(text, plane.ellipsoid(), plane.inverse(near)) {
        let (x, y) = plane.forward(reading.position);
        found.extend(Point::on_grid(x, y).map(|point| Target::Place { reading, point }));
    }
    if let Some(sheet) = map_sheet(text).filter(|_| !plane.is_local()) {
        // Meridians and parallels are the lines of the plane, so a sheet is a box.
        let corner = |lon, lat| {
            let (x, y) = plane.forward(LonLat { lon, lat });
            Point { x, y }
        };
        let bounds = Bounds::of([corner(sheet.west, sheet.south), corner(sheet.east, sheet.north)]);
        found.push(Target::Sheet { sheet, bounds });
    }
    let is_likely = |target: &Target| match target {
        Target::Place { reading, .. } => reading.meaning != Meaning::Degrees || in_china(reading.position),
        _ => true,
    };
    let n_likely = found.iter().filter(|target| is_likely(target)).count();
    // A dash between two numbers is hardly the sign of the second one.
    let at = if found.iter().take(n_likely).all(is_likely) {
        n_likely
    } else {
        0
    };
    found.splice(at..at, town_sheets_on(plane, text, near));
    found
}

/// The rectangular sheets that a text can name.
fn town_sheets_on(plane: &Plane, text: &str, near: Point) -> Vec<Target> {
    let near = plane.inverse(near);
    let zones: Vec<Zone> = locate::zones_of(near.lon).collect();
    let on_plane = |sheet: TownSheet| {
        let corners = sheet.corners(plane.ellipsoid());
        let corners = corners.map(|corner| {
            let (x, y) = plane.forward(corner);
            Point { x, y }
        });
        let bounds = Bounds::of(corners);
        let is_ground = bounds.width().is_finite() && bounds.height().is_finite();
        is_ground.then_some(Target::TownSheet { sheet, bounds })
    };
    let sheets = town_sheets(text, plane.ellipsoid(), near, &zones);
    sheets.into_iter().filter_map(on_plane).collect()
}

/// The two numbers, x first: degrees as they are read without a system, metres of a Chinese zone north first where that
/// fits, all others as they stand.
fn in_system(numbers: &str, system: CrsId, near: LonLat) -> Option<[f64; 2]> {
    let [first, second] = locate::two_numbers(numbers)?;
    let degrees = locate::readings(numbers, Some(Ellipsoid::Cgcs2000), near)
        .into_iter()
        .find(|reading| reading.meaning == Meaning::Degrees);
    if let Some(reading) = degrees {
        return Some([reading.position.lon, reading.position.lat]);
    }
    let zone = match system {
        CrsId::Epsg(code) => zone_of_epsg(code).map(|(_, zone)| zone),
        CrsId::Local => None,
    };
    let north_first = zone.is_some_and(|zone| (second - zone.false_easting_m).abs() < 500_000.0);
    Some(if north_first {
        [second, first]
    } else {
        [first, second]
    })
}

/// How well a name fits, 0 best: it is the same, begins so, contains it, or has such initials.
pub type Rank = u8;

/// How well a name in small letters fits what was typed in small letters; `None` when it does not.
#[must_use]
pub fn rank(name: &str, wanted: &str, typed: Option<&Typed>) -> Option<Rank> {
    if wanted.is_empty() {
        None
    } else if name == wanted {
        Some(0)
    } else if name.starts_with(wanted) {
        Some(1)
    } else if name.contains(wanted) {
        Some(2)
    } else {
        typed.is_some_and(|typed| typed.is_in(name)).then_some(3)
    }
}

/// The parcels whose name or number fits, best first.
#[must_use]
pub fn parcels(wanted: &str, typed: Option<&Typed>, document: &Document) -> Vec<(Rank, Target)> {
    let mut ranked: Vec<(Rank, ParcelId, String)> = Vec::new();
    for parcel in document.parcels.iter().flat_map(ProposalLayer::parcels) {
        let label = parcel.label();
        let number = parcel.attribute(&NUMBER_FIELDS);
        let names = [
            Some(label.as_str()),
            number.as_deref(),
            parcel.feature_id.as_deref(),
        ];
        let names = names.into_iter().flatten();
        let rank = names.filter_map(|name| rank(&name.to_lowercase(), wanted, typed));
        if let Some(rank) = rank.min() {
            ranked.push((rank, parcel.id, label));
        }
    }
    ranked.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
    ranked.truncate(MOST_PARCELS);
    let target = |(rank, id, label)| (rank, Target::Parcel { id, label });
    ranked.into_iter().map(target).collect()
}

/// The place on the document's plane of a position in another system, x first as its files store it.
///
/// # Errors
/// When the system is unknown, leads onto the plane by a guess only, or has no such position (`None`).
pub fn place_in(document: &Document, system: CrsId, [x, y]: [f64; 2]) -> Result<Option<Point>, CrsError> {
    let Some(plane) = document.plane.as_ref() else {
        return Ok(None);
    };
    let projector = Projector::new(&Crs::resolve(system)?, plane, 1.0)?;
    // A ring that is the one position: what carries files over carries it too.
    let mut column = PolygonColumn::new();
    for _ in 0..4 {
        column.push(SourceXy { x, y });
    }
    column.end_ring();
    column.end_polygon();
    column.end_feature();
    let (placed, _) = projector.column(&column);
    Ok(placed.positions().first().copied())
}
