//! What a file says about a map service.
//!
//! ```toml
//! format = "redline.tiles/1"
//! url = "https://t{s}.tianditu.gov.cn/img_c/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=img&STYLE=default&TILEMATRIXSET=c&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk={key}"
//! servers = ["0", "1", "2", "3"]   # what stands for {s}
//! scheme = "EPSG:4490"             # "mercator", "EPSG:4326" or "EPSG:4490"
//! zooms = [1, 18]
//! key = "tianditu"                 # name in the user's file of keys
//! attribution = "天地图 GS(2024)0568号"
//! ```
//!
//! `{x}` counts columns from the west, `{y}` rows from the north and `{-y}` from the south. A service whose matrices have
//! names or another fineness of its own gives them as `matrices = [{ id = "L0", resolution = 0.703125 }, …]` with `origin`, the
//! upper left corner; each must be half as coarse as the one before.

use std::path::Path;

use serde::Deserialize;

use super::super::RasterError;
use super::super::pyramid::{FINEST_ZOOM, Pyramid, Scheme, is_box};

/// The format that descriptions name.
pub(super) const FORMAT: &str = "redline.tiles/1";
/// Largest description in bytes, and longest address.
const LIMIT_BYTES: u64 = 64 << 10;
const LONGEST_URL: usize = 2000;
/// Share by which a matrix may differ from a power of two.
const SLACK: f64 = 1e-6;

/// A map service.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Description {
    /// Address of a tile with its places to fill.
    pub url: String,
    /// What stands for `{s}`.
    pub servers: Vec<String>,
    /// How tiles are cut.
    pub pyramid: Pyramid,
    /// Names of the matrices from the coarsest zoom on; empty where they are the zooms.
    pub names: Vec<String>,
    /// West, south, east, north in degrees.
    pub bounds: [f64; 4],
    /// Name of the user's key for the service.
    pub key: Option<String>,
    /// Whom the picture is owed to.
    pub attribution: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    format: String,
    url: String,
    #[serde(default)]
    servers: Vec<String>,
    scheme: String,
    zooms: Option<[u32; 2]>,
    tile: Option<u32>,
    bounds: Option<[f64; 4]>,
    key: Option<String>,
    attribution: Option<String>,
    origin: Option<[f64; 2]>,
    #[serde(default)]
    matrices: Vec<Matrix>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Matrix {
    id: String,
    /// Units of the system in a pixel.
    resolution: f64,
}

fn bad(reason: impl std::fmt::Display) -> RasterError {
    RasterError::Description {
        reason: reason.to_string(),
    }
}

/// Reads a description.
pub(super) fn read(path: &Path) -> Result<Description, RasterError> {
    if std::fs::metadata(path)?.len() > LIMIT_BYTES {
        return Err(bad("larger than 64 KiB"));
    }
    parse(&std::fs::read_to_string(path).map_err(RasterError::from)?)
}

fn parse(text: &str) -> Result<Description, RasterError> {
    let entry: Entry =
        toml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| bad(error.message()))?;
    if entry.format != FORMAT {
        return Err(bad(format!("format {:?} is not {FORMAT}", entry.format)));
    }
    let scheme = match entry.scheme.as_str() {
        "mercator" | "EPSG:3857" => Scheme::Mercator,
        "EPSG:4326" => Scheme::Degrees(4326),
        "EPSG:4490" => Scheme::Degrees(4490),
        other => return Err(bad(format!("scheme = {other:?}"))),
    };
    check_url(&entry)?;
    let side = entry.tile.unwrap_or(256);
    if !(64..=2048).contains(&side) {
        return Err(bad(format!("tile = {side}")));
    }
    let ([coarsest, finest], names) = match &entry.matrices[..] {
        [] => (entry.zooms.unwrap_or([0, 18]), Vec::new()),
        matrices => zooms_of(matrices, &entry, scheme, side)?,
    };
    if coarsest > finest || finest > FINEST_ZOOM {
        return Err(bad(format!("zooms = [{coarsest}, {finest}]")));
    }
    let bounds = entry.bounds.unwrap_or([-180.0, -90.0, 180.0, 90.0]);
    if !is_box(bounds) {
        return Err(bad(format!("bounds = {bounds:?}")));
    }
    Ok(Description {
        url: entry.url,
        servers: entry.servers,
        pyramid: Pyramid {
            scheme,
            coarsest,
            finest,
            side,
        },
        names,
        bounds,
        key: entry.key,
        attribution: entry.attribution,
    })
}

fn check_url(entry: &Entry) -> Result<(), RasterError> {
    let url = &entry.url;
    if !(url.starts_with("https://") || url.starts_with("http://")) || url.len() > LONGEST_URL {
        return Err(bad("url must begin with https:// or http://"));
    }
    let has = |place: &str| url.contains(place);
    if !(has("{z}") && has("{x}") && (has("{y}") || has("{-y}"))) {
        return Err(bad("url has no {z}, {x} and {y}"));
    }
    if has("{s}") == entry.servers.is_empty() {
        return Err(bad("{s} in url and servers belong together"));
    }
    if has("{key}") != entry.key.is_some() {
        return Err(bad("{key} in url and key belong together"));
    }
    // A key that stands in the open would go wherever the file goes.
    let query = url.split('?').nth(1).unwrap_or_default().to_ascii_lowercase();
    let in_the_open = ["tk=", "key=", "token=", "access_token="];
    if query.split('&').any(|part| {
        in_the_open
            .iter()
            .any(|name| part.starts_with(name) && !part.ends_with("={key}"))
    }) {
        return Err(bad(
            "a key stands in url: write {key} and keep the key in keys.toml",
        ));
    }
    Ok(())
}

