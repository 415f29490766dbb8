//! Lines over the map: longitude and latitude, and the kilometre grid of the zone in which the middle lies.
//!
//! The kilometre grid carries the numbers a surveyor reads: X in kilometres at the right, Y with the number of the zone
//! at the foot. Where the window shows more than a zone it is left out: there it would be no grid.

use egui::{Align2, FontId, Painter, Pos2, Rect, Shape, Stroke, Vec2};

use super::Stage;
use crate::crs::{EastNorth, GaussKruger, LonLat, Plane};
use crate::geometry::Point;
use crate::gui::map::viewport::narrow;
use crate::gui::text::{spaced, zone};
use crate::gui::theme::{SECONDARY, faded};

/// Least distance of two lines in pixels.
const LEAST: f64 = 96.0;
/// Steps between lines in seconds of arc.
const STEPS: [f64; 19] = [
    1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 18_000.0,
    36_000.0, 54_000.0, 108_000.0, 324_000.0,
];
/// Widest window with a kilometre grid, in degrees of longitude.
const WIDEST: f64 = 8.0;
/// Pieces of a line of the kilometre grid, which is bent on this plane.
const PIECES: u32 = 12;
/// More lines than this are a mistake.
const MOST: usize = 64;

/// Draws the lines that are switched on.
pub(super) fn paint(painter: &Painter, stage: &Stage<'_>) {
    let Some(plane) = stage.scene.workspace.document.plane.as_ref() else {
        return;
    };
    if stage.scene.settings.graticule && !plane.is_local() {
        degrees(painter, stage, plane);
    }
    if stage.scene.settings.kilometre_grid {
        kilometres(painter, stage, plane);
    }
}

fn degrees(painter: &Painter, stage: &Stage<'_>, plane: &Plane) {
    let rect = stage.place.rect;
    let corner = |position| plane.inverse(stage.place.viewport.plane_from_screen(rect, position));
    let (low, high) = (corner(rect.left_bottom()), corner(rect.right_top()));
    let stroke = Stroke::new(1.0, faded(stage.colors.secondary, 130));
    let step = |span: f64, pixels: f32| step_of(span * 3600.0 * LEAST / f64::from(pixels));
    for second in multiples(
        low.lon * 3600.0,
        high.lon * 3600.0,
        step(high.lon - low.lon, rect.width()),
    ) {
        let x = screen(stage, plane, second / 3600.0, low.lat).x;
        painter.vline(x, rect.y_range(), stroke);
        write(
            painter,
            stage,
            Pos2::new(x + 3.0, rect.top() + 3.0),
            Align2::LEFT_TOP,
            &arc(second),
        );
    }
    for second in multiples(
        low.lat * 3600.0,
        high.lat * 3600.0,
        step(high.lat - low.lat, rect.height()),
    ) {
        let y = screen(stage, plane, low.lon, second / 3600.0).y;
        painter.hline(rect.x_range(), y, stroke);
        write(
            painter,
            stage,
            Pos2::new(rect.left() + 4.0, y - 2.0),
            Align2::LEFT_BOTTOM,
            &arc(second),
        );
    }
}

fn screen(stage: &Stage<'_>, plane: &Plane, lon: f64, lat: f64) -> Pos2 {
    let (x, y) = plane.forward(LonLat { lon, lat });
    stage
        .place
        .viewport
        .screen_from_plane(stage.place.rect, Point { x, y })
}

/// The zone's metres on the plane and back; the numbers of local coordinates are their own.
struct Metres<'a> {
    plane: &'a Plane,
    zone: Option<(GaussKruger, f64)>,
}

impl Metres<'_> {
    fn to_plane(&self, east: f64, north: f64) -> Point {
        let Some((projection, origin)) = &self.zone else {
            return Point { x: east, y: north };
        };
        let east = east - origin;
        let (x, y) = self.plane.forward(projection.inverse(EastNorth { east, north }));
        Point { x, y }
    }

    fn of_plane(&self, point: Point) -> [f64; 2] {
        let Some((projection, origin)) = &self.zone else {
            return [point.x, point.y];
        };
        let at = projection.forward(self.plane.inverse(point));
        [at.east + origin, at.north]
    }
}

