//! The value of a cell: how it reads, and how two of them compare.
//!
//! Meaning: numbers compare as numbers, to the last digit, whether the file wrote `12` or `"12"`; texts compare in
//! natural order, `B-9` before `B-17`, Chinese by its sound ([`by_sound`]); what is empty stands last. The order is total,
//! whatever a file holds.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::sound::by_sound;

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Value<'a> {
    text: Cow<'a, str>,
    number: Option<f64>,
    is_plain: bool,
    /// What stands before the text where values of a column have an order of their own.
    rank: u8,
}

impl<'a> Value<'a> {
    /// No value.
    pub const EMPTY: Self = Self {
        text: Cow::Borrowed(""),
        number: None,
        is_plain: false,
        rank: 0,
    };

    /// The value of a JSON text: strings without quotes, all else as written; nothing for null and blanks.
    #[must_use]
    pub fn of_json(json: Option<&'a str>) -> Self {
        let Some(json) = json.map(str::trim).filter(|json| *json != "null") else {
            return Self::EMPTY;
        };
        let Some(quoted) = json.strip_prefix('"') else {
            let number = json
                .parse()
                .ok()
                .filter(|_| !json.starts_with(char::is_alphabetic));
            return Self {
                text: Cow::Borrowed(json),
                number,
                is_plain: true,
                rank: 0,
            };
        };
        let text = match quoted.strip_suffix('"') {
            Some(inner) if !inner.contains('\\') => Cow::Borrowed(inner),
            _ => serde_json::from_str(json).map_or(Cow::Borrowed(json), Cow::Owned),
        };
        Self::of_text(text)
    }

    /// The value of a plain text.
    #[must_use]
    pub fn of_text(text: Cow<'a, str>) -> Self {
        let text = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        };
        let number = Decimal::of(&text).and_then(|_| text.parse().ok());
        Self {
            text,
            number,
            is_plain: false,
            rank: 0,
        }
    }

    /// The value of a number that was written by the program.
    #[must_use]
    pub fn of_number(digits: String) -> Self {
        let number = digits.parse().ok();
        Self {
            text: Cow::Owned(digits),
            number,
            is_plain: true,
            rank: 0,
        }
    }

    /// The same with a rank: in a column of such values the lower one stands first, whatever the texts say.
    #[must_use]
    pub(super) fn ranked(self, rank: u8) -> Self {
        Self { rank, ..self }
    }

    /// The text as it is shown; empty where there is no value.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it reads as a number.
    #[must_use]
    pub fn is_number(&self) -> bool {
        self.number.is_some()
    }

    /// Whether the file wrote a number, and not a text of digits such as a code.
    #[must_use]
    pub fn is_written_as_number(&self) -> bool {
        self.is_plain && self.is_number()
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The order of two values: numbers, texts, and what is empty last. Values that differ in writing only, such
    /// as `1` and `1.0`, are ordered by their writing.
    #[must_use]
    pub fn order(&self, other: &Self) -> Ordering {
        let rank = |value: &Self| (value.is_empty(), value.number.is_none());
        // Numbers with an exponent stand behind those of the same value in digits, or the order would not be one.
        let has_exponent = |value: &Self| Decimal::of(&value.text).is_none();
        let by_number = || match (self.number, other.number) {
            (Some(a), Some(b)) => (a + 0.0)
                .total_cmp(&(b + 0.0))
                .then_with(|| has_exponent(self).cmp(&has_exponent(other)))
                .then_with(|| number_order((a, &self.text), (b, &other.text))),
            _ => Ordering::Equal,
        };
        rank(self)
            .cmp(&rank(other))
            .then_with(|| self.rank.cmp(&other.rank))
            .then_with(by_number)
            .then_with(|| natural(&self.text, &other.text))
    }

    /// How the two compare as a person means it who asks for `=`, `<` or `>`; `None` when they do not compare: a
    /// number with a text, or anything with nothing.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self.number, other.number) {
            _ if self.is_empty() || other.is_empty() => None,
            (Some(a), Some(b)) => Some(number_order((a, &self.text), (b, &other.text))),
            (None, None) => Some(alike(&self.text, &other.text)),
            _ => None,
        }
    }
}

