//! Results role by role, the table of boundary error, and what was not checked.

use super::Context;
use super::figures::Look;
use super::html::{Cell, Html, Table};
use crate::check::{Finding, FindingKind, RoleStatus, Verdict};
use crate::layer::{LandMode, Role, Sense};
use crate::report::summary::{Standing, standing};
use crate::report::{RoleSummary, words};
use crate::text::number::{self, Unit, reconcile};
use crate::text::{Amount, Texts};

/// Rows of one table; what is beyond is summed in one row and listed in full in the other documents.
pub const MAX_ROWS: usize = 5000;

/// The units of an area in tables, in the order of their columns.
const UNITS: [Unit; 3] = [Unit::M2, Unit::HECTARE, Unit::MU];

pub fn by_role(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    for role in context.summary.roles.iter().filter(|role| role.was_checked()) {
        html.leaf("h3", "", &texts.role(&role.role));
        html.leaf(
            "p",
            "",
            &texts.get_with(
                "report-text-role-line",
                &[
                    ("conflict", role.n_with(Verdict::Conflict).to_string()),
                    ("undetermined", role.n_with(Verdict::Undetermined).to_string()),
                    ("within_error", role.n_with(Verdict::WithinError).to_string()),
                    ("clear", role.n_with(Verdict::Clear).to_string()),
                ],
            ),
        );
        let of = |wanted: Standing, kind: FindingKind| -> Vec<&Finding> {
            let findings = context
                .input
                .result
                .findings
                .iter()
                .filter(|finding| finding.role == role.role);
            findings
                .filter(|f| f.kind == kind && standing(context.input.result, f) == wanted)
                .collect()
        };
        let overlaps = of(Standing::Conflict, FindingKind::Overlap);
        let outside = of(Standing::Conflict, FindingKind::Outside);
        if overlaps.is_empty() && outside.is_empty() {
            let args = Amount(0.0).args();
            html.leaf("p", "", &texts.get_with("report-text-role-zero", &args));
        }
        let stays_inside = role.role.sense() == Sense::StayInside;
        for (findings, kind) in [(outside, FindingKind::Outside), (overlaps, FindingKind::Overlap)] {
            if stays_inside && !findings.is_empty() {
                html.leaf("p", "caption", &texts.kind(kind));
            }
            conflict_table(html, context, &findings);
        }
        let mut doubtful = of(Standing::Doubtful, FindingKind::Overlap);
        doubtful.extend(of(Standing::Doubtful, FindingKind::Outside));
        if !doubtful.is_empty() {
            html.leaf("p", "caption", &texts.get("report-text-doubtful"));
            conflict_table(html, context, &doubtful);
        }
        reconciliation(html, context, role);
        descriptive(html, texts, &of(Standing::Described, FindingKind::Overlap));
    }
    contacts(html, context);
}

/// Findings that share a way of using the ground.
struct Group<'a> {
    mode: LandMode,
    findings: Vec<&'a Finding>,
}

/// Findings in groups by mode; rows beyond the limit come back as a count.
fn groups<'a>(findings: &[&'a Finding]) -> Vec<Group<'a>> {
    let of_mode = |mode| Group {
        mode,
        findings: findings.iter().filter(|f| f.land_mode == mode).copied().collect(),
    };
    LandMode::ALL
        .into_iter()
        .map(of_mode)
        .filter(|group| !group.findings.is_empty())
        .collect()
}

fn plane_m2(findings: &[&Finding]) -> f64 {
    findings.iter().map(|finding| finding.areas.plane_m2).sum()
}

/// Areas of rows and of the rest beyond the limit, printed so that they add up to the printed total.
struct Printed {
    rows: Vec<[String; 3]>,
    rest: Option<[String; 3]>,
}

impl Printed {
    /// `totals` are the printed totals in steps of each unit.
    fn of(findings: &[&Finding], totals: [i128; 3]) -> Self {
        let mut areas: Vec<f64> = findings
            .iter()
            .take(MAX_ROWS)
            .map(|finding| finding.areas.plane_m2)
            .collect();
        let shown = areas.len();
        if findings.len() > shown {
            areas.push(plane_m2(&findings[shown..]));
        }
        let mut columns = UNITS.into_iter().zip(totals).map(|(unit, total)| {
            let steps = reconcile(&areas, total, unit);
            steps
                .into_iter()
                .map(|step| unit.print_steps(step))
                .collect::<Vec<_>>()
                .into_iter()
        });
        let (m2, hectare, mu) = (columns.next(), columns.next(), columns.next());
        let rows = m2
            .into_iter()
            .flatten()
            .zip(hectare.into_iter().flatten())
            .zip(mu.into_iter().flatten());
        let mut rows: Vec<[String; 3]> = rows.map(|((m2, hectare), mu)| [m2, hectare, mu]).collect();
        let rest = if rows.len() > shown { rows.pop() } else { None };
        Self { rows, rest }
    }
}

