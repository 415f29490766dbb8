//! Where the columns of a table are, and what its numbers look like.
//!
//! Meaning: the first lines are searched for a line of column names; without one, columns are `field_1` and so
//! on. Then the whole table is looked through once, so that decisions rest on all numbers and not on a sample.

use std::borrow::Cow;

use super::super::error::ReadErrorKind;
use super::super::wkt::is_wkt;
use super::angle::{Number, number, unpacked};
use super::header::{Notation, Role, role_of};
use super::split::{Broken, Records};
use crate::progress::Ticket;

/// Lines in which column names may stand.
const HEADER_LINES: usize = 20;

/// Columns of which the numbers are looked at.
const MEASURED: usize = 64;

/// Lines between two looks at the ticket.
const LINES_PER_LOOK: u64 = 1024;

/// The columns of a table.
#[derive(Debug, Clone)]
pub(super) struct Layout<'a> {
    /// The lines from the first one with data on.
    pub records: Records<'a>,
    /// Names of the columns, all different.
    pub names: Vec<String>,
    /// What they are.
    pub roles: Vec<(Role, Option<Notation>)>,
    /// Whether the table says how its columns are called.
    pub has_names: bool,
    /// Lines with text before.
    pub skipped: u64,
    /// The words right above the first row.
    pub title: Option<String>,
    /// Column with geometries.
    pub geometry: Option<usize>,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing.
    Blank,
    /// Words, such as a title between parcels.
    Title,
    /// A row of the table.
    Row,
}

/// What the numbers of a column look like.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    /// Cells with a number.
    pub numbers: u64,
    /// Cells with an angle that has marks.
    pub angles: u64,
    /// Cells with something else.
    pub others: u64,
    /// Smallest number.
    pub min: f64,
    /// Largest number.
    pub max: f64,
    /// No number has a fraction.
    pub is_whole: bool,
    /// All numbers could be packed degrees.
    pub may_be_packed: bool,
}

/// What the whole table looks like.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// One for each of the first columns.
    pub columns: Vec<Measure>,
    /// Rows.
    pub rows: u64,
    /// Most cells of a row.
    pub width: usize,
    /// Rows between blank lines and titles: how many runs, and how long the shortest is.
    pub blocks: u64,
    /// The shortest of these runs.
    pub shortest_block: u64,
    /// Titles between rows or before them.
    pub titles: u64,
    /// For each of the first columns, the shortest run of equal cells.
    pub shortest_runs: Vec<u64>,
}

impl Measure {
    const NONE: Self = Self {
        numbers: 0,
        angles: 0,
        others: 0,
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        is_whole: true,
        may_be_packed: true,
    };

    fn add(&mut self, cell: &str) {
        match number(cell) {
            None if cell.is_empty() => {}
            None => self.others += 1,
            Some(found) => {
                let value = found.value();
                self.numbers += 1;
                self.angles += u64::from(matches!(found, Number::Angle(_)));
                self.min = self.min.min(value);
                self.max = self.max.max(value);
                self.is_whole &= value.fract() == 0.0;
                self.may_be_packed &= unpacked(value).is_some();
            }
        }
    }

    /// Whether there are numbers, and all of them lie in a range.
    pub fn is_within(&self, min: f64, max: f64) -> bool {
        self.numbers > 0 && self.numbers >= self.others && min <= self.min && self.max <= max
    }
}

impl<'a> Layout<'a> {
    /// Finds the columns.
    pub fn of(text: &'a str) -> Result<Self, ReadErrorKind> {
        let mut records = Records::new(text);
        let mut cells = Vec::new();
        let mut skipped = 0;
        let mut before: Vec<String> = Vec::new();
        for _ in 0..HEADER_LINES {
            let start = records.clone();
            let Some(read) = records.next(&mut cells) else {
                break;
            };
            read.map_err(broken_line)?;
            if cells.is_empty() {
                continue;
            }
            if is_header(&cells) {
                return Self::new(records, &cells, true, skipped);
            }
            let n_numbers = cells.iter().filter(|cell| number(cell).is_some()).count();
            if n_numbers >= 2 || cells.iter().any(|cell| is_wkt(cell)) {
                // A line of words right above, as long as the first row, names the columns in words of its own.
                let is_named = before.len() == cells.len() && before.len() > 1;
                let title = before.first().filter(|_| before.len() == 1).cloned();
                let names: Vec<Cow<'_, str>> = before.into_iter().map(Cow::Owned).collect();
                let skipped = skipped - u64::from(is_named);
                let names = if is_named {
                    names
                } else {
                    vec![Cow::Borrowed(""); cells.len()]
                };
                let mut layout = Self::new(start, &names, is_named, skipped)?;
                layout.title = title;
                return Ok(layout);
            }
            skipped += 1;
            before = cells.iter().map(ToString::to_string).collect();
        }
        Err(ReadErrorKind::Table {
            line: 1,
            what: "no-rows",
            found: String::new(),
        })
    }

