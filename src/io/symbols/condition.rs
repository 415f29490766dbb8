//! Conditions in the expressions of QGIS, where one field is compared with values.
//!
//! Meaning: `"DLBM" = '0101'`, `"DLBM" IN ('0101', '0102')`, `"DLBM" LIKE '01%'`, `ELSE`, and `OR` between comparisons of
//! the same field. Anything that computes is not understood, and nothing is guessed.

/// The name of a field, where an expression is nothing else.
pub(super) fn plain_field(expression: &str) -> Option<String> {
    let text = expression.trim();
    if let Some(quoted) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        return (!quoted.contains('"')).then(|| quoted.to_owned());
    }
    let is_name = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    is_name.then(|| text.to_owned())
}

/// A condition of a rule that is understood.
#[derive(Debug, PartialEq)]
pub(super) enum Condition {
    /// Everything else.
    Rest,
    /// One field has one of these values, or begins with one of these.
    Value {
        field: String,
        values: Vec<String>,
        prefixes: Vec<String>,
    },
}

impl Condition {
    /// The condition in a filter; `None` for one that is not understood.
    pub fn parse(filter: &str) -> Option<Self> {
        let words = words(filter)?;
        if words.is_empty() || matches!(&words[..], [Word::Name(name)] if name.eq_ignore_ascii_case("else")) {
            return Some(Self::Rest);
        }
        let mut whole: Option<(String, Vec<String>, Vec<String>)> = None;
        let is_or = |word: &Word| matches!(word, Word::Name(name) if name.eq_ignore_ascii_case("or"));
        for part in words.split(is_or) {
            let (field, values, prefixes) = comparison(part)?;
            let all = whole.get_or_insert_with(|| (field.clone(), Vec::new(), Vec::new()));
            if all.0 != field {
                return None;
            }
            all.1.extend(values);
            all.2.extend(prefixes);
        }
        let (field, values, prefixes) = whole?;
        Some(Self::Value {
            field,
            values,
            prefixes,
        })
    }
}

/// `field = value`, `field IN (value, …)`, `field LIKE 'beginning%'`; brackets around it are taken.
fn comparison(words: &[Word]) -> Option<(String, Vec<String>, Vec<String>)> {
    let mut words = words;
    while let [Word::Sign('('), inner @ .., Word::Sign(')')] = words {
        // The brackets of a list at the end are not those around the whole.
        if !matches!(
            inner.first(),
            Some(Word::Field(_) | Word::Name(_) | Word::Sign('('))
        ) {
            break;
        }
        words = inner;
    }
    let (field, rest) = match words {
        [Word::Field(field) | Word::Name(field), rest @ ..] => (field.clone(), rest),
        _ => return None,
    };
    match rest {
        [Word::Sign('='), Word::Value(value)] => Some((field, vec![value.clone()], Vec::new())),
        [Word::Name(word), Word::Sign('('), list @ .., Word::Sign(')')]
            if word.eq_ignore_ascii_case("in") =>
        {
            let mut values = Vec::new();
            for item in list.split(|word| *word == Word::Sign(',')) {
                let [Word::Value(value)] = item else { return None };
                values.push(value.clone());
            }
            Some((field, values, Vec::new()))
        }
        [Word::Name(word), Word::Value(pattern)] if word.eq_ignore_ascii_case("like") => {
            let beginning = pattern.strip_suffix('%')?;
            (!beginning.contains(['%', '_'])).then(|| (field, Vec::new(), vec![beginning.to_owned()]))
        }
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Word {
    /// In double quotes.
    Field(String),
    /// In single quotes, or a number.
    Value(String),
    Name(String),
    Sign(char),
}

fn words(text: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        let (word, length) = match first {
            '\'' | '"' => {
                let (inner, length) = quoted(rest, first)?;
                let word = if first == '"' { Word::Field } else { Word::Value };
                (word(inner), length)
            }
            '=' | '(' | ')' | ',' => (Word::Sign(first), 1),
            c if c.is_alphanumeric() || c == '_' || c == '-' || c == '.' => {
                let end = rest
                    .find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.')))
                    .unwrap_or(rest.len());
                let word = &rest[..end];
                let is_number = word.parse::<f64>().is_ok();
                let make = if is_number { Word::Value } else { Word::Name };
                (make(word.to_owned()), end)
            }
            _ => return None,
        };
        words.push(word);
        rest = rest.get(length..)?.trim_start();
    }
    Some(words)
}

/// What stands in quotes, a doubled quote for one, and how many bytes it takes with its quotes.
fn quoted(text: &str, quote: char) -> Option<(String, usize)> {
    let mut inner = String::new();
    let mut rest = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = rest.next() {
        if c != quote {
            inner.push(c);
        } else if rest.peek().is_some_and(|(_, next)| *next == quote) {
            inner.push(quote);
            rest.next();
        } else {
            return Some((inner, at + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_over_one_field_are_understood_and_others_are_not() {
        let value = |field: &str, values: &[&str], prefixes: &[&str]| {
            let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect();
            Some(Condition::Value {
                field: field.to_owned(),
                values: owned(values),
                prefixes: owned(prefixes),
            })
        };
        for (text, condition) in [
            ("\"DLBM\" = '0101'", value("DLBM", &["0101"], &[])),
            ("DLBM=101", value("DLBM", &["101"], &[])),
            (
                "\"地类\" IN ('水田', 'it''s')",
                value("地类", &["水田", "it's"], &[]),
            ),
            ("(\"a\" = '1') OR (\"a\" LIKE '2%')", value("a", &["1"], &["2"])),
            ("ELSE", Some(Condition::Rest)),
            ("", Some(Condition::Rest)),
            ("\"a\" = '1' OR \"b\" = '2'", None),
            ("\"a\" > 3", None),
            ("$area = 3", None),
            ("\"a\" LIKE '%2'", None),
            ("\"a\" = '1' AND \"a\" = '2'", None),
            ("\"a\" = 'open", None),
        ] {
            assert_eq!(Condition::parse(text), condition, "{text}");
        }
    }

    #[test]
    fn a_field_is_a_name_and_nothing_that_computes() {
        assert_eq!(plain_field("\"DLBM\"").as_deref(), Some("DLBM"));
        assert_eq!(plain_field(" 地类名称 ").as_deref(), Some("地类名称"));
        assert_eq!(plain_field("left(\"DLBM\", 2)"), None);
        assert_eq!(plain_field("\"a\" || \"b\""), None);
    }
}
