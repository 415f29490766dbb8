//! What a definition of a coordinate reference system in well-known text means.
//!
//! Meaning: files bring definitions in several dialects (WKT of 1999 and 2015, that of Esri without codes and with
//! names of its own). A definition is taken for a system of the EPSG data by the code that it names for itself and
//! by its datum, ellipsoid and parameters; where the two differ nothing is decided. Chinese systems are recognised
//! here by parameters alone, whatever they are called; all others by their code, or by the EPSG data when those
//! know exactly one system of this definition.
//!
//! Input: text. Output: [`Recognised`]. Text nested deeper than [`DEPTH_LIMIT`] or longer than [`LENGTH_LIMIT`] is
//! not understood.
//!
//! Source: OGC 01-009 §7, OGC 18-010r7; parameters of the Chinese systems from the EPSG data.
//!
//! Deliberately not here: systems that no code names; parameters of datum shifts, which definitions may carry.

use super::catalog::{CrsId, Datum, Zone, ZoneWidth, epsg_of_zone, zone_of_epsg};
use super::ffi;

/// Deepest nesting of brackets that is read.
pub const DEPTH_LIMIT: u32 = 16;
/// Longest text that is read, in bytes.
pub const LENGTH_LIMIT: usize = 64 << 10;

/// What a definition means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Recognised {
    /// A system of the EPSG data.
    Known(CrsId),
    /// It names one system and describes another.
    Contradiction {
        /// What it calls itself.
        name: String,
        /// The system of its code.
        crs: CrsId,
        /// The system of its parameters.
        other: CrsId,
    },
    /// None that is known.
    Unknown {
        /// What it calls itself; the beginning of the text when it is no definition.
        name: String,
    },
}

/// Finds out what a definition means.
#[must_use]
pub fn recognise(text: &str) -> Recognised {
    let text = text
        .trim_start_matches('\u{feff}')
        .trim()
        .trim_end_matches('\0')
        .trim();
    let Some((root, end)) = parse(text) else {
        let name = text.chars().take(40).collect();
        return Recognised::Unknown { name };
    };
    let text = &text[..end];
    let root = root.horizontal();
    let name = root.name().to_owned();
    let by_code = root.epsg();
    let by_parameters = if root.is(&GEOGRAPHIC) {
        datum(root).and_then(|datum| datum.geographic_epsg())
    } else if root.is(&PROJECTED) {
        projected(root)
    } else {
        None
    };
    match (by_code, by_parameters) {
        (Some(code), Some(other)) if code != other && !is_same(code, other) => Recognised::Contradiction {
            name,
            crs: CrsId::Epsg(code),
            other: CrsId::Epsg(other),
        },
        // A Chinese code on parameters that are not its own is an edited definition.
        (Some(code), None) if is_ours(code) => Recognised::Unknown { name },
        (Some(code), _) | (None, Some(code)) => Recognised::Known(CrsId::Epsg(code)),
        (None, None) => match ffi::identify(text) {
            Some(code) if !is_ours(code) => Recognised::Known(CrsId::Epsg(code)),
            _ => Recognised::Unknown { name },
        },
    }
}

/// Whether parameters decide about a code.
fn is_ours(code: u32) -> bool {
    zone_of_epsg(code).is_some() || Datum::of_geographic(code).is_some()
}

/// Whether two codes mean the same numbers: a zone of 3° and one of 6° may share their meridian.
#[must_use]
pub fn is_same(code: u32, other: u32) -> bool {
    match (zone_of_epsg(code), zone_of_epsg(other)) {
        (Some((datum, zone)), Some((other_datum, other))) => {
            datum == other_datum
                && zone.central_meridian_deg == other.central_meridian_deg
                && zone.false_easting_m == other.false_easting_m
        }
        _ => false,
    }
}

const GEOGRAPHIC: [&str; 5] = ["GEOGCS", "GEOGCRS", "GEODCRS", "GEOGRAPHICCRS", "GEODETICCRS"];
const PROJECTED: [&str; 3] = ["PROJCS", "PROJCRS", "PROJECTEDCRS"];

/// A keyword with what stands in its brackets.
#[derive(Debug, Default)]
struct Node {
    keyword: String,
    values: Vec<Value>,
}

#[derive(Debug)]
enum Value {
    Text(String),
    Number(f64),
    Node(Node),
}

