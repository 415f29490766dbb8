//! Where the map looked before: previous and next view.
//!
//! Input: the view before and after each change. Output: the view to go back or forward to. A movement of the hand in
//! one go, such as several notches of the wheel, is one step.
//!
//! Deliberately not here: undo. Looking somewhere changes no document.

use super::viewport::Viewport;

/// Views that are kept on either side.
const DEEP: usize = 20;
/// Movements that follow each other within this many seconds are one step.
const ONE_GO: f64 = 1.0;

/// The views before and after the present one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trail {
    past: Vec<Viewport>,
    future: Vec<Viewport>,
    /// When the view changed last, in seconds, and whether by a movement of the hand.
    last: Option<(f64, bool)>,
}

impl Trail {
    /// Takes note that the view changed. `by_hand`: by wheel, drag or arrows, where many changes are one movement.
    pub fn note(&mut self, before: Viewport, by_hand: bool, now: f64) {
        let goes_on = matches!(self.last, Some((then, true)) if by_hand && now - then < ONE_GO);
        // The first view of a project was not gone to from anywhere.
        if self.last.is_some() && !goes_on {
            push(&mut self.past, before);
            self.future.clear();
        }
        self.last = Some((now, by_hand));
    }

    /// The view before; `current` becomes the one after.
    pub fn back(&mut self, current: Viewport) -> Option<Viewport> {
        let view = self.past.pop()?;
        push(&mut self.future, current);
        self.settle();
        Some(view)
    }

    /// The view after; `current` becomes the one before.
    pub fn forward(&mut self, current: Viewport) -> Option<Viewport> {
        let view = self.future.pop()?;
        push(&mut self.past, current);
        self.settle();
        Some(view)
    }

    /// Whether there is a view before.
    #[must_use]
    pub fn has_past(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a view after.
    #[must_use]
    pub fn has_future(&self) -> bool {
        !self.future.is_empty()
    }

    /// The next movement of the hand begins a new step.
    fn settle(&mut self) {
        self.last = self.last.map(|(then, _)| (then, false));
    }
}

fn push(views: &mut Vec<Viewport>, view: Viewport) {
    views.push(view);
    if views.len() > DEEP {
        views.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(metres_per_pixel: f64) -> Viewport {
        Viewport {
            metres_per_pixel,
            ..Viewport::default()
        }
    }

    #[test]
    fn one_movement_is_one_step_and_back_leads_forward_again() {
        let mut trail = Trail::default();
        trail.note(view(0.5), false, 0.0);
        assert!(!trail.has_past());
        for (at, scale) in [(1.0, 1.0), (1.2, 1.1), (1.9, 1.2)] {
            trail.note(view(scale), true, at);
        }
        trail.note(view(1.3), false, 2.0);
        assert_eq!(trail.back(view(9.0)), Some(view(1.3)));
        assert_eq!(trail.back(view(1.3)), Some(view(1.0)));
        assert_eq!(trail.back(view(1.0)), None);
        assert_eq!(trail.forward(view(1.0)), Some(view(1.3)));
        assert!(trail.has_future());
        trail.note(view(1.3), true, 2.1);
        assert!(!trail.has_future());
    }

    #[test]
    fn it_is_twenty_deep() {
        let mut trail = Trail::default();
        for step in 0..100_u8 {
            trail.note(view(f64::from(step)), false, 0.0);
        }
        let mut n_steps = 0;
        while trail.back(view(0.0)).is_some() {
            n_steps += 1;
        }
        assert_eq!(n_steps, DEEP);
    }
}
