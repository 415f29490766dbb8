//! The tables of features and their columns.
//!
//! Meaning: only tables that `gpkg_contents` lists with the data type `features` are read (clause
//! 1.1.3), each with the one geometry column that `gpkg_geometry_columns` names (clause 2.1.5). A table
//! that is listed and is not there is an error: its features would be missing without a word.
//!
//! Names come from the file, so they are bound or quoted, and only names of tables and columns that
//! exist get into a statement.

use rusqlite::{Connection, OptionalExtension as _};

use super::super::error::ReadErrorKind;
use super::super::format::ReadOptions;
use super::super::tally::shorten;
use super::database::{Database, quoted};
use super::record::{StoredColumn, StoredTable};
use crate::layer::is_personal;

/// A table or view of features.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FeatureTable {
    /// Its name.
    pub name: String,
    /// The reference system of its geometries.
    pub srs_id: i64,
    /// The name of the row number; a view has none.
    pub row_key: Option<&'static str>,
    /// Columns that become attributes, in their order.
    pub attributes: Vec<String>,
    /// Whether each of them is declared to hold true or false, which stand there as 1 and 0 (clause 1.1.1.1.3).
    pub is_boolean: Vec<bool>,
    /// Columns with personal data that are left out.
    pub personal: Vec<String>,
    /// Number of features that the file says it has: a table of GDAL's, in which damage shows that
    /// SQLite does not see.
    pub n_features: Option<u64>,
    /// Where geometry, id and attributes stand in the pages of the file; `None` where SQLite has to be asked.
    pub stored: Option<StoredTable>,
    geometry: String,
    /// The column whose values tell the features apart.
    id: Option<String>,
}

/// A column as the database describes it.
struct Column {
    name: String,
    is_key: bool,
    is_boolean: bool,
    /// Its type as it was declared.
    declared: String,
    /// Whether SQLite computes its value.
    is_computed: bool,
}

impl FeatureTable {
    /// The statement for all rows, or for those from `?1` to `?2`: geometry, id, attributes.
    pub fn select(&self, in_range: bool) -> String {
        let id = self.id.as_deref().map_or_else(|| "NULL".to_owned(), quoted);
        let mut columns = vec![quoted(&self.geometry), id];
        columns.extend(self.attributes.iter().map(|name| quoted(name)));
        let mut sql = format!("SELECT {} FROM {}", columns.join(","), quoted(&self.name));
        if let (true, Some(key)) = (in_range, self.row_key) {
            sql.extend([" WHERE ", key, " BETWEEN ?1 AND ?2 ORDER BY ", key]);
        }
        sql
    }
}

/// The tables of features in the order in which the file lists them, or the one that is named.
pub(super) fn feature_tables(
    database: &Database,
    connection: &Connection,
    options: &ReadOptions,
) -> Result<Vec<FeatureTable>, ReadErrorKind> {
    let sql = |error: rusqlite::Error| database.error(&error);
    let has_contents = connection
        .query_row(
            "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_contents' COLLATE NOCASE",
            [],
            |_| Ok(()),
        )
        .optional();
    if has_contents.map_err(sql)?.is_none() {
        return Err(ReadErrorKind::NotGeoPackage { what: "no-contents" });
    }
    let listed = listed(connection).map_err(sql)?;
    if listed.is_empty() {
        return Err(ReadErrorKind::NotGeoPackage { what: "no-features" });
    }
    let wanted: Vec<&str> = match &options.layer {
        None => listed.iter().map(|(name, _)| name.as_str()).collect(),
        Some(layer) => vec![find(&listed, layer)?],
    };
    let describe = |name: &&str| describe(database, connection, name, options.keep_personal);
    wanted.iter().map(describe).collect()
}

/// Names of the tables listed as features, with their titles.
fn listed(connection: &Connection) -> rusqlite::Result<Vec<(String, Option<String>)>> {
    let mut statement = connection
        .prepare("SELECT table_name, identifier FROM gpkg_contents WHERE lower(data_type) = 'features'")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The table that a user means: by its name, else by its title.
fn find<'a>(listed: &'a [(String, Option<String>)], layer: &str) -> Result<&'a str, ReadErrorKind> {
    let by_name = listed.iter().find(|(name, _)| name == layer);
    let by_title = || listed.iter().find(|(_, title)| title.as_deref() == Some(layer));
    by_name
        .or_else(by_title)
        .map(|(name, _)| name.as_str())
        .ok_or_else(|| {
            let known: Vec<String> = listed.iter().map(|(name, _)| shorten(name)).collect();
            ReadErrorKind::LayerNotFound {
                layer: layer.to_owned(),
                known: known.join(", "),
            }
        })
}

