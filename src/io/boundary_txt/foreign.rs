//! The header as a member that other formats carry along, and back.
//!
//! Meaning: a layer keeps what its format does not know as one JSON object. The sections of a boundary file's header
//! stand there under [`MEMBER`], entries in their order, so that writing the layer back, even by way of GeoJSON,
//! keeps keys that nobody here understands.

use serde_json::{Value, json};

use super::parse::Section;

/// Name of the member.
const MEMBER: &str = "boundary_txt";

/// Sections with their entries.
pub(super) type Sections = Vec<(String, Vec<(String, Option<String>)>)>;

/// The member for sections; `None` when there are none.
pub(super) fn of_sections(sections: &[Section<'_>]) -> Option<String> {
    if sections.is_empty() {
        return None;
    }
    let sections: Vec<Value> = sections
        .iter()
        .map(|section| json!({ "name": section.name, "entries": section.entries }))
        .collect();
    Some(json!({ MEMBER: { "sections": sections } }).to_string())
}

/// The sections that a layer carries; none when it does not come from a boundary file.
pub(super) fn sections_in(foreign: Option<&str>) -> Sections {
    let object = foreign.and_then(|text| serde_json::from_str::<Value>(text).ok());
    let sections = object
        .as_ref()
        .and_then(|object| object.get(MEMBER)?.get("sections")?.as_array());
    let text = |value: &Value| value.as_str().map(one_line);
    let entry = |value: &Value| {
        let pair = value.as_array()?;
        Some((text(pair.first()?)?, pair.get(1).and_then(text)))
    };
    let section = |value: &Value| {
        let entries = value
            .get("entries")?
            .as_array()?
            .iter()
            .filter_map(entry)
            .collect();
        Some((text(value.get("name")?)?, entries))
    };
    sections.into_iter().flatten().filter_map(section).collect()
}

/// A text that stays on its line, whatever a stranger's JSON holds.
pub(super) fn one_line(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    line.trim().to_owned()
}
