//! The rule files that come with the program: one line each.

use super::RuleSet;

/// Name and text of every built-in file, in the order in which their rules are shown.
pub(super) const FILES: [(&str, &str); 7] = [
    (
        "cn_red_line.toml",
        include_str!("../../assets/rules/cn_red_line.toml"),
    ),
    (
        "cn_farmland.toml",
        include_str!("../../assets/rules/cn_farmland.toml"),
    ),
    (
        "cn_protected_area.toml",
        include_str!("../../assets/rules/cn_protected_area.toml"),
    ),
    (
        "cn_eco_space.toml",
        include_str!("../../assets/rules/cn_eco_space.toml"),
    ),
    (
        "cn_water_forest_wetland.toml",
        include_str!("../../assets/rules/cn_water_forest_wetland.toml"),
    ),
    (
        "cn_urban_boundary.toml",
        include_str!("../../assets/rules/cn_urban_boundary.toml"),
    ),
    (
        "cn36_jiangxi.toml",
        include_str!("../../assets/rules/cn36_jiangxi.toml"),
    ),
];

/// All built-in rules as one set.
pub(super) fn read_all() -> RuleSet {
    let sets = FILES.iter().map(|(name, text)| RuleSet::read(text, name));
    sets.collect::<Result<Vec<_>, _>>()
        .and_then(|sets| RuleSet::joined("redline", sets))
        .expect("the built-in files are part of the program and read in its tests")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::LazyLock;

    use fluent_bundle::{FluentBundle, FluentResource};
    use jiff::civil::{Date, date};

    use super::*;
    use crate::layer::{LandMode, NAMED_ROLES, Role};
    use crate::rules::{
        ACTIVITIES, Activity, ApprovalLevel, ApprovalReason, Confidence, NOTE_CODES, Outcome, PHASES, Phase,
        Query, Resolution, RuleError, Side,
    };

    static SET: LazyLock<RuleSet> = LazyLock::new(RuleSet::builtin);

    const TODAY: Date = date(2026, 11, 23);
    const CORE: (&str, &str) = ("ZRBHDFQ", "核心保护区");
    const GENERAL: (&str, &str) = ("ZRBHDFQ", "一般控制区");

    /// One question; what a test does not say is an ordinary occupation in Jiangxi today.
    #[derive(Clone)]
    struct Case {
        role: Role,
        fields: Vec<(&'static str, &'static str)>,
        activity: Option<Activity>,
        phase: Option<Phase>,
        place: Vec<&'static str>,
        day: Date,
        mode: LandMode,
        side: Side,
    }

    impl Case {
        fn on(role: Role) -> Self {
            Self {
                role,
                fields: Vec::new(),
                activity: Some(Activity::G1),
                phase: None,
                place: vec!["CN", "CN-36"],
                day: TODAY,
                mode: LandMode::Occupy,
                side: Side::Inside,
            }
        }

        fn own(name: &str) -> Self {
            Self::on(Role::Other(name.to_owned()))
        }

        fn with(mut self, field: (&'static str, &'static str)) -> Self {
            self.fields.push(field);
            self
        }

        fn doing(mut self, activity: Activity) -> Self {
            self.activity = Some(activity);
            self
        }

        fn at(mut self, day: Date) -> Self {
            self.day = day;
            self
        }

        fn ask(&self) -> Resolution {
            let find = |names: &[&str]| {
                let named = |name: &&str| self.fields.iter().find(|(field, _)| field == name);
                names.iter().find_map(named).map(|(_, value)| (*value).to_owned())
            };
            SET.resolve(&Query {
                role: &self.role,
                attributes: &find,
                activity: self.activity,
                phase: self.phase,
                jurisdiction: &self.place,
                as_of: self.day,
                land_mode: self.mode,
                side: self.side,
            })
        }

        fn says(&self) -> (Outcome, String) {
            let found = self.ask();
            (found.outcome, found.deciding.unwrap_or_default())
        }

        fn cites(&self, text: &str) -> bool {
            self.ask().basis.iter().any(|basis| basis.contains(text))
        }
    }

    fn decided(outcome: Outcome, rule: &str) -> (Outcome, String) {
        (outcome, rule.to_owned())
    }

    #[test]
    fn every_file_reads_and_says_the_same_version() {
        let set = &*SET;
        assert_eq!((set.name.as_str(), set.version.as_str()), ("redline", "2026.11"));
        assert_eq!(set.last_verified, TODAY);
        assert!(set.rules.len() > 80);
        for (file, text) in FILES {
            let set = RuleSet::read(text, file).expect(file);
            assert_eq!(format!("{}.toml", set.name), file);
        }
    }

    #[test]
    fn the_core_zone_is_closed_and_around_it_the_activity_decides() {
        use Outcome::{Conditional, Prohibited, Restricted};
        for activity in ACTIVITIES {
            let listed = matches!(activity, Activity::A1 | Activity::A3 | Activity::A8);
            let core = if listed {
                decided(Restricted, "CN.eco.core.listed")
            } else {
                decided(Prohibited, "CN.eco.core")
            };
            let outside = match activity {
                Activity::N1 => decided(Restricted, "CN.eco.N1"),
                Activity::G2 => decided(Restricted, "CN.eco.temp"),
                limited if limited.code().starts_with('A') => {
                    decided(Conditional, &format!("CN.eco.out.{limited}"))
                }
                _ => decided(Prohibited, "CN.eco.out.general"),
            };
            let case = Case::on(Role::EcoRedline).doing(activity);
            assert_eq!(case.clone().with(CORE).says(), core, "{activity}");
            assert_eq!(case.clone().with(("GNFQ", "核心区")).says(), core, "{activity}");
            assert_eq!(case.clone().with(GENERAL).says(), outside, "{activity}");
            assert_eq!(case.says(), outside, "{activity}");
        }
    }

    #[test]
    fn a_limited_activity_needs_its_paper_at_its_stage() {
        let documents = |phase, mode, place: &[&'static str]| {
            let mut case = Case::on(Role::EcoRedline).with(GENERAL).doing(Activity::A6);
            (case.phase, case.mode, case.place) = (phase, mode, place.to_vec());
            case.ask().documents
        };
        let jiangxi = ["CN", "CN-36"];
        let (city, province) = ("preliminary_recognition_city", "recognition_opinion_province");
        let occupy = LandMode::Occupy;
        assert_eq!(documents(Some(Phase::PreReview), occupy, &jiangxi), [city]);
        assert_eq!(documents(Some(Phase::Approval), occupy, &jiangxi), [province]);
        assert_eq!(documents(None, occupy, &jiangxi), [province, city]);
        assert_eq!(documents(Some(Phase::PreReview), occupy, &["CN"]), [""; 0]);
        assert_eq!(documents(None, LandMode::Under, &jiangxi), ["sector_recognition"]);
    }

    #[test]
    fn a_red_line_without_zones_says_so() {
        let case = Case::on(Role::EcoRedline);
        let listed = |case: Case| {
            case.ask()
                .matched
                .iter()
                .any(|rule| rule.rule == "CN.eco.zone-unknown")
        };
        assert!(listed(case.clone()));
        assert!(!listed(case.with(GENERAL)));
    }

    #[test]
    fn what_is_recalled_is_marked_and_names_no_authority() {
        for activity in ACTIVITIES {
            let found = Case::on(Role::EcoRedline).with(GENERAL).doing(activity).ask();
            let recalled = matches!(
                activity,
                Activity::G2 | Activity::A7 | Activity::A8 | Activity::A9 | Activity::A10
            );
            assert_eq!(found.notes.contains(&"unverified"), recalled, "{activity}");
            assert!(!recalled || found.authority.is_none(), "{activity}");
        }
    }

    #[test]
    fn basic_farmland_by_activity() {
        use Outcome::{Conditional, Prohibited, Restricted};
        for (activity, outcome, rule) in [
            (Activity::G1, Prohibited, "CN.pbf.any"),
            (Activity::A6, Prohibited, "CN.pbf.any"),
            (Activity::N1, Restricted, "CN.pbf.N1"),
            (Activity::G2, Restricted, "CN.pbf.temp"),
            (Activity::G3, Prohibited, "CN.pbf.facility"),
            (Activity::G4, Prohibited, "CN.pbf.any"),
            (Activity::G5, Conditional, "CN.pbf.mining"),
            (Activity::H1, Prohibited, "CN.pbf.any"),
        ] {
            let case = Case::on(Role::BasicFarmland).doing(activity);
            assert_eq!(case.says(), decided(outcome, rule), "{activity}");
        }
        assert!(Case::on(Role::BasicFarmland).doing(Activity::G4).cites("12号"));
        assert!(
            Case::on(Role::BasicFarmland)
                .doing(Activity::H1)
                .cites("第六十二条")
        );
        let major = Case::on(Role::BasicFarmland).doing(Activity::N1).ask();
        assert_eq!(major.authority.as_deref(), Some("state_council"));
        assert!(major.documents.contains(&"replacement_plan".to_owned()));
        let mut pass = Case::on(Role::BasicFarmland);
        pass.mode = LandMode::Over;
        assert_eq!(pass.says(), decided(Conditional, "CN.pbf.pass"));
        assert_eq!(pass.ask().notes, ["unverified"]);
    }

    #[test]
    fn cropland_is_balanced_and_closed_to_solar_power() {
        let survey = |code| Case::on(Role::LandUse).with(("DLBM", code));
        for case in [Case::on(Role::Farmland), survey("0101"), survey("0103K")] {
            assert_eq!(case.says(), decided(Outcome::Conditional, "CN.gd.occupy"));
            let solar = case.doing(Activity::G4);
            assert_eq!(solar.says(), decided(Outcome::Prohibited, "CN.pbf.pv"));
            let before = solar.at(date(2023, 3, 19));
            assert_eq!(before.says(), decided(Outcome::Conditional, "CN.gd.power.2020"));
        }
        assert_eq!(
            survey("0301").says(),
            decided(Outcome::Conditional, "CN.forest.land-use")
        );
        assert_eq!(survey("0701").says(), decided(Outcome::Notice, ""));
    }

    #[test]
    fn the_basis_switches_on_its_day() {
        let farmland = Case::on(Role::BasicFarmland);
        let park = Case::on(Role::NatureReserve)
            .with(("ZRBHDLX", "国家公园"))
            .with(GENERAL);
        let reserve = Case::on(Role::NatureReserve)
            .with(("ZRBHDLX", "自然保护区"))
            .with(CORE);
        let water = Case::own("饮用水水源保护区").with(("BHQJB", "一级保护区"));
        let wetland = Case::own("国家重要湿地");
        let facility = farmland.clone().doing(Activity::G3);
        let temporary = farmland.clone().doing(Activity::G2);
        let mining = farmland.clone().doing(Activity::G5);
        let crop = Case::on(Role::Farmland);
        for (case, last, text, before, after) in [
            (&temporary, date(2021, 11, 3), "2号", false, true),
            (&facility, date(2021, 11, 26), "166号", false, true),
            (&wetland, date(2022, 5, 31), "湿地保护法", false, true),
            (&crop, date(2024, 9, 29), "204号", false, true),
            (&farmland, date(2025, 9, 30), "第17号", false, true),
            (
                &farmland,
                date(2025, 9, 30),
                "《土地管理法》 第三十五条",
                true,
                true,
            ),
            (&mining, date(2025, 9, 30), "第17号", false, true),
            (&mining, date(2025, 9, 30), "第三十七条", true, false),
            (&park, date(2025, 12, 31), "国家公园法", false, true),
            (&park, date(2025, 12, 31), "国家公园管理暂行办法", true, true),
            (&reserve, date(2026, 3, 14), "第830号", false, true),
            (&reserve, date(2026, 3, 14), "修订前", true, false),
            (&water, date(2026, 8, 14), "水污染防治法", true, false),
            (&water, date(2026, 8, 14), "生态环境法典", false, true),
        ] {
            let first = last.tomorrow().expect("in range");
            assert_eq!(case.clone().at(last).cites(text), before, "{text} on {last}");
            assert_eq!(case.clone().at(first).cites(text), after, "{text} on {first}");
        }
        assert_eq!(water.clone().at(date(2026, 8, 14)).says().0, Outcome::Prohibited);
        assert_eq!(
            water.clone().says(),
            decided(Outcome::Conditional, "CN.water.code")
        );
        assert_eq!(water.ask().notes, ["unverified"]);
    }

    #[test]
    fn a_notice_past_its_term_stays_and_is_flagged() {
        let expired = |activity, day| {
            let found = Case::on(Role::BasicFarmland).doing(activity).at(day).ask();
            assert!(found.deciding.is_some());
            let flagged = found.matched.iter().any(|rule| rule.expired_basis);
            assert_eq!(flagged, found.notes.contains(&"basis-expired"));
            flagged
        };
        assert!(!expired(Activity::G2, date(2026, 10, 31)));
        assert!(expired(Activity::G2, date(2026, 12, 1)));
        assert!(!expired(Activity::G3, date(2024, 12, 1)));
        assert!(expired(Activity::G3, date(2025, 1, 1)));
        assert!(!expired(Activity::G1, TODAY));
    }

    fn expect(case: Case, activity: Activity, outcome: Outcome, rule: &str) {
        assert_eq!(case.doing(activity).says(), decided(outcome, rule), "{activity}");
    }

    #[test]
    fn nature_reserves_by_zone_activity_and_day() {
        use Outcome::{Conditional, Prohibited, Restricted};
        let of = |zone| {
            Case::on(Role::NatureReserve)
                .with(("ZRBHDLX", "自然保护区"))
                .with(zone)
        };
        let buffer = ("GNFQ", "缓冲区");
        let old = date(2026, 3, 14);
        expect(of(CORE), Activity::A6, Prohibited, "CN.reserve.core");
        expect(of(CORE), Activity::A1, Restricted, "CN.reserve.core.listed");
        expect(of(CORE), Activity::N1, Restricted, "CN.reserve.core.N1");
        expect(of(buffer), Activity::A6, Prohibited, "CN.reserve.buffer");
        expect(
            of(buffer).at(old),
            Activity::A6,
            Prohibited,
            "CN.reserve.old.core",
        );
        expect(of(GENERAL), Activity::G1, Prohibited, "CN.reserve.general");
        expect(
            of(GENERAL),
            Activity::A5,
            Conditional,
            "CN.reserve.general.limited",
        );
        expect(
            of(GENERAL).at(old),
            Activity::G1,
            Restricted,
            "CN.reserve.old.experimental",
        );
        // Without a type the strictest kind is taken.
        expect(
            Case::on(Role::NatureReserve),
            Activity::G1,
            Prohibited,
            "CN.reserve.general",
        );
    }

    #[test]
    fn parks_and_scenic_areas_by_zone_and_activity() {
        use Outcome::{Conditional, Prohibited, Restricted};
        let of = |kind, zone| Case::on(Role::NatureReserve).with(("ZRBHDLX", kind)).with(zone);
        let scenic_core = ("JQFQ", "核心景区");
        expect(of("国家公园", CORE), Activity::A5, Prohibited, "CN.park.core");
        expect(
            of("国家公园", GENERAL),
            Activity::N1,
            Restricted,
            "CN.park.general.major",
        );
        expect(
            of("风景名胜区", scenic_core),
            Activity::G1,
            Prohibited,
            "CN.scenic.core",
        );
        expect(
            of("风景名胜区", GENERAL),
            Activity::G1,
            Conditional,
            "CN.scenic.build",
        );
        expect(
            of("风景名胜区", GENERAL),
            Activity::G5,
            Prohibited,
            "CN.scenic.mining",
        );
        expect(
            Case::own("XX风景名胜区"),
            Activity::G1,
            Conditional,
            "CN.scenic.build",
        );
        expect(
            of("湿地公园", GENERAL),
            Activity::G1,
            Restricted,
            "CN.park.natural",
        );
    }

    #[test]
    fn own_layers_are_judged_by_their_name_and_grade() {
        use Outcome::{Conditional, Notice, Prohibited, Restricted};
        for (case, outcome, rule) in [
            (
                Case::own("重要湿地").with(("SDJB", "国家重要湿地")),
                Prohibited,
                "CN.wet.national",
            ),
            (Case::own("省级湿地"), Conditional, "CN.wet.general"),
            (
                Case::own("省级湿地").doing(Activity::G2),
                Restricted,
                "CN.wet.temp",
            ),
            (
                Case::own("林地一张图").with(("LDJB", "Ⅰ")),
                Prohibited,
                "CN.forest.I",
            ),
            (
                Case::own("林地一张图").with(("LDJB", "II")),
                Restricted,
                "CN.forest.II",
            ),
            (
                Case::own("林地一张图").with(("LDJB", "4")),
                Conditional,
                "CN.forest",
            ),
            (
                Case::own("水库岸线").with(("GNQ", "保护区")),
                Restricted,
                "CN.shore.protect",
            ),
            (
                Case::own("水源地").at(date(2026, 8, 14)),
                Restricted,
                "CN.water.grade-unknown",
            ),
            (Case::own("高压走廊"), Notice, "CN.sector"),
            (Case::own("我的图层"), Notice, ""),
            (Case::on(Role::AdminUnit), Notice, ""),
            (Case::on(Role::EcoSpace), Conditional, "CN.space.convert"),
        ] {
            assert_eq!(case.says(), decided(outcome, rule), "{:?}", case.role);
        }
    }

    #[test]
    fn ground_outside_the_urban_boundary_is_what_matters() {
        let mut case = Case::on(Role::UrbanBoundary);
        assert_eq!(case.says(), decided(Outcome::Notice, ""));
        case.side = Side::Outside;
        assert_eq!(case.says(), decided(Outcome::Prohibited, "CN.urban.out"));
        let linear = case.clone().doing(Activity::A6);
        assert_eq!(
            linear.says(),
            decided(Outcome::Conditional, "CN.urban.out.listed")
        );
        assert_eq!(case.at(date(2023, 10, 7)).says(), decided(Outcome::Notice, ""));
    }

    #[test]
    fn an_unknown_activity_gives_every_possible_outcome() {
        let mut case = Case::on(Role::EcoRedline).with(GENERAL);
        case.activity = None;
        let found = case.ask();
        assert_eq!(found.outcome, Outcome::Prohibited);
        assert_eq!(found.notes, ["activity-unknown"]);
        assert_eq!(found.possible.len(), ACTIVITIES.len());
        for row in found.possible {
            let alone = case.clone().doing(row.activity).says();
            assert_eq!(alone, (row.outcome, row.rule), "{}", row.activity);
        }
    }

    #[test]
    fn outside_china_and_for_disabled_rules_nothing_is_claimed() {
        let mut abroad = Case::on(Role::EcoRedline);
        abroad.place = vec!["BE"];
        assert_eq!(abroad.says(), decided(Outcome::Notice, ""));
        let set = &*SET;
        let disabled = set.rules.iter().filter(|rule| !rule.enabled);
        let ids: Vec<&str> = disabled.map(|rule| rule.id.as_str()).collect();
        assert_eq!(
            ids,
            ["CN36.eco2024.limited", "CN36.eco2024.temp", "CN36.eco2024.legacy"]
        );
    }

    /// Where an activity has a rule of its own, the general prohibition does not list it; no day
    /// may fall between the two.
    #[test]
    fn the_strict_layers_have_a_rule_for_every_activity_on_every_day() {
        let reserve = || Case::on(Role::NatureReserve);
        for (case, first) in [
            (Case::on(Role::EcoRedline).with(CORE), date(2022, 8, 16)),
            (Case::on(Role::EcoRedline).with(GENERAL), date(2022, 8, 16)),
            (Case::on(Role::BasicFarmland), date(2020, 1, 1)),
            (Case::on(Role::Farmland), date(2020, 1, 1)),
            (Case::on(Role::EcoSpace), date(2017, 3, 24)),
            (reserve(), date(2020, 1, 1)),
            (reserve().with(CORE), date(2020, 1, 1)),
            (reserve().with(("GNFQ", "缓冲区")), date(2020, 1, 1)),
            (reserve().with(("BHQLX", "国家公园")).with(CORE), date(2022, 6, 1)),
            (reserve().with(("BHQLX", "国家公园")), date(2022, 6, 1)),
            (reserve().with(("BHQLX", "风景名胜区")), date(2006, 12, 1)),
            (reserve().with(("BHQLX", "森林公园")), date(2006, 12, 1)),
            (Case::own("湿地"), date(2022, 6, 1)),
            (Case::own("国家重要湿地"), date(2022, 6, 1)),
            (Case::own("林地"), date(2020, 7, 1)),
            (Case::own("饮用水水源"), date(2020, 1, 1)),
            (Case::own("水源").with(("JB", "一级")), date(2020, 1, 1)),
        ] {
            for day in switch_days().into_iter().filter(|day| *day >= first) {
                for activity in ACTIVITIES {
                    let found = case.clone().doing(activity).at(day).says();
                    let place = (&case.role, &case.fields);
                    assert!(found.0 > Outcome::Notice, "{place:?} {activity} {day}: {found:?}");
                }
            }
        }
    }

    /// The first and last day of every rule and text, and the days beside them.
    fn switch_days() -> Vec<Date> {
        let set = &*SET;
        let periods = set.rules.iter().flat_map(|rule| {
            rule.basis
                .iter()
                .map(|basis| basis.period)
                .chain([rule.scope.period])
        });
        let ends = periods.flat_map(|period| [period.from, period.to]).flatten();
        let around = ends.flat_map(|day| [day.yesterday(), Ok(day), day.tomorrow()]);
        let mut days: Vec<Date> = around.filter_map(Result::ok).chain([TODAY]).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    #[test]
    fn an_active_rule_always_has_a_text_in_force() {
        for rule in &SET.rules {
            for day in switch_days()
                .into_iter()
                .filter(|day| rule.scope.period.contains(*day))
            {
                let cited = rule.basis.iter().any(|basis| basis.cite(day).is_some());
                assert!(cited, "{} on {day}", rule.id);
            }
        }
    }

    #[test]
    fn a_text_has_the_same_days_in_every_file() {
        let mut known = BTreeMap::new();
        for basis in SET.rules.iter().flat_map(|rule| &rule.basis) {
            let days = (basis.period.from, basis.period.to, basis.possibly_expired_after);
            let first = *known.entry(basis.text.clone()).or_insert(days);
            assert_eq!(first, days, "{}", basis.text);
        }
    }

    #[test]
    fn only_unverified_rules_may_lack_a_sourced_beginning() {
        for rule in &SET.rules {
            let dated = rule.scope.period.from.is_some() || rule.scope.period.to.is_some();
            let shore = rule.id.starts_with("CN.shore");
            assert!(
                dated || shore || rule.confidence == Confidence::Memory,
                "{}",
                rule.id
            );
        }
    }

    #[test]
    fn every_text_id_stands_in_both_languages() {
        let zh_cn = include_str!("../../assets/texts/zh-CN/rules.ftl");
        let en = include_str!("../../assets/texts/en/rules.ftl");
        for (language, text) in [("zh-CN", zh_cn), ("en", en)] {
            let mut bundle = FluentBundle::default();
            let resource = FluentResource::try_new(text.to_owned());
            bundle
                .add_resource(resource.expect("the texts parse"))
                .expect("each id once");
            for id in text_ids() {
                assert!(bundle.has_message(&id), "{language}: {id}");
            }
            let lines = text.lines().filter(|line| line.starts_with(char::is_alphabetic));
            assert_eq!(lines.count(), text_ids().len(), "{language}: texts nobody uses");
        }
    }

    fn text_ids() -> Vec<String> {
        let mut ids: Vec<String> = ACTIVITIES.map(Activity::text_id).into();
        ids.extend(PHASES.map(Phase::text_id));
        ids.extend(Outcome::ALL.map(Outcome::text_id));
        ids.extend(Confidence::ALL.map(Confidence::text_id));
        ids.extend(LandMode::ALL.map(|mode| format!("land_mode-{}", mode.code())));
        ids.extend(NOTE_CODES.map(|code| format!("rule-note-{code}")));
        ids.extend(ApprovalReason::ALL.map(|reason| reason.text_id().to_owned()));
        ids.extend(RuleError::CODES.map(str::to_owned));
        for level in [ApprovalLevel::StateCouncil, ApprovalLevel::Province] {
            ids.push(format!("authority-{}", level.authority()));
        }
        for rule in &SET.rules {
            ids.extend([rule.title_id(), rule.explanation_id()]);
            ids.extend(rule.documents.iter().map(|code| format!("document-{code}")));
            ids.extend(rule.authority.iter().map(|code| format!("authority-{code}")));
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    #[test]
    fn no_built_in_rule_sets_a_near_distance_without_a_text() {
        let set = &*SET;
        for role in NAMED_ROLES {
            assert!(set.near_distance_m(&role) <= 0.0, "{role}");
        }
    }
}
