//! Periods of validity, in whole days.

use jiff::civil::Date;

/// A span of days; both ends belong to it, an absent end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Period {
    /// Whether a day lies in the period.
    #[must_use]
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether the first day does not come after the last.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        match (self.from, self.to) {
            (Some(from), Some(to)) => from <= to,
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_ends_belong_to_a_period() {
        let period = Period {
            from: Some(date(2022, 6, 1)),
            to: Some(date(2026, 8, 14)),
        };
        for (day, inside) in [
            (date(2022, 5, 31), false),
            (date(2022, 6, 1), true),
            (date(2026, 8, 14), true),
            (date(2026, 8, 15), false),
        ] {
            assert_eq!(period.contains(day), inside, "{day}");
        }
        assert!(Period::default().contains(date(1, 1, 1)));
        assert!(
            !Period {
                from: period.to,
                to: period.from
            }
            .is_ordered()
        );
    }
}