impl Node {
    fn is(&self, keywords: &[&str]) -> bool {
        keywords
            .iter()
            .any(|keyword| self.keyword.eq_ignore_ascii_case(keyword))
    }

    fn children(&self) -> impl Iterator<Item = &Self> {
        self.values.iter().filter_map(|value| match value {
            Value::Node(node) => Some(node),
            _ => None,
        })
    }

    fn child(&self, keywords: &[&str]) -> Option<&Self> {
        self.children().find(|node| node.is(keywords))
    }

    fn name(&self) -> &str {
        match self.values.first() {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    fn number(&self, index: usize) -> Option<f64> {
        match self.values.get(index)? {
            Value::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The system of plane positions in a compound one, or the one a datum shift is bound to.
    fn horizontal(&self) -> &Self {
        let mut node = self;
        loop {
            let inner = if node.is(&["COMPD_CS", "COMPOUNDCRS"]) {
                node.children().next()
            } else if node.is(&["BOUNDCRS"]) {
                node.child(&["SOURCECRS"])
                    .and_then(|source| source.children().next())
            } else {
                None
            };
            match inner {
                Some(inner) => node = inner,
                None => return node,
            }
        }
    }

    /// The EPSG code that the node names for itself.
    fn epsg(&self) -> Option<u32> {
        let authority = self.child(&["AUTHORITY", "ID"])?;
        let code = match authority.values.get(1)? {
            Value::Text(text) => text.trim().parse().ok()?,
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "compared just before"
            )]
            Value::Number(number) if number.fract() == 0.0 && (1.0..1e9).contains(number) => *number as u32,
            _ => return None,
        };
        (authority.name().eq_ignore_ascii_case("EPSG") && code > 0).then_some(code)
    }
}

/// Letters and digits of a name in lower case.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// The datum of a geographic system, when name and ellipsoid agree on one of the four that are named, and angles
/// are degrees from Greenwich.
fn datum(geographic: &Node) -> Option<Datum> {
    let datum = geographic.child(&["DATUM", "GEODETICDATUM", "TRF", "ENSEMBLE"])?;
    let ellipsoid = datum.child(&["SPHEROID", "ELLIPSOID"])?;
    let (axis, flattening) = (ellipsoid.number(1)?, ellipsoid.number(2)?);
    let name = plain(datum.name());
    let (known, its_axis, its_flattening, margin) = match name.strip_prefix('d').unwrap_or(&name) {
        "china2000"
        | "chinageodeticcoordinatesystem2000"
        | "cgcs2000"
        | "chinageodetic2000"
        | "gcschina2000" => (Datum::Cgcs2000, 6_378_137.0, 298.257_222_101, 5e-7),
        "wgs1984" | "wgs84" | "worldgeodeticsystem1984" | "worldgeodeticsystem1984ensemble" => {
            (Datum::Wgs84, 6_378_137.0, 298.257_223_563, 5e-7)
        }
        "xian1980" | "xian80" => (Datum::Xian1980, 6_378_140.0, 298.257, 1e-5),
        "beijing1954" | "beijing54" => (Datum::Beijing1954, 6_378_245.0, 298.3, 1e-5),
        _ => return None,
    };
    let is_its_own = (axis - its_axis).abs() < 1e-3 && (flattening - its_flattening).abs() < margin;
    let meridian = geographic
        .child(&["PRIMEM", "PRIMEMERIDIAN"])
        .map_or(Some(0.0), |node| node.number(1));
    (is_its_own && meridian == Some(0.0) && is_in_degrees(geographic)).then_some(known)
}

fn is_in_degrees(geographic: &Node) -> bool {
    let units = ["UNIT", "ANGLEUNIT"];
    let unit = geographic.child(&units).or_else(|| axis_unit(geographic, &units));
    // The base of a projected system in the WKT of 2015 has no unit of its own.
    let Some(unit) = unit else {
        return geographic.is(&["BASEGEOGCRS", "BASEGEODCRS"]);
    };
    unit.number(1)
        .is_some_and(|radians| (radians / 1_f64.to_radians() - 1.0).abs() < 1e-9)
}

/// The unit that stands in the axes, as the WKT of 2015 allows.
fn axis_unit<'n>(system: &'n Node, keywords: &[&str]) -> Option<&'n Node> {
    system.child(&["AXIS"]).and_then(|axis| axis.child(keywords))
}

