//! The rule files that come with the program: one line each.

use super::RuleSet;

/// Name and text of every built-in file, in the order in which their rules are shown.
pub(super) const FILES: [(&str, &str); 7] = [
    ("cn_red_line.toml", include_str!("../../assets/rules/cn_red_line.toml")),
    ("cn_farmland.toml", include_str!("../../assets/rules/cn_farmland.toml")),
    ("cn_protected_area.toml", include_str!("../../assets/rules/cn_protected_area.toml")),
    ("cn_eco_space.toml", include_str!("../../assets/rules/cn_eco_space.toml")),
    (
        "cn_water_forest_wetland.toml",
        include_str!("../../assets/rules/cn_water_forest_wetland.toml"),
    ),
    ("cn_urban_boundary.toml", include_str!("../../assets/rules/cn_urban_boundary.toml")),
    ("cn36_jiangxi.toml", include_str!("../../assets/rules/cn36_jiangxi.toml")),
];

/// All built-in rules as one set.
pub(super) fn read_all() -> RuleSet {
    let sets = FILES.iter().map(|(name, text)| RuleSet::read(text, name));
    sets.collect::<Result<Vec<_>, _>>()
        .and_then(|sets| RuleSet::joined("redline", sets))
        .expect("the built-in files are part of the program and read in its tests")
}
