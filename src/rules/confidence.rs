//! How well the content of a rule is known.

/// How well a rule is known; decides whether it may be cited as authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// Two independent copies of the text agree.
    Seen,
    /// One copy was read.
    SingleCopy,
    /// Recalled, no copy was read (待核实).
    Memory,
    /// Expected, not found (待核实).
    Unknown,
}

impl Confidence {
    /// All levels, best first.
    pub const ALL: [Self; 4] = [Self::Seen, Self::SingleCopy, Self::Memory, Self::Unknown];

    /// The code used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::SingleCopy => "single_copy",
            Self::Memory => "memory",
            Self::Unknown => "unknown",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|confidence| confidence.code() == code)
    }

    /// Whether a text was read, so that the rule may stand as authority.
    #[must_use]
    pub fn is_verified(self) -> bool {
        matches!(self, Self::Seen | Self::SingleCopy)
    }

    /// Id of its name in the texts.
    #[must_use]
    pub fn text_id(self) -> String {
        format!("confidence-{}", self.code())
    }
}
