//! One cell: the text that is shown, and painting it.

use egui::{Color32, FontId, Rect, Ui, pos2};

use crate::gui::theme::{BODY, NEAR};
use crate::layer::table::{Arranged, Column};
use crate::text::visible;

/// What stands for personal data.
const MASK: &str = "***";

/// Characters of a value that are laid out in a cell, and in its tip.
const IN_CELL: usize = 160;
const IN_TIP: usize = 2000;

/// The text of a cell on one line.
pub(super) fn cell_text(table: &Arranged, row: u32, column: &Column) -> String {
    text_of(table, row, column, IN_CELL).replace(['\n', '\r', '\t'], " ")
}

/// The whole text of a cell, for as long as anybody can read it.
pub(super) fn whole_text(table: &Arranged, row: u32, column: &Column) -> String {
    text_of(table, row, column, IN_TIP)
}

fn text_of(table: &Arranged, row: u32, column: &Column, most: usize) -> String {
    let value = table.rows.value(row, &column.id);
    if value.is_empty() {
        return String::new();
    }
    if column.is_personal {
        return MASK.to_owned();
    }
    let text = value.text();
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", visible(&text[..end])),
        None => visible(text).into_owned(),
    }
}

/// Paints a line of text in a field, at its right end where it is a number; yields whether it was cut off.
pub(super) fn paint_text(ui: &Ui, field: Rect, text: String, color: Color32, at_right: bool) -> bool {
    let mut job = egui::text::LayoutJob::simple_singleline(text, FontId::proportional(BODY), color);
    job.wrap = egui::text::TextWrapping::truncate_at_width((field.width() - 2.0 * NEAR).max(8.0));
    let galley = ui.painter().layout_job(job);
    let left = if at_right {
        field.right() - NEAR - galley.size().x
    } else {
        field.left() + NEAR
    };
    let is_cut = galley.elided;
    let at = pos2(left, field.center().y - 0.5 * galley.size().y);
    ui.painter().galley(at, galley, color);
    is_cut
}