fn describe(
    database: &Database,
    connection: &Connection,
    listed: &str,
    keep_personal: bool,
) -> Result<FeatureTable, ReadErrorKind> {
    let sql = |error: rusqlite::Error| database.error(&error);
    let broken = |what| ReadErrorKind::LayerBroken {
        layer: shorten(listed),
        what,
    };
    let (name, kind, has_row_number) = table(connection, listed)
        .map_err(sql)?
        .ok_or_else(|| broken("no-table"))?;
    let is_view = kind == "view";
    if !is_view && kind != "table" {
        return Err(broken("virtual-table"));
    }
    let (geometry, srs_id) = match geometry_columns(connection, &name).map_err(sql)?.as_slice() {
        [] => return Err(broken("no-geometry-column")),
        [one] => one.clone(),
        _ => return Err(broken("several-geometry-columns")),
    };
    let columns = columns(connection, &name).map_err(sql)?;
    let same = |column: &&Column| column.name.eq_ignore_ascii_case(&geometry);
    let geometry = columns
        .iter()
        .find(same)
        .ok_or_else(|| broken("no-geometry-column"))?;
    let id = id_column(&columns, is_view).filter(|id| id.name != geometry.name);
    let others = columns
        .iter()
        .filter(|column| column.name != geometry.name && Some(&column.name) != id.map(|id| &id.name));
    let (personal, kept): (Vec<&Column>, Vec<&Column>) =
        others.partition(|column| !keep_personal && is_personal(&column.name));
    let names = |columns: &[&Column]| columns.iter().map(|column| column.name.clone()).collect();
    let wanted = [Some(geometry), id]
        .into_iter()
        .chain(kept.iter().copied().map(Some));
    let stored = if has_row_number && !is_view {
        stored(connection, &name, &columns, wanted).map_err(sql)?
    } else {
        None
    };
    Ok(FeatureTable {
        stored,
        srs_id,
        row_key: row_key(&columns).filter(|_| has_row_number && !is_view),
        attributes: names(&kept),
        is_boolean: kept.iter().map(|column| column.is_boolean).collect(),
        personal: names(&personal),
        n_features: n_features(connection, &name),
        geometry: geometry.name.clone(),
        id: id.map(|id| id.name.clone()),
        name,
    })
}

/// Where columns of a table with row numbers stand in its pages.
fn stored<'a>(
    connection: &Connection,
    table: &str,
    columns: &[Column],
    wanted: impl Iterator<Item = Option<&'a Column>>,
) -> rusqlite::Result<Option<StoredTable>> {
    if columns.iter().any(|column| column.is_computed) {
        return Ok(None);
    }
    let has_one_key = columns.iter().filter(|column| column.is_key).count() == 1;
    let place = |column: &Column| {
        let position = columns.iter().position(|known| known.name == column.name)?;
        Some(StoredColumn::new(
            position,
            &column.declared,
            column.is_key && has_one_key,
        ))
    };
    let sql = "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = ?1 COLLATE NOCASE";
    let root: Option<u32> = connection.query_row(sql, [table], |row| row.get(0)).optional()?;
    Ok(root.map(|root| StoredTable {
        root,
        wanted: wanted.map(|column| column.and_then(place)).collect(),
    }))
}

/// Name and kind of a table or view, and whether its rows are numbered.
fn table(connection: &Connection, name: &str) -> rusqlite::Result<Option<(String, String, bool)>> {
    connection
        .query_row(
            "SELECT name, type, NOT wr FROM pragma_table_list(?1) WHERE schema = 'main'",
            [name],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )
        .optional()
}

/// Names and reference systems of the geometry columns of a table.
fn geometry_columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<(String, i64)>> {
    let mut statement = connection.prepare(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?1 COLLATE NOCASE LIMIT 2",
    )?;
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

/// The number of features that GDAL noted; files of other programs have none.
fn n_features(connection: &Connection, table: &str) -> Option<u64> {
    let sql = "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?1 COLLATE NOCASE";
    let count: Option<i64> = connection.query_row(sql, [table], |row| row.get(0)).ok()?;
    count.and_then(|count| u64::try_from(count).ok())
}

/// The columns of a table, without those that are hidden.
fn columns(connection: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    let mut statement = connection.prepare(
        "SELECT name, pk > 0, upper(type) = 'BOOLEAN', type, hidden <> 0 FROM pragma_table_xinfo(?1) WHERE hidden <> 1",
    )?;
    let rows = statement.query_map([table], |row| {
        Ok(Column {
            name: row.get(0)?,
            is_key: row.get(1)?,
            is_boolean: row.get::<_, Option<bool>>(2)?.unwrap_or_default(),
            declared: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            is_computed: row.get(4)?,
        })
    })?;
    rows.collect()
}

/// The primary key, when it is one column; the first column of a view, which must tell its rows apart (clause 2.1.6).
fn id_column(columns: &[Column], is_view: bool) -> Option<&Column> {
    if is_view {
        return columns.first();
    }
    let mut keys = columns.iter().filter(|column| column.is_key);
    keys.next().filter(|_| keys.next().is_none())
}

/// A name for the row number that no column has taken, unless the column *is* the row number.
fn row_key(columns: &[Column]) -> Option<&'static str> {
    ["rowid", "_rowid_", "oid"]
        .into_iter()
        .find(|key| !columns.iter().any(|column| column.name.eq_ignore_ascii_case(key)))
}
