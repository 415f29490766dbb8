//! Small reusable parts: icons, marks of verdicts, swatches, key-value lines.
//!
//! Each takes its words from the caller and knows nothing of the project.

mod icon;
mod mark;

pub use icon::{Icon, icon_button, paint_icon, tool_button};
pub use mark::{Mark, paint_mark, swatch};

use egui::{Response, RichText, Ui};

use super::theme::{Palette, SECONDARY};

/// Secondary text that wraps.
pub fn secondary(ui: &mut Ui, text: impl Into<String>) -> Response {
    let color = Palette::of(ui.ctx()).secondary;
    ui.add(egui::Label::new(RichText::new(text).size(SECONDARY).color(color)).wrap())
}

/// Secondary text that stays on one line, as headings of columns.
pub fn one_line(ui: &mut Ui, text: &str) -> Response {
    let color = Palette::of(ui.ctx()).secondary;
    ui.add(egui::Label::new(RichText::new(text).size(SECONDARY).color(color)).extend())
}

/// The text with numbers that no line break tears apart.
#[must_use]
pub fn unbroken(text: &str) -> String {
    text.replace(['\u{2009}', '\u{202f}'], "\u{a0}")
}

/// Width of the names in front of facts, in logical pixels.
pub const NAME_WIDTH: f32 = 64.0;

/// A line of a card: what it is, and the value, which wraps.
pub fn fact(ui: &mut Ui, name: &str, value: &str) -> Response {
    ui.horizontal_top(|ui| {
        let color = Palette::of(ui.ctx()).secondary;
        let size = egui::Vec2::new(NAME_WIDTH, 18.0);
        ui.allocate_ui_with_layout(size, egui::Layout::left_to_right(egui::Align::Min), |ui| {
            ui.set_min_width(NAME_WIDTH);
            ui.add(egui::Label::new(RichText::new(name).size(SECONDARY).color(color)).extend());
        });
        ui.vertical(|ui| {
            ui.set_max_width((ui.available_width() - super::theme::NEAR).max(60.0));
            ui.add(egui::Label::new(unbroken(value)).wrap().selectable(true))
        })
        .inner
    })
    .inner
}

/// A heading of a group: small, quiet.
pub fn group_heading(ui: &mut Ui, text: &str) -> Response {
    ui.add_space(4.0);
    secondary(ui, text)
}
