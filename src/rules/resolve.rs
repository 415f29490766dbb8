//! From a piece of ground, an activity and a date to an outcome.
//!
//! Meaning: every rule that applies is listed; the outcome is the worst of them. So a rule of a
//! more specific place can tighten and never loosen, and a rule nobody has verified can do neither
//! quietly: it never hides what a verified rule says, and where it alone is the worst, the outcome
//! is marked as unverified and names no authority. An exception (a limited activity inside the red
//! line) is no contest between rules: the prohibition lists the activities it speaks of.
//!
//! When the activity is unknown, the table of possible outcomes is given instead of a guess, and
//! the outcome is that of ordinary construction.

use std::cmp::Reverse;

use jiff::civil::Date;

use crate::layer::{LandMode, Role};

use super::condition::Attributes;
use super::{ACTIVITIES, Activity, Basis, Citation, Outcome, Phase, Rule, RuleSet, Scope, Side};

/// A text behind the outcome may have expired.
const BASIS_EXPIRED: &str = "basis-expired";
/// The outcome comes from a rule that nobody has verified.
const UNVERIFIED: &str = "unverified";
/// The activity is unknown; the outcome is that of ordinary construction.
const ACTIVITY_UNKNOWN: &str = "activity-unknown";
/// No rule speaks of this ground.
const NO_RULE: &str = "no-rule";

/// Codes that [`Resolution::notes`] may hold; text id `rule-note-` and the code.
pub const NOTE_CODES: [&str; 4] = [BASIS_EXPIRED, UNVERIFIED, ACTIVITY_UNKNOWN, NO_RULE];

/// What is asked about one piece of ground.
#[derive(Clone, Copy)]
pub struct Query<'a> {
    /// Role of the layer.
    pub role: &'a Role,
    /// The first value that the feature has among several field names.
    pub attributes: &'a Attributes<'a>,
    /// What is to be done; `None` when unknown.
    pub activity: Option<Activity>,
    /// Stage of the procedure; `None` asks for all stages.
    pub phase: Option<Phase>,
    /// Where the ground lies, such as `["CN", "CN-36"]`; nowhere means that no rule applies.
    pub jurisdiction: &'a [&'a str],
    /// The day whose law counts.
    pub as_of: Date,
    /// How the ground is used.
    pub land_mode: LandMode,
    /// On which side of the layer it lies.
    pub side: Side,
}

/// What the rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The worst outcome of all rules that apply; [`Outcome::Notice`] when none does.
    pub outcome: Outcome,
    /// Id of the rule that stands for the outcome; `None` when no rule applies.
    pub deciding: Option<String>,
    /// All rules that apply, in the order of the set.
    pub matched: Vec<Matched>,
    /// Outcome for each activity some rule speaks of; only when the activity is unknown.
    pub possible: Vec<Possible>,
    /// Codes of the documents needed; where the ground is prohibited, those alone that the
    /// prohibition itself asks for.
    pub documents: Vec<String>,
    /// Code of the body that decides; never from an unverified rule.
    pub authority: Option<String>,
    /// The texts behind the outcome that are in force on the day.
    pub basis: Vec<String>,
    /// Codes of [`NOTE_CODES`].
    pub notes: Vec<&'static str>,
}

/// A rule that applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Id of the rule.
    pub rule: String,
    /// What it says.
    pub outcome: Outcome,
    /// Its texts in force on the day.
    pub basis: Vec<Citation>,
    /// Whether one of these texts may have expired.
    pub expired_basis: bool,
    /// Whether nobody has verified the rule (待核实).
    pub unverified: bool,
}

/// What an activity would lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Possible {
    /// The activity.
    pub activity: Activity,
    /// Its outcome.
    pub outcome: Outcome,
    /// Id of the rule that stands for it.
    pub rule: String,
    /// Whether nobody has verified that rule.
    pub unverified: bool,
}

/// Answers a query from a set of rules.
pub(super) fn resolve(set: &RuleSet, query: &Query<'_>) -> Resolution {
    let here: Vec<&Rule> = set
        .rules
        .iter()
        .filter(|rule| applies_here(rule, query))
        .collect();
    answer(&here, query.activity, query.as_of)
}

