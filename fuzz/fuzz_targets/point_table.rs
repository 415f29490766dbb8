//! Tables of points and of geometries.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::PointTable;

fuzz_target!(|bytes: &[u8]| redline_fuzz::read_as(&PointTable, "csv", bytes));
