//! What is to be checked against what: the check plan (核查方案).
//!
//! Meaning: the same values whether they were typed on the command line, chosen in the window or
//! read from a plan file. A plan file is TOML, `format = "redline.plan/1"`; paths in it are meant
//! relative to the file, so that a directory with plan and data can be moved.
//!
//! Input: the text of a plan file and where it lies. Output: a [`CheckPlan`], or a [`PlanError`]
//! that names file and line. A plan is used whole or not at all: a field with a slip in its name
//! could otherwise leave a protected layer out of a check without a word.
//!
//! Deliberately not here: opening the files a plan names.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

use super::background::BackgroundSpec;
use super::input::{InputError, InputSpec};
use super::symbology::SetName;
use crate::check::Tolerances;
use crate::io::raster::is_online;
use crate::layer::Role;
use crate::lines::line_of;
use crate::rules::{Activity, Phase};

/// The format that plan files name.
pub const PLAN_FORMAT: &str = "redline.plan/1";

/// Where the rules are asked for when nothing else is said.
pub const DEFAULT_JURISDICTION: &str = "CN";

/// Largest standard error in metres that is taken: ten times that of a map at 1:10 000. More would turn real
/// conflicts into boundary error.
const MAX_ACCURACY_M: f64 = 10.0;

/// Largest edge tolerance in millimetres that is taken; beyond it stands a slip of the unit.
const MAX_EDGE_TOLERANCE_MM: f64 = 1000.0;

/// What is to be checked against what.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckPlan {
    /// Name of the check.
    pub name: Option<String>,
    /// The parcels.
    pub parcels: InputSpec,
    /// The constraint layers with their roles, in the order in which results are shown.
    pub layers: Vec<(Role, InputSpec)>,
    /// A rule file used beside the built-in rules.
    pub rules: Option<PathBuf>,
    /// What is to be done on the parcels.
    pub activity: Option<Activity>,
    /// Stage of the procedure.
    pub phase: Option<Phase>,
    /// The day whose law counts; `None` for today.
    pub as_of: Option<Date>,
    /// Where the ground lies, such as `CN` and `CN-36`.
    pub jurisdiction: Vec<String>,
    /// Standard error of a parcel's boundary, in metres.
    pub parcel_accuracy_m: f64,
    /// Standard error of a layer's boundary, in metres.
    pub layer_accuracy_m: f64,
    /// Greatest distance between a true edge and its chords in the plane, in metres.
    pub edge_tolerance_m: f64,
    /// What lies under the map of the window, from the bottom up; a check does not look at it.
    pub backgrounds: Vec<BackgroundSpec>,
    /// Symbols of layers that look otherwise than their roles, by the number of the layer; a check does not look at them.
    pub symbols: Vec<(usize, SetName)>,
}

impl CheckPlan {
    /// A plan with defaults for everything but the parcels.
    #[must_use]
    pub fn new(parcels: InputSpec) -> Self {
        let tolerances = Tolerances::default();
        Self {
            name: None,
            parcels,
            layers: Vec::new(),
            rules: None,
            activity: None,
            phase: None,
            as_of: None,
            jurisdiction: vec![DEFAULT_JURISDICTION.to_owned()],
            parcel_accuracy_m: tolerances.parcel_accuracy_m,
            layer_accuracy_m: tolerances.layer_accuracy_m,
            edge_tolerance_m: tolerances.edge_tolerance_m,
            backgrounds: Vec::new(),
            symbols: Vec::new(),
        }
    }

    /// Reads a plan file.
    ///
    /// # Errors
    /// When it cannot be read, is no plan, or holds a value that its field does not take.
    pub fn read(path: &Path) -> Result<Self, PlanError> {
        let bytes = std::fs::read(path).map_err(|error| PlanError::Unreadable {
            file: path.to_owned(),
            message: error.to_string(),
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let line = Some(line_of(&bytes, error.valid_up_to()));
            let message = "the text is not UTF-8".to_owned();
            PlanError::Syntax {
                file: path.to_owned(),
                line,
                message,
            }
        })?;
        Self::parse(text, path)
    }

    /// Reads the text of a plan file that lies at `path`.
    ///
    /// # Errors
    /// When it is no plan, or holds a value that its field does not take.
    pub fn parse(text: &str, path: &Path) -> Result<Self, PlanError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let reader = Reader { text, path };
        let head: Head = toml::from_str(text).map_err(|error| reader.syntax(&error))?;
        if head.format != PLAN_FORMAT {
            return Err(PlanError::Format {
                file: path.to_owned(),
                found: head.format,
            });
        }
        let entries: PlanFile = toml::from_str(text).map_err(|error| reader.syntax(&error))?;
        reader.plan(entries)
    }

    /// The tolerances of the check.
    #[must_use]
    pub fn tolerances(&self) -> Tolerances {
        Tolerances {
            parcel_accuracy_m: self.parcel_accuracy_m,
            layer_accuracy_m: self.layer_accuracy_m,
            edge_tolerance_m: self.edge_tolerance_m,
            ..Tolerances::default()
        }
    }
}

