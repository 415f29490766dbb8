//! The scroll bar of the table.
//!
//! Its place is counted in rows as `f64`: pixels of millions of rows are more than a float of the toolkit can tell apart.

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "pixels on a screen; rows stay far below 2^53"
)]

use egui::accesskit::Role as AccessRole;
use egui::{Rect, Sense, Ui, WidgetInfo, pos2};

use crate::gui::theme::Palette;

/// Width of the bar.
pub(super) const WIDTH: f32 = 14.0;
/// Least height of what is dragged.
const LEAST: f32 = 24.0;

/// Where the table stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scroll {
    /// The first row in sight, with its fraction that is out of sight.
    pub top: f64,
    /// Rows that fit.
    pub n_visible: f64,
    /// All rows.
    pub n_rows: usize,
}

impl Scroll {
    /// The last place to which the table scrolls.
    pub fn most(&self) -> f64 {
        (self.n_rows as f64 - self.n_visible).max(0.0)
    }

    /// The same with its place moved where it is allowed.
    pub fn at(self, top: f64) -> Self {
        Self {
            top: top.clamp(0.0, self.most()),
            ..self
        }
    }

    /// The same with the row at a place in sight: unmoved where it is already, else in the middle.
    pub fn showing(self, place: usize) -> Self {
        let place = place as f64;
        let (first, last) = (self.top, self.top + self.n_visible - 1.0);
        if place < first - self.n_visible || place > last + self.n_visible {
            self.at(place + 0.5 - 0.5 * self.n_visible)
        } else {
            self.at(self.top.min(place).max(place + 1.0 - self.n_visible))
        }
    }
}

/// Draws the bar and yields where it was dragged to.
pub(super) fn bar_ui(ui: &mut Ui, track: Rect, scroll: Scroll, name: &str) -> Scroll {
    if scroll.most() <= 0.0 {
        return scroll;
    }
    let colors = Palette::of(ui.ctx());
    let response = ui.interact(track, ui.scope_id().with("table-bar"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(AccessRole::ScrollBar, true, name));
    let share = (scroll.n_visible / scroll.n_rows as f64) as f32;
    let height = (share * track.height()).clamp(LEAST.min(track.height()), track.height());
    let room = f64::from((track.height() - height).max(1.0));
    let mut moved = scroll;
    if let Some(pointer) = response
        .interact_pointer_pos()
        .filter(|_| response.dragged() || response.clicked())
    {
        let by = f64::from(response.drag_delta().y) / room * scroll.most();
        let thumb_top = track.top() + (scroll.top / scroll.most() * room) as f32;
        let is_on_thumb = (thumb_top - 4.0..=thumb_top + height + 4.0).contains(&pointer.y);
        moved = if is_on_thumb || by != 0.0 {
            scroll.at(scroll.top + by)
        } else {
            let share = f64::from(pointer.y - track.top() - 0.5 * height) / room;
            scroll.at(share * scroll.most())
        };
    }
    let top = track.top() + (moved.top / moved.most() * room) as f32;
    let thumb = Rect::from_min_max(
        pos2(track.left() + 3.0, top),
        pos2(track.right() - 3.0, top + height),
    );
    let color = if response.hovered() || response.dragged() {
        colors.secondary
    } else {
        colors.hairline
    };
    ui.painter().rect_filled(thumb, 4.0, color);
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[expect(clippy::cast_sign_loss, reason = "a share of a count")]
    fn at_share(n_rows: usize, share: f64) -> usize {
        ((n_rows as f64 * share) as usize).min(n_rows - 1)
    }

    proptest! {
        #[test]
        fn a_row_that_is_shown_lies_in_sight(
            n_rows in 1_usize..5_000_000, top in 0.0_f64..6e6, n_visible in 1.0_f64..40.0, share in 0.0_f64..1.0
        ) {
            let place = at_share(n_rows, share);
            let scroll = Scroll { top: 0.0, n_visible, n_rows }.at(top);
            prop_assert!(scroll.top >= 0.0 && scroll.top <= scroll.most());
            let shown = scroll.showing(place);
            prop_assert_eq!(shown.showing(place), shown);
            let place = place as f64;
            prop_assert!(shown.top <= place + 1e-6 && place + 1.0 <= shown.top + n_visible + 1e-6, "{shown:?}");
        }
    }
}
