//! What could not be settled, why, and what would settle it.
//!
//! It stands on the first page with the same weight as the conflicts; when it is long, the first page
//! shows its beginning and a section of its own shows all of it.

use super::Context;
use super::html::{Cell, Html, Table};
use super::results::MAX_ROWS;
use crate::check::{ParcelResult, Reason, Verdict};
use crate::report::words;

/// Rows on the first page.
const ROWS_ON_COVER: usize = 10;

/// The box on the first page.
pub fn on_cover(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let count = context.summary.n_with(Verdict::Undetermined);
    let n_rows = rows(context).count();
    let class = if n_rows == 0 {
        "unsettled none"
    } else {
        "unsettled"
    };
    html.tag("div", class, |html| {
        let line = texts.get_with("report-text-unsettled-line", &[("count", count.to_string())]);
        html.leaf("p", "line", &line);
        if n_rows == 0 {
            return;
        }
        if parcels(context).any(|parcel| parcel.verdict == Verdict::Conflict) {
            html.leaf("p", "", &texts.get("report-text-unsettled-beside-conflict"));
        }
        table(html, context, ROWS_ON_COVER);
        if n_rows > ROWS_ON_COVER {
            let more = [("count", (n_rows - ROWS_ON_COVER).to_string())];
            html.leaf("p", "", &texts.get_with("report-text-unsettled-more", &more));
        }
    });
}

/// Whether the first page does not show everything.
pub fn has_more(context: &Context<'_>) -> bool {
    rows(context).nth(ROWS_ON_COVER).is_some()
}

/// Everything, for a section of its own.
pub fn all(html: &mut Html, context: &Context<'_>) {
    table(html, context, MAX_ROWS);
    let left_out = rows(context).skip(MAX_ROWS).count();
    if left_out > 0 {
        let args = [("count", left_out.to_string())];
        html.leaf(
            "p",
            "note",
            &context.input.texts.get_with("report-text-rows-left-out", &args),
        );
    }
}

fn table(html: &mut Html, context: &Context<'_>, most: usize) {
    let columns = [
        "report-col-parcel",
        "report-col-verdict",
        "report-col-reason",
        "report-col-remedy",
    ]
    .map(|id| (context.get(id), false));
    let table = Table {
        class: "",
        columns: &columns,
    };
    table.write(html, rows(context).take(most), std::iter::empty());
}

/// Parcels with open reasons, those beside a certain conflict included.
fn parcels<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a ParcelResult> {
    let is_open =
        |parcel: &&ParcelResult| parcel.verdict == Verdict::Undetermined || !parcel.reasons.is_empty();
    context.input.result.parcels.iter().filter(is_open)
}

/// One row per reason: first those of the whole run, then by parcel.
fn rows<'a>(context: &'a Context<'_>) -> impl Iterator<Item = Vec<Cell>> + use<'a> {
    let texts = context.input.texts;
    let of_run = context.input.result.reasons.iter();
    let of_run = of_run.map(|reason| {
        row(
            context,
            texts.get("report-text-whole-run"),
            context.get("word-dash"),
            Some(reason),
        )
    });
    of_run.chain(parcels(context).flat_map(|parcel| {
        // A verdict without a reason would be a fault elsewhere; the parcel is shown all the same.
        let missing = parcel.reasons.is_empty().then_some(None);
        let reasons = parcel.reasons.iter().map(Some).chain(missing);
        reasons.map(|reason| {
            row(
                context,
                words::parcel_label(texts, parcel),
                texts.verdict(parcel.verdict),
                reason,
            )
        })
    }))
}

fn row(context: &Context<'_>, subject: String, verdict: String, reason: Option<&Reason>) -> Vec<Cell> {
    let dash = || context.get("word-dash");
    let sentence = reason.map_or_else(dash, |reason| words::place_of_reason(&context.input, reason));
    let remedy = reason
        .and_then(|reason| context.input.texts.remedy(reason))
        .unwrap_or_else(dash);
    vec![
        Cell::Text(subject),
        Cell::Marked(verdict, "nowrap"),
        Cell::Text(sentence),
        Cell::Text(remedy),
    ]
}
