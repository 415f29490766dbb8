//! What the header says about the coordinates.
//!
//! Meaning: the keys of the section 属性描述 name datum, zone and unit in free words. Together with what the numbers
//! show they give a coordinate reference system, or they do not suffice, or they contradict each other; then no
//! system is declared and a note says why.
//!
//! Input: sections and the frame of the numbers. Output: the declared system, and notes.

use super::super::tally::shorten;
use super::frame::Frame;
use super::number::half_width;
use super::parse::Section;
use crate::crs::{CrsId, Datum, Zone, ZoneWidth, epsg_of_zone};
use crate::layer::{Note, Place, Severity};

/// A header key that says what the coordinates are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// 坐标系.
    Datum,
    /// 几度分带.
    Width,
    /// 投影类型.
    Projection,
    /// 计量单位.
    Unit,
    /// 带号.
    Zone,
    /// 中央子午线.
    Meridian,
}

impl Key {
    /// The key that a word means.
    pub fn of(word: &str) -> Option<Self> {
        let word: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        Some(match word.as_str() {
            "坐标系" | "坐标系统" | "坐标系名称" | "坐标系类型" => Self::Datum,
            "几度分带" | "分带" | "分度带" | "度带" => Self::Width,
            "投影类型" | "投影方式" | "投影" => Self::Projection,
            "计量单位" | "单位" => Self::Unit,
            "带号" | "投影带号" | "分带号" => Self::Zone,
            "中央子午线" | "中央经线" | "中央子午线经度" => Self::Meridian,
            _ => return None,
        })
    }
}

/// What the header says about the coordinates, as far as it is understood.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Claims {
    /// Text and meaning of 坐标系.
    datum: Option<(String, Option<Datum>)>,
    /// 几度分带.
    width: Option<ZoneWidth>,
    /// 带号.
    zone: Option<u32>,
    /// 中央子午线, in degrees.
    meridian: Option<f64>,
    /// 投影类型, when it is not Gauss-Krüger.
    other_projection: Option<String>,
    /// 计量单位.
    unit: Option<String>,
}

/// The system that a file declares, with what there is to say about it.
#[derive(Debug, Default)]
pub(super) struct Declared {
    /// The system; `None` when the file does not say it for certain.
    pub crs: Option<CrsId>,
    /// Its zone.
    pub zone: Option<Zone>,
    /// Why not, or what was overlooked.
    pub notes: Vec<Note>,
}

