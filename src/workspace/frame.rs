//! Which coordinate reference system a layer is in, and which plane holds all layers.
//!
//! Meaning: what is said by hand wins over what the file says; a GeoJSON file that says nothing is
//! longitude and latitude on WGS 84 by its standard (RFC 7946), but only when its numbers are plain
//! degrees. In every case the numbers are looked at: degrees under a projected system, metres under
//! a geographic one and swapped axes are refused, because a layer in the wrong place meets nothing
//! and would look clear.
//!
//! Input: a layer as it was read. Output: its [`DecidedCrs`] with a note about it, or an
//! [`ImportError`]; then one [`Plane`] for all layers of a project.
//!
//! Deliberately not here: guessing a system from the numbers and going on with the guess.

use super::import::ImportError;
use super::input::InputSpec;
use super::shift::{bind, notes_of};
use crate::crs::ffi::Transformation;
use crate::crs::{CoordinateLook, Crs, CrsError, CrsId, CrsKind, Datum, Ellipsoid, Plane, SourceXy, judge};
use crate::geometry::{MAX_COORDINATE, PackedColumn};
use crate::layer::{Note, Place, Severity, SourceLayer};

/// The format whose standard fixes the system of files that name none.
const FORMATS_WITH_STANDARD_CRS: [&str; 2] = ["GeoJSON", "GeoJSONSeq"];

/// WGS 84, the system of RFC 7946.
const RFC_7946: CrsId = CrsId::Epsg(4326);

/// Of so many features one may look different from the rest: a broken one among ten thousand does
/// not take away what the others show, and is itself set aside when it is placed.
const ODD_ONE_IN: usize = 100;

/// Why a system was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrsBasis {
    /// It was given by hand.
    ByHand,
    /// The file names it.
    Declared,
    /// The format's standard fixes it for files that name none.
    Standard,
}

impl CrsBasis {
    /// Stable code; text id `crs-basis-` and the code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ByHand => "by-hand",
            Self::Declared => "declared",
            Self::Standard => "standard",
        }
    }
}

impl CrsBasis {
    /// The basis that has a code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        [Self::ByHand, Self::Declared, Self::Standard]
            .into_iter()
            .find(|basis| basis.code() == code)
    }
}

/// A system, and why it was taken.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidedCrs {
    /// The system.
    pub crs: Crs,
    /// Why.
    pub basis: CrsBasis,
}

impl DecidedCrs {
    /// The notes about the datum shift, where there is one.
    #[must_use]
    pub fn shift_notes(&self) -> Vec<Note> {
        notes_of(&self.crs)
    }

    /// The note about a decision that the file alone did not make.
    #[must_use]
    pub fn note(&self, declared: Option<CrsId>) -> Option<Note> {
        let note = |code, severity| Note::new(code, severity, Place::default()).with("crs", self.crs.id);
        match (self.basis, declared) {
            (CrsBasis::Declared, _) => None,
            (CrsBasis::Standard, _) => Some(note("note-crs-by-standard", Severity::Info)),
            (CrsBasis::ByHand, Some(declared)) if declared != self.crs.id => {
                Some(note("note-crs-overridden", Severity::Warning).with("declared", declared))
            }
            (CrsBasis::ByHand, _) => Some(note("note-crs-by-user", Severity::Info)),
        }
    }
}

/// Decides the system of a layer.
///
/// # Errors
/// When no system is named or known, or when the numbers cannot be meant in it.
pub fn decide(spec: &InputSpec, layer: &SourceLayer) -> Result<DecidedCrs, ImportError> {
    let named = match (spec.crs, layer.declared_crs) {
        (Some(id), _) => Some((id, CrsBasis::ByHand)),
        (None, Some(id)) => Some((id, CrsBasis::Declared)),
        (None, None) => None,
    };
    let Some((id, basis)) = named else {
        return decide_by_standard(spec, layer);
    };
    let crs = Crs::resolve(id).map_err(|error| ImportError::crs(spec, error))?;
    let look = look_of(layer, Some(&crs));
    if look.contradicts(&crs) {
        return Err(contradiction(spec, look, &crs));
    }
    let crs = bind(spec, crs, layer)?;
    Ok(DecidedCrs { crs, basis })
}

