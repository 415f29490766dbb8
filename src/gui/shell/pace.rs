//! How long frames take, for whoever asks why the window is slow.
//!
//! Meaning: the program's own part of each frame; painting comes on top. Shown over the map on demand, and never the cause
//! of a frame.

use std::collections::VecDeque;
use std::time::Duration;

use egui::{Frame, Ui};

use crate::gui::scene::Scene;

/// Frames that are looked at.
const FRAMES: usize = 240;

/// The last frames.
#[derive(Debug, Default)]
pub(super) struct Pace(VecDeque<Duration>);

impl Pace {
    /// Notes a frame.
    pub fn note(&mut self, frame: Duration) {
        self.0.truncate(FRAMES - 1);
        self.0.push_front(frame);
    }

    /// Middle, 95 of 100 and longest of the last frames, in milliseconds; `None` before the first.
    fn figures(&self) -> Option<[f64; 3]> {
        let mut sorted: Vec<Duration> = self.0.iter().copied().collect();
        sorted.sort_unstable();
        let at = |share: usize| {
            Some(
                sorted
                    .get(sorted.len().checked_sub(1)? * share / 100)?
                    .as_secs_f64()
                    * 1e3,
            )
        };
        Some([at(50)?, at(95)?, at(100)?])
    }

    /// Shows the figures at the upper left of the map.
    pub fn show(&self, ui: &Ui, scene: &Scene<'_>) {
        let Some([middle, most, longest]) = self.figures().filter(|_| scene.view.frame_times) else {
            return;
        };
        let figures = [
            ("middle", format!("{middle:.1}")),
            ("most", format!("{most:.1}")),
            ("longest", format!("{longest:.1}")),
            ("count", self.0.len().to_string()),
        ];
        let text = scene.texts.get_with("frame-times", &figures);
        egui::Area::new(egui::Id::unique("frame-times"))
            .fixed_pos(scene.view.map_rect.left_top() + egui::vec2(8.0, 8.0))
            .interactable(false)
            .show(ui.ctx(), |ui| {
                Frame::popup(ui.style()).show(ui, |ui| ui.label(text))
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_frames_count() {
        let mut pace = Pace::default();
        assert_eq!(pace.figures(), None);
        for _ in 0..1000 {
            pace.note(Duration::from_millis(90));
        }
        for millis in 1..=FRAMES as u64 {
            pace.note(Duration::from_millis(millis));
        }
        let [middle, most, longest] = pace.figures().unwrap();
        assert!((119.0..=121.0).contains(&middle), "{middle}");
        assert!((227.0..=229.0).contains(&most), "{most}");
        assert!((longest - 240.0).abs() < 1e-9, "{longest}");
    }
}
