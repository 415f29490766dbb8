//! Styled layer descriptors (SLD 1.0, OGC 02-070; SLD 1.1 with Symbology Encoding 1.1, OGC 05-077r4).
//!
//! Meaning: the rules of all feature type styles, in order, with their scales; polygon and line symbolizers. Filters are
//! understood where one property is compared with literals: `PropertyIsEqualTo`, `PropertyIsLike` with a wildcard at the
//! end, `Or` of these, `ElseFilter`. A length without a unit is a pixel of 0.28 mm (OGC 05-077r4, clause 6.2).
//!
//! Deliberately not read: points, rasters, text, external graphics, transformations.

use super::super::tally::shorten;
use super::super::xml::{Node, Token, Xml};
use super::{StyleError, casing_and_line, note};
use crate::layer::Notes;
use crate::symbols::{Color, Hatch, Line, Pattern, Rule, ScaleRange, Symbol, SymbolSet, When, Words};

/// Side of a pixel.
const MM_PER_PIXEL: f32 = 0.28;
/// Distance of hatch lines that give no size, in pixels.
const USUAL_SIZE: f32 = 8.0;

/// Reads what is in the element `StyledLayerDescriptor`.
pub(super) fn read(xml: &mut Xml<'_>, name: &str) -> Result<SymbolSet, StyleError> {
    let mut reader = Reader::default();
    loop {
        match xml.next()? {
            Token::Start(element) if element.name() == "Rule" => {
                let node = xml.node(&element)?;
                reader.rule(&node);
            }
            Token::Eof => break,
            _ => {}
        }
    }
    if reader.rules.is_empty() {
        return Err(StyleError::Nothing(reader.first_refused.unwrap_or_default()));
    }
    let mut set = SymbolSet::own(name, "SLD");
    set.fields = reader.field.into_iter().collect();
    set.notes = reader.notes;
    Ok(set.with_rules(reader.rules))
}

#[derive(Default)]
struct Reader {
    field: Option<String>,
    has_rest: bool,
    rules: Vec<Rule>,
    notes: Notes,
    first_refused: Option<String>,
}

impl Reader {
    fn rule(&mut self, node: &Node) {
        let label = label_of(node);
        let symbol = self.symbol(node);
        let Some(when) = self.when(node) else {
            let what = node.child("Filter").and_then(|filter| filter.children.first());
            let what = what.map_or_else(|| label.clone(), |filter| filter.name.clone());
            self.notes.push(note("note-symbols-condition", &what));
            self.first_refused.get_or_insert_with(|| shorten(&what));
            return;
        };
        if symbol.is_blank() {
            return;
        }
        self.has_rest |= when == When::Otherwise;
        let limit = |name: &str| {
            let text = node.child(name).map(Node::trimmed);
            text.and_then(|text| text.parse::<f64>().ok())
                .filter(|n| n.is_finite() && *n > 0.0)
        };
        self.rules.push(Rule {
            when,
            label: Words::Plain(label),
            dark: symbol.darkened(),
            light: symbol,
            scales: ScaleRange {
                from: limit("MinScaleDenominator"),
                below: limit("MaxScaleDenominator"),
            },
        });
    }

    /// What the rule is about; `None` when that is not understood.
    fn when(&mut self, node: &Node) -> Option<When> {
        let Some(filter) = node.child("Filter") else {
            return (!self.has_rest).then_some(When::Otherwise);
        };
        let [condition] = &filter.children[..] else {
            return None;
        };
        let (mut values, mut prefixes) = (Vec::new(), Vec::new());
        let parts = match condition.name.as_str() {
            "Or" => &condition.children[..],
            _ => std::slice::from_ref(condition),
        };
        for part in parts {
            let field = part
                .child("PropertyName")
                .or_else(|| part.child("ValueReference"))?;
            let literal = part.child("Literal")?.trimmed();
            let field = field.trimmed();
            let known = self.field.get_or_insert_with(|| field.to_owned());
            if known != field {
                return None;
            }
            match part.name.as_str() {
                "PropertyIsEqualTo" => values.push(literal.to_owned()),
                "PropertyIsLike" => {
                    let wildcard = part.attribute("wildCard").unwrap_or("*");
                    let beginning = literal.strip_suffix(wildcard)?;
                    let single = part.attribute("singleChar").unwrap_or("?");
                    if beginning.contains(wildcard) || beginning.contains(single) {
                        return None;
                    }
                    prefixes.push(beginning.to_owned());
                }
                _ => return None,
            }
        }
        (!(values.is_empty() && prefixes.is_empty())).then_some(When::Value { values, prefixes })
    }

    fn symbol(&mut self, node: &Node) -> Symbol {
        let mut symbol = Symbol::default();
        let mut lines = Vec::new();
        for symbolizer in &node.children {
            match symbolizer.name.as_str() {
                "PolygonSymbolizer" => {
                    if let Some(fill) = symbolizer.child("Fill") {
                        self.fill(fill, &mut symbol);
                    }
                    lines.extend(symbolizer.child("Stroke").and_then(stroke));
                }
                "LineSymbolizer" => lines.extend(symbolizer.child("Stroke").and_then(stroke)),
                other if other.ends_with("Symbolizer") => {
                    self.notes.push(note("note-symbols-approximated", other));
                }
                _ => {}
            }
        }
        [symbol.casing, symbol.line] = casing_and_line(lines);
        symbol
    }

