//! Writes a corpus to begin with: `cargo run --example seeds`, in this folder. Nothing of others is in it.

#[path = "../../tests/mutation/seeds.rs"]
#[allow(clippy::expect_used)]
mod seeds;

use std::path::Path;

use redline_fuzz::{SHAPEFILE_PARTS, joined};

/// A geometry of each kind.
const WKT: [&str; 4] = [
    "POLYGON((0 0,4 0,4 3,0 0),(2 0.5,3 0.5,3 1,2 0.5))",
    "MULTIPOLYGON Z(((0 0 1,4 0 1,4 3 1,0 0 1)),((9 0 1,12 0 1,12 3 1,9 0 1)))",
    "SRID=4527;GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1),POLYGON((0 0,4 0,4 3,0 0)))",
    "POLYGON EMPTY",
];

/// The target that reads seeds of a format.
fn target(format: &str, extension: &str) -> &'static str {
    match (format, extension) {
        (_, "zip" | "kmz") => "zip",
        ("GeoPackage", _) => "geopackage",
        ("Shapefile", _) => "shapefile",
        ("DXF", _) => "dxf",
        ("FlatGeobuf", _) => "flatgeobuf",
        ("GeoParquet", _) => "geoparquet",
        ("KML", _) => "kml",
        ("CSV", _) => "point_table",
        ("GeoJSON" | "GeoJSONSeq", _) => "geojson",
        _ => "boundary_txt",
    }
}

fn put(target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), bytes)
}

fn main() -> std::io::Result<()> {
    for (number, seed) in seeds::all().iter().enumerate() {
        let (first, bytes) = &seed.files[0];
        let extension = first.rsplit('.').next().unwrap_or_default();
        let name = format!("seed-{number}");
        match target(seed.format.name(), extension) {
            "shapefile" => {
                let parts = SHAPEFILE_PARTS.map(|part| {
                    let named = seed.files.iter().find(|(name, _)| name.ends_with(part));
                    named.map(|(_, bytes)| bytes.as_slice()).unwrap_or_default()
                });
                put("shapefile", &name, &joined(&parts))?;
            }
            target => put(target, &name, bytes)?,
        }
    }
    for (number, text) in WKT.iter().enumerate() {
        put("wkt", &format!("seed-{number}"), text.as_bytes())?;
    }
    Ok(())
}
