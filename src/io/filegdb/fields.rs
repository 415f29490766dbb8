//! The description of the fields of a table.
//!
//! Meaning: it stands before the rows and says which values a row holds, in which order, and for geometry how whole
//! numbers become ordinates.
//!
//! Input: bytes. Output: [`Fields`], or the code of what is wrong.

use super::cursor::Cursor;

/// Fields that are read at most.
const FIELD_LIMIT: u16 = 4096;

/// Flags of a field.
const NULLABLE: u8 = 1;
const HAS_DEFAULT: u8 = 4;
/// Flags of a system of whole numbers.
const HAS_MEASURES: u8 = 2;
const HAS_HEIGHTS: u8 = 4;

/// The fields of a table.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    /// All of them, in the order of a row's values.
    pub all: Vec<Field>,
    /// Texts are in UTF-8; else in UTF-16.
    pub texts_are_utf8: bool,
    /// The field with the geometry, if there is one.
    pub grid: Option<Grid>,
    /// Number of fields that can be null.
    pub nullable: usize,
}

/// One field.
#[derive(Debug, Clone)]
pub(super) struct Field {
    /// Its name.
    pub name: String,
    /// What people call it; often Chinese where the name is an abbreviation.
    pub alias: String,
    /// What its values are.
    pub kind: Kind,
    /// Whether a row may leave it out.
    pub is_nullable: bool,
}

/// What values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Int16,
    Int32,
    Int64,
    Float32,
    Float64,
    Text,
    /// Date and time of day.
    DateTime,
    Date,
    Time,
    /// Date, time of day and its difference to UTC.
    DateTimeOffset,
    /// The number of the row; no value of its own.
    ObjectId,
    Geometry,
    Binary,
    /// A raster with its bytes in the row, or a text that names it.
    Raster,
    /// A raster in other tables, by number.
    RasterNumber,
    Guid,
    Xml,
}

/// How whole numbers become ordinates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    /// Least x, in units of the system.
    pub x_origin: f64,
    /// Least y.
    pub y_origin: f64,
    /// Steps in one unit.
    pub scale: f64,
    /// The coordinate reference system as WKT.
    pub wkt: String,
}

impl Fields {
    /// Reads the description behind its length and version.
    pub fn read(bytes: &[u8]) -> Result<Self, &'static str> {
        let mut cursor = Cursor::new(bytes);
        let (Some(flags), Some(count)) = (cursor.u32(), cursor.u16()) else {
            return Err("fields");
        };
        if count > FIELD_LIMIT {
            return Err("too-many-fields");
        }
        let mut fields = Self {
            texts_are_utf8: flags & 0x100 != 0,
            ..Self::default()
        };
        let mut space = Space {
            has_heights: flags & 0x8000_0000 != 0,
            has_measures: flags & 0x4000_0000 != 0,
            grid: None,
        };
        for _ in 0..count {
            let field = field(&mut cursor, &mut space).ok_or("fields")?;
            if field.kind == Kind::Geometry && fields.grid.is_some() {
                return Err("fields");
            }
            if field.kind == Kind::Geometry {
                fields.grid = space.grid.take();
            }
            fields.nullable += usize::from(field.is_nullable);
            fields.all.push(field);
        }
        Ok(fields)
    }

    /// Number of the field of this name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.all
            .iter()
            .position(|field| field.name.eq_ignore_ascii_case(name))
    }
}

impl Grid {
    /// Whether ordinates can be made of it.
    pub fn is_sound(&self) -> bool {
        let numbers = [self.x_origin, self.y_origin, self.scale];
        numbers.iter().all(|number| number.is_finite()) && self.scale > 0.0
    }
}

/// What the head of the description says of the geometry, and the grid of the field that was read last.
struct Space {
    has_heights: bool,
    has_measures: bool,
    grid: Option<Grid>,
}

