//! MBTiles: tiles in a database of SQLite.
//!
//! Meaning: table or view `tiles` with `zoom_level`, `tile_column`, `tile_row`, `tile_data`, rows counted from the south;
//! table `metadata` with names and values. Tiles are Web Mercator; some programs in China write longitude and latitude
//! and say so in `crs`, `srs` or `projection`.
//!
//! The database is opened as a GeoPackage is, so that nothing in it can run or change; each query has a number of steps
//! after which it is given up, for a view in a file from others can be made to run for ever.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Params};

use super::pixels::Pixels;
use super::pyramid::{self, Pyramid, Scheme};
use super::{Blocks, Damage, Parts, RasterError, RasterFormat};
use crate::io::error::ReadErrorKind;
use crate::io::geopackage::Database;
use crate::progress::Ticket;

/// Steps of SQLite's virtual machine between two looks at the count.
const STEPS_PER_LOOK: i32 = 10_000;
/// Looks after which a query is given up: some seconds.
const MOST_LOOKS: u32 = 20_000;
/// Looks after which a query that is only asked for comfort is given up.
const FEW_LOOKS: u32 = 1_000;

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct MbTiles;

impl RasterFormat for MbTiles {
    fn code(&self) -> &'static str {
        "mbtiles"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["mbtiles"]
    }

    fn matches(&self, head: &[u8]) -> bool {
        head.starts_with(b"SQLite format 3\0")
    }

    fn open(&self, path: &Path, ticket: &Ticket) -> Result<Parts, RasterError> {
        ticket.check()?;
        let bytes = std::fs::metadata(path)?.len();
        // Blocks are asked for long after the job that opened the file.
        let database = Database::open(path, bytes, &Ticket::new()).map_err(of_read)?;
        let tiles = Tiles { database };
        let facts = tiles.facts(ticket)?;
        Ok(Parts {
            levels: facts.pyramid.levels(),
            place: facts.pyramid.place()?,
            system: facts.pyramid.scheme.system(),
            extent: facts.extent,
            ends_there: false,
            attribution: facts.attribution,
            blocks: Box::new(TileBlocks {
                tiles,
                pyramid: facts.pyramid,
                rows: facts.rows,
            }),
        })
    }
}

fn of_read(error: ReadErrorKind) -> RasterError {
    match error {
        ReadErrorKind::Missing => RasterError::Missing,
        ReadErrorKind::Cancelled => RasterError::Cancelled,
        ReadErrorKind::Io(error) => error.into(),
        ReadErrorKind::Database { reason } | ReadErrorKind::PendingChanges { reason, .. } => {
            RasterError::damaged(reason)
        }
        other => RasterError::damaged(other.to_string()),
    }
}

struct Tiles {
    database: Database,
}

/// What the file says of itself.
struct Facts {
    pyramid: Pyramid,
    extent: [f64; 4],
    rows: Rows,
    attribution: Option<String>,
}

/// How rows are counted from the south.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rows {
    /// In a square of 2^z rows.
    Square,
    /// In the 2^(z-1) rows that have ground in longitude and latitude.
    Half,
}

impl Rows {
    /// The row from the north of one from the south, or the other way round.
    fn turned(self, zoom: u32, row: u64) -> Option<u64> {
        let rows = match self {
            Self::Square => 1_u64 << zoom,
            Self::Half => (1_u64 << zoom) / 2,
        };
        rows.checked_sub(1)?.checked_sub(row)
    }
}

