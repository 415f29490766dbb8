//! The text a rule rests on (依据).
//!
//! Meaning: a text has the days on which it is in force. Many notices run for five years and end
//! without saying so anywhere a program could look; such a text keeps standing behind its rule and
//! is shown as possibly expired (依据可能已到期，请核实) instead of vanishing.

use jiff::civil::Date;

use super::Period;

/// A legal text, or an article of one, with the days on which it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Name or number of the text, such as `自然资发〔2022〕142号`.
    pub text: String,
    /// Article or section; empty where it is not known or the whole text is meant.
    pub article: String,
    /// Days on which it is in force.
    pub period: Period,
    /// Last day on which it holds for certain, where it ends without a known successor.
    pub possibly_expired_after: Option<Date>,
}

/// A basis as it is shown for one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// Text and article.
    pub text: String,
    /// Whether the text may have expired by that day.
    pub possibly_expired: bool,
}

impl Basis {
    /// The citation for a day; `None` when the text is not in force on it.
    #[must_use]
    pub fn cite(&self, day: Date) -> Option<Citation> {
        self.period.contains(day).then(|| Citation {
            text: self.display(),
            possibly_expired: self.possibly_expired_after.is_some_and(|last| day > last),
        })
    }

    /// Text and article, with a space between them.
    #[must_use]
    pub fn display(&self) -> String {
        if self.article.is_empty() {
            return self.text.clone();
        }
        format!("{} {}", self.text, self.article)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_text_past_its_term_stays_and_says_so() {
        let basis = Basis {
            text: "自然资规〔2021〕2号".to_owned(),
            article: String::new(),
            period: Period {
                from: Some(date(2021, 11, 4)),
                to: None,
            },
            possibly_expired_after: Some(date(2026, 11, 3)),
        };
        assert_eq!(basis.cite(date(2021, 11, 3)), None);
        let expired = |day| basis.cite(day).map(|citation| citation.possibly_expired);
        assert_eq!(expired(date(2026, 11, 3)), Some(false));
        assert_eq!(expired(date(2026, 11, 4)), Some(true));
    }
}
