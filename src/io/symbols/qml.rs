//! QGIS layer styles (QML), as QGIS 2 and 3 write them.
//!
//! Meaning: single symbols, categories and rules; fills, line patterns, point patterns and lines. Conditions of rules
//! are understood where one field is compared with values: `"DLBM" = '0101'`, `IN (…)`, `LIKE '01%'`, `ELSE`, `OR` of
//! these. Layers of a symbol lie over each other from the first on.
//!
//! Deliberately not read: labels, diagrams, expressions that compute, colour ramps; a fill that is a picture or a
//! gradient becomes a plain one of its first colour.

use std::collections::{BTreeSet, HashMap};

use super::super::error::ReadErrorKind;
use super::super::xml::{Element, Node, Token, Xml};
use super::condition::{Condition, plain_field};
use super::{StyleError, casing_and_line, note};
use crate::symbols::{
    Color, Hatch, Line, PIXELS_PER_MM, Pattern, Rule, ScaleRange, Symbol, SymbolSet, When, Words,
};

/// Millimetres of a printer's point.
const MM_PER_POINT: f32 = 25.4 / 72.0;

/// Reads what is in the element `qgis`.
pub(super) fn read(root: &Element<'_>, xml: &mut Xml<'_>, name: &str) -> Result<SymbolSet, StyleError> {
    let scales = scales_of_layer(root);
    let mut found = None;
    loop {
        match xml.next()? {
            Token::Start(element) if element.name() == "renderer-v2" => {
                let kind = element.attribute("type").unwrap_or_default();
                let field = element.attribute("attr");
                let mut renderer = Renderer::default();
                renderer.read(xml)?;
                found = Some((kind, field, renderer));
            }
            Token::Start(_) => xml.skip()?,
            Token::End | Token::Eof => break,
            Token::Text(_) => {}
        }
    }
    let Some((kind, field, renderer)) = found else {
        return Err(StyleError::Nothing(String::new()));
    };
    renderer.set(&kind, field.as_deref(), scales, name)
}

fn number(text: Option<&str>) -> Option<f64> {
    text.and_then(|text| text.trim().parse().ok())
        .filter(|number: &f64| number.is_finite())
}

/// QGIS calls the greatest denominator the minimum scale.
fn scales_of_layer(root: &Element<'_>) -> ScaleRange {
    if root.attribute("hasScaleBasedVisibilityFlag").as_deref() != Some("1") {
        return ScaleRange::default();
    }
    let limit = |names: [&str; 2]| {
        let text = names.iter().find_map(|name| root.attribute(name));
        number(text.as_deref()).filter(|n| *n > 0.0)
    };
    ScaleRange {
        from: limit(["maxScale", "minimumScale"]),
        below: limit(["minScale", "maximumScale"]),
    }
}

/// What a renderer says.
#[derive(Default)]
struct Renderer {
    categories: Vec<Category>,
    rules: Vec<RuleEntry>,
    symbols: HashMap<String, Symbol>,
    /// Classes of symbol layers that were drawn as near as can be.
    approximated: BTreeSet<String>,
}

struct Category {
    values: Vec<String>,
    is_rest: bool,
    label: String,
    symbol: String,
    is_drawn: bool,
}

struct RuleEntry {
    filter: String,
    label: String,
    symbol: String,
    is_drawn: bool,
    scales: ScaleRange,
}

impl Renderer {
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<(), ReadErrorKind> {
        // Lists of what is of interest lie one level down, rules in rules.
        let mut depth = 1;
        while depth > 0 {
            match xml.next()? {
                Token::Start(element) => match element.name() {
                    "categories" | "symbols" | "rules" => depth += 1,
                    "category" => {
                        let node = xml.node(&element)?;
                        self.categories.push(category(&node));
                    }
                    "rule" => {
                        self.rules.push(rule_entry(&element));
                        depth += 1;
                    }
                    "symbol" => {
                        let node = xml.node(&element)?;
                        self.symbol(&node);
                    }
                    _ => xml.skip()?,
                },
                Token::End => depth -= 1,
                Token::Eof => break,
                Token::Text(_) => {}
            }
        }
        Ok(())
    }

