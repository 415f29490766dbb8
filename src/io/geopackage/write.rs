//! From a layer to a GeoPackage of one table.
//!
//! Meaning: the database is filled in a temporary file and then takes the place of whatever stood there. Coordinates
//! keep every bit, fields their names and their order, features their order: `fid` is the number of the feature from 1.
//! Identifiers that say something else stand in a column of their own. A spatial index and a symbol come with the
//! table, so that QGIS shows it at once. The same layer gives the same bytes: no clock is asked.
//!
//! A database of that name whose latest changes stand in a file beside it is not replaced: SQLite would apply these
//! changes to the new one.
//!
//! Source: OGC 12-128r17 (GeoPackage 1.3), clauses 1.1, 2.1 and annex F.3.
//!
//! Deliberately not done: adding a table to a file that is there, heights.

use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, params, params_from_iter};

use super::super::atomic::write_atomically_by_path;
use super::super::column_types::{TypedColumn, ValueType, text_of};
use super::super::error::WriteErrorKind;
use super::super::format::WriteOptions;
use super::super::write_checks::{check_states, check_target};
use super::database::{has_pending_changes, quoted};
use super::layout::Layout;
use super::{encode, srs, style};
use crate::layer::{Notes, SourceChunk, SourceLayer};
use crate::progress::Ticket;

/// The time of the last change: a fixed one, because the same layer gives the same file.
const LAST_CHANGE: &str = "2000-01-01T00:00:00.000Z";

/// How a file is set up in which nothing has to survive a failure, and which says that it is a GeoPackage of 1.3.
const SETUP: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA temp_store = MEMORY;
    PRAGMA application_id = 0x47504B47;
    PRAGMA user_version = 10300;
    BEGIN;";

/// Tables that every GeoPackage has, and those of the extensions used here (annex C).
const TABLES: &str = "
    CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL PRIMARY KEY,
        organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL,
        definition TEXT NOT NULL,
        description TEXT);
    CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY,
        data_type TEXT NOT NULL,
        identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
        srs_id INTEGER,
        CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
    CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL,
        column_name TEXT NOT NULL,
        geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL,
        z TINYINT NOT NULL,
        m TINYINT NOT NULL,
        CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
        CONSTRAINT uk_gc_table_name UNIQUE (table_name),
        CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
        CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
    CREATE TABLE gpkg_extensions (
        table_name TEXT,
        column_name TEXT,
        extension_name TEXT NOT NULL,
        definition TEXT NOT NULL,
        scope TEXT NOT NULL,
        CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));";

/// The table in which QGIS keeps symbols.
const STYLES: &str = "
    CREATE TABLE layer_styles (
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
        f_table_catalog TEXT(256),
        f_table_schema TEXT(256),
        f_table_name TEXT(256),
        f_geometry_column TEXT(256),
        styleName TEXT(30),
        styleQML TEXT,
        styleSLD TEXT,
        useAsDefault BOOLEAN,
        description TEXT,
        owner TEXT(30),
        ui TEXT(30),
        update_time DATETIME DEFAULT CURRENT_TIMESTAMP);";

/// Where the extension of the spatial index is defined.
const RTREE_DEFINITION: &str = "http://www.geopackage.org/spec120/#extension_rtree";

