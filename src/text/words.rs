//! Words for values of the domain.
//!
//! Ids are built from codes: `role-basic_farmland`, `verdict-clear`, `reason-empty-layer`. Codes that
//! come from data or from a later version may have no text; they are then shown with their facts
//! instead of vanishing.

use super::{Amount, Texts};
use crate::check::{FindingKind, Reason, RoleStatus, Verdict};
use crate::layer::{LandMode, Note, Role};
use crate::rules::Outcome;

impl Texts {
    /// The name of a role; an own layer has the user's name.
    #[must_use]
    pub fn role(&self, role: &Role) -> String {
        match role {
            Role::Other(name) => self.get_with("role-other", &[("name", name.clone())]),
            named => self.get(&format!("role-{}", named.name())),
        }
    }

    /// The word for a verdict: 不涉及, 误差范围内, 无法判定, 涉及.
    #[must_use]
    pub fn verdict(&self, verdict: Verdict) -> String {
        self.get(&format!("verdict-{}", verdict.code()))
    }

    /// The word for what is said about a role; 未检查 where no layer was given.
    #[must_use]
    pub fn status(&self, status: RoleStatus) -> String {
        match status {
            RoleStatus::Checked(verdict) => self.verdict(verdict),
            RoleStatus::NotChecked => self.get("verdict-not_checked"),
        }
    }

    /// The word for a finding's kind.
    #[must_use]
    pub fn kind(&self, kind: FindingKind) -> String {
        self.get(&format!("kind-{}", kind.code()))
    }

    /// The word for an outcome.
    #[must_use]
    pub fn outcome(&self, outcome: Outcome) -> String {
        self.coded(&format!("outcome-{}", outcome.code()), &[])
    }

    /// The word for a way of using ground.
    #[must_use]
    pub fn land_mode(&self, mode: LandMode) -> String {
        self.coded(&format!("land_mode-{}", mode.code()), &[])
    }

    /// The sentence of a reason.
    #[must_use]
    pub fn reason(&self, reason: &Reason) -> String {
        self.coded(reason.code, &reason.args)
    }

    /// What would settle a reason, where something can be said.
    #[must_use]
    pub fn remedy(&self, reason: &Reason) -> Option<String> {
        let id = reason.code.strip_prefix("reason-")?;
        self.find(&format!("remedy-{id}"), &self.with_role_name(&reason.args))
    }

    /// The sentence of an import note, without its place.
    #[must_use]
    pub fn note(&self, note: &Note) -> String {
        self.coded(note.code, &note.args)
    }

    /// The title of a rule; its id where the texts have none.
    #[must_use]
    pub fn rule(&self, id: &str) -> String {
        let title = self.find(
            &format!("rule-{}", id.to_ascii_lowercase().replace('.', "-")),
            &[],
        );
        title.unwrap_or_else(|| id.to_owned())
    }

    /// The name of a document that a rule asks for.
    #[must_use]
    pub fn document(&self, code: &str) -> String {
        self.find(&format!("document-{code}"), &[])
            .unwrap_or_else(|| code.to_owned())
    }

    /// The name of a body that decides.
    #[must_use]
    pub fn authority(&self, code: &str) -> String {
        self.find(&format!("authority-{code}"), &[])
            .unwrap_or_else(|| code.to_owned())
    }

    /// The name of an activity.
    #[must_use]
    pub fn activity(&self, code: &str) -> String {
        self.find(&format!("activity-{}", code.to_ascii_lowercase()), &[])
            .unwrap_or_else(|| code.to_owned())
    }

    /// An area in three units, as it stands in a sentence.
    #[must_use]
    pub fn amount(&self, m2: f64) -> String {
        self.get_with("amount-three-units", &Amount(m2).args())
    }

    /// The text of a code from data; an unknown code is shown as it is, with its facts.
    #[must_use]
    pub fn coded(&self, code: &str, args: &[(&'static str, String)]) -> String {
        let args = self.with_role_name(args);
        self.find(code, &args).unwrap_or_else(|| {
            let facts: Vec<String> = args
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            if facts.is_empty() {
                code.to_owned()
            } else {
                format!("{code} ({})", facts.join(", "))
            }
        })
    }

    /// Arguments named `role` hold a code in the domain and a name in a sentence.
    fn with_role_name(&self, args: &[(&'static str, String)]) -> Vec<(&'static str, String)> {
        let named = |(name, value): &(&'static str, String)| {
            let role = if *name == "role" { Role::parse(value) } else { None };
            (*name, role.map_or_else(|| value.clone(), |role| self.role(&role)))
        };
        args.iter().map(named).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::layer::NAMED_ROLES;
    use crate::text::Language;

    /// The reasons that the check gives, with their arguments.
    const REASONS: [(&str, &[&str]); 16] = [
        ("reason-unreadable-feature", &["count"]),
        ("reason-parcel-readings-differ", &["spread_m2"]),
        ("reason-too-tangled", &[]),
        ("reason-parcel-without-ground", &[]),
        ("reason-feature-without-ground", &[]),
        ("reason-no-geometry", &[]),
        ("reason-parcel-unreadable", &[]),
        ("reason-readings-differ", &["least_m2", "most_m2"]),
        ("reason-empty-layer", &[]),
        ("reason-layers-apart", &["distance_km"]),
        ("reason-engines-disagree", &["first_m2", "second_m2"]),
        ("reason-overlay-failed", &[]),
        ("reason-pair-failed", &[]),
        ("reason-out-of-range", &[]),
        ("reason-no-layer-checked", &[]),
        ("reason-crs-guessed", &[]),
    ];

    #[test]
    fn every_value_of_the_domain_has_a_word_in_both_languages() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            for role in NAMED_ROLES {
                assert!(!texts.role(&role).contains("role-"));
            }
            for verdict in Verdict::ALL {
                assert!(!texts.verdict(verdict).is_empty());
            }
            for kind in FindingKind::ALL {
                assert!(!texts.kind(kind).is_empty());
            }
            for outcome in Outcome::ALL {
                assert!(!texts.outcome(outcome).contains("outcome-"), "{outcome:?}");
            }
            for mode in LandMode::ALL {
                assert!(!texts.land_mode(mode).contains("land_mode-"), "{mode:?}");
            }
        }
    }

    #[test]
    fn every_reason_has_a_sentence_and_a_way_out() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            for (code, names) in REASONS {
                let reason = names
                    .iter()
                    .fold(Reason::new(code), |reason, name| reason.with(name, "7"));
                let sentence = texts.reason(&reason);
                assert!(!sentence.contains(code) && !sentence.contains('$'), "{sentence}");
                assert!(texts.remedy(&reason).is_some(), "{code}");
            }
        }
    }

    #[test]
    fn a_role_in_an_argument_is_named_and_an_unknown_code_is_shown() {
        let texts = Texts::new(Language::ZhCn);
        assert_eq!(texts.coded("role-other", &[("name", "x".into())]), "x");
        assert_eq!(
            texts.coded("of-tomorrow", &[("role", "basic_farmland".into())]),
            "of-tomorrow (role=永久基本农田)"
        );
        let future = Reason::new("reason-of-tomorrow").with("x", 5);
        assert_eq!(texts.reason(&future), "reason-of-tomorrow (x=5)");
        assert_eq!(texts.role(&Role::Other("高压走廊".into())), "高压走廊");
    }
}
