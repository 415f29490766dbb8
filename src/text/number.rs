//! Numbers as they are printed: areas in three units, shares, widths.
//!
//! Meaning: a value is rounded once, half up, from the exact number in memory; no printed number is
//! computed from another printed number (0.005 公顷 is never made from a rounded m²). Where rows must
//! add up to their printed total, [`reconcile`] shares out the last digit by largest remainder.
//!
//! Deliberately not here: units' names (they stand in the texts).

/// Narrow no-break space between thousands: groups stay together at a line end.
const GROUP: char = '\u{202f}';

/// A unit: the printed number is value × numerator / denominator with so many decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    numerator: u64,
    denominator: u64,
    decimals: u32,
}

impl Unit {
    /// Square metres with 2 decimals.
    pub const M2: Self = Self {
        numerator: 1,
        denominator: 1,
        decimals: 2,
    };
    /// Square metres with 4 decimals, for sums of what is too small to mean anything.
    pub const SMALL_M2: Self = Self {
        numerator: 1,
        denominator: 1,
        decimals: 4,
    };
    /// Hectares (公顷) with 4 decimals, from m².
    pub const HECTARE: Self = Self {
        numerator: 1,
        denominator: 10_000,
        decimals: 4,
    };
    /// Mu (亩, 2000/3 m²) with 2 decimals, from m².
    pub const MU: Self = Self {
        numerator: 3,
        denominator: 2000,
        decimals: 2,
    };
    /// Percent with 2 decimals, from a share between 0 and 1.
    pub const PERCENT: Self = Self {
        numerator: 100,
        denominator: 1,
        decimals: 2,
    };
    /// Metres with 2 decimals.
    pub const METRE: Self = Self {
        numerator: 1,
        denominator: 1,
        decimals: 2,
    };
    /// Metres with 3 decimals.
    pub const MILLIMETRE: Self = Self {
        numerator: 1,
        denominator: 1,
        decimals: 3,
    };

    /// The printed number of `value`, without the unit's name; `?` when it is not a number.
    #[must_use]
    pub fn print(self, value: f64) -> String {
        self.steps(value)
            .map_or_else(|| "?".to_owned(), |steps| self.print_steps(steps))
    }

    /// The printed number in steps of its last decimal, half up; `None` when it is not finite or
    /// beyond any area on Earth.
    #[must_use]
    pub fn steps(self, value: f64) -> Option<i128> {
        let (whole, rest, divisor) = self.divide(value.abs())?;
        // 2·rest ≥ divisor, written so that it cannot overflow.
        let rounded = i128::try_from(whole).ok()? + i128::from(rest >= divisor - rest);
        Some(if value < 0.0 { -rounded } else { rounded })
    }

    /// Prints a number given in steps of its last decimal.
    #[must_use]
    pub fn print_steps(self, steps: i128) -> String {
        let scale = 10_u128.pow(self.decimals);
        let magnitude = steps.unsigned_abs();
        let sign = if steps < 0 { "-" } else { "" };
        let width = self.decimals as usize;
        format!(
            "{sign}{}.{:0width$}",
            grouped(magnitude / scale),
            magnitude % scale
        )
    }

    /// Exact quotient, remainder and divisor of the scaled value, in integers: an `f64` is a whole
    /// number times a power of two, so no rounding happens before the one that is wanted.
    fn divide(self, value: f64) -> Option<(u128, u128, u128)> {
        let (mantissa, exponent) = decompose(value)?;
        let scaled = u128::from(mantissa) * u128::from(self.numerator) * 10_u128.pow(self.decimals);
        let divisor = u128::from(self.denominator);
        match exponent {
            0..=40 => {
                let scaled = scaled << exponent;
                Some((scaled / divisor, scaled % divisor, divisor))
            }
            -100..0 => {
                let divisor = divisor << exponent.unsigned_abs();
                Some((scaled / divisor, scaled % divisor, divisor))
            }
            // Below 2⁻⁴⁷: nothing but zero is left at any of these scales.
            ..-100 => Some((0, 0, 1)),
            _ => None,
        }
    }
}

/// Mantissa and exponent of a finite value ≥ 0: value = mantissa · 2^exponent.
fn decompose(value: f64) -> Option<(u64, i32)> {
    if !value.is_finite() {
        return None;
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << 52) - 1);
    let biased = i32::try_from((bits >> 52) & 0x7ff).ok()?;
    Some(if biased == 0 {
        (fraction, -1074)
    } else {
        (fraction | (1 << 52), biased - 1075)
    })
}

/// Digits in groups of three.
fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len());
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(GROUP);
        }
        shown.push(digit);
    }
    shown
}

/// A count with its thousands apart.
#[must_use]
pub fn count(number: usize) -> String {
    grouped(number as u128)
}

/// A share between 0 and 1 in percent; what is more than nothing never prints as `0.00`.
#[must_use]
pub fn percent(share: f64) -> String {
    if share > 0.0 && Unit::PERCENT.steps(share) == Some(0) {
        return "< 0.01".to_owned();
    }
    Unit::PERCENT.print(share)
}

/// A width or distance in metres: 2 decimals, and 3 below one metre, where millimetres decide.
#[must_use]
pub fn metres(value: f64) -> String {
    if value.abs() < 1.0 {
        Unit::MILLIMETRE.print(value)
    } else {
        Unit::METRE.print(value)
    }
}

/// An area, printed in three units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount(
    /// The exact area in m².
    pub f64,
);

