//! The conflicts as an inbox: what a person has to look at, in the order in which to look.
//!
//! Meaning: an [`Item`] is one parcel and one role that need a look, or a parcel that could not be
//! settled. Items of a parcel stand together; parcels come by their worst item, then by area. What
//! could not be settled stands right after what is prohibited: it may be that.
//!
//! Input: a check result. Output: the items. Derived; built once per result.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::check::{CheckResult, Finding, FindingKind, ParcelResult, RoleResult, RoleStatus, Verdict};
use crate::layer::{ParcelId, Role};
use crate::rules::Outcome;

/// What an item is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemKey {
    /// The parcel.
    pub parcel: ParcelId,
    /// The role; `None` for the parcel as a whole.
    pub role: Option<Role>,
}

/// The kinds of items that can be shown or hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Filter {
    /// 冲突.
    Conflict,
    /// 待定.
    Undetermined,
    /// 误差内.
    WithinError,
    /// 不涉及.
    Clear,
}

impl Filter {
    /// All kinds in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Conflict, Self::Undetermined, Self::WithinError, Self::Clear];
    /// The kinds shown at first.
    pub const DEFAULT: [Self; 3] = [Self::Conflict, Self::Undetermined, Self::WithinError];

    /// Text id.
    #[must_use]
    pub fn text_id(self) -> &'static str {
        match self {
            Self::Conflict => "inbox-conflict",
            Self::Undetermined => "inbox-undetermined",
            Self::WithinError => "inbox-within-error",
            Self::Clear => "inbox-clear",
        }
    }

    /// The kind of a verdict.
    #[must_use]
    pub fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Conflict => Self::Conflict,
            Verdict::Undetermined => Self::Undetermined,
            Verdict::WithinError => Self::WithinError,
            Verdict::Clear => Self::Clear,
        }
    }
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is about.
    pub key: ItemKey,
    /// Number of the parcel's result.
    pub parcel: usize,
    /// What is said.
    pub verdict: Verdict,
    /// Worst outcome, for conflicts.
    pub outcome: Option<Outcome>,
    /// Its findings, by number in the result, largest first.
    pub findings: Vec<usize>,
    /// Ground concerned, in m².
    pub area_m2: f64,
    /// The same over the area of the parcel.
    pub share: f64,
    /// Whether a rule behind it was never verified.
    pub unverified: bool,
}

/// The items of a result.
#[derive(Debug, Default)]
pub struct Inbox {
    /// The items in order.
    pub items: Vec<Item>,
    counts: BTreeMap<Filter, usize>,
}

impl Inbox {
    /// The items of a result.
    #[must_use]
    pub fn of(result: &CheckResult) -> Self {
        let mut groups: Vec<Vec<Item>> = (0..result.parcels.len())
            .map(|number| items_of(result, number))
            .collect();
        for group in &mut groups {
            group.sort_by_key(order);
        }
        groups.sort_by_key(|group| group.first().map(order));
        let counts = Filter::ALL
            .into_iter()
            .map(|filter| {
                let is = |parcel: &&ParcelResult| Filter::of(parcel.verdict) == filter;
                (filter, result.parcels.iter().filter(is).count())
            })
            .collect();
        Self {
            items: groups.into_iter().flatten().collect(),
            counts,
        }
    }

    /// Number of parcels of a kind.
    #[must_use]
    pub fn count(&self, filter: Filter) -> usize {
        self.counts.get(&filter).copied().unwrap_or(0)
    }

    /// The item with a key.
    #[must_use]
    pub fn find(&self, key: &ItemKey) -> Option<&Item> {
        self.items.iter().find(|item| item.key == *key)
    }

    /// The most serious item of a parcel.
    #[must_use]
    pub fn first_of(&self, parcel: ParcelId) -> Option<&Item> {
        self.items.iter().find(|item| item.key.parcel == parcel)
    }
}

