//! GeoPackage: any bytes as a database.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::GeoPackage;

fuzz_target!(|bytes: &[u8]| redline_fuzz::read_as(&GeoPackage, "gpkg", bytes));
