//! What a layer means to the check.

use std::fmt;

/// The role of a layer (图层角色) in a check: what kind of ground its polygons stand for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Ecological protection red line (生态保护红线).
    EcoRedline,
    /// Permanent basic farmland (永久基本农田).
    BasicFarmland,
    /// Natural ecological space (自然生态空间).
    EcoSpace,
    /// Nature reserve and other protected areas (自然保护地).
    NatureReserve,
    /// Urban development boundary (城镇开发边界): ground *outside* it is what matters.
    UrbanBoundary,
    /// Cropland outside permanent basic farmland (一般耕地、耕地保护目标).
    Farmland,
    /// Land-use patches of the land survey (地类图斑).
    LandUse,
    /// Administrative units (行政区), for totals only.
    AdminUnit,
    /// The extent an approval already covers (认定意见、论证意见、同意范围).
    ApprovalExtent,
    /// A layer of the user's own, with its name.
    Other(String),
}

/// The roles that have a fixed code, in the order in which results are shown.
pub const NAMED_ROLES: [Role; 9] = [
    Role::EcoRedline,
    Role::BasicFarmland,
    Role::EcoSpace,
    Role::NatureReserve,
    Role::UrbanBoundary,
    Role::Farmland,
    Role::LandUse,
    Role::AdminUnit,
    Role::ApprovalExtent,
];

/// How a role takes part in a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// Overlap with the layer is the conflict.
    Avoid,
    /// Ground outside the layer is the conflict.
    StayInside,
    /// The layer only describes; it never makes a conflict.
    Describe,
}

impl Role {
    /// The code used on the command line and in files, such as `eco_redline` or `other:NAME`.
    #[must_use]
    pub fn code(&self) -> String {
        self.to_string()
    }

    /// Reads a code; `None` when it is not a role.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        if let Some(name) = code.strip_prefix("other:") {
            let name = name.trim();
            return (!name.is_empty()).then(|| Self::Other(name.to_owned()));
        }
        NAMED_ROLES.into_iter().find(|role| role.name() == code)
    }

    /// How the role takes part in a check.
    #[must_use]
    pub fn sense(&self) -> Sense {
        match self {
            Self::UrbanBoundary => Sense::StayInside,
            Self::AdminUnit | Self::ApprovalExtent => Sense::Describe,
            _ => Sense::Avoid,
        }
    }

    /// The code without the name of an own layer; also the last part of text ids.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::EcoRedline => "eco_redline",
            Self::BasicFarmland => "basic_farmland",
            Self::EcoSpace => "eco_space",
            Self::NatureReserve => "nature_reserve",
            Self::UrbanBoundary => "urban_boundary",
            Self::Farmland => "farmland",
            Self::LandUse => "land_use",
            Self::AdminUnit => "admin_unit",
            Self::ApprovalExtent => "approval_extent",
            Self::Other(_) => "other",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(name) => write!(f, "other:{name}"),
            named => f.write_str(named.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        let own = Role::Other("高压走廊".to_owned());
        for role in NAMED_ROLES.into_iter().chain([own]) {
            assert_eq!(Role::parse(&role.code()), Some(role));
        }
        assert_eq!(Role::parse("other:"), None);
        assert_eq!(Role::parse("redline"), None);
    }
}
