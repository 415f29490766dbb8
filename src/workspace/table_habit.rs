//! How the columns of attribute tables are shown: which are hidden, how wide they are.
//!
//! Meaning: kept by the role of a layer, not by its file: the files of one role come with the same fields month after
//! month. Columns are named by their code; one that a layer does not have is kept for the next that has it.
//!
//! Deliberately not here: order and filter, which belong to a question and not to a table.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Tables, columns of one, and bytes of a name that are remembered.
const MOST_TABLES: usize = 64;
const MOST_COLUMNS: usize = 400;
const LONGEST: usize = 200;
/// Widths that a hand can have meant, in logical pixels.
const WIDTHS: std::ops::RangeInclusive<f32> = 16.0..=4000.0;

/// What is remembered of one table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableHabit {
    /// Codes of the columns that are not shown.
    pub hidden: BTreeSet<String>,
    /// Widths that a hand gave, by code, in logical pixels.
    pub widths: BTreeMap<String, f32>,
}

impl TableHabit {
    /// Hides a column, or shows it.
    pub fn hide(&mut self, code: &str, is_hidden: bool) {
        if !is_hidden {
            self.hidden.remove(code);
        } else if code.len() <= LONGEST && self.hidden.len() < MOST_COLUMNS {
            self.hidden.insert(code.to_owned());
        }
    }

    /// Shows all columns.
    pub fn show_all(&mut self) {
        self.hidden.clear();
    }

    /// Gives a column a width.
    pub fn widen(&mut self, code: &str, width: f32) {
        let fits = code.len() <= LONGEST && self.widths.len() < MOST_COLUMNS;
        if WIDTHS.contains(&width) && (fits || self.widths.contains_key(code)) {
            self.widths.insert(code.to_owned(), width);
        }
    }
}

/// What is remembered of all tables, by a layer's role.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableHabits(BTreeMap<String, TableHabit>);

impl TableHabits {
    /// What is remembered of a table.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&TableHabit> {
        self.0.get(name)
    }

    /// Changes what is remembered of a table.
    pub fn change(&mut self, name: &str, change: impl FnOnce(&mut TableHabit)) {
        if self.0.contains_key(name) || name.len() <= LONGEST && self.0.len() < MOST_TABLES {
            change(self.0.entry(name.to_owned()).or_default());
        }
    }

    /// What of a file can have been remembered.
    #[must_use]
    pub(super) fn checked(mut self) -> Self {
        while self.0.len() > MOST_TABLES {
            self.0.pop_last();
        }
        for habit in self.0.values_mut() {
            habit
                .widths
                .retain(|code, width| code.len() <= LONGEST && WIDTHS.contains(width));
            habit.hidden.retain(|code| code.len() <= LONGEST);
            while habit.hidden.len() > MOST_COLUMNS {
                habit.hidden.pop_last();
            }
            while habit.widths.len() > MOST_COLUMNS {
                habit.widths.pop_last();
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_hand_did_is_kept_and_nothing_grows_without_end() {
        let mut habits = TableHabits::default();
        habits.change("parcels", |habit| {
            habit.hide("field:备注", true);
            habit.hide("field:面积", true);
            habit.hide("field:面积", false);
            habit.widen("verdict", 99.0);
            habit.widen("number", f32::NAN);
            (0..1000).for_each(|number| habit.hide(&number.to_string(), true));
            habit.hide(&"长".repeat(100), true);
        });
        let habit = habits.find("parcels").expect("a habit");
        assert!(habit.hidden.contains("field:备注") && !habit.hidden.contains("field:面积"));
        assert_eq!((habit.hidden.len(), habit.widths.len()), (MOST_COLUMNS, 1));
        for number in 0..1000 {
            habits.change(&number.to_string(), TableHabit::show_all);
        }
        assert_eq!(habits.0.len(), MOST_TABLES);
        let mut grown = habits.clone();
        grown.0.insert("zz".to_owned(), TableHabit::default());
        let odd = TableHabit {
            widths: [("number".to_owned(), f32::INFINITY)].into(),
            ..TableHabit::default()
        };
        grown.0.insert("0".to_owned(), odd);
        let checked = grown.checked();
        assert_eq!(checked.0.len(), MOST_TABLES);
        assert!(checked.find("0").expect("a habit").widths.is_empty());
    }
}
