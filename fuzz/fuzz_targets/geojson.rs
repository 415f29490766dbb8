//! GeoJSON, and features one on each line.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::{GeoJson, GeoJsonSeq};

fuzz_target!(|bytes: &[u8]| {
    redline_fuzz::read_as(&GeoJson, "geojson", bytes);
    redline_fuzz::read_as(&GeoJsonSeq, "geojsonl", bytes);
});
