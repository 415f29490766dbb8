//! From the text of a rule file to a [`RuleSet`].
//!
//! Input: TOML of schema [`SCHEMA`]. Output: the rules, or the first thing that is wrong with its
//! line; a file is used whole or not at all, because a rule left out could hide a conflict.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use sha2::{Digest, Sha256};
use toml::Spanned;
use toml::value::Datetime;

use crate::layer::{LandMode, Role};
use crate::lines::line_of;

use super::file::{CiteEntry, ConditionEntry, GroundEntry, Head, InstrumentEntry, RuleEntry, RuleFile};
use super::{
    Activity, Basis, Choice, Condition, Confidence, Ground, Outcome, Pattern, Period, Phase, RoleMatch, Rule,
    RuleError, RuleSet, Scope, Side, Test,
};

/// The schema of rule files that this program reads.
pub const SCHEMA: &str = "redline.rules/1";

/// Reads a rule file; `file` is its name in messages.
pub(super) fn read(text: &str, file: &str) -> Result<RuleSet, RuleError> {
    let head: Head = toml::from_str(text).map_err(|error| syntax(text, file, &error))?;
    if head.schema != SCHEMA {
        return Err(RuleError::Schema {
            file: file.to_owned(),
            found: head.schema,
        });
    }
    let entries: RuleFile = toml::from_str(text).map_err(|error| syntax(text, file, &error))?;
    Reader { text, file }.rule_set(entries)
}

/// Lower-case hexadecimal SHA-256 of bytes.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes)
        .into_iter()
        .flat_map(|byte| [byte >> 4, byte & 15]);
    digits
        .filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

fn syntax(text: &str, file: &str, error: &toml::de::Error) -> RuleError {
    let line = error.span().map(|span| line_of(text, span.start));
    RuleError::Syntax {
        file: file.to_owned(),
        line,
        message: error.message().to_owned(),
    }
}

/// The file being read, for messages.
struct Reader<'a> {
    text: &'a str,
    file: &'a str,
}

/// The rule, ground or instrument being read, for messages.
struct Place<'a> {
    file: &'a str,
    line: usize,
    rule: &'a str,
}

impl Place<'_> {
    fn value(&self, field: &'static str, value: &(impl ToString + ?Sized)) -> RuleError {
        RuleError::Value {
            file: self.file.to_owned(),
            line: self.line,
            rule: self.rule.to_owned(),
            field,
            value: value.to_string(),
        }
    }

    fn unlisted(&self, list: &'static str, name: &str) -> RuleError {
        RuleError::Unlisted {
            file: self.file.to_owned(),
            line: self.line,
            rule: self.rule.to_owned(),
            list,
            name: name.to_owned(),
        }
    }
}

/// What the rules of a file name: its texts (the article still empty) and its kinds of ground.
struct Listed {
    instruments: BTreeMap<String, Basis>,
    grounds: BTreeMap<String, Vec<Ground>>,
}

/// What a rule takes from the head of its file.
struct Defaults<'a> {
    jurisdiction: &'a str,
    last_verified: Date,
}

impl Reader<'_> {
    fn rule_set(&self, entries: RuleFile) -> Result<RuleSet, RuleError> {
        let head = Place {
            file: self.file,
            line: 1,
            rule: "",
        };
        let last_verified = date("last_verified", entries.last_verified, &head)?;
        let defaults = Defaults {
            jurisdiction: &entries.jurisdiction,
            last_verified,
        };
        let listed = Listed {
            instruments: self.instruments(entries.instrument)?,
            grounds: self.grounds(entries.ground)?,
        };
        Ok(RuleSet {
            name: entries.name,
            version: entries.version,
            last_verified,
            sha256: sha256_hex(self.text.as_bytes()),
            rules: self.rules(entries.rule, &defaults, &listed)?,
        })
    }

    fn rules(
        &self,
        entries: Vec<RuleEntry>,
        defaults: &Defaults<'_>,
        listed: &Listed,
    ) -> Result<Vec<Rule>, RuleError> {
        let mut seen = BTreeSet::new();
        let read = |entry: RuleEntry| {
            let line = self.line_of(&entry.id);
            let id = entry.id.get_ref().clone();
            if !seen.insert(id.clone()) {
                return Err(RuleError::Duplicate {
                    file: self.file.to_owned(),
                    line,
                    rule: id,
                });
            }
            let place = Place {
                file: self.file,
                line,
                rule: &id,
            };
            rule(entry, defaults, listed, &place)
        };
        entries.into_iter().map(read).collect()
    }

    fn instruments(
        &self,
        entries: BTreeMap<String, InstrumentEntry>,
    ) -> Result<BTreeMap<String, Basis>, RuleError> {
        let read = |(name, entry): (String, InstrumentEntry)| {
            let line = self.line_of(&entry.text);
            let place = Place {
                file: self.file,
                line,
                rule: &name,
            };
            let basis = instrument(entry, &place)?;
            Ok((name, basis))
        };
        entries.into_iter().map(read).collect()
    }

    fn grounds(
        &self,
        entries: BTreeMap<String, Vec<GroundEntry>>,
    ) -> Result<BTreeMap<String, Vec<Ground>>, RuleError> {
        let read = |(name, alternatives): (String, Vec<GroundEntry>)| {
            let grounds = alternatives.iter().map(|entry| {
                let place = Place {
                    file: self.file,
                    line: self.line_of(&entry.role),
                    rule: &name,
                };
                ground(entry, &place)
            });
            let grounds = grounds.collect::<Result<_, RuleError>>()?;
            Ok((name, grounds))
        };
        entries.into_iter().map(read).collect()
    }

    fn line_of(&self, value: &Spanned<String>) -> usize {
        line_of(self.text, value.span().start)
    }
}

