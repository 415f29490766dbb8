//! What tables a geodatabase has, and which of them are layers.
//!
//! Meaning: table 1 (`GDB_SystemCatalog`) lists all tables; the number of a row is that of the table. From version 10
//! on `GDB_Items` says of each data set what it is and what people call it, as XML; a table with geometry that is not
//! in it is work of the program (errors of a topology, footprints of rasters) and not shown to anybody. Version 9 has
//! no such list.
//!
//! Input: the files. Output: [`Catalog`].

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::super::error::ReadErrorKind;
use super::store::{CATALOG, Files};
use super::table::{Broken, RowBytes, Table};
use super::value::{Value, Values, guid_text};
use crate::progress::Ticket;

/// Beginning of the names of the system's own tables.
const SYSTEM: &str = "GDB_";
const ITEMS: &str = "GDB_Items";
/// What `GDB_Items` calls a feature class (要素类).
const FEATURE_CLASS: &str = "{70737809-852C-4A03-9E22-2CECEA5B9BFA}";
/// Deepest nesting of a definition that is followed.
const DEPTH_LIMIT: u32 = 64;

/// A table that is not the system's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
}

/// What `GDB_Items` says of a data set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// What people call it, where that is not its name.
    pub alias: Option<String>,
    /// Whether it is a feature class.
    is_feature_class: bool,
    /// Its name.
    name: String,
}

/// The tables of a geodatabase.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    /// Tables that are not the system's own, in the order of their numbers.
    pub entries: Vec<Entry>,
    /// By name in lower case; `None` where there is no such list.
    items: Option<HashMap<String, Item>>,
}

impl Catalog {
    /// Reads it.
    pub fn read(files: &mut impl Files, ticket: &Ticket) -> Result<Self, ReadErrorKind> {
        let mut all = Vec::new();
        let table = open(files, CATALOG, "GDB_SystemCatalog", ticket)?;
        let broken = |broken| told(broken, "GDB_SystemCatalog");
        if table.fields.position("Name").is_none() {
            return Err(broken("catalog".into()));
        }
        let n_rows = each_row(&table, ["Name"], ticket, |number, [name]| {
            if let (Ok(number), Value::Text(name)) = (u32::try_from(number), name) {
                all.push(Entry {
                    number,
                    name: name.clone().into_owned(),
                });
            }
        });
        // A table that cannot be listed would be a layer that nobody misses.
        if n_rows.map_err(broken)? > all.len() as u64 || (all.len() as u64) < table.n_rows {
            return Err(broken("catalog".into()));
        }
        let items = all.iter().find(|entry| entry.name == ITEMS).cloned();
        all.retain(|entry| entry.number != CATALOG && !entry.name.starts_with(SYSTEM));
        let items = items.and_then(|entry| read_items(files, &entry, ticket).transpose());
        Ok(Self {
            entries: all,
            items: items.transpose()?,
        })
    }

    /// What is known of a table.
    pub fn item(&self, entry: &Entry) -> Option<&Item> {
        self.items.as_ref()?.get(&entry.name.to_lowercase())
    }

    /// Whether a table is work of the program.
    pub fn is_hidden(&self, entry: &Entry) -> bool {
        self.items.is_some() && self.item(entry).is_none()
    }

    /// Feature classes that are named and have no table.
    pub fn missing(&self) -> Vec<String> {
        let is_there = |item: &&Item| {
            self.entries
                .iter()
                .any(|entry| entry.name.eq_ignore_ascii_case(&item.name))
        };
        let items = self.items.iter().flat_map(HashMap::values);
        let classes = items.filter(|item| item.is_feature_class && !is_there(item));
        let mut names: Vec<String> = classes.map(|item| item.name.clone()).collect();
        names.sort();
        names
    }
}

/// Opens a table.
pub(super) fn open(
    files: &mut impl Files,
    number: u32,
    name: &str,
    ticket: &Ticket,
) -> Result<Table, ReadErrorKind> {
    let Some(parts) = files.parts(number, ticket)? else {
        let what = if files.is_compressed(number) {
            "compressed"
        } else {
            "no-table"
        };
        return Err(told(what.into(), name));
    };
    Table::open(parts).map_err(|broken| told(broken, name))
}

