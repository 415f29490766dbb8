//! Positions in the text of a `coordinates` element.
//!
//! Meaning: the standard (OGC KML 2.3, clause 16.9) wants `lon,lat[,alt]` with blanks between positions and
//! none inside. Files also come with blanks around commas, full-width commas, or no commas at all. They are
//! read where the numbers leave one way to group them; else the feature is set aside, because nobody knows
//! which number is a height.
//!
//! Input: text. Output: positions in degrees, longitude first; heights are counted.

use super::super::fault::Fault;
use super::super::tally::shorten;
use crate::crs::SourceXy;
use crate::progress::{Cancelled, Ticket};

/// Positions between two looks at the ticket.
const POSITIONS_PER_LOOK: usize = 1 << 16;

/// Positions that were read.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parsed {
    /// Longitude first, in degrees.
    pub positions: Vec<SourceXy>,
    /// How many have a height.
    pub with_height: u64,
    /// Whether the text is not written as the standard says.
    pub is_loose: bool,
}

/// Why the text was not read.
#[derive(Debug)]
pub(super) enum Flaw {
    /// The numbers are bad; the fault has a vertex, and `line` counts lines from the start of the text.
    Bad {
        /// What is wrong.
        fault: Fault,
        /// Lines between the start of the text and the bad place.
        lines: u64,
    },
    /// Somebody asked the reading to stop.
    Cancelled(Cancelled),
}

/// Reads all positions of a text.
pub(super) fn parse(text: &str, ticket: &Ticket) -> Result<Parsed, Flaw> {
    let mut read = Parsed::default();
    for token in text.split_whitespace() {
        if read.positions.len().is_multiple_of(POSITIONS_PER_LOOK) {
            ticket.check().map_err(Flaw::Cancelled)?;
        }
        let Some(ordinates) = Tuple::of(token) else {
            return parse_loose(text);
        };
        read.push(&ordinates).map_err(|fault| {
            // The token is a part of the text.
            let at = token.as_ptr().addr() - text.as_ptr().addr();
            let lines = text[..at].bytes().filter(|byte| *byte == b'\n').count() as u64;
            Flaw::Bad { fault, lines }
        })?;
    }
    Ok(read)
}

/// The parts of one position.
#[derive(Debug, Clone, Copy)]
struct Tuple<'a> {
    x: &'a str,
    y: &'a str,
    height: Option<&'a str>,
}

impl<'a> Tuple<'a> {
    /// Two or three numbers between commas; a comma behind the second may have nothing behind it.
    fn of(token: &'a str) -> Option<Self> {
        let mut parts = token.split(',');
        let (x, y, height, more) = (parts.next()?, parts.next()?, parts.next(), parts.next());
        let fits = !x.is_empty() && !y.is_empty() && more.is_none();
        let height = height.filter(|text| !text.is_empty());
        fits.then_some(Self { x, y, height })
    }
}

impl Parsed {
    fn push(&mut self, tuple: &Tuple<'_>) -> Result<(), Fault> {
        let vertex = u32::try_from(self.positions.len()).ok();
        let at = |fault: Fault| Fault { vertex, ..fault };
        let position = SourceXy {
            x: ordinate(tuple.x).map_err(at)?,
            y: ordinate(tuple.y).map_err(at)?,
        };
        if let Some(height) = tuple.height {
            // A height that is no number shows that the numbers do not mean what they seem to.
            height
                .parse::<f64>()
                .map_err(|_| at(Fault::new("note-ordinate-not-number").with("found", shorten(height))))?;
            self.with_height += 1;
        }
        self.positions.push(position);
        Ok(())
    }
}

fn ordinate(text: &str) -> Result<f64, Fault> {
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(Fault::new("note-ordinate-not-finite").with("found", shorten(text))),
        Err(_) => Err(Fault::new("note-ordinate-not-number").with("found", shorten(text))),
    }
}

/// Reads a text that is not written as the standard says.
fn parse_loose(text: &str) -> Result<Parsed, Flaw> {
    let bad = |fault| Flaw::Bad { fault, lines: 0 };
    let tidy = tidy(text);
    let tokens: Vec<&str> = tidy.split_whitespace().collect();
    let tuples: Option<Vec<Tuple<'_>>> = tokens.iter().map(|token| Tuple::of(token)).collect();
    let mut read = Parsed {
        is_loose: true,
        ..Parsed::default()
    };
    if let Some(tuples) = tuples {
        tuples
            .iter()
            .try_for_each(|tuple| read.push(tuple))
            .map_err(bad)?;
        return Ok(read);
    }
    let is_flat = tokens.len() == 1 || tokens.iter().all(|token| !token.contains(','));
    let numbers: Vec<&str> = tidy
        .split(|c: char| c == ',' || c.is_whitespace())
        .filter(|number| !number.is_empty())
        .collect();
    let grouped = is_flat.then(|| grouped(&numbers)).flatten();
    let Some(size) = grouped else {
        let odd = tokens.iter().position(|token| Tuple::of(token).is_none());
        let found = odd.map(|at| shorten(tokens[at])).unwrap_or_default();
        let mut fault = Fault::new("note-kml-coordinates").with("found", found);
        fault.vertex = odd
            .filter(|_| !is_flat)
            .and_then(|vertex| u32::try_from(vertex).ok());
        return Err(bad(fault));
    };
    for group in numbers.chunks_exact(size) {
        let tuple = Tuple {
            x: group[0],
            y: group[1],
            height: group.get(2).copied(),
        };
        read.push(&tuple).map_err(bad)?;
    }
    Ok(read)
}