/// The zooms of matrices that are those of the scheme under other names.
fn zooms_of(
    matrices: &[Matrix],
    entry: &Entry,
    scheme: Scheme,
    side: u32,
) -> Result<([u32; 2], Vec<String>), RasterError> {
    let whole = Pyramid {
        scheme,
        coarsest: 0,
        finest: 0,
        side,
    };
    let place = whole.place()?;
    let [west, north] = place.apply([0.0, 0.0]);
    let pixel = place.apply([1.0, 0.0])[0] - west;
    let origin = entry.origin.unwrap_or([west, north]);
    if (origin[0] - west).abs() > SLACK * pixel || (origin[1] - north).abs() > SLACK * pixel {
        return Err(RasterError::Unsupported {
            what: format!("origin {origin:?}"),
        });
    }
    let mut zooms = Vec::with_capacity(matrices.len());
    for matrix in matrices {
        let zoom = libm::log2(pixel / matrix.resolution);
        if !(zoom.is_finite()
            && (zoom - zoom.round()).abs() < SLACK * 100.0
            && (0.0..=26.0).contains(&zoom.round()))
        {
            return Err(RasterError::Unsupported {
                what: format!("matrix {} with {} units in a pixel", matrix.id, matrix.resolution),
            });
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 26"
        )]
        zooms.push(zoom.round() as u32);
    }
    let follow = zooms.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    match (zooms.first(), zooms.last()) {
        (Some(first), Some(last)) if follow => {
            let names = matrices.iter().map(|matrix| matrix.id.clone()).collect();
            Ok(([*first, *last], names))
        }
        _ => Err(bad("each matrix must be half as coarse as the one before")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "format = \"redline.tiles/1\"\n";

    #[test]
    fn a_service_is_described_and_slips_are_told() {
        let text = format!(
            "{HEAD}url = \"https://t{{s}}.example/wmts?m={{z}}&r={{y}}&c={{x}}&tk={{key}}\"\nservers = [\"0\", \"1\"]\n\
             scheme = \"EPSG:4490\"\nzooms = [1, 18]\nkey = \"k\"\nattribution = \"天地图\"\n"
        );
        let read = parse(&text).unwrap();
        assert_eq!(
            (read.pyramid.coarsest, read.pyramid.finest, read.pyramid.side),
            (1, 18, 256)
        );
        assert_eq!(read.pyramid.scheme, Scheme::Degrees(4490));
        let url = "url = \"https://e/{z}/{x}/{y}\"\n";
        for slip in [
            "url = \"ftp://e/{z}/{x}/{y}\"\nscheme = \"mercator\"\n",
            "url = \"file:///etc/{z}/{x}/{y}\"\nscheme = \"mercator\"\n",
            "url = \"https://e/{z}/{x}\"\nscheme = \"mercator\"\n",
            "url = \"https://e/{z}/{x}/{y}?tk=abc123\"\nscheme = \"mercator\"\n",
            "url = \"https://e/{z}/{x}/{y}?tk={key}\"\nscheme = \"mercator\"\n",
            &format!("{url}scheme = \"bd09\"\n"),
            &format!("{url}scheme = \"mercator\"\nzooms = [3, 99]\n"),
            &format!("{url}scheme = \"mercator\"\ntile = 7\n"),
            &format!("{url}scheme = \"mercator\"\nbounds = [0.0, 0.0, -1.0, nan]\n"),
            &format!("{url}scheme = \"mercator\"\ncolour = 1\n"),
        ] {
            assert_eq!(
                parse(&format!("{HEAD}{slip}")).unwrap_err().code(),
                "background-description",
                "{slip}"
            );
        }
    }

    #[test]
    fn matrices_of_a_service_have_names_of_their_own() {
        let with = |matrices: &str| {
            parse(&format!(
                "{HEAD}url = \"https://e/{{z}}/{{x}}/{{y}}\"\nscheme = \"EPSG:4490\"\n{matrices}"
            ))
        };
        let read = with(
            "origin = [-180.0, 90.0]\nmatrices = [{ id = \"L5\", resolution = 0.0439453125 }, { id = \"L6\", resolution = 0.02197265625 }]\n",
        )
        .unwrap();
        assert_eq!((read.pyramid.coarsest, read.pyramid.finest), (5, 6));
        assert_eq!(read.names, ["L5", "L6"]);
        for odd in [
            "matrices = [{ id = \"a\", resolution = 0.04 }]\n",
            "origin = [113.0, 30.0]\nmatrices = [{ id = \"a\", resolution = 0.0439453125 }]\n",
            "matrices = [{ id = \"a\", resolution = 0.0439453125 }, { id = \"b\", resolution = 0.010986328125 }]\n",
            "matrices = [{ id = \"a\", resolution = -1.0 }]\n",
        ] {
            assert!(with(odd).is_err(), "{odd}");
        }
    }
}