/// A share in hundredths.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share between 0 and 1"
)]
fn hundredths(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 100.0).round() as u8
}

/// Whether a standard error in metres makes sense.
#[must_use]
pub fn is_accuracy(metres: f64) -> bool {
    (0.0..=MAX_ACCURACY_M).contains(&metres)
}

/// Whether an edge tolerance in millimetres makes sense.
#[must_use]
pub fn is_edge_tolerance(millimetres: f64) -> bool {
    (1e-6..=MAX_EDGE_TOLERANCE_MM).contains(&millimetres)
}

/// Why a plan file could not be used; lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The file cannot be opened or read.
    #[error("{message} ({})", .file.display())]
    Unreadable {
        /// The plan file.
        file: PathBuf,
        /// What the system says.
        message: String,
    },
    /// The text is not TOML, lacks a field, or has one that a plan does not have.
    #[error("line {}: {message} ({})", .line.unwrap_or(0), .file.display())]
    Syntax {
        /// The plan file.
        file: PathBuf,
        /// Line, where the parser gives one.
        line: Option<usize>,
        /// The parser's sentence.
        message: String,
    },
    /// The file says that it follows another format.
    #[error("format {found:?} is not {PLAN_FORMAT} ({})", .file.display())]
    Format {
        /// The plan file.
        file: PathBuf,
        /// What the file says; empty when it says nothing.
        found: String,
    },
    /// A value that its field does not take.
    #[error("line {line}: {field} = {value:?} ({})", .file.display())]
    Value {
        /// The plan file.
        file: PathBuf,
        /// Line of the value.
        line: usize,
        /// Field.
        field: &'static str,
        /// The value as written.
        value: String,
    },
    /// A file is named in a way that does not work.
    #[error("line {line}: {source} ({})", .file.display())]
    Input {
        /// The plan file.
        file: PathBuf,
        /// Line of the value.
        line: usize,
        /// What is wrong with the text.
        source: InputError,
    },
}

impl PlanError {
    /// All codes of its own, for the test that each has a text; those of [`InputError`] come on top.
    pub const CODES: [&'static str; 4] = ["plan-unreadable", "plan-syntax", "plan-format", "plan-value"];

    /// Stable code, also the text id.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "plan-unreadable",
            Self::Syntax { .. } => "plan-syntax",
            Self::Format { .. } => "plan-format",
            Self::Value { .. } => "plan-value",
            Self::Input { source, .. } => source.code(),
        }
    }

    /// The plan file.
    #[must_use]
    pub fn file(&self) -> &Path {
        match self {
            Self::Unreadable { file, .. }
            | Self::Syntax { file, .. }
            | Self::Format { file, .. }
            | Self::Value { file, .. }
            | Self::Input { file, .. } => file,
        }
    }

    /// Line of the plan file, where there is one.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        match self {
            Self::Unreadable { .. } | Self::Format { .. } => None,
            Self::Syntax { line, .. } => *line,
            Self::Value { line, .. } | Self::Input { line, .. } => Some(*line),
        }
    }

    /// The facts of its sentence, by argument name.
    #[must_use]
    pub fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Unreadable { message, .. } | Self::Syntax { message, .. } => {
                vec![("message", message.clone())]
            }
            Self::Format { found, .. } => {
                vec![("found", found.clone()), ("expected", PLAN_FORMAT.to_owned())]
            }
            Self::Value { field, value, .. } => {
                vec![("field", (*field).to_owned()), ("value", value.clone())]
            }
            Self::Input { source, .. } => source.args(),
        }
    }
}

/// The part that says how to read the rest.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: String,
}

