//! The `coordinates` of one geometry, into flat arrays.
//!
//! Meaning: the nesting alone says what is a ring and what a polygon: whatever holds positions is a
//! ring, whatever holds rings is a polygon. So `coordinates` can be read before `type` is known, and
//! the type is compared with the nesting afterwards. There is no object per position, and the arrays
//! are used again for the next geometry.
//!
//! Input: text. Output: positions with ends of rings and polygons, or the fault with ring and vertex.
//!
//! Deliberately not here: closing rings, judging them, third ordinates (counted and left out).

use super::cursor::Cursor;
use super::fault::Fault;
use super::number::{NotANumber, not_finite_literal, number};
use crate::crs::SourceXy;

/// Deepest nesting of coordinates: polygons, rings, positions, numbers.
const MAX_LEVEL: usize = 4;

/// The coordinates of one geometry.
#[derive(Debug, Default)]
pub(super) struct Coordinates {
    /// All positions.
    pub positions: Vec<SourceXy>,
    /// Ends of rings (or lines) in [`Self::positions`].
    pub ring_ends: Vec<usize>,
    /// Ends of polygons in [`Self::ring_ends`].
    pub polygon_ends: Vec<usize>,
    /// Nesting of a position: 1 for a point, 4 for a multipolygon, 0 when there is no position.
    pub level: usize,
    /// Positions with more than two ordinates.
    pub with_height: u64,
    /// Whether an empty array came before the first position.
    has_empty_array: bool,
}

impl Coordinates {
    /// Reads the value at the cursor. After a fault the rings and positions read so far tell where in
    /// the geometry it is.
    pub fn read(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        self.clear();
        let mut level = 0;
        loop {
            if cursor.peek_token() != Some(b'[') {
                return Err(not_an_array(cursor, level));
            }
            cursor.at += 1;
            level += 1;
            match cursor.peek_token() {
                Some(b'[') if self.may_hold_arrays(level) => continue,
                Some(b'[') => return Err(shape(cursor)),
                Some(b']') => self.empty_array(cursor, level)?,
                _ => self.position(cursor, level)?,
            }
            level = self.close_arrays(cursor, level - 1)?;
            if level == 0 {
                return Ok(());
            }
        }
    }

    /// The positions of a ring.
    pub fn ring(&self, index: usize) -> &[SourceXy] {
        let start = if index == 0 { 0 } else { self.ring_ends[index - 1] };
        &self.positions[start..self.ring_ends[index]]
    }

    /// Vertex number in the ring being read.
    pub fn vertex(&self) -> usize {
        self.positions.len() - self.ring_ends.last().copied().unwrap_or(0)
    }

    fn clear(&mut self) {
        self.positions.clear();
        self.ring_ends.clear();
        self.polygon_ends.clear();
        self.level = 0;
        self.with_height = 0;
        self.has_empty_array = false;
    }

    /// Whether an array at this level can hold arrays, by its depth and by what came before.
    #[inline]
    fn may_hold_arrays(&self, level: usize) -> bool {
        level < MAX_LEVEL && (self.level == 0 || level < self.level)
    }

    /// Takes the closing bracket of an array without anything in it.
    fn empty_array(&mut self, cursor: &mut Cursor<'_>, level: usize) -> Result<(), Fault> {
        if level == self.level {
            return Err(short(cursor, 0));
        }
        cursor.at += 1;
        self.has_empty_array |= self.level == 0 && level > 1;
        self.ended(level);
        Ok(())
    }

    /// Reads the ordinates of a position and its closing bracket.
    #[inline]
    fn position(&mut self, cursor: &mut Cursor<'_>, level: usize) -> Result<(), Fault> {
        // An empty array before the first position leaves open what it was an empty one of.
        if self.level != level && (self.level != 0 || self.has_empty_array) {
            return Err(not_an_array(cursor, level));
        }
        let x = ordinate(cursor)?;
        if cursor.peek_token() != Some(b',') {
            return Err(after_ordinate(cursor, 1));
        }
        cursor.at += 1;
        cursor.peek_token();
        let y = ordinate(cursor)?;
        match cursor.peek_token() {
            Some(b']') => {}
            Some(b',') => self.further_ordinates(cursor)?,
            _ => return Err(after_ordinate(cursor, 2)),
        }
        cursor.at += 1;
        self.level = level;
        self.positions.push(SourceXy { x, y });
        Ok(())
    }

