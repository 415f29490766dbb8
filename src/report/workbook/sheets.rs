//! The five sheets.

use rust_xlsxwriter::Worksheet;

use super::super::summary::{Standing, has_expired_basis, is_unverified, standing};
use super::super::words::{self, place, place_of_reason};
use super::super::{ReportError, ReportInput, RoleSummary, Summary};
use super::sheet::{Cell, Column, MAX_ROWS, Sheet, Style};
use crate::check::{Finding, InputRecord, ParcelResult, RoleStatus, Verdict};
use crate::layer::{Note, Role};
use crate::text::Texts;

const M2_PER_HECTARE: f64 = 10_000.0;

fn hectares(m2: f64) -> Cell {
    Cell::Number(m2 / M2_PER_HECTARE)
}

fn mu(m2: f64) -> Cell {
    Cell::Number(m2 * 3.0 / 2000.0)
}

pub fn summary(sheet: &mut Worksheet, input: &ReportInput<'_>, summary: &Summary) -> Result<(), ReportError> {
    let texts = input.texts;
    let mut sheet = Sheet::new(sheet, texts, "report-sheet-summary")?;
    sheet.widths(&[
        30.0, 22.0, 14.0, 14.0, 14.0, 14.0, 14.0, 18.0, 18.0, 18.0, 18.0, 18.0,
    ])?;
    for (heading, text) in facts(input, summary) {
        sheet.fact(heading, &Cell::Text(text))?;
    }
    sheet.gap();
    let verdicts = [
        Column("report-col-verdict", 0.0, Style::Text),
        Column("report-col-parcels", 0.0, Style::Count),
    ];
    let counted = Verdict::ALL.into_iter().rev().map(|verdict| {
        vec![
            Cell::text(texts.verdict(verdict)),
            Cell::count(summary.n_with(verdict) as u64),
        ]
    });
    sheet.block(&verdicts, counted)?;
    sheet.gap();
    let roles = summary.roles.iter().map(|role| role_row(texts, role));
    sheet.block(&ROLE_COLUMNS, roles)
}

/// Headings and texts above the tables of the summary.
fn facts(input: &ReportInput<'_>, summary: &Summary) -> Vec<(&'static str, String)> {
    let (result, texts) = (input.result, input.texts);
    let mut facts = vec![
        ("report-fact-conclusion", words::verdict_line(texts, summary)),
        (
            "report-fact-software",
            format!("{} {}", input.product, input.version),
        ),
        ("report-fact-as-of", result.as_of.to_string()),
        (
            "report-fact-activity",
            words::activity(texts, result.activity.as_deref()),
        ),
        ("report-fact-plane", words::plane(texts, &result.plane)),
        (
            "report-fact-tolerances",
            words::tolerances(texts, &result.tolerances),
        ),
        ("report-fact-parcels-area", texts.amount(summary.parcels_m2)),
        ("report-fact-noise", words::noise(texts, summary.noise)),
    ];
    if result.findings.len() > MAX_ROWS {
        let rows = [
            ("count", result.findings.len().to_string()),
            ("shown", MAX_ROWS.to_string()),
        ];
        facts.push(("report-fact-cut", texts.get_with("report-text-rows-cut", &rows)));
    }
    facts
}

const ROLE_COLUMNS: [Column; 12] = [
    Column("report-col-role", 0.0, Style::Text),
    Column("report-col-status", 0.0, Style::Text),
    Column("verdict-conflict", 0.0, Style::Count),
    Column("verdict-undetermined", 0.0, Style::Count),
    Column("verdict-within_error", 0.0, Style::Count),
    Column("verdict-clear", 0.0, Style::Count),
    Column("verdict-not_checked", 0.0, Style::Count),
    Column("report-col-dissolved-m2", 0.0, Style::M2),
    Column("report-col-hectare", 0.0, Style::Hectare),
    Column("report-col-mu", 0.0, Style::M2),
    Column("report-col-pair-sum-m2", 0.0, Style::M2),
    Column("report-col-outside-m2", 0.0, Style::M2),
];

