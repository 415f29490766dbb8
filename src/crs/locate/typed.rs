//! From characters to two numbers with what was said about each: signs of degrees, labels of axes, full-width forms.
//!
//! Input: a text. Output: two [`Value`]s, or nothing where it holds anything else.
//!
//! Deliberately not here: what the numbers mean ([`super::readings`]).

use crate::characters::half_width;

/// Longest text that is looked at, in bytes.
const LONGEST: usize = 200;

/// Which way a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axis {
    /// From south to north.
    North,
    /// From west to east.
    East,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    Number(f64),
    /// Degrees, minutes, seconds: 0, 1, 2.
    Mark(u8),
    /// An axis, and whether it turns the sign.
    Label(Axis, bool),
    Comma,
}

/// One number with what was said about it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Value {
    pub number: f64,
    pub axis: Option<Axis>,
    /// Whether a sign of degrees, minutes or seconds stands with it.
    pub in_degrees: bool,
}

/// The two values of a text.
pub(super) fn values(text: &str) -> Option<[Value; 2]> {
    if text.len() > LONGEST {
        return None;
    }
    let tokens = tokens(text)?;
    let numbers: Vec<f64> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    let has_marks = tokens.iter().any(|token| matches!(token, Token::Mark(_)));
    if let ([a, b, c, d, e, f], false) = (numbers.as_slice(), has_marks) {
        return six(&tokens, [*a, *b, *c, *d, *e, *f]);
    }
    let groups = groups(&tokens)?;
    let [first, second] = groups.as_slice() else {
        return None;
    };
    Some([value(first)?, value(second)?])
}

/// Six bare numbers are twice degrees, minutes, seconds.
fn six(tokens: &[Token], numbers: [f64; 6]) -> Option<[Value; 2]> {
    let axes: Vec<(Axis, bool)> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Label(axis, turns) => Some((*axis, *turns)),
            _ => None,
        })
        .collect();
    let value = |at: usize| {
        let (axis, turns) = match axes.as_slice() {
            [first, second] => Some(if at == 0 { *first } else { *second }).unzip(),
            _ => (None, None),
        };
        let [degrees, minutes, seconds] = [numbers[3 * at], numbers[3 * at + 1], numbers[3 * at + 2]];
        let number = sexagesimal(degrees, Some(minutes), Some(seconds))?;
        Some(Value {
            number: if turns == Some(true) { -number } else { number },
            axis,
            in_degrees: true,
        })
    };
    (axes.is_empty() || axes.len() == 2).then_some(())?;
    Some([value(0)?, value(1)?])
}

/// The tokens of each of the numbers. Labels stand before their numbers when the text begins with one, else behind.
fn groups(tokens: &[Token]) -> Option<Vec<Vec<Token>>> {
    let in_front = matches!(tokens.first(), Some(Token::Label(..)));
    let mut groups: Vec<Vec<Token>> = Vec::new();
    let mut open = false;
    for (at, token) in tokens.iter().enumerate() {
        let begins = match token {
            Token::Comma => {
                open = false;
                continue;
            }
            Token::Label(..) => in_front,
            Token::Number(_) => {
                let after_mark = matches!(tokens.get(at.wrapping_sub(1)), Some(Token::Mark(0 | 1)));
                let after_label =
                    in_front && matches!(tokens.get(at.wrapping_sub(1)), Some(Token::Label(..)));
                // Minutes follow degrees only where a mark says that they are some.
                let has_mark = matches!(tokens.get(at + 1), Some(Token::Mark(1 | 2)));
                !(after_mark && has_mark || after_label)
            }
            Token::Mark(_) => false,
        };
        if begins || !open && groups.is_empty() {
            groups.push(Vec::new());
        } else if !open && !matches!(token, Token::Number(_)) {
            return None;
        }
        open = true;
        groups.last_mut()?.push(*token);
    }
    Some(groups)
}

fn value(tokens: &[Token]) -> Option<Value> {
    let mut parts: [Option<f64>; 3] = [None; 3];
    let (mut label, mut pending, mut marked) = (None, None, false);
    for token in tokens {
        match token {
            Token::Number(_) if pending.is_some() => return None,
            Token::Number(number) => pending = Some(*number),
            Token::Mark(which) => {
                let slot = parts.get_mut(usize::from(*which)).filter(|slot| slot.is_none())?;
                *slot = Some(pending.take()?);
                marked = true;
            }
            Token::Label(..) if label.is_some() => return None,
            Token::Label(axis, turns) => label = Some((*axis, *turns)),
            Token::Comma => return None,
        }
    }
    let number = match (marked, pending) {
        (false, Some(number)) => number,
        (true, None) => sexagesimal(parts[0]?, parts[1], parts[2])?,
        _ => return None,
    };
    let (axis, turns) = label.unzip();
    Some(Value {
        number: if turns == Some(true) { -number } else { number },
        axis,
        in_degrees: marked,
    })
}