    fn symbol(&mut self, node: &Node) {
        let name = node.attribute("name").unwrap_or_default().to_owned();
        let symbol = symbol_of(node, &mut self.approximated);
        self.symbols.insert(name, symbol);
    }

    fn set(
        self,
        kind: &str,
        field: Option<&str>,
        scales: ScaleRange,
        name: &str,
    ) -> Result<SymbolSet, StyleError> {
        let mut set = SymbolSet::own(name, "QGIS QML");
        for class in &self.approximated {
            set.notes.push(note("note-symbols-approximated", class));
        }
        let rules = match kind {
            "singleSymbol" => {
                let symbol = self.symbols.get("0").or_else(|| self.symbols.values().next());
                let symbol = symbol.ok_or_else(|| StyleError::Nothing(String::new()))?;
                vec![rule(When::Otherwise, "", symbol, true, scales)]
            }
            "categorizedSymbol" => {
                let field = field.unwrap_or_default();
                let plain = plain_field(field).ok_or_else(|| StyleError::Nothing(field.to_owned()))?;
                set.fields = vec![plain];
                self.of_categories(scales)
            }
            "RuleRenderer" => self.of_rules(scales, &mut set),
            other => return Err(StyleError::Nothing(other.to_owned())),
        };
        if rules.is_empty() {
            return Err(StyleError::Nothing(String::new()));
        }
        Ok(set.with_rules(rules))
    }

    fn of_categories(&self, scales: ScaleRange) -> Vec<Rule> {
        let rule_of = |category: &Category| {
            let symbol = self.symbols.get(&category.symbol)?;
            let when = if category.is_rest {
                When::Otherwise
            } else {
                When::Value {
                    values: category.values.clone(),
                    prefixes: Vec::new(),
                }
            };
            Some(rule(when, &category.label, symbol, category.is_drawn, scales))
        };
        self.categories.iter().filter_map(rule_of).collect()
    }

    fn of_rules(&self, scales: ScaleRange, set: &mut SymbolSet) -> Vec<Rule> {
        let mut rules = Vec::new();
        let mut has_rest = false;
        for entry in &self.rules {
            // A rule that only groups others has no symbol.
            let Some(symbol) = self.symbols.get(&entry.symbol) else {
                continue;
            };
            let Some(condition) = Condition::parse(&entry.filter) else {
                set.notes.push(note("note-symbols-condition", &entry.filter));
                continue;
            };
            let when = match condition {
                Condition::Rest if has_rest => {
                    set.notes.push(note("note-symbols-condition", &entry.label));
                    continue;
                }
                Condition::Rest => {
                    has_rest = true;
                    When::Otherwise
                }
                Condition::Value {
                    field,
                    values,
                    prefixes,
                } => {
                    match set.fields.first() {
                        None => set.fields.push(field),
                        Some(first) if *first == field => {}
                        Some(_) => {
                            set.notes.push(note("note-symbols-condition", &entry.filter));
                            continue;
                        }
                    }
                    When::Value { values, prefixes }
                }
            };
            let scales = scales.and(&entry.scales);
            rules.push(rule(when, &entry.label, symbol, entry.is_drawn, scales));
        }
        rules
    }
}

fn rule(when: When, label: &str, symbol: &Symbol, is_drawn: bool, scales: ScaleRange) -> Rule {
    let light = if is_drawn {
        symbol.clone()
    } else {
        Symbol::default()
    };
    Rule {
        when,
        label: Words::Plain(label.to_owned()),
        dark: light.darkened(),
        light,
        scales,
    }
}

fn category(node: &Node) -> Category {
    let attribute = |name| node.attribute(name).unwrap_or_default().to_owned();
    let listed: Vec<String> = node
        .children("val")
        .filter_map(|value| value.attribute("value").map(str::to_owned))
        .collect();
    let value = attribute("value");
    let is_null = node.attribute("type") == Some("NULL");
    Category {
        is_rest: listed.is_empty() && value.is_empty() && !is_null,
        values: if listed.is_empty() { vec![value] } else { listed },
        label: attribute("label"),
        symbol: attribute("symbol"),
        is_drawn: node.attribute("render") != Some("false"),
    }
}