/// A whole file, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanFile {
    #[serde(rename = "format")]
    _format: String,
    name: Option<String>,
    parcels: Spanned<String>,
    parcels_shift: Option<String>,
    activity: Option<Spanned<String>>,
    phase: Option<Spanned<String>>,
    as_of: Option<Spanned<Datetime>>,
    jurisdiction: Option<Vec<String>>,
    rules: Option<String>,
    #[serde(default)]
    accuracy: AccuracyEntry,
    #[serde(default)]
    layer: Vec<LayerEntry>,
    #[serde(default)]
    background: Vec<BackgroundEntry>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct AccuracyEntry {
    parcels_m: Option<Spanned<f64>>,
    layers_m: Option<Spanned<f64>>,
    edge_mm: Option<Spanned<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayerEntry {
    role: Spanned<String>,
    file: Spanned<String>,
    shift: Option<String>,
    symbols: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BackgroundEntry {
    file: String,
    opacity: Option<Spanned<f64>>,
    hidden: Option<bool>,
}

/// A plan file being read.
struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
}

impl Reader<'_> {
    fn plan(&self, entries: PlanFile) -> Result<CheckPlan, PlanError> {
        let mut plan = CheckPlan::new(self.input(&entries.parcels, entries.parcels_shift.as_ref())?);
        plan.name = entries.name;
        for (number, entry) in entries.layer.iter().enumerate() {
            if let Some(symbols) = &entry.symbols {
                plan.symbols.push((number, SetName::parse(symbols, self.base())));
            }
            plan.layers.push((
                self.value("role", &entry.role, Role::parse)?,
                self.input(&entry.file, entry.shift.as_ref())?,
            ));
        }
        for entry in entries.background {
            let mut opacity = 1.0;
            self.number(
                "opacity",
                entry.opacity,
                |share| (0.0..=1.0).contains(&share),
                &mut opacity,
            )?;
            plan.backgrounds.push(BackgroundSpec {
                path: self.base().join(&entry.file),
                // What is on the network is asked for by the user's hand, not by opening a plan.
                shown: !entry.hidden.unwrap_or(false) && !is_online(Path::new(&entry.file)),
                opacity: hundredths(opacity),
            });
        }
        plan.rules = entries.rules.map(|rules| self.base().join(rules));
        plan.activity = self.optional("activity", entries.activity.as_ref(), Activity::parse)?;
        plan.phase = self.optional("phase", entries.phase.as_ref(), Phase::parse)?;
        plan.as_of = entries.as_of.map(|day| self.day(&day)).transpose()?;
        plan.jurisdiction = entries.jurisdiction.unwrap_or(plan.jurisdiction);
        let accuracy = entries.accuracy;
        self.number(
            "parcels_m",
            accuracy.parcels_m,
            is_accuracy,
            &mut plan.parcel_accuracy_m,
        )?;
        self.number(
            "layers_m",
            accuracy.layers_m,
            is_accuracy,
            &mut plan.layer_accuracy_m,
        )?;
        let mut edge_mm = plan.edge_tolerance_m * 1000.0;
        if accuracy.edge_mm.is_some() {
            self.number("edge_mm", accuracy.edge_mm, is_edge_tolerance, &mut edge_mm)?;
            plan.edge_tolerance_m = edge_mm / 1000.0;
        }
        Ok(plan)
    }

    fn base(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }

    fn input(&self, text: &Spanned<String>, shift: Option<&String>) -> Result<InputSpec, PlanError> {
        let spec = InputSpec::parse_in(text.get_ref(), self.base()).map_err(|source| {
            let line = self.line(text.span().start);
            PlanError::Input {
                file: self.path.to_owned(),
                line,
                source,
            }
        })?;
        let shift = shift.map(|shift| self.base().join(shift));
        Ok(InputSpec { shift, ..spec })
    }

    fn value<T>(
        &self,
        field: &'static str,
        text: &Spanned<String>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T, PlanError> {
        parse(text.get_ref()).ok_or_else(|| self.refused(field, text.span().start, text.get_ref()))
    }

    fn optional<T>(
        &self,
        field: &'static str,
        text: Option<&Spanned<String>>,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, PlanError> {
        text.map(|text| self.value(field, text, parse)).transpose()
    }

    fn day(&self, day: &Spanned<Datetime>) -> Result<Date, PlanError> {
        let plain = match (day.get_ref().date, day.get_ref().time) {
            (Some(date), None) => civil(date),
            _ => None,
        };
        plain.ok_or_else(|| self.refused("as_of", day.span().start, &day.get_ref().to_string()))
    }

    fn number(
        &self,
        field: &'static str,
        value: Option<Spanned<f64>>,
        fits: impl Fn(f64) -> bool,
        target: &mut f64,
    ) -> Result<(), PlanError> {
        let Some(value) = value else { return Ok(()) };
        if !fits(*value.get_ref()) {
            return Err(self.refused(field, value.span().start, &value.get_ref().to_string()));
        }
        *target = *value.get_ref();
        Ok(())
    }

    fn refused(&self, field: &'static str, byte: usize, value: &str) -> PlanError {
        let (file, line) = (self.path.to_owned(), self.line(byte));
        PlanError::Value {
            file,
            line,
            field,
            value: value.to_owned(),
        }
    }

    fn syntax(&self, error: &toml::de::Error) -> PlanError {
        PlanError::Syntax {
            file: self.path.to_owned(),
            line: error.span().map(|span| self.line(span.start)),
            message: error.message().to_owned(),
        }
    }

    /// Line of a byte offset, from 1.
    fn line(&self, byte: usize) -> usize {
        line_of(self.text.as_bytes(), byte)
    }
}

fn civil(day: toml::value::Date) -> Option<Date> {
    let year = i16::try_from(day.year).ok()?;
    Date::new(year, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::CrsId;

    const GOOD: &str = r#"
format = "redline.plan/1"
name = "示例县用地核查"
parcels = "parcels.geojson"
activity = "G1"
phase = "预审"
as_of = 2026-11-23
jurisdiction = ["CN", "CN-36"]
rules = "own_rules.toml"
[accuracy]
parcels_m = 0.1
layers_m = 0.5
edge_mm = 0.01
[[layer]]
role = "eco_redline"
file = "eco.gpkg#红线@EPSG:4490"
[[layer]]
role = "other:高压走廊"
file = "own/corridor.geojson"
"#;

    fn read(text: &str) -> Result<CheckPlan, PlanError> {
        CheckPlan::parse(text, Path::new("county/plan.toml"))
    }

    fn fails(find: &str, replace: &str) -> PlanError {
        assert!(GOOD.contains(find), "{find}");
        read(&GOOD.replace(find, replace)).expect_err(replace)
    }

    #[test]
    fn a_plan_is_read_with_paths_relative_to_it() {
        let plan = read(GOOD).expect("a plan");
        assert_eq!(plan.name.as_deref(), Some("示例县用地核查"));
        assert_eq!(plan.parcels, InputSpec::of_path("county/parcels.geojson"));
        let (role, input) = &plan.layers[0];
        assert_eq!(
            (role, input.path.as_path()),
            (&Role::EcoRedline, Path::new("county/eco.gpkg"))
        );
        assert_eq!(
            (input.layer.as_deref(), input.crs),
            (Some("红线"), Some(CrsId::Epsg(4490)))
        );
        assert_eq!(plan.layers[1].0, Role::Other("高压走廊".to_owned()));
        assert_eq!(plan.rules.as_deref(), Some(Path::new("county/own_rules.toml")));
        assert_eq!(
            (plan.activity, plan.phase),
            (Some(Activity::G1), Some(Phase::PreReview))
        );
        assert_eq!(plan.as_of, Some(jiff::civil::date(2026, 11, 23)));
        assert_eq!(plan.jurisdiction, ["CN", "CN-36"]);
        let tolerances = plan.tolerances();
        assert_eq!(
            (tolerances.parcel_accuracy_m, tolerances.layer_accuracy_m),
            (0.1, 0.5)
        );
        assert!((tolerances.edge_tolerance_m - 1e-5).abs() < 1e-18);
    }

    #[test]
    fn what_is_left_out_has_its_default() {
        let plan = read("format = \"redline.plan/1\"\nparcels = \"p.geojson\"\n").expect("a plan");
        assert_eq!(plan, CheckPlan::new(InputSpec::of_path("county/p.geojson")));
        assert_eq!(plan.jurisdiction, [DEFAULT_JURISDICTION]);
    }

    #[test]
    fn each_bad_value_is_named_with_its_line() {
        for (find, replace, field, line) in [
            ("\"eco_redline\"", "\"eco_redlin\"", "role", 15),
            ("\"G1\"", "\"G9\"", "activity", 5),
            ("\"预审\"", "\"later\"", "phase", 6),
            ("2026-11-23", "2026-11-23T10:00:00", "as_of", 7),
            ("0.1", "-0.1", "parcels_m", 11),
            ("0.5", "nan", "layers_m", 12),
            ("0.01", "0", "edge_mm", 13),
        ] {
            let error = fails(find, replace);
            assert!(
                matches!(&error, PlanError::Value { field: found, .. } if *found == field),
                "{error}"
            );
            assert_eq!(error.line(), Some(line), "{error}");
            assert_eq!(error.file(), Path::new("county/plan.toml"));
        }
        let error = fails("EPSG:4490", "EPSG:44x");
        assert_eq!((error.code(), error.line()), ("input-crs", Some(16)));
    }

    #[test]
    fn slips_in_names_are_refused_and_not_skipped() {
        let error = fails("[[layer]]\nrole = \"other", "[[layers]]\nrole = \"other");
        assert_eq!((error.code(), error.line()), ("plan-syntax", Some(17)));
        assert_eq!(fails("redline.plan/1", "redline.plan/2").code(), "plan-format");
        assert_eq!(fails("parcels = ", "parcel = ").code(), "plan-syntax");
        assert_eq!(read("not TOML at all").expect_err("no plan").line(), Some(1));
        let missing = CheckPlan::read(Path::new("nowhere/plan.toml")).expect_err("no file");
        assert_eq!(missing.code(), "plan-unreadable");
    }
}