/// Rounded totals of groups that add up to the rounded total of all.
fn group_totals(groups: &[Group<'_>]) -> Vec<[i128; 3]> {
    let sums: Vec<f64> = groups.iter().map(|group| plane_m2(&group.findings)).collect();
    let whole: f64 = sums.iter().sum();
    let columns = UNITS.map(|unit| reconcile(&sums, unit.steps(whole).unwrap_or(0), unit));
    (0..groups.len())
        .map(|index| [columns[0][index], columns[1][index], columns[2][index]])
        .collect()
}

fn conflict_table(html: &mut Html, context: &Context<'_>, conflicts: &[&Finding]) {
    let texts = context.input.texts;
    let columns = [
        ("report-col-figure", true),
        ("report-col-parcel", false),
        ("report-col-feature", false),
        ("report-col-outcome", false),
        ("report-col-m2", true),
        ("report-col-hectare", true),
        ("report-col-mu", true),
        ("report-col-share-parcel", true),
        ("report-col-max-width", true),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let groups = groups(conflicts);
    let totals = group_totals(&groups);
    for (group, total) in groups.iter().zip(&totals) {
        if groups.len() > 1 || group.mode != LandMode::Occupy {
            html.leaf("p", "caption", &texts.land_mode(group.mode));
        }
        let printed = Printed::of(&group.findings, *total);
        let rows = group
            .findings
            .iter()
            .zip(&printed.rows)
            .map(|(finding, areas)| conflict_row(context, finding, areas));
        let rest = printed.rest.as_ref().map(|areas| {
            let count = (group.findings.len() - printed.rows.len()).to_string();
            sum_row(
                &texts.get_with("report-text-rows-left-out", &[("count", count)]),
                areas.clone(),
            )
        });
        let sum = sum_row(&texts.get("report-text-pair-sum"), print_all(*total));
        Table {
            class: "findings",
            columns: &columns,
        }
        .write(html, rows, rest.into_iter().chain([sum]));
    }
    if groups.len() > 1 {
        let whole = plane_m2(conflicts);
        let args = [("area", texts.amount(whole))];
        html.leaf("p", "", &texts.get_with("report-text-all-modes", &args));
    }
}

fn print_all(steps: [i128; 3]) -> [String; 3] {
    [
        UNITS[0].print_steps(steps[0]),
        UNITS[1].print_steps(steps[1]),
        UNITS[2].print_steps(steps[2]),
    ]
}

fn sum_row(name: &str, [m2, hectare, mu]: [String; 3]) -> Vec<Cell> {
    let mut cells = vec![Cell::Number(String::new()), Cell::Text(name.to_owned())];
    cells.extend([Cell::Text(String::new()), Cell::Text(String::new())]);
    cells.extend([m2, hectare, mu].map(Cell::Number));
    cells.extend([Cell::Number(String::new()), Cell::Number(String::new())]);
    cells
}

fn conflict_row(context: &Context<'_>, finding: &Finding, areas: &[String; 3]) -> Vec<Cell> {
    let texts = context.input.texts;
    let [m2, hectare, mu] = areas.clone();
    let look = Look::of(context, finding);
    vec![
        Cell::Figure(context.figures.number_of(finding)),
        Cell::Text(parcel_of(context, finding)),
        Cell::Text(words::feature_label(texts, finding)),
        Cell::Marked(look.word, look.mark),
        Cell::Number(m2),
        Cell::Number(hectare),
        Cell::Number(mu),
        Cell::Number(words::share(
            texts,
            finding.share_of_parcel,
            finding.areas.plane_m2,
        )),
        Cell::Number(number::metres(finding.widths().greatest_m)),
    ]
}

fn parcel_of(context: &Context<'_>, finding: &Finding) -> String {
    let parcel = context.input.result.parcels.get(finding.parcel as usize);
    parcel.map_or_else(
        || finding.parcel.to_string(),
        |parcel| words::parcel_label(context.input.texts, parcel),
    )
}

/// From the sum over pairs to the ground: with boundary error, less what is covered twice.
fn reconciliation(html: &mut Html, context: &Context<'_>, role: &RoleSummary) {
    if role.role.sense() == Sense::StayInside || role.ground.pair_sum_m2 <= 0.0 {
        return;
    }
    let texts = context.input.texts;
    let parts = [
        role.overlap.area_m2,
        role.within_error.area_m2,
        role.doubtful.area_m2,
    ];
    if parts.iter().sum::<f64>() <= 0.0 {
        return;
    }
    // The printed parts must lead to the printed net area.
    let steps = |value| Unit::M2.steps(value).unwrap_or(0);
    let twice = steps(role.ground.counted_twice_m2);
    let printed = reconcile(&parts, steps(role.ground.dissolved_m2) + twice, Unit::M2);
    let [pairs, within, doubtful] = [0, 1, 2].map(|part| Unit::M2.print_steps(printed[part]));
    html.leaf(
        "p",
        "note",
        &texts.get_with(
            "report-text-reconciliation",
            &[
                ("pairs", pairs),
                ("within", within),
                ("doubtful", doubtful),
                ("twice", Unit::M2.print_steps(twice)),
                ("net", texts.amount(role.ground.dissolved_m2)),
            ],
        ),
    );
}

/// Ground that is only described, such as land-use patches, summed by class.
fn descriptive(html: &mut Html, texts: &Texts, findings: &[&Finding]) {
    if findings.is_empty() {
        return;
    }
    let mut classes: Vec<(String, usize, f64)> = Vec::new();
    for finding in findings {
        let name = [finding.category.as_deref(), finding.feature_name.as_deref()]
            .into_iter()
            .flatten()
            .next();
        let name = name.map_or_else(|| texts.get("word-unknown"), str::to_owned);
        match classes.iter_mut().find(|class| class.0 == name) {
            Some(class) => {
                class.1 += 1;
                class.2 += finding.areas.plane_m2;
            }
            None => classes.push((name, 1, finding.areas.plane_m2)),
        }
    }
    classes.sort_by(|a, b| a.0.cmp(&b.0));
    let areas: Vec<f64> = classes.iter().map(|class| class.2).collect();
    let whole: f64 = areas.iter().sum();
    let columns = [
        ("report-col-category", false),
        ("report-col-places", true),
        ("report-col-m2", true),
        ("report-col-hectare", true),
        ("report-col-mu", true),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let printed = UNITS.map(|unit| reconcile(&areas, unit.steps(whole).unwrap_or(0), unit));
    let rows = classes.iter().enumerate().map(|(index, (name, count, _))| {
        let mut cells = vec![Cell::Text(name.clone()), Cell::Number(words::count(*count))];
        cells.extend((0..3).map(|unit| Cell::Number(UNITS[unit].print_steps(printed[unit][index]))));
        cells
    });
    let mut total = vec![
        Cell::Text(texts.get("report-text-total")),
        Cell::Number(words::count(findings.len())),
    ];
    total.extend(UNITS.map(|unit| Cell::Number(unit.print(whole))));
    html.leaf("p", "caption", &texts.get("report-text-descriptive"));
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, std::iter::once(total));
}

/// Near and touching features: no ground, but worth knowing.
fn contacts(html: &mut Html, context: &Context<'_>) {
    let (texts, result) = (context.input.texts, context.input.result);
    let of = |kind| result.findings.iter().filter(move |finding| finding.kind == kind);
    html.leaf("h3", "", &texts.get("report-section-contacts"));
    let touching = of(FindingKind::Touch).count().to_string();
    let near: Vec<&Finding> = of(FindingKind::Near).collect();
    html.leaf(
        "p",
        "",
        &texts.get_with(
            "report-text-contacts",
            &[("touch", touching), ("near", near.len().to_string())],
        ),
    );
    if near.is_empty() {
        return;
    }
    let columns = [
        ("report-col-parcel", false),
        ("report-col-role", false),
        ("report-col-feature", false),
        ("report-col-distance", true),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let rows = near.iter().take(MAX_ROWS).map(|finding| {
        vec![
            Cell::Text(parcel_of(context, finding)),
            Cell::Text(texts.role(&finding.role)),
            Cell::Text(words::feature_label(texts, finding)),
            Cell::Number(number::metres(finding.distance_m)),
        ]
    });
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, std::iter::empty());
}

/// Shared ground narrower than the boundary error: a table of its own, never dropped.
pub fn within_error(html: &mut Html, context: &Context<'_>) {
    let (texts, result) = (context.input.texts, context.input.result);
    let error = number::metres(result.tolerances.combined_error_m());
    html.leaf(
        "p",
        "",
        &texts.get_with("report-text-within-error", &[("error", error)]),
    );
    let findings: Vec<&Finding> = result
        .findings
        .iter()
        .filter(|f| f.kind == FindingKind::WithinError)
        .collect();
    let columns = [
        ("report-col-parcel", false),
        ("report-col-role", false),
        ("report-col-feature", false),
        ("report-col-m2", true),
        ("report-col-hectare", true),
        ("report-col-mu", true),
        ("report-col-mean-width", true),
        ("report-col-max-width", true),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let whole = plane_m2(&findings);
    let totals = UNITS.map(|unit| unit.steps(whole).unwrap_or(0));
    let printed = Printed::of(&findings, totals);
    let rows = findings
        .iter()
        .zip(&printed.rows)
        .map(|(finding, areas)| narrow_row(context, finding, areas));
    let sum = |name: String, areas: [String; 3]| {
        let mut cells = vec![
            Cell::Text(name),
            Cell::Text(String::new()),
            Cell::Text(String::new()),
        ];
        cells.extend(areas.map(Cell::Number));
        cells.extend([Cell::Number(String::new()), Cell::Number(String::new())]);
        cells
    };
    let rest = printed.rest.clone().map(|areas| {
        let count = (findings.len() - printed.rows.len()).to_string();
        sum(
            texts.get_with("report-text-rows-left-out", &[("count", count)]),
            areas,
        )
    });
    let total = sum(texts.get("report-text-total"), print_all(totals));
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, rest.into_iter().chain([total]));
}

fn narrow_row(context: &Context<'_>, finding: &Finding, areas: &[String; 3]) -> Vec<Cell> {
    let texts = context.input.texts;
    let mut cells = vec![
        Cell::Text(parcel_of(context, finding)),
        Cell::Text(texts.role(&finding.role)),
        Cell::Text(words::feature_label(texts, finding)),
    ];
    cells.extend(areas.clone().map(Cell::Number));
    cells.extend(
        [finding.widths().mean_m, finding.widths().greatest_m]
            .map(|width| Cell::Number(number::metres(width))),
    );
    cells
}

/// Roles without a layer: said in so many words.
pub fn not_checked(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let roles: Vec<&Role> = context
        .summary
        .roles
        .iter()
        .filter(|role| !role.was_checked())
        .map(|role| &role.role)
        .collect();
    if roles.is_empty() {
        html.leaf("p", "", &texts.get("report-text-all-checked"));
        return;
    }
    html.leaf("p", "", &texts.get("report-text-not-checked"));
    let columns =
        ["report-col-role", "report-col-status", "report-col-reason"].map(|id| (texts.get(id), false));
    let rows = roles.into_iter().map(|role| {
        vec![
            Cell::Text(texts.role(role)),
            Cell::Text(texts.status(RoleStatus::NotChecked)),
            Cell::Text(texts.get("report-text-no-layer-given")),
        ]
    });
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, std::iter::empty());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture::Fixture;

    #[test]
    fn printed_rows_add_up_to_the_printed_total_in_every_unit() {
        let fixture = Fixture::sample();
        let mut findings = fixture.result.findings.clone();
        for (finding, m2) in findings.iter_mut().zip([0.334, 0.333, 0.333, 12.005, 7.7777]) {
            finding.areas.plane_m2 = m2;
        }
        let findings: Vec<&Finding> = findings.iter().take(5).collect();
        let groups = groups(&findings);
        let totals = group_totals(&groups);
        let whole = plane_m2(&findings);
        for (at, unit) in UNITS.into_iter().enumerate() {
            assert_eq!(
                totals.iter().map(|total| total[at]).sum::<i128>(),
                unit.steps(whole).unwrap()
            );
        }
        let printed = Printed::of(&findings, UNITS.map(|unit| unit.steps(whole).unwrap()));
        let sum: f64 = printed
            .rows
            .iter()
            .map(|row| row[0].parse::<f64>().unwrap())
            .sum();
        assert!((sum - 20.78).abs() < 1e-9, "{sum}");
        assert!(printed.rest.is_none());
    }
}
