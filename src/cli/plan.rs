//! The command line as it is meant.
//!
//! Meaning: what was typed is read here, and every value that cannot be meant is refused with a
//! [`Problem`] before any file is opened. Options override the values of a plan file; `--layer`
//! takes the place of the plan's layers with the same role and leaves the others, so that no option
//! can silently leave protected land out.
//!
//! Input: [`super::args`]. Output: a [`CheckTask`].

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::str::FromStr as _;

use jiff::civil::Date;

use super::args::CheckArgs;
use super::shift::give_shifts;
use crate::layer::Role;
use crate::report::{FORMS, ReportForm, forms_named};
use crate::rules::{ACTIVITIES, Activity, PHASES, Phase};
use crate::workspace::input::{InputError, InputSpec};
use crate::workspace::plan::{CheckPlan, is_accuracy, is_edge_tolerance};
use crate::workspace::prepared::Cache;
use crate::workspace::problem::Problem;

/// A check as it is meant.
pub struct CheckTask {
    /// What is checked.
    pub plan: CheckPlan,
    /// Directory for documents.
    pub out: Option<PathBuf>,
    /// Documents to write there.
    pub forms: Vec<&'static dyn ReportForm>,
    /// Whether findings.json goes to stdout instead of a summary.
    pub json: bool,
    /// Number of threads; `None` for as many as the computer has cores.
    pub threads: Option<usize>,
    /// Where prepared layers lie; `None` to read every file.
    pub cache: Option<Cache>,
    /// Whether neither summary nor progress is wanted.
    pub quiet: bool,
}

/// What a check is meant to be.
///
/// # Errors
/// The first value that its option does not take, or the plan file's error.
pub fn check_task(args: CheckArgs) -> Result<CheckTask, Problem> {
    let mut plan = base_plan(&args)?;
    override_layers(&mut plan, &args.layers)?;
    give_shifts(&mut plan, &args.shifts)?;
    override_question(&mut plan, &args)?;
    override_tolerances(&mut plan, &args)?;
    let forms = if args.report.is_empty() {
        FORMS.to_vec()
    } else {
        forms(&args.report)?
    };
    let cache = Cache::chosen(args.cache, args.no_cache);
    Ok(CheckTask {
        plan,
        cache,
        out: args.out,
        forms,
        json: args.json,
        threads: args.threads.map(usize::from),
        quiet: args.quiet,
    })
}

fn base_plan(args: &CheckArgs) -> Result<CheckPlan, Problem> {
    let parcels = args.parcels.as_deref().map(input).transpose()?;
    match (&args.plan, parcels) {
        (Some(file), parcels) => {
            let plan = CheckPlan::read(file)?;
            Ok(CheckPlan {
                parcels: parcels.unwrap_or(plan.parcels.clone()),
                ..plan
            })
        }
        (None, Some(parcels)) => Ok(CheckPlan::new(parcels)),
        (None, None) => Err(Problem::new("cli-no-parcels")),
    }
}

/// Reads an input as it was typed.
///
/// # Errors
/// When the text does not name an input.
pub fn input(text: &OsStr) -> Result<InputSpec, Problem> {
    let problem = |error: InputError| Problem {
        code: error.code().to_owned(),
        args: error.args(),
    };
    InputSpec::parse(text).map_err(problem)
}

fn override_layers(plan: &mut CheckPlan, typed: &[OsString]) -> Result<(), Problem> {
    let layers = typed
        .iter()
        .map(|text| layer(text))
        .collect::<Result<Vec<_>, _>>()?;
    plan.layers
        .retain(|(role, _)| layers.iter().all(|(typed, _)| typed != role));
    plan.layers.extend(layers);
    Ok(())
}

/// Reads `ROLE=FILE`.
fn layer(text: &OsStr) -> Result<(Role, InputSpec), Problem> {
    let shown = || text.to_string_lossy().into_owned();
    let bytes = text.as_encoded_bytes();
    let equals = bytes.iter().position(|byte| *byte == b'=');
    let Some(equals) = equals else {
        return Err(Problem::new("cli-layer-form").with("value", shown()));
    };
    let role = String::from_utf8_lossy(&bytes[..equals]).into_owned();
    let Some(role) = Role::parse(&role) else {
        return Err(Problem::new("cli-role").with("value", role));
    };
    Ok((role, input(&after(text, equals + 1))?))
}

/// The text from a byte on; the byte before it is ASCII.
pub fn after(text: &OsStr, byte: usize) -> OsString {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        OsStr::from_bytes(&text.as_bytes()[byte..]).to_owned()
    }
    #[cfg(not(unix))]
    {
        OsString::from(&text.to_string_lossy()[byte..])
    }
}

fn override_question(plan: &mut CheckPlan, args: &CheckArgs) -> Result<(), Problem> {
    if let Some(rules) = &args.rules {
        plan.rules = Some(rules.clone());
    }
    if let Some(code) = &args.activity {
        let known = || ACTIVITIES.map(Activity::code).join(", ");
        plan.activity = Some(Activity::parse(code).ok_or_else(|| refused("cli-activity", code, &known()))?);
    }
    if let Some(code) = &args.phase {
        let known = || PHASES.map(Phase::code).join(", ");
        plan.phase = Some(Phase::parse(code).ok_or_else(|| refused("cli-phase", code, &known()))?);
    }
    if let Some(text) = &args.as_of {
        let day = Date::from_str(text).map_err(|_| Problem::new("cli-date").with("value", text))?;
        plan.as_of = Some(day);
    }
    if !args.jurisdiction.is_empty() {
        plan.jurisdiction = args
            .jurisdiction
            .iter()
            .map(|place| place.trim().to_owned())
            .collect();
    }
    Ok(())
}