fn instrument(entry: InstrumentEntry, place: &Place<'_>) -> Result<Basis, RuleError> {
    let expiry = entry.possibly_expired_after;
    Ok(Basis {
        text: entry.text.into_inner(),
        article: String::new(),
        period: period(entry.valid_from, entry.valid_to, place)?,
        possibly_expired_after: optional_date("possibly_expired_after", expiry, place)?,
    })
}

fn rule(
    entry: RuleEntry,
    defaults: &Defaults<'_>,
    listed: &Listed,
    place: &Place<'_>,
) -> Result<Rule, RuleError> {
    let documents = entry
        .documents
        .iter()
        .map(|code| plain_code("documents", code, place));
    let authority = entry.authority.as_deref();
    Ok(Rule {
        scope: scope(&entry, defaults.jurisdiction, listed, place)?,
        outcome: one("outcome", &entry.outcome, Outcome::parse, place)?,
        documents: documents.collect::<Result<_, _>>()?,
        authority: authority
            .map(|code| plain_code("authority", code, place))
            .transpose()?,
        basis: bases(&entry.basis, listed, place)?,
        confidence: one("confidence", &entry.confidence, Confidence::parse, place)?,
        last_verified: optional_date("last_verified", entry.last_verified, place)?
            .unwrap_or(defaults.last_verified),
        near_m: near(entry.near_m, place)?,
        enabled: entry.enabled.unwrap_or(true),
        title: entry.title,
        note: entry.note,
        id: plain_code("id", entry.id.get_ref(), place)?,
    })
}

fn scope(
    entry: &RuleEntry,
    jurisdiction: &str,
    listed: &Listed,
    place: &Place<'_>,
) -> Result<Scope, RuleError> {
    let jurisdiction = entry.jurisdiction.as_deref().unwrap_or(jurisdiction);
    Ok(Scope {
        on: grounds_named(&entry.on, listed, place)?,
        activities: choice("activity", &entry.activity, Activity::parse, place)?,
        phases: choice("phase", &entry.phase, Phase::parse, place)?,
        land_modes: choice("land_mode", &entry.land_mode, LandMode::parse, place)?,
        side: one(
            "side",
            entry.side.as_deref().unwrap_or("inside"),
            Side::parse,
            place,
        )?,
        jurisdiction: plain_code("jurisdiction", jurisdiction, place)?,
        period: period(entry.valid_from, entry.valid_to, place)?,
    })
}

fn grounds_named(names: &[String], listed: &Listed, place: &Place<'_>) -> Result<Vec<Ground>, RuleError> {
    let mut grounds = Vec::new();
    for name in names {
        let known = listed
            .grounds
            .get(name)
            .ok_or_else(|| place.unlisted("ground", name))?;
        grounds.extend(known.iter().cloned());
    }
    if grounds.is_empty() {
        return Err(place.value("on", &names.join(", ")));
    }
    Ok(grounds)
}

fn ground(entry: &GroundEntry, place: &Place<'_>) -> Result<Ground, RuleError> {
    let role = entry.role.get_ref();
    let role = if role == "other" {
        RoleMatch::OtherNamed(entry.layer_name.clone())
    } else if entry.layer_name.is_empty() {
        RoleMatch::Named(one("role", role, Role::parse, place)?)
    } else {
        // Named roles are known by their code alone; a name beside it would be silently ignored.
        return Err(place.value("layer_name", &entry.layer_name.join(", ")));
    };
    let category = entry.conditions.iter().map(|condition| test(condition, place));
    Ok(Ground {
        role,
        category: category.collect::<Result<_, _>>()?,
    })
}