fn role_row(texts: &Texts, role: &RoleSummary) -> Vec<Cell> {
    let checked = role.was_checked();
    let status = if checked {
        "report-text-checked"
    } else {
        "verdict-not_checked"
    };
    let measured = |cell: Cell| {
        if checked {
            cell
        } else {
            Cell::text(texts.get("verdict-not_checked"))
        }
    };
    let count = |verdict| Cell::count(role.n_with(verdict) as u64);
    vec![
        Cell::text(texts.role(&role.role)),
        Cell::text(texts.get(status)),
        count(Verdict::Conflict),
        count(Verdict::Undetermined),
        count(Verdict::WithinError),
        count(Verdict::Clear),
        Cell::count(role.not_checked as u64),
        measured(Cell::Number(role.ground.dissolved_m2)),
        measured(hectares(role.ground.dissolved_m2)),
        measured(mu(role.ground.dissolved_m2)),
        measured(Cell::Number(role.ground.pair_sum_m2)),
        Cell::number(role.ground.outside_m2),
    ]
}

const FINDING_COLUMNS: [Column; 39] = [
    Column("report-col-number", 7.0, Style::Count),
    Column("report-col-parcel-index", 8.0, Style::Count),
    Column("report-col-parcel-id", 14.0, Style::Text),
    Column("report-col-parcel-name", 22.0, Style::Text),
    Column("report-col-land-mode", 11.0, Style::Text),
    Column("report-col-role", 18.0, Style::Text),
    Column("report-col-layer-file", 30.0, Style::Text),
    Column("report-col-feature-index", 9.0, Style::Count),
    Column("report-col-feature-id", 22.0, Style::Text),
    Column("report-col-feature-name", 22.0, Style::Text),
    Column("report-col-category", 16.0, Style::Text),
    Column("report-col-kind", 12.0, Style::Text),
    Column("report-col-certain", 10.0, Style::Text),
    Column("report-col-outcome", 12.0, Style::Text),
    Column("report-col-m2", 16.0, Style::M2),
    Column("report-col-hectare", 13.0, Style::Hectare),
    Column("report-col-mu", 13.0, Style::M2),
    Column("report-col-official-m2", 16.0, Style::M2),
    Column("report-col-planar-m2", 16.0, Style::M2),
    Column("report-col-share-parcel", 11.0, Style::Percent),
    Column("report-col-share-feature", 11.0, Style::Percent),
    Column("report-col-mean-width", 12.0, Style::Metre),
    Column("report-col-max-width", 12.0, Style::Metre),
    Column("report-col-distance", 11.0, Style::Metre),
    Column("report-col-rule", 26.0, Style::Text),
    Column("report-col-rule-title", 30.0, Style::Wrapped),
    Column("report-col-basis", 40.0, Style::Wrapped),
    Column("report-col-verification", 18.0, Style::Wrapped),
    Column("report-col-documents", 40.0, Style::Wrapped),
    Column("report-col-authority", 20.0, Style::Wrapped),
    Column("report-col-approved-inside", 16.0, Style::M2),
    Column("report-col-approved-outside", 16.0, Style::M2),
    Column("report-col-from-invalid", 10.0, Style::Text),
    Column("report-col-lon", 16.0, Style::Degree),
    Column("report-col-lat", 16.0, Style::Degree),
    Column("report-col-finding-id", 18.0, Style::Text),
    Column("report-col-layer-name", 22.0, Style::Text),
    Column("report-col-crs", 14.0, Style::Text),
    Column("report-col-sha256", 30.0, Style::Text),
];

pub fn findings(sheet: &mut Worksheet, input: &ReportInput<'_>) -> Result<(), ReportError> {
    let rows = (1..)
        .zip(&input.result.findings)
        .map(|(number, finding)| finding_row(input, number, finding));
    Sheet::new(sheet, input.texts, "report-sheet-findings")?.table(&FINDING_COLUMNS, rows)
}

