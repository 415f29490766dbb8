//! The sets that are shipped: one file each in `assets/symbols`, one line here.

use std::sync::{Arc, LazyLock};

use super::own::{Notation, read};
use super::{Rule, SymbolSet};
use crate::layer::Role;

/// Names and texts of the shipped sets, in the order in which they are offered; the first is the default.
const SHIPPED: [(&str, &str); 5] = [
    (
        "software-default",
        include_str!("../../assets/symbols/software_default.toml"),
    ),
    (
        "red-line-zones",
        include_str!("../../assets/symbols/red_line_zones.toml"),
    ),
    (
        "land-survey-2019",
        include_str!("../../assets/symbols/land_survey_2019.toml"),
    ),
    (
        "city-plan-2021",
        include_str!("../../assets/symbols/city_plan_2021.toml"),
    ),
    (
        "land-plan-1999",
        include_str!("../../assets/symbols/land_plan_1999.toml"),
    ),
];

static SETS: LazyLock<Vec<Arc<SymbolSet>>> = LazyLock::new(|| {
    // That the shipped texts are well formed is tested.
    let sets = SHIPPED.iter();
    sets.filter_map(|(name, text)| read(text, Notation::Toml, name).ok().map(Arc::new))
        .collect()
});

/// All shipped sets.
#[must_use]
pub fn all() -> &'static [Arc<SymbolSet>] {
    &SETS
}

/// The set that is used where nothing else was chosen.
#[must_use]
pub fn default_set() -> Arc<SymbolSet> {
    SETS.first().cloned().unwrap_or_default()
}

/// The rule of a role in the default set.
#[must_use]
pub fn rule_of_role(role: &Role) -> Option<&'static Rule> {
    SETS.first()?.rule_of_role(role)
}