/// Degrees from degrees, minutes and seconds; whole numbers but for the last that is there.
fn sexagesimal(degrees: f64, minutes: Option<f64>, seconds: Option<f64>) -> Option<f64> {
    let below_sixty = |part: Option<f64>| part.is_none_or(|part| (0.0..60.0).contains(&part));
    let whole = |part: f64| part == libm::trunc(part);
    let rest_is_whole =
        minutes.is_none_or(|_| whole(degrees)) && seconds.is_none_or(|_| whole(minutes.unwrap_or(0.0)));
    if !below_sixty(minutes) || !below_sixty(seconds) || !rest_is_whole {
        return None;
    }
    let size = degrees.abs() + minutes.unwrap_or(0.0) / 60.0 + seconds.unwrap_or(0.0) / 3600.0;
    Some(if degrees.is_sign_negative() { -size } else { size })
}

/// Cuts a text into tokens; `None` when something in it belongs to no coordinate.
fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut tokens = Vec::new();
    let text: Vec<char> = words(text).chars().collect();
    let mut at = 0;
    while let Some(c) = text.get(at).copied() {
        let (token, taken) = match c {
            '0'..='9' | '.' | '-' | '+' => number(&text[at..])?,
            'd' => (Token::Mark(0), 1),
            'm' => (Token::Mark(1), 1),
            's' => (Token::Mark(2), 1),
            ':' => {
                // 28:39:31.2: the first colon ends the degrees, the second the minutes, and the rest are seconds.
                let which = match tokens.iter().rev().nth(1) {
                    Some(Token::Mark(0)) => 1,
                    Some(Token::Mark(_)) => return None,
                    _ => 0,
                };
                tokens.push(Token::Mark(which));
                at += 1;
                continue;
            }
            'N' => (Token::Label(Axis::North, false), 1),
            'S' => (Token::Label(Axis::North, true), 1),
            'E' => (Token::Label(Axis::East, false), 1),
            'W' => (Token::Label(Axis::East, true), 1),
            ',' => (Token::Comma, 1),
            '=' => {
                at += 1;
                continue;
            }
            c if c.is_whitespace() => {
                at += 1;
                continue;
            }
            _ => return None,
        };
        tokens.push(token);
        at += taken;
    }
    Some(close_colons(&tokens))
}

/// Gives the number behind the last colon its mark.
fn close_colons(tokens: &[Token]) -> Vec<Token> {
    let mut closed = Vec::with_capacity(tokens.len() + 2);
    for (at, token) in tokens.iter().enumerate() {
        closed.push(*token);
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let next_is_mark = matches!(tokens.get(at + 1), Some(Token::Mark(_)));
        if let (Token::Number(_), Some(Token::Mark(1)), false) = (token, before, next_is_mark) {
            let inner = at >= 3 && matches!(tokens.get(at - 3), Some(Token::Mark(0)));
            if inner && at >= 4 {
                closed.push(Token::Mark(2));
            }
        }
    }
    closed
}

/// The text with all the ways of writing a sign or a label made one.
fn words(text: &str) -> String {
    let mut plain: String = text
        .chars()
        // Thin spaces stand between thousands in this program's own numbers.
        .filter(|c| !matches!(c, '\u{202f}' | '\u{2009}'))
        .map(|c| match c {
            '–' => '-',
            _ => half_width(c),
        })
        .collect();
    plain = plain.to_lowercase();
    for (written, meant) in [
        ("北纬", "N"),
        ("南纬", "S"),
        ("东经", "E"),
        ("西经", "W"),
        ("纬度", "N"),
        ("经度", "E"),
        ("latitude", "N"),
        ("longitude", "E"),
        ("lat", "N"),
        ("lon", "E"),
        ("lng", "E"),
        ("''", "s"),
        ("″", "s"),
        ("\"", "s"),
        ("”", "s"),
        ("秒", "s"),
        ("′", "m"),
        ("'", "m"),
        ("’", "m"),
        ("分", "m"),
        ("°", "d"),
        ("º", "d"),
        ("度", "d"),
        ("、", ","),
        (";", ","),
        ("，", ","),
        ("。", " "),
    ] {
        plain = plain.replace(written, meant);
    }
    let letters: Vec<char> = plain.chars().collect();
    letters
        .iter()
        .enumerate()
        .map(|(at, c)| letter(*c, &letters, at))
        .collect()
}

/// A letter as what it stands for. An s behind a number without degrees is the south, d and m are marks.
fn letter(c: char, all: &[char], at: usize) -> char {
    match c {
        'n' | 'b' | 'x' => 'N',
        'e' | 'l' | 'y' => 'E',
        'w' => 'W',
        's' if !all[..at].contains(&'m') => 'S',
        _ => c,
    }
}

fn number(text: &[char]) -> Option<(Token, usize)> {
    let taken = text
        .iter()
        .enumerate()
        .take_while(|(at, c)| c.is_ascii_digit() || **c == '.' || *at == 0 && matches!(c, '-' | '+'))
        .count();
    let digits: String = text[..taken].iter().collect();
    let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite())?;
    Some((Token::Number(number), taken))
}