fn override_tolerances(plan: &mut CheckPlan, args: &CheckArgs) -> Result<(), Problem> {
    if let Some(metres) = args.accuracy {
        if !is_accuracy(metres) {
            return Err(Problem::new("cli-accuracy").with("value", metres));
        }
        plan.parcel_accuracy_m = metres;
        plan.layer_accuracy_m = metres;
    }
    if let Some(millimetres) = args.edge_tolerance {
        if !is_edge_tolerance(millimetres) {
            return Err(Problem::new("cli-edge-tolerance").with("value", millimetres));
        }
        plan.edge_tolerance_m = millimetres / 1000.0;
    }
    Ok(())
}

fn refused(code: &str, value: &str, known: &str) -> Problem {
    Problem::new(code).with("value", value).with("known", known)
}

fn forms(names: &[String]) -> Result<Vec<&'static dyn ReportForm>, Problem> {
    let known = || FORMS.map(ReportForm::name).join(", ");
    let forms =
        forms_named(&names.join(",")).map_err(|_| refused("cli-report", &names.join(","), &known()))?;
    if forms.is_empty() {
        Err(refused("cli-report", &names.join(","), &known()))
    } else {
        Ok(forms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crs::CrsId;

    fn args(change: impl FnOnce(&mut CheckArgs)) -> CheckArgs {
        let mut args = CheckArgs {
            parcels: Some("p.geojson".into()),
            ..CheckArgs::default()
        };
        change(&mut args);
        args
    }

    fn code(args: CheckArgs) -> String {
        check_task(args).err().expect("a problem").code
    }

    #[test]
    fn typed_values_are_read() {
        let Ok(task) = check_task(args(|args| {
            args.layers = vec![
                "eco_redline=a=b.geojson".into(),
                "other:高压=c.geojson@EPSG:4490".into(),
            ];
            args.as_of = Some("2026-08-14".into());
            args.edge_tolerance = Some(0.001);
            args.accuracy = Some(0.5);
        })) else {
            panic!("not a task")
        };
        assert_eq!(
            task.plan.layers[0],
            (Role::EcoRedline, InputSpec::of_path("a=b.geojson"))
        );
        assert_eq!(task.plan.layers[1].1.crs, Some(CrsId::Epsg(4490)));
        assert_eq!(task.plan.as_of, Some(jiff::civil::date(2026, 8, 14)));
        assert!((task.plan.edge_tolerance_m - 1e-6).abs() < 1e-18);
        assert_eq!(
            (task.plan.parcel_accuracy_m, task.plan.layer_accuracy_m),
            (0.5, 0.5)
        );
        assert_eq!(task.forms.len(), FORMS.len());
    }

    #[test]
    fn every_value_that_cannot_be_meant_is_refused() {
        assert_eq!(code(CheckArgs::default()), "cli-no-parcels");
        assert_eq!(
            code(args(|args| args.layers = vec!["a.geojson".into()])),
            "cli-layer-form"
        );
        assert_eq!(
            code(args(|args| args.layers = vec!["redline=a.geojson".into()])),
            "cli-role"
        );
        assert_eq!(
            code(args(|args| args.layers = vec!["eco_redline=".into()])),
            "input-empty"
        );
        assert_eq!(
            code(args(|args| args.activity = Some("G9".into()))),
            "cli-activity"
        );
        assert_eq!(code(args(|args| args.phase = Some("never".into()))), "cli-phase");
        assert_eq!(
            code(args(|args| args.as_of = Some("2026-13-01".into()))),
            "cli-date"
        );
        assert_eq!(code(args(|args| args.accuracy = Some(-1.0))), "cli-accuracy");
        assert_eq!(code(args(|args| args.accuracy = Some(f64::NAN))), "cli-accuracy");
        assert_eq!(
            code(args(|args| args.edge_tolerance = Some(0.0))),
            "cli-edge-tolerance"
        );
        assert_eq!(code(args(|args| args.report = vec!["pdf".into()])), "cli-report");
    }

    #[test]
    fn options_override_a_plan_and_leave_its_other_layers() {
        let dir = tempfile::tempdir().expect("a directory");
        let file = dir.path().join("plan.toml");
        let text = "format = \"redline.plan/1\"\nparcels = \"p.geojson\"\nactivity = \"G1\"\n\
            [[layer]]\nrole = \"eco_redline\"\nfile = \"e.geojson\"\n\
            [[layer]]\nrole = \"basic_farmland\"\nfile = \"f.geojson\"\n";
        std::fs::write(&file, text).expect("written");
        let Ok(task) = check_task(CheckArgs {
            plan: Some(file),
            layers: vec!["eco_redline=new.geojson".into()],
            activity: Some("A6".into()),
            ..CheckArgs::default()
        }) else {
            panic!("not a task")
        };
        assert_eq!(task.plan.parcels.path, dir.path().join("p.geojson"));
        let layers: Vec<_> = task
            .plan
            .layers
            .iter()
            .map(|(role, input)| (role.code(), input.path.clone()))
            .collect();
        assert_eq!(
            layers[0],
            ("basic_farmland".to_owned(), dir.path().join("f.geojson"))
        );
        assert_eq!(
            layers[1],
            ("eco_redline".to_owned(), PathBuf::from("new.geojson"))
        );
        assert_eq!(task.plan.activity, Some(Activity::A6));
    }
}
