//! KML in any encoding.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::Kml;

fuzz_target!(|bytes: &[u8]| redline_fuzz::read_as(&Kml, "kml", bytes));