    fn new(
        records: Records<'a>,
        cells: &[Cow<'_, str>],
        has_names: bool,
        skipped: u64,
    ) -> Result<Self, ReadErrorKind> {
        let mut layout = Self {
            records,
            names: Vec::new(),
            roles: Vec::new(),
            has_names,
            skipped,
            title: None,
            geometry: None,
        };
        for cell in cells {
            layout.add_column(cell);
        }
        layout.geometry = layout.find_geometry()?;
        Ok(layout)
    }

    /// Names of columns must differ, or values would be lost.
    fn add_column(&mut self, cell: &str) {
        let number = self.names.len() + 1;
        let name = cell.trim();
        let mut unique = if name.is_empty() {
            format!("field_{number}")
        } else {
            name.to_owned()
        };
        if self.names.contains(&unique) {
            unique = format!("{unique}_{number}");
        }
        self.names.push(unique);
        self.roles.push(role_of(name));
    }

    /// The name of a column, also of one beyond the names that the table gives.
    pub fn name(&mut self, column: usize) -> &str {
        while self.names.len() <= column {
            self.add_column("");
        }
        &self.names[column]
    }

    /// The first column of a role.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.roles.iter().position(|(known, _)| *known == role)
    }

    /// The column whose first cells hold geometries.
    fn find_geometry(&self) -> Result<Option<usize>, ReadErrorKind> {
        let mut records = self.records.clone();
        let mut cells = Vec::new();
        for _ in 0..HEADER_LINES {
            let Some(read) = records.next(&mut cells) else {
                break;
            };
            read.map_err(broken_line)?;
            if let Some(column) = cells.iter().position(|cell| is_wkt(cell)) {
                return Ok(Some(column));
            }
            let named = self.column(Role::Geometry);
            if let Some(column) =
                named.filter(|column| cells.get(*column).is_some_and(|cell| is_hex_wkb(cell)))
            {
                return Ok(Some(column));
            }
        }
        // A table may have names and no rows, or no geometry in the first of them.
        let has_pair = has_pair(&self.roles);
        Ok(self.column(Role::Geometry).filter(|_| !has_pair))
    }

    /// Looks through the whole table.
    pub fn survey(&self, ticket: &Ticket) -> Result<Survey, ReadErrorKind> {
        let mut survey = Survey {
            shortest_block: u64::MAX,
            ..Survey::default()
        };
        let mut records = self.records.clone();
        let mut cells: Vec<Cow<'_, str>> = Vec::new();
        let mut last: Vec<(String, u64)> = Vec::new();
        let mut block = 0;
        let mut count = 0_u64;
        while let Some(read) = records.next(&mut cells) {
            read.map_err(broken_line)?;
            count += 1;
            if count.is_multiple_of(LINES_PER_LOOK) {
                ticket.check()?;
            }
            match line_of(&cells) {
                Line::Row => {
                    block += 1;
                    survey.add(&cells, &mut last);
                }
                kind => {
                    survey.titles += u64::from(kind == Line::Title);
                    survey.end_block(&mut block);
                }
            }
        }
        survey.end_block(&mut block);
        let ends = last.into_iter().zip(&mut survey.shortest_runs);
        ends.for_each(|((_, run), shortest)| *shortest = run.min(*shortest));
        Ok(survey)
    }
}

impl Survey {
    fn add(&mut self, cells: &[Cow<'_, str>], last: &mut Vec<(String, u64)>) {
        self.rows += 1;
        self.width = self.width.max(cells.len());
        for (column, cell) in cells.iter().take(MEASURED).enumerate() {
            if self.columns.len() == column {
                self.columns.push(Measure::NONE);
                self.shortest_runs.push(u64::MAX);
                last.push((String::new(), 0));
            }
            self.columns[column].add(cell);
            let (known, run) = &mut last[column];
            if *run > 0 && known == cell {
                *run += 1;
            } else {
                if *run > 0 {
                    self.shortest_runs[column] = self.shortest_runs[column].min(*run);
                }
                known.clear();
                known.push_str(cell);
                *run = 1;
            }
        }
    }

    fn end_block(&mut self, block: &mut u64) {
        if *block > 0 {
            self.blocks += 1;
            self.shortest_block = self.shortest_block.min(*block);
            *block = 0;
        }
    }
}

/// What a line is, by its cells.
pub(super) fn line_of(cells: &[Cow<'_, str>]) -> Line {
    if cells.is_empty() {
        Line::Blank
    } else if cells.len() == 1 || cells.len() < 3 && cells.iter().all(|cell| number(cell).is_none()) {
        Line::Title
    } else {
        Line::Row
    }
}

/// Whether the cells are hexadecimal digits of well-known binary.
pub(super) fn is_hex_wkb(cell: &str) -> bool {
    let digits = cell.trim().trim_start_matches("0x").trim_start_matches("\\x");
    digits.len() >= 18
        && digits.len().is_multiple_of(2)
        && (digits.starts_with("00") || digits.starts_with("01"))
        && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The error of a line that cannot be cut into cells.
pub(super) fn broken_line(Broken { line, what }: Broken) -> ReadErrorKind {
    ReadErrorKind::Table {
        line,
        what,
        found: String::new(),
    }
}

fn is_header(cells: &[Cow<'_, str>]) -> bool {
    let is_word = |cell: &Cow<'_, str>| number(cell).is_none() && !is_wkt(cell);
    let roles: Vec<(Role, Option<Notation>)> = cells.iter().map(|cell| role_of(cell)).collect();
    cells.iter().all(is_word) && (has_pair(&roles) || roles.iter().any(|(role, _)| *role == Role::Geometry))
}

/// Whether two columns give a position.
fn has_pair(roles: &[(Role, Option<Notation>)]) -> bool {
    let pairs = [
        (Role::East, Role::North),
        (Role::Lon, Role::Lat),
        (Role::X, Role::Y),
        (Role::GeodeticLon, Role::GeodeticLat),
    ];
    let has = |wanted: Role| roles.iter().any(|(role, _)| *role == wanted);
    pairs.iter().any(|(a, b)| has(*a) && has(*b))
}
