//! Which coordinate reference system a layer may be in, with the evidence.
//!
//! Meaning: what the file or the user says for certain is taken as everywhere ([`super::super::frame`]). Where
//! nothing is said, the numbers narrow it down: their size tells degrees from metres and names the zone of an
//! easting with prefix (domain rule: 25–45 are 3° zones, 13–23 are 6° zones), their order tells swapped axes, and
//! the layers already open tell which of several zones is meant. The datum never shows in the numbers, so a system
//! found this way is likely at best and waits for the user's word.
//!
//! Input: a layer, and where the open project lies. Output: a [`SystemProposal`].
//!
//! Deliberately not here: taking a likely system without asking.

use super::super::frame::{DecidedCrs, Extent, decide, look_of};
use super::super::import::ImportError;
use super::super::input::InputSpec;
use super::super::problem::Problem;
use super::outline::Outline;
use crate::crs::{CoordinateLook, Crs, CrsId, Datum, Zone, ZoneWidth, epsg_of_zone};
use crate::layer::SourceLayer;

/// A box in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Whereabouts {
    /// West, south, east, north.
    pub degrees: [f64; 4],
}

impl Whereabouts {
    /// Distance between two boxes in degrees, the longer way of both axes; 0 where they meet.
    #[must_use]
    pub fn distance_deg(&self, other: &Self) -> f64 {
        let gap = |axis: usize| {
            let (a, b) = (self.degrees, other.degrees);
            (a[axis] - b[axis + 2]).max(b[axis] - a[axis + 2]).max(0.0)
        };
        gap(0).max(gap(1))
    }
}

/// What is said of a layer's system.
#[derive(Debug, Clone, PartialEq)]
pub enum SystemProposal {
    /// It is known, and why.
    Certain(DecidedCrs),
    /// These may be it, the best first; the user has to say.
    Likely(Vec<Candidate>),
    /// Nothing tells; the user has to give it.
    Unknown(Problem),
}

/// A system that a layer may be in.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The system.
    pub crs: Crs,
    /// The axes are swapped in the file.
    pub swap_axes: bool,
    /// What speaks for it, as codes; text id `system-evidence-` and the code.
    pub evidence: Vec<Evidence>,
    /// Where the layer would lie.
    pub place: Option<Whereabouts>,
    /// What that looks like.
    pub outline: Option<Outline>,
}

/// Something that speaks for a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// The eastings begin with the number of this zone.
    ZonePrefix(u32),
    /// The numbers are degrees within China.
    DegreesInChina,
    /// The numbers are degrees.
    Degrees,
    /// The first number of each position is the northing, or the latitude.
    AxesSwapped,
    /// The layer would lie where the open project lies.
    AtProject,
    /// The layer would lie so many kilometres beside the open project.
    BesideProject(u32),
    /// The datum does not show in the numbers: CGCS2000 is the system in force since 2018.
    DatumInForce,
    /// Older files are in this system.
    OlderDatum,
}

impl Evidence {
    /// Stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::ZonePrefix(_) => "zone-prefix",
            Self::DegreesInChina => "degrees-in-china",
            Self::Degrees => "degrees",
            Self::AxesSwapped => "axes-swapped",
            Self::AtProject => "at-project",
            Self::BesideProject(_) => "beside-project",
            Self::DatumInForce => "datum-in-force",
            Self::OlderDatum => "older-datum",
        }
    }

    /// The facts of its sentence.
    #[must_use]
    pub fn args(self) -> Vec<(&'static str, String)> {
        match self {
            Self::ZonePrefix(zone) => vec![("zone", zone.to_string())],
            Self::BesideProject(km) => vec![("km", km.to_string())],
            _ => Vec::new(),
        }
    }

    /// One of each, for the test that each has a text.
    pub const ALL: [Self; 8] = [
        Self::ZonePrefix(39),
        Self::DegreesInChina,
        Self::Degrees,
        Self::AxesSwapped,
        Self::AtProject,
        Self::BesideProject(3),
        Self::DatumInForce,
        Self::OlderDatum,
    ];
}

