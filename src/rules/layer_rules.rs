//! What a rule set says about the features of one layer.
//!
//! Meaning: role, day, stage and place are the same for all features of a layer, so the rules that can speak are
//! chosen once; and a layer of a hundred thousand features has a handful of different answers, so each is worked
//! out once and shared by all findings.
//!
//! Input: a rule set and a layer's role; then attributes, land mode and side of a piece of ground. Output: what
//! [`RuleSet::resolve`] answers, the same to the letter.

use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;

use super::condition::Attributes;
use super::resolve::{answer, answer_near, applies_there, applies_to_feature};
use super::{Activity, Query, Resolution, Rule, RuleSet, Side};
use crate::layer::{LandMode, Role};

/// Which rules apply, by their numbers in the set, and whether only those that reach so far.
#[derive(Debug, PartialEq, Eq)]
struct Applying {
    is_near: bool,
    rules: Vec<usize>,
}

/// The rules that can speak of a layer, with the answers given so far.
#[derive(Debug)]
pub struct LayerRules {
    set: Arc<RuleSet>,
    /// Numbers of the rules that can speak.
    able: Vec<usize>,
    activity: Option<Activity>,
    as_of: Date,
    answers: RwLock<Vec<(Applying, Option<Arc<Resolution>>)>>,
}

impl LayerRules {
    /// Chooses the rules that can speak of a layer; of `query`, attributes, land mode and side do not count.
    #[must_use]
    pub fn new(set: Arc<RuleSet>, query: &Query<'_>) -> Self {
        let able = (0..set.rules.len()).filter(|number| applies_there(&set.rules[*number], query));
        Self {
            able: able.collect(),
            set,
            activity: query.activity,
            as_of: query.as_of,
            answers: RwLock::default(),
        }
    }

    /// The answer about a piece of ground; see [`RuleSet::resolve`].
    #[must_use]
    pub fn resolve(
        &self,
        role: &Role,
        attributes: &Attributes<'_>,
        land_mode: LandMode,
        side: Side,
    ) -> Arc<Resolution> {
        let rules = self.applying(role, attributes, land_mode, side, |_| true);
        let applying = Applying {
            is_near: false,
            rules,
        };
        let known = self.remembered(applying, |here| Some(answer(here, self.activity, self.as_of)));
        known.unwrap_or_else(|| Arc::new(answer(&[], self.activity, self.as_of)))
    }

    /// The answer about ground at a distance; see [`RuleSet::resolve_near`].
    #[must_use]
    pub fn resolve_near(
        &self,
        role: &Role,
        attributes: &Attributes<'_>,
        land_mode: LandMode,
        distance_m: f64,
    ) -> Option<Arc<Resolution>> {
        let reaches = |rule: &Rule| rule.near_m.is_some_and(|reach| reach >= distance_m);
        let rules = self.applying(role, attributes, land_mode, Side::Inside, reaches);
        if rules.is_empty() {
            return None;
        }
        let applying = Applying { is_near: true, rules };
        self.remembered(applying, |here| answer_near(here, self.activity, self.as_of))
    }

    fn applying(
        &self,
        role: &Role,
        attributes: &Attributes<'_>,
        land_mode: LandMode,
        side: Side,
        also: impl Fn(&Rule) -> bool,
    ) -> Vec<usize> {
        let applies = |number: &usize| {
            let rule = &self.set.rules[*number];
            also(rule) && applies_to_feature(rule, role, attributes, land_mode, side)
        };
        self.able.iter().copied().filter(applies).collect()
    }

    /// Answers are never taken back, so one that another thread has just put there is the same.
    fn remembered(
        &self,
        applying: Applying,
        answer: impl FnOnce(&[&Rule]) -> Option<Resolution>,
    ) -> Option<Arc<Resolution>> {
        let of = |answers: &[(Applying, Option<Arc<Resolution>>)]| {
            let known = answers.iter().find(|(known, _)| *known == applying);
            known.map(|(_, answer)| answer.clone())
        };
        if let Some(known) = of(&self.answers.read().unwrap_or_else(PoisonError::into_inner)) {
            return known;
        }
        let here: Vec<&Rule> = applying
            .rules
            .iter()
            .map(|number| &self.set.rules[*number])
            .collect();
        let answer = answer(&here).map(Arc::new);
        let mut answers = self.answers.write().unwrap_or_else(PoisonError::into_inner);
        answers.push((applying, answer.clone()));
        answer
    }
}

#[cfg(test)]
mod tests {
    use super::super::ACTIVITIES;
    use super::*;
    use crate::layer::NAMED_ROLES;
    use jiff::civil::date;

    fn query<'a>(
        role: &'a Role,
        attributes: &'a Attributes<'a>,
        activity: Option<Activity>,
        as_of: Date,
    ) -> Query<'a> {
        Query {
            role,
            attributes,
            activity,
            phase: None,
            jurisdiction: &["CN", "CN-36"],
            as_of,
            land_mode: LandMode::Occupy,
            side: Side::Inside,
        }
    }

    #[test]
    fn a_layer_gets_the_answers_of_the_whole_set() {
        let set = Arc::new(RuleSet::builtin());
        let values = [
            None,
            Some("核心保护区"),
            Some("一般控制区"),
            Some("0101"),
            Some("1"),
        ];
        let mut n_speaking = 0;
        for role in NAMED_ROLES {
            for (activity, as_of) in ACTIVITIES
                .into_iter()
                .map(Some)
                .chain([None])
                .zip([date(2026, 11, 26), date(2015, 1, 1)].into_iter().cycle())
            {
                let none = |_: &[&str]| None;
                let rules = LayerRules::new(Arc::clone(&set), &query(&role, &none, activity, as_of));
                // Asked twice, so that the second answer is a remembered one.
                for value in values.into_iter().chain(values) {
                    let attributes = |_: &[&str]| value.map(str::to_owned);
                    for side in [Side::Inside, Side::Outside] {
                        let whole = set.resolve(&Query {
                            side,
                            ..query(&role, &attributes, activity, as_of)
                        });
                        n_speaking += usize::from(whole.deciding.is_some());
                        assert_eq!(*rules.resolve(&role, &attributes, LandMode::Occupy, side), whole);
                    }
                    for distance in [0.5, 50.0, 5000.0] {
                        let whole = set.resolve_near(&query(&role, &attributes, activity, as_of), distance);
                        let near = rules.resolve_near(&role, &attributes, LandMode::Occupy, distance);
                        assert_eq!(near.as_deref(), whole.as_ref());
                    }
                }
            }
        }
        assert!(n_speaking > 100);
    }
}
