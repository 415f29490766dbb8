//! What spreadsheets make of a text.

use std::borrow::Cow;

/// Whether the first character that is neither blank nor quote starts a formula in a spreadsheet,
/// full-width forms included.
#[must_use]
pub fn looks_like_formula(text: &str) -> bool {
    let starts = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
            .starts_with(starts)
}

/// A text as a cell of a table whose columns are parted by tabs, as spreadsheets take it from the clipboard: quoted
/// where tabs, quotes or line ends ask for it.
#[must_use]
pub fn tab_cell(text: &str) -> Cow<'_, str> {
    if text.contains(['\t', '"', '\n', '\r']) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}

/// A text that came from a file as such a cell: never a formula.
#[must_use]
pub fn guarded_tab_cell(text: &str) -> Cow<'_, str> {
    if looks_like_formula(text) {
        Cow::Owned(tab_cell(&format!("'{text}")).into_owned())
    } else {
        tab_cell(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_stays_one_cell_and_is_no_formula() {
        assert_eq!(guarded_tab_cell("水田 A-1"), "水田 A-1");
        assert_eq!(guarded_tab_cell("a\tb"), "\"a\tb\"");
        assert_eq!(guarded_tab_cell("a\"b\nc"), "\"a\"\"b\nc\"");
        assert_eq!(guarded_tab_cell("=1+1"), "'=1+1");
        assert_eq!(guarded_tab_cell("\t=1"), "\"'\t=1\"");
    }
}