fn test(entry: &ConditionEntry, place: &Place<'_>) -> Result<Condition, RuleError> {
    if entry.field.is_empty() {
        return Err(place.value("field", ""));
    }
    let patterns = patterns(entry);
    let test = match (entry.absent, entry.not, patterns.is_empty()) {
        (true, false, true) => Test::Absent,
        (false, false, false) => Test::AnyOf(patterns),
        (false, true, false) => Test::NoneOf(patterns),
        _ => return Err(place.value("where", &entry.field.join(", "))),
    };
    Ok(Condition {
        fields: entry.field.clone(),
        test,
    })
}

fn patterns(entry: &ConditionEntry) -> Vec<Pattern> {
    let equals = entry.equals.iter().cloned().map(Pattern::Equals);
    let contains = entry.contains.iter().cloned().map(Pattern::Contains);
    let starts_with = entry.starts_with.iter().cloned().map(Pattern::StartsWith);
    equals.chain(contains).chain(starts_with).collect()
}

fn bases(entries: &[CiteEntry], listed: &Listed, place: &Place<'_>) -> Result<Vec<Basis>, RuleError> {
    if entries.is_empty() {
        return Err(place.value("basis", ""));
    }
    let cite = |entry: &CiteEntry| {
        let basis = listed.instruments.get(&entry.cite);
        let basis = basis.ok_or_else(|| place.unlisted("instrument", &entry.cite))?;
        Ok(Basis {
            article: entry.article.clone(),
            ..basis.clone()
        })
    };
    entries.iter().map(cite).collect()
}

fn choice<T>(
    field: &'static str,
    values: &[String],
    parse: fn(&str) -> Option<T>,
    place: &Place<'_>,
) -> Result<Choice<T>, RuleError> {
    match values {
        [] => Err(place.value(field, "")),
        [all] if all == "*" => Ok(Choice::Any),
        values => {
            let read = values.iter().map(|value| one(field, value, parse, place));
            Ok(Choice::Of(read.collect::<Result<_, _>>()?))
        }
    }
}

fn one<T>(
    field: &'static str,
    value: &str,
    parse: impl Fn(&str) -> Option<T>,
    place: &Place<'_>,
) -> Result<T, RuleError> {
    parse(value).ok_or_else(|| place.value(field, value))
}

/// A code that becomes part of a text id or stands in findings: no space, not empty.
fn plain_code(field: &'static str, code: &str, place: &Place<'_>) -> Result<String, RuleError> {
    let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
    if code.is_empty() || !code.chars().all(plain) {
        return Err(place.value(field, code));
    }
    Ok(code.to_owned())
}

fn near(metres: Option<f64>, place: &Place<'_>) -> Result<Option<f64>, RuleError> {
    match metres {
        Some(bad) if !(bad.is_finite() && bad >= 0.0) => Err(place.value("near_m", &bad)),
        good => Ok(good),
    }
}

fn period(from: Option<Datetime>, to: Option<Datetime>, place: &Place<'_>) -> Result<Period, RuleError> {
    let period = Period {
        from: optional_date("valid_from", from, place)?,
        to: optional_date("valid_to", to, place)?,
    };
    if period.is_ordered() {
        return Ok(period);
    }
    Err(place.value(
        "valid_to",
        &period.to.map_or_else(String::new, |day| day.to_string()),
    ))
}

fn optional_date(
    field: &'static str,
    value: Option<Datetime>,
    place: &Place<'_>,
) -> Result<Option<Date>, RuleError> {
    value.map(|value| date(field, value, place)).transpose()
}

/// A date without a time of day.
fn date(field: &'static str, value: Datetime, place: &Place<'_>) -> Result<Date, RuleError> {
    let plain = match (value.date, value.time) {
        (Some(day), None) => civil(day),
        _ => None,
    };
    plain.ok_or_else(|| place.value(field, &value))
}