/// What keeps the spatial index true when somebody edits the table: `T` is the table, `R` the index, `C` the geometry,
/// `I` the key (annex F.3, in the form of version 1.4, which an update in place does not break).
const TRIGGERS: [(&str, &str); 7] = [
    (
        "insert",
        "AFTER INSERT ON T WHEN (NEW.C NOT NULL AND NOT ST_IsEmpty(NEW.C)) BEGIN INSERT OR REPLACE INTO R VALUES \
         (NEW.I, ST_MinX(NEW.C), ST_MaxX(NEW.C), ST_MinY(NEW.C), ST_MaxY(NEW.C)); END",
    ),
    (
        "update6",
        "AFTER UPDATE OF C ON T WHEN OLD.I = NEW.I AND (NEW.C NOTNULL AND NOT ST_IsEmpty(NEW.C)) AND \
         (OLD.C NOTNULL AND NOT ST_IsEmpty(OLD.C)) BEGIN UPDATE R SET minx = ST_MinX(NEW.C), maxx = ST_MaxX(NEW.C), \
         miny = ST_MinY(NEW.C), maxy = ST_MaxY(NEW.C) WHERE id = NEW.I; END",
    ),
    (
        "update7",
        "AFTER UPDATE OF C ON T WHEN OLD.I = NEW.I AND (NEW.C NOTNULL AND NOT ST_IsEmpty(NEW.C)) AND \
         (OLD.C ISNULL OR ST_IsEmpty(OLD.C)) BEGIN INSERT INTO R VALUES \
         (NEW.I, ST_MinX(NEW.C), ST_MaxX(NEW.C), ST_MinY(NEW.C), ST_MaxY(NEW.C)); END",
    ),
    (
        "update2",
        "AFTER UPDATE OF C ON T WHEN OLD.I = NEW.I AND (NEW.C ISNULL OR ST_IsEmpty(NEW.C)) BEGIN \
         DELETE FROM R WHERE id = OLD.I; END",
    ),
    (
        "update5",
        "AFTER UPDATE ON T WHEN OLD.I != NEW.I AND (NEW.C NOTNULL AND NOT ST_IsEmpty(NEW.C)) BEGIN \
         DELETE FROM R WHERE id = OLD.I; INSERT OR REPLACE INTO R VALUES \
         (NEW.I, ST_MinX(NEW.C), ST_MaxX(NEW.C), ST_MinY(NEW.C), ST_MaxY(NEW.C)); END",
    ),
    (
        "update4",
        "AFTER UPDATE ON T WHEN OLD.I != NEW.I AND (NEW.C ISNULL OR ST_IsEmpty(NEW.C)) BEGIN \
         DELETE FROM R WHERE id IN (OLD.I, NEW.I); END",
    ),
    (
        "delete",
        "AFTER DELETE ON T WHEN OLD.C NOT NULL BEGIN DELETE FROM R WHERE id = OLD.I; END",
    ),
];

/// Writes a layer to a file, whole or not at all.
pub(super) fn write_file(
    path: &Path,
    layer: &SourceLayer,
    options: &WriteOptions,
    ticket: &Ticket,
) -> Result<Notes, WriteErrorKind> {
    check_target(path)?;
    if has_pending_changes(path) {
        return Err(WriteErrorKind::PendingChanges);
    }
    let mut notes = check_states(layer, options)?;
    let layout = Layout::of(layer, &mut notes, ticket)?;
    ticket.begin(layer.n_features() as u64);
    write_atomically_by_path(path, |temporary| {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(temporary, flags).map_err(sql)?;
        let writer = Writer {
            connection: &connection,
            layer,
            layout: &layout,
        };
        writer.tables(options).map_err(sql)?;
        writer.features(ticket)?;
        writer.triggers().map_err(sql)?;
        connection.execute_batch("COMMIT").map_err(sql)?;
        connection.close().map_err(|(_, error)| sql(error))
    })?;
    Ok(notes)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn sql(error: rusqlite::Error) -> WriteErrorKind {
    WriteErrorKind::Io(std::io::Error::other(error.to_string()))
}

struct Writer<'a> {
    connection: &'a Connection,
    layer: &'a SourceLayer,
    layout: &'a Layout,
}

