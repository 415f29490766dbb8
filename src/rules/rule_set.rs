//! A set of rules, with what a report must say about where it came from.

use jiff::civil::Date;

use crate::layer::Role;

use super::{Query, Resolution, Rule, RuleError, builtin, parse, resolve};

/// Rules that are used together.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSet {
    /// Name, such as `cn_red_line`; `redline` for the built-in set.
    pub name: String,
    /// Version of its content.
    pub version: String,
    /// The day on which its oldest part was last compared with the texts.
    pub last_verified: Date,
    /// SHA-256 of the source text; of joined sets, that of their digests in order.
    pub sha256: String,
    /// The rules in file order, disabled ones included.
    pub rules: Vec<Rule>,
}

impl RuleSet {
    /// The rules that come with the program.
    #[must_use]
    pub fn builtin() -> Self {
        builtin::read_all()
    }

    /// Reads a rule file.
    ///
    /// # Errors
    /// When the text is not a rule file of this schema or a value in it cannot be used.
    pub fn read(text: &str, source_name: &str) -> Result<Self, RuleError> {
        parse::read(text, source_name)
    }

    /// Several sets as one, in the order given.
    ///
    /// # Errors
    /// When two sets have a rule of the same id.
    pub fn joined(name: &str, sets: Vec<Self>) -> Result<Self, RuleError> {
        let mut joined = Self {
            name: name.to_owned(),
            version: String::new(),
            last_verified: Date::MAX,
            sha256: String::new(),
            rules: Vec::new(),
        };
        let mut versions: Vec<String> = Vec::new();
        for set in sets {
            if let Some(double) = set.rules.iter().find(|rule| joined.rule(&rule.id).is_some()) {
                let rule = double.id.clone();
                return Err(RuleError::Duplicate {
                    file: set.name,
                    line: 0,
                    rule,
                });
            }
            joined.last_verified = joined.last_verified.min(set.last_verified);
            joined.sha256.push_str(&set.sha256);
            joined.rules.extend(set.rules);
            if !versions.contains(&set.version) {
                versions.push(set.version);
            }
        }
        joined.version = versions.join("+");
        joined.sha256 = parse::sha256_hex(joined.sha256.as_bytes());
        Ok(joined)
    }

    /// The rule with an id.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// What the rules say about one piece of ground.
    #[must_use]
    pub fn resolve(&self, query: &Query<'_>) -> Resolution {
        resolve::resolve(self, query)
    }

    /// What the rules say about ground that lies `distance_m` metres away and is not shared; `None`
    /// when no rule asks for ground at that distance.
    #[must_use]
    pub fn resolve_near(&self, query: &Query<'_>, distance_m: f64) -> Option<Resolution> {
        resolve::resolve_near(self, query, distance_m)
    }

    /// The largest distance in metres within which a rule wants ground of this role reported as
    /// near; 0 when none does.
    #[must_use]
    pub fn near_distance_m(&self, role: &Role) -> f64 {
        let concerned = self
            .rules
            .iter()
            .filter(|rule| rule.enabled && rule.concerns(role));
        concerned.filter_map(|rule| rule.near_m).fold(0.0, f64::max)
    }
}
