//! Datum shifts: one block for each input that one led onto the plane.

use super::Context;
use super::html::{Cell, Html, Table};
use crate::crs::BoundShift;
use crate::report::shift::{shift_facts, shifted_inputs};
use crate::report::words;
use crate::text::Texts;
use crate::text::number;

/// Nothing where no input has one.
pub fn shifts(html: &mut Html, context: &Context<'_>) {
    let texts = context.input.texts;
    let mut is_first = true;
    for (record, bound, tau) in shifted_inputs(context.input.result) {
        if std::mem::take(&mut is_first) {
            html.leaf("h3", "", &texts.get("report-section-shifts"));
        }
        html.tag("dl", "wide", |html| {
            let mut fact = |heading: &str, value: &str| {
                html.leaf("dt", "", &texts.get(heading));
                html.leaf("dd", "", value);
            };
            fact("report-col-layer-file", &words::file(texts, record));
            for (heading, value) in shift_facts(texts, bound) {
                fact(heading, &value);
            }
            let args = [("tau", number::metres(tau))];
            fact("shift-fact-tau", &texts.get_with("shift-text-tau", &args));
        });
        residuals(html, texts, bound);
    }
}

fn residuals(html: &mut Html, texts: &Texts, bound: &BoundShift) {
    let points = &bound.shift.accuracy.points;
    if points.is_empty() {
        return;
    }
    let columns = [
        ("shift-col-point", false),
        ("shift-col-east", true),
        ("shift-col-north", true),
        ("shift-col-length", true),
        ("shift-col-remark", false),
    ]
    .map(|(id, number)| (texts.get(id), number));
    let rows = points.iter().map(|point| {
        let remark = if point.is_suspect {
            texts.get("shift-text-suspect")
        } else {
            String::new()
        };
        vec![
            Cell::Text(point.name.clone()),
            Cell::Number(format!("{:+.4}", point.east_m)),
            Cell::Number(format!("{:+.4}", point.north_m)),
            Cell::Number(format!("{:.4}", point.length_m())),
            Cell::Text(remark),
        ]
    });
    Table {
        class: "",
        columns: &columns,
    }
    .write(html, rows, std::iter::empty());
}
