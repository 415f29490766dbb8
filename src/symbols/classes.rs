//! A set laid over a layer: which rule draws which feature.

use std::sync::{Arc, OnceLock};

use super::SymbolSet;
use crate::layer::ConstraintLayer;

/// No rule.
const NONE: u16 = u16::MAX;

/// The rule of each feature of a layer. Found when a thread first draws the layer, in one walk over its attributes.
#[derive(Debug)]
pub struct Classes {
    layer: Arc<ConstraintLayer>,
    set: Arc<SymbolSet>,
    found: OnceLock<Found>,
    /// The field that decides, once somebody has asked.
    field: OnceLock<Option<String>>,
}

#[derive(Debug)]
struct Found {
    /// Number of the rule by feature, or [`NONE`].
    rules: Box<[u16]>,
    /// Features by rule.
    counts: Vec<u32>,
    /// Features that no rule is about.
    n_without: u32,
}

impl Classes {
    /// A set over a layer; nothing is looked at yet.
    #[must_use]
    pub fn new(layer: Arc<ConstraintLayer>, set: Arc<SymbolSet>) -> Self {
        Self {
            layer,
            set,
            found: OnceLock::new(),
            field: OnceLock::new(),
        }
    }

    /// The layer.
    #[must_use]
    pub fn layer(&self) -> &Arc<ConstraintLayer> {
        &self.layer
    }

    /// The set.
    #[must_use]
    pub fn set(&self) -> &Arc<SymbolSet> {
        &self.set
    }

    /// Number of the rule of a feature; `None` for one that no rule is about. The first call looks at all features.
    #[must_use]
    pub fn rule(&self, feature: u32) -> Option<u16> {
        let number = self.found().rules.get(feature as usize).copied();
        number.filter(|number| *number != NONE)
    }

    /// Number of features by rule, once somebody has looked; `None` before.
    #[must_use]
    pub fn counts(&self) -> Option<&[u32]> {
        self.found.get().map(|found| found.counts.as_slice())
    }

    /// Number of features that no rule is about, once somebody has looked.
    #[must_use]
    pub fn n_without(&self) -> u32 {
        self.found.get().map_or(0, |found| found.n_without)
    }

    /// The field that decides in this layer; `None` when it has none of the set's.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        let find = || {
            let names = || {
                self.layer
                    .chunks()
                    .iter()
                    .flat_map(|chunk| chunk.attributes.names())
            };
            let mut fields = self.set.fields.iter();
            fields.find_map(|field| names().find(|name| name.eq_ignore_ascii_case(field)).cloned())
        };
        self.field.get_or_init(find).as_deref()
    }

    fn found(&self) -> &Found {
        self.found.get_or_init(|| {
            let aliases: Vec<&str> = self.set.fields.iter().map(String::as_str).collect();
            let mut counts = vec![0; self.set.rules().len()];
            let mut n_without = 0;
            let mut rules = Vec::with_capacity(self.layer.n_features());
            for chunk in self.layer.chunks() {
                for row in 0..chunk.states.len() {
                    let value = chunk.attributes.text_of_any(row, &aliases);
                    let rule = self.set.rule_of_value(value.as_deref().unwrap_or_default());
                    match rule.and_then(|number| counts.get_mut(usize::from(number))) {
                        Some(count) => *count += 1,
                        None => n_without += 1,
                    }
                    rules.push(rule.unwrap_or(NONE));
                }
            }
            Found {
                rules: rules.into_boxed_slice(),
                counts,
                n_without,
            }
        })
    }
}