fn decide_by_standard(spec: &InputSpec, layer: &SourceLayer) -> Result<DecidedCrs, ImportError> {
    let look = look_of(layer, None);
    if matches!(
        look,
        CoordinateLook::DegreesSwapped | CoordinateLook::MetresSwapped
    ) {
        return Err(ImportError::AxesSwapped {
            file: spec.path.clone(),
        });
    }
    let has_no_position = layer.chunks.iter().all(|chunk| chunk.geometry.n_positions() == 0);
    // `"crs": null` says that the system is not known, and then the standard's default is not meant.
    let is_standard =
        FORMATS_WITH_STANDARD_CRS.contains(&layer.source.format) && layer.notes.count("note-crs-null") == 0;
    if !is_standard || !(look == CoordinateLook::Degrees || has_no_position) {
        return Err(ImportError::MissingCrs {
            file: spec.path.clone(),
            look,
        });
    }
    let crs = Crs::resolve(RFC_7946).map_err(|error| ImportError::crs(spec, error))?;
    let crs = bind(spec, crs, layer)?;
    Ok(DecidedCrs {
        crs,
        basis: CrsBasis::Standard,
    })
}

fn contradiction(spec: &InputSpec, look: CoordinateLook, crs: &Crs) -> ImportError {
    let file = spec.path.clone();
    match look {
        CoordinateLook::DegreesSwapped | CoordinateLook::MetresSwapped => ImportError::AxesSwapped { file },
        _ => ImportError::CrsContradiction {
            file,
            crs: crs.id,
            name: crs.name.clone(),
            look,
        },
    }
}

/// What a layer's numbers look like: by its bounds, and where those leave it open, by what all but
/// a few of its features look like.
pub(super) fn look_of(layer: &SourceLayer, declared: Option<&Crs>) -> CoordinateLook {
    let Some(bounds) = layer.bounds() else {
        return CoordinateLook::Unclear;
    };
    let whole = judge(bounds, declared);
    if whole == CoordinateLook::Unclear {
        look_of_most(layer, declared)
    } else {
        whole
    }
}

fn look_of_most(layer: &SourceLayer, declared: Option<&Crs>) -> CoordinateLook {
    let features = layer.chunks.iter().flat_map(|chunk| chunk.geometry.features());
    let mut votes: Vec<(CoordinateLook, usize)> = Vec::new();
    let mut n_features = 0;
    for feature in features.filter(|feature| !feature.is_empty()) {
        let look = judge(feature.bounds().unwrap_or(NOTHING), declared);
        n_features += 1;
        match votes.iter_mut().find(|(known, _)| *known == look) {
            Some((_, count)) => *count += 1,
            None => votes.push((look, 1)),
        }
    }
    let odd_ones = n_features / ODD_ONE_IN;
    let clear = votes
        .into_iter()
        .find(|(_, count)| n_features > 1 && count + odd_ones >= n_features);
    clear.map_or(CoordinateLook::Unclear, |(look, _)| look)
}

/// Bounds of the positions whose numbers can be coordinates at all.
fn usable_bounds(column: &PackedColumn) -> [f64; 4] {
    let usable = |value: f64| value.abs() <= MAX_COORDINATE;
    match column.bounds() {
        None => NOTHING,
        Some(bounds) if bounds.iter().all(|value| usable(*value)) => bounds,
        Some(_) => {
            let positions = column.unpack::<SourceXy>();
            let usable = positions
                .positions()
                .iter()
                .filter(|p| usable(p.x) && usable(p.y));
            usable.fold(NOTHING, |b, p| {
                [b[0].min(p.x), b[1].min(p.y), b[2].max(p.x), b[3].max(p.y)]
            })
        }
    }
}

/// Bounds that hold nothing.
const NOTHING: [f64; 4] = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];

