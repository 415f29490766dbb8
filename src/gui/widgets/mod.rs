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

/// The text with numbers that no line break tears apart.
#[must_use]
pub fn unbroken(text: &str) -> String {
    text.replace(['\u{2009}', '\u{202f}'], "\u{a0}")
}

/// A line of a card: what it is, and the value, which wraps.
pub fn fact(ui: &mut Ui, name: &str, value: &str) -> Response {
    ui.horizontal_top(|ui| {
        let color = Palette::of(ui.ctx()).secondary;
        let width = 64.0;
        let (rect, _) = ui.allocate_exact_size(egui::Vec2::new(width, 18.0), egui::Sense::hover());
        let at = rect.left_top() + egui::Vec2::new(0.0, 1.0);
        ui.painter().text(
            at,
            egui::Align2::LEFT_TOP,
            name,
            egui::FontId::proportional(SECONDARY),
            color,
        );
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
