//! From a check plan to a check request, and from its result to documents.
//!
//! Meaning: command line and window both go through here, so that the same plan gives the same
//! numbers both ways.
//!
//! Input: a [`CheckPlan`]. Output: a [`CheckRequest`] for [`crate::check::run`], and afterwards the
//! documents in a directory.
//!
//! Deliberately not here: the check itself, and what is printed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, offset};

use super::import::{ImportError, Imported, import};
use super::layer_input::Fresh;
use super::plan::{CheckPlan, PlanError};
use super::prepared::Cache;
use super::problem::Problem;
use crate::check::{CheckRequest, CheckResult, RuleRecord};
use crate::progress::Ticket;
use crate::report::{ReportError, ReportForm, ReportInput, write_all};
use crate::rules::{RuleError, RuleSet};
use crate::text::{Language, Texts};

/// Beijing time (UTC+8): laws begin and end by its days, wherever the computer stands.
const BEIJING: Offset = offset(8);

/// Name of the program, as it stands in reports.
pub const PRODUCT: &str = env!("CARGO_PKG_NAME");

/// Its version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Why a check could not be prepared.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// The files did not become layers.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A rule file could not be opened or is not UTF-8.
    #[error("{message}: {}", .file.display())]
    RulesUnreadable {
        /// The rule file.
        file: PathBuf,
        /// What the system says.
        message: String,
    },
    /// A rule file could not be used.
    #[error(transparent)]
    Rules(#[from] RuleError),
}

impl PrepareError {
    /// All codes of its own, for the test that each has a text.
    pub const CODES: [&'static str; 1] = ["rule-file-unreadable"];
}

impl From<PrepareError> for Problem {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::Import(error) => error.into(),
            PrepareError::RulesUnreadable { file, message } => Self::new(PrepareError::CODES[0])
                .with("message", message)
                .with("file", file.display()),
            PrepareError::Rules(error) => Self {
                code: error.code().to_owned(),
                args: error.args(),
            },
        }
    }
}

impl From<PlanError> for Problem {
    fn from(error: PlanError) -> Self {
        let problem = Self {
            code: error.code().to_owned(),
            args: error.args(),
        };
        let problem = error
            .line()
            .into_iter()
            .fold(problem, |problem, line| problem.with("line", line));
        problem.with("file", error.file().display())
    }
}

impl From<ReportError> for Problem {
    fn from(error: ReportError) -> Self {
        Self {
            code: error.code().to_owned(),
            args: error.args(),
        }
    }
}

/// Rules as they are used together, with what a report says about them.
#[derive(Debug, Clone)]
pub struct UsedRules {
    /// The rules.
    pub set: Arc<RuleSet>,
    /// One record per set: the built-in one first.
    pub records: Vec<RuleRecord>,
}

/// Reads what a plan names and puts the request together.
///
/// # Errors
/// When a file cannot be read, placed or used. Rules come first, because they are read fastest.
pub fn prepare(plan: &CheckPlan, ticket: &Ticket) -> Result<CheckRequest, PrepareError> {
    prepare_with(plan, None, ticket).map(|(request, _)| request)
}

/// The same with layers that lie prepared in a cache; those that were read from their files come too, to be
/// kept for the next time.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_with(
    plan: &CheckPlan,
    cache: Option<&Cache>,
    ticket: &Ticket,
) -> Result<(CheckRequest, Vec<Fresh>), PrepareError> {
    let rules = rules_of(plan.rules.as_deref())?;
    let Imported {
        plane,
        parcels,
        layers,
        fresh,
    } = import(plan, cache, ticket)?;
    let request = CheckRequest {
        plane,
        parcels,
        layers,
        rules: rules.set,
        rule_records: rules.records,
        tolerances: plan.tolerances(),
        activity: plan.activity,
        phase: plan.phase,
        as_of: plan.as_of.unwrap_or_else(today),
        jurisdiction: plan.jurisdiction.clone(),
    };
    Ok((request, fresh))
}