/// What the rules that apply to a piece of ground say about it.
pub(super) fn answer(here: &[&Rule], activity: Option<Activity>, as_of: Date) -> Resolution {
    let speaking = speaking_of(here, activity.unwrap_or(Activity::G1));
    let mut resolution = conclude(&speaking, as_of);
    if activity.is_none() && !here.is_empty() {
        resolution.possible = possible(here);
        resolution.notes.push(ACTIVITY_UNKNOWN);
    }
    resolution
}

/// The same for ground at a distance: only rules that reach so far speak.
pub(super) fn resolve_near(set: &RuleSet, query: &Query<'_>, distance_m: f64) -> Option<Resolution> {
    let reaches = |rule: &&Rule| rule.near_m.is_some_and(|reach| reach >= distance_m);
    let near: Vec<&Rule> = set
        .rules
        .iter()
        .filter(reaches)
        .filter(|rule| applies_here(rule, query))
        .collect();
    answer_near(&near, query.activity, query.as_of)
}

/// What the rules that reach a piece of ground at a distance say about it.
pub(super) fn answer_near(near: &[&Rule], activity: Option<Activity>, as_of: Date) -> Option<Resolution> {
    let speaking = speaking_of(near, activity.unwrap_or(Activity::G1));
    (!speaking.is_empty()).then(|| conclude(&speaking, as_of))
}

/// Whether a rule applies to the ground, whatever is done on it.
fn applies_here(rule: &Rule, query: &Query<'_>) -> bool {
    applies_there(rule, query)
        && applies_to_feature(rule, query.role, query.attributes, query.land_mode, query.side)
}

/// Whether a rule can apply to features of a layer: what they and the layer have in common.
pub(super) fn applies_there(rule: &Rule, query: &Query<'_>) -> bool {
    let scope: &Scope = &rule.scope;
    rule.enabled
        && scope.period.contains(query.as_of)
        && scope.phases.allows_known(query.phase.as_ref())
        && query.jurisdiction.iter().any(|place| scope.holds_in(place))
        && rule.concerns(query.role)
}

/// Whether a rule that can apply to a layer does so to a piece of ground.
pub(super) fn applies_to_feature(
    rule: &Rule,
    role: &Role,
    attributes: &Attributes<'_>,
    land_mode: LandMode,
    side: Side,
) -> bool {
    let scope: &Scope = &rule.scope;
    scope.side == side
        && scope.land_modes.allows(&land_mode)
        && scope.on.iter().any(|ground| ground.covers(role, attributes))
}

fn speaking_of<'a>(rules: &[&'a Rule], activity: Activity) -> Vec<&'a Rule> {
    let speaks = |rule: &&&Rule| rule.scope.activities.allows(&activity);
    rules.iter().filter(speaks).copied().collect()
}

fn possible(here: &[&Rule]) -> Vec<Possible> {
    let of = |activity| {
        let rule = deciding(&speaking_of(here, activity))?;
        Some(Possible {
            activity,
            outcome: rule.outcome,
            rule: rule.id.clone(),
            unverified: !rule.confidence.is_verified(),
        })
    };
    ACTIVITIES.into_iter().filter_map(of).collect()
}

/// The rule that stands for the worst outcome: a verified one before an unverified one, then the
/// first.
fn deciding<'a>(rules: &[&'a Rule]) -> Option<&'a Rule> {
    let rank = |rule: &&&Rule| (Reverse(rule.outcome), !rule.confidence.is_verified());
    rules.iter().min_by_key(rank).copied()
}

fn conclude(rules: &[&Rule], as_of: Date) -> Resolution {
    let Some(first) = deciding(rules) else {
        return nothing_applies();
    };
    let verified = first.confidence.is_verified();
    // The texts of a rule nobody verified stand behind an outcome only where there are no others.
    let behind = |rule: &&&Rule| rule.outcome == first.outcome && rule.confidence.is_verified() == verified;
    let behind: Vec<&Rule> = rules.iter().filter(behind).copied().collect();
    let citations: Vec<Citation> = behind
        .iter()
        .flat_map(|rule| citations(&rule.basis, as_of))
        .collect();
    let mut notes = Vec::new();
    if citations.iter().any(|citation| citation.possibly_expired) {
        notes.push(BASIS_EXPIRED);
    }
    if !verified {
        notes.push(UNVERIFIED);
    }
    Resolution {
        outcome: first.outcome,
        deciding: Some(first.id.clone()),
        matched: rules.iter().map(|rule| matched(rule, as_of)).collect(),
        possible: Vec::new(),
        documents: documents(rules, first.outcome),
        authority: if verified { authority(first, &behind) } else { None },
        basis: distinct(citations.into_iter().map(|citation| citation.text)),
        notes,
    }
}

