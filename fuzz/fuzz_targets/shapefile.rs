//! The parts of a shapefile, each with its length before it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use redline::io::Shapefile;

fuzz_target!(|bytes: &[u8]| redline_fuzz::read_parts(&Shapefile, bytes));
