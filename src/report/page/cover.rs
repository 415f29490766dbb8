//! The first page: conclusion, what is unsettled, verdicts by role, signatures; then the facts.

use super::html::{Cell, Html, Table};
use super::{Context, unsettled};
use crate::check::{InputRecord, RoleStatus, Verdict};
use crate::layer::{LandMode, Sense};
use crate::report::{Pairs, RoleSummary, words};
use crate::text::{Amount, Texts};

pub fn cover(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    html.tag("header", "", |html| {
        html.leaf("h1", "", &context.get("report-page-title"));
        html.leaf("p", "subtitle", &context.input.parcels.name);
        let facts = [
            ("total", context.input.result.parcels.len().to_string()),
            ("area", texts.amount(context.summary.parcels_m2)),
            ("as_of", context.input.result.as_of.to_string()),
        ];
        html.leaf("p", "subtitle", &texts.get_with("report-text-cover-line", &facts));
    });
    html.tag("section", "conclusion", |html| {
        html.leaf("h2", "", &context.get("report-section-conclusion"));
        let involved = context.summary.n_with(Verdict::Conflict) > 0;
        html.tag(
            "div",
            if involved { "verdict involved" } else { "verdict" },
            |html| {
                html.leaf("p", "line", &words::verdict_line(texts, &context.summary));
                html.tag("ul", "", |html| role_lines(html, context));
            },
        );
        unsettled::on_cover(html, context);
        matrix(html, context);
        scope(html, context);
    });
    signatures(html, context);
}

/// One line per role with shared ground; the numbers of the conclusion.
fn role_lines(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let mut lines: Vec<String> = Vec::new();
    for role in &context.summary.roles {
        let line = |id: &str, parcels: usize, m2: f64, extra: String| {
            texts.get_with(
                id,
                &[
                    ("role", texts.role(&role.role)),
                    ("count", parcels.to_string()),
                    ("area", texts.amount(m2)),
                    ("extra", extra),
                ],
            )
        };
        if role.outside.parcels > 0 {
            let outside = role.ground.outside_m2.unwrap_or(role.outside.area_m2);
            let extra = of_which(texts, role.outside_within_error, Pairs::default());
            lines.push(line(
                "report-text-role-outside",
                role.outside.parcels,
                outside,
                extra,
            ));
        }
        if role.overlap.parcels > 0 {
            let extra = of_which(texts, role.within_error, role.doubtful);
            lines.push(line(
                "report-text-role-shared",
                role.overlap.parcels,
                role.ground.dissolved_m2,
                extra,
            ));
        }
    }
    if lines.is_empty() {
        lines.push(texts.get("report-text-no-conflict"));
    }
    for line in &lines {
        html.leaf("li", "", line);
    }
    worst_outcomes(html, context);
}

/// The part of a role's ground that is no certain overlap.
fn of_which(texts: &Texts, within_error: Pairs, doubtful: Pairs) -> String {
    let parts = [
        (Verdict::WithinError, within_error),
        (Verdict::Undetermined, doubtful),
    ];
    let named = parts
        .into_iter()
        .filter(|(_, pairs)| pairs.area_m2 > 0.0)
        .map(|(verdict, pairs)| format!("{} {}", texts.verdict(verdict), words::m2(texts, pairs.area_m2)));
    let named: Vec<String> = named.collect();
    if named.is_empty() {
        return String::new();
    }
    texts.get_with(
        "report-text-of-which",
        &[("parts", named.join(&texts.get("list-separator")))],
    )
}

fn worst_outcomes(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let counted: Vec<String> = context
        .summary
        .outcomes
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(outcome, count)| {
            texts.get_with(
                "report-text-outcome-count",
                &[("outcome", texts.outcome(*outcome)), ("count", count.to_string())],
            )
        })
        .collect();
    if !counted.is_empty() {
        let outcomes = counted.join(&texts.get("list-separator"));
        html.leaf(
            "li",
            "",
            &texts.get_with("report-text-worst-outcomes", &[("outcomes", outcomes)]),
        );
    }
}