impl SystemProposal {
    /// The system that is certain, or the likeliest where the layer can be tried out in it.
    #[must_use]
    pub fn likely(&self) -> Option<&Crs> {
        match self {
            Self::Certain(decided) => Some(&decided.crs),
            Self::Likely(candidates) => candidates
                .first()
                .filter(|candidate| !candidate.swap_axes && candidate.crs.datum.is_modern())
                .map(|candidate| &candidate.crs),
            Self::Unknown(_) => None,
        }
    }
}

/// Candidates that are offered beside an open project; those farther off are hardly meant.
const MOST_CANDIDATES: usize = 5;

/// Degrees that are 50 km: a layer so near lies where the open project lies.
const AT_PROJECT_DEG: f64 = 0.45;

/// Degrees that are 1 km: datums put a layer at most some hundred metres apart.
const BETWEEN_DATUMS_DEG: f64 = 0.01;

/// Degrees of longitude and latitude in which China lies.
const CHINA: Whereabouts = Whereabouts {
    degrees: [73.0, 3.0, 136.0, 54.0],
};

/// Proposes a system.
#[must_use]
pub fn propose(spec: &InputSpec, layer: &SourceLayer, around: Option<&Whereabouts>) -> SystemProposal {
    let error = match decide(spec, layer) {
        Ok(decided) => return SystemProposal::Certain(decided),
        Err(error) => error,
    };
    let declared = match &error {
        ImportError::AxesSwapped { .. } => spec.crs.or(layer.declared_crs),
        ImportError::MissingCrs { .. } => None,
        // What is declared and cannot be meant is not explained away.
        _ => return SystemProposal::Unknown(error.into()),
    };
    let look = look_of(layer, None);
    let are_swapped = matches!(
        look,
        CoordinateLook::DegreesSwapped | CoordinateLook::MetresSwapped
    );
    let swapped = are_swapped.then(|| {
        let mut swapped = layer.clone();
        swapped.swap_axes();
        swapped
    });
    let meant = swapped.as_ref().unwrap_or(layer);
    let mut candidates = match declared {
        Some(declared) => candidates([(declared, Vec::new())], are_swapped),
        None => by_numbers(look_of(meant, None), are_swapped, around.is_some()),
    };
    for candidate in &mut candidates {
        candidate.locate(meant, around);
    }
    if let Some(around) = around {
        // Of two at the same place, or apart by a difference of datums alone, the datum in force stays first.
        let distance = |candidate: &Candidate| {
            let older = if candidate.crs.datum.is_modern() {
                0.0
            } else {
                BETWEEN_DATUMS_DEG
            };
            candidate
                .place
                .map_or(f64::INFINITY, |place| place.distance_deg(around) + older)
        };
        candidates.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        candidates.truncate(MOST_CANDIDATES);
    }
    for candidate in &mut candidates {
        candidate.outline = Outline::of(meant, &candidate.crs);
    }
    if candidates.is_empty() {
        SystemProposal::Unknown(error.into())
    } else {
        SystemProposal::Likely(candidates)
    }
}

/// The systems that numbers of this look may be meant in. Without a project that tells where, eastings without
/// a prefix may be in any of the zones.
fn by_numbers(look: CoordinateLook, swap_axes: bool, has_project: bool) -> Vec<Candidate> {
    match look {
        CoordinateLook::Degrees => candidates(
            [
                (CrsId::Epsg(4490), vec![Evidence::Degrees, Evidence::DatumInForce]),
                (CrsId::Epsg(4326), vec![Evidence::Degrees]),
            ],
            swap_axes,
        ),
        CoordinateLook::MetresWithPrefix { zone } => of_zone(zone, swap_axes),
        CoordinateLook::MetresWithoutPrefix if has_project => unprefixed(swap_axes),
        _ => Vec::new(),
    }
}