    fn fill(&mut self, fill: &Node, symbol: &mut Symbol) {
        if let Some(graphic) = fill.child("GraphicFill").and_then(|fill| fill.child("Graphic")) {
            match hatches(graphic) {
                Some(found) => symbol.hatches.extend(found),
                None => self.notes.push(note("note-symbols-approximated", "GraphicFill")),
            }
            return;
        }
        // A fill that says nothing is 50 % grey (OGC 05-077r4, clause 11.1.3).
        let color = parameter(fill, "fill").map_or(Some(Color::rgb(128, 128, 128)), Color::parse);
        let opacity = parameter(fill, "fill-opacity").and_then(|text| text.parse().ok());
        symbol.fill = color.map(|color| color.faded(opacity.unwrap_or(1.0)));
    }
}

fn label_of(rule: &Node) -> String {
    let description = rule.child("Description").and_then(|node| node.child("Title"));
    let named = rule.child("Title").or(description).or_else(|| rule.child("Name"));
    named.map(|node| node.trimmed().to_owned()).unwrap_or_default()
}

/// The value of a parameter, in the way of either version.
fn parameter<'n>(node: &'n Node, name: &str) -> Option<&'n str> {
    let mut parameters = node
        .children
        .iter()
        .filter(|child| matches!(child.name.as_str(), "CssParameter" | "SvgParameter"));
    let found = parameters.find(|child| child.attribute("name") == Some(name))?;
    let literal = found.child("Literal").unwrap_or(found);
    Some(literal.trimmed()).filter(|text| !text.is_empty())
}

fn pixels(text: &str) -> Option<f32> {
    let number: f32 = text.trim_end_matches("px").trim().parse().ok()?;
    (number.is_finite() && (0.0..=400.0).contains(&number)).then_some(number)
}

fn stroke(node: &Node) -> Option<Line> {
    let color = parameter(node, "stroke").map_or(Some(Color::BLACK), Color::parse)?;
    let opacity = parameter(node, "stroke-opacity").and_then(|text| text.parse().ok());
    let width = parameter(node, "stroke-width").map_or(Some(1.0), pixels)?;
    let dashes = parameter(node, "stroke-dasharray").unwrap_or_default();
    let mut dash_mm: Vec<f32> = dashes
        .split([' ', ','])
        .filter_map(pixels)
        .map(|length| (length * MM_PER_PIXEL).max(0.1))
        .take(16)
        .collect();
    // An odd number of lengths is gone through twice.
    if dash_mm.len() % 2 == 1 {
        dash_mm.extend(dash_mm.clone());
    }
    (width > 0.0).then(|| Line {
        color: color.faded(opacity.unwrap_or(1.0)),
        width_mm: width * MM_PER_PIXEL,
        dash_mm,
    })
}

/// The pattern of a graphic that is a well-known mark of lines or dots.
fn hatches(graphic: &Node) -> Option<Vec<Hatch>> {
    let mark = graphic.child("Mark")?;
    let name = mark.child("WellKnownName").map_or("square", Node::trimmed);
    let (pattern, angles): (Pattern, &[f32]) = match name {
        "shape://slash" | "slash" => (Pattern::Lines, &[45.0]),
        "shape://backslash" | "backslash" => (Pattern::Lines, &[135.0]),
        "shape://horline" | "horline" => (Pattern::Lines, &[0.0]),
        "shape://vertline" | "vertline" | "line" => (Pattern::Lines, &[90.0]),
        "shape://plus" | "plus" | "cross" => (Pattern::Lines, &[0.0, 90.0]),
        "shape://times" | "times" | "x" => (Pattern::Lines, &[45.0, 135.0]),
        "shape://dot" | "circle" | "square" => (Pattern::Dots, &[0.0]),
        _ => return None,
    };
    let size = graphic.child("Size").map(Node::trimmed).and_then(pixels);
    let step_mm = (size.unwrap_or(USUAL_SIZE) * MM_PER_PIXEL).max(0.5);
    let line = mark.child("Stroke").and_then(stroke);
    let fill = mark
        .child("Fill")
        .and_then(|fill| Color::parse(parameter(fill, "fill")?));
    let color = match pattern {
        Pattern::Lines => line.as_ref().map(|line| line.color).or(fill),
        Pattern::Dots => fill.or(line.as_ref().map(|line| line.color)),
    };
    let width_mm = match pattern {
        Pattern::Lines => line.map_or(MM_PER_PIXEL, |line| line.width_mm),
        Pattern::Dots => 0.25 * step_mm,
    };
    let rotation = graphic.child("Rotation").map(Node::trimmed);
    let rotation: f32 = rotation.and_then(|text| text.parse().ok()).unwrap_or(0.0);
    let hatch = |degrees: &f32| Hatch {
        pattern,
        // A rotation is clockwise.
        degrees: degrees - rotation % 360.0,
        step_mm,
        width_mm,
        color: color.unwrap_or(Color::BLACK),
    };
    Some(angles.iter().map(hatch).collect())
}
