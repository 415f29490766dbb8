//! The program's own symbol files: TOML or JSON, `format = "redline.symbols/1"`.
//!
//! Meaning: a head (name, status, source, the fields that decide), what all symbols have in common (`base`), and one
//! `symbol` after the other: for a `role`, for `values` or `prefixes` of the fields, or for everything else. `look` is
//! the symbol on paper, `dark` what differs on a dark screen; without it the program lightens what would drown.
//! Lengths are millimetres on paper, colours `#RRGGBB`, scales the n of 1 : n.
//!
//! ```toml
//! format = "redline.symbols/1"
//! id = "zones"
//! title = { zh-CN = "红线分区", en = "Zones of the red line" }
//! status = "own"
//! fields = ["ZRBHDFQ", "GNFQ"]
//! base = { line = "#700000", line_mm = 0.3 }
//!
//! [[symbol]]
//! prefixes = ["核心"]
//! label = { zh-CN = "核心保护区", en = "Core zone" }
//! look = { fill = "#700000", fill_opacity = 0.2, hatch = [{ degrees = 45, step_mm = 2.5 }] }
//!
//! [[symbol]]
//! label = "其他"
//! ```
//!
//! Input: a text. Output: a [`SymbolSet`], or an [`OwnError`] with the line. A file is used whole or not at all: with a
//! slip in a name it would look almost right.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use serde::Deserialize;

use super::set::Words;
use super::{Color, Hatch, Line, Pattern, Rule, ScaleRange, Status, Symbol, SymbolSet, When};
use crate::lines::line_of;

/// The format that symbol files name.
pub const SYMBOLS_FORMAT: &str = "redline.symbols/1";

/// Widths of lines and dots, distances in hatches, lengths of dashes, in millimetres.
const WIDTHS_MM: RangeInclusive<f32> = 0.0..=20.0;
const STEPS_MM: RangeInclusive<f32> = 0.5..=100.0;
const DASHES_MM: RangeInclusive<f32> = 0.1..=100.0;
/// Lengths in one dash, hatches in one symbol.
const MOST_DASHES: usize = 16;
const MOST_HATCHES: usize = 4;

/// Why a text is no symbol file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OwnError {
    /// The text is not TOML or JSON, lacks a field, or has one that symbol files do not have.
    #[error("line {}: {message}", .line.unwrap_or(0))]
    Syntax {
        /// Line, where the parser gives one.
        line: Option<u64>,
        /// The parser's sentence.
        message: String,
    },
    /// The text says that it follows another format.
    #[error("format {found:?} is not {SYMBOLS_FORMAT}")]
    Format {
        /// What it says; empty when it says nothing.
        found: String,
    },
    /// A value that its field does not take.
    #[error("symbol {symbol}: {field} = {value:?}")]
    Value {
        /// Which symbol of the file, counted from 1; 0 for the head.
        symbol: usize,
        /// Field.
        field: &'static str,
        /// The value as written.
        value: String,
    },
}

/// How a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// TOML.
    Toml,
    /// JSON.
    Json,
}

#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileEntry {
    #[serde(rename = "format")]
    _format: String,
    #[serde(default)]
    id: String,
    #[serde(default)]
    title: Words,
    #[serde(default = "own")]
    status: Status,
    #[serde(default)]
    source: Words,
    #[serde(default)]
    fields: Vec<String>,
    #[serde(default)]
    base: Look,
    #[serde(default)]
    symbol: Vec<SymbolEntry>,
}

fn own() -> Status {
    Status::Own
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SymbolEntry {
    role: Option<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    prefixes: Vec<String>,
    #[serde(default)]
    label: Words,
    from_scale: Option<f64>,
    below_scale: Option<f64>,
    #[serde(default)]
    look: Look,
    dark: Option<Look>,
}

/// How a symbol looks, as far as it is said.
#[derive(Deserialize, Default, Clone)]
#[serde(deny_unknown_fields)]
struct Look {
    line: Option<Color>,
    line_mm: Option<f32>,
    dash_mm: Option<Vec<f32>>,
    casing: Option<Color>,
    casing_mm: Option<f32>,
    fill: Option<Color>,
    fill_opacity: Option<f32>,
    hatch: Option<Vec<HatchEntry>>,
}

#[derive(Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct HatchEntry {
    #[serde(default)]
    pattern: PatternEntry,
    #[serde(default)]
    degrees: f32,
    step_mm: f32,
    width_mm: Option<f32>,
    /// That of the line where it is not said.
    color: Option<Color>,
    opacity: Option<f32>,
}

