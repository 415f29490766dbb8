//! How the conflicts depend on the tolerance, as a table.

use super::Context;
use super::html::{Cell, Html, Table};
use crate::check::sensitivity;
use crate::text::{Amount, number};

/// One row per tolerance, that of the check marked.
pub fn table(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    html.leaf("p", "", &texts.get("report-text-sensitivity"));
    let columns = [
        ("report-col-tolerance", true),
        ("report-col-pairs", true),
        ("report-col-parcels-in-conflict", true),
        ("report-col-m2", true),
    ]
    .map(|(id, is_number)| (texts.get(id), is_number));
    let rows = sensitivity(context.input.result, context.input.layers)
        .into_iter()
        .map(|step| {
            let mut tolerance = number::metres(step.tolerance_m);
            if step.is_own {
                tolerance = texts.get_with("report-text-own-tolerance", &[("tolerance", tolerance)]);
            }
            vec![
                Cell::Number(tolerance),
                Cell::Number(number::count(step.pairs)),
                Cell::Number(number::count(step.parcels)),
                Cell::Number(Amount(step.area_m2).m2()),
            ]
        });
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, std::iter::empty());
}