/// How serious something is, 0 most.
#[must_use]
pub fn severity(verdict: Verdict, outcome: Option<Outcome>) -> u8 {
    match (verdict, outcome) {
        (Verdict::Conflict, Some(Outcome::Prohibited)) => 0,
        (Verdict::Undetermined, _) => 1,
        (Verdict::Conflict, Some(Outcome::Restricted)) => 2,
        (Verdict::Conflict, Some(Outcome::Conditional)) => 3,
        (Verdict::Conflict, _) => 4,
        (Verdict::WithinError, _) => 5,
        (Verdict::Clear, _) => 6,
    }
}

/// Seriousness first, then area, then file order.
fn order(item: &Item) -> (u8, Reverse<u64>, usize) {
    let rank = severity(item.verdict, item.outcome);
    // Non-negative floats order like their bits.
    (rank, Reverse(item.area_m2.max(0.0).to_bits()), item.parcel)
}

fn items_of(result: &CheckResult, number: usize) -> Vec<Item> {
    let parcel = &result.parcels[number];
    let mut items: Vec<Item> = parcel
        .roles
        .iter()
        .filter_map(|role| role_item(result, number, role))
        .collect();
    let undetermined = parcel.verdict == Verdict::Undetermined || !parcel.reasons.is_empty();
    let is_listed = items.iter().any(|item| item.verdict == Verdict::Undetermined);
    if undetermined && !is_listed {
        items.push(plain_item(parcel, number, Verdict::Undetermined));
    }
    if items.is_empty() {
        items.push(plain_item(parcel, number, parcel.verdict));
    }
    items
}

fn plain_item(parcel: &ParcelResult, number: usize, verdict: Verdict) -> Item {
    Item {
        key: ItemKey {
            parcel: parcel.parcel_id,
            role: None,
        },
        parcel: number,
        verdict,
        outcome: None,
        findings: Vec::new(),
        area_m2: 0.0,
        share: 0.0,
        unverified: false,
    }
}

fn role_item(result: &CheckResult, number: usize, role: &RoleResult) -> Option<Item> {
    let RoleStatus::Checked(verdict) = role.status else {
        return None;
    };
    if verdict == Verdict::Clear {
        return None;
    }
    let parcel = &result.parcels[number];
    let from = result
        .findings
        .partition_point(|finding| finding.parcel < parcel.index);
    let mut findings: Vec<usize> = result.findings[from..]
        .iter()
        .enumerate()
        .take_while(|(_, finding)| finding.parcel == parcel.index)
        .filter(|(_, finding)| finding.role == role.role && is_listed(finding))
        .map(|(offset, _)| from + offset)
        .collect();
    findings.sort_by(|a, b| {
        let weight = |at: &usize| {
            let finding = &result.findings[*at];
            (
                Reverse(finding.kind.is_conflict()),
                Reverse(finding.areas.plane_m2.max(0.0).to_bits()),
                *at,
            )
        };
        weight(a).cmp(&weight(b))
    });
    let area_m2 = match role.outside_m2 {
        Some(outside) => outside,
        None => role.dissolved_m2,
    };
    let unverified = findings.iter().any(|at| is_unverified(&result.findings[*at]));
    Some(Item {
        key: ItemKey {
            parcel: parcel.parcel_id,
            role: Some(role.role.clone()),
        },
        parcel: number,
        verdict,
        outcome: role.outcome,
        findings,
        area_m2,
        share: if parcel.areas.plane_m2 > 0.0 {
            area_m2 / parcel.areas.plane_m2
        } else {
            0.0
        },
        unverified,
    })
}

fn is_listed(finding: &Finding) -> bool {
    finding.kind.is_conflict() || finding.kind == FindingKind::WithinError
}

/// Whether the outcome of a finding rests on a rule that nobody verified.
#[must_use]
pub fn is_unverified(finding: &Finding) -> bool {
    finding
        .resolution
        .as_ref()
        .is_some_and(|resolution| resolution.notes.contains(&"unverified"))
}