    /// Reads heights and measures, which are left out; the cursor stops at the closing bracket.
    fn further_ordinates(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Fault> {
        while cursor.peek_token() == Some(b',') {
            cursor.at += 1;
            cursor.peek_token();
            ordinate(cursor)?;
        }
        if cursor.peek_token() != Some(b']') {
            return Err(after_ordinate(cursor, 2));
        }
        self.with_height += 1;
        Ok(())
    }

    /// Behind a value: takes closing brackets up to the next comma; yields the level that is open.
    #[inline]
    fn close_arrays(&mut self, cursor: &mut Cursor<'_>, mut level: usize) -> Result<usize, Fault> {
        while level > 0 {
            match cursor.peek_token() {
                Some(b',') => {
                    cursor.at += 1;
                    break;
                }
                Some(b']') => {
                    cursor.at += 1;
                    self.ended(level);
                    level -= 1;
                }
                _ => return Err(cursor.broken("comma-or-bracket").into()),
            }
        }
        Ok(level)
    }

    /// Notes the end of an array at a level.
    #[inline]
    fn ended(&mut self, level: usize) {
        if level + 1 == self.level {
            self.ring_ends.push(self.positions.len());
        } else if level + 2 == self.level {
            self.polygon_ends.push(self.ring_ends.len());
        }
    }
}

/// Something else stands where an array must.
fn not_an_array(cursor: &Cursor<'_>, level: usize) -> Fault {
    let rest = &cursor.text.as_bytes()[cursor.at..];
    if level > 0 && not_finite_literal(rest).is_some() {
        return bad_ordinate(cursor, NotANumber::NotFinite);
    }
    shape(cursor)
}

#[inline]
fn ordinate(cursor: &mut Cursor<'_>) -> Result<f64, Fault> {
    match number(cursor.text, cursor.at) {
        Ok((value, end)) => {
            cursor.at = end;
            Ok(value)
        }
        Err(fault) => Err(bad_ordinate(cursor, fault)),
    }
}

fn bad_ordinate(cursor: &Cursor<'_>, fault: NotANumber) -> Fault {
    let code = match fault {
        NotANumber::NotFinite => "note-ordinate-not-finite",
        NotANumber::Text => "note-ordinate-not-number",
    };
    Fault::at(code, cursor.at).with("found", cursor.snippet(cursor.at))
}

/// What follows an ordinate is neither a comma nor, when there are two, the closing bracket.
fn after_ordinate(cursor: &mut Cursor<'_>, ordinates: u32) -> Fault {
    if ordinates < 2 && cursor.peek_token() == Some(b']') {
        return short(cursor, ordinates);
    }
    cursor.broken("comma-or-bracket").into()
}

fn short(cursor: &Cursor<'_>, ordinates: u32) -> Fault {
    Fault::at("note-position-short", cursor.at).with("count", ordinates.to_string())
}

fn shape(cursor: &Cursor<'_>) -> Fault {
    Fault::at("note-coordinates-shape", cursor.at).with("found", cursor.snippet(cursor.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Coordinates, Result<(), Fault>) {
        let mut coordinates = Coordinates::default();
        let mut cursor = Cursor::new(text);
        let outcome = coordinates.read(&mut cursor);
        if outcome.is_ok() {
            assert_eq!(cursor.at, text.len(), "{text}");
        }
        (coordinates, outcome)
    }

    fn code(text: &str) -> &'static str {
        read(text).1.unwrap_err().code
    }

    #[test]
    fn nesting_tells_rings_from_polygons() {
        let (c, outcome) = read("[[[[0,0],[1,0],[1,1]],[[2,2]]],\n [[[3,3]]] ]");
        assert_eq!(outcome, Ok(()));
        assert_eq!((c.level, c.positions.len()), (4, 5));
        assert_eq!((c.ring_ends, c.polygon_ends), (vec![3, 4, 5], vec![2, 3]));
        let (c, _) = read("[[[0,0],[1,0],[1,1]],[[2,2]]]");
        assert_eq!((c.level, c.ring_ends, c.polygon_ends), (3, vec![3, 4], vec![2]));
        let (c, _) = read("[[0,0],[1,0,7],[1,1]]");
        assert_eq!(
            (c.level, c.ring_ends, c.polygon_ends, c.with_height),
            (2, vec![3], vec![], 1)
        );
        let (c, _) = read("[ 1e1 , -2.5 , 3 , 4 ]");
        assert_eq!((c.level, c.positions), (1, vec![SourceXy { x: 10.0, y: -2.5 }]));
    }

    #[test]
    fn empty_coordinates_have_no_level() {
        for text in ["[]", "[[]]", "[[],[]]", "[[[]]]", "[[[ ] ] ]"] {
            let (c, outcome) = read(text);
            assert_eq!((outcome, c.level), (Ok(()), 0), "{text}");
        }
    }

    #[test]
    fn each_fault_has_its_code() {
        for bad in ["NaN", "Infinity", "-Infinity", "1e999"] {
            assert_eq!(code(&format!("[[[0,0],[1,{bad}]]]")), "note-ordinate-not-finite");
            assert_eq!(code(&format!("[[[0,0],[{bad},1]]]")), "note-ordinate-not-finite");
            assert_eq!(
                code(&format!("[[[0,0],[1,1,{bad}]]]")),
                "note-ordinate-not-finite"
            );
        }
        for bad in ["\"1\"", "null", "true", "{}", "1.", "+1"] {
            assert_eq!(
                code(&format!("[[[0,0],[1,{bad}]]]")),
                "note-ordinate-not-number",
                "{bad}"
            );
        }
        for short in ["[[[0,0],[1]]]", "[[[0,0],[]]]", "[5]"] {
            assert_eq!(code(short), "note-position-short", "{short}");
        }
        for shape in [
            "null",
            "3",
            "[[0,0],[[1,1]]]",
            "[[[0,0]],[1,1]]",
            "[[[[[0,0]]]]]",
            "[[],[[0,0]]]",
            "[[0,0],]",
        ] {
            assert_eq!(code(shape), "note-coordinates-shape", "{shape}");
        }
        for broken in ["[[0,0]", "[[0 0]]", "[[0,0}]", "[[0,0][1,1]]", "[1,2,3 4]"] {
            assert_eq!(code(broken), "note-feature-syntax", "{broken}");
        }
    }

    #[test]
    fn the_place_of_a_fault_is_known() {
        let (c, outcome) = read("[[[0,0],[1,0],[1,1]],[[2,2],[3,NaN]]]");
        assert_eq!(
            (c.ring_ends.len(), c.vertex(), outcome.unwrap_err().at),
            (1, 1, 31)
        );
    }
}
