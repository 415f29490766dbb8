//! What is done about pictures under the map.

use std::path::PathBuf;

use super::dispatch::Desk;
use super::picker::Pick;
use crate::gui::action::BackgroundStep;
use crate::gui::view_state::PathPurpose;
use crate::io::raster::{is_raster, lies_beside};
use crate::workspace::background::{BackgroundId, BackgroundSpec};

impl Desk {
    pub(super) fn background(&mut self, step: BackgroundStep) {
        match step {
            BackgroundStep::Ask => {
                let pick = Pick::Backgrounds {
                    title: self.texts.get("pick-background"),
                    filter: self.texts.get("pick-background-filter"),
                };
                self.pick(pick, PathPurpose::Background);
            }
            BackgroundStep::Add(paths) => {
                self.view.dialog = None;
                self.add_backgrounds(paths);
            }
            BackgroundStep::Toggle(id) => self.workspace.backgrounds.toggle(id),
            BackgroundStep::Opacity(id, opacity) => self.workspace.backgrounds.set_opacity(id, opacity),
            BackgroundStep::Raise(id) => self.workspace.backgrounds.shift(id, true),
            BackgroundStep::Lower(id) => self.workspace.backgrounds.shift(id, false),
            BackgroundStep::ZoomTo(id) => self.zoom_to_background(id),
            BackgroundStep::UseProjectSystem(id) => {
                if let Some(system) = self.workspace.project_system().cloned() {
                    self.workspace.backgrounds.choose_system(id, system);
                }
            }
            BackgroundStep::Remove(id) => self.workspace.backgrounds.remove(id),
        }
        self.workspace.follow_backgrounds();
    }

    /// Adds files on top, in their order.
    pub(super) fn add_backgrounds(&mut self, paths: Vec<PathBuf>) {
        for path in paths {
            self.workspace.backgrounds.add(BackgroundSpec::of_path(path));
        }
        self.workspace.follow_backgrounds();
    }

    fn zoom_to_background(&mut self, id: BackgroundId) {
        let background = self.workspace.backgrounds.find(id);
        if let Some(placed) = background.and_then(|background| background.placed()) {
            let bounds = placed.bounds();
            self.show(bounds);
        }
    }
}

/// Parts files into those that lie under the map and the others; what only says where one of the first lies comes with
/// it.
pub(super) fn part_backgrounds(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (below, others): (Vec<PathBuf>, Vec<PathBuf>) =
        paths.iter().cloned().partition(|path| is_raster(path));
    let comes_along = |path: &PathBuf| below.iter().any(|raster| lies_beside(path, raster));
    let others = others.into_iter().filter(|path| !comes_along(path)).collect();
    (below, others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn world_files_come_with_their_pictures() {
        let paths = [
            "d/a.png",
            "d/a.pgw",
            "d/a.prj",
            "d/b.prj",
            "d/c.shp",
            "d/底图.mbtiles",
        ]
        .map(PathBuf::from);
        let (below, others) = part_backgrounds(&paths);
        assert_eq!(below, ["d/a.png", "d/底图.mbtiles"].map(PathBuf::from));
        assert_eq!(others, ["d/b.prj", "d/c.shp"].map(PathBuf::from));
    }
}