#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum PatternEntry {
    #[default]
    Lines,
    Dots,
}

/// Reads a text; `name` is what a set without an id and a title is called.
///
/// # Errors
/// When it is no symbol file, or holds a value that its field does not take.
pub fn read(text: &str, notation: Notation, name: &str) -> Result<SymbolSet, OwnError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head: Head = parse(text, notation)?;
    if head.format != SYMBOLS_FORMAT {
        return Err(OwnError::Format { found: head.format });
    }
    set_of(parse(text, notation)?, name)
}

fn parse<'t, T: Deserialize<'t>>(text: &'t str, notation: Notation) -> Result<T, OwnError> {
    match notation {
        Notation::Toml => toml::from_str(text).map_err(|error| OwnError::Syntax {
            line: error.span().map(|span| line_of(text, span.start) as u64),
            message: error.message().to_owned(),
        }),
        Notation::Json => serde_json::from_str(text).map_err(|error| OwnError::Syntax {
            line: Some(error.line() as u64),
            message: error.to_string(),
        }),
    }
}

fn set_of(entry: FileEntry, name: &str) -> Result<SymbolSet, OwnError> {
    let by_value = |symbol: &SymbolEntry| !(symbol.values.is_empty() && symbol.prefixes.is_empty());
    if entry.fields.is_empty() && entry.symbol.iter().any(by_value) {
        return Err(value(0, "fields", "[]"));
    }
    let mut rules = Vec::with_capacity(entry.symbol.len());
    let mut seen = HashSet::new();
    for (number, symbol) in (1..).zip(&entry.symbol) {
        let rule = rule_of(symbol, &entry.base, number)?;
        let is_once = match &rule.when {
            When::Role(role) => seen.insert(Some(role.clone())),
            When::Otherwise => seen.insert(None),
            When::Value { .. } => true,
        };
        if !is_once {
            return Err(value(number, "role", symbol.role.as_deref().unwrap_or_default()));
        }
        rules.push(rule);
    }
    let mut set = SymbolSet::own(name, "");
    if !entry.id.is_empty() {
        set.id = entry.id;
    }
    if entry.title != Words::None {
        set.title = entry.title;
    }
    set.status = Some(entry.status);
    set.source = entry.source;
    set.fields = entry.fields;
    Ok(set.with_rules(rules))
}

fn rule_of(entry: &SymbolEntry, base: &Look, number: usize) -> Result<Rule, OwnError> {
    let is_by_value = !(entry.values.is_empty() && entry.prefixes.is_empty());
    let when = match &entry.role {
        Some(role) if is_by_value => return Err(value(number, "role", role)),
        Some(role) => When::Role(role.clone()),
        None if is_by_value => When::Value {
            values: entry.values.clone(),
            prefixes: entry.prefixes.clone(),
        },
        None => When::Otherwise,
    };
    let look = entry.look.over(base);
    let light = look.symbol(number)?;
    let dark = match &entry.dark {
        Some(dark) => dark.over(&look).symbol(number)?,
        None => light.darkened(),
    };
    let scales = ScaleRange {
        from: scale(entry.from_scale, "from_scale", number)?,
        below: scale(entry.below_scale, "below_scale", number)?,
    };
    Ok(Rule {
        when,
        label: entry.label.clone(),
        light,
        dark,
        scales,
    })
}

fn value(symbol: usize, field: &'static str, value: impl std::fmt::Display) -> OwnError {
    OwnError::Value {
        symbol,
        field,
        value: value.to_string(),
    }
}

