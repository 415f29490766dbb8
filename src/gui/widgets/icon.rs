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

/// Lines of an icon as corners on the field.
fn lines(icon: Icon) -> &'static [&'static [(f32, f32)]] {
    match icon {
        Icon::Select => &[&[
            (4.0, 2.0),
            (4.0, 13.0),
            (7.0, 10.0),
            (9.0, 14.0),
            (10.6, 13.2),
            (8.8, 9.4),
            (12.5, 9.0),
            (4.0, 2.0),
        ]],
        Icon::Draw => &[
            &[(3.0, 12.0), (5.0, 3.5), (13.0, 5.5), (11.0, 13.0), (3.0, 12.0)],
            &[(4.0, 2.5), (6.0, 2.5), (6.0, 4.5), (4.0, 4.5), (4.0, 2.5)],
            &[(12.0, 4.5), (14.0, 4.5), (14.0, 6.5), (12.0, 6.5), (12.0, 4.5)],
        ],
        Icon::Undo => &[
            &[(6.0, 3.0), (2.5, 6.5), (6.0, 10.0)],
            &[
                (2.5, 6.5),
                (10.0, 6.5),
                (13.0, 8.5),
                (13.0, 11.0),
                (10.5, 13.0),
                (7.0, 13.0),
            ],
        ],
        Icon::Redo => &[
            &[(10.0, 3.0), (13.5, 6.5), (10.0, 10.0)],
            &[
                (13.5, 6.5),
                (6.0, 6.5),
                (3.0, 8.5),
                (3.0, 11.0),
                (5.5, 13.0),
                (9.0, 13.0),
            ],
        ],
        Icon::Run => &[&[(5.0, 3.0), (13.0, 8.0), (5.0, 13.0), (5.0, 3.0)]],
        Icon::Export => &[
            &[(3.0, 9.5), (3.0, 13.5), (13.0, 13.5), (13.0, 9.5)],
            &[(8.0, 10.0), (8.0, 2.5)],
            &[(5.0, 5.5), (8.0, 2.5), (11.0, 5.5)],
        ],
        Icon::Fit => &[
            &[(2.5, 6.0), (2.5, 2.5), (6.0, 2.5)],
            &[(10.0, 2.5), (13.5, 2.5), (13.5, 6.0)],
            &[(13.5, 10.0), (13.5, 13.5), (10.0, 13.5)],
            &[(6.0, 13.5), (2.5, 13.5), (2.5, 10.0)],
        ],
        Icon::Eye => &[
            &[
                (1.5, 8.0),
                (4.5, 4.8),
                (8.0, 3.8),
                (11.5, 4.8),
                (14.5, 8.0),
                (11.5, 11.2),
                (8.0, 12.2),
                (4.5, 11.2),
                (1.5, 8.0),
            ],
            &[(6.0, 8.0), (8.0, 6.0), (10.0, 8.0), (8.0, 10.0), (6.0, 8.0)],
        ],
        Icon::Hidden => &[
            &[(1.5, 7.0), (4.5, 9.8), (8.0, 10.8), (11.5, 9.8), (14.5, 7.0)],
            &[(4.0, 10.0), (3.0, 12.0)],
            &[(8.0, 11.0), (8.0, 13.2)],
            &[(12.0, 10.0), (13.0, 12.0)],
        ],
        Icon::Close => &[&[(4.0, 4.0), (12.0, 12.0)], &[(12.0, 4.0), (4.0, 12.0)]],
        Icon::Plus => &[&[(8.0, 3.0), (8.0, 13.0)], &[(3.0, 8.0), (13.0, 8.0)]],
        Icon::Layers => &[
            &[(8.0, 2.5), (14.0, 5.8), (8.0, 9.0), (2.0, 5.8), (8.0, 2.5)],
            &[(2.0, 9.0), (8.0, 12.4), (14.0, 9.0)],
        ],
        Icon::Inbox => &[
            &[(2.5, 4.0), (4.0, 4.0)],
            &[(6.0, 4.0), (13.5, 4.0)],
            &[(2.5, 8.0), (4.0, 8.0)],
            &[(6.0, 8.0), (13.5, 8.0)],
            &[(2.5, 12.0), (4.0, 12.0)],
            &[(6.0, 12.0), (13.5, 12.0)],
        ],
        Icon::Search => &[
            &[
                (7.0, 2.5),
                (10.2, 3.8),
                (11.5, 7.0),
                (10.2, 10.2),
                (7.0, 11.5),
                (3.8, 10.2),
                (2.5, 7.0),
                (3.8, 3.8),
                (7.0, 2.5),
            ],
            &[(10.4, 10.4), (13.8, 13.8)],
        ],
        Icon::Delete => &[
            &[(3.0, 4.5), (13.0, 4.5)],
            &[(6.0, 4.5), (6.5, 2.5), (9.5, 2.5), (10.0, 4.5)],
            &[(4.2, 4.5), (5.0, 13.5), (11.0, 13.5), (11.8, 4.5)],
        ],
    }
}

/// Draws an icon in the middle of a field.
pub fn paint_icon(ui: &Ui, icon: Icon, field: Rect, color: Color32) {
    let origin = (field.center() - Vec2::splat(8.0)).round();
    for line in lines(icon) {
        let points: Vec<Pos2> = line.iter().map(|(x, y)| origin + Vec2::new(*x, *y)).collect();
        ui.painter().add(Shape::line(points, Stroke::new(1.4, color)));
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
