//! Where a proposal would put a layer, small: beside the parcels and layers of the project, and the other files.
//!
//! Longitudes are drawn shorter by the cosine of the latitude, so that shapes look as on the ground. All vertices were
//! chosen and brought to degrees when the files were looked at.

use egui::{Align2, FontId, Painter, Pos2, Rect, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, pos2};

use super::choice::ImportDialog;
use crate::gui::scene::Scene;
use crate::gui::theme::{Palette, SECONDARY};
use crate::workspace::dossier::outline::Outline;

/// Size of the picture in logical pixels.
const SIZE: Vec2 = Vec2::new(200.0, 170.0);
/// Ground around everything in the picture.
const MARGIN: f32 = 12.0;
/// What is smaller in the picture gets a mark.
const LEAST: f32 = 6.0;
/// Least extent that is shown, in degrees: about 100 m.
const LEAST_DEG: f64 = 0.001;

/// Draws where a layer would lie.
pub(super) fn place_ui(ui: &mut Ui, scene: &Scene<'_>, dialog: &ImportDialog, outline: Option<&Outline>) {
    let (rect, response) = ui.allocate_exact_size(SIZE, Sense::hover());
    let name = scene.text("dossier-place");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &name));
    let colors = Palette::of(ui.ctx());
    let painter = ui.painter_at(rect);
    painter.rect(
        rect,
        4.0,
        colors.paper,
        Stroke::new(1.0, colors.hairline),
        StrokeKind::Inside,
    );
    let own = outline.and_then(Outline::bounds);
    let Some(map) = own.map(|own| Map::over(rect, around(dialog, own))) else {
        painter.text(
            rect.center(),
            Align2::CENTER_CENTER,
            scene.text("dossier-place-none"),
            FontId::proportional(SECONDARY),
            colors.secondary,
        );
        return;
    };
    let mut labels = Vec::new();
    for (label, bounds) in &dialog.surroundings.layers {
        map.box_of(&painter, (label, *bounds), colors, &mut labels);
    }
    let others = dialog.rows.iter().enumerate();
    for (_, row) in others.filter(|(number, row)| *number != dialog.selected && row.is_settled()) {
        if let Some(other) = row.outline() {
            map.rings(&painter, &other.rings, Stroke::new(1.0, colors.secondary));
        }
    }
    map.rings(
        &painter,
        &dialog.surroundings.parcels,
        Stroke::new(1.0, colors.parcel),
    );
    if let Some(outline) = outline {
        map.rings(&painter, &outline.rings, Stroke::new(1.5, colors.accent));
        if outline.is_rough {
            response.on_hover_text(scene.text("dossier-place-rough"));
        }
    }
    if let Some(own) = own {
        map.mark(&painter, own, Stroke::new(1.5, colors.accent));
    }
}

/// Whether there is anything beside the layer that the picture shows.
pub(super) fn has_context(dialog: &ImportDialog) -> bool {
    let others = dialog.rows.iter().enumerate();
    let mut others = others.filter(|(number, row)| *number != dialog.selected && row.is_settled());
    dialog.surroundings.whereabouts.is_some() || others.any(|(_, row)| row.outline().is_some())
}

/// The extent that is shown: the layer, and what lies around it.
fn around(dialog: &ImportDialog, own: [f64; 4]) -> [f64; 4] {
    let others = dialog.rows.iter().enumerate();
    let others = others.filter(|(number, row)| *number != dialog.selected && row.is_settled());
    let others = others.filter_map(|(_, row)| row.outline()?.bounds());
    let project = dialog.surroundings.whereabouts.map(|known| known.degrees);
    others.chain(project).fold(own, |a, b| {
        [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
    })
}

/// From degrees to the picture.
struct Map {
    center: [f64; 2],
    /// Pixels per degree of longitude and latitude.
    scale: [f64; 2],
    middle: Pos2,
}

impl Map {
    fn over(rect: Rect, [west, south, east, north]: [f64; 4]) -> Self {
        let room = rect.shrink(MARGIN);
        let center = [f64::midpoint(west, east), f64::midpoint(south, north)];
        let shorter = center[1].to_radians().cos().max(0.01);
        let width = ((east - west) * shorter).max(LEAST_DEG);
        let height = (north - south).max(LEAST_DEG);
        let scale = (f64::from(room.width()) / width).min(f64::from(room.height()) / height);
        Self {
            center,
            scale: [scale * shorter, scale],
            middle: room.center(),
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "for drawing")]
    fn at(&self, [lon, lat]: [f64; 2]) -> Pos2 {
        let x = (lon - self.center[0]) * self.scale[0];
        let y = (lat - self.center[1]) * self.scale[1];
        pos2(self.middle.x + x as f32, self.middle.y - y as f32)
    }

    fn rect(&self, [west, south, east, north]: [f64; 4]) -> Rect {
        Rect::from_two_pos(self.at([west, south]), self.at([east, north]))
    }

    fn rings(&self, painter: &Painter, rings: &[Vec<[f64; 2]>], stroke: Stroke) {
        for ring in rings {
            let line = ring.iter().map(|at| self.at(*at)).collect();
            painter.add(Shape::closed_line(line, stroke));
        }
    }

    /// The box of a layer with its name inside the upper left corner, where that is free.
    fn box_of(
        &self,
        painter: &Painter,
        (label, bounds): (&str, [f64; 4]),
        colors: &Palette,
        labels: &mut Vec<Rect>,
    ) {
        let rect = self.rect(bounds);
        let stroke = Stroke::new(1.0, colors.hairline);
        painter.rect_stroke(rect, 0.0, stroke, StrokeKind::Inside);
        let font = FontId::proportional(SECONDARY - 2.0);
        let at = rect.left_top().max(painter.clip_rect().left_top()) + Vec2::splat(2.0);
        let words = painter.layout_no_wrap(label.to_owned(), font, colors.secondary);
        let room = Rect::from_min_size(at, words.size());
        if !labels.iter().any(|known| known.intersects(room)) {
            painter.galley(at, words, colors.secondary);
            labels.push(room);
        }
    }

    /// A ring around what is too small to be seen.
    fn mark(&self, painter: &Painter, bounds: [f64; 4], stroke: Stroke) {
        let rect = self.rect(bounds);
        if rect.width().max(rect.height()) < LEAST {
            painter.circle_stroke(rect.center(), LEAST, stroke);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_lies_in_the_picture_and_north_is_up() {
        let rect = Rect::from_min_size(pos2(10.0, 20.0), SIZE);
        for bounds in [
            [115.0, 29.0, 116.0, 29.2],
            [115.0, 29.0, 115.0, 29.0],
            [73.0, 3.0, 136.0, 54.0],
        ] {
            let map = Map::over(rect, bounds);
            assert!(rect.contains_rect(map.rect(bounds)), "{bounds:?}");
            assert!(map.at([bounds[0], bounds[1] + 0.1]).y < map.at([bounds[0], bounds[1]]).y);
        }
    }
}
