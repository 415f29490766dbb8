//! What the user said about files of one kind, so that it need not be said again.
//!
//! Meaning: a bureau's files come from the same hands month after month: `360481YJJBNTTB.shp`, then
//! `360482YJJBNTTB.shp`. A *habit* (习惯) belongs to the name with its digits left open. What is remembered is
//! proposed, never taken in silence: a habit only fills in what the user sees and confirms.
//!
//! Input: what was added. Output: what was said about a file of that name last time.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::input::InputSpec;
use super::task::Part;
use crate::crs::CrsId;
use crate::io::Encoding;
use crate::layer::Role;

/// Habits that are remembered; the oldest go first.
const MOST: usize = 200;
/// The code of parcels among the codes of roles.
const PARCELS: &str = "parcels";

/// What was said about files of one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habit {
    /// Name of the file and the layer in it, each run of digits as `#`.
    pattern: String,
    /// What it is taken for: `parcels` or the code of a role.
    part: String,
    /// The coordinate reference system given by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    crs: Option<String>,
    /// The axes are swapped.
    #[serde(default)]
    swap_axes: bool,
    /// The encoding given by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    encoding: Option<String>,
}

impl Habit {
    /// What a file was taken for.
    #[must_use]
    pub fn part(&self) -> Option<Part> {
        if self.part == PARCELS {
            Some(Part::Parcels)
        } else {
            Role::parse(&self.part).map(Part::Layer)
        }
    }

    /// The system that was given by hand, and whether the axes were swapped.
    #[must_use]
    pub fn system(&self) -> Option<(CrsId, bool)> {
        Some((CrsId::parse(self.crs.as_deref()?)?, self.swap_axes))
    }

    /// The encoding that was given by hand.
    #[must_use]
    pub fn encoding(&self) -> Option<Encoding> {
        Encoding::of_label(self.encoding.as_deref()?)
    }
}

/// All habits, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habits(Vec<Habit>);

impl Habits {
    /// Remembers what was said of an input that was added.
    pub fn remember(&mut self, spec: &InputSpec, part: &Part) {
        let part = match part {
            Part::Parcels => PARCELS.to_owned(),
            Part::Layer(role) => role.code(),
            Part::Skip => return,
        };
        let habit = Habit {
            pattern: pattern(&spec.path, spec.layer.as_deref()),
            part,
            crs: spec.crs.map(|crs| crs.to_string()),
            swap_axes: spec.swap_axes,
            encoding: spec.encoding.map(|encoding| encoding.name().to_owned()),
        };
        self.0.retain(|known| known.pattern != habit.pattern);
        self.0.insert(0, habit);
        self.0.truncate(MOST);
    }

    /// What was said of files of this name last time.
    #[must_use]
    pub fn find(&self, path: &Path, layer: Option<&str>) -> Option<&Habit> {
        let pattern = pattern(path, layer);
        self.0.iter().find(|habit| habit.pattern == pattern)
    }
}

/// The name with its digits left open.
fn pattern(path: &Path, layer: Option<&str>) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let whole = match layer {
        Some(layer) => format!("{name}#{layer}"),
        None => name.into_owned(),
    };
    let mut pattern = String::with_capacity(whole.len());
    for character in whole.to_lowercase().chars() {
        if !character.is_ascii_digit() {
            pattern.push(character);
        } else if !pattern.ends_with('#') {
            pattern.push('#');
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_differ_in_their_numbers_have_one_habit() {
        let mut habits = Habits::default();
        let mut spec = InputSpec::of_path("a/360481YJJBNTTB.shp");
        spec.crs = Some(CrsId::Epsg(4527));
        spec.encoding = Some(Encoding::GBK);
        habits.remember(&spec, &Part::Layer(Role::BasicFarmland));
        let found = habits
            .find(Path::new("b/3604yjjbnttb.SHP"), None)
            .expect("a habit");
        assert_eq!(found.part(), Some(Part::Layer(Role::BasicFarmland)));
        assert_eq!(found.system(), Some((CrsId::Epsg(4527), false)));
        assert_eq!(found.encoding(), Some(Encoding::GBK));
        assert!(habits.find(Path::new("b/YJJBNTTB.shp"), None).is_none());
        assert!(habits.find(Path::new("b/3604yjjbnttb.shp"), Some("x")).is_none());
        // What is left out is no habit, and the last word counts.
        habits.remember(&spec, &Part::Skip);
        spec.crs = None;
        habits.remember(&spec, &Part::Parcels);
        let found = habits.find(&spec.path, None).expect("a habit");
        assert_eq!((found.part(), found.system()), (Some(Part::Parcels), None));
        assert_eq!(habits.0.len(), 1);
    }
}
