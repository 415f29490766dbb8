//! Tables in a worksheet: a heading row that stays in sight, typed cells, widths.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

use super::super::ReportError;
use crate::text::{Texts, visible};

/// Rows that fit below a heading.
pub const MAX_ROWS: usize = 1_048_575;
/// Characters of a cell that are kept; the format's limit is 32,767.
const MAX_CHARS: usize = 32_000;
const PAPER_A4: u8 = 9;

/// What a cell holds.
pub enum Cell {
    Text(String),
    Number(f64),
    Nothing,
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Nothing, Self::Number)
    }

    /// A count; `f64` holds every count up to 2⁵³.
    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
    pub fn count(value: u64) -> Self {
        Self::Number(value as f64)
    }

    pub fn optional(text: Option<&str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }
}

/// How the numbers of a column are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Text,
    Wrapped,
    Count,
    M2,
    Hectare,
    Percent,
    Metre,
    Degree,
}

impl Style {
    fn format(self) -> Format {
        let base = Format::new().set_align(FormatAlign::Top);
        match self {
            Self::Text => base,
            Self::Wrapped => base.set_text_wrap(),
            Self::Count => base.set_num_format("0"),
            Self::M2 => base.set_num_format("#,##0.00"),
            Self::Hectare => base.set_num_format("#,##0.0000"),
            Self::Percent => base.set_num_format("0.00%"),
            Self::Metre => base.set_num_format("0.000"),
            Self::Degree => base.set_num_format("0.000000000"),
        }
    }
}

/// A column: text id of its heading, width in characters, style.
pub struct Column(pub &'static str, pub f64, pub Style);

/// A worksheet that is being filled from the top.
pub struct Sheet<'a> {
    cells: &'a mut Worksheet,
    texts: &'a Texts,
    row: u32,
}

impl<'a> Sheet<'a> {
    /// Begins a sheet with the name behind a text id.
    pub fn new(sheet: &'a mut Worksheet, texts: &'a Texts, name_id: &str) -> Result<Self, ReportError> {
        sheet.set_name(texts.get(name_id))?;
        sheet
            .set_landscape()
            .set_paper_size(PAPER_A4)
            .set_print_fit_to_pages(1, 0);
        sheet.set_footer("&C&P / &N");
        Ok(Self {
            cells: sheet,
            texts,
            row: 0,
        })
    }

    /// A line of facts: a heading and a value.
    pub fn fact(&mut self, heading: &str, value: &Cell) -> Result<(), ReportError> {
        let heading = self.texts.get(heading);
        self.cells
            .write_string_with_format(self.row, 0, &heading, &Format::new().set_bold())?;
        write(self.cells, (self.row, 1), value, &Style::Text.format())?;
        self.row += 1;
        Ok(())
    }

    /// An empty line.
    pub fn gap(&mut self) {
        self.row += 1;
    }

    /// Widths of the first columns, for sheets that are not one table.
    pub fn widths(&mut self, widths: &[f64]) -> Result<(), ReportError> {
        for (column, width) in (0_u16..).zip(widths) {
            self.cells.set_column_width(column, *width)?;
        }
        Ok(())
    }

    /// A table without filter, below what the sheet already holds.
    pub fn block(
        &mut self,
        columns: &[Column],
        rows: impl Iterator<Item = Vec<Cell>>,
    ) -> Result<(), ReportError> {
        self.heading(columns)?;
        self.rows(columns, rows)
    }

    /// The one table of the sheet: its heading stays in sight and filters.
    pub fn table(
        mut self,
        columns: &[Column],
        rows: impl Iterator<Item = Vec<Cell>>,
    ) -> Result<(), ReportError> {
        self.heading(columns)?;
        for (column, spec) in (0_u16..).zip(columns) {
            self.cells.set_column_width(column, spec.1)?;
        }
        self.cells.set_freeze_panes(1, 0)?;
        self.cells.set_repeat_rows(0, 0)?;
        self.rows(columns, rows.take(MAX_ROWS))?;
        let last_column = u16::try_from(columns.len()).unwrap_or(u16::MAX).saturating_sub(1);
        self.cells
            .autofilter(0, 0, self.row.saturating_sub(1).max(1), last_column)?;
        Ok(())
    }

    fn heading(&mut self, columns: &[Column]) -> Result<(), ReportError> {
        let format = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(Color::RGB(0x00EE_F1F4))
            .set_border_bottom(FormatBorder::Thin);
        for (column, spec) in (0_u16..).zip(columns) {
            self.cells
                .write_string_with_format(self.row, column, self.texts.get(spec.0), &format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn rows(&mut self, columns: &[Column], rows: impl Iterator<Item = Vec<Cell>>) -> Result<(), ReportError> {
        let formats: Vec<Format> = columns.iter().map(|column| column.2.format()).collect();
        for cells in rows {
            for ((column, cell), format) in (0_u16..).zip(&cells).zip(&formats) {
                write(self.cells, (self.row, column), cell, format)?;
            }
            self.row += 1;
        }
        Ok(())
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    format: &Format,
) -> Result<(), ReportError> {
    match cell {
        Cell::Text(text) => sheet.write_string_with_format(row, column, shown(text), format)?,
        Cell::Number(value) if value.is_finite() => {
            sheet.write_number_with_format(row, column, *value, format)?
        }
        Cell::Number(_) => sheet.write_string_with_format(row, column, "?", format)?,
        Cell::Nothing => sheet,
    };
    Ok(())
}

/// A text as it may stand in a cell: nothing invisible, and not longer than the format allows.
fn shown(text: &str) -> String {
    let text = visible(text);
    if text.chars().count() <= MAX_CHARS {
        return text.into_owned();
    }
    text.chars().take(MAX_CHARS).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endless_texts_are_cut_and_say_so() {
        let long = "长".repeat(MAX_CHARS + 7);
        let cut = shown(&long);
        assert_eq!(cut.chars().count(), MAX_CHARS + 1);
        assert!(cut.ends_with('…'));
    }
}
