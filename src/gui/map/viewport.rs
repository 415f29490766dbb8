//! Where the map looks: the transformation between plane and screen.
//!
//! Meaning: the plane is equal-area; at a place it becomes conformal when x is multiplied by 1/k and
//! y by k ([`crate::crs::Plane::local_stretch`]). The viewport holds the plane point in the middle of
//! the map, the ground metres per logical pixel, and the k with which it draws.
//!
//! Everything is `f64` until the offset from the middle is taken, so that a millimetre stays visible
//! at any distance from the origin. Zooming and panning keep a plane point under a screen point; k is
//! renewed after that point was fixed, so it never makes anything slip under the hand.
//!
//! Deliberately not here: input, and what is drawn.

use egui::{Pos2, Rect, Vec2};

use crate::crs::Plane;
use crate::geometry::{Bounds, Point};

/// Finest scale: a tenth of a millimetre per pixel.
const FINEST: f64 = 1e-4;
/// Coarsest scale: the whole Earth in a small window.
const COARSEST: f64 = 2e5;
/// Logical pixels in one metre of screen at 96 pixels an inch.
const PIXELS_PER_METRE: f64 = 96.0 / 0.0254;
/// A smaller change of the stretch moves nothing in a window by as much as a pixel.
const SEEN_STRETCH: f64 = 1e-3;
/// Half the height of an ordinary window in logical pixels.
const HALF_WINDOW: f64 = 500.0;
/// Share of the map that a fitted extent fills.
const FILL: f64 = 0.86;

/// A view of the plane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    /// Plane point in the middle of the map.
    pub center: Point,
    /// Ground metres per logical pixel.
    pub metres_per_pixel: f64,
    /// Local stretch with which it draws.
    pub stretch: f64,
}

impl Default for Viewport {
    fn default() -> Self {
        Self {
            center: Point::default(),
            metres_per_pixel: 10.0,
            stretch: 1.0,
        }
    }
}

impl Viewport {
    /// The screen position of a plane point on a map that covers `rect`.
    #[must_use]
    pub fn screen_from_plane(&self, rect: Rect, point: Point) -> Pos2 {
        let [x, y] = self.offset(point);
        rect.center() + Vec2::new(narrow(x), narrow(y))
    }

    /// Pixels to the right of and below the middle; not rounded to `f32`.
    #[must_use]
    pub fn offset(&self, point: Point) -> [f64; 2] {
        let [sx, sy] = self.pixels_per_plane_metre();
        [(point.x - self.center.x) * sx, (self.center.y - point.y) * sy]
    }

    /// The plane point under a screen position.
    #[must_use]
    pub fn plane_from_screen(&self, rect: Rect, position: Pos2) -> Point {
        let [sx, sy] = self.pixels_per_plane_metre();
        let offset = position - rect.center();
        Point {
            x: self.center.x + f64::from(offset.x) / sx,
            y: self.center.y - f64::from(offset.y) / sy,
        }
    }

    /// Pixels per metre of the plane along x and y.
    #[must_use]
    pub fn pixels_per_plane_metre(&self) -> [f64; 2] {
        [
            1.0 / (self.stretch * self.metres_per_pixel),
            self.stretch / self.metres_per_pixel,
        ]
    }

    /// The part of the plane that `rect` shows.
    #[must_use]
    pub fn visible(&self, rect: Rect) -> Bounds {
        Bounds::of([
            self.plane_from_screen(rect, rect.left_bottom()),
            self.plane_from_screen(rect, rect.right_top()),
        ])
    }

    /// Moves the view so that `point` lies under `position`.
    pub fn hold(&mut self, rect: Rect, point: Point, position: Pos2) {
        let [sx, sy] = self.pixels_per_plane_metre();
        let offset = position - rect.center();
        self.center = Point {
            x: point.x - f64::from(offset.x) / sx,
            y: point.y + f64::from(offset.y) / sy,
        };
    }

    /// Zooms in by `factor` and keeps the point under `position`.
    pub fn zoom_about(&mut self, rect: Rect, position: Pos2, factor: f64, plane: Option<&Plane>) {
        let held = self.plane_from_screen(rect, position);
        self.metres_per_pixel = (self.metres_per_pixel / factor).clamp(FINEST, COARSEST);
        self.hold(rect, held, position);
        self.renew_stretch(plane);
        self.hold(rect, held, position);
    }

    /// Moves the middle by logical pixels.
    pub fn pan_pixels(&mut self, delta: Vec2, plane: Option<&Plane>) {
        let [sx, sy] = self.pixels_per_plane_metre();
        self.center = Point {
            x: self.center.x - f64::from(delta.x) / sx,
            y: self.center.y + f64::from(delta.y) / sy,
        };
        self.renew_stretch(plane);
    }

    /// Shows all of `bounds`; at least `least_m` metres across, so that a point is not infinitely big.
    pub fn fit(&mut self, rect: Rect, bounds: Bounds, least_m: f64, plane: Option<&Plane>) {
        if bounds.is_empty() || rect.width() < 1.0 || rect.height() < 1.0 {
            return;
        }
        self.center = bounds.center();
        self.stretch = stretch_at(plane, self.center).unwrap_or(self.stretch);
        let width = (bounds.width() / self.stretch).max(least_m) / (f64::from(rect.width()) * FILL);
        let height = (bounds.height() * self.stretch).max(least_m) / (f64::from(rect.height()) * FILL);
        self.metres_per_pixel = width.max(height).clamp(FINEST, COARSEST);
    }