/// Texts in natural order, those that differ in case only being equal.
fn alike(a: &str, b: &str) -> Ordering {
    if a.chars()
        .flat_map(char::to_lowercase)
        .eq(b.chars().flat_map(char::to_lowercase))
    {
        Ordering::Equal
    } else {
        natural(a, b)
    }
}

/// By value; where floating point cannot tell two apart, by their digits.
fn number_order((a, a_text): (f64, &str), (b, b_text): (f64, &str)) -> Ordering {
    // Adding zero makes -0 and 0 one.
    (a + 0.0).total_cmp(&(b + 0.0)).then_with(|| {
        let digits = Decimal::of(a_text).zip(Decimal::of(b_text));
        digits.map_or(Ordering::Equal, |(a, b)| a.order(&b))
    })
}

/// A number in plain digits: its sign and digits without zeros that mean nothing.
#[derive(Debug, PartialEq, Eq)]
struct Decimal<'a> {
    is_negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + fraction.len() == 0 || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let is_zero = whole.is_empty() && fraction.is_empty();
        Some(Self {
            is_negative: text.starts_with('-') && !is_zero,
            whole,
            fraction,
        })
    }

    fn order(&self, other: &Self) -> Ordering {
        let size = |number: &Self| number.whole.len();
        let magnitude = size(self)
            .cmp(&size(other))
            .then_with(|| self.whole.cmp(other.whole))
            .then_with(|| self.fraction.cmp(other.fraction));
        match (self.is_negative, other.is_negative) {
            (false, false) => magnitude,
            (true, true) => magnitude.reverse(),
            (a, b) => b.cmp(&a),
        }
    }
}

/// Where the first token begins in which two texts differ: most texts of a column begin alike.
fn differ_at(a: &str, b: &str) -> usize {
    let same = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let at_char = (0..=same)
        .rev()
        .find(|at| a.is_char_boundary(*at) && b.is_char_boundary(*at));
    let head = &a[..at_char.unwrap_or(0)];
    head.trim_end_matches(|c: char| c.is_ascii_digit()).len()
}

enum Token<'a> {
    /// A run of digits without leading zeros.
    Digits(&'a str),
    Char(char),
}