impl Claims {
    /// The claims of sections; a later entry of the same key wins.
    pub fn of(sections: &[Section<'_>]) -> Self {
        let mut claims = Self::default();
        for (key, value) in sections.iter().flat_map(|section| &section.entries) {
            claims.take(key, value.unwrap_or_default());
        }
        claims
    }

    fn take(&mut self, key: &str, value: &str) {
        let value = half_width(value);
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match Key::of(key) {
            Some(Key::Datum) => self.datum = Some((shorten(value), datum(value))),
            Some(Key::Width) => {
                self.width = match (integer(value), value.contains('三'), value.contains('六')) {
                    (Some(3), ..) | (None, true, _) => Some(ZoneWidth::Three),
                    (Some(6), ..) | (None, _, true) => Some(ZoneWidth::Six),
                    _ => None,
                };
            }
            Some(Key::Zone) => self.zone = integer(value),
            Some(Key::Meridian) => self.meridian = integer(value).map(f64::from),
            Some(Key::Projection) => {
                let is_gauss = value.contains("高斯") || value.to_ascii_lowercase().contains("gauss");
                self.other_projection = (!is_gauss).then(|| shorten(value));
            }
            Some(Key::Unit) => self.unit = Some(shorten(value)),
            None => {}
        }
    }

    /// Whether the coordinates are said to be packed degrees, minutes and seconds (度分秒).
    pub fn says_packed(&self) -> bool {
        self.unit
            .as_deref()
            .is_some_and(|unit| unit.contains("度分秒") || unit.contains("度.分秒"))
    }

    /// Whether the coordinates are said to be decimal degrees.
    pub fn says_degrees(&self) -> bool {
        !self.says_packed()
            && self
                .unit
                .as_deref()
                .is_some_and(|unit| unit.starts_with('度') || unit.contains("十进制度"))
    }

    /// The system of coordinates with this frame.
    pub fn declare(&self, frame: Option<Frame>) -> Declared {
        let mut declared = Declared::default();
        let datum = self.datum(&mut declared.notes);
        match frame {
            None => declared.notes.push(warning("note-txt-frame-unclear")),
            Some(Frame::Degrees) => self.declare_degrees(datum.as_ref(), &mut declared),
            Some(Frame::Plain) => {
                let zone = self.zone_without_prefix(&mut declared.notes);
                self.declare_zone(datum.as_ref(), zone, &mut declared);
            }
            Some(Frame::Prefixed(number)) => {
                let zone = Zone::of_prefix(number);
                let agreed = zone.filter(|zone| self.agrees_with(*zone, &mut declared.notes));
                self.declare_zone(datum.as_ref(), agreed, &mut declared);
            }
        }
        declared
    }

    fn datum(&self, notes: &mut Vec<Note>) -> Option<Datum> {
        match &self.datum {
            None => {
                notes.push(warning("note-txt-datum-missing"));
                None
            }
            Some((text, None)) => {
                notes.push(warning("note-txt-datum-unknown").with("value", text));
                None
            }
            Some((_, Some(datum))) => Some(datum.clone()),
        }
    }

    fn declare_degrees(&self, datum: Option<&Datum>, declared: &mut Declared) {
        if let Some(unit) = self.unit.as_ref().filter(|unit| !unit.contains('度')) {
            declared
                .notes
                .push(warning("note-txt-unit-degrees").with("value", unit));
        }
        declared.crs = datum.and_then(Datum::geographic_epsg).map(CrsId::Epsg);
    }

    fn declare_zone(&self, datum: Option<&Datum>, zone: Option<Zone>, declared: &mut Declared) {
        declared.zone = zone;
        if let Some(projection) = &self.other_projection {
            declared
                .notes
                .push(warning("note-txt-projection").with("value", projection));
            return;
        }
        let is_metre = |unit: &str| {
            matches!(
                unit.to_ascii_lowercase().as_str(),
                "米" | "m" | "metre" | "meter" | "公尺"
            )
        };
        if let Some(unit) = self.unit.as_ref().filter(|unit| !is_metre(unit)) {
            declared.notes.push(warning("note-txt-unit").with("value", unit));
            return;
        }
        let code = datum
            .zip(zone)
            .and_then(|(datum, zone)| epsg_of_zone(datum, zone));
        declared.crs = code.map(CrsId::Epsg);
    }

    /// The zone number of the header; the width of zones in its place is a known slip of a writer.
    fn zone_number(&self, notes: &mut Vec<Note>) -> Option<u32> {
        let number = self.zone?;
        if matches!(number, 3 | 6) {
            notes.push(warning("note-txt-zone-is-width").with("value", number));
            return None;
        }
        Some(number)
    }

    /// The zone that only the header can say.
    fn zone_without_prefix(&self, notes: &mut Vec<Note>) -> Option<Zone> {
        let number = self.zone_number(notes);
        let widths = [ZoneWidth::Three, ZoneWidth::Six].into_iter();
        let zones: Vec<Zone> = widths
            .filter(|width| self.width.is_none_or(|said| said == *width))
            .filter_map(|width| match (number, self.meridian) {
                (Some(number), _) => Zone::new(width, number, false),
                (None, Some(meridian)) => zone_of_meridian(width, meridian),
                (None, None) => None,
            })
            .collect();
        let agrees = |zone: &Zone| {
            self.meridian
                .is_none_or(|meridian| meridian == zone.central_meridian_deg)
        };
        match zones[..] {
            [zone] if agrees(&zone) => Some(zone),
            _ => {
                notes.push(warning("note-txt-zone-missing"));
                None
            }
        }
    }

    /// Whether nothing in the header contradicts the zone in front of the eastings.
    fn agrees_with(&self, zone: Zone, notes: &mut Vec<Note>) -> bool {
        let number = self.zone_number(notes);
        let same_number = number.is_none_or(|number| number == zone.number);
        let same_width = self.width.is_none_or(|width| width == zone.width);
        let same_meridian = self
            .meridian
            .is_none_or(|meridian| meridian == zone.central_meridian_deg);
        if same_number && same_width && same_meridian {
            return true;
        }
        let said = [
            self.width.map(|width| format!("{}°", width.degrees())),
            number.map(|number| number.to_string()),
            self.meridian.map(|meridian| format!("{meridian}°E")),
        ];
        let said: Vec<String> = said.into_iter().flatten().collect();
        let note = warning("note-txt-zone-conflict").with("header", said.join(" / "));
        notes.push(note.with("coordinates", zone.number));
        false
    }
}

fn zone_of_meridian(width: ZoneWidth, meridian: f64) -> Option<Zone> {
    let (first, last) = width.numbers();
    (first..=last)
        .filter_map(|number| Zone::new(width, number, false))
        .find(|zone| zone.central_meridian_deg == meridian)
}

fn warning(code: &'static str) -> Note {
    Note::new(code, Severity::Warning, Place::default())
}

/// The datum that free words name.
fn datum(text: &str) -> Option<Datum> {
    let upper = text.to_ascii_uppercase();
    if upper.contains("WGS") {
        Some(Datum::Wgs84)
    } else if upper.contains("2000") {
        Some(Datum::Cgcs2000)
    } else if upper.contains("80") {
        Some(Datum::Xian1980)
    } else if upper.contains("54") {
        Some(Datum::Beijing1954)
    } else {
        None
    }
}

/// The first whole number in a text.
fn integer(text: &str) -> Option<u32> {
    let digits: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// Whether the value of 坐标系 names this datum.
pub(super) fn is_same_datum(value: Option<&str>, named: Option<&Datum>) -> bool {
    value.and_then(datum).as_ref() == named
}
