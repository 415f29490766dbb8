//! Line icons of one weight, drawn by hand on a field of 16 by 16.

use egui::accesskit::Role;
use egui::{Color32, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo};

use crate::gui::theme::{HIT, NEAR, Palette};

/// The icons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// An arrow that points at something.
    Select,
    /// A polygon with corners.
    Draw,
    /// Measures.
    Measure,
    /// An arrow that turns back.
    Undo,
    /// An arrow that turns forward.
    Redo,
    /// A triangle that points right.
    Run,
    /// A sheet with an arrow.
    Export,
    /// Four corners.
    Fit,
    /// An eye.
    Eye,
    /// A closed eye.
    Hidden,
    /// A cross.
    Close,
    /// A plus.
    Plus,
    /// Sheets that lie on each other.
    Layers,
    /// A list with marks.
    Inbox,
    /// A magnifying glass.
    Search,
    /// A basket.
    Delete,
}

/// Lines of an icon: corners on the field, lines parted by `|`.
fn lines(icon: Icon) -> &'static str {
    match icon {
        Icon::Select => "4,2 4,13 7,10 9,14 10.6,13.2 8.8,9.4 12.5,9 4,2",
        Icon::Draw => {
            "3,12 5,3.5 13,5.5 11,13 3,12 | 4,2.5 6,2.5 6,4.5 4,4.5 4,2.5 | 12,4.5 14,4.5 14,6.5 12,6.5 12,4.5"
        }
        Icon::Measure => "2,10.5 10.5,2 14,5.5 5.5,14 2,10.5 | 4.5,8 6,9.5 | 6.5,6 7.5,7 | 8.5,4 10,5.5",
        Icon::Undo => "6,3 2.5,6.5 6,10 | 2.5,6.5 10,6.5 13,8.5 13,11 10.5,13 7,13",
        Icon::Redo => "10,3 13.5,6.5 10,10 | 13.5,6.5 6,6.5 3,8.5 3,11 5.5,13 9,13",
        Icon::Run => "5,3 13,8 5,13 5,3",
        Icon::Export => "3,9.5 3,13.5 13,13.5 13,9.5 | 8,10 8,2.5 | 5,5.5 8,2.5 11,5.5",
        Icon::Fit => {
            "2.5,6 2.5,2.5 6,2.5 | 10,2.5 13.5,2.5 13.5,6 | 13.5,10 13.5,13.5 10,13.5 | 6,13.5 2.5,13.5 2.5,10"
        }
        Icon::Eye => {
            "1.5,8 4.5,4.8 8,3.8 11.5,4.8 14.5,8 11.5,11.2 8,12.2 4.5,11.2 1.5,8 | 6,8 8,6 10,8 8,10 6,8"
        }
        Icon::Hidden => "1.5,7 4.5,9.8 8,10.8 11.5,9.8 14.5,7 | 4,10 3,12 | 8,11 8,13.2 | 12,10 13,12",
        Icon::Close => "4,4 12,12 | 12,4 4,12",
        Icon::Plus => "8,3 8,13 | 3,8 13,8",
        Icon::Layers => "8,2.5 14,5.8 8,9 2,5.8 8,2.5 | 2,9 8,12.4 14,9",
        Icon::Inbox => "2.5,4 4,4 | 6,4 13.5,4 | 2.5,8 4,8 | 6,8 13.5,8 | 2.5,12 4,12 | 6,12 13.5,12",
        Icon::Search => {
            "7,2.5 10.2,3.8 11.5,7 10.2,10.2 7,11.5 3.8,10.2 2.5,7 3.8,3.8 7,2.5 | 10.4,10.4 13.8,13.8"
        }
        Icon::Delete => "3,4.5 13,4.5 | 6,4.5 6.5,2.5 9.5,2.5 10,4.5 | 4.2,4.5 5,13.5 11,13.5 11.8,4.5",
    }
}