fn field(cursor: &mut Cursor<'_>, space: &mut Space) -> Option<Field> {
    let name = short_text(cursor)?;
    let alias = short_text(cursor)?;
    let code = cursor.byte()?;
    let (kind, flags) = match code {
        4 => (Kind::Text, text_rest(cursor)?),
        6 | 8 | 10 | 11 | 12 => {
            cursor.byte()?;
            let kind = match code {
                6 => Kind::ObjectId,
                8 => Kind::Binary,
                12 => Kind::Xml,
                _ => Kind::Guid,
            };
            (kind, cursor.byte()?)
        }
        7 => (Kind::Geometry, geometry_rest(cursor, space)?),
        9 => raster_rest(cursor)?,
        _ => {
            cursor.byte()?;
            let flags = cursor.byte()?;
            let length = cursor.byte()?;
            skip_default(cursor, flags, usize::from(length))?;
            (number_kind(code)?, flags)
        }
    };
    // A row never says that its number is missing.
    let is_nullable = kind != Kind::ObjectId && flags & NULLABLE != 0;
    Some(Field {
        name,
        alias,
        kind,
        is_nullable,
    })
}

fn number_kind(code: u8) -> Option<Kind> {
    Some(match code {
        0 => Kind::Int16,
        1 => Kind::Int32,
        2 => Kind::Float32,
        3 => Kind::Float64,
        5 => Kind::DateTime,
        13 => Kind::Int64,
        14 => Kind::Date,
        15 => Kind::Time,
        16 => Kind::DateTimeOffset,
        _ => return None,
    })
}

fn short_text(cursor: &mut Cursor<'_>) -> Option<String> {
    let units = cursor.byte()?;
    cursor.utf16(usize::from(units))
}

fn skip_default(cursor: &mut Cursor<'_>, flags: u8, length: usize) -> Option<()> {
    if flags & HAS_DEFAULT != 0 {
        cursor.take(length)?;
    }
    Some(())
}

fn text_rest(cursor: &mut Cursor<'_>) -> Option<u8> {
    // The longest text that the field may hold.
    cursor.u32()?;
    let flags = cursor.byte()?;
    let length = usize::try_from(cursor.varuint()?).ok()?;
    skip_default(cursor, flags, length)?;
    Some(flags)
}

fn geometry_rest(cursor: &mut Cursor<'_>, space: &mut Space) -> Option<u8> {
    cursor.byte()?;
    let flags = cursor.byte()?;
    let (grid, _) = grid(cursor, true)?;
    space.grid = grid;
    // The box of all rows: of heights and measures only where there are any.
    let pairs = 2 + usize::from(space.has_heights) + usize::from(space.has_measures);
    cursor.take(pairs * 16)?;
    cursor.byte()?;
    // Cell sizes of the spatial index.
    let sizes = cursor.u32()?;
    cursor.take(usize::try_from(sizes).ok()?.checked_mul(8)?)?;
    Some(flags)
}

fn raster_rest(cursor: &mut Cursor<'_>) -> Option<(Kind, u8)> {
    cursor.byte()?;
    let flags = cursor.byte()?;
    short_text(cursor)?;
    grid(cursor, false)?;
    let kind = match cursor.byte()? {
        1 => Kind::RasterNumber,
        _ => Kind::Raster,
    };
    Some((kind, flags))
}

/// The system and its whole numbers; a raster may have none.
fn grid(cursor: &mut Cursor<'_>, is_needed: bool) -> Option<(Option<Grid>, u8)> {
    let wkt_bytes = cursor.u16()?;
    let wkt = super::cursor::utf16_lossy(cursor.take(usize::from(wkt_bytes))?);
    let flags = cursor.byte()?;
    if !is_needed && flags == 0 {
        return Some((None, flags));
    }
    let grid = Grid {
        x_origin: cursor.f64()?,
        y_origin: cursor.f64()?,
        scale: cursor.f64()?,
        wkt,
    };
    let more = usize::from(flags & HAS_MEASURES != 0) + usize::from(flags & HAS_HEIGHTS != 0);
    // Origin and scale of each, then the tolerances.
    cursor.take(more * 16 + 8 + more * 8)?;
    Some((Some(grid), flags))
}