/// The EPSG code of a projected system by its parameters.
fn projected(system: &Node) -> Option<u32> {
    let base = system.child(&[&GEOGRAPHIC[..], &["BASEGEOGCRS", "BASEGEODCRS"]].concat())?;
    let datum = datum(base)?;
    let units = ["UNIT", "LENGTHUNIT"];
    let unit = system.child(&units).or_else(|| axis_unit(system, &units))?;
    if unit.number(1) != Some(1.0) {
        return None;
    }
    let conversion = system.child(&["CONVERSION"]).unwrap_or(system);
    let method = plain(conversion.child(&["PROJECTION", "METHOD"])?.name());
    let parameters = Parameters::of(conversion)?;
    match method.as_str() {
        "gausskruger" | "transversemercator" => transverse_mercator(&datum, &parameters, system.name()),
        "mercatorauxiliarysphere" | "popularvisualisationpseudomercator" => {
            let is_plain = parameters == Parameters::default() && datum == Datum::Wgs84;
            is_plain.then_some(3857)
        }
        _ => None,
    }
}

/// Parameters of a projection; those that are absent are zero, and the scale is one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Parameters {
    central_meridian: f64,
    latitude_of_origin: f64,
    scale: f64,
    false_easting: f64,
    false_northing: f64,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            central_meridian: 0.0,
            latitude_of_origin: 0.0,
            scale: 1.0,
            false_easting: 0.0,
            false_northing: 0.0,
        }
    }
}

impl Parameters {
    /// `None` when one is there that is not understood, unless it is zero.
    fn of(conversion: &Node) -> Option<Self> {
        let mut parameters = Self::default();
        for node in conversion.children().filter(|node| node.is(&["PARAMETER"])) {
            let value = node.number(1)?;
            match plain(node.name()).as_str() {
                "centralmeridian"
                | "longitudeofnaturalorigin"
                | "longitudeoforigin"
                | "longitudeofcenter" => {
                    parameters.central_meridian = value;
                }
                "latitudeoforigin" | "latitudeofnaturalorigin" => parameters.latitude_of_origin = value,
                "scalefactor" | "scalefactoratnaturalorigin" => parameters.scale = value,
                "falseeasting" => parameters.false_easting = value,
                "falsenorthing" => parameters.false_northing = value,
                _ if value == 0.0 => {}
                _ => return None,
            }
        }
        Some(parameters)
    }
}

/// The code of a Gauss-Krüger zone of China, or a zone of UTM on WGS 84.
fn transverse_mercator(datum: &Datum, parameters: &Parameters, name: &str) -> Option<u32> {
    let Parameters {
        central_meridian,
        latitude_of_origin,
        scale,
        false_easting,
        false_northing,
    } = *parameters;
    if latitude_of_origin != 0.0 {
        return None;
    }
    if scale == 0.9996 {
        let zone = whole((central_meridian + 183.0) / 6.0).filter(|zone| (1..=60).contains(zone))?;
        let is_utm = *datum == Datum::Wgs84 && false_easting == 500_000.0;
        return match false_northing {
            _ if !is_utm => None,
            0.0 => Some(32_600 + zone),
            10_000_000.0 => Some(32_700 + zone),
            _ => None,
        };
    }
    if scale != 1.0 || false_northing != 0.0 {
        return None;
    }
    let is_this =
        |zone: &Zone| zone.central_meridian_deg == central_meridian && zone.false_easting_m == false_easting;
    if false_easting > 1e6 {
        let number = whole((false_easting - 500_000.0) / 1e6)?;
        return epsg_of_zone(datum, Zone::of_prefix(number).filter(is_this)?);
    }
    let three = whole(central_meridian / 3.0).and_then(|number| Zone::new(ZoneWidth::Three, number, false));
    let six =
        whole((central_meridian + 3.0) / 6.0).and_then(|number| Zone::new(ZoneWidth::Six, number, false));
    // The numbers mean the same; the name says which of the two zones is meant.
    let is_three = plain(name).contains("3degree") || name.contains("3度");
    let zone = match (three.filter(is_this), six.filter(is_this)) {
        (Some(three), Some(six)) => Some(if is_three { three } else { six }),
        (three, six) => three.or(six),
    };
    epsg_of_zone(datum, zone?)
}

/// A number that is whole and small.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "compared just before"
)]
fn whole(number: f64) -> Option<u32> {
    (number.fract() == 0.0 && (0.0..1e6).contains(&number)).then_some(number as u32)
}