/// Verdicts by role: parcels per verdict and ground.
fn matrix(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let columns = [
        ("report-col-role", false),
        ("verdict-conflict", true),
        ("verdict-undetermined", true),
        ("verdict-within_error", true),
        ("verdict-clear", true),
        ("verdict-not_checked", true),
        ("report-col-ground-m2", true),
        ("report-col-hectare", true),
        ("report-col-mu", true),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let rows = context.summary.roles.iter().map(|role| matrix_row(context, role));
    html.leaf("p", "caption", &texts.get("report-text-matrix-caption"));
    Table {
        class: "matrix",
        columns: &columns,
    }
    .write(html, rows, std::iter::empty());
}

fn matrix_row(context: &Context<'_>, role: &RoleSummary) -> Vec<Cell> {
    let texts = context.input.texts;
    let outside = role.role.sense() == Sense::StayInside;
    let name = texts.role(&role.role);
    let name = if outside {
        texts.get_with("report-text-role-outside-name", &[("role", name)])
    } else {
        name
    };
    let mut cells = vec![Cell::Text(name)];
    let counts = [
        Verdict::Conflict,
        Verdict::Undetermined,
        Verdict::WithinError,
        Verdict::Clear,
    ];
    if !role.was_checked() {
        let not_checked = texts.status(RoleStatus::NotChecked);
        cells.extend(counts.map(|_| Cell::Number(texts.get("word-dash"))));
        cells.push(Cell::Number(role.not_checked.to_string()));
        cells.extend((0..3).map(|_| Cell::Marked(not_checked.clone(), "n muted")));
        return cells;
    }
    cells.extend(counts.map(|verdict| Cell::Number(role.n_with(verdict).to_string())));
    cells.push(Cell::Number(role.not_checked.to_string()));
    let ground = if outside {
        role.ground.outside_m2.unwrap_or(0.0)
    } else {
        role.ground.dissolved_m2
    };
    let amount = Amount(ground);
    cells.extend([amount.m2(), amount.hectares(), amount.mu()].map(Cell::Number));
    cells
}

/// What 不涉及 speaks of: the layers that were checked, and the roles that were not.
fn scope(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let separator = texts.get("list-separator");
    let settles = |layer: &&InputRecord| {
        layer
            .role
            .as_ref()
            .is_some_and(|role| role.sense() != Sense::Describe)
    };
    let checked: Vec<String> = context
        .input
        .result
        .inputs
        .iter()
        .filter(settles)
        .map(|layer| words::file(texts, layer))
        .collect();
    let not_checked: Vec<String> = context
        .summary
        .roles
        .iter()
        .filter(|role| !role.was_checked())
        .map(|role| texts.role(&role.role))
        .collect();
    let or_none = |names: Vec<String>| {
        if names.is_empty() {
            texts.get("word-none")
        } else {
            names.join(&separator)
        }
    };
    let args = [("layers", or_none(checked)), ("roles", or_none(not_checked))];
    html.leaf("p", "note", &texts.get_with("report-text-scope", &args));
}

/// Lines for those who answer for the report; they stay empty.
fn signatures(html: &mut Html, context: &Context<'_>) {
    html.tag("table", "signatures", |html| {
        html.tag("tbody", "", |html| {
            html.tag("tr", "", |html| {
                for id in [
                    "report-sign-prepared",
                    "report-sign-checked",
                    "report-sign-reviewed",
                    "report-sign-approved",
                ] {
                    html.leaf("th", "", &context.get(id));
                    html.leaf("td", "", "");
                }
            });
            html.tag("tr", "", |html| {
                html.leaf("th", "", &context.get("report-sign-unit"));
                html.open("td", &[("colspan", "5")]);
                html.close("td");
                html.leaf("th", "", &context.get("report-sign-date"));
                html.leaf("td", "", "");
            });
        });
    });
}

/// The parcels as a whole.
pub fn facts(html: &mut Html, context: &Context<'_>) {
    let (texts, result) = (context.input.texts, context.input.result);
    html.tag("dl", "wide", |html| {
        let mut fact = |heading: &str, value: &str| {
            html.leaf("dt", "", &texts.get(heading));
            html.leaf("dd", "", value);
        };
        let file = result
            .parcel_input
            .as_ref()
            .map(|input| words::file(texts, input));
        fact(
            "report-fact-parcels-file",
            &file.unwrap_or_else(|| texts.get("report-text-drawn")),
        );
        fact(
            "report-fact-parcels-count",
            &texts.get_with("count-parcels", &[("count", result.parcels.len().to_string())]),
        );
        fact(
            "report-fact-parcels-area",
            &texts.amount(context.summary.parcels_m2),
        );
        for mode in LandMode::ALL {
            let of_mode = || result.parcels.iter().filter(|parcel| parcel.land_mode == mode);
            let (count, m2) = (
                of_mode().count(),
                of_mode().map(|parcel| parcel.areas.plane_m2).sum(),
            );
            if count > 0 {
                let counted = texts.get_with("count-parcels", &[("count", count.to_string())]);
                fact(
                    &format!("land_mode-{}", mode.code()),
                    &format!("{counted} · {}", texts.amount(m2)),
                );
            }
        }
        fact(
            "report-fact-activity",
            &words::activity(texts, result.activity.as_deref()),
        );
        fact("report-fact-as-of", &result.as_of.to_string());
        fact("report-fact-noise", &words::noise(texts, context.summary.noise));
    });
}
