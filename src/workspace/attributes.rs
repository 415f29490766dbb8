//! What jobs do for the attribute table: find the rows and their order, and write selected rows for the clipboard.
//!
//! Deliberately not here: what the rows are and how they compare ([`crate::layer::table`]).

use std::sync::Arc;

use super::jobs::{Failure, Work};
use super::problem::Problem;
use super::task::Yield;
use crate::layer::table::{Arranged, ColumnId, Rows, Wish, arrange};
use crate::progress::{Cancelled, Ticket};
use crate::text::spreadsheet::{guarded_tab_cell, tab_cell};

/// Rows as a text for the clipboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedRows {
    /// Columns parted by tabs, rows by line feeds, names of the columns first.
    pub text: String,
    /// Number of rows.
    pub n_rows: usize,
}

/// A column that is copied, with its name.
pub type NamedColumn = (ColumnId, String);

/// Longest text for the clipboard in bytes; larger things are exported as files.
const MOST_BYTES: usize = 64 << 20;

/// Finds the rows that are wished for.
#[must_use]
pub fn arrange_rows(rows: Rows, wish: Wish) -> Work<Yield> {
    Box::new(move |ticket| Ok(Yield::Arranged(Arc::new(arrange(rows, wish, ticket)?))))
}

/// Writes the rows at these places of a table, in its order.
#[must_use]
pub fn copy_rows(table: Arc<Arranged>, places: Vec<usize>, columns: Vec<NamedColumn>) -> Work<Yield> {
    Box::new(move |ticket| {
        let copied = tab_separated(&table, &places, &columns, MOST_BYTES, ticket)?;
        let too_large = || Problem::new("problem-copy-too-large").with("count", places.len());
        let copied = copied.ok_or_else(|| Failure::Problem(too_large()))?;
        Ok(Yield::RowsCopied(Box::new(copied)))
    })
}

/// The rows as text; `None` when it would be longer than `most` bytes. Personal fields are left out, whoever asks.
fn tab_separated(
    table: &Arranged,
    places: &[usize],
    columns: &[NamedColumn],
    most: usize,
    ticket: &Ticket,
) -> Result<Option<CopiedRows>, Cancelled> {
    let is_open = |id: &ColumnId| {
        let column = table.columns.iter().find(|column| column.id == *id);
        column.is_some_and(|column| !column.is_personal)
    };
    let columns: Vec<&NamedColumn> = columns.iter().filter(|(id, _)| is_open(id)).collect();
    ticket.begin(places.len() as u64);
    let mut text = String::new();
    for (number, (_, name)) in columns.iter().enumerate() {
        text.push_str(if number > 0 { "\t" } else { "" });
        text.push_str(&guarded_tab_cell(name));
    }
    let mut n_rows = 0;
    for place in places {
        ticket.check()?;
        let Some(row) = table.row_at(*place) else { continue };
        text.push('\n');
        for (number, (id, _)) in columns.iter().enumerate() {
            let value = table.rows.value(row, id);
            let cell = if value.is_number() {
                tab_cell(value.text())
            } else {
                guarded_tab_cell(value.text())
            };
            text.push_str(if number > 0 { "\t" } else { "" });
            text.push_str(&cell);
        }
        if text.len() > most {
            return Ok(None);
        }
        n_rows += 1;
        ticket.advance(1);
    }
    text.push('\n');
    Ok(Some(CopiedRows { text, n_rows }))
}

#[cfg(test)]
mod tests {
    use super::super::scene;
    use super::*;

    /// The parcels of the scene with fields of our own.
    fn table(fields: &[(&str, &str)]) -> Arranged {
        let mut parcels = scene::document(1).parcels.expect("parcels");
        let first = parcels.at(0).expect("a parcel").as_ref().clone();
        let own = |(name, json): &(&str, &str)| ((*name).to_owned(), (*json).to_owned());
        parcels.put(Arc::new(crate::layer::Parcel {
            attributes: fields.iter().map(own).collect(),
            ..first
        }));
        arrange(
            Rows::Parcels(Box::new(parcels), None),
            Wish::default(),
            &Ticket::new(),
        )
        .expect("arranged")
    }

    fn named(names: &[&str]) -> Vec<NamedColumn> {
        let named = |name: &&str| (ColumnId::Field((*name).to_owned()), (*name).to_owned());
        names.iter().map(named).collect()
    }

    #[test]
    fn rows_are_copied_with_a_header_and_every_cell_stays_one() {
        let table = table(&[
            ("名称", r#""a\t\"b\"\nc""#),
            ("公式", "\"=1+1\""),
            ("高程", "-3.50"),
            ("电话", "\"139\""),
        ]);
        let columns = named(&["高程", "名称", "电话", "公式", "缺"]);
        let copied = tab_separated(&table, &[0], &columns, 1000, &Ticket::new());
        let copied = copied.expect("not stopped").expect("short enough");
        assert_eq!(
            copied.text,
            "高程\t名称\t公式\n-3.50\t\"a\t\"\"b\"\"\nc\"\t'=1+1\n"
        );
        assert_eq!(copied.n_rows, 1);
    }

    #[test]
    fn what_is_too_large_or_stopped_is_not_copied() {
        let table = table(&[("名称", "\"甲乙丙丁\"")]);
        let columns = named(&["名称"]);
        let ticket = Ticket::new();
        assert_eq!(tab_separated(&table, &[0, 0], &columns, 20, &ticket), Ok(None));
        ticket.cancel();
        assert!(tab_separated(&table, &[0], &columns, 20, &ticket).is_err());
    }
}