fn kilometres(painter: &Painter, stage: &Stage<'_>, plane: &Plane) {
    let (rect, viewport) = (stage.place.rect, stage.place.viewport);
    let from = |position| viewport.plane_from_screen(rect, position);
    let zone = match (plane.ellipsoid(), zone(plane, viewport.center)) {
        (Some(ellipsoid), Some(number)) => {
            let number = f64::from(number);
            Some((
                GaussKruger::new(ellipsoid, 3.0 * number),
                number * 1e6 + 500_000.0,
            ))
        }
        (Some(_), None) => return,
        (None, _) => None,
    };
    let metres = Metres { plane, zone };
    let width = plane.inverse(from(rect.right_center())).lon - plane.inverse(from(rect.left_center())).lon;
    if metres.zone.is_some() && !(0.0..WIDEST).contains(&width) {
        return;
    }
    let edge = [
        rect.left_top(),
        rect.center_top(),
        rect.right_top(),
        rect.left_center(),
        rect.right_center(),
        rect.left_bottom(),
        rect.center_bottom(),
        rect.right_bottom(),
    ]
    .map(|position| metres.of_plane(from(position)));
    let least = |axis: usize| edge.iter().map(|at| at[axis]).fold(f64::INFINITY, f64::min);
    let most = |axis: usize| edge.iter().map(|at| at[axis]).fold(f64::NEG_INFINITY, f64::max);
    let (east, north) = ([least(0), most(0)], [least(1), most(1)]);
    let step = round_step(viewport.metres_per_pixel * LEAST);
    let stroke = Stroke::new(1.0, faded(stage.colors.accent, 110));
    let line = |at: &dyn Fn(f64) -> Point, [low, high]: [f64; 2]| -> Vec<Pos2> {
        let place = |piece: u32| at(low + (high - low) * f64::from(piece) / f64::from(PIECES));
        (0..=PIECES)
            .map(|piece| viewport.screen_from_plane(rect, place(piece)))
            .collect()
    };
    for easting in multiples(east[0], east[1], step) {
        let points = line(&|northing| metres.to_plane(easting, northing), north);
        if let Some(x) = crossing(&points, rect.bottom() - 4.0, |point| [point.y, point.x]) {
            let at = Pos2::new(x + 3.0, rect.bottom() - 4.0);
            write(painter, stage, at, Align2::LEFT_BOTTOM, &kilometre(easting, step));
        }
        painter.add(Shape::line(points, stroke));
    }
    for northing in multiples(north[0], north[1], step) {
        let points = line(&|easting| metres.to_plane(easting, northing), east);
        if let Some(y) = crossing(&points, rect.right() - 4.0, |point| [point.x, point.y]) {
            let at = Pos2::new(rect.right() - 4.0, y - 2.0);
            write(
                painter,
                stage,
                at,
                Align2::RIGHT_BOTTOM,
                &kilometre(northing, step),
            );
        }
        painter.add(Shape::line(points, stroke));
    }
}

/// Where a line crosses an edge of the window: `of` gives the coordinate across the edge and the one along it.
fn crossing(points: &[Pos2], edge: f32, of: impl Fn(&Pos2) -> [f32; 2]) -> Option<f32> {
    points.windows(2).find_map(|pair| {
        let ([a, from], [b, to]) = (of(&pair[0]), of(&pair[1]));
        let t = (edge - a) / (b - a);
        (0.0..=1.0).contains(&t).then_some(from + t * (to - from))
    })
}

/// The smallest step of whole seconds, minutes or degrees that is no smaller.
fn step_of(least: f64) -> f64 {
    STEPS.into_iter().find(|step| *step >= least).unwrap_or(STEPS[18])
}

