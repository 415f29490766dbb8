//! Symbols for layers by their role, as QGIS reads them from the table `layer_styles`.
//!
//! Meaning: a file that is opened in QGIS looks like the layer's role from the start. The symbols are the program's own,
//! not official ones, and stand in `assets/styles/roles.toml`; the table is QGIS's convention and no part of the
//! standard. A dark line lies on a white casing, so that it shows on every fill; hatches tell layers apart in grey.
//!
//! Deliberately not done: labels, categories, styled layer descriptors.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use crate::layer::Role;

/// The symbols as they are shipped.
const SYMBOLS: &str = include_str!("../../../assets/styles/roles.toml");

/// The symbol of a layer that has no role or none with a symbol of its own.
const OTHER: &str = "other";

/// How a polygon is drawn; lengths in millimetres on paper.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Symbol {
    line: [u8; 3],
    line_mm: f64,
    casing_mm: f64,
    /// Lengths of strokes and gaps.
    #[serde(default)]
    dash_mm: Vec<f64>,
    #[serde(default)]
    fill: [u8; 3],
    /// From 0, no fill, to 1.
    #[serde(default)]
    fill_opacity: f64,
    /// Direction of the hatch, counter-clockwise from east.
    #[serde(default)]
    hatch_deg: f64,
    /// Distance between lines of the hatch; 0 for none.
    #[serde(default)]
    hatch_mm: f64,
}

/// Name and QML text of the style of a role.
pub(super) fn of_role(role: Option<&Role>) -> Option<(&'static str, String)> {
    let symbols: BTreeMap<String, Symbol> = toml::from_str(SYMBOLS).ok()?;
    let name = role.map_or(OTHER, Role::name);
    let symbol = symbols.get(name).or_else(|| symbols.get(OTHER))?;
    Some((name, symbol.qml()))
}

impl Symbol {
    fn qml(&self) -> String {
        let mut qml = String::from(concat!(
            "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n",
            "<qgis version=\"3.16.0\" styleCategories=\"Symbology\">\n",
            "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\n",
            "<symbols>\n<symbol type=\"fill\" name=\"0\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n",
        ));
        if self.fill_opacity > 0.0 {
            let color = color(self.fill, self.fill_opacity);
            let none = ("outline_style", "no".to_owned());
            layer(
                &mut qml,
                "SimpleFill",
                &[("color", color), ("style", "solid".to_owned()), none],
                "",
            );
        }
        if self.hatch_mm > 0.0 {
            self.hatch(&mut qml);
        }
        layer(&mut qml, "SimpleLine", &stroke([255; 3], self.casing_mm), "");
        let mut line = stroke(self.line, self.line_mm);
        if !self.dash_mm.is_empty() {
            let lengths: Vec<String> = self.dash_mm.iter().map(ToString::to_string).collect();
            line.push(("customdash", lengths.join(";")));
            line.push(("customdash_unit", "MM".to_owned()));
            line.push(("use_custom_dash", "1".to_owned()));
        }
        layer(&mut qml, "SimpleLine", &line, "");
        qml.push_str("</symbol>\n</symbols>\n</renderer-v2>\n</qgis>\n");
        qml
    }

    fn hatch(&self, qml: &mut String) {
        let mut inner = String::from("<symbol type=\"line\" name=\"@0@1\" alpha=\"1\">\n");
        layer(&mut inner, "SimpleLine", &stroke(self.line, 0.15), "");
        inner.push_str("</symbol>\n");
        let props = [
            ("angle", self.hatch_deg.to_string()),
            ("distance", self.hatch_mm.to_string()),
            ("distance_unit", "MM".to_owned()),
        ];
        layer(qml, "LinePatternFill", &props, &inner);
    }
}

fn stroke(rgb: [u8; 3], width_mm: f64) -> Vec<(&'static str, String)> {
    vec![
        ("line_color", color(rgb, 1.0)),
        ("line_width", width_mm.to_string()),
        ("line_width_unit", "MM".to_owned()),
        ("line_style", "solid".to_owned()),
        ("joinstyle", "round".to_owned()),
        ("capstyle", "flat".to_owned()),
    ]
}

/// A colour in the form of QGIS: red, green, blue, opacity, each up to 255.
fn color([r, g, b]: [u8; 3], opacity: f64) -> String {
    format!("{r},{g},{b},{}", (opacity.clamp(0.0, 1.0) * 255.0).round())
}

fn layer(qml: &mut String, class: &str, props: &[(&str, String)], inner: &str) {
    // Writing into a `String` cannot fail.
    let _ = writeln!(
        qml,
        "<layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">"
    );
    for (key, value) in props {
        let _ = writeln!(qml, "<prop k=\"{key}\" v=\"{value}\"/>");
    }
    qml.push_str(inner);
    qml.push_str("</layer>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::NAMED_ROLES;

    #[test]
    fn every_role_has_a_style_and_the_shipped_symbols_belong_to_roles() {
        let symbols: BTreeMap<String, Symbol> = toml::from_str(SYMBOLS).unwrap();
        let own = Role::Other("走廊".to_owned());
        for role in NAMED_ROLES.iter().chain([&own]) {
            let (name, qml) = of_role(Some(role)).unwrap();
            assert_eq!(name, role.name());
            assert!(symbols.contains_key(name), "{name}");
            assert_eq!(
                qml.matches("<layer ").count(),
                qml.matches("</layer>").count(),
                "{qml}"
            );
        }
        assert_eq!(symbols.len(), NAMED_ROLES.len() + 1);
        let (_, red) = of_role(Some(&Role::EcoRedline)).unwrap();
        assert!(red.contains("v=\"168,0,0,26\"") && red.contains("LinePatternFill"));
        assert_eq!(of_role(None).unwrap().0, "other");
    }
}
