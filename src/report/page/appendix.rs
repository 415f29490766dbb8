//! The appendix: data quality, and the list of all parcels.

use super::Context;
use super::html::{Cell, Html, Table};
use super::results::MAX_ROWS;
use crate::check::{InputRecord, ParcelResult};
use crate::report::words;
use crate::text::number::{Unit, reconcile};

/// Places named per kind of note; the workbook and the JSON have more.
const PLACES_SHOWN: usize = 5;

/// What the import altered, left out or wants known, by file and kind.
pub fn quality(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let inputs = || {
        context
            .input
            .result
            .parcel_input
            .iter()
            .chain(&context.input.result.inputs)
    };
    if inputs().all(|layer| layer.notes.is_empty()) {
        html.leaf("p", "", &texts.get("report-text-no-notes"));
        return;
    }
    let columns = [
        ("report-col-layer-file", false),
        ("report-col-severity", false),
        ("report-col-note", false),
        ("report-col-places", true),
        ("report-col-first-places", false),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let rows = inputs().flat_map(|layer| note_rows(context, layer));
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, std::iter::empty());
}

fn note_rows(context: &Context<'_>, layer: &InputRecord) -> Vec<Vec<Cell>> {
    let texts = context.input.texts;
    let counts = layer.notes.counts().iter();
    let row = |(code, count): &(&'static str, u64)| {
        let mut of_code = layer.notes.iter().filter(|note| note.code == *code);
        let first = of_code.next()?;
        let places: Vec<String> = std::iter::once(first)
            .chain(of_code)
            .take(PLACES_SHOWN)
            .map(|note| words::place(texts, &note.place))
            .collect();
        let count = usize::try_from(*count).unwrap_or(usize::MAX);
        Some(vec![
            Cell::Text(words::file(texts, layer)),
            Cell::Text(texts.get(&format!("severity-{}", first.severity.code()))),
            Cell::Text(texts.note(first)),
            Cell::Number(words::count(count)),
            Cell::Text(places.join(&texts.get("clause-separator"))),
        ])
    };
    counts.filter_map(row).collect()
}

/// All parcels with their areas in three ways and their verdicts.
pub fn parcels(html: &mut Html, context: &Context<'_>) {
    let (texts, result) = (context.input.texts, context.input.result);
    let columns = [
        ("report-col-number", true),
        ("report-col-parcel", false),
        ("report-col-land-mode", false),
        ("report-col-verdict", false),
        ("report-col-outcome", false),
        ("report-col-m2", true),
        ("report-col-official-m2", true),
        ("report-col-planar-m2", true),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let shown = &result.parcels[..result.parcels.len().min(MAX_ROWS)];
    let mut areas: Vec<f64> = shown.iter().map(|parcel| parcel.areas.plane_m2).collect();
    let rest = &result.parcels[shown.len()..];
    if !rest.is_empty() {
        areas.push(rest.iter().map(|parcel| parcel.areas.plane_m2).sum());
    }
    let total = Unit::M2.steps(context.summary.parcels_m2).unwrap_or(0);
    let printed = reconcile(&areas, total, Unit::M2);
    let rows = shown
        .iter()
        .zip(&printed)
        .map(|(parcel, steps)| parcel_row(context, parcel, *steps));
    let sum = |name: String, steps: i128| {
        let mut cells = vec![Cell::Number(String::new()), Cell::Text(name)];
        cells.extend((0..3).map(|_| Cell::Text(String::new())));
        cells.push(Cell::Number(Unit::M2.print_steps(steps)));
        cells.extend((0..2).map(|_| Cell::Number(String::new())));
        cells
    };
    let left_out = printed.get(shown.len()).map(|steps| {
        sum(
            texts.get_with("report-text-rows-left-out", &[("count", rest.len().to_string())]),
            *steps,
        )
    });
    let totals = left_out
        .into_iter()
        .chain([sum(texts.get("report-text-total"), total)]);
    Table {
        class: "findings",
        columns: &columns,
    }
    .write(html, rows, totals);
}

fn parcel_row(context: &Context<'_>, parcel: &ParcelResult, steps: i128) -> Vec<Cell> {
    let texts = context.input.texts;
    let dash = || texts.get("word-dash");
    // A parcel without readable polygons was not measured: that is no area of nothing.
    let measured = words::is_measured(&context.input, parcel);
    let area = |value: Option<f64>| {
        let known = value.filter(|_| measured);
        Cell::Number(known.map_or_else(dash, |value| Unit::M2.print(value)))
    };
    vec![
        Cell::Number((parcel.index + 1).to_string()),
        Cell::Text(words::parcel_label(texts, parcel)),
        Cell::Marked(texts.land_mode(parcel.land_mode), "nowrap"),
        Cell::Marked(texts.verdict(parcel.verdict), verdict_class(parcel)),
        Cell::Marked(
            parcel.outcome.map_or_else(dash, |outcome| texts.outcome(outcome)),
            "nowrap",
        ),
        Cell::Number(if measured {
            Unit::M2.print_steps(steps)
        } else {
            dash()
        }),
        area(parcel.areas.official_m2()),
        area(parcel.areas.gauss_kruger_m2()),
    ]
}

fn verdict_class(parcel: &ParcelResult) -> &'static str {
    use crate::check::Verdict::{Clear, Conflict, Undetermined, WithinError};
    match parcel.verdict {
        Clear => "mark verdict-clear",
        WithinError => "mark verdict-within",
        Undetermined => "mark verdict-undetermined",
        Conflict => "mark verdict-conflict",
    }
}
