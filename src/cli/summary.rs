//! The summary of a check on the terminal.
//!
//! Meaning: what a person must know before looking into a report, in this order: how many parcels
//! have which verdict, what could not be settled and why, where ground is involved (largest first),
//! what lies within the boundary error, which roles were not checked, and what was set aside while
//! reading.
//!
//! Input: a check result. Output: a text; it depends on the result and the language alone.

use std::cmp::Reverse;
use std::path::PathBuf;

use crate::check::{CheckResult, InputRecord, ParcelResult, Reason, RoleResult, RoleStatus, Verdict};
use crate::layer::{Role, Sense};
use crate::report::input_file;
use crate::report::shift::shifted_inputs;
use crate::rules::Activity;
use crate::text::{Texts, number, visible};
use crate::workspace::shift::extrapolated_m;

/// Lines in one section before the rest is only counted.
const MAX_LINES: usize = 20;

/// The summary of a result, and where its documents lie.
#[must_use]
pub fn summary(result: &CheckResult, documents: &[PathBuf], texts: &Texts) -> String {
    let mut lines = head(result, texts);
    let n_undetermined = result.n_with(Verdict::Undetermined);
    lines.extend(section(
        "summary-undetermined",
        n_undetermined,
        undetermined(result, texts),
        texts,
    ));
    let conflicts = conflicts(result, texts);
    lines.extend(section("summary-conflicts", conflicts.len(), conflicts, texts));
    let within_error = within_error(result, texts);
    lines.extend(section(
        "summary-within-error",
        within_error.len(),
        within_error,
        texts,
    ));
    lines.extend(not_checked(result, texts));
    lines.extend(shifts(result, texts));
    lines.extend(set_aside(result, texts));
    lines.extend(written(documents, texts));
    lines.push(String::new());
    lines.join("\n")
}

fn head(result: &CheckResult, texts: &Texts) -> Vec<String> {
    let count = |verdict| number::count(result.n_with(verdict));
    let counts = [
        ("count", result.parcels.len().to_string()),
        ("conflict", count(Verdict::Conflict)),
        ("undetermined", count(Verdict::Undetermined)),
        ("within_error", count(Verdict::WithinError)),
        ("clear", count(Verdict::Clear)),
    ];
    let activity = result.activity.as_deref().map(|code| {
        let name = Activity::parse(code).and_then(|activity| texts.find(&activity.text_id(), &[]));
        name.unwrap_or_else(|| code.to_owned())
    });
    let asked = [
        ("as_of", result.as_of.to_string()),
        ("activity", activity.unwrap_or_else(|| texts.get("word-unknown"))),
    ];
    let only_within = result.n_with(Verdict::WithinError) > 0
        && result.n_with(Verdict::Conflict) + result.n_with(Verdict::Undetermined) == 0;
    let mut lines = vec![
        texts.get_with("summary-head", &counts),
        texts.get_with("summary-asked", &asked),
    ];
    lines.extend(only_within.then(|| texts.get("summary-only-within-error")));
    lines.extend(
        result
            .reasons
            .iter()
            .map(|reason| explained(result, reason, texts)),
    );
    lines
}

/// One line per input that a datum shift led onto the plane.
fn shifts(result: &CheckResult, texts: &Texts) -> Vec<String> {
    let told = shifted_inputs(result).map(|(record, bound, tau)| {
        let outside = extrapolated_m(bound).map_or(0.0, f64::round);
        let facts = [
            ("file", visible(&input_file(texts, record)).into_owned()),
            ("rms", number::metres(bound.shift.accuracy.rms_m)),
            ("tau", number::metres(tau)),
            ("outside", format!("{outside:.0}")),
        ];
        texts.get_with("summary-shift", &facts)
    });
    told.collect()
}

/// A heading with a count and its lines, the first of them in full.
fn section(heading: &str, count: usize, lines: Vec<String>, texts: &Texts) -> Vec<String> {
    if lines.is_empty() {
        return Vec::new();
    }
    let more = lines.len().saturating_sub(MAX_LINES);
    let mut shown = vec![
        String::new(),
        texts.get_with(heading, &[("count", number::count(count))]),
    ];
    shown.extend(lines.into_iter().take(MAX_LINES).map(|line| format!("  {line}")));
    let rest = || {
        format!(
            "  {}",
            texts.get_with("summary-more", &[("count", number::count(more))])
        )
    };
    shown.extend((more > 0).then(rest));
    shown
}

/// One line per parcel with reasons of its own; the others are counted, for the reasons that concern
/// them stand above the list once.
fn undetermined(result: &CheckResult, texts: &Texts) -> Vec<String> {
    let parcels = result
        .parcels
        .iter()
        .filter(|parcel| parcel.verdict == Verdict::Undetermined);
    let (mut lines, mut others) = (Vec::new(), 0);
    for parcel in parcels {
        let own: Vec<&Reason> = parcel
            .reasons
            .iter()
            .filter(|reason| !result.reasons.contains(reason))
            .collect();
        if own.is_empty() {
            others += 1;
        } else {
            lines.push(format!(
                "{}{}{}",
                label(parcel),
                colon(texts),
                sentences(result, &own, texts)
            ));
        }
    }
    if others > 0 {
        let facts = [("count", others.to_string())];
        lines.insert(0, texts.get_with("summary-for-reasons-above", &facts));
    }
    lines
}

