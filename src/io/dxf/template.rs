//! What a drawing of release 2000 must have around its entities.
//!
//! Meaning: variables, tables with the entries that AutoCAD relies on, the blocks of model and paper space, and the
//! root dictionary. Handles below 0x100 are given here.

use std::fmt::Display;
use std::io::{self, Write};

use super::rings::RING_APPLICATION;
use super::write::{APPLICATION, Output};

/// From the beginning of the file to the table of layers. `bounds` is the box around all entities; `is_metric` says
/// that its numbers are metres.
pub(super) fn before_layers<W: Write>(
    out: &mut Output<'_, W>,
    bounds: Option<[f64; 4]>,
    is_metric: bool,
) -> io::Result<()> {
    header(out, bounds, is_metric)?;
    out.plain(0, "SECTION")?;
    out.plain(2, "CLASSES")?;
    out.plain(0, "ENDSEC")?;
    out.plain(0, "SECTION")?;
    out.plain(2, "TABLES")?;
    viewports(out, bounds.unwrap_or([0.0, 0.0, 100.0, 100.0]))?;
    line_types(out)
}

fn header<W: Write>(out: &mut Output<'_, W>, bounds: Option<[f64; 4]>, is_metric: bool) -> io::Result<()> {
    out.plain(0, "SECTION")?;
    out.plain(2, "HEADER")?;
    let texts = [
        ("$ACADVER", 1, "AC1015"),
        ("$DWGCODEPAGE", 3, "ANSI_936"),
        ("$HANDSEED", 5, "FFFFFFF"),
    ];
    for (name, code, value) in texts {
        out.plain(9, name)?;
        out.plain(code, value)?;
    }
    let [min_x, min_y, max_x, max_y] = bounds.unwrap_or_default();
    for (name, x, y) in [("$EXTMIN", min_x, min_y), ("$EXTMAX", max_x, max_y)] {
        out.plain(9, name)?;
        for (code, value) in [(10, x), (20, y), (30, 0.0)] {
            out.plain(code, value)?;
        }
    }
    // Metres, or no unit; eight decimals are shown.
    let unit = if is_metric { 6 } else { 0 };
    for (name, value) in [
        ("$INSUNITS", unit),
        ("$MEASUREMENT", 1),
        ("$LUNITS", 2),
        ("$LUPREC", 8),
    ] {
        out.plain(9, name)?;
        out.plain(70, value)?;
    }
    out.plain(0, "ENDSEC")
}

/// The beginning of a table.
pub(super) fn table<W: Write>(
    out: &mut Output<'_, W>,
    name: &str,
    handle: &str,
    count: usize,
) -> io::Result<()> {
    out.plain(0, "TABLE")?;
    out.plain(2, name)?;
    out.plain(5, handle)?;
    out.plain(330, 0)?;
    out.plain(100, "AcDbSymbolTable")?;
    out.plain(70, count)
}

/// The beginning of a table's entry.
pub(super) fn record<W: Write>(
    out: &mut Output<'_, W>,
    kind: &str,
    handle: impl Display,
    owner: &str,
    class: &str,
) -> io::Result<()> {
    out.plain(0, kind)?;
    out.plain(if kind == "DIMSTYLE" { 105 } else { 5 }, handle)?;
    out.plain(330, owner)?;
    out.plain(100, "AcDbSymbolTableRecord")?;
    out.plain(100, class)
}

fn viewports<W: Write>(out: &mut Output<'_, W>, bounds: [f64; 4]) -> io::Result<()> {
    let [min_x, min_y, max_x, max_y] = bounds;
    let (width, height) = ((max_x - min_x).max(1.0), (max_y - min_y).max(1.0));
    table(out, "VPORT", "8", 1)?;
    record(out, "VPORT", "30", "8", "AcDbViewportTableRecord")?;
    out.plain(2, "*Active")?;
    out.plain(70, 0)?;
    let numbers = [
        (10, 0.0),
        (20, 0.0),
        (11, 1.0),
        (21, 1.0),
        (12, f64::midpoint(min_x, max_x)),
        (22, f64::midpoint(min_y, max_y)),
        (13, 0.0),
        (23, 0.0),
        (14, 10.0),
        (24, 10.0),
        (15, 10.0),
        (25, 10.0),
        (16, 0.0),
        (26, 0.0),
        (36, 1.0),
        (17, 0.0),
        (27, 0.0),
        (37, 0.0),
        (40, height.max(width / 1.5) * 1.1),
        (41, 1.5),
        (42, 50.0),
        (43, 0.0),
        (44, 0.0),
        (50, 0.0),
        (51, 0.0),
    ];
    for (code, value) in numbers {
        out.plain(code, value)?;
    }
    let flags = [
        (71, 0),
        (72, 100),
        (73, 1),
        (74, 3),
        (75, 0),
        (76, 0),
        (77, 0),
        (78, 0),
    ];
    for (code, value) in flags {
        out.plain(code, value)?;
    }
    out.plain(0, "ENDTAB")
}