/// The one plane for layers with the given systems. CGCS2000 when any of them is on it, else WGS 84;
/// the identity for local coordinates.
///
/// # Errors
/// [`ImportError::LocalMix`] when some layers are local and others are not; the error of the
/// coordinate library when a layer's datum does not lead into the plane.
pub fn choose_plane(inputs: &[PlaneInput<'_>]) -> Result<Plane, ImportError> {
    let is_local = |input: &&PlaneInput<'_>| input.crs.is_unbound_local();
    let local = inputs.iter().find(is_local);
    let georeferenced = inputs.iter().find(|input| !is_local(input));
    match (local, georeferenced) {
        (Some(local), Some(other)) => Err(ImportError::LocalMix {
            file: local.spec.path.clone(),
            other: other.spec.path.clone(),
        }),
        (Some(_), None) => Ok(Plane::local()),
        (None, _) => choose_surface(inputs),
    }
}

/// What an input has to say about the plane.
#[derive(Debug, Clone, Copy)]
pub struct PlaneInput<'a> {
    /// What was asked for.
    pub spec: &'a InputSpec,
    /// Its system.
    pub crs: &'a Crs,
    /// Where it lies.
    pub extent: &'a Result<Extent, CrsError>,
}

fn choose_surface(inputs: &[PlaneInput<'_>]) -> Result<Plane, ImportError> {
    let any_cgcs2000 = inputs
        .iter()
        .any(|input| *input.crs.datum_on_plane() == Datum::Cgcs2000);
    let ellipsoid = if any_cgcs2000 {
        Ellipsoid::Cgcs2000
    } else {
        Ellipsoid::Wgs84
    };
    let mut whole = Extent::default();
    for PlaneInput { spec, crs, extent } in inputs {
        if crs.datum.is_historic_chinese() && crs.shift.is_none() {
            let refusal = CrsError::NoTransformation {
                from: crs.id,
                to: ellipsoid.geographic(),
            };
            return Err(ImportError::crs(spec, refusal));
        }
        match extent {
            Ok(extent) => whole.join(extent),
            Err(error) => return Err(ImportError::crs(spec, error.clone())),
        }
    }
    Ok(Plane::choose(ellipsoid, whole.degrees()))
}

/// Bounds in degrees, once with longitudes as they are and once from 0° to 360°: ground on both
/// sides of the antimeridian is narrow in the second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Extent {
    plain: [f64; 4],
    turned: [f64; 4],
}

impl Default for Extent {
    fn default() -> Self {
        Self {
            plain: NOTHING,
            turned: NOTHING,
        }
    }
}

impl Extent {
    /// Where a layer lies; empty for engineering coordinates.
    ///
    /// # Errors
    /// When no transformation better than a guess leads from its system to degrees.
    pub fn of(layer: &SourceLayer, crs: &Crs) -> Result<Self, CrsError> {
        let mut extent = Self::default();
        match crs.kind {
            _ if crs.shift.is_some() => {
                for [lon, lat] in corners_in_degrees(layer, crs)? {
                    extent.add(lon, lat);
                }
            }
            CrsKind::Local => {}
            CrsKind::Geographic => {
                for chunk in &layer.chunks {
                    extent.add_column(&chunk.geometry);
                }
            }
            CrsKind::Projected => {
                for [lon, lat] in corners_in_degrees(layer, crs)? {
                    extent.add(lon, lat);
                }
            }
        }
        Ok(extent)
    }

    /// The extent as numbers, to be kept in a file.
    #[must_use]
    pub fn numbers(&self) -> [f64; 8] {
        std::array::from_fn(|at| {
            if at < 4 {
                self.plain[at]
            } else {
                self.turned[at - 4]
            }
        })
    }

    /// The extent that has these numbers.
    #[must_use]
    pub fn of_numbers(numbers: [f64; 8]) -> Self {
        Self {
            plain: std::array::from_fn(|at| numbers[at]),
            turned: std::array::from_fn(|at| numbers[at + 4]),
        }
    }

    fn join(&mut self, other: &Self) {
        for (own, more) in [(&mut self.plain, other.plain), (&mut self.turned, other.turned)] {
            grow(own, more[0], more[1]);
            grow(own, more[2], more[3]);
        }
    }

