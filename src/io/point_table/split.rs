//! Lines and cells of a table.
//!
//! Meaning: cells stand between commas, tabs, semicolons, bars, full-width commas or semicolons, or blanks;
//! which of them, is told by what cuts most lines into the same number of cells. Cells in quotes may hold
//! anything (RFC 4180), and so may the brackets of well-known text, which many writers leave without quotes.
//!
//! Input: text. Output: one record after the other, with the line where it begins.

use std::borrow::Cow;

use super::super::wkt::is_wkt;

/// Lines from which the delimiter is told.
const SAMPLE_LINES: usize = 200;

/// Bytes in which these lines stand.
const SAMPLE_BYTES: usize = 1 << 16;

/// What may stand between cells, the likely ones first; a blank means any number of them.
const DELIMITERS: [char; 7] = ['\t', ',', ';', '|', '，', '；', ' '];

/// Cells that one line may have.
pub(super) const CELL_LIMIT: usize = 10_000;

/// A line that cannot be cut into cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    /// The line.
    pub line: u64,
    /// `quote` for one that does not end, `columns` for more cells than any table has.
    pub what: &'static str,
}

/// The lines of a table that are still to come.
#[derive(Debug, Clone)]
pub(super) struct Records<'a> {
    text: &'a str,
    /// What stands between cells.
    pub delimiter: char,
    at: usize,
    line: u64,
}

impl<'a> Records<'a> {
    /// All lines of a text.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            delimiter: delimiter_of(text),
            at: 0,
            line: 1,
        }
    }

    /// Puts the cells of the next line into `cells`, none for a blank line, and yields its number; `None` at the
    /// end of the text.
    pub fn next(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Option<Result<u64, Broken>> {
        cells.clear();
        if self.at == self.text.len() {
            return None;
        }
        let line = self.line;
        loop {
            match self.cell(cells) {
                Ok(true) if cells.len() >= CELL_LIMIT => {
                    let what = "columns";
                    return Some(Err(Broken { line, what }));
                }
                Ok(true) => {}
                Ok(false) => break,
                Err(broken) => return Some(Err(broken)),
            }
        }
        if cells.iter().all(|cell| cell.is_empty()) {
            // A line of delimiters alone, as spreadsheets write below the last row.
            cells.clear();
        }
        Some(Ok(line))
    }

    /// Bytes that were consumed.
    pub fn position(&self) -> usize {
        self.at
    }

    /// Reads one cell and what ends it; whether another one follows on the line.
    fn cell(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Result<bool, Broken> {
        let is_blank = |c: char| is_blank(c) && c != self.delimiter;
        let rest = &self.text[self.at..];
        let trimmed =
            rest.trim_start_matches(|c| is_blank(c) || (self.delimiter == ' ' && self::is_blank(c)));
        self.at += rest.len() - trimmed.len();
        if self.delimiter == ' ' && (trimmed.is_empty() || trimmed.starts_with(['\n', '\r'])) {
            self.end_line();
            return Ok(false);
        }
        let cell = if trimmed.starts_with('"') {
            self.quoted()?
        } else {
            Cow::Borrowed(self.plain())
        };
        cells.push(cell);
        let rest = &self.text[self.at..];
        match rest.chars().next() {
            Some(c) if c == self.delimiter || (self.delimiter == ' ' && self::is_blank(c)) => {
                self.at += c.len_utf8();
                Ok(true)
            }
            _ => {
                self.end_line();
                Ok(false)
            }
        }
    }

    /// A cell without quotes, up to what ends it.
    fn plain(&mut self) -> &'a str {
        let rest = &self.text[self.at..];
        let protected = if is_wkt(rest.get(..64).unwrap_or(rest)) {
            bracketed(rest)
        } else {
            0
        };
        let delimiter = self.delimiter;
        let ends = |c: char| matches!(c, '\n' | '\r') || c == delimiter || (delimiter == ' ' && is_blank(c));
        let end = rest[protected..]
            .find(ends)
            .map_or(rest.len(), |end| protected + end);
        self.at += end;
        self.line += newlines(&rest[..end]);
        rest[..end].trim()
    }

    /// A cell in quotes; what stands between the closing quote and the delimiter is kept behind it.
    fn quoted(&mut self) -> Result<Cow<'a, str>, Broken> {
        let open = Broken {
            line: self.line,
            what: "quote",
        };
        let start = self.at + 1;
        let mut from = start;
        let mut doubled = false;
        loop {
            let quote = self.text[from..].find('"').ok_or(open)?;
            let after = from + quote + 1;
            if self.text[after..].starts_with('"') {
                doubled = true;
                from = after + 1;
                continue;
            }
            let inside = &self.text[start..after - 1];
            self.line += newlines(inside);
            self.at = after;
            let behind = self.plain();
            return Ok(match (doubled, behind.is_empty()) {
                (false, true) => Cow::Borrowed(inside),
                _ => Cow::Owned(inside.replace("\"\"", "\"") + behind),
            });
        }
    }

    fn end_line(&mut self) {
        let rest = &self.text[self.at..];
        let length = if rest.starts_with("\r\n") {
            2
        } else {
            usize::from(rest.starts_with(['\n', '\r']))
        };
        self.at += length;
        self.line += u64::from(length > 0);
    }
}

