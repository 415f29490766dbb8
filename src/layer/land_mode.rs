//! How a parcel uses the ground under it.

/// How a parcel uses its ground (用地方式): a tunnel below or a wire above protected land is measured
/// and reported apart from land that is applied for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum LandMode {
    /// Land is applied for (申请用地).
    #[default]
    Occupy,
    /// Passes below without land (下穿).
    Under,
    /// Passes above without land (上跨).
    Over,
}

/// Field names in which boundary files keep the mode.
const FIELDS: [&str; 4] = ["land_mode", "YDFS", "用地方式", "穿越方式"];

impl LandMode {
    /// All modes in the order in which they are reported.
    pub const ALL: [Self; 3] = [Self::Occupy, Self::Under, Self::Over];

    /// The code used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Occupy => "occupy",
            Self::Under => "under",
            Self::Over => "over",
        }
    }

    /// Reads a code or one of the Chinese words in use.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim() {
            "occupy" | "申请用地" | "用地" => Some(Self::Occupy),
            "under" | "下穿" | "穿越" | "穿越(下穿)" => Some(Self::Under),
            "over" | "上跨" | "跨越" | "跨越(上跨)" => Some(Self::Over),
            _ => None,
        }
    }

    /// The mode named by a parcel's attributes: `Ok(Occupy)` when they name none, the unknown word
    /// as the error.
    ///
    /// # Errors
    /// The text of the field when it is not a mode.
    pub fn of_attributes(find: impl Fn(&[&str]) -> Option<String>) -> Result<Self, String> {
        match find(&FIELDS) {
            None => Ok(Self::Occupy),
            Some(text) => Self::parse(&text).ok_or(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_read_back_and_unknown_words_are_named() {
        for mode in LandMode::ALL {
            assert_eq!(LandMode::parse(mode.code()), Some(mode));
        }
        assert_eq!(LandMode::of_attributes(|_| None), Ok(LandMode::Occupy));
        assert_eq!(
            LandMode::of_attributes(|_| Some("飞越".into())),
            Err("飞越".into())
        );
    }
}
