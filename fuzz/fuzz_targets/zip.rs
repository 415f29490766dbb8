//! Archives with shapefiles and with KML.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::{Kml, Shapefile};

fuzz_target!(|bytes: &[u8]| {
    redline_fuzz::read_as(&Shapefile, "zip", bytes);
    redline_fuzz::read_as(&Kml, "kmz", bytes);
});
