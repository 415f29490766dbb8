//! The sheet of datum shifts.

use rust_xlsxwriter::Worksheet;

use super::super::shift::{shift_facts, shifted_inputs};
use super::super::{ReportError, ReportInput, words};
use super::sheet::{Cell, Column, Sheet, Style};
use crate::text::number;

const COLUMNS: [Column; 9] = [
    Column("shift-col-point", 0.0, Style::Text),
    Column("shift-col-x1", 0.0, Style::Metre),
    Column("shift-col-y1", 0.0, Style::Metre),
    Column("shift-col-x2", 0.0, Style::Metre),
    Column("shift-col-y2", 0.0, Style::Metre),
    Column("shift-col-east", 0.0, Style::Hectare),
    Column("shift-col-north", 0.0, Style::Hectare),
    Column("shift-col-length", 0.0, Style::Hectare),
    Column("shift-col-remark", 0.0, Style::Text),
];

/// Whether there is something to tell.
pub fn has_shifts(input: &ReportInput<'_>) -> bool {
    shifted_inputs(input.result).next().is_some()
}

/// One block for each input: facts, then what is left at each control point.
pub fn shifts(sheet: &mut Worksheet, input: &ReportInput<'_>) -> Result<(), ReportError> {
    let texts = input.texts;
    let mut sheet = Sheet::new(sheet, texts, "report-sheet-shifts")?;
    sheet.widths(&[26.0, 18.0, 18.0, 18.0, 18.0, 14.0, 14.0, 14.0, 24.0])?;
    for (record, bound, tau) in shifted_inputs(input.result) {
        let path = words::file(texts, record);
        sheet.fact("report-col-layer-file", &Cell::Text(path))?;
        for (heading, value) in shift_facts(texts, bound) {
            sheet.fact(heading, &Cell::Text(value))?;
        }
        let tau = texts.get_with("shift-text-tau", &[("tau", number::metres(tau))]);
        sheet.fact("shift-fact-tau", &Cell::Text(tau))?;
        let points = &bound.shift.accuracy.points;
        if !points.is_empty() {
            let rows = points.iter().map(|point| {
                let remark = if point.is_suspect {
                    Cell::text(texts.get("shift-text-suspect"))
                } else {
                    Cell::Nothing
                };
                vec![
                    Cell::text(point.name.as_str()),
                    Cell::Number(point.source.x),
                    Cell::Number(point.source.y),
                    Cell::Number(point.target.x),
                    Cell::Number(point.target.y),
                    Cell::Number(point.east_m),
                    Cell::Number(point.north_m),
                    Cell::Number(point.length_m()),
                    remark,
                ]
            });
            sheet.block(&COLUMNS, rows)?;
        }
        sheet.gap();
    }
    Ok(())
}
