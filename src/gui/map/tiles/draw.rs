//! Draws one tile of a picture.
//!
//! Meaning: each layer is walked once; its polygons' insides are added up in one sheet of coverage and their boundaries
//! in another, and both are painted in the layer's look. So land on which several polygons of a layer lie is no
//! darker, and a boundary that two of them share is one line. What is smaller than a pixel is a dot: protected land
//! never vanishes, at any scale.

use egui::Color32;

use super::super::raster::Pixel;
use super::super::raster::fill::Fill;
use super::super::raster::ink::{HatchLines, Sheet};
use super::super::raster::line::{Dash, Lines};
use super::grid::{Grid, TILE, TileAt};
use super::picture::{Picture, PictureLayer, Source, Style};
use crate::geometry::{Bounds, MultiPolygonRef, Point};
use crate::io::raster::RasterWindow;
use crate::layer::{ConstraintLayer, SketchView};
use crate::symbols::Classes;

/// Polygons that cover fewer pixels across than this have a fainter boundary, so that a province seen from afar is
/// not all boundary.
const FULL_LINE_PIXELS: f32 = 6.0;
const LEAST_STRENGTH: f32 = 0.35;
/// Share of its pixel that a dot covers at least.
const DOT: f32 = 0.6;

/// What a thread draws with; its memory serves for tile after tile.
#[derive(Debug)]
pub(super) struct Brushes {
    fill: Fill,
    lines: Lines,
    casing: Lines,
    sheet: Sheet,
    corners: Vec<Pixel>,
}

impl Default for Brushes {
    fn default() -> Self {
        Self {
            fill: Fill::new(TILE),
            lines: Lines::new(TILE),
            casing: Lines::new(TILE),
            sheet: Sheet::new(TILE),
            corners: Vec::new(),
        }
    }
}

/// The colours of a tile, row by row.
pub(super) fn draw(
    picture: &Picture,
    grid: &Grid,
    at: TileAt,
    per_point: f32,
    brushes: &mut Brushes,
) -> Vec<Color32> {
    for layer in &picture.layers {
        if let Source::Raster(placed, share) = &layer.source {
            let window = RasterWindow {
                origin: grid.origin(at),
                scale: grid.scale,
                side: TILE,
            };
            brushes.sheet.colors(&placed.draw(&window), *share);
            continue;
        }
        brushes.layer(layer, grid, at, per_point);
    }
    brushes.sheet.take()
}

/// The place of a tile, in pixels of the screen.
struct Spot<'a> {
    grid: &'a Grid,
    at: TileAt,
    per_point: f32,
    window: Bounds,
    origin: Point,
}

impl Spot<'_> {
    fn view(&self, land: &ConstraintLayer) -> SketchView {
        SketchView::new(land, self.window, self.origin, self.grid.scale)
    }
}

/// A look in one tile.
struct Pen<'a> {
    style: &'a Style,
    dash: Option<Dash>,
    per_point: f32,
}

impl<'a> Pen<'a> {
    fn new(style: &'a Style, spot: &Spot<'_>) -> Self {
        Self {
            style,
            dash: Dash::new(&style.dash, spot.per_point, Grid::origin_pixels(spot.at)),
            per_point: spot.per_point,
        }
    }
}

impl Brushes {
    fn layer(&mut self, layer: &PictureLayer, grid: &Grid, at: TileAt, per_point: f32) {
        let reach = layer
            .styles
            .iter()
            .flatten()
            .map(Style::reach)
            .fold(0.0, f32::max);
        let spot = Spot {
            grid,
            at,
            per_point,
            window: grid.window(at, f64::from(reach * per_point) + 1.0),
            origin: grid.origin(at),
        };
        match &layer.source {
            // Painted as it is.
            Source::Raster(..) => {}
            Source::Pieces(pieces) => {
                let Some(Some(style)) = layer.styles.first() else {
                    return;
                };
                self.clear();
                let pen = Pen::new(style, &spot);
                pieces.each(spot.window, &mut |polygons| self.polygons(polygons, &spot, &pen));
                self.paint(style, &spot);
            }
            Source::Layer(land) => {
                let Some(Some(style)) = layer.styles.first() else {
                    return;
                };
                let features = land.candidates(spot.window).into_iter();
                self.features(land, features, (&spot, &spot.view(land)), style);
            }
            Source::Classes(classes) => self.classes(classes, &layer.styles, &spot),
        }
    }

    /// Class after class, so that each is added up in a look of its own.
    fn classes(&mut self, classes: &Classes, styles: &[Option<Style>], spot: &Spot<'_>) {
        let land = classes.layer();
        let view = spot.view(land);
        let rest = styles.len().saturating_sub(1);
        let class = |feature: u32| classes.rule(feature).map_or(rest, usize::from);
        let in_sight = land.candidates(spot.window).into_iter();
        let mut by_class: Vec<(usize, u32)> = in_sight.map(|feature| (class(feature), feature)).collect();
        by_class.sort_unstable();
        for group in by_class.chunk_by(|one, other| one.0 == other.0) {
            let class = group.first().map_or(rest, |(class, _)| *class);
            if let Some(Some(style)) = styles.get(class) {
                let features = group.iter().map(|(_, feature)| *feature);
                self.features(land, features, (spot, &view), style);
            }
        }
    }

