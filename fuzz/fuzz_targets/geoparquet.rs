//! GeoParquet.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::GeoParquet;

fuzz_target!(|bytes: &[u8]| redline_fuzz::read_as(&GeoParquet, "parquet", bytes));
