//! A list of values, or all of them.

/// The values to which a rule applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice<T> {
    /// All values; written `["*"]` in a rule file.
    Any,
    /// These values.
    Of(Vec<T>),
}

impl<T: PartialEq> Choice<T> {
    /// Whether a value is among them.
    #[must_use]
    pub fn allows(&self, value: &T) -> bool {
        match self {
            Self::Any => true,
            Self::Of(values) => values.contains(value),
        }
    }

    /// Whether a value that may be unknown is among them; what is not known rules nothing out.
    #[must_use]
    pub fn allows_known(&self, value: Option<&T>) -> bool {
        value.is_none_or(|value| self.allows(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_value_rules_nothing_out() {
        let some = Choice::Of(vec![1, 2]);
        assert!(some.allows(&2) && !some.allows(&3));
        assert!(some.allows_known(None) && !some.allows_known(Some(&3)));
        assert!(Choice::Any.allows(&3));
    }
}