    fn features(
        &mut self,
        land: &ConstraintLayer,
        features: impl Iterator<Item = u32>,
        (spot, view): (&Spot<'_>, &SketchView),
        style: &Style,
    ) {
        self.clear();
        let pen = Pen::new(style, spot);
        let mut corners = std::mem::take(&mut self.corners);
        for feature in features {
            land.sketch(feature, view, &mut corners, |ring| {
                self.ring(ring.corners, ring.is_turned, &pen);
            });
        }
        self.corners = corners;
        self.paint(style, spot);
    }

    fn clear(&mut self) {
        self.fill.clear();
        self.lines.clear();
        self.casing.clear();
    }

    fn polygons(&mut self, polygons: &MultiPolygonRef<'_>, spot: &Spot<'_>, pen: &Pen<'_>) {
        let (origin, scale) = (spot.origin, spot.grid.scale);
        let pixel = |point: &Point| {
            [
                super::super::viewport::narrow((point.x - origin.x) * scale[0]),
                super::super::viewport::narrow((origin.y - point.y) * scale[1]),
            ]
        };
        let mut corners = std::mem::take(&mut self.corners);
        for polygon in polygons.polygons() {
            for (index, ring) in polygon.rings().enumerate() {
                corners.clear();
                corners.extend(ring.iter().map(pixel));
                // On the screen y points down: a shell that is counter-clockwise on the plane turns the other way.
                let is_turned = (doubled_area(&corners) < 0.0) != (index == 0);
                self.ring(&corners, is_turned, pen);
            }
        }
        self.corners = corners;
    }

    fn ring(&mut self, corners: &[Pixel], is_turned: bool, pen: &Pen<'_>) {
        let Pen { style, per_point, .. } = *pen;
        let Some(first) = corners.first() else { return };
        let (mut low, mut high) = (*first, *first);
        for [x, y] in corners {
            low = [low[0].min(*x), low[1].min(*y)];
            high = [high[0].max(*x), high[1].max(*y)];
        }
        let across = (high[0] - low[0]).max(high[1] - low[1]);
        if across < 1.0 {
            self.lines
                .dot([0.5 * (low[0] + high[0]), 0.5 * (low[1] + high[1])], DOT);
            return;
        }
        if style.tint != Color32::TRANSPARENT || !style.hatches.is_empty() {
            self.fill.ring(corners, is_turned);
        }
        let strength = (across / (FULL_LINE_PIXELS * per_point)).clamp(LEAST_STRENGTH, 1.0);
        // Around what is small there is no room for a casing: a province would be all casing.
        if style.casing.width > 0.0 && strength >= 1.0 {
            self.casing
                .path(corners, style.casing.width * per_point, strength);
        }
        if style.line.width > 0.0 {
            self.lines
                .dashed(corners, style.line.width * per_point, strength, pen.dash.as_ref());
        }
    }

    fn paint(&mut self, style: &Style, spot: &Spot<'_>) {
        let per_point = spot.per_point;
        if style.casing.width > 0.0 {
            self.sheet.lines(&self.casing, style.casing.color);
        }
        let hatches: Vec<HatchLines> = style
            .hatches
            .iter()
            .map(|hatch| HatchLines {
                pattern: hatch.pattern,
                degrees: hatch.degrees,
                step: hatch.step * per_point,
                width: hatch.stroke.width * per_point,
                color: hatch.stroke.color,
            })
            .collect();
        self.sheet
            .fill(&self.fill, style.tint, &hatches, Grid::origin_pixels(spot.at));
        let line_color = if style.line.width > 0.0 {
            style.line.color
        } else {
            // What is smaller than a pixel is a dot, of whatever the symbol has.
            hatches.first().map_or(style.tint, |hatch| hatch.color)
        };
        self.sheet.lines(&self.lines, line_color);
    }
}

/// Twice the signed area of a closed ring in pixels; positive when it turns clockwise on the screen.
fn doubled_area(corners: &[Pixel]) -> f32 {
    corners
        .windows(2)
        .map(|pair| pair[0][0] * pair[1][1] - pair[1][0] * pair[0][1])
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PolygonColumn;
    use crate::gui::map::Viewport;
    use crate::gui::map::cache::Place;
    use crate::gui::map::tiles::Pieces;
    use std::sync::Arc;

    struct Held(PolygonColumn);

    impl Pieces for Held {
        fn each(&self, window: Bounds, visit: &mut dyn FnMut(&MultiPolygonRef<'_>)) {
            for feature in self
                .0
                .features()
                .filter(|feature| feature.bounds().intersects(window))
            {
                visit(&feature);
            }
        }
    }

    fn square(at: Point, side: f64) -> Vec<Point> {
        [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side), (0.0, 0.0)]
            .map(|(x, y)| Point {
                x: at.x + x,
                y: at.y + y,
            })
            .to_vec()
    }

    fn place(center: Point, metres_per_pixel: f64) -> Place {
        Place {
            rect: egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(700.0, 500.0)),
            viewport: Viewport {
                center,
                metres_per_pixel,
                stretch: 1.0,
            },
            pixels_per_point: 1.0,
        }
    }

