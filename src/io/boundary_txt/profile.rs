//! The forms in which boundary files are written.
//!
//! Meaning: systems that take these files disagree about header and columns; a profile is what one kind of them
//! wants. All of them are read back as they were written.

use super::head::{STANDARD, UPGRADE};

/// A form of the file (成果格式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BoundaryProfile {
    /// 标准9列: the ten header keys, nine columns, the end mark counted.
    #[default]
    Standard,
    /// 备案(项目信息): with a section on the project before the header, as filing systems want it.
    Filing,
    /// 13列提质改造: with the five fields of farmland improvement.
    Upgrade,
    /// 无属性: points only; one parcel.
    Plain,
    /// 经纬度: latitude and longitude in decimal degrees.
    Degrees,
}

impl BoundaryProfile {
    /// All profiles, the usual one first.
    pub const ALL: [Self; 5] = [
        Self::Standard,
        Self::Filing,
        Self::Upgrade,
        Self::Plain,
        Self::Degrees,
    ];

    /// The name that people choose it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "标准9列",
            Self::Filing => "备案(项目信息)",
            Self::Upgrade => "13列提质改造",
            Self::Plain => "无属性",
            Self::Degrees => "经纬度",
        }
    }

    /// The stable code, for scripts.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::Filing => "filing",
            Self::Upgrade => "upgrade",
            Self::Plain => "plain",
            Self::Degrees => "degrees",
        }
    }

    /// The profile with this name or code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replace('（', "(").replace('）', ")");
        let is_named = |profile: &Self| profile.name() == text || profile.code().eq_ignore_ascii_case(&text);
        Self::ALL.into_iter().find(is_named)
    }

    /// Columns of the head line before the end mark.
    pub(super) fn columns(self) -> impl Iterator<Item = &'static str> {
        let more: &[&str] = if self == Self::Upgrade { &UPGRADE } else { &[] };
        STANDARD.into_iter().chain(more.iter().copied())
    }

    /// Decimals where nobody asks for others: a millimetre, or a tenth of one in degrees.
    pub(super) fn decimals(self) -> u8 {
        if self == Self::Degrees { 9 } else { 3 }
    }
}