/// The built-in rules, and those of a file beside them: own rules can add and tighten, and never
/// take a national rule away.
///
/// # Errors
/// When the file cannot be read or used.
pub fn rules_of(own: Option<&Path>) -> Result<UsedRules, PrepareError> {
    let builtin = RuleSet::builtin();
    let Some(file) = own else {
        return Ok(UsedRules {
            records: vec![record_of(&builtin)],
            set: Arc::new(builtin),
        });
    };
    let unreadable = |error: std::io::Error| PrepareError::RulesUnreadable {
        file: file.to_owned(),
        message: error.to_string(),
    };
    let text = std::fs::read_to_string(file).map_err(unreadable)?;
    let own = RuleSet::read(&text, &file.display().to_string())?;
    let records = vec![record_of(&builtin), record_of(&own)];
    let name = builtin.name.clone();
    let set = RuleSet::joined(&name, vec![builtin, own])?;
    Ok(UsedRules {
        set: Arc::new(set),
        records,
    })
}

fn record_of(set: &RuleSet) -> RuleRecord {
    RuleRecord {
        name: set.name.clone(),
        version: set.version.clone(),
        last_verified: set.last_verified.to_string(),
        sha256: set.sha256.clone(),
    }
}

/// The present day in Beijing.
#[must_use]
pub fn today() -> Date {
    BEIJING.to_datetime(Timestamp::now()).date()
}

/// What reports are made of.
#[must_use]
pub fn report_input<'a>(
    result: &'a CheckResult,
    request: &'a CheckRequest,
    texts: &'a Texts,
) -> ReportInput<'a> {
    ReportInput {
        result,
        parcels: &request.parcels,
        layers: &request.layers,
        texts,
        product: PRODUCT,
        version: VERSION,
    }
}

/// Writes documents into a directory and gives their paths; a failure leaves old ones whole.
///
/// # Errors
/// When the directory or a document cannot be written.
pub fn export(
    result: &CheckResult,
    request: &CheckRequest,
    forms: &[&dyn ReportForm],
    dir: &Path,
    language: Language,
) -> Result<Vec<PathBuf>, ReportError> {
    for form in forms {
        let path = dir.join(form.file_name());
        let inputs = result.inputs.iter().chain(&result.parcel_input);
        if inputs
            .filter_map(|input| Some(&input.source.as_ref()?.path))
            .any(|input| same_file(input, &path))
        {
            return Err(ReportError::OntoInput { path });
        }
    }
    let texts = Texts::new(language);
    write_all(forms, dir, &report_input(result, request, &texts))
}

/// Whether two paths lead to one file that exists.
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_rules_stand_beside_the_built_in_ones() {
        let builtin = rules_of(None).unwrap();
        assert_eq!(builtin.records.len(), 1);
        assert!(!builtin.set.rules.is_empty());
        let missing = rules_of(Some(Path::new("nowhere.toml"))).expect_err("no file");
        assert_eq!(Problem::from(missing).code, "rule-file-unreadable");
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("own.toml");
        std::fs::write(&file, "schema = \"redline.rules/9\"").unwrap();
        let refused = Problem::from(rules_of(Some(&file)).expect_err("another schema"));
        assert_eq!(refused.code, "rule-file-schema");
    }

    #[test]
    fn a_problem_names_its_file_and_line() {
        let error = CheckPlan::parse("format = \"redline.plan/1\"\nx = 1\n", Path::new("d/plan.toml"));
        let problem = Problem::from(error.expect_err("no plan"));
        assert!(problem.args.contains(&("line", "2".to_owned())), "{problem:?}");
        assert!(
            problem.args.contains(&("file", "d/plan.toml".to_owned())),
            "{problem:?}"
        );
    }

    #[test]
    fn today_is_a_day_of_this_century() {
        assert!((2024..2100).contains(&today().year()));
    }
}
