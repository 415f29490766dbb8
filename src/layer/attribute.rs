//! Attributes of features, in columns.
//!
//! Meaning: one column per field name, each value kept as the text it has in JSON, so that numbers
//! keep every digit, nulls stay nulls, nested values survive, and writing a file back changes
//! nothing. The memory layout is that of an Arrow variable-length column (offsets and bytes).
//!
//! Deliberately not here: types of fields. A bureau's files mix `"12"` and `12` in one column; the
//! reader of a value decides.

use std::ops::Range;

use serde_json::Value;

use crate::geometry::{Cells, SharedBytes, ascend};

/// The attributes of a run of features: one [`JsonColumn`] per field name, in the order in
/// which names first occur.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AttributeTable {
    names: Vec<String>,
    columns: Vec<JsonColumn>,
    rows: usize,
}

/// One column of JSON texts, empty where the row has none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct JsonColumn {
    ends: Cells<u32>,
    bytes: Cells<u8>,
}

impl AttributeTable {
    /// A table without rows.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A table without rows whose columns are known beforehand, for [`Self::set_at`]. The names must
    /// differ from each other.
    #[must_use]
    pub fn with_names(names: Vec<String>) -> Self {
        let columns = vec![JsonColumn::default(); names.len()];
        Self {
            names,
            columns,
            rows: 0,
        }
    }

    /// Number of finished rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether no row was finished.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// Field names in order of first occurrence.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Sets a field of the row being built to a JSON text; a field that is set twice keeps its
    /// first value.
    pub fn set(&mut self, name: &str, json: &str) {
        let index = self
            .names
            .iter()
            .position(|known| known == name)
            .unwrap_or_else(|| {
                self.names.push(name.to_owned());
                self.columns.push(JsonColumn::default());
                self.names.len() - 1
            });
        let column = &mut self.columns[index];
        if column.ends.len() > self.rows {
            return;
        }
        column.fill_to(self.rows);
        column.push(json);
    }

    /// Sets the field in the column with number `index` of the row being built to the JSON text that
    /// `write` appends; a field that is set twice keeps its first value. Yields the text's bytes.
    ///
    /// # Panics
    /// When there is no such column.
    pub fn set_at(&mut self, index: usize, write: impl FnOnce(&mut Vec<u8>)) -> usize {
        let column = &mut self.columns[index];
        if column.ends.len() > self.rows {
            return 0;
        }
        column.fill_to(self.rows);
        column.push_with(write)
    }

    /// The columns in the order of [`Self::names`], to be kept in a file.
    #[must_use]
    pub fn columns(&self) -> &[JsonColumn] {
        &self.columns
    }

    /// The column of a field; `None` when no row has the field.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&JsonColumn> {
        let index = self.names.iter().position(|known| known == name)?;
        self.columns.get(index)
    }

    /// The table of `rows` rows with these columns.
    #[must_use]
    pub fn of_columns(names: Vec<String>, columns: Vec<JsonColumn>, rows: usize) -> Option<Self> {
        let fits = names.len() == columns.len() && columns.iter().all(|column| column.len() <= rows);
        fits.then_some(Self { names, columns, rows })
    }

    /// Forgets all rows and keeps the columns.
    pub fn clear(&mut self) {
        self.columns.iter_mut().for_each(JsonColumn::clear);
        self.rows = 0;
    }

    /// Gives back memory that was reserved and not used.
    pub fn shrink_to_fit(&mut self) {
        self.columns.iter_mut().for_each(JsonColumn::shrink_to_fit);
    }

    /// Finishes the row being built; fields not set are absent in it.
    pub fn end_row(&mut self) {
        self.rows += 1;
    }

    /// Forgets the values set since the last [`Self::end_row`].
    pub fn abandon_row(&mut self) {
        for column in &mut self.columns {
            if column.ends.len() > self.rows {
                column.ends.to_mut().truncate(self.rows);
                let length = column.ends.last().map_or(0, |end| *end as usize);
                column.bytes.to_mut().truncate(length);
            }
        }
    }

    /// The JSON text of a value; `None` when the row lacks the field.
    #[must_use]
    pub fn json(&self, row: usize, name: &str) -> Option<&str> {
        let index = self.names.iter().position(|known| known == name)?;
        self.columns[index].get(row)
    }

    /// A value as plain text: strings without quotes, numbers as written; `None` when absent, null
    /// or empty.
    #[must_use]
    pub fn text(&self, row: usize, name: &str) -> Option<String> {
        plain_text(self.json(row, name)?)
    }

    /// The first of several alias names that has a value in the row, compared without regard to
    /// ASCII case (field names of the standards differ between editions).
    #[must_use]
    pub fn text_of_any(&self, row: usize, aliases: &[&str]) -> Option<String> {
        aliases.iter().find_map(|alias| {
            let index = self
                .names
                .iter()
                .position(|known| known.eq_ignore_ascii_case(alias))?;
            plain_text(self.columns[index].get(row)?)
        })
    }

    /// All fields that the row has, in column order, as JSON texts.
    pub fn row(&self, row: usize) -> impl Iterator<Item = (&str, &str)> {
        self.names
            .iter()
            .zip(&self.columns)
            .filter_map(move |(name, column)| Some((name.as_str(), column.get(row)?)))
    }
}