fn rule_entry(element: &Element<'_>) -> RuleEntry {
    let attribute = |name| element.attribute(name).unwrap_or_default();
    let limit = |name| number(element.attribute(name).as_deref()).filter(|n| *n > 0.0);
    RuleEntry {
        filter: attribute("filter"),
        label: attribute("label"),
        symbol: attribute("symbol"),
        is_drawn: element.attribute("checkstate").as_deref() != Some("0"),
        scales: ScaleRange {
            from: limit("scalemindenom"),
            below: limit("scalemaxdenom"),
        },
    }
}

/// Names and values of a symbol layer, in either way of writing them.
struct Props<'n>(HashMap<&'n str, &'n str>);

impl<'n> Props<'n> {
    fn of(node: &'n Node) -> Self {
        let old = node
            .children("prop")
            .filter_map(|prop| Some((prop.attribute("k")?, prop.attribute("v")?)));
        let new = node
            .children("Option")
            .flat_map(|map| map.children("Option"))
            .filter_map(|option| Some((option.attribute("name")?, option.attribute("value")?)));
        Self(old.chain(new).collect())
    }

    fn text(&self, name: &str) -> &'n str {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// `red,green,blue,opacity`, and from QGIS 3.40 on more behind it.
    fn color(&self, name: &str) -> Option<Color> {
        let parts: Vec<&str> = self.text(name).splitn(5, ',').take(4).collect();
        Color::parse(&parts.join(","))
    }

    fn length_mm(&self, name: &str) -> Option<f32> {
        let length: f32 = self.text(name).trim().parse().ok()?;
        let unit = self.text(&format!("{name}_unit")).to_ascii_lowercase();
        let mm = match unit.as_str() {
            "pixel" => length / PIXELS_PER_MM,
            "point" => length * MM_PER_POINT,
            "inch" => length * 25.4,
            _ => length,
        };
        (mm.is_finite() && (0.0..=100.0).contains(&mm)).then_some(mm)
    }
}

/// Width of the line that QGIS calls a hairline.
const HAIRLINE_MM: f32 = 0.1;
/// Distance between the lines of the patterns that QGIS draws in pixels of the screen.
const BRUSH_STEP_MM: f32 = 2.1;
const BRUSH_WIDTH_MM: f32 = 0.26;