/// The smallest 1, 2 or 5 times a power of ten that is no smaller, in metres.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|step| step * power)
        .find(|step| *step >= least)
        .unwrap_or(10.0 * power)
}

/// The multiples of a step between two numbers.
fn multiples(low: f64, high: f64, step: f64) -> impl Iterator<Item = f64> {
    let first = (low / step).ceil();
    (0..MOST)
        .map(move |at| (first + narrow_count(at)) * step)
        .take_while(move |value| *value <= high)
}

fn narrow_count(at: usize) -> f64 {
    u32::try_from(at).map_or(0.0, f64::from)
}

/// `115°51′20″`, without what is zero at the end.
fn arc(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let all = seconds.abs().round();
    let (degrees, minutes, rest) = (
        (all / 3600.0).floor(),
        ((all % 3600.0) / 60.0).floor(),
        all % 60.0,
    );
    if rest > 0.0 {
        format!("{sign}{degrees}°{minutes:02}′{rest:02}″")
    } else if minutes > 0.0 {
        format!("{sign}{degrees}°{minutes:02}′")
    } else {
        format!("{sign}{degrees}°")
    }
}

/// A number of metres in kilometres, with the decimals that the step needs.
fn kilometre(metres: f64, step: f64) -> String {
    let decimals = [1000.0, 100.0, 10.0, 1.0]
        .into_iter()
        .position(|least| step >= least)
        .unwrap_or(4);
    spaced(metres / 1000.0, decimals)
}

/// Where scale bar and north arrow stand; a number under them could not be read.
fn furniture(map: Rect) -> [Rect; 2] {
    let scale_bar = Rect::from_min_max(
        map.left_bottom() + Vec2::new(0.0, -42.0),
        map.left_bottom() + Vec2::new(232.0, 0.0),
    );
    let north = Rect::from_center_size(map.right_top() + Vec2::new(-26.0, 30.0), Vec2::splat(52.0));
    [scale_bar, north]
}

fn write(painter: &Painter, stage: &Stage<'_>, at: Pos2, anchor: Align2, text: &str) {
    let font = FontId::proportional(SECONDARY - 1.0);
    let galley = painter.layout_no_wrap(text.to_owned(), font, stage.colors.text);
    let ground: Rect = anchor.anchor_size(at, galley.size());
    if furniture(stage.place.rect)
        .iter()
        .any(|taken| taken.intersects(ground))
    {
        return;
    }
    painter.rect_filled(
        ground.expand2(Vec2::new(2.0, 0.0)),
        2.0,
        faded(stage.colors.halo, 180),
    );
    let corner = Pos2::new(narrow(f64::from(ground.min.x)), ground.min.y);
    painter.galley(corner, galley, stage.colors.text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lie_on_round_numbers() {
        assert_eq!(
            (round_step(740.0), round_step(0.19), round_step(1000.0)),
            (1000.0, 0.2, 1000.0)
        );
        assert_eq!((step_of(40.0), step_of(1e9)), (60.0, 324_000.0));
        let found: Vec<f64> = multiples(388_100.0, 390_000.0, 1000.0).collect();
        assert_eq!(found, [389_000.0, 390_000.0]);
        assert!(multiples(0.0, 1e9, 1.0).count() <= MOST);
    }

    #[test]
    fn numbers_have_as_many_digits_as_the_step_needs() {
        assert_eq!(arc(115.0 * 3600.0 + 51.0 * 60.0 + 20.0), "115°51′20″");
        assert_eq!(
            (arc(115.0 * 3600.0 + 300.0), arc(-3600.0)),
            ("115°05′".to_owned(), "-1°".to_owned())
        );
        assert_eq!(kilometre(39_388_000.0, 1000.0), "39\u{202f}388");
        assert_eq!(
            (kilometre(388_512.0, 100.0), kilometre(12.5, 0.5)),
            ("388.5".to_owned(), "0.0125".to_owned())
        );
    }
}