impl Amount {
    /// Square metres, 2 decimals.
    #[must_use]
    pub fn m2(self) -> String {
        Unit::M2.print(self.0)
    }

    /// Hectares (公顷), 4 decimals.
    #[must_use]
    pub fn hectares(self) -> String {
        Unit::HECTARE.print(self.0)
    }

    /// Mu (亩), 2 decimals.
    #[must_use]
    pub fn mu(self) -> String {
        Unit::MU.print(self.0)
    }

    /// The arguments `m2`, `hectare` and `mu` of a text.
    #[must_use]
    pub fn args(self) -> [(&'static str, String); 3] {
        [("m2", self.m2()), ("hectare", self.hectares()), ("mu", self.mu())]
    }
}

/// Rows in steps of a unit's last decimal that add up to `total_steps`, each at most one step from
/// its own value: all are rounded down, then the largest remainders take the missing steps; equal
/// remainders in row order. Rows that cannot add up that way (the total is not their sum) come back
/// rounded each for itself.
#[must_use]
pub fn reconcile(rows: &[f64], total_steps: i128, unit: Unit) -> Vec<i128> {
    let plain = || rows.iter().map(|row| unit.steps(*row).unwrap_or(0)).collect();
    let Some(parts) = rows
        .iter()
        .map(|row| unit.divide(*row))
        .collect::<Option<Vec<_>>>()
    else {
        return plain();
    };
    let mut steps: Vec<i128> = parts
        .iter()
        .map(|(whole, ..)| i128::try_from(*whole).unwrap_or(0))
        .collect();
    let Ok(missing) = usize::try_from(total_steps - steps.iter().sum::<i128>()) else {
        return plain();
    };
    if missing > rows.len() {
        return plain();
    }
    #[expect(clippy::cast_precision_loss, reason = "only the order of remainders matters")]
    let remainder = |index: usize| parts[index].1 as f64 / parts[index].2 as f64;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| remainder(*b).total_cmp(&remainder(*a)).then(a.cmp(b)));
    for index in order.into_iter().take(missing) {
        steps[index] += 1;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn areas_print_in_three_units_from_the_exact_value() {
        let area = Amount(812.4);
        assert_eq!(
            [area.m2(), area.hectares(), area.mu()],
            ["812.40", "0.0812", "1.22"]
        );
        let million = Amount(1_234_567.891);
        assert_eq!(million.m2(), "1\u{202f}234\u{202f}567.89");
        assert_eq!(million.hectares(), "123.4568");
        assert_eq!(million.mu(), "1\u{202f}851.85");
        assert_eq!(Amount(0.0).m2(), "0.00");
        assert_eq!(Amount(-0.0).hectares(), "0.0000");
        assert_eq!(Amount(f64::NAN).m2(), "?");
    }

    #[test]
    fn halves_go_up_and_only_exact_halves_are_halves() {
        assert_eq!(Unit::M2.print(0.125), "0.13");
        assert_eq!(Unit::M2.print(0.375), "0.38");
        assert_eq!(Unit::M2.print(2.675), "2.67", "2.675 is stored as 2.67499…");
        assert_eq!(Unit::MU.print(10.0), "0.02", "0.015 exactly");
        assert_eq!(Unit::HECTARE.print(0.5), "0.0001");
        assert_eq!(Unit::M2.print(5e-324), "0.00");
    }

    #[test]
    fn one_hectare_is_fifteen_mu() {
        assert_eq!(Amount(10_000.0).mu(), "15.00");
        assert_eq!(Amount(10_000.0).hectares(), "1.0000");
    }

    #[test]
    fn a_share_above_nothing_is_not_shown_as_nothing() {
        assert_eq!(percent(0.0), "0.00");
        assert_eq!(percent(1e-9), "< 0.01");
        assert_eq!(percent(0.08124), "8.12");
        assert_eq!(percent(1.0), "100.00");
    }

    #[test]
    fn widths_show_millimetres_where_they_decide() {
        assert_eq!(metres(0.0014), "0.001");
        assert_eq!(metres(14.25), "14.25");
    }

    #[test]
    fn rows_add_up_by_largest_remainder() {
        let rows = [0.334, 0.333, 0.333];
        let total = Unit::M2.steps(1.0).unwrap();
        assert_eq!(reconcile(&rows, total, Unit::M2), [34, 33, 33]);
        assert_eq!(
            reconcile(&rows, 900, Unit::M2),
            [33, 33, 33],
            "a foreign total changes nothing"
        );
    }

    proptest! {
        #[test]
        fn reconciled_rows_add_up_and_stay_within_a_step(rows in prop::collection::vec(0.0..1e7_f64, 0..60)) {
            let sum: f64 = rows.iter().sum();
            for unit in [Unit::M2, Unit::HECTARE, Unit::MU] {
                let total = unit.steps(sum).unwrap();
                let steps = reconcile(&rows, total, unit);
                prop_assert_eq!(steps.iter().sum::<i128>(), total);
                for (row, step) in rows.iter().zip(&steps) {
                    prop_assert!((unit.steps(*row).unwrap() - step).abs() <= 1);
                }
            }
        }

        #[test]
        fn printing_agrees_with_decimal_formatting_off_the_halves(value in 0.0..1e9_f64) {
            let plain: String = Unit::M2.print(value).chars().filter(|c| *c != GROUP).collect();
            prop_assert_eq!(plain, format!("{value:.2}"));
        }
    }
}
