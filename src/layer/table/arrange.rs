//! Which rows are shown, and in which order.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use rayon::prelude::*;

use super::filter::Filter;
use super::rows::{Block, Column, ColumnId, Rows};
use super::value::Value;
use crate::progress::{Cancelled, Ticket};

/// Which way a column is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// The least first.
    Ascending,
    /// The greatest first.
    Descending,
}

/// What a person wants to see of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// The column that gives the order; file order without.
    pub sort: Option<(ColumnId, Direction)>,
    /// What was typed to see some rows only; see [`Filter`].
    pub filter: String,
    /// Columns that are not shown.
    pub hidden: BTreeSet<ColumnId>,
}

impl Wish {
    /// Whether the other wish yields the same rows in the same order. Hidden columns matter to a filter: it looks
    /// only into what is shown.
    #[must_use]
    pub fn asks_the_same(&self, other: &Self) -> bool {
        let is_filtered = !self.filter.trim().is_empty();
        self.sort == other.sort
            && self.filter == other.filter
            && (!is_filtered || self.hidden == other.hidden)
    }
}

/// The rows of a table in the order that was wished for.
#[derive(Debug)]
pub struct Arranged {
    /// All rows.
    pub rows: Rows,
    /// All columns, hidden ones too.
    pub columns: Vec<Column>,
    /// What was wished for.
    pub wish: Wish,
    /// A word that was typed as a field and is none.
    pub unknown_field: Option<String>,
    /// Numbers of the rows that are shown, in order; `None` for all in file order.
    order: Option<Vec<u32>>,
}

impl Arranged {
    /// Number of rows that are shown.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.as_ref().map_or(self.rows.len(), Vec::len)
    }

    /// Whether no row is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row at a place in the order.
    #[must_use]
    pub fn row_at(&self, place: usize) -> Option<u32> {
        match &self.order {
            Some(order) => order.get(place).copied(),
            None => u32::try_from(place).ok().filter(|_| place < self.rows.len()),
        }
    }

    /// The place of a row in the order; `None` when it is not shown. Looks through all of them.
    #[must_use]
    pub fn place_of(&self, row: u32) -> Option<usize> {
        match &self.order {
            Some(order) => order.iter().position(|known| *known == row),
            None => Some(row as usize).filter(|place| *place < self.rows.len()),
        }
    }
}

/// Finds the rows that are wished for, in the wished order; rows that are equal stand in file order.
///
/// # Errors
/// When somebody asks the ticket to stop.
pub fn arrange(rows: Rows, wish: Wish, ticket: &Ticket) -> Result<Arranged, Cancelled> {
    ticket.begin(2 * rows.len() as u64);
    let columns = rows.columns(ticket)?;
    let filter = Filter::parse(&wish.filter, &columns, |id| !wish.hidden.contains(id));
    let may_sort = |id: &ColumnId| {
        columns
            .iter()
            .any(|column| column.id == *id && !column.is_personal)
    };
    let sort = wish.sort.as_ref().filter(|(id, _)| may_sort(id));
    let order = match sort {
        None if filter.is_empty() => None,
        None => Some(filtered(&rows, &filter, ticket)?),
        Some((column, direction)) => {
            let keys = keys(&rows, &filter, column, ticket)?;
            let ascending = *direction == Direction::Ascending;
            let compare = |a: &Value<'_>, b: &Value<'_>| {
                let order = a.order(b);
                // What is empty stands last, either way.
                if ascending || a.is_empty() || b.is_empty() {
                    order
                } else {
                    order.reverse()
                }
            };
            let places = sorted(keys.len(), |a, b| compare(&keys[a].1, &keys[b].1), ticket)?;
            Some(places.into_iter().map(|place| keys[place as usize].0).collect())
        }
    };
    let unknown_field = filter.unknown_field().map(str::to_owned);
    Ok(Arranged {
        rows,
        columns,
        wish,
        unknown_field,
        order,
    })
}

/// Works on runs of rows on all threads, in order.
fn by_blocks<'a, T: Send>(
    rows: &'a Rows,
    ticket: &Ticket,
    work: impl Fn(&Block<'a>) -> Vec<T> + Sync,
) -> Result<Vec<T>, Cancelled> {
    let of_block = |block: &Block<'a>| {
        ticket.check()?;
        let found = work(block);
        ticket.advance(block.len() as u64);
        Ok(found)
    };
    let found: Result<Vec<Vec<T>>, Cancelled> = rows.blocks().par_iter().map(of_block).collect();
    Ok(found?.into_iter().flatten().collect())
}

fn row_of(block: &Block<'_>, within: usize) -> u32 {
    block.first + u32::try_from(within).unwrap_or(u32::MAX - block.first)
}

fn filtered(rows: &Rows, filter: &Filter, ticket: &Ticket) -> Result<Vec<u32>, Cancelled> {
    by_blocks(rows, ticket, |block| {
        let passing = filter.passing(block);
        passing.into_iter().map(|within| row_of(block, within)).collect()
    })
}

