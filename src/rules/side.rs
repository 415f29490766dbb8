//! Which side of a layer's boundary ground lies on.

/// On which side of the layer the ground lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Side {
    /// Inside a polygon of the layer.
    #[default]
    Inside,
    /// Outside the layer; what matters for the urban development boundary.
    Outside,
}

impl Side {
    /// The code used in files.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Inside => "inside",
            Self::Outside => "outside",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Inside, Self::Outside]
            .into_iter()
            .find(|side| side.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back() {
        for side in [Side::Inside, Side::Outside] {
            assert_eq!(Side::parse(side.code()), Some(side));
        }
        assert_eq!(Side::parse("beside"), None);
    }
}