/// Natural order: runs of digits by their number, letters without regard to case, Chinese by its sound; what is equal
/// so is ordered by its characters.
#[must_use]
pub fn natural(a: &str, b: &str) -> Ordering {
    let begin = differ_at(a, b);
    let (mut left, mut right) = (&a[begin..], &b[begin..]);
    loop {
        let order = match (next_token(&mut left), next_token(&mut right)) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(Token::Digits(a)), Some(Token::Digits(b))) => a.len().cmp(&b.len()).then_with(|| a.cmp(b)),
            (Some(Token::Digits(_)), Some(Token::Char(c))) => '0'.cmp(&c),
            (Some(Token::Char(c)), Some(Token::Digits(_))) => c.cmp(&'0'),
            (Some(Token::Char(a)), Some(Token::Char(b))) => a.cmp(&b),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

fn next_token<'a>(rest: &mut &'a str) -> Option<Token<'a>> {
    let first = rest.chars().next()?;
    if first.is_ascii_digit() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        *rest = after;
        return Some(Token::Digits(digits.trim_start_matches('0')));
    }
    *rest = &rest[first.len_utf8()..];
    Some(Token::Char(by_sound(
        first.to_lowercase().next().unwrap_or(first),
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn value(json: &str) -> Value<'_> {
        Value::of_json(Some(json))
    }

    #[test]
    fn values_read_as_the_file_wrote_them() {
        let read = |json| value(json).text().to_owned();
        assert_eq!(read("12.3400000000000001"), "12.3400000000000001");
        assert_eq!(read("\" 水田 \""), "水田");
        assert_eq!(read(r#""a\tb\"c""#), "a\tb\"c");
        assert_eq!(read("[1, 2]"), "[1, 2]");
        assert!(value("null").is_empty() && value("\"  \"").is_empty() && Value::of_json(None).is_empty());
        assert!(value("12").is_written_as_number() && !value("\"12\"").is_written_as_number());
        assert!(value("\"12\"").is_number() && value("1e3").is_number());
        assert!(
            !value("\"12E3\"").is_number() && !value("\"inf\"").is_number() && !value("true").is_number()
        );
    }

    #[test]
    fn texts_stand_in_natural_order_and_numbers_by_value() {
        let mut texts = vec![
            "\"B-17\"",
            "null",
            "10",
            "\"b-9\"",
            "\"9\"",
            "\"地块2\"",
            "\"地块10\"",
            "\"八里湖\"",
            "-3",
        ];
        texts.sort_by(|a, b| value(a).order(&value(b)));
        assert_eq!(
            texts,
            [
                "-3",
                "\"9\"",
                "10",
                "\"b-9\"",
                "\"B-17\"",
                "\"八里湖\"",
                "\"地块2\"",
                "\"地块10\"",
                "null"
            ]
        );
    }

    #[test]
    fn long_codes_differ_in_their_last_digit() {
        let [a, b] = ["\"3604810000000000123\"", "3604810000000000124"].map(value);
        assert_eq!(a.order(&b), Ordering::Less);
        assert_eq!(a.compare(&b), Some(Ordering::Less));
        assert_eq!(value("0361").compare(&value("\"361.0\"")), Some(Ordering::Equal));
        assert_eq!(value("\"abc\"").compare(&value("\"ABC\"")), Some(Ordering::Equal));
        assert_eq!(value("\"abc\"").compare(&value("3")), None);
        assert_eq!(value("1e1").compare(&value("10")), Some(Ordering::Equal));
        assert_eq!(value("null").compare(&value("null")), None);
    }

    fn json() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9]{1,20}",
            "-?[0-9]{1,3}\\.?[0-9]{0,3}",
            "-?[0-9]e-?[0-9]{1,3}",
            "\"[0-9]{0,3}[aAbB-]?[0-9]{0,3}\"",
            "\"[+-]?0{0,2}[0-9.]{0,19}\"",
            Just("null".to_owned()),
            Just("\"甲乙ß\"".to_owned()),
            "\\PC{0,4}",
        ]
    }

    proptest! {
        #[test]
        fn the_order_is_total(a in json(), b in json(), c in json()) {
            let [a, b, c] = [&a, &b, &c].map(|json| value(json));
            prop_assert_eq!(a.order(&a), Ordering::Equal);
            prop_assert_eq!(a.order(&b), b.order(&a).reverse());
            if a.order(&b) != Ordering::Greater && b.order(&c) != Ordering::Greater {
                prop_assert_ne!(a.order(&c), Ordering::Greater);
            }
            if a.order(&b) == Ordering::Equal {
                prop_assert_eq!(a.text(), b.text());
            }
        }

        #[test]
        fn what_two_texts_share_at_their_beginning_changes_nothing(
            head in "[0-9甲aA-]{0,5}", a in "[0-9甲乙aA-]{0,4}", b in "[0-9甲乙aA-]{0,4}"
        ) {
            let slow = |a: &str, b: &str| {
                let (mut left, mut right) = (a, b);
                let key = |rest: &mut &str| {
                    std::iter::from_fn(|| next_token(rest)).map(|token| match token {
                        Token::Digits(digits) => ('0', digits.len(), digits.to_owned()),
                        Token::Char(c) => (c, 0, String::new()),
                    }).collect::<Vec<_>>()
                };
                key(&mut left).cmp(&key(&mut right)).then_with(|| a.cmp(b))
            };
            let (a, b) = (format!("{head}{a}"), format!("{head}{b}"));
            prop_assert_eq!(natural(&a, &b), slow(&a, &b));
        }

        #[test]
        fn whole_numbers_order_as_integers(a in any::<i64>(), b in any::<i64>()) {
            let (x, y) = (a.to_string(), format!("\"{b}\""));
            prop_assert_eq!(value(&x).order(&value(&y)).then(Ordering::Equal), a.cmp(&b));
            prop_assert_eq!(value(&x).compare(&value(&y)), Some(a.cmp(&b)));
        }
    }
}
