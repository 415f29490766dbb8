//! Where the window stands: as it stood last, as far as there is a screen.
//!
//! Input: what is remembered, and the screens that are there now. Output: how the window is asked for.
//!
//! Deliberately not here: remembering it ([`crate::workspace::settings::WindowPlace`]).

use egui::{Rect, Vec2, ViewportBuilder, ViewportInfo, pos2, vec2};
use egui_winit::winit::event_loop::ActiveEventLoop;

use crate::workspace::settings::WindowPlace;

/// Least and first size, in logical pixels.
pub(super) const LEAST_SIZE: [f32; 2] = [960.0, 600.0];
pub(super) const FIRST_SIZE: [f32; 2] = [1440.0, 900.0];
/// Height of the bar by which a window is taken, and how much of it a hand needs, in logical pixels.
const BAR: f32 = 32.0;
const GRIP: Vec2 = vec2(96.0, 16.0);

/// The screens, in logical pixels.
pub(super) fn screens(event_loop: &ActiveEventLoop) -> Vec<Rect> {
    let screen = |monitor: egui_winit::winit::monitor::MonitorHandle| {
        let scale = monitor.scale_factor();
        let at = monitor.position().to_logical::<f32>(scale);
        let size = monitor.size().to_logical::<f32>(scale);
        Rect::from_min_size(pos2(at.x, at.y), vec2(size.width, size.height))
    };
    event_loop
        .available_monitors()
        .map(screen)
        .filter(Rect::is_positive)
        .collect()
}

/// The window as it stood: no larger than a screen, and only where its bar can be taken.
pub(super) fn placed(
    builder: ViewportBuilder,
    place: Option<WindowPlace>,
    screens: &[Rect],
) -> ViewportBuilder {
    let Some(place) = place else { return builder };
    let largest = screens
        .iter()
        .fold(Vec2::ZERO, |most, screen| most.max(screen.size()));
    let wanted = Vec2::from(place.size).max(LEAST_SIZE.into());
    let size = if screens.is_empty() {
        wanted
    } else {
        wanted.min(largest.max(LEAST_SIZE.into()))
    };
    let builder = builder.with_inner_size(size).with_maximized(place.maximized);
    let position = place.position.map(|[x, y]| pos2(x, y));
    let bar = |at| Rect::from_min_size(at, vec2(size.x, BAR));
    let can_be_taken = |bar: Rect| {
        let seen = screens.iter().map(|screen| screen.intersect(bar));
        seen.into_iter()
            .any(|seen| seen.width() >= GRIP.x && seen.height() >= GRIP.y)
    };
    match position.filter(|at| can_be_taken(bar(*at))) {
        Some(at) => builder.with_position(at),
        None => builder,
    }
}

/// What is to be remembered of a window; a maximised one keeps the size that it goes back to. Nothing of one that is
/// not there to be seen.
pub(in crate::gui) fn noted(
    info: &ViewportInfo,
    zoom: f32,
    before: Option<WindowPlace>,
) -> Option<WindowPlace> {
    if info.minimized == Some(true) || info.fullscreen == Some(true) {
        return before;
    }
    if info.maximized == Some(true) {
        let unmaximized = before.unwrap_or(WindowPlace {
            size: FIRST_SIZE,
            position: None,
            maximized: true,
        });
        return Some(WindowPlace {
            maximized: true,
            ..unmaximized
        });
    }
    let Some(inner) = info.inner_rect.filter(Rect::is_positive) else {
        return before;
    };
    let logical = |point: Vec2| -> [f32; 2] { (zoom * point).into() };
    Some(WindowPlace {
        size: logical(inner.size()),
        position: info.outer_rect.map(|outer| logical(outer.min.to_vec2())),
        maximized: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen(x: f32, y: f32, width: f32, height: f32) -> Rect {
        Rect::from_min_size(pos2(x, y), vec2(width, height))
    }

    fn place(x: f32, y: f32) -> WindowPlace {
        WindowPlace {
            size: [1200.0, 800.0],
            position: Some([x, y]),
            maximized: false,
        }
    }

    #[test]
    fn a_window_comes_back_where_it_stood_unless_no_hand_could_take_it_there() {
        let screens = [
            screen(0.0, 0.0, 1920.0, 1080.0),
            screen(1920.0, 0.0, 1600.0, 900.0),
        ];
        let at = |x, y| placed(ViewportBuilder::default(), Some(place(x, y)), &screens).position;
        for (x, y) in [
            (100.0, 50.0),
            (1900.0, 10.0),
            (-1000.0, 0.0),
            (3400.0, 500.0),
            (0.0, -10.0),
        ] {
            assert_eq!(at(x, y), Some(pos2(x, y)), "{x} {y}");
        }
        for (x, y) in [
            (-1190.0, 0.0),
            (3500.0, 0.0),
            (100.0, 1079.0),
            (100.0, -40.0),
            (5000.0, 5000.0),
        ] {
            assert_eq!(at(x, y), None, "{x} {y}");
        }
        // The second screen is gone.
        let one = placed(
            ViewportBuilder::default(),
            Some(place(2000.0, 10.0)),
            &screens[..1],
        );
        assert_eq!((one.position, one.inner_size), (None, Some(vec2(1200.0, 800.0))));
        // No screen is known: the system places it.
        let blind = placed(ViewportBuilder::default(), Some(place(10.0, 10.0)), &[]);
        assert_eq!(
            (blind.position, blind.inner_size),
            (None, Some(vec2(1200.0, 800.0)))
        );
    }

    #[test]
    fn a_window_is_no_larger_than_the_largest_screen_and_no_smaller_than_it_can_be() {
        let screens = [screen(0.0, 0.0, 1280.0, 720.0)];
        let size = |size| {
            let place = WindowPlace {
                size,
                position: None,
                maximized: true,
            };
            let builder = placed(ViewportBuilder::default(), Some(place), &screens);
            assert_eq!(builder.maximized, Some(true));
            builder.inner_size.unwrap()
        };
        assert_eq!(size([2500.0, 1400.0]), vec2(1280.0, 720.0));
        assert_eq!(size([10.0, 10.0]), vec2(960.0, 600.0));
        let first = placed(
            ViewportBuilder::default().with_inner_size(FIRST_SIZE),
            None,
            &screens,
        );
        assert_eq!(first.inner_size, Some(FIRST_SIZE.into()));
    }

    #[test]
    fn a_maximised_window_keeps_the_size_that_it_goes_back_to() {
        let mut info = ViewportInfo {
            inner_rect: Some(screen(12.0, 40.0, 1000.0, 700.0)),
            outer_rect: Some(screen(10.0, 10.0, 1004.0, 732.0)),
            ..ViewportInfo::default()
        };
        let seen = noted(&info, 1.5, None).unwrap();
        assert_eq!((seen.size, seen.position), ([1500.0, 1050.0], Some([15.0, 15.0])));
        info.inner_rect = Some(screen(0.0, 0.0, 1920.0, 1080.0));
        info.maximized = Some(true);
        let maximized = noted(&info, 1.0, Some(seen)).unwrap();
        assert_eq!((maximized.size, maximized.maximized), (seen.size, true));
        info.minimized = Some(true);
        assert_eq!(noted(&info, 1.0, Some(maximized)), Some(maximized));
        assert_eq!(noted(&ViewportInfo::default(), 1.0, None), None);
    }
}
