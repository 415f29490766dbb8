//! Symbols for layers by their role, as QGIS reads them from the table `layer_styles`.
//!
//! Meaning: a file that is opened in QGIS looks like the layer in this program: the symbols of the default set
//! ([`crate::symbols::builtin`]), which are the program's own and not official ones. The table is QGIS's convention and
//! no part of the standard. [`crate::io::symbols`] reads such a style back.
//!
//! Deliberately not done: labels, categories, styled layer descriptors.

use std::fmt::Write as _;

use crate::layer::Role;
use crate::symbols::{Color, Hatch, Line, Pattern, Symbol, builtin};

/// Name and QML text of the style of a role.
pub(in super::super) fn of_role(role: Option<&Role>) -> Option<(&'static str, String)> {
    let none = Role::Other(String::new());
    let role = role.unwrap_or(&none);
    let rule = builtin::rule_of_role(role)?;
    Some((role.name(), qml(&rule.light)))
}

fn qml(symbol: &Symbol) -> String {
    let mut qml = String::from(concat!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n",
        "<qgis version=\"3.16.0\" styleCategories=\"Symbology\">\n",
        "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\n",
        "<symbols>\n<symbol type=\"fill\" name=\"0\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n",
    ));
    let line = |qml: &mut String, line: &Line| layer(qml, "SimpleLine", &stroke(line), "");
    if let Some(casing) = &symbol.casing {
        line(&mut qml, casing);
    }
    if let Some(fill) = symbol.fill {
        let props = [
            ("color", color(fill)),
            ("style", "solid".to_owned()),
            ("outline_style", "no".to_owned()),
        ];
        layer(&mut qml, "SimpleFill", &props, "");
    }
    for hatch in &symbol.hatches {
        pattern(&mut qml, hatch);
    }
    if let Some(boundary) = &symbol.line {
        line(&mut qml, boundary);
    }
    qml.push_str("</symbol>\n</symbols>\n</renderer-v2>\n</qgis>\n");
    qml
}

fn pattern(qml: &mut String, hatch: &Hatch) {
    let step = hatch.step_mm.to_string();
    match hatch.pattern {
        Pattern::Lines => {
            let mut inner = String::from("<symbol type=\"line\" name=\"@0@1\" alpha=\"1\">\n");
            let line = Line {
                color: hatch.color,
                width_mm: hatch.width_mm,
                dash_mm: Vec::new(),
            };
            layer(&mut inner, "SimpleLine", &stroke(&line), "");
            inner.push_str("</symbol>\n");
            let props = [
                ("angle", hatch.degrees.to_string()),
                ("distance", step),
                ("distance_unit", "MM".to_owned()),
            ];
            layer(qml, "LinePatternFill", &props, &inner);
        }
        Pattern::Dots => {
            let mut inner = String::from("<symbol type=\"marker\" name=\"@0@1\" alpha=\"1\">\n");
            let props = [
                ("name", "circle".to_owned()),
                ("color", color(hatch.color)),
                ("outline_style", "no".to_owned()),
                ("size", hatch.width_mm.to_string()),
                ("size_unit", "MM".to_owned()),
            ];
            layer(&mut inner, "SimpleMarker", &props, "");
            inner.push_str("</symbol>\n");
            let props = [
                ("distance_x", step.clone()),
                ("distance_y", step),
                ("distance_x_unit", "MM".to_owned()),
                ("distance_y_unit", "MM".to_owned()),
            ];
            layer(qml, "PointPatternFill", &props, &inner);
        }
    }
}

fn stroke(line: &Line) -> Vec<(&'static str, String)> {
    let mut props = vec![
        ("line_color", color(line.color)),
        ("line_width", line.width_mm.to_string()),
        ("line_width_unit", "MM".to_owned()),
        ("line_style", "solid".to_owned()),
        ("joinstyle", "round".to_owned()),
        ("capstyle", "flat".to_owned()),
    ];
    if !line.dash_mm.is_empty() {
        let lengths: Vec<String> = line.dash_mm.iter().map(ToString::to_string).collect();
        props.push(("customdash", lengths.join(";")));
        props.push(("customdash_unit", "MM".to_owned()));
        props.push(("use_custom_dash", "1".to_owned()));
    }
    props
}

/// A colour in the form of QGIS: red, green, blue, opacity, each up to 255.
fn color(Color { r, g, b, a }: Color) -> String {
    format!("{r},{g},{b},{a}")
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
    fn every_role_has_a_style() {
        let own = Role::Other("走廊".to_owned());
        for role in NAMED_ROLES.iter().chain([&own]) {
            let (name, qml) = of_role(Some(role)).unwrap();
            assert_eq!(name, role.name());
            assert_eq!(
                qml.matches("<layer ").count(),
                qml.matches("</layer>").count(),
                "{qml}"
            );
        }
        let (_, red) = of_role(Some(&Role::EcoRedline)).unwrap();
        assert!(
            red.contains("v=\"115,7,29,20\"") && red.contains("LinePatternFill"),
            "{red}"
        );
        let (_, reserve) = of_role(Some(&Role::NatureReserve)).unwrap();
        assert!(reserve.contains("PointPatternFill"));
        assert_eq!(of_role(None).unwrap().0, "other");
    }
}