/// The lines as points.
fn points(lines: &str) -> impl Iterator<Item = Vec<Vec2>> {
    let point = |text: &str| {
        let (x, y) = text.split_once(',')?;
        Some(Vec2::new(x.parse().ok()?, y.parse().ok()?))
    };
    lines
        .split('|')
        .map(move |line| line.split_whitespace().filter_map(point).collect())
}

/// Draws an icon in the middle of a field.
pub fn paint_icon(ui: &Ui, icon: Icon, field: Rect, color: Color32) {
    let origin = (field.center() - Vec2::splat(8.0)).round();
    for line in points(lines(icon)) {
        let corners: Vec<Pos2> = line.into_iter().map(|corner| origin + corner).collect();
        ui.painter().add(Shape::line(corners, Stroke::new(1.4, color)));
    }
}

/// A button that shows an icon; `name` is what it is called and what hovering says.
pub fn icon_button(ui: &mut Ui, icon: Icon, name: &str) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(HIT), Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let colors = Palette::of(ui.ctx());
    ground(ui, rect, &response, false);
    let color = if enabled {
        colors.text
    } else {
        crate::gui::theme::faded(colors.secondary, 110)
    };
    paint_icon(ui, icon, rect, color);
    response.on_hover_text(name).on_disabled_hover_text(name)
}

/// A button of the toolbar: icon and word.
pub fn tool_button(ui: &mut Ui, icon: Icon, word: &str, hover: &str, selected: bool) -> Response {
    let enabled = ui.is_enabled();
    let colors = Palette::of(ui.ctx());
    let color = match (enabled, selected) {
        (false, _) => crate::gui::theme::faded(colors.secondary, 110),
        (true, true) => colors.accent,
        (true, false) => colors.text,
    };
    let galley = ui.painter().layout_no_wrap(
        word.to_owned(),
        egui::FontId::proportional(crate::gui::theme::BODY),
        color,
    );
    let size = Vec2::new(16.0 + 4.0 + galley.size().x + 2.0 * NEAR, HIT + 4.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, selected, word));
    ground(ui, rect, &response, selected);
    let field = Rect::from_min_size(rect.min + Vec2::new(NEAR, 0.0), Vec2::new(16.0, rect.height()));
    paint_icon(ui, icon, field, color);
    let at = Pos2::new(field.right() + 4.0, rect.center().y - 0.5 * galley.size().y);
    ui.painter().galley(at, galley, color);
    response.on_hover_text(hover).on_disabled_hover_text(hover)
}

fn ground(ui: &Ui, rect: Rect, response: &Response, selected: bool) {
    let colors = Palette::of(ui.ctx());
    if selected {
        ui.painter().rect_filled(rect, 5.0, colors.selected);
    } else if response.hovered() && ui.is_enabled() {
        ui.painter().rect_filled(rect, 5.0, colors.hover);
    }
    if response.has_focus() {
        ui.painter().rect_stroke(
            rect,
            5.0,
            Stroke::new(1.5, colors.accent),
            egui::StrokeKind::Inside,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_has_lines_on_its_field() {
        let all = [
            Icon::Select,
            Icon::Draw,
            Icon::Measure,
            Icon::Undo,
            Icon::Redo,
            Icon::Run,
            Icon::Export,
            Icon::Fit,
            Icon::Eye,
            Icon::Hidden,
            Icon::Close,
            Icon::Plus,
            Icon::Layers,
            Icon::Inbox,
            Icon::Search,
            Icon::Delete,
        ];
        for icon in all {
            let corners = lines(icon)
                .split(['|', ' '])
                .filter(|text| !text.is_empty())
                .count();
            let read: Vec<Vec<Vec2>> = points(lines(icon)).collect();
            assert_eq!(read.iter().map(Vec::len).sum::<usize>(), corners, "{icon:?}");
            assert!(read.iter().all(|line| line.len() >= 2), "{icon:?}");
            assert!(
                read.iter()
                    .flatten()
                    .all(|at| at.min_elem() >= 0.0 && at.max_elem() <= 16.0),
                "{icon:?}"
            );
        }
    }
}