/// The error of a table that cannot be read.
pub(super) fn told(broken: Broken, table: &str) -> ReadErrorKind {
    match broken {
        Broken::What(what) => ReadErrorKind::FileGdb {
            what,
            table: table.to_owned(),
        },
        Broken::Other(kind) => kind,
    }
}

/// Reads some fields of all rows; those that the table lacks are null. Yields the number of rows.
fn each_row<const N: usize>(
    table: &Table,
    names: [&str; N],
    ticket: &Ticket,
    mut with: impl FnMut(u64, &[Value<'_>; N]),
) -> Result<u64, Broken> {
    let wanted = names.map(|name| table.fields.position(name));
    let (mut bytes, mut places) = (RowBytes::default(), Vec::new());
    let mut n_rows = 0;
    for block in 0..table.n_blocks() {
        ticket
            .check()
            .map_err(|cancelled| Broken::Other(cancelled.into()))?;
        table.places(block, &mut places)?;
        n_rows += places.len() as u64;
        for (number, place) in &places {
            let Ok(row) = bytes.row(table, *place)? else {
                continue;
            };
            let Some(mut values) = Values::new(row, &table.fields) else {
                continue;
            };
            let mut found = std::array::from_fn(|_| Value::Null);
            for (at, field) in table.fields.all.iter().enumerate() {
                let Some(value) = values.next(field) else { break };
                if let Some(slot) = wanted.iter().position(|wanted| *wanted == Some(at)) {
                    found[slot] = value;
                }
            }
            with(*number, &found);
        }
    }
    Ok(n_rows)
}

/// The data sets; `None` when the list has no names, so that all tables count.
fn read_items(
    files: &mut impl Files,
    entry: &Entry,
    ticket: &Ticket,
) -> Result<Option<HashMap<String, Item>>, ReadErrorKind> {
    let table = open(files, entry.number, &entry.name, ticket)?;
    let mut items = HashMap::new();
    let wanted = ["Name", "Type", "Definition"];
    let read = each_row(&table, wanted, ticket, |_, [name, kind, definition]| {
        let Value::Text(name) = name else { return };
        let alias = match definition {
            Value::Text(definition) => alias_of(definition),
            _ => None,
        };
        let item = Item {
            alias: alias.filter(|alias| alias != name && !alias.is_empty()),
            is_feature_class: matches!(kind, Value::Guid(bytes) if guid_text(bytes) == FEATURE_CLASS),
            name: name.clone().into_owned(),
        };
        items.insert(name.to_lowercase(), item);
    });
    read.map_err(|broken| told(broken, &entry.name))?;
    Ok((!items.is_empty()).then_some(items))
}

/// The alias in the definition of a data set: of itself, not those of its fields.
fn alias_of(definition: &str) -> Option<String> {
    let mut reader = Reader::from_str(definition);
    let (mut depth, mut alias) = (0_u32, None);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                depth += 1;
                if depth > DEPTH_LIMIT {
                    return None;
                }
                if depth == 2 && tag.local_name().as_ref() == b"AliasName" {
                    alias = Some(String::new());
                }
            }
            Event::End(_) if alias.is_some() => return alias,
            Event::End(_) => depth = depth.checked_sub(1)?,
            Event::Text(text) => {
                if let Some(alias) = &mut alias {
                    alias.push_str(&text.decode().ok()?);
                }
            }
            Event::GeneralRef(reference) => {
                if let Some(alias) = &mut alias {
                    match reference.resolve_char_ref().ok()? {
                        Some(character) => alias.push(character),
                        None => alias.push_str(resolve_predefined_entity(&reference.decode().ok()?)?),
                    }
                }
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alias_of_a_layer_is_not_that_of_a_field() {
        let text = "<DEFeatureClassInfo><Name>DLTB</Name><GPFieldInfoExs><GPFieldInfoEx>\
            <AliasName>地类编码</AliasName></GPFieldInfoEx></GPFieldInfoExs>\
            <AliasName>地类&amp;图&#26001;</AliasName></DEFeatureClassInfo>";
        assert_eq!(alias_of(text).as_deref(), Some("地类&图斑"));
        assert_eq!(alias_of("<A><AliasName/></A>"), None);
        assert_eq!(alias_of("<A><AliasName>x"), None);
        assert_eq!(alias_of(&"<A>".repeat(1000)), None);
    }
}
