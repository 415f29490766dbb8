//! A named set of symbols with its rules.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use super::{Symbol, Theme};
use crate::layer::{Note, Notes, Place, Role, Severity};

/// Most rules of one set; a set with more draws the rest like everything else. Nobody tells a thousand looks apart, and
/// each costs time in every tile in which it occurs.
pub const MOST_RULES: usize = 1000;

/// Longest label in characters.
const LONGEST_LABEL: usize = 200;

/// Whether the values of a set are what a standard prescribes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Taken from the official text and checked against it (官方).
    Official,
    /// Said to come from an official text, or met in use; nobody has checked it (未经官方核对).
    Unverified,
    /// The program's own choice (软件默认).
    SoftwareDefault,
    /// The user's own file (自定义).
    Own,
}

impl Status {
    /// All.
    pub const ALL: [Self; 4] = [Self::Official, Self::Unverified, Self::SoftwareDefault, Self::Own];

    /// Text id of its name.
    #[must_use]
    pub fn text_id(self) -> &'static str {
        match self {
            Self::Official => "symbols-status-official",
            Self::Unverified => "symbols-status-unverified",
            Self::SoftwareDefault => "symbols-status-software-default",
            Self::Own => "symbols-status-own",
        }
    }
}

/// Words in one or more languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Words {
    /// None.
    #[default]
    None,
    /// The same in every language.
    Plain(String),
    /// By language code.
    Each(BTreeMap<String, String>),
}

impl Words {
    /// The words in a language, else in any.
    #[must_use]
    pub fn of(&self, language: &str) -> &str {
        match self {
            Self::None => "",
            Self::Plain(text) => text,
            Self::Each(all) => {
                let found = all.get(language).or_else(|| all.values().next());
                found.map_or("", String::as_str)
            }
        }
    }

    /// Cuts what no legend can hold; `true` when something was cut.
    fn cut(&mut self) -> bool {
        let texts: Vec<&mut String> = match self {
            Self::None => Vec::new(),
            Self::Plain(text) => vec![text],
            Self::Each(all) => all.values_mut().collect(),
        };
        let mut is_cut = false;
        for text in texts {
            if let Some((at, _)) = text.char_indices().nth(LONGEST_LABEL) {
                text.truncate(at);
                text.push('…');
                is_cut = true;
            }
        }
        is_cut
    }
}

/// The scales at which something is drawn, as denominators n of 1 : n.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ScaleRange {
    /// Drawn from this on; `None` for the largest scales too.
    pub from: Option<f64>,
    /// Drawn below this; `None` for the smallest scales too.
    pub below: Option<f64>,
}

impl ScaleRange {
    /// Whether something is drawn at 1 : `denominator`.
    #[must_use]
    pub fn holds(&self, denominator: f64) -> bool {
        self.from.is_none_or(|from| denominator >= from) && self.below.is_none_or(|below| denominator < below)
    }

    /// The scales that both allow.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let both = |a: Option<f64>, b: Option<f64>, pick: fn(f64, f64) -> f64| match (a, b) {
            (Some(a), Some(b)) => Some(pick(a, b)),
            (a, b) => a.or(b),
        };
        Self {
            from: both(self.from, other.from, f64::max),
            below: both(self.below, other.below, f64::min),
        }
    }
}

/// What a rule is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// All features of layers with a role; the name as in [`Role::name`].
    Role(String),
    /// Features whose field has one of these values, or one that begins with one of these; the longest beginning counts.
    Value {
        /// Whole values.
        values: Vec<String>,
        /// Beginnings.
        prefixes: Vec<String>,
    },
    /// All other features.
    Otherwise,
}

/// A symbol with what it is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// What it is about.
    pub when: When,
    /// Words of the legend.
    pub label: Words,
    /// The symbol on white paper.
    pub light: Symbol,
    /// The symbol on a dark screen.
    pub dark: Symbol,
    /// Scales at which it is drawn.
    pub scales: ScaleRange,
}

impl Rule {
    /// The symbol on a ground.
    #[must_use]
    pub fn symbol(&self, theme: Theme) -> &Symbol {
        match theme {
            Theme::Light => &self.light,
            Theme::Dark => &self.dark,
        }
    }
}