fn sentences(result: &CheckResult, reasons: &[&Reason], texts: &Texts) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for reason in reasons {
        let sentence = explained(result, reason, texts);
        if !sentences.contains(&sentence) {
            sentences.push(sentence);
        }
    }
    sentences.join(&texts.get("clause-separator"))
}

/// Input, sentence and way out of a reason.
fn explained(result: &CheckResult, reason: &Reason, texts: &Texts) -> String {
    let mut sentence = texts.reason(reason);
    if let Some(input) = reason.input.and_then(|input| result.inputs.get(input as usize)) {
        sentence = of_input(input, &sentence, texts);
    }
    let remedy = texts.remedy(reason);
    let remedy = remedy.map(|remedy| texts.get_with("summary-remedy", &[("remedy", remedy)]));
    remedy.map_or(sentence.clone(), |remedy| format!("{sentence}{remedy}"))
}

fn of_input(input: &InputRecord, sentence: &str, texts: &Texts) -> String {
    let role = input.role.as_ref().map(|role| texts.role(role));
    let name = role.unwrap_or_else(|| input.layer.clone());
    if sentence.contains(&name) {
        sentence.to_owned()
    } else {
        format!("{name}{}{sentence}", colon(texts))
    }
}

fn conflicts(result: &CheckResult, texts: &Texts) -> Vec<String> {
    let mut found: Vec<(&ParcelResult, &RoleResult, f64)> = with_status(result, Verdict::Conflict).collect();
    // By area, then in file order, so that equal areas keep their places.
    found.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.index.cmp(&b.0.index)));
    found.into_iter().map(|entry| ground_line(entry, texts)).collect()
}

fn within_error(result: &CheckResult, texts: &Texts) -> Vec<String> {
    let mut found: Vec<(&ParcelResult, &RoleResult, f64)> =
        with_status(result, Verdict::WithinError).collect();
    found.sort_by_key(|(parcel, ..)| Reverse(parcel.verdict == Verdict::WithinError));
    found.into_iter().map(|entry| ground_line(entry, texts)).collect()
}

/// Parcel, role and ground for everything with a verdict about a role.
fn with_status(
    result: &CheckResult,
    verdict: Verdict,
) -> impl Iterator<Item = (&ParcelResult, &RoleResult, f64)> {
    let all = result
        .parcels
        .iter()
        .flat_map(|parcel| parcel.roles.iter().map(move |about| (parcel, about)));
    all.filter(move |(_, about)| about.status == RoleStatus::Checked(verdict))
        .map(|(parcel, about)| {
            let outside = about
                .outside_m2
                .filter(|_| about.role.sense() == Sense::StayInside);
            (parcel, about, outside.unwrap_or(about.dissolved_m2))
        })
}

fn ground_line((parcel, about, m2): (&ParcelResult, &RoleResult, f64), texts: &Texts) -> String {
    let id = if about.role.sense() == Sense::StayInside {
        "summary-outside"
    } else {
        "summary-inside"
    };
    let facts = [
        ("parcel", label(parcel)),
        ("layer", visible(&texts.role(&about.role)).into_owned()),
        ("amount", texts.amount(m2)),
    ];
    let line = texts.get_with(id, &facts);
    about.outcome.map_or(line.clone(), |outcome| {
        format!("{line}{}{}", comma(texts), texts.outcome(outcome))
    })
}

fn not_checked(result: &CheckResult, texts: &Texts) -> Vec<String> {
    let mut roles: Vec<&Role> = Vec::new();
    for about in result.parcels.iter().flat_map(|parcel| &parcel.roles) {
        if about.status == RoleStatus::NotChecked && !roles.contains(&&about.role) {
            roles.push(&about.role);
        }
    }
    if roles.is_empty() {
        return Vec::new();
    }
    let names: Vec<String> = roles.into_iter().map(|role| texts.role(role)).collect();
    let roles = names.join(&texts.get("list-separator"));
    vec![
        String::new(),
        texts.get_with("summary-not-checked", &[("roles", roles)]),
    ]
}

fn set_aside(result: &CheckResult, texts: &Texts) -> Vec<String> {
    let inputs = result.parcel_input.iter().chain(&result.inputs);
    let lines = inputs.filter(|input| input.quarantined > 0).map(|input| {
        let facts = [
            ("count", input.quarantined.to_string()),
            ("file", visible(&input_file(texts, input)).into_owned()),
        ];
        texts.get_with("summary-set-aside", &facts)
    });
    lines.collect()
}

fn written(documents: &[PathBuf], texts: &Texts) -> Vec<String> {
    let Some(first) = documents.first() else {
        return Vec::new();
    };
    let dir = first
        .parent()
        .map(|dir| dir.display().to_string())
        .unwrap_or_default();
    let names: Vec<String> = documents
        .iter()
        .filter_map(|path| path.file_name())
        .map(|name| name.to_string_lossy().into_owned())
        .collect();
    let facts = [("dir", dir), ("files", names.join(", "))];
    vec![String::new(), texts.get_with("summary-written", &facts)]
}

/// What a person would call a parcel: name and identifier, else its number counted from 1.
fn label(parcel: &ParcelResult) -> String {
    let label = match (&parcel.name, &parcel.id) {
        (Some(name), Some(id)) if name != id => format!("{name} ({id})"),
        (Some(text), _) | (None, Some(text)) => text.clone(),
        (None, None) => format!("#{}", parcel.index + 1),
    };
    visible(&label).into_owned()
}

fn colon(texts: &Texts) -> String {
    texts.get("summary-colon")
}

fn comma(texts: &Texts) -> String {
    texts.get("summary-comma")
}
