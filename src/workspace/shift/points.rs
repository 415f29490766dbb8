//! Control points as a table of text.
//!
//! Meaning: `name,x1,y1,x2,y2`, this line first, then one line a point; 1 is the source system, 2 the target. Commas,
//! semicolons or tabs, as the first line has them; UTF-8 or GBK. Empty lines and lines that begin with `#` say
//! nothing. In which order x and y are meant stands in the shift file.

use std::path::Path;

use super::error::{ShiftFileError, ShiftFileErrorKind as Kind};
use crate::crs::SourceXy;
use crate::crs::datum_shift::ControlPoint;
use crate::io::decode_text;

/// More points than any network that is fitted at once.
pub(super) const MOST_POINTS: usize = 2000;

/// Characters of a line that are told when it is none.
const TOLD: usize = 80;

/// In which order the two numbers of a position stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PointOrder {
    EastNorth,
    NorthEast,
}

impl PointOrder {
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "east_north" => Some(Self::EastNorth),
            "north_east" => Some(Self::NorthEast),
            _ => None,
        }
    }

    pub fn position(self, x: f64, y: f64) -> SourceXy {
        match self {
            Self::EastNorth => SourceXy { x, y },
            Self::NorthEast => SourceXy { x: y, y: x },
        }
    }
}

/// Reads a table of control points.
pub(super) fn read(
    bytes: &[u8],
    path: &Path,
    order: PointOrder,
) -> Result<Vec<ControlPoint>, ShiftFileError> {
    let text = decode_text(bytes, None).text;
    let lines = (1..).zip(text.lines());
    let mut told = lines.filter(|(_, line)| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let fault = |line: usize, text: &str| ShiftFileError {
        file: path.to_owned(),
        line: Some(line),
        kind: Kind::PointLine {
            text: text.chars().take(TOLD).collect(),
        },
    };
    let Some((number, head)) = told.next() else {
        return Err(fault(1, ""));
    };
    let separator = separator_of(head).ok_or_else(|| fault(number, head))?;
    let mut points = Vec::new();
    for (number, line) in told {
        if points.len() == MOST_POINTS {
            return Err(fault(number, line));
        }
        points.push(point(line, separator, order).ok_or_else(|| fault(number, line))?);
    }
    Ok(points)
}

/// The separator of the heading; `None` when it is not the heading of such a table.
fn separator_of(head: &str) -> Option<char> {
    [',', ';', '\t', '，'].into_iter().find(|separator| {
        let fields: Vec<String> = head
            .split(*separator)
            .map(|field| field.trim().trim_matches('"').to_lowercase())
            .collect();
        let names = ["name", "point", "点名", "点号", "名称"];
        matches!(fields.as_slice(), [name, x1, y1, x2, y2]
            if names.contains(&name.as_str()) && x1 == "x1" && y1 == "y1" && x2 == "x2" && y2 == "y2")
    })
}

fn point(line: &str, separator: char, order: PointOrder) -> Option<ControlPoint> {
    let mut fields = line.split(separator).map(|field| field.trim().trim_matches('"'));
    let name = fields.next().filter(|name| !name.is_empty())?.to_owned();
    let mut number = || {
        let text = fields.next()?;
        let plain = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
        let value: f64 = text.bytes().all(plain).then(|| text.parse().ok()).flatten()?;
        value.is_finite().then_some(value)
    };
    let (x1, y1, x2, y2) = (number()?, number()?, number()?, number()?);
    fields.next().is_none().then(|| ControlPoint {
        name,
        source: order.position(x1, y1),
        target: order.position(x2, y2),
    })
}