/// The text with ASCII commas and no blanks around them.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut blank = false;
    for character in text.chars() {
        match character {
            ',' | '，' | '、' => {
                tidy.push(',');
                blank = false;
            }
            _ if character.is_whitespace() => blank = true,
            _ => {
                if blank && !tidy.is_empty() && !tidy.ends_with(',') {
                    tidy.push(' ');
                }
                blank = false;
                tidy.push(character);
            }
        }
    }
    tidy
}

/// How many numbers make a position, when the ranges of longitude and latitude leave one answer.
fn grouped(numbers: &[&str]) -> Option<usize> {
    let values: Vec<f64> = numbers
        .iter()
        .map(|number| number.parse().ok())
        .collect::<Option<_>>()?;
    let fits = |size: usize| {
        values.len().is_multiple_of(size)
            && values
                .chunks_exact(size)
                .all(|group| group[0].abs() <= 180.0 && group[1].abs() <= 90.0)
    };
    match (fits(2), fits(3)) {
        (true, false) => Some(2),
        (false, true) => Some(3),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Vec<[f64; 2]>, u64, bool), &'static str> {
        match parse(text, &Ticket::new()) {
            Ok(read) => Ok((
                read.positions.iter().map(|p| [p.x, p.y]).collect(),
                read.with_height,
                read.is_loose,
            )),
            Err(Flaw::Bad { fault, .. }) => Err(fault.code),
            Err(Flaw::Cancelled(_)) => Err("cancelled"),
        }
    }

    const TWO: [[f64; 2]; 2] = [[116.5, 28.25], [117.0, 28.5]];

    #[test]
    fn the_written_form_of_the_standard() {
        assert_eq!(read(" 116.5,28.25 \n 117.0,28.5 "), Ok((TWO.to_vec(), 0, false)));
        assert_eq!(read("116.5,28.25,0\t117,28.5,-3e2"), Ok((TWO.to_vec(), 2, false)));
        assert_eq!(read("116.5,28.25, 117,28.5,"), Ok((TWO.to_vec(), 0, false)));
        assert_eq!(read(" \n"), Ok((Vec::new(), 0, false)));
    }

    #[test]
    fn loose_forms_are_read_where_they_are_plain() {
        for text in [
            "116.5, 28.25 117 ,28.5",
            "116.5，28.25\u{3000}117.0，28.5",
            "116.5 28.25 117 28.5",
            "116.5, 28.25, 117, 28.5",
            "116.5,28.25,\n117,28.5,\n",
        ] {
            let (positions, heights, _) = read(text).expect(text);
            assert_eq!((&positions[..], heights), (&TWO[..], 0), "{text}");
        }
        for text in [
            "116.5 28.25 0 117 28.5 0",
            "116.5, 28.25, 0, 117, 28.5, 0",
            "116.5, 28.25, 0 117, 28.5, 0",
        ] {
            assert_eq!(read(text), Ok((TWO.to_vec(), 2, true)), "{text}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_is_not_read() {
        assert_eq!(read("8.5 50 0 8.6 50 0"), Err("note-kml-coordinates"));
        assert_eq!(read("116.5"), Err("note-kml-coordinates"));
        assert_eq!(read("116.5,28 117"), Err("note-kml-coordinates"));
        assert_eq!(read("116.5,28,1,2 117,28"), Err("note-kml-coordinates"));
        assert_eq!(read("116.5,abc"), Err("note-ordinate-not-number"));
        assert_eq!(read("116.5,28,abc"), Err("note-ordinate-not-number"));
        assert_eq!(read("116.5,NaN"), Err("note-ordinate-not-finite"));
        assert_eq!(read("1e999,28"), Err("note-ordinate-not-finite"));
    }

    #[test]
    fn the_bad_place_is_named() {
        let Err(Flaw::Bad { fault, lines }) = parse("1,2\n3,4\n5,x 6,7", &Ticket::new()) else {
            panic!("a fault")
        };
        assert_eq!((fault.vertex, lines), (Some(2), 2));
    }
}
