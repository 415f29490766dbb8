//! What a rule says about shared ground.

/// The outcome of a rule or of a resolution; a later variant is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Worth knowing (提示).
    Notice,
    /// Possible with the documents asked for (有条件).
    Conditional,
    /// Only as an exception, by a high authority (严格限制).
    Restricted,
    /// Not allowed (禁止).
    Prohibited,
}

impl Outcome {
    /// All outcomes, mildest first.
    pub const ALL: [Self; 4] = [
        Self::Notice,
        Self::Conditional,
        Self::Restricted,
        Self::Prohibited,
    ];

    /// The code used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Conditional => "conditional",
            Self::Restricted => "restricted",
            Self::Prohibited => "prohibited",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// Id of its name in the texts.
    #[must_use]
    pub fn text_id(self) -> String {
        format!("outcome-{}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_ordered_and_read_back() {
        assert!(Outcome::ALL.is_sorted());
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::parse(outcome.code()), Some(outcome));
        }
        assert_eq!(Outcome::parse("allowed"), None);
    }
}
