//! What a layer looks like, small.

use egui::{Pos2, Sense, Shape, Stroke, Ui, Vec2, pos2};

use crate::gui::scene::Scene;
use crate::gui::theme::Palette;
use crate::workspace::dossier::sketch::Sketch;

/// Size of the picture in logical pixels.
const SIZE: Vec2 = Vec2::new(200.0, 150.0);
/// Ground around the layer in the picture.
const MARGIN: f32 = 8.0;

pub(super) fn preview_ui(ui: &mut Ui, scene: &Scene<'_>, sketch: &Sketch) {
    let (rect, response) = ui.allocate_exact_size(SIZE, Sense::hover());
    response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, scene.text("dossier-preview")));
    let colors = Palette::of(ui.ctx());
    let painter = ui.painter_at(rect);
    painter.rect_filled(rect, 4.0, colors.paper);
    let room = rect.shrink(MARGIN);
    let aspect = sketch.aspect.clamp(0.05, 20.0);
    let size = if room.width() / room.height() > aspect {
        Vec2::new(room.height() * aspect, room.height())
    } else {
        Vec2::new(room.width(), room.width() / aspect)
    };
    let origin = room.center() - size / 2.0;
    let at = |[x, y]: [f32; 2]| -> Pos2 { pos2(origin.x + x * size.x, origin.y + (1.0 - y) * size.y) };
    let stroke = Stroke::new(1.0, colors.accent);
    for ring in &sketch.rings {
        painter.add(Shape::closed_line(
            ring.iter().map(|vertex| at(*vertex)).collect(),
            stroke,
        ));
    }
    if sketch.is_partial {
        response.on_hover_text(scene.text("dossier-preview-partial"));
    }
}