/// Reads a text as one node, with the place where it ends. Esri writes the system of the heights behind it.
fn parse(text: &str) -> Option<(Node, usize)> {
    if text.len() > LENGTH_LIMIT {
        return None;
    }
    let mut reader = Reader { text, at: 0 };
    let root = reader.node(0)?;
    let end = reader.at;
    if reader.take(&[',']) {
        reader
            .node(0)
            .filter(|heights| heights.is(&["VERTCS", "VERT_CS"]))?;
    }
    reader.blanks();
    (reader.at == text.len()).then_some((root, end))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, wanted: &[char]) -> bool {
        self.blanks();
        let found = self.rest().chars().next().filter(|c| wanted.contains(c));
        self.at += found.map_or(0, char::len_utf8);
        found.is_some()
    }

    /// A bare word: a keyword, a direction or a number.
    fn word(&mut self) -> String {
        self.blanks();
        let rest = self.rest();
        let end = rest
            .find(|c: char| c.is_whitespace() || "[](),\"".contains(c))
            .unwrap_or(rest.len());
        let word = rest[..end].to_owned();
        self.at += end;
        word
    }

    fn node(&mut self, depth: u32) -> Option<Node> {
        let keyword = self.word();
        if keyword.is_empty() || depth > DEPTH_LIMIT || !self.take(&['[', '(']) {
            return None;
        }
        let mut values = Vec::new();
        loop {
            values.push(self.value(depth)?);
            if self.take(&[',']) {
                continue;
            }
            return self.take(&[']', ')']).then_some(Node { keyword, values });
        }
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        if self.take(&['"']) {
            return self.quoted().map(Value::Text);
        }
        let start = self.at;
        let word = self.word();
        self.blanks();
        if self.rest().starts_with(['[', '(']) {
            self.at = start;
            return self.node(depth + 1).map(Value::Node);
        }
        if word.is_empty() {
            return None;
        }
        let number = word.parse().ok().filter(|number: &f64| number.is_finite());
        Some(number.map_or(Value::Text(word), Value::Number))
    }

    /// The rest of a quoted text, in which two quotes are one.
    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        loop {
            let end = self.rest().find('"')?;
            text.push_str(&self.rest()[..end]);
            self.at += end + 1;
            if !self.rest().starts_with('"') {
                return Some(text);
            }
            text.push('"');
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::zone_codes;
    use super::*;

    const CHINA: &str = r#"GEOGCS["GCS_China_Geodetic_Coordinate_System_2000",DATUM["D_China_2000",SPHEROID["CGCS2000",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
    const XIAN: &str = r#"GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
    const BEIJING: &str = r#"GEOGCS["GCS_Beijing_1954",DATUM["D_Beijing_1954",SPHEROID["Krasovsky_1940",6378245.0,298.3]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

    fn zone(name: &str, base: &str, easting: f64, meridian: f64) -> String {
        format!(
            r#"PROJCS["{name}",{base},PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",{easting}],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{meridian}],PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]"#
        )
    }

    fn code(text: &str) -> Option<u32> {
        match recognise(text) {
            Recognised::Known(CrsId::Epsg(code)) => Some(code),
            _ => None,
        }
    }

    #[test]
    fn definitions_of_esri_are_read_by_their_parameters() {
        assert_eq!(code(CHINA), Some(4490));
        assert_eq!(code(XIAN), Some(4610));
        assert_eq!(code(BEIJING), Some(4214));
        for (name, base, easting, meridian, expected) in [
            ("CGCS2000_3_Degree_GK_Zone_39", CHINA, 39_500_000.0, 117.0, 4527),
            ("anything", CHINA, 38_500_000.0, 114.0, 4526),
            ("CGCS2000_3_Degree_GK_CM_117E", CHINA, 500_000.0, 117.0, 4548),
            ("CGCS2000_GK_CM_117E", CHINA, 500_000.0, 117.0, 4509),
            ("CGCS2000_GK_Zone_20", CHINA, 20_500_000.0, 117.0, 4498),
            ("自定义", CHINA, 500_000.0, 114.0, 4547),
            ("Xian_1980_3_Degree_GK_Zone_39", XIAN, 39_500_000.0, 117.0, 2363),
            ("Beijing_1954_GK_Zone_20N", BEIJING, 500_000.0, 117.0, 21_460),
        ] {
            assert_eq!(
                code(&zone(name, base, easting, meridian)),
                Some(expected),
                "{name}"
            );
        }
        let with_heights = format!(
            "{}, VERTCS[\"Yellow_Sea_1985\",VDATUM[\"Yellow_Sea_1985\"],UNIT[\"Meter\",1.0]]",
            zone("x", CHINA, 39_500_000.0, 117.0)
        );
        assert_eq!(code(&with_heights), Some(4527));
        assert_eq!(code(&format!("{CHINA},{CHINA}")), None);
        assert_eq!(code(&zone("x", CHINA, 39_500_000.0, 114.0)), None);
        assert_eq!(code(&zone("x", CHINA, 500_000.0, 115.5)), None);
    }

    #[test]
    fn every_zone_is_recognised_in_every_dialect_without_its_code() {
        for epsg in zone_codes().chain([4490, 4326, 4610, 4214, 3857, 32_650, 32_750]) {
            for dialect in ffi::WktDialect::ALL {
                let text = ffi::wkt(epsg, dialect).expect("in the EPSG data");
                let stripped = without_codes(&text);
                let found = code(&stripped);
                assert!(
                    found.is_some_and(|found| found == epsg || is_same(found, epsg)),
                    "{epsg} {dialect:?}: {found:?} {stripped}"
                );
                assert_eq!(code(&text), Some(epsg), "{text}");
            }
        }
    }

    /// The text without all codes.
    fn without_codes(text: &str) -> String {
        let mut text = text.replace('\n', "");
        for keyword in ["AUTHORITY[", "ID["] {
            while let Some(at) = text.find(&format!(",{keyword}")).or_else(|| {
                let pattern = format!(" {keyword}");
                text.find(&pattern)
            }) {
                let end = at + text[at..].find(']').unwrap() + 1;
                let start = text[..at].trim_end().trim_end_matches(',').len().min(at);
                text.replace_range(start..end, "");
            }
        }
        text
    }

    #[test]
    fn a_code_that_contradicts_the_parameters_decides_nothing() {
        let inner = zone("x", CHINA, 39_500_000.0, 117.0);
        let with = |code: u32| format!("{},AUTHORITY[\"EPSG\",\"{code}\"]]", &inner[..inner.len() - 1]);
        assert_eq!(code(&with(4527)), Some(4527));
        assert!(matches!(recognise(&with(4526)), Recognised::Contradiction { .. }));
        let edited = with(4527).replace("39500000", "39600000");
        assert_eq!(recognise(&edited), Recognised::Unknown { name: "x".to_owned() });
        let other_ellipsoid = CHINA.replace("298.257222101", "298.3");
        assert!(matches!(recognise(&other_ellipsoid), Recognised::Unknown { .. }));
        let other_meridian = CHINA.replace("\"Greenwich\",0.0", "\"Paris\",2.337229166666667");
        assert!(matches!(recognise(&other_meridian), Recognised::Unknown { .. }));
    }

    #[test]
    fn other_systems_are_known_by_code_or_definition() {
        assert_eq!(
            code(r#"PROJCS["a",GEOGCS["b"],AUTHORITY["EPSG","31370"]]"#),
            Some(31_370)
        );
        for epsg in [31_370, 4267, 27_700, 2154] {
            let text = ffi::wkt(epsg, ffi::WktDialect::Esri).expect("in the EPSG data");
            assert_eq!(code(&text), Some(epsg), "{text}");
        }
    }

    #[test]
    fn broken_and_hostile_text_is_unknown() {
        let deep = "A[".repeat(100_000);
        let wide = format!("GEOGCS[{}\"x\"]", "1,".repeat(20_000));
        for text in [
            "",
            "GEOGCS",
            "GEOGCS[",
            "GEOGCS[\"x",
            "GEOGCS[]",
            "GEOGCS[\"x\"]]",
            "]]]",
            "甲",
            "A[甲,]",
            &deep,
            &wide,
            "LOCAL_CS[\"x\",UNIT[\"m\",1]]",
            "COMPD_CS[\"a\",\"b\"]",
            "BOUNDCRS[SOURCECRS[1]]",
        ] {
            assert!(
                matches!(recognise(text), Recognised::Unknown { .. }),
                "{}",
                text.len()
            );
        }
        for end in 0..CHINA.len() {
            assert_eq!(code(&CHINA[..end]), None);
        }
    }
}