fn finding_row(input: &ReportInput<'_>, number: u64, finding: &Finding) -> Vec<Cell> {
    let mut cells = place_cells(input, number, finding);
    cells.extend(measure_cells(input, finding));
    cells.extend(rule_cells(input.texts, finding));
    cells.extend(trace_cells(input, finding));
    cells
}

fn place_cells(input: &ReportInput<'_>, number: u64, finding: &Finding) -> Vec<Cell> {
    let texts = input.texts;
    let parcel = input.result.parcels.get(finding.parcel as usize);
    let layer = input.result.inputs.get(finding.input as usize);
    let is_doubtful = standing(input.result, finding) == Standing::Doubtful;
    let certain = if is_doubtful {
        "verdict-undetermined"
    } else {
        "word-yes"
    };
    vec![
        Cell::count(number),
        Cell::count(u64::from(finding.parcel)),
        Cell::optional(parcel.and_then(|parcel| parcel.id.as_deref())),
        Cell::optional(parcel.and_then(|parcel| parcel.name.as_deref())),
        Cell::text(texts.land_mode(finding.land_mode)),
        Cell::text(texts.role(&finding.role)),
        layer.map_or(Cell::Nothing, |layer| Cell::text(words::file(texts, layer))),
        finding
            .feature
            .map_or(Cell::Nothing, |feature| Cell::count(u64::from(feature))),
        Cell::optional(finding.feature_id.as_deref()),
        Cell::optional(finding.feature_name.as_deref()),
        Cell::optional(finding.category.as_deref()),
        Cell::text(texts.kind(finding.kind)),
        Cell::text(texts.get(certain)),
        Cell::text(texts.outcome(finding.outcome())),
    ]
}

fn measure_cells(input: &ReportInput<'_>, finding: &Finding) -> Vec<Cell> {
    let m2 = finding.areas.plane_m2;
    vec![
        Cell::Number(m2),
        hectares(m2),
        mu(m2),
        Cell::number(finding.areas.official_m2),
        Cell::number(finding.areas.gauss_kruger_m2),
        Cell::Number(finding.share_of_parcel),
        Cell::Number(finding.share_of_feature(input.layers)),
        Cell::Number(finding.widths().mean_m),
        Cell::Number(finding.widths().greatest_m),
        Cell::Number(finding.distance_m),
    ]
}

fn rule_cells(texts: &Texts, finding: &Finding) -> Vec<Cell> {
    let resolution = finding.resolution.as_ref();
    let rule = resolution.and_then(|resolution| resolution.deciding.as_deref());
    let basis = resolution.map_or_else(String::new, |resolution| resolution.basis.join("\n"));
    let documents = resolution.map_or_else(String::new, |r| words::documents(texts, &r.documents));
    let authority = resolution.and_then(|resolution| resolution.authority.as_deref());
    vec![
        Cell::optional(rule),
        rule.map_or(Cell::Nothing, |rule| Cell::text(texts.rule(rule))),
        Cell::text(basis),
        Cell::text(words::verification(
            texts,
            is_unverified(finding),
            has_expired_basis(finding),
        )),
        Cell::text(documents),
        authority.map_or(Cell::Nothing, |code| Cell::text(texts.authority(code))),
    ]
}

fn trace_cells(input: &ReportInput<'_>, finding: &Finding) -> Vec<Cell> {
    let layer = input.result.inputs.get(finding.input as usize);
    let from_invalid = if finding.from_invalid {
        "word-yes"
    } else {
        "word-no"
    };
    vec![
        Cell::number(finding.approved.map(|approved| approved.inside_m2)),
        Cell::number(finding.approved.map(|approved| approved.outside_m2)),
        Cell::text(input.texts.get(from_invalid)),
        Cell::number(finding.centroid_lonlat.map(|position| position.lon)),
        Cell::number(finding.centroid_lonlat.map(|position| position.lat)),
        Cell::text(finding.id.as_str()),
        Cell::optional(layer.map(|layer| layer.layer.as_str())),
        Cell::optional(layer.map(|layer| layer.crs.as_str())),
        Cell::optional(layer.and_then(sha256)),
    ]
}