    /// The denominator n of the scale 1 : n on a screen of 96 pixels an inch.
    #[must_use]
    pub fn scale_denominator(&self) -> f64 {
        self.metres_per_pixel * PIXELS_PER_METRE
    }

    /// Shows the middle at the scale 1 : n on a screen of 96 pixels an inch.
    pub fn scale_to(&mut self, denominator: f64) {
        let metres_per_pixel = denominator / PIXELS_PER_METRE;
        if metres_per_pixel.is_finite() {
            self.metres_per_pixel = metres_per_pixel.clamp(FINEST, COARSEST);
        }
    }

    /// Puts a point into the middle.
    pub fn look_at(&mut self, point: Point, plane: Option<&Plane>) {
        self.center = point;
        self.stretch = stretch_at(plane, point).unwrap_or(self.stretch);
    }

    /// Takes the stretch of the place in the middle, once it differs enough to be seen: by more than half of what it
    /// differs within the window anyway. A map of a whole province is so not drawn anew while it is panned.
    pub fn renew_stretch(&mut self, plane: Option<&Plane>) {
        let Some(stretch) = stretch_at(plane, self.center) else {
            return;
        };
        let edge = Point {
            x: self.center.x,
            y: self.center.y + HALF_WINDOW * self.metres_per_pixel,
        };
        let within = stretch_at(plane, edge).map_or(0.0, |edge| (edge / stretch - 1.0).abs());
        if (stretch / self.stretch - 1.0).abs() > SEEN_STRETCH.max(0.5 * within) {
            self.stretch = stretch;
        }
    }
}

fn stretch_at(plane: Option<&Plane>, center: Point) -> Option<f64> {
    let stretch = plane.map_or(1.0, |plane| plane.local_stretch(center));
    (stretch.is_finite() && stretch > 0.0).then(|| stretch.clamp(0.05, 20.0))
}

/// Screen offsets far outside any window are cut, so that `f32` holds the rest to 1/100 pixel.
#[expect(clippy::cast_possible_truncation, reason = "cut to a range that f32 holds")]
pub(in crate::gui) fn narrow(pixels: f64) -> f32 {
    pixels.clamp(-1e6, 1e6) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rect() -> Rect {
        Rect::from_min_size(Pos2::new(250.0, 70.0), Vec2::new(830.0, 700.0))
    }

    proptest! {
        #[test]
        fn the_point_under_the_cursor_stays_there(
            x in 250.0_f32..1080.0, y in 70.0_f32..770.0,
            cx in -2e6_f64..2e6, cy in 2e6_f64..5e6,
            scale in -2.0_f64..4.0, factors in prop::collection::vec(0.5_f64..2.0, 1..20),
        ) {
            let plane = Plane::equal_area(crate::crs::Ellipsoid::Cgcs2000, 105.0, 30.0);
            let position = Pos2::new(x, y);
            let mut view = Viewport { center: Point { x: cx, y: cy }, metres_per_pixel: 10_f64.powf(scale), stretch: 1.0 };
            view.renew_stretch(Some(&plane));
            let held = view.plane_from_screen(rect(), position);
            for factor in factors {
                view.zoom_about(rect(), position, factor, Some(&plane));
                prop_assert!(view.screen_from_plane(rect(), held).distance(position) < 0.5);
            }
        }

        #[test]
        fn screen_and_plane_are_inverse(x in 250.0_f32..1080.0, y in 70.0_f32..770.0, k in 0.7_f64..1.3) {
            let view = Viewport { center: Point { x: 1.1e6, y: 3.1e6 }, metres_per_pixel: 0.01, stretch: k };
            let there = view.plane_from_screen(rect(), Pos2::new(x, y));
            prop_assert!(view.screen_from_plane(rect(), there).distance(Pos2::new(x, y)) < 0.01);
        }
    }

    #[test]
    fn the_shape_is_kept_while_it_is_right_for_the_window() {
        let plane = Plane::equal_area(crate::crs::Ellipsoid::Cgcs2000, 105.0, 30.0);
        let at = |metres_per_pixel| {
            let mut view = Viewport {
                center: Point { x: 1.0e6, y: 3.1e6 },
                metres_per_pixel,
                stretch: 1.0,
            };
            view.renew_stretch(Some(&plane));
            view
        };
        let (mut province, mut village) = (at(700.0), at(1.0));
        let before = province.stretch;
        for _ in 0..25 {
            province.pan_pixels(Vec2::new(0.0, 9.0), Some(&plane));
        }
        assert_eq!(province.stretch.to_bits(), before.to_bits());
        for _ in 0..100 {
            province.pan_pixels(Vec2::new(0.0, 9.0), Some(&plane));
        }
        assert!((province.stretch / before - 1.0).abs() > 0.01);
        village.center.y += 20_000.0;
        village.renew_stretch(Some(&plane));
        let exact = plane.local_stretch(village.center);
        assert!((village.stretch / exact - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_fitted_extent_is_inside_the_map() {
        let mut view = Viewport::default();
        let bounds = Bounds {
            min_x: 1000.0,
            min_y: 2000.0,
            max_x: 9000.0,
            max_y: 2500.0,
        };
        view.fit(rect(), bounds, 1.0, None);
        let visible = view.visible(rect());
        assert!(
            visible.contains(Point { x: 1000.0, y: 2000.0 })
                && visible.contains(Point { x: 9000.0, y: 2500.0 })
        );
        assert!(visible.width() < 1.3 * bounds.width());
        view.fit(rect(), Bounds::EMPTY, 1.0, None);
        assert_eq!(view.center, bounds.center());
    }
}