fn of_zone(zone: Zone, swap_axes: bool) -> Vec<Candidate> {
    let prefix = Evidence::ZonePrefix(zone.number);
    let on = |datum: Datum, why: Evidence| {
        let epsg = epsg_of_zone(&datum, zone)?;
        Some((CrsId::Epsg(epsg), vec![prefix, why]))
    };
    let codes = [
        on(Datum::Cgcs2000, Evidence::DatumInForce),
        on(Datum::Xian1980, Evidence::OlderDatum),
        on(Datum::Beijing1954, Evidence::OlderDatum),
    ];
    candidates(codes.into_iter().flatten(), swap_axes)
}

fn unprefixed(swap_axes: bool) -> Vec<Candidate> {
    let (first, last) = ZoneWidth::Three.numbers();
    let zones = (first..=last).filter_map(|number| Zone::new(ZoneWidth::Three, number, false));
    let on = |zone: Zone| {
        let epsg = epsg_of_zone(&Datum::Cgcs2000, zone)?;
        Some((CrsId::Epsg(epsg), vec![Evidence::DatumInForce]))
    };
    candidates(zones.filter_map(on), swap_axes)
}

fn candidates(codes: impl IntoIterator<Item = (CrsId, Vec<Evidence>)>, swap_axes: bool) -> Vec<Candidate> {
    let of = |(id, mut evidence): (CrsId, Vec<Evidence>)| {
        if swap_axes {
            evidence.insert(0, Evidence::AxesSwapped);
        }
        let crs = Crs::resolve(id).ok()?;
        Some(Candidate::new(crs, swap_axes, evidence))
    };
    codes.into_iter().filter_map(of).collect()
}

impl Candidate {
    /// Whether the numbers themselves name its zone.
    #[must_use]
    pub fn names_zone(&self) -> bool {
        self.evidence
            .iter()
            .any(|known| matches!(known, Evidence::ZonePrefix(_)))
    }

    fn new(crs: Crs, swap_axes: bool, evidence: Vec<Evidence>) -> Self {
        Self {
            crs,
            swap_axes,
            evidence,
            place: None,
            outline: None,
        }
    }

    /// Where the layer would lie, and what that says.
    fn locate(&mut self, layer: &SourceLayer, around: Option<&Whereabouts>) {
        let extent = Extent::of(layer, &self.crs).ok();
        self.place = extent
            .map(|extent| Whereabouts {
                degrees: extent.degrees(),
            })
            .filter(|place| place.degrees.iter().all(|degree| degree.is_finite()));
        let Some(place) = self.place else { return };
        if let Some(degrees) = self
            .evidence
            .iter_mut()
            .find(|known| **known == Evidence::Degrees)
            && place.distance_deg(&CHINA) == 0.0
        {
            *degrees = Evidence::DegreesInChina;
        }
        if let Some(around) = around {
            let distance = place.distance_deg(around);
            self.evidence.push(if distance <= AT_PROJECT_DEG {
                Evidence::AtProject
            } else {
                Evidence::BesideProject(kilometres(distance))
            });
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few ten thousand at most"
)]
fn kilometres(degrees: f64) -> u32 {
    libm::round(degrees * 111.0) as u32
}

/// Signs of files that come from web maps, whose coordinates are shifted by some hundred metres (GCJ-02, BD-09).
const WEB_MAP_NAMES: [&str; 9] = [
    "gcj",
    "bd09",
    "bd-09",
    "amap",
    "高德",
    "百度",
    "腾讯地图",
    "datav",
    "geoatlas",
];
const WEB_MAP_FIELDS: [&str; 3] = ["acroutes", "subFeatureIndex", "childrenNum"];

/// Whether a layer looks as if it came from a web map; what gave it away.
#[must_use]
pub fn web_map_sign(layer: &SourceLayer) -> Option<String> {
    let stem = layer
        .source
        .path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let by_name = WEB_MAP_NAMES.iter().find(|word| stem.contains(**word));
    let fields = || {
        layer
            .chunks
            .iter()
            .take(1)
            .flat_map(|chunk| chunk.attributes.names())
    };
    let by_field = WEB_MAP_FIELDS
        .iter()
        .find(|field| fields().any(|name| name == **field));
    by_name.or(by_field).map(|sign| (*sign).to_owned())
}