fn scale(denominator: Option<f64>, field: &'static str, number: usize) -> Result<Option<f64>, OwnError> {
    match denominator {
        Some(n) if !(n.is_finite() && n > 0.0) => Err(value(number, field, n)),
        fine => Ok(fine),
    }
}

impl Look {
    /// What is said here, and from `base` what is not.
    fn over(&self, base: &Self) -> Self {
        Self {
            line: self.line.or(base.line),
            line_mm: self.line_mm.or(base.line_mm),
            dash_mm: self.dash_mm.clone().or_else(|| base.dash_mm.clone()),
            casing: self.casing.or(base.casing),
            casing_mm: self.casing_mm.or(base.casing_mm),
            fill: self.fill.or(base.fill),
            fill_opacity: self.fill_opacity.or(base.fill_opacity),
            hatch: self.hatch.clone().or_else(|| base.hatch.clone()),
        }
    }

    fn symbol(&self, number: usize) -> Result<Symbol, OwnError> {
        let within = |field: &'static str, length: Option<f32>, range: &RangeInclusive<f32>| match length {
            Some(length) if !range.contains(&length) => Err(value(number, field, length)),
            fine => Ok(fine),
        };
        let dash_mm = self.dash_mm.clone().unwrap_or_default();
        for length in &dash_mm {
            within("dash_mm", Some(*length), &DASHES_MM)?;
        }
        if dash_mm.len() > MOST_DASHES {
            return Err(value(number, "dash_mm", dash_mm.len()));
        }
        let line = |color: Option<Color>, width: Option<f32>, dash_mm| {
            let (color, width_mm) = (color?, width?);
            (width_mm > 0.0).then_some(Line {
                color,
                width_mm,
                dash_mm,
            })
        };
        let hatches = self.hatch.as_deref().unwrap_or_default();
        if hatches.len() > MOST_HATCHES {
            return Err(value(number, "hatch", hatches.len()));
        }
        let hatch = |entry: &HatchEntry| {
            within("step_mm", Some(entry.step_mm), &STEPS_MM)?;
            let width = within("width_mm", entry.width_mm, &WIDTHS_MM)?;
            let color = entry.color.or(self.line).unwrap_or(Color::BLACK);
            if !entry.degrees.is_finite() {
                return Err(value(number, "degrees", entry.degrees));
            }
            Ok(Hatch {
                pattern: match entry.pattern {
                    PatternEntry::Lines => Pattern::Lines,
                    PatternEntry::Dots => Pattern::Dots,
                },
                degrees: entry.degrees,
                step_mm: entry.step_mm,
                width_mm: width.unwrap_or(USUAL_HATCH_MM),
                color: color.faded(entry.opacity.unwrap_or(1.0)),
            })
        };
        Ok(Symbol {
            fill: self
                .fill
                .map(|fill| fill.faded(self.fill_opacity.unwrap_or(1.0)))
                .filter(|fill| fill.a > 0),
            hatches: hatches.iter().map(hatch).collect::<Result<_, _>>()?,
            casing: line(
                self.casing,
                within("casing_mm", self.casing_mm, &WIDTHS_MM)?,
                Vec::new(),
            ),
            line: line(self.line, within("line_mm", self.line_mm, &WIDTHS_MM)?, dash_mm),
        })
    }
}

/// Width of hatch lines where it is not said, in millimetres.
const USUAL_HATCH_MM: f32 = 0.2;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::Role;
    use crate::symbols::Theme;

    const ZONES: &str = r##"
format = "redline.symbols/1"
id = "zones"
title = { zh-CN = "红线分区", en = "Zones" }
fields = ["ZRBHDFQ"]
base = { line = "#700000", line_mm = 0.3 }

[[symbol]]
prefixes = ["核心"]
label = { zh-CN = "核心保护区", en = "Core" }
below_scale = 50000
look = { fill = "#700000", fill_opacity = 0.2, hatch = [{ degrees = 45, step_mm = 2.5 }] }
dark = { line = "#FF8080" }