fn symbol_of(node: &Node, approximated: &mut BTreeSet<String>) -> Symbol {
    let alpha = number(node.attribute("alpha")).unwrap_or(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a share between 0 and 1")]
    let alpha = alpha.clamp(0.0, 1.0) as f32;
    let mut symbol = Symbol::default();
    let mut lines = Vec::new();
    for layer in node.children("layer") {
        if layer.attribute("enabled") == Some("0") {
            continue;
        }
        let props = Props::of(layer);
        match layer.attribute("class").unwrap_or_default() {
            "SimpleFill" => simple_fill(&props, &mut symbol, &mut lines),
            "SimpleLine" => lines.extend(simple_line(&props)),
            "LinePatternFill" => symbol.hatches.push(line_pattern(layer, &props)),
            "PointPatternFill" => symbol.hatches.extend(point_pattern(layer, &props)),
            class => {
                approximated.insert(class.to_owned());
                symbol.fill = props.color("color").or(symbol.fill);
            }
        }
    }
    [symbol.casing, symbol.line] = casing_and_line(lines);
    faded(symbol, alpha)
}

fn faded(symbol: Symbol, alpha: f32) -> Symbol {
    let line = |line: Line| Line {
        color: line.color.faded(alpha),
        ..line
    };
    let hatch = |hatch: Hatch| Hatch {
        color: hatch.color.faded(alpha),
        ..hatch
    };
    Symbol {
        fill: symbol.fill.map(|fill| fill.faded(alpha)),
        hatches: symbol.hatches.into_iter().map(hatch).collect(),
        casing: symbol.casing.map(line),
        line: symbol.line.map(line),
    }
}

fn simple_fill(props: &Props<'_>, symbol: &mut Symbol, lines: &mut Vec<Line>) {
    let color = props.color("color").unwrap_or(Color::BLACK);
    // Qt's patterns; a dense one is a grey of so much ink.
    let angles: &[f32] = match props.text("style") {
        "horizontal" => &[0.0],
        "vertical" => &[90.0],
        "cross" => &[0.0, 90.0],
        "b_diagonal" => &[45.0],
        "f_diagonal" => &[135.0],
        "diagonal_x" => &[45.0, 135.0],
        _ => &[],
    };
    let ink = match props.text("style") {
        "no" => 0.0,
        "dense1" => 0.94,
        "dense2" => 0.88,
        "dense3" => 0.63,
        "dense4" => 0.5,
        "dense5" => 0.37,
        "dense6" => 0.12,
        "dense7" => 0.06,
        _ if !angles.is_empty() => 0.0,
        _ => 1.0,
    };
    if ink > 0.0 {
        symbol.fill = Some(color.faded(ink));
    }
    symbol.hatches.extend(angles.iter().map(|degrees| Hatch {
        pattern: Pattern::Lines,
        degrees: *degrees,
        step_mm: BRUSH_STEP_MM,
        width_mm: BRUSH_WIDTH_MM,
        color,
    }));
    let style = props.text("outline_style");
    let outline = props
        .color("outline_color")
        .or_else(|| props.color("color_border"));
    if let Some(color) = outline.filter(|_| style != "no") {
        let width = props
            .length_mm("outline_width")
            .or_else(|| props.length_mm("width_border"));
        let width_mm = width.unwrap_or(HAIRLINE_MM).max(HAIRLINE_MM);
        let dash_mm = dash_of(style, width_mm);
        lines.push(Line {
            color,
            width_mm,
            dash_mm,
        });
    }
}

fn simple_line(props: &Props<'_>) -> Option<Line> {
    let style = props.text("line_style");
    let color = props.color("line_color").or_else(|| props.color("color"))?;
    let width = props.length_mm("line_width").or_else(|| props.length_mm("width"));
    let width_mm = width.unwrap_or(HAIRLINE_MM).max(HAIRLINE_MM);
    let custom: Vec<f32> = props
        .text("customdash")
        .split(';')
        .filter_map(|length| length.trim().parse().ok())
        .filter(|length| (0.05..=100.0).contains(length))
        .take(16)
        .collect();
    let is_custom = props.text("use_custom_dash") == "1" && custom.len() > 1;
    (style != "no").then(|| Line {
        color,
        width_mm,
        dash_mm: if is_custom {
            custom
        } else {
            dash_of(style, width_mm)
        },
    })
}

/// The lengths of a named dash of Qt, which go with the width.
fn dash_of(style: &str, width_mm: f32) -> Vec<f32> {
    let lengths: &[f32] = match style {
        "dash" => &[4.0, 2.0],
        "dot" => &[1.0, 2.0],
        "dash dot" => &[4.0, 2.0, 1.0, 2.0],
        "dash dot dot" => &[4.0, 2.0, 1.0, 2.0, 1.0, 2.0],
        _ => &[],
    };
    lengths
        .iter()
        .map(|length| (length * width_mm).max(0.1))
        .collect()
}

/// The properties of the first layer of the symbol inside a pattern.
fn inner(layer: &Node) -> Option<Props<'_>> {
    layer.child("symbol")?.child("layer").map(Props::of)
}

fn line_pattern(layer: &Node, props: &Props<'_>) -> Hatch {
    let line = inner(layer).as_ref().and_then(simple_line);
    let degrees = number(Some(props.text("angle"))).unwrap_or(0.0);
    Hatch {
        pattern: Pattern::Lines,
        #[expect(clippy::cast_possible_truncation, reason = "an angle")]
        degrees: (degrees % 360.0) as f32,
        step_mm: props.length_mm("distance").unwrap_or(BRUSH_STEP_MM).max(0.5),
        width_mm: line.as_ref().map_or(BRUSH_WIDTH_MM, |line| line.width_mm),
        color: line
            .map(|line| line.color)
            .or_else(|| props.color("color"))
            .unwrap_or(Color::BLACK),
    }
}

fn point_pattern(layer: &Node, props: &Props<'_>) -> Option<Hatch> {
    let marker = inner(layer)?;
    Some(Hatch {
        pattern: Pattern::Dots,
        degrees: 0.0,
        step_mm: props.length_mm("distance_x").unwrap_or(BRUSH_STEP_MM).max(0.5),
        width_mm: marker.length_mm("size").unwrap_or(0.5),
        color: marker.color("color").unwrap_or(Color::BLACK),
    })
}