/// A named set of symbols (符号集).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SymbolSet {
    /// Its name in plans and settings; a file's name for a set that has none.
    pub id: String,
    /// Its name for people.
    pub title: Words,
    /// Whether it is official.
    pub status: Option<Status>,
    /// Where its values come from.
    pub source: Words,
    /// Fields whose value decides, most specific first; compared without regard to ASCII case.
    pub fields: Vec<String>,
    /// What the reader left out or wants known.
    pub notes: Notes,
    rules: Vec<Rule>,
    by_value: HashMap<String, u16>,
    by_prefix: HashMap<String, u16>,
    longest_prefix: usize,
    otherwise: Option<u16>,
}

impl SymbolSet {
    /// A set of the user's own without rules, called by a name; `source` says what kind of file it comes from.
    #[must_use]
    pub fn own(name: &str, source: &str) -> Self {
        Self {
            id: name.to_owned(),
            title: Words::Plain(name.to_owned()),
            status: Some(Status::Own),
            source: Words::Plain(source.to_owned()),
            ..Self::default()
        }
    }

    /// The set with these rules; those beyond [`MOST_RULES`], and values that stand twice, are left out and noted.
    #[must_use]
    pub fn with_rules(mut self, rules: Vec<Rule>) -> Self {
        let mut tally = Tally::default();
        for rule in rules {
            if self.rules.len() >= MOST_RULES {
                tally.cut += 1;
                // What everything else looks like is never left out.
                if rule.when != When::Otherwise {
                    continue;
                }
                self.rules.pop();
                self.by_value.retain(|_, at| usize::from(*at) < MOST_RULES - 1);
                self.by_prefix.retain(|_, at| usize::from(*at) < MOST_RULES - 1);
            }
            self.add(rule, &mut tally);
        }
        let place = Place::default;
        if tally.cut > 0 {
            let note = Note::new("note-symbols-too-many", Severity::Warning, place());
            self.notes
                .push(note.with("count", tally.cut).with("kept", MOST_RULES));
        }
        if let Some(value) = tally.first_twice {
            let note = Note::new("note-symbols-twice", Severity::Warning, place());
            self.notes
                .push(note.with("value", value).with("count", tally.twice));
        }
        if tally.labels > 0 {
            let note = Note::new("note-symbols-label-cut", Severity::Info, place());
            self.notes
                .push(note.with("count", tally.labels).with("limit", LONGEST_LABEL));
        }
        self
    }

    fn add(&mut self, mut rule: Rule, tally: &mut Tally) {
        tally.labels += u64::from(rule.label.cut());
        let Ok(number) = u16::try_from(self.rules.len()) else {
            return;
        };
        match &rule.when {
            When::Role(_) => {}
            When::Otherwise => self.otherwise = Some(number),
            When::Value { values, prefixes } => {
                for value in values {
                    enter(&mut self.by_value, value, number, tally);
                }
                for prefix in prefixes {
                    self.longest_prefix = self.longest_prefix.max(prefix.trim().len());
                    enter(&mut self.by_prefix, prefix, number, tally);
                }
            }
        }
        self.rules.push(rule);
    }

    /// The rules in the order of the legend.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Whether an attribute decides, and not the role alone.
    #[must_use]
    pub fn is_by_value(&self) -> bool {
        !(self.by_value.is_empty() && self.by_prefix.is_empty())
    }

    /// The rule for layers of a role; one for `other` stands for roles that have none, and one for everything else for
    /// both.
    #[must_use]
    pub fn rule_of_role(&self, role: &Role) -> Option<&Rule> {
        let rest = || self.rules.get(usize::from(self.otherwise?));
        let found = self.find(role.name()).or_else(|| self.find(OTHER));
        found.or_else(rest)
    }

    /// The rule for a role name.
    pub(super) fn find(&self, role: &str) -> Option<&Rule> {
        let mut rules = self.rules.iter();
        rules.find(|rule| matches!(&rule.when, When::Role(known) if known == role))
    }

    /// Number of the rule for a value; `None` when there is none and no rule for everything else.
    #[must_use]
    pub fn rule_of_value(&self, value: &str) -> Option<u16> {
        let value = value.trim();
        if let Some(number) = self.by_value.get(value) {
            return Some(*number);
        }
        let mut ends = (1..=value.len().min(self.longest_prefix)).rev();
        let prefix = ends.find_map(|end| self.by_prefix.get(value.get(..end)?));
        prefix.copied().or(self.otherwise)
    }

