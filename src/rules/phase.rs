//! At which stage of the procedure a check is made (阶段).

/// A stage of the land procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Site selection and preliminary review (预审).
    PreReview,
    /// Approval of conversion and expropriation (报批).
    Approval,
    /// Temporary land (临时).
    Temporary,
    /// Inspection of what stands (巡查).
    Inspection,
}

/// All phases in the order of the procedure.
pub const PHASES: [Phase; 4] = [
    Phase::PreReview,
    Phase::Approval,
    Phase::Temporary,
    Phase::Inspection,
];

impl Phase {
    /// The code used on the command line and in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::PreReview => "pre_review",
            Self::Approval => "approval",
            Self::Temporary => "temporary",
            Self::Inspection => "inspection",
        }
    }

    /// Reads a code or the Chinese short name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        match code.trim() {
            "预审" => Some(Self::PreReview),
            "报批" => Some(Self::Approval),
            "临时" => Some(Self::Temporary),
            "巡查" => Some(Self::Inspection),
            other => PHASES.into_iter().find(|phase| phase.code() == other),
        }
    }

    /// Id of its name in the texts.
    #[must_use]
    pub fn text_id(self) -> String {
        format!("phase-{}", self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_and_chinese_name_reads_back() {
        for (phase, name) in PHASES.into_iter().zip(["预审", "报批", "临时", "巡查"]) {
            assert_eq!(Phase::parse(phase.code()), Some(phase));
            assert_eq!(Phase::parse(name), Some(phase));
        }
        assert_eq!(Phase::parse("*"), None);
    }
}