impl Tiles {
    /// Runs a query that is given up after so many looks.
    fn ask<T>(
        &self,
        looks: u32,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, ReadErrorKind> {
        self.database.with(|connection| {
            let mut left = looks;
            let give_up = move || {
                left = left.saturating_sub(1);
                left == 0
            };
            connection.progress_handler(STEPS_PER_LOOK, Some(give_up));
            work(connection).map_err(|error| self.database.error(&error))
        })
    }

    fn number(&self, looks: u32, sql: &str, values: impl Params) -> Option<u64> {
        let found = self.ask(looks, |connection| {
            connection.query_row(sql, values, |row| row.get::<_, Option<i64>>(0))
        });
        found.ok().flatten().and_then(|number| u64::try_from(number).ok())
    }

    /// A value of the table of facts.
    fn said(&self, name: &str) -> Option<String> {
        let sql = "SELECT value FROM metadata WHERE name = ?1 COLLATE NOCASE LIMIT 1";
        let value = self.ask(FEW_LOOKS, |connection| {
            let read = |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(0);
            connection.query_row(sql, [name], read).optional()
        });
        match value.ok().flatten()? {
            rusqlite::types::Value::Text(text) => Some(text.trim().to_owned()),
            rusqlite::types::Value::Integer(number) => Some(number.to_string()),
            rusqlite::types::Value::Real(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The least or greatest zoom: as the tiles have it, else as the file says.
    fn zoom(&self, which: &str) -> Option<u32> {
        let zoom = self
            .number(MOST_LOOKS, &format!("SELECT {which}(zoom_level) FROM tiles"), [])
            .or_else(|| self.said(&format!("{which}zoom"))?.parse().ok())?;
        u32::try_from(zoom).ok()
    }

    fn facts(&self, ticket: &Ticket) -> Result<Facts, RasterError> {
        if self
            .said("format")
            .is_some_and(|format| format.eq_ignore_ascii_case("pbf"))
        {
            return Err(RasterError::VectorTiles);
        }
        // An error of the table is told, an empty one too.
        let any = "SELECT tile_data FROM tiles LIMIT 1";
        let first: Option<Vec<u8>> = self
            .ask(MOST_LOOKS, |connection| {
                connection.query_row(any, [], |row| row.get(0)).optional()
            })
            .map_err(of_read)?;
        let first = first.ok_or_else(|| RasterError::damaged("there are no tiles"))?;
        ticket.check()?;
        let (Some(coarsest), Some(finest)) = (self.zoom("min"), self.zoom("max")) else {
            return Err(RasterError::damaged("the zoom levels are not known"));
        };
        if coarsest > finest || finest > pyramid::FINEST_ZOOM {
            return Err(RasterError::damaged(format!(
                "zoom levels {coarsest} to {finest}"
            )));
        }
        let pyramid = Pyramid {
            scheme: self.scheme()?,
            coarsest,
            finest,
            side: pyramid::side_of(&first)?,
        };
        ticket.check()?;
        let rows = self.rows(&pyramid);
        let extent = self
            .said("bounds")
            .and_then(|text| bounds(&text))
            .map(|degrees| pyramid.extent_of_degrees(degrees))
            .or_else(|| self.extent_of_tiles(&pyramid, rows))
            .unwrap_or_else(|| pyramid.extent_of_degrees([-180.0, -90.0, 180.0, 90.0]));
        Ok(Facts {
            pyramid,
            extent,
            rows,
            attribution: self.said("attribution").filter(|text| !text.is_empty()),
        })
    }

    /// How the world is cut: Web Mercator, unless the file says something else.
    fn scheme(&self) -> Result<Scheme, RasterError> {
        let said = ["crs", "srs", "projection", "profile"]
            .into_iter()
            .find_map(|name| self.said(name).filter(|text| !text.is_empty()));
        let Some(said) = said else {
            return Ok(Scheme::Mercator);
        };
        let lower = said.to_ascii_lowercase();
        let digits: String = lower
            .rsplit(|c: char| !c.is_ascii_digit())
            .find(|part| !part.is_empty())
            .unwrap_or_default()
            .to_owned();
        match digits.as_str() {
            "3857" | "900913" | "3785" | "102100" | "102113" => Ok(Scheme::Mercator),
            "4326" | "84" => Ok(Scheme::Degrees(4326)),
            "4490" => Ok(Scheme::Degrees(4490)),
            _ if lower.contains("mercator") => Ok(Scheme::Mercator),
            _ if lower.contains("geodetic") => Ok(Scheme::Degrees(4326)),
            _ => Err(RasterError::Unsupported {
                what: said.chars().take(60).collect(),
            }),
        }
    }

    /// In the half, rows beyond it have no meaning; with ground in the square, rows of the half stay below.
    fn rows(&self, pyramid: &Pyramid) -> Rows {
        let Scheme::Degrees(_) = pyramid.scheme else {
            return Rows::Square;
        };
        let last = self.number(
            FEW_LOOKS,
            "SELECT max(tile_row) FROM tiles WHERE zoom_level = ?1",
            [pyramid.finest],
        );
        match last {
            Some(row) if row < (1 << pyramid.finest) / 2 => Rows::Half,
            _ => Rows::Square,
        }
    }

    fn extent_of_tiles(&self, pyramid: &Pyramid, rows: Rows) -> Option<[f64; 4]> {
        let edge = |what: &str| {
            let sql = format!("SELECT {what} FROM tiles WHERE zoom_level = ?1");
            let number = self.number(FEW_LOOKS, &sql, [pyramid.finest])?;
            (number < 1 << pyramid.finest).then_some(number)
        };
        let columns = [edge("min(tile_column)")?, edge("max(tile_column)")?];
        let south = rows.turned(pyramid.finest, edge("min(tile_row)")?)?;
        let north = rows.turned(pyramid.finest, edge("max(tile_row)")?)?;
        (columns[0] <= columns[1] && north <= south).then(|| pyramid.extent_of_tiles(columns, [north, south]))
    }
}

/// Four numbers parted by commas.
fn bounds(text: &str) -> Option<[f64; 4]> {
    let numbers: Vec<f64> = text
        .split(',')
        .map(|part| part.trim().parse().ok())
        .collect::<Option<_>>()?;
    let degrees: [f64; 4] = numbers.try_into().ok()?;
    pyramid::is_box(degrees).then_some(degrees)
}

struct TileBlocks {
    tiles: Tiles,
    pyramid: Pyramid,
    rows: Rows,
}

impl Blocks for TileBlocks {
    fn block(&self, level: usize, column: u64, row: u64) -> Result<Option<Pixels>, Damage> {
        let zoom = self.pyramid.zoom(level);
        let Some(row) = self.rows.turned(zoom, row) else {
            return Ok(None);
        };
        let sql = "SELECT tile_data FROM tiles \
                   WHERE zoom_level = ?1 AND tile_column = ?2 AND tile_row = ?3 LIMIT 1";
        let key = [i64::from(zoom), i64::try_from(column)?, i64::try_from(row)?];
        let data: Option<Option<Vec<u8>>> = self.tiles.ask(MOST_LOOKS, |connection| {
            let mut query = connection.prepare_cached(sql)?;
            query.query_row(key, |row| row.get(0)).optional()
        })?;
        let Some(data) = data.flatten() else {
            return Ok(None);
        };
        if data.len() as u64 > pyramid::TILE_BYTES {
            return Err(Damage(format!("{} bytes", data.len())));
        }
        pyramid::decode_tile(&data).map(Some)
    }

    fn name(&self, level: usize, column: u64, row: u64) -> String {
        self.pyramid.name(level, column, row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::raster::fixture::{Probe, TileFile, mbtiles, mutations, png};

    #[test]
    fn tiles_are_found_from_the_north() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("影像 底图.mbtiles");
        mbtiles(
            &path,
            &TileFile::quarters(2..=3),
            &[("bounds", "73,18,135,54"), ("attribution", "© 测绘")],
        );
        let probe = Probe::open(&path).unwrap();
        assert_eq!(probe.raster.attribution(), Some("© 测绘"));
        assert_eq!(probe.raster.crs().id.to_string(), "EPSG:3857");
        // The first tile of zoom 3 is the north-west corner of the world.
        assert_eq!(probe.color(0, 0, 0), Some(TileFile::color(3, 0, 0)));
        assert_eq!(probe.color(0, 7, 1), Some(TileFile::color(3, 7, 1)));
        assert_eq!(probe.color(1, 3, 3), Some(TileFile::color(2, 3, 3)));
        assert!(probe.raster.take_faults().is_empty());
    }

    #[test]
    fn longitude_and_latitude_are_read_however_rows_are_counted() {
        let dir = tempfile::tempdir().unwrap();
        for (name, half) in [("square", false), ("half", true)] {
            let path = dir.path().join(format!("{name}.mbtiles"));
            let tiles = TileFile::world(3, 4);
            tiles.write_mbtiles(&path, half, &[("crs", "EPSG:4490")]);
            let probe = Probe::open(&path).unwrap();
            assert_eq!(probe.raster.crs().id.to_string(), "EPSG:4490");
            assert_eq!(probe.color(0, 2, 1), Some(TileFile::color(3, 2, 1)), "{name}");
        }
    }

    #[test]
    fn what_is_not_drawn_says_why() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.mbtiles");
        mbtiles(&path, &TileFile::quarters(1..=1), &[("format", "pbf")]);
        assert_eq!(Probe::open(&path).err(), Some(RasterError::VectorTiles));
        let path = dir.path().join("b.mbtiles");
        mbtiles(
            &path,
            &TileFile(vec![(1, 0, 0, b"\x1f\x8b\x08tile".to_vec())]),
            &[],
        );
        assert_eq!(Probe::open(&path).err(), Some(RasterError::VectorTiles));
        let path = dir.path().join("c.mbtiles");
        mbtiles(&path, &TileFile(Vec::new()), &[]);
        assert!(matches!(
            Probe::open(&path).err(),
            Some(RasterError::Damaged { .. })
        ));
        let path = dir.path().join("d.mbtiles");
        mbtiles(&path, &TileFile::quarters(1..=1), &[("crs", "EPSG:2154")]);
        assert!(matches!(
            Probe::open(&path).err(),
            Some(RasterError::Unsupported { .. })
        ));
        let path = dir.path().join("e.mbtiles");
        mbtiles(&path, &TileFile(vec![(40, 0, 0, png(1, 1, |_, _| [0; 4]))]), &[]);
        assert!(matches!(
            Probe::open(&path).err(),
            Some(RasterError::Damaged { .. })
        ));
    }

    /// A view that never ends is given up.
    #[test]
    fn an_endless_view_does_not_hold_the_window_up() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("endless.mbtiles");
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch(
                "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n) \
                 SELECT i AS zoom_level, i AS tile_column, i AS tile_row, i AS tile_data FROM n WHERE i < 0;",
            )
            .unwrap();
        drop(connection);
        assert!(Probe::open(&path).is_err());
    }

    #[test]
    fn broken_databases_end_well() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.mbtiles");
        mbtiles(&path, &TileFile::quarters(1..=2), &[("bounds", "0,0,90,60")]);
        let bytes = std::fs::read(&path).unwrap();
        for broken in mutations(&bytes, 400) {
            std::fs::write(&path, &broken).unwrap();
            Probe::walk(&path);
        }
    }
}