const PARCEL_COLUMNS: [Column; 17] = [
    Column("report-col-parcel-index", 8.0, Style::Count),
    Column("report-col-parcel-id", 14.0, Style::Text),
    Column("report-col-parcel-name", 24.0, Style::Text),
    Column("report-col-land-mode", 11.0, Style::Text),
    Column("report-col-verdict", 14.0, Style::Text),
    Column("report-col-outcome", 12.0, Style::Text),
    Column("report-col-m2", 16.0, Style::M2),
    Column("report-col-hectare", 13.0, Style::Hectare),
    Column("report-col-mu", 13.0, Style::M2),
    Column("report-col-official-m2", 16.0, Style::M2),
    Column("report-col-planar-m2", 16.0, Style::M2),
    Column("report-col-about-roles", 60.0, Style::Wrapped),
    Column("report-col-reasons", 60.0, Style::Wrapped),
    Column("report-col-noise-count", 10.0, Style::Count),
    Column("report-col-noise-m2", 12.0, Style::Hectare),
    Column("report-col-lon", 16.0, Style::Degree),
    Column("report-col-lat", 16.0, Style::Degree),
];

pub fn parcels(sheet: &mut Worksheet, input: &ReportInput<'_>) -> Result<(), ReportError> {
    let rows = input
        .result
        .parcels
        .iter()
        .map(|parcel| parcel_row(input, parcel));
    Sheet::new(sheet, input.texts, "report-sheet-parcels")?.table(&PARCEL_COLUMNS, rows)
}

fn parcel_row(input: &ReportInput<'_>, parcel: &ParcelResult) -> Vec<Cell> {
    let texts = input.texts;
    let reasons: Vec<String> = parcel
        .reasons
        .iter()
        .map(|reason| place_of_reason(input, reason))
        .collect();
    let measured = |cell: Cell| {
        if words::is_measured(input, parcel) {
            cell
        } else {
            Cell::Nothing
        }
    };
    let m2 = parcel.areas.plane_m2;
    vec![
        Cell::count(u64::from(parcel.index)),
        Cell::optional(parcel.id.as_deref()),
        Cell::optional(parcel.name.as_deref()),
        Cell::text(texts.land_mode(parcel.land_mode)),
        Cell::text(texts.verdict(parcel.verdict)),
        parcel
            .outcome
            .map_or(Cell::Nothing, |outcome| Cell::text(texts.outcome(outcome))),
        measured(Cell::Number(m2)),
        measured(hectares(m2)),
        measured(mu(m2)),
        measured(Cell::number(parcel.areas.official_m2())),
        measured(Cell::number(parcel.areas.gauss_kruger_m2())),
        Cell::text(about_roles(texts, parcel)),
        Cell::text(reasons.join("\n")),
        Cell::count(u64::from(parcel.noise.count)),
        Cell::Number(parcel.noise.area_m2),
        Cell::number(parcel.centroid_lonlat.map(|position| position.lon)),
        Cell::number(parcel.centroid_lonlat.map(|position| position.lat)),
    ]
}

