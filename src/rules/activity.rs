//! What is to be done on the ground: activity codes (活动类型).
//!
//! Meaning: A1–A10 are the ten kinds of limited human activity (有限人为活动) of 自然资发〔2022〕
//! 142号, N1 is a national major project, G1–G5 are the ordinary kinds of land use that other rules
//! tell apart, H1 is a village house.

use std::fmt;

/// An activity code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Activity {
    /// Patrol, enforcement, research, survey, disaster work, defence (管护巡护、执法、科研等).
    A1,
    /// Farming and living of original residents, without growth (原住居民生产生活).
    A2,
    /// Approved archaeology, fossils, specimens, heritage (考古、标本采集、文物保护).
    A3,
    /// Tending and renewal of planted commercial forest, bamboo (人工商品林抚育更新).
    A4,
    /// Moderate visiting and education with their facilities (适度参观旅游).
    A5,
    /// Unavoidable linear works, flood control, water supply (线性基础设施、防洪供水).
    A6,
    /// Geological survey, listed kinds of exploration and mining (地质调查与矿产).
    A7,
    /// Ecological restoration under a plan (生态修复).
    A8,
    /// Clearing and works on the state border (边界通视道清理).
    A9,
    /// Others allowed by law (法律法规允许的其他活动).
    A10,
    /// National major project (国家重大项目).
    N1,
    /// Ordinary construction (一般建设).
    G1,
    /// Temporary land (临时用地).
    G2,
    /// Facility agriculture (设施农业).
    G3,
    /// Photovoltaic or wind power (光伏、风电).
    G4,
    /// Mining (矿业).
    G5,
    /// Village house (村民住宅).
    H1,
}

/// All activities in the order in which they are shown.
pub const ACTIVITIES: [Activity; 17] = [
    Activity::G1,
    Activity::G2,
    Activity::G3,
    Activity::G4,
    Activity::G5,
    Activity::H1,
    Activity::N1,
    Activity::A1,
    Activity::A2,
    Activity::A3,
    Activity::A4,
    Activity::A5,
    Activity::A6,
    Activity::A7,
    Activity::A8,
    Activity::A9,
    Activity::A10,
];

impl Activity {
    /// The code used on the command line and in files, such as `A6`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::A3 => "A3",
            Self::A4 => "A4",
            Self::A5 => "A5",
            Self::A6 => "A6",
            Self::A7 => "A7",
            Self::A8 => "A8",
            Self::A9 => "A9",
            Self::A10 => "A10",
            Self::N1 => "N1",
            Self::G1 => "G1",
            Self::G2 => "G2",
            Self::G3 => "G3",
            Self::G4 => "G4",
            Self::G5 => "G5",
            Self::H1 => "H1",
        }
    }

    /// Reads a code without regard to case; `homestead` means [`Activity::H1`].
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let code = code.trim();
        if code.eq_ignore_ascii_case("homestead") {
            return Some(Self::H1);
        }
        ACTIVITIES
            .into_iter()
            .find(|activity| activity.code().eq_ignore_ascii_case(code))
    }

    /// Id of its name in the texts, such as `activity-a6`.
    #[must_use]
    pub fn text_id(self) -> String {
        format!("activity-{}", self.code().to_ascii_lowercase())
    }
}

impl fmt::Display for Activity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for activity in ACTIVITIES {
            assert_eq!(Activity::parse(activity.code()), Some(activity));
        }
        assert_eq!(Activity::parse(" a10 "), Some(Activity::A10));
        assert_eq!(Activity::parse("homestead"), Some(Activity::H1));
        assert_eq!(Activity::parse("A11"), None);
        assert_eq!(Activity::A10.text_id(), "activity-a10");
    }
}
