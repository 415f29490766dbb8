//! How a layer is written as a boundary file: what its system and the options come to.
//!
//! Input: a layer and options. Output: a [`Plan`] with the header text, or why the format cannot hold the layer.

use super::super::encoding::Encoding;
use super::super::error::WriteErrorKind;
use super::super::format::{AxisOrder, RingStart, WriteOptions};
use super::foreign::{Sections, one_line, sections_in};
use super::header::Key;
use super::parse::parse;
use super::profile::BoundaryProfile;
use crate::crs::{CrsId, Datum, Zone, ZoneWidth, zone_of_epsg};
use crate::layer::{FeatureState, Note, Place, Severity, SourceLayer};
use crate::progress::Ticket;

/// Most decimals that are written; a double has no more at this size.
const MOST_DECIMALS: u8 = 12;

/// Keys of a header of our own, in the order of the format.
const KEYS: [&str; 10] = [
    "格式版本号",
    "数据产生单位",
    "数据产生日期",
    "坐标系",
    "几度分带",
    "投影类型",
    "计量单位",
    "带号",
    "精度",
    "转换参数",
];

/// Seven parameters of which none is given; the commas have to stay.
const NO_PARAMETERS: &str = ",,,,,,";

/// Section with the header.
const HEADER: &str = "属性描述";

/// Section on the project.
const PROJECT: &str = "项目信息";

/// How a layer is written.
pub(super) struct Plan {
    pub profile: BoundaryProfile,
    pub encoding: Encoding,
    pub decimals: u8,
    pub axis_order: AxisOrder,
    pub ring_start: RingStart,
    /// Added to eastings: the zone number in front, put there or taken away.
    pub shift_m: f64,
    /// The coordinates are degrees.
    pub is_degrees: bool,
    /// All lines before the first parcel.
    pub header: String,
    /// What there is to say about it.
    pub notes: Vec<Note>,
}

/// The system of a layer, as far as the format has words for it.
struct System {
    datum: Option<Datum>,
    zone: Option<Zone>,
    is_local: bool,
    is_degrees: bool,
}

impl Plan {
    /// The plan for a layer.
    pub fn of(layer: &SourceLayer, options: &WriteOptions) -> Result<Self, WriteErrorKind> {
        let profile = profile_of(options)?;
        let encoding = options.encoding.unwrap_or(Encoding::GBK);
        if ![Encoding::GBK, Encoding::GB18030, Encoding::UTF_8].contains(&encoding) {
            return Err(refused("encoding", encoding.to_string()));
        }
        let is_one = layer.n_features() == 1 && layer.n_in_state(FeatureState::Polygon) == 1;
        if profile == BoundaryProfile::Plain && !is_one {
            return Err(refused("several", layer.n_features().to_string()));
        }
        let system = System::of(layer.declared_crs, profile)?;
        let shift_m = system.shift_m(options.zone_prefix)?;
        let decimals = options.decimals.unwrap_or(profile.decimals()).min(MOST_DECIMALS);
        let mut notes = Vec::new();
        let has_words = system.datum.is_some() && profile != BoundaryProfile::Plain;
        if !has_words {
            let note = Note::new(
                "note-txt-written-without-system",
                Severity::Warning,
                Place::default(),
            );
            notes.push(note);
        }
        let mut text = String::new();
        if profile != BoundaryProfile::Plain {
            text = header(&system, profile, decimals, sections_in(layer.foreign.as_deref()));
            if !is_header(&text) {
                // Members of a stranger's file can hold lines that would be read as sections or parcels.
                notes.push(fields_dropped());
                text = header(&system, profile, decimals, Vec::new());
            }
        }
        Ok(Self {
            profile,
            encoding,
            decimals,
            axis_order: options.axis_order.unwrap_or_default(),
            ring_start: options.ring_start.unwrap_or_default(),
            shift_m,
            is_degrees: system.is_degrees,
            header: text,
            notes,
        })
    }
}

fn fields_dropped() -> Note {
    let note = Note::new("note-txt-fields-dropped", Severity::Warning, Place::default());
    note.with("count", 1).with("fields", HEADER)
}

/// Whether a text is read as a header and nothing else.
fn is_header(text: &str) -> bool {
    parse(text, &Ticket::new()).is_ok_and(|content| {
        let n_sections = text.lines().filter(|line| line.starts_with('[')).count();
        content.records.is_empty() && content.notes.is_empty() && content.sections.len() + 1 == n_sections
    })
}

fn profile_of(options: &WriteOptions) -> Result<BoundaryProfile, WriteErrorKind> {
    let Some(name) = &options.profile else {
        return Ok(BoundaryProfile::default());
    };
    BoundaryProfile::parse(name).ok_or_else(|| {
        let known: Vec<&str> = BoundaryProfile::ALL.map(BoundaryProfile::name).into();
        WriteErrorKind::UnknownProfile {
            profile: name.clone(),
            known: known.join(", "),
        }
    })
}

fn refused(what: &'static str, value: String) -> WriteErrorKind {
    WriteErrorKind::NotExpressible {
        format: super::NAME,
        what,
        value,
    }
}

impl System {
    fn of(crs: Option<CrsId>, profile: BoundaryProfile) -> Result<Self, WriteErrorKind> {
        let wants_degrees = profile == BoundaryProfile::Degrees;
        let system = match crs {
            None | Some(CrsId::Local) => Self {
                datum: None,
                zone: None,
                is_local: crs.is_some(),
                is_degrees: false,
            },
            Some(CrsId::Epsg(code)) => {
                Self::of_epsg(code).ok_or_else(|| refused("crs", format!("EPSG:{code}")))?
            }
        };
        let name = crs.map_or_else(String::new, |crs| crs.to_string());
        match (system.is_degrees, wants_degrees) {
            (true, false) if profile != BoundaryProfile::Plain => Err(refused("degrees", name)),
            (false, true) => Err(refused("metres", name)),
            _ => Ok(system),
        }
    }