fn civil(day: toml::value::Date) -> Option<Date> {
    let year = i16::try_from(day.year).ok()?;
    Date::new(year, i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as day;

    const GOOD: &str = r#"
schema = "redline.rules/1"
name = "own"
version = "1"
last_verified = 2026-11-23
jurisdiction = "CN"

[instrument.law]
text = "本地规定"
valid_from = 2020-01-01

[[ground.corridor]]
role = "other"
layer_name = ["走廊"]
where = [{ field = ["DJ"], equals = ["500"] }]

[[rule]]
id = "OWN.corridor"
title = "高压走廊"
on = ["corridor"]
activity = ["G1", "homestead"]
phase = ["预审", "approval"]
land_mode = ["申请用地"]
outcome = "restricted"
documents = ["power_opinion"]
authority = "power"
basis = [{ cite = "law", article = "第三条" }]
valid_to = 2030-12-31
confidence = "seen"
near_m = 50.0
"#;

    fn fails(find: &str, replace: &str) -> RuleError {
        assert!(GOOD.contains(find), "{find}");
        read(&GOOD.replace(find, replace), "own.toml").expect_err(replace)
    }

    #[test]
    fn a_good_file_reads_with_all_its_fields() {
        let set = read(GOOD, "own.toml").expect("good");
        assert_eq!((set.name.as_str(), set.version.as_str()), ("own", "1"));
        assert_eq!(set.sha256.len(), 64);
        let rule = &set.rules[0];
        assert_eq!(
            rule.scope.activities,
            Choice::Of(vec![Activity::G1, Activity::H1])
        );
        assert_eq!(
            rule.scope.phases,
            Choice::Of(vec![Phase::PreReview, Phase::Approval])
        );
        assert_eq!(rule.scope.land_modes, Choice::Of(vec![LandMode::Occupy]));
        assert_eq!(rule.scope.period.to, Some(day(2030, 12, 31)));
        assert_eq!(rule.last_verified, day(2026, 11, 23));
        assert_eq!(rule.basis[0].display(), "本地规定 第三条");
        assert_eq!(rule.near_m, Some(50.0));
        assert!(rule.enabled);
    }

    #[test]
    fn each_bad_value_is_named_with_its_rule_and_line() {
        for (find, replace, field) in [
            ("restricted", "allowed", "outcome"),
            ("\"seen\"", "\"sure\"", "confidence"),
            ("\"G1\", \"homestead\"", "\"G1\", \"A11\"", "activity"),
            ("\"G1\", \"homestead\"", "", "activity"),
            ("\"预审\", \"approval\"", "\"later\"", "phase"),
            ("申请用地", "旁边", "land_mode"),
            ("on = [\"corridor\"]", "on = []", "on"),
            ("power_opinion", "power opinion", "documents"),
            ("authority = \"power\"", "authority = \"\"", "authority"),
            ("near_m = 50.0", "near_m = -1.0", "near_m"),
            ("near_m = 50.0", "near_m = nan", "near_m"),
            ("2030-12-31", "2030-12-31T08:00:00", "valid_to"),
            (
                "valid_to = 2030-12-31",
                "valid_from = 2031-01-01\nvalid_to = 2030-12-31",
                "valid_to",
            ),
            ("[{ cite = \"law\", article = \"第三条\" }]", "[]", "basis"),
        ] {
            expect_value(&fails(find, replace), ("OWN.corridor", field, 18));
        }
    }

    #[test]
    fn each_bad_ground_is_named_with_its_line() {
        for (find, replace, field) in [
            ("role = \"other\"", "role = \"eco_redline\"", "layer_name"),
            (
                "role = \"other\"\nlayer_name = [\"走廊\"]",
                "role = \"redline\"",
                "role",
            ),
            ("equals = [\"500\"]", "not = true", "where"),
            ("equals = [\"500\"]", "equals = [\"5\"], absent = true", "where"),
            ("field = [\"DJ\"]", "field = []", "field"),
        ] {
            expect_value(&fails(find, replace), ("corridor", field, 13));
        }
    }

    fn expect_value(error: &RuleError, expected: (&str, &str, usize)) {
        let RuleError::Value {
            rule,
            field,
            line,
            file,
            ..
        } = error
        else {
            panic!("{expected:?}: {error:?}");
        };
        assert_eq!((rule.as_str(), *field, *line), expected);
        assert_eq!(file, "own.toml");
    }

    #[test]
    fn toml_errors_unknown_fields_and_bad_dates_give_their_line() {
        for (find, replace, line) in [
            ("outcome = ", "outcome ", 24),
            ("near_m = 50.0", "near = 50.0", 30),
            ("valid_from = 2020-01-01", "valid_from = 2020-13-01", 10),
            ("version = \"1\"", "version = 1", 4),
        ] {
            let error = fails(find, replace);
            assert_eq!(
                (error.code(), error.line()),
                ("rule-file-syntax", Some(line)),
                "{replace}"
            );
        }
    }

    #[test]
    fn schema_names_and_double_ids_are_checked() {
        let error = fails("redline.rules/1", "redline.rules/2");
        assert_eq!((error.code(), error.line()), ("rule-file-schema", None));
        for (find, replace) in [
            ("cite = \"law\"", "cite = \"laws\""),
            ("[\"corridor\"]", "[\"line\"]"),
        ] {
            let error = fails(find, replace);
            assert_eq!((error.code(), error.line()), ("rule-file-unlisted", Some(18)));
        }
        let second = GOOD.split_once("[[rule]]").expect("a rule").1;
        let error = read(&format!("{GOOD}\n[[rule]]{second}"), "own.toml").expect_err("twice");
        assert_eq!((error.code(), error.line()), ("rule-file-duplicate", Some(33)));
        assert_eq!(error.args().last(), Some(&("file", "own.toml".to_owned())));
        assert!(RuleError::CODES.contains(&error.code()));
    }

    #[test]
    fn an_empty_text_is_not_a_rule_set() {
        assert_eq!(read("", "x").expect_err("empty").code(), "rule-file-schema");
    }
}
