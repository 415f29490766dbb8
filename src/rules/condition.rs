//! Which ground a rule speaks of: role of the layer and attributes of the feature.
//!
//! Meaning: field names and values differ between editions of the data standards, so a condition
//! lists aliases, and the first field with a value counts. A layer of the user's own is recognised
//! by its name.

use crate::layer::Role;

/// One kind of ground: a role, and conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ground {
    /// Role of the layer.
    pub role: RoleMatch,
    /// Conditions on the feature's attributes; all must hold.
    pub category: Vec<Condition>,
}

/// Which roles a rule applies to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleMatch {
    /// Exactly this role.
    Named(Role),
    /// An own layer whose name contains one of these texts; any own layer when the list is empty.
    OtherNamed(Vec<String>),
}

/// A condition on one attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Field names in order of preference.
    pub fields: Vec<String>,
    /// What must hold for the value of the first field that has one.
    pub test: Test,
}

/// What must hold for a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// There is a value, and one of the patterns fits.
    AnyOf(Vec<Pattern>),
    /// There is no value, or none of the patterns fits.
    NoneOf(Vec<Pattern>),
    /// There is no value.
    Absent,
}

/// A pattern for a value, without regard to ASCII case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// The whole value.
    Equals(String),
    /// A part of the value.
    Contains(String),
    /// The start of the value, for hierarchical codes.
    StartsWith(String),
}

/// The first value that a feature has among several field names.
pub(super) type Attributes<'a> = dyn Fn(&[&str]) -> Option<String> + 'a;

impl Ground {
    /// Whether a feature of a layer is this kind of ground.
    #[must_use]
    pub fn covers(&self, role: &Role, attributes: &Attributes<'_>) -> bool {
        self.role.covers(role) && self.category.iter().all(|condition| condition.holds(attributes))
    }
}

impl RoleMatch {
    /// Whether a role is meant.
    #[must_use]
    pub fn covers(&self, role: &Role) -> bool {
        match (self, role) {
            (Self::OtherNamed(parts), Role::Other(name)) => {
                let name = name.to_ascii_lowercase();
                parts.is_empty() || parts.iter().any(|part| name.contains(&part.to_ascii_lowercase()))
            }
            (Self::Named(named), role) => named == role,
            (Self::OtherNamed(_), _) => false,
        }
    }
}

impl Condition {
    fn holds(&self, attributes: &Attributes<'_>) -> bool {
        let fields: Vec<&str> = self.fields.iter().map(String::as_str).collect();
        let value = attributes(&fields).map(|value| value.trim().to_ascii_lowercase());
        let value = value.as_deref().filter(|value| !value.is_empty());
        match &self.test {
            Test::Absent => value.is_none(),
            Test::AnyOf(patterns) => value.is_some_and(|value| any_fits(patterns, value)),
            Test::NoneOf(patterns) => !value.is_some_and(|value| any_fits(patterns, value)),
        }
    }
}

fn any_fits(patterns: &[Pattern], value: &str) -> bool {
    patterns.iter().any(|pattern| match pattern {
        Pattern::Equals(text) => value == text.to_ascii_lowercase(),
        Pattern::Contains(text) => value.contains(&text.to_ascii_lowercase()),
        Pattern::StartsWith(text) => value.starts_with(&text.to_ascii_lowercase()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(test: Test) -> Ground {
        let fields = vec!["ZRBHDFQ".to_owned(), "GNFQ".to_owned()];
        Ground {
            role: RoleMatch::Named(Role::EcoRedline),
            category: vec![Condition { fields, test }],
        }
    }

    #[test]
    fn the_first_alias_with_a_value_counts() {
        let core = vec![Pattern::Contains("核心".to_owned())];
        let any = zone(Test::AnyOf(core.clone()));
        let none = zone(Test::NoneOf(core));
        let absent = zone(Test::Absent);
        for (value, holds) in [
            (Some("核心保护区"), [true, false, false]),
            (Some("一般控制区"), [false, true, false]),
            (Some("  "), [false, true, true]),
            (None, [false, true, true]),
        ] {
            let attributes = |fields: &[&str]| {
                assert_eq!(fields, ["ZRBHDFQ", "GNFQ"]);
                value.map(str::to_owned)
            };
            let found = [&any, &none, &absent].map(|ground| ground.covers(&Role::EcoRedline, &attributes));
            assert_eq!(found, holds, "{value:?}");
            assert!(!any.covers(&Role::BasicFarmland, &attributes));
        }
    }

    #[test]
    fn own_layers_are_known_by_a_part_of_their_name() {
        let wetland = RoleMatch::OtherNamed(vec!["湿地".to_owned(), "wetland".to_owned()]);
        assert!(wetland.covers(&Role::Other("省级重要湿地2023".to_owned())));
        assert!(wetland.covers(&Role::Other("County Wetlands".to_owned())));
        assert!(!wetland.covers(&Role::Other("高压走廊".to_owned())));
        assert!(!wetland.covers(&Role::NatureReserve));
        assert!(RoleMatch::OtherNamed(Vec::new()).covers(&Role::Other("x".to_owned())));
    }
}