/// The shipped set with a name.
#[must_use]
pub fn find(id: &str) -> Option<Arc<SymbolSet>> {
    SETS.iter().find(|set| set.id == id).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::NAMED_ROLES;
    use crate::symbols::marks::Mark;
    use crate::symbols::vision::Vision;
    use crate::symbols::{Status, Symbol, Theme};

    /// Least difference of two classes that colour alone tells apart.
    const APART: f64 = 20.0;

    #[test]
    fn every_shipped_set_is_read_and_says_where_it_comes_from() {
        for (name, text) in SHIPPED {
            let set = read(text, Notation::Toml, name).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(set.id, name);
            assert!(set.notes.is_empty(), "{name}: {:?}", set.notes);
            for language in ["zh-CN", "en"] {
                assert!(!set.source.of(language).is_empty(), "{name}");
                let labels = set.rules().iter().map(|rule| rule.label.of(language));
                assert!(labels.into_iter().all(|label| !label.is_empty()), "{name}");
            }
            // Nobody has checked a table against the official text.
            assert!(matches!(
                set.status,
                Some(Status::Unverified | Status::SoftwareDefault)
            ));
            assert!(
                set.rules()
                    .iter()
                    .all(|rule| !rule.light.is_blank() && !rule.dark.is_blank())
            );
        }
        assert_eq!(all().len(), SHIPPED.len());
    }

    #[test]
    fn published_classes_are_found_by_code_and_by_name() {
        let of = |set: &str, value: &str| {
            let set = find(set).unwrap();
            let rule = &set.rules()[usize::from(set.rule_of_value(value).unwrap())];
            rule.label.of("zh-CN").to_owned()
        };
        assert_eq!(of("land-survey-2019", "0101"), "0101 水田");
        assert_eq!(of("land-survey-2019", "0201K"), "0201 果园");
        assert_eq!(of("land-survey-2019", "0810A"), "0810A 广场用地");
        assert_eq!(of("land-survey-2019", "203A"), "203 村庄");
        assert_eq!(of("land-survey-2019", ""), "其他地类");
        assert_eq!(of("city-plan-2021", "010000"), "01 耕地");
        assert_eq!(of("city-plan-2021", "070102"), "0701 城镇住宅用地");
        assert_eq!(of("city-plan-2021", "农村宅基地"), "0703 农村宅基地");
        assert_eq!(of("land-plan-1999", "110"), "100 牧业用地区");
        assert_eq!(of("land-plan-1999", "禁止建设区"), "禁止建设区");
        assert_eq!(
            of("red-line-zones", "核心保护区"),
            "核心保护区（含原核心区、缓冲区）"
        );
        let city = find("city-plan-2021").unwrap();
        assert_eq!(city.rules().len(), 39 + 1);
    }

    /// The roles that judge, and what a check says about them.
    fn classes(theme: Theme) -> Vec<(&'static str, Symbol)> {
        let roles = [
            Role::EcoRedline,
            Role::BasicFarmland,
            Role::EcoSpace,
            Role::NatureReserve,
            Role::UrbanBoundary,
        ];
        let of_role = |role: &Role| {
            let rule = rule_of_role(role).unwrap();
            (role.name(), rule.symbol(theme).clone())
        };
        let marks = [Mark::Parcel, Mark::Prohibited, Mark::Undetermined];
        let of_mark = |mark: &Mark| (mark.code(), mark.symbol(theme).clone());
        roles
            .iter()
            .map(of_role)
            .chain(marks.iter().map(of_mark))
            .collect()
    }

    fn color(symbol: &Symbol) -> crate::symbols::Color {
        let line = symbol.line.as_ref().map(|line| line.color);
        let color = line.unwrap_or_else(|| symbol.hatches[0].color);
        crate::symbols::Color { a: 255, ..color }
    }

    #[test]
    fn classes_stay_apart_for_every_kind_of_colour_vision() {
        for theme in [Theme::Light, Theme::Dark] {
            let classes = classes(theme);
            for (index, (name, symbol)) in classes.iter().enumerate() {
                let contrast = color(symbol).contrast(theme.paper());
                assert!(contrast >= 3.0, "{theme:?} {name}: contrast {contrast:.2}");
                for (other_name, other) in &classes[index + 1..] {
                    for vision in Vision::COLORED {
                        let apart = vision.difference(color(symbol), color(other));
                        assert!(
                            apart >= APART,
                            "{theme:?} {name} and {other_name} to {vision:?} eyes: {apart:.1}"
                        );
                    }
                }
            }
        }
    }

    /// What is left of a symbol when all colours are one: pattern of the inside, dash of the line.
    fn shape(symbol: &Symbol) -> String {
        let hatches: Vec<String> = symbol
            .hatches
            .iter()
            .map(|hatch| format!("{:?} {} {}", hatch.pattern, hatch.degrees, hatch.step_mm))
            .collect();
        let dash = symbol.line.as_ref().map(|line| format!("{:?}", line.dash_mm));
        format!("{hatches:?} {dash:?} filled {}", symbol.fill.is_some())
    }

    #[test]
    fn no_two_symbols_have_the_same_shape() {
        let other = Role::Other(String::new());
        let roles = NAMED_ROLES.iter().chain([&other]).map(|role| {
            let rule = rule_of_role(role).unwrap();
            (role.name(), shape(&rule.light))
        });
        let marks = Mark::ALL.iter().map(|mark| {
            let symbol = mark.symbol(Theme::Light);
            assert!(!symbol.is_blank(), "{mark:?}");
            (mark.code(), shape(symbol))
        });
        let all: Vec<_> = roles.chain(marks).collect();
        for (index, (name, shape)) in all.iter().enumerate() {
            for (other_name, other) in &all[index + 1..] {
                // Plain outlines: a parcel is cased and twice as wide as a patch of land use.
                if (*name, *other_name) == ("land_use", "parcel") {
                    continue;
                }
                assert_ne!(shape, other, "{name} and {other_name}");
            }
        }
    }
}