impl Writer<'_> {
    fn tables(&self, options: &WriteOptions) -> rusqlite::Result<()> {
        self.connection.execute_batch(SETUP)?;
        self.connection.execute_batch(TABLES)?;
        self.reference_systems()?;
        self.contents()?;
        self.style(options)?;
        self.connection.execute_batch(&self.create_table())?;
        let index = quoted(&self.layout.index_name());
        let create = format!("CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy)");
        self.connection.execute_batch(&create)
    }

    /// The rows that every file has (clause 1.1.2.1.2), and that of the layer.
    fn reference_systems(&self) -> rusqlite::Result<()> {
        let mut insert = self
            .connection
            .prepare("INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
        for row in srs::rows(self.layout.srs_id) {
            insert.execute(params![
                row.name,
                row.id,
                row.organization,
                row.id,
                row.definition,
                row.description
            ])?;
        }
        Ok(())
    }

    fn contents(&self) -> rusqlite::Result<()> {
        let layout = self.layout;
        let bounds = self.layer.bounds();
        let at = |index: usize| bounds.map(|bounds| bounds[index]);
        self.connection.execute(
            "INSERT INTO gpkg_contents VALUES (?1, 'features', ?2, '', ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                layout.table,
                layout.title,
                LAST_CHANGE,
                at(0),
                at(1),
                at(2),
                at(3),
                layout.srs_id
            ],
        )?;
        let kind = if layout.has_several {
            "MULTIPOLYGON"
        } else {
            "POLYGON"
        };
        self.connection.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, ?2, ?3, ?4, 0, 0)",
            params![layout.table, layout.geometry, kind, layout.srs_id],
        )?;
        self.connection.execute(
            "INSERT INTO gpkg_extensions VALUES (?1, ?2, 'gpkg_rtree_index', ?3, 'write-only')",
            params![layout.table, layout.geometry, RTREE_DEFINITION],
        )?;
        Ok(())
    }

    fn style(&self, options: &WriteOptions) -> rusqlite::Result<()> {
        let Some((name, qml)) = style::of_role(options.role.as_ref()) else {
            return Ok(());
        };
        self.connection.execute_batch(STYLES)?;
        self.connection.execute(
            "INSERT INTO gpkg_contents VALUES \
             ('layer_styles', 'attributes', 'layer_styles', '', ?1, NULL, NULL, NULL, NULL, NULL)",
            [LAST_CHANGE],
        )?;
        self.connection.execute(
            "INSERT INTO layer_styles VALUES (1, '', '', ?1, ?2, ?3, ?4, NULL, 1, '', '', NULL, ?5)",
            params![self.layout.table, self.layout.geometry, name, qml, LAST_CHANGE],
        )?;
        Ok(())
    }

    fn create_table(&self) -> String {
        let layout = self.layout;
        let kind = if layout.has_several {
            "MULTIPOLYGON"
        } else {
            "POLYGON"
        };
        let mut create = format!(
            "CREATE TABLE {} ({} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {} {kind}",
            quoted(&layout.table),
            quoted(&layout.key),
            quoted(&layout.geometry)
        );
        for (name, column) in layout.columns() {
            let kind = match column.kind {
                ValueType::Boolean => "BOOLEAN",
                ValueType::Integer => "INTEGER",
                ValueType::Real => "REAL",
                ValueType::Text => "TEXT",
            };
            create.extend([", ", &quoted(name), " ", kind]);
        }
        create.push(')');
        create
    }

    fn features(&self, ticket: &Ticket) -> Result<(), WriteErrorKind> {
        let layout = self.layout;
        let n_columns = layout.columns().count() + 2;
        let marks = vec!["?"; n_columns].join(",");
        let insert = format!("INSERT INTO {} VALUES ({marks})", quoted(&layout.table));
        let mut insert = self.connection.prepare(&insert).map_err(sql)?;
        let index = format!(
            "INSERT INTO {} VALUES (?1, ?2, ?3, ?4, ?5)",
            quoted(&layout.index_name())
        );
        let mut index = self.connection.prepare(&index).map_err(sql)?;
        let mut blob = Vec::new();
        let mut fid = 0_i64;
        for chunk in &self.layer.chunks {
            let columns = self.columns_in(chunk);
            for row in 0..chunk.states.len() {
                ticket.check()?;
                fid += 1;
                let bounds = self.geometry(chunk, row, fid, &mut blob)?;
                let geometry = bounds.map_or(ValueRef::Null, |_| ValueRef::Blob(&blob));
                let texts: Vec<_> = columns
                    .iter()
                    .map(|(column, cell)| cell(row).map(|json| (column, text_of(json), json)))
                    .collect();
                let values = texts.iter().map(|cell| match cell {
                    Some((column, text, json)) => value(column.kind, text.as_deref(), json),
                    None => ValueRef::Null,
                });
                let head = [ValueRef::Integer(fid), geometry];
                let row = head.into_iter().chain(values).map(ToSqlOutput::Borrowed);
                insert.execute(params_from_iter(row)).map_err(sql)?;
                if let Some([min_x, min_y, max_x, max_y]) = bounds {
                    index
                        .execute(params![fid, min_x, max_x, min_y, max_y])
                        .map_err(sql)?;
                }
                ticket.advance(1);
            }
        }
        Ok(())
    }

    /// The columns of the table with what gives their JSON texts in a chunk.
    fn columns_in<'c>(&'c self, chunk: &'c SourceChunk) -> Vec<(&'c TypedColumn, Cell<'c>)> {
        let names = chunk.attributes.names();
        let ids = self.layout.id_column.as_ref().map(|(_, column)| {
            let cell: Cell<'c> = Box::new(|row| chunk.ids.get(row));
            (column, cell)
        });
        let fields = self.layout.fields.iter().map(|(_, column)| {
            let found = names.iter().position(|name| *name == column.name);
            let cells = found.map(|at| &chunk.attributes.columns()[at]);
            let cell: Cell<'c> = Box::new(move |row| cells?.get(row));
            (column, cell)
        });
        ids.into_iter().chain(fields).collect()
    }

    /// Puts the geometry of a feature into `blob`; yields its box, `None` when it has none.
    fn geometry(
        &self,
        chunk: &SourceChunk,
        row: usize,
        fid: i64,
        blob: &mut Vec<u8>,
    ) -> Result<Option<[f64; 4]>, WriteErrorKind> {
        let feature = chunk.geometry.feature(row);
        if feature.is_empty() {
            return Ok(None);
        }
        let not_finite = WriteErrorKind::NotFinite {
            feature: fid.unsigned_abs() - 1,
        };
        let Some(bounds) = feature.bounds() else {
            return Err(not_finite);
        };
        let column = feature.to_column();
        blob.clear();
        let layout = self.layout;
        if encode::blob(
            blob,
            &column.feature(0),
            bounds,
            layout.srs_id,
            layout.has_several,
        ) {
            return Ok(Some(bounds));
        }
        Err(not_finite)
    }

    fn triggers(&self) -> rusqlite::Result<()> {
        let layout = self.layout;
        let index = layout.index_name();
        for (name, body) in TRIGGERS {
            let mut trigger = format!("CREATE TRIGGER {} ", quoted(&format!("{index}_{name}")));
            for word in body.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
                let end = word.find(|c: char| !c.is_ascii_alphanumeric());
                let (name, rest) = word.split_at(end.unwrap_or(word.len()));
                let meant = match name {
                    "T" => quoted(&layout.table),
                    "R" => quoted(&index),
                    "C" => quoted(&layout.geometry),
                    "I" => quoted(&layout.key),
                    other => other.to_owned(),
                };
                trigger.extend([&meant, rest]);
            }
            self.connection.execute_batch(&trigger)?;
        }
        Ok(())
    }
}

/// Gives the JSON text of a row.
type Cell<'c> = Box<dyn Fn(usize) -> Option<&'c str> + 'c>;

/// A value of a column, which holds all its values.
fn value<'v>(kind: ValueType, text: Option<&'v str>, json: &str) -> ValueRef<'v> {
    let Some(text) = text else {
        return ValueRef::Null;
    };
    match kind {
        ValueType::Boolean => ValueRef::Integer(i64::from(json == "true")),
        ValueType::Integer => json.parse().map_or(ValueRef::Null, ValueRef::Integer),
        ValueType::Real => json.parse().map_or(ValueRef::Null, ValueRef::Real),
        ValueType::Text => ValueRef::Text(text.as_bytes()),
    }
}