    /// Number of the rule for features that none is about.
    #[must_use]
    pub fn otherwise(&self) -> Option<u16> {
        self.otherwise
    }
}

/// The role name that stands for roles without a rule.
const OTHER: &str = "other";

#[derive(Default)]
struct Tally {
    cut: u64,
    labels: u64,
    twice: u64,
    first_twice: Option<String>,
}

fn enter(known: &mut HashMap<String, u16>, value: &str, number: u16, tally: &mut Tally) {
    let value = value.trim();
    if known.contains_key(value) {
        tally.twice += 1;
        tally
            .first_twice
            .get_or_insert_with(|| value.chars().take(LONGEST_LABEL).collect());
        return;
    }
    known.insert(value.to_owned(), number);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(when: When) -> Rule {
        Rule {
            when,
            label: Words::None,
            light: Symbol::default(),
            dark: Symbol::default(),
            scales: ScaleRange::default(),
        }
    }

    fn value(values: &[&str], prefixes: &[&str]) -> Rule {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
        rule(When::Value {
            values: owned(values),
            prefixes: owned(prefixes),
        })
    }

    #[test]
    fn the_whole_value_counts_before_the_longest_beginning() {
        let set = SymbolSet::default().with_rules(vec![
            value(&["0101"], &[]),
            value(&[], &["01"]),
            value(&[], &["010"]),
            rule(When::Otherwise),
        ]);
        let of = |text: &str| set.rule_of_value(text);
        assert_eq!(
            [of("0101"), of(" 0101 "), of("0102"), of("0113")],
            [0, 0, 2, 1].map(Some)
        );
        assert_eq!([of(""), of("9"), of("水田"), of("0")], [3; 4].map(Some));
    }

    #[test]
    fn a_value_that_stands_twice_keeps_its_first_rule_and_is_noted() {
        let set = SymbolSet::default().with_rules(vec![value(&["a"], &[]), value(&["b", "a"], &[])]);
        assert_eq!(set.rule_of_value("a"), Some(0));
        assert_eq!(set.rule_of_value("c"), None);
        assert_eq!(set.notes.count("note-symbols-twice"), 1);
    }

    #[test]
    fn a_hundred_thousand_rules_are_cut_and_the_rest_looks_like_everything_else() {
        let many = (0..100_000).map(|index| value(&[&index.to_string()], &[]));
        let set = SymbolSet::default().with_rules(many.chain([rule(When::Otherwise)]).collect());
        assert_eq!(set.rules().len(), MOST_RULES);
        let last = u16::try_from(MOST_RULES - 1).unwrap();
        assert_eq!(set.otherwise(), Some(last));
        assert_eq!(set.rule_of_value("7"), Some(7));
        assert_eq!(set.rule_of_value("999"), Some(last));
        assert_eq!(set.rule_of_value("99999"), Some(last));
        assert_eq!(set.notes.count("note-symbols-too-many"), 1);
    }

    #[test]
    fn a_label_of_ten_thousand_characters_is_cut() {
        let mut long = value(&["a"], &[]);
        long.label = Words::Plain("长".repeat(10_000));
        let set = SymbolSet::default().with_rules(vec![long]);
        assert_eq!(set.rules()[0].label.of("en").chars().count(), LONGEST_LABEL + 1);
        assert_eq!(set.notes.count("note-symbols-label-cut"), 1);
    }

    #[test]
    fn scales_hold_from_and_below() {
        let range = ScaleRange {
            from: Some(1000.0),
            below: Some(5000.0),
        };
        assert!(range.holds(1000.0) && range.holds(4999.0));
        assert!(!range.holds(999.0) && !range.holds(5000.0));
        let all = ScaleRange::default();
        assert!(all.holds(1.0) && all.holds(1e9));
        assert_eq!(all.and(&range), range);
        let narrower = ScaleRange {
            from: Some(2000.0),
            below: None,
        };
        assert_eq!(
            range.and(&narrower),
            ScaleRange {
                from: Some(2000.0),
                below: Some(5000.0)
            }
        );
    }
}