/// Characters that only make room.
fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\r')
}

fn newlines(text: &str) -> u64 {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() as u64
}

/// Length of a text up to the bracket that closes its first one, on one line; 0 when there is none.
fn bracketed(text: &str) -> usize {
    let mut depth = 0_u32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            b'\n' | b'\r' => return 0,
            _ => {}
        }
    }
    0
}

fn delimiter_of(text: &str) -> char {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = &text[..end];
    let lines: Vec<&str> = sample
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(SAMPLE_LINES)
        .collect();
    let mut best = (0, ',');
    for delimiter in DELIMITERS {
        let mut counts: Vec<usize> = lines
            .iter()
            .map(|line| n_cells(line, delimiter))
            .filter(|count| *count > 1)
            .collect();
        counts.sort_unstable();
        let most = counts.chunk_by(|a, b| a == b).map(<[usize]>::len).max();
        if most.is_some_and(|most| most > best.0) {
            best = (most.unwrap_or_default(), delimiter);
        }
    }
    best.1
}

/// Number of cells of a line, delimiters in quotes and in brackets of a geometry left out.
fn n_cells(line: &str, delimiter: char) -> usize {
    if delimiter == ' ' && !line.contains(['"', '(']) {
        return line.split(is_blank).filter(|word| !word.is_empty()).count();
    }
    let (mut count, mut in_quotes, mut depth) = (1, false, 0_u32);
    for c in line.trim().chars() {
        match c {
            '"' => in_quotes = !in_quotes,
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if c == delimiter && !in_quotes && depth == 0 => count += 1,
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Result<Vec<(u64, Vec<String>)>, Broken> {
        let mut records = Records::new(text);
        let mut cells = Vec::new();
        let mut all = Vec::new();
        while let Some(line) = records.next(&mut cells) {
            all.push((line?, cells.iter().map(ToString::to_string).collect()));
        }
        assert_eq!(records.position(), text.len());
        Ok(all)
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        all(text).unwrap().into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn every_delimiter_is_found() {
        let expected = [["J1", "1.5", "2.5"], ["J2", "3", "4"]];
        for text in [
            "J1,1.5,2.5\nJ2,3,4\n",
            "J1\t1.5\t2.5\r\nJ2\t3\t4",
            "J1;1.5;2.5\rJ2;3;4",
            "J1，1.5，2.5\nJ2， 3 ，4",
            "J1；1.5；2.5\nJ2；3；4",
            "J1  1.5 \t 2.5\n  J2 3\u{3000}4  \n",
            "J1, 1.5, 2.5\nJ2, 3, 4",
            "J1|1.5|2.5\nJ2|3|4",
        ] {
            assert_eq!(cells(text), expected, "{text}");
        }
        assert_eq!(
            cells("1,,甲，乙\n2,,丙，丁"),
            [["1", "", "甲，乙"], ["2", "", "丙，丁"]]
        );
    }

    #[test]
    fn quotes_and_geometries_protect_delimiters() {
        let text = "a,wkt\n1,\"POLYGON((0 0,1 1))\"\n2,\"x \"\"y\"\"\nz\"\n3,POLYGON((0 0,1 1))\n";
        assert_eq!(
            all(text).unwrap(),
            [
                (1, vec!["a".to_owned(), "wkt".to_owned()]),
                (2, vec!["1".to_owned(), "POLYGON((0 0,1 1))".to_owned()]),
                (3, vec!["2".to_owned(), "x \"y\"\nz".to_owned()]),
                (5, vec!["3".to_owned(), "POLYGON((0 0,1 1))".to_owned()]),
            ]
        );
        assert_eq!(
            all("a,b\n1,\"x"),
            Err(Broken {
                line: 2,
                what: "quote"
            })
        );
        assert_eq!(
            cells("1;POLYGON((0 0,1 1,2 2))\n2;POLYGON((0 0,1 1,2 2))")[1],
            ["2", "POLYGON((0 0,1 1,2 2))"]
        );
    }

    #[test]
    fn a_line_has_no_more_cells_than_any_table() {
        let line = format!("a,b\n{}", ",1".repeat(1_000_000));
        let what = "columns";
        assert_eq!(all(&line), Err(Broken { line: 2, what }));
    }

    #[test]
    fn blank_lines_have_no_cells() {
        assert_eq!(
            cells("1,2\n\n ,,\n3,4"),
            [vec!["1", "2"], vec![], vec![], vec!["3", "4"]]
        );
        assert_eq!(all("").unwrap(), []);
    }
}