fn nothing_applies() -> Resolution {
    Resolution {
        outcome: Outcome::Notice,
        deciding: None,
        matched: Vec::new(),
        possible: Vec::new(),
        documents: Vec::new(),
        authority: None,
        basis: Vec::new(),
        notes: vec![NO_RULE],
    }
}

fn matched(rule: &Rule, as_of: Date) -> Matched {
    let basis: Vec<Citation> = citations(&rule.basis, as_of).collect();
    Matched {
        rule: rule.id.clone(),
        outcome: rule.outcome,
        expired_basis: basis.iter().any(|citation| citation.possibly_expired),
        basis,
        unverified: !rule.confidence.is_verified(),
    }
}

fn citations(basis: &[Basis], as_of: Date) -> impl Iterator<Item = Citation> {
    basis.iter().filter_map(move |basis| basis.cite(as_of))
}

/// No paper of a milder rule helps where a rule prohibits.
fn documents(rules: &[&Rule], worst: Outcome) -> Vec<String> {
    let counts = |rule: &&&Rule| worst < Outcome::Prohibited || rule.outcome == worst;
    distinct(
        rules
            .iter()
            .filter(counts)
            .flat_map(|rule| rule.documents.iter().cloned()),
    )
}

/// The body of the deciding rule, or of the first rule beside it that names one.
fn authority(first: &Rule, behind: &[&Rule]) -> Option<String> {
    first
        .authority
        .clone()
        .or_else(|| behind.iter().find_map(|rule| rule.authority.clone()))
}

fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    texts.fold(Vec::new(), |mut kept, text| {
        if !kept.contains(&text) {
            kept.push(text);
        }
        kept
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A rule set of lines `id jurisdiction activity outcome confidence`, all on own layers, each
    /// with its id as document, authority and article.
    fn set(lines: &str) -> RuleSet {
        let head = "schema = \"redline.rules/1\"\nname = \"t\"\nversion = \"1\"\n\
            last_verified = 2026-11-23\njurisdiction = \"CN\"\n\
            [instrument.x]\ntext = \"X\"\n[[ground.g]]\nrole = \"other\"\n";
        let rule = |line: &str| {
            let [id, place, activity, outcome, confidence] = line.split_whitespace().collect::<Vec<_>>()[..]
            else {
                panic!("{line}");
            };
            format!(
                "[[rule]]\nid = \"{id}\"\non = [\"g\"]\njurisdiction = \"{place}\"\n\
                activity = [\"{activity}\"]\noutcome = \"{outcome}\"\n\
                confidence = \"{confidence}\"\nbasis = [{{ cite = \"x\", article = \"{id}\" }}]\n\
                documents = [\"{id}\"]\nauthority = \"{id}\"\nnear_m = {}.0\n",
                id.len()
            )
        };
        let rules: String = lines.trim().lines().map(rule).collect();
        RuleSet::read(&format!("{head}{rules}"), "t.toml").expect("test rules")
    }

    fn ask(lines: &str, activity: Option<Activity>) -> Resolution {
        set(lines).resolve(&Query {
            role: &Role::Other("own".to_owned()),
            attributes: &|_| None,
            activity,
            phase: None,
            jurisdiction: &["CN", "CN-36"],
            as_of: date(2026, 11, 23),
            land_mode: LandMode::Occupy,
            side: Side::Inside,
        })
    }

    fn answer(lines: &str) -> (Outcome, String, bool) {
        let found = ask(lines, Some(Activity::G1));
        let unverified = found.notes.contains(&UNVERIFIED);
        (found.outcome, found.deciding.expect("a rule applies"), unverified)
    }

    #[test]
    fn the_worst_rule_decides_and_all_are_listed() {
        let found = ask(
            "a CN * notice seen\nb CN G1 restricted seen\nc CN A1 prohibited seen\n\
             d CN G1 restricted single_copy\ne CN-35 * prohibited seen",
            Some(Activity::G1),
        );
        assert_eq!(
            (found.outcome, found.deciding.as_deref()),
            (Outcome::Restricted, Some("b"))
        );
        let listed: Vec<&str> = found.matched.iter().map(|rule| rule.rule.as_str()).collect();
        assert_eq!(listed, ["a", "b", "d"]);
        assert_eq!(found.documents, ["a", "b", "d"]);
        assert_eq!(found.basis, ["X b", "X d"]);
        assert_eq!(found.authority.as_deref(), Some("b"));
        assert_eq!(found.notes, [""; 0]);
    }

    #[test]
    fn a_more_specific_place_tightens_and_never_loosens() {
        let tighter = "a CN * conditional seen\nb CN-36 * restricted seen";
        assert_eq!(answer(tighter), (Outcome::Restricted, "b".to_owned(), false));
        let looser = "a CN * prohibited seen\nb CN-36 * notice seen";
        assert_eq!(answer(looser), (Outcome::Prohibited, "a".to_owned(), false));
    }

    #[test]
    fn an_unverified_rule_never_loosens_and_never_has_authority() {
        let looser = "a CN * notice memory\nb CN * prohibited seen";
        assert_eq!(answer(looser), (Outcome::Prohibited, "b".to_owned(), false));
        let equal = "a CN * prohibited memory\nb CN * prohibited single_copy";
        assert_eq!(answer(equal), (Outcome::Prohibited, "b".to_owned(), false));
        assert_eq!(ask(equal, Some(Activity::G1)).basis, ["X b"]);
        for alone in [
            "a CN * restricted memory",
            "a CN * restricted unknown\nb CN * notice seen",
        ] {
            assert_eq!(answer(alone), (Outcome::Restricted, "a".to_owned(), true));
            let found = ask(alone, Some(Activity::G1));
            assert_eq!(found.authority, None);
            assert!(found.matched[0].unverified);
        }
    }

    #[test]
    fn papers_of_milder_rules_do_not_stand_beside_a_prohibition() {
        let found = ask(
            "a CN * conditional seen\nb CN * prohibited seen",
            Some(Activity::G1),
        );
        assert_eq!(found.documents, ["b"]);
    }

    #[test]
    fn an_unknown_activity_gives_the_table_and_the_outcome_of_ordinary_building() {
        let lines = "a CN G1 prohibited seen\nb CN A6 conditional memory\nc CN N1 restricted seen";
        let found = ask(lines, None);
        assert_eq!(
            (found.outcome, found.deciding.as_deref()),
            (Outcome::Prohibited, Some("a"))
        );
        assert_eq!(found.notes, [ACTIVITY_UNKNOWN]);
        let table: Vec<_> = found
            .possible
            .iter()
            .map(|row| (row.activity.code(), row.outcome.code(), row.unverified))
            .collect();
        assert_eq!(
            table,
            [
                ("G1", "prohibited", false),
                ("N1", "restricted", false),
                ("A6", "conditional", true)
            ]
        );
        assert!(ask(lines, Some(Activity::G1)).possible.is_empty());
    }

    #[test]
    fn ground_without_a_rule_is_a_notice_without_a_rule() {
        let found = ask("a CN A1 prohibited seen", Some(Activity::G1));
        assert_eq!((found.outcome, found.deciding), (Outcome::Notice, None));
        assert_eq!(found.notes, [NO_RULE]);
        assert!(found.matched.is_empty() && found.basis.is_empty());
    }

    #[test]
    fn the_largest_near_distance_of_a_role_counts() {
        let set = set("a CN * notice seen\nlonger CN * notice seen");
        assert_eq!(
            set.near_distance_m(&Role::Other("own".to_owned())).to_bits(),
            6.0_f64.to_bits()
        );
        assert_eq!(
            set.near_distance_m(&Role::EcoRedline).to_bits(),
            0.0_f64.to_bits()
        );
    }

    #[test]
    fn two_sets_with_the_same_id_do_not_join() {
        let one = set("a CN * notice seen");
        let joined = RuleSet::joined("both", vec![one.clone(), set("b CN * notice seen")]);
        assert_eq!(joined.map(|set| set.rules.len()), Ok(2));
        let error = RuleSet::joined("both", vec![one.clone(), one]).expect_err("twice");
        assert_eq!((error.code(), error.line()), ("rule-file-duplicate", None));
    }
}