    fn picture(column: PolygonColumn) -> Picture {
        Picture {
            identity: 0,
            layers: vec![PictureLayer::new(
                Source::Pieces(Arc::new(Held(column))),
                Style {
                    tint: Color32::from_rgba_unmultiplied(200, 0, 0, 128),
                    line: egui::Stroke::new(1.5, Color32::RED),
                    ..Style::default()
                },
            )],
        }
    }

    /// All tiles in sight as one picture of the screen, by logical pixel.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "a place on a small screen"
    )]
    fn screen(picture: &Picture, place: &Place) -> Vec<Vec<Color32>> {
        let grid = Grid::of(place);
        let mut brushes = Brushes::default();
        let mut rows = vec![vec![Color32::TRANSPARENT; 700]; 500];
        for at in grid.in_sight(place) {
            let pixels = draw(picture, &grid, at, 1.0, &mut brushes);
            let corner = grid.rect(at, place).min;
            for (index, color) in pixels.into_iter().enumerate() {
                let (x, y) = (
                    corner.x as i64 + (index % TILE) as i64,
                    corner.y as i64 + (index / TILE) as i64,
                );
                if (0..700).contains(&x) && (0..500).contains(&y) {
                    rows[y as usize][x as usize] = color;
                }
            }
        }
        rows
    }

    #[test]
    fn a_square_millimetre_far_from_the_origin_is_a_square() {
        let at = Point::on_grid(38_500_000.0, 3_100_000.0).unwrap();
        let column = PolygonColumn::from_polygons(&[vec![square(at, 0.001)]]);
        let middle = Point {
            x: at.x + 0.0005,
            y: at.y + 0.0005,
        };
        let place = place(middle, 0.001 / 400.0);
        let rows = screen(&picture(column), &place);
        let inked = |color: &Color32| color.a() > 64;
        let height = rows.iter().filter(|row| inked(&row[350])).count();
        let width = rows[250].iter().filter(|color| inked(color)).count();
        assert!(
            (400..=403).contains(&width) && (400..=403).contains(&height),
            "{width} {height}"
        );
        // Upright sides: every row of the inside is as wide.
        let first = rows[250].iter().position(inked).unwrap();
        for row in &rows[100..400] {
            assert_eq!(row.iter().position(inked), Some(first));
        }
    }

    #[test]
    fn what_is_smaller_than_a_pixel_is_seen_at_every_scale() {
        let at = Point {
            x: 1_000_000.0,
            y: 3_000_000.0,
        };
        let column = PolygonColumn::from_polygons(&[vec![square(at, 2.0)]]);
        let picture = picture(column);
        for exponent in -2..6 {
            let rows = screen(&picture, &place(at, 10_f64.powi(exponent)));
            let most = rows.iter().flatten().map(Color32::a).max();
            assert!(most.unwrap() > 100, "10^{exponent}: {most:?}");
        }
    }

    #[test]
    fn tiles_join_without_a_seam() {
        let at = Point {
            x: 500_000.0,
            y: 3_000_000.0,
        };
        let corners: Vec<Point> = (0..=60)
            .map(|index| {
                let turn = std::f64::consts::TAU * f64::from(index % 60) / 60.0;
                let reach = 150.0 + 60.0 * libm::sin(7.0 * turn);
                Point {
                    x: at.x + reach * libm::cos(turn),
                    y: at.y + reach * libm::sin(turn),
                }
            })
            .collect();
        let picture = picture(PolygonColumn::from_polygons(&[vec![corners]]));
        // The same ground, cut into tiles in different places.
        let whole = screen(&picture, &place(at, 1.0));
        for shift in [17_u8, 101, 200] {
            let moved = Point {
                x: at.x + f64::from(shift),
                ..at
            };
            let other = screen(&picture, &place(moved, 1.0));
            for (one, two) in whole.iter().zip(&other) {
                for x in 210..480 {
                    let (a, b) = (one[x], two[x - usize::from(shift)]);
                    let far = a
                        .to_array()
                        .into_iter()
                        .zip(b.to_array())
                        .any(|(a, b)| a.abs_diff(b) > 3);
                    assert!(!far, "{x}: {a:?} {b:?}");
                }
            }
        }
    }
}