impl JsonColumn {
    /// Adds a row; an empty text means that the row has no value.
    pub fn push(&mut self, json: &str) {
        self.bytes.to_mut().extend_from_slice(json.as_bytes());
        let end = self.len_u32();
        self.ends.to_mut().push(end);
    }

    /// Adds a row with the JSON text that `write` appends; yields its bytes.
    pub fn push_with(&mut self, write: impl FnOnce(&mut Vec<u8>)) -> usize {
        let start = self.bytes.len();
        write(self.bytes.to_mut());
        let end = self.len_u32();
        self.ends.to_mut().push(end);
        end as usize - start
    }

    /// The column as two arrays, to be kept in a file: ends of the rows, and bytes.
    #[must_use]
    pub fn parts(&self) -> [&[u8]; 2] {
        [self.ends.as_bytes(), &self.bytes]
    }

    /// The column that was taken apart by [`Self::parts`]; `None` when the arrays do not fit together.
    #[must_use]
    pub fn borrowed(bytes: &SharedBytes, [ends, texts]: [Range<usize>; 2]) -> Option<Self> {
        let column = Self {
            ends: Cells::borrowed(bytes, ends)?,
            bytes: Cells::borrowed(bytes, texts)?,
        };
        let ascends = ascend(&column.ends);
        let fits = column.ends.last().map_or(0, |end| *end as usize) == column.bytes.len();
        (ascends && fits).then_some(column)
    }

    /// Forgets all rows and keeps the memory.
    pub fn clear(&mut self) {
        self.ends.to_mut().clear();
        self.bytes.to_mut().clear();
    }

    /// Gives back memory that was reserved and not used.
    pub fn shrink_to_fit(&mut self) {
        self.ends.shrink_to_fit();
        self.bytes.shrink_to_fit();
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether a row has a text.
    #[must_use]
    pub fn has_texts(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// The JSON text of a row; `None` when it has none.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let end = *self.ends.get(row)? as usize;
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        (end > start).then(|| std::str::from_utf8(&self.bytes[start..end]).unwrap_or_default())
    }

    fn fill_to(&mut self, rows: usize) {
        let end = self.len_u32();
        self.ends.to_mut().resize(rows, end);
    }

    fn len_u32(&self) -> u32 {
        u32::try_from(self.bytes.len()).expect("attribute texts of one chunk stay below 4 GiB")
    }
}

/// The plain text of a JSON text; `None` for null and for text that is blank.
#[must_use]
pub fn plain_text(json: &str) -> Option<String> {
    // Nearly every value is a text without anything escaped: what stands between the quotes.
    let quoted = json.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    if let Some(text) = quoted.filter(|text| !text.contains(['"', '\\'])) {
        let trimmed = text.trim();
        return (!trimmed.is_empty()).then(|| trimmed.to_owned());
    }
    let text = match serde_json::from_str(json).ok()? {
        Value::Null => return None,
        Value::String(text) => text,
        Value::Number(_) | Value::Bool(_) | Value::Array(_) | Value::Object(_) => json.to_owned(),
    };
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_text_and_rows_may_lack_fields() {
        let mut table = AttributeTable::new();
        table.set("TBMJ", "12.3400000000000001");
        table.set("TBMJ", "99");
        table.end_row();
        table.set("DLMC", "\"水田\"");
        table.end_row();
        table.set("DLMC", "\"lost\"");
        table.abandon_row();
        table.set("dlmc2", "null");
        table.end_row();
        assert_eq!(table.json(0, "TBMJ"), Some("12.3400000000000001"));
        assert_eq!(table.text(1, "DLMC").as_deref(), Some("水田"));
        assert_eq!(table.text_of_any(1, &["dlbm", "dlmc"]).as_deref(), Some("水田"));
        assert_eq!(table.json(1, "TBMJ"), None);
        assert_eq!(table.json(2, "dlmc2"), Some("null"));
        assert_eq!(table.text(2, "dlmc2"), None);
        assert_eq!(table.row(2).collect::<Vec<_>>(), [("dlmc2", "null")]);
    }

    #[test]
    fn columns_known_beforehand_are_filled_by_their_number() {
        let names = ["a", "b"].map(str::to_owned).to_vec();
        let mut by_number = AttributeTable::with_names(names);
        let mut by_name = AttributeTable::new();
        for row in 0..3 {
            assert_eq!(
                by_number.set_at(0, |text| text.extend_from_slice("\"甲\"".as_bytes())),
                5
            );
            by_name.set("a", "\"甲\"");
            if row == 1 {
                assert_eq!(by_number.set_at(1, |text| text.extend_from_slice(b"17")), 2);
                assert_eq!(by_number.set_at(1, |text| text.extend_from_slice(b"9")), 0);
                by_name.set("b", "17");
            }
            by_number.end_row();
            by_name.end_row();
        }
        assert_eq!(by_number, by_name);
    }
}