    fn of_epsg(code: u32) -> Option<Self> {
        let (datum, zone) = match zone_of_epsg(code) {
            Some((datum, zone)) => (datum, Some(zone)),
            None => (Datum::of_geographic(code)?, None),
        };
        Some(Self {
            datum: Some(datum),
            zone,
            is_local: false,
            is_degrees: zone.is_none(),
        })
    }

    /// What has to be added to eastings so that they have the zone number in front, or have it not.
    fn shift_m(&self, wanted: Option<bool>) -> Result<f64, WriteErrorKind> {
        match (wanted, self.zone) {
            (None, _) => Ok(0.0),
            (Some(_), None) => Err(refused("no-zone", String::new())),
            (Some(wanted), Some(zone)) if wanted == zone.prefixed => Ok(0.0),
            (Some(wanted), Some(zone)) => {
                let prefix = f64::from(zone.number) * 1e6;
                Ok(if wanted { prefix } else { -prefix })
            }
        }
    }

    /// The value of a key that follows from the system; `None` when the system says nothing about it.
    fn value(&self, key: Key) -> Option<String> {
        if self.is_local && key == Key::Datum {
            return Some("独立坐标系".to_owned());
        }
        let datum = self.datum.as_ref()?;
        let of_zone = |value: &dyn Fn(Zone) -> String| self.zone.map(value).unwrap_or_default();
        Some(match key {
            Key::Datum => datum_name(datum).to_owned(),
            Key::Width => of_zone(&|zone| if zone.width == ZoneWidth::Three { "3" } else { "6" }.to_owned()),
            Key::Projection => of_zone(&|_| "高斯克吕格".to_owned()),
            Key::Unit => if self.is_degrees { "度" } else { "米" }.to_owned(),
            Key::Zone => of_zone(&|zone| zone.number.to_string()),
            Key::Meridian => of_zone(&|zone| zone.central_meridian_deg.to_string()),
        })
    }
}

fn datum_name(datum: &Datum) -> &str {
    match datum {
        Datum::Cgcs2000 => "2000国家大地坐标系",
        Datum::Wgs84 => "WGS84",
        Datum::Xian1980 => "1980西安坐标系",
        Datum::Beijing1954 => "1954北京坐标系",
        Datum::Other(name) => name,
    }
}

/// The lines before the first parcel: the sections that came with the layer, with what the system says; keys that
/// are missing are added.
fn header(system: &System, profile: BoundaryProfile, decimals: u8, mut sections: Sections) -> String {
    if let Some((name, _)) = sections.first_mut().filter(|(name, _)| name.is_empty()) {
        HEADER.clone_into(name);
    }
    if profile == BoundaryProfile::Filing && !sections.iter().any(|(name, _)| name == PROJECT) {
        let entries = ["项目名称", "项目代码"].map(|key| (key.to_owned(), Some(String::new())));
        sections.insert(0, (PROJECT.to_owned(), entries.into()));
    }
    if !sections.iter().any(|(name, _)| name == HEADER) {
        sections.push((HEADER.to_owned(), own_entries()));
    }
    let keeps_datum = sections
        .iter()
        .flat_map(|(_, entries)| entries)
        .filter(|(key, _)| Key::of(key) == Some(Key::Datum))
        .all(|(_, value)| {
            system.value(Key::Datum).is_none()
                || super::header::is_same_datum(value.as_deref(), system.datum.as_ref())
        });
    let mut text = String::new();
    for (name, mut entries) in sections {
        text.push_str(&["[", &one_line(&name), "]\r\n"].concat());
        if name == HEADER {
            let has = |wanted: Key| entries.iter().any(|(key, _)| Key::of(key) == Some(wanted));
            let missing: Vec<&str> = KEYS
                .into_iter()
                .filter(|key| Key::of(key).is_some_and(|key| !has(key)))
                .collect();
            entries.extend(
                missing
                    .into_iter()
                    .map(|key| (key.to_owned(), Some(String::new()))),
            );
        }
        for (key, value) in entries {
            let value = value.map(|value| match Key::of(&key) {
                Some(known) => system.value(known).unwrap_or(value),
                None if key == "精度" => precision(&value, decimals),
                None if key == "转换参数" && !keeps_datum => NO_PARAMETERS.to_owned(),
                None => value,
            });
            text.push_str(&key);
            if let Some(value) = value {
                text.push('=');
                text.push_str(&value);
            }
            text.push_str("\r\n");
        }
    }
    text.push_str("[地块坐标]\r\n");
    text
}

fn own_entries() -> Vec<(String, Option<String>)> {
    let value = |key: &str| match key {
        "格式版本号" => "1.01版本",
        "转换参数" => NO_PARAMETERS,
        _ => "",
    };
    KEYS.map(|key| (key.to_owned(), Some(value(key).to_owned())))
        .into()
}

/// The precision of a number of decimals: as their number where the header has it so, else as a step.
fn precision(kept: &str, decimals: u8) -> String {
    let counts_decimals = kept.parse::<u8>().is_ok_and(|kept| kept >= 1);
    if counts_decimals && decimals > 0 {
        return decimals.to_string();
    }
    let digits = usize::from(decimals);
    let step = (0..decimals).fold(1.0, |step, _| step / 10.0);
    format!("{step:.digits$}")
}
