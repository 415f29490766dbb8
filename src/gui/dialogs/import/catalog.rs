//! Coordinate reference systems of the trade by their names: who knows the zone or the central meridian need not
//! know the code.

use std::sync::OnceLock;

use crate::crs::{CrsId, Datum, zone_codes, zone_of_epsg};
use crate::text::{Language, Texts};

/// Suggestions that are shown.
const MOST: usize = 6;
/// Systems in degrees that are suggested beside the zones.
const GEOGRAPHIC: [(u32, Datum); 4] = [
    (4490, Datum::Cgcs2000),
    (4326, Datum::Wgs84),
    (4610, Datum::Xian1980),
    (4214, Datum::Beijing1954),
];

type Entry = (CrsId, String);

/// The name of a system of the catalogue.
pub(super) fn name_of(texts: &Texts, id: CrsId) -> Option<String> {
    let known = entries(texts).iter().find(|(known, _)| *known == id);
    known.map(|(_, name)| name.clone())
}

/// The systems whose name or code has all words of a text, those in force first.
pub(super) fn suggestions(texts: &Texts, text: &str) -> Vec<Entry> {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    let fits = |(id, name): &&Entry| {
        let whole = format!("{id} {name}").to_lowercase();
        words.iter().all(|word| whole.contains(word.as_str()))
    };
    entries(texts).iter().filter(fits).take(MOST).cloned().collect()
}

/// All entries in a language; made once.
fn entries(texts: &Texts) -> &'static [Entry] {
    static ENTRIES: [OnceLock<Vec<Entry>>; 2] = [OnceLock::new(), OnceLock::new()];
    let language = usize::from(texts.language() == Language::En);
    ENTRIES[language].get_or_init(|| named(texts))
}

fn named(texts: &Texts) -> Vec<Entry> {
    let datum_name = |datum: &Datum| {
        texts.get(match datum {
            Datum::Cgcs2000 => "datum-cgcs2000",
            Datum::Xian1980 => "datum-xian1980",
            Datum::Beijing1954 => "datum-beijing1954",
            Datum::Wgs84 | Datum::Other(_) => "datum-wgs84",
        })
    };
    let geographic = GEOGRAPHIC.iter().map(|(code, datum)| {
        let name = texts.get_with("system-geographic", &[("datum", datum_name(datum))]);
        (CrsId::Epsg(*code), name)
    });
    let zones = zone_codes().filter_map(|code| {
        let (datum, zone) = zone_of_epsg(code)?;
        let facts = [
            ("datum", datum_name(&datum)),
            ("degrees", format!("{:.0}", zone.width.degrees())),
            ("zone", zone.number.to_string()),
            ("meridian", format!("{:.0}", zone.central_meridian_deg)),
            ("prefixed", if zone.prefixed { "yes" } else { "no" }.to_owned()),
        ];
        Some((CrsId::Epsg(code), texts.get_with("dossier-zone-name", &facts)))
    });
    let local = (CrsId::Local, texts.get("status-local"));
    geographic.chain(zones).chain([local]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_by_its_meridian_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            let found = suggestions(&texts, "cgcs2000 117");
            let codes: Vec<String> = found.iter().map(|(id, _)| id.to_string()).collect();
            assert!(codes.contains(&"EPSG:4527".to_owned()), "{found:?}");
            assert!(found.len() <= MOST);
            assert!(suggestions(&texts, "cgcs2000 118").is_empty());
            let name = name_of(&texts, CrsId::Epsg(4548)).unwrap();
            assert!(name.contains("117") && name.contains("39"), "{name}");
            assert_eq!(name_of(&texts, CrsId::Epsg(32650)), None);
        }
    }
}