    /// The box of a column says it all where its longitudes have one sign and all of it is on the Earth.
    fn add_column(&mut self, column: &PackedColumn) {
        let Some([west, south, east, north]) = column.bounds() else {
            return;
        };
        let on_earth = west >= -360.0 && east <= 360.0 && south >= -90.0 && north <= 90.0;
        if on_earth && (west >= 0.0 || east < 0.0) {
            self.add(west, south);
            self.add(east, north);
            return;
        }
        for position in column.unpack::<SourceXy>().positions() {
            self.add(position.x, position.y);
        }
    }

    /// Positions that are none on the Earth are left out; they are set aside when they are placed.
    fn add(&mut self, lon: f64, lat: f64) {
        if !(lon.abs() <= 360.0 && lat.abs() <= 90.0) {
            return;
        }
        grow(&mut self.plain, lon, lat);
        grow(&mut self.turned, if lon < 0.0 { lon + 360.0 } else { lon }, lat);
    }

    /// West, south, east, north in degrees.
    pub(super) fn degrees(&self) -> [f64; 4] {
        let width = |bounds: &[f64; 4]| bounds[2] - bounds[0];
        if width(&self.turned) < width(&self.plain) {
            self.turned
        } else {
            self.plain
        }
    }
}

fn grow(bounds: &mut [f64; 4], x: f64, y: f64) {
    *bounds = [
        bounds[0].min(x),
        bounds[1].min(y),
        bounds[2].max(x),
        bounds[3].max(y),
    ];
}

/// The corners of a layer's bounds, and the middles between them, in degrees, for systems that are not degrees on the
/// datum of a plane.
fn corners_in_degrees(layer: &SourceLayer, crs: &Crs) -> Result<Vec<[f64; 2]>, CrsError> {
    let of_bounds = corners(layer);
    if let Some(shift) = &crs.shift {
        let degrees = of_bounds
            .iter()
            .filter_map(|[x, y]| shift.degrees(SourceXy { x: *x, y: *y }));
        return Ok(degrees.map(|at| [at.lon, at.lat]).collect());
    }
    let target = crs.datum.geographic_epsg().filter(|_| crs.datum.is_modern());
    let target = target.map_or(Ellipsoid::Wgs84.geographic(), CrsId::Epsg);
    let refusal = CrsError::NoTransformation {
        from: crs.id,
        to: target,
    };
    let (CrsId::Epsg(from), CrsId::Epsg(to)) = (crs.id, target) else {
        return Err(refusal);
    };
    let transformation = Transformation::between_epsg(from, to).ok_or(refusal)?;
    let mut corners = of_bounds;
    transformation.forward(&mut corners);
    Ok(corners)
}

/// Brings positions of a system to degrees, to be looked at: on its own datum where no shift is given. `None` where
/// no way leads there, as from engineering coordinates.
pub(super) fn in_degrees(crs: &Crs, positions: &mut [[f64; 2]]) -> Option<()> {
    if let Some(shift) = &crs.shift {
        for at in positions {
            let [x, y] = *at;
            let lonlat = shift.degrees(SourceXy { x, y });
            *at = lonlat.map_or([f64::NAN; 2], |lonlat| [lonlat.lon, lonlat.lat]);
        }
        return Some(());
    }
    match (crs.kind, crs.id) {
        (CrsKind::Geographic, _) => Some(()),
        (CrsKind::Projected, CrsId::Epsg(from)) => {
            let own = crs.datum.geographic_epsg().map(CrsId::Epsg);
            let CrsId::Epsg(to) = own.unwrap_or(Ellipsoid::Wgs84.geographic()) else {
                return None;
            };
            Transformation::between_epsg(from, to)?.forward(positions);
            Some(())
        }
        _ => None,
    }
}

/// The corners of a layer's bounds, and the middles between them.
fn corners(layer: &SourceLayer) -> Vec<[f64; 2]> {
    let of_chunks = layer.chunks.iter().map(|chunk| usable_bounds(&chunk.geometry));
    let [west, south, east, north] = of_chunks.fold(NOTHING, |a, b| {
        [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
    });
    if west > east {
        return Vec::new();
    }
    let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
    let columns = [west, x, east];
    [south, y, north]
        .iter()
        .flat_map(|y| columns.map(|x| [x, *y]))
        .collect()
}
