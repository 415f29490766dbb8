//! The rule file as it is written: schema `redline.rules/1`.
//!
//! Meaning: these types mirror the file and nothing else; [`super::parse`] turns them into rules. A
//! later schema gets its own types, and this one stays readable.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

/// The part that says how to read the rest.
#[derive(Deserialize)]
pub(super) struct Head {
    #[serde(default)]
    pub(super) schema: String,
}

/// A whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleFile {
    #[serde(rename = "schema")]
    pub(super) _schema: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) last_verified: Datetime,
    pub(super) jurisdiction: String,
    #[serde(default)]
    pub(super) instrument: BTreeMap<String, InstrumentEntry>,
    #[serde(default)]
    pub(super) ground: BTreeMap<String, Vec<GroundEntry>>,
    #[serde(default)]
    pub(super) rule: Vec<RuleEntry>,
}

/// A text that rules cite, with its days.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct InstrumentEntry {
    pub(super) text: Spanned<String>,
    pub(super) valid_from: Option<Datetime>,
    pub(super) valid_to: Option<Datetime>,
    pub(super) possibly_expired_after: Option<Datetime>,
}

/// One rule; what is left out means "all" or "none".
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    pub(super) id: Spanned<String>,
    pub(super) on: Vec<String>,
    pub(super) activity: Vec<String>,
    #[serde(default = "all")]
    pub(super) phase: Vec<String>,
    #[serde(default = "all")]
    pub(super) land_mode: Vec<String>,
    pub(super) side: Option<String>,
    pub(super) outcome: String,
    #[serde(default)]
    pub(super) documents: Vec<String>,
    pub(super) authority: Option<String>,
    pub(super) basis: Vec<CiteEntry>,
    pub(super) jurisdiction: Option<String>,
    pub(super) valid_from: Option<Datetime>,
    pub(super) valid_to: Option<Datetime>,
    pub(super) confidence: String,
    pub(super) last_verified: Option<Datetime>,
    pub(super) near_m: Option<f64>,
    pub(super) enabled: Option<bool>,
    pub(super) title: Option<String>,
    pub(super) note: Option<String>,
}

/// A kind of ground; several under one name are alternatives.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroundEntry {
    pub(super) role: Spanned<String>,
    #[serde(default)]
    pub(super) layer_name: Vec<String>,
    #[serde(default, rename = "where")]
    pub(super) conditions: Vec<ConditionEntry>,
}

/// A condition on an attribute.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionEntry {
    pub(super) field: Vec<String>,
    #[serde(default)]
    pub(super) equals: Vec<String>,
    #[serde(default)]
    pub(super) contains: Vec<String>,
    #[serde(default)]
    pub(super) starts_with: Vec<String>,
    #[serde(default)]
    pub(super) absent: bool,
    #[serde(default)]
    pub(super) not: bool,
}

/// A citation of an instrument of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CiteEntry {
    pub(super) cite: String,
    #[serde(default)]
    pub(super) article: String,
}

fn all() -> Vec<String> {
    vec!["*".to_owned()]
}