/// One line per role: its name, what is said, and how much ground.
fn about_roles(texts: &Texts, parcel: &ParcelResult) -> String {
    let lines = parcel.roles.iter().map(|about| {
        let status = texts.status(about.status);
        let role = texts.role(&about.role);
        match about.status {
            RoleStatus::NotChecked => format!("{role}: {status}"),
            RoleStatus::Checked(_) => {
                let m2 = about.outside_m2.unwrap_or(about.dissolved_m2);
                format!(
                    "{role}: {status} {}",
                    texts.get_with("amount-m2", &crate::text::Amount(m2).args())
                )
            }
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

const LAYER_COLUMNS: [Column; 12] = [
    Column("report-col-role", 18.0, Style::Text),
    Column("report-col-layer-file", 44.0, Style::Text),
    Column("report-col-layer-name", 24.0, Style::Text),
    Column("report-col-format", 12.0, Style::Text),
    Column("report-col-crs", 14.0, Style::Text),
    Column("report-col-crs-name", 36.0, Style::Text),
    Column("report-col-features", 11.0, Style::Count),
    Column("report-col-read", 11.0, Style::Count),
    Column("report-col-quarantined", 11.0, Style::Count),
    Column("report-col-notes", 11.0, Style::Count),
    Column("report-col-bytes", 14.0, Style::Count),
    Column("report-col-sha256", 68.0, Style::Text),
];

pub fn layers(sheet: &mut Worksheet, input: &ReportInput<'_>) -> Result<(), ReportError> {
    let rows = all_inputs(input).map(|layer| layer_row(input.texts, layer));
    Sheet::new(sheet, input.texts, "report-sheet-layers")?.table(&LAYER_COLUMNS, rows)
}

fn all_inputs<'a>(input: &ReportInput<'a>) -> impl Iterator<Item = &'a InputRecord> + use<'a> {
    input.result.parcel_input.iter().chain(&input.result.inputs)
}

fn sha256(layer: &InputRecord) -> Option<&str> {
    layer.source.as_ref().map(|source| source.sha256.as_str())
}

fn role_name(texts: &Texts, role: Option<&Role>) -> String {
    role.map_or_else(|| texts.get("role-parcels"), |role| texts.role(role))
}

fn layer_row(texts: &Texts, layer: &InputRecord) -> Vec<Cell> {
    vec![
        Cell::text(role_name(texts, layer.role.as_ref())),
        Cell::text(words::file(texts, layer)),
        Cell::text(layer.layer.as_str()),
        Cell::optional(layer.source.as_ref().map(|source| source.format)),
        Cell::text(layer.crs.as_str()),
        Cell::text(layer.crs_name.as_str()),
        Cell::count(u64::from(layer.features)),
        Cell::count(u64::from(layer.read)),
        Cell::count(u64::from(layer.quarantined)),
        Cell::count(layer.notes.counts().iter().map(|(_, count)| count).sum()),
        layer
            .source
            .as_ref()
            .map_or(Cell::Nothing, |source| Cell::count(source.bytes)),
        Cell::optional(sha256(layer)),
    ]
}

const NOTE_COLUMNS: [Column; 6] = [
    Column("report-col-layer-file", 40.0, Style::Text),
    Column("report-col-severity", 10.0, Style::Text),
    Column("report-col-place", 36.0, Style::Text),
    Column("report-col-note", 80.0, Style::Wrapped),
    Column("report-col-code", 28.0, Style::Text),
    Column("report-col-note-count", 11.0, Style::Count),
];

pub fn notes(sheet: &mut Worksheet, input: &ReportInput<'_>) -> Result<(), ReportError> {
    let of_layer = |layer: &'_ InputRecord| {
        let path = words::file(input.texts, layer);
        let rows = layer
            .notes
            .iter()
            .map(|note| note_row(input.texts, &path, note, layer.notes.count(note.code)));
        rows.collect::<Vec<_>>()
    };
    let rows = all_inputs(input).flat_map(of_layer);
    Sheet::new(sheet, input.texts, "report-sheet-notes")?.table(&NOTE_COLUMNS, rows)
}

fn note_row(texts: &Texts, path: &str, note: &Note, count: u64) -> Vec<Cell> {
    vec![
        Cell::text(path),
        Cell::text(texts.get(&format!("severity-{}", note.severity.code()))),
        Cell::text(place(texts, &note.place)),
        Cell::text(texts.note(note)),
        Cell::text(note.code),
        Cell::count(count),
    ]
}