/// The rows that pass, with what they are sorted by.
fn keys<'a>(
    rows: &'a Rows,
    filter: &Filter,
    column: &ColumnId,
    ticket: &Ticket,
) -> Result<Vec<(u32, Value<'a>)>, Cancelled> {
    by_blocks(rows, ticket, |block| {
        let cells = block.cells(column);
        let passing = filter.passing(block);
        let key = |within| (row_of(block, within), cells.value(within));
        passing.into_iter().map(key).collect()
    })
}

/// Items that are sorted or merged between two looks at the ticket.
const RUN: usize = 1 << 14;

/// The numbers below `len` in the order of what they stand for; equal ones stay as they were. Runs are sorted on all
/// threads and merged two by two, so that a sort of millions can be stopped.
fn sorted(
    len: usize,
    order: impl Fn(usize, usize) -> Ordering + Sync,
    ticket: &Ticket,
) -> Result<Vec<u32>, Cancelled> {
    let mut places: Vec<u32> = (0..u32::try_from(len).unwrap_or(u32::MAX)).collect();
    let by = |a: &u32, b: &u32| order(*a as usize, *b as usize).then(a.cmp(b));
    places.par_chunks_mut(RUN).try_for_each(|run| {
        ticket.check()?;
        run.sort_unstable_by(by);
        ticket.advance(run.len() as u64);
        Ok(())
    })?;
    let mut merged = vec![0; len];
    let mut width = RUN;
    while width < len {
        let pairs = places.par_chunks(2 * width).zip(merged.par_chunks_mut(2 * width));
        pairs.try_for_each(|(pair, target)| {
            let (left, right) = pair.split_at(width.min(pair.len()));
            merge(left, right, target, &by, ticket)
        })?;
        std::mem::swap(&mut places, &mut merged);
        width *= 2;
    }
    Ok(places)
}

