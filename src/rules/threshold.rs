//! Which government approves an expropriation, by area (土地管理法 arts. 44 and 46).
//!
//! Input: areas in m² as computed, never rounded. Output: the level, why, and whether an area lies
//! so close to a limit that another way of measuring could change the answer.
//!
//! Deliberately not here: the delegation to pilot provinces under 国发〔2020〕4号, whose present
//! state is not known.

/// Cropland above this area in m² (35 ha) goes to the State Council.
pub const CROPLAND_LIMIT_M2: f64 = 350_000.0;

/// Other land above this area in m² (70 ha) goes to the State Council.
pub const OTHER_LIMIT_M2: f64 = 700_000.0;

/// Share of a limit within which the answer is marked as close.
const NEAR_SHARE: f64 = 0.01;

/// Areas to be expropriated, in m², before any rounding; each piece of ground counts once.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ExpropriatedAreas {
    /// Permanent basic farmland (永久基本农田).
    pub basic_farmland_m2: f64,
    /// Other cropland (耕地).
    pub cropland_m2: f64,
    /// Other land.
    pub other_m2: f64,
}

/// The level of government that approves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalLevel {
    /// State Council (国务院).
    StateCouncil,
    /// Provincial government (省级人民政府).
    Province,
}

/// What the level follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalReason {
    /// Any permanent basic farmland.
    BasicFarmland,
    /// More than 35 ha of other cropland.
    Cropland,
    /// More than 70 ha of other land.
    OtherLand,
    /// Nothing above a limit.
    BelowLimits,
}

/// Who approves, why, and how close it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ApprovalPower {
    /// The level of government.
    pub level: ApprovalLevel,
    /// What the level follows from.
    pub reason: ApprovalReason,
    /// Whether cropland or other land lies within 1 % of its limit.
    pub near_threshold: bool,
    /// Cropland above its limit in m²; negative below it.
    pub cropland_margin_m2: f64,
    /// Other land above its limit in m²; negative below it.
    pub other_margin_m2: f64,
}

impl ApprovalPower {
    /// The power over these areas; a limit itself still belongs to the province.
    #[must_use]
    pub fn of(areas: ExpropriatedAreas) -> Self {
        let reason = ApprovalReason::of(areas);
        let cropland_margin_m2 = areas.cropland_m2 - CROPLAND_LIMIT_M2;
        let other_margin_m2 = areas.other_m2 - OTHER_LIMIT_M2;
        Self {
            level: match reason {
                ApprovalReason::BelowLimits => ApprovalLevel::Province,
                _ => ApprovalLevel::StateCouncil,
            },
            reason,
            near_threshold: cropland_margin_m2.abs() <= NEAR_SHARE * CROPLAND_LIMIT_M2
                || other_margin_m2.abs() <= NEAR_SHARE * OTHER_LIMIT_M2,
            cropland_margin_m2,
            other_margin_m2,
        }
    }
}

impl ApprovalLevel {
    /// Code of the authority, as rules use it.
    #[must_use]
    pub fn authority(self) -> &'static str {
        match self {
            Self::StateCouncil => "state_council",
            Self::Province => "province",
        }
    }
}

impl ApprovalReason {
    /// All reasons.
    pub const ALL: [Self; 4] = [
        Self::BasicFarmland,
        Self::Cropland,
        Self::OtherLand,
        Self::BelowLimits,
    ];

    /// Id of its sentence in the texts.
    #[must_use]
    pub fn text_id(self) -> &'static str {
        match self {
            Self::BasicFarmland => "approval_reason-basic_farmland",
            Self::Cropland => "approval_reason-cropland",
            Self::OtherLand => "approval_reason-other_land",
            Self::BelowLimits => "approval_reason-below_limits",
        }
    }

    fn of(areas: ExpropriatedAreas) -> Self {
        if areas.basic_farmland_m2 > 0.0 {
            Self::BasicFarmland
        } else if areas.cropland_m2 > CROPLAND_LIMIT_M2 {
            Self::Cropland
        } else if areas.other_m2 > OTHER_LIMIT_M2 {
            Self::OtherLand
        } else {
            Self::BelowLimits
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn power(basic_farmland_m2: f64, cropland_m2: f64, other_m2: f64) -> ApprovalPower {
        ApprovalPower::of(ExpropriatedAreas {
            basic_farmland_m2,
            cropland_m2,
            other_m2,
        })
    }

    #[test]
    fn a_limit_is_passed_only_above_it() {
        use ApprovalReason::{BasicFarmland, BelowLimits, Cropland, OtherLand};
        for (areas, reason, near) in [
            ((0.0, 0.0, 0.0), BelowLimits, false),
            ((1e-6, 0.0, 0.0), BasicFarmland, false),
            ((0.0, 350_000.0, 0.0), BelowLimits, true),
            ((0.0, 350_000.001, 0.0), Cropland, true),
            ((0.0, 346_500.0, 0.0), BelowLimits, true),
            ((0.0, 346_499.9, 0.0), BelowLimits, false),
            ((0.0, 353_501.0, 0.0), Cropland, false),
            ((0.0, 0.0, 700_000.0), BelowLimits, true),
            ((0.0, 0.0, 700_000.01), OtherLand, true),
            ((0.0, 0.0, 692_999.0), BelowLimits, false),
            ((5.0, 400_000.0, 800_000.0), BasicFarmland, false),
        ] {
            let found = power(areas.0, areas.1, areas.2);
            assert_eq!((found.reason, found.near_threshold), (reason, near), "{areas:?}");
            let level = found.level.authority();
            assert_eq!(level == "province", reason == BelowLimits, "{areas:?}");
        }
    }
}