[[symbol]]
label = "其他"
"##;

    #[test]
    fn a_file_says_what_differs_from_its_base() {
        let set = read(ZONES, Notation::Toml, "file").unwrap();
        assert_eq!((set.id.as_str(), set.title.of("en")), ("zones", "Zones"));
        assert_eq!(set.status, Some(Status::Own));
        let core = &set.rules()[usize::from(set.rule_of_value("核心保护区").unwrap())];
        assert_eq!(core.label.of("zh-CN"), "核心保护区");
        assert_eq!(core.light.line.as_ref().unwrap().color, Color::rgb(0x70, 0, 0));
        assert_eq!(core.light.fill.unwrap().a, 51);
        assert_eq!(core.light.hatches[0].color, Color::rgb(0x70, 0, 0));
        assert_eq!(
            core.symbol(Theme::Dark).line.as_ref().unwrap().color,
            Color::rgb(0xFF, 0x80, 0x80)
        );
        assert!(core.scales.holds(10_000.0) && !core.scales.holds(50_000.0));
        let other = &set.rules()[usize::from(set.otherwise().unwrap())];
        assert_eq!(other.label.of("en"), "其他");
        assert!(other.light.fill.is_none() && other.light.line.is_some());
    }

    #[test]
    fn the_same_in_json() {
        let json = r#"{"format": "redline.symbols/1", "symbol": [
            {"role": "eco_redline", "look": {"line": "168,0,0", "line_mm": 0.5, "dash_mm": [2, 1]}}]}"#;
        let set = read(json, Notation::Json, "mine").unwrap();
        assert_eq!((set.id.as_str(), set.title.of("en")), ("mine", "mine"));
        assert_eq!(set.rule_of_role(&Role::EcoRedline), set.rules().first());
        assert_eq!(set.rule_of_role(&Role::Farmland), None);
        assert_eq!(set.rules()[0].light.line.as_ref().unwrap().dash_mm, [2.0, 1.0]);
    }

    #[test]
    fn slips_are_told_with_their_place() {
        let with = |more: &str| {
            read(
                &format!("format = \"redline.symbols/1\"\n{more}"),
                Notation::Toml,
                "f",
            )
        };
        for (text, line) in [
            ("colour = 1", Some(2)),
            ("[[symbol]]\nlook = { line = \"red\" }", Some(3)),
            ("[[symbol]]\nrole = \"a\"\nlook = { width = 3 }", Some(4)),
            ("status = \"blessed\"", Some(2)),
        ] {
            match with(text) {
                Err(OwnError::Syntax { line: found, .. }) => assert_eq!(found, line, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        for (text, field) in [
            ("[[symbol]]\nvalues = [\"1\"]", "fields"),
            (
                "fields = [\"a\"]\n[[symbol]]\nvalues = [\"1\"]\nrole = \"x\"",
                "role",
            ),
            ("[[symbol]]\nrole = \"x\"\n[[symbol]]\nrole = \"x\"", "role"),
            (
                "[[symbol]]\nlook = { line = \"#000000\", line_mm = 1e9 }",
                "line_mm",
            ),
            (
                "[[symbol]]\nlook = { line_mm = nan, line = \"#000000\" }",
                "line_mm",
            ),
            ("[[symbol]]\nlook = { dash_mm = [0.0] }", "dash_mm"),
            ("[[symbol]]\nlook = { hatch = [{ step_mm = 0.001 }] }", "step_mm"),
            ("[[symbol]]\nfrom_scale = -1", "from_scale"),
        ] {
            match with(text) {
                Err(OwnError::Value { field: found, .. }) => assert_eq!(found, field, "{text}"),
                other => panic!("{text}: {other:?}"),
            }
        }
        let other = "format = \"redline.plan/1\"\nparcels = \"x\"";
        assert!(matches!(
            read(other, Notation::Toml, "f"),
            Err(OwnError::Format { found }) if found == "redline.plan/1"
        ));
        assert!(matches!(
            read("{", Notation::Json, "f"),
            Err(OwnError::Syntax { line: Some(1), .. })
        ));
    }
}