fn merge<'a>(
    mut left: &'a [u32],
    mut right: &'a [u32],
    target: &mut [u32],
    by: &impl Fn(&u32, &u32) -> Ordering,
    ticket: &Ticket,
) -> Result<(), Cancelled> {
    for (count, slot) in target.iter_mut().enumerate() {
        if count % RUN == 0 {
            ticket.check()?;
        }
        let from_left = match (left.first(), right.first()) {
            (Some(a), Some(b)) => by(a, b).is_le(),
            (a, _) => a.is_some(),
        };
        let side = if from_left { &mut left } else { &mut right };
        if let Some((first, rest)) = side.split_first() {
            *slot = *first;
            *side = rest;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::rows::scene;
    use super::*;
    use proptest::prelude::*;

    fn wish(sort: Option<(&str, Direction)>, filter: &str) -> Wish {
        Wish {
            sort: sort.map(|(name, direction)| (ColumnId::Field(name.to_owned()), direction)),
            filter: filter.to_owned(),
            hidden: BTreeSet::new(),
        }
    }

    fn places(arranged: &Arranged) -> Vec<u32> {
        (0..arranged.len())
            .filter_map(|place| arranged.row_at(place))
            .collect()
    }

    fn arranged(rows: &Rows, wish: Wish) -> Arranged {
        arrange(rows.clone(), wish, &Ticket::new()).unwrap()
    }

    #[test]
    fn rows_are_sorted_filtered_and_found_again_in_both_kinds_of_layer() {
        let fields: [&[(&str, &str)]; 4] = [
            &[("名称", "\"B-17\""), ("面积", "10"), ("电话", "\"139\"")],
            &[("名称", "\"b-9\""), ("面积", "\"9.5\"")],
            &[("面积", "null")],
            &[("名称", "\"甲\t乙\""), ("面积", "1e1"), ("备注", "[1]")],
        ];
        for rows in [scene::parcels(&fields), scene::layer(&fields, 3)] {
            let all = arranged(&rows, Wish::default());
            assert_eq!(places(&all), [0, 1, 2, 3]);
            let names: Vec<_> = all.columns.iter().map(|column| column.id.clone()).collect();
            let field = |name: &str| ColumnId::Field(name.to_owned());
            let wanted = [field("名称"), field("面积"), field("电话"), field("备注")];
            assert_eq!(names[names.len() - 4..], wanted);
            let up = arranged(&rows, wish(Some(("面积", Direction::Ascending)), ""));
            assert_eq!(places(&up), [1, 0, 3, 2]);
            let down = arranged(&rows, wish(Some(("面积", Direction::Descending)), ""));
            assert_eq!(places(&down), [3, 0, 1, 2]);
            let named = arranged(&rows, wish(Some(("名称", Direction::Ascending)), "面积 > 9"));
            assert_eq!(places(&named), [1, 0, 3]);
            assert_eq!((named.place_of(0), named.place_of(2)), (Some(1), None));
            assert_eq!(places(&arranged(&rows, wish(None, "面积="))), [2]);
            assert_eq!(places(&arranged(&rows, wish(None, "# >= 3"))), [2, 3]);
            assert_eq!(places(&arranged(&rows, wish(None, "B-"))), [0, 1]);
        }
    }

    #[test]
    fn personal_fields_are_neither_searched_nor_sorted() {
        let rows = scene::layer(&[&[("电话", "\"139\"")], &[("电话", "\"138\"")]], 8);
        assert!(arranged(&rows, wish(None, "139")).is_empty());
        let sorted = arranged(&rows, wish(Some(("电话", Direction::Ascending)), ""));
        assert_eq!(places(&sorted), [0, 1]);
    }

    #[test]
    fn a_hidden_column_is_not_searched() {
        let rows = scene::layer(&[&[("a", "\"x1\"")], &[("b", "\"x1\"")]], 8);
        let mut wish = wish(None, "x1");
        wish.hidden.insert(ColumnId::Field("a".to_owned()));
        assert_eq!(places(&arranged(&rows, wish)), [1]);
    }

    #[test]
    fn who_asks_to_stop_is_heard() {
        let rows = scene::layer(&[&[("a", "1")], &[("a", "2")]], 1);
        let ticket = Ticket::new();
        ticket.cancel();
        let sort = wish(Some(("a", Direction::Ascending)), "a > 0");
        assert!(arrange(rows, sort, &ticket).is_err());
        assert!(sorted(3 * RUN, |a, b| a.cmp(&b), &ticket).is_err());
    }

    #[test]
    fn runs_are_merged_into_one_order() {
        let len = 3 * RUN + 17;
        let key = |at: usize| (at * 7919) % 1009;
        let found = sorted(len, |a, b| key(a).cmp(&key(b)), &Ticket::new()).unwrap();
        let mut wanted: Vec<u32> = (0..u32::try_from(len).unwrap()).collect();
        wanted.sort_by_key(|at| key(*at as usize));
        assert_eq!(found, wanted);
    }

    fn cell() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("null".to_owned()),
            (-50..50_i32).prop_map(|number| number.to_string()),
            (-9..9_i32).prop_map(|number| format!("\"{number}.50\"")),
            "\"[ab甲]{0,2}[0-9]{0,2}\"",
        ]
    }

    proptest! {
        #[test]
        fn an_order_holds_each_row_once_and_never_falls(cells in prop::collection::vec(cell(), 0..60), limit in -20..20_i32) {
            let fields: Vec<[(&str, &str); 1]> = cells.iter().map(|cell| [("v", cell.as_str())]).collect();
            let fields: Vec<&[(&str, &str)]> = fields.iter().map(<[_; 1]>::as_slice).collect();
            let rows = scene::layer(&fields, 7);
            let value = |row: u32| rows.value(row, &ColumnId::Field("v".to_owned()));
            for direction in [Direction::Ascending, Direction::Descending] {
                let shown = places(&arranged(&rows, wish(Some(("v", direction)), "")));
                let mut all = shown.clone();
                all.sort_unstable();
                prop_assert_eq!(all, (0..u32::try_from(cells.len()).unwrap()).collect::<Vec<_>>());
                for pair in shown.windows(2) {
                    let (a, b) = (value(pair[0]), value(pair[1]));
                    if a.is_empty() || b.is_empty() {
                        prop_assert!(b.is_empty());
                        continue;
                    }
                    let wrong = match direction {
                        Direction::Ascending => Ordering::Greater,
                        Direction::Descending => Ordering::Less,
                    };
                    prop_assert_ne!(a.order(&b), wrong);
                    prop_assert!(a.order(&b) != Ordering::Equal || pair[0] < pair[1]);
                }
            }
            // A condition and its opposite part the rows; those that do not compare pass neither.
            let n = |typed: &str| arranged(&rows, wish(None, typed)).len();
            let below = n(&format!("v < {limit}"));
            let not_below = n(&format!("v >= {limit}"));
            let numbers = (0..cells.len()).filter(|row| value(u32::try_from(*row).unwrap()).is_number()).count();
            prop_assert_eq!(below + not_below, numbers);
            prop_assert_eq!(n(&format!("v = {limit}")) + n(&format!("v != {limit}")), cells.len());
            prop_assert_eq!(n("v =") + n("v !="), cells.len());
        }

        #[test]
        fn sorting_a_filtered_table_keeps_the_very_rows(cells in prop::collection::vec(cell(), 0..40), typed in "\\PC{0,6}") {
            let fields: Vec<[(&str, &str); 1]> = cells.iter().map(|cell| [("v", cell.as_str())]).collect();
            let fields: Vec<&[(&str, &str)]> = fields.iter().map(<[_; 1]>::as_slice).collect();
            let rows = scene::parcels(&fields);
            let plain = places(&arranged(&rows, wish(None, &typed)));
            let mut sorted = places(&arranged(&rows, wish(Some(("v", Direction::Descending)), &typed)));
            sorted.sort_unstable();
            prop_assert_eq!(plain, sorted);
        }
    }
}