fn line_types<W: Write>(out: &mut Output<'_, W>) -> io::Result<()> {
    table(out, "LTYPE", "5", 3)?;
    for (handle, name, text) in [
        ("14", "ByBlock", ""),
        ("15", "ByLayer", ""),
        ("16", "Continuous", "Solid line"),
    ] {
        record(out, "LTYPE", handle, "5", "AcDbLinetypeTableRecord")?;
        out.plain(2, name)?;
        out.plain(70, 0)?;
        out.plain(3, text)?;
        out.plain(72, 65)?;
        out.plain(73, 0)?;
        out.plain(40, "0.0")?;
    }
    out.plain(0, "ENDTAB")
}

/// From the end of the table of layers to the first entity.
pub(super) fn between_layers_and_entities<W: Write>(out: &mut Output<'_, W>) -> io::Result<()> {
    style(out)?;
    for (name, handle) in [("VIEW", "6"), ("UCS", "7")] {
        table(out, name, handle, 0)?;
        out.plain(0, "ENDTAB")?;
    }
    table(out, "APPID", "9", 3)?;
    for (handle, name) in [("12", "ACAD"), ("13", APPLICATION), ("17", RING_APPLICATION)] {
        record(out, "APPID", handle, "9", "AcDbRegAppTableRecord")?;
        out.plain(2, name)?;
        out.plain(70, 0)?;
    }
    out.plain(0, "ENDTAB")?;
    table(out, "DIMSTYLE", "A", 1)?;
    out.plain(100, "AcDbDimStyleTable")?;
    out.plain(71, 0)?;
    record(out, "DIMSTYLE", "27", "A", "AcDbDimStyleTableRecord")?;
    out.plain(2, "Standard")?;
    out.plain(70, 0)?;
    out.plain(0, "ENDTAB")?;
    blocks(out)?;
    out.plain(0, "SECTION")?;
    out.plain(2, "ENTITIES")
}

fn style<W: Write>(out: &mut Output<'_, W>) -> io::Result<()> {
    table(out, "STYLE", "3", 1)?;
    record(out, "STYLE", "11", "3", "AcDbTextStyleTableRecord")?;
    out.plain(2, "Standard")?;
    for (code, value) in [
        (70, "0"),
        (40, "0.0"),
        (41, "1.0"),
        (50, "0.0"),
        (71, "0"),
        (42, "2.5"),
        (3, "txt"),
        (4, ""),
    ] {
        out.plain(code, value)?;
    }
    out.plain(0, "ENDTAB")
}

fn blocks<W: Write>(out: &mut Output<'_, W>) -> io::Result<()> {
    let spaces = [
        ("1F", "20", "21", "*Model_Space"),
        ("1B", "1C", "1D", "*Paper_Space"),
    ];
    table(out, "BLOCK_RECORD", "1", spaces.len())?;
    for (handle, _, _, name) in spaces {
        record(out, "BLOCK_RECORD", handle, "1", "AcDbBlockTableRecord")?;
        out.plain(2, name)?;
        out.plain(340, 0)?;
    }
    out.plain(0, "ENDTAB")?;
    out.plain(0, "ENDSEC")?;
    out.plain(0, "SECTION")?;
    out.plain(2, "BLOCKS")?;
    for (owner, begin, end, name) in spaces {
        let is_paper = owner == "1B";
        space_entity(out, "BLOCK", (begin, owner), is_paper)?;
        out.plain(100, "AcDbBlockBegin")?;
        out.plain(2, name)?;
        for (code, value) in [
            (70, "0"),
            (10, "0.0"),
            (20, "0.0"),
            (30, "0.0"),
            (3, name),
            (1, ""),
        ] {
            out.plain(code, value)?;
        }
        space_entity(out, "ENDBLK", (end, owner), is_paper)?;
        out.plain(100, "AcDbBlockEnd")?;
    }
    out.plain(0, "ENDSEC")
}

fn space_entity<W: Write>(
    out: &mut Output<'_, W>,
    kind: &str,
    (handle, owner): (&str, &str),
    is_paper: bool,
) -> io::Result<()> {
    out.plain(0, kind)?;
    out.plain(5, handle)?;
    out.plain(330, owner)?;
    out.plain(100, "AcDbEntity")?;
    if is_paper {
        out.plain(67, 1)?;
    }
    out.plain(8, 0)
}

/// From the last entity to the end of the file.
pub(super) fn after_entities<W: Write>(out: &mut Output<'_, W>) -> io::Result<()> {
    out.plain(0, "ENDSEC")?;
    out.plain(0, "SECTION")?;
    out.plain(2, "OBJECTS")?;
    for (handle, owner) in [("C", "0"), ("D", "C")] {
        out.plain(0, "DICTIONARY")?;
        out.plain(5, handle)?;
        out.plain(330, owner)?;
        out.plain(100, "AcDbDictionary")?;
        out.plain(281, 1)?;
        if handle == "C" {
            out.plain(3, "ACAD_GROUP")?;
            out.plain(350, "D")?;
        }
    }
    out.plain(0, "ENDSEC")?;
    out.plain(0, "EOF")
}
